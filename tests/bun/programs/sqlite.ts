// bun:sqlite: databases, statements, values, classes, transactions, functions, and what goes wrong.
import Default, { Database, SQLiteError, constants } from 'bun:sqlite';
console.log(Default === Database, typeof SQLiteError, JSON.stringify(constants));
const db = new Database(':memory:');
const s = db.query('select 1 as a, ?1 as b, $c as c');
const t = async (n: string, f: () => any) => {
  try {
    console.log(
      n,
      JSON.stringify(f(), (k, v) => (typeof v === 'bigint' ? v + 'n' : v)),
    );
  } catch (e: any) {
    console.log(n, e.name, e.message, e.code, e.errno, e.byteOffset, Object.keys(e).join());
  }
};
console.log(String(s), s.columnNames.join(), s.paramsCount, db.filename, db.inTransaction);
db.run('create table t(id integer primary key, a, b text, c blob, d real)');
t('run', () => db.run('insert into t(a,b) values (?,?)', [1, 'x']));
t('run2', () => db.run('insert into t(a,b) values (?,?)', 1, 'x'));
t('run multi', () => db.run('insert into t(a) values (1); insert into t(a) values (2); select 1'));
t('exec', () => db.exec('select 1'));
for (const v of [
  undefined,
  null,
  1,
  1.5,
  2 ** 40,
  true,
  10n,
  2n ** 63n,
  'ä',
  new Uint8Array([1]),
  new Float64Array(1),
  new ArrayBuffer(2),
  Buffer.from('x'),
  new Date(0),
  {},
  [],
  Symbol(),
  () => 1,
  NaN,
  Infinity,
])
  t('bind ' + typeof v + Object.prototype.toString.call(v), () =>
    db.query('select ? as v, typeof(?1) as t').get(v as any),
  );
t('named', () => db.query('select $a as a, :b as b, @c as c').get({ $a: 1, ':b': 2, '@c': 3 }));
t('named bare', () => db.query('select $a as a').get({ a: 1 } as any));
t('named missing', () => db.query('select $a as a').get({} as any));
t('named extra', () => db.query('select $a as a').get({ $a: 1, $b: 2 } as any));
t('array', () => db.query('select ? as a, ? as b').get([1, 2] as any));
t('too few', () => db.query('select ? as a, ? as b').get(1));
t('too many', () => db.query('select ? as a').get(1, 2));
t('none', () => db.query('select ? as a').get());
t('get none', () => db.query('select 1 where 0').get());
t('all', () => db.query('select id, a, b from t').all());
t('values', () => db.query('select id, a, b from t').values());
t('raw', () => (db.query("select 1 as x, 'a' as y") as any).raw());
t('iterate', () => [...db.query('select id from t').iterate()]);
t('iter', () => [...(db.query('select id from t') as any)]);
t('run stmt', () => db.query('insert into t(a) values (9)').run());
t('run select', () => db.query('select * from t').run());
t('cached', () => db.query('select 1') === db.query('select 1'));
t('prepared', () => db.prepare('select 1') === db.prepare('select 1'));
t('prepare params', () => db.prepare('select ? as q', [5]).get());
class Row {
  id!: number;
  get double() {
    return this.id * 2;
  }
}
t('as', () => {
  const r: any = db.query('select id from t').as(Row).get();
  return [r instanceof Row, r.double, r];
});
t('as2', () =>
  db
    .query('select id from t')
    .as(Row)
    .all()
    .map((r) => r.double),
);
t('as bad', () => db.query('select 1').as(1 as any));
t('names', () => {
  const q = db.query('select id, a as "x y", 1 from t');
  return [q.columnNames, (q as any).columnTypes, (q as any).declaredTypes];
});
t('types after', () => {
  const q = db.query('select id, a, b from t');
  q.get();
  return [(q as any).columnTypes, (q as any).declaredTypes];
});
t('types insert', () => (db.query('insert into t(a) values(1)') as any).columnTypes);
t('syntax', () => db.query('selec 1'));
t('syntax run', () => db.run('selec 1'));
t('no table', () => db.query('select * from nope'));
t('unique', () => db.run('insert into t(id) values (1)'));
t('empty', () => db.query(''));
t('empty run', () => db.run(''));
t('comment', () => db.query('-- x'));
t('not string', () => db.query(1 as any));
t('int big', () => db.query('select 9007199254740993 as v').get());
const si = new Database(':memory:', { safeIntegers: true });
t('safe', () => si.query('select 1 as a, 9007199254740993 as v').get());
t('safe run', () => si.run('create table x(a); insert into x values(1)'));
t('safe bind', () => si.query('select ? as v').get(2n ** 70n));
t('stmt safe', () => (db.query('select 1 as a') as any).safeIntegers?.(true)?.get?.());
const st = new Database(':memory:', { strict: true });
t('strict', () => st.query('select $a as a, :b as b').get({ a: 1, b: 2 }));
t('strict missing', () => st.query('select $a as a').get({ b: 1 } as any));
t('strict pref', () => st.query('select $a as a').get({ $a: 1 } as any));
t('strict few', () => st.query('select ? as a, ? as b').get(1));
t('tx', () => {
  const f = db.transaction((a: number, b: number) => {
    db.run('insert into t(a) values (?)', [a]);
    if (b) throw new Error('roll');
    return [a, db.inTransaction];
  });
  const r: any[] = [f(100, 0)];
  try {
    f(101, 1);
  } catch (e: any) {
    r.push(e.message);
  }
  r.push(
    db.query('select count(*) as n from t where a >= 100').get(),
    f.deferred(102, 0),
    f.immediate(103, 0),
    f.exclusive(104, 0),
  );
  const g = db.transaction(() => {
    f(105, 0);
    try {
      f(106, 1);
    } catch {}
    return db.inTransaction;
  });
  r.push(g(), db.query('select group_concat(a) as n from t where a >= 100').get(), db.inTransaction);
  return r;
});
t('tx bad', () => db.transaction(1 as any));
t('ser', () => {
  const b = db.serialize();
  const d2 = Database.deserialize(b);
  return [b.constructor.name, b.length > 100, d2.query('select count(*) as n from t').get()];
});
t('final', () => {
  const q = db.prepare('select 1');
  q.finalize();
  q.finalize();
  return q.get();
});
t('ro', () => new Database('./none.db', { readonly: true }));
t('create', () => new Database('/nonexistent/x.db'));
t('nocreate', () => new Database('./none.db', { readwrite: true }));
t('ext', () => db.loadExtension('nope'));
t('bool', () => db.query('select true as a').get());
t('dup', () => db.query('select 1 as a, 2 as a').get());
t('file', () => {
  const f = new Database('./f.db', { create: true });
  f.run('pragma journal_mode = wal');
  f.run('create table if not exists z(a)');
  const r = f.filename;
  f.close();
  return r;
});
t('close', () => {
  const d = new Database();
  const q = d.query('select 1');
  d.close();
  d.close();
  try {
    return q.get();
  } catch (e: any) {
    return e.message;
  }
});
t('closed', () => {
  const d = new Database();
  d.close();
  return d.query('select 1');
});
t('closed run', () => {
  const d = new Database();
  d.close();
  return d.run('select 1');
});
t('opts', () => new Database(':memory:', 'x' as any));
t('name', () => new Database(5 as any));
t('using', () => {
  using d = new Database();
  using q = d.query('select 1 as a');
  return q.get();
});
t('toString', () => {
  const q = db.query('select ? as a, $b as b');
  q.get(1);
  return q.toString();
});
t('static', () => Database.open(':memory:').query('select 1 as a').get());
t('setCustom', () => Database.setCustomSQLite('x'));
t('fc', () => db.fileControl(10, 0));
t('clear', () => (db as any).clearQueryCache?.());
t('function', () => {
  db.function('add', (a: number, b: number) => a + b);
  db.function('many', { varargs: true }, (...given: unknown[]) => given.length);
  return db.query('select add(1, 2) as a, many(1, 2, 3) as b').get();
});
t('thrown', () => {
  db.function('fails', () => {
    throw new TypeError('from JavaScript');
  });
  return db.query('select fails()').get();
});
t('aggregate', () => {
  db.aggregate('sum_of', { start: 0, step: (sum: number, value: number) => sum + value });
  return db.query('select sum_of(id) as s from t').get();
});
t('json', () => db.query('select ? as a').toJSON());
t('kinds', () => [
  db.query('select 1').readonly,
  db.query('select 1').reader,
  db.query('delete from t').readonly,
]);
