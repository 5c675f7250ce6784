// What an embedded realm may use: its ArrayBuffers' memory, what it uses in all, and its end where V8 has no
// memory to go on with, which is not the end of the process.
#include "embedded.h"

#include <cstdlib>
#include <cstring>

#include "bindings.h"
#include "heap.h"

using namespace naja;
namespace vi = v8::internal;

namespace naja {

void* LimitedAllocator::Allocate(size_t length) {
  // Small blocks do not pay for asking how large the heap is.
  constexpr size_t kLarge = 64 << 10;
  size_t before = bytes_.fetch_add(length, std::memory_order_relaxed);
  bool refused = limit_ && before + length > limit_;
  if (!refused && limit_ && length >= kLarge && realm_)
    refused = naja_memory_in_use(realm_->root) + length > limit_;
  void* data = refused ? nullptr : base_->Allocate(length);
  if (data) {
    refs_.fetch_add(1, std::memory_order_relaxed);
    if (realm_) realm_->memory_refused = false;
    return data;
  }
  bytes_.fetch_sub(length, std::memory_order_relaxed);
  // V8 collects garbage and asks again, then throws a RangeError. Where it was in vain somebody is told.
  if (refused && realm_ && !realm_->memory_refused.exchange(true))
    realm_->isolate->RequestInterrupt(
        [](v8::Isolate*, void* data) {
          auto* realm = static_cast<Realm*>(data);
          if (realm->memory_refused && realm->near_heap_limit) realm->near_heap_limit(realm->owner);
        },
        realm_);
  return nullptr;
}

void LimitedAllocator::Free(void* data, size_t length) {
  bytes_.fetch_sub(length, std::memory_order_relaxed);
  base_->Free(data, length);
  Unref();
}

void LimitedAllocator::Close() {
  realm_ = nullptr;
  Unref();
}

void LimitedAllocator::Unref() {
  if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

namespace {
// Where this thread disposes of an isolate.
thread_local void** disposing = nullptr;

// A collection that was left by a jump had stopped the other threads of the isolate (those that compile), and
// has a lock that whoever disposes of it takes.
void LeaveSafepoint(v8::Isolate* isolate) {
  vi::Heap* heap = vi::Isolate_heap(reinterpret_cast<vi::Isolate*>(isolate));
  auto* safepoint = *reinterpret_cast<vi::IsolateSafepoint**>(reinterpret_cast<char*>(heap) +
                                                              vi::IsolateSafepoint::kInHeap);
  if (safepoint->heap != heap) abort();  // not the V8 that this was written for
  while (safepoint->scopes > 0) vi::IsolateSafepoint_Leave(safepoint);
}
}  // namespace

void Guarded::Land() {
  End();
  if (realm->broken) return;
  LeaveSafepoint(realm->isolate);
  vi::Isolate_InitializeThreadLocal(reinterpret_cast<vi::Isolate*>(realm->isolate));
  HandleScope scope(realm->isolate);
  realm->ctx()->Enter();
}

void Abandon(const char* location) {
  if (disposing) __builtin_longjmp(disposing, 1);
  Realm* realm = CurrentRealm(nullptr);
  if (!realm || !realm->guarded) return;
  // Calls of the host in between would not return.
  if (realm->mark && realm->mark() != realm->guarded->mark) return;
  if (!realm->dead) {
    // There, V8 has given up before it began anything, or after it had collected what there was: the heap is
    // whole.
    static const char* const kWhole[] = {"CALL_AND_RETRY_LAST", "Ineffective mark-compacts near heap limit",
                                         "Reached heap limit"};
    realm->broken = true;
    for (const char* whole : kWhole)
      if (location && strcmp(location, whole) == 0) realm->broken = false;
  }
  realm->dead = true;
  realm->stopping = true;
  __builtin_longjmp(realm->guarded->place, 1);
}

bool DisposeEmbedded(v8::Isolate* isolate) {
  void* here[5];
  disposing = here;
  if (__builtin_setjmp(here)) {
    disposing = nullptr;
    return false;
  }
  isolate->Dispose();
  disposing = nullptr;
  return true;
}

}  // namespace naja

bool naja_guarded(napi_env env, void (*call)(void* data), void* data) {
  Realm* realm = env->realm;
  if (realm->dead) return false;
  Guarded here(realm);
  if (__builtin_setjmp(here.place)) {
    here.Land();
    return false;
  }
  call(data);
  here.End();
  return true;
}

void naja_leave_dead(void) {
  Realm* realm = CurrentRealm(nullptr);
  if (__builtin_expect(realm != nullptr && realm->dead, 0)) Abandon(nullptr);
}

bool naja_is_dead(napi_env env) { return env->realm->dead; }
bool naja_is_broken(napi_env env) { return env->realm->broken; }
void naja_break(napi_env env) { env->realm->broken = true; }

bool naja_is_light(napi_value value) {
  constexpr int kShort = 4096;
  v8::Address raw = heap::Raw(value);
  if (heap::IsNumber(raw)) return true;
  if (heap::IsString(raw)) return ToLocal(value).As<v8::String>()->Length() <= kShort;
  return !heap::IsReceiver(raw);
}

size_t naja_memory_in_use(napi_env env) {
  v8::HeapStatistics s{};
  env->isolate->GetHeapStatistics(&s);
  size_t buffers = env->realm->allocator ? env->realm->allocator->bytes() : 0;
  return s.used_heap_size + (buffers > s.external_memory ? buffers : s.external_memory);
}

void naja_interrupt(napi_env env) {
  env->realm->interrupted = true;
  env->isolate->TerminateExecution();
}

bool naja_is_interrupted(napi_env env) { return env->realm->interrupted; }

void naja_interrupt_end(napi_env env) {
  Realm* realm = env->realm;
  if (realm->dead) return;
  if (!realm->stopping) {
    // What the call that is no more has queued goes with it: V8 empties a queue whose first task is
    // terminated.
    HandleScope scope(realm->isolate);
    realm->isolate->TerminateExecution();
    realm->isolate->PerformMicrotaskCheckpoint();
  }
  realm->isolate->CancelTerminateExecution();
  realm->interrupted = false;
}
