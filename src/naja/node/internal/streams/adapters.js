'use strict';

// Streams of the web as streams of Node, and the other way round: toWeb() and fromWeb().

const { ReadableStream, isReadableStream } = require('ext/streams/readable');
const { WritableStream, isWritableStream } = require('ext/streams/writable');
const { CountQueuingStrategy } = require('ext/streams/queuing');
const { Buffer } = require('node/buffer');
const { nextTick } = require('ext/timers/ticks');
const node = require.lazy('node/stream');
const utils = require.lazy('node/internal/streams/utils');
const { destroyer } = require('node/internal/streams/destroy');
const { eos } = require('node/internal/streams/end_of_stream');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateBoolean, validateObject, validateOneOf } = require('ext/base/validators');

const ZLIB_FAILURES = new Set([
  'Z_STREAM_ERROR',
  'Z_DATA_ERROR',
  'Z_MEM_ERROR',
  'Z_BUF_ERROR',
  'Z_VERSION_ERROR',
]);

/** An error of Node's streams, as one of the web's would be. */
function translate(cause) {
  if (cause?.code === 'ERR_STREAM_PREMATURE_CLOSE') return new AbortError(undefined, { cause });
  if (ZLIB_FAILURES.has(cause?.code) || cause?.code?.startsWith?.('ERR__ERROR_FORMAT_')) {
    const error = new TypeError(undefined, { cause });
    error.code = cause.code;
    return error;
  }
  return cause;
}

function ignore() {}

/**
 * Writable.toWeb()
 * @param {Writable} streamWritable
 * @param {{checkChunk?: Function}} [options] checkChunk: what each chunk goes through
 * @returns {WritableStream}
 */
function newWritableStreamFromStreamWritable(streamWritable, options = {}) {
  // Not instanceof: there may be several copies of the class about.
  if (!utils().isWritableNodeStream(streamWritable)) {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', streamWritable);
  }
  if (utils().isDestroyed(streamWritable) || !utils().isWritable(streamWritable)) {
    const writable = new WritableStream();
    writable.close();
    return writable;
  }

  const { checkChunk } = options;
  const highWaterMark = streamWritable.writableHighWaterMark;
  const strategy = streamWritable.writableObjectMode
    ? new CountQueuingStrategy({ highWaterMark })
    : { highWaterMark, size: (chunk) => chunk?.byteLength ?? chunk?.length ?? 1 };
  let controller;
  let drained;
  let closed;

  const cleanup = eos(streamWritable, (error) => {
    error = translate(error);
    cleanup();
    // Errors after this one are nobody's.
    streamWritable.on('error', ignore);
    if (error != null) {
      drained?.reject(error);
      // The error tells of the end as well.
      if (closed !== undefined) {
        closed.reject(error);
        closed = undefined;
      }
      controller.error(error);
      controller = undefined;
      return;
    }
    if (closed !== undefined) {
      closed.resolve();
      closed = undefined;
      return;
    }
    controller.error(new AbortError());
    controller = undefined;
  });
  streamWritable.on('drain', () => drained?.resolve());

  return new WritableStream(
    {
      start(c) {
        controller = c;
      },
      write(chunk) {
        if (checkChunk === undefined) {
          if (!streamWritable.writableNeedDrain && streamWritable.write(chunk)) return undefined;
        } else {
          // What it does not take ends both sides.
          try {
            chunk = checkChunk(chunk);
            if (!streamWritable.writableNeedDrain && streamWritable.write(chunk)) return undefined;
          } catch (error) {
            destroyer(streamWritable, error);
            throw error;
          }
        }
        drained = Promise.withResolvers();
        return drained.promise.finally(() => {
          drained = undefined;
        });
      },
      abort(reason) {
        destroyer(streamWritable, reason);
      },
      close() {
        if (closed === undefined && !utils().isWritableEnded(streamWritable)) {
          closed = Promise.withResolvers();
          streamWritable.end();
          return closed.promise;
        }
        controller = undefined;
        return Promise.resolve();
      },
    },
    strategy,
  );
}

/** A string as the bytes that a stream of the web takes. */
function toBytes(chunk, encoding) {
  const buffer = Buffer.from(chunk, encoding);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** What _write, _writev, _final and _destroy are when a writer does the work. */
function writerMethods(writer, { decodeStrings, objectMode }, stream, isClosed) {
  const convert = (chunk, encoding) =>
    typeof chunk === 'string' && decodeStrings && !objectMode ? toBytes(chunk, encoding) : chunk;
  const settle = (callback) => (error) => {
    try {
      callback(error);
    } catch (thrown) {
      // Out of the promise's reaction
      nextTick(() => destroyer(stream(), thrown));
    }
  };
  return {
    write(chunk, encoding, callback) {
      const done = settle(callback);
      writer.ready.then(() => writer.write(convert(chunk, encoding)).then(() => done(), done), done);
    },
    writev(chunks, callback) {
      const done = settle(callback);
      writer.ready.then(
        () =>
          Promise.all(chunks.map(({ chunk, encoding }) => writer.write(convert(chunk, encoding)))).then(
            () => done(),
            done,
          ),
        done,
      );
    },
    final(callback) {
      const done = settle(callback);
      if (isClosed()) done();
      else writer.close().then(() => done(), done);
    },
  };
}

/**
 * Writable.fromWeb()
 * @returns {Writable}
 */
function newStreamWritableFromWritableStream(writableStream, options = {}) {
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');
  const writer = writableStream.getWriter();
  let closed = false;

  const writable = new (node().Writable)({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    ...writerMethods(
      writer,
      { decodeStrings, objectMode },
      () => writable,
      () => closed,
    ),
    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (thrown) {
          nextTick(() => {
            throw thrown;
          });
        }
      };
      if (closed) done();
      else if (error != null) writer.abort(error).then(done, done);
      else writer.close().then(done, done);
    },
  });
  writer.closed.then(
    () => {
      closed = true;
    },
    (error) => {
      closed = true;
      destroyer(writable, error);
    },
  );
  return writable;
}

/**
 * Readable.toWeb()
 * @param {Readable} streamReadable
 * @param {{strategy?: object, type?: 'bytes'}} [options]
 * @returns {ReadableStream}
 */
function newReadableStreamFromStreamReadable(streamReadable, options = {}) {
  if (typeof streamReadable?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', streamReadable);
  }
  validateObject(options, 'options');
  if (options.type !== undefined) validateOneOf(options.type, 'options.type', ['bytes', undefined]);
  const isBytes = options.type === 'bytes';

  if (utils().isDestroyed(streamReadable) || !utils().isReadable(streamReadable)) {
    const readable = new ReadableStream({ type: options.type });
    readable.cancel();
    return readable;
  }

  const objectMode = streamReadable.readableObjectMode;
  const highWaterMark = streamReadable.readableHighWaterMark;
  function strategyOf() {
    if (isBytes) return { highWaterMark };
    if (options.strategy) return options.strategy;
    if (objectMode) return new CountQueuingStrategy({ highWaterMark });
    return { highWaterMark, size: (chunk) => chunk.byteLength ?? chunk.length };
  }
  let controller;
  let wasCanceled = false;

  streamReadable.pause();
  const cleanup = eos(streamReadable, (error) => {
    error = translate(error);
    cleanup();
    // Errors after this one are nobody's.
    streamReadable.on('error', ignore);
    if (error) {
      controller.error(error);
      return;
    }
    if (wasCanceled) return;
    controller.close();
    // Whoever waits for bytes waits no longer.
    if (isBytes) controller.byobRequest?.respond(0);
  });
  streamReadable.on('data', (chunk) => {
    if (Buffer.isBuffer(chunk) && !objectMode) {
      // Byte streams take the memory away: it must not be that of others.
      chunk = isBytes
        ? new Uint8Array(chunk)
        : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
    controller.enqueue(chunk);
    if (controller.desiredSize <= 0) streamReadable.pause();
  });

  return new ReadableStream(
    {
      type: options.type,
      start(c) {
        controller = c;
      },
      pull() {
        streamReadable.resume();
      },
      cancel(reason) {
        wasCanceled = true;
        destroyer(streamReadable, reason);
      },
    },
    strategyOf(),
  );
}

/**
 * Readable.fromWeb()
 * @returns {Readable}
 */
function newStreamReadableFromReadableStream(readableStream, options = {}) {
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', readableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE(encoding, 'options.encoding');
  }
  validateBoolean(objectMode, 'options.objectMode');
  const reader = readableStream.getReader();
  let closed = false;

  const readable = new (node().Readable)({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read() {
      reader.read().then(
        ({ done, value }) => {
          readable.push(done ? null : value);
        },
        (error) => destroyer(readable, error),
      );
    },
    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (thrown) {
          nextTick(() => {
            throw thrown;
          });
        }
      };
      if (closed) done();
      else reader.cancel(error).then(done, done);
    },
  });
  reader.closed.then(
    () => {
      closed = true;
    },
    (error) => {
      closed = true;
      destroyer(readable, error);
    },
  );
  return readable;
}

/**
 * Duplex.toWeb()
 * @returns {{readable: ReadableStream, writable: WritableStream}}
 */
function newReadableWritablePairFromDuplex(duplex, options = {}) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const readableOptions = { type: options.readableType ?? options.type };

  if (utils().isDestroyed(duplex)) {
    const writable = new WritableStream();
    const readable = new ReadableStream({ type: readableOptions.type });
    writable.close();
    readable.cancel();
    return { readable, writable };
  }
  let writable;
  if (utils().isWritable(duplex)) {
    writable = newWritableStreamFromStreamWritable(duplex, options);
  } else {
    writable = new WritableStream();
    writable.close();
  }
  let readable;
  if (utils().isReadable(duplex)) {
    readable = newReadableStreamFromStreamReadable(duplex, readableOptions);
  } else {
    readable = new ReadableStream({ type: readableOptions.type });
    readable.cancel();
  }
  return { writable, readable };
}

/**
 * Duplex.fromWeb()
 * @returns {Duplex}
 */
function newStreamDuplexFromReadableWritablePair(pair = {}, options = {}) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', readableStream);
  }
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true } = options;
  const { highWaterMark, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE(encoding, 'options.encoding');
  }
  const writer = writableStream.getWriter();
  const reader = readableStream.getReader();
  let writableClosed = false;
  let readableClosed = false;

  const duplex = new (node().Duplex)({
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,
    ...writerMethods(
      writer,
      { decodeStrings, objectMode },
      () => duplex,
      () => writableClosed,
    ),
    read() {
      reader.read().then(
        ({ done, value }) => {
          duplex.push(done ? null : value);
        },
        (error) => destroyer(duplex, error),
      );
    },
    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (thrown) {
          nextTick(() => {
            throw thrown;
          });
        }
      };
      const closeWriter = async () => {
        if (!writableClosed) await writer.abort(error);
      };
      const closeReader = async () => {
        if (!readableClosed) await reader.cancel(error);
      };
      if (!writableClosed || !readableClosed) Promise.all([closeWriter(), closeReader()]).then(done, done);
      else done();
    },
  });
  writer.closed.then(
    () => {
      writableClosed = true;
    },
    (error) => {
      writableClosed = true;
      readableClosed = true;
      destroyer(duplex, error);
    },
  );
  reader.closed.then(
    () => {
      readableClosed = true;
    },
    (error) => {
      writableClosed = true;
      readableClosed = true;
      destroyer(duplex, error);
    },
  );
  return duplex;
}

module.exports = {
  newReadableStreamFromStreamReadable,
  newReadableWritablePairFromDuplex,
  newStreamDuplexFromReadableWritablePair,
  newStreamReadableFromReadableStream,
  newStreamWritableFromWritableStream,
  newWritableStreamFromStreamWritable,
};
