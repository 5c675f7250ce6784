'use strict';

// The streams of Brotli and Zstandard.

const { ZlibBase, dictionaryOf, kMakeError } = require('node/internal/zlib/base');
const constants = require('node/internal/zlib/constants');
const { codes } = require('ext/base/errors');
const codec = require('ext/compress/codec');
const deprecateInstantiation = () => require('ext/base/deprecate').deprecateInstantiation;

const BROTLI_FLUSHES = { flush: 0, finishFlush: 2, fullFlush: 1, last: 3 };
const ZSTD_FLUSHES = { flush: 0, finishFlush: 2, fullFlush: 1, last: 2 };

/** The greatest number of a parameter. */
const lastOf = (prefix) =>
  Math.max(...Object.keys(constants).map((name) => (name.startsWith(prefix) ? constants[name] : 0)));

// By kind: what a class is called, its parameters, and how it flushes.
const KINDS = {
  BrotliCompress: [
    codec.BROTLI_ENCODE,
    () => lastOf('BROTLI_PARAM_'),
    BROTLI_FLUSHES,
    constants.BROTLI_ENCODE,
  ],
  BrotliDecompress: [
    codec.BROTLI_DECODE,
    () => lastOf('BROTLI_PARAM_'),
    BROTLI_FLUSHES,
    constants.BROTLI_DECODE,
  ],
  ZstdCompress: [codec.ZSTD_ENCODE, () => lastOf('ZSTD_c_'), ZSTD_FLUSHES, constants.ZSTD_COMPRESS],
  ZstdDecompress: [codec.ZSTD_DECODE, () => lastOf('ZSTD_d_'), ZSTD_FLUSHES, constants.ZSTD_DECOMPRESS],
};

/** The parameters that a program gave, as the format takes them. */
function readParameters(params, last, brotli) {
  const list = [];
  const seen = new Set();
  for (const key of Object.keys(params)) {
    const number = Number(key);
    if (Number.isNaN(number) || number < 0 || number > last || seen.has(number)) {
      throw brotli ? new codes.ERR_BROTLI_INVALID_PARAM(key) : new codes.ERR_ZSTD_INVALID_PARAM(key);
    }
    const value = params[key];
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new codes.ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
    }
    seen.add(number);
    list.push([number, Number(value)]);
  }
  return list;
}

function makeCodec(kind, opts, last, brotli) {
  const parameters = opts?.params ? readParameters(opts.params, last(), brotli) : [];
  const dictionary = dictionaryOf(opts?.dictionary);
  let size = -1;
  if (!brotli) {
    const pledged = opts?.pledgedSrcSize;
    if (pledged !== undefined) {
      if (typeof pledged !== 'number') {
        throw Object.assign(new TypeError('pledgedSrcSize must be a number'), {
          code: 'ERR_INVALID_ARG_TYPE',
        });
      }
      size = pledged;
    }
  }
  // Brotli takes what it can of a parameter.
  const lenient = brotli ? parameters.map(([name, value]) => [name, clampQuality(name, value)]) : parameters;
  try {
    return new codec.Codec(kind, lenient, dictionary, size);
  } catch ({ message }) {
    const words = brotli ? 'Initialization failed' : message;
    throw Object.assign(new Error(words), { code: 'ERR_ZLIB_INITIALIZATION_FAILED' });
  }
}

function clampQuality(name, value) {
  return name === constants.BROTLI_PARAM_QUALITY ? Math.min(value, constants.BROTLI_MAX_QUALITY) : value;
}

/** A class of node:zlib; called without `new`, it warns once and makes one all the same. */
function defineModernClass(name) {
  const [kind, last, flushes, mode] = KINDS[name];
  const brotli = name.startsWith('Brotli');
  const Class = {
    [name]: function (opts) {
      if (!(this instanceof Class)) return deprecateInstantiation()(Class, 'DEP0184', opts);
      ZlibBase.call(this, opts, mode, makeCodec(kind, opts, last, brotli), flushes);
    },
  }[name];
  Object.setPrototypeOf(Class.prototype, ZlibBase.prototype);
  Object.setPrototypeOf(Class, ZlibBase);
  Object.defineProperty(Class.prototype, kMakeError, {
    __proto__: null,
    value: (errno, message) => codec.codecError(brotli, errno, message),
  });
  return Class;
}

module.exports = { defineModernClass };
