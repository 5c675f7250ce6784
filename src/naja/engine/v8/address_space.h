// address_space.h: where V8's sandbox lies.
#ifndef NAJA_ENGINE_ADDRESS_SPACE_H_
#define NAJA_ENGINE_ADDRESS_SPACE_H_

#include <cstddef>

namespace naja {

// Has V8, when it is initialised, put its sandbox where the kernel puts the memory that the process asks for:
// then an ArrayBuffer can stand for that memory, which V8 allows within the sandbox only. Called before.
void PlaceSandbox();

// From now on malloc takes memory that is mapped, within the sandbox, rather than of the heap (brk).
void LeaveHeap();

// Whether an ArrayBuffer can stand for these bytes. Memory on the heap that the process started with (brk) is
// outside.
bool InSandbox(const void* data, size_t length);

}  // namespace naja

#endif  // NAJA_ENGINE_ADDRESS_SPACE_H_
