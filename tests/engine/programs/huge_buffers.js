'use strict';
// Buffers above 2 GiB: pages of V8's sandbox, given back when they die.
const assert = require('node:assert');
for (const length of [2 ** 30, 2 ** 30 + 1, 3e9, 6 * 2 ** 30, 2 ** 35 - 1]) {
  const bytes = new Uint8Array(length);
  bytes[length - 1] = 7;
  assert.deepStrictEqual([bytes.length, bytes[0], bytes[length - 1]], [length, 0, 7]);
}
for (let i = 0; i < 200; i++) new Uint8Array(new SharedArrayBuffer(2 ** 33))[i] = 1; // 1.6 TB, if none were freed
assert.throws(() => new ArrayBuffer(2 ** 36), RangeError);
console.log('ok');
