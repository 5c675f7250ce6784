// An addon in the main thread and in workers, again and again: each has its own instance data, and gives back all of it.
const { Worker } = require('worker_threads');
const file = process.argv[2];
const rounds = Number(process.argv[3]);
const allowed = Number(process.argv[4]); // MB
const addon = require(file);
const own = addon.own();
const program = `
const addon = require(${JSON.stringify(file)});
globalThis.kept = Array.from({ length: 50 }, () => addon.wrap({}));
addon.openFunction(() => {});
const first = addon.own();
require('worker_threads').parentPort.postMessage([first, addon.own()]);
if (process.argv[2] === 'stay') setInterval(() => {}, 1000);`;
const megabytes = () => process.memoryUsage.rss() / 1048576;
let before;
async function round(i) {
  const stay = i % 2 === 1;
  const worker = new Worker(program, { eval: true, argv: stay ? ['stay'] : [] });
  const exit = new Promise((resolve) => worker.on('exit', resolve));
  const numbers = await new Promise((resolve) => worker.on('message', resolve));
  if (String(numbers) !== '1,2') throw new Error(`instance data of another environment: ${numbers}`);
  if (stay) worker.terminate();
  await exit;
}
(async () => {
  for (let i = 0; i < rounds; i++) {
    await round(i);
    if (i === 9) {
      globalThis.gc();
      before = megabytes();
    }
  }
  globalThis.gc();
  const grown = megabytes() - before;
  console.log(
    'left of workers',
    addon
      .counts()
      .map((n, i) => n - [1, 0, 1, 0][i])
      .join(),
  );
  console.log('grown', grown < allowed ? 'no' : `${grown.toFixed(1)} MB`);
  console.log('own', own, addon.own());
})();
