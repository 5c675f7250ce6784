'use strict';

// tls.createSecureContext(): options checked and handed to OpenSSL, in the order that it needs them.

const {
  codes: {
    ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_TLS_INVALID_PROTOCOL_METHOD,
    ERR_TLS_INVALID_PROTOCOL_VERSION,
    ERR_TLS_PROTOCOL_VERSION_CONFLICT,
  },
} = require('ext/base/errors');
const {
  validateArray,
  validateBuffer,
  validateInt32,
  validateInteger,
  validateObject,
  validateString,
} = require('ext/base/validators');
const { kEmptyObject } = require('ext/base/util');
const { SecureContext: NativeSecureContext } = binding('tls');
const defaults = require('node/internal/tls/defaults');
const { getOption } = require('modules/options');
const process = require.lazy('node/process');

const TLS1_2 = 0x0303;
const TLS1_3 = 0x0304;
const versions = { __proto__: null, TLSv1: 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': TLS1_2, 'TLSv1.3': TLS1_3 };
const SSL_OP_CIPHER_SERVER_PREFERENCE = 0x400000;

/** Roles of a context, as the binding numbers them. */
const roles = { '': 0, _client: 1, _server: 2 };

/* ---------------------------------------------------------------- versions */

function toVersion(which, name, fallback) {
  name ??= fallback;
  const version = versions[name];
  if (version === undefined) throw new ERR_TLS_INVALID_PROTOCOL_VERSION(name, which);
  return version;
}

function badMethod(message) {
  const error = new ERR_TLS_INVALID_PROTOCOL_METHOD();
  error.message = message;
  return error;
}

/** What `secureProtocol` ('TLSv1_2_client_method') says of role and versions. */
function parseMethod(method, least) {
  if (/^SSLv[23](_client|_server)?_method$/.test(method)) {
    throw badMethod(`${method.slice(0, 5)} methods disabled`);
  }
  const found = /^(TLS|SSLv23|TLSv1|TLSv1_1|TLSv1_2)(_client|_server|)_method$/.exec(method);
  if (found === null) throw badMethod(`Unknown method: ${method}`);
  const [, name, role] = found;
  if (name === 'TLS') return { role: roles[role], min: 0, max: TLS1_3 };
  if (name === 'SSLv23') return { role: roles[role], min: least, max: TLS1_2 };
  const version = versions[name.replace('_', '.')];
  return { role: roles[role], min: version, max: version };
}

/**
 * What connections share; `context` is the native object.
 * @param {string} [secureProtocol]
 * @param {number} [secureOptions] SSL_OP_...
 * @param {string} [minVersion]
 * @param {string} [maxVersion]
 */
function SecureContext(secureProtocol, secureOptions, minVersion, maxVersion) {
  if (!(this instanceof SecureContext)) {
    return new SecureContext(secureProtocol, secureOptions, minVersion, maxVersion);
  }
  if (secureProtocol) {
    if (minVersion != null) throw new ERR_TLS_PROTOCOL_VERSION_CONFLICT(minVersion, secureProtocol);
    if (maxVersion != null) throw new ERR_TLS_PROTOCOL_VERSION_CONFLICT(maxVersion, secureProtocol);
  }
  let settings = {
    role: 0,
    min: toVersion('minimum', minVersion, defaults.DEFAULT_MIN_VERSION),
    max: toVersion('maximum', maxVersion, defaults.DEFAULT_MAX_VERSION),
  };
  if (secureProtocol) {
    validateString(secureProtocol, 'options.secureProtocol');
    settings = parseMethod(secureProtocol, settings.min);
  }
  this.context = new NativeSecureContext();
  this.context.init(settings.role, settings.min, settings.max);
  if (secureOptions) {
    validateInteger(secureOptions, 'secureOptions');
    this.context.setOptions(secureOptions);
  }
}

/* ---------------------------------------------------------------- keys and certificates */

const asList = (value) => (Array.isArray(value) ? value : [value]);

function validateKeyOrCert(value, name) {
  if (typeof value !== 'string' && !ArrayBuffer.isView(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
  }
}

function setKey(context, key, passphrase, name) {
  validateKeyOrCert(key, `${name}.key`);
  if (passphrase != null) validateString(passphrase, `${name}.passphrase`);
  context.setKey(key, passphrase);
}

function setKeys(context, key, passphrase, name) {
  if (!Array.isArray(key)) {
    setKey(context, key, passphrase, name);
    return;
  }
  for (const one of key) {
    const pem = one?.pem !== undefined ? one.pem : one;
    setKey(context, pem, one?.passphrase !== undefined ? one.passphrase : passphrase, name);
  }
}

const utf8 = (value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value);

function loadPfx(context, pfx, passphrase) {
  for (const one of asList(pfx)) {
    const isEntry = Array.isArray(pfx);
    const secret = (isEntry && one.passphrase) || passphrase;
    const bytes = utf8((isEntry && one.buf) || one);
    if (secret != null && (isEntry || secret)) context.loadPKCS12(bytes, utf8(secret));
    else context.loadPKCS12(bytes);
  }
}

/* ---------------------------------------------------------------- limits */

/** Splits a cipher list: TLS 1.3's suites (TLS_...) are set by a call of their own. */
function setCiphers(context, ciphers, name) {
  const list = (ciphers || defaults.DEFAULT_CIPHERS).split(':').filter((cipher) => cipher !== '');
  const isSuite = (cipher) => /^!?TLS_/.test(cipher);
  const suites = list.filter(isSuite).join(':');
  const others = list.filter((cipher) => !isSuite(cipher)).join(':');
  if (suites === '' && others === '') throw new ERR_INVALID_ARG_VALUE(name, list);
  if (suites !== '') context.setCipherSuites(suites);
  context.setCiphers(others);
  // Without a cipher for TLS 1.2 it cannot be offered.
  if (others === '' && context.getMinProto() < TLS1_3 && context.getMaxProto() > TLS1_2)
    context.setMinProto(TLS1_3);
}

function refuseEngines({ clientCertEngine, privateKeyIdentifier, privateKeyEngine, key }, name) {
  const types = ['string', 'null', 'undefined'];
  if (privateKeyIdentifier != null) {
    if (privateKeyEngine == null)
      throw new ERR_INVALID_ARG_VALUE(`${name}.privateKeyEngine`, privateKeyEngine);
    if (key) throw new ERR_INVALID_ARG_VALUE(`${name}.privateKeyIdentifier`, privateKeyIdentifier);
    if (typeof privateKeyIdentifier !== 'string') {
      throw new ERR_INVALID_ARG_TYPE(`${name}.privateKeyIdentifier`, types, privateKeyIdentifier);
    }
    if (typeof privateKeyEngine !== 'string') {
      throw new ERR_INVALID_ARG_TYPE(`${name}.privateKeyEngine`, types, privateKeyEngine);
    }
    throw new ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED();
  }
  if (typeof clientCertEngine === 'string') throw new ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED();
  if (clientCertEngine != null)
    throw new ERR_INVALID_ARG_TYPE(`${name}.clientCertEngine`, types, clientCertEngine);
}

/** Certificates are not compressed: the option is checked, and then refused. */
function checkCompression(list, name) {
  validateArray(list, name);
  if (list.length === 0) return;
  if (list.length > 3) throw new ERR_INVALID_ARG_VALUE(name, list, 'can specify at most 3 algorithms');
  list.forEach((algorithm, i) => {
    if (!['zlib', 'brotli', 'zstd'].includes(algorithm)) {
      throw new ERR_INVALID_ARG_VALUE(`${name}[${i}]`, algorithm, "must be 'zlib', 'brotli', or 'zstd'");
    }
  });
  throw new ERR_INVALID_ARG_VALUE(name, list, 'is not supported by this version of OpenSSL');
}

function setSessionOptions(context, options, name) {
  const { sessionIdContext, ticketKeys, sessionTimeout } = options;
  if (ticketKeys != null) {
    validateBuffer(ticketKeys, `${name}.ticketKeys`);
    if (ticketKeys.byteLength !== 48) {
      throw new ERR_INVALID_ARG_VALUE(
        `${name}.ticketKeys`,
        ticketKeys.byteLength,
        'must be exactly 48 bytes',
      );
    }
    context.setTicketKeys(ticketKeys);
  }
  if (sessionTimeout != null) {
    validateInt32(sessionTimeout, `${name}.sessionTimeout`, 0);
    context.setSessionTimeout(sessionTimeout);
  }
  if (sessionIdContext != null) {
    validateString(sessionIdContext, `${name}.sessionIdContext`);
    context.setSessionIdContext(sessionIdContext);
  }
}

function setKeyExchange(context, options, name) {
  const { sigalgs, ecdhCurve = defaults.DEFAULT_ECDH_CURVE || 'auto', dhparam } = options;
  if (sigalgs != null) {
    validateString(sigalgs, `${name}.sigalgs`);
    if (sigalgs === '') throw new ERR_INVALID_ARG_VALUE(`${name}.sigalgs`, sigalgs);
    context.setSigalgs(sigalgs);
  }
  validateString(ecdhCurve, `${name}.ecdhCurve`);
  context.setECDHCurve(ecdhCurve);
  if (dhparam != null) {
    validateKeyOrCert(dhparam, `${name}.dhparam`);
    const warning = context.setDHParam(dhparam === 'auto' || dhparam);
    if (warning) process().emitWarning(warning, 'SecurityWarning');
  }
}

/** Trusts the authorities that all contexts share. */
function addRoots(context) {
  const env = require('ext/process/env').ownVariables();
  const usesSystem = getOption('--use-system-ca') || env.NODE_USE_SYSTEM_CA === '1';
  const failure = context.addRootCerts(getOption('--use-openssl-ca') ? 2 : usesSystem ? 1 : 0);
  if (failure === undefined) return;
  const path = env.NODE_EXTRA_CA_CERTS;
  process().emitWarning(`Ignoring extra certs from \`${path}\`, load failed: ${failure}`);
}

function configure(context, options, name = 'options') {
  validateObject(options, name);
  const { ca, cert, key, passphrase, crl, pfx, ciphers = defaults.DEFAULT_CIPHERS } = options;
  if (ciphers != null) validateString(ciphers, `${name}.ciphers`);
  // First of all: a list may hold @SECLEVEL=n, which the rest obeys.
  setCiphers(context, ciphers, `${name}.ciphers`);
  // Authorities before the certificate, whose issuer is looked for among them.
  if (ca) {
    for (const one of asList(ca)) {
      validateKeyOrCert(one, `${name}.ca`);
      context.addCACert(one);
    }
  } else {
    addRoots(context);
  }
  if (options.allowPartialTrustChain) context.setAllowPartialTrustChain();
  if (cert) {
    for (const one of asList(cert)) {
      validateKeyOrCert(one, `${name}.cert`);
      context.setCert(one);
    }
  }
  // The key after the certificate: so OpenSSL tells where they do not match.
  if (key) setKeys(context, key, passphrase, name);
  if (options.certificateCompression != null) {
    checkCompression(options.certificateCompression, `${name}.certificateCompression`);
  }
  setKeyExchange(context, options, name);
  if (crl != null) {
    for (const one of asList(crl)) {
      validateKeyOrCert(one, `${name}.crl`);
      context.addCRL(one);
    }
  }
  if (pfx != null) loadPfx(context, pfx, passphrase);
  refuseEngines(options, name);
  setSessionOptions(context, options, name);
}

/**
 * @param {object} [options] see node:tls
 * @returns {SecureContext}
 * @throws {ERR_TLS_INVALID_PROTOCOL_VERSION|ERR_TLS_PROTOCOL_VERSION_CONFLICT|ERR_TLS_INVALID_PROTOCOL_METHOD} and
 *   OpenSSL's errors (ERR_OSSL_..., ERR_SSL_...)
 */
function createSecureContext(options) {
  options ||= kEmptyObject;
  const { honorCipherOrder, minVersion, maxVersion, secureProtocol, singleUse } = options;
  let { secureOptions } = options;
  if (honorCipherOrder) secureOptions |= SSL_OP_CIPHER_SERVER_PREFERENCE;
  const result = new SecureContext(secureProtocol, secureOptions, minVersion, maxVersion);
  configure(result.context, options);
  // Belongs to one connection, which may close it.
  if (singleUse) result.singleUse = true;
  return result;
}

module.exports = { SecureContext, NativeSecureContext, createSecureContext };
