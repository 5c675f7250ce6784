'use strict';

// Http2Stream: one exchange of a session, a Duplex whose bytes go to and come from the engine.

const {
  codes: {
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_STREAM_ERROR,
    ERR_HTTP2_TRAILERS_ALREADY_SENT,
    ERR_HTTP2_TRAILERS_NOT_READY,
  },
  AbortError,
  ErrnoException,
  aggregateTwoErrors,
} = require('ext/base/errors');
const { validateFunction, validateInteger } = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { setImmediate } = require('node/timers');
const { Buffer } = require('node/buffer');
const { FastBuffer } = require('node/internal/buffer_pool');
const { Duplex } = require('node/stream');
const { NghttpError } = require('ext/http2/errors');
const { TRAILERS, encodeHeaders, objectOfRaw } = require('ext/http2/headers');
const { KIND_BYTES, KIND_LATIN1, KIND_UTF8 } = require('ext/http2/engine');
const { checkObject } = require('ext/http2/settings');
const { setStreamTimeout } = require('node/internal/net/io');
const { kTimeout, kSession, kUpdateTimer, kMaybeDestroy } = require('node/internal/net/symbols');
const {
  kState,
  kEngine,
  kInit,
  kProceed,
  kProxySocket,
  kRequest,
  kOnClose,
  kOnWritten,
  kOnTrailers,
  kOnData,
} = require('node/internal/http2/symbols');
const { debugStream } = require('node/internal/http2/debug');
const channels = require('node/internal/http2/channels');
const performance = require('node/internal/http2/performance');
const inspecting = require.lazy('ext/console/format');
const { deprecate } = require('ext/base/deprecate');

const NO_ERROR = 0;
const INTERNAL_ERROR = 2;
const CANCEL = 8;
const ERROR_NAMES = (
  'NGHTTP2_NO_ERROR NGHTTP2_PROTOCOL_ERROR NGHTTP2_INTERNAL_ERROR NGHTTP2_FLOW_CONTROL_ERROR ' +
  'NGHTTP2_SETTINGS_TIMEOUT NGHTTP2_STREAM_CLOSED NGHTTP2_FRAME_SIZE_ERROR NGHTTP2_REFUSED_STREAM ' +
  'NGHTTP2_CANCEL NGHTTP2_COMPRESSION_ERROR NGHTTP2_CONNECT_ERROR NGHTTP2_ENHANCE_YOUR_CALM ' +
  'NGHTTP2_INADEQUATE_SECURITY NGHTTP2_HTTP_1_1_REQUIRED'
).split(' ');

/** Whether RST_STREAM is sent when a stream is closed: never, after what was written, at once. */
const RST_NONE = 0;
const RST_AFTER = 1;
const RST_NOW = 2;

/** What a stream is about, beside what a Duplex knows. */
class StreamState {
  id = undefined;
  closed = false;
  rstCode = NO_ERROR;
  aborted = false;
  headersSent = false;
  headRequest = false;
  /** Trailers are to come after the body. */
  wantsTrailers = false;
  trailersReady = false;
  endAfterHeaders = false;
  didRead = false;
  sentHeaders = undefined;
  sentRaw = undefined;
  sentTrailers = undefined;
  sentInfo = undefined;
  /** Bytes that were given to the engine and are not written yet. */
  writing = 0;
  writingBefore = -1;
  writeCallback = null;
  writeError = null;
  endError = null;
  /** What a write waits for: that it is out, and that one knows whether it is the last. */
  writePending = 0;
  shutdownCalled = false;
  /** Sends a file: see files.js. */
  file = null;
  origin = undefined;
  /** For the performance timeline, or null. */
  statistics = null;
}

function onPause() {
  const state = this[kState];
  if (!this.destroyed && state.id !== undefined) this[kSession][kEngine]?.reading(state.id, false);
}

function startReading() {
  if (!this.destroyed) this[kSession][kEngine]?.reading(this[kState].id, true);
}

const maybeDestroy = (stream) => stream[kMaybeDestroy]();
const closeNow = (stream) => stream.close();

/** Gives one chunk to the engine. @returns {number} bytes, or a negative error */
function writeChunk(engine, id, chunk, encoding, last) {
  switch (encoding) {
    case 'buffer':
      return engine.write(id, chunk, KIND_BYTES, last);
    case 'utf8':
    case 'utf-8':
      return engine.write(id, chunk, KIND_UTF8, last);
    case 'latin1':
    case 'binary':
    case 'ascii':
      return engine.write(id, chunk, KIND_LATIN1, last);
    default:
      return engine.write(id, Buffer.from(chunk, encoding), KIND_BYTES, last);
  }
}

/** The body is complete: the engine is told. */
function shutdownWritable(stream, callback) {
  const state = stream[kState];
  const engine = stream[kSession]?.[kEngine];
  if (!engine || state.shutdownCalled) {
    callback();
    return;
  }
  state.shutdownCalled = true;
  engine.end(state.id);
  stream.on('finish', onFinish);
  callback();
}

function onFinish() {
  this[kMaybeDestroy]();
}

function finishWrite(stream) {
  const state = stream[kState];
  if (--state.writePending !== 0) return;
  const callback = state.writeCallback;
  const error = aggregateTwoErrors(state.endError, state.writeError);
  state.writeCallback = null;
  state.writeError = null;
  state.endError = null;
  if (error) stream.destroy(error);
  callback?.(error);
}

/** Where the program has ended the stream right after a write, END_STREAM goes with that write's last bytes. */
function checkEnd(stream) {
  const state = stream[kState];
  const { ending, bufferedIndex, buffered } = stream._writableState;
  const waiting = buffered ? buffered.length - bufferedIndex : 0;
  if (state.writeError || !ending || waiting > 0 || state.wantsTrailers) {
    finishWrite(stream);
    return;
  }
  debugStream(stream, 'shutting down writable on last write');
  shutdownWritable(stream, (error) => {
    state.endError = error;
    finishWrite(stream);
  });
}

function reset(stream, code) {
  const state = stream[kState];
  if (state.id !== undefined) stream[kSession]?.[kEngine]?.reset(state.id, code);
}

function finishClose(stream, code) {
  if (stream.pending) {
    stream.push(null);
    stream.once('ready', () => reset(stream, code));
    return;
  }
  reset(stream, code);
}

/** The stream is over for the program: nothing is written any more. */
function closeStream(stream, code, how) {
  const state = stream[kState];
  const { isServer } = stream[kSession][kState];
  state.closed = true;
  state.rstCode = code;
  stream.setTimeout(0);
  stream.removeAllListeners('timeout');

  const { ending } = stream._writableState;
  if (!ending) {
    if (!state.aborted) {
      state.aborted = true;
      stream.emit('aborted');
    }
    stream.end();
  }
  if (how !== RST_NONE) {
    if (!ending || stream.writableFinished || code !== NO_ERROR || how === RST_NOW) finishClose(stream, code);
    else stream.once('finish', () => finishClose(stream, code));
  }
  channels.publish(isServer ? 'server.stream.close' : 'client.stream.close', stream);
}

class Http2Stream extends Duplex {
  constructor(session, options) {
    super({ ...options, allowHalfOpen: true, decodeStrings: false, autoDestroy: false });
    this.cork();
    this[kSession] = session;
    this[kState] = new StreamState();
    this[kTimeout] = null;
    this[kRequest] = undefined;
    this[kProxySocket] = null;
    session[kState].pending.add(this);
    // Reading begins when somebody asks for it.
    this._readableState.readingMore = true;
    this.on('pause', onPause);
  }

  [kUpdateTimer]() {
    if (this.destroyed) return;
    if (this[kTimeout]) this[kTimeout].refresh();
    this[kSession]?.[kUpdateTimer]();
  }

  /** The engine knows the stream by a number now. */
  [kInit](id) {
    const sessionState = this[kSession][kState];
    sessionState.pending.delete(this);
    sessionState.streams.set(id, this);
    this[kState].id = id;
    this.uncork();
    this.emit('ready');
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth) {
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = {
      id: this.id || '<pending>',
      closed: this.closed,
      destroyed: this.destroyed,
      state: this.state,
      readableState: this._readableState,
      writableState: this._writableState,
    };
    return `Http2Stream ${inspecting().format(shown)}`;
  }

  get bufferSize() {
    return this[kState].writing + this.writableLength;
  }

  get endAfterHeaders() {
    return this[kState].endAfterHeaders;
  }

  get sentHeaders() {
    const state = this[kState];
    if (!state.sentHeaders && state.sentRaw) state.sentHeaders = objectOfRaw(state.sentRaw);
    return state.sentHeaders;
  }

  get sentTrailers() {
    return this[kState].sentTrailers;
  }

  get sentInfoHeaders() {
    return this[kState].sentInfo;
  }

  get pending() {
    return this[kState].id === undefined;
  }

  get id() {
    return this[kState].id;
  }

  get session() {
    return this[kSession];
  }

  _onTimeout() {
    if (this.destroyed) return;
    const state = this[kState];
    // A write that gets on is no silence.
    const session = this[kSession];
    if ((state.writing > 0 && session[kState].isSending()) || session[kEngine]?.sendsSoon()) {
      this[kUpdateTimer]();
      return;
    }
    this.emit('timeout');
  }

  get headersSent() {
    return this[kState].headersSent;
  }

  get aborted() {
    return this[kState].aborted;
  }

  get headRequest() {
    return this[kState].headRequest;
  }

  get rstCode() {
    return this[kState].rstCode;
  }

  get closed() {
    return this[kState].closed;
  }

  get state() {
    const list =
      this.destroyed || this.pending ? undefined : this[kSession][kEngine]?.streamState(this[kState].id);
    if (list === undefined) return {};
    const [state, localClose, remoteClose, localWindowSize] = list;
    return { state, weight: 16, sumDependencyWeight: 0, localClose, remoteClose, localWindowSize };
  }

  /* ---------------------------------------------------------------- writing */

  #write(chunks, chunk, encoding, callback) {
    if (this.pending) {
      this.once('ready', () => this.#write(chunks, chunk, encoding, callback));
      return;
    }
    if (this.destroyed) return;
    this[kUpdateTimer]();
    if (!this.headersSent) this[kProceed]();

    const state = this[kState];
    const engine = this[kSession]?.[kEngine];
    state.writeCallback = callback;
    if (state.wantsTrailers) {
      state.writePending = 1;
    } else {
      state.writePending = 2;
      nextTick(checkEnd, this);
    }
    let bytes = 0;
    if (chunks === null) {
      bytes = engine === undefined ? -1 : writeChunk(engine, state.id, chunk, encoding, true);
    } else {
      const last = chunks.length - 1;
      for (let i = 0; i <= last && bytes >= 0; i++) {
        const n = engine === undefined ? -1 : writeChunk(engine, state.id, chunks[i].chunk, chunks[i].encoding, i === last); // prettier-ignore
        bytes = n < 0 ? n : bytes + n;
      }
    }
    if (bytes < 0) {
      nextTick(() => this[kOnWritten](-4095));
      return;
    }
    performance.mark(this, 'written', bytes);
    state.writing += bytes;
    this[kSession][kState].writing += bytes;
    if (!this[kSession][kState].isServer) {
      channels.publishChunk(this, chunks !== null, chunks ?? chunk, encoding);
    }
  }

  _write(chunk, encoding, callback) {
    this.#write(null, chunk, encoding, callback);
  }

  _writev(chunks, callback) {
    this.#write(chunks, undefined, '', callback);
  }

  /** What was given to the engine is out, or never will be. */
  [kOnWritten](status) {
    const state = this[kState];
    if (this[kSession] !== undefined) {
      this[kSession][kState].writing -= state.writing;
      this[kUpdateTimer]();
    }
    state.writing = 0;
    if (state.file !== null) {
      state.file.next(status);
      return;
    }
    if (state.writeCallback === null) return;
    state.writeError = status < 0 ? new ErrnoException(status, 'write') : null;
    finishWrite(this);
  }

  _final(callback) {
    if (this.pending) {
      this.once('ready', () => this._final(callback));
      return;
    }
    debugStream(this, 'shutting down writable on _final');
    shutdownWritable(this, callback);
    if (this[kSession] && !this[kSession][kState].isServer) channels.publish('client.stream.bodySent', this);
  }

  /* ---------------------------------------------------------------- reading */

  _read() {
    if (this.destroyed) {
      this.push(null);
      return;
    }
    const state = this[kState];
    if (!state.didRead) {
      this._readableState.readingMore = false;
      state.didRead = true;
    }
    if (state.id !== undefined) startReading.call(this);
    else this.once('ready', startReading);
  }

  [kOnData](bytes, last) {
    this[kUpdateTimer]();
    if (bytes !== undefined) {
      performance.mark(this, 'read', bytes.byteLength);
      const chunk = new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (!this.push(chunk) && !this.destroyed) this[kSession][kEngine]?.reading(this[kState].id, false);
    }
    if (last && !this.destroyed) {
      this.push(null);
      this.read(0);
    }
  }

  /* ---------------------------------------------------------------- trailers */

  /** The body is out: the program may send trailers. */
  [kOnTrailers]() {
    this[kState].trailersReady = true;
    if (this.destroyed || this.closed) return;
    if (!this.emit('wantTrailers')) this.sendTrailers({});
  }

  /**
   * Sends trailers, which end the stream.
   * @param {object} headers
   * @throws {ERR_HTTP2_INVALID_STREAM|ERR_HTTP2_TRAILERS_ALREADY_SENT|ERR_HTTP2_TRAILERS_NOT_READY}
   */
  sendTrailers(headers) {
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    const state = this[kState];
    if (state.sentTrailers) throw new ERR_HTTP2_TRAILERS_ALREADY_SENT();
    if (!state.trailersReady) throw new ERR_HTTP2_TRAILERS_NOT_READY();
    checkObject(headers, 'headers');
    headers = Object.assign({ __proto__: null }, headers);
    debugStream(this, 'sending trailers');
    this[kUpdateTimer]();
    const fields = encodeHeaders(headers, TRAILERS, this[kSession][kState].strict);
    state.sentTrailers = headers;
    setImmediate(() => {
      if (this.destroyed) return;
      state.wantsTrailers = false;
      const result = this[kSession][kEngine]?.trailers(state.id, fields) ?? 0;
      if (result < 0) this.destroy(new NghttpError(result));
      else this[kMaybeDestroy]();
    });
  }

  /* ---------------------------------------------------------------- closing */

  /**
   * Closes the stream: RST_STREAM with `code`, after what was written where that is 0.
   * @param {number} [code]
   * @param {function()} [callback] of 'close'
   */
  close(code = NO_ERROR, callback) {
    validateInteger(code, 'code', 0, 2 ** 32 - 1);
    if (callback !== undefined) validateFunction(callback, 'callback');
    if (this.closed) return;
    if (callback !== undefined) this.once('close', callback);
    closeStream(this, code, RST_AFTER);
  }

  /** The engine has closed the stream; what came is still to be read. */
  [kOnClose](code, byPeer) {
    if (this.destroyed) return;
    debugStream(this, 'closed with code %d, closed %s, readable %s', code, this.closed, this.readable);
    if (!this.closed) closeStream(this, code, RST_NONE);
    const state = this[kState];
    if (!this.readable || code !== NO_ERROR) {
      this.destroy();
      return;
    }
    this.on('end', byPeer ? this.destroy : this[kMaybeDestroy]);
    this.push(null);
    // A server that never asked for the body does not want it.
    if (this[kSession][kState].isServer && !state.didRead && this.readableFlowing === null) this.resume();
    else this.read(0);
  }

  _destroy(error, callback) {
    const session = this[kSession];
    const state = this[kState];
    const sessionState = session[kState];
    const sessionCode = sessionState.goawayCode || sessionState.destroyCode;
    debugStream(this, 'destroying stream');

    let code = state.closed ? state.rstCode : sessionCode;
    if (error != null) {
      if (sessionCode) code = sessionCode;
      else code = error instanceof AbortError ? CANCEL : INTERNAL_ERROR;
    }
    const known = state.id !== undefined;
    if (!state.closed) closeStream(this, code, known ? RST_NOW : RST_NONE);
    this.push(null);
    if (known) {
      session[kEngine]?.forget(state.id);
      sessionState.streams.delete(state.id);
    } else {
      sessionState.pending.delete(this);
    }
    sessionState.writing -= state.writing;
    state.writing = 0;
    state.file?.stop();
    if (error == null && code !== NO_ERROR && code !== CANCEL) {
      error = new ERR_HTTP2_STREAM_ERROR(ERROR_NAMES[code] || code);
    }
    performance.endStream(session, this);
    this[kSession] = undefined;
    setImmediate(maybeDestroy, session);
    if (error) {
      channels.publishError(
        sessionState.isServer ? 'server.stream.error' : 'client.stream.error',
        this,
        error,
      );
    }
    const written = state.writeCallback;
    if (written !== null) {
      state.writeCallback = null;
      state.writePending = 0;
      written(error);
    }
    callback(error);
  }

  /** Destroys the stream if nothing is left to be done. */
  [kMaybeDestroy](code = NO_ERROR) {
    if (code !== NO_ERROR) {
      this.destroy();
      return;
    }
    if (!this.writableFinished) return;
    const state = this[kState];
    if (!this.readable && state.closed) {
      this.destroy();
      return;
    }
    // A server has answered without reading the request: the client need not send the rest of it.
    const isServer = this[kSession]?.[kState].isServer;
    if (state.headersSent && isServer && !state.wantsTrailers && !state.didRead) {
      if (this.readableFlowing === null) setImmediate(closeNow, this);
    }
  }
}

Http2Stream.prototype.priority = deprecate(
  function priority() {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_STREAM();
  },
  'http2Stream.priority is longer supported after priority signalling was deprecated in RFC 9113',
  'DEP0194',
);

Object.defineProperty(Http2Stream.prototype, 'setTimeout', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  writable: true,
  value: setStreamTimeout,
});

module.exports = { Http2Stream };
