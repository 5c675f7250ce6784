// Addons that cannot be loaded, each for a reason of its own: -DREASON_...
#include <node_api.h>

#if defined(REASON_NO_ENTRY)
static napi_module module = {NAPI_MODULE_VERSION, 0, __FILE__, NULL, "broken", NULL, {0}};
__attribute__((constructor)) static void register_it(void) { napi_module_register(&module); }

#elif defined(REASON_NOT_AN_ADDON)
int nothing_to_see_here(void) { return 1; }

#elif defined(REASON_THROWS)
NAPI_MODULE_INIT() {
  (void)exports;
  napi_throw_range_error(env, "ERR_MINE", "not today");
  return NULL;
}

#elif defined(REASON_NEWER)
__attribute__((visibility("default"))) int32_t node_api_module_get_api_version_v1(void) { return 1000; }
__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  (void)env;
  return exports;
}

#elif defined(REASON_MISSING_DATA)
extern int data_that_nobody_has;
int* place(void) { return &data_that_nobody_has; }
NAPI_MODULE_INIT() {
  (void)env;
  return exports;
}

#elif defined(REASON_V8)
// What `v8::Function::Call` and NODE_MODULE() are after compiling.
extern void _ZN2v88Function4CallEPNS_7IsolateE(void);
extern void node_module_register(void* module);
__attribute__((constructor)) static void register_it(void) {
  node_module_register(0);
  _ZN2v88Function4CallEPNS_7IsolateE();
}

#elif defined(REASON_OLD_REGISTRATION)
// Nothing of V8 in it, but registered through node.h: found out when it is opened without a path.
extern void node_module_register(void* module);
static int module[16];
__attribute__((constructor)) static void register_it(void) { node_module_register(module); }
#endif
