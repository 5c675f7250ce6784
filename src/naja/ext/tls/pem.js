'use strict';

/** Keys and certificates as programs give them. */

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');

/**
 * @param {*} value a PEM text, bytes, a file of it (what Bun.file gives), or a list of them
 * @returns {string|Uint8Array|Array}
 * @throws {TypeError}
 */
function pem(value) {
  if (Array.isArray(value)) return value.map(pem);
  if (typeof value === 'string' || ArrayBuffer.isView(value)) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  const name = value?.name;
  if (typeof name === 'string') return require('node/fs').readFileSync(name);
  throw new ERR_INVALID_ARG_TYPE('tls', ['string', 'Buffer', 'BunFile'], value);
}

module.exports = { pem };
