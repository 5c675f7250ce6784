'use strict';

// tls.TLSSocket: a net.Socket whose handle encrypts.

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_TLS_HANDSHAKE_TIMEOUT,
    ERR_TLS_INVALID_CONTEXT,
    ERR_TLS_INVALID_STATE,
    ERR_TLS_SNI_FROM_SERVER,
  },
} = require('ext/base/errors');
const {
  validateBoolean,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateObject,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { Buffer } = require('node/buffer');
const { Socket } = require('node/internal/net/socket');
const { TCP, Pipe, SOCKET } = require('node/internal/net/handles');
const { kOwner, kReinitializeHandle } = require('node/internal/net/symbols');
const { translateCertificate } = require('ext/tls/describe');
const { DuplexCarrier, TLSWrap } = require('node/internal/tls/handle');
const { NativeSecureContext, SecureContext } = require('node/internal/tls/context');
const { convertALPNProtocols } = require('node/internal/tls/protocols');
const { sessionForReuse, wrapSession } = require('node/internal/tls/session');
const {
  kALPNCallback,
  kConnectOptions,
  kDisableRenegotiation,
  kIsVerified,
  kPendingSession,
  kPskCallback,
  kSecureContext,
} = require('node/internal/tls/symbols');
const { setImmediate } = require('ext/timers/timers');
const serverEvents = require.lazy('node/internal/tls/server_events');
const process = require.lazy('node/process');
const crypto = require.lazy('node/crypto');
const tls = require.lazy('node/tls');
const options_ = require.lazy('modules/options');
const keylogFile = require.lazy('node/internal/tls/keylog');

const noop = () => {};
const asBuffer = (bytes) => bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/* ---------------------------------------------------------------- handlers of the handle */

function onerror(error) {
  const socket = this[kOwner];
  if (socket._hadError) return;
  socket._hadError = true;
  if (!socket._secureEstablished) {
    // Listeners of 'tlsClientError' may still look at the socket.
    socket._closeAfterHandlingError = true;
    socket.destroy(error);
  } else if (
    socket._tlsOptions?.isServer &&
    socket._rejectUnauthorized &&
    /peer did not return a certificate/.test(error.message)
  ) {
    socket.destroy();
  } else {
    socket._emitTLSError(error);
  }
}

function onkeylog(line) {
  this[kOwner].emit('keylog', asBuffer(line));
}

function onocspresponse(response) {
  this[kOwner].emit('OCSPResponse', asBuffer(response));
}

/** A client's session waits until the server has been verified. */
function onClientSession(id, session) {
  const socket = this[kOwner];
  const wrapped = wrapSession(asBuffer(session), socket[kConnectOptions]);
  if (socket[kIsVerified]) socket.emit('session', wrapped);
  else socket[kPendingSession] = wrapped;
}

/** Events that cost something begin with their first listener. */
function enableKeylog(event) {
  if (event !== 'keylog' || !this._handle) return;
  this._handle.enableKeylogCallback();
  this.removeListener('newListener', enableKeylog);
}

function enableSessions(event) {
  if (event !== 'session' || !this._handle) return;
  this._handle.enableSessionCallbacks();
  this.removeListener('newListener', enableSessions);
}

function checkPsk(psk, room) {
  if (psk.byteLength > room) {
    throw new ERR_INVALID_ARG_VALUE('psk', psk, `Pre-shared key exceeds ${room} bytes`);
  }
  return psk;
}

function onServerPsk(identity, room) {
  const socket = this[kOwner];
  try {
    const result = socket[kPskCallback](socket, identity);
    if (result == null) return undefined;
    if (ArrayBuffer.isView(result)) return checkPsk(result, room);
    if (typeof result !== 'object') {
      throw new ERR_INVALID_ARG_TYPE('ret', ['Object', 'Buffer', 'TypedArray', 'DataView'], result);
    }
    validateBuffer(result.psk, 'psk');
    return checkPsk(result.psk, room);
  } catch (error) {
    socket.destroy(error);
    return undefined;
  }
}

function onClientPsk(hint, room, identityRoom) {
  const socket = this[kOwner];
  try {
    const result = socket[kPskCallback](hint);
    if (result == null) return undefined;
    validateObject(result, 'ret');
    validateBuffer(result.psk, 'psk');
    checkPsk(result.psk, room);
    validateString(result.identity, 'identity');
    if (Buffer.byteLength(result.identity) > identityRoom) {
      const reason = `PSK identity exceeds ${identityRoom} bytes`;
      throw new ERR_INVALID_ARG_VALUE('identity', result.identity, reason);
    }
    return { psk: result.psk, identity: result.identity };
  } catch (error) {
    socket.destroy(error);
    return undefined;
  }
}

/* ---------------------------------------------------------------- construction */

function refuseTrace(enableTrace) {
  if (enableTrace == null) return;
  validateBoolean(enableTrace, 'options.enableTrace');
  if (enableTrace) throw new ERR_METHOD_NOT_IMPLEMENTED('TLSSocket.enableTrace()');
}

/** Takes over what a socket has read already, and begins to read. */
function initRead(tlsSocket, socket) {
  if (!tlsSocket._handle) return;
  if (socket?.readableLength) {
    for (let chunk; (chunk = socket.read()) !== null;) tlsSocket._handle.receive(chunk);
  }
  tlsSocket.read(0);
}

/**
 * @param {Duplex} [socket] what to encrypt; without one a socket is made, for connect()
 * @param {object} [opts] see node:tls
 * @throws {ERR_TLS_INVALID_CONTEXT|ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE}
 */
function TLSSocket(socket, opts) {
  const tlsOptions = { ...opts };
  refuseTrace(tlsOptions.enableTrace);
  if (tlsOptions.ALPNProtocols) convertALPNProtocols(tlsOptions.ALPNProtocols, tlsOptions);

  this._tlsOptions = tlsOptions;
  this._secureEstablished = false;
  this._securePending = false;
  this._newSessionPending = false;
  this._controlReleased = false;
  this.secureConnecting = true;
  this._SNICallback = null;
  this[kALPNCallback] = null;
  this.servername = null;
  this.alpnProtocol = null;
  this.authorized = false;
  this.authorizationError = null;
  this[kSecureContext] = null;
  this[kIsVerified] = false;
  this[kPendingSession] = null;
  this.encrypted = true;

  const isNative = socket instanceof Socket && socket._handle;
  const beneath = socket ? (isNative ? socket._handle : new DuplexCarrier(socket)) : null;
  const hasPendingWrites = Boolean(isNative && socket.writableLength > 0);
  Socket.call(this, {
    handle: this._wrapHandle(socket ?? null, beneath, hasPendingWrites),
    allowHalfOpen: socket ? socket.allowHalfOpen : tlsOptions.allowHalfOpen,
    pauseOnCreate: tlsOptions.pauseOnConnect,
    manualStart: true,
    highWaterMark: tlsOptions.highWaterMark,
    onread: socket ? undefined : tlsOptions.onread,
    signal: tlsOptions.signal,
    noDelay: tlsOptions.noDelay,
    keepAlive: tlsOptions.keepAlive,
    keepAliveInitialDelay: tlsOptions.keepAliveInitialDelay,
  });
  this.ssl = this._handle;
  this.on('error', this._tlsError);
  this._init(socket, socket ?? null);

  if (hasPendingWrites) {
    // Ends after all that the socket still has to write: then it is our turn.
    socket.write('', (error) => {
      if (error) this.destroy(error);
      else this._handle?.writesIssuedByPrevListenerDone();
    });
  }
  // Listeners are added first.
  process().nextTick(initRead, this, isNative ? socket : undefined);
}
Object.setPrototypeOf(TLSSocket.prototype, Socket.prototype);
Object.setPrototypeOf(TLSSocket, Socket);

/** Two handles that read are one: what one says, so does the other. */
function shareReading(beneath, handle) {
  Object.defineProperty(beneath, 'reading', {
    __proto__: null,
    configurable: true,
    get: () => handle.reading,
    set: (value) => {
      handle.reading = value;
    },
  });
}

function closeSingleUse(secureContext) {
  if (!secureContext?.singleUse || secureContext.context === null) return;
  secureContext.context.close();
  secureContext.context = null;
}

function onSocketClose() {
  // Not while OpenSSL may be running.
  setImmediate(() => this._destroySSL());
}

/** Puts TLS over a handle; over a new one of our own where there is none. */
TLSSocket.prototype._wrapHandle = function (socket, beneath, hasPendingWrites) {
  const options = this._tlsOptions;
  if (!beneath) {
    beneath = options.pipe ? new Pipe(SOCKET) : new TCP(SOCKET);
    beneath[kOwner] = this;
  }
  const context = options.secureContext || options.credentials || tls().createSecureContext(options);
  if (!(context.context instanceof NativeSecureContext)) throw new ERR_TLS_INVALID_CONTEXT('context');
  const isCarrier = beneath instanceof DuplexCarrier;
  const { reading } = beneath;
  const native = isCarrier ? null : beneath;
  const handle = new TLSWrap(native, context.context, Boolean(options.isServer), hasPendingWrites);
  handle._parent = beneath;
  handle.socketBeneath = isCarrier ? null : socket;
  handle._secureContext = context;
  this[kSecureContext] = context;
  handle.reading = reading;
  if (isCarrier) beneath.serve(handle);
  shareReading(beneath, handle);
  // Handles are replaced while several addresses are tried.
  if (this.listenerCount('close', onSocketClose) === 0) this.on('close', onSocketClose);
  if (socket) socket.on('close', () => this.destroy());
  return handle;
};

TLSSocket.prototype[kReinitializeHandle] = function reinitializeHandle(handle) {
  const servername = this.ssl ? this._handle.getServername() : null;
  const session = this.ssl ? asBuffer(this._handle.getSession()) : null;
  const wrap = this._wrapHandle(null, handle, false);
  Socket.prototype[kReinitializeHandle].call(this, wrap);
  this.ssl = wrap;
  this._init();
  if (session) wrap.setSession(session);
  if (servername) wrap.setServername(servername);
};

TLSSocket.prototype._destroySSL = function () {
  if (this.ssl) {
    this.ssl.destroySSL();
    this.ssl = null;
  }
  closeSingleUse(this[kSecureContext]);
  this[kSecureContext] = null;
  this[kPendingSession] = null;
  this[kIsVerified] = false;
};

function initServer(tlsSocket, ssl, options) {
  const events = serverEvents();
  ssl.onhandshakestart = events.onhandshakestart;
  ssl.onhandshakedone = events.onhandshakedone;
  ssl.onclienthello = events.onclienthello;
  ssl.oncertcb = events.oncertcb;
  ssl.onnewsession = events.onnewsession;
  ssl.lastHandshakeTime = 0;
  ssl.handshakes = 0;
  if (options.ALPNCallback) {
    validateFunction(options.ALPNCallback, 'options.ALPNCallback');
    tlsSocket[kALPNCallback] = options.ALPNCallback;
    ssl.ALPNCallback = events.chooseProtocol;
    ssl.enableALPNCb();
  }
  const { server } = tlsSocket;
  if (server) {
    if (server.listenerCount('resumeSession') > 0 || server.listenerCount('newSession') > 0) {
      ssl.enableSessionCallbacks();
    }
    if (server.listenerCount('OCSPRequest') > 0) ssl.enableCertCb();
  }
  if (options.SNICallback) {
    // The server's own looks at its list of contexts; an empty one needs no question.
    const isOwn = options.SNICallback.isDefault === true;
    if (isOwn && !server?._contexts.length) return;
    validateFunction(options.SNICallback, 'options.SNICallback');
    tlsSocket._SNICallback = options.SNICallback;
    ssl.enableCertCb();
  }
}

function initClient(tlsSocket, ssl, options) {
  ssl.onhandshakestart = noop;
  ssl.onhandshakedone = () => tlsSocket._finishInit();
  ssl.onocspresponse = onocspresponse;
  ssl.onnewsession = onClientSession;
  if (options.session) ssl.setSession(options.session);
  if (tlsSocket.listenerCount('newListener', enableSessions) === 0)
    tlsSocket.on('newListener', enableSessions);
  // Only where another handle has taken the first one's place.
  const connectOptions = tlsSocket[kConnectOptions];
  if (connectOptions?.servername) tlsSocket.setServername(connectOptions.servername);
}

TLSSocket.prototype._init = function (socket, wrap) {
  const options = this._tlsOptions;
  const ssl = this._handle;
  this.server = options.server;

  const requestCert = Boolean(options.requestCert) || !options.isServer;
  const rejectUnauthorized = Boolean(options.rejectUnauthorized);
  this._requestCert = requestCert;
  this._rejectUnauthorized = rejectUnauthorized;
  if (requestCert || rejectUnauthorized) ssl.setVerifyMode(requestCert, rejectUnauthorized);

  ssl.onerror = onerror;
  ssl.onkeylog = onkeylog;
  if (this.listenerCount('newListener', enableKeylog) === 0) this.on('newListener', enableKeylog);
  if (options_().getOption('--tls-keylog')) keylogFile().follow(this);
  if (options.isServer) initServer(this, ssl, options);
  else initClient(this, ssl, options);
  if (options.ALPNProtocols) ssl.setALPNProtocols(options.ALPNProtocols);
  if (options.pskCallback) {
    validateFunction(options.pskCallback, 'pskCallback');
    ssl.onpsk = options.isServer ? onServerPsk : onClientPsk;
    this[kPskCallback] = options.pskCallback;
    ssl.enablePskCallback();
    if (options.pskIdentityHint) {
      validateString(options.pskIdentityHint, 'options.pskIdentityHint');
      ssl.setPskIdentityHint(options.pskIdentityHint);
    }
  }
  if (options.handshakeTimeout > 0) this.setTimeout(options.handshakeTimeout, this._handleTimeout);

  if (socket instanceof Socket) {
    this._parent = socket;
    this.connecting = socket.connecting || !socket._handle;
    socket.once('connect', () => {
      this.connecting = false;
      this.emit('connect');
    });
  }
  if (wrap) wrap.on('error', (error) => this._emitTLSError(error));
  else this.connecting = true; // connect() comes
};

/* ---------------------------------------------------------------- the handshake */

TLSSocket.prototype._start = function () {
  if (this.connecting) {
    this.once('connect', this._start);
    return;
  }
  if (!this._handle) return;
  if (this._tlsOptions.requestOCSP) this._handle.requestOCSP();
  this._handle.start();
};

TLSSocket.prototype._finishInit = function () {
  // It may have been destroyed meanwhile.
  if (!this._handle) return;
  this.alpnProtocol = this._handle.getALPNNegotiatedProtocol();
  if (this.servername === null) this.servername = this._handle.getServername();
  this._secureEstablished = true;
  if (this._tlsOptions.handshakeTimeout > 0) this.setTimeout(0, this._handleTimeout);
  this.emit('secure');
};

TLSSocket.prototype._handleTimeout = function () {
  this._emitTLSError(new ERR_TLS_HANDSHAKE_TIMEOUT());
};

TLSSocket.prototype._emitTLSError = function (error) {
  const shown = this._tlsError(error);
  if (shown) this.emit('error', shown);
};

/** Errors are the server's until the program has got the socket. */
TLSSocket.prototype._tlsError = function (error) {
  this.emit('_tlsError', error);
  return this._controlReleased ? error : null;
};

TLSSocket.prototype._releaseControl = function () {
  if (this._controlReleased) return false;
  this._controlReleased = true;
  this.removeListener('error', this._tlsError);
  return true;
};

/** Renegotiating by the other side ends the connection. */
TLSSocket.prototype.disableRenegotiation = function () {
  this[kDisableRenegotiation] = true;
};

/**
 * A second handshake (TLS 1.2 and before).
 * @param {{requestCert?: boolean, rejectUnauthorized?: boolean}} options
 * @param {function(Error|null)} [callback]
 * @returns {boolean|undefined} false where it cannot be
 */
TLSSocket.prototype.renegotiate = function (options, callback) {
  validateObject(options, 'options');
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (this.destroyed) return undefined;
  const requestCert = Boolean(options.requestCert ?? this._requestCert);
  const rejectUnauthorized = Boolean(options.rejectUnauthorized ?? this._rejectUnauthorized);
  if (requestCert !== this._requestCert || rejectUnauthorized !== this._rejectUnauthorized) {
    this._handle.setVerifyMode(requestCert, rejectUnauthorized);
    this._requestCert = requestCert;
    this._rejectUnauthorized = rejectUnauthorized;
  }
  try {
    this._handle.renegotiate();
  } catch (error) {
    if (callback) process().nextTick(callback, error);
    return false;
  }
  if (callback) this.once('secure', () => callback(null));
  return true;
};

/** The name of the server that is meant. @throws {ERR_TLS_SNI_FROM_SERVER|ERR_INVALID_ARG_TYPE} */
TLSSocket.prototype.setServername = function (name) {
  validateString(name, 'name');
  if (this._tlsOptions.isServer) throw new ERR_TLS_SNI_FROM_SERVER();
  this._handle.setServername(name);
};

TLSSocket.prototype.setMaxSendFragment = function (size) {
  validateInt32(size, 'size');
  return this._handle.setMaxSendFragment(size) === 1;
};

TLSSocket.prototype.setKeyCert = function (context) {
  if (!this._handle) return;
  const secureContext = context instanceof SecureContext ? context : tls().createSecureContext(context);
  this._handle.setKeyCert(secureContext.context);
  this._handle._secureContext = secureContext;
};

/* ---------------------------------------------------------------- sessions */

/** @param {Buffer|string} session */
TLSSocket.prototype.setSession = function (session) {
  const usable = sessionForReuse(session, this[kConnectOptions] || this._tlsOptions);
  if (usable !== undefined) this._handle.setSession(usable);
};

/** @returns {Buffer|undefined|null} */
TLSSocket.prototype.getSession = function () {
  if (!this._handle) return null;
  return wrapSession(asBuffer(this._handle.getSession()), this[kConnectOptions] || this._tlsOptions);
};

/**
 * Keying material for another protocol (RFC 5705).
 * @throws {ERR_TLS_INVALID_STATE} before the handshake is over
 */
TLSSocket.prototype.exportKeyingMaterial = function (length, label, context) {
  validateUint32(length, 'length', true);
  validateString(label, 'label');
  if (context !== undefined) validateBuffer(context, 'context');
  if (!this._secureEstablished) throw new ERR_TLS_INVALID_STATE();
  return asBuffer(this._handle.exportKeyingMaterial(length, label, context));
};

/* ---------------------------------------------------------------- what it tells */

/**
 * @param {boolean} [detailed] with issuerCertificate, up to the root
 * @returns {object|null} {} where the other side has none
 */
TLSSocket.prototype.getPeerCertificate = function (detailed) {
  return this._handle ? translateCertificate(this._handle.getPeerCertificate(detailed === true)) : null;
};

TLSSocket.prototype.getCertificate = function () {
  return this._handle ? translateCertificate(this._handle.getCertificate()) : null;
};

const asX509 = (der) => (der ? new (crypto().X509Certificate)(der) : undefined);

/** @returns {X509Certificate|undefined} with `issuerCertificate` where that was sent too */
TLSSocket.prototype.getPeerX509Certificate = function () {
  const [leaf, ...others] = (this._handle?.getPeerX509Certificate() ?? []).map(asX509);
  for (let at = leaf; at !== undefined;) {
    const current = at;
    at = others.find((other) => other !== current && current.checkIssued(other));
    if (at === undefined) break;
    Object.defineProperty(current, 'issuerCertificate', { __proto__: null, configurable: true, value: at });
    others.splice(others.indexOf(at), 1);
  }
  return leaf;
};

/** @returns {X509Certificate|undefined} */
TLSSocket.prototype.getX509Certificate = function () {
  return asX509(this._handle?.getX509Certificate());
};

for (const name of [
  'getCipher',
  'getSharedSigalgs',
  'getEphemeralKeyInfo',
  'getProtocol',
  'isSessionReused',
]) {
  TLSSocket.prototype[name] = function () {
    return this._handle ? this._handle[name]() : null;
  };
}
for (const name of ['getFinished', 'getPeerFinished', 'getTLSTicket']) {
  TLSSocket.prototype[name] = function () {
    return this._handle ? asBuffer(this._handle[name]()) : null;
  };
}

/** @throws {ERR_METHOD_NOT_IMPLEMENTED} always */
TLSSocket.prototype.enableTrace = function () {
  refuseTrace(true);
};

module.exports = { TLSSocket };
