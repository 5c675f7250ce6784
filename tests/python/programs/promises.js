'use strict';
const assert = require('assert');
const { AsyncLocalStorage } = require('async_hooks');
const ops = globalThis[Symbol.for('naja.internals')].binding('testing');

(async () => {
  const before = process.hrtime.bigint();
  // Blocking ops run at once on the thread pool, and the loop goes on meanwhile.
  let turns = 0;
  const timer = setInterval(() => turns++, 2);
  const values = await Promise.all([
    ops.sleep(0.1, 'a'),
    ops.sleep(0.1, [1]),
    ops.sleep(0.1, 3),
    ops.sleep(0.1, null),
  ]);
  clearInterval(timer);
  assert.deepStrictEqual(values, ['a', [1], 3, undefined]);
  const took = Number(process.hrtime.bigint() - before) / 1e6;
  assert.ok(took < 350, `four sleeps of 100 ms took ${took} ms`);
  assert.ok(turns > 5, `${turns} turns`);
  assert.strictEqual(await ops.later('async'), 'async');
  const store = new AsyncLocalStorage();
  await store.run('kept', async () => {
    await ops.sleep(0.001, 1);
    await ops.later(1);
    assert.strictEqual(store.getStore(), 'kept');
  });
  // A pending op keeps the process alive; nothing else does here.
  ops.later('last').then(() => console.log('ok'));
})();
