'use strict';

/** Bun.listen and Bun.connect: faces of ext/net and ext/tls. */

const { listen, localAddress } = require('ext/net/listener');
const { connectTcp, connectUnix } = require('ext/net/connect');
const { readSocketHandlers, Socket, startSocket, startTlsSocket } = require('bun/socket');
const { readTls } = require('bun/tls_options');
const accepting = require.lazy('ext/tls/accept');
const client = require.lazy('ext/tls/client');

const UV_ENOENT = -2;

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function systemError(message, errno, syscall, sign = -1) {
  const error = new Error(message);
  error.code = binding('uv').errname(errno);
  error.errno = sign * -errno;
  error.syscall = syscall;
  return error;
}

/** What both take. */
function readOptions(options, expected) {
  if (options === null || typeof options !== 'object') throw typeError(`Expected ${expected}`);
  const handlers = readSocketHandlers(options.socket);
  const { unix, hostname, port } = options;
  if (unix === undefined) {
    if (port === undefined) throw typeError('Missing "port"');
    if (typeof hostname !== 'string') throw typeError('Expected either "hostname" or "unix"');
  }
  const number = Number(port);
  if (unix === undefined && !(number >= 0 && number <= 65535)) {
    const range = Number.isNaN(number) ? 'an integer' : 'in the range [0, 65535]';
    const error = new RangeError(`SocketOptions.port must be ${range} (received ${number})`);
    error.code = 'ERR_OUT_OF_RANGE';
    throw error;
  }
  return { handlers, unix, hostname, port: number };
}

/** Why listening failed. libuv says that one may not where the folder of a Unix socket is not there. */
function cause(error, unix) {
  if (unix === undefined || binding('uv').errname(error) !== 'EACCES') return error;
  const folder = require('node/path').dirname(unix);
  return require('node/fs').existsSync(folder) ? error : UV_ENOENT;
}

class Listener {
  #handle;
  #handlers;
  #sockets = new Set();
  #context = null;
  #options;
  #port;

  constructor(options) {
    const { handlers, unix, hostname, port } = readOptions(options, 'object');
    this.#handlers = handlers;
    this.#options = options;
    this.data = options.data;
    this.unix = unix;
    this.hostname = unix === undefined ? hostname : undefined;
    const tls = readTls(options.tls);
    if (tls !== undefined) this.#context = accepting().makeContext(tls);
    const { reusePort, ipv6Only } = options;
    const target = unix === undefined ? { hostname, port, reusePort, ipv6Only } : { path: unix };
    const { handle, error } = listen(target, (accepted) => this.#arrived(accepted));
    if (error) throw systemError(`Failed to listen at ${unix ?? hostname}`, cause(error, unix), 'listen', 1);
    this.#handle = handle;
    this.#port = unix === undefined ? localAddress(handle).port : undefined;
  }

  #arrived(accepted) {
    const handle = this.#context === null ? accepted : accepting().accept(accepted, this.#context, null);
    const forget = (socket) => this.#sockets.delete(socket);
    const socket = new Socket(handle, this.#handlers, this.data, this, this.#options.allowHalfOpen, forget);
    this.#sockets.add(socket);
    startSocket(socket, this.#context !== null);
  }

  get port() {
    return this.#port;
  }

  get fd() {
    return this.#handle?.fd ?? -1;
  }

  getsockname(out) {
    Object.assign(out, this.#handle === null ? {} : localAddress(this.#handle));
  }

  /** @param {boolean} [closeActiveConnections] */
  stop(closeActiveConnections = false) {
    this.#handle?.close();
    this.#handle = null;
    if (closeActiveConnections) for (const socket of this.#sockets) socket.terminate();
  }

  /** New handlers, for sockets that are there, too. */
  reload(options) {
    if (options === undefined) throw new Error('Expected 1 argument');
    if (options?.socket === undefined) throw new Error('Expected "socket" object');
    const { socket } = options;
    this.#handlers.replace(socket);
  }

  ref() {
    this.#handle?.ref();
  }

  unref() {
    this.#handle?.unref();
  }

  get [Symbol.toStringTag]() {
    return 'Listener';
  }

  [Symbol.dispose]() {
    this.stop(true);
  }
}

/** @param {object} options hostname and port, or unix; socket: the handlers; tls, data @returns {Listener} */
function bunListen(options) {
  return new Listener(options);
}

/**
 * Connects.
 * @param {object} options hostname and port, or unix; socket: the handlers; tls, data
 * @returns {Promise<Socket>}
 */
function connect(options) {
  return connectWith(readOptions(options, 'options object'), options);
}

async function connectWith({ handlers, unix, hostname, port }, options) {
  let handle;
  try {
    handle = unix === undefined ? await connectTcp(hostname, port) : await connectUnix(unix);
  } catch (failure) {
    const error =
      failure.code === 'ERR_ACCESS_DENIED'
        ? failure
        : failure.syscall === 'getaddrinfo'
          ? Object.assign(systemError(`getaddrinfo ENOTFOUND ${hostname}`, failure.errno, 'getaddrinfo'), {
              code: 'ENOTFOUND',
            })
          : systemError('Failed to connect', failure.errno, 'connect');
    handlers.current.connectError(undefined, error);
    throw error;
  }
  handle.setNoDelay?.(true);
  const { tls } = options;
  if (tls === undefined || tls === false) {
    const socket = new Socket(handle, handlers, options.data, null, options.allowHalfOpen);
    startSocket(socket, false);
    return socket;
  }
  const { serverName: host = hostname, ca, cert, key, passphrase } = tls === true ? {} : tls;
  const read = (value) => (value === undefined ? undefined : require('ext/tls/pem').pem(value));
  const files = { ca: read(ca), cert: read(cert), key: read(key) };
  const context = client().clientContext({ ...files, passphrase, onlyCa: true });
  const wrapped = client().wrap(handle, context, { host, alpn: tls.ALPNProtocols });
  const socket = new Socket(wrapped, handlers, options.data, null, options.allowHalfOpen);
  startTlsSocket(socket, host, tls === true || tls.rejectUnauthorized !== false);
  return socket;
}

module.exports = { connect, listen: bunListen };
