// Freed blocks of ArrayBuffers, kept for the next one of about the same size. V8 frees from its own threads
// too.
#include "allocator.h"

#include <cstring>
#include <mutex>
#include <vector>

namespace naja {
namespace {

// Four sizes to each doubling: a block is at most a quarter larger than asked for. Below a page V8's own
// allocator is good at it; above a mebibyte blocks are rare.
constexpr int kSmallestBits = 12, kLargestBits = 20, kStepsBits = 2;
constexpr size_t kSmallest = size_t{1} << kSmallestBits, kLargest = size_t{1} << kLargestBits;
constexpr int kClasses = ((kLargestBits - kSmallestBits) << kStepsBits) + 1;
// What is kept in all: somewhat more than is handed out between two collections of the young generation.
constexpr size_t kMostBytes = 24 << 20;
// V8's allocator gives no block above 2 GiB. Larger ones are pages of the sandbox, up to what V8 lets a view
// cover (v8::TypedArray::kMaxByteLength): most programs that ask for so much touch little of it.
constexpr size_t kHuge = size_t{1} << 30, kMost = (size_t{32} << 30) - 1;
constexpr size_t kPage = 1 << 16;

constexpr size_t Pages(size_t length) { return (length + kPage - 1) & ~(kPage - 1); }

void* AllocateHuge(size_t length) {
  v8::VirtualAddressSpace* space = v8::V8::GetSandboxAddressSpace();
  if (length > kMost) return nullptr;
  uintptr_t address = space->AllocatePages(0, Pages(length), kPage, v8::VirtualAddressSpace::kReadWrite);
  return reinterpret_cast<void*>(address);  // zero where there is no room
}

struct Class {
  int index;
  size_t size;
};

// The smallest size that holds `length`, which is between kSmallest and kLargest.
Class ClassOf(size_t length) {
  int bits = 63 - __builtin_clzll(length);
  size_t step = size_t{1} << (bits - kStepsBits);
  size_t steps = (length - (size_t{1} << bits) + step - 1) / step;
  int index = ((bits - kSmallestBits) << kStepsBits) + static_cast<int>(steps);
  return {index, (size_t{1} << bits) + steps * step};
}

class CachingAllocator : public v8::ArrayBuffer::Allocator {
 public:
  CachingAllocator(v8::ArrayBuffer::Allocator* base, void (*allocated)(size_t bytes))
      : base_(base), allocated_(allocated) {}

  void* Allocate(size_t length) override {
    if (length > kHuge) return AllocateHuge(length);
    if (!Cached(length)) return base_->Allocate(length);
    Class c = ClassOf(length);
    void* block = Take(c);
    if (!block) return base_->Allocate(c.size);
    memset(block, 0, length);
    return block;
  }

  void* AllocateUninitialized(size_t length) override {
    if (length > kHuge) return AllocateHuge(length);
    if (!Cached(length)) return base_->AllocateUninitialized(length);
    Class c = ClassOf(length);
    void* block = Take(c);
    return block ? block : base_->AllocateUninitialized(c.size);
  }

  void Free(void* data, size_t length) override {
    if (length > kHuge)
      return v8::V8::GetSandboxAddressSpace()->FreePages(reinterpret_cast<uintptr_t>(data), Pages(length));
    if (!Cached(length)) return base_->Free(data, length);
    Class c = ClassOf(length);
    if (!Keep(data, c)) base_->Free(data, c.size);
  }

  size_t MaxAllocationSize() const override { return kMost; }

 private:
  static bool Cached(size_t length) { return length >= kSmallest && length <= kLargest; }

  void* Take(Class c) {
    allocated_(c.size);
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<void*>& blocks = blocks_[c.index];
    if (blocks.empty()) return nullptr;
    void* block = blocks.back();
    blocks.pop_back();
    kept_ -= c.size;
    return block;
  }

  bool Keep(void* data, Class c) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (kept_ + c.size > kMostBytes) return false;
    kept_ += c.size;
    blocks_[c.index].push_back(data);
    return true;
  }

  v8::ArrayBuffer::Allocator* base_;
  void (*allocated_)(size_t bytes);
  std::mutex mutex_;
  size_t kept_ = 0;
  // Outside of the sandbox, where JavaScript cannot reach them.
  std::vector<void*> blocks_[kClasses];
};

}  // namespace

v8::ArrayBuffer::Allocator* NewCachingAllocator(v8::ArrayBuffer::Allocator* base,
                                                void (*allocated)(size_t bytes)) {
  return new CachingAllocator(base, allocated);
}

}  // namespace naja
