'use strict';

/**
 * Compiled code on disk: `module.enableCompileCache()`, NODE_COMPILE_CACHE.
 *
 * A file holds 32 characters, the checksum of the source, and then what V8 makes of it; V8 itself refuses what comes
 * from another version or is damaged.
 */

const { checksum } = require('modules/checksum');
const { state } = require('modules/cjs/loader');
const path = require('node/path/posix');
const process = require('node/process');
const fs = require.lazy('node/fs');

const engine = binding('modules');

const FAILED = 0;
const ENABLED = 1;
const ALREADY_ENABLED = 2;
const DISABLED = 3;
const SUM_LENGTH = 32;

let place;
let isPortable = false;
let isReadOnly = false;
/** What has been compiled: {file, sum, make} where `make` gives the bytes to keep. */
const compiled = new Map();

/** Code is kept apart by everything that it depends on. */
function tag() {
  const { naja, v8 } = process.versions;
  return `naja-${naja}-${process.arch}-${checksum(v8).slice(0, 8)}-${process.getuid?.() ?? 0}`;
}

function fileFor(kind, name) {
  const shown = isPortable && path.isAbsolute(name) ? path.relative(place, name) : name;
  return path.join(place, checksum(`${kind}\n${shown}`));
}

/** The bytes that were kept for a source, and where they lie. */
function lookUp(kind, name, source) {
  const entry = { file: fileFor(kind, name), sum: checksum(source), cached: undefined, make: undefined };
  try {
    const bytes = fs().readFileSync(entry.file);
    if (bytes.latin1Slice(0, SUM_LENGTH) === entry.sum) entry.cached = bytes.subarray(SUM_LENGTH);
  } catch {
    // Not there yet.
  }
  return entry;
}

/** As the engine's `compileFunction`; gives the function. */
function compileFunction(source, filename, parameters, host) {
  const entry = lookUp('function', filename, source);
  const result = engine.compileFunction(source, filename, parameters, host, entry.cached);
  if (entry.cached === undefined || result.cachedDataRejected) {
    entry.make = () => engine.functionCodeCache(result.function);
    compiled.set(entry.file, entry);
  }
  return result.function;
}

/** As the engine's `compileModule`. */
function compileModule(source, url, host) {
  const entry = lookUp('module', url, source);
  const inner = engine.compileModule(source, url, host, entry.cached);
  if (entry.cached === undefined) {
    entry.make = () => engine.moduleCodeCache(inner);
    compiled.set(entry.file, entry);
  }
  return inner;
}

/** Writes what has been compiled and is not on disk. */
function flush() {
  if (isReadOnly) return;
  for (const { file, sum, make } of compiled.values()) {
    const temporary = `${file}.${process.pid}`;
    try {
      const bytes = make();
      if (bytes === undefined) continue;
      fs().writeFileSync(temporary, Buffer.concat([Buffer.from(sum, 'latin1'), bytes]));
      fs().renameSync(temporary, file);
    } catch {
      // A cache that cannot be written is no reason to fail.
    }
  }
  compiled.clear();
}

function flushAtExit() {
  const { _emitExit: emitExit, reallyExit } = process;
  process._emitExit = () => {
    const code = emitExit();
    flush();
    return code;
  };
  process.reallyExit = (code) => {
    flush();
    reallyExit(code);
  };
}

/**
 * `module.enableCompileCache(options)`
 * @param {string | {directory?: string, portable?: boolean, readOnly?: boolean}} [options]
 * @returns {{status: number, message?: string, directory?: string}}
 */
function enable(options) {
  const given = typeof options === 'object' && options !== null ? options : { directory: options };
  const env = require('ext/process/env').ownVariables();
  if (given.directory !== undefined && typeof given.directory !== 'string') {
    const { ERR_INVALID_ARG_TYPE } = require('ext/base/errors').codes;
    throw new ERR_INVALID_ARG_TYPE('directory', 'string', given.directory);
  }
  if (place !== undefined) return { status: ALREADY_ENABLED, directory: place };
  if (env.NODE_DISABLE_COMPILE_CACHE) {
    return { status: DISABLED, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE' };
  }
  const directory =
    given.directory ?? env.NODE_COMPILE_CACHE ?? path.join(require('node/os').tmpdir(), 'node-compile-cache');
  const folder = path.join(path.resolve(directory), tag());
  try {
    fs().mkdirSync(folder, { recursive: true });
  } catch (error) {
    return { status: FAILED, message: `Cannot create cache directory: ${error.code}` };
  }
  place = folder;
  isPortable = given.portable ?? env.NODE_COMPILE_CACHE_PORTABLE === '1';
  isReadOnly = given.readOnly ?? env.NODE_COMPILE_CACHE_READONLY === '1';
  state.compileCache = true;
  flushAtExit();
  return { status: ENABLED, directory };
}

module.exports = { compileFunction, compileModule, enable, flush, folder: () => place };
