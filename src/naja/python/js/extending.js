'use strict';

/**
 * JavaScript classes that extend Python's: `class Mine extends PyClass`.
 *
 * There is a class in Python for each of them, made when it is first needed. It derives from PyClass and has the methods,
 * accessors and static methods of the JavaScript class, so that Python finds what it calls overridden. An instance
 * is a Python object; its proxy finds what the JavaScript class has by itself, and the rest in Python. It keeps its
 * proxy, which is where JavaScript has private fields.
 */

const native = binding('python');
const kinds = require('python/js/kinds');
const { live } = require('python/js/helpers');
const { settle, Type } = require('python/js/objects');

const { DICT, LIST } = kinds.flags;
const { indexOf, Keywords } = kinds;

const isProxy = (value) => native.index(value) >= 0;

/* ---------------------------------------------------------------- PyClass.prototype */

/** What `super.name` asks: for Python's attributes as of the class, and for what all proxies of its kind have. */
class PrototypeHandler {
  constructor(owner) {
    this.owner = owner;
    this.kind = kinds.prototypeFor(0);
    this.flags = 0;
  }

  get(target, key, receiver) {
    if (key === 'constructor') return this.owner;
    if (typeof key === 'symbol' || this.isJavaScript(key)) return Reflect.get(this.kind, key, receiver);
    if (!isProxy(receiver)) return this.owner[key];
    const { 0: found, 1: value } = live.attribute_of_super(this.owner, receiver, key);
    return found ? value : Reflect.get(this.kind, key, receiver);
  }

  /** Names that are JavaScript's before they are Python's, as in lists.js and dicts.js. */
  isJavaScript(key) {
    if ((this.flags & LIST) !== 0) return key in this.kind;
    return (this.flags & DICT) !== 0 && Object.hasOwn(this.kind, key);
  }

  set(target, key, value, receiver) {
    if (typeof key === 'symbol' || !isProxy(receiver)) return false;
    native.set(indexOf(receiver), key, value);
    return true;
  }

  has(target, key) {
    return key in this.kind;
  }

  getPrototypeOf() {
    return this.kind;
  }

  defineProperty() {
    return false;
  }
}

const prototypes = new WeakMap();

function entryOf(owner) {
  let entry = prototypes.get(owner);
  if (entry === undefined) {
    const handler = new PrototypeHandler(owner);
    entry = { handler, proxy: new Proxy({}, handler) };
    prototypes.set(owner, entry);
  }
  return entry;
}

/** `PyClass.prototype` */
function prototypeOf(owner) {
  return entryOf(owner).proxy;
}

/* ---------------------------------------------------------------- instances */

const handlers = new Map();

/** A handler that asks the JavaScript class first. */
function extended(Handler) {
  let found = handlers.get(Handler);
  if (found !== undefined) return found;
  found = class extends Handler {
    constructor(index, type) {
      super(index, type);
      /** Names that the instance has itself, in the place of a method. */
      this.shadows = undefined;
    }

    member(target, key) {
      if (typeof key === 'symbol' && Object.hasOwn(target, key)) return target;
      return this.shadows?.has(key) ? undefined : this.type.holderOf(key);
    }

    get(target, key, receiver) {
      const holder = this.member(target, key);
      return holder !== undefined ? Reflect.get(holder, key, receiver) : super.get(target, key, receiver);
    }

    set(target, key, value, receiver) {
      const holder = this.type.holderOf(key);
      if (holder !== undefined && !('value' in Reflect.getOwnPropertyDescriptor(holder, key))) {
        return Reflect.set(holder, key, value, receiver);
      }
      if (typeof key === 'symbol') return Reflect.set(target, key, value);
      if (holder !== undefined) (this.shadows ??= new Set()).add(key);
      return super.set(target, key, value);
    }

    has(target, key) {
      return this.member(target, key) !== undefined || super.has(target, key);
    }

    deleteProperty(target, key) {
      if (typeof key === 'symbol') return Reflect.deleteProperty(target, key);
      this.shadows?.delete(key);
      return super.deleteProperty(target, key);
    }

    /** Fields of the class. */
    defineProperty(target, key, descriptor) {
      if (typeof key === 'symbol') return Reflect.defineProperty(target, key, descriptor);
      if (!('value' in descriptor)) return false;
      if (this.type.holderOf(key) !== undefined) (this.shadows ??= new Set()).add(key);
      return super.set(target, key, descriptor.value);
    }

    getOwnPropertyDescriptor(target, key) {
      if (typeof key === 'symbol') return Reflect.getOwnPropertyDescriptor(target, key);
      return super.getOwnPropertyDescriptor(target, key);
    }
  };
  settle(found);
  handlers.set(Handler, found);
  return found;
}

/** What is known of the type of such instances. */
class ExtendedType extends Type {
  constructor(flags, name, constructor) {
    super(flags, name);
    let base = constructor;
    while (!isProxy(base)) base = Object.getPrototypeOf(base);
    const entry = entryOf(base);
    entry.handler.kind = this.kind;
    entry.handler.flags = flags;
    this.end = entry.proxy;
    this.prototype = constructor.prototype;
    this.methods = undefined;
    this.Handler = extended(this.Handler);
  }

  /** The prototype that has a member; undefined where the JavaScript classes have none of the name. */
  holderOf(key) {
    let { prototype } = this;
    while (prototype !== this.end && prototype !== null) {
      if (Object.hasOwn(prototype, key)) return prototype;
      prototype = Object.getPrototypeOf(prototype);
    }
    return undefined;
  }
}

/** number -> WeakRef of the JavaScript class; Python's class knows the number. */
const constructors = new Map();

/** The type of instances of the class with a number. */
function typeOf(flags, number) {
  const constructor = constructors.get(number)?.deref();
  return constructor === undefined
    ? new Type(flags, '')
    : new ExtendedType(flags, constructor.name, constructor);
}

/* ---------------------------------------------------------------- classes */

const classes = new WeakMap();
/** Keyword arguments that Python has constructed something with. */
const fromPython = new WeakSet();
const forgotten = new FinalizationRegistry((number) => constructors.delete(number));
const OF_CLASSES = new Set(['length', 'name', 'prototype', 'constructor']);

/** Methods and accessors for Python: functions that are called with the instance first. */
function membersOf(prototype) {
  const methods = {};
  const accessors = {};
  for (const key of Reflect.ownKeys(prototype)) {
    const name = key === Symbol.iterator ? '__iter__' : key === Symbol.asyncIterator ? '__aiter__' : key;
    if (typeof name === 'symbol' || name === 'constructor') continue;
    const { get, set, value } = Reflect.getOwnPropertyDescriptor(prototype, key);
    if (typeof value === 'function') {
      methods[name] = (self, ...given) => Reflect.apply(prototype[key], self, given);
    } else if (get !== undefined || set !== undefined) {
      accessors[name] = [get && ((self) => self[key]), set && ((self, given) => void (self[key] = given))];
    }
  }
  return { methods, accessors };
}

function staticsOf(constructor) {
  const statics = {};
  for (const key of Object.getOwnPropertyNames(constructor)) {
    const { value } = Reflect.getOwnPropertyDescriptor(constructor, key);
    if (OF_CLASSES.has(key) || typeof value !== 'function') continue;
    statics[key] = (...given) => Reflect.apply(constructor[key], constructor, given);
  }
  return statics;
}

/**
 * The Python class of a JavaScript class.
 * @param {Function} constructor
 * @returns {Function} its proxy
 * @throws {PythonError} TypeError where Python's class cannot be derived from
 */
function classFor(constructor) {
  let made = classes.get(constructor);
  if (made !== undefined) return made;
  const parent = Object.getPrototypeOf(constructor);
  if (typeof parent !== 'function') throw new TypeError('this class does not extend one of Python');
  const base = isProxy(parent) ? parent : classFor(parent);
  const { methods, accessors } = membersOf(constructor.prototype);
  const build = (given, named) => {
    if (named.size === 0) return Reflect.construct(constructor, [...given]);
    const options = { ...named };
    fromPython.add(options);
    return Reflect.construct(constructor, [...given, options]);
  };
  const { 0: number, 1: proxy } = live.extend(
    base,
    constructor.name,
    methods,
    accessors,
    staticsOf(constructor),
    build,
  );
  made = proxy;
  constructors.set(number, new WeakRef(constructor));
  forgotten.register(constructor, number);
  classes.set(constructor, made);
  return made;
}

/**
 * `super(...given)` in the constructor of a JavaScript class. Keyword arguments that Python has constructed it with are a
 * plain object there, the last argument; handed on as they are, they are keyword arguments again.
 */
function construct(constructor, given) {
  const last = given.at(-1);
  if (fromPython.has(last)) given[given.length - 1] = new Keywords(last);
  const instance = live.instantiate(classFor(constructor), ...given);
  if (isProxy(instance)) native.keep(indexOf(instance), instance);
  return instance;
}

/** What Python gets for the JavaScript class itself: a Bound (objects.js) without a name. */
class BoundClass {
  constructor(constructor) {
    this.proxy = classFor(constructor);
    this.name = undefined;
  }
}

/** What a JavaScript class inherits from Python's: class methods get the class that they were asked of. */
function getStatic(handler, key, receiver) {
  if (key === kinds.symbols.kBound) return new BoundClass(receiver);
  if (typeof key === 'symbol') return Reflect.get(handler.type.prototype, key, receiver);
  return classFor(receiver)[key];
}

module.exports = { construct, getStatic, prototypeOf, typeOf };
