'use strict';

/**
 * What the faces of SQLite (node:sqlite, bun:sqlite) share: databases and statements over binding('sqlite'), rows as objects
 * or arrays. What goes wrong is an error of the face's making.
 */

const native = binding('sqlite');

const ROW = 100;
const DONE = 101;
const TOO_LARGE = -1;
/** SQLITE_MISUSE: also what the binding says where a function that SQLite calls asks for what cannot be done meanwhile. */
const MISUSE = 21;

const OPEN_READONLY = 1;
const OPEN_READWRITE = 2;
const OPEN_CREATE = 4;
const OPEN_URI = 0x40;

/** Modes of reading integers. */
const NUMBERS = 0;
const BIGINTS = 1;
/** Integers beyond 2^53 as the numbers that are near them. */
const NEAR = 4;

const LIMIT_ATTACHED = 7;

/**
 * Asks whether a restricted program may open a database; what SQLite opens by itself then is forbidden (see limitFiles).
 * @param {string} path as SQLite gets it
 * @param {boolean} writes
 */
function admit(path, writes) {
  const { getOptions } = require('modules/options');
  if (!getOptions().restricted || path === ':memory:' || path === '') return false;
  const { demand } = binding('permissions');
  if (path.startsWith('file:')) {
    // A URI can name another file system, and another file than it seems.
    demand('read');
    demand('write');
  } else {
    const file = require('node/path').resolve(path);
    demand('read', file);
    if (writes) {
      demand('write', file);
      // Its journal lies beside it.
      for (const more of ['-journal', '-wal', '-shm']) demand('write', file + more);
    }
  }
  return true;
}

/** Keeps a restricted program from files that it names in SQL (ATTACH, VACUUM INTO). */
function limitFiles(database) {
  const { getOptions } = require('modules/options');
  if (!getOptions().restricted) return;
  const { has } = binding('permissions');
  if (!has('read') || !has('write')) native.limit(database, LIMIT_ATTACHED, 0);
}

/** Whether a restricted program may load libraries. @throws ERR_ACCESS_DENIED */
function admitExtension(path) {
  const { getOptions } = require('modules/options');
  if (getOptions().restricted) binding('permissions').demand('ffi', path);
}

/** Makes a function of a row's values that makes an object, which V8 then does as fast as a literal. */
function objectMaker(names, isBare) {
  const unique = [...new Set(names)];
  // The last column of a name is the one that is seen.
  const parts = unique.map((name) => {
    const key = name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
    return `${key}: values[at + ${names.lastIndexOf(name)}]`;
  });
  const start = isBare ? ['__proto__: null'] : [];
  const source = `return { ${[...start, ...parts].join(', ')} };`;
  return new Function('values', 'at', source);
}

/** The same for rows as arrays. */
function arrayMaker(count) {
  return (values, at) => values.slice(at, at + count);
}

// Statements of the same columns share one.
const makers = new Map();
const MOST_MAKERS = 512;

/** @param {string[]} names @param {boolean} isBare whether the objects have no prototype @returns {function(Array, number): object} */
function makerOf(names, isBare) {
  const key = `${isBare}\0${names.join('\0')}`;
  let maker = makers.get(key);
  if (maker === undefined) {
    if (makers.size >= MOST_MAKERS) makers.clear();
    maker = objectMaker(names, isBare);
    makers.set(key, maker);
  }
  return maker;
}

module.exports = {
  BIGINTS,
  DONE,
  MISUSE,
  NEAR,
  NUMBERS,
  OPEN_CREATE,
  OPEN_READONLY,
  OPEN_READWRITE,
  OPEN_URI,
  ROW,
  TOO_LARGE,
  admit,
  admitExtension,
  arrayMaker,
  limitFiles,
  makerOf,
  native,
};
