// bridge.h: memory that JavaScript and Python both see.
#include <unordered_map>

#include "../bridge.h"
#include "address_space.h"
#include "allocator.h"
#include "external.h"
#include "messages.h"

using namespace naja;

namespace {

void FreeStore(void* data, size_t, void* size) {
  BufferAllocator()->Free(data, reinterpret_cast<uintptr_t>(size));
}

void Describe(Local<v8::Value> value, naja_buffer* buffer) {
  struct Element {
    bool (v8::Value::*is)() const;
    char format;
    uint8_t size;
  };
  static constexpr Element kElements[] = {
      {&v8::Value::IsUint8Array, 'B', 1},    {&v8::Value::IsFloat64Array, 'd', 8},
      {&v8::Value::IsFloat32Array, 'f', 4},  {&v8::Value::IsInt32Array, 'i', 4},
      {&v8::Value::IsUint32Array, 'I', 4},   {&v8::Value::IsInt16Array, 'h', 2},
      {&v8::Value::IsUint16Array, 'H', 2},   {&v8::Value::IsInt8Array, 'b', 1},
      {&v8::Value::IsBigInt64Array, 'q', 8}, {&v8::Value::IsBigUint64Array, 'Q', 8},
      {&v8::Value::IsFloat16Array, 'e', 2},
  };
  buffer->format = 'B';
  buffer->itemsize = 1;
  for (const Element& element : kElements) {
    if (!((*value)->*element.is)()) continue;
    buffer->format = element.format;
    buffer->itemsize = element.size;
    return;
  }
}

}  // namespace

bool naja_buffer_of(napi_env, napi_value value, naja_buffer* buffer) {
  static uint8_t nothing[8];
  Local<v8::Value> v = ToLocal(value), memory = v;
  size_t offset = 0;
  *buffer = {nothing, 0, 0, 'B', 1, false, false, false};
  bool is_view = v->IsArrayBufferView();
  if (is_view) {
    auto view = v.As<v8::ArrayBufferView>();
    memory = view->Buffer();
    offset = view->ByteOffset();
    buffer->length = view->ByteLength();
    buffer->offset = offset;
    Describe(v, buffer);
  }
  void* data;
  if (memory->IsArrayBuffer()) {
    auto own = memory.As<v8::ArrayBuffer>();
    buffer->resizable = own->IsResizableByUserJavaScript();
    buffer->detached = own->WasDetached();
    if (!is_view) buffer->length = own->ByteLength();
    data = own->Data();
  } else if (memory->IsSharedArrayBuffer()) {
    auto shared = memory.As<v8::SharedArrayBuffer>();
    buffer->shared = true;
    if (!is_view) buffer->length = shared->ByteLength();
    data = shared->Data();
  } else {
    return false;
  }
  if (buffer->length) buffer->data = static_cast<uint8_t*>(data) + offset;
  return true;
}

bool naja_store_new(size_t length, bool zeroed, naja_store* store, uint8_t** data) {
  size_t size = length ? length : 1;
  if (!BufferAllocator() || size > BufferAllocator()->MaxAllocationSize()) return false;
  void* memory = zeroed ? BufferAllocator()->Allocate(size) : BufferAllocator()->AllocateUninitialized(size);
  if (!memory) return false;
  v8::SharedPtr shared =
      ShareStore(v8::ArrayBuffer_NewBackingStore(memory, length, FreeStore, reinterpret_cast<void*>(size)));
  *store = {{shared.object, shared.control}};
  *data = static_cast<uint8_t*>(memory);
  return true;
}

bool naja_can_share(const void* data, size_t length) {
  if (!SandboxPlaced() || !data || !length || length >= size_t{1} << 35) return false;
  if (InSandbox(data, length)) return true;
  LeaveFirstHeap();  // what is made from now on can be shared
  return false;
}

bool naja_store_over(void* data, size_t length, void (*release)(void* data, size_t length, void* hint),
                     void* hint, naja_store* store) {
  if (!naja_can_share(data, length)) return false;
  v8::SharedPtr shared = ShareStore(v8::ArrayBuffer_NewBackingStore(data, length, release, hint));
  *store = {{shared.object, shared.control}};
  return true;
}

namespace {
napi_status NewArray(napi_env env, Local<v8::ArrayBuffer> buffer, size_t offset, char format, size_t length,
                     napi_value* result) {
  Local<v8::Value> array;
  switch (format) {
    case 'A':
      array = buffer;
      break;
#define NAJA_CASE(letter, Type)                    \
  case letter:                                     \
    array = v8::Type::New(buffer, offset, length); \
    break
      NAJA_CASE('B', Uint8Array);
      NAJA_CASE('b', Int8Array);
      NAJA_CASE('H', Uint16Array);
      NAJA_CASE('h', Int16Array);
      NAJA_CASE('I', Uint32Array);
      NAJA_CASE('i', Int32Array);
      NAJA_CASE('Q', BigUint64Array);
      NAJA_CASE('q', BigInt64Array);
      NAJA_CASE('e', Float16Array);
      NAJA_CASE('f', Float32Array);
      NAJA_CASE('d', Float64Array);
#undef NAJA_CASE
    default:
      return SetError(env, napi_invalid_arg);
  }
  *result = FromLocal(array);
  return napi_ok;
}
}  // namespace

napi_status naja_typed_array(napi_env env, const naja_store* store, size_t offset, char format, size_t length,
                             napi_value* result) {
  NAJA_PREAMBLE(env);
  v8::SharedPtr pointer{store->words[0], store->words[1]};
  AddOwner(pointer);
  napi_status status =
      NewArray(env, v8::ArrayBuffer_New(env->isolate, pointer), offset, format, length, result);
  return status == napi_ok ? NAJA_RESULT(env) : status;
}

napi_status naja_typed_array_of(napi_env env, napi_value memory, char format, size_t length,
                                napi_value* result) {
  NAJA_PREAMBLE(env);
  napi_status status = NewArray(env, ToLocal(memory).As<v8::ArrayBuffer>(), 0, format, length, result);
  return status == napi_ok ? NAJA_RESULT(env) : status;
}

namespace naja {
// What stands for something of Python's while it lives, by an address: typed arrays over memory (`format` is
// not 0), and functions.
struct KnownArrays {
  struct Entry {
    KnownArrays* owner = nullptr;
    const void* data;
    size_t length;
    char format;
    Global<v8::Value> array;  // weak
  };
  std::unordered_map<const void*, Entry> entries;
  size_t objects = 0;  // those that are no memory
};
void CloseKnownArrays(Realm* realm) {
  delete realm->known_arrays;
  realm->known_arrays = nullptr;
}
}  // namespace naja

napi_value naja_known_array(napi_env env, const void* data, size_t length, char format) {
  KnownArrays* known = env->realm->known_arrays;
  if (!known) return nullptr;
  auto found = known->entries.find(data);
  if (found == known->entries.end() || found->second.length != length || found->second.format != format)
    return nullptr;
  Local<v8::Value> array = found->second.array.Get(env->isolate);
  // A program may have detached it.
  return array.As<v8::ArrayBufferView>()->ByteLength() == length ? FromLocal(array) : nullptr;
}

namespace {
void Remember(Realm* realm, const void* data, size_t length, char format, napi_value array) {
  if (!realm->known_arrays) realm->known_arrays = new KnownArrays;
  KnownArrays::Entry& entry = realm->known_arrays->entries[data];
  if (entry.owner && entry.format == 0) entry.owner->objects--;
  if (format == 0) realm->known_arrays->objects++;
  entry.owner = realm->known_arrays;
  entry.data = data;
  entry.length = length;
  entry.format = format;
  entry.array.Reset(realm->isolate, ToLocal(array));
  entry.array.SetWeak(&entry, [](const v8::WeakCallbackInfo<void>& info) {
    auto* gone = static_cast<KnownArrays::Entry*>(info.GetParameter());
    if (gone->format == 0) gone->owner->objects--;
    gone->owner->entries.erase(gone->data);
  });
}
}  // namespace

void naja_remember_array(napi_env env, const void* data, size_t length, char format, napi_value array) {
  if (ToLocal(array)->IsArrayBufferView() && length) Remember(env->realm, data, length, format, array);
}

napi_value naja_known_object(napi_env env, const void* pointer) {
  KnownArrays* known = env->realm->known_arrays;
  if (!known) return nullptr;
  auto found = known->entries.find(pointer);
  if (found == known->entries.end() || found->second.format != 0) return nullptr;
  return FromLocal(found->second.array.Get(env->isolate));
}

void naja_remember_object(napi_env env, const void* pointer, napi_value object) {
  Remember(env->realm, pointer, 0, 0, object);
}

size_t naja_known_count(napi_env env) {
  return env->realm->known_arrays ? env->realm->known_arrays->objects : 0;
}

void naja_known_each(napi_env env, void (*call)(void*, const void*), void* data) {
  if (!naja_known_count(env)) return;
  for (const auto& [pointer, entry] : env->realm->known_arrays->entries)
    if (entry.format == 0) call(data, pointer);
}

napi_status naja_mirror(napi_env env, void* data, size_t length, napi_finalize finalize, void* hint,
                        napi_value* result) {
  napi_status status = napi_create_external_arraybuffer(env, data, length, finalize, hint, result);
  if (status == napi_ok && !naja_can_share(data, length)) KeepMirrored(env->realm, data);
  return status;
}
