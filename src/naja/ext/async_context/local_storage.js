'use strict';

// AsyncLocalStorage. A frame is an array of stores and their values, [store, value, store, value ...]; it is copied
// when a store is given a value, never changed (but for disable()).

const state = require('ext/async_context/state');
const validators = require.lazy('ext/base/validators');
const resource = require.lazy('ext/async_context/resource');
const context = binding('async_context');

/** A frame like `frame`, in which `store` has `value`. */
function withValue(frame, store, value) {
  if (frame === undefined) return [store, value];
  const copy = frame.slice();
  for (let i = 0; i < copy.length; i += 2) {
    if (copy[i] === store) {
      copy[i + 1] = value;
      return copy;
    }
  }
  copy.push(store, value);
  return copy;
}

/** What withScope() returns: disposing of it brings the former value back. */
class RunScope {
  #storage;
  #previous;
  #disposed = false;

  constructor(storage, store) {
    this.#storage = storage;
    this.#previous = storage.getStore();
    storage.enterWith(store);
  }

  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#storage.enterWith(this.#previous);
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

/** A value that follows the flow of asynchronous calls. */
class AsyncLocalStorage {
  #defaultValue = undefined;
  #name = undefined;

  /** @param {{defaultValue?: *, name?: string}} [options] */
  constructor(options = undefined) {
    if (options === undefined) return;
    validators().validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  /** @returns {Function} fn, to be called in the context of now */
  static bind(fn) {
    return resource().AsyncResource.bind(fn);
  }

  /** @returns {(fn: Function, ...args) => *} calls any function in the context of now */
  static snapshot() {
    return AsyncLocalStorage.bind((fn, ...args) => fn(...args));
  }

  /** @type {string} */
  get name() {
    return this.#name || '';
  }

  /** Forgets the value in this context. */
  disable() {
    const frame = state.getFrame();
    if (frame === undefined) return;
    const index = frame.indexOf(this);
    if (index !== -1) frame.splice(index, 2);
  }

  /** Sets the value for the rest of this flow. */
  enterWith(store) {
    context.set(withValue(state.getFrame(), this, store));
    state.frames = true;
  }

  /** Calls fn(...args) with the value set; other stores keep what fn gives them. @returns what fn returns */
  run(store, fn, ...args) {
    const before = state.getFrame();
    const previous = this.#valueIn(before);
    if (Object.is(previous, store)) return Reflect.apply(fn, null, args);
    const frame = withValue(before, this, store);
    const { length } = frame;
    context.set(frame);
    state.frames = true;
    try {
      return Reflect.apply(fn, null, args);
    } finally {
      const after = context.get();
      // Mostly nothing has changed meanwhile (disable() shortens a frame).
      context.set(after === frame && frame.length === length ? before : withValue(after, this, previous));
    }
  }

  /** Calls fn(...args) with no value set. */
  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  #valueIn(frame) {
    if (frame !== undefined) {
      for (let i = 0; i < frame.length; i += 2) if (frame[i] === this) return frame[i + 1];
    }
    return this.#defaultValue;
  }

  /** @returns {*} the value, or the default */
  getStore() {
    return this.#valueIn(state.getFrame());
  }

  /** Sets the value until the scope that it returns is disposed of. @returns {Disposable} */
  withScope(store) {
    return new RunScope(this, store);
  }
}

module.exports = { AsyncLocalStorage };
