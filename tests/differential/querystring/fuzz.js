'use strict';

// querystring, with thousands of odd strings and separators.

const querystring = require('querystring');
const { pick, random, record, report, seed, text } = require('../buffer/_record.js');

seed(5);

const pieces = [
  '&',
  '=',
  '+',
  '%',
  '%4',
  '%41',
  '%E2%82%AC',
  'a',
  'b',
  'a',
  '&&',
  '==',
  ';',
  ':',
  'é',
  '%zz',
  '€',
  '1',
];
pieces.push('\ud800', '%ff', 'A', '&a', '"');
const separators = [undefined, '&', ';', '&&', '=', '+', '%', '&;', 'a', '4', ''];
const angle = (s) => `<${s}>`;
const picky = (s) => {
  if (s.includes('a')) throw new Error('no');
  return s;
};

for (let round = 0; round < 20000; round++) {
  const s = text(pieces, 12);
  const [sep, eq] = [pick(separators), pick(separators)];
  const label = JSON.stringify([s, sep, eq]);
  record('parse', label, () => querystring.parse(s));
  record('parse', label, () => querystring.parse(s, sep, eq));
  record('parse', label, () => querystring.parse(s, sep, eq, { maxKeys: random(5) - 1 }));
  record('parse', label, () =>
    querystring.parse(s, pick(separators.slice(0, 3)), '', { decodeURIComponent: pick([angle, picky]) }),
  );
  record('escape', label, () => querystring.escape(s));
  record('unescape', label, () => querystring.unescape(s));
  record('unescapeBuffer', label, () => querystring.unescapeBuffer(s, random(2) === 1));
  const values = [
    text(pieces, 3),
    1,
    1e21,
    1e22,
    -1e21,
    NaN,
    true,
    null,
    undefined,
    {},
    10n,
    [1, text(pieces, 2)],
    [],
    [''],
    '',
  ];
  const object = {};
  for (let i = random(4); i >= 0; i--) object[text(pieces, 2)] = pick(values);
  record('stringify', label, () => querystring.stringify(object));
  record('stringify', label, () => querystring.stringify(object, sep, eq));
  record('stringify', label, () => querystring.stringify(object, sep, eq, { encodeURIComponent: angle }));
}

for (const value of [null, undefined, 5, {}, [], 'x', [1, 2], 10n, true, () => 1]) {
  for (const method of ['parse', 'stringify', 'escape', 'unescape']) {
    record('types', `${method} ${String(value)}`, () => querystring[method](value));
  }
}

report();
console.log(
  querystring.parse('a=1&b=2&a=3'),
  Object.keys(querystring),
  querystring.decode === querystring.parse,
);

// Both directions can be replaced.
querystring.escape = (s) => `(${s})`;
querystring.unescape = (s) => `)${s}(`;
console.log(querystring.stringify({ a: 'b c', d: 1 }), querystring.parse('a=b%20c'));
