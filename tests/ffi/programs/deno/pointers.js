// Pointers, views, callbacks and function pointers.
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
    console.log(n, '!!', e.name, e.message.split('\n')[0]);
  }
};
const props = (o) =>
  Object.entries(Object.getOwnPropertyDescriptors(o))
    .map(
      ([k, d]) =>
        k +
        ':' +
        (d.enumerable ? 'e' : '') +
        (d.configurable ? 'c' : '') +
        (d.writable ? 'w' : '') +
        (typeof d.value == 'function'
          ? d.value.length + ('prototype' in d.value ? 'P' : '')
          : typeof d.value),
    )
    .join(' ');
for (const k of ['dlopen', 'UnsafePointer', 'UnsafePointerView', 'UnsafeFnPointer', 'UnsafeCallback']) {
  console.log(k, Deno[k].length, Deno[k].name, props(Deno[k]));
  if (k != 'dlopen') console.log('  proto', props(Deno[k].prototype));
}
const { UnsafePointer: U, UnsafePointerView: V, UnsafeFnPointer: F, UnsafeCallback: C } = Deno;
for (const v of [
  0,
  1,
  -1,
  1.5,
  NaN,
  2 ** 53,
  2 ** 64,
  0n,
  1n,
  -1n,
  2n ** 64n - 1n,
  2n ** 64n,
  '1',
  null,
  undefined,
  {},
  true,
]) {
  t('create ' + show(v), () => U.create(v));
  t('create.value ' + show(v), () => U.value(U.create(v)));
}
const P = U.create(4096n);
for (const v of [0, null, undefined, {}, P, 'x', 1n, new Uint8Array(1)]) {
  t('value ' + show(v), () => U.value(v));
  t('equals ' + show(v), () => U.equals(v, P));
  t('equals2 ' + show(v), () => U.equals(P, v));
  t('offset ' + show(v), () => U.value(U.offset(v, 8)));
  t('of ' + show(v), () => typeof U.value(U.of(v)));
}
for (const v of [0, 1, -1, 1.5, NaN, 8n, 'x', undefined, null, 2 ** 53, -5000])
  t('offset by ' + show(v), () => U.value(U.offset(P, v)));
t('eq null', () => U.equals(null, null));
t('new U', () => new U());
t('of ab', () => U.equals(U.of(new ArrayBuffer(8)), null));
t('of sab', () => U.of(new SharedArrayBuffer(8)));
t('of dv', () => typeof U.of(new DataView(new ArrayBuffer(8))));
t('of empty', () => U.of(new Uint8Array(0)));
t('of fn', () => U.of(() => 1));
const u = new Uint8Array(32);
for (let i = 0; i < 32; i++) u[i] = 255 - i;
u.set(new TextEncoder().encode('héllo\0'), 8);
const q = U.of(u);
t('sub', () => U.value(U.of(u.subarray(3))) - U.value(q));
const v = new V(q);
console.log(Object.keys(v).join(), v.pointer === q);
for (const g of [
  'Int8',
  'Uint8',
  'Int16',
  'Uint16',
  'Int32',
  'Uint32',
  'BigInt64',
  'BigUint64',
  'Float32',
  'Float64',
  'Pointer',
  'CString',
]) {
  for (const a of [[], [0], [8], [1.5], [-1], ['1'], [1n], [NaN], [undefined], [null], [2 ** 53], [{}]])
    if (!(g == 'CString' && (a[0] === -1 || a[0] === 2 ** 53)) && a[0] !== 2 ** 53 && a[0] !== -1)
      t(g + ' ' + a.map(show), () => (g == 'Pointer' ? typeof v['get' + g](...a) : v['get' + g](...a)));
}
const z = new V(null);
for (const g of [
  'Bool',
  'Int8',
  'Uint8',
  'Int16',
  'Uint16',
  'Int32',
  'Uint32',
  'BigInt64',
  'BigUint64',
  'Float32',
  'Float64',
  'Pointer',
  'CString',
  'ArrayBuffer',
]) {
  t('null ' + g, () => z['get' + g](g == 'ArrayBuffer' ? 1 : undefined));
  t('static ' + g, () => (V['get' + g] && g != 'Pointer' ? V['get' + g](q, g == 'ArrayBuffer' ? 4 : 0) : 0));
}
for (const w of [undefined, 1, {}, 'x']) {
  const y = new V(w);
  t('bad view ' + show(w), () => y.getUint8());
  t('bad view c ' + show(w), () => y.getCString());
}
t('ab', () => new Uint8Array(v.getArrayBuffer(4)));
t('ab off', () => new Uint8Array(v.getArrayBuffer(4, 8)));
t('ab0', () => v.getArrayBuffer(0).byteLength);
t('ab -', () => v.getArrayBuffer(-1));
t('ab u', () => v.getArrayBuffer());
t('ab s', () => v.getArrayBuffer('4').byteLength);
t('ab 1.5', () => v.getArrayBuffer(1.5).byteLength);
t('ab bigint', () => v.getArrayBuffer(4n).byteLength);
{
  const ab = new Uint8Array(v.getArrayBuffer(4));
  ab[0] = 7;
  console.log('alias', u[0]);
  u[1] = 8;
  console.log(ab[1]);
}
const d = new Uint8Array(4);
t('copyInto', () => {
  v.copyInto(d);
  return d;
});
t('copyInto off', () => {
  v.copyInto(d, 8);
  return d;
});
t('copyInto ab', () => v.copyInto(new ArrayBuffer(4)));
t('copyInto u16', () => {
  const x = new Uint16Array(2);
  v.copyInto(x);
  return x;
});
t('copyInto null', () => z.copyInto(d));
t('static copyInto', () => {
  V.copyInto(q, d);
  return d;
});
t('cstring str', () => V.getCString(q, 8));
const l = Deno.dlopen(D, {
  add_i32: { type: 'pointer' },
  call_binary: { parameters: ['function', 'i32', 'i32'], result: 'i32' },
  call_i8: { parameters: ['function'], result: 'i8' },
  call_u64: { parameters: ['function'], result: 'u64' },
  call_pointer: { parameters: ['function'], result: 'pointer' },
  call_bool: { parameters: ['function'], result: 'bool' },
  call_f32: { parameters: ['function'], result: 'f32' },
  call_struct: { parameters: ['function', { struct: ['i32', 'f64'] }], result: { struct: ['i32', 'f64'] } },
  call_all: { parameters: ['function'], result: 'f64' },
  call_plain: { parameters: ['function'], result: 'void' },
});
const lib2 = Deno.dlopen(D, {});
const s = l.symbols;
{
  const cb = new C({ parameters: ['i32', 'i32'], result: 'i32' }, (a, b) => a - b);
  console.log(Object.keys(cb).join(), props(cb));
  t('call', () => s.call_binary(cb.pointer, 9, 4));
  t('of cb', () => U.equals(U.of(cb), cb.pointer));
  console.log(props(Object.getPrototypeOf(cb)));
  t('ref', () => cb.ref());
  t('ref2', () => cb.ref());
  t('unref', () => cb.unref());
  t('unref', () => cb.unref());
  t('unref', () => cb.unref());
  cb.close();
  t('closed ref', () => cb.ref());
  t('closed close', () => cb.close());
  t('closed ptr', () => cb.pointer);
  t('closed unref', () => cb.unref());
}
t('nonblocking cb', () => new C({ parameters: [], result: 'void', nonblocking: true }, () => {}));
t('bad cb', () => new C({ parameters: [], result: 'void' }, 5));
t('bad def', () => new C({ parameters: ['x'], result: 'void' }, () => {}));
t('no def', () => new C());
t('bad res', () => new C({ parameters: [] }, () => {}));
t('void param', () => new C({ parameters: ['void'], result: 'void' }, () => {}).close());
const all = { call_i8: 'i8', call_u64: 'u64', call_pointer: 'pointer', call_bool: 'bool', call_f32: 'f32' };
for (const [k, ty] of Object.entries(all))
  for (const val of [
    1,
    2,
    -1,
    300,
    1.5,
    2 ** 40,
    NaN,
    5n,
    -5n,
    2n ** 64n,
    'x',
    '7',
    true,
    false,
    null,
    undefined,
    {},
    P,
    new Uint8Array(2),
  ]) {
    if (typeof val === 'object' && val !== null && ty !== 'pointer') continue;
    if (typeof val === 'bigint' && !ty.endsWith('64')) continue;
    const cb = new C({ parameters: [], result: ty }, () => val);
    t(k + ' ' + show(val), () => {
      const r = s[k](cb.pointer);
      return ty == 'pointer' && r ? typeof r : r;
    });
    cb.close();
  }
{
  const cb = new C(
    {
      parameters: ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64', 'pointer', 'bool'],
      result: 'f64',
    },
    (...a) => {
      console.log(a.map(show).join(' '), U.value(a[10]));
      return 1.25;
    },
  );
  t('all', () => s.call_all(cb.pointer));
  cb.close();
}
{
  const cb = new C({ parameters: [{ struct: ['i32', 'f64'] }], result: { struct: ['i32', 'f64'] } }, (p) => {
    console.log(p.length, p[0]);
    p[0]++;
    return p;
  });
  const x = new Uint8Array(16);
  x[0] = 5;
  t('struct', () => s.call_struct(cb.pointer, x));
  cb.close();
}
{
  const f = new F(s.add_i32, { parameters: ['i32', 'i32'], result: 'i32' });
  console.log(props(f));
  t('fn', () => f.call(1, 2));
  t('fn bad', () => f.call('x', 2));
  t('fn few', () => f.call(1));
  const g = new F(s.add_i32, { parameters: ['i32', 'i32'], result: 'i32', nonblocking: true });
  console.log('nb', await g.call(1, 2));
  t('fn null', () => new F(null, { parameters: [], result: 'void' }));
  t('fn baddef', () => new F(s.add_i32, { parameters: ['x'], result: 'void' }).call(1));
  t('fn badptr', () => new F(5, { parameters: [], result: 'void' }).call());
}
{
  const cb = new C({ parameters: [], result: 'void' }, () => {
    throw new TypeError('oops');
  });
  t('throw', () => s.call_plain(cb.pointer));
  cb.close();
}
{
  const cb = C.threadSafe({ parameters: [], result: 'void' }, () => {});
  console.log('ts', cb instanceof C);
  t('ts unref', () => cb.unref());
  cb.close();
}
t('C()', () => C({}, () => {}));
t('V()', () => V(P));
t('F()', () => F(P, {}));
l.close();
