'use strict';

/** `util.debounce` and `util.throttle`: functions that are called less often than they are asked to be. */

const {
  AbortError,
  codes: { ERR_THROTTLED },
} = require('ext/base/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
} = require('ext/base/validators');
const { kEmptyObject } = require('ext/base/util');
const timers = require.lazy('ext/timers/timers');

const kMaxDelay = 2147483647;

function markHandled(promise) {
  promise.then(undefined, () => {});
  return promise;
}

/** The name and the length of the function that is wrapped. */
function looksLike(wrapper, fn) {
  for (const key of ['length', 'name']) {
    Object.defineProperty(wrapper, key, { __proto__: null, value: fn[key], configurable: true });
  }
}

function accessor(target, key, read) {
  const get = { get: () => read() }.get;
  Object.defineProperty(target, key, { __proto__: null, get, enumerable: false, configurable: false });
}

function checkNotAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { __proto__: null, cause: signal.reason });
}

const abortedWith = (reason) =>
  new AbortError(undefined, reason === undefined ? undefined : { __proto__: null, cause: reason });

/** A timer that keeps whether it holds the process. */
class Timer {
  #timeout;
  #held = true;

  start(callback, delay) {
    this.stop();
    this.#timeout = timers().setTimeout(callback, delay);
    if (!this.#held) this.#timeout.unref();
  }

  stop() {
    if (this.#timeout !== undefined) timers().clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  get active() {
    return this.#timeout !== undefined;
  }

  done() {
    this.#timeout = undefined;
  }

  ref() {
    this.#held = true;
    this.#timeout?.ref();
  }

  unref() {
    this.#held = false;
    this.#timeout?.unref();
  }
}

function defineRefs(wrapper, timer) {
  wrapper.ref = function ref() {
    timer.ref();
    return wrapper;
  };
  wrapper.unref = function unref() {
    timer.unref();
    return wrapper;
  };
}

/** Settles a deferred with what `fn` gives; `this` in it is the wrapper. */
function run(fn, wrapper, args, settle) {
  try {
    settle.resolve(Reflect.apply(fn, wrapper, args));
  } catch (error) {
    settle.reject(error);
  }
}

/**
 * A function that calls `fn` once no call came for `wait` milliseconds, with the arguments of the last call. Each call
 * gives a promise of that one result.
 * @param {Function} fn
 * @param {number} wait milliseconds
 * @param {{leading?: boolean, rejectOnCancel?: boolean, signal?: AbortSignal}} [options] `leading`: the first call of a
 *   series runs at once
 */
function debounce(fn, wait, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateInteger(wait, 'wait', 0, kMaxDelay);
  validateObject(options, 'options');
  const { leading = false, rejectOnCancel = true, signal } = options;
  validateBoolean(leading, 'options.leading');
  validateBoolean(rejectOnCancel, 'options.rejectOnCancel');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  checkNotAborted(signal);

  const timer = new Timer();
  let waiting = [];
  let last;

  function take() {
    timer.stop();
    const taken = waiting;
    waiting = [];
    return taken;
  }

  function settleAll(taken, method, value) {
    // The last promise stands for all: only it may be reported as unhandled.
    taken.forEach((deferred, i) => {
      if (i < taken.length - 1) markHandled(deferred.promise);
      deferred[method](value);
    });
  }

  function fire() {
    const taken = take();
    if (taken.length === 0) return;
    const args = last;
    last = undefined;
    run(fn, debounced, args, {
      resolve: (value) => settleAll(taken, 'resolve', value),
      reject: (error) => settleAll(taken, 'reject', error),
    });
  }

  const debounced = function (...args) {
    if (signal?.aborted) return Promise.reject(abortedWith(signal.reason));
    const deferred = Promise.withResolvers();
    if (leading && !timer.active) {
      timer.start(fire, wait);
      run(fn, debounced, args, deferred);
      return deferred.promise;
    }
    last = args;
    waiting.push(deferred);
    timer.start(fire, wait);
    return deferred.promise;
  };
  looksLike(debounced, fn);
  debounced.cancel = function cancel(reason) {
    settleAll(take(), 'reject', abortedWith(reason));
  };
  debounced.flush = function flush() {
    if (waiting.length > 0) fire();
  };
  defineRefs(debounced, timer);
  accessor(debounced, 'pending', () => (waiting.length > 0 ? waiting[waiting.length - 1].promise : null));
  accessor(debounced, 'pendingCount', () => waiting.length);
  signal?.addEventListener('abort', () => debounced.cancel(signal.reason), { __proto__: null, once: true });
  return debounced;
}

/**
 * A function that calls `fn` at most `limit` times in `interval` milliseconds; further calls wait, or are dropped.
 * @param {Function} fn
 * @param {number} limit
 * @param {number} interval milliseconds
 * @param {{concurrency?: number, maxPending?: number, overflow?: 'queue' | 'drop', signal?: AbortSignal,
 *   strict?: boolean}} [options] `strict`: in any stretch of that length, not only in those that begin with a call
 */
function throttle(fn, limit, interval, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateInteger(limit, 'limit', 1);
  validateInteger(interval, 'interval', 0, kMaxDelay);
  validateObject(options, 'options');
  const {
    concurrency = Infinity,
    maxPending = Infinity,
    overflow = 'queue',
    signal,
    strict = false,
  } = options;
  if (concurrency !== Infinity) validateInteger(concurrency, 'options.concurrency', 1);
  if (maxPending !== Infinity) validateInteger(maxPending, 'options.maxPending', 0);
  validateOneOf(overflow, 'options.overflow', ['queue', 'drop']);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  validateBoolean(strict, 'options.strict');
  checkNotAborted(signal);

  const timer = new Timer();
  let queue = [];
  let active = 0;
  let starts = []; // when the calls of the present window began

  const now = () => Number(binding('uv').hrtime() / 1000n) / 1000;

  /** Milliseconds until another call may begin; 0 for now. */
  function delay() {
    if (interval === 0) return 0;
    const time = now();
    if (strict) {
      if (starts.length < limit) return 0;
      return Math.max(0, starts[starts.length - limit] + interval - time);
    }
    if (starts.length === 0 || time - starts[0] >= interval) {
      starts = [];
      return 0;
    }
    return starts.length < limit ? 0 : starts[0] + interval - time;
  }

  function start({ args, deferred }) {
    active++;
    if (interval !== 0) {
      starts.push(now());
      if (strict && starts.length > limit) starts.shift();
    }
    let result;
    run(fn, throttled, args, {
      resolve: (value) => {
        result = Promise.resolve(value);
      },
      reject: (error) => {
        result = Promise.reject(error);
      },
    });
    const done = () => {
      active--;
      drain();
    };
    result.then(done, done);
    deferred.resolve(result);
  }

  function drain() {
    while (queue.length > 0 && active < concurrency) {
      const wait = delay();
      if (wait > 0) {
        if (!timer.active) {
          timer.start(() => {
            timer.done();
            drain();
          }, Math.ceil(wait));
        }
        return;
      }
      start(queue.shift());
    }
  }

  const hasCapacity = () => queue.length === 0 && active < concurrency && delay() <= 0;

  const throttled = function (...args) {
    if (signal?.aborted) return Promise.reject(abortedWith(signal.reason));
    const deferred = Promise.withResolvers();
    const call = { args, deferred };
    if (hasCapacity()) {
      start(call);
    } else if (overflow === 'drop' || queue.length >= maxPending) {
      markHandled(deferred.promise);
      deferred.reject(new ERR_THROTTLED());
    } else {
      queue.push(call);
      drain();
    }
    return deferred.promise;
  };
  looksLike(throttled, fn);
  throttled.cancel = function cancel(reason) {
    timer.stop();
    const dropped = queue;
    queue = [];
    starts = [];
    for (const { deferred } of dropped) deferred.reject(abortedWith(reason));
  };
  throttled.hasImmediateCapacity = function hasImmediateCapacity() {
    return hasCapacity();
  };
  defineRefs(throttled, timer);
  accessor(throttled, 'pending', () => (queue.length > 0 ? queue[queue.length - 1].deferred.promise : null));
  accessor(throttled, 'pendingCount', () => queue.length);
  accessor(throttled, 'activeCount', () => active);
  signal?.addEventListener('abort', () => throttled.cancel(signal.reason), { __proto__: null, once: true });
  return throttled;
}

module.exports = { debounce, throttle };
