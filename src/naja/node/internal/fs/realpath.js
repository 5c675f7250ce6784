'use strict';

/**
 * `fs.realpath`. The system's own realpath answers for nearly every path; where it fails, the path is walked step by
 * step, to fail with the words of Node's walk, or to get through where only the walk does (`/proc/self/fd/0` of a pipe).
 */

const native = binding('fs');
const { encodeName, getOptions, getValidatedPath, isURL } = require('node/internal/fs/utils');
const pathModule = require.lazy('node/path');
const url = require.lazy('node/url');

const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;
const S_IFIFO = 0o010000;
const S_IFSOCK = 0o140000;

/** A path argument as an absolute string: whatever is no path becomes a string, as ever. */
function absolute(path) {
  if (path !== null && typeof path === 'object' && isURL(path)) path = url().fileURLToPath(path);
  if (typeof path !== 'string') path += '';
  return pathModule().resolve(getValidatedPath(path));
}

/** The index of the next slash at or after `from`; -1 where there is none. */
const nextSlash = (path, from) => path.indexOf('/', from);

/** The walk's state: `path` is what it looks at, up to `at` of it is real as `real`. */
class Walk {
  constructor(path) {
    this.path = path;
    this.at = 1;
    this.real = '/';
    this.known = new Set();
    this.links = new Map();
  }

  /** Moves on to the next part. False at the end. */
  next() {
    if (this.at >= this.path.length) return false;
    const slash = nextSlash(this.path, this.at);
    this.previous = this.real;
    const end = slash === -1 ? this.path.length : slash + 1;
    this.real += this.path.slice(this.at, end);
    this.base = this.previous + this.path.slice(this.at, slash === -1 ? end : slash);
    this.at = end;
    return true;
  }

  /** Goes on at the target of the link that `base` is. */
  follow(target) {
    const { resolve } = pathModule();
    this.path = resolve(resolve(this.previous, target), this.path.slice(this.at));
    this.real = '/';
    this.at = 1;
  }

  /** Whether a link's target, just looked at, ends the walk: the name of a pipe or a socket need not be a path. */
  ends() {
    const type = native.stats[1] & S_IFMT;
    return type === S_IFIFO || type === S_IFSOCK;
  }

  linkKey() {
    return `${native.stats[0]}:${native.stats[7]}`;
  }
}

function walkSync(path) {
  const walk = new Walk(path);
  while (walk.next()) {
    if (walk.known.has(walk.base)) continue;
    native.lstat(walk.base, false);
    if ((native.stats[1] & S_IFMT) !== S_IFLNK) {
      walk.known.add(walk.base);
      continue;
    }
    const key = walk.linkKey();
    let target = walk.links.get(key);
    if (target === undefined) {
      native.stat(walk.base, false);
      const last = walk.ends();
      target = native.readlink(walk.base, false);
      walk.links.set(key, target);
      if (last) {
        walk.follow(target);
        return walk.path;
      }
    }
    walk.follow(target);
  }
  return finished(walk);
}

/** What the walk arrived at. */
function finished(walk) {
  const rest = walk.path.slice(walk.at);
  const whole = walk.real + rest;
  return whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole;
}

function walkAsync(path, callback) {
  const walk = new Walk(path);
  const step = () => {
    do {
      if (!walk.next()) {
        callback(null, finished(walk));
        return;
      }
    } while (walk.known.has(walk.base));
    native.lstat(walk.base, false, looked);
  };
  const looked = (error) => {
    if (error) return callback(error);
    if ((native.stats[1] & S_IFMT) !== S_IFLNK) {
      walk.known.add(walk.base);
      return step();
    }
    const key = walk.linkKey();
    const known = walk.links.get(key);
    if (known !== undefined) {
      walk.follow(known);
      return step();
    }
    native.stat(walk.base, false, (error) => {
      if (error) return callback(error);
      const last = walk.ends();
      native.readlink(walk.base, false, (error, target) => {
        if (error) return callback(error);
        walk.links.set(key, target);
        walk.follow(target);
        return last ? callback(null, walk.path) : step();
      });
    });
  };
  step();
}

/** The system's answer, or undefined where it has none. */
function quickly(path) {
  try {
    return native.realpath(path, false);
  } catch {
    return undefined;
  }
}

/**
 * @param {string | Buffer | URL} path
 * @param {{encoding?: string} | string} [options]
 * @returns {string | Buffer}
 */
function realpathSync(path, options) {
  const { encoding } = getOptions(options);
  path = absolute(path);
  const real = quickly(path) ?? walkSync(path);
  return encodeName(real, encoding);
}

function realpath(path, options, callback) {
  const { encoding } = getOptions(options);
  path = absolute(path);
  native.realpath(path, false, (error, real) => {
    if (!error) {
      callback(null, encodeName(real, encoding));
      return;
    }
    walkAsync(path, (error, real) => {
      if (error) callback(error);
      else callback(null, encodeName(real, encoding));
    });
  });
}

module.exports = { realpath, realpathSync };
