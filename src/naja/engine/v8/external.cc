// ArrayBuffers that stand for memory of others: napi_create_external_arraybuffer and its kin. V8 takes memory
// within its sandbox; nearly all that a process maps is (address_space.h). What is not, the stack that the
// process started with and what lay on its first heap, is copied. The addon goes on to see its own address;
// what either side changes is carried over when the other one's turn comes: see Copies.
#include "external.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <typeinfo>
#include <vector>

#include "address_space.h"
#include "bindings.h"
#include "lifetime.h"

namespace naja {

// One piece of memory. V8 frees it on any thread; its owner hears of it on the realm's thread.
struct External final : Tracked {
  enum State { kInUse, kFreed, kDone };

  std::shared_ptr<FreedExternals> freed;
  Global<v8::ArrayBuffer> buffer;  // weak; empty once collected
  // These are guarded by freed->mutex.
  State state = kInUse;
  bool queued = false;
  External* next_freed = nullptr;
  std::shared_ptr<uint8_t> copy;  // what the ArrayBuffer stands for, where that is not the owner's

  External(napi_env environment, void* d, napi_finalize f, void* h)
      : Tracked(environment, d, f, h), freed(environment->realm->freed_externals) {}

  // Deletes this when V8 has let go of the memory; else that is left to whoever hears of it last.
  void Finalize() override {
    auto keep = freed;
    bool in_use;
    {
      std::lock_guard<std::mutex> lock(keep->mutex);
      in_use = state == kInUse;
    }
    // The end of the environment: nobody may see the memory any more.
    if (in_use && !buffer.IsEmpty()) buffer.Get(env->isolate)->Detach({}).IsJust();
    buffer.Reset();
    Unlink();
    RunFinalizer();
    std::unique_lock<std::mutex> lock(keep->mutex);
    bool last = state == kFreed && !queued;
    state = kDone;
    lock.unlock();
    if (last) delete this;
  }
};

namespace {

// libc++'s control block of a std::shared_ptr<v8::BackingStore>: its counts are one less than the owners.
class ControlBlock {
 public:
  explicit ControlBlock(v8::BackingStore* store) : store_(store) {}
  virtual ~ControlBlock() = default;
  virtual void OnZeroShared() noexcept {
    v8::BackingStore_Destroy(store_);
    DeleteByV8(store_);
  }
  virtual const void* GetDeleter(const std::type_info&) const noexcept { return nullptr; }
  virtual void OnZeroSharedWeak() noexcept { delete this; }

 private:
  long owners_ = 0, weak_owners_ = 0;
  v8::BackingStore* store_;
};

// V8, on any of its threads.
void Freed(void*, size_t, void* raw) {
  auto* external = static_cast<External*>(raw);
  auto freed = external->freed;
  std::unique_lock<std::mutex> lock(freed->mutex);
  if (external->state == External::kDone) {
    lock.unlock();
    delete external;
    return;
  }
  external->state = External::kFreed;
  external->queued = true;
  external->next_freed = freed->first;
  freed->first = external;
  freed->any.store(true, std::memory_order_release);
}

void Collected(const v8::WeakCallbackInfo<void>& info) {
  static_cast<External*>(info.GetParameter())->buffer.Reset();
}

// Whose memory is not JavaScript's alone must not be transferred: the owner would hear of it too early.
void MarkExternal(napi_env env, Local<v8::ArrayBuffer> buffer) {
  Realm* realm = env->realm;
  if (realm->external_key.IsEmpty())
    realm->external_key.Reset(env->isolate,
                              v8::Private::New(env->isolate, NewString(env->isolate, "naja.external")));
  buffer->SetPrivate(env->ctx(), realm->external_key.Held(), realm->true_value.Held()).IsJust();
}

void OpenExternals(Realm* realm) {
  if (!realm->freed_externals) realm->freed_externals = std::make_shared<FreedExternals>();
}

// `finalize` is called, on the realm's thread, when the memory is used no more. `copy`, if there is one, is
// what the ArrayBuffer is to stand for.
Local<v8::ArrayBuffer> Wrap(napi_env env, void* data, const std::shared_ptr<uint8_t>& copy, size_t length,
                            napi_finalize finalize, void* hint) {
  Realm* realm = env->realm;
  OpenExternals(realm);
  auto* external = new External(env, data, finalize, hint);
  external->copy = copy;
  v8::BackingStore* store =
      v8::ArrayBuffer_NewBackingStore(copy ? copy.get() : data, length, Freed, external);
  Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer_New(env->isolate, ShareStore(store));
  external->buffer.Reset(env->isolate, buffer);
  external->buffer.SetWeak(external, Collected);
  MarkExternal(env, buffer);
  return buffer;
}

// The copy of some memory, the same for all that wrap it; empty where it would lie outside as well.
std::shared_ptr<uint8_t> CopyOf(Realm* realm, void* original, size_t length) {
  auto& entries = realm->freed_externals->copies;
  for (Copied& entry : entries) {
    auto copy = entry.original == original && entry.before.size() == length ? entry.copy.lock() : nullptr;
    if (!copy) continue;
    entry.Refresh();
    return copy;
  }
  // What has been given back to the first heap since LeaveFirstHeap is taken for good, too.
  void* block = calloc(1, length);
  for (int tries = 0; block && !InSandbox(block, length) && tries < 100; tries++) block = calloc(1, length);
  std::shared_ptr<uint8_t> copy(static_cast<uint8_t*>(block), free);
  if (!copy || !InSandbox(block, length)) {  // a malloc of its own, a sanitizer's, has its memory elsewhere
    constexpr size_t kPage = 1 << 16;
    size_t pages = (length + kPage - 1) & ~(kPage - 1);
    v8::VirtualAddressSpace* space = v8::V8::GetSandboxAddressSpace();
    uintptr_t at = space->AllocatePages(0, pages, kPage, v8::VirtualAddressSpace::kReadWrite);
    if (!at) return nullptr;
    auto release = [space, pages](uint8_t* data) {
      space->FreePages(reinterpret_cast<uintptr_t>(data), pages);
    };
    copy = std::shared_ptr<uint8_t>(reinterpret_cast<uint8_t*>(at), release);
  }
  entries.push_back({static_cast<uint8_t*>(original), copy, std::vector<uint8_t>(length), false, false});
  entries.back().Refresh();
  realm->has_copies = true;
  return copy;
}

}  // namespace

FreedExternals::~FreedExternals() {
  while (External* external = first) {
    first = external->next_freed;
    external->freed.reset();
    delete external;
  }
}

void DrainExternals(Realm* realm) {
  auto freed = realm->freed_externals;
  if (!freed || !freed->any.load(std::memory_order_acquire)) return;
  std::unique_lock<std::mutex> lock(freed->mutex);
  External* list = freed->first;
  freed->first = nullptr;
  freed->any.store(false, std::memory_order_relaxed);
  lock.unlock();
  while (External* external = list) {
    list = external->next_freed;
    lock.lock();
    external->queued = false;
    bool done = external->state == External::kDone;
    lock.unlock();
    if (done)
      delete external;
    else
      external->Finalize();
  }
}

v8::SharedPtr ShareStore(v8::BackingStore* store) { return {store, new ControlBlock(store)}; }

Local<v8::ArrayBuffer> ViewOf(v8::Isolate* isolate, void* data, size_t length) {
  v8::BackingStore* store =
      v8::ArrayBuffer_NewBackingStore(data, length, [](void*, size_t, void*) {}, nullptr);
  return v8::ArrayBuffer_New(isolate, ShareStore(store));
}

bool Copied::Refresh() {
  auto kept = copy.lock();
  Place place = PlaceOf(original, before.size());
  if (!kept || place == kGone) return false;
  size_t length = before.size(), done = length;
  if (place == kOnStack)
    memcpy(kept.get(), original, length);
  else
    done = CopyReadable(kept.get(), original, length);
  memset(kept.get() + done, 0, length - done);  // such as RTLD_NEXT, which is no address at all
  memcpy(before.data(), kept.get(), length);
  handed_out = false;
  return true;
}

bool Copied::WriteBack() {
  auto kept = copy.lock();
  Place place = PlaceOf(original, before.size());
  if (!kept || place == kGone) return false;
  size_t length = before.size();
  if (memcmp(kept.get(), before.data(), length) == 0) return true;
  memcpy(before.data(), kept.get(), length);
  if (place == kOnStack)
    memcpy(original, kept.get(), length);
  else
    CopyWritable(original, kept.get(), length);
  return true;
}

namespace {
// Those for which `keep` answers false are done with.
template <class Keep>
void Filter(Realm* realm, Keep keep) {
  auto& copies = realm->freed_externals->copies;
  std::erase_if(copies, [&](Copied& entry) { return !keep(entry); });
  realm->has_copies = !copies.empty();
}
}  // namespace

void EnterJavaScript(Realm* realm) {
  Filter(realm, [](Copied& entry) { return entry.Refresh(); });
}

void LeaveJavaScript(Realm* realm) {
  Filter(realm, [](Copied& entry) { return entry.WriteBack(); });
}

void LeaveNative(Realm* realm) {
  Filter(realm, [](Copied& e) { return e.handed_out || e.is_python ? e.Refresh() : !e.copy.expired(); });
}

void EnterNative(Realm* realm) {
  Filter(realm, [](Copied& e) { return e.is_python ? e.WriteBack() : !e.copy.expired(); });
}

void KeepMirrored(Realm* realm, void* original) {
  for (Copied& entry : realm->freed_externals->copies)
    if (entry.original == original) entry.is_python = true;
}

uint8_t* OriginalOf(Realm* realm, uint8_t* data) {
  for (Copied& entry : realm->freed_externals->copies) {
    auto copy = entry.copy.lock();
    if (!copy || data < copy.get() || data >= copy.get() + entry.before.size()) continue;
    entry.WriteBack();
    entry.handed_out = true;
    return entry.original + (data - copy.get());
  }
  return data;
}

bool IsExternalMemory(Realm* realm, Local<v8::Value> value) {
  return !realm->external_key.IsEmpty() && value->IsArrayBuffer() &&
         value.As<v8::Object>()->HasPrivate(realm->ctx(), realm->external_key.Held()).FromMaybe(false);
}

}  // namespace naja

using namespace naja;

namespace {

// Whether a long range is there to be read: addons state limits that nothing lies below.
bool Mapped(const void* data, size_t length) {
  constexpr size_t kShort = 16 << 20, kPage = 4096, kStep = 1 << 30;
  if (length < kShort) return true;
  uintptr_t at = reinterpret_cast<uintptr_t>(data) & ~(kPage - 1);
  uintptr_t end = reinterpret_cast<uintptr_t>(data) + length;
  std::vector<unsigned char> pages(std::min(kStep, end - at) / kPage + 1);
  for (; at < end; at += kStep)
    if (mincore(reinterpret_cast<void*>(at), std::min(kStep, end - at), pages.data())) return false;
  return true;
}

}  // namespace

napi_status napi_create_external_arraybuffer(napi_env env, void* data, size_t length, napi_finalize finalize,
                                             void* hint, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  *result = FromLocal(env->realm->undefined.Held());  // there are those who look at nothing else
  if (!SandboxPlaced()) return SetError(env, napi_no_external_buffers_allowed);
  constexpr size_t kLongest = size_t{1} << 35;  // V8's limit
  NAJA_RETURN_IF_FALSE(env, length < kLongest, napi_invalid_arg);
  if (length && data && InSandbox(data, length)) {
    *result = FromLocal(Wrap(env, data, nullptr, length, finalize, hint));
    return NAJA_RESULT(env);
  }
  if (length && data) {
    if (!Mapped(data, length)) return SetError(env, napi_no_external_buffers_allowed);
    OpenExternals(env->realm);
    auto copy = CopyOf(env->realm, data, length);
    if (!copy) return SetError(env, napi_no_external_buffers_allowed);
    *result = FromLocal(Wrap(env, data, copy, length, finalize, hint));
    return NAJA_RESULT(env);
  }
  napi_status status = napi_create_arraybuffer(env, 0, nullptr, result);
  if (status != napi_ok) return status;
  MarkExternal(env, ToLocal(*result).As<v8::ArrayBuffer>());
  if (finalize) {
    status = napi_add_finalizer(env, *result, data, finalize, hint, nullptr);
    if (status != napi_ok) return status;
  }
  if (!data) return napi_detach_arraybuffer(env, *result);
  return NAJA_RESULT(env);
}

napi_status napi_create_external_buffer(napi_env env, size_t length, void* data, napi_finalize finalize,
                                        void* hint, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  napi_status status = napi_create_external_arraybuffer(env, data, length, finalize, hint, result);
  if (status != napi_ok) return status;
  if (data) return node_api_create_buffer_from_arraybuffer(env, *result, 0, length, result);
  return napi_create_buffer(env, 0, nullptr, result);
}
