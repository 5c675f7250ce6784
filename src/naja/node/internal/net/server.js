'use strict';

// net.Server: listens on an address, a path or a handle, and makes a Socket of each connection.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_SERVER_ALREADY_LISTEN, ERR_SERVER_NOT_RUNNING },
  ErrnoException,
  ExceptionWithHostPort,
  UVExceptionWithHostPort,
} = require('ext/base/errors');
const { validateAbortSignal, validateNumber, validatePort } = require('ext/base/validators');
const { kEmptyObject } = require('ext/base/util');
const EventEmitter = require('node/events');
const { getDefaultHighWaterMark } = require('node/stream');
const {
  TCP,
  Pipe,
  SERVER,
  UV_TCP_IPV6ONLY,
  UV_TCP_REUSEPORT,
  UV_READABLE,
  UV_WRITABLE,
  createHandle,
  errno,
} = require('node/internal/net/handles');
const { sharesPorts } = require('ext/net/listener');
const { Socket } = require('node/internal/net/socket');
const { channels } = require('node/internal/net/channels');
const { isIP, isIPv6, ipv6Bytes } = require('node/internal/net/ip');
const { isNormalized, isPipeName, normalizeArgs, toNumber } = require('node/internal/net/defaults');
const cluster = require('node/internal/net/cluster');
const {
  kOwner,
  kAsyncId,
  kSetNoDelay,
  kSetKeepAlive,
  kSetKeepAliveInitialDelay,
  kBoundSocketConsume,
  kBoundSocketPath,
} = require('node/internal/net/symbols');
const process = require.lazy('node/process');
const dns = require.lazy('node/dns');
const blockList = require.lazy('node/internal/net/block_list');

const ANY_IPV4 = '0.0.0.0';
const ANY_IPV6 = '::';
// The kernel rounds one more than this up to a power of two: 512.
const DEFAULT_BACKLOG = 511;

/**
 * @param {object} [options] see node:net
 * @param {function(Socket)} [connectionListener]
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  EventEmitter.call(this);

  if (typeof options === 'function') {
    this.on('connection', options);
    options = kEmptyObject;
  } else if (options == null || typeof options === 'object') {
    options = { ...options };
    if (typeof connectionListener === 'function') this.on('connection', connectionListener);
  } else {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  let { keepAliveInitialDelay, highWaterMark } = options;
  if (keepAliveInitialDelay !== undefined) {
    validateNumber(keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    keepAliveInitialDelay = Math.max(keepAliveInitialDelay, 0);
  }
  if (highWaterMark !== undefined) {
    validateNumber(highWaterMark, 'options.highWaterMark');
    if (highWaterMark < 0) highWaterMark = undefined;
  }

  this._connections = 0;
  this[kAsyncId] = -1;
  this._handle = null;
  this._usingWorkers = false;
  this._workers = [];
  this._unref = false;
  this._listeningId = 1;
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = Boolean(options.pauseOnConnect);
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = Math.trunc(keepAliveInitialDelay / 1000) | 0;
  this.highWaterMark = highWaterMark ?? getDefaultHighWaterMark();
  if (options.blockList) {
    if (!blockList().BlockList.isBlockList(options.blockList)) {
      throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', options.blockList);
    }
    this.blockList = options.blockList;
  }
}
Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Server, EventEmitter);

/* ---------------------------------------------------------------- handles */

/**
 * A handle bound to an address, a path (port and addressType -1) or opened from a descriptor.
 * @returns {TCP|Pipe|number} or a libuv error
 */
function createServerHandle(address, port, addressType, fd, flags) {
  let handle;
  if (typeof fd === 'number' && fd >= 0) {
    try {
      handle = createHandle(fd, true);
    } catch {
      return errno.UV_EINVAL;
    }
    return handle.open(fd) || handle;
  }
  let error;
  if (port === -1 && addressType === -1) {
    handle = new Pipe(SERVER);
    error = handle.bind(address);
  } else {
    handle = new TCP(SERVER);
    if (!address) {
      error = handle.bind6(ANY_IPV6, port, flags);
      if (error) {
        handle.close();
        return createServerHandle(ANY_IPV4, port, undefined, undefined, flags);
      }
    } else {
      error = addressType === 6 ? handle.bind6(address, port, flags) : handle.bind(address, port, flags);
    }
  }
  if (!error) return handle;
  handle.close();
  return error;
}

function emitErrorNT(server, error) {
  server.emit('error', error);
}

function emitListeningNT(server) {
  // It may have been closed meanwhile.
  if (server._handle) server.emit('listening');
}

function listenFailed(server, error) {
  const { serverListen } = channels();
  if (serverListen.hasSubscribers) serverListen.error.publish({ server, error });
  process().nextTick(emitErrorNT, server, error);
}

/** Makes the handle unless there is one, and listens. Packages wrap this method. */
Server.prototype._listen2 = function setupListenHandle(address, port, addressType, backlog, fd, flags) {
  if (!this._handle) {
    let made = null;
    if (!address && typeof fd !== 'number') {
      // Any address: both families where the system has IPv6.
      made = createServerHandle(ANY_IPV6, port, 6, fd, flags);
      if (typeof made === 'number') {
        made = null;
        address = ANY_IPV4;
        addressType = 4;
      } else {
        address = ANY_IPV6;
        addressType = 6;
      }
    }
    made ??= createServerHandle(address, port, addressType, fd, flags);
    if (typeof made === 'number') {
      listenFailed(this, new UVExceptionWithHostPort(made, 'listen', address, port));
      return;
    }
    this._handle = made;
  }

  const handle = this._handle;
  this[kAsyncId] = typeof handle.getAsyncId === 'function' ? handle.getAsyncId() : -1;
  handle.onconnection = onconnection;
  handle[kOwner] = this;
  const error = handle.listen(backlog || DEFAULT_BACKLOG);
  if (error) {
    handle.close();
    this._handle = null;
    listenFailed(this, new UVExceptionWithHostPort(error, 'listen', address, port));
    return;
  }
  const { serverListen } = channels();
  if (serverListen.hasSubscribers) serverListen.asyncEnd.publish({ server: this });
  this._connectionKey = `${addressType}:${address}:${port}`;
  if (this._unref) this.unref();
  process().nextTick(emitListeningNT, this);
};

/** Listens with a handle of our own, or in a worker of a cluster with one that the primary process has. */
function listenInCluster(server, address, port, addressType, backlog, fd, exclusive, flags, options) {
  const { worker } = cluster;
  if (worker === null || exclusive) {
    server._listen2(address, port, addressType, backlog, fd, flags);
    return;
  }
  const query = { address, port, addressType, fd, flags, backlog, ...options };
  const listeningId = server._listeningId;
  worker._getServer(server, query, (error, handle) => {
    if (listeningId !== server._listeningId) {
      handle.close();
      return;
    }
    if (!error && port > 0 && handle.getsockname) {
      const out = {};
      error = handle.getsockname(out);
      if (!error && port !== out.port) error = errno.UV_EADDRINUSE;
    }
    if (error) {
      server.emit('error', new ExceptionWithHostPort(error, 'bind', address, port));
      return;
    }
    server._handle?.close();
    server._handle = handle;
    server._listen2(address, port, addressType, backlog, fd, flags);
  });
}

/* ---------------------------------------------------------------- listen() */

function adoptBoundSocket(server, bound, backlog) {
  const path = bound[kBoundSocketPath];
  server._handle = bound[kBoundSocketConsume]();
  if (path !== undefined) server._pipeName = path;
  server._listeningId++;
  listenInCluster(server, null, -1, -1, backlog, undefined, true);
}

function closeOnAbort(server, signal) {
  if (signal === undefined) return;
  validateAbortSignal(signal, 'options.signal');
  const onAborted = () => server.close();
  if (signal.aborted) {
    process().nextTick(onAborted);
  } else {
    const disposable = EventEmitter.addAbortListener(signal, onAborted);
    server.once('close', disposable[Symbol.dispose]);
  }
}

function isLinkLocal(ip) {
  if (!isIPv6(ip)) return false;
  const [first, second] = ipv6Bytes(ip);
  return first === 0xfe && (second & 0xc0) === 0x80;
}

function lookupAndListen(server, port, host, backlog, exclusive, flags) {
  const listeningId = server._listeningId;
  dns().lookup(host, { all: true }, (error, addresses) => {
    if (listeningId !== server._listeningId) return;
    if (error) {
      server.emit('error', error);
      return;
    }
    const chosen = addresses.find(({ address }) => !isLinkLocal(address)) ?? addresses[0];
    try {
      listenInCluster(server, chosen.address, port, chosen.family || 4, backlog, undefined, exclusive, flags);
    } catch (failure) {
      // Nobody could catch it here.
      if (failure?.code !== 'ERR_ACCESS_DENIED') throw failure;
      server.emit('error', failure);
    }
  });
}

function listenOnPath(server, options, backlog) {
  const { path, readableAll, writableAll, exclusive } = options;
  if (path[0] === '\0' && (readableAll || writableAll)) {
    const reason = 'can not set readableAll or writableAllt to true when path is abstract unix socket';
    throw new ERR_INVALID_ARG_VALUE('options', options, reason);
  }
  server._pipeName = path;
  listenInCluster(server, path, -1, -1, backlog, undefined, exclusive, undefined, {
    readableAll,
    writableAll,
  });
  if (!server._handle) return; // 'error' comes in the next tick
  const mode = (readableAll === true ? UV_READABLE : 0) | (writableAll === true ? UV_WRITABLE : 0);
  const error = mode === 0 ? 0 : server._handle.fchmod(mode);
  if (error) {
    server._handle.close();
    server._handle = null;
    throw new ErrnoException(error, 'uv_pipe_chmod');
  }
}

const isBoundSocket = (value) => typeof value?.[kBoundSocketConsume] === 'function';

/**
 * Begins to listen: (handle|{fd}[, backlog][, cb]), (path[, backlog][, cb]), ([port][, host][, backlog][, cb]) or
 * (options[, cb]).
 * @returns {Server}
 * @throws {ERR_SERVER_ALREADY_LISTEN|ERR_INVALID_ARG_VALUE|ERR_SOCKET_BAD_PORT}
 */
Server.prototype.listen = function (...args) {
  const [given, callback] = isNormalized(args[0]) ? args[0] : normalizeArgs(args);
  let options = given;
  if (this._handle) throw new ERR_SERVER_ALREADY_LISTEN();
  const { serverListen } = channels();
  if (serverListen.hasSubscribers) serverListen.asyncStart.publish({ server: this, options });
  if (callback !== null) this.once('listening', callback);
  const backlogFromArgs = toNumber(args.length > 1 && args[1]) || toNumber(args.length > 2 && args[2]);

  const bound = isBoundSocket(options) ? options : options.handle;
  if (isBoundSocket(bound)) {
    adoptBoundSocket(this, bound, backlogFromArgs);
    return this;
  }
  options = options._handle || options.handle || options;
  const flags =
    (options.ipv6Only === true ? UV_TCP_IPV6ONLY : 0) |
    (options.reusePort === true || sharesPorts() ? UV_TCP_REUSEPORT : 0);
  this._listeningId++; // what an earlier call still waits for does not count any more
  if (options instanceof TCP) {
    this._handle = options;
    listenInCluster(this, null, -1, -1, backlogFromArgs, undefined, true);
    return this;
  }
  closeOnAbort(this, options.signal);
  if (typeof options.fd === 'number' && options.fd >= 0) {
    listenInCluster(this, null, null, null, backlogFromArgs, options.fd);
    return this;
  }
  if (
    args.length === 0 ||
    typeof args[0] === 'function' ||
    (options.port === undefined && 'port' in options) ||
    options.port === null
  ) {
    options.port = 0;
  }
  const backlog = options.backlog || backlogFromArgs;
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    if (options.reusePort === true) options.exclusive = true;
    const port = options.port | 0;
    const { host, exclusive } = options;
    if (host) lookupAndListen(this, port, host, backlog, exclusive, flags);
    else listenInCluster(this, null, port, 4, backlog, undefined, exclusive, flags);
    return this;
  }
  if (options.path && isPipeName(options.path)) {
    listenOnPath(this, options, backlog);
    return this;
  }
  if (!('port' in options || 'path' in options)) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new ERR_INVALID_ARG_VALUE('options', options);
};

/* ---------------------------------------------------------------- connections */

/** What 'drop' tells about a connection that was one too many. */
function describe(handle) {
  if (!handle.getsockname && !handle.getpeername) return undefined;
  const data = { __proto__: null };
  const add = (prefix, method) => {
    if (!handle[method]) return;
    const info = { __proto__: null };
    handle[method](info);
    data[`${prefix}Address`] = info.address;
    data[`${prefix}Port`] = info.port;
    data[`${prefix}Family`] = info.family;
  };
  add('local', 'getsockname');
  add('remote', 'getpeername');
  return data;
}

function isBlocked(list, handle) {
  if (typeof handle.getpeername !== 'function') return false;
  const peer = {};
  handle.getpeername(peer);
  const family = isIP(peer.address);
  return family !== 0 && list.check(peer.address, `ipv${family}`);
}

/** `handle.onconnection`. */
function onconnection(error, clientHandle) {
  const server = this[kOwner];
  if (error) {
    server.emit('error', new ErrnoException(error, 'accept'));
    return;
  }
  if (server.maxConnections != null && server._connections >= server.maxConnections) {
    const data = describe(clientHandle);
    if (data) server.emit('drop', data);
    else server.emit('drop');
    clientHandle.close();
    return;
  }
  if (server.blockList && isBlocked(server.blockList, clientHandle)) {
    clientHandle.close();
    return;
  }
  const socket = new Socket({
    handle: clientHandle,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: server.highWaterMark,
    writableHighWaterMark: server.highWaterMark,
  });
  if (server.noDelay && clientHandle.setNoDelay) {
    socket[kSetNoDelay] = true;
    clientHandle.setNoDelay(true);
  }
  if (server.keepAlive && clientHandle.setKeepAlive) {
    socket[kSetKeepAlive] = true;
    socket[kSetKeepAliveInitialDelay] = server.keepAliveInitialDelay;
    clientHandle.setKeepAlive(true, server.keepAliveInitialDelay);
  }
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
  const { serverSocket } = channels();
  if (serverSocket.hasSubscribers) serverSocket.publish({ socket });
}

/**
 * @param {function(Error|null, number)} callback
 * @returns {Server}
 */
Server.prototype.getConnections = function (callback) {
  const end = (error, count) => process().nextTick(callback, error, count);
  if (!this._usingWorkers) {
    end(null, this._connections);
    return this;
  }
  // Child processes that sockets were sent to count theirs.
  let left = this._workers.length;
  let total = this._connections;
  const onCount = (error, count) => {
    if (error) {
      left = -1;
      end(error);
      return;
    }
    total += count;
    if (--left === 0) end(null, total);
  };
  for (const worker of this._workers) worker.getConnections(onCount);
  return this;
};

/* ---------------------------------------------------------------- closing */

/**
 * Accepts no more connections; 'close' comes when the last one has ended.
 * @param {function(Error=)} [callback] a listener of 'close', with ERR_SERVER_NOT_RUNNING where it did not listen
 * @returns {Server}
 */
Server.prototype.close = function (callback) {
  this._listeningId++;
  if (typeof callback === 'function') {
    if (this._handle) this.once('close', callback);
    else this.once('close', () => callback(new ERR_SERVER_NOT_RUNNING()));
  }
  if (this._handle) {
    this._handle.close();
    this._handle = null;
  }
  if (!this._usingWorkers) {
    this._emitCloseIfDrained();
    return this;
  }
  let left = this._workers.length;
  const onWorkerClose = () => {
    if (--left !== 0) return;
    this._connections = 0;
    this._emitCloseIfDrained();
  };
  this._connections++; // 'close' is not to come before all have answered
  for (const worker of this._workers) worker.close(onWorkerClose);
  return this;
};

function emitCloseNT(server) {
  server.emit('close');
}

Server.prototype._emitCloseIfDrained = function () {
  if (!this._handle && !this._connections) process().nextTick(emitCloseNT, this);
};

Server.prototype[Symbol.asyncDispose] = async function () {
  if (!this._handle) return;
  await new Promise((resolve, reject) => {
    this.close((error) => (error ? reject(error) : resolve()));
  });
};

Server.prototype[EventEmitter.captureRejectionSymbol] = function (error, event, socket) {
  if (event === 'connection') socket.destroy(error);
  else this.emit('error', error);
};

/* ---------------------------------------------------------------- what it tells */

Object.defineProperty(Server.prototype, 'listening', {
  __proto__: null,
  get() {
    return Boolean(this._handle);
  },
  configurable: true,
  enumerable: true,
});

/**
 * @returns {{address: string, family: string, port: number}|string|null} a string for a path; null before it listens
 */
Server.prototype.address = function () {
  if (this._handle?.getsockname) {
    const out = {};
    const error = this._handle.getsockname(out);
    if (error) throw new ErrnoException(error, 'address');
    return out;
  }
  return this._pipeName || null;
};

/** The loop waits for this server (the default). */
Server.prototype.ref = function () {
  this._unref = false;
  if (this._handle) this._handle.ref();
  return this;
};

/** The loop does not wait for this server. */
Server.prototype.unref = function () {
  this._unref = true;
  if (this._handle) this._handle.unref();
  return this;
};

Server.prototype._setupWorker = function (socketList) {
  this._usingWorkers = true;
  this._workers.push(socketList);
  socketList.once('exit', (gone) => {
    this._workers.splice(this._workers.indexOf(gone), 1);
  });
};

module.exports = { Server, createServerHandle, onconnection };
