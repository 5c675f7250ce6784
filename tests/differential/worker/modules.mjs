// Threads that are modules: of a file, of a URL, of a data: URL, of TypeScript; and what this thread's loader has no part in.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker, isMainThread, threadId, threadName } from 'node:worker_threads';

console.log(isMainThread, threadId, JSON.stringify(threadName));
const folder = mkdtempSync(join(tmpdir(), 'w-'));
const file = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const head = "import { parentPort, threadName } from 'node:worker_threads';";
const ran = async (...args) => {
  const worker = new Worker(...args);
  worker.on('error', (e) => console.log('error', e.name, e.code));
  worker.on('message', (m) => console.log('message', m));
  const code = await new Promise((resolve) => worker.on('exit', resolve));
  console.log('exit', code);
};
await ran(file('a.mjs', `${head} parentPort.postMessage([await 1, threadName]);`), { name: ' spaced ' });
await ran(pathToFileURL(file('b b.mjs', `${head} import x from './c.cjs'; parentPort.postMessage(x);`)));
file('c.cjs', 'module.exports = [__filename.slice(-5), require.main === module];');
await ran(pathToFileURL(join(folder, 'b b.mjs')));
await ran(
  file(
    't.ts',
    "const { parentPort } = require('worker_threads'); const n: number = 2; parentPort!.postMessage(n);",
  ),
);
await ran(file('t.mts', `${head} parentPort!.postMessage([3] as number[]);`));
await ran(new URL(`data:text/javascript,${head} parentPort.postMessage(import.meta.url.slice(0, 5))`));
await ran(file('bad.mjs', 'import "./missing.mjs"'));
await ran(file('tla.mjs', 'await new Promise(() => {})'));
await ran(join(folder, 'missing.js')).catch((e) => console.log(e.code));
rmSync(folder, { recursive: true });
