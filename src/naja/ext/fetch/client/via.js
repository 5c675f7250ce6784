'use strict';

// How a request gets to its server where a program says so: through a Unix socket, a proxy, with certificates of its
// own (`unix`, `proxy`, `tls`, `decompress` of Bun's fetch; `client` of Deno's).

const { ProxyConfig } = require('node/internal/http/proxy');
const { pem } = require('ext/tls/pem');

const TLS_FILES = ['ca', 'cert', 'key'];
const TLS_OPTIONS = ['passphrase', 'rejectUnauthorized', 'checkServerIdentity', 'ciphers'];

// What cannot be told apart by its text has a number.
const numbers = new WeakMap();
let lastNumber = 0;

function identityOf(object) {
  if (!numbers.has(object)) numbers.set(object, ++lastNumber);
  return numbers.get(object);
}

/** Options of tls.connect(). */
function readTls(tls) {
  const options = {};
  for (const name of TLS_FILES) {
    if (tls[name] !== undefined && tls[name] !== null) options[name] = pem(tls[name]);
  }
  for (const name of TLS_OPTIONS) if (tls[name] !== undefined) options[name] = tls[name];
  const servername = tls.serverName ?? tls.servername;
  if (servername !== undefined) options.servername = servername;
  return options;
}

/** @param {string|URL|{url: string, headers?: HeadersInit}} proxy @returns {ProxyConfig} */
function readProxy(proxy) {
  const isPlain = typeof proxy === 'object' && 'url' in proxy;
  const config = new ProxyConfig(`${isPlain ? proxy.url : proxy}`);
  if (!isPlain || proxy.headers === undefined) return config;
  for (const [name, value] of new Headers(proxy.headers)) {
    if (name !== 'proxy-authorization')
      throw new TypeError(`proxy.headers: ${name} is not there in Naja yet`);
    config.auth = value;
  }
  return config;
}

class Via {
  /**
   * @param {{unix?: string, proxy?: string|URL|object, tls?: object, decompress?: boolean}} options
   * @throws {TypeError}
   */
  constructor({ unix, proxy, tls, decompress = true }) {
    /** @type {string|undefined} the path of a Unix socket */
    this.unix = unix === undefined || unix === null ? undefined : String(unix);
    /** @type {ProxyConfig|null} */
    this.proxy = proxy === undefined || proxy === null || proxy === '' ? null : readProxy(proxy);
    this.tls = tls === undefined || tls === null || typeof tls !== 'object' ? {} : readTls(tls);
    this.decompress = decompress !== false;
    /** Requests of the same key share connections. */
    this.key = JSON.stringify([this.unix, this.proxy?.href, this.proxy?.auth, this.tls], (name, value) =>
      typeof value === 'function' || ArrayBuffer.isView(value) ? identityOf(value) : value,
    );
  }
}

const kVia = Symbol('via');

/**
 * What the `init` of a request says about its way.
 * @returns {Via|undefined} undefined where it says nothing
 */
function readVia(unix, proxy, tls, decompress, client) {
  const own = client?.[kVia];
  if (own !== undefined) return own;
  const isEmpty = unix === undefined && proxy === undefined && tls === undefined && decompress === undefined;
  return isEmpty ? undefined : new Via({ unix, proxy, tls, decompress });
}

module.exports = { Via, kVia, readVia };
