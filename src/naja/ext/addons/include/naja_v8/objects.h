// Objects of every kind, what is thrown, and the isolate.
#ifndef NAJA_V8_OBJECTS_H_
#define NAJA_V8_OBJECTS_H_

#include "values.h"

namespace naja_addon NAJA_HIDDEN {

// The internal fields of an object, behind napi_wrap.
struct Fields {
  struct Field {
    void* pointer = nullptr;
    napi_ref value = nullptr;
  };
  std::vector<Field> all;

  static Fields* Of(const void* object) {
    void* fields = nullptr;
    return napi_unwrap(env, Raw(object), &fields) == napi_ok ? static_cast<Fields*>(fields) : nullptr;
  }
  static void Add(napi_value object, int count) {
    if (count <= 0) return;
    auto* fields = new Fields;
    fields->all.resize(static_cast<size_t>(count));
    napi_status status = napi_wrap(
        env, object, fields,
        [](napi_env inner, void* data, void*) {
          auto* dead = static_cast<Fields*>(data);
          for (Field& field : dead->all)
            if (field.value) napi_delete_reference(inner, field.value);
          delete dead;
        },
        nullptr, nullptr);
    if (status != napi_ok) delete fields;
  }
  static Field& At(const void* object, int index, const char* where) {
    Fields* fields = Of(object);
    if (!fields || index < 0 || static_cast<size_t>(index) >= fields->all.size())
      Fatal(where, "Internal field out of bounds");
    return fields->all[static_cast<size_t>(index)];
  }
};

inline napi_property_attributes Attributes(int flags) {
  int out = napi_default;
  if (!(flags & v8::ReadOnly)) out |= napi_writable;
  if (!(flags & v8::DontEnum)) out |= napi_enumerable;
  if (!(flags & v8::DontDelete)) out |= napi_configurable;
  return static_cast<napi_property_attributes>(out);
}

}  // namespace naja_addon NAJA_HIDDEN

namespace v8 NAJA_HIDDEN {

class Context;
template <class T>
class FunctionCallbackInfo;
using FunctionCallback = void (*)(const FunctionCallbackInfo<Value>& info);

class Private : public Data {
 public:
  static Local<Private> ForApi(Isolate*, Local<String> name) {
    std::string text = "private:" + naja_addon::ToUtf8(naja_addon::Raw(*name));
    napi_value out = nullptr;
    node_api_symbol_for(naja_addon::env, text.data(), text.size(), &out);
    return naja_addon::Make<Private>(out);
  }
  static Local<Private> New(Isolate*, Local<String> name = Local<String>()) {
    return naja_addon::Make<Private>(*Symbol::New(nullptr, name));
  }
};

class Object : public Value {
 public:
  static Local<Object> New(Isolate*) {
    napi_value out = nullptr;
    napi_create_object(naja_addon::env, &out);
    return naja_addon::Make<Object>(out);
  }
  static Object* Cast(Value* value) { return static_cast<Object*>(value); }
  Maybe<bool> Set(Local<Context>, Local<Value> key, Local<Value> value) {
    naja_addon::Aside aside;
    return Done(napi_set_property(naja_addon::env, Me(), naja_addon::Raw(*key), naja_addon::Raw(*value)));
  }
  Maybe<bool> Set(Local<Context>, uint32_t index, Local<Value> value) {
    naja_addon::Aside aside;
    return Done(napi_set_element(naja_addon::env, Me(), index, naja_addon::Raw(*value)));
  }
  Maybe<bool> CreateDataProperty(Local<Context> context, Local<Name> key, Local<Value> value) {
    return DefineOwnProperty(context, key, value);
  }
  Maybe<bool> CreateDataProperty(Local<Context> context, uint32_t index, Local<Value> value) {
    return Set(context, index, value);
  }
  Maybe<bool> DefineOwnProperty(Local<Context>, Local<Name> key, Local<Value> value,
                                PropertyAttribute attributes = None) {
    naja_addon::Aside aside;
    napi_property_descriptor property{};
    property.name = naja_addon::Raw(*key);
    property.value = naja_addon::Raw(*value);
    property.attributes = naja_addon::Attributes(attributes);
    return Done(napi_define_properties(naja_addon::env, Me(), 1, &property));
  }
  MaybeLocal<Value> Get(Local<Context>, Local<Value> key) {
    naja_addon::Aside aside;
    napi_value out = nullptr;
    napi_status status = napi_get_property(naja_addon::env, Me(), naja_addon::Raw(*key), &out);
    return naja_addon::MakeMaybe<Value>(status, out);
  }
  MaybeLocal<Value> Get(Local<Context>, uint32_t index) {
    naja_addon::Aside aside;
    napi_value out = nullptr;
    napi_status status = napi_get_element(naja_addon::env, Me(), index, &out);
    return naja_addon::MakeMaybe<Value>(status, out);
  }
  Maybe<bool> Has(Local<Context>, Local<Value> key) {
    naja_addon::Aside aside;
    bool out = false;
    napi_status status = napi_has_property(naja_addon::env, Me(), naja_addon::Raw(*key), &out);
    return naja_addon::MakeJust(status, out);
  }
  Maybe<bool> Has(Local<Context>, uint32_t index) {
    naja_addon::Aside aside;
    bool out = false;
    napi_status status = napi_has_element(naja_addon::env, Me(), index, &out);
    return naja_addon::MakeJust(status, out);
  }
  Maybe<bool> Delete(Local<Context>, Local<Value> key) {
    naja_addon::Aside aside;
    bool out = false;
    napi_status status = napi_delete_property(naja_addon::env, Me(), naja_addon::Raw(*key), &out);
    return naja_addon::MakeJust(status, out);
  }
  Maybe<bool> Delete(Local<Context>, uint32_t index) {
    naja_addon::Aside aside;
    bool out = false;
    napi_status status = napi_delete_element(naja_addon::env, Me(), index, &out);
    return naja_addon::MakeJust(status, out);
  }
  Maybe<bool> HasOwnProperty(Local<Context>, Local<Name> key) {
    naja_addon::Aside aside;
    bool out = false;
    napi_status status = napi_has_own_property(naja_addon::env, Me(), naja_addon::Raw(*key), &out);
    return naja_addon::MakeJust(status, out);
  }
  MaybeLocal<Array> GetPropertyNames(Local<Context>) { return Names(napi_key_include_prototypes); }
  MaybeLocal<Array> GetOwnPropertyNames(Local<Context>) { return Names(napi_key_own_only); }
  Local<String> GetConstructorName() {
    napi_value constructor = nullptr, name = nullptr;
    if (napi_get_named_property(naja_addon::env, Me(), "constructor", &constructor) != napi_ok ||
        napi_get_named_property(naja_addon::env, constructor, "name", &name) != napi_ok)
      name = naja_addon::Text("Object");
    return naja_addon::Make<String>(name);
  }
  Local<Value> GetPrototypeV2() {
    napi_value out = nullptr;
    napi_get_prototype(naja_addon::env, Me(), &out);
    return naja_addon::Make<Value>(out);
  }
  Local<Value> GetPrototype() { return GetPrototypeV2(); }
  Maybe<bool> SetPrototypeV2(Local<Context>, Local<Value> prototype) {
    napi_value done =
        naja_addon::CallBuiltin("Object", "setPrototypeOf", {Me(), naja_addon::Raw(*prototype)});
    return done ? Just(true) : Nothing<bool>();
  }
  Maybe<bool> SetPrototype(Local<Context> context, Local<Value> prototype) {
    return SetPrototypeV2(context, prototype);
  }
  Maybe<bool> SetPrivate(Local<Context>, Local<Private> key, Local<Value> value) {
    napi_property_descriptor property{};
    property.name = naja_addon::Raw(*key);
    property.value = naja_addon::Raw(*value);
    property.attributes = static_cast<napi_property_attributes>(napi_writable | napi_configurable);
    return Done(napi_define_properties(naja_addon::env, Me(), 1, &property));
  }
  MaybeLocal<Value> GetPrivate(Local<Context> context, Local<Private> key) {
    return Get(context, naja_addon::Make<Value>(*key));
  }
  Maybe<bool> HasPrivate(Local<Context> context, Local<Private> key) {
    return HasOwnProperty(context, naja_addon::Make<Name>(*key));
  }
  Maybe<bool> DeletePrivate(Local<Context> context, Local<Private> key) {
    return Delete(context, naja_addon::Make<Value>(*key));
  }
  int InternalFieldCount() const {
    naja_addon::Fields* fields = naja_addon::Fields::Of(this);
    return fields ? static_cast<int>(fields->all.size()) : 0;
  }
  template <class... Tag>
  void SetAlignedPointerInInternalField(int index, void* pointer, Tag...) {
    naja_addon::Fields::At(this, index, "v8::Object::SetAlignedPointerInInternalField").pointer = pointer;
  }
  template <class... Tag>
  void* GetAlignedPointerFromInternalField(int index, Tag...) {
    return naja_addon::Fields::At(this, index, "v8::Object::GetAlignedPointerFromInternalField").pointer;
  }
  void SetInternalField(int index, Local<Value> value) {
    auto& field = naja_addon::Fields::At(this, index, "v8::Object::SetInternalField");
    if (field.value) napi_delete_reference(naja_addon::env, field.value);
    napi_create_reference(naja_addon::env, naja_addon::Raw(*value), 1, &field.value);
  }
  Local<Value> GetInternalField(int index) {
    auto& field = naja_addon::Fields::At(this, index, "v8::Object::GetInternalField");
    napi_value out = naja_addon::Undefined();
    if (field.value) napi_get_reference_value(naja_addon::env, field.value, &out);
    return naja_addon::Make<Value>(out);
  }

 protected:
  napi_value Me() const { return naja_addon::Raw(this); }
  static Maybe<bool> Done(napi_status status) { return naja_addon::MakeJust(status, true); }
  MaybeLocal<Array> Names(napi_key_collection_mode mode) {
    naja_addon::Aside aside;
    napi_value out = nullptr;
    auto filter = static_cast<napi_key_filter>(napi_key_enumerable | napi_key_skip_symbols);
    napi_status status =
        napi_get_all_property_names(naja_addon::env, Me(), mode, filter, napi_key_keep_numbers, &out);
    return naja_addon::MakeMaybe<Array>(status, out);
  }
};

class Array : public Object {
 public:
  static Local<Array> New(Isolate*, int length = 0) {
    napi_value out = nullptr;
    napi_create_array_with_length(naja_addon::env, length > 0 ? static_cast<size_t>(length) : 0, &out);
    return naja_addon::Make<Array>(out);
  }
  static Local<Array> New(Isolate* isolate, Local<Value>* elements, size_t length) {
    Local<Array> out = New(isolate, static_cast<int>(length));
    for (size_t i = 0; i < length; i++)
      napi_set_element(naja_addon::env, naja_addon::Raw(*out), static_cast<uint32_t>(i),
                       naja_addon::Raw(*elements[i]));
    return out;
  }
  static Array* Cast(Value* value) { return static_cast<Array*>(value); }
  uint32_t Length() const {
    uint32_t length = 0;
    napi_get_array_length(naja_addon::env, Me(), &length);
    return length;
  }
};

class Function : public Object {
 public:
  static MaybeLocal<Function> New(Local<Context> context, FunctionCallback callback,
                                  Local<Value> data = Local<Value>(), int length = 0,
                                  ConstructorBehavior = ConstructorBehavior::kAllow,
                                  SideEffectType = SideEffectType::kHasSideEffect);
  static Function* Cast(Value* value) { return static_cast<Function*>(value); }
  MaybeLocal<Value> Call(Local<Context>, Local<Value> receiver, int argc, Local<Value> argv[]) {
    std::vector<napi_value> arguments = Arguments(argc, argv);
    napi_value out = naja_addon::Call(naja_addon::Raw(*receiver), Me(), argc, arguments.data());
    return out ? MaybeLocal<Value>(naja_addon::Make<Value>(out)) : MaybeLocal<Value>();
  }
  MaybeLocal<Value> Call(Isolate*, Local<Context> context, Local<Value> receiver, int argc,
                         Local<Value> argv[]) {
    return Call(context, receiver, argc, argv);
  }
  MaybeLocal<Object> NewInstance(Local<Context>, int argc = 0, Local<Value> argv[] = nullptr) const {
    naja_addon::Aside aside;
    std::vector<napi_value> arguments = Arguments(argc, argv);
    napi_value out = nullptr;
    napi_status status = napi_new_instance(naja_addon::env, Me(), arguments.size(), arguments.data(), &out);
    if (status != napi_ok) naja_addon::Report();
    return naja_addon::MakeMaybe<Object>(status, out);
  }
  void SetName(Local<String> name) {
    napi_property_descriptor property{};
    property.utf8name = "name";
    property.value = naja_addon::Raw(*name);
    property.attributes = napi_configurable;
    napi_define_properties(naja_addon::env, Me(), 1, &property);
  }
  Local<Value> GetName() const {
    napi_value out = nullptr;
    napi_get_named_property(naja_addon::env, Me(), "name", &out);
    return naja_addon::Make<Value>(out);
  }

  static std::vector<napi_value> Arguments(int argc, Local<Value> argv[]) {
    std::vector<napi_value> out;
    for (int i = 0; i < argc; i++)
      out.push_back(argv[i].IsEmpty() ? naja_addon::Undefined() : naja_addon::Raw(*argv[i]));
    return out;
  }
};

class External : public Value {
 public:
  template <class... Tag>
  static Local<External> New(Isolate*, void* data, Tag...) {
    napi_value out = nullptr;
    napi_create_external(naja_addon::env, data, nullptr, nullptr, &out);
    return naja_addon::Make<External>(out);
  }
  static External* Cast(v8::Value* value) { return static_cast<External*>(value); }
  template <class... Tag>
  void* Value(Tag...) const {
    void* data = nullptr;
    napi_get_value_external(naja_addon::env, naja_addon::Raw(this), &data);
    return data;
  }
};

class Date : public Object {
 public:
  static MaybeLocal<Value> New(Local<Context>, double time) {
    napi_value out = nullptr;
    napi_status status = napi_create_date(naja_addon::env, time, &out);
    return naja_addon::MakeMaybe<Value>(status, out);
  }
  double ValueOf() const {
    double time = 0;
    napi_get_date_value(naja_addon::env, Me(), &time);
    return time;
  }
};

class BackingStore {
 public:
  BackingStore(void* data, size_t length) : data_(data), length_(length) {}
  void* Data() const { return data_; }
  size_t ByteLength() const { return length_; }

 private:
  void* data_;
  size_t length_;
};

class ArrayBuffer : public Object {
 public:
  static Local<ArrayBuffer> New(Isolate*, size_t length) {
    napi_value out = nullptr;
    napi_create_arraybuffer(naja_addon::env, length, nullptr, &out);
    return naja_addon::Make<ArrayBuffer>(out);
  }
  static ArrayBuffer* Cast(Value* value) { return static_cast<ArrayBuffer*>(value); }
  void* Data() const { return GetBackingStore()->Data(); }
  size_t ByteLength() const { return GetBackingStore()->ByteLength(); }
  // Lives no longer than the ArrayBuffer.
  std::shared_ptr<BackingStore> GetBackingStore() const {
    void* data = nullptr;
    size_t length = 0;
    napi_get_arraybuffer_info(naja_addon::env, Me(), &data, &length);
    return std::make_shared<BackingStore>(data, length);
  }
};

class ArrayBufferView : public Object {
 public:
  static ArrayBufferView* Cast(Value* value) { return static_cast<ArrayBufferView*>(value); }
  Local<ArrayBuffer> Buffer() { return naja_addon::Make<ArrayBuffer>(Look().buffer); }
  size_t ByteOffset() { return Look().offset; }
  size_t ByteLength() { return Look().length; }
  size_t CopyContents(void* target, size_t length) {
    auto found = Look();
    if (length > found.length) length = found.length;
    if (length) memcpy(target, found.data, length);
    return length;
  }
  struct Found {
    void* data = nullptr;
    size_t length = 0, offset = 0;
    napi_value buffer = nullptr;
  };
  Found Look() const {
    Found out;
    if (IsDataView()) {
      napi_get_dataview_info(naja_addon::env, Me(), &out.length, &out.data, &out.buffer, &out.offset);
    } else {
      napi_typedarray_type type;
      napi_get_typedarray_info(naja_addon::env, Me(), &type, &out.length, &out.data, &out.buffer,
                               &out.offset);
      static constexpr size_t kSizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2};
      out.length *= kSizes[type];
    }
    return out;
  }
};
class DataView : public ArrayBufferView {};
class TypedArray : public ArrayBufferView {
 public:
  size_t Length() {
    size_t length = 0;
    napi_get_typedarray_info(naja_addon::env, Me(), nullptr, &length, nullptr, nullptr, nullptr);
    return length;
  }
};
#define NAJA_V8_ARRAY(Name, kind)                                                                    \
  class Name : public TypedArray {                                                                   \
   public:                                                                                           \
    static Local<Name> New(Local<ArrayBuffer> buffer, size_t offset, size_t length) {                \
      napi_value out = nullptr;                                                                      \
      napi_create_typedarray(naja_addon::env, kind, length, naja_addon::Raw(*buffer), offset, &out); \
      return naja_addon::Make<Name>(out);                                                            \
    }                                                                                                \
  };
NAJA_V8_ARRAY(Int8Array, napi_int8_array)
NAJA_V8_ARRAY(Uint8Array, napi_uint8_array)
NAJA_V8_ARRAY(Uint8ClampedArray, napi_uint8_clamped_array)
NAJA_V8_ARRAY(Int16Array, napi_int16_array)
NAJA_V8_ARRAY(Uint16Array, napi_uint16_array)
NAJA_V8_ARRAY(Int32Array, napi_int32_array)
NAJA_V8_ARRAY(Uint32Array, napi_uint32_array)
NAJA_V8_ARRAY(Float32Array, napi_float32_array)
NAJA_V8_ARRAY(Float64Array, napi_float64_array)
NAJA_V8_ARRAY(BigInt64Array, napi_bigint64_array)
NAJA_V8_ARRAY(BigUint64Array, napi_biguint64_array)
#undef NAJA_V8_ARRAY

class Promise : public Object {};
class RegExp : public Object {};

class JSON {
 public:
  static MaybeLocal<Value> Parse(Local<Context>, Local<String> text) {
    napi_value out = naja_addon::CallBuiltin("JSON", "parse", {naja_addon::Raw(*text)});
    return out ? MaybeLocal<Value>(naja_addon::Make<Value>(out)) : MaybeLocal<Value>();
  }
  static MaybeLocal<String> Stringify(Local<Context>, Local<Value> value) {
    napi_value out = naja_addon::CallBuiltin("JSON", "stringify", {naja_addon::Raw(*value)});
    return out ? MaybeLocal<String>(naja_addon::Make<String>(out)) : MaybeLocal<String>();
  }
};

class Exception {
 public:
#define NAJA_V8_ERROR(Name, create)                                    \
  static Local<Value> Name(Local<String> message) {                    \
    napi_value out = nullptr;                                          \
    create(naja_addon::env, nullptr, naja_addon::Raw(*message), &out); \
    return naja_addon::Make<Value>(out);                               \
  }
  NAJA_V8_ERROR(Error, napi_create_error)
  NAJA_V8_ERROR(TypeError, napi_create_type_error)
  NAJA_V8_ERROR(RangeError, napi_create_range_error)
  NAJA_V8_ERROR(SyntaxError, node_api_create_syntax_error)
#undef NAJA_V8_ERROR
};

// A realm is named by its global object.
class Context : public Data {
 public:
  Local<Object> Global() { return naja_addon::Make<Object>(this); }
  Isolate* GetIsolate() { return reinterpret_cast<Isolate*>(naja_addon::env); }
  class Scope {
   public:
    explicit Scope(Local<Context>) {}
  };
};

class Isolate {
 public:
  static Isolate* GetCurrent() { return reinterpret_cast<Isolate*>(naja_addon::env); }
  static Isolate* TryGetCurrent() { return GetCurrent(); }
  Local<Context> GetCurrentContext() { return naja_addon::Make<Context>(naja_addon::Global()); }
  Local<Value> ThrowException(Local<Value> error) {
    napi_throw(naja_addon::env, naja_addon::Raw(*error));
    return naja_addon::Make<Value>(naja_addon::Undefined());
  }
  Local<Value> ThrowError(Local<String> message) { return ThrowException(Exception::Error(message)); }
  int64_t AdjustAmountOfExternalAllocatedMemory(int64_t change) {
    int64_t total = 0;
    napi_adjust_external_memory(naja_addon::env, change, &total);
    return total;
  }
};

// While one lives, what is thrown stays in it.
class TryCatch {
 public:
  explicit TryCatch(Isolate* = nullptr) { naja_addon::depth++; }
  ~TryCatch() {
    if (!rethrown_) Take();
    if (!rethrown_ && error_) napi_delete_reference(naja_addon::env, error_);
    naja_addon::depth--;
  }
  TryCatch(const TryCatch&) = delete;
  void operator=(const TryCatch&) = delete;
  bool HasCaught() const { return Take(), error_ != nullptr; }
  bool CanContinue() const { return true; }
  bool HasTerminated() const { return false; }
  void SetVerbose(bool) {}
  void SetCaptureMessage(bool) {}
  Local<Value> Exception() const {
    napi_value out = naja_addon::Undefined();
    if (HasCaught()) napi_get_reference_value(naja_addon::env, error_, &out);
    return naja_addon::Make<Value>(out);
  }
  MaybeLocal<Value> StackTrace(Local<Context> context) const {
    Local<Value> error = Exception();
    if (!error->IsObject()) return MaybeLocal<Value>();
    return error.As<Object>()->Get(context, naja_addon::Make<Value>(naja_addon::Text("stack")));
  }
  void Reset() {
    Take();
    if (error_) napi_delete_reference(naja_addon::env, error_);
    error_ = nullptr;
  }
  Local<Value> ReThrow() {
    Local<Value> error = Exception();
    if (error_) {
      napi_delete_reference(naja_addon::env, error_);
      error_ = nullptr;
      rethrown_ = true;
      napi_throw(naja_addon::env, naja_addon::Raw(*error));
    }
    return naja_addon::Make<Value>(naja_addon::Undefined());
  }

 private:
  void Take() const {
    bool pending = false;
    napi_value error = nullptr;
    if (rethrown_ || napi_is_exception_pending(naja_addon::env, &pending) != napi_ok || !pending) return;
    napi_get_and_clear_last_exception(naja_addon::env, &error);
    if (error_) napi_delete_reference(naja_addon::env, error_);
    napi_create_reference(naja_addon::env, error, 1, &error_);
  }
  mutable napi_ref error_ = nullptr;
  bool rethrown_ = false;
};

}  // namespace v8 NAJA_HIDDEN

#endif
