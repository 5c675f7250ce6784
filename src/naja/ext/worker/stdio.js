'use strict';

// A thread's standard streams: the other end is in its parent. A writer sends each chunk at once and goes on when the reader
// has taken it.

const { Readable, Writable } = require('node/stream');
const { STDIO, STDIO_WANTS_MORE } = require('ext/worker/kinds');

/** Port -> how many streams wait for what comes from there. */
const waiting = new WeakMap();

function hold(port) {
  const count = waiting.get(port) ?? 0;
  waiting.set(port, count + 1);
  if (count === 0) port.ref();
}

function release(port) {
  const count = waiting.get(port) - 1;
  waiting.set(port, count);
  if (count === 0) port.unref();
}

class ReadableWorkerStdio extends Readable {
  #port;
  #name;
  #refed = false;
  #refs;

  /**
   * @param {MessagePort} port
   * @param {string} name stdin, stdout or stderr
   * @param {boolean} refs whether waiting for data keeps the thread alive
   */
  constructor(port, name, refs) {
    super();
    this.#port = port;
    this.#name = name;
    this.#refs = refs;
    if (refs) {
      this.on('end', () => this.#ref(false));
      this.on('close', () => this.#ref(false));
    }
  }

  #ref(on) {
    if (this.#refed === on) return;
    this.#refed = on;
    if (on) hold(this.#port);
    else release(this.#port);
  }

  _read() {
    if (this.#refs) this.#ref(true);
    this.#port.postMessage({ kind: STDIO_WANTS_MORE, stream: this.#name });
  }

  /** What the other end has sent. */
  take(chunks) {
    for (const { chunk, encoding } of chunks) this.push(chunk === null ? null : Buffer.from(chunk, encoding));
  }
}

class WritableWorkerStdio extends Writable {
  #port;
  #name;
  #callbacks = [];
  /** The thread ends: nobody waits any more. */
  #over = false;

  constructor(port, name) {
    super({ decodeStrings: false });
    this.#port = port;
    this.#name = name;
  }

  #send(chunks) {
    this.#port.postMessage({ kind: STDIO, stream: this.#name, chunks });
  }

  _writev(chunks, callback) {
    this.#send(chunks.map(({ chunk, encoding }) => ({ chunk, encoding })));
    this.#wait(callback);
  }

  #wait(callback) {
    if (this.#over) {
      callback();
      return;
    }
    this.#callbacks.push(callback);
    hold(this.#port);
  }

  _final(callback) {
    this.#send([{ chunk: null }]);
    callback();
  }

  /** The other end has room. */
  goOn() {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) {
      release(this.#port);
      callback();
    }
  }

  /** Before the thread ends: what is still buffered goes out. */
  flush() {
    this.#over = true;
    const buffered = this._writableState.getBuffer();
    if (buffered.length > 0) this.#send(buffered.map(({ chunk, encoding }) => ({ chunk, encoding })));
  }
}

module.exports = { ReadableWorkerStdio, WritableWorkerStdio };
