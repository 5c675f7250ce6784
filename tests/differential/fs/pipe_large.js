'use strict';
// Files that are piped into others, large enough for the kernel to copy, and programs that interfere meanwhile.
const fs = require('fs');
const os = require('os');
const path = require('path');
const crypto = require('crypto');
const { pipeline, PassThrough } = require('stream');
const { once } = require('events');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pipe-'));
const from = path.join(folder, 'from');
const size = 12_000_001;
const content = Buffer.alloc(size);
for (let i = 0; i < size; i += 4099) content.writeUInt32LE(i, Math.min(i, size - 4));
fs.writeFileSync(from, content);
let number = 0;
const fresh = () => path.join(folder, `to${number++}`);
const digest = (bytes) => crypto.createHash('sha1').update(bytes).digest('hex').slice(0, 12);
const sum = (file) => digest(fs.readFileSync(file));

async function copy(name, readOptions, writeOptions, meanwhile) {
  const to = fresh();
  if (writeOptions?.flags) fs.writeFileSync(to, 'head ');
  const source = fs.createReadStream(from, readOptions);
  const target = fs.createWriteStream(to, writeOptions);
  source.pipe(target);
  meanwhile?.(source, target);
  await once(target, 'close');
  console.log(name, source.bytesRead, target.bytesWritten, fs.statSync(to).size, sum(to));
}

async function main() {
  await copy('all');
  await copy('part', { start: 1000, end: 9_000_000 });
  await copy('to the end', { start: 5_000_000 });
  await copy('at a place', undefined, { flags: 'r+', start: 3 });
  await copy('appended', undefined, { flags: 'a' });
  await copy('small pieces', { highWaterMark: 5000 });
  await copy('paused', undefined, undefined, (source) => {
    source.once('data', () => {
      source.pause();
      setTimeout(() => source.resume(), 20);
    });
  });
  let seen = 0;
  await copy('watched later', undefined, undefined, (source) => {
    setTimeout(() => source.on('data', (chunk) => (seen += chunk.length)), 3);
  });
  console.log(seen <= size);

  const to = fresh();
  await new Promise((resolve) =>
    pipeline(fs.createReadStream(from), fs.createWriteStream(to), (error) =>
      resolve(console.log('pipeline', error, sum(to))),
    ),
  );
  const through = fresh();
  await new Promise((resolve) =>
    pipeline(fs.createReadStream(from), new PassThrough(), fs.createWriteStream(through), () =>
      resolve(console.log(sum(through))),
    ),
  );

  // Two targets, and one that is unpiped in the middle
  const source = fs.createReadStream(from);
  const targets = [fresh(), fresh()].map((name) => fs.createWriteStream(name));
  for (const target of targets) source.pipe(target);
  await Promise.all(targets.map((target) => once(target, 'close')));
  console.log(targets.map((target) => sum(target.path)).join());

  const half = fs.createReadStream(from);
  const first = fs.createWriteStream(fresh());
  half.pipe(first);
  await once(half, 'data');
  await new Promise((resolve) => setTimeout(resolve, 5));
  half.unpipe(first);
  const rest = [];
  half.on('data', (chunk) => rest.push(chunk));
  half.resume();
  // Who is fast is through already.
  if (!half.readableEnded) await once(half, 'end');
  first.end();
  if (!first.closed) await once(first, 'close');
  console.log(digest(Buffer.concat([fs.readFileSync(first.path), ...rest])) === digest(content));

  for (const which of ['source', 'target']) {
    const streams = { source: fs.createReadStream(from), target: fs.createWriteStream(fresh()) };
    const ended = new Promise((resolve) => pipeline(streams.source, streams.target, resolve));
    setTimeout(() => streams[which].destroy(new Error(`${which} destroyed`)), 2);
    const error = await ended;
    console.log(error?.message, streams.source.destroyed, streams.target.destroyed);
  }
  fs.rmSync(folder, { recursive: true });
}
main();
