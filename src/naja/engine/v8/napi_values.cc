// Node-API: primitive values, strings, symbols, BigInts, dates, type queries and conversions.
#include <cmath>
#include <cstring>
#include <limits>

#include "env.h"

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

napi_status NewUtf8(napi_env env, const char* str, size_t length, v8::NewStringType type,
                    napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, StringArguments(str, length), napi_invalid_arg);
  return StringResult(
      env, v8::String::NewFromUtf8(env->isolate, str ? str : "", type, static_cast<int>(length)), result);
}

napi_status NewLatin1(napi_env env, const char* str, size_t length, v8::NewStringType type,
                      napi_value* result) {
  NAJA_CHECK_ENV(env);
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
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, StringArguments(str, length), napi_invalid_arg);
  static const char16 kEmpty[1] = {0};
  return StringResult(
      env, v8::String::NewFromTwoByte(env->isolate, str ? str : kEmpty, type, static_cast<int>(length)),
      result);
}

}  // namespace

napi_status napi_get_undefined(napi_env env, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(env->realm->undefined.Held());
  return ClearError(env);
}

napi_status napi_get_null(napi_env env, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(env->realm->null.Held());
  return ClearError(env);
}

napi_status napi_get_boolean(napi_env env, bool value, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(value ? env->realm->true_value.Held() : env->realm->false_value.Held());
  return ClearError(env);
}

napi_status napi_get_global(napi_env env, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(env->ctx()->Global());
  return ClearError(env);
}

napi_status napi_create_double(napi_env env, double value, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::Number::New(env->isolate, value));
  return ClearError(env);
}

napi_status napi_create_int32(napi_env env, int32_t value, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::Integer::New(env->isolate, value));
  return ClearError(env);
}

napi_status napi_create_uint32(napi_env env, uint32_t value, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::Integer::NewFromUnsigned(env->isolate, value));
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

// External strings: V8's sandbox cannot hold memory of others, so they are copied, and the caller is told at
// once.
napi_status node_api_create_external_string_latin1(napi_env env, char* str, size_t length,
                                                   napi_finalize finalize, void* hint, napi_value* result,
                                                   bool* copied) {
  napi_status status = napi_create_string_latin1(env, str, length, result);
  if (status != napi_ok) return status;
  if (copied) *copied = true;
  if (finalize) finalize(env, str, hint);
  return ClearError(env);
}
napi_status node_api_create_external_string_utf16(napi_env env, char16* str, size_t length,
                                                  napi_finalize finalize, void* hint, napi_value* result,
                                                  bool* copied) {
  napi_status status = napi_create_string_utf16(env, str, length, result);
  if (status != napi_ok) return status;
  if (copied) *copied = true;
  if (finalize) finalize(env, str, hint);
  return ClearError(env);
}

napi_status napi_create_symbol(napi_env env, napi_value description, napi_value* result) {
  NAJA_CHECK_ENV(env);
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
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  napi_value description;
  napi_status status = napi_create_string_utf8(env, str, length, &description);
  if (status != napi_ok) return status;
  *result = FromLocal(v8::Symbol::For(env->isolate, ToLocal(description).As<v8::String>()));
  return ClearError(env);
}

napi_status napi_typeof(napi_env env, napi_value value, napi_valuetype* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  if (v->IsNumber())
    *result = napi_number;
  else if (v->IsBigInt())
    *result = napi_bigint;
  else if (v->IsString())
    *result = napi_string;
  else if (v->IsFunction())
    *result = napi_function;
  else if (v->IsExternal())
    *result = napi_external;
  else if (v->IsObject())
    *result = napi_object;
  else if (v->IsBoolean())
    *result = napi_boolean;
  else if (v->IsUndefined())
    *result = napi_undefined;
  else if (v->IsSymbol())
    *result = napi_symbol;
  else if (v->IsNull())
    *result = napi_null;
  else
    return SetError(env, napi_invalid_arg);
  return ClearError(env);
}

napi_status napi_get_value_double(napi_env env, napi_value value, double* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, v->IsNumber(), napi_number_expected);
  *result = v.As<v8::Number>()->Value();
  return ClearError(env);
}

napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  if (v->IsInt32()) {
    *result = v.As<v8::Int32>()->Value();
  } else {
    NAJA_RETURN_IF_FALSE(env, v->IsNumber(), napi_number_expected);
    *result = v->Int32Value(env->ctx()).FromMaybe(0);
  }
  return ClearError(env);
}

napi_status napi_get_value_uint32(napi_env env, napi_value value, uint32_t* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  if (v->IsUint32()) {
    *result = v.As<v8::Uint32>()->Value();
  } else {
    NAJA_RETURN_IF_FALSE(env, v->IsNumber(), napi_number_expected);
    *result = v->Uint32Value(env->ctx()).FromMaybe(0);
  }
  return ClearError(env);
}

napi_status napi_get_value_int64(napi_env env, napi_value value, int64_t* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  if (v->IsInt32()) {
    *result = v.As<v8::Int32>()->Value();
    return ClearError(env);
  }
  NAJA_RETURN_IF_FALSE(env, v->IsNumber(), napi_number_expected);
  double number = v.As<v8::Number>()->Value();
  *result = std::isfinite(number) ? v->IntegerValue(env->ctx()).FromMaybe(0) : 0;
  return ClearError(env);
}

napi_status napi_get_value_bool(napi_env env, napi_value value, bool* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, v->IsBoolean(), napi_boolean_expected);
  *result = v.As<v8::Boolean>()->Value();
  return ClearError(env);
}

napi_status napi_get_value_string_latin1(napi_env env, napi_value value, char* buf, size_t size,
                                         size_t* result) {
  NAJA_CHECK_ENV(env);
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
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, v->IsString(), napi_string_expected);
  auto string = v.As<v8::String>();
  if (!buf) {
    NAJA_CHECK_ARG(env, result);
    *result = string->Utf8LengthV2(env->isolate);
  } else if (size != 0) {
    size_t length = string->WriteUtf8V2(env->isolate, buf, size - 1, v8::String::kReplaceInvalidUtf8);
    buf[length] = '\0';
    if (result) *result = length;
  } else if (result) {
    *result = 0;
  }
  return ClearError(env);
}

napi_status napi_get_value_string_utf16(napi_env env, napi_value value, char16* buf, size_t size,
                                        size_t* result) {
  NAJA_CHECK_ENV(env);
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

#define NAJA_COERCE(name, Type, To, status)                                               \
  napi_status napi_coerce_to_##name(napi_env env, napi_value value, napi_value* result) { \
    NAJA_PREAMBLE(env);                                                                   \
    NAJA_CHECK_ARG(env, value);                                                           \
    NAJA_CHECK_ARG(env, result);                                                          \
    Local<v8::Type> converted;                                                            \
    NAJA_CHECK_MAYBE(env, ToLocal(value)->To(env->ctx()).ToLocal(&converted), status);    \
    *result = FromLocal(converted);                                                       \
    return NAJA_RESULT(env);                                                              \
  }
NAJA_COERCE(number, Number, ToNumber, napi_number_expected)
NAJA_COERCE(object, Object, ToObject, napi_object_expected)
NAJA_COERCE(string, String, ToString, napi_string_expected)
#undef NAJA_COERCE

napi_status napi_strict_equals(napi_env env, napi_value lhs, napi_value rhs, bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, lhs);
  NAJA_CHECK_ARG(env, rhs);
  NAJA_CHECK_ARG(env, result);
  *result = ToLocal(lhs)->StrictEquals(ToLocal(rhs));
  return NAJA_RESULT(env);
}

#define NAJA_IS(name, test)                                        \
  napi_status name(napi_env env, napi_value value, bool* result) { \
    NAJA_CHECK_ENV(env);                                           \
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
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> date;
  NAJA_CHECK_MAYBE(env, v8::Date::New(env->ctx(), time).ToLocal(&date), napi_generic_failure);
  *result = FromLocal(date);
  return NAJA_RESULT(env);
}

napi_status napi_get_date_value(napi_env env, napi_value value, double* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsDate(), napi_date_expected);
  *result = ToLocal(value).As<v8::Date>()->ValueOf();
  return NAJA_RESULT(env);
}

napi_status napi_create_bigint_int64(napi_env env, int64_t value, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(v8::BigInt::New(env->isolate, value));
  return ClearError(env);
}

napi_status napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value* result) {
  NAJA_CHECK_ENV(env);
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
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, lossless);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsBigInt(), napi_bigint_expected);
  *result = ToLocal(value).As<v8::BigInt>()->Int64Value(lossless);
  return ClearError(env);
}

napi_status napi_get_value_bigint_uint64(napi_env env, napi_value value, uint64_t* result, bool* lossless) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_CHECK_ARG(env, lossless);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsBigInt(), napi_bigint_expected);
  *result = ToLocal(value).As<v8::BigInt>()->Uint64Value(lossless);
  return ClearError(env);
}

napi_status napi_get_value_bigint_words(napi_env env, napi_value value, int* sign_bit, size_t* count,
                                        uint64_t* words) {
  NAJA_CHECK_ENV(env);
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
