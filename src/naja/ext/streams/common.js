'use strict';

// What the streams of the web share: queues, strategies, promises, checks.
// https://streams.spec.whatwg.org/

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('ext/base/errors');
const { kTransfer, kTransferList, setTransferMode } = require('ext/events/symbols');
const validators = require.lazy('ext/base/validators');
const transferring = require.lazy('ext/streams/transfer');
const inspectModule = require.lazy('ext/console/inspect');

/** What structuredClone() and postMessage() may do with streams, see ext/events/symbols. */
const TRANSFERABLE = 2;
/** Argument of constructors that programs may not call. */
const kConstruct = Symbol('kConstruct');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

// How node:stream asks about a stream of the web
const kIsDisturbed = Symbol.for('nodejs.stream.disturbed');
const kIsErrored = Symbol.for('nodejs.stream.errored');
const kIsReadable = Symbol.for('nodejs.stream.readable');
const kIsWritable = Symbol.for('nodejs.stream.writable');
const kIsClosedPromise = Symbol.for('nodejs.webstream.isClosedPromise');
const kControllerErrorFunction = Symbol.for('nodejs.webstream.controllerErrorFunction');

function noop() {}
const resolved = Promise.resolve();

/** `then(promise, onFulfilled, onRejected)`: the promise's own, whatever the program makes of Promise.prototype. */
const { then: promiseThen } = Promise.prototype;
const then = (promise, onFulfilled, onRejected) =>
  Reflect.apply(promiseThen, promise, [onFulfilled, onRejected]);

/** A promise that nobody need handle. */
function handled(promise) {
  then(promise, noop, noop);
  return promise;
}

function rejectedAndHandled(reason) {
  return handled(Promise.reject(reason));
}

/** { promise, resolve, reject }; the promise counts as handled. */
function quietResolvers() {
  const resolvers = Promise.withResolvers();
  handled(resolvers.promise);
  return resolvers;
}

/** A promise that is settled from outside, once, and that knows whether it still waits. */
class Deferred {
  #resolve;
  #reject;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.promise = promise;
    this.pending = true;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  static resolved() {
    const deferred = new Deferred();
    deferred.resolve();
    return deferred;
  }

  /** One whose rejection nobody need handle. */
  static rejected(reason) {
    const deferred = new Deferred();
    deferred.reject(reason);
    return deferred;
  }

  resolve() {
    this.pending = false;
    this.#resolve();
  }

  reject(reason) {
    this.pending = false;
    this.#reject(reason);
    handled(this.promise);
  }
}

/** What a callback of the program's returns, as a promise. */
function callToPromise(fn, thisArg, ...args) {
  try {
    const result = Reflect.apply(fn, thisArg, args);
    return result === undefined ? resolved : Promise.resolve(result);
  } catch (err) {
    return Promise.reject(err);
  }
}

/** @returns {TypeError} with the code ERR_INVALID_STATE */
function invalidState(message) {
  return new ERR_INVALID_STATE.TypeError(message);
}

function invalidThis(name) {
  return new ERR_INVALID_THIS(name);
}

function checkConstruct(secret) {
  if (secret !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
}

/** Cuts a class of slots off from Object.prototype, on which the program may have put setters. */
function unlink(...classes) {
  for (const Class of classes) Object.setPrototypeOf(Class.prototype, null);
}

// Queues are emptied again and again. They keep their arrays: setting an array's length costs more than all the rest.

/** From so many entries on, what was taken out is given back, and an array that was emptied is not kept. */
const MANY = 1024;

/** Values with sizes, first in first out. */
class SizedQueue {
  constructor() {
    this.items = [];
    this.sizes = [];
    this.head = 0;
    this.tail = 0;
    this.total = 0;
  }

  get length() {
    return this.tail - this.head;
  }

  push(value, size) {
    if (typeof size !== 'number' || Number.isNaN(size) || size < 0 || size === Infinity) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
    }
    const { tail } = this;
    this.items[tail] = value;
    this.sizes[tail] = size;
    this.tail = tail + 1;
    this.total += size;
  }

  peek() {
    return this.items[this.head];
  }

  shift() {
    const { head } = this;
    const value = this.items[head];
    this.total = Math.max(this.total - this.sizes[head], 0);
    this.items[head] = undefined;
    this.head = head + 1;
    if (this.head === this.tail) this.#emptied();
    else if (head > MANY && head > this.tail / 2) this.#compact();
    return value;
  }

  #emptied() {
    this.head = this.tail = 0;
    if (this.items.length > MANY) {
      this.items = [];
      this.sizes = [];
    }
  }

  #compact() {
    this.items = this.items.slice(this.head, this.tail);
    this.sizes = this.sizes.slice(this.head, this.tail);
    this.tail -= this.head;
    this.head = 0;
  }

  clear() {
    this.items = [];
    this.sizes = [];
    this.head = 0;
    this.tail = 0;
    this.total = 0;
  }
}

/** Entries, first in first out: read requests and their like. */
class Deque {
  constructor() {
    this.items = [];
    this.head = 0;
    this.tail = 0;
  }

  get length() {
    return this.tail - this.head;
  }

  push(item) {
    this.items[this.tail++] = item;
  }

  peek() {
    return this.items[this.head];
  }

  shift() {
    const { head } = this;
    const item = this.items[head];
    this.items[head] = undefined;
    this.head = head + 1;
    if (this.head === this.tail) {
      this.head = this.tail = 0;
      if (this.items.length > MANY) this.items = [];
    } else if (head > MANY && head > this.tail / 2) {
      this.items = this.items.slice(this.head, this.tail);
      this.tail -= this.head;
      this.head = 0;
    }
    return item;
  }

  /** Everything, which is taken out. */
  takeAll() {
    const items = this.items.slice(this.head, this.tail);
    this.items = [];
    this.head = 0;
    this.tail = 0;
    return items;
  }
}

unlink(Deferred, SizedQueue, Deque);

function dictionary(value, name) {
  const { validateObject, kValidateObjectAllowObjectsAndNull } = validators();
  validateObject(value, name, kValidateObjectAllowObjectsAndNull);
  return value ?? {};
}

/** @see https://streams.spec.whatwg.org/#validate-and-normalize-high-water-mark */
function highWaterMarkOf(value, initial) {
  if (value === undefined) return initial;
  const mark = typeof value === 'bigint' ? NaN : Number(value);
  if (Number.isNaN(mark) || mark < 0) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', value);
  }
  return mark;
}

const one = () => 1;

/** @see https://streams.spec.whatwg.org/#make-size-algorithm-from-size-function */
function sizeAlgorithmOf(size) {
  if (size === undefined) return one;
  validators().validateFunction(size, 'strategy.size');
  return size;
}

function inspectAs(self, name, value, depth, options) {
  if (depth < 0) return self;
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${name} ${inspectModule().inspect(value, inner)}`;
}

/** Makes what a class has visible as the standard wants it, and gives it its tag. */
function finishClass(Class, names) {
  for (const name of names.split(' ')) {
    Object.defineProperty(Class.prototype, name, { __proto__: null, enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null,
    configurable: true,
    value: Class.name,
  });
}

/** Lets the objects of a class of streams be moved elsewhere. */
function makeTransferable(Class) {
  const way = () => transferring().ways[Class.name];
  const hide = (key, value) =>
    Object.defineProperty(Class.prototype, key, { __proto__: null, configurable: true, value });
  hide(kTransferList, function () {
    return way().list(this);
  });
  hide(kTransfer, function () {
    return way().move(this);
  });
  setTransferMode(Class.prototype, TRANSFERABLE);
}

module.exports = {
  Deferred,
  Deque,
  SizedQueue,
  callToPromise,
  checkConstruct,
  dictionary,
  finishClass,
  handled,
  highWaterMarkOf,
  inspectAs,
  invalidState,
  invalidThis,
  kConstruct,
  kControllerErrorFunction,
  kInspect,
  kIsClosedPromise,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  kIsWritable,
  makeTransferable,
  noop,
  one,
  quietResolvers,
  rejectedAndHandled,
  resolved,
  sizeAlgorithmOf,
  then,
  unlink,
};
