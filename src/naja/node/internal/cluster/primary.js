'use strict';

// node:cluster in the process that has the workers.

const EventEmitter = require('node/events');
const path = require('node/path');
const process = require('node/process');
const { fork } = require('node/child_process');
const { validateNumber } = require('ext/base/validators');
const Worker = require('node/internal/cluster/worker');
const { receiver, send } = require('node/internal/cluster/messages');
const { isDatagrams, RoundRobinHandle, SharedHandle } = require('node/internal/cluster/handles');

const SCHED_NONE = 1;
const SCHED_RR = 2;
const POLICIES = { __proto__: null, none: SCHED_NONE, rr: SCHED_RR };

const cluster = new EventEmitter();
const handles = new Map(); // by key
const intercom = new EventEmitter();
let ids = 0;
let isSetUp = false;
let policy = SCHED_RR;

cluster.isWorker = false;
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.Worker = Worker;
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = SCHED_NONE;
cluster.SCHED_RR = SCHED_RR;
cluster.schedulingPolicy = POLICIES[process.env.NODE_CLUSTER_SCHED_POLICY] ?? SCHED_RR;

/**
 * What the workers to come are started with.
 * @param {object} [options] exec, args, execArgv, cwd, serialization, silent, stdio, uid, gid, windowsHide
 */
cluster.setupPrimary = function setupPrimary(options) {
  const settings = {
    args: process.argv.slice(2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...cluster.settings,
    ...options,
  };
  cluster.settings = settings;
  if (!isSetUp) {
    isSetUp = true;
    // From here on it is as it is.
    policy = cluster.schedulingPolicy;
    validateNumber(policy, 'cluster.schedulingPolicy', SCHED_NONE, SCHED_RR);
  }
  process.nextTick(() => cluster.emit('setup', settings));
};
cluster.setupMaster = cluster.setupPrimary;

function start(id, env) {
  const { exec, args, cwd, serialization, silent, windowsHide, execArgv, stdio, gid, uid } = cluster.settings;
  return fork(exec, args, {
    cwd,
    env: { ...process.env, ...env, NODE_UNIQUE_ID: `${id}` },
    serialization,
    silent,
    windowsHide,
    execArgv: [...execArgv],
    stdio,
    gid,
    uid,
  });
}

function removeWorker(worker) {
  delete cluster.workers[worker.id];
  if (Object.keys(cluster.workers).length === 0) intercom.emit('disconnect');
}

function removeHandles(worker) {
  for (const [key, handle] of handles) if (handle.remove(worker)) handles.delete(key);
}

/**
 * @param {NodeJS.ProcessEnv} [env] added to this process's
 * @returns {Worker}
 */
cluster.fork = function (env) {
  cluster.setupPrimary();
  const id = ++ids;
  const child = start(id, env);
  const worker = new Worker({ id, process: child });
  worker.on('message', function (message, handle) {
    cluster.emit('message', this, message, handle);
  });
  child.once('exit', (exitCode, signalCode) => {
    // The channel may still have something to tell.
    if (!worker.isConnected()) {
      removeHandles(worker);
      removeWorker(worker);
    }
    worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
    worker.state = 'dead';
    worker.emit('exit', exitCode, signalCode);
    cluster.emit('exit', worker, exitCode, signalCode);
  });
  child.once('disconnect', () => {
    removeHandles(worker);
    if (worker.isDead()) removeWorker(worker);
    worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
    worker.state = 'disconnected';
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
  });
  child.on(
    'internalMessage',
    receiver((message, handle) => onMessage(worker, message, handle)),
  );
  process.nextTick(() => cluster.emit('fork', worker));
  cluster.workers[worker.id] = worker;
  return worker;
};

/** @param {() => void} [callback] once all have ended and nothing listens */
cluster.disconnect = function (callback) {
  const workers = Object.values(cluster.workers);
  if (workers.length === 0) process.nextTick(() => intercom.emit('disconnect'));
  for (const worker of workers) if (worker.isConnected()) worker.disconnect();
  if (typeof callback === 'function') intercom.once('disconnect', callback);
};

function onMessage(worker, message) {
  if (message.act === 'online') {
    worker.state = 'online';
    worker.emit('online');
    cluster.emit('online', worker);
  } else if (message.act === 'queryServer') {
    queryServer(worker, message);
  } else if (message.act === 'listening') {
    const { addressType, address, port, fd } = message;
    const info = { addressType, address, port, fd };
    worker.state = 'listening';
    worker.emit('listening', info);
    cluster.emit('listening', worker, info);
  } else if (message.act === 'exitedAfterDisconnect') {
    worker.exitedAfterDisconnect = true;
    send(worker.process, { ack: message.seq });
  } else if (message.act === 'close') {
    if (handles.get(message.key)?.remove(worker)) handles.delete(message.key);
  }
}

/** A local socket's path may be of at most 108 bytes: whichever of the two is shorter. */
function shorter(address) {
  if (address[0] === '\0') return address;
  const relative = path.relative(process.cwd(), address);
  return relative.length < address.length ? relative : address;
}

function queryServer(worker, message) {
  if (worker.exitedAfterDisconnect) return;
  const { port, addressType, fd, index } = message;
  const key = `${message.address}:${port}:${addressType}:${fd}:${index}`;
  const known = handles.get(key);
  let handle = known;
  if (known === undefined) {
    const isPath = message.port < 0 && typeof message.address === 'string';
    const address = isPath ? shorter(message.address) : message.address;
    const Kind = policy === SCHED_RR && !isDatagrams(addressType) ? RoundRobinHandle : SharedHandle;
    handle = new Kind(key, address, message);
    handles.set(key, handle);
  }
  handle.data ??= message.data;
  handle.add(worker, (errno, reply, native) => {
    const { data } = handles.get(key) ?? handle;
    if (errno) handles.delete(key); // the next one tries again
    send(worker.process, { errno, key, ack: message.seq, data, ...reply }, native);
  });
}

/** Has the worker close its servers, and then the channel. */
Worker.prototype.disconnect = function () {
  this.exitedAfterDisconnect = true;
  send(this.process, { act: 'disconnect' });
  removeHandles(this);
  removeWorker(this);
  return this;
};

/** @param {string | number} [signo] the signal to end it with */
Worker.prototype.destroy = function (signo = 'SIGTERM') {
  this.process.kill(signo);
};

module.exports = cluster;
