'use strict';
// HandleScope, and the handle scope data inside an isolate: more handles than one block holds, in nested scopes.
const assert = require('assert');
const { binding } = globalThis[Symbol.for('naja.internals')];
const { getOwnNonIndexProperties, getCallSites } = binding('util');

const big = {};
for (let i = 0; i < 5000; i++) big[`key${i}`] = i;
for (let round = 0; round < 20; round++) {
  assert.strictEqual(getOwnNonIndexProperties(big, 2).length, 5000);
}
(function recurse(n) {
  if (n > 0) return recurse(n - 1);
  const sites = getCallSites(100);
  assert.ok(sites.length >= 50);
  assert.strictEqual(sites[0].functionName, 'recurse');
  assert.strictEqual(typeof sites[0].lineNumber, 'number');
})(60);
console.log('ok');
