'use strict';

/** Bun.serve: a face of ext/serve. */

const {
  codes: { ERR_OUT_OF_RANGE },
} = require('ext/base/errors');
const { methods } = require('ext/http/parser');
const { Request, sourceOf } = require('ext/fetch/request');
const { Response, isResponse } = require('ext/fetch/response');
const { FetchServer } = require('ext/serve/server');
const { remoteAddress } = require('ext/net/listener');
const { URL } = require('ext/url/url');
const process = require('node/process');
const headers = require.lazy('ext/fetch/headers');
const routing = require.lazy('bun/router');
const staticRoutes = require.lazy('bun/static_route');
const { readTls } = require('bun/tls_options');
const sockets = require.lazy('bun/server_websocket');
const handshake = require.lazy('ext/websocket/handshake');
const upgrades = require.lazy('ext/serve/upgrade');

const inspect = require.lazy('ext/console/inspect');
const domException = require.lazy('ext/events/dom_exception');

/** What a router gives where it has no route. */
const NO_ROUTE = Symbol('no route');
const WELCOME = 'Welcome to Bun! To get started, return a Response object.';
const NOTHING_TO_SERVE = `Bun.serve() needs either:

  - A routes object:
     routes: {
       "/path": {
         GET: (req) => new Response("Hello")
       }
     }

  - Or a fetch handler:
     fetch: (req) => {
       return new Response("Hello")
     }

Learn more at https://bun.com/docs/api/http`;
const DEFAULT_PORT = 3000;
const DEFAULT_IDLE = 10; // seconds
const DEFAULT_MAX_BODY = 128 * 1024 * 1024;

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** The options that may change while the server runs. */
class Behaviour {
  constructor(options) {
    const { fetch, routes = options.static, error, websocket, development } = options;
    if (fetch !== undefined && typeof fetch !== 'function')
      throw typeError('Expected fetch() to be a function');
    if (error !== undefined && typeof error !== 'function')
      throw typeError('Expected error to be a function');
    this.router = routes === undefined ? null : new (routing().Router)(routes);
    this.fetch = fetch;
    this.error = error;
    this.websocket = websocket === undefined ? null : sockets().readHandlers(websocket);
    this.development = Boolean(
      development ?? require('ext/process/env').ownVariables().NODE_ENV !== 'production',
    );
  }
}

function missing(name, wanted, got) {
  const error = new TypeError(`Not enough arguments to '${name}'. Expected ${wanted}, got ${got}.`);
  error.code = 'ERR_MISSING_ARGS';
  return error;
}

/** What to call a file that is saved. */
function disposition({ name }) {
  if (typeof name !== 'string' || name === '') return '';
  const base = name.slice(name.lastIndexOf('/') + 1);
  return /[^\x20-\x7e]|["\\]/.test(base) ? '' : `content-disposition: filename="${base}"\r\n`;
}

function readPort(port) {
  if (port === undefined) {
    const { BUN_PORT, PORT, NODE_PORT } = require('ext/process/env').ownVariables();
    return Number(BUN_PORT ?? PORT ?? NODE_PORT ?? DEFAULT_PORT) || 0;
  }
  const number = Number(port);
  if (Number.isNaN(number)) throw new ERR_OUT_OF_RANGE('options.port', 'an integer', number);
  if (!(number >= 0 && number <= 65535))
    throw new ERR_OUT_OF_RANGE('options.port', '>= 0 and <= 65535', port);
  return Math.trunc(number);
}

class Server {
  #http;
  #behaviour;
  #tls;
  #unix;
  #hostname;
  #id;
  #topics = null;
  #url = null;

  constructor(options) {
    this.#behaviour = new Behaviour(options);
    if (this.#behaviour.fetch === undefined && (this.#behaviour.router?.isEmpty ?? true))
      throw typeError(NOTHING_TO_SERVE);
    const { unix, hostname, idleTimeout = DEFAULT_IDLE, maxRequestBodySize = DEFAULT_MAX_BODY } = options;
    const port = readPort(options.port);
    this.#tls = readTls(options.tls);
    this.#unix = unix;
    this.#hostname = hostname;
    this.#id = options.id ?? '';
    if (typeof idleTimeout !== 'number') throw typeError('Bun.serve expects idleTimeout to be an integer');
    if (idleTimeout > 255) throw typeError('Bun.serve expects idleTimeout to be 255 or less');
    this.#http = new FetchServer({
      handler: (exchange) => this.#handle(exchange),
      onResult: (exchange, value) => this.#onResult(exchange, value),
      onError: (exchange, error) => this.#onError(exchange, error),
      onStreamError: (exchange, error) => console.error(error),
      idleTime: Math.max(0, idleTimeout) * 1000,
      activityTime: Math.max(0, idleTimeout) * 1000,
      maxBodySize: maxRequestBodySize,
      requiresHost: true,
      hostWins: true,
      unknownReason: 'HM',
      bytesType: 'application/octet-stream',
      fileFields: (file) =>
        /^application\/(?!json|javascript|wasm)/.test(file.type) ? disposition(file) : '',
      signalReason: () => new (domException().DOMException)('The operation was aborted.', 'AbortError'),
      cancelReason: () => new (domException().DOMException)('The connection was closed.', 'AbortError'),
      badVersion: 505,
      noResponse:
        'Cannot send a Response with status 0. HTTP status codes must be between 100 and 999 ' +
        '(Response.error() returns status 0).',
    });
    const failed = this.#http.listen({
      hostname: hostname === undefined || hostname === '' ? undefined : hostname,
      port,
      path: unix,
      reusePort: options.reusePort,
      ipv6Only: options.ipv6Only,
      tls: this.#tls,
    });
    if (failed !== undefined) throw startFailure(failed, port, unix);
    this.#http.defaultHost = unix === undefined ? `${this.hostname}:${this.port}` : 'localhost';
  }

  /* ------------------------------------------------------------ requests */

  #handle(exchange) {
    const { router, fetch } = this.#behaviour;
    if (router !== null) {
      const answer = this.#route(router, exchange);
      if (answer !== NO_ROUTE) return answer;
    }
    if (fetch === undefined) return new Response('', { status: 404 });
    return fetch.call(this, exchange.getRequest(), this);
  }

  /** The answer of a route; NO_ROUTE where there is none for this request. */
  #route(router, exchange) {
    const { url } = exchange;
    const query = url.indexOf('?');
    const method = methods[exchange.method];
    const found = router.find(query === -1 ? url : url.slice(0, query), method);
    if (found === null) return NO_ROUTE;
    const { route, answer, values } = found;
    if (typeof answer !== 'function') return staticRoutes().answerStatic(answer, exchange) ?? NO_ROUTE;
    return answer.call(this, routing().requestOf(exchange, route, values), this);
  }

  #onResult(exchange, value) {
    // A request that has become a WebSocket needs no response.
    if (exchange.responded) return;
    console.error(`error: Expected a Response object, but received '${inspect().inspect(value)}'`);
    exchange.respond(
      this.#behaviour.development ? new Response(WELCOME) : new Response(null, { status: 204 }),
    );
  }

  #onError(exchange, error) {
    const { error: handler } = this.#behaviour;
    if (handler === undefined) {
      this.#respondToError(exchange, error);
      return;
    }
    let result;
    try {
      result = handler.call(this, error);
    } catch (next) {
      this.#respondToError(exchange, next);
      return;
    }
    Promise.resolve(result).then(
      (response) => {
        if (isResponse(response)) exchange.respond(response);
        else this.#respondToError(exchange, error);
      },
      (next) => this.#respondToError(exchange, next),
    );
  }

  #respondToError(exchange, error) {
    console.error(error);
    const { development } = this.#behaviour;
    const body = development ? errorPage(exchange, error) : 'Something went wrong!';
    const type = development ? 'text/html;charset=utf-8' : 'text/plain';
    exchange.respond(new Response(body, { status: 500, headers: { 'content-type': type } }));
  }

  /* ------------------------------------------------------------ what programs see */

  /**
   * Makes a WebSocket of a request.
   * @param {Request} request
   * @param {{headers?: HeadersInit, data?: *}} [options]
   * @returns {boolean} false where it asks for none
   */
  upgrade(request, options = {}) {
    if (request === undefined) throw typeError('Missing argument');
    const { websocket } = this.#behaviour;
    if (websocket === null) {
      throw typeError('To enable websocket support, set the "websocket" object in Bun.serve({})');
    }
    const exchange = sourceOf(request);
    if (exchange === null) throw typeError('upgrade requires a Request object');
    if (exchange.responded || exchange.connection.closed) return false;
    const list = exchange.getList();
    const key = handshake().keyOf(methods[exchange.method], list);
    if (key === null) return false;
    const deflate = websocket.perMessageDeflate
      ? handshake().acceptDeflate(list.get('sec-websocket-extensions'))
      : null;
    let head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${handshake().acceptOf(key)}\r\n`;
    if (deflate !== null) head += `Sec-WebSocket-Extensions: ${deflate.header}\r\n`;
    const extra = options.headers === undefined ? null : new (headers().Headers)(options.headers);
    if (extra !== null) for (const [name, value] of extra) head += `${name}: ${value}\r\n`;
    const offered = list.get('sec-websocket-protocol');
    if (offered !== null && !extra?.has('sec-websocket-protocol')) {
      head += `Sec-WebSocket-Protocol: ${offered.split(',')[0].trim()}\r\n`;
    }
    this.#topics ??= new (sockets().Topics)();
    const topics = this.#topics;
    const { data } = options;
    upgrades().switchProtocol(exchange, `${head}\r\n`, (taken) => {
      sockets().open(taken, websocket, topics, data, deflate?.deflate ?? null);
    });
    return true;
  }

  /**
   * Sends to everybody who has subscribed.
   * @returns {number} bytes sent, 0 where nobody listens
   */
  publish(topic, data, compress) {
    if (arguments.length < 2) throw typeError('Missing argument');
    if (topic === '') throw new Error('publish requires a topic string');
    void compress;
    return this.#topics === null ? 0 : this.#topics.publish(topic, data, null);
  }

  /** @returns {number} */
  subscriberCount(topic) {
    if (arguments.length === 0) throw missing('subscriberCount', 1, 0);
    return this.#topics === null ? 0 : this.#topics.count(topic);
  }

  /** @returns {{address: string, family: string, port: number}|null} */
  requestIP(request) {
    if (request === undefined) throw typeError('Missing Request object');
    const exchange = sourceOf(request);
    if (exchange === null || exchange.connection.closed || this.#unix !== undefined) return null;
    const { handle } = exchange.connection;
    const { address, family, port } = remoteAddress(handle.beneath ?? handle);
    return address === undefined ? null : { address, family, port };
  }

  /** Sets how long nothing may happen on a request's connection, in seconds; 0 for ever. */
  timeout(request, seconds) {
    if (arguments.length < 2) throw missing('timeout', 2, arguments.length);
    if (typeof seconds !== 'number') throw new Error('timeout() requires a number');
    const exchange = sourceOf(request);
    if (exchange !== null) exchange.connection.activity = seconds === 0 ? -Infinity : DEFAULT_IDLE - seconds;
  }

  /** Has the handler answer a request that did not come over the network. @returns {Promise<Response>} */
  async fetch(request) {
    const { fetch } = this.#behaviour;
    if (request === undefined) throw new Error('fetch() expects a string but received no arguments.');
    if (typeof request !== 'string' && (request === null || typeof request !== 'object')) {
      const kind = request === null ? 'null' : Object(request).constructor.name;
      throw typeError(`fetch() expects a string, but received ${kind}`);
    }
    if (typeof request === 'string' || request instanceof URL) {
      request = new Request(new URL(request, this.url));
    }
    if (fetch === undefined) throw new TypeError('fetch() requires the server to have a fetch handler');
    return fetch.call(this, request, this);
  }

  /** New handlers, for requests to come. */
  reload(options) {
    if (arguments.length === 0) throw missing('reload', 1, 0);
    if (options === null || typeof options !== 'object') throw typeError('reload requires an object');
    const previous = this.#behaviour;
    const next = new Behaviour({ fetch: previous.fetch, error: previous.error, ...options });
    if (options.routes === undefined && options.static === undefined) next.router = previous.router;
    if (options.websocket === undefined) next.websocket = previous.websocket;
    if (options.development === undefined) next.development = previous.development;
    this.#behaviour = next;
    return this;
  }

  /**
   * Stops to listen.
   * @param {boolean} [closeActiveConnections]
   * @returns {Promise<void>} settled when all connections have ended
   */
  stop(closeActiveConnections = false) {
    this.#http.stop(closeActiveConnections === true);
    if (closeActiveConnections === true) this.#topics?.terminateAll();
    return this.#http.closed();
  }

  closeIdleConnections() {
    for (const connection of this.#http.connections) if (connection.isIdle) connection.close();
  }

  ref() {
    this.#http.ref();
  }

  unref() {
    this.#http.unref();
  }

  get port() {
    return this.#unix === undefined ? this.#address().port : undefined;
  }

  get hostname() {
    if (this.#unix !== undefined) return undefined;
    return this.#hostname ?? 'localhost';
  }

  get address() {
    if (this.#unix !== undefined) return this.#unix;
    const { address, family, port } = this.#address();
    return { address, family, port };
  }

  #kept = null;
  #address() {
    const { address } = this.#http;
    if (address.port !== undefined) this.#kept = address;
    return this.#kept ?? {};
  }

  get protocol() {
    return this.#tls === undefined ? 'http' : 'https';
  }

  get url() {
    if (this.#url === null) {
      const { hostname } = this;
      const host = hostname?.includes(':') ? `[${hostname}]` : hostname;
      this.#url =
        this.#unix === undefined
          ? new URL(`${this.protocol}://${host}:${this.port}/`)
          : new URL(`unix://${this.#unix}`);
    }
    return this.#url;
  }

  get id() {
    return this.#id;
  }

  get development() {
    return this.#behaviour.development;
  }

  get pendingRequests() {
    return this.#http.pending;
  }

  get pendingWebSockets() {
    return this.#topics === null ? 0 : this.#topics.sockets.size;
  }

  get [Symbol.toStringTag]() {
    return 'HTTPServer';
  }

  [Symbol.dispose]() {
    this.stop(true);
  }

  [Symbol.asyncDispose]() {
    return this.stop(true);
  }
}

function folderExists(path) {
  const folder = require('node/path').dirname(path);
  return require('node/fs').existsSync(folder);
}

/** An error's text, as in messages of the system. */
function describe(code) {
  for (const [, name, text] of binding('uv').errors) if (name === code) return text;
  return 'unknown error';
}

function startFailure({ error, syscall }, port, unix) {
  let code = binding('uv').errname(error);
  // libuv tells of a missing folder like this.
  if (code === 'EACCES' && unix !== undefined && !folderExists(unix)) code = 'ENOENT';
  const what = unix === undefined ? `Is port ${port} in use?` : `Is the unix socket ${unix} in use?`;
  const text =
    code === 'EADDRINUSE'
      ? `Failed to start server. ${what}`
      : `${code}: ${describe(code)}, listen${unix === undefined ? '' : ` '${unix}'`}`;
  const result = new Error(text);
  result.code = code;
  result.errno = 0;
  result.syscall = syscall === 'bind' ? 'listen' : syscall;
  return result;
}

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function errorPage(exchange, error) {
  const text = (error?.stack ?? String(error)).replace(/[&<>"]/g, (character) => escapes[character]);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Internal Server Error</title></head>
<body><h1>500 Internal Server Error</h1><p>${methods[exchange.method]} - ${exchange.url.replace(/[&<>"]/g, (c) => escapes[c])} failed</p><pre>${text}</pre></body>
</html>
`;
}

/**
 * Serves HTTP and WebSockets.
 * @param {object} options port, hostname, unix, fetch, routes, error, websocket, tls, idleTimeout, maxRequestBodySize, reusePort,
 *   ipv6Only, development, id: as Bun has them
 * @returns {Server}
 * @throws {TypeError|RangeError|Error} with `code`
 */
function serve(options) {
  if (options === null || typeof options !== 'object') throw typeError('Bun.serve expects an object');
  return new Server(options);
}

module.exports = { serve };
