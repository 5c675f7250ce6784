// JavaScript errors for libuv's error numbers, as Node's UVException builds them. On Node-API alone.
#include <uv.h>

#include <string>

#include "../engine.h"

napi_value naja_uv_exception(napi_env env, int error, const char* syscall, const char* path,
                             const char* dest) {
  char code[64];
  uv_err_name_r(error, code, sizeof(code));
  char text[160];
  uv_strerror_r(error, text, sizeof(text));
  std::string message = std::string(code) + ": " + text + ", " + syscall;
  if (path) message += std::string(" '") + path + "'";
  if (dest) message += std::string(" -> '") + dest + "'";
  napi_value value = nullptr, result = nullptr;
  napi_create_string_utf8(env, message.c_str(), message.size(), &value);
  napi_create_error(env, nullptr, value, &result);
  napi_create_int32(env, error, &value);
  napi_set_property(env, result, naja_string(env, "errno"), value);
  napi_set_property(env, result, naja_string(env, "code"), naja_string(env, code));
  napi_set_property(env, result, naja_string(env, "syscall"), naja_string(env, syscall));
  if (path) {
    napi_create_string_utf8(env, path, NAPI_AUTO_LENGTH, &value);
    napi_set_property(env, result, naja_string(env, "path"), value);
  }
  if (dest) {
    napi_create_string_utf8(env, dest, NAPI_AUTO_LENGTH, &value);
    napi_set_property(env, result, naja_string(env, "dest"), value);
  }
  return result;
}

void naja_throw_uv_exception(napi_env env, int error, const char* syscall, const char* path,
                             const char* dest) {
  napi_throw(env, naja_uv_exception(env, error, syscall, path, dest));
}
