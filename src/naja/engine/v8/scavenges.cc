// When V8 collects the young generation on several threads. It always does, and waits for all of them: for
// one that the system does not run, since this process has one processor or others keep them busy, a
// collection of 0.1 ms takes ten. A small young generation is collected by the isolate's own thread here. V8
// looks at its flag before each collection; the byte is written directly because a flag that is set the
// official way makes the code caches useless.
#include <sched.h>

#include <cstring>

#include "env.h"

namespace naja {

namespace {

constexpr size_t kNewSpace = 1;
// Of both semi-spaces together: where more is to be copied, several threads are worth it.
constexpr size_t kLarge = size_t{8} << 20;

uint8_t* parallel = nullptr;  // null: not found, V8 decides
bool wanted = true;           // what the flags say

void Write(bool value) { __atomic_store_n(parallel, value, __ATOMIC_RELAXED); }

bool HasOneProcessor() {
  static const bool one = [] {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) == 1;
  }();
  return one;
}

void BeforeScavenge(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void*) {
  if (!wanted) return;
  // With the flag as it was set.
  v8::internal::FlagList_Hash();
  v8::HeapSpaceStatistics space{};
  bool large =
      !HasOneProcessor() && isolate->GetHeapSpaceStatistics(&space, kNewSpace) && space.size >= kLarge;
  Write(large);
}

}  // namespace

void FindScavengeFlag() {
  using v8::internal::kFlagsSize;
  using v8::internal::v8_flags;
  static uint8_t before[kFlagsSize];
  memcpy(before, v8_flags, kFlagsSize);
  constexpr char kOff[] = "--no-parallel-scavenge";
  v8::V8::SetFlagsFromString(kOff, sizeof(kOff) - 1);
  size_t at = 0;
  while (at < kFlagsSize && before[at] == v8_flags[at]) at++;
  if (at == kFlagsSize) return;
  if (before[at] == 1 && v8_flags[at] == 0) parallel = v8_flags + at;
  v8_flags[at] = before[at];
}

void WatchScavenges(v8::Isolate* isolate) {
  if (parallel != nullptr && wanted)
    isolate->AddGCPrologueCallback(BeforeScavenge, nullptr, v8::kGCTypeScavenge);
}

void SetFlags(const char* flags, size_t length) {
  if (parallel != nullptr && wanted) Write(true);
  v8::V8::SetFlagsFromString(flags, length);
  wanted = parallel != nullptr && *parallel != 0;
}

}  // namespace naja
