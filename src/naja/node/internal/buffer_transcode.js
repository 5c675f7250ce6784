'use strict';

// buffer.transcode().

const { codes, genericNodeError } = require('ext/base/errors');
const { normalizeEncoding } = require('ext/base/encodings');
const { isUint8Array } = require('ext/base/types');
const { Buffer } = require('node/buffer');

const ILLEGAL_ARGUMENT = 1; // ICU's U_ILLEGAL_ARGUMENT_ERROR
const LIMITS = { __proto__: null, ascii: 0x7f, latin1: 0xff, utf8: 0x10ffff, utf16le: 0x10ffff };

/** Text with '?' for every character above `limit`. */
function limited(text, limit) {
  let result = '';
  for (const character of text) result += character.codePointAt(0) > limit ? '?' : character;
  return result;
}

/**
 * @param {Uint8Array} source
 * @param {string} fromEncoding ascii, latin1, utf8 or utf16le, by any of their names
 * @param {string} toEncoding likewise
 * @returns {Buffer}
 * @throws ERR_INVALID_ARG_TYPE; an Error with code U_ILLEGAL_ARGUMENT_ERROR for another encoding
 */
function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new codes.ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = normalizeEncoding(fromEncoding) || fromEncoding;
  const to = normalizeEncoding(toEncoding) || toEncoding;
  const limit = LIMITS[to];
  if (limit === undefined || LIMITS[from] === undefined) {
    const properties = { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: ILLEGAL_ARGUMENT };
    throw genericNodeError('Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]', properties);
  }
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let text = bytes.toString(from);
  if (from === 'ascii') text = text && bytes.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd');
  if (limit < 0x10ffff) text = limited(text, limit);
  return Buffer.from(text, to);
}

module.exports = { transcode };
