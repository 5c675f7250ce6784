'use strict';

// node:fs/promises.

const native = binding('fs');
const { codes } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const utils = require('node/internal/fs/utils');
const stats = require('node/internal/fs/stats');
const { smallMode, validateOwner } = require('node/internal/fs/sync');
const fileHandle = require('node/internal/fs/file_handle');
const whole = require.lazy('node/internal/fs/whole');
const direntModule = require.lazy('node/internal/fs/dirent');
const recursive = require.lazy('node/internal/fs/readdir_recursive');
const temporary = require.lazy('node/internal/fs/temporary');
const rmModule = require.lazy('node/internal/fs/rm');
const dirModule = require.lazy('node/internal/fs/dir');
const cpModule = require.lazy('node/internal/fs/cp');
const globModule = require.lazy('node/internal/fs/glob');
const watchModule = require.lazy('node/internal/fs/watch_promises');

const {
  checkAborted,
  decodeName,
  getOptions,
  getValidatedPath,
  kEmptyOptions,
  parseMode,
  stringToFlags,
  toUnixTimestamp,
  wantsBytes,
} = utils;
const { FileHandle, fileHandleFor, isIterable, promised, promisedStats, thenClose } = fileHandle;

const kDefaultMode = 0o666;

async function access(path, mode = undefined) {
  path = getValidatedPath(path);
  mode = smallMode(mode);
  await promised((done) => native.access(path, mode, done));
}

async function cp(src, dest, options) {
  return cpModule().cp(src, dest, options);
}

async function copyFile(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  mode = smallMode(mode);
  await promised((done) => native.copyFile(src, dest, mode, done));
}

/** @returns {Promise<FileHandle>} */
async function open(path, flags, mode) {
  path = getValidatedPath(path);
  flags = stringToFlags(flags);
  mode = parseMode(mode, 'mode', kDefaultMode);
  return fileHandleFor(await promised((done) => native.open(path, flags, mode, done)), path);
}

async function rename(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  await promised((done) => native.rename(oldPath, newPath, done));
}

async function truncate(path, len = 0) {
  const handle = await open(path, 'r+');
  return thenClose(fileHandle.ftruncate(handle, len), handle);
}

async function rm(path, options) {
  await new Promise((resolve, reject) => {
    rmModule().rm(path, options, (error) => (error ? reject(error) : resolve()));
  });
}

async function rmdir(path, options) {
  path = getValidatedPath(path);
  if (options !== undefined) rmModule().validateRmdir(options);
  await promised((done) => native.rmdir(path, done));
}

async function mkdir(path, options) {
  if (typeof options === 'number' || typeof options === 'string') options = { mode: options };
  const { recursive = false, mode = 0o777 } = options || kEmptyOptions;
  path = getValidatedPath(path);
  validators().validateBoolean(recursive, 'options.recursive');
  const bits = validators().parseFileMode(mode, 'mode', 0o777);
  return await promised((done) => {
    if (recursive) native.mkdirp(path, bits, done);
    else native.mkdir(path, bits, done);
  });
}

async function readdir(path, options) {
  options = getOptions(options);
  path = getValidatedPath(path);
  const { encoding } = options;
  if (options.recursive) {
    return await promised((done) => recursive().readdir(path, options, done));
  }
  const bytes = wantsBytes(encoding) ? 1 : 0;
  if (!options.withFileTypes) {
    const names = await promised((done) => native.readdir(path, bytes, done));
    return bytes ? direntModule().namesFrom(names, encoding) : names;
  }
  const { WITH_TYPES, direntsFromAsync } = direntModule();
  const found = await promised((done) => native.readdir(path, WITH_TYPES | bytes, done));
  return await promised((done) => direntsFromAsync(found, path, encoding, done));
}

async function readlink(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  const bytes = wantsBytes(encoding);
  const link = await promised((done) => native.readlink(path, bytes, done));
  return bytes ? decodeName(link, encoding) : link;
}

async function symlink(target, path, type) {
  validators().validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  await promised((done) => native.symlink(target, path, 0, done));
}

async function lstat(path, options = kEmptyOptions) {
  const big = Boolean(options.bigint);
  path = getValidatedPath(path);
  return await promisedStats((done) => native.lstat(path, big, done), big);
}

/** @param {{bigint?: boolean, throwIfNoEntry?: boolean}} [options] throwIfNoEntry false: undefined where nothing is there */
async function stat(path, options = kEmptyOptions) {
  const big = Boolean(options.bigint);
  path = getValidatedPath(path);
  if (options.throwIfNoEntry === false) {
    return await promised((done) => {
      native.stat(path, big, (error) => {
        if (error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) done(null, undefined);
        else if (error) done(error);
        else done(null, stats.takeStats(big));
      });
    });
  }
  return await promisedStats((done) => native.stat(path, big, done), big);
}

async function statfs(path, options = kEmptyOptions) {
  const big = Boolean(options.bigint);
  path = getValidatedPath(path);
  return await promised((done) => {
    native.statfs(path, big, (error) => {
      if (error) done(error);
      else done(null, stats.takeStatFs(big));
    });
  });
}

async function link(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  await promised((done) => native.link(existingPath, newPath, done));
}

async function unlink(path) {
  path = getValidatedPath(path);
  await promised((done) => native.unlink(path, done));
}

async function chmod(path, mode) {
  path = getValidatedPath(path);
  mode = validators().parseFileMode(mode, 'mode');
  await promised((done) => native.chmod(path, mode, done));
}

async function lchmod(path, mode) {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function lchown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  await promised((done) => native.lchown(path, uid, gid, done));
}

async function chown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  await promised((done) => native.chown(path, uid, gid, done));
}

async function utimes(path, atime, mtime) {
  path = getValidatedPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  await promised((done) => native.utimes(path, atime, mtime, done));
}

async function lutimes(path, atime, mtime) {
  path = getValidatedPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  await promised((done) => native.lutimes(path, atime, mtime, done));
}

/** As the C library's realpath(). */
async function realpath(path, options) {
  const { encoding } = getOptions(options);
  path = getValidatedPath(path);
  const bytes = wantsBytes(encoding);
  const real = await promised((done) => native.realpath(path, bytes, done));
  return bytes ? decodeName(real, encoding) : real;
}

async function mkdtemp(prefix, options) {
  const { encoding } = getOptions(options);
  const template = temporary().templateFrom(prefix);
  const bytes = wantsBytes(encoding);
  const path = await promised((done) => native.mkdtemp(template, bytes, done));
  return bytes ? decodeName(path, encoding) : path;
}

/** A directory that `await using` removes. */
async function mkdtempDisposable(prefix, options) {
  return temporary().mkdtempDisposable(await mkdtemp(prefix, options));
}

async function writeFile(path, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: kDefaultMode, flag: 'w', flush: false });
  const flag = options.flag || 'w';
  const flush = options.flush ?? false;
  validators().validateBoolean(flush, 'options.flush');
  const pieces = isIterable(data);
  if (!pieces) data = whole().dataFor(data, options.encoding || 'utf8');
  if (path instanceof FileHandle) return path.writeFile(data, options);
  checkAborted(options.signal);
  if (!pieces) {
    const target = getValidatedPath(path);
    const flags = stringToFlags(flag);
    const mode = parseMode(options.mode, 'mode', kDefaultMode);
    await promised((done) => whole().writeTarget(target, data, flags, mode, flush, options.signal, done));
    return undefined;
  }
  const handle = await open(path, flag, options.mode);
  const { encoding, signal } = options;
  let work = fileHandle.writeFile(handle, data, { encoding, signal });
  if (flush) work = work.then(() => fileHandle.fsync(handle));
  return thenClose(work, handle);
}

async function appendFile(path, data, options) {
  options = utils.copyObject(
    getOptions(options, { encoding: 'utf8', mode: kDefaultMode, flag: 'a', flush: false }),
  );
  options.flag ||= 'a';
  return writeFile(path, data, options);
}

async function readFile(path, options) {
  options = getOptions(options, { flag: 'r' });
  if (path instanceof FileHandle) return path.readFile(options);
  const { encoding, signal } = options;
  checkAborted(signal);
  const target = getValidatedPath(path);
  const flags = stringToFlags(options.flag || 'r');
  return new Promise((resolve, reject) => {
    whole().readTarget(target, flags, encoding, signal, (error, data) =>
      error ? reject(error) : resolve(data),
    );
  });
}

/** @returns {Promise<Dir>} */
async function opendir(path, options) {
  return new Promise((resolve, reject) => {
    dirModule().opendir(path, options, (error, dir) => (error ? reject(error) : resolve(dir)));
  });
}

/** Events of a file or directory, one by one. */
async function* watch(filename, options = undefined) {
  yield* watchModule().watch(filename, options);
}
Object.defineProperty(watch, 'name', { __proto__: null, value: '_watch' });

// Made of the function that calls back, as its length tells.
Object.defineProperty(opendir, 'length', { __proto__: null, value: 3 });

/** Paths that match a pattern, one by one. */
async function* glob(pattern, options) {
  yield* globModule().globAsync(pattern, options);
}

module.exports = {
  access,
  copyFile,
  cp,
  glob,
  open,
  opendir,
  rename,
  truncate,
  rm,
  rmdir,
  mkdir,
  readdir,
  readlink,
  symlink,
  lstat,
  stat,
  statfs,
  link,
  unlink,
  chmod,
  lchmod,
  lchown,
  chown,
  utimes,
  lutimes,
  realpath,
  mkdtemp,
  mkdtempDisposable,
  writeFile,
  appendFile,
  readFile,
  watch,
  constants: utils.constants,
};
