'use strict';

/**
 * A WebSocket connection (RFC 6455) over a native handle, for servers and clients alike: ServerWebSocket of Bun,
 * Deno.upgradeWebSocket and the WebSocket global are faces of it.
 */

const native = binding('websocket');
const { setUnrefTimeout, clearTimeout } = require('ext/timers/timers');

const OP_TEXT = 1;
const OP_BINARY = 2;
const OP_CLOSE = 8;
const OP_PING = 9;
const OP_PONG = 10;

/** Flags of native.open() */
const W_SERVER = 1;
const W_DEFLATE = 2;
const W_INFLATE_RESET = 4;
const W_DEFLATE_RESET = 8;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

const NO_STATUS = 1005;
const ABNORMAL = 1006;
/** So long the peer may take to answer a Close frame, and then to close, in ms. */
const CLOSE_TIME = 3000;
const NOTHING = new Uint8Array(0);

/** The payload of a Close frame. */
function closePayload(code, reason) {
  if (code === undefined || code === NO_STATUS) return NOTHING;
  const text = binding('buffer').utf8Encode(reason);
  const bytes = new Uint8Array(2 + text.length);
  bytes[0] = code >> 8;
  bytes[1] = code & 255;
  bytes.set(text, 2);
  return bytes;
}

class WebSocketConnection {
  /**
   * @param {object} handler what happens is told to: onMessage(string|ArrayBuffer|Uint8Array), onPing(bytes), onPong(bytes),
   *   onDrain(), onClose(code, reason, wasClean): the last one. A short message is a Uint8Array whose memory is used again:
   *   `new Uint8Array(it)` makes one of its own, and a view of an ArrayBuffer as well
   * @param {object} handle TCP, Pipe or TLSWrap
   * @param {object} options
   * @param {boolean} options.server
   * @param {number} [options.maxPayload] bytes of a message
   * @param {function(): void} [options.closeHandle] in the place of handle.close()
   * @param {object|null} [options.deflate] what was agreed on, see ext/websocket/extensions
   */
  constructor(handler, handle, { server, maxPayload = 2 ** 27, deflate = null, closeHandle = null }) {
    this.handler = handler;
    this.handle = handle;
    this.closeHandle = closeHandle;
    this.isServer = server;
    this.state = OPEN;
    this.sent = false; // our Close frame
    this.code = ABNORMAL; // what the program is told at the end
    this.reason = '';
    this.clean = false;
    this.timer = null;
    this.active = true; // something has come since it was last asked
    let flags = server ? W_SERVER : 0;
    let inflateBits = 0;
    let deflateBits = 0;
    if (deflate !== null) {
      const ours = server ? 'server' : 'client';
      const theirs = server ? 'client' : 'server';
      flags |= W_DEFLATE;
      if (deflate[`${theirs}NoContext`]) flags |= W_INFLATE_RESET;
      if (deflate[`${ours}NoContext`]) flags |= W_DEFLATE_RESET;
      inflateBits = deflate[`${theirs}Bits`] ?? 15;
      deflateBits = deflate[`${ours}Bits`] ?? 15;
    }
    this.deflates = deflate !== null;
    this.id = native.open(this, handle, flags, maxPayload, inflateBits, deflateBits);
  }

  /** Begins to read. @param {Uint8Array|null} [rest] what came with the handshake */
  start(rest = null) {
    if (rest !== null && rest.length > 0) native.receive(this.id, rest);
    if (this.id >= 0) this.handle.readStart();
  }

  /**
   * @param {string|Uint8Array|ArrayBuffer} data
   * @param {boolean} [compress] where deflate was agreed on
   * @param {number} [opcode]
   * @returns {number} bytes that wait to be written, negative where it was not sent
   */
  send(data, compress = false, opcode = typeof data === 'string' ? OP_TEXT : OP_BINARY) {
    return this.state === OPEN ? native.send(this.id, data, opcode, compress) : -1;
  }

  /** Sends what makeFrame() gave. @returns {number} as send() */
  sendFrame(frame) {
    return this.state === OPEN ? native.sendFrame(this.id, frame) : -1;
  }

  /** @param {string|Uint8Array} [data] at most 125 bytes */
  ping(data = NOTHING) {
    return this.send(data, false, OP_PING);
  }

  pong(data = NOTHING) {
    return this.send(data, false, OP_PONG);
  }

  /** @type {number} bytes that wait to be written */
  get buffered() {
    return this.id < 0 ? 0 : native.buffered(this.id);
  }

  /** Whether what is sent waits from now on, for uncork(). */
  cork() {
    return native.cork(this.id);
  }

  uncork() {
    native.uncork(this.id);
  }

  /** Begins to close. @param {number} [code] @param {string} [reason] at most 123 bytes */
  close(code, reason = '') {
    if (this.state >= CLOSING) return;
    this.#sendClose(code, reason);
    this.state = CLOSING;
    this.#waitForEnd();
  }

  #sendClose(code, reason) {
    if (this.sent) return;
    this.sent = true;
    native.send(this.id, closePayload(code, reason), OP_CLOSE, false);
  }

  #waitForEnd() {
    this.timer ??= setUnrefTimeout(() => this.terminate(), CLOSE_TIME);
  }

  /** Closes at once, with no word to the peer. */
  terminate() {
    this.#end();
  }

  /* ---- what the peer does ---- */

  onControl(opcode, bytes, code) {
    this.active = true;
    if (opcode === OP_PING) {
      this.pong(bytes);
      this.handler.onPing(bytes);
    } else if (opcode === OP_PONG) {
      this.handler.onPong(bytes);
    } else {
      this.code = code;
      this.reason = bytes;
      this.clean = true;
      if (this.state === OPEN) {
        this.#sendClose(code, bytes);
        this.state = CLOSING;
      }
      // The server closes first, so that the client's port is free again.
      if (this.isServer) this.#shutdown();
      else this.#waitForEnd();
    }
  }

  /** The peer has broken the protocol. */
  onError(code, text) {
    this.#sendClose(code, text);
    this.state = CLOSING;
    this.code = ABNORMAL;
    this.reason = this.handler.tellsErrors ? text : '';
    this.handler.onProtocolError?.(code, text);
    this.#shutdown();
  }

  onEnd() {
    this.#end();
  }

  #shutdown() {
    this.#waitForEnd();
    // The Close frame goes before the FIN.
    native.uncork(this.id);
    if (this.handle.shutdown({ oncomplete: () => this.#end() }) < 0) this.#end();
  }

  #end() {
    if (this.state === CLOSED) return;
    this.state = CLOSED;
    if (this.timer !== null) clearTimeout(this.timer);
    native.close(this.id);
    this.id = -1;
    if (this.closeHandle !== null) this.closeHandle();
    else this.handle.close();
    this.handler.onClose(this.code, this.reason, this.clean);
  }
}

native.setup(
  function onMessage(data) {
    this.active = true;
    if (this.state === OPEN) this.handler.onMessage(data);
  },
  function onControl(opcode, bytes, code) {
    this.onControl(opcode, bytes, code);
  },
  function onError(code, text) {
    this.onError(code, text);
  },
  function onEnd(error) {
    this.onEnd(error);
  },
  function onDrain() {
    if (this.state === OPEN) this.handler.onDrain();
  },
);

module.exports = {
  WebSocketConnection,
  makeFrame: native.makeFrame,
  CONNECTING,
  OPEN,
  CLOSING,
  CLOSED,
  OP_TEXT,
  OP_BINARY,
};
