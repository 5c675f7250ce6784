'use strict';

// Keys from passwords: PBKDF2 (RFC 8018) and scrypt (RFC 7914).

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const {
  validateFunction,
  validateInt32,
  validateInteger,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { toBuffer, toBytes } = require('ext/crypto/bytes');

function settle(promise, callback) {
  promise.then(
    (bytes) => require('node/process').nextTick(callback, null, toBuffer(bytes)),
    (err) => require('node/process').nextTick(callback, err),
  );
}

function checkPbkdf2(password, salt, iterations, length, digest) {
  validateString(digest, 'digest');
  const pass = toBytes(password, 'password');
  const salted = toBytes(salt, 'salt');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(length, 'keylen', 0);
  return [digest, pass, salted, iterations, length];
}

function pbkdf2Sync(password, salt, iterations, length, digest) {
  return toBuffer(native.pbkdf2(...checkPbkdf2(password, salt, iterations, length, digest)));
}

function pbkdf2(password, salt, iterations, length, digest, callback) {
  if (typeof digest === 'function') [callback, digest] = [digest, undefined];
  const args = checkPbkdf2(password, salt, iterations, length, digest);
  validateFunction(callback, 'callback');
  settle(native.pbkdf2Later(...args), callback);
}

function checkScrypt(password, salt, length, options) {
  const pass = toBytes(password, 'password');
  const salted = toBytes(salt, 'salt');
  validateInt32(length, 'keylen', 0);
  let cost = options?.cost ?? options?.N ?? 16384;
  let block = options?.blockSize ?? options?.r ?? 8;
  let parallel = options?.parallelization ?? options?.p ?? 1;
  const memory = options?.maxmem ?? 32 * 1024 * 1024;
  if (options?.cost !== undefined && options?.N !== undefined) {
    throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('N', 'cost');
  }
  validateUint32(cost, 'N');
  validateUint32(block, 'r');
  validateUint32(parallel, 'p');
  validateInteger(memory, 'maxmem', 0);
  cost ||= 16384;
  block ||= 8;
  parallel ||= 1;
  return [pass, salted, length, cost, block, parallel, memory];
}

function scryptSync(password, salt, length, options) {
  return toBuffer(native.scrypt(...checkScrypt(password, salt, length, options)));
}

function scrypt(password, salt, length, options, callback) {
  if (typeof options === 'function') [callback, options] = [options, undefined];
  const args = checkScrypt(password, salt, length, options);
  validateFunction(callback, 'callback');
  settle(native.scryptLater(...args), callback);
}

module.exports = { pbkdf2, pbkdf2Sync, scrypt, scryptSync };
