'use strict';

// atob() and btoa(): https://html.spec.whatwg.org/multipage/webappapis.html#atob

const native = binding('buffer');
const errors = require.lazy('ext/base/errors');
const exceptions = require.lazy('ext/events/dom_exception');

function invalid(message) {
  return new (exceptions().DOMException)(message, 'InvalidCharacterError');
}

/**
 * Base64 of a string whose characters are bytes.
 * @param {string} input
 * @returns {string}
 * @throws ERR_MISSING_ARGS; a DOMException InvalidCharacterError for a character above U+00FF
 */
function btoa(input) {
  if (arguments.length === 0) throw new (errors().codes.ERR_MISSING_ARGS)('input');
  const result = native.btoa(`${input}`);
  if (result === -1) throw invalid('Invalid character');
  return result;
}

/**
 * The string whose characters are the bytes of some base64; white space does not count.
 * @param {string} input
 * @returns {string}
 * @throws ERR_MISSING_ARGS; a DOMException InvalidCharacterError for what is no base64
 */
function atob(input) {
  if (arguments.length === 0) throw new (errors().codes.ERR_MISSING_ARGS)('input');
  const result = native.atob(`${input}`);
  if (result === -1) throw invalid('The string to be decoded is not correctly encoded.');
  if (result === -2) throw invalid('Invalid character');
  return result;
}

module.exports = { atob, btoa };
