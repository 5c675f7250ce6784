'use strict';

// events.on(): events as an async iterator. Also what once() needs to treat emitters and targets alike.

const { kFirstEventParam, kWatermarkData } = require('ext/events/symbols');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { validateAbortSignal, validateInteger, validateObject } = require('ext/base/validators');
const FixedQueue = require('ext/timers/fixed_queue');
const { addAbortListener } = require('ext/events/abort');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

/** Adds a listener to an EventEmitter or an EventTarget. */
function addTo(emitter, name, listener, flags) {
  if (typeof emitter.on === 'function') {
    if (flags?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

/** Removes a listener from an EventEmitter or an EventTarget. */
function removeFrom(emitter, name, listener, flags) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

/**
 * @param {EventEmitter|EventTarget} emitter
 * @param {string|symbol} event
 * @param {object} options signal, close, highWaterMark, lowWaterMark (both in events)
 * @returns {AsyncIterator<Array>}
 */
function on(emitter, event, options) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  // Earlier releases spelled these with a small m.
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(high, 'options.highWaterMark', 1);
  validateInteger(low, 'options.lowWaterMark', 1);

  const events = new FixedQueue();
  const waiting = new FixedQueue();
  let paused = false;
  let error = null;
  let finished = false;
  let size = 0;

  const cleanups = [];
  const listen = (target, name, listener, flags) => {
    addTo(target, name, listener, flags);
    cleanups.push(() => removeFrom(target, name, listener, flags));
  };

  const handler = options[kFirstEventParam] ? (value) => onEvent(value) : (...args) => onEvent(args);

  function onEvent(value) {
    if (!waiting.isEmpty()) {
      waiting.shift().resolve({ done: false, value });
      return;
    }
    size++;
    if (!paused && size > high) {
      paused = true;
      emitter.pause();
    }
    events.push(value);
  }

  function onError(err) {
    if (waiting.isEmpty()) error = err;
    else waiting.shift().reject(err);
    closeAll();
  }

  function closeAll() {
    abortHandle?.[Symbol.dispose]();
    for (const cleanup of cleanups) cleanup();
    cleanups.length = 0;
    finished = true;
    paused = false; // who has closed cannot be resumed
    const done = { done: true, value: undefined };
    while (!waiting.isEmpty()) waiting.shift().resolve(done);
    return Promise.resolve(done);
  }

  const iterator = Object.setPrototypeOf(
    {
      next() {
        // First what has come, then what went wrong, then the end.
        if (size) {
          const value = events.shift();
          size--;
          if (paused && size < low) {
            emitter.resume();
            paused = false;
          }
          return Promise.resolve({ done: false, value });
        }
        if (error) {
          const rejected = Promise.reject(error);
          error = null;
          return rejected;
        }
        if (finished) return closeAll();
        return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
      },
      return() {
        return closeAll();
      },
      throw(err) {
        if (!err || !(err instanceof Error)) {
          throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', err);
        }
        onError(err);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      [kWatermarkData]: {
        get size() {
          return size;
        },
        get low() {
          return low;
        },
        get high() {
          return high;
        },
        get isPaused() {
          return paused;
        },
      },
    },
    AsyncIteratorPrototype,
  );

  listen(emitter, event, handler);
  if (event !== 'error' && typeof emitter.on === 'function') listen(emitter, 'error', onError);
  if (Array.isArray(options.close)) {
    for (const name of options.close) listen(emitter, name, closeAll);
  }
  const abortHandle = signal
    ? addAbortListener(signal, () => onError(new AbortError(undefined, { cause: signal.reason })))
    : null;
  return iterator;
}

module.exports = { on, addTo, removeFrom };
