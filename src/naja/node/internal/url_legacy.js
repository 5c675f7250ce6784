'use strict';

// The URLs of old: url.parse(), url.format(), url.resolve(). They follow no standard; programs rely on what
// they do.

const { codes } = require('ext/base/errors');
const { calledByPackage } = require('node/internal/callers');
const { merge } = require('node/internal/url_resolve');
const process = require.lazy('node/process');
const querystring = require.lazy('node/querystring');
const urls = require.lazy('ext/url/url');
const validators = require.lazy('ext/base/validators');

const MAX_HOSTNAME = 255;

// Whose rest is taken as it is, and which have no host.
const SCRIPT = /^javascript:?$/;
// Which have '//' in front of their host, and a path that begins with '/'.
const SLASHED = /^(?:https?|ftp|gopher|file|wss?):?$/;

const PROTOCOL = /^[a-z0-9.+-]+:/i;
const USER_AND_HOST = /^\/\/[^@/]+@[^@/]+/;
const SIMPLE_PATH = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/;
const PORT = /:([0-9]*)$/;

// What no host may hold once it is in ASCII; the intersection of what URLs forbid and what parse() cuts off,
// plus what would change the meaning of the whole.
const FORBIDDEN = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const FORBIDDEN_IPV6 = /[\0\t\n\r #%/<>?@\\^|]/;

// Delimiters and characters that RFC 2396 calls unwise; the single quote lest it end a string in HTML.
const UNWISE = /[\t\n\r "'<>\\^`{|}]/g;

let warned = false;

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

function encoded(character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function isIpv6(hostname) {
  return hostname.startsWith('[') && hostname.endsWith(']');
}

/** Control characters, spaces, no-break spaces and byte order marks. */
function isBlank(code) {
  return code < 33 || code === 0xa0 || code === 0xfeff;
}

function trim(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Cuts user, host and port off the beginning of `rest`; gives what follows. */
function takeHost(url, rest) {
  // The first of / ? # ends the host; before it, the last @ ends the user. Other characters that no host may
  // hold end it as well, unless an @ comes later.
  rest = withoutLineBreaks(rest);
  let end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const at = authority.lastIndexOf('@');
  if (at !== -1) url.auth = decodeURIComponent(authority.slice(0, at));
  const invalid = authority.slice(at + 1).search(/[ "%';<>\\^`{|}]/);
  if (invalid !== -1) end = at + 1 + invalid;
  url.host = end === -1 ? rest.slice(at + 1) : rest.slice(at + 1, end);
  return end === -1 ? '' : rest.slice(end);
}

/** Tabs and line breaks do not count, up to the end of the host. */
function withoutLineBreaks(rest) {
  const end = rest.search(/[/?#]/);
  if (end === -1) return rest.replace(/[\t\n\r]/g, '');
  return rest.slice(0, end).replace(/[\t\n\r]/g, '') + rest.slice(end);
}

/** Checks the hostname and brings it into its usual form; gives what follows the host. */
function checkHost(url, rest, input) {
  url.hostname ??= '';
  const { hostname } = url;
  const ipv6 = isIpv6(hostname);
  if (!ipv6) {
    const wrong = hostname.search(/[/\\#?:]/);
    if (wrong !== -1) {
      if (hostname[wrong] === ':') throw new codes.ERR_INVALID_ARG_VALUE('url', 'Invalid port in url', input);
      url.hostname = hostname.slice(0, wrong);
      rest = `/${hostname.slice(wrong)}${rest}`;
    }
  }
  url.hostname = url.hostname.length > MAX_HOSTNAME ? '' : url.hostname.toLowerCase();
  if (url.hostname !== '') {
    if (ipv6) {
      if (FORBIDDEN_IPV6.test(url.hostname)) throw new codes.ERR_INVALID_URL(input);
    } else {
      // ASCII stays as it is: only other characters can make it something else.
      // eslint-disable-next-line no-control-regex
      if (!/^[\0-\x7f]*$/.test(url.hostname) || url.hostname.includes('xn--')) {
        url.hostname = binding('url').toASCII(url.hostname);
      }
      if (url.hostname === '' || FORBIDDEN.test(url.hostname)) throw new codes.ERR_INVALID_URL(input);
    }
  }
  url.host = url.hostname + (url.port ? `:${url.port}` : '');
  if (ipv6) {
    url.hostname = url.hostname.slice(1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  return rest;
}

/** Takes path, query and fragment apart. */
function takeRest(url, rest, parseQueryString) {
  const hash = rest.indexOf('#');
  if (hash !== -1) {
    url.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const question = rest.indexOf('?');
  if (question !== -1) {
    url.search = rest.slice(question);
    url.query = rest.slice(question + 1);
    if (parseQueryString) url.query = querystring().parse(url.query);
    rest = rest.slice(0, question);
  } else if (parseQueryString) {
    url.search = null;
    url.query = { __proto__: null };
  }
  if (rest !== '') url.pathname = rest;
}

/**
 * Fills this URL from a string.
 * @param {string} url
 * @param {boolean} [parseQueryString] whether `query` becomes an object
 * @param {boolean} [slashesDenoteHost] whether '//host/path' has a host
 * @returns {Url} this
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URL
 */
Url.prototype.parse = function parse(url, parseQueryString, slashesDenoteHost) {
  validators().validateString(url, 'url');
  // Browsers take backslashes in front of the query for slashes.
  let rest = trim(url);
  const query = rest.search(/[?#]/);
  const front = query === -1 ? rest : rest.slice(0, query);
  if (front.includes('\\')) rest = front.replaceAll('\\', '/') + rest.slice(front.length);

  if (!slashesDenoteHost && !rest.includes('#') && !front.includes('@')) {
    const simple = SIMPLE_PATH.exec(rest);
    if (simple !== null) {
      this.path = this.href = rest;
      this.pathname = simple[1];
      if (simple[2]) {
        this.search = simple[2];
        this.query = this.search.slice(1);
        if (parseQueryString) this.query = querystring().parse(this.query);
      } else if (parseQueryString) {
        this.search = null;
        this.query = { __proto__: null };
      }
      return this;
    }
  }

  const protocol = PROTOCOL.exec(rest)?.[0];
  const lower = protocol?.toLowerCase();
  const script = lower !== undefined && SCRIPT.test(lower);
  if (protocol !== undefined) {
    this.protocol = lower;
    rest = rest.slice(protocol.length);
  }
  let slashes = false;
  if (slashesDenoteHost || protocol !== undefined || USER_AND_HOST.test(rest)) {
    slashes = rest.startsWith('//');
    if (slashes && !script) {
      rest = rest.slice(2);
      this.slashes = true;
    }
  }
  if (!script && (slashes || (protocol !== undefined && !SLASHED.test(protocol)))) {
    rest = takeHost(this, rest);
    this.parseHost();
    rest = checkHost(this, rest, url);
  }
  if (!script) rest = rest.replace(UNWISE, encoded);
  takeRest(this, rest, parseQueryString);
  if (lower !== undefined && SLASHED.test(lower) && this.hostname && !this.pathname) this.pathname = '/';
  if (this.pathname || this.search) this.path = (this.pathname || '') + (this.search || '');
  this.href = this.format();
  return this;
};

/** Takes `host` apart into hostname and port. */
Url.prototype.parseHost = function parseHost() {
  let { host } = this;
  const port = PORT.exec(host);
  if (port !== null) {
    if (port[1] !== '') this.port = port[1];
    host = host.slice(0, port.index);
  }
  if (host) this.hostname = host;
};

// Letters, digits and - . _ ~ ! ' ( ) * : need no escape.
function escapeAuth(auth) {
  return querystring().escape(auth).replaceAll('%3A', ':');
}

/**
 * This URL as a string.
 * @returns {string}
 */
Url.prototype.format = function format() {
  const auth = this.auth ? `${escapeAuth(this.auth)}@` : '';
  let protocol = this.protocol || '';
  let pathname = this.pathname || '';
  let hash = this.hash || '';
  let host = '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  if (this.host) {
    host = auth + this.host;
  } else if (this.hostname) {
    const { hostname } = this;
    host = auth + (hostname.includes(':') && !isIpv6(hostname) ? `[${hostname}]` : hostname);
    if (this.port) host += `:${this.port}`;
  }
  let query = '';
  if (this.query !== null && typeof this.query === 'object') query = querystring().stringify(this.query);
  let search = this.search || (query && `?${query}`) || '';
  pathname = pathname.replace(/[#?]/g, encoded);
  if (this.slashes || SLASHED.test(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol.startsWith('file')) {
      host = '//';
    }
  }
  search = search.replaceAll('#', '%23');
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

/**
 * What a link within this URL leads to.
 * @param {string} relative
 * @returns {string}
 */
Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(urlParse(relative, false, true)).format();
};

/**
 * The same as an object.
 * @param {string | Url} relative
 * @returns {Url}
 */
Url.prototype.resolveObject = function resolveObject(relative) {
  if (typeof relative === 'string') relative = new Url().parse(relative, false, true);
  return merge(Object.assign(new Url(), this), relative, SLASHED, SCRIPT);
};

function warn() {
  if (warned || calledByPackage()) return;
  warned = true;
  const message =
    '`url.parse()` behavior is not standardized and prone to errors that have security implications. ' +
    'Use the WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.';
  process().emitWarning(message, 'DeprecationWarning', 'DEP0169');
}

/**
 * Deprecated: `new URL()` follows the standard.
 * @param {string} url
 * @param {boolean} [parseQueryString] whether `query` becomes an object
 * @param {boolean} [slashesDenoteHost] whether '//host/path' has a host
 * @returns {Url}
 */
function urlParse(url, parseQueryString, slashesDenoteHost) {
  warn();
  return url instanceof Url ? url : new Url().parse(url, parseQueryString, slashesDenoteHost);
}

/** A URL of the standard as a string, in parts. */
function formatURL(url, options) {
  let parts = { fragment: true, unicode: false, search: true, auth: true };
  if (options) {
    validators().validateObject(options, 'options');
    parts = Object.fromEntries(
      Object.entries(parts).map(([name, is]) => [name, Boolean(options[name] ?? is)]),
    );
  }
  const { URL, domainToUnicode } = urls();
  const copy = new URL(url.href);
  if (!parts.fragment) copy.hash = '';
  if (!parts.search) copy.search = '';
  if (!parts.auth) copy.username = copy.password = '';
  const { href, hostname } = copy;
  if (!parts.unicode || hostname === '') return href;
  const user = copy.password === '' ? copy.username : `${copy.username}:${copy.password}`;
  const start = copy.protocol.length + 2 + (user === '' ? 0 : user.length + 1);
  return href.slice(0, start) + domainToUnicode(hostname) + href.slice(start + hostname.length);
}

/**
 * @param {string | object | URL} urlObject
 * @param {{fragment?: boolean, unicode?: boolean, search?: boolean, auth?: boolean}} [options] for a URL:
 * what to show
 * @returns {string}
 * @throws ERR_INVALID_ARG_TYPE
 */
function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') return urlParse(urlObject).format();
  if (typeof urlObject !== 'object' || urlObject === null) {
    throw new codes.ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  }
  if (urlObject instanceof urls().URL) return formatURL(urlObject, options);
  return Url.prototype.format.call(urlObject);
}

/** What a link within a document leads to. */
function urlResolve(source, relative) {
  return urlParse(source, false, true).resolve(relative);
}

/** The same as an object. */
function urlResolveObject(source, relative) {
  return source ? urlParse(source, false, true).resolveObject(relative) : relative;
}

module.exports = { Url, urlFormat, urlParse, urlResolve, urlResolveObject };
