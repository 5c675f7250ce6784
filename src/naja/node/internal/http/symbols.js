'use strict';

// Keys that messages, sockets and servers of node:http share among its files.

module.exports = {
  /** On an OutgoingMessage: its header fields, [Field, value, Field, value ...] or null. */
  kOutHeaders: Symbol('kOutHeaders'),
  /** A writer was told to wait, and is owed a 'drain'. */
  kNeedDrain: Symbol('kNeedDrain'),
  kSocket: Symbol('kSocket'),
  kCorked: Symbol('corked'),
  /** Chunks that wait for uncork() as [chunk, encoding, callback ...], null where there are none; and their bytes. */
  kChunkedBuffer: Symbol('kChunkedBuffer'),
  kChunkedLength: Symbol('kChunkedLength'),
  kUniqueHeaders: Symbol('kUniqueHeaders'),
  kBytesWritten: Symbol('kBytesWritten'),
  kErrored: Symbol('errored'),
  kWritableFinished: Symbol('kWritableFinished'),
  kEndCallbacks: Symbol('kEndCallbacks'),
  kFlushError: Symbol('kFlushError'),
  kHighWaterMark: Symbol('kHighWaterMark'),
  kRejectNonStandardBodyWrites: Symbol('kRejectNonStandardBodyWrites'),
  /** Bits of the fields that _storeHeader() has come across. */
  kSeen: Symbol('kSeen'),
  /** Method: sends head and body with one native call where nothing speaks against it. */
  kEndAtOnce: Symbol('kEndAtOnce'),
  /** Method: sends the chunks of a corked message with one native call where nothing speaks against it. */
  kChunksAtOnce: Symbol('kChunksAtOnce'),
  /** On a server's socket and on its responses: the ServerConnection. */
  kConnection: Symbol('kConnection'),
  kServerResponse: Symbol('ServerResponse'),
  kConnections: Symbol('http.server.connections'),
  kConnectionsCheckingInterval: Symbol('http.server.connectionsCheckingInterval'),
  kOptimizeEmptyRequests: Symbol('OptimizeEmptyRequestsOption'),
  kUpgradeStream: Symbol('UpgradeStream'),
  kProxyConfig: Symbol('kProxyConfig'),
  kWaitForProxyTunnel: Symbol('kWaitForProxyTunnel'),
};
