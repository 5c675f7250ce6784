'use strict';

// URL: https://url.spec.whatwg.org/#url-class. The parser is ada's (binding.pyx), but for what is plain
// (plain.js): it gives the serialization and where in it each component lies; the properties are slices of
// it.

const { setTransferMode } = require('ext/events/symbols');
const { URLSearchParams, attach, reload, setNotifier } = require('ext/url/search_params');
const errors = require.lazy('ext/base/errors');
const files = require.lazy('ext/url/file_url');
const inspecting = require.lazy('ext/console/inspect');
const objectUrls = require.lazy('ext/buffer/object_url');
const patterns = require.lazy('ext/url/pattern');

// Loaded with the first URL that is not plain.
let native;
let components;
// Loaded with the first URL.
let parsePlain;
let plainComponents;

function load() {
  native = binding('url');
  // protocol end, username end, host start, host end, port, pathname start, search start, hash start, kind
  // of scheme
  ({ components } = native);
  return native;
}

/** Whether `input` is its own serialization; then its components are in plainComponents. */
function isPlain(input) {
  if (parsePlain === undefined) {
    ({ parsePlain } = require('ext/url/plain'));
    plainComponents = new Uint32Array(9);
  }
  return parsePlain(input, plainComponents);
}

const OMITTED = 0xffffffff;
const NOT_SPECIAL = 1;
const FILE = 6;
const HTTP = 0;
const HTTPS = 2;

// The components that the binding can set.
const PROTOCOL = 0;
const HOST = 1;
const HOSTNAME = 2;
const PORT = 3;
const USERNAME = 4;
const PASSWORD = 5;
const PATHNAME = 6;
const SEARCH = 7;
const HASH = 8;
const HREF = 9;

const customInspect = Symbol.for('nodejs.util.inspect.custom');
// The first argument of a constructor call from within: href and components are there already.
const kParsed = Symbol('parsed');
const kContext = Symbol('context');

function missing() {
  return new (errors().codes.ERR_MISSING_ARGS)('url');
}

/** Without the code in its stack: Node throws this one from native code. */
function invalid(input, base) {
  const error = new TypeError('Invalid URL');
  error.code = 'ERR_INVALID_URL';
  error.input = input.toWellFormed();
  if (base !== undefined) error.base = base.toWellFormed();
  return error;
}

/** Name of the class that an object is an instance of, as inspect() finds it. */
function constructorOf(object) {
  for (let o = object; o; o = Object.getPrototypeOf(o)) {
    const descriptor = Object.getOwnPropertyDescriptor(o, 'constructor');
    if (typeof descriptor?.value === 'function' && descriptor.value.name !== '') return descriptor.value;
  }
  return null;
}

/** Where the host begins: behind the '@' of credentials. */
function hostStart(href, start) {
  return href.charCodeAt(start) === 64 ? start + 1 : start;
}

let isURLInstance;
let getURLHref;

class URL {
  #href;
  #protocolEnd;
  #usernameEnd;
  #hostStart;
  #hostEnd;
  #port;
  #pathnameStart;
  #searchStart;
  #hashStart;
  #scheme;
  #params; // made when somebody asks for it
  #paramsChanged = false; // then the query is written anew when somebody reads it

  static {
    isURLInstance = (value) => typeof value === 'object' && value !== null && #href in value;
    getURLHref = (url) => url.href;
    setNotifier((url) => {
      url.#paramsChanged = true;
    });
  }

  /**
   * @param {string} input
   * @param {string | URL} [base]
   * @throws ERR_INVALID_URL, ERR_MISSING_ARGS
   */
  constructor(input, base = undefined) {
    if (input === kParsed) {
      this.#take(base, arguments[2]);
      return;
    }
    if (arguments.length === 0) throw missing();
    if (typeof input !== 'string') input = `${input}`;
    if (base !== undefined && typeof base !== 'string') base = `${base}`;
    if (base === undefined && isPlain(input)) {
      this.#take(input, plainComponents);
      return;
    }
    if (native === undefined) load();
    const href = base === undefined ? native.parse(input) : native.parse(input, base);
    if (href === false) throw invalid(input, base);
    this.#take(href === true ? input : href, components);
  }

  // href and components as the binding gives them
  #take(href, parts) {
    this.#href = href;
    this.#protocolEnd = parts[0];
    this.#usernameEnd = parts[1];
    this.#hostStart = parts[2];
    this.#hostEnd = parts[3];
    this.#port = parts[4];
    this.#pathnameStart = parts[5];
    this.#searchStart = parts[6];
    this.#hashStart = parts[7];
    this.#scheme = parts[8];
  }

  /**
   * As the constructor, but null where it would throw ERR_INVALID_URL.
   * @param {string} input
   * @param {string | URL} [base]
   * @returns {URL | null}
   */
  static parse(input, base = undefined) {
    if (arguments.length === 0) throw missing();
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    else if (isPlain(input)) return new URL(kParsed, input, plainComponents);
    if (native === undefined) load();
    const href = base === undefined ? native.parse(input) : native.parse(input, base);
    return href === false ? null : new URL(kParsed, href === true ? input : href, components);
  }

  /**
   * @param {string} url
   * @param {string | URL} [base]
   * @returns {boolean}
   */
  static canParse(url, base = undefined) {
    if (arguments.length === 0) throw missing();
    url = `${url}`;
    if (base === undefined) return isPlain(url) || (native ?? load()).canParse(url);
    return (native ?? load()).canParse(url, `${base}`);
  }

  [customInspect](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = constructorOf(this) || URL;
    const shown = {
      __proto__: { constructor },
      href: this.href,
      origin: this.origin,
      protocol: this.protocol,
      username: this.username,
      password: this.password,
      host: this.host,
      hostname: this.hostname,
      port: this.port,
      pathname: this.pathname,
      search: this.search,
      searchParams: this.searchParams,
      hash: this.hash,
    };
    if (options.showHidden) shown[kContext] = this.#context();
    return `${constructor.name} ${inspecting().inspect(shown, options)}`;
  }

  // The state, as inspect() with showHidden prints it.
  #context() {
    class URLContext {
      get hasPort() {
        return this.port !== OMITTED;
      }

      get hasSearch() {
        return this.search_start !== OMITTED;
      }

      get hasHash() {
        return this.hash_start !== OMITTED;
      }
    }
    return Object.assign(new URLContext(), {
      href: this.#href,
      protocol_end: this.#protocolEnd,
      username_end: this.#usernameEnd,
      host_start: this.#hostStart,
      host_end: this.#hostEnd,
      pathname_start: this.#pathnameStart,
      search_start: this.#searchStart,
      hash_start: this.#hashStart,
      port: this.#port,
      scheme_type: this.#scheme,
    });
  }

  // Sets a component of `current`; false where the new value is not valid and nothing changes.
  static #update(url, current, which, value) {
    if (native === undefined) load();
    const href = native.update(current, which, value);
    if (href === false) return false;
    url.#take(href === true ? current : href, components);
    return true;
  }

  // The serialization, its query brought up to date with searchParams.
  #current() {
    if (this.#paramsChanged) {
      this.#paramsChanged = false;
      const query = this.#params.toString();
      URL.#update(this, this.#href, SEARCH, query === '' ? '' : `?${query}`);
    }
    return this.#href;
  }

  // Brings searchParams up to date with the query.
  #reload() {
    this.#paramsChanged = false;
    if (this.#params !== undefined) reload(this.#params, this.search);
  }

  toString() {
    return this.#current();
  }

  get href() {
    return this.#current();
  }

  set href(value) {
    const href = this.#href;
    value = `${value}`;
    if (!URL.#update(this, href, HREF, value)) throw new (errors().codes.ERR_INVALID_URL)(value);
    this.#reload();
  }

  get origin() {
    if (this.#scheme === FILE) return 'null';
    const { protocol } = this;
    if (this.#scheme !== NOT_SPECIAL) return `${protocol}//${this.host}`;
    if (protocol !== 'blob:') return 'null';
    const inner = URL.parse(this.pathname);
    if (inner === null || (inner.#scheme !== HTTP && inner.#scheme !== HTTPS)) return 'null';
    return inner.origin;
  }

  get protocol() {
    return this.#href.slice(0, this.#protocolEnd);
  }

  set protocol(value) {
    URL.#update(this, this.#href, PROTOCOL, `${value}`);
  }

  get username() {
    const start = this.#protocolEnd + 2;
    return start < this.#usernameEnd ? this.#href.slice(start, this.#usernameEnd) : '';
  }

  set username(value) {
    URL.#update(this, this.#href, USERNAME, `${value}`);
  }

  get password() {
    return this.#hostStart > this.#usernameEnd
      ? this.#href.slice(this.#usernameEnd + 1, this.#hostStart)
      : '';
  }

  set password(value) {
    URL.#update(this, this.#href, PASSWORD, `${value}`);
  }

  get host() {
    const start = hostStart(this.#href, this.#hostStart);
    return start === this.#hostEnd ? '' : this.#href.slice(start, this.#pathnameStart);
  }

  set host(value) {
    URL.#update(this, this.#href, HOST, `${value}`);
  }

  get hostname() {
    return this.#href.slice(hostStart(this.#href, this.#hostStart), this.#hostEnd);
  }

  set hostname(value) {
    URL.#update(this, this.#href, HOSTNAME, `${value}`);
  }

  get port() {
    return this.#port === OMITTED ? '' : `${this.#port}`;
  }

  set port(value) {
    URL.#update(this, this.#href, PORT, `${value}`);
  }

  get pathname() {
    const end = this.#searchStart === OMITTED ? this.#hashStart : this.#searchStart;
    return this.#href.slice(this.#pathnameStart, end === OMITTED ? undefined : end);
  }

  set pathname(value) {
    URL.#update(this, this.#href, PATHNAME, `${value}`);
  }

  get search() {
    this.#current();
    if (this.#searchStart === OMITTED) return '';
    const end = this.#hashStart === OMITTED ? this.#href.length : this.#hashStart;
    return end - this.#searchStart > 1 ? this.#href.slice(this.#searchStart, end) : '';
  }

  set search(value) {
    if (URL.#update(this, this.#href, SEARCH, `${value}`.toWellFormed())) this.#reload();
  }

  get searchParams() {
    if (this.#params === undefined) {
      this.#params = new URLSearchParams(this.search);
      attach(this.#params, this);
    }
    return this.#params;
  }

  get hash() {
    if (this.#hashStart === OMITTED || this.#href.length - this.#hashStart <= 1) return '';
    return this.#href.slice(this.#hashStart);
  }

  set hash(value) {
    URL.#update(this, this.#href, HASH, `${value}`);
  }

  toJSON() {
    return this.#current();
  }
}

const enumerable = { __proto__: null, enumerable: true };
setTransferMode(URL.prototype, 0);
Object.defineProperties(URL.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URL' },
  toString: enumerable,
  href: enumerable,
  origin: enumerable,
  protocol: enumerable,
  username: enumerable,
  password: enumerable,
  host: enumerable,
  hostname: enumerable,
  port: enumerable,
  pathname: enumerable,
  search: enumerable,
  searchParams: enumerable,
  hash: enumerable,
  toJSON: enumerable,
});

/**
 * A URL that stands for a Blob as long as this process lives or until it is revoked.
 * @param {Blob} obj
 * @returns {string} 'blob:nodedata:...'
 * @throws ERR_INVALID_ARG_TYPE
 */
function createObjectURL(obj) {
  return objectUrls().create(obj);
}

/** Takes back what createObjectURL() gave. */
function revokeObjectURL(url) {
  if (arguments.length === 0) throw missing();
  objectUrls().revoke(`${url}`);
}

function method(value) {
  return { __proto__: null, configurable: true, writable: true, enumerable: true, value };
}

Object.defineProperties(URL, {
  canParse: enumerable,
  parse: enumerable,
  createObjectURL: method(createObjectURL),
  revokeObjectURL: method(revokeObjectURL),
});

/**
 * A URL out of a serialization whose components are known.
 * @param {string} href
 * @param {ArrayLike<number>} parts as the binding's `components`
 * @returns {URL}
 */
function fromParts(href, parts) {
  return new URL(kParsed, href, parts);
}

/**
 * Whether something looks like a URL, be it of another implementation; a legacy Url does not.
 * @param {unknown} value
 * @returns {boolean}
 */
function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

/**
 * A domain in ASCII ('xn--...'); '' where it is none.
 * @param {string} domain
 * @returns {string}
 */
function domainToASCII(domain) {
  if (arguments.length < 1) throw new (errors().codes.ERR_MISSING_ARGS)('domain');
  return (native ?? load()).domainToASCII(`${domain}`);
}

/**
 * A domain in Unicode; '' where it is none.
 * @param {string} domain
 * @returns {string}
 */
function domainToUnicode(domain) {
  if (arguments.length < 1) throw new (errors().codes.ERR_MISSING_ARGS)('domain');
  return (native ?? load()).domainToUnicode(`${domain}`);
}

/**
 * What http.request() takes for a URL.
 * @param {URL} url
 * @returns {Record<string, unknown>}
 * @throws ERR_INVALID_ARG_TYPE
 */
function urlToHttpOptions(url) {
  if (url === null || (typeof url !== 'object' && typeof url !== 'function')) {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)('url', 'Object', url);
  }
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url, // what somebody added to it
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

module.exports = {
  URL,
  URLSearchParams,
  get URLPattern() {
    return patterns().URLPattern;
  },
  domainToASCII,
  domainToUnicode,
  fileURLToPath: (path, options) => files().fileURLToPath(path, options),
  fileURLToPathBuffer: (path, options) => files().fileURLToPathBuffer(path, options),
  fromParts,
  getURLHref,
  isURL,
  isURLInstance,
  pathToFileURL: (path, options) => files().pathToFileURL(path, options),
  toPathIfFileURL: (path) => (isURL(path) ? files().fileURLToPath(path) : path),
  urlToHttpOptions,
};
