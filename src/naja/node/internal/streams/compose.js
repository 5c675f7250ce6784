'use strict';

// stream.compose(): several streams as one Duplex.

const Duplex = require('node/internal/streams/duplex');
const { pipeline } = require('node/internal/streams/pipeline');
const { destroyer } = require('node/internal/streams/destroy');
const { eos } = require('node/internal/streams/end_of_stream');
const { addAbortSignalNoValidate } = require('node/internal/streams/add_abort_signal');
const {
  isNodeStream,
  isReadable,
  isReadableStream,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableStream,
} = require('node/internal/streams/utils');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('ext/base/errors');
const { validateAbortSignal, validateObject } = require('ext/base/validators');

function canBeRead(stream) {
  return Boolean(isReadable(stream) || isReadableStream(stream) || isTransformStream(stream));
}

function canBeWritten(stream) {
  return Boolean(isWritable(stream) || isWritableStream(stream) || isTransformStream(stream));
}

/**
 * @param {...(Stream|Function|Iterable|ReadableStream|WritableStream|TransformStream)} streams
 * @returns {Duplex} writes to the first, reads from the last
 * @throws {ERR_MISSING_ARGS|ERR_INVALID_ARG_VALUE}
 */
function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);
  const given = [...streams];
  const last = streams.length - 1;
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  if (typeof streams[last] === 'function') streams[last] = Duplex.from(streams[last]);
  for (let n = 0; n < streams.length; ++n) {
    if (!isNodeStream(streams[n]) && !isWebStream(streams[n])) continue; // a function
    if (n < last && !canBeRead(streams[n])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, given[n], 'must be readable');
    }
    if (n > 0 && !canBeWritten(streams[n])) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${n}]`, given[n], 'must be writable');
    }
  }

  let ondrain = null;
  let onfinish = null;
  let onreadable = null;
  let onclose; // undefined: not asked yet; null: all are done
  let duplex;

  const head = streams[0];
  const tail = pipeline(streams, (err) => {
    const callback = onclose;
    onclose = null;
    if (callback) callback(err);
    else if (err) duplex.destroy(err);
    else if (!readable && !writable) duplex.destroy();
  });
  const writable = canBeWritten(head);
  const readable = canBeRead(tail);

  duplex = new Duplex({
    writableObjectMode: Boolean(head?.writableObjectMode),
    readableObjectMode: Boolean(tail?.readableObjectMode),
    writable,
    readable,
  });

  function take(callback) {
    if (callback) callback();
  }

  if (writable) {
    if (isNodeStream(head)) {
      duplex._write = function (chunk, encoding, callback) {
        if (head.write(chunk, encoding)) callback();
        else ondrain = callback;
      };
      duplex._final = function (callback) {
        head.end();
        onfinish = callback;
      };
      head.on('drain', () => {
        const callback = ondrain;
        ondrain = null;
        take(callback);
      });
    } else {
      const writer = (isTransformStream(head) ? head.writable : head).getWriter();
      duplex._write = async function (chunk, encoding, callback) {
        try {
          await writer.ready;
          writer.write(chunk).catch(() => {});
          callback();
        } catch (err) {
          callback(err);
        }
      };
      duplex._final = async function (callback) {
        try {
          await writer.ready;
          writer.close().catch(() => {});
          onfinish = callback;
        } catch (err) {
          callback(err);
        }
      };
    }
    eos(isTransformStream(tail) ? tail.readable : tail, () => {
      const callback = onfinish;
      onfinish = null;
      take(callback);
    });
  }

  if (readable) {
    if (isNodeStream(tail)) {
      tail.on('readable', () => {
        const callback = onreadable;
        onreadable = null;
        take(callback);
      });
      tail.on('end', () => {
        duplex.push(null);
      });
      duplex._read = function () {
        for (;;) {
          const chunk = tail.read();
          if (chunk === null) {
            onreadable = duplex._read;
            return;
          }
          if (!duplex.push(chunk)) return;
        }
      };
    } else {
      const reader = (isTransformStream(tail) ? tail.readable : tail).getReader();
      duplex._read = async function () {
        for (;;) {
          try {
            const { value, done } = await reader.read();
            if (done) {
              duplex.push(null);
              return;
            }
            if (!duplex.push(value)) return;
          } catch {
            return; // the pipeline tells of it
          }
        }
      };
    }
  }

  duplex._destroy = function (err, callback) {
    if (!err && onclose !== null) err = new AbortError();
    onreadable = null;
    ondrain = null;
    onfinish = null;
    if (isNodeStream(tail)) destroyer(tail, err);
    if (onclose === null) callback(err);
    else onclose = callback;
  };
  return duplex;
}

/** Readable.prototype.compose */
function composeOperator(source, stream, options) {
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) validateAbortSignal(options.signal, 'options.signal');
  if (isNodeStream(stream) && !isWritable(stream)) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be writable');
  }
  const composed = compose(source, stream);
  // Not validated again
  if (options?.signal) addAbortSignalNoValidate(options.signal, composed);
  return composed;
}

module.exports = { compose, composeOperator };
