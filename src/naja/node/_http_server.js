'use strict';

/** http.Server. What happens on a connection is in internal/http/server_connection.js. */

const net = require('node/net');
const EventEmitter = require('node/events');
const { validateObject } = require('ext/base/validators');
const { kEmptyObject, assignFunctionName, promisify } = require('ext/base/util');
const { setInterval, clearInterval } = require('ext/timers/timers');
const STATUS_CODES = require('ext/http/status');
const { ConnectionsList } = require('ext/http/parser');
const { parseUniqueHeadersOption } = require('node/_http_outgoing');
const { ServerResponse } = require('node/internal/http/server_response');
const { storeHTTPOptions } = require('node/internal/http/server_options');
const { connectionListener } = require('node/internal/http/server_connection');
const { onRequestTimeout } = require('node/internal/http/server_socket');
const {
  kUniqueHeaders,
  kServerResponse,
  kConnections,
  kConnectionsCheckingInterval,
} = require('node/internal/http/symbols');

/**
 * @param {object} [options] see http.createServer()
 * @param {function(http.IncomingMessage, http.ServerResponse)} [requestListener]
 */
function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  if (typeof options === 'function') {
    requestListener = options;
    options = kEmptyObject;
  } else if (options == null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  storeHTTPOptions.call(this, options);
  net.Server.call(this, {
    allowHalfOpen: true,
    noDelay: options.noDelay ?? true,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
    highWaterMark: options.highWaterMark,
  });
  if (requestListener) this.on('request', requestListener);
  // Whether a client that has ended its side still gets its answers.
  this.httpAllowHalfOpen = false;
  this.on('connection', connectionListener);
  this.on('listening', setupConnectionsTracking);
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

/** The server listens: from now on slow clients are looked for. */
function setupConnectionsTracking() {
  this[kConnections] ||= new ConnectionsList();
  if (this[kConnectionsCheckingInterval]) clearInterval(this[kConnectionsCheckingInterval]);
  // Even if there is no limit now: the program may set one later.
  this[kConnectionsCheckingInterval] = setInterval(
    checkConnections.bind(this),
    this.connectionsCheckingInterval,
  ).unref();
}

const limitOf = (value) => (Number.isFinite(value) && value >= 0 ? value : 0);

function checkConnections() {
  const headersTimeout = limitOf(this.headersTimeout);
  const requestTimeout = limitOf(this.requestTimeout);
  if (headersTimeout === 0 && requestTimeout === 0) return;
  for (const parser of this[kConnections].expired(headersTimeout, requestTimeout)) {
    if (parser.socket) onRequestTimeout(parser.socket);
  }
}

/** What comes before close(): nobody can make requests on connections that are idle now. */
function httpServerPreClose(server) {
  server.closeIdleConnections();
  clearInterval(server[kConnectionsCheckingInterval]);
}

/**
 * Takes no further connections, and ends those that are idle.
 * @param {function(Error=)} [callback] when all connections have ended
 * @returns {Server} this
 */
Server.prototype.close = function close(...args) {
  httpServerPreClose(this);
  Reflect.apply(net.Server.prototype.close, this, args);
  return this;
};

Server.prototype[Symbol.asyncDispose] = assignFunctionName(Symbol.asyncDispose, async function () {
  await promisify(this.close).call(this);
});

/** Ends all connections. */
Server.prototype.closeAllConnections = function closeAllConnections() {
  if (!this[kConnections]) return;
  for (const parser of this[kConnections].all()) parser.socket.destroy();
};

/** Ends the connections on which no request is under way. */
Server.prototype.closeIdleConnections = function closeIdleConnections() {
  if (!this[kConnections]) return;
  for (const { socket } of this[kConnections].idle()) {
    if (!socket._httpMessage || socket._httpMessage.finished) socket.destroy();
  }
};

/**
 * Sockets without traffic for so long get a 'timeout', and are closed if nobody listens for it.
 * @param {number} msecs
 * @param {function(net.Socket)} [callback]
 * @returns {Server} this
 */
Server.prototype.setTimeout = function setTimeout(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

/** A listener's promise was rejected (captureRejections). */
function onRejection(error, event, ...args) {
  if (event !== 'request') {
    Reflect.apply(net.Server.prototype[EventEmitter.captureRejectionSymbol], this, [error, event, ...args]);
    return;
  }
  const res = args[1];
  if (res.headersSent || res.writableEnded) {
    res.destroy();
    return;
  }
  // What the program has set was meant for another answer.
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  res.statusCode = 500;
  res.end(STATUS_CODES[500]);
}

Server.prototype[EventEmitter.captureRejectionSymbol] = assignFunctionName(
  EventEmitter.captureRejectionSymbol,
  onRejection,
);

module.exports = {
  STATUS_CODES,
  Server,
  ServerResponse,
  setupConnectionsTracking,
  storeHTTPOptions,
  _connectionListener: connectionListener,
  kServerResponse,
  httpServerPreClose,
  kConnectionsCheckingInterval,
};
