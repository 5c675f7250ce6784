// Threads that are ended at any moment, whatever they are doing. Args: how many, how many at a time, a seed.
const { Worker } = require('worker_threads');
const [total, parallel, seed] = process.argv.slice(2).map(Number);
let state = seed;
const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const programs = [
  'while (true) {}',
  'setInterval(() => {}, 1)',
  'const fs = require("fs"); (function f() { fs.readFile(process.execPath, f); fs.stat("/", () => {}); })()',
  'const { parentPort } = require("worker_threads"); setInterval(() => parentPort.postMessage(new Uint8Array(999)), 0)',
  `const net = require("net"); const server = net.createServer((c) => c.pipe(c)).listen(0, () => {
     const c = net.connect(server.address().port); (function f() { c.write(Buffer.alloc(65536), f); })(); c.resume(); })`,
  `const http = require("http"); http.createServer((q, r) => r.end("x")).listen(0, function () { (function f() {
     http.get({ port: 1 + this.address().port - 1 }, (r) => r.resume().on("end", () => f.call(this))).on("error", () => {});
   }).call(this); })`,
  '(function f() { Promise.resolve().then(f); })()',
  'const zlib = require("zlib"); (function f() { zlib.gzip(Buffer.alloc(1e5), f); })()',
  'const crypto = require("crypto"); (function f() { crypto.pbkdf2("a", "b", 1000, 64, "sha512", f); })()',
  'require("child_process").exec("sleep 0.05", () => {}); setInterval(() => {}, 10)',
  'require("dns").lookup("localhost", () => {}); setTimeout(() => {}, 1000)',
  'new (require("worker_threads").Worker)("while (true);", { eval: true }); setInterval(() => {}, 10)',
  'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
  'for (let i = 0; i < 1e3; i++) console.error(""); while (true) JSON.stringify({ a: [1, 2, 3] })',
  'require("fs").promises.open(process.execPath).then(async (h) => { for (;;) await h.read(Buffer.alloc(9), 0, 9, 0); })',
  'require("fs").watch("/", () => {})',
  'import("node:fs").then(() => { for (;;); })',
  'process.exit(0)',
  'throw 1',
  '0',
  `const { port1, port2 } = new MessageChannel(); port2.on("message", () => port1.postMessage(1)); port1.postMessage(1);
   new BroadcastChannel("x").onmessage = () => {};`,
];
let started = 0;
let ended = 0;
function next() {
  if (started >= total) return;
  const program = programs[started++ % programs.length];
  const worker = new Worker(program, { eval: true, stdout: true, stderr: true });
  worker.on('error', (e) => {
    if (e !== 1) console.log('error', program, e);
  });
  worker.on('exit', () => {
    if (++ended === total) console.log('all ended');
    next();
  });
  const delay = random() * 40;
  if (delay < 4) worker.terminate();
  else setTimeout(() => worker.terminate(), delay);
}
for (let i = 0; i < parallel; i++) next();
