'use strict';

/** `fs.glob` and its kin. */

const native = binding('fs');
const { codes } = require('ext/base/errors');
const {
  validateBoolean,
  validateFunction,
  validateObject,
  validateString,
  validateStringArray,
} = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { compile } = require('ext/fs/glob_pattern');
const { GlobWalk } = require('node/internal/fs/glob_walk');
const { direntsFrom, foundType, WITH_TYPES } = require('node/internal/fs/dirent');
const { isURL, kEmptyOptions } = require('node/internal/fs/utils');
const url = require.lazy('node/url');

/** The compiled alternatives of one pattern or of a list. */
function patternsOf(pattern) {
  if (Array.isArray(pattern)) validateStringArray(pattern, 'patterns');
  else validateString(pattern, 'patterns');
  return [pattern].flat().flatMap((one) => compile(one));
}

/** @returns {object} the options, checked */
function optionsOf(options) {
  validateObject(options, 'options');
  const { exclude, followSymlinks, withFileTypes } = options;
  let { cwd } = options;
  if (cwd !== null && typeof cwd === 'object' && isURL(cwd)) cwd = url().fileURLToPath(cwd);
  if (exclude != null && typeof exclude !== 'function') {
    if (!Array.isArray(exclude)) {
      throw new codes.ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
    }
    validateStringArray(exclude, 'options.exclude');
  }
  if (followSymlinks !== undefined) validateBoolean(followSymlinks, 'options.followSymlinks');
  return {
    cwd: cwd ?? '.',
    exclude: exclude ?? undefined,
    followSymlinks: Boolean(followSymlinks),
    withFileTypes: Boolean(withFileTypes),
  };
}

/** A walk for a call's arguments. */
function walkFor(pattern, options = kEmptyOptions) {
  return new GlobWalk(patternsOf(pattern), optionsOf(options));
}

/** The type of a path, or null where there is nothing. */
function typeNow(path) {
  try {
    return native.lstat(path, false, undefined, 2) ? foundType() : null;
  } catch {
    return null;
  }
}

/** What is in a directory; nothing where it cannot be read. */
function listNow(path) {
  try {
    return direntsFrom(native.readdir(path, WITH_TYPES), path);
  } catch {
    return [];
  }
}

const operationsNow = {
  type: typeNow,
  list: listNow,
  isDirectory: (path) => native.internalModuleStat(path) === 1,
  real: (path) => {
    try {
      return native.realpath(path, false);
    } catch {
      return path;
    }
  },
};

const operations = {
  type: (path) =>
    new Promise((resolve) => {
      native.lstat(path, false, (error) => resolve(error ? null : foundType()));
    }),
  list: (path) =>
    new Promise((resolve) => {
      native.readdir(path, WITH_TYPES, (error, found) => resolve(error ? [] : direntsFrom(found, path)));
    }),
  isDirectory: (path) =>
    new Promise((resolve) => {
      native.stat(path, false, (error) => resolve(!error && (native.stats[1] & 0o170000) === 0o040000));
    }),
  real: (path) =>
    new Promise((resolve) => {
      native.realpath(path, false, (error, real) => resolve(error ? path : real));
    }),
};

/**
 * Paths that match a pattern.
 * @param {string | string[]} pattern
 * @param {{cwd?: string | URL, exclude?: Function | string[], withFileTypes?: boolean, followSymlinks?: boolean}} [options]
 * @returns {string[] | Dirent[]}
 */
function globSync(pattern, options = undefined) {
  const walk = walkFor(pattern, options);
  const steps = walk.run();
  let step = steps.next();
  while (!step.done) {
    const [operation, path] = step.value;
    step = steps.next(operationsNow[operation](path));
  }
  return walk.taken();
}

/** As globSync, one by one. */
async function* globAsync(pattern, options = undefined) {
  const walk = walkFor(pattern, options);
  const steps = walk.run();
  let step = steps.next();
  while (!step.done) {
    const [operation, path] = step.value;
    step = steps.next(await operations[operation](path));
    yield* walk.taken();
  }
  yield* walk.taken();
}

function globWithCallback(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  const walk = walkFor(pattern, options);
  const run = async () => {
    const steps = walk.run();
    let step = steps.next();
    while (!step.done) {
      const [operation, path] = step.value;
      step = steps.next(await operations[operation](path));
    }
    return walk.taken();
  };
  run().then(
    (found) => nextTick(callback, null, found),
    (error) => nextTick(callback, error),
  );
}

module.exports = { globAsync, globSync, globWithCallback };
