'use strict';

// A state of Python's zlib, as streams hold it. Numbers name states; a state that nobody closed goes with its handle.

const native = binding('zlib');

let forgotten;

class Zlib {
  #number;

  /**
   * @param {number} mode DEFLATE ... UNZIP
   * @param {number} windowBits the window's size as a power of two; 0, where decompressing: as the header says
   * @param {number} level
   * @param {number} memLevel
   * @param {number} strategy
   * @param {Uint8Array} [dictionary]
   */
  constructor(mode, windowBits, level, memLevel, strategy, dictionary) {
    this.#number = native.open(mode, windowBits, level, memLevel, strategy, dictionary);
    forgotten ??= new FinalizationRegistry((number) => native.close(number));
    forgotten.register(this, this.#number, this);
  }

  /** One step at once: `[output, input left, status]` or `[errno, message]`. Without `data`, of the input that is left. */
  writeSync(flush, data, limit) {
    return native.write(this.#number, flush, data, limit);
  }

  /** The same on the thread pool, several steps while there is more: a Promise. */
  write(flush, data, limit, rounds = 1) {
    return native.writeLater(this.#number, flush, data, limit, rounds);
  }

  params(level, strategy) {
    native.params(this.#number, level, strategy);
  }

  reset() {
    native.reset(this.#number);
  }

  close() {
    forgotten.unregister(this);
    native.close(this.#number);
  }
}

module.exports = { Zlib, crc32: native.crc32, NEEDS_INPUT: 0, HAS_MORE: 1, ENDED: 2 };
