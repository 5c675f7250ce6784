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

module.exports = { deflateSync, gunzipSync, gzipSync, inflateSync };
