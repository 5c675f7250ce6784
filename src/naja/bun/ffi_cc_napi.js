'use strict';

/**
 * C functions that take or give Node-API's own types: `cc` compiles, beside them, an addon whose functions call them.
 */

/** C's names of the types. */
const C_TYPES = {
  __proto__: null,
  void: 'void',
  bool: 'bool',
  char: 'char',
  i8: 'int8_t',
  u8: 'uint8_t',
  i16: 'int16_t',
  u16: 'uint16_t',
  i32: 'int32_t',
  u32: 'uint32_t',
  i64: 'int64_t',
  i64_fast: 'int64_t',
  u64: 'uint64_t',
  u64_fast: 'uint64_t',
  f32: 'float',
  f64: 'double',
  ptr: 'void*',
  function: 'void*',
  cstring: 'void*',
  buffer: 'void*',
  napi_env: 'napi_env',
  napi_value: 'napi_value',
};

const HEAD = `#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static double number_of(napi_env env, napi_value value) {
  double number = 0;
  napi_value coerced;
  if (napi_get_value_double(env, value, &number) != napi_ok && napi_coerce_to_number(env, value, &coerced) == napi_ok)
    napi_get_value_double(env, coerced, &number);
  return number;
}

static int64_t long_of(napi_env env, napi_value value) {
  int64_t result = 0;
  bool lossless;
  if (napi_get_value_bigint_int64(env, value, &result, &lossless) == napi_ok) return result;
  return (int64_t)number_of(env, value);
}

static bool truth_of(napi_env env, napi_value value) {
  bool result = false;
  napi_value coerced;
  if (napi_coerce_to_bool(env, value, &coerced) == napi_ok) napi_get_value_bool(env, coerced, &result);
  return result;
}

static void* address_of(napi_env env, napi_value value) {
  void* data = NULL;
  size_t length;
  bool is = false;
  if (napi_is_typedarray(env, value, &is) == napi_ok && is)
    napi_get_typedarray_info(env, value, NULL, NULL, &data, NULL, NULL);
  else if (napi_is_arraybuffer(env, value, &is) == napi_ok && is)
    napi_get_arraybuffer_info(env, value, &data, &length);
  else if (napi_is_dataview(env, value, &is) == napi_ok && is)
    napi_get_dataview_info(env, value, NULL, &data, NULL, NULL);
  else
    data = (void*)(uintptr_t)long_of(env, value);
  return data;
}
`;

/** What makes one of C's values of a JavaScript value. */
function argument(type, i) {
  switch (type) {
    case 'napi_env':
      return 'env';
    case 'napi_value':
      return `argv[${i}]`;
    case 'bool':
      return `truth_of(env, argv[${i}])`;
    case 'f32':
    case 'f64':
      return `(${C_TYPES[type]})number_of(env, argv[${i}])`;
    case 'ptr':
    case 'function':
    case 'cstring':
    case 'buffer':
      return `address_of(env, argv[${i}])`;
    default:
      return `(${C_TYPES[type]})long_of(env, argv[${i}])`;
  }
}

/** The statements that call and give the result. */
function callOf(name, { args, returns }) {
  const call = `${name}(${args.map(argument).join(', ')})`;
  const make = (statement) => `napi_value result = NULL; ${statement} return result;`;
  switch (returns) {
    case 'void':
      return `${call}; return NULL;`;
    case 'napi_value':
      return `return ${call};`;
    case 'bool':
      return make(`napi_get_boolean(env, ${call}, &result);`);
    case 'f32':
    case 'f64':
      return make(`napi_create_double(env, ${call}, &result);`);
    case 'i64':
      return make(`napi_create_bigint_int64(env, ${call}, &result);`);
    case 'u64':
      return make(`napi_create_bigint_uint64(env, ${call}, &result);`);
    case 'cstring':
      return make(
        `const char* text = ${call}; if (text == NULL) napi_get_null(env, &result); ` +
          'else napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result);',
      );
    case 'ptr':
    case 'function':
      return make(
        `void* pointer = ${call}; if (pointer == NULL) napi_get_null(env, &result); ` +
          'else napi_create_double(env, (double)(uintptr_t)pointer, &result);',
      );
    default:
      return make(`napi_create_double(env, (double)${call}, &result);`);
  }
}

/** Whether a signature has types that only an addon's functions can have. */
function needsNapi({ args, returns }) {
  return returns === 'napi_value' || args.some((type) => type === 'napi_env' || type === 'napi_value');
}

/**
 * The source of the addon.
 * @param {Array<[string, {args: string[], returns: string}]>} symbols
 * @returns {string}
 * @throws {TypeError} for a signature that it cannot be written for
 */
function glueFor(symbols) {
  let text = HEAD;
  let register = '';
  for (const [name, signature] of symbols) {
    const { args, returns } = signature;
    const types = args.map((type) => C_TYPES[type]);
    if (!/^[A-Za-z_]\w*$/.test(name) || C_TYPES[returns] === undefined || types.includes(undefined)) {
      throw new TypeError('bun:ffi: unsupported signature');
    }
    const count = Math.max(1, args.length);
    text +=
      `\nextern ${C_TYPES[returns]} ${name}(${types.join(', ') || 'void'});\n` +
      `static napi_value call_${name}(napi_env env, napi_callback_info info) {\n` +
      `  napi_value argv[${count}];\n  size_t argc = ${count};\n` +
      '  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);\n' +
      `  ${callOf(name, signature)}\n}\n`;
    register +=
      `  napi_create_function(env, "${name}", NAPI_AUTO_LENGTH, call_${name}, NULL, &function);\n` +
      `  napi_set_named_property(env, exports, "${name}", function);\n`;
  }
  return (
    `${text}\nNAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {\n` +
    `  napi_value function;\n${register}  return exports;\n}\n`
  );
}

module.exports = { glueFor, needsNapi };
