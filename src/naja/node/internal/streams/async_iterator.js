'use strict';

// A Readable as an async iterable.

const Readable = require('node/internal/streams/readable');
const destroyImpl = require('node/internal/streams/destroy');
const { eos } = require('node/internal/streams/end_of_stream');
const { aggregateTwoErrors } = require('ext/base/errors');

function nop() {}

/**
 * @param {Readable} stream
 * @param {{destroyOnReturn?: boolean}} [options]
 * @returns {AsyncGenerator}
 */
function createAsyncIterator(stream, options) {
  if (typeof stream.read !== 'function') stream = Readable.wrap(stream, { objectMode: true });
  const iterator = iterate(stream, options);
  iterator.stream = stream;
  return iterator;
}

async function* iterate(stream, options) {
  let wake = nop;
  function next(resolve) {
    if (this === stream) {
      // as a listener of 'readable'
      wake();
      wake = nop;
    } else {
      wake = resolve;
    }
  }
  stream.on('readable', next);

  // undefined: goes on; null: ended
  let error;
  const cleanup = eos(stream, { writable: false }, (err) => {
    error = err ? aggregateTwoErrors(error, err) : null;
    wake();
    wake = nop;
  });

  try {
    for (;;) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else await new Promise(next);
    }
  } catch (err) {
    error = aggregateTwoErrors(error, err);
    throw error;
  } finally {
    if (
      (error || options?.destroyOnReturn !== false) &&
      (error === undefined || stream._readableState.autoDestroy)
    ) {
      destroyImpl.destroyer(stream, null);
    } else {
      stream.off('readable', next);
      cleanup();
    }
  }
}

module.exports = { createAsyncIterator };
