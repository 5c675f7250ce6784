'use strict';

// Keys as programs give them to functions, and as they want them back: PEM, DER, JWK, raw bytes, KeyObjects.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');
const { validateObject, validateOneOf, validateString } = require('ext/base/validators');
const { Buffer } = require('node/buffer');
const { toBuffer, toBytes } = require('ext/crypto/bytes');
const { isKeyObject, nameOf, slotsOf } = require('ext/crypto/keys');
const { isCryptoKey, slotsOfCryptoKey } = require('ext/crypto/crypto_key');
const deprecations = require('ext/base/deprecate');
const jwk = require.lazy('ext/crypto/jwk');

const FORMATS = { pem: 0, der: 1 };
const TYPES = { pkcs1: 1, pkcs8: 2, spki: 3, sec1: 4 };
const ALL_FORMATS = ['pem', 'der', 'jwk', 'raw-public', 'raw-private', 'raw-seed'];
const BUFFERS = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const COMPRESSED = 2;
const UNCOMPRESSED = 4;

const warnOfCryptoKey = deprecations.getDeprecationWarningEmitter(
  'DEP0203',
  'Passing a CryptoKey to node:crypto functions is deprecated.',
);
const warnOfUnextractable = deprecations.getDeprecationWarningEmitter(
  'DEP0204',
  'Passing a non-extractable CryptoKey to KeyObject.from() is deprecated.',
);

const isBytes = (value) => typeof value === 'string' || isArrayBufferView(value) || isAnyArrayBuffer(value);
const option = (name, prefix) => (prefix === undefined ? `options.${name}` : `${prefix}.${name}`);
const encoded = (text, encoding) => Buffer.from(text, encoding === 'buffer' ? 'utf8' : encoding);

function keyTypes(keyObjects, urls) {
  return [...BUFFERS, 'string', ...(keyObjects ? ['KeyObject', 'CryptoKey'] : []), ...(urls ? ['URL'] : [])];
}

// ---- secrets ----

/** A secret key's bytes or handle, of what a program gave. */
function secretInput(key, encoding, bytesOnly = false) {
  if (!bytesOnly) {
    const slots = slotsOfAny(key);
    if (slots !== undefined) {
      if (slots.type !== 'secret') throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(slots.type, 'secret');
      return slots.handle;
    }
  }
  if (!isBytes(key)) throw new codes.ERR_INVALID_ARG_TYPE('key', bytesOnly ? BUFFERS : keyTypes(true), key);
  return toBytes(key, 'key', encoding);
}

/** The slots of a KeyObject or a CryptoKey; undefined of anything else. */
function slotsOfAny(key) {
  if (isKeyObject(key)) return slotsOf(key);
  if (!isCryptoKey(key)) return undefined;
  warnOfCryptoKey();
  return slotsOfCryptoKey(key);
}

/** The same as bytes of its own. */
function secretBytes(key, encoding) {
  const secret = secretInput(key, encoding);
  return secret instanceof Uint8Array ? secret.slice() : native.keyBytes(secret);
}

/** A password. */
function passwordBytes(password, name) {
  return toBytes(password, name);
}

/** The key material of HKDF. */
function hkdfKey(key) {
  if (isKeyObject(key)) return secretInput(key);
  if (!isBytes(key)) {
    const kinds = ['string', 'SecretKeyObject', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'];
    throw new codes.ERR_INVALID_ARG_TYPE('ikm', kinds, key);
  }
  return toBytes(key, 'ikm');
}

// ---- formats ----

function formatOf(format, fallback, name) {
  if (format === undefined && fallback !== undefined) return fallback;
  if (ALL_FORMATS.includes(format)) return format;
  throw new codes.ERR_INVALID_ARG_VALUE(option('format', name), format);
}

function typeOf(type, required, keyType, isPublic, name) {
  if (type === undefined && !required) return undefined;
  if (type === 'pkcs1') {
    if (keyType !== undefined && keyType !== 'rsa') {
      throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for RSA keys');
    }
    return type;
  }
  if (type === 'spki' && isPublic !== false) return type;
  if (type === 'pkcs8' && isPublic !== true) return type;
  if (type === 'sec1' && isPublic !== true) {
    if (keyType !== undefined && keyType !== 'ec') {
      throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for EC keys');
    }
    return type;
  }
  throw new codes.ERR_INVALID_ARG_VALUE(option('type', name), type);
}

function formatAndType(enc, keyType, isPublic, name) {
  const isInput = keyType === undefined;
  const format = formatOf(enc.format, isInput ? 'pem' : undefined, name);
  if (format === 'raw-public') {
    if (isPublic === false) throw new codes.ERR_INVALID_ARG_VALUE(option('format', name), format);
    if (enc.type === undefined || enc.type === 'uncompressed') return { format, type: UNCOMPRESSED };
    if (enc.type === 'compressed') return { format, type: COMPRESSED };
    throw new codes.ERR_INVALID_ARG_VALUE(option('type', name), enc.type);
  }
  if (format === 'raw-private' || format === 'raw-seed') {
    if (isPublic === true) throw new codes.ERR_INVALID_ARG_VALUE(option('format', name), format);
    if (enc.type !== undefined) throw new codes.ERR_INVALID_ARG_VALUE(option('type', name), enc.type);
    return { format };
  }
  const required = (!isInput || format === 'der') && format !== 'jwk';
  return { format, type: typeOf(enc.type, required, keyType, isPublic, name) };
}

/**
 * How a key is encoded: of one that is read (`keyType` is undefined) or is to be written.
 * @returns {{format: string, type?: string | number, cipher?: string, passphrase?: Uint8Array}}
 */
function parseEncoding(enc, keyType, isPublic, name) {
  validateObject(enc, 'options');
  const isInput = keyType === undefined;
  const { format, type } = formatAndType(enc, keyType, isPublic, name);
  if (isPublic === true) return { format, type };
  const { cipher, encoding } = enc;
  let { passphrase } = enc;
  if (format === 'raw-private' || format === 'raw-seed') {
    if ((cipher !== undefined && cipher !== null) || passphrase !== undefined) {
      throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS('raw format', 'does not support encryption');
    }
    return { format, type };
  }
  const encrypts = cipher !== undefined && cipher !== null;
  if (!isInput) {
    if (encrypts) {
      if (typeof cipher !== 'string') throw new codes.ERR_INVALID_ARG_VALUE(option('cipher', name), cipher);
      if (format === 'der' && (type === 'pkcs1' || type === 'sec1')) {
        throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'does not support encryption');
      }
    } else if (passphrase !== undefined) {
      throw new codes.ERR_INVALID_ARG_VALUE(
        option('cipher', name),
        cipher,
        'is required when a passphrase is specified',
      );
    }
  }
  if (
    (isInput && passphrase !== undefined && !isBytes(passphrase)) ||
    (!isInput && encrypts && !isBytes(passphrase))
  ) {
    throw new codes.ERR_INVALID_ARG_VALUE(option('passphrase', name), passphrase);
  }
  if (typeof passphrase === 'string') passphrase = encoded(passphrase, encoding);
  return { format, type, cipher, passphrase };
}

const parsePublicEncoding = (enc, keyType, name) =>
  parseEncoding(enc, keyType, keyType ? true : undefined, name);
const parsePrivateEncoding = (enc, keyType, name) => parseEncoding(enc, keyType, false, name);

// ---- asymmetric keys that are given ----

function checkKind(type, use, key) {
  if (use === 'createPrivate') throw new codes.ERR_INVALID_ARG_TYPE('key', keyTypes(false, true), key);
  if (type === 'private') return;
  if (use === 'private' || use === 'createPublic') {
    throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(type, 'private');
  }
  if (type !== 'public') throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(type, 'private or public');
}

function fromObject(key, use) {
  const slots = slotsOfAny(key);
  if (slots === undefined) return undefined;
  checkKind(slots.type, use, key);
  return { handle: slots.handle };
}

function refuseStore() {
  throw new Error('Keys of an OpenSSL store (a URL) are not available in Naja');
}

/**
 * A key argument, checked.
 * @param {'public' | 'private' | 'createPublic' | 'createPrivate'} use what it is for
 * @returns {{handle: object} | {data: any, format: string, type?: string, passphrase?: Uint8Array, namedCurve?: string}}
 */
function prepareKey(key, use, name = 'key') {
  if (typeof key === 'string') return { format: 'pem', data: encoded(key) };
  if (isArrayBufferView(key)) return { format: 'pem', data: key };
  const isPrivate = use === 'private' || use === 'createPrivate';
  const object = fromObject(key, use);
  if (object !== undefined) return object;
  if (isPrivate && key instanceof URL) return refuseStore();
  if (isAnyArrayBuffer(key)) return { format: 'pem', data: new Uint8Array(key) };
  if (typeof key === 'object' && key !== null) return prepareOptions(key, use, name, isPrivate);
  throw new codes.ERR_INVALID_ARG_TYPE(name, keyTypes(use !== 'createPrivate', isPrivate), key);
}

function prepareOptions(key, use, name, isPrivate) {
  const { key: data, encoding, format } = key;
  const object = fromObject(data, use);
  if (object !== undefined) return object;
  if (isPrivate && data instanceof URL) return refuseStore();
  if (format === 'jwk') {
    validateObject(data, `${name}.key`);
    return { data, format };
  }
  if (format === 'raw-public' || format === 'raw-private' || format === 'raw-seed') {
    if (isPrivate && format === 'raw-public') throw new codes.ERR_INVALID_ARG_VALUE(`${name}.format`, format);
    if (!isBytes(data) || typeof data === 'string') {
      throw new codes.ERR_INVALID_ARG_TYPE(`${name}.key`, BUFFERS, data);
    }
    validateString(key.asymmetricKeyType, `${name}.asymmetricKeyType`);
    if (key.asymmetricKeyType === 'ec') validateString(key.namedCurve, `${name}.namedCurve`);
    return { data, format, type: key.asymmetricKeyType, namedCurve: key.namedCurve };
  }
  if (!isBytes(data)) {
    throw new codes.ERR_INVALID_ARG_TYPE(`${name}.key`, keyTypes(use !== 'createPrivate', isPrivate), data);
  }
  const bytes = toBytes(data, `${name}.key`, encoding);
  const parsed = parseEncoding(key, undefined, isPrivate ? false : undefined, name);
  return { data: bytes, format: parsed.format, type: parsed.type, passphrase: parsed.passphrase };
}

function load({ handle, data, format, type, passphrase, namedCurve }, isPrivate) {
  if (handle !== undefined) return handle;
  if (format === 'jwk') return jwk().importJwk(data, isPrivate);
  if (format !== 'pem' && format !== 'der') {
    return require('ext/crypto/raw_keys').importRaw(
      format,
      toBytes(data, 'key'),
      type,
      namedCurve,
      isPrivate,
    );
  }
  return native.keyRead(data, FORMATS[format], TYPES[type] ?? 0, passphrase, isPrivate);
}

/** The handle of what prepareKey() gave, where a private key is needed. */
const loadPrivate = (prepared) => load(prepared, true);
/** The same where either will do. */
const loadAny = (prepared) => load(prepared, false);
/** The same, made a public one. */
const loadPublic = (prepared) => native.keyPublic(load(prepared, false));

// ---- keys that are wanted back ----

function exportPublic(handle, keyType, options) {
  if (options?.format === 'jwk') return jwk().exportJwk('public', handle);
  if (options?.format === 'raw-public') {
    if (keyType === 'ec') {
      const { type = 'uncompressed' } = options;
      validateOneOf(type, 'options.type', ['compressed', 'uncompressed']);
      return toBuffer(native.keyPoint(handle, type === 'compressed' ? COMPRESSED : UNCOMPRESSED));
    }
    return require('ext/crypto/raw_keys').exportRaw(handle, 'raw-public');
  }
  return writeKey(handle, parsePublicEncoding(options, keyType), false);
}

function exportPrivate(handle, keyType, options) {
  const format = options?.format;
  if (options?.passphrase !== undefined && format !== 'pem' && format !== 'der') {
    throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(format, 'does not support encryption');
  }
  if (format === 'jwk') return jwk().exportJwk('private', handle);
  if (format === 'raw-private' || format === 'raw-seed') {
    return require('ext/crypto/raw_keys').exportRaw(handle, format);
  }
  return writeKey(handle, parsePrivateEncoding(options, keyType), true);
}

/** A key in an encoding that parseEncoding() gave. */
function writeKey(handle, { format, type, cipher, passphrase }, isPrivate) {
  if (format === 'jwk') return jwk().exportJwk(isPrivate ? 'private' : 'public', handle);
  if (format === 'raw-public' && native.keyName(handle) === 'ec')
    return toBuffer(native.keyPoint(handle, type));
  if (format.startsWith('raw')) return require('ext/crypto/raw_keys').exportRaw(handle, format);
  const result = native.keyWrite(handle, FORMATS[format], TYPES[type], cipher ?? undefined, passphrase);
  return typeof result === 'string' ? result : toBuffer(result);
}

module.exports = {
  exportPrivate, exportPublic, hkdfKey, loadAny, loadPrivate, loadPublic, nameOf, parsePrivateEncoding,
  parsePublicEncoding, passwordBytes, prepareKey, secretBytes, secretInput, warnOfUnextractable, writeKey,
}; // prettier-ignore
