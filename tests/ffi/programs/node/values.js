'use strict';
// Every type with values that it takes and values that it does not; memory by its address.
const ffi = require('node:ffi');
const path = process.argv[2];
const t = (n, f) => {
  try {
    console.log(n, '=>', f());
  } catch (e) {
    console.log(n, '!!', e.name, e.code, e.message);
  }
};
const { lib, functions: f } = ffi.dlopen(path, {
  widen_i8: { arguments: ['i8'], return: 'i32' },
  widen_u8: { arguments: ['bool'], return: 'i32' },
  widen_i16: { arguments: ['i16'], return: 'i32' },
  widen_u16: { arguments: ['u16'], return: 'i32' },
  widen_i32: { arguments: ['i32'], return: 'i64' },
  widen_u32: { arguments: ['u32'], return: 'i64' },
  add_i64: { arguments: ['i64', 'i64'], return: 'i64' },
  add_u64: { arguments: ['u64', 'u64'], return: 'u64' },
  add_f32: { arguments: ['float', 'f32'], return: 'f32' },
  add_f64: { arguments: ['double', 'f64'], return: 'f64' },
  same_pointer: { arguments: ['pointer'], return: 'pointer' },
  text_length: { arguments: ['string'], return: 'u64' },
  call_plain: { arguments: ['function'], return: 'void' },
  sum_bytes: { arguments: ['buffer', 'u32'], return: 'u32' },
  fill_bytes: { arguments: ['arraybuffer', 'u8', 'u64'], return: 'void' },
  get_text: { return: 'string' },
  is_true: { arguments: ['i32'], return: 'bool' },
  call_i8: { arguments: ['function'], return: 'char' },
  not_bool: { arguments: ['char'], return: 'char' },
});
const vals = [
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
  65535,
  65536,
  32768,
  -32769,
  2147483648,
  4294967295,
  4294967296,
  1.5,
  NaN,
  Infinity,
  2 ** 53,
  2 ** 53 - 1,
  0n,
  1n,
  -1n,
  2n ** 63n,
  2n ** 64n,
  -(2n ** 63n) - 1n,
  '1',
  true,
  null,
  undefined,
  {},
  [],
  Symbol('x'),
  () => 1,
];
const show = (v) =>
  typeof v === 'bigint'
    ? v + 'n'
    : Object.is(v, -0)
      ? '-0'
      : typeof v === 'symbol'
        ? 'sym'
        : typeof v === 'function'
          ? 'fn'
          : typeof v === 'object' && v
            ? JSON.stringify(v)
            : typeof v === 'string'
              ? `'${v}'`
              : String(v);
for (const n of [
  'widen_i8',
  'widen_u8',
  'widen_i16',
  'widen_u16',
  'widen_i32',
  'widen_u32',
  'not_bool',
  'is_true',
])
  t(n, () =>
    vals
      .map((v) => {
        try {
          return show(v) + ':' + show(f[n](v));
        } catch (e) {
          return show(v) + ':' + e.code + ' ' + e.message;
        }
      })
      .join('\n  '),
  );
for (const n of ['add_i64', 'add_u64', 'add_f32', 'add_f64'])
  t(n, () =>
    vals
      .map((v) => {
        try {
          return show(v) + ':' + show(f[n](v, n[5] == '6' && n[4] != 'f' ? 1n : 1));
        } catch (e) {
          return show(v) + ':' + e.code + ' ' + e.message;
        }
      })
      .join('\n  '),
  );
for (const n of ['same_pointer', 'call_plain'])
  t(n, () =>
    vals
      .filter(
        (v) => n == 'same_pointer' || (!['bigint'].includes(typeof v) && v != null && typeof v != 'string'),
      )
      .map((v) => {
        try {
          return show(v) + ':' + (typeof v == 'string' ? typeof f[n](v) : show(f[n](v)));
        } catch (e) {
          return show(v) + ':' + e.code + ' ' + e.message;
        }
      })
      .join('\n  '),
  );
const u = new Uint8Array([1, 2, 3]);
t('buf', () => f.sum_bytes(u, 3));
t('dv', () => f.sum_bytes(new DataView(u.buffer, 1), 2));
t('ab', () => f.sum_bytes(u.buffer, 3));
t('sab', () => f.sum_bytes(new SharedArrayBuffer(3), 3));
t('sabv', () => f.sum_bytes(new Uint8Array(new SharedArrayBuffer(3)), 3));
t('str', () => f.sum_bytes('abc', 3));
t('len', () => f.text_length('héé'));
t('len0', () => f.text_length(''));
t('lenn', () => f.text_length(null));
t('nul', () => f.text_length('a\0b'));
t('det', () => {
  const x = new Uint8Array(4);
  structuredClone(x, { transfer: [x.buffer] });
  return f.sum_bytes(x, 0);
});
t('text', () => typeof f.get_text());
t('tostr', () => ffi.toString(f.get_text()));
for (const v of [0n, -1n, 2n ** 64n, 1, null, undefined, 'x']) t('tostr ' + show(v), () => ffi.toString(v));
const b = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 255, 255, 255, 255, 255, 255, 255, 255]);
const p = ffi.getRawPointer(b);
for (const T of [
  'Int8',
  'Uint8',
  'Int16',
  'Uint16',
  'Int32',
  'Uint32',
  'Int64',
  'Uint64',
  'Float32',
  'Float64',
]) {
  t('get' + T, () => [ffi['get' + T](p), ffi['get' + T](p, 8), ffi['get' + T](p, undefined)]);
  for (const a of [
    [],
    [1],
    [p, -1],
    [p, 1.5],
    [p, '1'],
    [0n],
    [-1n],
    [2n ** 64n],
    [p, null],
    [2n ** 64n - 1n, 1],
  ])
    t('get' + T + ' ' + a.map((v) => (v === p ? 'p' : show(v))), () => ffi['get' + T](...a));
  for (const a of [
    [],
    [1],
    [p],
    [p, undefined, 1],
    [p, 0],
    [p, 0, undefined],
    [p, 0, null],
    [p, 0, '1'],
    [p, 0, 1n],
    [p, 0, 1.5],
    [p, 0, 300],
    [p, 0, -1],
    [p, 0, 2 ** 40],
    [p, 0, NaN],
    [p, 0, 2 ** 53],
    [p, 0, 2n ** 64n],
    [p, 0, -(2n ** 63n)],
    [p, -1, 0],
    [0n, 0, 0],
    [p, 0, true],
  ])
    t('set' + T + ' ' + a.map((v) => (v === p ? 'p' : show(v))), () => {
      const r = ffi['set' + T](...a);
      return [r, b.toString('hex')];
    });
}
for (const n of ['toBuffer', 'toArrayBuffer'])
  for (const a of [
    [],
    [1],
    [p],
    [p, 3],
    [p, 0],
    [p, -1],
    [p, 1.5],
    [p, '3'],
    [p, 3, true],
    [p, 3, null],
    [p, 3, 0],
    [p, 3, false],
    [p, 3, undefined],
    [p, 3, 1],
    [0n, 0],
    [0n, 1],
    [0n, 0, true],
    [-1n, 1],
    [2n ** 64n, 1],
    [2n ** 64n - 1n, 5],
  ])
    t(n + ' ' + a.map((v) => (v === p ? 'p' : show(v))), () => ffi[n](...a));
for (const a of [
  [],
  [1],
  [u],
  [u.buffer],
  [new DataView(u.buffer, 1)],
  [new SharedArrayBuffer(3)],
  ['x'],
  [null],
])
  t('raw', () => typeof ffi.getRawPointer(...a));
t('raw diff', () => ffi.getRawPointer(u) === ffi.getRawPointer(u.buffer));
t('raw off', () => ffi.getRawPointer(u.subarray(1)) - ffi.getRawPointer(u));
const d = Buffer.alloc(16),
  dp = ffi.getRawPointer(d);
for (const a of [
  ['hi', dp, 16],
  ['hi', dp, 3],
  ['hi', dp, 2],
  ['hé', dp, 16, 'latin1'],
  ['hi', dp, 16, 'utf16le'],
  ['hi', dp, 5, 'utf16le'],
  ['hi', dp, 16, 'nope'],
  ['hi', dp, 16, 5],
  [5, dp, 16],
  ['hi', 5, 16],
  ['hi', dp],
  ['hi', dp, -1],
  ['hi', dp, '1'],
  ['hi', dp, 1.5],
  ['hi', 0n, 16],
  ['hi', -1n, 16],
  ['', dp, 1],
  ['616263', dp, 16, 'hex'],
  [],
])
  t('exportString ' + a.map((v) => (v === dp ? 'p' : show(v))), () => {
    d.fill(9);
    const r = ffi.exportString(...a);
    return [r, d.toString('hex')];
  });
for (const n of ['exportBuffer', 'exportArrayBuffer', 'exportArrayBufferView'])
  for (const src of [
    Buffer.from('abc'),
    new Uint8Array([1, 2]),
    new Uint8Array([1, 2]).buffer,
    new DataView(new ArrayBuffer(3)),
    new SharedArrayBuffer(2),
    'x',
    null,
  ])
    for (const a of [[dp, 3], [dp, 1], [dp], [5, 3], [0n, 3], [dp, -1]])
      t(n + ' ' + Object.prototype.toString.call(src) + a.map((v) => (v === dp ? 'p' : show(v))), () => {
        d.fill(9);
        const r = ffi[n](src, ...a);
        return [r, d.toString('hex')];
      });
const cbt = (sig, fn) => {
  const c = lib.registerCallback(sig, fn);
  return c;
};
t('cb i8', () => f.call_i8(cbt({ return: 'i8' }, () => -5)));

{
  const bytes = Buffer.from([1, 2, 3, 4]);
  const view = ffi.toBuffer(ffi.getRawPointer(bytes), 3, false);
  view[0] = 9;
  bytes[1] = 8;
  console.log(bytes, view, ffi.toArrayBuffer(ffi.getRawPointer(bytes), 4));
}
