'use strict';

// The content encodings: a codec has step(bytes) and stepLater(bytes), which give { output, more } (without bytes: what
// more there is of the input before); finish(), which tells whether the input may end so, or gives an error; close().

const { ENDED, HAS_MORE, Zlib } = require('ext/zlib/handle');
const compress = require.lazy('ext/compress/codec');

const INFLATE = 2;
const GUNZIP = 4;
const INFLATERAW = 6;
const SYNC_FLUSH = 2;
const WINDOW_BITS = 15;
const OUTPUT = 65536;

const codes = {
  __proto__: null,
  '-2': 'Z_STREAM_ERROR',
  '-3': 'Z_DATA_ERROR',
  '-4': 'Z_MEM_ERROR',
  '-5': 'Z_BUF_ERROR',
  2: 'Z_NEED_DICT',
};

class ZlibCodec {
  long = false;
  #state;

  constructor(mode) {
    this.#state = new Zlib(mode, WINDOW_BITS, -1, 8, 0, undefined);
  }

  #result(result) {
    if (typeof result[0] !== 'number') return { output: result[0], more: result[2] === HAS_MORE };
    const [errno, message] = result;
    const error = new Error(message);
    error.errno = errno;
    error.code = codes[errno];
    throw error;
  }

  step(bytes) {
    return this.#result(this.#state.writeSync(SYNC_FLUSH, bytes, OUTPUT));
  }

  async stepLater(bytes) {
    return this.#result(await this.#state.write(SYNC_FLUSH, bytes, OUTPUT, 4));
  }

  /** What was cut off is given as far as it goes. */
  finish() {}

  close() {
    this.#state.close();
  }
}

/** Brotli or Zstandard. */
class ModernCodec {
  long = false;
  #codec;
  #name;
  #status = -1;

  constructor(kind, name) {
    this.#codec = new (compress().Codec)(kind);
    this.#name = name;
  }

  #result(result) {
    if (typeof result[0] !== 'number') {
      this.#status = result[2];
      return { output: result[0], more: result[2] === HAS_MORE };
    }
    const [errno, message] = result;
    throw compress().codecError(this.#name === 'br', errno, message);
  }

  step(bytes) {
    return this.#result(this.#codec.stepSync(0, bytes, OUTPUT));
  }

  async stepLater(bytes) {
    return this.#result(await this.#codec.step(0, bytes, OUTPUT * 4));
  }

  finish() {
    if (this.#name === 'br' || this.#status === ENDED) return undefined;
    return compress().codecError(false, -5, 'unexpected end of file');
  }

  close() {
    this.#codec.close();
  }
}

const gunzip = () => new ZlibCodec(GUNZIP);
// Some servers leave the wrapping away.
const inflate = (bytes) => new ZlibCodec((bytes[0] & 0x0f) === 8 ? INFLATE : INFLATERAW);

const makers = {
  __proto__: null,
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflate,
  br: () => new ModernCodec(compress().BROTLI_DECODE, 'br'),
  zstd: () => new ModernCodec(compress().ZSTD_DECODE, 'zstd'),
};

/** @returns {(function(Uint8Array): object)|undefined} what makes a codec of an encoding */
function makerOf(name) {
  return makers[name];
}

module.exports = { makerOf };
