'use strict';

/** TLS for servers of streams: a context from keys and certificates, and accepted handles that encrypt. */

const { SecureContext, TLSWrap } = binding('tls');
const { close } = require('ext/tls/closing');

const TLS1_2 = 0x0303;
const TLS1_3 = 0x0304;
const ANY_ROLE = 0;
/** As ALPN has it (RFC 7301): each name behind its length. */
const HTTP_1_1 = Uint8Array.from('\bhttp/1.1', (character) => character.charCodeAt(0));

const asList = (value) => (Array.isArray(value) ? value : [value]);

/**
 * @param {object} options cert, key, ca: PEM texts or bytes, or arrays of them; passphrase; requestCert,
 *   rejectUnauthorized: booleans; serverName: which of several contexts this is; alpn: bytes, or null for none
 * @throws OpenSSL's errors (ERR_OSSL_...)
 */
function contextFrom(options) {
  const context = new SecureContext();
  context.init(ANY_ROLE, TLS1_2, TLS1_3);
  if (options.ca !== undefined) for (const one of asList(options.ca)) context.addCACert(one);
  if (options.cert !== undefined) for (const one of asList(options.cert)) context.setCert(one);
  if (options.key !== undefined)
    for (const one of asList(options.key)) context.setKey(one, options.passphrase);
  if (options.ciphers !== undefined) context.setCiphers(options.ciphers);
  return context;
}

/** Whether a server name ('*' stands for one label) is the one that a client asked for. */
function matches(pattern, name) {
  if (!pattern.startsWith('*.')) return pattern.toLowerCase() === name.toLowerCase();
  const dot = name.indexOf('.');
  return dot > 0 && pattern.slice(1).toLowerCase() === name.slice(dot).toLowerCase();
}

class ServerContext {
  /** @param {object|object[]} options several: the first is for clients that ask for no name that is known */
  constructor(options) {
    const list = asList(options);
    this.options = list[0];
    this.context = contextFrom(list[0]);
    this.named = list
      .filter((one) => one.serverName !== undefined)
      .map((one) => ({ name: one.serverName, context: contextFrom(one) }));
  }

  find(name) {
    return this.named.find((one) => matches(one.name, name))?.context;
  }
}

/** @returns {ServerContext} */
function makeContext(options) {
  return new ServerContext(options);
}

function onHandshakeDone() {
  this.established = true;
  this.onsecure?.();
}

/** The handshake failed, or a record was bad. */
function onError(error) {
  this.failure = error;
  if (this.onfailure !== undefined) this.onfailure(error);
  else this.connection?.close();
}

function onCertificateWanted({ servername }) {
  const context = servername ? this.server.find(servername) : undefined;
  if (context !== undefined) this.sni_context = { context };
  try {
    this.certCbDone();
  } catch (error) {
    onError.call(this, error);
  }
}

function nothing() {}

/**
 * The handle of an accepted connection that speaks TLS. Set `connection`, whose close() is called where the handshake fails, or
 * `onfailure`.
 * @param {TCP|Pipe} beneath
 * @param {ServerContext} server
 * @param {Uint8Array|null} [alpn] names behind their lengths
 * @returns {TLSWrap}
 */
function accept(beneath, server, alpn = HTTP_1_1) {
  const handle = new TLSWrap(beneath, server.context, true, false);
  const { requestCert, rejectUnauthorized } = server.options;
  handle.beneath = beneath;
  handle.server = server;
  handle.established = false;
  handle.close = close;
  handle.onerror = onError;
  handle.onhandshakestart = nothing;
  handle.onhandshakedone = onHandshakeDone;
  if (requestCert) handle.setVerifyMode(true, rejectUnauthorized !== false);
  if (server.named.length > 0) {
    handle.oncertcb = onCertificateWanted;
    handle.enableCertCb();
  }
  if (alpn !== null) handle.setALPNProtocols(alpn);
  return handle;
}

module.exports = { makeContext, accept };
