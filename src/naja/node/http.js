'use strict';

/** node:http. */

const { validateInteger } = require('ext/base/validators');
const { maxHeaderSize } = require('ext/http/limits');
const agent = require('node/_http_agent');
const { ClientRequest } = require('node/_http_client');
const { methods, parsers } = require('node/_http_common');
const { IncomingMessage } = require('node/_http_incoming');
const { validateHeaderName, validateHeaderValue, OutgoingMessage } = require('node/_http_outgoing');
const { _connectionListener, STATUS_CODES, Server, ServerResponse } = require('node/_http_server');
const proxy = require.lazy('node/internal/http/global_proxy');

/**
 * @param {object} [options]
 * @param {function(http.IncomingMessage, http.ServerResponse)} [requestListener]
 * @returns {http.Server}
 */
function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

/**
 * Begins a request; it is sent with end().
 * @param {string|URL} [url]
 * @param {object} [options]
 * @param {function(http.IncomingMessage)} [callback] a listener for 'response'
 * @returns {http.ClientRequest}
 */
function request(url, options, callback) {
  return new ClientRequest(url, options, callback);
}

/** As request(), for requests without a body: they are sent at once. */
function get(url, options, callback) {
  const req = request(url, options, callback);
  req.end();
  return req;
}

module.exports = {
  _connectionListener,
  METHODS: methods.toSorted(),
  STATUS_CODES,
  Agent: agent.Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  /** @param {number} max how many parsers are kept for later */
  setMaxIdleHTTPParsers(max) {
    validateInteger(max, 'max', 1);
    parsers.max = max;
  },
  /**
   * Sends requests of the global agents, and of fetch(), through the proxies that an environment names.
   * @param {object} [env]
   * @returns {function(): void} undoes it
   */
  setGlobalProxyFromEnv(env) {
    return proxy().setGlobalProxyFromEnv(env);
  },
};

function property(name, get, set) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get,
    set,
  });
}

property('maxHeaderSize', maxHeaderSize);
property(
  'globalAgent',
  () => agent.globalAgent,
  (value) => {
    agent.globalAgent = value;
  },
);
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
  if (name in globalThis) property(name, () => globalThis[name]);
}
