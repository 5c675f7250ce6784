'use strict';

/** `fs.cp` and fs/promises' cp. */

const native = binding('fs');
const { nextTick } = require('ext/timers/ticks');
const { promised } = require('node/internal/fs/file_handle');
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

const look = (operation, path, orNull) =>
  promised((done) => {
    native[operation](path, true, (error) => {
      if (!error) done(null, taken());
      else if (orNull && error.code === 'ENOENT') done(null, null);
      else done(error);
    });
  });

const operations = {
  filter: (filter, src, dest) => filter(src, dest),
  exists: (path) => promised((done) => native.access(path, 0, (error) => done(null, !error))),
  stat: (path) => look('stat', path, false),
  lstat: (path) => look('lstat', path, false),
  statOrNull: (path) => look('stat', path, true),
  lstatOrNull: (path) => look('lstat', path, true),
  mkdirp: (path) => promised((done) => native.mkdirp(path, 0o777, done)),
  mkdir: (path) => promised((done) => native.mkdir(path, 0o777, done)),
  readdir: (path) => promised((done) => native.readdir(path, 0, done)),
  readlink: (path) => promised((done) => native.readlink(path, false, done)),
  symlink: (target, path) => promised((done) => native.symlink(target, path, 0, done)),
  unlink: (path) => promised((done) => native.unlink(path, done)),
  copyFile: (src, dest, mode) => promised((done) => native.copyFile(src, dest, mode, done)),
  chmod: (path, mode) => promised((done) => native.chmod(path, mode, done)),
  utimes: (path, atime, mtime) => promised((done) => native.utimes(path, atime, mtime, done)),
};

/** Runs a copy, each step on the thread pool. */
async function drive(steps) {
  let step = steps.next();
  while (!step.done) {
    const [operation, ...args] = step.value;
    let result;
    try {
      result = await operations[operation](...args);
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
 * @param {object} [options]
 */
async function cp(src, dest, options) {
  options = validateOptions(options);
  src = textPath(src, 'src');
  dest = textPath(dest, 'dest');
  await drive(copyTree(src, dest, options, false));
}

function cpWithCallback(src, dest, options, callback) {
  options = validateOptions(options);
  src = textPath(src, 'src');
  dest = textPath(dest, 'dest');
  drive(copyTree(src, dest, options, false)).then(
    () => nextTick(callback, null),
    (error) => nextTick(callback, error),
  );
}

module.exports = { cp, cpWithCallback };
