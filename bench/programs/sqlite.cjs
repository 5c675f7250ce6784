'use strict';

// Work on a database in memory, ns an operation, one JSON line: node sqlite.cjs PACKAGE, which is the path of
// better-sqlite3, or 'bun:sqlite' or 'node:sqlite'.

const ROWS = 100000;

function open(from) {
  if (from === 'bun:sqlite') return new (require('bun:sqlite').Database)(':memory:');
  if (from === 'node:sqlite') return new (require('node:sqlite').DatabaseSync)(':memory:');
  return new (require(from))(':memory:');
}

/** Nanoseconds for each of `count` operations; the best of several goes, since what disturbs only adds. */
function measure(count, work, goes = 5) {
  let best = Infinity;
  for (let go = 0; go < goes; go++) {
    const start = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count);
  }
  return best;
}

const db = open(process.argv[2]);
db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, value REAL, note TEXT)');
const insert = db.prepare('INSERT INTO t (name, value, note) VALUES (?, ?, ?)');
const get = db.prepare('SELECT * FROM t WHERE id = ?');
const select = db.prepare('SELECT * FROM t');

const inserts = measure(ROWS, () => {
  db.exec('DELETE FROM t; BEGIN');
  for (let i = 0; i < ROWS; i++) insert.run(`row number ${i}`, i * 0.5, 'some text that every row has');
  db.exec('COMMIT');
});
let found = 0;
const gets = measure(ROWS, () => {
  for (let i = 1; i <= ROWS; i++) found += get.get(((i * 7919) % ROWS) + 1).value;
});
const iterated = measure(ROWS, () => {
  for (const row of select.iterate()) found += row.id;
});
const all = measure(ROWS, () => {
  found += select.all().length;
});
if (!(found > 0)) throw new Error('nothing was found');
console.log(JSON.stringify([inserts, gets, iterated, all]));
