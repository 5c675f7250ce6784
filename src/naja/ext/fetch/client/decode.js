'use strict';

// Content-Encoding: takes bodies apart on their way in. A decoder stands between who gives bytes (a connection, or
// another decoder) and who takes them (an IncomingBody, or another decoder): push(), end(), fail() in one direction,
// resumeBody(), cancelBody() in the other.

const codecs = require('ext/fetch/client/codecs');

/** Compressed bytes that wait before no more are asked for. */
const LIMIT = 65536 * 4;
/** Above so many bytes they go to the thread pool. */
const LONG = 16384;
/** Encodings one on top of another. */
const MOST = 5;
const NOTHING = new Uint8Array(0);

class Decoder {
  /** @type {IncomingBody|Decoder|null} */
  output = null;
  /** How many bytes have come. */
  received = 0;
  #source;
  #make;
  #codec = null;
  #queue = [];
  #size = 0;
  #more = false; // the codec has more output
  #blocked = false; // the output wants no more for now
  #busy = false; // the codec works on another thread
  #ended = false; // nothing follows
  #over = false;
  #paused = false;

  /** @param {object} source @param {function(Uint8Array): object} make a codec, given the first bytes */
  constructor(source, make) {
    this.#source = source;
    this.#make = make;
  }

  push(bytes) {
    if (this.#over) return true;
    this.received += bytes.length;
    this.#queue.push(bytes);
    this.#size += bytes.length;
    this.#run();
    this.#paused = this.#size >= LIMIT;
    return !this.#paused;
  }

  end() {
    this.#ended = true;
    this.#run();
  }

  fail(error) {
    if (this.#over) return;
    this.#finish();
    this.output.fail(error);
  }

  #finish() {
    this.#over = true;
    this.#queue = [];
    this.#codec?.close();
    this.#codec = null;
  }

  #run() {
    while (!this.#over && !this.#busy && !this.#blocked) {
      let bytes;
      if (!this.#more) {
        if (this.#queue.length === 0) {
          if (this.#ended) this.#close();
          return;
        }
        bytes = this.#queue.shift();
        this.#size -= bytes.length;
        this.#codec ??= this.#make(bytes);
      }
      this.#step(bytes);
    }
  }

  /** All that came is decoded. */
  #close() {
    const error = (this.#codec ??= this.#make(NOTHING)).finish();
    if (error !== undefined) {
      this.#broken(error);
      return;
    }
    this.#finish();
    this.output.end();
  }

  #step(bytes) {
    if (bytes === undefined ? this.#codec.long : (this.#codec.long = bytes.length >= LONG)) {
      this.#busy = true;
      this.#codec.stepLater(bytes).then(
        (result) => {
          this.#busy = false;
          if (this.#over) return;
          this.#take(result);
          this.#run();
          this.#ask();
        },
        (error) => this.#broken(error),
      );
      return;
    }
    let result;
    try {
      result = this.#codec.step(bytes);
    } catch (error) {
      this.#broken(error);
      return;
    }
    this.#take(result);
  }

  #take({ output, more }) {
    this.#more = more;
    if (output.length > 0 && !this.output.push(output)) this.#blocked = true;
  }

  /** What came is damaged. */
  #broken(error) {
    const source = this.#source;
    const { output } = this;
    if (this.#over) return;
    this.#finish();
    output.fail(new TypeError('terminated', { cause: error }));
    // Not within the parser's run
    queueMicrotask(() => source.cancelBody(error));
  }

  #ask() {
    if (!this.#paused || this.#size >= LIMIT || this.#over) return;
    this.#paused = false;
    this.#source.resumeBody();
  }

  /** The output wants more. */
  resumeBody() {
    this.#blocked = false;
    this.#run();
    this.#ask();
  }

  /** Nobody wants the rest. */
  cancelBody(reason) {
    if (this.#over) return;
    this.#finish();
    this.#source.cancelBody(reason);
  }
}

/**
 * A decoder of what comes in.
 * @param {string[]} values of Content-Encoding
 * @param {object} source who gives the bytes
 * @returns {Decoder|null} the one that the bytes are given to; what it gives in the end goes to `output`, which is to
 *   be set. null where there is an encoding that is not known.
 */
function createDecoder(values, source) {
  const names = values
    .join(',')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (names.length > MOST) {
    throw new Error(`too many content-encodings in response: ${names.length}, maximum allowed is ${MOST}`);
  }
  const makers = [];
  for (const name of names.reverse()) {
    const make = codecs.makerOf(name);
    if (make === undefined) return null;
    makers.push(make);
  }
  if (makers.length === 0) return null;
  if (makers.length === 1) return new Decoder(source, makers[0]);
  return new Chain(source, makers);
}

/** Several decoders, one behind another. */
class Chain {
  #first;
  #last;

  constructor(source, makers) {
    let before = source;
    for (const make of makers) {
      const decoder = new Decoder(before, make);
      if (before === source) this.#first = decoder;
      else before.output = decoder;
      before = decoder;
    }
    this.#last = before;
  }

  set output(output) {
    this.#last.output = output;
  }

  get received() {
    return this.#first.received;
  }

  push(bytes) {
    return this.#first.push(bytes);
  }

  end() {
    this.#first.end();
  }

  fail(error) {
    this.#first.fail(error);
  }

  resumeBody() {
    this.#last.resumeBody();
  }

  cancelBody(reason) {
    this.#last.cancelBody(reason);
  }
}

module.exports = { createDecoder };
