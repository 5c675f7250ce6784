// What with_jspybridge.py calls.
'use strict';

const bytes = new Uint8Array(1048576);
const table = {};
for (let i = 0; i < 10000; i++) table['key' + i] = i;

module.exports = {
  nothing() {},
  add: (a, b) => a + b,
  length: (given) => given.length,
  bytes: () => bytes,
  table: () => table,
  async loop(call, count) {
    const start = performance.now();
    for (let i = 0; i < count; i++) await call();
    return (performance.now() - start) / 1e3 / count;
  },
};
