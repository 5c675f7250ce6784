'use strict';

/**
 * The file system as the module loaders see it. What programs replace on `node:fs` is honoured, as in Node.
 */

const fs = binding('fs');
const { patchedFs } = require('modules/builtins');

const O_RDONLY = 0;
const AS_BYTES = 0;
const AS_UTF8 = 1;
// What belongs to the program may be read, whatever else it may do (docs/permissions.md).
const FOR_LOADER = 1;

/**
 * What a path leads to: 0 a file, 1 a directory, negative nothing.
 * @type {(path: string) => number}
 */
const stat = fs.internalModuleStat;

/** A file's text, byte order mark and all. */
function readText(path) {
  const user = patchedFs('readFileSync');
  return user === undefined
    ? fs.readFile(path, O_RDONLY, AS_UTF8, undefined, FOR_LOADER)
    : user.readFileSync(path, 'utf8');
}

/** A file's bytes. */
function readBytes(path) {
  const user = patchedFs('readFileSync');
  return user === undefined
    ? fs.readFile(path, O_RDONLY, AS_BYTES, undefined, FOR_LOADER)
    : user.readFileSync(path);
}

/** A path without symbolic links. */
function realpath(path) {
  const user = patchedFs('realpathSync');
  return user === undefined ? fs.realpath(path, false, undefined, FOR_LOADER) : user.realpathSync(path);
}

const EACCES = -13;

/** Throws if a path leads nowhere because the program may not know. @throws ERR_ACCESS_DENIED */
function demand(path) {
  if (stat(path) === EACCES) fs.exists(path);
}

module.exports = { demand, readBytes, readText, realpath, stat };
