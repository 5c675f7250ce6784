'use strict';

// node:crypto, as far as it goes: hashes, HMACs, random numbers, PBKDF2 and scrypt. What is not here throws, naming itself.

const { codes } = require('ext/base/errors');
const hashing = require.lazy('ext/crypto/hash');
const random = require.lazy('ext/crypto/random');
const kdf = require.lazy('ext/crypto/kdf');

/** Compares bytes without telling by its time where they differ. */
function timingSafeEqual(a, b) {
  for (const [name, value] of [
    ['buf1', a],
    ['buf2', b],
  ]) {
    if (!ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) {
      throw new codes.ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
    }
  }
  if (a.byteLength !== b.byteLength) throw new codes.ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  const x = new Uint8Array(a.buffer ?? a, a.byteOffset ?? 0, a.byteLength);
  const y = new Uint8Array(b.buffer ?? b, b.byteOffset ?? 0, b.byteLength);
  let difference = 0;
  for (let i = 0; i < x.length; i++) difference |= x[i] ^ y[i];
  return difference === 0;
}

let webcrypto;
/** The part of Web Crypto that is there. */
function web() {
  webcrypto ??= {
    get [Symbol.toStringTag]() {
      return 'Crypto';
    },
    getRandomValues: (array) => random().getRandomValues(array),
    randomUUID: (options) => random().randomUUID(options),
    get subtle() {
      throw new Error('crypto.subtle is not available in Naja yet');
    },
  };
  return webcrypto;
}

const MISSING = [
  'Certificate', 'Cipheriv', 'Decipheriv', 'DiffieHellman', 'DiffieHellmanGroup', 'ECDH', 'KeyObject', 'Sign', 'Verify',
  'X509Certificate', 'argon2', 'argon2Sync', 'checkPrime', 'checkPrimeSync', 'createCipheriv', 'createDecipheriv',
  'createDiffieHellman', 'createDiffieHellmanGroup', 'createECDH', 'createPrivateKey', 'createPublicKey',
  'createSecretKey', 'createSign', 'createVerify', 'decapsulate', 'diffieHellman', 'encapsulate', 'generateKey',
  'generateKeyPair', 'generateKeyPairSync', 'generateKeySync', 'generatePrime', 'generatePrimeSync', 'getCiphers',
  'getCipherInfo', 'getCurves', 'getDiffieHellman', 'hkdf', 'hkdfSync', 'privateDecrypt', 'privateEncrypt',
  'publicDecrypt', 'publicEncrypt', 'secureHeapUsed', 'setEngine', 'setFips', 'sign', 'verify',
]; // prettier-ignore

module.exports = {
  createHash: (algorithm, options) => new (hashing().Hash)(algorithm, options),
  createHmac: (algorithm, key, options) => new (hashing().Hmac)(algorithm, key, options),
  hash: (algorithm, data, options) => hashing().hash(algorithm, data, options),
  getHashes: () => binding('crypto').hashes(),
  getFips: () => 0,
  randomBytes: (size, callback) => random().randomBytes(size, callback),
  rng: (size, callback) => random().randomBytes(size, callback),
  pseudoRandomBytes: (size, callback) => random().randomBytes(size, callback),
  prng: (size, callback) => random().randomBytes(size, callback),
  randomFill: (...args) => random().randomFill(...args),
  randomFillSync: (...args) => random().randomFillSync(...args),
  randomInt: (...args) => random().randomInt(...args),
  randomUUID: (options) => random().randomUUID(options),
  getRandomValues: (array) => random().getRandomValues(array),
  pbkdf2: (...args) => kdf().pbkdf2(...args),
  pbkdf2Sync: (...args) => kdf().pbkdf2Sync(...args),
  scrypt: (...args) => kdf().scrypt(...args),
  scryptSync: (...args) => kdf().scryptSync(...args),
  timingSafeEqual,
  constants: {},
};
for (const name of ['Hash', 'Hmac']) {
  Object.defineProperty(module.exports, name, {
    enumerable: true,
    configurable: true,
    get: () => hashing()[name],
  });
}
Object.defineProperty(module.exports, 'webcrypto', { enumerable: true, configurable: true, get: web });
for (const name of MISSING) {
  module.exports[name] ??= {
    [name]() {
      throw new Error(`crypto.${name} is not available in Naja yet`);
    },
  }[name];
}
