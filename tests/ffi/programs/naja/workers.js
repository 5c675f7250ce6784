'use strict';
// Each worker has functions and callbacks of its own, and can be ended in the midst of a call.
const assert = require('assert');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const ffi = require('node:ffi');
const path = isMainThread ? process.argv[2] : workerData.path;
const i32 = ['i32', 'i32'];
const { lib, functions } = ffi.dlopen(path, {
  add_i32: { arguments: i32, return: 'i32' },
  call_often: { arguments: ['pointer', 'i32'], return: 'i64' },
  slow: { arguments: ['i32'], return: 'i32' },
});
let sum = 0;
const callback = lib.registerCallback({ arguments: i32, return: 'i32' }, (a, b) => {
  if (!isMainThread && workerData.endless && sum++ === 1000) parentPort.postMessage('running');
  return functions.add_i32(a, b);
});
if (!isMainThread) {
  do {
    const result = functions.call_often(callback, 5000);
    if (!workerData.endless) parentPort.postMessage(result);
  } while (workerData.endless);
} else {
  const start = (data, end) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(__filename, { workerData: { path, ...data }, stdout: true, stderr: true });
      worker.on('error', reject);
      worker.once('message', (message) => {
        if (end) worker.terminate();
        resolve(message);
      });
    });
  (async () => {
    assert.deepStrictEqual(await Promise.all([start({}), start({}), start({})]), Array(3).fill(12502500n));
    for (let i = 0; i < 4; i++) assert.strictEqual(await start({ endless: true }, true), 'running');
    assert.strictEqual(functions.call_often(callback, 5000), 12502500n);
    console.log('good');
  })();
}
