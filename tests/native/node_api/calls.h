// Each function of Node-API as JavaScript can call it: f(...arguments) gives [status, result, message], or
// [status, 'thrown', error, message] where an exception was pending afterwards. The external `nothing` stands
#ifndef CALLS_H_
#define CALLS_H_

// for NULL.
#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include <node_api.h>
#include <string.h>

#define MOST 6

extern char calls_marker;
void DefineMemory(napi_env env, napi_value exports);

typedef struct {
  size_t count;
  napi_value value[MOST];  // NULL for `nothing`
  bool given[MOST];        // false for `nothing`
  napi_value self;
} Args;

static inline Args Read(napi_env env, napi_callback_info info) {
  Args a;
  a.count = MOST;
  napi_get_cb_info(env, info, &a.count, a.value, &a.self, NULL);
  for (size_t i = 0; i < MOST; i++) {
    void* data = NULL;
    napi_valuetype type;
    napi_typeof(env, a.value[i], &type);
    if (type == napi_external) napi_get_value_external(env, a.value[i], &data);
    a.given[i] = data != &calls_marker;
    if (!a.given[i]) a.value[i] = NULL;
  }
  return a;
}

static inline napi_value Number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

// Takes the last error first: whatever is called here changes it.
static inline napi_value Outcome(napi_env env, napi_status status, napi_value result) {
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

// A C string from a JavaScript one: short, and NULL for `nothing`.
static inline const char* Text(napi_env env, napi_value value, char* storage) {
  if (!value) return NULL;
  if (napi_get_value_string_utf8(env, value, storage, 64, NULL) != napi_ok) return "?";
  return storage;
}

static inline uint32_t Index(napi_env env, napi_value value) {
  uint32_t index = 0;
  if (value) napi_get_value_uint32(env, value, &index);
  return index;
}

#define DEFINES(name) {#name, NULL, F_##name, NULL, NULL, NULL, napi_enumerable, NULL},

#endif  // CALLS_H_
