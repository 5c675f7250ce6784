// nan's callbacks, and its work on libuv's threads.
#ifndef NAJA_V8_NAN_ASYNC_H_
#define NAJA_V8_NAN_ASYNC_H_

namespace Nan NAJA_HIDDEN {

class AsyncResource {
 public:
  explicit AsyncResource(const char* name, v8::Local<v8::Object> resource = v8::Local<v8::Object>()) {
    napi_async_init(naja_addon::env, naja_addon::Raw(*resource), naja_addon::Text(name), &context_);
  }
  AsyncResource(v8::Local<v8::String> name, v8::Local<v8::Object> resource = v8::Local<v8::Object>()) {
    napi_async_init(naja_addon::env, naja_addon::Raw(*resource), naja_addon::Raw(*name), &context_);
  }
  ~AsyncResource() { napi_async_destroy(naja_addon::env, context_); }
  AsyncResource(const AsyncResource&) = delete;
  void operator=(const AsyncResource&) = delete;
  MaybeLocal<v8::Value> runInAsyncScope(v8::Local<v8::Object> receiver, v8::Local<v8::Function> function,
                                        int argc, v8::Local<v8::Value>* argv) {
    std::vector<napi_value> arguments = v8::Function::Arguments(argc, argv);
    napi_value out = nullptr;
    napi_status status =
        napi_make_callback(naja_addon::env, context_, naja_addon::Raw(*receiver), naja_addon::Raw(*function),
                           arguments.size(), arguments.data(), &out);
    if (status != napi_ok) naja_addon::Report();
    return naja_addon::MakeMaybe<v8::Value>(status, out);
  }
  MaybeLocal<v8::Value> runInAsyncScope(v8::Local<v8::Object> receiver, v8::Local<v8::String> name, int argc,
                                        v8::Local<v8::Value>* argv) {
    v8::Local<v8::Value> function;
    if (!Get(receiver, name).ToLocal(&function)) return MaybeLocal<v8::Value>();
    return runInAsyncScope(receiver, function.As<v8::Function>(), argc, argv);
  }
  MaybeLocal<v8::Value> runInAsyncScope(v8::Local<v8::Object> receiver, const char* name, int argc,
                                        v8::Local<v8::Value>* argv) {
    return runInAsyncScope(receiver, New(name).ToLocalChecked(), argc, argv);
  }

 private:
  napi_async_context context_ = nullptr;
};

class Callback {
 public:
  Callback() = default;
  explicit Callback(const v8::Local<v8::Function>& function) : handle_(function) {}
  Callback(const Callback&) = delete;
  void operator=(const Callback&) = delete;
  ~Callback() { handle_.Reset(); }
  bool operator==(const Callback& that) const { return handle_ == that.handle_; }
  bool operator!=(const Callback& that) const { return !(*this == that); }
  v8::Local<v8::Function> operator*() const { return GetFunction(); }
  v8::Local<v8::Function> GetFunction() const { return handle_.Get(); }
  void Reset(const v8::Local<v8::Function>& function) { handle_.Reset(function); }
  void Reset() { handle_.Reset(); }
  void SetFunction(const v8::Local<v8::Function>& function) { Reset(function); }
  bool IsEmpty() const { return handle_.IsEmpty(); }

  MaybeLocal<v8::Value> Call(v8::Local<v8::Object> target, int argc = 0,
                             v8::Local<v8::Value> argv[] = nullptr, AsyncResource* resource = nullptr) const {
    if (resource) return resource->runInAsyncScope(target, GetFunction(), argc, argv);
    return node::MakeCallback(nullptr, target, GetFunction(), argc, argv);
  }
  MaybeLocal<v8::Value> Call(int argc, v8::Local<v8::Value> argv[], AsyncResource* resource = nullptr) const {
    return Call(GetCurrentContext()->Global(), argc, argv, resource);
  }
  // As nan had it before there were async resources.
  v8::Local<v8::Value> operator()(int argc = 0, v8::Local<v8::Value> argv[] = nullptr) const {
    v8::Local<v8::Value> out;
    return Call(argc, argv).ToLocal(&out) ? out : v8::Local<v8::Value>(Undefined());
  }

 private:
  Persistent<v8::Function> handle_;
};

inline MaybeLocal<v8::Value> Call(v8::Local<v8::Function> function, v8::Local<v8::Object> receiver, int argc,
                                  v8::Local<v8::Value> argv[]) {
  return function->Call(GetCurrentContext(), receiver, argc, argv);
}
inline MaybeLocal<v8::Value> Call(const Callback& callback, v8::Local<v8::Object> receiver, int argc,
                                  v8::Local<v8::Value> argv[]) {
  return Call(*callback, receiver, argc, argv);
}
inline MaybeLocal<v8::Value> Call(const Callback& callback, int argc, v8::Local<v8::Value> argv[]) {
  return Call(*callback, GetCurrentContext()->Global(), argc, argv);
}
inline MaybeLocal<v8::Value> Call(v8::Local<v8::String> name, v8::Local<v8::Object> receiver, int argc,
                                  v8::Local<v8::Value> argv[]) {
  v8::Local<v8::Value> function;
  if (!Get(receiver, name).ToLocal(&function)) return MaybeLocal<v8::Value>();
  return Call(function.As<v8::Function>(), receiver, argc, argv);
}
inline MaybeLocal<v8::Value> Call(const char* name, v8::Local<v8::Object> receiver, int argc,
                                  v8::Local<v8::Value> argv[]) {
  return Call(New(name).ToLocalChecked(), receiver, argc, argv);
}
template <class What>
v8::Local<v8::Value> MakeCallback(v8::Local<v8::Object> target, What what, int argc,
                                  v8::Local<v8::Value>* argv) {
  v8::Local<v8::Value> out;
  return node::MakeCallback(nullptr, target, what, argc, argv).ToLocal(&out)
             ? out
             : v8::Local<v8::Value>(Undefined());
}

class AsyncWorker {
 public:
  explicit AsyncWorker(Callback* done, const char* name = "nan:AsyncWorker")
      : callback(done), async_resource(new AsyncResource(name)) {
    request.data = this;
    HandleScope scope;
    kept_.Reset(New<v8::Object>());
  }
  virtual ~AsyncWorker() {
    HandleScope scope;
    kept_.Reset();
    delete callback;
    delete async_resource;
  }
  AsyncWorker(const AsyncWorker&) = delete;
  void operator=(const AsyncWorker&) = delete;

  virtual void Execute() = 0;
  virtual void WorkComplete() {
    HandleScope scope;
    if (failed_)
      HandleErrorCallback();
    else
      HandleOKCallback();
    delete callback;
    callback = nullptr;
  }
  virtual void Destroy() { delete this; }
  template <class K, class V>
  void SaveToPersistent(K key, const v8::Local<V>& value) {
    HandleScope scope;
    Set(New(kept_), Key(key), v8::Local<v8::Value>(value));
  }
  template <class K>
  v8::Local<v8::Value> GetFromPersistent(K key) const {
    EscapableHandleScope scope;
    return scope.Escape(Get(New(kept_), Key(key)).FromMaybe(v8::Local<v8::Value>(Undefined())));
  }
  uv_work_t request{};

 protected:
  virtual void HandleOKCallback() {
    HandleScope scope;
    if (callback) callback->Call(0, nullptr, async_resource);
  }
  virtual void HandleErrorCallback() {
    HandleScope scope;
    v8::Local<v8::Value> argv[] = {v8::Exception::Error(New(ErrorMessage()).ToLocalChecked())};
    if (callback) callback->Call(1, argv, async_resource);
  }
  void SetErrorMessage(const char* message) {
    failed_ = true;
    message_ = message;
  }
  const char* ErrorMessage() const { return failed_ ? message_.c_str() : nullptr; }

  Callback* callback;
  AsyncResource* async_resource;

 private:
  static v8::Local<v8::Value> Key(const char* name) { return New(name).ToLocalChecked(); }
  static v8::Local<v8::Value> Key(uint32_t index) { return New(index); }
  static v8::Local<v8::Value> Key(v8::Local<v8::String> name) { return name; }
  Persistent<v8::Object> kept_;
  bool failed_ = false;
  std::string message_;
};

inline void AsyncExecute(uv_work_t* request) { static_cast<AsyncWorker*>(request->data)->Execute(); }
inline void AsyncExecuteComplete(uv_work_t* request) {
  auto* worker = static_cast<AsyncWorker*>(request->data);
  worker->WorkComplete();
  worker->Destroy();
}
// `status` of libuv's callback says that the work was cancelled: nan does not look at it either.
inline void AsyncQueueWorker(AsyncWorker* worker) {
  uv_queue_work(GetCurrentEventLoop(), &worker->request, AsyncExecute,
                [](uv_work_t* request, int) { AsyncExecuteComplete(request); });
}

// Work that tells of its progress: all of it (Queue), or the latest.
template <class T, bool Queue>
class AsyncProgressWorkerOf : public AsyncWorker {
 public:
  explicit AsyncProgressWorkerOf(Callback* done, const char* name = "nan:AsyncProgressWorker")
      : AsyncWorker(done, name), async_(new uv_async_t) {
    uv_mutex_init(&mutex_);
    uv_async_init(GetCurrentEventLoop(), async_,
                  [](uv_async_t* handle) { static_cast<AsyncProgressWorkerOf*>(handle->data)->Deliver(); });
    async_->data = this;
  }
  ~AsyncProgressWorkerOf() override { uv_mutex_destroy(&mutex_); }

  class ExecutionProgress {
   public:
    explicit ExecutionProgress(AsyncProgressWorkerOf* worker) : worker_(worker) {}
    void Signal() const { uv_async_send(worker_->async_); }
    void Send(const T* data, size_t count) const { worker_->Add(data, count); }

   private:
    AsyncProgressWorkerOf* worker_;
  };
  virtual void Execute(const ExecutionProgress& progress) = 0;
  virtual void HandleProgressCallback(const T* data, size_t count) = 0;
  void WorkComplete() override {
    Deliver();
    AsyncWorker::WorkComplete();
  }
  void Destroy() override {
    uv_close(reinterpret_cast<uv_handle_t*>(async_), [](uv_handle_t* handle) {
      delete static_cast<AsyncProgressWorkerOf*>(handle->data);
      delete reinterpret_cast<uv_async_t*>(handle);
    });
  }

 private:
  void Execute() final { Execute(ExecutionProgress(this)); }
  void Add(const T* data, size_t count) {
    uv_mutex_lock(&mutex_);
    if (!Queue) waiting_.clear();
    waiting_.emplace_back(data, data + count);
    uv_mutex_unlock(&mutex_);
    uv_async_send(async_);
  }
  void Deliver() {
    HandleScope scope;
    uv_mutex_lock(&mutex_);
    std::vector<std::vector<T>> ready;
    ready.swap(waiting_);
    uv_mutex_unlock(&mutex_);
    for (const std::vector<T>& one : ready)
      if (callback) HandleProgressCallback(one.data(), one.size());
  }
  uv_async_t* async_;
  uv_mutex_t mutex_;
  std::vector<std::vector<T>> waiting_;
};
template <class T>
using AsyncProgressWorkerBase = AsyncProgressWorkerOf<T, false>;
template <class T>
using AsyncProgressQueueWorker = AsyncProgressWorkerOf<T, true>;
using AsyncProgressWorker = AsyncProgressWorkerBase<char>;

}  // namespace Nan NAJA_HIDDEN

#endif
