'use strict';

// `req.socket` and `res.socket` of the compatibility API: the session's socket, as far as one stream may use it.

const {
  codes: { ERR_HTTP2_NO_SOCKET_MANIPULATION },
} = require('ext/base/errors');
const { kSocket, kRequest } = require('node/internal/http2/symbols');

const OF_STREAM = new Set(['on', 'once', 'end', 'emit', 'destroy']);
const FORBIDDEN = new Set(['write', 'read', 'pause', 'resume']);

/** The socket, or the stream itself once its session is gone. */
const socketOf = (stream) => (stream.session === undefined ? stream : stream.session[kSocket]);

const streamSocketHandler = {
  __proto__: null,

  has(stream, name) {
    return name in stream || name in socketOf(stream);
  },

  get(stream, name) {
    if (OF_STREAM.has(name)) return stream[name].bind(stream);
    if (FORBIDDEN.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    if (name === 'writable' || name === 'destroyed') return stream[name];
    if (name === 'readable') {
      if (stream.destroyed) return false;
      return (stream[kRequest] ?? stream).readable;
    }
    if (name === 'setTimeout') {
      const owner = stream.session ?? stream;
      return owner.setTimeout.bind(owner);
    }
    const socket = socketOf(stream);
    const value = socket[name];
    return typeof value === 'function' ? value.bind(socket) : value;
  },

  getPrototypeOf(stream) {
    return Reflect.getPrototypeOf(socketOf(stream));
  },

  set(stream, name, value) {
    if (FORBIDDEN.has(name)) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    if (name === 'setTimeout') (stream.session ?? stream).setTimeout = value;
    else if (OF_STREAM.has(name) || name === 'writable' || name === 'readable' || name === 'destroyed') {
      stream[name] = value;
    } else socketOf(stream)[name] = value;
    return true;
  },
};

module.exports = { streamSocketHandler };
