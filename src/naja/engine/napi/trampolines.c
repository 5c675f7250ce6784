// libnaja_napi.so: the napi_* symbols that addons are linked against, in a library that can be loaded into
// the global scope. Each jumps through a table that the runtime fills: the library needs neither the engine
// nor V8, whose own symbols (operator new among them) must not be global.
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT const char* const naja_napi_names[] = {
#define V(name) #name,
#include "functions.def"
#undef V
    NULL};

enum {
#define V(name) kIndex_##name,
#include "functions.def"
#undef V
  kCount
};

EXPORT void* naja_napi_table[kCount];

#if defined(__x86_64__)
#define V(name)                                                                               \
  EXPORT __attribute__((naked)) void name(void) {                                             \
    __asm__ volatile("movq naja_napi_table@GOTPCREL(%%rip), %%r11\n\tjmpq *%c0(%%r11)" ::"i"( \
        kIndex_##name * sizeof(void*)));                                                      \
  }
#else
#error "libnaja_napi has no trampolines for this architecture"
#endif
#include "functions.def"
#undef V
