'use strict';

// node:buffer.

const native = binding('buffer');
const { codes } = require('ext/base/errors');
const { validateArray, validateInteger, validateNumber } = require('ext/base/validators');
const { isAnyArrayBuffer, isTypedArray, isUint8Array } = require('ext/base/types');
const { normalizeEncoding } = require('ext/base/encodings');
const { codecOf, byteLengthUtf8, utf8, utf8Write } = require('ext/buffer/codecs');
const { atob, btoa } = require('ext/encoding/base64');
const pool = require('node/internal/buffer_pool');
const { FastBuffer, MAX_LENGTH, allocate, reserve, reserved, take } = pool;
const search = require('node/internal/buffer_search');
const methods = require('node/internal/buffer_methods');
const blob = require.lazy('ext/buffer/blob');
const constructorWarning = require.lazy('node/internal/buffer_deprecation');
const transcoding = require.lazy('node/internal/buffer_transcode');

const { utf8Slice } = native;
const { isView } = ArrayBuffer;
const { set, fill: fillBytes } = Uint8Array.prototype;

/**
 * The constructor of old. Deprecated: Buffer.alloc(), Buffer.allocUnsafe() and Buffer.from() say what they
 * do.
 * @param {unknown} arg a size, or what Buffer.from() takes
 * @returns {Buffer}
 */
function Buffer(arg, encodingOrOffset, length) {
  constructorWarning().warn();
  if (typeof arg !== 'number') return Buffer.from(arg, encodingOrOffset, length);
  if (typeof encodingOrOffset === 'string') throw new codes.ERR_INVALID_ARG_TYPE('string', 'string', arg);
  return Buffer.alloc(arg);
}

Buffer.prototype = FastBuffer.prototype;
Buffer.poolSize = 64 * 1024;
pool.setBuffer(Buffer);

function fromString(string, encoding) {
  let codec = utf8;
  if (encoding && encoding !== 'utf8' && typeof encoding === 'string') {
    codec = codecOf(encoding);
    if (codec === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
  }
  const { length } = string;
  if (length === 0) return new FastBuffer();
  const limit = pool.poolLimit();
  let room = length * codec.room;
  if (room >= limit) {
    room = codec.byteLength(string);
    if (room >= limit) return fromLongString(string, codec, room);
  }
  const bytes = reserve(room);
  return take(codec.write(bytes, string, reserved(), room));
}

function fromLongString(string, codec, length) {
  const buffer = pool.createUnsafe(length);
  const written = codec.write(buffer, string, 0, length);
  return written === length ? buffer : new FastBuffer(buffer.buffer, buffer.byteOffset, written);
}

function fromArrayBuffer(memory, byteOffset, length) {
  byteOffset = byteOffset === undefined ? 0 : +byteOffset || 0;
  const rest = memory.byteLength - byteOffset;
  if (rest < 0) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length !== undefined) {
    length = +length;
    if (length > rest) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
    if (!(length > 0)) length = 0;
  }
  return new FastBuffer(memory, byteOffset, length);
}

function fromArrayLike(list) {
  const { length } = list;
  if (length <= 0) return new FastBuffer();
  if (length >= pool.poolLimit()) return new FastBuffer(list);
  reserve(length);
  const buffer = take(length);
  set.call(buffer, list);
  return buffer;
}

/**
 * A buffer of a string's bytes, a copy of an array or buffer, or a view of an ArrayBuffer's memory.
 * @param {string | ArrayLike<number> | ArrayBuffer | SharedArrayBuffer | object} value
 * @param {BufferEncoding | number} [encodingOrOffset]
 * @param {number} [length]
 * @returns {Buffer}
 * @throws ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING, ERR_BUFFER_OUT_OF_BOUNDS
 */
Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);
  if (typeof value === 'object' && value !== null) {
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
    const inner = value.valueOf && value.valueOf();
    if (inner != null && inner !== value && (typeof inner === 'string' || typeof inner === 'object')) {
      return from(inner, encodingOrOffset, length);
    }
    if (value.length !== undefined || isAnyArrayBuffer(value.buffer)) {
      return typeof value.length === 'number' ? fromArrayLike(value) : new FastBuffer();
    }
    if (value.type === 'Buffer' && Array.isArray(value.data)) return fromArrayLike(value.data);
    if (typeof value[Symbol.toPrimitive] === 'function') {
      const primitive = value[Symbol.toPrimitive]('string');
      if (typeof primitive === 'string') return fromString(primitive, encodingOrOffset);
    }
  }
  const expected = ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'];
  throw new codes.ERR_INVALID_ARG_TYPE('first argument', expected, value);
};

/**
 * A copy of the memory under a typed array.
 * @param {TypedArray} view
 * @param {number} [offset] in elements
 * @param {number} [length] in elements
 * @returns {Buffer}
 */
Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!isTypedArray(view)) throw new codes.ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  const count = view.length;
  if (count === 0) return new FastBuffer();
  let start = 0;
  let end = count;
  if (offset !== undefined) {
    validateInteger(offset, 'offset', 0);
    start = offset;
    if (start >= count) return new FastBuffer();
  }
  if (length !== undefined) {
    validateInteger(length, 'length', 0);
    end = Math.min(start + length, count);
  }
  if (end <= start) return new FastBuffer();
  const size = view.BYTES_PER_ELEMENT;
  return fromArrayLike(new Uint8Array(view.buffer, view.byteOffset + start * size, (end - start) * size));
};

// A function without a prototype, so that it is no constructor.
Buffer.of = {
  of(...items) {
    const buffer = new FastBuffer(items.length);
    for (let i = 0; i < items.length; i++) buffer[i] = items[i];
    return buffer;
  },
}.of;

Object.setPrototypeOf(Buffer, Uint8Array);

/**
 * @param {number} size in bytes
 * @param {string | Uint8Array | number} [fill] zeros otherwise
 * @param {BufferEncoding} [encoding] of `fill`
 * @returns {Buffer}
 * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
 */
Buffer.alloc = function alloc(size, fill, encoding) {
  validateNumber(size, 'size', 0, MAX_LENGTH);
  if (fill === undefined || fill === 0 || !(size > 0)) return new FastBuffer(size);
  const buffer = pool.createUnsafe(size);
  return search.fill(buffer, fill, 0, buffer.length, encoding);
};

/**
 * A buffer that holds whatever its memory held before; out of a pool where it is small.
 * @param {number} size in bytes
 * @param {number} [alignment] of its address: a power of two, up to 2 ** 30
 * @returns {Buffer}
 */
Buffer.allocUnsafe = function allocUnsafe(size, alignment) {
  validateNumber(size, 'size', 0, MAX_LENGTH);
  return alignment === undefined ? allocate(size) : pool.allocateAligned(size, alignment);
};

/**
 * As allocUnsafe(), with memory of its own.
 * @param {number} size in bytes
 * @param {number} [alignment] of its address: a power of two, up to 2 ** 30
 * @returns {Buffer}
 */
Buffer.allocUnsafeSlow = function allocUnsafeSlow(size, alignment) {
  validateNumber(size, 'size', 0, MAX_LENGTH);
  return alignment === undefined ? pool.createUnsafe(size) : pool.allocateAligned(size, alignment);
};

Buffer.isBuffer = function isBuffer(b) {
  return b instanceof Buffer;
};

/**
 * The order of two buffers, for sorting.
 * @returns {-1 | 0 | 1}
 */
Buffer.compare = function compare(buf1, buf2) {
  if (!isUint8Array(buf1)) throw new codes.ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], buf1);
  if (!isUint8Array(buf2)) throw new codes.ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], buf2);
  return buf1 === buf2 ? 0 : search.compare(buf1, buf2);
};

/**
 * @param {unknown} encoding
 * @returns {boolean}
 */
Buffer.isEncoding = function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && normalizeEncoding(encoding) !== undefined;
};

/**
 * One buffer of many.
 * @param {Uint8Array[]} list
 * @param {number} [length] cut off or filled with zeros to this
 * @returns {Buffer}
 */
Buffer.concat = function concat(list, length) {
  validateArray(list, 'list');
  if (list.length === 0) return new FastBuffer();
  if (length !== undefined) validateInteger(length, 'length', 0, MAX_LENGTH);
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const part = list[i];
    if (!isUint8Array(part))
      throw new codes.ERR_INVALID_ARG_TYPE(`list[${i}]`, ['Buffer', 'Uint8Array'], part);
    total += part.byteLength;
  }
  if (length === undefined) length = total;
  const buffer = allocate(length);
  let end = 0;
  for (let i = 0; i < list.length; i++) {
    let part = list[i];
    if (end + part.byteLength > length) part = new Uint8Array(part.buffer, part.byteOffset, length - end);
    set.call(buffer, part, end);
    end += part.byteLength;
    if (end === length) break;
  }
  if (end < length) fillBytes.call(buffer, 0, end, length);
  return buffer;
};

/**
 * How many bytes a string takes in an encoding; an unknown one counts as UTF-8.
 * @param {string | ArrayBufferView | ArrayBuffer | SharedArrayBuffer} string
 * @param {BufferEncoding} [encoding]
 * @returns {number}
 */
function byteLength(string, encoding) {
  if (typeof string !== 'string') {
    if (isView(string) || isAnyArrayBuffer(string)) return string.byteLength;
    throw new codes.ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], string);
  }
  if (string.length === 0) return 0;
  const codec = !encoding || encoding === 'utf8' ? utf8 : codecOf(encoding);
  return codec === undefined ? byteLengthUtf8(string) : codec.byteLength(string);
}
Buffer.byteLength = byteLength;

Object.defineProperty(Buffer, Symbol.species, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    return FastBuffer;
  },
});

const { prototype } = Buffer;
Object.defineProperty(prototype, 'constructor', {
  __proto__: null,
  value: Buffer,
  writable: true,
  enumerable: false,
  configurable: true,
});
methods.install(prototype, Buffer);

/**
 * The bytes as a string.
 * @param {BufferEncoding} [encoding] UTF-8 otherwise
 * @param {number} [start]
 * @param {number} [end]
 * @returns {string}
 * @throws ERR_UNKNOWN_ENCODING
 */
prototype.toString = function toString(encoding, start, end) {
  if (arguments.length === 0) return utf8Slice(this, 0, this.length);
  const length = methods.lengthOf(this);
  if (start <= 0) start = 0;
  else if (start >= length) return '';
  else start = Math.trunc(start) || 0;
  if (end === undefined || end > length) end = length;
  else end = Math.trunc(end) || 0;
  if (end <= start) return '';
  if (encoding === undefined) return utf8Slice(this, start, end);
  const codec = codecOf(encoding);
  if (codec === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
  return codec.slice(this, start, end);
};
prototype.toLocaleString = prototype.toString;

/**
 * Writes a string, whole characters only.
 * @param {string} string
 * @param {number | BufferEncoding} [offset]
 * @param {number | BufferEncoding} [length]
 * @param {BufferEncoding} [encoding] UTF-8 otherwise
 * @returns {number} bytes written
 * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_ENCODING
 */
prototype.write = function write(string, offset, length, encoding) {
  const size = methods.lengthOf(this);
  if (offset === undefined) {
    return utf8Write(this, string, 0, size);
  }
  if (length === undefined && typeof offset === 'string') {
    encoding = offset;
    length = size;
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0, size);
    const rest = size - offset;
    if (length === undefined) {
      length = rest;
    } else if (typeof length === 'string') {
      encoding = length;
      length = rest;
    } else {
      validateInteger(length, 'length', 0, size);
      if (length > rest) length = rest;
    }
  }
  const codec = !encoding ? utf8 : codecOf(encoding);
  if (codec === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
  return codec.write(this, string, offset, length);
};

/**
 * Whether bytes are well-formed UTF-8.
 * @param {ArrayBuffer | SharedArrayBuffer | TypedArray} input
 * @returns {boolean}
 */
function isUtf8(input) {
  return native.isUtf8(memoryOf(input));
}

/**
 * Whether bytes are all below 128.
 * @param {ArrayBuffer | SharedArrayBuffer | TypedArray} input
 * @returns {boolean}
 */
function isAscii(input) {
  return native.isAscii(memoryOf(input));
}

function memoryOf(input) {
  if (!isTypedArray(input) && !isAnyArrayBuffer(input)) {
    throw new codes.ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  return input;
}

/**
 * The bytes of one encoding as bytes of another; what the other lacks becomes '?'.
 * @param {Uint8Array} source
 * @param {string} fromEncoding
 * @param {string} toEncoding
 * @returns {Buffer}
 */
function transcode(source, fromEncoding, toEncoding) {
  return transcoding().transcode(source, fromEncoding, toEncoding);
}

const MAX_STRING_LENGTH = 536870888;

module.exports = {
  Buffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength: MAX_LENGTH,
  kStringMaxLength: MAX_STRING_LENGTH,
  btoa,
  atob,
};

Object.defineProperties(module.exports, {
  constants: {
    __proto__: null,
    enumerable: true,
    value: Object.defineProperties(
      {},
      {
        MAX_LENGTH: { __proto__: null, value: MAX_LENGTH, enumerable: true },
        MAX_STRING_LENGTH: { __proto__: null, value: MAX_STRING_LENGTH, enumerable: true },
      },
    ),
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: methods.getInspectMaxBytes,
    set: methods.setInspectMaxBytes,
  },
});

// Loaded when somebody asks for them.
for (const name of ['Blob', 'resolveObjectURL', 'File']) {
  const define = (value) =>
    Object.defineProperty(module.exports, name, {
      __proto__: null,
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = blob()[name];
      define(value);
      return value;
    },
    set: define,
  });
}
