// contexts.h: further contexts in a realm's isolate (node:vm).
#ifndef NAJA_ENGINE_CONTEXTS_H_
#define NAJA_ENGINE_CONTEXTS_H_

#include <atomic>

#include "bindings.h"

namespace naja {

// The context that stands for an object (what createContext gave, or the global object of one without a
// sandbox); empty where there is none.
MaybeLocal<v8::Context> ContextOf(Realm* realm, Local<v8::Value> object);

// The other way round.
Local<v8::Value> ObjectOf(Local<v8::Context> context);

struct Entered {
  explicit Entered(Local<v8::Context> context) : context_(context) { context_->Enter(); }
  ~Entered() { context_->Exit(); }
  Entered(const Entered&) = delete;
  void operator=(const Entered&) = delete;

 private:
  Local<v8::Context> context_;
};

// Ends what runs on this thread after some milliseconds, or at SIGINT (watchdog.cc). To be made before
// entering JavaScript, and asked afterwards.
class Watchdog {
 public:
  enum Outcome { kNone, kTimedOut, kInterrupted };
  // No limit: -1.
  Watchdog(v8::Isolate* isolate, int64_t milliseconds, bool at_sigint);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  void operator=(const Watchdog&) = delete;
  // Stops watching; what it has done.
  Outcome End();

 private:
  static void* Watch(void* self);
  v8::Isolate* isolate_;
  int64_t milliseconds_;
  bool at_sigint_;
  bool running_ = false;
  int wake_ = -1;
  std::atomic<Outcome> outcome_{kNone};
  unsigned long thread_ = 0;
};

}  // namespace naja

#endif  // NAJA_ENGINE_CONTEXTS_H_
