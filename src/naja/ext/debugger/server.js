'use strict';

/** The server that debuggers connect to. */

const { codes } = require('ext/base/errors');

function open() {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('inspector.open()');
}

module.exports = { open, close() {}, url: () => undefined, wait: () => false };
