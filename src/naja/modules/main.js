'use strict';

/** Running what the command line asks for. */

const { getOption, getOptions, setOptions } = require('modules/options');
const { initialize, Module, state, wrapModuleLoad } = require('modules/cjs/loader');
const { typeOf } = require('modules/package_json');
const path = require('node/path/posix');
const process = require('node/process');
const evaluation = require.lazy('modules/eval');
const modules = require.lazy('modules/esm/loader');
const urls = require.lazy('modules/urls');

const engine = binding('modules');

const ALWAYS_ESM = /\.(?:mjs|mts|wasm)$/;
const NEVER_ESM = /\.(?:cjs|cts)$/;

/**
 * Whether a program is run by the ES module loader.
 * @param {string | false} filename
 */
function isForESM(filename) {
  if (getOption('--import').length > 0) return true;
  if (!filename) return false;
  if (ALWAYS_ESM.test(filename)) return true;
  if (NEVER_ESM.test(filename)) return false;
  return typeOf(filename) === 'module';
}

/** The process ends with 13 when its main module waits for something that can no longer come. */
function watchPendingEntry() {
  const emitExit = process._emitExit;
  process._emitExit = () => {
    if (!modules().entryIsPending()) return emitExit();
    return require('modules/pending').exit(emitExit);
  };
}

async function runAfterImports(start) {
  const loader = modules();
  try {
    const imports = getOption('--import');
    if (imports.length > 0) {
      const parent = urls().cwdHref();
      for (let i = 0; i < imports.length; i++) await loader.importModule(imports[i], parent);
    }
    await start(loader);
  } catch (error) {
    binding('errors').triggerUncaughtException(error, true);
  }
}

let watching = false;
/**
 * Runs something as the program's entry, after the modules of `--import`.
 * @param {(loader: object) => unknown} start
 */
function runEntry(start) {
  if (!watching) {
    watching = true;
    watchPendingEntry();
  }
  return runAfterImports(start);
}

/** `Module.runMain`. */
function executeUserEntryPoint(main = process.argv[1]) {
  if (getOption('--entry-url')) {
    require('ext/base/util').emitExperimentalWarning('--entry-url');
    const { URL } = require('node/url');
    runEntry((loader) => loader.importEntry(new URL(main, urls().cwdHref()).href));
    return;
  }
  const filename = Module._findPath(path.resolve(main), null, true);
  if (isForESM(filename))
    runEntry((loader) => loader.importEntry(urls().toHref(filename || path.resolve(main))));
  else wrapModuleLoad(main, null, true);
}

const ENTRIES = {
  __proto__: null,
  file() {
    if (!getOption('--entry-url')) process.argv[1] = path.resolve(process.argv[1]);
    preload();
    Module.runMain(process.argv[1]);
  },
  serve() {
    process.argv[1] = path.resolve(process.argv[1]);
    preload();
    const filename = Module._findPath(process.argv[1], null, true) || process.argv[1];
    runEntry(() => require('modules/serve').run(urls().toHref(filename), getOptions().serve));
  },
  eval() {
    preload();
    evaluation().evalOption();
  },
  stdin() {
    preload();
    evaluation().evalStdin();
  },
  check() {
    preload();
    evaluation().check();
  },
  test() {
    preload();
    runEntry(() => require('node/internal/test/command').start());
  },
  repl() {
    preload();
    if (state.loading) require('modules/program').begin();
    require('modules/repl/start').start();
  },
};

/** Loads the modules of `--require`. */
function preload() {
  const requests = getOption('--require');
  if (requests.length > 0) Module._preloadModules(requests);
}

/**
 * Runs the program.
 * @param {object} options what `naja.runtime.run` was given
 */
function run(options) {
  prepare(options);
  ENTRIES[options.entry]();
}

/** What every environment's loader needs before it loads anything. */
function prepare(options) {
  setOptions(options);
  initialize();
  if (options.restricted === 'deno' && options.worker === undefined && options.embedded === undefined)
    state.loading = true;
  engine.setImportDynamically((symbol, specifier, attributes, referrer, phase) =>
    modules().importDynamically(symbol, specifier, attributes, referrer, phase),
  );
  engine.setImportMeta((symbol, meta, module) => modules().initializeMeta(symbol, meta, module));
  const variables = require('ext/process/env').ownVariables();
  if (variables.NODE_COMPILE_CACHE || getOption('--enable-source-maps')) require('modules/features').enable();
  if (variables.NODE_V8_COVERAGE || getOption('--cpu-prof') || getOption('--heap-prof')) {
    if (options.embedded === undefined) require('ext/debugger/profiles').begin();
  }
  if (getOption('--inspect') && options.worker === undefined) require('ext/debugger/server').begin();
  if (getOptions().flags['--title']) process.title = getOption('--title');
}

Module.runMain = executeUserEntryPoint;

module.exports = { preload, prepare, run, runEntry };
