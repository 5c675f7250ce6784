'use strict';

// node:timers/promises.

const timers = require('ext/timers/timers');
const { addAbortListener } = require('ext/events/abort');
const {
  AbortError,
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('ext/base/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateNumber,
  validateObject,
} = require('ext/base/validators');

const kScheduler = Symbol('kScheduler');

/** Checks the options; what is wrong with them rejects, it does not throw. */
function checkOptions(options) {
  validateObject(options, 'options');
  const { signal, ref = true } = options;
  validateAbortSignal(signal, 'options.signal');
  validateBoolean(ref, 'options.ref');
  return { signal, ref };
}

function abortError(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

/** A promise that `start(resolve)` settles; `cancel(handle)` is called when the signal is aborted first. */
function cancellable(start, cancel, signal, ref) {
  if (signal?.aborted) return Promise.reject(abortError(signal));
  const { promise, resolve, reject } = Promise.withResolvers();
  const handle = start(resolve);
  if (!ref) handle.unref();
  if (signal) {
    const listener = addAbortListener(signal, () => {
      cancel(handle);
      reject(abortError(signal));
    });
    const stop = () => listener[Symbol.dispose]();
    promise.then(stop, stop);
  }
  return promise;
}

/**
 * @param {number} [after] milliseconds
 * @param {*} [value] what the promise is fulfilled with
 * @param {{signal?: AbortSignal, ref?: boolean}} [options]
 * @returns {Promise}
 */
function setTimeout(after, value, options = {}) {
  let checked;
  try {
    if (after !== undefined) validateNumber(after, 'delay');
    checked = checkOptions(options);
  } catch (err) {
    return Promise.reject(err);
  }
  const { signal, ref } = checked;
  return cancellable((resolve) => timers.setTimeout(resolve, after, value), timers.clearTimeout, signal, ref);
}

/** As setTimeout, with setImmediate's time. */
function setImmediate(value, options = {}) {
  let checked;
  try {
    checked = checkOptions(options);
  } catch (err) {
    return Promise.reject(err);
  }
  const { signal, ref } = checked;
  return cancellable((resolve) => timers.setImmediate(resolve, value), timers.clearImmediate, signal, ref);
}

/**
 * Yields `value` every `after` milliseconds; ticks that nobody awaited yet are not lost.
 * @returns {AsyncGenerator}
 */
async function* setInterval(after, value, options = {}) {
  if (after !== undefined) validateNumber(after, 'delay');
  const { signal, ref } = checkOptions(options);
  if (signal?.aborted) throw abortError(signal);

  let listener;
  let interval;
  try {
    let ready = 0;
    let wake;
    interval = timers.setInterval(() => {
      ready++;
      if (wake) {
        wake();
        wake = undefined;
      }
    }, after);
    if (!ref) interval.unref();
    if (signal) {
      listener = addAbortListener(signal, () => {
        timers.clearInterval(interval);
        if (wake) {
          wake(Promise.reject(abortError(signal)));
          wake = undefined;
        }
      });
    }
    while (!signal?.aborted) {
      if (ready === 0) await new Promise((resolve) => (wake = resolve));
      for (; ready > 0; ready--) yield value;
    }
    throw abortError(signal);
  } finally {
    timers.clearInterval(interval);
    listener?.[Symbol.dispose]();
  }
}

/** https://github.com/WICG/scheduling-apis: the two functions that Node has of it. */
class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  /** Lets other events run first. @returns {Promise<void>} */
  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  /**
   * @param {number} delay milliseconds
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<void>}
   */
  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

const scheduler = Object.create(Scheduler.prototype, {
  [kScheduler]: { __proto__: null, value: true, writable: true, enumerable: true, configurable: true },
});

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
