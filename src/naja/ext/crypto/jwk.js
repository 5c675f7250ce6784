'use strict';

// Keys as JSON Web Keys (RFC 7517, 7518, 8037).

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { Buffer } = require('node/buffer');
const { toBuffer } = require('ext/crypto/bytes');

const CURVES = { prime256v1: 'P-256', secp256k1: 'secp256k1', secp384r1: 'P-384', secp521r1: 'P-521' };
const CURVE_NAMES = Object.fromEntries(Object.entries(CURVES).map(([name, crv]) => [crv, name]));
const OKP = { ed25519: 'Ed25519', ed448: 'Ed448', x25519: 'X25519', x448: 'X448' };
const COORDINATES = { 'P-256': 32, secp256k1: 32, 'P-384': 48, 'P-521': 66 };

const RSA_PUBLIC = ['n', 'e'];
const RSA_PRIVATE = {
  d: 'd', p: 'rsa-factor1', q: 'rsa-factor2', dp: 'rsa-exponent1', dq: 'rsa-exponent2', qi: 'rsa-coefficient1',
}; // prettier-ignore

const PUBLIC_PART = 0x86; // EVP_PKEY_PUBLIC_KEY: parameters and the public key
const KEY_PAIR = 0x87;

const text64 = (bytes) => toBuffer(bytes).toString('base64url');

/**
 * @param {'secret' | 'public' | 'private'} type
 * @throws {ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE | ERR_CRYPTO_JWK_UNSUPPORTED_CURVE}
 */
function exportJwk(type, handle) {
  if (type === 'secret') return { kty: 'oct', k: text64(native.keyBytes(handle)) };
  const isPrivate = type === 'private';
  const name = native.keyName(handle);
  if (name === 'rsa') {
    const result = { kty: 'RSA' };
    for (const part of RSA_PUBLIC) result[part] = text64(native.keyNumber(handle, part, 0));
    if (isPrivate) {
      for (const [part, parameter] of Object.entries(RSA_PRIVATE)) {
        result[part] = text64(native.keyNumber(handle, parameter, 0));
      }
    }
    return result;
  }
  if (name === 'ec') {
    const curve = native.keyCurve(handle);
    const crv = CURVES[curve];
    if (crv === undefined) {
      const err = new codes.ERR_CRYPTO_JWK_UNSUPPORTED_CURVE();
      err.message = `Unsupported JWK EC curve: ${curve}.`;
      throw err;
    }
    const point = native.keyPoint(handle, 4);
    const half = (point.length - 1) / 2;
    const result = { kty: 'EC', x: text64(point.slice(1, 1 + half)), y: text64(point.slice(1 + half)), crv };
    if (isPrivate) result.d = text64(native.keyScalar(handle));
    return result;
  }
  if (OKP[name] !== undefined) {
    const result = { kty: 'OKP', crv: OKP[name], x: text64(native.keyRawBytes(handle, false)) };
    if (isPrivate) result.d = text64(native.keyRawBytes(handle, true));
    return result;
  }
  if (/^(ML|SLH)-/.test(name)) {
    const result = { kty: 'AKP', alg: name, pub: text64(native.keyRawBytes(handle, false)) };
    if (isPrivate) {
      const seed = name.startsWith('SLH')
        ? native.keyRawBytes(handle, true)
        : native.keyOctets(handle, 'seed');
      if (seed === undefined) {
        const err = new codes.ERR_CRYPTO_OPERATION_FAILED();
        err.message = 'key does not have an available seed';
        throw err;
      }
      result.priv = text64(seed);
    }
    return result;
  }
  throw new codes.ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE();
}

function invalid(message) {
  const err = new codes.ERR_CRYPTO_INVALID_JWK();
  err.message = message;
  return err;
}

// A part of a key: base64url text, else the whole is invalid.
function part(jwk, name, message) {
  if (typeof jwk[name] !== 'string') throw invalid(message);
  return Buffer.from(jwk[name], 'base64url');
}

function importRsa(jwk) {
  const message = 'Invalid JWK RSA key';
  const names = ['#n', '#e'];
  const values = [part(jwk, 'n', message), part(jwk, 'e', message)];
  const isPrivate = jwk.d !== undefined;
  if (isPrivate) {
    for (const [name, parameter] of Object.entries(RSA_PRIVATE)) {
      names.push(`#${parameter}`);
      values.push(part(jwk, name, message));
    }
  }
  return [
    native.keyMake('RSA', isPrivate ? KEY_PAIR : PUBLIC_PART, names, values, isPrivate ? 2 : 1),
    message,
  ];
}

function importEc(jwk) {
  const message = 'Invalid JWK EC key';
  if (typeof jwk.crv !== 'string') throw invalid('Invalid JWK EC key');
  const curve = CURVE_NAMES[jwk.crv];
  if (curve === undefined) {
    const err = new codes.ERR_CRYPTO_INVALID_CURVE();
    throw err;
  }
  const x = part(jwk, 'x', message);
  const y = part(jwk, 'y', message);
  const size = COORDINATES[jwk.crv];
  if (x.length > size || y.length > size) throw invalid(message);
  const point = Buffer.alloc(1 + 2 * size, 0);
  point[0] = 4;
  x.copy(point, 1 + size - x.length);
  y.copy(point, 1 + 2 * size - y.length);
  const names = ['group', 'pub'];
  const values = [curve, point];
  const isPrivate = jwk.d !== undefined;
  if (isPrivate) {
    names.push('#priv');
    values.push(part(jwk, 'd', message));
  }
  const handle = native.keyMake('EC', isPrivate ? KEY_PAIR : PUBLIC_PART, names, values, isPrivate ? 2 : 1);
  if (handle !== undefined && !native.keyCheck(handle, false)) return [undefined, message];
  return [handle, message];
}

function importOkp(jwk) {
  const message = 'Invalid JWK OKP key';
  if (!Object.values(OKP).includes(jwk.crv)) throw invalid(message);
  const pub = part(jwk, 'x', message);
  if (jwk.d === undefined) return [native.keyRaw(jwk.crv, pub, false), message];
  const handle = native.keyRaw(jwk.crv, part(jwk, 'd', message), true);
  if (handle !== undefined && Buffer.compare(native.keyRawBytes(handle, false), pub) !== 0) {
    return [undefined, message];
  }
  return [handle, message];
}

function importAkp(jwk) {
  const message = 'Invalid JWK AKP key';
  if (typeof jwk.alg !== 'string' || !/^(ML-DSA-|ML-KEM-|SLH-DSA-)/.test(jwk.alg)) {
    throw invalid('Unsupported JWK AKP "alg"');
  }
  const pub = part(jwk, 'pub', message);
  if (jwk.priv === undefined) return [native.keyRaw(jwk.alg, pub, false), message];
  const priv = part(jwk, 'priv', message);
  const handle = jwk.alg.startsWith('SLH')
    ? native.keyRaw(jwk.alg, priv, true)
    : native.keyMake(jwk.alg, KEY_PAIR, ['seed'], [priv], 2);
  if (handle !== undefined && Buffer.compare(native.keyRawBytes(handle, false), pub) !== 0) {
    return [undefined, message];
  }
  return [handle, message];
}

const IMPORTS = { __proto__: null, RSA: importRsa, EC: importEc, OKP: importOkp, AKP: importAkp };

/**
 * @param {object} jwk
 * @param {boolean} isPrivate a private key is needed
 * @throws {ERR_CRYPTO_INVALID_JWK}
 */
function importJwk(jwk, isPrivate) {
  const { kty } = jwk;
  if (typeof kty !== 'string') throw invalid('Invalid JWK format');
  if (IMPORTS[kty] === undefined) throw invalid(`${kty} is not a supported JWK key type`);
  const [handle, message] = IMPORTS[kty](jwk);
  if (handle === undefined || (isPrivate && (kty === 'AKP' ? jwk.priv : jwk.d) === undefined))
    throw invalid(message);
  return handle;
}

module.exports = { CURVES, CURVE_NAMES, exportJwk, importJwk };
