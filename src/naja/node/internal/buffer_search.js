'use strict';

// Buffer's indexOf, lastIndexOf, includes, compare, equals, fill and the swaps.

const native = binding('buffer');
const { codecOf, utf8, ascii, latin1 } = require('ext/buffer/codecs');
const { normalizeEncoding } = require('ext/base/encodings');
const { isUint8Array } = require('ext/base/types');
const { codes } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');

const { set, fill: fillRange } = Uint8Array.prototype;

// Up to this many bytes a loop in JavaScript costs less than a call into native code.
const SHORT = 32;

/**
 * Where a search begins.
 * @param {number} length of what is searched
 * @param {number} offset as the caller gave it; negative ones count from the end
 * @param {number} size of what is searched for
 * @param {boolean} forward
 * @returns {number} -1 where there can be no match
 */
function firstPosition(length, offset, size, forward) {
  offset = Math.trunc(offset);
  if (offset < 0) {
    if (offset + length >= 0) return offset + length;
    return forward || size === 0 ? 0 : -1;
  }
  if (offset + size <= length) return offset;
  if (size === 0) return length;
  return forward ? -1 : length - 1;
}

// The offset counts within the whole buffer; only then does `end` cut it off.
function searchBytes(buffer, needle, offset, end, forward, unit) {
  const { byteLength } = buffer;
  const size = needle.length;
  let from = firstPosition(byteLength, offset, size, forward);
  if (size === 0) return Math.min(from, end);
  if (from === -1 || size > end || (forward && from + size > end)) return -1;
  if (unit === 2) {
    // Units of two bytes: half of one counts nowhere.
    if (end < 2 || size < 2) return -1;
    from -= from % 2;
    end -= end % 2;
    if (size % 2 !== 0) needle = needle.subarray(0, size - 1);
  }
  return native.search(buffer, needle, from, end, forward, unit);
}

function searchByte(buffer, value, offset, end, forward) {
  const from = firstPosition(buffer.byteLength, offset, 1, forward);
  if (from === -1 || end === 0) return -1;
  if (end <= SHORT) {
    value &= 255;
    if (forward) {
      for (let i = from; i < end; i++) if (buffer[i] === value) return i;
    } else {
      for (let i = from < end ? from : end - 1; i >= 0; i--) if (buffer[i] === value) return i;
    }
    return -1;
  }
  return native.searchByte(buffer, value & 255, from, end, forward);
}

/**
 * indexOf and lastIndexOf.
 * @param {Uint8Array} buffer
 * @param {unknown} value a byte, a string or bytes
 * @param {unknown} offset
 * @param {unknown} end
 * @param {unknown} encoding
 * @param {boolean} forward
 * @returns {number}
 * @throws ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING
 */
function find(buffer, value, offset, end, encoding, forward) {
  validators().validateBuffer(buffer);
  const length = buffer.byteLength;
  if (typeof end === 'string') {
    encoding = end;
    end = length;
  } else if (end === undefined) {
    end = length;
  } else {
    end = Math.min(Math.max(Math.trunc(+end) || 0, 0), length);
  }
  if (typeof offset === 'string') {
    encoding = offset;
    offset = undefined;
  } else if (offset > 0x7fffffff) {
    offset = 0x7fffffff;
  } else if (offset < -0x80000000) {
    offset = -0x80000000;
  }
  offset = +offset;
  if (offset !== offset) offset = forward ? 0 : length;

  if (typeof value === 'number') return searchByte(buffer, value, offset, end, forward);
  const known = encoding === undefined ? utf8 : codecOf(encoding);
  if (typeof value === 'string') {
    if (known === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
    return searchBytes(buffer, bytesOf(value, known), offset, end, forward, known.unit);
  }
  if (isUint8Array(value))
    return searchBytes(buffer, value, offset, end, forward, known === undefined ? 1 : known.unit);
  throw new codes.ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

function bytesOf(string, encoding) {
  const bytes = new Uint8Array(encoding.byteLength(string));
  const written = encoding.write(bytes, string, 0, bytes.length);
  return written === bytes.length ? bytes : bytes.subarray(0, written);
}

/**
 * The order of two byte ranges.
 * @returns {-1 | 0 | 1}
 */
function compareRanges(a, aStart, aEnd, b, bStart, bEnd) {
  const aLength = aEnd - aStart;
  const bLength = bEnd - bStart;
  const length = aLength < bLength ? aLength : bLength;
  if (length > SHORT) return native.compare(a, aStart, aEnd, b, bStart, bEnd);
  for (let i = 0; i < length; i++) {
    const x = a[aStart + i];
    const y = b[bStart + i];
    if (x !== y) return x < y ? -1 : 1;
  }
  return aLength === bLength ? 0 : aLength < bLength ? -1 : 1;
}

function compare(a, b) {
  return compareRanges(a, 0, a.byteLength, b, 0, b.byteLength);
}

/**
 * Buffer.prototype.fill.
 * @param {Uint8Array} buffer
 * @param {unknown} value a string, bytes, or what becomes a number
 * @param {unknown} offset or the encoding
 * @param {unknown} end or the encoding
 * @param {unknown} encoding
 * @returns {Uint8Array} `buffer`
 * @throws ERR_INVALID_ARG_VALUE where `value` has no bytes, ERR_OUT_OF_RANGE, ERR_UNKNOWN_ENCODING
 */
function fill(buffer, value, offset, end, encoding) {
  const { length } = buffer;
  const given = value;
  let known;
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = 0;
      end = length;
    } else if (typeof end === 'string') {
      encoding = end;
      end = length;
    }
    const name = normalizeEncoding(encoding);
    if (name === undefined) {
      validators().validateString(encoding, 'encoding');
      throw new codes.ERR_UNKNOWN_ENCODING(encoding);
    }
    known = codecOf(name);
    if (value.length === 0) {
      value = 0;
    } else if (value.length === 1) {
      const code = value.charCodeAt(0);
      if (known === latin1 || (code < 128 && (known === utf8 || known === ascii))) value = code;
    }
  }

  if (offset === undefined) {
    offset = 0;
    end = length;
  } else {
    validators().validateInteger(offset, 'offset', 0, Number.MAX_SAFE_INTEGER);
    if (end === undefined) end = length;
    else validators().validateInteger(end, 'end', 0, length);
    if (offset >= end) return buffer;
  }

  if (typeof value === 'string') {
    const bytes = bytesOf(value, known);
    if (bytes.length === 0) throw new codes.ERR_INVALID_ARG_VALUE('value', given);
    return fillBytes(buffer, bytes, offset, end);
  }
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength === 0) throw new codes.ERR_INVALID_ARG_VALUE('value', given);
    return fillBytes(buffer, new Uint8Array(value.buffer, value.byteOffset, value.byteLength), offset, end);
  }
  if (end > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS();
  fillRange.call(buffer, typeof value === 'number' ? value : +value >>> 0, offset, end);
  return buffer;
}

function fillBytes(buffer, bytes, offset, end) {
  if (end > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS();
  const length = end - offset;
  if (length <= SHORT) {
    for (let i = offset, j = 0; i < end; i++) {
      buffer[i] = bytes[j];
      if (++j === bytes.length) j = 0;
    }
    return buffer;
  }
  const size = bytes.length < length ? bytes.length : length;
  set.call(buffer, size === bytes.length ? bytes : bytes.subarray(0, size), offset);
  if (size < length) native.repeat(buffer, offset, end, size);
  return buffer;
}

/**
 * Reverses the bytes of each group of `size`.
 * @param {Uint8Array} buffer
 * @param {2 | 4 | 8} size
 * @returns {Uint8Array} `buffer`
 * @throws ERR_INVALID_BUFFER_SIZE where the length is no multiple of `size`
 */
function swap(buffer, size) {
  const { length } = buffer;
  if (length % size !== 0) throw new codes.ERR_INVALID_BUFFER_SIZE(`${size * 8}-bits`);
  if (length > 2 * SHORT) {
    native.swap(buffer, size);
    return buffer;
  }
  for (let start = 0; start < length; start += size) {
    for (let i = start, j = start + size - 1; i < j; i++, j--) {
      const byte = buffer[i];
      buffer[i] = buffer[j];
      buffer[j] = byte;
    }
  }
  return buffer;
}

module.exports = { find, compare, compareRanges, fill, swap };
