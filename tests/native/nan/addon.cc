// What addons of nan do, a little of each: compiled against nan and V8 for Node.js, against Naja's own
// headers for Naja.
#include <nan.h>

#include <string>

using v8::Array;
using v8::Function;
using v8::FunctionTemplate;
using v8::Local;
using v8::Object;
using v8::String;
using v8::Value;

namespace {

Local<String> Text(const char* text) { return Nan::New(text).ToLocalChecked(); }

NAN_METHOD(Kinds) {
  Local<Object> out = Nan::New<Object>();
  Local<Value> value = info[0];
  std::string names;
  if (value->IsUndefined()) names += "undefined ";
  if (value->IsNull()) names += "null ";
  if (value->IsTrue()) names += "true ";
  if (value->IsBoolean()) names += "boolean ";
  if (value->IsNumber()) names += "number ";
  if (value->IsInt32()) names += "int32 ";
  if (value->IsUint32()) names += "uint32 ";
  if (value->IsString()) names += "string ";
  if (value->IsSymbol()) names += "symbol ";
  if (value->IsBigInt()) names += "bigint ";
  if (value->IsFunction()) names += "function ";
  if (value->IsObject()) names += "object ";
  if (value->IsArray()) names += "array ";
  if (value->IsDate()) names += "date ";
  if (value->IsRegExp()) names += "regexp ";
  if (value->IsPromise()) names += "promise ";
  if (value->IsNativeError()) names += "error ";
  if (value->IsArrayBuffer()) names += "arraybuffer ";
  if (value->IsUint8Array()) names += "uint8array ";
  if (value->IsFloat64Array()) names += "float64array ";
  if (node::Buffer::HasInstance(value)) names += "buffer ";
  info.GetReturnValue().Set(Text(names.c_str()));
}

NAN_METHOD(Convert) {
  Local<Array> out = Nan::New<Array>(7);
  Nan::Set(out, 0, Nan::New<v8::Number>(Nan::To<double>(info[0]).FromMaybe(-1)));
  Nan::Set(out, 1, Nan::New(Nan::To<int32_t>(info[0]).FromMaybe(-1)));
  Nan::Set(out, 2, Nan::New(Nan::To<uint32_t>(info[0]).FromMaybe(77)));
  Nan::Set(out, 3, Nan::New<v8::Number>(static_cast<double>(Nan::To<int64_t>(info[0]).FromMaybe(-1))));
  Nan::Set(out, 4, Nan::New(Nan::To<bool>(info[0]).FromJust()));
  Nan::Utf8String text(info[0]);
  Nan::Set(out, 5, Nan::New(*text ? *text : "none").ToLocalChecked());
  Nan::Set(out, 6, Nan::New(text.length()));
  info.GetReturnValue().Set(out);
}

NAN_METHOD(Objects) {
  Local<Object> object = Nan::To<Object>(info[0]).ToLocalChecked();
  Local<Array> names = Nan::GetOwnPropertyNames(object).ToLocalChecked();
  Nan::Set(object, Text("count"), Nan::New(names->Length()));
  Nan::Set(object, 3u, Text("three"));
  Nan::DefineOwnProperty(object, Text("fixed"), Nan::New(1),
                         static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum));
  Nan::Delete(object, Text("gone"));
  Nan::SetPrivate(object, Text("hidden"), Text("secret"));
  Local<Array> out = Nan::New<Array>();
  Nan::Set(out, 0, names);
  Nan::Set(out, 1, Nan::New(Nan::Has(object, Text("count")).FromJust()));
  Nan::Set(out, 2, Nan::New(Nan::HasOwnProperty(object, Text("toString")).FromJust()));
  Nan::Set(out, 3, Nan::GetPrivate(object, Text("hidden")).ToLocalChecked());
  Nan::Set(out, 4, Nan::GetPropertyNames(object).ToLocalChecked());
  Nan::Set(out, 5, object->GetConstructorName());
  Nan::Set(out, 6, Nan::JSON().Stringify(object).ToLocalChecked());
  info.GetReturnValue().Set(out);
}

NAN_METHOD(Throw) {
  switch (Nan::To<int>(info[0]).FromJust()) {
    case 0:
      return Nan::ThrowError("an error");
    case 1:
      return Nan::ThrowTypeError(Text("a type error"));
    case 2:
      return Nan::ThrowError(info[1]);
    case 3:
      return Nan::ThrowRangeError("a range");
    default:
      return Nan::ThrowError(Nan::ErrnoException(ENOENT, "open", nullptr, "/no/such"));
  }
}

// Calls, and tells of what was thrown.
NAN_METHOD(Catch) {
  Nan::TryCatch caught;
  Local<Value> argv[] = {Nan::New(1), Text("two")};
  Nan::MaybeLocal<Value> result = Nan::Call(info[0].As<Function>(), info.This(), 2, argv);
  if (!caught.HasCaught()) return info.GetReturnValue().Set(result.ToLocalChecked());
  if (info[1]->IsTrue()) {
    caught.ReThrow();
    return;
  }
  info.GetReturnValue().Set(caught.Exception());
}

NAN_METHOD(Bytes) {
  Local<Array> out = Nan::New<Array>();
  const char* data = node::Buffer::Data(info[0]);
  size_t length = node::Buffer::Length(info[0]);
  Nan::Set(out, 0, Nan::CopyBuffer(data, length).ToLocalChecked());
  Nan::Set(out, 1, Nan::Encode(data, length, Nan::HEX));
  Nan::Set(out, 2, Nan::Encode(data, length, Nan::BASE64));
  Nan::Set(out, 3, Nan::Encode(data, length, Nan::BUFFER));
  char* made = static_cast<char*>(malloc(1000));
  memset(made, 9, 1000);
  Nan::Set(out, 4, Nan::NewBuffer(made, 1000).ToLocalChecked());
  char target[8] = "";
  Nan::Set(out, 5,
           Nan::New(static_cast<int>(Nan::DecodeWrite(target, sizeof target, Text("6869"), Nan::HEX))));
  Nan::Set(out, 6, Nan::New(target).ToLocalChecked());
  Nan::TypedArrayContents<double> doubles(info[1]);
  double sum = 0;
  for (size_t i = 0; i < doubles.length(); i++) sum += (*doubles)[i];
  Nan::Set(out, 7, Nan::New(sum));
  info.GetReturnValue().Set(out);
}

NAN_METHOD(Data) {
  Local<Array> out = Nan::New<Array>();
  Nan::Set(out, 0, info.Data());
  Nan::Set(out, 1, Nan::New(info.Length()));
  Nan::Set(out, 2, info[99]);
  Nan::Set(out, 3, Nan::New(info.IsConstructCall()));
  info.GetReturnValue().Set(out);
}

int alive = 0;

class Counter : public Nan::ObjectWrap {
 public:
  static void Init(Local<Object> target) {
    Local<FunctionTemplate> tpl = Nan::New<FunctionTemplate>(New);
    tpl->SetClassName(Text("Counter"));
    tpl->InstanceTemplate()->SetInternalFieldCount(1);
    Nan::SetPrototypeMethod(tpl, "add", Add);
    Nan::SetPrototypeMethod(tpl, "twin", Twin);
    Nan::SetAccessor(tpl->InstanceTemplate(), Text("value"), Get, Put);
    Nan::SetPrototypeTemplate(tpl, "kind", Text("counter"));
    Nan::SetMethod(tpl, "isCounter", Is);
    Nan::SetTemplate(tpl, "LIMIT", Nan::New(10));
    tpl_.Reset(tpl);
    constructor_.Reset(Nan::GetFunction(tpl).ToLocalChecked());
    Nan::Set(target, Text("Counter"), Nan::New(constructor_));
  }

 private:
  explicit Counter(int value) : value_(value) { alive++; }
  ~Counter() override { alive--; }
  static NAN_METHOD(New) {
    if (!info.IsConstructCall()) {
      Local<Value> argv[] = {info[0]};
      Nan::MaybeLocal<Object> made = Nan::NewInstance(Nan::New(constructor_), 1, argv);
      if (!made.IsEmpty()) info.GetReturnValue().Set(made.ToLocalChecked());
      return;
    }
    if (!info[0]->IsInt32()) return Nan::ThrowTypeError("a number, please");
    (new Counter(Nan::To<int>(info[0]).FromJust()))->Wrap(info.This());
    info.GetReturnValue().Set(info.This());
  }
  static NAN_METHOD(Add) {
    Counter* self = Nan::ObjectWrap::Unwrap<Counter>(info.This());
    self->value_ += info.Length() ? Nan::To<int>(info[0]).FromJust() : 1;
    info.GetReturnValue().Set(self->value_);
  }
  static NAN_METHOD(Twin) {
    Local<Value> argv[] = {Nan::New(Nan::ObjectWrap::Unwrap<Counter>(info.This())->value_)};
    info.GetReturnValue().Set(Nan::NewInstance(Nan::New(constructor_), 1, argv).ToLocalChecked());
  }
  static NAN_METHOD(Is) { info.GetReturnValue().Set(Nan::New(tpl_)->HasInstance(info[0])); }
  static NAN_GETTER(Get) { info.GetReturnValue().Set(Nan::ObjectWrap::Unwrap<Counter>(info.This())->value_); }
  static NAN_SETTER(Put) {
    Nan::ObjectWrap::Unwrap<Counter>(info.This())->value_ = Nan::To<int>(value).FromJust();
  }
  static Nan::Persistent<Function> constructor_;
  static Nan::Persistent<FunctionTemplate> tpl_;
  int value_;
};
Nan::Persistent<Function> Counter::constructor_;
Nan::Persistent<FunctionTemplate> Counter::tpl_;

NAN_METHOD(Alive) { info.GetReturnValue().Set(alive); }

class Sum : public Nan::AsyncWorker {
 public:
  Sum(Nan::Callback* done, uint32_t count) : Nan::AsyncWorker(done, "sum"), count_(count) {}
  void Execute() override {
    if (count_ == 13) return SetErrorMessage("thirteen");
    for (uint32_t i = 1; i <= count_; i++) sum_ += i;
  }
  void HandleOKCallback() override {
    Nan::HandleScope scope;
    Local<Value> argv[] = {Nan::Null(), Nan::New(static_cast<double>(sum_)), GetFromPersistent("kept")};
    callback->Call(3, argv, async_resource);
  }

 private:
  uint32_t count_;
  uint64_t sum_ = 0;
};

NAN_METHOD(SumLater) {
  auto* worker = new Sum(new Nan::Callback(info[1].As<Function>()), Nan::To<uint32_t>(info[0]).FromJust());
  worker->SaveToPersistent("kept", Nan::To<Object>(info[2]).ToLocalChecked());
  Nan::AsyncQueueWorker(worker);
}

class Steps : public Nan::AsyncProgressQueueWorker<int> {
 public:
  Steps(Nan::Callback* done, Nan::Callback* progress)
      : Nan::AsyncProgressQueueWorker<int>(done, "steps"), progress_(progress) {}
  ~Steps() override { delete progress_; }
  void Execute(const ExecutionProgress& progress) override {
    for (int i = 0; i < 5; i++) progress.Send(&i, 1);
  }
  void HandleProgressCallback(const int* data, size_t count) override {
    Nan::HandleScope scope;
    Local<Value> argv[] = {Nan::New(*data), Nan::New(static_cast<uint32_t>(count))};
    progress_->Call(2, argv, async_resource);
  }

 private:
  Nan::Callback* progress_;
};

NAN_METHOD(StepsLater) {
  Nan::AsyncQueueWorker(
      new Steps(new Nan::Callback(info[0].As<Function>()), new Nan::Callback(info[1].As<Function>())));
}

// From a timer of libuv's, with no JavaScript on the stack.
struct Timer {
  uv_timer_t handle;
  Nan::Callback callback;
};
NAN_METHOD(TimerLater) {
  auto* timer = new Timer;
  timer->callback.Reset(info[0].As<Function>());
  timer->handle.data = timer;
  uv_timer_init(Nan::GetCurrentEventLoop(), &timer->handle);
  uv_timer_start(
      &timer->handle,
      [](uv_timer_t* handle) {
        Nan::HandleScope scope;
        Local<Value> argv[] = {Nan::New("tick").ToLocalChecked()};
        static_cast<Timer*>(handle->data)->callback.Call(1, argv);
        uv_close(reinterpret_cast<uv_handle_t*>(handle),
                 [](uv_handle_t* it) { delete static_cast<Timer*>(it->data); });
      },
      1, 0);
}

Nan::Persistent<Object> weak;
bool died = false;
NAN_METHOD(Watch) {
  weak.Reset(Nan::To<Object>(info[0]).ToLocalChecked());
  weak.SetWeak(
      &died, [](const Nan::WeakCallbackInfo<bool>& info) { *info.GetParameter() = true; },
      Nan::WeakCallbackType::kParameter);
}
NAN_METHOD(Died) { info.GetReturnValue().Set(died); }

NAN_MODULE_INIT(Init) {
  NAN_EXPORT(target, Kinds);
  NAN_EXPORT(target, Convert);
  NAN_EXPORT(target, Objects);
  NAN_EXPORT(target, Throw);
  NAN_EXPORT(target, Catch);
  NAN_EXPORT(target, Bytes);
  NAN_EXPORT(target, Alive);
  NAN_EXPORT(target, SumLater);
  NAN_EXPORT(target, StepsLater);
  NAN_EXPORT(target, TimerLater);
  NAN_EXPORT(target, Watch);
  NAN_EXPORT(target, Died);
  Nan::SetMethod(target, "Data", Data, Text("the data"));
  Nan::Set(target, Text("Plain"),
           Nan::GetFunction(Nan::New<FunctionTemplate>(Data, Nan::New(5))).ToLocalChecked());
  Counter::Init(target);
}

}  // namespace

NODE_MODULE(addon, Init)
