'use strict';

/** `fs.Dirent`, and listings of directories made of them. */

const native = binding('fs');
const { decodeName, wantsBytes } = require('node/internal/fs/utils');
const buffer = require.lazy('node/buffer');
const pathModule = require.lazy('node/path');

const UNKNOWN = 0;
const FILE = 1;
const DIRECTORY = 2;
const LINK = 3;
const FIFO = 4;
const SOCKET = 5;
const CHARACTER = 6;
const BLOCK = 7;

/** Bits of native readdir's second argument. */
const AS_BYTES = 1;
const WITH_TYPES = 2;

const kType = Symbol('type');

/** An entry of a directory: its name, where it is, and what it is. */
class Dirent {
  constructor(name, type, path) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }

  isDirectory() {
    return this[kType] === DIRECTORY;
  }

  isFile() {
    return this[kType] === FILE;
  }

  isBlockDevice() {
    return this[kType] === BLOCK;
  }

  isCharacterDevice() {
    return this[kType] === CHARACTER;
  }

  isSymbolicLink() {
    return this[kType] === LINK;
  }

  isFIFO() {
    return this[kType] === FIFO;
  }

  isSocket() {
    return this[kType] === SOCKET;
  }
}

const typeByMode = {
  __proto__: null,
  [0o100000]: FILE,
  [0o040000]: DIRECTORY,
  [0o120000]: LINK,
  [0o010000]: FIFO,
  [0o140000]: SOCKET,
  [0o020000]: CHARACTER,
  [0o060000]: BLOCK,
};

/** A directory's path and a name in it, either of which may be bytes. */
function join(path, name) {
  if (typeof path === 'string' && typeof name === 'string') return pathModule().join(path, name);
  const { Buffer } = buffer();
  const left = typeof path === 'string' ? Buffer.from(path) : path;
  const right = typeof name === 'string' ? Buffer.from(name) : name;
  return Buffer.concat([left, Buffer.from('/'), right]);
}

/** The type of what lstat has just found. */
const foundType = () => typeByMode[native.stats[1] & 0o170000] ?? UNKNOWN;

/** The type of an entry whose directory does not tell it. */
function typeNow(path, name) {
  return native.lstat(join(path, name), false, undefined, 2) ? foundType() : UNKNOWN;
}

/**
 * The names of a listing, in the encoding asked for.
 * @param {Array<string | Uint8Array>} found what native readdir gave without types
 */
function namesFrom(found, encoding) {
  return wantsBytes(encoding) ? found.map((name) => decodeName(name, encoding)) : found;
}

/**
 * The Dirents of a listing.
 * @param {Array<string | Uint8Array | number>} found what native readdir gave with types
 * @param {string | Uint8Array} path
 */
function direntsFrom(found, path, encoding) {
  const bytes = wantsBytes(encoding);
  const entries = new Array(found.length / 2);
  for (let i = 0; i < entries.length; i++) {
    const raw = found[2 * i];
    const type = found[2 * i + 1] || typeNow(path, raw);
    entries[i] = new Dirent(bytes ? decodeName(raw, encoding) : raw, type, path);
  }
  return entries;
}

/** As `direntsFrom`, asking for types that are not known without blocking. */
function direntsFromAsync(found, path, encoding, callback) {
  const unknown = [];
  for (let i = 1; i < found.length; i += 2) if (found[i] === UNKNOWN) unknown.push(i);
  let left = unknown.length;
  if (left === 0) return callback(null, direntsFrom(found, path, encoding));
  let failed = false;
  for (const i of unknown) {
    native.lstat(join(path, found[i - 1]), false, (error) => {
      if (failed) return;
      if (error) {
        failed = true;
        callback(error);
        return;
      }
      found[i] = foundType();
      if (--left === 0) callback(null, direntsFrom(found, path, encoding));
    });
  }
}

/** A Dirent for a path of its own. */
function direntFor(name, type, path) {
  return new Dirent(name, type, path);
}

module.exports = {
  AS_BYTES,
  DIRECTORY,
  Dirent,
  direntFor,
  direntsFrom,
  direntsFromAsync,
  foundType,
  join,
  kType,
  LINK,
  namesFrom,
  UNKNOWN,
  WITH_TYPES,
};
