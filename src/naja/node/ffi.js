'use strict';

/** `node:ffi`. Its parts are in node/internal/ffi; docs/ffi.md says where it differs. */

const { emitExperimentalWarning } = require('ext/base/util');

emitExperimentalWarning('FFI');

const { DynamicLibrary } = require('node/internal/ffi/library');
const memory = require('node/internal/ffi/memory');
const { types } = require('node/internal/ffi/signature');
const { accessors, natives } = memory;

/**
 * Loads a library and resolves functions in it.
 * @param {string | null} path
 * @param {Record<string, {return?: string, arguments?: string[]}>} [definitions]
 */
function dlopen(path, definitions) {
  const lib = new DynamicLibrary(path);
  try {
    return {
      lib,
      functions:
        definitions === undefined ? Object.freeze({ __proto__: null }) : lib.getFunctions(definitions),
      [Symbol.dispose]() {
        lib.close();
      },
    };
  } catch (error) {
    lib.close();
    throw error;
  }
}

/** Closes a library. */
function dlclose(handle) {
  handle.close();
}

/** The address of a symbol. */
function dlsym(handle, symbol) {
  return handle.getSymbol(symbol);
}

const pick = (prefix) =>
  Object.fromEntries(Object.entries(accessors).filter(([name]) => name.startsWith(prefix)));

module.exports = {
  DynamicLibrary,
  dlopen,
  dlclose,
  dlsym,
  exportArrayBuffer: memory.exportArrayBuffer,
  exportArrayBufferView: memory.exportArrayBufferView,
  exportString: memory.exportString,
  exportBuffer: memory.exportBuffer,
  ...pick('get'),
  getCurrentEventLoop: natives.getCurrentEventLoop,
  getRawPointer: natives.getRawPointer,
  ...pick('set'),
  suffix: 'so',
  toString: natives.toString,
  toArrayBuffer: natives.toArrayBuffer,
  toBuffer: natives.toBuffer,
  types,
};
