'use strict';

/** data: URLs: https://fetch.spec.whatwg.org/#data-url-processor, as far as modules need it. */

const errors = require.lazy('ext/base/errors');
const buffer = require.lazy('node/buffer');

/** Percent-decoded bytes. */
function unescapeBytes(text) {
  const { Buffer } = buffer();
  if (!text.includes('%')) return Buffer.from(text);
  const input = Buffer.from(text);
  const output = Buffer.alloc(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const hex = input[i] === 0x25 ? hexByte(input, i + 1) : -1;
    output[length++] = hex === -1 ? input[i] : hex;
    if (hex !== -1) i += 2;
  }
  return output.subarray(0, length);
}

function digit(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function hexByte(bytes, at) {
  const high = digit(bytes[at]);
  const low = digit(bytes[at + 1]);
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

/**
 * The body of a data: URL.
 * @param {string} href
 * @returns {Uint8Array}
 * @throws ERR_INVALID_URL
 */
function bodyOf(href) {
  const text = href.replace(/#.*$/s, '').slice(5);
  const comma = text.indexOf(',');
  if (comma === -1) throw new (errors().codes.ERR_INVALID_URL)(href);
  const body = unescapeBytes(text.slice(comma + 1));
  if (!/; *base64$/i.test(text.slice(0, comma).trimEnd())) return body;
  const encoded = body.toString('latin1').replace(/[\t\n\f\r ]/g, '');
  const unpadded = encoded.length % 4 === 0 ? encoded.replace(/={1,2}$/, '') : encoded;
  if (unpadded.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(unpadded)) {
    throw new (errors().codes.ERR_INVALID_URL)(href);
  }
  return buffer().Buffer.from(unpadded, 'base64');
}

module.exports = { bodyOf };
