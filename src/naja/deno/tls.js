'use strict';

/** TlsConn, Deno.connectTls and Deno.startTls. */

const { Channel } = require('ext/net/channel');
const { connectTcp } = require('ext/net/connect');
const { localAddress, remoteAddress } = require('ext/net/listener');
const { alpnBytes } = require('ext/tls/alpn');
const { clientContext, handshake, wrap } = require('ext/tls/client');
const { errors } = require('deno/errors');
const { checkPort } = require('deno/ports');
const { Conn, channelOf, convert, netAddress } = require('deno/net');

/** What a certificate and a key look like. @param {string} [where] for errors @throws {Deno.errors.InvalidData|TypeError} */
function checkedPair(cert, key, where = '') {
  if (cert === undefined)
    throw new TypeError(`If \`key\` is specified, \`cert\` must be specified as well${where}`);
  if (key === undefined)
    throw new TypeError(`If \`cert\` is specified, \`key\` must be specified as well${where}`);
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
};

/** A certificate of another host: for whom it is. */
function wrongName({ host, cert }) {
  const kinds = { __proto__: null, DNS: 'DnsName', 'IP Address': 'IpAddress' };
  const names = [...(cert?.subjectaltname ?? '').matchAll(/(DNS|IP Address):([^,"]+)/g)];
  if (names.length === 0) return 'NotValidForName';
  const quoted = names.map(([, kind, name]) => `${kinds[kind]}(${kind === 'DNS' ? `"${name}"` : name})`);
  return `certificate not valid for name "${host}"; certificate is only valid for ${quoted.join(' or ')}`;
}

/** Deno's words for what OpenSSL says. */
const reasons = {
  __proto__: null,
  'http request': 'received corrupt message of type InvalidContentType',
  'wrong version number': 'received corrupt message of type InvalidContentType',
  'packet length too long': 'received corrupt message of type InvalidContentType',
};

/** An error of a handshake, as Deno has it. */
function convertTls(error) {
  if (typeof error?.errno === 'number') return convert(error);
  if (error instanceof errors.UnexpectedEof) return error;
  const problem = error?.code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? wrongName(error) : problems[error?.code];
  const text =
    problem !== undefined
      ? `invalid peer certificate: ${problem}`
      : (reasons[error?.reason] ?? error?.reason ?? error?.message);
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

  /** A peer that goes before the handshake is over makes it fail. @param {function(Error)} fail */
  expectHandshake(fail) {
    const channel = channelOf(this);
    channel.onend = () => {
      fail(new errors.UnexpectedEof('unexpected end of file'));
      this.#handle.close();
    };
    this.#secured.then(
      () => (channel.onend = null),
      () => this.#handle.close(),
    );
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
  const { promise, resolve, reject } = Promise.withResolvers();
  handle.onsecure = resolve;
  handle.onfailure = reject;
  const conn = new TlsConn(handle, addresses, promise);
  conn.expectHandshake(reject);
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
  const { promise, resolve, reject } = Promise.withResolvers();
  const conn = new TlsConn(handle, addresses, promise);
  conn.expectHandshake(reject);
  const verify = options.unsafelyDisableHostnameVerification !== true;
  handshake(handle, { host, verify }).then(resolve, reject);
  return conn;
}

/**
 * Connects with TLS.
 * @param {{hostname?: string, port: number, caCerts?: string[], cert?: string, key?: string, alpnProtocols?: string[]}} options
 * @returns {Promise<TlsConn>} whose handshake goes on
 */
async function connectTls(options) {
  const { hostname = '127.0.0.1' } = options;
  const port = checkPort(options.port);
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
