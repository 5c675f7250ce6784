'use strict';

/** `cc` of bun:ffi: C compiled by the system's compiler, kept by what it was made from, and loaded. */

const { coded, signatureOf } = require('bun/ffi_types');
const native = binding('fs');
const { getOptions } = require('modules/options');
const napi = require.lazy('bun/ffi_cc_napi');
const process = require.lazy('node/process');

const { O_CREAT, O_TRUNC, O_WRONLY } = require('ext/fs/constants').constants;

// A kind of the binding's descriptors.
const PIPE = 1;
const ENOENT = -2;

/** The paths of the sources. @throws {Error} */
function sourcesOf(source) {
  const list = Array.isArray(source) ? source : [source];
  return list.map((item) => {
    if (typeof item === 'string' && item !== '') return item;
    if (item instanceof URL) return require('node/url').fileURLToPath(item);
    if (typeof item?.name === 'string') return item.name; // Bun.file()
    throw new Error('Expected source to be a string to a file path');
  });
}

const listOf = (value) =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

/** What the compiler is told besides the sources. */
function argumentsOf({ define, flags, include, library }) {
  // Node-API's headers, by the names that Bun has them under too: <node/node_api.h>, <node_api.h>.
  const headers = `${getOptions().libraries}/include`;
  const words = ['-O2', '-fPIC', '-w', `-I${headers}`, `-I${headers}/node`];
  if (define !== null && typeof define === 'object') {
    for (const [name, value] of Object.entries(define)) words.push(`-D${name}=${value}`);
  }
  for (const folder of listOf(include)) words.push(`-I${folder}`);
  for (const flag of listOf(flags)) words.push(...flag.split(/\s+/).filter(Boolean));
  const libraries = listOf(library).map((name) => (name.includes('/') ? name : `-l${name}`));
  return { words, libraries };
}

/** Runs the compiler. @returns {{ok: boolean, output: Uint8Array, errors: string}} */
function run(compiler, words) {
  const hidden = require('ext/process/env').hidesVariables();
  const env = hidden ? {} : process().env;
  const pairs = Object.keys(env).map((name) => `${name}=${env[name]}`);
  pairs.push('LC_ALL=C');
  if (hidden) pairs.unshift(null); // ours, which the binding alone sees
  const stdio = [
    [0, undefined],
    [PIPE, undefined],
    [PIPE, undefined],
  ];
  const [, code, signal, error, outputs] = binding('child_process').spawnSync(
    compiler,
    [compiler, ...words],
    pairs,
    undefined,
    false,
    undefined,
    undefined,
    stdio,
    0,
    0,
    15,
  );
  if (error === ENOENT) {
    throw new Error(`bun:ffi's cc needs a C compiler: ${compiler} was not found (set CC to name another)`);
  }
  if (error) throw require('ext/base/errors').uvException({ errno: error, syscall: 'spawn' });
  return {
    ok: code === 0 && signal === 0,
    output: outputs[1],
    errors: new TextDecoder().decode(outputs[2]),
  };
}

function failure(errors, sources) {
  const count = Math.max(1, errors.match(/\berror:/g)?.length ?? 0);
  return new Error(`${count} errors while compiling ${sources.join(', ')}\n${errors}`);
}

/** The folder that compiled libraries are kept in: this user's alone. */
function cacheFolder() {
  const folder = `${require('ext/process/env').ownVariables().TMPDIR || '/tmp'}/naja-cc-${process().getuid()}`;
  native.mkdirp(folder, 0o700);
  native.lstat(folder, false);
  const [mode, owner] = [native.stats[1], native.stats[3]];
  if ((mode & 0o170000) !== 0o040000 || owner !== process().getuid() || (mode & 0o022) !== 0) {
    throw new Error(`${folder} is not this user's own`);
  }
  return folder;
}

/**
 * The library made of C sources. What is told apart: the preprocessed text, so headers count, and the words.
 * @returns {string} its path
 * @throws {Error} with what the compiler says
 */
function compile(sources, options) {
  const compiler = require('ext/process/env').ownVariables().CC || 'cc';
  const { words, libraries } = argumentsOf(options);
  const preprocessed = run(compiler, [...words, '-E', ...sources]);
  if (!preprocessed.ok) throw failure(preprocessed.errors, sources);
  const key = require('node/crypto')
    .createHash('sha256')
    .update(JSON.stringify([compiler, words, libraries]))
    .update(preprocessed.output)
    .digest('hex')
    .slice(0, 32);
  const file = `${cacheFolder()}/${key}.so`;
  if (native.exists(file)) return file;
  const unfinished = `${file}.${process().pid}`;
  const made = run(compiler, [...words, '-shared', '-o', unfinished, ...sources, ...libraries]);
  if (!made.ok) throw failure(made.errors, sources);
  native.rename(unfinished, file);
  return file;
}

/**
 * Compiles C and makes functions of what is in it.
 * @param {{source: string | URL | Array, symbols: object, library?: string | string[], include?: string | string[],
 *   define?: Record<string, string>, flags?: string | string[]}} options
 * @param {Function} dlopen
 * @returns {{symbols: Record<string, Function>, close(): void}}
 */
function cc(options, dlopen) {
  if (options === null || typeof options !== 'object') throw new Error('Expected options to be an object');
  const sources = sourcesOf(options.source);
  const { symbols } = options;
  if (symbols === null || typeof symbols !== 'object') {
    const received =
      symbols === null ? 'null' : typeof symbols === 'undefined' ? 'undefined' : typeof symbols;
    const message = `The "symbols" argument must be of type object. Received ${received}`;
    throw coded('ERR_INVALID_ARG_TYPE', message);
  }
  if (Object.keys(symbols).length === 0) throw new Error('Expected at least one exported symbol');
  const signatures = Object.keys(symbols).map((name) => [name, signatureOf(symbols[name])]);
  const ofNapi = signatures.filter(([, signature]) => napi().needsNapi(signature));
  if (ofNapi.length > 0) return compileWithNapi(sources, options, ofNapi, dlopen);
  const file = compile(sources, options);
  return load(file, symbols, sources, dlopen);
}

/** The functions of a library that was made here. @throws {Error} for one that is not in it */
function load(file, symbols, sources, dlopen) {
  try {
    return dlopen(file, symbols);
  } catch (error) {
    const missing = /^Symbol "(.*)" not found/.exec(error.message)?.[1];
    if (missing === undefined) throw error;
    throw new Error(
      `"${missing}" is missing from ${sources.join(', ')}. Was it included in the source code?`,
    );
  }
}

/** The same where some functions have types of Node-API: those come from an addon that is compiled with them. */
function compileWithNapi(sources, options, ofNapi, dlopen) {
  const source = napi().glueFor(ofNapi);
  const key = require('node/crypto').createHash('sha256').update(source).digest('hex').slice(0, 32);
  const glue = `${cacheFolder()}/${key}.c`;
  if (!native.exists(glue)) {
    const unfinished = `${glue}.${process().pid}`;
    native.writeFile(unfinished, source, O_WRONLY | O_CREAT | O_TRUNC, 0o600);
    native.rename(unfinished, glue);
  }
  const file = compile([...sources, glue], options);
  const module = { exports: {} };
  require('ext/addons/load').open(module, file, undefined, false);
  const functions = { ...module.exports };
  const others = Object.fromEntries(
    Object.entries(options.symbols).filter(([name]) => functions[name] === undefined),
  );
  let close = () => {};
  if (Object.keys(others).length > 0) {
    const library = load(file, others, sources, dlopen);
    Object.assign(functions, library.symbols);
    ({ close } = library);
  }
  return Object.defineProperty({ close }, 'symbols', { __proto__: null, value: functions });
}

module.exports = { cc };
