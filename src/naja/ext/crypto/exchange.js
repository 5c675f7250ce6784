'use strict';

// DiffieHellman, DiffieHellmanGroup, ECDH; diffieHellman(), encapsulate(), decapsulate().

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { deprecate } = require('ext/base/deprecate');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');
const { validateFunction, validateInt32, validateObject, validateString } = require('ext/base/validators');
const { Buffer } = require('node/buffer');
const { either } = require('ext/crypto/job');
const { output, toBuffer, toBytes } = require('ext/crypto/bytes');
const { loadAny, loadPrivate, prepareKey } = require('ext/crypto/key_input');
const { isKeyObject, nameOf, slotsOf } = require('ext/crypto/keys');

const kHandle = Symbol('kHandle');
const PRIME = 0;
const GENERATOR = 1;
const PUBLIC = 2;
const PRIVATE = 3;
const FORMS = { compressed: 2, uncompressed: 4, hybrid: 6 };

const isBytes = (value) => isArrayBufferView(value) || isAnyArrayBuffer(value);

function showCheck(self) {
  Object.defineProperty(self, 'verifyError', {
    enumerable: true,
    value: native.dhCheck(self[kHandle]),
    writable: false,
  });
}

/**
 * crypto.createDiffieHellman(): of so many bits, or with a prime.
 * @param {number | string | ArrayBufferView | ArrayBuffer} sizeOrKey
 */
function DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding) {
  if (!(this instanceof DiffieHellman))
    return new DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding);
  const kinds = ['number', 'string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
  if (typeof sizeOrKey !== 'number' && typeof sizeOrKey !== 'string' && !isBytes(sizeOrKey)) {
    throw new codes.ERR_INVALID_ARG_TYPE('sizeOrKey', kinds, sizeOrKey);
  }
  if (typeof sizeOrKey === 'number') validateInt32(sizeOrKey, 'sizeOrKey');
  if (keyEncoding && !Buffer.isEncoding(keyEncoding) && keyEncoding !== 'buffer') {
    genEncoding = generator;
    generator = keyEncoding;
    keyEncoding = false;
  }
  if (typeof sizeOrKey !== 'number') sizeOrKey = toBytes(sizeOrKey, 'sizeOrKey', keyEncoding || undefined);
  if (!generator) {
    generator = 2;
  } else if (typeof generator === 'number') {
    validateInt32(generator, 'generator');
  } else if (typeof generator === 'string' || isBytes(generator)) {
    generator = toBytes(generator, 'generator', genEncoding);
  } else {
    throw new codes.ERR_INVALID_ARG_TYPE('generator', kinds, generator);
  }
  this[kHandle] = native.dhNew(sizeOrKey, generator);
  showCheck(this);
}

/** crypto.createDiffieHellmanGroup(): a group of RFC 2409 or RFC 3526. */
function DiffieHellmanGroup(name) {
  if (!(this instanceof DiffieHellmanGroup)) return new DiffieHellmanGroup(name);
  validateString(name, 'name');
  this[kHandle] = native.dhGroup(name);
  if (this[kHandle] === undefined) throw new codes.ERR_CRYPTO_UNKNOWN_DH_GROUP();
  showCheck(this);
}

// An error of Node.js' native side: the message stands for itself.
function invalidState(message) {
  return Object.assign(new Error(message), { code: 'ERR_CRYPTO_INVALID_STATE' });
}

function dhNumber(which, missing) {
  return function get(encoding) {
    const bytes = native.dhNumber(this[kHandle], which);
    if (bytes === undefined) throw invalidState(missing);
    return output(bytes, encoding);
  };
}

const dhMethods = {
  generateKeys(encoding) {
    native.dhGenerate(this[kHandle]);
    return output(native.dhNumber(this[kHandle], PUBLIC), encoding);
  },
  computeSecret(key, inEnc, outEnc) {
    return output(native.dhSecret(this[kHandle], toBytes(key, 'key', inEnc)), outEnc);
  },
  getPrime: dhNumber(PRIME, 'p is null'),
  getGenerator: dhNumber(GENERATOR, 'g is null'),
  getPublicKey: dhNumber(PUBLIC, 'No public key - did you forget to generate one?'),
  getPrivateKey: dhNumber(PRIVATE, 'No private key - did you forget to generate one?'),
};
Object.assign(DiffieHellman.prototype, dhMethods);
Object.assign(DiffieHellmanGroup.prototype, dhMethods);

DiffieHellman.prototype.setPublicKey = function setPublicKey(key, encoding) {
  native.dhSet(this[kHandle], toBytes(key, 'key', encoding), false);
  return this;
};

DiffieHellman.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  native.dhSet(this[kHandle], toBytes(key, 'key', encoding), true);
  return this;
};

function formOf(format) {
  if (!format) return FORMS.uncompressed;
  if (!Object.hasOwn(FORMS, format)) throw new codes.ERR_CRYPTO_ECDH_INVALID_FORMAT(format);
  return FORMS[format];
}

/** crypto.createECDH() */
function ECDH(curve) {
  if (!(this instanceof ECDH)) return new ECDH(curve);
  validateString(curve, 'curve');
  this[kHandle] = native.ecNew(curve);
  if (this[kHandle] === undefined) throw new codes.ERR_CRYPTO_INVALID_CURVE();
}

ECDH.prototype.generateKeys = function generateKeys(encoding, format) {
  native.ecGenerate(this[kHandle]);
  return this.getPublicKey(encoding, format);
};

ECDH.prototype.computeSecret = function computeSecret(key, inEnc, outEnc) {
  const secret = native.ecSecret(this[kHandle], toBytes(key, 'key', inEnc));
  if (secret === undefined) throw new codes.ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY();
  if (secret === false) throw new codes.ERR_CRYPTO_INVALID_KEYPAIR();
  if (secret === null) throw operationFailed('Failed to compute ECDH key');
  return output(secret, outEnc);
};

function operationFailed(message) {
  const err = new codes.ERR_CRYPTO_OPERATION_FAILED();
  err.message = message;
  return err;
}

ECDH.prototype.getPublicKey = function getPublicKey(encoding, format) {
  const form = formOf(format);
  const point = native.ecPoint(this[kHandle], form);
  if (point === undefined) throw operationFailed('Failed to get ECDH public key');
  return output(point, encoding);
};

ECDH.prototype.getPrivateKey = function getPrivateKey(encoding) {
  const bytes = native.ecPrivate(this[kHandle]);
  if (bytes === undefined) throw operationFailed('Failed to get ECDH private key');
  return output(bytes, encoding);
};

ECDH.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  if (!native.ecSetPrivate(this[kHandle], toBytes(key, 'key', encoding))) {
    const message = 'Private key is not valid for specified curve.';
    throw Object.assign(new RangeError(message), { code: 'ERR_CRYPTO_INVALID_KEYTYPE' });
  }
  return this;
};

ECDH.prototype.setPublicKey = deprecate(
  function setPublicKey(key, encoding) {
    if (!native.ecSetPublic(this[kHandle], toBytes(key, 'key', encoding))) {
      throw operationFailed('Failed to convert Buffer to EC_POINT');
    }
    return this;
  },
  'ecdh.setPublicKey() is deprecated.',
  'DEP0031',
);

/** A point in another form. */
ECDH.convertKey = function convertKey(key, curve, inEnc, outEnc, format) {
  validateString(curve, 'curve');
  const bytes = toBytes(key, 'key', inEnc);
  const form = formOf(format);
  const result = bytes.length === 0 ? new Uint8Array(0) : native.ecConvert(bytes, curve, form);
  if (result === undefined) throw new codes.ERR_CRYPTO_INVALID_CURVE();
  if (result === false) throw operationFailed('Failed to convert Buffer to EC_POINT');
  return output(result, outEnc);
};

const EXCHANGES = ['dh', 'ec', 'x448', 'x25519'];

/** The secret that two keys share. */
function diffieHellman(options, callback) {
  validateObject(options, 'options');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const { privateKey, publicKey } = options;
  for (const [name, key] of Object.entries({ privateKey, publicKey })) {
    if (key === undefined || key === null) throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, key);
  }
  if (isKeyObject(privateKey) && privateKey.type !== 'private') {
    throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(privateKey.type, 'private');
  }
  if (isKeyObject(publicKey) && publicKey.type === 'secret') {
    throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(publicKey.type, 'private or public');
  }
  if (isKeyObject(privateKey) && isKeyObject(publicKey)) {
    const mine = nameOf(slotsOf(privateKey));
    const theirs = nameOf(slotsOf(publicKey));
    if (mine !== theirs || !EXCHANGES.includes(mine)) {
      throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY('key types for Diffie-Hellman', `${mine} and ${theirs}`);
    }
  }
  const other = loadAny(prepareKey(publicKey, 'public', 'options.publicKey'));
  const own = loadPrivate(prepareKey(privateKey, 'private', 'options.privateKey'));
  return either('derive', { keys: [own, other] }, callback, toBuffer);
}

/** A secret, and what only the key's owner can open to the same secret. */
function encapsulate(key, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  const handle = loadAny(prepareKey(key, 'public'));
  return either('encapsulate', { keys: [handle] }, callback, ([secret, wrapped]) => ({
    sharedKey: toBuffer(secret),
    ciphertext: toBuffer(wrapped),
  }));
}

function decapsulate(key, ciphertext, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  const handle = loadPrivate(prepareKey(key, 'private'));
  const bytes = toBytes(ciphertext, 'ciphertext');
  return either('decapsulate', { keys: [handle], bytes: [bytes] }, callback, toBuffer);
}

module.exports = { DiffieHellman, DiffieHellmanGroup, ECDH, decapsulate, diffieHellman, encapsulate };
