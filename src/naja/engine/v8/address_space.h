// address_space.h: where V8's sandbox lies.
#ifndef NAJA_ENGINE_ADDRESS_SPACE_H_
#define NAJA_ENGINE_ADDRESS_SPACE_H_

#include <cstddef>

namespace naja {

// Has V8, when it is initialised, put its sandbox where the kernel puts the memory that the process asks for:
// then an ArrayBuffer can stand for that memory, which V8 allows within the sandbox only. Called before.
void PlaceSandbox();

// Whether that worked.
bool SandboxPlaced();

// Whether an ArrayBuffer can stand for these bytes.
bool InSandbox(const void* data, size_t length);

// Whether these bytes are in V8's own part, where other ArrayBuffers' are, and not in its heap.
bool InOwnPart(const void* data, size_t length);

// Has malloc take what it hands out from now on from memory that lies within the sandbox, not from the heap
// that the process started with. Called when native code that may want to share its memory is loaded.
void LeaveFirstHeap();

// Copies bytes as far as there are any to read, without a fault where there are none; how many that were.
size_t CopyReadable(void* to, const void* from, size_t length);

// Copies bytes to where they may not be welcome, without a fault there.
void CopyWritable(void* to, const void* from, size_t length);

// Whether bytes are on the stack that the process started with, where a function that has returned had them,
// or neither.
enum Place { kSomewhere, kOnStack, kGone };
Place PlaceOf(const void* data, size_t length);

}  // namespace naja

#endif  // NAJA_ENGINE_ADDRESS_SPACE_H_
