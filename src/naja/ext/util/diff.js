'use strict';

/** `util.diff`: how one text, or list of texts, becomes another. */

const { validateString, validateStringArray } = require('ext/base/validators');
const { myersDiff } = require('ext/util/myers');

function validate(value, name) {
  if (Array.isArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

/**
 * @param {string | string[]} actual
 * @param {string | string[]} expected
 * @returns {[-1 | 0 | 1, string][]} empty if there is no difference; 1: in `actual` alone, -1: in `expected` alone
 */
function diff(actual, expected) {
  if (actual === expected) return [];
  validate(actual, 'actual');
  validate(expected, 'expected');
  return myersDiff([...actual], [...expected]).reverse();
}

module.exports = { diff };
