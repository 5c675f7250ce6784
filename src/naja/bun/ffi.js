'use strict';

/** bun:ffi, on binding('ffi') (docs/ffi.md). */

const native = binding('ffi');
const { coded, FFIType, signatureOf } = require('bun/ffi_types');
const { functionOver, sourceOf } = require('bun/ffi_convert');
const memory = require('bun/ffi_memory');
const { JSCallback } = require('bun/ffi_callback');
const path = require.lazy('node/path/posix');
const process = require.lazy('node/process');

const suffix = 'so';

/** Checks what `symbols` is. @throws {TypeError} */
function checkSymbols(symbols) {
  if (symbols === null || typeof symbols !== 'object') {
    throw coded('ERR_INVALID_ARG_TYPE', 'Expected an options object with symbol names');
  }
  const names = Object.keys(symbols);
  if (names.length === 0) throw coded('ERR_INVALID_ARG_TYPE', 'Expected at least one symbol');
  for (const name of names) {
    if (symbols[name] === null || typeof symbols[name] !== 'object') {
      throw coded('ERR_INVALID_ARG_VALUE', `Expected an object for key "${name}"`);
    }
  }
  return names;
}

/** Reads every signature before anything is made. */
function signaturesOf(symbols) {
  return checkSymbols(symbols).map((name) => [name, signatureOf(symbols[name]), symbols[name].ptr]);
}

/** What dlopen and linkSymbols give. */
function libraryOf(symbols, close) {
  return Object.defineProperty({ close }, 'symbols', { __proto__: null, value: symbols, configurable: true });
}

/** The path of a library: a string, a file: URL, or what Bun.file() gives. */
function pathOf(name) {
  if (typeof name === 'object' && name !== null) {
    if (name instanceof URL) return require('node/url').fileURLToPath(name);
    if (typeof name.name === 'string') return name.name;
  }
  return String(name);
}

/** What the loader is asked for: a name alone where there is no such file here, as for `libc.so.6`. */
function openLibrary(name, given) {
  const closed = () => new Error(`bun:ffi: "${given}" has been closed`);
  if (name.includes('/')) return native.open(path().resolve(process().cwd(), name), closed);
  try {
    return native.open(name, closed);
  } catch (error) {
    const here = path().resolve(process().cwd(), name);
    if (binding('fs').exists(here)) return native.open(here, closed);
    error.message = error.message.replace(name, here);
    throw error;
  }
}

/**
 * Opens a library and makes functions of what is in it.
 * @param {string | URL | Blob} name a path, or a name that the system's loader knows
 * @param {Record<string, {args?: Array<string | number>, returns?: string | number}>} symbols
 * @returns {{symbols: Record<string, Function>, close(): void}}
 * @throws {Error} ERR_DLOPEN_FAILED
 */
function dlopen(name, symbols) {
  const given = pathOf(name);
  if (given === '') throw coded('ERR_INVALID_ARG_TYPE', 'Invalid library name');
  const signatures = signaturesOf(symbols);
  let library;
  try {
    library = openLibrary(given, given);
  } catch (error) {
    if (error.code === 'ERR_ACCESS_DENIED') throw error;
    const failure = new Error(`Failed to open library "${given}": ${error.message}`);
    failure.code = 'ERR_DLOPEN_FAILED';
    throw failure;
  }
  const functions = {};
  try {
    for (const [symbol, signature] of signatures) {
      const address = native.symbol(library, symbol);
      if (address === null) {
        throw coded('ERR_INVALID_ARG_TYPE', `Symbol "${symbol}" not found in "${given}"`);
      }
      functions[symbol] = functionOver(library, address, symbol, signature);
    }
  } catch (error) {
    native.close(library);
    throw error;
  }
  return libraryOf(functions, function close() {
    native.close(library);
  });
}

/** The address of a function's definition. @throws {TypeError} */
function addressOf(pointer, name) {
  if ((typeof pointer !== 'number' && typeof pointer !== 'bigint') || !pointer) {
    throw coded(
      'ERR_INVALID_ARG_TYPE',
      `Symbol "${name}" is missing a "ptr" field. When using linkSymbols() or CFunction(), you must provide a "ptr" ` +
        'field with the memory address of the native function.',
    );
  }
  return BigInt(pointer);
}

/**
 * Functions over addresses.
 * @param {Record<string, {ptr: number | bigint, args?: Array, returns?: string | number}>} symbols
 */
function linkSymbols(symbols) {
  const functions = {};
  for (const [name, signature, pointer] of signaturesOf(symbols)) {
    functions[name] = functionOver(null, addressOf(pointer, name), name, signature);
  }
  const library = libraryOf(functions, function close() {});
  return Object.defineProperty(library, 'close', { __proto__: null, enumerable: false });
}

let made = 0;
/**
 * A function over an address. It may be called with `new`.
 * @param {{ptr: number | bigint, args?: Array, returns?: string | number}} definition
 */
function CFunction(definition) {
  const signature = signatureOf(definition);
  const address = addressOf(definition.ptr, 'CFunction');
  const fn = functionOver(null, address, `CFunction${made++}`, signature);
  fn.close = function close() {};
  return fn;
}

/**
 * What is made for a function, or for each of several: in Naja, the JavaScript that converts its values.
 * @param {object} definition
 * @param {boolean} [isCallback]
 * @returns {string | string[]}
 */
function viewSource(definition, isCallback = false) {
  if (isCallback) return sourceOf(signatureOf(definition));
  return signaturesOf(definition).map(([, signature]) => sourceOf(signature));
}

module.exports = {
  CFunction,
  CString: memory.CString,
  FFIType,
  JSCallback,
  dlopen,
  linkSymbols,
  native: {
    dlopen,
    callback() {
      throw new Error('Deprecated. Use new JSCallback(options, fn) instead');
    },
  },
  ptr: memory.ptr,
  read: memory.read,
  suffix,
  toArrayBuffer: memory.toArrayBuffer,
  toBuffer: memory.toBuffer,
  viewSource,
};
Object.defineProperty(module.exports, 'cc', {
  __proto__: null,
  enumerable: true,
  value: function cc(options) {
    return require('bun/ffi_cc').cc(options, dlopen);
  },
});
