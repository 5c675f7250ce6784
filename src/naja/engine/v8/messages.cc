// Structured clone: writing a value into a message and reading it, in the same realm or in another one.
#include "messages.h"

#include <cstdlib>
#include <cstring>

#include "bindings.h"

namespace naja {
namespace {

// libc++'s control block of a shared_ptr: {vtable, owners - 1, weak owners - 1}. The vtable: two destructors,
// on_zero_shared, get_deleter, on_zero_shared_weak.
struct Control {
  void (**vtable)(Control*);
  long owners;
  long weak_owners;
};

}  // namespace

void AddOwner(v8::SharedPtr pointer) {
  if (auto* control = static_cast<Control*>(pointer.control))
    __atomic_add_fetch(&control->owners, 1, __ATOMIC_RELAXED);
}

namespace {

void DropOwner(v8::SharedPtr pointer) {
  auto* control = static_cast<Control*>(pointer.control);
  if (!control || __atomic_fetch_sub(&control->owners, 1, __ATOMIC_ACQ_REL) != 0) return;
  control->vtable[2](control);
  if (__atomic_load_n(&control->weak_owners, __ATOMIC_ACQUIRE) == 0 ||
      __atomic_fetch_sub(&control->weak_owners, 1, __ATOMIC_ACQ_REL) == 0)
    control->vtable[4](control);
}

void DropModule(v8::CompiledWasmModule* module) {
  DropOwner(module->native);
  // A long string has its characters elsewhere: {data, size, capacity with the highest bit set}.
  if (static_cast<uint8_t>(module->source_url[23]) & 0x80) {
    void* characters;
    memcpy(&characters, module->source_url, sizeof(characters));
    DeleteByV8(characters);
  }
  free(module);
}

// What a host object begins with in the bytes.
enum HostTag : uint32_t { kPortTag, kObjectTag };
// An object's transfer mode, which its class has as a property.
enum Mode : uint32_t { kCloneable = 1, kTransferable = 2, kIsPort = 4 };

constexpr char kNeedsTransfer[] =
    "Object that needs transfer was found in message but not listed in transferList";

class Writer : public v8::ValueSerializer::Delegate {
 public:
  Writer(Realm* realm, const TransferList& list, Message* message)
      : realm_(realm), list_(list), message_(message) {}
  v8::ValueSerializer* serializer = nullptr;

  void ThrowDataCloneError(Local<v8::String> text) override {
    Local<v8::Value> argv[1] = {text}, error;
    if (CallHook(realm_, Hook::kError, 1, argv).ToLocal(&error)) realm_->isolate->ThrowException(error);
  }
  bool HasCustomHostObject(v8::Isolate*) override { return true; }

  v8::Maybe<bool> IsHostObject(v8::Isolate*, Local<v8::Object> object) override {
    return v8::Maybe<bool>::Just(ModeOf(object) >= 0);
  }

  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate, Local<v8::Object> object) override {
    HandleScope scope(isolate);
    int mode = ModeOf(object);
    auto fail = [&](const char* text) {
      ThrowDataCloneError(NewString(isolate, text));
      return v8::Maybe<bool>::Nothing();
    };
    auto write = [&](HostTag tag, size_t index) {
      serializer->WriteUint32(tag);
      serializer->WriteUint32(static_cast<uint32_t>(index));
      return v8::Maybe<bool>::Just(true);
    };
    bool is_port = mode > 0 && (mode & kIsPort);
    const auto& listed = is_port ? list_.ports : list_.objects;
    for (size_t i = 0; i < listed.size(); i++)
      if (listed[i]->StrictEquals(object)) return write(is_port ? kPortTag : kObjectTag, i);
    if (mode <= 0) return fail("Cannot clone object of unsupported type.");
    if (!(mode & kCloneable)) return fail(kNeedsTransfer);
    // V8 runs no JavaScript while it reads: what an object is made of goes into a message of its own, that is
    // read first.
    cloned.emplace_back(isolate, object);
    return write(kObjectTag, list_.objects.size() + cloned.size() - 1);
  }
  // V8 calls inside scopes of its own: local handles would not last.
  std::vector<Global<v8::Object>> cloned;

  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate*, Local<v8::SharedArrayBuffer> buffer) override {
    v8::SharedPtr store = v8::SharedArrayBuffer_GetBackingStore(*buffer);
    for (size_t i = 0; i < message_->shared.size(); i++) {
      if (message_->shared[i].object == store.object) {
        DropOwner(store);
        return v8::Maybe<uint32_t>::Just(static_cast<uint32_t>(i));
      }
    }
    message_->shared.push_back(store);
    return v8::Maybe<uint32_t>::Just(static_cast<uint32_t>(message_->shared.size() - 1));
  }

  v8::Maybe<uint32_t> GetWasmModuleTransferId(v8::Isolate*, Local<v8::WasmModuleObject> module) override {
    auto* compiled = static_cast<v8::CompiledWasmModule*>(malloc(sizeof(v8::CompiledWasmModule)));
    new (compiled) v8::CompiledWasmModule(v8::WasmModuleObject_GetCompiledModule(*module));
    message_->modules.push_back(compiled);
    return v8::Maybe<uint32_t>::Just(static_cast<uint32_t>(message_->modules.size() - 1));
  }

 private:
  // -1: an object like any other.
  int ModeOf(Local<v8::Object> object) {
    if (realm_->has_uncloneable &&
        object->HasPrivate(realm_->ctx(), realm_->uncloneable_key.Held()).FromMaybe(false))
      return 0;
    return TransferMode(realm_, object);
  }

  Realm* realm_;
  const TransferList& list_;
  Message* message_;
};

class Reader : public v8::ValueDeserializer::Delegate {
 public:
  Reader(Realm* realm, Message* message) : realm_(realm), message_(message) {}
  v8::ValueDeserializer* deserializer = nullptr;
  std::vector<Local<v8::Value>> ports;
  Local<v8::Array> objects;

  MaybeLocal<v8::Object> ReadHostObject(v8::Isolate*) override {
    uint32_t tag, index;
    Local<v8::Value> value;
    if (!deserializer->ReadUint32(&tag)) return {};
    if (!deserializer->ReadUint32(&index)) return {};
    if (tag == kPortTag) {
      if (index >= ports.size()) return {};
      value = ports[index];
    } else if (objects.IsEmpty() || !objects->Get(realm_->ctx(), index).ToLocal(&value)) {
      return {};
    }
    if (!value->IsObject()) return {};
    return value.As<v8::Object>();
  }
  MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(v8::Isolate* isolate, uint32_t id) override {
    if (id >= message_->shared.size()) return {};
    if (shared_.size() < message_->shared.size()) shared_.resize(message_->shared.size());
    if (shared_[id].IsEmpty()) {
      AddOwner(message_->shared[id]);
      shared_[id].Reset(isolate, v8::SharedArrayBuffer_New(isolate, message_->shared[id]));
    }
    return shared_[id].Get(isolate);
  }
  MaybeLocal<v8::WasmModuleObject> GetWasmModuleFromId(v8::Isolate* isolate, uint32_t id) override {
    if (id >= message_->modules.size()) return {};
    return v8::WasmModuleObject_FromCompiledModule(isolate, *message_->modules[id]);
  }

 private:
  Realm* realm_;
  Message* message_;
  std::vector<Global<v8::SharedArrayBuffer>> shared_;
};

}  // namespace

void ReleaseStore(v8::SharedPtr pointer) { DropOwner(pointer); }

Message::~Message() {
  free(bytes);
  for (auto& store : buffers) DropOwner(store);
  for (auto& store : shared) DropOwner(store);
  for (auto* module : modules) DropModule(module);
  for (PortData* port : ports) delete port;
  if (objects) objects->Unref();
}

Message* WriteMessage(Realm* realm, Local<v8::Value> value, const TransferList& list) {
  auto* message = new Message;
  Writer writer(realm, list, message);
  {
    v8::ValueSerializer serializer(realm->isolate, &writer);
    writer.serializer = &serializer;
    serializer.WriteHeader();
    for (size_t i = 0; i < list.buffers.size(); i++)
      serializer.TransferArrayBuffer(static_cast<uint32_t>(i), list.buffers[i]);
    if (!serializer.WriteValue(realm->ctx(), value).FromMaybe(false)) {
      message->Unref();
      return nullptr;
    }
    auto bytes = serializer.Release();
    message->bytes = bytes.data;
    message->size = bytes.size;
  }
  // All that can be refused has been: now it is moved.
  if (!list.objects.empty() || !writer.cloned.empty()) {
    std::vector<Local<v8::Value>> objects(list.objects.begin(), list.objects.end());
    for (auto& object : writer.cloned) objects.push_back(object.Get(realm->isolate));
    Local<v8::Value> argv[2] = {v8::Array::New(realm->isolate, objects.data(), objects.size()),
                                v8::Integer::New(realm->isolate, static_cast<int32_t>(list.objects.size()))};
    Local<v8::Value> answer;
    // [[name, data] of each, what of that is to be moved: ArrayBuffers, ports, objects]
    Local<v8::Value> parts[2];
    TransferList inner;
    if (!CallHook(realm, Hook::kTake, 2, argv).ToLocal(&answer) ||
        !answer.As<v8::Array>()->Get(realm->ctx(), 0).ToLocal(&parts[0]) ||
        !answer.As<v8::Array>()->Get(realm->ctx(), 1).ToLocal(&parts[1]) ||
        !ReadTransferList(realm, parts[1], &inner) ||
        !(message->objects = WriteMessage(realm, parts[0], inner))) {
      message->Unref();
      return nullptr;
    }
  }
  for (auto buffer : list.buffers) {
    v8::SharedPtr store = v8::ArrayBuffer_GetBackingStore(*buffer);
    if (!buffer->Detach({}).FromMaybe(false)) {
      DropOwner(store);
      message->Unref();
      return nullptr;
    }
    message->buffers.push_back(store);
  }
  for (auto port : list.ports) {
    if (PortData* data = DetachPort(realm, port)) message->ports.push_back(data);
  }
  return message;
}

MaybeLocal<v8::Value> ReadMessage(Realm* realm, Message* message, std::vector<Local<v8::Value>>* ports) {
  Reader reader(realm, message);
  std::vector<PortData*> moved_ports = std::move(message->ports);
  message->ports.clear();
  for (size_t i = 0; i < moved_ports.size(); i++) {
    Local<v8::Object> port;
    if (!AttachPort(realm, moved_ports[i]).ToLocal(&port)) {
      for (; i < moved_ports.size(); i++) delete moved_ports[i];
      return {};
    }
    reader.ports.push_back(port);
  }
  if (message->objects) {
    Local<v8::Value> parts, objects;
    if (!ReadMessage(realm, message->objects, nullptr).ToLocal(&parts)) return {};
    if (!CallHook(realm, Hook::kMake, 1, &parts).ToLocal(&objects)) return {};
    reader.objects = objects.As<v8::Array>();
  }
  Local<v8::Value> value;
  {
    v8::ValueDeserializer deserializer(realm->isolate, message->bytes, message->size, &reader);
    reader.deserializer = &deserializer;
    for (size_t i = 0; i < message->buffers.size(); i++) {
      deserializer.TransferArrayBuffer(static_cast<uint32_t>(i),
                                       v8::ArrayBuffer_New(realm->isolate, message->buffers[i]));
    }
    message->buffers.clear();
    if (!deserializer.ReadHeader(realm->ctx()).FromMaybe(false) ||
        !deserializer.ReadValue(realm->ctx()).ToLocal(&value))
      return {};
  }
  if (ports) *ports = std::move(reader.ports);
  return value;
}

}  // namespace naja

using namespace naja;

bool naja_store_of(napi_env, napi_value value, naja_store* store) {
  Local<v8::Value> v = ToLocal(value);
  v8::SharedPtr pointer;
  if (v->IsSharedArrayBuffer()) {
    pointer = v8::SharedArrayBuffer_GetBackingStore(*v.As<v8::SharedArrayBuffer>());
  } else if (v->IsArrayBufferView()) {
    // A view of a SharedArrayBuffer has that one here: the call is the same function.
    pointer = v8::ArrayBuffer_GetBackingStore(*v.As<v8::ArrayBufferView>()->Buffer());
  } else if (v->IsArrayBuffer()) {
    pointer = v8::ArrayBuffer_GetBackingStore(*v.As<v8::ArrayBuffer>());
  } else {
    return false;
  }
  *store = {{pointer.object, pointer.control}};
  return true;
}

void naja_store_release(naja_store* store) {
  ReleaseStore({store->words[0], store->words[1]});
  *store = {};
}
