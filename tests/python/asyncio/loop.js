'use strict';
const assert = require('assert');
const { AsyncLocalStorage } = require('async_hooks');
const ops = globalThis[Symbol.for('naja.internals')].binding('testing');

(async () => {
  assert.strictEqual(await ops.threadIsMain(), true);
  assert.strictEqual(await ops.sleep(0, 'a'), 'a');
  // Many at once take as long as one.
  const began = performance.now();
  const values = await Promise.all(Array.from({ length: 100 }, (_, i) => ops.sleep(0.05, i)));
  assert.deepStrictEqual(values, [...Array(100).keys()]);
  const took = performance.now() - began;
  assert.ok(took >= 49 && took < 1500, `${took} ms`);

  // JavaScript's own timers, immediates and ticks go on while Python yields for ever.
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await ops.spin(20000);
  clearInterval(timer);
  assert.ok(ticks > 2, `${ticks} ticks`);

  // A coroutine calls JavaScript, which calls Python.
  const seen = [];
  const answer = await ops.callWith((value) => {
    process.nextTick(() => seen.push('tick'));
    Promise.resolve().then(() => seen.push('microtask'));
    ops.log();
    return value + 1;
  }, 1);
  assert.deepStrictEqual(answer, [2, 3]);
  assert.deepStrictEqual(seen, ['tick', 'microtask', 'tick', 'microtask']);
  await assert.rejects(
    ops.callWith(() => {
      throw new RangeError('from JavaScript');
    }, 1),
    { message: 'from JavaScript' },
  );

  assert.deepStrictEqual(await ops.echoServer(5), ['WORD0', 'WORD1', 'WORD2', 'WORD3', 'WORD4']);
  assert.strictEqual(await ops.datagrams(), 'over udp');
  assert.deepStrictEqual(await ops.child(3), ['to the child', 3]);
  assert.deepStrictEqual(await ops.inExecutor(), [true, true]);
  assert.deepStrictEqual(await ops.inOrder(), ['first', 'second', 'third', true]);
  const both = await Promise.all([ops.bound('x'), ops.bound('y')]);
  assert.deepStrictEqual(both, [
    ['unset', 'x'],
    ['unset', 'y'],
  ]);
  const store = new AsyncLocalStorage();
  await Promise.all(
    ['s', 't'].map((name) =>
      store.run(name, async () => {
        await ops.sleep(0.001, 1);
        assert.strictEqual(store.getStore(), name);
      }),
    ),
  );

  await assert.rejects(ops.timesOut(), (error) => error.cause.name === 'TimeoutError');
  await assert.rejects(ops.isCancelled(), (error) => error.cause.name === 'CancelledError');
  await assert.rejects(ops.stopLoop(), /cannot be stopped/);
  assert.throws(() => ops.nestedRun(), /cannot be called from a running event loop/);
  assert.deepStrictEqual(await ops.handledExceptions(), ["ZeroDivisionError('division by zero')"]);
  assert.match(await ops.debugged(), /^Executing <Task .* took 0\.0\d\d seconds$/);
  assert.strictEqual(await ops.ownSignal(), 'SIGUSR2');
  process.once('uncaughtException', (error) => {
    assert.strictEqual(error.cause.name, 'SystemExit');
    console.log('ok');
  });
  await ops.quits('now');
})();
