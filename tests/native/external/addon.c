// Memory of an addon's as Buffers: copied where it is the addon's alone, shared where it is mapped as shared.
#define _GNU_SOURCE
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static unsigned char* shared;
static int finalized;

static void Finalize(napi_env env, void* data, void* hint) {
  finalized += data == hint;
  free(data);
}

static napi_value Owned(napi_env env, napi_callback_info info) {
  uint32_t size = 0;
  size_t argc = 1;
  napi_value argument, result = NULL;
  napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  napi_get_value_uint32(env, argument, &size);
  unsigned char* data = malloc(size + 1);
  memset(data, 5, size);
  if (napi_create_external_buffer(env, size, data, Finalize, data, &result) != napi_ok)
    napi_throw_error(env, NULL, "refused");
  return result;
}

// An ArrayBuffer over a middle part of three shared pages.
static napi_value Shared(napi_env env, napi_callback_info info) {
  int file = memfd_create("shared", 0);
  if (ftruncate(file, 3 * 4096)) return NULL;
  shared = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  memcpy(shared + 100, "from C", 6);
  napi_value result = NULL;
  napi_create_external_arraybuffer(env, shared + 100, 8100, NULL, NULL, &result);
  return result;
}

static napi_value Peek(napi_env env, napi_callback_info info) {
  napi_value result;
  napi_create_string_latin1(env, (char*)shared + 100, NAPI_AUTO_LENGTH, &result);
  return result;
}

static napi_value Poke(napi_env env, napi_callback_info info) {
  strcpy((char*)shared + 100, "C again");
  return NULL;
}

// Blocks of malloc's, which the addon goes on writing to; most come from where an ArrayBuffer can stand for
// them.
static unsigned char* blocks[100];
static napi_value Block(napi_env env, napi_callback_info info) {
  uint32_t index = 0;
  size_t argc = 1;
  napi_value argument, result = NULL;
  napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  napi_get_value_uint32(env, argument, &index);
  if (blocks[index]) {
    blocks[index][0]++;
    return NULL;
  }
  blocks[index] = calloc(1, 5000);
  napi_create_external_buffer(env, 5000, blocks[index], NULL, NULL, &result);
  return result;
}

static napi_value Nowhere(napi_env env, napi_callback_info info) {
  napi_value result = NULL, answer;
  int status = napi_create_external_buffer(env, (size_t)1 << 32, (void*)(1 << 12), NULL, NULL, &result);
  napi_create_int32(env, status, &answer);
  return answer;
}

static napi_value Empty(napi_env env, napi_callback_info info) {
  napi_value result = NULL;
  napi_create_external_buffer(env, 10, NULL, Finalize, NULL, &result);
  return result;
}

static napi_value Finalized(napi_env env, napi_callback_info info) {
  napi_value result;
  napi_create_int32(env, finalized, &result);
  return result;
}

NAPI_MODULE_INIT() {
  struct {
    const char* name;
    napi_callback call;
  } functions[] = {{"owned", Owned}, {"shared", Shared},   {"peek", Peek},           {"poke", Poke},
                   {"empty", Empty}, {"nowhere", Nowhere}, {"finalized", Finalized}, {"block", Block}};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    napi_create_function(env, NULL, 0, functions[i].call, NULL, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
  return exports;
}
