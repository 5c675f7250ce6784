'use strict';

// node:crypto. What does it is in ext/crypto, loaded when first asked for.

const { codes } = require('ext/base/errors');
const { deprecate } = require('ext/base/deprecate');

const parts = {
  cipher: require.lazy('ext/crypto/cipher'),
  exchange: require.lazy('ext/crypto/exchange'),
  hash: require.lazy('ext/crypto/hash'),
  kdf: require.lazy('ext/crypto/kdf'),
  keygen: require.lazy('ext/crypto/keygen'),
  keys: require.lazy('ext/crypto/keys'),
  lists: require.lazy('ext/crypto/lists'),
  primes: require.lazy('ext/crypto/primes'),
  random: require.lazy('ext/crypto/random'),
  rsa: require.lazy('ext/crypto/rsa'),
  sign: require.lazy('ext/crypto/sign'),
  spkac: require.lazy('ext/crypto/spkac'),
  x509: require.lazy('ext/crypto/x509'),
};
const web = require.lazy('ext/crypto/web/crypto');
const native = () => binding('crypto');

const comparable = (value, name) => {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return;
  throw new codes.ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
};

// A constant-time comparison of bytes; their lengths are no secret.
function timingSafeEqual(buf1, buf2) {
  comparable(buf1, 'buf1');
  comparable(buf2, 'buf2');
  if (buf1.byteLength !== buf2.byteLength) throw new codes.ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  return native().timingSafeEqual(buf1, buf2);
}

function getFips() {
  return native().fips() ? 1 : 0;
}

function setFips(val) {
  if (!require('node/worker_threads').isMainThread) {
    throw new codes.ERR_WORKER_UNSUPPORTED_OPERATION('Calling crypto.setFips()');
  }
  native().fips(Boolean(val));
}

function setEngine(id, flags) {
  const { validateNumber, validateString } = require('ext/base/validators');
  validateString(id, 'id');
  if (flags) validateNumber(flags, 'flags');
  throw new codes.ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED();
}

/** The secure heap is never on: nothing sets it up. */
function secureHeapUsed() {
  return { total: 0, used: 0, utilization: NaN, min: 2 };
}

// Functions by where they are; [name, name there] where that differs.
const FUNCTIONS = {
  kdf: ['argon2', 'argon2Sync', 'hkdf', 'hkdfSync', 'pbkdf2', 'pbkdf2Sync', 'scrypt', 'scryptSync'],
  primes: ['checkPrime', 'checkPrimeSync', 'generatePrime', 'generatePrimeSync'],
  keys: ['createPrivateKey', 'createPublicKey', 'createSecretKey'],
  exchange: ['diffieHellman', 'encapsulate', 'decapsulate'],
  lists: ['getCiphers', 'getCurves', 'getHashes', 'getMacs'],
  cipher: ['getCipherInfo'],
  keygen: ['generateKeyPair', 'generateKeyPairSync', 'generateKey', 'generateKeySync'],
  rsa: ['privateDecrypt', 'privateEncrypt', 'publicDecrypt', 'publicEncrypt'],
  random: ['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID', 'randomUUIDv7'],
  sign: [['sign', 'signOneShot'], ['verify', 'verifyOneShot']],
  hash: ['hash'],
  x509: ['parsePKCS12'],
}; // prettier-ignore

const CLASSES = {
  Certificate: 'spkac', Cipheriv: 'cipher', Decipheriv: 'cipher', DiffieHellman: 'exchange',
  DiffieHellmanGroup: 'exchange', ECDH: 'exchange', KeyObject: 'keys', Sign: 'sign', Verify: 'sign',
  X509Certificate: 'x509',
}; // prettier-ignore

const exported = module.exports;

// Replaced by the real one when it is first looked at: naming a function costs nothing.
function lazily(name, get, enumerable = true) {
  const settle = (value) => {
    Object.defineProperty(exported, name, { configurable: true, enumerable, writable: true, value });
    return value;
  };
  Object.defineProperty(exported, name, {
    configurable: true,
    enumerable,
    get: () => settle(get()),
    set: settle,
  });
}

for (const [part, names] of Object.entries(FUNCTIONS)) {
  for (const one of names) {
    const [name, there] = typeof one === 'string' ? [one, one] : one;
    lazily(name, () => parts[part]()[there]);
  }
}
for (const [name, part] of Object.entries(CLASSES)) lazily(name, () => parts[part]()[name]);
lazily('Hash', () => deprecate(parts.hash().Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'));
lazily('Hmac', () => deprecate(parts.hash().Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'));

Object.assign(exported, {
  createCipheriv(cipher, key, iv, options) {
    return new (parts.cipher().Cipheriv)(cipher, key, iv, options);
  },
  createDecipheriv(cipher, key, iv, options) {
    return new (parts.cipher().Decipheriv)(cipher, key, iv, options);
  },
  createDiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding) {
    return new (parts.exchange().DiffieHellman)(sizeOrKey, keyEncoding, generator, genEncoding);
  },
  createDiffieHellmanGroup(name) {
    return new (parts.exchange().DiffieHellmanGroup)(name);
  },
  createECDH(curve) {
    return new (parts.exchange().ECDH)(curve);
  },
  createHash(algorithm, options) {
    return new (parts.hash().Hash)(algorithm, options);
  },
  createHmac(hmac, key, options) {
    return new (parts.hash().Hmac)(hmac, key, options);
  },
  createSign(algorithm, options) {
    return new (parts.sign().Sign)(algorithm, options);
  },
  createVerify(algorithm, options) {
    return new (parts.sign().Verify)(algorithm, options);
  },
  createMac() {
    throw new Error('crypto.createMac is not available in Naja yet');
  },
  getFips,
  setFips,
  setEngine,
  secureHeapUsed,
  timingSafeEqual,
});
exported.getDiffieHellman = exported.createDiffieHellmanGroup;

function getRandomValues(array) {
  return web().crypto.getRandomValues(array);
}

for (const name of ['prng', 'pseudoRandomBytes', 'rng']) {
  lazily(name, () => parts.random().randomBytes, false);
}
Object.defineProperties(exported, {
  fips: {
    get: deprecate(getFips, 'The crypto.fips is deprecated. Please use crypto.getFips()', 'DEP0093'),
    set: deprecate(setFips, 'The crypto.fips is deprecated. Please use crypto.setFips()', 'DEP0093'),
  },
  constants: { enumerable: true, get: () => require('ext/crypto/constants') },
  webcrypto: { enumerable: true, get: () => web().crypto },
  subtle: { enumerable: true, get: () => web().crypto.subtle },
  getRandomValues: { enumerable: true, get: () => getRandomValues },
});
