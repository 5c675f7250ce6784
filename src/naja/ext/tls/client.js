'use strict';

/** The client's side of TLS over a native handle: handshake, then whether the certificate is the host's. */

const { SecureContext, TLSWrap } = binding('tls');
const { close } = require('ext/tls/closing');
const { canonicalAddress } = binding('net');
const verification = require.lazy('node/internal/tls/verify_errors');
const identity = require.lazy('node/internal/tls/identity');
const names = require.lazy('ext/tls/alpn');

const TLS1_2 = 0x0303;
const TLS1_3 = 0x0304;
const CLIENT = 1;
const BUNDLED_ROOTS = 0;

const asList = (value) => (Array.isArray(value) ? value : [value]);

/**
 * @param {{ca?: string|Uint8Array|Array, cert?: string|Uint8Array, key?: string|Uint8Array, passphrase?: string, onlyCa?: boolean}} options
 *   PEM; authorities are trusted besides the usual ones, or with onlyCa in their place
 * @returns {SecureContext}
 * @throws OpenSSL's errors
 */
function clientContext({ ca, cert, key, passphrase, onlyCa = false }) {
  const context = new SecureContext();
  context.init(CLIENT, TLS1_2, TLS1_3);
  if (!onlyCa || ca === undefined) context.addRootCerts(BUNDLED_ROOTS);
  if (ca !== undefined) for (const one of asList(ca)) context.addCACert(one);
  if (cert !== undefined) context.setCert(cert);
  if (key !== undefined) context.setKey(key, passphrase);
  return context;
}

const isAddress = (host) =>
  canonicalAddress(host, 4) !== undefined || canonicalAddress(host, 6) !== undefined;

function nothing() {}

/** What is wrong with the server's certificate. @returns {Error|null} */
function problemOf(handle, host) {
  const error = verification().verifyError(handle);
  if (error !== null) return error;
  if (handle.isSessionReused()) return null;
  return identity().checkServerIdentity(host, handle.getPeerCertificate(false)) ?? null;
}

/**
 * Wraps a connected handle; the handshake begins with begin().
 * @param {TCP|Pipe} beneath
 * @param {SecureContext} context
 * @param {{host: string, alpn?: string[], verify?: boolean}} options
 * @returns {TLSWrap}
 */
function wrap(beneath, context, { host, alpn }) {
  const handle = new TLSWrap(beneath, context, false, false);
  handle.beneath = beneath;
  handle.close = close;
  handle.established = false;
  handle.onhandshakestart = nothing;
  if (!isAddress(host)) handle.setServername(host);
  if (alpn !== undefined && alpn.length > 0) handle.setALPNProtocols(names().alpnBytes(alpn));
  return handle;
}

/**
 * The handshake of a wrapped handle.
 * @param {TLSWrap} handle
 * @param {{host: string, verify?: boolean}} options
 * @returns {Promise<void>} rejected with OpenSSL's error, or one of the certificate (`code`)
 */
function handshake(handle, { host, verify = true }) {
  return new Promise((resolve, reject) => {
    handle.onerror = reject;
    handle.onhandshakedone = () => {
      const problem = verify ? problemOf(handle, host) : null;
      if (problem !== null) {
        reject(problem);
        return;
      }
      handle.established = true;
      resolve();
    };
    handle.readStart();
    handle.start();
  });
}

module.exports = { clientContext, wrap, handshake };
