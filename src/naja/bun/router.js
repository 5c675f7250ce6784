'use strict';

/**
 * The routes of Bun.serve: '/exact', '/with/:parameter', '/below/*'. What is more specific goes first: an exact segment
 * before a parameter, a parameter before a rest.
 */

const { Buffer } = require('node/buffer');
const { Request, sourceOf } = require('ext/fetch/request');

class Node {
  constructor() {
    this.exact = new Map(); // segment -> Node
    this.parameter = null; // Node for any segment
    this.target = null; // of the route that ends here
    this.rest = null; // of a route that ends in `*` here
  }
}

/** A route: who answers, and the names of its parameters. */
class Route {
  constructor(pattern, names, methods, any) {
    this.pattern = pattern;
    this.names = names;
    this.methods = methods; // {GET: ...} or null
    this.any = any; // for every method, or null
  }

  /** Who answers a method; undefined where nobody does, here. */
  answer(method) {
    const answer = this.methods === null ? this.any : (this.methods[method] ?? this.#forHead(method));
    return answer === false ? undefined : answer;
  }

  #forHead(method) {
    return method === 'HEAD' ? this.methods.GET : undefined;
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE'];

const EXPECTED =
  "'routes' expects a Record<string, Response | HTMLBundle | {[method: string]: (req: BunRequest) => Response|Promise<Response>}>";
const SHAPE = `Bun.serve() expects 'routes' to be an object shaped like:

  {
    "/path": {
      GET: (req) => new Response("Hello"),
      POST: (req) => new Response("Hello"),
    },
    "/path2/:param": new Response("Hello"),
    "/path3/:param1/:param2": (req) => new Response("Hello")
  }

Learn more at https://bun.com/docs/api/http`;

/** What Bun calls an error about something that it cannot do. */
class TODOError extends Error {
  get name() {
    return 'TODOError';
  }
}

function invalid(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** What is no byte, and bytes that are no UTF-8, become U+FFFD. */
function decodeLeniently(segment) {
  const parts = segment.match(/(?:%[0-9a-f]{2})+|%(?:..)?|[^%]+/gi).map((part) => {
    if (/^%[0-9a-f]{2}/i.test(part)) return Buffer.from(part.replaceAll('%', ''), 'hex');
    return Buffer.from(part.startsWith('%') ? '\ufffd' : part);
  });
  return Buffer.concat(parts).toString();
}

function decode(segment) {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return decodeLeniently(segment);
  }
}

class Router {
  /** @param {Record<string, Function|Response|false|object>} routes @throws {TypeError} */
  constructor(routes) {
    this.root = new Node();
    this.exact = new Map(); // whole paths without parameters
    this.hasPatterns = false;
    if (routes === null || typeof routes !== 'object') throw invalid(SHAPE);
    for (const [pattern, value] of Object.entries(routes)) this.#add(pattern, value);
  }

  get isEmpty() {
    return this.exact.size === 0 && !this.hasPatterns;
  }

  #add(pattern, value) {
    if (!pattern.startsWith('/')) {
      throw invalid(`Invalid route ${JSON.stringify(pattern)}. Path must start with '/'`);
    }
    const names = [];
    const route = new Route(pattern, names, null, null);
    if (isAnswer(value)) {
      route.any = value;
    } else if (value !== null && typeof value === 'object') {
      route.methods = { __proto__: null };
      for (const method of METHODS) if (value[method] !== undefined) route.methods[method] = value[method];
      if (Object.keys(route.methods).length === 0) throw invalid(EXPECTED);
    } else {
      throw invalid(EXPECTED);
    }
    if (!pattern.includes(':') && !pattern.includes('*')) {
      this.exact.set(pattern, route);
      return;
    }
    this.hasPatterns = true;
    let node = this.root;
    const segments = pattern.slice(1).split('/');
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i];
      if (segment === '*' && i === segments.length - 1) {
        node.rest = route;
        return;
      }
      if (segment.startsWith(':')) {
        const name = segment.slice(1);
        if (/^\d/.test(name)) throw new TODOError('Route parameter names cannot start with a number.');
        if (names.includes(name))
          throw new TODOError('Support for duplicate route parameter names is not yet implemented.');
        names.push(name);
        node = node.parameter ??= new Node();
      } else {
        let next = node.exact.get(segment);
        if (next === undefined) node.exact.set(segment, (next = new Node()));
        node = next;
      }
    }
    node.target = route;
  }

  /**
   * @param {string} path without a query
   * @param {string} method
   * @returns {{route: Route, answer: Function|Response, values: string[]}|null} values of its parameters, as they came
   */
  find(path, method) {
    const exact = this.exact.get(path)?.answer(method);
    if (exact !== undefined) return { route: this.exact.get(path), answer: exact, values: [] };
    if (!this.hasPatterns) return null;
    const values = [];
    const route = search(this.root, path.slice(1).split('/'), 0, values, method);
    return route === null ? null : { route, answer: route.answer(method), values };
  }
}

function isAnswer(value) {
  return typeof value === 'function' || value === false || require('ext/fetch/response').isResponse(value);
}

function search(node, segments, at, values, method) {
  if (at === segments.length) return accepting(node.target, method);
  const segment = segments[at];
  const exact = node.exact.get(segment);
  if (exact !== undefined) {
    const found = search(exact, segments, at + 1, values, method);
    if (found !== null) return found;
  }
  if (node.parameter !== null && segment !== '') {
    values.push(segment);
    const found = search(node.parameter, segments, at + 1, values, method);
    if (found !== null) return found;
    values.pop();
  }
  return accepting(node.rest, method);
}

function accepting(route, method) {
  return route !== null && route.answer(method) !== undefined ? route : null;
}

/** What the handler of a route gets. */
class RouteRequest extends Request {
  #route = null;
  #values = null;
  #params = null;
  #cookies = null;

  static of(exchange, route, values) {
    const request = exchange.getRequest(RouteRequest);
    request.#route = route;
    request.#values = values;
    return request;
  }

  /** @type {Record<string, string>} */
  get params() {
    return (this.#params ??= parametersOf(this.#route, this.#values));
  }

  /** @type {CookieMap} those that came; what becomes of them is told with the response */
  get cookies() {
    if (this.#cookies === null) {
      const { CookieMap } = require('bun/cookie');
      const cookies = new CookieMap(this.headers.get('cookie') ?? undefined);
      this.#cookies = cookies;
      sourceOf(this).moreFields = () => {
        let lines = '';
        for (const value of cookies.toSetCookieHeaders()) lines += `set-cookie: ${value}\r\n`;
        return lines;
      };
    }
    return this.#cookies;
  }

  clone() {
    const copy = super.clone();
    for (const name of ['params', 'cookies']) {
      Object.defineProperty(copy, name, { __proto__: null, get: () => this[name], configurable: true });
    }
    return copy;
  }
}
Object.defineProperty(RouteRequest.prototype, 'constructor', {
  __proto__: null,
  value: Request,
  configurable: true,
  writable: true,
});

/** The Request of an Exchange, with what its route knows. */
const requestOf = RouteRequest.of;

/** The parameters of a request, by name. */
function parametersOf({ names }, values) {
  const result = {};
  for (let i = 0; i < names.length; i++) result[names[i]] = decode(values[i]);
  return result;
}

module.exports = { Router, requestOf };
