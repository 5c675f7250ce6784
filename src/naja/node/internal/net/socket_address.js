'use strict';

// net.SocketAddress: an address, a port and what goes with them, checked and in canonical spelling.

const {
  codes: { ERR_INVALID_ARG_VALUE },
  genericNodeError,
} = require('ext/base/errors');
const { validateObject, validatePort, validateString, validateUint32 } = require('ext/base/validators');
const { customInspectSymbol, kEmptyObject } = require('ext/base/util');
const { kClone, setTransferMode } = require('ext/events/symbols');
const { canonicalAddress } = binding('net');
const inspectModule = require.lazy('ext/console/inspect');
const url = require.lazy('node/url');

const CLONEABLE = 1;

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;

  /**
   * @param {{address?: string, family?: 'ipv4'|'ipv6', port?: number, flowlabel?: number}} [options]
   * @throws {ERR_INVALID_ADDRESS} where the address is none of its family
   * @throws {ERR_INVALID_ARG_VALUE|ERR_INVALID_ARG_TYPE|ERR_SOCKET_BAD_PORT|ERR_OUT_OF_RANGE}
   */
  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    let { family = 'ipv4' } = options;
    const { address = family === 'ipv4' ? '127.0.0.1' : '::', port = 0, flowlabel = 0 } = options;
    if (typeof family?.toLowerCase === 'function') family = family.toLowerCase();
    if (family !== 'ipv4' && family !== 'ipv6') {
      throw new ERR_INVALID_ARG_VALUE('options.family', options.family);
    }
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    this.#address = canonicalAddress(address, family === 'ipv4' ? 4 : 6);
    if (this.#address === undefined) {
      throw genericNodeError('Invalid socket address', { code: 'ERR_INVALID_ADDRESS' });
    }
    this.#port = port | 0;
    this.#family = family;
    this.#flowlabel = flowlabel;
  }

  /** @returns {boolean} */
  static isSocketAddress(value) {
    return typeof value === 'object' && value !== null && #address in value;
  }

  /**
   * Reads `ip:port` or `[ip]:port`.
   * @param {string} input
   * @returns {SocketAddress|undefined} undefined where it is neither
   */
  static parse(input) {
    validateString(input, 'input');
    const parsed = url().URL.parse(`http://${input}`);
    if (parsed === null) return undefined;
    const { hostname, port } = parsed;
    const isBracketed = hostname[0] === '[' && hostname.at(-1) === ']';
    try {
      return isBracketed
        ? new SocketAddress({ address: hostname.slice(1, -1), port: port | 0, family: 'ipv6' })
        : new SocketAddress({ address: hostname, port: port | 0 });
    } catch {
      return undefined;
    }
  }

  get address() {
    return this.#address;
  }

  get port() {
    return this.#port;
  }

  get family() {
    return this.#family;
  }

  get flowlabel() {
    return this.#flowlabel;
  }

  toJSON() {
    return { address: this.address, port: this.port, family: this.family, flowlabel: this.flowlabel };
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `SocketAddress ${inspectModule().inspect(this.toJSON(), inner)}`;
  }
}

setTransferMode(SocketAddress.prototype, CLONEABLE);
Object.defineProperties(SocketAddress.prototype, {
  [kClone]: {
    __proto__: null,
    value() {
      const { address, port, family, flowlabel } = this;
      const data = { address, port, family, flowlabel };
      return { data, deserializeInfo: 'node/internal/net/socket_address:cloneSocketAddress' };
    },
  },
});

module.exports = { SocketAddress, cloneSocketAddress: (data) => new SocketAddress(data) };
