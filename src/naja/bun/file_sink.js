'use strict';

/** FileSink: bytes that go to a file, or a pipe, bit by bit. */

const native = binding('fs');
const { O_CREAT, O_WRONLY } = require('ext/fs/constants').constants;
const buffer = require.lazy('node/buffer');
const { coded } = require('bun/basics');

const DEFAULT_MARK = 64 * 1024;
const EAGAIN = -11;

/** The bytes of what is written. @throws {TypeError} */
function bytesOf(chunk) {
  if (typeof chunk === 'string') return buffer().Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
  if (chunk instanceof ArrayBuffer || chunk instanceof SharedArrayBuffer)
    return new Uint8Array(chunk.slice(0));
  const message = 'write() expects a string, ArrayBufferView, or ArrayBuffer';
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

let sleeper;
/** Writes all of it, waiting where a pipe is full. */
function writeAll(fd, bytes) {
  let at = 0;
  while (at < bytes.byteLength) {
    try {
      at += native.write(fd, bytes, at, bytes.byteLength - at, -1);
    } catch (error) {
      if (error.errno !== EAGAIN) throw error;
      sleeper ??= new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(sleeper, 0, 0, 1);
    }
  }
}

/** Collects what is written, and writes it when there is enough, or at flush() and end(). */
class FileSink {
  #fd;
  #own;
  #mark;
  #chunks = [];
  #pending = 0;
  #flushed = 0;
  #closed = false;

  /**
   * @param {string | number} target
   * @param {{highWaterMark?: number}} [options]
   * @throws the system's error
   */
  constructor(target, options) {
    this.#own = typeof target === 'string';
    this.#fd = this.#own ? native.open(target, O_WRONLY | O_CREAT, 0o664) : target;
    this.#mark = options?.highWaterMark > 0 ? options.highWaterMark : DEFAULT_MARK;
  }

  /** Sets how much is collected. */
  start(options) {
    if (options?.highWaterMark > 0) this.#mark = options.highWaterMark;
  }

  /** @param {string | ArrayBufferView | ArrayBuffer} chunk @returns {number} how many bytes it has */
  write(chunk) {
    const bytes = bytesOf(chunk);
    if (this.#closed) return 0;
    if (bytes.byteLength > 0) this.#chunks.push(bytes);
    this.#pending += bytes.byteLength;
    if (this.#pending >= this.#mark) this.#flushed += this.#send();
    return bytes.byteLength;
  }

  #send() {
    if (this.#pending === 0) return 0;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : buffer().Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#pending = 0;
    writeAll(this.#fd, bytes);
    return bytes.byteLength;
  }

  /** @returns {number} how many bytes were written since the last flush */
  flush() {
    const count = this.#flushed + this.#send();
    this.#flushed = 0;
    return count;
  }

  /** Writes what is left and closes the file. @returns {number} as flush() */
  end() {
    if (this.#closed) return 0;
    const count = this.flush();
    this.close();
    return count;
  }

  /** Closes the file; what was not flushed is lost. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#own) native.close(this.#fd);
  }

  /** Writing is done before these return: nothing can keep the process. */
  ref() {}

  unref() {}
}

module.exports = { FileSink, writeAll };
