// The watchdog of node:vm's `timeout` and `breakOnSigint`: a thread that sleeps until it is over, too late,
// or the signal comes.
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "contexts.h"

namespace naja {
namespace {

constexpr uint64_t kOver = 1, kSignal = uint64_t{1} << 32;

// Who wants the signal, the innermost last; the handler sees the last one's descriptor alone.
std::mutex wanting;
std::vector<int> wanted_by;
struct sigaction before;
std::atomic<int> target{-1};

void OnSignal(int) {
  ssize_t written = write(target.load(std::memory_order_relaxed), &kSignal, sizeof(kSignal));
  (void)written;
}

void WantSignal(int descriptor) {
  std::lock_guard lock(wanting);
  target = descriptor;
  wanted_by.push_back(descriptor);
  if (wanted_by.size() > 1) return;
  struct sigaction action{};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  sigaction(SIGINT, &action, &before);
}

void LeaveSignal(int descriptor) {
  std::lock_guard lock(wanting);
  std::erase(wanted_by, descriptor);
  if (wanted_by.empty()) sigaction(SIGINT, &before, nullptr);
  target = wanted_by.empty() ? -1 : wanted_by.back();
}

int64_t Now() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
}

}  // namespace

Watchdog::Watchdog(v8::Isolate* isolate, int64_t milliseconds, bool at_sigint)
    : isolate_(isolate), milliseconds_(milliseconds), at_sigint_(at_sigint) {
  if (milliseconds_ < 0 && !at_sigint_) return;
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_ < 0 || pthread_create(&thread_, nullptr, Watch, this) != 0) {
    // Without a watch the script might never end.
    perror("naja: a watchdog cannot be started");
    abort();
  }
  running_ = true;
  if (at_sigint_) WantSignal(wake_);
}

Watchdog::~Watchdog() { End(); }

Watchdog::Outcome Watchdog::End() {
  if (running_) {
    running_ = false;
    if (at_sigint_) LeaveSignal(wake_);
    ssize_t written = write(wake_, &kOver, sizeof(kOver));
    (void)written;
    pthread_join(thread_, nullptr);
    close(wake_);
  }
  return outcome_;
}

void* Watchdog::Watch(void* raw) {
  auto* self = static_cast<Watchdog*>(raw);
  int64_t end = Now() + self->milliseconds_;
  // Signals are for the others.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  for (;;) {
    int64_t left = -1;
    if (self->milliseconds_ >= 0) {
      left = end - Now();
      if (left < 0) left = 0;
      if (left > 1 << 30) left = 1 << 30;
    }
    pollfd descriptor{self->wake_, POLLIN, 0};
    int ready = poll(&descriptor, 1, static_cast<int>(left));
    uint64_t what = 0;
    if (ready > 0 && read(self->wake_, &what, sizeof(what)) < 0) what = 0;
    Outcome outcome = what >= kSignal                                          ? kInterrupted
                      : ready == 0 && self->milliseconds_ >= 0 && Now() >= end ? kTimedOut
                                                                               : kNone;
    if (outcome != kNone && !(what & kOver)) {
      self->outcome_ = outcome;
      self->isolate_->TerminateExecution();
      return nullptr;
    }
    if (what & kOver) {
      // The signal came, but the script was over before.
      if (outcome == kInterrupted) self->outcome_ = outcome;
      return nullptr;
    }
  }
}

}  // namespace naja
