'use strict';

// The WebSocket interface: https://websockets.spec.whatwg.org/

const { EventTarget, defineEventHandler } = require('ext/events/event_target');
const { MessageEvent, CloseEvent, ErrorEvent } = require('ext/events/message_event');
const { DOMException } = require('ext/events/dom_exception');
const { finishClass, illegalInvocation, missing } = require('ext/fetch/webidl');
const { CONNECTING, OPEN, CLOSING, CLOSED } = require('ext/websocket/connection');
const { isAnyArrayBuffer } = require('ext/base/types');
const { URL } = require('ext/url/url');
const { isToken } = require('ext/http/fields');
const blobs = require.lazy('ext/buffer/blob');
const client = require.lazy('ext/websocket/client');
const buffer = binding('buffer');

const MAX_REASON = 123;
const kServer = Symbol('server');

/** @throws {DOMException} SyntaxError */
function readURL(url) {
  let record;
  try {
    record = new URL(url);
  } catch (error) {
    throw new DOMException(String(error), 'SyntaxError');
  }
  if (record.protocol === 'http:') record.protocol = 'ws:';
  else if (record.protocol === 'https:') record.protocol = 'wss:';
  if (record.protocol !== 'ws:' && record.protocol !== 'wss:') {
    throw new DOMException('expected a ws: or wss: url', 'SyntaxError');
  }
  if (record.hash !== '' || record.href.endsWith('#')) throw new DOMException('hash', 'SyntaxError');
  return record;
}

/** The second argument: names of protocols, or an object with options. */
function readOptions(second) {
  const isList =
    typeof second === 'string' ||
    (typeof second === 'object' && second !== null && Symbol.iterator in second);
  const options = isList || typeof second !== 'object' || second === null ? { protocols: second } : second;
  let { protocols = options.protocol ?? [] } = options;
  if (typeof protocols === 'string') protocols = [protocols];
  else if (typeof protocols !== 'object' || protocols === null) protocols = [];
  protocols = Array.from(protocols, String);
  const lower = new Set(protocols.map((name) => name.toLowerCase()));
  if (lower.size !== protocols.length || !protocols.every(isToken)) {
    throw new DOMException('Invalid Sec-WebSocket-Protocol value', 'SyntaxError');
  }
  return { protocols, headers: options.headers, tls: options.tls };
}

let isOne;
/**
 * A server's end of a connection.
 * @type {function(): {socket: WebSocket, handler: object, open: function(WebSocketConnection, string, string): void, fail: function(Error): void}}
 */
let forServer;

class WebSocket extends EventTarget {
  #url = '';
  #origin = null;
  #state = CONNECTING;
  #connection = null;
  #opening = null; // the handshake under way
  #protocol = '';
  #extensions = '';
  #binaryType = 'blob';
  #buffered = 0; // what was "sent" once it was closing
  #pending = null; // sends that wait for a Blob: a promise

  static {
    isOne = (value) => typeof value === 'object' && value !== null && #url in value;
    forServer = () => {
      const socket = new WebSocket(kServer);
      socket.#origin = '';
      socket.#binaryType = 'arraybuffer'; // as Deno has it at this end
      return {
        socket,
        handler: socket.#makeHandler(),
        open: (connection, protocol, extensions) => socket.#opened(connection, protocol, extensions),
        fail: (error) => socket.#failed(error),
      };
    };
  }

  /**
   * @param {string|URL} url ws:, wss:, http: or https:
   * @param {string|string[]|{protocols?: string[], headers?: HeadersInit, tls?: object}} [protocols]
   * @throws {DOMException} SyntaxError
   */
  constructor(url, protocols = []) {
    super();
    if (url === kServer) return;
    if (arguments.length < 1) throw missing('WebSocket constructor', 1, 0);
    const record = readURL(url);
    const options = readOptions(protocols);
    const { getOptions } = require('modules/options');
    if (getOptions().restricted) {
      const port = record.port || (record.protocol === 'wss:' ? 443 : 80);
      binding('permissions').demand('net', `${record.hostname}:${port}`);
    }
    this.#url = record.href;
    this.#opening = client().connect(record, options, {
      onOpen: (connection, protocol, extensions) => {
        this.#opening = null;
        this.#opened(connection, protocol, extensions);
      },
      onFailure: (error) => {
        this.#opening = null;
        this.#failed(error);
      },
      handler: this.#makeHandler(),
    });
  }

  #makeHandler() {
    return {
      onMessage: (data) => {
        if (typeof data !== 'string') data = this.#present(data);
        if (this.#origin === null) this.#origin = originOf(this.#url);
        this.dispatchEvent(new MessageEvent('message', { data, origin: this.#origin }));
      },
      onPing() {},
      onPong() {},
      onDrain() {},
      onProtocolError: (code, text) => this.#error(new TypeError(text)),
      onClose: (code, reason, wasClean) => this.#ended(code, reason, wasClean),
    };
  }

  #present(bytes) {
    if (this.#binaryType === 'arraybuffer')
      return bytes instanceof ArrayBuffer ? bytes : bytes.slice().buffer;
    return blobs().createBlob(bytes.byteLength === 0 ? [] : [new Uint8Array(bytes)], '');
  }

  #opened(connection, protocol, extensions) {
    this.#connection = connection;
    this.#protocol = protocol;
    this.#extensions = extensions;
    this.#state = OPEN;
    this.dispatchEvent(new Event('open'));
  }

  #error(error) {
    this.dispatchEvent(new ErrorEvent('error', { error, message: error?.message ?? '' }));
  }

  #failed(error) {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#error(error);
    this.dispatchEvent(new CloseEvent('close', { code: 1006, reason: '', wasClean: false }));
  }

  #ended(code, reason, wasClean) {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.dispatchEvent(new CloseEvent('close', { code, reason, wasClean }));
  }

  /**
   * @param {string|ArrayBuffer|ArrayBufferView|Blob} data
   * @throws {DOMException} InvalidStateError before it is open
   */
  send(data) {
    check(this);
    if (arguments.length < 1) throw missing('WebSocket.send', 1, 0);
    if (this.#state === CONNECTING) throw new DOMException('Sent before connected.', 'InvalidStateError');
    if (blobs().isBlob(data)) {
      this.#sendBlob(data);
      return;
    }
    let bytes;
    if (ArrayBuffer.isView(data)) bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    else if (isAnyArrayBuffer(data)) bytes = new Uint8Array(data);
    else bytes = `${data}`;
    if (this.#pending !== null) {
      if (typeof bytes !== 'string') bytes = bytes.slice();
      this.#pending = this.#pending.then(() => this.#put(bytes));
      return;
    }
    this.#put(bytes);
  }

  #put(bytes) {
    if (this.#state === OPEN) this.#connection.send(bytes, this.#connection.deflates);
    else this.#buffered += typeof bytes === 'string' ? buffer.utf8Encode(bytes).length : bytes.length;
  }

  /** What is sent after a Blob waits until that is read. */
  #sendBlob(blob) {
    const before = this.#pending ?? Promise.resolve();
    const mine = before
      .then(() => blob.arrayBuffer())
      .then((content) => {
        this.#put(new Uint8Array(content));
        if (this.#pending === mine) this.#pending = null;
      });
    this.#pending = mine;
  }

  /**
   * @param {number} [code] 1000 or 3000 to 4999
   * @param {string} [reason] at most 123 bytes of UTF-8
   * @throws {DOMException} InvalidAccessError, SyntaxError
   */
  close(code = undefined, reason = undefined) {
    check(this);
    if (code !== undefined) {
      code = Math.min(Math.max(Math.round(Number(code)) || 0, 0), 65535);
      if (code !== 1000 && (code < 3000 || code > 4999))
        throw new DOMException('invalid code', 'InvalidAccessError');
    }
    let text = '';
    if (reason !== undefined) {
      text = `${reason}`.toWellFormed();
      const { length } = buffer.utf8Encode(text);
      if (length > MAX_REASON) {
        throw new DOMException(
          `Reason must be less than ${MAX_REASON} bytes; received ${length}`,
          'SyntaxError',
        );
      }
      code ??= 1000;
    }
    if (this.#state >= CLOSING) return;
    if (this.#state === CONNECTING) {
      this.#state = CLOSING;
      this.#opening?.abort(new Error('WebSocket was closed before the connection was established'));
      return;
    }
    this.#state = CLOSING;
    const finish = () => this.#connection.close(code, text);
    if (this.#pending === null) finish();
    else this.#pending.then(finish, finish);
  }

  /* Bun's, for clients that look whether the other side is there. */

  /** @param {string|ArrayBufferView} [data] */
  ping(data) {
    check(this);
    if (this.#state === OPEN) this.#connection.ping(data === undefined ? undefined : bytesOf(data));
  }

  /** @param {string|ArrayBufferView} [data] */
  pong(data) {
    check(this);
    if (this.#state === OPEN) this.#connection.pong(data === undefined ? undefined : bytesOf(data));
  }

  /** Ends the connection without a word. */
  terminate() {
    check(this);
    if (this.#state === CONNECTING) this.close();
    else this.#connection?.terminate();
  }

  /** @type {0|1|2|3} */
  get readyState() {
    check(this);
    if (this.#state === OPEN && this.#connection.state !== OPEN) return CLOSING;
    return this.#state;
  }

  /** @type {number} bytes that are not with the kernel yet */
  get bufferedAmount() {
    check(this);
    return this.#buffered + (this.#connection?.buffered ?? 0);
  }

  get url() {
    check(this);
    return this.#url;
  }

  get extensions() {
    check(this);
    return this.#extensions;
  }

  get protocol() {
    check(this);
    return this.#protocol;
  }

  /** @type {'blob'|'arraybuffer'} */
  get binaryType() {
    check(this);
    return this.#binaryType;
  }

  set binaryType(type) {
    check(this);
    this.#binaryType = type === 'arraybuffer' ? type : 'blob';
  }
}

function bytesOf(data) {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return isAnyArrayBuffer(data) ? new Uint8Array(data) : buffer.utf8Encode(`${data}`);
}

function check(value) {
  if (!isOne(value)) throw illegalInvocation();
}

function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return ''; // a server's, on a Unix socket
  }
}

for (const name of ['open', 'error', 'close', 'message']) defineEventHandler(WebSocket.prototype, name);
for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
  const constant = { __proto__: null, value, enumerable: true };
  Object.defineProperty(WebSocket, name, constant);
  Object.defineProperty(WebSocket.prototype, name, constant);
}
finishClass(
  WebSocket,
  'WebSocket',
  'url readyState bufferedAmount onopen onerror onclose extensions protocol close onmessage binaryType send',
);

module.exports = { WebSocket, forServer };
