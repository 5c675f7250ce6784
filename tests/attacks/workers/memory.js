// Tries: memory in a worker, whose own limits are set as high as they go.
// Escape: the host's memory grows with it.
const { Worker } = require('node:worker_threads');
attempt('a worker', () => {
  const worker = new Worker('const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1))', {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 100000, maxYoungGenerationSizeMb: 10000, stackSizeMb: 200 },
  });
  return new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
});
