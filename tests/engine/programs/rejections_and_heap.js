'use strict';
// PromiseRejectMessage, HeapStatistics, and the async context that V8 carries.
const assert = require('assert');
const { binding } = globalThis[Symbol.for('naja.internals')];
const heap = binding('v8').heapStatistics();
assert.strictEqual(heap.length, 13);
assert.ok(heap[0] >= heap[4] && heap[4] > 1e5 && heap[5] > 1e7, String(heap)); // total >= used, limit
assert.strictEqual(heap[9], 1); // native contexts
const context = binding('async_context');
const reason = new Error('nobody cares');
const promise = Promise.reject(reason);
process.on('unhandledRejection', (err, which) => {
  assert.strictEqual(err, reason);
  assert.strictEqual(which, promise);
  context.set('A');
  const p = (async () => {
    await null;
    return context.get();
  })();
  context.set('B');
  p.then((seen) => {
    assert.strictEqual(seen, 'A');
    console.log('ok');
  });
});
