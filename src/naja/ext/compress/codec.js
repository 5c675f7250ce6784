'use strict';

// A state of Brotli or Zstandard, as streams hold it; see binding.pyx.

const native = binding('compress');

const NEEDS_INPUT = 0;
const HAS_MORE = 1;
const ENDED = 2;
const kinds = { BROTLI_DECODE: 0, BROTLI_ENCODE: 1, ZSTD_DECODE: 2, ZSTD_ENCODE: 3 };

/** How much output one step may make. */
const PIECE = 65536;
const MOST = 1 << 20;
const NOTHING = new Uint8Array(0);

function join(parts, size) {
  if (parts.length === 1) return parts[0];
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

class Codec {
  #state;
  #decodes;
  #setUp;
  #ended = false;

  /**
   * @param {number} kind
   * @param {Array<[number, number]>} [parameters]
   * @param {Uint8Array} [dictionary]
   * @param {number} [size] how long the input will be; Zstandard
   * @throws {Error} without memory, or for a parameter that the format does not take
   */
  constructor(kind, parameters = [], dictionary = undefined, size = -1) {
    this.#state = native.open(kind);
    this.#decodes = kind === kinds.BROTLI_DECODE || kind === kinds.ZSTD_DECODE;
    if (this.#state === undefined) throw new Error('Initialization failed');
    this.#setUp = () => {
      for (const [name, value] of parameters) {
        if (!native.set(this.#state, name, value)) throw new Error('Setting parameter failed');
      }
      if (dictionary === undefined && size === -1) return;
      if (!native.load(this.#state, dictionary, size)) throw new Error('Initialization failed');
    };
    this.#setUp();
  }

  /** One step at once: `[output, input left, status]` or `[errno, message]`. Without `data`, of the input that is left. */
  stepSync(op, data, limit) {
    if (this.#isOver(data)) return [NOTHING, 0, ENDED];
    const result = native.step(this.#state, op, data, limit);
    this.#ended = result[2] === ENDED;
    return result;
  }

  /** The same on the thread pool. @returns {Promise<Array>} */
  step(op, data, limit) {
    if (this.#isOver(data)) return Promise.resolve([NOTHING, 0, ENDED]);
    return new Promise((resolve) => {
      native.stepLater(this.#state, op, data, limit, (result) => {
        this.#ended = result[2] === ENDED;
        resolve(result);
      });
    });
  }

  /** Whether nothing follows an end: else another frame is expected. */
  #isOver(data) {
    return this.#ended && this.#decodes && data !== undefined && data.length === 0;
  }

  /** Whether it decompresses. */
  get decodes() {
    return this.#decodes;
  }

  /** `[output, input left, status]`, or `[errno, message]` of an end that comes too soon. */
  #conclude(parts, total, left, status, finishes) {
    if (finishes && this.#decodes && status === NEEDS_INPUT) return [-5, 'unexpected end of file'];
    return [join(parts, total), left, status];
  }

  /** As ext/zlib's handle: steps until the input is used up or the output has reached a limit. */
  writeSync(op, data, limit) {
    const parts = [];
    let total = 0;
    for (;;) {
      const room = Math.min(limit - total, parts.length < 4 ? PIECE : MOST);
      const result = this.stepSync(op, data, room);
      if (typeof result[0] === 'number') return result.slice(0, 2);
      parts.push(result[0]);
      total += result[0].length;
      if (result[2] !== HAS_MORE || total >= limit) {
        return this.#conclude(parts, total, result[1], result[2], op === 2);
      }
      data = undefined;
    }
  }

  /** The same on the thread pool; up to `rounds` times the limit. */
  async write(op, data, limit, rounds = 1) {
    const parts = [];
    const most = limit * rounds;
    let total = 0;
    for (;;) {
      const room = Math.min(most - total, parts.length < 4 ? PIECE : MOST);
      const result = await this.step(op, data, room);
      if (typeof result[0] === 'number') return result.slice(0, 2);
      parts.push(result[0]);
      total += result[0].length;
      if (result[2] !== HAS_MORE || total >= most) {
        return this.#conclude(parts, total, result[1], result[2], op === 2);
      }
      data = undefined;
    }
  }

  reset() {
    native.reset(this.#state);
    this.#ended = false;
    this.#setUp();
  }

  close() {
    native.close(this.#state);
  }
}

// The names of Zstandard's errors.
const ZSTD_ERRORS = {
  1: 'GENERIC',
  10: 'prefix_unknown',
  12: 'version_unsupported',
  14: 'frameParameter_unsupported',
  16: 'frameParameter_windowTooLarge',
  20: 'corruption_detected',
  22: 'checksum_wrong',
  24: 'literals_headerWrong',
  30: 'dictionary_corrupted',
  32: 'dictionary_wrong',
  34: 'dictionaryCreation_failed',
  40: 'parameter_unsupported',
  41: 'parameter_combination_unsupported',
  42: 'parameter_outOfBound',
  44: 'tableLog_tooLarge',
  46: 'maxSymbolValue_tooLarge',
  48: 'maxSymbolValue_tooSmall',
  50: 'stabilityCondition_notRespected',
  60: 'stage_wrong',
  62: 'init_missing',
  64: 'memory_allocation',
  66: 'workSpace_tooSmall',
  70: 'dstSize_tooSmall',
  72: 'srcSize_wrong',
  74: 'dstBuffer_null',
  80: 'noForwardProgress_destFull',
  82: 'noForwardProgress_inputEmpty',
};

/**
 * The error of a step that failed, as node:zlib words it.
 * @param {boolean} brotli
 * @param {number} errno
 * @param {string} message the format's own
 * @returns {Error}
 */
function codecError(brotli, errno, message) {
  const early = errno === -5 && message === 'unexpected end of file';
  const compression = brotli && errno === -1 && message === 'Compression failed';
  const error = new Error(early || compression || !brotli ? message : 'Decompression failed');
  error.errno = errno;
  if (early) error.code = 'Z_BUF_ERROR';
  else if (compression) error.code = 'ERR_BROTLI_COMPRESSION_FAILED';
  else error.code = brotli ? `ERR_${message}` : `ZSTD_error_${ZSTD_ERRORS[errno] ?? 'GENERIC'}`;
  return error;
}

module.exports = { Codec, ...kinds, ENDED, HAS_MORE, NEEDS_INPUT, codecError };
