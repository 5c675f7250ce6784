'use strict';

// node:cluster in a worker: servers listen with the primary process's handles.

const EventEmitter = require('node/events');
const path = require('node/path');
const process = require('node/process');
const { setInterval, clearInterval } = require('node/timers');
const Worker = require('node/internal/cluster/worker');
const { receiver, send } = require('node/internal/cluster/messages');
const { kOwner } = require('node/internal/net/symbols');

const FOREVER = 2147483647;

const cluster = new EventEmitter();
const handles = new Map(); // by the primary's keys
const indexes = new Map(); // how often an address was asked for

cluster.isWorker = true;
cluster.isMaster = false;
cluster.isPrimary = false;
cluster.worker = null;
cluster.Worker = Worker;

function tell(message, onReply) {
  return send(process, message, undefined, onReply);
}

/** Called once, as the process begins. */
cluster._setupWorker = function () {
  const worker = new Worker({ id: +process.env.NODE_UNIQUE_ID | 0, process, state: 'online' });
  cluster.worker = worker;
  require('node/internal/net/cluster').worker = cluster;
  process.once('disconnect', () => {
    process.channel = null;
    worker.emit('disconnect');
    // The primary process is gone, or its end of the channel is.
    if (!worker.exitedAfterDisconnect) process.exit(0);
  });
  process.on('internalMessage', receiver(onMessage));
  tell({ act: 'online' });
};

function onMessage(message, handle) {
  if (message.act === 'newconn') onConnection(message, handle);
  else if (message.act === 'disconnect') disconnect(cluster.worker, true);
}

function onConnection({ key, seq }, connection) {
  const handle = handles.get(key);
  const server = handle?.[kOwner];
  const isFull = server?.maxConnections != null && server._connections >= server.maxConnections;
  // Where it is full, another worker may have room; one that drops what comes then takes it to drop it.
  const accepted = handle !== undefined && (!isFull || Boolean(server.dropMaxConnection));
  tell({ ack: seq, accepted });
  if (accepted) handle.onconnection(0, connection);
  else connection.close();
}

/**
 * Asks for the handle to listen with.
 * @param {import('node:net').Server} server
 * @param {object} options address, port, addressType, fd, flags, backlog
 * @param {(error: number, handle: object | null) => void} callback with a libuv error
 */
cluster._getServer = function (server, options, callback) {
  let { address } = options;
  // The primary process may be in another folder.
  if (options.port < 0 && typeof address === 'string' && address[0] !== '\0') address = path.resolve(address);
  const place = [address, options.port, options.addressType, options.fd].join(':');
  const known = indexes.get(place) ?? { next: 0, used: new Set() };
  indexes.set(place, known);
  const index = known.next++;
  known.used.add(index);
  const forget = () => {
    known.used.delete(index);
    if (known.used.size === 0) indexes.delete(place);
  };
  const message = { act: 'queryServer', index, data: null, ...options, address };
  if (server._getServerData) message.data = server._getServerData();
  tell(message, (reply, handle) => {
    if (typeof server._setServerData === 'function') server._setServerData(reply.data);
    if (handle) shared(reply, handle, forget, callback);
    else inTurn(reply, forget, callback);
  });
  server.once('listening', () => {
    if (!indexes.has(place)) return;
    cluster.worker.state = 'listening';
    const bound = server.address();
    tell({ ...message, act: 'listening', port: (bound && bound.port) || options.port });
  });
};

/** A handle that each worker has: this process accepts by itself. */
function shared({ key, errno }, handle, forget, callback) {
  const { close } = handle;
  handle.close = function (...args) {
    tell({ act: 'close', key });
    handles.delete(key);
    forget();
    handle.close = close;
    return close.apply(handle, args);
  };
  handles.set(key, handle);
  callback(errno ?? 0, handle);
}

/** Stands for a handle: the primary process accepts, and sends the connections. */
function inTurn(reply, forget, callback) {
  if (reply.errno) {
    forget();
    callback(reply.errno, null);
    return;
  }
  let { key } = reply;
  // Keeps the process alive as a listening handle does.
  let alive = setInterval(() => {}, FOREVER);
  const handle = {
    close() {
      if (key === undefined) return;
      handle.unref();
      // Only once, though the primary process may have closed it already.
      tell({ act: 'close', key });
      handles.delete(key);
      forget();
      key = undefined;
    },
    listen: () => 0,
    ref() {
      alive ??= setInterval(() => {}, FOREVER);
    },
    unref() {
      clearInterval(alive);
      alive = undefined;
    },
  };
  if (reply.sockname) {
    handle.getsockname = (out) => {
      Object.assign(out, reply.sockname);
      return 0;
    };
  }
  handles.set(key, handle);
  callback(0, handle);
}

function disconnect(worker, isAsked) {
  worker.exitedAfterDisconnect = true;
  for (const handle of [...handles.values()]) {
    const server = handle[kOwner];
    if (server) server.close();
    else handle.close();
  }
  handles.clear();
  // A queued answer is to be sent first.
  process.nextTick(() => {
    if (isAsked) process.disconnect();
    else tell({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  });
}

/** Closes this worker's servers, and then its channel. */
Worker.prototype.disconnect = function () {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    disconnect(this, false);
  }
  return this;
};

Worker.prototype.destroy = function () {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) {
    process.exit(0);
    return;
  }
  this.state = 'destroying';
  tell({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  process.once('disconnect', () => process.exit(0));
};

module.exports = cluster;
