'use strict';

/**
 * Copying trees. The algorithm is a generator that yields what it wants done, `[operation, ...arguments]`, and is given
 * the result; cp.js has it done on the thread pool, cp_sync.js at once.
 */

const { codes } = require('ext/base/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('ext/base/validators');
const pathModule = require('node/path');
const { getValidatedPath } = require('node/internal/fs/utils');
const cpErrors = require.lazy('node/internal/fs/cp_errors');

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const S_IFCHR = 0o020000;
const S_IFBLK = 0o060000;
const S_IFLNK = 0o120000;
const S_IFSOCK = 0o140000;
const S_IFIFO = 0o010000;
const S_IWUSR = 0o200;

const kDefaults = {
  dereference: false,
  errorOnExist: false,
  filter: undefined,
  force: true,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false,
};

/** @returns {object} the options, complete and checked */
function validateOptions(options) {
  if (options === undefined) return { ...kDefaults, mode: 0 };
  validateObject(options, 'options');
  options = { ...kDefaults, ...options };
  validateBoolean(options.dereference, 'options.dereference');
  validateBoolean(options.errorOnExist, 'options.errorOnExist');
  validateBoolean(options.force, 'options.force');
  validateBoolean(options.preserveTimestamps, 'options.preserveTimestamps');
  validateBoolean(options.recursive, 'options.recursive');
  validateBoolean(options.verbatimSymlinks, 'options.verbatimSymlinks');
  options.mode ??= 0;
  validateInteger(options.mode, 'mode', 0, 7);
  if (options.dereference && options.verbatimSymlinks) {
    throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) validateFunction(options.filter, 'options.filter');
  return options;
}

/** A path argument; paths are strings from here on. */
function textPath(path, name) {
  path = getValidatedPath(path, name);
  return typeof path === 'string' ? path : path.toString();
}

const typeOf = (stat) => stat.mode & S_IFMT;
const isDirectory = (stat) => typeOf(stat) === S_IFDIR;
const same = (a, b) => a.ino !== 0n && a.dev === b.dev && a.ino === b.ino;

/** Whether `dest` is `src` or lies below it, by their names. */
function isBelow(src, dest) {
  const { resolve, sep } = pathModule;
  const above = resolve(src).split(sep).filter(Boolean);
  const below = resolve(dest).split(sep).filter(Boolean);
  return above.every((part, i) => below[i] === part);
}

/** One copy: its options, and the style of its errors. */
class Copy {
  /**
   * @param {object} options checked
   * @param {boolean} now whether this is cpSync
   */
  constructor(options, now) {
    this.options = options;
    this.now = now;
  }

  /** An error in the words of cp or of cpSync. */
  error(kind, src, dest) {
    return cpErrors().make(kind, src, dest, this.now);
  }

  /** The whole copy. */
  *run(src, dest) {
    const checked = yield* this.check(src, dest, true);
    if (checked === null) return;
    const { srcStat, destStat } = checked;
    yield* this.checkParents(src, srcStat, dest, dest);
    if (this.now) this.checkType(srcStat, src, dest);
    const parent = pathModule.dirname(dest);
    if (!(yield ['exists', parent])) yield ['mkdirp', parent];
    yield* this.copy(srcStat, destStat, src, dest);
  }

  /** What is at both ends, where that can be copied; null where the filter does not want it. */
  *check(src, dest, top) {
    const { dereference, filter } = this.options;
    if (filter && !(yield ['filter', filter, src, dest])) return null;
    const look = dereference ? 'stat' : 'lstat';
    const srcStat = yield [look, src];
    const destStat = yield [`${look}OrNull`, dest];
    if (destStat !== null) {
      let identical = same(srcStat, destStat);
      if (!identical && this.now && top && typeOf(srcStat) === S_IFLNK) {
        const real = yield ['statOrNull', src];
        const realDest = yield ['statOrNull', dest];
        identical = real !== null && realDest !== null && same(real, realDest);
      }
      if (identical) throw this.error('same', src, dest);
      if (isDirectory(srcStat) && !isDirectory(destStat)) throw this.error('dirToNonDir', src, dest);
      if (!isDirectory(srcStat) && isDirectory(destStat)) throw this.error('nonDirToDir', src, dest);
    }
    if (isDirectory(srcStat) && isBelow(src, dest)) throw this.error('below', src, dest);
    return { srcStat, destStat };
  }

  /** No folder above the destination may be the source, under whatever name. */
  *checkParents(src, srcStat, dest, shown) {
    const { dirname, parse, resolve } = pathModule;
    const srcParent = resolve(dirname(src));
    for (;;) {
      const parent = resolve(dirname(dest));
      if (parent === srcParent || parent === parse(parent).root) return;
      const stat = yield ['statOrNull', parent];
      if (stat === null) return;
      if (same(srcStat, stat)) throw this.error('below', src, this.now ? shown : dest);
      dest = parent;
    }
  }

  /** Throws for what is never copied. */
  checkType(stat, src, dest) {
    switch (typeOf(stat)) {
      case S_IFDIR:
        if (!this.options.recursive) throw this.error('directory', src, dest);
        return;
      case S_IFREG:
      case S_IFCHR:
      case S_IFBLK:
      case S_IFLNK:
        return;
      case S_IFSOCK:
        throw this.error('socket', src, dest);
      case S_IFIFO:
        throw this.error('fifo', src, dest);
      default:
        throw this.error('unknown', src, dest);
    }
  }

  *copy(srcStat, destStat, src, dest) {
    this.checkType(srcStat, src, dest);
    const type = typeOf(srcStat);
    if (type === S_IFDIR) yield* this.copyDirectory(srcStat, destStat, src, dest);
    else if (type === S_IFLNK) yield* this.copyLink(destStat, src, dest);
    else yield* this.copyFile(srcStat, destStat, src, dest);
  }

  *copyFile(srcStat, destStat, src, dest) {
    const { errorOnExist, force, mode, preserveTimestamps } = this.options;
    if (destStat !== null) {
      if (!force) {
        if (errorOnExist) throw this.error('exists', src, dest);
        return;
      }
      yield ['unlink', dest];
    }
    // This gives the copy the mode of the original, too.
    yield ['copyFile', src, dest, mode];
    if (!preserveTimestamps) return;
    const readOnly = (srcStat.mode & S_IWUSR) === 0;
    if (readOnly) yield ['chmod', dest, (srcStat.mode & 0o7777) | S_IWUSR];
    // Reading it has moved the access time.
    const { atime, mtime } = yield ['stat', src];
    yield ['utimes', dest, atime, mtime];
    if (readOnly) yield ['chmod', dest, srcStat.mode & 0o7777];
  }

  *copyDirectory(srcStat, destStat, src, dest) {
    const { join } = pathModule;
    const { errorOnExist, force } = this.options;
    if (destStat === null) yield ['mkdir', dest];
    else if (errorOnExist && !force) throw this.error('exists', src, dest);
    for (const name of yield ['readdir', src]) {
      const from = join(src, name);
      const to = join(dest, name);
      const checked = yield* this.check(from, to, false);
      if (checked !== null) yield* this.copy(checked.srcStat, checked.destStat, from, to);
    }
    if (this.options.preserveTimestamps) {
      const { atime, mtime } = yield ['stat', src];
      yield ['utimes', dest, atime, mtime];
    }
    if (destStat === null) yield ['chmod', dest, srcStat.mode & 0o7777];
  }

  *copyLink(destStat, src, dest) {
    const { dirname, isAbsolute, resolve } = pathModule;
    let target = yield ['readlink', src];
    if (!this.options.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(src), target);
    if (destStat === null) {
      yield ['symlink', target, dest];
      return;
    }
    let old;
    try {
      old = yield ['readlink', dest];
    } catch (error) {
      // It is there and no link: making one fails with the right error.
      if (error.code !== 'EINVAL' && error.code !== 'UNKNOWN') throw error;
      yield ['symlink', target, dest];
      return;
    }
    if (!isAbsolute(old)) old = resolve(dirname(dest), old);
    const real = yield ['statOrNull', src];
    if (real !== null && isDirectory(real)) {
      if (isBelow(target, old)) throw cpErrors().linkBelow(target, old, dest);
      // Without the old link, what the new one points at would be lost.
      if (isBelow(old, target)) throw cpErrors().linkAbove(target, old, dest);
    }
    yield ['unlink', dest];
    yield ['symlink', target, dest];
  }
}

/** The generator of a copy. */
function copyTree(src, dest, options, now) {
  return new Copy(options, now).run(src, dest);
}

module.exports = { copyTree, textPath, validateOptions };
