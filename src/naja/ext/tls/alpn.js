'use strict';

/** Names of protocols as ALPN sends them: each behind its length (RFC 7301). */

/** @param {string[]} names @returns {Uint8Array} @throws {TypeError} */
function alpnBytes(names) {
  const bytes = [];
  for (const name of names) {
    const encoded = binding('buffer').utf8Encode(name);
    if (encoded.length === 0 || encoded.length > 255) throw new TypeError(`Invalid ALPN protocol: '${name}'`);
    bytes.push(encoded.length, ...encoded);
  }
  return Uint8Array.from(bytes);
}

module.exports = { alpnBytes };
