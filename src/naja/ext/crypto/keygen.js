'use strict';

// generateKeyPair, generateKey and their synchronous kin.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const {
  validateBuffer,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { customPromisifyArgs } = require('ext/base/promisify_symbols');
const { later, now } = require('ext/crypto/job');
const { wrapKey } = require('ext/crypto/keys');
const { parsePrivateEncoding, parsePublicEncoding, writeKey } = require('ext/crypto/key_input');

const NAMED = { __proto__: null, ed25519: 'ED25519', ed448: 'ED448', x25519: 'X25519', x448: 'X448' };
for (const size of ['44', '65', '87']) NAMED[`ml-dsa-${size}`] = `ML-DSA-${size}`;
for (const size of ['512', '768', '1024']) NAMED[`ml-kem-${size}`] = `ML-KEM-${size}`;
for (const hash of ['SHA2', 'SHAKE']) {
  for (const set of ['128s', '128f', '192s', '192f', '256s', '256f']) {
    NAMED[`slh-dsa-${hash.toLowerCase()}-${set}`] = `SLH-DSA-${hash}-${set}`;
  }
}

const isMissing = (value) => value === undefined || value === null;

function encodingOf(options, name, type, parse) {
  const value = options?.[name];
  if (isMissing(value)) return undefined;
  if (typeof value !== 'object') throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, value);
  return parse(value, type, `options.${name}`);
}

function rsaJob(type, options) {
  validateObject(options, 'options');
  const { modulusLength, publicExponent, hashAlgorithm, mgf1HashAlgorithm, saltLength } = options;
  validateUint32(modulusLength, 'options.modulusLength');
  if (!isMissing(publicExponent)) validateUint32(publicExponent, 'options.publicExponent');
  const numbers = [modulusLength, isMissing(publicExponent) ? 0x10001 : publicExponent, -1, 0];
  if (type === 'rsa') return { job: 'makeRsa', given: { numbers } };
  if (saltLength !== undefined) validateInt32(saltLength, 'options.saltLength', 0);
  if (hashAlgorithm !== undefined) validateString(hashAlgorithm, 'options.hashAlgorithm');
  if (mgf1HashAlgorithm !== undefined) validateString(mgf1HashAlgorithm, 'options.mgf1HashAlgorithm');
  for (const name of ['hash', 'mgf1Hash']) {
    if (options[name] !== undefined) {
      throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'is no longer supported');
    }
  }
  for (const [what, name] of [
    ['', hashAlgorithm],
    ['MGF1 ', mgf1HashAlgorithm],
  ]) {
    // prettier-ignore
    if (name !== undefined && !native.hasDigest(name)) {
      throw Object.assign(new TypeError(`Invalid ${what}digest: ${name}`), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
    }
  }
  numbers[2] = saltLength ?? -1;
  numbers[3] = 1;
  return { job: 'makeRsa', given: { numbers, bytes: [hashAlgorithm, mgf1HashAlgorithm] } };
}

function dsaJob(options) {
  validateObject(options, 'options');
  const { modulusLength, divisorLength } = options;
  validateUint32(modulusLength, 'options.modulusLength');
  if (!isMissing(divisorLength)) validateInt32(divisorLength, 'options.divisorLength', 0);
  return { job: 'makeDsa', given: { numbers: [modulusLength, divisorLength ?? -1] } };
}

function ecJob(options) {
  validateObject(options, 'options');
  const { namedCurve, paramEncoding } = options;
  validateString(namedCurve, 'options.namedCurve');
  if (!isMissing(paramEncoding) && paramEncoding !== 'named' && paramEncoding !== 'explicit') {
    throw new codes.ERR_INVALID_ARG_VALUE('options.paramEncoding', paramEncoding);
  }
  if (native.curveName(namedCurve) === undefined) throw new codes.ERR_CRYPTO_INVALID_CURVE();
  return { job: 'makeEc', given: { numbers: [paramEncoding === 'explicit' ? 0 : 1], bytes: [namedCurve] } };
}

function dhJob(options) {
  validateObject(options, 'options');
  const { group, prime, primeLength, generator } = options;
  if (!isMissing(group)) {
    for (const [name, value] of Object.entries({ prime, primeLength, generator })) {
      if (!isMissing(value)) throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('group', name);
    }
    validateString(group, 'options.group');
    if (native.dhGroup(group) === undefined) throw new codes.ERR_CRYPTO_UNKNOWN_DH_GROUP();
    return { job: 'makeDh', given: { numbers: [0, 0, 1], bytes: [group] } };
  }
  if (!isMissing(prime)) {
    if (!isMissing(primeLength)) throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('prime', 'primeLength');
    validateBuffer(prime, 'options.prime');
  } else if (!isMissing(primeLength)) {
    validateInt32(primeLength, 'options.primeLength', 0);
  } else {
    throw new codes.ERR_MISSING_OPTION('At least one of the group, prime, or primeLength options');
  }
  if (!isMissing(generator)) validateInt32(generator, 'options.generator', 0);
  const bytes = isMissing(prime) ? [] : [prime];
  return { job: 'makeDh', given: { numbers: [primeLength ?? 0, generator ?? 2, 0], bytes } };
}

function pairJob(type, options) {
  validateString(type, 'type');
  if (options !== undefined) validateObject(options, 'options');
  const publicEncoding = encodingOf(options, 'publicKeyEncoding', type, parsePublicEncoding);
  const privateEncoding = encodingOf(options, 'privateKeyEncoding', type, parsePrivateEncoding);
  let made;
  if (type === 'rsa' || type === 'rsa-pss') made = rsaJob(type, options);
  else if (type === 'dsa') made = dsaJob(options);
  else if (type === 'ec') made = ecJob(options);
  else if (type === 'dh') made = dhJob(options);
  else if (NAMED[type] !== undefined) made = { job: 'makeNamed', given: { bytes: [NAMED[type]] } };
  else throw new codes.ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  return { ...made, publicEncoding, privateEncoding };
}

function pairOf(handle, { publicEncoding, privateEncoding }) {
  const other = native.keyPublic(handle);
  return {
    publicKey:
      publicEncoding === undefined ? wrapKey('public', other) : writeKey(other, publicEncoding, false),
    privateKey:
      privateEncoding === undefined ? wrapKey('private', handle) : writeKey(handle, privateEncoding, true),
  };
}

/**
 * @param {string} type 'rsa', 'rsa-pss', 'dsa', 'ec', 'dh', 'ed25519' ...
 * @param {object} [options] what the type needs; publicKeyEncoding, privateKeyEncoding
 * @returns {{publicKey: any, privateKey: any}}
 */
function generateKeyPairSync(type, options) {
  const job = pairJob(type, options);
  return pairOf(now(job.job, job.given), job);
}

function generateKeyPair(type, options, callback) {
  if (typeof options === 'function') [callback, options] = [options, undefined];
  validateFunction(callback, 'callback');
  const job = pairJob(type, options);
  later(job.job, job.given, (error, handle) => {
    if (error) return callback(error);
    let pair;
    try {
      pair = pairOf(handle, job);
    } catch (err) {
      return callback(err);
    }
    callback(null, pair.publicKey, pair.privateKey);
  });
}
Object.defineProperty(generateKeyPair, customPromisifyArgs, {
  value: ['publicKey', 'privateKey'],
});

function secretLength(type, options) {
  validateString(type, 'type');
  validateObject(options, 'options');
  const { length } = options;
  if (type === 'hmac') validateInteger(length, 'options.length', 8, 2 ** 31 - 1);
  else if (type === 'aes') validateOneOf(length, 'options.length', [128, 192, 256]);
  else throw new codes.ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  return { numbers: [Math.floor(length / 8)] };
}

const secretOf = (bytes) => wrapKey('secret', native.keySecret(bytes));

/** @param {'hmac' | 'aes'} type @param {{length: number}} options bits */
function generateKeySync(type, options) {
  return secretOf(now('random', secretLength(type, options)));
}

function generateKey(type, options, callback) {
  if (typeof options === 'function') [callback, options] = [options, undefined];
  validateFunction(callback, 'callback');
  later('random', secretLength(type, options), (error, bytes) => {
    if (error) callback(error);
    else callback(null, secretOf(bytes));
  });
}

module.exports = { generateKey, generateKeyPair, generateKeyPairSync, generateKeySync };
