'use strict';

// The algorithms of Web Crypto, what each can do, and how their parameters are taken ("normalizing an algorithm").

const idl = require('ext/crypto/web/idl');
const { slotsOfCryptoKey } = require('ext/crypto/crypto_key');

const CURVES = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };
const MOST_BYTES = 2 ** 31 - 1;

/** @returns {DOMException} */
function failure(message, name, cause) {
  return new globalThis.DOMException(message, cause === undefined ? name : { name, cause });
}

const refuse = (message, name = 'OperationError') => {
  throw failure(message, name);
};

function sha(label) {
  return (hash) => {
    const name = typeof hash === 'string' ? hash : hash.name;
    if (typeof name !== 'string' || !name.toLowerCase().startsWith('sha')) {
      refuse(`Only SHA hashes are supported in ${label}`, 'NotSupportedError');
    }
  };
}

function exactly(name, size) {
  return (bytes) => {
    if (bytes.byteLength !== size) refuse(`${name} must contain exactly ${size} bytes`);
  };
}

function atMost(bytes, name, most = MOST_BYTES) {
  if (bytes.byteLength > most) refuse(`${name} must be at most ${most} bytes`);
}

const aesLength = (length) => {
  if (length !== 128 && length !== 192 && length !== 256)
    refuse('AES key length must be 128, 192, or 256 bits');
};

const namedCurve = (curve) => {
  if (!Object.hasOwn(CURVES, curve)) refuse('Unrecognized namedCurve', 'NotSupportedError');
};

function exponentOf(bytes) {
  let value = 0;
  for (const byte of bytes) value = (value * 256 + byte) % 2 ** 32;
  return value;
}

const exponent = (bytes) => {
  const value = exponentOf(bytes);
  if (value < 3) refuse('algorithm.publicExponent must be at least 3');
  if (value % 2 === 0) refuse('algorithm.publicExponent must be odd');
};

const TAGS = {
  'aes-gcm': [32, 64, 96, 104, 112, 120, 128],
  'aes-ocb': [64, 96, 128],
  'chacha20-poly1305': [128],
};
const NAMES = { 'aes-gcm': 'AES-GCM', 'aes-ocb': 'AES-OCB', 'chacha20-poly1305': 'ChaCha20-Poly1305' };

const aeadIv = (iv, { name }) => {
  const which = name.toLowerCase();
  if (which === 'chacha20-poly1305') exactly('algorithm.iv', 12)(iv);
  else if (which === 'aes-gcm') atMost(iv, 'algorithm.iv');
  else if (iv.byteLength > 15) refuse('AES-OCB algorithm.iv must be no more than 15 bytes');
};

const aeadTag = (length, { name }) => {
  const which = name.toLowerCase();
  if (!TAGS[which].includes(length)) refuse(`${length} is not a valid ${NAMES[which]} tag length`);
};

const otherKey = (key, { name }) => {
  const { type, algorithm } = slotsOfCryptoKey(key);
  if (type !== 'public') refuse('algorithm.public must be a public key', 'InvalidAccessError');
  if (algorithm.name.toLowerCase() !== name.toLowerCase())
    refuse('key algorithm mismatch', 'InvalidAccessError');
};

const { algorithmIdentifier, bufferSource, dictionary, long, octet, short, string } = idl;
const NAME = ['name', string, { required: true }];
const needed = (check) => ({ required: true, check });
const hashFor = (label) => ['hash', algorithmIdentifier, needed(sha(label))];
const notZero = (label, name) => ({ check: (value) => value === 0 && refuse(`${label} cannot be 0`, name) });

const DICTIONARIES = {
  Algorithm: [NAME],
  AesKeyGenParams: [NAME, ['length', short, needed(aesLength)]],
  AesDerivedKeyParams: [NAME, ['length', short, needed(aesLength)]],
  AesCbcParams: [NAME, ['iv', bufferSource, needed(exactly('algorithm.iv', 16))]],
  AesCtrParams: [
    NAME,
    ['counter', bufferSource, needed(exactly('algorithm.counter', 16))],
    [
      'length',
      octet,
      needed((n) => (n === 0 || n > 128) && refuse('AES-CTR algorithm.length must be between 1 and 128')),
    ],
  ],
  AeadParams: [
    NAME,
    ['additionalData', bufferSource, { check: (bytes) => atMost(bytes, 'algorithm.additionalData') }],
    ['iv', bufferSource, needed(aeadIv)],
    ['tagLength', octet, { check: aeadTag }],
  ],
  RsaHashedKeyGenParams: [
    NAME,
    [
      'modulusLength',
      long,
      needed((n) => n < 512 && refuse('algorithm.modulusLength must be at least 512')),
    ],
    ['publicExponent', idl.bigInteger, needed(exponent)],
    hashFor('RsaHashedKeyGenParams'),
  ],
  RsaHashedImportParams: [NAME, hashFor('RsaHashedImportParams')],
  RsaPssParams: [NAME, ['saltLength', long, { required: true }]],
  RsaOaepParams: [NAME, ['label', bufferSource]],
  EcKeyGenParams: [NAME, ['namedCurve', string, needed(namedCurve)]],
  EcKeyImportParams: [NAME, ['namedCurve', string, needed(namedCurve)]],
  EcdsaParams: [NAME, hashFor('EcdsaParams')],
  EcdhKeyDeriveParams: [NAME, ['public', idl.cryptoKey, needed(otherKey)]],
  HmacKeyGenParams: [
    NAME,
    hashFor('HmacKeyGenParams'),
    ['length', long, notZero('HmacKeyGenParams.length', 'OperationError')],
  ],
  HmacImportParams: [NAME, hashFor('HmacImportParams'), ['length', long, notZero('HmacImportParams.length', 'DataError')]],
  KmacKeyGenParams: [NAME, ['length', long]],
  KmacImportParams: [NAME, ['length', long]],
  KmacParams: [NAME, ['customization', bufferSource], ['outputLength', long, { required: true }]],
  HkdfParams: [
    NAME,
    hashFor('HkdfParams'),
    ['info', bufferSource, needed((bytes) => atMost(bytes, 'algorithm.info', 1024))],
    ['salt', bufferSource, { required: true }],
  ],
  Pbkdf2Params: [
    NAME,
    hashFor('Pbkdf2Params'),
    [
      'iterations',
      long,
      needed((n) => {
        if (n === 0) refuse('iterations cannot be zero');
        if (n > 2 ** 31 - 1) refuse('iterations exceeds the implementation limit', 'NotSupportedError');
      }),
    ],
    ['salt', bufferSource, { required: true }],
  ],
  Argon2Params: [
    NAME,
    ['associatedData', bufferSource],
    ['memory', long, needed((n, d) => n < 8 * d.parallelism && refuse('memory must be at least 8 times the degree of parallelism'))],
    ['nonce', bufferSource, needed((bytes) => bytes.byteLength < 8 && refuse('nonce must be at least 8 bytes'))],
    ['parallelism', long, needed((n) => (n === 0 || n > 2 ** 24 - 1) && refuse('parallelism must be > 0 and <= 16777215'))],
    ['passes', long, needed((n) => n === 0 && refuse('passes must be > 0'))],
    ['secretValue', bufferSource],
    ['version', octet, { check: (n) => n !== 0x13 && refuse(`${n} is not a valid Argon2 version`) }],
  ],
  ContextParams: [NAME, ['context', bufferSource, { check: (bytes) => atMost(bytes, 'ContextParams.context', 255) }]],
  CShakeParams: [
    NAME,
    ['customization', bufferSource],
    ['functionName', bufferSource],
    ['outputLength', long, { required: true }],
  ],
}; // prettier-ignore

const cipher = (params, length = 'AesDerivedKeyParams') => ({
  generateKey: 'AesKeyGenParams', exportKey: null, importKey: null, encrypt: params, decrypt: params,
  'get key length': length,
}); // prettier-ignore
const signing = (generate, importing, params) => ({
  generateKey: generate, exportKey: null, importKey: importing, sign: params, verify: params,
}); // prettier-ignore
const deriving = (params) => ({ importKey: null, deriveBits: params, 'get key length': null });
const exchanging = (generate, importing) => ({
  generateKey: generate, exportKey: null, importKey: importing, deriveBits: 'EcdhKeyDeriveParams',
}); // prettier-ignore
const wrapping = {
  generateKey: null, exportKey: null, importKey: null, encapsulate: null, decapsulate: null,
  'get shared key length': null,
}; // prettier-ignore

// Algorithm -> operation -> the dictionary of its parameters; null: there are none.
const REGISTRY = {
  'AES-CBC': cipher('AesCbcParams'),
  'AES-CTR': cipher('AesCtrParams'),
  'AES-GCM': cipher('AeadParams'),
  'AES-KW': {
    generateKey: 'AesKeyGenParams', exportKey: null, importKey: null, 'get key length': 'AesDerivedKeyParams',
    wrapKey: null, unwrapKey: null,
  },
  'AES-OCB': cipher('AeadParams'),
  Argon2d: deriving('Argon2Params'),
  Argon2i: deriving('Argon2Params'),
  Argon2id: deriving('Argon2Params'),
  'ChaCha20-Poly1305': { ...cipher('AeadParams', null), generateKey: null },
  cSHAKE128: { digest: 'CShakeParams' },
  cSHAKE256: { digest: 'CShakeParams' },
  ECDH: exchanging('EcKeyGenParams', 'EcKeyImportParams'),
  ECDSA: signing('EcKeyGenParams', 'EcKeyImportParams', 'EcdsaParams'),
  Ed25519: signing(null, null, null),
  Ed448: signing(null, null, 'ContextParams'),
  HKDF: deriving('HkdfParams'),
  HMAC: { ...signing('HmacKeyGenParams', 'HmacImportParams', null), 'get key length': 'HmacImportParams' },
  KMAC128: { ...signing('KmacKeyGenParams', 'KmacImportParams', 'KmacParams'), 'get key length': 'KmacImportParams' },
  KMAC256: { ...signing('KmacKeyGenParams', 'KmacImportParams', 'KmacParams'), 'get key length': 'KmacImportParams' },
  'ML-DSA-44': signing(null, null, 'ContextParams'),
  'ML-DSA-65': signing(null, null, 'ContextParams'),
  'ML-DSA-87': signing(null, null, 'ContextParams'),
  'ML-KEM-512': wrapping,
  'ML-KEM-768': wrapping,
  'ML-KEM-1024': wrapping,
  PBKDF2: deriving('Pbkdf2Params'),
  'RSA-OAEP': {
    generateKey: 'RsaHashedKeyGenParams', exportKey: null, importKey: 'RsaHashedImportParams',
    encrypt: 'RsaOaepParams', decrypt: 'RsaOaepParams',
  },
  'RSA-PSS': signing('RsaHashedKeyGenParams', 'RsaHashedImportParams', 'RsaPssParams'),
  'RSASSA-PKCS1-v1_5': signing('RsaHashedKeyGenParams', 'RsaHashedImportParams', null),
  'SHA-1': { digest: null },
  'SHA-256': { digest: null },
  'SHA-384': { digest: null },
  'SHA-512': { digest: null },
  'SHA3-256': { digest: null },
  'SHA3-384': { digest: null },
  'SHA3-512': { digest: null },
  X25519: exchanging(null, null),
  X448: exchanging(null, null),
}; // prettier-ignore

const EXPERIMENTAL = /^(AES-OCB|Argon2|ChaCha20|cSHAKE|Ed448|KMAC|ML-|SHA3-|X448)/;
const WHERE = { prefix: 'Failed to normalize algorithm', context: 'passed algorithm' };
const byName = new Map(Object.keys(REGISTRY).map((name) => [name.toUpperCase(), name]));
const converters = new Map();
const warned = new Set();

function converterOf(name) {
  if (!converters.has(name)) converters.set(name, dictionary(name, DICTIONARIES[name]));
  return converters.get(name);
}

/** A warning that something is not settled yet, once. */
function warnOfExperiment(what) {
  if (warned.has(what)) return;
  warned.add(what);
  require('node/process').emitWarning(
    `${what} is an experimental feature and might change at any time`,
    'ExperimentalWarning',
  );
}

/**
 * @param {string | object} algorithm as a program gave it
 * @param {string} operation 'encrypt', 'importKey', 'get key length' ...
 * @returns {object} its name and parameters; bytes are copies
 * @throws {DOMException} NotSupportedError
 */
function normalize(algorithm, operation) {
  if (typeof algorithm === 'string') return normalize({ name: algorithm }, operation);
  const name = byName.get(converterOf('Algorithm')(algorithm, WHERE).name.toUpperCase());
  const operations = name === undefined ? undefined : REGISTRY[name];
  if (operations === undefined || operations[operation] === undefined) {
    refuse('Unrecognized algorithm name', 'NotSupportedError');
  }
  if (EXPERIMENTAL.test(name)) warnOfExperiment(`The ${name} Web Crypto API algorithm`);
  const kind = operations[operation];
  if (kind === null) return { name };
  const result = converterOf(kind)({ __proto__: algorithm, name }, WHERE);
  result.name = name;
  for (const [key, value] of Object.entries(result)) {
    if (value instanceof Uint8Array) result[key] = value.slice();
  }
  if (result.hash !== undefined) result.hash = normalize(result.hash, 'digest');
  return result;
}

/** Bits of a hash's block: how long an HMAC's key is where nobody says. */
function blockBits(name) {
  switch (name) {
    case 'SHA-1':
    case 'SHA-256':
      return 512;
    case 'SHA-384':
    case 'SHA-512':
      return 1024;
    default:
      return refuse('Explicit algorithm length member is required', 'NotSupportedError');
  }
}

/** OpenSSL's name of one of Web Crypto's hashes. */
const digestName = (hash) => hash.name.toLowerCase().replace(/^sha-/, 'sha');

module.exports = {
  CURVES, atMost, blockBits, digestName, exponentOf, failure, normalize, refuse, warnOfExperiment,
}; // prettier-ignore
