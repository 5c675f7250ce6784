'use strict';

/** C functions with Deno's arguments and results; `Deno.UnsafeFnPointer`. */

const { native, AS, generate } = require('ext/ffi/core');
const { parseDefinition } = require('deno/ffi/types');
const { read, wrap, addressOfPointer } = require('deno/ffi/pointer');

/** What is asked of `x` before the core sees it, as source text; the core itself answers for the rest. */
const SIGNED = "typeof x === 'number' && (x | 0) === x && !is(x, -0)";
const UNSIGNED = "typeof x === 'number' && (x >>> 0) === x && !is(x, -0)";
const CONDITIONS = {
  __proto__: null,
  bool: "typeof x === 'boolean'",
  i8: SIGNED,
  i16: SIGNED,
  i32: SIGNED,
  u8: UNSIGNED,
  u16: UNSIGNED,
  u32: UNSIGNED,
};
const isLong = (name) => /^[iu](64|size)$/.test(name);
const isPointer = (name) => name === 'pointer' || name === 'function';
const givesPointer = (name) => isPointer(name) || name === 'buffer';

/** 64 bits from a BigInt or a number, which is cut off. */
function toLong(value, message) {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number') throw new TypeError(message);
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  return value < -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value));
}

function toPointer(value, message) {
  const address = value === null ? 0n : read(value);
  if (address === undefined) throw new TypeError(message);
  return address;
}

function bad(message) {
  throw new TypeError(message);
}

/** An argument as the core takes it, checked. Slowly; `createFunction` makes code that does the same. */
function convert({ name, message }, value) {
  if (isLong(name)) return toLong(value, message);
  if (isPointer(name)) return toPointer(value, message);
  const good =
    name === 'bool'
      ? typeof value === 'boolean'
      : !(name in CONDITIONS) ||
        (typeof value === 'number' &&
          (name[0] === 'i' ? value | 0 : value >>> 0) === value &&
          !Object.is(value, -0));
  if (!good) bad(message);
  return value;
}

function make(library, address, name, { parameters, result }, nonblocking, as = 0) {
  return native.function(
    library,
    address,
    name,
    result.code,
    parameters.map((type) => (isLong(type.name) ? type.argument | as : type.argument)),
    nonblocking,
    -1,
    parameters.map(({ message }) => message),
  );
}

function setShape(value, name, length) {
  Object.defineProperty(value, 'name', { __proto__: null, value: name, configurable: true });
  Object.defineProperty(value, 'length', { __proto__: null, value: length, configurable: true });
  return value;
}

/**
 * @param {object | null} library the core's
 * @param {bigint} address
 * @param {string} name
 * @param {ReturnType<typeof parseDefinition>} signature
 * @returns {Function}
 */
function createFunction(library, address, name, signature) {
  const { parameters, result } = signature;
  const raw = make(library, address, name, signature, false);
  const wrapped = givesPointer(result.name);
  if (
    !wrapped &&
    parameters.every(({ name: type }) => /^(f|buffer|struct)/.test(type) && type !== 'function')
  ) {
    return setShape(raw, '', result.name === 'struct' ? parameters.length : 0);
  }
  const longs = parameters.some((type) => isLong(type.name));
  // For a number in place of a BigInt.
  const either = longs ? make(library, address, name, signature, false, AS.either) : undefined;
  const names = parameters.map((_, i) => `a${i}`);
  const lines = parameters.map((type, i) => {
    const x = names[i];
    if (isLong(type.name)) {
      return `if (typeof ${x} !== 'bigint') {
        if (typeof ${x} !== 'number') bad(messages[${i}]);
        if (!(${x} >= -9007199254740991 && ${x} <= 9007199254740991)) ${x} = toLong(${x});
        big = false;
      }`;
    }
    if (isPointer(type.name)) {
      return `${x} = ${x} === null ? 0n : read(${x}); if (${x} === undefined) bad(messages[${i}]);`;
    }
    const condition = CONDITIONS[type.name];
    return condition === undefined ? '' : `if (!(${condition.replaceAll(/\bx\b/g, x)})) bad(messages[${i}]);`;
  });
  const give = (call) => (wrapped ? `wrap(${call})` : call);
  const value =
    generate(
      `return (${names}) => {
        ${longs ? 'let big = true;' : ''}
        ${lines.join('\n')}
        ${longs ? `if (!big) return ${give(`either(${names})`)};` : ''}
        return ${give(`raw(${names})`)};
      };`,
      {
        raw,
        either,
        read,
        wrap,
        bad,
        toLong,
        is: Object.is,
        messages: parameters.map(({ message }) => message),
      },
    ) ??
    ((...values) => {
      const returned = raw(...parameters.map((type, i) => convert(type, values[i])));
      return wrapped ? wrap(returned) : returned;
    });
  return setShape(value, '', result.name === 'struct' ? parameters.length : 0);
}

/** The same for a call on the thread pool: all that goes wrong rejects its Promise. */
function createNonblocking(library, address, name, signature) {
  const { parameters, result } = signature;
  const raw = make(library, address, name, signature, true);
  const give = givesPointer(result.name) ? wrap : result.name === 'void' ? () => null : undefined;
  const value = (...values) => {
    try {
      const promise = raw(...parameters.map((type, i) => convert(type, values[i])));
      return give === undefined ? promise : promise.then(give);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  return setShape(value, 'value', 0);
}

/** A C function by its address. */
class UnsafeFnPointer {
  pointer;
  definition;
  #function;

  /**
   * @param {object} pointer of `Deno.UnsafePointer`
   * @param {{parameters: unknown[], result: unknown, nonblocking?: boolean}} definition
   */
  constructor(pointer, definition) {
    this.pointer = pointer;
    this.definition = definition;
  }

  call(...values) {
    if (this.#function === undefined) {
      const signature = parseDefinition(this.definition);
      const address = addressOfPointer(this.pointer);
      if (address === 0n) throw new TypeError('Invalid FFI function pointer, pointer is null');
      const create = this.definition.nonblocking ? createNonblocking : createFunction;
      this.#function = create(null, address, 'call', signature);
    }
    return this.#function(...values);
  }
}
setShape(UnsafeFnPointer.prototype.call, 'call', 0);

module.exports = { createFunction, createNonblocking, UnsafeFnPointer, givesPointer, isPointer };
