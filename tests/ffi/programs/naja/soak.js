'use strict';
// Nothing piles up: calls, callbacks, functions, libraries.
const assert = require('assert');
const { native, builtin, T, AS, load, callback } = require('./_common.js');
const { make } = load();
const i32 = [T.i32, T.i32];

/** Fails where `step` makes the process grow: the first runs may, as they fill pools. */
async function flat(name, mebibytes, runs, step) {
  for (let i = 0; i < runs / 4; i++) step(i);
  await settle();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < runs; i++) {
    step(i);
    if (i % 2000 === 1999) await settle();
  }
  await settle();
  const grown = (process.memoryUsage().rss - before) / 1048576;
  // A sanitizer keeps what is freed.
  if (/asan/.test(process.env.LD_PRELOAD ?? '')) return;
  assert.ok(grown < mebibytes, `${name}: ${grown.toFixed(1)} MiB more after ${runs} runs`);
}
async function settle() {
  gc();
  // Finalizers run at the loop's turn.
  await new Promise((resolve) => setImmediate(resolve));
}

(async () => {
  const often = make('call_often', T.i64 | AS.number, [T.pointer, T.i32]);
  const sum = callback((a, b) => a + b, T.i32, i32);
  await flat('a million callbacks', 12, 100, () => often(sum.address, 10000));
  await flat('callbacks made and closed', 12, 100000, () => callback(() => 1, T.i32, i32).close());
  await flat('libraries opened and closed', 24, 10000, () => {
    const { library, make: define } = load();
    assert.strictEqual(define('add_i32', T.i32, i32)(1, 2), 3);
    native.close(library);
  });
  const text = make('text_length', T.u64 | AS.number, [T.pointer | AS.any]);
  const long = 'x'.repeat(200000);
  await flat('strings', 12, 20000, (i) => text(i % 20 ? 'short' : long));
  const bytes = make('fill_bytes', T.void, [T.pointer | AS.bytes, T.u8, T.u64 | AS.number]);
  await flat('small arrays', 24, 100000, () => bytes(new Uint8Array(16), 1, 16));
  const add = make('add_i32', T.i32, i32, true);
  let sums = 0;
  await flat('calls on other threads', 24, 4000, (i) => void add(i, 1).then((v) => (sums += v)));
  assert.ok(sums > 0);
  // ArrayBuffers over the memory of another, which is not freed with them, and is freed.
  const { addressOf } = builtin('ext/ffi/core');
  let owner = new Uint8Array(20000).fill(1);
  await flat('views', 24, 100000, (i) => {
    if (i % 100 === 0) owner = new Uint8Array(20000).fill(1);
    assert.strictEqual(new Uint8Array(native.view(addressOf(owner), 20000))[19999], 1);
  });
  console.log('good');
})();
