'use strict';

// node:stream/consumers: everything that a stream (of either kind) or an async iterable gives, at once.

const { Buffer } = require('node/buffer');
const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');

/**
 * @param {AsyncIterable|ReadableStream|Readable} stream
 * @returns {Promise<Blob>}
 */
async function blob(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new (require('node/buffer').Blob)(chunks);
}

/** @returns {Promise<ArrayBuffer>} */
async function arrayBuffer(stream) {
  return (await buffer(stream)).buffer;
}

function toBytes(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (isArrayBufferView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (isAnyArrayBuffer(chunk)) return new Uint8Array(chunk);
  // As a Blob takes its parts
  return Buffer.from(`${chunk}`);
}

/** @returns {Promise<Buffer>} */
async function buffer(stream) {
  const chunks = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = toBytes(chunk);
    chunks.push(part);
    length += part.byteLength;
  }
  // Not from the pool: callers get at the memory behind it.
  const all = Buffer.from(new ArrayBuffer(length));
  let offset = 0;
  for (const part of chunks) {
    all.set(part, offset);
    offset += part.byteLength;
  }
  return all;
}

/** @returns {Promise<Uint8Array>} */
async function bytes(stream) {
  const all = await buffer(stream);
  return new Uint8Array(all.buffer, all.byteOffset, all.byteLength);
}

/**
 * @returns {Promise<string>} of UTF-8 chunks and of strings
 * @throws {ERR_INVALID_ARG_TYPE} where a chunk is neither text nor bytes
 */
async function text(stream) {
  const decoder = new TextDecoder();
  let result = '';
  for await (const chunk of stream) {
    if (typeof chunk === 'string') {
      result += chunk;
    } else {
      if (!isArrayBufferView(chunk) && !isAnyArrayBuffer(chunk)) {
        throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'ArrayBufferView'], chunk);
      }
      result += decoder.decode(chunk, { stream: true });
    }
  }
  // What is left of an incomplete character
  return result + decoder.decode();
}

/** @returns {Promise<*>} */
async function json(stream) {
  return JSON.parse(await text(stream));
}

module.exports = { arrayBuffer, blob, buffer, bytes, text, json };
