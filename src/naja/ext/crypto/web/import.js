'use strict';

// importKey() and exportKey(), and KeyObject's toCryptoKey().

const { failure, normalize, refuse } = require('ext/crypto/web/algorithms');
const { slotsOfCryptoKey } = require('ext/crypto/crypto_key');
const idl = require('ext/crypto/web/idl');
const secret = require('ext/crypto/web/secret');
const asymmetric = require('ext/crypto/web/asymmetric');
const jwk = require.lazy('ext/crypto/jwk');

const isSecret = (name) =>
  secret.isAes(name) || secret.isMac(name) || secret.isSource(name) || name === 'ChaCha20-Poly1305';

function checkUsable(key) {
  const { type, usages } = slotsOfCryptoKey(key);
  if (type !== 'public' && usages.length === 0) {
    refuse(`Usages cannot be empty when importing a ${type} key.`, 'SyntaxError');
  }
  return key;
}

/**
 * @param {object} algorithm normalized
 * @returns {CryptoKey}
 * @throws {DOMException}
 */
function importKey(format, data, algorithm, extractable, usages) {
  const { importSecret } = secret;
  const from = isSecret(algorithm.name) ? importSecret : asymmetric.importPair;
  const key = from(format, data, algorithm, extractable, usages);
  if (key === undefined)
    refuse(`Unable to import ${algorithm.name} using ${format} format`, 'NotSupportedError');
  return checkUsable(key);
}

function exportJwk({ type, handle, algorithm, usages, extractable }) {
  const alg = type === 'secret' ? secret.jwkAlg(algorithm) : asymmetric.jwkAlg(algorithm);
  const result = { key_ops: [...usages], ext: extractable };
  if (alg !== undefined) result.alg = alg;
  return Object.assign(result, jwk().exportJwk(type, handle));
}

/** @returns {ArrayBuffer | object} */
function exportKey(format, key) {
  const slots = slotsOfCryptoKey(key);
  const { type, algorithm, extractable } = slots;
  const { name } = algorithm;
  if (secret.isSource(name)) refuse(`${name} key export is not supported`, 'NotSupportedError');
  if (!extractable) refuse('key is not extractable', 'InvalidAccessError');
  let result;
  try {
    if (format === 'jwk') result = exportJwk(slots);
    else
      result = type === 'secret' ? secret.exportSecret(format, slots) : asymmetric.exportPair(format, slots);
  } catch (err) {
    if (err instanceof globalThis.DOMException) throw err;
    throw failure('The operation failed for an operation-specific reason', 'OperationError', err);
  }
  if (result === undefined) {
    refuse(`Unable to export ${name} ${type} key using ${format} format`, 'NotSupportedError');
  }
  return result;
}

/** KeyObject.prototype.toCryptoKey() */
function toCryptoKey(type, handle, algorithm, extractable, keyUsages) {
  const wanted = normalize(idl.algorithmIdentifier(algorithm, {}), 'importKey');
  const usages = idl.keyUsages(keyUsages, {});
  const can = Boolean(extractable);
  if (isSecret(wanted.name) !== (type === 'secret'))
    refuse('Unrecognized algorithm name', 'NotSupportedError');
  if (type === 'secret') return checkUsable(secret.importSecret('handle', handle, wanted, can, usages));
  return checkUsable(asymmetric.fromHandle(type, handle, wanted, can, usages));
}

module.exports = { exportKey, importKey, isSecret, toCryptoKey };
