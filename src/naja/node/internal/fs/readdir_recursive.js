'use strict';

/** `readdir` with `recursive`: level by level, through symbolic links to directories too. */

const native = binding('fs');
const { encodeName } = require('node/internal/fs/utils');
const { DIRECTORY, Dirent, LINK, UNKNOWN, WITH_TYPES, foundType, join } = require('node/internal/fs/dirent');

/** What a walk has found and what it has yet to look at. */
class Walk {
  constructor(path, options) {
    this.base = path;
    this.withTypes = Boolean(options.withFileTypes);
    this.encoding = options.encoding;
    this.results = [];
    // Pairs: a directory's path, and the same relative to the base.
    this.queue = [path, ''];
    this.at = 0;
  }

  /** Takes in one directory's listing. */
  add(found, path, relative) {
    for (let i = 0; i < found.length; i += 2) {
      const name = found[i];
      let type = found[i + 1];
      const full = join(path, name);
      const below = relative === '' ? name : `${relative}/${name}`;
      if (type === UNKNOWN) type = native.lstat(full, false, undefined, 2) ? foundType() : UNKNOWN;
      const encoded = encodeName(this.withTypes ? name : below, this.encoding);
      this.results.push(this.withTypes ? new Dirent(encoded, type, path) : encoded);
      const enters = type === DIRECTORY || (type === LINK && native.internalModuleStat(full) === 1);
      if (enters) this.queue.push(full, below);
    }
  }
}

function readdirSync(path, options) {
  const walk = new Walk(path, options);
  while (walk.at < walk.queue.length) {
    const at = walk.queue[walk.at++];
    const relative = walk.queue[walk.at++];
    walk.add(native.readdir(at, WITH_TYPES), at, relative);
  }
  return walk.results;
}

function readdir(path, options, callback) {
  const walk = new Walk(path, options);
  const next = () => {
    if (walk.at >= walk.queue.length) {
      callback(null, walk.results);
      return;
    }
    const at = walk.queue[walk.at++];
    const relative = walk.queue[walk.at++];
    native.readdir(at, WITH_TYPES, (error, found) => {
      if (error) {
        callback(error);
        return;
      }
      walk.add(found, at, relative);
      next();
    });
  };
  next();
}

module.exports = { readdir, readdirSync };
