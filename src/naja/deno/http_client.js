'use strict';

/** Deno.createHttpClient: what goes with a fetch as its `client`. */

const { Via, kVia } = require('ext/fetch/client/via');
const { errors } = require('deno/errors');
const tls = require.lazy('deno/tls');

let make;

class HttpClient {
  #open = true;

  constructor() {
    if (make !== true) throw new TypeError('Illegal constructor');
  }

  /** @throws {Deno.errors.BadResource} where it is closed */
  close() {
    if (!this.#open) throw new errors.BadResource('Bad resource ID');
    this.#open = false;
  }

  [Symbol.dispose]() {
    if (this.#open) this.close();
  }
}

/** Where a proxy is, as ext/fetch takes it. */
function readProxy({ transport = 'http', url, basicAuth, path }) {
  if (transport === 'unix') return { unix: path };
  if (transport !== 'http' && transport !== 'https') {
    throw new TypeError(`createHttpClient: proxies of transport '${transport}' are not there in Naja yet`);
  }
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    throw new URIError('relative URL without a base');
  }
  if (basicAuth !== undefined) {
    parsed.username = encodeURIComponent(basicAuth.username);
    parsed.password = encodeURIComponent(basicAuth.password);
  }
  return { proxy: parsed.href };
}

/**
 * @param {{caCerts?: string[], cert?: string, key?: string, proxy?: {transport?: string, url?: string, path?: string,
 *   basicAuth?: {username: string, password: string}}}} options
 * @returns {HttpClient}
 * @throws {Deno.errors.InvalidData|URIError|TypeError}
 */
function createHttpClient(options) {
  const { caCerts, cert, key, proxy, unsafelyIgnoreCertificateErrors } = options;
  const files = cert === undefined && key === undefined ? {} : tls().checkedPair(cert, key);
  if (caCerts !== undefined && caCerts.length > 0) {
    files.ca = [...require('node/tls').rootCertificates, ...caCerts];
  }
  if (unsafelyIgnoreCertificateErrors !== undefined) files.rejectUnauthorized = false;
  const way = new Via({ tls: files, ...(proxy === undefined ? {} : readProxy(proxy)) });
  make = true;
  const client = new HttpClient();
  make = false;
  Object.defineProperty(client, kVia, { __proto__: null, value: way });
  return client;
}

module.exports = { HttpClient, createHttpClient };
