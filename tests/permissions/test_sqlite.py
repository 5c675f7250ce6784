"""Databases of restricted programs: what SQLite would open is asked for, whoever names it."""

import sqlite3
from pathlib import Path

from conftest import RunNaja

PROGRAM = """
const { DatabaseSync, backup } = require('node:sqlite');
const { Database } = require('bun:sqlite');
const tried = (name, action) => {
  try {
    action();
    console.log(name, 'done');
  } catch (error) {
    console.log(name, error.code);
  }
};
const memory = () => new DatabaseSync(':memory:');
tried('memory', () => memory().exec('CREATE TABLE t(a)'));
tried('read', () => new DatabaseSync('mine/a.db', { readOnly: true }).prepare('SELECT * FROM t').all());
tried('write', () => new DatabaseSync('mine/a.db'));
tried('bun', () => new Database('mine/a.db'));
tried('bun reads', () => new Database('mine/a.db', { readonly: true }));
tried('other', () => new DatabaseSync('other.db', { readOnly: true }));
tried('link', () => new DatabaseSync('mine/link.db', { readOnly: true }));
tried('URI', () => new DatabaseSync('file:other.db?mode=ro'));
tried('attach', () => memory().exec("ATTACH 'other.db' AS o"));
tried('vacuum', () => memory().exec("VACUUM INTO 'new.db'"));
tried('raised', () => {
  const database = memory();
  database.limits.attach = Infinity;
  database.exec("ATTACH 'other.db' AS o");
});
tried('backup', () => backup(memory(), 'new.db'));
tried('extension', () => new DatabaseSync(':memory:', { allowExtension: true }).loadExtension('./x.so'));
"""


def test_databases_ask(run_naja: RunNaja, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for name in ("mine/a.db", "other.db"):
        with sqlite3.connect(tmp_path / name) as database:
            database.execute("CREATE TABLE t(a)")
        database.close()
    (tmp_path / "mine" / "link.db").symlink_to(tmp_path / "other.db")
    program = tmp_path / "mine" / "p.cjs"
    program.write_text(PROGRAM)
    result = run_naja("--allow-read=mine", program)
    told = dict(line.rsplit(" ", 1) for line in result.stdout.splitlines())
    denied = {"write", "bun", "other", "link", "URI", "backup", "extension"}
    assert told == {
        **dict.fromkeys(["memory", "read", "bun reads"], "done"),
        **dict.fromkeys(denied, "ERR_ACCESS_DENIED"),
        **dict.fromkeys(["attach", "vacuum", "raised"], "ERR_SQLITE_ERROR"),
    }, result.stderr
    assert not (tmp_path / "new.db").exists()
