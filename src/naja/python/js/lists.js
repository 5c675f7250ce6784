'use strict';

/**
 * Lists: arrays to JavaScript (Array.isArray says so), which have Python's methods as well.
 *
 * What reads a whole list reads it in one crossing. Where a program's function is called on the way, elements are read
 * again if Python has run since (`native.epoch` counts): a list may be changed while it is gone through.
 */

const native = binding('python');
const { Handler, inspectTarget, isIndex, placeOf, settle } = require('python/js/objects');
const { indexOf, Keywords, marks, symbols } = require('python/js/kinds');
const helpers = require.lazy('python/js/helpers');

const { MISSING } = marks;
const { epoch } = native;
const CHUNK = 256;

class ListHandler extends Handler {
  get(target, key, receiver) {
    if (typeof key === 'symbol') return Reflect.get(this.type.prototype, key, receiver);
    const place = placeOf(key);
    if (place >= 0) {
      const item = native.item(this.index, place, true);
      return item === MISSING ? undefined : item;
    }
    if (key === 'length') return native.length(this.index);
    // Where JavaScript and Python have a method of the same name, an array's comes first.
    if (key in this.type.prototype) return Reflect.get(this.type.prototype, key, receiver);
    const value = this.attribute(key);
    return value === MISSING ? undefined : value;
  }

  set(target, key, value) {
    if (typeof key === 'symbol') return false;
    if (isIndex(key)) {
      const index = Number(key);
      const length = native.length(this.index);
      if (index < length) native.setItem(this.index, index, value);
      else {
        if (index > length) helpers().setLength(this.proxy, index);
        native.method(this.index, 'append', value);
      }
    } else if (key === 'length') helpers().setLength(this.proxy, lengthOf(value));
    else native.set(this.index, key, value);
    return true;
  }

  has(target, key) {
    if (typeof key === 'symbol') return key in this.type.prototype;
    if (isIndex(key)) return Number(key) < native.length(this.index);
    return key in this.type.prototype || native.has(this.index, key);
  }

  deleteProperty(target, key) {
    if (key === 'length') return false;
    if (typeof key === 'symbol') return true;
    // As in an array, the others keep their places.
    if (isIndex(key)) {
      if (Number(key) < native.length(this.index)) native.setItem(this.index, Number(key), undefined);
    } else if (native.has(this.index, key)) native.remove(this.index, key);
    return true;
  }

  ownKeys() {
    const keys = Array.from({ length: native.length(this.index) }, (_, i) => String(i));
    keys.push('length');
    return keys;
  }

  getOwnPropertyDescriptor(target, key) {
    if (key === 'length') {
      return { value: native.length(this.index), writable: true, enumerable: false, configurable: false };
    }
    if (typeof key === 'symbol' || !isIndex(key)) return undefined;
    const value = native.item(this.index, Number(key), true);
    if (value === MISSING) return undefined;
    return { value, writable: true, enumerable: true, configurable: true };
  }
}

settle(ListHandler);

function lengthOf(value) {
  const length = Number(value);
  if (length >>> 0 !== length) throw new RangeError('Invalid array length');
  return length;
}

/** Gives a list's elements one after another, as many at a time as are known not to change meanwhile. */
class Reader {
  #index;
  #chunk = [];
  #begin = 0;
  #size = 4;
  #seen = -1;

  constructor(index) {
    this.#index = index;
  }

  /** The element at a place; MISSING behind the end. */
  at(place) {
    const offset = place - this.#begin;
    if (this.#seen === epoch[0] && offset >= 0 && offset < this.#chunk.length) return this.#chunk[offset];
    this.#size = this.#seen === epoch[0] ? Math.min(this.#size * 4, CHUNK) : 4;
    this.#chunk = native.elements(this.#index, place, this.#size);
    this.#begin = place;
    this.#seen = epoch[0];
    return this.#chunk.length === 0 ? MISSING : this.#chunk[0];
  }
}

class ListIterator {
  #list;
  #reader;
  #pairs;
  #next = 0;

  constructor(list, pairs) {
    this.#list = list;
    this.#reader = new Reader(indexOf(list));
    this.#pairs = pairs;
  }

  next() {
    if (this.#list === undefined) return { value: undefined, done: true };
    const place = this.#next;
    const value = this.#reader.at(place);
    if (value === MISSING) {
      this.#list = undefined;
      return { value: undefined, done: true };
    }
    this.#next = place + 1;
    return { value: this.#pairs ? [place, value] : value, done: false };
  }
}
Object.setPrototypeOf(ListIterator.prototype, Iterator.prototype);

const all = (list) => native.elements(indexOf(list), 0);

/** Methods that call a function of the program for each element. */
const methods = {
  at(place) {
    const index = Math.trunc(place) || 0;
    const item = native.item(indexOf(this), index, true);
    return item === MISSING ? undefined : item;
  },
  get(...keys) {
    return keys.length === 1 ? native.item(indexOf(this), keys[0]) : helpers().getItem(this, keys);
  },
  set(key, value) {
    native.setItem(indexOf(this), key, value);
    return this;
  },
  has(value) {
    return native.contains(indexOf(this), value);
  },
  delete(key) {
    return native.removeItem(indexOf(this), key);
  },
  [Symbol.iterator]() {
    return new ListIterator(this, false);
  },
  values() {
    return new ListIterator(this, false);
  },
  entries() {
    return new ListIterator(this, true);
  },
  toString() {
    return all(this).toString();
  },
  toJSON() {
    return native.copy(indexOf(this), true);
  },
  toLocaleString(...given) {
    return all(this).toLocaleString(...given);
  },
  push(...values) {
    native.method(indexOf(this), 'extend', values);
    return native.length(indexOf(this));
  },
  pop(...given) {
    const index = indexOf(this);
    if (given.length > 0) return native.method(index, 'pop', ...given);
    return native.length(index) === 0 ? undefined : native.method(index, 'pop');
  },
  shift() {
    const index = indexOf(this);
    return native.length(index) === 0 ? undefined : native.method(index, 'pop', 0);
  },
  unshift(...values) {
    helpers().splice(this, 0, 0, values);
    return native.length(indexOf(this));
  },
  splice(...given) {
    const length = native.length(indexOf(this));
    const start = clamp(given[0], length, 0);
    const count =
      given.length === 0 ? 0 : given.length === 1 ? length - start : clampCount(given[1], length - start);
    return [...helpers().splice(this, start, count, given.slice(2))];
  },
  reverse() {
    native.method(indexOf(this), 'reverse');
    return this;
  },
  /** As an array's; with py.kw({ key, reverse }) Python's. */
  sort(compare) {
    if (compare instanceof Keywords) return native.method(indexOf(this), 'sort', compare);
    const values = all(this);
    const order = values.map((_, i) => i);
    const byPlace = compare === undefined ? undefined : (a, b) => compare(values[a], values[b]);
    if (byPlace !== undefined) order.sort(byPlace);
    else {
      const texts = values.map((value) => (value === undefined ? undefined : String(value)));
      order.sort((a, b) => {
        if (texts[a] === undefined || texts[b] === undefined) {
          return texts[a] === texts[b] ? 0 : texts[a] === undefined ? 1 : -1;
        }
        return texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0;
      });
    }
    helpers().permute(this, order);
    return this;
  },
  fill(value, from, to) {
    const length = native.length(indexOf(this));
    const end = clamp(to, length, length);
    for (let i = clamp(from, length, 0); i < end; i++) native.setItem(indexOf(this), i, value);
    return this;
  },
  copyWithin(target, from, to) {
    const length = native.length(indexOf(this));
    helpers().permute(this, Array.from({ length }, (_, i) => i).copyWithin(target, from, to));
    return this;
  },
};

function clamp(value, length, otherwise) {
  if (value === undefined) return otherwise;
  const place = Math.trunc(Number(value)) || 0;
  return place < 0 ? Math.max(length + place, 0) : Math.min(place, length);
}

function clampCount(value, most) {
  return Math.min(Math.max(Math.trunc(Number(value)) || 0, 0), most);
}

const array = Array.prototype;

// Those that call nobody: on a copy of the list.
for (const name of [
  'concat',
  'flat',
  'includes',
  'indexOf',
  'join',
  'lastIndexOf',
  'slice',
  'toReversed',
  'toSpliced',
  'with',
]) {
  methods[name] = {
    [name](...given) {
      return array[name].apply(all(this), given);
    },
  }[name];
}

// Those that call a function with the element, its place and the list.
for (const name of [
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'map',
  'some',
  'reduce',
  'reduceRight',
  'toSorted',
]) {
  const reduces = name.startsWith('reduce');
  methods[name] = {
    [name](...given) {
      const index = indexOf(this);
      const { 0: call } = given;
      if (typeof call !== 'function' || name === 'toSorted') return array[name].apply(all(this), given);
      const values = native.elements(index, 0);
      const seen = epoch[0];
      const current = (value, place) => {
        if (seen === epoch[0]) return value;
        const item = native.item(index, place, true);
        return item === MISSING ? undefined : item;
      };
      const list = this;
      given[0] = reduces
        ? (before, value, place) => call(before, current(value, place), place, list)
        : function (value, place) {
            return Reflect.apply(call, this, [current(value, place), place, list]);
          };
      return array[name].apply(values, given);
    },
  }[name];
}

/** What stands behind the proxy of a list. */
function target() {
  const made = [];
  made[symbols.kInspect] = inspectTarget;
  return made;
}

module.exports = { Handler: ListHandler, methods, target };
