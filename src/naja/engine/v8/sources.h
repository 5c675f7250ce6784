// sources.h: what compiling takes, for the bindings that compile: origins, host options, code caches.
#ifndef NAJA_ENGINE_SOURCES_H_
#define NAJA_ENGINE_SOURCES_H_

#include <cstring>

#include "bindings.h"

namespace naja {

using Info = v8::FunctionCallbackInfo<v8::Value>;

inline Local<v8::Value> Name(Realm* realm, const char* literal) {
  return ToLocal(naja_string(realm->root, literal));
}

// Host-defined options carry one symbol: the referrer's name in JavaScript.
inline Local<v8::Data> HostOptions(Realm* realm, Local<v8::Value> host) {
  auto options = v8::PrimitiveArray::New(realm->isolate, 1);
  options->Set(realm->isolate, 0, (host->IsSymbol() ? host : realm->undefined.Held()).As<v8::Primitive>());
  return options;
}

inline v8::ScriptOrigin Origin(Realm* realm, Local<v8::Value> name, Local<v8::Value> host, int line,
                               int column, bool is_module) {
  v8::ScriptOrigin origin;
  origin.resource_name = name;
  origin.line_offset = line;
  origin.column_offset = column;
  origin.options = is_module ? v8::ScriptOrigin::kIsModule : 0;
  origin.host_defined_options = HostOptions(realm, host);
  return origin;
}

inline v8::ScriptCompiler::CachedData* Cached(Realm* realm, Local<v8::Value> bytes) {
  uint8_t* data;
  size_t length;
  if (!bytes->IsArrayBufferView() || !naja_get_bytes(realm->root, FromLocal(bytes), &data, &length))
    return nullptr;
  // The caller's array stays where it is while V8 reads it.
  return new v8::ScriptCompiler::CachedData(data, static_cast<int>(length));
}

inline void ReturnCache(const Info& info, v8::ScriptCompiler::CachedData* cache) {
  if (!cache) return;
  Realm* realm = CurrentRealm(info.GetIsolate());
  uint8_t* data;
  napi_value array;
  if (naja_create_uint8array(realm->root, static_cast<size_t>(cache->length), &data, &array) == napi_ok) {
    memcpy(data, cache->data, static_cast<size_t>(cache->length));
    info.Return(ToLocal(array));
  }
  DeleteCache(cache);
}

// Rethrows what was caught, with the source line kept for the printer.
inline void Rethrow(Realm* realm, v8::TryCatch* try_catch) {
  if (!try_catch->HasTerminated()) DecorateError(realm, try_catch->Exception(), try_catch->Message());
  try_catch->ReThrow();
}

}  // namespace naja

#endif  // NAJA_ENGINE_SOURCES_H_
