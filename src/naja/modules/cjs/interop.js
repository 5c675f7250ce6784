'use strict';

/** require() of ES modules. */

const { kIsMain, slotsOf } = require('modules/cjs/internals');
const { loadSource, Module } = require('modules/cjs/loader');
const { getOption } = require('modules/options');
const { nearest } = require('modules/package_json');
const { toHref } = require('modules/urls');
const detect = require.lazy('modules/detect');
const errors = require.lazy('ext/base/errors');
const modules = require.lazy('modules/esm/loader');
const process = require.lazy('node/process');

const { compileModule, instantiate, evaluate, link, namespace } = binding('modules');

const IN_NODE_MODULES = /[/\\]node_modules[/\\]/;

let warned = false;
/** For --trace-require-module. */
function trace(module) {
  const mode = getOption('--trace-require-module');
  if (!mode || warned) return;
  const { lastParent: parent } = slotsOf(module);
  if (mode === 'no-node-modules' && parent && IN_NODE_MODULES.test(parent.filename)) return;
  let prefix;
  if (parent) {
    let from = parent.filename || parent.id;
    if (from === 'internal/preload') from = '--require';
    else if (from === '<repl>') from = 'The REPL';
    else if (from === '.') from = 'The entry point';
    else if (from) from = `CommonJS module ${from}`;
    const to = module.id || module.filename;
    if (from && to) prefix = `${from} is loading ES Module ${to} using require().\n`;
  }
  warned = true;
  const { emitExperimentalWarning } = require('ext/base/util');
  emitExperimentalWarning('Support for loading ES Module in require()', prefix, undefined, parent?.require);
}

/**
 * A module with the exports of another and `__esModule`, which tells transpiled code that `default` is meant.
 * @param {object} inner the engine's module
 */
function facadeOf(inner, url) {
  const facade = compileModule(
    "export * from 'original'; export { default } from 'original'; export const __esModule = true;",
    `${url}?facade`,
    undefined,
  );
  // Both statements ask for the same module.
  link(
    facade,
    binding('modules')
      .moduleRequests(facade)
      .map(() => inner),
  );
  instantiate(facade);
  evaluate(facade);
  return namespace(facade);
}

/** What require() of an ES module gives. */
function exportsOf(inner, exported, url) {
  if (Object.hasOwn(exported, 'module.exports')) return exported['module.exports'];
  if (!Object.hasOwn(exported, 'default') || Object.hasOwn(exported, '__esModule')) return exported;
  return facadeOf(inner, url);
}

/**
 * Runs an ES module for require(), or as the program's main module.
 * @param {Module} module
 * @param {string} filename
 * @param {string} source JavaScript
 * @throws ERR_REQUIRE_ASYNC_MODULE, ERR_REQUIRE_CYCLE_MODULE, and whatever the module throws
 */
function loadESM(module, filename, source) {
  if (module[kIsMain]) {
    require('modules/main').runEntry((loader) => loader.importEntry(toHref(filename), source));
    process().mainModule = undefined;
    return;
  }
  trace(module);
  const { inner, exported, url } = modules().importForRequire(module, filename, source);
  module.exports = exportsOf(inner, exported, url);
}

/** The error where require() may not load ES modules (`--no-require-module`). */
function requireESMError(module, source, filename) {
  const parentPath = slotsOf(module).parent?.filename;
  const pkg = filename.endsWith('.js') || !/\.[^/]*$/.test(filename) ? nearest(filename) : undefined;
  const { ERR_REQUIRE_ESM } = errors().codes;
  const usesEsm = detect().containsModuleSyntax(source, filename);
  const error = new ERR_REQUIRE_ESM(filename, usesEsm, parentPath, pkg?.path);
  const parent = Module._cache[parentPath];
  if (parent === undefined) return error;
  // The line that requires it, as for an uncaught error.
  const [, line, column] =
    /(\d+):(\d+)\)/.exec(error.stack.slice(error.stack.indexOf('    at ')).split('\n', 1)[0]) ?? [];
  if (line === undefined) return error;
  let text;
  try {
    text = loadSource(parent, parentPath).source.split('\n', line)[line - 1];
  } catch {
    return error;
  }
  error.stack = `${parentPath}:${line}\n${text}\n${' '.repeat(column - 1)}^\n\n${error.stack}`;
  return error;
}

module.exports = { exportsOf, loadESM, requireESMError };
