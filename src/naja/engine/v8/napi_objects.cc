// Node-API: objects, arrays and properties.
#include <cmath>
#include <limits>
#include <vector>

#include "functions.h"
#include "heap.h"
#include "texts.h"

using namespace naja;

namespace {

// `object` as an object, converted where JavaScript would convert it.
#define NAJA_TO_OBJECT(env, object, out)    \
  Local<v8::Object> out;                    \
  NAJA_CHECK_ARG(env, object);              \
  if (heap::IsReceiver(heap::Raw(object)))  \
    out = ToLocal(object).As<v8::Object>(); \
  else                                      \
    NAJA_RETURN_IF_FALSE(env, ToLocal(object)->ToObject((env)->ctx()).ToLocal(&out), napi_object_expected)

v8::PropertyAttribute Attributes(const napi_property_descriptor* d) {
  int flags = v8::None;
  if (d->getter == nullptr && d->setter == nullptr && !(d->attributes & napi_writable)) flags |= v8::ReadOnly;
  if (!(d->attributes & napi_enumerable)) flags |= v8::DontEnum;
  if (!(d->attributes & napi_configurable)) flags |= v8::DontDelete;
  return static_cast<v8::PropertyAttribute>(flags);
}

napi_status PropertyName(napi_env env, const napi_property_descriptor* d, Local<v8::Name>* result) {
  if (d->utf8name) {
    Local<v8::String> name;
    if (!NewName(env, d->utf8name, NAPI_AUTO_LENGTH).ToLocal(&name))
      return SetError(env, napi_generic_failure);
    *result = name;
    return napi_ok;
  }
  NAJA_CHECK_ARG(env, d->name);
  NAJA_RETURN_IF_FALSE(env, ToLocal(d->name)->IsName(), napi_name_expected);
  *result = ToLocal(d->name).As<v8::Name>();
  return napi_ok;
}

}  // namespace

napi_status napi_create_object(napi_env env, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::Object::New(env->isolate));
  return ClearError(env);
}

napi_status node_api_create_object_with_properties(napi_env env, napi_value prototype,
                                                   const napi_value* names, const napi_value* values,
                                                   size_t count, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  if (count > 0) {
    NAJA_CHECK_ARG(env, names);
    NAJA_CHECK_ARG(env, values);
  }
  for (size_t i = 0; i < count; i++) {
    NAJA_CHECK_ARG(env, names[i]);
    NAJA_CHECK_ARG(env, values[i]);
    NAJA_RETURN_IF_FALSE(env, ToLocal(names[i])->IsName(), napi_name_expected);
  }
  Local<v8::Value> null = env->realm->null.Held();
  // Node.js ends the process for any other prototype.
  if (prototype)
    NAJA_RETURN_IF_FALSE(env, heap::IsReceiver(heap::Raw(prototype)) || ToLocal(prototype)->IsNull(),
                         napi_object_expected);
  *result =
      FromLocal(v8::Object::New(env->isolate, prototype ? ToLocal(prototype) : null,
                                reinterpret_cast<Local<v8::Name>*>(const_cast<napi_value*>(names)),
                                reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(values)), count));
  return NAJA_RESULT(env);
}

napi_status napi_create_array(napi_env env, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::Array::New(env->isolate));
  return ClearError(env);
}

napi_status napi_create_array_with_length(napi_env env, size_t length, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::Array::New(env->isolate, static_cast<int>(length)));
  return ClearError(env);
}

napi_status naja_create_array_from(napi_env env, size_t count, const napi_value* values, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  // A value that could not be made, as where the environment is being stopped.
  for (size_t i = 0; i < count; i++) NAJA_CHECK_ARG(env, values[i]);
  auto* locals = reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(values));
  *result = FromLocal(v8::Array::New(env->isolate, locals, count));
  return ClearError(env);
}

napi_status napi_get_array_length(napi_env env, napi_value value, uint32_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsArray(), napi_array_expected);
  *result = ToLocal(value).As<v8::Array>()->Length();
  return ClearError(env);
}

napi_status napi_get_prototype(napi_env env, napi_value object, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_TO_OBJECT(env, object, target);
  *result = FromLocal(target->GetPrototypeV2());
  return NAJA_RESULT(env);
}

napi_status node_api_set_prototype(napi_env env, napi_value object, napi_value prototype) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, prototype);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_MAYBE(env, target->SetPrototypeV2(env->ctx(), ToLocal(prototype)).FromMaybe(false),
                   napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_status napi_get_property_names(napi_env env, napi_value object, napi_value* result) {
  return napi_get_all_property_names(
      env, object, napi_key_include_prototypes,
      static_cast<napi_key_filter>(napi_key_enumerable | napi_key_skip_symbols), napi_key_numbers_to_strings,
      result);
}

napi_status napi_get_all_property_names(napi_env env, napi_value object, napi_key_collection_mode mode,
                                        napi_key_filter filter, napi_key_conversion conversion,
                                        napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_RETURN_IF_FALSE(env, mode == napi_key_include_prototypes || mode == napi_key_own_only,
                       napi_invalid_arg);
  NAJA_RETURN_IF_FALSE(env, conversion == napi_key_keep_numbers || conversion == napi_key_numbers_to_strings,
                       napi_invalid_arg);
  Local<v8::Array> names;
  NAJA_CHECK_MAYBE(
      env,
      target
          ->GetPropertyNames(env->ctx(),
                             mode == napi_key_own_only ? v8::KeyCollectionMode::kOwnOnly
                                                       : v8::KeyCollectionMode::kIncludePrototypes,
                             static_cast<v8::PropertyFilter>(filter), v8::IndexFilter::kIncludeIndices,
                             conversion == napi_key_keep_numbers ? v8::KeyConversionMode::kKeepNumbers
                                                                 : v8::KeyConversionMode::kConvertToString)
          .ToLocal(&names),
      napi_generic_failure);
  *result = FromLocal(names);
  return NAJA_RESULT(env);
}

napi_status napi_set_property(napi_env env, napi_value object, napi_value key, napi_value value) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, key);
  NAJA_CHECK_ARG(env, value);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_MAYBE(env, target->Set(env->ctx(), ToLocal(key), ToLocal(value)).FromMaybe(false),
                   napi_invalid_arg);
  return NAJA_RESULT(env);
}

napi_status napi_has_property(napi_env env, napi_value object, napi_value key, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, key);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_MAYBE(env, target->Has(env->ctx(), ToLocal(key)).To(result), napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_status napi_get_property(napi_env env, napi_value object, napi_value key, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, key);
  NAJA_CHECK_ARG(env, result);
  NAJA_TO_OBJECT(env, object, target);
  Local<v8::Value> value;
  NAJA_CHECK_MAYBE(env, target->Get(env->ctx(), ToLocal(key)).ToLocal(&value), napi_generic_failure);
  *result = FromLocal(value);
  return NAJA_RESULT(env);
}

napi_status napi_delete_property(napi_env env, napi_value object, napi_value key, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, key);
  NAJA_TO_OBJECT(env, object, target);
  bool deleted = false;
  NAJA_CHECK_MAYBE(env, target->Delete(env->ctx(), ToLocal(key)).To(&deleted), napi_generic_failure);
  if (result) *result = deleted;
  return NAJA_RESULT(env);
}

napi_status napi_has_own_property(napi_env env, napi_value object, napi_value key, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, key);
  NAJA_CHECK_ARG(env, result);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_RETURN_IF_FALSE(env, ToLocal(key)->IsName(), napi_name_expected);
  NAJA_CHECK_MAYBE(env, target->HasOwnProperty(env->ctx(), ToLocal(key).As<v8::Name>()).To(result),
                   napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_status napi_set_named_property(napi_env env, napi_value object, const char* name, napi_value value) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_ARG(env, name);
  Local<v8::String> key;
  NAJA_CHECK_MAYBE(env, NewName(env, name, NAPI_AUTO_LENGTH).ToLocal(&key), napi_generic_failure);
  NAJA_CHECK_MAYBE(env, target->Set(env->ctx(), key, ToLocal(value)).FromMaybe(false), napi_invalid_arg);
  return NAJA_RESULT(env);
}

napi_status napi_has_named_property(napi_env env, napi_value object, const char* name, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_ARG(env, name);
  Local<v8::String> key;
  NAJA_CHECK_MAYBE(env, NewName(env, name, NAPI_AUTO_LENGTH).ToLocal(&key), napi_generic_failure);
  NAJA_CHECK_MAYBE(env, target->Has(env->ctx(), key).To(result), napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_status napi_get_named_property(napi_env env, napi_value object, const char* name, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_ARG(env, name);
  Local<v8::String> key;
  NAJA_CHECK_MAYBE(env, NewName(env, name, NAPI_AUTO_LENGTH).ToLocal(&key), napi_generic_failure);
  Local<v8::Value> value;
  NAJA_CHECK_MAYBE(env, target->Get(env->ctx(), key).ToLocal(&value), napi_generic_failure);
  *result = FromLocal(value);
  return NAJA_RESULT(env);
}

namespace {

// Stores a number into an ordinary array without V8; false where that cannot be done. No other value: the
// collector would have to be told.
bool StoreNumber(Realm* realm, v8::Address array, uint32_t index, v8::Address value) {
  heap::Elements e = heap::ElementsOf(array);
  if (index >= e.length || !heap::IsNumber(value)) return false;
  uint32_t map = heap::MapWord(e.base);
  bool hole;
  if (e.kind <= heap::kHoley) {
    if (map != heap::kFixedArrayMap || !heap::IsSmall(value)) return false;
    hole = heap::Element<uint32_t>(e.base, index) == heap::kTheHole;
  } else {
    if (map != heap::kFixedDoubleArrayMap) return false;
    hole = heap::Element<uint64_t>(e.base, index) == heap::kDoubleHole;
  }
  if (hole && !heap::InheritsNoElements(e, *realm->array_prototype.slot(), *realm->object_prototype.slot()))
    return false;
  if (e.kind <= heap::kHoley) {
    heap::SetElement(e.base, index, static_cast<uint32_t>(value));
  } else {
    double number = heap::NumberOf(value);
    // One of the NaNs stands for the hole.
    heap::SetElement(e.base, index, std::isnan(number) ? std::numeric_limits<double>::quiet_NaN() : number);
  }
  return true;
}

// An element of an ordinary array, or null where V8 must be asked.
napi_value LoadElement(napi_env env, v8::Address array, uint32_t index) {
  heap::Elements e = heap::ElementsOf(array);
  if (index >= e.length) return nullptr;
  if (e.kind <= heap::kHoley) {
    uint32_t raw = heap::Element<uint32_t>(e.base, index);
    if (raw == heap::kTheHole) return nullptr;
    v8::Address value = (raw & 1) ? heap::Cage(array) | raw : heap::Small(heap::SmallValue(raw));
    return heap::NewLocal(env->isolate, &value);
  }
  if (heap::Element<uint64_t>(e.base, index) == heap::kDoubleHole) return nullptr;
  napi_value number;
  napi_create_double(env, heap::Element<double>(e.base, index), &number);
  return number;
}

}  // namespace

static napi_status StoreElement(napi_env env, napi_value object, uint32_t index, napi_value value) {
  Guard guard(env);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_MAYBE(env, target->Set(env->ctx(), index, ToLocal(value)).FromMaybe(false), napi_invalid_arg);
  return NAJA_RESULT(env);
}

napi_status napi_set_element(napi_env env, napi_value object, uint32_t index, napi_value value) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, object);
  if (StoreNumber(env->realm, heap::Raw(object), index, heap::Raw(value))) return napi_ok;
  return StoreElement(env, object, index, value);
}

napi_status napi_has_element(napi_env env, napi_value object, uint32_t index, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_MAYBE(env, target->Has(env->ctx(), index).To(result), napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_status napi_get_element(napi_env env, napi_value object, uint32_t index, napi_value* result) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, object);
  if (napi_value element = LoadElement(env, heap::Raw(object), index)) {
    *result = element;
    return napi_ok;
  }
  Guard guard(env);
  NAJA_TO_OBJECT(env, object, target);
  Local<v8::Value> value;
  NAJA_CHECK_MAYBE(env, target->Get(env->ctx(), index).ToLocal(&value), napi_generic_failure);
  *result = FromLocal(value);
  return NAJA_RESULT(env);
}

napi_status napi_delete_element(napi_env env, napi_value object, uint32_t index, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_TO_OBJECT(env, object, target);
  bool deleted = false;
  NAJA_CHECK_MAYBE(env, target->Delete(env->ctx(), index).To(&deleted), napi_generic_failure);
  if (result) *result = deleted;
  return NAJA_RESULT(env);
}

napi_status napi_define_properties(napi_env env, napi_value object, size_t count,
                                   const napi_property_descriptor* properties) {
  NAJA_PREAMBLE(env);
  if (count > 0) NAJA_CHECK_ARG(env, properties);
  NAJA_TO_OBJECT(env, object, target);
  for (size_t i = 0; i < count; i++) {
    const napi_property_descriptor* d = &properties[i];
    Local<v8::Name> name;
    napi_status status = PropertyName(env, d, &name);
    if (status != napi_ok) return status;
    if (d->getter || d->setter) {
      Local<v8::Value> getter = env->realm->undefined.Held(), setter = env->realm->undefined.Held();
      Local<v8::Function> made;
      if (d->getter) {
        NAJA_CHECK_MAYBE(env, MakeFunction(env, d->getter, d->data).ToLocal(&made), napi_generic_failure);
        getter = made;
      }
      if (d->setter) {
        NAJA_CHECK_MAYBE(env, MakeFunction(env, d->setter, d->data).ToLocal(&made), napi_generic_failure);
        setter = made;
      }
      v8::PropertyDescriptor descriptor(getter, setter);
      descriptor.set_enumerable((d->attributes & napi_enumerable) != 0);
      descriptor.set_configurable((d->attributes & napi_configurable) != 0);
      NAJA_CHECK_MAYBE(env, target->DefineProperty(env->ctx(), name, descriptor).FromMaybe(false),
                       napi_invalid_arg);
      continue;
    }
    Local<v8::Value> value;
    if (d->method) {
      Local<v8::Function> method;
      NAJA_CHECK_MAYBE(env, MakeFunction(env, d->method, d->data).ToLocal(&method), napi_generic_failure);
      value = method;
    } else {
      NAJA_CHECK_ARG(env, d->value);
      value = ToLocal(d->value);
    }
    napi_status refused = d->method ? napi_generic_failure : napi_invalid_arg;
    if ((d->attributes & napi_default_jsproperty) == napi_default_jsproperty) {
      NAJA_CHECK_MAYBE(env, target->CreateDataProperty(env->ctx(), name, value).FromMaybe(false), refused);
    } else {
      NAJA_CHECK_MAYBE(
          env, target->DefineOwnProperty(env->ctx(), name, value, Attributes(d)).FromMaybe(false), refused);
    }
  }
  return NAJA_RESULT(env);
}

napi_status napi_define_class(napi_env env, const char* name, size_t length, napi_callback constructor,
                              void* data, size_t count, const napi_property_descriptor* properties,
                              napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, constructor);
  if (count > 0) NAJA_CHECK_ARG(env, properties);
  v8::Isolate* isolate = env->isolate;
  v8::EscapableHandleScope scope(isolate, env->realm->undefined.Held());
  NAJA_RETURN_IF_FALSE(env, name && (length == NAPI_AUTO_LENGTH || length <= INT32_MAX), napi_invalid_arg);
  Local<v8::String> class_name;
  NAJA_CHECK_MAYBE(env, NewName(env, name, length).ToLocal(&class_name), napi_generic_failure);
  napi_status status;
  auto tmpl = MakeTemplate(env, constructor, data, {}, v8::ConstructorBehavior::kAllow);
  tmpl->SetClassName(class_name);
  auto signature = v8::Signature::New(isolate, tmpl);
  std::vector<napi_property_descriptor> statics;
  for (size_t i = 0; i < count; i++) {
    const napi_property_descriptor* d = &properties[i];
    if (d->attributes & napi_static) {
      statics.push_back(*d);
      continue;
    }
    Local<v8::Name> key;
    status = PropertyName(env, d, &key);
    if (status != napi_ok) return status;
    if (d->getter || d->setter) {
      Local<v8::FunctionTemplate> getter, setter;
      if (d->getter) getter = MakeTemplate(env, d->getter, d->data, {}, v8::ConstructorBehavior::kAllow);
      if (d->setter) setter = MakeTemplate(env, d->setter, d->data, {}, v8::ConstructorBehavior::kAllow);
      tmpl->PrototypeTemplate()->SetAccessorProperty(key, getter, setter, Attributes(d));
    } else if (d->method) {
      auto method = MakeTemplate(env, d->method, d->data, signature, v8::ConstructorBehavior::kAllow);
      tmpl->PrototypeTemplate()->Set(key, method, Attributes(d));
    } else {
      NAJA_CHECK_ARG(env, d->value);
      tmpl->PrototypeTemplate()->Set(key, ToLocal(d->value), Attributes(d));
    }
  }
  Local<v8::Function> function;
  NAJA_CHECK_MAYBE(env, tmpl->GetFunction(env->ctx()).ToLocal(&function), napi_generic_failure);
  *result = FromLocal(scope.Escape(Local<v8::Value>(function)));
  if (!statics.empty()) {
    status = napi_define_properties(env, *result, statics.size(), statics.data());
    if (status != napi_ok) return status;
  }
  return NAJA_RESULT(env);
}

napi_status napi_object_freeze(napi_env env, napi_value object) {
  NAJA_PREAMBLE(env);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_MAYBE(env, target->SetIntegrityLevel(env->ctx(), v8::IntegrityLevel::kFrozen).FromMaybe(false),
                   napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_status napi_object_seal(napi_env env, napi_value object) {
  NAJA_PREAMBLE(env);
  NAJA_TO_OBJECT(env, object, target);
  NAJA_CHECK_MAYBE(env, target->SetIntegrityLevel(env->ctx(), v8::IntegrityLevel::kSealed).FromMaybe(false),
                   napi_generic_failure);
  return NAJA_RESULT(env);
}
