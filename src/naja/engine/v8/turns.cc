// Threads that take turns in an embedded realm.
//
// V8 knows the isolate that a thread is in by a few words of that thread's. Entering one takes locks and
// memory, so it is done once, when another thread had the last turn; between its turns a thread that is in no
// realm stays in the isolate, as far as these words go. They are never looked at then: whoever enters or
// makes another isolate sets them first.
#include <pthread.h>

#include <atomic>

#include "embedded.h"

using namespace naja;
namespace vi = v8::internal;

namespace {

struct Words {
  vi::Isolate* isolate = nullptr;
  vi::LocalHeap* local_heap = nullptr;
  void* thread_data = nullptr;
  vi::MarkingBarrier* barrier = nullptr;

  static Words Now() {
    Words now{vi::g_current_isolate, vi::g_current_local_heap, vi::g_current_thread_data,
              vi::WriteBarrier_SetForThread(nullptr)};
    vi::WriteBarrier_SetForThread(now.barrier);
    return now;
  }
  void Set() const {
    vi::g_current_isolate = isolate;
    vi::g_current_local_heap = local_heap;
    vi::g_current_thread_data = thread_data;
    vi::WriteBarrier_SetForThread(barrier);
  }
};

struct Turn {
  Realm* previous;
  uint64_t number;  // the realm whose words were set before
  Words words;
  bool restores;
};
static_assert(sizeof(Turn) <= sizeof(naja_turn));

// The realm whose words are set: its number, or 0. Its address tells threads apart.
NAJA_THREAD uint64_t set_for = 0;

// The lowest address that JavaScript may use of this thread's stack: V8 sees at most 8 MiB of it, and below
// its limit there is room for native code.
uintptr_t StackLimitOfThread() {
  constexpr size_t kMost = size_t{8} << 20, kReserve = size_t{256} << 10;
  thread_local uintptr_t limit = 0;
  if (limit) return limit;
  uintptr_t here = reinterpret_cast<uintptr_t>(&here);
  pthread_attr_t attributes;
  void* low = nullptr;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
  }
  if (!low) return limit = here - (size_t{512} << 10);
  uintptr_t top = reinterpret_cast<uintptr_t>(low) + size;
  return limit = (size > kMost ? top - kMost : reinterpret_cast<uintptr_t>(low)) + kReserve;
}

// Out of line: the usual turn is the next one of the same thread.
__attribute__((noinline)) void Switch(Realm* realm, Turn* turn) {
  turn->restores = turn->previous != nullptr;
  if (turn->restores) {
    turn->words = Words::Now();
    turn->number = set_for;
  } else {
    Words().Set();
  }
  realm->isolate->Enter();
  Words words = Words::Now();
  realm->isolate->Exit();
  words.Set();
  set_for = realm->number;
  realm->thread = &set_for;
  if (realm->is_embedded) realm->isolate->SetStackLimit(StackLimitOfThread());
}

}  // namespace

namespace naja {

void NewTurns(Realm* realm) {
  static std::atomic<uint64_t> numbers{0};
  realm->is_embedded = realm->entered_by_new = true;
  realm->number = ++numbers;
  if (CurrentRealm(nullptr)) return;
  Words().Set();
  set_for = 0;
}

void EndTurns() {
  Words().Set();
  set_for = 0;
}

}  // namespace naja

void naja_turn_save(naja_turn* storage) {
  auto* turn = reinterpret_cast<Turn*>(storage);
  turn->previous = CurrentRealm(nullptr);
  turn->restores = false;
}

void naja_turn_restore(const naja_turn* storage) {
  auto* turn = reinterpret_cast<const Turn*>(storage);
  SetCurrentRealm(turn->previous);
  if (!turn->restores) return;
  turn->words.Set();
  set_for = turn->number;
}

void naja_env_enter(napi_env env, naja_turn* storage) {
  auto* turn = reinterpret_cast<Turn*>(storage);
  Realm* realm = env->realm;
  naja_turn_save(storage);
  SetCurrentRealm(realm);
  if (set_for != realm->number || realm->thread != &set_for) Switch(realm, turn);
}

void naja_env_exit(napi_env env, const naja_turn* storage) {
  Realm* realm = env->realm;
  if (realm->entered_by_new) {
    realm->entered_by_new = false;
    realm->isolate->Exit();
  }
  naja_turn_restore(storage);
}
