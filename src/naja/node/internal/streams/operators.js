'use strict';

// map(), filter(), reduce() and their like. `this` is the stream. Those that give a stream give an async iterator
// here, of which readable.js makes one.

const {
  AbortError,
  codes: { ERR_MISSING_ARGS, ERR_OUT_OF_RANGE },
} = require('ext/base/errors');
const {
  validateAbortSignal,
  validateFunction,
  validateInteger,
  validateObject,
} = require('ext/base/validators');
const { AbortController, AbortSignal } = require('ext/events/abort');
const { kResistStopPropagation } = require('ext/events/symbols');
const { kWeakHandler } = require('ext/events/event_target');
const { finished } = require('node/internal/streams/end_of_stream');

/** What a callback returns for: yield nothing. */
const kEmpty = Symbol('kEmpty');
const kEof = Symbol('kEof');

function checkFunction(fn, name = 'fn') {
  validateFunction(fn, name);
}

function checkOptions(options) {
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) validateAbortSignal(options.signal, 'options.signal');
}

function map(fn, options) {
  checkFunction(fn);
  checkOptions(options);
  let concurrency = 1;
  if (options?.concurrency != null) concurrency = Math.floor(options.concurrency);
  let highWaterMark = concurrency - 1;
  if (options?.highWaterMark != null) highWaterMark = Math.floor(options.highWaterMark);
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(highWaterMark, 'options.highWaterMark', 0);
  return mapped(this, fn, options, concurrency, highWaterMark + concurrency);
}

/** Runs up to `concurrency` callbacks at a time, holds up to `limit` results, and keeps their order. */
async function* mapped(stream, fn, options, concurrency, limit) {
  const signal = AbortSignal.any([options?.signal].filter(Boolean));
  const signalOption = { signal };
  const queue = [];
  let running = 0;
  let done = false;
  let wakeReader; // waits for the queue to fill
  let wakePump; // waits for the queue to empty

  function resumePump() {
    if (wakePump && !done && running < concurrency && queue.length < limit) {
      wakePump();
      wakePump = null;
    }
  }
  function onSettled() {
    running--;
    resumePump();
  }
  function onFailed() {
    done = true;
    onSettled();
  }

  async function pump() {
    try {
      for await (let value of stream) {
        if (done) return;
        if (signal.aborted) throw new AbortError();
        try {
          value = fn(value, signalOption);
          if (value === kEmpty) continue;
          value = Promise.resolve(value);
        } catch (err) {
          value = Promise.reject(err);
        }
        running++;
        value.then(onSettled, onFailed);
        queue.push(value);
        if (wakeReader) {
          wakeReader();
          wakeReader = null;
        }
        if (!done && (queue.length >= limit || running >= concurrency)) {
          await new Promise((resolve) => {
            wakePump = resolve;
          });
        }
      }
      queue.push(kEof);
    } catch (err) {
      const value = Promise.reject(err);
      value.then(onSettled, onFailed);
      queue.push(value);
    } finally {
      done = true;
      if (wakeReader) {
        wakeReader();
        wakeReader = null;
      }
    }
  }

  pump();
  try {
    for (;;) {
      while (queue.length > 0) {
        const value = await queue[0];
        if (value === kEof) return;
        if (signal.aborted) throw new AbortError();
        if (value !== kEmpty) yield value;
        queue.shift();
        resumePump();
      }
      await new Promise((resolve) => {
        wakeReader = resolve;
      });
    }
  } finally {
    done = true;
    if (wakePump) {
      wakePump();
      wakePump = null;
    }
  }
}

function filter(fn, options) {
  checkFunction(fn);
  return map.call(
    this,
    async (value, signalOption) => ((await fn(value, signalOption)) ? value : kEmpty),
    options,
  );
}

async function some(fn, options = undefined) {
  // eslint-disable-next-line no-unused-vars
  for await (const unused of filter.call(this, fn, options)) return true;
  return false;
}

async function every(fn, options = undefined) {
  checkFunction(fn);
  // Not all fulfil it if some do not.
  return !(await some.call(this, async (...args) => !(await fn(...args)), options));
}

async function find(fn, options) {
  for await (const result of filter.call(this, fn, options)) return result;
  return undefined;
}

async function forEach(fn, options) {
  checkFunction(fn);
  const results = map.call(
    this,
    async (value, signalOption) => {
      await fn(value, signalOption);
      return kEmpty;
    },
    options,
  );
  // eslint-disable-next-line no-unused-vars
  for await (const unused of results);
}

async function reduce(reducer, initialValue, options) {
  checkFunction(reducer, 'reducer');
  checkOptions(options);
  let hasValue = arguments.length > 1;
  if (options?.signal?.aborted) {
    const err = new AbortError(undefined, { cause: options.signal.reason });
    this.once('error', () => {}); // told by the promise
    await finished(this.destroy(err));
    throw err;
  }
  const controller = new AbortController();
  const { signal } = controller;
  if (options?.signal) {
    options.signal.addEventListener('abort', () => controller.abort(), {
      once: true,
      [kWeakHandler]: this,
      [kResistStopPropagation]: true,
    });
  }
  let gotOne = false;
  try {
    for await (const value of this) {
      gotOne = true;
      if (options?.signal?.aborted) throw new AbortError();
      if (hasValue) {
        initialValue = await reducer(initialValue, value, { signal });
      } else {
        initialValue = value;
        hasValue = true;
      }
    }
    if (!gotOne && !hasValue) {
      const err = new ERR_MISSING_ARGS('reduce');
      err.message = 'Reduce of an empty stream requires an initial value';
      throw err;
    }
  } finally {
    controller.abort();
  }
  return initialValue;
}

async function toArray(options) {
  checkOptions(options);
  const result = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
    result.push(value);
  }
  return result;
}

function flatMap(fn, options) {
  const values = map.call(this, fn, options);
  return (async function* () {
    for await (const value of values) yield* value;
  })();
}

function toCount(number) {
  number = Number(number);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

function drop(number, options = undefined) {
  checkOptions(options);
  return dropped(this, toCount(number), options);
}

async function* dropped(stream, count, options) {
  if (options?.signal?.aborted) throw new AbortError();
  for await (const value of stream) {
    if (options?.signal?.aborted) throw new AbortError();
    if (count-- <= 0) yield value;
  }
}

function take(number, options = undefined) {
  checkOptions(options);
  return taken(this, toCount(number), options);
}

async function* taken(stream, count, options) {
  if (options?.signal?.aborted) throw new AbortError();
  for await (const value of stream) {
    if (options?.signal?.aborted) throw new AbortError();
    if (count-- > 0) yield value;
    // Do not ask for one more than needed.
    if (count <= 0) return;
  }
}

module.exports = { drop, filter, flatMap, map, take, every, forEach, reduce, toArray, some, find };
