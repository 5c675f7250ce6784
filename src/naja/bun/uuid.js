'use strict';

/** Bun.randomUUIDv7, Bun.randomUUIDv5: https://www.rfc-editor.org/rfc/rfc9562 */

const { coded } = require('bun/basics');
const buffer = require.lazy('node/buffer');
const crypto = require.lazy('node/crypto');

const NAMESPACES = {
  __proto__: null,
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function encode(bytes, encoding) {
  switch (encoding) {
    case 'buffer':
      return bytes;
    case 'base64':
    case 'base64url':
      return bytes.toString(encoding);
    case 'hex': {
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    }
    default:
      throw coded(
        TypeError,
        'ERR_UNKNOWN_ENCODING',
        'Encoding must be one of base64, base64url, hex, or buffer',
      );
  }
}

const POOL = 4096;
let pool;
let used = POOL;

/** 16 random bytes, of many that were made at once. @returns {Buffer} */
function randomBytes() {
  if (used === POOL) {
    pool = crypto().randomBytes(POOL);
    used = 0;
  }
  used += 16;
  return buffer().Buffer.from(pool.subarray(used - 16, used));
}

let lastTime = -1;
let counter = 0;

/**
 * A UUID that sorts by the time of its making; several of one millisecond by their order.
 * @param {'hex' | 'base64' | 'base64url' | 'buffer'} [encoding]
 * @param {number | Date} [timestamp] milliseconds; now by default
 * @returns {string | Buffer}
 */
function randomUUIDv7(encoding = 'hex', timestamp = Date.now()) {
  if (typeof encoding === 'number' || encoding instanceof Date) [encoding, timestamp] = ['hex', encoding];
  const time = Math.trunc(Number(timestamp));
  const bytes = randomBytes();
  if (time === lastTime) counter = (counter + 1) & 0xfff;
  else counter = bytes.readUInt16BE(6) & 0x7ff; // leaves room to count
  lastTime = time;
  bytes.writeUIntBE(time, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return encode(bytes, encoding);
}

/**
 * The UUID of a name.
 * @param {string | ArrayBufferView | ArrayBuffer} name
 * @param {string | ArrayBufferView} namespace a UUID, or dns, url, oid, x500
 * @param {'hex' | 'base64' | 'base64url' | 'buffer'} [encoding]
 */
function randomUUIDv5(name, namespace, encoding = 'hex') {
  const { Buffer } = buffer();
  let space = namespace;
  if (typeof namespace === 'string') {
    const text = NAMESPACES[namespace.toLowerCase()] ?? namespace;
    if (!UUID.test(text))
      throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid UUID format for namespace');
    space = Buffer.from(text.replaceAll('-', ''), 'hex');
  } else if (space?.byteLength !== 16) {
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', 'Namespace must be exactly 16 bytes');
  }
  const data =
    typeof name === 'string' ? name : Buffer.from(name.buffer ?? name, name.byteOffset, name.byteLength);
  const bytes = crypto().createHash('sha1').update(space).update(data).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return encode(bytes, encoding);
}

module.exports = { randomUUIDv5, randomUUIDv7 };
