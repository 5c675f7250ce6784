'use strict';

// The client's side: connect(), ClientHttp2Session, ClientHttp2Stream.

const {
  codes: {
    ERR_HTTP2_GOAWAY_SESSION,
    ERR_HTTP2_INVALID_SESSION,
    ERR_HTTP2_OUT_OF_STREAMS,
    ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS,
    ERR_HTTP2_UNSUPPORTED_PROTOCOL,
    ERR_INVALID_ARG_TYPE,
  },
  AbortError,
} = require('ext/base/errors');
const { validateAbortSignal, validateBoolean, validateNumber } = require('ext/base/validators');
const { customPromisifySymbol } = require('ext/base/promisify_symbols');
const { nextTick } = require('ext/timers/ticks');
const { AsyncResource } = require('ext/async_context/resource');
const { O_END, O_TRAILERS, M_HEAD, M_CONNECT } = require('ext/http2/engine');
const { NghttpError } = require('ext/http2/errors');
const { requestOfArray, requestOfObject } = require('ext/http2/headers');
const { MAX_CUSTOM, checkObject } = require('ext/http2/settings');
const { Http2Session } = require('node/internal/http2/session');
const { Http2Stream } = require('node/internal/http2/stream');
const { kSession, kUpdateTimer } = require('node/internal/net/symbols');
const {
  kState,
  kEngine,
  kInit,
  kOpenIncoming,
  kAuthority,
  kProtocol,
  kMaxOriginSetSize,
} = require('node/internal/http2/symbols');
const { initializeTLSOptions } = require('node/internal/http2/options');
const { debugSession } = require('node/internal/http2/debug');
const channels = require('node/internal/http2/channels');
const performance = require('node/internal/http2/performance');
const { warnOnce } = require('node/internal/http2/deprecations');
const abort = require.lazy('ext/events/abort');
const net = require.lazy('node/net');
const tls = require.lazy('node/tls');
const urls = require.lazy('ext/url/url');

const WITHOUT_BODY = new Set(['DELETE', 'GET', 'HEAD']);

class ClientHttp2Stream extends Http2Stream {
  constructor(session) {
    super(session, {});
    this[kState].headersSent = true;
    this.on('headers', onHeaders);
  }
}

function onHeaders(headers) {
  if (headers[':status'] === 100) this.emit('continue');
}

/** The options of a request, checked and completed. */
function requestOptions(given, method) {
  checkObject(given, 'options');
  const options = { ...given };
  warnOnce(options);
  if (options.parent !== undefined) validateNumber(options.parent, 'options.parent', 0);
  if (options.exclusive !== undefined) validateBoolean(options.exclusive, 'options.exclusive');
  if (options.silent !== undefined) validateBoolean(options.silent, 'options.silent');
  if (options.endStream === undefined) options.endStream = WITHOUT_BODY.has(method);
  else validateBoolean(options.endStream, 'options.endStream');
  return options;
}

function watchSignal(stream, signal) {
  validateAbortSignal(signal, 'options.signal');
  const onAbort = () => stream.destroy(new AbortError(undefined, { cause: signal.reason }));
  if (signal.aborted) {
    onAbort();
    return;
  }
  const disposable = abort().addAbortListener(signal, onAbort);
  stream.once('close', disposable[Symbol.dispose]);
}

/** The session is there: sends the request. */
function submit(stream, message, options) {
  const session = stream[kSession];
  if (session === undefined || session.destroyed) return;
  if (session.closed) {
    stream.destroy(new ERR_HTTP2_GOAWAY_SESSION());
    return;
  }
  debugSession(session, 'connected, initializing request');
  let method = 0;
  if (message.method === 'HEAD') method = M_HEAD;
  else if (message.method === 'CONNECT') method = M_CONNECT;
  const flags = (options.endStream ? O_END : 0) | (options.waitForTrailers ? O_TRAILERS : 0);
  const id = session[kEngine].request(message.fields, flags, method);
  if (id === -509) {
    stream.destroy(new ERR_HTTP2_OUT_OF_STREAMS());
    return;
  }
  if (id < 0) {
    session.destroy(new NghttpError(id));
    return;
  }
  performance.beginStream(session, stream);
  stream[kInit](id);
  channels.publish('client.stream.start', stream, { headers: stream.sentHeaders });
}

class ClientHttp2Session extends Http2Session {
  #waiting = null;

  constructor(options, socket) {
    super(false, options, socket);
  }

  /**
   * Begins a request.
   * @param {object|Array<string>} [headers] by name, or [name, value, ...]
   * @param {object} [options] endStream, waitForTrailers, signal
   * @returns {ClientHttp2Stream}
   */
  request(headers, options) {
    debugSession(this, 'initiating request');
    let error;
    if (this.destroyed) error = new ERR_HTTP2_INVALID_SESSION();
    else if (this.closed) error = new ERR_HTTP2_GOAWAY_SESSION();
    this[kUpdateTimer]();

    const isList = Array.isArray(headers);
    if (headers !== undefined && (headers === null || typeof headers !== 'object')) {
      throw new ERR_INVALID_ARG_TYPE('headers', ['Object', 'Array'], headers);
    }
    const defaults = { authority: this[kAuthority], scheme: this[kProtocol].slice(0, -1) };
    const prepare = isList ? requestOfArray : requestOfObject;
    const message = prepare(headers, defaults, this[kState].strict);
    options = requestOptions(options, message.method);

    const stream = new ClientHttp2Stream(this);
    const state = stream[kState];
    state.sentHeaders = message.headers;
    state.sentRaw = message.raw;
    state.origin = `${message.scheme}://${message.authority}`;
    if (options.endStream) stream.end();
    if (options.waitForTrailers) state.wantsTrailers = true;
    if (options.signal) watchSignal(stream, options.signal);

    const resource = new AsyncResource('PendingRequest');
    if (error) {
      nextTick(() => resource.runInAsyncScope(() => stream.destroy(error)));
    } else if (this.connecting) {
      this.#whenConnected(() => resource.runInAsyncScope(submit, null, stream, message, options));
    } else {
      submit(stream, message, options);
    }
    channels.publish('client.stream.created', stream, { headers: stream.sentHeaders });
    return stream;
  }

  // One listener for all requests, so that many do not look like a leak.
  #whenConnected(send) {
    if (this.#waiting !== null) {
      this.#waiting.push(send);
      return;
    }
    this.#waiting = [send];
    this.once('connect', () => {
      const waiting = this.#waiting;
      for (const one of waiting) one();
      this.#waiting = null;
    });
  }

  /** The server has promised a stream. */
  [kOpenIncoming](id, last, headers, flags, list) {
    const stream = new ClientHttp2Stream(this);
    performance.beginStream(this, stream);
    stream[kInit](id);
    channels.publish('client.stream.created', stream, { headers });
    channels.publish('client.stream.start', stream, { headers });
    stream.end();
    if (last) {
      stream.push(null);
      stream[kState].endAfterHeaders = true;
    }
    nextTick(() => this.emit('stream', stream, headers, flags, list));
  }
}

/** What the port of a URL is, its default included. */
function portOf(authority) {
  if (authority.port !== '') return `${authority.port}`;
  return authority.protocol === 'http:' ? '80' : '443';
}

function hostOf({ hostname, host }) {
  if (hostname) return hostname[0] === '[' ? hostname.slice(1, -1) : hostname;
  return host || 'localhost';
}

function open(authority, protocol, port, host, options) {
  if (typeof options.createConnection === 'function') return options.createConnection(authority, options);
  if (protocol === 'http:') return net().connect({ port, host, ...options });
  if (protocol === 'https:') {
    const servername = net().isIP(host) ? undefined : host;
    return tls().connect(port, host, initializeTLSOptions(options, servername));
  }
  throw new ERR_HTTP2_UNSUPPORTED_PROTOCOL(protocol);
}

/**
 * Connects to a server.
 * @param {string|URL} authority
 * @param {object} [options] see node:http2
 * @param {function(ClientHttp2Session, net.Socket)} [listener] of 'connect'
 * @returns {ClientHttp2Session}
 */
function connect(authority, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  checkObject(options, 'options');
  options = { ...options };
  if (options.maxOriginSetSize != null) {
    validateNumber(options.maxOriginSetSize, 'options.maxOriginSetSize', 0);
  }
  const customs = options.remoteCustomSettings;
  if (customs !== undefined) {
    if (!Array.isArray(customs)) {
      throw new ERR_INVALID_ARG_TYPE('options.remoteCustomSettings', 'Array', customs);
    }
    options.remoteCustomSettings = [...customs];
    if (customs.length > MAX_CUSTOM) throw new ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  }
  options.strictSingleValueFields ??= true;
  validateBoolean(options.strictSingleValueFields, 'options.strictSingleValueFields');

  if (typeof authority === 'string') authority = new (urls().URL)(authority);
  checkObject(authority, 'authority', ['string', 'Object', 'URL']);
  const protocol = authority.protocol || options.protocol || 'https:';
  const port = portOf(authority);
  const host = hostOf(authority);
  const session = new ClientHttp2Session(options, open(authority, protocol, port, host, options));
  session[kAuthority] = `${options.servername || host}:${port}`;
  session[kProtocol] = protocol;
  session[kMaxOriginSetSize] = options.maxOriginSetSize ?? 128;
  if (typeof listener === 'function') session.once('connect', listener);
  return session;
}

const connecting = {
  connect(authority, options) {
    return new Promise((resolve, reject) => {
      const session = connect(authority, options, () => {
        session.removeListener('error', reject);
        resolve(session);
      });
      session.once('error', reject);
    });
  },
};
Object.defineProperty(connect, customPromisifySymbol, { __proto__: null, value: connecting.connect });

module.exports = { connect, ClientHttp2Session };
