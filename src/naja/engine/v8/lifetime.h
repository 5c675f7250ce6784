// lifetime.h: references from native code to JavaScript values, and what runs when the value dies.
#ifndef NAJA_ENGINE_LIFETIME_H_
#define NAJA_ENGINE_LIFETIME_H_

#include "env.h"

namespace naja {

// A counted reference: strong while the count is above zero, weak at zero. `finalize` runs once, after the
// value was collected or when the environment closes, never inside the collector.
struct Reference {
  napi_env env;
  Global<v8::Value> value;
  uint32_t count;
  bool can_be_weak;
  bool owned_by_runtime;  // deleted by the runtime after its finalizer, not by napi_delete_reference
  bool queued = false;    // waits in Realm::pending_finalizers
  bool deleted = false;   // deleted by its owner while queued
  void* data;
  napi_finalize finalize;
  void* hint;
  Reference* previous = nullptr;
  Reference* next = nullptr;
};

Reference* NewReference(napi_env env, Local<v8::Value> value, uint32_t count, bool owned_by_runtime,
                        void* data, napi_finalize finalize, void* hint);
// Finalizes everything that an environment still holds.
void CloseReferences(napi_env env);

}  // namespace naja

#endif  // NAJA_ENGINE_LIFETIME_H_
