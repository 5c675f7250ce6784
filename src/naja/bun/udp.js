'use strict';

/** Bun.udpSocket. */

const { UDP, UV_UDP_IPV6ONLY, UV_UDP_REUSEADDR, UV_UDP_REUSEPORT } = binding('udp');
const { canonicalAddress } = binding('net');
const { resolve } = require('ext/net/listener');
const { Buffer } = require('node/buffer');
const { FastBuffer } = require('node/internal/buffer_pool');

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** An error's text, as in messages of the system. */
function describe(code) {
  for (const [, name, text] of binding('uv').errors) if (name === code) return text;
  return 'unknown error';
}

function check(result, syscall) {
  if (result >= 0) return result;
  const code = binding('uv').errname(result);
  const error = new Error(`${code}: ${describe(code)}, ${syscall}`);
  error.code = code;
  error.errno = result;
  error.syscall = syscall;
  throw error;
}

function toBytes(data) {
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return data;
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  throw typeError('Expected ArrayBufferView or string as first argument');
}

const nothing = () => {};

const MAX_PORT = 65535;

const wrongPort = (name, least) =>
  typeError(`Expected "${name}" to be an integer between ${least} and ${MAX_PORT}`);

/** @throws {TypeError} */
function checkOptions(options) {
  if (options === null || typeof options !== 'object') throw typeError('Expected an object');
  const { hostname = '', port = 0, connect } = options;
  if (typeof hostname !== 'string') throw typeError('Expected "hostname" to be a string');
  if (!(Number(port) >= 0 && Number(port) <= MAX_PORT)) throw wrongPort('port', 0);
  if (connect === undefined || connect === null) return;
  if (typeof connect !== 'object') throw typeError('Expected "connect" to be an object');
  if (typeof connect.hostname !== 'string') throw typeError('Expected "connect.hostname" to be a string');
  if (typeof connect.port !== 'number') throw typeError('Expected "connect.port" to be an integer');
  if (!(connect.port >= 1 && connect.port <= MAX_PORT)) throw wrongPort('connect.port', 1);
}

/** The address to bind to. @throws {Error} */
function localOf(hostname) {
  const found = resolve(hostname);
  if (typeof found !== 'number') return found.address;
  const error = new Error(`bind ENOENT ${hostname}`);
  throw Object.assign(error, { code: 'ENOENT', errno: -2, syscall: 'bind' });
}

/** The address of who is connected to. @throws {Error} as Bun's resolver does */
function remoteOf(hostname) {
  const found = resolve(hostname);
  if (typeof found !== 'number') return found.address;
  const error = new Error(`connect ENOTFOUND ${hostname}`);
  throw Object.assign(error, { name: 'DNSException', code: 'ENOTFOUND', errno: 4, syscall: 'connect' });
}

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
    checkOptions(options);
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
      check(handle.bind(localOf(hostname), Number(port), flags ?? bits), 'bind');
      if (connect !== undefined)
        check(handle.connect(remoteOf(connect.hostname), Number(connect.port)), 'connect');
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
    if (canonicalAddress(address, 4) === undefined && canonicalAddress(address, 6) === undefined)
      throw typeError('Invalid address');
    this.#literal = address;
    return address;
  }

  /** send(data) where it is connected, else send(data, port, address). @returns {boolean} false: wait for 'drain' */
  send(data, port, address) {
    const handle = this.#open();
    if (this.#connected) {
      if (port !== undefined) throw typeError('Cannot specify destination on connected socket');
    } else if (address === undefined) {
      throw typeError(`Expected 3 arguments, got ${arguments.length}`);
    }
    const bytes = toBytes(data);
    if (!this.#connected && !(port >= 1 && port <= MAX_PORT)) throw wrongPort('port', 1);
    const result = this.#connected
      ? handle.send(this.#request, [bytes])
      : handle.send(this.#request, [bytes], this.#ipOf(String(address)), Number(port));
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

  /** New handlers; those that are not named stay. @param {{socket: object}} options */
  reload(options) {
    if (options === undefined) throw typeError('Expected 1 argument');
    if (options === null || typeof options !== 'object') throw typeError('Expected an object');
    const { socket } = options;
    if (socket === null || typeof socket !== 'object') throw typeError('Expected "socket" to be an object');
    const next = { ...(this.#handlers ?? { data: nothing, drain: nothing, error: nothing }) };
    for (const name of ['data', 'drain', 'error']) {
      const handler = socket[name];
      if (handler === undefined || handler === null) continue;
      if (typeof handler !== 'function') throw typeError(`Expected "socket.${name}" to be a function`);
      next[name] = handler;
    }
    this.#handlers = next;
  }

  setBroadcast(on) {
    return check(this.#open().setBroadcast(on ? 1 : 0), 'setsockopt') === 0;
  }

  setTTL(ttl) {
    check(this.#open().setTTL(ttl), 'setsockopt');
    return ttl;
  }

  setMulticastTTL(ttl) {
    check(this.#open().setMulticastTTL(ttl), 'setsockopt');
    return ttl;
  }

  setMulticastLoopback(on) {
    return check(this.#open().setMulticastLoopback(on ? 1 : 0), 'setsockopt') === 0;
  }

  setMulticastInterface(address) {
    return check(this.#open().setMulticastInterface(address), 'setsockopt') === 0;
  }

  addMembership(group, networkInterface) {
    return check(this.#open().membership(group, networkInterface, true), 'setsockopt') === 0;
  }

  dropMembership(group, networkInterface) {
    return check(this.#open().membership(group, networkInterface, false), 'setsockopt') === 0;
  }

  addSourceSpecificMembership(source, group, networkInterface) {
    return check(this.#open().sourceMembership(source, group, networkInterface, true), 'setsockopt') === 0;
  }

  dropSourceSpecificMembership(source, group, networkInterface) {
    return check(this.#open().sourceMembership(source, group, networkInterface, false), 'setsockopt') === 0;
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

  get [Symbol.toStringTag]() {
    return 'UDPSocket';
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
async function udpSocket(options) {
  return new UDPSocket(options);
}

module.exports = { udpSocket };
