'use strict';

// The options of servers, and of TLS for both sides.

const {
  codes: { ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS, ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { validateBoolean, validateUint32 } = require('ext/base/validators');
const { MAX_CUSTOM, checkObject } = require('ext/http2/settings');
const compat = require.lazy('node/internal/http2/compat');

/**
 * Checks and completes the options of a server.
 * @param {object} [given] see http2.createServer()
 * @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE|ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS}
 */
function initializeOptions(given) {
  checkObject(given, 'options');
  const options = { ...given };
  checkObject(options.settings, 'options.settings');
  options.settings = { ...options.settings };
  const customs = options.remoteCustomSettings;
  if (customs !== undefined) {
    if (!Array.isArray(customs)) {
      throw new ERR_INVALID_ARG_TYPE('options.remoteCustomSettings', 'Array', customs);
    }
    options.remoteCustomSettings = [...customs];
    if (customs.length > MAX_CUSTOM) throw new ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  }
  for (const name of ['maxSessionInvalidFrames', 'maxSessionRejectedStreams', 'unknownProtocolTimeout']) {
    if (options[name] !== undefined) validateUint32(options[name], `options.${name}`);
  }
  options.unknownProtocolTimeout ??= 10000;
  if (options.strictSingleValueFields === undefined) options.strictSingleValueFields = true;
  else validateBoolean(options.strictSingleValueFields, 'options.strictSingleValueFields');
  options.http1Options = { ...options.http1Options };
  if (options.Http1IncomingMessage !== undefined) {
    options.http1Options.IncomingMessage ??= options.Http1IncomingMessage;
  }
  if (options.Http1ServerResponse !== undefined) {
    options.http1Options.ServerResponse ??= options.Http1ServerResponse;
  }
  options.Http2ServerRequest ||= compat().Http2ServerRequest;
  options.Http2ServerResponse ||= compat().Http2ServerResponse;
  return options;
}

/** The same for a TLS connection: what is negotiated is HTTP/2, or HTTP/1.1 where that is allowed. */
function initializeTLSOptions(given, servername) {
  const options = initializeOptions(given);
  if (!options.ALPNCallback) {
    options.ALPNProtocols = options.allowHTTP1 === true ? ['h2', 'http/1.1'] : ['h2'];
  }
  if (servername !== undefined && !options.servername) options.servername = servername;
  return options;
}

module.exports = { initializeOptions, initializeTLSOptions };
