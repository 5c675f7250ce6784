'use strict';

/** `--eval`, `--print`, standard input as a program, and `--check`. */

const { slotsOf } = require('modules/cjs/internals');
const { compile, Module, state } = require('modules/cjs/loader');
const detect = require('modules/detect');
const { runEntry } = require('modules/main');
const { getOption } = require('modules/options');
const path = require('node/path/posix');
const process = require('node/process');
const builtins = require.lazy('modules/builtins');
const errors = require.lazy('ext/base/errors');
const modules = require.lazy('modules/esm/loader');
const transpile = require.lazy('modules/typescript/transpile');
const urls = require.lazy('modules/urls');

const { compileFunction, compileModule, runScript } = binding('modules');

/** The working directory, or where Naja is if that one is gone. */
function workingDirectory() {
  try {
    return process.cwd();
  } catch {
    return path.dirname(process.execPath);
  }
}

let evalCount = 0;
const nextUrl = () => `${urls().toHref(workingDirectory())}/[eval${++evalCount}]`;

/** Runs a source as an ES module. */
function evalModule(source, print) {
  if (print) throw new (errors().codes.ERR_EVAL_ESM_CANNOT_PRINT)();
  runEntry((loader) => loader.evaluateSource(source, nextUrl()));
}

/** Makes `fs`, `path` ... globals, loaded at first use. */
function defineBuiltinGlobals() {
  const module = new Module('<eval>');
  for (const name of builtins().allIds()) {
    if (name[0] === '_' || name.includes('/') || name.includes(':') || Object.hasOwn(globalThis, name))
      continue;
    const set = (value) => {
      delete globalThis[name];
      globalThis[name] = value;
    };
    Object.defineProperty(globalThis, name, {
      __proto__: null,
      get() {
        const value = module.require(name);
        Object.defineProperty(globalThis, name, {
          __proto__: null,
          get: () => value,
          set,
          configurable: true,
          enumerable: false,
        });
        return value;
      },
      set,
      configurable: true,
      enumerable: false,
    });
  }
}

/** Prints the result of `--print` when the program is over, but before output can no longer be written. */
function printAtExit(result) {
  const { console } = globalThis;
  const print = () => console.log(result);
  process.on('exit', print);
  process.once('beforeExit', () => {
    print();
    process.off('exit', print);
  });
}

/** Runs a source as a script. */
function evalScript(name, source, print) {
  const cwd = workingDirectory();
  const module = new Module(name);
  module.filename = path.join(cwd, name);
  module.paths = Module._nodeModulePaths(cwd);
  const baseUrl = urls().toHref(module.filename);
  const host = Symbol(name);
  modules().importers.set(host, (specifier, attributes, phase) =>
    modules().importModule(specifier, baseUrl, attributes, phase),
  );
  const run = () => {
    globalThis.__filename = name;
    // The script runs inside a function, so that its frames are those of a module.
    const wrapper =
      'globalThis.module = module; globalThis.exports = exports; globalThis.__dirname = __dirname; ' +
      'globalThis.require = require; return (main) => main();';
    const result = module._compile(
      wrapper,
      `${name}-wrapper`,
      'commonjs',
    )(() => {
      if (state.breaks) require('ext/debugger/server').beforeProgram();
      return runScript(source, name, 0, 0, host);
    });
    if (print) printAtExit(result);
  };
  if (getOption('--import').length > 0) runEntry(run);
  else run();
}

/** Types removed, if the source has any; a source that is right without is taken as it is. */
function withoutTypes(source, name) {
  if (!getOption('--strip-types')) return source;
  try {
    compileFunction(source, name, [], undefined);
    return source;
  } catch (error) {
    if (detect.containsModuleSyntax(source, name, [])) return source;
    try {
      return transpile().transpile(source, `${name}.ts`);
    } catch {
      throw error;
    }
  }
}

function evaluate(name, given) {
  const print = getOption('--print') === true;
  const type = getOption('--input-type');
  if (type === 'module') return evalModule(given, print);
  if (type === 'commonjs') return evalScript(name, given, print);
  if (type === 'module-typescript') return evalModule(transpile().transpile(given, `${name}.ts`), print);
  if (type === 'commonjs-typescript')
    return evalScript(name, transpile().transpile(given, `${name}.ts`), print);
  let source = given;
  if (!isModule(source, name)) {
    source = withoutTypes(source, name);
    if (source === given || !isModule(source, name)) return evalScript(name, source, print);
  }
  return evalModule(source, print);
}

const isModule = (source, name) =>
  getOption('--experimental-detect-module') && detect.containsModuleSyntax(source, name, []);

/** `--eval` */
function evalOption() {
  defineBuiltinGlobals();
  process._eval = getOption('--eval');
  evaluate('[eval]', process._eval);
}

/** A worker's `eval: true`. */
function evalWorker(source) {
  defineBuiltinGlobals();
  process._eval = source;
  evaluate('[worker eval]', source);
}

/** A worker whose program is a `data:` URL. */
function evalWorkerModule(source) {
  evalModule(source, false);
}

/** All of standard input, as text. */
function readStdin(callback) {
  let source = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    source += chunk;
  });
  process.stdin.on('end', () => callback(source));
}

/** A program on standard input. */
function evalStdin() {
  readStdin((source) => {
    process._eval = source;
    evaluate('[stdin]', source);
  });
}

function checkSource(source, filename, format) {
  let kind = format;
  let text = source;
  if (/-typescript$/.test(kind) || /\.(?:[cm]?ts|[jt]sx)$/.test(filename)) {
    text = transpile().transpile(source, filename);
    kind = kind?.replace(/-typescript$/, '');
  }
  if (kind == null && detect.containsModuleSyntax(text, filename)) kind = 'module';
  if (kind === 'module') {
    compileModule(text, filename, undefined);
    return;
  }
  const module = new Module(filename);
  slotsOf(module).source = text;
  if (compile(text, filename, module, kind ?? 'commonjs') === undefined) {
    throw new SyntaxError(`${filename} is an ES module`);
  }
}

function checkFile() {
  process.argv[1] = path.resolve(process.argv[1]);
  const filename = Module._resolveFilename(process.argv[1], undefined, true);
  const { readText } = require('modules/files');
  const { formatOfPath } = require('modules/esm/format');
  checkSource(readText(filename), filename, formatOfPath(filename));
}

/** `--check` */
function check() {
  const file = process.argv[1];
  const start =
    file && file !== '-'
      ? checkFile
      : () => {
          const kind = getOption('--input-type') === 'module' ? 'module' : 'commonjs';
          readStdin((source) => checkSource(source, '[stdin]', kind));
        };
  if (getOption('--import').length > 0) runEntry(start);
  else start();
}

module.exports = {
  check,
  defineBuiltinGlobals,
  evalOption,
  evalStdin,
  evalWorker,
  evalWorkerModule,
  workingDirectory,
};
