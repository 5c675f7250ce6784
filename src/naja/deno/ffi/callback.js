'use strict';

/** `Deno.UnsafeCallback`. */

const { native, generate } = require('ext/ffi/core');
const { parseDefinition } = require('deno/ffi/types');
const { read, wrap } = require('deno/ffi/pointer');
const { givesPointer } = require('deno/ffi/function');

/** Pointers of C as objects and back, around a function. */
function adapt(callback, { parameters, result }) {
  const pointers = parameters.some(({ name }) => givesPointer(name));
  if (!pointers && !givesPointer(result.name)) return callback;
  const names = parameters.map((_, i) => `a${i}`);
  const values = parameters.map(({ name }, i) => (givesPointer(name) ? `wrap(a${i})` : `a${i}`));
  const call = `callback(${values})`;
  return (
    generate(`return (${names}) => ${givesPointer(result.name) ? `read(${call}) ?? 0n` : call};`, {
      callback,
      read,
      wrap,
    }) ??
    ((...given) => {
      const returned = callback(
        ...given.map((value, i) => (givesPointer(parameters[i].name) ? wrap(value) : value)),
      );
      return givesPointer(result.name) ? (read(returned) ?? 0n) : returned;
    })
  );
}

/** A function of JavaScript that C can call. It lives until `close`. */
class UnsafeCallback {
  #count = 0;
  #handle;
  definition;
  callback;
  pointer;

  /**
   * @param {{parameters: unknown[], result: unknown}} definition
   * @param {Function} callback
   */
  constructor(definition, callback) {
    if (definition.nonblocking) throw new TypeError('Cannot construct UnsafeCallback: cannot be nonblocking');
    const signature = parseDefinition(definition);
    if (typeof callback !== 'function') throw new TypeError('expected Function');
    this.#handle = native.callback(
      adapt(callback, signature),
      signature.result.code,
      signature.parameters.map(({ code }) => code),
      0,
      '',
    );
    this.pointer = wrap(native.callbackAddress(this.#handle));
    this.definition = definition;
    this.callback = callback;
  }

  /** A callback that keeps the event loop alive, as other threads may call it. */
  static threadSafe(definition, callback) {
    const made = new UnsafeCallback(definition, callback);
    made.ref();
    return made;
  }

  /** How often it has been referenced: above 0 it keeps the event loop alive. */
  ref() {
    if (this.#count++ === 0) native.callbackReference(this.#handle, true);
    return this.#count;
  }

  unref() {
    if (this.#count > 0 && --this.#count === 0) native.callbackReference(this.#handle, false);
    return this.#count;
  }

  /** C must not call it any more. */
  close() {
    this.#count = 0;
    if (!native.callbackClose(this.#handle)) {
      throw new (require('deno/errors').errors.BadResource)('Bad resource ID');
    }
  }
}

module.exports = { UnsafeCallback };
