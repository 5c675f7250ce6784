'use strict';

// process.dlopen and require() of .node files.

const { dlopen: load } = binding('addons');
const { setBufferPrototype } = binding('v8');
const { codes } = require('ext/base/errors');
const { validateInt32 } = require('ext/base/validators');

const RTLD_LAZY = 1;

/**
 * Loads a native addon into `module.exports`.
 * @param {{exports: object}} module
 * @param {string} filename
 * @param {number} [flags] os.constants.dlopen
 * @throws {ERR_DLOPEN_FAILED | ERR_INVALID_ARG_TYPE}
 */
function dlopen(module, filename, flags = RTLD_LAZY) {
  if (module === null || typeof module !== 'object')
    throw new codes.ERR_INVALID_ARG_TYPE('module', 'Object', module);
  validateInt32(flags, 'flags');
  // Node-API makes Uint8Arrays until it is told what a Buffer is.
  setBufferPrototype(require('node/buffer').Buffer.prototype);
  module.exports = load(module.exports, `${filename}`, flags);
}

module.exports = { dlopen };
