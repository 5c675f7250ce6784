'use strict';

// A body that comes in over a connection. Who feeds it calls push(), end() or fail(); who reads it takes everything
// at once (readAll) or as a stream (stream). Until somebody reads, chunks wait here, and no more than LIMIT bytes of
// them are asked for.

const native = binding('buffer');
const { concat } = require('ext/base/bytes');
const { noop, resolved } = require('ext/streams/common');
const readableBytes = require.lazy('ext/streams/readable_bytes');

// Bytes that wait before the connection is asked to stop.
const LIMIT = 65536 * 4;

const OPEN = 0;
const ENDED = 1;
const FAILED = 2;

class IncomingBody {
  /** @type {(Uint8Array|string)[]} what waits to be read: a string is of ASCII, and all of the body */
  #chunks = [];
  #size = 0;
  #state = OPEN;
  /** See A_TEXT of ext/http/parser. */
  takesText = true;
  /** How many bytes have come. */
  received = 0;
  #error;
  #paused = false;
  /** Who waits for everything: { resolve, reject, convert }. */
  #whole = null;
  /** The controller of the stream, and what its pull() waits for. */
  #controller = null;
  #pulled = null;
  #source;

  /**
   * @param {{resumeBody(): void, cancelBody(reason: *): void, gatherBody?: Function}} source whom to ask for more, and
   *   whom to tell that nobody wants the rest. gatherBody(text, before) is Parser.gather, where there is a parser.
   */
  constructor(source) {
    this.#source = source;
  }

  /** @returns {boolean} whether everything is there, or never will be */
  get finished() {
    return this.#state !== OPEN;
  }

  /**
   * Takes a chunk.
   * @param {Uint8Array|string} chunk whose memory is its own; a string where it is all of the body, see gatherBody
   * @param {number} [size] how many bytes it has
   * @returns {boolean} false: no more for now, until resumeBody()
   */
  push(chunk, size = chunk.length) {
    if (this.#state !== OPEN) return true;
    this.received += size;
    if (this.#controller !== null) {
      if (typeof chunk === 'string') chunk = native.utf8Encode(chunk);
      this.#controller.enqueueOwned(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (this.#controller.desiredSize > 0) return true;
      // The next pull() is wanted.
      this.#paused = true;
      this.#pulled?.();
      this.#pulled = null;
      return false;
    }
    this.#chunks.push(chunk);
    this.#size += size;
    if (this.#whole !== null || this.#size < LIMIT) return true;
    this.#paused = true;
    return false;
  }

  /** Nothing follows. */
  end() {
    if (this.#state !== OPEN) return;
    this.#state = ENDED;
    if (this.#whole !== null) {
      const { resolve, reject, convert } = this.#whole;
      this.#whole = null;
      try {
        resolve(convert(this.#take()));
      } catch (error) {
        reject(error);
      }
    } else if (this.#controller !== null) {
      const controller = this.#controller;
      closeStream(controller);
      this.#pulled?.();
    }
    this.#source = null;
  }

  /** What was still to come will not. */
  fail(error) {
    if (this.#state !== OPEN) return;
    this.#state = FAILED;
    this.#error = error;
    if (this.#whole !== null) {
      const { reject } = this.#whole;
      this.#whole = null;
      this.#chunks = [];
      reject(error);
    } else if (this.#controller !== null) {
      this.#controller.error(error);
      this.#pulled?.();
    }
    this.#source = null;
  }

  #take() {
    const chunks = this.#chunks;
    if (chunks.length === 0) return new Uint8Array(0);
    const bytes = chunks.length === 1 ? chunks[0] : concat(chunks, this.#size);
    this.#chunks = [];
    this.#size = 0;
    return bytes;
  }

  #resume() {
    if (!this.#paused) return;
    this.#paused = false;
    this.#source?.resumeBody();
  }

  /**
   * Takes everything, once it is there.
   * @param {boolean} text whether a string will do, too: of its UTF-8, with a byte order mark if there is one
   * @param {function((Uint8Array|string)): *} convert called with that, which nobody else gets; short texts may be
   *   strings in any case
   * @returns {Promise<*>} of what `convert` gives
   */
  readAll(text, convert) {
    return new Promise((resolve, reject) => {
      if (this.#state === ENDED) {
        resolve(convert(this.#take()));
      } else if (this.#state === FAILED) {
        reject(this.#error);
      } else {
        this.#whole = { resolve, reject, convert };
        this.#gather(text);
        if (this.#paused) this.#resume();
      }
    });
  }

  /** Has the source put the body together, if it can. */
  #gather(text) {
    const source = this.#source;
    const chunks = this.#chunks;
    if (source.gatherBody === undefined || typeof chunks[0] === 'string') return;
    if (chunks.length > 1) this.#chunks = [concat(chunks, this.#size)];
    if (!source.gatherBody(text, this.#chunks[0])) return;
    this.received -= this.#size; // they come again, with the others
    this.#chunks = [];
    this.#size = 0;
  }

  /** Who could have read it is gone. */
  abandon() {
    if (this.#state !== OPEN || this.#whole !== null || this.#controller !== null) return;
    this.#chunks = [];
    this.#cancel(undefined);
  }

  /** @returns {ReadableStream} of bytes; what is read no longer waits here */
  stream() {
    const algorithms = {
      start: noop,
      pull: () => this.#pull(),
      cancel: (reason) => this.#cancel(reason),
    };
    const object = readableBytes().createByteStream(algorithms, LIMIT);
    this.#controller = readableBytes().controllerOf(object);
    for (const chunk of this.#chunks) {
      const { buffer, byteOffset, byteLength } = typeof chunk === 'string' ? native.utf8Encode(chunk) : chunk;
      this.#controller.enqueueOwned(buffer, byteOffset, byteLength);
    }
    this.#chunks = [];
    this.#size = 0;
    if (this.#state === ENDED) closeStream(this.#controller);
    else if (this.#state === FAILED) this.#controller.error(this.#error);
    return object;
  }

  #pull() {
    if (this.#state !== OPEN) return resolved;
    // Done when enough has come: until then there is no need to ask again.
    const promise = new Promise((resolve) => {
      this.#pulled = resolve;
    });
    this.#resume();
    return promise;
  }

  #cancel(reason) {
    const source = this.#source;
    this.#pulled?.();
    this.#state = ENDED;
    this.#source = null;
    source?.cancelBody(reason);
    return resolved;
  }
}

function closeStream(controller) {
  if (controller.stream.state !== 'readable') return;
  try {
    controller.close();
  } catch {
    return; // somebody wants more bytes at a time than were left: the stream has that error now
  }
  // Readers that brought their own memory get it back.
  if (controller.stream.state === 'closed' && controller.pending.length > 0) controller.respond(0);
}

module.exports = { IncomingBody };
