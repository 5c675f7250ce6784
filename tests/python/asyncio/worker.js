'use strict';
// Each thread has a loop of its own, which ends with it.
const assert = require('assert');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const ops = globalThis[Symbol.for('naja.internals')].binding('testing');

async function main() {
  assert.strictEqual(await ops.threadIsMain(), true);
  const workers = [1, 2, 3].map((n) => {
    const worker = new Worker(__filename, { workerData: n });
    const messages = [];
    worker.on('message', (message) => messages.push(message));
    return new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', (code) => resolve([n, code, ...messages]));
    });
  });
  assert.deepStrictEqual(await Promise.all(workers), [
    [1, 0, false, ['WORD0'], 'x'],
    [2, 0, false, ['WORD0'], 'x'],
    [3, 0, false, ['WORD0'], 'x'],
  ]);
  const stuck = new Worker(__filename, { workerData: 'forever' });
  await new Promise((resolve) => stuck.once('message', resolve));
  await stuck.terminate();
  assert.strictEqual(await ops.sleep(0.001, 'still here'), 'still here');
  console.log('ok');
}

async function child() {
  if (workerData === 'forever') {
    ops.forever('worker');
    parentPort.postMessage('begun');
    return;
  }
  parentPort.postMessage(await ops.threadIsMain());
  parentPort.postMessage(await ops.echoServer(1));
  parentPort.postMessage(await ops.sleep(0.01, 'x'));
}

if (isMainThread) main();
else child();
