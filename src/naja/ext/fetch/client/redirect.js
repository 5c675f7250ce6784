'use strict';

// Redirects: https://fetch.spec.whatwg.org/#http-redirect-fetch

const { targetOf } = require('ext/fetch/client/target');
const { Body } = require('ext/fetch/body');
const urls = require.lazy('ext/url/url');

const LIMIT = 20;
/** Bytes of a redirect's own body that are read, so that the connection can go on. */
const DRAINED = 65536;

const bodyFields = [
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
  'content-length',
];
const secretFields = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/** Takes the body of a redirect, which nobody wants, and then begins the next request. */
class Drain {
  #size = 0;

  constructor(connection) {
    this.connection = connection;
  }

  push(bytes) {
    this.#size += bytes.length;
    if (this.#size > DRAINED) this.connection.cancelBody();
    return true;
  }

  end() {}

  fail() {}
}

/** The Location field as a URL. @throws {TypeError} */
function parseLocation(location, current) {
  // The bytes may be UTF-8.
  // eslint-disable-next-line no-control-regex
  if (/[^\x00-\x7f]/.test(location)) {
    const bytes = Uint8Array.from(location, (c) => c.charCodeAt(0));
    location = binding('buffer').utf8Slice(bytes, 0, bytes.length);
  }
  const url = new (urls().URL)(location, current.href);
  if (url.hash === '') url.hash = current.hash;
  return url;
}

/** What forbids to follow, or null. */
function refusal(call, status, url) {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'URL scheme must be a HTTP(S) scheme';
  if (call.redirects === LIMIT) return 'redirect count exceeded';
  const same = url.origin === call.target.origin;
  const credentials = url.username !== '' || url.password !== '';
  const { mode } = call.state.details;
  if (mode === 'cors' && credentials && !same) return 'cross origin not allowed for request mode "cors"';
  if (call.tainted && mode === 'cors' && credentials) {
    return 'URL cannot contain credentials for request mode "cors"';
  }
  if (status !== 303 && call.body !== null && call.body.source === null) return '';
  if (!same && mode === 'same-origin') return 'request mode cannot be "same-origin"';
  return null;
}

/**
 * Follows a redirect.
 * @param {Fetch} call
 * @param {number} status
 * @param {HeaderList} list
 * @returns {Drain|null} what takes the body
 */
function follow(call, status, list) {
  const { connection } = call;
  let url;
  let error;
  try {
    url = parseLocation(list.get('location'), call.target);
    const words = refusal(call, status, url);
    if (words !== null) error = new Error(words);
  } catch (cause) {
    error = cause;
  }
  if (error !== undefined) {
    connection.failLater(error);
    return null;
  }
  const same = url.origin === call.target.origin;
  call.redirects++;
  call.timing?.redirected();
  const { method } = call;
  if (
    ((status === 301 || status === 302) && method === 'POST') ||
    (status === 303 && method !== 'GET' && method !== 'HEAD')
  ) {
    call.method = 'GET';
    call.body = null;
    call.contentType = '';
    strip(call, bodyFields);
  }
  if (!same) {
    call.tainted = true;
    strip(call, secretFields);
  }
  if (call.body !== null) {
    const { source } = call.body;
    call.body = new Body(source);
  }
  const policy = list.get('referrer-policy');
  if (policy !== null) setPolicy(call, policy);
  call.target = targetOf(url.href, call.state.details.via);
  call.urls.push(call.target.href);
  const drain = new Drain(connection);
  // The rest of this exchange is of no interest to the call.
  const { closes, noBody } = call;
  connection.exchange = { closes, noBody, onFinished() {}, onFailure() {} };
  call.connection = null;
  queueMicrotask(() => {
    if (!call.settled) call.start();
  });
  return drain;
}

const POLICIES = new Set(
  (
    'no-referrer no-referrer-when-downgrade same-origin origin strict-origin origin-when-cross-origin ' +
    'strict-origin-when-cross-origin unsafe-url'
  ).split(' '),
);

/** The last policy of a Referrer-Policy that is known. */
function setPolicy(call, value) {
  const known = value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => POLICIES.has(word));
  if (known.length === 0) return;
  const { details } = call.state;
  call.state.details = { ...details, plain: false, referrerPolicy: known.at(-1) };
}

function strip(call, names) {
  if (call.list === null) return;
  call.list = call.list.copy();
  for (const name of names) call.list.delete(name);
}

module.exports = { follow };
