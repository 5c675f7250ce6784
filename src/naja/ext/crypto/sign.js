'use strict';

// Sign, Verify, sign() and verify().

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { validateEncoding, validateFunction, validateString } = require('ext/base/validators');
const { Writable } = require('node/stream');
const { NOT_SET, either } = require('ext/crypto/job');
const { toBuffer, toBytes, output } = require('ext/crypto/bytes');
const { loadAny, loadPrivate, prepareKey } = require('ext/crypto/key_input');

const PSS = 6;
const SALT_MAX_SIGN = -2;
const kState = Symbol('kState');

function integerOption(name, options) {
  const value = options[name];
  if (value === undefined) return undefined;
  if (value !== value >> 0) throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, value);
  return value;
}

// [padding, salt length, whether the signature is two numbers side by side]
function settings(key) {
  const padding = integerOption('padding', key);
  let salt = integerOption('saltLength', key);
  if (key.padding === PSS && salt === undefined) salt = SALT_MAX_SIGN;
  let pair = 0;
  if (typeof key === 'object') {
    const { dsaEncoding = 'der' } = key;
    if (dsaEncoding === 'ieee-p1363') pair = 1;
    else if (dsaEncoding !== 'der') throw new codes.ERR_INVALID_ARG_VALUE('options.dsaEncoding', dsaEncoding);
  }
  return [padding ?? NOT_SET, salt ?? NOT_SET, pair];
}

function contextOf(key) {
  const context = key?.context;
  if (context === undefined) return undefined;
  if (!ArrayBuffer.isView(context)) {
    throw new codes.ERR_INVALID_ARG_TYPE('options.context', ['Buffer', 'TypedArray', 'DataView'], context);
  }
  return context;
}

// Only some keys sign in a context.
function checkContext(context, handle) {
  if (context === undefined) return;
  if (!/^(ed|ml-dsa|slh-dsa)/.test(native.keyName(handle).toLowerCase())) {
    const message = 'Context parameter is unsupported';
    throw Object.assign(new Error(message), { code: 'ERR_CRYPTO_OPERATION_FAILED' });
  }
  if (context.byteLength > 255) {
    const message = 'context string must be at most 255 bytes';
    throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
  }
}

function begin(self, algorithm, options) {
  validateString(algorithm, 'algorithm');
  if (!native.hasDigest(algorithm)) {
    throw Object.assign(new TypeError('Invalid digest'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  }
  self[kState] = native.hashNew(algorithm);
  Writable.call(self, options);
}

/** crypto.createSign() */
function Sign(algorithm, options) {
  if (!(this instanceof Sign)) return new Sign(algorithm, options);
  begin(this, algorithm, options);
}
Object.setPrototypeOf(Sign.prototype, Writable.prototype);
Object.setPrototypeOf(Sign, Writable);

Sign.prototype._write = function _write(chunk, encoding, callback) {
  this.update(chunk, encoding);
  callback();
};

Sign.prototype.update = function update(data, encoding) {
  if (typeof data === 'string') {
    validateEncoding(data, encoding);
  } else if (!ArrayBuffer.isView(data)) {
    throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  const state = this[kState];
  if (state === undefined) throw notInitialised();
  native.hashUpdate(state, typeof data === 'string' ? toBytes(data, 'data', encoding) : data);
  return this;
};

function notInitialised() {
  return Object.assign(new Error('Not initialised'), { code: 'ERR_CRYPTO_INVALID_STATE' });
}

function finish(self) {
  const state = self[kState];
  if (state === undefined) throw notInitialised();
  self[kState] = undefined;
  return state;
}

/**
 * @param {string | Buffer | KeyObject | object} privateKey or {key, padding, saltLength, dsaEncoding}
 * @param {string} [encoding] default: a Buffer
 */
Sign.prototype.sign = function sign(privateKey, encoding) {
  if (!privateKey) throw new codes.ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const prepared = prepareKey(privateKey, 'private', 'privateKey');
  const [padding, salt, pair] = settings(privateKey);
  const handle = loadPrivate(prepared);
  return output(native.signFinish(finish(this), handle, padding, salt, pair === 1), encoding);
};

/** crypto.createVerify() */
function Verify(algorithm, options) {
  if (!(this instanceof Verify)) return new Verify(algorithm, options);
  begin(this, algorithm, options);
}
Object.setPrototypeOf(Verify.prototype, Writable.prototype);
Object.setPrototypeOf(Verify, Writable);

Verify.prototype._write = Sign.prototype._write;
Verify.prototype.update = Sign.prototype.update;

/** @returns {boolean} whether the signature is right */
Verify.prototype.verify = function verify(key, signature, sigEncoding) {
  const prepared = prepareKey(key, 'public', 'key');
  const [padding, salt, pair] = settings(key);
  const bytes = toBytes(signature, 'signature', sigEncoding);
  const handle = loadAny(prepared);
  return native.verifyFinish(finish(this), handle, bytes, padding, salt, pair === 1);
};

function checkAlgorithm(algorithm, callback) {
  if (algorithm !== undefined && algorithm !== null) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
}

// The digest that a job is given: undefined lets the key decide.
function digestFor(algorithm) {
  if (algorithm === undefined || algorithm === null) return undefined;
  if (!native.hasDigest(algorithm)) throw new codes.ERR_CRYPTO_INVALID_DIGEST(algorithm);
  return algorithm;
}

/** crypto.sign(): of a whole message. */
function signOneShot(algorithm, data, key, callback) {
  checkAlgorithm(algorithm, callback);
  const bytes = toBytes(data, 'data');
  if (!key) throw new codes.ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const numbers = settings(key);
  const context = contextOf(key);
  const handle = loadPrivate(prepareKey(key, 'private'));
  checkContext(context, handle);
  const given = { keys: [handle], numbers, bytes: [digestFor(algorithm), bytes, context] };
  return either('sign', given, callback, toBuffer);
}

/** crypto.verify(): of a whole message. */
function verifyOneShot(algorithm, data, key, signature, callback) {
  checkAlgorithm(algorithm, callback);
  const bytes = toBytes(data, 'data');
  const numbers = settings(key);
  const context = contextOf(key);
  const sig = toBytes(signature, 'signature');
  const handle = loadAny(prepareKey(key, 'public'));
  checkContext(context, handle);
  const given = { keys: [handle], numbers, bytes: [digestFor(algorithm), bytes, context, sig] };
  return either('verify', given, callback, (good) => good);
}

module.exports = { Sign, Verify, signOneShot, verifyOneShot };
