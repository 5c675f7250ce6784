'use strict';

/** Header fields: from what programs give to what the engine takes, and back. */

const {
  codes: {
    ERR_HTTP2_CONNECT_AUTHORITY,
    ERR_HTTP2_CONNECT_PATH,
    ERR_HTTP2_CONNECT_SCHEME,
    ERR_HTTP2_HEADER_SINGLE_VALUE,
    ERR_HTTP2_INVALID_CONNECTION_HEADERS,
    ERR_HTTP2_INVALID_PSEUDOHEADER,
    ERR_INVALID_HTTP_TOKEN,
  },
} = require('ext/base/errors');

/** Under this key a message names the fields that are secrets: intermediaries do not index them. */
const sensitiveHeaders = Symbol('sensitiveHeaders');

const REQUEST_PSEUDO = new Set([':status', ':method', ':authority', ':scheme', ':path', ':protocol']);
const SINGLE = new Set(
  (
    ':status :method :authority :scheme :path :protocol access-control-allow-credentials ' +
    'access-control-max-age access-control-request-method age authorization content-encoding ' +
    'content-language content-length content-location content-md5 content-range content-type date dnt etag ' +
    'expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified ' +
    'location max-forwards proxy-authorization range referer retry-after tk upgrade-insecure-requests ' +
    'user-agent x-content-type-options'
  ).split(' '),
);
const OF_CONNECTION = new Set(
  'connection upgrade http2-settings keep-alive proxy-connection transfer-encoding'.split(' '),
);
const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;

/** Which pseudo-header fields a message may have: `names` undefined for none. */
const REQUEST = (name) => REQUEST_PSEUDO.has(name);
const RESPONSE = (name) => name === ':status';
const TRAILERS = () => false;

/** @throws {ERR_HTTP2_INVALID_PSEUDOHEADER} */
function checkPseudo(name, allowed) {
  if (!allowed(name)) throw new ERR_HTTP2_INVALID_PSEUDOHEADER(name);
}

// What was found good stays good: names repeat from message to message.
const goodNames = new Set();

/** @throws {ERR_INVALID_HTTP_TOKEN|ERR_HTTP2_INVALID_CONNECTION_HEADERS} */
function checkName(name, value) {
  if (goodNames.has(name)) return;
  if (!TOKEN.test(name)) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
  if (OF_CONNECTION.has(name)) throw new ERR_HTTP2_INVALID_CONNECTION_HEADERS(name);
  if (name === 'te') {
    if (value !== 'trailers') throw new ERR_HTTP2_INVALID_CONNECTION_HEADERS(name);
  } else if (goodNames.size < 500) {
    goodNames.add(name);
  }
}

/** Puts a message together: pseudo-header fields come first. */
class FieldList {
  pseudo = '';
  fields = '';
  #seen = null;
  #secrets;

  constructor(allowed, strict, secrets) {
    this.allowed = allowed;
    this.strict = strict;
    this.#secrets = secrets?.length > 0 ? secrets.map((name) => name.toLowerCase()) : null;
  }

  add(name, value) {
    if (value === undefined || name === '') return;
    name = name.toLowerCase();
    const single = SINGLE.has(name);
    let many = false;
    if (Array.isArray(value)) {
      if (value.length === 0) return;
      many = value.length > 1;
      if (!many) value = String(value[0]);
      else if (single && this.strict) throw new ERR_HTTP2_HEADER_SINGLE_VALUE(name);
    } else {
      value = String(value);
    }
    if (single && this.strict) this.#note(name);
    const flag = this.#secrets !== null && this.#secrets.includes(name) ? '\x01' : '\0';
    if (name[0] === ':') {
      checkPseudo(name, this.allowed);
      this.pseudo += `${name}\0${value}\0${flag}`;
      return;
    }
    if (!single) checkName(name, value);
    if (many) for (const one of value) this.fields += `${name}\0${one}\0${flag}`;
    else this.fields += `${name}\0${value}\0${flag}`;
  }

  #note(name) {
    if (this.#seen === null) this.#seen = [name];
    else if (this.#seen.includes(name)) throw new ERR_HTTP2_HEADER_SINGLE_VALUE(name);
    else this.#seen.push(name);
  }

  get text() {
    return this.pseudo + this.fields;
  }
}

/**
 * What the engine takes for a message.
 * @param {object|Array<string>} headers by name, or [name, value, ...]
 * @param {function(string): boolean} allowed REQUEST, RESPONSE or TRAILERS
 * @param {boolean} strict whether fields that have one value may not come twice
 * @returns {string}
 * @throws {ERR_HTTP2_HEADER_SINGLE_VALUE|ERR_HTTP2_INVALID_PSEUDOHEADER|ERR_INVALID_HTTP_TOKEN} and the like
 */
function encodeHeaders(headers, allowed, strict) {
  const list = new FieldList(allowed, strict, headers[sensitiveHeaders]);
  if (Array.isArray(headers)) {
    for (let i = 0; i < headers.length; i += 2) list.add(headers[i], headers[i + 1]);
  } else {
    for (const name of Object.keys(headers)) list.add(name, headers[name]);
  }
  return list.text;
}

/**
 * The headers object of what came in.
 * @param {string[]} list [name, value, ...]
 * @param {string[]} [secrets] names of fields that are never to be indexed
 */
function decodeHeaders(list, secrets) {
  const headers = { __proto__: null };
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i];
    const value = list[i + 1];
    const before = headers[name];
    if (before === undefined) {
      if (name === ':status') headers[name] = value | 0;
      else headers[name] = name === 'set-cookie' ? [value] : value;
    } else if (name === 'set-cookie') {
      before.push(value);
    } else if (!SINGLE.has(name)) {
      headers[name] = before + (name === 'cookie' ? '; ' : ', ') + value;
    }
  }
  headers[sensitiveHeaders] = secrets ?? [];
  return headers;
}

/** Whom a request is for. */
function authorityOf(headers) {
  return headers[':authority'] === undefined ? headers.host : headers[':authority'];
}

/** A CONNECT request names an authority and nothing else, unless it is for a protocol. */
function checkConnect(authority, scheme, path) {
  if (authority === undefined) throw new ERR_HTTP2_CONNECT_AUTHORITY();
  if (scheme !== undefined) throw new ERR_HTTP2_CONNECT_SCHEME();
  if (path !== undefined) throw new ERR_HTTP2_CONNECT_PATH();
}

/**
 * Completes a request's headers.
 * @param {object} given
 * @param {{authority: string, scheme: string}} defaults
 * @param {boolean} strict
 * @returns {{headers: object, raw: undefined, fields: string, scheme: string, authority: string, method: string}}
 */
function requestOfObject(given, defaults, strict) {
  const headers = Object.assign({ __proto__: null }, given);
  headers[':method'] ??= 'GET';
  const method = headers[':method'];
  if (method === 'CONNECT' && headers[':protocol'] === undefined) {
    checkConnect(headers[':authority'], headers[':scheme'], headers[':path']);
  } else {
    if (authorityOf(headers) === undefined) headers[':authority'] = defaults.authority;
    if (headers[':scheme'] === undefined) headers[':scheme'] = defaults.scheme;
    if (headers[':path'] === undefined) headers[':path'] = '/';
  }
  const fields = encodeHeaders(headers, REQUEST, strict);
  return {
    headers,
    raw: undefined,
    fields,
    scheme: headers[':scheme'],
    authority: authorityOf(headers),
    method,
  };
}

/** The same for [name, value, ...], which stays as it is: what it lacks goes in front. */
function requestOfArray(given, defaults, strict) {
  const found = { __proto__: null };
  for (let i = 0; i < given.length; i += 2) {
    if (given[i][0] === ':') found[given[i].toLowerCase()] = given[i + 1];
  }
  const added = [];
  const add = (name, value) => {
    found[name] = value;
    added.push(name, value);
  };
  if (found[':method'] === undefined) add(':method', 'GET');
  if (found[':method'] === 'CONNECT' && found[':protocol'] === undefined) {
    checkConnect(found[':authority'], found[':scheme'], found[':path']);
  } else {
    if (found[':authority'] === undefined && given.host === undefined) add(':authority', defaults.authority);
    if (found[':scheme'] === undefined) add(':scheme', defaults.scheme);
    if (found[':path'] === undefined) add(':path', '/');
  }
  const raw = added.length > 0 ? added.concat(given) : given;
  if (given[sensitiveHeaders] !== undefined) raw[sensitiveHeaders] = given[sensitiveHeaders];
  const fields = encodeHeaders(raw, REQUEST, strict);
  const method = found[':method'];
  const authority = found[':authority'] ?? given.host;
  return { headers: undefined, raw, fields, scheme: found[':scheme'], authority, method };
}

/** [name, value, ...] by name; what comes twice becomes an Array. */
function objectOfRaw(raw) {
  const headers = { __proto__: null };
  for (let i = 0; i < raw.length; i += 2) {
    const before = headers[raw[i]];
    if (before === undefined) headers[raw[i]] = raw[i + 1];
    else if (Array.isArray(before)) before.push(raw[i + 1]);
    else headers[raw[i]] = [before, raw[i + 1]];
  }
  if (raw[sensitiveHeaders] !== undefined) headers[sensitiveHeaders] = raw[sensitiveHeaders];
  return headers;
}

module.exports = {
  sensitiveHeaders,
  REQUEST,
  RESPONSE,
  TRAILERS,
  checkPseudo,
  encodeHeaders,
  decodeHeaders,
  authorityOf,
  requestOfObject,
  requestOfArray,
  objectOfRaw,
};
