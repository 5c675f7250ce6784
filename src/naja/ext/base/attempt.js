'use strict';

/**
 * What a native call gives; or, where the permissions of the program do not allow it, the error. For those that take error
 * numbers from native code and hand errors on: the makers of their errors leave one that is made as it is.
 * @template T
 * @param {function(): T} call
 * @returns {T | Error}
 */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    if (error?.code !== 'ERR_ACCESS_DENIED') throw error;
    return error;
  }
}

module.exports = { attempt };
