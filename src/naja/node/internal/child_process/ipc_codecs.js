'use strict';

// How messages are written between a parent and a forked child: a line of JSON each, or V8's serialisation with its
// length before it ('advanced').

const { Buffer } = require('node/buffer');
const serdes = require.lazy('node/internal/v8/serdes');

class JSONCodec {
  #rest = '';
  #decoder = new (require('node/string_decoder').StringDecoder)('utf8');

  /** @returns {number} 0 written, 1 being written, negative: libuv's error */
  write(handle, req, message, sent) {
    return handle.writeUtf8String(req, `${JSON.stringify(message)}\n`, sent);
  }

  *decode(chunk) {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

class AdvancedCodec {
  #rest = Buffer.alloc(0);

  write(handle, req, message, sent) {
    const bytes = serdes().serialize(message);
    const frame = Buffer.allocUnsafe(4 + bytes.length);
    frame.writeUInt32BE(bytes.length, 0);
    frame.set(bytes, 4);
    return handle.writeBuffer(req, frame, sent);
  }

  *decode(chunk) {
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE(0);
      if (this.#rest.length < 4 + length) return;
      const bytes = this.#rest.subarray(4, 4 + length);
      this.#rest = this.#rest.subarray(4 + length);
      yield serdes().deserialize(bytes);
    }
  }
}

/** @param {'json' | 'advanced'} mode */
const codecOf = (mode) => (mode === 'advanced' ? new AdvancedCodec() : new JSONCodec());

module.exports = { codecOf };
