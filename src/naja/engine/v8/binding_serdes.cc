// binding('serdes'): V8's serialisation format. Structured clone is in messages.cc.
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

 private:
  Realm* realm_;
  Local<v8::Value> make_error_;
};

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
  v8::ValueDeserializer deserializer(realm->isolate, data, length, nullptr);
  Local<v8::Value> value;
  if (deserializer.ReadHeader(realm->ctx()).FromMaybe(false) &&
      deserializer.ReadValue(realm->ctx()).ToLocal(&value))
    info.Return(value);
}

}  // namespace

void InitSerdes(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"serialize", Serialize}, {"deserialize", Deserialize}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja
