// Deno.inspect: Node's layout with Deno's quotes.
const v: any[] = [
  'x',
  "it's",
  'a"b',
  'a\nb',
  ['a', 'b'],
  { a: 'x', 'b-c': 1 },
  new Map([['k', { v: 's' }]]),
  new Set(['a']),
  [1, , 2],
  new Error('q').message,
  null,
  undefined,
  1n,
  Symbol('s'),
  () => 1,
  class A {},
  new Uint8Array(3),
  new Date(0),
  /x/,
  Object.create(null),
  { a: { b: { c: { d: { e: 1 } } } } },
  [['x']],
  { s: 'y'.repeat(100) },
  new (class Foo {
    x = '1';
  })(),
  { [Symbol('k')]: 'v' },
  [...'abcdefghijklmnopqrstuvwxyz'],
  Array.from({ length: 120 }, (_, i) => i),
  Promise.resolve('x'),
  {
    get x() {
      return 1;
    },
  },
  new String('x'),
  [undefined, null],
  -0,
  'multi\nline string in object',
  { f() {}, g: async () => {} },
  new WeakMap(),
  globalThis === 1,
  [new Date(0)],
  { a: 1, b: 'two', c: [3, 'four'] },
];
for (const x of v) console.log(JSON.stringify(Deno.inspect(x)));
