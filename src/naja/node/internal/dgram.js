'use strict';

// What node:dgram, node:cluster and the channels of child processes share.

const { attempt } = require('ext/base/attempt');

/** On a socket of node:dgram: what it is, behind the properties that programs see. */
const kState = Symbol('state symbol');

/**
 * A UDP handle that is bound.
 * @param {string | null} address
 * @param {number | null} port
 * @param {string} addressType
 * @param {number} fd one that is open already, or -1
 * @param {number | null} flags as in binding('udp')
 * @returns {UDP | number} a libuv error where it could not be
 */
function createSocketHandle(address, port, addressType, fd, flags) {
  const handle = new (binding('udp').UDP)();
  const isOpen = Number.isInteger(fd) && fd >= 0;
  const make = () => (isOpen ? handle.open(fd) : handle.bind(address, port || 0, flags));
  const error = isOpen || port !== null || address ? attempt(make) : 0;
  if (!error) return handle;
  handle.close();
  return error;
}

module.exports = { createSocketHandle, kState };
