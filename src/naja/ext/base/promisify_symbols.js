'use strict';

/** What a function may tell util.promisify about itself. Apart, as node:fs and the timers need no more of util. */

module.exports = {
  /** The function that gives a promise, made by hand. */
  customPromisifySymbol: Symbol.for('nodejs.util.promisify.custom'),
  /** The names of what the callback gets, where it is more than one value. */
  customPromisifyArgs: Symbol('customPromisifyArgs'),
};
