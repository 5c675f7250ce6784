'use strict';

/** Deno.listenDatagram (UDP). */

const { UDP, UV_UDP_REUSEADDR } = binding('udp');
const { resolve } = require('ext/net/listener');
const { errorOfCode, errors, systemError } = require('deno/errors');
const { Keeping } = require('deno/keeping');
const { convert } = require('deno/net');
const { checkPort } = require('deno/ports');

/** So many datagrams may wait to be received; later ones are dropped, as the kernel does. */
const MAX_WAITING = 1024;

const udpAddress = (hostname, port) => ({ __proto__: null, hostname, port, transport: 'udp' });

function ipOf(hostname) {
  const found = resolve(hostname);
  if (typeof found === 'number') throw convert({ errno: found, syscall: 'getaddrinfo' });
  return found.address;
}

function check(error) {
  if (error < 0) throw systemError(error);
}

class DatagramConn {
  #handle;
  #addr;
  #waiting = [];
  #receivers = [];
  #keeping;
  bufSize = 65536;

  constructor({ hostname = '127.0.0.1', port, reuseAddress = false, loopback }) {
    const handle = new UDP();
    handle.onmessage = (memory, size, address, from) => this.#arrived(memory, size, address, from);
    try {
      check(handle.bind(ipOf(hostname), checkPort(port ?? 0), reuseAddress ? UV_UDP_REUSEADDR : 0));
      if (loopback !== undefined) check(handle.setMulticastLoopback(loopback ? 1 : 0));
    } catch (error) {
      handle.close();
      throw error;
    }
    const out = {};
    handle.getsockname(out);
    this.#addr = udpAddress(out.address, out.port);
    this.#handle = handle;
    this.#keeping = new Keeping(handle);
    handle.recvStart();
  }

  #arrived(memory, size, address, port) {
    const result =
      typeof memory === 'number'
        ? systemError(memory)
        : [new Uint8Array(memory, 0, size), udpAddress(address, port)];
    const receiver = this.#receivers.shift();
    if (receiver === undefined) {
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push(result);
      return;
    }
    this.#keeping.end();
    if (Array.isArray(result)) {
      receiver.resolve(result);
    } else {
      receiver.reject(result);
    }
  }

  get addr() {
    return this.#addr;
  }

  #open() {
    if (this.#handle === null) throw new errors.BadResource('Socket has been closed');
    return this.#handle;
  }

  /** @param {Uint8Array} [target] where the bytes go to @returns {Promise<[Uint8Array, Deno.NetAddr]>} */
  async receive(target) {
    this.#open();
    let result = this.#waiting.shift();
    result ??= await new Promise((resolve, reject) => {
      this.#receivers.push({ resolve, reject });
      this.#keeping.begin();
    });
    if (!Array.isArray(result)) throw result;
    const [bytes, from] = result;
    if (target === undefined) return [bytes, from];
    const length = Math.min(bytes.length, target.length);
    target.set(bytes.subarray(0, length));
    return [target.subarray(0, length), from];
  }

  /** @param {Uint8Array} bytes @param {Deno.NetAddr} to @returns {Promise<number>} */
  async send(bytes, { hostname = '127.0.0.1', port }) {
    const handle = this.#open();
    const address = ipOf(hostname);
    return new Promise((resolve, reject) => {
      const request = {
        oncomplete(status) {
          if (status < 0) reject(systemError(status));
          else resolve(bytes.byteLength);
        },
      };
      const result = handle.send(request, [bytes], address, port);
      if (result >= 1) resolve(bytes.byteLength);
      else if (result < 0) reject(systemError(result));
    });
  }

  /** Joins a multicast group. @returns {Promise<{leave: Function, setLoopback: Function, setTTL: Function}>} */
  async joinMulticastV4(address, networkInterface) {
    const handle = this.#open();
    check(handle.membership(address, networkInterface, true));
    return {
      leave: async () => check(this.#open().membership(address, networkInterface, false)),
      setLoopback: async (loopback) => check(this.#open().setMulticastLoopback(loopback ? 1 : 0)),
      setTTL: async (ttl) => check(this.#open().setMulticastTTL(ttl)),
    };
  }

  async joinMulticastV6(address, networkInterface) {
    const name = networkInterface === 0 ? undefined : `::%${networkInterface}`;
    check(this.#open().membership(address, name, true));
    return {
      leave: async () => check(this.#open().membership(address, name, false)),
      setLoopback: async (loopback) => check(this.#open().setMulticastLoopback(loopback ? 1 : 0)),
    };
  }

  /** @throws {Deno.errors.BadResource} where it is closed */
  close() {
    if (this.#handle === null) throw new errors.BadResource('Bad resource ID');
    this.#handle.close();
    this.#handle = null;
    for (const { reject } of this.#receivers.splice(0)) reject(errorOfCode('EINTR', 'operation canceled'));
  }

  ref() {
    if (this.#handle !== null) this.#keeping.ref();
  }

  unref() {
    if (this.#handle !== null) this.#keeping.unref();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      try {
        yield await this.receive();
      } catch (error) {
        if (error instanceof errors.BadResource || error instanceof errors.Interrupted) return;
        throw error;
      }
    }
  }

  [Symbol.dispose]() {
    if (this.#handle !== null) this.close();
  }
}

/**
 * Listens for datagrams.
 * @param {{transport: 'udp', port: number, hostname?: string, reuseAddress?: boolean, loopback?: boolean}} options
 * @returns {DatagramConn}
 */
function listenDatagram(options) {
  const { transport } = options;
  if (transport !== 'udp') {
    throw new errors.NotSupported(`Deno.listenDatagram: transport '${transport}' is not supported by Naja`);
  }
  return new DatagramConn(options);
}

module.exports = { listenDatagram };
