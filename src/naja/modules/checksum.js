'use strict';

/**
 * 128 bits in hexadecimal that depend on every character of a text. For telling contents apart, not for secrets.
 * @param {string} text
 */
function checksum(text) {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1) + (d >>> 15);
    b = Math.imul(b ^ code, 0x85ebca77) + (a >>> 13);
    c = Math.imul(c ^ code, 0xc2b2ae3d) + (b >>> 16);
    d = Math.imul(d ^ code, 0x27d4eb2f) + (c >>> 14);
  }
  for (const round of [15, 13, 16]) {
    a = Math.imul(a ^ (a >>> round), 0x85ebca6b) ^ d;
    b = Math.imul(b ^ (b >>> round), 0xc2b2ae35) ^ a;
    c = Math.imul(c ^ (c >>> round), 0x27d4eb2f) ^ b;
    d = Math.imul(d ^ (d >>> round), 0x9e3779b1) ^ c;
  }
  return [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

module.exports = { checksum };
