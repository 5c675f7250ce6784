'use strict';

/** `Deno.UnsafePointer` and `Deno.UnsafePointerView`. */

const { native, T, AS, helper, addressOf, copyFrom } = require('ext/ffi/core');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');

class Pointer {
  #address = 0n;

  /** The address of a pointer object; undefined for anything else. */
  static read(value) {
    return typeof value === 'object' && value !== null && #address in value ? value.#address : undefined;
  }

  static write(pointer, address) {
    pointer.#address = address;
    return pointer;
  }
}

const { read, write } = Pointer;

// Pointer objects have no prototype. To make such an object takes V8 three times as long as to copy one.
const blank = Object.setPrototypeOf(new Pointer(), null);

/** The pointer object for an address; null for 0n. */
function wrap(address) {
  return address === 0n ? null : write(native.clone(blank), address);
}

/** The address of a pointer object or of null. */
function addressOfPointer(value) {
  const address = value === null ? 0n : read(value);
  if (address === undefined) throw new TypeError('expected external');
  return address;
}

const LARGEST = 2n ** 64n - 1n;

function toAddress(value) {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value);
  if (typeof value !== 'number') throw new TypeError('expected u64');
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 64) return LARGEST;
  if (value <= -(2 ** 63)) return 2n ** 63n;
  return BigInt.asUintN(64, BigInt(Math.trunc(value)));
}

/** An offset, as Deno takes it: a number, or a BigInt for one. */
function toOffset(value) {
  if (typeof value === 'bigint') return Number(BigInt.asIntN(64, value));
  if (typeof value !== 'number') throw new TypeError('expected f64');
  return Math.trunc(value) || 0;
}

let UnsafeCallback;

/** Pointers as opaque objects: null is the null pointer. */
class UnsafePointer {
  /** The pointer with an address. */
  static create(value) {
    native.demand();
    return wrap(toAddress(value));
  }

  static equals(a, b) {
    return addressOfPointer(a) === addressOfPointer(b);
  }

  /** The pointer to bytes, or to a callback's code. */
  static of(value) {
    UnsafeCallback ??= require('deno/ffi/callback').UnsafeCallback;
    if (value instanceof UnsafeCallback) return value.pointer;
    if (!isAnyArrayBuffer(value) && !isArrayBufferView(value)) {
      throw new TypeError(
        "Cannot access pointer: expected 'ArrayBuffer', 'SharedArrayBuffer', 'ArrayBufferView' or " +
          `'UnsafeCallbackPrototype', received ${typeof value}`,
      );
    }
    return value.byteLength === 0 ? null : wrap(addressOf(value));
  }

  static offset(value, offset) {
    const address = addressOfPointer(value);
    if (value === null) throw new TypeError('Invalid pointer to offset, pointer is null');
    return wrap(BigInt.asUintN(64, address + BigInt(toOffset(offset))));
  }

  /** The address, a BigInt. */
  static value(value) {
    return addressOfPointer(value);
  }
}

function view(pointer, what) {
  const address = addressOfPointer(pointer);
  if (address === 0n) throw new TypeError(`Invalid ${what} pointer, pointer is null`);
  return address;
}

// A helper is made when it is first used.
const readers = { __proto__: null };
function reader(type, as = 0) {
  return (readers[`${type} ${as}`] ??= helper(`read_${type}`, T[type] | as, [T.pointer, T.i64 | AS.number]));
}

let warned = false;
function warnOfCopy() {
  if (warned) return;
  warned = true;
  require('node/process').emitWarning(
    'An ArrayBuffer over memory that V8 cannot reach is a copy of it (docs/ffi.md)',
    'NajaWarning',
    'NAJA_FFI_COPY',
  );
}

function toLength(value) {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number') throw new TypeError('expected f64');
  return value > 0 ? Math.trunc(value) : 0;
}

function arrayBuffer(pointer, byteLength, offset) {
  const start = BigInt(toOffset(offset));
  const length = toLength(byteLength);
  const address = BigInt.asUintN(64, view(pointer, 'ArrayBuffer') + start);
  if (length === 0) return new ArrayBuffer(0);
  const memory = native.view(address, length);
  if (memory !== null) return memory;
  warnOfCopy();
  return native.bytes(address, length).buffer;
}

function copyInto(pointer, destination, offset) {
  const start = BigInt(toOffset(offset));
  const length = isArrayBufferView(destination)
    ? destination.byteLength
    : isAnyArrayBuffer(destination)
      ? destination.byteLength
      : ArrayBuffer.prototype.slice.call(destination).byteLength;
  copyFrom(destination, BigInt.asUintN(64, view(pointer, 'ArrayBuffer') + start), length);
}

function cString(pointer, offset) {
  const start = BigInt(toOffset(offset));
  return native.text(BigInt.asUintN(64, view(pointer, 'CString') + start));
}

/** Memory behind a pointer. Offsets are in bytes. */
class UnsafePointerView {
  pointer;

  constructor(pointer) {
    this.pointer = pointer;
  }

  getBool(offset = 0) {
    return reader('u8')(view(this.pointer, 'bool'), toOffset(offset)) !== 0;
  }

  getUint8(offset = 0) {
    return reader('u8')(view(this.pointer, 'u8'), toOffset(offset));
  }

  getInt8(offset = 0) {
    return reader('i8')(view(this.pointer, 'i8'), toOffset(offset));
  }

  getUint16(offset = 0) {
    return reader('u16')(view(this.pointer, 'u16'), toOffset(offset));
  }

  getInt16(offset = 0) {
    return reader('i16')(view(this.pointer, 'i16'), toOffset(offset));
  }

  getUint32(offset = 0) {
    return reader('u32')(view(this.pointer, 'u32'), toOffset(offset));
  }

  getInt32(offset = 0) {
    return reader('i32')(view(this.pointer, 'i32'), toOffset(offset));
  }

  getBigUint64(offset = 0) {
    return reader('u64')(view(this.pointer, 'u64'), Number(BigInt(offset)));
  }

  getBigInt64(offset = 0) {
    return reader('i64')(view(this.pointer, 'i64'), Number(BigInt(offset)));
  }

  getFloat32(offset = 0) {
    return reader('f32')(view(this.pointer, 'f32'), toOffset(offset));
  }

  getFloat64(offset = 0) {
    return reader('f64')(view(this.pointer, 'f64'), toOffset(offset));
  }

  getPointer(offset = 0) {
    return wrap(reader('u64')(view(this.pointer, 'pointer'), toOffset(offset)));
  }

  getCString(offset = 0) {
    return cString(this.pointer, offset);
  }

  static getCString(pointer, offset = 0) {
    return cString(pointer, offset);
  }

  /** An ArrayBuffer over the bytes there; a copy where the engine cannot have that memory (docs/ffi.md). */
  getArrayBuffer(byteLength, offset = 0) {
    return arrayBuffer(this.pointer, byteLength, offset);
  }

  static getArrayBuffer(pointer, byteLength, offset = 0) {
    return arrayBuffer(pointer, byteLength, offset);
  }

  copyInto(destination, offset = 0) {
    copyInto(this.pointer, destination, offset);
  }

  static copyInto(pointer, destination, offset = 0) {
    copyInto(pointer, destination, offset);
  }
}

module.exports = { UnsafePointer, UnsafePointerView, read, wrap, addressOfPointer };
