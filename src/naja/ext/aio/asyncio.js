'use strict';
// Promises of Python's awaitables: cancelling what runs behind one.
const native = binding('aio');
const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { validateAbortSignal } = require('ext/base/validators');
const { isPromise } = require('ext/base/types');

/**
 * Cancels the Python coroutine, task or future behind a Promise: the Promise then rejects with what Python makes of
 * that, mostly a CancelledError.
 * @param {Promise} promise as a call of Python gave it, not one that was derived from it
 * @returns {boolean} false if there is nothing to cancel: it has ended, or is no Promise of Python's
 */
function cancel(promise) {
  if (!isPromise(promise)) throw new ERR_INVALID_ARG_TYPE('promise', 'Promise', promise);
  return native.cancel(promise);
}

/**
 * Ties the Python coroutine behind a Promise to an AbortSignal: an abort cancels it.
 * @param {Promise} promise as a call of Python gave it
 * @param {AbortSignal} signal
 * @returns {Promise} what `promise` gives; rejects with the signal's reason as soon as that is aborted
 */
function abortable(promise, signal) {
  if (!isPromise(promise)) throw new ERR_INVALID_ARG_TYPE('promise', 'Promise', promise);
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  return new Promise((resolve, reject) => {
    const aborted = () => {
      native.cancel(promise);
      reject(signal.reason);
    };
    const ended = (settle) => (value) => {
      signal.removeEventListener('abort', aborted);
      settle(value);
    };
    promise.then(ended(resolve), ended(reject));
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

module.exports = { cancel, abortable };
