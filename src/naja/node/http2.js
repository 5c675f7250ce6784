'use strict';

/** node:http2. */

const { constants } = require('ext/http2/constants');
const { sensitiveHeaders } = require('ext/http2/headers');
const { getDefaultSettings, getPackedSettings, getUnpackedSettings } = require('ext/http2/settings');
const { connect } = require('node/internal/http2/client');
const { createServer, performServerHandshake } = require('node/internal/http2/server');
const { Http2ServerRequest, Http2ServerResponse } = require('node/internal/http2/compat');
const secure = require.lazy('node/internal/http2/secure_server');

/**
 * A server that speaks TLS.
 * @param {object} [options] of tls.createServer() and createServer(), and allowHTTP1
 * @param {function(Http2ServerRequest, Http2ServerResponse)} [handler]
 * @returns {Http2SecureServer}
 */
function createSecureServer(options, handler) {
  return secure().createSecureServer(options, handler);
}

module.exports = {
  connect,
  constants: constants(),
  createServer,
  createSecureServer,
  getDefaultSettings,
  getPackedSettings,
  getUnpackedSettings,
  performServerHandshake,
  sensitiveHeaders,
  Http2ServerRequest,
  Http2ServerResponse,
};
