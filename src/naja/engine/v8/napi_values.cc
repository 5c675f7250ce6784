// Node-API: primitive values, strings, symbols, BigInts, dates, type queries and conversions.
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <cmath>
#include <cstring>
#include <limits>

#include "heap.h"
#include "lifetime.h"
#include "texts.h"

using namespace naja;

namespace {

// Length argument of the string constructors: NAPI_AUTO_LENGTH or at most INT_MAX.
template <class Char>
bool StringArguments(const Char* str, size_t length) {
  return (str != nullptr || length == 0) && (length == NAPI_AUTO_LENGTH || length <= INT32_MAX);
}

napi_status StringResult(napi_env env, MaybeLocal<v8::String> made, napi_value* result) {
  Local<v8::String> string;
  if (!made.ToLocal(&string)) return SetError(env, napi_generic_failure);
  *result = FromLocal(string);
  return ClearError(env);
}

// Whether all bytes are ASCII.
bool IsAscii(const char* text, size_t length) {
  size_t i = 0;
#ifdef __SSE2__
  auto load = [](const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); };
  for (; i + 64 <= length; i += 64) {
    __m128i low = _mm_or_si128(load(text + i), load(text + i + 16));
    __m128i high = _mm_or_si128(load(text + i + 32), load(text + i + 48));
    if (_mm_movemask_epi8(_mm_or_si128(low, high))) return false;
  }
#endif
  uint64_t seen = 0, word;
  for (; i + 8 <= length; i += 8) {
    memcpy(&word, text + i, 8);
    seen |= word;
  }
  for (; i < length; i++) seen |= static_cast<uint8_t>(text[i]);
  return (seen & 0x8080808080808080) == 0;
}

MaybeLocal<v8::String> FromUtf8(v8::Isolate* isolate, const char* text, size_t length,
                                v8::NewStringType type) {
  if (length == NAPI_AUTO_LENGTH) length = strlen(text);
  if (IsAscii(text, length))
    return v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(text), type,
                                      static_cast<int>(length));
  return v8::String::NewFromUtf8(isolate, text, type, static_cast<int>(length));
}

napi_status NewUtf8(napi_env env, const char* str, size_t length, v8::NewStringType type,
                    napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, StringArguments(str, length), napi_invalid_arg);
  if (!str) str = "";
  TextCache* texts = env->realm->texts;
  if (texts) {
    if (v8::Address* known = texts->Find(env->isolate, str, length)) {
      *result = reinterpret_cast<napi_value>(known);
      return ClearError(env);
    }
    if (texts->Comes(str, length)) {
      Local<v8::String> string;
      if (!FromUtf8(env->isolate, str, length, v8::NewStringType::kInternalized).ToLocal(&string))
        return SetError(env, napi_generic_failure);
      texts->Keep(env->isolate, str, string);
      *result = FromLocal(string);
      return ClearError(env);
    }
  }
  return StringResult(env, FromUtf8(env->isolate, str, length, type), result);
}

napi_status NewLatin1(napi_env env, const char* str, size_t length, v8::NewStringType type,
                      napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, StringArguments(str, length), napi_invalid_arg);
  return StringResult(
      env,
      v8::String::NewFromOneByte(env->isolate, reinterpret_cast<const uint8_t*>(str ? str : ""), type,
                                 static_cast<int>(length)),
      result);
}

napi_status NewUtf16(napi_env env, const char16* str, size_t length, v8::NewStringType type,
                     napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, StringArguments(str, length), napi_invalid_arg);
  static const char16 kEmpty[1] = {0};
  return StringResult(
      env, v8::String::NewFromTwoByte(env->isolate, str ? str : kEmpty, type, static_cast<int>(length)),
      result);
}

napi_value NewNumber(v8::Isolate* isolate, double value) {
  // -0 is no small integer: its bits are not those of 0.
  if (value >= -(1 << 30) && value < (1 << 30)) {
    auto integer = static_cast<int32_t>(value);
    if (static_cast<double>(integer) == value && (integer != 0 || !std::signbit(value)))
      return heap::NewSmall(isolate, integer);
  }
  return FromLocal(v8::Number::New(isolate, value));
}

}  // namespace

namespace naja {
MaybeLocal<v8::String> NewName(napi_env env, const char* text, size_t length) {
  TextCache* texts = env->realm->texts;
  if (!texts) return FromUtf8(env->isolate, text, length, v8::NewStringType::kInternalized);
  if (v8::Address* known = texts->Find(env->isolate, text, length)) return Local<v8::String>::FromSlot(known);
  bool keep = texts->Comes(text, length);
  Local<v8::String> string;
  if (!FromUtf8(env->isolate, text, length, v8::NewStringType::kInternalized).ToLocal(&string)) return {};
  if (keep) texts->Keep(env->isolate, text, string);
  return string;
}
}  // namespace naja

napi_status napi_get_undefined(napi_env env, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(env->realm->undefined.Held());
  return ClearError(env);
}

napi_status napi_get_null(napi_env env, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(env->realm->null.Held());
  return ClearError(env);
}

napi_status napi_get_boolean(napi_env env, bool value, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(value ? env->realm->true_value.Held() : env->realm->false_value.Held());
  return ClearError(env);
}

napi_status napi_get_global(napi_env env, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(env->ctx()->Global());
  return ClearError(env);
}

napi_status napi_create_double(napi_env env, double value, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = NewNumber(env->isolate, value);
  return ClearError(env);
}

napi_status napi_create_int32(napi_env env, int32_t value, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = heap::FitsSmall(value) ? heap::NewSmall(env->isolate, value)
                                   : FromLocal(v8::Number::New(env->isolate, value));
  return ClearError(env);
}

napi_status napi_create_uint32(napi_env env, uint32_t value, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = heap::FitsSmall(value) ? heap::NewSmall(env->isolate, static_cast<int32_t>(value))
                                   : FromLocal(v8::Number::New(env->isolate, value));
  return ClearError(env);
}

napi_status napi_create_int64(napi_env env, int64_t value, napi_value* result) {
  return napi_create_double(env, static_cast<double>(value), result);
}

napi_status napi_create_string_utf8(napi_env env, const char* str, size_t length, napi_value* result) {
  return NewUtf8(env, str, length, v8::NewStringType::kNormal, result);
}
napi_status napi_create_string_latin1(napi_env env, const char* str, size_t length, napi_value* result) {
  return NewLatin1(env, str, length, v8::NewStringType::kNormal, result);
}
napi_status napi_create_string_utf16(napi_env env, const char16* str, size_t length, napi_value* result) {
  return NewUtf16(env, str, length, v8::NewStringType::kNormal, result);
}
napi_status node_api_create_property_key_utf8(napi_env env, const char* str, size_t length,
                                              napi_value* result) {
  return NewUtf8(env, str, length, v8::NewStringType::kInternalized, result);
}
napi_status node_api_create_property_key_latin1(napi_env env, const char* str, size_t length,
                                                napi_value* result) {
  return NewLatin1(env, str, length, v8::NewStringType::kInternalized, result);
}
napi_status node_api_create_property_key_utf16(napi_env env, const char16* str, size_t length,
                                               napi_value* result) {
  return NewUtf16(env, str, length, v8::NewStringType::kInternalized, result);
}

// --- external strings: the memory stays the addon's until the string is collected

namespace {

// Calls the addon's finalizer when V8 lets go of the string. In the ring of its environment, whose end comes
// before that of the strings.
class ExternalText : public Tracked {
 public:
  using Tracked::Tracked;
  void Finalize() override {
    Unlink();
    env = nullptr;
  }
  void Release() {
    napi_finalize call = finalize;
    if (!call) return;
    if (!env) return call(nullptr, data, hint);
    Unlink();
    // In the collector: as with all finalizers, only those of the experimental version run there.
    if (env->api_version != kExperimental) {
      Enqueue(new Tracked(env, data, call, hint));
      return;
    }
    bool outer = env->in_gc_finalizer;
    env->in_gc_finalizer = true;
    call(env, data, hint);
    env->in_gc_finalizer = outer;
  }
};

template <class Base, class Char>
class Resource final : public Base {
 public:
  Resource(napi_env env, Char* text, size_t length, napi_finalize finalize, void* hint)
      : text_(env, text, finalize, hint), length_(length) {}
  ~Resource() override { text_.Release(); }
  const Char* data() const override { return static_cast<const Char*>(text_.data); }
  size_t length() const override { return length_; }

 private:
  ExternalText text_;
  size_t length_;
};

template <class Base, class Char, class Make, class Copy>
napi_status NewExternal(napi_env env, Char* str, size_t length, napi_finalize finalize, void* hint,
                        napi_value* result, bool* copied, Make make, Copy copy) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, StringArguments(str, length), napi_invalid_arg);
  if (length == NAPI_AUTO_LENGTH)
    for (length = 0; str[length] != 0;) length++;
  if (copied) *copied = false;
  if (length == 0) {  // V8 has no empty external strings
    napi_status status = copy();
    if (status == napi_ok && finalize) CallFinalizer(env, finalize, str, hint);
    return status;
  }
  auto* resource = new Resource<Base, Char>(env, str, length, finalize, hint);
  Local<v8::String> string;
  if (!make(resource).ToLocal(&string)) return SetError(env, napi_generic_failure);
  *result = FromLocal(string);
  return ClearError(env);
}

}  // namespace

napi_status node_api_create_external_string_latin1(napi_env env, char* str, size_t length,
                                                   napi_finalize finalize, void* hint, napi_value* result,
                                                   bool* copied) {
  using Base = v8::String::ExternalOneByteStringResource;
  return NewExternal<Base>(
      env, str, length, finalize, hint, result, copied,
      [env](Base* resource) { return v8::String::NewExternalOneByte(env->isolate, resource); },
      [=] { return napi_create_string_latin1(env, str, length, result); });
}
napi_status node_api_create_external_string_utf16(napi_env env, char16* str, size_t length,
                                                  napi_finalize finalize, void* hint, napi_value* result,
                                                  bool* copied) {
  using Base = v8::String::ExternalStringResource;
  return NewExternal<Base>(
      env, str, length, finalize, hint, result, copied,
      [env](Base* resource) { return v8::String::NewExternalTwoByte(env->isolate, resource); },
      [=] { return napi_create_string_utf16(env, str, length, result); });
}

napi_status napi_create_symbol(napi_env env, napi_value description, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::String> text;
  if (description) {
    Local<v8::Value> value = ToLocal(description);
    NAJA_RETURN_IF_FALSE(env, value->IsString(), napi_string_expected);
    text = value.As<v8::String>();
  }
  *result = FromLocal(v8::Symbol::New(env->isolate, text));
  return ClearError(env);
}

napi_status node_api_symbol_for(napi_env env, const char* str, size_t length, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  napi_value description;
  napi_status status = napi_create_string_utf8(env, str, length, &description);
  if (status != napi_ok) return status;
  *result = FromLocal(v8::Symbol::For(env->isolate, ToLocal(description).As<v8::String>()));
  return ClearError(env);
}

napi_status napi_typeof(napi_env env, napi_value value, napi_valuetype* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  v8::Address raw = heap::Raw(value);
  Local<v8::Value> v = ToLocal(value);
  if (heap::IsNumber(raw))
    *result = napi_number;
  else if (heap::IsString(raw))
    *result = napi_string;
  else if (heap::IsReceiver(raw))
    *result = heap::IsCallable(raw) ? napi_function : heap::IsExternal(raw) ? napi_external : napi_object;
  else if (v->IsBoolean())
    *result = napi_boolean;
  else if (v->IsUndefined())
    *result = napi_undefined;
  else if (v->IsNull())
    *result = napi_null;
  else if (v->IsSymbol())
    *result = napi_symbol;
  else if (v->IsBigInt())
    *result = napi_bigint;
  else
    return SetError(env, napi_invalid_arg);
  return ClearError(env);
}

napi_status napi_get_value_double(napi_env env, napi_value value, double* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, heap::IsNumber(heap::Raw(value)), napi_number_expected);
  *result = heap::NumberOf(heap::Raw(value));
  return ClearError(env);
}

namespace {
// As JavaScript converts a number to 32 bits: modulo 2^32; what is not finite is 0.
int32_t ToInt32(double value) {
  if (!std::isfinite(value)) return 0;
  if (value >= -9223372036854775808.0 && value < 9223372036854775808.0)
    return static_cast<int32_t>(static_cast<uint32_t>(static_cast<int64_t>(value)));
  return static_cast<int32_t>(static_cast<uint32_t>(static_cast<int64_t>(std::fmod(value, 4294967296.0))));
}
}  // namespace

napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  v8::Address raw = heap::Raw(value);
  if (heap::IsSmall(raw)) {
    *result = heap::SmallValue(raw);
  } else {
    NAJA_RETURN_IF_FALSE(env, heap::IsHeapNumber(raw), napi_number_expected);
    *result = ToInt32(heap::NumberOf(raw));
  }
  return ClearError(env);
}

napi_status napi_get_value_uint32(napi_env env, napi_value value, uint32_t* result) {
  return napi_get_value_int32(env, value, reinterpret_cast<int32_t*>(result));
}

napi_status napi_get_value_int64(napi_env env, napi_value value, int64_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  v8::Address raw = heap::Raw(value);
  if (heap::IsSmall(raw)) {
    *result = heap::SmallValue(raw);
    return ClearError(env);
  }
  NAJA_RETURN_IF_FALSE(env, heap::IsHeapNumber(raw), napi_number_expected);
  double number = heap::NumberOf(raw);
  // Beyond 64 bits: the nearest; what is not finite is 0.
  if (!std::isfinite(number))
    *result = 0;
  else if (number >= 9223372036854775808.0)
    *result = INT64_MAX;
  else if (number <= -9223372036854775808.0)
    *result = INT64_MIN;
  else
    *result = static_cast<int64_t>(number);
  return ClearError(env);
}

napi_status napi_get_value_bool(napi_env env, napi_value value, bool* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, v->IsBoolean(), napi_boolean_expected);
  *result = v.As<v8::Boolean>()->Value();
  return ClearError(env);
}

napi_status napi_get_value_string_latin1(napi_env env, napi_value value, char* buf, size_t size,
                                         size_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, v->IsString(), napi_string_expected);
  auto string = v.As<v8::String>();
  if (!buf) {
    NAJA_CHECK_ARG(env, result);
    *result = static_cast<size_t>(string->Length());
  } else if (size != 0) {
    size_t length = static_cast<size_t>(string->Length());
    if (length > size - 1) length = size - 1;
    string->WriteOneByteV2(env->isolate, 0, static_cast<uint32_t>(length), reinterpret_cast<uint8_t*>(buf));
    buf[length] = '\0';
    if (result) *result = length;
  } else if (result) {
    *result = 0;
  }
  return ClearError(env);
}

napi_status napi_get_value_string_utf8(napi_env env, napi_value value, char* buf, size_t size,
                                       size_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, heap::IsString(heap::Raw(value)), napi_string_expected);
  auto string = v.As<v8::String>();
  if (!buf) {
    NAJA_CHECK_ARG(env, result);
    *result = string->Utf8LengthV2(env->isolate);
  } else if (size != 0) {
    v8::String::ValueView view(env->isolate, string);
    auto* bytes = static_cast<const char*>(view.data());
    if (view.is_one_byte() && IsAscii(bytes, view.length())) {
      size_t copied = view.length() < size ? view.length() : size - 1;
      memcpy(buf, bytes, copied);
      buf[copied] = '\0';
      if (result) *result = copied;
      return ClearError(env);
    }
  }
  if (buf && size != 0) {
    size_t length = string->WriteUtf8V2(env->isolate, buf, size - 1, v8::String::kReplaceInvalidUtf8);
    buf[length] = '\0';
    if (result) *result = length;
  } else if (buf && result) {
    *result = 0;
  }
  return ClearError(env);
}

napi_status napi_get_value_string_utf16(napi_env env, napi_value value, char16* buf, size_t size,
                                        size_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, v->IsString(), napi_string_expected);
  auto string = v.As<v8::String>();
  if (!buf) {
    NAJA_CHECK_ARG(env, result);
    *result = static_cast<size_t>(string->Length());
  } else if (size != 0) {
    size_t length = static_cast<size_t>(string->Length());
    if (length > size - 1) length = size - 1;
    string->WriteV2(env->isolate, 0, static_cast<uint32_t>(length), buf);
    buf[length] = 0;
    if (result) *result = length;
  } else if (result) {
    *result = 0;
  }
  return ClearError(env);
}

napi_status napi_coerce_to_bool(napi_env env, napi_value value, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  return napi_get_boolean(env, ToLocal(value)->BooleanValue(env->isolate), result);
}

#define NAJA_COERCE(name, Type, To, status)                                                \
  napi_status napi_coerce_to_##name(napi_env env, napi_value value, napi_value* result) {  \
    NAJA_PREAMBLE(env);                                                                    \
    NAJA_CHECK_ARG(env, value);                                                            \
    NAJA_CHECK_ARG(env, result);                                                           \
    Local<v8::Type> converted;                                                             \
    NAJA_RETURN_IF_FALSE(env, ToLocal(value)->To(env->ctx()).ToLocal(&converted), status); \
    *result = FromLocal(converted);                                                        \
    return NAJA_RESULT(env);                                                               \
  }
NAJA_COERCE(number, Number, ToNumber, napi_number_expected)
NAJA_COERCE(object, Object, ToObject, napi_object_expected)
NAJA_COERCE(string, String, ToString, napi_string_expected)
#undef NAJA_COERCE

napi_status napi_strict_equals(napi_env env, napi_value lhs, napi_value rhs, bool* result) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, lhs);
  NAJA_CHECK_ARG(env, rhs);
  NAJA_CHECK_ARG(env, result);
  *result = ToLocal(lhs)->StrictEquals(ToLocal(rhs));
  return napi_ok;
}

#define NAJA_IS(name, test)                                        \
  napi_status name(napi_env env, napi_value value, bool* result) { \
    NAJA_ENTER(env);                                               \
    NAJA_CHECK_ARG(env, value);                                    \
    NAJA_CHECK_ARG(env, result);                                   \
    *result = ToLocal(value)->test();                              \
    return ClearError(env);                                        \
  }
NAJA_IS(napi_is_array, IsArray)
NAJA_IS(napi_is_arraybuffer, IsArrayBuffer)
NAJA_IS(node_api_is_sharedarraybuffer, IsSharedArrayBuffer)
NAJA_IS(napi_is_buffer, IsArrayBufferView)
NAJA_IS(napi_is_typedarray, IsTypedArray)
NAJA_IS(napi_is_dataview, IsDataView)
NAJA_IS(napi_is_promise, IsPromise)
NAJA_IS(napi_is_date, IsDate)
NAJA_IS(napi_is_error, IsNativeError)
#undef NAJA_IS

napi_status napi_create_date(napi_env env, double time, napi_value* result) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> date;
  NAJA_RETURN_IF_FALSE(env, v8::Date::New(env->ctx(), time).ToLocal(&date), napi_generic_failure);
  *result = FromLocal(date);
  return napi_ok;
}

napi_status napi_get_date_value(napi_env env, napi_value value, double* result) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsDate(), napi_date_expected);
  *result = ToLocal(value).As<v8::Date>()->ValueOf();
  return napi_ok;
}

napi_status napi_create_bigint_int64(napi_env env, int64_t value, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::BigInt::New(env->isolate, value));
  return ClearError(env);
}

napi_status napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::BigInt::NewFromUnsigned(env->isolate, value));
  return ClearError(env);
}

napi_status napi_create_bigint_words(napi_env env, int sign_bit, size_t count, const uint64_t* words,
                                     napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, words);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, count <= INT32_MAX, napi_invalid_arg);
  Local<v8::BigInt> made;
  NAJA_CHECK_MAYBE(
      env, v8::BigInt::NewFromWords(env->ctx(), sign_bit, static_cast<int>(count), words).ToLocal(&made),
      napi_generic_failure);
  *result = FromLocal(made);
  return NAJA_RESULT(env);
}

napi_status napi_get_value_bigint_int64(napi_env env, napi_value value, int64_t* result, bool* lossless) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, lossless);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsBigInt(), napi_bigint_expected);
  *result = ToLocal(value).As<v8::BigInt>()->Int64Value(lossless);
  return ClearError(env);
}

napi_status napi_get_value_bigint_uint64(napi_env env, napi_value value, uint64_t* result, bool* lossless) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, lossless);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsBigInt(), napi_bigint_expected);
  *result = ToLocal(value).As<v8::BigInt>()->Uint64Value(lossless);
  return ClearError(env);
}

napi_status napi_get_value_bigint_words(napi_env env, napi_value value, int* sign_bit, size_t* count,
                                        uint64_t* words) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, count);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsBigInt(), napi_bigint_expected);
  auto big = ToLocal(value).As<v8::BigInt>();
  int available = static_cast<int>(*count);
  if (sign_bit == nullptr && words == nullptr) {
    available = big->WordCount();
  } else {
    NAJA_CHECK_ARG(env, sign_bit);
    NAJA_CHECK_ARG(env, words);
    big->ToWordsArray(sign_bit, &available, words);
  }
  *count = static_cast<size_t>(available);
  return ClearError(env);
}
