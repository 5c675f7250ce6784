// messages.h: values on their way from one realm to another, and the ports that they go through.
#ifndef NAJA_ENGINE_MESSAGES_H_
#define NAJA_ENGINE_MESSAGES_H_

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "env.h"

namespace naja {

struct PortData;

// A value outside of every heap. Readable any number of times, on any thread, unless something was moved into
// it; counted, since a broadcast goes to several.
struct Message {
  std::atomic<int> references{1};
  uint8_t* bytes = nullptr;  // malloc'ed by the serializer
  size_t size = 0;
  std::vector<v8::SharedPtr> buffers;  // moved ArrayBuffers
  std::vector<v8::SharedPtr> shared;   // of SharedArrayBuffers
  std::vector<v8::CompiledWasmModule*> modules;
  std::vector<PortData*> ports;  // moved ports, which this owns until it is read
  Message* objects = nullptr;    // what objects of our own classes are made of
  bool close = false;            // no value: the other end was closed
  void Ref() { references.fetch_add(1, std::memory_order_relaxed); }
  void Unref() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

 private:
  ~Message();
};

// What is to be moved with a message, sorted by kind.
struct TransferList {
  std::vector<Local<v8::ArrayBuffer>> buffers;
  std::vector<Local<v8::Object>> ports;
  std::vector<Local<v8::Object>> objects;  // of our own classes
};

// Null where the value cannot be cloned: then an exception is pending.
Message* WriteMessage(Realm* realm, Local<v8::Value> value, const TransferList& list);
// From JavaScript's [buffers, ports, objects], or undefined; false after throwing.
bool ReadTransferList(Realm* realm, Local<v8::Value> value, TransferList* list);
// Empty where it cannot be read: an exception may be pending. `ports` receives the moved ports. The handles
// are the caller's scope's.
MaybeLocal<v8::Value> ReadMessage(Realm* realm, Message* message, std::vector<Local<v8::Value>>* ports);

void ReleaseStore(v8::SharedPtr pointer);
void AddOwner(v8::SharedPtr pointer);

// --- message_ports.cc

// Ends that hear one another: the two of a channel, or all BroadcastChannels of a name.
struct PortGroup {
  std::mutex mutex;
  std::string name;  // of BroadcastChannels; empty for the two ends of a channel
  bool broadcast = false;
  std::vector<PortData*> members;
};

struct Port;

// The end of a channel that can travel: in a realm (then it has an owner), or in a message.
struct PortData {
  std::mutex mutex;  // taken after a group's
  std::deque<Message*> incoming;
  Port* owner = nullptr;
  std::shared_ptr<PortGroup> group;  // changes only on the thread that owns this
  ~PortData();
};

// What a realm needs for its ports, made with the first one.
struct MessageHub;

// A port that left its realm: the object is of no more use there. Null if it had already.
PortData* DetachPort(Realm* realm, Local<v8::Object> object);
bool IsPort(Realm* realm, Local<v8::Object> object);
MaybeLocal<v8::Object> AttachPort(Realm* realm, PortData* data);
// JavaScript's half of what the serializer asks: see ext/events/clone.js.
enum class Hook { kTake, kMake, kError, kPort, kMessage, kClosed, kCount };
// Empty where it throws.
MaybeLocal<v8::Value> CallHook(Realm* realm, Hook hook, int argc, Local<v8::Value>* argv);
// What may be done with an object (clone.js has the numbers); -1: it is of no class of ours.
int TransferMode(Realm* realm, Local<v8::Object> object);
// At a realm's end: its ports are closed; its part of the loop is given back when that turns.
void CloseMessages(Realm* realm);

}  // namespace naja

#endif  // NAJA_ENGINE_MESSAGES_H_
