'use strict';

/** What a server answers to what is no request. */

const { Buffer } = require('node/buffer');
const STATUS_CODES = require('ext/http/status');

const statuses = {
  __proto__: null,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** @param {Error} error of the parser or of the socket @returns {Buffer} a whole response */
function forError(error) {
  const status = statuses[error.code] ?? 400;
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, 'latin1');
}

module.exports = { forError };
