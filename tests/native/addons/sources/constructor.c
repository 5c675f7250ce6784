// Registers itself when it is loaded, as addons of older Node-API do, and exports a function in place of an
// object.
#include <node_api.h>

static int calls, loads;

static napi_value call(napi_env env, napi_callback_info info) {
  napi_value value;
  napi_create_int32(env, ++calls * 100 + loads, &value);
  return value;
}

static napi_value init(napi_env env, napi_value exports) {
  napi_value function;
  loads++;
  napi_create_function(env, "call", NAPI_AUTO_LENGTH, call, NULL, &function);
  return function;
}

static napi_module module = {NAPI_MODULE_VERSION, 0, __FILE__, init, "constructor", NULL, {0}};

__attribute__((constructor)) static void register_it(void) { napi_module_register(&module); }
