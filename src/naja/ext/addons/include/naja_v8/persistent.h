// Handles that stay: Node-API references, weak ones with a finalizer.
#ifndef NAJA_V8_PERSISTENT_H_
#define NAJA_V8_PERSISTENT_H_

#include "objects.h"

namespace v8 NAJA_HIDDEN {

enum class WeakCallbackType { kParameter, kInternalFields, kFinalizer };

template <class P>
class WeakCallbackInfo {
 public:
  using Callback = void (*)(const WeakCallbackInfo<P>& info);
  WeakCallbackInfo(P* parameter, Callback* second) : parameter_(parameter), second_(second) {}
  Isolate* GetIsolate() const { return Isolate::GetCurrent(); }
  P* GetParameter() const { return parameter_; }
  void* GetInternalField(int) const { return parameter_; }
  void SetSecondPassCallback(Callback callback) const { *second_ = callback; }

 private:
  P* parameter_;
  Callback* second_;
};

template <class T>
class PersistentBase {
 public:
  PersistentBase() = default;
  ~PersistentBase() {
    if (weak_) weak_->owner = nullptr;
  }
  PersistentBase(const PersistentBase&) = delete;
  void operator=(const PersistentBase&) = delete;
  bool IsEmpty() const { return reference_ == nullptr && native_ == nullptr; }
  Local<T> Get(Isolate* = nullptr) const {
    if (naja_addon::IsNative<T>::value) return naja_addon::Make<T>(native_);
    napi_value out = nullptr;
    if (reference_) napi_get_reference_value(naja_addon::env, reference_, &out);
    return naja_addon::Make<T>(out);
  }
  void Reset() {
    if (!naja_addon::closing) {
      ClearWeak();
      if (reference_) napi_delete_reference(naja_addon::env, reference_);
    }
    reference_ = nullptr;
    native_ = nullptr;
  }
  template <class S>
  void Reset(const Local<S>& value) {
    Reset();
    Hold(value);
  }
  template <class S>
  void Reset(const PersistentBase<S>& value) {
    Reset(value.Get());
  }
  template <class S>
  void Reset(Isolate*, const Local<S>& value) {
    Reset(value);
  }
  void Empty() {
    reference_ = nullptr;
    native_ = nullptr;
    weak_ = nullptr;
  }
  template <class S>
  void Reset(Isolate* isolate, const PersistentBase<S>& value) {
    Reset(isolate, value.Get(isolate));
  }
  template <class S>
  bool operator==(const PersistentBase<S>& that) const {
    return Get() == that.Get();
  }
  template <class S>
  bool operator==(const Local<S>& that) const {
    return Get() == that;
  }
  template <class P>
  void SetWeak(P* parameter, typename WeakCallbackInfo<P>::Callback callback, WeakCallbackType) {
    ClearWeak();
    auto* weak = new Weak;
    weak->dead = [parameter, callback] {
      typename WeakCallbackInfo<P>::Callback second = nullptr;
      callback(WeakCallbackInfo<P>(parameter, &second));
      if (second) second(WeakCallbackInfo<P>(parameter, &second));
    };
    napi_value value = naja_addon::Raw(*Get());
    napi_status status = napi_add_finalizer(naja_addon::env, value, weak, Weak::Finalize, nullptr, nullptr);
    if (status != napi_ok) return delete weak;
    weak->owner = this;
    weak->reference = reference_;
    weak_ = weak;
    uint32_t count = 0;
    napi_reference_unref(naja_addon::env, reference_, &count);
  }
  void SetWeak() {
    uint32_t count = 0;
    napi_reference_unref(naja_addon::env, reference_, &count);
  }
  // What was to be told of the end, is not.
  void ClearWeak() {
    if (!weak_) return;
    weak_->dead = nullptr;
    weak_->owner = nullptr;
    weak_ = nullptr;
    uint32_t count = 0;
    if (reference_) napi_reference_ref(naja_addon::env, reference_, &count);
  }
  bool IsWeak() const { return weak_ != nullptr; }
  void SetWrapperClassId(uint16_t) {}
  void MarkIndependent() {}

 protected:
  template <class S>
  void Hold(const Local<S>& value) {
    static_assert(std::is_base_of<T, S>::value, "these handles do not convert");
    if (value.IsEmpty()) return;
    if (naja_addon::IsNative<T>::value)
      native_ = *value;
    else
      napi_create_reference(naja_addon::env, naja_addon::Raw(*value), 1, &reference_);
  }
  void Take(PersistentBase& that) {
    Reset();
    std::swap(reference_, that.reference_);
    std::swap(native_, that.native_);
    std::swap(weak_, that.weak_);
    if (weak_) weak_->owner = this;
  }

 private:
  struct Weak {
    std::function<void()> dead;
    PersistentBase* owner = nullptr;
    napi_ref reference = nullptr;
    static void Finalize(napi_env env, void* data, void*) {
      std::unique_ptr<Weak> weak(static_cast<Weak*>(data));
      // As in V8, nothing dies at the end of the process.
      if (PersistentBase* owner = weak->owner) {  // empty from here on
        owner->weak_ = nullptr;
        owner->reference_ = nullptr;
        napi_delete_reference(env, weak->reference);
      }
      auto dead = std::move(weak->dead);
      weak->dead = nullptr;
      if (naja_addon::closing || !dead) return;
      naja_addon::Entry entry(env);
      HandleScope scope;
      dead();
    }
  };
  napi_ref reference_ = nullptr;
  void* native_ = nullptr;
  Weak* weak_ = nullptr;
};

template <class T>
struct NonCopyablePersistentTraits {
  static const bool kResetInDestructor = false;
};
template <class T>
struct CopyablePersistentTraits {
  static const bool kResetInDestructor = true;
};

template <class T, class Traits = NonCopyablePersistentTraits<T>>
class Persistent : public PersistentBase<T> {
 public:
  Persistent() = default;
  template <class S>
  explicit Persistent(Local<S> value) {
    this->Hold(value);
  }
  template <class S>
  Persistent(Isolate*, Local<S> value) {
    this->Hold(value);
  }
  Persistent(const Persistent& that) {
    static_assert(Traits::kResetInDestructor, "this handle cannot be copied");
    this->Hold(that.Get());
  }
  void operator=(const Persistent& that) {
    static_assert(Traits::kResetInDestructor, "this handle cannot be copied");
    this->Reset(nullptr, that.Get());
  }
  ~Persistent() {
    if (Traits::kResetInDestructor) this->Reset();
  }
};

template <class T>
class Global : public PersistentBase<T> {
 public:
  Global() = default;
  template <class S>
  explicit Global(Local<S> value) {
    this->Hold(value);
  }
  template <class S>
  Global(Isolate*, Local<S> value) {
    this->Hold(value);
  }
  Global(Global&& that) { this->Take(that); }
  Global& operator=(Global&& that) {
    if (this != &that) this->Take(that);
    return *this;
  }
  ~Global() { this->Reset(); }
  Global Pass() { return std::move(*this); }
};
template <class T>
using UniquePersistent = Global<T>;

}  // namespace v8 NAJA_HIDDEN

#endif
