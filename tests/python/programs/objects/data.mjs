// What programs are written for: numpy, sqlite3, files, json, regular expressions, pools, processes.
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import np from 'python:numpy';
import sqlite3 from 'python:sqlite3';
import { Path } from 'python:pathlib';
import { Decimal } from 'python:decimal';
import py, { kw } from 'naja:python';

const { equal, deepEqual, ok, rejects, throws } = assert;

// numpy
const a = np.arange(12).reshape(3, 4);
deepEqual([a.shape, a.get(1, 2), a[1].tolist().length, a.length, py.len(a)], [[3, 4], 6, 4, 3, 3]);
deepEqual(py.copy(a.get(py.slice(0, 2), py.slice(1, undefined, 2)).tolist()), [
  [1, 3],
  [5, 7],
]);
deepEqual(py.copy(a.sum(kw({ axis: 0 }))), new BigInt64Array([12n, 15n, 18n, 21n]));
deepEqual(py.copy(a), [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [8, 9, 10, 11],
]);
equal(JSON.stringify({ a }), '{"a":[[0,1,2,3],[4,5,6,7],[8,9,10,11]]}');
equal(inspect(np.ones(2)), 'array([1., 1.])');
deepEqual([...np.arange(3)], [0, 1, 2]);
deepEqual([...py.add(a, 1)[0]], [1, 2, 3, 4]);
deepEqual([...a.get(py.gt(a, 9))], [10, 11]);
equal(py.matmul(np.eye(2), np.ones([2, 1])).shape[1], 1);
deepEqual(
  [typeof np.float64(0.5), typeof np.int64(3), np.int64(2n ** 62n), np.bool_(true)],
  ['number', 'number', 2n ** 62n, true],
);
ok(new np.float64(2) instanceof np.float64);
deepEqual([...np.vectorize((x) => x * 2)(np.arange(3))], [0, 2, 4]);
const floats = new Float64Array([1, 2, 3]);
const shared = np.asarray(floats);
shared.set(0, 9);
equal(floats[0], 9);
const zeros = np.zeros(4);
py.view(zeros)[1] = 7;
deepEqual([zeros[1], zeros.sum()], [7, 7]);
a.set(0, 0, 100);
equal(a.get(0, 0), 100);
throws(() => np.zeros(-1), { name: 'ValueError', message: /negative/ });
throws(() => a.get(7), { name: 'IndexError' });
equal(a[7], undefined);
assert.deepStrictEqual(np.ones(3), np.ones(3));
throws(() => assert.deepStrictEqual(np.ones(3), np.zeros(3)), assert.AssertionError);
throws(
  () => assert.deepStrictEqual(py.set([1]), py.set([2])),
  (error) => error.message.includes('{2}'),
);
assert.deepEqual(py.dict({ a: [1] }), { a: py.list([1]) });

// sqlite3
const db = sqlite3.connect(':memory:');
db.row_factory = sqlite3.Row;
db.execute('create table t (a, b, c)');
equal(
  db.executemany('insert into t values (?, ?, ?)', [
    [1, 'x', new Uint8Array([1, 2])],
    [2, 'y', null],
  ]).rowcount,
  2,
);
deepEqual(
  [...db.execute('select * from t')].map((row) => [row.get('a'), row['b'], row[2]]),
  [
    [1, 'x', new Uint8Array([1, 2])],
    [2, 'y', undefined],
  ],
);
equal(db.execute('select :v as v', { v: 5 }).fetchone().v, 5);
db.create_function('twice', 1, (x) => x * 2);
equal(db.execute('select twice(21)').fetchone()[0], 42);
db.commit();
throws(
  () =>
    py.with(db, (open) => {
      open.execute('delete from t');
      throw new RangeError('no');
    }),
  RangeError,
);
equal(db.execute('select count(*) from t').fetchone()[0], 2);
throws(
  () => db.execute('select nope'),
  (error) => error instanceof sqlite3.OperationalError && error instanceof Error,
);

// Files
const here = new Path(import.meta.filename);
equal(here.read_text(), readFileSync(import.meta.filename, 'utf8'));
equal(readFileSync(`${here}`).length, here.stat().st_size);
deepEqual(
  [here.suffix, here.name, `${py.truediv(here.parent, 'shapes.py')}`.endsWith('objects/shapes.py')],
  ['.mjs', 'data.mjs', true],
);
throws(
  () => py.open('/no/such/file'),
  (error) => {
    deepEqual(
      [error.code, error.errno, error.path, error.name],
      ['ENOENT', -2, '/no/such/file', 'FileNotFoundError'],
    );
    return true;
  },
);
let first;
{
  using file = py.open(import.meta.filename);
  for (first of file) break;
}
equal(
  first,
  '// What programs are written for: numpy, sqlite3, files, json, regular expressions, pools, processes.\n',
);

// The standard library with functions and data of JavaScript's
deepEqual(
  py.json.dumps({ d: 1, l: [true, null, 'é'] }, kw({ ensure_ascii: false })),
  '{"d": 1, "l": [true, null, "é"]}',
);
equal(
  py.json.dumps({ when: new Date(0) }, kw({ default: (value) => value.getFullYear() })),
  '{"when": 1970}',
);
equal(py.json.loads('{"a": {"b": [1]}}', kw({ object_hook: (d) => (d.b ? 'seen' : d) })).a, 'seen');
equal(
  py.re.sub('\\d+', (match) => String(match.group() * 2), 'a1b22'),
  'a2b44',
);
equal(
  py.functools.reduce((x, y) => x + y, [1, 2, 3]),
  6,
);
equal(py.max([1, 5, 3], kw({ key: (x) => -x })), 1);
equal(py.sorted([{ a: 2 }, { a: 1 }], kw({ key: (x) => x.a }))[0].a, 1);
let calls = 0;
const cached = py.functools.lru_cache((x) => {
  calls++;
  return x;
});
deepEqual([cached(1), cached(1), calls], [1, 1, 1]);
deepEqual(py.collections.Counter('aab').most_common(1)[0], ['a', 2]);
deepEqual(
  [...py.csv.reader(['a,b', 'c,"d,e"'])].flatMap((row) => [...row]),
  ['a', 'b', 'c', 'd,e'],
);
equal(String(py.add(Decimal('0.1'), Decimal('0.2'))), '0.3');
deepEqual(py.struct.unpack('<ih', py.struct.pack('<ih', -1, 2)), [-1, 2]);
equal(py.hashlib.sha256(Buffer.from('abc')).hexdigest().slice(0, 8), 'ba7816bf');
equal(Buffer.from(py.zlib.decompress(py.zlib.compress(Buffer.from('hello')))).toString(), 'hello');
equal(py.subprocess.run(['echo', 'hi'], kw({ capture_output: true, text: true })).stdout, 'hi\n');
const child = await py.asyncio.create_subprocess_exec(
  'echo',
  'hey',
  kw({ stdout: py.asyncio.subprocess.PIPE }),
);
equal(Buffer.from((await child.communicate())[0]).toString(), 'hey\n');
await rejects(py.asyncio.wait_for(py.asyncio.sleep(60), 0.01), { name: 'TimeoutError' });
const dataclass = py.dataclasses.make_dataclass('P', ['x', 'y']);
equal(JSON.stringify(new dataclass(1, new Set([2]))), '{"x":1,"y":[2]}');
deepEqual(py.copy(py.dataclasses.asdict(new dataclass(1, [2]))), { x: 1, y: [2] });
const [one, ...rest] = py.list([1, 2, 3]);
const { x, ...others } = py.dict({ x: 1, y: 2 });
deepEqual([one, rest, x, others, Math.max(...py.list([1, 5]))], [1, [2, 3], 1, { y: 2 }, 5]);
deepEqual(
  [new Map(py.dict({ a: 1 })), Object.fromEntries(py.dict({ a: 1 }))],
  [new Map([['a', 1]]), { a: 1 }],
);
const keys = [];
for (const key in py.dict({ a: 1, b: 2 })) keys.push(key);
deepEqual(keys, ['a', 'b']);
class Point {
  constructor() {
    this.v = 3;
  }
  double() {
    return this.v * 2;
  }
}
deepEqual(
  py.eval('lambda p, f: (p.v, p.double(), f(1, x=2))')(new Point(), (n, options) => n + options.x),
  [3, 6, 3],
);
console.log('done');
