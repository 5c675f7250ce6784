'use strict';

/** `fs.Stats` and its kin, made from the arrays that native code fills. */

const native = binding('fs');
const deprecation = require.lazy('ext/base/deprecate');

const { stats: values, statsBig: bigValues } = native;

const S_IFMT = 0o170000;
const NS_PER_MS = 1000000n;
const NS_PER_SECOND = 1000000000n;
/** How many fields one file has in those arrays. */
const FIELDS = 18;

const kPartialAtimeNs = Symbol('partialAtimeNs');
const kPartialMtimeNs = Symbol('partialMtimeNs');
const kPartialCtimeNs = Symbol('partialCtimeNs');
const kPartialBirthtimeNs = Symbol('kPartialBirthtimeNs');

function StatsBase(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
}

/** A method that asks for a type of file; anonymous, as in Node. */
const asks = (type) =>
  (() =>
    function () {
      return this._checkModeProperty(type);
    })();

StatsBase.prototype.isDirectory = asks(0o040000);
StatsBase.prototype.isFile = asks(0o100000);
StatsBase.prototype.isBlockDevice = asks(0o060000);
StatsBase.prototype.isCharacterDevice = asks(0o020000);
StatsBase.prototype.isSymbolicLink = asks(0o120000);
StatsBase.prototype.isFIFO = asks(0o010000);
StatsBase.prototype.isSocket = asks(0o140000);

const msFrom = (seconds, nanoseconds) => seconds * 1000 + nanoseconds / 1e6;

/**
 * What is known of a file. Times are milliseconds; `atime` and its kin are made when read.
 */
function Stats(
  dev,
  mode,
  nlink,
  uid,
  gid,
  rdev,
  blksize,
  ino,
  size,
  blocks,
  atimeS,
  atimeNs,
  mtimeS,
  mtimeNs,
  ctimeS,
  ctimeNs,
  birthtimeS,
  birthtimeNs,
) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
  this.atimeMs = msFrom(atimeS, atimeNs);
  this.mtimeMs = msFrom(mtimeS, mtimeNs);
  this.ctimeMs = msFrom(ctimeS, ctimeNs);
  this.birthtimeMs = msFrom(birthtimeS, birthtimeNs);
  this[kPartialAtimeNs] = atimeNs;
  this[kPartialMtimeNs] = mtimeNs;
  this[kPartialCtimeNs] = ctimeNs;
  this[kPartialBirthtimeNs] = birthtimeNs;
}
Object.setPrototypeOf(Stats.prototype, StatsBase.prototype);
Object.setPrototypeOf(Stats, StatsBase);

function BigIntStats(
  dev,
  mode,
  nlink,
  uid,
  gid,
  rdev,
  blksize,
  ino,
  size,
  blocks,
  atimeNs,
  mtimeNs,
  ctimeNs,
  birthtimeNs,
) {
  StatsBase.call(this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeNs / NS_PER_MS;
  this.mtimeMs = mtimeNs / NS_PER_MS;
  this.ctimeMs = ctimeNs / NS_PER_MS;
  this.birthtimeMs = birthtimeNs / NS_PER_MS;
  this.atimeNs = atimeNs;
  this.mtimeNs = mtimeNs;
  this.ctimeNs = ctimeNs;
  this.birthtimeNs = birthtimeNs;
}
Object.setPrototypeOf(BigIntStats.prototype, StatsBase.prototype);
Object.setPrototypeOf(BigIntStats, StatsBase);

/** An accessor that, once read, is a plain property of the instance. */
function defineOnce(prototype, name, compute) {
  const set = (target, value) => {
    Object.defineProperty(target, name, {
      __proto__: null,
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    return value;
  };
  Object.defineProperty(prototype, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      return set(this, compute(this));
    },
    set(value) {
      set(this, value);
    },
  });
}

const dateFrom = (ms) => new Date(Math.round(Number(ms)));
const instantFrom = (ns) => globalThis.Temporal?.Instant.fromEpochNanoseconds(ns);

/** Nanoseconds of a Stats time: its milliseconds are not exact, its seconds and the rest are. */
function exactNs(ms, partialNs) {
  const seconds = Math.round((ms - partialNs / 1e6) / 1000);
  return BigInt(seconds) * NS_PER_SECOND + BigInt(partialNs);
}

const partial = {
  atime: kPartialAtimeNs,
  mtime: kPartialMtimeNs,
  ctime: kPartialCtimeNs,
  birthtime: kPartialBirthtimeNs,
};
for (const prototype of [Stats.prototype, BigIntStats.prototype]) {
  for (const name of Object.keys(partial))
    defineOnce(prototype, name, (stats) => dateFrom(stats[`${name}Ms`]));
}
for (const [name, key] of Object.entries(partial)) {
  defineOnce(Stats.prototype, `${name}Instant`, (stats) =>
    instantFrom(exactNs(stats[`${name}Ms`], stats[key])),
  );
  defineOnce(BigIntStats.prototype, `${name}Instant`, (stats) => instantFrom(stats[`${name}Ns`]));
}

Stats.prototype._checkModeProperty = (() =>
  function (type) {
    return (this.mode & S_IFMT) === type;
  })();

BigIntStats.prototype._checkModeProperty = (() =>
  function (type) {
    return (this.mode & BigInt(S_IFMT)) === BigInt(type);
  })();

/** The Stats that native code has just left in the shared array. */
function statsFromValues(at = 0) {
  const v = values;
  return new Stats(
    v[at],
    v[at + 1],
    v[at + 2],
    v[at + 3],
    v[at + 4],
    v[at + 5],
    v[at + 6],
    v[at + 7],
    v[at + 8],
    v[at + 9],
    v[at + 10],
    v[at + 11],
    v[at + 12],
    v[at + 13],
    v[at + 14],
    v[at + 15],
    v[at + 16],
    v[at + 17],
  );
}

/** Likewise, in bigints. */
function bigStatsFromValues(at = 0) {
  const v = bigValues;
  return new BigIntStats(
    v[at],
    v[at + 1],
    v[at + 2],
    v[at + 3],
    v[at + 4],
    v[at + 5],
    v[at + 6],
    v[at + 7],
    v[at + 8],
    v[at + 9],
    v[at + 10] * NS_PER_SECOND + v[at + 11],
    v[at + 12] * NS_PER_SECOND + v[at + 13],
    v[at + 14] * NS_PER_SECOND + v[at + 15],
    v[at + 16] * NS_PER_SECOND + v[at + 17],
  );
}

/**
 * The stats that a call has just left behind.
 * @param {boolean} big
 * @param {number} [at] 0: the current ones, FIELDS: those before (watchers)
 */
function takeStats(big, at) {
  return big ? bigStatsFromValues(at) : statsFromValues(at);
}

/** Whether what a call has just found is of one type (S_IFDIR ...), without making an object. */
function foundType(type) {
  return (values[1] & S_IFMT) === type;
}

class StatFs {
  constructor(type, bsize, frsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.frsize = frsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

/** The StatFs that a call has just left behind. */
function takeStatFs(big) {
  const v = big ? bigValues : values;
  return new StatFs(v[0], v[1], v[7], v[2], v[3], v[4], v[5], v[6]);
}

let warn;
/** What `fs.Stats` is: calling it is deprecated, `instanceof` is not. */
function deprecated(...args) {
  warn ??= deprecation().getDeprecationWarningEmitter(
    'DEP0180',
    'fs.Stats constructor is deprecated.',
    deprecated,
  );
  warn();
  return new.target ? Reflect.construct(Stats, args, new.target) : Reflect.apply(Stats, this, args);
}
Object.setPrototypeOf(deprecated, Stats);
deprecated.prototype = Stats.prototype;
Object.defineProperty(deprecated, 'length', {
  __proto__: null,
  ...Object.getOwnPropertyDescriptor(Stats, 'length'),
});

module.exports = {
  BigIntStats,
  DeprecatedStats: deprecated,
  FIELDS,
  foundType,
  Stats,
  takeStatFs,
  takeStats,
};
