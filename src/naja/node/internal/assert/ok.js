'use strict';

/** The check of assert.ok() for functions that stand for it: node:assert says what it is when it is loaded. */

let own;

module.exports = {
  setCheck(check) {
    own = check;
  },

  /** @param {Function} fn whose call is shown @param {*[]} args */
  check(fn, args) {
    own(fn, args);
  },
};
