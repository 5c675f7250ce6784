'use strict';

/** What command-line options set for HTTP. */

const { flags = {} } = binding('bootstrap').options;
const process = require.lazy('node/process');

const DEFAULT_MAX_HEADER_SIZE = 16384;

let size;
/** @returns {number} bytes that the head of a message may have: --max-http-header-size */
function maxHeaderSize() {
  size ??= flags['--max-http-header-size'] || DEFAULT_MAX_HEADER_SIZE;
  return size;
}

let lenient;
/** @returns {boolean} --insecure-http-parser; the first time that it counts, a warning is printed */
function isLenient() {
  if (lenient === undefined) {
    lenient = Boolean(flags['--insecure-http-parser']);
    if (lenient) process().emitWarning('Using insecure HTTP parsing');
  }
  return lenient;
}

/** @returns {boolean} --use-env-proxy, NODE_USE_ENV_PROXY=1: agents and fetch() take their proxies from the environment */
function usesEnvProxy() {
  return Boolean(
    flags['--use-env-proxy'] ?? require('ext/process/env').ownVariables().NODE_USE_ENV_PROXY === '1',
  );
}

module.exports = { maxHeaderSize, isLenient, usesEnvProxy };
