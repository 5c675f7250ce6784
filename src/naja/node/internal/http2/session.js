'use strict';

// Http2Session: what client and server sessions have in common. It owns the Engine, and holds a socket that nobody else
// reads or writes meanwhile.

const {
  codes: {
    ERR_HTTP2_INVALID_SESSION,
    ERR_HTTP2_MAX_PENDING_SETTINGS_ACK,
    ERR_HTTP2_PING_CANCEL,
    ERR_HTTP2_PING_LENGTH,
    ERR_HTTP2_SESSION_ERROR,
    ERR_HTTP2_SETTINGS_CANCEL,
    ERR_HTTP2_SOCKET_BOUND,
    ERR_HTTP2_STREAM_CANCEL,
    ERR_HTTP2_TOO_MANY_ORIGINS,
    ERR_OUT_OF_RANGE,
    ERR_SOCKET_CLOSED,
  },
} = require('ext/base/errors');
const { validateBuffer, validateFunction, validateInt32, validateNumber } = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { setImmediate } = require('node/timers');
const EventEmitter = require('node/events');
const { Buffer } = require('node/buffer');
const { Engine, ...E } = require('ext/http2/engine');
const { NghttpError } = require('ext/http2/errors');
const { decodeHeaders } = require('ext/http2/headers');
const { checkObject, describeSettings, listSettings, validateSettings } = require('ext/http2/settings');
const JSStreamSocket = require.lazy('node/internal/net/stream_socket');
const { setStreamTimeout } = require('node/internal/net/io');
const { kTimeout, kBoundSession, kUpdateTimer, kMaybeDestroy } = require('node/internal/net/symbols');
const {
  kState,
  kSocket,
  kEngine,
  kServer,
  kSessions,
  kProxySocket,
  kMaxOriginSetSize,
  kOpenIncoming,
  kOnClose,
  kOnWritten,
  kOnTrailers,
  kOnData,
} = require('node/internal/http2/symbols');
const { socketHandler } = require('node/internal/http2/socket_proxy');
const { debugSession, debugStream } = require('node/internal/http2/debug');
const channels = require('node/internal/http2/channels');
const contexts = require('ext/async_context/state');
const resources = require.lazy('ext/async_context/resource');
const tls = require.lazy('node/tls');
const urls = require.lazy('ext/url/url');
const { now } = require('ext/performance/clock');
const performance = require('node/internal/http2/performance');
const inspecting = require.lazy('ext/console/format');

const NO_ERROR = 0;
const INTERNAL_ERROR = 2;
const REFUSED_STREAM = 7;
const CANCEL = 8;
const UINT32 = 2 ** 32 - 1;

const emit = (emitter, ...args) => emitter.emit(...args);

class SessionState {
  isServer;
  strict;
  customs;
  ready = false;
  closed = false;
  destroyed = false;
  destroyCode = NO_ERROR;
  goawayCode = null;
  goawayLastStreamID = null;
  encrypted = undefined;
  alpnProtocol = undefined;
  /** Streams by number, and those that have none yet. */
  streams = new Map();
  pending = new Set();
  pendingSettings = 0;
  /** Callbacks of settings() and ping() that wait, in order. */
  settings = [];
  pings = [];
  maxPings;
  maxSettings;
  localSettings = undefined;
  remoteSettings = undefined;
  originSet = undefined;
  /** Bytes of bodies that wait to be written. */
  writing = 0;
  writtenBefore = 0;
  statistics = null;
  /** Ends what is left of a destroyed session, once its last frame is out. */
  finish = null;

  constructor(session, isServer, options) {
    this.session = session;
    this.isServer = isServer;
    this.strict = options.strictSingleValueFields;
    this.customs = options.remoteCustomSettings;
    this.maxPings = typeof options.maxOutstandingPings === 'number' ? options.maxOutstandingPings : 10;
    const { maxOutstandingSettings: most } = options;
    this.maxSettings = typeof most === 'number' ? Math.max(1, most) : 10;
  }

  /** Whether bytes went out since the last time that this was asked. */
  isSending() {
    const written = this.session[kEngine]?.state()[13] ?? 0;
    const before = this.writtenBefore;
    this.writtenBefore = written;
    return written !== before;
  }
}

/** A callback that async_hooks sees, while it has listeners. */
function tracked(type, callback) {
  if (contexts.tracker === null) return callback;
  const resource = new (resources().AsyncResource)(type, { requireManualDestroy: true });
  return (...args) => {
    resource.runInAsyncScope(callback, undefined, ...args);
    resource.emitDestroy();
  };
}

/* ---------------------------------------------------------------- the socket */

function onSocketError(error) {
  const session = this[kBoundSession];
  if (session === undefined) return;
  if (error.code === 'ECONNRESET' && session[kState].goawayCode !== null) {
    session.destroy();
    return;
  }
  debugSession(session, 'socket error [%s]', error.message);
  session.destroy(error);
}

function onSocketClose() {
  const session = this[kBoundSession];
  if (session === undefined) return;
  debugSession(session, 'socket closed');
  const error = session.connecting ? new ERR_SOCKET_CLOSED() : null;
  const { streams, pending } = session[kState];
  for (const stream of streams.values()) stream.close(CANCEL);
  for (const stream of pending) stream.close(CANCEL);
  session.close();
  closeSession(session, NO_ERROR, error);
}

/** What came before the session took the socket over. */
function takeBuffered(session, socket) {
  if (!socket.readableLength) return;
  for (let bytes; (bytes = socket.read()) !== null;) session[kEngine]?.receive(bytes);
}

/** Bytes through JavaScript: for a socket that is no native one. */
function pipeThrough(session, socket) {
  socket.on('data', (bytes) => session[kEngine]?.receive(bytes));
}

/** The socket is connected: the session begins. */
function begin(session, socket, options) {
  const state = session[kState];
  if (state.destroyed) {
    nextTick(emit, session, 'connect', session, socket);
    return;
  }
  debugSession(session, 'setting up session handle');
  state.ready = true;
  const engine = new Engine(session[kHandler], state.isServer, options);
  session[kEngine] = engine;
  state.encrypted = Boolean(socket.encrypted);
  state.alpnProtocol = socket.encrypted ? socket.alpnProtocol : 'h2c';
  session.settings(typeof options.settings === 'object' ? options.settings : {});
  if (state.isServer && Array.isArray(options.origins)) session.origin(...options.origins);

  const handle = socket._handle;
  if (engine.consume(handle)) {
    handle.reading = true;
    handle.readStart();
  } else {
    pipeThrough(session, socket);
  }
  performance.begin(session);
  nextTick(emit, session, 'connect', session, socket);
}

const kHandler = Symbol('handler');

/* ---------------------------------------------------------------- the end */

function emitClose(session, error) {
  if (error) session.emit('error', error);
  session.emit('close');
}

function finishClose(session, error) {
  debugSession(session, 'finishSessionClose');
  const socket = session[kSocket];
  const server = session[kServer];
  const wasClosed = session.closed;
  session[kProxySocket] = undefined;
  session[kSocket] = undefined;
  session[kEngine]?.close();
  session[kEngine] = undefined;
  session[kState].remoteSettings = undefined;
  // The engine may have stopped reading.
  if (socket?._handle && !socket.destroyed) socket._handle.readStart();
  server?.[kSessions].delete(session);
  if (socket) {
    socket[kBoundSession] = undefined;
    socket[kServer] = undefined;
  }
  if (!socket || socket.destroyed) {
    nextTick(emitClose, session, error);
    return;
  }
  socket.on('close', () => emitClose(session, error));
  // Nobody reads any more what the other side may still send before it ends.
  if (wasClosed) socket.resume();
  socket.end(() => {
    if (!wasClosed) setImmediate(() => socket.destroy(error));
  });
}

function closeSession(session, code, error) {
  debugSession(session, 'start closing/destroying', error);
  const state = session[kState];
  state.destroyed = true;
  state.destroyCode = code;
  session.setTimeout(0);
  session.removeAllListeners('timeout');
  const socket = session[kSocket];
  const engine = session[kEngine];
  engine?.ending();
  if (state.pending.size > 0 || state.streams.size > 0) {
    const cancel = new ERR_HTTP2_STREAM_CANCEL(error);
    for (const stream of [...state.pending]) stream.destroy(cancel);
    for (const stream of [...state.streams.values()]) stream.destroy(error);
  }
  performance.end(session);
  if (engine === undefined) {
    finishClose(session, error);
    return;
  }
  if (!socket.destroyed) engine.terminate(code ?? NO_ERROR);
  state.finish = () => {
    for (const { done } of state.pings.splice(0)) done(false);
    state.settings.length = 0;
    finishClose(session, error);
  };
  engine.finish();
}

/* ---------------------------------------------------------------- what comes in */

/** What the engine tells a session. */
class Handler {
  constructor(session) {
    this.session = session;
  }

  onHeaders(id, category, flags, list, parent, secrets) {
    const { session } = this;
    const state = session[kState];
    if (state.destroyed) {
      session[kEngine]?.reset(id, REFUSED_STREAM);
      return;
    }
    session[kUpdateTimer]();
    const headers = decodeHeaders(list, secrets);
    const last = (flags & 1) !== 0;
    const stream = state.streams.get(id);
    if (stream !== undefined) this.#onMessage(stream, category, last, headers, flags, list);
    else if (state.closed) session[kEngine].reset(id, REFUSED_STREAM);
    else session[kOpenIncoming](id, last, headers, flags, list, parent);
  }

  #onMessage(stream, category, last, headers, flags, list) {
    const status = headers[':status'];
    const informational = status !== undefined && status >= 100 && status < 200;
    let event = 'headers';
    if (category === E.CAT_RESPONSE) event = !last && informational ? 'headers' : 'response';
    else if (category === E.CAT_PUSH_RESPONSE) event = 'push';
    else if (status !== undefined && status >= 200) event = 'response';
    else if (last) event = 'trailers';
    if (status === 421) originSetOf(this.session).delete(stream[kState].origin);
    performance.mark(stream, 'headers', 0);
    debugStream(stream, "emitting stream '%s' event", event);
    nextTick(emit, stream, event, headers, flags, list);
    if (event === 'response' || event === 'push') {
      channels.publish('client.stream.finish', stream, { headers, flags });
    }
    if (last) stream.push(null);
  }

  onData(id, bytes, last) {
    this.session[kState].streams.get(id)?.[kOnData](bytes, last);
  }

  onClose(id, code, byPeer) {
    this.session[kState].streams.get(id)?.[kOnClose](code, byPeer);
  }

  onWritten(id, status) {
    this.session[kState].streams.get(id)?.[kOnWritten](status);
  }

  onTrailers(id) {
    this.session[kState].streams.get(id)?.[kOnTrailers]();
  }

  onEvent(what, a, b, c) {
    const { session } = this;
    const state = session[kState];
    if (what === E.E_SEND) this.#send(c);
    else if (what === E.E_FINISHED) state.finish();
    else if (what === E.E_DRAINED) session[kMaybeDestroy]();
    else if (what === E.E_SETTINGS_ACK) state.settings.shift()?.done(true);
    else if (what === E.E_PING_ACK) this.#onPong(c);
    else if (state.destroyed) return;
    else if (what === E.E_ERROR) session.destroy(new NghttpError(a));
    else if (what === E.E_INVALID_FRAMES) {
      session.destroy(new NghttpError(-902, 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES'));
    } else this.#onFrame(what, a, b, c);
  }

  #onFrame(what, a, b, c) {
    const { session } = this;
    const state = session[kState];
    if (what !== E.E_GOAWAY) session[kUpdateTimer]();
    switch (what) {
      case E.E_SETTINGS:
        debugSession(session, 'new settings received');
        state.remoteSettings = undefined;
        session.emit('remoteSettings', session.remoteSettings);
        break;
      case E.E_PING:
        debugSession(session, 'new ping received');
        session.emit('ping', toBuffer(c));
        break;
      case E.E_GOAWAY:
        this.#onGoaway(a, b, c);
        break;
      case E.E_ALTSVC:
        debugSession(session, 'altsvc received: stream: %d, origin: %s, alt: %s', a, b, c);
        session.emit('altsvc', c, b, a);
        break;
      case E.E_ORIGIN:
        this.#onOrigin(a);
        break;
      case E.E_NOT_SENT:
        this.#onNotSent(a, b & 255, b >> 8);
        break;
    }
  }

  #send(bytes) {
    const { session } = this;
    const engine = session[kEngine];
    session[kSocket].write(bytes, (error) => setImmediate(() => engine.sent(error ? -4095 : 0)));
  }

  #onPong(payload) {
    const ping = this.session[kState].pings.shift();
    if (ping !== undefined) ping.done(true, payload);
    else if (!this.session.destroyed) this.session.destroy(new NghttpError(-505));
  }

  #onGoaway(code, last, data) {
    const { session } = this;
    debugSession(session, 'goaway %d received [last stream id: %d]', code, last);
    session[kState].goawayCode = code;
    session[kState].goawayLastStreamID = last;
    session.emit('goaway', code, last, data === undefined ? undefined : toBuffer(data));
    if (code === NO_ERROR) session.close();
    else session.destroy(new ERR_HTTP2_SESSION_ERROR(code), NO_ERROR);
  }

  #onOrigin(origins) {
    const { session } = this;
    debugSession(session, 'origin received: %j', origins);
    if (!session.encrypted) return;
    const set = originSetOf(session);
    const most = session[kMaxOriginSetSize];
    for (const origin of origins) {
      if (set.size >= most) {
        session.destroy(new ERR_HTTP2_TOO_MANY_ORIGINS(most));
        return;
      }
      set.add(origin);
    }
    session.emit('origin', origins);
  }

  #onNotSent(id, type, code) {
    const { session } = this;
    debugSession(session, 'error sending frame type %d on stream %d, code: %d', type, id, code);
    const stream = session[kState].streams.get(id);
    const emitter = stream || session;
    emitter[kUpdateTimer]();
    emitter.emit('frameError', type, code, id);
    setImmediate(() => {
      stream?.close(code);
      session.close();
    });
  }
}

const toBuffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The origins that a client may ask over this connection. */
function originSetOf(session) {
  const state = session[kState];
  if (state.originSet === undefined) {
    const { servername, remoteFamily, remoteAddress, remotePort } = session[kSocket];
    const address = remoteFamily === 'IPv6' ? `[${remoteAddress}]` : remoteAddress;
    const host = servername === null || servername === false ? address : servername;
    const port = remotePort != null ? `:${remotePort}` : '';
    state.originSet = new Set([new (urls().URL)(`https://${host}${port}`).origin]);
  }
  return state.originSet;
}

/* ---------------------------------------------------------------- the class */

class Http2Session extends EventEmitter {
  constructor(isServer, options, socket) {
    super();
    if (socket[kBoundSession] !== undefined) throw new ERR_HTTP2_SOCKET_BOUND();
    socket[kBoundSession] = this;
    // A socket that is only to be connected has its handle already.
    if (!socket._handle || typeof socket._handle.readStart !== 'function') {
      socket = new (JSStreamSocket())(socket);
      socket[kBoundSession] = this;
    }
    socket.on('error', onSocketError);
    socket.on('close', onSocketClose);
    this[kState] = new SessionState(this, isServer, options);
    this[kHandler] = new Handler(this);
    this[kEngine] = undefined;
    this[kProxySocket] = null;
    this[kSocket] = socket;
    this[kTimeout] = null;
    this[kServer] = undefined;
    if (typeof socket.setNoDelay === 'function') socket.setNoDelay();
    if (typeof socket.disableRenegotiation === 'function') socket.disableRenegotiation();
    if (socket.connecting || socket.secureConnecting) {
      socket.once(socket instanceof tls().TLSSocket ? 'secureConnect' : 'connect', () => {
        try {
          begin(this, socket, options);
        } catch (error) {
          socket.destroy(error);
        }
      });
    } else {
      begin(this, socket, options);
    }
    nextTick(takeBuffered, this, socket);
    debugSession(this, 'created');
  }

  get encrypted() {
    return this[kState].encrypted;
  }

  get alpnProtocol() {
    return this[kState].alpnProtocol;
  }

  get originSet() {
    return !this.encrypted || this.destroyed ? undefined : [...originSetOf(this)];
  }

  get connecting() {
    return !this[kState].ready;
  }

  get closed() {
    return this[kState].closed;
  }

  get destroyed() {
    return this[kState].destroyed;
  }

  [kUpdateTimer]() {
    if (!this.destroyed && this[kTimeout]) this[kTimeout].refresh();
  }

  /** @param {number} id of the next stream that this side opens */
  setNextStreamID(id) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    validateNumber(id, 'id');
    if (id <= 0 || id > UINT32) throw new ERR_OUT_OF_RANGE('id', `> 0 and <= ${UINT32}`, id);
    this[kEngine].setNextStreamID(id);
  }

  /** @param {number} windowSize bytes that the other side may send on the whole connection */
  setLocalWindowSize(windowSize) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    validateInt32(windowSize, 'windowSize', 0);
    this[kEngine].setLocalWindowSize(windowSize);
  }

  /**
   * @param {Uint8Array} [payload] eight bytes
   * @param {function(Error=, number, Buffer)} callback is given the milliseconds that it took
   * @returns {boolean|undefined} whether it was sent; not where too many wait
   */
  ping(payload, callback) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (typeof payload === 'function') {
      callback = payload;
      payload = undefined;
    }
    if (payload) {
      validateBuffer(payload, 'payload');
      if (payload.byteLength !== 8) throw new ERR_HTTP2_PING_LENGTH();
    }
    validateFunction(callback, 'callback');
    const cancel = () => callback(new ERR_HTTP2_PING_CANCEL());
    if (this.connecting || this.closed) {
      nextTick(cancel);
      return undefined;
    }
    const start = now();
    const bytes = payload
      ? Buffer.from(payload.buffer, payload.byteOffset, 8)
      : Buffer.from(Float64Array.of(start).buffer);
    const done = tracked('HTTP2PING', (acknowledged, answer) => {
      if (!acknowledged) {
        cancel();
        return;
      }
      performance.pong(this, now() - start);
      callback(null, now() - start, toBuffer(answer));
    });
    const { pings, maxPings } = this[kState];
    if (pings.length >= maxPings) {
      nextTick(done, false);
      return false;
    }
    pings.push({ done });
    this[kEngine].ping(bytes);
    return true;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth) {
    if (typeof depth === 'number' && depth < 0) return this;
    const { type, closed, destroyed, state, localSettings, remoteSettings } = this;
    const shown = { type, closed, destroyed, state, localSettings, remoteSettings };
    return `Http2Session ${inspecting().format(shown)}`;
  }

  /** The socket, without what only the session may do with it. */
  get socket() {
    if (this[kProxySocket] === null) this[kProxySocket] = new Proxy(this, socketHandler);
    return this[kProxySocket];
  }

  get type() {
    return this[kState].isServer ? 0 : 1;
  }

  get goawayCode() {
    return this[kState].goawayCode || NO_ERROR;
  }

  get goawayLastStreamID() {
    return this[kState].goawayLastStreamID || 0;
  }

  get pendingSettingsAck() {
    return this[kState].pendingSettings > 0;
  }

  get state() {
    if (this.connecting || this.destroyed) return {};
    const list = this[kEngine].state();
    return {
      effectiveLocalWindowSize: list[0],
      effectiveRecvDataLength: list[1],
      nextStreamID: list[2],
      localWindowSize: list[3],
      lastProcStreamID: list[4],
      remoteWindowSize: list[5],
      outboundQueueSize: list[6],
      deflateDynamicTableSize: list[7],
      inflateDynamicTableSize: list[8],
    };
  }

  get localSettings() {
    const state = this[kState];
    if (state.localSettings === undefined) {
      if (this.destroyed || this.connecting) return {};
      state.localSettings = describeSettings(this[kEngine].currentSettings(false));
    }
    return state.localSettings;
  }

  get remoteSettings() {
    const state = this[kState];
    if (state.remoteSettings === undefined) {
      if (this.destroyed || this.connecting) return {};
      state.remoteSettings = describeSettings(this[kEngine].currentSettings(true), state.customs ?? []);
    }
    return state.remoteSettings;
  }

  /**
   * Changes this side's settings.
   * @param {object} settings
   * @param {function(Error=, object, number)} [callback] once the other side has acknowledged them
   */
  settings(settings, callback) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    checkObject(settings, 'settings');
    validateSettings(settings);
    if (callback) validateFunction(callback, 'callback');
    debugSession(this, 'sending settings');
    this[kState].pendingSettings++;
    const copy = { ...settings };
    if (this.connecting) this.once('connect', () => this.#submitSettings(copy, callback));
    else this.#submitSettings(copy, callback);
  }

  #submitSettings(settings, callback) {
    if (this.destroyed) return;
    debugSession(this, 'submitting settings');
    this[kUpdateTimer]();
    const state = this[kState];
    const list = listSettings(settings);
    if (state.settings.length >= state.maxSettings) {
      this.destroy(new ERR_HTTP2_MAX_PENDING_SETTINGS_ACK());
      return;
    }
    const start = now();
    const done = tracked('HTTP2SETTINGS', (acknowledged) => {
      state.pendingSettings--;
      state.localSettings = undefined;
      if (!acknowledged) {
        if (callback) callback(new ERR_HTTP2_SETTINGS_CANCEL());
        return;
      }
      debugSession(this, 'settings received');
      const settled = this.localSettings;
      if (callback) callback(null, settled, now() - start);
      this.emit('localSettings', settled);
    });
    state.settings.push({ done });
    this[kEngine].settings(list);
  }

  /**
   * Tells the other side that no further stream will be taken.
   * @param {number} [code]
   * @param {number} [lastStreamID] 0: the last that was taken
   * @param {Uint8Array} [opaqueData]
   */
  goaway(code = NO_ERROR, lastStreamID = 0, opaqueData = undefined) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (opaqueData !== undefined) validateBuffer(opaqueData, 'opaqueData');
    validateNumber(code, 'code');
    validateNumber(lastStreamID, 'lastStreamID');
    const submit = () => {
      if (this.destroyed) return;
      debugSession(this, 'submitting goaway');
      this[kUpdateTimer]();
      this[kEngine].goaway(code, lastStreamID, opaqueData);
    };
    if (this.connecting) this.once('connect', submit);
    else submit();
  }

  /**
   * Ends the session and all of its streams at once.
   * @param {Error|number} [error] a number is the code
   * @param {number} [code] what GOAWAY says
   */
  destroy(error = NO_ERROR, code = undefined) {
    if (this.destroyed) return;
    debugSession(this, 'destroying');
    if (typeof error === 'number') {
      code = error;
      error = code !== NO_ERROR ? new ERR_HTTP2_SESSION_ERROR(code) : undefined;
    }
    if (code === undefined && error != null) code = INTERNAL_ERROR;
    closeSession(this, code, error);
  }

  /** Takes no further stream, and ends when those that are open do. @param {function()} [callback] of 'close' */
  close(callback) {
    if (this.closed || this.destroyed) return;
    debugSession(this, 'marking session closed');
    this[kState].closed = true;
    if (typeof callback === 'function') this.once('close', callback);
    this.goaway();
    this[kEngine]?.leave();
    this[kEngine]?.watchDrained();
    this[kMaybeDestroy]();
  }

  [EventEmitter.captureRejectionSymbol](error, event, ...args) {
    if (event === 'stream') args[0].destroy(error);
    else this.destroy(error);
  }

  [kMaybeDestroy](error) {
    const { streams, pending } = this[kState];
    if (error == null && (!this.closed || streams.size > 0 || pending.size > 0 || this[kEngine]?.wants()))
      return;
    this.destroy(error);
  }

  _onTimeout() {
    if (this.destroyed) return;
    const state = this[kState];
    // A write that gets on is no silence.
    if (state.writing > 0 && state.isSending()) {
      this[kUpdateTimer]();
      return;
    }
    this.emit('timeout');
  }

  ref() {
    this[kSocket]?.ref();
  }

  unref() {
    this[kSocket]?.unref();
  }
}

Object.defineProperty(Http2Session.prototype, 'setTimeout', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  writable: true,
  value: setStreamTimeout,
});

module.exports = { Http2Session };
