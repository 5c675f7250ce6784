'use strict';

/** Memory by its address, for `node:ffi`. */

const { native, T, AS, helper, addressOf, copyFrom, copyTo } = require('ext/ffi/core');
const { make, invalidType, invalidValue } = require('node/internal/ffi/errors');
const { validateInteger, validateString } = require('ext/base/validators');
const { isAnyArrayBuffer, isArrayBufferView, isSharedArrayBuffer } = require('ext/base/types');
const { Buffer } = require('node/buffer');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('ext/base/errors');

const LIMIT = 2n ** 64n;

function checkPointer(value, label = 'pointer') {
  if (typeof value !== 'bigint') throw invalidType(`The ${label} must be a bigint`);
  if (value < 0n || value >= LIMIT) throw invalidValue(`The ${label} must be a non-negative bigint`);
}

function checkSize(value, label) {
  if (typeof value !== 'number') throw invalidType(`The ${label} must be a number`);
  if (!Number.isInteger(value) || value < 0)
    throw invalidValue(`The ${label} must be a non-negative integer`);
  if (value > Number.MAX_SAFE_INTEGER) {
    throw make(RangeError, 'ERR_OUT_OF_RANGE', `The ${label} is too large`);
  }
}

function checkNotNull(pointer) {
  if (pointer === 0n) throw make(Error, 'ERR_FFI_INVALID_POINTER', 'Cannot dereference a null pointer');
}

function checkRange(pointer, offset, size) {
  const start = pointer + BigInt(offset);
  if (start >= LIMIT) throw invalidValue('The pointer and offset exceed the platform address range');
  if (start + BigInt(size) > LIMIT) {
    throw invalidValue('The accessed range exceeds the platform address range');
  }
}

// name in Node.js, the core's, bytes, and what a value must be
const ACCESSES = [
  ['Int8', 'i8', 1, 'an int8'],
  ['Uint8', 'u8', 1, 'a uint8'],
  ['Int16', 'i16', 2, 'an int16'],
  ['Uint16', 'u16', 2, 'a uint16'],
  ['Int32', 'i32', 4, 'an int32'],
  ['Uint32', 'u32', 4, 'a uint32'],
  ['Int64', 'i64', 8, 'an int64'],
  ['Uint64', 'u64', 8, 'a uint64'],
  ['Float32', 'f32', 4, 'a float'],
  ['Float64', 'f64', 8, 'a double'],
];

function isInteger(value, low, high) {
  return typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
}

/** What is written for a value; throws for one that is not of the type. */
function convert(value, kind, bytes, description) {
  const bad = () => invalidValue(`Value must be ${description}`);
  if (kind[0] === 'f') {
    if (typeof value !== 'number') throw bad();
    return value;
  }
  const signed = kind[0] === 'i';
  if (bytes < 8) {
    const bits = bytes * 8;
    if (!isInteger(value, signed ? -(2 ** (bits - 1)) : 0, 2 ** (signed ? bits - 1 : bits) - 1)) throw bad();
    return value;
  }
  if (typeof value === 'bigint') {
    if ((signed ? BigInt.asIntN : BigInt.asUintN)(64, value) !== value) throw bad();
    return value;
  }
  if (typeof value !== 'number') throw invalidValue('Value must be a bigint or a number');
  if (!isInteger(value, signed ? Number.MIN_SAFE_INTEGER : 0, Number.MAX_SAFE_INTEGER)) throw bad();
  return BigInt(value);
}

// The machine can be asked only where an address and an offset do not go round; the checks of a usual access are
// short.
const HIGHEST = LIMIT - 2n ** 53n - 8n;

const accessors = {};
for (const [name, kind, bytes, description] of ACCESSES) {
  let read, write;
  Object.assign(accessors, {
    [`get${name}`]() {
      const pointer = arguments[0];
      const offset = arguments[1] === undefined ? 0 : arguments[1];
      checkPointer(pointer);
      checkNotNull(pointer);
      checkSize(offset, 'offset');
      if (pointer > HIGHEST) checkRange(pointer, offset, bytes);
      read ??= helper(`read_${kind}`, T[kind], [T.pointer, T.i64 | AS.number]);
      return read(pointer, offset);
    },
    [`set${name}`]() {
      const [pointer, offset, value] = arguments;
      checkPointer(pointer);
      checkNotNull(pointer);
      if (offset === undefined) throw invalidValue('Expected an offset argument');
      checkSize(offset, 'offset');
      if (pointer > HIGHEST) checkRange(pointer, offset, 1);
      if (value === undefined) throw invalidValue('Expected a value argument');
      if (pointer > HIGHEST) checkRange(pointer, offset, bytes);
      const converted = convert(value, kind, bytes, description);
      write ??= helper(`write_${kind}`, T.void, [T.pointer, T.i64 | AS.number, T[kind]]);
      write(pointer, offset, converted);
    },
  });
}

/** The arguments of toBuffer and toArrayBuffer, and the bytes for them. */
function bytesOf([pointer, length, copy], what) {
  checkPointer(pointer, 'first argument');
  checkSize(length, 'length');
  if (pointer === 0n && length > 0) {
    throw make(Error, 'ERR_FFI_INVALID_POINTER', `Cannot create ${what} from a null pointer`);
  }
  if (pointer + BigInt(length) > LIMIT) {
    throw invalidValue('The pointer and length exceed the platform address range');
  }
  if (copy !== undefined && !copy) {
    if (length === 0) return new Uint8Array(0);
    const memory = native.view(pointer, length);
    if (memory !== null) return new Uint8Array(memory);
    throw make(
      Error,
      'ERR_OPERATION_FAILED',
      'Zero-copy views are not available when the V8 sandbox is enabled',
    );
  }
  try {
    return native.bytes(pointer, length);
  } catch {
    throw make(RangeError, 'ERR_MEMORY_ALLOCATION_FAILED', 'Failed to allocate memory');
  }
}

function exportBytes(source, pointer, length) {
  checkPointer(pointer);
  checkSize(length, 'length');
  const buffer = isAnyArrayBuffer(source) ? source : source.buffer;
  if (!isSharedArrayBuffer(buffer) && buffer.detached) {
    throw invalidValue('Invalid ArrayBuffer backing store');
  }
  const size = source.byteLength;
  if (pointer === 0n && length > 0) {
    throw make(Error, 'ERR_FFI_INVALID_POINTER', 'Cannot create a buffer from a null pointer');
  }
  if (size > 0) copyTo(pointer, source, size);
}

function checkRoom(length, needed) {
  validateInteger(length, 'len', 0);
  if (length < needed) throw new ERR_OUT_OF_RANGE('len', `>= ${needed}`, length);
}

/** Copies an ArrayBuffer to memory. */
function exportArrayBuffer(source, data, len) {
  if (Object.prototype.toString.call(source) !== '[object ArrayBuffer]') {
    throw new ERR_INVALID_ARG_TYPE('arrayBuffer', 'ArrayBuffer', source);
  }
  checkRoom(len, source.byteLength);
  exportBytes(source, data, len);
}

/** Copies the bytes of a view to memory. */
function exportArrayBufferView(source, data, len) {
  if (!isArrayBufferView(source))
    throw new ERR_INVALID_ARG_TYPE('arrayBufferView', 'ArrayBufferView', source);
  checkRoom(len, source.buffer.detached ? 0 : source.byteLength);
  exportBytes(source, data, len);
}

/** Copies a Buffer to memory. */
function exportBuffer(source, data, len) {
  if (!Buffer.isBuffer(source)) throw new ERR_INVALID_ARG_TYPE('buffer', 'Buffer', source);
  checkRoom(len, source.length);
  exportBytes(source, data, len);
}

/** Copies a string to memory, with one zero after it, or two where its characters have two bytes. */
function exportString(str, data, len, encoding = 'utf8') {
  validateString(str, 'string');
  validateString(encoding, 'encoding');
  validateInteger(len, 'len', 0);
  const wide = /^(ucs-?2|utf-?16le)$/i.test(encoding);
  const text = Buffer.from(str, encoding);
  const whole = Buffer.alloc(text.length + (wide ? 2 : 1));
  text.copy(whole);
  checkRoom(len, whole.length);
  exportBytes(whole, data, len);
}

// Native in Node.js: no constructors, and without a length.
const natives = {
  getCurrentEventLoop() {
    return native.loop();
  },
  getRawPointer() {
    const [source] = arguments;
    if (!isAnyArrayBuffer(source) && !isArrayBufferView(source)) {
      throw invalidType(
        'The first argument must be a Buffer, ArrayBuffer, SharedArrayBuffer, or ArrayBufferView',
      );
    }
    return addressOf(source);
  },
  toString() {
    const [pointer] = arguments;
    checkPointer(pointer, 'first argument');
    return pointer === 0n ? null : native.text(pointer);
  },
  toBuffer() {
    const bytes = bytesOf(arguments, 'a buffer');
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  },
  toArrayBuffer() {
    return bytesOf(arguments, 'an ArrayBuffer').buffer;
  },
};

module.exports = {
  accessors,
  natives,
  exportArrayBuffer,
  exportArrayBufferView,
  exportBuffer,
  exportString,
  copyFrom,
};
