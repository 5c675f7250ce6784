'use strict';

/** What Deno does with paths: looking, making, moving, removing. */

const native = binding('fs');
const { later, now, pathOf } = require('deno/calls');
const { errorOfCode, systemError } = require('deno/errors');
const { takeInfo } = require('deno/file_info');
const { O_WRONLY } = require('ext/fs/constants').constants;

const WITH_TYPES = 2;
const UNKNOWN = 0;
// libuv's types of directory entries.
const TYPE_FILE = 1;
const TYPE_DIRECTORY = 2;
const TYPE_LINK = 3;
const S_IFMT = 0o170000;
const EISDIR = -21;
const S_IFDIR = 0o040000;
const S_IFLNK = 0o120000;
const EINVAL = -22;

/** Seconds since 1970, of a Date or of seconds. */
function seconds(time) {
  return time instanceof Date ? time.getTime() / 1000 : Number(time);
}

/**
 * An operation on one path in both its forms.
 * @param {string} name what errors call it
 * @param {(path: string, ...rest: unknown[]) => unknown[]} args of the native function
 * @param {Function} call the native function
 */
function pair(name, call, args = (path) => [path], take = () => undefined) {
  return {
    sync(path, ...rest) {
      path = pathOf(path);
      const given = args(path, ...rest);
      return take(now(name, path, undefined, () => call(...given)));
    },
    async async(path, ...rest) {
      path = pathOf(path);
      const given = args(path, ...rest);
      return later(name, path, undefined, (done) => call(...given, done), take);
    },
  };
}

/** The same for two paths. */
function pairOfTwo(name, call, args) {
  return {
    sync(from, to, options) {
      const [a, b] = [pathOf(from), pathOf(to)];
      now(name, a, b, () => call(...args(a, b, options)));
    },
    async async(from, to, options) {
      const [a, b] = [pathOf(from), pathOf(to)];
      await later(name, a, b, (done) => call(...args(a, b, options), done));
    },
  };
}

const stats = (name) => pair(name, native[name], (path) => [path, false], takeInfo);
const stat = stats('stat');
const lstat = stats('lstat');
const chmod = pair('chmod', native.chmod, (path, mode) => [path, mode]);
// -1 leaves it as it is.
const chown = pair('chown', native.chown, (path, uid, gid) => [path, uid ?? -1, gid ?? -1]);
const utime = pair('utime', native.utimes, (path, atime, mtime) => [path, seconds(atime), seconds(mtime)]);
const readLink = pair(
  'readlink',
  native.readlink,
  (path) => [path, false],
  (found) => found,
);
const realPath = pair(
  'realpath',
  native.realpath,
  (path) => [path, false],
  (found) => found,
);
const rename = pairOfTwo('rename', native.rename, (from, to) => [from, to]);
const link = pairOfTwo('link', native.link, (from, to) => [from, to]);
const symlink = pairOfTwo('symlink', native.symlink, (from, to) => [from, to, 0]);

/* ---------------------------------------------------------------- directories */

/** @param {{recursive?: boolean, mode?: number}} [options] */
function mkdirSync(path, options = {}) {
  path = pathOf(path);
  const mode = options.mode ?? 0o777;
  now('mkdir', path, undefined, () => {
    if (options.recursive) native.mkdirp(path, mode);
    else native.mkdir(path, mode);
  });
}

async function mkdir(path, options = {}) {
  path = pathOf(path);
  const mode = options.mode ?? 0o777;
  const call = options.recursive ? native.mkdirp : native.mkdir;
  await later('mkdir', path, undefined, (done) => call(path, mode, done));
}

function removeFailure(failure, path) {
  if (failure !== undefined) throw systemError(failure[0], `remove '${path}'`);
}

// What is no file is found out by trying: to remove something, it need not be allowed to be read.

/** @param {{recursive?: boolean}} [options] */
function removeSync(path, options = {}) {
  path = pathOf(path);
  now('remove', path, undefined, () => {
    try {
      native.unlink(path);
    } catch (error) {
      if (error.errno !== EISDIR) throw error;
      if (options.recursive) removeFailure(native.removeTree(path, 0, 0), path);
      else native.rmdir(path);
    }
  });
}

async function remove(path, options = {}) {
  path = pathOf(path);
  const failure = await later('remove', path, undefined, (done) =>
    native.unlink(path, (error) => {
      if (error?.errno !== EISDIR) done(error);
      else if (options.recursive) native.removeTree(path, 0, 0, done);
      else native.rmdir(path, done);
    }),
  );
  removeFailure(failure, path);
}

/** `Deno.DirEntry`s of the names and types that native code gives in turn. */
function entriesOf(found, path) {
  const entries = [];
  for (let i = 0; i < found.length; i += 2) {
    const name = found[i];
    let type = found[i + 1];
    if (type === UNKNOWN) {
      try {
        native.lstat(`${path}/${name}`, false);
      } catch {
        continue; // it has gone since
      }
      const kind = native.stats[1] & S_IFMT;
      type = kind === S_IFDIR ? TYPE_DIRECTORY : kind === S_IFLNK ? TYPE_LINK : TYPE_FILE;
    }
    entries.push({
      __proto__: null,
      name,
      isFile: type === TYPE_FILE,
      isDirectory: type === TYPE_DIRECTORY,
      isSymlink: type === TYPE_LINK,
    });
  }
  return entries;
}

/** @returns {IterableIterator<Deno.DirEntry>} */
function readDirSync(path) {
  path = pathOf(path);
  return entriesOf(
    now('readdir', path, undefined, () => native.readdir(path, WITH_TYPES)),
    path,
  )[Symbol.iterator]();
}

/** @returns {AsyncIterable<Deno.DirEntry>} */
function readDir(path) {
  path = pathOf(path);
  const found = later('readdir', path, undefined, (done) => native.readdir(path, WITH_TYPES, done));
  found.catch(() => {}); // told to whoever iterates
  return {
    async *[Symbol.asyncIterator]() {
      yield* entriesOf(await found, path);
    },
  };
}

/* ---------------------------------------------------------------- files */

const NOT_A_FILE = 'the source path is neither a regular file nor a symlink to a regular file';

/** Whether what was looked at last is a directory. */
const isDirectory = () => (native.stats[1] & S_IFMT) === S_IFDIR;

/** Why a copy failed, where the source is something else than a file; else the error. */
function copyError(error, from, to) {
  try {
    native.stat(from, false);
    if (!isDirectory()) return error;
  } catch {
    return error;
  }
  return errorOfCode('EINVAL', `${NOT_A_FILE}: copy '${from}' -> '${to}'`);
}

/** Copies a file with its permissions. */
function copyFileSync(from, to) {
  const [a, b] = [pathOf(from), pathOf(to)];
  try {
    now('copy', a, b, () => native.copyFile(a, b, 0));
  } catch (error) {
    throw copyError(error, a, b);
  }
}

async function copyFile(from, to) {
  const [a, b] = [pathOf(from), pathOf(to)];
  try {
    await later('copy', a, b, (done) => native.copyFile(a, b, 0, done));
  } catch (error) {
    throw copyError(error, a, b);
  }
}

const lengthOf = (length) => Math.max(0, Number(length ?? 0));

/** @param {number} [length] 0 by default */
function truncateSync(path, length) {
  path = pathOf(path);
  now('truncate', path, undefined, () => {
    const fd = native.open(path, O_WRONLY, 0);
    try {
      native.ftruncate(fd, lengthOf(length));
    } finally {
      native.close(fd);
    }
  });
}

async function truncate(path, length) {
  path = pathOf(path);
  const step = (start) => later('truncate', path, undefined, start);
  const fd = await step((done) => native.open(path, O_WRONLY, 0, done));
  try {
    await step((done) => native.ftruncate(fd, lengthOf(length), done));
  } finally {
    await step((done) => native.close(fd, done));
  }
}

/** Gives functions the names that they have in Deno. */
function named(functions) {
  for (const [name, fn] of Object.entries(functions)) {
    Object.defineProperty(fn, 'name', { __proto__: null, value: name, configurable: true });
  }
  return functions;
}

module.exports = named({
  chmod: chmod.async,
  chmodSync: chmod.sync,
  chown: chown.async,
  chownSync: chown.sync,
  copyFile,
  copyFileSync,
  link: link.async,
  linkSync: link.sync,
  lstat: lstat.async,
  lstatSync: lstat.sync,
  mkdir,
  mkdirSync,
  readDir,
  readDirSync,
  readLink: readLink.async,
  readLinkSync: readLink.sync,
  realPath: realPath.async,
  realPathSync: realPath.sync,
  remove,
  removeSync,
  rename: rename.async,
  renameSync: rename.sync,
  stat: stat.async,
  statSync: stat.sync,
  symlink: symlink.async,
  symlinkSync: symlink.sync,
  truncate,
  truncateSync,
  utime: utime.async,
  utimeSync: utime.sync,
});
