// Found by its symbols, as addons are today. It tells what it was told of itself.
#include <node_api.h>
#include <stdint.h>

static int loads;

static napi_value add(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], sum;
  double a = 0, b = 0;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  if (napi_get_value_double(env, argv[0], &a) != napi_ok ||
      napi_get_value_double(env, argv[1], &b) != napi_ok) {
    napi_throw_type_error(env, "ERR_NUMBERS", "add(a, b) takes numbers");
    return NULL;
  }
  napi_create_double(env, a + b, &sum);
  return sum;
}

NAPI_MODULE_INIT() {
  napi_value value;
  const char* file = NULL;
  uint32_t version = 0;
  napi_create_int32(env, ++loads, &value);
  napi_set_named_property(env, exports, "loads", value);
  node_api_get_module_file_name(env, &file);
  napi_create_string_utf8(env, file, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, exports, "file", value);
  napi_get_version(env, &version);
  napi_create_uint32(env, version, &value);
  napi_set_named_property(env, exports, "nodeApi", value);
  napi_create_function(env, "add", NAPI_AUTO_LENGTH, add, NULL, &value);
  napi_set_named_property(env, exports, "add", value);
  return exports;
}
