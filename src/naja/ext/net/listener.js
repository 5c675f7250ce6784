'use strict';

/** Sockets that listen. */

const { TCP, Pipe, canonicalAddress } = binding('net');
const dns = () => binding('dns');
const process = require.lazy('node/process');

const SERVER = 1;
const UV_TCP_IPV6ONLY = 1;
const UV_TCP_REUSEPORT = 2;
const BACKLOG = 511;

/** Whether this is one of several workers of `naja serve`, which listen on the same ports. */
const sharesPorts = () => require('ext/process/env').ownVariables().NAJA_REUSE_PORT === '1';

const isIPv4 = (text) => canonicalAddress(text, 4) !== undefined;
const isIPv6 = (text) => canonicalAddress(text, 6) !== undefined;

/** @returns {{address: string, family: 4|6}|number} or a libuv error */
function resolve(hostname) {
  if (isIPv4(hostname)) return { address: hostname, family: 4 };
  if (isIPv6(hostname)) return { address: hostname, family: 6 };
  if (hostname === 'localhost') return { address: '127.0.0.1', family: 4 };
  const found = dns().resolveSync(hostname);
  if (typeof found === 'number') return found;
  return { address: found[0], family: isIPv4(found[0]) ? 4 : 6 };
}

/**
 * A handle that is bound, and listens.
 * @param {{hostname?: string, port?: number, path?: string, reusePort?: boolean, ipv6Only?: boolean, backlog?: number}} options
 *   without a hostname: every address, IPv6's and IPv4's; with a path: a Unix socket (a first character \0: abstract)
 * @param {function(object): void} onconnection called with the handle of each connection
 * @returns {{handle: object}|{error: number, syscall: string}} the error is libuv's
 */
function listen(options, onconnection) {
  const { hostname, port = 0, path, reusePort, ipv6Only, backlog = BACKLOG } = options;
  let handle;
  let error;
  let syscall = 'bind';
  if (path !== undefined) {
    handle = new Pipe(SERVER);
    error = handle.bind(path);
  } else {
    const flags = (reusePort || sharesPorts() ? UV_TCP_REUSEPORT : 0) | (ipv6Only ? UV_TCP_IPV6ONLY : 0);
    handle = new TCP(SERVER);
    if (hostname === undefined) {
      error = handle.bind6('::', port, flags);
      if (error) {
        handle.close();
        handle = new TCP(SERVER);
        error = handle.bind('0.0.0.0', port, flags);
      }
    } else {
      const found = resolve(hostname);
      if (typeof found === 'number') {
        error = found;
        syscall = 'getaddrinfo';
      } else if (found.family === 6) {
        error = handle.bind6(found.address, port, flags);
      } else {
        error = handle.bind(found.address, port, flags);
      }
    }
  }
  if (!error) {
    syscall = 'listen';
    handle.onconnection = (status, client) => {
      if (status === 0) onconnection(client);
    };
    error = handle.listen(backlog);
  }
  if (error) {
    handle.close();
    return { error, syscall };
  }
  return { handle };
}

/** @returns {{address: string, family: string, port: number}} of a TCP handle's own side */
function localAddress(handle) {
  const out = {};
  handle.getsockname?.(out);
  return out;
}

/** @returns {{address: string, family: string, port: number}} of its peer */
function remoteAddress(handle) {
  const out = {};
  handle.getpeername?.(out);
  return out;
}

module.exports = { sharesPorts, listen, resolve, localAddress, remoteAddress };
