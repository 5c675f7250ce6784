'use strict';

/** The types of bun:ffi: their names and numbers, and how the core is to pass them. */

const { T, AS } = require('ext/ffi/core');

const NAMES = [
  [
    'char',
    'i8',
    'u8',
    'i16',
    'u16',
    'i32',
    'u32',
    'i64',
    'u64',
    'f64',
    'f32',
    'bool',
    'ptr',
    'void',
    'cstring',
  ],
  ['i64_fast', 'u64_fast', 'function', 'napi_env', 'napi_value', 'buffer', 'buffer_length'],
].flat();

const ALIASES = {
  buffer_bytelength: 'buffer_length',
  c_int: 'i32',
  c_uint: 'u32',
  'char*': 'ptr',
  callback: 'function',
  double: 'f64',
  float: 'f32',
  fn: 'function',
  int: 'i32',
  int16_t: 'i16',
  int32_t: 'i32',
  int64_t: 'i64',
  int8_t: 'i8',
  isize: 'i64',
  pointer: 'ptr',
  uint16_t: 'u16',
  uint32_t: 'u32',
  uint64_t: 'u64',
  uint8_t: 'u8',
  usize: 'u64',
  'void*': 'ptr',
};

const ORDER =
  'bool c_int c_uint char char* double f32 f64 float i16 i32 i64 i8 int int16_t int32_t int64_t int8_t isize u16 u32 ' +
  'u64 u8 uint16_t uint32_t uint64_t uint8_t usize void* ptr pointer void cstring i64_fast u64_fast function callback ' +
  'fn napi_env napi_value buffer buffer_length buffer_bytelength';
const LAST_NUMBER = 17;

const numberOf = (name) => NAMES.indexOf(ALIASES[name] ?? name);

const FFIType = {};
for (let number = 0; number <= LAST_NUMBER; number++) FFIType[number] = number;
for (const name of ORDER.split(' ')) FFIType[name] = numberOf(name);

/* The core's types, but for addresses. */
const { pointer, ...scalars } = T;
const CORE = { __proto__: null, ...scalars, char: T.i8 };
const NUMBER = AS.number;
const EITHER = AS.either;
const ADDRESS = pointer | AS.any;

const ARGUMENTS = {
  __proto__: null,
  ...CORE,
  i64: CORE.i64 | EITHER,
  u64: CORE.u64 | EITHER,
  i64_fast: CORE.i64 | EITHER,
  u64_fast: CORE.u64 | EITHER,
  ptr: ADDRESS,
  cstring: ADDRESS,
  function: ADDRESS,
  buffer: ADDRESS,
};
delete ARGUMENTS.void;

const RESULTS = {
  __proto__: null,
  ...CORE,
  i64_fast: CORE.i64 | EITHER,
  u64_fast: CORE.u64 | EITHER,
  ptr: CORE.i64 | NUMBER,
  cstring: CORE.u64,
  function: CORE.i64 | NUMBER,
};

function coded(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

/**
 * The plain name of a type.
 * @param {string | number} type
 * @param {string} what of messages: 'type' or 'return type'
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function nameOf(type, what) {
  if (typeof type === 'number') {
    const name = NAMES[type];
    if (name === undefined) throw new Error('invalid ABI type');
    return name;
  }
  const number = FFIType[type];
  if (typeof type !== 'string' || number === undefined) {
    throw coded('ERR_INVALID_ARG_VALUE', `Unknown ${what} ${String(type)}`);
  }
  return NAMES[number];
}

/**
 * What a function takes and gives, by plain names.
 * @param {{args?: Array<string | number>, returns?: string | number}} definition
 * @returns {{args: string[], returns: string}}
 */
function signatureOf(definition) {
  const { args = [], returns = 'void' } = definition;
  if (!Array.isArray(args)) throw new Error('Expected an object with "args" as an array');
  return { args: args.map((type) => nameOf(type, 'type')), returns: nameOf(returns, 'return type') };
}

module.exports = { ARGUMENTS, CORE, EITHER, coded, FFIType, RESULTS, signatureOf };
