'use strict';

/** Bun.ArrayBufferSink: bytes that are written bit by bit and had as one. */

const buffer = require.lazy('node/buffer');
const { coded } = require('bun/basics');

function bytesOf(chunk) {
  if (typeof chunk === 'string') return buffer().Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
  if (chunk instanceof ArrayBuffer || chunk instanceof SharedArrayBuffer)
    return new Uint8Array(chunk.slice(0));
  const message = 'write() expects a string, ArrayBufferView, or ArrayBuffer';
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

class ArrayBufferSink {
  #chunks = [];
  #size = 0;
  #asUint8Array = false;
  #stream = false;

  /** @param {{asUint8Array?: boolean, stream?: boolean, highWaterMark?: number}} [options] stream: flush() gives bytes */
  start(options = {}) {
    this.#asUint8Array = Boolean(options.asUint8Array);
    this.#stream = Boolean(options.stream);
    this.#chunks = [];
    this.#size = 0;
  }

  /** @returns {number} how many bytes it has */
  write(chunk) {
    const bytes = bytesOf(chunk);
    this.#chunks.push(bytes);
    this.#size += bytes.byteLength;
    return bytes.byteLength;
  }

  #take() {
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.byteLength;
    }
    this.#chunks = [];
    this.#size = 0;
    return this.#asUint8Array ? bytes : bytes.buffer;
  }

  /** @returns {number | ArrayBuffer | Uint8Array} what was written since the last flush, where `stream` was asked for */
  flush() {
    return this.#stream ? this.#take() : 0;
  }

  /** @returns {ArrayBuffer | Uint8Array} */
  end() {
    return this.#take();
  }
}

module.exports = { ArrayBufferSink };
