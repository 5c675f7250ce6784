'use strict';

// util.inspect: its options, custom functions, defaults, styles, and what throws.

const util = require('util');
const { inspect } = util;
const { attempt, fakeStack } = require('./_print');

console.log(inspect.defaultOptions, Object.keys(inspect), inspect.length, inspect.name, inspect.custom);
console.log(inspect({ a: { b: {} } }, true, 0, true), inspect({ a: { b: {} } }, false, 0));
console.log(inspect({ a: { b: { c: {} } } }, false, null, false));

// Custom functions.
const seen = [];
const custom = {
  [inspect.custom](depth, options, passed) {
    seen.push([
      depth,
      Object.keys(options),
      options.depth,
      options.mine,
      passed === inspect,
      this === custom,
    ]);
    return 'CUSTOM\nTEXT';
  },
};
console.log(inspect({ in: [custom] }, { mine: 'yes', depth: 5 }));
console.log(seen);
for (const result of [{ a: { b: 1 } }, [1], null, 5, undefined, Symbol('s'), () => {}]) {
  attempt('custom gives', () => inspect({ x: { [inspect.custom]: () => result } }));
}
console.log(
  inspect({
    [inspect.custom]() {
      return this;
    },
  }),
  inspect({ [inspect.custom]: 'no function' }),
);
console.log(inspect({ [inspect.custom]: () => 'never' }, { customInspect: false }));
console.log(
  inspect({ [inspect.custom]: (depth, { stylize }) => stylize('styled', 'number') }, { colors: true }),
);
console.log(inspect(new Proxy({ [inspect.custom]: (d, o) => typeof o.stylize('x', 'special') }, {})));
class WithMethod {
  [inspect.custom]() {
    return 'instance';
  }
}
console.log(inspect(new WithMethod()), inspect(WithMethod.prototype), inspect(WithMethod));
attempt('throws', () =>
  inspect({
    [inspect.custom]() {
      throw new Error('from custom');
    },
  }),
);

// Getters.
const thrower = {
  get bad() {
    throw fakeStack(new Error('from getter'));
  },
  get odd() {
    throw 5;
  },
  get fine() {
    return [1];
  },
};
for (const getters of [true, 'get', 'set', false]) console.log(inspect(thrower, { getters }));

// Defaults.
attempt('defaults null', () => (inspect.defaultOptions = null));
attempt('defaults 5', () => (inspect.defaultOptions = 5));
inspect.defaultOptions = { maxArrayLength: 1 };
console.log(inspect([1, 2, 3]), util.format('%o', [1, 2]));
inspect.defaultOptions.maxArrayLength = null;
console.log(inspect(Array.from({ length: 101 }).fill(0)).length);
inspect.defaultOptions = { maxArrayLength: 100 };

// Styles and colours.
console.log(inspect.styles, Object.getOwnPropertyNames(inspect.colors).join());
inspect.styles.number = 'red';
inspect.colors.red = [1, 2];
console.log(JSON.stringify(inspect([1, 'a'], { colors: true })));
inspect.styles.number = 'yellow';
inspect.colors.red = [31, 39];
for (const regexp of [/a(b[c-d]{2,3}|\p{L}+?)$/u, /(?<y>\d)\k<y>(?=x)(?<!z)/g, /[^\]-]\u{41}/u, /\/[/]./]) {
  console.log(JSON.stringify(inspect(regexp, { colors: true })));
}
inspect.styles.regexp.colors = ['red', 'blue'];
console.log(JSON.stringify(inspect(/a(b)/, { colors: true })));
inspect.styles.regexp = 'bold';
console.log(JSON.stringify(inspect(/a(b)/, { colors: true })));

// Sorting, breaking lines.
const unsorted = { b: 1, a: { d: 1, c: 2 }, 10: 1, 9: 1, [Symbol('z')]: 1 };
console.log(inspect(unsorted, { sorted: true }), inspect(unsorted, { sorted: (x, y) => (x < y ? 1 : -1) }));
console.log(
  inspect(new Set([3, 1, 2]), { sorted: true }),
  inspect(
    new Map([
      [2, 1],
      [1, 2],
    ]),
    { sorted: true },
  ),
);
for (const breakLength of [10, 40, 80, 200, Infinity]) {
  for (const compact of [true, false, 0, 1, 3, 10]) {
    console.log(
      breakLength,
      compact,
      inspect(
        { list: [1, 2, [3, { four: 'four four four' }]], text: 'some text', f() {} },
        { breakLength, compact },
      ),
    );
  }
}
for (const length of [5, 6, 7, 20, 26, 101]) {
  console.log(
    inspect(Array.from({ length }, (_, i) => 'x'.repeat(i % 7))),
    inspect(Array.from({ length }, (_, i) => i * i * 31)),
  );
}
for (const maxStringLength of [0, 1, 4, null]) console.log(inspect(['abcdef', 'ab'], { maxStringLength }));
for (const number of [1234567.891, -1234.5, 0.123456, 1e300, 123n, 1234567n])
  console.log(inspect(number, { numericSeparator: true }));
