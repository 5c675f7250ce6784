'use strict';

/** Deno.makeTempDir, Deno.makeTempFile. */

const native = binding('fs');
const { later, now, pathOf } = require('deno/calls');
const { O_CREAT, O_EXCL, O_WRONLY } = require('ext/fs/constants').constants;
const process = require.lazy('node/process');
const random = require.lazy('ext/crypto/random');

const ATTEMPTS = 10;
const EEXIST = -17;

/** A path that nobody is likely to have. */
function candidate({ dir, prefix = '', suffix = '' } = {}) {
  const folder = dir === undefined ? require('ext/process/env').ownVariables().TMPDIR || '/tmp' : pathOf(dir);
  for (const part of [prefix, suffix]) {
    if (part.includes('/')) throw new TypeError(`Invalid prefix or suffix: ${part}`);
  }
  const name = random().randomBytes(8).toString('hex');
  return `${folder.endsWith('/') ? folder : `${folder}/`}${prefix}${name}${suffix}`;
}

const makeDir = (path, done) => native.mkdir(path, 0o700, ...(done ? [done] : []));
const makeFile = (path, done) => {
  const flags = O_CREAT | O_EXCL | O_WRONLY;
  if (done === undefined) return native.close(native.open(path, flags, 0o600));
  return native.open(path, flags, 0o600, (error, fd) => (error ? done(error) : native.close(fd, done)));
};

function sync(name, make, options) {
  return now(name, undefined, undefined, () => {
    for (let attempt = 1; ; attempt++) {
      const path = candidate(options);
      try {
        make(path);
        return path;
      } catch (error) {
        if (error.errno !== EEXIST || attempt === ATTEMPTS) throw error;
      }
    }
  });
}

function async(name, make, options) {
  return later(name, undefined, undefined, (done) => {
    let attempt = 0;
    const next = () => {
      const path = candidate(options);
      make(path, (error) => {
        if (error?.errno === EEXIST && ++attempt < ATTEMPTS) next();
        else done(error, path);
      });
    };
    next();
  });
}

/** @param {{dir?: string, prefix?: string, suffix?: string}} [options] @returns {string} a path */
function makeTempDirSync(options) {
  return sync('tmpdir', makeDir, options);
}

async function makeTempDir(options) {
  return async('tmpdir', makeDir, options);
}

function makeTempFileSync(options) {
  return sync('tmpfile', makeFile, options);
}

async function makeTempFile(options) {
  return async('tmpfile', makeFile, options);
}

module.exports = { makeTempDir, makeTempDirSync, makeTempFile, makeTempFileSync };
