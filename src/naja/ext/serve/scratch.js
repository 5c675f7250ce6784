'use strict';

/** Memory that small chunks are put together in before they are written: in most cases the kernel takes all at once. */

const { concat } = require('ext/base/bytes');

const SIZE = 131072;
let scratch = null;

/**
 * The bytes of several chunks, to be used before the next call: keep() what has to stay.
 * @param {Uint8Array[]} chunks
 * @param {number} size of all of them together
 * @returns {Uint8Array}
 */
function together(chunks, size) {
  if (chunks.length === 1) return chunks[0];
  if (size > SIZE || size === 0) return concat(chunks, size);
  scratch ??= new Uint8Array(SIZE);
  let at = 0;
  for (let i = 0; i < chunks.length; i++) {
    scratch.set(chunks[i], at);
    at += chunks[i].length;
  }
  return scratch.subarray(0, size);
}

/** Bytes that stay: a copy, where they came from together(). */
function keep(bytes) {
  return scratch !== null && bytes.buffer === scratch.buffer ? bytes.slice() : bytes;
}

module.exports = { together, keep };
