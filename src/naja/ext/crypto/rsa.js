'use strict';

// publicEncrypt, privateDecrypt, privateEncrypt, publicDecrypt.

const native = binding('crypto');
const { validateString } = require('ext/base/validators');
const { now } = require('ext/crypto/job');
const { toBuffer, toBytes } = require('ext/crypto/bytes');
const { loadAny, loadPrivate, prepareKey } = require('ext/crypto/key_input');

const PKCS1 = 1;
const OAEP = 4;

function rsa(which, usual, isPrivate) {
  return (key, buffer) => {
    const prepared = isPrivate ? prepareKey(key, 'private', 'privateKey') : prepareKey(key, 'public');
    const { oaepHash, mgf1Hash, encoding } = key;
    if (oaepHash !== undefined) validateString(oaepHash, 'key.oaepHash');
    if (mgf1Hash !== undefined) validateString(mgf1Hash, 'key.mgf1Hash');
    const label = key.oaepLabel === undefined ? undefined : toBytes(key.oaepLabel, 'key.oaepLabel', encoding);
    const data = toBytes(buffer, 'buffer', encoding);
    for (const digest of [oaepHash, mgf1Hash]) {
      if (digest !== undefined && !native.hasDigest(digest)) {
        throw Object.assign(new Error('Invalid digest used'), { code: 'ERR_OSSL_EVP_INVALID_DIGEST' });
      }
    }
    const handle = isPrivate ? loadPrivate(prepared) : loadAny(prepared);
    const given = {
      keys: [handle],
      numbers: [which, key.padding || usual],
      bytes: [data, oaepHash, label, mgf1Hash],
    };
    return toBuffer(now('rsa', given));
  };
}

module.exports = {
  publicEncrypt: rsa(0, OAEP, false),
  privateDecrypt: rsa(1, OAEP, true),
  privateEncrypt: rsa(2, PKCS1, true),
  publicDecrypt: rsa(3, PKCS1, false),
};
