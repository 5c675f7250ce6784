'use strict';

// assert: what each assertion says when it fails.

const assert = require('assert');

function fails(label, fn) {
  try {
    fn();
    console.log(label, 'passes');
  } catch (error) {
    console.log(`--- ${label}`);
    console.log(
      error.name,
      error.code,
      error.operator,
      error.generatedMessage,
      error.diff,
      Object.keys(error).join(),
    );
    console.log(error.message);
  }
}
const lines = (count, change) => Array.from({ length: count }, (_, i) => (i === change ? 'changed' : i));
const object = { a: 1 };
const long = { text: 'x'.repeat(100), list: lines(60), nested: { a: { b: { c: [1, 2, 3] } } } };
const pairs = [
  [1, 2],
  [1, '1'],
  [0, -0],
  [NaN, 0],
  ['a', 'b'],
  ['abcdefgh', 'abcdefxx'],
  ['x'.repeat(30), `${'x'.repeat(29)}y`],
  ['x'.repeat(90), 'y'],
  ['one\ntwo\nthree', 'one\n2\nthree'],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1 }],
  [object, object],
  [
    [1, 2, 3],
    [1, 2, 3, 4],
  ],
  [lines(30, 15), lines(30)],
  [lines(100, 50), lines(100)],
  [lines(8, 0), lines(8, 7)],
  [new Map([[1, 2]]), new Map([[1, 3]])],
  [new Set([1]), new Set([2])],
  [new Error('a'), new Error('b')],
  [new Error('a', { cause: 1 }), new Error('a')],
  [/a/, /b/],
  [new Date(0), new Date(1)],
  [null, undefined],
  [() => {}, () => {}],
  [Symbol('a'), Symbol('a')],
  [1n, 2n],
  [long, { ...long, list: lines(60, 30) }],
  [[], {}],
  [{}, null],
  ['', 'x'],
  [{ a: [1] }, { a: [1], b: 2 }],
  ['a'.repeat(600), 'b'],
  [Buffer.from('a'), Buffer.from('b')],
  [true, false],
  [undefined, {}],
];
const operators = [
  'equal',
  'notEqual',
  'strictEqual',
  'notStrictEqual',
  'deepEqual',
  'notDeepEqual',
  'deepStrictEqual',
  'notDeepStrictEqual',
  'partialDeepStrictEqual',
];
pairs.forEach(([a, b], i) => {
  for (const operator of operators) fails(`${i} ${operator}`, () => assert[operator](a, b));
});
for (const operator of operators) {
  fails(`${operator} same`, () => assert[operator](object, operator.startsWith('not') ? object : { a: 2 }));
  for (const message of [
    ['message'],
    ['%s is %d', 'x', 5],
    [(a, b) => `function ${typeof a} ${typeof b}`],
    [() => 5],
    [
      () => {
        throw new Error('x');
      },
    ],
    [new TypeError('own error')],
    [undefined],
    [5],
    [''],
    [undefined, 1],
  ]) {
    fails(`${operator} with ${typeof message[0]}`, () =>
      assert[operator](
        operator.startsWith('not') ? object : 1,
        operator.startsWith('not') ? object : 2,
        ...message,
      ),
    );
  }
  fails(`${operator} one argument`, () => assert[operator](1));
}
for (const args of [[], ['message'], [new TypeError('error')], [null], [5], [undefined]])
  fails('fail', () => assert.fail(...args));
for (const value of [
  null,
  undefined,
  0,
  'text',
  '',
  { message: 'like an error' },
  { message: '' },
  { a: 1 },
  new Error('error'),
])
  fails('ifError', () => assert.ifError(value));
for (const args of [
  ['abc', /x/],
  [5, /x/],
  ['abc', 'x'],
  ['abc', /x/, 'message'],
  ['abc', /b/],
]) {
  fails('match', () => assert.match(...args));
  fails('doesNotMatch', () => assert.doesNotMatch(...args));
}
for (const options of [{ diff: 'simple' }, { diff: 'full' }, { strict: false }, { skipPrototype: true }]) {
  const own = new assert.Assert(options);
  fails(JSON.stringify(options), () => own.deepStrictEqual(lines(70, 30), lines(70)));
  fails(JSON.stringify(options), () => own.strictEqual('a'.repeat(600), 'b'.repeat(600)));
  fails(JSON.stringify(options), () => own.equal(1, '1'));
  fails(JSON.stringify(options), () => own.deepStrictEqual(Object.create(null), {}));
  const { deepStrictEqual } = own;
  fails('destructured', () => deepStrictEqual([1], [2]));
}
for (const create of [
  () => assert.Assert(),
  () => new assert.Assert({ diff: 'x' }),
  () => new assert.AssertionError(),
  () => new assert.AssertionError(5),
])
  fails('constructor', create);
for (const options of [
  {},
  { message: 'm' },
  { actual: 1, expected: 2, operator: '>=' },
  { actual: 1, expected: 2, operator: 'strictEqual', message: 'm' },
  { details: [{ message: 'd', actual: 1 }] },
]) {
  const error = new assert.AssertionError(options);
  console.log(error.message, Object.keys(error), String(error), error.name, error instanceof Error);
}
for (const target of [assert, assert.strict, assert.Assert.prototype]) {
  console.log(
    Object.keys(target)
      .map((key) => `${key}:${target[key].name}/${target[key].length}`)
      .join(' '),
  );
}
console.log(
  assert.strict.equal === assert.strictEqual,
  assert.strict.strict === assert.strict,
  require('assert/strict') === assert.strict,
);
