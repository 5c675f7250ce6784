// binding('serdes'): structured clone and V8's serialisation format.
#include <cstdlib>
#include <cstring>

#include "bindings.h"

namespace naja {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// Throws through a JavaScript function that makes the DataCloneError, where there is one.
class Writer : public v8::ValueSerializer::Delegate {
 public:
  Writer(Realm* realm, Local<v8::Value> make_error) : realm_(realm), make_error_(make_error) {}
  void ThrowDataCloneError(Local<v8::String> message) override {
    Local<v8::Value> error = v8::Exception::Error(message);
    if (make_error_->IsFunction()) {
      Local<v8::Value> argv[1] = {message};
      if (!make_error_.As<v8::Function>()
               ->Call(realm_->isolate, realm_->ctx(), realm_->undefined.Held(), 1, argv)
               .ToLocal(&error))
        return;  // it threw itself
    }
    realm_->isolate->ThrowException(error);
  }
  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate*, Local<v8::SharedArrayBuffer> buffer) override {
    for (size_t i = 0; i < shared.size(); i++)
      if (shared[i].Held()->StrictEquals(buffer)) return v8::Maybe<uint32_t>::Just(static_cast<uint32_t>(i));
    shared.emplace_back(realm_->isolate, buffer);
    return v8::Maybe<uint32_t>::Just(static_cast<uint32_t>(shared.size() - 1));
  }
  // V8 calls inside scopes of its own: local handles would not last.
  std::vector<Global<v8::SharedArrayBuffer>> shared;

 private:
  Realm* realm_;
  Local<v8::Value> make_error_;
};

class Reader : public v8::ValueDeserializer::Delegate {
 public:
  explicit Reader(const std::vector<Global<v8::SharedArrayBuffer>>* shared) : shared_(shared) {}
  MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(v8::Isolate* isolate, uint32_t id) override {
    if (!shared_ || id >= shared_->size()) return {};
    return (*shared_)[id].Get(isolate);
  }

 private:
  const std::vector<Global<v8::SharedArrayBuffer>>* shared_;
};

Local<v8::Value> Arg(const Info& info, int i) {
  return i < info.Length() ? info[i] : CurrentRealm(info.GetIsolate())->undefined.Held();
}

// structuredClone(value, transfer: ArrayBuffer[], makeError(message))
void StructuredClone(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  auto context = realm->ctx();
  std::vector<Local<v8::ArrayBuffer>> transfer;
  if (Arg(info, 1)->IsArray()) {
    auto list = info[1].As<v8::Array>();
    for (uint32_t i = 0; i < list->Length(); i++) {
      Local<v8::Value> item;
      if (!list->Get(context, i).ToLocal(&item)) return;
      if (!item->IsArrayBuffer()) return ThrowTypeError(realm, "only ArrayBuffers can be transferred here");
      transfer.push_back(item.As<v8::ArrayBuffer>());
    }
  }
  Writer writer(realm, Arg(info, 2));
  v8::ValueSerializer::Bytes bytes;
  {
    v8::ValueSerializer serializer(realm->isolate, &writer);
    serializer.WriteHeader();
    for (size_t i = 0; i < transfer.size(); i++)
      serializer.TransferArrayBuffer(static_cast<uint32_t>(i), transfer[i]);
    if (!serializer.WriteValue(context, Arg(info, 0)).FromMaybe(false)) return;
    bytes = serializer.Release();
  }
  Reader reader(&writer.shared);
  {
    v8::ValueDeserializer deserializer(realm->isolate, bytes.data, bytes.size, &reader);
    for (size_t i = 0; i < transfer.size(); i++) {
      // The clone gets the bytes, the original is detached.
      auto original = transfer[i];
      size_t length = original->ByteLength();
      Local<v8::ArrayBuffer> moved;
      if (!v8::ArrayBuffer::MaybeNew(realm->isolate, length,
                                     v8::BackingStoreInitializationMode::kUninitialized)
               .ToLocal(&moved)) {
        realm->isolate->ThrowException(
            v8::Exception::RangeError(NewString(realm->isolate, "Array buffer allocation failed")));
        free(bytes.data);
        return;
      }
      memcpy(moved->Data(), original->Data(), length);
      if (!original->Detach({}).FromMaybe(false)) {
        free(bytes.data);
        return;
      }
      deserializer.TransferArrayBuffer(static_cast<uint32_t>(i), moved);
    }
    Local<v8::Value> value;
    if (deserializer.ReadHeader(context).FromMaybe(false) && deserializer.ReadValue(context).ToLocal(&value))
      info.Return(value);
  }
  free(bytes.data);
}

// serialize(value, makeError) -> Uint8Array
void Serialize(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Writer writer(realm, Arg(info, 1));
  v8::ValueSerializer serializer(realm->isolate, &writer);
  serializer.WriteHeader();
  if (!serializer.WriteValue(realm->ctx(), Arg(info, 0)).FromMaybe(false)) return;
  auto bytes = serializer.Release();
  uint8_t* data;
  napi_value array;
  if (naja_create_uint8array(realm->root, bytes.size, &data, &array) == napi_ok) {
    memcpy(data, bytes.data, bytes.size);
    info.Return(ToLocal(array));
  }
  free(bytes.data);
}

// deserialize(bytes) -> value
void Deserialize(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  uint8_t* data;
  size_t length;
  if (!naja_get_bytes(realm->root, FromLocal(Arg(info, 0)), &data, &length))
    return ThrowTypeError(realm, "bytes are expected");
  Reader reader(nullptr);
  v8::ValueDeserializer deserializer(realm->isolate, data, length, &reader);
  Local<v8::Value> value;
  if (deserializer.ReadHeader(realm->ctx()).FromMaybe(false) &&
      deserializer.ReadValue(realm->ctx()).ToLocal(&value))
    info.Return(value);
}

}  // namespace

void InitSerdes(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {
      {"structuredClone", StructuredClone}, {"serialize", Serialize}, {"deserialize", Deserialize}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja
