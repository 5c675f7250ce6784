'use strict';

/** Looking for a program along PATH. */

const native = binding('fs');

const X_OK = 1;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

function isProgram(path) {
  try {
    native.stat(path, false);
    if ((native.stats[1] & S_IFMT) !== S_IFREG) return false;
    native.access(path, X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of a program, or undefined.
 * @param {string} name
 * @param {string | undefined} searchPath folders with colons between
 * @param {string} cwd where relative names and folders start from
 */
function which(name, searchPath, cwd) {
  if (name === '' || name.includes('\0')) return undefined;
  if (name.includes('/')) {
    const path = name[0] === '/' ? name : `${cwd}/${name}`;
    return isProgram(path) ? path : undefined;
  }
  for (const folder of (searchPath ?? '').split(':')) {
    const base = folder === '' ? cwd : folder[0] === '/' ? folder : `${cwd}/${folder}`;
    const path = base.endsWith('/') ? base + name : `${base}/${name}`;
    if (isProgram(path)) return path;
  }
  return undefined;
}

module.exports = { which };
