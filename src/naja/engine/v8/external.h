// external.h: ArrayBuffers that stand for memory of others.
#ifndef NAJA_ENGINE_EXTERNAL_H_
#define NAJA_ENGINE_EXTERNAL_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "env.h"

namespace naja {

struct External;

// A copy of memory that an ArrayBuffer cannot stand for. JavaScript has the copy, native code the original.
struct Copied {
  uint8_t* original;
  std::weak_ptr<uint8_t> copy;
  std::vector<uint8_t> before;  // both, when they were last alike
  bool handed_out;              // native code may be changing the original
  bool is_python;               // and may do so at any time

  // What native code has changed, and what JavaScript has. False once there is nothing left to be done for
  // it.
  bool Refresh();
  bool WriteBack();
};

// Of a realm: the memory that V8 has let go of, on whatever thread, and that is not given back to its owner
// yet.
struct FreedExternals {
  std::mutex mutex;
  External* first = nullptr;
  std::atomic<bool> any{false};
  std::vector<Copied> copies;
  ~FreedExternals();
};

// Gives it back. Called on the realm's thread.
void DrainExternals(Realm* realm);
// A std::shared_ptr of V8's libc++ that owns a backing store.
v8::SharedPtr ShareStore(v8::BackingStore* store);
// An ArrayBuffer over memory within the sandbox that outlives it.
Local<v8::ArrayBuffer> ViewOf(v8::Isolate* isolate, void* data, size_t length);
// The copies of this memory are of Python's: both sides look at theirs whenever their turn comes.
void KeepMirrored(Realm* realm, void* original);
// Whether an ArrayBuffer's memory is somebody else's, so that it must not be transferred.
bool IsExternalMemory(Realm* realm, Local<v8::Value> value);

}  // namespace naja

#endif  // NAJA_ENGINE_EXTERNAL_H_
