// The SHA-256 of files, several at a time: `naja examples/checksums.js FILE...`. The same output as sha256sum's.
// The file is both sides: the main thread deals the names out, the workers hash. One that is done gets the next name.
'use strict';

const { createHash } = require('node:crypto');
const { createReadStream } = require('node:fs');
const { availableParallelism } = require('node:os');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

/** In a worker: answers each name with its hash, or with what was wrong. */
function hashWhatIsAsked() {
  parentPort.on('message', async ({ index, file }) => {
    const hash = createHash('sha256');
    try {
      for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece);
      parentPort.postMessage({ index, digest: hash.digest('hex') });
    } catch (error) {
      parentPort.postMessage({ index, problem: error.message });
    }
  });
}

/**
 * Hashes files on threads.
 * @param {string[]} files
 * @returns {Promise<{digest?: string, problem?: string}[]>} in the order of the files
 */
function hashAll(files) {
  const results = Array(files.length);
  let next = 0;
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(__filename);
      const ask = () => {
        if (next === files.length) {
          worker.terminate().then(resolve, reject);
          return;
        }
        const index = next++;
        worker.postMessage({ index, file: files[index] });
      };
      worker.on('message', ({ index, ...result }) => {
        results[index] = result;
        ask();
      });
      worker.on('error', reject);
      ask();
    });
  const threads = Math.min(files.length, availableParallelism());
  return Promise.all(Array.from({ length: threads }, work)).then(() => results);
}

async function main(files) {
  const results = await hashAll(files);
  for (const [index, { digest, problem }] of results.entries()) {
    if (problem === undefined) {
      console.log(`${digest}  ${files[index]}`);
    } else {
      console.error(`checksums: ${problem}`);
      process.exitCode = 1;
    }
  }
}

if (isMainThread) main(process.argv.slice(2));
else hashWhatIsAsked();
