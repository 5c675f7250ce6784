'use strict';

// A state of Brotli or Zstandard, as streams hold it; see binding.pyx.

const native = binding('compress');

const kinds = { BROTLI_DECODE: 0, BROTLI_ENCODE: 1, ZSTD_DECODE: 2, ZSTD_ENCODE: 3 };

class Codec {
  #state;
  #decodes;

  /**
   * @param {number} kind
   * @param {Array<[number, number]>} [parameters]
   * @throws {Error} without memory; a RangeError for a parameter that the format does not take
   */
  constructor(kind, parameters = []) {
    this.#state = native.open(kind);
    this.#decodes = kind === kinds.BROTLI_DECODE || kind === kinds.ZSTD_DECODE;
    if (this.#state === undefined) throw new Error('out of memory');
    for (const [name, value] of parameters) {
      if (!native.set(this.#state, name, value)) throw new RangeError(`parameter ${name}: ${value}`);
    }
  }

  /** Zstandard: a dictionary, and how long the input will be (-1: not known). @returns {boolean} */
  load(dictionary, size = -1) {
    return native.load(this.#state, dictionary, size);
  }

  /** One step at once: `[output, input left, status]` or `[errno, message]`. Without `data`, of the input that is left. */
  stepSync(op, data, limit) {
    return native.step(this.#state, op, data, limit);
  }

  /** The same on the thread pool. @returns {Promise<Array>} */
  step(op, data, limit) {
    return new Promise((resolve) => {
      native.stepLater(this.#state, op, data, limit, resolve);
    });
  }

  /** Whether it decompresses. */
  get decodes() {
    return this.#decodes;
  }

  reset() {
    native.reset(this.#state);
  }

  close() {
    native.close(this.#state);
  }
}

module.exports = { Codec, ...kinds, NEEDS_INPUT: 0, HAS_MORE: 1, ENDED: 2 };
