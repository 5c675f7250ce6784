'use strict';

/** The body of a request while it comes in: counts it, and has the connection wait for a program that reads slowly. */

const { IncomingBody } = require('ext/fetch/incoming');
const { DOMException } = require('ext/events/dom_exception');
const { BODY_NONE } = require('ext/http/parser');

/** So many bytes that nobody wants are read, to keep the connection; for more it is closed. */
const MAX_DISCARD = 1_048_576;
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

class RequestBody {
  /** @param {Exchange} exchange @param {boolean} expects the client waits for 100 Continue */
  constructor(exchange, expects) {
    this.exchange = exchange;
    this.expects = expects;
    this.total = 0;
    this.discarding = false;
    this.paused = false;
    this.ended = false;
    /** What the Request reads. */
    this.incoming = new IncomingBody(this);
    if (expects) this.sendContinue();
  }

  /* ---- from the connection ---- */

  push(bytes, size) {
    this.total += size;
    const { connection } = this.exchange;
    if (this.discarding) {
      if (this.total > MAX_DISCARD) connection.close();
      return;
    }
    if (this.total > connection.server.maxBodySize) {
      this.tooLarge();
      return;
    }
    if (!this.incoming.push(bytes, size) && !this.paused) {
      this.paused = true;
      connection.pause();
    }
  }

  end() {
    this.ended = true;
    this.incoming.end();
    // What waits is all there is: the connection may read the next request.
    this.resumeBody();
  }

  /** Nothing more will come. */
  abort() {
    if (this.ended) return;
    this.ended = true;
    this.incoming.fail(new DOMException('The connection was closed.', 'AbortError'));
  }

  tooLarge() {
    const { exchange } = this;
    this.discarding = true;
    this.total = 0;
    this.incoming.fail(new Error('Request body exceeded maxRequestBodySize'));
    exchange.connection.deaf = true;
    exchange.refuse(413);
  }

  /** The response is out; what is left is dropped. @returns {boolean} whether it is worth waiting for */
  discard() {
    if (this.expects) return false;
    this.discarding = true;
    this.total = 0;
    this.resumeBody();
    return true;
  }

  /* ---- from the reader ---- */

  resumeBody() {
    if (!this.paused) return;
    this.paused = false;
    this.exchange.connection.resume();
  }

  /** See Parser.gather. */
  gatherBody(text, before) {
    const { connection } = this.exchange;
    if (this.discarding || connection.receiving !== this.exchange) return false;
    if (!connection.parser.gather(text, before, connection.server.maxBodySize)) return false;
    if (before !== undefined) this.total -= before.length; // they come again, with the others
    return true;
  }

  cancelBody() {
    this.discard();
  }

  /** The client may send now. */
  sendContinue() {
    const { connection } = this.exchange;
    if (connection.first !== this.exchange) return; // it has to wait for its turn, and sends without being told
    this.expects = false;
    connection.send(CONTINUE, '', BODY_NONE, '');
  }
}

module.exports = { RequestBody };
