// What addons of V8's API take from Node's C++, over Node-API: registration, calls, cleanup, encodings.
#ifndef NAJA_NODE_H_
#define NAJA_NODE_H_

#include "node_buffer.h"
#include "node_version.h"
#include "v8.h"

namespace naja_addon NAJA_HIDDEN {

// What an addon registers with, by its signature.
template <class Function>
napi_value Register(napi_env inner, napi_value exports, Function function) {
  using v8::Context;
  using v8::Local;
  using v8::Object;
  using v8::Value;
  Entry entry(inner);
  // From here on the addon's environment of this thread; code of the loop's finds it as well.
  entry.outer = nullptr;
  napi_add_env_cleanup_hook(inner, [](void*) { closing = true; }, nullptr);
  closing = false;
  Local<Object> target = Make<Object>(exports);
  Local<Object> module = Object::New(nullptr);
  Local<Context> context = Make<Context>(Global());
  napi_set_named_property(inner, Raw(*module), "exports", exports);
  if constexpr (std::is_invocable<Function, Local<Object>, Local<Value>, Local<Context>, void*>::value)
    function(target, Local<Value>(module), context, nullptr);
  else if constexpr (std::is_invocable<Function, Local<Object>, Local<Value>, Local<Context>>::value)
    function(target, Local<Value>(module), context);
  else if constexpr (std::is_invocable<Function, Local<Object>, Local<Object>, void*>::value)
    function(target, module, nullptr);
  else if constexpr (std::is_invocable<Function, Local<Object>, Local<Value>, void*>::value)
    function(target, Local<Value>(module), nullptr);
  else if constexpr (std::is_invocable<Function, Local<Object>, Local<Object>>::value)
    function(target, module);
  else
    function(target);
  napi_value replaced = exports;
  napi_get_named_property(inner, Raw(*module), "exports", &replaced);
  return replaced;
}

}  // namespace naja_addon NAJA_HIDDEN

#define NAJA_V8_EXPORT __attribute__((visibility("default"), used))
#define NODE_MODULE(name, function)                                                                          \
  extern "C" NAJA_V8_EXPORT int32_t node_api_module_get_api_version_v1(void) { return NAPI_VERSION_FOR_V8; } \
  extern "C" NAJA_V8_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {           \
    return naja_addon::Register(env, exports, function);                                                     \
  }
#define NODE_MODULE_CONTEXT_AWARE(name, function) NODE_MODULE(name, function)
#define NODE_MODULE_INIT()                                                                 \
  static void naja_module_init(v8::Local<v8::Object> exports, v8::Local<v8::Value> module, \
                               v8::Local<v8::Context> context);                            \
  NODE_MODULE(module, naja_module_init)                                                    \
  void naja_module_init(v8::Local<v8::Object> exports, v8::Local<v8::Value> module,        \
                        v8::Local<v8::Context> context)
#ifndef NODE_GYP_MODULE_NAME
#define NODE_GYP_MODULE_NAME addon
#endif

namespace node NAJA_HIDDEN {

enum encoding { ASCII, UTF8, BASE64, UCS2, BINARY, HEX, BUFFER, BASE64URL, LATIN1 = BINARY };

struct async_context {
  double async_id;
  double trigger_async_id;
};

namespace internal {
inline const char* EncodingName(encoding kind) {
  static const char* const names[] = {"ascii",  "utf8", "base64", "ucs2",
                                      "latin1", "hex",  "buffer", "base64url"};
  return names[kind];
}
inline napi_value Method(napi_value object, const char* name, std::initializer_list<napi_value> arguments) {
  napi_value function = nullptr, out = nullptr;
  if (napi_get_named_property(naja_addon::env, object, name, &function) != napi_ok) return nullptr;
  return napi_call_function(naja_addon::env, object, function, arguments.size(), arguments.begin(), &out) ==
                 napi_ok
             ? out
             : nullptr;
}
}  // namespace internal

inline v8::Local<v8::Value> Encode(v8::Isolate* isolate, const char* data, size_t length,
                                   encoding kind = LATIN1) {
  v8::Local<v8::Object> bytes = Buffer::Copy(isolate, data, length).ToLocalChecked();
  if (kind == BUFFER) return bytes;
  napi_value out =
      internal::Method(naja_addon::Raw(*bytes), "toString", {naja_addon::Text(internal::EncodingName(kind))});
  return naja_addon::Make<v8::Value>(out);
}
inline v8::Local<v8::Value> Encode(v8::Isolate* isolate, const uint16_t* data, size_t length) {
  return v8::String::NewFromTwoByte(isolate, data, v8::NewStringType::kNormal, static_cast<int>(length))
      .ToLocalChecked();
}
// The bytes that a string stands for, or those of a Buffer.
inline std::string Decode(v8::Local<v8::Value> value, encoding kind) {
  napi_value bytes = naja_addon::Raw(*value);
  if (!Buffer::HasInstance(value))
    bytes =
        naja_addon::CallBuiltin("Buffer", "from", {bytes, naja_addon::Text(internal::EncodingName(kind))});
  v8::Local<v8::Value> buffer = naja_addon::Make<v8::Value>(bytes);
  return bytes ? std::string(Buffer::Data(buffer), Buffer::Length(buffer)) : std::string();
}
inline ssize_t DecodeBytes(v8::Isolate*, v8::Local<v8::Value> value, encoding kind = LATIN1) {
  return static_cast<ssize_t>(Decode(value, kind).size());
}
inline ssize_t DecodeWrite(v8::Isolate*, char* target, size_t length, v8::Local<v8::Value> value,
                           encoding kind = LATIN1) {
  std::string bytes = Decode(value, kind);
  size_t size = bytes.size() < length ? bytes.size() : length;
  memcpy(target, bytes.data(), size);
  return static_cast<ssize_t>(size);
}

inline v8::MaybeLocal<v8::Value> MakeCallback(v8::Isolate*, v8::Local<v8::Object> receiver,
                                              v8::Local<v8::Function> function, int argc,
                                              v8::Local<v8::Value>* argv, async_context = {0, 0}) {
  std::vector<napi_value> arguments = v8::Function::Arguments(argc, argv);
  napi_value out = nullptr;
  napi_status status =
      napi_make_callback(naja_addon::env, nullptr, naja_addon::Raw(*receiver), naja_addon::Raw(*function),
                         arguments.size(), arguments.data(), &out);
  if (status != napi_ok) naja_addon::Report();
  return naja_addon::MakeMaybe<v8::Value>(status, out);
}
inline v8::MaybeLocal<v8::Value> MakeCallback(v8::Isolate* isolate, v8::Local<v8::Object> receiver,
                                              v8::Local<v8::String> name, int argc,
                                              v8::Local<v8::Value>* argv, async_context context = {0, 0}) {
  v8::Local<v8::Value> function;
  if (!receiver->Get(v8::Local<v8::Context>(), name).ToLocal(&function)) return v8::MaybeLocal<v8::Value>();
  return MakeCallback(isolate, receiver, function.As<v8::Function>(), argc, argv, context);
}
inline v8::MaybeLocal<v8::Value> MakeCallback(v8::Isolate* isolate, v8::Local<v8::Object> receiver,
                                              const char* name, int argc, v8::Local<v8::Value>* argv,
                                              async_context context = {0, 0}) {
  v8::Local<v8::String> key = naja_addon::Make<v8::String>(naja_addon::Text(name));
  return MakeCallback(isolate, receiver, key, argc, argv, context);
}

inline void AddEnvironmentCleanupHook(v8::Isolate*, void (*hook)(void*), void* data) {
  napi_add_env_cleanup_hook(naja_addon::env, hook, data);
}
inline void RemoveEnvironmentCleanupHook(v8::Isolate*, void (*hook)(void*), void* data) {
  napi_remove_env_cleanup_hook(naja_addon::env, hook, data);
}
inline void AtExit(void (*hook)(void*), void* data = nullptr) {
  napi_add_env_cleanup_hook(naja_addon::env, hook, data);
}
inline uv_loop_t* GetCurrentEventLoop(v8::Isolate*) {
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(naja_addon::env, &loop);
  return loop;
}
inline void FatalException(v8::Isolate*, const v8::TryCatch& caught) {
  napi_fatal_exception(naja_addon::env, naja_addon::Raw(*caught.Exception()));
}

namespace internal {
inline v8::Local<v8::Value> SystemError(int number, const char* code, std::string text, const char* syscall,
                                        const char* path) {
  if (path) text += std::string(" '") + path + "'";
  v8::Local<v8::Value> error =
      v8::Exception::Error(naja_addon::Make<v8::String>(naja_addon::Text(text.c_str())));
  napi_value self = naja_addon::Raw(*error);
  napi_set_named_property(naja_addon::env, self, "errno",
                          naja_addon::Raw(*v8::Integer::New(nullptr, number)));
  napi_set_named_property(naja_addon::env, self, "code", naja_addon::Text(code));
  if (syscall) napi_set_named_property(naja_addon::env, self, "syscall", naja_addon::Text(syscall));
  if (path) napi_set_named_property(naja_addon::env, self, "path", naja_addon::Text(path));
  return error;
}
}  // namespace internal
inline v8::Local<v8::Value> UVException(v8::Isolate*, int number, const char* syscall = nullptr,
                                        const char* message = nullptr, const char* path = nullptr) {
  if (!message || !*message) message = uv_strerror(number);
  std::string text = std::string(uv_err_name(number)) + ": " + message;
  if (syscall) text += std::string(", ") + syscall;
  return internal::SystemError(number, uv_err_name(number), text, syscall, path);
}
inline v8::Local<v8::Value> ErrnoException(v8::Isolate*, int number, const char* syscall = nullptr,
                                           const char* message = nullptr, const char* path = nullptr) {
  const char* code = uv_err_name(uv_translate_sys_error(number));
  if (!message || !*message) message = strerror(number);
  return internal::SystemError(number, code, std::string(code) + ", " + message, syscall, path);
}

}  // namespace node NAJA_HIDDEN

#include "node_object_wrap.h"

inline void NODE_SET_METHOD(v8::Local<v8::Template> target, const char* name, v8::FunctionCallback call) {
  v8::Local<v8::String> key = naja_addon::Make<v8::String>(naja_addon::Text(name));
  target->Set(key, v8::FunctionTemplate::New(nullptr, call));
}
inline void NODE_SET_METHOD(v8::Local<v8::Object> target, const char* name, v8::FunctionCallback call) {
  v8::Local<v8::Function> function = v8::Function::New(v8::Local<v8::Context>(), call).ToLocalChecked();
  function->SetName(naja_addon::Make<v8::String>(naja_addon::Text(name)));
  napi_set_named_property(naja_addon::env, naja_addon::Raw(*target), name, naja_addon::Raw(*function));
}
inline void NODE_SET_PROTOTYPE_METHOD(v8::Local<v8::FunctionTemplate> receiver, const char* name,
                                      v8::FunctionCallback call) {
  v8::Local<v8::String> key = naja_addon::Make<v8::String>(naja_addon::Text(name));
  v8::Local<v8::Signature> signature = v8::Signature::New(nullptr, receiver);
  receiver->PrototypeTemplate()->Set(
      key, v8::FunctionTemplate::New(nullptr, call, v8::Local<v8::Value>(), signature));
}
#define NODE_DEFINE_CONSTANT(target, constant)                                                               \
  (target)                                                                                                   \
      ->DefineOwnProperty(v8::Local<v8::Context>(), naja_addon::Make<v8::Name>(naja_addon::Text(#constant)), \
                          v8::Number::New(nullptr, static_cast<double>(constant)),                           \
                          static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontDelete))                 \
      .Check()

#endif
