// JavaScript functions over C functions: native.h. Interpreted code calls Invoke, which converts each value;
// optimised code calls the machine code of naja_native_function::fast with what V8 has in registers.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "../native.h"
#include "address_space.h"
#include "bindings.h"
#include "env.h"
#include "external.h"

using namespace naja;

namespace naja {
namespace {

// What a JavaScript function keeps of its native one; freed when the function is collected.
struct Native {
  napi_env env;
  naja_native_function* native;
  Global<v8::External> self;
  v8::CTypeInfo* types = nullptr;
  v8::CFunctionInfo* info = nullptr;
};

constexpr size_t kArenaSize = 64 << 10;

struct Large {
  Large* next;
  size_t at;
};

thread_local naja_native_arena thread_arena;
bool layout_known = false;  // the same on every thread

// Room for a string. What a finished call has left behind is given back first.
char* Allocate(naja_native_arena* arena, size_t size) {
  auto** large = reinterpret_cast<Large**>(&arena->large);
  while (*large && (*large)->at >= arena->used) {
    Large* next = (*large)->next;
    free(*large);
    *large = next;
  }
  if (!arena->base) {
    arena->base = static_cast<char*>(malloc(kArenaSize));
    arena->size = arena->base ? kArenaSize : 0;
  }
  if (arena->used <= arena->size && size <= arena->size - arena->used) {
    char* result = arena->base + arena->used;
    arena->used += size;
    return result;
  }
  auto* block = static_cast<Large*>(malloc(sizeof(Large) + size));
  if (!block) return nullptr;
  block->next = *large;
  block->at = arena->used++;
  *large = block;
  return reinterpret_cast<char*>(block + 1);
}

void Throw(v8::Isolate* isolate, const char* message) {
  isolate->ThrowException(v8::Exception::TypeError(NewString(isolate, message)));
}

const char* Expected(const naja_native_type* type) {
  switch (type->type) {
    case NAJA_I64:
    case NAJA_U64:
      return type->as == NAJA_AS_NUMBER   ? "a number"
             : type->as == NAJA_AS_EITHER ? "a BigInt or a number"
                                          : "a BigInt";
    case NAJA_POINTER:
      return type->as == NAJA_AS_NUMBER  ? "a number"
             : type->as == NAJA_AS_BYTES ? "an ArrayBuffer, a view of one, or null"
             : type->as == NAJA_AS_ANY   ? "an address, an ArrayBuffer, a view of one, a string, or null"
                                         : "a BigInt";
    case NAJA_STRUCT:
      return "an ArrayBuffer or a view of one, with all bytes of the struct";
    default:
      return "a number";
  }
}

void ThrowMismatch(v8::Isolate* isolate, const naja_native_type* type, uint32_t index) {
  if (type->message) return Throw(isolate, type->message);
  char text[160];
  snprintf(text, sizeof(text), "Argument %u must be %s", index, Expected(type));
  Throw(isolate, text);
}

// ECMAScript's ToInt32, as optimised code does it.
int32_t Wrap(double number) {
  if (number >= -2147483648.0 && number <= 2147483647.0) return static_cast<int32_t>(number);
  if (!std::isfinite(number)) return 0;
  double rest = std::fmod(std::trunc(number), 4294967296.0);
  if (rest < 0) rest += 4294967296.0;
  return static_cast<int32_t>(static_cast<uint32_t>(rest));
}

// As the processor's conversion instruction does it, which optimised code uses.
int64_t ToLong(double number) {
  if (number >= -9223372036854775808.0 && number < 9223372036854775808.0) return static_cast<int64_t>(number);
  return std::numeric_limits<int64_t>::min();
}

// Where there are no bytes at all, their address is null.
bool BufferBytes(Local<v8::Value> value, void** data, size_t* length) {
  if (value->IsArrayBuffer()) {
    *data = value.As<v8::ArrayBuffer>()->Data();
    *length = value.As<v8::ArrayBuffer>()->ByteLength();
  } else if (value->IsSharedArrayBuffer()) {
    *data = value.As<v8::SharedArrayBuffer>()->Data();
    *length = value.As<v8::SharedArrayBuffer>()->ByteLength();
  } else {
    return false;
  }
  if (!*length) *data = nullptr;
  return true;
}

bool Bytes(Local<v8::Value> value, void** data, size_t* length) {
  if (!value->IsArrayBufferView()) return BufferBytes(value, data, length);
  auto view = value.As<v8::ArrayBufferView>();
  // What V8 keeps within the object would be copied: such an array gets memory of its own first, for good.
  uint8_t storage[64];
  v8::MemorySpan<uint8_t> contents = view->GetContents({storage, sizeof(storage)});
  *data = contents.data_;
  *length = contents.size_;
  if (contents.data_ == storage || !contents.size_) {
    v8::HandleScope scope(v8::Isolate::GetCurrent());
    size_t whole;
    BufferBytes(view->Buffer(), data, &whole);
    if (whole) *data = static_cast<char*>(*data) + view->ByteOffset();
  }
  return true;
}

bool AnyAddress(v8::Isolate* isolate, Local<v8::Value> value, naja_native_arena* arena, uint64_t* slot) {
  void* data;
  size_t length;
  if (Bytes(value, &data, &length)) {
    *slot = reinterpret_cast<uint64_t>(data);
  } else if (value->IsNullOrUndefined()) {
    *slot = 0;
  } else if (value->IsBigInt()) {
    bool lossless;
    *slot = value.As<v8::BigInt>()->Uint64Value(&lossless);
  } else if (value->IsNumber()) {
    *slot = static_cast<uint64_t>(ToLong(value.As<v8::Number>()->Value()));
  } else if (value->IsString()) {
    auto text = value.As<v8::String>();
    size_t size = text->Utf8LengthV2(isolate);
    char* copy = Allocate(arena, size + 1);
    if (!copy) return false;
    text->WriteUtf8V2(isolate, copy, size, v8::String::kReplaceInvalidUtf8);
    copy[size] = 0;
    *slot = reinterpret_cast<uint64_t>(copy);
  } else {
    return false;
  }
  return true;
}

bool Integer(Local<v8::Value> value, uint64_t* slot) {
  bool lossless;
  if (value->IsBigInt())
    *slot = value.As<v8::BigInt>()->Uint64Value(&lossless);
  else if (value->IsNumber())
    *slot = static_cast<uint64_t>(ToLong(value.As<v8::Number>()->Value()));
  else
    return false;
  return true;
}

// A small integer is its handle's content: 31 bits above a 0.
bool IsSmi(Local<v8::Value> value) { return (*value.slot() & 1) == 0; }
int32_t SmiValue(Local<v8::Value> value) { return static_cast<int32_t>(*value.slot()) >> 1; }
Local<v8::Value> Int(v8::Isolate* isolate, int32_t value) {
  if (value < -(1 << 30) || value >= 1 << 30) return v8::Integer::New(isolate, value);
  auto word = static_cast<v8::Address>(static_cast<intptr_t>(value)) << 1;
  return Local<v8::Value>::FromSlot(HandleScope::CreateHandle(isolate, word));
}

uint64_t Extend(uint8_t type, int32_t value) {
  switch (type) {
    case NAJA_I8:
      return static_cast<uint64_t>(static_cast<int64_t>(static_cast<int8_t>(value)));
    case NAJA_U8:
      return static_cast<uint8_t>(value);
    case NAJA_I16:
      return static_cast<uint64_t>(static_cast<int64_t>(static_cast<int16_t>(value)));
    case NAJA_U16:
      return static_cast<uint16_t>(value);
    case NAJA_I32:
      return static_cast<uint64_t>(static_cast<int64_t>(value));
    default:
      return static_cast<uint32_t>(value);
  }
}

bool FromJs(v8::Isolate* isolate, const naja_native_type* type, Local<v8::Value> value,
            naja_native_arena* arena, uint64_t* slot) {
  switch (type->type) {
    case NAJA_BOOL:
      *slot = value->BooleanValue(isolate);
      return true;
    case NAJA_I8:
    case NAJA_U8:
    case NAJA_I16:
    case NAJA_U16:
    case NAJA_I32:
    case NAJA_U32:
      if (IsSmi(value)) {
        *slot = Extend(type->type, SmiValue(value));
        return true;
      }
      if (!value->IsNumber()) return false;
      *slot = Extend(type->type, Wrap(value.As<v8::Number>()->Value()));
      return true;
    case NAJA_F32: {
      if (!value->IsNumber()) return false;
      float number = static_cast<float>(value.As<v8::Number>()->Value());
      *slot = 0;
      memcpy(slot, &number, sizeof(number));
      return true;
    }
    case NAJA_F64: {
      if (!value->IsNumber()) return false;
      double number = value.As<v8::Number>()->Value();
      memcpy(slot, &number, sizeof(number));
      return true;
    }
    case NAJA_STRUCT: {
      void* data;
      size_t length;
      if (!Bytes(value, &data, &length) || length < type->size) return false;
      *slot = reinterpret_cast<uint64_t>(data);
      return true;
    }
    case NAJA_I64:
    case NAJA_U64:
    case NAJA_POINTER:
      break;
    default:
      *slot = 0;
      return true;
  }
  switch (type->as) {
    case NAJA_AS_NUMBER:
      if (!value->IsNumber()) return false;
      *slot = static_cast<uint64_t>(ToLong(value.As<v8::Number>()->Value()));
      return true;
    case NAJA_AS_EITHER:
      return Integer(value, slot);
    case NAJA_AS_BYTES: {
      void* data = nullptr;
      size_t length;
      if (!value->IsNull() && !Bytes(value, &data, &length)) return false;
      *slot = reinterpret_cast<uint64_t>(data);
      return true;
    }
    case NAJA_AS_ANY:
      return AnyAddress(isolate, value, arena, slot);
    default: {
      bool lossless;
      if (!value->IsBigInt()) return false;
      *slot = value.As<v8::BigInt>()->Uint64Value(&lossless);
      return true;
    }
  }
}

Local<v8::Value> Long(v8::Isolate* isolate, const naja_native_type* type, uint64_t slot) {
  bool is_signed = type->type == NAJA_I64;
  auto number = is_signed ? static_cast<double>(static_cast<int64_t>(slot)) : static_cast<double>(slot);
  if (type->as == NAJA_AS_NUMBER || (type->as == NAJA_AS_EITHER && std::fabs(number) <= 9007199254740991.0))
    return v8::Number::New(isolate, number);
  if (is_signed) return v8::BigInt::New(isolate, static_cast<int64_t>(slot));
  return v8::BigInt::NewFromUnsigned(isolate, slot);
}

Local<v8::Value> ToJs(napi_env env, const naja_native_type* type, uint64_t slot) {
  v8::Isolate* isolate = env->isolate;
  switch (type->type) {
    case NAJA_BOOL:
      return (slot & 0xff) ? env->realm->true_value.Held() : env->realm->false_value.Held();
    case NAJA_I8:
      return Int(isolate, static_cast<int8_t>(slot));
    case NAJA_U8:
      return Int(isolate, static_cast<uint8_t>(slot));
    case NAJA_I16:
      return Int(isolate, static_cast<int16_t>(slot));
    case NAJA_U16:
      return Int(isolate, static_cast<uint16_t>(slot));
    case NAJA_I32:
      return Int(isolate, static_cast<int32_t>(slot));
    case NAJA_U32:
      return v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(slot));
    case NAJA_F32: {
      float number;
      memcpy(&number, &slot, sizeof(number));
      return v8::Number::New(isolate, number);
    }
    case NAJA_F64: {
      double number;
      memcpy(&number, &slot, sizeof(number));
      return v8::Number::New(isolate, number);
    }
    case NAJA_I64:
    case NAJA_U64:
    case NAJA_POINTER:
      return Long(isolate, type, slot);
    case NAJA_STRUCT: {
      Local<v8::ArrayBuffer> memory;
      if (!v8::ArrayBuffer::MaybeNew(isolate, type->size).ToLocal(&memory))
        return env->realm->undefined.Held();
      memcpy(memory->Data(), reinterpret_cast<void*>(slot), type->size);
      return v8::Uint8Array::New(memory, 0, type->size);
    }
    default:
      return env->realm->undefined.Held();
  }
}

void Invoke(const v8::FunctionCallbackInfo<v8::Value>& info) {
  auto* self = static_cast<Native*>(info.Data().As<v8::External>()->Value(kExternalTag));
  naja_native_function* native = self->native;
  napi_env env = self->env;
  uint64_t slots[NAJA_NATIVE_MAX_ARGUMENTS + 1];
  uint32_t argc = native->argc, given = static_cast<uint32_t>(info.Length());
  naja_native_arena* arena = &thread_arena;
  size_t mark = arena->used;
  for (uint32_t i = 0; i < argc; i++) {
    Local<v8::Value> value = i < given ? info[static_cast<int>(i)] : env->realm->undefined.Held();
    if (!FromJs(env->isolate, &native->args[i], value, arena, &slots[i])) {
      arena->used = mark;
      return ThrowMismatch(env->isolate, &native->args[i], i);
    }
  }
  if (native->result.type == NAJA_STRUCT) {
    Local<v8::ArrayBuffer> memory;
    if (!v8::ArrayBuffer::MaybeNew(env->isolate, native->result.size).ToLocal(&memory))
      return Throw(env->isolate, "Out of memory");
    slots[argc] = reinterpret_cast<uint64_t>(memory->Data());
    if (native->call(native, slots)) info.Return(v8::Uint8Array::New(memory, 0, native->result.size));
  } else {
    if (native->call(native, slots) && native->result.type != NAJA_VOID)
      info.Return(ToJs(env, &native->result, slots[argc]));
  }
  arena->used = mark;
}

void Freed(const v8::WeakCallbackInfo<void>& info) {
  auto* self = static_cast<Native*>(info.GetParameter());
  self->self.Reset();
  self->native->release(self->native);
  delete self->info;
  delete[] self->types;
  delete self;
}

v8::CTypeInfo TypeOf(const naja_native_type* type, bool result) {
  using Type = v8::CTypeInfo::Type;
  switch (naja_native_passing(type, result)) {
    case NAJA_PASS_INT:
      if (type->type == NAJA_BOOL) return v8::CTypeInfo(Type::kBool);
      return v8::CTypeInfo(type->type == NAJA_U8 || type->type == NAJA_U16 || type->type == NAJA_U32
                               ? Type::kUint32
                               : Type::kInt32);
    case NAJA_PASS_LONG:
      return v8::CTypeInfo(type->type == NAJA_I64 ? Type::kInt64 : Type::kUint64);
    case NAJA_PASS_FLOAT:
      return v8::CTypeInfo(Type::kFloat32);
    case NAJA_PASS_DOUBLE:
    case NAJA_PASS_FROM_DOUBLE:
      return v8::CTypeInfo(Type::kFloat64);
    case NAJA_PASS_VALUE:
      return v8::CTypeInfo(Type::kV8Value);
    default:
      return v8::CTypeInfo(Type::kVoid);
  }
}

Local<v8::Value> FromHandle(void* handle) {
  return Local<v8::Value>::FromSlot(static_cast<v8::Address*>(handle));
}

}  // namespace
}  // namespace naja

int naja_native_passing(const naja_native_type* type, bool result) {
  switch (type->type) {
    case NAJA_VOID:
      return result ? NAJA_PASS_VOID : NAJA_PASS_NONE;
    case NAJA_F32:
      return NAJA_PASS_FLOAT;
    case NAJA_F64:
      return NAJA_PASS_DOUBLE;
    case NAJA_STRUCT:
      return NAJA_PASS_NONE;
    case NAJA_I64:
    case NAJA_U64:
    case NAJA_POINTER:
      if (type->as == NAJA_AS_USUAL) return NAJA_PASS_LONG;
      if (type->as == NAJA_AS_NUMBER) return NAJA_PASS_FROM_DOUBLE;
      return result ? NAJA_PASS_NONE : NAJA_PASS_VALUE;
    default:
      return NAJA_PASS_INT;
  }
}

// Whether V8 lays typed arrays out as TypedArrayData takes it.
static bool LayoutIsKnown(napi_env env) {
  HandleScope scope(env->isolate);
  Local<v8::ArrayBuffer> memory;
  if (!v8::ArrayBuffer::MaybeNew(env->isolate, 96).ToLocal(&memory)) return false;
  auto array = v8::Uint8Array::New(memory, 7, 80);
  auto data = [](Local<v8::Value> value) { return v8::internal::TypedArrayData(*value.slot()); };
  if (data(array) != reinterpret_cast<v8::Address>(memory->Data()) + 7 || data(memory) != 0) return false;
  return memory->Detach({}).FromMaybe(false) && data(array) == 0;
}

napi_status naja_native_create(napi_env env, const char* name, naja_native_function* native,
                               napi_value* result) {
  NAJA_PREAMBLE(env);
  if (!layout_known) layout_known = LayoutIsKnown(env);
  auto* self = new Native{env, native, {}};
  auto external = v8::External::New(env->isolate, self, kExternalTag);
  self->self.Reset(env->isolate, external);
  self->self.SetWeak(self, Freed);
  v8::CFunction fast(nullptr, nullptr);
  if (native->fast) {
    self->types = new v8::CTypeInfo[native->argc + 1];
    self->types[0] = v8::CTypeInfo(v8::CTypeInfo::Type::kV8Value);
    for (uint32_t i = 0; i < native->argc; i++) self->types[i + 1] = TypeOf(&native->args[i], false);
    self->info = new v8::CFunctionInfo(TypeOf(&native->result, true), native->argc + 1, self->types,
                                       v8::CFunctionInfo::Int64Representation::kBigInt);
    fast = v8::CFunction(native->fast, self->info);
  }
  auto function_template = v8::FunctionTemplate::New(
      env->isolate, Invoke, external, {}, static_cast<int>(native->argc), v8::ConstructorBehavior::kThrow,
      v8::SideEffectType::kHasSideEffect, native->fast ? &fast : nullptr);
  Local<v8::Function> function;
  NAJA_CHECK_MAYBE(env, function_template->GetFunction(env->ctx()).ToLocal(&function), napi_generic_failure);
  if (name) function->SetName(NewString(env->isolate, name));
  *result = FromLocal(function);
  return NAJA_RESULT(env);
}

bool naja_native_from_js(napi_env env, const naja_native_type* type, uint32_t index, napi_value value,
                         naja_native_arena* arena, uint64_t* slot) {
  if (FromJs(env->isolate, type, ToLocal(value), arena ? arena : &thread_arena, slot)) return true;
  ThrowMismatch(env->isolate, type, index);
  return false;
}

napi_value naja_native_to_js(napi_env env, const naja_native_type* type, uint64_t slot) {
  return FromLocal(ToJs(env, type, slot));
}

naja_native_arena* naja_native_thread_arena(void) { return &thread_arena; }

void naja_native_arena_clear(naja_native_arena* arena) {
  auto* large = static_cast<Large*>(arena->large);
  while (large) {
    Large* next = large->next;
    free(large);
    large = next;
  }
  free(arena->base);
  *arena = {};
}

naja_native_word naja_native_bytes(void* handle) {
  if (layout_known) {
    v8::Address address = v8::internal::TypedArrayData(*static_cast<v8::Address*>(handle));
    if (address) return {address, 1};
  }
  void* data = nullptr;
  size_t length;
  Local<v8::Value> value = FromHandle(handle);
  if (Bytes(value, &data, &length) || value->IsNull()) return {reinterpret_cast<uint64_t>(data), 1};
  return {0, 0};
}

naja_native_word naja_native_any(void* handle) {
  uint64_t slot = 0;
  if (layout_known) {
    slot = v8::internal::TypedArrayData(*static_cast<v8::Address*>(handle));
    if (slot) return {slot, 1};
  }
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  HandleScope scope(isolate);
  bool ok = AnyAddress(isolate, FromHandle(handle), &thread_arena, &slot);
  return {slot, ok};
}

naja_native_word naja_native_integer(void* handle) {
  uint64_t slot = 0;
  bool ok = Integer(FromHandle(handle), &slot);
  return {slot, ok};
}

void naja_native_mismatch(const naja_native_type* type, uint32_t index) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  HandleScope scope(isolate);
  ThrowMismatch(isolate, type, index);
}

napi_value naja_native_view(napi_env env, void* data, size_t length) {
  constexpr size_t kLongest = size_t{1} << 35;  // V8's limit
  if (!length || length >= kLongest) return nullptr;
  if (!InOwnPart(data, length) && !InSandbox(data, length)) return nullptr;
  return FromLocal(ViewOf(env->isolate, data, length));
}

napi_value naja_native_clone(napi_env, napi_value object) {
  if (!ToLocal(object)->IsObject()) return object;
  return FromLocal(ToLocal(object).As<v8::Object>()->Clone());
}

void naja_native_share(void) { LeaveFirstHeap(); }

void naja_native_throw(napi_env env, napi_value error) { env->isolate->ThrowException(ToLocal(error)); }

namespace {

// A number of anything: 0 where there is none. False where that has thrown.
bool Coerce(napi_env env, uint8_t type, Local<v8::Value> value, uint64_t* slot) {
  double number;
  if (!value->NumberValue(env->ctx()).To(&number)) return false;
  if (type == NAJA_F32) {
    auto single = static_cast<float>(number);
    memcpy(slot, &single, sizeof(single));
  } else if (type == NAJA_F64) {
    memcpy(slot, &number, sizeof(number));
  } else if (type == NAJA_I64) {
    *slot = std::isnan(number) ? 0 : static_cast<uint64_t>(ToLong(number));
  } else if (type == NAJA_U64) {
    *slot = !(number > 0) ? 0 : number >= 18446744073709551616.0 ? UINT64_MAX : static_cast<uint64_t>(number);
  } else {
    *slot = Extend(type, Wrap(number));
  }
  return true;
}

bool CallBack(napi_env env, napi_value function, uint32_t argc, const naja_native_type* types,
              const uint64_t* slots, const naja_native_type* result, uint64_t* slot) {
  // Not made empty first: they are many.
  alignas(v8::Local<v8::Value>) char storage[NAJA_NATIVE_MAX_ARGUMENTS * sizeof(v8::Local<v8::Value>)];
  auto* argv = reinterpret_cast<Local<v8::Value>*>(storage);
  Local<v8::Value> value;
  for (uint32_t i = 0; i < argc; i++) argv[i] = ToJs(env, &types[i], slots[i]);
  if (!ToLocal(function)
           .As<v8::Function>()
           ->Call(env->isolate, env->ctx(), env->realm->undefined.Held(), static_cast<int>(argc), argv)
           .ToLocal(&value))
    return false;
  if (result->type == NAJA_VOID) return true;
  uint64_t word = 0;
  if (!FromJs(env->isolate, result, value, &thread_arena, &word)) {
    if (result->message && !*result->message) {
      if (result->type == NAJA_STRUCT || result->type == NAJA_POINTER) return false;
      return Coerce(env, result->type, value, slot);
    }
    if (result->message) {
      Throw(env->isolate, result->message);
    } else {
      char text[120];
      snprintf(text, sizeof(text), "The callback must return %s", Expected(result));
      Throw(env->isolate, text);
    }
    return false;
  }
  if (result->type == NAJA_STRUCT)
    memcpy(reinterpret_cast<void*>(*slot), reinterpret_cast<void*>(word), result->size);
  else
    *slot = word;
  return true;
}

}  // namespace

bool naja_native_callback(napi_env env, napi_value function, uint32_t argc, const naja_native_type* types,
                          const uint64_t* slots, const naja_native_type* result, uint64_t* slot) {
  v8::Isolate* isolate = env->isolate;
  if (isolate->HasPendingException()) return false;
  if (env->realm->callback_depth > 0) {
    HandleScope scope(isolate);
    return CallBack(env, function, argc, types, slots, result, slot);
  }
  naja_callback_scope scope;
  naja_callback_scope_open(env, &scope, nullptr);
  bool done;
  {
    v8::TryCatch try_catch(isolate);
    done = CallBack(env, function, argc, types, slots, result, slot);
    ReportCaught(env->realm, &try_catch);
  }
  naja_callback_scope_close(env, &scope);
  return done;
}
