'use strict';

// stream.duplexPair(): what is written to one side is read from the other.

const Duplex = require('node/internal/streams/duplex');
const { nextTick } = require('ext/timers/ticks');

const kCallback = Symbol('Callback');
const kInitOtherSide = Symbol('InitOtherSide');

class DuplexSide extends Duplex {
  #otherSide = null;

  constructor(options) {
    super(options);
    this[kCallback] = null;
  }

  [kInitOtherSide](otherSide) {
    this.#otherSide = otherSide;
  }

  _read() {
    const callback = this[kCallback];
    if (callback) {
      this[kCallback] = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      nextTick(callback);
    } else {
      this.#otherSide.push(chunk);
      this.#otherSide[kCallback] = callback;
    }
  }

  _final(callback) {
    this.#otherSide.on('end', callback);
    this.#otherSide.push(null);
  }

  _destroy(err, callback) {
    const otherSide = this.#otherSide;
    if (otherSide !== null && !otherSide.destroyed) {
      // Later: it may yet come to its own end.
      nextTick(() => {
        if (otherSide.destroyed) return;
        if (err) otherSide.destroy();
        else if (otherSide.readable) otherSide.push(null);
      });
    }
    callback(err);
  }
}

/**
 * @param {object} [options] of both
 * @returns {[Duplex, Duplex]}
 */
module.exports = function duplexPair(options) {
  const side0 = new DuplexSide(options);
  const side1 = new DuplexSide(options);
  side0[kInitOtherSide](side1);
  side1[kInitOtherSide](side0);
  return [side0, side1];
};
