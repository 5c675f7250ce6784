'use strict';

// A connection of a client that speaks HTTP/2: one carries all requests to its origin. To an exchange, a Stream of it
// is what a Connection is (connection.js).

const {
  Engine,
  E_ERROR,
  E_GOAWAY,
  E_INVALID_FRAMES,
  KIND_BYTES,
  KIND_LATIN1,
  M_HEAD,
  O_END,
} = require('ext/http2/engine');
const { NghttpError } = require('ext/http2/errors');
const { HeaderList } = require('ext/fetch/headers');
const {
  codes: { ERR_HTTP2_STREAM_ERROR },
} = require('ext/base/errors');
const errors = require.lazy('ext/fetch/client/errors');
const { BODY_SECONDS, HEAD_SECONDS, KEEP_SECONDS } = require('ext/fetch/client/limits');

// What the server may send before it hears that it was read: of a body, and in all. As numbers of SETTINGS.
const BODY_WINDOW = 1 << 20;
const CONNECTION_WINDOW = 1 << 24;
const SETTINGS = [2, 0, 4, BODY_WINDOW];

const NO_ERROR = 0;
const REFUSED_STREAM = 7;
const CANCEL = 8;
const ERR_STREAM_ID_NOT_AVAILABLE = -509;
const END_STREAM = 1;
const NAMES =
  'NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED'.split(
    ' ',
  );

// Of the connection, or said in another way: by :authority, and by the frames' own lengths.
const NOT_SENT = new Set(['host', 'connection', 'transfer-encoding', 'proxy-connection']);

/** The fields of a head of HTTP/1.1, as the engine takes them: name, 0, value, 0, flag. */
function fieldsOf(head, scheme) {
  const lines = head.split('\r\n');
  const [method, path] = lines[0].split(' ');
  let authority = '';
  let text = '';
  for (let i = 1; i < lines.length; i++) {
    const colon = lines[i].indexOf(': ');
    if (colon === -1) continue;
    const name = lines[i].slice(0, colon).toLowerCase();
    const value = lines[i].slice(colon + 2);
    if (name === 'host') authority = value;
    if (!NOT_SENT.has(name)) text += `${name}\0${value}\0\0`;
  }
  return `:authority\0${authority}\0\0:method\0${method}\0\0:path\0${path}\0\0:scheme\0${scheme}\0\0${text}`;
}

class Session {
  /** @type {Map<number, Stream>} */
  streams = new Map();
  /** It takes no further request. */
  retired = false;
  closed = false;
  /** Seconds without a request. */
  quiet = 0;
  #lastHead = '';
  #lastFields = '';
  #ref = true;

  /** @param {Pool} pool @param {TLSSocket} socket that has connected */
  constructor(pool, socket) {
    this.pool = pool;
    this.socket = socket;
    this.handle = socket._handle;
    this.engine = new Engine(this, false, {});
    this.engine.settings(SETTINGS);
    this.engine.setLocalWindowSize(CONNECTION_WINDOW);
    const over = () => this.fail(new (errors().SocketError)('other side closed', this.describe()));
    socket.on('end', over);
    socket.on('close', over);
    socket.on('error', (error) => this.fail(error));
    if (!this.engine.consume(this.handle)) throw new Error('the socket is no native one');
    this.handle.reading = true;
    this.handle.readStart();
  }

  /** @returns {Stream} what carries the next request */
  open() {
    return new Stream(this);
  }

  fields(head) {
    if (head !== this.#lastHead) {
      this.#lastHead = head;
      this.#lastFields = fieldsOf(head, 'https');
    }
    return this.#lastFields;
  }

  add(stream) {
    this.streams.set(stream.id, stream);
    if (this.#ref) return;
    this.#ref = true;
    this.handle.ref();
  }

  remove(stream) {
    if (!this.streams.delete(stream.id) || this.closed || this.streams.size > 0) return;
    this.quiet = 0;
    if (this.retired) {
      this.close();
      return;
    }
    this.unref();
  }

  /** It keeps the process no longer. */
  unref() {
    if (!this.#ref) return;
    this.#ref = false;
    this.handle.unref();
  }

  /** No further request: the server said so, or has no numbers left for them. */
  retire() {
    this.retired = true;
    this.pool.forgetSession(this);
    if (this.streams.size === 0) this.close();
  }

  /** Once a second. */
  tick() {
    if (this.streams.size > 0) for (const stream of [...this.streams.values()]) stream.tick();
    else if (++this.quiet > KEEP_SECONDS - 1) this.close();
  }

  /** What errors tell of the socket. */
  describe() {
    const { localAddress, localPort, remoteAddress, remotePort, remoteFamily, timeout } = this.socket;
    const { bytesWritten, bytesRead } = this.socket;
    return {
      localAddress,
      localPort,
      remoteAddress,
      remotePort,
      remoteFamily,
      timeout,
      bytesWritten,
      bytesRead,
    };
  }

  /** The connection is of no more use. */
  fail(error) {
    if (this.closed) return;
    const streams = [...this.streams.values()];
    this.streams.clear();
    this.close();
    for (const stream of streams) stream.fail(error);
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    this.pool.forgetSession(this);
    if (!this.socket.destroyed) {
      this.engine.terminate(NO_ERROR);
      this.engine.flush();
    }
    this.engine.close();
    this.socket.destroy();
  }

  /* -------------------------------------------------------------- what the engine tells */

  onHeaders(id, category, flags, list) {
    this.streams.get(id)?.onHeaders(list, (flags & END_STREAM) !== 0);
  }

  onData(id, bytes, last) {
    this.streams.get(id)?.onData(bytes, last);
  }

  onClose(id, code) {
    this.streams.get(id)?.onClose(code);
  }

  onWritten(id, status) {
    this.streams.get(id)?.onWritten(status);
  }

  onTrailers() {}

  onEvent(what, a) {
    if (what === E_ERROR) this.fail(new NghttpError(a));
    else if (what === E_INVALID_FRAMES) {
      this.fail(new NghttpError(-902, 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES'));
    } else if (what === E_GOAWAY) {
      if (a === NO_ERROR) this.retire();
      else
        this.fail(
          new (errors().SocketError)(`HTTP/2: "GOAWAY" frame received with code ${a}`, this.describe()),
        );
    }
  }
}

/** One request, and its response. */
class Stream {
  id = 0;
  exchange = null;
  /** @type {IncomingBody|Decoder|null} what takes the body */
  #incoming = null;
  #sender = null;
  #written = null;
  #headSeen = false;
  #complete = false;
  #over = false;
  #paused = false;
  #quiet = 0;

  constructor(session) {
    this.session = session;
    /** For the first request of a connection: what it cost to make it. */
    this.times = session.times;
    session.times = null;
  }

  takeTimes() {
    return this.times;
  }

  /** Sends a request; see Connection.send. */
  send(exchange, head, body, sender) {
    this.exchange = exchange;
    if (sender !== null) {
      this.#sender = sender;
      sender.start(this, head);
      return;
    }
    if (!this.#begin(head, body === null) || body === null) return;
    const { engine } = this.session;
    if (body.length > 0)
      engine.write(this.id, body, typeof body === 'string' ? KIND_LATIN1 : KIND_BYTES, false);
    engine.end(this.id);
  }

  /** @returns {boolean} whether the request could be begun */
  #begin(head, last) {
    const { session } = this;
    const flags = last ? O_END : 0;
    const id = session.engine.request(session.fields(head), flags, this.exchange.noBody ? M_HEAD : 0);
    if (id < 0) {
      session.retire();
      if (id === ERR_STREAM_ID_NOT_AVAILABLE && this.#sender === null) this.#again();
      else queueMicrotask(() => this.fail(new NghttpError(id)));
      return false;
    }
    this.id = id;
    session.add(this);
    session.engine.reading(id, true);
    return true;
  }

  /** Over another connection. */
  #again() {
    const { exchange } = this;
    this.#over = true;
    exchange.retried = true;
    this.session.pool.dispatch(exchange);
  }

  /* -------------------------------------------------------------- a body that goes out piece by piece */

  /** @returns {number} 0: go on, 1: `done` is called */
  beginBody(head, length) {
    const field = length === -1 ? '' : `content-length: ${length}\r\n`;
    return this.#begin(head + field, false) ? 0 : 1;
  }

  sendChunk(bytes, chunked, done) {
    this.#quiet = 0;
    this.#written = done;
    const result = this.session.engine.write(this.id, bytes, KIND_BYTES, true);
    return result < 0 ? result : 1;
  }

  endBody() {
    this.#sender = null;
    this.session.engine.end(this.id);
    return 0;
  }

  onWritten(status) {
    const done = this.#written;
    this.#written = null;
    if (status === 0) done?.(null);
  }

  /** What still sends the body has stopped. */
  set sending(sender) {
    this.#sender = sender;
  }

  /* -------------------------------------------------------------- the response */

  onHeaders(list, last) {
    if (this.#over) return;
    this.#quiet = 0;
    if (!this.#headSeen) {
      const status = Number(list[1]);
      if (status < 200) return;
      this.#headSeen = true;
      const fields = new HeaderList();
      for (let i = 2; i < list.length; i += 2) fields.append(list[i], list[i], list[i + 1]);
      this.#incoming = this.exchange.onList(this, status, '', fields);
    }
    // What comes later is trailers, which nobody can ask for.
    if (last) this.#end();
  }

  onData(bytes, last) {
    if (this.#over) return;
    this.#quiet = 0;
    if (bytes !== undefined && this.#incoming !== null && !this.#incoming.push(bytes, bytes.length)) {
      this.#paused = true;
      this.session.engine.reading(this.id, false);
    }
    if (last) this.#end();
  }

  #end() {
    if (this.#complete || this.#over) return;
    this.#complete = true;
    this.#incoming?.end();
    this.#finish();
  }

  /** The response is there, all of it. */
  #finish() {
    const { exchange } = this;
    this.#over = true;
    const sender = this.#sender;
    this.#sender = null;
    exchange.onFinished();
    // The server has answered before it had the whole request.
    if (sender !== null) {
      sender.stop();
      this.session.engine.reset(this.id, CANCEL);
    }
    this.session.remove(this);
  }

  /** The stream is closed. Its number means nothing any more. */
  onClose(code) {
    if (this.#over) return;
    if (
      code === REFUSED_STREAM &&
      !this.#headSeen &&
      this.#sender === null &&
      this.exchange.retried === false
    ) {
      // The server has done nothing with it.
      this.session.retire();
      this.session.remove(this);
      this.#again();
      return;
    }
    this.fail(new ERR_HTTP2_STREAM_ERROR(NAMES[code] === undefined ? code : `NGHTTP2_${NAMES[code]}`));
  }

  tick() {
    this.#quiet++;
    if (!this.#headSeen) {
      if (this.#quiet > HEAD_SECONDS) this.fail(new (errors().HeadersTimeoutError)());
    } else if (!this.#paused && this.#quiet > BODY_SECONDS) {
      this.fail(new (errors().BodyTimeoutError)());
    }
  }

  /** Nothing more of it is wanted, or to be had; the exchange hears of it. */
  fail(error) {
    if (this.#over) return;
    const { exchange } = this;
    const incoming = this.#incoming;
    this.close();
    exchange.onFailure(error, incoming);
  }

  /** As `fail`, once what came has been taken. */
  failLater(error) {
    queueMicrotask(() => this.fail(error));
  }

  /** Closes the stream at once. What was under way hears nothing of it. */
  close() {
    if (this.#over) return;
    this.#over = true;
    this.#incoming = null;
    const sender = this.#sender;
    this.#sender = null;
    sender?.stop();
    const { session } = this;
    if (this.id === 0 || session.closed) return;
    session.engine.reset(this.id, CANCEL);
    session.remove(this);
  }

  /* -------------------------------------------------------------- from the body that comes in */

  resumeBody() {
    this.#paused = false;
    if (!this.#over) this.session.engine.reading(this.id, true);
  }

  /** Nobody wants the rest. */
  cancelBody() {
    if (this.#over) return;
    const { exchange } = this;
    this.close();
    exchange.onFinished();
  }
}

/**
 * A session over a socket that has agreed on HTTP/2.
 * @param {Pool} pool
 * @param {TLSSocket} socket
 * @param {{start: number, end: number, secure: number}} times
 * @returns {Session}
 */
function openSession(pool, socket, times) {
  const session = new Session(pool, socket);
  session.times = times;
  return session;
}

module.exports = { openSession };
