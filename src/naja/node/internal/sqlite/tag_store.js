'use strict';

/** SQLTagStore of node:sqlite: statements by the literals of a template, the last used ones kept. */

const { invalidArgument } = require('node/internal/sqlite/errors');

const DEFAULT_CAPACITY = 1000;

class SQLTagStore {
  #database;
  #capacity;
  /** By SQL, the last used last. @type {Map<string, StatementSync>} */
  #statements = new Map();

  constructor(database, capacity) {
    this.#database = database;
    this.#capacity = capacity;
    const own = { __proto__: null, enumerable: true, configurable: true };
    Object.defineProperties(this, {
      capacity: { ...own, get: () => this.#capacity },
      db: { ...own, get: () => this.#database },
      size: { ...own, get: () => this.#statements.size },
    });
  }

  #statementOf(strings) {
    if (!Array.isArray(strings)) {
      throw invalidArgument('First argument must be an array of strings (template literal).');
    }
    const sql = strings.join('?');
    let statement = this.#statements.get(sql);
    this.#statements.delete(sql);
    if (statement !== undefined) {
      try {
        void statement.sourceSQL;
      } catch {
        statement = undefined; // it was finalized
      }
    }
    statement ??= this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > this.#capacity) this.#statements.delete(this.#statements.keys().next().value);
    return statement;
  }

  get(strings, ...values) {
    return this.#statementOf(strings).get(...values);
  }

  all(strings, ...values) {
    return this.#statementOf(strings).all(...values);
  }

  iterate(strings, ...values) {
    return this.#statementOf(strings).iterate(...values);
  }

  run(strings, ...values) {
    return this.#statementOf(strings).run(...values);
  }

  clear() {
    this.#statements.clear();
  }
}

/** @param {DatabaseSync} database @param {number} [capacity] @returns {SQLTagStore} */
function createTagStore(database, capacity = DEFAULT_CAPACITY) {
  return new SQLTagStore(database, typeof capacity === 'number' ? Math.trunc(capacity) : DEFAULT_CAPACITY);
}

module.exports = { createTagStore };
