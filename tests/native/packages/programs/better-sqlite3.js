'use strict';

// A database at work: statements, transactions, functions and virtual tables in JavaScript, backups, WAL, errors.

const fs = require('node:fs');
const path = require('node:path');
const util = require('node:util');
const Database = require('better-sqlite3');

const folder = process.cwd();
const file = (name) => path.join(folder, name);

function failure(run) {
  try {
    return run();
  } catch (error) {
    return [
      error.name,
      error.code,
      error.message,
      error instanceof Error,
      error instanceof Database.SqliteError,
    ];
  }
}

function statements(db) {
  db.exec('CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age, photo BLOB)');
  const insert = db.prepare('INSERT INTO people (name, age, photo) VALUES (@name, @age, @photo)');
  console.log(insert.run({ name: 'Ada', age: 36, photo: Buffer.from('ada') }));
  console.log(insert.run({ name: 'Жанна ☕', age: null, photo: null }));
  console.log(insert.run({ name: '', age: 0.1 + 0.2, photo: Buffer.alloc(0) }));
  console.log(insert.run({ name: 'nul\0inside', age: 'a text', photo: new Uint8Array([0, 255]) }));
  console.log(insert.run({ name: '𝕏 lone \ud800', age: -0, photo: null }));
  console.log(db.prepare('INSERT INTO people (name, age) VALUES (?, ?)').run('Bob', 1e308));
  console.log(db.prepare('INSERT INTO people (name, age) VALUES (?, $age)').run(['Cleo'], { age: 7n }));

  const all = db.prepare('SELECT * FROM people ORDER BY id');
  console.log(all.all());
  console.log(all.get(), all.pluck().all(), all.pluck(false).raw().get());
  console.log(all.raw(false).expand().get());
  console.log(all.expand(false).columns());
  console.log(all.reader, all.readonly, all.busy, all.database === db, all.source, insert.reader);
  console.log(
    db.prepare('SELECT * FROM people WHERE id = ?').get(99),
    db.prepare('SELECT ?').pluck().get(null),
  );
  console.log(db.prepare('SELECT :a AS a, @b AS b, $c AS c').get({ a: 1, b: 'two', c: 3.5 }));
  console.log(db.prepare('SELECT ? + ?').bind(1, 2).get());
  console.log(db.prepare('UPDATE people SET age = 1 WHERE age IS NULL RETURNING name').all());

  const seen = [];
  for (const row of all.iterate()) {
    seen.push(row.name);
    if (seen.length === 3) break;
  }
  console.log(seen, all.busy, [...all.pluck().iterate()]);
  all.pluck(false);
  const iterator = all.iterate();
  iterator.next();
  console.log(
    all.busy,
    failure(() => all.get()),
    failure(() => db.close()),
    failure(() => insert.run({})),
  );
  console.log(iterator.return(), all.busy, iterator[Symbol.iterator]() === iterator);
}

function integers(db) {
  db.exec('CREATE TABLE numbers (n INTEGER)');
  const insert = db.prepare('INSERT INTO numbers VALUES (?)');
  for (const n of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 5, -1.5, undefined]) {
    console.log(failure(() => insert.run(n).changes));
  }
  console.log(failure(() => insert.run(2n ** 63n)));
  const select = db.prepare('SELECT n FROM numbers').pluck();
  console.log(select.all(), select.safeIntegers().all());
  db.defaultSafeIntegers();
  console.log(db.prepare('SELECT 1, 2.5').raw().get(), insert.run(1).lastInsertRowid);
  console.log(db.prepare('INSERT INTO numbers VALUES (9)').run());
  db.defaultSafeIntegers(false);
}

function transactions(db) {
  db.exec('CREATE TABLE log (text TEXT CHECK (length(text) < 10))');
  const insert = db.prepare('INSERT INTO log VALUES (?)');
  const many = db.transaction((texts) => {
    for (const text of texts) insert.run(text);
    return db.inTransaction;
  });
  console.log(many(['a', 'b']), db.inTransaction);
  console.log(failure(() => many(['c', 'much too long'])));
  const nested = db.transaction(() => {
    insert.run('outer');
    console.log(failure(() => many(['inner', 'much too long'])));
    insert.run('outer 2');
  });
  nested();
  nested.immediate();
  console.log(
    nested.database === db,
    failure(() => many.exclusive(['last'])),
  );
  console.log(db.prepare('SELECT text FROM log').pluck().all());
  console.log(failure(() => db.transaction(async () => 1)()));
  class Stop extends Error {}
  const stop = db.transaction(() => {
    insert.run('gone');
    throw new Stop('kept');
  });
  console.log(failure(stop), db.prepare('SELECT count(*) FROM log').pluck().get());
}

function functions(db) {
  db.function('plus', (a, b) => a + b);
  db.function('join_all', { varargs: true }, (...args) => args.map((x) => util.inspect(x)).join('|'));
  db.function('kind', { deterministic: true, safeIntegers: true }, (x) => typeof x);
  db.function('fails', () => {
    throw new RangeError('from inside');
  });
  db.function('odd', () => ({}));
  db.function('bytes', (n) => Buffer.alloc(n, 7));
  console.log(
    db.prepare("SELECT plus(1, 2), plus('a', 'b'), join_all(1, 'x', NULL, 2.5, x'0102')").raw().get(),
  );
  console.log(
    db.prepare("SELECT kind(1), kind(1.5), kind('s'), kind(NULL), kind(x'00'), hex(bytes(3))").raw().get(),
  );
  console.log(failure(() => db.prepare('SELECT fails()').get()));
  console.log(failure(() => db.prepare('SELECT odd()').get()));
  console.log(failure(() => db.prepare('SELECT plus(1)').get()));
  console.log(failure(() => db.prepare('SELECT nowhere(1)').get()));
  const other = new Database(db.name, { readonly: true });
  const nameOf = other.prepare('SELECT name FROM people WHERE id = ?').pluck();
  db.function('reenter', (id) => nameOf.get(id));
  db.function('prepares', () => failure(() => db.prepare('SELECT 1')).at(2));
  console.log(db.prepare('SELECT prepares()').pluck().get());
  console.log(db.prepare('SELECT id, reenter(id) AS name FROM people LIMIT 2').all());
  other.close();

  db.aggregate('product', { start: 1, step: (total, next) => total * next });
  db.aggregate('texts', {
    start: () => [],
    step: (list, next) => void list.push(next),
    result: (list) => list.join(''),
  });
  db.aggregate('moving', {
    start: 0,
    step: (sum, next) => sum + next,
    inverse: (sum, gone) => sum - gone,
    result: (sum) => sum * 10,
  });
  db.aggregate('broken', {
    start: 0,
    step: (total, next) => {
      throw new Error(`step ${total} ${next} failed`);
    },
  });
  db.exec('CREATE TABLE v (x INTEGER); INSERT INTO v VALUES (1), (2), (3), (4)');
  console.log(db.prepare('SELECT product(x), texts(x), product(x) FILTER (WHERE x > 9) FROM v').raw().get());
  console.log(
    db
      .prepare('SELECT moving(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM v')
      .pluck()
      .all(),
  );
  console.log(failure(() => db.prepare('SELECT broken(x) FROM v').get()));
}

function tables(db) {
  db.table('steps', {
    columns: ['value', 'square'],
    parameters: ['first', 'last'],
    *rows(first, last = 3) {
      for (let i = first; i <= last; i++) yield i % 2 ? [i, i * i] : { square: i * i, value: i };
    },
  });
  console.log(db.prepare('SELECT * FROM steps(2, 5)').all());
  console.log(db.prepare('SELECT s.square FROM v JOIN steps(v.x, 4) AS s ORDER BY 1').pluck().all());
  db.table('lines', function (text) {
    return {
      columns: ['line'],
      *rows() {
        for (const line of text.slice(1, -1).split(' ')) yield [`${this === undefined ? '' : '-'}${line}`];
      },
    };
  });
  db.exec("CREATE VIRTUAL TABLE words USING lines('one two three')");
  console.log(db.prepare('SELECT * FROM words').pluck().all());
  db.table('bad', {
    columns: ['a'],
    *rows() {
      yield [1];
      throw new Error('row failed');
    },
  });
  console.log(failure(() => db.prepare('SELECT * FROM bad').all()));
  console.log(failure(() => db.table('wrong', { columns: ['a'], rows() {} })));
}

function errors(db) {
  for (const sql of [
    'SELEC 1',
    'SELECT * FROM nowhere',
    '',
    'SELECT 1; SELECT 2',
    'SELECT "',
    'SELECT 1 /* open',
  ]) {
    console.log(failure(() => db.prepare(sql)?.source));
  }
  console.log(failure(() => db.prepare("INSERT INTO people (name) VALUES ('Ada')").run()));
  console.log(failure(() => db.prepare('INSERT INTO people (age) VALUES (1)').run()));
  console.log(failure(() => db.prepare('SELECT ?').get()));
  console.log(failure(() => db.prepare('SELECT ?').get(1, 2)));
  console.log(failure(() => db.prepare('SELECT ?').get({})));
  console.log(failure(() => db.prepare('SELECT @a').get({ b: 1 })));
  console.log(failure(() => db.prepare('SELECT ?').get(Symbol('s'))));
  console.log(failure(() => db.prepare('SELECT ?').get(true)));
  console.log(failure(() => db.prepare('SELECT ?').get(new Date(0))));
  console.log(failure(() => db.prepare('DELETE FROM v').all()));
  console.log(failure(() => db.prepare('SELECT 1').run()));
  console.log(failure(() => db.prepare(1)));
  console.log(failure(() => db.exec('CREATE TABLE v (x)')));
  console.log(failure(() => new Database(file('missing/x.db'))));
  console.log(failure(() => new Database(file('missing.db'), { fileMustExist: true })));
  console.log(
    failure(() => new Database(12.5)),
    failure(() => new Database({})),
  );
  fs.writeFileSync(
    file('text.db'),
    'this is no database, but long enough to be read as the header of one'.repeat(20),
  );
  console.log(failure(() => new Database(file('text.db')).prepare('SELECT * FROM sqlite_master').all()));
  console.log(failure(() => Object.getPrototypeOf(db.prepare('SELECT 1')).get.call({})));
  const throwing = {
    get a() {
      throw new TypeError('a getter');
    },
  };
  console.log(failure(() => db.prepare('SELECT @a').get(throwing)));
}

function files() {
  const lines = [];
  const db = new Database(file('wal.db'), { verbose: (sql, ...rest) => lines.push([sql, ...rest]) });
  console.log(db.pragma('journal_mode = WAL'), db.pragma('journal_mode', { simple: true }));
  db.exec('CREATE TABLE t (a, b); CREATE INDEX i ON t (a)');
  db.prepare('INSERT INTO t VALUES (?, ?)').run(1, 'bound');
  console.log(lines, fs.existsSync(file('wal.db-wal')));
  const reader = new Database(file('wal.db'), { readonly: true, timeout: 10 });
  console.log(reader.readonly, reader.memory, path.basename(reader.name), reader.open);
  console.log(
    failure(() => reader.exec('DELETE FROM t')),
    reader.prepare('SELECT * FROM t').all(),
  );
  const other = new Database(file('wal.db'), { timeout: 0 });
  db.exec('BEGIN IMMEDIATE');
  console.log(failure(() => other.exec('BEGIN IMMEDIATE')));
  db.exec('ROLLBACK');
  console.log(
    db.pragma('table_info(t)'),
    db.pragma('cache_size = 5000'),
    db.pragma('user_version', { simple: true }),
  );
  for (const each of [reader, other, db])
    console.log(
      each.close().open,
      failure(() => each.prepare('SELECT 1')),
    );
  console.log(fs.existsSync(file('wal.db-wal')));
}

async function backups(db) {
  const seen = [];
  db.exec(
    'CREATE TABLE big AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 3000)' +
      ' SELECT n, hex(zeroblob(200)) AS text FROM c',
  );
  const result = await db.backup(file('backup.db'), {
    progress(progress) {
      seen.push(progress.remainingPages < progress.totalPages);
      return 100;
    },
  });
  const copy = new Database(file('backup.db'), { readonly: true });
  console.log(result.remainingPages, seen.length > 2, seen.every(Boolean));
  console.log(copy.prepare('SELECT count(*), sum(n) FROM big').raw().get(), copy.pragma('integrity_check'));
  copy.close();
  console.log(await db.backup(file('nowhere/x.db')).catch((error) => [error.name, error.message]));
  const bytes = db.serialize();
  console.log(Buffer.isBuffer(bytes), bytes.length > 600000, bytes.toString('latin1', 0, 15));
  const again = new Database(bytes);
  console.log(again.prepare('SELECT count(*) FROM big').pluck().get(), again.memory);
  again.prepare('DELETE FROM big WHERE n > 1').run();
  console.log(
    again.prepare('SELECT count(*) FROM big').pluck().get(),
    db.prepare('SELECT max(n) FROM big').get(),
  );
}

function objects(db) {
  console.log(util.inspect(new Database(':memory:'), { breakLength: 200 }));
  console.log(Object.keys(db), util.inspect(db.prepare('SELECT 1').get()), String(db), Database.length);
  console.log(Database(':memory:') instanceof Database);
  const row = db.prepare('SELECT 1 AS a, 2 AS "b c", 3 AS a, 4 AS "__proto__", 5 AS "5"').get();
  console.log(Object.entries(row), Object.getPrototypeOf(row) === Object.prototype);
  const blob = db.prepare("SELECT x'00ff10'").pluck().get();
  console.log(Buffer.isBuffer(blob), blob, blob.buffer.byteLength >= 3);
  const text = 'ü'.repeat(100000) + '🎉';
  console.log(db.prepare('SELECT ?').pluck().get(text) === text);
  console.log(
    db
      .prepare('SELECT ?')
      .pluck()
      .get(Buffer.alloc(1 << 20, 3))
      .equals(Buffer.alloc(1 << 20, 3)),
  );
}

function volume() {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, value REAL)');
  const insert = db.prepare('INSERT INTO t (name, value) VALUES (?, ?)');
  db.transaction(() => {
    for (let i = 0; i < 20000; i++) insert.run(`row ${i}`, i / 2);
  })();
  let sum = 0;
  for (const row of db.prepare('SELECT * FROM t').iterate()) sum += row.value + row.name.length;
  console.log(
    sum,
    db.prepare('SELECT * FROM t').all().length,
    db.prepare('SELECT * FROM t').raw().all().at(-1),
  );
  for (let i = 0; i < 2000; i++) db.prepare(`SELECT ${i}`).get();
  for (let i = 0; i < 200; i++) new Database(':memory:').exec('CREATE TABLE t (a)');
  globalThis.gc?.();
}

/** Four threads write to one database; each has its own connection. */
async function workers() {
  const { Worker } = require('node:worker_threads');
  const db = new Database(file('shared.db'));
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE t (worker INTEGER, n INTEGER)');
  const answers = await Promise.all(
    [1, 2, 3, 4].map(
      (id) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(__filename, { workerData: { id, file: file('shared.db') } });
          let answer;
          worker.on('message', (message) => (answer = message));
          worker.on('error', reject);
          worker.on('exit', (code) => resolve([answer, code]));
        }),
    ),
  );
  console.log(
    answers,
    db.prepare('SELECT worker, count(*) AS n, sum(n) AS sum FROM t GROUP BY 1 ORDER BY 1').all(),
  );
  db.close();
}

function inWorker({ id, file }) {
  const db = new Database(file, { timeout: 30000 });
  db.function('doubled', (n) => n * 2);
  const insert = db.prepare('INSERT INTO t VALUES (?, doubled(?))');
  for (let i = 0; i < 20; i++) db.transaction(() => insert.run(id, i)).immediate();
  // The last ones are left open, for the end of the thread to close.
  new Database(':memory:').prepare('SELECT 1').get();
  require('node:worker_threads').parentPort.postMessage(failure(() => insert.run('x', Symbol('y')))[2]);
}

async function main() {
  const db = new Database(file('main.db'));
  for (const part of [
    statements,
    integers,
    transactions,
    functions,
    tables,
    errors,
    files,
    backups,
    objects,
    workers,
  ]) {
    console.log(`--- ${part.name}`);
    await part(db);
  }
  volume();
  console.log(db.prepare('SELECT sqlite_version() > 3').pluck().get(), db.close().open, db.close().open);
}

const { isMainThread, workerData } = require('node:worker_threads');
if (isMainThread) main();
else inWorker(workerData);
