'use strict';

// The errors of Buffer's read* and write* methods. Nothing here runs unless something is wrong.

const { codes } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');

/**
 * Throws for an offset at which `size` bytes do not fit.
 * @param {Uint8Array} buffer
 * @param {unknown} offset
 * @param {number} size
 * @returns {never}
 */
function badOffset(buffer, offset, size) {
  validators().validateNumber(offset, 'offset');
  if (Math.floor(offset) !== offset) throw new codes.ERR_OUT_OF_RANGE('offset', 'an integer', offset);
  const last = buffer.length - size;
  if (last < 0) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS();
  throw new codes.ERR_OUT_OF_RANGE('offset', `>= 0 and <= ${last}`, offset);
}

/**
 * Throws for a byteLength that is not 1 to 6.
 * @param {unknown} byteLength
 * @returns {never}
 */
function badByteLength(byteLength) {
  const whole = Math.floor(byteLength) === byteLength;
  validators().validateNumber(byteLength, 'byteLength');
  const range = whole ? '>= 1 and <= 6' : 'an integer';
  throw new codes.ERR_OUT_OF_RANGE('byteLength', range, byteLength);
}

/**
 * Throws for a value that does not fit into `size` bytes.
 * @param {number | bigint} value
 * @param {number | bigint} min
 * @param {number | bigint} max
 * @param {number} size
 * @returns {never}
 */
function badValue(value, min, max, size) {
  const n = typeof min === 'bigint' ? 'n' : '';
  let range = `>= ${min}${n} and <= ${max}${n}`;
  if (size > 4) {
    const bits = size * 8;
    range =
      min < 0
        ? `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`
        : `>= 0${n} and < 2${n} ** ${bits}${n}`;
  }
  throw new codes.ERR_OUT_OF_RANGE('value', range, value);
}

module.exports = { badOffset, badByteLength, badValue };
