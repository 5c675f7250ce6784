// env.h: the engine's own state. A Realm is one isolate with its context and queues; a napi_env belongs to a
// realm: the root environment for Naja's bindings, one more for each addon.
#ifndef NAJA_ENGINE_ENV_H_
#define NAJA_ENGINE_ENV_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "../engine.h"
#include "v8abi.h"

namespace naja {

using v8::Global;
using v8::HandleScope;
using v8::Local;
using v8::MaybeLocal;

struct Reference;
struct MessageHub;

// V8 wants a type tag with each External; Naja's own carry this one.
inline constexpr uint16_t kExternalTag = 0;

struct Realm {
  v8::Isolate* isolate = nullptr;
  Global<v8::Context> context;
  uv_loop_s* loop = nullptr;
  napi_env root = nullptr;
  std::vector<napi_env> addons;

  // Values made once. Held() of these is valid everywhere.
  Global<v8::Value> undefined, null, true_value, false_value;
  Global<v8::Private> wrap_key, type_tag_key, arrow_key;
  Global<v8::Object> buffer_prototype;
  std::unordered_map<std::string, Global<v8::String>> strings;  // interned property names

  // The nextTick queue and microtasks (callbacks.cc).
  int callback_depth = 0;
  uint8_t* tick_info = nullptr;  // [0] a tick is scheduled, [1] a rejection waits to be reported
  Global<v8::Value> tick_info_array;
  Global<v8::Function> tick_callback, promise_reject_callback, uncaught_handler, prepare_stack_trace;
  Global<v8::Function> import_dynamically, import_meta;

  // Bytes of ArrayBuffers since the young generation was last collected for them (realm.cc).
  size_t allocated_bytes = 0;

  // Work that must not run inside the garbage collector.
  std::vector<Reference*> pending_finalizers;
  struct PostedFinalizer {
    napi_env env;
    napi_finalize finalize;
    void* data;
    void* hint;
  };
  std::vector<PostedFinalizer> posted_finalizers;
  struct CleanupHook {
    napi_cleanup_hook hook;
    void* arg;
  };
  std::vector<CleanupHook> cleanup_hooks;

  struct LastHook {
    void (*release)(void* data);
    void* data;
  };
  std::vector<LastHook> last_hooks;

  // Ports (message_ports.cc).
  MessageHub* messages = nullptr;
  Global<v8::Private> port_key, uncloneable_key;
  Global<v8::Value> object_prototype;
  bool has_uncloneable = false;

  // The end. Set from any thread: no JavaScript runs any more.
  std::atomic<bool> stopping{false};
  // What happens when V8 has nearly filled the heap, or an error cannot even be reported; NULL: the process
  // ends.
  void (*near_heap_limit)(void* data) = nullptr;
  void (*fatal)(void* data, int code) = nullptr;
  void* owner = nullptr;

  Local<v8::Context> ctx() const { return context.Held(); }
};

Realm* CurrentRealm(v8::Isolate* isolate);
void DrainFinalizers(Realm* realm);

inline Local<v8::Value> ToLocal(napi_value value) {
  return Local<v8::Value>::FromSlot(reinterpret_cast<v8::Address*>(value));
}
template <class T>
inline napi_value FromLocal(Local<T> local) {
  return reinterpret_cast<napi_value>(local.slot());
}

Local<v8::String> NewString(v8::Isolate* isolate, const char* text);
// The message of an exception's source position: "file:line\nsource\n   ^". Stored on the error for the
// printer.
std::string ArrowText(Realm* realm, Local<v8::Message> message);
void DecorateError(Realm* realm, Local<v8::Value> error, Local<v8::Message> message);

}  // namespace naja

struct napi_env__ {
  naja::Realm* realm = nullptr;
  v8::Isolate* isolate = nullptr;
  napi_extended_error_info last_error{};
  naja::Global<v8::Value> last_exception;
  int open_handle_scopes = 0;
  int open_callback_scopes = 0;
  naja::Reference* references = nullptr;  // all live ones, for teardown
  void* instance_data = nullptr;
  napi_finalize instance_finalize = nullptr;
  void* instance_hint = nullptr;
  std::string filename;             // a URL
  int32_t module_api_version = 10;  // of the addon
  bool closing = false;

  v8::Local<v8::Context> ctx() const { return realm->context.Held(); }
};

namespace naja {

inline napi_status SetError(napi_env env, napi_status status) {
  env->last_error.error_code = status;
  env->last_error.engine_error_code = 0;
  env->last_error.engine_reserved = nullptr;
  env->last_error.error_message = nullptr;
  return status;
}
inline napi_status ClearError(napi_env env) { return SetError(env, napi_ok); }

// What a Node-API function that may run JavaScript stands in: no exception pending before; one that is thrown
// becomes the environment's last exception.
class Guard {
 public:
  explicit Guard(napi_env env) : try_catch_(env->isolate), env_(env) {}
  ~Guard() {
    // The end of an environment is no exception that anybody may see.
    if (try_catch_.HasCaught() && !try_catch_.HasTerminated())
      env_->last_exception.Reset(env_->isolate, try_catch_.Exception());
  }
  bool HasCaught() const { return try_catch_.HasCaught(); }
  Local<v8::Value> Exception() const { return try_catch_.Exception(); }
  void Reset() { try_catch_.Reset(); }

 private:
  v8::TryCatch try_catch_;
  napi_env env_;
};

}  // namespace naja

#define NAJA_CHECK_ENV(env) \
  if ((env) == nullptr) return napi_invalid_arg
#define NAJA_CHECK_ARG(env, arg) \
  if ((arg) == nullptr) return ::naja::SetError((env), napi_invalid_arg)
#define NAJA_RETURN_IF_FALSE(env, condition, status) \
  if (!(condition)) return ::naja::SetError((env), (status))
// Opens a function that may run JavaScript: `guard` catches.
#define NAJA_PREAMBLE(env)                                                                      \
  NAJA_CHECK_ENV(env);                                                                          \
  if (!(env)->last_exception.IsEmpty()) return ::naja::SetError((env), napi_pending_exception); \
  if ((env)->closing || (env)->realm->stopping.load(std::memory_order_relaxed))                 \
    return ::naja::SetError((env), napi_cannot_run_js);                                         \
                                                                                                \
  ::naja::ClearError(env);                                                                      \
  ::naja::Guard guard(env)
#define NAJA_RESULT(env) (guard.HasCaught() ? ::naja::SetError((env), napi_pending_exception) : napi_ok)
#define NAJA_CHECK_MAYBE(env, condition, status) \
  if (!(condition)) return ::naja::SetError((env), guard.HasCaught() ? napi_pending_exception : (status))

#endif  // NAJA_ENGINE_ENV_H_
