'use strict';

/** A stream of bytes that can be collected: what children's output is in Deno and Bun. */

const { ReadableStream } = require('ext/streams/readable');
const { concat } = require('ext/base/bytes');

class CollectingStream extends ReadableStream {
  /** @returns {Promise<Uint8Array>} */
  async bytes() {
    const chunks = [];
    let size = 0;
    for await (const chunk of this) {
      chunks.push(chunk);
      size += chunk.byteLength;
    }
    return concat(chunks, size);
  }

  /** @returns {Promise<ArrayBuffer>} */
  async arrayBuffer() {
    return (await this.bytes()).buffer;
  }

  /** @returns {Promise<string>} */
  async text() {
    return new TextDecoder().decode(await this.bytes());
  }

  async json() {
    return JSON.parse(await this.text());
  }

  /** @returns {Promise<Blob>} */
  async blob() {
    return new (require('ext/buffer/blob').Blob)([await this.bytes()]);
  }
}

module.exports = { CollectingStream };
