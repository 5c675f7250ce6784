'use strict';

// Keys that sockets, servers and their handles carry, shared by net, tls, tty, http and child_process.

module.exports = {
  /** On a handle: the Socket, Server or stream that it belongs to. */
  kOwner: Symbol('owner_symbol'),
  /** The id that async_hooks knows a socket by. */
  kAsyncId: Symbol('async_id_symbol'),
  /** On a socket: its handle, behind `_handle`. */
  kHandle: Symbol('kHandle'),
  /** On a socket: the timer of setTimeout(). */
  kTimeout: Symbol('timeout'),
  /** The `onread` option: the user's buffer, its callback, the function that makes buffers. */
  kBuffer: Symbol('kBuffer'),
  kBufferCb: Symbol('kBufferCb'),
  kBufferGen: Symbol('kBufferGen'),
  /** What to do after an EOF that JavaScript did not ask for (TTY, http2). */
  kMaybeDestroy: Symbol('kMaybeDestroy'),
  kUpdateTimer: Symbol('kUpdateTimer'),
  /** Of a Socket or a response: whether the kernel can send a file in its place, and could now; has it do so. */
  kCanSendFile: Symbol('kCanSendFile'),
  kIsIdle: Symbol('kIsIdle'),
  kSendFile: Symbol('kSendFile'),
  /** Of a Socket: what waits until a file is sent; null where none is. */
  kSending: Symbol('kSending'),
  kAfterAsyncWrite: Symbol('kAfterAsyncWrite'),
  kSession: Symbol('kSession'),
  kBoundSession: Symbol('kBoundSession'),
  /** Gives a socket another handle. */
  kReinitializeHandle: Symbol('kReinitializeHandle'),
  kSetNoDelay: Symbol('kSetNoDelay'),
  kSetKeepAlive: Symbol('kSetKeepAlive'),
  kSetKeepAliveInitialDelay: Symbol('kSetKeepAliveInitialDelay'),
  kSetKeepAliveInterval: Symbol('kSetKeepAliveInterval'),
  kSetKeepAliveCount: Symbol('kSetKeepAliveCount'),
  kSetTOS: Symbol('kSetTOS'),
  kLastWriteQueueSize: Symbol('lastWriteQueueSize'),
  kBytesRead: Symbol('kBytesRead'),
  kBytesWritten: Symbol('kBytesWritten'),
  /** Of a BoundSocket: hands its handle over; its path. Of a Socket: that its handle came from one, and its path. */
  kBoundSocketConsume: Symbol('kBoundSocketConsume'),
  kBoundSocketPath: Symbol('kBoundSocketPath'),
  kBoundSource: Symbol('kBoundSource'),
  kBoundPath: Symbol('kBoundPath'),
  /** Marks the result of normalizeArgs(). */
  normalizedArgsSymbol: Symbol('normalizedArgs'),
};
