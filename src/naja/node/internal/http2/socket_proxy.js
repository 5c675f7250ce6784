'use strict';

// `session.socket`: the socket of a session, without what only the session may do with it.

const {
  codes: { ERR_HTTP2_NO_SOCKET_MANIPULATION, ERR_HTTP2_SOCKET_UNBOUND },
} = require('ext/base/errors');
const { kSocket } = require('node/internal/http2/symbols');

/** What the session does in the socket's place. */
const OF_SESSION = new Set(['setTimeout', 'ref', 'unref', 'destroy']);
const FORBIDDEN = new Set([
  'emit',
  'end',
  'pause',
  'read',
  'resume',
  'write',
  'setEncoding',
  'setKeepAlive',
  'setNoDelay',
]);

function socketOf(session) {
  const socket = session[kSocket];
  if (socket === undefined) throw new ERR_HTTP2_SOCKET_UNBOUND();
  return socket;
}

const socketHandler = {
  __proto__: null,

  get(session, name) {
    if (OF_SESSION.has(name)) return session[name].bind(session);
    if (FORBIDDEN.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    const socket = socketOf(session);
    const value = socket[name];
    return typeof value === 'function' ? value.bind(socket) : value;
  },

  getPrototypeOf(session) {
    return Reflect.getPrototypeOf(socketOf(session));
  },

  set(session, name, value) {
    if (FORBIDDEN.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    if (OF_SESSION.has(name)) session[name] = value;
    else socketOf(session)[name] = value;
    return true;
  },
};

module.exports = { socketHandler };
