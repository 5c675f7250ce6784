'use strict';

/** One request and its response, on a Connection. */

const { I_KEEP_ALIVE, I_UPGRADE, methods } = require('ext/http/parser');
const { createRequest } = require('ext/fetch/request');
const { HeaderList } = require('ext/fetch/header_list');
const { sendResponse, sendPlain, dropResponse } = require('ext/serve/response');
const { fieldOf } = require('ext/http/header_block');
const bodies = require.lazy('ext/serve/body');
const abort = require.lazy('ext/events/abort');

class Exchange {
  /**
   * @param {Connection} connection
   * @param {number} info bits of ext/http/parser
   * @param {number} method llhttp's number
   * @param {string} url as the client sent it
   * @param {string} block its header fields, see ext/http/header_block
   */
  constructor(connection, info, method, url, block) {
    this.connection = connection;
    this.info = info;
    this.method = method;
    this.url = url;
    this.block = block;
    this.body = null;
    this.next = null;
    this.request = null; // the face's Request, once somebody looks
    this.response = null; // until it is its turn
    this.responded = false;
    this.done = false; // the response is out
    this.takeOver = null; // called with the handle where the request asked for another protocol, and got it
    this.onAbort = null; // called when the client has gone
    this.aborted = false;
    this.controller = null; // of the request's signal
    this.hasFailed = false;
    this.wholeSlices = false; // the response's file is a whole, even if it is a slice of one
    this.rangeCounts = false; // although there is an If-Range
    this.moreFields = null; // gives the lines that a face adds to the response's head
    this.completion = null; // { promise, resolve, reject }, where somebody asked
  }

  /** HTTP/1.1, not 1.0. */
  get isModern() {
    return ((this.info >> 12) & 15) > 0;
  }

  get keepsAlive() {
    return (this.info & I_KEEP_ALIVE) !== 0;
  }

  /** Whether the client asks for another protocol. */
  get mayUpgrade() {
    return (this.info & I_UPGRADE) !== 0;
  }

  /** @param {boolean} expects the client waits for 100 Continue */
  expectBody(expects) {
    this.body = new (bodies().RequestBody)(this, expects);
  }

  /* ------------------------------------------------------------ what the program sees of the request */

  /**
   * @param {Function} [RequestClass] what the face's Request is, where it is more than that
   * @returns {Request} the same each time
   */
  getRequest(RequestClass) {
    return (this.request ??= createRequest(methods[this.method], this.getBody(), this, RequestClass));
  }

  /** What a GET or HEAD brings along is nobody's: their Requests have no body. */
  getBody() {
    const method = methods[this.method];
    if (method === 'GET' || method === 'HEAD') return null;
    return this.body === null ? this.connection.server.emptyBody : this.body.incoming;
  }

  /** @returns {HeaderList} */
  getList() {
    return new HeaderList(this.block);
  }

  /** @returns {string} the whole URL of the request */
  getURL() {
    const { url } = this;
    const { server } = this.connection;
    if (url.charCodeAt(0) !== 0x2f && /^https?:\/\//i.test(url)) return url;
    const host = fieldOf(this.block, 'host') || server.defaultHost;
    if (url.charCodeAt(0) === 0x2f) return `${server.scheme}://${host}${url}`;
    // OPTIONS * and CONNECT host:port
    return url === '*' ? `${server.scheme}://${host}/*` : `${server.scheme}://${url}/`;
  }

  /** @returns {AbortSignal} aborted when the client goes before it has its response */
  getSignal() {
    if (this.controller === null) {
      this.controller = new (abort().AbortController)();
      const { server } = this.connection;
      if (this.aborted || (this.done && server.abortsAlways)) this.controller.abort(server.signalReason?.());
    }
    return this.controller.signal;
  }

  /* ------------------------------------------------------------ the response */

  /** @param {Response} response The first one counts. */
  respond(response) {
    if (this.responded) {
      dropResponse(response);
      return;
    }
    this.responded = true;
    if (this.connection.closed) {
      dropResponse(response);
      this.done = true;
      this.completion?.resolve();
      return;
    }
    this.response = response;
    if (this.connection.first === this) this.turn();
  }

  /** Those before it are out. */
  turn() {
    const { response } = this;
    if (response === null) return;
    this.response = null;
    if (typeof response === 'number') sendPlain(this, response);
    else sendResponse(this, response);
  }

  /** Answers with a status and no body, and closes. @param {number} status */
  refuse(status) {
    if (this.responded) return;
    this.responded = true;
    this.response = status;
    if (this.connection.first === this) this.turn();
  }

  /** @returns {Promise<void>} settled when the response is out, rejected where the client goes before */
  completed() {
    if (this.completion === null) {
      this.completion = Promise.withResolvers();
      if (this.done) this.completion.resolve();
      else if (this.aborted) this.incomplete();
    }
    return this.completion.promise;
  }

  /** The client has gone before the response was out: nobody waits for what there is of one. */
  incomplete() {
    if (!this.connection.server.abortsAlways) {
      this.completion.reject(new Error('The client has closed the connection'));
    } else if (this.responded) this.completion.resolve();
  }

  /** The response is out. */
  finish() {
    this.done = true;
    const { server } = this.connection;
    if (server.abortsAlways) this.controller?.abort(server.signalReason?.());
    this.completion?.resolve();
    this.connection.proceed();
  }

  /** The client has gone. */
  abort() {
    if (this.aborted) return;
    this.aborted = true;
    this.body?.abort();
    if (this.response !== null && typeof this.response === 'object') dropResponse(this.response);
    this.controller?.abort(this.connection.server.signalReason?.());
    this.onAbort?.();
    if (this.completion !== null) this.incomplete();
  }

  /** The response could not be sent: the program is told, and may give another. */
  failed(error) {
    if (this.hasFailed) {
      this.failHead();
      return;
    }
    this.hasFailed = true;
    this.responded = false;
    this.connection.server.onError(this, error);
  }

  /** Nothing of a response is out, and there will be none. */
  failHead() {
    sendPlain(this, 500);
  }

  /** Something went wrong while a response was on its way. */
  reportError(error) {
    this.connection.server.onStreamError(this, error);
  }
}

module.exports = { Exchange };
