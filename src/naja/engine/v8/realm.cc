// Starting V8, making and ending realms, held values, compiling, statistics: engine.h's plain calls.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "address_space.h"
#include "allocator.h"
#include "bindings.h"
#include "embedded.h"
#include "env.h"
#include "external.h"
#include "functions.h"
#include "heap.h"
#include "lifetime.h"
#include "messages.h"
#include "texts.h"

using namespace naja;

// ICU's udata_setCommonData, which tools/build/prelink.py has the library export: V8::InitializeICU would
// read the whole file, 10 MB, at every start (6 ms).
extern "C" void naja_v8_set_icu_data(const void* data, int* error);

namespace {

constexpr char kPinnedVersion[] = "14.4.258.23";
v8::Platform* platform = nullptr;
v8::ArrayBuffer::Allocator* allocator = nullptr;
NAJA_THREAD Realm* current_realm = nullptr;

// Maps ICU's data, for good: what is used of it is read then.
bool LoadIcu(const char* path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct stat status;
  void* data = fstat(file, &status) == 0 && status.st_size > 0
                   ? mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0)
                   : MAP_FAILED;
  close(file);
  if (data == MAP_FAILED) return false;
  int error = 0;
  naja_v8_set_icu_data(data, &error);
  return error <= 0;
}

// A fatal error inside V8: as Node prints it, then abort.
void FatalError(const char* location, const char* message) {
  Abandon(location);
  fprintf(stderr, "FATAL ERROR: %s %s\n", location ? location : "", message ? message : "");
  fflush(stderr);
  abort();
}
void OutOfMemory(const char* location, const v8::OOMDetails& details) {
  Abandon(location);
  fprintf(stderr, "FATAL ERROR: %s %s - JavaScript heap out of memory\n", location ? location : "",
          details.is_heap_oom ? "Reached heap limit Allocation failed" : "Allocation failed");
  fflush(stderr);
  abort();
}

// V8 collects the young generation when its own heap is full; of chunks outside of it 64 MB may pile up, each
// page of them touched anew. Every 16 MiB of them the young generation is collected here, at the next point
// where JavaScript can be interrupted.
void CountAllocated(size_t bytes) {
  constexpr size_t kCollectAfter = 16 << 20;
  Realm* realm = current_realm;
  if (!realm || (realm->allocated_bytes += bytes) < kCollectAfter) return;
  realm->allocated_bytes = 0;
  realm->isolate->RequestInterrupt(
      [](v8::Isolate* isolate, void*) {
        constexpr int kNewSpace = 1, kExternalMemoryPressure = 7;
        auto* heap = v8::internal::Isolate_heap(reinterpret_cast<v8::internal::Isolate*>(isolate));
        v8::internal::Heap_CollectGarbage(heap, kNewSpace, kExternalMemoryPressure, 0, 0, 0);
      },
      nullptr);
}

// The heap gets room to unwind in, once its owner has been told.
size_t NearHeapLimit(void* data, size_t current, size_t initial) {
  constexpr size_t kRoomToUnwind = 16 << 20, kMostRoom = 4 * kRoomToUnwind;
  auto* realm = static_cast<Realm*>(data);
  realm->near_heap_limit(realm->owner);
  // Functions of V8's own are not stopped: there is an end to the room.
  if (realm->is_embedded && current > initial + kMostRoom) return current;
  return current + kRoomToUnwind;
}

// The collections that disposing of a heap takes are not to fail.
size_t RoomToDispose(void*, size_t current, size_t) { return current + (size_t{256} << 20); }

// A quarter of the machine's memory, as Node has it, up to what the cage of all heaps has room for; V8's own
// default (0) where that is more.
size_t DefaultHeapSize() {
  constexpr size_t kDefaultByV8 = size_t{1400} << 20, kMost = size_t{3072} << 20;
  static const size_t size = [] {
    size_t quarter =
        static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE)) / 4;
    return quarter <= kDefaultByV8 ? 0 : quarter < kMost ? quarter : kMost;
  }();
  return size;
}

Local<v8::Value> Evaluate(Realm* realm, const char* text) {
  v8::ScriptOrigin origin;
  v8::ScriptCompiler::Source source(NewString(realm->isolate, text), origin);
  Local<v8::Script> script;
  if (!v8::ScriptCompiler::Compile(realm->ctx(), &source).ToLocal(&script)) return {};
  return script->Run(realm->ctx()).Unchecked();
}

class StaticOneByte : public v8::String::ExternalOneByteStringResource {
 public:
  StaticOneByte(const char* data, size_t length) : data_(data), length_(length) {}
  const char* data() const override { return data_; }
  size_t length() const override { return length_; }

 private:
  const char* data_;
  size_t length_;
};

std::string Utf8(Realm* realm, Local<v8::Value> value) {
  Local<v8::String> string;
  if (value.IsEmpty() || !value->ToString(realm->ctx()).ToLocal(&string)) return {};
  std::string bytes(string->Utf8LengthV2(realm->isolate), '\0');
  string->WriteUtf8V2(realm->isolate, bytes.data(), bytes.size(), v8::String::kReplaceInvalidUtf8);
  return bytes;
}

}  // namespace

namespace naja {

Realm* CurrentRealm(v8::Isolate*) { return current_realm; }
void SetCurrentRealm(Realm* realm) { current_realm = realm; }
v8::ArrayBuffer::Allocator* BufferAllocator() { return allocator; }

// V8's operator new is its own, so what V8 made is deleted by V8's operator delete, not by libstdc++'s.
void DeleteByV8(void* memory) {
  using Delete = void (*)(void*);
  static const auto v8_delete = [] {
    void* library = dlopen("libnaja_v8.so", RTLD_LAZY | RTLD_NOLOAD);
    return reinterpret_cast<Delete>(library ? dlsym(library, "_ZdlPv") : nullptr);
  }();
  if (v8_delete) v8_delete(memory);
}

void DeleteCache(v8::ScriptCompiler::CachedData* cache) {
  if (!cache) return;
  cache->~CachedData();
  DeleteByV8(cache);
}

Local<v8::String> NewString(v8::Isolate* isolate, const char* text) {
  return v8::String::NewFromUtf8(isolate, text).Unchecked();
}

// "file:line\nsource line\n    ^^^^\n" of a message; empty where there is none to show.
std::string ArrowText(Realm* realm, Local<v8::Message> message) {
  Local<v8::Value> name = message->GetScriptResourceName();
  Local<v8::String> line;
  if (!message->GetSourceLine(realm->ctx()).ToLocal(&line)) return {};
  std::string text =
      name.IsEmpty() || name->IsUndefined() ? std::string("<anonymous_script>") : Utf8(realm, name);
  if (text.rfind("node:", 0) == 0) return {};  // our own code is not the user's to read
  std::string source = Utf8(realm, line);
  int number = message->GetLineNumber(realm->ctx()).FromMaybe(0);
  int start = message->GetStartColumn(), end = message->GetEndColumn();
  // The first line of what begins in the middle of one.
  v8::ScriptOrigin origin = message->GetScriptOrigin();
  if (number - origin.line_offset == 1 && start >= origin.column_offset) {
    start -= origin.column_offset;
    end -= origin.column_offset;
  }
  text += ":" + std::to_string(number) + "\n" + source + "\n";
  for (int i = 0; i < start && i < static_cast<int>(source.size()); i++)
    text += source[i] == '\t' ? '\t' : ' ';
  for (int i = start; i < end || i == start; i++) text += '^';
  text += "\n";
  return text;
}

// That text, kept on the error, once, for whoever prints it.
void DecorateError(Realm* realm, Local<v8::Value> error, Local<v8::Message> message) {
  if (message.IsEmpty() || !error->IsObject()) return;
  auto object = error.As<v8::Object>();
  auto key = realm->arrow_key.Held();
  if (object->HasPrivate(realm->ctx(), key).FromMaybe(true)) return;
  v8::TryCatch ignore(realm->isolate);
  std::string text = ArrowText(realm, message);
  if (!text.empty()) object->SetPrivate(realm->ctx(), key, NewString(realm->isolate, text.c_str())).IsJust();
}

}  // namespace naja

const char* naja_engine_version(void) { return v8::V8::GetVersion(); }

const char* naja_engine_init(const char* icu_data_file, const char* flags) {
  if (platform) return nullptr;
  if (strcmp(v8::V8::GetVersion(), kPinnedVersion) != 0) {
    static std::string reason;
    reason = std::string("naja needs V8 ") + kPinnedVersion + ", but the library beside it is V8 " +
             v8::V8::GetVersion();
    return reason.c_str();
  }
  if (icu_data_file && !LoadIcu(icu_data_file)) return "naja cannot read the ICU data beside its V8";
  // v8.setFlagsFromString() comes later.
  constexpr char kNoFreeze[] = "--no-freeze-flags-after-init";
  v8::V8::SetFlagsFromString(kNoFreeze, sizeof(kNoFreeze) - 1);
  FindScavengeFlag();
  if (flags && *flags) SetFlags(flags, strlen(flags));
  PlaceSandbox();
  platform = v8::platform::NewDefaultPlatform(0, 0, 0, nullptr, 0);
  v8::V8::InitializePlatform(platform);
  if (!v8::V8::Initialize(v8::V8::kBuildConfiguration)) return "V8 could not be initialised";
  allocator = NewCachingAllocator(v8::ArrayBuffer::Allocator::NewDefaultAllocator(), CountAllocated);
  return nullptr;
}

static uv_loop_s* main_loop = nullptr;

uv_loop_s* naja_main_loop(void) { return main_loop; }

uv_loop_s* naja_default_loop(void) {
  if (current_realm && (current_realm->is_embedded || !main_loop)) return current_realm->loop;
  return main_loop;
}

uint64_t naja_env_domain(napi_env env) { return env->realm->domain; }

napi_env naja_env_new(const naja_env_options* options) {
  if (options->is_process) main_loop = options->loop;
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator = allocator;
  params.constraints.max_old_generation_size =
      options->max_old_generation_bytes ? options->max_old_generation_bytes : DefaultHeapSize();
  if (options->max_young_generation_bytes)
    params.constraints.max_young_generation_size = options->max_young_generation_bytes;
  auto* realm = new Realm;
  realm->domain = options->domain;
  if (options->is_embedded) {
    NewTurns(realm);
    realm->domain = realm->number;
    realm->mark = options->mark;
    params.array_buffer_allocator = realm->allocator =
        new LimitedAllocator(allocator, realm, options->memory_limit);
    if (options->memory_limit) {
      // The young generation is three semi-spaces of at most 16 MiB; a small heap has smaller ones.
      size_t young = options->memory_limit / 4, most = size_t{48} << 20;
      params.constraints.max_old_generation_size = options->memory_limit;
      params.constraints.max_young_generation_size = young < most ? young : most;
    }
  }
  v8::Isolate* isolate = v8::Isolate::New(params);
  if (!isolate) return nullptr;
  isolate->Enter();
  isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate->SetFatalErrorHandler(FatalError);
  isolate->SetOOMErrorHandler(OutOfMemory);
  if (options->stack_limit) isolate->SetStackLimit(options->stack_limit);

  realm->isolate = isolate;
  realm->loop = options->loop;
  realm->near_heap_limit = options->near_heap_limit;
  realm->fatal = options->fatal;
  realm->owner = options->owner;
  realm->permissions = options->permissions;
  if (realm->near_heap_limit) isolate->AddNearHeapLimitCallback(NearHeapLimit, realm);
  current_realm = realm;
  OpenTasks(realm, platform);
  WatchScavenges(isolate);
  HandleScope scope(isolate);
  Local<v8::Context> context = v8::Context::New(isolate);
  context->Enter();
  realm->context.Reset(isolate, context);
  // The number that the first context of an inspector has: what is compiled before there is one, is found.
  v8::debug::SetContextId(context, 1);
  realm->undefined.Reset(isolate, Evaluate(realm, "undefined"));
  realm->null.Reset(isolate, Evaluate(realm, "null"));
  realm->true_value.Reset(isolate, Evaluate(realm, "true"));
  realm->false_value.Reset(isolate, Evaluate(realm, "false"));
  realm->wrap_key.Reset(isolate, v8::Private::New(isolate, NewString(isolate, "napi.wrap")));
  realm->type_tag_key.Reset(isolate, v8::Private::New(isolate, NewString(isolate, "napi.type_tag")));
  realm->arrow_key.Reset(isolate, v8::Private::New(isolate, NewString(isolate, "naja.arrow")));
  realm->port_key.Reset(isolate, v8::Private::New(isolate, NewString(isolate, "naja.port")));
  realm->uncloneable_key.Reset(isolate, v8::Private::New(isolate, NewString(isolate, "naja.uncloneable")));
  realm->mode_key.Reset(isolate, v8::Private::New(isolate, NewString(isolate, "naja.transfer_mode")));
  realm->object_prototype.Reset(isolate, v8::Object::New(isolate)->GetPrototypeV2());
  realm->array_prototype.Reset(isolate, v8::Array::New(isolate)->GetPrototypeV2());

  auto* env = new napi_env__;
  env->realm = realm;
  env->isolate = isolate;
  realm->root = env;
  InstallHooks(realm);
  // Calls from outside of any scope (Python's) would allocate a block of handles each: this keeps the first
  // one.
  ::new (::operator new(sizeof(HandleScope))) HandleScope(isolate);
  HandleScope::CreateHandle(isolate, heap::Small(0));
  return env;
}

void naja_env_close(napi_env env) {
  Realm* realm = env->realm;
  realm->stopping = true;
  HandleScope scope(realm->isolate);
  for (auto& hook : realm->first_hooks) hook.call(hook.data);
  realm->first_hooks.clear();
  CloseTasks(realm);
  if (realm->broken) return;
  RunCleanup(realm);
  CloseEnv(env);
  CloseMessages(realm);
}

void naja_at_close(napi_env env, void (*close)(void* data), void* data) {
  env->realm->first_hooks.push_back({close, data});
}
void naja_at_delete(napi_env env, void (*release)(void* data), void* data) {
  env->realm->last_hooks.push_back({release, data});
}

bool naja_env_has_cleanup(napi_env env) {
  return !env->realm->cleanup_hooks.empty() || !env->realm->addons.empty();
}

void naja_env_delete(napi_env env) {
  Realm* realm = env->realm;
  v8::Isolate* isolate = realm->isolate;
  {
    HandleScope scope(isolate);
    // What callbacks of the loop's end have made.
    DrainFinalizers(realm);
    for (napi_env addon : realm->addons) CloseEnv(addon);
    CloseEnv(env);
    DrainExternals(realm);
    for (napi_env addon : realm->addons) delete addon;
    ForgetCallbacks(realm);
    for (auto hook = realm->last_hooks.rbegin(); hook != realm->last_hooks.rend(); ++hook)
      hook->call(hook->data);
    env->last_exception.Reset();
    if (!realm->dead) realm->ctx()->Exit();
  }
  CloseModules(realm);
  CloseKnownArrays(realm);
  if (realm->near_heap_limit) isolate->RemoveNearHeapLimitCallback(NearHeapLimit, 0);
  bool is_embedded = realm->is_embedded;
  if (is_embedded) isolate->AddNearHeapLimitCallback(RoomToDispose, nullptr);
  LimitedAllocator* limited = realm->allocator;
  delete env;
  delete realm->texts;
  while (void* block = realm->scope_pool) {
    realm->scope_pool = *static_cast<void**>(block);
    ::operator delete(block);
  }
  delete realm;
  if (current_realm == realm) current_realm = nullptr;
  v8::platform::NotifyIsolateShutdown(platform, isolate);
  if (!is_embedded) {
    isolate->Exit();
    return isolate->Dispose();
  }
  EndTurns();
  if (DisposeEmbedded(isolate)) limited->Close();
}

uv_loop_s* naja_env_loop(napi_env env) { return env->realm->loop; }
void* naja_env_owner(napi_env env) { return env->realm->owner; }

naja_permissions* naja_env_permissions(napi_env env) { return env->realm->permissions; }

void naja_env_set_permissions(napi_env env, naja_permissions* permissions) {
  env->realm->permissions = permissions;
}

napi_value naja_hold(napi_env env, napi_value value) {
  Global<v8::Value> held(env->isolate, ToLocal(value));
  return reinterpret_cast<napi_value>(held.Release());
}

napi_value naja_local(napi_env env, napi_value held) {
  return reinterpret_cast<napi_value>(
      v8::HandleScope::CreateHandle(env->isolate, *reinterpret_cast<v8::Address*>(held)));
}

void naja_release(napi_env, napi_value held) {
  if (held) v8::api_internal::DisposeGlobal(reinterpret_cast<v8::Address*>(held));
}

napi_value naja_string(napi_env env, const char* literal) {
  auto& strings = env->realm->strings;
  auto found = strings.find(literal);
  if (found == strings.end()) {
    HandleScope scope(env->isolate);
    auto string = v8::String::NewFromOneByte(env->isolate, reinterpret_cast<const uint8_t*>(literal),
                                             v8::NewStringType::kInternalized)
                      .Unchecked();
    found = strings.emplace(literal, Global<v8::String>(env->isolate, string)).first;
  }
  return FromLocal(found->second.Held());
}

void naja_handles_open(napi_env env, naja_handles* scope) {
  static_assert(sizeof(HandleScope) <= sizeof(naja_handles));
  // HandleScope forbids new; its storage is the caller's.
  ::new (static_cast<void*>(scope)) HandleScope(env->isolate);
}
void naja_handles_close(napi_env, naja_handles* scope) {
  reinterpret_cast<HandleScope*>(scope)->~HandleScope();
}

bool naja_report_pending(napi_env env) {
  if (env->last_exception.IsEmpty()) return false;
  HandleScope scope(env->isolate);
  Local<v8::Value> error = env->last_exception.Get(env->isolate);
  env->last_exception.Reset();
  naja_uncaught(env, FromLocal(error));
  return true;
}

void naja_run_finalizers(napi_env env) {
  Realm* realm = env->realm;
  if (realm->draining.empty() || realm->dead) return;
  HandleScope scope(realm->isolate);
  DrainFinalizers(realm);
}

bool naja_pump(napi_env env) {
  Realm* realm = env->realm;
  if (realm->dead) return false;
  bool ran = false;
  // A FinalizationRegistry's next function, after one that was stopped, is a task of its own.
  while (!realm->interrupted && !realm->stopping &&
         v8::platform::PumpMessageLoop(platform, realm->isolate, 0))
    ran = true;
  if (!realm->draining.empty() || (realm->freed_externals && realm->freed_externals->any)) {
    HandleScope scope(realm->isolate);
    DrainFinalizers(realm);
    ran = true;
  }
  return ran;
}

bool naja_has_background_work(napi_env env) { return env->isolate->HasPendingBackgroundTasks(); }

napi_status naja_compile_function(napi_env env, napi_value source_text, const char* filename,
                                  size_t param_count, const char* const* params, const uint8_t* cache,
                                  size_t cache_size, bool* rejected, napi_value* result) {
  NAJA_PREAMBLE(env);
  v8::Isolate* isolate = env->isolate;
  std::vector<Local<v8::String>> names;
  for (size_t i = 0; i < param_count; i++)
    names.push_back(ToLocal(naja_string(env, params[i])).As<v8::String>());
  v8::ScriptOrigin origin;
  origin.resource_name = NewString(isolate, filename);
  auto* cached = cache ? new v8::ScriptCompiler::CachedData(cache, static_cast<int>(cache_size)) : nullptr;
  v8::ScriptCompiler::Source source(ToLocal(source_text).As<v8::String>(), origin, cached);
  Local<v8::Function> function;
  NAJA_CHECK_MAYBE(env,
                   v8::ScriptCompiler::CompileFunction(
                       env->ctx(), &source, names.size(), names.data(), 0, nullptr,
                       cached ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
                       .ToLocal(&function),
                   napi_generic_failure);
  if (rejected) *rejected = cached && cached->rejected;
  *result = FromLocal(function);
  return NAJA_RESULT(env);
}

uint8_t* naja_function_code_cache(napi_env, napi_value function, size_t* size) {
  v8::ScriptCompiler::CachedData* cache =
      v8::ScriptCompiler::CreateCodeCacheForFunction(ToLocal(function).As<v8::Function>());
  if (!cache) return nullptr;
  *size = static_cast<size_t>(cache->length);
  auto* copy = static_cast<uint8_t*>(malloc(*size ? *size : 1));
  memcpy(copy, cache->data, *size);
  DeleteCache(cache);
  return copy;
}

napi_status naja_external_one_byte_string(napi_env env, const char* data, size_t length, napi_value* result) {
  NAJA_CHECK_ENV(env);
  Local<v8::String> string;
  if (!v8::String::NewExternalOneByte(env->isolate, new StaticOneByte(data, length)).ToLocal(&string))
    return SetError(env, napi_generic_failure);
  *result = FromLocal(string);
  return ClearError(env);
}

// --- from other threads

void naja_stop(napi_env env) {
  env->realm->stopping = true;
  env->isolate->TerminateExecution();
}
bool naja_is_stopping(napi_env env) { return env->realm->stopping; }
void naja_unwind(napi_env env) {
  // V8 looks when a function of JavaScript's begins: this one throws what cannot be caught, on top of whoever
  // called us.
  HandleScope scope(env->isolate);
  (void)Evaluate(env->realm, "(function () {})()");
}

namespace {
struct Interrupt {
  napi_env env;
  void (*callback)(napi_env env, void* data);
  void* data;
};
}  // namespace

void naja_request_interrupt(napi_env env, void (*callback)(napi_env env, void* data), void* data) {
  env->isolate->RequestInterrupt(
      [](v8::Isolate*, void* raw) {
        auto* interrupt = static_cast<Interrupt*>(raw);
        interrupt->callback(interrupt->env, interrupt->data);
        delete interrupt;
      },
      new Interrupt{env, callback, data});
}

void naja_get_heap_statistics(napi_env env, naja_heap_statistics* out) {
  v8::HeapStatistics s{};
  env->isolate->GetHeapStatistics(&s);
  *out = {s.total_heap_size,
          s.total_heap_size_executable,
          s.total_physical_size,
          s.total_available_size,
          s.used_heap_size,
          s.heap_size_limit,
          s.malloced_memory,
          s.external_memory,
          s.peak_malloced_memory,
          s.number_of_native_contexts,
          s.number_of_detached_contexts,
          s.total_global_handles_size,
          s.used_global_handles_size};
}

void naja_low_memory(napi_env env) { env->isolate->LowMemoryNotification(); }
