// Node-API: ArrayBuffers, typed arrays, DataViews and Buffers; and Naja's own calls for bytes.
#include <cstring>

#include "heap.h"

using namespace naja;

namespace {

MaybeLocal<v8::ArrayBuffer> NewArrayBuffer(napi_env env, size_t length, bool zero) {
  return v8::ArrayBuffer::MaybeNew(env->isolate, length,
                                   zero ? v8::BackingStoreInitializationMode::kZeroInitialized
                                        : v8::BackingStoreInitializationMode::kUninitialized);
}

// A Uint8Array with Buffer's prototype, once node:buffer has told us which that is.
napi_status NewBuffer(napi_env env, Local<v8::ArrayBuffer> memory, size_t offset, size_t length,
                      napi_value* result) {
  auto array = v8::Uint8Array::New(memory, offset, length);
  auto& prototype = env->realm->buffer_prototype;
  if (!prototype.IsEmpty() && !array->SetPrototypeV2(env->ctx(), prototype.Held()).FromMaybe(false))
    return SetError(env, napi_generic_failure);
  *result = FromLocal(array);
  return napi_ok;
}

// Where an addon finds an ArrayBuffer's bytes. An empty one has none, as addons know it from Node.js; within
// V8's sandbox it has an address all the same.
template <class T>
uint8_t* Bytes(napi_env env, Local<T> memory) {
  if (!memory->ByteLength()) return nullptr;
  auto* data = static_cast<uint8_t*>(memory->Data());
  return __builtin_expect(env->realm->has_copies, 0) ? OriginalOf(env->realm, data) : data;
}

}  // namespace

napi_status napi_create_arraybuffer(napi_env env, size_t length, void** data, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::ArrayBuffer> buffer;
  NAJA_CHECK_MAYBE(env, NewArrayBuffer(env, length, true).ToLocal(&buffer), napi_generic_failure);
  if (data) *data = Bytes(env, buffer);
  *result = FromLocal(buffer);
  return NAJA_RESULT(env);
}

napi_status node_api_create_sharedarraybuffer(napi_env env, size_t length, void** data, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::SharedArrayBuffer> buffer;
  NAJA_CHECK_MAYBE(env, v8::SharedArrayBuffer::MaybeNew(env->isolate, length).ToLocal(&buffer),
                   napi_generic_failure);
  if (data) *data = Bytes(env, buffer);
  *result = FromLocal(buffer);
  return NAJA_RESULT(env);
}

// Shared memory of others: V8 would free it on any thread, with no environment to tell its owner in.
napi_status node_api_create_external_sharedarraybuffer(napi_env env, void*, size_t, void (*)(void*, void*),
                                                       void*, napi_value*) {
  NAJA_ENTER(env);
  return SetError(env, napi_no_external_buffers_allowed);
}

napi_status napi_get_arraybuffer_info(napi_env env, napi_value buffer, void** data, size_t* length) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, buffer);
  Local<v8::Value> value = ToLocal(buffer);
  if (value->IsArrayBuffer()) {
    if (data) *data = Bytes(env, value.As<v8::ArrayBuffer>());
    if (length) *length = value.As<v8::ArrayBuffer>()->ByteLength();
  } else if (value->IsSharedArrayBuffer()) {
    if (data) *data = Bytes(env, value.As<v8::SharedArrayBuffer>());
    if (length) *length = value.As<v8::SharedArrayBuffer>()->ByteLength();
  } else {
    return SetError(env, napi_invalid_arg);
  }
  return ClearError(env);
}

napi_status napi_detach_arraybuffer(napi_env env, napi_value buffer) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, buffer);
  NAJA_RETURN_IF_FALSE(env, ToLocal(buffer)->IsArrayBuffer(), napi_arraybuffer_expected);
  auto memory = ToLocal(buffer).As<v8::ArrayBuffer>();
  NAJA_RETURN_IF_FALSE(env, memory->IsDetachable(), napi_detachable_arraybuffer_expected);
  NAJA_RETURN_IF_FALSE(env, memory->Detach({}).FromMaybe(false), napi_generic_failure);
  return ClearError(env);
}

napi_status napi_is_detached_arraybuffer(napi_env env, napi_value buffer, bool* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, buffer);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> value = ToLocal(buffer);
  *result = value->IsArrayBuffer() && value.As<v8::ArrayBuffer>()->WasDetached();
  return ClearError(env);
}

napi_status napi_create_typedarray(napi_env env, napi_typedarray_type type, size_t length, napi_value buffer,
                                   size_t offset, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, buffer);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> value = ToLocal(buffer);
  NAJA_RETURN_IF_FALSE(env, value->IsArrayBuffer() || value->IsSharedArrayBuffer(), napi_invalid_arg);
  size_t available = value->IsArrayBuffer() ? value.As<v8::ArrayBuffer>()->ByteLength()
                                            : value.As<v8::SharedArrayBuffer>()->ByteLength();
  Local<v8::Value> array;
  switch (type) {
#define NAJA_TYPED(kind, Type, name, size)                                                             \
  case kind:                                                                                           \
    if (size > 1 && offset % size != 0) {                                                              \
      napi_throw_range_error(env, "ERR_NAPI_INVALID_TYPEDARRAY_ALIGNMENT",                             \
                             "start offset of " name " should be a multiple of " #size);               \
      return SetError(env, napi_generic_failure);                                                      \
    }                                                                                                  \
    if (length > SIZE_MAX / size || offset > available || length * size > available - offset) {        \
      napi_throw_range_error(env, "ERR_NAPI_INVALID_TYPEDARRAY_LENGTH", "Invalid typed array length"); \
      return SetError(env, napi_generic_failure);                                                      \
    }                                                                                                  \
    array = value->IsArrayBuffer() ? v8::Type::New(value.As<v8::ArrayBuffer>(), offset, length)        \
                                   : v8::Type::New(value.As<v8::SharedArrayBuffer>(), offset, length); \
    break
    NAJA_TYPED(napi_int8_array, Int8Array, "Int8Array", 1);
    NAJA_TYPED(napi_uint8_array, Uint8Array, "Uint8Array", 1);
    NAJA_TYPED(napi_uint8_clamped_array, Uint8ClampedArray, "Uint8ClampedArray", 1);
    NAJA_TYPED(napi_int16_array, Int16Array, "Int16Array", 2);
    NAJA_TYPED(napi_uint16_array, Uint16Array, "Uint16Array", 2);
    NAJA_TYPED(napi_int32_array, Int32Array, "Int32Array", 4);
    NAJA_TYPED(napi_uint32_array, Uint32Array, "Uint32Array", 4);
    NAJA_TYPED(napi_float16_array, Float16Array, "Float16Array", 2);
    NAJA_TYPED(napi_float32_array, Float32Array, "Float32Array", 4);
    NAJA_TYPED(napi_float64_array, Float64Array, "Float64Array", 8);
    NAJA_TYPED(napi_bigint64_array, BigInt64Array, "BigInt64Array", 8);
    NAJA_TYPED(napi_biguint64_array, BigUint64Array, "BigUint64Array", 8);
#undef NAJA_TYPED
    default:
      return SetError(env, napi_invalid_arg);
  }
  *result = FromLocal(array);
  return NAJA_RESULT(env);
}

napi_status napi_get_typedarray_info(napi_env env, napi_value value, napi_typedarray_type* type,
                                     size_t* length, void** data, napi_value* buffer, size_t* offset) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  Local<v8::Value> v = ToLocal(value);
  NAJA_RETURN_IF_FALSE(env, v->IsTypedArray(), napi_invalid_arg);
  auto array = v.As<v8::TypedArray>();
  if (type) {
    if (v->IsUint8Array())
      *type = napi_uint8_array;
    else if (v->IsInt8Array())
      *type = napi_int8_array;
    else if (v->IsUint8ClampedArray())
      *type = napi_uint8_clamped_array;
    else if (v->IsInt16Array())
      *type = napi_int16_array;
    else if (v->IsUint16Array())
      *type = napi_uint16_array;
    else if (v->IsInt32Array())
      *type = napi_int32_array;
    else if (v->IsUint32Array())
      *type = napi_uint32_array;
    else if (v->IsFloat32Array())
      *type = napi_float32_array;
    else if (v->IsFloat64Array())
      *type = napi_float64_array;
    else if (v->IsBigInt64Array())
      *type = napi_bigint64_array;
    else if (v->IsBigUint64Array())
      *type = napi_biguint64_array;
    else
      *type = napi_float16_array;
  }
  if (length) *length = array->Length();
  if (data || buffer) {
    Local<v8::ArrayBuffer> memory = array->Buffer();
    if (data) *data = Bytes(env, memory) + array->ByteOffset();
    if (buffer) *buffer = FromLocal(memory);
  }
  if (offset) *offset = array->ByteOffset();
  return ClearError(env);
}

napi_status napi_create_dataview(napi_env env, size_t length, napi_value buffer, size_t offset,
                                 napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, buffer);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> value = ToLocal(buffer);
  bool shared = value->IsSharedArrayBuffer();
  NAJA_RETURN_IF_FALSE(env, shared || value->IsArrayBuffer(), napi_invalid_arg);
  size_t available =
      shared ? value.As<v8::SharedArrayBuffer>()->ByteLength() : value.As<v8::ArrayBuffer>()->ByteLength();
  if (offset > available || length > available - offset) {
    napi_throw_range_error(
        env, "ERR_NAPI_INVALID_DATAVIEW_ARGS",
        "byte_offset + byte_length should be less than or equal to the size in bytes of the array "
        "passed in");
    return SetError(env, napi_pending_exception);
  }
  *result = FromLocal(shared ? v8::DataView::New(value.As<v8::SharedArrayBuffer>(), offset, length)
                             : v8::DataView::New(value.As<v8::ArrayBuffer>(), offset, length));
  return NAJA_RESULT(env);
}

napi_status napi_get_dataview_info(napi_env env, napi_value value, size_t* length, void** data,
                                   napi_value* buffer, size_t* offset) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsDataView(), napi_invalid_arg);
  auto view = ToLocal(value).As<v8::DataView>();
  if (length) *length = view->ByteLength();
  if (data || buffer) {
    Local<v8::ArrayBuffer> memory = view->Buffer();
    if (data) *data = Bytes(env, memory) + view->ByteOffset();
    if (buffer) *buffer = FromLocal(memory);
  }
  if (offset) *offset = view->ByteOffset();
  return ClearError(env);
}

napi_status napi_create_buffer(napi_env env, size_t length, void** data, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::ArrayBuffer> memory;
  NAJA_CHECK_MAYBE(env, NewArrayBuffer(env, length, false).ToLocal(&memory), napi_generic_failure);
  if (data) *data = Bytes(env, memory);
  napi_status status = NewBuffer(env, memory, 0, length, result);
  return status == napi_ok ? NAJA_RESULT(env) : status;
}

napi_status napi_create_buffer_copy(napi_env env, size_t length, const void* data, void** result_data,
                                    napi_value* result) {
  void* memory = nullptr;
  napi_status status = napi_create_buffer(env, length, &memory, result);
  if (status != napi_ok) return status;
  if (length) memcpy(memory, data, length);
  if (result_data) *result_data = memory;
  return napi_ok;
}

napi_status node_api_create_buffer_from_arraybuffer(napi_env env, napi_value buffer, size_t offset,
                                                    size_t length, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, buffer);
  NAJA_CHECK_ARG(env, result);
  if (!ToLocal(buffer)->IsArrayBuffer()) return napi_invalid_arg;  // not kept as the last error, in Node.js
  auto memory = ToLocal(buffer).As<v8::ArrayBuffer>();
  if (offset > memory->ByteLength() || length > memory->ByteLength() - offset) {
    return napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "The byte offset + length is out of range");
  }
  napi_status status = NewBuffer(env, memory, offset, length, result);
  return status == napi_ok ? NAJA_RESULT(env) : status;
}

napi_status napi_get_buffer_info(napi_env env, napi_value value, void** data, size_t* length) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsArrayBufferView(), napi_invalid_arg);
  auto view = ToLocal(value).As<v8::ArrayBufferView>();
  if (data) *data = Bytes(env, view->Buffer()) + view->ByteOffset();
  if (length) *length = view->ByteLength();
  return ClearError(env);
}

// --- engine.h

napi_status naja_create_uint8array(napi_env env, size_t length, uint8_t** data, napi_value* result) {
  NAJA_CHECK_ENV(env);
  Local<v8::ArrayBuffer> memory;
  if (!NewArrayBuffer(env, length, false).ToLocal(&memory)) return SetError(env, napi_generic_failure);
  if (data) *data = static_cast<uint8_t*>(memory->Data());
  *result = FromLocal(v8::Uint8Array::New(memory, 0, length));
  return ClearError(env);
}

napi_status naja_create_arraybuffer(napi_env env, size_t length, uint8_t** data, napi_value* result) {
  NAJA_CHECK_ENV(env);
  Local<v8::ArrayBuffer> memory;
  if (!NewArrayBuffer(env, length, false).ToLocal(&memory)) return SetError(env, napi_generic_failure);
  if (data) *data = static_cast<uint8_t*>(memory->Data());
  *result = FromLocal(memory);
  return ClearError(env);
}

bool naja_get_bytes(napi_env, napi_value value, uint8_t** data, size_t* length) {
  // What stands for the memory of empty arrays is no address that the kernel takes.
  static uint8_t nothing[8];
  Local<v8::Value> v = ToLocal(value);
  void* memory;
  size_t offset = 0;
  if (v->IsArrayBufferView()) {
    auto view = v.As<v8::ArrayBufferView>();
    *length = view->ByteLength();
    memory = view->Buffer()->Data();
    offset = view->ByteOffset();
  } else if (v->IsArrayBuffer()) {
    *length = v.As<v8::ArrayBuffer>()->ByteLength();
    memory = v.As<v8::ArrayBuffer>()->Data();
  } else if (v->IsSharedArrayBuffer()) {
    *length = v.As<v8::SharedArrayBuffer>()->ByteLength();
    memory = v.As<v8::SharedArrayBuffer>()->Data();
  } else {
    return false;
  }
  *data = *length == 0 ? nothing : static_cast<uint8_t*>(memory) + offset;
  return true;
}
