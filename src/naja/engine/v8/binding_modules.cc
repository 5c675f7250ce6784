// binding('modules'): compiling scripts and functions, ES modules, dynamic import, import.meta.
// docs/modules.md says what each function takes and gives.
#include <cstring>
#include <unordered_map>

#include "contexts.h"
#include "sources.h"

namespace naja {
namespace {

// One ES module. JavaScript holds it as an External; V8 knows it by its Module.
struct ModuleRecord {
  Global<v8::External> self;
  Global<v8::Module> module;
  Global<v8::Value> host;  // the symbol that names it to JavaScript
  std::vector<Global<v8::Module>> linked;
  std::vector<Global<v8::Object>> sources;  // by request: the object of a source-phase import
  Global<v8::Function> evaluate;            // synthetic modules
  Global<v8::Context> context;              // of node:vm; most often empty
  int hash = 0;                             // the module's, by which `records` has it
};

}  // namespace

// By the module's identity hash.
struct ModuleRecords : std::unordered_multimap<int, ModuleRecord*> {};

namespace {

ModuleRecords& RecordsOf(Realm* realm) {
  if (!realm->modules) realm->modules = new ModuleRecords;
  return *realm->modules;
}

ModuleRecord* FindRecord(Local<v8::Module> module) {
  auto [begin, end] = RecordsOf(CurrentRealm(nullptr)).equal_range(module->GetIdentityHash());
  for (auto it = begin; it != end; ++it)
    if (*it->second->module.slot() == *module.slot()) return it->second;
  return nullptr;
}

void Freed(const v8::WeakCallbackInfo<void>& info) {
  auto* record = static_cast<ModuleRecord*>(info.GetParameter());
  record->self.Reset();
  ModuleRecords& records = RecordsOf(CurrentRealm(nullptr));
  auto [begin, end] = records.equal_range(record->hash);
  for (auto it = begin; it != end; ++it) {
    if (it->second == record) {
      records.erase(it);
      break;
    }
  }
  delete record;
}

Local<v8::External> NewRecord(Realm* realm, Local<v8::Module> module, Local<v8::Value> host,
                              Local<v8::Context> context) {
  auto* record = new ModuleRecord;
  if (*context.slot() != *realm->ctx().slot()) record->context.Reset(realm->isolate, context);
  record->module.Reset(realm->isolate, module);
  record->host.Reset(realm->isolate, host);
  auto external = v8::External::New(realm->isolate, record, kExternalTag);
  record->self.Reset(realm->isolate, external);
  record->self.SetWeak(record, Freed);
  record->hash = module->GetIdentityHash();
  RecordsOf(realm).emplace(record->hash, record);
  return external;
}

Local<v8::Context> ContextOf(Realm* realm, ModuleRecord* record) {
  return record->context.IsEmpty() ? realm->ctx() : record->context.Get(realm->isolate);
}

// The record in argument 0, or nullptr after throwing.
ModuleRecord* Record(const Info& info) {
  if (info.Length() < 1 || !info[0]->IsExternal()) {
    ThrowTypeError(CurrentRealm(info.GetIsolate()), "a module is expected");
    return nullptr;
  }
  return static_cast<ModuleRecord*>(info[0].As<v8::External>()->Value(kExternalTag));
}

// compileFunction(source, filename, params, host, cachedData, lineOffset, columnOffset)
void CompileFunction(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  auto context = realm->ctx();
  if (!Arg(info, 0)->IsString()) return ThrowTypeError(realm, "source must be a string");
  std::vector<Local<v8::String>> params;
  if (Arg(info, 2)->IsArray()) {
    auto names = info[2].As<v8::Array>();
    for (uint32_t i = 0; i < names->Length(); i++) {
      Local<v8::Value> name;
      Local<v8::String> text;
      if (!names->Get(context, i).ToLocal(&name) || !name->ToString(context).ToLocal(&text)) return;
      params.push_back(text);
    }
  }
  auto origin = Origin(realm, Arg(info, 1), Arg(info, 3), Arg(info, 5)->Int32Value(context).FromMaybe(0),
                       Arg(info, 6)->Int32Value(context).FromMaybe(0), false);
  auto* cached = Cached(realm, Arg(info, 4));
  v8::ScriptCompiler::Source source(info[0].As<v8::String>(), origin, cached);
  v8::TryCatch try_catch(isolate);
  Local<v8::Function> function;
  if (!v8::ScriptCompiler::CompileFunction(
           context, &source, params.size(), params.data(), 0, nullptr,
           cached ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
           .ToLocal(&function))
    return Rethrow(realm, &try_catch);
  auto result = v8::Object::New(isolate);
  result->Set(context, Name(realm, "function"), function).IsJust();
  bool rejected = cached && cached->rejected;
  result
      ->Set(context, Name(realm, "cachedDataRejected"),
            rejected ? realm->true_value.Held() : realm->false_value.Held())
      .IsJust();
  info.Return(result);
}

void FunctionCodeCache(const Info& info) {
  if (!Arg(info, 0)->IsFunction())
    return ThrowTypeError(CurrentRealm(info.GetIsolate()), "a function is expected");
  ReturnCache(info, v8::ScriptCompiler::CreateCodeCacheForFunction(info[0].As<v8::Function>()));
}

// runScript(source, filename, lineOffset, columnOffset, host)
void RunScript(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  auto context = realm->ctx();
  if (!Arg(info, 0)->IsString()) return ThrowTypeError(realm, "source must be a string");
  auto origin = Origin(realm, Arg(info, 1), Arg(info, 4), Arg(info, 2)->Int32Value(context).FromMaybe(0),
                       Arg(info, 3)->Int32Value(context).FromMaybe(0), false);
  v8::ScriptCompiler::Source source(info[0].As<v8::String>(), origin);
  v8::TryCatch try_catch(realm->isolate);
  Local<v8::Script> script;
  Local<v8::Value> value;
  if (!v8::ScriptCompiler::Compile(context, &source).ToLocal(&script) ||
      !script->Run(context).ToLocal(&value))
    return Rethrow(realm, &try_catch);
  info.Return(value);
}

// checkScript(source, filename, lineOffset, columnOffset): throws where that is no script; runs none of it
void CheckScript(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  auto context = realm->ctx();
  if (!Arg(info, 0)->IsString()) return ThrowTypeError(realm, "source must be a string");
  auto origin =
      Origin(realm, Arg(info, 1), realm->undefined.Held(), Arg(info, 2)->Int32Value(context).FromMaybe(0),
             Arg(info, 3)->Int32Value(context).FromMaybe(0), false);
  v8::ScriptCompiler::Source source(info[0].As<v8::String>(), origin);
  v8::TryCatch try_catch(realm->isolate);
  if (v8::ScriptCompiler::Compile(context, &source).IsEmpty()) Rethrow(realm, &try_catch);
}

// runWaiting(source, host): a script that may await at its top and declare anew what others have declared
void RunWaiting(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!Arg(info, 0)->IsString()) return ThrowTypeError(realm, "source must be a string");
  realm->repl_host.Reset(realm->isolate, Arg(info, 1));
  v8::TryCatch try_catch(realm->isolate);
  Local<v8::Value> promise;
  if (!v8::debug::EvaluateGlobal(realm->isolate, info[0].As<v8::String>(),
                                 v8::debug::EvaluateGlobalMode::kDefault, true)
           .ToLocal(&promise))
    return Rethrow(realm, &try_catch);
  info.Return(promise);
}

// compileModule(source, url, host, cachedData, context, line, column, refuses): undefined where V8 does not
// take the cached data and `refuses` says so.
void CompileModule(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!Arg(info, 0)->IsString()) return ThrowTypeError(realm, "source must be a string");
  Local<v8::Context> context = naja::ContextOf(realm, Arg(info, 4)).FromMaybe(realm->ctx());
  auto origin = Origin(realm, Arg(info, 1), Arg(info, 2), Arg(info, 5)->Int32Value(context).FromMaybe(0),
                       Arg(info, 6)->Int32Value(context).FromMaybe(0), true);
  auto* cached = Cached(realm, Arg(info, 3));
  v8::ScriptCompiler::Source source(info[0].As<v8::String>(), origin, cached);
  v8::TryCatch try_catch(realm->isolate);
  Local<v8::Module> module;
  {
    Entered entered(context);
    if (!v8::ScriptCompiler::CompileModule(
             realm->isolate, &source,
             cached ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
             .ToLocal(&module))
      return Rethrow(realm, &try_catch);
  }
  if (cached && cached->rejected && Arg(info, 7)->IsTrue()) return;
  info.Return(NewRecord(realm, module, Arg(info, 2), context));
}

void ModuleCodeCache(const Info& info) {
  if (auto* record = Record(info))
    ReturnCache(info, v8::ScriptCompiler::CreateCodeCache(record->module.Held()->GetUnboundModuleScript()));
}

// Attributes lie in a flat array, `stride` entries each: key, value[, source offset].
Local<v8::Object> Attributes(Realm* realm, Local<v8::FixedArray> flat, int stride) {
  std::vector<Local<v8::Name>> names;
  std::vector<Local<v8::Value>> values;
  for (int i = 0; i + 1 < flat->Length(); i += stride) {
    names.push_back(flat->Get(i).As<v8::Name>());
    values.push_back(flat->Get(i + 1).As<v8::Value>());
  }
  return v8::Object::New(realm->isolate, realm->null.Held(), names.data(), values.data(), names.size());
}

Local<v8::Value> Phase(Realm* realm, v8::ModuleImportPhase phase) {
  int number = phase == v8::ModuleImportPhase::kSource ? 1 : phase == v8::ModuleImportPhase::kDefer ? 2 : 0;
  return v8::Integer::New(realm->isolate, number);
}

void ModuleRequests(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  auto module = record->module.Held();
  auto requests = module->GetModuleRequests();
  std::vector<Local<v8::Value>> result;
  for (int i = 0; i < requests->Length(); i++) {
    auto request = requests->Get(i).As<v8::ModuleRequest>();
    v8::Location at = module->SourceOffsetToLocation(request->GetSourceOffset());
    Local<v8::Value> fields[5] = {request->GetSpecifier(),
                                  Attributes(realm, request->GetImportAttributes(), 3),
                                  Phase(realm, request->GetPhase()), v8::Integer::New(isolate, at.line + 1),
                                  v8::Integer::New(isolate, at.column + 1)};
    result.push_back(v8::Array::New(isolate, fields, 5));
  }
  info.Return(v8::Array::New(isolate, result.data(), result.size()));
}

// link(module, modules): the modules in the order of the requests; an object that is no module is a
// source-phase import's.
void Link(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!Arg(info, 1)->IsArray()) return ThrowTypeError(realm, "an array of modules is expected");
  auto modules = info[1].As<v8::Array>();
  record->linked.clear();
  record->sources.clear();
  for (uint32_t i = 0; i < modules->Length(); i++) {
    Local<v8::Value> item;
    if (!modules->Get(realm->ctx(), i).ToLocal(&item)) return;
    Global<v8::Module> module;
    Global<v8::Object> source;
    if (item->IsExternal())
      module.Reset(realm->isolate,
                   static_cast<ModuleRecord*>(item.As<v8::External>()->Value(kExternalTag))->module.Held());
    else if (item->IsObject())
      source.Reset(realm->isolate, item.As<v8::Object>());
    record->linked.push_back(std::move(module));
    record->sources.push_back(std::move(source));
  }
}

MaybeLocal<v8::Module> ResolveModule(Local<v8::Context>, size_t index, Local<v8::Module> referrer) {
  Realm* realm = CurrentRealm(nullptr);
  auto* record = FindRecord(referrer);
  if (!record || index >= record->linked.size() || record->linked[index].IsEmpty()) {
    ThrowTypeError(realm, "a module was instantiated before its requests were linked");
    return {};
  }
  return record->linked[index].Get(realm->isolate);
}

MaybeLocal<v8::Object> ResolveSource(Local<v8::Context>, size_t index, Local<v8::Module> referrer) {
  Realm* realm = CurrentRealm(nullptr);
  auto* record = FindRecord(referrer);
  if (!record || index >= record->sources.size() || record->sources[index].IsEmpty()) {
    ThrowTypeError(realm, "the module has no source phase representation");
    return {};
  }
  return record->sources[index].Get(realm->isolate);
}

void Instantiate(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::TryCatch try_catch(realm->isolate);
  auto context = ContextOf(realm, record);
  if (!record->module.Held()->InstantiateModule(context, ResolveModule, ResolveSource).FromMaybe(false))
    Rethrow(realm, &try_catch);
}

void Evaluate(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::TryCatch try_catch(realm->isolate);
  Local<v8::Value> value;
  auto context = ContextOf(realm, record);
  if (!record->module.Get(realm->isolate)->Evaluate(context).ToLocal(&value))
    return Rethrow(realm, &try_catch);
  if (context->GetMicrotaskQueue() != realm->ctx()->GetMicrotaskQueue())
    context->GetMicrotaskQueue()->PerformCheckpoint(realm->isolate);
  info.Return(value);
}

void Namespace(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  if (record->module.Held()->GetStatus() < v8::Module::kInstantiated)
    return ThrowTypeError(CurrentRealm(info.GetIsolate()), "the module is not instantiated");
  info.Return(record->module.Held()->GetModuleNamespace());
}

void Status(const Info& info) {
  if (auto* record = Record(info))
    info.Return(v8::Integer::New(info.GetIsolate(), record->module.Held()->GetStatus()));
}

void Error(const Info& info) {
  auto* record = Record(info);
  if (record && record->module.Held()->GetStatus() == v8::Module::kErrored)
    info.Return(record->module.Held()->GetException());
}

void IsGraphAsync(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (record->module.Held()->GetStatus() < v8::Module::kInstantiated)
    return ThrowTypeError(realm, "the module is not instantiated");
  info.Return(record->module.Held()->IsGraphAsync() ? realm->true_value.Held() : realm->false_value.Held());
}

void HasTopLevelAwait(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  auto module = record->module.Held();
  bool has = module->IsSourceTextModule() && module->HasTopLevelAwait();
  info.Return(has ? realm->true_value.Held() : realm->false_value.Held());
}

// stalledAwaits(module): where an evaluation that cannot go on waits, as [script name, line, column, source
// line] each.
void StalledAwaits(const Info& info) {
  auto* record = Record(info);
  if (!record) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  auto module = record->module.Held();
  std::vector<Local<v8::Value>> result;
  if (module->IsSourceTextModule() && module->GetStatus() == v8::Module::kEvaluated &&
      module->IsGraphAsync()) {
    auto stalled = module->GetStalledTopLevelAwaitMessages(isolate);
    for (auto* message = stalled.messages; message != stalled.messages_end; message++) {
      Local<v8::String> line;
      if (!(*message)->GetSourceLine(realm->ctx()).ToLocal(&line)) continue;
      Local<v8::Value> fields[4] = {
          (*message)->GetScriptResourceName(),
          v8::Integer::New(isolate, (*message)->GetLineNumber(realm->ctx()).FromMaybe(0)),
          v8::Integer::New(isolate, (*message)->GetStartColumn()), line};
      result.push_back(v8::Array::New(isolate, fields, 4));
    }
  }
  info.Return(v8::Array::New(isolate, result.data(), result.size()));
}

// --- synthetic modules

void SetExportOf(Realm* realm, ModuleRecord* record, Local<v8::Value> name, Local<v8::Value> value) {
  if (!name->IsString()) return ThrowTypeError(realm, "an export's name must be a string");
  record->module.Held()->SetSyntheticModuleExport(realm->isolate, name.As<v8::String>(), value).IsJust();
}

void SetExportBound(const Info& info) {
  auto* record = static_cast<ModuleRecord*>(info.Data().As<v8::External>()->Value(kExternalTag));
  SetExportOf(CurrentRealm(info.GetIsolate()), record, Arg(info, 0), Arg(info, 1));
}

void SetExport(const Info& info) {
  if (auto* record = Record(info))
    SetExportOf(CurrentRealm(info.GetIsolate()), record, Arg(info, 1), Arg(info, 2));
}

MaybeLocal<v8::Value> EvaluateSynthetic(Local<v8::Context> context, Local<v8::Module> module) {
  Realm* realm = CurrentRealm(nullptr);
  auto* record = FindRecord(module);
  if (record && !record->evaluate.IsEmpty()) {
    Local<v8::Function> set_export;
    if (!v8::Function::New(context, SetExportBound, record->self.Get(realm->isolate)).ToLocal(&set_export))
      return {};
    Local<v8::Value> argv[1] = {set_export};
    if (record->evaluate.Get(realm->isolate)
            ->Call(realm->isolate, context, realm->undefined.Held(), 1, argv)
            .IsEmpty())
      return {};
  }
  Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  resolver->Resolve(context, realm->undefined.Held()).IsJust();
  return Local<v8::Value>(resolver->GetPromise());
}

// createSynthetic(url, names, evaluate, context)
void CreateSynthetic(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  auto context = realm->ctx();
  if (!Arg(info, 0)->IsString() || !Arg(info, 1)->IsArray())
    return ThrowTypeError(realm, "a URL and an array of export names are expected");
  std::vector<Local<v8::String>> names;
  auto list = info[1].As<v8::Array>();
  for (uint32_t i = 0; i < list->Length(); i++) {
    Local<v8::Value> name;
    Local<v8::String> text;
    if (!list->Get(context, i).ToLocal(&name) || !name->ToString(context).ToLocal(&text)) return;
    names.push_back(text);
  }
  v8::MemorySpan<const Local<v8::String>> span{names.data(), names.size()};
  Local<v8::Context> own = naja::ContextOf(realm, Arg(info, 3)).FromMaybe(context);
  Entered entered(own);
  auto module =
      v8::Module::CreateSyntheticModule(realm->isolate, info[0].As<v8::String>(), span, EvaluateSynthetic);
  auto external = NewRecord(realm, module, realm->undefined.Held(), own);
  if (Arg(info, 2)->IsFunction())
    static_cast<ModuleRecord*>(external->Value(kExternalTag))
        ->evaluate.Reset(realm->isolate, info[2].As<v8::Function>());
  info.Return(external);
}

// --- hooks

void SetImportDynamically(const Info& info) {
  if (Arg(info, 0)->IsFunction())
    CurrentRealm(info.GetIsolate())->import_dynamically.Reset(info.GetIsolate(), info[0].As<v8::Function>());
}
void SetImportMeta(const Info& info) {
  if (Arg(info, 0)->IsFunction())
    CurrentRealm(info.GetIsolate())->import_meta.Reset(info.GetIsolate(), info[0].As<v8::Function>());
}

MaybeLocal<v8::Promise> OnImport(Local<v8::Context> context, Local<v8::Data> options,
                                 Local<v8::Value> resource_name, Local<v8::String> specifier,
                                 v8::ModuleImportPhase phase, Local<v8::FixedArray> attributes) {
  Realm* realm = CurrentRealm(nullptr);
  v8::Isolate* isolate = realm->isolate;
  Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  Local<v8::Value> result;
  v8::TryCatch try_catch(isolate);
  if (realm->import_dynamically.IsEmpty()) {
    resolver->Reject(context, v8::Exception::TypeError(NewString(isolate, "import() is not available here")))
        .IsJust();
    return resolver->GetPromise();
  }
  Local<v8::Value> host = realm->undefined.Held();
  auto array = options.As<v8::PrimitiveArray>();
  if (options->IsFixedArray() && array->Length() > 0)
    host = array->Get(isolate, 0);
  else if (!realm->repl_host.IsEmpty())  // such a script has no options of its own
    host = realm->repl_host.Get(isolate);
  Local<v8::Value> argv[6] = {host,          specifier,           Attributes(realm, attributes, 2),
                              resource_name, Phase(realm, phase), realm->undefined.Held()};
  bool is_main = *context.slot() == *realm->ctx().slot();
  if (!is_main) argv[5] = ObjectOf(context);
  if (realm->import_dynamically.Held()
          ->Call(isolate, context, realm->undefined.Held(), 6, argv)
          .ToLocal(&result)) {
    if (result->IsPromise() && is_main) return result.As<v8::Promise>();
    resolver->Resolve(context, result).IsJust();
  } else {
    if (try_catch.HasTerminated()) {
      try_catch.ReThrow();
      return {};
    }
    resolver->Reject(context, try_catch.Exception()).IsJust();
  }
  return resolver->GetPromise();
}

MaybeLocal<v8::Promise> OnImportEvaluation(Local<v8::Context> context, Local<v8::Data> options,
                                           Local<v8::Value> resource_name, Local<v8::String> specifier,
                                           Local<v8::FixedArray> attributes) {
  return OnImport(context, options, resource_name, specifier, v8::ModuleImportPhase::kEvaluation, attributes);
}

void OnImportMeta(Local<v8::Context> context, Local<v8::Module> module, Local<v8::Object> meta) {
  Realm* realm = CurrentRealm(nullptr);
  auto* record = FindRecord(module);
  if (!record || realm->import_meta.IsEmpty()) return;
  HandleScope scope(realm->isolate);
  v8::TryCatch try_catch(realm->isolate);
  Local<v8::Value> argv[3] = {record->host.Get(realm->isolate), meta, record->self.Get(realm->isolate)};
  if (realm->import_meta.Held()->Call(realm->isolate, context, realm->undefined.Held(), 3, argv).IsEmpty())
    ReportCaught(realm, &try_catch);
}

}  // namespace

void InstallModuleHooks(Realm* realm) {
  realm->isolate->SetHostImportModuleDynamicallyCallback(OnImportEvaluation);
  realm->isolate->SetHostImportModuleWithPhaseDynamicallyCallback(OnImport);
  realm->isolate->SetHostInitializeImportMetaObjectCallback(OnImportMeta);
}

void CloseModules(Realm* realm) {
  if (!realm->modules) return;
  for (auto& [hash, record] : *realm->modules) delete record;
  delete realm->modules;
  realm->modules = nullptr;
}

void InitModules(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"compileFunction", CompileFunction},
                            {"functionCodeCache", FunctionCodeCache},
                            {"runScript", RunScript},
                            {"checkScript", CheckScript},
                            {"runWaiting", RunWaiting},
                            {"compileModule", CompileModule},
                            {"moduleCodeCache", ModuleCodeCache},
                            {"moduleRequests", ModuleRequests},
                            {"link", Link},
                            {"instantiate", Instantiate},
                            {"evaluate", Evaluate},
                            {"namespace", Namespace},
                            {"status", Status},
                            {"error", Error},
                            {"isGraphAsync", IsGraphAsync},
                            {"hasTopLevelAwait", HasTopLevelAwait},
                            {"stalledAwaits", StalledAwaits},
                            {"createSynthetic", CreateSynthetic},
                            {"setExport", SetExport},
                            {"setImportDynamically", SetImportDynamically},
                            {"setImportMeta", SetImportMeta}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja
