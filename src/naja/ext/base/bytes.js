'use strict';

/** What is done with bytes in many places. */

const { createUnsafe } = binding('buffer');

/**
 * The bytes of several chunks, in memory of their own; the only one is given as it is where its memory is.
 * @param {Uint8Array[]} chunks
 * @param {number} size of all of them together
 * @returns {Uint8Array}
 */
function concat(chunks, size) {
  if (chunks.length === 1 && chunks[0].buffer.byteLength === size) return chunks[0];
  const memory = createUnsafe(size);
  const bytes = new Uint8Array(memory.buffer, memory.byteOffset, size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

module.exports = { concat };
