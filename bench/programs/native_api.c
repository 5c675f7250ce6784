// What native_api.cjs measures: each function does one thing that addons do often.
#include <node_api.h>
#include <stdlib.h>
#include <string.h>

#define ELEMENTS 100

static napi_value Empty(napi_env env, napi_callback_info info) { return NULL; }

static napi_value Add(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result;
  int32_t a, b;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_int32(env, argv[0], &a);
  napi_get_value_int32(env, argv[1], &b);
  napi_create_int32(env, a + b, &result);
  return result;
}

static napi_value AddDouble(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result;
  double a, b;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_double(env, argv[0], &a);
  napi_get_value_double(env, argv[1], &b);
  napi_create_double(env, a + b, &result);
  return result;
}

static napi_value Object(napi_env env, napi_callback_info info) {
  napi_value object, value;
  napi_create_object(env, &object);
  napi_create_string_utf8(env, "Ada", NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, object, "first", value);
  napi_create_string_utf8(env, "Lovelace", NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, object, "last", value);
  return object;
}

static napi_value Read(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value object, x, y, result;
  int32_t a, b;
  napi_get_cb_info(env, info, &argc, &object, NULL, NULL);
  napi_get_named_property(env, object, "x", &x);
  napi_get_named_property(env, object, "y", &y);
  napi_get_value_int32(env, x, &a);
  napi_get_value_int32(env, y, &b);
  napi_create_int32(env, a + b, &result);
  return result;
}

static void Free(napi_env env, void* data, void* hint) { free(data); }

static napi_value Construct(napi_env env, napi_callback_info info) {
  napi_value self;
  napi_get_cb_info(env, info, NULL, NULL, &self, NULL);
  int* count = malloc(sizeof(int));
  *count = 0;
  napi_wrap(env, self, count, Free, NULL, NULL);
  return self;
}

static napi_value Method(napi_env env, napi_callback_info info) {
  napi_value self, result;
  int* count;
  napi_get_cb_info(env, info, NULL, NULL, &self, NULL);
  napi_unwrap(env, self, (void**)&count);
  napi_create_int32(env, (*count)++, &result);
  return result;
}

static napi_value Wrap(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value object;
  napi_get_cb_info(env, info, &argc, &object, NULL, NULL);
  napi_wrap(env, object, malloc(8), Free, NULL, NULL);
  return NULL;
}

static napi_value StringIn(napi_env env, napi_callback_info info) {
  size_t argc = 1, length;
  napi_value text, result;
  char buffer[1024];
  napi_get_cb_info(env, info, &argc, &text, NULL, NULL);
  napi_get_value_string_utf8(env, text, buffer, sizeof buffer, &length);
  napi_create_uint32(env, (uint32_t)length, &result);
  return result;
}

static char letters[1024];

static napi_value StringOut(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument, result;
  uint32_t length;
  napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  napi_get_value_uint32(env, argument, &length);
  napi_create_string_utf8(env, letters, length, &result);
  return result;
}

static napi_value Call(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_call_function(env, argv[1], argv[0], 1, &argv[1], &result);
  return result;
}

static napi_value Fill(napi_env env, napi_callback_info info) {
  napi_value array, value;
  napi_create_array_with_length(env, ELEMENTS, &array);
  for (uint32_t i = 0; i < ELEMENTS; i++) {
    napi_create_uint32(env, i, &value);
    napi_set_element(env, array, i, value);
  }
  return array;
}

static napi_value Sum(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value array, value, result;
  int32_t number, sum = 0;
  napi_get_cb_info(env, info, &argc, &array, NULL, NULL);
  for (uint32_t i = 0; i < ELEMENTS; i++) {
    napi_get_element(env, array, i, &value);
    napi_get_value_int32(env, value, &number);
    sum += number;
  }
  napi_create_int32(env, sum, &result);
  return result;
}

static napi_value Bytes(napi_env env, napi_callback_info info) {
  size_t argc = 1, length;
  napi_value buffer, result;
  void* data;
  napi_get_cb_info(env, info, &argc, &buffer, NULL, NULL);
  napi_get_buffer_info(env, buffer, &data, &length);
  napi_create_uint32(env, ((uint8_t*)data)[length - 1], &result);
  return result;
}

static napi_value Ref(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value object;
  napi_ref ref;
  napi_get_cb_info(env, info, &argc, &object, NULL, NULL);
  napi_create_reference(env, object, 1, &ref);
  napi_delete_reference(env, ref);
  return NULL;
}

NAPI_MODULE_INIT() {
  static const struct {
    const char* name;
    napi_callback call;
  } functions[] = {{"empty", Empty},
                   {"add", Add},
                   {"addDouble", AddDouble},
                   {"object", Object},
                   {"read", Read},
                   {"wrap", Wrap},
                   {"stringIn", StringIn},
                   {"stringOut", StringOut},
                   {"call", Call},
                   {"fill", Fill},
                   {"sum", Sum},
                   {"bytes", Bytes},
                   {"ref", Ref}};
  napi_value value;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].call, NULL, &value);
    napi_set_named_property(env, exports, functions[i].name, value);
  }
  napi_property_descriptor method = {"next", NULL, Method, NULL, NULL, NULL, napi_default_method, NULL};
  napi_define_class(env, "Counter", NAPI_AUTO_LENGTH, Construct, NULL, 1, &method, &value);
  napi_set_named_property(env, exports, "Counter", value);
  memset(letters, 'a', sizeof letters);
  return exports;
}
