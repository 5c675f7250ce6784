'use strict';

/** `fs.rm`: the whole tree is one native call. */

const native = binding('fs');
const { codes, uvException } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const uvErrors = require.lazy('ext/base/system_errors');
const { getValidatedPath } = require('node/internal/fs/utils');

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const ENOENT = -2;

const kDefaults = { force: false, recursive: false, maxRetries: 0, retryDelay: 100 };

/** What rmdir checks of its options, of which none has an effect any more. */
function validateRmdir(options) {
  if (options?.recursive !== undefined) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.recursive', options.recursive, 'is no longer supported');
  }
  validators().validateObject(options, 'options');
}

function checkOptions(options) {
  if (options === undefined) return kDefaults;
  const { validateBoolean, validateInt32, validateObject, validateUint32 } = validators();
  validateObject(options, 'options');
  options = { ...kDefaults, ...options };
  validateBoolean(options.recursive, 'options.recursive');
  validateBoolean(options.force, 'options.force');
  validateInt32(options.retryDelay, 'options.retryDelay', 0);
  validateUint32(options.maxRetries, 'options.maxRetries');
  return options;
}

const isDirectory = () => (native.stats[1] & S_IFMT) === S_IFDIR;

function directoryError(path) {
  return new codes.ERR_FS_EISDIR({
    code: 'EISDIR',
    message: 'is a directory',
    path,
    syscall: 'rm',
    errno: 21,
  });
}

/** What a synchronous removal has a code for; anything else is "unknown". */
const kNamed = new Set(['EACCES', 'ENOTDIR', 'ENOTEMPTY', 'EPERM']);

/** The error that a synchronous removal throws: it names what was asked for, not what would not go. */
function syncError(failure, path) {
  const [errno, , , words] = failure;
  const name = uvErrors().getSystemErrorName(errno);
  const code = kNamed.has(name) ? name : '';
  const text = code ? `${words}: '${path}'` : `Unknown error: ${words} '${path}'`;
  const error = new Error(`${code}, ${text}`);
  error.errno = -errno;
  error.code = code;
  error.path = `${path}`;
  error.syscall = 'rm';
  return error;
}

/**
 * @param {string | Buffer | URL} path
 * @param {{force?: boolean, recursive?: boolean, maxRetries?: number, retryDelay?: number}} [options]
 *   force: what is not there is no error; retryDelay: milliseconds, times the number of the try
 * @throws ERR_FS_EISDIR for a directory, unless `recursive`
 */
function rmSync(path, options) {
  path = getValidatedPath(path);
  options = checkOptions(options);
  const { force, maxRetries, recursive, retryDelay } = options;
  if (!recursive || !force) {
    try {
      native.lstat(path, false);
    } catch (error) {
      if (force && error.errno === ENOENT) return;
      throw error;
    }
    if (!recursive && isDirectory()) throw directoryError(path);
  }
  const failure = native.removeTree(path, maxRetries, retryDelay);
  if (failure !== undefined) throw syncError(failure, path);
}

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validators().validateFunction(callback, 'cb');
  path = getValidatedPath(path);
  options = checkOptions(options);
  const { force, maxRetries, recursive, retryDelay } = options;
  native.lstat(path, false, (error) => {
    if (error) {
      callback(force && error.errno === ENOENT ? null : error);
      return;
    }
    if (isDirectory() && !recursive) {
      callback(directoryError(path));
      return;
    }
    native.removeTree(path, maxRetries, retryDelay, (error, failure) => {
      if (error || failure === undefined) {
        callback(error);
        return;
      }
      const [errno, syscall, where] = failure;
      callback(uvException({ errno, syscall, path: where }));
    });
  });
}

module.exports = { rm, rmSync, validateRmdir };
