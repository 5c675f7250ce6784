'use strict';

// Key pairs of Web Crypto: RSA, elliptic curves, Ed25519 and its kin, ML-DSA and ML-KEM.

const native = binding('crypto');
const { CURVES, digestName, exponentOf, refuse } = require('ext/crypto/web/algorithms');
const { makeCryptoKey, slotsOfCryptoKey } = require('ext/crypto/crypto_key');
const { NOT_SET } = require('ext/crypto/job');
const { toArrayBuffer } = require('ext/crypto/bytes');
const shared = require('ext/crypto/web/shared');

const SIGN = { public: ['verify'], private: ['sign'] };
const DERIVE = { public: [], private: ['deriveKey', 'deriveBits'] };
const OAEP = { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] };
const KEM = { public: ['encapsulateKey', 'encapsulateBits'], private: ['decapsulateKey', 'decapsulateBits'] };
const PSS = 6;
const OAEP_PADDING = 4;
const SPKI_BYTES = { 'P-256': 91, 'P-384': 120, 'P-521': 158 };
const JWS = {
  'RSASSA-PKCS1-v1_5': { 'SHA-1': 'RS1', 'SHA-256': 'RS256', 'SHA-384': 'RS384', 'SHA-512': 'RS512' },
  'RSA-PSS': { 'SHA-1': 'PS1', 'SHA-256': 'PS256', 'SHA-384': 'PS384', 'SHA-512': 'PS512' },
  'RSA-OAEP': {
    'SHA-1': 'RSA-OAEP', 'SHA-256': 'RSA-OAEP-256', 'SHA-384': 'RSA-OAEP-384', 'SHA-512': 'RSA-OAEP-512',
  },
}; // prettier-ignore
const ES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** 'rsa', 'ec', 'okp', 'ml-dsa' or 'ml-kem' */
function familyOf(name) {
  if (name.startsWith('RSA')) return 'rsa';
  if (name === 'ECDSA' || name === 'ECDH') return 'ec';
  if (name.startsWith('ML-')) return name.slice(0, 6).toLowerCase();
  return 'okp';
}

function usagesOf(name) {
  if (name === 'RSA-OAEP') return OAEP;
  if (name === 'ECDH' || name.startsWith('X')) return DERIVE;
  return name.startsWith('ML-KEM') ? KEM : SIGN;
}

/** generateKey() */
async function generate(algorithm, extractable, usages) {
  const { name, modulusLength, publicExponent, hash, namedCurve } = algorithm;
  const allowed = usagesOf(name);
  const wanted = shared.pairUsages(usages, allowed, name);
  let handle;
  let result = { name };
  if (modulusLength !== undefined) {
    result = { name, modulusLength, publicExponent, hash };
    handle = await shared.run('makeRsa', { numbers: [modulusLength, exponentOf(publicExponent), -1, 0] });
  } else if (namedCurve !== undefined) {
    result = { name, namedCurve };
    handle = await shared.run('makeEc', { numbers: [1], bytes: [CURVES[namedCurve]] });
  } else {
    handle = await shared.run('makeNamed', { bytes: [name.toUpperCase()] });
  }
  return shared.makePair(handle, result, extractable, wanted, allowed);
}

const EXPECTED_KTY = { rsa: 'RSA', ec: 'EC', okp: 'OKP', 'ml-dsa': 'AKP', 'ml-kem': 'AKP' };

function checkJwk(jwk, algorithm, family, extractable, usages) {
  const { name, hash, namedCurve } = algorithm;
  const encrypts = name === 'RSA-OAEP' || name === 'ECDH' || name.startsWith('X') || family === 'ml-kem';
  shared.checkJwk(jwk, EXPECTED_KTY[family], extractable, usages, encrypts ? 'enc' : 'sig');
  if (family === 'rsa') {
    const expected = JWS[name][hash.name];
    if (jwk.alg !== undefined && expected !== undefined && jwk.alg !== expected) shared.wrongAlg();
  } else if (family === 'ec') {
    if (jwk.crv !== namedCurve) refuse('JWK "crv" does not match the requested algorithm', 'DataError');
    if (name === 'ECDSA' && jwk.alg !== undefined && ES[jwk.alg] !== namedCurve) shared.wrongAlg();
  } else if (family === 'okp') {
    if (jwk.crv !== name) refuse('JWK "crv" Parameter and algorithm name mismatch', 'DataError');
    if (name.startsWith('Ed') && jwk.alg !== undefined && jwk.alg !== name && jwk.alg !== 'EdDSA')
      shared.wrongAlg();
  } else if (jwk.alg !== name) {
    refuse('JWK "alg" Parameter and algorithm name mismatch', 'DataError');
  }
}

function readRaw(format, data, { name, namedCurve }, family) {
  let handle;
  try {
    const type = family === 'ec' ? 'ec' : name.toLowerCase();
    const { importRaw } = require('ext/crypto/raw_keys');
    handle = importRaw(
      format === 'raw-seed' ? 'raw-seed' : 'raw-public',
      data,
      type,
      CURVES[namedCurve] ?? '',
    );
  } catch (err) {
    throw shared.invalidData(err);
  }
  return handle;
}

// The handle and whether it is a private key's; undefined where the format is none for the algorithm.
function read(format, data, algorithm, extractable, usages) {
  const { name } = algorithm;
  const family = familyOf(name);
  const allowed = usagesOf(name);
  const allow = (isPublic) => shared.checkUsages(usages, isPublic ? allowed.public : allowed.private, name);
  if (format === 'spki' || format === 'pkcs8') {
    allow(format === 'spki');
    return {
      type: format === 'spki' ? 'public' : 'private',
      handle: shared.readDer(data, format === 'spki'),
    };
  }
  if (format === 'jwk') {
    const isPublic = data.d === undefined && data.priv === undefined;
    checkJwk(data, algorithm, family, extractable, allow(isPublic));
    return { type: isPublic ? 'public' : 'private', handle: shared.readJwk(data, isPublic) };
  }
  const isMl = family.startsWith('ml-');
  if (format === 'raw-seed' && isMl) {
    allow(false);
    return { type: 'private', handle: readRaw(format, data, algorithm, family) };
  }
  if (family !== 'rsa' && (format === 'raw-public' || (format === 'raw' && !isMl))) {
    allow(true);
    return { type: 'public', handle: readRaw(format, data, algorithm, family) };
  }
  return undefined;
}

const bigEndian = (handle) => native.keyNumber(handle, 'e', 0);

// The algorithm that a key shows; throws where the key is of another.
function describe(handle, { name, hash, namedCurve }) {
  const family = familyOf(name);
  const kind = native.keyName(handle).toLowerCase();
  if (kind !== (family === 'okp' || family.startsWith('ml-') ? name.toLowerCase() : family)) {
    refuse('Invalid key type', 'DataError');
  }
  if (family === 'rsa') {
    return {
      name,
      modulusLength: native.keyBits(handle),
      publicExponent: new Uint8Array(bigEndian(handle)),
      hash,
    };
  }
  if (family !== 'ec') return { name };
  if (!native.keyCheck(handle, false)) refuse('Invalid keyData', 'DataError');
  if (CURVES[namedCurve] !== native.keyCurve(handle)) refuse('Named curve mismatch', 'DataError');
  return { name, namedCurve };
}

/** importKey(); undefined where the format is none for it. */
function importPair(format, data, algorithm, extractable, usages) {
  const found = read(format, data, algorithm, extractable, usages);
  if (found === undefined) return undefined;
  return makeCryptoKey(found.type, found.handle, describe(found.handle, algorithm), extractable, usages);
}

/** The CryptoKey of a KeyObject's handle. */
function fromHandle(type, handle, algorithm, extractable, usages) {
  const { name } = algorithm;
  const wanted = shared.checkUsages(usages, usagesOf(name)[type], name);
  return makeCryptoKey(type, handle, describe(handle, algorithm), extractable, wanted);
}

/** exportKey(), but for JSON Web Keys; undefined where the format is none for it. */
function exportPair(format, { handle, type, algorithm }) {
  const { name, namedCurve } = algorithm;
  const family = familyOf(name);
  const wrong = (kind) => refuse(`Key must be a ${kind} key`, 'InvalidAccessError');
  if (format === 'spki') {
    if (type !== 'public') wrong('public');
    let der = native.keyWrite(handle, 1, 3);
    if (family === 'ec' && der.byteLength !== SPKI_BYTES[namedCurve]) {
      // The point of the key that was read was compressed, or the curve spelled out.
      const point = native.keyPoint(handle, 4);
      der = native.keyWrite(
        native.keyMake('EC', 0x86, ['group', 'pub'], [CURVES[namedCurve], point], 1),
        1,
        3,
      );
    }
    return toArrayBuffer(der);
  }
  if (format === 'pkcs8') {
    if (type !== 'private') wrong('private');
    if (family.startsWith('ml-') && native.keyOctets(handle, 'seed') === undefined)
      throw shared.operationError();
    return toArrayBuffer(native.keyWrite(handle, 1, 2));
  }
  if (format === 'raw-seed' && type === 'private' && family.startsWith('ml-')) {
    const seed = native.keyOctets(handle, 'seed');
    if (seed === undefined) throw shared.operationError();
    return toArrayBuffer(seed);
  }
  const raw = format === 'raw-public' || (format === 'raw' && !family.startsWith('ml-'));
  if (!raw || type !== 'public' || family === 'rsa') return undefined;
  return toArrayBuffer(family === 'ec' ? native.keyPoint(handle, 4) : native.keyRawBytes(handle, false));
}

/** A key's "alg" in a JSON Web Key; undefined where there is none. */
function jwkAlg({ name, hash }) {
  if (JWS[name] !== undefined) return JWS[name][hash.name];
  return name.startsWith('Ed') ? name : undefined;
}

const mustBe = (key, type) => {
  if (key.type !== type) refuse(`Key must be a ${type} key`, 'InvalidAccessError');
};

/** sign() and, with a signature, verify(). */
async function sign(key, data, { name, hash, saltLength, context }, signature) {
  mustBe(key, signature === undefined ? 'private' : 'public');
  if (name === 'RSA-PSS' && saltLength > 2 ** 31 - 1) {
    if (signature !== undefined) return false;
    throw shared.operationError();
  }
  const own = key.algorithm.hash ?? hash;
  const numbers = [
    name === 'RSA-PSS' ? PSS : NOT_SET,
    name === 'RSA-PSS' ? saltLength : NOT_SET,
    name === 'ECDSA' ? 1 : 0,
  ];
  const bytes = [own === undefined ? undefined : digestName(own), data, context, signature];
  const given = { keys: [key.handle], numbers, bytes };
  if (signature === undefined) return toArrayBuffer(await shared.run('sign', given));
  return shared.run('verify', given);
}

/** encrypt() and decrypt() with RSA-OAEP. */
function crypt(encrypts, key, data, { label }) {
  if (key.type !== (encrypts ? 'public' : 'private')) {
    refuse('The requested operation is not valid for the provided key', 'InvalidAccessError');
  }
  const digest = digestName(key.algorithm.hash);
  const given = {
    keys: [key.handle],
    numbers: [encrypts ? 0 : 1, OAEP_PADDING],
    bytes: [data, digest, label],
  };
  return shared.bits('rsa', given);
}

/** deriveBits() of ECDH, X25519 and X448. */
async function derive({ public: other }, key, length) {
  if (key.type !== 'private') refuse('baseKey must be a private key', 'InvalidAccessError');
  const theirs = slotsOfCryptoKey(other);
  if (theirs.algorithm.name !== key.algorithm.name) {
    refuse('The public and private keys must be of the same type', 'InvalidAccessError');
  }
  if (theirs.algorithm.namedCurve !== key.algorithm.namedCurve)
    refuse('Named curve mismatch', 'InvalidAccessError');
  const secret = await shared.run('derive', { keys: [key.handle, theirs.handle] });
  if (length === null) return toArrayBuffer(secret);
  const size = Math.ceil(length / 8);
  if (secret.byteLength < size) refuse('derived bit length is too small');
  return toArrayBuffer(require('ext/crypto/web/secret').truncate(secret, length));
}

/** encapsulateBits() */
async function encapsulate(key) {
  mustBe(key, 'public');
  const [secret, wrapped] = await shared.run('encapsulate', { keys: [key.handle] });
  return { sharedKey: toArrayBuffer(secret), ciphertext: toArrayBuffer(wrapped) };
}

/** decapsulateBits() */
function decapsulate(key, ciphertext) {
  mustBe(key, 'private');
  return shared.bits('decapsulate', { keys: [key.handle], bytes: [ciphertext] });
}

module.exports = {
  crypt, decapsulate, derive, encapsulate, exportPair, fromHandle, generate, importPair, jwkAlg, sign, usagesOf,
}; // prettier-ignore
