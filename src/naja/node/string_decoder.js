'use strict';

// node:string_decoder: text out of chunks, whose ends may lie within a character.

const { codes } = require('ext/base/errors');
const { encodingsMap, normalizeEncoding } = require('ext/base/encodings');
const { isUint8Array } = require('ext/base/types');
const { codecOf } = require('ext/buffer/codecs');
const { Buffer } = require('node/buffer');

// What a decoder remembers lies in seven bytes: up to four of an incomplete character, how many are missing,
// how many are there, and the number of the encoding.
const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;
const SIZE = 7;

// Also the name by which inspect() shows it.
const kState = Symbol('kNativeDecoder');

const { utf8, utf16le, base64, base64url } = encodingsMap;
const codecs = Object.keys(encodingsMap).map((name) => codecOf(name));

/**
 * How many bytes at the end of a chunk belong to a UTF-8 character that goes on; sets how many it lacks.
 * Bytes that cannot begin or go on like that are left to the decoder.
 */
function incompleteUtf8(state, bytes, length) {
  for (let count = 1; count <= length && count < 4; count++) {
    const byte = bytes[length - count];
    if ((byte & 0xc0) === 0x80) continue;
    let size = 0;
    if ((byte & 0xe0) === 0xc0) size = 2;
    else if ((byte & 0xf0) === 0xe0) size = 3;
    else if ((byte & 0xf8) === 0xf0) size = 4;
    if (count >= size) return 0;
    state[MISSING] = size - count;
    return count;
  }
  return 0;
}

/** The same for any encoding whose characters take several bytes. */
function incomplete(state, bytes, length) {
  let count = 0;
  switch (state[ENCODING]) {
    case utf8:
      return bytes[length - 1] & 0x80 ? incompleteUtf8(state, bytes, length) : 0;
    case utf16le:
      if (length % 2 === 1) {
        state[MISSING] = 1;
        return 1;
      }
      if ((bytes[length - 1] & 0xfc) !== 0xd8) return 0;
      state[MISSING] = 2;
      return 2;
    case base64:
    case base64url:
      count = length % 3;
      if (count > 0) state[MISSING] = 3 - count;
      return count;
  }
  return 0;
}

/** Moves bytes that the incomplete character lacks out of a chunk; gives how many. */
function complete(state, bytes) {
  let count = Math.min(state[MISSING], bytes.length);
  if (state[ENCODING] === utf8) {
    for (let i = 0; i < count; i++) {
      // Not the byte that was missing: what is there is all there will be, and another character begins.
      if ((bytes[i] & 0xc0) !== 0x80) {
        count = i;
        state[MISSING] = i;
        break;
      }
    }
  }
  for (let i = 0; i < count; i++) state[state[BUFFERED] + i] = bytes[i];
  state[MISSING] -= count;
  state[BUFFERED] += count;
  return count;
}

function decode(state, codec, bytes) {
  let text = '';
  let start = 0;
  if (state[MISSING] > 0) {
    start = complete(state, bytes);
    if (state[MISSING] > 0) return '';
    text = codec.slice(state, 0, state[BUFFERED]);
    state[BUFFERED] = 0;
  }
  const { length } = bytes;
  if (length === start) return text;
  const rest = start === 0 ? bytes : bytes.subarray(start);
  const count = incomplete(state, rest, rest.length);
  state[BUFFERED] = count;
  for (let i = 0; i < count; i++) state[i] = bytes[length - count + i];
  return length - count === start ? text : text + codec.slice(bytes, start, length - count);
}

/** What is left at the end, as well as it can be read. */
function flush(state, codec) {
  let size = state[BUFFERED];
  if (state[ENCODING] === utf16le) size -= size % 2;
  state[MISSING] = state[BUFFERED] = 0;
  return size === 0 ? '' : codec.slice(state, 0, size);
}

/**
 * @param {string} [encoding] UTF-8 otherwise
 * @throws ERR_UNKNOWN_ENCODING
 */
function StringDecoder(encoding) {
  this.encoding = normalizeEncoding(encoding);
  if (this.encoding === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
  this[kState] = Buffer.alloc(SIZE);
  this[kState][ENCODING] = encodingsMap[this.encoding];
}

/**
 * The text of a chunk, without a character that it does not hold whole.
 * @param {string | ArrayBufferView} buf a string comes back as it is
 * @returns {string}
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS
 */
StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  if (!ArrayBuffer.isView(buf)) {
    throw new codes.ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], buf);
  }
  const state = this[kState];
  if (!state) throw new codes.ERR_INVALID_THIS('StringDecoder');
  const bytes = isUint8Array(buf) ? buf : new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength);
  return decode(state, codecs[state[ENCODING]], bytes);
};

/**
 * The text of a last chunk and of what was left over; the decoder can then be used again.
 * @param {string | ArrayBufferView} [buf]
 * @returns {string}
 */
StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  const state = this[kState];
  return state[BUFFERED] > 0 ? text + flush(state, codecs[state[ENCODING]]) : text;
};

/** Undocumented and old: a chunk from `offset` on, whatever came before it forgotten. */
StringDecoder.prototype.text = function text(buf, offset) {
  this[kState][MISSING] = 0;
  this[kState][BUFFERED] = 0;
  return this.write(buf.slice(offset));
};

function define(name, get) {
  Object.defineProperty(StringDecoder.prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get,
  });
}

// Undocumented and old: the incomplete character, what it lacks, and its size.
define('lastChar', function lastChar() {
  return this[kState].subarray(0, MISSING);
});
define('lastNeed', function lastNeed() {
  return this[kState][MISSING];
});
define('lastTotal', function lastTotal() {
  return this[kState][BUFFERED] + this[kState][MISSING];
});

module.exports = { StringDecoder };
