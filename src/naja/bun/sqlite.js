'use strict';

/** bun:sqlite: https://bun.com/docs/api/sqlite */

const core = require('ext/sqlite/core');
const { SQLiteError, lastError } = require('bun/sqlite/errors');
const { Statement, createStatement } = require('bun/sqlite/statement');

const { native } = core;
const DEFAULT_FLAGS = core.OPEN_READWRITE | core.OPEN_CREATE;
const PERSISTENT = 1;
const LOAD_EXTENSION = 1005;
const DETERMINISTIC = 0x800;
const DIRECT_ONLY = 0x80000;
/** Statements that query() keeps. */
const MOST_QUERIES = 20;
const SAVEPOINT = '`\t_naja.\t`';

/** Of the options of a Database: how to open the file. */
function flagsOf(options) {
  if (typeof options === 'number') return options;
  if (options === null || typeof options !== 'object') return DEFAULT_FLAGS;
  const { readonly, create, readwrite } = options;
  if (readonly) return core.OPEN_READONLY;
  if (create) return DEFAULT_FLAGS;
  return readwrite ? core.OPEN_READWRITE : DEFAULT_FLAGS;
}

class Database {
  /** What the statements hold on to: the handle, null once it is closed, and what SQLite may call. */
  #state = { handle: null, keeper: new Map() };
  #options;
  #queries = new Map();

  /**
   * @param {string} [filename] `:memory:` or '' for one in memory
   * @param {number|{readonly?: boolean, create?: boolean, readwrite?: boolean, safeIntegers?: boolean, strict?: boolean}} [options]
   * @throws {SQLiteError|TypeError}
   */
  constructor(filename, options) {
    if (ArrayBuffer.isView(filename)) {
      this.#setUp(':memory:', core.OPEN_READWRITE | core.OPEN_CREATE, options);
      const code = native.deserialize(this.#state.handle, 'main', filename);
      if (code !== 0) throw lastError(this.#state.handle);
      return;
    }
    if (filename !== undefined && typeof filename !== 'string') {
      throw new TypeError(`Expected 'filename' to be a string, got '${typeof filename}'`);
    }
    this.#setUp(
      filename === undefined || filename.trim() === '' ? ':memory:' : filename.trim(),
      flagsOf(options),
      options,
    );
  }

  #setUp(path, flags, options) {
    this.#options = { safeIntegers: Boolean(options?.safeIntegers), strict: Boolean(options?.strict) };
    this.filename = path;
    core.admit(path, (flags & core.OPEN_READONLY) === 0);
    const handle = native.open(path, flags | (path.startsWith('file:') ? core.OPEN_URI : 0));
    if (Array.isArray(handle)) throw new SQLiteError(handle[2], handle[1]);
    native.configure(handle, LOAD_EXTENSION, true);
    core.limitFiles(handle);
    this.#state.handle = handle;
  }

  static open(filename, options) {
    return new Database(filename, options);
  }

  /** @param {Uint8Array} serialized @param {boolean|object} [options] @returns {Database} in memory */
  static deserialize(serialized, options) {
    const database = new Database(serialized, typeof options === 'object' ? options : undefined);
    if (options === true || options?.readonly) database.run('PRAGMA query_only = 1');
    return database;
  }

  /** Naja's SQLite is the one that it comes with. */
  static setCustomSQLite() {
    return false;
  }

  #open() {
    if (this.#state.handle === null) throw new RangeError('Cannot use a closed database');
    return this.#state.handle;
  }

  /** The statement that `sql` begins with. */
  #prepare(sql, flags) {
    const handle = this.#open();
    const prepared = native.prepare(handle, sql, flags, 0);
    if (typeof prepared === 'number') throw lastError(handle);
    if (prepared === null) throw new RangeError('Invalid SQL statement');
    return createStatement(this.#state, prepared[0], this.#options);
  }

  #checkSql(sql) {
    if (typeof sql !== 'string') throw new TypeError(`Expected 'query' to be a string, got '${typeof sql}'`);
    if (sql.length === 0) throw new Error('SQL query cannot be empty.');
  }

  /** A statement that is kept for the next call with the same SQL. @returns {Statement} */
  query(sql) {
    this.#checkSql(sql);
    this.#open();
    let statement = this.#queries.get(sql);
    if (statement !== undefined && !statement.isFinalized) return statement;
    statement = this.#prepare(sql, PERSISTENT);
    if (this.#queries.size < Database.MAX_QUERY_CACHE_SIZE) this.#queries.set(sql, statement);
    return statement;
  }

  clearQueryCache() {
    this.#queries.clear();
  }

  /** @param {string} sql @param {Array|object} [params] what is bound already @returns {Statement} */
  prepare(sql, params, flags = 0) {
    this.#checkSql(sql);
    const statement = this.#prepare(sql, flags);
    if (params === undefined) return statement;
    // Binding is part of every call; without any rows being asked for there is none.
    const bound = Array.isArray(params) ? params : [params];
    for (const name of ['get', 'all', 'values', 'raw', 'iterate', 'run']) {
      const method = Statement.prototype[name];
      const value = (...values) => Reflect.apply(method, statement, values.length > 0 ? values : bound);
      Object.defineProperty(statement, name, { __proto__: null, value, configurable: true, writable: true });
    }
    return statement;
  }

  /** Runs all statements of `sql`. @returns {{changes: number, lastInsertRowid: number|bigint}} */
  run(sql, ...params) {
    const { handle } = this.#state;
    if (handle === null) throw new Error('Database has closed');
    if (typeof sql !== 'string') throw new TypeError(`Expected SQL to be a string, got '${typeof sql}'`);
    if (sql.trim() === '') throw new Error("SQL string mustn't be blank");
    const before = native.totalChanges(handle);
    let at = 0;
    for (;;) {
      const prepared = native.prepare(handle, sql, 0, at);
      if (typeof prepared === 'number') throw lastError(handle);
      if (prepared === null) break;
      const statement = createStatement(this.#state, prepared[0], this.#options);
      at = prepared[1];
      try {
        statement.run(...(statement.paramsCount > 0 ? params : []));
      } finally {
        statement.finalize();
      }
    }
    const mode = this.#options.safeIntegers ? core.BIGINTS : core.NEAR;
    return { changes: native.totalChanges(handle) - before, lastInsertRowid: native.lastRowid(handle, mode) };
  }

  /**
   * A function that runs in a transaction, or within one in a savepoint; its variants begin one in their way.
   * @param {Function} fn
   * @returns {Function & {default: Function, deferred: Function, immediate: Function, exclusive: Function}}
   */
  transaction(fn) {
    if (typeof fn !== 'function') throw new TypeError('Expected first argument to be a function');
    const variant = (begin) => {
      const database = this;
      return function transaction(...values) {
        const isNested = database.inTransaction;
        database.run(isNested ? `SAVEPOINT ${SAVEPOINT}` : begin);
        try {
          const result = Reflect.apply(fn, this, values);
          database.run(isNested ? `RELEASE ${SAVEPOINT}` : 'COMMIT');
          return result;
        } catch (error) {
          if (database.inTransaction) {
            database.run(isNested ? `ROLLBACK TO ${SAVEPOINT}` : 'ROLLBACK');
            if (isNested) database.run(`RELEASE ${SAVEPOINT}`);
          }
          throw error;
        }
      };
    };
    const made = {
      default: variant('BEGIN'),
      deferred: variant('BEGIN DEFERRED'),
      immediate: variant('BEGIN IMMEDIATE'),
      exclusive: variant('BEGIN EXCLUSIVE'),
    };
    for (const one of Object.values(made)) {
      for (const [name, value] of Object.entries({ ...made, database: this })) {
        Object.defineProperty(one, name, { __proto__: null, value });
      }
    }
    return made.default;
  }

  /** Makes a function that SQL can call. */
  function(name, options, fn) {
    const handle = this.#open();
    if (typeof options === 'function') [options, fn] = [{}, options];
    if (typeof fn !== 'function') throw new TypeError('Expected a function');
    const { varargs, deterministic, directOnly, safeIntegers = this.#options.safeIntegers } = options ?? {};
    const flags = (deterministic ? DETERMINISTIC : 0) | (directOnly ? DIRECT_ONLY : 0);
    const count = varargs ? -1 : fn.length;
    const mode = safeIntegers ? core.BIGINTS : core.NEAR;
    if (native.function(handle, String(name), count, flags, mode, fn) !== 0) throw lastError(handle);
    this.#state.keeper.set(`${String(name).toLowerCase()}/${count}`, fn);
    return this;
  }

  /** Makes an aggregate, and with `inverse` a window function. */
  aggregate(name, options) {
    const handle = this.#open();
    const { start = null, step, inverse, result, varargs, directOnly, deterministic } = options;
    if (typeof step !== 'function') throw new TypeError('Expected options.step to be a function');
    const flags = (deterministic ? DETERMINISTIC : 0) | (directOnly ? DIRECT_ONLY : 0);
    const count = varargs ? -1 : Math.max(step.length, inverse?.length ?? 0, 1) - 1;
    const mode = (options.safeIntegers ?? this.#options.safeIntegers) ? core.BIGINTS : core.NEAR;
    const box = [start];
    const code = native.aggregate(handle, String(name), count, flags, mode, box, step, inverse, result);
    if (code !== 0) throw lastError(handle);
    this.#state.keeper.set(`${String(name).toLowerCase()}/${count}`, [box, step, inverse, result]);
    return this;
  }

  loadExtension(path, entryPoint) {
    const handle = this.#open();
    core.admitExtension(String(path));
    const problem = native.loadExtension(handle, String(path), entryPoint);
    if (problem !== null) throw new Error(problem);
  }

  /** @param {string} [name] @returns {Buffer} what its file has */
  serialize(name = 'main') {
    const bytes = native.serialize(this.#open(), name);
    if (bytes === undefined) throw new Error('Out of memory');
    return require('node/buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @returns {number} SQLite's code */
  fileControl(name, operation, value) {
    if (typeof name === 'number') [name, operation, value] = ['main', name, operation];
    if (value !== undefined && value !== null && typeof value !== 'number') {
      throw new TypeError('fileControl: values other than numbers are not there in Naja yet');
    }
    return native.fileControl(this.#open(), name ?? 'main', operation, value ?? 0)[0];
  }

  /** @param {boolean} [throwOnError] */
  close(throwOnError = false) {
    const { handle } = this.#state;
    if (handle === null) return;
    this.clearQueryCache();
    const code = native.close(handle);
    if (code === core.MISUSE) {
      if (throwOnError) throw new SQLiteError('a query of the database is running', 5);
      return;
    }
    this.#state.handle = null;
  }

  [Symbol.dispose]() {
    this.close();
  }

  get inTransaction() {
    return native.isTransaction(this.#open());
  }

  get handle() {
    return this.#state.handle === null ? -1 : 0;
  }
}
Database.MAX_QUERY_CACHE_SIZE = MOST_QUERIES;
const more = { __proto__: null, configurable: true, writable: true };
Object.defineProperty(Database.prototype, 'exec', {
  ...more,
  value: Database.prototype.run,
  enumerable: true,
});
Object.defineProperty(Database.prototype, Symbol.for('sqlite-type'), { ...more, value: 'bun:sqlite' });

exports.Database = Database;
exports.SQLiteError = SQLiteError;
exports.Statement = Statement;
Object.defineProperty(exports, 'constants', {
  __proto__: null,
  enumerable: true,
  configurable: true,
  get: () => require('bun/sqlite/constants').constants,
});
exports.default = Database;
