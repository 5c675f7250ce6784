'use strict';

// assert.throws, doesNotThrow, rejects, doesNotReject.

const assert = require('assert');

const thrower = (value) => () => {
  throw value;
};
class MyError extends Error {}
const wanted = [
  [],
  ['message'],
  [Error],
  [TypeError, 'message'],
  [/x/],
  [/y/, 'message'],
  [{ message: 'x' }],
  [{ message: 'y' }],
  [{ message: /z/, name: 'Error' }],
  [{ code: 1 }],
  [{}],
  [[]],
  [(error) => error.message === 'x'],
  [() => false],
  [() => undefined, 'message'],
  [
    function named() {
      return 5;
    },
  ],
  [
    () => {
      throw new Error('inner');
    },
  ],
  [new Error('x')],
  [new TypeError('y')],
  ['x'],
  ['x', 'y'],
  [5],
  [null],
  [undefined, 'message'],
  [MyError],
  [class NotError {}],
  [Symbol('s')],
];
const thrown = [
  ['error', new Error('x')],
  ['coded', Object.assign(new TypeError('x'), { code: 1 })],
  ['own', new MyError('x')],
  ['text', 'x'],
  ['null', null],
  ['undefined', undefined],
  ['object', { message: 'x', code: 2 }],
  ['number', 5],
];
const show = (label, error) =>
  console.log(
    label,
    error?.name,
    error?.code,
    error?.operator,
    error?.generatedMessage,
    JSON.stringify(error?.message?.replace(/\n[-+ ]+at .*/g, '') ?? String(error)),
  );

for (const [name, value] of [...thrown, ['nothing']]) {
  const fn = name === 'nothing' ? () => {} : thrower(value);
  wanted.forEach((args, i) => {
    for (const method of ['throws', 'doesNotThrow']) {
      try {
        assert[method](fn, ...args);
        console.log(`${method} ${name} ${i} passes`);
      } catch (error) {
        show(`${method} ${name} ${i}`, error);
      }
    }
  });
}
for (const fn of [undefined, 5, {}]) {
  for (const method of ['throws', 'doesNotThrow']) {
    try {
      assert[method](fn);
    } catch (error) {
      show(method, error);
    }
  }
}
(async () => {
  for (const [name, value] of [...thrown, ['nothing']]) {
    const fn = async () => {
      if (name !== 'nothing') throw value;
    };
    for (const [i, args] of wanted.entries()) {
      for (const method of ['rejects', 'doesNotReject']) {
        for (const promise of [fn, fn()]) {
          if (promise !== fn) promise.catch(() => {});
          await assert[method](promise, ...args).then(
            () => console.log(`${method} ${name} ${i} passes`),
            (error) => show(`${method} ${name} ${i}`, error),
          );
        }
      }
    }
  }
  for (const value of [
    undefined,
    5,
    {},
    () => 5,
    () => ({}),
    thrower(new Error('sync')),
    { then() {} },
    {
      then(ok) {
        ok();
      },
      catch() {},
    },
  ]) {
    for (const method of ['rejects', 'doesNotReject']) {
      await assert[method](value).then(
        () => console.log(method, 'passes'),
        (error) => show(method, error),
      );
    }
  }
})();
