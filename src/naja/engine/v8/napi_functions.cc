// Node-API: functions, calls in both directions, errors and exceptions, scripts, promises.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "functions.h"

using namespace naja;

namespace naja {
namespace {

// The C side of one function; freed when the function's External is collected. It begins as Node.js's does,
// since there are addons (koffi) that read `data` from here without asking.
struct Callback {
  napi_env env;
  void* data;
  napi_callback call;
  Global<v8::External> self;
};

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
  auto* callback = static_cast<Callback*>(info.Data().As<v8::External>()->Value(kExternalTag));
  napi_env env = callback->env;
  napi_callback_info__ call{&info, callback};
  int open_scopes = env->open_handle_scopes;
  ClearError(env);
  napi_value result = callback->call(env, &call);
  if (__builtin_expect(env->open_handle_scopes != open_scopes, 0))
    napi_fatal_error("napi_callback", NAPI_AUTO_LENGTH, "a callback left a handle scope open",
                     NAPI_AUTO_LENGTH);
  if (__builtin_expect(!env->last_exception.IsEmpty(), 0)) {
    Local<v8::Value> error = env->last_exception.Get(env->isolate);
    env->last_exception.Reset();
    env->isolate->ThrowException(error);
    return;
  }
  if (result) info.Return(ToLocal(result));
}

void Freed(const v8::WeakCallbackInfo<void>& info) {
  auto* callback = static_cast<Callback*>(info.GetParameter());
  callback->self.Reset();
  delete callback;
}

Local<v8::External> Bundle(napi_env env, napi_callback call, void* data) {
  auto* callback = new Callback{env, data, call, {}};
  auto external = v8::External::New(env->isolate, callback, kExternalTag);
  callback->self.Reset(env->isolate, external);
  callback->self.SetWeak(callback, Freed);
  return external;
}

}  // namespace

MaybeLocal<v8::Function> MakeFunction(napi_env env, napi_callback callback, void* data) {
  return v8::Function::New(env->ctx(), Invoke, Bundle(env, callback, data));
}

Local<v8::FunctionTemplate> MakeTemplate(napi_env env, napi_callback callback, void* data,
                                         Local<v8::Signature> signature, v8::ConstructorBehavior behavior) {
  return v8::FunctionTemplate::New(env->isolate, Invoke, Bundle(env, callback, data), signature, 0, behavior);
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
    napi_value key;
    napi_status status = node_api_create_property_key_utf8(env, name, length, &key);
    if (status != napi_ok) return status;
    function->SetName(ToLocal(key).As<v8::String>());
  }
  *result = FromLocal(function);
  return NAJA_RESULT(env);
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t* argc, napi_value* argv,
                             napi_value* this_arg, void** data) {
  NAJA_CHECK_ENV(env);
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
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, info);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> target = info->info->NewTarget();
  *result = target->IsUndefined() ? nullptr : FromLocal(target);
  return ClearError(env);
}

napi_status napi_call_function(napi_env env, napi_value recv, napi_value func, size_t argc,
                               const napi_value* argv, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, func);
  if (argc > 0) NAJA_CHECK_ARG(env, argv);
  NAJA_RETURN_IF_FALSE(env, ToLocal(func)->IsFunction(), napi_function_expected);
  Local<v8::Value> receiver = recv ? ToLocal(recv) : env->realm->undefined.Held();
  MaybeLocal<v8::Value> returned = ToLocal(func).As<v8::Function>()->Call(
      env->isolate, env->ctx(), receiver, static_cast<int>(argc),
      reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(argv)));
  Local<v8::Value> value;
  if (!returned.ToLocal(&value)) return SetError(env, napi_pending_exception);
  if (result) *result = FromLocal(value);
  return ClearError(env);
}

napi_status napi_new_instance(napi_env env, napi_value constructor, size_t argc, const napi_value* argv,
                              napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, constructor);
  if (argc > 0) NAJA_CHECK_ARG(env, argv);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, ToLocal(constructor)->IsFunction(), napi_function_expected);
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
  if (!ToLocal(constructor)->IsFunction()) {
    napi_throw_type_error(env, "ERR_NAPI_CONS_FUNCTION", "Constructor must be a function");
    return SetError(env, napi_function_expected);
  }
  NAJA_CHECK_MAYBE(env,
                   ToLocal(object)->InstanceOf(env->ctx(), ToLocal(constructor).As<v8::Object>()).To(result),
                   napi_generic_failure);
  return NAJA_RESULT(env);
}

// --- errors

namespace {

using Maker = Local<v8::Value> (*)(Local<v8::String>, Local<v8::Value>);

napi_status MakeError(napi_env env, napi_value code, napi_value msg, Maker make, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, msg);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, ToLocal(msg)->IsString(), napi_string_expected);
  Local<v8::Value> error = make(ToLocal(msg).As<v8::String>(), {});
  if (code) {
    NAJA_RETURN_IF_FALSE(env, ToLocal(code)->IsString(), napi_string_expected);
    if (!error.As<v8::Object>()
             ->Set(env->ctx(), ToLocal(naja_string(env, "code")), ToLocal(code))
             .FromMaybe(false))
      return SetError(env, napi_generic_failure);
  }
  *result = FromLocal(error);
  return ClearError(env);
}

napi_status ThrowError(napi_env env, const char* code, const char* msg, Maker make) {
  NAJA_PREAMBLE(env);
  napi_value message = nullptr, code_value = nullptr, error = nullptr;
  napi_status status = napi_create_string_utf8(env, msg ? msg : "", NAPI_AUTO_LENGTH, &message);
  if (status == napi_ok && code) status = napi_create_string_utf8(env, code, NAPI_AUTO_LENGTH, &code_value);
  if (status == napi_ok) status = MakeError(env, code_value, message, make, &error);
  if (status != napi_ok) return status;
  env->isolate->ThrowException(ToLocal(error));
  return ClearError(env);
}

}  // namespace

napi_status napi_create_error(napi_env env, napi_value code, napi_value msg, napi_value* result) {
  return MakeError(env, code, msg, v8::Exception::Error, result);
}
napi_status napi_create_type_error(napi_env env, napi_value code, napi_value msg, napi_value* result) {
  return MakeError(env, code, msg, v8::Exception::TypeError, result);
}
napi_status napi_create_range_error(napi_env env, napi_value code, napi_value msg, napi_value* result) {
  return MakeError(env, code, msg, v8::Exception::RangeError, result);
}
napi_status node_api_create_syntax_error(napi_env env, napi_value code, napi_value msg, napi_value* result) {
  return MakeError(env, code, msg, v8::Exception::SyntaxError, result);
}
napi_status napi_throw_error(napi_env env, const char* code, const char* msg) {
  return ThrowError(env, code, msg, v8::Exception::Error);
}
napi_status napi_throw_type_error(napi_env env, const char* code, const char* msg) {
  return ThrowError(env, code, msg, v8::Exception::TypeError);
}
napi_status napi_throw_range_error(napi_env env, const char* code, const char* msg) {
  return ThrowError(env, code, msg, v8::Exception::RangeError);
}
napi_status node_api_throw_syntax_error(napi_env env, const char* code, const char* msg) {
  return ThrowError(env, code, msg, v8::Exception::SyntaxError);
}

napi_status napi_throw(napi_env env, napi_value error) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, error);
  env->isolate->ThrowException(ToLocal(error));
  return ClearError(env);
}

napi_status napi_is_exception_pending(napi_env env, bool* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = !env->last_exception.IsEmpty();
  return ClearError(env);
}

napi_status napi_get_and_clear_last_exception(napi_env env, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  if (env->last_exception.IsEmpty()) return napi_get_undefined(env, result);
  *result = FromLocal(env->last_exception.Get(env->isolate));
  env->last_exception.Reset();
  return ClearError(env);
}

napi_status napi_get_last_error_info(napi_env env, const napi_extended_error_info** result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  static const char* const kMessages[] = {
      nullptr,
      "Invalid argument",
      "An object was expected",
      "A string was expected",
      "A string or symbol was expected",
      "A function was expected",
      "A number was expected",
      "A boolean was expected",
      "An array was expected",
      "Unknown failure",
      "An exception is pending",
      "The async work item was cancelled",
      "napi_escape_handle already called on scope",
      "Invalid handle scope usage",
      "Invalid callback scope usage",
      "Thread-safe function queue is full",
      "Thread-safe function handle is closing",
      "A bigint was expected",
      "A date was expected",
      "An arraybuffer was expected",
      "A detachable arraybuffer was expected",
      "Main thread would deadlock",
      "External buffers are not allowed",
      "Cannot run JavaScript",
  };
  if (env->last_error.error_code <= napi_cannot_run_js)
    env->last_error.error_message = kMessages[env->last_error.error_code];
  if (env->last_error.error_code == napi_ok) ClearError(env);
  *result = &env->last_error;
  return napi_ok;
}

void napi_fatal_error(const char* location, size_t location_len, const char* message, size_t message_len) {
  auto length = [](const char* text, size_t n) {
    return static_cast<int>(!text ? 0 : n == NAPI_AUTO_LENGTH ? strlen(text) : n);
  };
  fprintf(stderr, "FATAL ERROR: %.*s %.*s\n", length(location, location_len), location ? location : "",
          length(message, message_len), message ? message : "");
  fflush(stderr);
  abort();
}

napi_status napi_fatal_exception(napi_env env, napi_value err) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, err);
  naja_uncaught(env, err);
  return ClearError(env);
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
  NAJA_CHECK_MAYBE(env, v8::ScriptCompiler::Compile(env->ctx(), &source).ToLocal(&compiled),
                   napi_generic_failure);
  Local<v8::Value> value;
  NAJA_CHECK_MAYBE(env, compiled->Run(env->ctx()).ToLocal(&value), napi_generic_failure);
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
