'use strict';

/** What the faces of foreign functions share: the binding, its types, and C helpers as functions. See docs/ffi.md. */

const native = binding('ffi');

/** The types of C's ABI. */
const T = {
  __proto__: null,
  void: 0,
  bool: 1,
  i8: 2,
  u8: 3,
  i16: 4,
  u16: 5,
  i32: 6,
  u32: 7,
  i64: 8,
  u64: 9,
  f32: 10,
  f64: 11,
  pointer: 12,
};

/** How JavaScript sees 64 bits and pointers, to be added to a type. */
const AS = { __proto__: null, usual: 0, number: 1 << 8, either: 2 << 8, bytes: 3 << 8, any: 4 << 8 };

/**
 * A function over one of the binding's C helpers.
 * @param {string} name of `native.helpers`
 * @param {number} result
 * @param {number[]} parameters
 * @returns {Function}
 */
function helper(name, result, parameters) {
  return native.function(null, native.helpers[name], name, result, parameters);
}

let address;
/**
 * The address of bytes. They are moved out of the engine's heap where they are in there.
 * @param {ArrayBuffer | SharedArrayBuffer | ArrayBufferView | null} bytes
 * @returns {bigint}
 */
function addressOf(bytes) {
  address ??= helper('address', T.pointer, [T.pointer | AS.bytes]);
  return address(bytes);
}

let copy;
/**
 * Copies bytes from memory into an ArrayBuffer or a view of one.
 * @param {ArrayBuffer | ArrayBufferView} target
 * @param {bigint} source
 * @param {number} count
 */
function copyFrom(target, source, count) {
  copy ??= helper('copy', T.void, [T.pointer | AS.any, T.pointer | AS.any, T.u64 | AS.number]);
  copy(target, source, count);
}

/**
 * Copies bytes of an ArrayBuffer or a view of one to memory.
 * @param {bigint} target
 * @param {ArrayBuffer | ArrayBufferView} source
 * @param {number} count
 */
function copyTo(target, source, count) {
  copy ??= helper('copy', T.void, [T.pointer | AS.any, T.pointer | AS.any, T.u64 | AS.number]);
  copy(target, source, count);
}

let generated = 0;

/**
 * A function from source text, with names for what it uses; undefined where programs may not make code from text.
 * Each has feedback and constants of its own, so that optimised code goes through it to C without a stop: V8 would share
 * those of functions with the same text.
 * @param {string} body of a function that returns the function
 * @param {Record<string, unknown>} scope
 * @returns {Function | undefined}
 */
function generate(body, scope) {
  try {
    return new Function(...Object.keys(scope), `'use strict'; // ${++generated}\n${body}`)(
      ...Object.values(scope),
    );
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

module.exports = { native, T, AS, helper, addressOf, copyFrom, copyTo, generate };
