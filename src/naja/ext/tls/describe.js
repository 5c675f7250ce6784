'use strict';

// Certificates as objects, the way tls.getPeerCertificate() shows them.

const { Buffer } = require('node/buffer');

const asBuffer = (bytes) => bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Finishes what the binding makes of a certificate: Buffers, and infoAccess by method. */
function translateCertificate(cert) {
  if (!cert) return {};
  for (let at = cert; ; at = at.issuerCertificate) {
    at.raw = asBuffer(at.raw);
    if (at.pubkey) at.pubkey = asBuffer(at.pubkey);
    if (typeof at.infoAccess === 'string') at.infoAccess = parseInfoAccess(at.infoAccess);
    if (!at.issuerCertificate || at.issuerCertificate === at) return cert;
  }
}

function parseInfoAccess(text) {
  const result = { __proto__: null };
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1);
    (result[line.slice(0, colon)] ??= []).push(value[0] === '"' ? JSON.parse(value) : value);
  }
  return result;
}

module.exports = { translateCertificate };
