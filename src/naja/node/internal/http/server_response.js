'use strict';

/** http.ServerResponse: what a server answers with. */

const {
  OutgoingMessage,
  validateHeaderName,
  validateHeaderValue,
  internals,
} = require('node/_http_outgoing');
const STATUS_CODES = require('ext/http/status');
const { hasInvalidChar } = require('ext/http/fields');
const {
  BODY_BYTES,
  BODY_LATIN1,
  BODY_UTF8,
  BODY_NONE,
  BODY_CHUNKED,
  write,
  writeChunks,
} = require('ext/http/parser');
const { nextTick } = require('ext/timers/ticks');
const {
  codes: {
    ERR_HTTP_HEADERS_SENT,
    ERR_HTTP_INVALID_STATUS_CODE,
    ERR_HTTP_SOCKET_ASSIGNED,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_CHAR,
  },
} = require('ext/base/errors');
const { validateInteger, validateObject } = require('ext/base/validators');
const { Buffer } = require('node/buffer');
const {
  kOutHeaders,
  kSocket,
  kCorked,
  kChunkedBuffer,
  kChunkedLength,
  kWritableFinished,
  kEndCallbacks,
  kErrored,
  kEndAtOnce,
  kChunksAtOnce,
  kConnection,
} = require('node/internal/http/symbols');
const { kCanSendFile, kIsIdle, kSendFile } = require('node/internal/net/symbols');
const observed = require('ext/performance/observed');
const validators = require.lazy('ext/base/validators');
const observers = require.lazy('node/internal/http/observers');
const diagnostics = require.lazy('node/diagnostics_channel');
const net = require.lazy('node/net');
const sendFile = require.lazy('node/internal/net/send_file');

const { addEndCallback, callbackOf, onFinish, lengthOf, nop } = internals;
const chunkedPattern = /(?:^|\W)chunked(?:$|\W)/i;

/**
 * @param {http.IncomingMessage} req what is answered
 * @param {{highWaterMark?: number, rejectNonStandardBodyWrites?: boolean}} [options]
 */
function ServerResponse(req, options) {
  OutgoingMessage.call(this, options);
  if (req.method === 'HEAD') this._hasBody = false;
  this.req = req;
  this.sendDate = true;
  this._sent100 = false;
  this._expect_continue = false;
  this[kConnection] = null;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
    // HTTP/1.0 knows chunks only if it says so.
    this.useChunkedEncodingByDefault = chunkedPattern.test(req.headers.te);
    this.shouldKeepAlive = false;
  }
  if (observed.http !== 0) observers().begin(this, 'HttpRequest', req.method, req.url, req.headers);
  channel ??= diagnostics().channel('http.server.response.created');
  if (channel.hasSubscribers) channel.publish({ request: req, response: this });
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ServerResponse, OutgoingMessage);

let channel;

ServerResponse.prototype.statusCode = 200;
ServerResponse.prototype.statusMessage = undefined;

ServerResponse.prototype._finish = function _finish() {
  if (observed.http !== 0)
    observers().end(this, this.statusCode, this.statusMessage, this.getHeaders?.() ?? {});
  OutgoingMessage.prototype._finish.call(this);
};

/* ---------------------------------------------------------------- the socket */

function emitClose(response) {
  if (response._closed) return;
  response.destroyed = true;
  response._closed = true;
  response.emit('close');
}

function onSocketClose() {
  // A listener before this one may have detached the response.
  if (this._httpMessage) emitClose(this._httpMessage);
}

/**
 * Gives the response the socket that it is to be sent on.
 * @param {net.Socket} socket
 * @throws {ERR_HTTP_SOCKET_ASSIGNED}
 */
ServerResponse.prototype.assignSocket = function assignSocket(socket) {
  if (socket._httpMessage) throw new ERR_HTTP_SOCKET_ASSIGNED();
  socket._httpMessage = this;
  // A server's connection looks after that itself.
  if (this[kConnection] === null) socket.on('close', onSocketClose);
  this.socket = socket;
  this.emit('socket', socket);
  this._flush();
};

/** Undoes assignSocket(). */
ServerResponse.prototype.detachSocket = function detachSocket(socket) {
  if (this[kConnection] === null) socket.removeListener('close', onSocketClose);
  socket._httpMessage = null;
  this.socket = null;
};

/* ---------------------------------------------------------------- informational responses */

function informationLine(name, value, lenient) {
  validateHeaderName(name);
  validateHeaderValue(name, value, lenient);
  return `${name}: ${value}\r\n`;
}

function informationLines(headers, lenient) {
  let text = '';
  if (!Array.isArray(headers)) {
    validateObject(headers, 'headers');
    for (const name of Object.keys(headers)) text += informationLine(name, headers[name], lenient);
  } else if (headers.length > 0 && Array.isArray(headers[0])) {
    for (const { 0: name, 1: value } of headers) text += informationLine(name, value, lenient);
  } else {
    if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
    for (let i = 0; i < headers.length; i += 2) text += informationLine(headers[i], headers[i + 1], lenient);
  }
  return text;
}

/**
 * Sends a response that another one follows.
 * @param {number} statusCode 100 to 199 but 101
 * @param {object|Array} [headers]
 * @param {Function} [callback]
 */
ServerResponse.prototype.writeInformation = function writeInformation(statusCode, headers, callback) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
  validateInteger(statusCode, 'statusCode', 100, 199);
  if (statusCode === 101) throw new ERR_HTTP_INVALID_STATUS_CODE(statusCode);
  let head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] || 'unknown'}\r\n`;
  if (headers !== undefined && headers !== null) {
    head += informationLines(headers, this._isLenientHeaderValidation());
  }
  return this._writeRaw(head + '\r\n', 'ascii', callback);
};

/** 100: the client shall send the body. */
ServerResponse.prototype.writeContinue = function writeContinue(callback) {
  this.writeInformation(100, null, callback);
  this._sent100 = true;
};

/** 102: it takes a while. */
ServerResponse.prototype.writeProcessing = function writeProcessing(callback) {
  this.writeInformation(102, null, callback);
};

/**
 * 103: what the client can fetch meanwhile.
 * @param {{link: string|string[]}} hints
 * @param {Function} [callback]
 */
ServerResponse.prototype.writeEarlyHints = function writeEarlyHints(hints, callback) {
  validateObject(hints, 'hints');
  if (hints.link === null || hints.link === undefined) return;
  const link = validators().validateLinkHeaderValue(hints.link);
  if (link.length === 0) return;
  if (hasInvalidChar(link)) throw new ERR_INVALID_CHAR('header content', 'Link');
  const headers = { __proto__: null, Link: link };
  for (const name of Object.keys(hints)) if (name !== 'link') headers[name] = hints[name];
  this.writeInformation(103, headers, callback);
};

/* ---------------------------------------------------------------- the head */

ServerResponse.prototype._implicitHeader = function _implicitHeader() {
  this.writeHead(this.statusCode);
};

/** Puts what writeHead() was given into the fields that setHeader() has set. */
function mergeHeaders(response, headers) {
  if (Array.isArray(headers)) {
    if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
    // They replace what was there, but not each other.
    for (let i = 0; i < headers.length; i += 2) response.removeHeader(headers[i]);
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i]) response.appendHeader(headers[i], headers[i + 1]);
    }
  } else if (headers) {
    for (const name of Object.keys(headers)) if (name) response.setHeader(name, headers[name]);
  }
}

const statusLines = [];

function statusLine(statusCode, reason) {
  if (reason !== STATUS_CODES[statusCode]) {
    if (hasInvalidChar(reason)) throw new ERR_INVALID_CHAR('statusMessage');
    return `HTTP/1.1 ${statusCode} ${reason}\r\n`;
  }
  return (statusLines[statusCode] ??= `HTTP/1.1 ${statusCode} ${reason}\r\n`);
}

/**
 * Makes the head of the response.
 * @param {number} statusCode 100 to 999
 * @param {string} [reason]
 * @param {object|Array} [headers]
 * @returns {ServerResponse} this
 * @throws {ERR_HTTP_HEADERS_SENT|ERR_HTTP_INVALID_STATUS_CODE|ERR_INVALID_CHAR}
 */
ServerResponse.prototype.writeHead = function writeHead(statusCode, reason, headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
  const code = statusCode | 0;
  if (code < 100 || code > 999) throw new ERR_HTTP_INVALID_STATUS_CODE(statusCode);
  if (typeof reason === 'string') {
    this.statusMessage = reason;
  } else {
    this.statusMessage ||= STATUS_CODES[code] || 'unknown';
    headers ??= reason;
  }
  this.statusCode = code;
  if (this[kOutHeaders] !== null) {
    mergeHeaders(this, headers);
    headers = this[kOutHeaders];
  }
  const line = statusLine(code, this.statusMessage);
  if (code === 204 || code === 304 || code < 200) this._hasBody = false;
  // The client may send the body that it announced, or not: nobody can tell what comes next.
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
  this._storeHeader(line, headers);
  return this;
};

/* ---------------------------------------------------------------- the end */

ServerResponse.prototype._onFinished = function () {
  this[kConnection]?.onResponseFinished(this);
  this.emit('finish');
};

const proto = ServerResponse.prototype;
const { _send, _writeRaw, _flushOutput } = OutgoingMessage.prototype;

/**
 * Whether nothing stands between the response and its socket's handle.
 * @param {number} corks how often the response must be corked
 * @param {number} socketCorks how often its socket
 */
function isDirect(response, connection, corks, socketCorks) {
  const { socket } = connection;
  return (
    socket !== null &&
    response[kSocket] === socket &&
    socket._httpMessage === response &&
    response.outputData.length === 0 &&
    response[kCorked] === corks &&
    !response.strictContentLength &&
    !response.destroyed &&
    // Programs may have put their own methods in the place of these.
    response._send === _send &&
    response._writeRaw === _writeRaw &&
    response._flushOutput === _flushOutput &&
    connection.canWriteDirectly(socketCorks)
  );
}

/* A file that is piped into the response goes on to the socket within the kernel. */

proto[kCanSendFile] = function () {
  const isPlain =
    this.write === OutgoingMessage.prototype.write &&
    this._send === _send &&
    this._writeRaw === _writeRaw &&
    this._flushOutput === _flushOutput;
  return isPlain && sendFile().canSendBody(this, net().Socket);
};

proto[kIsIdle] = function () {
  return sendFile().isBodyIdle(this);
};

proto[kSendFile] = function (fd, position, length, callback) {
  sendFile().send(this[kSocket], fd, position, length, callback);
};

/** How the parser's `write` is to take a chunk; -1 if it cannot. */
function kindOf(chunk, encoding) {
  if (typeof chunk === 'string') {
    if (!encoding || encoding === 'utf8') return BODY_UTF8;
    return encoding === 'latin1' ? BODY_LATIN1 : -1;
  }
  return chunk instanceof Uint8Array ? BODY_BYTES : -1;
}

/**
 * Ends a response with one native call: one whose body is one piece, or has none, or whose chunks still wait.
 * @returns {boolean} false where that cannot be: nothing has been sent then
 */
proto[kEndAtOnce] = function (chunk, encoding, callback) {
  const connection = this[kConnection];
  if (connection === null || this.finished) return false;
  if (this[kChunkedBuffer] !== null) return endWithChunks(this, connection, chunk, encoding, callback);
  if (!isDirect(this, connection, 0, 0)) return false;
  let kind = BODY_NONE;
  if (chunk) {
    kind = kindOf(chunk, encoding);
    if (kind === -1) return false;
  }
  if (!this._header) {
    this._contentLength = chunk ? lengthOf(chunk, encoding) : 0;
    this._implicitHeader();
    // That may have run code of the program.
    if (!this._header || this.destroyed || this.outputData.length > 0 || this[kCorked] !== 0) return false;
  }
  let tail = '';
  if (chunk && !this._hasBody) return false;
  if (this._hasBody && this.chunkedEncoding) {
    tail = `0\r\n${this._trailer}\r\n`;
    if (chunk) {
      tail = `\r\n${tail}`;
      kind += BODY_CHUNKED;
    }
  } else if (!chunk && this._headerSent) {
    return false;
  }
  const head = this._headerSent ? '' : this._header;
  const { id } = connection.parser;
  const rest =
    kind === BODY_NONE ? write(id, head + tail, '', BODY_NONE) : write(id, head, chunk, kind, tail);
  if (rest === -1) return false;
  this._headerSent = true;
  if (typeof callback === 'function') addEndCallback(this, callback);
  finishAtOnce(this, connection, rest, nop);
  return true;
};

/** The end of what `write` took, or has a `rest` of: `done` is called before it. */
function finishAtOnce(response, connection, rest, done) {
  response.finished = true;
  if (typeof rest === 'object') {
    connection.socket.write(Buffer.from(rest.buffer), (error) => {
      done(error);
      onFinish(response, error);
    });
    response._finish();
  } else {
    if (done !== nop) nextTick(done, null);
    response._finish();
    connection.finishSoon(response);
  }
}

/** Whether `writeChunks` knows all the encodings. */
function areWritable(chunks) {
  for (let i = 0; i < chunks.length; i += 3) {
    const encoding = chunks[i + 1];
    if (encoding && encoding !== 'utf8' && typeof chunks[i] === 'string') return false;
  }
  return true;
}

/** Sends what `write()` was called with in this tick, all of it as one chunk. */
proto[kChunksAtOnce] = function (chunks) {
  const connection = this[kConnection];
  if (connection === null || !isDirect(this, connection, 0, 1) || !areWritable(chunks)) return false;
  const { socket } = connection;
  // Others than the connection wait for what only the stream tells; and TLS takes everything, whatever waits.
  if (socket.listenerCount('drain') > 1 || socket.encrypted) return false;
  const rest = writeChunks(connection.parser.id, this._headerSent ? '' : this._header, chunks, '\r\n');
  if (rest === -1) return false;
  this._headerSent = true;
  const done = callbackOf(chunks);
  if (typeof rest === 'object') {
    socket.write(Buffer.from(rest.buffer), (error) => {
      if (!error) connection.onDrain();
      done(error);
    });
  } else if (done !== nop) {
    nextTick(done, null);
  }
  return true;
};

/** end(): the chunks of this tick and the end of the body. */
function endWithChunks(response, connection, chunk, encoding, callback) {
  if (!isDirect(response, connection, 1, 1)) return false;
  if (chunk && kindOf(chunk, encoding) !== (typeof chunk === 'string' ? BODY_UTF8 : BODY_BYTES)) return false;
  const chunks = response[kChunkedBuffer];
  if (!areWritable(chunks)) return false;
  const head = response._headerSent ? '' : response._header;
  const all = chunk ? [...chunks, chunk, encoding, nop] : chunks;
  const rest = writeChunks(connection.parser.id, head, all, `\r\n0\r\n${response._trailer}\r\n`);
  if (rest === -1) return false;
  response._headerSent = true;
  response[kChunkedBuffer] = null;
  response[kChunkedLength] = 0;
  response[kCorked] = 0;
  connection.socket.uncork();
  if (typeof callback === 'function') addEndCallback(response, callback);
  finishAtOnce(response, connection, rest, callbackOf(chunks));
  return true;
}

/** Everything is with the system: the response ends, at once where nobody listens. */
function finishResponse(response) {
  if (response[kErrored] || response[kEndCallbacks] !== null || response._events !== undefined) {
    onFinish(response, null);
    return;
  }
  const socket = response[kSocket];
  if (socket?.errored || socket?._hadError) {
    onFinish(response, null);
    return;
  }
  response[kWritableFinished] = true;
  response[kConnection].onResponseFinished(response);
}

/** Whether somebody waits for events or callbacks of the end. */
function isObserved(response) {
  return response._events !== undefined || response[kEndCallbacks] !== null;
}

/** A 'close' at the next tick; where nobody listens, without one. */
function closeSoon(response) {
  nextTick(emitClose, response);
}

module.exports = {
  ServerResponse,
  emitClose,
  finishResponse,
  isObserved,
  closeSoon,
};
