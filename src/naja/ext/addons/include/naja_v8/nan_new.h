// Nan::New, for each kind of value.
#ifndef NAJA_V8_NAN_NEW_H_
#define NAJA_V8_NAN_NEW_H_

namespace Nan NAJA_HIDDEN {
namespace imp {

inline MaybeLocal<v8::String> Utf8(const char* text, int length = -1) {
  return v8::String::NewFromUtf8(nullptr, text, v8::NewStringType::kNormal, length);
}
inline MaybeLocal<v8::String> Utf16(const uint16_t* text, int length = -1) {
  return v8::String::NewFromTwoByte(nullptr, text, v8::NewStringType::kNormal, length);
}

template <class T>
struct Factory;
#define NAJA_NAN_NEW(Type, ...) \
  template <>                   \
  struct Factory<v8::Type> {    \
    __VA_ARGS__                 \
  };
NAJA_NAN_NEW(
    Array, static v8::Local<v8::Array> New(int length = 0) { return v8::Array::New(nullptr, length); })
NAJA_NAN_NEW(
    Boolean, static v8::Local<v8::Boolean> New(bool value) { return v8::Boolean::New(nullptr, value); })
NAJA_NAN_NEW(
    Date, static MaybeLocal<v8::Date> New(double time) {
      v8::Local<v8::Value> out;
      return v8::Date::New(GetCurrentContext(), time).ToLocal(&out) ? MaybeLocal<v8::Date>(out.As<v8::Date>())
                                                                    : MaybeLocal<v8::Date>();
    })
NAJA_NAN_NEW(
    External, static v8::Local<v8::External> New(void* data) { return v8::External::New(nullptr, data); })
NAJA_NAN_NEW(
    Function, static v8::Local<v8::Function> New(FunctionCallback call,
                                                 v8::Local<v8::Value> data = v8::Local<v8::Value>()) {
      return v8::Function::New(GetCurrentContext(), call, data).ToLocalChecked();
    })
NAJA_NAN_NEW(
    FunctionTemplate, static v8::Local<v8::FunctionTemplate> New(
                          FunctionCallback call = nullptr, v8::Local<v8::Value> data = v8::Local<v8::Value>(),
                          v8::Local<v8::Signature> signature = v8::Local<v8::Signature>()) {
      return v8::FunctionTemplate::New(nullptr, call, data, signature);
    })
NAJA_NAN_NEW(
    Int32, static v8::Local<v8::Int32> New(int32_t value) {
      return v8::Integer::New(nullptr, value).As<v8::Int32>();
    })
NAJA_NAN_NEW(
    Uint32, static v8::Local<v8::Uint32> New(uint32_t value) {
      return v8::Integer::NewFromUnsigned(nullptr, value).As<v8::Uint32>();
    })
NAJA_NAN_NEW(
    Integer,
    static v8::Local<v8::Integer> New(int32_t value) {
      return v8::Integer::New(nullptr, value);
    } static v8::Local<v8::Integer>
        New(uint32_t value) { return v8::Integer::NewFromUnsigned(nullptr, value); })
NAJA_NAN_NEW(
    Number, static v8::Local<v8::Number> New(double value) { return v8::Number::New(nullptr, value); })
NAJA_NAN_NEW(Object, static v8::Local<v8::Object> New() { return v8::Object::New(nullptr); })
NAJA_NAN_NEW(ObjectTemplate, static v8::Local<v8::ObjectTemplate> New() { return v8::ObjectTemplate::New(); })
NAJA_NAN_NEW(
    Signature, static v8::Local<v8::Signature> New(v8::Local<v8::FunctionTemplate> receiver) {
      return v8::Signature::New(nullptr, receiver);
    })
NAJA_NAN_NEW(
    String,
    static v8::Local<v8::String> New() { return v8::String::Empty(nullptr); } static MaybeLocal<v8::String>
        New(const char* text, int length = -1) { return Utf8(text, length); } static MaybeLocal<v8::String>
            New(const std::string& text) {
              return Utf8(text.data(), static_cast<int>(text.size()));
            } static MaybeLocal<v8::String>
                New(const uint16_t* text, int length = -1) { return Utf16(text, length); })
#undef NAJA_NAN_NEW

}  // namespace imp

template <class T, class... Arguments>
auto New(const Arguments&... arguments) -> decltype(imp::Factory<T>::New(arguments...)) {
  return imp::Factory<T>::New(arguments...);
}
template <class T>
v8::Local<T> New(v8::Local<T> handle) {
  return handle;
}
template <class T, class M>
v8::Local<T> New(const Persistent<T, M>& handle) {
  return handle.Get();
}
template <class T>
v8::Local<T> New(const Global<T>& handle) {
  return handle.Get();
}
inline v8::Local<v8::Boolean> New(bool value) { return v8::Boolean::New(nullptr, value); }
inline v8::Local<v8::Int32> New(int32_t value) { return New<v8::Int32>(value); }
inline v8::Local<v8::Uint32> New(uint32_t value) { return New<v8::Uint32>(value); }
inline v8::Local<v8::Number> New(double value) { return v8::Number::New(nullptr, value); }
inline MaybeLocal<v8::String> New(const char* text, int length = -1) { return imp::Utf8(text, length); }
inline MaybeLocal<v8::String> New(const std::string& text) { return New<v8::String>(text); }
inline MaybeLocal<v8::String> New(const uint16_t* text, int length = -1) { return imp::Utf16(text, length); }
inline MaybeLocal<v8::String> NewOneByteString(const uint8_t* text, int length = -1) {
  return v8::String::NewFromOneByte(nullptr, text, v8::NewStringType::kNormal, length);
}

}  // namespace Nan NAJA_HIDDEN

#endif
