'use strict';

/** HTTPS through a proxy: CONNECT, then TLS with the other side over what the proxy passes on. */

const {
  codes: { ERR_PROXY_TUNNEL },
} = require('ext/base/errors');
const { once } = require('ext/base/util');
const { maxHeaderSize } = require('ext/http/limits');
const { isIP } = require('node/internal/net/ip');
const { Buffer } = require('node/buffer');
const net = require('node/net');
const tls = require('node/tls');
const { checkShouldUseProxy } = require('node/internal/http/proxy');
const { kProxyConfig, kWaitForProxyTunnel } = require('node/internal/http/symbols');

const endOfHead = Buffer.from('\r\n\r\n');

/** What to ask the proxy for, or null if a request does not go through it. */
function planTunnel(agent, options) {
  const config = agent[kProxyConfig];
  if ((options.protocol || agent.protocol) !== 'https:' || !checkShouldUseProxy(config, options)) return null;
  const ip = isIP(options.host);
  const endpoint = `${ip === 6 ? `[${options.host}]` : options.host}:${options.port || agent.defaultPort}`;
  if (/[\r\n]/.test(endpoint)) throw new ERR_PROXY_TUNNEL(`Invalid host ${JSON.stringify(endpoint)}`);
  let head = `CONNECT ${endpoint} HTTP/1.1\r\n`;
  if (config.auth) head += `proxy-authorization: ${config.auth}\r\n`;
  if (agent.keepAlive || agent.maxSockets !== Infinity) head += 'proxy-connection: keep-alive\r\n';
  return {
    config,
    endpoint,
    head: `${head}host: ${endpoint}\r\n\r\n`,
    limit: options.maxHeaderSize || maxHeaderSize(),
    // An address is no server name.
    options: { __proto__: null, servername: options.servername || ip ? undefined : options.host, ...options },
  };
}

function timeoutError(timeout) {
  const error = new ERR_PROXY_TUNNEL(`Connection to establish proxy tunnel timed out after ${timeout}ms`);
  error.proxyTunnelTimeout = timeout;
  return error;
}

/** Talks to the proxy; calls back with the socket of the other side. */
function establish(socket, plan, kOwnIdentityCheck, done) {
  let received;

  function cleanUp() {
    socket.removeListener('end', onEnd);
    socket.removeListener('error', onError);
    socket.removeListener('readable', onReadable);
    socket.setTimeout(0);
  }
  function fail(message, status) {
    const error = new ERR_PROXY_TUNNEL(message);
    if (status !== undefined) error.statusCode = status;
    cleanUp();
    done(error, socket);
  }
  function onError(error) {
    cleanUp();
    done(error, socket);
  }
  function onEnd() {
    fail('Connection to establish proxy tunnel ended unexpectedly');
  }
  function onReadable() {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) if (onData(chunk)) return;
    socket.once('readable', onReadable);
  }
  /** @returns {boolean} whether the proxy has answered */
  function onData(chunk) {
    received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf(endOfHead);
    if ((end < 0 ? received.length : end + endOfHead.length) > plan.limit) {
      fail(`Proxy response headers exceeded ${plan.limit} bytes`);
      return true;
    }
    if (end < 0) return false;
    const line = received.subarray(0, received.indexOf('\r\n')).toString();
    const status = line.split(' ')[1];
    if (status === '200') {
      cleanUp();
      secure(socket, plan, kOwnIdentityCheck, done);
    } else {
      const message = `Failed to establish tunnel to ${plan.endpoint} via ${plan.config.href}: ${line}`;
      fail(message, Number.parseInt(status, 10));
    }
    return true;
  }

  const { timeout } = plan.options;
  if (timeout > 0) {
    socket.setTimeout(timeout, () => {
      cleanUp();
      done(timeoutError(timeout), socket);
    });
  }
  socket.on('error', onError);
  socket.on('end', onEnd);
  socket.write(plan.head);
  onReadable();
}

/** TLS over the tunnel. */
function secure(socket, plan, kOwnIdentityCheck, done) {
  const { options } = plan;
  plan.options = null;
  options.socket = socket;
  const onError = (error) => done(error, secured);
  const secured = tls.connect(options, () => {
    secured.removeListener('error', onError);
    done(null, secured);
  });
  if (options[kOwnIdentityCheck]) secured[kOwnIdentityCheck] = true;
  secured.on('free', () => socket.emit('free'));
  secured.on('error', onError);
}

/**
 * Connects to an agent's proxy for a request.
 * @returns {net.Socket|null} the connection to the proxy, kWaitForProxyTunnel on it: the callback gets the one to use;
 *   null if the request does not go through the proxy
 */
function connect(agent, options, callback, kOwnIdentityCheck) {
  const plan = planTunnel(agent, options);
  if (plan === null) return null;
  const { timeout } = plan.options;
  const onError = (error) => finish(error, socket);
  const onTimeout = () => finish(timeoutError(timeout), socket);
  const finish = once((error, result) => {
    socket.removeListener('error', onError);
    socket.removeListener('timeout', onTimeout);
    // A refusal leaves the connection in good shape; whoever asked closes it.
    if (error?.code === 'ERR_PROXY_TUNNEL' && !error.statusCode) socket.destroy();
    callback?.(error, result);
  });
  const onConnect = () => {
    socket.removeListener('error', onError);
    establish(socket, plan, kOwnIdentityCheck, finish);
  };
  const { protocol, proxyConnectionOptions } = plan.config;
  const socket = (protocol === 'http:' ? net : tls).connect({ ...proxyConnectionOptions }, onConnect);
  socket.on('error', onError);
  if (timeout) socket.setTimeout(timeout, onTimeout);
  socket[kWaitForProxyTunnel] = true;
  return socket;
}

module.exports = { connect };
