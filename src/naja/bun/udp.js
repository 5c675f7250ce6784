'use strict';

/** Bun.udpSocket. */

const { UDP, UV_UDP_IPV6ONLY, UV_UDP_REUSEADDR, UV_UDP_REUSEPORT } = binding('udp');
const { resolve } = require('ext/net/listener');
const { Buffer } = require('node/buffer');
const { FastBuffer } = require('node/internal/buffer_pool');

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function check(result, syscall) {
  if (result >= 0) return result;
  const code = binding('uv').errname(result);
  const error = new Error(`${syscall} ${code}`);
  error.code = code;
  error.errno = result;
  error.syscall = syscall;
  throw error;
}

const ipOf = (hostname) => {
  const found = resolve(hostname);
  return typeof found === 'number' ? check(found, 'getaddrinfo') : found.address;
};

function toBytes(data) {
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return data;
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  throw typeError('Expected string or an instance of Buffer, TypedArray, or DataView');
}

const nothing = () => {};

class UDPSocket {
  #handle;
  #handlers;
  #connected;
  #address;
  #remote;
  #closed = false;
  #literal; // the last receiver that was an address itself
  #request = { oncomplete: () => this.#handlers.drain(this) }; // of all sends that wait

  constructor(options) {
    const { hostname = '0.0.0.0', port = 0, connect, socket = {}, binaryType, flags } = options;
    this.reload({ socket });
    this.binaryType = binaryType ?? socket.binaryType ?? 'buffer';
    const handle = new UDP();
    this.#handle = handle;
    handle.onmessage = (memory, size, address, from) => this.#arrived(memory, size, address, from);
    let bits = 0;
    if (options.reusePort) bits |= UV_UDP_REUSEPORT;
    if (options.reuseAddr) bits |= UV_UDP_REUSEADDR;
    if (options.ipv6Only) bits |= UV_UDP_IPV6ONLY;
    try {
      check(handle.bind(ipOf(hostname), Number(port), flags ?? bits), 'bind');
      if (connect !== undefined)
        check(handle.connect(ipOf(connect.hostname), Number(connect.port)), 'connect');
    } catch (error) {
      handle.close();
      throw error;
    }
    this.#connected = connect !== undefined;
    this.#address = nameOf(handle, 'getsockname');
    this.#remote = this.#connected ? nameOf(handle, 'getpeername') : undefined;
    this.hostname = hostname;
    handle.recvStart();
  }

  #arrived(memory, size, address, port) {
    if (typeof memory === 'number') {
      const error = new Error(`recv ${binding('uv').errname(memory)}`);
      error.code = binding('uv').errname(memory);
      this.#handlers.error(error);
      return;
    }
    let data;
    if (this.binaryType === 'arraybuffer') data = new Uint8Array(memory, 0, size).buffer;
    else if (this.binaryType === 'uint8array') data = new Uint8Array(memory, 0, size);
    else data = new FastBuffer(memory, 0, size);
    this.#handlers.data(this, data, port, address);
  }

  #open() {
    if (this.#closed) throw new Error('Socket is closed');
    return this.#handle;
  }

  #ipOf(address) {
    if (address === this.#literal) return address;
    const ip = ipOf(address);
    if (ip === address) this.#literal = address;
    return ip;
  }

  /** send(data) where it is connected, else send(data, port, address). @returns {boolean} false: wait for 'drain' */
  send(data, port, address) {
    const handle = this.#open();
    const bytes = toBytes(data);
    if (this.#connected && port !== undefined)
      throw new Error('Cannot specify destination on connected socket');
    if (!this.#connected && (port === undefined || address === undefined)) {
      throw typeError('Must specify destination on unconnected socket');
    }
    const result = this.#connected
      ? handle.send(this.#request, [bytes])
      : handle.send(this.#request, [bytes], this.#ipOf(address), Number(port));
    return check(result, 'send') >= 1;
  }

  /** @param {Array} packets data, or data, port, address for each @returns {number} how many were sent */
  sendMany(packets) {
    const step = this.#connected ? 1 : 3;
    if (packets.length % step !== 0) throw typeError('Expected 3 arguments for each packet');
    let count = 0;
    for (let i = 0; i < packets.length; i += step) {
      if (this.send(...packets.slice(i, i + step))) count++;
    }
    return count;
  }

  reload({ socket }) {
    const { data = nothing, drain = nothing, error = nothing } = socket;
    for (const handler of [data, drain, error]) {
      if (typeof handler !== 'function') throw typeError('Expected a function');
    }
    this.#handlers = { data, drain, error };
  }

  setBroadcast(on) {
    return check(this.#open().setBroadcast(on ? 1 : 0), 'setBroadcast') === 0;
  }

  setTTL(ttl) {
    check(this.#open().setTTL(ttl), 'setTTL');
    return ttl;
  }

  setMulticastTTL(ttl) {
    check(this.#open().setMulticastTTL(ttl), 'setMulticastTTL');
    return ttl;
  }

  setMulticastLoopback(on) {
    return check(this.#open().setMulticastLoopback(on ? 1 : 0), 'setMulticastLoopback') === 0;
  }

  setMulticastInterface(address) {
    return check(this.#open().setMulticastInterface(address), 'setMulticastInterface') === 0;
  }

  addMembership(group, networkInterface) {
    return check(this.#open().membership(group, networkInterface, true), 'addMembership') === 0;
  }

  dropMembership(group, networkInterface) {
    return check(this.#open().membership(group, networkInterface, false), 'dropMembership') === 0;
  }

  addSourceSpecificMembership(source, group, networkInterface) {
    return check(this.#open().sourceMembership(source, group, networkInterface, true), 'addMembership') === 0;
  }

  dropSourceSpecificMembership(source, group, networkInterface) {
    return (
      check(this.#open().sourceMembership(source, group, networkInterface, false), 'dropMembership') === 0
    );
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#handle.close();
  }

  ref() {
    if (!this.#closed) this.#handle.ref();
  }

  unref() {
    if (!this.#closed) this.#handle.unref();
  }

  get closed() {
    return this.#closed;
  }

  get port() {
    return this.#address.port;
  }

  get address() {
    return this.#address;
  }

  get remoteAddress() {
    return this.#remote;
  }

  get fd() {
    return this.#closed ? -1 : this.#handle.fd;
  }

  [Symbol.dispose]() {
    this.close();
  }
}

function nameOf(handle, which) {
  const out = {};
  handle[which](out);
  const { address, family, port } = out;
  return { address, family, port };
}

/**
 * @param {object} options hostname, port, connect: {hostname, port}, socket: {data, drain, error}, binaryType
 * @returns {Promise<UDPSocket>}
 */
async function udpSocket(options = {}) {
  return new UDPSocket(options);
}

module.exports = { udpSocket };
