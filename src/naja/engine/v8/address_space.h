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

}  // namespace naja

#endif  // NAJA_ENGINE_ADDRESS_SPACE_H_
