'use strict';

/** What a CommonJS module that is still being loaded shows to those that require it. */

const { slotsOf } = require('modules/cjs/internals');
const { state } = require('modules/cjs/loader');
const deprecation = require.lazy('ext/base/deprecate');
const errors = require.lazy('ext/base/errors');
const modules = require.lazy('modules/esm/loader');
const process = require.lazy('node/process');
const types = require.lazy('ext/base/types');

function warn(property) {
  process().emitWarning(
    `Accessing non-existent property '${String(property)}' of module exports inside circular dependency`,
  );
}

/** The prototype of exports that are not complete: it tells when something is asked for that is not there yet. */
const warningPrototype = new Proxy(
  {},
  {
    __proto__: null,
    get(target, property) {
      // Transpiled code asks every module for __esModule.
      if (property in target || property === '__esModule') return target[property];
      warn(property);
      return undefined;
    },
    getOwnPropertyDescriptor(target, property) {
      if (Object.hasOwn(target, property) || property === '__esModule') {
        return Object.getOwnPropertyDescriptor(target, property);
      }
      warn(property);
      return undefined;
    },
  },
);

const isPlain = (exports, prototype) =>
  exports && !types().isProxy(exports) && Object.getPrototypeOf(exports) === prototype;

/** The exports of a module that is being loaded, for require(). */
function exportsInCycle(module) {
  const slots = slotsOf(module);
  if (slots.esm !== undefined && !modules().isEvaluated(slots.esm)) {
    let message = `Cannot require() ES Module ${module.id} in a cycle.`;
    if (slots.lastParent) message += ` (from ${slots.lastParent.filename})`;
    throw new (errors().codes.ERR_REQUIRE_CYCLE_MODULE)(message);
  }
  if (isPlain(module.exports, Object.prototype) && !module.exports.__esModule) {
    Object.setPrototypeOf(module.exports, warningPrototype);
    state.cycle = true;
  }
  return module.exports;
}

/** Takes the warnings away from a module that has been loaded. */
function leave(module) {
  if (isPlain(module.exports, warningPrototype)) Object.setPrototypeOf(module.exports, Object.prototype);
}

const message =
  'module.parent is deprecated due to accuracy issues. Please use require.main to find program entry point instead.';
let getParent = function () {
  return slotsOf(this).parent;
};
let setParent = function (value) {
  slotsOf(this).parent = value;
};
if (deprecation().isPendingDeprecation()) {
  getParent = deprecation().deprecate(getParent, message, 'DEP0144');
  setParent = deprecation().deprecate(setParent, message, 'DEP0144');
}

module.exports = {
  deprecatedParent: (module) => Reflect.apply(getParent, module, []),
  exportsInCycle,
  leave,
  setDeprecatedParent: (module, value) => Reflect.apply(setParent, module, [value]),
};
