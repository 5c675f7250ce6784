'use strict';

// Http2ServerResponse: a stream as http.ServerResponse has it.

const {
  codes: {
    ERR_HTTP2_HEADERS_SENT,
    ERR_HTTP2_INFO_STATUS_NOT_ALLOWED,
    ERR_HTTP2_INVALID_HEADER_VALUE,
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED,
    ERR_HTTP2_STATUS_INVALID,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_HTTP_TOKEN,
    ERR_STREAM_WRITE_AFTER_END,
  },
} = require('ext/base/errors');
const {
  validateFunction,
  validateLinkHeaderValue,
  validateObject,
  validateString,
} = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { Stream } = require('node/stream');
const { isToken } = require('ext/http/fields');
const { REQUEST, checkPseudo } = require('ext/http2/headers');
const { kRequest, kResponse, kProxySocket } = require('node/internal/http2/symbols');
const { streamSocketHandler } = require('node/internal/http2/compat_socket');
const process = require.lazy('node/process');

/** Of a response: what its stream's events do to it. */
const kMessage = Symbol('message');
const PSEUDO = new Set([':status', ':method', ':path', ':authority', ':scheme']);

const warned = new Set();

function warnOnce(message) {
  if (warned.has(message)) return;
  warned.add(message);
  process().emitWarning(message, 'UnsupportedWarning');
}

const warnOfStatusMessage = () => warnOnce('Status message is not supported by HTTP/2 (RFC7540 8.1.2.4)');

/** Whether the field means something here. */
const isAllowed = (name, value) => name !== 'connection' || value === 'trailers';

/** @throws {ERR_INVALID_HTTP_TOKEN|ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED|ERR_HTTP2_INVALID_HEADER_VALUE} */
function checkHeader(name, value) {
  if (name === '' || typeof name !== 'string' || name.includes(' ')) {
    throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
  }
  if (PSEUDO.has(name)) throw new ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED();
  if (value === undefined || value === null) throw new ERR_HTTP2_INVALID_HEADER_VALUE(value, name);
  if (!isAllowed(name, value)) {
    warnOnce(
      'The provided connection header is not valid, the value will be dropped from the header and ' +
        'will never be in use.',
    );
  }
}

const normalize = (name) => name.trim().toLowerCase();

function onDrain() {
  this[kResponse]?.emit('drain');
}

function onWantTrailers() {
  this.sendTrailers(this[kResponse][kMessage].trailers);
}

function onTimeout() {
  this[kResponse]?.emit('timeout');
}

function onClose() {
  const response = this[kResponse];
  if (response === undefined) return;
  const message = response[kMessage];
  if (this.headRequest !== message.headRequest) return;
  message.closed = true;
  this[kProxySocket] = null;
  this.removeListener('wantTrailers', onWantTrailers);
  this[kResponse] = undefined;
  response.emit('finish');
  response.emit('close');
}

/** The pairs of writeHead()'s list, flat or not. @throws {ERR_INVALID_ARG_VALUE} */
function pairsOf(list) {
  if (list.length > 0 && Array.isArray(list[0])) return list;
  const pairs = [];
  for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
  return pairs;
}

class Http2ServerResponse extends Stream {
  constructor(stream, options) {
    super(options);
    this[kMessage] = {
      stream,
      headers: { __proto__: null },
      trailers: { __proto__: null },
      closed: false,
      ending: false,
      destroyed: false,
      headRequest: false,
      sendDate: true,
      statusCode: 200,
    };
    stream[kProxySocket] = null;
    stream[kResponse] = this;
    this.writable = true;
    this.req = stream[kRequest];
    stream.on('drain', onDrain);
    stream.on('close', onClose);
    stream.on('wantTrailers', onWantTrailers);
    stream.on('timeout', onTimeout);
  }

  get _header() {
    return this.headersSent;
  }

  get writableEnded() {
    return this[kMessage].ending;
  }

  get finished() {
    return this[kMessage].ending;
  }

  get socket() {
    const { closed, stream } = this[kMessage];
    if (closed) return undefined;
    if (stream[kProxySocket] === null) stream[kProxySocket] = new Proxy(stream, streamSocketHandler);
    return stream[kProxySocket];
  }

  get connection() {
    return this.socket;
  }

  get stream() {
    return this[kMessage].stream;
  }

  get headersSent() {
    return this[kMessage].stream.headersSent;
  }

  get sendDate() {
    return this[kMessage].sendDate;
  }

  set sendDate(on) {
    this[kMessage].sendDate = Boolean(on);
  }

  get statusCode() {
    return this[kMessage].statusCode;
  }

  set statusCode(code) {
    code |= 0;
    if (code >= 100 && code < 200) throw new ERR_HTTP2_INFO_STATUS_NOT_ALLOWED();
    if (code < 100 || code > 599) throw new ERR_HTTP2_STATUS_INVALID(code);
    this[kMessage].statusCode = code;
  }

  get statusMessage() {
    warnOfStatusMessage();
    return '';
  }

  set statusMessage(message) {
    void message;
    warnOfStatusMessage();
  }

  get writableCorked() {
    return this[kMessage].stream.writableCorked;
  }

  get writableHighWaterMark() {
    return this[kMessage].stream.writableHighWaterMark;
  }

  get writableObjectMode() {
    return this[kMessage].stream.writableObjectMode;
  }

  get writableFinished() {
    return this[kMessage].stream.writableFinished;
  }

  get writableLength() {
    return this[kMessage].stream.writableLength;
  }

  get writableNeedDrain() {
    return this[kMessage].stream.writableNeedDrain;
  }

  /* ---------------------------------------------------------------- headers */

  setTrailer(name, value) {
    validateString(name, 'name');
    name = normalize(name);
    checkHeader(name, value);
    this[kMessage].trailers[name] = value;
  }

  addTrailers(headers) {
    for (const name of Object.keys(headers)) this.setTrailer(name, headers[name]);
  }

  getHeader(name) {
    validateString(name, 'name');
    return this[kMessage].headers[normalize(name)];
  }

  getHeaderNames() {
    return Object.keys(this[kMessage].headers);
  }

  getHeaders() {
    return Object.assign({ __proto__: null }, this[kMessage].headers);
  }

  hasHeader(name) {
    validateString(name, 'name');
    return Object.hasOwn(this[kMessage].headers, normalize(name));
  }

  removeHeader(name) {
    validateString(name, 'name');
    if (this.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    name = normalize(name);
    if (name === 'date') this[kMessage].sendDate = false;
    else delete this[kMessage].headers[name];
  }

  /** The field's name, or undefined where the field is to be left out. */
  #admit(name, value) {
    name = normalize(name);
    checkHeader(name, value);
    if (!isAllowed(name, value)) return undefined;
    if (name[0] === ':') checkPseudo(name, REQUEST);
    else if (!isToken(name)) this.destroy(new ERR_INVALID_HTTP_TOKEN('Header name', name));
    return name;
  }

  #set(name, value) {
    name = this.#admit(name, value);
    if (name !== undefined) this[kMessage].headers[name] = value;
  }

  #append(name, value) {
    name = this.#admit(name, value);
    if (name === undefined) return;
    const { headers } = this[kMessage];
    if (!headers[name]) {
      headers[name] = value;
      return;
    }
    if (!Array.isArray(headers[name])) headers[name] = [headers[name]];
    if (Array.isArray(value)) headers[name].push(...value);
    else headers[name].push(value);
  }

  setHeader(name, value) {
    validateString(name, 'name');
    if (this.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    this.#set(name, value);
  }

  appendHeader(name, value) {
    validateString(name, 'name');
    if (this.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    this.#append(name, value);
  }

  flushHeaders() {
    const { closed, statusCode } = this[kMessage];
    if (!closed && !this.headersSent) this.writeHead(statusCode);
  }

  /**
   * Sends the head.
   * @param {number} statusCode
   * @param {string|object|Array} [statusMessage] is not sent
   * @param {object|Array} [headers]
   * @returns {this}
   */
  writeHead(statusCode, statusMessage, headers) {
    const message = this[kMessage];
    const { stream } = message;
    if (message.closed || stream.destroyed || stream.closed) return this;
    if (stream.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
    if (typeof statusMessage === 'string') warnOfStatusMessage();
    if (headers === undefined && typeof statusMessage === 'object') headers = statusMessage;
    if (Array.isArray(headers)) {
      const pairs = pairsOf(headers);
      for (const [name] of pairs) this.removeHeader(name);
      if (!Array.isArray(headers[0]) && headers.length % 2 !== 0) {
        throw new ERR_INVALID_ARG_VALUE('headers', headers);
      }
      for (const [name, value] of pairs) this.#append(name, value);
    } else if (typeof headers === 'object' && headers !== null) {
      for (const name of Object.keys(headers)) this.#set(name, headers[name]);
    }
    message.statusCode = statusCode;
    message.headers[':status'] = statusCode;
    const options = { endStream: message.ending, waitForTrailers: true, sendDate: message.sendDate };
    stream.respond(message.headers, options);
    return this;
  }

  /* ---------------------------------------------------------------- body */

  cork() {
    this[kMessage].stream.cork();
  }

  uncork() {
    this[kMessage].stream.uncork();
  }

  write(chunk, encoding, callback) {
    const message = this[kMessage];
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    let error;
    if (message.ending) error = new ERR_STREAM_WRITE_AFTER_END();
    else if (message.closed) error = new ERR_HTTP2_INVALID_STREAM();
    else if (message.destroyed) return false;
    if (error) {
      if (typeof callback === 'function') nextTick(callback, error);
      this.destroy(error);
      return false;
    }
    if (!this.headersSent) this.writeHead(message.statusCode);
    return message.stream.write(chunk, encoding, callback);
  }

  end(chunk, encoding, callback) {
    const message = this[kMessage];
    const { stream } = message;
    if (typeof chunk === 'function') {
      callback = chunk;
      chunk = null;
    } else if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    if ((message.closed || message.ending) && message.headRequest === stream.headRequest) {
      if (typeof callback === 'function') nextTick(callback);
      return this;
    }
    if (chunk !== null && chunk !== undefined) this.write(chunk, encoding);
    message.headRequest = stream.headRequest;
    message.ending = true;
    if (typeof callback === 'function') {
      // For a HEAD request the stream has ended already.
      if (stream.writableEnded) this.once('finish', callback);
      else stream.once('finish', callback);
    }
    if (!stream.headersSent) this.writeHead(message.statusCode);
    if (message.closed || stream.destroyed) onClose.call(stream);
    else stream.end();
    return this;
  }

  destroy(error) {
    const message = this[kMessage];
    if (message.destroyed) return;
    message.destroyed = true;
    message.stream.destroy(error);
  }

  setTimeout(msecs, callback) {
    const { closed, stream } = this[kMessage];
    if (!closed) stream.setTimeout(msecs, callback);
  }

  /**
   * Promises the client a response that it did not ask for.
   * @param {object} headers of the request that it would be for
   * @param {function(Error, Http2ServerResponse)} callback
   */
  createPushResponse(headers, callback) {
    validateFunction(callback, 'callback');
    const { closed, stream } = this[kMessage];
    if (closed) {
      nextTick(callback, new ERR_HTTP2_INVALID_STREAM());
      return;
    }
    stream.pushStream(headers, {}, (error, pushed) => {
      if (error) callback(error);
      else callback(null, new Http2ServerResponse(pushed));
    });
  }

  /**
   * Sends informational headers.
   * @param {number} statusCode 100 to 199, but not 101
   * @param {object} [headers]
   * @returns {boolean} whether there was still time for them
   */
  writeInformation(statusCode, headers) {
    if (typeof statusCode !== 'number' || statusCode < 100 || statusCode > 199 || statusCode === 101) {
      throw new ERR_HTTP2_STATUS_INVALID(statusCode);
    }
    const { closed, stream } = this[kMessage];
    if (stream.headersSent || closed) return false;
    if (headers !== undefined && headers !== null) validateObject(headers, 'headers');
    stream.additionalHeaders({ __proto__: null, ...headers, ':status': statusCode });
    return true;
  }

  writeContinue() {
    return this.writeInformation(100);
  }

  /** Sends 103 with links, and other fields. @param {{link: string|string[]}} hints */
  writeEarlyHints(hints) {
    validateObject(hints, 'hints');
    const headers = { __proto__: null };
    const link = validateLinkHeaderValue(hints.link);
    for (const given of Object.keys(hints)) {
      if (given === 'link') continue;
      const name = normalize(given);
      checkHeader(name, hints[given]);
      if (!isToken(name)) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
      headers[name] = hints[given];
    }
    if (link.length === 0) return false;
    headers.Link = link;
    return this.writeInformation(103, headers);
  }
}

module.exports = { Http2ServerResponse };
