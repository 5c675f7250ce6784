// Tries: workers that start workers, without end.
// Escape: the host has no threads left, or they outlive the program.
const { Worker } = require('node:worker_threads');
const code = `const { Worker } = require('node:worker_threads');
  const code = ${'require("node:worker_threads").workerData'};
  for (;;) new Worker(code, { eval: true, workerData: code }).on('error', () => {});`;
attempt('workers', () => {
  for (let i = 0; i < 20; i++) new Worker(code, { eval: true, workerData: code }).on('error', () => {});
  for (;;);
});
