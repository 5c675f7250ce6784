'use strict';

/**
 * One connection of a FetchServer: its parser hands requests in; responses go out in the order of the requests.
 *
 * The parser reads the handle natively. An Exchange is one request with its response; those that wait for their turn
 * form a list.
 */

const {
  Parser,
  REQUEST,
  I_COMPLETE,
  I_EXPECT,
  I_HOST,
  I_KEEP_ALIVE,
  I_UPGRADE,
  A_NOTIFY,
  A_IDLE,
  BODY_CHUNKED,
  BODY_LATIN1,
  BODY_LENGTH,
  BODY_NONE,
  BODY_UTF8,
  LENIENT_NONE,
  write,
} = require('ext/http/parser');
const { Exchange } = require('ext/serve/exchange');
const { keep } = require('ext/serve/scratch');
const { utf8Encode } = binding('buffer');

const MAX_FIELDS = 1000;
/** So many requests may wait for their responses; then nothing more is read, and what was read already waits. */
const MAX_WAITING = 16;
/** Longer than this the parser cannot be told to wait. */
const MAX_IDLE = 2 ** 27 - 1;
const UV_EOF = -4095;
const CONNECT = 5; // llhttp's number
const MAJOR_SHIFT = 8; // of the major version in what the parser tells
const CRLF = '\r\n';

/** What an absolute request target asks for, without its authority. */
function pathOf(url) {
  const authority = /^https?:\/\/[^/?#]*/i.exec(url);
  if (authority === null) return url;
  const rest = url.slice(authority[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function latin1(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** `handle.onread` while the parser reads: the end, or an error. */
function onRead(memory, nread) {
  this.connection.onEnd(nread);
}

/** What a write that goes on ends with. */
class PendingWrite {
  constructor(connection) {
    this.connection = connection;
  }

  oncomplete(status) {
    this.connection.onWritten(status);
  }
}

class Connection {
  /**
   * @param {FetchServer} server
   * @param {TCP|Pipe|TLSWrap} handle accepted
   */
  constructor(server, handle) {
    this.server = server;
    this.handle = handle;
    this.parser = new Parser();
    this.first = null; // the exchange whose turn it is
    this.last = null;
    this.waiting = 0;
    this.deferred = null; // the first exchange that the program has not been given yet
    this.deferredCount = 0;
    this.proceeding = false;
    this.goesOn = false; // proceed() was called from within
    this.draining = false; // proceed() will be called when the kernel has taken what was written
    this.receiving = null; // the exchange whose body comes in
    this.inHeaders = false;
    this.idleTime = 0;
    this.reading = false;
    this.paused = 0; // how many reasons there are not to read
    this.notify = false;
    this.leftover = null; // bytes that came behind a request for another protocol
    this.writing = 0; // writes that go on
    this.drained = null; // what to call when they have ended
    this.closing = false; // after the response under way
    this.deaf = false; // what follows is no request any more
    this.closed = false;
    this.activity = 0; // sweeps since something happened
    this.bytesSeen = 0; // that had been read at the last sweep
    handle.connection = this;
  }

  start() {
    const { handle, parser, server } = this;
    parser.open(REQUEST, this, server.maxHeaderSize, LENIENT_NONE, MAX_FIELDS, undefined);
    handle.onread = onRead;
    parser.consume(handle);
    this.reading = true;
    handle.readStart();
    if (server.idleTime > 0) parser.idle(server.idleTime);
  }

  /* ------------------------------------------------------------ what comes in */

  onHeaders(info, method, url, block) {
    if (this.closing || this.deaf) return 0; // there will be no response
    const { server } = this;
    const refused = (info & I_HOST) === 0 && server.requiresHost && ((info >> 12) & 15) === 1;
    const otherVersion = ((info >> MAJOR_SHIFT) & 15) !== 1;
    if (refused || otherVersion || method === CONNECT) {
      // Nobody can know whether the bytes behind it are a request: this is the last one.
      this.deaf = true;
      info &= ~I_KEEP_ALIVE;
    }
    this.activity = 0;
    if (server.hostWins && url.charCodeAt(0) !== 0x2f) url = pathOf(url);
    const exchange = new Exchange(this, info, method, url, block);
    server.pending++;
    if (this.last === null) this.first = exchange;
    else this.last.next = exchange;
    this.last = exchange;
    if (++this.waiting > MAX_WAITING) this.pause();
    if ((info & I_COMPLETE) === 0) {
      this.receiving = exchange;
      exchange.expectBody((info & I_EXPECT) !== 0);
    }
    this.idleTime = 0;
    this.inHeaders = true;
    if (refused) exchange.refuse(400);
    else if (otherVersion) exchange.refuse(server.badVersion);
    else if (this.first !== exchange && this.mustDefer()) this.defer(exchange);
    else server.dispatch(exchange);
    this.inHeaders = false;
    if (this.closed) return 0;
    const notify = this.notify || (info & I_UPGRADE) !== 0;
    this.notify = false;
    return (notify ? A_NOTIFY : 0) | (this.idleTime << A_IDLE);
  }

  /** A client that does not read, or asks for very much, is answered bit by bit. */
  mustDefer() {
    return this.deferred !== null || this.writing > 0 || this.waiting > MAX_WAITING;
  }

  defer(exchange) {
    this.deferred ??= exchange;
    this.deferredCount++;
  }

  dispatchDeferred() {
    while (this.deferred !== null && this.writing === 0 && !this.closing) {
      if (this.waiting - this.deferredCount >= MAX_WAITING) return;
      const exchange = this.deferred;
      this.deferred = exchange.next;
      this.deferredCount--;
      if (!exchange.responded) this.server.dispatch(exchange);
      if (this.closed) return;
    }
  }

  onBody(bytes, parser, size = bytes.length) {
    this.activity = 0;
    this.receiving?.body.push(bytes, size);
  }

  onComplete(trailers) {
    const exchange = this.receiving;
    this.receiving = null;
    if (exchange === null) return;
    exchange.body.end(trailers);
    if (exchange.done) this.proceed();
  }

  /** After input that ended in an error, at another protocol, or in the middle of a head. */
  onExecute(result, parser) {
    if (typeof result === 'object') {
      this.onParseError(result);
      return;
    }
    const { last } = this;
    if (this.deaf && last?.method !== CONNECT) return;
    if (this.receiving !== null && result < parser.currentInput().length) {
      // With a request for another protocol, mistakes in the body are told like this.
      this.onParseError({ code: 'HPE_INVALID_CHUNK_SIZE' });
      return;
    }
    if (last === null || (last.info & I_UPGRADE) === 0) return;
    // The request may ask for another protocol: what follows it waits until the program has decided.
    const rest = parser.currentInput().subarray(result);
    if (rest.length > 0) this.leftover = rest;
    if (last.takeOver !== null) last.takeOver(this.detach());
    else if (this.leftover !== null && !last.done) this.pause(last);
    else this.replay();
  }

  onParseError(error) {
    if (this.deaf) return;
    this.deaf = true;
    if (this.first !== null) {
      // The responses to what came before go out.
      if (this.receiving !== null) this.receiving.body.abort();
      this.receiving = null; // nothing to wait for, once the response is out
      this.pause();
      this.proceed();
      return;
    }
    this.closing = true;
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    this.send(this.server.errorHead(status), '', BODY_NONE, '');
    this.shutdown();
  }

  onIdle() {
    this.close();
  }

  /** The peer has closed its side: nobody is there to take a response. */
  onEnd(nread) {
    if (this.closed) return;
    const { writing } = this;
    if (nread === UV_EOF && writing > 0) {
      // It may still read what is on its way.
      this.closing = true;
      this.afterWrites(() => this.close());
      this.abortAll();
      return;
    }
    this.close();
  }

  /** Parses what waited behind a request that asked for another protocol and got a response. */
  replay() {
    const bytes = this.leftover;
    if (bytes === null || this.closed || this.closing || this.deaf) return;
    this.leftover = null;
    const result = this.parser.execute(bytes);
    if (typeof result === 'object') this.onParseError(result);
    else if (result < bytes.length) this.onExecute(result, { currentInput: () => bytes });
  }

  pause() {
    if (++this.paused === 1 && this.reading && !this.closed) {
      this.reading = false;
      this.handle.readStop();
    }
  }

  resume() {
    if (--this.paused === 0 && !this.closed) {
      this.reading = true;
      this.handle.readStart();
    }
  }

  /* ------------------------------------------------------------ what goes out */

  /**
   * Sends the head of a message, and some or all of its body.
   * @param {string} head Latin-1
   * @param {string|Uint8Array} body
   * @param {number} kind BODY_..., see ext/http/parser
   * @param {string} tail
   * @returns {boolean} whether the kernel took everything; otherwise `afterWrites` tells when it has
   */
  send(head, body, kind, tail) {
    if (this.closed) return true;
    this.activity = 0;
    const left = write(this.parser.id, head, body, kind, tail);
    if (left === 0) return true;
    this.queue(left === -1 ? this.assemble(head, body, kind, tail) : [left]);
    return this.writing === 0;
  }

  /** What write() could not do, as chunks. */
  assemble(head, body, kind, tail) {
    const form = kind & 3;
    let bytes = body;
    if (form === BODY_UTF8) bytes = utf8Encode(body);
    else if (form === BODY_LATIN1) bytes = latin1(body);
    else if (form === BODY_NONE) bytes = null;
    const length = bytes === null ? 0 : bytes.byteLength;
    if ((kind & BODY_LENGTH) !== 0) head += `content-length: ${length}\r\n\r\n`;
    if ((kind & BODY_CHUNKED) !== 0) head += length.toString(16) + CRLF;
    const chunks = [];
    if (head !== '') chunks.push(latin1(head));
    if (length > 0) chunks.push(keep(bytes));
    if ((kind & BODY_CHUNKED) !== 0 && tail !== '') chunks.push(latin1(tail));
    return chunks;
  }

  queue(chunks) {
    const result =
      chunks.length === 1
        ? this.handle.writeBuffer(new PendingWrite(this), chunks[0])
        : this.handle.writev(new PendingWrite(this), chunks, true);
    if (result === 1) this.writing++;
    else if (result < 0) this.close();
  }

  onWritten(status) {
    this.writing--;
    this.activity = 0;
    if (status < 0) this.close();
    else if (this.writing === 0) this.runDrained();
  }

  /** @param {function(): void} callback called when all writes have ended, or the connection is closed */
  afterWrites(callback) {
    if (this.closed || this.writing === 0) {
      callback();
      return;
    }
    if (this.drained === null) this.drained = [callback];
    else this.drained.push(callback);
  }

  runDrained() {
    const callbacks = this.drained;
    if (callbacks === null) return;
    this.drained = null;
    for (const callback of callbacks) callback();
  }

  /** The response of the first exchange is out, and its request in. */
  proceed() {
    this.goesOn = true;
    if (this.proceeding) return;
    this.proceeding = true;
    try {
      // No recursion: hundreds of responses may be ready.
      while (this.goesOn) {
        this.goesOn = false;
        this.step();
      }
    } finally {
      this.proceeding = false;
    }
  }

  step() {
    const exchange = this.first;
    if (exchange === null || !exchange.done || this.closed) return;
    if (this.writing > 0) {
      // A client that asks and asks, and reads nothing: it gets no second response.
      if (!this.draining) {
        this.draining = true;
        this.afterWrites(() => {
          this.draining = false;
          this.proceed();
        });
      }
      return;
    }
    if (this.receiving === exchange) {
      // Its body still comes: nobody wants it.
      if (exchange.body.discard()) return;
      this.closing = true;
    }
    this.first = exchange.next;
    if (this.first === null) this.last = null;
    if (this.waiting-- > MAX_WAITING) this.resume();
    this.server.exchangeDone();
    this.dispatchDeferred();
    if (this.closed) return;
    if (this.closing || !exchange.keepsAlive || (this.deaf && this.first === null)) {
      this.shutdown();
      return;
    }
    if (this.first !== null) {
      this.first.turn();
      return;
    }
    if (this.leftover !== null) {
      this.resume();
      this.replay();
      return;
    }
    const ms = this.server.idleTime;
    if (ms <= 0 || ms > MAX_IDLE) return;
    if (this.inHeaders) this.idleTime = ms;
    else this.parser.idle(ms);
  }

  /* ------------------------------------------------------------ the end */

  /** Sends FIN, and closes. */
  shutdown() {
    if (this.closed) return;
    const done = { oncomplete: () => this.close() };
    if (this.handle.shutdown(done) < 0) this.close();
  }

  /** Closes at once; what waits is aborted. Idempotent. */
  close() {
    if (this.closed) return;
    this.closed = true;
    this.parser.close();
    this.handle.close();
    this.runDrained();
    this.abortAll();
    this.server.connectionClosed(this);
  }

  abortAll() {
    let exchange = this.first;
    this.first = this.last = this.deferred = null;
    this.receiving = null;
    for (; exchange !== null; exchange = exchange.next) {
      if (exchange.done) exchange.body?.abort();
      else exchange.abort();
      this.server.exchangeDone();
    }
  }

  /** Once a second: whether nothing has happened for longer than `limit` seconds. */
  isStuck(limit) {
    if (this.isIdle) return false;
    const { bytesRead } = this.handle;
    if (bytesRead !== this.bytesSeen) {
      // Of a body that is put together natively nobody hears before its end.
      this.bytesSeen = bytesRead;
      if (this.receiving !== null && this.activity > 0) this.activity = 0;
    }
    return this.activity++ > limit;
  }

  /** Nothing is under way. */
  get isIdle() {
    return this.first === null;
  }

  /** Gives the handle away, for another protocol. @returns {{handle: object, rest: Uint8Array|null}} */
  detach() {
    const { handle, leftover } = this;
    this.parser.unconsume();
    this.parser.close();
    this.closed = true;
    this.first = this.last = this.deferred = null;
    handle.connection = undefined;
    this.server.exchangeDone();
    this.server.connectionClosed(this);
    return { handle, rest: leftover };
  }
}

module.exports = { Connection };
