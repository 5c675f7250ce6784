// bindings.h: the engine's own JavaScript bindings and hooks.
#ifndef NAJA_ENGINE_BINDINGS_H_
#define NAJA_ENGINE_BINDINGS_H_

#include "env.h"

namespace naja {

// A binding's functions receive V8's call information directly: they are the engine.
struct Method {
  const char* name;
  v8::FunctionCallback call;
};
void DefineMethods(Realm* realm, Local<v8::Object> target, const Method* methods, size_t count);

// An argument of a call; undefined where it was not given.
inline Local<v8::Value> Arg(const v8::FunctionCallbackInfo<v8::Value>& info, int i) {
  return i < info.Length() ? info[i] : CurrentRealm(info.GetIsolate())->undefined.Held();
}

// Deletes a code cache that V8 made.
void DeleteCache(v8::ScriptCompiler::CachedData* cache);
// Frees what V8's operator new gave.
void DeleteByV8(void* memory);

void ThrowTypeError(Realm* realm, const char* message);
// Reports what a TryCatch caught, or an error, to process's handler (callbacks.cc).
void ReportCaught(Realm* realm, v8::TryCatch* try_catch);
void ReportUncaught(Realm* realm, Local<v8::Value> error, bool from_promise);

// Promise rejections, dynamic import, import.meta, stack traces.
void InstallHooks(Realm* realm);
void InstallModuleHooks(Realm* realm);
void CloseModules(Realm* realm);

void InitUtil(Realm* realm, Local<v8::Object> target);
void InitTicks(Realm* realm, Local<v8::Object> target);
void InitAsyncContext(Realm* realm, Local<v8::Object> target);
void InitErrors(Realm* realm, Local<v8::Object> target);
void InitModules(Realm* realm, Local<v8::Object> target);
void InitSerdes(Realm* realm, Local<v8::Object> target);
void InitSerializers(Realm* realm, Local<v8::Object> target);
void InitHeap(Realm* realm, Local<v8::Object> target);
void InitV8(Realm* realm, Local<v8::Object> target);
void InitMessaging(Realm* realm, Local<v8::Object> target);
void InitInspector(Realm* realm, Local<v8::Object> target);
void InitContexts(Realm* realm, Local<v8::Object> target);

}  // namespace naja

#endif  // NAJA_ENGINE_BINDINGS_H_
