// async.h: the async context in which native code calls back: what AsyncLocalStorage sees, and the ids of
// async_hooks.
#ifndef NAJA_ENGINE_ASYNC_H_
#define NAJA_ENGINE_ASYNC_H_

#include "env.h"

namespace naja {

// What a callback from the loop stands in: the async context, and, when the outermost ends, the queues. It
// opens no handle scope.
class CallbackScope {
 public:
  // guarded: what is left behind where V8 has no memory is the caller's, too (embedded.h).
  CallbackScope(napi_env env, naja_context_frame* frame, bool guarded = false);
  ~CallbackScope();
  CallbackScope(const CallbackScope&) = delete;
  void operator=(const CallbackScope&) = delete;

 private:
  napi_env env_;
  bool guarded_;
  Local<v8::Value> previous_;
};
// naja_run_ticks where a call of V8's is guarded already.
void RunTicks(napi_env env);

class AsyncContext {
 public:
  // Captures the context of now. `resource` may be empty: one is made, where anybody can see it.
  AsyncContext(napi_env env, Local<v8::Object> resource, Local<v8::String> name);
  ~AsyncContext();
  AsyncContext(const AsyncContext&) = delete;
  void operator=(const AsyncContext&) = delete;

 private:
  friend class AsyncScope;
  napi_env env_;
  naja_context_frame* frame_;
  Global<v8::Value> ids_;  // what JavaScript keeps of it; empty unless node:async_hooks was loaded
};

// A callback scope in such a context, or in none. The queues run when the outermost one closes.
class AsyncScope {
 public:
  AsyncScope(napi_env env, AsyncContext* context);
  ~AsyncScope();
  // The callback threw: no `after` is told.
  void Failed() { failed_ = true; }

 private:
  napi_env env_;
  CallbackScope scope_;
  bool entered_ = false, failed_ = false;
  Global<v8::Value> ids_;  // the context itself may be deleted meanwhile
};

// napi_async_work's resource and name, as an object and a string; false where they are neither.
napi_status AsyncArguments(napi_env env, napi_value resource, napi_value name, Local<v8::Object>* object,
                           Local<v8::String>* text);
// What a callback of async work or of a thread-safe function left pending: `always` an uncaught exception;
// else, for modules before version 10, only a warning, as in Node.
void CallbackThrew(napi_env env, Local<v8::Value> error, bool always);

}  // namespace naja

#endif  // NAJA_ENGINE_ASYNC_H_
