// The engine's bindings: ticks, async_context, errors, v8; and the table of them all.
#include "bindings.h"

#include <cstring>

#include "../bridge.h"
#include "permissions.h"

namespace naja {

void DefineMethods(Realm* realm, Local<v8::Object> target, const Method* methods, size_t count) {
  for (size_t i = 0; i < count; i++) {
    auto name = ToLocal(naja_string(realm->root, methods[i].name)).As<v8::String>();
    auto function =
        v8::Function::New(realm->ctx(), methods[i].call, {}, 0, v8::ConstructorBehavior::kThrow).Unchecked();
    function->SetName(name);
    target->Set(realm->ctx(), name, function).IsJust();
  }
}

void ThrowTypeError(Realm* realm, const char* message) {
  realm->isolate->ThrowException(v8::Exception::TypeError(NewString(realm->isolate, message)));
}

namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

void KeepFunction(const Info& info, Global<v8::Function>* slot) {
  if (info.Length() < 1 || !info[0]->IsFunction())
    return ThrowTypeError(CurrentRealm(info.GetIsolate()), "a function is expected");
  slot->Reset(info.GetIsolate(), info[0].As<v8::Function>());
}

// --- ticks

void OnPromiseReject(v8::PromiseRejectMessage message) {
  Realm* realm = CurrentRealm(nullptr);
  if (!realm || realm->promise_reject_callback.IsEmpty()) return;
  v8::Isolate* isolate = realm->isolate;
  HandleScope scope(isolate);
  v8::TryCatch try_catch(isolate);
  Local<v8::Value> reason = message.value.IsEmpty() ? realm->undefined.Held() : message.value;
  Local<v8::Value> argv[3] = {v8::Integer::New(isolate, message.event), message.promise, reason};
  if (realm->promise_reject_callback.Held()
          ->Call(isolate, realm->ctx(), realm->undefined.Held(), 3, argv)
          .IsEmpty())
    ReportCaught(realm, &try_catch);
}

void SetTickCallback(const Info& info) {
  KeepFunction(info, &CurrentRealm(info.GetIsolate())->tick_callback);
}
void SetPromiseRejectCallback(const Info& info) {
  KeepFunction(info, &CurrentRealm(info.GetIsolate())->promise_reject_callback);
}
void RunMicrotasks(const Info& info) { info.GetIsolate()->PerformMicrotaskCheckpoint(); }
void EnqueueMicrotask(const Info& info) {
  if (info.Length() < 1 || !info[0]->IsFunction())
    return ThrowTypeError(CurrentRealm(info.GetIsolate()), "a function is expected");
  info.GetIsolate()->EnqueueMicrotask(info[0].As<v8::Function>());
}

// --- async context

void GetContext(const Info& info) {
  Local<v8::Value> value = info.GetIsolate()->GetContinuationPreservedEmbedderData();
  if (!value.IsEmpty()) info.Return(value);
}
// The ids of contexts that native code makes: init(type, resource) gives what the others are called with.
void SetNativeHooks(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (info.Length() < 4) return ThrowTypeError(realm, "four functions are expected");
  Global<v8::Function>* slots[] = {&realm->async_init, &realm->async_before, &realm->async_after,
                                   &realm->async_destroy};
  for (int i = 0; i < 4; i++) slots[i]->Reset(realm->isolate, info[i].As<v8::Function>());
}
// warn(error): whether it is to be an uncaught exception after all.
void SetNativeWarning(const Info& info) { KeepFunction(info, &CurrentRealm(info.GetIsolate())->async_warn); }
void SetContext(const Info& info) { info.GetIsolate()->SetContinuationPreservedEmbedderData(Arg(info, 0)); }

// What happens to every promise, while somebody wants to know (async_hooks).
void OnPromise(v8::PromiseHookType type, Local<v8::Promise> promise, Local<v8::Value> parent) {
  Realm* realm = CurrentRealm(nullptr);
  if (!realm || !realm->can_run_js()) return;
  auto& hook = realm->promise_hooks[static_cast<int>(type)];
  if (hook.IsEmpty()) return;
  HandleScope scope(realm->isolate);
  // Hooks catch what they throw themselves: this is the stack's end, which what runs now will meet as well.
  v8::TryCatch ignored(realm->isolate);
  Local<v8::Value> argv[2] = {promise, parent.IsEmpty() ? realm->undefined.Held() : parent};
  (void)hook.Held()->Call(realm->isolate, realm->ctx(), realm->undefined.Held(), 2, argv).IsEmpty();
}

// setPromiseHooks(init, before, after, resolve): undefined for what is not wanted. Costs nothing while none
// is.
void SetPromiseHooks(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  constexpr v8::PromiseHookType kOrder[] = {v8::PromiseHookType::kInit, v8::PromiseHookType::kBefore,
                                            v8::PromiseHookType::kAfter, v8::PromiseHookType::kResolve};
  bool any = false;
  for (int i = 0; i < 4; i++) {
    auto& hook = realm->promise_hooks[static_cast<int>(kOrder[i])];
    hook.Reset();
    if (!Arg(info, i)->IsFunction()) continue;
    hook.Reset(realm->isolate, info[i].As<v8::Function>());
    any = true;
  }
  realm->isolate->SetPromiseHook(any ? OnPromise : nullptr);
}

// --- errors

void TriggerUncaught(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Local<v8::Value> error = Arg(info, 0);
  DecorateError(realm, error, v8::Exception::CreateMessage(realm->isolate, error));
  ReportUncaught(realm, error, Arg(info, 1)->IsTrue());
}
void SetUncaughtHandler(const Info& info) {
  KeepFunction(info, &CurrentRealm(info.GetIsolate())->uncaught_handler);
}
void SetPrepareStackTrace(const Info& info) {
  KeepFunction(info, &CurrentRealm(info.GetIsolate())->prepare_stack_trace);
}
void Decorate(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Local<v8::Value> error = Arg(info, 0);
  if (!error->IsObject()) return;
  DecorateError(realm, error, v8::Exception::CreateMessage(realm->isolate, error));
  Local<v8::Value> arrow;
  if (error.As<v8::Object>()->GetPrivate(realm->ctx(), realm->arrow_key.Held()).ToLocal(&arrow))
    info.Return(arrow);
}
// Sets the arrow message of an error by hand (transpiled sources).
void SetArrow(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (Arg(info, 0)->IsObject())
    info[0].As<v8::Object>()->SetPrivate(realm->ctx(), realm->arrow_key.Held(), Arg(info, 1)).IsJust();
}

MaybeLocal<v8::Value> OnPrepareStackTrace(Local<v8::Context> context, Local<v8::Value> error,
                                          Local<v8::Array> sites) {
  Realm* realm = CurrentRealm(nullptr);
  if (!realm || realm->prepare_stack_trace.IsEmpty()) {
    // Before JavaScript has its own: the frames one a line, as V8 prints them.
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    Local<v8::String> text;
    v8::TryCatch ignore(isolate);
    if (!error->ToDetailString(context).ToLocal(&text)) text = NewString(isolate, "Error");
    for (uint32_t i = 0; i < sites->Length(); i++) {
      Local<v8::Value> site;
      Local<v8::String> line;
      if (!sites->Get(context, i).ToLocal(&site) || !site->ToString(context).ToLocal(&line)) continue;
      text = v8::String::Concat(isolate, text, NewString(isolate, "\n    at "));
      text = v8::String::Concat(isolate, text, line);
    }
    return Local<v8::Value>(text);
  }
  Local<v8::Value> argv[2] = {error, sites};
  return realm->prepare_stack_trace.Held()->Call(realm->isolate, context, realm->undefined.Held(), 2, argv);
}

// --- v8

void HeapStatistics(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  naja_heap_statistics s;
  naja_get_heap_statistics(realm->root, &s);
  static_assert(sizeof(s) % sizeof(size_t) == 0);
  constexpr size_t kCount = sizeof(s) / sizeof(size_t);
  size_t fields[kCount];
  memcpy(fields, &s, sizeof(s));
  Local<v8::Value> values[kCount];
  for (size_t i = 0; i < kCount; i++)
    values[i] = v8::Number::New(realm->isolate, static_cast<double>(fields[i]));
  info.Return(v8::Array::New(realm->isolate, values, kCount));
}
void ChangeFlags(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Local<v8::String> flags;
  // Some have files written, others take the engine's guards away.
  if (naja_permissions* permissions = realm->permissions) {
    if (napi_value denied = permissions->ask(realm->root, permissions, NAJA_MAY_ALL, nullptr, false)) {
      realm->isolate->ThrowException(ToLocal(denied));
      return;
    }
  }
  if (!Arg(info, 0)->ToString(realm->ctx()).ToLocal(&flags)) return;
  std::string text(flags->Utf8LengthV2(realm->isolate), '\0');
  flags->WriteUtf8V2(realm->isolate, text.data(), text.size());
  SetFlags(text.data(), text.size());
}
void SetBufferPrototype(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (Arg(info, 0)->IsObject()) realm->buffer_prototype.Reset(realm->isolate, info[0].As<v8::Object>());
}
// A full collection, finalizers included.
void CollectGarbage(const Info& info) { info.GetIsolate()->LowMemoryNotification(); }

void DateConfigurationChanged(const Info& info) {
  info.GetIsolate()->DateTimeConfigurationChangeNotification();
}

}  // namespace

void InitTicks(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"setTickCallback", SetTickCallback},
                            {"setPromiseRejectCallback", SetPromiseRejectCallback},
                            {"runMicrotasks", RunMicrotasks},
                            {"enqueueMicrotask", EnqueueMicrotask}};
  DefineMethods(realm, target, methods, std::size(methods));
  auto memory = v8::ArrayBuffer::MaybeNew(realm->isolate, 8).Unchecked();
  auto array = v8::Uint8Array::New(memory, 0, 2);
  realm->tick_info = static_cast<uint8_t*>(memory->Data());
  realm->tick_info_array.Reset(realm->isolate, array);  // keeps the memory
  target->Set(realm->ctx(), NewString(realm->isolate, "tickInfo"), array).IsJust();
}

void InitAsyncContext(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"get", GetContext},
                            {"set", SetContext},
                            {"setPromiseHooks", SetPromiseHooks},
                            {"setNativeHooks", SetNativeHooks},
                            {"setNativeWarning", SetNativeWarning}};
  DefineMethods(realm, target, methods, std::size(methods));
}

void InitErrors(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"triggerUncaughtException", TriggerUncaught},
                            {"setUncaughtHandler", SetUncaughtHandler},
                            {"setPrepareStackTrace", SetPrepareStackTrace},
                            {"decorate", Decorate},
                            {"setArrow", SetArrow}};
  DefineMethods(realm, target, methods, std::size(methods));
}

void InitV8(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"heapStatistics", HeapStatistics},
                            {"setFlags", ChangeFlags},
                            {"setBufferPrototype", SetBufferPrototype},
                            {"gc", CollectGarbage},
                            {"dateConfigurationChanged", DateConfigurationChanged}};
  DefineMethods(realm, target, methods, std::size(methods));
}

void InstallHooks(Realm* realm) {
  realm->isolate->SetPromiseRejectCallback(OnPromiseReject);
  realm->isolate->SetPrepareStackTraceCallback(OnPrepareStackTrace);
  InstallModuleHooks(realm);
}

}  // namespace naja

napi_value naja_place_of(napi_env env, napi_value error) {
  using namespace naja;
  Realm* realm = env->realm;
  if (!ToLocal(error)->IsNativeError()) return nullptr;
  v8::TryCatch ignore(realm->isolate);
  DecorateError(realm, ToLocal(error), v8::Exception::CreateMessage(realm->isolate, ToLocal(error)));
  Local<v8::Value> arrow;
  bool found =
      ToLocal(error).As<v8::Object>()->GetPrivate(env->ctx(), realm->arrow_key.Held()).ToLocal(&arrow);
  return found && arrow->IsString() ? FromLocal(arrow) : nullptr;
}

napi_value naja_engine_binding(napi_env env, const char* name) {
  using namespace naja;
  static const struct {
    const char* name;
    void (*init)(Realm* realm, Local<v8::Object> target);
  } kBindings[] = {{"util", InitUtil},
                   {"ticks", InitTicks},
                   {"async_context", InitAsyncContext},
                   {"errors", InitErrors},
                   {"modules", InitModules},
                   {"serdes", InitSerdes},
                   {"serializers", InitSerializers},
                   {"heap", InitHeap},
                   {"v8", InitV8},
                   {"messaging", InitMessaging},
                   {"contexts", InitContexts},
                   {"inspector", InitInspector}};
  for (const auto& binding : kBindings) {
    if (strcmp(binding.name, name) != 0) continue;
    auto target = v8::Object::New(env->isolate);
    binding.init(env->realm, target);
    return FromLocal(target);
  }
  return nullptr;
}
