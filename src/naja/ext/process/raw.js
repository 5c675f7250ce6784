'use strict';

// Writing to a descriptor without a stream, all of it: for the last words of a process.

const { write } = binding('bootstrap');

/**
 * Writes text to standard error.
 * @param {string} text
 */
function writeError(text) {
  write(2, text);
}

module.exports = { writeError };
