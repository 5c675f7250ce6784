'use strict';

/** What the runner tells: the stream of test events. */

const { Readable } = require('node/stream');

class TestsStream extends Readable {
  #buffer = [];
  #wanted = false;
  #isOver = false;

  constructor() {
    super({ __proto__: null, objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER });
  }

  _read() {
    this.#wanted = true;
    while (this.#buffer.length > 0) {
      const event = this.#buffer.shift();
      if (!this.#push(event)) return;
    }
  }

  #push(event) {
    if (!this.push(event)) this.#wanted = false;
    return this.#wanted;
  }

  /** @param {string} type @param {object} data */
  send(type, data) {
    if (this.#isOver) return;
    this.emit(type, data);
    const event = { type, data };
    if (this.#wanted && this.#buffer.length === 0) this.#push(event);
    else this.#buffer.push(event);
  }

  /** No more events. */
  finish() {
    this.#isOver = true;
    if (this.#wanted && this.#buffer.length === 0) this.push(null);
    else this.#buffer.push(null);
  }
}

module.exports = { TestsStream };
