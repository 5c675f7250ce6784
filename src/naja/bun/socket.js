'use strict';

/** The sockets of Bun.listen and Bun.connect: one set of handlers for many of them. */

const {
  codes: { ERR_OUT_OF_RANGE },
  determineSpecificType: received,
} = require('ext/base/errors');
const { localAddress, remoteAddress } = require('ext/net/listener');
const { Buffer } = require('node/buffer');
const { FastBuffer } = require('node/internal/buffer_pool');
const { setUnrefTimeout, clearTimeout } = require('ext/timers/timers');
const client = require.lazy('ext/tls/client');

const UV_EOF = -4095;
const CLOSED = -1;
const OPEN = 1;
/** So many bytes may wait for the kernel; then write() takes no more until 'drain'. */
const HIGH_WATER = 1_048_576;

const NAMES = ['open', 'data', 'drain', 'close', 'end', 'error', 'timeout', 'handshake', 'connectError'];
const nothing = () => {};

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** Text in another encoding, as bytes. */
function encoded(data, encoding) {
  return typeof data === 'string' && Buffer.isEncoding(encoding) ? Buffer.from(data, encoding) : data;
}

/** @throws {RangeError} for a part that is not there */
function checkRange(size, offset, length) {
  if (!(offset >= 0))
    throw new ERR_OUT_OF_RANGE('byteOffset', `>= 0 and <= ${Number.MAX_SAFE_INTEGER}`, offset);
  if (offset > size) throw new ERR_OUT_OF_RANGE('byteOffset', `>= 0 and <= ${size}`, offset);
  if (length !== undefined && !(length >= 0 && length <= size - offset))
    throw new ERR_OUT_OF_RANGE('byteLength', `>= 0 and <= ${size - offset}`, length);
}

const BINARY_TYPES = ['arraybuffer', 'buffer', 'uint8array'];

/** Handlers that may be replaced while sockets have them. */
class Handlers {
  constructor(given) {
    this.replace(given);
  }

  replace(given) {
    if (given === null || typeof given !== 'object') throw typeError('SocketOptions.socket is required');
    const next = {};
    for (const name of NAMES) {
      const handler = given[name];
      if (handler !== undefined && typeof handler !== 'function') {
        throw typeError(`Expected "on${name[0].toUpperCase()}${name.slice(1)}" callback to be a function`);
      }
      next[name] = handler ?? nothing;
    }
    if (given.data === undefined && given.drain === undefined) {
      throw typeError('Expected at least "data" or "drain" callback');
    }
    next.hearsErrors = given.error !== undefined;
    next.binaryType = given.binaryType ?? 'buffer';
    if (!BINARY_TYPES.includes(next.binaryType)) {
      throw typeError('SocketHandler.binaryType must be "arraybuffer", "buffer", or "uint8array"');
    }
    this.current = next;
  }
}

/** @throws {TypeError} */
function readSocketHandlers(given) {
  return new Handlers(given);
}

function onread(memory, nread) {
  receive(this.socket, memory, nread);
}

/** `handle.onwrite`: a write that went on has ended. */
function onwrite(status) {
  written(this.socket, status);
}

/** Begins, as a socket that was accepted or has connected. @type {function(Socket, boolean): void} */
let startSocket;
/** Begins as a client with TLS. @type {function(Socket, string, boolean): void} */
let startTlsSocket;
/** `handle.onread`. */
let receive;
/** `handle.onwrite`. @type {function(Socket, number): void} */
let written;

class Socket {
  #handle;
  #handlers;
  #listener;
  #allowHalfOpen;
  #state = OPEN;
  #wantsDrain = false;
  #queued = false; // bytes wait to be written
  #ending = false;
  #timer = null;
  #seconds = 0;
  #secure = false;
  #authorized = false;
  #local;
  #remote;
  #written = 0;
  #forget;

  static {
    startSocket = (socket, secure) => socket.#start(secure);
    startTlsSocket = (socket, host, verify) => socket.#startTls(host, verify);
    receive = (socket, memory, nread) => socket.#receive(memory, nread);
    written = (socket, status) => socket.#onWritten(status);
  }

  /** @param {function(Socket): void} forget is told that it has closed */
  constructor(handle, handlers, data, listener, allowHalfOpen = false, forget = nothing) {
    this.#handle = handle;
    this.#handlers = handlers;
    this.#listener = listener;
    this.#allowHalfOpen = allowHalfOpen;
    this.#forget = () => forget(this);
    this.data = data;
    const beneath = handle.beneath ?? handle;
    this.#local = localAddress(beneath);
    this.#remote = remoteAddress(beneath);
    handle.socket = this;
    handle.onread = onread;
    handle.onwrite = onwrite;
  }

  #start(secure) {
    const handle = this.#handle;
    if (secure) {
      this.#secure = true;
      handle.onsecure = () => this.#handshaken(true, null);
      handle.onfailure = (error) => this.#failHandshake(error);
    }
    this.#call('open', this);
    if (this.#state === OPEN) handle.readStart();
  }

  #startTls(host, verify) {
    this.#secure = true;
    this.#call('open', this);
    if (this.#state !== OPEN) return;
    client()
      .handshake(this.#handle, { host, verify })
      .then(
        () => this.#handshaken(true, null),
        (error) => this.#failHandshake(error),
      );
  }

  #handshaken(success, error) {
    this.#authorized = success;
    this.#call('handshake', this, success, error);
  }

  #failHandshake(error) {
    this.#call('handshake', this, false, error);
    this.#finish(error);
  }

  /** Calls a handler; what it throws goes to the one for errors. */
  #call(name, ...args) {
    const handlers = this.#handlers.current;
    try {
      const result = handlers[name].apply(this, args);
      if (typeof result?.then === 'function') result.then(undefined, (error) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  /** The same for what comes all the time. */
  #callData(data) {
    const handlers = this.#handlers.current;
    try {
      const result = handlers.data.call(this, this, data);
      if (result !== undefined && typeof result?.then === 'function')
        result.then(undefined, (error) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error) {
    const handlers = this.#handlers.current;
    if (handlers.hearsErrors) handlers.error.call(this, this, error);
    else binding('errors').triggerUncaughtException(error, false);
  }

  #receive(memory, nread) {
    if (this.#state === CLOSED) return;
    if (nread > 0) {
      this.#touch();
      this.#callData(this.#present(memory, nread));
    } else if (nread === UV_EOF) {
      this.#call('end', this);
      if (!this.#allowHalfOpen && this.#state === OPEN) this.#afterWrites(() => this.#finish());
    } else {
      const error = new Error(`read ${binding('uv').errname(nread)}`);
      error.code = binding('uv').errname(nread);
      error.errno = nread;
      error.syscall = 'read';
      this.#finish(error);
    }
  }

  #present(memory, length) {
    switch (this.#handlers.current.binaryType) {
      case 'arraybuffer':
        if (!(memory instanceof ArrayBuffer)) return memory.slice().buffer;
        return memory.byteLength === length ? memory : memory.slice(0, length);
      case 'uint8array':
        return new Uint8Array(memory, 0, length);
      default:
        return new FastBuffer(memory, 0, length);
    }
  }

  #touch() {
    if (this.#seconds === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setUnrefTimeout(() => this.#call('timeout', this), this.#seconds * 1000);
  }

  #finish(error = undefined) {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    clearTimeout(this.#timer);
    this.#handle.close();
    this.#forget();
    this.#call('close', this, error);
  }

  /** @param {function(): void} callback called when the kernel has everything */
  #afterWrites(callback) {
    if (this.#handle.writeQueueSize === 0) callback();
    else this.#whenEmpty = callback;
  }

  #whenEmpty = null;

  #onWritten(status) {
    if (this.#state === CLOSED) return;
    if (status < 0) {
      this.#finish();
      return;
    }
    if (this.#handle.writeQueueSize > 0) return;
    this.#queued = false;
    if (this.#whenEmpty !== null) {
      const callback = this.#whenEmpty;
      this.#whenEmpty = null;
      callback();
    } else if (this.#wantsDrain) {
      this.#wantsDrain = false;
      this.#call('drain', this);
    }
  }

  /**
   * @param {string|ArrayBufferView|ArrayBuffer} data
   * @param {number} [byteOffset]
   * @param {number} [byteLength]
   * @returns {number} how many bytes were taken; 0: try again at 'drain'; -1: it is closed
   */
  write(data, byteOffset, byteLength) {
    if (this.#state === CLOSED || this.#ending) return -1;
    const handle = this.#handle;
    if (this.#queued && handle.writeQueueSize > HIGH_WATER) {
      this.#wantsDrain = true;
      return 0;
    }
    let bytes;
    if (typeof byteOffset === 'string') return this.write(encoded(data, byteOffset));
    if (typeof data === 'string') bytes = Buffer.from(data);
    else if (data instanceof Uint8Array) bytes = data;
    else if (ArrayBuffer.isView(data)) bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    else if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) bytes = new Uint8Array(data);
    else if (data === undefined) return 0;
    else
      throw typeError(
        `The "data" argument must be of type string, buffer, or blob. Received ${received(data)}`,
      );
    if (byteOffset !== undefined) {
      checkRange(bytes.length, byteOffset, byteLength);
      bytes = bytes.subarray(byteOffset, byteLength === undefined ? undefined : byteOffset + byteLength);
    }
    if (bytes.length === 0) return 0;
    this.#touch();
    const result = handle.writeBuffer(onwrite, bytes);
    if (result < 0) {
      this.#finish();
      return -1;
    }
    this.#written += bytes.length;
    if (result === 1) this.#wantsDrain = this.#queued = true;
    return bytes.length;
  }

  /** Writes what is given, then closes. @returns {number} as write() */
  end(data, byteOffset, byteLength) {
    const count = data === undefined ? 0 : this.write(data, byteOffset, byteLength);
    if (this.#state === CLOSED || this.#ending) return count;
    this.#ending = true;
    this.#afterWrites(() => {
      if (this.#handle.shutdown({ oncomplete: () => this.#finish() }) < 0) this.#finish();
    });
    return count;
  }

  /** Sends FIN, and goes on reading. */
  shutdown() {
    if (this.#state === OPEN) this.#handle.shutdown({ oncomplete: nothing });
  }

  /** Closes with a reset. */
  terminate() {
    if (this.#state === CLOSED) return;
    if (this.#secure || this.#handle.reset(nothing) < 0) {
      this.#finish();
      return;
    }
    this.#state = CLOSED;
    clearTimeout(this.#timer);
    this.#forget();
    this.#call('close', this);
  }

  close() {
    this.#finish();
  }

  flush() {}

  /** After how many seconds without traffic 'timeout' is called; 0: never. */
  timeout(seconds) {
    if (arguments.length === 0) throw new Error('Expected 1 argument, got 0');
    if (seconds < 0) throw new Error('Timeout must be a positive integer');
    this.#seconds = Number(seconds) || 0;
    clearTimeout(this.#timer);
    this.#touch();
  }

  pause() {
    if (this.#state === OPEN) this.#handle.readStop();
  }

  resume() {
    if (this.#state === OPEN) this.#handle.readStart();
  }

  ref() {
    if (this.#state === OPEN) this.#handle.ref();
  }

  unref() {
    if (this.#state === OPEN) this.#handle.unref();
  }

  setNoDelay(noDelay = true) {
    return this.#beneath.setNoDelay?.(noDelay) === 0;
  }

  setKeepAlive(enable = false, initialDelay = 0) {
    return this.#beneath.setKeepAlive?.(enable, Math.ceil(initialDelay / 1000)) === 0;
  }

  get #beneath() {
    return this.#handle.beneath ?? this.#handle;
  }

  /** New handlers, for all sockets that share these. */
  reload(options) {
    if (options === undefined) throw new Error('Expected 1 argument');
    const socket = options?.socket;
    if (socket === undefined) throw new Error('Expected "socket" option');
    if (socket !== null && typeof socket === 'object') this.#handlers.replace(socket);
  }

  get readyState() {
    return this.#state === OPEN && this.#ending ? 2 : this.#state;
  }

  get listener() {
    return this.#listener ?? undefined;
  }

  get remoteAddress() {
    return this.#remote.address;
  }

  get remotePort() {
    return this.#remote.port;
  }

  get remoteFamily() {
    return this.#remote.family;
  }

  get localAddress() {
    return this.#local.address;
  }

  get localPort() {
    return this.#local.port;
  }

  get localFamily() {
    return this.#local.family;
  }

  get bytesWritten() {
    return this.#written;
  }

  get fd() {
    return this.#state === CLOSED ? -1 : this.#beneath.fd;
  }

  get authorized() {
    return this.#authorized;
  }

  get alpnProtocol() {
    return this.#secure && this.#state === OPEN ? this.#handle.getALPNNegotiatedProtocol() : false;
  }

  getServername() {
    return this.#secure && this.#state === OPEN ? this.#handle.getServername() : undefined;
  }

  get [Symbol.toStringTag]() {
    return this.#secure ? 'TLSSocket' : 'TCPSocket';
  }

  [Symbol.dispose]() {
    this.#finish();
  }
}

module.exports = { Socket, readSocketHandlers, startSocket, startTlsSocket };
