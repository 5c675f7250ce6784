'use strict';

/** `mock`: functions, methods, accessors and properties that remember how they were used. */

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('ext/base/validators');

const NO_OPTIONS = Object.freeze({ __proto__: null });

/** What is known of a mocked function: `fn.mock`. */
class MockFunctionContext {
  #calls = [];
  #original;
  #implementation;
  #restore;
  #times;
  #once = new Map();

  constructor(original, implementation, restore, times) {
    this.#original = original;
    this.#implementation = implementation;
    this.#restore = restore;
    this.#times = times;
  }

  get calls() {
    return this.#calls.slice();
  }

  callCount() {
    return this.#calls.length;
  }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const call = onCall ?? next;
    validateInteger(call, 'onCall', next);
    this.#once.set(call, implementation);
  }

  /** Has the original called again. */
  restore() {
    const { descriptor, methodName, object, original } = this.#restore ?? NO_OPTIONS;
    if (typeof methodName === 'string' || typeof methodName === 'symbol') {
      Object.defineProperty(object, methodName, descriptor);
    } else if (original !== undefined) {
      this.#implementation = original;
      this.#once.clear();
    }
  }

  resetCalls() {
    this.#calls = [];
  }

  /** What the next call is to call. */
  next() {
    const number = this.#calls.length;
    const once = this.#once.get(number);
    if (once !== undefined) {
      this.#once.delete(number);
      return once;
    }
    if (number + 1 >= this.#times) {
      const implementation = this.#implementation;
      this.restore();
      return number + 1 === this.#times ? implementation : this.#original;
    }
    return this.#implementation;
  }

  track(call) {
    this.#calls.push(call);
  }
}

/** What is known of a mocked property: `property.mock`. */
class MockPropertyContext {
  #object;
  #name;
  #value;
  #descriptor;
  #accesses = [];
  #once = new Map();

  constructor(object, name, value, isGiven) {
    this.#object = object;
    this.#name = name;
    const own = Object.getOwnPropertyDescriptor(object, name);
    if (own === undefined) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', name, 'is not a property of the object');
    }
    this.#descriptor = own;
    this.#value = isGiven ? value : object[name];
    const { configurable, enumerable } = own;
    Object.defineProperty(object, name, {
      __proto__: null,
      configurable,
      enumerable,
      get: () => {
        const next = this.#next(this.#value);
        this.#accesses.push({ __proto__: null, type: 'get', value: next, stack: new Error() });
        return next;
      },
      set: this.mockImplementation.bind(this),
    });
  }

  get accesses() {
    return this.#accesses.slice();
  }

  accessCount() {
    return this.#accesses.length;
  }

  mockImplementation(value) {
    if (!this.#descriptor.writable)
      throw new ERR_INVALID_ARG_VALUE('propertyName', this.#name, 'cannot be set');
    const next = this.#next(value);
    this.#accesses.push({ __proto__: null, type: 'set', value: next, stack: new Error() });
    this.#value = next;
  }

  mockImplementationOnce(value, onAccess) {
    const next = this.#accesses.length;
    const access = onAccess ?? next;
    validateInteger(access, 'onAccess', next);
    this.#once.set(access, value);
  }

  #next(value) {
    const number = this.#accesses.length;
    if (!this.#once.has(number)) return value;
    const once = this.#once.get(number);
    this.#once.delete(number);
    return once;
  }

  resetAccesses() {
    this.#accesses = [];
  }

  restore() {
    Object.defineProperty(this.#object, this.#name, this.#descriptor);
  }
}

/** A function that calls another and remembers. */
function mockFunction(original, implementation, restore, times) {
  const context = new MockFunctionContext(original, implementation, restore, times);
  const record = (call) => {
    context.track({ __proto__: null, ...call, stack: new Error() });
  };
  const mocked = new Proxy(original, {
    __proto__: null,
    apply(target, receiver, args) {
      const fn = context.next();
      let result;
      let error;
      try {
        result = Reflect.apply(fn, receiver, args);
      } catch (thrown) {
        error = thrown;
        throw thrown;
      } finally {
        record({ arguments: args, error, result, target: undefined, this: receiver });
      }
      return result;
    },
    construct(target, args, newTarget) {
      const fn = context.next();
      let result;
      let error;
      try {
        result = Reflect.construct(fn, args, newTarget);
      } catch (thrown) {
        error = thrown;
        throw thrown;
      } finally {
        record({ arguments: args, error, result, target, this: result });
      }
      return result;
    },
    get(target, name, receiver) {
      return name === 'mock' ? context : Reflect.get(target, name, receiver);
    },
  });
  return { context, mocked };
}

function checkName(name, what) {
  if (typeof name !== 'string' && typeof name !== 'symbol')
    throw new ERR_INVALID_ARG_TYPE(what, ['string', 'symbol'], name);
}

const checkTimes = (times) => {
  if (times !== Infinity) validateInteger(times, 'options.times', 1);
};

function findDescriptor(object, name) {
  for (let at = object; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

class MockTracker {
  #mocks = [];
  #timers;

  /** Time that the program turns itself. */
  get timers() {
    if (this.#timers === undefined) {
      const { MockTimers } = require('node/internal/test/mock_timers');
      this.#timers = new MockTimers();
    }
    return this.#timers;
  }

  /**
   * @param {Function} [original]
   * @param {Function} [implementation]
   * @param {object} [options] `times`
   */
  fn(original = function () {}, implementation = original, options = NO_OPTIONS) {
    if (original !== null && typeof original === 'object') {
      options = original;
      original = function () {};
      implementation = original;
    } else if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { times = Infinity } = options;
    checkTimes(times);
    const { context, mocked } = mockFunction(original, implementation, { __proto__: null, original }, times);
    this.#mocks.push(context);
    return mocked;
  }

  /** Puts a mock in the place of a method. */
  method(objectOrFunction, methodName, implementation = undefined, options = NO_OPTIONS) {
    checkName(methodName, 'methodName');
    if (typeof objectOrFunction !== 'function') validateObject(objectOrFunction, 'object');
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    const { getter = false, setter = false, times = Infinity } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    checkTimes(times);
    if (setter && getter)
      throw new ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    const descriptor = findDescriptor(objectOrFunction, methodName);
    const original = getter ? descriptor?.get : setter ? descriptor?.set : descriptor?.value;
    if (typeof original !== 'function')
      throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    implementation ??= original;
    validateFunction(implementation, 'implementation');
    const restore = { __proto__: null, descriptor, object: objectOrFunction, methodName };
    const { context, mocked } = mockFunction(original, implementation, restore, times);
    this.#mocks.push(context);
    const { configurable, enumerable } = descriptor;
    const own = { __proto__: null, configurable, enumerable };
    if (getter) Object.assign(own, { get: mocked, set: descriptor.set });
    else if (setter) Object.assign(own, { get: descriptor.get, set: mocked });
    else Object.assign(own, { writable: descriptor.writable, value: mocked });
    Object.defineProperty(objectOrFunction, methodName, own);
    return mocked;
  }

  getter(object, methodName, implementation = undefined, options = NO_OPTIONS) {
    return this.#accessor('getter', object, methodName, implementation, options);
  }

  setter(object, methodName, implementation = undefined, options = NO_OPTIONS) {
    return this.#accessor('setter', object, methodName, implementation, options);
  }

  #accessor(kind, object, methodName, implementation, options) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    } else {
      validateObject(options, 'options');
    }
    const chosen = options[kind] ?? true;
    if (chosen === false) throw new ERR_INVALID_ARG_VALUE(`options.${kind}`, chosen, 'cannot be false');
    return this.method(object, methodName, implementation, { ...options, [kind]: chosen });
  }

  /** Remembers how a property is read and set. */
  property(object, propertyName, ...value) {
    validateObject(object, 'object');
    checkName(propertyName, 'propertyName');
    const context = new MockPropertyContext(object, propertyName, value[0], value.length > 0);
    this.#mocks.push(context);
    return new Proxy(object, {
      __proto__: null,
      get: (target, name, receiver) => (name === 'mock' ? context : Reflect.get(target, name, receiver)),
    });
  }

  /** Restores all and forgets it. */
  reset() {
    this.restoreAll();
    this.#timers?.reset();
    this.#mocks = [];
  }

  /** Restores all. */
  restoreAll() {
    for (const mock of this.#mocks) mock.restore();
  }
}

module.exports = { MockFunctionContext, MockPropertyContext, MockTracker };
