'use strict';

// What crypto's functions take as bytes: strings in an encoding, views, ArrayBuffers.

const { Buffer } = require('node/buffer');
const { codes, hideStackFrames } = require('ext/base/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');

const KINDS = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

/**
 * The bytes of a value, as a Uint8Array over the same memory where it has some.
 * @param {string | ArrayBufferView | ArrayBuffer} value
 * @param {string} name the argument's name, for the error
 * @param {string} [encoding] of a string
 * @throws {ERR_INVALID_ARG_TYPE}
 */
const toBytes = hideStackFrames((value, name, encoding) => {
  if (typeof value === 'string') return Buffer.from(value, encoding === 'buffer' ? 'utf8' : encoding);
  if (isArrayBufferView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  throw new codes.ERR_INVALID_ARG_TYPE.HideStackFramesError(name, KINDS, value);
});

/** A Buffer over what a binding gave. */
function toBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An ArrayBuffer of just what a binding gave. */
function toArrayBuffer(bytes) {
  const { buffer, byteOffset, byteLength } = bytes;
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}

/** A Buffer, or its text in an encoding. */
function output(bytes, encoding) {
  const buffer = toBuffer(bytes);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

/** An option that is a string where it is there. */
function stringOption(options, key) {
  const value = options?.[key];
  if (value === undefined || value === null) return undefined;
  require('ext/base/validators').validateString(value, `options.${key}`);
  return value;
}

module.exports = { toBytes, toBuffer, toArrayBuffer, output, stringOption };
