'use strict';

/** Deno.serve: a face of ext/serve. */

const { FetchServer } = require('ext/serve/server');
const { remoteAddress } = require('ext/net/listener');
const { Response } = require('ext/fetch/response');
const { exchanges } = require('deno/exchanges');
const { checkPort } = require('deno/ports');
const domException = require.lazy('ext/events/dom_exception');
const net = require.lazy('deno/net');
const tls = require.lazy('deno/tls');

const DEFAULT_PORT = 8000;
const ANY_HOST = '0.0.0.0';
const INTERNAL = 'Internal Server Error';

/** What a handler is told besides the request. */
class ServeHandlerInfo {
  #exchange;
  #remoteAddr;
  #completed;

  constructor(exchange) {
    this.#exchange = exchange;
  }

  /** @type {{transport: 'tcp', hostname: string, port: number}|{transport: 'unix', path: string}} */
  get remoteAddr() {
    return (this.#remoteAddr ??= addressOf(this.#exchange.connection));
  }

  /** @type {Promise<void>} settled when the response is out, or nobody is there to take it */
  get completed() {
    return (this.#completed ??= this.#exchange.completed());
  }
}

function addressOf(connection) {
  const { path } = connection.server;
  if (path !== undefined) return { transport: 'unix', path };
  const { address, port } = remoteAddress(connection.handle.beneath ?? connection.handle);
  return { transport: 'tcp', hostname: address, port };
}

function readArguments(first, second) {
  let handler;
  let options = {};
  if (typeof first === 'function') {
    handler = first;
  } else if (typeof second === 'function') {
    handler = second;
    options = first;
  } else {
    options = first;
  }
  if (handler === undefined) {
    if (options === undefined || options === null) {
      throw new TypeError('Cannot serve HTTP requests: either a `handler` or `options` must be specified');
    }
    ({ handler } = options);
  }
  if (typeof handler !== 'function') {
    throw new TypeError(`Cannot serve HTTP requests: handler must be a function, received ${typeof handler}`);
  }
  return { handler, options: options ?? {} };
}

function onErrorByDefault(error) {
  console.error(error);
  return plainFailure();
}

/** The options of ext/serve's listen(). */
function listenOptions(options) {
  const { path, hostname = ANY_HOST, port, reusePort, tcpBacklog, cert, key } = options;
  if ((cert === undefined) !== (key === undefined)) {
    throw new TypeError("Both 'cert' and 'key' must be provided to enable HTTPS");
  }
  const pair = cert === undefined ? undefined : tls().checkedPair(cert, key);
  if (path !== undefined) return { path, tls: pair };
  const number = checkPort(port ?? DEFAULT_PORT);
  return { hostname, port: number, reusePort, backlog: tcpBacklog, tls: pair };
}

function printAddress(server, secure) {
  const { transport, hostname, port, path } = server;
  if (transport === 'unix') {
    console.error(`Listening on ${path}`);
    return;
  }
  const scheme = secure ? 'https' : 'http';
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  const hint = hostname === ANY_HOST || hostname === '::' ? ` (${scheme}://localhost:${port}/)` : '';
  console.error(`Listening on ${scheme}://${host}:${port}/${hint}`);
}

/**
 * Serves HTTP.
 * @param {object|Function} first options (port, hostname, path, cert, key, signal, reusePort, onListen, onError, handler), or the handler
 * @param {Function} [second] the handler: (request: Request, info: ServeHandlerInfo) => Response | Promise<Response>
 * @returns {object} Deno.HttpServer: addr, finished, shutdown(), ref(), unref()
 * @throws {TypeError|RangeError|Deno.errors.AddrInUse|...}
 */
function serve(first, second) {
  const { handler, options } = readArguments(first, second);
  const onError = options.onError ?? onErrorByDefault;

  /** What the program makes of an error; where it fails at that, Deno's own answer. */
  function respondToError(exchange, error) {
    let result;
    try {
      result = onError(error);
    } catch (next) {
      console.error('Exception in onError while handling exception', next);
      result = plainFailure();
    }
    Promise.resolve(result).then(
      (response) => exchange.respond(response),
      (next) => {
        console.error('Exception in onError while handling exception', next);
        exchange.respond(plainFailure());
      },
    );
  }

  const server = new FetchServer({
    emptyBody: '',
    multiplexes: true,
    signalReason: () => new (domException().DOMException)('The request has been cancelled.', 'AbortError'),
    cancelReason: () => 'resource closed',
    abortsAlways: true,
    badVersion: 400,
    handler: (exchange) => {
      const request = exchange.getRequest();
      if (exchange.mayUpgrade) exchanges.set(request, exchange);
      return handler(request, new ServeHandlerInfo(exchange));
    },
    onResult: (exchange) => {
      respondToError(
        exchange,
        new TypeError(
          'Return value from serve handler must be a response or a promise resolving to a response',
        ),
      );
    },
    onError: respondToError,
    onStreamError: (exchange, error) => console.error(error),
    noResponse: 'Return value from serve handler must not be an error response (like Response.error())',
  });
  const listening = listenOptions(options);
  server.path = listening.path;
  const failed = server.listen(listening);
  if (failed !== undefined) throw net().listenError(failed, listening.path);

  let addr;
  if (listening.path !== undefined) {
    addr = { transport: 'unix', path: listening.path };
    server.defaultHost = '';
    server.scheme = 'http+unix';
  } else {
    const { address, port } = server.address;
    addr = { __proto__: null, hostname: address, port, transport: 'tcp' };
    server.defaultHost = `${isLocal(address) ? 'localhost' : address}:${port}`;
  }
  if (typeof options.onListen === 'function') options.onListen(addr);
  else printAddress(addr, listening.tls !== undefined);

  const finished = server.closed();
  const shutdown = async () => {
    server.stop();
    await finished;
  };
  options.signal?.addEventListener('abort', () => server.stop(), { once: true });
  return {
    addr,
    finished,
    shutdown,
    ref() {
      server.ref();
    },
    unref() {
      server.unref();
    },
    [Symbol.asyncDispose]() {
      return shutdown();
    },
  };
}

/** Whether an address is this machine's alone, or all that it has. */
function isLocal(address) {
  return address === ANY_HOST || address === '::' || address === '::1' || address.startsWith('127.');
}

function plainFailure() {
  return new Response(bytesOf(INTERNAL), { status: 500 });
}

/** Bytes, so that no Content-Type comes with them. */
function bytesOf(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

module.exports = { serve };
