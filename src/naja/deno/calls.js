'use strict';

/** What every operation of Deno's on files shares: paths in, promises and Deno's errors out. */

const { convert, errorOfCode } = require('deno/errors');
const url = require.lazy('ext/url/url');
const fileUrl = require.lazy('node/url');

/** A path, of a file: URL or as it was given. @throws {TypeError} for another URL */
function pathOf(path) {
  if (typeof path === 'string') return path;
  if (path instanceof url().URL) {
    if (path.protocol !== 'file:') throw new TypeError('Must be a file URL');
    return fileUrl().fileURLToPath(path);
  }
  return String(path);
}

/** `open 'x'`, `rename 'x' -> 'y'` */
function contextOf(name, path, other) {
  if (path === undefined) return name === '' ? undefined : name;
  return other === undefined ? `${name} '${path}'` : `${name} '${path}' -> '${other}'`;
}

function checkPath(path, context) {
  if (path?.includes('\0')) {
    throw errorOfCode('EINVAL', `file name contained an unexpected NUL byte: ${context}`);
  }
}

/** An error in Deno's words. */
function failure(error, name, call, path, other) {
  if (name === 'symlink' && error.code === 'ERR_ACCESS_DENIED') {
    error.message =
      `Deno.${call}() requires unscoped --allow-read and --allow-write permissions; path-scoped grants (e.g. ` +
      "--allow-write=<path>) are not supported because a symlink's target is only resolved when the link is traversed";
  }
  return convert(error, contextOf(name, path, other));
}

/**
 * Does an operation now.
 * @param {string} name what it is called in errors; '' where they name nothing
 * @param {string | undefined} path
 * @param {string | undefined} other
 * @param {() => T} act
 * @returns {T}
 * @template T
 */
function now(name, path, other, act) {
  checkPath(path, contextOf(name, path, other));
  try {
    return act();
  } catch (error) {
    throw failure(error, name, `${name}Sync`, path, other);
  }
}

/**
 * Does an operation on the thread pool.
 * @param {(done: (error: Error | null, value?: T) => void) => void} start
 * @param {(value: unknown) => T} [take] makes the result, in the callback itself
 * @returns {Promise<T>}
 * @template T
 */
function later(name, path, other, start, take) {
  return new Promise((resolve, reject) => {
    checkPath(path, contextOf(name, path, other));
    start((error, value) => {
      if (error) reject(failure(error, name, name, path, other));
      else resolve(take === undefined ? value : take(value));
    });
  });
}

module.exports = { later, now, pathOf };
