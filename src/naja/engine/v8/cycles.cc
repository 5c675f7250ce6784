// bridge.h: cycles through both heaps.
//
// What the host's objects refer to is told to V8 for the time of one collection: each object that matters is
// an array of what it refers to, and what keeps such an array alive is the JavaScript object that keeps the
// host's one. Then the host's handles can be weak: what they stand for lives where V8 sees a way to it.
#include <vector>

#include "../bridge.h"
#include "env.h"

using namespace naja;

namespace {

// Everything in here is local to the function: what a handle names is alive.
Global<v8::debug::EphemeronTable> Describe(napi_env env, const naja_graph* graph) {
  v8::Isolate* isolate = env->isolate;
  Local<v8::Context> context = env->ctx();
  HandleScope scope(isolate);
  std::vector<Local<v8::Array>> arrays(graph->nodes);
  std::vector<uint32_t> filled(graph->nodes);
  for (Local<v8::Array>& array : arrays) array = v8::Array::New(isolate, 0);
  auto add = [&](uint32_t from, Local<v8::Value> to) {
    return arrays[from].As<v8::Object>()->CreateDataProperty(context, filled[from]++, to).FromMaybe(false);
  };
  bool whole = true;
  for (size_t i = 0; whole && i < graph->edges; i++) whole = add(graph->from[i], arrays[graph->to[i]]);
  for (size_t i = 0; whole && i < graph->held; i++)
    whole = add(graph->holders[i], ToLocal(*graph->handles[i]));
  if (!whole) return {};
  Local<v8::debug::EphemeronTable> table = v8::debug::EphemeronTable::New(isolate);
  for (size_t i = 0; i < graph->kept; i++) {
    napi_value keeper = graph->keeper(graph->owner, graph->pointers[i]);
    if (keeper) table = table->Set(isolate, ToLocal(keeper), arrays[graph->keeps[i]]);
  }
  return {isolate, table};
}

}  // namespace

bool naja_collect(napi_env env, const naja_graph* graph) {
  v8::TryCatch ignore(env->isolate);
  Global<v8::debug::EphemeronTable> table = Describe(env, graph);
  if (table.IsEmpty()) return false;
  for (size_t i = 0; i < graph->held; i++)
    v8::api_internal::MakeWeak(reinterpret_cast<v8::Address**>(graph->handles[i]));
  env->isolate->LowMemoryNotification();
  for (size_t i = 0; i < graph->held; i++)
    if (*graph->handles[i]) v8::api_internal::ClearWeak(reinterpret_cast<v8::Address*>(*graph->handles[i]));
  return true;
}
