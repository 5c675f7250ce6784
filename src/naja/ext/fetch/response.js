'use strict';

// Response: https://fetch.spec.whatwg.org/#response-class
//
// For servers (Bun.serve, Deno.serve), which take a Response apart without anything being built:
//
//   isResponse(value)            whether it is one
//   statusOf(r), statusTextOf(r) numbers and strings; an error response has status 0
//   headerListOf(r)              its HeaderList (header_list.js: `fields` is [lower case, name, value, ...]), or null
//                                where nobody made one: then what there is is contentTypeOf(r)
//   contentTypeOf(r)             the Content-Type that goes with the body and is not in a list; '' where there is none
//   bodyOf(r)                    its Body (body.js) or null: `unusable` first, then `stream` (a ReadableStream that
//                                somebody asked for, or gave), else `source`: a string, a Uint8Array, a Blob or an
//                                IncomingBody. Who takes the source sets `used`.
//   takeBody(r)                  does just that: the string, Uint8Array, Blob, IncomingBody or ReadableStream, or null;
//                                throws a TypeError where the body was used before
//
// For clients: createResponse() makes one of what came in.

const { Body, extract, mixIn, typeOfExtracted, unusableMessage } = require('ext/fetch/body');
const { HeaderList, headersOf, listFrom, nameOfSoleType, soleType } = require('ext/fetch/headers');
const {
  byteString,
  dictionary,
  finishClass,
  illegalInvocation,
  missing,
  unsignedShort,
} = require('ext/fetch/webidl');
const inspecting = require.lazy('ext/console/inspect');
const urls = require.lazy('ext/url/url');

const customInspect = Symbol.for('nodejs.util.inspect.custom');
// The first argument of a constructor call from within.
const kMake = Symbol('make');

const badReason = /[^\t\x20-\x7e\x80-\xff]/;

/** A reference without a scheme, as it goes out. @throws {TypeError} */
function relativeLocation(url) {
  void new (urls().URL)(url, 'http://localhost/');
  return url.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

let isResponse;
let bodyOf;
let headerListOf;
let contentTypeOf;
let statusOf;
let statusTextOf;
let createResponse;
let cloneOf;

/** Statuses whose responses have no body. */
function isNullBodyStatus(status) {
  return status === 204 || status === 205 || status === 304 || status === 101 || status === 103;
}

class Response {
  #status = 200;
  #body = null;
  #statusText = '';
  #contentType = ''; // in the list, once there is one
  #typeName = 'content-type'; // as the program spelled it
  #list = null;
  #headers = null;
  #immutable = false;
  #type = 'default';
  #urls = null; // the URLs that it came from; null for one that a program made

  static {
    isResponse = (value) => typeof value === 'object' && value !== null && #status in value;
    bodyOf = (response) => response.#body;
    headerListOf = (response) => response.#list;
    contentTypeOf = (response) => response.#contentType;
    statusOf = (response) => response.#status;
    statusTextOf = (response) => response.#statusText;
    /**
     * A response that came in. Its headers cannot be changed.
     * @param {number} status
     * @param {string} statusText
     * @param {HeaderList|null} list
     * @param {Body|null} body
     * @param {string} type 'basic' ...
     * @param {string[]|null} visited the URLs that led to it, the last one its own
     * @returns {Response}
     */
    createResponse = (status, statusText, list, body, type, visited) => {
      const response = new Response(kMake);
      response.#status = status;
      response.#statusText = statusText;
      response.#list = list;
      response.#body = body;
      response.#type = type;
      response.#urls = visited;
      response.#immutable = true;
      return response;
    };
    cloneOf = (response) => {
      const copy = new Response(kMake);
      copy.#status = response.#status;
      copy.#statusText = response.#statusText;
      copy.#contentType = response.#contentType;
      copy.#typeName = response.#typeName;
      copy.#list = response.#list === null ? null : response.#list.copy();
      copy.#immutable = response.#immutable;
      copy.#type = response.#type;
      copy.#urls = response.#urls;
      copy.#body = response.#body === null ? null : response.#body.clone();
      return copy;
    };
  }

  /**
   * @param {BodyInit|null} [body]
   * @param {{status?: number, statusText?: string, headers?: HeadersInit}} [init]
   * @throws {TypeError|RangeError}
   */
  constructor(body = null, init = undefined) {
    if (body === kMake) return;
    let made = null;
    let type = null;
    if (typeof body === 'string') {
      made = new Body(body);
      type = 'text/plain;charset=UTF-8';
    } else if (body !== null && body !== undefined) {
      made = extract(body);
      type = typeOfExtracted();
    }
    if (init !== undefined) this.#initialize(init);
    if (made === null) return;
    if (isNullBodyStatus(this.#status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${this.#status}`);
    }
    this.#body = made;
    if (type === null || this.#contentType !== '') return;
    if (this.#list === null) this.#contentType = type;
    else if (!this.#list.has('content-type')) this.#list.append('content-type', 'content-type', type);
  }

  #initialize(init) {
    init = dictionary(init);
    if (init === undefined) return;
    const { status, statusText, headers } = init;
    if (status !== undefined) this.#status = unsignedShort(status);
    if (statusText !== undefined) {
      this.#statusText = byteString(statusText, 'undefined', 'undefined.statusText');
    }
    if (headers !== undefined) this.#setHeaders(headers);
    if (status !== undefined && (this.#status < 200 || this.#status > 599)) {
      throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    }
    if (statusText !== undefined && badReason.test(this.#statusText)) {
      throw new TypeError('Invalid statusText');
    }
  }

  #setHeaders(headers) {
    const type = soleType(headers);
    if (type === undefined) {
      this.#list = listFrom(headers);
      return;
    }
    this.#contentType = type;
    this.#typeName = nameOfSoleType();
    if (type === '') this.#makeList().append('content-type', this.#typeName, ''); // it is there, though empty
  }

  #makeList() {
    this.#list = new HeaderList();
    if (this.#contentType !== '') this.#list.append('content-type', this.#typeName, this.#contentType);
    this.#contentType = '';
    return this.#list;
  }

  /** @returns {Response} a network error */
  static error() {
    return createResponse(0, '', null, null, 'error', null);
  }

  /**
   * @param {*} data
   * @param {{status?: number, statusText?: string, headers?: HeadersInit}} [init]
   * @returns {Response} whose body is `data` as JSON
   * @throws {TypeError|RangeError}
   */
  static json(data, init = undefined) {
    if (arguments.length < 1) throw missing('Response.json', 1, 0);
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const response = new Response(kMake);
    if (init !== undefined) response.#initialize(init);
    if (isNullBodyStatus(response.#status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${response.#status}`);
    }
    response.#body = new Body(text);
    if (response.#contentType !== '') return response;
    if (response.#list === null) response.#contentType = 'application/json';
    else if (!response.#list.has('content-type')) {
      response.#list.append('content-type', 'content-type', 'application/json');
    }
    return response;
  }

  /**
   * A path is taken, too (as Bun does): it is relative to where the client is.
   * @param {string|URL} url
   * @param {number} [status]
   * @returns {Response}
   * @throws {TypeError|RangeError}
   */
  static redirect(url, status = 302) {
    if (arguments.length < 1) throw missing('Response.redirect', 1, 0);
    url = `${url}`.toWellFormed();
    status = unsignedShort(status);
    let location;
    try {
      location = /^[/?.]/.test(url) ? relativeLocation(url) : new (urls().URL)(url).href;
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${url}`, { cause });
    }
    if (status !== 301 && status !== 302 && status !== 303 && status !== 307 && status !== 308) {
      throw new RangeError(`Invalid status code ${status}`);
    }
    const list = new HeaderList();
    list.append('location', 'location', location);
    return createResponse(status, '', list, null, 'default', null);
  }

  /** @type {'basic'|'cors'|'default'|'error'|'opaque'|'opaqueredirect'} */
  get type() {
    if (!isResponse(this)) throw illegalInvocation();
    return this.#type;
  }

  /** @type {string} where it came from, without fragment */
  get url() {
    if (!isResponse(this)) throw illegalInvocation();
    if (this.#urls === null || this.#urls.length === 0) return '';
    const url = this.#urls[this.#urls.length - 1];
    const hash = url.indexOf('#');
    return hash === -1 ? url : url.slice(0, hash);
  }

  /** @type {boolean} */
  get redirected() {
    if (!isResponse(this)) throw illegalInvocation();
    return this.#urls !== null && this.#urls.length > 1;
  }

  /** @type {number} */
  get status() {
    if (!isResponse(this)) throw illegalInvocation();
    return this.#status;
  }

  /** @type {boolean} */
  get ok() {
    if (!isResponse(this)) throw illegalInvocation();
    return this.#status >= 200 && this.#status <= 299;
  }

  /** @type {string} */
  get statusText() {
    if (!isResponse(this)) throw illegalInvocation();
    return this.#statusText;
  }

  /** @type {Headers} */
  get headers() {
    if (!isResponse(this)) throw illegalInvocation();
    if (this.#headers === null) {
      this.#headers = headersOf(this.#list ?? this.#makeList(), this.#immutable);
    }
    return this.#headers;
  }

  /** @type {ReadableStream|null} */
  get body() {
    if (!isResponse(this)) throw illegalInvocation();
    return this.#body === null ? null : this.#body.getStream();
  }

  /** @type {boolean} */
  get bodyUsed() {
    if (!isResponse(this)) throw illegalInvocation();
    return this.#body !== null && this.#body.disturbed;
  }

  /** @returns {Response} @throws {TypeError} where the body was used */
  clone() {
    if (!isResponse(this)) throw illegalInvocation();
    if (this.#body !== null && this.#body.unusable) {
      throw new TypeError('Response.clone: Body has already been consumed.');
    }
    return cloneOf(this);
  }

  [customInspect](depth, options) {
    options.depth ??= 2;
    options.colors ??= true;
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    const shown = { status, statusText, headers, body, bodyUsed, ok, redirected, type, url };
    return `Response ${inspecting().inspect(shown, options)}`;
  }
}

/** The Content-Type of a response, '' where it has none. */
function typeOf(response) {
  const list = headerListOf(response);
  return list === null ? contentTypeOf(response) : (list.get('content-type') ?? '');
}

mixIn(Response, isResponse, bodyOf, typeOf);
finishClass(
  Response,
  'Response',
  'type url redirected status ok statusText headers body bodyUsed clone',
  'error json redirect',
);

/**
 * The body of a response, for whoever sends it.
 * @param {Response} response
 * @returns {string|Uint8Array|Blob|IncomingBody|ReadableStream|null}
 * @throws {TypeError} where it was used before
 */
function takeBody(response) {
  const body = bodyOf(response);
  if (body === null) return null;
  if (body.unusable) throw new TypeError(unusableMessage);
  if (body.stream !== null) return body.stream;
  body.used = true;
  return body.source;
}

module.exports = {
  Response,
  bodyOf,
  contentTypeOf,
  createResponse,
  headerListOf,
  isNullBodyStatus,
  isResponse,
  statusOf,
  statusTextOf,
  takeBody,
};
