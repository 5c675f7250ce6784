'use strict';

// Objects that structuredClone() and postMessage() must not take away from their owner.

const { isExternalMemory } = binding('util');

const marked = new WeakSet();

/**
 * @param {unknown} object what is no object is left alone
 */
function markAsUntransferable(object) {
  if ((typeof object === 'object' && object !== null) || typeof object === 'function') marked.add(object);
}

/**
 * @param {unknown} object the memory of others, which addons have, is always marked
 * @returns {boolean}
 */
function isMarkedAsUntransferable(object) {
  return marked.has(object) || isExternalMemory(object);
}

module.exports = { isMarkedAsUntransferable, markAsUntransferable };
