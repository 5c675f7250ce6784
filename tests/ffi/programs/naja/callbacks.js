'use strict';
// Callbacks out of optimised calls: the collector runs in them, they throw, they call again, they close what they are in.
const assert = require('assert');
const { native, T, AS, load, callback } = require('./_common.js');
const { library, make } = load();
const process_ = native.open(null, () => new Error('closed'));
const qsort = native.function(process_, native.symbol(process_, 'qsort'), 'qsort', T.void, [
  T.pointer | AS.bytes,
  T.u64 | AS.number,
  T.u64 | AS.number,
  T.pointer,
]);
const i32 = [T.i32, T.i32];
const callBinary = make('call_binary', T.i32, [T.pointer, ...i32]);
const callOften = make('call_often', T.i64 | AS.number, [T.pointer, T.i32]);

const read = native.function(null, native.helpers.read_i32, 'read', T.i32, [T.pointer, T.i64 | AS.number]);
let garbage;
let calls = 0;
const compare = callback(
  (a, b) => {
    garbage = Array.from({ length: 20 }, (_, i) => ({ i, text: `x${i}` }));
    if (++calls % 500 === 0) gc();
    return read(a, 0) - read(b, 0);
  },
  T.i32,
  [T.pointer, T.pointer],
);
function sort(n) {
  // Small ones lie within the engine's heap at first, and are moved out of it.
  const numbers = Int32Array.from({ length: n }, (_, i) => (i * 7919) % 1009);
  qsort(numbers, n, 4, compare.address);
  return numbers;
}
%PrepareFunctionForOptimization(sort);
for (const n of [3, 10, 15, 400])
  assert.deepStrictEqual(
    [...sort(n)],
    [...sort(n)].sort((a, b) => a - b),
  );
%OptimizeFunctionOnNextCall(sort);
for (const n of [3, 10, 15, 400, 1000])
  assert.deepStrictEqual(
    [...sort(n)],
    [...sort(n)].sort((a, b) => a - b),
  );
assert.ok(calls > 10000 && garbage.length === 20);

// What a callback throws arrives where C was called; no other callback runs before that.
let count = 0;
const thrower = callback(
  (i) => {
    count++;
    if (i === 5) throw new RangeError('five');
    return 1;
  },
  T.i32,
  i32,
);
const throwing = () => callOften(thrower.address, 100);
%PrepareFunctionForOptimization(throwing);
for (let i = 0; i < 50; i++) {
  count = 0;
  assert.throws(throwing, { name: 'RangeError', message: 'five' });
  assert.strictEqual(count, 6);
  if (i === 20) %OptimizeFunctionOnNextCall(throwing);
}

// A stack that overflows in a callback is an exception as any other.
const deeper = callback((a, b) => callBinary(deeper.address, a, b), T.i32, i32);
const overflow = () => callBinary(deeper.address, 1, 2);
for (let i = 0; i < 3; i++) assert.throws(overflow, { name: 'RangeError', message: /stack/ });
assert.strictEqual(callBinary(callback((a, b) => a * b, T.i32, i32).address, 6, 7), 42);

// Results of wrong types.
const wrong = callback(() => 'x', T.i32, i32, 0, 'no number');
assert.throws(() => callBinary(wrong.address, 1, 2), { name: 'TypeError', message: 'no number' });
const plain = callback(() => ({}), T.i32, i32);
assert.throws(() => callBinary(plain.address, 1, 2), TypeError);
for (const [value, wanted] of [
  ['7', 7],
  [null, 0],
  [{}, 0],
  [true, 1],
  [1.9, 1],
])
  assert.strictEqual(callBinary(callback(() => value, T.i32, i32, 0, '').address, 1, 2), wanted);
assert.throws(() => callBinary(callback(() => 1n, T.i32, i32, 0, '').address, 1, 2), TypeError);

// A callback that ends itself, and one that closes the library whose function has called it.
const once = callback((a) => (once.close(), a), T.i32, i32);
assert.strictEqual(callBinary(once.address, 9, 0), 9);
assert.strictEqual(once.close(), false);
assert.strictEqual(native.callbackAddress(once.handle), 0n);
const second = load();
const inner = second.make('call_binary', T.i32, [T.pointer, ...i32]);
const closer = callback(
  (a, b) => {
    assert.strictEqual(native.close(second.library), true);
    assert.throws(() => inner(closer.address, 1, 1), { message: 'closed' });
    return a + b;
  },
  T.i32,
  i32,
);
assert.strictEqual(inner(closer.address, 3, 4), 7);
assert.throws(() => inner(closer.address, 3, 4), { message: 'closed' });

// Where bytes are, in optimised code: none are left of a detached buffer, and those of a resizable one may move.
{
  const address = make('same_pointer', T.pointer, [T.pointer | AS.bytes]);
  const where = (bytes) => address(bytes);
  const bytes = new Uint8Array(100);
  const resizable = new Uint8Array(new ArrayBuffer(8, { maxByteLength: 64 }));
  %PrepareFunctionForOptimization(where);
  for (let i = 0; i < 3; i++) {
    const first = where(bytes);
    assert.ok(first > 4096n);
    assert.strictEqual(where(bytes.subarray(3)), first + 3n);
    assert.strictEqual(where(bytes.buffer), first);
    assert.strictEqual(where(new DataView(bytes.buffer, 5)), first + 5n);
    assert.strictEqual(where(resizable), where(resizable.buffer));
    assert.strictEqual(where(new Uint8Array(0)), 0n);
    assert.strictEqual(where(null), 0n);
    const gone = new Uint8Array(100);
    structuredClone(gone, { transfer: [gone.buffer] });
    assert.strictEqual(where(gone), 0n);
    if (i === 1) %OptimizeFunctionOnNextCall(where);
  }
}

// After close: not optimised, optimised before, and optimised after.
const third = load();
const add = third.make('add_i32', T.i32, i32);
const call = (a, b) => add(a, b);
%PrepareFunctionForOptimization(call);
call(1, 2);
%OptimizeFunctionOnNextCall(call);
assert.strictEqual(call(1, 2), 3);
assert.strictEqual(native.symbol(third.library, 'nope'), null);
assert.ok(native.problem().includes('nope'));
assert.strictEqual(native.close(third.library), true);
assert.strictEqual(native.close(third.library), false);
assert.strictEqual(native.symbol(third.library, 'add_i32'), undefined);
for (let i = 0; i < 3; i++) assert.throws(() => call(1, 2), { message: 'closed' });
assert.throws(() => add(1, 2), { message: 'closed' });
assert.throws(() => native.open('/no/such.so'), { code: 'ERR_DLOPEN_FAILED' });

// A call that is under way on another thread keeps its library and its buffers.
const fourth = load();
const slow = fourth.make('slow', T.i32, [T.i32], true);
const fill = fourth.make('fill_bytes', T.void, [T.pointer | AS.bytes, T.u8, T.u64 | AS.number], true);
const length = fourth.make('text_length', T.u64 | AS.number, [T.pointer | AS.any], true);
const target = new Uint8Array(8);
const pending = [
  slow(30),
  fill(target, 7, 8),
  length('äbc'.repeat(30000)),
  fill(new Uint8Array(1000), 1, 1000),
];
native.close(fourth.library);
gc();
assert.throws(() => slow(1), { message: 'closed' });

const spread = callback((a, b) => a + b, T.i32, i32);
const onThread = make('call_on_thread', T.i32, [T.pointer, T.i32], true);
(async () => {
  assert.deepStrictEqual((await Promise.all(pending)).slice(0, 3), [30, undefined, 120000]);
  assert.deepStrictEqual([...target], Array(8).fill(7));
  const sums = await Promise.all(Array.from({ length: 8 }, () => onThread(spread.address, 50)));
  assert.deepStrictEqual(sums, Array(8).fill(1275));
  // In a callback from another thread what is thrown is an uncaught exception, and C gets 0.
  const errors = [];
  process.on('uncaughtException', (error) => errors.push(error.message));
  assert.strictEqual(
    await onThread(
      callback(
        () => {
          throw new Error('afar');
        },
        T.i32,
        i32,
      ).address,
      3,
    ),
    0,
  );
  assert.deepStrictEqual(errors, ['afar', 'afar', 'afar']);
  process.removeAllListeners('uncaughtException');
  native.close(library);
  console.log('good');
})();
