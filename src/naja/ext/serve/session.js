'use strict';

/**
 * A connection of a FetchServer that speaks HTTP/2. Each of its streams carries one Exchange, to which it is what a
 * Connection is: heads are given to it as HTTP/1.1 has them, and sent as fields.
 */

const {
  Engine,
  E_DRAINED,
  E_ERROR,
  E_GOAWAY,
  E_INVALID_FRAMES,
  KIND_BYTES,
  KIND_LATIN1,
  KIND_UTF8,
  O_END,
} = require('ext/http2/engine');
const {
  BODY_BYTES,
  BODY_LATIN1,
  BODY_LENGTH,
  BODY_NONE,
  BODY_UTF8,
  I_COMPLETE,
  I_HOST,
  I_KEEP_ALIVE,
  methods,
} = require('ext/http/parser');
const { blockOf } = require('ext/http/header_block');
const { Exchange } = require('ext/serve/exchange');
const { keep } = require('ext/serve/scratch');
const { byteLengthUtf8 } = binding('buffer');

const NO_ERROR = 0;
const INTERNAL_ERROR = 2;
const REFUSED_STREAM = 7;
const CANCEL = 8;
const END_STREAM = 1;
const HEAD = 2; // llhttp's number
const HTTP_1_1 = 1 << 12; // what the parser tells of a request's version
const HTTP_1 = 1 << 8;
const INFO = I_KEEP_ALIVE | I_HOST | HTTP_1 | HTTP_1_1;

/** The SETTINGS that a server sends: streams at once, bytes of a body before it is read, bytes of a head's fields. */
const MAX_STREAMS = 200;
const BODY_WINDOW = 1 << 20;
const CONNECTION_WINDOW = 1 << 22;
const MAX_PAIRS = 1000;
const UV_EOF = -4095;

// Fields that are about a connection, which the response has not for itself.
const NOT_SENT = new Set(['connection', 'transfer-encoding', 'keep-alive', 'proxy-connection', 'upgrade']);

let lastHead = '';
let lastFields = '';

/** A head of HTTP/1.1, as the engine takes fields: name, 0, value, 0, flag. */
function fieldsOf(head) {
  // Servers send the same for a second.
  if (head === lastHead) return lastFields;
  let text = `:status\0${head.slice(9, 12)}\0\0`;
  let at = head.indexOf('\r\n') + 2;
  while (at < head.length) {
    const end = head.indexOf('\r\n', at);
    const colon = head.indexOf(': ', at);
    if (colon === -1 || end === -1 || colon > end) break;
    const name = head.slice(at, colon).toLowerCase();
    if (!NOT_SENT.has(name)) text += `${name}\0${head.slice(colon + 2, end)}\0\0`;
    at = end + 2;
  }
  lastHead = head;
  lastFields = text;
  return text;
}

class Session {
  /** @type {Map<number, Stream>} */
  streams = new Map();
  closed = false;
  /** Sweeps since something happened. */
  activity = 0;
  #closing = false;

  /** @param {FetchServer} server @param {TLSWrap} handle that has agreed on HTTP/2 */
  constructor(server, handle) {
    this.server = server;
    this.handle = handle;
    this.engine = new Engine(this, true, { maxHeaderListPairs: MAX_PAIRS });
    handle.connection = this;
  }

  start() {
    const { engine, handle, server } = this;
    engine.settings([3, MAX_STREAMS, 4, BODY_WINDOW, 6, server.maxHeaderSize]);
    engine.setLocalWindowSize(CONNECTION_WINDOW);
    handle.onread = onRead;
    engine.consume(handle);
    handle.readStart();
  }

  get isIdle() {
    return this.streams.size === 0;
  }

  /** No further requests; it ends with those that are under way. */
  get closing() {
    return this.#closing;
  }

  set closing(value) {
    if (!value || this.#closing || this.closed) return;
    this.#closing = true;
    this.engine.goaway(NO_ERROR, 0, undefined);
    this.engine.watchDrained();
  }

  /** Once a second: whether nothing has happened for longer than `limit` seconds. */
  isStuck(limit) {
    return !this.isIdle && this.activity++ > limit;
  }

  /** Closes at once; what is under way is aborted. Idempotent. */
  close() {
    if (this.closed) return;
    this.closed = true;
    this.engine.terminate(NO_ERROR);
    this.engine.flush();
    this.engine.close();
    this.handle.close();
    for (const stream of [...this.streams.values()]) stream.onClose();
    this.server.connectionClosed(this);
  }

  remove(stream) {
    this.streams.delete(stream.id);
  }

  /* -------------------------------------------------------------- what the engine tells */

  onHeaders(id, category, flags, list) {
    this.activity = 0;
    const last = (flags & END_STREAM) !== 0;
    const stream = this.streams.get(id);
    if (stream !== undefined) {
      // Trailers
      if (last) stream.onEnd();
      return;
    }
    if (this.#closing) this.engine.reset(id, REFUSED_STREAM);
    else new Stream(this, id).begin(list, last);
  }

  onData(id, bytes, last) {
    this.activity = 0;
    this.streams.get(id)?.onData(bytes, last);
  }

  onClose(id) {
    this.streams.get(id)?.onClose();
  }

  onWritten(id) {
    this.activity = 0;
    this.streams.get(id)?.onWritten();
  }

  onTrailers() {}

  onEvent(what, a) {
    const failed = what === E_ERROR || what === E_INVALID_FRAMES || (what === E_GOAWAY && a !== NO_ERROR);
    // The last frame of what was under way is out, or the client will ask for nothing more.
    const over = (what === E_DRAINED || what === E_GOAWAY) && this.isIdle && !this.engine.wants();
    if (failed || over) this.close();
    else if (what === E_GOAWAY) this.engine.watchDrained();
  }
}

function onRead(memory, nread) {
  if (nread === UV_EOF || nread < 0) this.connection.close();
}

/** An Exchange whose request names its authority beside its fields. */
class Multiplexed extends Exchange {
  #authority;

  constructor(authority, ...rest) {
    super(...rest);
    this.#authority = authority;
  }

  getURL() {
    if (this.#authority === undefined || this.url.charCodeAt(0) !== 0x2f) return super.getURL();
    return `${this.connection.server.scheme}://${this.#authority}${this.url}`;
  }
}

/** One request and its response. */
class Stream {
  closed = false;
  /** What an Exchange knows of other protocols and of requests behind it: there are none. */
  deaf = false;
  closing = false;
  receiving = null;
  parser = null;
  writing = 0;
  activity = 0;
  /** @type {Exchange|null} */
  first = null;
  #started = false;
  #ended = false;
  #incoming = false;
  #paused = 0;
  #drained = null;

  constructor(session, id) {
    this.session = session;
    this.server = session.server;
    this.handle = session.handle;
    this.id = id;
  }

  begin(list, last) {
    const { session, server } = this;
    const fields = [];
    let method = '';
    let url = '/';
    let authority;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === ':method') method = list[i + 1];
      else if (list[i] === ':path') url = list[i + 1];
      else if (list[i] === ':authority') authority = list[i + 1];
      else if (list[i].charCodeAt(0) !== 0x3a) fields.push(list[i], list[i + 1]);
    }
    const number = methods.indexOf(method);
    session.streams.set(this.id, this);
    const exchange = new Multiplexed(
      authority,
      this,
      INFO | (last ? I_COMPLETE : 0),
      number,
      url,
      blockOf(fields),
    );
    this.first = exchange;
    server.pending++;
    session.engine.reading(this.id, true);
    if (!last) {
      this.#incoming = true;
      exchange.expectBody(false);
    }
    if (number === -1 || method === 'CONNECT') exchange.refuse(number === -1 ? 501 : 400);
    else server.dispatch(exchange);
  }

  onData(bytes, last) {
    const { first } = this;
    if (bytes !== undefined && !this.closed) first.body.push(bytes, bytes.length);
    if (last) this.onEnd();
  }

  onEnd() {
    if (!this.#incoming || this.closed) return;
    this.#incoming = false;
    this.first.body.end();
  }

  pause() {
    if (++this.#paused === 1 && !this.closed) this.session.engine.reading(this.id, false);
  }

  resume() {
    if (--this.#paused === 0 && !this.closed) this.session.engine.reading(this.id, true);
  }

  /* -------------------------------------------------------------- what goes out: see Connection */

  send(head, body, kind) {
    if (this.closed) return true;
    const { engine } = this.session;
    const form = kind & 3;
    if (!this.#started) {
      if (!head.startsWith('HTTP/1.1 ')) return true;
      let fields = fieldsOf(head);
      if ((kind & BODY_LENGTH) !== 0) fields += `content-length\0${lengthOf(body, form)}\0\0`;
      const last = form === BODY_NONE && (this.first.method === HEAD || /^HTTP\/1.1 (?:204|304)/.test(head));
      this.#started = true;
      this.#ended = last;
      engine.respond(this.id, fields, last ? O_END : 0);
    }
    // In chunks or not is the frames' business; so is the end.
    if (form === BODY_NONE || this.#ended || body.length === 0) return true;
    const whole = (kind & BODY_LENGTH) !== 0;
    if (form === BODY_BYTES) body = keep(body);
    const how = form === BODY_BYTES ? KIND_BYTES : form === BODY_UTF8 ? KIND_UTF8 : KIND_LATIN1;
    if (engine.write(this.id, body, how, !whole) < 0) return true;
    // Whoever sends the rest later waits until this is out.
    if (!whole) this.writing = 1;
    return whole;
  }

  onWritten() {
    this.writing = 0;
    this.#runDrained();
  }

  afterWrites(callback) {
    if (this.closed || this.writing === 0) callback();
    else (this.#drained ??= []).push(callback);
  }

  #runDrained() {
    const callbacks = this.#drained;
    if (callbacks === null) return;
    this.#drained = null;
    for (const callback of callbacks) callback();
  }

  /** The response is out. */
  proceed() {
    if (this.closed) return;
    const { engine } = this.session;
    if (!this.#ended) engine.end(this.id);
    this.#ended = true;
    // Nobody wants the rest of the request.
    if (this.#incoming) this.first.body.discard();
  }

  /** The response cannot be completed. */
  close() {
    if (this.closed) return;
    this.session.engine.reset(this.id, this.first.done ? CANCEL : INTERNAL_ERROR);
    this.onClose();
  }

  /** The stream is over, in one way or another. */
  onClose() {
    if (this.closed) return;
    this.closed = true;
    const { first } = this;
    this.session.remove(this);
    this.#runDrained();
    if (first.done) first.body?.abort();
    else first.abort();
    this.server.exchangeDone();
  }
}

function lengthOf(body, form) {
  if (form === BODY_UTF8) return byteLengthUtf8(body);
  return form === BODY_LATIN1 ? body.length : body.byteLength;
}

module.exports = { Session };
