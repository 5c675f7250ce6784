'use strict';

// buffer.transcode().

const { codes, genericNodeError } = require('ext/base/errors');
const { normalizeEncoding } = require('ext/base/encodings');
const { isUint8Array } = require('ext/base/types');
const { Buffer, isUtf8 } = require('node/buffer');

const LIMITS = { __proto__: null, ascii: 0x7f, latin1: 0xff, utf8: 0x10ffff, utf16le: 0x10ffff };

/** ICU's error of that name and number. */
function failure(code, errno) {
  return genericNodeError(`Unable to transcode Buffer [${code}]`, { code, errno });
}

/** The usual name of an encoding; undefined where it has none. */
function nameOf(encoding) {
  return typeof encoding === 'string' || encoding == null ? normalizeEncoding(encoding) : undefined;
}

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

/** Text with '?' for every character above `limit`, as ICU does it: but for those that nobody would miss. */
function limited(text, limit) {
  let result = '';
  for (const character of text) {
    if (character.codePointAt(0) <= limit) result += character;
    else if (!IGNORABLE.test(character)) result += '?';
  }
  return result;
}

/**
 * @param {Uint8Array} source
 * @param {string} fromEncoding ascii, latin1, utf8 or utf16le, by any of their names
 * @param {string} toEncoding likewise
 * @returns {Buffer}
 * @throws ERR_INVALID_ARG_TYPE; an Error with code U_ILLEGAL_ARGUMENT_ERROR for another encoding, with
 *   U_INVALID_CHAR_FOUND where bytes are not of theirs and UTF-8 and UTF-16 are meant
 */
function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new codes.ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = nameOf(fromEncoding);
  const to = nameOf(toEncoding);
  const limit = LIMITS[to];
  if (limit === undefined || LIMITS[from] === undefined) throw failure('U_ILLEGAL_ARGUMENT_ERROR', 1);
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let text;
  if (from === 'ascii') {
    text = bytes.toString('latin1');
    // Straight to UTF-16 they are taken for Latin-1; else there is nothing above 127.
    if (to !== 'utf16le') text = text.replace(/[\x80-\xff]/g, '\ufffd');
  } else {
    text = bytes.toString(from);
  }
  if (from === 'utf8' && to === 'utf16le' && !isUtf8(bytes)) throw failure('U_INVALID_CHAR_FOUND', 10);
  if (from === 'utf16le' && to === 'utf8' && (text === '' || !text.isWellFormed())) {
    throw failure('U_INVALID_CHAR_FOUND', 10);
  }
  if (from === 'utf16le' && to === 'utf16le') {
    const truncated = bytes.length % 2 !== 0;
    if (truncated && (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800) text = text.slice(0, -1);
    text = text.toWellFormed();
    if (truncated) text += '\ufffd';
  }
  if (limit < 0x10ffff) text = limited(text, limit);
  return Buffer.from(text, to);
}

module.exports = { transcode };
