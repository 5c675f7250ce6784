'use strict';

/** http.OutgoingMessage: what a request of a client and a response of a server have in common. */

const { Stream } = require('node/internal/streams/legacy');
const EventEmitter = require('node/events');
const { Buffer } = require('node/buffer');
const { getDefaultHighWaterMark } = require('node/internal/streams/state');
const { nextTick } = require('ext/timers/ticks');
const { fieldOf, hasInvalidChar } = require('ext/http/fields');
const { isLenient } = require('ext/http/limits');
const { indexOfField, checkedField, checkValue, storeHeader } = require('node/internal/http/outgoing_headers');
const {
  codes: {
    ERR_HTTP_BODY_NOT_ALLOWED,
    ERR_HTTP_CONTENT_LENGTH_MISMATCH,
    ERR_HTTP_HEADERS_SENT,
    ERR_HTTP_INVALID_HEADER_VALUE,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_CHAR,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
    ERR_UNKNOWN_ENCODING,
  },
  hideFrames,
} = require('ext/base/errors');
const { validateString } = require('ext/base/validators');
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
      waiting += waiting.toString(16).length + 4;
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

/* ---------------------------------------------------------------- header fields */

OutgoingMessage.prototype._storeHeader = storeHeader;

OutgoingMessage.prototype._renderHeaders = function _renderHeaders() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  const list = this[kOutHeaders];
  const headers = {};
  if (list !== null) for (let i = 0; i < list.length; i += 2) headers[list[i].name] = list[i + 1];
  return headers;
};

/**
 * Throws unless `name` can be a field's name.
 * @param {string} name
 * @param {string} [label] what the error calls it
 * @throws {ERR_INVALID_HTTP_TOKEN}
 */
function validateHeaderName(name, label) {
  checkedField(name, label || 'Header name', validateHeaderName);
}

/**
 * Throws unless `value` can be a field's value.
 * @param {string} name
 * @param {*} value
 * @param {boolean} [lenient] by Fetch's rules
 * @throws {ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_CHAR}
 */
function validateHeaderValue(name, value, lenient) {
  if (value === undefined) {
    throw hideFrames(new ERR_HTTP_INVALID_HEADER_VALUE(value, name), validateHeaderValue);
  }
  if (hasInvalidChar(value, lenient)) {
    throw hideFrames(new ERR_INVALID_CHAR('header content', name), validateHeaderValue);
  }
}

/** The option `uniqueHeaders`: names of fields whose values are joined into one. @returns {Set<string>|null} */
function parseUniqueHeadersOption(headers) {
  if (!Array.isArray(headers)) return null;
  return new Set(headers.map((name) => name.toLowerCase()));
}

/** Where a field stands in the message's list; -1 if it has none. */
function find(message, name) {
  const list = message[kOutHeaders];
  if (list === null) return -1;
  const field = fieldOf(name);
  return indexOfField(list, field === undefined ? name.toLowerCase() : field.lower);
}

function put(message, field, value) {
  const list = message[kOutHeaders];
  if (list === null) {
    message[kOutHeaders] = [field, value];
    return;
  }
  const at = indexOfField(list, field.lower);
  if (at < 0) {
    list.push(field, value);
  } else {
    list[at] = field;
    list[at + 1] = value;
  }
}

/**
 * Sets a field, in the place of one of the same name.
 * @param {string} name
 * @param {string|number|string[]} value an array gives several fields
 * @returns {OutgoingMessage} this
 * @throws {ERR_HTTP_HEADERS_SENT|ERR_INVALID_HTTP_TOKEN|ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_CHAR}
 */
OutgoingMessage.prototype.setHeader = function setHeader(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  const field = checkedField(name);
  checkValue(field, value, this._isLenientHeaderValidation());
  put(this, field, value);
  return this;
};

/**
 * Sets the fields of a Headers or Map.
 * @param {Headers|Map} headers
 * @returns {OutgoingMessage} this
 */
OutgoingMessage.prototype.setHeaders = function setHeaders(headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  const usable =
    headers &&
    !Array.isArray(headers) &&
    typeof headers.keys === 'function' &&
    typeof headers.get === 'function';
  if (!usable) throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  // Headers gives each cookie on its own: they must not replace each other.
  let cookies = null;
  for (const { 0: name, 1: value } of headers) {
    if (name !== 'set-cookie') {
      this.setHeader(name, value);
    } else {
      cookies ??= [];
      if (Array.isArray(value)) cookies.push(...value);
      else cookies.push(value);
    }
  }
  if (cookies !== null) this.setHeader('set-cookie', cookies);
  return this;
};

/**
 * Adds a value to a field.
 * @param {string} name
 * @param {string|string[]} value
 * @returns {OutgoingMessage} this
 */
OutgoingMessage.prototype.appendHeader = function appendHeader(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('append');
  const field = checkedField(name);
  checkValue(field, value, this._isLenientHeaderValidation());
  const at = find(this, name);
  const list = this[kOutHeaders];
  if (at < 0) return this.setHeader(name, value);
  if (!Array.isArray(list[at + 1])) list[at + 1] = [list[at + 1]];
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) list[at + 1].push(value[i]);
  else list[at + 1].push(value);
  return this;
};

/** @param {string} name @returns {*} the value as it was set */
OutgoingMessage.prototype.getHeader = function getHeader(name) {
  validateString(name, 'name');
  const at = find(this, name);
  return at < 0 ? undefined : this[kOutHeaders][at + 1];
};

/** @returns {string[]} in lower case */
OutgoingMessage.prototype.getHeaderNames = function getHeaderNames() {
  const list = this[kOutHeaders];
  const names = [];
  if (list !== null) for (let i = 0; i < list.length; i += 2) names.push(list[i].lower);
  return names;
};

/** @returns {string[]} as they were set */
OutgoingMessage.prototype.getRawHeaderNames = function getRawHeaderNames() {
  const list = this[kOutHeaders];
  const names = [];
  if (list !== null) for (let i = 0; i < list.length; i += 2) names.push(list[i].name);
  return names;
};

/** @returns {object} values by name in lower case; without a prototype */
OutgoingMessage.prototype.getHeaders = function getHeaders() {
  const list = this[kOutHeaders];
  const headers = { __proto__: null };
  if (list !== null) for (let i = 0; i < list.length; i += 2) headers[list[i].lower] = list[i + 1];
  return headers;
};

/** @param {string} name @returns {boolean} */
OutgoingMessage.prototype.hasHeader = function hasHeader(name) {
  validateString(name, 'name');
  return find(this, name) >= 0;
};

/** @param {string} name */
OutgoingMessage.prototype.removeHeader = function removeHeader(name) {
  validateString(name, 'name');
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('remove');
  switch (name.toLowerCase()) {
    case 'connection':
      this._removedConnection = true;
      break;
    case 'content-length':
      this._removedContLen = true;
      break;
    case 'transfer-encoding':
      this._removedTE = true;
      break;
    case 'date':
      this.sendDate = false;
  }
  const at = find(this, name);
  if (at >= 0) this[kOutHeaders].splice(at, 2);
};

/** Makes the head when the program has not: to be implemented. */
OutgoingMessage.prototype._implicitHeader = function _implicitHeader() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

/** Sends the head now. */
OutgoingMessage.prototype.flushHeaders = function flushHeaders() {
  if (!this._header) this._implicitHeader();
  this._send('');
};

/**
 * Fields after a chunked body.
 * @param {object|Array<[string, string]>} headers
 * @throws {ERR_INVALID_HTTP_TOKEN|ERR_INVALID_CHAR}
 */
OutgoingMessage.prototype.addTrailers = function addTrailers(headers) {
  this._trailer = '';
  const isArray = Array.isArray(headers);
  const lenient = this._isLenientHeaderValidation();
  for (const key of Object.keys(headers)) {
    const name = isArray ? headers[key][0] : key;
    let value = isArray ? headers[key][1] : headers[key];
    validateHeaderName(name, 'Trailer name');
    const several =
      Array.isArray(value) && value.length > 1 && !this[kUniqueHeaders]?.has(name.toLowerCase());
    if (Array.isArray(value) && !several) value = value.join('; ');
    for (const one of several ? value : [value]) {
      if (hasInvalidChar(one, lenient)) throw new ERR_INVALID_CHAR('trailer content', name);
      this._trailer += `${name}: ${one}\r\n`;
    }
  }
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
    sendChunks(this, chunks, length);
  } finally {
    socket?.uncork();
  }
  if (this[kNeedDrain] && this.writableLength === 0) {
    this[kNeedDrain] = false;
    this.emit('drain');
  }
};

function sendChunks(message, chunks, length) {
  const callbacks = [];
  message._send(length.toString(16), 'latin1', null);
  message._send(crlf, null, null);
  for (let i = 0; i < chunks.length; i += 3) {
    message._send(chunks[i], chunks[i + 1], null);
    if (chunks[i + 2] !== nop) callbacks.push(chunks[i + 2]);
  }
  const done = callbacks.length === 0 ? nop : (err) => callbacks.forEach((callback) => callback(err));
  message._send(crlf, null, done);
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
    if (typeof chunk !== 'string' && !(chunk instanceof Buffer)) chunk = Stream._uint8ArrayToBuffer(chunk);
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
  if (message.chunkedEncoding && chunk.length !== 0) return writeChunk(message, chunk, encoding, callback, length);
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
  value: { addEndCallback, onFinish, lengthOf },
});
