'use strict';

/**
 * What proxies of Python objects have from JavaScript, by what Python's type can do: an iterable has Symbol.iterator, an
 * awaitable `then`, a context manager Symbol.dispose. The flags are those of python/objects.pxi.
 */

const native = binding('python');

const CALLABLE = 1;
const CLASS = 2;
const LIST = 4;
const DICT = 8;
const HAS_ITEMS = 16;
const HAS_LENGTH = 32;
const ITERABLE = 64;
const ITERATOR = 128;
const AWAITABLE = 256;
const ASYNC_ITERABLE = 512;
const ASYNC_ITERATOR = 1024;
const CONTEXT = 2048;
const ASYNC_CONTEXT = 4096;
const SET = 8192;
const EXCEPTION = 16384;
const MODULE = 32768;
const PLAIN = 65536;
const MAPPING = 131072;
const NUMBER = 262144;
const MEMORY = 524288;
const EXTENDED = 1048576;

const kBound = Symbol('python.bound');
const kException = Symbol('python.exception');
const kNames = Symbol.for('naja.names');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

// What native functions answer where no value of a program can stand for it.
const MISSING = Symbol('python.missing');
const METHOD = Symbol('python.method');
const DONE = Symbol('python.done');

const helpers = require.lazy('python/js/helpers');
const lists = require.lazy('python/js/lists');
const dicts = require.lazy('python/js/dicts');
const asynchronous = require.lazy('python/js/async');

/** Keyword arguments on their way to Python. */
class Keywords {
  constructor(values) {
    this.values = values;
    Object.freeze(this);
  }
}

/**
 * The number of a proxy's object in the native table.
 * @throws TypeError where the value is no Python object of this thread
 */
function indexOf(value) {
  const index = native.index(value);
  if (index < 0) throw new TypeError('this is not a Python object');
  return index;
}

/** Adds methods as classes have them: not enumerable. */
function extend(prototype, source) {
  for (const key of Reflect.ownKeys(source)) {
    const descriptor = Object.getOwnPropertyDescriptor(source, key);
    descriptor.enumerable = false;
    Object.defineProperty(prototype, key, descriptor);
  }
  return prototype;
}

/* ---------------------------------------------------------------- iteration */

/** What a generator returned that has just ended. */
function takeEnded() {
  const { ended } = native;
  native.ended = undefined;
  return ended;
}

/** A JavaScript iterator over a Python one, which it keeps. */
class PythonIterator {
  #iterator;
  #index;

  constructor(iterator) {
    this.#iterator = iterator;
    this.#index = native.index(iterator);
  }

  next() {
    if (this.#index < 0) return { value: undefined, done: true };
    const value = native.next(this.#index);
    if (value !== DONE) return { value, done: false };
    this.#index = -1;
    this.#iterator = undefined;
    return { value: takeEnded(), done: true };
  }

  /** The loop was left: a generator is told, as Python does when it drops one. */
  return(value) {
    const iterator = this.#iterator;
    if (this.#index >= 0 && native.has(this.#index, 'close')) native.method(this.#index, 'close');
    this.#index = -1;
    this.#iterator = iterator === undefined ? undefined : undefined;
    return { value, done: true };
  }
}
Object.setPrototypeOf(PythonIterator.prototype, Iterator.prototype);

const common = {
  toString() {
    return native.text(indexOf(this));
  },
  toLocaleString() {
    return native.text(indexOf(this));
  },
  valueOf() {
    return this;
  },
  toJSON() {
    return helpers().toJSON(this);
  },
  get [Symbol.toStringTag]() {
    return native.index(this) < 0 ? 'Object' : helpers().typeName(this);
  },
  [Symbol.toPrimitive](hint) {
    if (hint === 'number') return helpers().toNumber(this);
    return native.text(indexOf(this));
  },
  /** What can follow a dot, for the REPL. */
  [kNames]() {
    return helpers().live.names(this);
  },
  get constructor() {
    return native.index(this) < 0 ? Object : native.getValue(indexOf(this), '__class__');
  },
};

/** Lists and dicts are told apart from arrays and objects by their methods only: many ask for the tag first. */
const untagged = {
  get [Symbol.toStringTag]() {
    return undefined;
  },
};

const numeric = {
  valueOf() {
    return helpers().toNumber(this);
  },
  [Symbol.toPrimitive](hint) {
    return hint === 'string' ? native.text(indexOf(this)) : helpers().toNumber(this);
  },
};

const iterable = {
  [Symbol.iterator]() {
    return new PythonIterator(native.iterate(indexOf(this)));
  },
};

/** Iterators keep to JavaScript's protocol: next, return and throw are those of its iterators. */
const iterator = {
  [Symbol.iterator]() {
    return this;
  },
  next(value) {
    if (value !== undefined) return helpers().resume(this, 'send', value);
    const given = native.next(indexOf(this));
    return given !== DONE ? { value: given, done: false } : { value: takeEnded(), done: true };
  },
  return(value) {
    return helpers().resume(this, 'close', value);
  },
  throw(error) {
    return helpers().resume(this, 'throw', error);
  },
};

const callables = {
  get name() {
    const index = native.index(this);
    const name = index < 0 ? '' : native.getValue(index, '__name__');
    return typeof name === 'string' ? name : '';
  },
};

const memory = {
  /** A TypedArray over the memory of the object, without a copy. */
  get buffer() {
    return native.view(indexOf(this));
  },
};

const sized = {
  get length() {
    return native.length(indexOf(this), true);
  },
};

const items = {
  /** The item at an index, from the end where it is negative; undefined where there is none. */
  at(index) {
    const item = native.item(indexOf(this), Math.trunc(index) || 0, true);
    return item === MISSING ? undefined : item;
  },
  /** `self[key]`; several keys are a tuple. */
  get(...keys) {
    return keys.length === 1 ? native.item(indexOf(this), keys[0]) : helpers().getItem(this, keys);
  },
  /** `self[key] = value`; several keys are a tuple. */
  set(...keysAndValue) {
    const value = keysAndValue.pop();
    if (keysAndValue.length === 1) native.setItem(indexOf(this), keysAndValue[0], value);
    else helpers().setItem(this, keysAndValue, value);
    return this;
  },
  /** `key in self` */
  has(key) {
    return native.contains(indexOf(this), key);
  },
  /** `del self[key]`; whether there was one. */
  delete(key) {
    return native.removeItem(indexOf(this), key);
  },
};

const context = {
  [Symbol.dispose]() {
    helpers().exit(this);
  },
};

const asyncContext = {
  [Symbol.asyncDispose]() {
    return asynchronous().exit(this);
  },
};

const awaitable = {
  then(fulfilled, rejected) {
    return asynchronous().promiseOf(this).then(fulfilled, rejected);
  },
  catch(rejected) {
    return asynchronous().promiseOf(this).catch(rejected);
  },
  finally(settled) {
    return asynchronous().promiseOf(this).finally(settled);
  },
};

const asyncIterable = {
  [Symbol.asyncIterator]() {
    return asynchronous().iterate(this);
  },
};

/** Asynchronous generators and iterators, as iterator is for the others. */
const asyncIterator = {
  next(value) {
    return asynchronous().iterate(this).next(value);
  },
  return(value) {
    return asynchronous().iterate(this).return(value);
  },
  throw(error) {
    return asynchronous().iterate(this).throw(error);
  },
};

const classes = {
  [Symbol.hasInstance](value) {
    if (native.index(this) >= 0) return helpers().isInstance(value, this);
    return Reflect.apply(Function.prototype[Symbol.hasInstance], this, [value]); // a class that extends one of Python
  },
  get prototype() {
    return native.index(this) < 0 ? undefined : require('python/js/extending').prototypeOf(this);
  },
};

const sets = {
  get size() {
    return native.length(indexOf(this));
  },
  has(value) {
    return native.contains(indexOf(this), value);
  },
  delete(value) {
    return helpers().setDelete(this, value);
  },
  forEach(call, self) {
    for (const value of this) Reflect.apply(call, self, [value, value, this]);
  },
  keys() {
    return this[Symbol.iterator]();
  },
  values() {
    return this[Symbol.iterator]();
  },
  *entries() {
    for (const value of this) yield [value, value];
  },
  isSubsetOf(other) {
    return new Set(this).isSubsetOf(other);
  },
  isSupersetOf(other) {
    return new Set(this).isSupersetOf(other);
  },
  isDisjointFrom(other) {
    return new Set(this).isDisjointFrom(other);
  },
  symmetricDifference(other) {
    return native.method(indexOf(this), 'symmetric_difference', other);
  },
};

/** What of the flags a prototype depends on. */
const OF_PROTOTYPE = ~(PLAIN | MAPPING | EXCEPTION | MODULE | EXTENDED);
const prototypes = new Map();

/** The prototype of all proxies whose type can do the same. */
function prototypeFor(flags) {
  const key = flags & OF_PROTOTYPE;
  let prototype = prototypes.get(key);
  if (prototype !== undefined) return prototype;
  const has = (flag) => (flags & flag) !== 0;
  const base = has(LIST) ? Array.prototype : has(CALLABLE) ? Function.prototype : Object.prototype;
  prototype = extend(Object.create(base), common);
  if (has(LIST | DICT)) extend(prototype, untagged);
  if (has(CALLABLE)) extend(prototype, callables);
  if (has(MEMORY)) extend(prototype, memory);
  if (has(NUMBER)) extend(prototype, numeric);
  if (has(HAS_ITEMS) && !has(CLASS)) extend(prototype, items);
  if (has(HAS_LENGTH) && !has(SET | DICT)) extend(prototype, sized);
  if (has(ITERABLE)) extend(prototype, iterable);
  if (has(ITERATOR)) extend(prototype, iterator);
  if (has(SET)) extend(prototype, sets);
  if (has(DICT)) extend(prototype, dicts().methods);
  if (has(LIST)) extend(prototype, lists().methods);
  if (has(CONTEXT)) extend(prototype, context);
  if (has(ASYNC_CONTEXT)) extend(prototype, asyncContext);
  if (has(AWAITABLE)) extend(prototype, awaitable);
  if (has(ASYNC_ITERABLE)) extend(prototype, asyncIterable);
  if (has(ASYNC_ITERATOR)) extend(prototype, asyncIterator);
  if (has(CLASS)) extend(prototype, classes);
  prototypes.set(key, prototype);
  return prototype;
}

const ofIterators = new Set(['next', 'return', 'throw']);

/** Names that are JavaScript's, whatever Python has under them. */
function firstNames(flags) {
  return (flags & (ITERATOR | ASYNC_ITERATOR)) !== 0 ? ofIterators : undefined;
}

module.exports = {
  Keywords,
  extend,
  firstNames,
  flags: {
    CALLABLE,
    CLASS,
    LIST,
    DICT,
    HAS_ITEMS,
    HAS_LENGTH,
    ITERABLE,
    ITERATOR,
    AWAITABLE,
    ASYNC_ITERABLE,
    ASYNC_ITERATOR,
    CONTEXT,
    ASYNC_CONTEXT,
    SET,
    EXCEPTION,
    MODULE,
    PLAIN,
    MAPPING,
    NUMBER,
    MEMORY,
    EXTENDED,
  },
  indexOf,
  marks: { MISSING, METHOD, DONE },
  prototypeFor,
  symbols: { kBound, kException, kInspect },
};
