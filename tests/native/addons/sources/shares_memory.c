// ArrayBuffers and Buffers that stand for the addon's memory: from malloc, mapped, none at all.
#include <node_api.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct {
  unsigned char* bytes;
  size_t length;
  int mapped;
  pthread_t thread;
} Memory;

// Of all threads.
static atomic_int finalized, wrong_thread, wrong_data;
static _Thread_local Memory* last;

static void finalize(napi_env env, void* data, void* hint) {
  Memory* memory = hint;
  if (!pthread_equal(memory->thread, pthread_self())) wrong_thread++;
  if (data != memory->bytes) wrong_data++;
  if (memory->mapped)
    munmap(memory->bytes, memory->length);
  else
    free(memory->bytes);
  if (last == memory) last = NULL;
  free(memory);
  finalized++;
}

static Memory* make(napi_env env, napi_callback_info info, size_t* length) {
  napi_value argv[2];
  size_t argc = 2;
  char kind[10];
  int64_t wanted;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_string_utf8(env, argv[0], kind, sizeof kind, NULL);
  napi_get_value_int64(env, argv[1], &wanted);
  Memory* memory = calloc(1, sizeof *memory);
  memory->thread = pthread_self();
  memory->length = *length = (size_t)wanted;
  memory->mapped = strcmp(kind, "mapped") == 0;
  if (memory->mapped)
    memory->bytes = mmap(NULL, memory->length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  else if (strcmp(kind, "malloc") == 0)
    memory->bytes = malloc(memory->length ? memory->length : 1);
  for (size_t i = 0; memory->bytes && i < memory->length; i++) memory->bytes[i] = (unsigned char)i;
  return last = memory;
}

static napi_value array_buffer(napi_env env, napi_callback_info info) {
  size_t length;
  Memory* memory = make(env, info, &length);
  napi_value result = NULL;
  napi_create_external_arraybuffer(env, memory->bytes, length, finalize, memory, &result);
  return result;
}

static napi_value buffer(napi_env env, napi_callback_info info) {
  size_t length;
  Memory* memory = make(env, info, &length);
  napi_value result = NULL;
  napi_create_external_buffer(env, length, memory->bytes, finalize, memory, &result);
  return result;
}

// poke(i, value): writes into the memory made last; answers what was there.
static napi_value poke(napi_env env, napi_callback_info info) {
  napi_value argv[2], result = NULL;
  size_t argc = 2;
  uint32_t at, value;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_uint32(env, argv[0], &at);
  napi_get_value_uint32(env, argv[1], &value);
  if (last) {
    napi_create_uint32(env, last->bytes[at], &result);
    last->bytes[at] = (unsigned char)value;
  }
  return result;
}

static napi_value detach(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_detach_arraybuffer(env, argv[0]);
  return NULL;
}

static napi_value counts(napi_env env, napi_callback_info info) {
  napi_value result, value;
  int all[] = {finalized, wrong_thread, wrong_data};
  napi_create_array_with_length(env, 3, &result);
  for (uint32_t i = 0; i < 3; i++) {
    napi_create_int32(env, all[i], &value);
    napi_set_element(env, result, i, value);
  }
  return result;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor all[] = {
      {"arrayBuffer", NULL, array_buffer, NULL, NULL, NULL, napi_enumerable, NULL},
      {"buffer", NULL, buffer, NULL, NULL, NULL, napi_enumerable, NULL},
      {"poke", NULL, poke, NULL, NULL, NULL, napi_enumerable, NULL},
      {"detach", NULL, detach, NULL, NULL, NULL, napi_enumerable, NULL},
      {"counts", NULL, counts, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
  return exports;
}
