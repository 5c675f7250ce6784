'use strict';

/** Deno.listen, Deno.connect and their TLS halves: faces of ext/net and ext/tls. */

const { Channel } = require('ext/net/channel');
const { listen, localAddress, remoteAddress } = require('ext/net/listener');
const { connectTcp, connectUnix } = require('ext/net/connect');
const { errorOfCode, errors, systemError } = require('deno/errors');
const { checkPort } = require('deno/ports');
const { Keeping } = require('deno/keeping');
const { readableOf, writableOf } = require('deno/net_streams');
const accepting = require.lazy('ext/tls/accept');
const tls = require.lazy('deno/tls');

const ANY_HOST = '0.0.0.0';
const LOCAL_HOST = '127.0.0.1';

const badResource = () => new errors.BadResource('Bad resource ID');
const interrupted = () => errorOfCode('EINTR', 'operation canceled');

/** An error of the system, as Deno has it. */
function convert(error) {
  if (typeof error?.errno !== 'number') return error;
  if (error.syscall === 'getaddrinfo') return lookupError(error.errno);
  return systemError(error.errno);
}

const lookupReasons = {
  '-3001': 'Temporary failure in name resolution',
  '-3007': 'No address associated with hostname',
  '-3008': 'Name or service not known',
};

function lookupError(errno) {
  const reason = lookupReasons[errno] ?? binding('uv').strerror(errno);
  return new Error(`failed to lookup address information: ${reason}`);
}

/** Why listening failed. libuv says that one may not where the folder of a Unix socket is not there. */
function listenError({ error, syscall }, path) {
  const folder = path === undefined ? undefined : require('node/path').dirname(String(path));
  if (
    binding('uv').errname(error) === 'EACCES' &&
    folder !== undefined &&
    !require('node/fs').existsSync(folder)
  ) {
    return errorOfCode('ENOENT', 'No such file or directory (os error 2)');
  }
  return convert({ errno: error, syscall });
}

const netAddress = ({ address, port }) => ({ __proto__: null, hostname: address, port, transport: 'tcp' });

/** @type {function(Conn): Channel} */
let channelOf;

class Conn {
  #channel;
  #local;
  #remote;
  #readable;
  #writable;
  #ended = false;

  /** @param {Channel} channel @param {{local: object, remote: object}} addresses */
  constructor(channel, { local, remote }) {
    this.#channel = channel;
    channel.convert = convert;
    this.#local = local;
    this.#remote = remote;
  }

  get remoteAddr() {
    return this.#remote;
  }

  get localAddr() {
    return this.#local;
  }

  /** @param {Uint8Array} bytes @returns {Promise<number>} how many were written: all */
  write(bytes) {
    if (this.#channel.closed) return Promise.reject(badResource());
    try {
      return this.#channel.write(bytes);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @param {Uint8Array} target @returns {Promise<number|null>} how many bytes were read; null at the end */
  read(target) {
    try {
      if (target.length === 0) return Promise.resolve(0);
      if (this.#channel.closed) return Promise.reject(badResource());
      return this.#channel.readInto(target);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @throws {Deno.errors.BadResource} where it is closed */
  close() {
    if (this.#channel.closed) throw badResource();
    this.#channel.close(interrupted());
  }

  /** Sends FIN. */
  async closeWrite() {
    if (this.#channel.closed) throw badResource();
    if (this.#ended) return;
    this.#ended = true;
    try {
      await this.#channel.shutdown();
    } catch (error) {
      throw convert(error);
    }
  }

  get readable() {
    return (this.#readable ??= readableOf(this.#channel, convert));
  }

  get writable() {
    return (this.#writable ??= writableOf(this.#channel, convert));
  }

  ref() {
    this.#channel.keeps(true);
  }

  unref() {
    this.#channel.keeps(false);
  }

  static {
    channelOf = (conn) => conn.#channel;
  }

  [Symbol.dispose]() {
    this.#channel.close(interrupted());
  }
}

/** @throws {Deno.errors.BadResource} */
function openChannel(conn) {
  const channel = channelOf(conn);
  if (channel.closed) throw badResource();
  return channel;
}

class TcpConn extends Conn {
  /** @param {boolean} [noDelay] */
  setNoDelay(noDelay = true) {
    openChannel(this).handle.setNoDelay(noDelay);
  }

  /** @param {boolean} [keepAlive] */
  setKeepAlive(keepAlive = true) {
    openChannel(this).handle.setKeepAlive(keepAlive, 0);
  }
}

class UnixConn extends Conn {}

function tcpConn(handle) {
  handle.setNoDelay(true);
  const addresses = { local: netAddress(localAddress(handle)), remote: netAddress(remoteAddress(handle)) };
  return new TcpConn(new Channel(handle), addresses);
}

class Listener {
  #handle = null;
  #keeping;
  #addr;
  #waiting = []; // connections that nobody has accepted yet
  #accepting = []; // those who wait for one
  #wrap;

  constructor(options, wrap) {
    this.#wrap = wrap;
    const { handle, error, syscall } = listen(options, (client) => this.#arrived(client));
    if (error) throw listenError({ error, syscall }, options.path);
    this.#handle = handle;
    this.#keeping = new Keeping(handle);
    this.#addr =
      options.path === undefined
        ? netAddress(localAddress(handle))
        : { transport: 'unix', path: options.path };
  }

  #arrived(client) {
    const next = this.#accepting.shift();
    if (next === undefined) {
      this.#waiting.push(client);
      return;
    }
    this.#keeping.end();
    next.resolve(client);
  }

  get addr() {
    return this.#addr;
  }

  /** @returns {Promise<Conn>} @throws {Deno.errors.BadResource} where it is closed */
  async accept() {
    if (this.#handle === null) throw new errors.BadResource('Listener has been closed');
    let client = this.#waiting.shift();
    if (client === undefined) {
      client = await new Promise((resolve, reject) => {
        this.#accepting.push({ resolve, reject });
        this.#keeping.begin();
      });
    }
    return this.#wrap(client, this.#addr);
  }

  async next() {
    try {
      return { value: await this.accept(), done: false };
    } catch (error) {
      if (error instanceof errors.BadResource || error instanceof errors.Interrupted)
        return { value: undefined, done: true };
      throw error;
    }
  }

  async return(value) {
    this.close();
    return { value, done: true };
  }

  /** @throws {Deno.errors.BadResource} where it is closed */
  close() {
    if (this.#handle === null) throw badResource();
    this.#handle.close();
    this.#handle = null;
    for (const client of this.#waiting.splice(0)) client.close();
    for (const { reject } of this.#accepting.splice(0))
      reject(new errors.BadResource('Listener has been closed'));
  }

  ref() {
    if (this.#handle !== null) this.#keeping.ref();
  }

  unref() {
    if (this.#handle !== null) this.#keeping.unref();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  [Symbol.dispose]() {
    if (this.#handle !== null) this.close();
  }
}

class TlsListener extends Listener {}

/**
 * Listens for connections.
 * @param {{port: number, hostname?: string, reusePort?: boolean, tcpBacklog?: number}|{transport: 'unix', path: string}} options
 * @returns {Listener}
 * @throws {Deno.errors.AddrInUse|RangeError|TypeError|...}
 */
function listenAny(options) {
  const { transport = 'tcp' } = options;
  if (transport === 'unix') {
    const wrap = (client, addr) =>
      new UnixConn(new Channel(client), { local: addr, remote: { transport: 'unix', path: null } });
    return new Listener({ path: options.path, backlog: options.tcpBacklog }, wrap);
  }
  if (transport !== 'tcp') throw new TypeError(`Unsupported transport: '${transport}'`);
  const { hostname = ANY_HOST, reusePort, tcpBacklog } = options;
  return new Listener(
    { hostname, port: checkPort(options.port ?? 0), reusePort, backlog: tcpBacklog },
    tcpConn,
  );
}

/**
 * Connects.
 * @param {{port: number, hostname?: string, signal?: AbortSignal}|{transport: 'unix', path: string}} options
 * @returns {Promise<TcpConn|UnixConn>}
 * @throws {Deno.errors.ConnectionRefused|...}
 */
async function connect(options) {
  const { transport = options.path !== undefined && options.port === undefined ? 'unix' : 'tcp', signal } =
    options;
  signal?.throwIfAborted();
  let handle;
  try {
    if (transport === 'unix') {
      handle = await connectUnix(options.path);
      const addresses = {
        local: { transport: 'unix', path: null },
        remote: { transport: 'unix', path: options.path },
      };
      return new UnixConn(new Channel(handle), addresses);
    }
    if (transport !== 'tcp') throw new TypeError(`Unsupported transport: '${transport}'`);
    handle = await connectTcp(options.hostname ?? LOCAL_HOST, checkPort(options.port, 1), signal);
  } catch (error) {
    throw convert(error);
  }
  return tcpConn(handle);
}

/**
 * Listens for TLS connections.
 * @param {{port: number, hostname?: string, cert: string, key: string, alpnProtocols?: string[], reusePort?: boolean}} options
 * @returns {TlsListener}
 */
function listenTls(options) {
  const { hostname = ANY_HOST, reusePort, tcpBacklog, cert, key, alpnProtocols } = options;
  const { checkedPair, alpnBytes, accepted } = tls();
  const context = accepting().makeContext(checkedPair(cert, key, ' for `Deno.listenTls`'));
  const alpn = alpnProtocols === undefined ? null : alpnBytes(alpnProtocols);
  const wrap = (client) => {
    client.setNoDelay(true);
    const addresses = { local: netAddress(localAddress(client)), remote: netAddress(remoteAddress(client)) };
    return accepted(accepting().accept(client, context, alpn), addresses);
  };
  return new TlsListener({ hostname, port: checkPort(options.port), reusePort, backlog: tcpBacklog }, wrap);
}

module.exports = {
  Conn,
  Listener,
  TcpConn,
  TlsListener,
  UnixConn,
  channelOf,
  connect,
  convert,
  listen: listenAny,
  listenError,
  listenTls,
  netAddress,
};
