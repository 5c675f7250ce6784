'use strict';

// node:dgram: UDP sockets.

const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_IP_BLOCKED,
    ERR_SOCKET_ALREADY_BOUND,
    ERR_SOCKET_BAD_TYPE,
    ERR_SOCKET_DGRAM_IS_CONNECTED,
    ERR_SOCKET_DGRAM_NOT_CONNECTED,
  },
  ErrnoException,
  ExceptionWithHostPort,
} = require('ext/base/errors');
const {
  validateAbortSignal,
  validateFunction,
  validateNumber,
  validateObject,
  validatePort,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { attempt } = require('ext/base/attempt');
const { Buffer } = require('node/buffer');
const { FastBuffer } = require('node/internal/buffer_pool');
const { kState } = require('node/internal/dgram');
const { healthy, methods, setBufferSize } = require('node/internal/dgram_options');
const cluster = require('node/internal/net/cluster');
const { isIP } = require('node/internal/net/ip');
const { kOwner } = require('node/internal/net/symbols');
const { nextTick } = require('ext/timers/ticks');
const EventEmitter = require('node/events');
const { UDP, UV_UDP_IPV6ONLY, UV_UDP_REUSEADDR, UV_UDP_REUSEPORT } = binding('udp');
const dns = require.lazy('node/dns');
const events = require.lazy('node/events');
const blockList = require.lazy('node/internal/net/block_list');
const diagnostics = require.lazy('node/diagnostics_channel');

const UNBOUND = 0;
const BINDING = 1;
const BOUND = 2;
const DISCONNECTED = 0;
const CONNECTING = 1;
const CONNECTED = 2;

/** What a socket is, behind the properties that programs see. */
class State {
  constructor(handle, type, options) {
    this.handle = handle;
    this.type = type;
    this.bound = UNBOUND;
    this.connected = DISCONNECTED;
    this.receiving = false;
    this.queue = undefined; // what waits until it is bound
    this.reuseAddr = options.reuseAddr;
    this.reusePort = options.reusePort;
    this.ipv6Only = options.ipv6Only;
    this.recvBufferSize = options.recvBufferSize;
    this.sendBufferSize = options.sendBufferSize;
    this.receiveBlockList = options.receiveBlockList;
    this.sendBlockList = options.sendBlockList;
    this.lookup = options.lookup;
  }
}

function checkBlockList(list, name) {
  if (list !== undefined && list !== null && !blockList().BlockList.isBlockList(list)) {
    throw new ERR_INVALID_ARG_TYPE(name, 'net.BlockList', list);
  }
}

function onMessage(memory, size, address, port, isSix) {
  const socket = this[kOwner];
  if (typeof memory === 'number') {
    socket.emit('error', new ErrnoException(memory, 'recvmsg'));
    return;
  }
  const family = isSix ? 'IPv6' : 'IPv4';
  if (socket[kState].receiveBlockList?.check(address, family.toLowerCase())) return;
  const message = new FastBuffer(memory, 0, size);
  socket.emit('message', message, { address, family, port, size });
}

/**
 * @param {'udp4'|'udp6'|object} type or options with `type`
 * @param {function(Buffer, object): void} [listener] of 'message'
 */
function Socket(type, listener) {
  EventEmitter.call(this);
  let options = {};
  if (type !== null && typeof type === 'object') {
    options = type;
    ({ type } = options);
    if (options.recvBufferSize) validateUint32(options.recvBufferSize, 'options.recvBufferSize');
    if (options.sendBufferSize) validateUint32(options.sendBufferSize, 'options.sendBufferSize');
    if (options.lookup !== undefined) validateFunction(options.lookup, 'lookup');
    checkBlockList(options.receiveBlockList, 'options.receiveBlockList');
    checkBlockList(options.sendBlockList, 'options.sendBlockList');
  }
  if (type !== 'udp4' && type !== 'udp6') throw new ERR_SOCKET_BAD_TYPE();
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  const handle = new UDP();
  handle[kOwner] = this;
  handle.onmessage = onMessage;
  this.type = type;
  this[kState] = new State(handle, type, options);
  if (typeof listener === 'function') this.on('message', listener);
  if (options.signal !== undefined) follow(this, options.signal);
  const channel = diagnostics().channel('udp.socket');
  if (channel.hasSubscribers) channel.publish({ socket: this });
}
Object.setPrototypeOf(Socket.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Socket, EventEmitter);

/** Closes when a signal is aborted. */
function follow(socket, signal) {
  if (signal.aborted) {
    nextTick(closeIfOpen, socket);
    return;
  }
  const disposable = events().addAbortListener(signal, () => closeIfOpen(socket));
  socket.once('close', disposable[Symbol.dispose]);
}

function closeIfOpen(socket) {
  if (socket[kState].handle) socket.close();
}

/** @returns {Socket} see Socket */
function createSocket(type, listener) {
  return new Socket(type, listener);
}

const loopback = (type) => (type === 'udp4' ? '127.0.0.1' : '::1');
const anyAddress = (type) => (type === 'udp4' ? '0.0.0.0' : '::');

/** An address of the socket's family for a name. */
function resolve(socket, host, callback) {
  const { lookup = dns().lookup, type } = socket[kState];
  const family = type === 'udp4' ? 4 : 6;
  host ||= loopback(type);
  // Numbers need no look-up, unless the program looks them up itself.
  if (socket[kState].lookup === undefined && isIP(host) === family) nextTick(callback, null, host);
  else lookup(host, family, callback);
}

/* ---------------------------------------------------------------- binding */

function startReceiving(socket) {
  const state = socket[kState];
  state.handle.recvStart();
  state.receiving = true;
  state.bound = BOUND;
  if (state.recvBufferSize) setBufferSize(socket, state.recvBufferSize, true);
  if (state.sendBufferSize) setBufferSize(socket, state.sendBufferSize, false);
}

function startListening(socket) {
  startReceiving(socket);
  socket.emit('listening');
}

/** The error of an address that is none of the socket's family, or 0. */
const wrongFamily = ({ type }, ip) => (isIP(ip) === (type === 'udp4' ? 4 : 6) ? 0 : UV_EINVAL);

/** The flags to bind with. */
function bindFlags({ reuseAddr, ipv6Only, reusePort }) {
  const flag = (isSet, value) => (isSet ? value : 0);
  return (
    flag(reuseAddr, UV_UDP_REUSEADDR) | flag(ipv6Only, UV_UDP_IPV6ONLY) | flag(reusePort, UV_UDP_REUSEPORT)
  );
}

/** An address that is given as a number; what a socket takes without one where there is none. */
function numericAddress(address, initial, name, caller) {
  if (address === '' || address == null) return initial;
  validateString(address, name);
  if (isIP(address) !== 0) return address;
  const reason = `must be a numeric IP address; ${caller} does not perform DNS resolution`;
  throw new ERR_INVALID_ARG_VALUE(name, address, reason);
}

function fail(socket, error) {
  socket[kState].bound = UNBOUND;
  socket.emit('error', error);
}

/** Gives a socket a handle that is bound already. */
function replaceHandle(socket, handle) {
  const state = socket[kState];
  state.handle.close();
  state.handle = handle;
  handle[kOwner] = socket;
  handle.onmessage = onMessage;
  if (handle.getpeername({}) === 0) state.connected = CONNECTED;
}

/** In a worker of a cluster: the primary process binds, and all workers that ask for the same share that handle. */
function bindInCluster(socket, query, failure) {
  cluster.worker._getServer(socket, query, (error, handle) => {
    if (error) {
      if (socket[kState].handle) fail(socket, failure(error));
    } else if (socket[kState].handle) {
      replaceHandle(socket, handle);
      startListening(socket);
    } else {
      handle.close(); // the socket was closed meanwhile
    }
  });
}

/**
 * Binds to an address: bind([port[, address]][, callback]) or bind(options[, callback]).
 * @param {number|{port?: number, address?: string, exclusive?: boolean, fd?: number}|UDP} [port]
 * @param {string|Function} [address]
 * @returns {this}
 */
Socket.prototype.bind = function (port, address) {
  const state = healthy(this);
  if (state.bound !== UNBOUND) throw new ERR_SOCKET_ALREADY_BOUND();
  state.bound = BINDING;
  const callback = arguments.length > 0 ? arguments[arguments.length - 1] : undefined;
  let implicit = false;
  let exclusive = false;
  if (typeof callback === 'function') {
    const removeListeners = () => {
      this.removeListener('error', removeListeners);
      this.removeListener('listening', onListening);
    };
    const onListening = () => {
      removeListeners();
      callback.call(this);
    };
    this.on('error', removeListeners);
    this.on('listening', onListening);
  }
  if (port !== null && typeof port === 'object') {
    if (port instanceof UDP) {
      replaceHandle(this, port);
      startListening(this);
      return this;
    }
    exclusive = Boolean(port.exclusive);
    if (Number.isInteger(port.fd) && port.fd >= 0) {
      const { fd } = port;
      if (cluster.worker !== null && !exclusive) {
        bindInCluster(
          this,
          { address: null, port: null, addressType: this.type, fd, flags: null },
          (error) => new ErrnoException(error, 'open'),
        );
        return this;
      }
      const found = binding('net').guessHandleType(fd);
      if (found !== UV_UDP_TYPE) throw new ERR_INVALID_ARG_VALUE('fd', fd);
      const error = state.handle.open(fd);
      if (error) throw new ErrnoException(error, 'open');
      startListening(this);
      return this;
    }
    address = port.address || '';
    implicit = port === anyPort;
    ({ port } = port);
  } else if (typeof address === 'function') {
    address = '';
  }
  const host = address || anyAddress(this.type);
  const number = typeof port === 'function' ? 0 : (port ?? 0);
  resolve(this, host, (error, ip) => {
    if (!state.handle) return; // closed meanwhile
    if (error) {
      fail(this, error);
      return;
    }
    const flags = bindFlags(state);
    const failure = (code) => new ExceptionWithHostPort(code, 'bind', ip, port);
    if (cluster.worker !== null && !exclusive && !state.reusePort) {
      const query = { address: ip, port: number || 0, addressType: this.type, fd: -1, flags };
      bindInCluster(this, query, failure);
      return;
    }
    const result = attempt(() => state.handle.bind(ip, number || 0, flags, implicit));
    if (result) fail(this, failure(result));
    else startListening(this);
  });
  return this;
};

/**
 * Binds now, in a worker of a cluster as well without asking the primary process; 'listening' comes in the next tick.
 * @param {{port?: number, address?: string}} [options] address: a number, not a name
 * @returns {{address: string, family: string, port: number}} what it is bound to
 * @throws {ERR_SOCKET_DGRAM_NOT_RUNNING|ERR_SOCKET_ALREADY_BOUND|ERR_SOCKET_BAD_PORT|ERR_INVALID_ARG_VALUE|Error}
 */
Socket.prototype.bindSync = function (options = {}) {
  const state = healthy(this);
  validateObject(options, 'options');
  if (state.bound !== UNBOUND) throw new ERR_SOCKET_ALREADY_BOUND();
  const port = validatePort(options.port ?? 0, 'options.port');
  const ip = numericAddress(options.address || '', anyAddress(this.type), 'options.address', 'bindSync');
  const error = wrongFamily(this, ip) || state.handle.bind(ip, port, bindFlags(state), false);
  if (error) throw new ExceptionWithHostPort(error, 'bind', ip, port);
  startReceiving(this);
  nextTick(() => {
    if (state.handle) this.emit('listening');
  });
  return this.address();
};

/** What a socket is bound to that sends before it was bound; whoever may send may have that. */
const anyPort = { port: 0, exclusive: true };

const UV_EINVAL = -22;
/** libuv's uv_handle_type of a UDP descriptor. */
const UV_UDP_TYPE = 15;

/** Calls `action` once the socket is bound; binds it to any port where nobody has. */
function whenBound(socket, action) {
  const state = socket[kState];
  if (state.bound === BOUND) {
    action();
    return;
  }
  if (state.bound === UNBOUND) socket.bind(anyPort, null);
  if (state.queue === undefined) {
    state.queue = [];
    const clear = () => {
      socket.removeListener('listening', run);
      socket.removeListener('error', drop);
      const { queue } = state;
      state.queue = undefined;
      return queue;
    };
    const run = () => {
      for (const one of clear()) one();
    };
    const drop = () => clear();
    socket.once('listening', run);
    socket.once('error', drop);
  }
  state.queue.push(action);
}

/* ---------------------------------------------------------------- connecting */

/**
 * @param {number} port
 * @param {string} [address]
 * @param {function(Error=): void} [callback]
 */
Socket.prototype.connect = function (port, address, callback) {
  port = validatePort(port, 'Port', false);
  if (typeof address === 'function') {
    callback = address;
    address = '';
  } else if (address === undefined) {
    address = '';
  }
  validateString(address, 'address');
  const state = this[kState];
  if (state.connected !== DISCONNECTED) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  state.connected = CONNECTING;
  whenBound(this, () => {
    resolve(this, address, (error, ip) => {
      if (!state.handle) return;
      let failure = error;
      if (!failure && state.sendBlockList?.check(ip, `ipv${isIP(ip)}`)) failure = new ERR_IP_BLOCKED(ip);
      if (!failure) {
        const result = attempt(() => state.handle.connect(ip, port));
        if (result) failure = new ExceptionWithHostPort(result, 'connect', address, port);
      }
      if (failure) {
        state.connected = DISCONNECTED;
        nextTick(() => {
          if (typeof callback === 'function') callback(failure);
          else this.emit('error', failure);
        });
        return;
      }
      state.connected = CONNECTED;
      if (typeof callback === 'function') this.once('connect', callback);
      nextTick(() => this.emit('connect'));
    });
  });
};

/**
 * Connects now, and binds first where that is not done; 'connect' comes in the next tick.
 * @param {number} port
 * @param {string} [address] a number, not a name; this machine where left out
 * @throws {ERR_SOCKET_DGRAM_NOT_RUNNING|ERR_SOCKET_DGRAM_IS_CONNECTED|ERR_INVALID_ARG_VALUE|ERR_IP_BLOCKED|Error}
 */
Socket.prototype.connectSync = function (port, address) {
  const state = healthy(this);
  port = validatePort(port, 'Port', false);
  if (state.connected !== DISCONNECTED) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  const ip = numericAddress(address, loopback(this.type), 'address', 'connectSync');
  if (state.bound === UNBOUND) this.bindSync();
  else if (state.bound !== BOUND) throw new ERR_SOCKET_ALREADY_BOUND();
  if (state.sendBlockList?.check(ip, `ipv${isIP(ip)}`)) throw new ERR_IP_BLOCKED(ip);
  const error = wrongFamily(this, ip) || state.handle.connect(ip, port);
  if (error) throw new ExceptionWithHostPort(error, 'connect', ip, port);
  state.connected = CONNECTED;
  nextTick(() => {
    if (state.handle) this.emit('connect');
  });
};

Socket.prototype.disconnect = function () {
  const state = this[kState];
  if (state.connected !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const error = state.handle.disconnect();
  if (error) throw new ErrnoException(error, 'connect');
  state.connected = DISCONNECTED;
};

/* ---------------------------------------------------------------- sending */

/** @deprecated */
Socket.prototype.sendto = function (buffer, offset, length, port, address, callback) {
  validateNumber(offset, 'offset');
  validateNumber(length, 'length');
  validateNumber(port, 'port');
  validateString(address, 'address');
  this.send(buffer, offset, length, port, address, callback);
};

function slice(buffer, offset, length) {
  if (typeof buffer === 'string') {
    buffer = Buffer.from(buffer);
  } else if (!ArrayBuffer.isView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView', 'string'], buffer);
  }
  offset >>>= 0;
  length >>>= 0;
  if (offset > buffer.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > buffer.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(buffer.buffer, buffer.byteOffset + offset, length);
}

/** Buffers of what a program gives to send, null where there is something else among them. */
function toList(buffers) {
  const list = new Array(buffers.length);
  for (let i = 0; i < buffers.length; i++) {
    const one = buffers[i];
    if (typeof one === 'string') list[i] = Buffer.from(one);
    else if (one instanceof Uint8Array) list[i] = one;
    else if (ArrayBuffer.isView(one)) list[i] = Buffer.from(one.buffer, one.byteOffset, one.byteLength);
    else return null;
  }
  return list;
}

/**
 * Sends a datagram: send(msg[, offset, length][, port][, address][, callback]).
 * @param {string|ArrayBufferView|Array} buffer
 * @throws {ERR_INVALID_ARG_TYPE|ERR_SOCKET_BAD_PORT|ERR_SOCKET_DGRAM_IS_CONNECTED|ERR_BUFFER_OUT_OF_BOUNDS}
 */
Socket.prototype.send = function (buffer, offset, length, port, address, callback) {
  const state = this[kState];
  const connected = state.connected === CONNECTED;
  if (!connected) {
    if (address || (port && typeof port !== 'function')) {
      buffer = slice(buffer, offset, length);
    } else {
      callback = port;
      port = offset;
      address = length;
    }
  } else {
    if (typeof length === 'number') {
      buffer = slice(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  }
  let list;
  if (Array.isArray(buffer)) {
    list = toList(buffer);
    if (list === null) {
      throw new ERR_INVALID_ARG_TYPE(
        'buffer list arguments',
        ['Buffer', 'TypedArray', 'DataView', 'string'],
        buffer,
      );
    }
  } else {
    list = toList([buffer]);
    if (list === null) {
      throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView', 'string'], buffer);
    }
  }
  if (!connected) port = validatePort(port, 'Port', false);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') {
    callback = address;
    address = undefined;
  } else if (address != null) {
    validateString(address, 'address');
  }
  healthy(this);
  if (list.length === 0) list.push(Buffer.alloc(0));
  const size = list.reduce((sum, one) => sum + one.length, 0);
  whenBound(this, () => {
    if (connected) {
      put(this, null, list, size, undefined, undefined, callback);
      return;
    }
    resolve(this, address, (error, ip) => put(this, error, list, size, ip, port, callback));
  });
};

function put(socket, error, list, size, ip, port, callback) {
  const { handle, sendBlockList } = socket[kState];
  if (!error && ip !== undefined && sendBlockList?.check(ip, `ipv${isIP(ip)}`))
    error = new ERR_IP_BLOCKED(ip);
  if (error) {
    nextTick(() => {
      if (callback !== undefined) callback(error);
      else socket.emit('error', error);
    });
    return;
  }
  if (!handle) return;
  const request = {
    oncomplete(status) {
      if (callback === undefined) return;
      callback(status < 0 ? new ExceptionWithHostPort(status, 'send', ip, port) : null, size);
    },
  };
  const result = attempt(() => handle.send(request, list, ip, port));
  if (typeof result === 'object') {
    put(socket, result, list, size, ip, port, callback);
  } else if (result >= 1) {
    // It is with the kernel.
    if (callback !== undefined) nextTick(callback, null, result - 1);
  } else if (result < 0 && callback !== undefined) {
    nextTick(callback, new ExceptionWithHostPort(result, 'send', ip, port));
  }
}

/* ---------------------------------------------------------------- closing, and what it is bound to */

/** @param {function(): void} [callback] of 'close' @returns {this} */
Socket.prototype.close = function (callback) {
  const state = this[kState];
  if (typeof callback === 'function') this.on('close', callback);
  if (state.queue !== undefined) {
    state.queue.push(() => this.close());
    return this;
  }
  healthy(this);
  if (state.receiving) state.handle.recvStop();
  state.receiving = false;
  state.handle.close();
  state.handle = null;
  nextTick(() => this.emit('close'));
  return this;
};

Socket.prototype[Symbol.asyncDispose] = async function () {
  if (!this[kState].handle) return;
  await new Promise((resolve, reject) => {
    this.close((error) => (error ? reject(error) : resolve()));
  });
};

/** @returns {{address: string, family: string, port: number}} */
Socket.prototype.address = function () {
  const out = {};
  const error = healthy(this).handle.getsockname(out);
  if (error) throw new ErrnoException(error, 'getsockname');
  return out;
};

/** @returns {{address: string, family: string, port: number}} */
Socket.prototype.remoteAddress = function () {
  const state = healthy(this);
  if (state.connected !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const out = {};
  const error = state.handle.getpeername(out);
  if (error) throw new ErrnoException(error, 'getpeername');
  return out;
};

/** @returns {this} */
Socket.prototype.ref = function () {
  this[kState].handle?.ref();
  return this;
};

/** @returns {this} */
Socket.prototype.unref = function () {
  this[kState].handle?.unref();
  return this;
};

Object.assign(Socket.prototype, methods);

module.exports = { createSocket, Socket };
