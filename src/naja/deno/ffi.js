'use strict';

/** `Deno.dlopen` and the classes for unsafe things: functions and callbacks are in deno/ffi/. See docs/ffi.md. */

const { native, T, AS, helper } = require('ext/ffi/core');
const { describe, parseType, parseDefinition } = require('deno/ffi/types');
const { UnsafePointer, UnsafePointerView, wrap } = require('deno/ffi/pointer');
const { createFunction, createNonblocking, givesPointer, UnsafeFnPointer } = require('deno/ffi/function');

function toPath(path) {
  if (path instanceof URL) {
    if (path.protocol !== 'file:') throw new TypeError('Must be a file URL');
    return require('node/url').fileURLToPath(path);
  }
  return path === undefined || path === null ? null : String(path);
}

/** The value of a static symbol. */
function readStatic(address, { name, code }) {
  if (name === 'bool') return helper('read_u8', T.u8, [T.pointer, T.i64 | AS.number])(address, 0) !== 0;
  if (givesPointer(name)) return wrap(address);
  const type = Object.keys(T).find((key) => T[key] === code);
  return helper(`read_${type}`, code, [T.pointer, T.i64 | AS.number])(address, 0);
}

function closedError() {
  return new (require('deno/errors').errors.BadResource)('Bad resource ID');
}

function find(library, name, optional) {
  const nul = name.includes('\0');
  const address = nul ? null : native.symbol(library, name);
  if (address !== null) return address;
  if (optional) return null;
  const reason = nul
    ? 'String had a null character'
    : `Could not obtain symbol from the library: ${native.problem()}`;
  throw new Error(`Failed to register symbol ${name}: ${reason}`);
}

class DynamicLibrary {
  #library;
  symbols = {};

  constructor(path, symbols) {
    if (typeof symbols !== 'object' || symbols === null) {
      throw new TypeError(`serde_v8 error: invalid type; expected: object, got: ${symbols}`);
    }
    const definitions = Object.entries(symbols).map(parseSymbol);
    try {
      this.#library = native.open(path, closedError);
    } catch (error) {
      if (error.code === 'ERR_ACCESS_DENIED') throw error;
      throw new Error(`Could not open library: Could not open library: ${error.message}`);
    }
    try {
      for (const definition of definitions) this.#define(definition);
    } catch (error) {
      native.close(this.#library);
      throw error;
    }
  }

  #define({ key, name, optional, nonblocking, type, signature }) {
    const address = find(this.#library, name, optional);
    const constant = type !== undefined || nonblocking;
    let value = null;
    if (address === null) {
      value = null;
    } else if (type !== undefined) {
      value = readStatic(address, type);
    } else {
      value = (nonblocking ? createNonblocking : createFunction)(this.#library, address, name, signature);
    }
    Object.defineProperty(this.symbols, key, {
      __proto__: null,
      value,
      enumerable: true,
      configurable: !constant || address === null,
      writable: !constant || address === null,
    });
  }

  /** Unloads the library. Its functions throw from now on. */
  close() {
    if (!native.close(this.#library)) throw closedError();
  }
}

/** What is wrong with a definition is said before the library is opened. */
function parseSymbol([key, definition]) {
  if (typeof definition !== 'object' || definition === null) {
    throw new TypeError(`invalid type: ${describe(definition)}, expected struct ForeignFunction`);
  }
  const { name = key, optional = false, nonblocking = false, type } = definition;
  if (typeof name !== 'string') throw new TypeError(`invalid type: ${describe(name)}, expected a string`);
  if (typeof type === 'string') {
    const parsed = parseType(type);
    if (type === 'void') throw new TypeError("Foreign symbol of type 'void' is not supported");
    return { key, name, optional, nonblocking: false, type: parsed };
  }
  return { key, name, optional, nonblocking, signature: parseDefinition(definition) };
}

/**
 * Loads a library and its symbols.
 * @param {string | URL} filename
 * @param {Record<string, object>} symbols functions ({parameters, result, name?, nonblocking?, optional?}) and static
 *   symbols ({type, name?, optional?})
 * @throws {TypeError} for what is no signature; {Error} where the library or a symbol is not there
 */
function dlopen(filename, symbols) {
  return new DynamicLibrary(toPath(filename), symbols);
}

module.exports = {
  dlopen,
  UnsafePointer,
  UnsafePointerView,
  UnsafeFnPointer,
  get UnsafeCallback() {
    return require('deno/ffi/callback').UnsafeCallback;
  },
};
