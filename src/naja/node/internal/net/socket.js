'use strict';

// net.Socket: a Duplex over a TCP or pipe handle. Connecting is in connect.js, what it has in common with other
// streams over handles in io.js.

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_HANDLE_TYPE,
    ERR_SOCKET_CLOSED,
    ERR_SOCKET_CLOSED_BEFORE_CONNECTION,
  },
  ErrnoException,
  genericNodeError,
} = require('ext/base/errors');
const { validateAbortSignal, validateInt32, validateNumber } = require('ext/base/validators');
const { clearTimeout } = require('ext/timers/timers');
const { Duplex } = require('node/stream');
const { Buffer } = require('node/buffer');
const { TCP, createHandle, errno } = require('node/internal/net/handles');
const { onStreamRead, setStreamTimeout, writeGeneric, writevGeneric } = require('node/internal/net/io');
const {
  kOwner,
  kAsyncId,
  kHandle,
  kTimeout,
  kBuffer,
  kBufferCb,
  kBufferGen,
  kUpdateTimer,
  kCanSendFile,
  kSendFile,
  kSending,
  kIsIdle,
  kAfterAsyncWrite,
  kReinitializeHandle,
  kSetNoDelay,
  kSetKeepAlive,
  kSetKeepAliveInitialDelay,
  kSetKeepAliveInterval,
  kSetKeepAliveCount,
  kSetTOS,
  kLastWriteQueueSize,
  kBytesRead,
  kBytesWritten,
  kBoundSocketConsume,
  kBoundSocketPath,
  kBoundSource,
  kBoundPath,
} = require('node/internal/net/symbols');
const process = require.lazy('node/process');
const events = require.lazy('node/events');
const blockList = require.lazy('node/internal/net/block_list');
const connecting = require.lazy('node/internal/net/connect');
const sendFile = require.lazy('node/internal/net/send_file');

const noop = () => {};
const isBoundSocket = (value) => typeof value[kBoundSocketConsume] === 'function';

/* ---------------------------------------------------------------- construction */

/** Ties a fresh handle to its socket. */
function initSocketHandle(socket) {
  socket._undestroy();
  socket._sockname = null;
  const handle = socket[kHandle];
  if (!handle) return;
  handle[kOwner] = socket;
  handle.onread = onStreamRead;
  socket[kAsyncId] = typeof handle.getAsyncId === 'function' ? handle.getAsyncId() : -1;

  let userBuffer = socket[kBuffer];
  if (!userBuffer) return;
  if (socket[kBufferGen] !== null) {
    userBuffer = socket[kBufferGen]();
    if (!(userBuffer instanceof Uint8Array)) return;
    socket[kBuffer] = userBuffer;
  }
  handle.useUserBuffer(userBuffer);
}

function checkOptions(options) {
  if (options.objectMode) {
    throw new ERR_INVALID_ARG_VALUE('options.objectMode', options.objectMode, 'is not supported');
  }
  for (const name of ['readableObjectMode', 'writableObjectMode']) {
    if (options[name]) throw new ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'is not supported');
  }
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }
}

/** Takes the handle of a BoundSocket: bound, not yet connected. */
function adoptBoundSocket(socket, bound) {
  const path = bound[kBoundSocketPath];
  const handle = bound[kBoundSocketConsume]();
  socket[kHandle] = handle;
  socket[kBoundSource] = true;
  if (path === undefined) return;
  socket[kBoundPath] = path;
  // Binding alone does not make libuv's pipe readable and writable: opening its own descriptor does.
  const error = handle.fd >= 0 ? handle.open(handle.fd) : 0;
  if (error) throw new ErrnoException(error, 'open');
}

function openDescriptor(socket, fd) {
  const handle = createHandle(fd, false);
  socket[kHandle] = handle;
  const error = handle.open(fd);
  if (error) throw new ErrnoException(error, 'open');
}

function useOnread(socket, onread) {
  if (onread === null || typeof onread !== 'object' || typeof onread.callback !== 'function') return;
  const { buffer } = onread;
  if (typeof buffer === 'function') {
    socket[kBuffer] = true;
    socket[kBufferGen] = buffer;
  } else if (buffer instanceof Uint8Array) {
    socket[kBuffer] = buffer;
  } else {
    return;
  }
  socket[kBufferCb] = onread.callback;
}

function watchSignal(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  let disposable;
  const onAbort = () => {
    disposable?.[Symbol.dispose]();
    socket._aborted = true;
  };
  process().nextTick(() => {
    if (signal.aborted) onAbort();
    else disposable = events().addAbortListener(signal, onAbort);
  });
}

/**
 * A TCP connection or a local (Unix domain) one.
 * @param {object|number} [options] see node:net; a number is a descriptor
 * @throws {ERR_INVALID_ARG_VALUE|ERR_INVALID_ARG_TYPE|ERR_INVALID_FD_TYPE}
 */
function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  if (options) checkOptions(options);

  this.connecting = false;
  this[kAsyncId] = -1;
  this._hadError = false;
  this[kHandle] = null;
  this._parent = null;
  this._host = null;
  this[kLastWriteQueueSize] = 0;
  this[kSending] = null;
  this[kTimeout] = null;
  this[kBuffer] = null;
  this[kBufferCb] = null;
  this[kBufferGen] = null;
  this._closeAfterHandlingError = false;

  options = typeof options === 'number' ? { fd: options } : { ...options };
  options.allowHalfOpen = Boolean(options.allowHalfOpen);
  options.emitClose = false; // 'close' comes when the handle is closed
  options.autoDestroy = true;
  options.decodeStrings = false; // the handle encodes
  Duplex.call(this, options);

  let connected = true;
  if (options.handle) {
    if (isBoundSocket(options.handle)) {
      adoptBoundSocket(this, options.handle);
      connected = false;
    } else {
      this[kHandle] = options.handle;
    }
  } else if (options.fd !== undefined) {
    openDescriptor(this, options.fd);
  }
  if (options.onread !== undefined) useOnread(this, options.onread);

  this[kSetNoDelay] = Boolean(options.noDelay);
  this[kSetKeepAlive] = Boolean(options.keepAlive);
  this[kSetKeepAliveInitialDelay] = Math.trunc(options.keepAliveInitialDelay / 1000) | 0;
  if (options.typeOfService !== undefined) {
    validateInt32(options.typeOfService, 'options.typeOfService', 0, 255);
  }
  this[kSetTOS] = options.typeOfService;

  this.on('end', onReadableStreamEnd);
  initSocketHandle(this);
  this._pendingData = null;
  this._pendingEncoding = '';

  if (this[kHandle] && options.readable !== false && connected) {
    if (options.pauseOnCreate) {
      this[kHandle].reading = false;
      this[kHandle].readStop();
      this.readableFlowing = false;
    } else if (!options.manualStart) {
      this.read(0);
    }
  }
  if (options.signal) watchSignal(this, options.signal);

  this.server = null;
  this._server = null;
  this[kBytesRead] = 0; // kept for after destroy()
  this[kBytesWritten] = 0;
  if (options.blockList) {
    if (!blockList().BlockList.isBlockList(options.blockList)) {
      throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', options.blockList);
    }
    this.blockList = options.blockList;
  }
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);

/** Begins the timeout of this socket, and of those that it stands on, anew. */
Socket.prototype._unrefTimer = function _unrefTimer() {
  for (let socket = this; socket != null; socket = socket._parent) {
    if (socket[kTimeout]) socket[kTimeout].refresh();
  }
};

/** @see connect.js */
Socket.prototype.connect = function (...args) {
  return connecting().connect(this, args);
};

Socket.prototype[kReinitializeHandle] = function reinitializeHandle(handle) {
  this._handle?.close();
  this._handle = handle;
  this._handle[kOwner] = this;
  initSocketHandle(this);
};

/* ---------------------------------------------------------------- reading */

function tryReadStart(socket) {
  const handle = socket[kHandle];
  handle.reading = true;
  const error = handle.readStart();
  if (error) socket.destroy(new ErrnoException(error, 'read'));
}

Socket.prototype._read = function (n) {
  if (this.connecting || !this[kHandle]) {
    this.once('connect', () => this._read(n));
  } else if (!this[kHandle].reading) {
    tryReadStart(this);
  }
};

// With the onread option the stream machinery sees no bytes: pausing and going on is told to the handle here.
function resumeUserBuffer(socket) {
  if (socket[kBuffer] && !socket.connecting && socket[kHandle] && !socket[kHandle].reading)
    tryReadStart(socket);
}

Socket.prototype.pause = function () {
  const handle = this[kHandle];
  if (this[kBuffer] && !this.connecting && handle?.reading) {
    handle.reading = false;
    if (!this.destroyed) {
      const error = handle.readStop();
      if (error) this.destroy(new ErrnoException(error, 'read'));
    }
  }
  return Duplex.prototype.pause.call(this);
};

Socket.prototype.resume = function () {
  resumeUserBuffer(this);
  return Duplex.prototype.resume.call(this);
};

Socket.prototype.read = function (n) {
  resumeUserBuffer(this);
  return Duplex.prototype.read.call(this, n);
};

function onReadableStreamEnd() {
  if (!this.allowHalfOpen) this.write = writeAfterFIN;
}

/* ---------------------------------------------------------------- writing */

// The generic 'write after end' would blame the program for what the other side did.
function writeAfterFIN(chunk, encoding, callback) {
  if (!this.writableEnded) return Duplex.prototype.write.call(this, chunk, encoding, callback);
  if (typeof encoding === 'function') callback = encoding;
  const error = genericNodeError('This socket has been ended by the other party', { code: 'EPIPE' });
  if (typeof callback === 'function') process().nextTick(callback, error);
  this.destroy(error);
  return false;
}

Socket.prototype._writeGeneric = function (writev, data, encoding, callback) {
  if (this.connecting) {
    // The Writable holds back everything after this first chunk.
    this._pendingData = data;
    this._pendingEncoding = encoding;
    const onClose = () => callback(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
    this.once('connect', function connect() {
      this.off('close', onClose);
      this._writeGeneric(writev, data, encoding, callback);
    });
    this.once('close', onClose);
    return;
  }
  this._pendingData = null;
  this._pendingEncoding = '';
  if (this[kSending]) {
    this[kSending] = () => this._writeGeneric(writev, data, encoding, callback);
    return;
  }
  const handle = this[kHandle];
  if (!handle) {
    callback(new ERR_SOCKET_CLOSED());
    return;
  }
  this._unrefTimer();
  const waits = writev ? writevGeneric(this, data, callback) : writeGeneric(this, data, encoding, callback);
  if (waits) this[kLastWriteQueueSize] = handle.writeQueueSize;
};

Socket.prototype._writev = function (chunks, callback) {
  this._writeGeneric(true, chunks, '', callback);
};

Socket.prototype._write = function (data, encoding, callback) {
  this._writeGeneric(false, data, encoding, callback);
};

Socket.prototype[kAfterAsyncWrite] = function () {
  this[kLastWriteQueueSize] = 0;
};

function afterShutdown(status) {
  // The connection may be gone already; there is nobody left to tell then.
  void status;
  this.callback();
}

Socket.prototype._final = function (callback) {
  if (this.connecting) {
    this.once('connect', () => this._final(callback));
    return;
  }
  if (this[kSending]) {
    this[kSending] = () => this._final(callback);
    return;
  }
  const handle = this[kHandle];
  if (!handle) {
    callback();
    return;
  }
  const error = handle.shutdown({ oncomplete: afterShutdown, handle, callback });
  if (error === 1 || error === errno.UV_ENOTCONN) callback();
  else if (error !== 0) callback(new ErrnoException(error, 'shutdown'));
};

Socket.prototype.end = function (data, encoding, callback) {
  Duplex.prototype.end.call(this, data, encoding, callback);
  return this;
};

Socket.prototype[kCanSendFile] = function () {
  return sendFile().canSend(this, Socket);
};

Socket.prototype[kIsIdle] = function () {
  return sendFile().isIdle(this);
};

Socket.prototype[kSendFile] = function (fd, position, length, callback) {
  sendFile().send(this, fd, position, length, callback);
};

/* ---------------------------------------------------------------- closing */

Socket.prototype.destroySoon = function () {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

/**
 * Closes with RST.
 * @throws {ERR_INVALID_HANDLE_TYPE} where this is no TCP connection
 */
Socket.prototype.resetAndDestroy = function () {
  if (!this[kHandle]) {
    this.destroy(new ERR_SOCKET_CLOSED());
  } else if (!(this[kHandle] instanceof TCP)) {
    throw new ERR_INVALID_HANDLE_TYPE();
  } else if (this.connecting) {
    this.once('connect', () => this._reset());
  } else {
    this._reset();
  }
  return this;
};

Socket.prototype._reset = function () {
  this.resetAndClosing = true;
  return this.destroy();
};

function emitCloseNT(socket) {
  socket.emit('close', false);
}

function closeHandle(socket, isException, letGo) {
  const handle = socket[kHandle];
  if (!handle) return;
  handle.close(() => {
    socket.emit('close', isException);
    if (letGo) forgetHandle(socket);
  });
}

function forgetHandle(socket) {
  socket[kHandle].onread = noop;
  socket._handle = null;
  socket._sockname = null;
}

Socket.prototype._destroy = function (exception, callback) {
  this.connecting = false;
  for (let socket = this; socket != null; socket = socket._parent) clearTimeout(socket[kTimeout]);

  const handle = this[kHandle];
  if (handle) {
    const isException = Boolean(exception);
    this[kBytesRead] = handle.bytesRead;
    this[kBytesWritten] = handle.bytesWritten;
    if (this.resetAndClosing) {
      this.resetAndClosing = false;
      const error = handle.reset(() => this.emit('close', isException));
      if (error) this.emit('error', new ErrnoException(error, 'reset'));
    } else if (this._closeAfterHandlingError) {
      // The handle stays until listeners of 'error' have run in the nextTick queue.
      queueMicrotask(() => closeHandle(this, isException, true));
    } else {
      closeHandle(this, isException, false);
    }
    if (!this._closeAfterHandlingError) forgetHandle(this);
    callback(exception);
  } else {
    callback(exception);
    process().nextTick(emitCloseNT, this);
  }

  const server = this._server;
  if (server) {
    server._connections--;
    server._emitCloseIfDrained?.();
  }
};

/* ---------------------------------------------------------------- options */

Socket.prototype.setTimeout = setStreamTimeout;

Socket.prototype._onTimeout = function () {
  const handle = this[kHandle];
  const before = this[kLastWriteQueueSize];
  if (before > 0 && handle) {
    // A write goes on, and has got on since the last look: that is no silence.
    const { writeQueueSize } = handle;
    if (before !== writeQueueSize) {
      this[kLastWriteQueueSize] = writeQueueSize;
      this._unrefTimer();
      return;
    }
  }
  this.emit('timeout');
};

/** @param {boolean} [enable] true where left out: send small packets at once */
Socket.prototype.setNoDelay = function (enable) {
  enable = enable === undefined ? true : Boolean(enable);
  const handle = this[kHandle];
  if (!handle) {
    this[kSetNoDelay] = enable;
  } else if (handle.setNoDelay && enable !== this[kSetNoDelay]) {
    this[kSetNoDelay] = enable;
    handle.setNoDelay(enable);
  }
  return this;
};

const toSeconds = (msecs) => Math.trunc(msecs / 1000) | 0;

/**
 * TCP keep-alive probes.
 * @param {boolean|{enable, initialDelay, interval, count}} [enable]
 * @param {number} [initialDelay] milliseconds of silence before the first probe
 * @param {number} [interval] milliseconds between probes
 * @param {number} [count] unanswered probes that end the connection
 */
Socket.prototype.setKeepAlive = function (enable, initialDelay, interval, count) {
  if (enable !== null && typeof enable === 'object') ({ enable, initialDelay, interval, count } = enable);
  enable = Boolean(enable);
  const idle = toSeconds(initialDelay);
  const every = interval === undefined ? undefined : toSeconds(interval);
  const handle = this[kHandle];
  if (handle) {
    if (!handle.setKeepAlive) return this;
    const same =
      this[kSetKeepAliveInitialDelay] === idle &&
      this[kSetKeepAliveInterval] === every &&
      this[kSetKeepAliveCount] === count;
    if (enable === this[kSetKeepAlive] && (!enable || same)) return this;
  }
  this[kSetKeepAlive] = enable;
  this[kSetKeepAliveInitialDelay] = idle;
  this[kSetKeepAliveInterval] = every;
  this[kSetKeepAliveCount] = count;
  if (handle) handle.setKeepAlive(enable, idle, every, count);
  return this;
};

/**
 * @param {number} tos 0 to 255: the IP header's type of service, or IPv6's traffic class
 * @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE} or a system error
 */
Socket.prototype.setTypeOfService = function (tos) {
  if (Number.isNaN(tos)) throw new ERR_INVALID_ARG_TYPE('tos', 'number', tos);
  validateInt32(tos, 'tos', 0, 255);
  const handle = this[kHandle];
  const changed = tos !== this[kSetTOS];
  this[kSetTOS] = tos;
  if (handle?.setTypeOfService && changed) {
    const error = handle.setTypeOfService(tos);
    if (error) throw new ErrnoException(error, 'setTypeOfService');
  }
  return this;
};

/** @returns {number} */
Socket.prototype.getTypeOfService = function () {
  const handle = this[kHandle];
  if (!handle?.getTypeOfService) return this[kSetTOS] ?? 0;
  const result = handle.getTypeOfService();
  if (result < 0) throw new ErrnoException(result, 'getTypeOfService');
  return result;
};

/** The loop waits for this socket (the default). */
Socket.prototype.ref = function () {
  if (!this[kHandle]) this.once('connect', this.ref);
  else if (typeof this[kHandle].ref === 'function') this[kHandle].ref();
  return this;
};

/** The loop does not wait for this socket. */
Socket.prototype.unref = function () {
  if (!this[kHandle]) this.once('connect', this.unref);
  else if (typeof this[kHandle].unref === 'function') this[kHandle].unref();
  return this;
};

/* ---------------------------------------------------------------- what it tells */

Socket.prototype.address = function () {
  return this._getsockname();
};

Socket.prototype._getpeername = function () {
  const handle = this[kHandle];
  if (!handle?.getpeername || this.connecting) return this._peername || {};
  if (!this._peername) {
    const out = {};
    if (handle.getpeername(out)) return out;
    this._peername = out;
  }
  return this._peername;
};

Socket.prototype._getsockname = function () {
  if (this[kBoundPath] !== undefined) return { address: this[kBoundPath] };
  const handle = this[kHandle];
  if (!handle?.getsockname) return {};
  if (!this._sockname) {
    this._sockname = {};
    handle.getsockname(this._sockname);
  }
  return this._sockname;
};

/** How many bytes a chunk that waits will take. */
const byteLength = (chunk, encoding) =>
  typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;

function bytesWritten() {
  const waiting = this.writableBuffer;
  if (!waiting) return undefined;
  let bytes = this._bytesDispatched;
  for (const { chunk, encoding } of waiting) bytes += byteLength(chunk, encoding);
  const data = this._pendingData;
  if (Array.isArray(data)) {
    for (const { chunk, encoding } of data) bytes += byteLength(chunk, encoding);
  } else if (data) {
    bytes += byteLength(data, this._pendingEncoding);
  }
  return bytes;
}

function readyState() {
  if (this.connecting) return 'opening';
  if (this.readable) return this.writable ? 'open' : 'readOnly';
  return this.writable ? 'writeOnly' : 'closed';
}

function define(name, get, attributes) {
  Object.defineProperty(Socket.prototype, name, { __proto__: null, get, ...attributes });
}

const shown = { configurable: false, enumerable: true };

define('_connecting', function () {
  return this.connecting;
});
define(
  'pending',
  function () {
    return !this[kHandle] || this.connecting;
  },
  { configurable: true },
);
define('readyState', readyState);
define('bufferSize', function () {
  return this[kHandle] ? this.writableLength : undefined;
});
define(kUpdateTimer, function () {
  return this._unrefTimer;
});
define(
  'bytesRead',
  function bytesRead() {
    return this[kHandle] ? this[kHandle].bytesRead : this[kBytesRead];
  },
  shown,
);
for (const name of ['Address', 'Family', 'Port']) {
  const key = name.toLowerCase();
  define(`remote${name}`, function () { return this._getpeername()[key]; }, shown); // prettier-ignore
  define(`local${name}`, function () { return this._getsockname()[key]; }, shown); // prettier-ignore
}
define(
  '_bytesDispatched',
  function _bytesDispatched() {
    return this[kHandle] ? this[kHandle].bytesWritten : this[kBytesWritten];
  },
  shown,
);
define('bytesWritten', bytesWritten, shown);

Object.defineProperty(Socket.prototype, '_handle', {
  __proto__: null,
  get() {
    return this[kHandle];
  },
  set(handle) {
    this[kHandle] = handle;
  },
});

module.exports = { Socket, initSocketHandle };
