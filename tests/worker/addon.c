// An addon with something of each kind that an environment has to give back at its end: instance data,
// wrapped objects, references, a cleanup hook, a thread-safe function that is never released. It counts them
// for the whole process.
#include <node_api.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_int made[4], gone[4];  // instance data, wrapped objects, cleanup hooks, thread-safe functions

static void free_instance(napi_env env, void* data, void* hint) {
  gone[0]++;
  free(data);
}
static void free_object(napi_env env, void* data, void* hint) {
  gone[1]++;
  free(data);
}
static void clean(void* data) {
  gone[2]++;
  if (getenv("SAY_CLEAN")) puts("cleanup hook");
  fflush(stdout);
  free(data);
}
static void function_gone(napi_env env, void* data, void* hint) { gone[3]++; }

static napi_value wrap(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value object;
  napi_get_cb_info(env, info, &argc, &object, NULL, NULL);
  made[1]++;
  napi_wrap(env, object, malloc(1000), free_object, NULL, NULL);
  return object;
}

static napi_value open_function(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value function, name;
  napi_threadsafe_function safe;
  napi_get_cb_info(env, info, &argc, &function, NULL, NULL);
  napi_create_string_utf8(env, "f", 1, &name);
  made[3]++;
  napi_create_threadsafe_function(env, function, NULL, name, 0, 1, NULL, function_gone, NULL, NULL, &safe);
  napi_unref_threadsafe_function(env, safe);
  return NULL;
}

static napi_value counts(napi_env env, napi_callback_info info) {
  napi_value list, number;
  napi_create_array(env, &list);
  for (int i = 0; i < 4; i++) {
    napi_create_int32(env, made[i] - gone[i], &number);
    napi_set_element(env, list, i, number);
  }
  return list;
}

static napi_value own(napi_env env, napi_callback_info info) {
  int* data;
  napi_value number;
  napi_get_instance_data(env, (void**)&data);
  napi_create_int32(env, ++*data, &number);
  return number;
}

static napi_value init(napi_env env, napi_value exports) {
  napi_property_descriptor properties[] = {
      {"wrap", NULL, wrap, NULL, NULL, NULL, napi_enumerable, NULL},
      {"openFunction", NULL, open_function, NULL, NULL, NULL, napi_enumerable, NULL},
      {"counts", NULL, counts, NULL, NULL, NULL, napi_enumerable, NULL},
      {"own", NULL, own, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  made[0]++;
  made[2]++;
  napi_set_instance_data(env, calloc(1, 4096), free_instance, NULL);
  napi_add_env_cleanup_hook(env, clean, malloc(16));
  napi_define_properties(env, exports, 4, properties);
  return exports;
}

#ifdef OLD_STYLE
NAPI_MODULE(addon, init)
#else
NAPI_MODULE_INIT() { return init(env, exports); }
#endif
