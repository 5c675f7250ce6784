'use strict';

// tls.connect().

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_TLS_DH_PARAM_SIZE },
  ConnResetException,
} = require('ext/base/errors');
const { validateFunction, validateNumber } = require('ext/base/validators');
const { isIP } = require('node/internal/net/ip');
const { normalizeArgs } = require('node/internal/net/defaults');
const { TLSSocket } = require('node/internal/tls/socket');
const { serverIdentity, sessionForReuse } = require('node/internal/tls/session');
const { kConnectOptions, kIsVerified, kPendingSession } = require('node/internal/tls/symbols');
const process = require.lazy('node/process');
const tls = require.lazy('node/tls');

let warned = false;

/** NODE_TLS_REJECT_UNAUTHORIZED=0, with a warning. */
function allowsUnauthorized() {
  const allowed = require('ext/process/env').ownVariables().NODE_TLS_REJECT_UNAUTHORIZED === '0';
  if (allowed && !warned) {
    warned = true;
    process().emitWarning(
      "Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections " +
        'and HTTPS requests insecure by disabling certificate verification.',
    );
  }
  return allowed;
}

/** ([port][, host][, options][, cb]) or (options[, cb]); what options say wins. */
function readArguments(args) {
  const [options, callback] = normalizeArgs(args);
  const more = args[1] !== null && typeof args[1] === 'object' ? args[1] : args[2];
  return [Object.assign(options, more), callback];
}

/** The handshake is over: is that the server that was meant? */
function onSecure() {
  const options = this[kConnectOptions];
  const key = this.getEphemeralKeyInfo();
  if (key.type === 'DH' && key.size < options.minDHSize) {
    this.emit('error', new ERR_TLS_DH_PARAM_SIZE(key.size));
    this.destroy();
    return;
  }
  let error = this._handle.verifyError();
  // A session that is resumed was verified when it began.
  if (!error && !this.isSessionReused()) {
    error = options.checkServerIdentity(serverIdentity(options), this.getPeerCertificate(true));
  }
  if (error) {
    this.authorized = false;
    this.authorizationError = error.code || error.message;
    if (options.rejectUnauthorized !== false) {
      this.destroy(error);
      return;
    }
  } else {
    this.authorized = true;
  }
  this.secureConnecting = false;
  this.emit('secureConnect');

  this[kIsVerified] = true;
  const session = this[kPendingSession];
  this[kPendingSession] = null;
  if (session) this.emit('session', session);
  this.removeListener('end', onEnd);
}

/** The server went away during the handshake. */
function onEnd() {
  if (this._hadError) return;
  this._hadError = true;
  const { path, host, port, localAddress } = this[kConnectOptions];
  const message = 'Client network socket disconnected before secure TLS connection was established';
  this.destroy(Object.assign(new ConnResetException(message), { path, host, port, localAddress }));
}

/**
 * @param {...*} args see node:tls
 * @returns {TLSSocket}
 * @throws {ERR_INVALID_ARG_VALUE|ERR_INVALID_ARG_TYPE} and what createSecureContext() throws
 */
function connect(...args) {
  const [given, callback] = readArguments(args);
  const options = {
    rejectUnauthorized: !allowsUnauthorized(),
    ciphers: tls().DEFAULT_CIPHERS,
    checkServerIdentity: tls().checkServerIdentity,
    minDHSize: 1024,
    ...given,
  };
  if (!options.keepAlive) options.singleUse = true;
  validateFunction(options.checkServerIdentity, 'options.checkServerIdentity');
  validateNumber(options.minDHSize, 'options.minDHSize', 1);
  const secureContext = options.secureContext || tls().createSecureContext(options);
  if (options.servername && isIP(options.servername)) {
    const reason = 'Setting the TLS ServerName to an IP address is not permitted.';
    throw new ERR_INVALID_ARG_VALUE('options.servername', options.servername, reason);
  }
  options.session = sessionForReuse(options.session, options);

  const socket = new TLSSocket(options.socket, {
    allowHalfOpen: options.allowHalfOpen,
    pipe: Boolean(options.path),
    secureContext,
    isServer: false,
    requestCert: true,
    rejectUnauthorized: options.rejectUnauthorized !== false,
    session: options.session,
    ALPNProtocols: options.ALPNProtocols,
    requestOCSP: options.requestOCSP,
    enableTrace: options.enableTrace,
    pskCallback: options.pskCallback,
    highWaterMark: options.highWaterMark,
    onread: options.onread,
    signal: options.signal,
    noDelay: options.noDelay,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
  });
  // Undefined means yes.
  options.rejectUnauthorized = options.rejectUnauthorized !== false;
  socket[kConnectOptions] = options;
  if (callback) socket.once('secureConnect', callback);

  if (!options.socket) {
    if (options.timeout) socket.setTimeout(options.timeout);
    socket.connect(options, socket._start);
  }
  socket._releaseControl();
  if (options.session) socket._handle.setSession(options.session);
  if (options.servername) socket.setServername(options.servername);
  if (options.socket) socket._start();
  socket.on('secure', onSecure);
  socket.prependListener('end', onEnd);
  return socket;
}

module.exports = { connect };
