'use strict';

// Hash, Hmac and hash(). Small inputs are kept until digest() and hashed in one call; large ones go piece by piece.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { validateEncoding, validateString, validateUint32 } = require('ext/base/validators');
const { Transform } = require('node/stream');
const { toBytes, output } = require('ext/crypto/bytes');

const KEEP_AT_MOST = 16384;
const registry = new FinalizationRegistry((state) => native.hashDrop(state));
const checked = new Set();

function checkDigest(algorithm) {
  if (checked.has(algorithm)) return;
  native.hashCheck(algorithm);
  checked.add(algorithm);
}

/** The digest of bytes or of several pieces: OpenSSL's directly where it can be, else through Python. */
function digestOf(algorithm, data, length) {
  const fast = length === undefined ? native.digest(algorithm, data) : undefined;
  return fast ?? native.hashOnce(algorithm, data, length);
}

/** What Hash and Hmac share: a Transform whose one chunk is the digest. */
class Digest extends Transform {
  #begin;
  #once;
  #pieces = [];
  #kept = 0;
  #state = 0;
  #finished = false;
  #length;

  constructor(options, begin, once, length, state = 0) {
    super(options);
    this.#begin = begin;
    this.#once = once;
    this.#length = length;
    this.#state = state;
    if (state) registry.register(this, state, this);
  }

  _transform(chunk, encoding, callback) {
    this.update(chunk, encoding);
    callback();
  }

  _flush(callback) {
    this.push(this.digest());
    callback();
  }

  #spill() {
    if (this.#state === 0) {
      this.#state = this.#begin();
      registry.register(this, this.#state, this);
    }
    for (const piece of this.#pieces) native.hashUpdate(this.#state, piece);
    this.#pieces = [];
    this.#kept = 0;
  }

  /**
   * @param {string | ArrayBufferView} data
   * @param {string} [encoding] of a string, default utf8
   */
  update(data, encoding) {
    if (this.#finished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    if (typeof data === 'string') {
      validateEncoding(data, encoding);
    } else if (!ArrayBuffer.isView(data)) {
      throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
    }
    let bytes = toBytes(data, 'data', encoding);
    if (this.#state === 0 && this.#once !== undefined && this.#kept + bytes.length <= KEEP_AT_MOST) {
      if (typeof data !== 'string') bytes = bytes.slice(); // the caller may change it
      this.#pieces.push(bytes);
      this.#kept += bytes.length;
    } else {
      this.#spill();
      native.hashUpdate(this.#state, bytes);
    }
    return this;
  }

  digestBytes() {
    this.#finished = true;
    if (this.#state === 0 && this.#once !== undefined) return this.#once(this.#pieces, this.#length);
    if (this.#state === 0) this.#spill();
    registry.unregister(this);
    return native.hashFinish(this.#state, this.#length);
  }

  get isFinished() {
    return this.#finished;
  }

  copyState() {
    if (this.#finished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    this.#spill();
    return native.hashCopy(this.#state);
  }
}
for (const name of ['digestBytes', 'isFinished', 'copyState']) {
  Object.defineProperty(Digest.prototype, name, { enumerable: false });
}

class Hash extends Digest {
  #algorithm;

  constructor(algorithm, options, state) {
    validateString(algorithm, 'algorithm');
    const length = options?.outputLength;
    if (length !== undefined) validateUint32(length, 'options.outputLength');
    checkDigest(algorithm);
    super(
      options,
      () => native.hashBegin(algorithm),
      (pieces, size) => digestOf(algorithm, pieces.length === 1 ? pieces[0] : pieces, size),
      length,
      state,
    );
    this.#algorithm = algorithm;
  }

  /**
   * @param {string} [encoding] default: a Buffer
   * @throws {ERR_CRYPTO_HASH_FINALIZED}
   */
  digest(encoding) {
    if (this.isFinished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    return output(this.digestBytes(), encoding);
  }

  /** A Hash that goes on from here by itself. */
  copy(options) {
    return new Hash(this.#algorithm, options, this.copyState());
  }
}

class Hmac extends Digest {
  constructor(algorithm, key, options) {
    validateString(algorithm, 'hmac');
    if (key === null || key === undefined) {
      throw new codes.ERR_INVALID_ARG_TYPE(
        'key',
        ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'KeyObject', 'CryptoKey'],
        key,
      );
    }
    const state = native.hmacBegin(algorithm, toBytes(key, 'key', options?.encoding));
    super(options, undefined, undefined, undefined, state);
  }

  /**
   * @param {string} [encoding] default: a Buffer
   */
  digest(encoding) {
    if (this.isFinished) return output(new Uint8Array(0), encoding);
    return output(this.digestBytes(), encoding);
  }
}

/**
 * The digest of data in one call.
 * @param {string} algorithm
 * @param {string | ArrayBufferView} data
 * @param {string | {outputEncoding?: string, outputLength?: number}} [options] default 'hex'
 */
function hash(algorithm, data, options = 'hex') {
  validateString(algorithm, 'algorithm');
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw new codes.ERR_INVALID_ARG_TYPE('input', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
  }
  const encoding = typeof options === 'string' ? options : (options?.outputEncoding ?? 'hex');
  validateString(encoding, 'outputEncoding');
  try {
    checkDigest(algorithm);
  } catch {
    throw new Error(`Digest method ${algorithm} is not supported`);
  }
  return output(digestOf(algorithm, toBytes(data, 'input'), options?.outputLength), encoding);
}

module.exports = { Hash, Hmac, hash };
