'use strict';

// Objects that structuredClone() and postMessage() must not take away from their owner.

const marked = new WeakSet();

/**
 * @param {unknown} object what is no object is left alone
 */
function markAsUntransferable(object) {
  if ((typeof object === 'object' && object !== null) || typeof object === 'function') marked.add(object);
}

/**
 * @param {unknown} object
 * @returns {boolean}
 */
function isMarkedAsUntransferable(object) {
  return marked.has(object);
}

module.exports = { isMarkedAsUntransferable, markAsUntransferable };
