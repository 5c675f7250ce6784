// env.h: the engine's own state. A Realm is one isolate with its context and queues; a napi_env belongs to a
// realm: the root environment for Naja's bindings, one more for each addon.
#ifndef NAJA_ENGINE_ENV_H_
#define NAJA_ENGINE_ENV_H_

#include <atomic>
#include <cstdint>
#include <memory>
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

struct Tracked;
struct FreedExternals;
struct MessageHub;
struct TaskWaker;
struct Guarded;
struct ModuleRecords;
class Inspector;
class LimitedAllocator;
struct KnownArrays;
class TextCache;

// V8 wants a type tag with each External; Naja's own carry this one.
inline constexpr uint16_t kExternalTag = 0;

struct Realm {
  v8::Isolate* isolate = nullptr;
  Global<v8::Context> context;
  uv_loop_s* loop = nullptr;
  naja_permissions* permissions = nullptr;
  napi_env root = nullptr;
  std::vector<napi_env> addons;

  // Values made once. Held() of these is valid everywhere.
  Global<v8::Value> undefined, null, true_value, false_value;
  Global<v8::Private> wrap_key, type_tag_key, arrow_key, decorated_key;
  Global<v8::Private> context_key;  // binding_contexts.cc
  Global<v8::Object> buffer_prototype;
  std::unordered_map<std::string, Global<v8::String>> strings;  // interned property names

  // The nextTick queue and microtasks (callbacks.cc).
  int callback_depth = 0;
  uint8_t* tick_info = nullptr;  // [0] a tick is scheduled, [1] a rejection waits to be reported
  Global<v8::Value> tick_info_array;
  Global<v8::Function> tick_callback, promise_reject_callback, uncaught_handler, prepare_stack_trace, ignore;
  Global<v8::Function> import_dynamically, import_meta;
  Global<v8::Function> promise_hooks[4];  // by V8's PromiseHookType; most often empty
  Global<v8::Value> repl_host;            // the referrer of scripts that may await at their top

  // Embedded realms (realm.cc, embedded.cc).
  bool is_embedded = false;
  std::atomic<bool> interrupted{false};     // what runs is stopped; the host is not told yet
  std::atomic<bool> memory_refused{false};  // by the allocator, the last time
  bool dead = false;                        // V8 could not go on in there: nothing of it may be called
  bool broken = false;                      // nor can it be disposed of
  Guarded* guarded = nullptr;
  void* (*mark)() = nullptr;
  LimitedAllocator* allocator = nullptr;
  // Turns (turns.cc).
  uint64_t number = 0;           // no other embedded realm has had it
  uint64_t domain = 0;           // the number of the embedded realm whose thread this is, or its own
  const void* thread = nullptr;  // whose turn was the last
  bool entered_by_new = false;   // and not by a turn

  // Bytes of ArrayBuffers since the young generation was last collected for them (realm.cc).
  size_t allocated_bytes = 0;

  // Environments whose finalizers wait for the next turn of the loop (napi_lifetime.cc).
  std::vector<napi_env> draining;
  // What runs at the end, the last added first (napi_cleanup.cc).
  struct CleanupHook {
    napi_cleanup_hook hook;
    void* arg;
    uint64_t order;
  };
  std::vector<CleanupHook> cleanup_hooks;
  uint64_t cleanup_order = 0;
  int cleanup_waiting = 0;  // asynchronous hooks and handles of ours that the end waits for

  // Async ids for contexts of native code, once node:async_hooks is loaded (napi_async.cc).
  Global<v8::Function> async_init, async_before, async_after, async_destroy;
  Global<v8::Function> async_warn;  // of exceptions in callbacks of old modules

  // What was unwrapped last, by address; forgotten whenever the collector may move objects
  // (napi_lifetime.cc).
  static constexpr size_t kUnwrapped = 128;
  struct Unwrapped {
    v8::Address object;
    void* data;
  } unwrapped[kUnwrapped] = {};
  bool forgets_unwrapped = false;

  TextCache* texts = nullptr;        // texts.h
  void* scope_pool = nullptr;        // storage of closed handle scopes
  Global<v8::Object> hidden_values;  // a WeakMap for objects that cannot have private properties

  struct OwnHook {
    void (*call)(void* data);
    void* data;
  };
  std::vector<OwnHook> first_hooks, last_hooks;

  // ArrayBuffers of memory of others (external.cc).
  std::shared_ptr<FreedExternals> freed_externals;
  bool has_copies = false;
  KnownArrays* known_arrays = nullptr;  // bridge_memory.cc
  void* microtasks = nullptr;           // its queue, once it was asked for
  Global<v8::Private> external_key;

  ModuleRecords* modules = nullptr;  // binding_modules.cc

  // inspector.cc: made at the first session; contexts of node:vm that it is to know.
  Inspector* inspector = nullptr;
  std::string inspected_as = "naja";
  std::vector<void*> known_contexts;

  TaskWaker* tasks = nullptr;  // tasks.cc

  // Ports (message_ports.cc).
  MessageHub* messages = nullptr;
  Global<v8::Private> port_key, uncloneable_key, mode_key;
  Global<v8::Value> object_prototype, array_prototype;
  bool has_uncloneable = false;

  // The end. Set from any thread: no JavaScript runs any more.
  std::atomic<bool> stopping{false};
  // What happens when V8 has nearly filled the heap, or an error cannot even be reported; NULL: the process
  // ends.
  void (*near_heap_limit)(void* data) = nullptr;
  void (*fatal)(void* data, int code) = nullptr;
  void* owner = nullptr;
  void* foreign_owner = nullptr;  // foreign.cc

  Local<v8::Context> ctx() const { return context.Held(); }
  bool can_run_js() const { return !stopping.load(std::memory_order_relaxed); }
};

// From here on the realm's loop is woken for what V8 posts for its thread (tasks.cc); at its end no longer.
void OpenTasks(Realm* realm, v8::Platform* platform);
// scavenges.cc: before V8's flags are set, when an isolate is there, and around a change of flags.
void FindScavengeFlag();
void WatchScavenges(v8::Isolate* isolate);
void SetFlags(const char* flags, size_t length);
void CloseTasks(Realm* realm);
Realm* CurrentRealm(v8::Isolate* isolate);
void SetCurrentRealm(Realm* realm);
void CloseKnownArrays(Realm* realm);
// Runs what waits in Realm::draining.
void DrainFinalizers(Realm* realm);
// Drops one count of an environment; the last one finalizes what it still holds.
void Unref(napi_env env);
// An exception that native code left behind and nobody can catch.
void Uncaught(napi_env env, Local<v8::Value> error);

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

namespace naja {
// A ring of what an environment must finalize.
struct Ring {
  Ring* previous = this;
  Ring* next = this;
  Ring() = default;
  Ring(const Ring&) = delete;
  void operator=(const Ring&) = delete;
  void InsertAfter(Ring* other) {
    next = other->next;
    previous = other;
    next->previous = this;
    other->next = this;
  }
  void Unlink() {
    previous->next = next;
    next->previous = previous;
    previous = next = this;
  }
};
constexpr int kExperimental = INT32_MAX;  // NAPI_VERSION_EXPERIMENTAL
}  // namespace naja

struct napi_env__ {
  v8::Isolate* isolate = nullptr;
  naja::Realm* realm = nullptr;
  naja::Global<v8::Value> last_exception;
  napi_extended_error_info last_error{};
  int open_handle_scopes = 0;
  int open_callback_scopes = 0;
  int api_version = NODE_API_SUPPORTED_VERSION_MAX;  // what the addon was built for
  int refs = 1;
  bool in_gc_finalizer = false;
  bool closing = false;
  bool drains = false;                // is in Realm::draining
  naja::Ring references, finalizing;  // the second: those with a finalizer, which run first at the end
  std::vector<naja::Tracked*> pending;
  naja::Tracked* instance_data = nullptr;
  std::string filename;

  v8::Local<v8::Context> ctx() const { return realm->context.Held(); }
};

namespace naja {

// The engine's own error fields are never set: napi_get_last_error_info needs the code alone.
inline napi_status SetError(napi_env env, napi_status status) {
  env->last_error.error_code = status;
  return status;
}
inline napi_status ClearError(napi_env env) { return SetError(env, napi_ok); }

// What a Node-API function that may run JavaScript stands in: no exception pending before; one that is thrown
// becomes the environment's last exception.
class Guard {
 public:
  explicit Guard(napi_env env) : try_catch_(env->isolate), env_(env), nothing_(try_catch_.caught()) {}
  ~Guard() {
    if (__builtin_expect(HasCaught(), 0)) Keep();
  }
  bool HasCaught() const { return try_catch_.caught() != nothing_; }
  Local<v8::Value> Exception() const { return try_catch_.Exception(); }
  void Reset() { try_catch_.Reset(); }

 private:
  __attribute__((noinline, cold)) void Keep() {
    // The end of an environment is no exception that anybody may see.
    if (!try_catch_.HasTerminated()) env_->last_exception.Reset(env_->isolate, try_catch_.Exception());
  }
  v8::TryCatch try_catch_;
  napi_env env_;
  void* nothing_;
};

// Where a realm has_copies of native memory (external.cc): called when native code calls JavaScript and is
// returned to, when it is called, when it returns, and when it asks for the address of a copy.
void EnterJavaScript(Realm* realm);
void LeaveJavaScript(Realm* realm);
void EnterNative(Realm* realm);
void LeaveNative(Realm* realm);
uint8_t* OriginalOf(Realm* realm, uint8_t* data);

// Calls native code on behalf of an environment, then `thrown(error)` if it left an exception behind. Ends
// the process where it left a handle scope open.
[[noreturn]] void ScopeLeftOpen();
template <class Call, class Thrown>
inline void CallNative(napi_env env, Call call, Thrown thrown) {
  int handle_scopes = env->open_handle_scopes, callback_scopes = env->open_callback_scopes;
  ClearError(env);
  if (__builtin_expect(env->realm->has_copies, 0)) EnterNative(env->realm);
  call();
  if (__builtin_expect(env->realm->has_copies, 0)) LeaveNative(env->realm);
  if (__builtin_expect(
          env->open_handle_scopes != handle_scopes || env->open_callback_scopes != callback_scopes, 0))
    ScopeLeftOpen();
  if (__builtin_expect(!env->last_exception.IsEmpty(), 0)) {
    Local<v8::Value> error = env->last_exception.Get(env->isolate);
    env->last_exception.Reset();
    thrown(error);
  }
}
// Node's message for a function that may not be called inside the collector, then the end.
[[noreturn]] void CalledInCollector();

}  // namespace naja

// Functions that a finalizer may call inside the collector open with this ...
#define NAJA_CHECK_ENV(env) \
  if ((env) == nullptr) return napi_invalid_arg
// ... all others with this.
#define NAJA_ENTER(env) \
  NAJA_CHECK_ENV(env);  \
  if (__builtin_expect((env)->in_gc_finalizer, 0)) ::naja::CalledInCollector()
#define NAJA_CHECK_ARG(env, arg) \
  if (__builtin_expect((arg) == nullptr, 0)) return ::naja::SetError((env), napi_invalid_arg)
#define NAJA_RETURN_IF_FALSE(env, condition, status) \
  if (__builtin_expect(!(condition), 0)) return ::naja::SetError((env), (status))
// Opens a function that must not be called while an exception is pending, but runs no JavaScript itself.
// Another thread may stop the realm at any moment: Naja's own bindings, which do not look at every status,
// get their values made even then; only calls are refused to them (NAJA_RUNS_JS).
#define NAJA_RUNS_JS(env) NAJA_RETURN_IF_FALSE(env, (env)->realm->can_run_js(), napi_cannot_run_js)
#define NAJA_PREAMBLE_QUIET(env)                                                                \
  NAJA_ENTER(env);                                                                              \
  NAJA_RETURN_IF_FALSE(env, (env)->last_exception.IsEmpty(), napi_pending_exception);           \
  NAJA_RETURN_IF_FALSE(env, (env)->realm->can_run_js() || (env) == (env)->realm->root,          \
                       (env)->api_version >= 10 ? napi_cannot_run_js : napi_pending_exception); \
  ::naja::ClearError(env)
// Opens a function that may run JavaScript: `guard` catches.
#define NAJA_PREAMBLE(env)  \
  NAJA_PREAMBLE_QUIET(env); \
  ::naja::Guard guard(env)
#define NAJA_RESULT(env) (guard.HasCaught() ? ::naja::SetError((env), napi_pending_exception) : napi_ok)
#define NAJA_CHECK_MAYBE(env, condition, status) \
  if (!(condition)) return ::naja::SetError((env), guard.HasCaught() ? napi_pending_exception : (status))

#endif  // NAJA_ENGINE_ENV_H_
