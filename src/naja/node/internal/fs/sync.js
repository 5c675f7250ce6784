'use strict';

/** The synchronous half of node:fs. Each call is one crossing into native code. */

const native = binding('fs');
const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const buffer = require.lazy('node/buffer');
const publicFs = require.lazy('node/fs');
const utils = require('node/internal/fs/utils');
const stats = require.lazy('node/internal/fs/stats');
const direntModule = require.lazy('node/internal/fs/dirent');
const realpathModule = require.lazy('node/internal/fs/realpath');
const deprecation = require.lazy('ext/base/deprecate');
const disposable = require.lazy('node/internal/fs/temporary');
const rmModule = require.lazy('node/internal/fs/rm');
const recursive = require.lazy('node/internal/fs/readdir_recursive');
const cpModule = require.lazy('node/internal/fs/cp_sync');
const dirModule = require.lazy('node/internal/fs/dir');
const globModule = require.lazy('node/internal/fs/glob');

const {
  getOptions,
  getValidatedFd,
  getValidatedPath,
  parseMode,
  stringToFlags,
  toBuffer,
  toUnixTimestamp,
  wantsBytes,
} = utils;

const kDefaultMode = 0o666;
const kMaxUserId = 2 ** 32 - 1;
const READ_BYTES = 0;
const READ_TEXT = 1;

const isUtf8 = (encoding) => encoding === 'utf8' || encoding === 'utf-8';
const isFd = (value) => typeof value === 'number' && value >>> 0 === value;
const isInt32 = (value) => typeof value === 'number' && (value | 0) === value;

/**
 * Checks the mode of access() or the flags of copyFile(), as Node's native code does.
 * @param {unknown} mode from 0 to 7, or nothing
 */
function smallMode(mode) {
  if (mode == null) return 0;
  if (!isInt32(mode))
    throw nativeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'mode must be int32 or null/undefined');
  if (mode < 0 || mode > 7)
    throw nativeError(RangeError, 'ERR_OUT_OF_RANGE', 'mode is out of range: >= 0 && <= 7');
  return mode;
}

function nativeError(Base, code, message) {
  const error = new Base(message);
  error.code = code;
  return error;
}

/* ---------------------------------------------------------------- files */

/**
 * @param {string | Buffer | URL} path
 * @param {number} [mode] F_OK, or a combination of R_OK, W_OK and X_OK
 * @throws the system's error where access is not allowed
 */
function accessSync(path, mode) {
  native.access(getValidatedPath(path), smallMode(mode));
}

let warnExists;
/**
 * Whether something is there; false for whatever is no path.
 * @param {string | Buffer | URL} path
 */
function existsSync(path) {
  if (typeof path !== 'string' || path.includes('\0')) {
    try {
      path = getValidatedPath(path);
    } catch (error) {
      if (error?.code === 'ERR_INVALID_ARG_TYPE') {
        warnExists ??= deprecation().getDeprecationWarningEmitter(
          'DEP0187',
          'Passing invalid argument types to fs.existsSync is deprecated',
        );
        warnExists();
      }
      return false;
    }
  }
  return native.exists(path);
}

/**
 * @param {string | Buffer | URL} path
 * @param {string | number} [flags] 'r' by default
 * @param {string | number} [mode] of a file that is made; 0o666 by default
 * @returns {number} a file descriptor
 */
function openSync(path, flags, mode) {
  return native.open(getValidatedPath(path), stringToFlags(flags), parseMode(mode, 'mode', kDefaultMode));
}

function closeSync(fd) {
  native.close(getValidatedFd(fd));
}

/**
 * @param {number} fd
 * @param {ArrayBufferView} bytes
 * @param {number | {offset?: number, length?: number, position?: number | bigint | null}} [offsetOrOptions]
 * @param {number} [length]
 * @param {number | bigint | null} [position] null: where the file is at
 * @returns {number} how many bytes were read
 */
function readSync(fd, bytes, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  utils.validateBuffer(bytes);
  let offset = offsetOrOptions;
  if (arguments.length <= 3 || (offsetOrOptions !== null && typeof offsetOrOptions === 'object')) {
    if (offsetOrOptions !== undefined) {
      const { validateObject, kValidateObjectAllowNullable } = validators();
      validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
    }
    ({
      offset = 0,
      length = bytes.byteLength - offset,
      position = null,
    } = offsetOrOptions ?? utils.kEmptyOptions);
  }
  if (offset === undefined) offset = 0;
  else validators().validateInteger(offset, 'offset', 0);
  length |= 0;
  if (length === 0) return 0;
  if (bytes.byteLength === 0) {
    throw new (errors().codes.ERR_INVALID_ARG_VALUE)('buffer', bytes, 'is empty and cannot be written');
  }
  utils.validateOffsetLengthRead(offset, length, bytes.byteLength);
  if (position == null) position = -1;
  else utils.validatePosition(position, 'position', length);
  return native.read(fd, bytes, offset, length, position);
}

/** The position of a write: -1, where the file is at, for whatever is none. */
function writePosition(position) {
  return Number.isSafeInteger(position) || typeof position === 'bigint' ? position : -1;
}

/**
 * @param {number} fd
 * @param {ArrayBufferView | string} bytes
 * @param {number | object | null} [offsetOrOptions] for a string: its position
 * @param {number | string} [length] for a string: its encoding
 * @param {number | bigint | null} [position] null: where the file is at
 * @returns {number} how many bytes were written
 */
function writeSync(fd, bytes, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  if (ArrayBuffer.isView(bytes)) {
    if (typeof offset === 'object') {
      ({
        offset = 0,
        length = bytes.byteLength - offset,
        position = null,
      } = offsetOrOptions ?? utils.kEmptyOptions);
    }
    if (offset == null) offset = 0;
    else validators().validateInteger(offset, 'offset', 0);
    if (typeof length !== 'number') length = bytes.byteLength - offset;
    utils.validateOffsetLengthWrite(offset, length, bytes.byteLength);
    return native.write(fd, bytes, offset, length, writePosition(position));
  }
  utils.validateStringAfterView(bytes, 'buffer');
  validators().validateEncoding(bytes, length);
  if (isUtf8(length) || !buffer().Buffer.isEncoding(length)) {
    return native.writeString(fd, bytes, writePosition(offset));
  }
  const data = buffer().Buffer.from(bytes, length);
  return native.write(fd, data, 0, data.length, writePosition(offset));
}

/** Reads into several views, one after the other. */
function readvSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  utils.validateBufferArray(buffers);
  return native.readv(fd, buffers, typeof position === 'number' ? position : -1);
}

/** Writes several views, one after the other. */
function writevSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  utils.validateBufferArray(buffers);
  if (buffers.length === 0) return 0;
  return native.writev(fd, buffers, typeof position === 'number' ? position : -1);
}

/** What a whole read gave, where it is not an error. */
function wholeFile(result) {
  if (typeof result !== 'number') return result;
  throw result === -1
    ? new (errors().codes.ERR_STRING_TOO_LONG)()
    : new (errors().codes.ERR_FS_FILE_TOO_LARGE)(result);
}

const kReadFileDefaults = { __proto__: null, flag: 'r' };

/**
 * @param {string | Buffer | URL | number} path or a file descriptor
 * @param {{encoding?: string | null, flag?: string} | string} [options]
 * @returns {string | Buffer}
 */
function readFileSync(path, options) {
  options = getOptions(options, kReadFileDefaults);
  const { encoding } = options;
  if (isUtf8(encoding)) {
    if (!isInt32(path)) path = getValidatedPath(path);
    return wholeFile(native.readFile(path, stringToFlags(options.flag), READ_TEXT));
  }
  if (isFd(path)) path = getValidatedFd(path);
  else if (isInt32(path)) getValidatedFd(path);
  else path = getValidatedPath(path);
  const bytes = toBuffer(wholeFile(native.readFile(path, stringToFlags(options.flag), READ_BYTES)));
  return encoding ? bytes.toString(encoding) : bytes;
}

const kWriteFileDefaults = { __proto__: null, encoding: 'utf8', mode: kDefaultMode, flag: 'w', flush: false };

/**
 * @param {string | Buffer | URL | number} path or a file descriptor
 * @param {string | ArrayBufferView} data
 * @param {{encoding?: string | null, mode?: number, flag?: string, flush?: boolean} | string} [options]
 */
function writeFileSync(path, data, options) {
  options = getOptions(options, kWriteFileDefaults);
  const flush = options.flush ?? false;
  if (typeof flush !== 'boolean') validators().validateBoolean(flush, 'options.flush');
  const flag = options.flag || 'w';
  if (!ArrayBuffer.isView(data)) {
    utils.validateStringAfterView(data, 'data');
    const encoding = options.encoding || 'utf8';
    if (!isUtf8(encoding)) data = buffer().Buffer.from(data, encoding);
  }
  if (!isInt32(path)) path = getValidatedPath(path);
  else if (!isFd(path) && typeof data !== 'string') getValidatedFd(path);
  const flags = stringToFlags(flag);
  const mode = parseMode(options.mode, 'mode', kDefaultMode);
  if (!flush) {
    native.writeFile(path, data, flags, mode);
    return;
  }
  const own = !isFd(path);
  const fd = own ? native.open(path, flags, mode) : path;
  try {
    native.writeFile(fd, data, flags, mode);
    // Programs watch for this one: they may have put a function of their own in its place.
    publicFs().fsyncSync(fd);
  } finally {
    if (own) native.close(fd);
  }
}

const kAppendFileDefaults = { __proto__: null, encoding: 'utf8', mode: kDefaultMode, flag: 'a' };

/** As writeFileSync, adding to what the file holds. */
function appendFileSync(path, data, options) {
  options = utils.copyObject(getOptions(options, kAppendFileDefaults));
  if (!options.flag || isFd(path)) options.flag = 'a';
  writeFileSync(path, data, options);
}

function renameSync(oldPath, newPath) {
  native.rename(getValidatedPath(oldPath, 'oldPath'), getValidatedPath(newPath, 'newPath'));
}

function truncateSync(path, len) {
  if (len === undefined) len = 0;
  const fd = openSync(path, 'r+');
  try {
    ftruncateSync(fd, len);
  } finally {
    closeSync(fd);
  }
}

function ftruncateSync(fd, len = 0) {
  fd = getValidatedFd(fd);
  validators().validateInteger(len, 'len');
  native.ftruncate(fd, len < 0 ? 0 : len);
}

function fsyncSync(fd) {
  native.fsync(getValidatedFd(fd));
}

function fdatasyncSync(fd) {
  native.fdatasync(getValidatedFd(fd));
}

/**
 * @param {string | Buffer | URL} src
 * @param {string | Buffer | URL} dest
 * @param {number} [mode] COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE
 */
function copyFileSync(src, dest, mode) {
  native.copyFile(getValidatedPath(src, 'src'), getValidatedPath(dest, 'dest'), smallMode(mode));
}

function linkSync(existingPath, newPath) {
  native.link(getValidatedPath(existingPath, 'existingPath'), getValidatedPath(newPath, 'newPath'));
}

/** @param {'dir' | 'file' | 'junction'} [type] matters on Windows only */
function symlinkSync(target, path, type) {
  validators().validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  native.symlink(getValidatedPath(target, 'target'), getValidatedPath(path), 0);
}

function readlinkSync(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  const bytes = wantsBytes(encoding);
  const link = native.readlink(path, bytes);
  return bytes ? utils.decodeName(link, encoding) : link;
}

function unlinkSync(path) {
  native.unlink(getValidatedPath(path));
}

/* ---------------------------------------------------------------- directories */

function rmdirSync(path, options) {
  path = getValidatedPath(path);
  if (options !== undefined) rmModule().validateRmdir(options);
  native.rmdir(path);
}

/**
 * @param {string | Buffer | URL} path
 * @param {{force?: boolean, recursive?: boolean, maxRetries?: number, retryDelay?: number}} [options]
 */
function rmSync(path, options) {
  rmModule().rmSync(path, options);
}

/**
 * @param {string | Buffer | URL} path
 * @param {{recursive?: boolean, mode?: number | string} | number | string} [options]
 * @returns {string | undefined} with `recursive`, the first directory that was made
 */
function mkdirSync(path, options) {
  let mode = 0o777;
  let deep = false;
  if (typeof options === 'number' || typeof options === 'string') {
    mode = parseMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      deep = options.recursive;
      validators().validateBoolean(deep, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseMode(options.mode, 'options.mode');
  }
  path = getValidatedPath(path);
  if (deep) return native.mkdirp(path, mode);
  native.mkdir(path, mode);
  return undefined;
}

/**
 * @param {string | Buffer | URL} path
 * @param {{encoding?: string, withFileTypes?: boolean, recursive?: boolean} | string} [options]
 */
function readdirSync(path, options) {
  options = getOptions(options);
  path = getValidatedPath(path);
  const { encoding } = options;
  if (options.recursive != null) {
    validators().validateBoolean(options.recursive, 'options.recursive');
    if (options.recursive) return recursive().readdirSync(path, options);
  }
  const bytes = wantsBytes(encoding) ? 1 : 0;
  if (!options.withFileTypes) {
    const names = native.readdir(path, bytes);
    return bytes ? direntModule().namesFrom(names, encoding) : names;
  }
  const { WITH_TYPES, direntsFrom } = direntModule();
  return direntsFrom(native.readdir(path, WITH_TYPES | bytes), path, encoding);
}

function mkdtempSync(prefix, options) {
  return disposable().mkdtempSync(prefix, options);
}

function mkdtempDisposableSync(prefix, options) {
  return disposable().mkdtempDisposableSync(prefix, options);
}

/* ---------------------------------------------------------------- what is known of a file */

const kStatDefaults = { __proto__: null, bigint: false };

function fstatSync(fd, options = kStatDefaults) {
  native.fstat(getValidatedFd(fd), Boolean(options.bigint));
  return stats().takeStats(options.bigint);
}

/**
 * @param {string | Buffer | URL} path
 * @param {{bigint?: boolean, throwIfNoEntry?: boolean}} [options]
 * @returns {Stats | undefined}
 */
function lstatSync(path, options = kStatDefaults) {
  const big = Boolean(options.bigint);
  const found = native.lstat(
    getValidatedPath(path),
    big,
    undefined,
    options.throwIfNoEntry === false ? 1 : 0,
  );
  return found ? stats().takeStats(big) : undefined;
}

/**
 * @param {string | Buffer | URL} path
 * @param {{bigint?: boolean, throwIfNoEntry?: boolean}} [options]
 * @returns {Stats | undefined}
 */
function statSync(path, options = kStatDefaults) {
  const big = Boolean(options.bigint);
  const found = native.stat(getValidatedPath(path), big, undefined, options.throwIfNoEntry === false ? 2 : 0);
  return found ? stats().takeStats(big) : undefined;
}

function statfsSync(path, options = kStatDefaults) {
  native.statfs(getValidatedPath(path), Boolean(options.bigint));
  return stats().takeStatFs(options.bigint);
}

function fchmodSync(fd, mode) {
  native.fchmod(getValidatedFd(fd), validators().parseFileMode(mode, 'mode'));
}

function chmodSync(path, mode) {
  path = getValidatedPath(path);
  native.chmod(path, validators().parseFileMode(mode, 'mode'));
}

/** @param {number} uid -1: as it is */
function validateOwner(uid, gid) {
  validators().validateInteger(uid, 'uid', -1, kMaxUserId);
  validators().validateInteger(gid, 'gid', -1, kMaxUserId);
}

function fchownSync(fd, uid, gid) {
  fd = getValidatedFd(fd);
  validateOwner(uid, gid);
  native.fchown(fd, uid, gid);
}

function lchownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  native.lchown(path, uid, gid);
}

function chownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  native.chown(path, uid, gid);
}

function utimesSync(path, atime, mtime) {
  native.utimes(getValidatedPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

function futimesSync(fd, atime, mtime) {
  native.futimes(getValidatedFd(fd), toUnixTimestamp(atime, 'atime'), toUnixTimestamp(mtime, 'mtime'));
}

function lutimesSync(path, atime, mtime) {
  native.lutimes(getValidatedPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

/**
 * The path without symbolic links, `.` and `..`.
 * @param {string | Buffer | URL} path
 * @param {{encoding?: string} | string} [options]
 */
function realpathSync(path, options) {
  return realpathModule().realpathSync(path, options);
}

/** As the C library's realpath(). */
function realpathSyncNative(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  const bytes = wantsBytes(encoding);
  const real = native.realpath(path, bytes);
  return bytes ? utils.decodeName(real, encoding) : real;
}
Object.defineProperty(realpathSyncNative, 'name', { __proto__: null, value: '', configurable: true });
realpathSync.native = realpathSyncNative;

/* ---------------------------------------------------------------- trees */

/**
 * @param {string | URL} src
 * @param {string | URL} dest
 * @param {object} [options] recursive, force, errorOnExist, filter, dereference, preserveTimestamps, verbatimSymlinks, mode
 */
function cpSync(src, dest, options) {
  cpModule().cpSync(src, dest, options);
}

function opendirSync(path, options) {
  return dirModule().opendirSync(path, options);
}

/** Paths that match a pattern. */
function globSync(pattern, options) {
  return globModule().globSync(pattern, options);
}

module.exports = {
  accessSync,
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  globSync,
  isFd,
  kMaxUserId,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempDisposableSync,
  mkdtempSync,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  readvSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  smallMode,
  statfsSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  validateOwner,
  wholeFile,
  writeFileSync,
  writePosition,
  writeSync,
  writevSync,
};
