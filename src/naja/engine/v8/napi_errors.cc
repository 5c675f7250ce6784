// Node-API: errors and exceptions, the last error, fatal errors.
#include <execinfo.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

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
