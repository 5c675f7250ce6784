// Node-API over libuv: async work, thread-safe functions, callback scopes, async cleanup hooks, module
// registration.
#include <uv.h>

#include <cstdlib>
#include <deque>
#include <new>

#include "bindings.h"
#include "lifetime.h"

using namespace naja;

// --- async contexts and callback scopes

struct napi_async_context__ {
  Global<v8::Value> resource;
  naja_context_frame* frame;
};

napi_status napi_async_init(napi_env env, napi_value resource, napi_value name, napi_async_context* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, name);
  NAJA_CHECK_ARG(env, result);
  auto* context = new napi_async_context__;
  if (resource) {
    Local<v8::Object> object;
    if (!ToLocal(resource)->ToObject(env->ctx()).ToLocal(&object)) {
      delete context;
      return SetError(env, napi_object_expected);
    }
    context->resource.Reset(env->isolate, object);
  }
  context->frame = naja_context_capture(env);
  *result = context;
  return ClearError(env);
}

napi_status napi_async_destroy(napi_env env, napi_async_context context) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, context);
  naja_context_free(env, context->frame);
  delete context;
  return ClearError(env);
}

namespace {
// The queues run when the outermost scope closes, also where the scope is left with an exception.
struct Scope {
  naja_callback_scope scope;
  Scope(napi_env env, napi_async_context context) : env_(env) {
    naja_callback_scope_open(env, &scope, context ? context->frame : nullptr);
  }
  ~Scope() { naja_callback_scope_close(env_, &scope); }

 private:
  napi_env env_;
};
}  // namespace

napi_status napi_open_callback_scope(napi_env env, napi_value, napi_async_context context,
                                     napi_callback_scope* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  env->open_callback_scopes++;
  *result = reinterpret_cast<napi_callback_scope>(new Scope(env, context));
  return ClearError(env);
}

napi_status napi_close_callback_scope(napi_env env, napi_callback_scope scope) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, scope);
  if (env->open_callback_scopes == 0) return napi_callback_scope_mismatch;
  env->open_callback_scopes--;
  delete reinterpret_cast<Scope*>(scope);
  return ClearError(env);
}

napi_status napi_make_callback(napi_env env, napi_async_context context, napi_value recv, napi_value func,
                               size_t argc, const napi_value* argv, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, recv);
  if (argc > 0) NAJA_CHECK_ARG(env, argv);
  Local<v8::Object> receiver;
  NAJA_CHECK_MAYBE(env, ToLocal(recv)->ToObject(env->ctx()).ToLocal(&receiver), napi_object_expected);
  NAJA_CHECK_ARG(env, func);
  NAJA_RETURN_IF_FALSE(env, ToLocal(func)->IsFunction(), napi_function_expected);
  v8::EscapableHandleScope handles(env->isolate, env->realm->undefined.Held());
  Local<v8::Value> value;
  bool called;
  {
    Scope scope(env, context);
    called = ToLocal(func)
                 .As<v8::Function>()
                 ->Call(env->isolate, env->ctx(), receiver, static_cast<int>(argc),
                        reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(argv)))
                 .ToLocal(&value);
    if (called) value = handles.Escape(value);
  }
  if (!called) return SetError(env, napi_pending_exception);
  if (result) *result = FromLocal(value);
  return NAJA_RESULT(env);
}

// --- async work

struct napi_async_work__ {
  uv_work_t request;
  napi_env env;
  napi_async_execute_callback execute;
  napi_async_complete_callback complete;
  void* data;
  naja_context_frame* frame;
};

namespace {

// An exception that a native callback left pending is uncaught.
void CheckPending(napi_env env) { naja_report_pending(env); }

void WorkDone(uv_work_t* request, int status) {
  auto* work = static_cast<napi_async_work>(request->data);
  napi_env env = work->env;
  if (!work->complete) return;
  naja_callback_scope scope;
  naja_callback_scope_open(env, &scope, work->frame);
  // `complete` may delete the work: it is not touched afterwards.
  work->complete(env,
                 status == UV_ECANCELED ? napi_cancelled
                 : status == 0          ? napi_ok
                                        : napi_generic_failure,
                 work->data);
  CheckPending(env);
  naja_callback_scope_close(env, &scope);
}

}  // namespace

napi_status napi_create_async_work(napi_env env, napi_value, napi_value, napi_async_execute_callback execute,
                                   napi_async_complete_callback complete, void* data,
                                   napi_async_work* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, execute);
  NAJA_CHECK_ARG(env, result);
  auto* work = new napi_async_work__{{}, env, execute, complete, data, naja_context_capture(env)};
  work->request.data = work;
  *result = work;
  return ClearError(env);
}

napi_status napi_delete_async_work(napi_env env, napi_async_work work) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, work);
  naja_context_free(env, work->frame);
  delete work;
  return ClearError(env);
}

napi_status napi_queue_async_work(napi_env env, napi_async_work work) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, work);
  int error = uv_queue_work(
      env->realm->loop, &work->request,
      [](uv_work_t* request) {
        auto* w = static_cast<napi_async_work>(request->data);
        w->execute(w->env, w->data);
      },
      WorkDone);
  return error ? SetError(env, napi_generic_failure) : ClearError(env);
}

napi_status napi_cancel_async_work(napi_env env, napi_async_work work) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, work);
  return uv_cancel(reinterpret_cast<uv_req_t*>(&work->request)) ? SetError(env, napi_generic_failure)
                                                                : ClearError(env);
}

// --- thread-safe functions

struct napi_threadsafe_function__ {
  napi_env env;
  napi_value function = nullptr;  // held, or nullptr
  void* context;
  napi_threadsafe_function_call_js call_js;
  void* finalize_data;
  napi_finalize finalize;
  naja_context_frame* frame;
  size_t max_queue;

  uv_mutex_t mutex;
  uv_cond_t not_full;
  uv_async_t wake;
  std::deque<void*> queue;
  size_t threads;
  bool closing = false;  // no further calls are taken
  bool closed = false;   // uv_close was called
};

namespace {

constexpr int kCallsPerTurn = 1000;

void Close(napi_threadsafe_function f) {
  // On the loop's thread, mutex not held.
  if (f->closed) return;
  f->closed = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&f->wake), [](uv_handle_t* handle) {
    auto* function = static_cast<napi_threadsafe_function>(handle->data);
    napi_env env = function->env;
    naja_callback_scope scope;
    naja_callback_scope_open(env, &scope, function->frame);
    if (function->finalize) {
      function->finalize(env, function->finalize_data, function->context);
      CheckPending(env);
    }
    naja_callback_scope_close(env, &scope);
    // What is still queued goes to call_js without an environment, so that its memory can be freed.
    for (void* data : function->queue)
      if (function->call_js) function->call_js(nullptr, nullptr, function->context, data);
    naja_release(env, function->function);
    naja_context_free(env, function->frame);
    uv_cond_destroy(&function->not_full);
    uv_mutex_destroy(&function->mutex);
    delete function;
  });
}

// One call; false when there is nothing more to do.
bool Dispatch(napi_threadsafe_function f) {
  void* data = nullptr;
  bool has = false, more = false;
  uv_mutex_lock(&f->mutex);
  if (f->closing) {  // aborted: what is queued is not called any more, its context may be gone
    uv_mutex_unlock(&f->mutex);
    Close(f);
    return false;
  }
  if (!f->queue.empty()) {
    data = f->queue.front();
    f->queue.pop_front();
    has = true;
    if (f->max_queue && f->queue.size() == f->max_queue - 1) uv_cond_signal(&f->not_full);
    more = !f->queue.empty();
  }
  bool finished = f->queue.empty() && f->threads == 0;
  if (finished) f->closing = true;
  uv_mutex_unlock(&f->mutex);
  if (has) {
    napi_env env = f->env;
    naja_callback_scope scope;
    naja_callback_scope_open(env, &scope, f->frame);
    napi_value function = f->function;
    if (f->call_js) {
      f->call_js(env, function, f->context, data);
    } else if (function) {
      napi_call_function(env, nullptr, function, 0, nullptr, nullptr);
    }
    CheckPending(env);
    naja_callback_scope_close(env, &scope);
  }
  if (finished) {
    Close(f);
    return false;
  }
  return more;
}

void Wake(uv_async_t* handle) {
  auto* f = static_cast<napi_threadsafe_function>(handle->data);
  for (int i = 0; i < kCallsPerTurn; i++)
    if (!Dispatch(f)) return;
  uv_async_send(&f->wake);  // let the loop turn
}

}  // namespace

napi_status napi_create_threadsafe_function(napi_env env, napi_value func, napi_value, napi_value name,
                                            size_t max_queue, size_t initial_threads, void* finalize_data,
                                            napi_finalize finalize, void* context,
                                            napi_threadsafe_function_call_js call_js,
                                            napi_threadsafe_function* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, name);
  NAJA_RETURN_IF_FALSE(env, initial_threads > 0, napi_invalid_arg);
  NAJA_CHECK_ARG(env, result);
  if (!func) {
    NAJA_CHECK_ARG(env, call_js);
  } else {
    NAJA_RETURN_IF_FALSE(env, ToLocal(func)->IsFunction(), napi_invalid_arg);
  }
  auto* f = new napi_threadsafe_function__;
  f->env = env;
  f->function = func ? naja_hold(env, func) : nullptr;
  f->context = context;
  f->call_js = call_js;
  f->finalize_data = finalize_data;
  f->finalize = finalize;
  f->frame = naja_context_capture(env);
  f->max_queue = max_queue;
  f->threads = initial_threads;
  uv_mutex_init(&f->mutex);
  uv_cond_init(&f->not_full);
  if (uv_async_init(env->realm->loop, &f->wake, Wake)) {
    delete f;
    return SetError(env, napi_generic_failure);
  }
  f->wake.data = f;
  *result = f;
  return ClearError(env);
}

napi_status napi_get_threadsafe_function_context(napi_threadsafe_function func, void** result) {
  if (!func || !result) return napi_invalid_arg;
  *result = func->context;
  return napi_ok;
}

napi_status napi_call_threadsafe_function(napi_threadsafe_function func, void* data,
                                          napi_threadsafe_function_call_mode mode) {
  if (!func) return napi_invalid_arg;
  uv_mutex_lock(&func->mutex);
  while (func->max_queue && func->queue.size() >= func->max_queue && !func->closing) {
    if (mode == napi_tsfn_nonblocking) {
      uv_mutex_unlock(&func->mutex);
      return napi_queue_full;
    }
    uv_cond_wait(&func->not_full, &func->mutex);
  }
  if (func->closing) {
    if (func->threads > 0) func->threads--;
    uv_mutex_unlock(&func->mutex);
    return napi_closing;
  }
  func->queue.push_back(data);
  uv_async_send(&func->wake);
  uv_mutex_unlock(&func->mutex);
  return napi_ok;
}

napi_status napi_acquire_threadsafe_function(napi_threadsafe_function func) {
  if (!func) return napi_invalid_arg;
  uv_mutex_lock(&func->mutex);
  napi_status status = func->closing ? napi_closing : napi_ok;
  if (status == napi_ok) func->threads++;
  uv_mutex_unlock(&func->mutex);
  return status;
}

napi_status napi_release_threadsafe_function(napi_threadsafe_function func,
                                             napi_threadsafe_function_release_mode mode) {
  if (!func) return napi_invalid_arg;
  uv_mutex_lock(&func->mutex);
  if (func->threads == 0) {
    uv_mutex_unlock(&func->mutex);
    return napi_invalid_arg;
  }
  func->threads--;
  if (func->threads == 0 || mode == napi_tsfn_abort) {
    if (!func->closing) {
      bool abort = mode == napi_tsfn_abort;
      if (abort) {
        func->closing = true;
        func->threads = 0;
        if (func->max_queue) uv_cond_broadcast(&func->not_full);
      }
      uv_async_send(&func->wake);
    }
  }
  uv_mutex_unlock(&func->mutex);
  return napi_ok;
}

napi_status napi_unref_threadsafe_function(napi_env env, napi_threadsafe_function func) {
  if (!func) return napi_invalid_arg;
  uv_unref(reinterpret_cast<uv_handle_t*>(&func->wake));
  return napi_ok;
}

napi_status napi_ref_threadsafe_function(napi_env env, napi_threadsafe_function func) {
  if (!func) return napi_invalid_arg;
  uv_ref(reinterpret_cast<uv_handle_t*>(&func->wake));
  return napi_ok;
}

// --- async cleanup hooks: run at the environment's end; the loop is then turned until each has said that it
// is done

struct napi_async_cleanup_hook_handle__ {
  napi_env env;
  napi_async_cleanup_hook hook;
  void* data;
  bool removed = false;
};

namespace {
void RunAsyncCleanup(void* raw) {
  auto* handle = static_cast<napi_async_cleanup_hook_handle>(raw);
  handle->hook(handle, handle->data);
}
}  // namespace

napi_status napi_add_async_cleanup_hook(napi_env env, napi_async_cleanup_hook hook, void* arg,
                                        napi_async_cleanup_hook_handle* handle) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, hook);
  auto* made = new napi_async_cleanup_hook_handle__{env, hook, arg};
  env->realm->cleanup_hooks.push_back({RunAsyncCleanup, made});
  if (handle) *handle = made;
  return ClearError(env);
}

napi_status napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle handle) {
  if (!handle) return napi_invalid_arg;
  napi_remove_env_cleanup_hook(handle->env, RunAsyncCleanup, handle);
  delete handle;
  return napi_ok;
}

// --- loading addons

namespace {
thread_local napi_module* registered = nullptr;
}

void napi_module_register(napi_module* mod) { registered = mod; }

napi_module* naja_take_registered_module(void) {
  napi_module* mod = registered;
  registered = nullptr;
  return mod;
}
