'use strict';

// SubtleCrypto: crypto.subtle.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { failure, normalize, refuse, warnOfExperiment, atMost } = require('ext/crypto/web/algorithms');
const { slotsOfCryptoKey } = require('ext/crypto/crypto_key');
const idl = require('ext/crypto/web/idl');
const secret = require('ext/crypto/web/secret');
const asymmetric = require('ext/crypto/web/asymmetric');
const { exportKey, importKey, isSecret } = require('ext/crypto/web/import');

const token = Symbol('subtle');
let isSubtle;

class SubtleCrypto {
  #own;

  constructor(from) {
    if (from !== token) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    this.#own = true;
  }

  static {
    isSubtle = (value) => typeof value === 'object' && value !== null && #own in value;
  }

  /** Whether an operation is there for an algorithm. */
  static supports(operation, algorithm, lengthOrAdditionalAlgorithm = null) {
    warnOfExperiment('The supports Web Crypto API method');
    if (this !== SubtleCrypto) throw new codes.ERR_INVALID_THIS('SubtleCrypto constructor');
    return require('ext/crypto/web/supports').supports(
      arguments,
      operation,
      algorithm,
      lengthOrAdditionalAlgorithm,
    );
  }
}

// The key of an operation: of its algorithm, and for this use.
function usable(key, { name }, usage, message = `Unable to use this key to ${usage}`) {
  const slots = slotsOfCryptoKey(key);
  if (slots.algorithm.name !== name) refuse('Key algorithm mismatch', 'InvalidAccessError');
  if (!slots.usages.includes(usage)) refuse(message, 'InvalidAccessError');
  return slots;
}

function crypt(encrypts, algorithm, slots, data) {
  atMost(data, 'data');
  if (algorithm.name === 'RSA-OAEP') return asymmetric.crypt(encrypts, slots, data, algorithm);
  return secret.crypt(encrypts, slots, data, algorithm);
}

function signOrVerify(usage, algorithm, key, data, signature) {
  const wanted = normalize(algorithm, usage);
  const slots = usable(key, wanted, usage);
  const does = slots.type === 'secret' ? secret.mac : asymmetric.sign;
  return does(slots, data, wanted, signature);
}

function deriveBits(algorithm, slots, length) {
  return slots.type === 'secret'
    ? secret.derive(algorithm, slots, length)
    : asymmetric.derive(algorithm, slots, length);
}

/** What an algorithm does when wrapping: its own operation, or that of encrypting. */
function normalizeWrap(algorithm, operation, other) {
  try {
    return normalize(algorithm, operation);
  } catch {
    return normalize(algorithm, other);
  }
}

function wrapped(format, key, name) {
  const exported = exportKey(format, key);
  if (format !== 'jwk') return new Uint8Array(exported);
  let text = JSON.stringify(exported);
  if (name === 'AES-KW' && text.length % 8 !== 0) text = text.padEnd(text.length + 8 - (text.length % 8));
  return new TextEncoder().encode(text);
}

function parseJwk(bytes) {
  const message = 'Invalid wrapped JWK key';
  let key;
  try {
    key = idl.jsonWebKey(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), {});
  } catch (err) {
    throw failure(message, 'DataError', err);
  }
  if (key.kty === undefined) refuse(message, 'DataError');
  return key;
}

function encapsulation(usage, label, algorithm, key, operation) {
  const wanted = normalize(algorithm, operation);
  const slots = slotsOfCryptoKey(key);
  if (slots.algorithm.name !== wanted.name) refuse('key algorithm mismatch', 'InvalidAccessError');
  if (!slots.usages.includes(usage)) refuse(`${label} does not have ${usage} usage`, 'InvalidAccessError');
  return slots;
}

// Each is called with a function that takes the next argument: method: [arguments needed, what it does, parameters].
const METHODS = {
  encrypt: [3, async (next) => {
    const [algorithm, key, data] = [next(idl.algorithmIdentifier), next(idl.cryptoKey), next(idl.bufferSource)];
    const wanted = normalize(algorithm, 'encrypt');
    return crypt(true, wanted, usable(key, wanted, 'encrypt'), data);
  }, 'algorithm, key, data'],
  decrypt: [3, async (next) => {
    const [algorithm, key, data] = [next(idl.algorithmIdentifier), next(idl.cryptoKey), next(idl.bufferSource)];
    const wanted = normalize(algorithm, 'decrypt');
    return crypt(false, wanted, usable(key, wanted, 'decrypt'), data);
  }, 'algorithm, key, data'],
  sign: [3, async (next) => {
    const [algorithm, key, data] = [next(idl.algorithmIdentifier), next(idl.cryptoKey), next(idl.bufferSource)];
    return signOrVerify('sign', algorithm, key, data);
  }, 'algorithm, key, data'],
  verify: [4, async (next) => {
    const [algorithm, key] = [next(idl.algorithmIdentifier), next(idl.cryptoKey)];
    const [signature, data] = [next(idl.bufferSource), next(idl.bufferSource)];
    return signOrVerify('verify', algorithm, key, data, signature);
  }, 'algorithm, key, signature, data'],
  digest: [2, async (next) => {
    const [algorithm, data] = [next(idl.algorithmIdentifier), next(idl.bufferSource)];
    return secret.digest(normalize(algorithm, 'digest'), data);
  }, 'algorithm, data'],
  generateKey: [3, async (next) => {
    const algorithm = next(idl.algorithmIdentifier);
    const [extractable, usages] = [next(idl.boolean), next(idl.keyUsages)];
    const wanted = normalize(algorithm, 'generateKey');
    return (isSecret(wanted.name) ? secret : asymmetric).generate(wanted, extractable, usages);
  }, 'algorithm, extractable, keyUsages'],
  deriveKey: [5, async (next) => {
    const [algorithm, baseKey] = [next(idl.algorithmIdentifier), next(idl.cryptoKey)];
    const derived = next(idl.algorithmIdentifier);
    const [extractable, usages] = [next(idl.boolean), next(idl.keyUsages)];
    const wanted = normalize(algorithm, 'deriveBits');
    const importing = normalize(derived, 'importKey');
    const sizing = normalize(derived, 'get key length');
    const slots = slotsOfCryptoKey(baseKey);
    if (!slots.usages.includes('deriveKey')) refuse('baseKey does not have deriveKey usage', 'InvalidAccessError');
    if (slots.algorithm.name !== wanted.name) refuse('Key algorithm mismatch', 'InvalidAccessError');
    const bytes = await deriveBits(wanted, slots, secret.keyLength(sizing));
    return importKey('raw-secret', new Uint8Array(bytes), importing, extractable, usages);
  }, 'algorithm, baseKey, derivedKeyType, extractable, keyUsages'],
  deriveBits: [2, async (next, given) => {
    const [algorithm, baseKey] = [next(idl.algorithmIdentifier), next(idl.cryptoKey)];
    const length = given[2] === null || given[2] === undefined ? null : next(idl.long);
    const wanted = normalize(algorithm, 'deriveBits');
    const slots = slotsOfCryptoKey(baseKey);
    if (!slots.usages.includes('deriveBits')) refuse('baseKey does not have deriveBits usage', 'InvalidAccessError');
    if (slots.algorithm.name !== wanted.name) refuse('Key algorithm mismatch', 'InvalidAccessError');
    return deriveBits(wanted, slots, length);
  }, 'algorithm, baseKey, length = null'],
  importKey: [5, async (next) => {
    const format = next(idl.keyFormat);
    const data = next(format === 'jwk' ? idl.jsonWebKey : idl.bufferSource);
    const algorithm = next(idl.algorithmIdentifier);
    const [extractable, usages] = [next(idl.boolean), next(idl.keyUsages)];
    return importKey(format, data, normalize(algorithm, 'importKey'), extractable, usages);
  }, 'format, keyData, algorithm, extractable, keyUsages'],
  exportKey: [2, async (next) => exportKey(next(idl.keyFormat), next(idl.cryptoKey)), 'format, key'],
  wrapKey: [4, async (next) => {
    const [format, key, wrappingKey] = [next(idl.keyFormat), next(idl.cryptoKey), next(idl.cryptoKey)];
    const wanted = normalizeWrap(next(idl.algorithmIdentifier), 'wrapKey', 'encrypt');
    const slots = usable(wrappingKey, wanted, 'wrapKey');
    return crypt(true, wanted, slots, wrapped(format, key, wanted.name));
  }, 'format, key, wrappingKey, wrapAlgorithm'],
  unwrapKey: [7, async (next) => {
    const [format, bytes, unwrappingKey] = [next(idl.keyFormat), next(idl.bufferSource), next(idl.cryptoKey)];
    const [algorithm, keyAlgorithm] = [next(idl.algorithmIdentifier), next(idl.algorithmIdentifier)];
    const [extractable, usages] = [next(idl.boolean), next(idl.keyUsages)];
    const wanted = normalizeWrap(algorithm, 'unwrapKey', 'decrypt');
    const importing = normalize(keyAlgorithm, 'importKey');
    const slots = usable(unwrappingKey, wanted, 'unwrapKey');
    const plain = new Uint8Array(await crypt(false, wanted, slots, bytes));
    return importKey(format, format === 'jwk' ? parseJwk(plain) : plain, importing, extractable, usages);
  }, 'format, wrappedKey, unwrappingKey, unwrapAlgorithm, unwrappedKeyAlgorithm, extractable, keyUsages'],
  getPublicKey: [2, async (next) => {
    warnOfExperiment('The getPublicKey Web Crypto API method');
    const [key, usages] = [next(idl.cryptoKey), next(idl.keyUsages)];
    const { type, handle, algorithm } = slotsOfCryptoKey(key);
    if (type !== 'private') {
      refuse('key must be a private key', type === 'secret' ? 'NotSupportedError' : 'InvalidAccessError');
    }
    return asymmetric.fromHandle('public', native.keyPublic(handle), algorithm, true, usages);
  }, 'key, keyUsages'],
  encapsulateBits: [2, async (next) => {
    warnOfExperiment('The encapsulateBits Web Crypto API method');
    const [algorithm, key] = [next(idl.algorithmIdentifier), next(idl.cryptoKey)];
    return asymmetric.encapsulate(encapsulation('encapsulateBits', 'encapsulationKey', algorithm, key, 'encapsulate'));
  }, 'encapsulationAlgorithm, encapsulationKey'],
  encapsulateKey: [5, async (next) => {
    warnOfExperiment('The encapsulateKey Web Crypto API method');
    const [algorithm, key, derived] = [
      next(idl.algorithmIdentifier), next(idl.cryptoKey), next(idl.algorithmIdentifier),
    ];
    const [extractable, usages] = [next(idl.boolean), next(idl.keyUsages)];
    const importing = normalize(derived, 'importKey');
    const slots = encapsulation('encapsulateKey', 'encapsulationKey', algorithm, key, 'encapsulate');
    const { sharedKey, ciphertext } = await asymmetric.encapsulate(slots);
    const made = importKey('raw-secret', new Uint8Array(sharedKey), importing, extractable, usages);
    return { ciphertext, sharedKey: made };
  }, 'encapsulationAlgorithm, encapsulationKey, sharedKeyAlgorithm, extractable, keyUsages'],
  decapsulateBits: [3, async (next) => {
    warnOfExperiment('The decapsulateBits Web Crypto API method');
    const [algorithm, key, bytes] = [next(idl.algorithmIdentifier), next(idl.cryptoKey), next(idl.bufferSource)];
    const slots = encapsulation('decapsulateBits', 'decapsulationKey', algorithm, key, 'decapsulate');
    return asymmetric.decapsulate(slots, bytes);
  }, 'decapsulationAlgorithm, decapsulationKey, ciphertext'],
  decapsulateKey: [6, async (next) => {
    warnOfExperiment('The decapsulateKey Web Crypto API method');
    const [algorithm, key, bytes] = [next(idl.algorithmIdentifier), next(idl.cryptoKey), next(idl.bufferSource)];
    const derived = next(idl.algorithmIdentifier);
    const [extractable, usages] = [next(idl.boolean), next(idl.keyUsages)];
    const importing = normalize(derived, 'importKey');
    const slots = encapsulation('decapsulateKey', 'decapsulationKey', algorithm, key, 'decapsulate');
    const sharedKey = new Uint8Array(await asymmetric.decapsulate(slots, bytes));
    return importKey('raw-secret', sharedKey, importing, extractable, usages);
  }, 'decapsulationAlgorithm, decapsulationKey, ciphertext, sharedKeyAlgorithm, extractable, keyUsages'],
}; // prettier-ignore

for (const [name, [needed, does, parameters]] of Object.entries(METHODS)) {
  // What is wrong with a call is told by the promise.
  const method = {
    async [name](...given) {
      if (!isSubtle(this)) throw new codes.ERR_INVALID_THIS('SubtleCrypto');
      return does(idl.argumentsOf(`Failed to execute '${name}' on 'SubtleCrypto'`, given, needed), given);
    },
  }[name];
  const optional = parameters.includes('=') ? 1 : 0;
  Object.defineProperty(method, 'length', {
    value: parameters.split(', ').length - optional,
    configurable: true,
  });
  Object.defineProperty(SubtleCrypto.prototype, name, {
    value: method,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
Object.defineProperty(SubtleCrypto, 'supports', { enumerable: true });
Object.defineProperty(SubtleCrypto.prototype, Symbol.toStringTag, {
  configurable: true,
  value: 'SubtleCrypto',
});

module.exports = { SubtleCrypto, subtle: new SubtleCrypto(token) };
