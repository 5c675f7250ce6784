'use strict';

// Sends the body of a request that is a stream: with its length where that is known, else in chunks.

const { acquireDefaultReader, cancelReadable, readDefault, slotsOfStream } = require('ext/streams/readable');
const errors = require.lazy('ext/fetch/client/errors');
const system = require.lazy('ext/base/errors');

class StreamSender {
  #reader;
  #length;
  #connection = null;
  #sent = 0;
  #over = false;
  #written;
  /** Set while readDefault() runs: a chunk that was there already. */
  #reading = false;
  #again = false;

  /**
   * @param {ReadableStream} stream of bytes
   * @param {number} length -1 where it is not known
   */
  constructor(stream, length) {
    this.#reader = acquireDefaultReader(slotsOfStream(stream));
    this.#length = length;
    this.#written = (error) => {
      if (error) this.#connection?.fail(error);
      else if (!this.#over) this.#read();
    };
  }

  /** Sends the head, and begins with the body. */
  start(connection, head) {
    this.#connection = connection;
    const result = connection.beginBody(head, this.#length, this.#written);
    if (result < 0) this.#fail(result);
    else if (result === 0) this.#read();
  }

  #read() {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    do {
      this.#again = false;
      readDefault(this.#reader, this);
    } while (this.#again && !this.#over);
    this.#reading = false;
  }

  /** A read request's: a chunk came. */
  chunk(bytes) {
    if (this.#over) return;
    if (!(bytes instanceof Uint8Array)) {
      this.error(new TypeError('Received non-Uint8Array chunk'));
      return;
    }
    const { length } = bytes;
    if (length === 0) {
      this.#read();
      return;
    }
    this.#sent += length;
    const connection = this.#connection;
    const chunked = this.#length === -1;
    if (!chunked && this.#sent > this.#length) {
      this.error(new (errors().RequestContentLengthMismatchError)());
      return;
    }
    const result = connection.sendChunk(bytes, chunked, this.#written);
    if (result < 0) this.#fail(result);
    else if (result === 0) this.#read();
  }

  /** A read request's: the body has ended. */
  close() {
    if (this.#over) return;
    const connection = this.#connection;
    if (this.#length !== -1 && this.#sent !== this.#length) {
      this.error(new (errors().RequestContentLengthMismatchError)());
      return;
    }
    const result = connection.endBody(this.#length === -1);
    if (result < 0) this.#fail(result);
    else this.#over = true;
  }

  /** A read request's: the body cannot be read. */
  error(reason) {
    if (this.#over) return;
    this.#over = true;
    this.#connection.sending = null;
    // Not within whoever made the stream fail.
    queueMicrotask(() => this.#connection.fail(reason));
  }

  #fail(errno) {
    this.error(new (system().ErrnoException)(errno, 'write'));
  }

  /** The rest is not wanted. */
  stop(reason = undefined) {
    if (this.#over) return;
    this.#over = true;
    const { stream } = this.#reader;
    if (stream === undefined) return;
    cancelReadable(stream, reason).then(undefined, () => {});
  }
}

module.exports = { StreamSender };
