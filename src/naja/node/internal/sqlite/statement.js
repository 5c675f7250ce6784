'use strict';

/** StatementSync of node:sqlite, and its iterator. */

const {
  BIGINTS,
  DONE,
  MISUSE,
  NUMBERS,
  ROW,
  TOO_LARGE,
  arrayMaker,
  makerOf,
  native,
} = require('ext/sqlite/core');
const {
  errorOf,
  invalidArgument,
  invalidState,
  lastError,
  tooLarge,
} = require('node/internal/sqlite/errors');
const { checkBoolean, checkString } = require('node/internal/sqlite/options');

const kMake = Symbol('make');
/** So many values are read at once. */
const AT_ONCE = 256;
const THROWN = -2;
const REPREPARE = 5;
/** SQLite's counters, by Node's names. */
const COUNTERS = {
  __proto__: null,
  fullscanStep: 1,
  sort: 2,
  autoindex: 3,
  vmStep: 4,
  reprepare: REPREPARE,
  run: 6,
  filterMiss: 7,
  filterHit: 8,
  memused: 99,
};

const finalized = () => invalidState('statement has been finalized');

class StatementSync {
  #database; // the external; keeps it alive
  #handle;
  #options;
  #keeper; // what SQLite may call
  #names = null; // of the parameters: {name -> index}
  #hasPositions = true;
  #bare = null; // the same without their first character
  #maker = null;
  #width = 0;
  #version = 0; // of what the maker was made for
  #round = 0; // counts what ends iterators

  constructor(key, database, handle, options, keeper) {
    if (key !== kMake) {
      const error = new Error('Illegal constructor');
      error.code = 'ERR_ILLEGAL_CONSTRUCTOR';
      throw error;
    }
    this.#database = database;
    this.#handle = handle;
    this.#options = { ...options };
    this.#keeper = keeper;
    const own = { __proto__: null, enumerable: true, configurable: true };
    Object.defineProperties(this, {
      sourceSQL: { ...own, get: () => native.sql(this.#open(), false) },
      expandedSQL: { ...own, get: () => native.sql(this.#open(), true) },
    });
  }

  #open() {
    if (native.isFinalized(this.#handle)) throw finalized();
    return this.#handle;
  }

  /* ------------------------------------------------------------ parameters */

  #readNames() {
    this.#names = new Map();
    native.parameters(this.#handle).forEach((name, index) => {
      if (name !== null) this.#names.set(name, index + 1);
    });
  }

  #readBare() {
    this.#bare = new Map();
    for (const name of this.#names.keys()) {
      const bare = name.slice(1);
      const other = this.#bare.get(bare);
      if (other !== undefined) {
        this.#bare = null;
        throw invalidState(
          `Cannot create bare named parameter '${bare}' because of conflicting names '${other}' and '${name}'.`,
        );
      }
      this.#bare.set(bare, name);
    }
  }

  #indexOf(name) {
    if (this.#names === null) this.#readNames();
    let index = this.#names.get(name);
    if (index === undefined && this.#options.allowBareNamedParameters) {
      if (this.#bare === null) this.#readBare();
      index = this.#names.get(this.#bare.get(name));
    }
    return index;
  }

  #bindOne(index, value) {
    const code = native.bind(this.#handle, index, value === undefined ? null : value);
    if (code === 0) return;
    if (code === -1) {
      const error = new TypeError('BigInt value is too large to bind.');
      error.code = 'ERR_INVALID_ARG_VALUE';
      throw error;
    }
    if (code === THROWN)
      throw invalidArgument(`Provided value cannot be bound to SQLite parameter ${index}.`);
    throw lastError(this.#database);
  }

  /** Binds all parameters anew. */
  #bind(values) {
    const handle = this.#handle;
    const code = native.begin(handle);
    if (code !== 0) throw code === MISUSE ? errorOf(code) : finalized();
    this.#round++;
    if (values.length === 0) return handle;
    let at = 0;
    const first = values[0];
    const isNamed =
      (typeof first === 'object' || typeof first === 'function') &&
      first !== null &&
      !ArrayBuffer.isView(first) &&
      !(first instanceof ArrayBuffer);
    if (isNamed) {
      at = 1;
      for (const name of Object.keys(first)) {
        const index = this.#indexOf(name);
        if (index !== undefined) this.#bindOne(index, first[name]);
        else if (!this.#options.allowUnknownNamedParameters)
          throw invalidState(`Unknown named parameter '${name}'`);
      }
    }
    if (at === values.length) return handle;
    const names = isNamed ? native.parameters(handle) : null;
    let index = 1;
    for (; at < values.length; at++) {
      // Those with names are bound by them.
      while (names !== null && index <= names.length && names[index - 1] !== null) index++;
      this.#bindOne(index++, values[at]);
    }
    return handle;
  }

  /* ------------------------------------------------------------ rows */

  /** The function that makes a row, of the columns that the statement has now. */
  #rowMaker() {
    // What the schema's changes make SQLite prepare anew may have other columns.
    const version = native.status(this.#handle, REPREPARE, false);
    if (this.#maker !== null && version === this.#version) return this.#maker;
    this.#version = version;
    const names = native.columns(this.#handle);
    this.#width = names.length;
    return (this.#maker = this.#options.returnArrays ? arrayMaker(names.length) : makerOf(names, true));
  }

  get #mode() {
    return this.#options.readBigInts ? BIGINTS : NUMBERS;
  }

  /** What ended a step that ended badly. */
  #failure(code) {
    if (code === TOO_LARGE) return tooLarge(this.#database);
    return code === MISUSE ? errorOf(code) : lastError(this.#database);
  }

  /** @returns {object|undefined} the first row */
  get(...values) {
    const handle = this.#bind(values);
    let rows;
    try {
      rows = native.rows(handle, this.#mode, 1);
      const code = rows.at(-1);
      if (code === DONE) return undefined;
      if (code !== ROW) throw this.#failure(code);
      return this.#rowMaker()(rows, 0, rows.pop());
    } finally {
      native.reset(handle);
    }
  }

  /** @returns {object[]} */
  all(...values) {
    const handle = this.#bind(values);
    const found = [];
    try {
      for (;;) {
        const rows = native.rows(handle, this.#mode, AT_ONCE);
        const code = rows.pop();
        if (code !== ROW && code !== DONE) throw this.#failure(code);
        if (rows.length > 0) {
          const make = this.#rowMaker();
          const width = this.#width;
          for (let at = 0; at < rows.length; at += width) found.push(make(rows, at));
        }
        if (code === DONE) return found;
      }
    } finally {
      native.reset(handle);
    }
  }

  /** @returns {{changes: number|bigint, lastInsertRowid: number|bigint}} */
  run(...values) {
    const handle = this.#bind(values);
    const code = native.run(handle);
    if (code !== DONE) {
      const error = this.#failure(code);
      native.reset(handle);
      throw error;
    }
    const mode = this.#mode;
    const changes = native.changes(this.#database, mode);
    return { changes, lastInsertRowid: native.lastRowid(this.#database, mode) };
  }

  /** @returns {StatementSyncIterator} */
  iterate(...values) {
    this.#bind(values);
    const round = this.#round;
    let isOver = false;
    const end = () => {
      isOver = true;
      if (round === this.#round && !native.isFinalized(this.#handle)) native.reset(this.#handle);
    };
    return new StatementSyncIterator(
      () => {
        if (isOver) return undefined;
        const handle = this.#open();
        if (round !== this.#round) throw invalidState('iterator was invalidated');
        const rows = native.rows(handle, this.#mode, 1);
        const code = rows.pop();
        if (code !== ROW) {
          const error = code === DONE ? null : this.#failure(code);
          end();
          if (error !== null) throw error;
          return undefined;
        }
        return this.#rowMaker()(rows, 0);
      },
      () => {
        this.#open();
        end();
      },
    );
  }

  /** @returns {{column: string|null, database: string|null, name: string, table: string|null, type: string|null}[]} */
  columns() {
    const facts = native.columnFacts(this.#open());
    const columns = [];
    for (let i = 0; i < facts.length; i += 5) {
      const [column, database, name, table, type] = facts.slice(i, i + 5);
      columns.push({ __proto__: null, column, database, name, table, type });
    }
    return columns;
  }

  /** @param {string} counter @returns {number} what SQLite has counted */
  stat(counter) {
    const handle = this.#open();
    const id = COUNTERS[checkString(counter, 'counter')];
    if (id !== undefined) return native.status(handle, id, false);
    const error = new TypeError('The "counter" argument is not a valid statistic name.');
    error.code = 'ERR_INVALID_ARG_VALUE';
    throw error;
  }

  resetStats() {
    const handle = this.#open();
    for (const id of Object.values(COUNTERS)) native.status(handle, id, true);
    this.#maker = null;
  }

  setAllowBareNamedParameters(enabled) {
    this.#open();
    this.#options.allowBareNamedParameters = checkBoolean(enabled, 'allowBareNamedParameters');
  }

  setAllowUnknownNamedParameters(enabled) {
    this.#open();
    this.#options.allowUnknownNamedParameters = checkBoolean(enabled, 'enabled');
  }

  setReadBigInts(enabled) {
    this.#open();
    this.#options.readBigInts = checkBoolean(enabled, 'readBigInts');
  }

  setReturnArrays(enabled) {
    this.#open();
    this.#options.returnArrays = checkBoolean(enabled, 'returnArrays');
    this.#maker = null;
  }

  close() {
    this.#open();
    if (!native.finalize(this.#handle)) throw errorOf(MISUSE);
  }

  [Symbol.dispose]() {
    native.finalize(this.#handle);
  }
}

class StatementSyncIterator extends Iterator {
  #next;
  #end;

  constructor(next, end) {
    super();
    this.#next = next;
    this.#end = end;
  }

  next() {
    const row = this.#next();
    return row === undefined
      ? { __proto__: null, done: true, value: null }
      : { __proto__: null, done: false, value: row };
  }

  return() {
    this.#end();
    return { __proto__: null, done: true, value: null };
  }
}

/** @param {Map} keeper what must live as long as the statement @returns {StatementSync} */
function createStatement(database, handle, options, keeper) {
  return new StatementSync(kMake, database, handle, options, keeper);
}

module.exports = { StatementSync, createStatement };
