'use strict';

/** Connections to somewhere, as native handles: TCP, Unix sockets. */

const { attempt } = require('ext/base/attempt');
const { getOptions } = require('modules/options');
const { TCP, Pipe, canonicalAddress } = binding('net');
const dns = () => binding('dns');

const SOCKET = 0;
/** The order of addresses: as the resolver gives them. */
const VERBATIM = 0;
const UV_EAI_NONAME = -3008;

class ConnectError {
  /** @param {number} errno libuv's @param {string} syscall */
  constructor(errno, syscall) {
    this.errno = errno;
    this.syscall = syscall;
  }
}

/** @returns {Promise<string[]>} @throws {ConnectError} ERR_ACCESS_DENIED */
function lookup(hostname, port) {
  if (canonicalAddress(hostname, 4) !== undefined || canonicalAddress(hostname, 6) !== undefined) {
    return Promise.resolve([hostname]);
  }
  if (getOptions().restricted) binding('permissions').demand('net', `${hostname}:${port}`);
  return new Promise((resolve, reject) => {
    const request = {
      oncomplete(error, addresses) {
        if (error === null && addresses.length > 0) resolve(addresses);
        else reject(new ConnectError(error ?? UV_EAI_NONAME, 'getaddrinfo'));
      },
    };
    const error = dns().getaddrinfo(request, hostname, 0, 0, VERBATIM);
    if (error) reject(new ConnectError(error, 'getaddrinfo'));
  });
}

function begin(handle, start, signal) {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      handle.close();
      reject(signal.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    const request = {
      oncomplete(status) {
        if (signal?.aborted) return;
        signal?.removeEventListener('abort', giveUp);
        if (status === 0) {
          resolve(handle);
          return;
        }
        handle.close();
        reject(new ConnectError(status, 'connect'));
      },
    };
    const error = attempt(() => start(request));
    if (typeof error === 'object') {
      handle.close();
      reject(error);
    } else if (error) {
      handle.close();
      reject(new ConnectError(error, 'connect'));
    }
  });
}

/**
 * Connects to a host's port: its addresses are tried one after the other.
 * @param {string} hostname
 * @param {number} port
 * @param {AbortSignal} [signal] its reason is what is thrown
 * @returns {Promise<TCP>} @throws {ConnectError}
 */
async function connectTcp(hostname, port, signal) {
  let last;
  for (const address of await lookup(hostname, port)) {
    signal?.throwIfAborted();
    const handle = new TCP(SOCKET);
    const six = canonicalAddress(address, 4) === undefined;
    try {
      const start = (request) =>
        six ? handle.connect6(request, address, port) : handle.connect(request, address, port);
      return await begin(handle, start, signal);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      last = error;
    }
  }
  throw last;
}

/** @param {string} path of a Unix socket @returns {Promise<Pipe>} @throws {ConnectError} */
function connectUnix(path) {
  const handle = new Pipe(SOCKET);
  return begin(handle, (request) => handle.connect(request, path));
}

module.exports = { ConnectError, connectTcp, connectUnix };
