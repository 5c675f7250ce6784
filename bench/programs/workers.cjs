// Threads and what goes between them; prints { start, exit, trip, message, transfer }: ms, ms, µs, µs, ms.
const { Worker } = require('node:worker_threads');

const ECHO =
  'const { parentPort } = require("node:worker_threads"); parentPort.on("message", (m) => parentPort.postMessage(m))';
const count = Number(process.argv[2] ?? 20000);
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
const since = (t) => performance.now() - t;

(async () => {
  const starts = [];
  const exits = [];
  for (let i = 0; i < 15; i++) {
    const t = performance.now();
    const worker = new Worker('require("node:worker_threads").parentPort.postMessage(1)', { eval: true });
    const exit = new Promise((resolve) => worker.on('exit', resolve));
    await new Promise((resolve) => worker.on('message', resolve));
    starts.push(since(t));
    await exit;
    exits.push(since(t));
  }
  const worker = new Worker(ECHO, { eval: true });
  const replies = (n, each) =>
    new Promise((resolve) => {
      let got = 0;
      worker.on('message', function take() {
        if (++got === n) {
          worker.off('message', take);
          resolve();
        } else each?.(got);
      });
    });
  worker.postMessage('warm');
  await replies(1);
  let t = performance.now();
  let done = replies(count, (n) => worker.postMessage({ n, text: 'hello' }));
  worker.postMessage({ n: 0, text: 'hello' });
  await done;
  const trip = (since(t) * 1000) / count;
  t = performance.now();
  done = replies(count);
  for (let n = 0; n < count; n++) worker.postMessage({ n, text: 'hello' });
  await done;
  const message = (since(t) * 1000) / count;
  const transfers = [];
  const memory = new ArrayBuffer(64 << 20);
  worker.postMessage(memory, [memory]);
  await replies(1);
  for (let i = 0; i < 9; i++) {
    const moved = new ArrayBuffer(64 << 20);
    t = performance.now();
    worker.postMessage(moved, [moved]);
    transfers.push(since(t));
    await replies(1);
  }
  console.log(
    JSON.stringify({
      start: median(starts),
      exit: median(exits),
      trip,
      message,
      transfer: median(transfers),
    }),
  );
  process.exit(0);
})();
