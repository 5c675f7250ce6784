// Freed blocks of ArrayBuffers, kept for the next one of the same size. V8 frees from its own threads too.
#include "allocator.h"

#include <cstring>
#include <mutex>

namespace naja {
namespace {

constexpr size_t kSmallest = 4096;
constexpr size_t kLargest = 1 << 20;
// Of each size at most this many bytes, in at most this many sizes: 16 MiB in all.
constexpr size_t kBytesPerSize = 2 << 20;
constexpr int kSizes = 8;
constexpr int kBlocks = 128;

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
      if (size.length == length) return size.count ? size.blocks[--size.count] : nullptr;
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
    if (!place || (place->length == length && (place->count == kBlocks ||
                                               static_cast<size_t>(place->count + 1) * length > kBytesPerSize)))
      return false;
    place->length = length;
    place->blocks[place->count++] = data;
    return true;
  }

  v8::ArrayBuffer::Allocator* base_;
  std::mutex mutex_;
  Size sizes_[kSizes];
};

}  // namespace

v8::ArrayBuffer::Allocator* NewCachingAllocator(v8::ArrayBuffer::Allocator* base) { return new CachingAllocator(base); }

}  // namespace naja
