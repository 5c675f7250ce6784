'use strict';

/** Built-in modules for import: their named exports, which `syncBuiltinESMExports()` brings up to date. */

const builtins = require('modules/builtins');
const errors = require.lazy('ext/base/errors');

const { createSynthetic, instantiate, evaluate, setExport } = binding('modules');

/** id -> {module, names, exports} */
const facades = new Map();

/** The value of an export. One that cannot be had throws when it is called rather than when it is imported. */
function own(exports, name) {
  try {
    return Object.hasOwn(exports, name) ? exports[name] : undefined;
  } catch (error) {
    return function () {
      throw error;
    };
  }
}

/**
 * The engine's module for a built-in one.
 * @param {string} url `node:fs`
 * @throws ERR_UNKNOWN_BUILTIN_MODULE
 */
function facade(url) {
  const id = builtins.normalizeId(url);
  if (id === undefined) throw new (errors().codes.ERR_UNKNOWN_BUILTIN_MODULE)(url);
  let entry = facades.get(id);
  if (entry === undefined) {
    const exports = builtins.load(id);
    const names = Object.keys(exports).filter((name) => name !== 'default');
    const module = createSynthetic(url, [...names, 'default'], (set) => {
      for (const name of names) set(name, own(exports, name));
      set('default', exports);
    });
    instantiate(module);
    evaluate(module);
    entry = { module, names, exports };
    facades.set(id, entry);
  }
  return entry.module;
}

/** Gives the named exports of all built-in modules the values that the modules have now. */
function syncAll() {
  for (const { module, names, exports } of facades.values()) {
    for (const name of names) setExport(module, name, own(exports, name));
  }
}

module.exports = { facade, syncAll };
