// Values: what they are asked, how they are made. Each class is as empty as V8's, `this` being the handle.
#ifndef NAJA_V8_VALUES_H_
#define NAJA_V8_VALUES_H_

#include "core.h"

namespace v8 NAJA_HIDDEN {

class Array;
class BigInt;
class Boolean;
class Context;
class Int32;
class Integer;
class Number;
class String;
class Uint32;

enum PropertyAttribute { None = 0, ReadOnly = 1, DontEnum = 2, DontDelete = 4 };
enum class NewStringType { kNormal, kInternalized };
enum class ConstructorBehavior { kThrow, kAllow };
enum class SideEffectType { kHasSideEffect, kHasNoSideEffect, kHasSideEffectToReceiver };

class Data {};

class Value : public Data {
 public:
  bool IsUndefined() const { return naja_addon::TypeOf(this) == napi_undefined; }
  bool IsNull() const { return naja_addon::TypeOf(this) == napi_null; }
  bool IsNullOrUndefined() const { return IsNull() || IsUndefined(); }
  bool IsTrue() const { return IsBoolean() && Truth(); }
  bool IsFalse() const { return IsBoolean() && !Truth(); }
  bool IsBoolean() const { return naja_addon::TypeOf(this) == napi_boolean; }
  bool IsNumber() const { return naja_addon::TypeOf(this) == napi_number; }
  bool IsString() const { return naja_addon::TypeOf(this) == napi_string; }
  bool IsSymbol() const { return naja_addon::TypeOf(this) == napi_symbol; }
  bool IsName() const { return IsString() || IsSymbol(); }
  bool IsBigInt() const { return naja_addon::TypeOf(this) == napi_bigint; }
  bool IsExternal() const { return naja_addon::TypeOf(this) == napi_external; }
  bool IsFunction() const { return naja_addon::TypeOf(this) == napi_function; }
  bool IsObject() const {
    napi_valuetype type = naja_addon::TypeOf(this);
    return type == napi_object || type == napi_function || type == napi_external;
  }
  bool IsInt32() const { return IsWhole(-2147483648.0, 2147483647.0); }
  bool IsUint32() const { return IsWhole(0, 4294967295.0); }
#define NAJA_V8_IS(Name, call)                                                 \
  bool Is##Name() const {                                                      \
    bool is = false;                                                           \
    return call(naja_addon::env, naja_addon::Raw(this), &is) == napi_ok && is; \
  }
  NAJA_V8_IS(Array, napi_is_array)
  NAJA_V8_IS(ArrayBuffer, napi_is_arraybuffer)
  NAJA_V8_IS(TypedArray, napi_is_typedarray)
  NAJA_V8_IS(DataView, napi_is_dataview)
  NAJA_V8_IS(Date, napi_is_date)
  NAJA_V8_IS(NativeError, napi_is_error)
  NAJA_V8_IS(Promise, napi_is_promise)
#undef NAJA_V8_IS
  bool IsArrayBufferView() const { return IsTypedArray() || IsDataView(); }
#define NAJA_V8_IS(Name, kind) \
  bool Is##Name() const { return IsArrayOf(kind); }
  NAJA_V8_IS(Int8Array, napi_int8_array)
  NAJA_V8_IS(Uint8Array, napi_uint8_array)
  NAJA_V8_IS(Uint8ClampedArray, napi_uint8_clamped_array)
  NAJA_V8_IS(Int16Array, napi_int16_array)
  NAJA_V8_IS(Uint16Array, napi_uint16_array)
  NAJA_V8_IS(Int32Array, napi_int32_array)
  NAJA_V8_IS(Uint32Array, napi_uint32_array)
  NAJA_V8_IS(Float32Array, napi_float32_array)
  NAJA_V8_IS(Float64Array, napi_float64_array)
  NAJA_V8_IS(BigInt64Array, napi_bigint64_array)
  NAJA_V8_IS(BigUint64Array, napi_biguint64_array)
#undef NAJA_V8_IS
#define NAJA_V8_IS(Name) \
  bool Is##Name() const { return IsNamed("[object " #Name "]"); }
  NAJA_V8_IS(RegExp)
  NAJA_V8_IS(Map)
  NAJA_V8_IS(Set)
#undef NAJA_V8_IS
  bool IsNumberObject() const { return IsObject() && IsNamed("[object Number]"); }
  bool IsStringObject() const { return IsObject() && IsNamed("[object String]"); }
  bool IsBooleanObject() const { return IsObject() && IsNamed("[object Boolean]"); }

  MaybeLocal<String> ToString(Local<Context>) const { return Coerce<String>(napi_coerce_to_string); }
  MaybeLocal<Number> ToNumber(Local<Context>) const { return Coerce<Number>(napi_coerce_to_number); }
  MaybeLocal<Object> ToObject(Local<Context>) const { return Coerce<Object>(napi_coerce_to_object); }
  MaybeLocal<Integer> ToInteger(Local<Context> context) const;
  MaybeLocal<Int32> ToInt32(Local<Context> context) const;
  MaybeLocal<Uint32> ToUint32(Local<Context> context) const;
  MaybeLocal<String> ToDetailString(Local<Context> context) const { return ToString(context); }
  Local<Boolean> ToBoolean(Isolate*) const;
  bool BooleanValue(Isolate*) const { return Truth(); }
  Maybe<double> NumberValue(Local<Context>) const { return Read<double>(napi_get_value_double); }
  Maybe<int64_t> IntegerValue(Local<Context>) const { return Read<int64_t>(napi_get_value_int64); }
  Maybe<int32_t> Int32Value(Local<Context>) const { return Read<int32_t>(napi_get_value_int32); }
  Maybe<uint32_t> Uint32Value(Local<Context>) const { return Read<uint32_t>(napi_get_value_uint32); }
  Maybe<bool> Equals(Local<Context>, Local<Value> that) const {
    napi_value source = naja_addon::Text("(a, b) => a == b"), function = nullptr, result = nullptr;
    napi_value both[] = {naja_addon::Raw(this), naja_addon::Raw(*that)};
    bool same = false;
    napi_status status = napi_run_script(naja_addon::env, source, &function);
    if (status == napi_ok)
      status = napi_call_function(naja_addon::env, naja_addon::Undefined(), function, 2, both, &result);
    if (status == napi_ok) status = napi_get_value_bool(naja_addon::env, result, &same);
    return naja_addon::MakeJust(status, same);
  }
  bool StrictEquals(Local<Value> that) const {
    bool same = false;
    napi_strict_equals(naja_addon::env, naja_addon::Raw(this), naja_addon::Raw(*that), &same);
    return same;
  }
  bool SameValue(Local<Value> that) const {
    bool same = false;
    napi_value result =
        naja_addon::CallBuiltin("Object", "is", {naja_addon::Raw(this), naja_addon::Raw(*that)});
    return result && napi_get_value_bool(naja_addon::env, result, &same) == napi_ok && same;
  }
  Maybe<bool> InstanceOf(Local<Context>, Local<Object> constructor) const {
    bool is = false;
    napi_status status =
        napi_instanceof(naja_addon::env, naja_addon::Raw(this), naja_addon::Raw(*constructor), &is);
    return naja_addon::MakeJust(status, is);
  }

 protected:
  bool Truth() const {
    napi_value boolean = nullptr;
    bool truth = false;
    if (napi_coerce_to_bool(naja_addon::env, naja_addon::Raw(this), &boolean) == napi_ok)
      napi_get_value_bool(naja_addon::env, boolean, &truth);
    return truth;
  }
  double Double() const {
    double number = 0;
    napi_get_value_double(naja_addon::env, naja_addon::Raw(this), &number);
    return number;
  }
  bool IsWhole(double least, double most) const {
    if (!IsNumber()) return false;
    double number = Double();
    return number >= least && number <= most && number == std::trunc(number) &&
           !(number == 0 && std::signbit(number));
  }
  bool IsArrayOf(napi_typedarray_type kind) const {
    napi_typedarray_type found;
    return IsTypedArray() &&
           napi_get_typedarray_info(naja_addon::env, naja_addon::Raw(this), &found, nullptr, nullptr, nullptr,
                                    nullptr) == napi_ok &&
           found == kind;
  }
  bool IsNamed(const char* name) const {
    napi_value prototype = naja_addon::Builtin("Object", "prototype"), function = nullptr, text = nullptr;
    napi_get_named_property(naja_addon::env, prototype, "toString", &function);
    return napi_call_function(naja_addon::env, naja_addon::Raw(this), function, 0, nullptr, &text) ==
               napi_ok &&
           naja_addon::ToUtf8(text) == name;
  }
  template <class T>
  MaybeLocal<T> Coerce(napi_status (*how)(napi_env, napi_value, napi_value*)) const {
    naja_addon::Aside aside;
    napi_value out = nullptr;
    napi_status status = how(naja_addon::env, naja_addon::Raw(this), &out);
    return naja_addon::MakeMaybe<T>(status, out);
  }
  template <class T>
  Maybe<T> Read(napi_status (*how)(napi_env, napi_value, T*)) const {
    naja_addon::Aside aside;
    napi_value number = naja_addon::Raw(this);
    T out{};
    if (!IsNumber()) {
      napi_status status = napi_coerce_to_number(naja_addon::env, number, &number);
      if (status != napi_ok) return Nothing<T>();
    }
    napi_status status = how(naja_addon::env, number, &out);
    return naja_addon::MakeJust(status, out);
  }
};

class Primitive : public Value {};
class Name : public Primitive {};

class Boolean : public Primitive {
 public:
  static Local<Boolean> New(Isolate*, bool value) {
    napi_value out = nullptr;
    napi_get_boolean(naja_addon::env, value, &out);
    return naja_addon::Make<Boolean>(out);
  }
  static Boolean* Cast(v8::Value* value) { return static_cast<Boolean*>(value); }
  bool Value() const { return Truth(); }
};

class Number : public Primitive {
 public:
  static Local<Number> New(Isolate*, double value) {
    napi_value out = nullptr;
    napi_create_double(naja_addon::env, value, &out);
    return naja_addon::Make<Number>(out);
  }
  static Number* Cast(v8::Value* value) { return static_cast<Number*>(value); }
  double Value() const { return Double(); }
};

class Integer : public Number {
 public:
  static Local<Integer> New(Isolate*, int32_t value) {
    napi_value out = nullptr;
    napi_create_int32(naja_addon::env, value, &out);
    return naja_addon::Make<Integer>(out);
  }
  static Local<Integer> NewFromUnsigned(Isolate*, uint32_t value) {
    napi_value out = nullptr;
    napi_create_uint32(naja_addon::env, value, &out);
    return naja_addon::Make<Integer>(out);
  }
  static Integer* Cast(v8::Value* value) { return static_cast<Integer*>(value); }
  int64_t Value() const { return static_cast<int64_t>(Double()); }
};
class Int32 : public Integer {
 public:
  int32_t Value() const { return static_cast<int32_t>(Double()); }
};
class Uint32 : public Integer {
 public:
  uint32_t Value() const { return static_cast<uint32_t>(Double()); }
};

class BigInt : public Primitive {
 public:
  static Local<BigInt> New(Isolate*, int64_t value) {
    napi_value out = nullptr;
    napi_create_bigint_int64(naja_addon::env, value, &out);
    return naja_addon::Make<BigInt>(out);
  }
  static Local<BigInt> NewFromUnsigned(Isolate*, uint64_t value) {
    napi_value out = nullptr;
    napi_create_bigint_uint64(naja_addon::env, value, &out);
    return naja_addon::Make<BigInt>(out);
  }
  int64_t Int64Value(bool* lossless = nullptr) const {
    int64_t value = 0;
    bool whole = false;
    napi_get_value_bigint_int64(naja_addon::env, naja_addon::Raw(this), &value, &whole);
    if (lossless) *lossless = whole;
    return value;
  }
  uint64_t Uint64Value(bool* lossless = nullptr) const {
    uint64_t value = 0;
    bool whole = false;
    napi_get_value_bigint_uint64(naja_addon::env, naja_addon::Raw(this), &value, &whole);
    if (lossless) *lossless = whole;
    return value;
  }
};

class Symbol : public Name {
 public:
  static Local<Symbol> New(Isolate*, Local<String> description = Local<String>());
};

class String : public Name {
 public:
  enum WriteOptions {
    NO_OPTIONS = 0,
    HINT_MANY_WRITES_EXPECTED = 1,
    NO_NULL_TERMINATION = 2,
    PRESERVE_ONE_BYTE_NULL = 4,
    REPLACE_INVALID_UTF8 = 8
  };
  static MaybeLocal<String> NewFromUtf8(Isolate*, const char* text, NewStringType = NewStringType::kNormal,
                                        int length = -1) {
    napi_value out = nullptr;
    napi_status status = napi_create_string_utf8(naja_addon::env, text, Size(length), &out);
    return naja_addon::MakeMaybe<String>(status, out);
  }
  static MaybeLocal<String> NewFromOneByte(Isolate*, const uint8_t* text,
                                           NewStringType = NewStringType::kNormal, int length = -1) {
    napi_value out = nullptr;
    napi_status status =
        napi_create_string_latin1(naja_addon::env, reinterpret_cast<const char*>(text), Size(length), &out);
    return naja_addon::MakeMaybe<String>(status, out);
  }
  static MaybeLocal<String> NewFromTwoByte(Isolate*, const uint16_t* text,
                                           NewStringType = NewStringType::kNormal, int length = -1) {
    napi_value out = nullptr;
    napi_status status = napi_create_string_utf16(naja_addon::env, reinterpret_cast<const char16_t*>(text),
                                                  Size(length), &out);
    return naja_addon::MakeMaybe<String>(status, out);
  }
  template <int N>
  static Local<String> NewFromUtf8Literal(Isolate* isolate, const char (&text)[N],
                                          NewStringType type = NewStringType::kNormal) {
    return NewFromUtf8(isolate, text, type, N - 1).ToLocalChecked();
  }
  static Local<String> Empty(Isolate*) { return naja_addon::Make<String>(naja_addon::Text("")); }
  static Local<String> Concat(Isolate* isolate, Local<String> left, Local<String> right) {
    std::u16string text = left->Units() + right->Units();
    return NewFromTwoByte(isolate, reinterpret_cast<const uint16_t*>(text.data()), NewStringType::kNormal,
                          static_cast<int>(text.size()))
        .ToLocalChecked();
  }
  static String* Cast(v8::Value* value) { return static_cast<String*>(value); }
  int Length() const {
    size_t length = 0;
    napi_get_value_string_utf16(naja_addon::env, naja_addon::Raw(this), nullptr, 0, &length);
    return static_cast<int>(length);
  }
  int Utf8Length(Isolate*) const {
    size_t length = 0;
    napi_get_value_string_utf8(naja_addon::env, naja_addon::Raw(this), nullptr, 0, &length);
    return static_cast<int>(length);
  }
  size_t Utf8LengthV2(Isolate* isolate) const { return static_cast<size_t>(Utf8Length(isolate)); }
  // Whole characters, as many as there is room for; a zero where there is room for that too.
  int WriteUtf8(Isolate*, char* buffer, int length = -1, int* written = nullptr,
                int options = NO_OPTIONS) const {
    std::string text = naja_addon::ToUtf8(naja_addon::Raw(this));
    size_t size = text.size(), room = length < 0 ? size + 1 : static_cast<size_t>(length);
    if (size > room)
      for (size = room; size && (text[size] & 0xC0) == 0x80;) size--;
    memcpy(buffer, text.data(), size);
    if (written) {
      *written = 0;
      for (size_t i = 0; i < size; i++) *written += ((text[i] & 0xC0) != 0x80) + ((text[i] & 0xF8) == 0xF0);
    }
    if (size < room && !(options & NO_NULL_TERMINATION)) buffer[size++] = 0;
    return static_cast<int>(size);
  }
  int WriteOneByte(Isolate*, uint8_t* buffer, int start = 0, int length = -1,
                   int options = NO_OPTIONS) const {
    return WriteUnits(buffer, start, length, options);
  }
  int Write(Isolate*, uint16_t* buffer, int start = 0, int length = -1, int options = NO_OPTIONS) const {
    return WriteUnits(buffer, start, length, options);
  }
  bool IsOneByte() const {
    for (char16_t unit : Units())
      if (unit > 255) return false;
    return true;
  }
  bool ContainsOnlyOneByte() const { return IsOneByte(); }
  bool StringEquals(Local<String> that) const { return Units() == that->Units(); }

  class Utf8Value {
   public:
    Utf8Value(Isolate*, Local<v8::Value> value) {
      napi_value string = nullptr;
      if (value.IsEmpty()) return;
      if (napi_coerce_to_string(naja_addon::env, naja_addon::Raw(*value), &string) != napi_ok) {
        napi_get_and_clear_last_exception(naja_addon::env, &string);
        return;
      }
      text_ = naja_addon::ToUtf8(string);
      there_ = true;
    }
    Utf8Value(const Utf8Value&) = delete;
    void operator=(const Utf8Value&) = delete;
    char* operator*() { return there_ ? &text_[0] : nullptr; }
    const char* operator*() const { return there_ ? text_.data() : nullptr; }
    int length() const { return static_cast<int>(text_.size()); }

   private:
    std::string text_;
    bool there_ = false;
  };
  class Value {
   public:
    Value(Isolate*, Local<v8::Value> value) {
      napi_value string = nullptr;
      if (!value.IsEmpty() &&
          napi_coerce_to_string(naja_addon::env, naja_addon::Raw(*value), &string) == napi_ok)
        text_ = naja_addon::Make<String>(string)->Units();
    }
    uint16_t* operator*() { return reinterpret_cast<uint16_t*>(&text_[0]); }
    int length() const { return static_cast<int>(text_.size()); }

   private:
    std::u16string text_;
  };

  std::u16string Units() const {
    std::u16string text(static_cast<size_t>(Length()), 0);
    size_t length = 0;
    napi_get_value_string_utf16(naja_addon::env, naja_addon::Raw(this), &text[0], text.size() + 1, &length);
    return text;
  }

 private:
  static size_t Size(int length) { return length < 0 ? NAPI_AUTO_LENGTH : static_cast<size_t>(length); }
  template <class Unit>
  int WriteUnits(Unit* buffer, int start, int length, int options) const {
    std::u16string text = Units();
    int size = static_cast<int>(text.size()) - start;
    if (size < 0) size = 0;
    if (length >= 0 && size > length) size = length;
    for (int i = 0; i < size; i++) buffer[i] = static_cast<Unit>(text[static_cast<size_t>(start + i)]);
    if (!(options & NO_NULL_TERMINATION) && (length < 0 || size < length)) buffer[size] = 0;
    return size;
  }
};

inline Local<Symbol> Symbol::New(Isolate*, Local<String> description) {
  napi_value out = nullptr;
  napi_create_symbol(naja_addon::env, naja_addon::Raw(*description), &out);
  return naja_addon::Make<Symbol>(out);
}
inline Local<Boolean> Value::ToBoolean(Isolate* isolate) const { return Boolean::New(isolate, Truth()); }
inline MaybeLocal<Integer> Value::ToInteger(Local<Context> context) const {
  int64_t number;
  if (!IntegerValue(context).To(&number)) return MaybeLocal<Integer>();
  return Number::New(nullptr, static_cast<double>(number)).As<Integer>();
}
inline MaybeLocal<Int32> Value::ToInt32(Local<Context> context) const {
  int32_t number;
  if (!Int32Value(context).To(&number)) return MaybeLocal<Int32>();
  return Integer::New(nullptr, number).As<Int32>();
}
inline MaybeLocal<Uint32> Value::ToUint32(Local<Context> context) const {
  uint32_t number;
  if (!Uint32Value(context).To(&number)) return MaybeLocal<Uint32>();
  return Integer::NewFromUnsigned(nullptr, number).As<Uint32>();
}

inline Local<Primitive> Undefined(Isolate*) { return naja_addon::Make<Primitive>(naja_addon::Undefined()); }
inline Local<Primitive> Null(Isolate*) {
  napi_value out = nullptr;
  napi_get_null(naja_addon::env, &out);
  return naja_addon::Make<Primitive>(out);
}
inline Local<Boolean> True(Isolate* isolate) { return Boolean::New(isolate, true); }
inline Local<Boolean> False(Isolate* isolate) { return Boolean::New(isolate, false); }

}  // namespace v8 NAJA_HIDDEN

#endif
