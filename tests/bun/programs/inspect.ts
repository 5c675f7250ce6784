// Bun.inspect and Bun.inspect.table.
const v: any[] = [
  {
    a: 1,
    b: 'x',
    c: [1, 2],
    d: new Map([
      [1, 2],
      ['a', { b: 1 }],
    ]),
  },
  'x',
  [1, 2, 3],
  [],
  {},
  [[]],
  [{}],
  null,
  undefined,
  1,
  -0,
  NaN,
  1n,
  true,
  Symbol('x'),
  class A {},
  class B extends Array {},
  () => 1,
  function foo() {},
  async () => {},
  function* g() {},
  new Set([1, 'a']),
  new Map(),
  new Set(),
  new Uint8Array(3),
  new Float32Array([1.5, 2]),
  new ArrayBuffer(3),
  new DataView(new ArrayBuffer(2)),
  new Date(0),
  new Date(NaN),
  Buffer.from('ab'),
  /a/g,
  new (class Foo {
    x = 1;
  })(),
  new (class Foo {})(),
  Object.create(null),
  Object.assign(Object.create(null), { a: 1 }),
  new Proxy({ a: 1 }, {}),
  Promise.resolve(4),
  Promise.reject(5).catch?.(() => {}) && 0,
  new Promise(() => {}),
  new WeakMap(),
  new WeakSet(),
  Symbol.iterator,
  [undefined, null, , 3],
  [1, , 2],
  { a: undefined },
  { 'a-b': 1, 2: 3, [Symbol('s')]: 4 },
  'multi\nline',
  ['multi\nline'],
  { s: "it's" },
  {
    get x() {
      return 1;
    },
  },
  { set x(v) {} },
  {
    get x() {
      return 1;
    },
    set x(v) {},
  },
  { a: { b: { c: { d: 1 } } } },
  { f() {}, g: () => 1, h: class Z {} },
  new String('x'),
  new Number(5),
  new Boolean(true),
  [...'abc'],
  Array.from({ length: 101 }, (_, i) => i),
  Array.from({ length: 20 }, (_, i) => i),
  Array.from({ length: 30 }, (_, i) => 'item' + i),
  new URL('http://a/b?c=1'),
  new URLSearchParams('a=1'),
  globalThis.process === undefined,
  new Headers({ a: 'b' }),
  { a: 'x'.repeat(200) },
  ['x'.repeat(60), 'y'.repeat(60)],
  (function () {
    return arguments;
  })(1, 2),
  new (class extends Map {})([[1, 2]]),
  {
    toString() {
      return 'q';
    },
  },
  new Error('q').message,
  { a: [{ b: 1 }, { c: 2 }] },
  [{ a: 1, b: 2 }, { a: 3 }],
  { a: 1n, b: Symbol('z'), c: /x/, d: new Date(0) },
  new Array(3),
  [1.5, -2],
  { [Symbol.toStringTag]: 'Tag' },
  new (class {
    get [Symbol.toStringTag]() {
      return 'T2';
    }
  })(),
  new Event('x').type,
  new Blob(['abc']),
  new Set([{ a: 1 }]),
  new Map([[{ a: 1 }, new Set([1])]]),
  'a"b',
  "a'b",
  'a`b',
  '\u001b[31m',
  { a: '\n' },
  new Response('x').status,
];
const more: any[] = [
  Array.from({ length: 9 }, (_, i) => i),
  Array.from({ length: 10 }, (_, i) => i),
  Array.from({ length: 11 }, (_, i) => i),
  Array.from({ length: 16 }, (_, i) => i),
  Array.from({ length: 17 }, (_, i) => i),
  new Uint8Array(30),
  [1, { a: 1 }],
  [{ a: 1 }, 1],
  [1, [2]],
  [[1], [2]],
  [() => 1, 2],
  [new Date(0)],
  [/a/],
  [null],
  [new Map()],
  [new (class Foo {})()],
  Array.from({ length: 12 }, () => 'ab'),
  { a: Array.from({ length: 12 }, (_, i) => i) },
  [Buffer.from('a')],
  [new Uint8Array(1)],
  [Symbol('a'), 1n],
  [new Error('x').message],
  ['a'.repeat(90)],
  Array.from({ length: 4 }, () => 'a'.repeat(30)),
  [class Q {}],
  [Promise.resolve(1)],
  Object.assign([1, 2], { x: 3 }),
  new Set([[1]]),
  new Map([[1, [1, 2]]]),
  { m: new Map([[1, 2]]) },
  { s: new Set([1]) },
  { e: new Error('boom').message },
  new Array(200).fill(1),
  Array.from({ length: 150 }, (_, i) => ({})).slice(0, 2),
  'x'.repeat(3),
  { 1: 1, b: 2, a: 3 },
  { ok_id: 1, $x: 2, '1a': 3, é: 4, '': 5 },
  [, 1],
  [1, ,],
  new Float64Array([1.5, NaN, -0]),
  new BigInt64Array([1n]),
  Object.create({ inherited: 1 }),
  new (class A {
    b = 1;
    #c = 2;
    get d() {
      return 1;
    }
    e() {}
  })(),
  Object.create(class A {}.prototype),
  { async a() {}, *b() {}, async *c() {} },
  function () {},
  class {},
  Object.assign(() => {}, { x: 1 }),
  Object.assign(function f() {}, { x: 1 }),
  [[[[[[[[[[1]]]]]]]]]],
  { a: { b: { c: { d: { e: { f: { g: { h: { i: { j: 1 } } } } } } } } } },
  new (class X extends Set {})([1]),
  new (class Y extends Array {})(3),
  Object(Symbol.iterator).description,
  new AggregateError([new Error('a')], 'agg').message,
];
for (const x of [...v, ...more]) console.log(JSON.stringify(Bun.inspect(x)));
const c: any = { a: 1 };
c.self = c;
console.log(Bun.inspect(c));
class Cu {
  [Symbol.for('nodejs.util.inspect.custom')](d: any, o: any, i: any) {
    return 'CUSTOM ' + d + typeof i;
  }
}
console.log(
  Bun.inspect(new Cu()),
  Bun.inspect({ x: new Cu() }),
  Bun.inspect.custom === Symbol.for('nodejs.util.inspect.custom'),
);
console.log(
  Bun.inspect({ a: { b: { c: 1 } } }, { depth: 0 }),
  Bun.inspect({ a: { b: { c: 1 } } }, { depth: 1 }),
  Bun.inspect({ a: { b: { c: 1 } } }, { compact: true }),
  Bun.inspect(
    { a: 1, c: null, d: undefined, e: true, g: Symbol('s'), h: 1n, i: new Date(0), j: /x/ },
    { colors: true },
  ).replaceAll('\x1b', 'E'),
  Bun.inspect({ b: 1, a: 2 }, { sorted: true }),
);
console.log(
  Bun.inspect.table([
    { a: 1, b: 2 },
    { a: 3, b: 'x' },
  ]),
  Bun.inspect.table([
    [1, 2],
    [3, 4],
  ]),
  Bun.inspect.table({ a: { x: 1 }, b: { y: 2 } }),
  Bun.inspect.table([1, 2]),
  Bun.inspect.table([{ a: 1, b: 2 }], ['b']),
  Bun.inspect.table(new Map([[1, 2]])),
  Bun.inspect.table([]),
);
