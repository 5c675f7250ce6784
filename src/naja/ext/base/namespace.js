'use strict';

/** Namespaces whose properties load what they stand for when they are first looked at: `Deno`, `Bun`. */

/**
 * Defines a property that is made at first use and a plain one from then on.
 * @param {object} target
 * @param {string} name
 * @param {() => unknown} make
 * @param {boolean} [writable]
 */
function defineLazy(target, name, make, writable = true) {
  const put = (value) =>
    Object.defineProperty(target, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      writable,
      value,
    });
  Object.defineProperty(target, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      put(value);
      return value;
    },
    set: writable ? put : undefined,
  });
}

/**
 * Defines what a table says: the id of a built-in -> the names, with spaces between, of what it exports.
 * @param {object} target
 * @param {Record<string, string>} table
 */
function defineTable(target, table) {
  for (const id of Object.keys(table)) {
    for (const name of table[id].split(' ')) defineLazy(target, name, () => require(id)[name]);
  }
}

/**
 * Defines accessors that are asked each time.
 * @param {object} target
 * @param {Record<string, () => unknown>} getters
 */
function defineGetters(target, getters) {
  for (const name of Object.keys(getters)) {
    Object.defineProperty(target, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get: getters[name],
    });
  }
}

module.exports = { defineGetters, defineLazy, defineTable };
