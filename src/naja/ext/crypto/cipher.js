'use strict';

// Cipheriv, Decipheriv and getCipherInfo.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const {
  validateEncoding,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { LazyTransform } = require('ext/crypto/lazy_transform');
const { stringOption, toBuffer, toBytes } = require('ext/crypto/bytes');
const keys = require.lazy('ext/crypto/key_input');
const encodings = require.lazy('ext/base/encodings');

const CTS_MODES = ['CS1', 'CS2', 'CS3'];
const XTS_STANDARDS = ['GB', 'IEEE'];
const MODES = {
  0: 'stream', 1: 'ecb', 2: 'cbc', 3: 'cfb', 4: 'ofb', 5: 'ctr', 6: 'gcm', 7: 'ccm', 0x10001: 'xts', 0x10002: 'wrap',
  0x10003: 'ocb', 0x10004: 'siv', 0x10005: 'gcm-siv',
}; // prettier-ignore
const kHandle = Symbol('kHandle');

/** A whole number that an option may be; -1 where it is not there. */
function numberOption(options, key) {
  const value = options?.[key];
  if (value === undefined || value === null) return -1;
  if (value >>> 0 !== value) throw new codes.ERR_INVALID_ARG_VALUE(`options.${key}`, value);
  return value + 0;
}

function begin(self, encrypts, cipher, key, iv, options) {
  validateString(cipher, 'cipher');
  const encoding = stringOption(options, 'encoding');
  const secret = keys().secretInput(key, encoding);
  const start = iv === null || ArrayBuffer.isView(iv) ? iv : toBytes(iv, 'iv');
  const tagLength = numberOption(options, 'authTagLength');
  const cts = stringOption(options, 'ctsMode');
  const xts = stringOption(options, 'xtsStandard');
  if (cts !== undefined) validateOneOf(cts, 'options.ctsMode', CTS_MODES);
  if (xts !== undefined) validateOneOf(xts, 'options.xtsStandard', XTS_STANDARDS);
  self[kHandle] = native.cipherNew(encrypts, cipher, secret, start, tagLength, cts, xts);
  self._decoder = null;
  self._options = options;
}

function decoderFor(self, encoding) {
  const normalized = encodings().normalizeEncoding(encoding);
  self._decoder ||= new (require('node/string_decoder').StringDecoder)(encoding);
  if (self._decoder.encoding !== normalized) {
    if (normalized === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
    throw new codes.ERR_INVALID_ARG_VALUE(
      'outputEncoding',
      encoding,
      `cannot be changed from '${self._decoder.encoding}'`,
    );
  }
  return self._decoder;
}

/**
 * @param {string | ArrayBufferView} data
 * @param {string} [inputEncoding] of a string
 * @param {string} [outputEncoding] default: a Buffer
 */
function update(data, inputEncoding, outputEncoding) {
  if (typeof data === 'string') {
    validateEncoding(data, inputEncoding);
  } else if (!ArrayBuffer.isView(data)) {
    throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  const bytes = typeof data === 'string' ? toBytes(data, 'data', inputEncoding) : data;
  const result = toBuffer(native.cipherUpdate(this[kHandle], bytes));
  return outputEncoding && outputEncoding !== 'buffer'
    ? decoderFor(this, outputEncoding).write(result)
    : result;
}

function final(outputEncoding) {
  const result = toBuffer(native.cipherFinal(this[kHandle]));
  return outputEncoding && outputEncoding !== 'buffer'
    ? decoderFor(this, outputEncoding).end(result)
    : result;
}

function setAutoPadding(ap) {
  if (!native.cipherPadding(this[kHandle], !!ap)) throw new codes.ERR_CRYPTO_INVALID_STATE('setAutoPadding');
  return this;
}

function getAuthTag() {
  const tag = native.cipherTag(this[kHandle]);
  if (tag === undefined) throw new codes.ERR_CRYPTO_INVALID_STATE('getAuthTag');
  return toBuffer(tag);
}

function setAuthTag(tagbuf, encoding) {
  const bytes = toBytes(tagbuf, 'buffer', encoding);
  if (!native.cipherSetTag(this[kHandle], bytes)) throw new codes.ERR_CRYPTO_INVALID_STATE('setAuthTag');
  return this;
}

function setAAD(aadbuf, options) {
  const encoding = stringOption(options, 'encoding');
  const length = numberOption(options, 'plaintextLength');
  const bytes = toBytes(aadbuf, 'aadbuf', encoding);
  if (!native.cipherAAD(this[kHandle], bytes, length)) throw new codes.ERR_CRYPTO_INVALID_STATE('setAAD');
  return this;
}

function _transform(chunk, encoding, callback) {
  const bytes = typeof chunk === 'string' ? toBytes(chunk, 'data', encoding) : chunk;
  this.push(toBuffer(native.cipherUpdate(this[kHandle], bytes)));
  callback();
}

function _flush(callback) {
  try {
    this.push(toBuffer(native.cipherFinal(this[kHandle])));
  } catch (err) {
    callback(err);
    return;
  }
  callback();
}

/** Encrypts: crypto.createCipheriv(). */
function Cipheriv(cipher, key, iv, options) {
  if (!(this instanceof Cipheriv)) return new Cipheriv(cipher, key, iv, options);
  begin(this, true, cipher, key, iv, options);
}

/** Decrypts: crypto.createDecipheriv(). */
function Decipheriv(cipher, key, iv, options) {
  if (!(this instanceof Decipheriv)) return new Decipheriv(cipher, key, iv, options);
  begin(this, false, cipher, key, iv, options);
}

for (const one of [Cipheriv, Decipheriv]) {
  Object.setPrototypeOf(one.prototype, LazyTransform.prototype);
  Object.setPrototypeOf(one, LazyTransform);
  Object.assign(one.prototype, { _transform, _flush, update, final, setAutoPadding });
  if (one === Cipheriv) one.prototype.getAuthTag = getAuthTag;
  else one.prototype.setAuthTag = setAuthTag;
  one.prototype.setAAD = setAAD;
}

/**
 * Facts of a cipher, or of it with other lengths.
 * @param {string | number} nameOrNid
 * @param {{keyLength?: number, ivLength?: number}} [options]
 * @returns {object | undefined} undefined where there is no such cipher, or not with these lengths
 */
function getCipherInfo(nameOrNid, options = {}) {
  validateObject(options, 'options');
  const { keyLength, ivLength } = options;
  if (keyLength !== undefined) validateUint32(keyLength, 'options.keyLength');
  if (ivLength !== undefined) validateUint32(ivLength, 'options.ivLength');
  if (typeof nameOrNid === 'string') {
    if (nameOrNid.length === 0) return undefined;
  } else if (typeof nameOrNid !== 'number') {
    throw new codes.ERR_INVALID_ARG_TYPE('nameOrNid', ['string', 'number'], nameOrNid);
  } else if (!Number.isInteger(nameOrNid) || nameOrNid < 1 || nameOrNid > 0x7fffffff) {
    return undefined;
  }
  const facts = native.cipherInfo(nameOrNid, keyLength, ivLength);
  if (facts === undefined) return undefined;
  const [name, nid, block, iv, key, mode] = facts;
  const info = {
    __proto__: null,
    mode: MODES[mode],
    name: name.toLowerCase(),
    nid: nid === 0 ? undefined : nid,
    keyLength: key,
    blockSize: mode === 0 ? undefined : block,
    ivLength: iv === 0 ? undefined : iv,
  };
  return info;
}

module.exports = { Cipheriv, Decipheriv, getCipherInfo };
