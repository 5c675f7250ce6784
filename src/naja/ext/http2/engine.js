'use strict';

/**
 * HTTP/2 sessions as JavaScript sees them: an Engine names one by the number that the binding gave it, and hands what
 * comes in to its handler.
 *
 * A handler has
 *   onHeaders(stream, category, flags, list, parent, secrets): a head, as [name, value, ...], and the frame's flags (1: END_STREAM);
 *     `secrets` are the names of fields that are never to be indexed, or undefined
 *   onData(stream, bytes or undefined, last), onClose(stream, code, byPeer), onWritten(stream, status), onTrailers(stream)
 *   onEvent(what, a, b, c): see E_* in events.pxi
 */

const native = binding('http2');

/** What onEvent is called with first. */
const E_ERROR = 0;
const E_SETTINGS = 1;
const E_SETTINGS_ACK = 2;
const E_PING = 3;
const E_PING_ACK = 4;
const E_GOAWAY = 5;
const E_ALTSVC = 6;
const E_ORIGIN = 7;
const E_SEND = 8;
const E_NOT_SENT = 10;
const E_INVALID_FRAMES = 11;
const E_DRAINED = 12;
const E_FINISHED = 13;

/** Categories of onHeaders. */
const CAT_REQUEST = 0;
const CAT_RESPONSE = 1;
const CAT_PUSH_RESPONSE = 2;
const CAT_HEADERS = 3;

/** Options of `request`, `respond` and `push`. */
const O_END = 1;
const O_TRAILERS = 2;

/** What the method of a request means for its answer. */
const M_HEAD = 0x10000;
const M_CONNECT = 0x20000;

/** Kinds of `write`. */
const KIND_BYTES = 0;
const KIND_LATIN1 = 1;
const KIND_UTF8 = 2;

// Numbers of 32 bits, whatever programs give.
const number = (value, fallback) => (typeof value === 'number' ? value >>> 0 : fallback);
const atLeastOne = (value, fallback) => (typeof value === 'number' ? Math.max(1, value) >>> 0 : fallback);

/** The numbers that `open` takes, of the options that programs give. */
function listOptions(options, server) {
  return [
    number(options.maxDeflateDynamicTableSize, 4096),
    number(options.maxReservedRemoteStreams, 200),
    number(options.maxSendHeaderBlockLength, 65536),
    number(options.peerMaxConcurrentStreams, 100),
    number(options.paddingStrategy, 0),
    Math.max(server ? 4 : 1, number(options.maxHeaderListPairs, 128)),
    atLeastOne(options.maxSessionMemory, 10) * 1e6,
    atLeastOne(options.maxSettings, 32),
    number(options.maxSessionInvalidFrames, 1000),
    number(options.maxSessionRejectedStreams, 100),
    options.strictFieldWhitespaceValidation === false ? 0 : 1,
    atLeastOne(options.streamResetBurst, 1000),
    atLeastOne(options.streamResetRate, 33),
  ];
}

class Engine {
  /**
   * @param {object} handler
   * @param {boolean} server
   * @param {object} options of http2.createServer() and http2.connect()
   */
  constructor(handler, server, options) {
    this.handler = handler;
    this.id = native.open(this, server, listOptions(options, server));
  }

  /** Forgets the session; idempotent. Nothing is called any more. */
  close() {
    if (this.id < 0) return;
    native.close(this.id);
    this.id = -1;
  }

  /** Reads from and writes to a native handle without JavaScript. @returns {boolean} whether it can */
  consume(handle) {
    return native.consume(this.id, handle);
  }

  receive(bytes) {
    native.receive(this.id, bytes);
  }

  /** What E_SEND gave is written. @param {number} status 0, or libuv's error */
  sent(status) {
    if (this.id >= 0) native.sent(this.id, status);
  }

  /** Sends what there is at once. */
  flush() {
    native.flush(this.id);
  }

  /** @returns {number} the new stream, or a negative error */
  request(fields, options, method) {
    return native.request(this.id, fields, options, method);
  }

  respond(stream, fields, options) {
    return native.respond(this.id, stream, fields, options);
  }

  info(stream, fields) {
    return native.info(this.id, stream, fields);
  }

  trailers(stream, fields) {
    return native.trailers(this.id, stream, fields);
  }

  push(stream, fields, method) {
    return native.push(this.id, stream, fields, method);
  }

  /**
   * Queues bytes of a body. A Uint8Array must stay as it is until they are written.
   * @param {boolean} last whether onWritten is to be called when all that is queued is written
   * @returns {number} how many bytes, or a negative error
   */
  write(stream, data, kind, last) {
    return native.write(this.id, stream, data, kind, last);
  }

  end(stream) {
    native.end(this.id, stream);
  }

  reset(stream, code) {
    native.reset(this.id, stream, code);
  }

  /** JavaScript does not want to hear of the stream any more. */
  forget(stream) {
    native.forget(this.id, stream);
  }

  reading(stream, on) {
    native.reading(this.id, stream, on);
  }

  settings(list) {
    native.settings(this.id, list);
  }

  ping(payload) {
    native.ping(this.id, payload);
  }

  goaway(code, last, data) {
    native.goaway(this.id, code, last, data);
  }

  /** GOAWAY is the last frame. */
  terminate(code) {
    native.terminate(this.id, code);
  }

  /** Asks for E_DRAINED whenever nothing is left to be sent. */
  watchDrained() {
    native.watchDrained(this.id);
  }

  /** No further stream is taken: once there is none, the socket is not read any more. */
  leave() {
    native.leave(this.id);
  }

  /** The session is about to end: streams that only read are not reset one by one. */
  ending() {
    native.ending(this.id);
  }

  /** Asks for E_FINISHED once what there is has been sent, or can not be now. */
  finish() {
    native.finish(this.id);
  }

  altsvc(stream, origin, value) {
    native.altsvc(this.id, stream, origin, value);
  }

  origin(payload) {
    native.origin(this.id, payload);
  }

  setLocalWindowSize(size) {
    return native.setLocalWindowSize(this.id, size);
  }

  setNextStreamID(id) {
    return native.setNextStreamID(this.id, id);
  }

  currentSettings(remote) {
    return native.currentSettings(this.id, remote);
  }

  /** @returns {number[]} see js_state */
  state() {
    return native.state(this.id);
  }

  streamState(stream) {
    return native.streamState(this.id, stream);
  }

  /** Whether something waits to be sent. */
  wants() {
    return native.wants(this.id);
  }

  /** Whether something goes out before the loop waits. */
  sendsSoon() {
    return native.sendsSoon(this.id);
  }
}

native.setup(
  function onHeaders(stream, category, flags, list, parent, secrets) {
    this.handler.onHeaders(stream, category, flags, list, parent, secrets);
  },
  function onData(stream, bytes, last) {
    this.handler.onData(stream, bytes, last);
  },
  function onClose(stream, code, byPeer) {
    this.handler.onClose(stream, code, byPeer);
  },
  function onWritten(stream, status) {
    this.handler.onWritten(stream, status | 0);
  },
  function onTrailers(stream) {
    this.handler.onTrailers(stream);
  },
  function onEvent(what, a, b, c) {
    this.handler.onEvent(what, a, b, c);
  },
);

module.exports = {
  Engine,
  E_ERROR,
  E_SETTINGS,
  E_SETTINGS_ACK,
  E_PING,
  E_PING_ACK,
  E_GOAWAY,
  E_ALTSVC,
  E_ORIGIN,
  E_SEND,
  E_NOT_SENT,
  E_INVALID_FRAMES,
  E_DRAINED,
  E_FINISHED,
  CAT_REQUEST,
  CAT_RESPONSE,
  CAT_PUSH_RESPONSE,
  CAT_HEADERS,
  O_END,
  O_TRAILERS,
  M_HEAD,
  M_CONNECT,
  KIND_BYTES,
  KIND_LATIN1,
  KIND_UTF8,
};
