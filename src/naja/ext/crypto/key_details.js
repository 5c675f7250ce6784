'use strict';

// asymmetricKeyDetails: what there is to say about a key without telling it.

const native = binding('crypto');

/** Big-endian bytes as a bigint. */
function toBigInt(bytes) {
  let text = '0x0';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return BigInt(text);
}

const NODE_DIGESTS = {
  'SHA2-224': 'sha224',
  'SHA2-256': 'sha256',
  'SHA2-384': 'sha384',
  'SHA2-512': 'sha512',
};

/** A digest as Node.js names it. */
function digestName(name) {
  return NODE_DIGESTS[name] ?? name.replace(/^SHA2-512\//, 'SHA512-').toLowerCase();
}

// A key without restrictions of its own has no salt length.
function pssDetails(handle) {
  const saltLength = native.keyInt(handle, 'saltlen');
  if (saltLength === undefined) return {};
  return {
    hashAlgorithm: digestName(native.keyText(handle, 'digest') ?? 'sha1'),
    mgf1HashAlgorithm: digestName(native.keyText(handle, 'mgf1-digest') ?? 'sha1'),
    saltLength,
  };
}

/**
 * @param {string} name the key's type
 * @param {object} handle
 * @returns {object} empty of types that have nothing to tell
 */
function detailsOf(name, handle) {
  if (name === 'rsa' || name === 'rsa-pss') {
    const details = {
      modulusLength: native.keyBits(handle),
      publicExponent: toBigInt(native.keyNumber(handle, 'e', 0)),
    };
    return name === 'rsa' ? details : { ...details, ...pssDetails(handle) };
  }
  if (name === 'dsa') {
    return {
      modulusLength: native.keyBits(handle),
      divisorLength: toBigInt(native.keyNumber(handle, 'q', 0)).toString(2).length,
    };
  }
  if (name === 'ec') {
    const namedCurve = native.keyCurve(handle);
    return namedCurve === undefined ? {} : { namedCurve };
  }
  return {};
}

module.exports = { detailsOf, digestName, toBigInt };
