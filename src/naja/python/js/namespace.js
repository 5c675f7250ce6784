'use strict';

/**
 * `naja:python`: the module `py`. Its properties are, in this order, what is below, Python's built-in functions and
 * types, and modules, which are imported when they are first asked for: `py.len`, `py.dict`, `py.numpy`.
 */

const native = binding('python');
require('python/js/objects');
const kinds = require('python/js/kinds');
const { PythonError } = require('python/js/errors');
const asynchronous = require.lazy('python/js/async');
const helpers = require.lazy('python/js/helpers');
const modules = require.lazy('python/js/modules');

const { indexOf } = kinds;

const isProxy = (value) => native.index(value) >= 0;

/** Functions of Python's module `operator`, by their names there. */
const OPERATORS =
  'add sub mul truediv floordiv mod pow matmul neg pos abs invert lshift rshift and_ or_ xor not_ eq ne lt le gt ge ' +
  'is_ is_not truth contains concat getitem setitem delitem iadd isub imul itruediv ifloordiv imod ipow imatmul index';

const py = {
  PythonError,
  None: null,
  /**
   * Keyword arguments: the last argument of a call.
   * @param {Record<string, unknown>} values
   */
  kw(values) {
    if (typeof values !== 'object' || values === null) {
      const { ERR_INVALID_ARG_TYPE } = require('ext/base/errors').codes;
      throw new ERR_INVALID_ARG_TYPE('values', 'Object', values);
    }
    return new kinds.Keywords(values);
  },
  /**
   * Imports a module.
   * @param {string} name `os.path`
   * @throws {PythonError} ModuleNotFoundError
   */
  import(name) {
    return modules().load(`python:${name}`);
  },
  /** Whether a value is a Python object. */
  isPython: isProxy,
  /** A Python slice: `start:stop:step`. */
  slice(...given) {
    return py.builtins.slice(...(given.length === 0 ? [undefined] : given));
  },
  /** `with context: body(value)`; a Promise if `body` gives one, or the context manager is asynchronous. */
  with(context, body) {
    return require('python/js/contexts').run(context, body);
  },
  /** Enters a context manager; what `using` disposes of leaves it. */
  enter(context) {
    return require('python/js/contexts').enter(context);
  },
  /** The Promise of an awaitable. */
  promise(awaitable) {
    return asynchronous().promiseOf(awaitable);
  },
  /** A deep copy as plain JavaScript. */
  copy(value) {
    return isProxy(value) ? native.copy(indexOf(value), 0) : value;
  },
  /**
   * A TypedArray whose memory Python sees, too: numpy.asarray() of it is no copy. Its elements are not initialised.
   * @param {number | number[]} shape the sizes in each dimension; there are as many elements as their product
   * @param {string} [dtype] int8 ... int64, uint8 ... uint64, float16, float32, float64
   * @throws {PythonError} TypeError for another dtype, ValueError for a negative size, MemoryError
   */
  empty(shape, dtype = 'float64') {
    return helpers().live.empty(shape, dtype);
  },
  /** Collects garbage, cycles through JavaScript and Python included. How many JavaScript values Python let go of. */
  gc() {
    return helpers().live.gc();
  },
  /** A TypedArray over the memory of anything that has the buffer protocol or `__dlpack__`, without a copy. */
  view(value) {
    return native.view(indexOf(value));
  },
  /** The signature and documentation of anything, as text. */
  doc(value) {
    return require('python/js/inspect').describe(value);
  },
  /** Evaluates an expression of Python. */
  eval(source, scope) {
    return helpers().live.evaluate(source, scope);
  },
  /** Runs statements of Python; the names that they define. */
  exec(source, scope) {
    return helpers().live.execute(source, scope);
  },
  /** Stops the coroutine, task or future behind a Promise or awaitable. */
  cancel(promise) {
    return require('ext/aio/asyncio').cancel(isProxy(promise) ? asynchronous().promiseOf(promise) : promise);
  },
  /** Ties a Promise or awaitable of Python to an AbortSignal. */
  abortable(promise, signal) {
    return require('ext/aio/asyncio').abortable(
      isProxy(promise) ? asynchronous().promiseOf(promise) : promise,
      signal,
    );
  },
};

function lazily(name, make) {
  Object.defineProperty(py, name, {
    get() {
      const value = make();
      Object.defineProperty(py, name, { value, writable: true, enumerable: true, configurable: true });
      return value;
    },
    enumerable: true,
    configurable: true,
  });
}

lazily('builtins', () => modules().load('python:builtins'));
for (const name of OPERATORS.split(' ')) lazily(name, () => modules().load('python:operator')[name]);
Object.setPrototypeOf(py, null);

/** Names that a program may ask any object for. */
const NOT_MODULES = new Set([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'nodeType',
  'default',
  '__esModule',
]);

/** Modules that were asked for by name. */
const known = new Map();

const namespace = new Proxy(py, {
  get(target, key) {
    const module = known.get(key);
    if (module !== undefined) return module;
    if (typeof key === 'symbol' || key in target || NOT_MODULES.has(key)) return target[key];
    const imported = key in target.builtins ? target.builtins[key] : target.import(key);
    known.set(key, imported);
    return imported;
  },
  has(target, key) {
    return key in target || (typeof key === 'string' && key in target.builtins);
  },
});
py.default = namespace;
py.py = namespace;

module.exports = namespace;
