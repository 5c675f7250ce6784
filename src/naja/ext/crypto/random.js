'use strict';

// Random bytes, numbers and UUIDs.

const native = binding('crypto');
const { Buffer, kMaxLength } = require('node/buffer');
const { codes } = require('ext/base/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('ext/base/validators');
const { toBuffer } = require('ext/crypto/bytes');
const { later } = require('ext/crypto/job');

const MAX_SIZE = Math.min(kMaxLength, 2 ** 31 - 1);
const MAX_RANGE = 2 ** 48 - 1;

function checkSize(size, elementSize, offset, length) {
  validateNumber(size, 'size');
  const bytes = size * elementSize;
  if (Number.isNaN(bytes) || bytes > MAX_SIZE || bytes < 0) {
    throw new codes.ERR_OUT_OF_RANGE('size', `>= 0 && <= ${MAX_SIZE}`, bytes);
  }
  if (bytes + offset > length)
    throw new codes.ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, bytes + offset);
  return bytes >>> 0;
}

function checkOffset(offset, elementSize, length) {
  validateNumber(offset, 'offset');
  const bytes = offset * elementSize;
  const most = Math.min(length, MAX_SIZE);
  if (Number.isNaN(bytes) || bytes > most || bytes < 0) {
    throw new codes.ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${most}`, bytes);
  }
  return bytes >>> 0;
}

/**
 * @param {number} size bytes
 * @param {(err: Error | null, bytes: Buffer) => void} [callback]
 */
function randomBytes(size, callback) {
  const length = checkSize(size, 1, 0, Infinity);
  if (callback === undefined) {
    const buffer = Buffer.allocUnsafeSlow(length);
    native.randomFill(buffer);
    return buffer;
  }
  validateFunction(callback, 'callback');
  later('random', { numbers: [length] }, (error, bytes) =>
    callback(error, error ? undefined : toBuffer(bytes)),
  );
  return undefined;
}

function part(buf, offset, size) {
  if (!isAnyArrayBuffer(buf) && !isArrayBufferView(buf)) {
    throw new codes.ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buf);
  }
  const elementSize = buf.BYTES_PER_ELEMENT || 1;
  const from = checkOffset(offset, elementSize, buf.byteLength);
  const length =
    size === undefined ? buf.byteLength - from : checkSize(size, elementSize, from, buf.byteLength);
  return new Uint8Array(buf.buffer ?? buf, (buf.byteOffset ?? 0) + from, length);
}

/** Fills memory with random bytes; gives the same object back. */
function randomFillSync(buf, offset = 0, size = undefined) {
  const target = part(buf, offset, size);
  if (target.length > 0) native.randomFill(target);
  return buf;
}

function randomFill(buf, offset, size, callback) {
  if (typeof offset === 'function') [callback, offset, size] = [offset, 0, undefined];
  else if (typeof size === 'function') [callback, size] = [size, undefined];
  else validateFunction(callback, 'callback');
  const target = part(buf, offset, size);
  later('random', { numbers: [target.length] }, (error, bytes) => {
    if (error) return callback(error);
    target.set(bytes);
    callback(null, buf);
  });
}

// Numbers are drawn from a pool of bytes, so that few calls leave JavaScript.
let pool;
let used = 0;

function draw48() {
  if (pool === undefined || used + 6 > pool.length) {
    pool ??= Buffer.allocUnsafeSlow(6 * 256);
    native.randomFill(pool);
    used = 0;
  }
  const value = pool.readUIntBE(used, 6);
  used += 6;
  return value;
}

/**
 * A random integer, min <= n < max, all equally likely.
 */
function randomInt(min, max, callback) {
  const only = max === undefined || typeof max === 'function';
  if (only) [callback, max, min] = [max, min, 0];
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!Number.isSafeInteger(min)) throw new codes.ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw new codes.ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) {
    throw new codes.ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  }
  const range = max - min;
  if (range > MAX_RANGE)
    throw new codes.ERR_OUT_OF_RANGE(only ? 'max' : 'max - min', `<= ${MAX_RANGE}`, range);
  const limit = MAX_RANGE - (MAX_RANGE % range);
  let value = draw48();
  while (value >= limit) value = draw48();
  value = (value % range) + min;
  if (callback === undefined) return value;
  require('node/process').nextTick(callback, undefined, value);
  return undefined;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
const UUIDS = 16 * 128;
let uuids;
let uuidAt = UUIDS;

// Sixteen random bytes: where they begin in `uuids`.
function drawUUID(options) {
  if (options !== undefined) {
    validateObject(options, 'options');
    const { disableEntropyCache = false } = options;
    validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
    if (disableEntropyCache) uuidAt = UUIDS;
  }
  if (uuidAt === UUIDS) {
    uuids ??= Buffer.allocUnsafeSlow(UUIDS);
    native.randomFill(uuids);
    uuidAt = 0;
  }
  uuidAt += 16;
  return uuidAt - 16;
}

function uuidText(b, i, version) {
  return (
    `${HEX[b[i]]}${HEX[b[i + 1]]}${HEX[b[i + 2]]}${HEX[b[i + 3]]}-${HEX[b[i + 4]]}${HEX[b[i + 5]]}-` +
    `${HEX[(b[i + 6] & 0x0f) | version]}${HEX[b[i + 7]]}-${HEX[(b[i + 8] & 0x3f) | 0x80]}${HEX[b[i + 9]]}-` +
    `${HEX[b[i + 10]]}${HEX[b[i + 11]]}${HEX[b[i + 12]]}${HEX[b[i + 13]]}${HEX[b[i + 14]]}${HEX[b[i + 15]]}`
  );
}

/** A version 4 UUID (RFC 9562). */
function randomUUID(options) {
  const at = drawUUID(options);
  return uuidText(uuids, at, 0x40);
}

/** A version 7 UUID (RFC 9562): the time in milliseconds first. */
function randomUUIDv7(options) {
  const at = drawUUID(options);
  uuids.writeUIntBE(Date.now(), at, 6);
  return uuidText(uuids, at, 0x70);
}

/** Web Crypto's getRandomValues. */
function getRandomValues(array, given = 1) {
  if (given < 1) {
    const message =
      "Failed to execute 'getRandomValues' on 'Crypto': 1 argument required, but only 0 present.";
    throw Object.assign(new TypeError(message), { code: 'ERR_MISSING_ARGS' });
  }
  const { DOMException } = globalThis;
  if (!ArrayBuffer.isView(array) || array instanceof DataView || /Float/.test(array[Symbol.toStringTag])) {
    throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
  }
  if (array.byteLength > 65536) {
    const { QuotaExceededError } = require('ext/events/quota_error');
    throw new QuotaExceededError('The requested length exceeds 65,536 bytes');
  }
  return randomFillSync(array, 0);
}

module.exports = {
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
  getRandomValues,
};
