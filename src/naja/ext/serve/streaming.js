'use strict';

/**
 * Responses whose body is a ReadableStream. One that has everything at once is sent with its length; others in chunks
 * (RFC 9112, 7.1), or until the connection closes where the client knows none. What a stream gives in one turn of the
 * loop, however many promises later, goes out together at the end of the turn.
 */

const { together } = require('ext/serve/scratch');
const { BODY_BYTES, BODY_CHUNKED, BODY_LENGTH, BODY_NONE } = require('ext/http/parser');
const { nextTick } = require('ext/timers/ticks');
const readable = require('ext/streams/readable');

const CHUNK_END = '\r\n';
const LAST_CHUNK = '0\r\n\r\n';
/** So much is gathered before it goes out. */
const GATHER = 65536;

class StreamSender {
  constructor(exchange, head, stream) {
    this.exchange = exchange;
    this.connection = exchange.connection;
    this.head = head.text;
    this.started = false; // the head is out
    this.chunked = exchange.isModern && head.length < 0;
    this.known = head.length; // bytes that the program has announced
    this.sent = 0;
    this.gathered = [];
    this.size = 0;
    this.ended = false;
    this.over = false;
    this.reading = false; // within read()
    this.asked = false; // the stream owes an answer
    this.blocked = false; // what was sent is not with the kernel yet
    this.scheduled = false; // flush() will be called
    this.late = false; // the stream did not have everything at once
    this.full = false; // enough is gathered, and the stream was asked whether that is all
    this.slots = readable.slotsOfStream(stream);
    this.reader = readable.acquireDefaultReader(this.slots);
    exchange.onAbort = () => this.abort();
  }

  /** Reads until the stream has nothing for now; what there is goes out when the turn ends, or when it is much. */
  read() {
    this.reading = true;
    while (!this.asked && !this.ended && !this.over && this.wantsMore()) {
      this.full = this.size >= GATHER;
      this.asked = true;
      readable.readDefault(this.reader, this);
    }
    this.reading = false;
    if (this.over) return;
    if (this.ended || (this.size >= GATHER && !(this.asked && this.full))) this.put();
    else if (this.size > 0 && !this.scheduled) this.schedule();
  }

  /** Behind many small chunks the end often comes in the same turn, and then goes out with them. */
  wantsMore() {
    return this.size < GATHER || (!this.full && this.gathered.length > 1);
  }

  schedule() {
    this.scheduled = this.late = true;
    // Ticks that are asked for in a microtask run when there are no more microtasks.
    queueMicrotask(() => nextTick(flush, this));
  }

  /* ---- the reader's request ---- */

  chunk(value) {
    this.asked = false;
    if (this.over) return;
    const bytes = toBytes(value);
    if (bytes === null) {
      this.fail(new TypeError('Value not of type Uint8Array'));
      return;
    }
    if (bytes.length > 0) {
      this.gathered.push(bytes);
      this.size += bytes.length;
    }
    if (!this.reading && !this.blocked) this.read();
  }

  close() {
    this.asked = false;
    this.ended = true;
    if (!this.reading && !this.blocked && !this.over) this.put();
  }

  error(error) {
    this.asked = false;
    this.fail(error);
  }

  /* ---- */

  fail(error) {
    if (this.over) return;
    this.over = true;
    this.exchange.onAbort = null;
    this.exchange.reportError(error);
    if (this.started) this.connection.close();
    else this.exchange.failHead();
  }

  abort() {
    if (this.over) return;
    this.over = true;
    readable.cancelReadable(this.slots, this.connection.server.cancelReason());
  }

  /** Sends what was gathered, then reads on. */
  put() {
    const { connection } = this;
    const { size } = this;
    if (this.known >= 0 && this.sent + size > this.known) {
      this.cut();
      return;
    }
    const body = together(this.gathered, size);
    this.gathered = [];
    this.size = 0;
    this.full = false;
    let free;
    if (!this.started) {
      this.started = true;
      if (this.ended && this.known < 0 && !this.late) {
        connection.send(this.head, body, BODY_BYTES | BODY_LENGTH, '');
        this.finish();
        return;
      }
      free = this.begin(body);
    } else if (size > 0) {
      free = this.chunked
        ? connection.send('', body, BODY_BYTES | BODY_CHUNKED, this.chunkEnd())
        : connection.send('', body, BODY_BYTES, '');
    } else {
      free = true;
    }
    this.sent += size;
    if (this.ended) {
      if (this.chunked && size === 0) connection.send(LAST_CHUNK, '', BODY_NONE, '');
      this.finish();
    } else if (!this.asked || !free) {
      this.blocked = true;
      // Not from within: a stream that always has something must not grow the stack.
      if (free) queueMicrotask(() => this.goOn());
      else connection.afterWrites(() => this.goOn());
    }
  }

  /** More than was announced: what is too much is not sent, and the rest not asked for. */
  cut() {
    const { connection } = this;
    const left = this.known - this.sent;
    const body = together(this.gathered, this.size).subarray(0, left);
    this.gathered = [];
    this.size = 0;
    if (this.started) connection.send('', body, BODY_BYTES, '');
    else this.begin(body);
    this.started = true;
    this.sent = this.known;
    if (!this.ended)
      readable.cancelReadable(this.slots, new TypeError('The body is longer than its Content-Length'));
    this.finish();
  }

  begin(body) {
    const { connection } = this;
    if (this.chunked) {
      const head = `${this.head}transfer-encoding: chunked\r\n\r\n`;
      return body.length > 0
        ? connection.send(head, body, BODY_BYTES | BODY_CHUNKED, this.chunkEnd())
        : connection.send(head, '', BODY_NONE, '');
    }
    if (this.known >= 0)
      return connection.send(`${this.head}content-length: ${this.known}\r\n\r\n`, body, BODY_BYTES, '');
    connection.closing = true;
    return connection.send(`${this.head}\r\n`, body, BODY_BYTES, '');
  }

  chunkEnd() {
    return this.ended ? CHUNK_END + LAST_CHUNK : CHUNK_END;
  }

  goOn() {
    this.blocked = false;
    if (this.over) return;
    if (this.connection.closed) this.abort();
    else this.read();
  }

  finish() {
    this.over = true;
    this.exchange.onAbort = null;
    // Less than was announced: the client must see that something is missing.
    if (this.known >= 0 && this.sent < this.known) this.connection.close();
    else this.exchange.finish();
  }
}

/** At the end of a turn in which something came. */
function flush(sender) {
  sender.scheduled = false;
  if (!sender.over && !sender.blocked && sender.size > 0) sender.put();
}

/** A chunk as bytes: text is encoded, too. */
function toBytes(value) {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return binding('buffer').utf8Encode(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : null;
}

/**
 * @param {Exchange} exchange
 * @param {{text: string, length: number}} head
 * @param {ReadableStream} stream
 */
function sendStream(exchange, head, stream) {
  new StreamSender(exchange, head, stream).read();
}

module.exports = { sendStream };
