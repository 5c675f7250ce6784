// functions.h: JavaScript functions over Node-API callbacks.
#ifndef NAJA_ENGINE_FUNCTIONS_H_
#define NAJA_ENGINE_FUNCTIONS_H_

#include "env.h"

namespace naja {

MaybeLocal<v8::Function> MakeFunction(napi_env env, napi_callback callback, void* data);
Local<v8::FunctionTemplate> MakeTemplate(napi_env env, napi_callback callback, void* data,
                                         Local<v8::Signature> signature, v8::ConstructorBehavior behavior);

// At the end of a realm: its functions are not called again.
void ForgetCallbacks(Realm* realm);

}  // namespace naja

#endif  // NAJA_ENGINE_FUNCTIONS_H_
