// How a thread ends: by itself, by an exception, by process.exit(), and whatever it is doing, by terminate().
const { Worker } = require('worker_threads');

const programs = [
  ['while (true) {}', 'stop'],
  ['Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', 'stop'],
  ['(function f() { Promise.resolve().then(f); })()', 'stop'],
  ['(function f() { process.nextTick(f); })()', 'stop'],
  ['(function f() { setImmediate(f); })()', 'stop'],
  ['setTimeout(() => { while (true); })', 'stop'],
  ['setInterval(() => {}, 1000)', 'stop'],
  ['const { readFile } = require("fs"); (function f() { readFile(process.execPath, f); })()', 'stop'],
  ['new (require("worker_threads").Worker)("while (true) {}", { eval: true })', 'stop'],
  ['require("http").createServer().listen(0)', 'stop'],
  ['while (true) { try { JSON.parse("{"); } catch { continue; } finally { Math.random(); } }', 'stop'],
  ['process.exit(3); console.log("not reached")'],
  ['process.exitCode = 9'],
  ['process.on("exit", (code) => { console.log("exit event", code); process.exitCode = 4; })'],
  ['process.once("beforeExit", () => console.log("beforeExit event"))'],
  ['throw new TypeError("thrown")'],
  [
    'setTimeout(() => { throw Object.assign(new RangeError("later"), { code: "E", cause: new Error("why") }); }, 1)',
  ],
  ['Promise.reject(new Error("rejected"))'],
  ['throw { plain: 1 }'],
  ['throw null'],
  ['throw () => {}'],
  ['process.on("uncaughtException", (e) => console.log("caught", e)); setTimeout(() => { throw 1; }, 1)'],
  ['process.on("exit", () => { throw new Error("in exit"); })'],
  ['not JavaScript at all'],
  ['process._rawDebug("x"); process.reallyExit(5)'],
  ['import("node:fs").then((fs) => console.log(typeof fs.readFileSync))'],
  ['import fs from "node:fs"; console.log(typeof fs, await 1, import.meta.url.slice(0, 8))'],
  ['const n: number = 1; console.log("TypeScript", n)'],
];

(async () => {
  for (const [program, how] of programs) {
    const worker = new Worker(program, { eval: true });
    const ended = new Promise((resolve) => worker.on('exit', resolve));
    worker.on('error', (e) => {
      if (e === null || typeof e !== 'object') console.log('  error', typeof e, e);
      else console.log('  error', e instanceof Error, e.name, e.message, e.code, e.cause?.message, e.plain);
    });
    if (how === 'stop') {
      worker.once('online', async () => console.log('  terminate', await worker.terminate()));
    }
    console.log(JSON.stringify(program.slice(0, 50)), await ended);
    console.log('  ', worker.threadId, worker.threadName, await worker.terminate());
  }
})();
