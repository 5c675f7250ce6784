'use strict';

// A state of Python's zlib, as streams hold it. One that nobody closed goes with its handle.

const native = binding('zlib');

class Zlib {
  #state;

  /**
   * @param {number} mode DEFLATE ... UNZIP
   * @param {number} windowBits the window's size as a power of two; 0, where decompressing: as the header says
   * @param {number} level
   * @param {number} memLevel
   * @param {number} strategy
   * @param {Uint8Array} [dictionary]
   * @param {boolean} [single] whether what follows a member of gzip is no other member
   */
  constructor(mode, windowBits, level, memLevel, strategy, dictionary, single = false) {
    this.#state = native.open(mode, windowBits, level, memLevel, strategy, dictionary, single);
  }

  /** One step at once: `[output, input left, status]` or `[errno, message]`. Without `data`, of the input that is left. */
  writeSync(flush, data, limit) {
    return native.write(this.#state, flush, data, limit);
  }

  /** The same on the thread pool, several steps while there is more: a Promise. */
  write(flush, data, limit, rounds = 1) {
    return native.writeLater(this.#state, flush, data, limit, rounds);
  }

  params(level, strategy) {
    native.params(this.#state, level, strategy);
  }

  reset() {
    native.reset(this.#state);
  }

  close() {
    native.close(this.#state);
  }
}

module.exports = { Zlib, crc32: native.crc32, NEEDS_INPUT: 0, HAS_MORE: 1, ENDED: 2 };
