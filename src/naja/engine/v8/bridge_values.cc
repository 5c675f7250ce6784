// bridge.h: values for Python, many in one call; calls and promises.
#include <cstring>

#include "../bridge.h"
#include "heap.h"
#include "texts.h"

using namespace naja;

namespace {

// By instance type; what is not known yet is asked of V8 once.
uint8_t kinds[1 << 12];
uint16_t ordinary_object = 0;

int AskKind(Local<v8::Value> value) {
  if (value->IsString()) return NAJA_KIND_STRING;
  if (value->IsBigInt()) return NAJA_KIND_BIGINT;
  if (value->IsSymbol()) return NAJA_KIND_SYMBOL;
  if (value->IsProxy()) return NAJA_KIND_PROXY;
  if (value->IsArray()) return NAJA_KIND_ARRAY;
  if (value->IsMap()) return NAJA_KIND_MAP;
  if (value->IsSet()) return NAJA_KIND_SET;
  if (value->IsDate()) return NAJA_KIND_DATE;
  if (value->IsArrayBufferView()) return NAJA_KIND_VIEW;
  if (value->IsArrayBuffer() || value->IsSharedArrayBuffer()) return NAJA_KIND_BUFFER;
  if (value->IsPromise()) return NAJA_KIND_PROMISE;
  if (value->IsNativeError()) return NAJA_KIND_ERROR;
  if (value->IsExternal()) return NAJA_KIND_EXTERNAL;
  return NAJA_KIND_OBJECT;
}

// An ordinary object, and no instance of a class.
bool IsPlain(napi_env env, v8::Address object) {
  using namespace heap;
  v8::Address prototype = FieldAddress(Cage(object) | MapWord(object), 16);
  Realm* realm = env->realm;
  if (prototype == *realm->null.slot()) return true;
  if (prototype != *realm->object_prototype.slot()) return false;
  // Math, JSON, Intl and the like are namespaces, no data: they say so.
  HandleScope scope(env->isolate);
  v8::TryCatch ignore(env->isolate);
  Local<v8::Symbol> tag = v8::Symbol::GetToStringTag(env->isolate);
  return !Local<v8::Object>::FromSlot(&object)->HasOwnProperty(env->ctx(), tag).FromMaybe(true);
}

// How V8 14.4 lays out strings: {map, hash, length, characters or another string}. Their kinds are bits of
// the instance type.
constexpr uint16_t kShape = 7, kSequential = 0, kThin = 5, kOneByte = 8;
constexpr int kHash = 4, kLength = 8, kCharacters = 12;

bool ReadOneByte(v8::Address string, const uint8_t** data, uint32_t* length, uint32_t* hash) {
  using namespace heap;
  uint16_t type = InstanceType(string);
  if ((type & kShape) == kThin) {
    string = FieldAddress(string, kCharacters);
    type = InstanceType(string);
  }
  if ((type & (kShape | kOneByte)) != (kSequential | kOneByte)) return false;
  *length = Field<uint32_t>(string, kLength);
  // The two lowest bits tell whether there is a hash, or an integer index.
  uint32_t raw = Field<uint32_t>(string, kHash);
  *hash = (raw & 1) ? 0 : raw;
  *data = reinterpret_cast<const uint8_t*>(string - 1 + kCharacters);
  return true;
}

// Whether what is stated above is so.
bool Verified(v8::Address string) {
  static int verified = 0;
  if (verified) return verified > 0;
  const uint8_t* data;
  uint32_t length, hash;
  auto text = Local<v8::String>::FromSlot(&string);
  if (!ReadOneByte(string, &data, &length, &hash)) return false;
  bool same = text->IsOneByte() && text->Length() == static_cast<int>(length);
  for (uint32_t i = 0; same && i < length; i += 64) {
    uint8_t part[64];
    uint32_t count = length - i < 64 ? length - i : 64;
    text->WriteOneByteV2(v8::Isolate::GetCurrent(), i, count, part);
    same = memcmp(part, data + i, count) == 0;
  }
  if (!same || length > 2) verified = same ? 1 : -1;
  return same;
}

}  // namespace

int naja_kind_of(napi_env env, napi_value value, double* number) {
  using namespace heap;
  v8::Address raw = Raw(value);
  if (IsNumber(raw)) {
    *number = NumberOf(raw);
    return NAJA_KIND_NUMBER;
  }
  if (MapWord(raw) < kSymbolMap) return NAJA_KIND_STRING;
  uint16_t type = InstanceType(raw);
  if (type < kFirstReceiver) {
    Realm* realm = env->realm;
    if (raw == *realm->undefined.slot()) return NAJA_KIND_UNDEFINED;
    if (raw == *realm->null.slot()) return NAJA_KIND_NULL;
    if (raw == *realm->true_value.slot()) return NAJA_KIND_TRUE;
    if (raw == *realm->false_value.slot()) return NAJA_KIND_FALSE;
    return AskKind(ToLocal(value));
  }
  if (type >= sizeof(kinds)) return AskKind(ToLocal(value));
  if (kinds[type] == NAJA_KIND_UNKNOWN) {
    if (!ordinary_object) {
      HandleScope scope(env->isolate);
      ordinary_object = InstanceType(*v8::Object::New(env->isolate).slot());
    }
    kinds[type] = static_cast<uint8_t>(AskKind(ToLocal(value)));
  }
  int kind = kinds[type];
  if (kind == NAJA_KIND_PROXY) return kind;
  if (IsCallable(raw)) return NAJA_KIND_FUNCTION;
  if (type == ordinary_object && IsPlain(env, raw)) return NAJA_KIND_PLAIN;
  return kind;
}

bool naja_one_byte(napi_value value, const uint8_t** data, uint32_t* length, uint32_t* hash) {
  v8::Address string = heap::Raw(value);
  return Verified(string) && ReadOneByte(string, data, length, hash);
}

uint32_t naja_identity_hash(napi_env, napi_value value) {
  Local<v8::Value> v = ToLocal(value);
  return static_cast<uint32_t>(v->IsSymbol() ? v.As<v8::Name>()->GetIdentityHash()
                                             : v.As<v8::Object>()->GetIdentityHash());
}

napi_status naja_array_values(napi_env env, napi_value array, uint32_t from, uint32_t count,
                              napi_value* values) {
  using namespace heap;
  NAJA_PREAMBLE(env);
  Realm* realm = env->realm;
  auto object = ToLocal(array).As<v8::Object>();
  uint32_t i = 0;
  Elements e = ElementsOf(Raw(array));
  if (e.kind >= kPackedSmall && e.kind <= kHoley && from <= e.length && count <= e.length - from) {
    bool no_holes = e.kind != kHoleySmall && e.kind != kHoley;
    bool inherits_none =
        no_holes || InheritsNoElements(e, *realm->array_prototype.slot(), *realm->object_prototype.slot());
    // Handles are no objects: nothing moves here.
    for (; i < count; i++) {
      uint32_t word = Element<uint32_t>(e.base, from + i);
      if (word == kTheHole) {
        if (!inherits_none) break;
        values[i] = FromLocal(realm->undefined.Held());
      } else {
        v8::Address value = (word & 1) ? Cage(e.base) | word : Small(static_cast<int32_t>(word) >> 1);
        values[i] = reinterpret_cast<napi_value>(HandleScope::CreateHandle(env->isolate, value));
      }
    }
  }
  for (; i < count; i++) {
    Local<v8::Value> value;
    NAJA_CHECK_MAYBE(env, object->Get(env->ctx(), from + i).ToLocal(&value), napi_generic_failure);
    values[i] = FromLocal(value);
  }
  return NAJA_RESULT(env);
}

bool naja_array_is_sparse(napi_env, napi_value array) { return heap::ElementsOf(heap::Raw(array)).kind < 0; }

bool naja_array_numbers(napi_env, napi_value array, uint32_t count, double* values) {
  using namespace heap;
  Elements e = ElementsOf(Raw(array));
  if (count > e.length) return false;
  if (e.kind == kPackedSmall) {
    for (uint32_t i = 0; i < count; i++) values[i] = static_cast<int32_t>(Element<uint32_t>(e.base, i)) >> 1;
    return true;
  }
  if (e.kind != kPackedDouble && e.kind != kHoleyDouble) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (Element<uint64_t>(e.base, i) == kDoubleHole) return false;
    values[i] = Element<double>(e.base, i);
  }
  return true;
}

napi_status naja_own_keys(napi_env env, napi_value object, bool all, napi_value* keys, uint32_t* count) {
  NAJA_PREAMBLE(env);
  Local<v8::Array> names;
  int filter = v8::SKIP_SYMBOLS | (all ? 0 : v8::ONLY_ENUMERABLE);
  NAJA_CHECK_MAYBE(
      env,
      ToLocal(object)
          .As<v8::Object>()
          ->GetPropertyNames(env->ctx(), v8::KeyCollectionMode::kOwnOnly,
                             static_cast<v8::PropertyFilter>(filter), v8::IndexFilter::kIncludeIndices,
                             v8::KeyConversionMode::kConvertToString)
          .ToLocal(&names),
      napi_generic_failure);
  *keys = FromLocal(names);
  *count = names->Length();
  return NAJA_RESULT(env);
}

napi_status naja_entries(napi_env env, napi_value object, napi_value keys, uint32_t from, uint32_t count,
                         napi_value* names, napi_value* values) {
  napi_status status = naja_array_values(env, keys, from, count, names);
  if (status != napi_ok) return status;
  NAJA_PREAMBLE(env);
  auto target = ToLocal(object).As<v8::Object>();
  Local<v8::Context> context = env->ctx();
  for (uint32_t i = 0; i < count; i++) {
    Local<v8::Value> value;
    NAJA_CHECK_MAYBE(env, target->Get(context, ToLocal(names[i])).ToLocal(&value), napi_generic_failure);
    values[i] = FromLocal(value);
  }
  return NAJA_RESULT(env);
}

napi_status naja_collection_values(napi_env env, napi_value collection, napi_value* array) {
  NAJA_PREAMBLE(env);
  Local<v8::Value> value = ToLocal(collection);
  *array = FromLocal(value->IsMap() ? value.As<v8::Map>()->AsArray() : value.As<v8::Set>()->AsArray());
  return NAJA_RESULT(env);
}

napi_value naja_collection_new(napi_env env, bool map) {
  if (map) return FromLocal(v8::Map::New(env->isolate));
  return FromLocal(v8::Set::New(env->isolate));
}

napi_status naja_collection_add(napi_env env, napi_value collection, napi_value key, napi_value value) {
  NAJA_PREAMBLE(env);
  Local<v8::Value> target = ToLocal(collection), k = ToLocal(key);
  bool full = value ? target.As<v8::Map>()->Set(env->ctx(), k, ToLocal(value)).IsEmpty()
                    : target.As<v8::Set>()->Add(env->ctx(), k).IsEmpty();
  NAJA_RETURN_IF_FALSE(env, !full, napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_value naja_property_key(napi_env env, const char* ascii, size_t length) {
  if (!env->realm->texts) env->realm->texts = new TextCache;
  Local<v8::String> name;
  return NewName(env, ascii, length).ToLocal(&name) ? FromLocal(name) : nullptr;
}

napi_value naja_array_of(napi_env env, size_t count, napi_value* values) {
  return FromLocal(v8::Array::New(env->isolate, reinterpret_cast<Local<v8::Value>*>(values), count));
}

napi_value naja_known_symbol(napi_env env, const char* name) {
  v8::Isolate* isolate = env->isolate;
  if (strcmp(name, "iterator") == 0) return FromLocal(v8::Symbol::GetIterator(isolate));
  if (strcmp(name, "asyncIterator") == 0) return FromLocal(v8::Symbol::GetAsyncIterator(isolate));
  if (strcmp(name, "dispose") == 0) return FromLocal(v8::Symbol::GetDispose(isolate));
  if (strcmp(name, "toStringTag") == 0) return FromLocal(v8::Symbol::GetToStringTag(isolate));
  return nullptr;
}

int naja_promise_state(napi_env, napi_value value, napi_value* result) {
  *result = nullptr;
  if (!ToLocal(value)->IsPromise()) return -1;
  auto promise = ToLocal(value).As<v8::Promise>();
  auto state = promise->State();
  if (state != v8::Promise::kPending) *result = FromLocal(promise->Result());
  return state;
}

void naja_promise_handled(napi_env, napi_value promise) {
  if (ToLocal(promise)->IsPromise()) ToLocal(promise).As<v8::Promise>()->MarkAsHandled();
}
