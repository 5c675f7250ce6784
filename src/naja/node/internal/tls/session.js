'use strict';

// Sessions as clients keep them: with the name of the server that was verified, so that a session is not used to skip
// the check of another one's certificate.

const { Buffer } = require('node/buffer');

const prefix = Buffer.from('\0nodejs:tls:session:1\0', 'latin1');

/** The name that a connection's certificate is checked against. */
function serverIdentity(options) {
  return options?.servername || options?.host || options?.socket?._host || 'localhost';
}

/** What programs get: prefix, length of the name, name, session. */
function wrapSession(session, options) {
  if (!Buffer.isBuffer(session) || options?.isServer) return session;
  const name = Buffer.from(serverIdentity(options), 'utf8');
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(name.length, 0);
  return Buffer.concat([prefix, length, name, session]);
}

function unwrapSession(session) {
  const start = prefix.length + 2;
  if (
    !Buffer.isBuffer(session) ||
    session.length < start ||
    !session.subarray(0, prefix.length).equals(prefix)
  ) {
    return undefined;
  }
  const end = start + session.readUInt16BE(prefix.length);
  if (session.length < end) return undefined;
  return { servername: session.toString('utf8', start, end), session: session.subarray(end) };
}

/**
 * What of a session may be used for a connection.
 * @param {Buffer|string|undefined} session
 * @param {object} options of the connection
 * @returns {Buffer|undefined}
 */
function sessionForReuse(session, options) {
  if (typeof session === 'string') session = Buffer.from(session, 'latin1');
  if (options?.isServer) return session;
  const wrapped = unwrapSession(session);
  if (wrapped !== undefined) {
    return wrapped.servername === serverIdentity(options) ? wrapped.session : undefined;
  }
  // One without a name was verified by nobody knows whom.
  if (Buffer.isBuffer(session) && options?.rejectUnauthorized !== false) return undefined;
  return session;
}

module.exports = { serverIdentity, wrapSession, sessionForReuse };
