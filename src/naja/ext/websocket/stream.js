'use strict';

// WebSocketStream: https://websockets.spec.whatwg.org/#the-websocketstream-interface, as Deno has it.

const { WebSocket } = require('ext/websocket/websocket');
const { DOMException } = require('ext/events/dom_exception');
const { ReadableStream } = require('ext/streams/readable');
const { WritableStream } = require('ext/streams/writable');
const { setTimeout } = require('ext/timers/timers');

/** A writer waits while so many bytes are not with the kernel yet; looked at every few milliseconds. */
const HIGH_WATER = 1_048_576;
const LOOK = 5;

class WebSocketStream {
  #socket;
  #opened = Promise.withResolvers();
  #closed = Promise.withResolvers();
  #reader = null; // the readable's controller
  #writer = null;

  /**
   * @param {string|URL} url
   * @param {{protocols?: string[], signal?: AbortSignal, headers?: HeadersInit}} [options]
   * @throws {DOMException} SyntaxError
   */
  constructor(url, options = {}) {
    const { protocols, signal, headers } = options;
    for (const { promise } of [this.#opened, this.#closed]) promise.catch(() => {}); // whoever asks hears of it
    this.#socket = new WebSocket(url, { protocols, headers });
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#onOpen();
    this.#socket.onmessage = ({ data }) => {
      this.#reader?.enqueue(typeof data === 'string' ? data : new Uint8Array(data));
    };
    this.#socket.onclose = (event) => this.#onClose(event);
    if (signal === undefined) return;
    const abort = () => {
      if (this.#socket.readyState !== WebSocket.CONNECTING) return;
      this.#opened.reject(signal.reason);
      this.#closed.reject(signal.reason);
      this.#socket.close();
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }

  #onOpen() {
    const socket = this.#socket;
    const readable = new ReadableStream({
      start: (controller) => {
        this.#reader = controller;
      },
      cancel: () => socket.close(),
    });
    const writable = new WritableStream({
      start: (controller) => {
        this.#writer = controller;
      },
      write: async (chunk) => {
        socket.send(chunk);
        while (socket.bufferedAmount > HIGH_WATER && socket.readyState === WebSocket.OPEN) {
          await new Promise((resolve) => setTimeout(resolve, LOOK));
        }
      },
      close: () => this.#end(),
      abort: () => this.#end(),
    });
    const { protocol, extensions } = socket;
    this.#opened.resolve({ readable, writable, protocol, extensions });
  }

  async #end() {
    this.#socket.close();
    await this.#closed.promise;
  }

  #onClose({ code, reason, wasClean }) {
    const reader = this.#reader;
    this.#reader = null;
    if (wasClean) {
      try {
        reader?.close();
      } catch {
        // It was cancelled.
      }
      this.#closed.resolve({ closeCode: code, reason });
    }
    const error = new DOMException('The WebSocket connection was closed', 'NetworkError');
    if (!wasClean) {
      reader?.error(error);
      this.#closed.reject(error);
    }
    this.#opened.reject(error);
    this.#writer?.error(error);
  }

  /** @type {string} */
  get url() {
    return this.#socket.url;
  }

  /** @type {Promise<{readable: ReadableStream, writable: WritableStream, protocol: string, extensions: string}>} */
  get opened() {
    return this.#opened.promise;
  }

  /** @type {Promise<{closeCode: number, reason: string}>} */
  get closed() {
    return this.#closed.promise;
  }

  /** @param {{closeCode?: number, reason?: string}} [info] @throws {DOMException} */
  close({ closeCode, reason } = {}) {
    this.#socket.close(closeCode, reason);
  }
}
Object.defineProperty(WebSocketStream.prototype, Symbol.toStringTag, {
  __proto__: null,
  value: 'WebSocketStream',
  configurable: true,
});

module.exports = { WebSocketStream };
