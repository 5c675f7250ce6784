// What surprised: mappings, arrays without dimensions, copies of other libraries' data, iterators, stacks.
import assert from 'node:assert';
import np from 'python:numpy';
import py, { kw } from 'naja:python';
import { called, calling, first, Reading } from 'python:./callers.py';
import { relative } from 'python:./package/relative.py';
import * as whole from 'python:./package';

const { equal, deepEqual, throws, ok, rejects } = assert;
const echo = py.eval('lambda x: x');

// Mappings that are no dicts have their items as own keys.
process.env.OF_CORNERS ??= 'set';
py.os.environ.OF_CORNERS = 'set';
ok(Object.keys(py.os.environ).includes('OF_CORNERS') && { ...py.os.environ }.OF_CORNERS === 'set');
for (const made of [
  py.collections.UserDict({ a: 1, b: [2] }),
  py.types.MappingProxyType({ a: 1, b: [2] }),
  py.collections.ChainMap({ a: 1 }, { b: [2] }),
  py.dict({ a: 1, b: [2] }),
]) {
  deepEqual(Object.keys(made).toSorted(), ['a', 'b']);
  deepEqual(Object.fromEntries(Object.entries(made)), { a: 1, b: py.list([2]) });
  deepEqual({ ...made }, { a: 1, b: py.list([2]) });
  ok(Object.hasOwn(made, 'a') && !Object.hasOwn(made, 'data') && !Object.hasOwn(made, 'z'));
  deepEqual(py.copy(made), { a: 1, b: [2] });
}
const ordered = py.collections.OrderedDict({ a: 1, b: 2 });
ordered.move_to_end('a');
deepEqual(Object.entries(ordered), [
  ['b', 2],
  ['a', 1],
]);
// A listing is no cache: what changes meanwhile is seen.
const table = py.dict({ a: 1, b: 2, c: 3 });
const entries = [];
for (const key in table) {
  entries.push([key, table[key]]);
  table.c = 9;
}
deepEqual(entries.at(-1), ['c', 9]);
const names = Reflect.ownKeys(table);
py.exec('table["a"] = 7', { table });
deepEqual([names[0], Object.getOwnPropertyDescriptor(table, 'a').value], ['a', 7]);
equal(Object.keys(Object.assign(py.types.SimpleNamespace(), { x: 1, _y: 2 }))[0], 'x');
ok(Object.hasOwn(py.types.SimpleNamespace(kw({ x: 1 })), 'x'));

// Keys by what they say: bytes as well as arrays.
equal(py.eval('{b"key": 1}').get(Buffer.from('key')), 1);
ok(py.eval('{(b"a", 1)}').has([Buffer.from('a'), 1]));
deepEqual([py.set([1]).isSubsetOf(new Set([1, 2])), py.set([1]).isDisjointFrom(new Set([2]))], [true, true]);
deepEqual(
  [py.set([1, 2]).isSupersetOf(new Set([1])), ...py.set([1, 2]).symmetricDifference([2, 3])],
  [true, 1, 3],
);

// numpy's corners.
const zero = np.array(5);
deepEqual([zero.length, +zero, zero + 1, zero.item()], [undefined, 5, 6, 5]);
throws(() => py.len(zero), { name: 'TypeError' });
deepEqual([Number(np.timedelta64(5, 's')), Number(np.datetime64('1970-01-02'))], [5000, 86_400_000]);
ok(Number.isNaN(Number(np.datetime64('NaT'))));
deepEqual(py.copy(np.array([1, 2], kw({ dtype: '>i4' }))), new Int32Array([1, 2]));
deepEqual(py.copy(np.arange(6).get(py.slice(undefined, undefined, 2))), new BigInt64Array([0n, 2n, 4n]));
deepEqual(py.copy(np.ma.array([1, 2], kw({ mask: [false, true] }))), [1, undefined]);
deepEqual(py.copy(py.list([np.array([1 + 0.5])])), [new Float64Array([1.5])]);
const readonly = np.arange(3);
readonly.setflags(kw({ write: false }));
py.view(readonly)[0] = 9n;
equal(readonly[0], 0);
throws(() => py.view(np.zeros(2, kw({ dtype: 'i4,f8' }))), { name: 'BufferError' });
throws(() => py.view(np.arange(4).get(py.slice(0, 4, 2))), { name: 'BufferError' });

// py.copy: data of other kinds as plain values.
const { Decimal } = py.decimal;
const Made = py.dataclasses.make_dataclass('Made', ['x', 'at']);
deepEqual(py.copy(py.list([new Made(Decimal('1.10'), py.pathlib.Path('/a'))])), [{ x: '1.10', at: '/a' }]);
deepEqual(py.copy(py.enum.Enum('E', 'A').A), 1);
ok(py.isPython(py.copy(py.object())));

const tensor = py
  .exec(
    `
class Tensor:
    def __index__(self):
        raise TypeError("only integer tensors")
    def __float__(self):
        return 5.5
`,
  )
  .Tensor();
equal(+tensor, 5.5);

// inspect is Python's; functions have names there.
equal(py.inspect.isfunction(1), false);
equal(echo(py.functools.wraps)(function named() {})(py.eval('lambda: 1')).__name__, 'named');

// Iterators: those that Python's loops leave are closed, as JavaScript's own loops would.
let closed = 0;
const steps = {
  *[Symbol.iterator]() {
    try {
      yield 1;
      yield 2;
    } finally {
      closed++;
    }
  },
};
class Steps {
  *[Symbol.iterator]() {
    yield* steps;
  }
}
equal(first(new Steps()), 1);
equal(closed, 1);
deepEqual(py.list(new Steps()).length, 2);
equal(closed, 2);
// A generator that JavaScript has is JavaScript's: Python may leave it and come back.
const kept = steps[Symbol.iterator]();
deepEqual([first(kept), first(kept), first(kept)], [1, 2, undefined]);
const talk = function* () {
  try {
    yield `got ${yield 0}`;
  } finally {
    closed = -1;
  }
};
deepEqual(py.eval('lambda g: (next(g), g.send("word"), g.close())')(talk()), [0, 'got word', undefined]);
equal(closed, -1);
const ticking = async function* () {
  const got = yield 0;
  yield got;
};
deepEqual(await Reading.talk(ticking()), [0, 'word']);
// Python's asynchronous generators have JavaScript's methods themselves.
const ticks = Reading.ticks();
deepEqual(await ticks.next(), { value: 0, done: false });
deepEqual(await ticks.next('sent'), { value: 'sent', done: false });
deepEqual(await ticks.return(5), { value: 5, done: true });
deepEqual(await ticks.next(), { value: undefined, done: true });

// Promises are coroutines to asyncio.
deepEqual(await Reading.group(async (x) => x * 2), [2, 4]);
await rejects(
  Reading.group(async () => {
    throw new RangeError('in a group');
  }),
  (error) => error.name === 'ExceptionGroup' && error.exception.exceptions[0] instanceof RangeError,
);
const task = py.asyncio.create_task(new Promise(() => {}));
await py.asyncio.sleep(0);
task.cancel();
await rejects(task, { name: 'CancelledError' });

// Stacks: each side's frames where they were.
const inner = () => {
  throw new RangeError('deep');
};
throws(
  () => calling(() => called(inner)),
  (error) => {
    const names = error.stack.split('\n').slice(1, 6);
    ok(!error.stack.includes('python/js'), error.stack);
    ok(
      names[0].includes('inner') &&
        /at called \(.*callers\.py:\d+\)/.test(names[1]) &&
        names[2].includes('corners.mjs') &&
        names[3].includes('at calling ('),
      error.stack,
    );
    return error instanceof RangeError;
  },
);
const text = Reading.traceback(() => called(inner));
ok(!text.includes('pxi') && text.includes('at called (') && text.includes('callers.py", line'), text);
throws(() => py.exec('raise error', { error: echo(RangeError) }), { name: 'TypeError' });
throws(() => py.eval('(_ for _ in ()).throw(kind.new("made"))', { kind: RangeError }), RangeError);
await rejects(import('python:./broken.txt'), { name: 'ModuleNotFoundError' });
throws(
  () => py.eval('1 +'),
  (error) => /File "<string>", line 1\n\s+1 \+\n/.test(error.stack),
);

// A file in a package is a module of that.
equal(relative(), 7);
equal(whole.default.relative.relative, relative);
console.log('done');
