'use strict';

/** Statement of bun:sqlite. */

const core = require('ext/sqlite/core');
const { SQLiteError, lastError } = require('bun/sqlite/errors');

const { DONE, MISUSE, ROW, native } = core;
const REPREPARE = 5;
const AT_ONCE = 256;
const TYPES = [null, 'INTEGER', 'FLOAT', 'TEXT', 'BLOB', 'NULL'];
const WRONG = 'Binding expected string, TypedArray, boolean, number, bigint or null';
const kMake = Symbol('make');

/** An INTEGER as SQLite's bytes, and others likewise. */
function rawOf(value) {
  switch (typeof value) {
    case 'bigint':
      return new Uint8Array(BigInt64Array.of(value).buffer);
    case 'number':
      return new Uint8Array(Float64Array.of(value).buffer);
    case 'string':
      return binding('buffer').utf8Encode(value);
    default:
      return value;
  }
}

/** Makes rows that are instances of a class, whose constructor is not called. */
function instanceMaker(names, { prototype }) {
  const make = core.makerOf(names, false);
  return (values, at) => Object.assign(Object.create(prototype), make(values, at));
}

class Statement {
  #database; // { handle, keeper }
  #handle;
  #safe;
  #strict;
  #class;
  #make = null;
  #width = 0;
  #version = 0;
  #names = null; // of the parameters

  constructor(key, database, handle, { safeIntegers, strict }) {
    if (key !== kMake) throw new TypeError('Statement can only be made by a Database');
    this.#database = database;
    this.#handle = handle;
    this.#safe = safeIntegers;
    this.#strict = strict;
  }

  #open() {
    const { handle } = this.#database;
    if (handle === null) throw new Error('Database has closed');
    if (native.isFinalized(this.#handle)) throw new Error('Statement has finalized');
    return this.#handle;
  }

  /* ------------------------------------------------------------ parameters */

  get #parameters() {
    return (this.#names ??= native.parameters(this.#handle));
  }

  #bindOne(index, value) {
    const handle = this.#handle;
    let code;
    if (typeof value === 'number' && Number.isSafeInteger(value))
      code = native.bindInteger(handle, index, value);
    else if (typeof value === 'bigint') {
      if (this.#safe && BigInt.asIntN(64, value) !== value) {
        throw new RangeError(`BigInt value '${value}' is out of range`);
      }
      code = native.bind(handle, index, BigInt.asIntN(64, value));
    } else if (
      value !== null &&
      typeof value === 'object' &&
      !ArrayBuffer.isView(value) &&
      !isBuffer(value)
    ) {
      throw new TypeError(WRONG);
    } else code = native.bind(handle, index, value === undefined ? null : value);
    if (code === -2) throw new TypeError(WRONG);
    if (code !== 0) throw lastError(this.#database.handle);
  }

  /** Values of a statement are bound anew where there are some; without any they stay. */
  #bind(values) {
    const handle = this.#open();
    if (native.reset(handle) === MISUSE) throw new SQLiteError(native.errorText(MISUSE), MISUSE);
    if (values.length === 0) return handle;
    let [first] = values;
    if (values.length === 1 && first !== null && typeof first === 'object') {
      if (Array.isArray(first)) values = first;
      else if (isNamed(first)) {
        native.clearBindings(handle);
        this.#bindNamed(first);
        return handle;
      }
    }
    const { length } = this.#parameters;
    if (values.length === 0 && length > 0) return handle;
    if (values.length !== length) {
      throw new Error(`SQLite query expected ${length} values, received ${values.length}`);
    }
    native.clearBindings(handle);
    for (let i = 0; i < length; i++) this.#bindOne(i + 1, values[i]);
    return handle;
  }

  #bindNamed(object) {
    this.#parameters.forEach((name, index) => {
      const key = name === null ? String(index) : name;
      let value = object[key];
      if (value === undefined && name !== null) value = object[name.slice(1)];
      if (value === undefined) {
        const bare = name === null ? key : name.slice(1);
        if (this.#strict && !(key in object) && !(bare in object))
          throw new Error(`Missing parameter "${bare}"`);
        return;
      }
      this.#bindOne(index + 1, value);
    });
  }

  /* ------------------------------------------------------------ rows */

  get #mode() {
    return this.#safe ? core.BIGINTS : core.NEAR;
  }

  #look() {
    const version = native.status(this.#handle, REPREPARE, false);
    if (this.#make !== null && version === this.#version) return;
    this.#version = version;
    const names = native.columns(this.#handle);
    this.#width = names.length;
    this.#make = this.#class === undefined ? core.makerOf(names, false) : instanceMaker(names, this.#class);
  }

  /** Reads all rows. @param {function(Array, number): *} [make] of the values; the rows themselves without it */
  #read(handle, mode, make) {
    const found = [];
    try {
      for (;;) {
        const rows = native.rows(handle, mode, AT_ONCE);
        const code = rows.pop();
        if (code !== ROW && code !== DONE) throw lastError(this.#database.handle);
        if (rows.length > 0) {
          this.#look();
          const [width, maker] = [this.#width, make ?? this.#make];
          for (let at = 0; at < rows.length; at += width) found.push(maker(rows, at));
        }
        if (code === DONE) return found;
      }
    } finally {
      native.reset(handle);
    }
  }

  /** @returns {object|null} the first row */
  get(...values) {
    const handle = this.#bind(values);
    try {
      const rows = native.rows(handle, this.#mode, 1);
      const code = rows.pop();
      if (code === DONE) return null;
      if (code !== ROW) throw lastError(this.#database.handle);
      this.#look();
      return this.#make(rows, 0);
    } finally {
      native.reset(handle);
    }
  }

  /** @returns {object[]} */
  all(...values) {
    return this.#read(this.#bind(values), this.#mode);
  }

  /** @returns {Array[]} */
  values(...values) {
    return this.#read(this.#bind(values), this.#mode, (row, at) => row.slice(at, at + this.#width));
  }

  /** @returns {(Uint8Array|null)[][]} as SQLite has them */
  raw(...values) {
    const slice = (row, at) => row.slice(at, at + this.#width).map(rawOf);
    return this.#read(this.#bind(values), core.BIGINTS, slice);
  }

  *iterate(...values) {
    const handle = this.#bind(values);
    try {
      for (;;) {
        this.#open();
        const rows = native.rows(handle, this.#mode, 1);
        const code = rows.pop();
        if (code === DONE) return;
        if (code !== ROW) throw lastError(this.#database.handle);
        this.#look();
        yield this.#make(rows, 0);
      }
    } finally {
      if (!native.isFinalized(handle)) native.reset(handle);
    }
  }

  [Symbol.iterator]() {
    return this.iterate();
  }

  /** @returns {{changes: number, lastInsertRowid: number|bigint}} */
  run(...values) {
    const handle = this.#bind(values);
    const database = this.#database.handle;
    const before = native.totalChanges(database);
    if (native.run(handle) !== DONE) {
      const error = lastError(database);
      native.reset(handle);
      throw error;
    }
    const changes = native.totalChanges(database) - before;
    return { changes, lastInsertRowid: native.lastRowid(database, this.#mode) };
  }

  /* ------------------------------------------------------------ about it */

  /** Rows become instances of a class. @param {Function} [Class] @returns {this} */
  as(Class) {
    if (Class !== undefined && typeof Class !== 'function') {
      throw new TypeError('Expected class to be a constructor or undefined');
    }
    this.#class = Class;
    this.#make = null;
    return this;
  }

  /** @param {boolean} [on] whether integers are BigInts */
  safeIntegers(on) {
    if (on === undefined) return this.#safe;
    this.#safe = Boolean(on);
    return this;
  }

  get columnNames() {
    return native.columns(this.#open());
  }

  /** @returns {string[]} of the first row's values */
  get columnTypes() {
    const handle = this.#open();
    if (!native.isReadonly(handle)) {
      throw new Error(
        'columnTypes is not available for non-read-only statements (INSERT, UPDATE, DELETE, etc.)',
      );
    }
    native.reset(handle);
    try {
      native.rows(handle, core.NEAR, 1);
      return native.columnTypes(handle).map((type) => TYPES[type]);
    } finally {
      native.reset(handle);
    }
  }

  get declaredTypes() {
    return native.columnFacts(this.#open()).filter((_, index) => index % 5 === 4);
  }

  get paramsCount() {
    this.#open();
    return this.#parameters.length;
  }

  get reader() {
    return native.columns(this.#open()).length > 0;
  }

  get readonly() {
    return native.isReadonly(this.#open());
  }

  get isFinalized() {
    return native.isFinalized(this.#handle);
  }

  finalize() {
    native.finalize(this.#handle);
  }

  [Symbol.dispose]() {
    this.finalize();
  }

  /** @returns {string} its SQL, with what is bound */
  toString() {
    return native.isFinalized(this.#handle) ? 'SELECT NULL' : native.sql(this.#handle, true);
  }

  toJSON() {
    const isFinalized = native.isFinalized(this.#handle);
    if (isFinalized) return { sql: this.toString(), isFinalized, paramsCount: 0, columnNames: [] };
    return {
      sql: this.toString(),
      isFinalized,
      paramsCount: this.paramsCount,
      columnNames: this.columnNames,
    };
  }
}
Object.defineProperty(Statement.prototype, Symbol.toStringTag, {
  __proto__: null,
  value: 'Statement',
  configurable: true,
});

function isBuffer(value) {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/** Whether values are given by name. */
function isNamed(object) {
  return !ArrayBuffer.isView(object) && !isBuffer(object) && !(object instanceof Date);
}

/** @param {{handle: External, keeper: Map}} database @returns {Statement} */
function createStatement(database, handle, options) {
  return new Statement(kMake, database, handle, options);
}

module.exports = { Statement, createStatement };
