// tasks.cc: the tasks that V8 posts for a realm's thread, from whatever thread: the realm's loop is woken for
// them.
//
// V8's default platform keeps them in a queue for each isolate and has no way to tell that one was added. So
// the queue's virtual functions that add one are ours: they call V8's, and then wake the loop, of which each
// turn runs what is due (naja_pump).
#include <uv.h>

#include <cmath>
#include <mutex>
#include <set>
#include <unordered_map>

#include "env.h"
#include "messages.h"

namespace naja {

// A realm's wake-up. Neither handle keeps its loop alive.
struct TaskWaker {
  uv_async_t wake;
  uv_timer_t timer;
  Realm* realm;
  void* runner;
  std::multiset<uint64_t> due;  // of delayed tasks, by libuv's clock, in ms; guarded by the mutex below
  int open_handles = 2;
};

namespace {

using Post = void (*)(void* runner, void* task, const void* location);
using PostDelayed = void (*)(void* runner, void* task, double delay, const void* location);

// v8::TaskRunner's vtable: three questions, two destructors, and then these.
enum Slot { kPost = 5, kPostNonNestable, kPostDelayed, kPostNonNestableDelayed, kPostIdle, kSlots };
constexpr int kBeforeSlots = 2;  // what a vtable has in front of the place that objects point to

std::mutex mutex;
std::unordered_map<void*, TaskWaker*>& Wakers() {
  static auto* wakers = new std::unordered_map<void*, TaskWaker*>;
  return *wakers;
}
void* const* original = nullptr;
void* replaced[kBeforeSlots + kSlots];

uint64_t NowMs() { return uv_hrtime() / 1000000; }

// On the realm's thread, with the mutex held.
void Arm(TaskWaker* waker) {
  if (waker->due.empty()) return;
  uint64_t first = *waker->due.begin(), now = uv_now(waker->realm->loop);
  uv_timer_start(
      &waker->timer,
      [](uv_timer_t* timer) {
        auto* waker = static_cast<TaskWaker*>(timer->data);
        std::lock_guard<std::mutex> lock(mutex);
        waker->due.erase(waker->due.begin(), waker->due.upper_bound(NowMs()));
        Arm(waker);
      },
      first > now ? first - now : 0, 0);
  uv_unref(reinterpret_cast<uv_handle_t*>(&waker->timer));
}

void Posted(void* runner, const double* delay) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = Wakers().find(runner);
  if (found == Wakers().end()) return;
  TaskWaker* waker = found->second;
  // Its own thread is not asleep, and looks at the queue before it sleeps.
  bool own = CurrentRealm(waker->realm->isolate) == waker->realm;
  if (delay) {
    waker->due.insert(NowMs() + static_cast<uint64_t>(std::ceil(*delay * 1000)) + 1);
    if (own) return Arm(waker);
  }
  if (!own) uv_async_send(&waker->wake);
}

template <Slot slot>
void PostAndWake(void* runner, void* task, const void* location) {
  reinterpret_cast<Post>(original[slot])(runner, task, location);
  Posted(runner, nullptr);
}
template <Slot slot>
void PostDelayedAndWake(void* runner, void* task, double delay, const void* location) {
  reinterpret_cast<PostDelayed>(original[slot])(runner, task, delay, location);
  Posted(runner, &delay);
}

// With the mutex held, and before other threads know of the runner.
void Replace(void* runner) {
  auto** vtable = static_cast<void***>(runner);
  if (!original) {
    original = *vtable;
    for (int i = 0; i < kBeforeSlots + kSlots; i++) replaced[i] = original[i - kBeforeSlots];
    void** slots = replaced + kBeforeSlots;
    slots[kPost] = reinterpret_cast<void*>(PostAndWake<kPost>);
    slots[kPostNonNestable] = reinterpret_cast<void*>(PostAndWake<kPostNonNestable>);
    slots[kPostDelayed] = reinterpret_cast<void*>(PostDelayedAndWake<kPostDelayed>);
    slots[kPostNonNestableDelayed] = reinterpret_cast<void*>(PostDelayedAndWake<kPostNonNestableDelayed>);
  }
  *vtable = replaced + kBeforeSlots;
}

}  // namespace

void OpenTasks(Realm* realm, v8::Platform* platform) {
  v8::SharedPtr runner = v8::platform::GetForegroundTaskRunner(platform, realm->isolate, 1);
  auto* waker = realm->tasks = new TaskWaker;
  waker->realm = realm;
  waker->runner = runner.object;
  uv_async_init(realm->loop, &waker->wake, [](uv_async_t* handle) {
    std::lock_guard<std::mutex> lock(mutex);
    Arm(static_cast<TaskWaker*>(handle->data));
  });
  uv_timer_init(realm->loop, &waker->timer);
  waker->wake.data = waker->timer.data = waker;
  uv_unref(reinterpret_cast<uv_handle_t*>(&waker->wake));
  {
    std::lock_guard<std::mutex> lock(mutex);
    Replace(runner.object);
    Wakers()[runner.object] = waker;
  }
  ReleaseStore(runner);
}

void CloseTasks(Realm* realm) {
  TaskWaker* waker = realm->tasks;
  if (!waker) return;
  realm->tasks = nullptr;
  {
    std::lock_guard<std::mutex> lock(mutex);
    Wakers().erase(waker->runner);
  }
  auto closed = [](uv_handle_t* handle) {
    auto* waker = static_cast<TaskWaker*>(handle->data);
    if (--waker->open_handles == 0) delete waker;
  };
  uv_close(reinterpret_cast<uv_handle_t*>(&waker->wake), closed);
  uv_close(reinterpret_cast<uv_handle_t*>(&waker->timer), closed);
}

}  // namespace naja
