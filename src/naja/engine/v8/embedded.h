// embedded.h: what an embedded realm may use, and its end where V8 itself cannot go on.
#ifndef NAJA_ENGINE_EMBEDDED_H_
#define NAJA_ENGINE_EMBEDDED_H_

#include <atomic>
#include <cstddef>

#include "env.h"

namespace naja {

// Where a call from outside began: what V8's out-of-memory handler, which may not return, goes back to.
struct Guarded {
  void* place[5];  // __builtin_setjmp's
  Guarded* outer;
  void* mark;  // naja_env_options.mark's answer
  Realm* realm;

  explicit Guarded(Realm* of) : outer(of->guarded), mark(of->mark ? of->mark() : nullptr), realm(of) {
    realm->guarded = this;
  }
  // No destructor: it would not be run where it is needed most.
  void End() { realm->guarded = outer; }
  // Here after a jump: the calls that V8 takes itself to be in are no more.
  void Land();
};

// An allocator of one realm: counts, refuses what is too much, and gives nobody what another one has written.
// It goes with its last block, which may outlive the realm.
class LimitedAllocator : public v8::ArrayBuffer::Allocator {
 public:
  LimitedAllocator(v8::ArrayBuffer::Allocator* base, Realm* realm, size_t limit)
      : base_(base), realm_(realm), limit_(limit) {}
  void* Allocate(size_t length) override;
  void* AllocateUninitialized(size_t length) override { return Allocate(length); }
  void Free(void* data, size_t length) override;
  size_t MaxAllocationSize() const override { return base_->MaxAllocationSize(); }
  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  // The realm is no more.
  void Close();

 private:
  void Unref();
  v8::ArrayBuffer::Allocator* base_;
  Realm* realm_;
  size_t limit_;  // 0: none
  std::atomic<size_t> bytes_{0};
  std::atomic<size_t> refs_{1};
};

// Before the isolate of an embedded realm is made, and before it is disposed of (turns.cc).
void NewTurns(Realm* realm);
void EndTurns();

// For V8's handlers of fatal errors: leaves the realm that this thread is in for good, by going back to where
// it was called from. Returns where there is no such place. `location` is what V8 names it.
void Abandon(const char* location);

// False: not even that worked, and what was left of it stays.
bool DisposeEmbedded(v8::Isolate* isolate);

}  // namespace naja

#endif  // NAJA_ENGINE_EMBEDDED_H_
