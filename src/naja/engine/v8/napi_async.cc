// Node-API over libuv: async contexts, callback scopes, async work, module registration.
#include <uv.h>

#include "async.h"
#include "bindings.h"
#include "heap.h"

using namespace naja;

namespace naja {

AsyncContext::AsyncContext(napi_env env, Local<v8::Object> resource, Local<v8::String> name)
    : env_(env), frame_(naja_context_capture(env)) {
  Realm* realm = env->realm;
  if (realm->async_init.IsEmpty() || !realm->can_run_js()) return;
  HandleScope scope(env->isolate);
  v8::TryCatch try_catch(env->isolate);
  if (resource.IsEmpty()) resource = v8::Object::New(env->isolate);
  Local<v8::Value> argv[] = {name, resource}, ids;
  if (realm->async_init.Held()
          ->Call(env->isolate, env->ctx(), realm->undefined.Held(), 2, argv)
          .ToLocal(&ids))
    ids_.Reset(env->isolate, ids);
  else
    ReportCaught(realm, &try_catch);
}

AsyncContext::~AsyncContext() {
  naja_context_free(env_, frame_);
  Realm* realm = env_->realm;
  if (ids_.IsEmpty() || !realm->can_run_js()) return;
  HandleScope scope(env_->isolate);
  v8::TryCatch try_catch(env_->isolate);
  Local<v8::Value> argv[] = {ids_.Held()};
  if (realm->async_destroy.Held()
          ->Call(env_->isolate, env_->ctx(), realm->undefined.Held(), 1, argv)
          .IsEmpty())
    ReportCaught(realm, &try_catch);
}

AsyncScope::AsyncScope(napi_env env, AsyncContext* context)
    : env_(env), scope_(env, context ? context->frame_ : nullptr) {
  Realm* realm = env->realm;
  if (!context || context->ids_.IsEmpty() || !realm->can_run_js()) return;
  entered_ = true;
  v8::TryCatch try_catch(env->isolate);
  ids_.Reset(env->isolate, context->ids_.Held());
  Local<v8::Value> argv[] = {ids_.Held()};
  if (realm->async_before.Held()->Call(env->isolate, env->ctx(), realm->undefined.Held(), 1, argv).IsEmpty())
    ReportCaught(realm, &try_catch);
}

AsyncScope::~AsyncScope() {
  Realm* realm = env_->realm;
  if (entered_ && realm->can_run_js()) {
    v8::TryCatch try_catch(env_->isolate);
    Local<v8::Value> argv[] = {ids_.Held(), failed_ ? realm->true_value.Held() : realm->false_value.Held()};
    if (realm->async_after.Held()
            ->Call(env_->isolate, env_->ctx(), realm->undefined.Held(), 2, argv)
            .IsEmpty())
      ReportCaught(realm, &try_catch);
  }
}

napi_status AsyncArguments(napi_env env, napi_value resource, napi_value name, Local<v8::Object>* object,
                           Local<v8::String>* text) {
  if (resource && !ToLocal(resource)->ToObject(env->ctx()).ToLocal(object))
    return SetError(env, napi_object_expected);
  if (!name) {
    // Naja's own bindings may leave it out.
    if (env != env->realm->root) return SetError(env, napi_invalid_arg);
    *text = ToLocal(naja_string(env, "native")).As<v8::String>();
    return napi_ok;
  }
  if (!ToLocal(name)->ToString(env->ctx()).ToLocal(text)) return SetError(env, napi_string_expected);
  return napi_ok;
}

void CallbackThrew(napi_env env, Local<v8::Value> error, bool always) {
  if (always || env->api_version >= 10) return Uncaught(env, error);
  Realm* realm = env->realm;
  if (!realm->can_run_js()) return;
  // process.emitWarning(), which `--force-node-api-uncaught-exceptions-policy` turns into an uncaught
  // exception.
  if (realm->async_warn.IsEmpty()) return Uncaught(env, error);
  v8::TryCatch try_catch(env->isolate);
  Local<v8::Value> argv[] = {error}, uncaught;
  if (!realm->async_warn.Held()
           ->Call(env->isolate, env->ctx(), realm->undefined.Held(), 1, argv)
           .ToLocal(&uncaught))
    ReportCaught(realm, &try_catch);
  else if (uncaught->IsTrue())
    Uncaught(env, error);
}

}  // namespace naja

// --- async contexts and callback scopes

napi_status napi_async_init(napi_env env, napi_value resource, napi_value name, napi_async_context* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, name);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Object> object;
  Local<v8::String> text;
  napi_status status = AsyncArguments(env, resource, name, &object, &text);
  if (status != napi_ok) return status;
  *result = reinterpret_cast<napi_async_context>(new AsyncContext(env, object, text));
  return ClearError(env);
}

napi_status napi_async_destroy(napi_env env, napi_async_context context) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, context);
  delete reinterpret_cast<AsyncContext*>(context);
  return ClearError(env);
}

napi_status napi_open_callback_scope(napi_env env, napi_value, napi_async_context context,
                                     napi_callback_scope* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, result);
  env->open_callback_scopes++;
  *result =
      reinterpret_cast<napi_callback_scope>(new AsyncScope(env, reinterpret_cast<AsyncContext*>(context)));
  return ClearError(env);
}

napi_status napi_close_callback_scope(napi_env env, napi_callback_scope scope) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, scope);
  if (env->open_callback_scopes == 0) return napi_callback_scope_mismatch;
  env->open_callback_scopes--;
  delete reinterpret_cast<AsyncScope*>(scope);
  return ClearError(env);
}

napi_status napi_make_callback(napi_env env, napi_async_context context, napi_value recv, napi_value func,
                               size_t argc, const napi_value* argv, napi_value* result) {
  NAJA_PREAMBLE(env);
  NAJA_CHECK_ARG(env, recv);
  if (argc > 0) NAJA_CHECK_ARG(env, argv);
  Local<v8::Object> receiver;
  NAJA_RETURN_IF_FALSE(env, ToLocal(recv)->ToObject(env->ctx()).ToLocal(&receiver), napi_object_expected);
  NAJA_CHECK_ARG(env, func);
  NAJA_RETURN_IF_FALSE(env, heap::IsCallable(heap::Raw(func)), napi_invalid_arg);
  v8::EscapableHandleScope handles(env->isolate, env->realm->undefined.Held());
  Local<v8::Value> value;
  bool called;
  if (__builtin_expect(env->realm->has_copies, 0)) EnterJavaScript(env->realm);
  {
    AsyncScope scope(env, reinterpret_cast<AsyncContext*>(context));
    called = ToLocal(func)
                 .As<v8::Function>()
                 ->Call(env->isolate, env->ctx(), receiver, static_cast<int>(argc),
                        reinterpret_cast<Local<v8::Value>*>(const_cast<napi_value*>(argv)))
                 .ToLocal(&value);
    if (called)
      value = handles.Escape(value);
    else
      scope.Failed();
  }
  if (__builtin_expect(env->realm->has_copies, 0)) LeaveJavaScript(env->realm);
  if (!called) return SetError(env, napi_pending_exception);
  if (result) *result = FromLocal(value);
  return NAJA_RESULT(env);
}

// --- async work

struct napi_async_work__ {
  uv_work_t request;
  napi_env env;
  napi_async_execute_callback execute;
  napi_async_complete_callback complete;
  void* data;
  AsyncContext context;
};

namespace {

void WorkDone(uv_work_t* request, int status) {
  auto* work = static_cast<napi_async_work>(request->data);
  napi_env env = work->env;
  env->realm->cleanup_waiting--;
  if (!work->complete) return;
  HandleScope handles(env->isolate);
  AsyncScope scope(env, &work->context);
  napi_status result = status == 0              ? napi_ok
                       : status == UV_EINVAL    ? napi_invalid_arg
                       : status == UV_ECANCELED ? napi_cancelled
                                                : napi_generic_failure;
  // `complete` may delete the work: it is not touched afterwards.
  CallNative(
      env, [&] { work->complete(env, result, work->data); },
      [&](Local<v8::Value> error) {
        scope.Failed();
        CallbackThrew(env, error, true);
      });
}

}  // namespace

napi_status napi_create_async_work(napi_env env, napi_value resource, napi_value name,
                                   napi_async_execute_callback execute, napi_async_complete_callback complete,
                                   void* data, napi_async_work* result) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, execute);
  NAJA_CHECK_ARG(env, result);
  Local<v8::Object> object;
  Local<v8::String> text;
  napi_status status = AsyncArguments(env, resource, name, &object, &text);
  if (status != napi_ok) return status;
  auto* work = new napi_async_work__{{}, env, execute, complete, data, {env, object, text}};
  work->request.data = work;
  *result = work;
  return ClearError(env);
}

napi_status napi_delete_async_work(napi_env env, napi_async_work work) {
  NAJA_ENTER(env);
  NAJA_CHECK_ARG(env, work);
  delete work;
  return ClearError(env);
}

napi_status napi_queue_async_work(napi_env env, napi_async_work work) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, work);
  int error = uv_queue_work(
      env->realm->loop, &work->request,
      [](uv_work_t* request) {
        auto* w = static_cast<napi_async_work>(request->data);
        w->execute(w->env, w->data);
      },
      WorkDone);
  if (error) return SetError(env, napi_generic_failure);
  env->realm->cleanup_waiting++;
  return ClearError(env);
}

napi_status napi_cancel_async_work(napi_env env, napi_async_work work) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, work);
  return uv_cancel(reinterpret_cast<uv_req_t*>(&work->request)) ? SetError(env, napi_generic_failure)
                                                                : ClearError(env);
}

// --- loading addons

namespace {
thread_local napi_module* registered = nullptr;
}

void napi_module_register(napi_module* mod) { registered = mod; }

napi_module* naja_take_registered_module(void) {
  napi_module* mod = registered;
  registered = nullptr;
  return mod;
}
