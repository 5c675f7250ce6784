'use strict';

/** `Deno.FileInfo`, from the numbers that native code has left. */

const { stats } = binding('fs');

const S_IFMT = 0o170000;

const date = (seconds, nanoseconds) => new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6));

/** What the last stat found. Must be called before anything else can ask for another. */
function takeInfo() {
  const mode = stats[1];
  const type = mode & S_IFMT;
  return {
    isFile: type === 0o100000,
    isDirectory: type === 0o040000,
    isSymlink: type === 0o120000,
    size: stats[8],
    mtime: date(stats[12], stats[13]),
    atime: date(stats[10], stats[11]),
    birthtime: stats[16] === 0 && stats[17] === 0 ? null : date(stats[16], stats[17]),
    ctime: date(stats[14], 0),
    dev: stats[0],
    ino: stats[7],
    mode,
    nlink: stats[2],
    uid: stats[3],
    gid: stats[4],
    rdev: stats[5],
    blksize: stats[6],
    blocks: stats[9],
    isBlockDevice: type === 0o060000,
    isCharDevice: type === 0o020000,
    isFifo: type === 0o010000,
    isSocket: type === 0o140000,
  };
}

module.exports = { takeInfo };
