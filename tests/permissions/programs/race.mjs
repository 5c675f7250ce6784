// A thread puts a link out of `in` in the place of a file, and takes it away, again and again; here the file is read, written
// and made meanwhile. Prints whether anything of the outside was seen.
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';

const inside = process.argv[2];
const running = new Int32Array(new SharedArrayBuffer(4));
const source = `
  const fs = require('node:fs');
  const { workerData: { inside, running } } = require('node:worker_threads');
  const rename = (a, b) => { try { fs.renameSync(inside + a, inside + b); } catch {} };
  Atomics.store(running, 0, 1);
  Atomics.notify(running, 0);
  while (Atomics.load(running, 0) === 1) {
    rename('/link', '/file'); rename('/file', '/link');
    try { fs.writeFileSync(inside + '/file', 'mine', { flag: 'wx' }); } catch {}
    rename('/folderlink', '/folder'); rename('/folder', '/folderlink');
    try { fs.mkdirSync(inside + '/folder'); fs.rmdirSync(inside + '/folder'); } catch {}
  }`;
const worker = new Worker(source, { eval: true, workerData: { inside, running } });
await new Promise((resolve) => worker.on('online', resolve));
while (Atomics.load(running, 0) === 0) Atomics.wait(running, 0, 0, 10);

let seen = 0;
const look = (act) => {
  try {
    if (String(act()).includes('secret')) seen++;
  } catch {
    // Not there, or not for us.
  }
};
const end = performance.now() + 500;
while (performance.now() < end) {
  look(() => fs.readFileSync(`${inside}/file`, 'utf8'));
  look(() => fs.readFileSync(`${inside}/folder/s`, 'utf8'));
  look(() => fs.readdirSync(`${inside}/folder`).includes('s') && 'secret');
  look(() => fs.statSync(`${inside}/file`).size === 6 && 'secret');
  look(() => fs.writeFileSync(`${inside}/file`, 'mine'));
  look(() => fs.writeFileSync(`${inside}/folder/made`, ''));
  look(() => fs.mkdirSync(`${inside}/folder/a/b`, { recursive: true }));
  look(() => fs.copyFileSync(`${inside}/folder/s`, `${inside}/copy`));
  look(() => fs.chmodSync(`${inside}/file`, 0o640));
}
Atomics.store(running, 0, 0);
look(() => fs.readFileSync(`${inside}/copy`));
console.log(seen > 0);
