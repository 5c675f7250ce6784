'use strict';

// A Readable as an async iterable. Not a generator: a chunk that is there costs one promise.

const Readable = require('node/internal/streams/readable');
const destroyImpl = require('node/internal/streams/destroy');
const { eos } = require('node/internal/streams/end_of_stream');
const { aggregateTwoErrors } = require('ext/base/errors');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

function nop() {}

/**
 * @param {Readable} stream
 * @param {{destroyOnReturn?: boolean}} [options]
 * @returns {AsyncIterator}
 */
function createAsyncIterator(stream, options) {
  if (typeof stream.read !== 'function') stream = Readable.wrap(stream, { objectMode: true });

  // undefined: goes on; null: ended; else what went wrong
  let error;
  let started = false;
  let done = false;
  // The request that has not been answered; later ones wait for it.
  let pending = null;
  let wake = nop;
  let cleanup;

  function onReadable() {
    const waiting = wake;
    wake = nop;
    waiting();
  }

  function start() {
    started = true;
    stream.on('readable', onReadable);
    cleanup = eos(stream, { writable: false }, (err) => {
      error = err ? aggregateTwoErrors(error, err) : null;
      onReadable();
    });
  }

  function finish() {
    done = true;
    if (
      (error || options?.destroyOnReturn !== false) &&
      (error === undefined || stream._readableState.autoDestroy)
    ) {
      destroyImpl.destroyer(stream, null);
    } else {
      stream.off('readable', onReadable);
      cleanup();
    }
  }

  function fail(err) {
    error = aggregateTwoErrors(error, err);
    finish();
    return Promise.reject(error);
  }

  /** Marks a request as the one that others wait for. */
  function track(promise) {
    pending = promise;
    const clear = () => {
      if (pending === promise) pending = null;
    };
    promise.then(clear, clear);
    return promise;
  }

  /** The answer to next(), or null when there is none yet. */
  function attempt() {
    const chunk = stream.destroyed ? null : stream.read();
    if (chunk !== null) {
      // Promises may be chunks: what they give is the value.
      const then = chunk?.then;
      if (typeof then !== 'function') return Promise.resolve({ done: false, value: chunk });
      return track(
        new Promise((resolve, reject) => {
          Reflect.apply(then, chunk, [resolve, reject]);
        }).then((value) => ({ done: false, value }), fail),
      );
    }
    if (error) {
      finish();
      return Promise.reject(error);
    }
    if (error === null) {
      finish();
      return Promise.resolve({ done: true, value: undefined });
    }
    return null;
  }

  function waitForMore() {
    return new Promise((resolve) => {
      wake = resolve;
    }).then(() => attempt() ?? waitForMore());
  }

  function nextNow() {
    if (done) return Promise.resolve({ done: true, value: undefined });
    if (!started) start();
    return attempt() ?? track(waitForMore());
  }

  function returnNow(value) {
    if (!done) {
      if (started) finish();
      else done = true; // the stream was not touched
    }
    return Promise.resolve({ done: true, value });
  }

  function throwNow(err) {
    if (done || !started) {
      done = true;
      return Promise.reject(err);
    }
    return fail(err);
  }

  const inTurn = (request) => (pending === null ? request() : track(pending.then(request, request)));

  return {
    __proto__: AsyncIteratorPrototype,
    next: () => inTurn(nextNow),
    return: (value) => inTurn(() => returnNow(value)),
    throw: (err) => inTurn(() => throwNow(err)),
    stream,
  };
}

module.exports = { createAsyncIterator };
