'use strict';

/** TlsConn, Deno.connectTls and Deno.startTls. */

const { Channel } = require('ext/net/channel');
const { connectTcp } = require('ext/net/connect');
const { localAddress, remoteAddress } = require('ext/net/listener');
const { alpnBytes } = require('ext/tls/alpn');
const { clientContext, handshake, wrap } = require('ext/tls/client');
const { errors } = require('deno/errors');
const { Conn, channelOf, convert, netAddress } = require('deno/net');

/** What a certificate and a key look like. @throws {Deno.errors.InvalidData|TypeError} */
function checkedPair(cert, key) {
  if (cert === undefined) throw new TypeError('If `key` is specified, `cert` must be specified as well');
  if (key === undefined) throw new TypeError('If `cert` is specified, `key` must be specified as well');
  if (typeof cert !== 'string' || !cert.includes('-----BEGIN CERTIFICATE-----')) {
    throw new errors.InvalidData('No certificates found in certificate data');
  }
  if (typeof key !== 'string' || !/-----BEGIN (?:\w+ )?PRIVATE KEY-----/.test(key)) {
    throw new errors.InvalidData('No keys found in key data');
  }
  return { cert, key };
}

/** The words for what is wrong with a certificate. */
const problems = {
  __proto__: null,
  UNABLE_TO_GET_ISSUER_CERT: 'UnknownIssuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'UnknownIssuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'UnknownIssuer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'UnknownIssuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'UnknownIssuer',
  CERT_HAS_EXPIRED: 'Expired',
  CERT_NOT_YET_VALID: 'NotValidYet',
  CERT_REVOKED: 'Revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'NotValidForName',
};

/** An error of a handshake, as Deno has it. */
function convertTls(error) {
  if (typeof error?.errno === 'number') return convert(error);
  const problem = problems[error?.code];
  const text =
    problem !== undefined ? `invalid peer certificate: ${problem}` : (error?.reason ?? error?.message);
  return new errors.InvalidData(text, { cause: error });
}

class TlsConn extends Conn {
  #secured;
  #handle;

  /** @param {TLSWrap} handle @param {{local: object, remote: object}} addresses @param {Promise<void>} secured */
  constructor(handle, addresses, secured) {
    super(new Channel(handle), addresses);
    this.#handle = handle;
    this.#secured = secured;
    secured.catch(() => {}); // whoever asks for the handshake, reads or writes hears of it
  }

  /** @returns {Promise<{alpnProtocol: string|null}>} settled when the handshake is over */
  async handshake() {
    try {
      await this.#secured;
    } catch (error) {
      throw convertTls(error);
    }
    return { __proto__: null, alpnProtocol: this.#handle.getALPNNegotiatedProtocol() || null };
  }

  async read(target) {
    await this.handshake();
    return super.read(target);
  }

  async write(bytes) {
    await this.handshake();
    return super.write(bytes);
  }
}

/** A server's end, of an accepted handle. */
function accepted(handle, addresses) {
  const secured = new Promise((resolve, reject) => {
    handle.onsecure = resolve;
    handle.onfailure = reject;
  });
  const conn = new TlsConn(handle, addresses, secured);
  handle.readStart();
  return conn;
}

function secure(beneath, options) {
  const { hostname: host, caCerts: ca, cert, key, alpnProtocols: alpn } = options;
  const pair = cert === undefined && key === undefined ? {} : checkedPair(cert, key);
  const context = clientContext({ ca, ...pair });
  const handle = wrap(beneath, context, { host, alpn });
  const addresses = { local: netAddress(localAddress(beneath)), remote: netAddress(remoteAddress(beneath)) };
  // The channel takes the handle's reader over first.
  let begin;
  const secured = new Promise((resolve) => {
    begin = resolve;
  }).then(() => handshake(handle, { host, verify: options.unsafelyDisableHostnameVerification !== true }));
  const conn = new TlsConn(handle, addresses, secured);
  begin();
  return conn;
}

/**
 * Connects with TLS.
 * @param {{hostname?: string, port: number, caCerts?: string[], cert?: string, key?: string, alpnProtocols?: string[]}} options
 * @returns {Promise<TlsConn>} whose handshake goes on
 */
async function connectTls(options) {
  const { hostname = '127.0.0.1', port } = options;
  let handle;
  try {
    handle = await connectTcp(hostname, port);
  } catch (error) {
    throw convert(error);
  }
  handle.setNoDelay(true);
  return secure(handle, { ...options, hostname });
}

/**
 * Goes on with TLS on a connection, which is this one's from then on.
 * @param {TcpConn} conn
 * @param {{hostname?: string, caCerts?: string[], alpnProtocols?: string[]}} [options]
 * @returns {Promise<TlsConn>}
 */
async function startTls(conn, { hostname = '127.0.0.1', ...options } = {}) {
  return secure(channelOf(conn).release(), { ...options, hostname });
}

module.exports = { TlsConn, accepted, alpnBytes, checkedPair, connectTls, convertTls, startTls };
