'use strict';

// util.format, formatWithOptions.

const util = require('util');
const { attempt } = require('./_print');

class WithText {
  toString() {
    return 'own text';
  }
}
class Inherits extends WithText {}
class Without {}
class ErrorWithText extends Error {
  toString() {
    return 'error text';
  }
}
const circular = {};
circular.self = circular;
const values = [
  'text',
  '',
  5,
  -0,
  1.5,
  10n,
  NaN,
  true,
  null,
  undefined,
  Symbol('s'),
  [1, [2, [3]]],
  { a: { b: { c: { d: 1 } } } },
  new Date(0),
  /x/,
  new WithText(),
  new Inherits(),
  new Without(),
  new ErrorWithText('e'),
  Object.create(null),
  () => 5,
  class A {},
  new Map([[1, { a: 1 }]]),
  { toString: () => 'own' },
  { toString: 5 },
  { [Symbol.toPrimitive]: () => 'primitive' },
  Object.create({ toString: () => 'proto' }),
  new Proxy(new WithText(), {}),
  new String('s'),
  '12.5abc',
  '0x10',
  new Number(3),
  { valueOf: () => 7 },
  new URL('http://host/path'),
];
for (const letter of 'sdifjoOcxX') {
  for (const value of values) {
    if (
      letter === 'o' &&
      typeof value === 'object' &&
      value !== null &&
      (value instanceof Error || value instanceof URL)
    )
      continue;
    if (value instanceof Error && letter !== 's') continue;
    attempt(`%${letter}`, () => JSON.stringify(util.format(`<%${letter}>`, value)));
  }
}
for (const args of [
  [],
  [''],
  ['%'],
  ['%%'],
  ['%%', 1],
  ['%s'],
  ['%s %s', 1],
  ['%s', 1, 2, { a: 1 }],
  [1, '%s', 'a'],
  ['%%%s%%', 1],
  ['%%s', 1],
  ['100%', 1],
  ['% s', 1],
  ['%s:%s', undefined],
  ['a', 'b', 3n, -0, Symbol('x')],
  [null],
  ['%j', circular],
  [
    '%j',
    {
      toJSON: () => {
        throw new Error('toJSON');
      },
    },
  ],
  ['%j', 5n],
  ['%c styled', 'color: red'],
  ['%s\n', 'x'],
  ['%d%%', 50],
  ['%s'.repeat(12), ...'abcdefghijkl'],
  ['%o', 'x', '%s'],
  [circular, circular],
  ['%.2f', 1.234],
]) {
  attempt('format', () => JSON.stringify(util.format(...args)));
}
for (const options of [null, undefined, 5, 'x', [], () => {}, {}])
  attempt('options', () => util.formatWithOptions(options, '%O', { a: 1 }));
console.log(
  JSON.stringify(
    util.formatWithOptions({ colors: true, compact: false }, '%s %O %o %d', { a: 1 }, { a: 1 }, [1], 5, 'z', {
      b: 1,
    }),
  ),
);
console.log(
  util.formatWithOptions({ numericSeparator: true }, '%d %i %f %s', 1234567, 1234567n, 1234.5, 1234567),
);
