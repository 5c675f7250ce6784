'use strict';

// The streams of node:zlib: options, one piece after another through the thread pool, and a piece at once.

const Transform = require('node/internal/streams/transform');
const { codes } = require('ext/base/errors');
const { checkRangesOrGetDefault, validateFiniteNumber } = require('ext/base/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');
const { Zlib: Handle, HAS_MORE, ENDED } = require('ext/zlib/handle');
const { Buffer, kMaxLength } = require('node/buffer');
const constants = require('node/internal/zlib/constants');
const process = require.lazy('node/process');
const finished = require.lazy('node/internal/streams/end_of_stream');
const deprecateInstantiation = () => require('ext/base/deprecate').deprecateInstantiation;

const { DEFLATERAW, GUNZIP, GZIP, INFLATE, UNZIP, Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FINISH } = constants;
const CODES = {
  2: 'Z_NEED_DICT',
  '-1': 'Z_ERRNO',
  '-2': 'Z_STREAM_ERROR',
  '-3': 'Z_DATA_ERROR',
  '-4': 'Z_MEM_ERROR',
  '-5': 'Z_BUF_ERROR',
  '-6': 'Z_VERSION_ERROR',
};
/** How many pieces of output one turn of the thread pool may make. */
const ROUNDS = 4;
const kFlushFlag = Symbol('kFlushFlag');
const kError = Symbol('kError');
/** What makes an error of a number and a message, where it is not zlib's. */
const kMakeError = Symbol('kMakeError');

/** What to write for a flush of each kind: nothing, marked. */
const flushMarks = [];
/** The kinds of flush by how much they do. */
const rank = [Z_NO_FLUSH, 5, 1, Z_SYNC_FLUSH, 3, Z_FINISH].reduce((table, kind, i) => {
  table[kind] = i;
  return table;
}, []);
const atLeast = (a, b) => (rank[a] > rank[b] ? a : b);

function zlibError([errno, message], stream) {
  if (stream[kMakeError] !== undefined) return stream[kMakeError](errno, message);
  const err = new Error(message);
  err.errno = errno;
  err.code = CODES[errno];
  return err;
}

function view(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function closed() {
  const text =
    'zlib binding closed\nThis is caused by either a bug in Node.js or incorrect usage of Node.js internals.\n' +
    'Please open an issue with this stack trace at https://github.com/nodejs/node/issues\n';
  const err = new Error(text);
  err.code = 'ERR_INTERNAL_ASSERTION';
  return err;
}

function closeHandle(stream) {
  stream._handle?.close();
  stream._handle = null;
}

function ZlibBase(opts, mode, handle, { flush, finishFlush, fullFlush, last = 5 }) {
  let chunkSize = constants.Z_DEFAULT_CHUNK;
  let maxOutputLength = kMaxLength;
  if (opts) {
    chunkSize = opts.chunkSize;
    if (!validateFiniteNumber(chunkSize, 'options.chunkSize')) {
      chunkSize = constants.Z_DEFAULT_CHUNK;
    } else if (chunkSize < constants.Z_MIN_CHUNK) {
      throw new codes.ERR_OUT_OF_RANGE('options.chunkSize', `>= ${constants.Z_MIN_CHUNK}`, chunkSize);
    }
    flush = checkRangesOrGetDefault(opts.flush, 'options.flush', Z_NO_FLUSH, last, flush);
    finishFlush = checkRangesOrGetDefault(
      opts.finishFlush,
      'options.finishFlush',
      Z_NO_FLUSH,
      last,
      finishFlush,
    );
    maxOutputLength = checkRangesOrGetDefault(
      opts.maxOutputLength,
      'options.maxOutputLength',
      1,
      kMaxLength,
      kMaxLength,
    );
    if (opts.encoding || opts.objectMode || opts.writableObjectMode) {
      opts = { ...opts, encoding: null, objectMode: false, writableObjectMode: false };
    }
  }
  Transform.call(this, { autoDestroy: true, ...opts });
  this.bytesWritten = 0;
  this._handle = handle;
  this._chunkSize = chunkSize;
  this._defaultFlushFlag = flush;
  this._finishFlushFlag = finishFlush;
  this._defaultFullFlushFlag = fullFlush;
  this._info = opts?.info;
  this._maxOutputLength = maxOutputLength;
  this._rejectGarbageAfterEnd = opts?.rejectGarbageAfterEnd === true;
  this[kError] = null;
}
Object.setPrototypeOf(ZlibBase.prototype, Transform.prototype);
Object.setPrototypeOf(ZlibBase, Transform);

Object.defineProperty(ZlibBase.prototype, '_closed', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return !this._handle;
  },
});

/** Begins again, as a new stream would. */
ZlibBase.prototype.reset = function reset() {
  if (!this._handle) throw closed();
  return this._handle.reset();
};

ZlibBase.prototype._flush = function _flush(callback) {
  this._transform(Buffer.alloc(0), '', callback);
};

ZlibBase.prototype._final = function _final(callback) {
  callback();
};

/**
 * Sends on what is held back.
 * @param {number} [kind] Z_FULL_FLUSH unless given
 * @param {Function} [callback]
 */
ZlibBase.prototype.flush = function flush(kind, callback) {
  if (typeof kind === 'function' || (kind === undefined && !callback)) {
    callback = kind;
    kind = this._defaultFullFlushFlag;
  }
  if (this.writableFinished) {
    if (callback) process().nextTick(callback);
  } else if (this.writableEnded) {
    if (callback) this.once('end', callback);
  } else {
    let mark = flushMarks[kind];
    if (mark === undefined) {
      mark = flushMarks[kind] = Buffer.alloc(0);
      mark[kFlushFlag] = kind;
    }
    this.write(mark, '', callback);
  }
};

ZlibBase.prototype.close = function close(callback) {
  if (callback) finished().eos(this, callback);
  this.destroy();
};

ZlibBase.prototype._destroy = function _destroy(err, callback) {
  closeHandle(this);
  callback(err);
};

ZlibBase.prototype._transform = function _transform(chunk, encoding, callback) {
  let flush = this._defaultFlushFlag;
  if (typeof chunk[kFlushFlag] === 'number') flush = chunk[kFlushFlag];
  if (this.writableEnded && this.writableLength === chunk.byteLength)
    flush = atLeast(flush, this._finishFlushFlag);
  processChunk(this, chunk, flush, callback);
};

/** One piece; at once, giving its output, where there is no callback (some packages call this). */
ZlibBase.prototype._processChunk = function _processChunk(chunk, flush, callback) {
  if (typeof callback === 'function') processChunk(this, chunk, flush, callback);
  else return processChunkSync(this, chunk, flush);
};

function processChunk(stream, chunk, flush, callback) {
  if (!stream._handle) process().nextTick(callback);
  else step(stream, chunk, { flush, callback, left: chunk.byteLength });
}

/** One turn of the thread pool. What follows runs from the tick queue, so that what listeners throw is not caught here. */
function step(stream, data, work) {
  stream._handle.write(work.flush, data, stream._chunkSize, ROUNDS).then(
    (result) => process().nextTick(advance, stream, work, result),
    (err) => process().nextTick(() => stream.destroy(err)),
  );
}

function pushPieces(stream, bytes) {
  const size = stream._chunkSize;
  if (bytes.length <= size) return stream.push(view(bytes));
  let more = true;
  for (let at = 0; at < bytes.length && !stream.destroyed; at += size) {
    more = stream.push(view(bytes.subarray(at, at + size)));
  }
  return more;
}

function advance(stream, work, result) {
  if (stream.destroyed) return work.callback();
  if (result.length === 2) {
    const err = (stream[kError] = zlibError(result, stream));
    stream.destroy(err);
    return;
  }
  const [output, left, status] = result;
  stream.bytesWritten += work.left - left;
  work.left = left;
  const more = output.length > 0 ? pushPieces(stream, output) : true;
  if (stream.destroyed) return work.callback();
  if (status === HAS_MORE) {
    if (more) {
      step(stream, undefined, work);
    } else {
      const read = stream._read;
      stream._read = (n) => {
        stream._read = read;
        step(stream, undefined, work);
        stream._read(n);
      };
    }
  } else if (status === ENDED && left > 0) {
    if (stream._rejectGarbageAfterEnd) {
      stream.destroy(new codes.ERR_TRAILING_JUNK_AFTER_STREAM_END());
    } else {
      stream.push(null);
      work.callback();
    }
  } else {
    work.callback();
  }
}

/** What a step over a whole input gave, as a Buffer. @throws what zlib or the limits say */
function conclude(stream, size, result) {
  if (result.length === 2) throw zlibError(result, stream);
  const [output, left, status] = result;
  const most = mostOf(stream);
  if (output.length > most) throw new codes.ERR_BUFFER_TOO_LARGE(most);
  stream.bytesWritten += size - left;
  if (status === ENDED && left > 0 && stream._rejectGarbageAfterEnd) {
    throw new codes.ERR_TRAILING_JUNK_AFTER_STREAM_END();
  }
  return view(output);
}

/** The bytes that a step over a whole input may give: no more than an embedded program's memory can hold. */
const mostOf = (stream) =>
  Math.min(stream._maxOutputLength, binding('bootstrap').options.embedded?.memory ?? Infinity);

const limitOf = (stream) => Math.min(mostOf(stream) + 1, Number.MAX_SAFE_INTEGER);

function processChunkSync(stream, chunk, flush) {
  if (!stream._handle) throw closed();
  try {
    return conclude(
      stream,
      chunk.byteLength,
      stream._handle.writeSync(flush, bytesOf(chunk), limitOf(stream)),
    );
  } finally {
    closeHandle(stream);
  }
}

function bytesOf(value) {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  if (isArrayBufferView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  const kinds = ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'];
  throw new codes.ERR_INVALID_ARG_TYPE('buffer', kinds, value);
}

/** A whole input at once: a Buffer, or with the option `info` `{ buffer, engine }`. */
function convertSync(stream, input) {
  const buffer = processChunkSync(stream, bytesOf(input), stream._finishFlushFlag);
  return stream._info ? { buffer, engine: stream } : buffer;
}

/** A whole input on the thread pool. */
function convert(stream, input, callback) {
  if (typeof callback !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('callback', 'Function', callback);
  }
  const bytes = bytesOf(input);
  const done = (err, result) => {
    let buffer;
    if (err === null) {
      try {
        buffer = conclude(stream, bytes.byteLength, result);
      } catch (error) {
        err = error;
      }
    }
    closeHandle(stream);
    if (err !== null) callback.call(stream, err);
    else callback.call(stream, null, stream._info ? { buffer, engine: stream } : buffer);
  };
  stream._handle.write(stream._finishFlushFlag, bytes, limitOf(stream)).then(
    (result) => process().nextTick(done, null, result),
    (err) => process().nextTick(done, err),
  );
}

const FLUSHES = { flush: Z_NO_FLUSH, finishFlush: Z_FINISH, fullFlush: constants.Z_FULL_FLUSH };

function dictionaryOf(value) {
  if (value === undefined || isArrayBufferView(value)) return value && bytesOf(value);
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  const kinds = ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'];
  throw new codes.ERR_INVALID_ARG_TYPE('options.dictionary', kinds, value);
}

/** What is common to the seven zlib streams. */
function Zlib(opts, mode) {
  let windowBits = constants.Z_DEFAULT_WINDOWBITS;
  let level = constants.Z_DEFAULT_COMPRESSION;
  let memLevel = constants.Z_DEFAULT_MEMLEVEL;
  let strategy = constants.Z_DEFAULT_STRATEGY;
  let dictionary;
  // zlib refuses raw deflate with a window of 256 bytes; Node writes the next one into the program's own options.
  if (mode === DEFLATERAW && opts?.windowBits === 8) opts.windowBits = 9;
  if (opts) {
    if (!opts.windowBits && (mode === INFLATE || mode === GUNZIP || mode === UNZIP)) {
      windowBits = 0;
    } else {
      const least = constants.Z_MIN_WINDOWBITS + (mode === GZIP ? 1 : 0);
      windowBits = checkRangesOrGetDefault(opts.windowBits, 'options.windowBits', least, 15, windowBits);
    }
    level = checkRangesOrGetDefault(opts.level, 'options.level', -1, 9, level);
    memLevel = checkRangesOrGetDefault(opts.memLevel, 'options.memLevel', 1, 9, memLevel);
    strategy = checkRangesOrGetDefault(opts.strategy, 'options.strategy', 0, 4, strategy);
    dictionary = dictionaryOf(opts.dictionary);
  }
  const single = opts?.rejectGarbageAfterEnd === true;
  const handle = new Handle(mode, windowBits, level, memLevel, strategy, dictionary, single);
  ZlibBase.call(this, opts, mode, handle, FLUSHES);
  this._level = level;
  this._strategy = strategy;
  this._mode = mode;
}
Object.setPrototypeOf(Zlib.prototype, ZlibBase.prototype);
Object.setPrototypeOf(Zlib, ZlibBase);

/**
 * Goes on with another level and strategy, after what was written so far.
 * @param {number} level
 * @param {number} strategy
 * @param {Function} callback
 */
Zlib.prototype.params = function params(level, strategy, callback) {
  const checked = checkRangesOrGetDefault(level, 'level', -1, 9);
  if (checked === undefined) throw new codes.ERR_INVALID_ARG_TYPE('level', 'number', level);
  if (checkRangesOrGetDefault(strategy, 'strategy', 0, 4) === undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE('strategy', 'number', strategy);
  }
  if (this._level === level && this._strategy === strategy) {
    process().nextTick(callback);
    return;
  }
  this.flush(Z_SYNC_FLUSH, (err) => {
    if (!this._handle) throw closed();
    this._handle.params(level, strategy);
    if (!err) {
      this._level = level;
      this._strategy = strategy;
    }
    callback?.(err);
  });
};

/** A class of node:zlib; called without `new`, it warns once and makes one all the same. */
function defineClass(name, mode) {
  const Class = {
    [name]: function (opts) {
      if (!(this instanceof Class)) return deprecateInstantiation()(Class, 'DEP0184', opts);
      Zlib.call(this, opts, mode);
    },
  }[name];
  Object.setPrototypeOf(Class.prototype, Zlib.prototype);
  Object.setPrototypeOf(Class, Zlib);
  return Class;
}

module.exports = { ZlibBase, convert, convertSync, defineClass, dictionaryOf, kMakeError };
