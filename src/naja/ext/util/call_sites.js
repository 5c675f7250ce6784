'use strict';

/** `util.getCallSites`: where the program is, as data. */

const { validateBoolean, validateInteger, validateObject } = require('ext/base/validators');
const native = binding('util');

/**
 * @param {number} [frameCount] 1 to 200
 * @param {{sourceMap?: boolean}} [options] positions in the original source
 * @returns {{functionName: string, scriptId: string, scriptName: string, lineNumber: number, columnNumber: number}[]}
 */
function getCallSites(frameCount = 10, options = undefined) {
  if (options === undefined) {
    if (typeof frameCount === 'object') {
      options = frameCount;
      validateObject(options, 'options');
      frameCount = 10;
    } else {
      options = {};
    }
  } else {
    validateObject(options, 'options');
  }
  if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
  validateInteger(frameCount, 'frameCount', 1, 200);

  // Two more for this function and `util.getCallSites` itself.
  const sites = native
    .getCallSites(frameCount + 2)
    .slice(2)
    .map(({ functionName, scriptId, scriptName, lineNumber, columnNumber }) => ({
      __proto__: null,
      functionName,
      scriptId: `${scriptId}`,
      scriptName,
      lineNumber,
      columnNumber,
      column: columnNumber,
    }));
  return sites;
}

module.exports = { getCallSites };
