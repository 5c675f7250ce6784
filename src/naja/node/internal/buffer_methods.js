'use strict';

// Buffer.prototype: everything but toString() and write(), in the order in which Node lists it.

const native = binding('buffer');
const { codes } = require('ext/base/errors');
const { isUint8Array } = require('ext/base/types');
const { latin1Write, utf8Write } = require('ext/buffer/codecs');
const { FastBuffer, MAX_LENGTH } = require('node/internal/buffer_pool');
const search = require('node/internal/buffer_search');
const reads = require('node/internal/buffer_read');
const writes = require('node/internal/buffer_write');
const validators = require.lazy('ext/base/validators');
const inspecting = require.lazy('ext/console/inspect');
const util = () => binding('util');

// Up to this many bytes a loop in JavaScript costs less than a call into native code.
const SHORT = 32;

const { isView } = ArrayBuffer;
const { set } = Uint8Array.prototype;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
/** The length of a typed array; a TypeError for anything else. */
const lengthOf = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(typedArray, 'length').get);

// The unit of `utf8Slice(start, end)` and its like: an integer, or an error that names none.
function index(value, fallback) {
  if (value === undefined) return fallback;
  value = Math.trunc(+value) || 0;
  if (value < 0) throw indexError();
  return value;
}

function indexError() {
  const error = new RangeError('Index out of range');
  error.code = 'ERR_OUT_OF_RANGE';
  return error;
}

function slicer(slice) {
  return (buffer, start, end) => {
    if (!isView(buffer)) return slice(buffer, 0, 0); // throws
    const length = buffer.byteLength;
    if (length === 0) return '';
    start = index(start, 0);
    end = index(end, length);
    if (start >= end) return '';
    if (end > length) throw indexError();
    return slice(buffer, start, end);
  };
}

const asciiSlice = slicer(native.asciiSlice);
const base64Slice = slicer(native.base64Slice);
const base64urlSlice = slicer(native.base64urlSlice);
const latin1Slice = slicer(native.latin1Slice);
const hexSlice = slicer(native.hexSlice);
const ucs2Slice = slicer(native.ucs2Slice);
const utf8Slice = slicer(native.utf8Slice);

// asciiWrite, latin1Write, utf8Write: what does not lie within the buffer is an error.
function writeWithin(write, buffer, string, offset = 0, length) {
  if (!isView(buffer)) return native.utf8Write(buffer, '', 0, 0); // throws
  const size = buffer.byteLength;
  offset = Number(offset);
  if (offset < 0 || offset > size) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length === undefined) length = size - offset;
  else length = Number(length);
  if (length < 0 || length > size - offset) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
  return write(buffer, string, Math.trunc(offset) || 0, Math.trunc(length) || 0);
}

// base64Write, hexWrite, ucs2Write: a length that goes too far is cut off.
function writeClamped(write, buffer, string, offset, length) {
  if (!isView(buffer) || typeof string !== 'string') return write(buffer, string, 0, 0); // throws
  const size = buffer.byteLength;
  offset = index(offset, 0);
  if (offset > size) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  length = Math.min(index(length, size - offset), size - offset);
  return length === 0 ? 0 : write(buffer, string, offset, length);
}

const strings = {
  asciiSlice(start, end) {
    return asciiSlice(this, start, end);
  },
  base64Slice(start, end) {
    return base64Slice(this, start, end);
  },
  base64urlSlice(start, end) {
    return base64urlSlice(this, start, end);
  },
  latin1Slice(start, end) {
    return latin1Slice(this, start, end);
  },
  hexSlice(start, end) {
    return hexSlice(this, start, end);
  },
  ucs2Slice(start, end) {
    return ucs2Slice(this, start, end);
  },
  utf8Slice(start, end) {
    return utf8Slice(this, start, end);
  },
  asciiWrite(string, offset, length) {
    return writeWithin(latin1Write, this, string, offset, length);
  },
  base64Write(string, offset, length) {
    return writeClamped(native.base64Write, this, string, offset, length);
  },
  base64urlWrite(string, offset, length) {
    return writeClamped(native.base64Write, this, string, offset, length);
  },
  latin1Write(string, offset, length) {
    return writeWithin(latin1Write, this, string, offset, length);
  },
  hexWrite(string, offset, length) {
    return writeClamped(native.hexWrite, this, string, offset, length);
  },
  ucs2Write(string, offset, length) {
    return writeClamped(native.ucs2Write, this, string, offset, length);
  },
  utf8Write(string, offset, length) {
    return writeWithin(utf8Write, this, string, offset, length);
  },
};

// A number for copy(): what is no safe integer counts as 0.
function toInteger(value) {
  if (Number.isInteger(value)) return value;
  value = Math.floor(+value);
  return Number.isSafeInteger(value) ? value : 0;
}

function copy(source, target, targetStart, sourceStart, sourceEnd) {
  if (!isView(source)) throw new codes.ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (!isView(target)) throw new codes.ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  const sourceSize = source.byteLength;
  const targetSize = target.byteLength;
  targetStart = targetStart === undefined ? 0 : toInteger(targetStart);
  if (targetStart < 0) throw new codes.ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);
  sourceStart = sourceStart === undefined ? 0 : toInteger(sourceStart);
  if (sourceStart < 0 || sourceStart > sourceSize) {
    throw new codes.ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${sourceSize}`, sourceStart);
  }
  sourceEnd = sourceEnd === undefined ? sourceSize : toInteger(sourceEnd);
  if (sourceEnd < 0) throw new codes.ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);
  const size = Math.min(sourceEnd, sourceSize) - sourceStart;
  const count = Math.min(size, targetSize - targetStart);
  if (count <= 0) return 0;
  if (isUint8Array(source) && isUint8Array(target)) {
    if (count <= SHORT) {
      copyShort(source, target, targetStart, sourceStart, count);
      return count;
    }
    if (count === sourceSize) {
      set.call(target, source, targetStart);
      return count;
    }
  }
  return native.copy(source, target, targetStart, sourceStart, count);
}

// Overlapping ranges are of one memory, where the offsets tell from which end to begin.
function copyShort(source, target, targetStart, sourceStart, count) {
  if (target.byteOffset + targetStart <= source.byteOffset + sourceStart) {
    for (let i = 0; i < count; i++) target[targetStart + i] = source[sourceStart + i];
  } else {
    for (let i = count - 1; i >= 0; i--) target[targetStart + i] = source[sourceStart + i];
  }
}

let inspectMaxBytes = 50;

function getInspectMaxBytes() {
  return inspectMaxBytes;
}

function setInspectMaxBytes(value) {
  validators().validateNumber(value, 'INSPECT_MAX_BYTES', 0);
  inspectMaxBytes = value;
}

/** The properties that somebody gave a buffer, as inspect() shows them within it. */
function inspectExtras(buffer, context) {
  const names = util().getOwnNonIndexProperties(buffer, context.showHidden ? 0 : 2);
  if (names.length === 0) return '';
  const extras = { __proto__: null };
  for (const name of names) extras[name] = buffer[name];
  const shown = inspecting().inspect(extras, { ...context, breakLength: Infinity, compact: true });
  // between '[Object: null prototype] { ' and ' }'
  return (buffer.length === 0 ? '' : ', ') + shown.slice(27, -2);
}

// A position counted from the end where it is negative, within [0, length].
function adjust(position, length) {
  position = Math.trunc(position);
  if (position !== position) return 0;
  if (position < 0) return position + length > 0 ? position + length : 0;
  return position < length ? position : length;
}

const rest = {
  /**
   * Copies bytes into another buffer; overlapping ranges are fine.
   * @param {Uint8Array} target
   * @param {number} [targetStart]
   * @param {number} [sourceStart]
   * @param {number} [sourceEnd]
   * @returns {number} bytes copied
   * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
   */
  copy(target, targetStart, sourceStart, sourceEnd) {
    return copy(this, target, targetStart, sourceStart, sourceEnd);
  },

  toString: undefined, // its place in the list; buffer.js has it

  /**
   * @param {Uint8Array} otherBuffer
   * @returns {boolean}
   */
  equals(otherBuffer) {
    if (!isUint8Array(otherBuffer)) {
      throw new codes.ERR_INVALID_ARG_TYPE('otherBuffer', ['Buffer', 'Uint8Array'], otherBuffer);
    }
    if (this === otherBuffer) return true;
    return this.byteLength === otherBuffer.byteLength && search.compare(this, otherBuffer) === 0;
  },

  inspect(recurseTimes, context) {
    const shown = Math.min(inspectMaxBytes, this.length);
    let text = hexSlice(this, 0, shown)
      .replace(/(.{2})/g, '$1 ')
      .trim();
    const more = this.length - inspectMaxBytes;
    if (more > 0) text += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
    if (context) text += inspectExtras(this, context);
    let name = 'Buffer';
    try {
      const { constructor } = this;
      if (typeof constructor === 'function' && Object.hasOwn(constructor, 'name')) ({ name } = constructor);
    } catch {
      // a constructor that cannot be read has no name to show
    }
    return `<${name} ${text}>`;
  },

  /**
   * The order of two buffers, or of ranges of them.
   * @returns {-1 | 0 | 1}
   * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
   */
  compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
    if (!isUint8Array(target))
      throw new codes.ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
    if (arguments.length === 1) return search.compare(this, target);
    const { validateInteger } = validators();
    if (targetStart === undefined) targetStart = 0;
    else validateInteger(targetStart, 'targetStart', 0, MAX_LENGTH);
    if (targetEnd === undefined) targetEnd = target.length;
    else validateInteger(targetEnd, 'targetEnd', 0, target.length);
    if (sourceStart === undefined) sourceStart = 0;
    else validateInteger(sourceStart, 'sourceStart', 0, MAX_LENGTH);
    if (sourceEnd === undefined) sourceEnd = this.length;
    else validateInteger(sourceEnd, 'sourceEnd', 0, this.length);
    if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
    if (targetStart >= targetEnd) return 1;
    return search.compareRanges(this, sourceStart, sourceEnd, target, targetStart, targetEnd);
  },

  // Functions that can be constructors, as they are in Node.

  /** Where a byte, string or buffer is first found from `offset` on, before `end`; -1 if nowhere. */
  indexOf: function indexOf(value, offset, end, encoding) {
    return search.find(this, value, offset, end, encoding, true);
  },

  /** Where a byte, string or buffer is last found from `offset` back; -1 if nowhere. */
  lastIndexOf: function lastIndexOf(value, offset, end, encoding) {
    return search.find(this, value, offset, end, encoding, false);
  },

  includes: function includes(value, offset, end, encoding) {
    return search.find(this, value, offset, end, encoding, true) !== -1;
  },

  /** Repeats a byte, string or buffer over [offset, end). */
  fill(value, offset, end, encoding) {
    return search.fill(this, value, offset, end, encoding);
  },

  write: undefined, // its place in the list; buffer.js has it

  toJSON() {
    const data = new Array(lengthOf(this));
    for (let i = 0; i < data.length; i++) data[i] = this[i];
    return { type: 'Buffer', data };
  },

  /** A view of the same memory. */
  subarray(start, end) {
    const length = lengthOf(this);
    start = adjust(start, length);
    end = end === undefined ? length : adjust(end, length);
    return new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
  },

  /** As subarray(): unlike a Uint8Array's slice(), no copy. */
  slice(start, end) {
    return this.subarray(start, end);
  },

  swap16() {
    lengthOf(this);
    return search.swap(this, 2);
  },

  swap32() {
    lengthOf(this);
    return search.swap(this, 4);
  },

  swap64() {
    lengthOf(this);
    return search.swap(this, 8);
  },

  toLocaleString: undefined, // its place in the list; buffer.js has it
};

// The names that differ only in the case of `int`.
const ALIAS = /UInt/;

function installAll(prototype, methods, aliases) {
  for (const name of Object.keys(methods)) prototype[name] = methods[name];
  if (!aliases) return;
  for (const name of Object.keys(methods)) {
    if (ALIAS.test(name)) prototype[name.replace('UInt', 'Uint')] = methods[name];
  }
}

/**
 * @param {object} prototype Buffer.prototype
 * @param {Function} Buffer
 */
function install(prototype, Buffer) {
  installAll(prototype, reads, true);
  installAll(prototype, writes, true);
  installAll(prototype, strings, false);
  const viewOf = (name, property) =>
    Object.defineProperty(prototype, name, {
      __proto__: null,
      enumerable: true,
      get() {
        return this instanceof Buffer ? this[property] : undefined;
      },
    });
  viewOf('parent', 'buffer');
  viewOf('offset', 'byteOffset');
  installAll(prototype, rest, false);
  prototype[Symbol.for('nodejs.util.inspect.custom')] = rest.inspect;
}

module.exports = { getInspectMaxBytes, install, lengthOf, setInspectMaxBytes };
