'use strict';

/** node:https. */

const tls = require('node/tls');
const urls = require.lazy('ext/url/url');
const { kEmptyObject, promisify } = require('ext/base/util');
const { validateObject } = require('ext/base/validators');
const { usesEnvProxy } = require('ext/http/limits');
const { makeGlobalAgent } = require('node/_http_agent');
const { ClientRequest } = require('node/_http_client');
const {
  Server: HttpServer,
  storeHTTPOptions,
  setupConnectionsTracking,
  httpServerPreClose,
  _connectionListener,
} = require('node/_http_server');
const { Agent, kOwnIdentityCheck } = require('node/internal/http/https_agent');
const process = require.lazy('node/process');

function onTlsClientError(error, socket) {
  if (!this.emit('clientError', error, socket)) socket.destroy(error);
}

/**
 * @param {object} [options] of http.createServer() and tls.createServer()
 * @param {function(http.IncomingMessage, http.ServerResponse)} [requestListener]
 */
function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  let ALPNProtocols = ['http/1.1'];
  if (typeof options === 'function') {
    requestListener = options;
    options = kEmptyObject;
  } else if (options == null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
    // The program negotiates itself.
    if (options.ALPNProtocols || options.ALPNCallback) ALPNProtocols = undefined;
  }
  storeHTTPOptions.call(this, options);
  tls.Server.call(this, { noDelay: true, ALPNProtocols, ...options }, _connectionListener);
  this.httpAllowHalfOpen = false;
  if (requestListener) this.addListener('request', requestListener);
  this.addListener('tlsClientError', onTlsClientError);
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.on('listening', setupConnectionsTracking);
}
Object.setPrototypeOf(Server.prototype, tls.Server.prototype);
Object.setPrototypeOf(Server, tls.Server);

const { closeAllConnections, closeIdleConnections, setTimeout } = HttpServer.prototype;
Server.prototype.closeAllConnections = closeAllConnections;
Server.prototype.closeIdleConnections = closeIdleConnections;
Server.prototype.setTimeout = setTimeout;

/** Takes no further connections, and ends those that are idle. @returns {Server} this */
Server.prototype.close = function close(...args) {
  httpServerPreClose(this);
  Reflect.apply(tls.Server.prototype.close, this, args);
  return this;
};

Server.prototype[Symbol.asyncDispose] = async function () {
  await promisify(this.close).call(this);
};

/** @returns {Server} */
function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

/** Whether the agent of a request checks the server's identity in a way of its own. */
function agentChecksIdentity({ agent, createConnection }) {
  if (agent === false) return false;
  if (agent === null || agent === undefined) {
    if (typeof createConnection === 'function') return false;
    agent = module.exports.globalAgent;
  }
  return agent?.options?.checkServerIdentity !== undefined;
}

let identityChecks = 0;

/**
 * Begins a request; it is sent with end().
 * @param {string|URL} [url]
 * @param {object} [options] of http.request() and tls.connect()
 * @param {function(http.IncomingMessage)} [callback] a listener for 'response'
 * @returns {http.ClientRequest}
 */
function request(...args) {
  let options = {};
  if (typeof args[0] === 'string') options = urls().urlToHttpOptions(new (urls().URL)(args.shift()));
  else if (urls().isURL(args[0])) options = urls().urlToHttpOptions(args.shift());
  if (args[0] && typeof args[0] !== 'function') Object.assign(options, args.shift());
  const { checkServerIdentity } = options;
  if (
    checkServerIdentity !== undefined &&
    checkServerIdentity !== tls.checkServerIdentity &&
    !agentChecksIdentity(options)
  ) {
    options[kOwnIdentityCheck] = ++identityChecks;
  }
  options._defaultAgent = module.exports.globalAgent;
  return new ClientRequest(options, ...args);
}

/** As request(), for requests without a body: they are sent at once. */
function get(url, options, callback) {
  const req = request(url, options, callback);
  req.end();
  return req;
}

module.exports = {
  Agent,
  globalAgent: makeGlobalAgent(usesEnvProxy() ? process().env : undefined, Agent),
  Server,
  createServer,
  get,
  request,
};
