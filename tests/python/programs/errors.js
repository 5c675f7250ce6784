'use strict';
const assert = require('assert');
const ops = globalThis[Symbol.for('naja.internals')].binding('testing');

assert.throws(
  () => ops.noSuchFile(),
  (err) => {
    assert.strictEqual(err.code, 'ENOENT');
    assert.strictEqual(err.errno, -2);
    assert.match(err.cause.stack, /^Traceback[^]*no_such_file[^]*FileNotFoundError/);
    return err instanceof Error;
  },
);
assert.throws(() => ops.coded(), {
  name: 'RangeError',
  code: 'ERR_OUT_OF_RANGE',
  message: 'that is too much',
  limit: 3,
});
assert.throws(
  () => ops.broken(),
  (err) => err.cause.name === 'KeyError' && Object.keys(err).length === 0,
);
assert.throws(
  () => ops.echo(),
  (err) => err instanceof TypeError && /missing 1 required positional argument/.test(err.message),
);
assert.deepStrictEqual(
  ops.catch(() => {
    throw Object.assign(new RangeError('inner'), { code: 'E_INNER' });
  }),
  ['RangeError', 'inner', 'E_INNER', true],
);
// An exception of JavaScript that passes through Python arrives as what it was called.
assert.throws(
  () =>
    ops.callWith(() => {
      throw new TypeError('through');
    }),
  { name: 'TypeError', message: 'through' },
);

(async () => {
  await assert.rejects(
    ops.sleepAndFail(),
    (err) => err.message === 'on another thread' && err.cause.name === 'ValueError',
  );
  await assert.rejects(
    ops.laterFail(),
    (err) => err.message === 'in a coroutine' && err.cause.name === 'LookupError',
  );
  console.log('ok');
})();
