'use strict';

// Options of the sockets of node:dgram: broadcast, multicast, buffers.

const {
  codes: {
    ERR_MISSING_ARGS,
    ERR_SOCKET_BAD_BUFFER_SIZE,
    ERR_SOCKET_BUFFER_SIZE,
    ERR_SOCKET_DGRAM_NOT_RUNNING,
  },
  ErrnoException,
} = require('ext/base/errors');
const { validateNumber, validateString } = require('ext/base/validators');
const { kState } = require('node/internal/dgram');

/** The state of a socket that is open. @throws {ERR_SOCKET_DGRAM_NOT_RUNNING} */
function healthy(socket) {
  const state = socket[kState];
  if (!state.handle) throw new ERR_SOCKET_DGRAM_NOT_RUNNING();
  return state;
}

/** The methods, for Socket.prototype. */
const methods = {};

methods.setBroadcast = function (flag) {
  const error = healthy(this).handle.setBroadcast(flag ? 1 : 0);
  if (error) throw new ErrnoException(error, 'setBroadcast');
};

methods.setTTL = function (ttl) {
  validateNumber(ttl, 'ttl');
  const error = healthy(this).handle.setTTL(ttl);
  if (error) throw new ErrnoException(error, 'setTTL');
  return ttl;
};

methods.setMulticastTTL = function (ttl) {
  validateNumber(ttl, 'ttl');
  const error = healthy(this).handle.setMulticastTTL(ttl);
  if (error) throw new ErrnoException(error, 'setMulticastTTL');
  return ttl;
};

methods.setMulticastLoopback = function (flag) {
  const error = healthy(this).handle.setMulticastLoopback(flag ? 1 : 0);
  if (error) throw new ErrnoException(error, 'setMulticastLoopback');
  return flag;
};

methods.setMulticastInterface = function (address) {
  healthy(this);
  validateString(address, 'interfaceAddress');
  const error = this[kState].handle.setMulticastInterface(address);
  if (error) throw new ErrnoException(error, 'setMulticastInterface');
};

function membership(socket, call, group, address, joins) {
  const { handle } = healthy(socket);
  if (!group) throw new ERR_MISSING_ARGS('multicastAddress');
  const error = handle.membership(group, address, joins);
  if (error) throw new ErrnoException(error, call);
}

methods.addMembership = function (multicastAddress, interfaceAddress) {
  membership(this, 'addMembership', multicastAddress, interfaceAddress, true);
};

methods.dropMembership = function (multicastAddress, interfaceAddress) {
  membership(this, 'dropMembership', multicastAddress, interfaceAddress, false);
};

function sourceMembership(socket, call, source, group, address, joins) {
  const { handle } = healthy(socket);
  validateString(source, 'sourceAddress');
  validateString(group, 'groupAddress');
  const error = handle.sourceMembership(source, group, address, joins);
  if (error) throw new ErrnoException(error, call);
}

methods.addSourceSpecificMembership = function (sourceAddress, groupAddress, interfaceAddress) {
  sourceMembership(this, 'addSourceSpecificMembership', sourceAddress, groupAddress, interfaceAddress, true);
};

methods.dropSourceSpecificMembership = function (sourceAddress, groupAddress, interfaceAddress) {
  sourceMembership(
    this,
    'dropSourceSpecificMembership',
    sourceAddress,
    groupAddress,
    interfaceAddress,
    false,
  );
};

function bufferSize(socket, size, receives, call) {
  const { handle } = healthy(socket);
  const result = handle.bufferSize(size, receives);
  if (result >= 0) return result;
  const code = binding('uv').errname(result);
  const message = binding('uv').strerror(result);
  throw new ERR_SOCKET_BUFFER_SIZE({ errno: result, code, message, syscall: call });
}

function setBufferSize(socket, size, receives) {
  if (size >>> 0 !== size) throw new ERR_SOCKET_BAD_BUFFER_SIZE();
  bufferSize(socket, size, receives, receives ? 'uv_recv_buffer_size' : 'uv_send_buffer_size');
}

methods.setRecvBufferSize = function (size) {
  setBufferSize(this, size, true);
};

methods.setSendBufferSize = function (size) {
  setBufferSize(this, size, false);
};

/** @returns {number} bytes */
methods.getRecvBufferSize = function () {
  return bufferSize(this, 0, true, 'uv_recv_buffer_size');
};

/** @returns {number} bytes */
methods.getSendBufferSize = function () {
  return bufferSize(this, 0, false, 'uv_send_buffer_size');
};

/** @returns {number} bytes that wait to be sent */
methods.getSendQueueSize = function () {
  return this[kState].handle.queueSize();
};

/** @returns {number} datagrams that wait to be sent */
methods.getSendQueueCount = function () {
  return this[kState].handle.queueCount();
};

module.exports = { healthy, methods, setBufferSize };
