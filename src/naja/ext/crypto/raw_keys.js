'use strict';

// Keys as nothing but their bytes: formats raw-public, raw-private and raw-seed.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { toBuffer } = require('ext/crypto/bytes');

const NAMES = { ed25519: 'ED25519', ed448: 'ED448', x25519: 'X25519', x448: 'X448' };
const SEEDED = /^ml-(dsa|kem)-/;
const RAW = /^(ed25519|ed448|x25519|x448|ml-.*|slh-.*)$/;
const KEY_PAIR = 0x87;
const PUBLIC_PART = 0x86;

const KNOWN = /^(rsa|rsa-pss|dsa|dh|ec)$/;

function incompatible() {
  const message = 'The selected key encoding is incompatible with the key type';
  return Object.assign(new Error(message), { code: 'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS' });
}

function invalid(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

function importEc(bytes, namedCurve, isPrivateFormat) {
  const curve = native.curveName(namedCurve);
  if (curve === undefined) throw new codes.ERR_CRYPTO_INVALID_CURVE();
  if (!isPrivateFormat) {
    return native.keyMake('EC', PUBLIC_PART, ['group', 'pub'], [curve, bytes], 1);
  }
  const ec = native.ecNew(curve);
  if (!native.ecSetPrivate(ec, bytes)) return undefined;
  const point = native.ecPoint(ec, 4);
  return native.keyMake('EC', KEY_PAIR, ['group', 'pub', '#priv'], [curve, point, bytes], 2);
}

/**
 * @param {'raw-public' | 'raw-private' | 'raw-seed'} format
 * @param {string} type the asymmetric key type
 * @param {string} [namedCurve] of 'ec'
 */
function importRaw(format, bytes, type, namedCurve) {
  let handle;
  if (type === 'ec' && format !== 'raw-seed') {
    handle = importEc(bytes, namedCurve, format === 'raw-private');
  } else if (!RAW.test(type) || (format === 'raw-seed') !== (SEEDED.test(type) && format !== 'raw-public')) {
    if (!RAW.test(type) && !KNOWN.test(type)) throw invalid(`Invalid asymmetricKeyType: ${type}`);
    throw incompatible();
  } else {
    const name = NAMES[type] ?? type.toUpperCase().replace(/([SF])$/, (end) => end.toLowerCase());
    if (format === 'raw-seed') handle = native.keyMake(name, KEY_PAIR, ['seed'], [bytes], 2);
    else handle = native.keyRaw(name, bytes, format === 'raw-private');
  }
  if (handle === undefined) throw invalid('Invalid key data');
  return handle;
}

/** @param {'raw-public' | 'raw-private' | 'raw-seed'} format */
function exportRaw(handle, format) {
  const name = native.keyName(handle).toLowerCase();
  let bytes;
  if (name === 'ec') {
    if (format === 'raw-private') bytes = native.keyScalar(handle);
  } else if (RAW.test(name)) {
    if (format === 'raw-seed') {
      if (SEEDED.test(name)) {
        bytes = native.keyOctets(handle, 'seed');
        if (bytes === undefined) {
          const err = new codes.ERR_CRYPTO_OPERATION_FAILED();
          err.message = 'key does not have an available seed';
          throw err;
        }
      }
    } else if (format === 'raw-public' || !SEEDED.test(name)) {
      bytes = native.keyRawBytes(handle, format === 'raw-private');
    }
  }
  if (bytes === undefined) throw incompatible();
  return toBuffer(bytes);
}

module.exports = { exportRaw, importRaw };
