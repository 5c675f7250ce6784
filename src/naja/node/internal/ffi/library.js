'use strict';

/** `DynamicLibrary` of `node:ffi`. */

const { native, T } = require('ext/ffi/core');
const { make, invalidType, invalidValue, callFailed, closed } = require('node/internal/ffi/errors');
const { parse, createFunction, createCallback, checkText } = require('node/internal/ffi/signature');

/** What belongs to a library, unreachable from outside. */
let stateOf;
class State {
  #library = undefined;
  constructor(path) {
    if (path !== null && typeof path !== 'string') throw invalidType('Library path must be a string or null');
    if (path !== null) checkText(path, 'Library path');
    let library;
    try {
      library = native.open(path, closed);
    } catch (error) {
      throw callFailed(`dlopen failed: ${error.message}`);
    }
    const state = {
      library,
      path,
      closed: false,
      functions: new Map(),
      symbols: new Map(),
      callbacks: new Map(),
    };
    this.#library = state;
    const accessor = (get) => {
      Object.defineProperty(get, 'name', { __proto__: null, value: '', configurable: true });
      return { __proto__: null, get, enumerable: true, configurable: false };
    };
    Object.defineProperty(
      this,
      'path',
      accessor(function () {
        return stateOf(this).path;
      }),
    );
    Object.defineProperty(
      this,
      'symbols',
      accessor(function () {
        return allSymbols(open(this));
      }),
    );
  }
  static {
    stateOf = (object) => {
      if (typeof object !== 'object' || object === null || !(#library in object)) {
        throw new TypeError('Illegal invocation');
      }
      return object.#library;
    };
  }
}

function open(object) {
  const state = stateOf(object);
  if (state.closed) throw closed();
  return state;
}

function allSymbols(state) {
  return Object.assign({ __proto__: null }, Object.fromEntries(state.symbols));
}

function allFunctions(state) {
  const result = { __proto__: null };
  for (const [name, { value }] of state.functions) result[name] = value;
  return result;
}

function find(state, name) {
  const known = state.symbols.get(name);
  if (known !== undefined) return known;
  const address = native.symbol(state.library, name);
  if (address === null) throw callFailed(`dlsym failed: ${native.problem()}`);
  return address;
}

const isSignature = (value) =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && !Array.isArray(value);

/** A function that is to be made: all are looked at before the first is. */
function prepare(state, name, signature) {
  const parsed = parse(signature, name);
  const known = state.functions.get(name);
  if (known !== undefined && known.key !== parsed.key) {
    throw invalidValue(`Function ${name} was already requested with a different signature`);
  }
  return { name, parsed, known, address: known?.address ?? find(state, name) };
}

function finish(state, { name, parsed, known, address }) {
  if (known !== undefined) return known.value;
  const value = createFunction(state, name, address, parsed);
  state.functions.set(name, { value, key: parsed.key, address });
  state.symbols.set(name, address);
  return value;
}

function pointerArgument(value) {
  if (typeof value !== 'bigint') throw invalidType('The first argument must be a bigint');
  if (value < 0n || value >= 2n ** 64n)
    throw invalidValue('The first argument must be a non-negative bigint');
  return value;
}

function callbackOf(object, pointer) {
  const state = open(object);
  const callback = state.callbacks.get(pointerArgument(pointer));
  if (callback === undefined) throw invalidValue('Callback not found');
  return { state, callback };
}

function functionOf(callback) {
  const value = callback.function ?? callback.weak.deref();
  if (value === undefined) throw invalidValue('Callback has been garbage collected');
  return value;
}

/**
 * A loaded library.
 * @param {string | null} path null: the process itself
 */
function DynamicLibrary(path) {
  if (new.target === undefined) {
    const message = "Class constructor DynamicLibrary cannot be invoked without 'new'";
    throw make(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', message);
  }
  return Reflect.construct(State, [path], new.target);
}

Object.defineProperty(DynamicLibrary.prototype, 'functions', {
  __proto__: null,
  get: Object.defineProperty(
    {
      get() {
        return allFunctions(open(this));
      },
    }.get,
    'name',
    { __proto__: null, value: 'get', configurable: true },
  ),
  enumerable: true,
  configurable: true,
});

DynamicLibrary.prototype.close = function close() {
  const state = stateOf(this);
  if (state.closed) return;
  state.closed = true;
  for (const { handle } of state.callbacks.values()) native.callbackClose(handle);
  state.callbacks.clear();
  native.close(state.library);
};

DynamicLibrary.prototype.getFunction = function getFunction(name, signature) {
  const state = open(this);
  if (typeof name !== 'string') throw invalidType('Function name must be a string');
  checkText(name, 'Function name');
  if (!isSignature(signature)) throw invalidType('Function signature must be an object');
  return finish(state, prepare(state, name, signature));
};

DynamicLibrary.prototype.getFunctions = function getFunctions(definitions) {
  const state = open(this);
  if (definitions === undefined) return allFunctions(state);
  if (!isSignature(definitions)) throw invalidType('Functions signatures must be an object');
  const prepared = Object.keys(definitions).map((name) => {
    checkText(name, 'Function name');
    const signature = definitions[name];
    if (!isSignature(signature)) throw invalidType(`Signature of function ${name} must be an object`);
    return prepare(state, name, signature);
  });
  const result = { __proto__: null };
  for (const each of prepared) result[each.name] = finish(state, each);
  return result;
};

// These are native in Node.js: no constructors, and without a length.
Object.assign(DynamicLibrary.prototype, {
  getSymbol() {
    const state = open(this);
    const [name] = arguments;
    if (typeof name !== 'string') throw invalidType('Symbol name must be a string');
    checkText(name, 'Symbol name');
    const address = find(state, name);
    state.symbols.set(name, address);
    return address;
  },
  getSymbols() {
    return allSymbols(open(this));
  },
  registerCallback() {
    const state = open(this);
    let [signature, callback] = arguments;
    if (typeof signature === 'function') {
      callback = signature;
      signature = {};
    } else if (!isSignature(signature)) {
      throw invalidType('First argument must be a function or a signature object');
    } else if (typeof callback !== 'function') {
      throw invalidType('Second argument must be a function');
    }
    const parsed = parse(signature, '<callback>');
    const holder = { function: callback, weak: undefined, handle: undefined };
    holder.handle = native.callback(
      createCallback(holder, parsed),
      T[parsed.result],
      parsed.args.map((kind) => T[kind]),
    );
    const address = native.callbackAddress(holder.handle);
    state.callbacks.set(address, holder);
    return address;
  },
  unregisterCallback() {
    const [pointer] = arguments;
    const { state, callback } = callbackOf(this, pointer);
    state.callbacks.delete(pointer);
    native.callbackClose(callback.handle);
  },
  refCallback() {
    const { callback } = callbackOf(this, arguments[0]);
    callback.function = functionOf(callback);
  },
  unrefCallback() {
    const { callback } = callbackOf(this, arguments[0]);
    callback.weak = new WeakRef(functionOf(callback));
    callback.function = undefined;
  },
});

// In Node.js it comes last.
delete DynamicLibrary.prototype.constructor;
Object.defineProperty(DynamicLibrary.prototype, 'constructor', {
  __proto__: null,
  value: DynamicLibrary,
  writable: true,
  configurable: true,
});
DynamicLibrary.prototype[Symbol.dispose] = DynamicLibrary.prototype.close;

module.exports = { DynamicLibrary };
