'use strict';
const assert = require('assert');
const ops = globalThis[Symbol.for('naja.internals')].binding('testing');

const values = [
  undefined,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53 - 1,
  -(2 ** 40),
  NaN,
  Infinity,
  '',
  'text',
  'é',
  '€',
  '\u{1f600}',
  '\ud800',
  'x'.repeat(100000),
  'ж'.repeat(1000),
  [],
  [1, [2, ['x']]],
  {},
  { a: { b: [null] } },
];
for (const value of values) {
  const expected = JSON.parse(
    JSON.stringify({ value }, (k, v) => (v === null ? undefined : v)) ?? '{}',
  ).value;
  const got = ops.echo(value);
  if (typeof value === 'object')
    assert.deepStrictEqual(JSON.stringify(got), JSON.stringify(expected).replaceAll('null', 'null'));
  else assert.ok(Object.is(got, value), String(value));
}
assert.strictEqual(ops.echo(null), undefined);
assert.ok(Object.is(ops.echo(-0), 0) || Object.is(ops.echo(-0), -0));
for (const big of [0n, 1n, -1n, 2n ** 64n, -(2n ** 200n)]) assert.strictEqual(BigInt(ops.echo(big)), big);
assert.strictEqual(ops.typeName(1), 'int');
assert.strictEqual(ops.typeName(1.5), 'float');
assert.strictEqual(ops.typeName('s'), 'str');
assert.strictEqual(ops.typeName(undefined), 'NoneType');
assert.strictEqual(ops.typeName(new Uint8Array(1)), 'memoryview');

// Python sees JavaScript's memory, not a copy.
const bytes = new Uint8Array([1, 2, 200]);
assert.strictEqual(ops.doubleAll(bytes), 3);
assert.deepStrictEqual([...bytes], [2, 4, 144]);
assert.deepStrictEqual([...ops.echo(bytes.subarray(1))], [4, 144]);

assert.strictEqual(
  ops.callWith((a, b) => a + b, 2, 3),
  5,
);
assert.throws(() => ops.echo(Symbol('s')), TypeError);
assert.throws(() => ops.unfit(), /a Python object cannot cross into JavaScript/);
const cycle = {};
cycle.self = cycle;
assert.throws(() => ops.echo(cycle), RangeError);
console.log('ok');
