// pandas from TypeScript: named imports, columns, rows, functions of JavaScript's.
import assert from 'node:assert';
import { DataFrame, read_csv } from 'python:pandas';
import io from 'python:io';
import py, { kw } from 'naja:python';

const { equal, deepEqual, ok, throws } = assert;
const table = read_csv(
  io.StringIO('a,b,at\n1,x,2024-01-01\n2,y,2024-01-02\n3,,2024-01-03\n'),
  kw({ parse_dates: ['at'] }),
);
deepEqual([table.a.sum(), table.b[0], table.shape, table.nothing], [6, 'x', [3, 3], undefined]);
deepEqual([Object.keys(table), 'a' in table], [['a', 'b', 'at'], true]);
deepEqual(JSON.parse(JSON.stringify(table))[1], { a: 2, b: 'y', at: '2024-01-02T00:00:00' });
deepEqual(Object.keys(py.copy(table)[2]), ['a', 'b', 'at']);
deepEqual(py.copy(table.a), [1, 2, 3]);
deepEqual(
  [...table.itertuples()].map((row: { a: number }) => row.a),
  [1, 2, 3],
);
deepEqual([...table.get(py.gt(table.a, 1)).a], [2, 3]);
deepEqual([...table.a.apply((x: number) => x * 2)], [2, 4, 6]);
deepEqual([...table.apply((row: { a: number }) => row.a + 1, kw({ axis: 1 }))], [2, 3, 4]);
const made = new DataFrame({ x: [1, 2, 3], y: new Float64Array([1, 2, 3]) });
made.set('sum', py.add(made.x, made.y));
deepEqual([...made.get('sum')], [2, 4, 6]);
equal(made.groupby('x').y.agg(['sum', 'mean']).shape[1], 2);
ok(made instanceof DataFrame);
throws(() => py.getitem(table, 'nope'), { name: 'KeyError' });
console.log('done');
