'use strict';

// Keys from passwords and keys: PBKDF2 (RFC 8018), scrypt (RFC 7914), HKDF (RFC 5869), Argon2 (RFC 9106).

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const {
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { either } = require('ext/crypto/job');
const { toArrayBuffer, toBuffer, toBytes } = require('ext/crypto/bytes');
const keys = require.lazy('ext/crypto/key_input');

function checkPbkdf2(password, salt, iterations, length, digest) {
  validateString(digest, 'digest');
  const pass = keys().passwordBytes(password, 'password');
  const salted = toBytes(salt, 'salt');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(length, 'keylen', 0);
  if (!native.hasDigest(digest)) throw new codes.ERR_CRYPTO_INVALID_DIGEST(digest);
  return { bytes: [digest, pass, salted], numbers: [iterations, length] };
}

/**
 * @param {number} length bytes
 * @param {string} digest
 */
function pbkdf2Sync(password, salt, iterations, length, digest) {
  return either('pbkdf2', checkPbkdf2(password, salt, iterations, length, digest), undefined, toBuffer);
}

function pbkdf2(password, salt, iterations, length, digest, callback) {
  if (typeof digest === 'function') [callback, digest] = [digest, undefined];
  const given = checkPbkdf2(password, salt, iterations, length, digest);
  validateFunction(callback, 'callback');
  either('pbkdf2', given, callback, toBuffer);
}

function checkScrypt(password, salt, length, options) {
  const pass = keys().passwordBytes(password, 'password');
  const salted = toBytes(salt, 'salt');
  validateInt32(length, 'keylen', 0);
  const values = { N: 16384, r: 8, p: 1, maxmem: 32 * 1024 * 1024 };
  if (options && options !== null) {
    for (const [short, long] of [
      ['N', 'cost'],
      ['r', 'blockSize'],
      ['p', 'parallelization'],
    ]) {
      // prettier-ignore
      const has = options[short] !== undefined;
      if (has) {
        values[short] = options[short];
        validateUint32(values[short], short);
      }
      if (options[long] !== undefined) {
        if (has) throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
        values[short] = options[long];
        validateUint32(values[short], long);
      }
    }
    if (options.maxmem !== undefined) {
      values.maxmem = options.maxmem;
      validateInteger(values.maxmem, 'maxmem', 0);
    }
    values.N ||= 16384;
    values.r ||= 8;
    values.p ||= 1;
    values.maxmem ||= 32 * 1024 * 1024;
  }
  const { N, r, p, maxmem } = values;
  const problem = native.scryptCheck(N, r, p, maxmem);
  if (problem !== undefined) {
    const message = `Invalid scrypt params${problem && `: ${problem}`}`;
    throw Object.assign(new RangeError(message), { code: 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' });
  }
  return { bytes: [pass, salted], numbers: [length, N, r, p, maxmem] };
}

const reserved = new Set();

/**
 * Does a job that takes much memory of OpenSSL's. Where memory is limited it counts: an ArrayBuffer stands for it.
 * @param {number} size in bytes
 * @throws {RangeError} where there is not so much left
 */
function withMemory(size, name, given, callback) {
  const { embedded, worker } = binding('bootstrap').options;
  if (embedded === undefined && worker === undefined) return either(name, given, callback, toBuffer);
  const memory = new ArrayBuffer(size);
  reserved.add(memory);
  const release = () => {
    reserved.delete(memory);
    memory.transfer(0);
  };
  if (callback !== undefined) {
    return either(
      name,
      given,
      (error, value) => {
        release();
        callback(error, value);
      },
      toBuffer,
    );
  }
  try {
    return either(name, given, undefined, toBuffer);
  } finally {
    release();
  }
}

const scryptMemory = ({ numbers: [, N, r, p] }) => 128 * r * (N + p);

function scryptSync(password, salt, length, options = {}) {
  const given = checkScrypt(password, salt, length, options);
  return withMemory(scryptMemory(given), 'scrypt', given);
}

function scrypt(password, salt, length, options, callback = undefined) {
  if (callback === undefined) [callback, options] = [options, {}];
  const given = checkScrypt(password, salt, length, options);
  validateFunction(callback, 'callback');
  withMemory(scryptMemory(given), 'scrypt', given, callback);
}

function checkHkdf(digest, key, salt, info, length) {
  validateString(digest, 'digest');
  const secret = keys().hkdfKey(key);
  const salted = toBytes(salt, 'salt');
  const context = toBytes(info, 'info');
  validateInteger(length, 'length', 0, require('node/buffer').kMaxLength);
  length += 0;
  if (context.byteLength > 1024) {
    throw new codes.ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', context.byteLength);
  }
  if (!native.hasDigest(digest)) throw new codes.ERR_CRYPTO_INVALID_DIGEST(digest);
  const size = native.hashCheck(digest);
  if (length > size * 255) throw new codes.ERR_CRYPTO_INVALID_KEYLEN();
  return { bytes: [digest, secret, salted, context], numbers: [length] };
}

/** @returns {ArrayBuffer} */
function hkdfSync(digest, key, salt, info, length) {
  return either('hkdf', checkHkdf(digest, key, salt, info, length), undefined, toArrayBuffer);
}

function hkdf(digest, key, salt, info, length, callback) {
  const given = checkHkdf(digest, key, salt, info, length);
  validateFunction(callback, 'callback');
  either('hkdf', given, callback, toArrayBuffer);
}

const MOST_UINT32 = 2 ** 32 - 1;

function checkArgon2(algorithm, parameters) {
  validateString(algorithm, 'algorithm');
  validateOneOf(algorithm, 'algorithm', ['argon2d', 'argon2i', 'argon2id']);
  validateObject(parameters, 'parameters');
  const { parallelism, tagLength, memory, passes } = parameters;
  const bytesOf = (name, least) => {
    const bytes = toBytes(parameters[name], `parameters.${name}`);
    validateInteger(bytes.byteLength, `parameters.${name}.byteLength`, least, MOST_UINT32);
    return bytes;
  };
  const message = bytesOf('message', 0);
  const nonce = bytesOf('nonce', 8);
  validateInteger(parallelism, 'parameters.parallelism', 1, 2 ** 24 - 1);
  validateInteger(tagLength, 'parameters.tagLength', 4, MOST_UINT32);
  validateInteger(memory, 'parameters.memory', 8 * parallelism, MOST_UINT32);
  validateUint32(passes, 'parameters.passes', true);
  const secret = parameters.secret === undefined ? undefined : bytesOf('secret', 0);
  const associated = parameters.associatedData === undefined ? undefined : bytesOf('associatedData', 0);
  return {
    bytes: [algorithm.toUpperCase(), message, nonce, secret, associated],
    numbers: [parallelism, tagLength, memory, passes],
  };
}

/**
 * @param {'argon2d' | 'argon2i' | 'argon2id'} algorithm
 * @param {object} parameters message, nonce, parallelism, tagLength, memory (KiB), passes, secret, associatedData
 */
function argon2Sync(algorithm, parameters) {
  const given = checkArgon2(algorithm, parameters);
  return withMemory(given.numbers[2] * 1024, 'argon2', given);
}

function argon2(algorithm, parameters, callback) {
  const given = checkArgon2(algorithm, parameters);
  validateFunction(callback, 'callback');
  withMemory(given.numbers[2] * 1024, 'argon2', given, callback);
}

module.exports = {
  pbkdf2, pbkdf2Sync, scrypt, scryptSync, hkdf, hkdfSync, argon2, argon2Sync,
}; // prettier-ignore
