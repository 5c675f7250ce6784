'use strict';

// util.isDeepStrictEqual, assert.deepEqual, deepStrictEqual, partialDeepStrictEqual: which pairs are equal.

const assert = require('assert');
const util = require('util');

class A {}
class B {}
const same = () => 1;
const circle = () => {
  const object = { a: 1 };
  object.self = object;
  return object;
};
function args(...list) {
  return (function () {
    return arguments;
  })(...list);
}
const values = [
  1,
  '1',
  0,
  -0,
  NaN,
  null,
  undefined,
  true,
  1n,
  Symbol.iterator,
  '',
  same,
  () => 1,
  {},
  [],
  { a: 1 },
  { a: '1' },
  { a: 1, b: undefined },
  { a: 1, b: 2 },
  { a: { b: [1, 2] } },
  { a: { b: [1] } },
  { [Symbol.for('s')]: 1, a: 1 },
  Object.create(null),
  new A(),
  new B(),
  Object.assign(new A(), { a: 1 }),
  circle(),
  [1, 2, 3],
  [1, 3],
  [3, 1],
  ['1', '2', '3'],
  [1, , 3],
  [undefined, 1],
  [, 1],
  Object.assign([1], { x: 1 }),
  [[1], [2]],
  args(1),
  args(1, 2),
  new Date(0),
  new Date(1),
  new Date(NaN),
  Object.assign(new Date(0), { x: 1 }),
  /a/g,
  /a/i,
  new Set([1, 2]),
  new Set([2, 1]),
  new Set([1, 2, 3]),
  new Set(['1', 2]),
  new Set([{ a: 1 }, { b: 1 }]),
  new Set([{ b: 1 }, { a: 1 }]),
  new Set([[1, 2]]),
  new Set([[1]]),
  new Map([[1, 2]]),
  new Map([['1', 2]]),
  new Map([[1, { a: 1, b: 1 }]]),
  new Map([[1, { a: 1 }]]),
  new Map([[{ k: 1 }, 1]]),
  new Map([[{ k: 1 }, 2]]),
  new Map([
    [1, 2],
    [3, 4],
  ]),
  new Error('a'),
  new Error('b'),
  new TypeError('a'),
  Object.assign(new Error('a'), { x: 1 }),
  new Error('a', { cause: 1 }),
  new AggregateError([1], 'a'),
  new AggregateError([2], 'a'),
  new Number(1),
  new Number(2),
  new String('a'),
  new Boolean(true),
  Object(1n),
  Object(Symbol.iterator),
  new Uint8Array([1, 2]),
  new Uint8Array([1, 2, 3]),
  new Int8Array([1, 2]),
  Buffer.from([1, 2]),
  new Float32Array([0]),
  new Float32Array([-0]),
  new Float64Array([1.5]),
  new ArrayBuffer(2),
  new SharedArrayBuffer(2),
  new ArrayBuffer(3),
  new WeakMap(),
  new WeakSet(),
  Promise.resolve(1),
  new WeakRef(same),
  new URL('http://a/'),
  new URL('http://b/'),
  Math,
  new Proxy({ a: 1 }, {}),
  new Proxy([1, 2, 3], {}),
];
const passes = (check, a, b) => {
  try {
    check(a, b);
    return '+';
  } catch (error) {
    return error.code === 'ERR_ASSERTION' ? '.' : '!';
  }
};
const checks = {
  loose: assert.deepEqual,
  strict: assert.deepStrictEqual,
  partial: assert.partialDeepStrictEqual,
  notLoose: assert.notDeepEqual,
  util: (a, b) => assert.ok(util.isDeepStrictEqual(a, b)),
  withoutPrototypes: (a, b) => assert.ok(util.isDeepStrictEqual(a, b, true)),
};
for (const [name, check] of Object.entries(checks)) {
  console.log(name);
  values.forEach((a, i) =>
    console.log(String(i).padStart(3), values.map((b) => passes(check, a, b)).join('')),
  );
}
// Copies are equal.
for (const [i, value] of values.entries()) {
  if (value instanceof URL) continue;
  let copy;
  try {
    copy = structuredClone(value);
  } catch {
    continue;
  }
  console.log(
    i,
    passes(assert.deepEqual, value, copy),
    passes(assert.deepStrictEqual, value, copy),
    passes(assert.partialDeepStrictEqual, value, copy),
  );
}
console.log(
  util.isDeepStrictEqual(circle(), circle()),
  util.isDeepStrictEqual(circle(), { a: 1, self: circle() }),
);
