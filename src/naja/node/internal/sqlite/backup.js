'use strict';

/** backup() of node:sqlite: some pages in each turn of the loop. */

const core = require('ext/sqlite/core');
const errors = require('node/internal/sqlite/errors');
const { checkObject, checkPath, reader } = require('node/internal/sqlite/options');
const { setImmediate, setTimeout } = require('ext/timers/timers');

const { native } = core;

const DEFAULT_RATE = 100;
const BUSY = 5;
const LOCKED = 6;
/** Somebody else writes: it is tried again after so many milliseconds. */
const PATIENCE = 25;

async function copy(handle, rate, progress) {
  try {
    for (;;) {
      const [code, remaining, total, message] = native.backupStep(handle, rate);
      if (code === core.DONE) return total;
      const primary = code & 0xff;
      if (code !== 0 && primary !== BUSY && primary !== LOCKED) throw errors.errorOf(code, message);
      if (code === 0) progress?.({ totalPages: total, remainingPages: remaining });
      await new Promise((resolve) => (code === 0 ? setImmediate(resolve) : setTimeout(resolve, PATIENCE)));
    }
  } finally {
    native.endBackup(handle);
  }
}

/**
 * @param {function(): External} open gives the source, which must be open
 * @returns {Promise<number>}
 */
function backup(open, path, options) {
  const database = open();
  const file = checkPath(path);
  const read = reader(options === undefined ? {} : checkObject(options, 'options'));
  const rate = read.integer('rate', DEFAULT_RATE);
  const source = read.string('source', 'main');
  const target = read.string('target', 'main');
  const progress = read.function('progress');
  core.admit(file, true);
  const flags = core.OPEN_READWRITE | core.OPEN_CREATE | core.OPEN_URI;
  const handle = native.backup(database, source, file, target, flags);
  if (Array.isArray(handle)) return Promise.reject(errors.errorOf(handle[0], handle[1]));
  return copy(handle, rate, progress);
}

module.exports = { backup };
