'use strict';

// stream.pipeline(): streams, generators and functions, one after another; all are destroyed when one fails.

const Duplex = require('node/internal/streams/duplex');
const Readable = require('node/internal/streams/readable');
const destroyImpl = require('node/internal/streams/destroy');
const { eos, once } = require('node/internal/streams/end_of_stream');
const {
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isTransformStream,
  isWebStream,
} = require('node/internal/streams/utils');
const { nextTick } = require('ext/timers/ticks');
const {
  AbortError,
  aggregateTwoErrors,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_RETURN_VALUE,
    ERR_MISSING_ARGS,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_PREMATURE_CLOSE,
  },
} = require('ext/base/errors');
const { validateAbortSignal, validateFunction } = require('ext/base/validators');
const { AbortController, addAbortListener } = require('ext/events/abort');
const passThrough = require.lazy('node/internal/streams/passthrough');

/** Watches one stream, so that it is destroyed when another fails, unless it is done. */
function watch(stream, reading, writing) {
  let finished = false;
  stream.on('close', () => {
    finished = true;
  });
  const cleanup = eos(stream, { readable: reading, writable: writing }, (err) => {
    finished = !err;
  });
  return {
    destroy(err) {
      if (finished) return;
      finished = true;
      destroyImpl.destroyer(stream, err || new ERR_STREAM_DESTROYED('pipe'));
    },
    cleanup,
  };
}

function toAsyncIterable(value) {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return iterateLegacy(value);
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

/** Streams of the oldest kind are not iterable; they are wrapped when the first chunk is asked for. */
async function* iterateLegacy(stream) {
  yield* Readable.prototype[Symbol.asyncIterator].call(stream);
}

async function pumpToNode(iterable, writable, finish, { end }) {
  let error;
  let onresolve = null;
  const resume = (err) => {
    if (err) error = err;
    if (onresolve) {
      const callback = onresolve;
      onresolve = null;
      callback();
    }
  };
  const wait = () =>
    new Promise((resolve, reject) => {
      if (error) {
        reject(error);
      } else {
        onresolve = () => {
          if (error) reject(error);
          else resolve();
        };
      }
    });

  writable.on('drain', resume);
  const cleanup = eos(writable, { readable: false }, resume);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (end) {
      writable.end();
      await wait();
    }
    finish();
  } catch (err) {
    finish(error !== err ? aggregateTwoErrors(error, err) : err);
  } finally {
    cleanup();
    writable.off('drain', resume);
  }
}

async function pumpToWeb(readable, writable, finish, { end }) {
  if (isTransformStream(writable)) writable = writable.writable;
  const writer = writable.getWriter();
  try {
    for await (const chunk of readable) {
      await writer.ready;
      writer.write(chunk).catch(() => {});
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (err) {
    try {
      await writer.abort(err);
      finish(err);
    } catch (abortError) {
      finish(abortError);
    }
  }
}

function pipe(source, dest, finish, finishOnlyHandleError, { end }) {
  let ended = false;
  dest.on('close', () => {
    // 'finish' tells of the end; 'close' without it is too early.
    if (!ended) finishOnlyHandleError(new ERR_STREAM_PREMATURE_CLOSE());
  });
  source.pipe(dest, { end: false }); // dest is ended below, where it can be told from a close
  if (end) {
    const endFn = () => {
      ended = true;
      dest.end();
    };
    if (isReadableFinished(source)) nextTick(endFn);
    else source.once('end', endFn);
  } else {
    finish();
  }
  eos(source, { readable: true, writable: false }, (err) => {
    const state = source._readableState;
    if (
      err &&
      err.code === 'ERR_STREAM_PREMATURE_CLOSE' &&
      state?.ended &&
      !state.errored &&
      !state.errorEmitted
    ) {
      // Some close before they end, with data still to be read.
      source.once('end', finish).once('error', finish);
    } else {
      finish(err);
    }
  });
  return eos(dest, { readable: false, writable: true }, finish);
}

/**
 * @param {...(Stream|Iterable|AsyncIterable|Function)} streams and, last, callback(err, value): value is what the
 *   last function's promise gave
 * @returns {Stream} the last one
 * @throws {ERR_INVALID_ARG_TYPE|ERR_MISSING_ARGS|ERR_INVALID_RETURN_VALUE}
 */
function pipeline(...streams) {
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  const callback = streams.pop();
  return pipelineImpl(streams, once(callback));
}

function pipelineImpl(streams, callback, opts) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');

  const controller = new AbortController();
  const { signal } = controller;
  const outerSignal = opts?.signal;
  validateAbortSignal(outerSignal, 'options.signal');

  // Listeners that must not outlive the pipeline on a stream that the caller goes on using.
  const lastStreamCleanup = [];
  const destroys = [];
  let error;
  let value;
  let finishCount = 0;

  function abort() {
    finishImpl(new AbortError(undefined, { cause: outerSignal?.reason }));
  }
  let disposable;
  if (outerSignal) disposable = addAbortListener(outerSignal, abort);

  function finish(err) {
    finishImpl(err, --finishCount === 0);
  }
  function finishOnlyHandleError(err) {
    finishImpl(err, false);
  }
  function finishImpl(err, final) {
    // A premature close is mostly the consequence of something better.
    if (err && (!error || error.code === 'ERR_STREAM_PREMATURE_CLOSE')) error = err;
    if (!error && !final) return;
    while (destroys.length) destroys.shift()(error);
    disposable?.[Symbol.dispose]();
    controller.abort();
    if (final) {
      if (!error) lastStreamCleanup.forEach((fn) => fn());
      nextTick(callback, error, value);
    }
  }

  /** A last function: its promise, or what it yields, ends the pipeline. */
  function consume(result, end, isLast) {
    const through = new (passThrough())({ objectMode: true });
    const then = result?.then;
    if (typeof then === 'function') {
      finishCount++;
      Reflect.apply(then, result, [
        (settled) => {
          value = settled;
          if (settled != null) through.write(settled);
          if (end) through.end();
          nextTick(finish);
        },
        (err) => {
          through.destroy(err);
          nextTick(finish, err);
        },
      ]);
    } else if (isIterable(result, true)) {
      finishCount++;
      pumpToNode(result, through, finish, { end });
    } else if (isReadableStream(result) || isTransformStream(result)) {
      finishCount++;
      pumpToNode(result.readable || result, through, finish, { end });
    } else {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', result);
    }
    const { destroy, cleanup } = watch(through, false, true);
    destroys.push(destroy);
    if (isLast) lastStreamCleanup.push(cleanup);
    return through;
  }

  let ret;
  for (let i = 0; i < streams.length; i++) {
    const stream = streams[i];
    const reading = i < streams.length - 1;
    const writing = i > 0;
    const end = reading || opts?.end !== false;
    const isLast = i === streams.length - 1;

    if (isNodeStream(stream)) {
      if (end) {
        const { destroy, cleanup } = watch(stream, reading, writing);
        destroys.push(destroy);
        if (isReadable(stream) && isLast) lastStreamCleanup.push(cleanup);
      }
      // Errors after the piping is done
      const onError = (err) => {
        if (err && err.name !== 'AbortError' && err.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
          finishOnlyHandleError(err);
        }
      };
      stream.on('error', onError);
      if (isReadable(stream) && isLast) {
        lastStreamCleanup.push(() => {
          stream.removeListener('error', onError);
        });
      }
    }

    if (i === 0) {
      if (typeof stream === 'function') {
        ret = stream({ signal });
        if (!isIterable(ret)) {
          throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', ret);
        }
      } else if (isIterable(stream) || isReadableNodeStream(stream) || isTransformStream(stream)) {
        ret = stream;
      } else {
        ret = Duplex.from(stream);
      }
    } else if (typeof stream === 'function') {
      ret = stream(toAsyncIterable(isTransformStream(ret) ? ret?.readable : ret), { signal });
      if (!reading) {
        ret = consume(ret, end, isLast);
      } else if (!isIterable(ret, true)) {
        throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${i - 1}]`, ret);
      }
    } else if (isNodeStream(stream)) {
      if (isReadableNodeStream(ret)) {
        finishCount += 2;
        const cleanup = pipe(ret, stream, finish, finishOnlyHandleError, { end });
        if (isReadable(stream) && isLast) lastStreamCleanup.push(cleanup);
      } else if (isTransformStream(ret) || isReadableStream(ret)) {
        finishCount++;
        pumpToNode(ret.readable || ret, stream, finish, { end });
      } else if (isIterable(ret)) {
        finishCount++;
        pumpToNode(ret, stream, finish, { end });
      } else {
        throw unsuitable(ret);
      }
      ret = stream;
    } else if (isWebStream(stream)) {
      if (isReadableNodeStream(ret)) {
        finishCount++;
        pumpToWeb(toAsyncIterable(ret), stream, finish, { end });
      } else if (isReadableStream(ret) || isIterable(ret)) {
        finishCount++;
        pumpToWeb(ret, stream, finish, { end });
      } else if (isTransformStream(ret)) {
        finishCount++;
        pumpToWeb(ret.readable, stream, finish, { end });
      } else {
        throw unsuitable(ret);
      }
      ret = stream;
    } else {
      ret = Duplex.from(stream);
    }
  }
  if (signal?.aborted || outerSignal?.aborted) nextTick(abort);
  return ret;
}

function unsuitable(value) {
  return new ERR_INVALID_ARG_TYPE(
    'val',
    ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'],
    value,
  );
}

module.exports = { pipeline, pipelineImpl };
