'use strict';

// URL and URLSearchParams, read and changed in thousands of ways.

const { inspect } = require('util');
const { pick, random, record, report, seed, text } = require('../buffer/_record.js');

seed(11);

const pieces = [
  'http://',
  'https://',
  'mailto:',
  'file:///',
  '//',
  '/',
  '@',
  'user',
  'a',
  'b.c',
  '..',
  '.',
  '?',
  '#',
  'z',
];
pieces.push(
  'x=1&y=%20',
  '[::1]',
  ':80',
  ':443',
  ':8080',
  ':',
  '\\',
  ' ',
  '\t',
  '%41',
  '%2e',
  'é',
  '中.com',
  'foo:',
  '1.2',
);
pieces.push(
  '&',
  '=',
  '+',
  '%',
  'blob:',
  'ws://h',
  'xn--',
  '-',
  '0x7f',
  '|',
  '^',
  '{',
  "'",
  '"',
  '\ud800',
  '~',
  '`',
);
const properties = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
];
const starts = [
  '',
  '',
  'http://h/',
  'https://u:p@h:81/p?q=1#z',
  'foo:bar',
  'file:///x',
  'blob:http://a/b',
  'https://a.b.com/',
];

const state = (url) => [
  ...properties.map((name) => url[name]),
  String(url.searchParams),
  JSON.stringify(url),
];

for (let round = 0; round < 12000; round++) {
  const input = pick(starts) + text(pieces, 5);
  const base = pick([undefined, undefined, 'http://base/x/y?q#h', text(pieces, 3)]);
  const label = JSON.stringify([input, base]);
  record('canParse', label, () => [URL.canParse(input, base), URL.parse(input, base)?.href]);
  record('invalid', label, () => {
    try {
      return new URL(input, base).href;
    } catch (error) {
      return [error.code, error.message, error.input, error.base, String(error)];
    }
  });
  const url = URL.parse(input, base);
  if (url === null) continue;
  record('properties', label, () => state(url));
  for (let i = random(5); i >= 0; i--) {
    const name = pick(properties);
    const value = text(pieces, 3);
    const key = pick(['x', 'y', 'a', 'q', text(pieces, 1)]);
    const { searchParams } = url;
    const changes = {
      set: () => {
        try {
          url[name] = value;
        } catch (error) {
          return [error.name, error.code, error.input];
        }
      },
      append: () => searchParams.append(key, value),
      delete: () => searchParams.delete(key, pick([undefined, '1'])),
      setParam: () => searchParams.set(key, value),
      sort: () => searchParams.sort(),
      get: () => [
        searchParams.get(key),
        searchParams.getAll(key).length,
        searchParams.has(key),
        searchParams.has(key, '1'),
      ],
      iterate: () => [...searchParams.keys(), ...searchParams.values()].length + searchParams.size,
    };
    const change = pick(Object.keys(changes));
    record(change, `${label} ${name} ${value} ${key}`, () => [
      changes[change]() ?? null,
      ...(random(2) ? state(url) : [url.href]),
    ]);
  }
}

const initial = [
  null,
  undefined,
  5,
  { a: 1, b: [1] },
  [
    ['a', 'b'],
    ['c', 'd'],
  ],
  [['a']],
  [1],
  '?a=b&&=&a+b=%zz',
  [['a', 'b', 'c']],
];
initial.push(
  new Map([['x', 'y']]),
  { [Symbol.iterator]: 5 },
  () => 1,
  [new Set(['a', 'b'])],
  ['ab'],
  Symbol('x'),
  [null],
  [{}],
);
initial.push({ '\ud800': 1, '\ud801': 2 }, new URLSearchParams('q=1'), 'é=ü', '%ff%41=%c3%a9');
for (const init of initial) {
  record(
    'URLSearchParams',
    inspect(init),
    () => inspect(new URLSearchParams(init)) + String(new URLSearchParams(init)),
  );
}

// Who calls a method on the wrong thing is told.
for (const [owner, prototype] of [
  ['URL', URL.prototype],
  ['URLSearchParams', URLSearchParams.prototype],
]) {
  for (const name of Object.keys(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    record('receiver', `${owner} ${name}`, () => {
      try {
        (descriptor.get ?? descriptor.value).call({}, 'a', 'b');
      } catch (error) {
        return [error.name, error.code, error.code === undefined ? 0 : error.message];
      }
    });
  }
}

report();

const url = new URL('https://user:pass@example.com:8080/p/a?x=1&y=2#h');
console.log(url, inspect(url, { depth: 0 }), inspect(url, { showHidden: true }), [url]);
console.log(
  url.searchParams,
  url.searchParams.keys(),
  url.searchParams.entries(),
  inspect(url.searchParams, { depth: -1 }),
);
console.log(
  new URLSearchParams(),
  new URLSearchParams({ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 'b'.repeat(60), c: 'd'.repeat(30) }),
);
class Sub extends URL {}
console.log(new Sub('a:b'), Object.keys(URL.prototype), Object.keys(URL), URL.length, URLSearchParams.length);
console.log(
  Object.prototype.toString.call(url),
  Object.prototype.toString.call(url.searchParams),
  String(url.searchParams.keys()),
);
for (const call of [
  () => new URL(),
  () => URL.parse(),
  () => URL.canParse(),
  () => new URL(Symbol('s')),
  () => URL('a:b'),
]) {
  try {
    call();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
