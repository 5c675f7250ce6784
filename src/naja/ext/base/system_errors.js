'use strict';

/** What libuv calls the errors of the system. */

const { uvErrmapGet } = require('ext/base/errors');

/** `ENOENT` for -2. */
function getSystemErrorName(errno) {
  const entry = uvErrmapGet(errno);
  return entry === undefined ? `Unknown system error ${errno}` : entry[0];
}

/** `no such file or directory` for -2. */
function getSystemErrorMessage(errno) {
  const entry = uvErrmapGet(errno);
  return entry === undefined ? `Unknown system error ${errno}` : entry[1];
}

/** Map of number to [name, message]. */
function getSystemErrorMap() {
  return new Map(binding('uv').errors.map(([number, name, message]) => [number, [name, message]]));
}

module.exports = { getSystemErrorMap, getSystemErrorMessage, getSystemErrorName };
