'use strict';
// Signatures of every shape, optimised and not: what goes in comes out.
const assert = require('assert');
const { native, T, AS, load, callback } = require('./_common.js');
const { library, make } = load();

const kinds = [
  [T.i8, -5, -5],
  [T.u8, 250, 250],
  [T.i16, -300, -300],
  [T.u16, 60000, 60000],
  [T.i32, -70000, -70000],
  [T.u32, 4e9, 4e9],
  [T.i64, -(2n ** 60n), -(2n ** 60n)],
  [T.u64, 2n ** 63n + 5n, 2n ** 63n + 5n],
  [T.f32, 0.25, 0.25],
  [T.f64, 1e100, 1e100],
  [T.pointer, 2n ** 47n - 1n, 2n ** 47n - 1n],
  [T.bool, true, true],
  [T.i64 | AS.number, -12345678901, -12345678901],
  [T.pointer | AS.number, 2 ** 47, 2 ** 47],
  [T.u64 | AS.either, 99, 99],
];
let seed = 7;
const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
// A callback is called through its own address: every signature meets a callee of the same.
for (let round = 0; round < 120; round++) {
  const count = round < 20 ? round : random(20);
  const chosen = Array.from({ length: count }, () => kinds[random(kinds.length)]);
  const [result, value] = round % 5 === 0 ? [T.void, undefined] : kinds[random(kinds.length - 1)];
  let seen;
  const back = callback(
    (...args) => {
      seen = args;
      return value;
    },
    result,
    chosen.map(([type]) => type),
  );
  const f = native.function(
    library,
    back.address,
    'f',
    result,
    chosen.map(([type]) => type),
  );
  const call = new Function('f', 'a', `return () => f(${chosen.map((_, i) => `a[${i}]`)})`)(
    f,
    chosen.map(([, v]) => v),
  );
  %PrepareFunctionForOptimization(call);
  for (let i = 0; i < 3; i++) {
    seen = undefined;
    assert.deepStrictEqual(call(), value);
    assert.deepStrictEqual(
      seen,
      chosen.map(([, , v]) => v),
    );
    if (i === 1) %OptimizeFunctionOnNextCall(call);
  }
  back.close();
}

const variadic = make('sum_variadic', T.i32, [T.i32, T.i32, T.i32, T.i32], false, 1);
assert.strictEqual(variadic(3, 1, 20, 300), 321);
for (const bad of [
  [99, []],
  [T.i32, [99]],
  [T.i32, [T.void]],
  [T.i32, 5],
  [T.i32, [[]]],
  ['x', []],
  [T.i32, [[T.i32, []]]],
  [T.i32, Array(65).fill(T.i32)],
])
  assert.throws(() => make('add_i32', ...bad));
assert.throws(() => native.function(library, 5, 'f', T.i32, []), TypeError);
assert.throws(() => native.callback(5, T.void, []), TypeError);
assert.throws(() => native.callback(() => {}, T.void, [77]), TypeError);
let deep = T.i32;
for (let i = 0; i < 50; i++) deep = [deep];
assert.throws(() => make('add_i32', T.i32, [deep]), TypeError);
console.log('good');
