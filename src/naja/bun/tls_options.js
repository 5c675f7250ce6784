'use strict';

/** The `tls` option of Bun.serve and Bun.listen, as ext/tls takes it. */

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');

/** @returns {object|object[]|undefined} undefined for no TLS */
function readTls(tls) {
  if (tls === undefined || tls === null || tls === false) return undefined;
  if (Array.isArray(tls)) return tls.length === 0 ? undefined : tls.map(readTls);
  const { key, cert, ca, passphrase, serverName, requestCert, rejectUnauthorized, ciphers } = tls;
  if (key === undefined && cert === undefined) return undefined;
  return {
    key: pem(key),
    cert: pem(cert),
    ca: ca === undefined ? undefined : pem(ca),
    passphrase,
    serverName,
    requestCert,
    rejectUnauthorized,
    ciphers,
  };
}

/** A PEM text, bytes, or a file of it, or a list of them. */
function pem(value) {
  if (Array.isArray(value)) return value.map(pem);
  if (typeof value === 'string' || ArrayBuffer.isView(value)) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  const name = value?.name;
  if (typeof name === 'string') return require('node/fs').readFileSync(name);
  throw new ERR_INVALID_ARG_TYPE('tls', ['string', 'Buffer', 'BunFile'], value);
}

module.exports = { readTls };
