'use strict';

/** Bun.Cookie, Bun.CookieMap: https://www.rfc-editor.org/rfc/rfc6265 */

const { coded } = require('bun/basics');

// A token of HTTP.
const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const PATH = /^[\x20-\x3a\x3c-\x7e]*$/;
const DOMAIN = /^[a-z\d.-]*$/;
const SAME_SITE = { strict: 'Strict', lax: 'Lax', none: 'None' };

const invalid = (what) => new TypeError(`Invalid cookie ${what}: contains invalid characters`);

function checkName(name) {
  if (!NAME.test(name)) throw invalid('name');
  return name;
}

function checkPath(path) {
  if (path === undefined || path === null) return '/';
  path = String(path);
  if (!PATH.test(path)) throw invalid('path');
  return path;
}

function checkDomain(domain) {
  if (domain === undefined || domain === null || domain === '') return null;
  domain = String(domain);
  if (!DOMAIN.test(domain)) throw invalid('domain');
  return domain;
}

function checkSameSite(value) {
  if (value === undefined || value === null) return 'lax';
  const lower = String(value).toLowerCase();
  if (!Object.hasOwn(SAME_SITE, lower)) {
    throw new TypeError("Invalid sameSite value. Must be 'strict', 'lax', or 'none'");
  }
  return lower;
}

/** Milliseconds; numbers are seconds. */
function checkExpires(value) {
  if (value === undefined || value === null) return undefined;
  const time =
    value instanceof Date ? value.getTime() : typeof value === 'number' ? value * 1000 : Date.parse(value);
  if (!Number.isFinite(time)) throw new RangeError('expires must be a valid Number (or Date)');
  return time;
}

function checkMaxAge(value) {
  const number = value === undefined || value === null ? NaN : Number(value);
  return Number.isNaN(number) ? undefined : number;
}

const ATTRIBUTES = {
  __proto__: null,
  domain: (options, value) => (options.domain = value.toLowerCase()),
  path: (options, value) => (options.path = value.startsWith('/') ? value : '/'),
  expires(options, value) {
    if (Number.isFinite(Date.parse(value))) options.expires = new Date(value);
  },
  'max-age'(options, value) {
    if (/^-?\d+$/.test(value)) options.maxAge = Number(value);
  },
  secure: (options) => (options.secure = true),
  httponly: (options) => (options.httpOnly = true),
  partitioned: (options) => (options.partitioned = true),
  samesite(options, value) {
    if (Object.hasOwn(SAME_SITE, value.toLowerCase())) options.sameSite = value;
  },
};

/** The name, value and attributes of a Set-Cookie header. @throws {TypeError} */
function parseHeader(text) {
  if (text === '') throw invalid('name');
  if (text !== text.trim() || /[\0\r\n]/.test(text)) {
    throw new TypeError('cookie string is not a valid HTTP header value');
  }
  const [pair, ...rest] = text.split(';');
  const equals = pair.indexOf('=');
  if (equals === -1) throw new TypeError("Invalid cookie string: no '=' found");
  const options = {};
  for (const part of rest) {
    const at = part.indexOf('=');
    const name = (at === -1 ? part : part.slice(0, at)).trim().toLowerCase();
    ATTRIBUTES[name]?.(options, at === -1 ? '' : part.slice(at + 1).trim());
  }
  return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim(), options];
}

/** One cookie, with what a server says about it. */
class Cookie {
  #name;
  #value;
  #domain;
  #path;
  #expires;
  #maxAge;
  #secure;
  #httpOnly;
  #partitioned;
  #sameSite;

  /**
   * @param {string | object} name its name, all of a Set-Cookie header, or name and value among the options
   * @param {string} [value]
   * @param {{domain?: string, path?: string, expires?: number | Date | string, maxAge?: number, secure?: boolean,
   *   httpOnly?: boolean, partitioned?: boolean, sameSite?: 'strict' | 'lax' | 'none'}} [options]
   * @throws {TypeError | RangeError}
   */
  constructor(name, value, options) {
    if (arguments.length === 0) throw coded(TypeError, 'ERR_MISSING_ARGS', 'Not enough arguments');
    if (typeof name === 'object' && name !== null) {
      options = name;
      ({ name, value } = options);
    } else if (arguments.length === 1) {
      [name, value, options] = parseHeader(String(name));
    }
    if (name === undefined || name === null || name === '') throw new TypeError('name is required');
    const given = options ?? {};
    this.#name = checkName(String(name));
    this.#value = value === undefined || value === null ? '' : String(value);
    this.#domain = checkDomain(given.domain);
    this.#path = checkPath(given.path);
    this.#expires = checkExpires(given.expires);
    this.#maxAge = checkMaxAge(given.maxAge);
    this.#secure = Boolean(given.secure);
    this.#httpOnly = Boolean(given.httpOnly);
    this.#partitioned = Boolean(given.partitioned);
    this.#sameSite = checkSameSite(given.sameSite);
  }

  /** @param {string} text a Set-Cookie header @returns {Cookie} */
  static parse(text) {
    return new Cookie(...parseHeader(String(text)));
  }

  static from(name, value, options) {
    return new Cookie(name, value, options);
  }

  get name() {
    return this.#name;
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = String(value);
  }

  get domain() {
    return this.#domain;
  }

  set domain(domain) {
    this.#domain = checkDomain(domain);
  }

  get path() {
    return this.#path;
  }

  set path(path) {
    this.#path = checkPath(path);
  }

  /** @returns {Date | undefined} */
  get expires() {
    return this.#expires === undefined ? undefined : new Date(this.#expires);
  }

  set expires(value) {
    this.#expires = checkExpires(value);
  }

  /** @returns {number | undefined} seconds */
  get maxAge() {
    return this.#maxAge;
  }

  set maxAge(value) {
    this.#maxAge = checkMaxAge(value);
  }

  get secure() {
    return this.#secure;
  }

  set secure(value) {
    this.#secure = Boolean(value);
  }

  get httpOnly() {
    return this.#httpOnly;
  }

  set httpOnly(value) {
    this.#httpOnly = Boolean(value);
  }

  get partitioned() {
    return this.#partitioned;
  }

  set partitioned(value) {
    this.#partitioned = Boolean(value);
  }

  get sameSite() {
    return this.#sameSite;
  }

  set sameSite(value) {
    this.#sameSite = checkSameSite(value);
  }

  /** Whether its time is over. */
  isExpired() {
    if (this.#maxAge !== undefined) return this.#maxAge <= 0;
    return this.#expires !== undefined && this.#expires <= Date.now();
  }

  /** @returns {string} for a Set-Cookie header */
  serialize() {
    let text = `${this.#name}=${encodeURIComponent(this.#value.toWellFormed())}`;
    if (this.#domain !== null) text += `; Domain=${this.#domain}`;
    if (this.#path !== '') text += `; Path=${this.#path}`;
    if (this.#expires !== undefined) text += `; Expires=${new Date(this.#expires).toUTCString()}`;
    if (this.#maxAge !== undefined) text += `; Max-Age=${this.#maxAge}`;
    if (this.#secure) text += '; Secure';
    if (this.#httpOnly) text += '; HttpOnly';
    if (this.#partitioned) text += '; Partitioned';
    return `${text}; SameSite=${SAME_SITE[this.#sameSite]}`;
  }

  toString() {
    return this.serialize();
  }

  toJSON() {
    const json = { name: this.#name, value: this.#value };
    if (this.#domain !== null) json.domain = this.#domain;
    json.path = this.#path;
    if (this.#expires !== undefined) json.expires = this.expires;
    if (this.#maxAge !== undefined) json.maxAge = this.#maxAge;
    json.secure = this.#secure;
    json.sameSite = this.#sameSite;
    json.httpOnly = this.#httpOnly;
    json.partitioned = this.#partitioned;
    return json;
  }
}
Object.defineProperty(Cookie.prototype, Symbol.toStringTag, {
  __proto__: null,
  value: 'Cookie',
  configurable: true,
});

/** A cookie's value as it was before it was sent. */
function decode(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** [name, value] of each cookie of a Cookie header. */
function parsePairs(header) {
  const pairs = [];
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1) continue;
    const name = part.slice(0, equals).trim();
    if (name !== '') pairs.push([name, decode(part.slice(equals + 1).trim())]);
  }
  return pairs;
}

/** The cookies that came with a request, and what a response is to say about them. */
class CookieMap {
  /** [name, value] of what came and is still there. */
  #original = [];
  /** By name, in the order of their change. */
  #changed = new Map();

  /** @param {string | Iterable<[string, string]> | Record<string, string>} [cookies] a Cookie header, or pairs */
  constructor(cookies) {
    if (cookies === undefined || cookies === null) return;
    if (typeof cookies === 'string') this.#original = parsePairs(cookies);
    else if (typeof cookies !== 'object') throw new TypeError('Invalid initializer type');
    else {
      const pairs = typeof cookies[Symbol.iterator] === 'function' ? [...cookies] : Object.entries(cookies);
      this.#original = pairs.map(([name, value]) => [checkName(String(name)), String(value)]);
    }
  }

  *#pairs() {
    for (const [name, cookie] of this.#changed) if (cookie.there) yield [name, cookie.value];
    yield* this.#original;
  }

  /** @returns {string | null} */
  get(name) {
    for (const [key, value] of this.#pairs()) if (key === String(name)) return value;
    return null;
  }

  has(name) {
    return this.get(name) !== null;
  }

  #change(name, entry) {
    this.#original = this.#original.filter(([key]) => key !== name);
    this.#changed.delete(name);
    this.#changed.set(name, entry);
  }

  /** @param {string | Cookie | object} name @param {string} [value] @param {object} [options] of the Cookie */
  set(name, value, options) {
    if (name === undefined) return;
    const cookie =
      name instanceof Cookie
        ? name
        : typeof name === 'object'
          ? new Cookie(name)
          : new Cookie(name, value, options);
    this.#change(cookie.name, { there: true, value: cookie.value, header: () => cookie.serialize() });
  }

  /** Tells the browser to forget it. @param {string | {name: string, domain?: string, path?: string}} name */
  delete(name, options) {
    const given = typeof name === 'object' ? name : { ...options, name };
    const cookie = new Cookie(given.name, '', {
      domain: given.domain,
      path: given.path,
      expires: new Date(0),
    });
    this.#change(cookie.name, { there: false, header: () => cookie.serialize() });
  }

  /** @returns {string[]} for the response */
  toSetCookieHeaders() {
    return [...this.#changed.values()].map(({ header }) => header());
  }

  /** @returns {Record<string, string>} */
  toJSON() {
    const json = {};
    for (const [name, value] of this.#pairs()) json[name] ??= value;
    return json;
  }

  /** @returns {number} */
  get size() {
    return [...this.#pairs()].length;
  }

  entries() {
    return [...this.#pairs()][Symbol.iterator]();
  }

  keys() {
    return [...this.#pairs()].map(([name]) => name)[Symbol.iterator]();
  }

  values() {
    return [...this.#pairs()].map(([, value]) => value)[Symbol.iterator]();
  }

  forEach(callback, thisArg) {
    for (const [name, value] of this.#pairs()) Reflect.apply(callback, thisArg, [value, name, this]);
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}
Object.defineProperty(CookieMap.prototype, Symbol.toStringTag, {
  __proto__: null,
  value: 'CookieMap',
  configurable: true,
});

module.exports = { Cookie, CookieMap };
