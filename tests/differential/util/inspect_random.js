'use strict';

// util.inspect: thousands of random values with random options. SHOW=n prints case n.

const { inspect } = require('util');
const { digest, fakeStack, pick, random, seed } = require('./_print');

class Plain {
  field = 1;
}
class Sub extends Plain {
  get computed() {
    return 1;
  }
}
const strings = [
  '',
  'a',
  'abc',
  "it's",
  '"q"',
  'x'.repeat(30),
  'line1\nline2 with more text',
  '\x00',
  '漢字',
  'a b',
  '1',
  'constructor',
];
const numbers = [0, -0, 1, 1.5, NaN, Infinity, 123456789, 1e21, -1234.5678];
let known = [];

function make(depth) {
  switch (random(depth <= 0 ? 8 : 24)) {
    case 0:
    case 1:
      return pick(numbers);
    case 2:
    case 3:
      return pick(strings);
    case 4:
      return pick([true, null, undefined, 12n, Symbol('s'), Symbol.iterator]);
    case 5:
      return pick([Plain, Sub, () => {}, function f() {}, Math.max]);
    case 6:
      return pick([new Date(0), /x/g, new Number(3), new String('str'), [], {}, new Map(), new WeakSet()]);
    case 7:
      return known.length > 0 ? pick(known) : 7;
    case 8:
    case 9:
    case 10:
    case 11: {
      const object = pick([
        () => ({}),
        () => Object.create(null),
        () => new Plain(),
        () => new Sub(),
        () => Object.create({}),
      ])();
      known.push(object);
      for (let i = random(7); i > 0; i--) {
        const key = pick([() => pick(strings), () => `key${i}`, () => Symbol(`k${i}`)])();
        Object.defineProperty(object, key, {
          value: make(depth - 1),
          enumerable: random(6) > 0,
          configurable: true,
          writable: true,
        });
      }
      return object;
    }
    case 12:
    case 13:
    case 14:
      return Array.from({ length: random(pick([4, 12, 120])) }, () => make(depth - 2));
    case 15: {
      const kind = pick([
        () => random(1000),
        () => pick(strings),
        () => BigInt(random(99)),
        () => 'x'.repeat(random(9)),
      ]);
      return Array.from({ length: random(130) }, kind);
    }
    case 16:
      return Object.assign(new Array(random(9)), { [random(9)]: make(depth - 1), [random(9)]: 1, extra: 1 });
    case 17:
    case 18:
      return new Map(Array.from({ length: random(4) }, () => [make(depth - 1), make(depth - 1)]));
    case 19:
      return new Set(Array.from({ length: random(5) }, () => make(depth - 1)));
    case 20:
      return pick([
        () => new Uint8Array(random(200)),
        () => new ArrayBuffer(random(200)),
        () => Buffer.from('abc'),
      ])();
    case 21: {
      const error = fakeStack(new (pick([Error, TypeError]))(pick(strings)));
      if (random(3) === 0) error.cause = make(depth - 1);
      if (random(3) === 0) error.code = 'ECODE';
      return error;
    }
    case 22: {
      const value = make(depth - 1);
      return pick([
        () => new Proxy([value], {}),
        () => ({
          get a() {
            return value;
          },
          set b(v) {},
        }),
        () => Promise.resolve(value),
      ])();
    }
    default:
      return { x: make(depth - 1), y: { z: make(depth - 2) } };
  }
}

function makeOptions() {
  const options = {};
  const maybe = (key, value) => {
    if (random(4) === 0) options[key] = value;
  };
  maybe('showHidden', true);
  maybe('depth', pick([0, 1, 5, null, Infinity, -1]));
  maybe('colors', true);
  maybe('compact', pick([true, false, 0, 1, 2, 5, 10]));
  maybe('breakLength', pick([10, 40, 60, 120, Infinity]));
  maybe('sorted', true);
  maybe('getters', pick([true, 'get', 'set']));
  maybe('maxArrayLength', pick([0, 1, 5, null, 1000]));
  maybe('maxStringLength', pick([0, 1, 10, null]));
  maybe('numericSeparator', true);
  maybe('showProxy', true);
  return options;
}

let text = '';
for (let i = 1; i <= 3000; i++) {
  seed(i * 7919);
  known = [];
  const value = make(4);
  const options = makeOptions();
  const shown = inspect(value, options);
  if (String(i) === process.env.SHOW) console.log(options, shown);
  text += shown;
  if (i % 20 === 0) {
    console.log(i, text.length, digest(text));
    text = '';
  }
}
