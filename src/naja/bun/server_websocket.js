'use strict';

/** ServerWebSocket of Bun.serve, and the topics that they subscribe to. */

const {
  WebSocketConnection,
  makeFrame,
  OP_TEXT,
  OP_BINARY,
  OPEN,
  CLOSED,
} = require('ext/websocket/connection');
const { remoteAddress } = require('ext/net/listener');
const { setUnrefTimeout } = require('ext/timers/timers');
const { nextTick } = require('ext/timers/ticks');
const { Buffer } = require('node/buffer');
const { FastBuffer } = require('node/internal/buffer_pool');

const DEFAULT_MAX_PAYLOAD = 16 * 1024 * 1024;
const DEFAULT_BACKPRESSURE = 16 * 1024 * 1024;
const DEFAULT_IDLE = 120; // seconds
const nothing = () => {};

const BINARY_TYPES = ['nodebuffer', 'uint8array', 'arraybuffer'];
const MAX_CONTROL = 125; // bytes of a ping, RFC 6455, 5.5
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

/** What goes out: bytes as they are, anything else as text. @throws {Error} for nothing */
function toBytes(data, method) {
  if (typeof data === 'string' || ArrayBuffer.isView(data)) return data;
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  if (data === undefined || data === null) throw new Error(`${method} requires a non-empty message`);
  if (data instanceof Blob) throw new TypeError(`${method} requires a string or ArrayBufferView`);
  return String(data);
}

const isBytes = (data) =>
  ArrayBuffer.isView(data) || data instanceof ArrayBuffer || data instanceof SharedArrayBuffer;

/** What a control frame brings along. @throws {RangeError} */
function payloadOf(data, method) {
  if (data === undefined || data === null) return undefined;
  const payload = toBytes(data, method);
  const size = sizeOf(payload);
  if (size > MAX_CONTROL)
    throw new RangeError(
      `The data size must not be greater than ${MAX_CONTROL} bytes. Received ${size} bytes.`,
    );
  return payload;
}

/** The part of a reason that fits into a Close frame, in whole characters. */
function cutReason(reason) {
  if (reason.length * 3 <= MAX_CONTROL - 2) return reason;
  const bytes = Buffer.from(reason);
  if (bytes.length <= MAX_CONTROL - 2) return reason;
  let end = MAX_CONTROL - 2;
  while ((bytes[end] & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

/** @throws {Error|TypeError} where a topic is none */
function checkTopic(args, method) {
  if (args.length === 0) throw new Error(`${method} requires at least 1 argument`);
  const [topic] = args;
  if (typeof topic !== 'string') {
    throw invalid(
      `The "topic" argument must be of type string. Received type ${typeof topic} (${String(topic)})`,
    );
  }
  if (topic === '') throw new Error(`${method} requires a non-empty topic name`);
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
    data = toBytes(data, 'publish');
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
  #binaryType = 'nodebuffer';

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
    switch (this.#binaryType) {
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
    this.#subscribed = null;
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
    if (arguments.length === 0) throw new Error('send requires at least 1 argument');
    data = toBytes(data, 'send');
    if (this.#isFull()) return 0;
    return this.#sent(this.#connection.send(data, compress), sizeOf(data));
  }

  sendText(data, compress = false) {
    if (typeof data !== 'string') throw new Error('sendText expects a string');
    return this.send(data, compress);
  }

  sendBinary(data, compress = false) {
    if (!isBytes(data)) throw new Error('sendBinary expects a Blob or BufferSource');
    return this.send(data, compress);
  }

  ping(data) {
    const payload = payloadOf(data, 'ping');
    return this.#sent(this.#connection.ping(payload), payload === undefined ? 0 : sizeOf(payload));
  }

  pong(data) {
    const payload = payloadOf(data, 'pong');
    return this.#sent(this.#connection.pong(payload), payload === undefined ? 0 : sizeOf(payload));
  }

  publish(topic, data, compress) {
    void compress;
    if (arguments.length === 0) throw new Error('publish requires at least 1 argument');
    data = toBytes(data, 'publish');
    return this.#topics.publish(topic, data, this.#handlers.publishToSelf ? null : this);
  }

  publishText(topic, data, compress) {
    return this.publish(topic, data, compress);
  }

  publishBinary(topic, data, compress) {
    return this.publish(topic, data, compress);
  }

  subscribe(topic) {
    checkTopic(arguments, 'subscribe');
    if (this.#connection.state !== OPEN) return false;
    (this.#subscribed ??= new Set()).add(topic);
    this.#topics.subscribe(topic, this);
    return true;
  }

  unsubscribe(topic) {
    checkTopic(arguments, 'unsubscribe');
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
    if (typeof callback !== 'function') {
      const error = new TypeError("Not enough arguments to 'cork'. Expected 1, got 0.");
      throw Object.assign(error, { code: 'ERR_MISSING_ARGS' });
    }
    const corked = this.#connection.cork();
    try {
      return callback(this);
    } finally {
      if (corked) this.#connection.uncork();
    }
  }

  close(code = 1000, reason = '') {
    if (typeof code !== 'number') throw invalid('close requires a numeric code or undefined');
    reason = cutReason(String(reason));
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

  /** What bytes arrive as: 'nodebuffer', 'uint8array' or 'arraybuffer'. */
  get binaryType() {
    return this.#binaryType;
  }

  set binaryType(type) {
    if (!BINARY_TYPES.includes(type)) {
      throw new Error('binaryType must be either "uint8array", "arraybuffer", "nodebuffer" or "blob"');
    }
    this.#binaryType = type;
  }

  get [Symbol.toStringTag]() {
    return 'ServerWebSocket';
  }

  get readyState() {
    return this.#over ? CLOSED : (this.#connection?.state ?? 0);
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
