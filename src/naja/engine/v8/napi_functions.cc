// Node-API: functions, calls in both directions, scripts, promises, versions.
#include <atomic>
#include <mutex>

#include "../bridge.h"
#include "functions.h"
#include "heap.h"
#include "texts.h"

using namespace naja;

namespace naja {
namespace {

// The C side of one function. The function's data is its number in a table that all threads share: small
// integers are read without a call of V8. A place is given back when the function's template is collected. It
// begins as Node.js's does, since there are addons (koffi) that read `data` from here without asking.
struct Callback {
  napi_env env;
  void* data;
  napi_callback call;
  Realm* realm;
  union {
    v8::Address* self;  // weak
    Callback* next_free;
  };
  int32_t number;
};

constexpr int kChunkBits = 10;
constexpr int32_t kChunkSize = 1 << kChunkBits, kChunks = 1 << 16;
std::atomic<Callback*> chunks[kChunks];
std::mutex table_mutex;
Callback* free_callbacks = nullptr;
int32_t used_callbacks = 0;
std::atomic<uint16_t> made_type{0};  // the instance type of functions, once one was made

inline Callback* CallbackOf(int32_t number) {
  return chunks[number >> kChunkBits].load(std::memory_order_acquire) + (number & (kChunkSize - 1));
}

Callback* NewCallback(napi_env env, napi_callback call, void* data) {
  std::lock_guard<std::mutex> lock(table_mutex);
  Callback* made = free_callbacks;
  if (made) {
    free_callbacks = made->next_free;
  } else {
    int32_t number = used_callbacks++;
    if (number >= kChunkSize * kChunks) return nullptr;
    auto& chunk = chunks[number >> kChunkBits];
    if (!chunk.load(std::memory_order_relaxed))
      chunk.store(new Callback[kChunkSize]{}, std::memory_order_release);
    made = CallbackOf(number);
    made->number = number;
  }
  made->env = env;
  made->realm = env->realm;
  made->call = call;
  made->data = data;
  made->self = nullptr;
  return made;
}

void FreeLocked(Callback* callback) {
  callback->realm = nullptr;
  callback->next_free = free_callbacks;
  free_callbacks = callback;
}

void FreeCallback(Callback* callback) {
  std::lock_guard<std::mutex> lock(table_mutex);
  FreeLocked(callback);
}

void Collected(const v8::WeakCallbackInfo<void>& info) {
  auto* callback = static_cast<Callback*>(info.GetParameter());
  v8::api_internal::DisposeGlobal(callback->self);
  FreeCallback(callback);
}

// Frees the callback when `object`, a tagged address, is collected.
void FreeWith(napi_env env, Callback* callback, v8::Address object) {
  callback->self =
      v8::api_internal::GlobalizeReference(reinterpret_cast<v8::internal::Isolate*>(env->isolate), object);
  v8::api_internal::MakeWeak(callback->self, callback, Collected, 0);
}

}  // namespace
}  // namespace naja

// What a napi_callback_info points to: V8's own call information and the function's C side, in Node.js's
// order.
struct napi_callback_info__ {
  const v8::FunctionCallbackInfo<v8::Value>* info;
  const naja::Callback* callback;
};

namespace naja {
namespace {

void Invoke(const v8::FunctionCallbackInfo<v8::Value>& info) {
  int32_t number = heap::DataOfFunction(info.Target());
  if (__builtin_expect(number < 0, 0)) number = heap::SmallValue(*info.Data().slot());
  Callback* callback = CallbackOf(number);
  napi_env env = callback->env;
  napi_callback_info__ call{&info, callback};
  napi_value result = nullptr;
  bool thrown = false;
  CallNative(
      env, [&] { result = callback->call(env, &call); },
      [&](Local<v8::Value> error) {
        thrown = true;
        if (env->realm->can_run_js()) env->isolate->ThrowException(error);
      });
  if (result && !thrown) info.Return(ToLocal(result));
  // JavaScript that the callback called may have been what was terminated; who caught it there used it up.
  if (__builtin_expect(!env->realm->can_run_js(), 0)) env->isolate->TerminateExecution();
}

}  // namespace

void ForgetCallbacks(Realm* realm) {
  std::lock_guard<std::mutex> lock(table_mutex);
  for (int32_t i = 0; i < used_callbacks; i++) {
    Callback* callback = CallbackOf(i);
    if (callback->realm != realm) continue;
    // The collector runs once more when the heap ends: it must not find what is another realm's by then.
    if (callback->self) v8::api_internal::DisposeGlobal(callback->self);
    FreeLocked(callback);
  }
}

MaybeLocal<v8::Function> MakeFunction(napi_env env, napi_callback call, void* data) {
  Callback* callback = NewCallback(env, call, data);
  if (!callback) return {};
  Local<v8::Function> function;
  if (!v8::Function::New(env->ctx(), Invoke, v8::Integer::New(env->isolate, callback->number))
           .ToLocal(&function)) {
    FreeCallback(callback);
    return {};
  }
  // The template lives as long as anything that can call the function.
  v8::Address made = heap::TemplateOfFunction(*function.slot());
  if (made) FreeWith(env, callback, made);
  made_type.store(heap::InstanceType(*function.slot()), std::memory_order_relaxed);
  return function;
}

Local<v8::FunctionTemplate> MakeTemplate(napi_env env, napi_callback call, void* data,
                                         Local<v8::Signature> signature, v8::ConstructorBehavior behavior) {
  Callback* callback = NewCallback(env, call, data);
  if (!callback)
    napi_fatal_error("napi_define_class", NAPI_AUTO_LENGTH, "too many native functions", NAPI_AUTO_LENGTH);
  auto made = v8::FunctionTemplate::New(
      env->isolate, Invoke, v8::Integer::New(env->isolate, callback->number), signature, 0, behavior);
  FreeWith(env, callback, *made.slot());
  return made;
}

}  // namespace naja

napi_status napi_create_function(napi_env env, const char* name, size_t length, napi_callback cb, void* data,
                                 napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, cb);
  Local<v8::Function> function;
  NAJA_CHECK_MAYBE(env, MakeFunction(env, cb, data).ToLocal(&function), napi_generic_failure);
  if (name) {
    Local<v8::String> key;
    NAJA_RETURN_IF_FALSE(env, length == NAPI_AUTO_LENGTH || length <= INT32_MAX, napi_invalid_arg);
    NAJA_CHECK_MAYBE(env, NewName(env, name, length).ToLocal(&key), napi_generic_failure);
    function->SetName(key);
  }
  *result = FromLocal(function);
  return NAJA_RESULT(env);
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t* argc, napi_value* argv,
                             napi_value* this_arg, void** data) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, info);
  const auto& args = *info->info;
  if (argv) {
    NAJA_CHECK_ARG(env, argc);
    size_t wanted = *argc, given = static_cast<size_t>(args.Length()), i = 0;
    for (; i < wanted && i < given; i++) argv[i] = FromLocal(args[static_cast<int>(i)]);
    if (i < wanted) {
      napi_value undefined = FromLocal(env->realm->undefined.Held());
      for (; i < wanted; i++) argv[i] = undefined;
    }
  }
  if (argc) *argc = static_cast<size_t>(args.Length());
  if (this_arg) *this_arg = FromLocal(args.This());
  if (data) *data = info->callback->data;
  return ClearError(env);
}

napi_status napi_get_new_target(napi_env env, napi_callback_info info, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, info);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> target = info->info->NewTarget();
  *result = target->IsUndefined() ? nullptr : FromLocal(target);
  return ClearError(env);
}

napi_status napi_call_function(napi_env env, napi_value recv, napi_value func, size_t argc,
                               const napi_value* argv, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_RUNS_JS(env);
  // Naja's own bindings may leave the receiver out.
  if (env != env->realm->root) NAJA_CHECK_ARG(env, recv);
  if (argc > 0) NAJA_CHECK_ARG(env, argv);
  NAJA_CHECK_ARG(env, func);
  NAJA_RETURN_IF_FALSE(env, heap::IsCallable(heap::Raw(func)), napi_invalid_arg);
  Local<v8::Value> receiver = recv ? ToLocal(recv) : env->realm->undefined.Held();
  if (__builtin_expect(env->realm->has_copies, 0)) EnterJavaScript(env->realm);
  MaybeLocal<v8::Value> returned = ToLocal(func).As<v8::Function>()->Call(
      env->isolate, env->ctx(), receiver, static_cast<int>(argc),
      reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(argv)));
  Local<v8::Value> value;
  if (__builtin_expect(env->realm->has_copies, 0)) LeaveJavaScript(env->realm);
  if (!returned.ToLocal(&value)) return SetError(env, napi_pending_exception);  // or the end of a worker
  if (result) *result = FromLocal(value);
  return ClearError(env);
}

napi_status napi_new_instance(napi_env env, napi_value constructor, size_t argc, const napi_value* argv,
                              napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_RUNS_JS(env);
  NAJA_CHECK_ARG(env, constructor);
  if (argc > 0) NAJA_CHECK_ARG(env, argv);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, heap::IsCallable(heap::Raw(constructor)), napi_invalid_arg);
  Local<v8::Object> object;
  if (!ToLocal(constructor)
           .As<v8::Function>()
           ->NewInstance(env->ctx(), static_cast<int>(argc),
                         reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(argv)))
           .ToLocal(&object))
    return SetError(env, napi_pending_exception);
  *result = FromLocal(object);
  return NAJA_RESULT(env);
}

napi_status napi_instanceof(napi_env env, napi_value object, napi_value constructor, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, object);
  NAJA_CHECK_ARG(env, constructor);
  NAJA_CHECK_ARG(env, result);
  *result = false;
  Local<v8::Object> target;
  NAJA_RETURN_IF_FALSE(env, ToLocal(constructor)->ToObject(env->ctx()).ToLocal(&target),
                       napi_object_expected);
  if (!target->IsFunction()) {
    napi_throw_type_error(env, "ERR_NAPI_CONS_FUNCTION", "Constructor must be a function");
    return SetError(env, napi_function_expected);
  }
  NAJA_RETURN_IF_FALSE(env, ToLocal(object)->InstanceOf(env->ctx(), target).To(result), napi_generic_failure);
  return NAJA_RESULT(env);
}

// --- scripts and promises

napi_status napi_run_script(napi_env env, napi_value script, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, script);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, ToLocal(script)->IsString(), napi_string_expected);
  v8::ScriptOrigin origin;
  v8::ScriptCompiler::Source source(ToLocal(script).As<v8::String>(), origin);
  Local<v8::Script> compiled;
  NAJA_RETURN_IF_FALSE(env, v8::ScriptCompiler::Compile(env->ctx(), &source).ToLocal(&compiled),
                       napi_generic_failure);
  Local<v8::Value> value;
  NAJA_RETURN_IF_FALSE(env, compiled->Run(env->ctx()).ToLocal(&value), napi_generic_failure);
  *result = FromLocal(value);
  return NAJA_RESULT(env);
}

napi_status napi_create_promise(napi_env env, napi_deferred* deferred, napi_value* promise) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, deferred);
  NAJA_CHECK_ARG(env, promise);
  Local<v8::Promise::Resolver> resolver;
  NAJA_CHECK_MAYBE(env, v8::Promise::Resolver::New(env->ctx()).ToLocal(&resolver), napi_generic_failure);
  Global<v8::Promise::Resolver> held(env->isolate, resolver);
  *deferred = reinterpret_cast<napi_deferred>(held.Release());
  *promise = FromLocal(resolver->GetPromise());
  return NAJA_RESULT(env);
}

namespace {
napi_status Conclude(napi_env env, napi_deferred deferred, napi_value value, bool resolve) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, deferred);
  NAJA_CHECK_ARG(env, value);
  auto* slot = reinterpret_cast<v8::Address*>(deferred);
  auto resolver =
      Local<v8::Promise::Resolver>::New(env->isolate, Local<v8::Promise::Resolver>::FromSlot(slot));
  v8::api_internal::DisposeGlobal(slot);
  bool done =
      (resolve ? resolver->Resolve(env->ctx(), ToLocal(value)) : resolver->Reject(env->ctx(), ToLocal(value)))
          .FromMaybe(false);
  NAJA_CHECK_MAYBE(env, done, napi_generic_failure);
  return NAJA_RESULT(env);
}
}  // namespace

napi_status napi_resolve_deferred(napi_env env, napi_deferred deferred, napi_value resolution) {
  return Conclude(env, deferred, resolution, true);
}
napi_status napi_reject_deferred(napi_env env, napi_deferred deferred, napi_value rejection) {
  return Conclude(env, deferred, rejection, false);
}

napi_status napi_adjust_external_memory(napi_env env, int64_t change, int64_t* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = env->isolate->AdjustAmountOfExternalAllocatedMemory(change);
  return ClearError(env);
}

napi_status napi_get_version(napi_env env, uint32_t* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = NODE_API_SUPPORTED_VERSION_MAX;
  return ClearError(env);
}

napi_status napi_get_node_version(napi_env env, const napi_node_version** result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  static const napi_node_version kVersion = {26, 10, 0, "node"};
  *result = &kVersion;
  return ClearError(env);
}

napi_status napi_get_uv_event_loop(napi_env env, uv_loop_s** loop) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, loop);
  *loop = env->realm->loop;
  return ClearError(env);
}

napi_status node_api_get_module_file_name(napi_env env, const char** result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = env->filename.c_str();
  return ClearError(env);
}

void* naja_function_data(napi_env env, napi_value value, napi_callback call) {
  v8::Address function = heap::Raw(value);
  if (heap::IsSmall(function) || heap::InstanceType(function) != made_type.load(std::memory_order_relaxed))
    return nullptr;
  v8::Address made = heap::TemplateOfFunction(function);
  int32_t number = made ? heap::DataOfFunction(made) : -1;
  if (number < 0 || number >= kChunkSize * kChunks || !chunks[number >> kChunkBits]) return nullptr;
  Callback* callback = CallbackOf(number);
  // Other functions of native code have numbers as their data, too.
  bool ours = callback->env == env && callback->call == call && callback->self && *callback->self == made;
  return ours ? callback->data : nullptr;
}
