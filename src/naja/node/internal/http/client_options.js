'use strict';

/** What the arguments of http.request() say. */

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validatePort } = require('ext/base/validators');
const { kEmptyObject } = require('ext/base/util');
const { kProxyConfig } = require('node/internal/http/symbols');
const urls = require.lazy('ext/url/url');
const proxy = require.lazy('node/internal/http/proxy');

/**
 * (url[, options][, callback]) or (options[, callback]).
 * @returns {{options: object, callback: Function|undefined}}
 */
function readArguments(input, options, callback) {
  if (typeof input === 'string') {
    input = urls().urlToHttpOptions(new (urls().URL)(input));
  } else if (urls().isURL(input)) {
    input = urls().urlToHttpOptions(input);
  } else {
    callback = options;
    options = input;
    input = null;
  }
  if (typeof options === 'function') return { options: input || kEmptyObject, callback: options };
  return { options: Object.assign({ __proto__: null }, input, options), callback };
}

/** @throws {ERR_INVALID_ARG_TYPE} */
function validateHost(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

/** A host as it stands in a URL: IPv6 addresses in brackets. */
function hostInUrl(host) {
  const colon = host.indexOf(':');
  return colon >= 0 && host.includes(':', colon + 1) && host[0] !== '[' ? `[${host}]` : host;
}

/* ---------------------------------------------------------------- proxies */

/** The Host field of a list of header fields. @throws {ERR_INVALID_ARG_VALUE} where there are two */
function hostOf(headers) {
  let host;
  const take = (name, value) => {
    if (`${name}`.toLowerCase() !== 'host') return;
    if (host !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.headers',
        '(redacted)',
        'must not contain duplicate Host headers',
      );
    }
    host = `${value}`;
  };
  if (headers.length > 0 && Array.isArray(headers[0])) {
    headers.forEach((entry, i) => {
      if (!Array.isArray(entry)) {
        const reason = 'must be an array when headers is passed as an array of pairs';
        throw new ERR_INVALID_ARG_VALUE(`options.headers[${i}]`, typeof entry, reason);
      }
      take(entry[0], entry[1]);
    });
  } else {
    for (let i = 0; i + 1 < headers.length; i += 2) take(headers[i], headers[i + 1]);
  }
  return host;
}

/** Whether a Host field names a host, in whatever way. */
function namesHost(field, host) {
  const { URL } = urls();
  if (!URL.canParse(`http://${field}`)) return false;
  const url = new URL(`http://${field}`);
  const bare = !url.username && !url.password && url.pathname === '/' && !url.search && !url.hash;
  return bare && url.host === host;
}

function requireHost(field, base, same) {
  if (field === undefined || same) return;
  const reason = `must match the request authority (${base.host})`;
  throw new ERR_INVALID_ARG_VALUE('Host in options.headers', field, reason);
}

/**
 * The target of a request as a URL. RFC 9112, 3.2: host, Host field and an absolute path must agree.
 * @throws {ERR_INVALID_ARG_VALUE}
 */
function targetOf(path, authority, userHost, headerList) {
  const { URL } = urls();
  validatePort(authority.port, 'options.port', true);
  path = `${path}`;
  const base = new URL(`http://${authority.host}`);
  base.port = authority.port;
  if (headerList !== undefined) {
    const host = hostOf(headerList);
    requireHost(host, base, host === base.host);
  } else {
    requireHost(userHost, base, userHost !== undefined && namesHost(userHost, base.host));
  }

  if (!URL.canParse(path)) {
    if (path[0] !== '/') {
      throw new ERR_INVALID_ARG_VALUE('options.path', path, 'must be in absolute-form or start with /');
    }
    return { base, url: new URL(base.origin + path) };
  }
  const url = new URL(path);
  if (url.username || url.password) {
    url.username = '';
    url.password = '';
    const reason = 'must not contain userinfo, use options.auth instead';
    throw new ERR_INVALID_ARG_VALUE('options.path', url.href, reason);
  }
  if (url.protocol !== 'http:') {
    const reason = 'must use http: scheme when specified as an absolute URL';
    throw new ERR_INVALID_ARG_VALUE('options.path', url.protocol, reason);
  }
  if (base.host !== url.host) {
    throw new ERR_INVALID_ARG_VALUE('options.path', url, `must match the request authority (${base.host})`);
  }
  return { base, url };
}

/**
 * Turns a request into one to the agent's proxy (RFC 9112, 3.2.2) if that is where it goes.
 * @returns {boolean} whether its path is absolute now
 */
function rewriteForProxy(req, options, authority, userHost, headerList) {
  const config = req.agent?.[kProxyConfig];
  if (!config || req._header || (options.protocol || req.agent.protocol) !== 'http:') return false;
  if (!proxy().checkShouldUseProxy(config, options)) return false;
  let url;
  if (req.method !== 'CONNECT' && !(req.method === 'OPTIONS' && req.path === '*')) {
    const target = targetOf(req.path, authority, userHost, headerList);
    if (headerList === undefined) {
      const host = req.getHeader('host');
      if (host !== undefined && host !== target.base.host) req.setHeader('Host', target.base.host);
    }
    ({ url } = target);
  }
  if (config.auth) req.setHeader('proxy-authorization', config.auth);
  req.setHeader('proxy-connection', req.shouldKeepAlive ? 'keep-alive' : 'close');
  if (url === undefined) return false;
  req.path = url.href;
  return true;
}

module.exports = { readArguments, validateHost, hostInUrl, rewriteForProxy };
