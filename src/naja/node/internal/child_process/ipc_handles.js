'use strict';

// Sockets and servers on their way to another process, in the messages that Node has for that: {cmd: 'NODE_HANDLE',
// type, msg}, answered with NODE_HANDLE_ACK once it has arrived.

const EventEmitter = require('node/events');
const net = require('node/net');
const { TCP, Pipe } = require('node/internal/net/handles');
const { kState } = require('node/internal/dgram');
const { codes } = require('ext/base/errors');
const dgram = require.lazy('node/dgram');

/** Of a server, the sockets that were sent to one child: the child counts them, and tells when the last has closed. */
class SentSockets extends EventEmitter {
  #child;
  #key;
  constructor(child, key) {
    super();
    this.#child = child;
    this.#key = key;
    child.once('exit', () => this.emit('exit', this));
  }

  #ask(cmd, answer, callback) {
    const child = this.#child;
    if (!child.connected) {
      callback(new codes.ERR_CHILD_CLOSED_BEFORE_REPLY());
      return;
    }
    const done = (...args) => {
      child.removeListener('internalMessage', onMessage);
      child.removeListener('exit', onEnd);
      child.removeListener('disconnect', onEnd);
      callback(...args);
    };
    const onMessage = (message) => {
      if (message.cmd === answer && message.key === this.#key) done(null, message.count);
    };
    const onEnd = () => done(new codes.ERR_CHILD_CLOSED_BEFORE_REPLY());
    child.on('internalMessage', onMessage);
    child.once('exit', onEnd);
    child.once('disconnect', onEnd);
    child._send({ cmd, key: this.#key }, undefined, { swallowErrors: true }, undefined);
  }

  getConnections(callback) {
    this.#ask('NODE_SOCKET_GET_COUNT', 'NODE_SOCKET_COUNT', callback);
  }
  close(callback) {
    this.#ask('NODE_SOCKET_NOTIFY_CLOSE', 'NODE_SOCKET_ALL_CLOSED', () => callback());
  }
}

/** The child's side of it. */
class ReceivedSockets {
  #parent;
  #key;
  #count = 0;
  constructor(parent, key) {
    this.#parent = parent;
    this.#key = key;
    parent.on('internalMessage', (message) => {
      if (message.key !== key) return;
      if (message.cmd === 'NODE_SOCKET_GET_COUNT')
        this.#tell({ cmd: 'NODE_SOCKET_COUNT', key, count: this.#count });
      else if (message.cmd === 'NODE_SOCKET_NOTIFY_CLOSE')
        this.#onEmpty(() => this.#tell({ cmd: 'NODE_SOCKET_ALL_CLOSED', key }));
    });
  }

  #waiting = [];
  #tell(message) {
    if (this.#parent.connected) this.#parent._send(message, undefined, { swallowErrors: true }, undefined);
  }
  #onEmpty(callback) {
    if (this.#count === 0) callback();
    else this.#waiting.push(callback);
  }

  add(socket) {
    this.#count++;
    socket.once('close', () => {
      if (--this.#count === 0) for (const callback of this.#waiting.splice(0)) callback();
    });
  }
}

const lists = new WeakMap(); // by target: key -> list
function listOf(target, key, Kind, made) {
  if (!lists.has(target)) lists.set(target, new Map());
  const known = lists.get(target);
  if (!known.has(key)) {
    const list = new Kind(target, key);
    known.set(key, list);
    made?.(list);
  }
  return known.get(key);
}

/** @throws {ERR_INVALID_HANDLE_TYPE} where `object` is nothing that can be sent */
function check(object) {
  for (const Kind of [net.Socket, net.Server, TCP, Pipe]) if (object instanceof Kind) return;
  if (object instanceof dgram().Socket || object instanceof binding('udp').UDP) return;
  throw new codes.ERR_INVALID_HANDLE_TYPE();
}

/** What is sent of a UDP socket, which this process keeps as well. */
function takeDatagrams(object) {
  if (object instanceof binding('udp').UDP) return { type: 'dgram.Native', handle: object, sent() {} };
  const { handle } = object[kState];
  return handle && { type: 'dgram.Socket', handle, dgramType: object.type, sent() {} };
}

/**
 * What is sent of `object`: its type, its native handle, and what happens to this process's one afterwards.
 * @param {EventEmitter} target it goes to
 * @param {net.Socket | net.Server | dgram.Socket | TCP | Pipe | UDP} object
 * @param {{keepOpen?: boolean}} options
 * @returns {{type: string, handle: object, key?: string, dgramType?: string, sent(): void} | null} null where it has no handle any more
 */
function take(target, object, options) {
  if (object instanceof TCP || object instanceof Pipe)
    return { type: 'net.Native', handle: object, sent() {} };
  if (object instanceof net.Server) return { type: 'net.Server', handle: object._handle, sent() {} };
  if (!(object instanceof net.Socket)) return takeDatagrams(object);
  const handle = object._handle;
  if (!handle) return null;
  if (options?.keepOpen) return { type: 'net.Socket', handle, sent() {} };
  const { server } = object;
  const key = server?._connectionKey;
  if (server) {
    listOf(target, key, SentSockets, (list) => server._setupWorker(list));
    server._connections--;
  }
  handle.readStop();
  handle.onread = () => {};
  object._handle = null;
  object.setTimeout(0);
  return { type: 'net.Socket', handle, key, sent: () => handle.close() };
}

/**
 * The object that a handle of another process becomes here.
 * @param {EventEmitter} target it came from
 * @param {{type: string, key?: string, dgramType?: string}} message
 * @param {TCP | Pipe | UDP} handle
 * @param {(object: net.Socket | net.Server | dgram.Socket | TCP | Pipe | UDP) => void} ready
 */
function give(target, { type, key, dgramType }, handle, ready) {
  if (type === 'net.Native' || type === 'dgram.Native') return ready(handle);
  if (type === 'dgram.Socket') {
    const socket = new (dgram().Socket)(dgramType);
    socket.bind(handle, () => ready(socket));
    return undefined;
  }
  if (type === 'net.Server') {
    const server = new net.Server();
    server.listen(handle, () => ready(server));
    return undefined;
  }
  const socket = new net.Socket({ handle, readable: true, writable: true });
  if (key) listOf(target, key, ReceivedSockets).add(socket);
  return ready(socket);
}

/**
 * The UDP socket that came with a message: it waits in the pipe until it is asked for.
 * @param {{type: string}} message
 * @param {Pipe} channel
 * @returns {UDP | undefined}
 */
function acceptDatagrams({ type }, channel) {
  if (!`${type}`.startsWith('dgram.')) return undefined;
  const handle = new (binding('udp').UDP)(true);
  if (handle.accept(channel) === 0) return handle;
  handle.close();
  return undefined;
}

module.exports = { acceptDatagrams, check, give, take };
