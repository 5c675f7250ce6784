'use strict';

// The decoders of TextDecoder but UTF-8's. Each has decode(bytes, stream) and throws
// ERR_ENCODING_INVALID_ENCODED_DATA where it is fatal and the bytes are not of the encoding.

const native = binding('buffer');
const errors = require.lazy('ext/base/errors');

function invalid(encoding) {
  return new (errors().codes.ERR_ENCODING_INVALID_ENCODED_DATA)(encoding, undefined);
}

const HOLE = '\ufffd';
// What UTF-8's replacement means for bytes 0x80 to 0x9F: by far the most common of the single-byte encodings.
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

/** The characters of the upper 128 bytes. */
function upperHalf(encoding) {
  if (encoding === 'windows-1252') {
    return WINDOWS_1252 + String.fromCharCode(...Array.from({ length: 96 }, (_, i) => 0xa0 + i));
  }
  if (encoding === 'x-user-defined') {
    return String.fromCharCode(...Array.from({ length: 128 }, (_, i) => 0xf780 + i));
  }
  return binding('encoding').upperHalf(encoding === 'iso-8859-8-i' ? 'iso-8859-8' : encoding);
}

const tables = new Map();

function tableOf(encoding) {
  let table = tables.get(encoding);
  if (table === undefined) {
    const upper = upperHalf(encoding);
    table = {
      codes: Uint16Array.from({ length: 256 }, (_, i) => (i < 128 ? i : upper.charCodeAt(i - 128))),
      upper,
    };
    tables.set(encoding, table);
  }
  return table;
}

class SingleByteDecoder {
  isSingleByte = true;
  #encoding;
  #fatal;
  #table;

  constructor(encoding, fatal) {
    this.#encoding = encoding;
    this.#table = tableOf(encoding);
    this.#fatal = fatal && this.#table.upper.includes(HOLE);
  }

  decode(bytes) {
    const { length } = bytes;
    if (native.isAscii(bytes)) return native.latin1Slice(bytes, 0, length);
    const { codes } = this.#table;
    const units = new Uint16Array(length);
    for (let i = 0; i < length; i++) units[i] = codes[bytes[i]];
    const text = native.ucs2Slice(units, 0, length * 2);
    if (this.#fatal && text.includes(HOLE)) throw invalid(this.#encoding);
    return text;
  }
}

class Utf16Decoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  #streaming = false;
  #bomSeen = false;
  #rest; // an odd byte, or the first half of a surrogate pair and perhaps one more byte

  constructor(encoding, fatal, ignoreBOM) {
    this.#encoding = encoding;
    this.#fatal = fatal;
    this.#ignoreBOM = ignoreBOM;
  }

  decode(bytes, stream) {
    if (!this.#streaming) {
      this.#rest = undefined;
      this.#bomSeen = false;
    }
    this.#streaming = stream;
    if (this.#rest !== undefined) {
      const all = new Uint8Array(this.#rest.length + bytes.length);
      all.set(this.#rest);
      all.set(bytes, this.#rest.length);
      bytes = all;
      this.#rest = undefined;
    }
    let end = bytes.length - (bytes.length % 2);
    const high = this.#encoding === 'utf-16be' ? 2 : 1;
    if (stream && end > 0 && (bytes[end - high] & 0xfc) === 0xd8) end -= 2;
    if (stream && end < bytes.length) this.#rest = bytes.slice(end);
    let units = bytes;
    if (this.#encoding === 'utf-16be') {
      units = bytes.slice(0, end);
      native.swap(units, 2);
    }
    const text = this.#wellFormed(native.ucs2Slice(units, 0, end), !stream && end < bytes.length);
    if (text.length === 0 || this.#bomSeen) return text;
    this.#bomSeen = true;
    return !this.#ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  #wellFormed(text, truncated) {
    if (this.#fatal) {
      if (truncated || !text.isWellFormed()) throw invalid(this.#encoding);
      return text;
    }
    // What is left at the end counts once, be it half a unit, half a surrogate pair or both.
    if (truncated && (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800) text = text.slice(0, -1);
    return text.toWellFormed() + (truncated ? HOLE : '');
  }
}

// The encodings of East Asia: Python's decoders.
class MultiByteDecoder {
  #encoding;
  #state;
  #streaming = false;

  constructor(encoding, fatal) {
    this.#encoding = encoding;
    this.#state = binding('encoding').create(encoding, fatal);
  }

  decode(bytes, stream) {
    if (!stream && !this.#streaming && native.isAscii(bytes) && this.#encoding !== 'iso-2022-jp') {
      return native.latin1Slice(bytes, 0, bytes.length);
    }
    this.#streaming = stream;
    const text = binding('encoding').decode(this.#state, bytes, !stream);
    if (text === null) throw invalid(this.#encoding);
    return text;
  }
}

const MULTI_BYTE = ['gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr'];

/**
 * @param {string} encoding its usual name
 * @param {boolean} fatal
 * @param {boolean} ignoreBOM
 * @returns {{decode(bytes: Uint8Array, stream: boolean): string, isSingleByte?: true} | undefined}
 */
function create(encoding, fatal, ignoreBOM) {
  if (encoding === 'replacement') return undefined;
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new Utf16Decoder(encoding, fatal, ignoreBOM);
  return MULTI_BYTE.includes(encoding)
    ? new MultiByteDecoder(encoding, fatal)
    : new SingleByteDecoder(encoding, fatal);
}

module.exports = { create };
