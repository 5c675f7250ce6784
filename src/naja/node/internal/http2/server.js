'use strict';

// The server's side: ServerHttp2Session, Http2Server and Http2SecureServer.

const {
  codes: {
    ERR_HTTP2_ALTSVC_INVALID_ORIGIN,
    ERR_HTTP2_ALTSVC_LENGTH,
    ERR_HTTP2_INVALID_ORIGIN,
    ERR_HTTP2_INVALID_SESSION,
    ERR_HTTP2_ORIGIN_LENGTH,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_CHAR,
    ERR_OUT_OF_RANGE,
  },
} = require('ext/base/errors');
const { validateFunction, validateString } = require('ext/base/validators');
const { promisify } = require('ext/base/util');
const { nextTick } = require('ext/timers/ticks');
const { clearTimeout, setTimeout } = require('node/timers');
const EventEmitter = require('node/events');
const { Buffer } = require('node/buffer');
const net = require('node/net');
const { checkObject, validateSettings } = require('ext/http2/settings');
const { Http2Session } = require('node/internal/http2/session');
const { ServerHttp2Stream } = require('node/internal/http2/server_stream');
const {
  kState,
  kEngine,
  kServer,
  kSessions,
  kOptions,
  kOpenIncoming,
} = require('node/internal/http2/symbols');
const { initializeOptions } = require('node/internal/http2/options');
const { debug } = require('node/internal/http2/debug');
const channels = require('node/internal/http2/channels');
const compat = require.lazy('node/internal/http2/compat');
const httpServer = require.lazy('node/_http_server');
const STATUS_CODES = require.lazy('ext/http/status');
const urls = require.lazy('ext/url/url');

const MOST_ALTSVC = 16382;
const QUOTED = /^[\x09\x20-\x5b\x5d-\x7e\x80-\xff]*$/;

const NO_PROTOCOL =
  'HTTP/1.0 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n' +
  'Missing ALPN Protocol, expected `h2` to be available.\n' +
  'If this is a HTTP request: The server was not configured with the `allowHTTP1` option or a ' +
  'listener for the `unknownProtocol` event.\n';

const originOf = (text) => new (urls().URL)(text).origin;

class ServerHttp2Session extends Http2Session {
  constructor(options, socket, server) {
    super(true, options, socket);
    this[kServer] = server;
    server?.[kSessions].add(this);
  }

  get server() {
    return this[kServer];
  }

  /**
   * Tells the client of another service.
   * @param {string} alt the field's value
   * @param {string|URL|object|number} [originOrStream] whom it is about
   */
  altsvc(alt, originOrStream) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    let stream = 0;
    let origin;
    if (typeof originOrStream === 'string') {
      origin = originOf(originOrStream);
      if (origin === 'null') throw new ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
    } else if (typeof originOrStream === 'number') {
      if (originOrStream >>> 0 !== originOrStream || originOrStream === 0) {
        throw new ERR_OUT_OF_RANGE('originOrStream', `> 0 && < ${2 ** 32}`, originOrStream);
      }
      stream = originOrStream;
    } else if (originOrStream !== undefined) {
      origin = originOrStream?.origin;
      if (typeof origin !== 'string') {
        const types = ['string', 'number', 'URL', 'object'];
        throw new ERR_INVALID_ARG_TYPE('originOrStream', types, originOrStream);
      }
      if (origin === 'null' || origin.length === 0) throw new ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
    }
    validateString(alt, 'alt');
    if (!QUOTED.test(alt)) throw new ERR_INVALID_CHAR('alt');
    if (alt.length + (origin?.length ?? 0) > MOST_ALTSVC) throw new ERR_HTTP2_ALTSVC_LENGTH();
    this[kEngine].altsvc(stream, origin ?? '', alt);
  }

  /** Tells the client for which origins it may ask here. @param {...(string|URL|object)} origins */
  origin(...origins) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (origins.length === 0) return;
    let length = 0;
    const parts = origins.map((given) => {
      let origin = given;
      if (typeof given === 'string') origin = originOf(given);
      else if (given != null && typeof given === 'object') ({ origin } = given);
      validateString(origin, 'origin');
      if (origin === 'null') throw new ERR_HTTP2_INVALID_ORIGIN();
      length += origin.length;
      const bytes = Buffer.alloc(2 + origin.length);
      bytes.writeUInt16BE(origin.length & 0xffff, 0);
      bytes.latin1Write(origin, 2);
      return bytes;
    });
    if (length > MOST_ALTSVC) throw new ERR_HTTP2_ORIGIN_LENGTH();
    this[kEngine].origin(Buffer.concat(parts));
  }

  /** A request has come. */
  [kOpenIncoming](id, last, headers, flags, list) {
    const stream = new ServerHttp2Stream(this, id, headers);
    channels.publish('server.stream.created', stream, { headers });
    channels.publish('server.stream.start', stream, { headers });
    if (last) stream.push(null);
    if (headers[':method'] === 'HEAD') {
      // There is no body to write.
      stream.end();
      stream[kState].headRequest = true;
    }
    if (last) stream[kState].endAfterHeaders = true;
    nextTick(emitStream, this, stream, headers, flags, list);
  }
}

function emitStream(session, stream, headers, flags, list) {
  session.emit('stream', stream, headers, flags, list);
}

/* ---------------------------------------------------------------- what a server does about its sessions */

function onStream(stream, headers, flags, list) {
  this[kServer]?.emit('stream', stream, headers, flags, list);
}

function onError(error) {
  this[kServer]?.emit('sessionError', error, this);
}

function onTimeout() {
  if (this.destroyed || this.closed) return;
  if (!this[kServer].emit('timeout', this)) this.destroy();
}

/** Nobody speaks what the client does. */
function refuse(server, socket, options) {
  debug('Unknown protocol from %s:%s', socket.remoteAddress, socket.remotePort);
  if (server.emit('unknownProtocol', socket)) return;
  const timer = setTimeout(() => {
    if (!socket.destroyed) socket.destroy();
  }, options.unknownProtocolTimeout);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  socket.end(NO_PROTOCOL);
}

/** A connection: `connectionListener.call(server, socket)`. */
function connectionListener(socket) {
  debug('Http2Session server: received a connection');
  const options = this[kOptions] || {};
  if (socket.alpnProtocol === false || socket.alpnProtocol === 'http/1.1') {
    if (options.allowHTTP1 === true) httpServer()._connectionListener.call(this, socket);
    else refuse(this, socket, options);
    return;
  }
  const session = new ServerHttp2Session(options, socket, this);
  session.on('stream', onStream);
  session.on('error', onError);
  if (this.timeout) session.setTimeout(this.timeout, onTimeout);
  socket[kServer] = this;
  this.emit('session', session);
}

/** The first listener of 'request' brings the compatibility API about. */
function setupCompat(event) {
  if (event !== 'request') return;
  this.removeListener('newListener', setupCompat);
  const { Http2ServerRequest, Http2ServerResponse } = this[kOptions];
  this.on('stream', compat().onServerStream.bind(this, Http2ServerRequest, Http2ServerResponse));
}

/** What both servers have in common. */
function prepareServer(server, options, requestListener) {
  server[kOptions] = options;
  server[kSessions] = new Set();
  server.timeout = 0;
  server.on('newListener', setupCompat);
  if (typeof requestListener === 'function') server.on('request', requestListener);
}

function closeSessions(server) {
  for (const session of server[kSessions]) session.close();
}

const shared = {
  setTimeout(msecs, callback) {
    this.timeout = msecs;
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.on('timeout', callback);
    }
    return this;
  },

  updateSettings(settings) {
    checkObject(settings, 'settings');
    validateSettings(settings);
    this[kOptions].settings = { ...this[kOptions].settings, ...settings };
  },
};

class Http2Server extends net.Server {
  constructor(options, requestListener) {
    options = initializeOptions(options);
    super(options, connectionListener);
    prepareServer(this, options, requestListener);
  }

  /** Sessions without traffic for so long get a 'timeout', or end. @returns {this} */
  setTimeout(msecs, callback) {
    return shared.setTimeout.call(this, msecs, callback);
  }

  /** Changes the settings of sessions to come. */
  updateSettings(settings) {
    shared.updateSettings.call(this, settings);
  }

  close(...args) {
    super.close(...args);
    closeSessions(this);
  }

  async [Symbol.asyncDispose]() {
    await promisify(super.close).call(this);
  }
}

Http2Server.prototype[EventEmitter.captureRejectionSymbol] = function (error, event, ...args) {
  if (event === 'stream') {
    const [stream] = args;
    if (stream.sentHeaders) {
      stream.destroy(error);
    } else {
      stream.respond({ ':status': 500 });
      stream.end();
    }
  } else if (event === 'request') {
    const res = args[1];
    if (res.headersSent || res.finished) {
      res.destroy();
      return;
    }
    for (const name of res.getHeaderNames()) res.removeHeader(name);
    res.statusCode = 500;
    res.end(STATUS_CODES()[500]);
  } else {
    net.Server.prototype[EventEmitter.captureRejectionSymbol].call(this, error, event, ...args);
  }
};

/** Http2Server's constructor lets itself be given the listener alone. @returns {Http2Server} */
function createServer(options, requestListener) {
  if (typeof options === 'function') {
    requestListener = options;
    options = {};
  }
  return new Http2Server(options, requestListener);
}

/**
 * A session for a connection that a program has accepted itself.
 * @param {import('node:stream').Duplex} socket
 * @param {object} [options] of createServer()
 * @returns {ServerHttp2Session}
 */
function performServerHandshake(socket, options = {}) {
  return new ServerHttp2Session(initializeOptions(options), socket, undefined);
}

module.exports = {
  ServerHttp2Session,
  connectionListener,
  prepareServer,
  closeSessions,
  shared,
  createServer,
  performServerHandshake,
};
