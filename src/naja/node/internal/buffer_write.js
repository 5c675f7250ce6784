'use strict';

// Buffer.prototype.write*: numbers into bytes. Each returns the offset behind what it wrote. A value that
// does not fit throws ERR_OUT_OF_RANGE before the offset is looked at.

const { badOffset, badByteLength, badValue } = require('node/internal/buffer_bounds');

// Scratch space through which bits change their type. The platforms that V8 runs on here are little-endian.
const words = new Uint32Array(2);
const float = new Float32Array(words.buffer, 0, 1);
const double = new Float64Array(words.buffer);
const wide = new BigUint64Array(words.buffer);

function put8(b, value, o, min, max) {
  value = +value;
  if (value > max || value < min) badValue(value, min, max, 1);
  if (typeof o !== 'number' || b[o] === undefined) badOffset(b, o, 1);
  b[o] = value;
  return o + 1;
}

function put16LE(b, value, o, min, max) {
  value = +value;
  if (value > max || value < min) badValue(value, min, max, 2);
  if (typeof o !== 'number' || b[o] === undefined || b[o + 1] === undefined) badOffset(b, o, 2);
  b[o] = value;
  b[o + 1] = value >>> 8;
  return o + 2;
}

function put16BE(b, value, o, min, max) {
  value = +value;
  if (value > max || value < min) badValue(value, min, max, 2);
  if (typeof o !== 'number' || b[o] === undefined || b[o + 1] === undefined) badOffset(b, o, 2);
  b[o] = value >>> 8;
  b[o + 1] = value;
  return o + 2;
}

function put32LE(b, value, o, min, max) {
  value = +value;
  if (value > max || value < min) badValue(value, min, max, 4);
  if (typeof o !== 'number' || b[o] === undefined || b[o + 3] === undefined) badOffset(b, o, 4);
  b[o] = value;
  b[o + 1] = value >>> 8;
  b[o + 2] = value >>> 16;
  b[o + 3] = value >>> 24;
  return o + 4;
}

function put32BE(b, value, o, min, max) {
  value = +value;
  if (value > max || value < min) badValue(value, min, max, 4);
  if (typeof o !== 'number' || b[o] === undefined || b[o + 3] === undefined) badOffset(b, o, 4);
  b[o] = value >>> 24;
  b[o + 1] = value >>> 16;
  b[o + 2] = value >>> 8;
  b[o + 3] = value;
  return o + 4;
}

// 3, 5 and 6 bytes.
function putOddLE(b, value, o, size, min, max) {
  value = +value;
  if (value > max || value < min) badValue(value, min, max, size);
  if (typeof o !== 'number' || b[o] === undefined || b[o + size - 1] === undefined) badOffset(b, o, size);
  b[o] = value;
  b[o + 1] = value >>> 8;
  b[o + 2] = value >>> 16;
  if (size > 3) {
    const high = Math.floor(value * 2 ** -32);
    b[o + 3] = value >>> 24;
    b[o + 4] = high;
    if (size === 6) b[o + 5] = high >>> 8;
  }
  return o + size;
}

function putOddBE(b, value, o, size, min, max) {
  value = +value;
  if (value > max || value < min) badValue(value, min, max, size);
  if (typeof o !== 'number' || b[o] === undefined || b[o + size - 1] === undefined) badOffset(b, o, size);
  const end = o + size;
  b[end - 1] = value;
  b[end - 2] = value >>> 8;
  b[end - 3] = value >>> 16;
  if (size > 3) {
    const high = Math.floor(value * 2 ** -32);
    b[end - 4] = value >>> 24;
    b[end - 5] = high;
    if (size === 6) b[o] = high >>> 8;
  }
  return end;
}

function putLE(b, value, o, size, min, max) {
  if (size === 4) return put32LE(b, value, o, min, max);
  if (size === 2) return put16LE(b, value, o, min, max);
  if (size === 1) return put8(b, value, o, min, max);
  return putOddLE(b, value, o, size, min, max);
}

function putBE(b, value, o, size, min, max) {
  if (size === 4) return put32BE(b, value, o, min, max);
  if (size === 2) return put16BE(b, value, o, min, max);
  if (size === 1) return put8(b, value, o, min, max);
  return putOddBE(b, value, o, size, min, max);
}

// The bits of `size` bytes as a power of two; throws where it is not 1 to 6.
function limit(size) {
  if (size !== 1 && size !== 2 && size !== 3 && size !== 4 && size !== 5 && size !== 6) badByteLength(size);
  return 2 ** (size * 8);
}

function check64(b, o) {
  if (typeof o !== 'number' || b[o] === undefined || b[o + 7] === undefined) badOffset(b, o, 8);
}

// The scratch words as 8 bytes.
function store64LE(b, o) {
  const low = words[0];
  const high = words[1];
  b[o] = low;
  b[o + 1] = low >>> 8;
  b[o + 2] = low >>> 16;
  b[o + 3] = low >>> 24;
  b[o + 4] = high;
  b[o + 5] = high >>> 8;
  b[o + 6] = high >>> 16;
  b[o + 7] = high >>> 24;
  return o + 8;
}

function store64BE(b, o) {
  const low = words[0];
  const high = words[1];
  b[o] = high >>> 24;
  b[o + 1] = high >>> 16;
  b[o + 2] = high >>> 8;
  b[o + 3] = high;
  b[o + 4] = low >>> 24;
  b[o + 5] = low >>> 16;
  b[o + 6] = low >>> 8;
  b[o + 7] = low;
  return o + 8;
}

// Puts a bigint into the scratch words; a Number does not pass, as `value & 1n` would not let it.
function loadBig(b, value, o, min, max) {
  if (value > max || value < min) badValue(value, min, max, 8);
  check64(b, o);
  wide[0] = value & 0xffffffffffffffffn;
}

const writes = {
  writeBigUInt64LE(value, offset = 0) {
    loadBig(this, value, offset, 0n, 0xffffffffffffffffn);
    return store64LE(this, offset);
  },
  writeBigUInt64BE(value, offset = 0) {
    loadBig(this, value, offset, 0n, 0xffffffffffffffffn);
    return store64BE(this, offset);
  },
  writeBigInt64LE(value, offset = 0) {
    loadBig(this, value, offset, -0x8000000000000000n, 0x7fffffffffffffffn);
    return store64LE(this, offset);
  },
  writeBigInt64BE(value, offset = 0) {
    loadBig(this, value, offset, -0x8000000000000000n, 0x7fffffffffffffffn);
    return store64BE(this, offset);
  },
  writeUIntLE(value, offset, byteLength) {
    return putLE(this, value, offset, byteLength, 0, limit(byteLength) - 1);
  },
  writeUInt32LE(value, offset = 0) {
    return put32LE(this, value, offset, 0, 0xffffffff);
  },
  writeUInt16LE(value, offset = 0) {
    return put16LE(this, value, offset, 0, 0xffff);
  },
  writeUInt8(value, offset = 0) {
    return put8(this, value, offset, 0, 0xff);
  },
  writeUIntBE(value, offset, byteLength) {
    return putBE(this, value, offset, byteLength, 0, limit(byteLength) - 1);
  },
  writeUInt32BE(value, offset = 0) {
    return put32BE(this, value, offset, 0, 0xffffffff);
  },
  writeUInt16BE(value, offset = 0) {
    return put16BE(this, value, offset, 0, 0xffff);
  },
  writeIntLE(value, offset, byteLength) {
    const half = limit(byteLength) / 2;
    return putLE(this, value, offset, byteLength, -half, half - 1);
  },
  writeInt32LE(value, offset = 0) {
    return put32LE(this, value, offset, -0x80000000, 0x7fffffff);
  },
  writeInt16LE(value, offset = 0) {
    return put16LE(this, value, offset, -0x8000, 0x7fff);
  },
  writeInt8(value, offset = 0) {
    return put8(this, value, offset, -0x80, 0x7f);
  },
  writeIntBE(value, offset, byteLength) {
    const half = limit(byteLength) / 2;
    return putBE(this, value, offset, byteLength, -half, half - 1);
  },
  writeInt32BE(value, offset = 0) {
    return put32BE(this, value, offset, -0x80000000, 0x7fffffff);
  },
  writeInt16BE(value, offset = 0) {
    return put16BE(this, value, offset, -0x8000, 0x7fff);
  },
  writeFloatLE(value, offset = 0) {
    float[0] = value;
    const bits = words[0];
    return put32LE(this, bits, offset, 0, 0xffffffff);
  },
  writeFloatBE(value, offset = 0) {
    float[0] = value;
    const bits = words[0];
    return put32BE(this, bits, offset, 0, 0xffffffff);
  },
  writeDoubleLE(value, offset = 0) {
    double[0] = value;
    check64(this, offset);
    return store64LE(this, offset);
  },
  writeDoubleBE(value, offset = 0) {
    double[0] = value;
    check64(this, offset);
    return store64BE(this, offset);
  },
};

module.exports = writes;
