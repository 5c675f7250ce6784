// Tries: workers that wait for each other for ever, with the main thread waiting for them.
// Escape: the host waits with them.
const { Worker } = require('node:worker_threads');
attempt('waiting', () => {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  for (let i = 0; i < 3; i++)
    new Worker('Atomics.wait(require("node:worker_threads").workerData, 0, 0)', {
      eval: true,
      workerData: shared,
    }).on('error', () => {});
  Atomics.wait(shared, 1, 0);
});
