// Freed blocks of ArrayBuffers, kept for the next one of the same size. V8 frees from its own threads too.
#include "allocator.h"

#include <cstring>
#include <mutex>

namespace naja {
namespace {

constexpr size_t kSmallest = 4096;
constexpr size_t kLargest = 1 << 20;
// What is kept, in at most this many sizes: what streams get through between two collections of the young
// generation.
constexpr size_t kMostBytes = 16 << 20;
constexpr int kSizes = 8;
constexpr int kBlocks = 512;

class CachingAllocator : public v8::ArrayBuffer::Allocator {
 public:
  explicit CachingAllocator(v8::ArrayBuffer::Allocator* base) : base_(base) {}

  void* Allocate(size_t length) override {
    void* block = Take(length);
    if (!block) return base_->Allocate(length);
    memset(block, 0, length);
    return block;
  }

  void* AllocateUninitialized(size_t length) override {
    void* block = Take(length);
    return block ? block : base_->AllocateUninitialized(length);
  }

  void Free(void* data, size_t length) override {
    if (!Keep(data, length)) base_->Free(data, length);
  }

  size_t MaxAllocationSize() const override { return base_->MaxAllocationSize(); }

 private:
  struct Size {
    size_t length = 0;
    int count = 0;
    void* blocks[kBlocks];
  };

  static bool Cached(size_t length) { return length >= kSmallest && length <= kLargest; }

  void* Take(size_t length) {
    if (!Cached(length)) return nullptr;
    std::lock_guard<std::mutex> lock(mutex_);
    for (Size& size : sizes_)
      if (size.length == length && size.count) {
        kept_ -= length;
        return size.blocks[--size.count];
      }
    return nullptr;
  }

  bool Keep(void* data, size_t length) {
    if (!Cached(length)) return false;
    std::lock_guard<std::mutex> lock(mutex_);
    Size* place = nullptr;
    for (Size& size : sizes_) {
      if (size.length == length) {
        place = &size;
        break;
      }
      if (!place && size.count == 0) place = &size;  // nothing of its size is left: it may serve another
    }
    if (!place || place->count == kBlocks || kept_ + length > kMostBytes) return false;
    kept_ += length;
    place->length = length;
    place->blocks[place->count++] = data;
    return true;
  }

  v8::ArrayBuffer::Allocator* base_;
  std::mutex mutex_;
  size_t kept_ = 0;
  Size sizes_[kSizes];
};

}  // namespace

v8::ArrayBuffer::Allocator* NewCachingAllocator(v8::ArrayBuffer::Allocator* base) {
  return new CachingAllocator(base);
}

}  // namespace naja
