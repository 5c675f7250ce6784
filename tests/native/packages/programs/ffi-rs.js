'use strict';

// Calls C through ffi-rs: numbers, text, structs, arrays, pointers, callbacks (also from other threads), threads.

const ffi = require('ffi-rs');

const { DataType: T, load, define, open, close, arrayConstructor, funcConstructor } = ffi;

open({ library: 'calls', path: process.env.CALLS_LIBRARY });

function call(funcName, retType, paramsType, paramsValue, more) {
  return load({ library: 'calls', funcName, retType, paramsType, paramsValue, ...more });
}

function failure(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message.split('\n')[0]}`;
  }
}

function values() {
  console.log(call('add_i32', T.I32, [T.I32, T.I32], [2147483647, 1]));
  console.log(call('add_i64', T.I64, [T.I64, T.I64], [2 ** 40, 5]));
  console.log(call('add_i64', T.BigInt, [T.BigInt, T.BigInt], [2n ** 62n, 1n]));
  console.log(call('add_double', T.Double, [T.Double, T.Double], [0.1, 0.2]));
  console.log(call('negate', T.Boolean, [T.Boolean], [true]), call('next_u8', T.U8, [T.U8], [255]));
  console.log(call('next_i16', T.I16, [T.I16], [32767]), call('nothing', T.Void, [], []));
  console.log(call('greet', T.String, [T.String], ['ёлка 🎄'], { freeResultMemory: false }));
  console.log(call('total_length', T.I32, [T.StringArray, T.I32], [['one', 'three'], 2]));
  const lib = define({
    add_i32: { library: 'calls', retType: T.I32, paramsType: [T.I32, T.I32] },
    fails: { library: 'calls', retType: T.I32, paramsType: [T.I32], errno: true },
  });
  console.log(lib.add_i32([20, 22]), lib.fails([22]));
}

function structs() {
  const Point = { x: T.I32, y: T.I32 };
  const byValue = { ...Point, ffiTypeTag: T.StackStruct };
  console.log(call('move', byValue, [byValue, T.I32, T.I32], [{ x: 1, y: 2 }, 10, -10]));
  const pointer = ffi.createPointer({ paramsType: [Point], paramsValue: [{ x: 3, y: 4 }] });
  call('scale', T.Void, [T.External, T.I32], [ffi.unwrapPointer(pointer)[0], 5]);
  console.log(ffi.restorePointer({ retType: [Point], paramsValue: pointer }));
  ffi.freePointer({ paramsType: [Point], paramsValue: pointer, pointerType: ffi.PointerType.RsPointer });
}

function arrays() {
  console.log(call('sum_i32', T.I64, [T.I32Array, T.I32], [[1, 2, 3], 3]));
  const three = { type: T.I32Array, length: 3 };
  console.log(call('doubled_i32', arrayConstructor(three), [T.I32Array, T.I32], [[1, 2, 3], 3]));
  const halves = arrayConstructor({ type: T.DoubleArray, length: 2 });
  console.log(call('halved', halves, [T.DoubleArray, T.I32], [[1.5, 5], 2]));
  const bytes = Buffer.alloc(6);
  call('fill', T.Void, [T.U8Array, T.I32, T.U8], [bytes, 4, 7]);
  const text = Buffer.alloc(20);
  call('write_text', T.Void, [T.U8Array, T.I32], [text, 20]);
  console.log(bytes, text.toString('latin1', 0, 12));
}

function pointers() {
  const list = call('list_new', T.External, [T.I32], [4]);
  console.log(typeof list, call('list_sum', T.I32, [T.External], [list]), ffi.isNullPointer(list));
  call('list_free', T.Void, [T.External], [list]);
  const [text] = ffi.createPointer({ paramsType: [T.String], paramsValue: ['kept'] });
  console.log(ffi.restorePointer({ retType: [T.String], paramsValue: [text] }));
  const returned = call('greet', T.External, [T.String], ['pointer']);
  console.log(ffi.restorePointer({ retType: [T.String], paramsValue: ffi.wrapPointer([returned]) }));
  const memory = call('doubled_i32', T.External, [T.I32Array, T.I32], [[1, 2, 3], 3]);
  const view = ffi.createExternalBuffer(memory, 12);
  console.log(view, view.length, Buffer.isBuffer(view));
  view.writeInt32LE(100, 0);
  call('fill', T.Void, [T.External, T.I32, T.U8], [memory, 0, 0]);
  console.log(call('sum_i32', T.I64, [T.External, T.I32], [memory, 3]) > 0);
}

/** Makes C pointers to functions, and frees them when `run` is done, so that they do not keep the process alive. */
async function withFunction(paramsType, retType, fn, run) {
  const signature = funcConstructor({ paramsType, retType });
  const pointer = ffi.createPointer({ paramsType: [signature], paramsValue: [fn] });
  const result = await run(ffi.unwrapPointer(pointer)[0]);
  ffi.freePointer({ paramsType: [signature], paramsValue: pointer, pointerType: ffi.PointerType.RsPointer });
  return result;
}

async function callbacks() {
  // What a callback answers reaches C only when C does not run on the thread of JavaScript.
  const elsewhere = { runInNewThread: true };
  const multiply = (a, b) => a * b;
  const product = await withFunction([T.I32, T.I32], T.I32, multiply, (fn) =>
    call('apply', T.I32, [T.External, T.I32, T.I32], [fn, 6, 7], elsewhere),
  );
  const add = (a, b) => a + b;
  const sum = await withFunction([T.Double, T.Double], T.Double, add, (fn) =>
    call(
      'fold',
      T.Double,
      [T.DoubleArray, T.I32, T.External, T.Double],
      [[1, 2, 3.5], 3, fn, 0.5],
      elsewhere,
    ),
  );
  const seen = [];
  const visit = (text, i) => void seen.push(text + i);
  await withFunction([T.String, T.I32], T.Void, visit, async (fn) => {
    await call('each', T.Void, [T.StringArray, T.I32, T.External], [['a', 'ü'], 2, fn], elsewhere);
    while (seen.length < 2) await new Promise(setImmediate);
  });
  console.log(product, sum, seen);
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const order = [];
  const keep = (value) => {
    order.push(value);
    if (order.length === 50) setTimeout(finish, 5);
    return 0;
  };
  await withFunction([T.I32], T.I32, keep, async (fn) => {
    console.log(call('call_from_thread', T.I32, [T.External, T.I32], [fn, 50]));
    await finished;
  });
  console.log(order.every((each, i) => each === i));
}

async function threads() {
  const slow = (turns) => call('slow', T.Double, [T.I32], [turns], { runInNewThread: true });
  const results = await Promise.all(Array.from({ length: 12 }, (_, i) => slow(20000 * (i + 1))));
  console.log(results.every((each, i) => each === call('slow', T.Double, [T.I32], [20000 * (i + 1)])));
}

function errors() {
  console.log(failure(() => open({ library: 'none', path: '/nowhere/lib.so' })));
  console.log(failure(() => call('not_there', T.Void, [], [])));
  console.log(
    failure(() => load({ library: 'none', funcName: 'x', retType: T.Void, paramsType: [], paramsValue: [] })),
  );
  console.log(failure(() => call('add_i32', T.I32, [T.I32, T.I32], ['x', 1])));
  console.log(failure(() => call('add_i32', T.I32, [T.I32], [1, 2])));
}

async function main() {
  for (const part of [values, structs, arrays, pointers, callbacks, threads, errors]) {
    console.log(`--- ${part.name}`);
    await part();
  }
  close('calls');
}

main();
