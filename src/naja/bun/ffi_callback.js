'use strict';

/** JavaScript functions that C calls. */

const native = binding('ffi');
const { CORE, EITHER, coded, signatureOf } = require('bun/ffi_types');

/* How C's values arrive, by the core's types: 64 bits as BigInts, addresses as numbers. */
const { void: nothing, ...VALUES } = CORE;
const ARRIVING = {
  __proto__: null,
  ...VALUES,
  i64_fast: CORE.i64 | EITHER,
  u64_fast: CORE.u64 | EITHER,
  ptr: CORE.u64 | EITHER,
  function: CORE.u64 | EITHER,
  cstring: CORE.u64,
};
const LEAVING = {
  ...ARRIVING,
  void: nothing,
  i64: CORE.i64 | EITHER,
  u64: CORE.u64 | EITHER,
  cstring: CORE.u64 | EITHER,
};

const textAt = (address) => (address === 0n ? null : native.text(address));
const orNull = (address) => (address === 0 ? null : address);

const cannot = (type) => new TypeError(`bun:ffi cannot convert argument to '${type}'`);

/** What a function gave, as the core takes it for a type. */
function leave(value, type) {
  switch (type) {
    case 'void':
      return undefined;
    case 'bool':
      return Boolean(value);
    case 'ptr':
    case 'function':
    case 'cstring':
      if (value === null || value === undefined) return 0;
      if (typeof value === 'number' || typeof value === 'bigint') return value;
      if (typeof value === 'object' && typeof value.ptr === 'number') return value.ptr;
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
        return require('bun/ffi_memory').ptr(value);
      }
      throw cannot(type);
    default:
      if (typeof value === 'number' || typeof value === 'bigint') return wide(value, type);
      if (typeof value === 'string' || typeof value === 'symbol') throw cannot(type);
      return value === undefined || value === null ? 0 : Number(value);
  }
}

/** BigInts are for 64 bits only. */
function wide(value, type) {
  return typeof value === 'bigint' && !type.includes('64') ? Number(value) : value;
}

/** The function that the core calls: it turns what C gives into what Bun's functions get. */
function wrap(callback, { args, returns }) {
  const makers = args.map((type) => (type === 'cstring' ? textAt : type === 'ptr' ? orNull : undefined));
  if (makers.every((make) => make === undefined)) {
    return (...values) => leave(callback(...values), returns);
  }
  return (...values) =>
    leave(
      callback(...values.map((value, i) => (makers[i] === undefined ? value : makers[i](value)))),
      returns,
    );
}

const WITHOUT_WAITING = 1;

/** A function for C, until close(). */
class JSCallback {
  #handle;

  /**
   * @param {Function} callback
   * @param {{args?: Array<string | number>, returns?: string | number, threadsafe?: boolean}} definition
   *   threadsafe: other threads may call it, and do not wait for it
   */
  constructor(callback, definition) {
    if (typeof callback !== 'function') throw coded('ERR_INVALID_ARG_TYPE', 'Expected callback function');
    if (definition === null || typeof definition !== 'object') {
      throw coded('ERR_INVALID_ARG_TYPE', 'Expected object');
    }
    const signature = signatureOf(definition);
    const parameters = signature.args.map((type) => ARRIVING[type]);
    const result = LEAVING[signature.returns];
    if (result === undefined || parameters.includes(undefined)) {
      throw new TypeError('bun:ffi: unsupported signature');
    }
    const threadsafe = Boolean(definition.threadsafe);
    const flags = threadsafe ? WITHOUT_WAITING : 0;
    this.#handle = native.callback(wrap(callback, signature), result, parameters, flags);
    if (threadsafe) native.callbackReference(this.#handle, true);
    this.#define('ptr', Number(native.callbackAddress(this.#handle)));
    this.#define('threadsafe', threadsafe);
  }

  #define(name, value) {
    Object.defineProperty(this, name, { __proto__: null, value, configurable: true });
  }

  /** Its address. */
  [Symbol.toPrimitive]() {
    return this.ptr;
  }

  /** C must not call it from now on. Again does nothing. */
  close() {
    if (this.ptr === null) return;
    native.callbackClose(this.#handle);
    this.#define('ptr', null);
  }

  [Symbol.dispose]() {
    this.close();
  }
}

module.exports = { JSCallback };
