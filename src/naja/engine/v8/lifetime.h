// lifetime.h: what an environment must finalize: references to values, instance data, posted finalizers.
#ifndef NAJA_ENGINE_LIFETIME_H_
#define NAJA_ENGINE_LIFETIME_H_

#include "env.h"

namespace naja {

// In one of its environment's rings until it is finalized, and, once the collector has found its value dead,
// also in the environment's queue.
struct Tracked : Ring {
  static constexpr uint32_t kNotQueued = UINT32_MAX;

  napi_env env;
  void* data;
  napi_finalize finalize;
  void* hint;
  uint32_t place = kNotQueued;  // in env->pending

  Tracked(napi_env environment, void* d, napi_finalize f, void* h)
      : env(environment), data(d), finalize(f), hint(h) {
    InsertAfter(f ? &env->finalizing : &env->references);
  }
  virtual ~Tracked() {
    Unlink();
    if (place != kNotQueued) env->pending[place] = nullptr;
  }
  // Runs the finalizer, once, and deletes what belongs to the runtime.
  virtual void Finalize();

 protected:
  void RunFinalizer();
};

// A counted reference: strong while the count is above zero, weak at zero.
struct Reference final : Tracked {
  Global<v8::Value> value;
  uint32_t count;
  bool can_be_weak;
  bool owned_by_runtime;  // deleted after its finalizer; else by napi_delete_reference alone

  Reference(napi_env environment, Local<v8::Value> target, uint32_t initial, bool owned, void* d,
            napi_finalize f, void* h);
  void Finalize() override;
  void MakeWeak();
};

// Lets Finalize() run at the next turn of the loop.
void Enqueue(Tracked* tracked);
// Calls a finalizer, as native code is called.
void CallFinalizer(napi_env env, napi_finalize finalize, void* data, void* hint);

// Finalizes all that an environment holds.
void CloseEnv(napi_env env);

// Hooks of the end of a realm (napi_cleanup.cc).
void AddCleanupHook(Realm* realm, napi_cleanup_hook hook, void* arg);
void RemoveCleanupHook(Realm* realm, napi_cleanup_hook hook, void* arg);
// The end, after the last JavaScript: hooks run, the loop is turned until the asynchronous ones are done, and
// environments finalize what they hold.
void RunCleanup(Realm* realm);

// Private values of any object, also of Externals, whose maps are read-only.
Local<v8::Value> GetHidden(napi_env env, Local<v8::Object> object, Local<v8::Private> key);
bool SetHidden(napi_env env, Local<v8::Object> object, Local<v8::Private> key, Local<v8::Value> value);
void DeleteHidden(napi_env env, Local<v8::Object> object, Local<v8::Private> key);

}  // namespace naja

#endif  // NAJA_ENGINE_LIFETIME_H_
