'use strict';
// Every type with every kind of value: no crash, and optimised code does exactly what code that is not does.
const assert = require('assert');
const { T, AS, load, outcome } = require('./_common.js');
const { make } = load();

const detached = new Uint8Array(8);
structuredClone(detached, { transfer: [detached.buffer] });
const values = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  255,
  256,
  -128,
  -129,
  32767,
  32768,
  65535,
  65536,
  2147483647,
  2147483648,
  -2147483648,
  -2147483649,
  4294967295,
  4294967296,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  -(2 ** 63),
  1e300,
  -1e300,
  0.5,
  -1.5,
  NaN,
  Infinity,
  -Infinity,
  0n,
  1n,
  -1n,
  255n,
  2n ** 31n,
  2n ** 63n,
  -(2n ** 63n),
  2n ** 64n,
  -(2n ** 200n),
  true,
  false,
  null,
  undefined,
  '',
  '7',
  'ü',
  'x'.repeat(100000),
  Symbol('s'),
  {},
  [],
  [1],
  () => 1,
  new Date(),
  /x/,
  new Map(),
  new Error('e'),
  new Proxy({}, {}),
  new Uint8Array(0),
  new Uint8Array(3),
  new Uint8Array(100),
  new Float64Array(2),
  new DataView(new ArrayBuffer(24), 3),
  new ArrayBuffer(0),
  new ArrayBuffer(40),
  new ArrayBuffer(8, { maxByteLength: 64 }),
  new SharedArrayBuffer(40),
  new Uint8Array(new SharedArrayBuffer(24)),
  detached,
  detached.buffer,
  { valueOf: () => 3 },
  {
    [Symbol.toPrimitive]() {
      throw new Error('no');
    },
  },
  Object.create(null),
  globalThis,
  new WeakMap(),
  Promise.resolve(),
  new String('s'),
  new Number(3),
  Object(3n),
];

const cases = [];
const add = (type, label, f) => cases.push({ type, label, f });
// widen_* show all bits; same_pointer gives 64 bits back.
for (const [name, type] of [
  ['widen_i8', T.i8],
  ['widen_u8', T.u8],
  ['widen_i16', T.i16],
  ['widen_u16', T.u16],
])
  add(type, name, make(name, T.i32, [type]));
add(T.i32, 'i32', make('widen_i32', T.i64, [T.i32]));
add(T.u32, 'u32', make('widen_u32', T.i64, [T.u32]));
add(T.bool, 'bool', make('not_bool', T.bool, [T.bool]));
for (const type of [T.i64, T.u64, T.pointer])
  for (const as of [AS.usual, AS.number, AS.either])
    for (const back of [AS.usual, AS.number])
      if (!(type === T.pointer && as === AS.either))
        add(type, `${type} as ${as} to ${back}`, make('same_pointer', type | back, [type | as]));
for (const as of [AS.bytes, AS.any])
  add(T.pointer, `pointer as ${as}`, make('is_true', T.bool, [T.pointer | as]));
const f32 = make('add_f32', T.f32, [T.f32, T.f32]);
const f64 = make('add_f64', T.f64, [T.f64, T.f64]);
add(T.f32, 'f32', (v) => f32(v, 1));
add(T.f64, 'f64', (v) => f64(v, 1));
add('struct', 'struct', make('sum_pair', T.f64, [[T.i32, T.f64]]));
add('text', 'text', make('text_length', T.u64, [T.pointer | AS.any]));
for (const { type, label, f } of cases) {
  for (const value of values) {
    // text_length reads what it gets.
    if (type === 'text' && typeof value !== 'string' && value !== null && value !== undefined) continue;
    const slow = outcome(f, value);
    // A function of its own for each, or the next value would meet what was learned from this one.
    const call = new Function('f', `return (v) => f(v)`)(f);
    %PrepareFunctionForOptimization(call);
    outcome(call, value);
    outcome(call, value);
    %OptimizeFunctionOnNextCall(call);
    const shown =
      typeof value === 'symbol' ? 'symbol' : typeof value === 'bigint' ? `${value}n` : typeof value;
    const optimised = outcome(call, value);
    assert.strictEqual(optimised, slow, `${label} of ${shown} ${typeof value === 'number' ? value : ''}`);
    assert.strictEqual(outcome(call, value), slow, label);
  }
  outcome(f);
  if (type === 'text') continue;
  outcome(f, 1, 2, 3, 4);
  for (let i = 0; i < 3; i++) outcome(f, values[i], ...values);
}
console.log('good');
