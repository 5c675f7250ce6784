// binding('messaging'): ports within and between realms, structured clone. ext/events/message_channel.js and
// clone.js are its JavaScript.
#include <uv.h>

#include <algorithm>
#include <thread>
#include <unordered_map>

#include "bindings.h"
#include "messages.h"

namespace naja {

// The end of a channel in a realm: a JavaScript object's.
struct Port {
  Realm* realm;
  PortData* data;  // null once closed or moved away
  Global<v8::Object> object;
  bool receiving = false;
  bool refed = false;
  bool closing = false;  // it still gets what comes, but can no longer be moved
  bool queued = false;   // in the hub's list; guarded by its mutex
};

// A realm's loop is woken without a lock held: who wakes up would only wait for it. So this outlives the
// realm where somebody is about to use it.
struct Waker {
  uv_async_t wake;
  std::atomic<int> senders{0};
  std::atomic<bool> closed{false};
  void Send() {
    senders.fetch_add(1);
    if (!closed.load()) uv_async_send(&wake);
    senders.fetch_sub(1);
  }
  void Close() {
    closed.store(true);
    while (senders.load() != 0) std::this_thread::yield();
  }
};
using WakerPointer = std::shared_ptr<Waker>;

// One wake-up for all ports of a realm.
struct MessageHub {
  WakerPointer waker = std::make_shared<Waker>();
  std::mutex mutex;
  std::vector<Port*> ready;
  std::vector<Port*> ports;  // the realm's own thread only
  int refed = 0;
  Global<v8::Function> hooks[static_cast<int>(Hook::kCount)];
};

namespace {

using v8::Address;
using Info = v8::FunctionCallbackInfo<v8::Value>;

constexpr size_t kBatch = 1000;  // messages delivered in one go, at least

// --- groups

std::mutex broadcast_mutex;
// BroadcastChannels by name; a group that nobody is in any more is dropped.
std::unordered_map<std::string, std::weak_ptr<PortGroup>>& BroadcastGroups() {
  static auto* groups = new std::unordered_map<std::string, std::weak_ptr<PortGroup>>;
  return *groups;
}

void Join(PortData* data, std::shared_ptr<PortGroup> group) {
  std::lock_guard<std::mutex> lock(group->mutex);
  group->members.push_back(data);
  data->group = std::move(group);
}

// With the PortData's mutex held. Who is to be woken when no lock is held any more; null: nobody.
WakerPointer Wake(Port* port);

WakerPointer Deliver(PortData* to, Message* message) {
  std::lock_guard<std::mutex> lock(to->mutex);
  to->incoming.push_back(message);
  return to->owner ? Wake(to->owner) : nullptr;
}

void SendWake(const WakerPointer& waker) {
  if (waker) waker->Send();
}

void Leave(PortData* data) {
  std::shared_ptr<PortGroup> group = std::move(data->group);
  if (!group) return;
  if (group->broadcast) {
    std::lock_guard<std::mutex> names(broadcast_mutex);
    std::lock_guard<std::mutex> lock(group->mutex);
    auto& members = group->members;
    members.erase(std::remove(members.begin(), members.end(), data), members.end());
    if (members.empty()) BroadcastGroups().erase(group->name);
    return;
  }
  WakerPointer waker;
  {
    std::lock_guard<std::mutex> lock(group->mutex);
    auto& members = group->members;
    members.erase(std::remove(members.begin(), members.end(), data), members.end());
    for (PortData* other : members) {  // at most one
      auto* message = new Message;
      message->close = true;
      waker = Deliver(other, message);
    }
  }
  SendWake(waker);
}

// --- the ports of a realm

WakerPointer Wake(Port* port) {
  MessageHub* hub = port->realm->messages;
  std::lock_guard<std::mutex> lock(hub->mutex);
  if (port->queued) return nullptr;
  port->queued = true;
  bool first = hub->ready.empty();
  hub->ready.push_back(port);
  return first ? hub->waker : nullptr;
}

void SetRef(Port* port, bool refed) {
  if (port->refed == refed) return;
  port->refed = refed;
  MessageHub* hub = port->realm->messages;
  int before = hub->refed;
  hub->refed += refed ? 1 : -1;
  auto* handle = reinterpret_cast<uv_handle_t*>(&hub->waker->wake);
  if (before == 0) uv_ref(handle);
  if (hub->refed == 0) uv_unref(handle);
}

void Forget(Port* port) {
  MessageHub* hub = port->realm->messages;
  {
    std::lock_guard<std::mutex> lock(hub->mutex);
    hub->ready.erase(std::remove(hub->ready.begin(), hub->ready.end(), port), hub->ready.end());
  }
  hub->ports.erase(std::remove(hub->ports.begin(), hub->ports.end(), port), hub->ports.end());
  delete port;
}

// The object stays, of no more use; the Port goes with it.
PortData* Detach(Port* port) {
  PortData* data = port->data;
  if (!data) return nullptr;
  SetRef(port, false);
  port->receiving = false;
  port->data = nullptr;
  {
    std::lock_guard<std::mutex> lock(data->mutex);
    data->owner = nullptr;
  }
  port->object.SetWeak(port, [](const v8::WeakCallbackInfo<void>& info) {
    auto* gone = static_cast<Port*>(info.GetParameter());
    gone->object.Reset();
    Forget(gone);
  });
  return data;
}

Port* PortOf(Realm* realm, Local<v8::Value> object) {
  Local<v8::Value> external;
  if (!object->IsObject() ||
      !object.As<v8::Object>()->GetPrivate(realm->ctx(), realm->port_key.Held()).ToLocal(&external) ||
      !external->IsExternal())
    return nullptr;
  return static_cast<Port*>(external.As<v8::External>()->Value(kExternalTag));
}

Port* Attach(Realm* realm, Local<v8::Object> object, PortData* data) {
  auto* port = new Port{realm, data, Global<v8::Object>(realm->isolate, object)};
  object
      ->SetPrivate(realm->ctx(), realm->port_key.Held(),
                   v8::External::New(realm->isolate, port, kExternalTag))
      .IsJust();
  realm->messages->ports.push_back(port);
  std::lock_guard<std::mutex> lock(data->mutex);
  data->owner = port;
  return port;
}

// The oldest message that may be taken; null if there is none.
Message* Take(Port* port, bool even_if_stopped) {
  PortData* data = port->data;
  std::lock_guard<std::mutex> lock(data->mutex);
  if (data->incoming.empty()) return nullptr;
  Message* message = data->incoming.front();
  if (!port->receiving && !even_if_stopped && !message->close) return nullptr;
  data->incoming.pop_front();
  return message;
}

// Hands one message to JavaScript, as a callback of its own.
void Emit(Port* port, Message* message) {
  Realm* realm = port->realm;
  napi_env env = realm->root;
  naja_callback_scope scope;
  naja_callback_scope_open(env, &scope, nullptr);
  {
    v8::TryCatch try_catch(realm->isolate);
    Local<v8::Value> argv[4] = {port->object.Get(realm->isolate), realm->undefined.Held(),
                                realm->undefined.Held(), realm->undefined.Held()};
    if (message->close) {
      (void)CallHook(realm, Hook::kClosed, 1, argv).IsEmpty();
    } else {
      std::vector<Local<v8::Value>> ports;
      if (!ReadMessage(realm, message, &ports).ToLocal(&argv[1])) {
        if (try_catch.HasCaught() && !try_catch.HasTerminated())
          argv[3] = try_catch.Exception();
        else
          argv[3] = v8::Exception::Error(NewString(realm->isolate, "The message could not be read"));
        argv[1] = realm->undefined.Held();
        if (!try_catch.HasTerminated()) try_catch.Reset();
      } else if (!ports.empty()) {
        argv[2] = v8::Array::New(realm->isolate, ports.data(), ports.size());
      }
      (void)CallHook(realm, Hook::kMessage, 4, argv).IsEmpty();
    }
    ReportCaught(realm, &try_catch);
  }
  message->Unref();
  naja_callback_scope_close(env, &scope);
}

// The loop turns before what is left is delivered.
void WakeIfWaiting(Port* port) {
  WakerPointer waker;
  {
    std::lock_guard<std::mutex> lock(port->data->mutex);
    if (!port->data->incoming.empty() && port->receiving) waker = Wake(port);
  }
  SendWake(waker);
}

void DeliverAll(Port* port) {
  if (!port->data) return;
  Realm* realm = port->realm;
  HandleScope handles(realm->isolate);
  [[maybe_unused]] auto keep = port->object.Get(realm->isolate);  // and with it the Port
  size_t left;
  {
    std::lock_guard<std::mutex> lock(port->data->mutex);
    left = std::max(port->data->incoming.size(), kBatch);
  }
  while (left-- > 0 && !realm->stopping) {
    Message* message = Take(port, false);
    if (!message) return;
    Emit(port, message);
    if (!port->data) return;
  }
  WakeIfWaiting(port);
}

void Woken(uv_async_t* handle) {
  auto* realm = static_cast<Realm*>(handle->data);
  MessageHub* hub = realm->messages;
  // Ports may go away while others are served: each is looked up again.
  std::vector<Port*> ready;
  {
    std::lock_guard<std::mutex> lock(hub->mutex);
    ready.swap(hub->ready);
    for (Port* port : ready) port->queued = false;
  }
  if (ready.size() == 1) return DeliverAll(ready[0]);
  for (Port* port : ready) {
    if (realm->stopping) return;
    if (std::find(hub->ports.begin(), hub->ports.end(), port) != hub->ports.end()) DeliverAll(port);
  }
}

// --- what JavaScript calls

// setup([hooks by Hook])
void Setup(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  auto hooks = Arg(info, 0).As<v8::Array>();
  for (int i = 0; i < static_cast<int>(Hook::kCount); i++) {
    Local<v8::Value> hook;
    if (!hooks->Get(realm->ctx(), static_cast<uint32_t>(i)).ToLocal(&hook)) return;
    realm->messages->hooks[i].Reset(realm->isolate, hook.As<v8::Function>());
  }
}

// channel(one, other): entangles two new port objects.
void NewChannel(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  auto group = std::make_shared<PortGroup>();
  for (int i = 0; i < 2; i++) {
    auto* data = new PortData;
    Join(data, group);
    Attach(realm, info[i].As<v8::Object>(), data);
  }
}

std::string GroupName(Realm* realm, Local<v8::Value> value) {
  Local<v8::String> text;
  if (!value->ToString(realm->ctx()).ToLocal(&text)) return {};
  size_t length = static_cast<size_t>(text->Length()) * 2;
  std::string name(length, '\0');
  text->WriteV2(realm->isolate, 0, static_cast<uint32_t>(text->Length()),
                reinterpret_cast<uint16_t*>(name.data()));
  // What is embedded, and the host, are strangers to each other.
  return name.append(reinterpret_cast<const char*>(&realm->domain), sizeof(realm->domain));
}

// broadcast(object, name): the object hears, and speaks to, all of that name in its domain.
void Broadcast(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  std::string name = GroupName(realm, Arg(info, 1));
  auto* data = new PortData;
  {
    std::lock_guard<std::mutex> lock(broadcast_mutex);
    std::weak_ptr<PortGroup>& known = BroadcastGroups()[name];
    std::shared_ptr<PortGroup> group = known.lock();
    if (!group) {
      group = std::make_shared<PortGroup>();
      group->broadcast = true;
      group->name = name;
      known = group;
    }
    Join(data, group);
  }
  Attach(realm, info[0].As<v8::Object>(), data);
}

// post(port, value, list): 0; 1 where the port was sent to its own other end, and is lost; 2 where nobody
// hears
void Post(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Port* port = PortOf(realm, Arg(info, 0));
  TransferList list;
  if (!ReadTransferList(realm, Arg(info, 2), &list)) return;
  Message* message = WriteMessage(realm, Arg(info, 1), list);
  if (!message) return;
  int result = 2;
  WakerPointer first;
  std::vector<WakerPointer> others;
  if (port && port->data && !port->closing) {
    PortData* from = port->data;
    // Kept: a group may go while its lock is held.
    std::shared_ptr<PortGroup> group = from->group;
    std::unique_lock<std::mutex> lock(group->mutex);
    for (PortData* to : group->members) {
      if (to == from) continue;
      if (std::find(message->ports.begin(), message->ports.end(), to) != message->ports.end()) {
        result = 1;
        break;
      }
      message->Ref();
      if (WakerPointer waker = Deliver(to, message)) {
        // Nearly always there is one receiver.
        if (first)
          others.push_back(std::move(waker));
        else
          first = std::move(waker);
      }
      result = 0;
    }
  }
  SendWake(first);
  for (auto& waker : others) SendWake(waker);
  message->Unref();
  info.Return(v8::Integer::New(realm->isolate, result));
}

// send(name, value, list): whether there was somebody of that name (broadcast() above), who gets it alone
void Send(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  std::string name = GroupName(realm, Arg(info, 0));
  TransferList list;
  if (!ReadTransferList(realm, Arg(info, 2), &list)) return;
  Message* message = WriteMessage(realm, Arg(info, 1), list);
  if (!message) return;
  bool found = false;
  WakerPointer waker;
  {
    std::lock_guard<std::mutex> names(broadcast_mutex);
    auto known = BroadcastGroups().find(name);
    std::shared_ptr<PortGroup> group;
    if (known != BroadcastGroups().end()) group = known->second.lock();
    if (group) {
      std::lock_guard<std::mutex> lock(group->mutex);
      if (!group->members.empty()) {
        message->Ref();
        waker = Deliver(group->members.front(), message);
        found = true;
      }
    }
  }
  SendWake(waker);
  message->Unref();
  info.Return((found ? realm->true_value : realm->false_value).Held());
}

// clone(value, list)
void Clone(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  TransferList list;
  if (!ReadTransferList(realm, Arg(info, 1), &list)) return;
  Message* message = WriteMessage(realm, Arg(info, 0), list);
  if (!message) return;
  Local<v8::Value> value;
  if (ReadMessage(realm, message, nullptr).ToLocal(&value)) info.Return(value);
  message->Unref();
}

// receive(port): [value], undefined if nothing has come; null if it was told that the other end is closed
void Receive(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Port* port = PortOf(realm, Arg(info, 0));
  if (!port || !port->data) return;
  Message* message = Take(port, true);
  if (!message) return;
  if (message->close) {
    info.Return(realm->null.Held());
  } else {
    Local<v8::Value> value;
    if (ReadMessage(realm, message, nullptr).ToLocal(&value))
      info.Return(v8::Array::New(realm->isolate, &value, 1));
  }
  message->Unref();
}

// start(port)
void Start(const Info& info) {
  Port* port = PortOf(CurrentRealm(info.GetIsolate()), Arg(info, 0));
  if (!port || !port->data) return;
  port->receiving = true;
  WakeIfWaiting(port);
}

// stop(port)
void Stop(const Info& info) {
  if (Port* port = PortOf(CurrentRealm(info.GetIsolate()), Arg(info, 0))) port->receiving = false;
}

// drain(port): what has come, now
void Drain(const Info& info) {
  if (Port* port = PortOf(CurrentRealm(info.GetIsolate()), Arg(info, 0))) DeliverAll(port);
}

// ref(port, whether it keeps the loop alive)
void SetPortRef(const Info& info) {
  Port* port = PortOf(CurrentRealm(info.GetIsolate()), Arg(info, 0));
  if (port && port->data) SetRef(port, Arg(info, 1)->IsTrue());
}

// state(port): the sum of 1, it is open, and 2, it keeps the loop alive
void State(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Port* port = PortOf(realm, Arg(info, 0));
  int state = port && port->data ? (port->closing ? 0 : 1) | (port->refed ? 2 : 0) : 0;
  info.Return(v8::Integer::New(realm->isolate, state));
}

// closing(port): it is about to be
void BeginClose(const Info& info) {
  if (Port* port = PortOf(CurrentRealm(info.GetIsolate()), Arg(info, 0))) port->closing = true;
}

// close(port): the other end is told, after what was sent.
void ClosePort(const Info& info) {
  if (Port* port = PortOf(CurrentRealm(info.GetIsolate()), Arg(info, 0))) delete Detach(port);
}

// setTransferMode(object or prototype, mode)
void SetMode(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  info[0].As<v8::Object>()->SetPrivate(realm->ctx(), realm->mode_key.Held(), Arg(info, 1)).IsJust();
}

// transferMode(object): as it was set; 1 is added to nothing else: 0 where it was not
void GetMode(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  int mode = Arg(info, 0)->IsObject() ? TransferMode(realm, info[0].As<v8::Object>()) : 0;
  info.Return(v8::Integer::New(realm->isolate, mode < 0 ? 0 : mode));
}

// markUncloneable(object)
void MarkUncloneable(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!Arg(info, 0)->IsObject()) return;
  realm->has_uncloneable = true;
  info[0]
      .As<v8::Object>()
      ->SetPrivate(realm->ctx(), realm->uncloneable_key.Held(), realm->true_value.Held())
      .IsJust();
}

}  // namespace

PortData::~PortData() {
  Leave(this);
  for (Message* message : incoming) message->Unref();
}

PortData* DetachPort(Realm* realm, Local<v8::Object> object) {
  Port* port = PortOf(realm, object);
  return port ? Detach(port) : nullptr;
}

bool IsPort(Realm* realm, Local<v8::Object> object) { return PortOf(realm, object) != nullptr; }

MaybeLocal<v8::Object> AttachPort(Realm* realm, PortData* data) {
  Local<v8::Value> object;
  if (!CallHook(realm, Hook::kPort, 0, nullptr).ToLocal(&object) || !object->IsObject()) return {};
  Attach(realm, object.As<v8::Object>(), data);
  return object.As<v8::Object>();
}

MaybeLocal<v8::Value> CallHook(Realm* realm, Hook hook, int argc, Local<v8::Value>* argv) {
  auto& function = realm->messages->hooks[static_cast<int>(hook)];
  if (function.IsEmpty()) return {};
  return function.Held()->Call(realm->isolate, realm->ctx(), realm->undefined.Held(), argc, argv);
}

int TransferMode(Realm* realm, Local<v8::Object> object) {
  HandleScope scope(realm->isolate);
  // An object like any other, up to here: nearly all that is sent.
  Address plain = *realm->object_prototype.slot();
  Local<v8::Value> at = object;
  while (at->IsObject() && *at.slot() != plain) {
    Local<v8::Value> mode;
    if (at->IsProxy() ||
        !at.As<v8::Object>()->GetPrivate(realm->ctx(), realm->mode_key.Held()).ToLocal(&mode))
      return -1;
    if (mode->IsInt32()) {
      // A prototype, that of a class of ours or of one above it, is an object like any other.
      auto name = ToLocal(naja_string(realm->root, "constructor")).As<v8::Name>();
      if (object->HasOwnProperty(realm->ctx(), name).FromMaybe(false)) return -1;
      return mode.As<v8::Int32>()->Value();
    }
    at = at.As<v8::Object>()->GetPrototypeV2();
  }
  return -1;
}

bool ReadTransferList(Realm* realm, Local<v8::Value> value, TransferList* list) {
  if (!value->IsArray()) return true;
  auto kinds = value.As<v8::Array>();
  for (uint32_t kind = 0; kind < 3; kind++) {
    Local<v8::Value> some;
    if (!kinds->Get(realm->ctx(), kind).ToLocal(&some)) return false;
    if (!some->IsArray()) continue;
    auto items = some.As<v8::Array>();
    for (uint32_t i = 0; i < items->Length(); i++) {
      Local<v8::Value> item;
      if (!items->Get(realm->ctx(), i).ToLocal(&item)) return false;
      if (kind == 0) list->buffers.push_back(item.As<v8::ArrayBuffer>());
      if (kind == 1) list->ports.push_back(item.As<v8::Object>());
      if (kind == 2) list->objects.push_back(item.As<v8::Object>());
    }
  }
  return true;
}

void CloseMessages(Realm* realm) {
  MessageHub* hub = realm->messages;
  if (!hub) return;
  for (Port* port : hub->ports) {
    if (port->data) {
      {
        std::lock_guard<std::mutex> lock(port->data->mutex);
        port->data->owner = nullptr;
      }
      delete port->data;
    }
    delete port;
  }
  hub->ports.clear();
  for (auto& hook : hub->hooks) hook.Reset();
  realm->messages = nullptr;
  hub->waker->Close();
  hub->waker->wake.data = hub;
  uv_close(reinterpret_cast<uv_handle_t*>(&hub->waker->wake),
           [](uv_handle_t* handle) { delete static_cast<MessageHub*>(handle->data); });
}

void InitMessaging(Realm* realm, Local<v8::Object> target) {
  auto* hub = realm->messages = new MessageHub;
  uv_async_t* wake = &hub->waker->wake;
  uv_async_init(realm->loop, wake, Woken);
  wake->data = realm;
  uv_unref(reinterpret_cast<uv_handle_t*>(wake));
  const Method methods[] = {{"setup", Setup},
                            {"channel", NewChannel},
                            {"broadcast", Broadcast},
                            {"post", Post},
                            {"send", Send},
                            {"clone", Clone},
                            {"receive", Receive},
                            {"start", Start},
                            {"stop", Stop},
                            {"drain", Drain},
                            {"ref", SetPortRef},
                            {"state", State},
                            {"closing", BeginClose},
                            {"close", ClosePort},
                            {"markUncloneable", MarkUncloneable},
                            {"setTransferMode", SetMode},
                            {"transferMode", GetMode}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja

using namespace naja;

struct naja_message {
  Message* message;
};

naja_message* naja_message_new(napi_env env, napi_value value, napi_value list) {
  TransferList transfer;
  if (!ReadTransferList(env->realm, ToLocal(list), &transfer)) return nullptr;
  Message* message = WriteMessage(env->realm, ToLocal(value), transfer);
  return message ? new naja_message{message} : nullptr;
}

napi_value naja_message_read(napi_env env, naja_message* message) {
  v8::TryCatch try_catch(env->isolate);
  Local<v8::Value> value;
  return ReadMessage(env->realm, message->message, nullptr).ToLocal(&value) ? FromLocal(value) : nullptr;
}

void naja_message_free(naja_message* message) {
  if (!message) return;
  message->message->Unref();
  delete message;
}
