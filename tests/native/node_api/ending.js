'use strict';

// What runs at the end, and in which order: ending.js ADDON WAY [slow], in a worker where WAY begins with "worker".

const { Worker, isMainThread, workerData } = require('node:worker_threads');
const [, , path, way, slow] = isMainThread ? process.argv : workerData;

if (isMainThread && way.startsWith('worker')) {
  const worker = new Worker(__filename, { workerData: process.argv, stdout: false });
  worker.on('error', () => {}); // told while the worker is still ending
  worker.on('exit', (code) => console.log('worker exit', code));
  if (way === 'worker terminate') worker.once('message', () => worker.terminate());
} else {
  const addon = require(path);
  globalThis.object = {};
  addon.end(globalThis.object, slow === 'slow');
  // A worker's output goes through the main thread, and comes when it comes.
  if (isMainThread) process.on('exit', (code) => console.log('exit event', code));
  switch (way.replace('worker ', '')) {
    case 'exit':
      process.exit(3);
      break;
    case 'exit later':
      setTimeout(() => process.exit(4), 1);
      break;
    case 'throw':
      throw new Error('thrown');
    case 'unref':
      setInterval(() => console.log('not any more'), 2).unref();
      break;
    case 'terminate':
      require('node:worker_threads').parentPort.postMessage('ready');
      setInterval(() => {}, 1000);
      break;
  }
}
