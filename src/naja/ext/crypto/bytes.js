'use strict';

// What crypto's functions take as bytes: strings in an encoding, views, ArrayBuffers.

const { Buffer } = require('node/buffer');
const { codes } = require('ext/base/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');

/**
 * The bytes of a value, as a Uint8Array over the same memory where it has some.
 * @param {string | ArrayBufferView | ArrayBuffer} value
 * @param {string} name the argument's name, for the error
 * @param {string} [encoding] of a string
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function toBytes(value, name, encoding) {
  if (typeof value === 'string') return Buffer.from(value, encoding === 'buffer' ? 'utf8' : encoding);
  if (isArrayBufferView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  throw new codes.ERR_INVALID_ARG_TYPE(
    name,
    ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'],
    value,
  );
}

/** A Buffer over what an op gave. */
function toBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A Buffer, or its text in an encoding. */
function output(bytes, encoding) {
  const buffer = toBuffer(bytes);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

module.exports = { toBytes, toBuffer, output };
