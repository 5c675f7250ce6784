'use strict';

const UTF8 = 1;
const NAJAS_OWN = 2;

/**
 * Reads a file of the system for a purpose of Naja's own, whatever the program may read: never one that the program names.
 * @param {string} path
 * @returns {string} UTF-8
 * @throws {Error} ENOENT ...
 */
function readOwn(path) {
  return binding('fs').readFile(path, 0, UTF8, undefined, NAJAS_OWN);
}

module.exports = { readOwn };
