// What V8's C++ API is made of here: handles that are Node-API values, and the calls that go back and forth.
//
// Addons of nan and node.h are compiled against V8's classes. These have the same names and are Node-API
// within, all of it inline and hidden: what is compiled is an addon of Node-API, which knows nothing of V8.
#ifndef NAJA_V8_CORE_H_
#define NAJA_V8_CORE_H_

#define NAPI_VERSION_FOR_V8 10
#if !defined(NAPI_VERSION)
#define NAPI_VERSION NAPI_VERSION_FOR_V8
#endif
#include <node_api.h>
#include <uv.h>

#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#define NAJA_HIDDEN __attribute__((visibility("hidden")))

namespace v8 NAJA_HIDDEN {
class Isolate;
class Value;
class Object;
class Function;
class FunctionTemplate;
class ObjectTemplate;
class Template;
class Signature;
template <class T>
class Local;
}  // namespace v8 NAJA_HIDDEN

namespace naja_addon NAJA_HIDDEN {

// The addon's environment on this thread; how many of its functions JavaScript is in; whether it is being
// closed.
inline thread_local napi_env env = nullptr;
inline thread_local int depth = 0;
inline thread_local bool closing = false;

[[noreturn]] inline void Fatal(const char* where, const char* what) {
  napi_fatal_error(where, NAPI_AUTO_LENGTH, what, NAPI_AUTO_LENGTH);
  abort();
}

// A handle's object is nothing but the handle.
inline napi_value Raw(const void* object) { return static_cast<napi_value>(const_cast<void*>(object)); }

inline napi_value Undefined() {
  napi_value value = nullptr;
  napi_get_undefined(env, &value);
  return value;
}

inline napi_value Global() {
  napi_value value = nullptr;
  napi_get_global(env, &value);
  return value;
}

inline napi_valuetype TypeOf(const void* object) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, Raw(object), &type);
  return type;
}

inline napi_value Text(const char* text, size_t length = NAPI_AUTO_LENGTH) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text, length, &value);
  return value;
}

inline std::string ToUtf8(napi_value string) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, string, nullptr, 0, &length) != napi_ok) return {};
  std::string text(length, 0);
  napi_get_value_string_utf8(env, string, &text[0], length + 1, &length);
  return text;
}

// A property of a property of the global object, as in Object.prototype; null where there is none.
inline napi_value Builtin(const char* object, const char* name) {
  napi_value value = nullptr;
  if (napi_get_named_property(env, Global(), object, &value) != napi_ok) return nullptr;
  if (name && napi_get_named_property(env, value, name, &value) != napi_ok) return nullptr;
  return value;
}

inline napi_value CallBuiltin(const char* object, const char* name,
                              std::initializer_list<napi_value> arguments) {
  napi_value result = nullptr, self = Builtin(object, nullptr), function = Builtin(object, name);
  if (!function) return nullptr;
  return napi_call_function(env, self, function, arguments.size(), arguments.begin(), &result) == napi_ok
             ? result
             : nullptr;
}

// While JavaScript is in a function of the addon.
struct Entry {
  explicit Entry(napi_env inner) : outer(env) {
    env = inner;
    depth++;
  }
  ~Entry() {
    depth--;
    if (outer) env = outer;
  }
  Entry(const Entry&) = delete;
  napi_env outer;
};

// What is thrown where no JavaScript is waiting for it ends the process, unless it listens for that.
inline void Report() {
  bool pending = false;
  napi_value error = nullptr;
  if (depth || napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
}

// V8 goes on working while something is thrown; Node-API does not. What was thrown is held while one of these
// lives.
struct Aside {
  Aside() {
    bool pending = false;
    if (napi_is_exception_pending(env, &pending) == napi_ok && pending)
      napi_get_and_clear_last_exception(env, &error);
  }
  ~Aside() {
    bool pending = false;
    if (error && napi_is_exception_pending(env, &pending) == napi_ok && !pending) napi_throw(env, error);
  }
  Aside(const Aside&) = delete;
  napi_value error = nullptr;
};

// From JavaScript a plain call; from the loop one after which the tick queue runs.
inline napi_value Call(napi_value receiver, napi_value function, int argc, const napi_value* argv) {
  napi_value result = nullptr;
  Aside aside;
  aside.error = nullptr;  // JavaScript that runs to its end leaves nothing thrown
  napi_status status =
      depth ? napi_call_function(env, receiver, function, static_cast<size_t>(argc), argv, &result)
            : napi_make_callback(env, nullptr, receiver, function, static_cast<size_t>(argc), argv, &result);
  if (status == napi_ok) return result;
  Report();
  return nullptr;
}

// Values that are not JavaScript's: their handle is the address of a struct.
template <class T>
struct IsNative : std::false_type {};
template <>
struct IsNative<v8::FunctionTemplate> : std::true_type {};
template <>
struct IsNative<v8::ObjectTemplate> : std::true_type {};
template <>
struct IsNative<v8::Template> : std::true_type {};
template <>
struct IsNative<v8::Signature> : std::true_type {};

template <class T>
v8::Local<T> Make(const void* raw);

}  // namespace naja_addon NAJA_HIDDEN

namespace v8 NAJA_HIDDEN {

template <class T>
class PersistentBase;

template <class T>
class Local {
 public:
  Local() = default;
  template <class S>
  Local(Local<S> that) : value_(reinterpret_cast<T*>(*that)) {
    static_assert(std::is_base_of<T, S>::value, "these handles do not convert");
  }
  bool IsEmpty() const { return value_ == nullptr; }
  void Clear() { value_ = nullptr; }
  T* operator->() const { return value_; }
  T* operator*() const { return value_; }
  template <class S>
  Local<S> As() const {
    return naja_addon::Make<S>(value_);
  }
  template <class S>
  static Local Cast(Local<S> that) {
    return naja_addon::Make<T>(*that);
  }
  static Local New(Isolate*, Local that) { return that; }
  static Local New(Isolate* isolate, const PersistentBase<T>& that) { return that.Get(isolate); }
  template <class S>
  bool operator==(const Local<S>& that) const {
    if (IsEmpty() || that.IsEmpty()) return IsEmpty() == that.IsEmpty();
    bool same = false;
    return napi_strict_equals(naja_addon::env, naja_addon::Raw(value_), naja_addon::Raw(*that), &same) ==
               napi_ok &&
           same;
  }
  template <class S>
  bool operator!=(const Local<S>& that) const {
    return !(*this == that);
  }

 private:
  template <class S>
  friend Local<S> naja_addon::Make(const void* raw);
  T* value_ = nullptr;
};
template <class T>
using Handle = Local<T>;

template <class T>
class Maybe {
 public:
  Maybe() = default;
  explicit Maybe(T value) : there_(true), value_(std::move(value)) {}
  bool IsNothing() const { return !there_; }
  bool IsJust() const { return there_; }
  T ToChecked() const { return FromJust(); }
  void Check() const {
    if (!there_) naja_addon::Fatal("v8::Maybe", "Maybe value is Nothing.");
  }
  bool To(T* out) const {
    if (there_) *out = value_;
    return there_;
  }
  T FromJust() const {
    Check();
    return value_;
  }
  T FromMaybe(const T& fallback) const { return there_ ? value_ : fallback; }

 private:
  bool there_ = false;
  T value_{};
};
template <class T>
Maybe<T> Nothing() {
  return Maybe<T>();
}
template <class T>
Maybe<T> Just(const T& value) {
  return Maybe<T>(value);
}

template <class T>
class MaybeLocal {
 public:
  MaybeLocal() = default;
  template <class S>
  MaybeLocal(Local<S> that) : local_(that) {}
  template <class S>
  MaybeLocal(MaybeLocal<S> that) {
    Local<S> local;
    if (that.ToLocal(&local)) local_ = local;
  }
  bool IsEmpty() const { return local_.IsEmpty(); }
  template <class S>
  bool ToLocal(Local<S>* out) const {
    *out = local_;
    return !IsEmpty();
  }
  Local<T> ToLocalChecked() const {
    if (IsEmpty()) naja_addon::Fatal("v8::ToLocalChecked", "Empty MaybeLocal");
    return local_;
  }
  template <class S>
  Local<S> FromMaybe(Local<S> fallback) const {
    return IsEmpty() ? fallback : Local<S>(local_);
  }

 private:
  Local<T> local_;
};

class HandleScope {
 public:
  explicit HandleScope(Isolate* = nullptr) { napi_open_handle_scope(naja_addon::env, &scope_); }
  ~HandleScope() { napi_close_handle_scope(naja_addon::env, scope_); }
  HandleScope(const HandleScope&) = delete;
  void operator=(const HandleScope&) = delete;

 private:
  napi_handle_scope scope_ = nullptr;
};

class EscapableHandleScope {
 public:
  explicit EscapableHandleScope(Isolate* = nullptr) {
    napi_open_escapable_handle_scope(naja_addon::env, &scope_);
  }
  ~EscapableHandleScope() { napi_close_escapable_handle_scope(naja_addon::env, scope_); }
  EscapableHandleScope(const EscapableHandleScope&) = delete;
  void operator=(const EscapableHandleScope&) = delete;
  template <class T>
  Local<T> Escape(Local<T> value) {
    napi_value out = nullptr;
    if (!value.IsEmpty()) napi_escape_handle(naja_addon::env, scope_, naja_addon::Raw(*value), &out);
    return naja_addon::Make<T>(out);
  }
  template <class T>
  MaybeLocal<T> EscapeMaybe(MaybeLocal<T> value) {
    Local<T> local;
    return value.ToLocal(&local) ? MaybeLocal<T>(Escape(local)) : MaybeLocal<T>();
  }

 private:
  napi_escapable_handle_scope scope_ = nullptr;
};

class SealHandleScope {
 public:
  explicit SealHandleScope(Isolate*) {}
};

}  // namespace v8 NAJA_HIDDEN

namespace naja_addon NAJA_HIDDEN {

template <class T>
v8::Local<T> Make(const void* raw) {
  v8::Local<T> local;
  local.value_ = reinterpret_cast<T*>(const_cast<void*>(raw));
  return local;
}

template <class T>
v8::MaybeLocal<T> MakeMaybe(napi_status status, napi_value raw) {
  return status == napi_ok ? v8::MaybeLocal<T>(Make<T>(raw)) : v8::MaybeLocal<T>();
}

template <class T>
v8::Maybe<T> MakeJust(napi_status status, T value) {
  return status == napi_ok ? v8::Just(value) : v8::Nothing<T>();
}

}  // namespace naja_addon NAJA_HIDDEN

#endif
