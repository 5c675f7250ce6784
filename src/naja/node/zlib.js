'use strict';

// node:zlib. ZIP archives are not here: what asks for one throws, naming itself.

const { convert, convertSync, defineClass } = require('node/internal/zlib/base');
const { defineModernClass } = require('node/internal/zlib/modern');
const constants = require('node/internal/zlib/constants');
const { codes: errors } = require('ext/base/errors');
const { isArrayBufferView } = require('ext/base/types');
const { validateUint32 } = require('ext/base/validators');
const handle = require.lazy('ext/zlib/handle');
const buffer = require.lazy('node/buffer');

const CLASSES = {
  Deflate: constants.DEFLATE,
  Inflate: constants.INFLATE,
  Gzip: constants.GZIP,
  Gunzip: constants.GUNZIP,
  DeflateRaw: constants.DEFLATERAW,
  InflateRaw: constants.INFLATERAW,
  Unzip: constants.UNZIP,
};
const MODERN = ['BrotliCompress', 'BrotliDecompress', 'ZstdCompress', 'ZstdDecompress'];
const ABSENT_ZIP = [
  'ZipEntry', 'ZipFile', 'ZipBuffer', 'createZipArchive', 'createZipArchiveSync', 'zipFiles', 'getMaxZipContentSize',
  'setMaxZipContentSize',
]; // prettier-ignore

const Z_CODES = Object.keys(constants).slice(6, 15); // Z_OK to Z_VERSION_ERROR

/** Numbers by name and names by number. */
function codeTable() {
  const table = {};
  for (const name of Z_CODES) table[name] = constants[name];
  for (const name of Z_CODES) table[constants[name]] = name;
  return Object.freeze(table);
}

/**
 * The CRC-32 of data, or of data that follows other data whose checksum is `value`.
 * @param {string | ArrayBufferView} data a string counts as UTF-8
 * @param {number} [value] an unsigned 32-bit integer
 * @returns {number}
 * @throws {ERR_INVALID_ARG_TYPE | ERR_OUT_OF_RANGE}
 */
function crc32(data, value = 0) {
  if (typeof data !== 'string' && !isArrayBufferView(data)) {
    throw new errors.ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
  }
  validateUint32(value, 'value');
  if (typeof data === 'string') data = buffer().Buffer.from(data);
  else if (!(data instanceof Uint8Array))
    data = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return handle().crc32(data, value);
}

function convenience(Class) {
  return function asyncBufferWrapper(buffer, opts, callback) {
    if (typeof opts === 'function') {
      callback = opts;
      opts = {};
    }
    return convert(new Class(opts), buffer, callback);
  };
}

function convenienceSync(Class) {
  return function syncBufferWrapper(buffer, opts) {
    return convertSync(new Class(opts), buffer);
  };
}

function factory(name) {
  const create = {
    [`create${name}`]: function (options) {
      return new module.exports[name](options);
    },
  }[`create${name}`];
  return { __proto__: null, value: create, enumerable: true, configurable: true, writable: true };
}

/** A function, or class, that says that it is not there. */
function absent(name) {
  return {
    [name]: function () {
      throw new Error(`zlib.${name} is not available in Naja yet`);
    },
  }[name];
}

module.exports = { crc32 };
for (const name in CLASSES) module.exports[name] = defineClass(name, CLASSES[name]);
for (const name of MODERN) module.exports[name] = defineModernClass(name);
for (const name of [...Object.keys(CLASSES), ...MODERN]) {
  const verb = name[0].toLowerCase() + name.slice(1);
  module.exports[verb] = convenience(module.exports[name]);
  module.exports[`${verb}Sync`] = convenienceSync(module.exports[name]);
}
for (const name of [...Object.keys(CLASSES), ...MODERN])
  Object.defineProperty(module.exports, `create${name}`, factory(name));
for (const name of ABSENT_ZIP) module.exports[name] = absent(name);
Object.defineProperty(module.exports, 'constants', { __proto__: null, value: constants, enumerable: true });
Object.defineProperty(module.exports, 'codes', { __proto__: null, value: codeTable(), enumerable: true });
// The constants from before there was `constants`; packages still read them.
for (const name in constants) {
  if (!name.startsWith('BROTLI')) {
    Object.defineProperty(module.exports, name, { __proto__: null, value: constants[name] });
  }
}
