'use strict';

// Work of OpenSSL that may take long: at once, or on the thread pool with the answer for a callback or a promise.

const native = binding('crypto');

// In the order of job.pxi.
const NAMES = [
  'random', 'pbkdf2', 'scrypt', 'hkdf', 'argon2', 'hash', 'hmac', 'kmac', 'sign', 'verify', 'derive', 'encapsulate',
  'decapsulate', 'rsa', 'cipher', 'makePrime', 'checkPrime', 'makeRsa', 'makeDsa', 'makeEc', 'makeNamed', 'makeDh',
]; // prettier-ignore
const NUMBERS = { __proto__: null, ...Object.fromEntries(NAMES.map((name, i) => [name, i])) };
const NONE = [];

/** What padding and salt lengths are where nobody has said. */
const NOT_SET = -0x7fffffff;

/**
 * Does a job now.
 * @param {string} name one of NAMES; derive.pxi, sign.pxi, rsa.pxi, generate.pxi say what each takes
 * @returns {Uint8Array | boolean | object | Uint8Array[]} bytes, an answer, a key's handle, or two of bytes
 * @throws {Error} OpenSSL's
 */
function now(name, { keys = NONE, numbers = NONE, bytes = NONE }) {
  return native.job(NUMBERS[name], undefined, keys, numbers, bytes);
}

/** Does a job on the thread pool: callback(error | null, value). What it was given is copied. */
function later(name, { keys = NONE, numbers = NONE, bytes = NONE }, callback) {
  native.job(NUMBERS[name], callback, keys, numbers, bytes);
}

/** The same as a promise. */
function promised(name, given) {
  return new Promise((resolve, reject) => {
    later(name, given, (error, value) => (error ? reject(error) : resolve(value)));
  });
}

/**
 * Does a job for a function that takes an optional callback.
 * @param {(value: any) => any} shape makes the result of what the job gives
 */
function either(name, given, callback, shape) {
  if (callback === undefined) return shape(now(name, given));
  later(name, given, (error, value) => {
    if (error) callback(error);
    else callback(null, shape(value));
  });
  return undefined;
}

module.exports = { NOT_SET, now, later, promised, either };
