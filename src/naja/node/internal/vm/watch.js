'use strict';

/** What may end a script from outside: `timeout` and `breakOnSigint` of node:vm. */

const errors = require.lazy('ext/base/errors');
const process = require.lazy('node/process');

const TIMED_OUT = 1;

/** What the engine throws where its watchdog ended a script, as an error with Node's code. */
function translate(error, timeout) {
  if (error === null || typeof error !== 'object' || !Object.hasOwn(error, 'watchdog')) return error;
  const { ERR_SCRIPT_EXECUTION_INTERRUPTED, ERR_SCRIPT_EXECUTION_TIMEOUT } = errors().codes;
  return error.watchdog === TIMED_OUT
    ? new ERR_SCRIPT_EXECUTION_TIMEOUT(timeout)
    : new ERR_SCRIPT_EXECUTION_INTERRUPTED();
}

/** Calls with the program's own SIGINT listeners taken off, where SIGINT is to end the script. */
function withoutListeners(call, breakOnSigint) {
  if (!breakOnSigint || process().listenerCount('SIGINT') === 0) return call();
  const listeners = process().rawListeners('SIGINT');
  process().removeAllListeners('SIGINT');
  try {
    return call();
  } finally {
    for (const listener of listeners) process().addListener('SIGINT', listener);
  }
}

/**
 * Calls a function that may take too long.
 * @param {Function} call
 * @param {number} timeout milliseconds; -1 for none
 * @param {boolean} breakOnSigint
 */
function watch(call, timeout, breakOnSigint) {
  return withoutListeners(() => {
    try {
      return binding('contexts').watch(call, timeout, breakOnSigint);
    } catch (error) {
      throw translate(error, timeout);
    }
  }, breakOnSigint);
}

module.exports = { translate, watch, withoutListeners };
