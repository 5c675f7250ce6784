'use strict';

/** SQLiteError of bun:sqlite. */

const { native } = require('ext/sqlite/core');

// The names of SQLite's codes, primary ones first; extended ones are (number << 8) | primary.
const PRIMARY =
  'OK ERROR INTERNAL PERM ABORT BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL CANTOPEN PROTOCOL EMPTY ' +
  'SCHEMA TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB NOTICE WARNING';
const EXTENDED = {
  __proto__: null,
  ERROR: 'MISSING_COLLSEQ RETRY SNAPSHOT',
  ABORT: '- ROLLBACK',
  BUSY: 'RECOVERY SNAPSHOT TIMEOUT',
  LOCKED: 'SHAREDCACHE VTAB',
  READONLY: 'RECOVERY CANTLOCK ROLLBACK DBMOVED CANTINIT DIRECTORY',
  IOERR:
    'READ SHORT_READ WRITE FSYNC DIR_FSYNC TRUNCATE FSTAT UNLOCK RDLOCK DELETE BLOCKED NOMEM ACCESS CHECKRESERVEDLOCK ' +
    'LOCK CLOSE DIR_CLOSE SHMOPEN SHMSIZE SHMLOCK SHMMAP SEEK DELETE_NOENT MMAP GETTEMPPATH CONVPATH VNODE AUTH ' +
    'BEGIN_ATOMIC COMMIT_ATOMIC ROLLBACK_ATOMIC DATA CORRUPTFS',
  CORRUPT: 'VTAB SEQUENCE INDEX',
  CANTOPEN: 'NOTEMPDIR ISDIR FULLPATH CONVPATH DIRTYWAL SYMLINK',
  CONSTRAINT:
    'CHECK COMMITHOOK FOREIGNKEY FUNCTION NOTNULL PRIMARYKEY TRIGGER UNIQUE VTAB ROWID PINNED DATATYPE',
  AUTH: 'USER',
  NOTICE: 'RECOVER_WAL RECOVER_ROLLBACK',
  WARNING: 'AUTOINDEX',
};

/** @param {number} code @returns {string} `SQLITE_CONSTRAINT_UNIQUE` */
function nameOf(code) {
  const primary = PRIMARY.split(' ')[code & 0xff];
  if (primary === undefined) return `SQLITE_${code}`;
  const more = EXTENDED[primary]?.split(' ')[(code >> 8) - 1];
  return more === undefined || more === '-' ? `SQLITE_${primary}` : `SQLITE_${primary}_${more}`;
}

class SQLiteError extends Error {
  constructor(message, code, byteOffset = -1) {
    super(message);
    this.code = nameOf(code);
    this.errno = code;
    this.byteOffset = byteOffset;
  }
}
Object.defineProperty(SQLiteError.prototype, 'name', {
  __proto__: null,
  value: 'SQLiteError',
  configurable: true,
  writable: true,
});

/** What the last call on a database failed with. */
function lastError(handle) {
  const [code, message, , offset] = native.failure(handle);
  return new SQLiteError(message, code, offset);
}

module.exports = { SQLiteError, lastError };
