'use strict';

/** Bun.hash: hashes that are fast, and no secret. */

const native = binding('hash');
const { coded } = require('bun/basics');
const { isBlob, partsOf } = require('ext/buffer/blob');
const buffer = require.lazy('node/buffer');
const types = require.lazy('ext/base/types');

/** The bytes of what is hashed. @throws {TypeError} */
function dataOf(input) {
  if (typeof input === 'string') return buffer().Buffer.from(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (types().isAnyArrayBuffer(input)) return new Uint8Array(input);
  if (isBlob(input)) {
    const parts = partsOf(input);
    if (parts.every((part) => part instanceof Uint8Array)) return buffer().Buffer.concat(parts);
  }
  if (input === undefined || input === null) {
    const message = 'data must be a string, ArrayBuffer, ArrayBufferView or Blob';
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
  return buffer().Buffer.from(String(input));
}

function wideSeed(seed) {
  if (typeof seed === 'bigint') return BigInt.asUintN(64, seed);
  const number = Number(seed);
  return Number.isFinite(number) ? BigInt.asUintN(64, BigInt(Math.trunc(number))) : 0n;
}

const narrowSeed = (seed) =>
  typeof seed === 'bigint' ? Number(BigInt.asUintN(32, seed)) : Number(seed) >>> 0;

const WIDE = 'wyhash cityHash64 xxHash64 xxHash3 murmur64v2 rapidhash'.split(' ');
const ORDER =
  'wyhash adler32 crc32 cityHash32 cityHash64 xxHash32 xxHash64 xxHash3 murmur32v2 murmur32v3 murmur64v2 rapidhash'.split(
    ' ',
  );

/** @returns {(input: string | ArrayBufferView | ArrayBuffer | Blob, seed?: number | bigint) => number | bigint} */
function hashFunction(name) {
  const call = native[name];
  let toSeed = WIDE.includes(name) ? wideSeed : narrowSeed;
  // As in Bun: Adler-32 begins with 1 whatever the seed, and xxHash3 takes 32 bits of it.
  if (name === 'adler32') toSeed = () => 1;
  else if (name === 'xxHash3') toSeed = (seed) => BigInt(narrowSeed(seed));
  const none = toSeed(0);
  return {
    [name](input, seed) {
      return call(dataOf(input), seed === undefined || seed === null ? none : toSeed(seed));
    },
  }[name];
}

const wyhash = hashFunction('wyhash');

/**
 * @param {string | ArrayBufferView | ArrayBuffer | Blob} input
 * @param {number | bigint} [seed]
 * @returns {bigint} of 64 bits
 */
function hash(input, seed) {
  return wyhash(input, seed);
}
for (const name of ORDER) hash[name] = name === 'wyhash' ? wyhash : hashFunction(name);

module.exports = { hash };
