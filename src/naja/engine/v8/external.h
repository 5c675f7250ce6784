// external.h: ArrayBuffers that stand for memory of others.
#ifndef NAJA_ENGINE_EXTERNAL_H_
#define NAJA_ENGINE_EXTERNAL_H_

#include <atomic>
#include <mutex>

#include "env.h"

namespace naja {

struct External;

// Of a realm: the memory that V8 has let go of, on whatever thread, and that is not given back to its owner
// yet.
struct FreedExternals {
  std::mutex mutex;
  External* first = nullptr;
  std::atomic<bool> any{false};
  ~FreedExternals();
};

// Gives it back. Called on the realm's thread.
void DrainExternals(Realm* realm);
// An ArrayBuffer over memory within the sandbox that outlives it.
Local<v8::ArrayBuffer> ViewOf(v8::Isolate* isolate, void* data, size_t length);
// Whether an ArrayBuffer's memory is somebody else's, so that it must not be transferred.
bool IsExternalMemory(Realm* realm, Local<v8::Value> value);

}  // namespace naja

#endif  // NAJA_ENGINE_EXTERNAL_H_
