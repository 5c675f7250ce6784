'use strict';

// Buffer.prototype.read*: numbers out of bytes. An offset that is no number, no integer or out of bounds
// throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE or ERR_BUFFER_OUT_OF_BOUNDS.

const { badOffset, badByteLength } = require('node/internal/buffer_bounds');

// Scratch space through which bits change their type. The platforms that V8 runs on here are little-endian.
const words = new Uint32Array(2);
const float = new Float32Array(words.buffer, 0, 1);
const double = new Float64Array(words.buffer);
const unsigned = new BigUint64Array(words.buffer);
const signed = new BigInt64Array(words.buffer);

// Loads 8 bytes into the scratch space.
function load64LE(b, o) {
  if (typeof o !== 'number') badOffset(b, o, 8);
  const last = b[o + 7];
  if (b[o] === undefined || last === undefined) badOffset(b, o, 8);
  words[0] = b[o] | (b[o + 1] << 8) | (b[o + 2] << 16) | (b[o + 3] << 24);
  words[1] = b[o + 4] | (b[o + 5] << 8) | (b[o + 6] << 16) | (last << 24);
}

function load64BE(b, o) {
  if (typeof o !== 'number') badOffset(b, o, 8);
  const last = b[o + 7];
  if (b[o] === undefined || last === undefined) badOffset(b, o, 8);
  words[1] = (b[o] << 24) | (b[o + 1] << 16) | (b[o + 2] << 8) | b[o + 3];
  words[0] = (b[o + 4] << 24) | (b[o + 5] << 16) | (b[o + 6] << 8) | last;
}

// The 32 bits at an offset, as an int32.
function int32LE(b, o) {
  if (typeof o !== 'number') badOffset(b, o, 4);
  const first = b[o];
  const last = b[o + 3];
  if (first === undefined || last === undefined) badOffset(b, o, 4);
  return first | (b[o + 1] << 8) | (b[o + 2] << 16) | (last << 24);
}

function int32BE(b, o) {
  if (typeof o !== 'number') badOffset(b, o, 4);
  const first = b[o];
  const last = b[o + 3];
  if (first === undefined || last === undefined) badOffset(b, o, 4);
  return (first << 24) | (b[o + 1] << 16) | (b[o + 2] << 8) | last;
}

function uint16LE(b, o) {
  if (typeof o !== 'number') badOffset(b, o, 2);
  const first = b[o];
  const last = b[o + 1];
  if (first === undefined || last === undefined) badOffset(b, o, 2);
  return first | (last << 8);
}

function uint16BE(b, o) {
  if (typeof o !== 'number') badOffset(b, o, 2);
  const first = b[o];
  const last = b[o + 1];
  if (first === undefined || last === undefined) badOffset(b, o, 2);
  return (first << 8) | last;
}

function uint8(b, o) {
  if (typeof o !== 'number') badOffset(b, o, 1);
  const value = b[o];
  if (value === undefined) badOffset(b, o, 1);
  return value;
}

// 1 to 6 bytes, unsigned.
function uintLE(b, o, size) {
  if (o === undefined) badOffset(b, o, size);
  if (size === 4) return int32LE(b, o) >>> 0;
  if (size === 2) return uint16LE(b, o);
  if (size === 1) return uint8(b, o);
  if (size !== 3 && size !== 5 && size !== 6) badByteLength(size);
  if (typeof o !== 'number') badOffset(b, o, size);
  const last = b[o + size - 1];
  if (b[o] === undefined || last === undefined) badOffset(b, o, size);
  const low = b[o] | (b[o + 1] << 8) | (b[o + 2] << 16);
  if (size === 3) return low;
  const high = size === 5 ? b[o + 3] | (last << 8) : b[o + 3] | (b[o + 4] << 8) | (last << 16);
  return high * 0x1000000 + low;
}

function uintBE(b, o, size) {
  if (o === undefined) badOffset(b, o, size);
  if (size === 4) return int32BE(b, o) >>> 0;
  if (size === 2) return uint16BE(b, o);
  if (size === 1) return uint8(b, o);
  if (size !== 3 && size !== 5 && size !== 6) badByteLength(size);
  if (typeof o !== 'number') badOffset(b, o, size);
  const last = b[o + size - 1];
  if (b[o] === undefined || last === undefined) badOffset(b, o, size);
  const high = (b[o] << 16) | (b[o + 1] << 8) | b[o + 2];
  if (size === 3) return high;
  if (size === 5) return high * 0x10000 + ((b[o + 3] << 8) | last);
  return high * 0x1000000 + ((b[o + 3] << 16) | (b[o + 4] << 8) | last);
}

function withSign(value, size) {
  const limit = 2 ** (size * 8 - 1);
  return value < limit ? value : value - 2 * limit;
}

const reads = {
  readBigUInt64LE(offset = 0) {
    load64LE(this, offset);
    return unsigned[0];
  },
  readBigUInt64BE(offset = 0) {
    load64BE(this, offset);
    return unsigned[0];
  },
  readBigInt64LE(offset = 0) {
    load64LE(this, offset);
    return signed[0];
  },
  readBigInt64BE(offset = 0) {
    load64BE(this, offset);
    return signed[0];
  },
  readUIntLE(offset, byteLength) {
    return uintLE(this, offset, byteLength);
  },
  readUInt32LE(offset = 0) {
    return int32LE(this, offset) >>> 0;
  },
  readUInt16LE(offset = 0) {
    return uint16LE(this, offset);
  },
  readUInt8(offset = 0) {
    return uint8(this, offset);
  },
  readUIntBE(offset, byteLength) {
    return uintBE(this, offset, byteLength);
  },
  readUInt32BE(offset = 0) {
    return int32BE(this, offset) >>> 0;
  },
  readUInt16BE(offset = 0) {
    return uint16BE(this, offset);
  },
  readIntLE(offset, byteLength) {
    return withSign(uintLE(this, offset, byteLength), byteLength);
  },
  readInt32LE(offset = 0) {
    return int32LE(this, offset);
  },
  readInt16LE(offset = 0) {
    return (uint16LE(this, offset) << 16) >> 16;
  },
  readInt8(offset = 0) {
    return (uint8(this, offset) << 24) >> 24;
  },
  readIntBE(offset, byteLength) {
    return withSign(uintBE(this, offset, byteLength), byteLength);
  },
  readInt32BE(offset = 0) {
    return int32BE(this, offset);
  },
  readInt16BE(offset = 0) {
    return (uint16BE(this, offset) << 16) >> 16;
  },
  readFloatLE(offset = 0) {
    words[0] = int32LE(this, offset);
    return float[0];
  },
  readFloatBE(offset = 0) {
    words[0] = int32BE(this, offset);
    return float[0];
  },
  readDoubleLE(offset = 0) {
    load64LE(this, offset);
    return double[0];
  },
  readDoubleBE(offset = 0) {
    load64BE(this, offset);
    return double[0];
  },
};

module.exports = reads;
