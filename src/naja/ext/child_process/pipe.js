'use strict';

/** Web streams over one end of a pipe to a child. */

const { concat } = require('ext/base/bytes');
const { ReadableStream } = require('ext/streams/readable');
const { WritableStream } = require('ext/streams/writable');

const UV_EOF = -4095;

/**
 * What comes out of a pipe. The handle is closed at the end.
 * @param {object} handle Pipe of binding('net')
 * @param {(errno: number) => Error} makeError
 * @param {Function} [Class] of ReadableStream's kin
 * @returns {ReadableStream<Uint8Array>}
 */
function readableOf(handle, makeError, Class = ReadableStream) {
  let reading = false;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    handle.close();
  };
  return new Class({
    type: 'bytes',
    start(controller) {
      handle.onread = (memory, count) => {
        if (closed) return;
        if (count > 0) {
          controller.enqueue(new Uint8Array(memory, 0, count));
          if (controller.desiredSize <= 0) {
            reading = false;
            handle.readStop();
          }
          return;
        }
        close();
        if (count === UV_EOF) {
          controller.close();
          controller.byobRequest?.respond(0);
        } else {
          controller.error(makeError(count));
        }
      };
    },
    pull() {
      if (reading || closed) return;
      reading = true;
      handle.readStart();
    },
    cancel: close,
  });
}

/** Sends what a write or a shutdown of a handle has come to, to a promise. */
function settled(start, makeError) {
  return new Promise((resolve, reject) => {
    const end = (status) => (status < 0 ? reject(makeError(status)) : resolve());
    const result = start({ oncomplete: end });
    if (result !== 1) end(result);
  });
}

/**
 * Writes bytes to a pipe.
 * @param {object} handle
 * @param {Uint8Array} bytes
 * @param {(errno: number) => Error} makeError
 * @returns {Promise<void>} settled once the kernel has them
 */
function writeTo(handle, bytes, makeError) {
  return settled((request) => handle.writeBuffer(request, bytes), makeError);
}

/**
 * What goes into a pipe. The handle is closed with it.
 * @param {object} handle
 * @param {(errno: number) => Error} makeError
 * @param {(chunk: unknown) => Uint8Array} toBytes
 * @returns {WritableStream<Uint8Array>}
 */
function writableOf(handle, makeError, toBytes) {
  return new WritableStream({
    async write(chunk) {
      const bytes = toBytes(chunk);
      if (bytes.byteLength > 0) await writeTo(handle, bytes, makeError);
    },
    close() {
      handle.close();
    },
    abort() {
      handle.close();
    },
  });
}

/**
 * All that comes out of a pipe, without a stream.
 * @param {object} handle
 * @param {(errno: number) => Error} makeError
 * @returns {Promise<Uint8Array>}
 */
function collect(handle, makeError) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let size = 0;
    handle.onread = (memory, count) => {
      if (count > 0) {
        chunks.push(new Uint8Array(memory, 0, count));
        size += count;
        return;
      }
      handle.close();
      if (count === UV_EOF) resolve(concat(chunks, size));
      else reject(makeError(count));
    };
    const error = handle.readStart();
    if (error < 0) reject(makeError(error));
  });
}

/**
 * What comes out of a pipe, read as it comes, whether somebody wants it or not: a child never waits. The handle is closed at
 * the end.
 */
class EagerOutput {
  #handle;
  #chunks = [];
  #controller;
  #ended = false;
  #error;

  /** @param {object} handle @param {(errno: number) => Error} makeError */
  constructor(handle, makeError) {
    this.#handle = handle;
    handle.onread = (memory, count) => {
      if (count > 0) {
        const chunk = new Uint8Array(memory, 0, count);
        if (this.#controller === undefined) this.#chunks.push(chunk);
        else this.#controller.enqueue(chunk);
        return;
      }
      if (count !== UV_EOF) this.#error = makeError(count);
      this.#end();
    };
    const error = handle.readStart();
    if (error < 0) {
      this.#error = makeError(error);
      this.#end();
    }
  }

  #end() {
    if (this.#ended) return;
    this.#ended = true;
    this.#handle.close();
    if (this.#controller !== undefined) this.#settle();
  }

  #settle() {
    if (this.#error === undefined) this.#controller.close();
    else this.#controller.error(this.#error);
  }

  /** Lets the process end before the pipe does. */
  unref() {
    if (!this.#ended) this.#handle.unref();
  }

  /**
   * A stream of it all; once only.
   * @param {Function} Class of ReadableStream's kin
   * @returns {ReadableStream<Uint8Array>}
   */
  stream(Class) {
    if (!this.#ended) this.#handle.ref();
    return new Class({
      start: (controller) => {
        for (const chunk of this.#chunks) controller.enqueue(chunk);
        this.#chunks = [];
        this.#controller = controller;
        if (this.#ended) this.#settle();
      },
      cancel: () => {
        this.#controller = { close() {}, enqueue() {}, error() {} };
        this.#end();
      },
    });
  }
}

module.exports = { EagerOutput, collect, readableOf, writableOf, writeTo };
