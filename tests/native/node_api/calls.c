// Each function of Node-API as JavaScript can call it: f(...arguments) gives [status, result, message], or
// [status, 'thrown', error, message] where an exception was pending afterwards. The external `nothing` stands
// for NULL.
#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include <node_api.h>
#include <stdlib.h>
#include <string.h>

#define MOST 6

static char marker;

typedef struct {
  size_t count;
  napi_value value[MOST];  // NULL for `nothing`
  bool given[MOST];        // false for `nothing`
  napi_value self;
} Args;

static Args Read(napi_env env, napi_callback_info info) {
  Args a;
  a.count = MOST;
  napi_get_cb_info(env, info, &a.count, a.value, &a.self, NULL);
  for (size_t i = 0; i < MOST; i++) {
    void* data = NULL;
    napi_valuetype type;
    napi_typeof(env, a.value[i], &type);
    if (type == napi_external) napi_get_value_external(env, a.value[i], &data);
    a.given[i] = data != &marker;
    if (!a.given[i]) a.value[i] = NULL;
  }
  return a;
}

static napi_value Number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

// Takes the last error first: whatever is called here changes it.
static napi_value Outcome(napi_env env, napi_status status, napi_value result) {
  const napi_extended_error_info* info;
  napi_get_last_error_info(env, &info);
  const char* message = info->error_message;
  napi_status told = info->error_code;
  bool pending = false;
  napi_value outcome, error, text;
  napi_is_exception_pending(env, &pending);
  if (pending) napi_get_and_clear_last_exception(env, &error);
  napi_create_array(env, &outcome);
  uint32_t at = 0;
  napi_set_element(env, outcome, at++, Number(env, status));
  if (pending) {
    napi_create_string_utf8(env, "thrown", NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, outcome, at++, text);
    napi_set_element(env, outcome, at++, error);
  } else if (status == napi_ok && result) {
    napi_set_element(env, outcome, at++, result);
  }
  if (message) {
    napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, outcome, at++, text);
  }
  if (status != told) napi_set_element(env, outcome, at++, Number(env, -1));
  return outcome;
}

#define FUNCTION(name) static napi_value F_##name(napi_env env, napi_callback_info info)
#define V(i) a.value[i]
#define OUT(i, where) (a.given[i] ? (where) : NULL)

// (env, result)
#define MAKES(name)                                  \
  FUNCTION(name) {                                   \
    Args a = Read(env, info);                        \
    napi_value result = NULL;                        \
    napi_status status = name(env, OUT(0, &result)); \
    return Outcome(env, status, result);             \
  }
// (env, value, result)
#define TURNS(name)                                        \
  FUNCTION(name) {                                         \
    Args a = Read(env, info);                              \
    napi_value result = NULL;                              \
    napi_status status = name(env, V(0), OUT(1, &result)); \
    return Outcome(env, status, result);                   \
  }
// (env, value, bool*)
#define ASKS(name)                                                \
  FUNCTION(name) {                                                \
    Args a = Read(env, info);                                     \
    bool answer = false;                                          \
    napi_status status = name(env, V(0), OUT(1, &answer));        \
    napi_value boxed = NULL;                                      \
    if (status == napi_ok) napi_get_boolean(env, answer, &boxed); \
    return Outcome(env, status, boxed);                           \
  }
// (env, value, value, bool*)
#define COMPARES(name)                                            \
  FUNCTION(name) {                                                \
    Args a = Read(env, info);                                     \
    bool answer = false;                                          \
    napi_status status = name(env, V(0), V(1), OUT(2, &answer));  \
    napi_value boxed = NULL;                                      \
    if (status == napi_ok) napi_get_boolean(env, answer, &boxed); \
    return Outcome(env, status, boxed);                           \
  }
// (env, value, number*)
#define READS(name, Type, make)                            \
  FUNCTION(name) {                                         \
    Args a = Read(env, info);                              \
    Type number = 0;                                       \
    napi_status status = name(env, V(0), OUT(1, &number)); \
    napi_value boxed = NULL;                               \
    if (status == napi_ok) make(env, number, &boxed);      \
    return Outcome(env, status, boxed);                    \
  }

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

// A C string from a JavaScript one: short, and NULL for `nothing`.
static const char* Text(napi_env env, napi_value value, char* storage) {
  if (!value) return NULL;
  if (napi_get_value_string_utf8(env, value, storage, 64, NULL) != napi_ok) return "?";
  return storage;
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

static uint32_t Index(napi_env env, napi_value value) {
  uint32_t index = 0;
  if (value) napi_get_value_uint32(env, value, &index);
  return index;
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
  TRY(napi_wrap(env, object, &marker, NULL, NULL, NULL));
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

// --- buffers: f(length, data, result), and so on; the bytes are filled with 1, 2, 3 ...

static void Fill(void* data, size_t length) {
  for (size_t i = 0; i < length; i++) ((uint8_t*)data)[i] = (uint8_t)(i + 1);
}

#define MAKES_MEMORY(name)                                                  \
  FUNCTION(name) {                                                          \
    Args a = Read(env, info);                                               \
    void* data = NULL;                                                      \
    size_t length = Index(env, V(0));                                       \
    napi_value result = NULL;                                               \
    napi_status status = name(env, length, OUT(1, &data), OUT(2, &result)); \
    if (status == napi_ok && data) Fill(data, length);                      \
    return Outcome(env, status, result);                                    \
  }
MAKES_MEMORY(napi_create_arraybuffer)
MAKES_MEMORY(node_api_create_sharedarraybuffer)

FUNCTION(napi_create_buffer) {
  Args a = Read(env, info);
  void* data = NULL;
  size_t length = Index(env, V(0));
  napi_value result = NULL;
  napi_status status = napi_create_buffer(env, length, &data, OUT(1, &result));
  if (status == napi_ok && data) Fill(data, length);
  return Outcome(env, status, result);
}

FUNCTION(napi_create_buffer_copy) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_create_buffer_copy(env, Index(env, V(0)), "abcdefgh", NULL, OUT(1, &result));
  return Outcome(env, status, result);
}

FUNCTION(node_api_create_buffer_from_arraybuffer) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status =
      node_api_create_buffer_from_arraybuffer(env, V(0), Index(env, V(1)), Index(env, V(2)), OUT(3, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_detach_arraybuffer) {
  Args a = Read(env, info);
  napi_status status = napi_detach_arraybuffer(env, V(0));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_create_typedarray) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_create_typedarray(env, (napi_typedarray_type)Index(env, V(0)), Index(env, V(1)),
                                              V(2), Index(env, V(3)), OUT(4, &result));
  return Outcome(env, status, result);
}

FUNCTION(napi_create_dataview) {
  Args a = Read(env, info);
  napi_value result = NULL;
  napi_status status = napi_create_dataview(env, Index(env, V(0)), V(1), Index(env, V(2)), OUT(3, &result));
  return Outcome(env, status, result);
}

// The numbers, and the first byte.
static napi_value Info(napi_env env, napi_status status, double type, double length, double offset,
                       const uint8_t* data, napi_value buffer) {
  napi_value list;
  if (status != napi_ok) return Outcome(env, status, NULL);
  napi_create_array(env, &list);
  napi_set_element(env, list, 0, Number(env, type));
  napi_set_element(env, list, 1, Number(env, length));
  napi_set_element(env, list, 2, Number(env, offset));
  napi_set_element(env, list, 3, Number(env, data && length ? *data : -1));
  if (buffer) napi_set_element(env, list, 4, buffer);
  return Outcome(env, status, list);
}

FUNCTION(napi_get_typedarray_info) {
  Args a = Read(env, info);
  napi_typedarray_type type = 99;
  size_t length = 0, offset = 0;
  void* data = NULL;
  napi_value buffer = NULL;
  napi_status status = napi_get_typedarray_info(env, V(0), &type, &length, &data, &buffer, &offset);
  return Info(env, status, type, (double)length, (double)offset, data, buffer);
}

FUNCTION(napi_get_dataview_info) {
  Args a = Read(env, info);
  size_t length = 0, offset = 0;
  void* data = NULL;
  napi_value buffer = NULL;
  napi_status status = napi_get_dataview_info(env, V(0), &length, &data, &buffer, &offset);
  return Info(env, status, 0, (double)length, (double)offset, data, buffer);
}

FUNCTION(napi_get_buffer_info) {
  Args a = Read(env, info);
  size_t length = 0;
  void* data = NULL;
  napi_status status = napi_get_buffer_info(env, V(0), &data, &length);
  return Info(env, status, 0, (double)length, 0, data, NULL);
}

FUNCTION(napi_get_arraybuffer_info) {
  Args a = Read(env, info);
  size_t length = 0;
  void* data = NULL;
  napi_status status = napi_get_arraybuffer_info(env, V(0), &data, &length);
  return Info(env, status, 0, (double)length, 0, data, NULL);
}

// The engine's sandbox holds no memory of others; Node.js was built without one.
FUNCTION(external_buffer) {
  napi_value result;
  static uint8_t bytes[4] = {1, 2, 3, 4};
  return Number(env, napi_create_external_buffer(env, 4, bytes, NULL, NULL, &result));
}

// --- properties, classes, promises, tags, scopes

FUNCTION(getter) {
  napi_value self, result;
  napi_get_cb_info(env, info, NULL, NULL, &self, NULL);
  napi_get_named_property(env, self, "hidden", &result);
  return result;
}
FUNCTION(setter) {
  Args a = Read(env, info);
  napi_set_named_property(env, a.self, "hidden", V(0));
  return NULL;
}
FUNCTION(data) {
  void* data;
  napi_get_cb_info(env, info, NULL, NULL, NULL, &data);
  return Number(env, data ? *(int*)data : 0);
}
FUNCTION(constructor) {
  Args a = Read(env, info);
  napi_value target;
  napi_get_new_target(env, info, &target);
  if (!target) {
    napi_throw_type_error(env, NULL, "Class needs new");
    return NULL;
  }
  napi_set_named_property(env, a.self, "given", V(0));
  return a.self;
}

static int seven = 7;

static size_t Descriptors(napi_env env, napi_property_descriptor* d, napi_value symbol) {
  napi_property_descriptor list[] = {
      {"method", NULL, F_data, NULL, NULL, NULL, napi_default_method, &seven},
      {"plain", NULL, NULL, NULL, NULL, Number(env, 1), napi_default, NULL},
      {"usual", NULL, NULL, NULL, NULL, Number(env, 2), napi_default_jsproperty, NULL},
      {"access", NULL, NULL, F_getter, F_setter, NULL, napi_enumerable, NULL},
      {"readonly", NULL, NULL, F_getter, NULL, NULL, napi_configurable, NULL},
      {NULL, symbol, F_data, NULL, NULL, NULL, napi_enumerable | napi_static, &seven},
      {"shared", NULL, NULL, NULL, NULL, Number(env, 3), napi_static | napi_writable, NULL},
  };
  memcpy(d, list, sizeof list);
  return sizeof list / sizeof *list;
}

FUNCTION(napi_define_properties) {
  Args a = Read(env, info);
  napi_property_descriptor d[8];
  size_t count = Descriptors(env, d, V(1));
  napi_status status = napi_define_properties(env, V(0), count, OUT(2, d));
  return Outcome(env, status, V(0));
}

FUNCTION(napi_define_class) {
  Args a = Read(env, info);
  napi_property_descriptor d[8];
  char name[64];
  size_t count = Descriptors(env, d, V(1));
  napi_value result = NULL;
  napi_status status = napi_define_class(env, Text(env, V(0), name), NAPI_AUTO_LENGTH, F_constructor, NULL,
                                         count, OUT(2, d), OUT(3, &result));
  return Outcome(env, status, result);
}

FUNCTION(node_api_create_object_with_properties) {
  Args a = Read(env, info);
  napi_value names[2] = {V(1), V(2)}, values[2] = {V(3), V(4)}, result = NULL;
  napi_status status = node_api_create_object_with_properties(env, V(0), names, values, 2, &result);
  return Outcome(env, status, result);
}

FUNCTION(napi_create_function) {
  Args a = Read(env, info);
  char name[64];
  napi_value result = NULL;
  napi_status status = napi_create_function(env, Text(env, V(0), name), NAPI_AUTO_LENGTH, OUT(1, F_data),
                                            &seven, OUT(2, &result));
  return Outcome(env, status, result);
}

FUNCTION(promise) {
  Args a = Read(env, info);
  napi_deferred deferred;
  napi_value promise;
  napi_status status = napi_create_promise(env, &deferred, &promise);
  if (status == napi_ok)
    status = Index(env, V(0)) ? napi_resolve_deferred(env, deferred, V(1))
                              : napi_reject_deferred(env, deferred, V(1));
  return Outcome(env, status, promise);
}

FUNCTION(tag) {
  Args a = Read(env, info);
  napi_type_tag tag = {Index(env, V(1)), 5};
  napi_status status = napi_type_tag_object(env, V(0), OUT(2, &tag));
  return Outcome(env, status, NULL);
}

FUNCTION(check_tag) {
  Args a = Read(env, info);
  napi_type_tag tag = {Index(env, V(1)), 5};
  bool answer = false;
  napi_status status = napi_check_object_type_tag(env, V(0), OUT(2, &tag), OUT(3, &answer));
  return Outcome(env, status, status == napi_ok ? Number(env, answer) : NULL);
}

FUNCTION(scopes) {
  napi_escapable_handle_scope outer;
  napi_handle_scope inner;
  napi_value escaped, again, object;
  napi_open_escapable_handle_scope(env, &outer);
  for (int i = 0; i < 3000; i++) {
    napi_open_handle_scope(env, &inner);
    for (int k = 0; k < 3; k++) napi_create_object(env, &object);
    napi_close_handle_scope(env, inner);
  }
  napi_create_object(env, &object);
  napi_set_named_property(env, object, "escaped", Number(env, 1));
  napi_status first = napi_escape_handle(env, outer, object, &escaped);
  napi_status second = napi_escape_handle(env, outer, object, &again);
  napi_close_escapable_handle_scope(env, outer);
  napi_set_named_property(env, escaped, "first", Number(env, first));
  napi_set_named_property(env, escaped, "second", Number(env, second));
  return escaped;
}

FUNCTION(versions) {
  uint32_t version;
  const napi_node_version* node;
  const char* file;
  int64_t adjusted = -1;
  napi_value list, text;
  napi_create_array(env, &list);
  napi_get_version(env, &version);
  napi_get_node_version(env, &node);
  node_api_get_module_file_name(env, &file);
  napi_create_string_utf8(env, strrchr(file, '/') + 1, NAPI_AUTO_LENGTH, &text);
  napi_set_element(env, list, 0, Number(env, version));
  napi_set_element(env, list, 1, Number(env, node->major));
  napi_set_element(env, list, 2, text);
  napi_create_string_utf8(env, node->release, NAPI_AUTO_LENGTH, &text);
  napi_set_element(env, list, 3, text);
  napi_set_element(env, list, 4, Number(env, strncmp(file, "file:///", 8)));
  napi_set_element(env, list, 5, Number(env, napi_adjust_external_memory(env, 0, &adjusted)));
  return list;
}

// The same literal again and again, from another place, and from a buffer whose bytes change: caches must not
// tell.
FUNCTION(same_texts) {
  napi_value list, text;
  char buffer[16];
  uint32_t at = 0;
  napi_create_array(env, &list);
  for (int round = 0; round < 4; round++) {
    napi_create_string_utf8(env, "literal", NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, list, at++, text);
    napi_create_string_utf8(env, "literal", 3, &text);
    napi_set_element(env, list, at++, text);
    memcpy(buffer, round & 1 ? "one\0two" : "two\0one", 8);
    napi_create_string_utf8(env, buffer, NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, list, at++, text);
    napi_create_string_utf8(env, buffer, 7, &text);
    napi_set_element(env, list, at++, text);
    napi_set_named_property(env, list, buffer, Number(env, round));
  }
  return list;
}

NAPI_MODULE_INIT() {
#define E(name) {#name, NULL, F_##name, NULL, NULL, NULL, napi_enumerable, NULL},
  napi_property_descriptor all[] = {
      E(napi_get_undefined) E(napi_get_null) E(napi_create_object) E(napi_create_array) E(napi_coerce_to_bool)
          E(napi_coerce_to_number) E(napi_coerce_to_object) E(napi_coerce_to_string) E(napi_get_prototype) E(
              napi_get_property_names) E(napi_run_script) E(napi_is_array) E(napi_is_arraybuffer)
              E(node_api_is_sharedarraybuffer) E(napi_is_buffer) E(napi_is_typedarray) E(napi_is_dataview) E(
                  napi_is_promise) E(napi_is_date) E(napi_is_error) E(napi_is_detached_arraybuffer)
                  E(napi_strict_equals) E(napi_instanceof) E(napi_has_property) E(napi_has_own_property) E(
                      napi_delete_property) E(napi_get_value_double) E(napi_get_value_int32)
                      E(napi_get_value_uint32) E(napi_get_value_int64) E(napi_get_value_bool) E(
                          napi_get_date_value) E(napi_get_array_length) E(napi_typeof) E(napi_get_property)
                          E(napi_set_property) E(node_api_set_prototype) E(napi_get_named_property) E(
                              napi_has_named_property)
                              E(napi_set_named_property) E(napi_get_element) E(napi_has_element) E(
                                  napi_set_element) E(napi_delete_element)
                                  E(napi_get_all_property_names) E(napi_object_freeze) E(napi_object_seal) E(
                                      napi_call_function) E(napi_new_instance) E(napi_create_double)
                                      E(napi_create_int32) E(napi_create_uint32) E(napi_create_int64) E(
                                          napi_create_date) E(napi_create_bigint_int64)
                                          E(napi_create_bigint_uint64) E(napi_create_array_with_length) E(
                                              napi_create_bigint_words) E(napi_get_value_bigint_int64)
                                              E(napi_get_value_bigint_words) E(
                                                  napi_get_value_string_latin1) E(napi_get_value_string_utf8)
                                                  E(napi_get_value_string_utf16) E(napi_create_string_latin1) E(
                                                      napi_create_string_utf8) E(napi_create_string_utf16)
                                                      E(node_api_create_property_key_latin1) E(
                                                          node_api_create_property_key_utf8) E(node_api_create_property_key_utf16)
                                                          E(node_api_symbol_for) E(napi_create_symbol) E(
                                                              node_api_create_external_string_latin1)
                                                              E(node_api_create_external_string_utf16) E(released) E(
                                                                  napi_create_error) E(napi_create_type_error)
                                                                  E(napi_create_range_error) E(node_api_create_syntax_error) E(
                                                                      napi_throw_error) E(napi_throw_type_error)
                                                                      E(napi_throw_range_error) E(node_api_throw_syntax_error) E(
                                                                          napi_throw) E(while_pending) E(napi_create_arraybuffer)
                                                                          E(node_api_create_sharedarraybuffer) E(
                                                                              napi_create_buffer) E(napi_create_buffer_copy)
                                                                              E(node_api_create_buffer_from_arraybuffer) E(
                                                                                  napi_detach_arraybuffer)
                                                                                  E(napi_create_typedarray) E(
                                                                                      napi_create_dataview) E(napi_get_typedarray_info)
                                                                                      E(napi_get_dataview_info) E(
                                                                                          napi_get_buffer_info) E(napi_get_arraybuffer_info)
                                                                                          E(external_buffer) E(
                                                                                              napi_define_properties)
                                                                                              E(napi_define_class) E(
                                                                                                  node_api_create_object_with_properties)
                                                                                                  E(napi_create_function) E(
                                                                                                      promise)
                                                                                                      E(tag) E(
                                                                                                          check_tag)
                                                                                                          E(scopes) E(
                                                                                                              versions)
                                                                                                              E(same_texts)};
  napi_value nothing, external;
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
  napi_create_external(env, &marker, NULL, NULL, &nothing);
  napi_set_named_property(env, exports, "nothing", nothing);
  napi_create_external(env, &seven, NULL, NULL, &external);
  napi_set_named_property(env, exports, "external", external);
  return exports;
}
