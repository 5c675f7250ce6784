'use strict';

/**
 * `module.register()`: hooks from a module, deprecated in favour of `registerHooks()`.
 *
 * Node runs such hooks on a thread of their own, where they may be asynchronous. Naja runs them here, between the
 * steps of a loader that is synchronous: what they return must be there at once.
 */

const { registerHooks } = require('modules/hooks');
const { importModuleSync } = require('modules/esm/loader');
const deprecation = require('ext/base/deprecate');
const errors = require.lazy('ext/base/errors');
const types = require.lazy('ext/base/types');
const urls = require.lazy('modules/urls');

const { getPromiseDetails } = binding('util');

const warn = deprecation.getDeprecationWarningEmitter(
  'DEP0205',
  '`module.register()` is deprecated. Use `module.registerHooks()` instead.',
  undefined,
  false,
);

/** The value of a promise that has been settled. */
function settled(name, value) {
  if (!types().isPromise(value)) return value;
  binding('ticks').runMicrotasks();
  const [state, result] = getPromiseDetails(value);
  if (state === 2) {
    value.catch(() => {});
    throw result;
  }
  if (state === 0) {
    throw new Error(
      `The ${name} hook of module.register() waits for something asynchronous, which Naja's loader does not do; ` +
        'module.registerHooks() takes synchronous hooks',
    );
  }
  return result;
}

function adapt(name, hook) {
  if (hook === undefined) return undefined;
  return (argument, context, next) =>
    settled(
      name,
      hook(argument, context, async (given, inner) => next(given, inner)),
    );
}

/**
 * `module.register(specifier, parentURL, { data, transferList })`
 */
function register(specifier, parentURL, options) {
  warn();
  let parent = parentURL;
  let given = options;
  if (parent != null && typeof parent === 'object' && !urls().isURL(parent)) {
    given = parent;
    parent = given.parentURL;
  }
  const hooks = importModuleSync(`${specifier}`, `${parent ?? 'data:'}`);
  if (hooks.initialize !== undefined) {
    if (typeof hooks.initialize !== 'function') {
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)('initialize', 'Function', hooks.initialize);
    }
    settled('initialize', hooks.initialize(given?.data));
  }
  registerHooks({ resolve: adapt('resolve', hooks.resolve), load: adapt('load', hooks.load) });
}

module.exports = { register };
