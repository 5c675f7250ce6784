'use strict';

/** Built-in modules for import: their named exports, which `syncBuiltinESMExports()` brings up to date. */

const builtins = require('modules/builtins');
const errors = require.lazy('ext/base/errors');
const python = require.lazy('python/js/modules');

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
  if (url.startsWith('python:')) return python().facade(url);
  const id = builtins.normalizeId(url);
  if (id === undefined) throw new (errors().codes.ERR_UNKNOWN_BUILTIN_MODULE)(url);
  let entry = facades.get(id);
  if (entry === undefined) {
    const exports = builtins.load(id);
    const names = Object.keys(exports).filter((name) => name !== 'default');
    const module = createSynthetic(url, [...names, 'default'], (set) => {
      if (url !== builtins.BUN_URL) for (const name of names) set(name, own(exports, name));
      // Node's modules are their own default; one of Bun's may have another.
      set('default', url.startsWith('bun:') && Object.hasOwn(exports, 'default') ? exports.default : exports);
    });
    instantiate(module);
    evaluate(module);
    entry = { module, names, exports };
    facades.set(id, entry);
  }
  return entry.module;
}

/* ---------------------------------------------------------------- bun */

/* The exports of `bun` load what they stand for when they are looked at. So they get their values only where some module
   asks for them, by name, or for all. */
const MENTION = /(['"])bun\1/g;
const STATIC =
  /\b(?:import|export)\s*(?:type\b\s*)?(?:[\w$]+\s*,?\s*)?(?:\{([^}'"]*)\}\s*)?from\s*(['"])bun\2/g;

/** By module: which exports of `bun` its imports name; null for all. */
const noted = new Map();
const given = new Set();

/**
 * Looks at what a module imports from `bun`, before it is linked.
 * @param {string} href
 * @param {string} source
 */
function note(href, source) {
  const mentions = source.match(MENTION)?.length ?? 0;
  if (mentions === 0) return;
  const clauses = [...source.matchAll(STATIC)];
  let names = null;
  // More mentions than that: import(), import * as, or none of all this.
  if (clauses.length === mentions) {
    const imported = clauses.flatMap(([, list = '']) => list.split(','));
    names = imported.map((item) => item.trim().split(/\s+as\s+/)[0]).filter(Boolean);
  }
  noted.set(href, names);
}

/**
 * Gives the exports of `bun` that a module asks for their values.
 * @param {string} [href] none: all are asked for
 */
function importedBunBy(href) {
  const { module, names, exports } = facades.get('bun');
  const asked = noted.get(href) ?? names;
  for (const name of asked) {
    if (given.has(name) || !names.includes(name)) continue;
    given.add(name);
    setExport(module, name, own(exports, name));
  }
}

/** Gives the named exports of all built-in modules the values that the modules have now. */
function syncAll() {
  for (const [id, { module, names, exports }] of facades) {
    if (id === 'bun') continue;
    for (const name of names) setExport(module, name, own(exports, name));
  }
}

module.exports = { facade, importedBunBy, note, syncAll };
