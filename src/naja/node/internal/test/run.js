'use strict';

/** Calling a test's function: callbacks, promises, time limits, signals. */

const { failure, types } = require('node/internal/test/failure');
const { isPromise } = require('ext/base/types');

const LONGEST = 2 ** 31 - 1;

/** A promise that is rejected when the time is over or the signal comes; `end()` gives up waiting. */
function stopAfter(timeout, signal) {
  let timer;
  let onAbort;
  const promise = new Promise((_, reject) => {
    if (timeout !== Infinity && timeout !== undefined && timeout !== null && timeout <= LONGEST) {
      const { setTimeout } = require('node/timers');
      timer = setTimeout(() => reject(failure(`test timed out after ${timeout}ms`, types.TIMEOUT)), timeout);
      timer.unref();
    }
    if (signal !== undefined) {
      onAbort = () => reject(signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    }
  });
  promise.catch(() => {});
  const end = () => {
    if (timer !== undefined) require('node/timers').clearTimeout(timer);
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  };
  return { promise, end };
}

/**
 * Calls something that gives a promise, and waits for it or for the stop.
 * @param {(stopped: Promise) => Promise} start
 */
async function raceWithStop(start, timeout, signal) {
  const stop = stopAfter(timeout, signal);
  try {
    return await Promise.race([start(stop.promise), stop.promise]);
  } finally {
    stop.end();
  }
}

/**
 * Calls a function with arguments, and with a callback more if it has a parameter for it.
 * @param {Function} fn
 * @param {*[]} args
 * @param {object} receiver
 * @param {AsyncResource} resource whose scope it runs in
 * @param {(error) => void} fail
 * @returns {Promise<void>}
 */
async function callWith(fn, args, receiver, resource, fail, stopped) {
  if (fn.length !== args.length + 1) {
    await resource.runInAsyncScope(fn, receiver, ...args);
    return;
  }
  const { promise, resolve, reject } = Promise.withResolvers();
  let calls = 0;
  const callback = (error) => {
    calls++;
    if (calls > 1) {
      if (calls === 2) throw failure('callback invoked multiple times', types.MULTIPLE_CALLBACKS);
      return;
    }
    if (error) reject(error);
    else resolve();
  };
  const result = resource.runInAsyncScope(fn, receiver, ...args, callback);
  if (isPromise(result)) {
    fail(failure('passed a callback but also returned a Promise', types.CALLBACK_AND_PROMISE));
    promise.catch(() => {});
    await Promise.race([result, stopped]);
  } else {
    await promise;
  }
}

module.exports = { LONGEST, callWith, raceWithStop, stopAfter };
