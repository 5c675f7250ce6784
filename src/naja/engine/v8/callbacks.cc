// Entering JavaScript from the loop: callback scopes, the nextTick queue and microtasks, uncaught exceptions.
#include <unistd.h>
#include <uv.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "async.h"
#include "embedded.h"

using namespace naja;

// Async context as V8 carries it: the value behind AsyncLocalStorage.
struct naja_context_frame {
  Global<v8::Value> value;
};

namespace naja {

CallbackScope::CallbackScope(napi_env env, naja_context_frame* frame, bool guarded)
    : env_(env), guarded_(guarded) {
  env->realm->callback_depth++;
  previous_ = env->isolate->GetContinuationPreservedEmbedderData();
  if (frame) env->isolate->SetContinuationPreservedEmbedderData(frame->value.Held());
}

CallbackScope::~CallbackScope() {
  Realm* realm = env_->realm;
  // Also what the callback entered for itself (enterWith), or left behind by throwing, ends here.
  env_->isolate->SetContinuationPreservedEmbedderData(previous_);
  if (realm->callback_depth == 1) {
    if (!guarded_)
      naja_run_ticks(env_);
    else if (!realm->stopping.load(std::memory_order_relaxed))
      RunTicks(env_);
  }
  realm->callback_depth--;
}

namespace {

struct Scope {
  Scope(napi_env env, naja_context_frame* frame) : handles(env->isolate), callback(env, frame) {}
  HandleScope handles;
  CallbackScope callback;
};
static_assert(sizeof(Scope) <= sizeof(naja_callback_scope));

void PrintRaw(Realm* realm, Local<v8::Value> error) {
  v8::TryCatch ignore(realm->isolate);
  Local<v8::Value> text = error;
  if (error->IsObject()) {
    Local<v8::Value> stack;
    if (error.As<v8::Object>()->Get(realm->ctx(), NewString(realm->isolate, "stack")).ToLocal(&stack) &&
        stack->IsString())
      text = stack;
  }
  Local<v8::String> string;
  if (!text->ToDetailString(realm->ctx()).ToLocal(&string)) return;
  std::string bytes(string->Utf8LengthV2(realm->isolate), '\0');
  string->WriteUtf8V2(realm->isolate, bytes.data(), bytes.size(), v8::String::kReplaceInvalidUtf8);
  fprintf(stderr, "Uncaught:\n%s\n", bytes.c_str());
}

// The last words, and the end of the process, or of the environment alone where it has an owner.
void Fatal(Realm* realm, Local<v8::Value> error) {
  PrintRaw(realm, error);
  fflush(stderr);
  if (!realm->fatal) _exit(7);
  realm->fatal(realm->owner, 7);
}

// Hands an exception to process's handler. Without one (during start-up, say) the process ends.
void Report(Realm* realm, Local<v8::Value> error, Local<v8::Message> message, bool from_promise) {
  v8::Isolate* isolate = realm->isolate;
  if (realm->stopping) return;
  if (realm->uncaught_handler.IsEmpty()) return Fatal(realm, error);
  if (!message.IsEmpty()) DecorateError(realm, error, message);
  v8::TryCatch try_catch(isolate);
  // The handler's arguments: the error, whether a promise had it, where it was thrown, whether a handler
  // threw it.
  Local<v8::Value> place = realm->undefined.Held();
  if (!message.IsEmpty()) place = NewString(isolate, ArrowText(realm, message).c_str());
  Local<v8::Value> argv[4] = {error, from_promise ? realm->true_value.Held() : realm->false_value.Held(),
                              place, realm->false_value.Held()};
  MaybeLocal<v8::Value> handled =
      realm->uncaught_handler.Held()->Call(isolate, realm->ctx(), realm->undefined.Held(), 4, argv);
  if (handled.IsEmpty() && !try_catch.HasTerminated()) {
    // The handler itself threw: Node's exit code 7.
    Local<v8::Value> thrown = try_catch.Exception();
    DecorateError(realm, thrown, try_catch.Message());
    v8::TryCatch again(isolate);
    argv[0] = thrown;
    argv[1] = realm->false_value.Held();
    argv[2] = NewString(isolate, ArrowText(realm, try_catch.Message()).c_str());
    argv[3] = realm->true_value.Held();
    (void)realm->uncaught_handler.Held()
        ->Call(isolate, realm->ctx(), realm->undefined.Held(), 4, argv)
        .IsEmpty();
    if (again.HasTerminated() || realm->stopping) return;
    Fatal(realm, again.HasCaught() ? again.Exception() : thrown);
  }
}

}  // namespace

void ReportCaught(Realm* realm, v8::TryCatch* try_catch) {
  if (realm->interrupted && realm->loop) uv_stop(realm->loop);  // the host is told first
  if (try_catch->HasTerminated() || !try_catch->HasCaught()) return;
  Local<v8::Value> error = try_catch->Exception();
  Local<v8::Message> message = try_catch->Message();
  try_catch->Reset();
  Report(realm, error, message, false);
}

void Uncaught(napi_env env, Local<v8::Value> error) { naja_uncaught(env, FromLocal(error)); }

void ReportUncaught(Realm* realm, Local<v8::Value> error, bool from_promise) {
  Report(realm, error, {}, from_promise);
}

}  // namespace naja

namespace {
bool HasMicrotasks(Realm* realm) {
  intptr_t waiting;
  if (!realm->microtasks) realm->microtasks = realm->ctx()->GetMicrotaskQueue();
  memcpy(&waiting,
         reinterpret_cast<const char*>(realm->microtasks) + v8::internal::MicrotaskQueue::kSizeOffset,
         sizeof(waiting));
  return waiting != 0;
}
}  // namespace

naja_context_frame* naja_context_capture(napi_env env) {
  Local<v8::Value> current = env->isolate->GetContinuationPreservedEmbedderData();
  if (current.IsEmpty() || current->IsUndefined()) return nullptr;
  auto* frame = new naja_context_frame;
  frame->value.Reset(env->isolate, current);
  return frame;
}

void naja_context_free(napi_env, naja_context_frame* frame) { delete frame; }

void naja_callback_scope_open(napi_env env, naja_callback_scope* scope, naja_context_frame* frame) {
  new (scope) Scope(env, frame);
}

void naja_callback_scope_close(napi_env, naja_callback_scope* scope) {
  reinterpret_cast<Scope*>(scope)->~Scope();
}

namespace {

__attribute__((noinline)) int CallNow(napi_env env, napi_value recv, napi_value fn, size_t argc,
                                      const napi_value* argv, napi_value* result) {
  Realm* realm = env->realm;
  v8::TryCatch try_catch(env->isolate);
  Local<v8::Value> value;
  if (ToLocal(fn)
          .As<v8::Function>()
          ->Call(env->isolate, realm->ctx(), recv ? ToLocal(recv) : realm->undefined.Held(),
                 static_cast<int>(argc), reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(argv)))
          .ToLocal(&value)) {
    if (result) *result = FromLocal(value);
    return 0;
  }
  ReportCaught(realm, &try_catch);
  return -1;
}

}  // namespace

int naja_call(napi_env env, napi_value recv, napi_value fn, size_t argc, const napi_value* argv,
              napi_value* result) {
  Realm* realm = env->realm;
  if (realm->stopping.load(std::memory_order_relaxed)) return -1;
  if (!realm->is_embedded) return CallNow(env, recv, fn, argc, argv, result);
  Guarded here(realm);
  if (__builtin_setjmp(here.place)) {
    here.Land();
    return -1;
  }
  int failed = CallNow(env, recv, fn, argc, argv, result);
  here.End();
  return failed;
}

int naja_make_callback(napi_env env, naja_context_frame* frame, napi_value recv, napi_value fn, size_t argc,
                       const napi_value* argv) {
  Scope scope(env, frame);
  return naja_call(env, recv, fn, argc, argv, nullptr);
}

namespace {

void Ignore(const v8::FunctionCallbackInfo<v8::Value>&) {}

// A Promise that the caller has got is the caller's to look at, which may take its time.
void HandOver(Realm* realm, Local<v8::Promise> promise) {
  if (promise->State() == v8::Promise::kFulfilled) return;
  Local<v8::Function> ignore = realm->ignore.Held();
  if (realm->ignore.IsEmpty()) {
    if (!v8::Function::New(realm->ctx(), Ignore).ToLocal(&ignore)) return;
    realm->ignore.Reset(realm->isolate, ignore);
  }
  (void)promise->Catch(realm->ctx(), ignore);
}

// Never inlined: its objects are not to be those of a function that is gone back to.
__attribute__((noinline)) naja_outcome Invoke(napi_env env, napi_value recv, napi_value fn, size_t argc,
                                              const napi_value* argv, napi_value* result) {
  Realm* realm = env->realm;
  if (realm->stopping.load(std::memory_order_relaxed)) return realm->dead ? naja_dead : naja_terminated;
  CallbackScope callback(env, nullptr, true);
  v8::TryCatch try_catch(env->isolate);
  if (__builtin_expect(realm->has_copies, 0)) EnterJavaScript(realm);
  Local<v8::Value> value;
  bool returned =
      ToLocal(fn)
          .As<v8::Function>()
          ->Call(env->isolate, realm->ctx(), recv ? ToLocal(recv) : realm->undefined.Held(),
                 static_cast<int>(argc), reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(argv)))
          .ToLocal(&value);
  if (__builtin_expect(realm->has_copies, 0)) LeaveJavaScript(realm);
  if (returned) {
    if (!realm->is_embedded && value->IsPromise()) HandOver(realm, value.As<v8::Promise>());
    *result = FromLocal(value);
    return naja_returned;
  }
  if (try_catch.HasTerminated() || !try_catch.HasCaught()) return naja_terminated;
  *result = FromLocal(try_catch.Exception());
  return naja_threw;
}

}  // namespace

naja_outcome naja_invoke(napi_env env, napi_value recv, napi_value fn, size_t argc, const napi_value* argv,
                         napi_value* result) {
  Realm* realm = env->realm;
  if (!realm->is_embedded) return Invoke(env, recv, fn, argc, argv, result);
  Guarded here(realm);
  if (__builtin_setjmp(here.place)) {
    here.Land();
    return naja_dead;
  }
  naja_outcome outcome = Invoke(env, recv, fn, argc, argv, result);
  here.End();
  return realm->dead ? naja_dead : outcome;
}

void naja::RunTicks(napi_env env) {
  Realm* realm = env->realm;
  v8::Isolate* isolate = env->isolate;
  if (realm->tick_info == nullptr || realm->tick_info[0] == 0) {
    // Most often nothing waits: then a checkpoint would only forget what WeakRefs have kept alive.
    if (HasMicrotasks(realm))
      isolate->PerformMicrotaskCheckpoint();
    else
      isolate->ClearKeptObjects();
  }
  if (realm->tick_info == nullptr || (realm->tick_info[0] == 0 && realm->tick_info[1] == 0)) return;
  if (realm->tick_callback.IsEmpty()) return;
  // processTicksAndRejections empties both queues; an exception in a tick is reported, then the rest run.
  HandleScope scope(isolate);
  do {
    v8::TryCatch try_catch(isolate);
    if (!realm->tick_callback.Held()
             ->Call(isolate, realm->ctx(), realm->undefined.Held(), 0, nullptr)
             .IsEmpty())
      return;
    if (try_catch.HasTerminated() || realm->stopping) return;
    ReportCaught(realm, &try_catch);
  } while (realm->tick_info[0] != 0 || realm->tick_info[1] != 0);
}

void naja_run_ticks(napi_env env) {
  Realm* realm = env->realm;
  if (realm->stopping.load(std::memory_order_relaxed)) return;
  if (!realm->is_embedded) return RunTicks(env);
  Guarded here(realm);
  if (__builtin_setjmp(here.place)) return here.Land();
  RunTicks(env);
  here.End();
}

void naja_uncaught(napi_env env, napi_value error) {
  if (!env->realm->can_run_js()) return;
  HandleScope scope(env->isolate);
  Local<v8::Value> value = ToLocal(error);
  Local<v8::Message> message = v8::Exception::CreateMessage(env->isolate, value);
  Report(env->realm, value, message, false);
}
