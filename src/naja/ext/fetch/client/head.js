'use strict';

// The head of a request: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch, as Node.js words it.

const { InvalidArgumentError, NotSupportedError } = require('ext/fetch/client/errors');
const { isToken } = require('ext/http/fields');
const urls = require.lazy('ext/url/url');

const AGENT = 'user-agent: node\r\n';
const ACCEPT = 'accept: */*\r\n';
// What stands between does not always know more than these.
const OVER_TCP = 'gzip, deflate';
const OVER_TLS = 'br, gzip, deflate, zstd';
const LANGUAGE = 'accept-language: *\r\n';

/** Requests whose lack of a body is told. */
const withPayload = {
  __proto__: null,
  POST: true,
  PUT: true,
  PATCH: true,
  QUERY: true,
  PROPFIND: true,
  PROPPATCH: true,
};

const conditional = ['if-modified-since', 'if-none-match', 'if-unmodified-since', 'if-match', 'if-range'];

/** What the program said about the connection and the length. */
class Given {
  close = false;
  length = -1;
  host = '';
}

/**
 * The fields that the program set, as they are sent.
 * @param {HeaderList} list
 * @param {Given} given is filled in
 * @throws {Error} for fields that are not the program's to set
 */
function programFields(list, given, mode) {
  const { fields } = list;
  let text = '';
  for (let i = 0; i < fields.length; i += 3) {
    const value = fields[i + 2];
    switch (fields[i]) {
      case 'host':
        continue;
      case 'connection': {
        const words = value
          .toLowerCase()
          .split(',')
          .map((word) => word.trim());
        if (!words.every(isToken)) throw new InvalidArgumentError('invalid connection header');
        given.close = words.includes('close');
        continue;
      }
      case 'content-length':
        given.length = parseInt(value, 10);
        if (!Number.isFinite(given.length)) throw new InvalidArgumentError('invalid content-length header');
        continue;
      case 'transfer-encoding':
      case 'keep-alive':
      case 'upgrade':
        throw new InvalidArgumentError(`invalid ${fields[i]} header`);
      case 'expect':
        throw new NotSupportedError('expect header not supported');
      case 'sec-fetch-mode':
        text += `${fields[i + 1]}: ${mode}\r\n`;
        continue;
    }
    text += `${fields[i + 1]}: ${value}\r\n`;
  }
  return text;
}

/** Whether what is sent to a URL can be read by nobody on the way. */
function isTrustworthy(url) {
  return (
    url.protocol === 'https:' || /^(?:(?:.*\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
  );
}

/** https://w3c.github.io/webappsec-fetch-metadata/: told where nobody can listen only. */
function fetchMode(target, mode) {
  return isTrustworthy(target) ? `sec-fetch-mode: ${mode}\r\n` : '';
}

/** The Referer of a request, or ''. https://w3c.github.io/webappsec-referrer-policy/ */
function refererOf(details, target) {
  const { referrer } = details;
  if (referrer === 'about:client' || referrer === 'no-referrer') return '';
  const from = new (urls().URL)(referrer);
  if (from.protocol !== 'http:' && from.protocol !== 'https:') return '';
  from.hash = from.username = from.password = '';
  const origin = `${from.origin}/`;
  const full = from.href.length > 4096 ? origin : from.href;
  const same = from.origin === target.origin;
  const downgrade = isTrustworthy(from) && !isTrustworthy(target);
  switch (details.referrerPolicy) {
    case 'no-referrer':
      return '';
    case 'unsafe-url':
      return full;
    case 'origin':
      return origin;
    case 'same-origin':
      return same ? full : '';
    case 'strict-origin':
      return downgrade ? '' : origin;
    case 'origin-when-cross-origin':
      return same ? full : origin;
    case 'no-referrer-when-downgrade':
      return downgrade ? '' : full;
    default:
      if (same) return full;
      return downgrade ? '' : origin;
  }
}

/** The fields that go with every request of a program that sets none. */
function usualFields(target, mode) {
  const encodings = target.secure ? OVER_TLS : OVER_TCP;
  return `${ACCEPT}${LANGUAGE}${fetchMode(target, mode)}${AGENT}accept-encoding: ${encodings}\r\n`;
}

function otherFields(list, details, target) {
  const has = (name) => list !== null && list.has(name);
  let text = has('accept') ? '' : ACCEPT;
  if (!has('accept-language')) text += LANGUAGE;
  const referer = refererOf(details, target);
  if (referer !== '') text += `referer: ${referer}\r\n`;
  if (!has('sec-fetch-mode')) text += fetchMode(target, details.mode);
  if (!has('user-agent')) text += AGENT;
  let { cache } = details;
  if (cache === 'default' && conditional.some(has)) cache = 'no-store';
  if (cache === 'no-cache' && !has('cache-control')) text += 'cache-control: max-age=0\r\n';
  if (cache === 'no-store' || cache === 'reload') {
    if (!has('pragma')) text += 'pragma: no-cache\r\n';
    if (!has('cache-control')) text += 'cache-control: no-cache\r\n';
  }
  if (!has('accept-encoding')) {
    const encodings = target.secure ? OVER_TLS : OVER_TCP;
    text += `accept-encoding: ${has('range') ? 'identity' : encodings}\r\n`;
  }
  return text;
}

/**
 * The head of a request, without the fields that say how long its body is and without the empty line.
 * @param {string} method
 * @param {Target} target
 * @param {HeaderList|null} list
 * @param {string} contentType where there is no list
 * @param {string} typeName how that field's name is spelled
 * @param {object} details of the RequestState
 * @param {boolean} plain whether they are the defaults
 * @param {Given} given is filled in
 * @returns {string}
 * @throws {Error}
 */
function makeHead(method, target, list, contentType, typeName, details, plain, given) {
  const fields = list === null ? '' : programFields(list, given, details.mode);
  const type = contentType === '' ? '' : `${typeName}: ${contentType}\r\n`;
  const connection = given.close ? 'close' : 'keep-alive';
  let more;
  if (list === null && plain) more = usualFields(target, 'cors');
  else more = otherFields(list, details, target);
  if (target.credentials !== null && (list === null || !list.has('authorization'))) {
    more = `authorization: Basic ${basic(target.credentials)}\r\n${more}`;
  }
  const { host, path, proxy } = target;
  if (proxy === null || target.secure) {
    return `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n${fields}${type}${more}`;
  }
  const credentials = proxy.auth === undefined ? '' : `proxy-authorization: ${proxy.auth}\r\n`;
  return (
    `${method} ${target.origin}${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n` +
    `${credentials}${fields}${type}${more}`
  );
}

function basic([username, password]) {
  const { btoa } = require('ext/encoding/base64');
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return btoa(String.fromCharCode(...binding('buffer').utf8Encode(text)));
}

module.exports = { Given, makeHead, withPayload };
