'use strict';

// Hash, Hmac and hash(). Small inputs are kept until digest() and hashed in one call; large ones go piece by piece.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { validateEncoding, validateObject, validateString, validateUint32 } = require('ext/base/validators');
const { LazyTransform } = require('ext/crypto/lazy_transform');
const { stringOption, toBytes, output } = require('ext/crypto/bytes');
const keys = require.lazy('ext/crypto/key_input');

const KEEP_AT_MOST = 16384;
const checked = new Set();
const macs = new Set();
const kState = Symbol('kState');
let shakeWarned = false;

function checkDigest(algorithm, length) {
  if (length === undefined && checked.has(algorithm)) return;
  native.hashCheck(algorithm, length);
  checked.add(algorithm);
}

function warnOfLength(algorithm) {
  if (algorithm.length < 8 || algorithm.length > 9 || shakeWarned) return;
  const name = algorithm.toLowerCase().replace('-', '');
  if (name !== 'shake128' && name !== 'shake256') return;
  shakeWarned = true;
  require('node/process').emitWarning(
    'Creating SHAKE128/256 digests without an explicit options.outputLength is deprecated.',
    'DeprecationWarning',
    'DEP0198',
  );
}

/** What a Hash or an Hmac is at: pieces that are kept, or OpenSSL's state. */
class State {
  finished = false;
  pieces = [];
  kept = 0;
  native = undefined;

  constructor(algorithm, length, key) {
    this.algorithm = algorithm;
    this.length = length;
    this.key = key; // of an Hmac
  }

  spill() {
    this.native ??=
      this.key === undefined ? native.hashNew(this.algorithm) : native.hmacNew(this.algorithm, this.key);
    for (const piece of this.pieces) native.hashUpdate(this.native, piece);
    this.pieces = [];
    this.kept = 0;
    return this.native;
  }

  // Strings as they are are UTF-8; the others are bytes that nobody else has, or are copied.
  update(data, encoding) {
    let piece = data;
    if (typeof data === 'string') {
      if (encoding && encoding !== 'utf8' && encoding !== 'utf-8' && encoding !== 'buffer') {
        piece = toBytes(data, 'data', encoding);
      }
    }
    const size = typeof piece === 'string' ? piece.length : piece.byteLength;
    if (this.native === undefined && this.kept + size <= KEEP_AT_MOST && this.pieces.length < 64) {
      if (piece === data && typeof piece !== 'string') {
        piece = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength).slice();
      }
      this.pieces.push(piece);
      this.kept += size;
      return true;
    }
    return native.hashUpdate(this.spill(), piece);
  }

  end(hex) {
    if (this.native !== undefined) return native.hashFinish(this.native, this.length, hex);
    if (this.key !== undefined) return native.hmac(this.algorithm, this.key, this.pieces, hex);
    const { pieces } = this;
    return native.digest(this.algorithm, pieces.length === 1 ? pieces[0] : pieces, this.length, hex);
  }

  digest(encoding) {
    const hex = encoding === 'hex';
    const result = this.end(hex);
    return hex && typeof result === 'string' ? result : output(result, encoding);
  }
}

/** What Node.js' cSHAKE options would do: this OpenSSL has no cSHAKE. */
function refuseCustom(options) {
  for (const name of ['functionName', 'customization']) {
    const value = options?.[name];
    if (value === undefined) continue;
    const bytes = toBytes(value, `options.${name}`);
    if (bytes.includes(0)) {
      throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, value, 'must not contain NUL bytes');
    }
    if (bytes.length > 0) throw new Error('Unsupported state or unable to set cSHAKE parameters');
  }
}

/**
 * @param {string} algorithm one of getHashes()
 * @param {object} [options] a Transform's; outputLength: bytes of an extendable digest
 */
function Hash(algorithm, options) {
  if (!new.target) return new Hash(algorithm, options);
  const copied = algorithm instanceof State ? algorithm : undefined;
  if (copied === undefined) validateString(algorithm, 'algorithm');
  let length = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (length !== undefined) {
    validateUint32(length, 'options.outputLength');
    length += 0;
  }
  if (copied === undefined) {
    if (typeof options === 'object') refuseCustom(options);
    checkDigest(algorithm, length);
    this[kState] = new State(algorithm, length, undefined);
    if (length === undefined) warnOfLength(algorithm);
  } else {
    if (length !== undefined) native.hashCheck(copied.algorithm, length);
    const state = new State(copied.algorithm, length, undefined);
    state.native = native.hashCopy(copied.spill());
    this[kState] = state;
  }
  this._options = options;
}
Object.setPrototypeOf(Hash.prototype, LazyTransform.prototype);
Object.setPrototypeOf(Hash, LazyTransform);

/** A Hash that goes on from here by itself. */
Hash.prototype.copy = function copy(options) {
  const state = this[kState];
  if (state.finished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(state, options);
};

Hash.prototype._transform = function _transform(chunk, encoding, callback) {
  if (!this[kState].update(chunk, encoding)) return callback(new codes.ERR_CRYPTO_HASH_UPDATE_FAILED());
  callback();
};

Hash.prototype._flush = function _flush(callback) {
  this.push(this[kState].digest());
  callback();
};

/**
 * @param {string | ArrayBufferView} data
 * @param {string} [encoding] of a string, default utf8
 * @throws {ERR_CRYPTO_HASH_FINALIZED}
 */
Hash.prototype.update = function update(data, encoding) {
  const state = this[kState];
  if (state.finished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
  if (typeof data === 'string') {
    validateEncoding(data, encoding);
  } else if (!ArrayBuffer.isView(data)) {
    throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  if (!state.update(data, encoding)) throw new codes.ERR_CRYPTO_HASH_UPDATE_FAILED();
  return this;
};

/**
 * @param {string} [outputEncoding] default: a Buffer
 * @throws {ERR_CRYPTO_HASH_FINALIZED}
 */
Hash.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state.finished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
  const result = state.digest(outputEncoding && `${outputEncoding}`);
  state.finished = true;
  return result;
};

/**
 * @param {string} hmac the digest's name
 * @param {string | ArrayBufferView | ArrayBuffer | KeyObject | CryptoKey} key
 * @param {object} [options] a Transform's; encoding: of a key that is a string
 */
function Hmac(hmac, key, options) {
  if (!(this instanceof Hmac)) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  const encoding = stringOption(options, 'encoding');
  const secret = keys().secretInput(key, encoding);
  if (!macs.has(hmac)) {
    if (!native.hasDigest(hmac)) throw new codes.ERR_CRYPTO_INVALID_DIGEST(hmac);
    // OpenSSL's HMAC takes none of extendable output, and does not say why.
    if (native.hashSize(hmac) === -1) throw new Error('error:00000000:lib(0)::reason(0)');
    macs.add(hmac);
  }
  // A key object's handle, or bytes that nobody else has.
  const own = typeof key === 'string' || !(secret instanceof Uint8Array) ? secret : secret.slice();
  this[kState] = new State(hmac, undefined, own);
  this._options = options;
}
Object.setPrototypeOf(Hmac.prototype, LazyTransform.prototype);
Object.setPrototypeOf(Hmac, LazyTransform);

Hmac.prototype.update = Hash.prototype.update;

/** @param {string} [outputEncoding] default: a Buffer */
Hmac.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state.finished) return output(new Uint8Array(0), outputEncoding);
  const result = state.digest(outputEncoding && `${outputEncoding}`);
  state.finished = true;
  return result;
};

Hmac.prototype._flush = function _flush(callback) {
  this.push(this[kState].digest());
  this[kState].finished = true;
  callback();
};
Hmac.prototype._transform = Hash.prototype._transform;

function outputEncodingOf(encoding) {
  if (encoding === 'hex') return encoding;
  validateString(encoding, 'outputEncoding');
  const normalized = require('ext/base/encodings').normalizeEncoding(encoding);
  if (normalized !== undefined) return normalized;
  if (encoding.toLowerCase() === 'buffer') return 'buffer';
  throw new codes.ERR_INVALID_ARG_VALUE('outputEncoding', encoding);
}

/**
 * The digest of data in one call.
 * @param {string} algorithm
 * @param {string | ArrayBufferView} input
 * @param {string | {outputEncoding?: string, outputLength?: number}} [options] default 'hex'
 */
function hash(algorithm, input, options) {
  validateString(algorithm, 'algorithm');
  if (typeof input !== 'string' && !ArrayBuffer.isView(input)) {
    throw new codes.ERR_INVALID_ARG_TYPE('input', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  }
  let encoding = 'hex';
  let length;
  if (typeof options === 'string') {
    encoding = outputEncodingOf(options);
  } else if (options !== undefined) {
    validateObject(options, 'options');
    length = options.outputLength;
    refuseCustom(options);
    encoding = outputEncodingOf(options.outputEncoding ?? 'hex');
  }
  if (length !== undefined) {
    validateUint32(length, 'outputLength');
    length += 0;
  } else {
    warnOfLength(algorithm);
  }
  const hex = encoding === 'hex';
  if (!checked.has(algorithm)) {
    if (!native.hasDigest(algorithm)) throw new Error(`Digest method ${algorithm} is not supported`);
    checked.add(algorithm);
  }
  if (length !== undefined) {
    const size = native.hashSize(algorithm);
    if (size >= 0 && size !== length) {
      throw new Error(`Output length ${length} is invalid for ${algorithm}, which does not support XOF`);
    }
  }
  const result = native.digest(algorithm, input, length, hex);
  return typeof result === 'string' ? result : output(result, encoding);
}

module.exports = { Hash, Hmac, hash };
