'use strict';

// net.BoundSocket: an address taken at once and synchronously, for a Server or a Socket to adopt later.

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_SOCKET_HANDLE_ADOPTED },
  ErrnoException,
  ExceptionWithHostPort,
} = require('ext/base/errors');
const { validateBoolean, validateObject, validatePort, validateString } = require('ext/base/validators');
const { kEmptyObject } = require('ext/base/util');
const { TCP, Pipe, SOCKET, UV_TCP_IPV6ONLY, UV_TCP_REUSEPORT } = require('node/internal/net/handles');
const { isIP } = require('node/internal/net/ip');
const { kBoundSocketConsume, kBoundSocketPath } = require('node/internal/net/symbols');

class BoundSocket {
  #handle = null;
  #address = {};
  #path;

  /**
   * @param {{host?: string, port?: number, ipv6Only?: boolean, reusePort?: boolean}|{path: string}} [options]
   *   host is an IP address, path a local socket (with '\0' first an abstract one)
   * @throws {ERR_INVALID_ARG_VALUE|ERR_INVALID_ARG_TYPE|ERR_SOCKET_BAD_PORT} or a system error with syscall 'bind'
   */
  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    if (options.path !== undefined) this.#bindPipe(options);
    else this.#bindTcp(options);
  }

  #bindTcp(options) {
    const port = validatePort(options.port ?? 0, 'options.port');
    const ipv6Only = options.ipv6Only ?? false;
    validateBoolean(ipv6Only, 'options.ipv6Only');
    const reusePort = options.reusePort ?? false;
    validateBoolean(reusePort, 'options.reusePort');
    let { host } = options;
    host ??= ipv6Only ? '::' : '0.0.0.0';
    validateString(host, 'options.host');
    const family = isIP(host);
    if (family === 0) {
      const reason = 'must be a numeric IP address; net.BoundSocket does not perform DNS resolution';
      throw new ERR_INVALID_ARG_VALUE('options.host', host, reason);
    }
    const flags = (ipv6Only ? UV_TCP_IPV6ONLY : 0) | (reusePort ? UV_TCP_REUSEPORT : 0);
    const handle = new TCP(SOCKET);
    // A port in use shows only when the address is asked for.
    const error =
      (family === 6 ? handle.bind6(host, port, flags) : handle.bind(host, port, flags)) ||
      handle.getsockname(this.#address);
    if (error) {
      handle.close();
      throw new ExceptionWithHostPort(error, 'bind', host, port);
    }
    this.#handle = handle;
  }

  #bindPipe(options) {
    const { path, host, port, ipv6Only, reusePort } = options;
    if ([host, port, ipv6Only, reusePort].some((value) => value !== undefined)) {
      const reason = 'path is mutually exclusive with host, port, ipv6Only, and reusePort';
      throw new ERR_INVALID_ARG_VALUE('options', options, reason);
    }
    validateString(path, 'options.path');
    const handle = new Pipe(SOCKET);
    const error = handle.bind(path);
    if (error) {
      handle.close();
      throw new ErrnoException(error, 'bind');
    }
    this.#handle = handle;
    this.#path = path;
  }

  #open() {
    if (this.#handle === null) throw new ERR_SOCKET_HANDLE_ADOPTED();
    return this.#handle;
  }

  /** @returns {{address: string, family: string, port: number}|string} the address, or the path */
  address() {
    this.#open();
    return this.#path ?? this.#address;
  }

  /** @returns {number} the descriptor, still owned by this */
  fd() {
    return this.#open().fd;
  }

  /** Frees the address. @throws {ERR_SOCKET_HANDLE_ADOPTED} */
  close() {
    this.#open().close();
    this.#handle = null;
  }

  [Symbol.dispose]() {
    this.#handle?.close();
    this.#handle = null;
  }

  /** @returns {boolean} whether it is bound to a path */
  get isPipe() {
    return this.#path !== undefined;
  }

  get [kBoundSocketPath]() {
    return this.#path;
  }

  [kBoundSocketConsume]() {
    const handle = this.#open();
    this.#handle = null;
    return handle;
  }
}

module.exports = { BoundSocket };
