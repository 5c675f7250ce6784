'use strict';

// ReadableStream with `type: 'direct'`, as Bun has it: its source writes strings and bytes whenever it likes, and what
// it wrote since the last look goes out as one chunk.

const { concat } = require('ext/base/bytes');
const { nextTick } = require('ext/timers/ticks');

const WRONG = 'write() expects a string, ArrayBufferView, or ArrayBuffer';

function bytesOf(chunk) {
  if (typeof chunk === 'string') return binding('buffer').utf8Encode(chunk);
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
  }
  if (chunk instanceof ArrayBuffer || chunk instanceof SharedArrayBuffer) {
    return new Uint8Array(chunk.slice(0));
  }
  const error = new TypeError(WRONG);
  error.code = chunk === null ? 'ERR_STREAM_NULL_VALUES' : 'ERR_INVALID_ARG_TYPE';
  throw error;
}

/** What the source's pull() gets. */
class DirectController {
  #queue; // the stream's controller
  #pieces = [];
  #size = 0;
  #scheduled = false;
  #ended = false;
  #room = null; // resolvers of what flush() gave

  /** @param {{enqueue: Function, close: Function, error: Function, hasRoom: Function}} queue */
  constructor(queue) {
    this.#queue = queue;
  }

  /**
   * @param {string|ArrayBufferView|ArrayBuffer} chunk
   * @returns {number} its bytes; 0 after the end
   * @throws {TypeError}
   */
  write(chunk) {
    const bytes = bytesOf(chunk);
    if (this.#ended) return 0;
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (!this.#scheduled) {
      this.#scheduled = true;
      nextTick(() => {
        this.#scheduled = false;
        this.#put();
      });
    }
    return bytes.length;
  }

  #put() {
    if (this.#ended || this.#size === 0) return;
    const chunk = this.#pieces.length === 1 ? this.#pieces[0] : concat(this.#pieces, this.#size);
    this.#pieces = [];
    this.#size = 0;
    this.#queue.enqueue(chunk);
  }

  /** Hands on what was written. @returns {Promise<void>|undefined} a promise where the reader is behind */
  flush() {
    this.#put();
    if (this.#ended || this.#queue.hasRoom()) return undefined;
    return (this.#room ??= Promise.withResolvers()).promise;
  }

  end() {
    if (this.#ended) return;
    this.#put();
    this.#ended = true;
    this.#queue.close();
    this.drained();
  }

  /** @param {*} [error] what the reader is told */
  close(error) {
    if (error === undefined || this.#ended) this.end();
    else this.error(error);
  }

  error(error) {
    if (this.#ended) return;
    this.#ended = true;
    this.#queue.error(error);
    this.drained();
  }

  /** The reader has taken everything, or has gone. */
  drained() {
    this.#room?.resolve();
    this.#room = null;
  }

  abandon() {
    this.#ended = true;
    this.drained();
  }
}

/**
 * The algorithms of a stream whose source writes directly.
 * @param {object} source pull(controller), cancel(reason)
 * @param {() => ReadableStreamDefaultController} getController
 * @returns {{start: Function, pull: Function, cancel: Function}}
 */
function directAlgorithms(source, getController) {
  const { cancel, pull } = source;
  let direct = null;
  const queue = {
    enqueue: (chunk) => getController().enqueue(chunk),
    close: () => getController().close(),
    error: (error) => getController().error(error),
    hasRoom: () => getController().desiredSize >= 0,
  };
  return {
    start() {},
    // The source is asked once; the reader's further questions tell that it has taken everything.
    pull() {
      if (direct !== null) {
        direct.drained();
        return;
      }
      direct = new DirectController(queue);
      const result = pull?.call(source, direct);
      direct.flush();
      if (typeof result?.then !== 'function') return;
      result.then(
        () => direct.end(),
        (error) => direct.error(error),
      );
    },
    cancel(reason) {
      direct?.abandon();
      return cancel?.call(source, reason);
    },
  };
}

module.exports = { directAlgorithms };
