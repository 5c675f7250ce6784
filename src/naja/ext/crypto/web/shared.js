'use strict';

// What the kinds of keys of Web Crypto have in common.

const native = binding('crypto');
const { failure, refuse } = require('ext/crypto/web/algorithms');
const { makeCryptoKey } = require('ext/crypto/crypto_key');
const { now, promised } = require('ext/crypto/job');
const { toArrayBuffer } = require('ext/crypto/bytes');

const REASON = 'The operation failed for an operation-specific reason';

// A trip to the thread pool takes longer than this much hashing or encrypting.
const SMALL = 8192;

const operationError = (cause) => failure(REASON, 'OperationError', cause);

/** A job's result; what goes wrong is an OperationError. */
async function run(name, given) {
  try {
    return await promised(name, given);
  } catch (err) {
    throw operationError(err);
  }
}

/** The same, at once where there is little to do. */
function runSmall(name, given, size) {
  if (size > SMALL) return run(name, given);
  try {
    return now(name, given);
  } catch (err) {
    throw operationError(err);
  }
}

/** The same as an ArrayBuffer. */
async function bits(name, given, size = Infinity) {
  return toArrayBuffer(await runSmall(name, given, size));
}

function checkUsages(usages, allowed, subject) {
  const set = new Set(usages);
  for (const usage of set) {
    if (!allowed.includes(usage)) refuse(`Unsupported key usage for ${subject} key`, 'SyntaxError');
  }
  return [...set];
}

function notEmpty(usages) {
  if (usages.length === 0) refuse('Usages cannot be empty when creating a key.', 'SyntaxError');
  return usages;
}

/** The two keys of a pair, with the usages that each can have. */
function makePair(handle, algorithm, extractable, usages, allowed) {
  const of = (list) => usages.filter((usage) => list.includes(usage));
  return {
    publicKey: makeCryptoKey('public', native.keyPublic(handle), algorithm, true, of(allowed.public)),
    privateKey: makeCryptoKey('private', handle, algorithm, extractable, of(allowed.private)),
  };
}

/** Checks the usages of a pair that is to be made. */
function pairUsages(usages, allowed, name) {
  const wanted = checkUsages(usages, [...allowed.public, ...allowed.private], name);
  notEmpty(wanted.filter((usage) => allowed.private.includes(usage)));
  return wanted;
}

function invalidData(cause) {
  return failure('Invalid keyData', 'DataError', cause);
}

/** A key of DER; anything else is a DataError. */
function readDer(bytes, isPublic) {
  let handle;
  try {
    handle = native.keyRead(bytes, 1, isPublic ? 3 : 2, undefined, !isPublic);
  } catch (err) {
    throw invalidData(err);
  }
  return handle;
}

function readJwk(jwk, isPublic) {
  try {
    return require('ext/crypto/jwk').importJwk(jwk, !isPublic);
  } catch (err) {
    throw invalidData(err);
  }
}

const STRINGS = {
  RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], oct: ['k'], AKP: ['alg', 'pub'],
}; // prettier-ignore

/** Checks a JSON Web Key against what it is to be. */
function checkJwk(jwk, kty, extractable, usages, use) {
  if (typeof jwk.kty !== 'string') throw invalidData();
  if (jwk.kty !== kty) refuse('Invalid JWK "kty" Parameter', 'DataError');
  const parts = [...STRINGS[kty]];
  if (kty === 'RSA' && jwk.d !== undefined) parts.push('p', 'q', 'dp', 'dq', 'qi');
  for (const part of parts) {
    if (typeof jwk[part] !== 'string') throw invalidData();
  }
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
    refuse('Invalid JWK "use" Parameter', 'DataError');
  }
  const ops = jwk.key_ops;
  if (ops !== undefined) {
    if (new Set(ops).size !== ops.length) refuse('Duplicate key operation', 'DataError');
    for (const usage of usages) {
      if (!ops.includes(usage)) refuse('Key operations and usage mismatch', 'DataError');
    }
  }
  if (jwk.ext === false && extractable) refuse('JWK "ext" Parameter and extractable mismatch', 'DataError');
}

const wrongAlg = () => refuse('JWK "alg" does not match the requested algorithm', 'DataError');

module.exports = {
  SMALL, bits, checkJwk, checkUsages, invalidData, makePair, notEmpty, operationError, pairUsages, readDer, readJwk, run,
  runSmall, wrongAlg,
}; // prettier-ignore
