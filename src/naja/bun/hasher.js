'use strict';

/** Bun.CryptoHasher, and the classes of single algorithms. */

const { coded } = require('bun/basics');
const { isBlob, partsOf } = require('ext/buffer/blob');
const buffer = require.lazy('node/buffer');
const crypto = require.lazy('node/crypto');
const types = require.lazy('ext/base/types');

/** What Bun can do; isThere() says what is there. */
const ALGORITHMS = (
  'blake2b512 blake2s256 md4 md5 ripemd160 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 ' +
  'sha3-384 sha3-512 shake128 shake256'
).split(' ');
const ALIASES = {
  __proto__: null,
  'sha-1': 'sha1',
  'sha-224': 'sha224',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
  'sha-512/224': 'sha512-224',
  'sha-512/256': 'sha512-256',
  'sha-512_224': 'sha512-224',
  'sha-512_256': 'sha512-256',
  'sha512/224': 'sha512-224',
  'sha512/256': 'sha512-256',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
  rmd160: 'ripemd160',
};
const SHAKE_LENGTHS = { __proto__: null, shake128: 16, shake256: 32 };
const ENCODINGS = new Set([
  'hex',
  'base64',
  'base64url',
  'latin1',
  'binary',
  'utf8',
  'utf-8',
  'ucs2',
  'utf16le',
  'buffer',
]);

const refusal = (message) => coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);

/** @throws {TypeError} */
function nameOf(algorithm) {
  if (typeof algorithm !== 'string') throw refusal('algorithm must be a string');
  const lower = algorithm.toLowerCase();
  const name = ALIASES[lower] ?? lower;
  if (!ALGORITHMS.includes(name) || !isThere(name)) throw refusal(`Unsupported algorithm ${algorithm}`);
  return name;
}

/** The bytes of what is hashed. @throws {TypeError} */
function dataOf(input) {
  if (typeof input === 'string' || ArrayBuffer.isView(input)) return input;
  if (types().isAnyArrayBuffer(input)) return new Uint8Array(input);
  if (isBlob(input)) {
    const parts = partsOf(input);
    if (parts.every((part) => part instanceof Uint8Array)) return buffer().Buffer.concat(parts);
  }
  throw refusal('input must be a string, ArrayBuffer, ArrayBufferView or Blob');
}

function createHash(name) {
  const outputLength = SHAKE_LENGTHS[name];
  return crypto().createHash(name, outputLength === undefined ? undefined : { outputLength });
}

/** What a digest is given as. @throws {TypeError} */
function give(bytes, encoding) {
  if (encoding === undefined || encoding === 'buffer') return bytes;
  if (typeof encoding === 'string') {
    if (!ENCODINGS.has(encoding.toLowerCase())) {
      throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `Unknown encoding: ${encoding}`);
    }
    return bytes.toString(encoding);
  }
  if (!ArrayBuffer.isView(encoding)) throw refusal('Expected a string or a TypedArray');
  if (encoding.byteLength < bytes.length) {
    throw refusal(`TypedArray must be at least ${bytes.length} bytes`);
  }
  new Uint8Array(encoding.buffer, encoding.byteOffset, encoding.byteLength).set(bytes);
  return encoding;
}

/** Hashes bit by bit. After digest() it begins anew; a keyed one does not. */
class CryptoHasher {
  #name;
  #hash;
  #keyed;
  #consumed = false;

  /**
   * @param {string} algorithm
   * @param {string | ArrayBufferView | ArrayBuffer} [key] makes it an HMAC
   * @throws {TypeError}
   */
  constructor(algorithm, key) {
    this.#name = nameOf(algorithm);
    this.#keyed = key !== undefined && key !== null;
    this.#hash = this.#keyed ? crypto().createHmac(this.#name, dataOf(key)) : createHash(this.#name);
  }

  /** @returns {string} */
  get algorithm() {
    return this.#name;
  }

  /** @returns {number} of a digest */
  get byteLength() {
    return createHash(this.#name).digest().length;
  }

  #check() {
    if (this.#consumed) throw new Error('HMAC has been consumed and is no longer usable');
  }

  /** @returns {this} */
  update(input, encoding) {
    this.#check();
    const data = dataOf(input);
    if (typeof data === 'string') this.#hash.update(data, encoding);
    else this.#hash.update(data);
    return this;
  }

  /** @param {string | ArrayBufferView} [encoding] or what to write it into @returns {Buffer | string | ArrayBufferView} */
  digest(encoding) {
    this.#check();
    const bytes = give(this.#hash.digest(), encoding);
    if (this.#keyed) this.#consumed = true;
    else this.#hash = createHash(this.#name);
    return bytes;
  }

  /** @returns {CryptoHasher} with what was hashed so far */
  copy() {
    this.#check();
    if (this.#keyed) throw new Error('An HMAC cannot be copied');
    const other = new CryptoHasher(this.#name);
    other.#hash = this.#hash.copy();
    return other;
  }

  /** A digest at once. */
  static hash(algorithm, input, encoding) {
    const name = nameOf(algorithm);
    const data = dataOf(input);
    if (SHAKE_LENGTHS[name] === undefined) return give(crypto().hash(name, data, 'buffer'), encoding);
    return give(createHash(name).update(data).digest(), encoding);
  }

  /** @returns {string[]} */
  static get algorithms() {
    return ALGORITHMS.filter(isThere);
  }
}

/** Whether the cryptography underneath has it. */
function isThere(name) {
  try {
    createHash(name);
    return true;
  } catch {
    return false;
  }
}

/** The class of one algorithm. */
function classOf(className, algorithm) {
  const Class = class {
    #hasher = new CryptoHasher(algorithm);

    get byteLength() {
      return Class.byteLength;
    }

    update(input) {
      this.#hasher.update(input);
      return this;
    }

    digest(encoding) {
      return this.#hasher.digest(encoding);
    }

    static get byteLength() {
      return createHash(algorithm).digest().length;
    }

    static hash(input, encoding) {
      return CryptoHasher.hash(algorithm, input, encoding);
    }
  };
  Object.defineProperty(Class, 'name', { __proto__: null, value: className, configurable: true });
  return Class;
}

/** SHA-512/256 at once. */
function sha(input, encoding) {
  return CryptoHasher.hash('sha512-256', input, encoding);
}

module.exports = {
  CryptoHasher,
  MD4: classOf('MD4', 'md4'),
  MD5: classOf('MD5', 'md5'),
  SHA1: classOf('SHA1', 'sha1'),
  SHA224: classOf('SHA224', 'sha224'),
  SHA256: classOf('SHA256', 'sha256'),
  SHA384: classOf('SHA384', 'sha384'),
  SHA512: classOf('SHA512', 'sha512'),
  SHA512_256: classOf('SHA512_256', 'sha512-256'),
  sha,
};
