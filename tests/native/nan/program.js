'use strict';
const addon = require(process.argv[2]);
const show = (label, value) => console.log(label, value);
const attempt = (label, run) => {
  try {
    show(label, run());
  } catch (error) {
    show(label, [error?.name, error?.code, error?.errno, error?.message ?? error]);
  }
};

show('exports', Object.keys(addon));
const values = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  NaN,
  '',
  'κόσμε',
  Symbol('s'),
  5n,
  () => {},
  {},
  [],
  new Date(0),
  /x/,
];
values.push(
  Promise.resolve(),
  new TypeError('t'),
  new ArrayBuffer(1),
  new Uint8Array(1),
  new Float64Array(1),
  Buffer.alloc(1),
);
for (const value of values) show(String(typeof value), addon.Kinds(value));
for (const value of [
  0,
  -1.9,
  2 ** 32 + 5,
  '12',
  'x',
  null,
  undefined,
  true,
  { valueOf: () => 3 },
  'κόσμε 😀',
  1e300,
  NaN,
])
  show('convert', addon.Convert(value));
attempt('a symbol', () => addon.Convert({ [Symbol.toPrimitive]: () => 4 }));
class Named {
  constructor() {
    Object.assign(this, { a: 1, gone: 2 });
  }
  inherited() {}
}
const object = Object.assign(new Named(), { 0: 'zero' });
show('objects', addon.Objects(object));
show('after', [object, Object.getOwnPropertyDescriptor(object, 'fixed')]);
for (let i = 0; i < 5; i++) attempt(`throw ${i}`, () => addon.Throw(i, 'a string'));
attempt('catch nothing', () => addon.Catch((a, b) => [a, b]));
attempt(
  'catch',
  () =>
    addon.Catch(() => {
      throw new RangeError('inner');
    }).message,
);
attempt('rethrow', () =>
  addon.Catch(() => {
    throw new RangeError('again');
  }, true),
);
show('bytes', addon.Bytes(Buffer.from([0, 1, 254, 255]), new Float64Array([1, 2, 3.5])));
show('data', [
  addon.Data(1, 2),
  new addon.Plain() instanceof addon.Plain,
  addon.Plain(1),
  addon.Data.name,
  addon.Plain.length,
]);

const { Counter } = addon;
const counter = new Counter(3);
show('counter', [
  counter.add(),
  counter.add(10),
  counter.value,
  (counter.value = 40),
  counter.add(2),
  counter.kind,
]);
show('class', [
  Counter.name,
  counter.constructor === Counter,
  counter instanceof Counter,
  Counter.isCounter(counter),
  Counter.isCounter({}),
  Counter.LIMIT,
]);
show('twin', [counter.twin().value, counter.twin() instanceof Counter, Counter(7).value]);
class Double extends Counter {
  add(n) {
    return super.add(2 * n);
  }
}
show('derived', [new Double(1).add(4), new Double(2) instanceof Counter]);
attempt('wrong argument', () => new Counter('x'));
attempt('wrong receiver', () => counter.add.call({}));
attempt('wrong receiver', () => Counter.prototype.twin.call(null));

const { AsyncLocalStorage } = require('node:async_hooks');
const storage = new AsyncLocalStorage();
const later = (start) => new Promise((resolve) => start((...args) => resolve(args)));
(async () => {
  for (const count of [0, 10, 100000, 13])
    show(`sum ${count}`, await later((done) => addon.SumLater(count, done, { count })));
  show(
    'many',
    (await Promise.all(Array.from({ length: 50 }, (_, i) => later((done) => addon.SumLater(i, done, {})))))
      .map(([error, sum]) => error?.message ?? sum)
      .join(),
  );
  const steps = [];
  await later((done) => addon.StepsLater(done, (...args) => steps.push(args)));
  show('steps', steps);
  const order = [];
  await later((done) =>
    addon.TimerLater((word) => {
      order.push(word);
      process.nextTick(() => order.push('next tick'));
      Promise.resolve().then(() => order.push('microtask'));
      setImmediate(done);
    }),
  );
  show('order', order);
  await new Promise((resolve) => {
    process.once('uncaughtException', (error) => resolve(show('uncaught', error.message)));
    addon.TimerLater(() => {
      throw new Error('from a timer');
    });
  });
  addon.Watch({});
  (function many() {
    for (let i = 0; i < 1000; i++) new Counter(i);
  })();
  for (let i = 0; i < 50 && (!addon.Died() || addon.Alive() > 20); i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  show('collected', [addon.Died(), addon.Alive() < 20]);
  storage.disable();
})();
