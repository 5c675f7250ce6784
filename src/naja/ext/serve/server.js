'use strict';

/**
 * An HTTP server whose handler takes a request and gives a Response (or a promise of one): Deno.serve and Bun.serve
 * are faces of it.
 */

const { Connection } = require('ext/serve/connection');
const { isResponse } = require('ext/fetch/response');
const { listen, localAddress } = require('ext/net/listener');
const { dateLine } = require('ext/http/date');
const reasons = require('ext/http/status');
const { setUnrefTimeout } = require('ext/timers/timers');
const tls = require.lazy('ext/tls/accept');
const sessions = require.lazy('ext/serve/session');

/** How often it looks for connections on which nothing has happened, in ms. */
const SWEEP = 1000;

/** As ALPN has it: each name behind its length. */
const BOTH = Uint8Array.from('\x02h2\x08http/1.1', (character) => character.charCodeAt(0));

/** A connection of which the handshake will tell what it speaks. */
class Greeting {
  isIdle = true;
  closing = false;
  #server;
  #handle;
  #waited = 0;

  constructor(server, handle) {
    this.#server = server;
    this.#handle = handle;
    handle.connection = this;
    handle.onread = (memory, nread) => {
      if (nread < 0) this.close();
    };
    handle.onsecure = () => this.#begin();
    handle.readStart();
  }

  #begin() {
    const server = this.#server;
    const handle = this.#handle;
    handle.onsecure = undefined;
    server.connections.delete(this);
    const { Session } = handle.getALPNNegotiatedProtocol() === 'h2' ? sessions() : { Session: Connection };
    server.begin(new Session(server, handle));
  }

  isStuck(limit) {
    return this.#waited++ > limit;
  }

  close() {
    if (this.#handle === null) return;
    this.#handle.close();
    this.#handle = null;
    this.#server.connectionClosed(this);
  }
}

class FetchServer {
  /**
   * @param {object} options
   * @param {function(Exchange): *} options.handler gives a Response or a promise of one
   * @param {function(Exchange, *): void} options.onResult answers for a result that is no Response
   * @param {function(Exchange, *): void} options.onError answers for a handler that threw
   * @param {function(Exchange, *): void} options.onStreamError is told of an error in the middle of a response
   * @param {number} [options.idleTime] ms that a connection may wait for a request, 0 for ever
   * @param {number} [options.activityTime] ms in which nothing may happen on a connection that serves a request
   * @param {number} [options.maxBodySize] bytes of a request's body
   * @param {number} [options.maxHeaderSize] bytes of its head
   * @param {string} [options.noResponse] what is said of a Response.error() that a handler gives
   * @param {boolean} [options.requiresHost] HTTP/1.1 without Host is refused
   * @param {string} [options.unknownReason] the reason phrase of statuses that have none
   * @param {string} [options.bytesType] the Content-Type of bytes that come without one
   * @param {function(Blob): string} [options.fileFields] lines for the head of a response that is a file
   * @param {boolean} [options.hostWins] Host counts, not the authority of an absolute request target
   * @param {function(): *} [options.signalReason] why a request's signal is aborted, where its client has gone
   * @param {function(): *} [options.cancelReason] why the stream of a response is cancelled then
   * @param {boolean} [options.abortsAlways] a request's signal is aborted when its response is out, too, and `completed`
   *   is never rejected
   * @param {number} [options.badVersion] the answer to versions of HTTP that this is not
   * @param {boolean} [options.multiplexes] over TLS it speaks HTTP/2, too
   * @param {string|null} [options.emptyBody] the body of requests that have none, but may: null, or an empty one
   */
  constructor(options) {
    this.handler = options.handler;
    this.onResult = options.onResult;
    this.onError = options.onError;
    this.onStreamError = options.onStreamError;
    this.idleTime = options.idleTime ?? 0;
    this.activityTime = options.activityTime ?? 0;
    this.maxBodySize = options.maxBodySize ?? Infinity;
    this.maxHeaderSize = options.maxHeaderSize ?? 65536;
    this.requiresHost = options.requiresHost ?? false;
    this.emptyBody = options.emptyBody ?? null;
    this.multiplexes = options.multiplexes ?? false;
    this.unknownReason = options.unknownReason ?? '';
    this.bytesType = options.bytesType ?? '';
    this.fileFields = options.fileFields ?? null;
    this.hostWins = options.hostWins ?? false;
    this.signalReason = options.signalReason;
    this.cancelReason = options.cancelReason ?? (() => new Error('The client has closed the connection'));
    this.abortsAlways = options.abortsAlways ?? false;
    this.badVersion = options.badVersion ?? 505;
    this.handle = null;
    this.defaultHost = 'localhost'; // of requests that name none
    this.scheme = 'http';
    this.noResponse = options.noResponse ?? 'A response with status 0 cannot be sent';
    this.secure = null; // the TLS context's maker
    this.connections = new Set();
    this.pending = 0; // exchanges whose responses are not out
    this.stopped = false;
    this.whenClosed = null;
    this.sweeper = null;
  }

  /**
   * @param {object} options see ext/net/listener, and `tls`: what ext/tls/accept takes
   * @returns {{error: number, syscall: string}|undefined} libuv's error, where it cannot listen
   */
  listen(options) {
    if (options.tls !== undefined) {
      this.secure = tls().makeContext(options.tls);
      this.scheme = 'https';
    }
    const { handle, error, syscall } = listen(options, (client) => this.onConnection(client));
    if (error) return { error, syscall };
    this.handle = handle;
    return undefined;
  }

  /** @returns {{address: string, family: string, port: number}} */
  get address() {
    return this.handle === null ? {} : localAddress(this.handle);
  }

  onConnection(client) {
    client.setNoDelay?.(true);
    if (this.secure !== null && this.multiplexes) {
      this.connections.add(new Greeting(this, tls().accept(client, this.secure, BOTH)));
    } else {
      this.begin(new Connection(this, this.secure === null ? client : tls().accept(client, this.secure)));
    }
    if (this.activityTime > 0 && this.sweeper === null) this.sweepLater();
  }

  begin(connection) {
    this.connections.add(connection);
    connection.start();
  }

  sweepLater() {
    this.sweeper = setUnrefTimeout(() => {
      this.sweeper = null;
      const limit = this.activityTime / SWEEP;
      for (const connection of this.connections) {
        if (connection.isStuck(limit)) connection.close();
      }
      if (this.connections.size > 0) this.sweepLater();
    }, SWEEP);
  }

  /** Has the program answer. */
  dispatch(exchange) {
    let result;
    try {
      result = this.handler(exchange);
    } catch (error) {
      this.onError(exchange, error);
      return;
    }
    this.settle(exchange, result);
  }

  settle(exchange, result) {
    if (isResponse(result)) {
      exchange.respond(result);
    } else if (typeof result?.then === 'function') {
      result.then(
        (value) => {
          if (isResponse(value)) exchange.respond(value);
          else this.onResult(exchange, value);
        },
        (error) => this.onError(exchange, error),
      );
    } else {
      this.onResult(exchange, result);
    }
  }

  exchangeDone() {
    this.pending--;
  }

  connectionClosed(connection) {
    this.connections.delete(connection);
    if (this.stopped && this.connections.size === 0) this.finish();
  }

  /** The head of an answer to what could not be parsed. */
  errorHead(status) {
    return `HTTP/1.1 ${status} ${reasons[status]}\r\nconnection: close\r\n${dateLine()}content-length: 0\r\n\r\n`;
  }

  /** Stops to listen. Connections end with their responses, or at once. @param {boolean} [now] */
  stop(now = false) {
    if (!this.stopped) {
      this.stopped = true;
      this.handle?.close();
      this.handle = null;
    }
    for (const connection of this.connections) {
      if (now || connection.isIdle) connection.close();
      else connection.closing = true;
    }
    if (this.connections.size === 0) this.finish();
  }

  /** @returns {Promise<void>} settled when it has stopped and all connections are closed */
  closed() {
    if (this.stopped && this.connections.size === 0) return Promise.resolve();
    this.whenClosed ??= Promise.withResolvers();
    return this.whenClosed.promise;
  }

  finish() {
    this.whenClosed?.resolve();
    this.whenClosed = null;
  }

  ref() {
    this.handle?.ref();
  }

  unref() {
    this.handle?.unref();
  }
}

module.exports = { FetchServer };
