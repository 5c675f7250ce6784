'use strict';

/** The types of `Deno.dlopen`'s signatures, and Deno's words for what is wrong with them. */

const { T, AS } = require('ext/ffi/core');

const INTEGER = 'expected integer';
const UNSIGNED = 'expected unsigned integer';
const POINTER = 'expected null, or External';

/** name: [the core's type, how it is seen as an argument, what is expected of one] */
const TYPES = {
  __proto__: null,
  void: [T.void, AS.usual, ''],
  bool: [T.bool, AS.usual, 'expected boolean'],
  u8: [T.u8, AS.usual, UNSIGNED],
  i8: [T.i8, AS.usual, INTEGER],
  u16: [T.u16, AS.usual, UNSIGNED],
  i16: [T.i16, AS.usual, INTEGER],
  u32: [T.u32, AS.usual, UNSIGNED],
  i32: [T.i32, AS.usual, INTEGER],
  u64: [T.u64, AS.usual, UNSIGNED],
  i64: [T.i64, AS.usual, INTEGER],
  usize: [T.u64, AS.usual, UNSIGNED],
  isize: [T.i64, AS.usual, INTEGER],
  f32: [T.f32, AS.usual, 'expected number'],
  f64: [T.f64, AS.usual, 'expected number'],
  pointer: [T.pointer, AS.usual, POINTER],
  buffer: [T.pointer, AS.bytes, 'expected null, ArrayBuffer, or ArrayBufferView'],
  function: [T.pointer, AS.usual, POINTER],
};

const VARIANTS = [...Object.keys(TYPES), 'struct'].map((name) => `\`${name}\``).join(', ');

/** What serde calls a value. */
function describe(value) {
  switch (typeof value) {
    case 'string':
      return `string ${JSON.stringify(value)}`;
    case 'number':
      return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``;
    case 'boolean':
      return `boolean \`${value}\``;
    case 'object':
      return value === null ? 'unit value' : Array.isArray(value) ? 'sequence' : 'map';
    default:
      return 'unit value';
  }
}

/**
 * @param {unknown} type
 * @returns {{name: string, code: number | unknown[], argument: number | unknown[], message: string}}
 *   code: as a result; argument: as an argument
 */
function parseType(type) {
  if (typeof type === 'string') {
    const known = TYPES[type];
    if (known === undefined) throw new TypeError(`unknown variant \`${type}\`, expected one of ${VARIANTS}`);
    // Deno has no name of its own for a boolean here.
    const message = `Invalid FFI ${type === 'bool' ? 'u8' : type} type, ${known[2]}`;
    return { name: type, code: known[0], argument: known[0] | known[1], message };
  }
  if (typeof type !== 'object' || type === null || Object.keys(type).length !== 1) {
    throw new TypeError(`invalid value: ${describe(type)}, expected map with a single key`);
  }
  const [key] = Object.keys(type);
  if (key !== 'struct') throw new TypeError(`unknown variant \`${key}\`, expected one of ${VARIANTS}`);
  const fields = type.struct;
  if (!Array.isArray(fields)) throw new TypeError(`invalid type: ${describe(fields)}, expected a sequence`);
  if (fields.length === 0) throw new TypeError('Struct must have at least one field');
  const code = fields.map((field) => parseType(field).code);
  if (code.includes(T.void)) throw new TypeError('Struct field type must be sized');
  return {
    name: 'struct',
    code,
    argument: code,
    message: 'Invalid FFI struct type, expected ArrayBuffer, or ArrayBufferView',
  };
}

/**
 * @param {{parameters: unknown[], result: unknown}} definition
 * @returns {{parameters: ReturnType<typeof parseType>[], result: ReturnType<typeof parseType>}}
 */
function parseDefinition(definition) {
  const { parameters, result } = definition;
  if (parameters === undefined) throw new TypeError('missing field `parameters`');
  if (!Array.isArray(parameters)) {
    throw new TypeError(`invalid type: ${describe(parameters)}, expected a sequence`);
  }
  const parsed = Array.from(parameters, parseType);
  if (result === undefined) throw new TypeError('missing field `result`');
  return { parameters: parsed.filter(({ name }) => name !== 'void'), result: parseType(result) };
}

module.exports = { describe, parseType, parseDefinition };
