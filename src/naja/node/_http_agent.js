'use strict';

/** http.Agent: keeps the connections of a client and gives them to its requests. */

const EventEmitter = require('node/events');
const net = require('node/net');
const { kOwner, kAsyncId } = require('node/internal/net/symbols');
const { onStreamRead } = require('node/internal/net/io');
const { once, kEmptyObject } = require('ext/base/util');
const { validateNumber, validateOneOf, validateString } = require('ext/base/validators');
const { usesEnvProxy } = require('ext/http/limits');
const { kProxyConfig, kWaitForProxyTunnel } = require('node/internal/http/symbols');
const proxy = require.lazy('node/internal/http/proxy');
const tls = require.lazy('node/tls');
const asyncHooks = require.lazy('node/async_hooks');
const process = require.lazy('node/process');

const kOnKeylog = Symbol('onkeylog');
const kRequestOptions = Symbol('requestOptions');
const kRequestAsyncResource = Symbol('requestAsyncResource');
const kFreeSocketDataGuard = Symbol('freeSocketDataGuard');

/* ---------------------------------------------------------------- free sockets */

function onFreeSocketError() {
  this.destroy();
  this.emit('agentRemove');
}

/** Nobody has asked for what a free connection receives: it must not be taken for the answer to the next request. */
function onFreeSocketRead(chunk, nread) {
  if (nread !== 0) this[kOwner].destroy();
}

function guardFreeSocket(socket) {
  if (socket.readableLength > 0) {
    socket.destroy();
    return;
  }
  if (socket.connecting) {
    const guard = () => {
      socket[kFreeSocketDataGuard] = null;
      guardFreeSocket(socket);
    };
    socket[kFreeSocketDataGuard] = guard;
    socket.once('connect', guard);
    return;
  }
  const handle = socket._handle;
  if (!handle) return;
  handle.onread = onFreeSocketRead;
  if (!handle.reading) {
    handle.reading = true;
    if (handle.readStart()) socket.destroy();
  }
}

function unguardFreeSocket(socket) {
  if (socket[kFreeSocketDataGuard]) {
    socket.removeListener('connect', socket[kFreeSocketDataGuard]);
    socket[kFreeSocketDataGuard] = null;
  }
  const handle = socket._handle;
  if (handle?.onread === onFreeSocketRead) handle.onread = onStreamRead;
}

/* ---------------------------------------------------------------- the agent */

const isBuffer = (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value);

/**
 * @param {object} [options] keepAlive, keepAliveMsecs, maxSockets, maxTotalSockets, maxFreeSockets, scheduling, timeout ...
 *   and the defaults of net.connect()
 * @throws {ERR_INVALID_ARG_VALUE|ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE}
 */
function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  EventEmitter.call(this);

  this.options = { __proto__: null, ...options };
  this.defaultPort = this.options.defaultPort || 80;
  this.protocol = this.options.protocol || 'http:';
  if (this.options.noDelay === undefined) this.options.noDelay = true;
  // A path would be that of a local socket to net.connect().
  this.options.path = null;
  this.requests = { __proto__: null };
  this.sockets = { __proto__: null };
  this.freeSockets = { __proto__: null };
  this.keepAliveMsecs = this.options.keepAliveMsecs || 1000;
  this.keepAlive = this.options.keepAlive || false;
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = this.options.maxFreeSockets || 256;
  this.scheduling = this.options.scheduling || 'lifo';
  this.maxTotalSockets = this.options.maxTotalSockets;
  this.totalSocketCount = 0;
  const { agentKeepAliveTimeoutBuffer, proxyEnv } = this.options;
  this.agentKeepAliveTimeoutBuffer = isBuffer(agentKeepAliveTimeoutBuffer)
    ? agentKeepAliveTimeoutBuffer
    : 1000;
  if (typeof proxyEnv === 'object' && proxyEnv !== null) {
    this[kProxyConfig] = proxy().parseProxyConfigFromEnv(proxyEnv, this.protocol);
  }
  validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  if (this.maxTotalSockets === undefined) this.maxTotalSockets = Infinity;
  else validateNumber(this.maxTotalSockets, 'maxTotalSockets', 1);

  this.on('free', onFree);
  this.on('newListener', maybeEnableKeylog);
}
Object.setPrototypeOf(Agent.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Agent, EventEmitter);

Agent.defaultMaxSockets = Infinity;

/** 'free': a socket has done its request. It gets another one, waits for one, or is closed. */
function onFree(socket, options) {
  const name = this.getName(options);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const waiting = this.requests[name];
  if (waiting?.length) {
    serve(this, waiting.shift(), socket);
    if (waiting.length === 0) delete this.requests[name];
    return;
  }
  const req = socket._httpMessage;
  if (!req || !req.shouldKeepAlive || !this.keepAlive) {
    socket.destroy();
    return;
  }
  const free = this.freeSockets[name] || [];
  const count = free.length + (this.sockets[name]?.length ?? 0);
  const keep =
    this.totalSocketCount <= this.maxTotalSockets &&
    count <= this.maxSockets &&
    free.length < this.maxFreeSockets &&
    this.keepSocketAlive(socket);
  if (!keep) {
    socket.destroy();
    return;
  }
  this.freeSockets[name] = free;
  socket[kAsyncId] = -1;
  socket._httpMessage = null;
  this.removeSocket(socket, options);
  socket.once('error', onFreeSocketError);
  guardFreeSocket(socket);
  free.push(socket);
}

/** Gives a socket to a request that has waited, in the async context that it was made in. */
function serve(agent, req, socket) {
  const resource = req[kRequestAsyncResource];
  if (!resource) {
    setRequestSocket(agent, req, socket);
    return;
  }
  req[kRequestAsyncResource] = null;
  resource.runInAsyncScope(() => {
    resetAsyncId(socket);
    setRequestSocket(agent, req, socket);
  });
}

/** Sockets tell of their keys only where somebody listens. */
function maybeEnableKeylog(event) {
  if (event !== 'keylog') return;
  this.removeListener('newListener', maybeEnableKeylog);
  const agent = this;
  this[kOnKeylog] = function onkeylog(keylog) {
    agent.emit('keylog', keylog, this);
  };
  for (const set of [this.freeSockets, this.sockets]) {
    for (const list of Object.values(set)) for (const socket of list) socket.on('keylog', this[kOnKeylog]);
  }
}

/** Connects, to the other side or to the proxy: as net.createConnection(). */
Agent.prototype.createConnection = function createConnection(...args) {
  if (!this[kProxyConfig]) return net.createConnection(...args);
  const [options, callback] = net._normalizeArgs(args);
  if (!proxy().checkShouldUseProxy(this[kProxyConfig], options)) return net.createConnection(...args);
  const { protocol, proxyConnectionOptions } = this[kProxyConfig];
  const connect = protocol === 'https:' ? tls().connect : net.connect;
  return connect({ ...proxyConnectionOptions }, callback);
};

/** What connections that can stand for each other have in common. @returns {string} */
Agent.prototype.getName = function getName(options = kEmptyObject) {
  let name = `${options.host || 'localhost'}:${options.port || ''}:${options.localAddress || ''}`;
  if (options.family === 4 || options.family === 6) name += `:${options.family}`;
  if (options.socketPath) name += `:${options.socketPath}`;
  return name;
};

/** The options of a connection: the agent's have precedence. */
function connectionOptions(agent, req, options) {
  options = { __proto__: null, ...options, ...agent.options };
  if (options.socketPath) options.path = options.socketPath;
  if (!options.servername && options.servername !== '') options.servername = serverNameOf(options, req);
  return options;
}

/** The name that TLS shall ask for: that of the Host field, unless it is an address. */
function serverNameOf(options, req) {
  let name = options.host;
  const host = req.getHeader('host');
  if (host) {
    validateString(host, 'options.headers.host');
    const end = host[0] === '[' ? host.indexOf(']') : 0;
    if (end < 0) name = host;
    else name = end > 0 ? host.slice(1, end) : host.split(':', 1)[0];
  }
  return net.isIP(name) ? '' : name;
}

function failRequest(error, req) {
  if (error.code !== 'ERR_PROXY_TUNNEL') return;
  if (error.proxyTunnelTimeout) req.emit('timeout');
  req.emit('error', error);
}

/** Finds a connection for a request, makes one, or lets the request wait. */
Agent.prototype.addRequest = function addRequest(req, options, port, localAddress) {
  // addRequest(req, host, port, localAddress), as it was once
  if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
  options = connectionOptions(this, req, options);
  const name = this.getName(options);
  const sockets = (this.sockets[name] ||= []);
  const free = this.freeSockets[name];
  let socket;
  if (free) {
    while (free.length > 0 && free[0].destroyed) free.shift();
    socket = this.scheduling === 'fifo' ? free.shift() : free.pop();
    if (free.length === 0) delete this.freeSockets[name];
  }
  const count = (free?.length ?? 0) + sockets.length;

  if (socket) {
    // A request that asks for another mark gets it.
    if (options.highWaterMark != null && socket.writableHighWaterMark !== options.highWaterMark) {
      socket._writableState.highWaterMark = options.highWaterMark;
    }
    resetAsyncId(socket);
    this.reuseSocket(socket, req);
    setRequestSocket(this, req, socket);
    this.sockets[name].push(socket);
  } else if (count < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
    this.createSocket(req, options, (error, made) => {
      if (error) {
        failRequest(error, req);
        req.onSocket(made, error);
      } else {
        setRequestSocket(this, req, made);
      }
    });
  } else {
    req[kRequestOptions] = options;
    req[kRequestAsyncResource] = new (asyncHooks().AsyncResource)('QueuedRequest');
    (this.requests[name] ||= []).push(req);
  }
};

/**
 * Makes a connection for a request.
 * @param {http.ClientRequest} req
 * @param {object} options
 * @param {function(Error?, net.Socket=)} callback
 */
Agent.prototype.createSocket = function createSocket(req, options, callback) {
  options = connectionOptions(this, req, options);
  const timeout = req.timeout || this.options.timeout || undefined;
  if (timeout) options.timeout = timeout;
  const name = this.getName(options);
  options._agentKey = name;
  options.encoding = null;
  const oncreate = once((error, socket) => {
    if (error) {
      callback(error);
      return;
    }
    (this.sockets[name] ||= []).push(socket);
    this.totalSocketCount++;
    watch(this, socket, options);
    callback(null, socket);
  });
  if (this.keepAlive) {
    options.keepAlive = this.keepAlive;
    options.keepAliveInitialDelay = this.keepAliveMsecs;
  }
  const socket = this.createConnection(options, oncreate);
  // A tunnel through a proxy calls back when it stands.
  if (socket && !socket[kWaitForProxyTunnel]) oncreate(null, socket);
};

/** Follows what becomes of a socket. */
function watch(agent, socket, options) {
  function onFreeSocket() {
    agent.emit('free', socket, options);
  }
  // The only place at which sockets leave the agent: to remove one, close it.
  function onClose() {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
  }
  function onTimeout() {
    const { freeSockets } = agent;
    if (Object.keys(freeSockets).some((name) => freeSockets[name].includes(socket))) socket.destroy();
  }
  // After an upgrade the socket is no longer the agent's.
  function onRemove() {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
    socket.removeListener('close', onClose);
    socket.removeListener('free', onFreeSocket);
    socket.removeListener('timeout', onTimeout);
    socket.removeListener('agentRemove', onRemove);
  }
  socket.on('free', onFreeSocket);
  socket.on('close', onClose);
  socket.on('timeout', onTimeout);
  socket.on('agentRemove', onRemove);
  if (agent[kOnKeylog]) socket.on('keylog', agent[kOnKeylog]);
}

function removeFrom(set, name, socket) {
  const index = set[name]?.indexOf(socket) ?? -1;
  if (index < 0) return;
  set[name].splice(index, 1);
  if (set[name].length === 0) delete set[name];
}

/** A request that waits and could be given a new connection, now that there is one less. */
function nextRequest(agent, name) {
  const waiting = agent.requests[name];
  if (waiting?.length) return waiting[0];
  for (const other of Object.keys(agent.requests)) {
    if (agent.sockets[other]?.length) return undefined;
    return agent.requests[other][0];
  }
  return undefined;
}

/** Forgets a socket. */
Agent.prototype.removeSocket = function removeSocket(socket, options) {
  const name = this.getName(options);
  removeFrom(this.sockets, name, socket);
  if (!socket.writable) removeFrom(this.freeSockets, name, socket);
  const req = nextRequest(this, name);
  if (req === undefined) return;
  if (!this.requests[name]?.length) options = req[kRequestOptions];
  if (!options) return;
  req[kRequestOptions] = undefined;
  this.createSocket(req, options, (error, made) => {
    if (error) {
      failRequest(error, req);
      req.onSocket(null, error);
    } else {
      made.emit('free');
    }
  });
};

/**
 * A socket is to wait for its next request.
 * @param {net.Socket} socket
 * @returns {boolean} whether it can
 */
Agent.prototype.keepSocketAlive = function keepSocketAlive(socket) {
  socket.setKeepAlive(true, this.keepAliveMsecs);
  socket.unref();
  let timeout = this.options.timeout || 0;
  let usable = true;
  const hint = /^timeout=(\d+)/.exec(socket._httpMessage?.res?.headers['keep-alive'])?.[1];
  if (hint) {
    // To be closed before the server closes it, lest a request runs into that.
    const announced = Math.max(Number.parseInt(hint, 10) * 1000 - this.agentKeepAliveTimeoutBuffer, 0);
    if (announced === 0) usable = false;
    else if (announced < timeout) timeout = announced;
  }
  if (socket.timeout !== timeout) socket.setTimeout(timeout);
  return usable;
};

/** A free socket is given to a request. */
Agent.prototype.reuseSocket = function reuseSocket(socket, req) {
  socket.removeListener('error', onFreeSocketError);
  unguardFreeSocket(socket);
  req.reusedSocket = true;
  socket.ref();
};

/** Closes all sockets. */
Agent.prototype.destroy = function destroy() {
  for (const set of [this.freeSockets, this.sockets]) {
    for (const name of Object.keys(set)) {
      const list = set[name];
      for (let i = 0; i < list.length; i++) list[i].destroy();
    }
  }
};

function setRequestSocket(agent, req, socket) {
  req.onSocket(socket);
  const timeout = agent.options.timeout || 0;
  if (req.timeout !== undefined && req.timeout !== timeout) socket.setTimeout(req.timeout);
}

/** A handle that serves another request is another resource to async_hooks. */
function resetAsyncId(socket) {
  const handle = socket._handle;
  if (typeof handle?.asyncReset !== 'function') return;
  handle.asyncReset({ type: handle.getProviderType(), handle });
  socket[kAsyncId] = handle.getAsyncId();
}

/** An agent as the global ones are. */
function makeGlobalAgent(env, Class) {
  return new Class({ keepAlive: true, scheduling: 'lifo', timeout: 5000, proxyEnv: env });
}

let globalAgent;

module.exports = { Agent };
Object.defineProperties(module.exports, {
  globalAgent: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      globalAgent ??= makeGlobalAgent(usesEnvProxy() ? process().env : undefined, Agent);
      return globalAgent;
    },
    set(agent) {
      globalAgent = agent;
    },
  },
  makeGlobalAgent: { __proto__: null, value: makeGlobalAgent },
});
