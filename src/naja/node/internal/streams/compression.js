'use strict';

// CompressionStream and DecompressionStream: https://compression.spec.whatwg.org/

const { inspectAs, kInspect } = require('ext/streams/common');
const { newReadableWritablePairFromDuplex } = require('node/internal/streams/adapters');
const { isArrayBuffer, isSharedArrayBuffer } = require('ext/base/types');
const errors = require.lazy('ext/base/errors');
const zlib = require.lazy('node/zlib');

/** What compresses and what decompresses each format. */
const FORMATS = new Map([
  ['deflate', [() => zlib().createDeflate(), () => zlib().createInflate({ rejectGarbageAfterEnd: true })]],
  [
    'deflate-raw',
    [() => zlib().createDeflateRaw(), () => zlib().createInflateRaw({ rejectGarbageAfterEnd: true })],
  ],
  ['gzip', [() => zlib().createGzip(), () => zlib().createGunzip({ rejectGarbageAfterEnd: true })]],
  [
    'brotli',
    [
      () => zlib().createBrotliCompress(),
      () => zlib().createBrotliDecompress({ rejectGarbageAfterEnd: true }),
    ],
  ],
]);

function makerOf(format, Class, index) {
  const makers = FORMATS.get(`${format}`);
  if (makers !== undefined) return makers[index];
  const err = new TypeError(
    `Failed to construct '${Class}': 1st argument '${format}' is not a valid enum value of type CompressionFormat.`,
  );
  err.code = 'ERR_INVALID_ARG_VALUE';
  throw err;
}

/** Memory that others may change meanwhile cannot be compressed. The stream itself refuses what is no memory at all. */
function checkChunk(chunk) {
  if (isArrayBuffer(chunk)) return new Uint8Array(chunk);
  if (isSharedArrayBuffer(chunk) || (ArrayBuffer.isView(chunk) && isSharedArrayBuffer(chunk.buffer))) {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)(
      'chunk',
      ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'],
      chunk,
    );
  }
  return chunk;
}

class CompressionStream {
  #transform;

  /** @param {'deflate'|'deflate-raw'|'gzip'|'brotli'} format */
  constructor(format) {
    const make = makerOf(format, 'CompressionStream', 0);
    this.#transform = newReadableWritablePairFromDuplex(make(), { checkChunk });
  }

  /** @type {ReadableStream} */
  get readable() {
    return this.#transform.readable;
  }

  /** @type {WritableStream} */
  get writable() {
    return this.#transform.writable;
  }

  [kInspect](depth, options) {
    const { readable, writable } = this.#transform;
    return inspectAs(this, 'CompressionStream', { readable, writable }, depth, options);
  }
}

class DecompressionStream {
  #transform;

  /** @param {'deflate'|'deflate-raw'|'gzip'|'brotli'} format */
  constructor(format) {
    const make = makerOf(format, 'DecompressionStream', 1);
    const duplex = make();
    // Damaged data is a TypeError here.
    this.#transform = newReadableWritablePairFromDuplex(duplex, { checkChunk });
  }

  /** @type {ReadableStream} */
  get readable() {
    return this.#transform.readable;
  }

  /** @type {WritableStream} */
  get writable() {
    return this.#transform.writable;
  }

  [kInspect](depth, options) {
    const { readable, writable } = this.#transform;
    return inspectAs(this, 'DecompressionStream', { readable, writable }, depth, options);
  }
}

for (const Class of [CompressionStream, DecompressionStream]) {
  Object.defineProperties(Class.prototype, {
    readable: { __proto__: null, enumerable: true },
    writable: { __proto__: null, enumerable: true },
    [Symbol.toStringTag]: { __proto__: null, configurable: true, value: Class.name },
  });
}

module.exports = { CompressionStream, DecompressionStream };
