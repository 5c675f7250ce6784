// Flags: --test-reporter=tap --test-reporter-destination=stderr
'use strict';
// t: assertions and plans, waitFor, mocks, timers and dates, wrong arguments.
const assert = require('node:assert');
const nodeTest = require('node:test');
const { mock, test } = nodeTest;

const say = (...values) => console.log(...values);
const tried = (call) => {
  try {
    return call();
  } catch (error) {
    return `${error.name} ${error.code ?? ''} ${error.message}`;
  }
};
say(
  Object.getOwnPropertyNames(nodeTest),
  nodeTest.it === nodeTest,
  nodeTest.length,
  nodeTest.describe.length,
);
say(Object.keys(require('node:test/reporters')), nodeTest.getTestContext());

test('context', async (t) => {
  say(t, t.name, t.fullName, t.passed, t.error, t.attempt, t.signal.aborted, nodeTest.getTestContext() === t);
  say(Object.getOwnPropertyNames(t.assert));
  say(
    tried(() => t.assert.ok(1 === 2)),
    tried(() => t.assert.strictEqual(1, 2)),
  );
  let asked = 0;
  say(await t.waitFor(() => (++asked < 3 ? assert.fail('again') : asked), { interval: 1 }));
  await assert.rejects(
    t.waitFor(() => assert.fail('never'), { interval: 1, timeout: 10 }),
    (error) => {
      say(error.message, error.cause.message);
      return true;
    },
  );
  for (const call of [
    () => t.waitFor(1),
    () => t.waitFor(() => {}, { interval: 'x' }),
    () => t.plan('x'),
    () => t.plan(1, { wait: 'x' }),
    () => t.plan(-1),
    () => t.before(1),
  ])
    say(tried(call));
});
for (const [name, call] of Object.entries({
  'plan kept': (t) => {
    t.plan(2);
    t.assert.ok(true);
    t.test('counts', () => {});
  },
  'plan not kept': (t) => t.plan(1),
  'plan exceeded': (t) => {
    t.plan(1);
    t.assert.ok(1);
    t.assert.ok(1);
  },
  'plan waits': (t) => {
    t.plan(1, { wait: 1000 });
    setTimeout(() => t.assert.ok(1), 5);
  },
}))
  test(name, call);

test('mocked functions', (t) => {
  const add = t.mock.fn((a, b) => a + b);
  say(add(1, 2), add.call({ self: 1 }, 3, 4), add.mock.callCount());
  const { arguments: args, error, result, target, this: self } = add.mock.calls[1];
  say(args, error, result, target, self, add.mock.calls[0].stack instanceof Error);
  add.mock.mockImplementation(() => 'replaced');
  add.mock.mockImplementationOnce(() => 'once');
  add.mock.mockImplementationOnce(() => 'fourth', 3);
  say(add(), add(), add());
  add.mock.restore();
  say(add(5, 6), add.mock.callCount(), add.name, add.length);
  add.mock.resetCalls();
  say(add.mock.calls);
  const limited = t.mock.fn(
    () => 'own',
    () => 'mocked',
    { times: 2 },
  );
  say(limited(), limited(), limited());
  const thrower = t.mock.fn(() => assert.fail('thrown'));
  say(tried(thrower), thrower.mock.calls[0].error.message);
  class Point {
    constructor(x) {
      this.x = x;
    }
  }
  const Mocked = t.mock.fn(Point);
  say(new Mocked(7), Mocked.mock.calls[0].target === Point, Mocked.mock.calls[0].result.x);
});
test('mocked members', (t) => {
  const object = {
    value: 5,
    method(a) {
      return this.value + a;
    },
    get prop() {
      return this.value;
    },
    set prop(value) {
      this.value = value;
    },
  };
  t.mock.method(object, 'method');
  say(object.method(1), object.method.mock.callCount());
  t.mock.method(object, 'method', () => 'changed');
  t.mock.getter(object, 'prop', () => 'got');
  say(object.method(1), object.prop);
  const setter = t.mock.setter(object, 'prop', function (value) {
    this.value = value * 2;
  });
  object.prop = 4;
  say(object.value, setter.mock.callCount());
  const property = t.mock.property(object, 'value', 10);
  object.value = 11;
  say(
    object.value,
    property.mock.accessCount(),
    property.mock.accesses.map(({ type, value }) => [type, value]),
  );
  property.mock.mockImplementationOnce(99);
  say(object.value, object.value);
  t.mock.restoreAll();
  say(object.value, object.method(1), object.prop);
  for (const call of [
    () => t.mock.fn(1),
    () => t.mock.fn(() => {}, 1),
    () => t.mock.fn(() => {}, { times: 0 }),
    () => t.mock.method(object, 'nothing'),
    () => t.mock.method(object, {}),
    () => t.mock.method(1, 'x'),
    () => t.mock.getter(object, 'prop', () => {}, { getter: false }),
    () => t.mock.method(object, 'prop', () => {}, { getter: true, setter: true }),
    () => t.mock.property(object, 'nothing'),
  ])
    say(tried(call));
});
test('mocked time', async (t) => {
  const { timers } = t.mock;
  const order = [];
  timers.enable({ now: 1000 });
  say(
    Date.now(),
    new Date().toISOString(),
    typeof Date(),
    new Date(5).getTime(),
    Date.isMock,
    new Date() instanceof Date,
  );
  setTimeout((value) => order.push(value), 30, 'timeout 30');
  setTimeout(() => order.push('timeout 10'), 10);
  const interval = setInterval(() => order.push(`interval ${Date.now()}`), 20);
  setImmediate(() => order.push('immediate'));
  const cleared = setTimeout(() => order.push('never'), 5);
  clearTimeout(cleared);
  const waited = require('node:timers/promises')
    .setTimeout(15, 'value')
    .then((value) => order.push(value));
  const signal = AbortSignal.timeout(40);
  timers.tick(9);
  say(order.splice(0));
  timers.tick(21);
  await waited;
  say(order.splice(0), Date.now(), signal.aborted);
  clearInterval(interval);
  timers.tick(10);
  say(signal.aborted, signal.reason.name);
  timers.setTime(5000);
  say(Date.now());
  setTimeout(() => order.push('all'), 1e6);
  timers.runAll();
  say(order.splice(0), Date.now());
  timers.reset();
  say(Date.isMock, Date.now() > 1e12);
  for (const call of [
    () => timers.tick(1),
    () => timers.runAll(),
    () => timers.setTime(1),
    () => timers.enable({ apis: ['other'] }),
    () => timers.enable({ apis: 1 }),
    () => timers.enable({ now: -1 }),
    () => timers.enable({ now: 'x' }),
    () => timers.enable({ apis: ['Date'] }),
    () => timers.enable(),
    () => timers.tick(-1),
  ])
    say(tried(call));
  timers.reset();
});
test('mock of the module', () => {
  const fn = mock.fn();
  fn(1);
  say(fn.mock.callCount(), mock.reset());
  nodeTest.assert.register('isEven', function (value) {
    say(this.name);
    assert.strictEqual(value % 2, 0);
  });
});
test('registered assertions', (t) => {
  t.plan(2);
  t.assert.isEven(2);
  say(tried(() => t.assert.isEven(3)));
});
for (const call of [
  () => test('x', { timeout: -1 }, () => {}),
  () => test('x', { timeout: 'x' }, () => {}),
  () => test('x', { concurrency: 'x' }, () => {}),
  () => test('x', { concurrency: 0 }, () => {}),
  () => test('x', { signal: {} }, () => {}),
  () => nodeTest.before('x'),
  () => nodeTest.after(() => {}, 1),
  () => nodeTest.assert.register(1, () => {}),
  () => nodeTest.assert.register('x', 1),
])
  say(tried(call));
