'use strict';

// One HTTP/1.1 connection of a client: it connects, sends a request, reads the response, and goes back to its pool.
// The bytes go between the socket and the parser (ext/http) without JavaScript in between; node:net's socket makes the
// connection, and tells what goes wrong with it.
//
// An exchange, which the connection works for, has: method, noBody, onHead(connection, status, reason, block) -> an
// IncomingBody or null, onFailure(error, connection), onFinished(). `sending` is what still sends the body.

const {
  A_NOTIFY,
  A_TEXT,
  BODY_BYTES,
  BODY_LATIN1,
  BODY_NONE,
  I_KEEP_ALIVE,
  Parser,
  RESPONSE,
  write,
} = require('ext/http/parser');
const { findFields } = require('ext/http/header_block');
const { KEEP_SECONDS } = require('ext/fetch/client/limits');
const native = binding('buffer');
const errors = require.lazy('ext/fetch/client/errors');
const system = require.lazy('ext/base/errors');

const CONNECTING = 0;
const IDLE = 1;
const BUSY = 2;
const CLOSED = 3;

const MAX_FIELDS = 0;

const decoder = { utf8: (latin1) => native.utf8Slice(bytesOfLatin1(latin1), 0, latin1.length) };

function bytesOfLatin1(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// eslint-disable-next-line no-control-regex
const notAscii = /[^\x00-\x7f]/;

const keepAliveField = { __proto__: null, 'keep-alive': true };

class Connection {
  state = CONNECTING;
  exchange = null;
  /** @type {IncomingBody|null} the body that comes in */
  incoming = null;
  sending = null;
  /** Seconds without a byte, or without a request. */
  quiet = 0;
  /** Bytes that had been read when it was last looked at. */
  bytesSeen = 0;
  keep = KEEP_SECONDS;
  lastBlock = '';
  headSeen = false;
  complete = false;
  reusable = true;
  reading = false;
  failing = null;
  socket = null;
  handle = null;
  parser = null;
  #ref = true;
  /** When it was made; until its first request. @type {{start: number, end: number, secure: number}|null} */
  times = null;

  /** @param {Pool} pool */
  constructor(pool) {
    this.pool = pool;
  }

  /* -------------------------------------------------------------- the socket */

  /** A socket that has connected. */
  attach(socket) {
    this.socket = socket;
    this.handle = socket._handle;
    this.parser = new Parser();
    this.parser.open(RESPONSE, this, this.pool.maxHeaderSize, 0, MAX_FIELDS);
    socket.on('end', () => this.onEnd());
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(null));
    if (!this.parser.consume(this.handle)) throw new Error('the socket is no native one');
    this.handle.reading = true;
    this.handle.readStart();
    this.reading = true;
    this.state = IDLE;
  }

  /** What it cost to make the connection, for its first request. */
  takeTimes() {
    const { times } = this;
    this.times = null;
    return times;
  }

  /** It keeps the process no longer. */
  unref() {
    if (!this.#ref) return;
    this.#ref = false;
    this.handle.unref();
  }

  readStart() {
    if (this.reading || this.state === CLOSED) return;
    this.reading = true;
    this.handle.reading = true;
    this.handle.readStart();
  }

  readStop() {
    if (!this.reading || this.state === CLOSED) return;
    this.reading = false;
    this.handle.reading = false;
    this.handle.readStop();
  }

  /** What errors tell of the socket. */
  describe() {
    const { socket } = this;
    if (socket === null) return null;
    const { localAddress, localPort, remoteAddress, remotePort, remoteFamily, timeout } = socket;
    const { bytesWritten, bytesRead } = socket;
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

  onEnd() {
    if (this.state !== BUSY) {
      this.close();
      return;
    }
    // A body without a length ends with the connection.
    this.reusable = false;
    this.parser.finish();
    if (this.complete) this.finish();
    else this.fail(new (errors().SocketError)('other side closed', this.describe()));
  }

  /** The connection is of no more use. `error` is null where it just closed. */
  fail(error) {
    if (this.state === CLOSED) return;
    const { exchange, incoming } = this;
    if (exchange !== null && error === null) {
      error = new (errors().SocketError)('other side closed', this.describe());
    }
    this.close();
    if (exchange !== null) exchange.onFailure(error, incoming);
  }

  /** Fails once what came is parsed: parsers must not go away while they run. */
  failLater(error) {
    this.failing ??= error;
  }

  /** Closes at once. What was under way hears nothing of it. */
  close() {
    if (this.state === CLOSED) return;
    this.state = CLOSED;
    this.exchange = null;
    this.incoming = null;
    this.pool.remove(this);
    this.parser?.close();
    this.socket?.destroy();
    const { sending } = this;
    this.sending = null;
    sending?.stop();
  }

  /* -------------------------------------------------------------- a request */

  /**
   * Sends a request.
   * @param {object} exchange
   * @param {string} head without the empty line
   * @param {string|Uint8Array|null} body all of it (a string of ASCII alone), or null
   * @param {object|null} sender sends the body where it is more than that: start(connection), stop()
   */
  send(exchange, head, body, sender) {
    this.state = BUSY;
    this.exchange = exchange;
    this.incoming = null;
    this.headSeen = false;
    this.complete = false;
    this.reusable = true;
    this.quiet = 0;
    if (!this.#ref) {
      this.#ref = true;
      this.handle.ref();
    }
    if (sender !== null) {
      this.sending = sender;
      sender.start(this, head);
      return;
    }
    head += '\r\n';
    if (body === null) this.writeAll(head, '', BODY_NONE);
    else this.writeAll(head, body, typeof body === 'string' ? BODY_LATIN1 : BODY_BYTES);
  }

  writeAll(head, body, kind) {
    const left = write(this.parser.id, head, body, kind, '');
    if (left === 0) return;
    if (left === -1) {
      // Too long for one piece, or something waits.
      const error = this.handle.writeLatin1String(ignore, head);
      if (error < 0) this.failWrite(error);
      else if (kind === BODY_LATIN1) this.checkWrite(this.handle.writeLatin1String(ignore, body));
      else if (kind === BODY_BYTES && body.length > 0) this.checkWrite(this.handle.writeBuffer(ignore, body));
      return;
    }
    this.checkWrite(this.handle.writeBuffer(ignore, left));
  }

  checkWrite(result) {
    if (result < 0) this.failWrite(result);
  }

  failWrite(errno) {
    queueMicrotask(() => this.fail(new (system().ErrnoException)(errno, 'write')));
  }

  /**
   * Sends the head of a request whose body comes piece by piece.
   * @param {string} head without the fields that say how long it is
   * @param {number} length of the body; -1: in chunks
   * @param {function(Error|null): void} done is called where the write goes on
   * @returns {number} 0 done, 1 goes on, or a negative libuv error
   */
  beginBody(head, length, done) {
    const field = length === -1 ? 'transfer-encoding: chunked' : `content-length: ${length}`;
    return this.handle.writeLatin1String(done, `${head}${field}\r\n\r\n`);
  }

  /** A piece of the body. @param {Uint8Array} bytes @param {boolean} chunked */
  sendChunk(bytes, chunked, done) {
    this.quiet = 0;
    if (!chunked) return this.handle.writeBuffer(done, bytes);
    const parts = [`${bytes.length.toString(16)}\r\n`, 'latin1', bytes, 'buffer', '\r\n', 'latin1'];
    return this.handle.writev(done, parts, false);
  }

  /** The body is over. @returns {number} 0, or a negative libuv error */
  endBody(chunked) {
    this.sending = null;
    return chunked ? Math.min(this.handle.writeLatin1String(ignore, '0\r\n\r\n'), 0) : 0;
  }

  /* -------------------------------------------------------------- the response: the parser's handler */

  onHeaders(info, status, reason, block) {
    const { exchange } = this;
    if (exchange === null || this.headSeen) {
      // Nobody asked.
      this.failLater(new (errors().SocketError)('other side closed', this.describe()));
      return 1 | A_NOTIFY;
    }
    this.quiet = 0;
    if (this.failing !== null) return 1 | A_NOTIFY;
    if (status < 200) return this.onInformation(status);
    this.headSeen = true;
    if ((info & I_KEEP_ALIVE) === 0) this.reusable = false;
    // Servers send the same for a second.
    if (block !== this.lastBlock) {
      this.lastBlock = block;
      if (block.includes('timeout=')) this.readKeepAlive(block);
    }
    if (reason !== 'OK' && notAscii.test(reason)) reason = decoder.utf8(reason);
    const { noBody } = exchange;
    this.incoming = exchange.onHead(this, status, reason, block);
    if (this.failing !== null || this.state === CLOSED) return 1 | A_NOTIFY;
    if (noBody) return 1;
    return this.incoming !== null && this.incoming.takesText ? A_TEXT : 0;
  }

  /** Of a body that is put together natively nobody hears before its end. */
  lookForBytes() {
    if (!this.headSeen || this.state !== BUSY) return;
    const { bytesRead } = this.handle;
    if (bytesRead !== this.bytesSeen) this.quiet = 0;
    this.bytesSeen = bytesRead;
  }

  onInformation(status) {
    if (status === 100 || status === 101) {
      const message = status === 101 ? 'bad upgrade' : 'bad response';
      this.failLater(new (errors().SocketError)(message, this.describe()));
      return 1 | A_NOTIFY;
    }
    return 1;
  }

  readKeepAlive(block) {
    findFields(block, keepAliveField, (name, value) => {
      const seconds = /timeout=\s*(\d+)/.exec(value);
      if (seconds !== null) this.keep = Math.min(Math.max(Number(seconds[1]) - 1, 0), 600);
    });
  }

  onBody(bytes, parser, size = bytes.length) {
    this.quiet = 0;
    const { incoming } = this;
    if (incoming !== null && !incoming.push(bytes, size)) this.readStop();
  }

  onComplete() {
    if (!this.headSeen || this.failing !== null) return; // of a 1xx
    this.complete = true;
    this.incoming?.end();
  }

  /** All that came is parsed. */
  onExecute(result) {
    if (this.failing !== null) this.fail(this.failing);
    else if (typeof result === 'object') this.onParseError(result);
    else if (this.complete) this.finish();
  }

  onParseError(error) {
    if (this.complete || this.exchange === null) {
      // It is behind the response.
      this.reusable = false;
      if (this.complete) this.finish();
      else this.close();
      return;
    }
    this.fail(this.parseError(error));
  }

  parseError({ code, reason }) {
    const known = errors();
    if (code === 'HPE_HEADER_OVERFLOW') return new known.HeadersOverflowError();
    if (code === 'HPE_UNEXPECTED_CONTENT_LENGTH' || /content-length/i.test(reason)) {
      return new known.ResponseContentLengthMismatchError();
    }
    return new known.HTTPParserError(`Response does not match the HTTP/1.1 protocol (${reason})`);
  }

  onIdle() {}

  /** The response is there, all of it. */
  finish() {
    const { exchange } = this;
    if (exchange === null) return;
    this.exchange = null;
    this.incoming = null;
    this.complete = false;
    exchange.onFinished();
    if (this.state === CLOSED) return;
    // The server answered before it had the whole request.
    if (this.sending !== null || !this.reusable || this.keep === 0 || exchange.closes) {
      this.close();
      return;
    }
    this.state = IDLE;
    this.quiet = 0;
    if (!this.reading) this.readStart();
    this.pool.release(this);
  }

  /* -------------------------------------------------------------- from the body that comes in */

  resumeBody() {
    this.readStart();
  }

  /** See Parser.gather. */
  gatherBody(text, before) {
    return this.exchange !== null && this.parser.gather(text, before, Infinity);
  }

  /** Nobody wants the rest. */
  cancelBody() {
    const { exchange } = this;
    if (exchange === null) return;
    this.close();
    exchange.onFinished();
  }
}

function ignore() {}

module.exports = { BUSY, CLOSED, CONNECTING, Connection, IDLE };
