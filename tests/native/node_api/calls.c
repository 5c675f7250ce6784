// Values, properties, strings and errors.
#include "calls.h"

#include <stdlib.h>

char calls_marker;

MAKES(napi_get_undefined)
MAKES(napi_get_null)
MAKES(napi_create_object)
MAKES(napi_create_array)
TURNS(napi_coerce_to_bool)
TURNS(napi_coerce_to_number)
TURNS(napi_coerce_to_object)
TURNS(napi_coerce_to_string)
TURNS(napi_get_prototype)
TURNS(napi_get_property_names)
TURNS(napi_run_script)
ASKS(napi_is_array)
ASKS(napi_is_arraybuffer)
ASKS(node_api_is_sharedarraybuffer)
ASKS(napi_is_buffer)
ASKS(napi_is_typedarray)
ASKS(napi_is_dataview)
ASKS(napi_is_promise)
ASKS(napi_is_date)
ASKS(napi_is_error)
ASKS(napi_is_detached_arraybuffer)
COMPARES(napi_strict_equals)
COMPARES(napi_instanceof)
COMPARES(napi_has_property)
COMPARES(napi_has_own_property)
COMPARES(napi_delete_property)
READS(napi_get_value_double, double, napi_create_double)
READS(napi_get_value_int32, int32_t, napi_create_int32)
READS(napi_get_value_uint32, uint32_t, napi_create_uint32)
READS(napi_get_value_int64, int64_t, napi_create_bigint_int64)
READS(napi_get_value_bool, bool, napi_get_boolean)
READS(napi_get_date_value, double, napi_create_double)
READS(napi_get_array_length, uint32_t, napi_create_uint32)

FUNCTION(napi_typeof) {
  Args a = Read(env, info);
  napi_valuetype type = 0;
  napi_status status = napi_typeof(env, V(0), OUT(1, &type));
  return Outcome(env, status, status == napi_ok ? Number(env, type) : NULL);
}

FUNCTION(napi_get_property) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_get_property(env, V(0), V(1), OUT(2, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_set_property) {
  Args a = Read(env, info);
  napi_status status = napi_set_property(env, V(0), V(1), V(2));
  return Outcome(env, status, V(0));
}

FUNCTION(node_api_set_prototype) {
  Args a = Read(env, info);
  napi_status status = node_api_set_prototype(env, V(0), V(1));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_get_named_property) {
  Args a = Read(env, info);
  char name[64];
  napi_value result = NULL;
  napi_status status = napi_get_named_property(env, V(0), Text(env, V(1), name), OUT(2, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_has_named_property) {
  Args a = Read(env, info);
  char name[64];
  bool answer = false;
  napi_status status = napi_has_named_property(env, V(0), Text(env, V(1), name), OUT(2, &answer));
  return Outcome(env, status, Number(env, answer));
}

FUNCTION(napi_set_named_property) {
  Args a = Read(env, info);
  char name[64];
  napi_status status = napi_set_named_property(env, V(0), Text(env, V(1), name), V(2));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_get_element) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_get_element(env, V(0), Index(env, V(1)), OUT(2, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_has_element) {
  Args a = Read(env, info);
  bool answer = false;
  napi_status status = napi_has_element(env, V(0), Index(env, V(1)), OUT(2, &answer));
  return Outcome(env, status, Number(env, answer));
}

FUNCTION(napi_set_element) {
  Args a = Read(env, info);
  napi_status status = napi_set_element(env, V(0), Index(env, V(1)), V(2));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_delete_element) {
  Args a = Read(env, info);
  bool answer = false;
  napi_status status = napi_delete_element(env, V(0), Index(env, V(1)), OUT(2, &answer));
  return Outcome(env, status, Number(env, answer));
}

FUNCTION(napi_get_all_property_names) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_get_all_property_names(env, V(0), (napi_key_collection_mode)Index(env, V(1)),
                                                   (napi_key_filter)Index(env, V(2)),
                                                   (napi_key_conversion)Index(env, V(3)), OUT(4, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_object_freeze) {
  Args a = Read(env, info);
  napi_status status = napi_object_freeze(env, V(0));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_object_seal) {
  Args a = Read(env, info);
  napi_status status = napi_object_seal(env, V(0));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_call_function) {
  Args a = Read(env, info);
  napi_value result = NULL;
  size_t count = a.count > 3 ? a.count - 3 : 0;
  napi_status status = napi_call_function(env, V(0), V(1), count, &a.value[3], OUT(2, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_new_instance) {
  Args a = Read(env, info);
  napi_value result = NULL;
  size_t count = a.count > 2 ? a.count - 2 : 0;
  napi_status status = napi_new_instance(env, V(0), count, &a.value[2], OUT(1, &result));
  return Outcome(env, status, result);
}

// Numbers in: the double is converted to each type by C.
#define FROM_NUMBER(name, Type)                                    \
  FUNCTION(name) {                                                 \
    Args a = Read(env, info);                                      \
    double number = 0;                                             \
    if (V(0)) napi_get_value_double(env, V(0), &number);           \
    napi_value result = NULL;                                      \
    napi_status status = name(env, (Type)number, OUT(1, &result)); \
    return Outcome(env, status, result);                           \
  }
FROM_NUMBER(napi_create_double, double)
FROM_NUMBER(napi_create_int32, int32_t)
FROM_NUMBER(napi_create_uint32, uint32_t)
FROM_NUMBER(napi_create_int64, int64_t)
FROM_NUMBER(napi_create_date, double)
FROM_NUMBER(napi_create_bigint_int64, int64_t)
FROM_NUMBER(napi_create_bigint_uint64, uint64_t)
FROM_NUMBER(napi_create_array_with_length, size_t)

FUNCTION(napi_create_bigint_words) {
  Args a = Read(env, info);
  uint64_t words[2] = {0x123456789abcdef0, 7};
  napi_value result = NULL;
  napi_status status =
      napi_create_bigint_words(env, (int)Index(env, V(0)), Index(env, V(1)), OUT(2, words), OUT(3, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_get_value_bigint_int64) {
  Args a = Read(env, info);
  int64_t number = 0;
  bool lossless = false;
  napi_value pair = NULL, boxed = NULL;
  napi_status status = napi_get_value_bigint_int64(env, V(0), OUT(1, &number), OUT(2, &lossless));
  if (status == napi_ok) {
    napi_create_array(env, &pair);
    napi_create_bigint_int64(env, number, &boxed);
    napi_set_element(env, pair, 0, boxed);
    napi_set_element(env, pair, 1, Number(env, lossless));
  }
  return Outcome(env, status, pair);
}

FUNCTION(napi_get_value_bigint_words) {
  Args a = Read(env, info);
  uint64_t words[3] = {0};
  int sign = 0;
  size_t count = 3;
  napi_value list = NULL, boxed = NULL;
  napi_status status = napi_get_value_bigint_words(env, V(0), OUT(1, &sign), OUT(2, &count), OUT(3, words));
  if (status == napi_ok) {
    napi_create_array(env, &list);
    napi_set_element(env, list, 0, Number(env, sign));
    napi_set_element(env, list, 1, Number(env, (double)count));
    for (uint32_t i = 0; i < 3; i++) {
      napi_create_bigint_uint64(env, words[i], &boxed);
      napi_set_element(env, list, 2 + i, boxed);
    }
  }
  return Outcome(env, status, list);
}

// Strings out of JavaScript, into `size` units: what was written, how many, and that no more was.
#define READS_STRING(name, Char, make)                                                       \
  FUNCTION(name) {                                                                           \
    Args a = Read(env, info);                                                                \
    Char buffer[72];                                                                         \
    memset(buffer, 0x7e, sizeof buffer);                                                     \
    size_t written = 99, size = Index(env, V(1));                                            \
    napi_value pair = NULL, text = NULL;                                                     \
    napi_status status = name(env, V(0), OUT(2, buffer), size, OUT(3, &written));            \
    if (status == napi_ok) {                                                                 \
      size_t length = 0;                                                                     \
      while (length < 70 && buffer[length] != 0 && buffer[length] != (Char)0x7e7e) length++; \
      if (a.given[2])                                                                        \
        make(env, buffer, length < 70 ? length : 70, &text);                                 \
      else                                                                                   \
        text = Number(env, -1);                                                              \
      napi_create_array(env, &pair);                                                         \
      napi_set_element(env, pair, 0, text);                                                  \
      napi_set_element(env, pair, 1, Number(env, (double)written));                          \
    }                                                                                        \
    return Outcome(env, status, pair);                                                       \
  }
READS_STRING(napi_get_value_string_latin1, char, napi_create_string_latin1)
READS_STRING(napi_get_value_string_utf8, char, napi_create_string_utf8)
READS_STRING(napi_get_value_string_utf16, char16_t, napi_create_string_utf16)

// Strings into JavaScript, from the bytes of a Uint8Array: f(bytes, length or -1, result)
#define MAKES_STRING(name, Char)                                                                       \
  FUNCTION(name) {                                                                                     \
    Args a = Read(env, info);                                                                          \
    void* data = NULL;                                                                                 \
    size_t bytes = 0;                                                                                  \
    double length = -1;                                                                                \
    if (V(0)) napi_get_typedarray_info(env, V(0), NULL, &bytes, &data, NULL, NULL);                    \
    if (V(1)) napi_get_value_double(env, V(1), &length);                                               \
    napi_value result = NULL;                                                                          \
    napi_status status =                                                                               \
        name(env, (const Char*)data, length < 0 ? NAPI_AUTO_LENGTH : (size_t)length, OUT(2, &result)); \
    return Outcome(env, status, result);                                                               \
  }
MAKES_STRING(napi_create_string_latin1, char)
MAKES_STRING(napi_create_string_utf8, char)
MAKES_STRING(napi_create_string_utf16, char16_t)
MAKES_STRING(node_api_create_property_key_latin1, char)
MAKES_STRING(node_api_create_property_key_utf8, char)
MAKES_STRING(node_api_create_property_key_utf16, char16_t)
MAKES_STRING(node_api_symbol_for, char)

TURNS(napi_create_symbol)

static int released;
static void Release(node_api_basic_env env, void* data, void* hint) {
  released++;
  free(data);
}

FUNCTION(node_api_create_external_string_latin1) {
  Args a = Read(env, info);
  char* text = malloc(64);
  size_t length = 0;
  napi_value result = NULL;
  bool copied = true;
  napi_get_value_string_latin1(env, V(0), text, 64, &length);
  napi_status status =
      node_api_create_external_string_latin1(env, text, length, Release, NULL, OUT(1, &result), &copied);
  if (status != napi_ok) free(text);
  return Outcome(env, status, copied ? NULL : result);
}

FUNCTION(node_api_create_external_string_utf16) {
  Args a = Read(env, info);
  char16_t* text = malloc(128);
  size_t length = 0;
  napi_value result = NULL;
  bool copied = true;
  napi_get_value_string_utf16(env, V(0), text, 64, &length);
  napi_status status =
      node_api_create_external_string_utf16(env, text, length, Release, NULL, OUT(1, &result), &copied);
  if (status != napi_ok) free(text);
  return Outcome(env, status, copied ? NULL : result);
}

FUNCTION(released) { return Number(env, released); }

#define MAKES_ERROR(name)                                        \
  FUNCTION(name) {                                               \
    Args a = Read(env, info);                                    \
    napi_value result = NULL;                                    \
    napi_status status = name(env, V(0), V(1), OUT(2, &result)); \
    return Outcome(env, status, result);                         \
  }
MAKES_ERROR(napi_create_error)
MAKES_ERROR(napi_create_type_error)
MAKES_ERROR(napi_create_range_error)
MAKES_ERROR(node_api_create_syntax_error)

#define THROWS_ERROR(name)                                                           \
  FUNCTION(name) {                                                                   \
    Args a = Read(env, info);                                                        \
    char code[64], message[64];                                                      \
    napi_status status = name(env, Text(env, V(0), code), Text(env, V(1), message)); \
    return Outcome(env, status, NULL);                                               \
  }
THROWS_ERROR(napi_throw_error)
THROWS_ERROR(napi_throw_type_error)
THROWS_ERROR(napi_throw_range_error)
THROWS_ERROR(node_api_throw_syntax_error)

FUNCTION(napi_throw) {
  Args a = Read(env, info);
  napi_status status = napi_throw(env, V(0));
  return Outcome(env, status, NULL);
}

// What functions answer while an exception is pending: those that may run JavaScript refuse.
FUNCTION(while_pending) {
  napi_value value, object, list;
  uint32_t at = 0;
  napi_status statuses[16];
  size_t count = 0;
  bool answer;
  char text[8];
  int32_t number;
  napi_ref ref;
  napi_handle_scope scope;
  napi_create_object(env, &object);
  napi_throw_error(env, "CODE", "pending");
#define TRY(call) statuses[count++] = call
  TRY(napi_create_object(env, &value));
  TRY(napi_create_string_utf8(env, "a", 1, &value));
  TRY(napi_set_named_property(env, object, "a", value));
  TRY(napi_get_value_string_utf8(env, value, text, 8, NULL));
  TRY(napi_get_value_int32(env, object, &number));
  TRY(napi_typeof(env, object, &(napi_valuetype){0}));
  TRY(napi_strict_equals(env, object, object, &answer));
  TRY(napi_create_reference(env, object, 1, &ref));
  TRY(napi_delete_reference(env, ref));
  TRY(napi_open_handle_scope(env, &scope));
  TRY(napi_close_handle_scope(env, scope));
  TRY(napi_wrap(env, object, &calls_marker, NULL, NULL, NULL));
  TRY(napi_throw_error(env, NULL, "another"));
  TRY(napi_create_function(env, NULL, 0, F_while_pending, NULL, &value));
  TRY(napi_get_element(env, object, 0, &value));
  TRY(napi_create_arraybuffer(env, 1, NULL, &value));
  napi_get_and_clear_last_exception(env, &value);
  napi_create_array(env, &list);
  for (size_t i = 0; i < count; i++) napi_set_element(env, list, at++, Number(env, statuses[i]));
  napi_set_element(env, list, at, value);
  return list;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor all[] = {
      DEFINES(napi_get_undefined) DEFINES(napi_get_null) DEFINES(napi_create_object)
          DEFINES(napi_create_array) DEFINES(napi_coerce_to_bool) DEFINES(napi_coerce_to_number) DEFINES(
              napi_coerce_to_object) DEFINES(napi_coerce_to_string) DEFINES(napi_get_prototype)
              DEFINES(napi_get_property_names) DEFINES(napi_run_script) DEFINES(napi_is_array) DEFINES(
                  napi_is_arraybuffer) DEFINES(node_api_is_sharedarraybuffer) DEFINES(napi_is_buffer)
                  DEFINES(napi_is_typedarray) DEFINES(napi_is_dataview) DEFINES(napi_is_promise) DEFINES(
                      napi_is_date) DEFINES(napi_is_error) DEFINES(napi_is_detached_arraybuffer)
                      DEFINES(napi_strict_equals) DEFINES(napi_instanceof) DEFINES(napi_has_property) DEFINES(
                          napi_has_own_property) DEFINES(napi_delete_property) DEFINES(napi_get_value_double)
                          DEFINES(napi_get_value_int32) DEFINES(napi_get_value_uint32) DEFINES(
                              napi_get_value_int64) DEFINES(napi_get_value_bool) DEFINES(napi_get_date_value)
                              DEFINES(napi_get_array_length) DEFINES(napi_typeof) DEFINES(napi_get_property)
                                  DEFINES(napi_set_property) DEFINES(node_api_set_prototype) DEFINES(
                                      napi_get_named_property) DEFINES(napi_has_named_property)
                                      DEFINES(napi_set_named_property) DEFINES(napi_get_element) DEFINES(
                                          napi_has_element) DEFINES(napi_set_element)
                                          DEFINES(napi_delete_element) DEFINES(
                                              napi_get_all_property_names) DEFINES(napi_object_freeze)
                                              DEFINES(napi_object_seal) DEFINES(napi_call_function) DEFINES(
                                                  napi_new_instance) DEFINES(napi_create_double)
                                                  DEFINES(napi_create_int32) DEFINES(napi_create_uint32) DEFINES(
                                                      napi_create_int64) DEFINES(napi_create_date)
                                                      DEFINES(napi_create_bigint_int64) DEFINES(
                                                          napi_create_bigint_uint64) DEFINES(napi_create_array_with_length)
                                                          DEFINES(napi_create_bigint_words) DEFINES(
                                                              napi_get_value_bigint_int64) DEFINES(napi_get_value_bigint_words)
                                                              DEFINES(napi_get_value_string_latin1) DEFINES(
                                                                  napi_get_value_string_utf8) DEFINES(napi_get_value_string_utf16)
                                                                  DEFINES(napi_create_string_latin1) DEFINES(
                                                                      napi_create_string_utf8) DEFINES(napi_create_string_utf16)
                                                                      DEFINES(node_api_create_property_key_latin1) DEFINES(
                                                                          node_api_create_property_key_utf8)
                                                                          DEFINES(node_api_create_property_key_utf16) DEFINES(
                                                                              node_api_symbol_for) DEFINES(napi_create_symbol)
                                                                              DEFINES(node_api_create_external_string_latin1) DEFINES(
                                                                                  node_api_create_external_string_utf16)
                                                                                  DEFINES(released) DEFINES(
                                                                                      napi_create_error) DEFINES(napi_create_type_error)
                                                                                      DEFINES(napi_create_range_error) DEFINES(
                                                                                          node_api_create_syntax_error)
                                                                                          DEFINES(napi_throw_error) DEFINES(
                                                                                              napi_throw_type_error)
                                                                                              DEFINES(
                                                                                                  napi_throw_range_error)
                                                                                                  DEFINES(
                                                                                                      node_api_throw_syntax_error)
                                                                                                      DEFINES(
                                                                                                          napi_throw)
                                                                                                          DEFINES(
                                                                                                              while_pending)};
  napi_value nothing, external;
  static int other;
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
  DefineMemory(env, exports);
  napi_create_external(env, &calls_marker, NULL, NULL, &nothing);
  napi_set_named_property(env, exports, "nothing", nothing);
  napi_create_external(env, &other, NULL, NULL, &external);
  napi_set_named_property(env, exports, "external", external);
  return exports;
}
