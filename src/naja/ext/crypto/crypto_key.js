'use strict';

// CryptoKey (Web Cryptography API 13). What it holds is out of its users' reach; how it is seen is a copy.

const native = binding('crypto');
const brands = require('ext/base/brands');
const { codes } = require('ext/base/errors');
const { kClone, setTransferMode } = require('ext/events/symbols');
const inspect = require.lazy('ext/console/inspect');

const CLONEABLE = 1;
const token = Symbol('handle');

/** The order in which usages are listed. */
const USAGES = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey', 'encapsulateKey',
  'encapsulateBits', 'decapsulateKey', 'decapsulateBits',
]; // prettier-ignore

let isCryptoKey;
let rawSlots;

function copyOf(algorithm) {
  const copy = { ...algorithm };
  if (copy.hash !== undefined) copy.hash = { ...copy.hash };
  if (copy.publicExponent !== undefined) copy.publicExponent = new Uint8Array(copy.publicExponent);
  return copy;
}

class CryptoKey {
  #slots;

  constructor(slots, from) {
    if (from !== token) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    this.#slots = slots;
  }

  static {
    isCryptoKey = (value) => typeof value === 'object' && value !== null && #slots in value;
    rawSlots = (key) => key.#slots;
  }

  get type() {
    return slotsOfCryptoKey(this).type;
  }

  get extractable() {
    return slotsOfCryptoKey(this).extractable;
  }

  get algorithm() {
    const slots = slotsOfCryptoKey(this);
    slots.shownAlgorithm ??= copyOf(slots.algorithm);
    return slots.shownAlgorithm;
  }

  get usages() {
    const slots = slotsOfCryptoKey(this);
    slots.shownUsages ??= [...slots.usages];
    return slots.shownUsages;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0) return this;
    const { type, extractable, algorithm, usages } = slotsOfCryptoKey(this);
    const shown = { type, extractable, algorithm: copyOf(algorithm), usages: [...usages] };
    const next = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `CryptoKey ${inspect().inspect(shown, next)}`;
  }

  [kClone]() {
    const { type, handle, algorithm, usages, extractable } = slotsOfCryptoKey(this);
    const data = { key: require('ext/crypto/keys').portable(type, handle), algorithm, usages, extractable };
    return { data, deserializeInfo: 'ext/crypto/crypto_key:cloned' };
  }
}
Object.defineProperty(CryptoKey.prototype, Symbol.toStringTag, { configurable: true, value: 'CryptoKey' });
for (const name of ['type', 'extractable', 'algorithm', 'usages']) {
  Object.defineProperty(CryptoKey.prototype, name, { enumerable: true });
}
setTransferMode(CryptoKey.prototype, CLONEABLE);
brands.isCryptoKey = isCryptoKey;
brands.cryptoKeyEquals = (a, b) => {
  const { type, handle } = rawSlots(a);
  return type === rawSlots(b).type && native.keyEquals(handle, rawSlots(b).handle);
};

/** The CryptoKey of a message. */
function cloned({ key, algorithm, usages, extractable }) {
  return makeCryptoKey(key.type, require('ext/crypto/keys').arrived(key), algorithm, extractable, usages);
}

/** @throws {ERR_INVALID_THIS} */
function slotsOfCryptoKey(key) {
  if (!isCryptoKey(key)) throw new codes.ERR_INVALID_THIS('CryptoKey');
  return rawSlots(key);
}

/**
 * @param {'secret' | 'public' | 'private'} type
 * @param {object} handle the binding's
 * @param {object} algorithm its name and parameters
 * @param {Iterable<string>} usages in any order
 */
function makeCryptoKey(type, handle, algorithm, extractable, usages) {
  const wanted = new Set(usages);
  const slots = { type, handle, algorithm, extractable, usages: USAGES.filter((usage) => wanted.has(usage)) };
  return new CryptoKey(slots, token);
}

module.exports = { CryptoKey, cloned, isCryptoKey, makeCryptoKey, slotsOfCryptoKey, USAGES };
