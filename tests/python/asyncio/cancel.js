'use strict';
// Cancelling, by Promise and by AbortSignal.
const assert = require('assert');
const { binding, require: builtin } = globalThis[Symbol.for('naja.internals')];
const ops = binding('testing');
const { cancel, abortable } = builtin('ext/aio/asyncio');

(async () => {
  const first = ops.forever('first');
  const second = ops.forever('second');
  assert.strictEqual(cancel(first), true);
  await assert.rejects(first, (error) => error.cause.name === 'CancelledError');
  assert.strictEqual(cancel(first), false);
  assert.strictEqual(cancel(Promise.resolve()), false);
  assert.throws(() => cancel({}), { code: 'ERR_INVALID_ARG_TYPE' });

  const controller = new AbortController();
  const tied = abortable(second, controller.signal);
  setTimeout(() => controller.abort(new Error('enough')), 5);
  await assert.rejects(tied, { message: 'enough' });
  await assert.rejects(second, (error) => error.cause.name === 'CancelledError');
  // Before its first step: the coroutine never runs.
  await assert.rejects(abortable(ops.forever('never'), AbortSignal.abort()), { name: 'AbortError' });
  await assert.rejects(abortable(ops.forever('timed'), AbortSignal.timeout(5)), { name: 'TimeoutError' });
  assert.strictEqual(
    await abortable(ops.sleep(0.001, 'done'), controller.signal).catch(() => 'aborted'),
    'aborted',
  );
  assert.strictEqual(await abortable(ops.sleep(0.001, 'done'), new AbortController().signal), 'done');
  await ops.sleep(0.02, 0);
  console.log('ok');
})();
