'use strict';

/** Signatures of `node:ffi`, and the functions that check arguments as Node.js does before C is called. */

const { native, T, AS, generate } = require('ext/ffi/core');
const { invalidType, invalidValue, closed } = require('node/internal/ffi/errors');

const types = {
  __proto__: null,
  VOID: 'void',
  POINTER: 'pointer',
  BUFFER: 'buffer',
  ARRAY_BUFFER: 'arraybuffer',
  FUNCTION: 'function',
  BOOL: 'bool',
  CHAR: 'char',
  STRING: 'string',
  FLOAT: 'float',
  DOUBLE: 'double',
  INT_8: 'int8',
  UINT_8: 'uint8',
  INT_16: 'int16',
  UINT_16: 'uint16',
  INT_32: 'int32',
  UINT_32: 'uint32',
  INT_64: 'int64',
  UINT_64: 'uint64',
  FLOAT_32: 'float32',
  FLOAT_64: 'float64',
};

/** Every spelling of a type, and the core's name for it. */
const KINDS = { __proto__: null, void: 'void', bool: 'u8', char: 'i8', float: 'f32', double: 'f64' };
for (const bits of [8, 16, 32, 64]) {
  for (const [short, long] of [['i', 'int'], ['u', 'uint'], ...(bits > 16 ? [['f', 'float']] : [])]) {
    KINDS[short + bits] = KINDS[long + bits] = short + bits;
  }
}
for (const name of ['pointer', 'ptr', 'string', 'str', 'buffer', 'arraybuffer', 'function'])
  KINDS[name] = 'pointer';

const DESCRIPTIONS = {
  __proto__: null,
  i8: 'an int8',
  u8: 'a uint8',
  i16: 'an int16',
  u16: 'a uint16',
  i32: 'an int32',
  u32: 'a uint32',
  i64: 'an int64',
  u64: 'a uint64',
  f32: 'a float',
  f64: 'a double',
};

/** What makes `x` a value of each type, as source text. */
const CONDITIONS = {
  __proto__: null,
  i8: "typeof x === 'number' && (x << 24 >> 24) === x",
  u8: "typeof x === 'number' && (x & 255) === x",
  i16: "typeof x === 'number' && (x << 16 >> 16) === x",
  u16: "typeof x === 'number' && (x & 65535) === x",
  i32: "typeof x === 'number' && (x | 0) === x && !is(x, -0)",
  u32: "typeof x === 'number' && (x >>> 0) === x && !is(x, -0)",
  i64: "typeof x === 'bigint' && x >= -9223372036854775808n && x <= 9223372036854775807n",
  u64: "typeof x === 'bigint' && x >= 0n && x <= 18446744073709551615n",
  f32: "typeof x === 'number'",
  f64: "typeof x === 'number'",
};
const RESULT_CONDITIONS = {
  __proto__: null,
  ...CONDITIONS,
  i32: "typeof x === 'number' && (x | 0) === x",
  u32: "typeof x === 'number' && (x >>> 0) === x",
  pointer: `(${CONDITIONS.u64}) || x === null || x === undefined`,
};

/** The same conditions as functions, for where code cannot be made from text. */
const isInteger = (bits, signed) => (x) =>
  typeof x === 'number' &&
  Number.isInteger(x) &&
  x >= (signed ? -(2 ** (bits - 1)) : 0) &&
  x < 2 ** (signed ? bits - 1 : bits) &&
  (bits < 32 || !Object.is(x, -0));
const isBig = (wrap) => (x) => typeof x === 'bigint' && wrap(64, x) === x;
const isNumber = (x) => typeof x === 'number';
const TESTS = {
  __proto__: null,
  i8: isInteger(8, true),
  u8: isInteger(8, false),
  i16: isInteger(16, true),
  u16: isInteger(16, false),
  i32: isInteger(32, true),
  u32: isInteger(32, false),
  i64: isBig(BigInt.asIntN),
  u64: isBig(BigInt.asUintN),
  f32: isNumber,
  f64: isNumber,
};

function checkText(text, label) {
  if (text.includes('\0')) throw invalidValue(`${label} must not contain null bytes`);
}

function kindOf(name, label) {
  checkText(name, label);
  const kind = KINDS[name];
  if (kind === undefined) throw invalidValue(`Unsupported FFI type: ${name}`);
  return kind;
}

/**
 * @param {{return?: string, arguments?: string[]}} signature
 * @param {string} name of the function, for messages
 * @returns {{result: string, args: string[], key: string}} the core's names of the types
 */
function parse(signature, name) {
  let result = 'void';
  let args = [];
  if ('return' in signature) {
    const value = signature.return;
    const label = `Return value type of function ${name}`;
    if (typeof value !== 'string') throw invalidValue(`${label} must be a string`);
    result = kindOf(value, label);
  }
  if ('arguments' in signature) {
    const list = signature.arguments;
    if (!Array.isArray(list)) throw invalidValue(`Arguments list of function ${name} must be an array`);
    args = Array.from({ length: list.length }, (_, i) => {
      const label = `Argument ${i} of function ${name}`;
      if (typeof list[i] !== 'string') throw invalidValue(`${label} must be a string`);
      const kind = kindOf(list[i], label);
      if (kind === 'void') {
        throw invalidValue(`${label} must not be 'void'; use an empty array for no-argument functions`);
      }
      return kind;
    });
  }
  return { result, args, key: `${result}(${args})` };
}

/** Throws for what is no pointer-like argument; BigInts are checked before. */
function checkPointer(value, index) {
  if (value === null || value === undefined) return;
  if (typeof value === 'string') {
    checkText(value, `Argument ${index}`);
  } else if (ArrayBuffer.isView(value)) {
    if (value.buffer.detached) {
      throw invalidValue(`Argument ${index} is an ArrayBufferView backed by a detached ArrayBuffer`);
    }
  } else if (
    value instanceof ArrayBuffer ||
    Object.prototype.toString.call(value) === '[object ArrayBuffer]'
  ) {
    if (value.detached) throw invalidValue(`Argument ${index} is a detached ArrayBuffer`);
  } else {
    throw invalidValue(`Argument ${index} must be a buffer, an ArrayBuffer, a string, or a bigint`);
  }
}

function badPointer(index) {
  throw invalidValue(`Argument ${index} must be a non-negative pointer bigint`);
}

/** The same with nothing made from text, and slower. */
function checked(signature, state, raw, any) {
  const { args } = signature;
  return (...values) => {
    if (state.closed) throw closed();
    if (values.length !== args.length) {
      throw invalidValue(`Invalid argument count: expected ${args.length}, got ${values.length}`);
    }
    let plain = true;
    args.forEach((kind, i) => {
      const value = values[i];
      if (kind !== 'pointer') {
        if (!TESTS[kind](value)) throw invalidValue(`Argument ${i} must be ${DESCRIPTIONS[kind]}`);
      } else if (typeof value !== 'bigint') {
        checkPointer(value, i);
        plain = false;
      } else if (!TESTS.u64(value)) {
        badPointer(i);
      }
    });
    return plain ? raw(...values) : any(...values);
  };
}

/**
 * The function that a program gets for one of C's.
 * @param {object} state of the library: `library`, `closed`
 * @param {string} name
 * @param {bigint} address
 * @param {ReturnType<typeof parse>} signature
 */
function createFunction(state, name, address, signature) {
  const { args, result } = signature;
  const make = (as) =>
    native.function(
      state.library,
      address,
      name,
      T[result],
      args.map((kind) => T[kind] | (kind === 'pointer' ? as : 0)),
    );
  const raw = make(AS.usual);
  const pointers = args.includes('pointer');
  const any = pointers ? make(AS.any) : undefined;
  const names = args.map((_, i) => `a${i}`).join(', ');
  const lines = args.map((kind, i) => {
    const x = `a${i}`;
    if (kind === 'pointer') {
      return `if (typeof ${x} !== 'bigint') { checkPointer(${x}, ${i}); plain = false; }
        else if (${x} < 0n || ${x} > 18446744073709551615n) badPointer(${i});`;
    }
    return `if (!(${CONDITIONS[kind].replaceAll(/\bx\b/g, x)})) fail(arguments, ${i});`;
  });
  // What is wrong is looked for again, in order, where something is; a closed library comes first.
  const slow = checked(signature, state, raw, any);
  const fail = (values) => slow(...values);
  const { value } = {
    value:
      generate(
        `return { f(${names}) {
          if (arguments.length !== ${args.length}) return fail(arguments);
          ${pointers ? 'let plain = true;' : ''}
          ${lines.join('\n').replaceAll('fail(', 'return fail(')}
          return ${pointers ? `plain ? raw(${names}) : any(${names})` : `raw(${names})`};
        } }.f;`,
        { raw, any, fail, checkPointer, badPointer, is: Object.is },
      ) ?? slow,
  };
  Object.defineProperty(value, 'name', { __proto__: null, value: name, configurable: true });
  Object.defineProperty(value, 'length', { __proto__: null, value: args.length, configurable: true });
  value.pointer = address;
  return value;
}

function badResult(value) {
  if (value !== null && typeof value === 'object' && typeof value.then === 'function') {
    throw invalidValue('Callbacks cannot return promises');
  }
  throw invalidValue('Callback returned invalid value for declared FFI type');
}

/**
 * The function that C gets for one of JavaScript's: it asks the holder for it at each call, and checks what it returns.
 * @param {{function: Function | undefined, weak: WeakRef<Function>}} holder without the function, and once that has been
 *   collected, it does nothing
 * @param {ReturnType<typeof parse>} signature
 */
function createCallback(holder, signature) {
  const { args, result } = signature;
  const nothing = result === 'void' ? undefined : result.endsWith('64') && result !== 'f64' ? 0n : 0;
  const zero = result === 'pointer' ? null : nothing;
  const names = args.map((_, i) => `a${i}`).join(', ');
  const condition = result === 'void' ? 'true' : RESULT_CONDITIONS[result];
  const call = generate(
    `return (${names}) => {
      const f = holder.function ?? holder.weak.deref();
      if (f === undefined) return zero;
      const x = f(${names});
      if (!(${condition})) badResult(x);
      return x${result === 'pointer' ? ' ?? 0n' : ''};
    };`,
    { holder, zero: result === 'pointer' ? 0n : zero, badResult, is: Object.is },
  );
  return (
    call ??
    ((...values) => {
      const f = holder.function ?? holder.weak.deref();
      if (f === undefined) return result === 'pointer' ? 0n : zero;
      const x = f(...values);
      if (result === 'void') return undefined;
      if (result === 'pointer' ? x !== null && x !== undefined && !TESTS.u64(x) : !TESTS[result](x))
        badResult(x);
      return result === 'pointer' ? (x ?? 0n) : x;
    })
  );
}

module.exports = { types, parse, createFunction, createCallback, checkText, invalidType };
