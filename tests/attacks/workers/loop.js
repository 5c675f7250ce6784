// Tries: a worker that never ends, and keeps the program from ending by terminate handlers.
// Escape: it outlives the program.
const { Worker } = require('node:worker_threads');
attempt('a worker', () => {
  const worker = new Worker('process.on("exit", () => { for (;;); }); for (;;);', { eval: true });
  worker.on('error', () => {});
  setTimeout(() => worker.terminate(), 50);
  return new Promise((resolve) => setTimeout(resolve, 150));
});
