// Node-API: errors and exceptions, the last error, fatal errors.
#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "env.h"

using namespace naja;

namespace {

using Maker = Local<v8::Value> (*)(Local<v8::String>, Local<v8::Value>);

napi_status MakeError(napi_env env, napi_value code, napi_value msg, Maker make, napi_value* result) {
  NAJA_ENTER(env);
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
  napi_status status = napi_create_string_utf8(env, msg, NAPI_AUTO_LENGTH, &message);
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
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = !env->last_exception.IsEmpty();
  return ClearError(env);
}

napi_status napi_get_and_clear_last_exception(napi_env env, napi_value* result) {
  NAJA_ENTER(env);
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

namespace {

// The last words' second half, as Node.js has it: who called, natively and in JavaScript.
void PrintStacks() {
  fprintf(stderr, "----- Native stack trace -----\n\n");
  void* frames[64];
  int count = backtrace(frames, 64);
  for (int i = 1; i < count; i++) {
    Dl_info info{};
    dladdr(frames[i], &info);
    int status = -1;
    char* readable =
        info.dli_sname ? abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status) : nullptr;
    fprintf(stderr, "%2d: %p %s [%s]\n", i, frames[i],
            readable         ? readable
            : info.dli_sname ? info.dli_sname
                             : "",
            info.dli_fname ? info.dli_fname : "");
  }
  v8::Isolate* isolate = v8::Isolate::TryGetCurrent();
  if (!isolate || !CurrentRealm(isolate)) return;
  HandleScope scope(isolate);
  auto text = [isolate](Local<v8::String> string) {
    if (string.IsEmpty()) return std::string();
    std::string bytes(string->Utf8LengthV2(isolate), '\0');
    string->WriteUtf8V2(isolate, bytes.data(), bytes.size(), v8::String::kReplaceInvalidUtf8);
    return bytes;
  };
  auto trace = v8::StackTrace::CurrentStackTrace(isolate, 20);
  fprintf(stderr, "\n----- JavaScript stack trace -----\n\n");
  for (int i = 0; i < trace->GetFrameCount(); i++) {
    auto frame = trace->GetFrame(isolate, static_cast<uint32_t>(i));
    std::string name = text(frame->GetFunctionName()), file = text(frame->GetScriptNameOrSourceURL());
    v8::Location at = frame->GetLocation();
    // V8 counts both from 0 here.
    fprintf(stderr, name.empty() ? "%d: %s%s:%d:%d\n" : "%d: %s (%s:%d:%d)\n", i + 1, name.c_str(),
            file.c_str(), at.line + 1, at.column + 1);
  }
  fprintf(stderr, "\n\n");
}

}  // namespace

void napi_fatal_error(const char* location, size_t location_len, const char* message, size_t message_len) {
  auto length = [](const char* text, size_t n) {
    return static_cast<int>(!text ? 0 : n == NAPI_AUTO_LENGTH ? strlen(text) : n);
  };
  fprintf(stderr, "FATAL ERROR: %.*s %.*s\n", length(location, location_len), location ? location : "",
          length(message, message_len), message ? message : "");
  PrintStacks();
  fflush(stderr);
  abort();
}

napi_status napi_fatal_exception(napi_env env, napi_value err) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, err);
  naja_uncaught(env, err);
  return ClearError(env);
}
