'use strict';

/** `module.stripTypeScriptTypes()` */

const { codes } = require('ext/base/errors');
const { validateObject, validateOneOf, validateString } = require('ext/base/validators');

/**
 * @throws an error that names what is missing: types replaced by spaces, which needs a parser with places
 */
function stripTypeScriptTypes(code, options = {}) {
  validateString(code, 'code');
  validateObject(options, 'options');
  const { mode = 'strip', sourceMap = false, sourceUrl = '' } = options;
  validateOneOf(mode, 'options.mode', ['strip']);
  validateString(sourceUrl, 'options.sourceUrl');
  validateOneOf(sourceMap, 'options.sourceMap', [false, undefined]);
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('module.stripTypeScriptTypes()');
}

module.exports = { stripTypeScriptTypes };
