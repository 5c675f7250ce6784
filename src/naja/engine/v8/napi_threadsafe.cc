// Node-API: functions that other threads call.
#include <uv.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "async.h"
#include "heap.h"
#include "lifetime.h"

using namespace naja;

// Lives until its handle is closed and no thread holds it any more, whichever comes last: a thread may
// outlive the environment. What is guarded by `mutex` may be used from any thread, the rest on the loop's
// thread alone.
struct napi_threadsafe_function__ {
  enum State { kOpen, kClosing, kClosed };  // closed: the handle is gone, only threads hold it

  napi_env env;
  Global<v8::Value> function;
  AsyncContext* async;
  void* const context;
  napi_threadsafe_function_call_js const call_js;
  void* finalize_data;
  napi_finalize finalize;
  const size_t max_queue;
  uv_async_t wake;
  bool closes = false;  // uv_close was called

  std::mutex mutex;
  std::condition_variable not_full;
  std::deque<void*> queue;
  size_t waiting = 0;  // for room in the queue
  size_t threads;
  State state = kOpen;

  enum : unsigned char { kIdle = 0, kRunning = 1, kPending = 2 };
  std::atomic<unsigned char> dispatching = kIdle;

  napi_threadsafe_function__(napi_env e, void* c, napi_threadsafe_function_call_js call, void* data,
                             napi_finalize f, size_t most, size_t count)
      : env(e),
        context(c),
        call_js(call),
        finalize_data(data),
        finalize(f),
        max_queue(most),
        threads(count) {}

  // To the loop: there is something to do. While it is being done, a mark is enough.
  void Send() {
    if (dispatching.fetch_or(kPending) & kRunning) return;
    uv_async_send(&wake);
  }
};

namespace {

constexpr int kCallsPerTurn = 1000;

void CallWithoutArguments(napi_env env, napi_value function, void*, void*) {
  if (!env || !function) return;
  napi_value receiver;
  napi_get_undefined(env, &receiver);
  napi_status status = napi_call_function(env, receiver, function, 0, nullptr, nullptr);
  if (status != napi_ok && status != napi_pending_exception)
    napi_throw_error(env, "ERR_NAPI_TSFN_CALL_JS", "Failed to call JS callback");
}

void AtEnd(void* raw);

void Closed(uv_handle_t* handle) {
  auto* f = static_cast<napi_threadsafe_function>(handle->data);
  napi_env env = f->env;
  Realm* realm = env->realm;
  RemoveCleanupHook(realm, AtEnd, f);
  realm->cleanup_waiting--;
  {
    HandleScope handles(env->isolate);
    if (f->finalize) {
      AsyncScope scope(env, f->async);
      CallNative(
          env, [&] { f->finalize(env, f->finalize_data, f->context); },
          [&](Local<v8::Value> error) {
            scope.Failed();
            CallbackThrew(env, error, false);
          });
    }
    delete f->async;
    f->function.Reset();
  }
  // What is still queued goes to call_js without an environment, so that its memory can be freed.
  std::deque<void*> left;
  bool last;
  {
    std::lock_guard<std::mutex> lock(f->mutex);
    left.swap(f->queue);
  }
  for (void* data : left) f->call_js(nullptr, nullptr, f->context, data);
  {
    std::lock_guard<std::mutex> lock(f->mutex);
    f->state = napi_threadsafe_function__::kClosed;
    last = f->threads == 0;
  }
  if (last) delete f;
  Unref(env);
}

// On the loop's thread, with the mutex not held.
void Close(napi_threadsafe_function f) {
  if (f->closes) return;
  f->closes = true;
  f->env->realm->cleanup_waiting++;
  uv_close(reinterpret_cast<uv_handle_t*>(&f->wake), Closed);
}

void AtEnd(void* raw) {
  auto* f = static_cast<napi_threadsafe_function>(raw);
  {
    std::lock_guard<std::mutex> lock(f->mutex);
    f->state = napi_threadsafe_function__::kClosing;
    f->not_full.notify_all();
  }
  Close(f);
}

// One call; whether there is more to do.
bool Dispatch(napi_threadsafe_function f) {
  void* data = nullptr;
  bool has = false, more = false, close = false;
  {
    std::lock_guard<std::mutex> lock(f->mutex);
    if (f->state != napi_threadsafe_function__::kOpen) {
      close = true;
    } else {
      if (!f->queue.empty()) {
        data = f->queue.front();
        f->queue.pop_front();
        has = true;
        // Whenever one waits: Node.js tells one thread when the queue was full, and may forget others.
        if (f->waiting) f->not_full.notify_one();
      }
      more = !f->queue.empty();
      if (!more && f->threads == 0) {
        f->state = napi_threadsafe_function__::kClosing;
        f->not_full.notify_all();
        close = true;
      }
    }
  }
  if (close) Close(f);
  if (has) {
    napi_env env = f->env;
    HandleScope handles(env->isolate);
    AsyncScope scope(env, f->async);
    napi_value function = f->function.IsEmpty() ? nullptr : heap::NewLocal(env->isolate, f->function.slot());
    CallNative(
        env, [&] { f->call_js(env, function, f->context, data); },
        [&](Local<v8::Value> error) {
          scope.Failed();
          CallbackThrew(env, error, false);
        });
  }
  return more;
}

void Wake(uv_async_t* handle) {
  using F = napi_threadsafe_function__;
  auto* f = static_cast<napi_threadsafe_function>(handle->data);
  bool more = true;
  for (int i = 0; more && i < kCallsPerTurn; i++) {
    f->dispatching = F::kRunning;
    more = Dispatch(f);
    if (f->dispatching.exchange(F::kIdle) != F::kRunning) more = true;  // sent meanwhile
  }
  if (more && !f->closes) f->Send();  // let the loop turn
}

}  // namespace

napi_status napi_create_threadsafe_function(napi_env env, napi_value func, napi_value resource,
                                            napi_value name, size_t max_queue, size_t initial_threads,
                                            void* finalize_data, napi_finalize finalize, void* context,
                                            napi_threadsafe_function_call_js call_js,
                                            napi_threadsafe_function* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, name);
  NAJA_RETURN_IF_FALSE(env, initial_threads > 0, napi_invalid_arg);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, func ? heap::IsCallable(heap::Raw(func)) : call_js != nullptr, napi_invalid_arg);
  Local<v8::Object> object;
  Local<v8::String> text;
  napi_status status = AsyncArguments(env, resource, name, &object, &text);
  if (status != napi_ok) return status;
  auto* f = new napi_threadsafe_function__(env, context, call_js ? call_js : CallWithoutArguments,
                                           finalize_data, finalize, max_queue, initial_threads);
  if (uv_async_init(env->realm->loop, &f->wake, Wake)) {
    delete f;
    return SetError(env, napi_generic_failure);
  }
  f->wake.data = f;
  f->async = new AsyncContext(env, object, text);
  if (func) f->function.Reset(env->isolate, ToLocal(func));
  env->refs++;
  AddCleanupHook(env->realm, AtEnd, f);
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
  using F = napi_threadsafe_function__;
  if (!func) return napi_invalid_arg;
  bool last = false;
  {
    std::unique_lock<std::mutex> lock(func->mutex);
    while (func->max_queue && func->queue.size() >= func->max_queue && func->state == F::kOpen) {
      if (mode == napi_tsfn_nonblocking) return napi_queue_full;
      func->waiting++;
      func->not_full.wait(lock);
      func->waiting--;
    }
    if (func->state == F::kOpen) {
      func->queue.push_back(data);
      func->Send();
      return napi_ok;
    }
    // The thread learns here that it is over: that is its release.
    if (func->threads == 0) return napi_invalid_arg;
    func->threads--;
    last = func->state == F::kClosed && func->threads == 0;
  }
  if (last) delete func;
  return napi_closing;
}

napi_status napi_acquire_threadsafe_function(napi_threadsafe_function func) {
  if (!func) return napi_invalid_arg;
  std::lock_guard<std::mutex> lock(func->mutex);
  if (func->state != napi_threadsafe_function__::kOpen) return napi_closing;
  func->threads++;
  return napi_ok;
}

napi_status napi_release_threadsafe_function(napi_threadsafe_function func,
                                             napi_threadsafe_function_release_mode mode) {
  using F = napi_threadsafe_function__;
  if (!func) return napi_invalid_arg;
  bool last = false;
  {
    std::lock_guard<std::mutex> lock(func->mutex);
    if (func->threads == 0) return napi_invalid_arg;
    func->threads--;
    if ((func->threads == 0 || mode == napi_tsfn_abort) && func->state == F::kOpen) {
      if (mode == napi_tsfn_abort) {
        func->state = F::kClosing;
        func->not_full.notify_all();
      }
      func->Send();
    }
    last = func->state == F::kClosed && func->threads == 0;
  }
  if (last) delete func;
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
