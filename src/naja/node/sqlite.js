'use strict';

/** node:sqlite: https://nodejs.org/api/sqlite.html */

const core = require('ext/sqlite/core');
const errors = require('node/internal/sqlite/errors');
const {
  checkBoolean,
  checkFunction,
  checkObject,
  checkPath,
  checkString,
  reader,
} = require('node/internal/sqlite/options');
const { StatementSync, createStatement } = require('node/internal/sqlite/statement');
const { Session, createSession } = require('node/internal/sqlite/session');
const { constants } = require('node/internal/sqlite/constants');
const limits = require('node/internal/sqlite/limits');
const tags = require.lazy('node/internal/sqlite/tag_store');
const backups = require.lazy('node/internal/sqlite/backup');

const { native } = core;

const FOREIGN_KEYS = 1002;
const LOAD_EXTENSION = 1005;
const DEFENSIVE = 1010;
const DOUBLE_QUOTES_IN_DML = 1013;
const DOUBLE_QUOTES_IN_DDL = 1014;
const DETERMINISTIC = 0x800;
const DIRECT_ONLY = 0x80000;
/** What Node's SQLite has at most. */
const MOST_VARIABLES = 32766;

const kType = Symbol.for('sqlite-type');

let handleOf;
let openOf;

class DatabaseSync {
  #handle = null;
  #path;
  #options;
  #statementOptions;
  #mayLoad = false; // enableLoadExtension()
  #limits = null;
  /** What SQLite may call, so that it stays: by name and number of arguments. */
  #keeper = new Map();

  static {
    handleOf = (value) =>
      typeof value === 'object' && value !== null && #handle in value ? value.#handle : undefined;
    openOf = (database) => database.#open();
  }

  /**
   * @param {string|Uint8Array|URL} path
   * @param {object} [options]
   * @throws {TypeError|Error}
   */
  constructor(path, options) {
    this.#path = checkPath(path);
    const given = options === undefined ? {} : checkObject(options, 'options');
    const read = reader(given);
    const isOpen = read.boolean('open', true);
    this.#options = {
      readOnly: read.boolean('readOnly', false),
      enableForeignKeyConstraints: read.boolean('enableForeignKeyConstraints', true),
      enableDoubleQuotedStringLiterals: read.boolean('enableDoubleQuotedStringLiterals', false),
      allowExtension: read.boolean('allowExtension', false),
      timeout: read.integer('timeout', 0),
    };
    this.#statementOptions = {
      readBigInts: read.boolean('readBigInts', false),
      returnArrays: read.boolean('returnArrays', false),
      allowBareNamedParameters: read.boolean('allowBareNamedParameters', true),
      allowUnknownNamedParameters: read.boolean('allowUnknownNamedParameters', false),
    };
    this.#options.defensive = read.boolean('defensive', true);
    this.#options.limits = limits.readLimits(given.limits);
    const own = { __proto__: null, enumerable: true, configurable: true };
    Object.defineProperties(this, {
      isOpen: { ...own, get: () => this.#handle !== null },
      isTransaction: { ...own, get: () => native.isTransaction(this.#open()) },
      limits: { ...own, get: () => this.#getLimits() },
      [kType]: { ...own, value: 'node:sqlite' },
    });
    if (isOpen) this.open();
  }

  #open() {
    if (this.#handle === null) throw errors.invalidState('database is not open');
    return this.#handle;
  }

  #getLimits() {
    this.#open();
    return (this.#limits ??= limits.limitsOf(() => this.#open()));
  }

  open() {
    if (this.#handle !== null) throw errors.invalidState('database is already open');
    const options = this.#options;
    const path = this.#path;
    core.admit(path, !options.readOnly);
    const flags = options.readOnly ? core.OPEN_READONLY : core.OPEN_READWRITE | core.OPEN_CREATE;
    const handle = native.open(path, flags | core.OPEN_URI);
    if (Array.isArray(handle)) throw errors.errorOf(handle[1], handle[2]);
    native.configure(handle, DOUBLE_QUOTES_IN_DML, options.enableDoubleQuotedStringLiterals);
    native.configure(handle, DOUBLE_QUOTES_IN_DDL, options.enableDoubleQuotedStringLiterals);
    native.configure(handle, FOREIGN_KEYS, options.enableForeignKeyConstraints);
    native.configure(handle, DEFENSIVE, options.defensive);
    native.busyTimeout(handle, options.timeout);
    native.limit(handle, limits.VARIABLES, MOST_VARIABLES);
    for (const [id, value] of options.limits) native.limit(handle, id, value);
    core.limitFiles(handle);
    this.#mayLoad = options.allowExtension;
    native.configure(handle, LOAD_EXTENSION, this.#mayLoad);
    this.#handle = handle;
  }

  close() {
    const code = native.close(this.#open());
    if (code !== 0) throw errors.errorOf(code);
    this.#handle = null;
  }

  [Symbol.dispose]() {
    if (this.#handle !== null) this.close();
  }

  /** @param {string} sql of one statement @param {object} [options] @returns {StatementSync} */
  prepare(sql, options) {
    const handle = this.#open();
    checkString(sql, 'sql');
    let own = this.#statementOptions;
    if (options !== undefined) {
      const read = reader(checkObject(options, 'options'));
      own = {};
      for (const [name, value] of Object.entries(this.#statementOptions))
        own[name] = read.boolean(name, value);
    }
    const prepared = native.prepare(handle, sql, 0, 0);
    if (typeof prepared === 'number') throw errors.lastError(handle);
    if (prepared === null) {
      const error = new TypeError('The SQL query contains no statements.');
      error.code = 'ERR_INVALID_ARG_VALUE';
      throw error;
    }
    return createStatement(handle, prepared[0], own, this.#keeper);
  }

  /** @param {string} sql of any number of statements */
  exec(sql) {
    const handle = this.#open();
    checkString(sql, 'sql');
    if (native.exec(handle, sql) !== 0) throw errors.lastError(handle);
  }

  /**
   * Makes a function that SQL can call.
   * @param {string} name
   * @param {{deterministic?: boolean, directOnly?: boolean, useBigIntArguments?: boolean, varargs?: boolean}} [options]
   * @param {Function} fn
   */
  function(name, options, fn) {
    const handle = this.#open();
    checkString(name, 'name');
    if (arguments.length < 3) [options, fn] = [undefined, options];
    const read = reader(options === undefined ? {} : checkObject(options, 'options'));
    const mode = read.boolean('useBigIntArguments', false) ? core.BIGINTS : core.NUMBERS;
    const isVariadic = read.boolean('varargs', false);
    const deterministic = read.boolean('deterministic', false) ? DETERMINISTIC : 0;
    const flags = deterministic | (read.boolean('directOnly', false) ? DIRECT_ONLY : 0);
    checkFunction(fn, 'function');
    const count = isVariadic ? -1 : fn.length;
    if (native.function(handle, name, count, flags, mode, fn) !== 0) throw errors.lastError(handle);
    this.#keeper.set(`${name.toLowerCase()}/${count}`, fn);
  }

  /** Makes an aggregate, and with `inverse` a window function. */
  aggregate(name, options) {
    const handle = this.#open();
    checkString(name, 'name');
    const { start, step, inverse, result } = checkObject(options, 'options');
    if (start === undefined || (typeof start === 'object' && start !== null)) {
      throw errors.invalidArgument('The "options.start" argument must be a function or a primitive value.');
    }
    checkFunction(step, 'options.step');
    const read = reader(options);
    const mode = read.boolean('useBigIntArguments', false) ? core.BIGINTS : core.NUMBERS;
    const isVariadic = read.boolean('varargs', false);
    const flags = read.boolean('directOnly', false) ? DIRECT_ONLY : 0;
    if (inverse !== undefined) checkFunction(inverse, 'options.inverse');
    // Of step and inverse the first argument is what was counted so far.
    const count = isVariadic ? -1 : Math.max(step.length, inverse?.length ?? 0, 1) - 1;
    const box = [start];
    const code = native.aggregate(handle, name, count, flags, mode, box, step, inverse, result);
    if (code !== 0) throw errors.lastError(handle);
    this.#keeper.set(`${name.toLowerCase()}/${count}`, [box, step, inverse, result]);
  }

  /** @param {number} [capacity] statements that are kept @returns {SQLTagStore} */
  createTagStore(capacity) {
    this.#open();
    return tags().createTagStore(this, capacity);
  }

  /** @param {string} [name] of the database @returns {string|null} its file */
  location(name = 'main') {
    const handle = this.#open();
    return native.filename(handle, checkString(name, 'dbName'));
  }

  /** @param {{table?: string, db?: string}} [options] @returns {Session} */
  createSession(options) {
    const handle = this.#open();
    const read = reader(options === undefined ? {} : checkObject(options, 'options'));
    const table = read.string('table');
    const session = native.session(handle, read.string('db', 'main'), table);
    if (typeof session === 'number') throw errors.errorOf(session);
    return createSession(this, session);
  }

  /** @returns {boolean} whether it was applied */
  applyChangeset(changeset, options) {
    const handle = this.#open();
    if (!(changeset instanceof Uint8Array)) {
      throw errors.invalidArgument('The "changeset" argument must be a Uint8Array.');
    }
    const read = reader(options === undefined ? {} : checkObject(options, 'options'));
    const onConflict = read.function('onConflict');
    const filter = read.function('filter');
    const code = native.apply(handle, changeset, filter, onConflict);
    if (code === 0) return true;
    if (code === 4) return false; // SQLITE_ABORT
    throw errors.make(native.errorText(code), code);
  }

  enableLoadExtension(allow) {
    const handle = this.#open();
    checkBoolean(allow, 'allow');
    if (allow && !this.#options.allowExtension) {
      throw errors.invalidState(
        'Cannot enable extension loading because it was disabled at database creation.',
      );
    }
    this.#mayLoad = allow;
    native.configure(handle, LOAD_EXTENSION, allow);
  }

  loadExtension(path, entryPoint) {
    const handle = this.#open();
    if (!this.#options.allowExtension || !this.#mayLoad) {
      throw errors.invalidState('extension loading is not allowed');
    }
    checkString(path, 'path');
    if (entryPoint !== undefined) checkString(entryPoint, 'entryPoint');
    core.admitExtension(path);
    const problem = native.loadExtension(handle, path, entryPoint);
    if (problem === null) return;
    const error = new Error(problem);
    error.code = 'ERR_LOAD_SQLITE_EXTENSION';
    throw error;
  }

  enableDefensive(active) {
    const handle = this.#open();
    native.configure(handle, DEFENSIVE, checkBoolean(active, 'active'));
  }

  /** @param {string} [name] @returns {Uint8Array} what its file has */
  serialize(name = 'main') {
    const handle = this.#open();
    const bytes = native.serialize(handle, checkString(name, 'dbName'));
    if (bytes === undefined) throw errors.lastError(handle);
    return bytes;
  }

  /** Becomes a database in memory, of what serialize() gave. */
  deserialize(buffer, options) {
    const handle = this.#open();
    if (!(buffer instanceof Uint8Array)) {
      throw errors.invalidArgument('The "buffer" argument must be a Uint8Array.');
    }
    if (buffer.length === 0) {
      const error = new TypeError('The "buffer" argument must not be empty.');
      error.code = 'ERR_INVALID_ARG_VALUE';
      throw error;
    }
    const read = reader(options === undefined ? {} : checkObject(options, 'options'));
    const name = read.string('dbName', 'main');
    native.finalizeAll(handle);
    const code = native.deserialize(handle, name, buffer);
    if (code !== 0) throw errors.lastError(handle);
  }

  /** @param {Function|null} callback asked for each thing that SQL wants to do; gives SQLITE_OK, SQLITE_DENY or SQLITE_IGNORE */
  setAuthorizer(callback) {
    const handle = this.#open();
    if (callback === null) {
      native.setAuthorizer(handle, null);
      this.#keeper.delete('authorizer');
      return;
    }
    checkFunction(callback, 'callback');
    const asked = (...facts) => {
      const code = callback(...facts);
      if (!Number.isInteger(code)) {
        throw new TypeError('Authorizer callback must return an integer authorization code');
      }
      if (code < 0 || code > 2) {
        throw new RangeError('Authorizer callback returned a invalid authorization code');
      }
      return code;
    };
    native.setAuthorizer(handle, asked);
    this.#keeper.set('authorizer', asked);
  }
}

/**
 * Copies a database while others may use it.
 * @param {DatabaseSync} sourceDb
 * @param {string|Uint8Array|URL} path
 * @param {{source?: string, target?: string, rate?: number, progress?: Function}} [options]
 * @returns {Promise<number>} how many pages it has
 */
function backup(sourceDb, path, options = undefined) {
  if (handleOf(sourceDb) === undefined) {
    throw errors.invalidArgument('The "sourceDb" argument must be an object.');
  }
  return backups().backup(() => openOf(sourceDb), path, options);
}

/** Its methods, as Node has them, can be enumerated. */
for (const Class of [DatabaseSync, StatementSync, Session]) {
  for (const name of Object.getOwnPropertyNames(Class.prototype)) {
    if (name !== 'constructor')
      Object.defineProperty(Class.prototype, name, { __proto__: null, enumerable: true });
  }
}

module.exports = { DatabaseSync, StatementSync, Session, constants, backup };
