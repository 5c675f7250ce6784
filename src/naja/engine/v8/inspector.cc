// binding('inspector'): sessions with V8's inspector, in the process and for debuggers at a distance. Nothing
// of it is made before the first session. docs/inspector.md says what each function takes and gives.
#include "inspector.h"

#include <sys/time.h>
#include <uv.h>

#include <map>
#include <string_view>

#include "../permissions.h"
#include "contexts.h"

namespace naja {

namespace inspect = v8_inspector;

namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;
constexpr int kGroup = 1;

inspect::StringView View(const std::string& text) { return {true, text.size(), text.data()}; }

// JavaScript's own code units.
struct TwoByte {
  std::vector<uint16_t> units;
  TwoByte(v8::Isolate* isolate, Local<v8::String> text) : units(static_cast<size_t>(text->Length())) {
    text->WriteV2(isolate, 0, static_cast<uint32_t>(units.size()), units.data());
  }
  inspect::StringView view() const { return {false, units.size(), units.data()}; }
};

TwoByte Text(Realm* realm, Local<v8::Value> value) {
  Local<v8::String> text;
  if (value.IsEmpty() || !value->ToString(realm->ctx()).ToLocal(&text)) text = NewString(realm->isolate, "");
  return TwoByte(realm->isolate, text);
}

Local<v8::String> ToString(v8::Isolate* isolate, inspect::StringView view) {
  int length = static_cast<int>(view.length);
  return (view.is_8bit ? v8::String::NewFromOneByte(isolate, static_cast<const uint8_t*>(view.characters),
                                                    v8::NewStringType::kNormal, length)
                       : v8::String::NewFromTwoByte(isolate, static_cast<const uint16_t*>(view.characters),
                                                    v8::NewStringType::kNormal, length))
      .Unchecked();
}

std::string ToUtf8(v8::Isolate* isolate, inspect::StringView view) {
  HandleScope scope(isolate);
  Local<v8::String> text = ToString(isolate, view);
  if (text.IsEmpty()) return {};
  std::string bytes(text->Utf8LengthV2(isolate), '\0');
  text->WriteUtf8V2(isolate, bytes.data(), bytes.size(), v8::String::kReplaceInvalidUtf8);
  return bytes;
}

// The URL of a file: what a path has that means something in URLs is escaped.
std::string FileUrl(const std::string& path) {
  static constexpr char kHex[] = "0123456789ABCDEF", kEscaped[] = " \"#%<>?\\^`{}";
  std::string url = "file://";
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    bool escape = byte < 0x20 || byte > 0x7e || strchr(kEscaped, c);
    if (!escape) {
      url += c;
      continue;
    }
    url += '%';
    url += kHex[byte >> 4];
    url += kHex[byte & 15];
  }
  return url;
}

// A session: a function of JavaScript's hears what it says, or a debugger at a distance.
class Session : public inspect::V8Inspector::Channel {
 public:
  Session(Inspector* owner, int id, Local<v8::Value> listener);
  ~Session() override { delete session_; }
  void Dispatch(Local<v8::String> message) {
    depth_++;
    if (!DispatchOwn(message)) {
      TwoByte text(CurrentIsolate(), message);
      session_->dispatchProtocolMessage(text.view());
    }
    depth_--;
  }
  void Pause(const char* reason) {
    std::string text = reason;
    session_->schedulePauseOnNextStatement(View(text), View(text));
  }
  bool is_remote() const { return listener_.IsEmpty(); }
  bool is_busy() const { return depth_ != 0; }
  void Forget() { closed_ = true; }
  // NodeRuntime: that the program waits for a debugger; that it has ended.
  void TellOfWaiting() {
    if (wants_runtime_) TellText(R"({"method":"NodeRuntime.waitingForDebugger","params":{}})");
  }
  void TellOfEnd() {
    if (wants_end_) TellText(R"({"method":"NodeRuntime.waitingForDisconnect","params":{}})");
  }
  bool wants_end() const { return wants_end_; }

  void sendResponse(int, inspect::StringBuffer* message) override { Tell(message); }
  void sendNotification(inspect::StringBuffer* message) override { Tell(message); }
  void flushProtocolNotifications() override {}

 private:
  void Tell(inspect::StringBuffer* message);
  void TellText(const std::string& text) { Tell(inspect::StringBuffer::create(View(text))); }
  bool DispatchOwn(Local<v8::String> message);
  v8::Isolate* CurrentIsolate() const;
  Inspector* owner_;
  int id_;
  int depth_ = 0;
  bool closed_ = false, wants_runtime_ = false, wants_end_ = false;
  Global<v8::Function> listener_;
  inspect::V8InspectorSession* session_;
};

struct Timer {
  uv_timer_t handle;
  void (*callback)(void* data);
  void* data;
};

}  // namespace

class Inspector : public inspect::V8InspectorClient {
 public:
  explicit Inspector(Realm* realm) : realm_(realm) {
    // A profiler that is told of code, while coverage is counted, dies where the function's bytecode has been
    // flushed.
    static constexpr char kKeepBytecode[] = "--no-flush-bytecode";
    SetFlags(kKeepBytecode, sizeof(kKeepBytecode) - 1);
    inspector_ = inspect::V8Inspector::create(realm->isolate, this);
    Announce(realm->ctx(), realm->inspected_as, true);
  }
  ~Inspector() override {
    if (remote_) remote_->Close();
    sessions_.clear();
    ended_.clear();
    for (auto& [data, timer] : timers_) Stop(timer);
    delete inspector_;
  }

  static Inspector* Of(Realm* realm);

  void Announce(Local<v8::Context> context, const std::string& name, bool is_default) {
    std::string more = is_default ? R"({"isDefault":true})" : R"({"isDefault":false})";
    inspect::V8ContextInfo info;
    info.context = context;
    info.group = kGroup;
    info.name = View(name);
    info.aux_data = View(more);
    inspector_->contextCreated(info);
  }
  void AnnounceFurther(Local<v8::Context> context) {
    Announce(context, "VM Context " + std::to_string(++contexts_), false);
  }

  void Connect(int id, Local<v8::Value> listener) {
    sessions_[id] = std::make_unique<Session>(this, id, listener);
  }
  int NewId() { return --last_own_; }
  Session* Find(int id) {
    auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
  }
  void Disconnect(int id) {
    auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    // Its end answers what it has been asked.
    std::unique_ptr<Session> session = std::move(found->second);
    sessions_.erase(found);
    if (!session->is_busy() && !paused_) return;
    // One that says something just now ends when it has.
    session->Forget();
    ended_.push_back(std::move(session));
  }
  void Dispatch(int id, Local<v8::String> message) {
    Session* session = Find(id);
    if (session) session->Dispatch(message);
    Sweep();
  }

  // Debuggers at a distance.
  Remote* Reachable() {
    if (!remote_) {
      remote_ = Remote::Open(realm_, [](void* self) { static_cast<Inspector*>(self)->Drain(); }, this);
    }
    return remote_;
  }
  void Drain();
  void WaitForDebugger() {
    waits_for_debugger_ = true;
    for (auto& [id, session] : sessions_) session->TellOfWaiting();
    RunMessages();
  }
  bool waits_for_debugger() const { return waits_for_debugger_; }
  // Until no debugger is there any more.
  void WaitForDisconnect() {
    waits_for_end_ = true;
    for (auto& [id, session] : sessions_) session->TellOfEnd();
    DestroyUnlessWanted();
    RunMessages();
    waits_for_end_ = false;
  }
  bool IsHeard() const { return !sessions_.empty() || remote_; }
  bool HasRemote() const {
    for (const auto& [id, session] : sessions_)
      if (session->is_remote()) return true;
    return false;
  }
  void PauseOnNextStatement(const char* reason) {
    for (auto& [id, session] : sessions_) session->Pause(reason);
  }

  void runMessageLoopOnPause(int) override {
    resumed_ = false;
    paused_++;
    RunMessages();
    paused_--;
  }
  void quitMessageLoopOnPause() override { resumed_ = true; }
  void runIfWaitingForDebugger(int) override { waits_for_debugger_ = false; }
  Local<v8::Context> ensureDefaultContextInGroup(int) override { return realm_->ctx(); }
  void installAdditionalCommandLineAPI(Local<v8::Context> context, Local<v8::Object> object) override {
    if (command_line.IsEmpty()) return;
    v8::TryCatch ignore(realm_->isolate);
    Local<v8::Value> argv[1] = {object};
    (void)command_line.Held()->Call(realm_->isolate, context, realm_->undefined.Held(), 1, argv);
  }
  double currentTimeMS() override {
    timeval now;
    gettimeofday(&now, nullptr);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_usec) / 1e3;
  }
  void startRepeatingTimer(double seconds, void (*callback)(void* data), void* data) override {
    auto* timer = new Timer{{}, callback, data};
    uv_timer_init(realm_->loop, &timer->handle);
    timer->handle.data = timer;
    auto every = static_cast<uint64_t>(seconds * 1000);
    uv_timer_start(
        &timer->handle,
        [](uv_timer_t* handle) {
          auto* timer = static_cast<Timer*>(handle->data);
          timer->callback(timer->data);
        },
        every, every);
    uv_unref(reinterpret_cast<uv_handle_t*>(&timer->handle));
    timers_[data] = timer;
  }
  void cancelTimer(void* data) override {
    auto found = timers_.find(data);
    if (found == timers_.end()) return;
    Stop(found->second);
    timers_.erase(found);
  }
  void maxAsyncCallStackDepthChanged(int depth) override {
    if (async_depth.IsEmpty() || !realm_->can_run_js()) return;
    HandleScope scope(realm_->isolate);
    v8::TryCatch ignore(realm_->isolate);
    Local<v8::Value> argv[1] = {depth ? realm_->true_value.Held() : realm_->false_value.Held()};
    (void)async_depth.Held()->Call(realm_->isolate, realm_->ctx(), realm_->undefined.Held(), 1, argv);
  }
  inspect::StringBuffer* resourceNameToUrl(const inspect::StringView& name) override {
    std::string path = ToUtf8(realm_->isolate, name);
    if (path.empty() || path[0] != '/') return nullptr;
    return inspect::StringBuffer::create(View(FileUrl(path)));
  }

  Realm* realm() const { return realm_; }
  inspect::V8Inspector* engine() const { return inspector_; }
  Remote* remote() const { return remote_; }
  Global<v8::Function> command_line, async_depth;
  bool tells = false;  // of a call of the console

 private:
  static void Stop(Timer* timer) {
    uv_timer_stop(&timer->handle);
    uv_close(reinterpret_cast<uv_handle_t*>(&timer->handle),
             [](uv_handle_t* handle) { delete static_cast<Timer*>(handle->data); });
  }
  void Sweep() {
    if (paused_) return;
    std::erase_if(ended_, [](const auto& session) { return !session->is_busy(); });
  }
  void Handle(const Remote::Message& message) {
    HandleScope scope(realm_->isolate);
    switch (message.kind) {
      case Remote::kConnect:
        return Connect(message.session, {});
      case Remote::kDisconnect:
        return Disconnect(message.session);
      case Remote::kMessage:
        Local<v8::String> text =
            v8::String::NewFromUtf8(realm_->isolate, message.text.data(), v8::NewStringType::kNormal,
                                    static_cast<int>(message.text.size()))
                .Unchecked();
        if (!text.IsEmpty()) Dispatch(message.session, text);
    }
  }
  bool Waits() const {
    if (!realm_->can_run_js()) return false;
    if (waits_for_debugger_) return true;
    return ((paused_ && !resumed_) || waits_for_end_) && HasRemote();
  }
  // The program has ended: V8 says so, unless a debugger wants to go on looking.
  void DestroyUnlessWanted() {
    for (auto& [id, session] : sessions_)
      if (session->wants_end()) return;
    if (!destroyed_) inspector_->contextDestroyed(realm_->ctx());
    destroyed_ = true;
  }
  // The thread stands still, but for what debuggers ask.
  void RunMessages() {
    if (running_ || !remote_) return;
    running_ = true;
    Remote::Message message;
    while (Waits() && remote_->Next(&message, true)) {
      Handle(message);
      if (waits_for_end_) DestroyUnlessWanted();
    }
    running_ = false;
  }

  Realm* realm_;
  inspect::V8Inspector* inspector_;
  std::map<int, std::unique_ptr<Session>> sessions_;  // those of JavaScript have negative numbers
  std::vector<std::unique_ptr<Session>> ended_;
  std::map<void*, Timer*> timers_;
  Remote* remote_ = nullptr;
  int last_own_ = 0, contexts_ = 0, paused_ = 0;
  bool resumed_ = true, waits_for_debugger_ = false, waits_for_end_ = false, running_ = false;
  bool destroyed_ = false;
};

namespace {

Session::Session(Inspector* owner, int id, Local<v8::Value> listener) : owner_(owner), id_(id) {
  if (!listener.IsEmpty()) listener_.Reset(owner->realm()->isolate, listener.As<v8::Function>());
  session_ = owner->engine()->connect(kGroup, this, {}, inspect::V8Inspector::kFullyTrusted,
                                      inspect::V8Inspector::kNotWaitingForDebugger);
}

v8::Isolate* Session::CurrentIsolate() const { return owner_->realm()->isolate; }

// The domain that is Node's own, not V8's.
bool Session::DispatchOwn(Local<v8::String> message) {
  Realm* realm = owner_->realm();
  auto context = realm->ctx();
  TwoByte text(realm->isolate, message);
  static constexpr std::u16string_view kDomain = u"\"NodeRuntime.";
  std::u16string_view units(reinterpret_cast<const char16_t*>(text.units.data()), text.units.size());
  if (units.find(kDomain) == std::u16string_view::npos) return false;
  v8::TryCatch ignore(realm->isolate);
  Local<v8::Value> parsed, method, id, params, enabled;
  if (!v8::JSON_Parse(context, message, {}).ToLocal(&parsed) || !parsed->IsObject()) return false;
  auto object = parsed.As<v8::Object>();
  auto property = [&](Local<v8::Object> of, const char* name, Local<v8::Value>* value) {
    return of->Get(context, NewString(realm->isolate, name)).ToLocal(value);
  };
  if (!property(object, "method", &method) || !method->IsString() || !property(object, "id", &id))
    return false;
  std::string name = ToUtf8(realm->isolate, TwoByte(realm->isolate, method.As<v8::String>()).view());
  if (name == "NodeRuntime.enable" || name == "NodeRuntime.disable") {
    wants_runtime_ = name == "NodeRuntime.enable";
  } else if (name == "NodeRuntime.notifyWhenWaitingForDisconnect") {
    wants_end_ = property(object, "params", &params) && params->IsObject() &&
                 property(params.As<v8::Object>(), "enabled", &enabled) && enabled->IsTrue();
  } else {
    return false;
  }
  int64_t number = id->IntegerValue(context).FromMaybe(0);
  TellText("{\"id\":" + std::to_string(number) + ",\"result\":{}}");
  if (name == "NodeRuntime.enable" && owner_->waits_for_debugger()) TellOfWaiting();
  return true;
}

void Session::Tell(inspect::StringBuffer* message) {
  Realm* realm = owner_->realm();
  std::unique_ptr<inspect::StringBuffer> kept(message);
  if (closed_) return;
  if (is_remote()) return owner_->remote()->Send(id_, ToUtf8(realm->isolate, message->string()));
  if (!realm->can_run_js()) return;
  HandleScope scope(realm->isolate);
  v8::TryCatch try_catch(realm->isolate);
  Local<v8::Value> argv[1] = {ToString(realm->isolate, message->string())};
  if (argv[0].IsEmpty()) return;
  depth_++;
  (void)listener_.Held()->Call(realm->isolate, realm->ctx(), realm->undefined.Held(), 1, argv);
  depth_--;
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

// Contexts that there were before anybody inspected: weak.
struct Known {
  Realm* realm;
  Global<v8::Context> context;
};
void KnownFreed(const v8::WeakCallbackInfo<void>& info) {
  auto* known = static_cast<Known*>(info.GetParameter());
  known->context.Reset();
  std::erase(known->realm->known_contexts, known);
  delete known;
}

// NULL after throwing. What the user's own options ask for needs no permission.
Inspector* Allowed(const Info& info, bool is_users = false) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (naja_permissions* permissions = is_users ? nullptr : realm->permissions) {
    if (napi_value denied = permissions->ask(realm->root, permissions, NAJA_MAY_INSPECTOR, nullptr, false)) {
      realm->isolate->ThrowException(ToLocal(denied));
      return nullptr;
    }
  }
  return Inspector::Of(realm);
}

Local<v8::Value> Integer(Realm* realm, int value) { return v8::Integer::New(realm->isolate, value); }
int Number(Realm* realm, Local<v8::Value> value) { return value->Int32Value(realm->ctx()).FromMaybe(0); }
Local<v8::Value> Truth(Realm* realm, bool value) {
  return value ? realm->true_value.Held() : realm->false_value.Held();
}

// connect(listener, isUsers): the number of a session whose messages, JSON, the listener is called with.
void Connect(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!Arg(info, 0)->IsFunction()) return ThrowTypeError(realm, "a function is expected");
  Inspector* inspector = Allowed(info, Arg(info, 1)->IsTrue());
  if (!inspector) return;
  int id = inspector->NewId();
  inspector->Connect(id, info[0]);
  info.Return(Integer(realm, id));
}

void Dispatch(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!realm->inspector) return;
  if (!Arg(info, 1)->IsString()) return ThrowTypeError(realm, "a message is expected");
  realm->inspector->Dispatch(Number(realm, Arg(info, 0)), info[1].As<v8::String>());
}

void Disconnect(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (realm->inspector) realm->inspector->Disconnect(Number(realm, Arg(info, 0)));
}

// console(): V8's own, which tells sessions.
void Console(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Local<v8::Value> console;
  if (realm->ctx()
          ->GetExtrasBindingObject()
          ->Get(realm->ctx(), NewString(realm->isolate, "console"))
          .ToLocal(&console))
    info.Return(console);
}

// both(of V8, own): a function that calls the one, so that sessions hear of it, and then the other; no frame
// of ours is between them and their caller.
void CallBoth(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  auto context = realm->ctx();
  auto both = info.Data().As<v8::Array>();
  std::vector<Local<v8::Value>> argv;
  for (int i = 0; i < info.Length(); i++) argv.push_back(info[i]);
  Local<v8::Value> first, second, result;
  if (!both->Get(context, 0).ToLocal(&first) || !both->Get(context, 1).ToLocal(&second)) return;
  Inspector* inspector = realm->inspector;
  // A listener that prints is not told of that.
  if (inspector && inspector->IsHeard() && !inspector->tells) {
    inspector->tells = true;
    bool told = first.As<v8::Function>()
                    ->Call(isolate, context, info.This(), info.Length(), argv.data())
                    .ToLocal(&result);
    inspector->tells = false;
    if (!told) return;
  }
  if (second.As<v8::Function>()
          ->Call(isolate, context, info.This(), info.Length(), argv.data())
          .ToLocal(&result))
    info.Return(result);
}
void Both(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!Arg(info, 0)->IsFunction() || !Arg(info, 1)->IsFunction())
    return ThrowTypeError(realm, "two functions are expected");
  Local<v8::Value> both[2] = {info[0], info[1]};
  Local<v8::Function> function;
  if (v8::Function::New(realm->ctx(), CallBoth, v8::Array::New(realm->isolate, both, 2), 0,
                        v8::ConstructorBehavior::kThrow)
          .ToLocal(&function))
    info.Return(function);
}

// name(text): what debuggers are to see this environment as; before its first session.
void SetName(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  realm->inspected_as = ToUtf8(realm->isolate, Text(realm, Arg(info, 0)).view());
}

// hooks(commandLine, asyncDepth): called with the object of a debugger's console, with whether asynchronous
// stacks are wanted.
void Hooks(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  Inspector* inspector = Inspector::Of(realm);
  if (Arg(info, 0)->IsFunction()) inspector->command_line.Reset(realm->isolate, info[0].As<v8::Function>());
  if (Arg(info, 1)->IsFunction()) inspector->async_depth.Reset(realm->isolate, info[1].As<v8::Function>());
}

// open(isUsers, host, port): the number of the queues that the server's thread speaks to, which will listen
// there.
void Open(const Info& info) {
  bool is_users = Arg(info, 0)->IsTrue();
  Inspector* inspector = Allowed(info, is_users);
  if (!inspector) return;
  naja_permissions* permissions = inspector->realm()->permissions;
  if (permissions && !is_users) {
    Realm* realm = inspector->realm();
    sockaddr_storage address{};
    std::string host = ToUtf8(realm->isolate, Text(realm, Arg(info, 1)).view());
    int port = Number(realm, Arg(info, 2));
    if (uv_ip4_addr(host.c_str(), port, reinterpret_cast<sockaddr_in*>(&address)) != 0 &&
        uv_ip6_addr(host.c_str(), port, reinterpret_cast<sockaddr_in6*>(&address)) != 0)
      return ThrowTypeError(realm, "With permissions, the inspector listens at a numeric address only");
    napi_value denied =
        permissions->ask_address(realm->root, permissions, reinterpret_cast<sockaddr*>(&address));
    if (denied) {
      realm->isolate->ThrowException(ToLocal(denied));
      return;
    }
  }
  Remote* remote = inspector->Reachable();
  if (remote) info.Return(Integer(inspector->realm(), static_cast<int>(remote->id())));
}

void WaitForDebugger(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (realm->inspector) realm->inspector->WaitForDebugger();
}
void WaitForDisconnect(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (realm->inspector) realm->inspector->WaitForDisconnect();
}
void HasRemote(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  info.Return(Truth(realm, realm->inspector && realm->inspector->HasRemote()));
}
// poll(): what has come is done now.
void Poll(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (realm->inspector && realm->inspector->remote()) realm->inspector->Drain();
}
void IsUsed(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  info.Return(Truth(realm, realm->inspector != nullptr));
}
void PauseOnNextStatement(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (realm->inspector) realm->inspector->PauseOnNextStatement("Break on start");
}

// uncaught(error): debuggers are told of it.
void Uncaught(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!realm->inspector || info.Length() < 1) return;
  Local<v8::Message> message = v8::Exception::CreateMessage(realm->isolate, info[0]);
  Local<v8::Value> name = message->GetScriptResourceName();
  std::string details;
  if (info[0]->IsNativeError()) details = "Uncaught";
  TwoByte url = Text(realm, name);
  std::string uncaught = "Uncaught";
  auto line = static_cast<unsigned>(message->GetLineNumber(realm->ctx()).FromMaybe(0));
  realm->inspector->engine()->exceptionThrown(realm->ctx(), View(uncaught), info[0], View(details),
                                              url.view(), line,
                                              static_cast<unsigned>(message->GetStartColumn()), nullptr, 0);
}

void* Task(Realm* realm, Local<v8::Value> id) {
  auto number = static_cast<uintptr_t>(id->IntegerValue(realm->ctx()).FromMaybe(0));
  return reinterpret_cast<void*>(number << 1);
}
// scheduled(name, id, again), and the like: what node:async_hooks sees.
void Scheduled(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (!realm->inspector) return;
  TwoByte name = Text(realm, Arg(info, 0));
  realm->inspector->engine()->asyncTaskScheduled(name.view(), Task(realm, Arg(info, 1)),
                                                 Arg(info, 2)->IsTrue());
}
template <void (inspect::V8Inspector::*tell)(void* task)>
void TellOfTask(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (realm->inspector) (realm->inspector->engine()->*tell)(Task(realm, Arg(info, 0)));
}
void AllCanceled(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (realm->inspector) realm->inspector->engine()->allAsyncTasksCanceled();
}

}  // namespace

Inspector* Inspector::Of(Realm* realm) {
  if (realm->inspector) return realm->inspector;
  realm->inspector = new Inspector(realm);
  for (auto* known : realm->known_contexts)
    realm->inspector->AnnounceFurther(static_cast<Known*>(known)->context.Get(realm->isolate));
  naja_at_close(
      realm->root,
      [](void* raw) {
        auto* realm = static_cast<Realm*>(raw);
        Inspector* inspector = realm->inspector;
        realm->inspector = nullptr;
        if (realm->dead) return;
        Entered entered(realm->ctx());
        delete inspector;
      },
      realm);
  return realm->inspector;
}

// Between two turns of the loop, or in the middle of what runs.
void Inspector::Drain() {
  Remote::Message message;
  if (running_ || !realm_->can_run_js()) return;
  if (realm_->callback_depth) {
    while (remote_->Next(&message, false)) Handle(message);
    return;
  }
  HandleScope scope(realm_->isolate);
  while (remote_->Next(&message, false)) {
    naja_callback_scope callback;
    naja_callback_scope_open(realm_->root, &callback, nullptr);
    Handle(message);
    naja_callback_scope_close(realm_->root, &callback);
  }
}

void ContextMade(Realm* realm, Local<v8::Context> context) {
  auto* known = new Known{realm, Global<v8::Context>(realm->isolate, context)};
  known->context.SetWeak(known, KnownFreed);
  realm->known_contexts.push_back(known);
  if (realm->inspector) realm->inspector->AnnounceFurther(context);
}

void InitInspector(Realm* realm, Local<v8::Object> target) {
  using Engine = inspect::V8Inspector;
  const Method methods[] = {{"connect", Connect},
                            {"dispatch", Dispatch},
                            {"disconnect", Disconnect},
                            {"console", Console},
                            {"both", Both},
                            {"name", SetName},
                            {"hooks", Hooks},
                            {"open", Open},
                            {"waitForDebugger", WaitForDebugger},
                            {"waitForDisconnect", WaitForDisconnect},
                            {"hasRemote", HasRemote},
                            {"poll", Poll},
                            {"isUsed", IsUsed},
                            {"pauseOnNextStatement", PauseOnNextStatement},
                            {"uncaught", Uncaught},
                            {"scheduled", Scheduled},
                            {"canceled", TellOfTask<&Engine::asyncTaskCanceled>},
                            {"started", TellOfTask<&Engine::asyncTaskStarted>},
                            {"finished", TellOfTask<&Engine::asyncTaskFinished>},
                            {"allCanceled", AllCanceled}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja
