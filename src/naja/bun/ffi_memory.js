'use strict';

/** Memory by its address: ptr, read, CString, toArrayBuffer, toBuffer. */

const native = binding('ffi');
const { coded } = require('bun/ffi_types');
const { isBytes } = require('bun/ffi_convert');
const buffer = require.lazy('node/buffer');

const U64 = 9;
const ADDRESS = 12 | (4 << 8);
const NUMBER = 1 << 8;
const EITHER = 2 << 8;

const bad = (message) => coded('ERR_INVALID_ARG_TYPE', message);

const core = (name, result, parameters) =>
  native.function(null, native.helpers[name], name, result, parameters);

const addressOf = core('address', U64 | EITHER, [ADDRESS]);

/**
 * Where bytes lie. They stay there for as long as their ArrayBuffer lives.
 * @param {ArrayBufferView | ArrayBuffer | SharedArrayBuffer} view
 * @param {number} [byteOffset]
 * @returns {number}
 * @throws {TypeError}
 */
function ptr(view, byteOffset = 0) {
  if (!isBytes(view))
    throw bad(`Expected ArrayBufferView but received ${view === null ? 'null' : typeof view}`);
  if (view.byteLength === 0) {
    throw bad("ArrayBufferView must have a length > 0. A pointer to empty memory doesn't work");
  }
  if (typeof byteOffset !== 'number') throw bad('Expected number for byteOffset');
  if (byteOffset < 0 || byteOffset > view.byteLength) throw bad('byteOffset out of bounds');
  return addressOf(view) + byteOffset;
}

/** @throws {TypeError} for what is no address, and for zero */
function checkAddress(pointer, message) {
  if (typeof pointer !== 'number' && typeof pointer !== 'bigint') throw bad(message);
  if (pointer === 0 || pointer === 0n) throw bad('ptr cannot be zero, that would segfault Bun :(');
}

/** By name: the core's type for what is read. */
const READERS = {
  u8: ['read_u8', 3],
  u16: ['read_u16', 5],
  u32: ['read_u32', 7],
  ptr: ['read_u64', U64 | EITHER],
  i8: ['read_i8', 2],
  i16: ['read_i16', 4],
  i32: ['read_i32', 6],
  i64: ['read_i64', 8],
  u64: ['read_u64', 9],
  intptr: ['read_i64', 8 | NUMBER],
  f32: ['read_f32', 10],
  f64: ['read_f64', 11],
};

/** Values at an address: `read.u8(address, offset)`. */
const read = {};
for (const name of Object.keys(READERS)) {
  const [helper, type] = READERS[name];
  let call;
  read[name] = {
    [name](pointer, byteOffset = 0) {
      if (!pointer || typeof pointer !== 'number') checkAddress(pointer, 'Expected a pointer');
      call ??= core(helper, type, [ADDRESS, 8 | EITHER]);
      return call(pointer, byteOffset);
    },
  }[name];
}

let lengthAt;
/** Bytes before the zero. */
function textLength(address) {
  lengthAt ??= core('length', U64 | EITHER, [ADDRESS]);
  return lengthAt(address);
}

/** [address, length] of what is asked for. */
function rangeOf(pointer, byteOffset, byteLength) {
  checkAddress(pointer, 'ptr must be a number.');
  const start = Number(pointer) + Number(byteOffset ?? 0);
  if (byteLength === undefined) return [start, textLength(start)];
  if (!(byteLength > 0)) throw bad('length must be > 0. This usually means a bug in your code.');
  return [start, byteLength];
}

/**
 * A copy of the bytes at an address: V8 cannot show memory that is not its own.
 * @param {number} pointer
 * @param {number} [byteOffset]
 * @param {number} [byteLength] to a zero byte, if not given
 * @returns {ArrayBuffer}
 */
function toArrayBuffer(pointer, byteOffset, byteLength) {
  const [start, length] = rangeOf(pointer, byteOffset, byteLength);
  if (length === 0) return new ArrayBuffer(0);
  return native.view(BigInt(start), length) ?? native.bytes(BigInt(start), length).buffer;
}

/** The same as a Buffer. @returns {Buffer} */
function toBuffer(pointer, byteOffset, byteLength) {
  return buffer().Buffer.from(toArrayBuffer(pointer, byteOffset, byteLength));
}

/** A text of C's, read when this is made. */
class CString extends String {
  /**
   * @param {number} pointer
   * @param {number} [byteOffset]
   * @param {number} [byteLength] to a zero byte, if not given
   */
  constructor(pointer, byteOffset, byteLength) {
    const start = pointer ? Number(pointer) + Number(byteOffset ?? 0) : 0;
    super(start === 0 ? '' : native.text(BigInt(start), byteLength));
    this.ptr = pointer ? Number(pointer) : null;
    if (byteOffset !== undefined) this.byteOffset = byteOffset;
    if (byteLength !== undefined) this.byteLength = byteLength;
  }

  /** The bytes, without the zero. @returns {ArrayBuffer} */
  get arrayBuffer() {
    if (!this.ptr) return new ArrayBuffer(0);
    return toArrayBuffer(this.ptr, this.byteOffset, this.byteLength);
  }
}

module.exports = { CString, ptr, read, toArrayBuffer, toBuffer };
