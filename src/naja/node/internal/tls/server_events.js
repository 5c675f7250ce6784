'use strict';

// What a server is asked while a client shakes hands: handlers of TLSWrap, with the handle as `this`. Each asks a
// listener or a callback of the program, which answers once, now or later.

const {
  codes: {
    ERR_MULTIPLE_CALLBACK,
    ERR_SOCKET_CLOSED,
    ERR_TLS_ALPN_CALLBACK_INVALID_RESULT,
    ERR_TLS_RENEGOTIATION_DISABLED,
    ERR_TLS_SESSION_ATTACK,
  },
} = require('ext/base/errors');
const { Buffer } = require('node/buffer');
const { kOwner } = require('node/internal/net/symbols');
const { kALPNCallback, kDisableRenegotiation } = require('node/internal/tls/symbols');
const { readProtocols } = require('node/internal/tls/protocols');
const defaults = require('node/internal/tls/defaults');

const asBuffer = (bytes) => bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** An answer that may be given once, to a connection that is still open. */
function answer(socket, use) {
  let once = false;
  return (error, value) => {
    if (once) {
      socket.destroy(new ERR_MULTIPLE_CALLBACK());
      return;
    }
    once = true;
    if (error) socket.destroy(error);
    else if (!socket._handle) socket.destroy(new ERR_SOCKET_CLOSED());
    else use(value);
  };
}

/** Counts handshakes: renegotiating costs a server more than a client. */
function onhandshakestart(now) {
  const before = this.lastHandshakeTime;
  this.lastHandshakeTime = now;
  if (before === 0) return; // the first one
  if (now - before >= defaults.CLIENT_RENEG_WINDOW * 1000) this.handshakes = 1;
  else this.handshakes++;
  const socket = this[kOwner];
  if (this.handshakes > defaults.CLIENT_RENEG_LIMIT) socket._emitTLSError(new ERR_TLS_SESSION_ATTACK());
  else if (socket[kDisableRenegotiation]) socket._emitTLSError(new ERR_TLS_RENEGOTIATION_DISABLED());
}

function onhandshakedone() {
  const socket = this[kOwner];
  // Listeners of 'newSession' come first.
  if (socket._newSessionPending) socket._securePending = true;
  else socket._finishInit();
}

/** A client names a session: 'resumeSession' may know it. */
function onclienthello(hello) {
  const socket = this[kOwner];
  const { server } = socket;
  // A session without an id, or with a ticket, needs no store.
  if (hello.sessionId.length === 0 || hello.tlsTicket) {
    this.clientHelloDone();
    return;
  }
  const onSession = answer(socket, (session) => {
    if (session) this.loadSession(session);
    this.clientHelloDone();
  });
  if (!server) return;
  let heard;
  try {
    heard = server.emit('resumeSession', asBuffer(hello.sessionId), onSession);
  } catch (error) {
    onSession(error);
    return;
  }
  if (!heard) this.clientHelloDone();
}

/** Which certificate: SNICallback, then 'OCSPRequest'. */
function oncertcb(info) {
  const socket = this[kOwner];
  if (info.servername) socket.servername = info.servername;
  if (!info.servername || !socket._SNICallback) {
    requestOCSP(socket, info);
    return;
  }
  const done = answer(socket, (context) => {
    if (context) this.sni_context = context.context || context;
    requestOCSP(socket, info);
  });
  try {
    socket._SNICallback(info.servername, done);
  } catch (error) {
    socket.destroy(error);
  }
}

function certificateChosen(socket) {
  try {
    socket._handle.certCbDone();
  } catch (error) {
    socket.destroy(error);
  }
}

function requestOCSP(socket, info) {
  const { server, _handle: handle } = socket;
  let context = handle?.sni_context || server?._sharedCreds;
  if (!info.OCSPRequest || !server || !context || server.listenerCount('OCSPRequest') === 0) {
    certificateChosen(socket);
    return;
  }
  context = context.context || context;
  const done = answer(socket, (response) => {
    if (response) socket._handle.setOCSPResponse(response);
    certificateChosen(socket);
  });
  try {
    server.emit('OCSPRequest', asBuffer(context.getCertificate()), asBuffer(context.getIssuer()), done);
  } catch (error) {
    socket.destroy(error);
  }
}

/** 'newSession': the handshake goes on when the listener says so. */
function onnewsession(id, session) {
  const socket = this[kOwner];
  const { server } = socket;
  if (!server) {
    this.newSessionDone();
    return;
  }
  let once = false;
  const done = () => {
    if (once) return;
    once = true;
    if (!socket._handle) {
      socket.destroy(new ERR_SOCKET_CLOSED());
      return;
    }
    this.newSessionDone();
    socket._newSessionPending = false;
    if (socket._securePending) socket._finishInit();
    socket._securePending = false;
  };
  socket._newSessionPending = true;
  let heard = false;
  try {
    heard = server.emit('newSession', asBuffer(id), asBuffer(session), done);
  } catch (error) {
    server.emit('error', error);
  }
  if (!heard) done();
}

/** The position of the protocol that ALPNCallback chose in the wire's list, undefined for none. */
function chooseProtocol(wire) {
  const socket = this[kOwner];
  try {
    const protocols = readProtocols(wire);
    const chosen = socket[kALPNCallback]({ servername: this.getServername(), protocols });
    if (chosen === undefined) return undefined;
    const index = protocols.indexOf(chosen);
    if (index === -1) throw new ERR_TLS_ALPN_CALLBACK_INVALID_RESULT(chosen, protocols);
    return protocols.slice(0, index).reduce((sum, name) => sum + 1 + name.length, 0);
  } catch (error) {
    socket.destroy(error);
    return undefined;
  }
}

module.exports = { onhandshakestart, onhandshakedone, onclienthello, oncertcb, onnewsession, chooseProtocol };
