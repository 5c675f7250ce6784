'use strict';

// node:net.

const { Socket } = require('node/internal/net/socket');
const { Server, createServerHandle } = require('node/internal/net/server');
const { isIP, isIPv4, isIPv6 } = require('node/internal/net/ip');
const {
  normalizeArgs,
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
} = require('node/internal/net/defaults');
const blockList = require.lazy('node/internal/net/block_list');
const socketAddress = require.lazy('node/internal/net/socket_address');
const boundSocket = require.lazy('node/internal/net/bound_socket');

/**
 * A server of TCP or of local sockets.
 * @param {object} [options]
 * @param {function(Socket)} [connectionListener]
 * @returns {Server}
 */
function createServer(options, connectionListener) {
  return new Server(options, connectionListener);
}

/**
 * A socket that connects: (options[, cb]), (path[, cb]) or (port[, host][, cb]).
 * @returns {Socket}
 */
function connect(...args) {
  const normalized = normalizeArgs(args);
  const [options] = normalized;
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

module.exports = {
  _createServerHandle: createServerHandle,
  _normalizeArgs: normalizeArgs,
  get BlockList() {
    return blockList().BlockList;
  },
  get SocketAddress() {
    return socketAddress().SocketAddress;
  },
  get BoundSocket() {
    return boundSocket().BoundSocket;
  },
  connect,
  createConnection: connect,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  Socket,
  Stream: Socket, // its name of old
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
