// Every type with values that it takes and values that it does not; static symbols; signatures that are none.
const D = Deno.args[0];
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
            ? Object.getPrototypeOf(v) === null
              ? 'PTR'
              : v.constructor.name + JSON.stringify(v)
            : typeof v === 'string'
              ? `'${v}'`
              : String(v);
const t = (n, f) => {
  try {
    const r = f();
    console.log(n, '=>', show(r));
  } catch (e) {
    console.log(n, '!!', e.name, e.constructor.name, e.code, e.message.split('\n')[0].replaceAll(D, 'LIB'));
  }
};
const l = Deno.dlopen(D, {
  widen_i8: { parameters: ['i8'], result: 'i32' },
  widen_u8: { parameters: ['u8'], result: 'i32' },
  widen_i16: { parameters: ['i16'], result: 'i32' },
  widen_u16: { parameters: ['u16'], result: 'i32' },
  widen_i32: { parameters: ['i32'], result: 'i64' },
  widen_u32: { parameters: ['u32'], result: 'i64' },
  i64: { name: 'add_i64', parameters: ['i64', 'i64'], result: 'i64' },
  u64: { name: 'add_u64', parameters: ['u64', 'u64'], result: 'u64' },
  usize: { name: 'add_usize', parameters: ['usize', 'usize'], result: 'usize' },
  isize: { name: 'add_i64', parameters: ['isize', 'isize'], result: 'isize' },
  f32: { name: 'add_f32', parameters: ['f32', 'f32'], result: 'f32' },
  f64: { name: 'add_f64', parameters: ['f64', 'f64'], result: 'f64' },
  not_bool: { parameters: ['bool'], result: 'bool' },
  same: { name: 'same_pointer', parameters: ['pointer'], result: 'pointer' },
  sameb: { name: 'same_pointer', parameters: ['buffer'], result: 'pointer' },
  samef: { name: 'same_pointer', parameters: ['function'], result: 'function' },
  sameb2: { name: 'same_pointer', parameters: ['pointer'], result: 'buffer' },
  invert: { parameters: [{ struct: ['u8', 'u8', 'u8'] }], result: { struct: ['u8', 'u8', 'u8'] } },
  nothing: { parameters: [], result: 'void' },
  opt: { name: 'nope', parameters: [], result: 'void', optional: true },
  static_i32: { type: 'i32' },
  static_u8: { type: 'u8' },
  static_i64: { type: 'i64' },
  static_u64: { type: 'u64' },
  static_f64: { type: 'f64' },
  static_f32: { type: 'f32' },
  static_bool: { type: 'bool' },
  static_pointer: { type: 'pointer' },
  static_fn: { name: 'static_pointer', type: 'function' },
  static_buf: { name: 'static_pointer', type: 'buffer' },
  static_us: { name: 'static_u64', type: 'usize' },
  static_opt: { name: 'nope2', type: 'i32', optional: true },
  nb: { name: 'add_i32', parameters: ['i32', 'i32'], result: 'i32', nonblocking: true },
  nb64: { name: 'add_i64', parameters: ['i64', 'i64'], result: 'i64', nonblocking: true },
  nbs: {
    name: 'invert',
    parameters: [{ struct: ['u8', 'u8', 'u8'] }],
    result: { struct: ['u8', 'u8', 'u8'] },
    nonblocking: true,
  },
  nbp: { name: 'same_pointer', parameters: ['pointer'], result: 'pointer', nonblocking: true },
  nbbool: { name: 'not_bool', parameters: ['bool'], result: 'bool', nonblocking: true },
  nbv: { name: 'nothing', parameters: [], result: 'void', nonblocking: true },
});
const s = l.symbols;
const d = Object.getOwnPropertyDescriptors(s);
console.log(
  d.nothing.writable,
  d.nothing.configurable,
  d.nothing.enumerable,
  d.static_i32.writable,
  d.static_i32.configurable,
  d.nb.writable,
  d.opt,
  d.i64.writable,
  d.i64.configurable,
  d.invert.writable,
  d.same.writable,
  d.same.configurable,
  Object.getPrototypeOf(s) === Object.prototype,
  Object.keys(l).join(),
  Object.getOwnPropertyNames(Object.getPrototypeOf(l)).join(),
  l.constructor.name,
  Object.isFrozen(s),
);
console.log(Object.keys(s).sort().join());
for (const k of ['nothing', 'i64', 'nb', 'invert', 'same']) console.log(k, s[k].name, s[k].length);
const P = Deno.UnsafePointer.create(4096n);
const vals = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  255,
  256,
  -129,
  65535,
  65536,
  2147483648,
  4294967296,
  1.5,
  NaN,
  Infinity,
  2 ** 53,
  1e20,
  0n,
  -1n,
  2n ** 63n,
  2n ** 64n,
  -(2n ** 63n) - 1n,
  '1',
  true,
  null,
  undefined,
  {},
  Symbol('x'),
  () => 1,
  new Uint8Array(3),
  P,
];
for (const k of [
  'widen_i8',
  'widen_u8',
  'widen_i16',
  'widen_u16',
  'widen_i32',
  'widen_u32',
  'f32',
  'f64',
  'not_bool',
  'same',
  'sameb',
  'samef',
  'invert',
]) {
  console.log(k);
  for (const v of vals) t('  ' + show(v), () => s[k](v, k[0] == 'f' ? 1 : undefined));
}
for (const k of ['i64', 'u64', 'usize', 'isize']) {
  console.log(k);
  for (const v of vals) t('  ' + show(v), () => s[k](v, 1n));
  t('number', () => s[k](v, 1));
}
t('few', () => s.i64(1));
t('many', () => s.nothing(1, 2, 3));
t('sameb2', () => s.sameb2(P));
t('opt', () => s.opt);
t('long struct', () => s.invert(new Uint8Array(4)));
t('struct ab', () => s.invert(new ArrayBuffer(3)));
t('struct dv', () => s.invert(new DataView(new ArrayBuffer(3))));
t('struct u16', () => s.invert(new Uint16Array(3)));
t('null->', () => s.same(null));
t('val', () => Deno.UnsafePointer.value(s.same(P)));
for (const k of Object.keys(s).filter((k) => k.startsWith('static'))) t(k, () => s[k]);

for (const a of [
  ['nb', 1, 2],
  ['nb', 'x', 2],
  ['nb', 1.5, 2],
  ['nb64', 1, 2n],
  ['nbs', new Uint8Array([1, 2, 3])],
  ['nbp', P],
  ['nbp', null],
  ['nbbool', true],
  ['nbv'],
  ['nb'],
]) {
  try {
    const p = s[a[0]](...a.slice(1));
    console.log(a[0], p instanceof Promise);
    try {
      console.log(show(await p));
    } catch (e) {
      console.log('rej', String(e));
    }
  } catch (e) {
    console.log(a[0], '!!', String(e));
  }
}
l.close();
t('close2', () => l.close());
const bad = (n, defs, p = D) => t(n, () => Deno.dlopen(p, defs));
bad('structstatic', { static_pair: { type: { struct: ['i32', 'f64'] } } });
bad('nofile', {}, '/nope.so');
bad('nosym', { nope: { parameters: [], result: 'void' } });
bad('badtype', { add_i32: { parameters: ['x'], result: 'i32' } });
bad('badres', { add_i32: { parameters: [], result: 'x' } });
bad('nores', { add_i32: { parameters: [] } });
bad('noparams', { add_i32: { result: 'i32' } });
bad('empty struct', { add_i32: { parameters: [{ struct: [] }], result: 'i32' } });
bad('defs undefined', undefined);
bad('defs null', null);
bad('def 5', { add_i32: 5 });
bad('nostatic', { nope: { type: 'i32' } });
bad('voidstatic', { static_i32: { type: 'void' } });
bad('bad static', { static_i32: { type: 'x' } });
bad('path 5', {}, 5);
bad('path undef', {}, undefined);
bad('url', { add_i32: { parameters: [], result: 'i32' } }, new URL(`file://${D}`));
bad('http url', {}, new URL('http://x/'));
bad('name', { x: { name: 5, parameters: [], result: 'void' } });
bad('nulname', { 'a\0b': { parameters: [], result: 'void' } });
bad('empty', {});
bad('arr', []);
bad('struct res nest', { add_i32: { parameters: [], result: { struct: [{ struct: ['x'] }] } } });
bad('obj type', { add_i32: { parameters: [{}], result: 'i32' } });
bad('variadic', { add_i32: { parameters: ['i32'], result: 'i32', variadic: 1 } });
bad('txt', {}, '/etc/passwd');
bad('rel', {}, 'nope.so');
bad('params str', { add_i32: { parameters: 'i32', result: 'i32' } });
