'use strict';

// Proxies that the environment names (--use-env-proxy, NODE_USE_ENV_PROXY=1): http: requests are sent to them whole,
// https: goes through a tunnel.

const { parseProxyConfigFromEnv } = require('node/internal/http/proxy');
const { kProxyConfig } = require('node/internal/http/symbols');
const process = require.lazy('node/process');
const tunnel = require.lazy('node/internal/http/tunnel');
const net = require.lazy('node/net');
const tls = require.lazy('node/tls');

/** The environment as it was at the first request. By protocol: a ProxyConfig or null. */
const configs = new Map();

/**
 * @param {string} protocol
 * @param {string} hostname
 * @param {number} port
 * @returns {ProxyConfig|null} what a target is reached through
 */
function proxyOf(protocol, hostname, port) {
  if (!configs.has(protocol)) configs.set(protocol, parseProxyConfigFromEnv(process().env, protocol));
  const config = configs.get(protocol);
  return config !== null && config.shouldUseProxy(hostname, port) ? config : null;
}

/**
 * Connects to a proxy for http: requests.
 * @returns {net.Socket}
 */
function connect(config) {
  const options = { ...config.proxyConnectionOptions, noDelay: true };
  return config.protocol === 'https:' ? tls().connect(options) : net().connect(options);
}

/**
 * Connects through a proxy.
 * @param {ProxyConfig} config
 * @param {object} options of tls.connect()
 * @param {function(Error|null, TLSSocket=): void} done
 * @returns {net.Socket} the connection to the proxy
 */
function connectThrough(config, options, done) {
  const agent = { [kProxyConfig]: config, protocol: 'https:', defaultPort: 443, keepAlive: true };
  return tunnel().connect(agent, { ...options, protocol: 'https:' }, (error, socket) => {
    if (error?.statusCode === undefined) {
      done(error, socket);
      return;
    }
    socket.destroy();
    done(new Error('Request was cancelled.', { cause: error }));
  });
}

module.exports = { connect, connectThrough, proxyOf };
