'use strict';

// Where a request goes: what of a URL a connection and a request line need. Programs fetch the same URLs again and
// again, so those that were seen last are kept.

const { URL } = require('ext/url/url');
const { isBad } = require('ext/fetch/client/ports');
const limits = require.lazy('ext/http/limits');
const proxies = require.lazy('ext/fetch/client/proxy');

const KEPT = 256;

class Target {
  /** @param {URL} url */
  constructor(url) {
    this.href = url.href;
    this.protocol = url.protocol;
    this.isHTTP = url.protocol === 'http:' || url.protocol === 'https:';
    this.origin = url.origin;
    /** Requests to targets with the same key share connections. */
    this.key = url.origin;
    /** @type {Via|undefined} */
    this.via = undefined;
    this.hostname = url.hostname;
    this.secure = url.protocol === 'https:';
    this.port = url.port === '' ? (this.secure ? 443 : 80) : Number(url.port);
    this.badPort = isBad(this.port);
    this.host = url.host;
    // Not of pathname and search: an empty query is one, too.
    const path = url.href.indexOf('/', url.href.indexOf('//') + 2);
    this.path = path === -1 ? '' : url.href.slice(path).split('#', 1)[0];
    this.credentials = url.username === '' && url.password === '' ? null : [url.username, url.password];
    this.hash = url.hash;
    /** What it is reached through. @type {ProxyConfig|null} */
    this.proxy =
      usesProxies() && this.isHTTP ? proxies().proxyOf(this.protocol, this.hostname, this.port) : null;
    /** The head of a plain GET request, once there was one. */
    this.plainHead = '';
    /** The head of the last request with fields of the program's and all else as usual; what it was made of. */
    this.lastHead = '';
    this.lastMethod = '';
    this.lastFields = null;
    /** The same for a request with a Content-Type at most. */
    this.typedHead = '';
    this.typedMethod = '';
    this.typedType = '';
    this.typedName = '';
  }
}

let proxied;
function usesProxies() {
  return (proxied ??= limits().usesEnvProxy());
}

const known = new Map();

/**
 * @param {string} href a serialized URL
 * @param {Via} [via] how it is reached
 * @returns {Target}
 */
function targetOf(href, via) {
  if (via !== undefined) return targetVia(href, via);
  let target = known.get(href);
  if (target !== undefined) return target;
  target = new Target(new URL(href));
  if (!target.isHTTP) return target; // it may be large, and there is nothing to be gained
  if (known.size >= KEPT) known.clear();
  known.set(href, target);
  return target;
}

function targetVia(href, via) {
  const target = new Target(new URL(href));
  if (!target.isHTTP) return target;
  target.via = via;
  target.key = `${target.origin} ${via.key}`;
  if (via.proxy !== null) target.proxy = via.proxy;
  return target;
}

module.exports = { targetOf };
