// Functions and what they are called with; templates of functions and objects.
#ifndef NAJA_V8_FUNCTIONS_H_
#define NAJA_V8_FUNCTIONS_H_

#include "persistent.h"

namespace v8 NAJA_HIDDEN {

template <class T>
class ReturnValue {
 public:
  explicit ReturnValue(napi_value* slot) : slot_(slot) {}
  template <class S>
  void Set(const Local<S> value) {
    *slot_ = value.IsEmpty() ? nullptr : naja_addon::Raw(*value);
  }
  template <class S>
  void Set(const PersistentBase<S>& value) {
    Set(value.Get());
  }
  void Set(bool value) { Set(Boolean::New(nullptr, value)); }
  void Set(double value) { Set(Number::New(nullptr, value)); }
  void Set(int32_t value) { Set(Integer::New(nullptr, value)); }
  void Set(uint32_t value) { Set(Integer::NewFromUnsigned(nullptr, value)); }
  void Set(int16_t value) { Set(static_cast<int32_t>(value)); }
  void Set(uint16_t value) { Set(static_cast<int32_t>(value)); }
  void Set(int64_t value) { Set(static_cast<double>(value)); }
  void Set(uint64_t value) { Set(static_cast<double>(value)); }
  void SetNull() { Set(Null(nullptr)); }
  void SetUndefined() { Set(Undefined(nullptr)); }
  void SetEmptyString() { Set(String::Empty(nullptr)); }
  void SetFalse() { Set(false); }
  Local<Value> Get() const { return naja_addon::Make<Value>(*slot_ ? *slot_ : naja_addon::Undefined()); }
  Isolate* GetIsolate() const { return Isolate::GetCurrent(); }

 private:
  napi_value* slot_;
};

// What any callback is told.
class CallbackInfo {
 public:
  Isolate* GetIsolate() const { return Isolate::GetCurrent(); }
  Local<Object> This() const { return naja_addon::Make<Object>(self_); }
  Local<Object> Holder() const { return This(); }
  Local<Object> HolderV2() const { return This(); }
  Local<Value> Data() const { return naja_addon::Make<Value>(data_ ? data_ : naja_addon::Undefined()); }

 protected:
  CallbackInfo(napi_value self, napi_value data, napi_value* result)
      : self_(self), data_(data), result_(result) {}
  napi_value self_, data_;
  napi_value* result_;
};

template <class T>
class FunctionCallbackInfo : public CallbackInfo {
 public:
  FunctionCallbackInfo(napi_value self, napi_value data, napi_value* result, napi_value target,
                       const std::vector<napi_value>* arguments)
      : CallbackInfo(self, data, result), target_(target), arguments_(arguments) {}
  int Length() const { return static_cast<int>(arguments_->size()); }
  Local<Value> operator[](int i) const {
    return naja_addon::Make<Value>(i >= 0 && i < Length() ? (*arguments_)[static_cast<size_t>(i)]
                                                          : naja_addon::Undefined());
  }
  bool IsConstructCall() const { return target_ != nullptr; }
  Local<Value> NewTarget() const {
    return naja_addon::Make<Value>(target_ ? target_ : naja_addon::Undefined());
  }
  ReturnValue<T> GetReturnValue() const { return ReturnValue<T>(result_); }

 private:
  napi_value target_;
  const std::vector<napi_value>* arguments_;
};

template <class T>
class PropertyCallbackInfo : public CallbackInfo {
 public:
  PropertyCallbackInfo(napi_value self, napi_value data, napi_value* result)
      : CallbackInfo(self, data, result) {}
  ReturnValue<T> GetReturnValue() const { return ReturnValue<T>(result_); }
  bool ShouldThrowOnError() const { return true; }
};

using Getter = std::function<void(Local<String>, const PropertyCallbackInfo<Value>&)>;
using Setter = std::function<void(Local<String>, Local<Value>, const PropertyCallbackInfo<void>&)>;

}  // namespace v8 NAJA_HIDDEN

namespace naja_addon NAJA_HIDDEN {

using Values = v8::Global<v8::Value>;

// A function's callback and data.
struct Callback {
  v8::FunctionCallback call = nullptr;
  v8::Persistent<v8::Value> data;
  v8::FunctionTemplate* made_by = nullptr;  // whose instances these are, and who may be `this`
  bool checks_this = false;

  napi_value Data() const { return Raw(*data.Get()); }
};

struct Accessor {
  std::string name;
  v8::Getter get;
  v8::Setter set;
  v8::Persistent<v8::Value> data;
};

struct Arguments {
  napi_value self = nullptr, target = nullptr;
  void* data = nullptr;
  std::vector<napi_value> all;
  Arguments(napi_env inner, napi_callback_info info) {
    size_t count = 8;
    all.resize(count);
    napi_get_cb_info(inner, info, &count, all.data(), &self, &data);
    bool more = count > all.size();
    all.resize(count);
    if (more) napi_get_cb_info(inner, info, &count, all.data(), nullptr, nullptr);
    napi_get_new_target(inner, info, &target);
  }
};

bool ReadyThis(const Callback* callback, const Arguments& arguments);

inline napi_value Invoke(napi_env inner, napi_callback_info info) {
  Entry entry(inner);
  Arguments arguments(inner, info);
  auto* callback = static_cast<Callback*>(arguments.data);
  napi_value result = nullptr;
  if (!ReadyThis(callback, arguments)) return nullptr;
  if (callback->call)
    callback->call(v8::FunctionCallbackInfo<v8::Value>(arguments.self, callback->Data(), &result,
                                                       arguments.target, &arguments.all));
  return result;
}

inline napi_value InvokeGetter(napi_env inner, napi_callback_info info) {
  Entry entry(inner);
  Arguments arguments(inner, info);
  auto* accessor = static_cast<Accessor*>(arguments.data);
  napi_value result = nullptr;
  v8::PropertyCallbackInfo<v8::Value> property(arguments.self, Raw(*accessor->data.Get()), &result);
  accessor->get(Make<v8::String>(Text(accessor->name.c_str())), property);
  return result;
}

inline napi_value InvokeSetter(napi_env inner, napi_callback_info info) {
  Entry entry(inner);
  Arguments arguments(inner, info);
  auto* accessor = static_cast<Accessor*>(arguments.data);
  napi_value result = nullptr;
  v8::PropertyCallbackInfo<void> property(arguments.self, Raw(*accessor->data.Get()), &result);
  if (accessor->set && !arguments.all.empty())
    accessor->set(Make<v8::String>(Text(accessor->name.c_str())), Make<v8::Value>(arguments.all[0]),
                  property);
  return nullptr;
}

// A property that a template gives to what is made of it.
struct Property {
  v8::Persistent<v8::Value> key;
  v8::Persistent<v8::Value> value;
  v8::FunctionTemplate* function = nullptr;
  Accessor* accessor = nullptr;
  int attributes = 0;
};

void Define(napi_value object, const std::vector<std::unique_ptr<Property>>& properties);

}  // namespace naja_addon NAJA_HIDDEN

namespace v8 NAJA_HIDDEN {

class Signature : public Data {
 public:
  static Local<Signature> New(Isolate*, Local<FunctionTemplate> receiver = Local<FunctionTemplate>()) {
    return naja_addon::Make<Signature>(*receiver);
  }
};
using AccessorSignature = Signature;
enum AccessControl { DEFAULT = 0, ALL_CAN_READ = 1, ALL_CAN_WRITE = 2 };

// Templates live as long as the addon.
class Template : public Data {
 public:
  void Set(Local<Name> key, Local<Data> value, PropertyAttribute attributes = None) {
    Add(key, attributes)->value.Reset(nullptr, naja_addon::Make<Value>(*value));
  }
  void Set(Local<Name> key, Local<FunctionTemplate> function, PropertyAttribute attributes = None) {
    Add(key, attributes)->function = *function;
  }
  template <class S>
  void Set(Local<Name> key, Local<S> value, PropertyAttribute attributes = None) {
    Add(key, attributes)->value.Reset(nullptr, Local<Value>(value));
  }
  template <class S>
  void Set(Isolate*, const char* key, Local<S> value, PropertyAttribute attributes = None) {
    Set(naja_addon::Make<String>(naja_addon::Text(key)), value, attributes);
  }
  std::vector<std::unique_ptr<naja_addon::Property>> properties;

 protected:
  naja_addon::Property* Add(Local<Name> key, int attributes) {
    properties.emplace_back(new naja_addon::Property);
    properties.back()->key.Reset(nullptr, Local<Value>(key));
    properties.back()->attributes = attributes;
    return properties.back().get();
  }
};

class ObjectTemplate : public Template {
 public:
  static Local<ObjectTemplate> New(Isolate* = nullptr) {
    return naja_addon::Make<ObjectTemplate>(new ObjectTemplate);
  }
  MaybeLocal<Object> NewInstance(Local<Context>) {
    Local<Object> object = Object::New(nullptr);
    Furnish(naja_addon::Raw(*object));
    return object;
  }
  void SetInternalFieldCount(int count) { fields_ = count; }
  int InternalFieldCount() const { return fields_; }
  template <class Get, class Set = std::nullptr_t>
  void SetAccessor(Local<Name> key, Get getter, Set setter = nullptr, Local<Value> data = Local<Value>(),
                   AccessControl = DEFAULT, PropertyAttribute attributes = None) {
    auto* accessor = new naja_addon::Accessor;
    accessor->name = naja_addon::ToUtf8(naja_addon::Raw(*key));
    accessor->get = getter;
    accessor->set = setter;
    accessor->data.Reset(nullptr, data.IsEmpty() ? Local<Value>(Undefined(nullptr)) : data);
    Add(key, attributes)->accessor = accessor;
  }
  template <class Get, class Set = std::nullptr_t>
  void SetNativeDataProperty(Local<Name> key, Get getter, Set setter = nullptr,
                             Local<Value> data = Local<Value>(), PropertyAttribute attributes = None) {
    SetAccessor(key, getter, setter, data, DEFAULT, attributes);
  }
  void Furnish(napi_value object) const {
    naja_addon::Fields::Add(object, fields_);
    naja_addon::Define(object, properties);
  }

 private:
  int fields_ = 0;
};

class FunctionTemplate : public Template {
 public:
  static Local<FunctionTemplate> New(Isolate* = nullptr, FunctionCallback call = nullptr,
                                     Local<Value> data = Local<Value>(),
                                     Local<Signature> signature = Local<Signature>(), int = 0) {
    auto* made = new FunctionTemplate;
    made->callback_.call = call;
    made->callback_.data.Reset(nullptr, data.IsEmpty() ? Local<Value>(Undefined(nullptr)) : data);
    made->callback_.made_by = made;
    if (!signature.IsEmpty()) {
      made->callback_.made_by = reinterpret_cast<FunctionTemplate*>(*signature);
      made->callback_.checks_this = true;
    }
    return naja_addon::Make<FunctionTemplate>(made);
  }
  void SetCallHandler(FunctionCallback call, Local<Value> data = Local<Value>()) {
    callback_.call = call;
    if (!data.IsEmpty()) callback_.data.Reset(nullptr, data);
  }
  void SetClassName(Local<String> name) { name_ = naja_addon::ToUtf8(naja_addon::Raw(*name)); }
  void SetLength(int) {}
  void ReadOnlyPrototype() {}
  void RemovePrototype() {}
  void Inherit(Local<FunctionTemplate> parent) { parent_ = *parent; }
  Local<ObjectTemplate> PrototypeTemplate() { return naja_addon::Make<ObjectTemplate>(&prototype_); }
  Local<ObjectTemplate> InstanceTemplate() { return naja_addon::Make<ObjectTemplate>(&instance_); }
  const ObjectTemplate& Instance() const { return instance_; }
  FunctionTemplate* Parent() const { return parent_; }
  bool HasInstance(Local<Value> value) {
    Local<Function> function;
    bool is = false;
    return value->IsObject() && GetFunction(Local<Context>()).ToLocal(&function) &&
           napi_instanceof(naja_addon::env, naja_addon::Raw(*value), naja_addon::Raw(*function), &is) ==
               napi_ok &&
           is;
  }
  MaybeLocal<Function> GetFunction(Local<Context>) {
    if (!function_.IsEmpty()) return function_.Get();
    napi_value made = nullptr, prototype = nullptr;
    napi_status status = napi_define_class(naja_addon::env, name_.c_str(), name_.size(), naja_addon::Invoke,
                                           &callback_, 0, nullptr, &made);
    if (status != napi_ok) return MaybeLocal<Function>();
    Local<Function> function = naja_addon::Make<Function>(made);
    function_.Reset(nullptr, function);
    napi_get_named_property(naja_addon::env, made, "prototype", &prototype);
    naja_addon::Define(made, properties);
    naja_addon::Define(prototype, prototype_.properties);
    Local<Function> parent;
    if (parent_ && parent_->GetFunction(Local<Context>()).ToLocal(&parent)) {
      napi_value above = nullptr;
      napi_get_named_property(naja_addon::env, naja_addon::Raw(*parent), "prototype", &above);
      naja_addon::CallBuiltin("Object", "setPrototypeOf", {prototype, above});
    }
    return function;
  }
  // An own function for each method: `name` is a method's own.
  napi_value NewMethod(const char* name, size_t length) {
    if (!properties.empty() || !prototype_.properties.empty() || !name_.empty())
      return naja_addon::Raw(*GetFunction(Local<Context>()).ToLocalChecked());
    napi_value out = nullptr;
    napi_create_function(naja_addon::env, name, length, naja_addon::Invoke, &callback_, &out);
    return out;
  }

 private:
  FunctionTemplate() = default;
  naja_addon::Callback callback_;
  std::string name_;
  FunctionTemplate* parent_ = nullptr;
  ObjectTemplate prototype_, instance_;
  Persistent<Function> function_;
};

inline MaybeLocal<Function> Function::New(Local<Context>, FunctionCallback call, Local<Value> data, int,
                                          ConstructorBehavior, SideEffectType) {
  auto* callback = new naja_addon::Callback;
  callback->call = call;
  callback->data.Reset(nullptr, data.IsEmpty() ? Local<Value>(Undefined(nullptr)) : data);
  napi_value out = nullptr;
  napi_status status = napi_create_function(naja_addon::env, "", 0, naja_addon::Invoke, callback, &out);
  if (status == napi_ok)
    status = napi_add_finalizer(
        naja_addon::env, out, callback,
        [](napi_env, void* dead, void*) {
          static_cast<naja_addon::Callback*>(dead)->data.Reset();
          delete static_cast<naja_addon::Callback*>(dead);
        },
        nullptr, nullptr);
  return naja_addon::MakeMaybe<Function>(status, out);
}

}  // namespace v8 NAJA_HIDDEN

namespace naja_addon NAJA_HIDDEN {

// Gives a new instance its fields; refuses a method of another class's.
inline bool ReadyThis(const Callback* callback, const Arguments& arguments) {
  if (!callback->made_by) return true;
  if (callback->checks_this) {
    if (callback->made_by->HasInstance(Make<v8::Value>(arguments.self))) return true;
    napi_throw_type_error(env, nullptr, "Illegal invocation");
    return false;
  }
  if (!arguments.target) return true;
  const v8::FunctionTemplate* with = callback->made_by;
  while (with->Parent() && with->Instance().InternalFieldCount() == 0) with = with->Parent();
  Fields::Add(arguments.self, with->Instance().InternalFieldCount());
  Define(arguments.self, callback->made_by->Instance().properties);
  return true;
}

inline void Define(napi_value object, const std::vector<std::unique_ptr<Property>>& properties) {
  for (const auto& each : properties) {
    napi_property_descriptor property{};
    property.name = Raw(*each->key.Get());
    property.attributes = Attributes(each->attributes);
    if (each->accessor) {
      property.getter = InvokeGetter;
      property.setter = each->accessor->set ? InvokeSetter : nullptr;
      property.data = each->accessor;
    } else if (each->function) {
      std::string name = each->key.Get()->IsString() ? ToUtf8(property.name) : "";
      property.value = each->function->NewMethod(name.c_str(), name.size());
    } else {
      property.value = Raw(*each->value.Get());
    }
    napi_define_properties(env, object, 1, &property);
  }
}

}  // namespace naja_addon NAJA_HIDDEN

#endif
