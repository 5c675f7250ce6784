// Async work, thread-safe functions, callbacks and their scopes.
#include <node_api.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARGS(n)       \
  size_t argc = n;    \
  napi_value argv[n]; \
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL)

static napi_value Number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

static napi_value Text(napi_env env, const char* text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

// --- async work

typedef struct {
  napi_async_work work;
  napi_ref callback;
  uint32_t sleep_ms, result;
} Work;

static void Execute(napi_env env, void* data) {
  Work* work = data;
  usleep(work->sleep_ms * 1000);
  work->result = work->sleep_ms + 1;
}

static void Complete(napi_env env, napi_status status, void* data) {
  Work* work = data;
  napi_value function, receiver, argv[2] = {Number(env, status), Number(env, work->result)};
  napi_get_reference_value(env, work->callback, &function);
  napi_get_undefined(env, &receiver);
  napi_call_function(env, receiver, function, 2, argv, NULL);
  napi_delete_reference(env, work->callback);
  napi_delete_async_work(env, work->work);
  free(work);
}

static Work* last;

// work(ms, callback, resource)
static napi_value StartWork(napi_env env, napi_callback_info info) {
  ARGS(3);
  Work* work = last = calloc(1, sizeof *work);
  napi_get_value_uint32(env, argv[0], &work->sleep_ms);
  napi_create_reference(env, argv[1], 1, &work->callback);
  napi_valuetype type;
  napi_typeof(env, argv[2], &type);
  napi_create_async_work(env, type == napi_undefined ? NULL : argv[2], Text(env, "WORK"), Execute, Complete,
                         work, &work->work);
  return Number(env, napi_queue_async_work(env, work->work));
}

static napi_value CancelLast(napi_env env, napi_callback_info info) {
  return Number(env, napi_cancel_async_work(env, last->work));
}

static napi_value WrongWork(napi_env env, napi_callback_info info) {
  napi_async_work work;
  napi_value list;
  uint32_t at = 0;
  napi_create_array(env, &list);
#define TRY(call) napi_set_element(env, list, at++, Number(env, call))
  TRY(napi_create_async_work(NULL, NULL, Text(env, "x"), Execute, Complete, NULL, &work));
  TRY(napi_create_async_work(env, NULL, NULL, Execute, Complete, NULL, &work));
  TRY(napi_create_async_work(env, NULL, Text(env, "x"), NULL, Complete, NULL, &work));
  TRY(napi_create_async_work(env, NULL, Text(env, "x"), Execute, Complete, NULL, NULL));
  TRY(napi_delete_async_work(env, NULL));
  TRY(napi_queue_async_work(env, NULL));
  TRY(napi_cancel_async_work(env, NULL));
  napi_threadsafe_function function;
  TRY(napi_create_threadsafe_function(env, NULL, NULL, Text(env, "x"), 0, 1, NULL, NULL, NULL, NULL,
                                      &function));
  TRY(napi_create_threadsafe_function(env, list, NULL, Text(env, "x"), 0, 1, NULL, NULL, NULL, NULL,
                                      &function));
  TRY(napi_create_threadsafe_function(env, NULL, NULL, Text(env, "x"), 0, 0, NULL, NULL, NULL, NULL,
                                      &function));
  TRY(napi_create_threadsafe_function(env, NULL, NULL, NULL, 0, 1, NULL, NULL, NULL, NULL, &function));
  TRY(napi_async_init(env, NULL, NULL, &(napi_async_context){0}));
  TRY(napi_async_init(env, NULL, Text(env, "x"), NULL));
  TRY(napi_async_destroy(env, NULL));
  TRY(napi_make_callback(env, NULL, NULL, list, 0, NULL, NULL));
  TRY(napi_make_callback(env, NULL, list, list, 0, NULL, NULL));
  TRY(napi_make_callback(env, NULL, list, NULL, 0, NULL, NULL));
  TRY(napi_close_callback_scope(env, NULL));
  TRY(napi_open_callback_scope(env, NULL, NULL, NULL));
  return list;
}

// --- thread-safe functions

typedef struct {
  napi_threadsafe_function function;
  pthread_t threads[8];
  uint32_t count, calls, queue, mode, sent, refused, closing;
  napi_ref done;
  pthread_mutex_t mutex;
} Calls;

static void* Thread(void* data) {
  Calls* calls = data;
  for (uint32_t i = 0; i < calls->calls; i++) {
    napi_status status = napi_call_threadsafe_function(
        calls->function, (void*)(uintptr_t)(i + 1), calls->mode ? napi_tsfn_blocking : napi_tsfn_nonblocking);
    pthread_mutex_lock(&calls->mutex);
    if (status == napi_ok) calls->sent++;
    if (status == napi_queue_full) calls->refused++;
    if (status == napi_closing) calls->closing++;
    pthread_mutex_unlock(&calls->mutex);
    if (status == napi_closing) return NULL;
  }
  napi_release_threadsafe_function(calls->function, napi_tsfn_release);
  return NULL;
}

static void CallJs(napi_env env, napi_value function, void* context, void* data) {
  if (!env) return;
  napi_value receiver, argv[1] = {Number(env, (double)(uintptr_t)data)};
  napi_get_undefined(env, &receiver);
  napi_call_function(env, receiver, function, 1, argv, NULL);
}

static void Done(napi_env env, void* data, void* context) {
  Calls* calls = data;
  for (uint32_t i = 0; i < calls->count; i++) pthread_join(calls->threads[i], NULL);
  napi_value function, receiver,
      argv[4] = {Number(env, calls->sent), Number(env, calls->refused), Number(env, calls->closing),
                 Number(env, context == calls)};
  napi_get_reference_value(env, calls->done, &function);
  napi_get_undefined(env, &receiver);
  napi_call_function(env, receiver, function, 4, argv, NULL);
  napi_delete_reference(env, calls->done);
  free(calls);
}

static Calls* running;

// calls(callback, threads, calls of each, queue, blocking, done)
static napi_value StartCalls(napi_env env, napi_callback_info info) {
  ARGS(6);
  Calls* calls = running = calloc(1, sizeof *calls);
  void* context = NULL;
  napi_get_value_uint32(env, argv[1], &calls->count);
  napi_get_value_uint32(env, argv[2], &calls->calls);
  napi_get_value_uint32(env, argv[3], &calls->queue);
  napi_get_value_uint32(env, argv[4], &calls->mode);
  napi_create_reference(env, argv[5], 1, &calls->done);
  pthread_mutex_init(&calls->mutex, NULL);
  napi_status status =
      napi_create_threadsafe_function(env, argv[0], NULL, Text(env, "CALLS"), calls->queue, calls->count,
                                      calls, Done, calls, CallJs, &calls->function);
  if (status != napi_ok) return Number(env, status);
  napi_get_threadsafe_function_context(calls->function, &context);
  for (uint32_t i = 0; i < calls->count; i++) pthread_create(&calls->threads[i], NULL, Thread, calls);
  return Number(env, context == calls ? 0 : -1);
}

static napi_value Abort(napi_env env, napi_callback_info info) {
  return Number(env, napi_release_threadsafe_function(running->function, napi_tsfn_abort));
}

// On one thread: what each call answers, in the order in which it is made.
static napi_value Steps(napi_env env, napi_callback_info info) {
  ARGS(1);
  napi_threadsafe_function f;
  napi_value list;
  uint32_t at = 0;
  napi_create_array(env, &list);
  napi_create_threadsafe_function(env, argv[0], NULL, Text(env, "STEPS"), 2, 2, NULL, NULL, NULL, CallJs, &f);
  TRY(napi_call_threadsafe_function(f, (void*)1, napi_tsfn_nonblocking));
  TRY(napi_call_threadsafe_function(f, (void*)2, napi_tsfn_nonblocking));
  TRY(napi_call_threadsafe_function(f, (void*)3, napi_tsfn_nonblocking));
  TRY(napi_acquire_threadsafe_function(f));
  TRY(napi_unref_threadsafe_function(env, f));
  TRY(napi_ref_threadsafe_function(env, f));
  TRY(napi_release_threadsafe_function(f, napi_tsfn_release));
  TRY(napi_release_threadsafe_function(f, napi_tsfn_release));
  TRY(napi_call_threadsafe_function(f, (void*)4, napi_tsfn_nonblocking));
  TRY(napi_release_threadsafe_function(f, napi_tsfn_release));
  return list;
}

// Aborted with calls in its queue: they do not come.
static napi_value Aborted(napi_env env, napi_callback_info info) {
  ARGS(1);
  napi_threadsafe_function f;
  napi_value list;
  uint32_t at = 0;
  napi_create_array(env, &list);
  napi_create_threadsafe_function(env, argv[0], NULL, Text(env, "ABORTED"), 0, 3, NULL, NULL, NULL, CallJs,
                                  &f);
  TRY(napi_call_threadsafe_function(f, (void*)1, napi_tsfn_blocking));
  TRY(napi_release_threadsafe_function(f, napi_tsfn_abort));
  TRY(napi_acquire_threadsafe_function(f));
  TRY(napi_call_threadsafe_function(f, (void*)1, napi_tsfn_blocking));
  TRY(napi_release_threadsafe_function(f, napi_tsfn_release));
  TRY(napi_release_threadsafe_function(f, napi_tsfn_release));
  return list;
}

// --- callbacks

// make(name, receiver, function, ...arguments): in a context of its own
static napi_value Make(napi_env env, napi_callback_info info) {
  ARGS(6);
  napi_async_context context;
  napi_value result;
  napi_async_init(env, argv[1], argv[0], &context);
  napi_status status = napi_make_callback(env, context, argv[1], argv[2], argc - 3, &argv[3], &result);
  napi_async_destroy(env, context);
  return status == napi_ok ? result : Number(env, status);
}

// scoped(function): between the two ends of a callback scope
static napi_value Scoped(napi_env env, napi_callback_info info) {
  ARGS(1);
  napi_async_context context;
  napi_callback_scope scope;
  napi_value receiver, result = NULL;
  napi_get_undefined(env, &receiver);
  napi_async_init(env, NULL, Text(env, "SCOPE"), &context);
  napi_open_callback_scope(env, NULL, context, &scope);
  napi_call_function(env, receiver, argv[0], 0, NULL, &result);
  napi_close_callback_scope(env, scope);
  napi_async_destroy(env, context);
  return result;
}

static napi_value Fatal(napi_env env, napi_callback_info info) {
  ARGS(1);
  return Number(env, napi_fatal_exception(env, argv[0]));
}

static napi_value End(napi_env env, napi_callback_info info) {
  napi_fatal_error("a place", NAPI_AUTO_LENGTH, "the messageXX", 11);
}

NAPI_MODULE_INIT() {
  napi_property_descriptor all[] = {
      {"work", NULL, StartWork},  {"cancelLast", NULL, CancelLast},
      {"wrong", NULL, WrongWork}, {"calls", NULL, StartCalls},
      {"abort", NULL, Abort},     {"steps", NULL, Steps},
      {"aborted", NULL, Aborted}, {"make", NULL, Make},
      {"scoped", NULL, Scoped},   {"fatal", NULL, Fatal},
      {"end", NULL, End},
  };
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
  return exports;
}
