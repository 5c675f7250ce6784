'use strict';

/** What bun:ffi makes of the values that are no plain numbers, and the functions made for each signature. */

const { ARGUMENTS, RESULTS } = require('bun/ffi_types');
const native = binding('ffi');

const cannot = (type) => new TypeError(`bun:ffi cannot convert argument to '${type}'`);
const isBytes = (value) =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;

/** Whatever is no number, as one of C's. */
function toNumber(value, type) {
  if (typeof value === 'string' || typeof value === 'symbol') throw cannot(type);
  if (value === undefined) return type[0] === 'f' ? NaN : 0;
  return Number(value);
}

const toFloat = toNumber;
const toInteger = (value, type) => {
  const number = toNumber(value, type);
  return Number.isFinite(number) ? number : 0;
};

/** As a 64-bit integer: number or BigInt, both of which the core takes. */
function toLong(value, type) {
  if (typeof value === 'bigint') return value;
  const number = Math.trunc(toNumber(value, type));
  if (!Number.isFinite(number)) return 0;
  return Number.isSafeInteger(number) ? number : BigInt(number);
}

/** As an address. */
function toPointer(value, type) {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value === undefined || value === null) return 0;
  if (isBytes(value)) return value;
  if (typeof value === 'string') {
    throw new TypeError('To convert a string to a pointer, encode it as a buffer');
  }
  if (typeof value === 'object' && typeof value.ptr === 'number') return value.ptr;
  throw cannot(type);
}

/** As a text that ends with a zero: the core copies strings. */
function toText(value, type) {
  if (typeof value === 'string') return value;
  if (value instanceof String && typeof value.ptr === 'number') return value.ptr;
  if (typeof value === 'number' || typeof value === 'bigint' || isBytes(value)) return value;
  if (value === undefined || value === null) return 0;
  throw cannot(type);
}

function toBufferAddress(value) {
  if (ArrayBuffer.isView(value)) return value;
  throw new TypeError("bun:ffi 'buffer' argument must be a TypedArray or DataView");
}

/** By type: which values the core takes as they are, and what makes the others fit. */
function conversionOf(type, arg) {
  switch (type) {
    case 'bool':
      return arg;
    case 'f32':
    case 'f64':
      return `typeof ${arg} === 'number' ? ${arg} : toFloat(${arg}, '${type}')`;
    case 'i64':
    case 'u64':
    case 'i64_fast':
    case 'u64_fast':
      return `typeof ${arg} === 'bigint' ? ${arg} : toLong(${arg}, '${type}')`;
    case 'ptr':
    case 'function':
      return `typeof ${arg} === 'number' ? ${arg} : toPointer(${arg}, '${type}')`;
    case 'cstring':
      return `typeof ${arg} === 'string' ? ${arg} : toText(${arg}, '${type}')`;
    case 'buffer':
      return `toBufferAddress(${arg})`;
    default:
      return `typeof ${arg} === 'number' ? ${arg} : toInteger(${arg}, '${type}')`;
  }
}

const textAt = (address) => (address === 0n ? null : native.text(address));

/** An address that came as a signed number: null for none; those that end with the last page are BigInts, as -1n is. */
function oddAddress(number) {
  if (number === 0) return null;
  return number > 0 ? number : BigInt.asUintN(64, BigInt(number));
}

function resultOf(type, call) {
  if (type === 'ptr' || type === 'function') return `const r = ${call}; return r > 0 ? r : oddAddress(r);`;
  if (type === 'cstring') return `return textAt(${call});`;
  return `return ${call};`;
}

/* Types whose arguments are passed faster as numbers than as whatever they may be. */
const NUMBER = 1 << 8;
const AS_NUMBER = {
  __proto__: null,
  i64: 8 | NUMBER,
  i64_fast: 8 | NUMBER,
  ptr: 12 | NUMBER,
  function: 12 | NUMBER,
};

/** What the made functions call. */
const HELPERS = { oddAddress, textAt, toBufferAddress, toFloat, toInteger, toLong, toPointer, toText };

/** By signature: what makes a function from the core's. Functions of one signature differ in what they close over. */
const makers = new Map();

/**
 * The source of the function made for a signature. `callNumbers` takes numbers where `call` takes more.
 * @param {{args: string[], returns: string}} signature
 */
function sourceOf({ args, returns }) {
  const names = args.map((_, i) => `a${i}`);
  const converted = args.map((type, i) => conversionOf(type, names[i]));
  const numbers = names.filter((_, i) => args[i] in AS_NUMBER);
  let body = resultOf(returns, `call(${converted.join(', ')})`);
  if (numbers.length > 0) {
    const plain = args.map((type, i) => (type in AS_NUMBER ? names[i] : converted[i]));
    const all = numbers.map((name) => `typeof ${name} === 'number'`).join(' && ');
    body = `if (${all}) { ${resultOf(returns, `callNumbers(${plain.join(', ')})`)} } ${body}`;
  }
  return `(${names.join(', ')}) => { ${body} }`;
}

/** @throws {TypeError} for a type that cannot be passed so */
function coreTypes({ args, returns }) {
  const result = RESULTS[returns];
  const parameters = args.map((type) => ARGUMENTS[type]);
  if (result === undefined || parameters.includes(undefined)) {
    throw new TypeError('bun:ffi: unsupported signature');
  }
  return { result, parameters };
}

/**
 * A JavaScript function over a C function.
 * @param {object | null} library of the core
 * @param {bigint} address
 * @param {string} name
 * @param {{args: string[], returns: string}} signature
 */
function functionOver(library, address, name, signature) {
  const { result, parameters } = coreTypes(signature);
  const call = native.function(library, address, name, result, parameters);
  let callNumbers;
  if (signature.args.some((type) => type in AS_NUMBER)) {
    const plain = signature.args.map((type, i) => AS_NUMBER[type] ?? parameters[i]);
    callNumbers = native.function(library, address, name, result, plain);
  }
  const key = `${signature.args.join()}:${signature.returns}`;
  let maker = makers.get(key);
  if (maker === undefined) {
    const names = ['call', 'callNumbers', ...Object.keys(HELPERS)];
    maker = new Function(...names, `return ${sourceOf(signature)}`);
    makers.set(key, maker);
  }
  const made = maker(call, callNumbers, ...Object.values(HELPERS));
  const define = (key, value, configurable) =>
    Object.defineProperty(made, key, { __proto__: null, value, configurable });
  define('name', name, true);
  define('ptr', Number(address), false);
  define('native', made, false);
  return made;
}

module.exports = { functionOver, isBytes, sourceOf };
