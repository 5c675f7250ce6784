'use strict';

/** import of CommonJS modules: their exports as named exports, as far as their source shows them. */

const builtins = require('modules/builtins');
const { kIsCachedByESMLoader, slotsOf } = require('modules/cjs/internals');
const { loadSource, Module, registeredExtension, state, wrapModuleLoad } = require('modules/cjs/loader');
const { lexExports } = require('modules/cjs/lexer');
const { toPathOrSame } = require('modules/urls');
const hooks = require.lazy('modules/hooks');
const path = require.lazy('node/path/posix');
const process = require.lazy('node/process');
const transpile = require.lazy('modules/typescript/transpile');

const { createSynthetic } = binding('modules');

const TYPESCRIPT_FILE = /\.(?:[cm]?ts|[jt]sx)$/;

/** The module of a file, made if it is not there yet. */
function moduleFor(filename) {
  let module = Module._cache[filename];
  if (module === undefined) {
    module = new Module(filename, undefined);
    module.filename = filename;
    module.paths = Module._nodeModulePaths(module.path);
    module[kIsCachedByESMLoader] = true;
    Module._cache[filename] = module;
  }
  return module;
}

function resolveReexport(request, module) {
  if (state.hooked) return hooks().resolveForRequire(request, module, false).filename;
  return Module._resolveFilename(request, module, false).toString();
}

/**
 * The names that a module's source, and those it re-exports, show.
 * @returns {Set<string>}
 */
function exportNames(module, filename, given, format) {
  const slots = slotsOf(module);
  if (slots.exportNames !== undefined) return slots.exportNames;
  let source = given;
  if (source === undefined) ({ source } = loadSource(module, filename, format));
  if (typeof source !== 'string') source = new TextDecoder().decode(source);
  slots.source = source;
  const lexed = TYPESCRIPT_FILE.test(filename) ? transpile().transpile(source, filename) : source;
  const { exports: names, reexports } = lexExports(lexed);
  slots.exportNames = names;
  if (reexports.size === 0) return names;
  module.filename ??= filename;
  module.paths ??= Module._nodeModulePaths(path().dirname(filename));
  for (const request of reexports) {
    let resolved;
    try {
      resolved = resolveReexport(request, module);
    } catch {
      continue; // It may never be required.
    }
    if (builtins.normalizeId(resolved) !== undefined || registeredExtension(resolved) !== '.js') continue;
    for (const name of exportNames(moduleFor(resolved), resolved)) names.add(name);
  }
  return names;
}

function exportsOf(module) {
  const slots = slotsOf(module);
  if (!slots.hasExported) return module.exports;
  const { exported } = slots;
  slots.hasExported = false;
  slots.exported = undefined;
  return exported;
}

/** A module of the engine that runs a CommonJS one. */
function wrap(href, filename, module, names, isMain, internal) {
  if (isMain) process().mainModule = module;
  const all = new Set([...names, 'default', 'module.exports']);
  const inner = createSynthetic(href, [...all], (set) => {
    if (!module.loaded) {
      const exports = wrapModuleLoad(filename, undefined, isMain, internal);
      if (!module.loaded) {
        module.exports = exports;
        module.loaded = true;
      }
      const slots = slotsOf(module);
      slots.hasExported = true;
      slots.exported = exports;
    }
    const exports = exportsOf(module);
    for (const name of names) {
      if (name === 'default' || name === 'module.exports' || !Object.hasOwn(exports, name)) continue;
      let value;
      try {
        value = exports[name];
      } catch {
        value = undefined;
      }
      set(name, value);
    }
    set('default', exports);
    set('module.exports', exports);
  });
  return { inner, isCommonJS: true, cjsModule: module };
}

/**
 * @param {string} href
 * @param {unknown} source may be missing when a hook loads it
 * @param {string} format `commonjs` or `commonjs-typescript`
 * @param {boolean} isMain
 * @param {boolean} fromHook
 */
function translate(href, source, format, isMain, fromHook) {
  const filename = toPathOrSame(href.replace(/[?#].*$/s, ''));
  const module = moduleFor(filename);
  const names = exportNames(module, filename, source ?? undefined, format);
  const resolved = {
    __proto__: null,
    filename,
    format: fromHook ? format : undefined,
    url: fromHook ? href : undefined,
  };
  return wrap(href, filename, module, names, isMain, { resolved, skipHooks: true });
}

/** A native addon. */
function translateAddon(href, isMain) {
  const filename = toPathOrSame(href);
  return wrap(href, filename, moduleFor(filename), [], isMain, { skipHooks: true });
}

module.exports = { translate, translateAddon };
