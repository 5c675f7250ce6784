// inspector.h: V8's inspector as the pinned library has it (the virtual functions in the order of its
// vtables), and what Naja makes of it. docs/inspector.md.
#ifndef NAJA_ENGINE_INSPECTOR_H_
#define NAJA_ENGINE_INSPECTOR_H_

#include "bindings.h"

namespace v8_inspector {

struct V8_API StringView {
  bool is_8bit = true;
  size_t length = 0;
  const void* characters = nullptr;
};

class V8_API StringBuffer {
 public:
  virtual ~StringBuffer() = default;
  virtual StringView string() const = 0;
  static StringBuffer* create(StringView text);
};

struct V8ContextInfo {
  v8::Local<v8::Context> context;
  int group = 0;
  StringView name, origin, aux_data;
  bool has_memory_on_console = false;
};

class V8_API V8InspectorSession {
 public:
  virtual ~V8InspectorSession() = default;
  virtual void addInspectedObject(void* inspectable) = 0;
  virtual void dispatchProtocolMessage(StringView message) = 0;
  virtual void* state() = 0;             // a std::vector: not to be called
  virtual void* supportedDomains() = 0;  // the same
  virtual void schedulePauseOnNextStatement(StringView reason, StringView details) = 0;
};

class V8_API V8InspectorClient {
 public:
  virtual ~V8InspectorClient() = default;
  virtual void runMessageLoopOnPause(int group) {}
  virtual void runMessageLoopOnInstrumentationPause(int group) { runMessageLoopOnPause(group); }
  virtual void quitMessageLoopOnPause() {}
  virtual void runIfWaitingForDebugger(int group) {}
  virtual void muteMetrics(int group) {}
  virtual void unmuteMetrics(int group) {}
  virtual void beginUserGesture() {}
  virtual void endUserGesture() {}
  virtual void* deepSerialize(v8::Local<v8::Value> value, int depth, v8::Local<v8::Object> options) {
    return nullptr;
  }
  virtual StringBuffer* valueSubtype(v8::Local<v8::Value> value) { return nullptr; }
  virtual StringBuffer* descriptionForValueSubtype(v8::Local<v8::Context> context,
                                                   v8::Local<v8::Value> value) {
    return nullptr;
  }
  virtual bool isInspectableHeapObject(v8::Local<v8::Object> object) { return true; }
  virtual v8::Local<v8::Context> ensureDefaultContextInGroup(int group) { return {}; }
  virtual void beginEnsureAllContextsInGroup(int group) {}
  virtual void endEnsureAllContextsInGroup(int group) {}
  virtual void installAdditionalCommandLineAPI(v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
  }
  virtual void* reserved() { return nullptr; }
  virtual void consoleAPIMessage(int group, int level, const StringView& message, const StringView& url,
                                 unsigned line, unsigned column, void* stack) {}
  virtual v8::Address* memoryInfo(v8::Isolate* isolate, v8::Local<v8::Context> context) { return nullptr; }
  virtual void consoleTime(v8::Isolate* isolate, v8::Local<v8::String> label) {}
  virtual void consoleTimeEnd(v8::Isolate* isolate, v8::Local<v8::String> label) {}
  virtual void consoleTimeStamp(v8::Isolate* isolate, v8::Local<v8::String> label) {}
  virtual void consoleTimeStampWithArgs(v8::Isolate* isolate, v8::Local<v8::String> label, const void* rest) {
  }
  virtual void consoleClear(int group) {}
  virtual double currentTimeMS() { return 0; }
  virtual void startRepeatingTimer(double seconds, void (*callback)(void* data), void* data) {}
  virtual void cancelTimer(void* data) {}
  virtual bool canExecuteScripts(int group) { return true; }
  virtual void maxAsyncCallStackDepthChanged(int depth) {}
  virtual StringBuffer* resourceNameToUrl(const StringView& name) { return nullptr; }
  virtual int64_t generateUniqueId() { return 0; }
  virtual void dispatchError(v8::Local<v8::Context> context, v8::Local<v8::Message> message,
                             v8::Local<v8::Value> error) {}
  // Of versions to come.
  virtual void* reserved1() { return nullptr; }
  virtual void* reserved2() { return nullptr; }
};

class V8_API V8Inspector {
 public:
  static V8Inspector* create(v8::Isolate* isolate, V8InspectorClient* client);
  class V8_API Channel {
   public:
    virtual ~Channel() = default;
    virtual void sendResponse(int call, StringBuffer* message) = 0;
    virtual void sendNotification(StringBuffer* message) = 0;
    virtual void flushProtocolNotifications() = 0;
  };
  enum Trust { kUntrusted, kFullyTrusted };
  enum PauseState { kWaitingForDebugger, kNotWaitingForDebugger };

  virtual ~V8Inspector() = default;
  virtual void contextCreated(const V8ContextInfo& info) = 0;
  virtual void contextDestroyed(v8::Local<v8::Context> context) = 0;
  virtual void resetContextGroup(int group) = 0;
  virtual v8::Address* contextById(int id) = 0;
  virtual void* uniqueDebuggerId(int id) = 0;  // not to be called
  virtual uint64_t isolateId() = 0;
  virtual void idleStarted() = 0;
  virtual void idleFinished() = 0;
  virtual void asyncTaskScheduled(StringView name, void* task, bool recurring) = 0;
  virtual void asyncTaskCanceled(void* task) = 0;
  virtual void asyncTaskStarted(void* task) = 0;
  virtual void asyncTaskFinished(void* task) = 0;
  virtual void allAsyncTasksCanceled() = 0;
  virtual void* storeCurrentStackTrace(StringView description) = 0;  // not to be called
  virtual void externalAsyncTaskStarted(const void* parent) = 0;
  virtual void externalAsyncTaskFinished(const void* parent) = 0;
  virtual unsigned exceptionThrown(v8::Local<v8::Context> context, StringView message,
                                   v8::Local<v8::Value> error, StringView details, StringView url,
                                   unsigned line, unsigned column, void* stack, int script) = 0;
  virtual void exceptionRevoked(v8::Local<v8::Context> context, unsigned id, StringView message) = 0;
  virtual bool associateExceptionData(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                      v8::Local<v8::Name> key, v8::Local<v8::Value> value) = 0;
  virtual V8InspectorSession* connect(int group, Channel* channel, StringView state, Trust trust,
                                      PauseState pause) = 0;
  virtual v8::SharedPtr connectShared(int group, Channel* channel, StringView state, Trust trust,
                                      PauseState pause) = 0;
  virtual void* createStackTrace(v8::Local<v8::StackTrace> trace) = 0;
};

}  // namespace v8_inspector

namespace naja {

// A context of node:vm's, for an inspector that is there already or comes later.
void ContextMade(Realm* realm, Local<v8::Context> context);

// What arrives for a realm from other threads, and what it answers (inspector_remote.cc). The protocol's
// messages are UTF-8.
class Remote {
 public:
  enum Kind { kMessage, kConnect, kDisconnect };
  struct Message {
    int session;
    Kind kind;
    std::string text;
  };
  // Opens it for the realm that this thread is in; `drain(data)` is called there whenever something has come.
  static Remote* Open(Realm* realm, void (*drain)(void* data), void* data);
  // From then on nothing comes.
  void Close();
  uint32_t id() const { return id_; }
  // The next message; with `wait`, sleeps until there is one. False: none, or closed.
  bool Next(Message* message, bool wait);
  void Send(int session, std::string text);

  // For other threads.
  static bool Post(uint32_t id, Message message);
  static bool Take(uint32_t id, Message* message);
  static int Descriptor(uint32_t id);

 private:
  struct State;
  State* state_;
  uint32_t id_;
};

}  // namespace naja

#endif  // NAJA_ENGINE_INSPECTOR_H_
