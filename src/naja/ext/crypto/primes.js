'use strict';

// generatePrime, checkPrime and their synchronous kin.

const { codes } = require('ext/base/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');
const { validateBoolean, validateFunction, validateInt32, validateObject } = require('ext/base/validators');
const { later, now } = require('ext/crypto/job');
const { toArrayBuffer, toBytes } = require('ext/crypto/bytes');
const { toBigInt } = require('ext/crypto/key_details');

// Bytes: more than OpenSSL's numbers have.
const TOO_LONG = 2 ** 26;
const KINDS = ['ArrayBuffer', 'TypedArray', 'Buffer', 'DataView', 'bigint'];

function fromBigInt(value, name) {
  if (value < 0n) throw new codes.ERR_OUT_OF_RANGE(name, '>= 0', value);
  const hex = value.toString(16);
  return Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
}

function numberBytes(value, name) {
  if (typeof value === 'bigint') return fromBigInt(value, name);
  if (!isAnyArrayBuffer(value) && !isArrayBufferView(value))
    throw new codes.ERR_INVALID_ARG_TYPE(name, KINDS, value);
  return toBytes(value, name);
}

function bitsOf(bytes) {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first]) + 24;
}

const compare = (a, b) => {
  const [x, y] = [toBigInt(a), toBigInt(b)];
  return x < y ? -1 : x > y ? 1 : 0;
};

function outOfRange(message) {
  return Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

function primeJob(size, options) {
  validateObject(options, 'options');
  const { safe = false, bigint = false } = options;
  validateBoolean(safe, 'options.safe');
  validateBoolean(bigint, 'options.bigint');
  const add = options.add === undefined ? undefined : numberBytes(options.add, 'options.add');
  const rem = options.rem === undefined ? undefined : numberBytes(options.rem, 'options.rem');
  if (add !== undefined) {
    // OpenSSL would look for ever.
    if (bitsOf(add) > size) throw outOfRange('invalid options.add');
    if (rem !== undefined && compare(add, rem) <= 0) throw outOfRange('invalid options.rem');
  }
  return {
    given: { numbers: [size, safe ? 1 : 0], bytes: [add, rem] },
    shape: bigint ? toBigInt : toArrayBuffer,
  };
}

/**
 * @param {number} size bits
 * @param {{safe?: boolean, bigint?: boolean, add?: any, rem?: any}} [options]
 * @returns {ArrayBuffer | bigint}
 */
function generatePrimeSync(size, options = {}) {
  validateInt32(size, 'size', 1);
  const { given, shape } = primeJob(size, options);
  return shape(now('makePrime', given));
}

function generatePrime(size, options, callback) {
  validateInt32(size, 'size', 1);
  if (typeof options === 'function') [callback, options] = [options, {}];
  validateFunction(callback, 'callback');
  const { given, shape } = primeJob(size, options);
  later('makePrime', given, (error, bytes) => {
    if (error) callback(error);
    else callback(undefined, shape(bytes));
  });
}

function checkJob(candidate, options) {
  const bytes = numberBytes(candidate, 'candidate');
  validateObject(options, 'options');
  const { checks = 0 } = options;
  validateInt32(checks, 'options.checks', 0);
  return { numbers: [checks], bytes: [bytes] };
}

/** Whether a number is a prime, most probably. */
function checkPrimeSync(candidate, options = {}) {
  return now('checkPrime', checkJob(candidate, options));
}

function checkPrime(candidate, options = {}, callback = undefined) {
  if (typeof options === 'function') [callback, options] = [options, {}];
  const bytes = numberBytes(candidate, 'candidate');
  validateFunction(callback, 'callback');
  const given = checkJob(bytes, options);
  if (bytes.length >= TOO_LONG) now('checkPrime', given); // which throws
  later('checkPrime', given, callback);
}

module.exports = { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync };
