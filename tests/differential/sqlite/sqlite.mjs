// node:sqlite: databases, statements, values, functions, sessions, backups, and what goes wrong.
import { DatabaseSync, StatementSync, Session, backup, constants } from 'node:sqlite';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tried = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message, error.errcode, error.errstr);
  }
};
const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
const file = join(folder, 'a.db');
console.log(Object.keys(constants).length, DatabaseSync.name, typeof StatementSync, typeof Session);
const members = (object) =>
  Object.entries(Object.getOwnPropertyDescriptors(object)).map(
    ([name, { enumerable }]) => `${name} ${enumerable}`,
  );
console.log(members(DatabaseSync.prototype).sort().join(), members(StatementSync.prototype).sort().join());

const db = new DatabaseSync(file);
console.log(db, db.limits, db.location() === file, statSync(file).size);
db.exec(`CREATE TABLE t(id INTEGER PRIMARY KEY, a, b TEXT, c BLOB, d REAL);
         CREATE TABLE u(t INTEGER REFERENCES t(id));`);
const insert = db.prepare('INSERT INTO t(a, b, c, d) VALUES (?, ?, ?, ?)');
const values = [
  1,
  2.5,
  'ä\0ö',
  null,
  7n,
  true,
  new Uint8Array([1, 2]),
  new DataView(new ArrayBuffer(2)),
  '',
  -0,
];
for (const value of values) tried('insert', () => insert.run(value, 'text', new Uint8Array(3), 1));
for (const value of [Symbol(), 2n ** 63n, Promise.resolve(), []])
  tried('not', () => insert.run(1, value, 2, 3));
tried('too many', () => insert.run(1, 2, 3, 4, 5));
const all = db.prepare('SELECT * FROM t');
console.log(all.all(), all, all.columns());
all.setReturnArrays(true);
all.setReadBigInts(true);
console.log(all.get(), [...all.iterate()].length, all.sourceSQL, insert.expandedSQL);
tried('arrays', () => all.setReturnArrays(1));
const named = db.prepare('SELECT $a AS a, :b AS b, @c AS c, ? AS d');
tried('named', () => named.get({ a: 1, ':b': 2, c: 3 }, 4));
tried('unknown', () => named.get({ z: 1 }));
named.setAllowUnknownNamedParameters(true);
tried('allowed', () => named.get({ z: 1, a: 5 }, 6));
named.setAllowBareNamedParameters(false);
tried('bare', () => named.get({ a: 1, $a: 7 }));
tried('twice', () => db.prepare('SELECT $k, @k').get({ k: 1 }));
tried('same names', () => db.prepare('SELECT 1 AS a, 2 AS a, 3 AS "__proto__", 4 AS "x y"').get());
tried('large', () => db.prepare('SELECT 9007199254740993').get());
tried('none', () => db.prepare('SELECT 1 WHERE 0').get());
tried('nothing', () => db.prepare(' '));
tried('syntax', () => db.prepare('SELEC 1'));
tried('exec', () => db.exec('INSERT INTO u VALUES (99)'));
tried('unique', () => db.exec('INSERT INTO t(id) VALUES (1)'));
tried('quotes', () => db.exec('SELECT "x"'));
const changing = db.prepare('SELECT * FROM u');
console.log(
  changing.columns().length,
  db.exec('ALTER TABLE u ADD COLUMN v DEFAULT 3; INSERT INTO u(t) VALUES (1)'),
);
console.log(changing.all(), changing.get());
const iterator = all.iterate();
console.log(iterator.next().done, iterator[Symbol.toStringTag], iterator.map((row) => row.length).next());
all.get();
tried('invalidated', () => iterator.next());
tried('returned', () => all.iterate().return());

// Functions
db.function('add', (a, b) => a + b);
db.function('many', { varargs: true, useBigIntArguments: true }, (...given) =>
  given.map((one) => typeof one).join(),
);
db.function('fails', () => {
  throw new RangeError('from JavaScript');
});
db.function(
  'gives',
  (kind) => [undefined, null, 1.5, 'x', 3n, new Uint8Array([65]), {}, true, Promise.resolve()][kind],
);
tried('add', () => db.prepare("SELECT add(1, 2) AS n, add('a', 'b') AS s").get());
tried('many', () => db.prepare("SELECT many(1, 2.5, 'x', NULL, x'00') AS s").get());
tried('fails', () => db.prepare('SELECT fails()').get());
tried('fails in exec', () => db.exec('SELECT fails()'));
for (let i = 0; i < 9; i++) tried(`gives ${i}`, () => db.prepare(`SELECT gives(${i}) AS v`).get());
tried('closes', () => db.function('again', () => db.prepare('SELECT 5 AS n').get().n));
tried('within', () => db.prepare('SELECT again() AS n').get());
db.aggregate('total_of', {
  start: 0,
  step: (sum, value) => sum + value,
  inverse: (sum, value) => sum - value,
});
db.aggregate('listed', {
  start: () => [],
  step: (list, value) => [...list, value],
  result: (list) => list.join('|'),
});
tried('aggregate', () => db.prepare('SELECT total_of(id) AS n, listed(id) AS l FROM t').get());
tried('window', () =>
  db
    .prepare(
      'SELECT total_of(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n FROM t LIMIT 3',
    )
    .all(),
);
tried('no window', () => db.prepare('SELECT listed(id) OVER () FROM t').all());
tried('no function', () => db.function('x', 1));
tried('no start', () => db.aggregate('x', { step() {} }));
const asked = new Set();
db.setAuthorizer((action, ...details) => {
  asked.add([action, ...details].join());
  return action === constants.SQLITE_DELETE ? constants.SQLITE_DENY : constants.SQLITE_OK;
});
tried('denied', () => db.exec('DELETE FROM u'));
tried('read', () => db.prepare('SELECT a FROM t').get());
console.log([...asked]);
db.setAuthorizer(() => 'yes');
tried('no code', () => db.exec('SELECT 1'));
db.setAuthorizer(null);

// Transactions, limits, tags
db.exec('BEGIN');
console.log(db.isTransaction, db.exec('ROLLBACK'), db.isTransaction);
db.limits.sqlLength = 30;
tried('limit', () => db.exec(`SELECT '${'x'.repeat(40)}'`));
db.limits.sqlLength = Infinity;
tried('limit', () => (db.limits.attach = -1));
const sql = db.createTagStore(2);
console.log(sql, sql.get`SELECT ${1} AS a`, sql.all`SELECT ${2} AS a`, sql.get`SELECT ${3} AS c`, sql.size);
tried('no tag', () => sql.get('SELECT 1'));

// Sessions
const copyOf = () => {
  const other = new DatabaseSync(':memory:');
  other.exec('CREATE TABLE p(k INTEGER PRIMARY KEY, v)');
  return other;
};
const [source, target] = [copyOf(), copyOf()];
const session = source.createSession({ table: 'p' });
source.exec("INSERT INTO p VALUES (1, 'x'), (2, 'y')");
const changes = session.changeset();
console.log(session, changes, session.patchset().length, target.applyChangeset(changes));
tried('conflict', () => target.applyChangeset(changes));
tried('omitted', () => target.applyChangeset(changes, { onConflict: () => constants.SQLITE_CHANGESET_OMIT }));
tried('filtered', () => target.applyChangeset(changes, { filter: () => false }));
tried('bad filter', () => target.applyChangeset(changes, { filter() { throw new Error('filter'); } })); // prettier-ignore
tried('bad changes', () => target.applyChangeset(new Uint8Array([1, 2, 3])));
console.log(target.prepare('SELECT * FROM p').all(), session.close());
tried('closed', () => session.changeset());
const bytes = source.serialize();
target.deserialize(bytes);
console.log(bytes.length, target.prepare('SELECT count(*) AS n FROM p').get());

// Backups, closing
const seen = [];
console.log(await backup(db, join(folder, 'b.db'), { rate: 2, progress: (state) => seen.push(state) }), seen);
await backup(db, join(folder, 'none', 'x')).catch((error) =>
  console.log(error.code, error.message, error.errcode),
);
tried('read only', () =>
  new DatabaseSync(join(folder, 'b.db'), { readOnly: true }).exec('CREATE TABLE x(y)'),
);
const late = db.prepare('SELECT 1');
console.log(db.close(), db.isOpen);
tried('closed', () => db.exec('SELECT 1'));
tried('statement', () => late.get());
tried('closed again', () => db.close());
tried('directory', () => new DatabaseSync(folder));
tried('scheme', () => new DatabaseSync(new URL('http://x')));
tried('null byte', () => new DatabaseSync('a\0b'));
tried('options', () => new DatabaseSync('a', { readOnly: 1 }));
tried('illegal', () => new StatementSync());
rmSync(folder, { recursive: true });
