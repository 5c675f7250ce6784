// binding('contexts'): scripts, and further contexts in the realm's isolate. node:vm stands on it; docs/vm.md
// says what each function takes and gives.
#include "contexts.h"
#include "inspector.h"
#include "interceptors.h"
#include "sources.h"

namespace naja {
namespace {

// A compiled script. JavaScript holds it as an External.
struct ScriptRecord {
  Global<v8::External> self;
  Global<v8::UnboundScript> script;
};

void Freed(const v8::WeakCallbackInfo<void>& info) { delete static_cast<ScriptRecord*>(info.GetParameter()); }

// A context's own microtasks, as long as it lives.
struct OwnQueue {
  Global<v8::Context> context;
  v8::MicrotaskQueue* queue;
  ~OwnQueue() { delete queue; }
};

void DeleteQueue(const v8::WeakCallbackInfo<void>& info) {
  delete static_cast<OwnQueue*>(info.GetParameter());
}
void ContextFreed(const v8::WeakCallbackInfo<void>& info) {
  // Objects of V8 may not be made or deleted in here, so later.
  static_cast<OwnQueue*>(info.GetParameter())->context.Reset();
  info.SetSecondPassCallback(DeleteQueue);
}

bool MayCompileWasm(Local<v8::Context> context, Local<v8::String>) {
  if (context->GetNumberOfEmbedderDataFields() <= kWasmField) return true;
  return !context->SlowGetEmbedderData(kWasmField)->IsFalse();
}

// Where an object keeps the global object of the context that stands for it.
Local<v8::Private> KeyOf(Realm* realm) {
  if (realm->context_key.IsEmpty())
    realm->context_key.Reset(realm->isolate,
                             v8::Private::New(realm->isolate, NewString(realm->isolate, "naja.context")));
  return realm->context_key.Held();
}

// The context of an argument: null and undefined are the program's own. Empty after throwing.
MaybeLocal<v8::Context> Context(const Info& info, int i) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (Arg(info, i)->IsNullOrUndefined()) return realm->ctx();
  auto context = ContextOf(realm, Arg(info, i));
  if (context.IsEmpty()) ThrowTypeError(realm, "a contextified object is expected");
  return context;
}

// make(sandbox, strings, wasm, ownMicrotasks): the global object. Without a sandbox a plain one.
void Make(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  bool has_sandbox = Arg(info, 0)->IsObject();
  auto pattern = v8::ObjectTemplate::New(isolate);
  if (has_sandbox) SetInterceptors(pattern);
  v8::MicrotaskQueue* queue =
      Arg(info, 3)->IsTrue() ? v8::MicrotaskQueue_New(isolate, v8::MicrotasksPolicy::kExplicit) : nullptr;
  Local<v8::Context> context = v8::Context::New(isolate, nullptr, pattern, {}, {}, queue);
  if (context.IsEmpty()) {
    delete queue;
    return;
  }
  if (queue) {
    auto* own = new OwnQueue{Global<v8::Context>(isolate, context), queue};
    own->context.SetWeak(own, ContextFreed);
  }
  ContextMade(realm, context);
  // Objects of one context are seen from all.
  context->SetSecurityToken(realm->ctx()->GetSecurityToken());
  context->AllowCodeGenerationFromStrings(!Arg(info, 1)->IsFalse());
  if (Arg(info, 2)->IsFalse()) {
    context->SetEmbedderData(kWasmField, realm->false_value.Held());
    isolate->SetAllowWasmCodeGenerationCallback(MayCompileWasm);
  }
  Local<v8::Object> global = context->Global();
  if (has_sandbox) {
    context->SetEmbedderData(kSandboxField, info[0]);
    info[0].As<v8::Object>()->SetPrivate(realm->ctx(), KeyOf(realm), global).IsJust();
  }
  global->SetPrivate(realm->ctx(), KeyOf(realm), global).IsJust();
  info.Return(global);
}

void IsContext(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  bool is = !ContextOf(realm, Arg(info, 0)).IsEmpty();
  info.Return(is ? realm->true_value.Held() : realm->false_value.Held());
}

ScriptRecord* Script(const Info& info) {
  if (Arg(info, 0)->IsExternal())
    return static_cast<ScriptRecord*>(info[0].As<v8::External>()->Value(kExternalTag));
  ThrowTypeError(CurrentRealm(info.GetIsolate()), "a script is expected");
  return nullptr;
}

void Put(Realm* realm, Local<v8::Object> object, const char* name, Local<v8::Value> value) {
  object->Set(realm->ctx(), Name(realm, name), value).IsJust();
}

// The error's stack begins with the line of the source, as node:vm's `displayErrors` has it.
void ShowSource(Realm* realm, v8::TryCatch* try_catch) {
  if (try_catch->HasTerminated() || !try_catch->Exception()->IsObject()) return;
  auto error = try_catch->Exception().As<v8::Object>();
  DecorateError(realm, error, try_catch->Message());
  v8::TryCatch ignore(realm->isolate);
  auto context = realm->ctx();
  Local<v8::Value> arrow, stack;
  if (!error->GetPrivate(context, realm->arrow_key.Held()).ToLocal(&arrow) || !arrow->IsString() ||
      !error->Get(context, Name(realm, "stack")).ToLocal(&stack) || !stack->IsString())
    return;
  auto mark = Name(realm, "naja.decorated").As<v8::String>();
  auto key = realm->decorated_key.Held();
  if (realm->decorated_key.IsEmpty()) {
    key = v8::Private::New(realm->isolate, mark);
    realm->decorated_key.Reset(realm->isolate, key);
  }
  if (error->HasPrivate(context, key).FromMaybe(true)) return;
  auto text = v8::String::Concat(realm->isolate, arrow.As<v8::String>(), NewString(realm->isolate, "\n"));
  text = v8::String::Concat(realm->isolate, text, stack.As<v8::String>());
  error->Set(context, Name(realm, "stack"), text).IsJust();
  error->SetPrivate(context, key, realm->true_value.Held()).IsJust();
}

// compileScript(source, filename, line, column, host, cachedData, context)
//   -> { script, cachedDataRejected, sourceURL, sourceMapURL }
void CompileScript(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Local<v8::Context> context;
  if (!Context(info, 6).ToLocal(&context)) return;
  if (!Arg(info, 0)->IsString()) return ThrowTypeError(realm, "source must be a string");
  auto origin = Origin(realm, Arg(info, 1), Arg(info, 4), Arg(info, 2)->Int32Value(context).FromMaybe(0),
                       Arg(info, 3)->Int32Value(context).FromMaybe(0), false);
  auto* cached = Cached(realm, Arg(info, 5));
  v8::ScriptCompiler::Source source(info[0].As<v8::String>(), origin, cached);
  Local<v8::UnboundScript> script;
  {
    Entered entered(context);
    v8::TryCatch try_catch(realm->isolate);
    if (!v8::ScriptCompiler::CompileUnboundScript(
             realm->isolate, &source,
             cached ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
             .ToLocal(&script)) {
      if (Arg(info, 7)->IsTrue()) ShowSource(realm, &try_catch);
      return Rethrow(realm, &try_catch);
    }
  }
  auto* record = new ScriptRecord;
  record->script.Reset(realm->isolate, script);
  auto external = v8::External::New(realm->isolate, record, kExternalTag);
  record->self.Reset(realm->isolate, external);
  record->self.SetWeak(record, Freed);
  auto result = v8::Object::New(realm->isolate);
  Put(realm, result, "script", external);
  bool rejected = cached && cached->rejected;
  Put(realm, result, "cachedDataRejected", rejected ? realm->true_value.Held() : realm->false_value.Held());
  Put(realm, result, "sourceURL", script->GetSourceURL());
  Put(realm, result, "sourceMapURL", script->GetSourceMappingURL());
  info.Return(result);
}

void ScriptCodeCache(const Info& info) {
  if (auto* record = Script(info))
    ReturnCache(info, v8::ScriptCompiler::CreateCodeCache(record->script.Held()));
}

void ThrowCoded(Realm* realm, Watchdog::Outcome outcome) {
  // JavaScript makes the error of it, which has a code.
  auto context = realm->ctx();
  auto error = v8::Object::New(realm->isolate);
  error
      ->Set(context, Name(realm, "watchdog"),
            v8::Integer::New(realm->isolate, outcome == Watchdog::kTimedOut ? 1 : 2))
      .IsJust();
  realm->isolate->ThrowException(error);
}

// Calls what runs JavaScript; gives whether it returned. Where the watchdog ended it, { watchdog: 1 | 2 } is
// thrown.
template <class Call>
bool Watched(const Info& info, int64_t timeout, bool at_sigint, bool shows, Call call) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  v8::TryCatch try_catch(isolate);
  bool returned;
  Watchdog::Outcome outcome;
  {
    Watchdog watchdog(isolate, timeout, at_sigint);
    returned = call();
    outcome = watchdog.End();
  }
  if (outcome != Watchdog::kNone && realm->can_run_js() && !realm->interrupted) {
    isolate->CancelTerminateExecution();
    try_catch.Reset();
    ThrowCoded(realm, outcome);
    try_catch.ReThrow();
    return false;
  }
  if (returned) return true;
  if (shows) ShowSource(realm, &try_catch);
  Rethrow(realm, &try_catch);
  return false;
}

// run(script, context, timeout, displayErrors, breakOnSigint)
void Run(const Info& info) {
  auto* record = Script(info);
  Realm* realm = CurrentRealm(info.GetIsolate());
  Local<v8::Context> context;
  if (!record || !Context(info, 1).ToLocal(&context)) return;
  int64_t timeout = Arg(info, 2)->IntegerValue(realm->ctx()).FromMaybe(-1);
  Local<v8::Value> value;
  bool own_queue = context->GetMicrotaskQueue() != realm->ctx()->GetMicrotaskQueue();
  auto call = [&] {
    Entered entered(context);
    bool returned = record->script.Get(realm->isolate)->BindToCurrentContext()->Run(context).ToLocal(&value);
    if (returned && own_queue) context->GetMicrotaskQueue()->PerformCheckpoint(realm->isolate);
    return returned;
  };
  if (Watched(info, timeout, Arg(info, 4)->IsTrue(), Arg(info, 3)->IsTrue(), call)) info.Return(value);
}

// watch(call, timeout, breakOnSigint): calls a function under a watchdog.
void Watch(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!Arg(info, 0)->IsFunction()) return ThrowTypeError(realm, "a function is expected");
  int64_t timeout = Arg(info, 1)->IntegerValue(realm->ctx()).FromMaybe(-1);
  Local<v8::Value> value;
  auto call = [&] {
    return info[0]
        .As<v8::Function>()
        ->Call(realm->isolate, realm->ctx(), realm->undefined.Held(), 0, nullptr)
        .ToLocal(&value);
  };
  if (Watched(info, timeout, Arg(info, 2)->IsTrue(), false, call)) info.Return(value);
}

// compileFunction(source, filename, params, host, cachedData, line, column, context, extensions)
//   -> { function, cachedDataRejected, sourceMapURL }
void CompileFunctionIn(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  Local<v8::Context> context;
  if (!Context(info, 7).ToLocal(&context)) return;
  if (!Arg(info, 0)->IsString() || !Arg(info, 2)->IsArray() || !Arg(info, 8)->IsArray())
    return ThrowTypeError(realm, "a source, parameters and objects are expected");
  std::vector<Local<v8::String>> params;
  std::vector<Local<v8::Object>> extensions;
  auto names = info[2].As<v8::Array>(), objects = info[8].As<v8::Array>();
  for (uint32_t i = 0; i < names->Length(); i++) {
    Local<v8::Value> name;
    if (!names->Get(context, i).ToLocal(&name) || !name->IsString()) return;
    params.push_back(name.As<v8::String>());
  }
  for (uint32_t i = 0; i < objects->Length(); i++) {
    Local<v8::Value> object;
    if (!objects->Get(context, i).ToLocal(&object) || !object->IsObject()) return;
    extensions.push_back(object.As<v8::Object>());
  }
  auto origin = Origin(realm, Arg(info, 1), Arg(info, 3), Arg(info, 5)->Int32Value(context).FromMaybe(0),
                       Arg(info, 6)->Int32Value(context).FromMaybe(0), false);
  auto* cached = Cached(realm, Arg(info, 4));
  v8::ScriptCompiler::Source source(info[0].As<v8::String>(), origin, cached);
  v8::TryCatch try_catch(isolate);
  Local<v8::Function> function;
  {
    Entered entered(context);
    if (!v8::ScriptCompiler::CompileFunction(
             context, &source, params.size(), params.data(), extensions.size(), extensions.data(),
             cached ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
             .ToLocal(&function)) {
      ShowSource(realm, &try_catch);
      return Rethrow(realm, &try_catch);
    }
  }
  auto result = v8::Object::New(isolate);
  Put(realm, result, "function", function);
  bool rejected = cached && cached->rejected;
  Put(realm, result, "cachedDataRejected", rejected ? realm->true_value.Held() : realm->false_value.Held());
  info.Return(result);
}

// measureMemory(detailed, eager): a promise of V8's report.
void MeasureMemory(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(realm->ctx()).ToLocal(&resolver)) return;
  auto mode = Arg(info, 0)->IsTrue() ? v8::MeasureMemoryMode::kDetailed : v8::MeasureMemoryMode::kSummary;
  auto* delegate = v8::MeasureMemoryDelegate_Default(realm->isolate, realm->ctx(), resolver, mode);
  v8::Isolate_MeasureMemory(
      realm->isolate, delegate,
      Arg(info, 1)->IsTrue() ? v8::MeasureMemoryExecution::kEager : v8::MeasureMemoryExecution::kDefault);
  info.Return(resolver->GetPromise());
}

}  // namespace

MaybeLocal<v8::Context> ContextOf(Realm* realm, Local<v8::Value> object) {
  Local<v8::Value> global;
  if (!object->IsObject() || realm->context_key.IsEmpty() ||
      !object.As<v8::Object>()->GetPrivate(realm->ctx(), realm->context_key.Held()).ToLocal(&global) ||
      !global->IsObject())
    return {};
  return global.As<v8::Object>()->GetCreationContext(realm->isolate);
}

Local<v8::Value> ObjectOf(Local<v8::Context> context) {
  if (context->GetNumberOfEmbedderDataFields() > kSandboxField) {
    Local<v8::Value> sandbox = context->SlowGetEmbedderData(kSandboxField);
    if (sandbox->IsObject()) return sandbox;
  }
  return context->Global();
}

void InitContexts(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"make", Make},
                            {"isContext", IsContext},
                            {"compileScript", CompileScript},
                            {"scriptCodeCache", ScriptCodeCache},
                            {"run", Run},
                            {"watch", Watch},
                            {"compileFunction", CompileFunctionIn},
                            {"measureMemory", MeasureMemory}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja
