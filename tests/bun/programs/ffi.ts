// bun:ffi: every type, what is converted and what is refused, memory, callbacks, the errors of opening.
import {
  CFunction,
  CString,
  FFIType,
  JSCallback,
  dlopen,
  linkSymbols,
  ptr,
  read,
  suffix,
  toArrayBuffer,
  toBuffer,
} from 'bun:ffi';
import * as ffi from 'bun:ffi';
import { show } from '../../show.mjs';

const path = process.argv[2];
const T = FFIType;
const library = dlopen(path, {
  add: { args: [T.i32, T.i32], returns: T.i32 },
  i8: { args: ['i8'], returns: 'int8_t' },
  u8: { args: ['u8'], returns: 'u8' },
  i16: { args: ['i16'], returns: 'i16' },
  u16: { args: ['u16'], returns: 'u16' },
  u32: { args: ['u32'], returns: 'u32' },
  i64: { args: ['i64'], returns: 'i64' },
  u64: { args: ['u64'], returns: 'u64' },
  f32: { args: ['f32'], returns: 'f32' },
  f64: { args: ['f64'], returns: 'double' },
  not_: { args: ['bool'], returns: 'bool' },
  letter: { args: ['char'], returns: 'char' },
  hello: { returns: 'cstring' },
  nothing: { returns: 'cstring' },
  length: { args: ['cstring'], returns: 'usize' },
  fill: { args: ['ptr', 'int', 'int'], returns: 'void' },
  sum: { args: ['ptr', 'int'], returns: 'int' },
  make: { returns: 'ptr' },
  drop: { args: ['ptr'] },
  same: { args: ['ptr'], returns: 'ptr' },
  call_int: { args: ['function', 'int'], returns: 'int' },
  call_many: { args: ['callback', 'f64'], returns: 'f64' },
  call_void: { args: ['fn'] },
  call_bool: { args: ['function'], returns: 'bool' },
  call_pointer: { args: ['function', 'ptr'], returns: 'ptr' },
  call_long: { args: ['function', 'i64'], returns: 'u64' },
  adder: { returns: 'ptr' },
  largest: { returns: 'u64' },
  negative: { returns: 'i64' },
  small: { returns: 'u64_fast' },
  eight: { args: Array(8).fill('int'), returns: 'int' },
  mixed: { args: ['int', 'double', 'i64_fast', 'float', 'u8'], returns: 'double' },
});
const c = library.symbols as Record<string, any>;
console.log(
  Object.keys(library).join(),
  c.add.name,
  c.add.length,
  typeof c.add.ptr,
  Object.getOwnPropertyNames(c.add).sort().join(),
);
console.log(Object.keys(ffi).sort().join(), suffix);
console.log(JSON.stringify(FFIType));

const values: Record<string, unknown[][]> = {
  add: [
    [1, 2],
    [1.9, 2],
    ['3', 4],
    [2 ** 31, 1],
    [undefined, 1],
    [null, 1],
    [true, 1],
    [1n, 2],
    [{}, 1],
    [NaN, 1],
    [-1, -1],
    [],
  ],
  i8: [[1], [127], [128], [300], [-129]],
  u8: [[255], [256], [-1], [[5]]],
  i16: [[32768]],
  u16: [[65536], [-1]],
  u32: [[2 ** 32 - 1], [-1], [2 ** 32], [2 ** 31]],
  i64: [[1], [1n], [2 ** 53], [-1], [2n ** 63n], ['5'], [1.5], [2n ** 62n]],
  u64: [[1], [-1], [2n ** 64n - 1n], [-1n], [2 ** 60]],
  f32: [[1.1], ['2.5'], [1n]],
  f64: [[1.1], [NaN], [-0], [1n], ['x'], [undefined], [null], [true], [[]]],
  not_: [[true], [false], [0], [1], ['x'], [''], [undefined]],
  letter: [[65], ['A'], [-1]],
  eight: [[1, 2, 3, 4, 5, 6, 7, 8]],
  mixed: [
    [1, 2.5, 2n ** 40n, 0.5, 255],
    [1, 2.5, -7, 0.5, 256],
  ],
};
for (const [name, list] of Object.entries(values)) {
  for (const args of list) show(`${name} ${args.map((x) => `${typeof x}:${x}`)}`, () => c[name](...args));
}
show('largest', () => [c.largest(), c.negative(), c.small()]);

console.log(c.hello(), typeof c.hello(), c.nothing());
const text = Buffer.from('abcd\0');
show('length', () => [
  c.length(text),
  c.length('abc'),
  c.length(ptr(text)),
  c.length(c.hello()),
  c.length('\u00e9'),
]);
for (const value of [{}, true]) show('length', () => c.length(value));
const bytes = new Uint8Array(4);
show('fill', () => c.fill(bytes, 4, 7));
show('sum', () => [
  c.sum(bytes, 4),
  c.sum(new DataView(bytes.buffer, 1), 3),
  c.sum(bytes.buffer, 4),
  c.sum(BigInt(ptr(bytes)), 4),
]);
show('sum', () => [c.sum(null, 0), c.sum(undefined, 0), c.sum(0, 0)]);
for (const value of ['x', {}, [1]]) show('sum', () => c.sum(value, 0));
show('same', () => [
  c.same(0),
  c.same(null),
  c.same(-1),
  c.same(2n ** 63n),
  c.same(ptr(bytes)) === ptr(bytes),
]);

const memory = c.make();
show('read', () => [
  read.u8(memory),
  read.u8(memory, 1),
  read.i8(memory, 2),
  read.u16(memory),
  read.i16(memory, 2),
  read.u32(memory),
]);
show('read', () => [
  read.i32(memory, 4),
  read.u64(memory),
  read.i64(memory, 8),
  read.f32(memory),
  read.f64(memory),
  read.intptr(memory),
]);
show('read', () => [read.f64(ptr(new Float64Array([1.5]))), read.ptr(ptr(new BigUint64Array([12345n])))]);
for (const value of [0, 'x', undefined]) show('read', () => read.u8(value as any));
show('toArrayBuffer', () => [...new Uint8Array(toArrayBuffer(memory, 2, 4))]);
show('toArrayBuffer', () => [
  toArrayBuffer(ptr(text)).byteLength,
  toArrayBuffer(memory, undefined, 3).byteLength,
]);
show('toBuffer', () => [Buffer.isBuffer(toBuffer(memory, 0, 4)), toBuffer(memory, 0, 4).toString('hex')]);
for (const args of [
  [0, 0, 4],
  ['x', 0, 4],
  [memory, 0, -1],
  [memory, 0, 0],
])
  show('toArrayBuffer', () => (toArrayBuffer as any)(...args));
show('ptr', () => [
  ptr(bytes, 2) - ptr(bytes),
  ptr(new DataView(bytes.buffer, 1)) - ptr(bytes),
  ptr(bytes.buffer) === ptr(bytes),
]);
const part = new CString(ptr(Buffer.from('hello\0')), 1, 3);
console.log(`${part}`, part.length, part == 'ell', String(new CString(ptr(Buffer.from('hello\0')), 2)));
c.drop(memory);

const double = new JSCallback((x: number) => x * 2, { args: ['int'], returns: 'int' });
show('callback', () => [
  typeof double.ptr,
  double.threadsafe,
  c.call_int(double, 21),
  c.call_int(double.ptr, 4),
]);
show('callback', () => c.call_int(() => 1, 4));
const many = new JSCallback(
  (...args: unknown[]) => {
    console.log(args.map((x) => `${typeof x}:${x}`).join());
    return 2.5;
  },
  { args: ['f64', 'f32', 'i64', 'u8', 'cstring'], returns: 'f64' },
);
show('callback', () => c.call_many(many, 3.25));
const failing = new JSCallback(
  () => {
    throw new Error('in the callback');
  },
  { args: ['int'], returns: 'int' },
);
show('callback', () => c.call_int(failing, 1));
const wrong = new JSCallback(() => 'text', { args: ['int'], returns: 'int' });
show('callback', () => c.call_int(wrong, 1));
show('callback', () => c.call_bool(new JSCallback((b: boolean) => !b, { args: ['bool'], returns: 'bool' })));
show('callback', () => c.call_void(new JSCallback(() => console.log('called'), {})));
show('callback', () =>
  c.call_long(new JSCallback((x: bigint) => x * 2n, { args: ['i64'], returns: 'u64' }), 2n ** 40n),
);
const echo = new JSCallback((x: number | null) => x, { args: ['ptr'], returns: 'ptr' });
show('callback', () => [c.call_pointer(echo, null), c.call_pointer(echo, 4096)]);
double.close();
double.close();
console.log(double.ptr);
for (const args of [[5, {}], [() => 1], [() => 1, { args: ['foo'] }], [() => 1, { returns: 'foo' }]])
  show('JSCallback', () => new (JSCallback as any)(...args));

const add = CFunction({ ptr: c.adder(), args: ['int', 'int'], returns: 'int' });
console.log(
  add(3, 4),
  typeof add.close,
  new (CFunction as any)({ ptr: c.adder(), args: ['int', 'int'], returns: 'int' })(5, 6),
);
console.log(linkSymbols({ x: { ptr: c.adder(), args: ['int', 'int'], returns: 'int' } }).symbols.x(1, 2));
for (const definition of [{ args: [] }, { ptr: 0 }]) show('CFunction', () => CFunction(definition as any));
for (const symbols of [{ x: { args: [] } }, undefined, {}])
  show('linkSymbols', () => linkSymbols(symbols as any));

show('dlopen', () => dlopen('nope-there.so', { x: {} }));
const open = (symbols: any) => show('dlopen', () => dlopen('libc.so.6', symbols));
for (const symbols of [
  { nope_: {} },
  { abs: { args: ['foo'] } },
  { abs: { returns: 'foo' } },
  { abs: { args: 'int' } },
])
  open(symbols);
for (const symbols of [{}, undefined, { abs: 5 }, { abs: { args: [99] } }, { abs: { args: ['void'] } }])
  open(symbols);
show('dlopen', () => dlopen('', { x: {} }));
console.log(
  dlopen(new URL(`file://${path}`), { add: { args: ['int', 'int'], returns: 'int' } }).symbols.add(40, 2),
);
console.log(dlopen('libc.so.6', { getpid: { returns: 'int' } }).symbols.getpid() === process.pid);
library.close();
library.close();
