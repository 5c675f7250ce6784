'use strict';

// stream.finished(): calls back once, when a stream is done with, in whichever way.

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE },
} = require('ext/base/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateObject,
} = require('ext/base/validators');
const {
  isClosed,
  isNodeStream,
  isReadable,
  isReadableErrored,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isRequest,
  isWritable,
  isWritableErrored,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kIsClosedPromise,
  willEmitClose: expectsClose,
} = require('node/internal/streams/utils');
const { nextTick } = require('ext/timers/ticks');
const state = require('ext/async_context/state');
const abort = require.lazy('ext/events/abort');
const asyncResource = require.lazy('ext/async_context/resource');

function nop() {}

/** Calls `callback` once; in the async context of now, where such are in use. */
function onceInContext(callback) {
  if (state.tracker !== null || state.getFrame() !== undefined) {
    callback = asyncResource().AsyncResource.bind(callback, 'STREAM_END_OF_STREAM');
  }
  return once(callback);
}

function once(callback) {
  let called = false;
  return function (...args) {
    if (called) return;
    called = true;
    Reflect.apply(callback, this, args);
  };
}

/**
 * Calls back when a stream has ended, finished, failed or was closed too early.
 * @param {Stream|ReadableStream|WritableStream} stream
 * @param {object} [options] readable, writable: whether to wait for that side; error: whether to listen for 'error';
 *   signal
 * @param {(err?: Error) => void} callback
 * @returns {() => void} removes the listeners
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = {};
  } else if (options == null) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');
  callback = onceInContext(callback);

  if (isReadableStream(stream) || isWritableStream(stream)) return eosWeb(stream, options, callback);
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }

  const readable = options.readable ?? isReadableNodeStream(stream);
  const writable = options.writable ?? isWritableNodeStream(stream);
  const writableState = stream._writableState;
  const readableState = stream._readableState;

  // Where 'close' comes for sure, it is waited for: then everything has been let go.
  let willEmitClose =
    expectsClose(stream) &&
    isReadableNodeStream(stream) === readable &&
    isWritableNodeStream(stream) === writable;
  let writableFinished = isWritableFinished(stream, false);
  let readableFinished = isReadableFinished(stream, false);
  let closed = isClosed(stream);

  const onfinish = () => {
    writableFinished = true;
    // Destroyed streams may have been destroyed by hand, without a 'close'.
    if (stream.destroyed) willEmitClose = false;
    if (willEmitClose && (!stream.readable || readable)) return;
    if (!readable || readableFinished) callback.call(stream);
  };
  const onend = () => {
    readableFinished = true;
    if (stream.destroyed) willEmitClose = false;
    if (willEmitClose && (!stream.writable || writable)) return;
    if (!writable || writableFinished) callback.call(stream);
  };
  const onlegacyfinish = () => {
    if (!stream.writable) onfinish();
  };
  const onerror = (err) => {
    callback.call(stream, err);
  };
  const reportError = () => {
    const err = isWritableErrored(stream) || isReadableErrored(stream);
    if (!err || typeof err === 'boolean') return false;
    callback.call(stream, err);
    return true;
  };
  const onclose = () => {
    closed = true;
    if (reportError()) return;
    const early =
      (readable &&
        !readableFinished &&
        isReadableNodeStream(stream, true) &&
        !isReadableFinished(stream, false)) ||
      (writable && !writableFinished && !isWritableFinished(stream, false));
    if (early) callback.call(stream, new ERR_STREAM_PREMATURE_CLOSE());
    else callback.call(stream);
  };
  const onclosed = () => {
    closed = true;
    if (!reportError()) callback.call(stream);
  };
  const onrequest = () => {
    stream.req.on('finish', onfinish);
  };

  if (isRequest(stream)) {
    stream.on('complete', onfinish);
    if (!willEmitClose) stream.on('abort', onclose);
    if (stream.req) onrequest();
    else stream.on('request', onrequest);
  } else if (writable && !writableState) {
    // Streams of the oldest kind
    stream.on('end', onlegacyfinish);
    stream.on('close', onlegacyfinish);
  }
  // Not all emit 'close' after 'aborted'.
  if (!willEmitClose && typeof stream.aborted === 'boolean') stream.on('aborted', onclose);
  stream.on('end', onend);
  stream.on('finish', onfinish);
  if (options.error !== false) stream.on('error', onerror);
  stream.on('close', onclose);

  // What has already happened
  if (closed) {
    nextTick(onclose);
  } else if (writableState?.errorEmitted || readableState?.errorEmitted) {
    if (!willEmitClose) nextTick(onclosed);
  } else if (
    !readable &&
    (!willEmitClose || isReadable(stream)) &&
    (writableFinished || isWritable(stream) === false) &&
    (writableState == null || writableState.pendingcb === undefined || writableState.pendingcb === 0)
  ) {
    nextTick(onclosed);
  } else if (
    !writable &&
    (!willEmitClose || isWritable(stream)) &&
    (readableFinished || isReadable(stream) === false)
  ) {
    nextTick(onclosed);
  } else if (readableState && stream.req && stream.aborted) {
    nextTick(onclosed);
  }

  const cleanup = () => {
    callback = nop;
    stream.removeListener('aborted', onclose);
    stream.removeListener('complete', onfinish);
    stream.removeListener('abort', onclose);
    stream.removeListener('request', onrequest);
    if (stream.req) stream.req.removeListener('finish', onfinish);
    stream.removeListener('end', onlegacyfinish);
    stream.removeListener('close', onlegacyfinish);
    stream.removeListener('finish', onfinish);
    stream.removeListener('end', onend);
    stream.removeListener('error', onerror);
    stream.removeListener('close', onclose);
  };

  if (options.signal && !closed) {
    const onabort = () => {
      // Keep the callback: cleaning up removes it.
      const last = callback;
      cleanup();
      last.call(stream, new AbortError(undefined, { cause: options.signal.reason }));
    };
    if (options.signal.aborted) {
      nextTick(onabort);
    } else {
      const disposable = abort().addAbortListener(options.signal, onabort);
      const inner = callback;
      callback = once((...args) => {
        disposable[Symbol.dispose]();
        Reflect.apply(inner, stream, args);
      });
    }
  }
  return cleanup;
}

function eosWeb(stream, options, callback) {
  let aborted = false;
  let onabort = nop;
  if (options.signal) {
    onabort = () => {
      aborted = true;
      callback.call(stream, new AbortError(undefined, { cause: options.signal.reason }));
    };
    if (options.signal.aborted) {
      nextTick(onabort);
    } else {
      const disposable = abort().addAbortListener(options.signal, onabort);
      const inner = callback;
      callback = once((...args) => {
        disposable[Symbol.dispose]();
        Reflect.apply(inner, stream, args);
      });
    }
  }
  const done = (...args) => {
    if (!aborted) nextTick(() => Reflect.apply(callback, stream, args));
  };
  stream[kIsClosedPromise].promise.then(() => done(), done);
  return nop;
}

/**
 * eos() as a promise.
 * @param {Stream|ReadableStream|WritableStream} stream
 * @param {object} [opts] those of eos(); cleanup: whether to remove the listeners afterwards
 * @returns {Promise<void>}
 */
function finished(stream, opts) {
  let autoCleanup = false;
  if (opts == null) opts = {};
  if (opts?.cleanup) {
    validateBoolean(opts.cleanup, 'cleanup');
    autoCleanup = opts.cleanup;
  }
  return new Promise((resolve, reject) => {
    const cleanup = eos(stream, opts, (err) => {
      if (autoCleanup) cleanup();
      if (err) reject(err);
      else resolve();
    });
  });
}

module.exports = { eos, finished, once };
