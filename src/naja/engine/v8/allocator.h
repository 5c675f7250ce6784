// allocator.h: the memory of ArrayBuffers.
#ifndef NAJA_ENGINE_ALLOCATOR_H_
#define NAJA_ENGINE_ALLOCATOR_H_

#include "v8abi.h"

namespace naja {

// An allocator over V8's own (the sandbox takes memory of no other) that keeps freed blocks of the sizes
// which streams and pools ask for again and again: V8's gives their pages back to the kernel at once and
// faults them in anew.
// `allocated` is told of every block that is handed out, on the thread that asked.
v8::ArrayBuffer::Allocator* NewCachingAllocator(v8::ArrayBuffer::Allocator* base,
                                                void (*allocated)(size_t bytes));
// The one of all realms; null until the engine is initialised (realm.cc).
v8::ArrayBuffer::Allocator* BufferAllocator();

}  // namespace naja

#endif  // NAJA_ENGINE_ALLOCATOR_H_
