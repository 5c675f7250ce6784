'use strict';

// KeyObject and its three kinds. What they hold is an external of the binding: OpenSSL's key, or a secret's bytes.

const native = binding('crypto');
const brands = require('ext/base/brands');
const { codes } = require('ext/base/errors');
const { validateObject, validateOneOf } = require('ext/base/validators');
const { kClone, setTransferMode } = require('ext/events/symbols');
const { toBuffer } = require('ext/crypto/bytes');
const input = require.lazy('ext/crypto/key_input');
const jwk = require.lazy('ext/crypto/jwk');

const KINDS = ['secret', 'public', 'private'];
const CLONEABLE = 1;
const token = Symbol('handle');

let slotsOf;
let isKeyObject;

class KeyObject {
  #slots;

  constructor(type, handle, from) {
    if (!KINDS.includes(type)) throw new codes.ERR_INVALID_ARG_VALUE('type', type);
    if (typeof handle !== 'object' || from !== token) {
      throw new codes.ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    }
    this.#slots = { type, handle, name: undefined, details: undefined };
  }

  static {
    isKeyObject = (value) => typeof value === 'object' && value !== null && #slots in value;
    slotsOf = (key) => {
      if (!isKeyObject(key)) throw new codes.ERR_INVALID_THIS('KeyObject');
      return key.#slots;
    };
  }

  /** @returns {'secret' | 'public' | 'private'} */
  get type() {
    return slotsOf(this).type;
  }

  /** The same key for Web Crypto. */
  toCryptoKey(algorithm, extractable, keyUsages) {
    const { type, handle } = slotsOf(this);
    return require('ext/crypto/web/import').toCryptoKey(type, handle, algorithm, extractable, keyUsages);
  }

  /** @param {CryptoKey} key */
  static from(key) {
    const { isCryptoKey, slotsOfCryptoKey } = require('ext/crypto/crypto_key');
    if (!isCryptoKey(key)) throw new codes.ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    const { type, handle, extractable } = slotsOfCryptoKey(key);
    if (!extractable) input().warnOfUnextractable();
    return wrapKey(type, handle);
  }

  /** Whether another key is the same. */
  equals(otherKeyObject) {
    if (!isKeyObject(otherKeyObject)) {
      throw new codes.ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    }
    const mine = slotsOf(this);
    const theirs = slotsOf(otherKeyObject);
    return mine.type === theirs.type && native.keyEquals(mine.handle, theirs.handle);
  }

  [kClone]() {
    const { type, handle } = slotsOf(this);
    return { data: portable(type, handle), deserializeInfo: 'ext/crypto/keys:cloned' };
  }
}
Object.defineProperty(KeyObject.prototype, Symbol.toStringTag, { configurable: true, value: 'KeyObject' });

function secretSlots(key) {
  const slots = slotsOf(key);
  if (slots.type !== 'secret') throw new codes.ERR_INVALID_THIS('SecretKeyObject');
  return slots;
}

function asymmetricSlots(key) {
  const slots = slotsOf(key);
  if (slots.type === 'secret') throw new codes.ERR_INVALID_THIS('AsymmetricKeyObject');
  return slots;
}

class SecretKeyObject extends KeyObject {
  constructor(handle, from) {
    super('secret', handle, from);
  }

  /** Bytes. */
  get symmetricKeySize() {
    return native.keySize(secretSlots(this).handle);
  }

  /** @param {{format?: 'buffer' | 'jwk'}} [options] */
  export(options) {
    const { handle } = secretSlots(this);
    if (options !== undefined) {
      validateObject(options, 'options');
      validateOneOf(options.format, 'options.format', [undefined, 'buffer', 'jwk']);
      if (options.format === 'jwk') return jwk().exportJwk('secret', handle);
    }
    return toBuffer(native.keyBytes(handle));
  }
}

class AsymmetricKeyObject extends KeyObject {
  /** 'rsa', 'ec', 'ed25519' ... */
  get asymmetricKeyType() {
    return nameOf(asymmetricSlots(this));
  }

  get asymmetricKeyDetails() {
    const slots = asymmetricSlots(this);
    slots.details ??= require('ext/crypto/key_details').detailsOf(nameOf(slots), slots.handle);
    return { ...slots.details };
  }
}

class PublicKeyObject extends AsymmetricKeyObject {
  constructor(handle, from) {
    super('public', handle, from);
  }

  /** @param {{format: 'pem' | 'der' | 'jwk' | 'raw-public', type?: 'spki' | 'pkcs1'}} options */
  export(options) {
    const slots = asymmetricSlots(this);
    return input().exportPublic(slots.handle, nameOf(slots), options);
  }
}

class PrivateKeyObject extends AsymmetricKeyObject {
  constructor(handle, from) {
    super('private', handle, from);
  }

  /** @param {{format: string, type?: 'pkcs8' | 'pkcs1' | 'sec1', cipher?: string, passphrase?: string}} options */
  export(options) {
    const slots = asymmetricSlots(this);
    return input().exportPrivate(slots.handle, nameOf(slots), options);
  }
}

function nameOf(slots) {
  slots.name ??= native.keyName(slots.handle).toLowerCase();
  return slots.name;
}

/** The KeyObject of a handle. */
function wrapKey(type, handle) {
  if (type === 'secret') return new SecretKeyObject(handle, token);
  return new (type === 'public' ? PublicKeyObject : PrivateKeyObject)(handle, token);
}

// A key on its way to another thread: its bytes, which OpenSSL there makes a key of.
function portable(type, handle) {
  if (type === 'secret') return { type, bytes: native.keyBytes(handle) };
  const bytes = native.keyWrite(handle, 1, type === 'public' ? 3 : 2);
  return { type, bytes };
}

function arrived({ type, bytes }) {
  if (type === 'secret') return native.keySecret(bytes);
  const handle = native.keyRead(bytes, 1, type === 'public' ? 3 : 2, undefined, type === 'private');
  bytes.fill(0);
  return handle;
}

/** The KeyObject of a message. */
function cloned(data) {
  return wrapKey(data.type, arrived(data));
}

setTransferMode(KeyObject.prototype, CLONEABLE);
brands.isKeyObject = isKeyObject;

/** createSecretKey() */
function createSecretKey(key, encoding) {
  return wrapKey('secret', native.keySecret(input().secretInput(key, encoding, true)));
}

/** createPublicKey(): of a public or a private key. */
function createPublicKey(key) {
  return wrapKey('public', input().loadPublic(input().prepareKey(key, 'createPublic')));
}

/** createPrivateKey() */
function createPrivateKey(key) {
  return wrapKey('private', input().loadPrivate(input().prepareKey(key, 'createPrivate')));
}

module.exports = {
  KeyObject, cloned, arrived, createPrivateKey, createPublicKey, createSecretKey, isKeyObject, nameOf, portable,
  slotsOf, wrapKey,
}; // prettier-ignore
