'use strict';

// The encodings between strings and bytes: utf8, utf16le (ucs2), latin1 (binary), ascii, base64, base64url,
// hex.

const native = binding('buffer');

// Up to this many characters a loop in JavaScript costs less than a call into native code.
const SHORT = 24;

/**
 * Writes as much of a string as fits, whole characters only.
 * @param {Uint8Array} bytes
 * @param {string} string
 * @param {number} offset
 * @param {number} length how many bytes may be written from `offset` on
 * @returns {number} how many were
 * @throws ERR_INVALID_ARG_TYPE, as all that write and slice here, where bytes or string are none
 */
function utf8Write(bytes, string, offset, length) {
  const count = typeof string === 'string' ? string.length : Infinity;
  if (count <= SHORT && count <= length) {
    let i = 0;
    for (; i < count; i++) {
      const code = string.charCodeAt(i);
      if (code >= 0x80) break;
      bytes[offset + i] = code;
    }
    if (i === count) return count;
  }
  return native.utf8Write(bytes, string, offset, length);
}

function latin1Write(bytes, string, offset, length) {
  if (typeof string !== 'string') return native.latin1Write(bytes, string, offset, length);
  const count = string.length < length ? string.length : length;
  if (count > SHORT) return native.latin1Write(bytes, string, offset, count);
  for (let i = 0; i < count; i++) bytes[offset + i] = string.charCodeAt(i);
  return count;
}

/**
 * The length of a string in UTF-8; a lone surrogate counts as U+FFFD, three bytes.
 * @param {string} string
 * @returns {number}
 */
function byteLengthUtf8(string) {
  const { length } = string;
  if (length > SHORT) return native.byteLengthUtf8(string);
  for (let i = 0; i < length; i++) {
    if (string.charCodeAt(i) >= 0x80) return native.byteLengthUtf8(string);
  }
  return length;
}

function base64ByteLength(string) {
  let { length } = string;
  if (length > 0 && string.charCodeAt(length - 1) === 61) length--;
  if (length > 1 && string.charCodeAt(length - 1) === 61) length--;
  return Math.floor((length * 3) / 4);
}

const length1 = (string) => string.length;
const length2 = (string) => string.length * 2;
const lengthHex = (string) => string.length >>> 1;

// `unit`: searching goes by steps of so many bytes. `room`: a character takes so many bytes at most.
const utf8 = {
  name: 'utf8',
  unit: 1,
  room: 3,
  byteLength: byteLengthUtf8,
  write: utf8Write,
  slice: native.utf8Slice,
};
const utf16le = {
  name: 'utf16le',
  unit: 2,
  room: 2,
  byteLength: length2,
  write: native.ucs2Write,
  slice: native.ucs2Slice,
};
const latin1 = {
  name: 'latin1',
  unit: 1,
  room: 1,
  byteLength: length1,
  write: latin1Write,
  slice: native.latin1Slice,
};
const ascii = {
  name: 'ascii',
  unit: 1,
  room: 1,
  byteLength: length1,
  write: latin1Write,
  slice: native.asciiSlice,
};
const base64 = {
  name: 'base64',
  unit: 1,
  room: 1,
  byteLength: base64ByteLength,
  write: native.base64Write,
  slice: native.base64Slice,
};
const base64url = {
  name: 'base64url',
  unit: 1,
  room: 1,
  byteLength: base64ByteLength,
  write: native.base64Write,
  slice: native.base64urlSlice,
};
const hex = {
  name: 'hex',
  unit: 1,
  room: 1,
  byteLength: lengthHex,
  write: native.hexWrite,
  slice: native.hexSlice,
};

function exact(encoding) {
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return utf8;
    case 'hex':
      return hex;
    case 'base64':
      return base64;
    case 'latin1':
    case 'binary':
      return latin1;
    case 'ascii':
      return ascii;
    case 'base64url':
      return base64url;
    case 'utf16le':
    case 'utf-16le':
    case 'ucs2':
    case 'ucs-2':
      return utf16le;
  }
  return undefined;
}

/**
 * What is known of the encoding of that name, in any case.
 * @param {unknown} encoding made a string
 * @returns {typeof utf8 | undefined}
 */
function codecOf(encoding) {
  return exact(encoding) ?? exact(`${encoding}`.toLowerCase());
}

module.exports = { codecOf, byteLengthUtf8, utf8Write, latin1Write, utf8, ascii, utf16le, latin1 };
