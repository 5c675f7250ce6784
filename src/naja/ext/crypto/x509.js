'use strict';

// X509Certificate. What it shares with tls.getPeerCertificate() comes from there.

const native = binding('crypto');
const { codes } = require('ext/base/errors');
const { isArrayBufferView } = require('ext/base/types');
const { validateBoolean, validateObject, validateString } = require('ext/base/validators');
const { kClone, setTransferMode } = require('ext/events/symbols');
const { toBuffer } = require('ext/crypto/bytes');
const { isKeyObject, wrapKey } = require('ext/crypto/keys');
const inspect = require.lazy('ext/console/inspect');

const CLONEABLE = 1;
const FLAGS = {
  always: 0x1, wildcards: 0x2, partialWildcards: 0x4, multiLabelWildcards: 0x8, singleLabelSubdomains: 0x10, never: 0x20,
}; // prettier-ignore
const token = Symbol('handle');

function flagsOf(options = {}) {
  validateObject(options, 'options');
  const {
    subject = 'default',
    wildcards = true,
    partialWildcards = true,
    multiLabelWildcards = false,
    singleLabelSubdomains = false,
  } = options;
  validateString(subject, 'options.subject');
  const switches = { wildcards, partialWildcards, multiLabelWildcards, singleLabelSubdomains };
  for (const [name, value] of Object.entries(switches)) validateBoolean(value, `options.${name}`);
  let flags = 0;
  if (subject === 'always' || subject === 'never') flags |= FLAGS[subject];
  else if (subject !== 'default') throw new codes.ERR_INVALID_ARG_VALUE('options.subject', subject);
  if (!wildcards) flags |= FLAGS.wildcards;
  if (!partialWildcards) flags |= FLAGS.partialWildcards;
  if (multiLabelWildcards) flags |= FLAGS.multiLabelWildcards;
  if (singleLabelSubdomains) flags |= FLAGS.singleLabelSubdomains;
  return flags;
}

let isX509Certificate;
let handleOf;

/** A line for each of a name's parts, or undefined for an empty name. */
const lines = (text) => (text === '' ? undefined : text);

class X509Certificate {
  #handle;
  #known = new Map();

  /** @param {string | ArrayBufferView} buffer PEM or DER */
  constructor(buffer, from) {
    if (from === token) {
      this.#handle = buffer;
      return;
    }
    if (typeof buffer !== 'string' && !isArrayBufferView(buffer)) {
      throw new codes.ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
    }
    this.#handle = native.x509Read(buffer);
  }

  static {
    isX509Certificate = (value) => typeof value === 'object' && value !== null && #handle in value;
    handleOf = (value) => {
      if (!isX509Certificate(value)) throw new codes.ERR_INVALID_THIS('X509Certificate');
      return value.#handle;
    };
  }

  #once(name, make) {
    if (!this.#known.has(name)) this.#known.set(name, make());
    return this.#known.get(name);
  }

  #described() {
    return this.#once('described', () =>
      binding('tls').describeCertificate(native.x509Raw(this.#handle, false)),
    );
  }

  #facts() {
    return this.#once('facts', () => native.x509Facts(this.#handle));
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0) return this;
    const {
      subject, subjectAltName, issuer, infoAccess, validFrom, validTo, validFromDate, validToDate, fingerprint,
      fingerprint256, fingerprint512, keyUsage, serialNumber, signatureAlgorithm, signatureAlgorithmOid,
    } = this; // prettier-ignore
    const shown = {
      subject, subjectAltName, issuer, infoAccess, validFrom, validTo, validFromDate, validToDate, fingerprint,
      fingerprint256, fingerprint512, keyUsage, serialNumber, signatureAlgorithm, signatureAlgorithmOid,
    }; // prettier-ignore
    const next = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `X509Certificate ${inspect().inspect(shown, next)}`;
  }

  get subject() {
    return lines(native.x509Name(handleOf(this), false));
  }

  get subjectAltName() {
    handleOf(this);
    return this.#described().subjectaltname;
  }

  get issuer() {
    return lines(native.x509Name(handleOf(this), true));
  }

  /** The issuer's, of a certificate that a connection brought with its chain. */
  get issuerCertificate() {
    handleOf(this);
    return this.#known.get('issuerCertificate');
  }

  get infoAccess() {
    handleOf(this);
    return this.#described().infoAccess;
  }

  get validFrom() {
    handleOf(this);
    return this.#described().valid_from;
  }

  get validTo() {
    handleOf(this);
    return this.#described().valid_to;
  }

  get validFromDate() {
    return new Date(native.x509Time(handleOf(this), false) * 1000);
  }

  get validToDate() {
    return new Date(native.x509Time(handleOf(this), true) * 1000);
  }

  get fingerprint() {
    handleOf(this);
    return this.#described().fingerprint;
  }

  get fingerprint256() {
    handleOf(this);
    return this.#described().fingerprint256;
  }

  get fingerprint512() {
    handleOf(this);
    return this.#described().fingerprint512;
  }

  get keyUsage() {
    handleOf(this);
    return this.#described().ext_key_usage;
  }

  get serialNumber() {
    handleOf(this);
    return this.#described().serialNumber;
  }

  get signatureAlgorithm() {
    handleOf(this);
    return this.#facts()[1];
  }

  get signatureAlgorithmOid() {
    handleOf(this);
    return this.#facts()[2];
  }

  get raw() {
    return this.#once('raw', () => toBuffer(native.x509Raw(handleOf(this), false)));
  }

  get publicKey() {
    return this.#once('publicKey', () => wrapKey('public', native.x509Key(handleOf(this))));
  }

  /** PEM. */
  toString() {
    return native.x509Raw(handleOf(this), true);
  }

  toJSON() {
    return this.toString();
  }

  get ca() {
    handleOf(this);
    return this.#facts()[0];
  }

  /** @returns {string | undefined} the name of the certificate that matches */
  checkHost(name, options) {
    handleOf(this);
    validateString(name, 'name');
    return native.x509Check(this.#handle, 0, name, flagsOf(options));
  }

  checkEmail(email, options) {
    handleOf(this);
    validateString(email, 'email');
    return native.x509Check(this.#handle, 1, email, flagsOf(options));
  }

  checkIP(ip, options) {
    handleOf(this);
    validateString(ip, 'ip');
    // OpenSSL takes no options of names for addresses.
    flagsOf(options);
    return native.x509Check(this.#handle, 2, ip, 0);
  }

  /** Whether another certificate issued this one, going by the names. */
  checkIssued(otherCert) {
    handleOf(this);
    if (!isX509Certificate(otherCert)) {
      throw new codes.ERR_INVALID_ARG_TYPE('otherCert', 'X509Certificate', otherCert);
    }
    return native.x509Issued(this.#handle, handleOf(otherCert));
  }

  checkPrivateKey(pkey) {
    handleOf(this);
    if (!isKeyObject(pkey)) throw new codes.ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', pkey);
    if (pkey.type !== 'private') throw new codes.ERR_INVALID_ARG_VALUE('pkey', pkey);
    return native.x509Matches(this.#handle, require('ext/crypto/keys').slotsOf(pkey).handle);
  }

  /** Whether a public key made this certificate's signature. */
  verify(pkey) {
    handleOf(this);
    if (!isKeyObject(pkey)) throw new codes.ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', pkey);
    if (pkey.type !== 'public') throw new codes.ERR_INVALID_ARG_VALUE('pkey', pkey);
    return native.x509Verify(this.#handle, require('ext/crypto/keys').slotsOf(pkey).handle);
  }

  /** As tls.getPeerCertificate() shows it. */
  toLegacyObject() {
    const described = binding('tls').describeCertificate(native.x509Raw(handleOf(this), false));
    return require('ext/tls/describe').translateCertificate(described);
  }

  [kClone]() {
    return {
      data: native.x509Raw(handleOf(this), false),
      deserializeInfo: 'ext/crypto/x509:cloned',
    };
  }
}
setTransferMode(X509Certificate.prototype, CLONEABLE);

/** The certificate of a message. */
function cloned(der) {
  return new X509Certificate(der);
}

const wrapCertificate = (handle) => new X509Certificate(handle, token);

/** crypto.parsePKCS12(): a bundle's private key, its certificate and the others. */
function parsePKCS12(bundle, options = {}) {
  const { isAnyArrayBuffer } = require('ext/base/types');
  const { toBytes } = require('ext/crypto/bytes');
  if (!isArrayBufferView(bundle) && !isAnyArrayBuffer(bundle)) {
    throw new codes.ERR_INVALID_ARG_TYPE(
      'bundle',
      ['ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'],
      bundle,
    );
  }
  validateObject(options, 'options');
  const { passphrase } = options;
  const secret = passphrase === undefined ? undefined : toBytes(passphrase, 'options.passphrase', 'utf8');
  if (secret?.includes(0)) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.passphrase', passphrase, 'must not contain null bytes');
  }
  const [key, certificate, others] = native.pkcs12(toBytes(bundle, 'bundle'), secret);
  return {
    privateKey: key === null ? null : wrapKey('private', key),
    certificate: certificate === null ? null : wrapCertificate(certificate),
    additionalCertificates: others.map(wrapCertificate),
  };
}

module.exports = { X509Certificate, cloned, isX509Certificate, parsePKCS12 };
