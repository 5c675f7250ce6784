'use strict';

// Percent-encoding and -decoding: https://url.spec.whatwg.org/#percent-encoded-bytes

const codecs = require.lazy('ext/buffer/codecs');

function hexValue(code) {
  if (code >= 48 && code <= 57) return code - 48;
  code |= 32;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/**
 * The bytes of a string in UTF-8, with %XX taken for the byte that it names; other percent signs stay.
 * @param {string} text
 * @returns {Uint8Array}
 */
function percentDecode(text) {
  const { utf8 } = codecs();
  const bytes = new Uint8Array(utf8.byteLength(text));
  utf8.write(bytes, text, 0, bytes.length);
  let size = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i];
    if (byte === 37) {
      const high = hexValue(bytes[i + 1]);
      const low = hexValue(bytes[i + 2]);
      if (high !== -1 && low !== -1) {
        byte = high * 16 + low;
        i += 2;
      }
    }
    bytes[size++] = byte;
  }
  return bytes.subarray(0, size);
}

/**
 * The same as text; bytes that are no UTF-8 become U+FFFD.
 * @param {string} text
 * @returns {string}
 */
function decodeLossy(text) {
  const bytes = percentDecode(text);
  return codecs().utf8.slice(bytes, 0, bytes.length);
}

/**
 * A function that percent-encodes the UTF-8 of a string.
 * @param {RegExp} kept which ASCII characters stay
 * @param {string} space what stands for a space
 * @param {(text: string) => string} encodeRest for the runs of other characters
 * @returns {(text: string) => string}
 */
function makeEncoder(kept, space, encodeRest) {
  const escapes = Array.from({ length: 128 }, (_, code) => {
    if (kept.test(String.fromCharCode(code))) return '';
    return code === 32 ? space : `%${code < 16 ? '0' : ''}${code.toString(16).toUpperCase()}`;
  });
  return (text) => {
    const { length } = text;
    let encoded = '';
    let from = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      const escape = code < 128 ? escapes[code] : undefined;
      if (escape === '') continue;
      if (from < i) encoded += text.slice(from, i);
      if (escape !== undefined) {
        encoded += escape;
        from = i + 1;
        continue;
      }
      from = i;
      while (i + 1 < length && text.charCodeAt(i + 1) >= 128) i++;
      encoded += encodeRest(text.slice(from, i + 1));
      from = i + 1;
    }
    if (from === 0) return text;
    return from < length ? encoded + text.slice(from) : encoded;
  };
}

module.exports = { decodeLossy, makeEncoder, percentDecode };
