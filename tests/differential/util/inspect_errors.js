'use strict';

// util.inspect: errors.

const { inspect } = require('util');
const { fakeStack } = require('./_print');

const cause = fakeStack(new Error('the cause'), [
  'at a (x.js:1:1)',
  'at b (x.js:2:1)',
  'at c (x.js:3:1)',
  'at d (x.js:4:1)',
  'at e (x.js:5:1)',
]);
const errors = [
  fakeStack(new Error('plain')),
  fakeStack(new Error('')),
  fakeStack(new Error('with cause', { cause: 'text' })),
  fakeStack(new Error('with error as cause', { cause }), [
    'at z (y.js:1:1)',
    'at b (x.js:2:1)',
    'at c (x.js:3:1)',
    'at d (x.js:4:1)',
    'at e (x.js:5:1)',
  ]),
  fakeStack(new AggregateError([cause, 1, 'two'], 'many')),
  fakeStack(Object.assign(new Error('fields'), { code: 'E', info: { a: { b: { c: 1 } } }, list: [1] })),
  fakeStack(Object.assign(new Error('own name'), { name: 'Renamed' })),
  fakeStack(Object.assign(new Error('first'), { message: 'second' })),
  fakeStack(new (class Special extends RangeError {})('special')),
  fakeStack(new (class extends Error {})('anonymous class')),
  fakeStack(
    Object.setPrototypeOf(new Error('no prototype'), null) && Object.assign(new Error('x'), { extra: 1 }),
  ),
  fakeStack(new Error('several\nlines\nof message')),
  Object.assign(new Error('stack is number'), { stack: 404 }),
  Object.assign(new Error('stack is list'), { stack: [1, { two: 2 }] }),
  Object.assign(new Error('stack is empty'), { stack: '' }),
  Object.assign(new Error('stack says another'), { stack: 'Other: thing\n    at x' }),
  Object.assign(new Error('stack has no frames'), { stack: 'Error: stack has no frames' }),
  Object.create(Error.prototype),
  Object.assign(Object.create(Error.prototype), { message: 'made by hand', name: 'ByHand' }),
];
for (const name of [null, undefined, '', 404, false, 'Custom', 'CustomError', [1, 2]]) {
  const error = fakeStack(new TypeError('named'));
  error.name = name;
  errors.push(error);
}
const unreadable = fakeStack(new Error('unreadable'));
for (const key of ['name', 'message', 'cause']) {
  Object.defineProperty(unreadable, key, {
    get() {
      throw new Error('no');
    },
    enumerable: true,
  });
}
errors.push(unreadable);
const itself = new Error('itself');
itself.stack = itself;
errors.push(itself);

for (const error of errors) {
  console.log(inspect(error));
  console.log(inspect({ in: [error] }, { depth: 5 }));
  console.log(inspect([[[[error]]]], { depth: 3 }));
  console.log(JSON.stringify(inspect(error, { colors: true })));
}

// Frames: repeated ones, packages, the working directory.
for (const letters of [
  'aaaaabbbbbc',
  'abcabcabcdabcabcabcd',
  'aabbaabbaabb',
  'xabababababy',
  'abcdefghijkl',
  'abcabdabcabd',
]) {
  console.log(
    inspect(
      fakeStack(
        new Error('repeats'),
        Array.from(letters, (letter) => `at ${letter}`),
      ),
    ),
  );
}
const frames = [
  'at f (/x/node_modules/pack/lib/i.js:1:2)',
  'at g (/x/node_modules/@scope/pack/i.js:3:4)',
  `at h (${process.cwd()}/file.js:5:6)`,
  `at file://${process.cwd()}/module.mjs:7:8`,
  'at node:fs:1:1',
  'at Object.x (node:events:2:2)',
  'at y (node:no_such_file:2:2)',
];
console.log(
  JSON.stringify(inspect(fakeStack(new Error('colours'), frames), { colors: true })).replaceAll(
    process.cwd(),
    'CWD',
  ),
);
