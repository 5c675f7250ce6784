'use strict';

// Percent-decoding: https://url.spec.whatwg.org/#percent-decode

const { utf8 } = require('ext/buffer/codecs');

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
  return utf8.slice(bytes, 0, bytes.length);
}

module.exports = { decodeLossy, percentDecode };
