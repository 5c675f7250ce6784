'use strict';

// What a JavaScript stream does with its native handle: bytes in, bytes out, and the timeout that both refresh.
// Streams that use it have `_handle` (also under kHandle), `_unrefTimer()` and kAfterAsyncWrite.

const { FastBuffer } = require('node/internal/buffer_pool');
const { Buffer } = require('node/buffer');
const {
  codes: { ERR_OUT_OF_RANGE },
  ErrnoException,
} = require('ext/base/errors');
const { validateFunction, validateNumber } = require('ext/base/validators');
const { TIMEOUT_MAX, clearTimeout, setUnrefTimeout } = require('ext/timers/timers');
const {
  kOwner,
  kHandle,
  kTimeout,
  kBuffer,
  kBufferCb,
  kBufferGen,
  kMaybeDestroy,
  kAfterAsyncWrite,
  kSession,
  kBoundSession,
  kUpdateTimer,
} = require('node/internal/net/symbols');
const { TCP, Pipe, errno } = require('node/internal/net/handles');
const process = require.lazy('node/process');

const { UV_EOF } = errno;

/* ---------------------------------------------------------------- in */

/** Gives the user's buffer to the `onread` callback; false asks for a pause. */
function readIntoUserBuffer(stream, handle, nread) {
  const more = stream[kBufferCb](nread, stream[kBuffer]) !== false;
  const generate = stream[kBufferGen];
  if (generate !== null) {
    const next = generate();
    if (next instanceof Uint8Array) {
      stream[kBuffer] = next;
      if (stream._handle === handle) handle.useUserBuffer(next);
    }
  }
  return more;
}

/**
 * `handle.onread`: what came.
 * @param {ArrayBuffer|undefined} memory nread bytes from its beginning; undefined where they are in the user's buffer
 * @param {number} nread bytes, or a negative libuv error (UV_EOF at the end)
 */
function onStreamRead(memory, nread) {
  const stream = this[kOwner];
  stream._unrefTimer();

  if (nread > 0) {
    if (stream.destroyed) return;
    const more = stream[kBuffer]
      ? readIntoUserBuffer(stream, this, nread)
      : stream.push(new FastBuffer(memory, 0, nread));
    if (more) return;
    this.reading = false;
    if (!stream.destroyed) {
      const error = this.readStop();
      if (error) stream.destroy(new ErrnoException(error, 'read'));
    }
    return;
  }

  if (nread !== UV_EOF) {
    stream.destroy(new ErrnoException(nread, 'read'));
    return;
  }

  // A terminal may go on after an end of file; others close once 'end' is out.
  const maybeDestroy = stream[kMaybeDestroy];
  if (stream._readableState.endEmitted) {
    if (maybeDestroy) stream[kMaybeDestroy]();
    return;
  }
  if (maybeDestroy) stream.on('end', maybeDestroy);
  stream.push(null);
  stream.read(0);
}

/* ---------------------------------------------------------------- out */

/** `handle.onwrite`: a write that could not be done at once has ended. */
function onWriteComplete(status, callback) {
  const stream = this[kOwner];
  if (status < 0) {
    callback(new ErrnoException(status, 'write'));
    return;
  }
  if (!stream.destroyed) {
    stream._unrefTimer();
    stream[kAfterAsyncWrite]();
  }
  callback(null);
}

TCP.prototype.onwrite = onWriteComplete;
Pipe.prototype.onwrite = onWriteComplete;

/** Settles what a write method of a handle gave; true where the write goes on. */
function dispatched(result, callback) {
  if (result === 1) return true;
  if (result === 0) callback();
  else callback(new ErrnoException(result, 'write'));
  return false;
}

/**
 * Writes one chunk.
 * @param {Duplex} stream
 * @param {Buffer|string} data
 * @param {string} encoding 'buffer', or how a string is to be encoded
 * @param {function(Error=): void} callback called once; before this function returns where the kernel took everything
 * @returns {boolean} whether it goes on
 */
function writeGeneric(stream, data, encoding, callback) {
  const handle = stream[kHandle];
  let result;
  switch (encoding) {
    case 'buffer':
      result = handle.writeBuffer(callback, data);
      break;
    case 'utf8':
    case 'utf-8':
      result = handle.writeUtf8String(callback, data);
      break;
    case 'latin1':
    case 'binary':
      result = handle.writeLatin1String(callback, data);
      break;
    case 'ascii':
      result = handle.writeAsciiString(callback, data);
      break;
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      result = handle.writeUcs2String(callback, data);
      break;
    default:
      result = handle.writeBuffer(callback, Buffer.from(data, encoding));
  }
  return dispatched(result, callback);
}

const nativeEncodings = new Set(
  'buffer utf8 utf-8 latin1 binary ascii ucs2 ucs-2 utf16le utf-16le'.split(' '),
);

/**
 * Writes several chunks with one system call.
 * @param {Duplex} stream
 * @param {Array<{chunk: Buffer|string, encoding: string}> & {allBuffers?: boolean}} data
 * @param {function(Error=): void} callback
 * @returns {boolean} whether it goes on
 */
function writevGeneric(stream, data, callback) {
  const { allBuffers, length } = data;
  const chunks = new Array(allBuffers ? length : length * 2);
  for (let i = 0; i < length; i++) {
    const { chunk, encoding } = data[i];
    if (allBuffers) {
      chunks[i] = chunk;
    } else if (typeof chunk === 'string' && !nativeEncodings.has(encoding)) {
      chunks[i * 2] = Buffer.from(chunk, encoding);
      chunks[i * 2 + 1] = 'buffer';
    } else {
      chunks[i * 2] = chunk;
      chunks[i * 2 + 1] = encoding;
    }
  }
  return dispatched(stream[kHandle].writev(callback, chunks, allBuffers === true), callback);
}

/* ---------------------------------------------------------------- timeout */

/** Milliseconds that a timer can take. @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE} */
function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) {
    throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  }
  if (msecs <= TIMEOUT_MAX) return msecs;
  process().emitWarning(
    `${msecs} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${TIMEOUT_MAX}.`,
    'TimeoutOverflowWarning',
  );
  return TIMEOUT_MAX;
}

function onStreamTimeout(stream) {
  stream._onTimeout();
}

/**
 * `socket.setTimeout()`: 'timeout' after so long without traffic; 0 ends it.
 * @param {number} msecs
 * @param {Function} [callback] a listener of 'timeout', added once, or with 0 removed
 * @returns {this}
 * @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE}
 */
function setStreamTimeout(msecs, callback) {
  if (this.destroyed) return this;
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  clearTimeout(this[kTimeout]);
  if (msecs === 0) {
    this[kTimeout] = null;
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.removeListener('timeout', callback);
    }
    return this;
  }
  this[kTimeout] = setUnrefTimeout(onStreamTimeout, msecs, this);
  if (this[kSession]) this[kSession][kUpdateTimer]();
  if (this[kBoundSession]) this[kBoundSession][kUpdateTimer]();
  if (callback !== undefined) {
    validateFunction(callback, 'callback');
    this.once('timeout', callback);
  }
  return this;
}

module.exports = {
  onStreamRead,
  onWriteComplete,
  writeGeneric,
  writevGeneric,
  getTimerDuration,
  setStreamTimeout,
};
