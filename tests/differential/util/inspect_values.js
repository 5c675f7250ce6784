'use strict';

// util.inspect: every kind of value, with and without a prototype, deep, hidden, in colour.

const { inspect } = require('util');
const { fakeStack } = require('./_print');

class Plain {}
class Sub extends Plain {
  static kind = 1;
  get accessor() {
    return 1;
  }
}
class MyMap extends Map {}
class MyArray extends Array {}
class Tagged {
  get [Symbol.toStringTag]() {
    return 'Label';
  }
}
class Dotted {
  get [Symbol.toStringTag]() {
    return 'Space.Dotted';
  }
}
class MyError extends TypeError {}
const circular = { name: 'circle' };
circular.self = circular;
circular.list = [circular, { circular }];
const sparse = [1, , 3];
sparse[7] = 'x';
sparse.extra = true;
sparse[-1] = 'no index';
function takesArguments() {
  return arguments;
}
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const detached = new ArrayBuffer(4);
structuredClone(detached, { transfer: [detached] });

const values = {
  undefined: undefined,
  null: null,
  booleans: [true, false],
  numbers: [0, -0, 1.5, NaN, Infinity, -Infinity, 1e21, 123456789, 1e-7],
  bigints: [0n, -5n, 123456789012345678901234567890n],
  strings: [
    '',
    'plain',
    "it's",
    `"both" and it's`,
    `\`all\` "three" it's`,
    'line\nline',
    '\x00\x1b\x7f\x9f',
    '\ud83d',
    '漢字',
  ],
  long: 'x'.repeat(200),
  multiline: { text: 'first line of some length\nsecond line of some length\nthird line of the same text\n' },
  symbols: [Symbol('s'), Symbol(), Symbol('a b'), Symbol.iterator, Symbol.for('registered')],
  empty: [{}, [], new Map(), new Set(), '', new Plain(), Object.create(null)],
  keys: { a: 1, 'b c': 2, 1: 3, __x: 4, ['__proto__']: 5, 'd-e': 6, é: 7, [Symbol('k')]: 8, 'new\nline': 9 },
  nested: { a: { b: { c: { d: { e: 1 } } } }, list: [[[[['deep']]]]] },
  circular,
  arrays: [[1, 2, 3], new MyArray(3), sparse, new Array(5), [undefined, null], Object.assign([1], { x: 1 })],
  hundred: Array.from({ length: 120 }, (_, i) => i),
  words: 'the quick brown fox jumps over the lazy dog and runs away'.split(' '),
  objects: Array.from({ length: 8 }, (_, i) => ({ id: i, name: `name ${i}` })),
  wide: { first: 'a'.repeat(30), second: 'b'.repeat(30), third: 'c'.repeat(30) },
  functions: [
    function named() {},
    () => {},
    async () => {},
    function* generator() {},
    async function* asyncGenerator() {},
    class {},
    Plain,
    Sub,
    class extends null {},
    Math.max,
    Object.assign(() => {}, { prop: 1 }),
  ],
  dates: [new Date(0), new Date(NaN), Object.assign(new Date(1e12), { extra: 1 })],
  regexps: [/a+b/gi, /[/]\/(?<name>x)/u, Object.assign(/x/, { extra: 1 })],
  boxed: [
    new Number(-0),
    new String('text'),
    new Boolean(true),
    Object(1n),
    Object(Symbol('b')),
    Object.assign(new String('ab'), { x: 1 }),
  ],
  maps: [
    new Map([
      ['a', 1],
      [{ k: 1 }, new Map([[1, 2]])],
    ]),
    new MyMap([[1, 2]]),
    new Map([[1, 2]]).entries(),
    new Map([[1, 2]]).keys(),
    new Map([['a', { b: 1 }]])[Symbol.iterator](),
  ],
  sets: [new Set([1, 'a', { b: 1 }]), new Set([[1, 2]]).values(), new Set([1]).entries()],
  weak: [new WeakMap(), new WeakSet(), new WeakRef({})],
  promises: [Promise.resolve(1), Promise.reject(new Plain()), new Promise(() => {})],
  buffers: [
    new ArrayBuffer(3),
    new SharedArrayBuffer(2),
    new DataView(new ArrayBuffer(4), 1),
    detached,
    Buffer.from('buffer'),
  ],
  typed: [
    new Uint8Array(3),
    new Float64Array([1.5, -0, NaN]),
    new BigInt64Array(2),
    new Uint8ClampedArray(0),
    Object.assign(new Int8Array(1), { x: 1 }),
  ],
  accessors: {
    get a() {
      return 1;
    },
    set b(v) {},
    get c() {
      return {};
    },
    set c(v) {},
  },
  tagged: [
    new Tagged(),
    new Dotted(),
    Object.assign(new Tagged(), { x: 1 }),
    { [Symbol.toStringTag]: 'own' },
    (function* () {})(),
    [1].values(),
  ],
  arguments: takesArguments(1, 'two'),
  proxies: [
    new Proxy({ a: 1 }, {}),
    new Proxy([1], {}),
    new Proxy(() => {}, {}),
    revoked.proxy,
    new Proxy(new Proxy({}, {}), {}),
  ],
  errors: [
    fakeStack(new Error('plain')),
    fakeStack(new MyError('mine')),
    fakeStack(Object.assign(new RangeError('coded'), { code: 'E_CODE' })),
    new (class extends Error {
      stack = undefined;
      name = 'Odd';
    })('odd'),
  ],
  namespaces: [Math, JSON, Reflect, Atomics],
  intl: [new Intl.NumberFormat('en'), Intl.Collator.prototype],
  nullPrototypes: [
    Object.setPrototypeOf([1, 2], null),
    Object.setPrototypeOf(new Map([[1, 2]]), null),
    Object.setPrototypeOf(new Set([1]), null),
    Object.setPrototypeOf(new Uint8Array(2), null),
    Object.setPrototypeOf(new Date(0), null),
    Object.setPrototypeOf(/x/, null),
    Object.setPrototypeOf(function f() {}, null),
    Object.setPrototypeOf(new String('s'), null),
    Object.setPrototypeOf(Promise.resolve(1), null),
    Object.setPrototypeOf(new Sub(), null),
    Object.setPrototypeOf(takesArguments(1), null),
  ],
  strangePrototypes: [
    Object.create({}),
    Object.create(Object.create(null)),
    Object.create(new Plain()),
    Object.setPrototypeOf({ a: 1 }, Array.prototype),
  ],
};

for (const [name, value] of Object.entries(values)) {
  if (value?.[1]?.catch) value[1].catch(() => {});
  console.log(`--- ${name}`);
  console.log(inspect(value));
  if (name === 'errors' || name === 'namespaces' || name === 'intl') continue;
  console.log(inspect(value, { showHidden: true, depth: 1 }));
  console.log(JSON.stringify(inspect(value, { colors: true })));
  console.log(inspect(value, { compact: false, depth: 1, sorted: true }));
  console.log(inspect(value, { compact: true, breakLength: 60 }));
  console.log(inspect(value, { depth: 0, maxArrayLength: 2, maxStringLength: 5, numericSeparator: true }));
  console.log(inspect(value, { showProxy: true, getters: true, compact: 1, breakLength: Infinity }));
}
