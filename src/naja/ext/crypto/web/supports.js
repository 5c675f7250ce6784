'use strict';

// SubtleCrypto.supports()

const { normalize } = require('ext/crypto/web/algorithms');
const { slotsOfCryptoKey } = require('ext/crypto/crypto_key');
const idl = require('ext/crypto/web/idl');
const secret = require('ext/crypto/web/secret');
const { isSecret } = require('ext/crypto/web/import');

const OPERATIONS = [
  'decapsulateBits', 'decapsulateKey', 'decrypt', 'deriveBits', 'deriveKey', 'digest', 'encapsulateBits',
  'encapsulateKey', 'encrypt', 'exportKey', 'generateKey', 'getPublicKey', 'importKey', 'sign', 'unwrapKey', 'verify',
  'wrapKey',
]; // prettier-ignore
const MOST_BITS = { 'P-256': 256, 'P-384': 384, 'P-521': 528 };
const SHARED_BITS = 256;

function derives(algorithm, length) {
  const { name } = algorithm;
  if (secret.isSource(name)) secret.checkLength(algorithm, length);
  if (name === 'X25519') return length <= 256;
  if (name === 'X448') return length <= 448;
  if (name === 'ECDH') return length <= MOST_BITS[slotsOfCryptoKey(algorithm.public).algorithm.namedCurve];
  return true;
}

function check(operation, algorithm, length) {
  const op = operation.replace(/^(en|de)capsulate(Bits|Key)$/, '$1capsulate');
  let wanted;
  try {
    wanted = normalize(algorithm, op);
  } catch {
    if (op === 'wrapKey') return check('encrypt', algorithm);
    if (op === 'unwrapKey') return check('decrypt', algorithm);
    return false;
  }
  if (op === 'digest') return !wanted.functionName?.byteLength && !wanted.customization?.byteLength;
  if (op === 'deriveBits') return derives(wanted, length);
  if (op === 'generateKey') {
    return !(wanted.name === 'HMAC' && wanted.length === undefined && wanted.hash.name.startsWith('SHA3-'));
  }
  return true;
}

function takesSecret(algorithm) {
  const { name, length } = algorithm;
  if (!isSecret(name)) return false;
  return !secret.isMac(name) || length === undefined || Math.ceil(length / 8) * 8 === SHARED_BITS;
}

// deriveKey and the like: of two algorithms.
function checkBoth(operation, algorithm, other) {
  if (operation === 'deriveKey') {
    if (!check('importKey', other)) return false;
    return check('deriveBits', algorithm, secret.keyLength(normalize(other, 'get key length')));
  }
  if (operation === 'wrapKey') return check('exportKey', other) && check(operation, algorithm);
  if (operation === 'unwrapKey') return check('importKey', other) && check(operation, algorithm);
  normalize(algorithm, 'get shared key length');
  return takesSecret(normalize(other, 'importKey')) && check(operation, algorithm);
}

/** @returns {boolean} */
function supports(given, operation, algorithm, third) {
  const prefix = "Failed to execute 'supports' on 'SubtleCrypto'";
  const next = idl.argumentsOf(prefix, given, 2);
  operation = next(idl.string);
  algorithm = next(idl.algorithmIdentifier);
  if (!OPERATIONS.includes(operation)) return false;
  const where = { prefix, context: '3rd argument' };
  let other;
  let length = null;
  const two = /^(deriveKey|wrapKey|unwrapKey|encapsulateKey|decapsulateKey)$/.test(operation);
  if (two) other = idl.algorithmIdentifier(third, where);
  else if (operation === 'deriveBits' && third !== null) length = idl.long(third, where);
  try {
    if (operation === 'getPublicKey') return !isSecret(normalize(algorithm, 'exportKey').name);
    return two ? checkBoth(operation, algorithm, other) : check(operation, algorithm, length);
  } catch {
    return false;
  }
}

module.exports = { supports };
