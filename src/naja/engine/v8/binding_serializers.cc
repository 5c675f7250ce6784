// binding('serializers'): V8's serializer and deserializer a step at a time, for node:v8's classes of those
// names. A handle is an External. Each function takes it first; those that may call JavaScript back take its
// object second.
#include <cstdlib>
#include <cstring>

#include "bindings.h"
#include "messages.h"

namespace naja {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// A method of the user's object, or empty; an exception may be pending then.
Local<v8::Function> MethodOf(Realm* realm, Local<v8::Object> object, const char* name) {
  Local<v8::Value> found;
  auto key = ToLocal(naja_string(realm->root, name));
  if (!object->Get(realm->ctx(), key).ToLocal(&found) || !found->IsFunction()) return {};
  return found.As<v8::Function>();
}

void ThrowError(Realm* realm, const char* message) {
  realm->isolate->ThrowException(v8::Exception::Error(NewString(realm->isolate, message)));
}

// --- writing

struct Serializer : v8::ValueSerializer::Delegate {
  explicit Serializer(Realm* r) : realm(r), serializer(r->isolate, this) {}

  void ThrowDataCloneError(Local<v8::String> message) override {
    Local<v8::Value> error = v8::Exception::Error(message), argv[1] = {message};
    auto method = MethodOf(realm, self, "_getDataCloneError");
    if (!method.IsEmpty() && !method->Call(realm->isolate, realm->ctx(), self, 1, argv).ToLocal(&error))
      return;
    realm->isolate->ThrowException(error);
  }
  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate, Local<v8::Object> object) override {
    Local<v8::Value> result, argv[1] = {object};
    auto method = MethodOf(realm, self, "_writeHostObject");
    if (method.IsEmpty()) return v8::ValueSerializer::Delegate::WriteHostObject(isolate, object);
    if (!method->Call(isolate, realm->ctx(), self, 1, argv).ToLocal(&result))
      return v8::Maybe<bool>::Nothing();
    return v8::Maybe<bool>::Just(true);
  }
  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate* isolate,
                                             Local<v8::SharedArrayBuffer> buffer) override {
    Local<v8::Value> result, argv[1] = {buffer};
    auto method = MethodOf(realm, self, "_getSharedArrayBufferId");
    if (method.IsEmpty()) return v8::ValueSerializer::Delegate::GetSharedArrayBufferId(isolate, buffer);
    if (!method->Call(isolate, realm->ctx(), self, 1, argv).ToLocal(&result))
      return v8::Maybe<uint32_t>::Nothing();
    return v8::Maybe<uint32_t>::Just(static_cast<uint32_t>(result->Int32Value(realm->ctx()).FromMaybe(0)));
  }

  Realm* realm;
  Local<v8::Object> self;  // while a value is written
  v8::ValueSerializer serializer;
};

// --- reading

struct Deserializer : v8::ValueDeserializer::Delegate {
  // The bytes stay where they are while this is: it owns a count of their memory.
  Deserializer(Realm* r, v8::SharedPtr s, const uint8_t* d, size_t size)
      : realm(r), store(s), data(d), deserializer(r->isolate, d, size, this) {}
  ~Deserializer() override { ReleaseStore(store); }

  MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    v8::Isolate::AllowJavascriptExecutionScope allowed(isolate);
    Local<v8::Value> result;
    auto method = MethodOf(realm, self, "_readHostObject");
    if (method.IsEmpty()) return v8::ValueDeserializer::Delegate::ReadHostObject(isolate);
    if (!method->Call(isolate, realm->ctx(), self, 0, nullptr).ToLocal(&result)) return {};
    if (result->IsObject()) return result.As<v8::Object>();
    ThrowTypeError(realm, "readHostObject must return an object");
    return {};
  }

  Realm* realm;
  Local<v8::Object> self;
  v8::SharedPtr store;
  const uint8_t* data;
  v8::ValueDeserializer deserializer;
};

template <class T>
void NewHandle(const Info& info, T* made) {
  napi_value handle;
  auto release = [](napi_env, void* data, void*) { delete static_cast<T*>(data); };
  if (napi_create_external(made->realm->root, made, release, nullptr, &handle) == napi_ok)
    info.Return(ToLocal(handle));
}

template <class T>
T* Handle(const Info& info) {
  void* data = nullptr;
  napi_get_value_external(CurrentRealm(info.GetIsolate())->root, FromLocal(Arg(info, 0)), &data);
  return static_cast<T*>(data);
}
v8::ValueSerializer& Out(const Info& info) { return Handle<Serializer>(info)->serializer; }
v8::ValueDeserializer& In(const Info& info) { return Handle<Deserializer>(info)->deserializer; }

// The object that V8's calls go to, until the end of a call: it may be nested.
template <class T>
struct Serving {
  Serving(T* of, const Info& info) : handle(of), before(of->self) {
    of->self = Arg(info, 1).As<v8::Object>();
  }
  ~Serving() { handle->self = before; }
  Serving(const Serving&) = delete;
  void operator=(const Serving&) = delete;
  T* handle;
  Local<v8::Object> before;
};

uint32_t Unsigned(const Info& info, int i) {
  return static_cast<uint32_t>(Arg(info, i)->Int32Value(CurrentRealm(info.GetIsolate())->ctx()).FromMaybe(0));
}
void ReturnNumber(const Info& info, double number) {
  info.Return(v8::Number::New(info.GetIsolate(), number));
}

void NewSerializer(const Info& info) { NewHandle(info, new Serializer(CurrentRealm(info.GetIsolate()))); }
void WriteHeader(const Info& info) { Out(info).WriteHeader(); }

// writeValue(handle, self, value) -> true
void WriteValue(const Info& info) {
  auto* handle = Handle<Serializer>(info);
  Serving<Serializer> serving(handle, info);
  if (handle->serializer.WriteValue(handle->realm->ctx(), Arg(info, 2)).FromMaybe(false))
    info.Return(handle->realm->true_value.Held());
}

// releaseBuffer(handle) -> Uint8Array; from then on it writes into another
void ReleaseBuffer(const Info& info) {
  auto bytes = Out(info).Release();
  uint8_t* data;
  napi_value array;
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (naja_create_uint8array(realm->root, bytes.size, &data, &array) == napi_ok) {
    if (bytes.size) memcpy(data, bytes.data, bytes.size);
    info.Return(ToLocal(array));
  }
  free(bytes.data);
}

void TransferOut(const Info& info) {
  Out(info).TransferArrayBuffer(Unsigned(info, 1), Arg(info, 2).As<v8::ArrayBuffer>());
}
void WriteUint32(const Info& info) { Out(info).WriteUint32(Unsigned(info, 1)); }
void WriteUint64(const Info& info) {
  Out(info).WriteUint64(static_cast<uint64_t>(Unsigned(info, 1)) << 32 | Unsigned(info, 2));
}
void WriteDouble(const Info& info) { Out(info).WriteDouble(Arg(info, 1).As<v8::Number>()->Value()); }
void WriteRawBytes(const Info& info) {
  uint8_t* data;
  size_t length;
  if (naja_get_bytes(CurrentRealm(info.GetIsolate())->root, FromLocal(Arg(info, 1)), &data, &length))
    Out(info).WriteRawBytes(data, length);
}
void TreatViewsAsHostObjects(const Info& info) {
  Out(info).SetTreatArrayBufferViewsAsHostObjects(
      Arg(info, 1)->StrictEquals(CurrentRealm(info.GetIsolate())->true_value.Held()));
}

// newDeserializer(buffer, offset, length)
void NewDeserializer(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  uint8_t* data;
  size_t length;
  if (!naja_get_bytes(realm->root, FromLocal(Arg(info, 0)), &data, &length))
    return ThrowTypeError(realm, "an ArrayBuffer is expected");
  v8::SharedPtr store = info[0]->IsSharedArrayBuffer()
                            ? v8::SharedArrayBuffer_GetBackingStore(*info[0].As<v8::SharedArrayBuffer>())
                            : v8::ArrayBuffer_GetBackingStore(*info[0].As<v8::ArrayBuffer>());
  data += Unsigned(info, 1);
  NewHandle(info, new Deserializer(realm, store, data, static_cast<size_t>(Unsigned(info, 2))));
}

void ReadHeader(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (In(info).ReadHeader(realm->ctx()).FromMaybe(false)) info.Return(realm->true_value.Held());
}

// readValue(handle, self)
void ReadValue(const Info& info) {
  auto* handle = Handle<Deserializer>(info);
  Serving<Deserializer> serving(handle, info);
  Local<v8::Value> value;
  if (handle->deserializer.ReadValue(handle->realm->ctx()).ToLocal(&value)) info.Return(value);
}

void WireFormatVersion(const Info& info) { ReturnNumber(info, In(info).GetWireFormatVersion()); }
void TransferIn(const Info& info) {
  if (Arg(info, 2)->IsSharedArrayBuffer())
    In(info).TransferSharedArrayBuffer(Unsigned(info, 1), info[2].As<v8::SharedArrayBuffer>());
  else
    In(info).TransferArrayBuffer(Unsigned(info, 1), Arg(info, 2).As<v8::ArrayBuffer>());
}
void ReadUint32(const Info& info) {
  uint32_t value;
  if (!In(info).ReadUint32(&value)) return ThrowError(CurrentRealm(info.GetIsolate()), "ReadUint32() failed");
  ReturnNumber(info, value);
}
void ReadUint64(const Info& info) {
  uint64_t value;
  v8::Isolate* isolate = info.GetIsolate();
  if (!In(info).ReadUint64(&value)) return ThrowError(CurrentRealm(isolate), "ReadUint64() failed");
  Local<v8::Value> halves[2] = {v8::Number::New(isolate, static_cast<double>(value >> 32)),
                                v8::Number::New(isolate, static_cast<double>(value & 0xffffffff))};
  info.Return(v8::Array::New(isolate, halves, 2));
}
void ReadDouble(const Info& info) {
  double value;
  if (!In(info).ReadDouble(&value)) return ThrowError(CurrentRealm(info.GetIsolate()), "ReadDouble() failed");
  ReturnNumber(info, value);
}
// readRawBytes(handle, length) -> where they begin, counted from the first byte of all
void ReadRawBytes(const Info& info) {
  auto* handle = Handle<Deserializer>(info);
  const void* found;
  double length = Arg(info, 1)->NumberValue(handle->realm->ctx()).FromMaybe(0);
  if (length != length) length = 0;
  if (length < 0 || !handle->deserializer.ReadRawBytes(static_cast<size_t>(length), &found))
    return ThrowError(handle->realm, "ReadRawBytes() failed");
  ReturnNumber(info, static_cast<double>(static_cast<const uint8_t*>(found) - handle->data));
}

}  // namespace

void InitSerializers(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"newSerializer", NewSerializer},
                            {"writeHeader", WriteHeader},
                            {"writeValue", WriteValue},
                            {"releaseBuffer", ReleaseBuffer},
                            {"transferOut", TransferOut},
                            {"writeUint32", WriteUint32},
                            {"writeUint64", WriteUint64},
                            {"writeDouble", WriteDouble},
                            {"writeRawBytes", WriteRawBytes},
                            {"treatViewsAsHostObjects", TreatViewsAsHostObjects},
                            {"newDeserializer", NewDeserializer},
                            {"readHeader", ReadHeader},
                            {"readValue", ReadValue},
                            {"wireFormatVersion", WireFormatVersion},
                            {"transferIn", TransferIn},
                            {"readUint32", ReadUint32},
                            {"readUint64", ReadUint64},
                            {"readDouble", ReadDouble},
                            {"readRawBytes", ReadRawBytes}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja
