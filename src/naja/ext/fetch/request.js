'use strict';

// Request: https://fetch.spec.whatwg.org/#request-class
//
// For servers: createRequest(method, body, source) makes one of a message that came in, and nothing is built before
// somebody looks at it:
//
//   method    as it stands in the message
//   body      null, or an IncomingBody (incoming.js), or whatever else a Body can be made from
//   source    the message: getURL() gives the whole URL, getList() a HeaderList, getSignal() an AbortSignal, each
//             called once at most. sourceOf(request) is it.
//
// For clients: stateOf(request) is a RequestState, below.

const { Body, PLAIN_TEXT, extract, mixIn, typeOfExtracted } = require('ext/fetch/body');
const { HeaderList, headersOf, listFrom, nameOfSoleType, soleType } = require('ext/fetch/headers');
const {
  byteString,
  dictionary,
  domString,
  finishClass,
  illegalInvocation,
  missing,
  notInstance,
  oneOf,
  usvString,
} = require('ext/fetch/webidl');
const { isToken } = require('ext/http/fields');
const abort = require.lazy('ext/events/abort');
const inspecting = require.lazy('ext/console/inspect');
const process = require.lazy('node/process');
const urls = require.lazy('ext/url/url');

const customInspect = Symbol.for('nodejs.util.inspect.custom');
// The first argument of a constructor call from within.
const kMake = Symbol('make');

const REFERRER_POLICIES = [
  '',
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];
const MODES = ['navigate', 'same-origin', 'no-cors', 'cors'];
const CREDENTIALS = ['omit', 'same-origin', 'include'];
const CACHES = ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'];
const REDIRECTS = ['follow', 'manual', 'error'];
const PRIORITIES = ['high', 'low', 'auto'];

/** What few requests say otherwise. */
const defaults = Object.freeze({
  plain: true, // that is: these
  referrer: 'about:client',
  referrerPolicy: '',
  mode: 'cors',
  credentials: 'same-origin',
  cache: 'default',
  redirect: 'follow',
  integrity: '',
  keepalive: false,
  dispatcher: undefined,
  via: undefined,
});

/** What a request is. */
class RequestState {
  constructor(method, url, list, body, source = null) {
    this.method = method;
    /** @type {string|null} with its fragment; null: the source knows it */
    this.url = url;
    /** @type {HeaderList|null} */
    this.list = list;
    /** The message that came in, or null. */
    this.source = source;
    /** @type {Body|null} */
    this.body = body;
    /** The Content-Type where there is no list, and how the program spelled that. */
    this.contentType = '';
    this.typeName = 'content-type';
    /** Whom the request's own signal follows: an AbortSignal, or null. */
    this.follows = null;
    this.signal = null;
    this.details = defaults;
  }

  /** @returns {string} */
  getURL() {
    return (this.url ??= this.source.getURL());
  }

  /** @returns {HeaderList|null} null where nobody has made one, and none came in */
  knownList() {
    if (this.list === null && this.source !== null) this.list = this.source.getList();
    return this.list;
  }

  /** @returns {HeaderList} */
  getList() {
    if (this.knownList() === null) {
      this.list = new HeaderList();
      if (this.contentType !== '') this.list.append('content-type', this.typeName, this.contentType);
      this.contentType = '';
    }
    return this.list;
  }

  /** @returns {AbortSignal} */
  getSignal() {
    if (this.signal === null) {
      const { follows, source } = this;
      if (source !== null) this.signal = source.getSignal();
      else this.signal = abort().AbortSignal.any(follows === null ? [] : [follows]);
    }
    return this.signal;
  }
}

/* ---------------------------------------------------------------- what a program gives */

const standardMethods = {
  __proto__: null,
  GET: 'GET',
  POST: 'POST',
  PUT: 'PUT',
  DELETE: 'DELETE',
  HEAD: 'HEAD',
  OPTIONS: 'OPTIONS',
  PATCH: 'PATCH',
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  delete: 'DELETE',
  head: 'HEAD',
  options: 'OPTIONS',
};

let warnedOfPatch = false;

/** @throws {TypeError} */
function normalizeMethod(method) {
  const known = standardMethods[method];
  if (known !== undefined) return known;
  if (!isToken(method)) throw new TypeError(`'${method}' is not a valid HTTP method.`);
  const upper = method.toUpperCase();
  if (upper === 'CONNECT' || upper === 'TRACE' || upper === 'TRACK') {
    throw new TypeError(`'${method}' HTTP method is unsupported.`);
  }
  if (method === 'patch' && !warnedOfPatch) {
    warnedOfPatch = true;
    process().emitWarning(
      'Using `patch` is highly likely to result in a `405 Method Not Allowed`. `PATCH` is much more likely to succeed.',
      { code: 'UNDICI-FETCH-patch' },
    );
  }
  return upper === 'PATCH' ? method : (standardMethods[upper] ?? method);
}

// What programs ask for again and again, as they wrote it, and its serialization.
const KNOWN_URLS = 64;
const LONGEST_KNOWN = 512;
const knownURLs = new Map();

/** @throws {TypeError} */
function parseURL(input) {
  let href = knownURLs.get(input);
  if (href !== undefined) return href;
  href = parseNewURL(input);
  if (input.length > LONGEST_KNOWN) return href;
  if (knownURLs.size >= KNOWN_URLS) knownURLs.clear();
  knownURLs.set(input, href);
  return href;
}

function parseNewURL(input) {
  let parsed;
  try {
    parsed = new (urls().URL)(input);
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${input}`, { cause });
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
  }
  return parsed.href;
}

/** A referrer as a request keeps it. */
function parseReferrer(referrer) {
  if (referrer === '') return 'no-referrer';
  let parsed;
  try {
    parsed = new (urls().URL)(referrer);
  } catch (cause) {
    throw new TypeError(`Referrer "${referrer}" is not a valid URL.`, { cause });
  }
  return parsed.protocol === 'about:' && (parsed.pathname === 'client' || parsed.hostname === 'client')
    ? 'about:client'
    : parsed.href;
}

/** Most programs that set fields at all set Content-Type alone: no list is made for that. */
function readHeaders(given, headers) {
  const type = soleType(headers);
  if (type === undefined) {
    given.list = listFrom(headers);
    return;
  }
  given.type = type;
  given.typeName = nameOfSoleType();
  if (type !== '') return;
  given.list = new HeaderList(); // it is there, though empty
  given.list.append('content-type', given.typeName, '');
}

/** Each member of the dictionary is read once, in the order in which Node.js reads them. */
function readInit(init) {
  const {
    method,
    headers,
    body,
    referrer,
    referrerPolicy,
    mode,
    credentials,
    cache,
    redirect,
    integrity,
    keepalive,
    signal,
    window,
    duplex,
    dispatcher,
    priority,
    unix,
    proxy,
    tls,
    decompress,
    client,
  } = init;
  const given = {
    method: undefined,
    list: null,
    type: '',
    typeName: 'content-type',
    body,
    signal,
    window,
    duplex,
    dispatcher,
    details: null,
  };
  if (method !== undefined) given.method = byteString(method, 'undefined', 'undefined.method');
  if (headers !== undefined) readHeaders(given, headers);
  const details = {};
  if (referrer !== undefined) details.referrer = usvString(referrer);
  if (referrerPolicy !== undefined) {
    details.referrerPolicy = oneOf(referrerPolicy, 'referrerPolicy', REFERRER_POLICIES);
  }
  if (mode !== undefined) details.mode = oneOf(mode, 'mode', MODES);
  if (credentials !== undefined) details.credentials = oneOf(credentials, 'credentials', CREDENTIALS);
  if (cache !== undefined) details.cache = oneOf(cache, 'cache', CACHES);
  if (redirect !== undefined) details.redirect = oneOf(redirect, 'redirect', REDIRECTS);
  if (integrity !== undefined) details.integrity = domString(integrity, 'undefined', 'undefined.integrity');
  if (keepalive !== undefined) details.keepalive = Boolean(keepalive);
  if (signal !== undefined && signal !== null && !abort().isAbortSignal(signal)) {
    throw notInstance('RequestInit', 'signal', signal, 'AbortSignal');
  }
  if (duplex !== undefined) oneOf(duplex, 'duplex', ['half']);
  if (dispatcher !== undefined) details.dispatcher = dispatcher;
  // Bun's and Deno's
  if (unix ?? proxy ?? tls ?? decompress ?? client) {
    details.via = require('ext/fetch/client/via').readVia(unix, proxy, tls, decompress, client);
  } else if (decompress === false) {
    details.via = require('ext/fetch/client/via').readVia(unix, proxy, tls, decompress, client);
  }
  if (priority !== undefined) oneOf(priority, 'priority', PRIORITIES);
  given.details = details;
  return given;
}

/** Puts the rarer members of the dictionary into a state. */
function applyDetails(state, given, hasInput) {
  const { details, window } = given;
  if (window !== undefined && window !== null) {
    throw new TypeError("'window' option 'client' must be null");
  }
  if (!hasInput && Object.keys(details).length === 0) return;
  if (details.mode === 'navigate') {
    throw new TypeError('Request constructor: invalid request mode navigate.');
  }
  const merged = { ...state.details, ...details, plain: false };
  if (details.referrer !== undefined) merged.referrer = parseReferrer(details.referrer);
  // The same init as before, from a program's point of view: a new request says who refers anew.
  else if (hasInput) merged.referrer = 'about:client';
  if (merged.cache === 'only-if-cached' && merged.mode !== 'same-origin') {
    throw new TypeError("'only-if-cached' can be set only with 'same-origin' mode");
  }
  state.details = merged;
}

/**
 * The state of a request that a program asks for.
 * @param {Request|string|URL} input
 * @param {object} [init] RequestInit
 * @returns {RequestState}
 * @throws {TypeError}
 */
function stateFrom(input, init) {
  let state;
  let inputState = null;
  if (typeof input === 'object' && input !== null && isRequest(input)) inputState = stateOf(input);
  else if (typeof input !== 'string') input = `${input}`.toWellFormed();
  init = dictionary(init);
  const given = init === undefined ? null : readInit(init);
  if (inputState === null) {
    state = new RequestState('GET', parseURL(input), null, null);
  } else {
    state = new RequestState(inputState.method, inputState.getURL(), null, null);
    state.details = inputState.details;
    state.follows = inputState.signal ?? inputState.follows;
    if (inputState.source !== null) state.follows = inputState.getSignal();
  }
  let initBody = null;
  if (given !== null) {
    applyDetails(state, given, inputState !== null);
    if (given.method !== undefined) state.method = normalizeMethod(given.method);
    if (given.signal !== undefined) state.follows = given.signal;
    if (state.details.mode === 'no-cors' && !/^(?:GET|HEAD|POST)$/.test(state.method)) {
      throw new TypeError(`'${state.method} is unsupported in no-cors mode.`);
    }
    state.list = given.list;
    state.contentType = given.type;
    state.typeName = given.typeName;
    initBody = given.body ?? null;
  }
  // The input's headers, unless there are new ones
  if (inputState !== null && state.list === null && state.contentType === '') {
    const list = inputState.knownList();
    state.list = list === null ? null : list.copy();
    state.contentType = inputState.contentType;
    state.typeName = inputState.typeName;
  }
  setBody(state, inputState, initBody);
  return state;
}

function setBody(state, inputState, initBody) {
  const inputBody = inputState === null ? null : inputState.body;
  if ((initBody !== null || inputBody !== null) && (state.method === 'GET' || state.method === 'HEAD')) {
    throw new TypeError('Request with GET/HEAD method cannot have body.');
  }
  if (initBody !== null) {
    const text = typeof initBody === 'string';
    state.body = text ? new Body(initBody) : extract(initBody, state.details.keepalive, 'Request');
    const type = text ? PLAIN_TEXT : typeOfExtracted();
    if (type !== null) {
      if (state.list === null) {
        if (state.contentType === '') state.contentType = type;
      } else if (!state.list.has('content-type')) state.list.append('content-type', 'content-type', type);
    }
  } else if (inputBody !== null) {
    if (inputBody.unusable) {
      throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
    }
    state.body = inputBody.takeOver();
  }
}

/* ---------------------------------------------------------------- the class */

let isRequest;
let stateOf;

class Request {
  #state;
  #headers = null;

  static {
    isRequest = (value) => typeof value === 'object' && value !== null && #state in value;
    stateOf = (request) => request.#state;
  }

  /**
   * @param {Request|string|URL} input
   * @param {object} [init] RequestInit
   * @throws {TypeError}
   */
  constructor(input, init = undefined) {
    if (input === kMake) {
      this.#state = init;
      return;
    }
    if (arguments.length < 1) throw missing('Request constructor', 1, 0);
    this.#state = stateFrom(input, init);
  }

  /** @type {string} */
  get method() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.method;
  }

  /** @type {string} */
  get url() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.getURL();
  }

  /** @type {Headers} */
  get headers() {
    if (!isRequest(this)) throw illegalInvocation();
    return (this.#headers ??= headersOf(this.#state.getList()));
  }

  /** @type {string} */
  get destination() {
    if (!isRequest(this)) throw illegalInvocation();
    return '';
  }

  /** @type {string} '' for none, 'about:client' for the default */
  get referrer() {
    if (!isRequest(this)) throw illegalInvocation();
    const { referrer } = this.#state.details;
    return referrer === 'no-referrer' ? '' : referrer;
  }

  /** @type {string} */
  get referrerPolicy() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.details.referrerPolicy;
  }

  /** @type {string} */
  get mode() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.details.mode;
  }

  /** @type {string} */
  get credentials() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.details.credentials;
  }

  /** @type {string} */
  get cache() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.details.cache;
  }

  /** @type {'follow'|'error'|'manual'} */
  get redirect() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.details.redirect;
  }

  /** @type {string} */
  get integrity() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.details.integrity;
  }

  /** @type {boolean} */
  get keepalive() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.details.keepalive;
  }

  /** @type {boolean} */
  get isReloadNavigation() {
    if (!isRequest(this)) throw illegalInvocation();
    return false;
  }

  /** @type {boolean} */
  get isHistoryNavigation() {
    if (!isRequest(this)) throw illegalInvocation();
    return false;
  }

  /** @type {AbortSignal} */
  get signal() {
    if (!isRequest(this)) throw illegalInvocation();
    return this.#state.getSignal();
  }

  /** @type {ReadableStream|null} */
  get body() {
    if (!isRequest(this)) throw illegalInvocation();
    const { body } = this.#state;
    return body === null ? null : body.getStream();
  }

  /** @type {boolean} */
  get bodyUsed() {
    if (!isRequest(this)) throw illegalInvocation();
    const { body } = this.#state;
    return body !== null && body.disturbed;
  }

  /** @type {'half'} */
  get duplex() {
    if (!isRequest(this)) throw illegalInvocation();
    return 'half';
  }

  /** @returns {Request} @throws {TypeError} where the body was used */
  clone() {
    if (!isRequest(this)) throw illegalInvocation();
    const state = this.#state;
    if (state.body !== null && state.body.unusable) throw new TypeError('unusable');
    const copy = new RequestState(state.method, state.getURL(), null, null);
    const list = state.knownList();
    copy.list = list === null ? null : list.copy();
    copy.contentType = state.contentType;
    copy.typeName = state.typeName;
    copy.body = state.body === null ? null : state.body.clone();
    copy.details = state.details;
    copy.follows = this.#state.getSignal();
    return new Request(kMake, copy);
  }

  [customInspect](depth, options) {
    options.depth ??= 2;
    options.colors ??= true;
    const shown = {};
    for (const name of shownNames.split(' ')) shown[name] = this[name];
    return `Request ${inspecting().inspect(shown, options)}`;
  }
}

const shownNames =
  'method url headers destination referrer referrerPolicy mode credentials cache redirect integrity keepalive ' +
  'isReloadNavigation isHistoryNavigation signal';
const attributes = `${shownNames} body bodyUsed duplex clone`;

mixIn(
  Request,
  isRequest,
  (request) => stateOf(request).body,
  (request) => {
    const state = stateOf(request);
    const list = state.knownList();
    return list === null ? state.contentType : (list.get('content-type') ?? '');
  },
);
finishClass(Request, 'Request', attributes);

/**
 * A request that came in; see above.
 * @param {string} method
 * @param {IncomingBody|string|Uint8Array|Blob|null} body
 * @param {{getURL(): string, getList(): HeaderList, getSignal(): AbortSignal}} source
 * @param {Function} [RequestClass] a class that extends Request
 * @returns {Request}
 */
function createRequest(method, body, source, RequestClass = Request) {
  return new RequestClass(
    kMake,
    new RequestState(method, null, null, body === null ? null : new Body(body), source),
  );
}

/** @returns {object|null} what createRequest() made a value of; null for anything else */
function sourceOf(value) {
  return isRequest(value) ? stateOf(value).source : null;
}

module.exports = { Request, createRequest, isRequest, normalizeMethod, sourceOf, stateFrom, stateOf };
