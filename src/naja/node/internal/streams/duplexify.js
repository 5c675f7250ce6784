'use strict';

// Duplex.from(): a Duplex of whatever may be read or written.

const Duplex = require('node/internal/streams/duplex');
const Readable = require('node/internal/streams/readable');
const Writable = require('node/internal/streams/writable');
const from = require('node/internal/streams/from');
const { destroyer } = require('node/internal/streams/destroy');
const { eos } = require('node/internal/streams/end_of_stream');
const {
  isDuplexNodeStream,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableNodeStream,
  isWritableStream,
} = require('node/internal/streams/utils');
const { nextTick } = require('ext/timers/ticks');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE },
} = require('ext/base/errors');
const { AbortController } = require('ext/events/abort');

/** Told apart from other Duplexes only by its name. */
class Duplexify extends Duplex {}

function isBlob(body) {
  return typeof body?.arrayBuffer === 'function' && body[Symbol.toStringTag] === 'Blob';
}

/**
 * @param {*} body
 * @param {string} name what the errors call it
 * @returns {Duplex}
 * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_RETURN_VALUE}
 */
module.exports = function duplexify(body, name) {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return join({ readable: body });
  if (isWritableNodeStream(body)) return join({ writable: body });
  if (isNodeStream(body)) return join({ writable: false, readable: false });
  if (isReadableStream(body)) return join({ readable: Readable.fromWeb(body) });
  if (isWritableStream(body)) return join({ writable: Writable.fromWeb(body) });
  if (typeof body === 'function') return ofFunction(body, name);
  if (isBlob(body)) return duplexify(body.arrayBuffer());
  if (isIterable(body)) return from(Duplexify, body, { objectMode: true, writable: false });
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) return Duplexify.fromWeb(body);

  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    const side = (part, isNode) => (part ? (isNode(part) ? part : duplexify(part)) : undefined);
    return join({
      readable: side(body?.readable, isReadableNodeStream),
      writable: side(body?.writable, isWritableNodeStream),
    });
  }

  const then = body?.then;
  if (typeof then === 'function') {
    const duplex = new Duplexify({ objectMode: true, writable: false, read() {} });
    Reflect.apply(then, body, [
      (value) => {
        if (value != null) duplex.push(value);
        duplex.push(null);
      },
      (err) => {
        destroyer(duplex, err);
      },
    ]);
    return duplex;
  }

  throw new ERR_INVALID_ARG_TYPE(
    name,
    [
      'Blob',
      'ReadableStream',
      'WritableStream',
      'Stream',
      'Iterable',
      'AsyncIterable',
      'Function',
      '{ readable, writable } pair',
      'Promise',
    ],
    body,
  );
};

/** A function gets what is written as an async iterable; what it yields can be read. */
function ofFunction(body, name) {
  const { value, write, final, destroy } = feed(body);
  // It may have been a constructor.
  if (isDuplexNodeStream(value)) return value;
  if (isIterable(value)) return from(Duplexify, value, { objectMode: true, write, final, destroy });

  const then = value?.then;
  if (typeof then === 'function') {
    let duplex;
    const promise = Reflect.apply(then, value, [
      (result) => {
        if (result != null) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
      },
      (err) => {
        destroyer(duplex, err);
      },
    ]);
    duplex = new Duplexify({
      objectMode: true,
      readable: false,
      write,
      final(callback) {
        final(async () => {
          try {
            await promise;
            nextTick(callback, null);
          } catch (err) {
            nextTick(callback, err);
          }
        });
      },
      destroy,
    });
    return duplex;
  }
  throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', name, value);
}

function feed(fn) {
  let { promise, resolve } = Promise.withResolvers();
  const controller = new AbortController();
  const { signal } = controller;

  async function* written() {
    for (;;) {
      const awaited = promise;
      promise = null;
      const { chunk, done, callback } = await awaited;
      nextTick(callback);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      ({ promise, resolve } = Promise.withResolvers());
      yield chunk;
    }
  }

  const value = fn(written(), { signal });
  function give(message) {
    const settle = resolve;
    resolve = null;
    settle(message);
  }
  return {
    value,
    write(chunk, encoding, callback) {
      give({ chunk, done: false, callback });
    },
    final(callback) {
      give({ done: true, callback });
    },
    destroy(err, callback) {
      controller.abort();
      callback(err);
    },
  };
}

/** Two streams as the two sides of one. */
function join(pair) {
  const source =
    pair.readable && typeof pair.readable.read !== 'function' ? Readable.wrap(pair.readable) : pair.readable;
  const sink = pair.writable;
  let readable = Boolean(isReadable(source));
  let writable = Boolean(isWritable(sink));
  let ondrain = null;
  let onfinish = null;
  let onreadable = null;
  let onclose; // undefined: not asked yet; null: a side is done

  function onfinished(err) {
    const callback = onclose;
    onclose = null;
    if (callback) callback(err);
    else if (err) duplex.destroy(err);
  }

  const duplex = new Duplexify({
    readableObjectMode: Boolean(source?.readableObjectMode),
    writableObjectMode: Boolean(sink?.writableObjectMode),
    readable,
    writable,
  });

  if (writable) {
    eos(sink, (err) => {
      writable = false;
      if (err) destroyer(source, err);
      onfinished(err);
    });
    duplex._write = function (chunk, encoding, callback) {
      if (sink.write(chunk, encoding)) callback();
      else ondrain = callback;
    };
    duplex._final = function (callback) {
      sink.end();
      onfinish = callback;
    };
    sink.on('drain', () => {
      if (!ondrain) return;
      const callback = ondrain;
      ondrain = null;
      callback();
    });
    sink.on('finish', () => {
      if (!onfinish) return;
      const callback = onfinish;
      onfinish = null;
      callback();
    });
  }

  if (readable) {
    eos(source, (err) => {
      readable = false;
      if (err) destroyer(source, err);
      onfinished(err);
    });
    source.on('readable', () => {
      if (!onreadable) return;
      const callback = onreadable;
      onreadable = null;
      callback();
    });
    source.on('end', () => {
      duplex.push(null);
    });
    duplex._read = function () {
      for (;;) {
        const chunk = source.read();
        if (chunk === null) {
          onreadable = duplex._read;
          return;
        }
        if (!duplex.push(chunk)) return;
      }
    };
  }

  duplex._destroy = function (err, callback) {
    if (!err && onclose !== null) err = new AbortError();
    onreadable = null;
    ondrain = null;
    onfinish = null;
    if (onclose === null) {
      callback(err);
    } else {
      onclose = callback;
      destroyer(sink, err);
      destroyer(source, err);
    }
  };
  return duplex;
}
