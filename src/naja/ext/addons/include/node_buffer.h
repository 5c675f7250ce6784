// node::Buffer over Node-API.
#ifndef NAJA_NODE_BUFFER_H_
#define NAJA_NODE_BUFFER_H_

#include "v8.h"

namespace node NAJA_HIDDEN {
namespace Buffer {

static const size_t kMaxLength = (size_t{1} << 35) - 1;
using FreeCallback = void (*)(char* data, void* hint);

inline bool HasInstance(v8::Local<v8::Value> value) {
  bool is = false;
  return !value.IsEmpty() && napi_is_buffer(naja_addon::env, naja_addon::Raw(*value), &is) == napi_ok && is;
}
inline char* Data(v8::Local<v8::Value> value) {
  void* data = nullptr;
  size_t length = 0;
  napi_get_buffer_info(naja_addon::env, naja_addon::Raw(*value), &data, &length);
  return static_cast<char*>(data);
}
inline size_t Length(v8::Local<v8::Value> value) {
  void* data = nullptr;
  size_t length = 0;
  napi_get_buffer_info(naja_addon::env, naja_addon::Raw(*value), &data, &length);
  return length;
}
inline v8::MaybeLocal<v8::Object> New(v8::Isolate*, size_t length) {
  napi_value out = nullptr;
  napi_status status = napi_create_buffer(naja_addon::env, length, nullptr, &out);
  return naja_addon::MakeMaybe<v8::Object>(status, out);
}
inline v8::MaybeLocal<v8::Object> New(v8::Isolate* isolate, v8::Local<v8::String> text, int encoding) {
  static const char* const names[] = {"ascii",  "utf8", "base64", "ucs2",
                                      "latin1", "hex",  "utf8",   "base64url"};
  napi_value out = naja_addon::CallBuiltin("Buffer", "from",
                                           {naja_addon::Raw(*text), naja_addon::Text(names[encoding & 7])});
  return out ? v8::MaybeLocal<v8::Object>(naja_addon::Make<v8::Object>(out)) : v8::MaybeLocal<v8::Object>();
}
inline v8::MaybeLocal<v8::Object> Copy(v8::Isolate*, const char* data, size_t length) {
  napi_value out = nullptr;
  napi_status status = napi_create_buffer_copy(naja_addon::env, length, data, nullptr, &out);
  return naja_addon::MakeMaybe<v8::Object>(status, out);
}
// Takes the memory over; `free` is called when the Buffer dies.
inline v8::MaybeLocal<v8::Object> New(v8::Isolate*, char* data, size_t length, FreeCallback free,
                                      void* hint) {
  struct Owner {
    FreeCallback free;
    void* hint;
  };
  auto* owner = new Owner{free, hint};
  napi_value out = nullptr;
  napi_finalize release = [](napi_env, void* memory, void* raw) {
    auto* one = static_cast<Owner*>(raw);
    if (one->free) one->free(static_cast<char*>(memory), one->hint);
    delete one;
  };
  napi_status status = napi_create_external_buffer(naja_addon::env, length, data, release, owner, &out);
  if (status == napi_no_external_buffers_allowed) {
    status = napi_create_buffer_copy(naja_addon::env, length, data, nullptr, &out);
    release(naja_addon::env, data, owner);
  }
  return naja_addon::MakeMaybe<v8::Object>(status, out);
}
inline v8::MaybeLocal<v8::Object> New(v8::Isolate* isolate, char* data, size_t length) {
  return New(isolate, data, length, [](char* memory, void*) { ::free(memory); }, nullptr);
}

}  // namespace Buffer
}  // namespace node NAJA_HIDDEN

#endif
