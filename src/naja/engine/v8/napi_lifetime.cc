// Node-API: handle scopes, references, wraps, externals, finalizers, instance data, cleanup hooks.
#include <algorithm>

#include "lifetime.h"

using namespace naja;

namespace naja {
namespace {

void Link(Reference* ref) {
  ref->next = ref->env->references;
  if (ref->next) ref->next->previous = ref;
  ref->env->references = ref;
}

void Unlink(Reference* ref) {
  if (ref->previous)
    ref->previous->next = ref->next;
  else if (ref->env->references == ref)
    ref->env->references = ref->next;
  if (ref->next) ref->next->previous = ref->previous;
  ref->previous = ref->next = nullptr;
}

// In the collector: only forget the value and queue the rest.
void Collected(const v8::WeakCallbackInfo<void>& info) {
  auto* ref = static_cast<Reference*>(info.GetParameter());
  ref->value.Reset();
  ref->queued = true;
  ref->env->realm->pending_finalizers.push_back(ref);
}

void MakeWeak(Reference* ref) {
  if (!ref->value.IsEmpty() && ref->can_be_weak) ref->value.SetWeak(ref, Collected);
}

void Destroy(Reference* ref) {
  Unlink(ref);
  delete ref;
}

void RunFinalizer(napi_env env, napi_finalize finalize, void* data, void* hint) {
  HandleScope scope(env->isolate);
  finalize(env, data, hint);
  if (!env->last_exception.IsEmpty()) {
    Local<v8::Value> error = env->last_exception.Get(env->isolate);
    env->last_exception.Reset();
    naja_uncaught(env, FromLocal(error));
  }
}

// Takes the reference's finalizer so that it runs once.
void Finalize(Reference* ref) {
  napi_finalize finalize = ref->finalize;
  ref->finalize = nullptr;
  if (finalize) RunFinalizer(ref->env, finalize, ref->data, ref->hint);
}

}  // namespace

Reference* NewReference(napi_env env, Local<v8::Value> value, uint32_t count, bool owned_by_runtime,
                        void* data, napi_finalize finalize, void* hint) {
  bool can_be_weak = value->IsObject() || value->IsSymbol() || value->IsExternal();
  auto* ref = new Reference{env,
                            Global<v8::Value>(env->isolate, value),
                            count,
                            can_be_weak,
                            owned_by_runtime,
                            false,
                            false,
                            data,
                            finalize,
                            hint};
  Link(ref);
  if (count == 0) MakeWeak(ref);
  return ref;
}

void DrainFinalizers(Realm* realm) {
  while (!realm->pending_finalizers.empty() || !realm->posted_finalizers.empty()) {
    auto posted = std::move(realm->posted_finalizers);
    realm->posted_finalizers.clear();
    for (auto& p : posted) RunFinalizer(p.env, p.finalize, p.data, p.hint);
    auto pending = std::move(realm->pending_finalizers);
    realm->pending_finalizers.clear();
    for (Reference* ref : pending) {
      ref->queued = false;
      if (ref->deleted) {
        delete ref;
        continue;
      }
      bool owned = ref->owned_by_runtime;
      // A finalizer may delete its own reference: keep it until the call is over.
      ref->queued = true;
      Finalize(ref);
      ref->queued = false;
      if (ref->deleted)
        delete ref;
      else if (owned)
        Destroy(ref);
    }
  }
}

void CloseReferences(napi_env env) {
  while (Reference* ref = env->references) {
    Unlink(ref);
    ref->value.Reset();
    bool queued = ref->queued;
    ref->queued = true;
    Finalize(ref);
    ref->queued = queued;
    if (queued) {
      auto& pending = env->realm->pending_finalizers;
      pending.erase(std::remove(pending.begin(), pending.end(), ref), pending.end());
    }
    if (ref->owned_by_runtime || ref->deleted) delete ref;
  }
}

}  // namespace naja

// --- handle scopes

napi_status napi_open_handle_scope(napi_env env, napi_handle_scope* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = reinterpret_cast<napi_handle_scope>(new HandleScope(env->isolate));
  env->open_handle_scopes++;
  return ClearError(env);
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, scope);
  if (env->open_handle_scopes == 0) return napi_handle_scope_mismatch;
  env->open_handle_scopes--;
  delete reinterpret_cast<HandleScope*>(scope);
  return ClearError(env);
}

namespace {
struct Escapable {
  v8::EscapableHandleScope scope;
  bool escaped = false;
  explicit Escapable(napi_env env) : scope(env->isolate, env->realm->undefined.Held()) {}
};
}  // namespace

napi_status napi_open_escapable_handle_scope(napi_env env, napi_escapable_handle_scope* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, result);
  *result = reinterpret_cast<napi_escapable_handle_scope>(new Escapable(env));
  env->open_handle_scopes++;
  return ClearError(env);
}

napi_status napi_close_escapable_handle_scope(napi_env env, napi_escapable_handle_scope scope) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, scope);
  if (env->open_handle_scopes == 0) return napi_handle_scope_mismatch;
  env->open_handle_scopes--;
  delete reinterpret_cast<Escapable*>(scope);
  return ClearError(env);
}

napi_status napi_escape_handle(napi_env env, napi_escapable_handle_scope scope, napi_value escapee,
                               napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, scope);
  NAJA_CHECK_ARG(env, escapee);
  NAJA_CHECK_ARG(env, result);
  auto* escapable = reinterpret_cast<Escapable*>(scope);
  if (escapable->escaped) return SetError(env, napi_escape_called_twice);
  escapable->escaped = true;
  *result = FromLocal(escapable->scope.Escape(ToLocal(escapee)));
  return ClearError(env);
}

// --- references

napi_status napi_create_reference(napi_env env, napi_value value, uint32_t initial_refcount,
                                  napi_ref* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  *result = reinterpret_cast<napi_ref>(
      NewReference(env, ToLocal(value), initial_refcount, false, nullptr, nullptr, nullptr));
  return ClearError(env);
}

napi_status napi_delete_reference(napi_env env, napi_ref ref) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, ref);
  auto* reference = reinterpret_cast<Reference*>(ref);
  if (reference->owned_by_runtime) return ClearError(env);
  if (reference->queued) {
    Unlink(reference);
    reference->deleted = true;
    reference->value.Reset();
    return ClearError(env);
  }
  Destroy(reference);
  return ClearError(env);
}

napi_status napi_reference_ref(napi_env env, napi_ref ref, uint32_t* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, ref);
  auto* reference = reinterpret_cast<Reference*>(ref);
  if (!reference->value.IsEmpty()) {
    if (++reference->count == 1 && reference->can_be_weak) reference->value.ClearWeak();
  }
  if (result) *result = reference->value.IsEmpty() ? 0 : reference->count;
  return ClearError(env);
}

napi_status napi_reference_unref(napi_env env, napi_ref ref, uint32_t* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, ref);
  auto* reference = reinterpret_cast<Reference*>(ref);
  if (reference->value.IsEmpty()) {
    if (result) *result = 0;
    return ClearError(env);
  }
  NAJA_RETURN_IF_FALSE(env, reference->count > 0, napi_generic_failure);
  if (--reference->count == 0) {
    if (reference->can_be_weak)
      MakeWeak(reference);
    else
      reference->value.Reset();
  }
  if (result) *result = reference->count;
  return ClearError(env);
}

napi_status napi_get_reference_value(napi_env env, napi_ref ref, napi_value* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, ref);
  NAJA_CHECK_ARG(env, result);
  auto* reference = reinterpret_cast<Reference*>(ref);
  *result = reference->value.IsEmpty() ? nullptr : FromLocal(reference->value.Get(env->isolate));
  return ClearError(env);
}

// --- wraps

napi_status napi_wrap(napi_env env, napi_value object, void* native, napi_finalize finalize, void* hint,
                      napi_ref* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, object);
  Local<v8::Value> value = ToLocal(object);
  NAJA_RETURN_IF_FALSE(env, value->IsObject(), napi_object_expected);
  auto target = value.As<v8::Object>();
  auto key = env->realm->wrap_key.Held();
  NAJA_RETURN_IF_FALSE(env, !target->HasPrivate(env->ctx(), key).FromMaybe(true), napi_invalid_arg);
  if (result) NAJA_CHECK_ARG(env, finalize);
  // The caller owns the reference that it asked for, the runtime one that nobody sees.
  Reference* reference = NewReference(env, value, 0, result == nullptr, native, finalize, hint);
  if (result) *result = reinterpret_cast<napi_ref>(reference);
  if (!target->SetPrivate(env->ctx(), key, v8::External::New(env->isolate, reference, kExternalTag))
           .FromMaybe(false))
    return SetError(env, napi_generic_failure);
  return NAJA_RESULT(env);
}

namespace {
napi_status Unwrap(napi_env env, napi_value object, void** result, bool remove) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, object);
  if (!remove) NAJA_CHECK_ARG(env, result);
  Local<v8::Value> value = ToLocal(object);
  NAJA_RETURN_IF_FALSE(env, value->IsObject(), napi_object_expected);
  auto target = value.As<v8::Object>();
  auto key = env->realm->wrap_key.Held();
  Local<v8::Value> external;
  NAJA_CHECK_MAYBE(env, target->GetPrivate(env->ctx(), key).ToLocal(&external), napi_generic_failure);
  NAJA_RETURN_IF_FALSE(env, external->IsExternal(), napi_invalid_arg);
  auto* reference = static_cast<Reference*>(external.As<v8::External>()->Value(kExternalTag));
  if (result) *result = reference->data;
  if (remove) {
    NAJA_CHECK_MAYBE(env, target->DeletePrivate(env->ctx(), key).FromMaybe(false), napi_generic_failure);
    reference->finalize = nullptr;
    if (reference->owned_by_runtime) Destroy(reference);
  }
  return NAJA_RESULT(env);
}
}  // namespace

napi_status napi_unwrap(napi_env env, napi_value object, void** result) {
  return Unwrap(env, object, result, false);
}
napi_status napi_remove_wrap(napi_env env, napi_value object, void** result) {
  return Unwrap(env, object, result, true);
}

napi_status napi_add_finalizer(napi_env env, napi_value object, void* data, napi_finalize finalize,
                               void* hint, napi_ref* result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, object);
  NAJA_CHECK_ARG(env, finalize);
  NAJA_RETURN_IF_FALSE(env, ToLocal(object)->IsObject() || ToLocal(object)->IsExternal(), napi_invalid_arg);
  Reference* reference = NewReference(env, ToLocal(object), 0, result == nullptr, data, finalize, hint);
  if (result) *result = reinterpret_cast<napi_ref>(reference);
  return ClearError(env);
}

napi_status node_api_post_finalizer(napi_env env, napi_finalize finalize, void* data, void* hint) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, finalize);
  env->realm->posted_finalizers.push_back({env, finalize, data, hint});
  return ClearError(env);
}

napi_status napi_create_external(napi_env env, void* data, napi_finalize finalize, void* hint,
                                 napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Value> external = v8::External::New(env->isolate, data, kExternalTag);
  if (finalize) NewReference(env, external, 0, true, data, finalize, hint);
  *result = FromLocal(external);
  return NAJA_RESULT(env);
}

napi_status napi_get_value_external(napi_env env, napi_value value, void** result) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, value);
  NAJA_CHECK_ARG(env, result);
  NAJA_RETURN_IF_FALSE(env, ToLocal(value)->IsExternal(), napi_invalid_arg);
  *result = ToLocal(value).As<v8::External>()->Value(kExternalTag);
  return ClearError(env);
}

// --- instance data and cleanup

napi_status napi_set_instance_data(napi_env env, void* data, napi_finalize finalize, void* hint) {
  NAJA_CHECK_ENV(env);
  env->instance_data = data;
  env->instance_finalize = finalize;
  env->instance_hint = hint;
  return ClearError(env);
}

napi_status napi_get_instance_data(napi_env env, void** data) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, data);
  *data = env->instance_data;
  return ClearError(env);
}

napi_status napi_add_env_cleanup_hook(napi_env env, napi_cleanup_hook fun, void* arg) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, fun);
  env->realm->cleanup_hooks.push_back({fun, arg});
  return napi_ok;
}

napi_status napi_remove_env_cleanup_hook(napi_env env, napi_cleanup_hook fun, void* arg) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, fun);
  auto& hooks = env->realm->cleanup_hooks;
  for (auto it = hooks.rbegin(); it != hooks.rend(); ++it) {
    if (it->hook == fun && it->arg == arg) {
      hooks.erase(std::next(it).base());
      break;
    }
  }
  return napi_ok;
}
