'use strict';

// What listens in the primary process for its workers: in turn (RoundRobinHandle), or with one handle that all have
// (SharedHandle).

const net = require('node/net');
const { createServerHandle } = require('node/internal/net/server');
const dgram = require.lazy('node/internal/dgram');
const { send } = require('node/internal/cluster/messages');

/** Accepts by itself, and gives each connection to a worker that waits for one. */
class RoundRobinHandle {
  #all = new Map();
  #free = new Map();
  #connections = [];
  #handle = null;
  #server;
  #error = 0;

  constructor(key, address, { port, fd, flags, backlog, readableAll, writableAll }) {
    this.key = key;
    this.data = null;
    this.#server = net.createServer();
    const server = this.#server;
    if (fd >= 0) server.listen({ fd, backlog });
    else if (port >= 0) server.listen({ port, host: address, ipv6Only: Boolean(flags & 1), backlog });
    else server.listen({ path: address, backlog, readableAll, writableAll });
    server.once('listening', () => {
      this.#handle = server._handle;
      this.#handle.onconnection = (error, connection) => this.#distribute(error, connection);
      server._handle = null;
      this.#server = null;
    });
    server.once('error', (error) => {
      this.#error = error.errno;
    });
  }

  /** @param {(error: number, reply: object | null, handle: null) => void} answer */
  add(worker, answer) {
    this.#all.set(worker.id, worker);
    const done = () => {
      const out = {};
      // Pipes have no name to tell.
      if (this.#handle.getsockname) {
        this.#handle.getsockname(out);
        answer(null, { sockname: out }, null);
      } else {
        answer(null, null, null);
      }
      this.#handOff(worker);
    };
    if (this.#server === null) {
      done();
    } else if (this.#error) {
      answer(this.#error, null);
    } else {
      this.#server.once('listening', done);
      this.#server.once('error', (error) => answer(error.errno, null));
    }
  }

  /** @returns {boolean} whether it was the last: then this is closed */
  remove(worker) {
    if (!this.#all.delete(worker.id)) return false;
    this.#free.delete(worker.id);
    if (this.#all.size > 0) return false;
    for (const connection of this.#connections.splice(0)) connection.close();
    this.#handle?.close();
    this.#handle = null;
    return true;
  }

  #distribute(error, connection) {
    if (error || !connection) return;
    this.#connections.push(connection);
    const [first] = this.#free;
    if (first === undefined) return;
    this.#free.delete(first[0]);
    this.#handOff(first[1]);
  }

  #handOff(worker) {
    if (!this.#all.has(worker.id)) return;
    const connection = this.#connections.shift();
    if (connection === undefined) {
      this.#free.set(worker.id, worker);
      return;
    }
    send(worker.process, { act: 'newconn', key: this.key }, connection, ({ accepted }) => {
      if (accepted) connection.close();
      else this.#distribute(0, connection);
      this.#handOff(worker);
    });
  }
}

/** @returns {boolean} whether that is a UDP socket's type */
const isDatagrams = (addressType) => addressType === 'udp4' || addressType === 'udp6';

/** One listening handle, which every worker has of its own: the kernel chooses who accepts. */
class SharedHandle {
  #workers = new Map();
  #handle = null;
  #error = 0;

  constructor(key, address, { port, addressType, fd, flags }) {
    this.key = key;
    this.data = null;
    const make = isDatagrams(addressType) ? dgram().createSocketHandle : createServerHandle;
    const made = make(address, port, addressType, fd, flags);
    if (typeof made === 'number') this.#error = made;
    else this.#handle = made;
  }

  add(worker, answer) {
    this.#workers.set(worker.id, worker);
    answer(this.#error, null, this.#handle);
  }

  remove(worker) {
    if (!this.#workers.delete(worker.id)) return false;
    if (this.#workers.size > 0) return false;
    this.#handle?.close();
    this.#handle = null;
    return true;
  }
}

module.exports = { isDatagrams, RoundRobinHandle, SharedHandle };
