// Iterators, awaitables, context managers, callbacks and exceptions.
import assert from 'node:assert';
import py, { kw, PythonError } from 'naja:python';
import shapes, {
  call,
  catching,
  closed,
  delayed,
  layered,
  shown,
  steps,
  ticks,
  traced,
  traced_async,
} from 'python:./shapes.py';

const { equal, deepEqual, throws, ok, rejects } = assert;
const { list } = py;

// Generators.
const steady = steps(3);
deepEqual(steady.next(), { value: [0, undefined], done: false });
deepEqual(steady.next('hey'), { value: [1, 'hey'], done: false });
deepEqual(steady.return('x'), { value: 'x', done: true });
deepEqual(steady.next(), { value: undefined, done: true });
equal(closed.pop(), 3);
equal(steady[Symbol.iterator](), steady);
const ended = steps(0);
deepEqual(ended.next(), { value: 'returned', done: true });
const patient = catching();
patient.next();
deepEqual(patient.throw(py.ValueError('v')), { value: 'caught v', done: false });
throws(() => patient.throw(new RangeError('mine')), RangeError);
for (const [i] of steps(10)) if (i === 1) break;
equal(closed.pop(), 10);
deepEqual([...steps(2)].length, 2);
deepEqual(
  [...py.zip([1, 2], 'ab')],
  [
    [1, 'a'],
    [2, 'b'],
  ],
);
deepEqual(Array.from(py.enumerate('ab')), [
  [0, 'a'],
  [1, 'b'],
]);
deepEqual([...py.map((x) => x + 1, [1, 2])], [2, 3]);
deepEqual(
  [
    ...list(
      (function* () {
        yield 1;
        yield 2;
      })(),
    ),
  ],
  [1, 2],
);
throws(
  () => [
    ...py.map(() => {
      throw new RangeError('in map');
    }, [1]),
  ],
  RangeError,
);
throws(() => [...py.object()], TypeError);

// Awaitables.
equal(await delayed(5), 5);
deepEqual(await Promise.all([delayed(1), delayed(2)]), [1, 2]);
deepEqual([...(await py.asyncio.gather(delayed(3), delayed(4)))], [3, 4]);
await rejects(
  async () => delayed('bad'),
  (e) => e instanceof PythonError && e instanceof py.KeyError && e.name === 'KeyError',
);
const once = delayed('once');
equal(await once, await once);
equal(
  await delayed(1)
    .then((x) => x + 1)
    .finally(() => {}),
  2,
);
equal(await delayed('bad').catch((e) => e.message), "'bad'");
const future = py.asyncio.get_running_loop().create_future();
setTimeout(() => future.set_result('set'), 1);
equal(await future, 'set');
const got = [];
for await (const i of ticks(3)) got.push(i);
deepEqual(got, [0, 1, 2]);
for await (const i of ticks(5)) if (i === 1) break;
equal(closed.pop(), -5);
equal(await call(async (x) => x * 2, 4), 8);
const long = py.promise(py.asyncio.sleep(60));
ok(py.cancel(long));
await rejects(long, { name: 'CancelledError' });

// Context managers.
const log = list();
equal(
  py.with(traced(log), (value) => `${value}!`),
  'value!',
);
deepEqual([...log], ['enter', 'exit']);
log.clear();
throws(
  () =>
    py.with(traced(log), () => {
      throw new RangeError('js');
    }),
  RangeError,
);
equal(
  py.with(traced(log), () => py.truediv(1, 0)),
  undefined,
);
deepEqual([...log], ['enter', 'exit', 'enter', 'swallowed', 'exit']);
log.clear();
equal(await py.with(traced(log), async (value) => value), 'value');
equal(await py.with(traced_async(log), async (value) => value), 'value');
await rejects(
  py.with(traced_async(log), () => {
    throw new RangeError('js');
  }),
  RangeError,
);
deepEqual([...log], ['enter', 'exit', 'enter', 'exit', 'enter', 'exit']);
log.clear();
{
  using entered = py.enter(traced(log));
  equal(entered.value, 'value');
}
deepEqual([...log], ['enter', 'exit']);
let file;
{
  using opened = py.open('/dev/null');
  file = opened;
  ok(!file.closed);
}
ok(file.closed);
{
  await using lock = py.asyncio.Lock();
  await lock.acquire();
}

// Functions as callbacks: keyword arguments come last.
equal(
  call((a, b) => a + b, 1, 2),
  3,
);
deepEqual(py.copy(call((...given) => given, 1, kw({ z: [1] }))[1]), { z: [1] });
deepEqual([...py.sorted([3, 1, 2], kw({ key: (x) => -x }))], [3, 2, 1]);
equal(shapes.same(shapes.add, shapes.add), true);
equal(shown(shapes.add).includes('<function add'), true);
const point = new shapes.Point(1);
ok(shapes.call(py.repr, point.norm).startsWith('<bound method Point.norm'));
throws(() => [1, 2].map(py.len), { name: 'TypeError', message: /takes exactly one argument/ });

// Exceptions through several layers.
throws(
  () => shapes.fail(),
  (e) => {
    equal(e.name, 'ValueError');
    equal(e.message, 'bad value');
    ok(
      e instanceof Error &&
        e instanceof PythonError &&
        e instanceof py.ValueError &&
        e instanceof py.Exception,
    );
    ok(!(e instanceof py.KeyError));
    ok(e.exception instanceof py.ValueError);
    equal(e.cause.name, 'ValueError');
    ok(/ValueError: bad value\n {4}at .*iteration\.mjs/.test(e.stack));
    ok(/Traceback[^]*shapes\.py", line \d+, in fail[^]*ValueError: bad value$/.test(e.stack));
    ok(!e.stack.includes('.pxi'));
    return true;
  },
);
let first;
throws(
  () =>
    layered(() =>
      layered(() => {
        try {
          shapes.fail('deep');
        } catch (e) {
          first = e;
          throw e;
        }
      }),
    ),
  (e) => {
    equal(e, first);
    deepEqual([...e.exception.__notes__], ['seen', 'seen']);
    return true;
  },
);
const mine = new RangeError('mine');
throws(
  () =>
    layered(() =>
      layered(() => {
        throw mine;
      }),
    ),
  (e) => e === mine,
);
throws(
  () =>
    call(() => {
      throw 42;
    }),
  (e) => e === 42,
);
throws(
  () =>
    call(() => {
      throw shapes.Point;
    }),
  (e) => e === shapes.Point,
);
equal(call(py.eval('lambda f: [f(), 1]'), () => 1)[1], 1);
const kinds = py.exec(`
def kind_of(f):
    try:
        f()
    except BaseException as error:
        return error
`);
const original = py.KeyError('k');
ok(
  shapes.same(
    kinds.kind_of(() => {
      throw original;
    }),
    original,
  ),
);
equal(
  kinds.kind_of(() => {
    throw mine;
  }),
  mine,
);
console.log('done');
