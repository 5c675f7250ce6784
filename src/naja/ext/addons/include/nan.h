// nan, as addons know it, over Node-API. It lies where compilers look before nan's own package: what includes
// nan.h gets this one.
#ifndef NAN_H_
#define NAN_H_

#include "node.h"

#define NODE_0_10_MODULE_VERSION 11
#define NODE_0_12_MODULE_VERSION 14
#define ATOM_0_21_MODULE_VERSION 41
#define IOJS_1_0_MODULE_VERSION 42
#define IOJS_1_1_MODULE_VERSION 43
#define IOJS_2_0_MODULE_VERSION 44
#define IOJS_3_0_MODULE_VERSION 45
#define NODE_4_0_MODULE_VERSION 46
#define NODE_5_0_MODULE_VERSION 47
#define NODE_6_0_MODULE_VERSION 48
#define NODE_7_0_MODULE_VERSION 51
#define NODE_8_0_MODULE_VERSION 57
#define NODE_9_0_MODULE_VERSION 59
#define NODE_10_0_MODULE_VERSION 64
#define NODE_11_0_MODULE_VERSION 67
#define NODE_12_0_MODULE_VERSION 72

#define NAN_INLINE inline
#define NAN_DEPRECATED __attribute__((deprecated))
#define NAN_DISALLOW_ASSIGN(CLASS) void operator=(const CLASS&) = delete;
#define NAN_DISALLOW_COPY(CLASS) CLASS(const CLASS&) = delete;
#define NAN_DISALLOW_MOVE(CLASS) \
  CLASS(CLASS&&) = delete;       \
  void operator=(CLASS&&) = delete;
#define NAN_DISALLOW_ASSIGN_COPY(CLASS) NAN_DISALLOW_ASSIGN(CLASS) NAN_DISALLOW_COPY(CLASS)
#define NAN_DISALLOW_ASSIGN_COPY_MOVE(CLASS) NAN_DISALLOW_ASSIGN_COPY(CLASS) NAN_DISALLOW_MOVE(CLASS)

#define NAN_METHOD(name) void name(const Nan::FunctionCallbackInfo<v8::Value>& info)
#define NAN_GETTER(name) \
  void name(v8::Local<v8::String> property, const Nan::PropertyCallbackInfo<v8::Value>& info)
#define NAN_SETTER(name)                                                \
  void name(v8::Local<v8::String> property, v8::Local<v8::Value> value, \
            const Nan::PropertyCallbackInfo<void>& info)
#define NAN_MODULE_INIT(name) void name(Nan::ADDON_REGISTER_FUNCTION_ARGS_TYPE target)
#define NAN_MODULE_WORKER_ENABLED(name, registration) NODE_MODULE(name, registration)
#define NAN_EXPORT(target, function) Nan::Export(target, #function, function)

namespace Nan NAJA_HIDDEN {

using v8::CopyablePersistentTraits;
using v8::FunctionCallback;
using v8::FunctionCallbackInfo;
using v8::Global;
using v8::Just;
using v8::Maybe;
using v8::MaybeLocal;
using v8::NonCopyablePersistentTraits;
using v8::Nothing;
using v8::Persistent;
using v8::PersistentBase;
using v8::PropertyCallbackInfo;
using v8::ReturnValue;
using v8::TryCatch;
using v8::WeakCallbackInfo;
using v8::WeakCallbackType;
using GetterCallback = void (*)(v8::Local<v8::String>, const PropertyCallbackInfo<v8::Value>&);
using SetterCallback = void (*)(v8::Local<v8::String>, v8::Local<v8::Value>,
                                const PropertyCallbackInfo<void>&);
using ADDON_REGISTER_FUNCTION_ARGS_TYPE = v8::Local<v8::Object>;
using NAN_METHOD_ARGS_TYPE = const FunctionCallbackInfo<v8::Value>&;
using NAN_METHOD_RETURN_TYPE = void;
using FreeCallback = node::Buffer::FreeCallback;
using ObjectWrap = naja_addon::ObjectWrap;

enum Encoding { ASCII, UTF8, BASE64, UCS2, BINARY, HEX, BUFFER };

class HandleScope : public v8::HandleScope {};
class EscapableHandleScope : public v8::EscapableHandleScope {};

inline v8::Local<v8::Context> GetCurrentContext() {
  return naja_addon::Make<v8::Context>(naja_addon::Global());
}
inline uv_loop_t* GetCurrentEventLoop() { return node::GetCurrentEventLoop(nullptr); }
inline v8::Local<v8::Primitive> Undefined() { return v8::Undefined(nullptr); }
inline v8::Local<v8::Primitive> Null() { return v8::Null(nullptr); }
inline v8::Local<v8::Boolean> True() { return v8::True(nullptr); }
inline v8::Local<v8::Boolean> False() { return v8::False(nullptr); }
inline v8::Local<v8::String> EmptyString() { return v8::String::Empty(nullptr); }
inline int AdjustExternalMemory(int change) {
  return static_cast<int>(v8::Isolate::GetCurrent()->AdjustAmountOfExternalAllocatedMemory(change));
}

}  // namespace Nan NAJA_HIDDEN

#include "naja_v8/nan_new.h"

namespace Nan NAJA_HIDDEN {

// --- to: conversions

namespace imp {
template <class T>
struct To;
#define NAJA_NAN_TO(T, R, convert)                                                                    \
  template <>                                                                                         \
  struct To<T> {                                                                                      \
    using Result = R;                                                                                 \
    static Result Do(v8::Local<v8::Value> value) { return value->convert(v8::Local<v8::Context>()); } \
  };
NAJA_NAN_TO(v8::String, MaybeLocal<v8::String>, ToString)
NAJA_NAN_TO(v8::Number, MaybeLocal<v8::Number>, ToNumber)
NAJA_NAN_TO(v8::Object, MaybeLocal<v8::Object>, ToObject)
NAJA_NAN_TO(v8::Integer, MaybeLocal<v8::Integer>, ToInteger)
NAJA_NAN_TO(v8::Int32, MaybeLocal<v8::Int32>, ToInt32)
NAJA_NAN_TO(v8::Uint32, MaybeLocal<v8::Uint32>, ToUint32)
NAJA_NAN_TO(double, Maybe<double>, NumberValue)
NAJA_NAN_TO(int32_t, Maybe<int32_t>, Int32Value)
NAJA_NAN_TO(uint32_t, Maybe<uint32_t>, Uint32Value)
NAJA_NAN_TO(int64_t, Maybe<int64_t>, IntegerValue)
#undef NAJA_NAN_TO
template <>
struct To<bool> {
  using Result = Maybe<bool>;
  static Result Do(v8::Local<v8::Value> value) { return Just(value->BooleanValue(nullptr)); }
};
template <>
struct To<v8::Boolean> {
  using Result = MaybeLocal<v8::Boolean>;
  static Result Do(v8::Local<v8::Value> value) { return value->ToBoolean(nullptr); }
};
template <>
struct To<v8::Function> {
  using Result = MaybeLocal<v8::Function>;
  static Result Do(v8::Local<v8::Value> value) { return value.As<v8::Function>(); }
};
}  // namespace imp
template <class T>
typename imp::To<T>::Result To(v8::Local<v8::Value> value) {
  return imp::To<T>::Do(value);
}

class Utf8String : public v8::String::Utf8Value {
 public:
  explicit Utf8String(v8::Local<v8::Value> value) : v8::String::Utf8Value(nullptr, value) {}
};

// --- objects

template <class K, class V>
Maybe<bool> Set(v8::Local<v8::Object> object, v8::Local<K> key, v8::Local<V> value) {
  return object->Set(GetCurrentContext(), v8::Local<v8::Value>(key), v8::Local<v8::Value>(value));
}
template <class V>
Maybe<bool> Set(v8::Local<v8::Object> object, uint32_t index, v8::Local<V> value) {
  return object->Set(GetCurrentContext(), index, v8::Local<v8::Value>(value));
}
template <class K>
MaybeLocal<v8::Value> Get(v8::Local<v8::Object> object, v8::Local<K> key) {
  return object->Get(GetCurrentContext(), v8::Local<v8::Value>(key));
}
inline MaybeLocal<v8::Value> Get(v8::Local<v8::Object> object, uint32_t index) {
  return object->Get(GetCurrentContext(), index);
}
template <class K>
Maybe<bool> Has(v8::Local<v8::Object> object, v8::Local<K> key) {
  return object->Has(GetCurrentContext(), v8::Local<v8::Value>(key));
}
inline Maybe<bool> Has(v8::Local<v8::Object> object, uint32_t index) {
  return object->Has(GetCurrentContext(), index);
}
template <class K>
Maybe<bool> Delete(v8::Local<v8::Object> object, v8::Local<K> key) {
  return object->Delete(GetCurrentContext(), v8::Local<v8::Value>(key));
}
inline Maybe<bool> Delete(v8::Local<v8::Object> object, uint32_t index) {
  return object->Delete(GetCurrentContext(), index);
}
inline Maybe<bool> HasOwnProperty(v8::Local<v8::Object> object, v8::Local<v8::String> key) {
  return object->HasOwnProperty(GetCurrentContext(), key);
}
inline Maybe<bool> DefineOwnProperty(v8::Local<v8::Object> object, v8::Local<v8::String> key,
                                     v8::Local<v8::Value> value,
                                     v8::PropertyAttribute attributes = v8::None) {
  return object->DefineOwnProperty(GetCurrentContext(), key, value, attributes);
}
inline Maybe<bool> ForceSet(v8::Local<v8::Object> object, v8::Local<v8::Value> key,
                            v8::Local<v8::Value> value, v8::PropertyAttribute attributes = v8::None) {
  return object->DefineOwnProperty(GetCurrentContext(), key.As<v8::Name>(), value, attributes);
}
inline MaybeLocal<v8::Array> GetPropertyNames(v8::Local<v8::Object> object) {
  return object->GetPropertyNames(GetCurrentContext());
}
inline MaybeLocal<v8::Array> GetOwnPropertyNames(v8::Local<v8::Object> object) {
  return object->GetOwnPropertyNames(GetCurrentContext());
}
inline Maybe<bool> SetPrototype(v8::Local<v8::Object> object, v8::Local<v8::Value> prototype) {
  return object->SetPrototypeV2(GetCurrentContext(), prototype);
}
inline Maybe<bool> SetPrivate(v8::Local<v8::Object> object, v8::Local<v8::String> key,
                              v8::Local<v8::Value> value) {
  return object->SetPrivate(GetCurrentContext(), v8::Private::ForApi(nullptr, key), value);
}
inline MaybeLocal<v8::Value> GetPrivate(v8::Local<v8::Object> object, v8::Local<v8::String> key) {
  return object->GetPrivate(GetCurrentContext(), v8::Private::ForApi(nullptr, key));
}
inline Maybe<bool> HasPrivate(v8::Local<v8::Object> object, v8::Local<v8::String> key) {
  return object->HasPrivate(GetCurrentContext(), v8::Private::ForApi(nullptr, key));
}
inline Maybe<bool> DeletePrivate(v8::Local<v8::Object> object, v8::Local<v8::String> key) {
  return object->DeletePrivate(GetCurrentContext(), v8::Private::ForApi(nullptr, key));
}
inline MaybeLocal<v8::String> ToDetailString(v8::Local<v8::Value> value) { return To<v8::String>(value); }
inline Maybe<bool> Equals(v8::Local<v8::Value> a, v8::Local<v8::Value> b) {
  return a->Equals(GetCurrentContext(), b);
}
template <class T>
void* GetInternalFieldPointer(v8::Local<T> object, int index) {
  return object->GetAlignedPointerFromInternalField(index);
}
template <class T>
void SetInternalFieldPointer(v8::Local<T> object, int index, void* pointer) {
  object->SetAlignedPointerInInternalField(index, pointer);
}
inline MaybeLocal<v8::Object> NewInstance(v8::Local<v8::Function> function, int argc = 0,
                                          v8::Local<v8::Value> argv[] = nullptr) {
  return function->NewInstance(GetCurrentContext(), argc, argv);
}
inline MaybeLocal<v8::Object> NewInstance(v8::Local<v8::ObjectTemplate> tpl) {
  return tpl->NewInstance(GetCurrentContext());
}
inline MaybeLocal<v8::Function> GetFunction(v8::Local<v8::FunctionTemplate> tpl) {
  return tpl->GetFunction(GetCurrentContext());
}

class JSON {
 public:
  MaybeLocal<v8::Value> Parse(v8::Local<v8::String> text) {
    return v8::JSON::Parse(GetCurrentContext(), text);
  }
  MaybeLocal<v8::String> Stringify(v8::Local<v8::Object> value) {
    return v8::JSON::Stringify(GetCurrentContext(), value);
  }
};

template <class T>
class TypedArrayContents {
 public:
  explicit TypedArrayContents(v8::Local<v8::Value> from) {
    if (!from->IsArrayBufferView()) return;
    auto found = from.As<v8::ArrayBufferView>()->Look();
    data_ = static_cast<T*>(found.data);
    length_ = found.length / sizeof(T);
  }
  size_t length() const { return length_; }
  T* operator*() { return data_; }
  const T* operator*() const { return data_; }

 private:
  T* data_ = nullptr;
  size_t length_ = 0;
};

// --- what is thrown

#define NAJA_NAN_ERROR(Name, Kind)                                                                           \
  inline v8::Local<v8::Value> Name(v8::Local<v8::String> message) { return v8::Exception::Kind(message); }   \
  inline v8::Local<v8::Value> Name(const char* message) { return Name(New(message).ToLocalChecked()); }      \
  inline void Throw##Name(const char* message) { v8::Isolate::GetCurrent()->ThrowException(Name(message)); } \
  inline void Throw##Name(v8::Local<v8::String> message) {                                                   \
    v8::Isolate::GetCurrent()->ThrowException(Name(message));                                                \
  }
NAJA_NAN_ERROR(Error, Error)
NAJA_NAN_ERROR(TypeError, TypeError)
NAJA_NAN_ERROR(RangeError, RangeError)
NAJA_NAN_ERROR(SyntaxError, SyntaxError)
#undef NAJA_NAN_ERROR
inline void ThrowError(v8::Local<v8::Value> error) { v8::Isolate::GetCurrent()->ThrowException(error); }
inline v8::Local<v8::Value> ErrnoException(int number, const char* syscall = nullptr,
                                           const char* message = nullptr, const char* path = nullptr) {
  return node::ErrnoException(nullptr, number, syscall, message, path);
}
inline void FatalException(const TryCatch& caught) { node::FatalException(nullptr, caught); }

// --- bytes

inline MaybeLocal<v8::Object> NewBuffer(char* data, size_t length, FreeCallback free, void* hint) {
  return node::Buffer::New(nullptr, data, length, free, hint);
}
inline MaybeLocal<v8::Object> NewBuffer(char* data, uint32_t length) {
  return node::Buffer::New(nullptr, data, length);
}
inline MaybeLocal<v8::Object> NewBuffer(uint32_t length) { return node::Buffer::New(nullptr, length); }
inline MaybeLocal<v8::Object> CopyBuffer(const char* data, size_t length) {
  return node::Buffer::Copy(nullptr, data, length);
}
inline v8::Local<v8::Value> Encode(const void* data, size_t length, Encoding kind = BINARY) {
  return node::Encode(nullptr, static_cast<const char*>(data), length, static_cast<node::encoding>(kind));
}
inline ssize_t DecodeBytes(v8::Local<v8::Value> value, Encoding kind = BINARY) {
  return node::DecodeBytes(nullptr, value, static_cast<node::encoding>(kind));
}
inline ssize_t DecodeWrite(char* target, size_t length, v8::Local<v8::Value> value, Encoding kind = BINARY) {
  return node::DecodeWrite(nullptr, target, length, value, static_cast<node::encoding>(kind));
}

// --- templates

template <class T, class V>
void SetTemplate(v8::Local<T> target, const char* name, v8::Local<V> value,
                 v8::PropertyAttribute attributes = v8::None) {
  target->Set(New(name).ToLocalChecked(), value, attributes);
}
template <class T, class V>
void SetTemplate(v8::Local<T> target, v8::Local<v8::String> name, v8::Local<V> value,
                 v8::PropertyAttribute attributes = v8::None) {
  target->Set(name, value, attributes);
}
template <class N, class V>
void SetPrototypeTemplate(v8::Local<v8::FunctionTemplate> target, N name, v8::Local<V> value,
                          v8::PropertyAttribute attributes = v8::None) {
  SetTemplate(target->PrototypeTemplate(), name, value, attributes);
}
template <class N, class V>
void SetInstanceTemplate(v8::Local<v8::FunctionTemplate> target, N name, v8::Local<V> value,
                         v8::PropertyAttribute attributes = v8::None) {
  SetTemplate(target->InstanceTemplate(), name, value, attributes);
}
namespace imp {
inline void SetMethod(v8::Local<v8::Template> target, v8::Local<v8::String> name, FunctionCallback call,
                      v8::Local<v8::Value> data) {
  target->Set(name, v8::FunctionTemplate::New(nullptr, call, data));
}
inline void SetMethod(v8::Local<v8::Object> target, v8::Local<v8::String> name, FunctionCallback call,
                      v8::Local<v8::Value> data) {
  v8::Local<v8::Function> function = v8::Function::New(GetCurrentContext(), call, data).ToLocalChecked();
  function->SetName(name);
  Set(target, name, function);
}
}  // namespace imp
template <class T>
void SetMethod(v8::Local<T> target, const char* name, FunctionCallback call,
               v8::Local<v8::Value> data = v8::Local<v8::Value>()) {
  using Base =
      typename std::conditional<std::is_base_of<v8::Template, T>::value, v8::Template, v8::Object>::type;
  imp::SetMethod(v8::Local<Base>(target), New(name).ToLocalChecked(), call, data);
}
inline void SetPrototypeMethod(v8::Local<v8::FunctionTemplate> receiver, const char* name,
                               FunctionCallback call, v8::Local<v8::Value> data = v8::Local<v8::Value>()) {
  v8::Local<v8::Signature> signature = v8::Signature::New(nullptr, receiver);
  receiver->PrototypeTemplate()->Set(New(name).ToLocalChecked(),
                                     v8::FunctionTemplate::New(nullptr, call, data, signature));
}
inline void SetAccessor(v8::Local<v8::ObjectTemplate> target, v8::Local<v8::String> name,
                        GetterCallback getter, SetterCallback setter = nullptr,
                        v8::Local<v8::Value> data = v8::Local<v8::Value>(), v8::AccessControl = v8::DEFAULT,
                        v8::PropertyAttribute attributes = v8::None) {
  target->SetAccessor(name, getter, setter, data, v8::DEFAULT, attributes);
}
inline void SetCallHandler(v8::Local<v8::FunctionTemplate> target, FunctionCallback call,
                           v8::Local<v8::Value> data = v8::Local<v8::Value>()) {
  target->SetCallHandler(call, data);
}
inline void Export(ADDON_REGISTER_FUNCTION_ARGS_TYPE target, const char* name, FunctionCallback call) {
  SetMethod(target, name, call);
}

}  // namespace Nan NAJA_HIDDEN

#include "naja_v8/nan_async.h"

#endif
