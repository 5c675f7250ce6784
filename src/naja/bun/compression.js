'use strict';

/** Bun.gzipSync and its kin. Deflate is without a header here, as in Bun. */

const zlib = require.lazy('node/zlib');
const { coded } = require('bun/basics');
const types = require.lazy('ext/base/types');

/** @throws {TypeError} */
function input(data) {
  if (typeof data === 'string' || ArrayBuffer.isView(data)) return data;
  if (types().isAnyArrayBuffer(data)) return new Uint8Array(data);
  const message = 'data must be a string, ArrayBuffer or ArrayBufferView';
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

const plain = (bytes) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What node:zlib understands of Bun's options. */
function optionsOf({ level, memLevel, windowBits, strategy } = {}) {
  return { level, memLevel, windowBits, strategy };
}

/** @param {string | ArrayBufferView | ArrayBuffer} data @returns {Uint8Array} */
function gzipSync(data, options) {
  return plain(zlib().gzipSync(input(data), optionsOf(options)));
}

function deflateSync(data, options) {
  return plain(zlib().deflateRawSync(input(data), optionsOf(options)));
}

/** @throws {Error} for what is no gzip data */
function gunzipSync(data) {
  return undo('gunzipSync', data);
}

function inflateSync(data) {
  return undo('inflateRawSync', data);
}

function undo(name, data) {
  const bytes = input(data);
  try {
    return plain(zlib()[name](bytes));
  } catch (error) {
    // zlib has no words for data that ends too early.
    throw new Error(error.code === 'Z_BUF_ERROR' ? 'Zlib returned an error' : error.message, {
      cause: error,
    });
  }
}

/* ---------------------------------------------------------------- Zstandard */

const MAX_LEVEL = 22;

function zstdOptions({ level = 3 } = {}) {
  if (!Number.isInteger(level) || level < 1 || level > MAX_LEVEL) {
    const message = `Compression level must be between 1 and ${MAX_LEVEL}`;
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
  return { params: { [zlib().constants.ZSTD_c_compressionLevel]: level } };
}

function zstdError(cause) {
  const error = new Error('Decompression failed: InvalidZstdData', { cause });
  error.code = 'ERR_ZSTD';
  return error;
}

/** @param {string | ArrayBufferView | ArrayBuffer} data @param {{level?: number}} [options] @returns {Buffer} */
function zstdCompressSync(data, options) {
  return zlib().zstdCompressSync(input(data), zstdOptions(options));
}

/** @returns {Buffer} @throws {Error} ERR_ZSTD */
function zstdDecompressSync(data) {
  const bytes = input(data);
  try {
    return zlib().zstdDecompressSync(bytes);
  } catch (error) {
    throw zstdError(error);
  }
}

/** @returns {Promise<Buffer>} */
function zstdCompress(data, options) {
  const [bytes, given] = [input(data), zstdOptions(options)];
  return new Promise((resolve, reject) => {
    zlib().zstdCompress(bytes, given, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** @returns {Promise<Buffer>} */
function zstdDecompress(data) {
  const bytes = input(data);
  return new Promise((resolve, reject) => {
    zlib().zstdDecompress(bytes, (error, result) => (error ? reject(zstdError(error)) : resolve(result)));
  });
}

module.exports = {
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
};
