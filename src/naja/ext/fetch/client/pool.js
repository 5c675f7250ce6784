'use strict';

// The connections of a client to one origin: as many as requests are under way, each kept for the next one for a while.

const { BUSY, CLOSED, Connection } = require('ext/fetch/client/connection');
const { BODY_SECONDS, HEAD_SECONDS } = require('ext/fetch/client/limits');
const { now } = require('ext/performance/clock');
const limits = require.lazy('ext/http/limits');
const errors = require.lazy('ext/fetch/client/errors');
const sessions = require.lazy('ext/fetch/client/session');
const proxies = require.lazy('ext/fetch/client/proxy');
const net = require.lazy('node/net');
const tls = require.lazy('node/tls');
const timers = require.lazy('ext/timers/timers');

const CONNECT_TIMEOUT = 10_000;

/** @type {Map<string, Pool>} by the key of their targets: an origin, and how it is reached */
const pools = new Map();
let clock = null;

/** Once a second, while there are connections: which have waited too long? */
function tick() {
  for (const [key, pool] of pools) {
    pool.tick();
    if (pool.connections.length === 0 && pool.waiting.length === 0 && pool.session === null)
      pools.delete(key);
  }
  if (pools.size === 0) {
    timers().clearInterval(clock);
    clock = null;
  }
}

class Pool {
  /** @type {Connection[]} all */
  connections = [];
  /** @type {Connection[]} those without a request, the last used last */
  idle = [];
  /** Exchanges that wait for a connection. */
  waiting = [];
  /** @type {Session|null} the connection that carries all requests, where the server speaks HTTP/2 */
  session = null;
  /** The server did, when it was last connected to: one connection will do for all who wait. */
  #multiplexes = false;

  /** @param {Target} target */
  constructor(target) {
    this.secure = target.secure;
    this.hostname = target.hostname;
    this.port = target.port;
    this.proxy = target.proxy;
    this.via = target.via;
    this.maxHeaderSize = limits().maxHeaderSize();
  }

  /** Finds a connection for an exchange, which is told by exchange.onConnection(connection). */
  dispatch(exchange) {
    if (this.session !== null) {
      exchange.onConnection(this.session.open());
      return;
    }
    const connection = this.idle.pop();
    if (connection !== undefined) {
      exchange.onConnection(connection);
      return;
    }
    this.waiting.push(exchange);
    if (!this.#multiplexes || this.connections.length === 0) this.connect(exchange);
  }

  /** An exchange that waits is given up. */
  forget(exchange) {
    const index = this.waiting.indexOf(exchange);
    if (index !== -1) this.waiting.splice(index, 1);
  }

  /** A connection is free. */
  release(connection) {
    const next = this.waiting.shift();
    if (next !== undefined) {
      next.onConnection(connection);
      return;
    }
    connection.unref();
    this.idle.push(connection);
  }

  /** A connection speaks HTTP/2. */
  #multiplex(connection, socket) {
    this.remove(connection);
    this.#multiplexes = true;
    if (this.session !== null) {
      // Another one was faster.
      socket.destroy();
      return;
    }
    this.session = sessions().openSession(this, socket, connection.times);
    if (this.waiting.length === 0) this.session.unref();
    for (const exchange of this.waiting.splice(0)) this.dispatch(exchange);
  }

  /** A session takes no further requests. */
  forgetSession(session) {
    if (this.session === session) this.session = null;
  }

  /** No connection came of it: who else relied on it gets one. */
  #relieve() {
    if (this.#multiplexes && this.connections.length === 0 && this.waiting.length > 0)
      this.connect(this.waiting[0]);
  }

  remove(connection) {
    let index = this.connections.indexOf(connection);
    if (index !== -1) this.connections.splice(index, 1);
    index = this.idle.indexOf(connection);
    if (index !== -1) this.idle.splice(index, 1);
  }

  tick() {
    this.session?.tick();
    for (const connection of this.connections.slice()) {
      connection.quiet++;
      connection.lookForBytes();
      if (connection.state !== BUSY) {
        if (connection.quiet > connection.keep - 1 && this.idle.includes(connection)) connection.close();
      } else if (!connection.headSeen) {
        if (connection.quiet > HEAD_SECONDS) connection.fail(new (errors().HeadersTimeoutError)());
      } else if (connection.reading && connection.quiet > BODY_SECONDS) {
        connection.fail(new (errors().BodyTimeoutError)());
      }
    }
  }

  /** Begins a connection for an exchange that waits. */
  connect(exchange) {
    const connection = new Connection(this);
    connection.times = { start: now(), end: 0, secure: 0 };
    this.connections.push(connection);
    if (clock === null) {
      clock = timers().setInterval(tick, 1000);
      clock.unref();
    }
    const socket = this.open((error, secured) => (error === null ? onConnect(secured) : onError(error)));
    const timer = timers().setTimeout(() => {
      const address = `${this.hostname}:${this.port}`;
      const message = `Connect Timeout Error (attempted address: ${address}, timeout: ${CONNECT_TIMEOUT}ms)`;
      socket.destroy(new (errors().ConnectTimeoutError)(message));
    }, CONNECT_TIMEOUT);
    const onError = (error) => {
      timers().clearTimeout(timer);
      socket.on('error', () => {});
      connection.state = CLOSED;
      this.remove(connection);
      // Another connection may have taken the request meanwhile.
      const index = this.waiting.indexOf(exchange);
      if (index === -1) return;
      this.waiting.splice(index, 1);
      exchange.onFailure(error, null);
      this.#relieve();
    };
    socket.once('error', onError);
    const onConnect = (connected) => {
      timers().clearTimeout(timer);
      socket.removeListener('error', onError);
      connection.times.end = connection.times.secure = now();
      if (connected.alpnProtocol === 'h2') {
        this.#multiplex(connection, connected);
        return;
      }
      connection.attach(connected);
      this.release(connection);
      if (!this.#multiplexes) return;
      this.#multiplexes = false;
      for (const other of this.waiting.slice()) this.connect(other);
    };
    if (this.proxy === null || !this.secure) {
      socket.once(this.secure ? 'secureConnect' : 'connect', () => onConnect(socket));
    }
  }

  /** @param {Function} tunneled is told of a connection through a proxy */
  open(tunneled) {
    if (this.proxy !== null && !this.secure) return proxies().connect(this.proxy);
    const host = this.hostname.startsWith('[') ? this.hostname.slice(1, -1) : this.hostname;
    const options = { host, port: this.port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
    if (this.via?.unix !== undefined) {
      delete options.host;
      delete options.port;
      options.path = this.via.unix;
    }
    if (!this.secure) return net().connect(options);
    options.ALPNProtocols = this.proxy === null ? ['h2', 'http/1.1'] : ['http/1.1'];
    if (net().isIP(host) === 0) options.servername = host;
    if (this.via !== undefined) Object.assign(options, this.via.tls);
    if (this.proxy !== null) return proxies().connectThrough(this.proxy, options, tunneled);
    return tls().connect(options);
  }
}

/**
 * The pool of a target's origin.
 * @param {Target} target
 * @returns {Pool}
 */
function poolOf(target) {
  let pool = pools.get(target.key);
  if (pool === undefined) {
    pool = new Pool(target);
    pools.set(target.key, pool);
  }
  return pool;
}

module.exports = { poolOf };
