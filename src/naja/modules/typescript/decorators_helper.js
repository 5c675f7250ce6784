'use strict';

/** What rewritten decorators call; its text is put before the code that needs it. */

function $decorators(className, classDecorators, list) {
  const FIELD = 'field';
  const elements = list.map((entry) => {
    if (entry === null) return { decorators: [] };
    const { 0: kind, 1: isStatic, 2: isPrivate, 3: key, 4: decorators } = entry;
    return { kind, isStatic, isPrivate, key, decorators, initializers: [], extra: [] };
  });
  const instanceExtra = [];
  const staticExtra = [];
  const classExtra = [];
  const metadataKey = Symbol.metadata ?? Symbol.for('Symbol.metadata');
  let metadata;
  let replaced;
  const check = (value, what) => {
    if (typeof value !== 'function') throw new TypeError(`${what} must be a function`);
    return value;
  };
  const accessOf = ({ kind, key, isPrivate }) => {
    const refuse = () => {
      throw new TypeError('access to private members from decorators is not there yet');
    };
    const access = { has: (object) => key in object };
    if (kind !== 'setter') access.get = (object) => object[key];
    if (kind === FIELD || kind === 'accessor' || kind === 'setter') {
      access.set = (object, value) => {
        object[key] = value;
      };
    }
    if (isPrivate) for (const name of Object.keys(access)) access[name] = refuse;
    return access;
  };
  const contextOf = (element, extra, state) => {
    const { kind, key, isStatic, isPrivate } = element;
    return {
      kind,
      name: key,
      static: isStatic,
      private: isPrivate,
      access: accessOf(element),
      metadata,
      addInitializer(fn) {
        if (state.done) throw new TypeError('addInitializer cannot be called after decoration was completed');
        extra.push(check(fn, 'An initializer'));
      },
    };
  };
  const applyField = (element) => {
    for (let i = element.decorators.length - 1; i >= 0; i--) {
      const state = { done: false };
      const decorator = check(element.decorators[i], 'A decorator');
      const result = decorator(undefined, contextOf(element, element.extra, state));
      state.done = true;
      if (result !== undefined) element.initializers.unshift(check(result, 'What a field decorator returns'));
    }
  };
  const applyMethod = (element, Class) => {
    const target = element.isStatic ? Class : Class.prototype;
    const part = { method: 'value', getter: 'get', setter: 'set' }[element.kind];
    const methodExtra = element.isStatic ? staticExtra : instanceExtra;
    // An accessor's initializers run when its value has been set.
    const extra = element.kind === 'accessor' ? element.extra : methodExtra;
    for (let i = element.decorators.length - 1; i >= 0; i--) {
      const state = { done: false };
      const decorator = check(element.decorators[i], 'A decorator');
      const descriptor = Object.getOwnPropertyDescriptor(target, element.key);
      const isAccessor = element.kind === 'accessor';
      const value = isAccessor ? { get: descriptor.get, set: descriptor.set } : descriptor[part];
      const result = decorator(value, contextOf(element, extra, state));
      state.done = true;
      if (result === undefined) continue;
      if (isAccessor) {
        if (result === null || typeof result !== 'object')
          throw new TypeError('What an accessor decorator returns must be an object');
        if (result.get !== undefined) descriptor.get = check(result.get, 'get');
        if (result.set !== undefined) descriptor.set = check(result.set, 'set');
        if (result.init !== undefined) element.initializers.unshift(check(result.init, 'init'));
      } else {
        descriptor[part] = check(result, 'What a method decorator returns');
      }
      Object.defineProperty(target, element.key, descriptor);
    }
  };
  const applyClass = (Class) => {
    let current = Class;
    for (let i = classDecorators.length - 1; i >= 0; i--) {
      const state = { done: false };
      const result = check(classDecorators[i], 'A decorator')(current, {
        kind: 'class',
        name: className || undefined,
        metadata,
        addInitializer(fn) {
          if (state.done)
            throw new TypeError('addInitializer cannot be called after decoration was completed');
          classExtra.push(check(fn, 'An initializer'));
        },
      });
      state.done = true;
      if (result !== undefined) current = check(result, 'What a class decorator returns');
    }
    return current;
  };
  return {
    key(n, value) {
      const key = typeof value === 'symbol' ? value : `${value}`;
      elements[n].key = key;
      return key;
    },
    keyOf: (n) => elements[n].key,
    start(Class) {
      if (className && Class.name === '')
        Object.defineProperty(Class, 'name', { value: className, configurable: true });
      const parent = Object.getPrototypeOf(Class)?.[metadataKey];
      metadata = Object.create(parent ?? null);
      const decorated = elements.filter(({ decorators }) => decorators.length > 0);
      const some = (isField, isStatic) =>
        decorated.filter((element) => (element.kind === FIELD) === isField && element.isStatic === isStatic);
      for (const element of some(false, true)) applyMethod(element, Class);
      for (const element of some(false, false)) applyMethod(element, Class);
      for (const element of some(true, true)) applyField(element);
      for (const element of some(true, false)) applyField(element);
      Object.defineProperty(Class, metadataKey, { value: metadata, configurable: true, writable: true });
      replaced = applyClass(Class);
      for (const fn of staticExtra) fn.call(Class);
    },
    instance(object) {
      for (const fn of instanceExtra) fn.call(object);
    },
    init(n, object, value) {
      let result = value;
      for (const fn of elements[n].initializers ?? []) result = fn.call(object, result);
      return result;
    },
    after(n, object) {
      for (const fn of elements[n].extra ?? []) fn.call(object);
    },
    finish() {
      for (const fn of classExtra) fn.call(replaced);
    },
    end: () => replaced,
  };
}

/** The helper as one line of code. */
const helper = $decorators
  .toString()
  .replace(/^\s*\/\/.*$/gm, '')
  .replace(/\s*\n\s*/g, ' ');

module.exports = { helper };
