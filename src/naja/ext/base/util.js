'use strict';

/** Small helpers that the built-ins share, under Node's internal names. */

const lazyErrors = require.lazy('ext/base/errors');
const lazyDeprecate = require.lazy('ext/base/deprecate');
const lazyPromisify = require.lazy('ext/base/promisify');
const lazySystem = require.lazy('ext/base/system_errors');
const validators = require.lazy('ext/base/validators');
const types = require.lazy('ext/base/types');
const process = require.lazy('node/process');
const os = require.lazy('node/os');
const url = require.lazy('node/url');
const { encodingsMap, getEncodingSlow, normalizeEncoding } = require('ext/base/encodings');

const kEmptyObject = Object.freeze({ __proto__: null });
const kEnumerableProperty = Object.freeze({ __proto__: null, enumerable: true });
const customInspectSymbol = Symbol.for('nodejs.util.inspect.custom');
const { customPromisifyArgs, customPromisifySymbol } = require('ext/base/promisify_symbols');

/* ---------------------------------------------------------------- functions */

/** A function that runs `callback` once; later calls give undefined, or the first result if asked for. */
function once(callback, { preserveReturnValue = false } = kEmptyObject) {
  let called = false;
  let kept;
  return function (...args) {
    if (called) return kept;
    called = true;
    const result = Reflect.apply(callback, this, args);
    if (preserveReturnValue) kept = result;
    return result;
  };
}

/** A function that runs `initializer` at its first call and remembers the result. */
function getLazy(initializer) {
  let value;
  let done = false;
  return () => {
    if (!done) {
      value = initializer();
      done = true;
    }
    return value;
  };
}

/** As getLazy for an array, of which each caller gets a copy. */
function cachedResult(initializer) {
  const get = getLazy(initializer);
  return () => get().slice();
}

/** Names a function; a symbol gives `[description]`. */
function assignFunctionName(name, fn, descriptor = kEmptyObject) {
  return Object.defineProperty(fn, 'name', {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    ...Object.getOwnPropertyDescriptor(fn, 'name'),
    ...descriptor,
    value: typeof name === 'symbol' ? `[${name.description}]` : name,
  });
}

/** @returns {{promise: Promise, resolve: Function, reject: Function}} */
function createDeferredPromise() {
  return Promise.withResolvers();
}

/* ---------------------------------------------------------------- properties */

/** Sets an own data property, whatever the prototype has. */
function setOwnProperty(object, key, value) {
  return Object.defineProperty(object, key, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    value,
    writable: true,
  });
}

function defineHidden(target, name, value) {
  Object.defineProperty(target, name, {
    __proto__: null,
    writable: true,
    enumerable: false,
    configurable: true,
    value,
  });
}

/** A Web IDL operation: an enumerable method. */
function defineOperation(target, name, method) {
  setOwnProperty(target, name, method);
}

/** Properties that load built-in `id` when one of them is first read, and are plain values from then on. */
function defineLazyProperties(target, id, keys, enumerable = true) {
  const load = require.lazy(id);
  for (const key of keys) {
    const settle = (object, value) =>
      Object.defineProperty(object, key, {
        __proto__: null,
        value,
        writable: true,
        enumerable,
        configurable: true,
      });
    Object.defineProperty(target, key, {
      __proto__: null,
      enumerable,
      configurable: true,
      get: assignFunctionName(key, () => {
        const value = load()[key];
        settle(target, value);
        return value;
      }),
      set: assignFunctionName(key, function (value) {
        settle(this, value);
      }),
    });
  }
}

/** Web IDL attributes that load built-in `id` when first read and can be assigned. */
function defineReplaceableLazyAttribute(target, id, keys, writable = true, check = undefined) {
  const load = require.lazy(id);
  for (const key of keys) {
    let value;
    let replaced = false;
    const get = function () {
      if (check !== undefined) check.call(this);
      return replaced ? value : load()[key];
    };
    const set = function (replacement) {
      replaced = true;
      value = replacement;
    };
    Object.defineProperty(target, key, {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get: assignFunctionName(`get ${key}`, get),
      set: writable ? assignFunctionName(`set ${key}`, set) : undefined,
    });
  }
}

/** The nearest constructor that an object's prototypes name. */
function getConstructorOf(object) {
  for (let at = object; at; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, 'constructor');
    if (typeof descriptor?.value === 'function' && descriptor.value.name !== '') return descriptor.value;
  }
  return null;
}

/* ---------------------------------------------------------------- lists and text */

/** Removes element `index` in place; faster than splice for short lists. */
function spliceOne(list, index) {
  for (; index + 1 < list.length; index++) list[index] = list[index + 1];
  list.pop();
}

function join(list, separator) {
  return list.join(separator);
}

/** The different texts of a list without regard to case, sorted; the last spelling wins unless `low` lowers them. */
function filterDuplicateStrings(items, low) {
  const map = new Map();
  for (const item of items) {
    const key = item.toLowerCase();
    map.set(key, low ? key : item);
  }
  return [...map.values()].sort();
}

/** Text without SGR colour sequences. */
function removeColors(text) {
  return text.replace(/\u001b\[\d\d?m/g, '');
}

/** Lone surrogates become U+FFFD. */
function toUSVString(input) {
  return `${input}`.toWellFormed();
}

/** Whether a file name lies in a node_modules folder. */
function isUnderNodeModules(filename) {
  return filename && /^(?:.*)[\\/]node_modules[\\/]/.test(filename);
}

/* ---------------------------------------------------------------- errors, stacks */

const hasInstance = Function.prototype.call.bind(Function.prototype[Symbol.hasInstance]);
/** An Error of this or another realm. */
function isError(value) {
  return types().isNativeError(value) || hasInstance(Error, value);
}

/** Puts the source line and the caret before `error.stack`, once. */
const decorated = new WeakSet();
function decorateErrorStack(error) {
  if (!isError(error) || !error.stack || decorated.has(error)) return;
  const arrow = binding('errors').decorate(error);
  if (!arrow) return;
  error.stack = `${arrow}${error.stack}`;
  decorated.add(error);
}

/** The call sites of the caller. */
function getStructuredStack() {
  const holder = new Error();
  let sites;
  lazyErrors().overrideStackTrace.set(holder, (_, trace) => {
    sites = trace;
    return '';
  });
  Error.captureStackTrace(holder, getStructuredStack);
  void holder.stack;
  return sites ?? [];
}

let DOMExceptionClass;
/** The DOMException class. */
function lazyDOMExceptionClass() {
  DOMExceptionClass ??= globalThis.DOMException;
  return DOMExceptionClass;
}

/** A DOMException whose stack begins at the caller. */
function lazyDOMException(message, name) {
  return lazyErrors().hideFrames(new (lazyDOMExceptionClass())(message, name), lazyDOMException);
}

const warned = new Set();
/** Warns once that `feature` is experimental. */
function emitExperimentalWarning(feature, messagePrefix, code, ctor) {
  if (warned.has(feature)) return;
  warned.add(feature);
  const message = `${messagePrefix ?? ''}${feature} is an experimental feature and might change at any time`;
  process().emitWarning(message, 'ExperimentalWarning', code, ctor);
}

/* ---------------------------------------------------------------- system */

let signalNames;
/** The number of a signal given as number or name. */
function convertToValidSignal(signal) {
  const { signals } = os().constants;
  if (typeof signal === 'number') {
    signalNames ??= new Set(Object.values(signals));
    if (signalNames.has(signal)) return signal;
  } else if (typeof signal === 'string') {
    const number = signals[signal.toUpperCase()];
    if (number) return number;
  }
  const { ERR_UNKNOWN_SIGNAL } = lazyErrors().codes;
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

/** What a shell makes of a process ended by a signal: 128 + its number. */
function convertProcessSignalToExitCode(signal) {
  const { signals } = os().constants;
  validators().validateOneOf(signal, 'signalCode', Object.keys(signals));
  return 128 + signals[signal];
}

/** `address/prefix` of an interface, null where the mask is none. */
function getCIDR(address, netmask, family) {
  const v6 = family === 'IPv6';
  const width = v6 ? 16 : 8;
  let bits = '';
  for (const part of netmask.split(v6 ? ':' : '.')) {
    if (part !== '')
      bits += Number.parseInt(part, v6 ? 16 : 10)
        .toString(2)
        .padStart(width, '0');
  }
  const mask = /^(1*)0*$/.exec(bits);
  return mask === null ? null : `${address}/${mask[1].length}`;
}

let cwdUrl;
let cwdOfUrl;
/** The working directory as a file: URL; the last one known if it is gone. */
function getCWDURL() {
  let cwd;
  try {
    cwd = process().cwd();
  } catch {
    cwdUrl ??= url().pathToFileURL('/');
  }
  if (cwd !== undefined && cwd !== cwdOfUrl) {
    cwdUrl = url().pathToFileURL(`${cwd}/`);
    cwdOfUrl = cwd;
  }
  return cwdUrl;
}

/** Blocks the thread for `msec` milliseconds. */
function sleep(msec) {
  validators().validateUint32(msec, 'msec');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, msec);
}

/* ---------------------------------------------------------------- memory */

/** A weak reference that can be made strong: `incRef()` holds the target, `decRef()` lets go again. */
class WeakReference {
  #weak;
  #strong;
  #count = 0;

  constructor(target) {
    this.#weak = new WeakRef(target);
  }

  incRef() {
    this.#count++;
    if (this.#count === 1) {
      const target = this.#weak.deref();
      if (target !== undefined) this.#strong = target;
    }
    return this.#count;
  }

  decRef() {
    this.#count--;
    if (this.#count === 0) this.#strong = undefined;
    return this.#count;
  }

  get() {
    return this.#weak.deref();
  }
}

module.exports = {
  assignFunctionName,
  cachedResult,
  convertProcessSignalToExitCode,
  convertToValidSignal,
  createDeferredPromise,
  customInspectSymbol,
  customPromisifyArgs,
  customPromisifySymbol,
  decorateErrorStack,
  defineLazyProperties,
  defineOperation,
  defineReplaceableLazyAttribute,
  deprecate: (...args) => lazyDeprecate().deprecate(...args),
  deprecateInstantiation: (...args) => lazyDeprecate().deprecateInstantiation(...args),
  deprecateProperty: (...args) => lazyDeprecate().deprecateProperty(...args),
  emitExperimentalWarning,
  encodingsMap,
  exposeInterface: defineHidden,
  exposeLazyInterfaces: (target, id, keys) => defineLazyProperties(target, id, keys, false),
  exposeNamespace: defineHidden,
  filterDuplicateStrings,
  getCIDR,
  getConstructorOf,
  getCWDURL,
  getDeprecationWarningEmitter: (...args) => lazyDeprecate().getDeprecationWarningEmitter(...args),
  getEncodingSlow,
  getLazy,
  getStructuredStack,
  getSystemErrorMap: () => lazySystem().getSystemErrorMap(),
  getSystemErrorMessage: (errno) => lazySystem().getSystemErrorMessage(errno),
  getSystemErrorName: (errno) => lazySystem().getSystemErrorName(errno),
  isError,
  isMacOS: false,
  isPendingDeprecation: () => lazyDeprecate().isPendingDeprecation(),
  isUnderNodeModules,
  isWindows: false,
  join,
  kEmptyObject,
  kEnumerableProperty,
  lazyDOMException,
  lazyDOMExceptionClass,
  normalizeEncoding,
  once,
  pendingDeprecate: (...args) => lazyDeprecate().pendingDeprecate(...args),
  promisify: (original) => lazyPromisify().promisify(original),
  removeColors,
  setOwnProperty,
  sleep,
  spliceOne,
  toUSVString,
  WeakReference,
};
