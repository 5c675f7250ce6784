'use strict';

/** `fs.cpSync`. */

const native = binding('fs');
const { codes } = require('ext/base/errors');
const types = require.lazy('ext/base/types');
const { copyTree, textPath, validateOptions } = require('node/internal/fs/cp_core');

const NS = 1e9;

/** What the algorithm needs of stats that a call has just left behind. */
function taken() {
  const v = native.statsBig;
  return {
    dev: v[0],
    mode: Number(v[1]),
    ino: v[7],
    atime: Number(v[10]) + Number(v[11]) / NS,
    mtime: Number(v[12]) + Number(v[13]) / NS,
  };
}

/** null where there is nothing; below a file there cannot be anything. */
function orNull(operation, path) {
  try {
    native[operation](path, true);
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  return taken();
}

const operations = {
  filter(filter, src, dest) {
    const wanted = filter(src, dest);
    if (types().isPromise(wanted)) throw new codes.ERR_INVALID_RETURN_VALUE('boolean', 'filter', wanted);
    return wanted;
  },
  exists: (path) => native.exists(path),
  stat(path) {
    native.stat(path, true);
    return taken();
  },
  lstat(path) {
    native.lstat(path, true);
    return taken();
  },
  statOrNull: (path) => orNull('stat', path),
  lstatOrNull: (path) => orNull('lstat', path),
  mkdirp: (path) => native.mkdirp(path, 0o777),
  mkdir: (path) => native.mkdir(path, 0o777),
  readdir: (path) => native.readdir(path, 0),
  readlink: (path) => native.readlink(path, false),
  symlink: (target, path) => native.symlink(target, path, 0),
  unlink: (path) => native.unlink(path),
  copyFile: (src, dest, mode) => native.copyFile(src, dest, mode),
  chmod: (path, mode) => native.chmod(path, mode),
  utimes: (path, atime, mtime) => native.utimes(path, atime, mtime),
};

/** Runs a copy, each step at once. */
function drive(steps) {
  let step = steps.next();
  while (!step.done) {
    const [operation, a, b, c] = step.value;
    let result;
    try {
      result = operations[operation](a, b, c);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(result);
  }
}

/**
 * @param {string | URL} src
 * @param {string | URL} dest
 * @param {object} [options] recursive, force, errorOnExist, filter, dereference, preserveTimestamps, verbatimSymlinks, mode
 */
function cpSync(src, dest, options) {
  options = validateOptions(options);
  src = textPath(src, 'src');
  dest = textPath(dest, 'dest');
  drive(copyTree(src, dest, options, true));
}

module.exports = { cpSync };
