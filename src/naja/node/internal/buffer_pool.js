'use strict';

// Memory for buffers: small ones are slices of a pool, which is not zeroed.

const native = binding('buffer');
const { codes } = require('ext/base/errors');
const { markAsUntransferable } = require('ext/buffer/untransferable');
const validators = require.lazy('ext/base/validators');

/** The class behind Buffer, whose own constructor is for the public and slower. */
class FastBuffer extends Uint8Array {}

const MAX_LENGTH = Number.MAX_SAFE_INTEGER;
const MAX_ALIGNMENT = 2 ** 30;

// Replaced when it is used up. Its length is asked for each time: whoever detaches it gets no further.
let pool = new Uint8Array(0);
let memory = pool.buffer;
let used = 0;
let Buffer; // for Buffer.poolSize, which programs may set

function setBuffer(constructor) {
  Buffer = constructor;
}

/** Below this size a buffer comes out of the pool. */
function poolLimit() {
  return Buffer.poolSize >>> 1;
}

function newPool() {
  pool = native.createUnsafe(Buffer.poolSize);
  memory = pool.buffer;
  used = 0;
  markAsUntransferable(memory);
}

/**
 * A place in the pool.
 * @param {number} size at most poolLimit()
 * @returns {Uint8Array} the pool; the place begins at reserved() and is taken by take()
 */
function reserve(size) {
  if (size > pool.length - used) newPool();
  return pool;
}

function reserved() {
  return used;
}

/**
 * Takes the first `size` bytes of what was reserved.
 * @param {number} size
 * @returns {FastBuffer}
 */
function take(size) {
  const buffer = new FastBuffer(memory, used, size);
  used = (used + size + 7) & ~7;
  return buffer;
}

/**
 * A buffer of its own, not zeroed.
 * @param {number} size
 * @returns {FastBuffer}
 */
function createUnsafe(size) {
  // V8 keeps up to 64 bytes within the object, zeroed.
  return size <= 64 ? new FastBuffer(size) : new FastBuffer(native.createUnsafe(size).buffer);
}

/**
 * A buffer, not zeroed, out of the pool where it is small.
 * @param {number} size
 * @returns {FastBuffer}
 */
function allocate(size) {
  if (size <= 0) return new FastBuffer();
  if (size >= poolLimit()) return createUnsafe(size);
  if (size > pool.length - used) newPool();
  return take(size);
}

/**
 * A buffer whose address is a multiple of `alignment`.
 * @param {number} size
 * @param {number} alignment a power of two, up to 2 ** 30
 * @returns {FastBuffer}
 * @throws ERR_OUT_OF_RANGE, ERR_INVALID_ARG_VALUE
 */
function allocateAligned(size, alignment) {
  validators().validateInteger(alignment, 'alignment', 1, MAX_ALIGNMENT);
  if ((alignment & (alignment - 1)) !== 0) {
    throw new codes.ERR_INVALID_ARG_VALUE('alignment', alignment, 'must be a power of two');
  }
  const padding = alignment < 8 ? 8 : alignment;
  const max = MAX_LENGTH - padding;
  if (size > max) throw new codes.ERR_OUT_OF_RANGE('size', `<= ${max}`, size);
  if (size === 0) return new FastBuffer();
  const bytes = native.createUnsafe(size + padding);
  return new FastBuffer(bytes.buffer, native.alignedOffset(bytes, alignment), size);
}

module.exports = {
  FastBuffer,
  MAX_LENGTH,
  allocate,
  allocateAligned,
  createUnsafe,
  poolLimit,
  reserve,
  reserved,
  setBuffer,
  take,
};
