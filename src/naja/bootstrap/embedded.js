'use strict';

// An environment within a program in another language (naja.Runtime): its `process` leaves the host's alone, and the
// host calls what hooks() gives. Most embedded programs are a few expressions: modules are made ready when one is asked
// for.

const { options } = binding('bootstrap');
const { embedded } = options;
const engine = binding('modules');
const loader = require.lazy('modules/esm/loader');
const urls = require.lazy('modules/urls');

let ready = false;

/** What the loaders need before they load anything. */
function prepareModules() {
  if (ready) return;
  ready = true;
  require('modules/main').prepare(options);
  // From now on the engine asks the loader for the modules that the host's scripts import.
  loader().importers.set(HOST, (specifier, attributes, phase) =>
    loader().importModule(specifier, origin(), attributes, phase),
  );
}

/** The place that specifiers of the host, and of what it evaluates, are relative to: a file that need not be there. */
const origin = () => `${urls().toHref(embedded.root)}/[naja]`;

/** Names what the host evaluates to the engine, which asks for the modules that it imports. */
const HOST = Symbol('naja');

/** Defines globalThis.require, made at its first use. */
function defineRequire() {
  const define = (value) =>
    Object.defineProperty(globalThis, 'require', {
      __proto__: null,
      configurable: true,
      enumerable: false,
      writable: true,
      value,
    });
  Object.defineProperty(globalThis, 'require', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      prepareModules();
      const value = require('node/module').createRequire(origin());
      define(value);
      return value;
    },
    set: define,
  });
}

/**
 * Has all that asks for variables find those of this environment: what the host gave it, or a copy of the host's own, as
 * far as they may be seen.
 */
function separateVariables() {
  const native = binding('process');
  const { visibleEnv } = native;
  let store;
  const variables = () => {
    if (store !== undefined) return store;
    store = new Map(Object.entries(embedded.env ?? {}));
    if (embedded.env !== undefined) return store;
    const seen = visibleEnv();
    for (let i = 0; i < seen.length; i += 2) store.set(seen[i], seen[i + 1]);
    return store;
  };
  native.getEnv = native.ownEnv = (name) => variables().get(name);
  native.hidesEnv = () => false;
  native.setEnv = (name, value) => {
    variables().set(name, value);
  };
  native.unsetEnv = (name) => {
    variables().delete(name);
  };
  native.envKeys = () => [...variables().keys()];
}

/**
 * Makes `process` one that cannot touch the host's.
 * @param {object} process
 */
function adapt(process) {
  separateVariables();
  const { lazy, restrict } = require('ext/worker/process');
  restrict(process);
  const { cwd } = process;
  process.cwd = { wrappedCwd: () => embedded.cwd ?? cwd() }.wrappedCwd;
  process.argv = [options.execPath, ...options.argv];
  const stdio = require.lazy('bootstrap/embedded_stdio');
  for (const name of ['stdin', 'stdout', 'stderr']) lazy(process, name, () => stdio()[name]);
}

/** JavaScript of a source, by its file's name. */
function translated(source, filename) {
  if (!/\.[cm]?tsx?$/.test(filename)) return source;
  prepareModules();
  return require('modules/typescript/transpile').transpile(source, filename);
}

/**
 * Runs a script in the global scope.
 * @param {string} source
 * @param {string} filename
 * @returns {*} its completion value; a Promise of that where `await` stands at the top
 */
function evaluate(source, filename) {
  const text = translated(source, filename);
  if (!/\bawait\b/.test(text)) return engine.runScript(text, filename, 0, 0, HOST);
  return require('modules/top_level_await').runAny(text, filename, HOST).value;
}

/**
 * The same for who waits anyway: it may be the body of an async function, with `return`.
 * @param {string} source
 * @param {string} filename
 * @returns {*} the completion value, or a Promise of it
 */
function evaluateAsync(source, filename) {
  const text = translated(source, filename);
  return require('modules/top_level_await').runAny(text, filename, HOST, true).value;
}

/**
 * `import(specifier)`, from the root.
 * @param {string} specifier
 * @returns {Promise<object>} the module's namespace
 */
function importModule(specifier) {
  prepareModules();
  return loader().importModule(specifier, origin());
}

/**
 * Runs a file as the main program, as the command would.
 * @param {string} file
 * @param {string[]} argv what follows it in process.argv
 */
function main(file, argv) {
  const process = require('node/process');
  prepareModules();
  process.argv = [options.execPath, require('node/path').resolve(embedded.root, file), ...argv];
  process._exiting = false;
  require('modules/cjs/loader').Module.runMain(process.argv[1]);
}

let offered;

/** The source of a module whose exports are the host's. */
function sourceOf(specifier, exports) {
  const lines = [`const m = globalThis[Symbol.for('naja.module')](${JSON.stringify(specifier)});`];
  let count = 0;
  for (const name of Object.keys(exports)) {
    if (name === 'default') continue;
    const variable = `v${count++}`;
    lines.push(
      `const ${variable} = m[${JSON.stringify(name)}]; export { ${variable} as ${JSON.stringify(name)} };`,
    );
  }
  lines.push('export default m.default ?? m;');
  return lines.join('\n');
}

/** Has import and require() find the host's modules before any other. */
function registerOffered() {
  offered = new Map();
  Object.defineProperty(globalThis, Symbol.for('naja.module'), {
    __proto__: null,
    value: (specifier) => offered.get(specifier),
  });
  const SCHEME = 'naja-host:';
  require('node/module').registerHooks({
    resolve(specifier, context, next) {
      if (!offered.has(specifier)) return next(specifier, context);
      return { url: SCHEME + encodeURIComponent(specifier), format: 'module', shortCircuit: true };
    },
    load(url, context, next) {
      if (!url.startsWith(SCHEME)) return next(url, context);
      const specifier = decodeURIComponent(url.slice(SCHEME.length));
      const source = sourceOf(specifier, offered.get(specifier));
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

/**
 * Adds a module of the host's.
 * @param {string} specifier
 * @param {string[]} names
 * @param {*[]} values
 */
function offerModule(specifier, names, values) {
  prepareModules();
  if (offered === undefined) registerOffered();
  const exports = { __proto__: null };
  for (let i = 0; i < names.length; i++) exports[names[i]] = values[i];
  offered.set(specifier, exports);
}

/** After a stop: what was queued for the call that is no more goes with it. */
function forget() {
  require('ext/timers/ticks').clear();
}

/** The host waits for it from now on, even where it is rejected already: what it rejects with is told once. */
function waitedFor(promise) {
  if (require('ext/base/types').isPromise(promise)) PromisePrototypeThen.call(promise, undefined, () => {});
  return promise;
}

const PromisePrototypeThen = Promise.prototype.then;

/**
 * What the host calls.
 * @param {object} process
 */
function hooks(process) {
  defineRequire();
  engine.setImportDynamically((symbol, specifier, attributes, referrer, phase) => {
    prepareModules();
    if (symbol === HOST) return loader().importModule(specifier, origin(), attributes, phase);
    return loader().importDynamically(symbol, specifier, attributes, referrer, phase);
  });
  return {
    evaluate,
    evaluateAsync: (source, filename) => waitedFor(evaluateAsync(source, filename)),
    evaluateCell(code, publish) {
      prepareModules();
      return waitedFor(require('bootstrap/embedded_cell').evaluateCell(code, HOST, publish));
    },
    importModule: (specifier) => waitedFor(importModule(specifier)),
    main,
    offerModule,
    forget,
    globalNames: () => Object.keys(globalThis),
    beforeExit: () => process._emitBeforeExit(),
    exit: () => process._emitExit(),
    require,
  };
}

/**
 * An exception that nobody caught: the host raises it where it called.
 * @param {*} error
 * @param {boolean} fromPromise
 */
function uncaught(error, fromPromise) {
  embedded.native.report(error, fromPromise);
}

module.exports = { adapt, hooks, uncaught };
