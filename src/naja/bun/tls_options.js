'use strict';

/** The `tls` option of Bun.serve and Bun.listen, as ext/tls takes it. */

const { pem } = require('ext/tls/pem');

function typeError(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

/** @returns {object|object[]|undefined} undefined for no TLS */
function readTls(tls) {
  if (tls === undefined || tls === null || tls === false) return undefined;
  if (typeof tls !== 'object') throw typeError('TLSOptions must be an object');
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

module.exports = { readTls };
