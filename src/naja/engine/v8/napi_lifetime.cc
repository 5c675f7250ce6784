// Node-API: handle scopes, references, wraps, type tags, externals, finalizers, instance data.
#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "external.h"
#include "heap.h"
#include "lifetime.h"

using namespace naja;

namespace naja {
namespace {

// In the collector. Addons of the experimental version promise that their finalizers bear it; those of all
// others run later.
void Collected(const v8::WeakCallbackInfo<void>& info) {
  auto* reference = static_cast<Reference*>(info.GetParameter());
  reference->value.Reset();
  napi_env env = reference->env;
  if (!reference->finalize) {
    reference->Finalize();
  } else if (env->api_version == kExperimental) {
    bool outer = env->in_gc_finalizer;
    env->in_gc_finalizer = true;
    reference->Finalize();
    env->in_gc_finalizer = outer;
  } else {
    Enqueue(reference);
  }
}

void Drain(napi_env env) {
  auto& pending = env->pending;
  for (size_t i = 0; i < pending.size(); i++) {
    Tracked* tracked = pending[i];
    if (!tracked) continue;
    tracked->place = Tracked::kNotQueued;
    tracked->Finalize();
  }
  constexpr size_t kKeep = 4096, kMany = 100000;
  size_t count = pending.size();
  pending.clear();
  if (pending.capacity() > kKeep) pending.shrink_to_fit();
#ifdef __GLIBC__
  if (count > kMany) malloc_trim(0);  // a program that let so many wait gets its memory back
#endif
}

void FinalizeAll(Ring* ring) {
  while (ring->next != ring) static_cast<Tracked*>(ring->next)->Finalize();
}

}  // namespace

void CallFinalizer(napi_env env, napi_finalize finalize, void* data, void* hint) {
  HandleScope scope(env->isolate);
  CallNative(
      env, [&] { finalize(env, data, hint); }, [env](Local<v8::Value> error) { Uncaught(env, error); });
}

void Tracked::RunFinalizer() {
  napi_finalize call = finalize;
  finalize = nullptr;
  if (!call) return;
  if (env->in_gc_finalizer)
    call(env, data, hint);  // no handles there
  else
    CallFinalizer(env, call, data, hint);
}

void Tracked::Finalize() {
  Unlink();
  RunFinalizer();
  if (env->instance_data == this) env->instance_data = nullptr;
  delete this;
}

Reference::Reference(napi_env environment, Local<v8::Value> target, uint32_t initial, bool owned, void* d,
                     napi_finalize f, void* h)
    : Tracked(environment, d, f, h),
      value(environment->isolate, target),
      count(initial),
      can_be_weak(heap::IsReceiver(*target.slot()) || target->IsSymbol()),
      owned_by_runtime(owned) {
  if (count == 0) MakeWeak();
}

void Reference::MakeWeak() {
  if (can_be_weak)
    value.SetWeak(this, Collected);
  else
    value.Reset();
}

void Reference::Finalize() {
  value.Reset();
  bool owned = owned_by_runtime;
  Unlink();
  RunFinalizer();  // may delete this, if it is the addon's
  if (owned) delete this;
}

void Enqueue(Tracked* tracked) {
  napi_env env = tracked->env;
  tracked->place = static_cast<uint32_t>(env->pending.size());
  env->pending.push_back(tracked);
  if (env->drains || env->closing) return;
  env->drains = true;
  env->realm->draining.push_back(env);
}

void DrainFinalizers(Realm* realm) {
  DrainExternals(realm);
  while (!realm->draining.empty()) {
    napi_env env = realm->draining.back();
    realm->draining.pop_back();
    env->drains = false;
    env->refs++;  // it may be the last that holds the environment
    Drain(env);
    Unref(env);
  }
}

// The finalizers come first: they may delete references of their own.
void CloseEnv(napi_env env) {
  env->closing = true;
  HandleScope scope(env->isolate);
  Drain(env);
  FinalizeAll(&env->finalizing);
  FinalizeAll(&env->references);
  env->last_exception.Reset();
}

void CalledInCollector() {
  fprintf(stderr,
          "FATAL ERROR: Finalizer is calling a function that may affect GC state.\n"
          "The finalizers are run directly from GC and must not affect GC state.\n"
          "Use `node_api_post_finalizer` from inside of the finalizer to work around this issue.\n"
          "It schedules the call as a new task in the event loop.\n");
  fflush(stderr);
  abort();
}

void ScopeLeftOpen() {
  napi_fatal_error("napi_callback", NAPI_AUTO_LENGTH, "native code left a handle or callback scope open",
                   NAPI_AUTO_LENGTH);
}

// --- private values

namespace {

// Externals cannot have properties of their own here: a WeakMap has them, keyed by the private symbol's
// purpose.
Local<v8::Object> HiddenMap(napi_env env, const char* kind) {
  auto& holder = env->realm->hidden_values;
  if (holder.IsEmpty()) holder.Reset(env->isolate, v8::Object::New(env->isolate));
  auto key = ToLocal(naja_string(env, kind));
  Local<v8::Value> map = holder.Held()->Get(env->ctx(), key).Unchecked();
  if (map->IsObject()) return map.As<v8::Object>();
  v8::ScriptOrigin origin;
  v8::ScriptCompiler::Source source(NewString(env->isolate, "new WeakMap()"), origin);
  map = v8::ScriptCompiler::Compile(env->ctx(), &source).Unchecked()->Run(env->ctx()).Unchecked();
  holder.Held()->Set(env->ctx(), key, map).IsJust();
  return map.As<v8::Object>();
}

MaybeLocal<v8::Value> CallHidden(napi_env env, Local<v8::Private> key, const char* method, int argc,
                                 Local<v8::Value>* argv) {
  bool wrap = *key.slot() == *env->realm->wrap_key.slot();
  Local<v8::Object> map = HiddenMap(env, wrap ? "wrap" : "tag");
  Local<v8::Value> function;
  if (!map->Get(env->ctx(), ToLocal(naja_string(env, method))).ToLocal(&function)) return {};
  return function.As<v8::Function>()->Call(env->isolate, env->ctx(), map, argc, argv);
}

}  // namespace

Local<v8::Value> GetHidden(napi_env env, Local<v8::Object> object, Local<v8::Private> key) {
  Local<v8::Value> found;
  if (__builtin_expect(heap::IsExternal(*object.slot()), 0)) {
    Local<v8::Value> argv[] = {object};
    if (CallHidden(env, key, "get", 1, argv).ToLocal(&found)) return found;
  } else if (object->GetPrivate(env->ctx(), key).ToLocal(&found)) {
    return found;
  }
  return env->realm->undefined.Held();
}

bool SetHidden(napi_env env, Local<v8::Object> object, Local<v8::Private> key, Local<v8::Value> value) {
  if (__builtin_expect(heap::IsExternal(*object.slot()), 0)) {
    Local<v8::Value> argv[] = {object, value};
    return !CallHidden(env, key, "set", 2, argv).IsEmpty();
  }
  return object->SetPrivate(env->ctx(), key, value).FromMaybe(false);
}

void DeleteHidden(napi_env env, Local<v8::Object> object, Local<v8::Private> key) {
  if (__builtin_expect(heap::IsExternal(*object.slot()), 0)) {
    Local<v8::Value> argv[] = {object};
    (void)CallHidden(env, key, "delete", 1, argv).IsEmpty();
  } else {
    (void)object->DeletePrivate(env->ctx(), key).IsJust();
  }
}

}  // namespace naja

// --- handle scopes: their storage is kept for the next one

namespace {

struct OpenScope {
  // Escaping: a slot of the outer scope, made before the scope is opened. Null once it has been used.
  v8::Address* escape = nullptr;
  bool escapable;
  alignas(HandleScope) unsigned char scope[sizeof(HandleScope)];
};

OpenScope* OpenHandles(napi_env env, bool escapable) {
  Realm* realm = env->realm;
  auto* block = realm->scope_pool;
  if (block)
    realm->scope_pool = *static_cast<void**>(block);
  else
    block = ::operator new(sizeof(OpenScope));
  auto* open = new (block) OpenScope;
  open->escapable = escapable;
  if (escapable) open->escape = HandleScope::CreateHandle(env->isolate, *realm->undefined.slot());
  ::new (static_cast<void*>(open->scope)) HandleScope(env->isolate);
  env->open_handle_scopes++;
  return open;
}

napi_status CloseHandles(napi_env env, OpenScope* open) {
  if (env->open_handle_scopes == 0) return napi_handle_scope_mismatch;
  env->open_handle_scopes--;
  reinterpret_cast<HandleScope*>(open->scope)->~HandleScope();
  *reinterpret_cast<void**>(open) = env->realm->scope_pool;
  env->realm->scope_pool = open;
  return ClearError(env);
}

}  // namespace

napi_status napi_open_handle_scope(napi_env env, napi_handle_scope* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = reinterpret_cast<napi_handle_scope>(OpenHandles(env, false));
  return ClearError(env);
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, scope);
  return CloseHandles(env, reinterpret_cast<OpenScope*>(scope));
}

napi_status napi_open_escapable_handle_scope(napi_env env, napi_escapable_handle_scope* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  *result = reinterpret_cast<napi_escapable_handle_scope>(OpenHandles(env, true));
  return ClearError(env);
}

napi_status napi_close_escapable_handle_scope(napi_env env, napi_escapable_handle_scope scope) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, scope);
  return CloseHandles(env, reinterpret_cast<OpenScope*>(scope));
}

napi_status napi_escape_handle(napi_env env, napi_escapable_handle_scope scope, napi_value escapee,
                               napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, scope);
  NAJA_CHECK_ARG(env, escapee);
  NAJA_CHECK_ARG(env, result);
  auto* open = reinterpret_cast<OpenScope*>(scope);
  NAJA_RETURN_IF_FALSE(env, open->escape, napi_escape_called_twice);
  *open->escape = heap::Raw(escapee);
  *result = reinterpret_cast<napi_value>(open->escape);
  open->escape = nullptr;
  return ClearError(env);
}

// --- references

napi_status napi_create_reference(napi_env env, napi_value value, uint32_t initial_refcount,
                                  napi_ref* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> v = ToLocal(value);
  if (env->api_version < 10)
    NAJA_RETURN_IF_FALSE(env, heap::IsReceiver(heap::Raw(value)) || v->IsSymbol(), napi_invalid_arg);
  *result =
      reinterpret_cast<napi_ref>(new Reference(env, v, initial_refcount, false, nullptr, nullptr, nullptr));
  return ClearError(env);
}

// What waits for its finalizer is forgotten: the addon does not want it any more.
napi_status napi_delete_reference(napi_env env, napi_ref ref) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, ref);
  delete reinterpret_cast<Reference*>(ref);
  return ClearError(env);
}

napi_status napi_reference_ref(napi_env env, napi_ref ref, uint32_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, ref);
  auto* reference = reinterpret_cast<Reference*>(ref);
  uint32_t count = 0;
  if (!reference->value.IsEmpty()) {
    count = ++reference->count;
    if (count == 1 && reference->can_be_weak) reference->value.ClearWeak();
  }
  if (result) *result = count;
  return ClearError(env);
}

napi_status napi_reference_unref(napi_env env, napi_ref ref, uint32_t* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, ref);
  auto* reference = reinterpret_cast<Reference*>(ref);
  NAJA_RETURN_IF_FALSE(env, reference->count > 0, napi_generic_failure);
  uint32_t count = 0;
  if (!reference->value.IsEmpty()) {
    count = --reference->count;
    if (count == 0) reference->MakeWeak();
  }
  if (result) *result = count;
  return ClearError(env);
}

napi_status napi_get_reference_value(napi_env env, napi_ref ref, napi_value* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, ref);
  NAJA_CHECK_ARG(env, result);
  auto* reference = reinterpret_cast<Reference*>(ref);
  *result = reference->value.IsEmpty() ? nullptr : heap::NewLocal(env->isolate, reference->value.slot());
  return ClearError(env);
}

// --- wraps

namespace {

Realm::Unwrapped& UnwrappedAt(Realm* realm, v8::Address object) {
  return realm->unwrapped[((object >> 3) ^ (object >> 11)) & (Realm::kUnwrapped - 1)];
}

void RememberUnwrapped(Realm* realm, v8::Address object, void* data) {
  if (!realm->forgets_unwrapped) {
    realm->forgets_unwrapped = true;
    realm->isolate->AddGCPrologueCallback(
        [](v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void*) {
          Realm* current = CurrentRealm(isolate);  // none, when the isolate goes
          if (current) memset(current->unwrapped, 0, sizeof current->unwrapped);
        },
        nullptr, v8::kGCTypeAll);
  }
  UnwrappedAt(realm, object) = {object, data};
}

// The reference behind a wrapped object, or null.
Reference* WrapOf(napi_env env, Local<v8::Object> object) {
  Local<v8::Value> external = GetHidden(env, object, env->realm->wrap_key.Held());
  if (!heap::IsExternal(*external.slot())) return nullptr;
  return static_cast<Reference*>(external.As<v8::External>()->Value(kExternalTag));
}
}  // namespace

napi_status napi_wrap(napi_env env, napi_value object, void* native, napi_finalize finalize, void* hint,
                      napi_ref* result) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, object);
  NAJA_RETURN_IF_FALSE(env, heap::IsReceiver(heap::Raw(object)), napi_invalid_arg);
  // A reference that the caller holds needs a finalizer in which to delete it.
  if (result) NAJA_CHECK_ARG(env, finalize);
  auto target = ToLocal(object).As<v8::Object>();
  HandleScope scope(env->isolate);
  auto key = env->realm->wrap_key.Held();
  NAJA_RETURN_IF_FALSE(env, !heap::IsExternal(*GetHidden(env, target, key).slot()), napi_invalid_arg);
  auto* reference = new Reference(env, target, 0, result == nullptr, native, finalize, hint);
  if (!SetHidden(env, target, key, v8::External::New(env->isolate, reference, kExternalTag))) {
    delete reference;
    return SetError(env, napi_generic_failure);
  }
  if (result) *result = reinterpret_cast<napi_ref>(reference);
  return napi_ok;
}

namespace {
inline napi_status Unwrap(napi_env env, napi_value object, void** result, bool remove) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, object);
  if (!remove) NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, heap::IsReceiver(heap::Raw(object)), napi_invalid_arg);
  v8::Address address = heap::Raw(object);
  auto& known = UnwrappedAt(env->realm, address);
  if (!remove && known.object == address) {
    *result = known.data;
    return napi_ok;
  }
  auto target = ToLocal(object).As<v8::Object>();
  HandleScope scope(env->isolate);
  Reference* reference = WrapOf(env, target);
  NAJA_RETURN_IF_FALSE(env, reference, napi_invalid_arg);
  if (result) *result = reference->data;
  if (!remove) {
    RememberUnwrapped(env->realm, address, reference->data);
  } else {
    if (known.object == address) known = {};
    DeleteHidden(env, target, env->realm->wrap_key.Held());
    if (reference->owned_by_runtime)
      delete reference;
    else
      reference->finalize = nullptr;
  }
  return napi_ok;
}
}  // namespace

napi_status napi_unwrap(napi_env env, napi_value object, void** result) {
  return Unwrap(env, object, result, false);
}
napi_status napi_remove_wrap(napi_env env, napi_value object, void** result) {
  return Unwrap(env, object, result, true);
}

napi_status napi_type_tag_object(napi_env env, napi_value object, const napi_type_tag* tag) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, object);
  NAJA_CHECK_ARG(env, tag);
  Local<v8::Object> target;
  NAJA_CHECK_MAYBE(env, ToLocal(object)->ToObject(env->ctx()).ToLocal(&target), napi_object_expected);
  auto key = env->realm->type_tag_key.Held();
  NAJA_RETURN_IF_FALSE(env, GetHidden(env, target, key)->IsUndefined(), napi_invalid_arg);
  const uint64_t words[2] = {tag->lower, tag->upper};
  Local<v8::BigInt> value;
  NAJA_CHECK_MAYBE(env, v8::BigInt::NewFromWords(env->ctx(), 0, 2, words).ToLocal(&value),
                   napi_generic_failure);
  NAJA_CHECK_MAYBE(env, SetHidden(env, target, key, value), napi_generic_failure);
  return NAJA_RESULT(env);
}

napi_status napi_check_object_type_tag(napi_env env, napi_value object, const napi_type_tag* tag,
                                       bool* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, object);
  NAJA_CHECK_ARG(env, tag);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Object> target;
  NAJA_CHECK_MAYBE(env, ToLocal(object)->ToObject(env->ctx()).ToLocal(&target), napi_object_expected);
  HandleScope scope(env->isolate);
  Local<v8::Value> value = GetHidden(env, target, env->realm->type_tag_key.Held());
  *result = false;
  if (value->IsBigInt()) {
    int sign = 0, count = 2;
    uint64_t words[2] = {0, 0};
    value.As<v8::BigInt>()->ToWordsArray(&sign, &count, words);
    *result = sign == 0 && count <= 2 && words[0] == tag->lower && words[1] == tag->upper;
  }
  return NAJA_RESULT(env);
}

// --- finalizers and externals

napi_status napi_add_finalizer(napi_env env, napi_value object, void* data, napi_finalize finalize,
                               void* hint, napi_ref* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, object);
  NAJA_CHECK_ARG(env, finalize);
  NAJA_RETURN_IF_FALSE(env, heap::IsReceiver(heap::Raw(object)), napi_invalid_arg);
  auto* reference = new Reference(env, ToLocal(object), 0, result == nullptr, data, finalize, hint);
  if (result) *result = reinterpret_cast<napi_ref>(reference);
  return ClearError(env);
}

napi_status node_api_post_finalizer(napi_env env, napi_finalize finalize, void* data, void* hint) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, finalize);
  Enqueue(new Tracked(env, data, finalize, hint));
  return ClearError(env);
}

napi_status napi_create_external(napi_env env, void* data, napi_finalize finalize, void* hint,
                                 napi_value* result) {
  NAJA_PREAMBLE_QUIET(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::External> external = v8::External::New(env->isolate, data, kExternalTag);
  if (finalize) new Reference(env, external, 0, true, data, finalize, hint);
  *result = FromLocal(external);
  return ClearError(env);
}

napi_status napi_get_value_external(napi_env env, napi_value value, void** result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, heap::IsExternal(heap::Raw(value)), napi_invalid_arg);
  *result = ToLocal(value).As<v8::External>()->Value(kExternalTag);
  return ClearError(env);
}

// --- instance data: the finalizer of what it replaces is not called

napi_status napi_set_instance_data(napi_env env, void* data, napi_finalize finalize, void* hint) {
  NAJA_CHECK_ENV(env);
  delete env->instance_data;
  env->instance_data = new Tracked(env, data, finalize, hint);
  return ClearError(env);
}

napi_status napi_get_instance_data(napi_env env, void** data) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, data);
  *data = env->instance_data ? env->instance_data->data : nullptr;
  return ClearError(env);
}
