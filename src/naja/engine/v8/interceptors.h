// interceptors.h: the global object of a context that shows a sandbox.
#ifndef NAJA_ENGINE_INTERCEPTORS_H_
#define NAJA_ENGINE_INTERCEPTORS_H_

#include "env.h"

namespace naja {

// Where a context keeps its sandbox, and whether it may compile WebAssembly: fields of its embedder data.
inline constexpr int kSandboxField = 1, kWasmField = 2;

void SetInterceptors(Local<v8::ObjectTemplate> target);

}  // namespace naja

#endif  // NAJA_ENGINE_INTERCEPTORS_H_
