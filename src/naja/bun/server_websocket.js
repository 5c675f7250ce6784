'use strict';

/** ServerWebSocket of Bun.serve, and the topics that they subscribe to. */

const { WebSocketConnection, makeFrame, OP_TEXT, OP_BINARY, OPEN } = require('ext/websocket/connection');
const { remoteAddress } = require('ext/net/listener');
const { setUnrefTimeout } = require('ext/timers/timers');
const { nextTick } = require('ext/timers/ticks');
const { Buffer } = require('node/buffer');
const { FastBuffer } = require('node/internal/buffer_pool');

const DEFAULT_MAX_PAYLOAD = 16 * 1024 * 1024;
const DEFAULT_BACKPRESSURE = 16 * 1024 * 1024;
const DEFAULT_IDLE = 120; // seconds
const nothing = () => {};

const MAX_IDLE = 960; // seconds

function invalid(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** The `websocket` option of Bun.serve. @throws {TypeError} */
function readHandlers(options) {
  if (options === null || typeof options !== 'object') throw invalid('Expected websocket to be an object');
  const handlers = {};
  for (const name of ['open', 'message', 'close', 'drain', 'ping', 'pong']) {
    const handler = options[name];
    if (handler !== undefined && handler !== null && typeof handler !== 'function') {
      throw invalid(`websocket expects a function for the '${name}' option`);
    }
    handlers[name] = handler ?? nothing;
  }
  for (const name of ['idleTimeout', 'maxPayloadLength', 'backpressureLimit']) {
    const value = options[name];
    if (value !== undefined && value !== null && typeof value !== 'number')
      throw invalid(`websocket expects ${name} to be an integer`);
  }
  if (options.idleTimeout > MAX_IDLE)
    throw invalid(`websocket expects idleTimeout to be ${MAX_IDLE} or less`);
  const { perMessageDeflate } = options;
  if (!['undefined', 'boolean', 'object'].includes(typeof perMessageDeflate))
    throw invalid('websocket expects perMessageDeflate to be a boolean or an object');
  return {
    ...handlers,
    maxPayload: options.maxPayloadLength ?? DEFAULT_MAX_PAYLOAD,
    backpressureLimit: options.backpressureLimit ?? DEFAULT_BACKPRESSURE,
    closeOnBackpressureLimit: options.closeOnBackpressureLimit ?? false,
    idleTimeout: options.idleTimeout ?? DEFAULT_IDLE,
    sendPings: options.sendPings ?? true,
    publishToSelf: options.publishToSelf ?? false,
    perMessageDeflate: Boolean(options.perMessageDeflate),
  };
}

function toBytes(data) {
  if (typeof data === 'string' || ArrayBuffer.isView(data)) return data;
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  throw new TypeError('send requires a string or ArrayBufferView');
}

/** How many bytes of payload a message has. */
function sizeOf(data) {
  return typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
}

/** Who listens to what. */
class Topics {
  constructor() {
    this.byName = new Map();
    this.sockets = new Set();
    this.sweeping = false;
  }

  subscribe(topic, socket) {
    const members = this.byName.get(topic);
    if (members === undefined) this.byName.set(topic, new Set([socket]));
    else members.add(socket);
  }

  unsubscribe(topic, socket) {
    const members = this.byName.get(topic);
    if (members === undefined) return;
    members.delete(socket);
    if (members.size === 0) this.byName.delete(topic);
  }

  count(topic) {
    return this.byName.get(topic)?.size ?? 0;
  }

  /** Sends one frame to all but `except`. @returns {number} bytes of payload, 0 where nobody got it */
  publish(topic, data, except) {
    const members = this.byName.get(topic);
    if (members === undefined) return 0;
    data = toBytes(data);
    const frame = makeFrame(data, typeof data === 'string' ? OP_TEXT : OP_BINARY);
    let reached = false;
    for (const socket of members) {
      if (socket === except) continue;
      socket.sendFrame(frame);
      reached = true;
    }
    return reached ? sizeOf(data) : 0;
  }

  terminateAll() {
    for (const socket of this.sockets) socket.terminate();
  }

  /** Looks every few seconds for sockets on which nothing has come. */
  sweep() {
    if (this.sweeping) return;
    this.sweeping = true;
    setUnrefTimeout(() => {
      this.sweeping = false;
      for (const socket of this.sockets) socket.tick();
      if (this.sockets.size > 0) this.sweep();
    }, 4000);
  }
}

class ServerWebSocket {
  #connection = null;
  #handlers;
  #topics;
  #subscribed = null;
  #silent = 0; // seconds since something came
  #address;
  #waiting = 0; // bytes that waited when something was last sent
  #over = false; // close() was called, or the peer has gone: the program has heard of it
  binaryType = 'nodebuffer';

  constructor(handlers, topics, data, handle) {
    this.#handlers = handlers;
    this.#topics = topics;
    this.#address = remoteAddress(handle.beneath ?? handle).address;
    this.data = data;
  }

  /* ---- from the connection ---- */

  static open(socket, taken, deflate) {
    const { handle, rest } = taken;
    const handlers = socket.#handlers;
    const handler = {
      onMessage: (data) => handlers.message(socket, typeof data === 'string' ? data : socket.#present(data)),
      onPing: (bytes) => handlers.ping(socket, socket.#present(bytes)),
      onPong: (bytes) => handlers.pong(socket, socket.#present(bytes)),
      onDrain: () => handlers.drain(socket),
      onClose: (code, reason) => socket.#ended(code, reason),
      tellsErrors: true,
    };
    socket.#connection = new WebSocketConnection(handler, handle, {
      server: true,
      maxPayload: handlers.maxPayload,
      deflate,
    });
    socket.#topics.sockets.add(socket);
    if (handlers.idleTimeout > 0) socket.#topics.sweep();
    const corked = socket.#connection.cork();
    try {
      handlers.open(socket);
    } finally {
      if (corked) socket.#connection.uncork();
    }
    socket.#connection.start(rest);
  }

  /** @param {ArrayBuffer|Uint8Array} bytes an ArrayBuffer is the message's own; what lies in a Uint8Array is copied */
  #present(bytes) {
    switch (this.binaryType) {
      case 'arraybuffer':
        return bytes instanceof ArrayBuffer ? bytes : bytes.slice().buffer;
      case 'uint8array':
        return new Uint8Array(bytes);
      default:
        return new FastBuffer(bytes);
    }
  }

  #ended(code, reason) {
    if (this.#over) return;
    this.#over = true;
    this.#topics.sockets.delete(this);
    if (this.#subscribed !== null)
      for (const topic of this.#subscribed) this.#topics.unsubscribe(topic, this);
    this.#handlers.close(this, code, reason);
  }

  /** Some seconds have gone by. */
  tick() {
    const connection = this.#connection;
    const { idleTimeout, sendPings } = this.#handlers;
    if (connection.active) {
      connection.active = false;
      this.#silent = 0;
      return;
    }
    this.#silent += 4;
    if (idleTimeout === 0) return;
    if (this.#silent >= idleTimeout) this.terminate();
    else if (sendPings && this.#silent + 8 >= idleTimeout) connection.ping();
  }

  sendFrame(frame) {
    if (this.#isFull()) return 0;
    return this.#sent(this.#connection.sendFrame(frame), frame.length);
  }

  /** What send() gives: bytes sent, -1 where they wait, 0 where they were dropped. */
  #sent(waiting, size) {
    this.#waiting = waiting;
    if (waiting < 0) return 0;
    return waiting === 0 ? size : -1;
  }

  /** Whether so much waits already that nothing more is taken. */
  #isFull() {
    const { backpressureLimit, closeOnBackpressureLimit } = this.#handlers;
    if (this.#waiting <= backpressureLimit || this.#connection.buffered <= backpressureLimit) return false;
    if (closeOnBackpressureLimit) nextTick(() => this.terminate());
    return true;
  }

  /* ---- for programs ---- */

  /**
   * @param {string|ArrayBufferView|ArrayBuffer} data
   * @param {boolean} [compress]
   * @returns {number} bytes sent; -1: they wait; 0: dropped
   */
  send(data, compress = false) {
    data = toBytes(data);
    if (this.#isFull()) return 0;
    return this.#sent(this.#connection.send(data, compress), sizeOf(data));
  }

  sendText(data, compress = false) {
    if (typeof data !== 'string') throw new TypeError('sendText expects a string');
    return this.send(data, compress);
  }

  sendBinary(data, compress = false) {
    if (typeof data === 'string') throw new TypeError('sendBinary requires an ArrayBufferView');
    return this.send(data, compress);
  }

  ping(data) {
    return this.#sent(
      this.#connection.ping(data === undefined ? undefined : toBytes(data)),
      data === undefined ? 0 : sizeOf(data),
    );
  }

  pong(data) {
    return this.#sent(
      this.#connection.pong(data === undefined ? undefined : toBytes(data)),
      data === undefined ? 0 : sizeOf(data),
    );
  }

  publish(topic, data, compress) {
    void compress;
    return this.#topics.publish(topic, data, this.#handlers.publishToSelf ? null : this);
  }

  publishText(topic, data, compress) {
    return this.publish(topic, data, compress);
  }

  publishBinary(topic, data, compress) {
    return this.publish(topic, data, compress);
  }

  subscribe(topic) {
    if (this.#connection.state !== OPEN) return false;
    (this.#subscribed ??= new Set()).add(topic);
    this.#topics.subscribe(topic, this);
    return true;
  }

  unsubscribe(topic) {
    if (!this.#subscribed?.delete(topic)) return false;
    this.#topics.unsubscribe(topic, this);
    return true;
  }

  isSubscribed(topic) {
    return this.#subscribed?.has(topic) ?? false;
  }

  get subscriptions() {
    return this.#subscribed === null ? [] : [...this.#subscribed];
  }

  /** Sends with one system call what the callback sends. */
  cork(callback) {
    if (typeof callback !== 'function') throw new TypeError('cork requires a function');
    const corked = this.#connection.cork();
    try {
      return callback(this);
    } finally {
      if (corked) this.#connection.uncork();
    }
  }

  close(code = 1000, reason = '') {
    this.#connection.close(code, reason);
    // The program is told at once; that the peer agrees is not waited for.
    this.#ended(code, reason);
  }

  terminate() {
    this.#connection.terminate();
  }

  getBufferedAmount() {
    return this.#connection.buffered;
  }

  get readyState() {
    return this.#connection?.state ?? 0;
  }

  get remoteAddress() {
    return this.#address;
  }
}

/** Opens a socket on a connection whose handshake is done. */
function open(taken, handlers, topics, data, deflate) {
  ServerWebSocket.open(new ServerWebSocket(handlers, topics, data, taken.handle), taken, deflate);
}

module.exports = { Topics, open, readHandlers };
