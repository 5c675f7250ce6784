'use strict';

// node:tls.

const defaults = require('node/internal/tls/defaults');
const { SecureContext, createSecureContext } = require('node/internal/tls/context');
const { TLSSocket } = require('node/internal/tls/socket');
const { Server } = require('node/internal/tls/server');
const { connect } = require('node/internal/tls/connect');
const { convertALPNProtocols } = require('node/internal/tls/protocols');
const { checkServerIdentity } = require('node/internal/tls/identity');
const { cachedResult, filterDuplicateStrings } = require('ext/base/util');
const roots = require.lazy('node/internal/tls/roots');

/**
 * @param {object|Function} [options]
 * @param {function(TLSSocket)} [listener] of 'secureConnection'
 * @returns {Server}
 */
function createServer(options, listener) {
  return new Server(options, listener);
}

// The same object: what programs set on it (DEFAULT_MIN_VERSION ...) is what the parts of this module read.
module.exports = Object.assign(defaults, {
  /** @returns {string[]} in lower case */
  getCiphers: cachedResult(() => filterDuplicateStrings(binding('tls').getCiphers(), true)),
  /** Certificates are not compressed. @returns {string[]} */
  getCertificateCompressionAlgorithms: () => [],
  getCACertificates: (type) => roots().getCACertificates(type),
  setDefaultCACertificates: (certs) => roots().setDefaultCACertificates(certs),
  convertALPNProtocols,
  checkServerIdentity,
  createSecureContext,
  SecureContext,
  TLSSocket,
  Server,
  createServer,
  connect,
});

Object.defineProperty(module.exports, 'rootCertificates', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get: () => roots().bundled(),
});
