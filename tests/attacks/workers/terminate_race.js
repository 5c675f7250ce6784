// Tries: workers that are started and ended at once, in the middle of what they do, hundreds of times.
// Escape: the host crashes.
const { Worker } = require('node:worker_threads');
attempt('start and end', async () => {
  for (let i = 0; i < 40; i++) {
    const worker = new Worker('require("fs").readFile("/x", () => {}); postMessage?.(1); for (;;);', {
      eval: true,
    });
    worker.on('error', () => {});
    worker.postMessage(new SharedArrayBuffer(1000));
    await worker.terminate();
  }
});
