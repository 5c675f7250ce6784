'use strict';

/**
 * Python objects as JavaScript values: a Proxy for each, whose handler knows the object's number in the native table.
 *
 * A property is, in this order: a symbol of the object's kind (Symbol.iterator and its like), an attribute in Python,
 * an item where the name is an index or the object a mapping, and last what every proxy of its kind has (`kinds.js`).
 * docs/python.md says what a program may expect.
 */

const native = binding('python');
const kinds = require('python/js/kinds');

const { CALLABLE, CLASS, DICT, EXTENDED, HAS_ITEMS, LIST, MAPPING, MODULE, PLAIN } = kinds.flags;
const { kBound, kException, kInspect } = kinds.symbols;
const { MISSING, METHOD, DONE } = kinds.marks;
const { call, construct, epoch, method } = native;

/** The place that a property names, as `0` and `17` do, but neither `01` nor `1.5`; -1 for any other. */
function placeOf(key) {
  const { length } = key;
  let place = key.charCodeAt(0) - 48;
  if (!(place >= 0 && place <= 9) || length > 9) return -1;
  if (place === 0) return length === 1 ? 0 : -1;
  for (let i = 1; i < length; i++) {
    const digit = key.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    place = place * 10 + digit;
  }
  return place;
}

/** Whether a property is an index. */
function isIndex(key) {
  return placeOf(key) >= 0;
}

/** What is known of a Python type. */
class Type {
  constructor(flags, name) {
    this.flags = flags;
    this.name = name;
    /** What all proxies of the kind have. */
    this.kind = kinds.prototypeFor(flags);
    this.prototype = this.kind;
    /** Names that are JavaScript's, whatever Python has under them. */
    this.first = kinds.firstNames(flags);
    this.hasItems = (flags & HAS_ITEMS) !== 0;
    this.isMapping = (flags & MAPPING) !== 0;
    /** Names of methods, where no object of the type can have another attribute of that name. */
    this.methods = (flags & PLAIN) !== 0 ? new Set() : undefined;
    this.Handler = handlerFor(flags);
  }
}

function handlerFor(flags) {
  if ((flags & LIST) !== 0) return lists().Handler;
  if ((flags & DICT) !== 0) return dicts().Handler;
  return (flags & CLASS) !== 0 ? ClassHandler : Handler;
}

const extending = require.lazy('python/js/extending');
const lists = require.lazy('python/js/lists');
const dicts = require.lazy('python/js/dicts');

/** A method of an object: calls it by name, as Python would look it up then. */
function bind(handler, name) {
  const bound = function (a, b, c) {
    switch (arguments.length) {
      case 0:
        return method(handler.index, name);
      case 1:
        return method(handler.index, name, a);
      case 2:
        return method(handler.index, name, a, b);
      case 3:
        return method(handler.index, name, a, b, c);
      default:
        return method(handler.index, name, ...arguments);
    }
  };
  return bound;
}

/** The methods of one object that were asked for, one after another: `obj.f` is the same function every time. */
class Bound {
  constructor(handler, name, next) {
    this.proxy = handler.proxy;
    this.name = name;
    this.next = next;
    const bound = bind(handler, name);
    bound[kBound] = this;
    bound[kInspect] = inspectBound;
    this.method = bound;
  }
}

/** Names that JavaScript asks any object for. */
const PROBES = new Set(['then', 'toJSON', 'prototype', 'inspect', 'nodeType', 'default']);

/** A module in a package that nobody has imported yet, as `py.concurrent.futures` may be. */
function submodule(module, key) {
  if (PROBES.has(key) || key[0] === '_' || native.getValue(native.index(module), '__path__') === MISSING) {
    return undefined;
  }
  return require('python/js/helpers').live.submodule(module, key);
}

function inspectBound(depth, options, inspect) {
  return require('python/js/inspect').inspectMethod(this[kBound], options, inspect);
}

/**
 * The items of a mapping, read in one crossing when somebody asks for its own keys. `Object.entries(d)` and `{...d}` ask
 * for each of them next, in order, and so do not cross again. What else runs Python, and the end of the current
 * task, ends it.
 */
class Listing {
  #names;
  #values;
  #seen = epoch[0];
  #next = 0;

  constructor(names, values) {
    this.#names = names;
    this.#values = values;
  }

  /** The value of the next one, if that is its name. */
  take(key) {
    if (this.#seen !== epoch[0] || this.#names[this.#next] !== key) return MISSING;
    return this.#values[this.#next++];
  }

  /** The value that was taken last, if that was its name. */
  last(key) {
    const place = this.#next - 1;
    return this.#seen === epoch[0] && this.#names[place] === key ? this.#values[place] : MISSING;
  }
}

class Handler {
  constructor(index, type) {
    // These two come first: engine/foreign.h.
    this.index = index;
    this.proxy = undefined;
    this.type = type;
    this.bound = undefined;
    this.listed = undefined;
  }

  /** The own keys of a mapping. */
  listing() {
    const { 0: names, 1: values } = native.properties(this.index);
    if (names.length > 0) {
      const listed = new Listing(names.slice(), values);
      this.listed = listed;
      queueMicrotask(() => {
        if (this.listed === listed) this.listed = undefined;
      });
    }
    return names;
  }

  /** A method or what else Python has under a name; MISSING where it has nothing. */
  attribute(key) {
    for (let bound = this.bound; bound !== undefined; bound = bound.next) {
      if (bound.name === key) return bound.method;
    }
    const { methods } = this.type;
    if (methods === undefined || !methods.has(key)) {
      const value = native.get(this.index, key);
      if (value !== METHOD) return value;
      methods?.add(key);
    }
    this.bound = new Bound(this, key, this.bound);
    return this.bound.method;
  }

  get(target, key, receiver) {
    const { bound } = this;
    if (bound !== undefined && bound.name === key) return bound.method;
    const { type } = this;
    if (typeof key === 'symbol') return Reflect.get(type.prototype, key, receiver);
    if (type.hasItems) {
      const place = placeOf(key);
      if (place >= 0) {
        const item = native.item(this.index, place, true);
        return item === MISSING ? undefined : item;
      }
    }
    if (type.first !== undefined && type.first.has(key)) return Reflect.get(type.prototype, key, receiver);
    const value = this.attribute(key);
    if (value !== MISSING) return value;
    if (type.isMapping) {
      const item = native.item(this.index, key, true);
      if (item !== MISSING && item !== undefined) return item; // some give None for what they do not have
    }
    const own = Reflect.get(type.prototype, key, receiver);
    if (own === undefined && (type.flags & MODULE) !== 0) return submodule(this.proxy, key);
    return own;
  }

  set(target, key, value) {
    if (typeof key === 'symbol') return false;
    if (this.type.hasItems && isIndex(key)) native.setItem(this.index, Number(key), value);
    else if (this.type.isMapping && !native.has(this.index, key)) native.setItem(this.index, key, value);
    else {
      native.set(this.index, key, value);
      this.forget(key);
    }
    return true;
  }

  /** An attribute was set or deleted: a method of that name may be none any more. */
  forget(key) {
    let { bound } = this;
    if (bound === undefined) return;
    this.bound = undefined;
    for (; bound !== undefined; bound = bound.next) {
      if (bound.name !== key) this.bound = new Bound(this, bound.name, this.bound);
    }
  }

  has(target, key) {
    if (typeof key === 'symbol') return key in this.type.prototype;
    if (this.type.hasItems && isIndex(key)) return native.item(this.index, Number(key), true) !== MISSING;
    if (native.has(this.index, key)) return true;
    if (this.type.isMapping && native.item(this.index, key, true) !== MISSING) return true;
    return key in this.type.prototype;
  }

  deleteProperty(target, key) {
    if (typeof key === 'symbol') return true;
    if (this.type.hasItems && isIndex(key)) return native.removeItem(this.index, Number(key));
    if (native.has(this.index, key)) {
      native.remove(this.index, key);
      this.forget(key);
    } else if (this.type.isMapping) native.removeItem(this.index, key);
    return true;
  }

  ownKeys(target) {
    if (this.type.isMapping) return this.listing();
    const keys = native.keys(this.index);
    // What a function or a class of JavaScript has for good must be among them.
    if (typeof target === 'function' && Object.hasOwn(target, 'prototype')) {
      if (!keys.includes('prototype')) keys.push('prototype');
    }
    return keys;
  }

  getOwnPropertyDescriptor(target, key) {
    const own = Reflect.getOwnPropertyDescriptor(target, key);
    if (own !== undefined && !own.configurable) return own;
    if (typeof key === 'symbol') return undefined;
    let value;
    if (this.type.isMapping) value = native.item(this.index, key, true);
    else if (this.type.hasItems && isIndex(key)) value = native.item(this.index, Number(key), true);
    else if (native.own(this.index, key)) value = native.getValue(this.index, key);
    else return undefined;
    if (value === MISSING) return undefined;
    if (this.type.isMapping) return { value, writable: true, enumerable: true, configurable: true };
    // Names with underscores are not for everybody: they are not enumerated.
    return { value, writable: true, enumerable: key[0] !== '_', configurable: true };
  }

  defineProperty(target, key, descriptor) {
    if (typeof key === 'symbol' || !('value' in descriptor)) return false;
    return this.set(target, key, descriptor.value);
  }

  getPrototypeOf() {
    return this.type.prototype;
  }

  setPrototypeOf() {
    return false;
  }

  preventExtensions() {
    return false;
  }
}

/**
 * V8 decides how much room the instances of a class have when there have been a few: as much as those need that live by
 * then. engine/foreign.h finds the fields of a handler in the object itself, so one lives at once and for ever.
 */
function settle(Class) {
  const first = Array.from({ length: 16 }, () => new Class(0, undefined));
  Class.first = first[0];
}
settle(Handler);

/** Classes: those of JavaScript that extend them ask here for what they inherit. */
class ClassHandler extends Handler {
  get(target, key, receiver) {
    if (receiver !== this.proxy && typeof receiver === 'function') {
      return extending().getStatic(this, key, receiver);
    }
    return super.get(target, key, receiver);
  }

  set(target, key, value, receiver) {
    if (receiver === undefined || receiver === this.proxy) return super.set(target, key, value);
    const descriptor = { value, writable: true, enumerable: true, configurable: true };
    return Reflect.defineProperty(receiver, key, descriptor);
  }
}
settle(ClassHandler);

/** What stands behind the proxy of an object that is neither called nor a list. */
class Target {}
Object.defineProperty(Target.prototype, kInspect, {
  value(depth, options, inspect) {
    return require('python/js/inspect').inspectProxy(this, depth, options, inspect);
  },
});
Object.setPrototypeOf(Target.prototype, null);
const inspectTarget = Target.prototype[kInspect];

function callableTarget(handler) {
  const target = (...given) => {
    switch (given.length) {
      case 0:
        return call(handler.index);
      case 1:
        return call(handler.index, given[0]);
      case 2:
        return call(handler.index, given[0], given[1]);
      case 3:
        return call(handler.index, given[0], given[1], given[2]);
      default:
        return call(handler.index, ...given);
    }
  };
  target[kInspect] = inspectTarget;
  return target;
}

/**
 * Classes are called with and without `new`. As `Number(5)` is a primitive and `new Number(5)` an object, `new` gives the
 * object itself also where its value would become JavaScript's own: `new py.tuple([1, 2])` is a tuple.
 */
function classTarget(handler) {
  const target = function (...given) {
    if (new.target === handler.proxy) return construct(handler.index, ...given);
    if (new.target !== undefined) return extending().construct(new.target, given);
    return call(handler.index, ...given);
  };
  target[kInspect] = inspectTarget;
  return target;
}

/** Makes the proxy of the object at `index`. Called by the bridge. */
function wrap(index, type) {
  const handler = new type.Handler(index, type);
  const { flags } = type;
  let target;
  if ((flags & CLASS) !== 0) target = classTarget(handler);
  else if ((flags & CALLABLE) !== 0) target = callableTarget(handler);
  else if ((flags & LIST) !== 0) target = lists().target();
  else target = new Target();
  const proxy = new Proxy(target, handler);
  handler.proxy = proxy;
  return proxy;
}

native.setup(
  wrap,
  (flags, name) => ((flags & EXTENDED) !== 0 ? extending().typeOf(flags, name) : new Type(flags, name)),
  (...parts) => require('python/js/errors').makeError(...parts),
  MISSING,
  METHOD,
  DONE,
  new kinds.Keywords({}),
  kException,
  kBound,
);

/** Python objects are equal where Python says so. */
require('ext/base/brands').areForeignEqual = (a, b) =>
  native.index(a) >= 0 && native.index(b) >= 0
    ? require('python/js/helpers').live.are_equal(a, b)
    : undefined;

Object.defineProperty(Handler.prototype, Symbol.for('naja.opaque'), { value: true });

module.exports = { Handler, Type, inspectTarget, isIndex, placeOf, settle };
