'use strict';

// A thread's own side: what a worker's environment has that the process's has not, and the start of its program.

const native = binding('worker');
const { options } = binding('bootstrap');
const kinds = require('ext/worker/kinds');
const shared = require('ext/worker/shared');

const { worker } = options;
let port;
let data;
let parentPort;

/** Takes over what the parent has sent. */
function open() {
  require('ext/events/message_channel');
  const start = native.takeStart();
  ({ port, publicPort: parentPort, workerData: data } = start);
  for (const [key, value] of start.environment) shared.environment.set(key, value);
  port.on('message', onMessage);
  port.unref();
  start.inbox.on('message', (sent) => require('ext/worker/messaging').take(require('node/process'), sent));
  start.inbox.unref();
}

/** What the parent may ask, by name. */
const ANSWERS = {
  __proto__: null,
  heapStatistics: () => binding('v8').heapStatistics(),
  cpuUsage: () => require('node/process').threadCpuUsage(),
};

function onMessage({ kind, stream, chunks, id, about }) {
  if (kind === kinds.ASK) {
    port.postMessage({ kind: kinds.ANSWER, id, value: ANSWERS[about]() });
    return;
  }
  const process = require('node/process');
  if (kind === kinds.STDIO) process[stream].take(chunks);
  else if (kind === kinds.STDIO_WANTS_MORE) process[stream].goOn();
}

const ENTRIES = {
  __proto__: null,
  file(process, what) {
    process.argv.splice(1, 0, what);
    const main = require('modules/main');
    main.preload();
    require('modules/cjs/loader').Module.runMain(what);
  },
  classic(process, source) {
    process.argv.splice(1, 0, '[worker eval]');
    require('modules/main').preload();
    require('modules/eval').evalWorker(source);
  },
  module(process, source) {
    require('modules/main').preload();
    require('modules/eval').evalWorkerModule(source);
  },
  internal(process, id) {
    require(id).run(parentPort, data);
  },
};

/** The program. */
function run() {
  const process = require('node/process');
  open();
  require('modules/main').prepare(options);
  if (worker.tracksFiles) require('ext/worker/files').start();
  port.postMessage({ kind: kinds.ONLINE, limits: native.limits() });
  if (worker.web) require('ext/web_worker/scope').install(worker.web, parentPort);
  ENTRIES[worker.how](process, worker.what);
}

/** An exception that nobody caught: the parent is told, the thread ends. */
function fatal(process, error, code) {
  let sent;
  try {
    sent = require('ext/worker/errors').serialize(error);
  } catch {
    // The parent learns that there was one.
  }
  port?.postMessage({ kind: kinds.ERROR, error: sent });
  if (code !== undefined) process.exitCode = code;
  process.exit();
}

module.exports = {
  fatal,
  get parentPort() {
    return parentPort;
  },
  get port() {
    return port;
  },
  run,
  get workerData() {
    return data;
  },
};
