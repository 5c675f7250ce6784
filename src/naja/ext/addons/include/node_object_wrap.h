// node::ObjectWrap: a C++ object that lives as long as the JavaScript object which it is in.
#ifndef NAJA_NODE_OBJECT_WRAP_H_
#define NAJA_NODE_OBJECT_WRAP_H_

#include "v8.h"

namespace naja_addon NAJA_HIDDEN {

class ObjectWrap {
 public:
  ObjectWrap() = default;
  ObjectWrap(const ObjectWrap&) = delete;
  void operator=(const ObjectWrap&) = delete;
  virtual ~ObjectWrap() { handle_.Reset(); }
  template <class T>
  static T* Unwrap(v8::Local<v8::Object> object) {
    assert(!object.IsEmpty());
    assert(object->InternalFieldCount() > 0);
    return static_cast<T*>(static_cast<ObjectWrap*>(object->GetAlignedPointerFromInternalField(0)));
  }
  v8::Local<v8::Object> handle() const { return handle_.Get(); }
  v8::Local<v8::Object> handle(v8::Isolate*) const { return handle(); }
  v8::Persistent<v8::Object>& persistent() { return handle_; }

 protected:
  void Wrap(v8::Local<v8::Object> object) {
    assert(handle_.IsEmpty());
    assert(object->InternalFieldCount() > 0);
    object->SetAlignedPointerInInternalField(0, this);
    handle_.Reset(nullptr, object);
    MakeWeak();
  }
  void MakeWeak() {
    handle_.SetWeak(
        this,
        [](const v8::WeakCallbackInfo<ObjectWrap>& info) {
          ObjectWrap* dead = info.GetParameter();
          dead->handle_.Reset();
          delete dead;
        },
        v8::WeakCallbackType::kParameter);
  }
  virtual void Ref() {
    handle_.ClearWeak();
    refs_++;
  }
  virtual void Unref() {
    assert(refs_ > 0);
    if (--refs_ == 0) MakeWeak();
  }
  int refs_ = 0;

 private:
  v8::Persistent<v8::Object> handle_;
};

}  // namespace naja_addon NAJA_HIDDEN

namespace node NAJA_HIDDEN {
using ObjectWrap = naja_addon::ObjectWrap;
}

#endif
