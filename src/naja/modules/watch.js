'use strict';

/** For `--watch`: tells the watching process which files the program depends on. */

const { getOptions } = require('modules/options');
const { toPathOrSame } = require('modules/urls');

const reported = new Set();
let broken = false;

/**
 * Reports a file, which need not exist, by path or file: URL.
 * @param {string} file
 */
function report(file) {
  const { watchFd } = getOptions();
  if (watchFd === undefined || broken || file === undefined || reported.has(file)) return;
  reported.add(file);
  const path = toPathOrSame(file);
  if (path[0] !== '/') return;
  try {
    const fs = require('node/fs');
    // As it is before it is read: what changes from now on is a change, however late somebody looks.
    const stats = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
    const state = stats === undefined ? '' : `${stats.mtimeNs},${stats.size},${stats.ino}`;
    fs.writeSync(watchFd, `${state} ${path}\n`);
  } catch (error) {
    // Nobody is watching any more; or it is no file for this program.
    broken = error.code !== 'ERR_ACCESS_DENIED';
  }
}

/**
 * Reports the files that would have been loaded, had one of them been there.
 * @param {string} base
 * @param {string[]} [extensions]
 */
function reportCandidates(base, extensions = []) {
  report(base);
  for (const extension of extensions) report(base + extension);
}

module.exports = { report, reportCandidates };
