'use strict';

/** http.OutgoingMessage: what a request of a client and a response of a server have in common. */

const { Stream } = require('node/internal/streams/legacy');
const EventEmitter = require('node/events');
const { Buffer } = require('node/buffer');
const { getDefaultHighWaterMark } = require('node/internal/streams/state');
const { nextTick } = require('ext/timers/ticks');
const { isLenient } = require('ext/http/limits');
const { storeHeader } = require('node/internal/http/head');
const {
  methods: headerMethods,
  validateHeaderName,
  validateHeaderValue,
  parseUniqueHeadersOption,
} = require('node/internal/http/outgoing_headers');
const {
  codes: {
    ERR_HTTP_BODY_NOT_ALLOWED,
    ERR_HTTP_CONTENT_LENGTH_MISMATCH,
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
    ERR_UNKNOWN_ENCODING,
  },
} = require('ext/base/errors');
const {
  kOutHeaders,
  kNeedDrain,
  kSocket,
  kCorked,
  kChunkedBuffer,
  kChunkedLength,
  kUniqueHeaders,
  kBytesWritten,
  kErrored,
  kWritableFinished,
  kEndCallbacks,
  kFlushError,
  kHighWaterMark,
  kRejectNonStandardBodyWrites,
  kSeen,
  kEndAtOnce,
  kChunksAtOnce,
} = require('node/internal/http/symbols');

const crlf = Buffer.from('\r\n');
const nothing = Object.freeze([]);
const nop = () => {};

/** @param {{highWaterMark?: number, rejectNonStandardBodyWrites?: boolean}} [options] */
function OutgoingMessage(options) {
  // What cannot be sent yet because it is not the message's turn: {data, encoding, callback}; and its size.
  this.outputData = nothing;
  this.outputSize = 0;
  this.writable = true;
  this.destroyed = false;
  // The connection ends with this message.
  this._last = false;
  this.chunkedEncoding = false;
  this.shouldKeepAlive = true;
  this.maxRequestsOnConnectionReached = false;
  this._defaultKeepAlive = true;
  this.useChunkedEncodingByDefault = true;
  this.sendDate = false;
  // Fields that the program does not want
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  this.strictContentLength = false;
  this[kBytesWritten] = 0;
  this._contentLength = null;
  this._hasBody = true;
  this._trailer = '';
  this[kNeedDrain] = false;
  this.finished = false;
  this._headerSent = false;
  this[kCorked] = 0;
  this[kChunkedBuffer] = null;
  this[kChunkedLength] = 0;
  this._closed = false;
  this[kSocket] = null;
  this._header = null;
  this[kOutHeaders] = null;
  this[kSeen] = 0;
  this._keepAliveTimeout = 0;
  this._onPendingData = nop;
  this[kErrored] = null;
  this[kWritableFinished] = false;
  this[kEndCallbacks] = null;
  this[kFlushError] = null;
  this[kHighWaterMark] = options?.highWaterMark ?? getDefaultHighWaterMark(false);
  this[kRejectNonStandardBodyWrites] = options?.rejectNonStandardBodyWrites ?? false;
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
Object.setPrototypeOf(OutgoingMessage, Stream);

OutgoingMessage.prototype[kUniqueHeaders] = null;

/** Whether field values are checked by Fetch's rules rather than HTTP's. */
OutgoingMessage.prototype._isLenientHeaderValidation = function () {
  // A request has the options itself, a response finds them on its server.
  if (this.httpValidation !== undefined) return this.httpValidation !== 'strict';
  const server = this.req?.socket?.server;
  if (server?.httpValidation !== undefined) return server.httpValidation !== 'strict';
  if (typeof this.insecureHTTPParser === 'boolean') return this.insecureHTTPParser;
  if (typeof server?.insecureHTTPParser === 'boolean') return server.insecureHTTPParser;
  return isLenient();
};

/* ---------------------------------------------------------------- properties */

function getter(get, more) {
  return { __proto__: null, get, ...more };
}

Object.defineProperties(OutgoingMessage.prototype, {
  errored: getter(function () {
    return this[kErrored];
  }),
  closed: getter(function () {
    return this._closed;
  }),
  writableFinished: getter(function () {
    return this[kWritableFinished];
  }),
  writableObjectMode: getter(() => false),
  /** Bytes that wait: in this message, framing included, and in its socket. */
  writableLength: getter(function () {
    let waiting = this[kChunkedLength];
    if (waiting !== 0) {
      waiting += ((35 - Math.clz32(waiting)) >> 2) + 4; // its digits in hexadecimal, and two line ends
      if (!this._headerSent && this._header !== null) waiting += this._header.length;
    }
    return this.outputSize + waiting + (this[kSocket] ? this[kSocket].writableLength : 0);
  }),
  writableHighWaterMark: getter(function () {
    return this[kSocket] ? this[kSocket].writableHighWaterMark : this[kHighWaterMark];
  }),
  writableCorked: getter(function () {
    return this[kCorked];
  }),
  connection: {
    __proto__: null,
    get() {
      return this[kSocket];
    },
    set(value) {
      this.socket = value;
    },
  },
  socket: {
    __proto__: null,
    get() {
      return this[kSocket];
    },
    set(value) {
      // What is held back here is held back there.
      for (let n = 0; n < this[kCorked]; n++) {
        value?.cork();
        this[kSocket]?.uncork();
      }
      this[kSocket] = value;
    },
  },
  headersSent: getter(
    function () {
      return !!this._header;
    },
    { configurable: true, enumerable: true },
  ),
  writableEnded: getter(function () {
    return this.finished;
  }),
  writableNeedDrain: getter(function () {
    return !this.destroyed && !this.finished && this[kNeedDrain];
  }),
});

/* ---------------------------------------------------------------- the head */

OutgoingMessage.prototype._storeHeader = storeHeader;
Object.assign(OutgoingMessage.prototype, headerMethods);

/** Makes the head when the program has not: to be implemented. */
OutgoingMessage.prototype._implicitHeader = function _implicitHeader() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

/** Sends the head now. */
OutgoingMessage.prototype.flushHeaders = function flushHeaders() {
  if (!this._header) this._implicitHeader();
  this._send('');
};

/* ---------------------------------------------------------------- sending */

/** Holds back what is written until uncork(). */
OutgoingMessage.prototype.cork = function cork() {
  this[kCorked]++;
  if (this[kSocket]) this[kSocket].cork();
};

/** Sends what was held back, chunks as one. */
OutgoingMessage.prototype.uncork = function uncork() {
  this[kCorked]--;
  const socket = this[kSocket];
  try {
    if (this[kCorked] || this[kChunkedBuffer] === null) return;
    const chunks = this[kChunkedBuffer];
    const length = this[kChunkedLength];
    this[kChunkedBuffer] = null;
    this[kChunkedLength] = 0;
    if (this.destroyed || socket?.destroyed) {
      const error = this[kErrored] || socket?._writableState?.errored || new ERR_STREAM_DESTROYED('write');
      for (let i = 2; i < chunks.length; i += 3) {
        if (chunks[i] !== nop) nextTick(chunks[i], error);
      }
      return;
    }
    if (!this[kChunksAtOnce](chunks)) sendChunks(this, chunks, length);
  } finally {
    socket?.uncork();
  }
  if (this[kNeedDrain] && this.writableLength === 0) {
    this[kNeedDrain] = false;
    this.emit('drain');
  }
};

function sendChunks(message, chunks, length) {
  message._send(length.toString(16), 'latin1', null);
  message._send(crlf, null, null);
  for (let i = 0; i < chunks.length; i += 3) message._send(chunks[i], chunks[i + 1], null);
  message._send(crlf, null, callbackOf(chunks));
}

/** One callback for those of all chunks; `nop` where nobody waits. */
function callbackOf(chunks) {
  const callbacks = [];
  for (let i = 2; i < chunks.length; i += 3) if (chunks[i] !== nop) callbacks.push(chunks[i]);
  return callbacks.length === 0 ? nop : (err) => callbacks.forEach((callback) => callback(err));
}

/**
 * Calls `callback`, and emits 'timeout', after so long without traffic on the socket.
 * @param {number} msecs
 * @param {Function} [callback]
 * @returns {OutgoingMessage} this
 */
OutgoingMessage.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  if (this[kSocket]) this[kSocket].setTimeout(msecs);
  else this.once('socket', (socket) => socket.setTimeout(msecs));
  return this;
};

function emitClose(message) {
  if (message._closed) return;
  message._closed = true;
  message.emit('close');
}

/** Ends the message and its connection. @param {Error} [error] @returns {OutgoingMessage} this */
OutgoingMessage.prototype.destroy = function destroy(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  this[kErrored] = error;
  if (this[kChunkedBuffer] !== null) {
    this[kCorked] = 1;
    this.uncork();
  }
  if (this[kSocket]) this[kSocket].destroy(error);
  else nextTick(emitClose, this);
  return this;
};

/** Sends a piece of the body, and before the first one the head. */
OutgoingMessage.prototype._send = function _send(data, encoding, callback, byteLength) {
  if (!this._headerSent && this._header !== null) {
    if (typeof data === 'string' && (!encoding || encoding === 'utf8' || encoding === 'latin1')) {
      data = this._header + data;
    } else {
      const head = this._header;
      if (this.outputData === nothing) this.outputData = [];
      this.outputData.unshift({ data: head, encoding: 'latin1', callback: null });
      this.outputSize += head.length;
      this._onPendingData(head.length);
    }
    this._headerSent = true;
  }
  return this._writeRaw(data, encoding, callback, byteLength);
};

/** Writes to the socket, or keeps it until the message has its turn. */
OutgoingMessage.prototype._writeRaw = function _writeRaw(data, encoding, callback, size) {
  const socket = this[kSocket];
  // A destroyed socket whose 'close' has not come yet.
  if (socket?.destroyed) return false;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (socket && socket._httpMessage === this && socket.writable) {
    if (this.outputData.length > 0) this._flushOutput(socket);
    return socket.write(data, encoding, callback);
  }
  if (this.outputData === nothing) this.outputData = [];
  this.outputData.push({ data, encoding, callback });
  this.outputSize += data.length;
  this._onPendingData(data.length);
  return this.outputSize < this[kHighWaterMark];
};

/** The message has its turn on its socket: sends what has gathered. */
OutgoingMessage.prototype._flush = function _flush() {
  const socket = this[kSocket];
  if (!socket?.writable) return;
  const more = this._flushOutput(socket);
  if (this.finished) {
    this._finish();
  } else if (this[kNeedDrain] && more !== false) {
    // The socket has taken all, so it will not ask for more on its own.
    this[kNeedDrain] = false;
    this.emit('drain');
  }
};

OutgoingMessage.prototype._flushOutput = function _flushOutput(socket) {
  const output = this.outputData;
  if (output.length === 0) return undefined;
  let more;
  socket.cork();
  for (let i = 0; i < output.length; i++) {
    const { data, encoding, callback } = output[i];
    output[i].data = null;
    more = socket.write(data, encoding, callback);
  }
  socket.uncork();
  this.outputData = nothing;
  this._onPendingData(-this.outputSize);
  this.outputSize = 0;
  return more;
};

/* ---------------------------------------------------------------- write */

function emitError(message, error, callback) {
  callback(error);
  if (typeof message.emit === 'function' && !message.destroyed) message.emit('error', error);
}

function onError(message, error, callback) {
  if (!message.destroyed) nextTick(emitError, message, error, callback);
}

/** Whether the number of bytes must be that of Content-Length. */
function isLengthStrict(message) {
  return (
    message.strictContentLength &&
    message._contentLength != null &&
    message._hasBody &&
    !message._removedContLen &&
    !message.chunkedEncoding &&
    !message.hasHeader('transfer-encoding')
  );
}

function lengthOf(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
}

/** Counts the bytes of a chunk. @throws {ERR_HTTP_CONTENT_LENGTH_MISMATCH} */
function countStrictly(message, length, isLast) {
  const sum = message[kBytesWritten] + length;
  if (isLengthStrict(message)) {
    const limit = message._contentLength;
    if (isLast ? sum !== limit : sum > limit) throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(sum, limit);
  }
  message[kBytesWritten] = sum;
}

function uncorkLater(message) {
  if (message[kCorked]) message.uncork();
}

/** A chunk of a chunked body. */
function writeChunk(message, chunk, encoding, callback, length) {
  length ??= lengthOf(chunk, encoding);
  if (message[kCorked]) {
    if (typeof chunk !== 'string' && !(chunk instanceof Buffer))
      chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    (message[kChunkedBuffer] ??= []).push(chunk, encoding, callback);
    message[kChunkedLength] += length;
    return message.writableLength < message.writableHighWaterMark;
  }
  message._send(length.toString(16), 'latin1', null);
  message._send(crlf, null, null);
  message._send(chunk, encoding, null, length);
  return message._send(crlf, null, callback);
}

function writeBody(message, chunk, encoding, callback, isLast) {
  if (typeof callback !== 'function') callback = nop;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }

  if (message.finished || message.destroyed) {
    const error = message.finished ? new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
    if (message.destroyed) nextTick(callback, error);
    else onError(message, error, callback);
    return false;
  }

  let length;
  if (message.strictContentLength) {
    length = lengthOf(chunk, encoding);
    countStrictly(message, length, isLast);
  }
  if (!message._header) {
    if (isLast) message._contentLength = length ??= lengthOf(chunk, encoding);
    message._implicitHeader();
  }
  if (!message._hasBody) {
    if (message[kRejectNonStandardBodyWrites]) throw new ERR_HTTP_BODY_NOT_ALLOWED();
    nextTick(callback);
    return true;
  }
  if (message.chunkedEncoding && typeof chunk === 'string' && encoding && !Buffer.isEncoding(encoding)) {
    throw new ERR_UNKNOWN_ENCODING(encoding);
  }
  // Several writes in a row go out as one.
  if (!isLast && message.socket && !message.socket.writableCorked) {
    message.cork();
    nextTick(uncorkLater, message);
  }
  if (message.chunkedEncoding && chunk.length !== 0)
    return writeChunk(message, chunk, encoding, callback, length);
  if (message.chunkedEncoding && message[kCorked] && message[kChunkedBuffer] !== null) {
    // Nothing to send, but its callback has to wait for what is before it.
    message[kChunkedBuffer].push(chunk, encoding, callback);
    return message.writableLength < message.writableHighWaterMark;
  }
  return message._send(chunk, encoding, callback, length);
}

/**
 * Sends a piece of the body.
 * @param {string|Uint8Array} chunk
 * @param {string} [encoding]
 * @param {Function} [callback] called when it is with the system
 * @returns {boolean} false: wait for 'drain' before writing more
 */
OutgoingMessage.prototype.write = function write(chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const more = writeBody(this, chunk, encoding, callback, false);
  if (!more) this[kNeedDrain] = true;
  return more;
};

/* ---------------------------------------------------------------- end */

function runEndCallbacks(message, error) {
  const callbacks = message[kEndCallbacks];
  if (callbacks === null) return;
  message[kEndCallbacks] = null;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](error);
}

function addEndCallback(message, callback) {
  if (message[kWritableFinished]) callback(new ERR_STREAM_ALREADY_FINISHED('end'));
  else if (message[kFlushError] !== null) nextTick(callback, message[kFlushError]);
  else (message[kEndCallbacks] ??= []).push(callback);
}

/** Everything is with the system, or will never be. */
function onFinish(message, error) {
  const socket = message[kSocket];
  if (error || message[kErrored] || socket?.errored || socket?._hadError) {
    error ??= message[kErrored] ?? socket?.errored ?? new ERR_STREAM_DESTROYED('end');
    message[kFlushError] = error;
    runEndCallbacks(message, error);
    return;
  }
  message[kWritableFinished] = true;
  runEndCallbacks(message, null);
  message._onFinished();
}

/** Tells of the end; a server's response does more. */
OutgoingMessage.prototype._onFinished = function () {
  this.emit('finish');
};

/** Whether what is left can go out as one piece, so that its callback is that of the message; makes the head. */
function isOnePiece(message, chunk, encoding) {
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return false;
  if (message.destroyed || message.strictContentLength) return false;
  if (!message._header) {
    message._contentLength = lengthOf(chunk, encoding);
    message._implicitHeader();
  }
  return !!message._header && message._hasBody && !message.chunkedEncoding;
}

/** @returns {boolean} whether the whole message was sent here and now */
OutgoingMessage.prototype[kEndAtOnce] = function (chunk, encoding, callback) {
  return false;
};

/** @returns {boolean} whether the chunks were sent here and now */
OutgoingMessage.prototype[kChunksAtOnce] = function (chunks) {
  return false;
};

/**
 * Ends the message.
 * @param {string|Uint8Array} [chunk] a last piece of the body
 * @param {string} [encoding]
 * @param {Function} [callback] called when everything is with the system
 * @returns {OutgoingMessage} this
 */
OutgoingMessage.prototype.end = function end(chunk, encoding, callback) {
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (this[kEndAtOnce](chunk, encoding, callback)) return this;

  let onWritten = null;
  if (chunk) {
    if (this.finished) {
      onError(this, new ERR_STREAM_WRITE_AFTER_END(), typeof callback === 'function' ? callback : nop);
      return this;
    }
    if (this[kSocket]) this[kSocket].cork();
    if (isOnePiece(this, chunk, encoding)) {
      if (typeof callback === 'function') {
        addEndCallback(this, callback);
        callback = undefined;
      }
      onWritten = (error) => onFinish(this, error);
    }
    writeBody(this, chunk, encoding, onWritten, true);
  } else if (this.finished) {
    if (typeof callback === 'function') addEndCallback(this, callback);
    return this;
  } else if (!this._header) {
    if (this[kSocket]) this[kSocket].cork();
    this._contentLength = 0;
    this._implicitHeader();
  }

  if (typeof callback === 'function') addEndCallback(this, callback);
  if (isLengthStrict(this) && this[kBytesWritten] !== this._contentLength) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(this[kBytesWritten], this._contentLength);
  }
  if (this[kChunkedBuffer] !== null) {
    this[kSocket]?.cork();
    this[kCorked] = 1;
    this.uncork();
  }
  if (onWritten === null) sendEnd(this, chunk);

  const socket = this[kSocket];
  if (socket) {
    // However often it was corked
    socket._writableState.corked = 1;
    socket.uncork();
  }
  this[kCorked] = 1;
  this.uncork();
  this.finished = true;
  if (this.outputData.length === 0 && this[kSocket]?._httpMessage === this) this._finish();
  return this;
};

/** Sends what says that the body has ended. */
function sendEnd(message, chunk) {
  const onWritten = (error) => onFinish(message, error);
  if (message._hasBody && message.chunkedEncoding) {
    message._send('0\r\n' + message._trailer + '\r\n', 'latin1', onWritten);
  } else if (!message._headerSent || message.writableLength || chunk) {
    message._send('', 'latin1', onWritten);
  } else {
    nextTick(onWritten);
  }
}

/** The socket has everything, if not yet the system. */
OutgoingMessage.prototype._finish = function _finish() {
  this.emit('prefinish');
};

OutgoingMessage.prototype.pipe = function pipe() {
  this.emit('error', new ERR_STREAM_CANNOT_PIPE());
};

OutgoingMessage.prototype[EventEmitter.captureRejectionSymbol] = function (error) {
  this.destroy(error);
};

module.exports = {
  kHighWaterMark,
  kUniqueHeaders,
  parseUniqueHeadersOption,
  validateHeaderName,
  validateHeaderValue,
  OutgoingMessage,
};

Object.defineProperty(module.exports, 'internals', {
  __proto__: null,
  enumerable: false,
  value: { addEndCallback, callbackOf, onFinish, lengthOf, nop },
});
