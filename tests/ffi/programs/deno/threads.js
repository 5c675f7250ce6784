// Callbacks from other threads, and what keeps the event loop alive.
const D = Deno.args[0];
const { symbols } = Deno.dlopen(D, {
  call_later: { parameters: ['function'], result: 'void' },
  later_result: { parameters: [], result: 'i32' },
  call_plain_later: { parameters: ['function'], result: 'void' },
  call_on_thread: { parameters: ['function', 'i32'], result: 'i32', nonblocking: true },
  call_often: { parameters: ['function', 'i32'], result: 'i64' },
  slow: { parameters: ['i32'], result: 'i32', nonblocking: true },
  call_binary: { parameters: ['function', 'i32', 'i32'], result: 'i32' },
  many: {
    parameters: [
      'i8',
      'f64',
      'i64',
      'f32',
      'u8',
      'f64',
      'i32',
      'f32',
      'u16',
      'f64',
      'i64',
      'f32',
      'u32',
      'f64',
      'i16',
      'f32',
      'u64',
      'f64',
      'f32',
      'f64',
    ],
    result: 'f64',
  },
  next: {
    parameters: [{ struct: [{ struct: ['i32', 'f64'] }, { struct: ['u8', 'u8', 'u8'] }, 'i64'] }],
    result: { struct: [{ struct: ['i32', 'f64'] }, { struct: ['u8', 'u8', 'u8'] }, 'i64'] },
  },
  make_pair: { parameters: ['i32', 'f64'], result: { struct: ['i32', 'f64'] } },
  sum_pair: { parameters: [{ struct: ['i32', 'f64'] }], result: 'f64' },
  twice: { parameters: [{ struct: ['f32', 'i32'] }], result: { struct: ['f32', 'i32'] } },
  six_integers: { parameters: Array(6).fill('i32'), result: 'i32' },
  ten_integers: { parameters: Array(10).fill('i64'), result: 'i64' },
  ten_doubles: { parameters: Array(10).fill('f64'), result: 'f64' },
  fill_bytes: { parameters: ['buffer', 'u8', 'usize'], result: 'void' },
  sum_bytes: { parameters: ['buffer', 'u32'], result: 'u32' },
  text_length: { parameters: ['buffer'], result: 'usize' },
});

const numbers = [
  -8,
  0.5,
  -64n,
  1.25,
  200,
  2.5,
  -32,
  3.5,
  60000,
  4.5,
  77n,
  5.5,
  4000000000,
  6.5,
  -16000,
  7.5,
  2n ** 40n,
  8.5,
  9.5,
  10.5,
];
for (let i = 0; i < 20000; i++) symbols.many(...numbers);
console.log(symbols.many(...numbers), symbols.ten_integers(1, 2, 3n, 4, 5, 6, 7, 8, 9, -10n));
console.log(symbols.six_integers(1, 2, 3, 4, 5, 6), symbols.ten_doubles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

const pair = symbols.make_pair(7, 2.5);
console.log(pair, symbols.sum_pair(pair), symbols.twice(new Float32Array([1.5, 0])));
const nested = new DataView(new ArrayBuffer(32));
nested.setInt32(0, 5, true);
nested.setFloat64(8, 1.5, true);
nested.setUint8(16, 10);
nested.setBigInt64(24, -9n, true);
console.log(symbols.next(nested));

const bytes = new Uint8Array(10);
symbols.fill_bytes(bytes.subarray(2, 5), 7, 3);
console.log(bytes, symbols.sum_bytes(bytes, 10), symbols.sum_bytes(bytes.buffer, 4));
function hot() {
  let sum = 0;
  for (let i = 0; i < 50000; i++) sum += symbols.sum_bytes(bytes, 10);
  return sum;
}
console.log(hot(), hot());
console.log(symbols.text_length(new TextEncoder().encode('häj\0')));

const add = new Deno.UnsafeCallback({ parameters: ['i32', 'i32'], result: 'i32' }, (a, b) => a + b);
console.log(await symbols.call_on_thread(add.pointer, 5), symbols.call_often(add.pointer, 1000));

// A call within a call, and an exception out of the inner one.
const outer = new Deno.UnsafeCallback({ parameters: ['i32', 'i32'], result: 'i32' }, (a, b) => {
  if (a > 3) throw new RangeError('deep enough');
  return symbols.call_binary(outer.pointer, a + 1, b) + 1;
});
for (let i = 0; i < 2; i++) {
  try {
    symbols.call_binary(outer.pointer, 0, 1);
  } catch (e) {
    console.log(e.name, e.message);
  }
}
outer.close();

const order = [];
const started = performance.now();
await Promise.all([50, 10, 30].map(async (ms) => order.push(await symbols.slow(ms))));
console.log(order.join(), performance.now() - started < 85);

let resolve;
const called = new Promise((r) => (resolve = r));
const later = Deno.UnsafeCallback.threadSafe({ parameters: ['i32', 'i32'], result: 'i32' }, (a, b) => {
  resolve([a, b]);
  return a * b;
});
symbols.call_later(later.pointer);
console.log(await called);
await new Promise((r) => setTimeout(r, 20));
console.log(symbols.later_result());
later.close();
add.close();

// With nothing else to wait for, the callback alone keeps the program running.
const last = Deno.UnsafeCallback.threadSafe({ parameters: [], result: 'void' }, () => {
  console.log('last');
  setTimeout(() => last.close(), 10);
});
symbols.call_plain_later(last.pointer);
