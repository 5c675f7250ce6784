'use strict';

// Readable.from(): a stream of what an iterable yields.

const { Buffer } = require('node/buffer');
const { nextTick } = require('ext/timers/ticks');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES },
} = require('ext/base/errors');

function isThenable(value) {
  return value && typeof value.then === 'function';
}

/**
 * @param {Function} Class Readable, or a subclass
 * @param {string|Buffer|Iterable|AsyncIterable} iterable strings and Buffers are one chunk
 * @param {object} [opts] options of the stream
 * @returns {Readable}
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function from(Class, iterable, opts) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return new Class({
      objectMode: true,
      ...opts,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }

  let isAsync = false;
  let iterator;
  if (iterable?.[Symbol.asyncIterator]) {
    isAsync = true;
    iterator = iterable[Symbol.asyncIterator]();
  } else if (iterable?.[Symbol.iterator]) {
    iterator = iterable[Symbol.iterator]();
  } else {
    throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }

  const readable = new Class({ objectMode: true, highWaterMark: 1, ...opts });
  // An iterator may not be asked again before it has answered.
  let reading = false;
  let valuesAreAsync = false;

  readable._read = function () {
    if (reading) return;
    reading = true;
    if (isAsync) nextAsync();
    else if (valuesAreAsync) nextWithPromises();
    else nextSync();
  };

  const originalDestroy = readable._destroy;
  readable._destroy = function (error, callback) {
    close(error).then(
      () => Reflect.apply(originalDestroy, this, [error, (err) => nextTick(callback, err || error)]),
      (err) => nextTick(callback, err || error),
    );
  };

  async function close(error) {
    if (error !== undefined && error !== null && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  /** Pushes a value; whether to go on. */
  function deliver(value) {
    if (value === null) {
      reading = false;
      throw new ERR_STREAM_NULL_VALUES();
    }
    if (readable.push(value)) return true;
    reading = false;
    return false;
  }

  // Without a promise a value: what is synchronous stays so.
  function nextSync() {
    try {
      for (;;) {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (isThenable(value)) {
          valuesAreAsync = true;
          nextWithPromises(value);
          return;
        }
        if (!deliver(value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  async function nextWithPromises(first) {
    try {
      if (first !== undefined && !deliver(await first)) return;
      for (;;) {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!deliver(isThenable(value) ? await value : value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  async function nextAsync() {
    try {
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!deliver(value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  return readable;
}

module.exports = from;
