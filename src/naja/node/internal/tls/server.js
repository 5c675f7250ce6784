'use strict';

// tls.Server: a net.Server whose connections shake hands first.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS, ERR_TLS_REQUIRED_SERVER_NAME },
  ConnResetException,
} = require('ext/base/errors');
const {
  validateBuffer,
  validateFunction,
  validateNumber,
  validateObject,
  validateString,
} = require('ext/base/validators');
const { kEmptyObject } = require('ext/base/util');
const { Buffer } = require('node/buffer');
const EventEmitter = require('node/events');
const net = require('node/internal/net/server');
const { TLSSocket } = require('node/internal/tls/socket');
const { SecureContext } = require('node/internal/tls/context');
const { convertALPNProtocols } = require('node/internal/tls/protocols');
const {
  kEnableTrace,
  kErrorEmitted,
  kHandshakeTimeout,
  kPskCallback,
  kPskIdentityHint,
  kSNICallback,
} = require('node/internal/tls/symbols');
const { sessionIdContext } = binding('tls');
const process = require.lazy('node/process');
const assert = require.lazy('node/assert');
const tls = require.lazy('node/tls');

/* ---------------------------------------------------------------- a connection */

function onSecure() {
  if (this._requestCert) {
    const error = this._handle.verifyError();
    if (error) this.authorizationError = error.code;
    // A resumed session of TLS 1.3 may come without a certificate.
    else if (!this._handle.hasPeerCertificate()) this.authorizationError = 'UNABLE_TO_GET_ISSUER_CERT';
    else this.authorized = true;
    if (!this.authorized && this._rejectUnauthorized) this.destroy();
  }
  if (!this.destroyed && this._releaseControl()) {
    this.secureConnecting = false;
    this._tlsOptions.server.emit('secureConnection', this);
  }
}

/** Errors before the program has the socket are the server's, one each. */
function onTLSError(error) {
  if (this._controlReleased || this[kErrorEmitted]) return;
  this[kErrorEmitted] = true;
  this._tlsOptions.server.emit('tlsClientError', error, this);
}

function onClose(hadError) {
  if (!hadError) onTLSError.call(this, new ConnResetException('socket hang up'));
}

function onKeylog(line) {
  this._tlsOptions.server.emit('keylog', line, this);
}

function onConnection(rawSocket) {
  const socket = new TLSSocket(rawSocket, {
    secureContext: this._sharedCreds,
    isServer: true,
    server: this,
    requestCert: this.requestCert,
    rejectUnauthorized: this.rejectUnauthorized,
    handshakeTimeout: this[kHandshakeTimeout],
    ALPNProtocols: this.ALPNProtocols,
    ALPNCallback: this.ALPNCallback,
    SNICallback: this[kSNICallback] || chooseContext,
    enableTrace: this[kEnableTrace],
    pauseOnConnect: this.pauseOnConnect,
    pskCallback: this[kPskCallback],
    pskIdentityHint: this[kPskIdentityHint],
  });
  socket.on('secure', onSecure);
  if (this.listenerCount('keylog') > 0) socket.on('keylog', onKeylog);
  socket[kErrorEmitted] = false;
  socket.on('close', onClose);
  socket.on('_tlsError', onTLSError);
  socket.on('error', onTLSError);
}

/** SNI: the context that was added last for the name. */
function chooseContext(servername, callback) {
  const found = this.server._contexts.findLast(([pattern]) => pattern.test(servername));
  callback(null, found?.[1]);
}
chooseContext.isDefault = true;

/* ---------------------------------------------------------------- the server */

/**
 * @param {object|Function} [options] see node:tls
 * @param {function(TLSSocket)} [listener] of 'secureConnection'
 */
function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  if (typeof options === 'function') {
    listener = options;
    options = kEmptyObject;
  } else if (options == null || typeof options === 'object') {
    options ??= kEmptyObject;
  } else {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }

  this._contexts = [];
  this.requestCert = options.requestCert === true;
  this.rejectUnauthorized = options.rejectUnauthorized !== false;
  this.ALPNCallback = options.ALPNCallback;
  if (this.ALPNCallback && options.ALPNProtocols) throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  if (options.sessionTimeout) this.sessionTimeout = options.sessionTimeout;
  if (options.ticketKeys) this.ticketKeys = options.ticketKeys;
  if (options.ALPNProtocols) convertALPNProtocols(options.ALPNProtocols, this);
  this.setSecureContext(options);

  this[kHandshakeTimeout] = options.handshakeTimeout || 120_000;
  this[kSNICallback] = options.SNICallback;
  this[kPskCallback] = options.pskCallback;
  this[kPskIdentityHint] = options.pskIdentityHint;
  validateNumber(this[kHandshakeTimeout], 'options.handshakeTimeout');
  if (this[kSNICallback]) validateFunction(this[kSNICallback], 'options.SNICallback');
  if (this[kPskCallback]) validateFunction(this[kPskCallback], 'options.pskCallback');
  if (this[kPskIdentityHint]) validateString(this[kPskIdentityHint], 'options.pskIdentityHint');

  net.Server.call(this, options, onConnection);
  if (listener) this.on('secureConnection', listener);
  this[kEnableTrace] = options.enableTrace;
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

// Options that become properties of the server, undefined where they were not given.
const kept = [
  'pfx',
  'key',
  'passphrase',
  'cert',
  'clientCertEngine',
  'ca',
  'minVersion',
  'maxVersion',
  'secureProtocol',
  'crl',
  'ciphers',
  'dhparam',
];
const keptAsGiven = [
  'sigalgs',
  'ecdhCurve',
  'privateKeyIdentifier',
  'privateKeyEngine',
  'certificateCompression',
];
const shared = ['secureOptions', 'honorCipherOrder', 'sessionIdContext', 'ticketKeys', 'sessionTimeout'];

/**
 * New keys and certificates, for connections to come.
 * @param {object} options as createSecureContext()
 */
Server.prototype.setSecureContext = function (options) {
  validateObject(options, 'options');
  for (const name of kept) this[name] = options[name] || undefined;
  for (const name of keptAsGiven) this[name] = options[name];
  this.honorCipherOrder = options.honorCipherOrder !== undefined ? Boolean(options.honorCipherOrder) : true;
  this.secureOptions = options.secureOptions || undefined;
  // Sessions of one program are not another's.
  this.sessionIdContext = options.sessionIdContext || sessionIdContext(process().argv.join(' '));
  if (options.sessionTimeout) this.sessionTimeout = options.sessionTimeout;
  if (options.ticketKeys) this.ticketKeys = options.ticketKeys;
  const settings = {};
  for (const name of [...kept, ...keptAsGiven, ...shared]) settings[name] = this[name];
  this._sharedCreds = tls().createSecureContext(settings);
};

/** @returns {Buffer} 48 bytes */
Server.prototype.getTicketKeys = function () {
  return Buffer.from(this._sharedCreds.context.getTicketKeys());
};

/** @param {Buffer} keys 48 bytes */
Server.prototype.setTicketKeys = function (keys) {
  validateBuffer(keys);
  assert()(keys.byteLength === 48, 'Session ticket keys must be a 48-byte buffer');
  this._sharedCreds.context.setTicketKeys(keys);
};

Server.prototype._getServerData = function () {
  return { ticketKeys: this.getTicketKeys().toString('hex') };
};

Server.prototype._setServerData = function (data) {
  this.setTicketKeys(Buffer.from(data.ticketKeys, 'hex'));
};

/**
 * A context for clients that ask for a name.
 * @param {string} servername '*' stands for one label
 * @param {SecureContext|object} context
 * @throws {ERR_TLS_REQUIRED_SERVER_NAME}
 */
Server.prototype.addContext = function (servername, context) {
  if (!servername) throw new ERR_TLS_REQUIRED_SERVER_NAME();
  const pattern = servername.replace(/([.^$+?\-\\[\]{}])/g, '\\$1').replaceAll('*', '[^.]*');
  const secureContext = context instanceof SecureContext ? context : tls().createSecureContext(context);
  this._contexts.push([new RegExp(`^${pattern}$`, 'i'), secureContext.context]);
};

Server.prototype[EventEmitter.captureRejectionSymbol] = function (error, event, socket) {
  if (event === 'secureConnection') socket.destroy(error);
  else net.Server.prototype[EventEmitter.captureRejectionSymbol].call(this, error, event, socket);
};

module.exports = { Server };
