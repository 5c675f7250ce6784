// Values across, and containers.
import assert from 'node:assert';
import { inspect } from 'node:util';
import py, { kw } from 'naja:python';
import { call, nested, same, shown } from 'python:./shapes.py';

const { equal, deepEqual, throws, ok } = assert;
const { bytearray, bytes, complex, dict, list, memoryview, object, range, set, tuple } = py;
const echo = py.eval('lambda x: x');

// Numbers and texts.
for (const value of [
  0,
  1,
  -1,
  2 ** 30,
  -(2 ** 30) - 1,
  2 ** 31,
  2 ** 53 - 1,
  1.5,
  1e300,
  Infinity,
  NaN,
  true,
  false,
  undefined,
])
  ok(Object.is(echo(value), value), String(value));
ok(Object.is(echo(-0), -0));
equal(echo(null), undefined);
equal(echo(2n ** 64n), 2n ** 64n);
equal(echo(-(2n ** 64n)), -(2n ** 64n));
equal(py.pow(2, 53), 2n ** 53n);
for (const text of ['', 'a', 'é', 'ÿ', '中', '😀', 'a\0b', '\ud800', 'x'.repeat(1000), '€'.repeat(1000)])
  equal(echo(text), text);
equal(py.len('😀'), 1);
deepEqual(
  tuple([1, [2]]),
  [1, list([2])].map((x) => x),
);
ok(Array.isArray(tuple([1])) && !py.isPython(tuple([1])));
throws(() => nested(100_000), { name: 'RecursionError' });

// Live containers: the same object, whichever way it goes.
const numbers = list([3, 1, 2]);
ok(same(numbers, numbers));
const holder = dict({ numbers });
ok(same(holder.numbers, numbers) && holder.numbers === numbers);
equal(shown({ a: numbers }), "(({'a': [3, 1, 2]},), {})");

// Lists are arrays.
ok(Array.isArray(numbers) && numbers instanceof Array && numbers instanceof list);
deepEqual(
  [numbers.length, numbers[0], numbers[3], numbers.at(-1), 1 in numbers, 3 in numbers],
  [3, 3, undefined, 2, true, false],
);
numbers.append(9);
deepEqual(
  [numbers.push(7, 8), numbers.pop(), numbers.pop(0), numbers.shift(), numbers.unshift(5, 4)],
  [6, 8, 3, 1, 5],
);
deepEqual([...numbers], [5, 4, 2, 9, 7]);
deepEqual(numbers.map((x, i, l) => [x, i, l === numbers]).at(1), [4, 1, true]);
deepEqual(
  numbers.filter((x) => x > 4),
  [5, 9, 7],
);
equal(
  numbers.reduce((a, b) => a + b),
  27,
);
deepEqual(
  [numbers.indexOf(9), numbers.includes(2), numbers.join('-'), numbers.find((x) => x > 5)],
  [3, true, '5-4-2-9-7', 9],
);
deepEqual(numbers.slice(1, 3).concat(numbers.toReversed()), [4, 2, 7, 9, 2, 4, 5]);
deepEqual(numbers.splice(1, 2, 'a', 'b', 'c'), [4, 2]);
equal(String(py.repr(numbers)), "[5, 'a', 'b', 'c', 9, 7]");
numbers.length = 2;
numbers[3] = 'far';
equal(py.repr(numbers), "[5, 'a', None, 'far']");
numbers.reverse().sort();
equal(py.repr(numbers), "[5, 'a', 'far', None]");
const sortable = list([10, 9, 1]);
deepEqual([...sortable.sort()], [1, 10, 9]);
deepEqual([...sortable.sort((a, b) => a - b)], [1, 9, 10]);
sortable.sort(kw({ reverse: true }));
deepEqual([...sortable], [10, 9, 1]);
deepEqual([...sortable.fill(0, 1), ...sortable.copyWithin(1, 0)], [10, 0, 0, 10, 10, 0]);
deepEqual(
  [...sortable.entries()],
  [
    [0, 10],
    [1, 10],
    [2, 0],
  ],
);
deepEqual(Object.keys(list([7, 8])), ['0', '1']);
equal(JSON.stringify(list([1, [2, { a: null }], undefined])), '[1,[2,{"a":null}],null]');
throws(() => {
  numbers.length = -1;
}, RangeError);
equal(numbers.get(py.slice(0, 2)).length, 2);
throws(() => numbers.get(99), { name: 'IndexError' });
deepEqual([...list([1, 2]).values()].concat(...list([3])), [1, 2, 3]);
// One that grows while it is gone through, and one whose elements change.
const growing = list([1]);
for (const x of growing) if (growing.length < 600) growing.append(x + 1);
equal(growing.length, 600);
const seen = [];
for (const x of growing) {
  seen.push(x);
  if (seen.length === 100) growing[100] = 'changed';
}
equal(seen[100], 'changed');
deepEqual(
  list([1, 2, 3]).map((x, i, l) => {
    if (i === 0) l[1] = 'new';
    return x;
  }),
  [1, 'new', 3],
);
equal(
  list(range(100_000)).reduce((a, b) => a + b),
  4_999_950_000,
);

// Dicts: items as properties, methods of Map, methods of Python.
const table = dict([
  ['a', 1],
  [5, 'five'],
  [new tuple([1, 2]), 'pair'],
  ['get', 'mine'],
]);
deepEqual(
  [table.a, table[5], table.get, table.size, 'a' in table, table.zzz],
  [1, 'five', 'mine', 4, true, undefined],
);
deepEqual(Object.keys(table), ['a', '5', 'get']);
delete table.get;
deepEqual(
  [table.get([1, 2]), table.has([1, 2]), table.has([2, 1]), table.get(new tuple([1, 2]))],
  ['pair', true, false, 'pair'],
);
deepEqual(
  [table.get(5), table.get('zz', 9), table.has('a'), table.pop('a'), table.has('a')],
  ['five', 9, true, 1, false],
);
table.b = { c: [1] };
ok(table.b instanceof dict && table.b.c instanceof list);
table.set('k', 1).set(5, 'V');
equal(table[5], 'V');
deepEqual(
  [...table.keys()].slice(1),
  [[1, 2], 'b', 'k'].map((x) => x),
);
equal(table.delete('k'), true);
equal(table.delete('k'), false);
equal(JSON.stringify(dict({ a: [1, { b: null }] })), '{"a":[1,{"b":null}]}');
deepEqual(Object.entries(dict({ x: 1, y: 2 })), [
  ['x', 1],
  ['y', 2],
]);
deepEqual({ ...dict({ x: 1 }) }, { x: 1 });
const missing = py.collections.defaultdict(list);
equal(missing.nothing, undefined);
equal(missing.size, 0);
py.getitem(missing, 'made').append(1);
equal(missing.size, 1);
throws(() => table.update(5), { name: 'TypeError' });

// Sets, other mappings and sequences.
const some = set([1, 2, 'a']);
deepEqual(
  [some.has(1), some.size, some.delete(1), some.delete(1), [...some.union([9])].length],
  [true, 3, true, false, 3],
);
const values = [];
some.forEach((value) => values.push(value));
equal(values.length, 2);
const queue = py.collections.deque([1, 2, 3]);
deepEqual([queue.length, queue[0], queue.at(-1), [...queue], queue.popleft()], [3, 1, 3, [1, 2, 3], 1]);
const proxy = py.types.MappingProxyType(dict({ key: 'v' }));
deepEqual([proxy.key, 'key' in proxy, proxy.get('key'), proxy.nothing], ['v', true, 'v', undefined]);
deepEqual([range(5)[2], range(5).at(-1), range(5).length, [...range(3)]], [2, 4, 5, [0, 1, 2]]);

// Copies.
const deep = py.copy(dict({ a: [1, { b: set([1]) }], t: tuple([1]) }));
deepEqual(deep, { a: [1, { b: new Set([1]) }], t: [1] });
deepEqual(py.copy(dict([[1, 'a']])), new Map([[1, 'a']]));
const loop = list([]);
loop.append(loop);
const copied = py.copy(loop);
equal(copied[0], copied);
const shared = py.eval('(lambda x: {"a": x, "b": x})([1])');
const both = py.copy(shared);
equal(both.a, both.b);
equal(Object.keys(py.copy(dict([...range(50)].map((i) => [`k${i}`, i])))).length, 50);
deepEqual(py.copy(dict({ __proto__: null, ['__proto__']: 1 })).__proto__, 1);
equal(py.copy(5), 5);

// Time, numbers of other kinds, paths.
const { date, datetime, time, timedelta, timezone } = py.datetime;
equal(datetime(2024, 1, 2, 3, 4, 5, 678_901, timezone.utc).toISOString(), '2024-01-02T03:04:05.678Z');
equal(datetime(1900, 1, 1, 0, 0, 0, 1, timezone.utc).toISOString(), '1900-01-01T00:00:00.000Z');
equal(date(2024, 1, 2).toISOString(), '2024-01-02T00:00:00.000Z');
equal(Number(timedelta(1)), 86_400_000);
equal(Number(time(1, 0, 0, 500)), 3_600_000.5);
equal(call(py.repr, new Date(0)), 'datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)');
const { Decimal } = py.decimal;
deepEqual([`${Decimal('1.10')}`, Decimal('1.5') * 2, Decimal('1.10').valueOf()], ['1.10', 3, 1.1]);
equal(String(py.add(Decimal('0.1'), Decimal('0.2'))), '0.3');
equal(py.fractions.Fraction(1, 4) + 0, 0.25);
equal(String(py.uuid.UUID(kw({ int: 1 }))), '00000000-0000-0000-0000-000000000001');
deepEqual([complex(1, 2).real, complex(1, 2).imag, `${complex(1, 2)}`], [1, 2, '(1+2j)']);
equal(`${py.truediv(py.pathlib.Path('/a'), 'b')}`, '/a/b');
equal(
  JSON.stringify([
    Decimal('1.10'),
    time(1, 2),
    py.pathlib.Path('/a'),
    set([1]),
    range(3),
    date(2024, 1, 2),
    object,
  ]),
  '["1.10","01:02:00","/a",[1],[0,1,2],"2024-01-02T00:00:00.000Z",null]',
);

// Bytes.
deepEqual(bytes([1, 2]), new Uint8Array([1, 2]));
const array = bytearray([1, 2]);
array[0] = 9;
deepEqual(array, new Uint8Array([9, 2]));
equal(bytes(1_000_000).length, 1_000_000);
const words = py.array.array('d', [1, 2]);
words.buffer[0] = 5;
equal(words[0], 5);
deepEqual(py.view(words), new Float64Array([5, 2]));
deepEqual(memoryview(words).length, 2);
throws(() => py.view(list()), { name: 'TypeError' });

// Operators, keyword arguments, the module itself.
deepEqual(
  [py.add(1, 2), py.mul('ab', 2), py.floordiv(7, 2), py.neg(3), py.contains([1], 1), py.eq([1], [1])],
  [3, 'abab', 3, -3, true, true],
);
equal(shown(1, kw({ a: 1, b: [2] })), "((1,), {'a': 1, 'b': [2]})");
equal(shown(kw({})), '((), {})');
throws(
  () =>
    shown(
      kw({
        get a() {
          throw new RangeError('getter');
        },
      }),
    ),
  RangeError,
);
throws(() => kw(5), TypeError);
equal(shown(...range(40)), `(${py.repr(new tuple(range(40)))}, {})`);
equal(py.None, null);
deepEqual([py.len([1]), py.str(5), py.repr('x'), py.isinstance(1, py.int)], [1, '5', "'x'", true]);
throws(() => py.no_such_module_at_all, { name: 'ModuleNotFoundError' });
equal(py.eval('x * 2', { x: 21 }), 42);
equal(inspect(list(range(1000))).endsWith('(1000 items)'), true);
console.log('done');
