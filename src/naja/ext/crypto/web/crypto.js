'use strict';

// Crypto, CryptoKey and SubtleCrypto (Web Cryptography API): globalThis.crypto.

const { codes } = require('ext/base/errors');
const random = require.lazy('ext/crypto/random');

const token = Symbol('crypto');

class Crypto {
  #own;

  constructor(from) {
    if (from !== token) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    this.#own = true;
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#own in value))
      throw new codes.ERR_INVALID_THIS('Crypto');
  }

  get subtle() {
    Crypto.#check(this);
    return require('ext/crypto/web/subtle').subtle;
  }

  getRandomValues(array) {
    Crypto.#check(this);
    return random().getRandomValues(array, arguments.length);
  }

  randomUUID(options) {
    Crypto.#check(this);
    return random().randomUUID(options);
  }
}
Object.defineProperty(Crypto.prototype, Symbol.toStringTag, { configurable: true, value: 'Crypto' });
for (const name of ['subtle', 'getRandomValues', 'randomUUID']) {
  Object.defineProperty(Crypto.prototype, name, { enumerable: true });
}

module.exports = {
  Crypto,
  crypto: new Crypto(token),
  get CryptoKey() {
    return require('ext/crypto/crypto_key').CryptoKey;
  },
  get SubtleCrypto() {
    return require('ext/crypto/web/subtle').SubtleCrypto;
  },
};
