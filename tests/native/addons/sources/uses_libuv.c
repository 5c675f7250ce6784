// libuv's own functions, called by an addon: its work queue, threads, locks, wake-ups and timers, on the loop
// that Node-API hands out.
#include <dlfcn.h>
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

enum { kThreads = 4, kRounds = 1000 };

typedef struct {
  napi_env env;
  napi_ref callback;
  napi_async_context context;
  int result;
} Call;

static void tell(Call* call, const char* what) {
  napi_handle_scope scope;
  napi_value argv[2], callback, receiver;
  napi_open_handle_scope(call->env, &scope);
  napi_create_string_utf8(call->env, what, NAPI_AUTO_LENGTH, &argv[0]);
  napi_create_int32(call->env, call->result, &argv[1]);
  napi_get_reference_value(call->env, call->callback, &callback);
  napi_get_global(call->env, &receiver);
  napi_make_callback(call->env, call->context, receiver, callback, 2, argv, NULL);
  napi_delete_reference(call->env, call->callback);
  napi_async_destroy(call->env, call->context);
  napi_close_handle_scope(call->env, scope);
}

static void begin(napi_env env, napi_callback_info info, Call* call, uv_loop_t** loop) {
  size_t argc = 1;
  napi_value argv[1], name;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  call->env = env;
  call->result = 0;
  napi_create_reference(env, argv[0], 1, &call->callback);
  napi_create_string_utf8(env, "uses_libuv", NAPI_AUTO_LENGTH, &name);
  napi_async_init(env, NULL, name, &call->context);
  napi_get_uv_event_loop(env, loop);
}

// --- uv_queue_work

typedef struct {
  uv_work_t request;
  Call call;
} Work;

static void work(uv_work_t* request) { ((Work*)request)->call.result = 6 * 7; }

static void after_work(uv_work_t* request, int status) {
  Work* mine = (Work*)request;
  tell(&mine->call, status == 0 ? "work" : uv_strerror(status));
  free(mine);
}

static napi_value queue_work(napi_env env, napi_callback_info info) {
  Work* mine = calloc(1, sizeof *mine);
  uv_loop_t* loop;
  begin(env, info, &mine->call, &loop);
  uv_queue_work(loop, &mine->request, work, after_work);
  return NULL;
}

// --- threads that count under a lock, and wake the loop at the end

typedef struct {
  uv_async_t wake;
  uv_mutex_t lock;
  uv_barrier_t ready;
  uv_thread_t threads[kThreads];
  int running;
  Call call;
} Counting;

static void count(void* data) {
  Counting* mine = data;
  uv_barrier_wait(&mine->ready);
  for (int i = 0; i < kRounds; i++) {
    uv_mutex_lock(&mine->lock);
    mine->call.result++;
    uv_mutex_unlock(&mine->lock);
  }
  uv_mutex_lock(&mine->lock);
  int last = --mine->running == 0;
  uv_mutex_unlock(&mine->lock);
  if (last) uv_async_send(&mine->wake);
}

static void counting_closed(uv_handle_t* handle) {
  Counting* mine = (Counting*)handle;
  uv_mutex_destroy(&mine->lock);
  uv_barrier_destroy(&mine->ready);
  free(mine);
}

static void counted(uv_async_t* wake) {
  Counting* mine = (Counting*)wake;
  for (int i = 0; i < kThreads; i++) uv_thread_join(&mine->threads[i]);
  tell(&mine->call, "threads");
  uv_close((uv_handle_t*)wake, counting_closed);
}

static napi_value threads(napi_env env, napi_callback_info info) {
  Counting* mine = calloc(1, sizeof *mine);
  uv_loop_t* loop;
  begin(env, info, &mine->call, &loop);
  mine->running = kThreads;
  uv_mutex_init(&mine->lock);
  uv_barrier_init(&mine->ready, kThreads);
  uv_async_init(loop, &mine->wake, counted);
  for (int i = 0; i < kThreads; i++) uv_thread_create(&mine->threads[i], count, mine);
  return NULL;
}

// --- a timer

typedef struct {
  uv_timer_t timer;
  uint64_t begun;
  Call call;
} Timer;

static void timer_closed(uv_handle_t* handle) { free(handle); }

static void ticked(uv_timer_t* timer) {
  Timer* mine = (Timer*)timer;
  if (++mine->call.result < 3) return;
  uv_timer_stop(timer);
  if (uv_hrtime() - mine->begun < 3 * 1000 * 1000) mine->call.result = -1;
  tell(&mine->call, "timer");
  uv_close((uv_handle_t*)timer, timer_closed);
}

static napi_value timer(napi_env env, napi_callback_info info) {
  Timer* mine = calloc(1, sizeof *mine);
  uv_loop_t* loop;
  begin(env, info, &mine->call, &loop);
  mine->begun = uv_hrtime();
  uv_timer_init(loop, &mine->timer);
  uv_timer_start(&mine->timer, ticked, 2, 2);
  return NULL;
}

// --- what the process's global scope has: libuv and Node-API, and nothing of V8

static napi_value has_symbol(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  char name[200];
  napi_value argv[1], result;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_string_utf8(env, argv[0], name, sizeof name, NULL);
  napi_get_boolean(env, dlsym(RTLD_DEFAULT, name) != NULL, &result);
  return result;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"queueWork", NULL, queue_work, NULL, NULL, NULL, napi_default, NULL},
      {"threads", NULL, threads, NULL, NULL, NULL, napi_default, NULL},
      {"timer", NULL, timer, NULL, NULL, NULL, napi_default, NULL},
      {"hasSymbol", NULL, has_symbol, NULL, NULL, NULL, napi_default, NULL},
  };
  napi_value version;
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  napi_create_string_utf8(env, uv_version_string(), NAPI_AUTO_LENGTH, &version);
  napi_set_named_property(env, exports, "uv", version);
  return exports;
}
