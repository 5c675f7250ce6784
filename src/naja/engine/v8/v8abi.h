// v8abi.h: the part of V8 14.4's C++ ABI that Naja calls, declared from facts: the symbols that the pinned
// library exports and the layouts that V8's published headers of 14.1 and 14.6 agree on. Nothing outside
// engine/v8/ includes this.
//
// The library is built with libc++ and clang: a std::unique_ptr is passed as a plain pointer, a
// std::shared_ptr as two registers (SharedPtr below). tests/engine/test_abi.py checks every symbol and
// exercises every struct stated here.
#ifndef NAJA_ENGINE_V8ABI_H_
#define NAJA_ENGINE_V8ABI_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace v8 {

#define V8_API __attribute__((visibility("default")))

class Array;
class ArrayBuffer;
class BackingStore;
class BigInt;
class CFunction;
class Context;
class CppHeap;
class Data;
class ExtensionConfiguration;
class FixedArray;
class Function;
class FunctionTemplate;
class HeapProfiler;
class Isolate;
class Message;
class MicrotaskQueue;
class Module;
class Name;
class Number;
class Object;
class ObjectTemplate;
class PageAllocator;
class Platform;
class Primitive;
class Private;
class Promise;
class Proxy;
class SharedArrayBuffer;
class Signature;
class String;
class StackTrace;
class Symbol;
class Uint32;
class Script;
class UnboundModuleScript;
class UnboundScript;
class Value;
class WasmModuleObject;
template <class T>
class FunctionCallbackInfo;
template <class T>
class WeakCallbackInfo;

namespace internal {
class Isolate;
using Address = uintptr_t;
// Offset of {next, limit, level} of the current handle scope in an isolate: 14.1 and 14.6 agree.
inline constexpr size_t kIsolateHandleScopeDataOffset = 560;
struct HandleScopeData {
  Address* next;
  Address* limit;
  int level;
  int sealed_level;
};
// The address of a typed array's bytes without a call, as ArrayBufferView::GetContents of the pinned library
// finds it; 0 for anything else, and where the bytes lie within the object, may move or are none.
// fast_calls.cc checks it before it is relied on.
inline Address TypedArrayData(Address object) {
  constexpr uint16_t kTypedArray = 0x80d;
  constexpr int kInstanceType = 8, kBuffer = 16, kViewBits = 20, kByteLength = 32, kExternalPointer = 48;
  constexpr int kBasePointer = 56, kBufferBits = 48, kSandboxedShift = 24;
  constexpr uint32_t kResizable = 3, kDetached = 4;
  auto field = [](Address base, auto* value, int offset) {
    __builtin_memcpy(value, reinterpret_cast<const char*>(base) + offset, sizeof(*value));
  };
  if ((object & 3) != 1) return 0;
  object -= 1;
  Address cage = object >> 32 << 32;
  uint32_t map, base;
  uint16_t type;
  uint64_t external, length;
  field(object, &map, 0);
  field(cage + map - 1, &type, kInstanceType);
  if (type != kTypedArray) return 0;
  field(object, &base, kBasePointer);
  field(object, &length, kByteLength);
  if (base || !length) return 0;
  uint32_t bits, buffer;
  field(object, &bits, kViewBits);
  if (bits & kResizable) return 0;
  field(object, &buffer, kBuffer);
  field(cage + buffer - 1, &bits, kBufferBits);
  if (bits & kDetached) return 0;
  field(object, &external, kExternalPointer);
  return cage + (external >> kSandboxedShift);
}
inline HandleScopeData* GetHandleScopeData(v8::Isolate* isolate) {
  return reinterpret_cast<HandleScopeData*>(reinterpret_cast<char*>(isolate) + kIsolateHandleScopeDataOffset);
}
}  // namespace internal

using internal::Address;

// A handle: the address of a slot that the garbage collector knows.
template <class T>
class Local {
 public:
  Local() = default;
  template <class S>
    requires std::is_base_of_v<T, S>
  Local(Local<S> that) : slot_(that.slot()) {}
  T* operator->() const { return reinterpret_cast<T*>(slot_); }
  T* operator*() const { return reinterpret_cast<T*>(slot_); }
  bool IsEmpty() const { return slot_ == nullptr; }
  void Clear() { slot_ = nullptr; }
  Address* slot() const { return slot_; }
  template <class S>
  Local<S> As() const {
    return Local<S>::FromSlot(slot_);
  }
  static Local FromSlot(Address* slot) {
    Local result;
    result.slot_ = slot;
    return result;
  }
  static inline Local New(Isolate* isolate, Local that);

 private:
  Address* slot_ = nullptr;
};

template <class T>
class MaybeLocal {
 public:
  MaybeLocal() = default;
  template <class S>
    requires std::is_base_of_v<T, S>
  MaybeLocal(Local<S> that) : local_(that) {}
  bool IsEmpty() const { return local_.IsEmpty(); }
  template <class S>
  [[nodiscard]] bool ToLocal(Local<S>* out) const {
    *out = local_;
    return !local_.IsEmpty();
  }
  Local<T> FromMaybe(Local<T> fallback) const { return local_.IsEmpty() ? fallback : local_; }
  // May be empty: for results that the caller checks itself.
  Local<T> Unchecked() const { return local_; }

 private:
  Local<T> local_;
};

template <class T>
class Maybe {
 public:
  bool IsNothing() const { return !has_value_; }
  bool IsJust() const { return has_value_; }
  bool To(T* out) const {
    if (has_value_) *out = value_;
    return has_value_;
  }
  T FromMaybe(T fallback) const { return has_value_ ? value_ : fallback; }
  static Maybe Nothing() { return Maybe(); }
  static Maybe Just(T value) {
    Maybe result;
    result.has_value_ = true;
    result.value_ = value;
    return result;
  }

 private:
  bool has_value_ = false;
  T value_{};
};

template <class T>
struct MemorySpan {
  T* data_ = nullptr;
  size_t size_ = 0;
};

// libc++'s std::shared_ptr with trivial_abi, as it travels: two registers. Whoever holds one owns a count.
struct SharedPtr {
  void* object = nullptr;
  void* control = nullptr;
};

namespace api_internal {
V8_API Address* GlobalizeReference(internal::Isolate* isolate, Address value);
V8_API void DisposeGlobal(Address* slot);
V8_API void
MakeWeak(Address* slot, void* parameter, void (*callback)(const WeakCallbackInfo<void>&), int type) __asm__(
    "_ZN2v812api_internal8MakeWeakEPmPvPFvRKNS_16WeakCallbackInfoIvEEENS_16WeakCallbackTypeE");
V8_API void MakeWeak(Address** place);  // which is NULL once the object is collected
V8_API void* ClearWeak(Address* slot);
V8_API Local<Value> GetFunctionTemplateData(Isolate* isolate, Local<Data> target);
}  // namespace api_internal

// A handle that outlives scopes. Movable; freed by Reset or the destructor.
template <class T>
class Global {
 public:
  Global() = default;
  Global(Isolate* isolate, Local<T> that) { Reset(isolate, that); }
  Global(Global&& other) noexcept : slot_(other.slot_) { other.slot_ = nullptr; }
  Global& operator=(Global&& other) noexcept {
    if (this != &other) {
      Reset();
      slot_ = other.slot_;
      other.slot_ = nullptr;
    }
    return *this;
  }
  Global(const Global&) = delete;
  void operator=(const Global&) = delete;
  ~Global() { Reset(); }
  void Reset() {
    if (slot_) api_internal::DisposeGlobal(slot_);
    slot_ = nullptr;
  }
  void Reset(Isolate* isolate, Local<T> that) {
    Reset();
    if (!that.IsEmpty())
      slot_ = api_internal::GlobalizeReference(reinterpret_cast<internal::Isolate*>(isolate), *that.slot());
  }
  bool IsEmpty() const { return slot_ == nullptr; }
  // A local handle of the innermost scope.
  Local<T> Get(Isolate* isolate) const { return Local<T>::New(isolate, Held()); }
  // The global slot itself as a handle: valid as long as this Global is. Costs nothing.
  Local<T> Held() const { return Local<T>::FromSlot(slot_); }
  Address* slot() const { return slot_; }
  Address* Release() {
    Address* slot = slot_;
    slot_ = nullptr;
    return slot;
  }
  void SetWeak(void* parameter, void (*callback)(const WeakCallbackInfo<void>&)) {
    api_internal::MakeWeak(slot_, parameter, callback, 0);
  }
  void ClearWeak() { api_internal::ClearWeak(slot_); }

 private:
  Address* slot_ = nullptr;
};

template <>
class WeakCallbackInfo<void> {
 public:
  using Callback = void (*)(const WeakCallbackInfo<void>&);
  Isolate* GetIsolate() const { return isolate_; }
  void* GetParameter() const { return parameter_; }
  void SetSecondPassCallback(Callback callback) const { *callback_ = callback; }

 private:
  Isolate* isolate_;
  void* parameter_;
  Callback* callback_;
  void* embedder_fields_[2];
};

class V8_API HandleScope {
 public:
  explicit HandleScope(Isolate* isolate) : isolate_(isolate) {
    auto* data = internal::GetHandleScopeData(isolate);
    prev_next_ = data->next;
    prev_limit_ = data->limit;
    data->level++;
  }
  ~HandleScope() {
    auto* data = internal::GetHandleScopeData(isolate_);
    data->next = prev_next_;
    data->level--;
    if (data->limit != prev_limit_) {
      data->limit = prev_limit_;
      DeleteExtensions(isolate_);
    }
  }
  HandleScope(const HandleScope&) = delete;
  void operator=(const HandleScope&) = delete;
  static Address* CreateHandle(Isolate* isolate, Address value) {
    auto* data = internal::GetHandleScopeData(isolate);
    Address* slot = data->next;
    if (slot == data->limit) slot = Extend(isolate);
    data->next = slot + 1;
    *slot = value;
    return slot;
  }

 private:
  static Address* Extend(Isolate* isolate);
  void DeleteExtensions(Isolate* isolate);
  Isolate* isolate_;
  Address* prev_next_;
  Address* prev_limit_;
};

// One handle that survives its scope: a slot made in the outer scope beforehand.
class EscapableHandleScope {
 public:
  explicit EscapableHandleScope(Isolate* isolate, Local<Value> filler)
      : slot_(HandleScope::CreateHandle(isolate, *filler.slot())), scope_(isolate) {}
  template <class T>
  Local<T> Escape(Local<T> value) {
    if (value.IsEmpty()) return value;
    *slot_ = *value.slot();
    return Local<T>::FromSlot(slot_);
  }

 private:
  Address* slot_;
  HandleScope scope_;
};

template <class T>
Local<T> Local<T>::New(Isolate* isolate, Local<T> that) {
  if (that.IsEmpty()) return that;
  return FromSlot(HandleScope::CreateHandle(isolate, *that.slot()));
}

class V8_API Data {
 public:
  bool IsValue() const;
  bool IsModule() const;
  bool IsFixedArray() const;
};

// clang-format off
#define NAJA_V8_TYPE_TESTS(V) \
  V(Array) V(ArrayBuffer) V(ArrayBufferView) V(ArgumentsObject) V(AsyncFunction) V(BigInt) V(BigInt64Array) \
  V(BigIntObject) V(BigUint64Array) V(Boolean) V(BooleanObject) V(DataView) V(Date) V(External) \
  V(Float16Array) V(Float32Array) V(Float64Array) V(Function) V(GeneratorFunction) \
  V(GeneratorObject) V(Int16Array) V(Int32) V(Int32Array) V(Int8Array) V(Map) V(MapIterator) \
  V(ModuleNamespaceObject) V(Name) V(NativeError) V(Number) V(NumberObject) V(Object) V(Promise) \
  V(Proxy) V(RegExp) V(Set) V(SetIterator) V(SharedArrayBuffer) V(StringObject) V(Symbol) \
  V(SymbolObject) V(TypedArray) V(Uint16Array) V(Uint32) V(Uint32Array) V(Uint8Array) \
  V(Uint8ClampedArray) V(WeakMap) V(WeakSet) V(WasmModuleObject)
// clang-format on

class V8_API Value : public Data {
 public:
#define V(Type) bool Is##Type() const;
  NAJA_V8_TYPE_TESTS(V)
#undef V
  bool IsUndefined() const { return FullIsUndefined(); }
  bool IsNull() const { return FullIsNull(); }
  bool IsNullOrUndefined() const { return FullIsUndefined() || FullIsNull(); }
  bool IsTrue() const { return FullIsTrue(); }
  bool IsFalse() const { return FullIsFalse(); }
  bool IsString() const { return FullIsString(); }
  MaybeLocal<BigInt> ToBigInt(Local<Context> context) const;
  MaybeLocal<Number> ToNumber(Local<Context> context) const;
  MaybeLocal<String> ToString(Local<Context> context) const;
  MaybeLocal<String> ToDetailString(Local<Context> context) const;
  MaybeLocal<Object> ToObject(Local<Context> context) const;
  bool BooleanValue(Isolate* isolate) const;
  Maybe<double> NumberValue(Local<Context> context) const;
  Maybe<int64_t> IntegerValue(Local<Context> context) const;
  Maybe<uint32_t> Uint32Value(Local<Context> context) const;
  Maybe<int32_t> Int32Value(Local<Context> context) const;
  bool StrictEquals(Local<Value> that) const;
  bool SameValue(Local<Value> that) const;
  Maybe<bool> InstanceOf(Local<Context> context, Local<Object> object);

 private:
  bool FullIsUndefined() const;
  bool FullIsNull() const;
  bool FullIsTrue() const;
  bool FullIsFalse() const;
  bool FullIsString() const;
};

class V8_API Primitive : public Value {};
class V8_API Boolean : public Primitive {
 public:
  bool Value() const;
};
class V8_API Name : public Primitive {
 public:
  int GetIdentityHash();
};

enum class NewStringType { kNormal, kInternalized };

class V8_API String : public Name {
 public:
  enum WriteFlags { kNone = 0, kNullTerminate = 1, kReplaceInvalidUtf8 = 2 };
  int Length() const;
  size_t Utf8LengthV2(Isolate* isolate) const;
  bool IsOneByte() const;
  bool ContainsOnlyOneByte() const;
  void WriteV2(Isolate* isolate, uint32_t offset, uint32_t length, uint16_t* buffer, int flags = kNone) const;
  void WriteOneByteV2(Isolate* isolate, uint32_t offset, uint32_t length, uint8_t* buffer,
                      int flags = kNone) const;
  size_t WriteUtf8V2(Isolate* isolate, char* buffer, size_t capacity, int flags = kNone,
                     size_t* processed_characters = nullptr) const;
  static MaybeLocal<String> NewFromUtf8(Isolate* isolate, const char* data,
                                        NewStringType type = NewStringType::kNormal, int length = -1);
  static MaybeLocal<String> NewFromOneByte(Isolate* isolate, const uint8_t* data,
                                           NewStringType type = NewStringType::kNormal, int length = -1);
  static MaybeLocal<String> NewFromTwoByte(Isolate* isolate, const uint16_t* data,
                                           NewStringType type = NewStringType::kNormal, int length = -1);
  static Local<String> Concat(Isolate* isolate, Local<String> left, Local<String> right);

  // The virtual functions in the order of the vtable.
  class V8_API ExternalStringResourceBase {
   public:
    class SharedMemoryUsageRecorder;
    virtual ~ExternalStringResourceBase() = default;
    virtual bool IsCacheable() const { return true; }
    virtual void Unaccount(Isolate*) {}
    virtual size_t EstimateMemoryUsage() const { return static_cast<size_t>(-1); }
    virtual void EstimateSharedMemoryUsage(SharedMemoryUsageRecorder*) const {}

   protected:
    virtual void Dispose() { delete this; }
    virtual void Lock() const {}
    virtual void Unlock() const {}
  };
  class V8_API ExternalOneByteStringResource : public ExternalStringResourceBase {
   public:
    virtual const char* data() const = 0;
    virtual size_t length() const = 0;

   private:
    const char* cached_data_ = nullptr;
  };
  static MaybeLocal<String> NewExternalOneByte(Isolate* isolate, ExternalOneByteStringResource* resource);
  class V8_API ExternalStringResource : public ExternalStringResourceBase {
   public:
    virtual const uint16_t* data() const = 0;
    virtual size_t length() const = 0;

   private:
    const uint16_t* cached_data_ = nullptr;
  };
  static MaybeLocal<String> NewExternalTwoByte(Isolate* isolate, ExternalStringResource* resource);

  // The characters where they lie, flattened. No garbage collection may happen while one exists.
  class V8_API ValueView {
   public:
    ValueView(Isolate* isolate, Local<String> text);
    ~ValueView();
    ValueView(const ValueView&) = delete;
    void operator=(const ValueView&) = delete;
    const void* data() const { return data_; }
    uint32_t length() const { return length_; }
    bool is_one_byte() const { return is_one_byte_; }

   private:
    Local<String> flat_;
    const void* data_;
    uint32_t length_;
    bool is_one_byte_;
    uint32_t debug_scope_[3];  // V8's debug builds use up to this; ours one word at most
  };
};

class V8_API Symbol : public Name {
 public:
  static Local<Symbol> New(Isolate* isolate, Local<String> description);
  static Local<Symbol> For(Isolate* isolate, Local<String> description);
  static Local<Symbol> GetIterator(Isolate* isolate);
  static Local<Symbol> GetAsyncIterator(Isolate* isolate);
  static Local<Symbol> GetDispose(Isolate* isolate);
  static Local<Symbol> GetToStringTag(Isolate* isolate);
};

class V8_API Private : public Data {
 public:
  static Local<Private> New(Isolate* isolate, Local<String> name);
};

class V8_API Number : public Primitive {
 public:
  double Value() const;
  static Local<Number> New(Isolate* isolate, double value);
};
class V8_API Integer : public Number {
 public:
  static Local<Integer> New(Isolate* isolate, int32_t value);
  static Local<Integer> NewFromUnsigned(Isolate* isolate, uint32_t value);
  int64_t Value() const;
};
class V8_API Int32 : public Integer {
 public:
  int32_t Value() const;
};
class V8_API Uint32 : public Integer {
 public:
  uint32_t Value() const;
};
class V8_API BigInt : public Primitive {
 public:
  static Local<BigInt> New(Isolate* isolate, int64_t value);
  static Local<BigInt> NewFromUnsigned(Isolate* isolate, uint64_t value);
  static MaybeLocal<BigInt> NewFromWords(Local<Context> context, int sign_bit, int word_count,
                                         const uint64_t* words);
  uint64_t Uint64Value(bool* lossless) const;
  int64_t Int64Value(bool* lossless) const;
  int WordCount() const;
  void ToWordsArray(int* sign_bit, int* word_count, uint64_t* words) const;
};

enum PropertyAttribute { None = 0, ReadOnly = 1, DontEnum = 2, DontDelete = 4 };
enum PropertyFilter {
  ALL_PROPERTIES = 0,
  ONLY_WRITABLE = 1,
  ONLY_ENUMERABLE = 2,
  ONLY_CONFIGURABLE = 4,
  SKIP_STRINGS = 8,
  SKIP_SYMBOLS = 16
};
enum class KeyCollectionMode { kOwnOnly, kIncludePrototypes };
enum class IndexFilter { kIncludeIndices, kSkipIndices };
enum class KeyConversionMode { kConvertToString, kKeepNumbers, kNoNumbers };
enum class IntegrityLevel { kFrozen, kSealed };
enum class SideEffectType { kHasSideEffect, kHasNoSideEffect, kHasSideEffectToReceiver };
enum class ConstructorBehavior { kThrow, kAllow };

class V8_API PropertyDescriptor {
 public:
  PropertyDescriptor();
  explicit PropertyDescriptor(Local<Value> value);
  PropertyDescriptor(Local<Value> value, bool writable);
  PropertyDescriptor(Local<Value> get, Local<Value> set);
  ~PropertyDescriptor();
  Local<Value> value() const;
  bool has_value() const;
  Local<Value> get() const;
  bool has_get() const;
  Local<Value> set() const;
  bool has_set() const;
  bool writable() const;
  bool has_writable() const;
  bool enumerable() const;
  bool has_enumerable() const;
  bool configurable() const;
  bool has_configurable() const;
  void set_enumerable(bool enumerable);
  void set_configurable(bool configurable);
  PropertyDescriptor(const PropertyDescriptor&) = delete;
  void operator=(const PropertyDescriptor&) = delete;

 private:
  void* private_;
};

class V8_API Object : public Value {
 public:
  static Local<Object> New(Isolate* isolate);
  static Local<Object> New(Isolate* isolate, Local<Value> prototype_or_null, Local<Name>* names,
                           Local<Value>* values, size_t length);
  Maybe<bool> Set(Local<Context> context, Local<Value> key, Local<Value> value);
  Maybe<bool> Set(Local<Context> context, uint32_t index, Local<Value> value);
  Maybe<bool> CreateDataProperty(Local<Context> context, Local<Name> key, Local<Value> value);
  Maybe<bool> CreateDataProperty(Local<Context> context, uint32_t index, Local<Value> value);
  Maybe<bool> DefineOwnProperty(Local<Context> context, Local<Name> key, Local<Value> value,
                                PropertyAttribute attributes = None);
  Maybe<bool> DefineProperty(Local<Context> context, Local<Name> key, PropertyDescriptor& descriptor);
  MaybeLocal<Value> Get(Local<Context> context, Local<Value> key);
  MaybeLocal<Value> Get(Local<Context> context, uint32_t index);
  // Those that pass interceptors by, and look at prototypes.
  MaybeLocal<Value> GetRealNamedProperty(Local<Context> context, Local<Name> key);
  Maybe<PropertyAttribute> GetRealNamedPropertyAttributes(Local<Context> context, Local<Name> key);
  MaybeLocal<Value> GetOwnPropertyDescriptor(Local<Context> context, Local<Name> key);
  MaybeLocal<Context> GetCreationContext(Isolate* isolate);
  Maybe<bool> Has(Local<Context> context, Local<Value> key);
  Maybe<bool> Has(Local<Context> context, uint32_t index);
  Maybe<bool> Delete(Local<Context> context, Local<Value> key);
  Maybe<bool> Delete(Local<Context> context, uint32_t index);
  Maybe<bool> HasOwnProperty(Local<Context> context, Local<Name> key);
  Maybe<bool> HasPrivate(Local<Context> context, Local<Private> key);
  Maybe<bool> SetPrivate(Local<Context> context, Local<Private> key, Local<Value> value);
  Maybe<bool> DeletePrivate(Local<Context> context, Local<Private> key);
  MaybeLocal<Value> GetPrivate(Local<Context> context, Local<Private> key);
  MaybeLocal<Array> GetPropertyNames(Local<Context> context, KeyCollectionMode mode,
                                     PropertyFilter property_filter, IndexFilter index_filter,
                                     KeyConversionMode key_conversion = KeyConversionMode::kKeepNumbers);
  Local<Value> GetPrototypeV2();
  Maybe<bool> SetPrototypeV2(Local<Context> context, Local<Value> prototype);
  Local<String> GetConstructorName();
  Maybe<bool> SetIntegrityLevel(Local<Context> context, IntegrityLevel level);
  int InternalFieldCount() const;
  MaybeLocal<Array> PreviewEntries(bool* is_key_value);
  MaybeLocal<Value> CallAsConstructor(Local<Context> context, int argc, Local<Value> argv[]);
  bool IsConstructor() const;
  bool IsCallable() const;
  int GetIdentityHash();
  Local<Object> Clone();
};

namespace debug {
// A table from objects to what they keep alive.
class EphemeronTable : public Object {
 public:
  V8_API static Local<EphemeronTable> New(Isolate* isolate);
  V8_API Local<EphemeronTable> Set(Isolate* isolate, Local<Value> key, Local<Value> value);
};

enum class EvaluateGlobalMode { kDefault, kDisableBreaks, kDisableBreaksAndThrowOnSideEffect };
// In `repl` mode `await` may stand at the top and variables may be declared anew; gives a Promise of an
// object whose ".repl_result" is the completion value.
V8_API MaybeLocal<Value> EvaluateGlobal(Isolate* isolate, Local<String> source, EvaluateGlobalMode mode,
                                        bool repl);
}  // namespace debug

class V8_API Array : public Object {
 public:
  uint32_t Length() const;
  static Local<Array> New(Isolate* isolate, int length = 0);
  static Local<Array> New(Isolate* isolate, Local<Value>* elements, size_t length);
};

class V8_API Map : public Object {
 public:
  static Local<Map> New(Isolate* isolate);
  MaybeLocal<Map> Set(Local<Context> context, Local<Value> key, Local<Value> value);
  size_t Size() const;
  Local<Array> AsArray() const;
};
class V8_API Set : public Object {
 public:
  static Local<Set> New(Isolate* isolate);
  MaybeLocal<Set> Add(Local<Context> context, Local<Value> key);
  Local<Array> AsArray() const;
};

template <class T>
class FunctionCallbackInfo {
 public:
  int Length() const { return static_cast<int>(length_); }
  // Only below Length().
  Local<Value> operator[](int i) const { return Local<Value>::FromSlot(values_ + i); }
  Local<Object> This() const { return Local<Object>::FromSlot(values_ - 1); }
  Local<Value> NewTarget() const { return Local<Value>::FromSlot(&implicit_[5]); }
  Address Target() const { return implicit_[4]; }
  Local<Value> Data() const {
    return api_internal::GetFunctionTemplateData(GetIsolate(), Local<v8::Data>::FromSlot(&implicit_[4]));
  }
  Isolate* GetIsolate() const { return reinterpret_cast<Isolate*>(implicit_[1]); }
  void Return(Local<Value> value) const { implicit_[3] = *value.slot(); }

 private:
  // {unused, isolate, context, return value, target, new.target}
  Address* implicit_;
  Address* values_;
  Address length_;
};
using FunctionCallback = void (*)(const FunctionCallbackInfo<Value>& info);

struct ScriptOrigin;

class V8_API Function : public Object {
 public:
  static MaybeLocal<Function> New(Local<Context> context, FunctionCallback callback,
                                  Local<v8::Data> data = Local<v8::Data>(), int length = 0,
                                  ConstructorBehavior behavior = ConstructorBehavior::kAllow,
                                  SideEffectType side_effect_type = SideEffectType::kHasSideEffect);
  MaybeLocal<Object> NewInstance(Local<Context> context, int argc, Local<Value> argv[]) const;
  MaybeLocal<Value> Call(Isolate* isolate, Local<Context> context, Local<Value> receiver, int argc,
                         Local<Value> argv[]);
  void SetName(Local<String> name);
  Local<Value> GetName() const;
};

// Fast calls: optimised code calls a C function itself.
class CTypeInfo {
 public:
  enum class Type : uint8_t {
    kVoid,
    kBool,
    kUint8,
    kInt32,
    kUint32,
    kInt64,
    kUint64,
    kFloat32,
    kFloat64,
    kPointer,
    kV8Value,
  };
  explicit constexpr CTypeInfo(Type type = Type::kVoid) : type_(type) {}

 private:
  Type type_;
  uint8_t flags_ = 0;
};
class V8_API CFunctionInfo {
 public:
  enum class Int64Representation : uint8_t { kNumber, kBigInt };
  // `arguments`, the receiver first, must live as long as this.
  CFunctionInfo(const CTypeInfo& result, unsigned int count, const CTypeInfo* arguments,
                Int64Representation representation);

 private:
  CTypeInfo result_;
  Int64Representation representation_;
  unsigned int count_;
  const CTypeInfo* arguments_;
};
class CFunction {
 public:
  CFunction(const void* address, const CFunctionInfo* info) : address_(address), info_(info) {}

 private:
  const void* address_;
  const CFunctionInfo* info_;
};

class V8_API Template : public Data {
 public:
  void Set(Local<Name> name, Local<Data> value, PropertyAttribute attributes = None);
  void SetAccessorProperty(Local<Name> name, Local<FunctionTemplate> getter, Local<FunctionTemplate> setter,
                           PropertyAttribute attribute = None);
};
class V8_API FunctionTemplate : public Template {
 public:
  static Local<FunctionTemplate> New(Isolate* isolate, FunctionCallback callback = nullptr,
                                     Local<Value> data = Local<Value>(),
                                     Local<Signature> signature = Local<Signature>(), int length = 0,
                                     ConstructorBehavior behavior = ConstructorBehavior::kAllow,
                                     SideEffectType side_effect_type = SideEffectType::kHasSideEffect,
                                     const CFunction* c_function = nullptr, uint16_t instance_type = 0,
                                     uint16_t allowed_receiver_instance_type_range_start = 0,
                                     uint16_t allowed_receiver_instance_type_range_end = 0);
  MaybeLocal<Function> GetFunction(Local<Context> context);
  Local<ObjectTemplate> PrototypeTemplate();
  Local<ObjectTemplate> InstanceTemplate();
  void SetClassName(Local<String> name);
};
namespace internal {
V8_API bool ShouldThrowOnError(Isolate* isolate);
}
// What an interceptor is called with. The first word is that of an array on the stack.
class PropertyInfo {
 public:
  // Strict code.
  bool ShouldThrowOnError() const {
    auto* isolate = reinterpret_cast<internal::Isolate*>(words_[3]);
    return words_[1] == kInfer ? internal::ShouldThrowOnError(isolate) : words_[1] != 0;
  }
  // The global proxy, where it is a global object's.
  Local<Object> Holder() const { return Slot<Object>(2); }
  Isolate* GetIsolate() const { return reinterpret_cast<Isolate*>(words_[3]); }
  Local<Object> This() const { return Slot<Object>(7); }
  void Return(Local<Value> value) const { words_[5] = *value.slot(); }

 private:
  static constexpr Address kInfer = 2 << 1;
  template <class T>
  Local<T> Slot(int index) const {
    return Local<T>::FromSlot(&words_[index]);
  }
  mutable Address words_[8];
};
// Whether the interceptor has done it, or V8 is to go on.
enum class Intercepted : uint8_t { kNo, kYes };
template <class Key>
struct PropertyHandlers {
  enum Flags { kHasNoSideEffect = 1 << 2, kNewSignatures = 1 << 10 };
  Intercepted (*getter)(Key key, const PropertyInfo& info);
  Intercepted (*setter)(Key key, Local<Value> value, const PropertyInfo& info);
  Intercepted (*query)(Key key, const PropertyInfo& info);
  Intercepted (*deleter)(Key key, const PropertyInfo& info);
  void (*enumerator)(const PropertyInfo& info);
  Intercepted (*definer)(Key key, const PropertyDescriptor& descriptor, const PropertyInfo& info);
  Intercepted (*descriptor)(Key key, const PropertyInfo& info);
  Local<Value> data;
  int flags = kHasNoSideEffect | kNewSignatures;
};
struct NamedPropertyHandlerConfiguration : PropertyHandlers<Local<Name>> {};
struct IndexedPropertyHandlerConfiguration : PropertyHandlers<uint32_t> {};

class V8_API ObjectTemplate : public Template {
 public:
  void SetHandler(const NamedPropertyHandlerConfiguration& handlers);
  void SetHandler(const IndexedPropertyHandlerConfiguration& handlers);
  static Local<ObjectTemplate> New(Isolate* isolate,
                                   Local<FunctionTemplate> constructor = Local<FunctionTemplate>());
  MaybeLocal<Object> NewInstance(Local<Context> context);
  void SetInternalFieldCount(int value);
};
class V8_API Signature : public Data {
 public:
  static Local<Signature> New(Isolate* isolate, Local<FunctionTemplate> receiver = Local<FunctionTemplate>());
};

class V8_API External : public Value {
 public:
  static Local<External> New(Isolate* isolate, void* value, uint16_t tag);
  void* Value(uint16_t tag) const;
};

class V8_API Date : public Object {
 public:
  static MaybeLocal<v8::Value> New(Local<Context> context, double time);
  double ValueOf() const;
};

class V8_API Proxy : public Object {
 public:
  Local<Value> GetTarget();
  Local<Value> GetHandler();
};

class V8_API Promise : public Object {
 public:
  enum PromiseState { kPending, kFulfilled, kRejected };
  class V8_API Resolver : public Object {
   public:
    static MaybeLocal<Resolver> New(Local<Context> context);
    Local<Promise> GetPromise();
    Maybe<bool> Resolve(Local<Context> context, Local<Value> value);
    Maybe<bool> Reject(Local<Context> context, Local<Value> value);
  };
  PromiseState State();
  Local<Value> Result();
  void MarkAsHandled();
  bool HasHandler() const;
  MaybeLocal<Promise> Catch(Local<Context> context, Local<Function> handler);
};
enum PromiseRejectEvent {
  kPromiseRejectWithNoHandler = 0,
  kPromiseHandlerAddedAfterReject = 1,
  kPromiseRejectAfterResolved = 2,
  kPromiseResolveAfterResolved = 3,
};
struct PromiseRejectMessage {
  Local<Promise> promise;
  PromiseRejectEvent event;
  Local<Value> value;
};

enum class BackingStoreInitializationMode { kZeroInitialized, kUninitialized };
enum class BackingStoreOnFailureMode { kReturnNull, kOutOfMemory };

class V8_API ArrayBuffer : public Object {
 public:
  // The virtual functions in the order of the vtable.
  class V8_API Allocator {
   public:
    virtual ~Allocator() = default;
    virtual void* Allocate(size_t length) = 0;
    virtual void* AllocateUninitialized(size_t length) = 0;
    virtual void Free(void* data, size_t length) = 0;
    virtual size_t MaxAllocationSize() const;
    virtual PageAllocator* GetPageAllocator() { return nullptr; }
    static Allocator* NewDefaultAllocator();
  };
  static MaybeLocal<ArrayBuffer> MaybeNew(
      Isolate* isolate, size_t byte_length,
      BackingStoreInitializationMode mode = BackingStoreInitializationMode::kZeroInitialized);
  size_t ByteLength() const;
  void* Data() const;
  bool IsDetachable() const;
  bool IsResizableByUserJavaScript() const;
  bool WasDetached() const;
  Maybe<bool> Detach(Local<Value> key);
};
class V8_API SharedArrayBuffer : public Object {
 public:
  static MaybeLocal<SharedArrayBuffer> MaybeNew(
      Isolate* isolate, size_t byte_length,
      BackingStoreInitializationMode mode = BackingStoreInitializationMode::kZeroInitialized);
  size_t ByteLength() const;
  void* Data() const;
};
class V8_API ArrayBufferView : public Object {
 public:
  Local<ArrayBuffer> Buffer();
  size_t ByteOffset();
  size_t ByteLength();
  bool HasBuffer() const;
  size_t CopyContents(void* destination, size_t length);
  // The bytes where they lie; those that V8 keeps within the object (up to 64) are copied into `storage`.
  MemorySpan<uint8_t> GetContents(MemorySpan<uint8_t> storage);
};
class V8_API TypedArray : public ArrayBufferView {
 public:
  size_t Length();
};
// clang-format off
#define NAJA_V8_TYPED_ARRAYS(V) \
  V(Uint8Array) V(Uint8ClampedArray) V(Int8Array) V(Uint16Array) V(Int16Array) V(Uint32Array) V(Int32Array) \
  V(Float16Array) V(Float32Array) V(Float64Array) V(BigInt64Array) V(BigUint64Array)
// clang-format on
#define V(Type)                                                                            \
  class V8_API Type : public TypedArray {                                                  \
   public:                                                                                 \
    static Local<Type> New(Local<ArrayBuffer> buffer, size_t offset, size_t length);       \
    static Local<Type> New(Local<SharedArrayBuffer> buffer, size_t offset, size_t length); \
  };
NAJA_V8_TYPED_ARRAYS(V)
#undef V
class V8_API DataView : public ArrayBufferView {
 public:
  static Local<DataView> New(Local<ArrayBuffer> buffer, size_t offset, size_t length);
  static Local<DataView> New(Local<SharedArrayBuffer> buffer, size_t offset, size_t length);
};

// Shared memory between isolates: the backing store travels as a SharedPtr.
V8_API SharedPtr SharedArrayBuffer_GetBackingStore(SharedArrayBuffer* self) __asm__(
    "_ZN2v817SharedArrayBuffer15GetBackingStoreEv");
V8_API Local<SharedArrayBuffer> SharedArrayBuffer_New(Isolate* isolate, SharedPtr store) __asm__(
    "_ZN2v817SharedArrayBuffer3NewEPNS_7IsolateENSt4__Cr10shared_ptrINS_12BackingStoreEEE");
V8_API SharedPtr
ArrayBuffer_GetBackingStore(ArrayBuffer* self) __asm__("_ZN2v811ArrayBuffer15GetBackingStoreEv");
V8_API Local<ArrayBuffer> ArrayBuffer_New(Isolate* isolate, SharedPtr store) __asm__(
    "_ZN2v811ArrayBuffer3NewEPNS_7IsolateENSt4__Cr10shared_ptrINS_12BackingStoreEEE");
class V8_API BackingStore {
 public:
  void* Data() const;
  size_t ByteLength() const;
};
// Memory of others, which must lie within the sandbox. The unique_ptr travels as a plain pointer.
V8_API BackingStore* ArrayBuffer_NewBackingStore(
    void* data, size_t byte_length, void (*deleter)(void* data, size_t length, void* deleter_data),
    void* deleter_data) __asm__("_ZN2v811ArrayBuffer15NewBackingStoreEPvmPFvS1_mS1_ES1_");
V8_API void BackingStore_Destroy(BackingStore* self) __asm__("_ZN2v812BackingStoreD1Ev");

// A compiled module, which isolates may share: a shared_ptr and libc++'s string. Made in memory of ours and
// never destroyed in place: see DropModule in messages.cc.
struct CompiledWasmModule {
  SharedPtr native;
  char source_url[24];
  ~CompiledWasmModule() {}  // returned in memory, as what is not trivial is
};
class V8_API WasmModuleObject : public Object {};
V8_API CompiledWasmModule WasmModuleObject_GetCompiledModule(WasmModuleObject* self) __asm__(
    "_ZN2v816WasmModuleObject17GetCompiledModuleEv");
V8_API MaybeLocal<WasmModuleObject>
WasmModuleObject_FromCompiledModule(Isolate* isolate, const CompiledWasmModule& module) __asm__(
    "_ZN2v816WasmModuleObject18FromCompiledModuleEPNS_7IsolateERKNS_18CompiledWasmModuleE");

class V8_API StringObject : public Object {
 public:
  Local<String> ValueOf() const;
};

class V8_API FixedArray : public Data {
 public:
  int Length() const;
  Local<Data> Get(int i) const;
};
class V8_API PrimitiveArray : public Data {
 public:
  static Local<PrimitiveArray> New(Isolate* isolate, int length);
  int Length() const;
  void Set(Isolate* isolate, int index, Local<Primitive> item);
  Local<Primitive> Get(Isolate* isolate, int index);
};

struct Location {
  int line;
  int column;
};

enum class ModuleImportPhase { kSource, kDefer, kEvaluation };

class V8_API ModuleRequest : public Data {
 public:
  Local<String> GetSpecifier() const;
  ModuleImportPhase GetPhase() const;
  int GetSourceOffset() const;
  Local<FixedArray> GetImportAttributes() const;
};

// What libc++ lays out as std::pair<std::vector<Local<Module>>, std::vector<Local<Message>>>: begin, end and
// capacity of each. Returned in memory; the two blocks belong to V8's own operator new and are not given
// back.
struct StalledMessages {
  const Local<Module>* modules;
  const Local<Module>* modules_end;
  void* modules_capacity;
  const Local<Message>* messages;
  const Local<Message>* messages_end;
  void* messages_capacity;
};

class V8_API Module : public Data {
 public:
  enum Status { kUninstantiated, kInstantiating, kInstantiated, kEvaluating, kEvaluated, kErrored };
  Local<Value> GetResourceName() const;
  Status GetStatus() const;
  Local<Value> GetException() const;
  Local<FixedArray> GetModuleRequests() const;
  Location SourceOffsetToLocation(int offset) const;
  int GetIdentityHash() const;
  using ResolveModuleByIndexCallback = MaybeLocal<Module> (*)(Local<Context> context, size_t index,
                                                              Local<Module> referrer);
  using ResolveSourceByIndexCallback = MaybeLocal<Object> (*)(Local<Context> context, size_t index,
                                                              Local<Module> referrer);
  Maybe<bool> InstantiateModule(Local<Context> context, ResolveModuleByIndexCallback module_callback,
                                ResolveSourceByIndexCallback source_callback);
  MaybeLocal<Value> Evaluate(Local<Context> context);
  Local<Value> GetModuleNamespace();
  Local<UnboundModuleScript> GetUnboundModuleScript();
  bool IsGraphAsync() const;
  bool HasTopLevelAwait() const;
  StalledMessages GetStalledTopLevelAwaitMessages(Isolate* isolate);
  bool IsSourceTextModule() const;
  using SyntheticModuleEvaluationSteps = MaybeLocal<Value> (*)(Local<Context> context, Local<Module> module);
  static Local<Module> CreateSyntheticModule(Isolate* isolate, Local<String> module_name,
                                             const MemorySpan<const Local<String>>& export_names,
                                             SyntheticModuleEvaluationSteps evaluation_steps);
  Maybe<bool> SetSyntheticModuleExport(Isolate* isolate, Local<String> export_name,
                                       Local<Value> export_value);
};

struct ScriptOrigin {
  enum Options { kIsSharedCrossOrigin = 1, kIsOpaque = 2, kIsWasm = 4, kIsModule = 8 };
  Local<Value> resource_name;
  int line_offset = 0;
  int column_offset = 0;
  int options = 0;
  int script_id = -1;
  Local<Value> source_map_url;
  Local<Data> host_defined_options;
};

// JSON.parse as the language has it. Without an origin: an optional of one, on the stack.
struct NoScriptOrigin {
  alignas(ScriptOrigin) char unset[sizeof(ScriptOrigin)];
  bool engaged = false;
};
V8_API MaybeLocal<Value>
JSON_Parse(Local<Context> context, Local<String> text, NoScriptOrigin origin) __asm__(
    "_ZN2v84JSON5ParseENS_5LocalINS_7ContextEEENS1_INS_6StringEEENSt4__Cr8optionalINS_12ScriptOriginEEE");

class V8_API UnboundScript : public Data {
 public:
  Local<Script> BindToCurrentContext();
  Local<Value> GetSourceMappingURL();
  Local<Value> GetSourceURL();
};
class V8_API UnboundModuleScript : public Data {};

class V8_API Script : public Data {
 public:
  MaybeLocal<Value> Run(Local<Context> context);
  Local<UnboundScript> GetUnboundScript();
};

class V8_API ScriptCompiler {
 public:
  struct V8_API CachedData {
    enum BufferPolicy { BufferNotOwned, BufferOwned };
    const uint8_t* data;
    int length;
    bool rejected;
    BufferPolicy buffer_policy;
    CachedData(const uint8_t* data, int length, BufferPolicy policy = BufferNotOwned);
    ~CachedData();
  };
  // Owns cached_data, which must come from new.
  struct Source {
    Source(Local<String> source, const ScriptOrigin& origin, CachedData* cache = nullptr)
        : source_string(source),
          resource_name(origin.resource_name),
          line_offset(origin.line_offset),
          column_offset(origin.column_offset),
          options(origin.options),
          source_map_url(origin.source_map_url),
          host_defined_options(origin.host_defined_options),
          cached_data(cache) {}
    ~Source() { delete cached_data; }
    Source(const Source&) = delete;
    void operator=(const Source&) = delete;
    Local<String> source_string;
    Local<Value> resource_name;
    int line_offset;
    int column_offset;
    int options;
    Local<Value> source_map_url;
    Local<Data> host_defined_options;
    CachedData* cached_data;
    void* consume_cache_task = nullptr;
    void* compile_hint_callback = nullptr;
    void* compile_hint_callback_data = nullptr;
    int64_t compilation_details[3] = {0, -1, -1};
  };
  enum CompileOptions { kNoCompileOptions = 0, kConsumeCodeCache = 1, kEagerCompile = 2 };
  enum NoCacheReason { kNoCacheNoReason = 0 };
  static MaybeLocal<Script> Compile(Local<Context> context, Source* source,
                                    CompileOptions options = kNoCompileOptions,
                                    NoCacheReason no_cache_reason = kNoCacheNoReason);
  static MaybeLocal<UnboundScript> CompileUnboundScript(Isolate* isolate, Source* source,
                                                        CompileOptions options = kNoCompileOptions,
                                                        NoCacheReason no_cache_reason = kNoCacheNoReason);
  static MaybeLocal<Module> CompileModule(Isolate* isolate, Source* source,
                                          CompileOptions options = kNoCompileOptions,
                                          NoCacheReason no_cache_reason = kNoCacheNoReason);
  static MaybeLocal<Function> CompileFunction(Local<Context> context, Source* source, size_t arguments_count,
                                              Local<String> arguments[], size_t context_extension_count,
                                              Local<Object> context_extensions[],
                                              CompileOptions options = kNoCompileOptions,
                                              NoCacheReason no_cache_reason = kNoCacheNoReason);
  static uint32_t CachedDataVersionTag();
  static CachedData* CreateCodeCache(Local<UnboundScript> script);
  static CachedData* CreateCodeCache(Local<UnboundModuleScript> script);
  static CachedData* CreateCodeCacheForFunction(Local<Function> function);
};

class V8_API StackFrame : public Data {
 public:
  Location GetLocation() const;
  int GetScriptId() const;
  Local<String> GetScriptName() const;
  Local<String> GetScriptNameOrSourceURL() const;
  Local<String> GetFunctionName() const;
  bool IsEval() const;
};
class V8_API StackTrace : public Data {
 public:
  enum StackTraceOptions { kOverview = 0x0f, kDetailed = 0x7f };
  Local<StackFrame> GetFrame(Isolate* isolate, uint32_t index) const;
  int GetFrameCount() const;
  static Local<StackTrace> CurrentStackTrace(Isolate* isolate, int frame_limit,
                                             StackTraceOptions options = kDetailed);
};
class V8_API Message : public Data {
 public:
  Local<String> Get() const;
  MaybeLocal<String> GetSourceLine(Local<Context> context) const;
  ScriptOrigin GetScriptOrigin() const;
  Local<Value> GetScriptResourceName() const;
  Local<StackTrace> GetStackTrace() const;
  Maybe<int> GetLineNumber(Local<Context> context) const;
  int GetStartColumn() const;
  int GetEndColumn() const;
};

class V8_API Exception {
 public:
  static Local<Value> Error(Local<String> message, Local<Value> options = {});
  static Local<Value> RangeError(Local<String> message, Local<Value> options = {});
  static Local<Value> ReferenceError(Local<String> message, Local<Value> options = {});
  static Local<Value> SyntaxError(Local<String> message, Local<Value> options = {});
  static Local<Value> TypeError(Local<String> message, Local<Value> options = {});
  static Local<v8::Message> CreateMessage(Isolate* isolate, Local<Value> exception);
};

class V8_API TryCatch {
 public:
  explicit TryCatch(Isolate* isolate);
  ~TryCatch();
  bool HasCaught() const;
  bool CanContinue() const;
  bool HasTerminated() const;
  Local<Value> ReThrow();
  Local<Value> Exception() const;
  Local<v8::Message> Message() const;
  void Reset();
  void SetVerbose(bool value);
  // What is caught, or V8's mark for nothing: that of a new TryCatch.
  void* caught() const { return words_[2]; }
  TryCatch(const TryCatch&) = delete;
  void operator=(const TryCatch&) = delete;

 private:
  void* words_[6];  // {isolate, next, exception, message, stack address, flags}
};

enum class MicrotasksPolicy { kExplicit, kScoped, kAuto };

struct ResourceConstraints {
  size_t code_range_size = 0;
  size_t max_old_generation_size = 0;
  size_t max_young_generation_size = 0;
  size_t initial_old_generation_size = 0;
  size_t initial_young_generation_size = 0;
  uint64_t physical_memory_size = 0;
  uint32_t* stack_limit = nullptr;
};

struct HeapStatistics {
  size_t total_heap_size, total_heap_size_executable, total_physical_size, total_available_size,
      used_heap_size, heap_size_limit, malloced_memory, external_memory, peak_malloced_memory;
  bool does_zap_garbage;
  size_t number_of_native_contexts, number_of_detached_contexts, total_global_handles_size,
      used_global_handles_size;
  size_t reserve[8];  // later versions write further fields
};

struct HeapSpaceStatistics {
  const char* name;
  size_t size, used, available, physical;
  size_t reserve[4];
};
struct HeapCodeStatistics {
  size_t code, bytecode, external_sources, profiler;
  size_t reserve[4];
};

enum class PromiseHookType { kInit, kResolve, kBefore, kAfter };
using PromiseHook = void (*)(PromiseHookType type, Local<Promise> promise, Local<Value> parent);
using PromiseRejectCallback = void (*)(PromiseRejectMessage message);
using InterruptCallback = void (*)(Isolate* isolate, void* data);
using NearHeapLimitCallback = size_t (*)(void* data, size_t current, size_t initial);
using HostImportModuleWithPhaseDynamicallyCallback = MaybeLocal<Promise> (*)(
    Local<Context> context, Local<Data> host_defined_options, Local<Value> resource_name,
    Local<String> specifier, ModuleImportPhase phase, Local<FixedArray> import_attributes);
using HostImportModuleDynamicallyCallback = MaybeLocal<Promise> (*)(Local<Context> context,
                                                                    Local<Data> host_defined_options,
                                                                    Local<Value> resource_name,
                                                                    Local<String> specifier,
                                                                    Local<FixedArray> import_attributes);
using HostInitializeImportMetaObjectCallback = void (*)(Local<Context> context, Local<Module> module,
                                                        Local<Object> meta);
using PrepareStackTraceCallback = MaybeLocal<Value> (*)(Local<Context> context, Local<Value> error,
                                                        Local<Array> sites);
struct OOMDetails {
  bool is_heap_oom;
  const char* detail;
};

enum GCType { kGCTypeScavenge = 1, kGCTypeAll = 31 };
enum GCCallbackFlags { kNoGCCallbackFlags };

class V8_API Isolate {
 public:
  // JavaScript may run, where V8 has forbidden it.
  class V8_API AllowJavascriptExecutionScope {
   public:
    explicit AllowJavascriptExecutionScope(Isolate* isolate);
    ~AllowJavascriptExecutionScope();

   private:
    Isolate* isolate_;
    bool were_allowed_[8];
  };
  struct V8_API CreateParams {
    CreateParams();
    ~CreateParams();
    void* code_event_handler;
    ResourceConstraints constraints;
    const void* snapshot_blob;
    void* counter_lookup_callback;
    void* create_histogram_callback;
    void* add_histogram_sample_callback;
    ArrayBuffer::Allocator* array_buffer_allocator;
    // array_buffer_allocator_shared, external_references, flags and handlers: set by the constructor, left
    // alone.
    void* rest[16];
  };
  enum GarbageCollectionType { kFullGarbageCollection, kMinorGarbageCollection };
  static Isolate* New(const CreateParams& params);
  static Isolate* GetCurrent();
  static Isolate* TryGetCurrent();
  void Enter();
  void Exit();
  void Dispose();
  Local<Context> GetCurrentContext();
  Local<Value> ThrowException(Local<Value> exception);
  bool HasPendingException();
  Local<Value> GetContinuationPreservedEmbedderData();
  void SetContinuationPreservedEmbedderData(Local<Value> data);
  void GetHeapStatistics(HeapStatistics* statistics);
  size_t NumberOfHeapSpaces();
  bool GetHeapSpaceStatistics(HeapSpaceStatistics* statistics, size_t index);
  bool GetHeapCodeAndMetadataStatistics(HeapCodeStatistics* statistics);
  HeapProfiler* GetHeapProfiler();
  int64_t AdjustAmountOfExternalAllocatedMemory(int64_t change);
  void SetMicrotasksPolicy(MicrotasksPolicy policy);
  void PerformMicrotaskCheckpoint();
  void EnqueueMicrotask(Local<Function> function);
  void SetPromiseHook(PromiseHook hook);
  void SetPromiseRejectCallback(PromiseRejectCallback callback);
  void SetHostImportModuleDynamicallyCallback(HostImportModuleDynamicallyCallback callback);
  void SetHostImportModuleWithPhaseDynamicallyCallback(HostImportModuleWithPhaseDynamicallyCallback callback);
  void SetHostInitializeImportMetaObjectCallback(HostInitializeImportMetaObjectCallback callback);
  void SetPrepareStackTraceCallback(PrepareStackTraceCallback callback);
  void SetFatalErrorHandler(void (*callback)(const char* location, const char* message));
  void SetOOMErrorHandler(void (*callback)(const char* location, const OOMDetails& details));
  void AddNearHeapLimitCallback(NearHeapLimitCallback callback, void* data);
  void RemoveNearHeapLimitCallback(NearHeapLimitCallback callback, size_t heap_limit);
  void RequestInterrupt(InterruptCallback callback, void* data);
  bool AddMessageListener(void (*callback)(Local<Message> message, Local<Value> data),
                          Local<Value> data = {});
  void TerminateExecution();
  void CancelTerminateExecution();
  bool IsExecutionTerminating();
  bool HasPendingBackgroundTasks();
  void LowMemoryNotification();
  void SetStackLimit(uintptr_t limit);
  void AddGCPrologueCallback(void (*callback)(Isolate* isolate, GCType type, GCCallbackFlags flags,
                                              void* data),
                             void* data, GCType types);
  void RequestGarbageCollectionForTesting(GarbageCollectionType type);
  enum class TimeZoneDetection { kSkip, kRedetect };
  void DateTimeConfigurationChangeNotification(
      TimeZoneDetection time_zone_detection = TimeZoneDetection::kRedetect);
  void ClearKeptObjects();
  void SetAllowWasmCodeGenerationCallback(bool (*callback)(Local<Context> context, Local<String> source));
};

// A queue of its own for contexts that ask for it; the virtual functions in the order of the vtable, as far
// as we call them.
class V8_API MicrotaskQueue {
 public:
  virtual ~MicrotaskQueue() = default;
  virtual void EnqueueMicrotask(Isolate* isolate, Local<Function> microtask) = 0;
  virtual void EnqueueMicrotask(Isolate* isolate, void (*callback)(void* data), void* data) = 0;
  virtual void AddMicrotasksCompletedCallback(void (*callback)(Isolate*, void*), void* data) = 0;
  virtual void RemoveMicrotasksCompletedCallback(void (*callback)(Isolate*, void*), void* data) = 0;
  virtual void PerformCheckpoint(Isolate* isolate) = 0;
};
// The unique_ptr travels as a plain pointer.
V8_API MicrotaskQueue* MicrotaskQueue_New(Isolate* isolate, MicrotasksPolicy policy) __asm__(
    "_ZN2v814MicrotaskQueue3NewEPNS_7IsolateENS_16MicrotasksPolicyE");

enum class MeasureMemoryMode { kSummary, kDetailed };
enum class MeasureMemoryExecution { kDefault, kEager, kLazy };
class MeasureMemoryDelegate;
V8_API MeasureMemoryDelegate*
MeasureMemoryDelegate_Default(Isolate* isolate, Local<Context> context, Local<Promise::Resolver> resolver, MeasureMemoryMode mode) __asm__(
    "_ZN2v821MeasureMemoryDelegate7DefaultEPNS_7IsolateENS_5LocalINS_"
    "7ContextEEENS3_INS_7Promise8ResolverEEENS_17MeasureMemoryModeE");
V8_API bool
Isolate_MeasureMemory(Isolate* self, MeasureMemoryDelegate* delegate, MeasureMemoryExecution execution) __asm__(
    "_ZN2v87Isolate13MeasureMemoryENSt4__Cr10unique_ptrINS_21MeasureM"
    "emoryDelegateENS1_14default_deleteIS3_EEEENS_"
    "22MeasureMemoryExecutionE");

// Callbacks of snapshots, which Naja does not use: two null pointers each.
struct DeserializeInternalFieldsCallback {
  void* callback = nullptr;
  void* data = nullptr;
};
struct DeserializeContextDataCallback {
  void* callback = nullptr;
  void* data = nullptr;
};
struct DeserializeAPIWrapperCallback {
  void* callback = nullptr;
  void* data = nullptr;
};

class V8_API Context : public Data {
 public:
  static Local<Context> New(Isolate* isolate, ExtensionConfiguration* extensions = nullptr,
                            MaybeLocal<ObjectTemplate> global_template = {},
                            MaybeLocal<Value> global_object = {},
                            DeserializeInternalFieldsCallback internal_fields = {},
                            MicrotaskQueue* microtask_queue = nullptr,
                            DeserializeContextDataCallback context_data = {},
                            DeserializeAPIWrapperCallback api_wrapper = {});
  Local<Object> Global();
  Local<Object> GetExtrasBindingObject();
  MicrotaskQueue* GetMicrotaskQueue();
  Local<Value> GetSecurityToken();
  void SetSecurityToken(Local<Value> token);
  void AllowCodeGenerationFromStrings(bool allow);
  void SetEmbedderData(int index, Local<Value> value);
  Local<Value> SlowGetEmbedderData(int index);
  int GetNumberOfEmbedderDataFields();
  void Enter();
  void Exit();
};

namespace debug {
V8_API void SetContextId(Local<Context> context, int id);
}  // namespace debug

// ValueSerializer and its delegate, for structured clone. Delegates' virtual functions in vtable order.
class SharedValueConveyor;
class V8_API ValueSerializer {
 public:
  class V8_API Delegate {
   public:
    virtual ~Delegate() = default;
    virtual void ThrowDataCloneError(Local<String> message) = 0;
    virtual bool HasCustomHostObject(Isolate* isolate);
    virtual Maybe<bool> IsHostObject(Isolate* isolate, Local<Object> object);
    virtual Maybe<bool> WriteHostObject(Isolate* isolate, Local<Object> object);
    virtual Maybe<uint32_t> GetSharedArrayBufferId(Isolate* isolate, Local<SharedArrayBuffer> buffer);
    virtual Maybe<uint32_t> GetWasmModuleTransferId(Isolate* isolate, Local<WasmModuleObject> module);
    virtual bool AdoptSharedValueConveyor(Isolate* isolate, SharedValueConveyor&& conveyor);
    virtual void* ReallocateBufferMemory(void* old_buffer, size_t size, size_t* actual_size);
    virtual void FreeBufferMemory(void* buffer);
  };
  ValueSerializer(Isolate* isolate, Delegate* delegate);
  ~ValueSerializer();
  void WriteHeader();
  Maybe<bool> WriteValue(Local<Context> context, Local<Value> value);
  struct Bytes {
    uint8_t* data;
    size_t size;
  };
  Bytes Release();  // std::pair<uint8_t*, size_t>, in two registers
  void TransferArrayBuffer(uint32_t id, Local<ArrayBuffer> buffer);
  void WriteUint32(uint32_t value);
  void WriteUint64(uint64_t value);
  void WriteDouble(double value);
  void WriteRawBytes(const void* source, size_t length);
  void SetTreatArrayBufferViewsAsHostObjects(bool mode);

 private:
  void* private_;
};
class V8_API ValueDeserializer {
 public:
  class V8_API Delegate {
   public:
    virtual ~Delegate() = default;
    virtual MaybeLocal<Object> ReadHostObject(Isolate* isolate);
    virtual MaybeLocal<WasmModuleObject> GetWasmModuleFromId(Isolate* isolate, uint32_t id);
    virtual MaybeLocal<SharedArrayBuffer> GetSharedArrayBufferFromId(Isolate* isolate, uint32_t id);
    virtual const SharedValueConveyor* GetSharedValueConveyor(Isolate* isolate);
  };
  ValueDeserializer(Isolate* isolate, const uint8_t* data, size_t size, Delegate* delegate);
  ~ValueDeserializer();
  Maybe<bool> ReadHeader(Local<Context> context);
  MaybeLocal<Value> ReadValue(Local<Context> context);
  void TransferArrayBuffer(uint32_t id, Local<ArrayBuffer> buffer);
  void TransferSharedArrayBuffer(uint32_t id, Local<SharedArrayBuffer> buffer);
  bool ReadUint32(uint32_t* value);
  bool ReadUint64(uint64_t* value);
  bool ReadDouble(double* value);
  bool ReadRawBytes(size_t length, const void** data);
  uint32_t GetWireFormatVersion() const;

 private:
  void* private_;
};

// Heap snapshots. An OutputStream's virtual functions in vtable order.
class V8_API OutputStream {
 public:
  enum WriteResult { kContinue = 0, kAbort = 1 };
  virtual ~OutputStream() = default;
  virtual void EndOfStream() = 0;
  virtual int GetChunkSize() = 0;  // V8 has one, whose vtable its library keeps to itself
  virtual WriteResult WriteAsciiChunk(char* data, int size) = 0;
  virtual WriteResult WriteHeapStatsChunk(void* data, int count) { return kAbort; }
};
class V8_API HeapSnapshot {
 public:
  enum SerializationFormat { kJSON = 0 };
  void Serialize(OutputStream* stream, SerializationFormat format) const;
  void Delete();
};
V8_API HeapSnapshot*
HeapProfiler_TakeHeapSnapshot(HeapProfiler* self, void* control, void* resolver, bool hide_internals, bool capture_numeric) __asm__(
    "_ZN2v812HeapProfiler16TakeHeapSnapshotEPNS_15ActivityControlEPNS0_"
    "18ObjectNameResolverEbb");

// A range of addresses; the virtual functions in the order of the vtable, as far as we call them.
class V8_API VirtualAddressSpace {
 public:
  enum PagePermissions { kNoAccess, kRead, kReadWrite };
  virtual ~VirtualAddressSpace();
  virtual void SetRandomSeed(int64_t seed) = 0;
  virtual uintptr_t RandomPageAddress() = 0;
  virtual uintptr_t AllocatePages(uintptr_t hint, size_t size, size_t alignment,
                                  PagePermissions permissions) = 0;
  virtual void FreePages(uintptr_t address, size_t size) = 0;
};

class V8_API V8 {
 public:
  static const char* GetVersion();
  static bool InitializeICU(const char* icu_data_file);
  static void InitializePlatform(Platform* platform);
  // What the pinned library was built with: pointer compression (1), 31-bit small integers (2), sandbox (4).
  static constexpr int kBuildConfiguration = 1 | 2 | 4;
  static bool Initialize(int build_config);
  static void SetFlagsFromString(const char* flags, size_t length);
  static VirtualAddressSpace* GetSandboxAddressSpace();
};

// A collection of the young generation, which the public API only has for testing. NEW_SPACE is 1; the reason
// (7, external memory pressure) is what --trace-gc prints.
namespace internal {
class MicrotaskQueue {
 public:
  V8_API static const size_t kSizeOffset;  // of how many wait, an intptr_t
};
class Heap;
// What V8 keeps for each thread of the isolate that it is in.
class LocalHeap;
class MarkingBarrier;
extern __thread Isolate* g_current_isolate __asm__("_ZN2v88internal18g_current_isolate_E");
extern __thread LocalHeap* g_current_local_heap __asm__("_ZN2v88internal21g_current_local_heap_E");
extern __thread void* g_current_thread_data __asm__("_ZN2v88internal34g_current_per_isolate_thread_data_E");
// Gives the one before.
V8_API MarkingBarrier* WriteBarrier_SetForThread(MarkingBarrier* barrier) __asm__(
    "_ZN2v88internal12WriteBarrier12SetForThreadEPNS0_14MarkingBarrierE");
V8_API void Isolate_InitializeThreadLocal(Isolate* isolate) __asm__(
    "_ZN2v88internal7Isolate21InitializeThreadLocalEv");
// What keeps an isolate's other threads from its heap, while it is collected for instance.
struct IsolateSafepoint {
  void* barrier[5];
  Heap* heap;
  struct {
    int thread, depth;
    void* mutex;
  } lock;
  LocalHeap* local_heaps;
  int scopes;
  // Of the heap: where it is.
  static constexpr size_t kInHeap = 0xc28;
};
V8_API void IsolateSafepoint_Leave(IsolateSafepoint* safepoint) __asm__(
    "_ZN2v88internal16IsolateSafepoint24LeaveLocalSafepointScopeEv");
V8_API Heap* Isolate_heap(Isolate* isolate) __asm__("_ZN2v88internal7Isolate4heapEv");
V8_API void
Heap_CollectGarbage(Heap* heap, int space, int reason, int callback_flags, int limit_check, int ineffective_check) __asm__(
    "_ZN2v88internal4Heap14CollectGarbageENS0_15AllocationSpaceENS0_23GarbageCollectionReasonENS_"
    "15GCCallbackFlagsENS0_21PerformHeapLimitCheckENS0_34PerformIneffectiveMarkCompactCheckE");
// The values of V8's flags, on a page of their own; and the hash of them that code caches carry, which is
// made once.
constexpr size_t kFlagsSize = 4096;
extern uint8_t v8_flags[kFlagsSize] __asm__("_ZN2v88internal8v8_flagsE");
V8_API uint32_t FlagList_Hash() __asm__("_ZN2v88internal8FlagList4HashEv");
}  // namespace internal

namespace platform {
V8_API Platform*
NewDefaultPlatform(int threads, int idle_tasks, int stack_dumping, void* tracing_controller, int priority_mode) __asm__(
    "_ZN2v88platform18NewDefaultPlatformEiNS0_15IdleTaskSupportENS0_21InProcessStackDumpingENSt4__Cr10unique_"
    "ptrINS_17TracingControllerENS3_14default_deleteIS5_EEEENS0_12PriorityModeE");
V8_API bool PumpMessageLoop(Platform* platform, Isolate* isolate, int behavior) __asm__(
    "_ZN2v88platform15PumpMessageLoopEPNS_8PlatformEPNS_7IsolateENS0_19MessageLoopBehaviorE");
V8_API void NotifyIsolateShutdown(Platform* platform, Isolate* isolate);
V8_API SharedPtr
GetForegroundTaskRunner(Platform* default_platform, Isolate* isolate, uint8_t priority) __asm__(
    "_ZN2v88platform15DefaultPlatform23GetForegroundTaskRunnerEPNS_7IsolateENS_12TaskPriorityE");
}  // namespace platform

}  // namespace v8

#endif  // NAJA_ENGINE_V8ABI_H_
