'use strict';

/** http.ClientRequest. What comes in for it is in internal/http/client_connection.js. */

const net = require('node/net');
const { nextTick } = require('ext/timers/ticks');
const { isToken } = require('ext/http/fields');
const { once } = require('ext/base/util');
const {
  ConnResetException,
  codes: {
    ERR_HTTP_HEADERS_SENT,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_HTTP_TOKEN,
    ERR_INVALID_PROTOCOL,
    ERR_UNESCAPED_CHARACTERS,
  },
} = require('ext/base/errors');
const { validateBoolean, validateInteger, validateString } = require('ext/base/validators');
const { getTimerDuration } = require('node/internal/net/io');
const { Buffer } = require('node/buffer');
const Agent = require('node/_http_agent');
const {
  kHighWaterMark,
  kUniqueHeaders,
  parseUniqueHeadersOption,
  OutgoingMessage,
} = require('node/_http_outgoing');
const { checkValidation } = require('node/internal/http/server_options');
const {
  readArguments,
  validateHost,
  hostInUrl,
  rewriteForProxy,
} = require('node/internal/http/client_options');
const {
  attach,
  onSocketError,
  listenSocketTimeout,
  emitErrorEvent,
  getChannels,
} = require('node/internal/http/client_connection');
const { kOutHeaders } = require('node/internal/http/symbols');
const observed = require('ext/performance/observed');
const observers = require.lazy('node/internal/http/observers');
const endOfStream = require.lazy('node/internal/streams/end_of_stream');
const abortSignal = require.lazy('node/internal/streams/add_abort_signal');

const badPathPattern = /[^\u0021-\u00ff]/;
const kError = Symbol('kError');
const kPath = Symbol('kPath');
const kAuthority = Symbol('kAuthority');
const kIsAbsolute = Symbol('kProxyRewrittenToAbsolute');

// Their requests mostly have no body.
const bodyless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/** The agent that the options name. @throws {ERR_INVALID_ARG_TYPE} */
function chooseAgent(options, defaultAgent) {
  const { agent } = options;
  if (agent === false) return new defaultAgent.constructor();
  if (agent === null || agent === undefined) {
    // Who makes the connection needs no agent.
    return typeof options.createConnection === 'function' ? agent : defaultAgent;
  }
  if (typeof agent.addRequest !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  return agent;
}

/** @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_HTTP_TOKEN} */
function checkMethod(method) {
  if (method != null) validateString(method, 'options.method');
  if (!method) return 'GET';
  if (!isToken(method)) throw new ERR_INVALID_HTTP_TOKEN('Method', method);
  return method.toUpperCase();
}

function checkPath(path) {
  const text = String(path);
  if (badPathPattern.test(text)) throw new ERR_UNESCAPED_CHARACTERS('Request path');
  return text;
}

/**
 * @param {string|URL|object} input
 * @param {object} [options] see http.request()
 * @param {function(http.IncomingMessage)} [cb]
 */
function ClientRequest(input, options, cb) {
  OutgoingMessage.call(this);
  ({ options, callback: cb } = readArguments(input, options, cb));
  if (options.highWaterMark != null) this[kHighWaterMark] = options.highWaterMark;

  const defaultAgent = options._defaultAgent || Agent.globalAgent;
  this.agent = chooseAgent(options, defaultAgent);
  const protocol = options.protocol || defaultAgent.protocol;
  const expectedProtocol = this.agent?.protocol || defaultAgent.protocol;
  if (options.path) checkPath(options.path);
  if (protocol !== expectedProtocol) throw new ERR_INVALID_PROTOCOL(protocol, expectedProtocol);

  const defaultPort = options.defaultPort || this.agent?.defaultPort;
  const connection = { __proto__: null, ...options };
  const port = (connection.port = options.port || defaultPort || 80);
  const host = (connection.host =
    validateHost(options.hostname, 'hostname') || validateHost(options.host, 'host') || 'localhost');
  readOptions(this, options, connection);
  this[kPath] = options.path || '/';
  if (cb) this.once('response', cb);
  this.useChunkedEncodingByDefault = !bodyless.has(this.method);

  this._ended = false;
  this.res = null;
  this.aborted = false;
  this.timeoutCb = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.host = host;
  this.protocol = protocol;
  this[kIsAbsolute] = false;
  if (this.agent) {
    // The connection is kept if there is a chance that another request gets it.
    const keep = this.agent.keepAlive || Number.isFinite(this.agent.maxSockets);
    this._last = !keep;
    this.shouldKeepAlive = Boolean(keep);
  }

  const authority = { host: hostInUrl(host), port };
  const hostField = port && +port !== defaultPort ? `${authority.host}:${port}` : authority.host;
  this[kAuthority] = hostField;
  setFields(this, options, connection, authority, host && hostField);
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);

  if (this.agent) this.agent.addRequest(this, connection);
  else connect(this, connection);
  const { created } = getChannels();
  if (created.hasSubscribers) created.publish({ request: this });
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ClientRequest, OutgoingMessage);

/** Takes the options that say how the request is made; checks them in Node's order. */
function readOptions(req, options, connection) {
  const noDefaults = options.setDefaultHeaders === false;
  req._removedConnection = noDefaults;
  req._removedContLen = noDefaults;
  req._removedTE = noDefaults;
  req.socketPath = options.socketPath;
  if (options.timeout !== undefined) req.timeout = getTimerDuration(options.timeout, 'timeout');
  if (options.signal) {
    abortSignal().addAbortSignal(options.signal, req);
    delete connection.signal;
  }
  req.method = checkMethod(options.method);
  const { maxHeaderSize, insecureHTTPParser, httpValidation, joinDuplicateHeaders } = options;
  if (maxHeaderSize !== undefined) validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
  req.maxHeaderSize = maxHeaderSize;
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
  req.insecureHTTPParser = insecureHTTPParser;
  checkValidation(httpValidation, insecureHTTPParser);
  req.httpValidation = httpValidation;
  if (joinDuplicateHeaders !== undefined)
    validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  req.joinDuplicateHeaders = joinDuplicateHeaders;
}

/** Sets the header fields: the program's, and those that a request should have. */
function setFields(req, options, connection, authority, hostField) {
  const { headers } = options;
  if (Array.isArray(headers)) {
    req[kIsAbsolute] = rewriteForProxy(req, connection, authority, undefined, headers);
    req._storeHeader(firstLine(req), headers);
    return;
  }
  if (headers) for (const name of Object.keys(headers)) req.setHeader(name, headers[name]);
  const userHost = req.getHeader('host');
  const setHost =
    options.setHost !== undefined ? Boolean(options.setHost) : options.setDefaultHeaders !== false;
  if (hostField && !userHost && setHost) {
    req.setHeader('Host', req.method === 'CONNECT' && options.path ? String(req.path) : hostField);
  }
  if (options.auth && !req.getHeader('Authorization')) {
    req.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
  }
  if (req.getHeader('expect') && req._header) throw new ERR_HTTP_HEADERS_SENT('render');
  req[kIsAbsolute] = rewriteForProxy(req, connection, authority, userHost);
  // The other side has to agree before the body is sent.
  if (req.getHeader('expect')) req._storeHeader(firstLine(req), req[kOutHeaders]);
}

function firstLine(req) {
  return `${req.method} ${req.path} HTTP/1.1\r\n`;
}

/** Connects without an agent: the connection ends with the request. */
function connect(req, options) {
  req._last = true;
  req.shouldKeepAlive = false;
  if (options.path || options.socketPath) {
    // To net a path is that of a local socket.
    options = { ...options, path: options.socketPath || undefined };
  }
  if (typeof options.createConnection !== 'function') {
    req.onSocket(net.createConnection(options));
    return;
  }
  const oncreate = once((error, socket) => {
    if (error) nextTick(() => emitErrorEvent(req, error));
    else req.onSocket(socket);
  });
  try {
    const socket = options.createConnection(options, oncreate);
    if (socket) oncreate(null, socket);
  } catch (error) {
    oncreate(error);
  }
}

Object.defineProperty(ClientRequest.prototype, 'path', {
  __proto__: null,
  get() {
    return this[kPath];
  },
  set(value) {
    this[kPath] = checkPath(value);
  },
  configurable: true,
  enumerable: true,
});

ClientRequest.prototype._finish = function _finish() {
  OutgoingMessage.prototype._finish.call(this);
  if (observed.http !== 0) {
    const url = this[kIsAbsolute] ? this.path : `${this.protocol}//${this[kAuthority]}${this.path}`;
    observers().begin(this, 'HttpClient', this.method, url, this.getHeaders?.() ?? {});
  }
  const { start } = getChannels();
  if (start.hasSubscribers) start.publish({ request: this });
};

ClientRequest.prototype._implicitHeader = function _implicitHeader() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  this._storeHeader(firstLine(this), this[kOutHeaders]);
};

function emitAbort(req) {
  req.emit('abort');
}

/** As destroy(), and 'abort' is emitted. Deprecated. */
ClientRequest.prototype.abort = function abort() {
  if (this.aborted) return;
  this.aborted = true;
  nextTick(emitAbort, this);
  this.destroy();
};

/** Ends the request, and with it the connection unless the exchange is over. @param {Error} [err] */
ClientRequest.prototype.destroy = function destroy(err) {
  if (this.destroyed) return this;
  this.destroyed = true;
  if (this.res) this.res._dump();
  // All is said: the connection is on its way back to the agent.
  if (this.writableFinished && this.res?.complete) return this;
  this[kError] = err;
  this.socket?.destroy(err);
  return this;
};

/* ---------------------------------------------------------------- the socket */

/**
 * The request gets its socket, at the next tick, or learns that there is none.
 * @param {net.Socket} socket
 * @param {Error} [err]
 */
ClientRequest.prototype.onSocket = function onSocket(socket, err) {
  if (socket && !err) {
    // Errors before the tick are the request's, too.
    socket._httpMessage = this;
    socket.on('error', onSocketError);
  }
  nextTick(takeSocket, this, socket, err);
};

function takeSocket(req, socket, err) {
  if (!req.destroyed && !err) {
    attach(req, socket);
    req._flush();
    return;
  }
  req.destroyed = true;
  if (!socket) {
    closeRequest(req, socket, err || req[kError]);
  } else if (!err && req.agent && !socket.destroyed) {
    // Nothing was sent: somebody else can have it.
    socket.emit('free');
    socket.removeListener('error', onSocketError);
    closeRequest(req, socket, req[kError]);
  } else {
    endOfStream().eos(socket.destroy(err || req[kError]), (error) => {
      if (error?.code === 'ERR_STREAM_PREMATURE_CLOSE') error = null;
      closeRequest(req, socket, error || err);
    });
  }
}

function closeRequest(req, socket, error) {
  if (!req.aborted && !error) error = new ConnResetException('socket hang up');
  // The agent has told of a tunnel that failed.
  if (error && error.code !== 'ERR_PROXY_TUNNEL' && !socket?._hadError) emitErrorEvent(req, error);
  req._closed = true;
  req.emit('close');
}

/** Calls a method of the socket, now or as soon as it is connected. */
ClientRequest.prototype._deferToConnect = function _deferToConnect(method, args) {
  const call = () => {
    if (method) Reflect.apply(this.socket[method], this.socket, args);
  };
  const onSocket = () => {
    if (this.socket.writable) call();
    else this.socket.once('connect', call);
  };
  if (this.socket) onSocket();
  else this.once('socket', onSocket);
};

function setSocketTimeout(socket, msecs) {
  if (socket.connecting) socket.once('connect', () => socket.setTimeout(msecs));
  else socket.setTimeout(msecs);
}

/**
 * 'timeout' after so long without traffic on the socket.
 * @param {number} msecs
 * @param {Function} [callback] a listener, called once
 * @returns {ClientRequest} this
 */
ClientRequest.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (this._ended) return this;
  listenSocketTimeout(this);
  msecs = getTimerDuration(msecs, 'msecs');
  if (callback) this.once('timeout', callback);
  if (this.socket) setSocketTimeout(this.socket, msecs);
  else this.once('socket', (socket) => setSocketTimeout(socket, msecs));
  return this;
};

ClientRequest.prototype.setNoDelay = function setNoDelay(noDelay) {
  this._deferToConnect('setNoDelay', [noDelay]);
};

ClientRequest.prototype.setSocketKeepAlive = function setSocketKeepAlive(enable, initialDelay) {
  this._deferToConnect('setKeepAlive', [enable, initialDelay]);
};

ClientRequest.prototype.clearTimeout = function clearTimeout(callback) {
  this.setTimeout(0, callback);
};

module.exports = { ClientRequest };
