'use strict';

/**
 * Dicts: their items are properties, which come before methods, as an object's own properties do; and they have what a
 * Map has.
 */

const native = binding('python');
const { Handler, isIndex, settle } = require('python/js/objects');
const { indexOf, marks } = require('python/js/kinds');

const { MISSING } = marks;
const KEYS = 0;
const VALUES = 1;
const PAIRS = 2;

/** The item that a property stands for: that of the text, else, for `0` and the like, that of the number. */
function itemOf(index, key) {
  const item = native.item(index, key, true);
  return item === MISSING && isIndex(key) ? native.item(index, Number(key), true) : item;
}

/** The key that a property stands for. */
function keyOf(index, key) {
  return isIndex(key) && !native.contains(index, key) && native.contains(index, Number(key))
    ? Number(key)
    : key;
}

class DictHandler extends Handler {
  get(target, key, receiver) {
    if (typeof key === 'symbol') return Reflect.get(this.type.prototype, key, receiver);
    if (this.listed !== undefined) {
      const value = this.listed.last(key);
      if (value !== MISSING) return value;
    }
    const item = itemOf(this.index, key);
    if (item !== MISSING) return item;
    const value = Object.hasOwn(this.type.kind, key) ? MISSING : this.attribute(key);
    return value === MISSING ? Reflect.get(this.type.prototype, key, receiver) : value;
  }

  set(target, key, value) {
    if (typeof key === 'symbol') return false;
    native.setItem(this.index, keyOf(this.index, key), value);
    return true;
  }

  has(target, key) {
    if (typeof key === 'symbol') return key in this.type.prototype;
    if (itemOf(this.index, key) !== MISSING) return true;
    return native.has(this.index, key) || key in this.type.prototype;
  }

  deleteProperty(target, key) {
    if (typeof key !== 'symbol') native.removeItem(this.index, keyOf(this.index, key));
    return true;
  }

  ownKeys() {
    return this.listing();
  }

  getOwnPropertyDescriptor(target, key) {
    if (typeof key === 'symbol') return undefined;
    let value = this.listed === undefined ? MISSING : this.listed.take(key);
    if (value === MISSING) value = itemOf(this.index, key);
    if (value === MISSING) return undefined;
    return { value, writable: true, enumerable: true, configurable: true };
  }
}

settle(DictHandler);

/** What a dict has of a Map. `get`, `keys`, `values`, `clear` and the rest are Python's. */
const methods = {
  get size() {
    return native.length(indexOf(this));
  },
  get(key, otherwise) {
    const item = native.item(indexOf(this), key, true);
    return item === MISSING ? otherwise : item;
  },
  set(key, value) {
    native.setItem(indexOf(this), key, value);
    return this;
  },
  has(key) {
    return native.contains(indexOf(this), key);
  },
  delete(key) {
    return native.removeItem(indexOf(this), key);
  },
  forEach(call, self) {
    for (const [key, value] of native.entries(indexOf(this), PAIRS))
      Reflect.apply(call, self, [value, key, this]);
  },
  keys() {
    return native.entries(indexOf(this), KEYS)[Symbol.iterator]();
  },
  values() {
    return native.entries(indexOf(this), VALUES)[Symbol.iterator]();
  },
  /** Plain data: what JSON.stringify then goes through without Python. */
  toJSON() {
    return native.copy(indexOf(this), true);
  },
  entries() {
    return native.entries(indexOf(this), PAIRS)[Symbol.iterator]();
  },
  [Symbol.iterator]() {
    return native.entries(indexOf(this), PAIRS)[Symbol.iterator]();
  },
};

module.exports = { Handler: DictHandler, methods };
