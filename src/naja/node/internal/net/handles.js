'use strict';

// The native handles: their classes, the numbers that go with them, and which one a descriptor asks for.

const {
  codes: { ERR_INVALID_FD_TYPE },
} = require('ext/base/errors');
const { validateInt32 } = require('ext/base/validators');
const { TCP, Pipe, guessHandleType: guess } = binding('net');
const { kOwner } = require('node/internal/net/symbols');

/** First argument of `new TCP()` and `new Pipe()`. */
const SOCKET = 0;
const SERVER = 1;
const IPC = 2;

/** Flags of `handle.bind()`. */
const UV_TCP_IPV6ONLY = 1;
const UV_TCP_REUSEPORT = 2;
/** Flags of `pipe.fchmod()`. */
const UV_READABLE = 1;
const UV_WRITABLE = 2;

/** libuv's errors that sockets tell apart; libuv negates the system's numbers. */
const errno = {
  UV_EOF: -4095,
  UV_EBADF: -9,
  UV_EINVAL: -22,
  UV_EADDRINUSE: -98,
  UV_ENOTCONN: -107,
  UV_ETIMEDOUT: -110,
  UV_ECANCELED: -125,
};

// libuv's uv_handle_type, by number.
const handleTypes = { 7: 'PIPE', 12: 'TCP', 14: 'TTY', 15: 'UDP', 17: 'FILE' };

/**
 * What a descriptor is.
 * @param {number} fd
 * @returns {'PIPE'|'TCP'|'TTY'|'UDP'|'FILE'|'UNKNOWN'|'INVALID'}
 */
function guessHandleType(fd) {
  return fd < 0 ? 'INVALID' : (handleTypes[guess(fd)] ?? 'UNKNOWN');
}

/**
 * The handle that suits a descriptor, not yet opened.
 * @param {number} fd
 * @param {boolean} isServer
 * @throws {ERR_INVALID_FD_TYPE} where it is neither a pipe nor a TCP socket
 */
function createHandle(fd, isServer) {
  validateInt32(fd, 'fd', 0);
  const type = guessHandleType(fd);
  if (type === 'PIPE') return new Pipe(isServer ? SERVER : SOCKET);
  if (type === 'TCP') return new TCP(isServer ? SERVER : SOCKET);
  throw new ERR_INVALID_FD_TYPE(type);
}

// Packages ask a handle for its socket.
Object.defineProperty(TCP.prototype, 'owner', {
  __proto__: null,
  get() {
    return this[kOwner];
  },
  set(value) {
    this[kOwner] = value;
  },
  configurable: true,
});

module.exports = {
  TCP,
  Pipe,
  SOCKET,
  SERVER,
  IPC,
  UV_TCP_IPV6ONLY,
  UV_TCP_REUSEPORT,
  UV_READABLE,
  UV_WRITABLE,
  errno,
  guessHandleType,
  createHandle,
};
