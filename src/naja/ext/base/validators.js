'use strict';

/**
 * Checks of arguments, with Node's internal names, argument order and words. Each throws an error whose stack begins
 * at the validator's caller. Messages are put together only when a check fails.
 */

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_OUT_OF_RANGE,
    ERR_SOCKET_BAD_PORT,
    ERR_UNKNOWN_SIGNAL,
  },
  errorAt,
} = require('ext/base/errors');

const encodings = require.lazy('ext/base/encodings');
const os = require.lazy('node/os');
const types = require.lazy('ext/base/types');

const { isArray } = Array;
const { isInteger, MIN_SAFE_INTEGER, MAX_SAFE_INTEGER } = Number;

/** @returns {boolean} */
function isInt32(value) {
  return value === (value | 0);
}

/** @returns {boolean} */
function isUint32(value) {
  return value === value >>> 0;
}

function wrongType(validator, name, expected, value) {
  return errorAt(validator, ERR_INVALID_ARG_TYPE, name, expected, value);
}

function wrongValue(validator, name, value, reason) {
  return errorAt(validator, ERR_INVALID_ARG_VALUE, name, value, reason);
}

function outOfRange(validator, name, range, value) {
  return errorAt(validator, ERR_OUT_OF_RANGE, name, range, value);
}

function validateString(value, name) {
  if (typeof value !== 'string') throw wrongType(validateString, name, 'string', value);
}

function validateStringWithoutNullBytes(value, name) {
  if (typeof value !== 'string') throw wrongType(validateStringWithoutNullBytes, name, 'string', value);
  if (value.includes('\0')) {
    throw wrongValue(validateStringWithoutNullBytes, name, value, 'must be a string without null bytes');
  }
}

function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw wrongType(validateBoolean, name, 'boolean', value);
}

function validateFunction(value, name) {
  if (typeof value !== 'function') throw wrongType(validateFunction, name, 'Function', value);
}

/** A function that is not async. */
function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || types().isAsyncFunction(value)) {
    throw wrongType(validatePlainFunction, name, 'Function', value);
  }
}

function validateUndefined(value, name) {
  if (value !== undefined) throw wrongType(validateUndefined, name, 'undefined', value);
}

/** `min` and `max` are inclusive. */
function validateInteger(value, name, min = MIN_SAFE_INTEGER, max = MAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw wrongType(validateInteger, name, 'number', value);
  if (!isInteger(value)) throw outOfRange(validateInteger, name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(validateInteger, name, `>= ${min} && <= ${max}`, value);
}

function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  if (typeof value !== 'number') throw wrongType(validateInt32, name, 'number', value);
  if (!isInteger(value)) throw outOfRange(validateInt32, name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(validateInt32, name, `>= ${min} && <= ${max}`, value);
}

function validateUint32(value, name, positive = false) {
  if (typeof value !== 'number') throw wrongType(validateUint32, name, 'number', value);
  if (!isInteger(value)) throw outOfRange(validateUint32, name, 'an integer', value);
  const min = positive ? 1 : 0;
  if (value < min || value > 4294967295) {
    throw outOfRange(validateUint32, name, `>= ${min} && <= 4294967295`, value);
  }
}

/** Any number, NaN included unless a limit is given. */
function validateNumber(value, name, min = undefined, max) {
  if (typeof value !== 'number') throw wrongType(validateNumber, name, 'number', value);
  if (min == null && max == null) return;
  if ((min != null && value < min) || (max != null && value > max) || Number.isNaN(value)) {
    const limits = [];
    if (min != null) limits.push(`>= ${min}`);
    if (max != null) limits.push(`<= ${max}`);
    throw outOfRange(validateNumber, name, limits.join(' && '), value);
  }
}

/** False for undefined and NaN, true for a finite number; throws for everything else. */
function validateFiniteNumber(value, name) {
  if (value === undefined) return false;
  if (Number.isFinite(value)) return true;
  if (Number.isNaN(value)) return false;
  if (typeof value !== 'number') throw wrongType(validateFiniteNumber, name, 'number', value);
  throw outOfRange(validateFiniteNumber, name, 'a finite number', value);
}

/** `value` when it lies in [lower, upper], `fallback` when it is undefined or NaN. */
function checkRangesOrGetDefault(value, name, lower, upper, fallback) {
  if (!validateFiniteNumber(value, name)) return fallback;
  if (value < lower || value > upper) {
    throw outOfRange(checkRangesOrGetDefault, name, `>= ${lower} and <= ${upper}`, value);
  }
  return value;
}

const kValidateObjectNone = 0;
const kValidateObjectAllowNullable = 1;
const kValidateObjectAllowArray = 2;
const kValidateObjectAllowFunction = 4;
const kValidateObjectAllowObjects = kValidateObjectAllowArray | kValidateObjectAllowFunction;
const kValidateObjectAllowObjectsAndNull = kValidateObjectAllowObjects | kValidateObjectAllowNullable;

/** An object; `flags` says what else is one. */
function validateObject(value, name, flags = kValidateObjectNone) {
  let good;
  if (value === null) good = flags & kValidateObjectAllowNullable;
  else if (typeof value === 'function') good = flags & kValidateObjectAllowFunction;
  else if (typeof value !== 'object') good = false;
  else good = flags & kValidateObjectAllowArray || !isArray(value);
  if (!good) throw wrongType(validateObject, name, 'Object', value);
}

/** What Web IDL takes for a dictionary: undefined, null or any object. */
function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    throw wrongType(validateDictionary, name, 'a dictionary', value);
  }
}

function validateArray(value, name, minLength = 0) {
  if (!isArray(value)) throw wrongType(validateArray, name, 'Array', value);
  if (value.length < minLength) {
    throw wrongValue(validateArray, name, value, `must have a length of at least ${minLength}`);
  }
}

function validateStringArray(value, name) {
  if (!isArray(value)) throw wrongType(validateStringArray, name, 'Array', value);
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== 'string')
      throw wrongType(validateStringArray, `${name}[${i}]`, 'string', value[i]);
  }
}

function validateBooleanArray(value, name) {
  if (!isArray(value)) throw wrongType(validateBooleanArray, name, 'Array', value);
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== 'boolean')
      throw wrongType(validateBooleanArray, `${name}[${i}]`, 'boolean', value[i]);
  }
}

const isSignal = (value) => value !== null && typeof value === 'object' && 'aborted' in value;

/** An AbortSignal or undefined. */
function validateAbortSignal(signal, name) {
  if (signal !== undefined && !isSignal(signal))
    throw wrongType(validateAbortSignal, name, 'AbortSignal', signal);
}

function validateAbortSignalArray(value, name) {
  if (!isArray(value)) throw wrongType(validateAbortSignalArray, name, 'Array', value);
  for (let i = 0; i < value.length; i++) {
    if (!isSignal(value[i]))
      throw wrongType(validateAbortSignalArray, `${name}[${i}]`, 'AbortSignal', value[i]);
  }
}

/** `value` is one of `list`. */
function validateOneOf(value, name, list) {
  if (list.includes(value)) return;
  const allowed = list.map((v) => (typeof v === 'string' ? `'${v}'` : String(v))).join(', ');
  throw wrongValue(validateOneOf, name, value, `must be one of: ${allowed}`);
}

function validateUnion(value, name, union) {
  if (!union.includes(value)) throw wrongType(validateUnion, name, `('${union.join('|')}')`, value);
}

function validateBuffer(value, name = 'buffer') {
  if (!ArrayBuffer.isView(value))
    throw wrongType(validateBuffer, name, ['Buffer', 'TypedArray', 'DataView'], value);
}

/** Hexadecimal text has an even length. */
function validateEncoding(data, encoding) {
  const { length } = data;
  if (length % 2 !== 0 && encodings().normalizeEncoding(encoding) === 'hex') {
    throw wrongValue(validateEncoding, 'encoding', encoding, `is invalid for data of length ${length}`);
  }
}

/** A TCP or UDP port as a number or its text; gives the number. */
function validatePort(port, name = 'Port', allowZero = true) {
  const isText = typeof port === 'string';
  const number = isText || typeof port === 'number' ? +port : NaN;
  const bad = (isText && port.trim().length === 0) || number !== number >>> 0 || number > 0xffff;
  if (bad || (number === 0 && port === 0 && !allowZero)) {
    throw errorAt(validatePort, ERR_SOCKET_BAD_PORT, name, port, allowZero);
  }
  return number | 0;
}

/** A signal by its name, in capitals. */
function validateSignalName(signal, name = 'signal') {
  if (typeof signal !== 'string') throw wrongType(validateSignalName, name, 'string', signal);
  const { signals } = os().constants;
  if (signals[signal] !== undefined) return;
  const known = signals[signal.toUpperCase()] !== undefined;
  const shown = known ? `${signal} (signals must use all capital letters)` : signal;
  throw errorAt(validateSignalName, ERR_UNKNOWN_SIGNAL, shown);
}

/** A file mode: a number, or octal digits; `fallback` when there is none. */
function parseFileMode(value, name, fallback) {
  let mode = value ?? fallback;
  if (typeof mode === 'string') {
    if (!/^[0-7]+$/.test(mode)) {
      const reason = 'must be a 32-bit unsigned integer or an octal string';
      throw wrongValue(parseFileMode, name, mode, reason);
    }
    mode = Number.parseInt(mode, 8);
  }
  validateUint32(mode, name);
  return mode;
}

function checkIgnore(value, name) {
  if (typeof value === 'string') {
    if (value.length === 0) throw wrongValue(validateIgnoreOption, name, value, 'must be a non-empty string');
  } else if (typeof value !== 'function' && !types().isRegExp(value)) {
    throw wrongType(validateIgnoreOption, name, ['string', 'RegExp', 'Function'], value);
  }
}

/** What `fs.watch` ignores: a glob, a RegExp, a function, or an array of those. */
function validateIgnoreOption(value, name) {
  if (value == null) return;
  if (!isArray(value)) checkIgnore(value, name);
  else value.forEach((one, i) => checkIgnore(one, `${name}[${i}]`));
}

const linkHeader = /^<[^>\r\n]*>(?:\s*;\s*[^;"\s]+(?:=(?:"[^;"\s]*"|[^;"\s]*))?)*$/;
const linkReason = 'must be an array or string of format "</styles.css>; rel=preload; as=style"';

/** The value of a Link header: text, or an array of texts that are joined. */
function validateLinkHeaderValue(hints) {
  const list = isArray(hints) ? hints : [hints];
  for (const hint of list) {
    if (typeof hint !== 'string' || !linkHeader.test(hint)) {
      throw wrongValue(validateLinkHeaderValue, 'hints', hint, linkReason);
    }
  }
  return list.join(', ');
}

/** `this` has the internal field that instances of `className` have. */
function validateThisInternalField(object, field, className) {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, field)) {
    throw errorAt(validateThisInternalField, ERR_INVALID_THIS, className);
  }
}

module.exports = {
  checkRangesOrGetDefault,
  isInt32,
  isUint32,
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  kValidateObjectNone,
  parseFileMode,
  validateAbortSignal,
  validateAbortSignalArray,
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateBuffer,
  validateDictionary,
  validateEncoding,
  validateFiniteNumber,
  validateFunction,
  validateIgnoreOption,
  validateInt32,
  validateInteger,
  validateLinkHeaderValue,
  validateNumber,
  validateObject,
  validateOneOf,
  validatePlainFunction,
  validatePort,
  validateSignalName,
  validateString,
  validateStringArray,
  validateStringWithoutNullBytes,
  validateThisInternalField,
  validateUint32,
  validateUndefined,
  validateUnion,
};
