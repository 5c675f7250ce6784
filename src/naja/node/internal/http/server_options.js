'use strict';

/** The options that http.Server and https.Server have in common. */

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('ext/base/errors');
const { validateBoolean, validateFunction, validateInteger, validateOneOf } = require('ext/base/validators');
const { IncomingMessage } = require('node/_http_incoming');
const { kIncomingMessage } = require('node/_http_common');
const { ServerResponse } = require('node/internal/http/server_response');
const { kServerResponse, kOptimizeEmptyRequests } = require('node/internal/http/symbols');

function integerOption(options, name, fallback) {
  const value = options[name];
  if (value === undefined) return fallback;
  validateInteger(value, name, 0);
  return value;
}

function booleanOption(options, name, fallback) {
  const value = options[name];
  if (value === undefined) return fallback;
  validateBoolean(value, `options.${name}`);
  return value;
}

/** `httpValidation` says more than `insecureHTTPParser`: one of them. */
function checkValidation(httpValidation, insecureHTTPParser) {
  if (httpValidation === undefined) return;
  validateOneOf(httpValidation, 'options.httpValidation', ['strict', 'relaxed', 'insecure']);
  if (insecureHTTPParser !== undefined) {
    const reason = 'cannot be used together with options.insecureHTTPParser';
    throw new ERR_INVALID_ARG_VALUE('options.httpValidation', httpValidation, reason);
  }
}

function hasUpgradeListener() {
  return this.listenerCount('upgrade') > 0;
}

/**
 * Checks the options and puts them on the server: `storeHTTPOptions.call(server, options)`.
 * @param {object} options see http.createServer()
 * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE|ERR_OUT_OF_RANGE}
 */
function storeHTTPOptions(options) {
  this[kIncomingMessage] = options.IncomingMessage || IncomingMessage;
  this[kServerResponse] = options.ServerResponse || ServerResponse;
  this.maxHeaderSize = integerOption(options, 'maxHeaderSize', undefined);
  this[kOptimizeEmptyRequests] = booleanOption(options, 'optimizeEmptyRequests', false);
  this.insecureHTTPParser = booleanOption(options, 'insecureHTTPParser', undefined);
  checkValidation(options.httpValidation, this.insecureHTTPParser);
  this.httpValidation = options.httpValidation;

  // Milliseconds; 0 is no limit.
  this.requestTimeout = integerOption(options, 'requestTimeout', 300_000);
  this.headersTimeout = integerOption(options, 'headersTimeout', Math.min(60_000, this.requestTimeout));
  if (this.requestTimeout > 0 && this.headersTimeout > 0 && this.headersTimeout > this.requestTimeout) {
    throw new ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', options.headersTimeout);
  }
  this.keepAliveTimeout = integerOption(options, 'keepAliveTimeout', 5_000);
  this.keepAliveTimeoutBuffer = integerOption(options, 'keepAliveTimeoutBuffer', 1_000);
  this.connectionsCheckingInterval = integerOption(options, 'connectionsCheckingInterval', 30_000);

  this.requireHostHeader = booleanOption(options, 'requireHostHeader', true);
  this.joinDuplicateHeaders = booleanOption(options, 'joinDuplicateHeaders', undefined);
  this.rejectNonStandardBodyWrites = booleanOption(options, 'rejectNonStandardBodyWrites', false);
  const { shouldUpgradeCallback } = options;
  if (shouldUpgradeCallback !== undefined) {
    validateFunction(shouldUpgradeCallback, 'options.shouldUpgradeCallback');
  }
  this.shouldUpgradeCallback = shouldUpgradeCallback ?? hasUpgradeListener;
}

module.exports = { storeHTTPOptions, checkValidation };
