'use strict';

// The certificate authorities that are trusted: tls.rootCertificates, getCACertificates(), setDefaultCACertificates().

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateArray, validateString } = require('ext/base/validators');
const native = binding('tls');
const fs = require.lazy('node/fs');
const process = require.lazy('node/process');
const options = require.lazy('modules/options');

const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

const kept = new Map();

/** Remembers a list, frozen. */
function once(name, make) {
  if (!kept.has(name)) kept.set(name, Object.freeze(make()));
  return kept.get(name);
}

/** The certificates of a PEM file, each as text; none where it cannot be read. */
function readBundle(path, own = true) {
  let text;
  try {
    text = own ? require('ext/fs/own_file').readOwn(path) : fs().readFileSync(path, 'latin1');
  } catch (error) {
    if (error.code === 'ERR_ACCESS_DENIED') throw error;
    return [];
  }
  return split(text);
}

/** The certificates in a text, each with a line of its own at the end. */
function split(text) {
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return found.map((pem) => `${pem}\n`);
}

const bundled = () => once('bundled', () => readBundle(native.caBundle()).map((pem) => pem.trimEnd()));
const system = () =>
  once('system', () => {
    const given = require('ext/process/env').ownVariables().SSL_CERT_FILE;
    const found = given ? readBundle(given, false) : [];
    if (found.length > 0) return found;
    for (const path of systemBundles) {
      const others = readBundle(path);
      if (others.length > 0) return others;
    }
    return [];
  });
const extra = () =>
  once('extra', () => {
    const path = require('ext/process/env').ownVariables().NODE_EXTRA_CA_CERTS;
    return path ? readBundle(path, false) : [];
  });
const trusted = () =>
  once('default', () => {
    const { getOption } = options();
    const list = getOption('--use-openssl-ca') ? [] : [...bundled()];
    const usesSystem =
      getOption('--use-system-ca') || require('ext/process/env').ownVariables().NODE_USE_SYSTEM_CA === '1';
    if (usesSystem) list.push(...system());
    list.push(...extra());
    return list;
  });

/**
 * @param {'default'|'bundled'|'system'|'extra'} [type]
 * @returns {string[]} PEM
 * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE}
 */
function getCACertificates(type = 'default') {
  validateString(type, 'type');
  switch (type) {
    case 'default':
      return trusted();
    case 'bundled':
      return bundled();
    case 'system':
      return system();
    case 'extra':
      return extra();
    default:
      throw new ERR_INVALID_ARG_VALUE('type', type);
  }
}

/**
 * From now on these are trusted, and no others.
 * @param {Array<string|ArrayBufferView>} certs PEM
 * @throws {ERR_INVALID_ARG_TYPE} and OpenSSL's errors
 */
function setDefaultCACertificates(certs) {
  validateArray(certs, 'certs');
  certs.forEach((cert, i) => {
    if (typeof cert !== 'string' && !ArrayBuffer.isView(cert)) {
      throw new ERR_INVALID_ARG_TYPE(`certs[${i}]`, ['string', 'ArrayBufferView'], cert);
    }
  });
  native.setRootCertificates(certs);
  const decoder = new TextDecoder();
  const list = certs.flatMap((cert) => {
    return split(typeof cert === 'string' ? cert : decoder.decode(cert));
  });
  kept.set('default', Object.freeze([...new Set(list)]));
}

module.exports = { getCACertificates, setDefaultCACertificates, bundled };
