// What a context of node:vm does with its global object's properties: they are those of an object of the
// program's, the sandbox, first, and its own after. As Node.js has it, with its corners: a declaration lands
// on both; what the sandbox has read-only, or refuses to delete, stays.
#include "interceptors.h"

#include <string>

namespace naja {
namespace {

using v8::Intercepted;
using v8::PropertyInfo;

struct Place {
  Local<v8::Context> context;
  Local<v8::Object> sandbox, global;

  explicit Place(const PropertyInfo& info) {
    Realm* realm = CurrentRealm(nullptr);
    if (!info.Holder()->GetCreationContext(realm->isolate).ToLocal(&context)) return;
    // V8 asks while it makes the context, too.
    if (context->GetNumberOfEmbedderDataFields() <= kSandboxField) return;
    Local<v8::Value> value = context->SlowGetEmbedderData(kSandboxField);
    if (!value->IsObject()) return;
    sandbox = value.As<v8::Object>();
    global = context->Global();
  }
  bool IsEmpty() const { return sandbox.IsEmpty(); }
};

bool Attributes(Local<v8::Object> object, const Place& at, Local<v8::Name> key, v8::PropertyAttribute* out) {
  return object->GetRealNamedPropertyAttributes(at.context, key).To(out);
}

// Only what is the sandbox's own is there, whatever can be read through its prototypes.
Intercepted Query(Local<v8::Name> key, const PropertyInfo& info) {
  Place at(info);
  v8::PropertyAttribute attributes = v8::None;
  if (at.IsEmpty() || !at.sandbox->HasOwnProperty(at.context, key).FromMaybe(false) ||
      !Attributes(at.sandbox, at, key, &attributes))
    return Intercepted::kNo;
  info.Return(v8::Integer::New(info.GetIsolate(), attributes));
  return Intercepted::kYes;
}

Intercepted Getter(Local<v8::Name> key, const PropertyInfo& info) {
  Place at(info);
  Local<v8::Value> value;
  if (at.IsEmpty()) return Intercepted::kNo;
  if (!at.sandbox->GetRealNamedProperty(at.context, key).ToLocal(&value) &&
      !at.global->GetRealNamedProperty(at.context, key).ToLocal(&value))
    return Intercepted::kNo;
  // Inside, the sandbox is the global object.
  if (*value.slot() == *at.sandbox.slot()) value = at.global;
  info.Return(value);
  return Intercepted::kYes;
}

// V8 of this version would complain of a definition.
Intercepted Refuse(Local<v8::Name> key, const PropertyInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  Local<v8::String> name;
  if (!key->ToDetailString(isolate->GetCurrentContext()).ToLocal(&name)) return Intercepted::kYes;
  auto text = v8::String::Concat(isolate, NewString(isolate, "Cannot assign to read only property '"), name);
  text = v8::String::Concat(isolate, text, NewString(isolate, "' of object '[object Object]'"));
  isolate->ThrowException(v8::Exception::TypeError(text));
  return Intercepted::kYes;
}

Intercepted Setter(Local<v8::Name> key, Local<v8::Value> value, const PropertyInfo& info) {
  Place at(info);
  if (at.IsEmpty()) return Intercepted::kNo;
  v8::PropertyAttribute own = v8::None, given = v8::None;
  bool is_own = Attributes(at.global, at, key, &own);
  bool is_given = Attributes(at.sandbox, at, key, &given);
  // `x = 5` in strict code is V8's to refuse; `this.x = 5` and function declarations come with other
  // receivers or values.
  bool by_name = *info.This().slot() != *at.global.slot();
  if (by_name && given & ~own & v8::ReadOnly && info.ShouldThrowOnError()) return Refuse(key, info);
  if ((own | given) & v8::ReadOnly) return Intercepted::kNo;
  bool declared = is_own || is_given;
  if (!declared && info.ShouldThrowOnError() && by_name && !value->IsFunction()) return Intercepted::kNo;
  if (!declared && key->IsSymbol()) return Intercepted::kNo;
  if (at.sandbox->Set(at.context, key, value).IsNothing()) return Intercepted::kNo;
  Local<v8::Value> descriptor;
  if (!is_given || !at.sandbox->GetOwnPropertyDescriptor(at.context, key).ToLocal(&descriptor) ||
      !descriptor->IsObject())
    return Intercepted::kNo;
  // An accessor has done all there is to do.
  auto found = descriptor.As<v8::Object>();
  for (const char* name : {"get", "set"})
    if (found->HasOwnProperty(at.context, NewString(info.GetIsolate(), name)).FromMaybe(false))
      return Intercepted::kYes;
  return Intercepted::kNo;
}

Intercepted Descriptor(Local<v8::Name> key, const PropertyInfo& info) {
  Place at(info);
  Local<v8::Value> descriptor;
  if (at.IsEmpty() || !at.sandbox->HasOwnProperty(at.context, key).FromMaybe(false) ||
      !at.sandbox->GetOwnPropertyDescriptor(at.context, key).ToLocal(&descriptor))
    return Intercepted::kNo;
  info.Return(descriptor);
  return Intercepted::kYes;
}

Intercepted Definer(Local<v8::Name> key, const v8::PropertyDescriptor& from, const PropertyInfo& info) {
  Place at(info);
  if (at.IsEmpty()) return Intercepted::kNo;
  v8::PropertyAttribute own = v8::None, given = v8::None;
  bool is_own = Attributes(at.global, at, key, &own);
  bool is_given = Attributes(at.sandbox, at, key, &given);
  // What can neither be written nor configured is left alone.
  constexpr int kFixed = v8::ReadOnly | v8::DontDelete;
  if ((is_own && (own & kFixed) == kFixed) || (!is_own && is_given && (given & kFixed) == kFixed))
    return Intercepted::kNo;
  auto define = [&](v8::PropertyDescriptor& to) {
    if (from.has_enumerable()) to.set_enumerable(from.enumerable());
    if (from.has_configurable()) to.set_configurable(from.configurable());
    at.sandbox->DefineProperty(at.context, key, to).IsJust();
  };
  Local<v8::Value> undefined = CurrentRealm(nullptr)->undefined.Held();
  if (from.has_get() || from.has_set()) {
    v8::PropertyDescriptor to(from.has_get() ? from.get() : undefined,
                              from.has_set() ? from.set() : undefined);
    define(to);
  } else {
    Local<v8::Value> value = from.has_value() ? from.value() : undefined;
    if (from.has_writable()) {
      v8::PropertyDescriptor to(value, from.writable());
      define(to);
    } else if (from.has_value()) {
      v8::PropertyDescriptor to(value);
      define(to);
    } else {
      v8::PropertyDescriptor to;
      define(to);
    }
  }
  return Intercepted::kNo;
}

Intercepted Deleter(Local<v8::Name> key, const PropertyInfo& info) {
  Place at(info);
  if (at.IsEmpty() || at.sandbox->Delete(at.context, key).FromMaybe(false)) return Intercepted::kNo;
  info.Return(CurrentRealm(nullptr)->false_value.Held());
  return Intercepted::kYes;
}

void NamesOf(const PropertyInfo& info, v8::IndexFilter which) {
  Place at(info);
  Local<v8::Array> names;
  if (!at.IsEmpty() && at.sandbox
                           ->GetPropertyNames(at.context, v8::KeyCollectionMode::kOwnOnly, v8::ALL_PROPERTIES,
                                              which, v8::KeyConversionMode::kKeepNumbers)
                           .ToLocal(&names))
    info.Return(names);
}

void Enumerator(const PropertyInfo& info) { NamesOf(info, v8::IndexFilter::kSkipIndices); }

void IndexEnumerator(const PropertyInfo& info) {
  Place at(info);
  Local<v8::Array> names;
  if (at.IsEmpty() || !at.sandbox
                           ->GetPropertyNames(at.context, v8::KeyCollectionMode::kOwnOnly, v8::SKIP_SYMBOLS,
                                              v8::IndexFilter::kIncludeIndices)
                           .ToLocal(&names))
    return;
  std::vector<Local<v8::Value>> indices;
  for (uint32_t i = 0; i < names->Length(); i++) {
    Local<v8::Value> name;
    if (!names->Get(at.context, i).ToLocal(&name)) return;
    if (name->IsUint32()) indices.push_back(name);
  }
  info.Return(v8::Array::New(info.GetIsolate(), indices.data(), indices.size()));
}

// An index is a name as any other here.
Local<v8::Name> NameOf(uint32_t index, const PropertyInfo& info) {
  return NewString(info.GetIsolate(), std::to_string(index).c_str());
}

}  // namespace

void SetInterceptors(Local<v8::ObjectTemplate> target) {
  target->SetHandler(v8::NamedPropertyHandlerConfiguration{
      {Getter, Setter, Query, Deleter, Enumerator, Definer, Descriptor, {}}});
  v8::IndexedPropertyHandlerConfiguration indexed{
      {[](uint32_t i, const PropertyInfo& info) { return Getter(NameOf(i, info), info); },
       [](uint32_t i, Local<v8::Value> value, const PropertyInfo& info) {
         return Setter(NameOf(i, info), value, info);
       },
       [](uint32_t i, const PropertyInfo& info) { return Query(NameOf(i, info), info); },
       [](uint32_t i, const PropertyInfo& info) { return Deleter(NameOf(i, info), info); },
       IndexEnumerator,
       [](uint32_t i, const v8::PropertyDescriptor& from, const PropertyInfo& info) {
         return Definer(NameOf(i, info), from, info);
       },
       [](uint32_t i, const PropertyInfo& info) { return Descriptor(NameOf(i, info), info); },
       {}}};
  target->SetHandler(indexed);
}

}  // namespace naja
