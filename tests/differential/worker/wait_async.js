'use strict';
// What V8 posts for a thread wakes its loop, where nothing else does.
const { Worker } = require('node:worker_threads');
const net = require('node:net');

async function main() {
  const cell = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads');
     Atomics.wait(workerData, 1, 0, 100);
     Atomics.notify(workerData, 0);
     Atomics.wait(workerData, 1, 0);`,
    { eval: true, workerData: cell },
  );
  console.log(await Atomics.waitAsync(cell, 0, 0).value);
  Atomics.store(cell, 1, 1);
  Atomics.notify(cell, 1);
  await new Promise((done) => worker.on('exit', done));

  const server = net.createServer().listen(0);
  const results = [70, 5, 30].map((ms) => Atomics.waitAsync(cell, 0, 0, ms).value.then((how) => [ms, how]));
  for (const result of results) result.then((end) => console.log(...end));
  await Promise.all(results);
  const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  console.log((await WebAssembly.compile(wasm)) instanceof WebAssembly.Module);
  server.close();
}

// It holds nothing: the process ends.
main().then(() => Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000));
