'use strict';

/** What files are to a dialect: it registers that here. */

let test = () => false;
let describe = null;

/**
 * @param {function(*): boolean} isFile
 * @param {function(object): {target: string|number, start: number, end: number}} rangeOf target: a path or a descriptor
 */
function register(isFile, rangeOf) {
  test = isFile;
  describe = rangeOf;
}

module.exports = { register, isFile: (value) => test(value), rangeOf: (file) => describe(file) };
