'use strict';

/** The half of node:fs that calls back. Where nothing has to be made of a result, native code calls the user. */

const native = binding('fs');
const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const buffer = require.lazy('node/buffer');
const process = require.lazy('node/process');
const { customPromisifyArgs, customPromisifySymbol } = require('ext/base/promisify_symbols');
const utils = require('node/internal/fs/utils');
const stats = require.lazy('node/internal/fs/stats');
const { isFd, smallMode, validateOwner, writePosition } = require('node/internal/fs/sync');
const direntModule = require.lazy('node/internal/fs/dirent');
const realpathModule = require.lazy('node/internal/fs/realpath');
const whole = require.lazy('node/internal/fs/whole');
const temporary = require.lazy('node/internal/fs/temporary');
const rmModule = require.lazy('node/internal/fs/rm');
const recursive = require.lazy('node/internal/fs/readdir_recursive');
const cpModule = require.lazy('node/internal/fs/cp');
const dirModule = require.lazy('node/internal/fs/dir');
const globModule = require.lazy('node/internal/fs/glob');

const {
  getOptions,
  getValidatedFd,
  getValidatedPath,
  parseMode,
  stringToFlags,
  toUnixTimestamp,
  wantsBytes,
} = utils;

const kDefaultMode = 0o666;
const kReadSize = 16 * 1024;

/** @throws ERR_INVALID_ARG_TYPE where the callback is no function */
function checkCallback(callback) {
  if (typeof callback !== 'function') validators().validateFunction(callback, 'cb');
  return callback;
}

/** A callback that gets Stats in place of the values that native code leaves behind. */
function statsCallback(callback, big) {
  return (error) => {
    if (error) callback(error);
    else callback(null, stats().takeStats(big));
  };
}

/** A callback that gets a name in another encoding than native code gave it. */
function nameCallback(callback, encoding) {
  checkCallback(callback);
  if (!wantsBytes(encoding)) return callback;
  return (error, name) => {
    if (error) callback(error);
    else callback(null, utils.decodeName(name, encoding));
  };
}

/* ---------------------------------------------------------------- files */

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = undefined;
  }
  path = getValidatedPath(path);
  checkCallback(callback);
  native.access(path, smallMode(mode), callback);
}

/** Calls back with whether something is there: no error comes first. Deprecated. */
function exists(path, callback) {
  checkCallback(callback);
  try {
    path = getValidatedPath(path);
  } catch {
    callback(false);
    return;
  }
  native.access(path, 0, (error) => callback(!error));
}
Object.defineProperty(exists, customPromisifySymbol, {
  __proto__: null,
  value: function exists(path) {
    return new Promise((resolve) => module.exports.exists(path, resolve));
  },
});

function open(path, flags, mode, callback) {
  path = getValidatedPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = kDefaultMode;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = kDefaultMode;
  } else {
    mode = parseMode(mode, 'mode', kDefaultMode);
  }
  flags = stringToFlags(flags);
  native.open(path, flags, mode, checkCallback(callback));
}

function throwError(error) {
  if (error !== null) throw error;
}

function close(fd, callback = throwError) {
  fd = getValidatedFd(fd);
  if (callback !== throwError) checkCallback(callback);
  native.close(fd, callback);
}

/**
 * read(fd, buffer, offset, length, position, callback), read(fd, buffer, options, callback), read(fd, options, callback)
 * or read(fd, callback)
 */
function read(fd, bytes, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  let params = null;
  if (arguments.length <= 4) {
    if (arguments.length === 4) {
      callback = length;
      params = offsetOrOptions;
    } else if (arguments.length === 3) {
      if (!ArrayBuffer.isView(bytes)) {
        params = bytes;
        ({ buffer: bytes = buffer().Buffer.alloc(kReadSize) } = params ?? utils.kEmptyOptions);
      }
      callback = offsetOrOptions;
    } else {
      callback = bytes;
      bytes = buffer().Buffer.alloc(kReadSize);
    }
    if (params !== undefined) {
      validators().validateObject(params, 'options', validators().kValidateObjectAllowNullable);
    }
    ({ offset = 0, length = bytes?.byteLength - offset, position = null } = params ?? utils.kEmptyOptions);
  }
  utils.validateBuffer(bytes);
  checkCallback(callback);
  if (offset == null) offset = 0;
  else validators().validateInteger(offset, 'offset', 0);
  length |= 0;
  if (length === 0) {
    process().nextTick(callback, null, 0, bytes);
    return;
  }
  if (bytes.byteLength === 0) {
    throw new (errors().codes.ERR_INVALID_ARG_VALUE)('buffer', bytes, 'is empty and cannot be written');
  }
  utils.validateOffsetLengthRead(offset, length, bytes.byteLength);
  if (position == null) position = -1;
  else utils.validatePosition(position, 'position', length);
  native.read(fd, bytes, offset, length, position, (error, count) => callback(error, count || 0, bytes));
}

function readv(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  utils.validateBufferArray(buffers);
  callback ||= position;
  checkCallback(callback);
  if (typeof position !== 'number') position = -1;
  native.readv(fd, buffers, position, (error, count) => callback(error, count || 0, buffers));
}

/**
 * write(fd, buffer, offset, length, position, callback), write(fd, buffer, options, callback) or
 * write(fd, string, position, encoding, callback); what stands before the callback may be left out
 */
function write(fd, bytes, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  const given = bytes;
  if (ArrayBuffer.isView(bytes)) {
    callback ||= position || length || offset;
    checkCallback(callback);
    if (typeof offset === 'object') {
      ({ offset = 0, length = bytes.byteLength - offset, position = null } = offset ?? utils.kEmptyOptions);
    }
    if (offset == null || typeof offset === 'function') offset = 0;
    else validators().validateInteger(offset, 'offset', 0);
    if (typeof length !== 'number') length = bytes.byteLength - offset;
    if (typeof position !== 'number') position = -1;
    utils.validateOffsetLengthWrite(offset, length, bytes.byteLength);
  } else {
    utils.validateStringAfterView(bytes, 'buffer');
    if (typeof position !== 'function') {
      if (typeof offset === 'function') {
        position = offset;
        offset = null;
      } else {
        position = length;
      }
      length = 'utf8';
    }
    validators().validateEncoding(bytes, length);
    callback = checkCallback(position);
    bytes = utils.bytesOf(bytes, length);
    position = offset;
    offset = 0;
    length = bytes.length;
  }
  native.write(fd, bytes, offset, length, writePosition(position), (error, count) => {
    callback(error, count || 0, given);
  });
}

function writev(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  utils.validateBufferArray(buffers);
  callback ||= position;
  checkCallback(callback);
  if (buffers.length === 0) {
    process().nextTick(callback, null, 0, buffers);
    return;
  }
  if (typeof position !== 'number') position = -1;
  native.writev(fd, buffers, position, (error, count) => callback(error, count || 0, buffers));
}

for (const [fn, names] of [
  [read, ['bytesRead', 'buffer']],
  [readv, ['bytesRead', 'buffers']],
  [write, ['bytesWritten', 'buffer']],
  [writev, ['bytesWritten', 'buffers']],
]) {
  Object.defineProperty(fn, customPromisifyArgs, { __proto__: null, value: names });
}

/**
 * @param {string | Buffer | URL | number} path or a file descriptor
 * @param {{encoding?: string | null, flag?: string, signal?: AbortSignal} | string} [options]
 */
function readFile(path, options, callback) {
  whole().readFile(path, options, callback);
}

/**
 * @param {string | Buffer | URL | number} path or a file descriptor
 * @param {string | ArrayBufferView} data
 * @param {object | string} [options] encoding, mode, flag, flush, signal
 */
function writeFile(path, data, options, callback) {
  whole().writeFile(path, data, options, callback);
}

/** As writeFile, adding to what the file holds. */
function appendFile(path, data, options, callback) {
  callback ||= options;
  checkCallback(callback);
  options = utils.copyObject(getOptions(options, { encoding: 'utf8', mode: kDefaultMode, flag: 'a' }));
  if (!options.flag || isFd(path)) options.flag = 'a';
  whole().writeFile(path, data, options, callback);
}

function rename(oldPath, newPath, callback) {
  checkCallback(callback);
  native.rename(getValidatedPath(oldPath, 'oldPath'), getValidatedPath(newPath, 'newPath'), callback);
}

function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  validators().validateInteger(len, 'len');
  len = Math.max(0, len);
  checkCallback(callback);
  open(path, 'r+', (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    native.ftruncate(fd, len, (error) => {
      native.close(fd, (closeError) => {
        const both = error && closeError ? errors().aggregateTwoErrors(closeError, error) : null;
        callback(both ?? error ?? closeError);
      });
    });
  });
}

function ftruncate(fd, len = 0, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  fd = getValidatedFd(fd);
  validators().validateInteger(len, 'len');
  native.ftruncate(fd, Math.max(0, len), checkCallback(callback));
}

function fsync(fd, callback) {
  fd = getValidatedFd(fd);
  native.fsync(fd, checkCallback(callback));
}

function fdatasync(fd, callback) {
  fd = getValidatedFd(fd);
  native.fdatasync(fd, checkCallback(callback));
}

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  checkCallback(callback);
  native.copyFile(src, dest, smallMode(mode), callback);
}

function link(existingPath, newPath, callback) {
  checkCallback(callback);
  native.link(getValidatedPath(existingPath, 'existingPath'), getValidatedPath(newPath, 'newPath'), callback);
}

function symlink(target, path, type, callback) {
  if (callback === undefined) {
    callback = checkCallback(type);
    type = undefined;
  } else {
    validators().validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
    checkCallback(callback);
  }
  native.symlink(getValidatedPath(target, 'target'), getValidatedPath(path), 0, callback);
}

function readlink(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  native.readlink(path, wantsBytes(encoding), nameCallback(callback, encoding));
}

function unlink(path, callback) {
  checkCallback(callback);
  native.unlink(getValidatedPath(path), callback);
}

/* ---------------------------------------------------------------- directories */

function rmdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  checkCallback(callback);
  path = getValidatedPath(path);
  if (options !== undefined) rmModule().validateRmdir(options);
  native.rmdir(path, callback);
}

function rm(path, options, callback) {
  rmModule().rm(path, options, callback);
}

function mkdir(path, options, callback) {
  let mode = 0o777;
  let deep = false;
  if (typeof options === 'function') {
    callback = options;
  } else if (typeof options === 'number' || typeof options === 'string') {
    mode = parseMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      deep = options.recursive;
      validators().validateBoolean(deep, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseMode(options.mode, 'options.mode');
  }
  checkCallback(callback);
  path = getValidatedPath(path);
  if (deep) native.mkdirp(path, mode, callback);
  else native.mkdir(path, mode, callback);
}

function readdir(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  options = getOptions(options);
  path = getValidatedPath(path);
  const { encoding } = options;
  if (options.recursive != null) {
    validators().validateBoolean(options.recursive, 'options.recursive');
    if (options.recursive) {
      recursive().readdir(path, options, callback);
      return;
    }
  }
  const bytes = wantsBytes(encoding) ? 1 : 0;
  if (!options.withFileTypes) {
    if (!bytes) {
      native.readdir(path, 0, callback);
      return;
    }
    native.readdir(path, bytes, (error, names) => {
      if (error) callback(error);
      else callback(null, direntModule().namesFrom(names, encoding));
    });
    return;
  }
  const { WITH_TYPES, direntsFromAsync } = direntModule();
  native.readdir(path, WITH_TYPES | bytes, (error, found) => {
    if (error) callback(error);
    else direntsFromAsync(found, path, encoding, callback);
  });
}

function mkdtemp(prefix, options, callback) {
  temporary().mkdtemp(prefix, options, callback);
}

/* ---------------------------------------------------------------- what is known of a file */

const kStatDefaults = { __proto__: null, bigint: false };

function fstat(fd, options = kStatDefaults, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kStatDefaults;
  }
  checkCallback(callback);
  fd = getValidatedFd(fd);
  native.fstat(fd, Boolean(options.bigint), statsCallback(callback, options.bigint));
}

function lstat(path, options = kStatDefaults, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kStatDefaults;
  }
  checkCallback(callback);
  const done = statsCallback(callback, options.bigint);
  native.lstat(getValidatedPath(path), Boolean(options.bigint), done);
}

/**
 * @param {string | Buffer | URL} path
 * @param {{bigint?: boolean, throwIfNoEntry?: boolean}} [options] throwIfNoEntry false: undefined for what is not there
 */
function stat(path, options = kStatDefaults, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kStatDefaults;
  }
  checkCallback(callback);
  let done = statsCallback(callback, options.bigint);
  if (options.throwIfNoEntry === false) {
    const inner = done;
    done = (error) => {
      if (error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) callback(null, undefined);
      else inner(error);
    };
  }
  native.stat(getValidatedPath(path), Boolean(options.bigint), done);
}

function statfs(path, options = kStatDefaults, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kStatDefaults;
  }
  checkCallback(callback);
  path = getValidatedPath(path);
  native.statfs(path, Boolean(options.bigint), (error) => {
    if (error) callback(error);
    else callback(null, stats().takeStatFs(options.bigint));
  });
}

function fchmod(fd, mode, callback) {
  fd = getValidatedFd(fd);
  mode = validators().parseFileMode(mode, 'mode');
  native.fchmod(fd, mode, checkCallback(callback));
}

function chmod(path, mode, callback) {
  path = getValidatedPath(path);
  mode = validators().parseFileMode(mode, 'mode');
  native.chmod(path, mode, checkCallback(callback));
}

function fchown(fd, uid, gid, callback) {
  fd = getValidatedFd(fd);
  validateOwner(uid, gid);
  native.fchown(fd, uid, gid, checkCallback(callback));
}

function lchown(path, uid, gid, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  native.lchown(path, uid, gid, callback);
}

function chown(path, uid, gid, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  native.chown(path, uid, gid, callback);
}

function utimes(path, atime, mtime, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  native.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

function futimes(fd, atime, mtime, callback) {
  fd = getValidatedFd(fd);
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  native.futimes(fd, atime, mtime, checkCallback(callback));
}

function lutimes(path, atime, mtime, callback) {
  checkCallback(callback);
  path = getValidatedPath(path);
  native.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

/** The path without symbolic links, `.` and `..`. */
function realpath(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  checkCallback(callback);
  realpathModule().realpath(path, options, callback);
}

/** As the C library's realpath(). */
realpath.native = (() => (path, options, callback) => {
  callback = checkCallback(callback || options);
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  native.realpath(path, wantsBytes(encoding), nameCallback(callback, encoding));
})();

/* ---------------------------------------------------------------- trees */

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  checkCallback(callback);
  cpModule().cpWithCallback(src, dest, options, callback);
}

function opendir(path, options, callback) {
  dirModule().opendir(path, options, callback);
}

function glob(pattern, options, callback) {
  globModule().globWithCallback(pattern, options, callback);
}

module.exports = {
  access,
  appendFile,
  checkCallback,
  chmod,
  chown,
  close,
  copyFile,
  cp,
  exists,
  fchmod,
  fchown,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  futimes,
  glob,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  open,
  opendir,
  read,
  readdir,
  readFile,
  readlink,
  readv,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  symlink,
  truncate,
  unlink,
  utimes,
  write,
  writeFile,
  writev,
};
