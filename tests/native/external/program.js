'use strict';
const assert = require('node:assert');
const addon = require(process.argv[2]);
function owned() {
  for (const size of [0, 1, 100, 70000, 20 << 20]) {
    const buffer = addon.owned(size);
    assert(Buffer.isBuffer(buffer));
    assert.deepStrictEqual([buffer.length, buffer.every((byte) => byte === 5)], [size, true]);
  }
  assert.deepStrictEqual(addon.empty(), Buffer.alloc(0));
}
(async () => {
  owned();
  for (let i = 0; i < 100 && addon.finalized() < 6; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.strictEqual(addon.finalized(), 6);

  let memory = addon.shared();
  assert.strictEqual(memory.byteLength, 8100);
  assert.strictEqual(Buffer.from(memory, 0, 6).latin1Slice(), 'from C');
  Buffer.from(memory).write('from JavaScript');
  assert.strictEqual(addon.peek(), 'from JavaScript');
  addon.poke();
  assert.strictEqual(Buffer.from(memory, 0, 7).latin1Slice(), 'C again');
  assert.throws(() => structuredClone(memory, { transfer: [memory] }), { name: 'DataCloneError' });
  const moved = memory.transfer();
  addon.poke();
  assert.strictEqual(Buffer.from(moved, 0, 7).latin1Slice(), 'C again');
  memory = undefined;
  for (let i = 0; i < 3000; i++) addon.shared(); // each is given back
  gc();
  const blocks = Array.from({ length: 100 }, (_, i) => addon.block(i));
  for (let i = 0; i < 100; i++) addon.block(i);
  assert(process.env.SANITIZED || blocks.filter((block) => block[0] === 1).length > 50);
  assert.strictEqual(addon.nowhere(), 22); // napi_no_external_buffers_allowed
  console.log('ok');
})();
