'use strict';

/**
 * HTTP/1 connections as JavaScript sees them: a Parser names one by the number that the binding gave it, and hands
 * what comes in to its handler.
 *
 * A handler has `onHeaders(info, methodOrStatus, urlOrReason, block)`, `onBody(bytes)`, `onComplete(trailers)`,
 * `onExecute(parsed, error, parser)` and `onIdle()`; see binding.pyx for when each is called and what it may answer.
 */

const native = binding('http');
const limits = require('ext/http/limits');
const contexts = require('ext/async_context/state');
const asyncResource = require.lazy('ext/async_context/resource');

const REQUEST = 1;
const RESPONSE = 2;

/** Bits of `info`. */
const I_KEEP_ALIVE = 1;
const I_UPGRADE = 2;
const I_COMPLETE = 4;
const I_HOST = 8;
const I_EXPECT = 16;
const I_BODY_FIELDS = 32;

/**
 * What onHeaders may answer: llhttp's 0, 1, 2, and A_NOTIFY; A_TEXT: onBody may get a short body, all of it ASCII, as a
 * string; shifted by A_IDLE, ms to wait for the next request.
 */
const A_NOTIFY = 4;
const A_TEXT = 8;
const A_IDLE = 4;

/** Bodies of `write`. */
const BODY_BYTES = 0;
const BODY_LATIN1 = 1;
const BODY_UTF8 = 2;
const BODY_NONE = 3;
/** Added to one of them: the body is one chunk, and what follows it is the tail. */
const BODY_CHUNKED = 4;
/** Added to one of them: `write` ends the head, which lacks its last field, with Content-Length. */
const BODY_LENGTH = 8;

/** Lenient flags, llhttp's. */
const LENIENT_NONE = 0;
const LENIENT_ALL = 0x3ff;
const LENIENT_HEADER_VALUE_RELAXED = 0x400;

/** The error that Node makes of [code, reason, bytesParsed]. */
function parseError([code, reason, bytesParsed]) {
  const error = new Error('Parse Error');
  error.bytesParsed = bytesParsed;
  error.code = code;
  error.reason = reason;
  return error;
}

/** Gives a parse error its message and the bytes that it is about. */
function completeError(error, rawPacket) {
  error.rawPacket = rawPacket;
  error.message = `Parse Error: ${error.reason}`;
  return error;
}

class Parser {
  #made = true;

  constructor() {
    this.id = -1;
    this.handler = null;
    this.socket = null;
    this.incoming = null;
    this.outgoing = null;
    this.consumed = false;
    // While async_hooks has listeners: what it knows the connection by.
    this.resource = null;
  }

  /**
   * @param {number} type REQUEST or RESPONSE: what comes in
   * @param {object} handler
   * @param {number} [maxHeaderSize] bytes, 0 for the default
   * @param {number} [lenientFlags]
   * @param {number} [maxFields] how many header fields a message may have, 0 for any number
   * @param {ConnectionsList} [list]
   */
  open(type, handler, maxHeaderSize = 0, lenientFlags = 0, maxFields = 0, list = undefined) {
    this.handler = handler;
    this.id = native.open(
      this,
      type,
      maxHeaderSize || limits.maxHeaderSize(),
      lenientFlags,
      maxFields,
      list?.handle,
    );
    if (contexts.tracker !== null) {
      const name = type === REQUEST ? 'HTTPINCOMINGMESSAGE' : 'HTTPCLIENTREQUEST';
      this.resource = new (asyncResource().AsyncResource)(name, { requireManualDestroy: true });
    }
  }

  /** Forgets the connection; idempotent. What is being parsed is not parsed further. */
  close() {
    if (this.id < 0) return;
    native.close(this.id);
    this.id = -1;
    this.consumed = false;
    this.handler = closedHandler;
    this.socket = null;
    this.incoming = null;
    this.outgoing = null;
    if (this.resource !== null) {
      this.resource.emitDestroy();
      this.resource = null;
    }
  }

  /**
   * Parses bytes.
   * @param {Uint8Array} bytes
   * @returns {number|Error} how many were parsed
   */
  execute(bytes) {
    if (!(#made in this)) throw new TypeError('Illegal invocation');
    if (this.id < 0) return bytes.length;
    const result = native.execute(this.id, bytes);
    return typeof result === 'object' ? parseError(result) : result;
  }

  /** The input has ended. @returns {Error|undefined} */
  finish() {
    if (this.id < 0) return undefined;
    const result = native.finish(this.id);
    return result === undefined ? undefined : parseError(result);
  }

  pause() {
    if (this.id >= 0) native.pause(this.id);
  }

  resume() {
    if (this.id >= 0) native.resume(this.id);
  }

  /** Reads from a native handle without JavaScript. @returns {boolean} whether it can */
  consume(handle) {
    if (this.id >= 0 && !this.consumed) this.consumed = native.consume(this.id, handle);
    return this.consumed;
  }

  unconsume() {
    if (!this.consumed) return;
    this.consumed = false;
    native.unconsume(this.id);
  }

  /** A copy of the bytes that are being parsed. @returns {Uint8Array} */
  currentInput() {
    return this.id < 0 ? new Uint8Array(0) : native.currentInput(this.id);
  }

  /**
   * Has the rest of the body under way given to onBody in one piece; the third argument is how many bytes it has.
   * @param {boolean} text as a string of its UTF-8, a byte order mark included, else as a Uint8Array
   * @param {Uint8Array|undefined} before what has come of it already, which goes in front
   * @param {number} most bytes
   * @returns {boolean} whether it will be: it has a length, and not more than that
   */
  gather(text, before, most) {
    return this.id >= 0 && native.gather(this.id, text, before, most);
  }

  /** Asks for handler.onIdle() unless a request comes within `ms`; 0 calls it off. @returns {boolean} whether it can */
  idle(ms) {
    return this.id >= 0 && native.idle(this.id, ms);
  }
}

/** What a Parser hands things to once it is closed: it drops them. */
const closedHandler = {
  onHeaders: () => 0,
  onBody() {},
  onComplete() {},
  onExecute() {},
  onIdle() {},
};

/** Calls a handler's method with async_hooks watching. */
function callInScope(parser, method, ...args) {
  return parser.resource.runInAsyncScope(parser.handler[method], parser.handler, ...args, parser);
}

native.setup(
  function onHeaders(info, what, text, block) {
    if (this.resource !== null) return callInScope(this, 'onHeaders', info, what, text, block);
    return this.handler.onHeaders(info, what, text, block, this);
  },
  function onBody(bytes, size) {
    if (this.resource !== null)
      this.resource.runInAsyncScope(this.handler.onBody, this.handler, bytes, this, size);
    else this.handler.onBody(bytes, this, size);
  },
  function onComplete(trailers) {
    if (this.resource !== null) callInScope(this, 'onComplete', trailers);
    else this.handler.onComplete(trailers, this);
  },
  function onExecute(parsed, error) {
    this.handler.onExecute(error === undefined ? parsed : parseError(error), this);
  },
  function onIdle() {
    this.handler.onIdle(this);
  },
);

/** The connections of a server. */
class ConnectionsList {
  constructor() {
    this.handle = native.listNew();
  }

  /** @returns {Parser[]} */
  all() {
    return native.listAll(this.handle);
  }

  /** @returns {Parser[]} those between two messages */
  idle() {
    return native.listIdle(this.handle);
  }

  /** @returns {Parser[]} those whose message takes longer than it may; limits in ms, 0 for none */
  expired(headersTimeout, requestTimeout) {
    return native.listExpired(this.handle, headersTimeout, requestTimeout);
  }
}

module.exports = {
  REQUEST,
  RESPONSE,
  I_KEEP_ALIVE,
  I_UPGRADE,
  I_COMPLETE,
  I_HOST,
  I_EXPECT,
  I_BODY_FIELDS,
  A_NOTIFY,
  A_TEXT,
  A_IDLE,
  BODY_BYTES,
  BODY_LATIN1,
  BODY_UTF8,
  BODY_NONE,
  BODY_CHUNKED,
  BODY_LENGTH,
  LENIENT_NONE,
  LENIENT_ALL,
  LENIENT_HEADER_VALUE_RELAXED,
  Parser,
  ConnectionsList,
  completeError,
  write: native.write,
  writeChunks: native.writeChunks,
  sendFile: native.sendFile,
  parseJSON: native.parseJSON,
  methods: native.methods,
};
