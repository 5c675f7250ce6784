'use strict';

// Secret keys of Web Crypto: AES, ChaCha20-Poly1305, HMAC, KMAC, and what keys are derived from.

const native = binding('crypto');
const { atMost, blockBits, digestName, refuse } = require('ext/crypto/web/algorithms');
const { makeCryptoKey, slotsOfCryptoKey } = require('ext/crypto/crypto_key');
const { toArrayBuffer } = require('ext/crypto/bytes');
const shared = require('ext/crypto/web/shared');

const CIPHER = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const WRAP = ['wrapKey', 'unwrapKey'];
const SIGN = ['sign', 'verify'];
const DERIVE = ['deriveKey', 'deriveBits'];
const HMAC_ALG = { 'SHA-1': 'HS1', 'SHA-256': 'HS256', 'SHA-384': 'HS384', 'SHA-512': 'HS512' };

const isAes = (name) => name.startsWith('AES-');
const isMac = (name) => name === 'HMAC' || name.startsWith('KMAC');
const isSource = (name) => name === 'HKDF' || name === 'PBKDF2' || name.startsWith('Argon2');

function usagesOf(name) {
  if (isAes(name)) return name === 'AES-KW' ? WRAP : CIPHER;
  if (name === 'ChaCha20-Poly1305') return CIPHER;
  return isMac(name) ? SIGN : DERIVE;
}

/** A key's "alg" in a JSON Web Key; undefined where there is none. */
function jwkAlg({ name, length, hash }) {
  if (isAes(name)) return `A${length}${name.slice(4)}`;
  if (name === 'ChaCha20-Poly1305') return 'C20P';
  if (name === 'HMAC') return HMAC_ALG[hash.name];
  return `K${name.slice(4)}`;
}

const byteLength = (bitLength) => Math.ceil(bitLength / 8);

/** Clears what is over in the last byte. */
function truncate(bytes, bitLength) {
  const result = bytes.slice(0, byteLength(bitLength));
  const over = bitLength % 8;
  if (over !== 0) result[result.length - 1] &= 0xff << (8 - over);
  return result;
}

/** generateKey() */
async function generate(algorithm, extractable, usages) {
  const { name, hash } = algorithm;
  let { length } = algorithm;
  const result = { name };
  if (name === 'ChaCha20-Poly1305') {
    length = 256;
  } else {
    if (name === 'HMAC') length ??= blockBits(hash.name);
    else if (isMac(name)) length ??= Number(name.slice(4));
    result.length = length;
  }
  if (hash !== undefined) result.hash = hash;
  const wanted = shared.notEmpty(shared.checkUsages(usages, usagesOf(name), name));
  const bytes = truncate(await shared.runSmall('random', { numbers: [byteLength(length)] }, 0), length);
  return makeCryptoKey('secret', native.keySecret(bytes), result, extractable, wanted);
}

// The bytes that a key is made of; undefined where the format is none for it.
function bytesOf(format, data, name, extractable, usages) {
  if (format === 'handle') return native.keyBytes(data);
  if (format === 'raw-secret') return data;
  if (format === 'raw') {
    return name === 'AES-OCB' || name.startsWith('KMAC') || name.startsWith('ChaCha') ? undefined : data;
  }
  if (format !== 'jwk') return undefined;
  shared.checkJwk(data, 'oct', extractable, usages, isMac(name) ? 'sig' : 'enc');
  return require('node/buffer').Buffer.from(data.k, 'base64url');
}

const checkAes = (bitLength) => {
  if (bitLength !== 128 && bitLength !== 192 && bitLength !== 256) refuse('Invalid key length', 'DataError');
};

/** importKey(); undefined where the format is none for it. */
function importSecret(format, data, algorithm, extractable, usages) {
  const { name, hash } = algorithm;
  if (isSource(name)) return importSource(format, data, algorithm, extractable, usages);
  const wanted = shared.checkUsages(usages, usagesOf(name), name);
  let bytes = bytesOf(format, data, name, extractable, wanted);
  if (bytes === undefined) return undefined;
  let length = bytes.byteLength * 8;
  const result = { name };
  if (isAes(name)) {
    checkAes(length);
    result.length = length;
  } else if (isMac(name)) {
    if (length === 0 && name === 'HMAC') refuse('Zero-length key is not supported', 'DataError');
    if (algorithm.length !== undefined) {
      if (byteLength(algorithm.length) !== bytes.byteLength) refuse('Invalid key length', 'DataError');
      bytes = truncate(bytes, algorithm.length);
      length = algorithm.length;
    }
    result.length = length;
    if (hash !== undefined) result.hash = hash;
  } else if (length !== 256) {
    refuse('Invalid key length', 'DataError');
  }
  if (format === 'jwk' && data.alg !== undefined) {
    const expected = jwkAlg({ name, length, hash });
    if (expected !== undefined && data.alg !== expected) shared.wrongAlg();
  }
  return makeCryptoKey('secret', native.keySecret(bytes), result, extractable, wanted);
}

function importSource(format, data, { name }, extractable, usages) {
  if (extractable !== false) refuse(`${name} keys are not extractable`, 'SyntaxError');
  const wanted = shared.checkUsages(usages, DERIVE, name);
  const allowed = name.startsWith('Argon2') ? ['raw-secret', 'handle'] : ['raw', 'raw-secret', 'handle'];
  if (!allowed.includes(format)) return undefined;
  const handle = format === 'handle' ? data : native.keySecret(data);
  return makeCryptoKey('secret', handle, { name }, false, wanted);
}

/** exportKey(); undefined where the format is none for it. */
function exportSecret(format, { handle, algorithm }) {
  const { name } = algorithm;
  const rawToo = !(name === 'AES-OCB' || name.startsWith('KMAC') || name.startsWith('ChaCha'));
  if (format === 'raw-secret' || (format === 'raw' && rawToo)) return toArrayBuffer(native.keyBytes(handle));
  return undefined;
}

// ---- ciphers ----

const AES_MODES = { 'AES-CBC': 'cbc', 'AES-CTR': 'ctr', 'AES-GCM': 'gcm', 'AES-OCB': 'ocb' };

function cipherJob(encrypts, name, key, iv, data, additional, tag) {
  const given = { numbers: [encrypts ? 1 : 0, tag], bytes: [name, key, iv, data, additional] };
  return shared.bits('cipher', given, data.byteLength);
}

// Counter mode with a counter of fewer than 128 bits: where it begins anew, so does the cipher.
async function counterMode(name, key, counter, length, data) {
  const blocks = BigInt(Math.ceil(data.byteLength / 16));
  const whole = 1n << BigInt(length);
  if (blocks > whole) throw shared.operationError();
  let value = 0n;
  for (const byte of counter) value = (value << 8n) | BigInt(byte);
  const left = whole - (value & (whole - 1n));
  if (length === 128 || blocks <= left) return cipherJob(true, name, key, counter, data, undefined, 0);
  const at = Number(left) * 16;
  const again = (value >> BigInt(length)) << BigInt(length);
  const start = Uint8Array.fromHex(again.toString(16).padStart(32, '0'));
  const first = await cipherJob(true, name, key, counter, data.subarray(0, at), undefined, 0);
  const second = await cipherJob(true, name, key, start, data.subarray(at), undefined, 0);
  const result = new Uint8Array(data.byteLength);
  result.set(new Uint8Array(first));
  result.set(new Uint8Array(second), at);
  return result.buffer;
}

/** encrypt(), decrypt(), and wrapping with them. */
function crypt(encrypts, { handle }, data, algorithm) {
  const { name, iv, additionalData, tagLength = 128, counter, length } = algorithm;
  const bitLength = native.keySize(handle) * 8;
  const tag = tagLength / 8;
  if (name === 'ChaCha20-Poly1305') {
    return cipherJob(encrypts, 'chacha20-poly1305', handle, iv, data, additionalData, tag);
  }
  if (name === 'AES-KW')
    return cipherJob(encrypts, `aes-${bitLength}-wrap`, handle, undefined, data, undefined, 0);
  const cipher = `aes-${bitLength}-${AES_MODES[name]}`;
  if (name === 'AES-CTR') return counterMode(cipher, handle, counter, length, data);
  if (name === 'AES-CBC') return cipherJob(encrypts, cipher, handle, iv, data, undefined, 0);
  if (iv.byteLength === 0) throw shared.operationError();
  return cipherJob(encrypts, cipher, handle, iv, data, additionalData, tag);
}

// ---- MACs ----

/** sign() and, with a signature, verify(). */
async function mac({ handle, algorithm }, data, parameters, signature) {
  let result;
  if (algorithm.name === 'HMAC') {
    const given = { bytes: [digestName(algorithm.hash), handle, data, signature] };
    result = await shared.runSmall('hmac', given, data.byteLength);
  } else {
    const { outputLength, customization } = parameters;
    const name = `KMAC-${algorithm.name.slice(4)}`;
    const given = {
      numbers: [byteLength(outputLength)],
      bytes: [name, handle, data, signature, customization],
    };
    result = await shared.run('kmac', given);
  }
  return signature === undefined ? toArrayBuffer(result) : result;
}

// ---- derivation ----

const DIGEST_BYTES = {
  'SHA-1': 20, 'SHA-256': 32, 'SHA3-256': 32, 'SHA-384': 48, 'SHA3-384': 48, 'SHA-512': 64, 'SHA3-512': 64,
}; // prettier-ignore

/** Throws where an algorithm cannot give so many bits. */
function checkLength({ name, hash }, length) {
  if (length === null) refuse('length cannot be null');
  if (length % 8) refuse('length must be a multiple of 8');
  if (name === 'HKDF' && length > 255 * DIGEST_BYTES[hash.name] * 8) {
    refuse('length exceeds the maximum derived bit length');
  }
  if (name.startsWith('Argon2') && length < 32) refuse('length must be >= 32');
}

/** deriveBits() of HKDF, PBKDF2 and Argon2. */
async function derive(algorithm, { handle }, length) {
  const { name, hash, salt, info, iterations } = algorithm;
  checkLength(algorithm, length);
  if (length === 0) return new ArrayBuffer(0);
  const size = length / 8;
  if (name === 'HKDF')
    return shared.bits('hkdf', { numbers: [size], bytes: [digestName(hash), handle, salt, info] }, 0);
  if (name === 'PBKDF2') {
    return shared.bits('pbkdf2', { numbers: [iterations, size], bytes: [digestName(hash), handle, salt] });
  }
  const { nonce, parallelism, memory, passes, secretValue, associatedData } = algorithm;
  const bytes = [name.toUpperCase(), handle, nonce, secretValue, associatedData];
  return shared.bits('argon2', { numbers: [parallelism, size, memory, passes], bytes });
}

/** digest() */
async function digest(algorithm, data) {
  const { name, outputLength, functionName, customization } = algorithm;
  atMost(data, 'data');
  if (outputLength === undefined) {
    return shared.bits('hash', { numbers: [-1], bytes: [digestName(algorithm), data] }, data.byteLength);
  }
  if (functionName?.byteLength || customization?.byteLength) {
    refuse('Non-empty CShakeParams functionName or customization is not supported', 'NotSupportedError');
  }
  const given = { numbers: [byteLength(outputLength)], bytes: [name.slice(1).toLowerCase(), data] };
  const result = await shared.runSmall('hash', given, data.byteLength);
  return toArrayBuffer(outputLength % 8 === 0 ? result : truncate(result, outputLength));
}

/** How many bits deriveKey() needs for a key; null: as many as there are. */
function keyLength({ name, length, hash }) {
  if (isAes(name)) return length;
  if (name === 'ChaCha20-Poly1305') return 256;
  if (name === 'HMAC') return length ?? blockBits(hash.name);
  return isMac(name) ? (length ?? Number(name.slice(4))) : null;
}

module.exports = {
  checkLength, crypt, derive, digest, exportSecret, generate, importSecret, isAes, isMac, isSource, jwkAlg, keyLength,
  mac, slotsOfCryptoKey, truncate,
}; // prettier-ignore
