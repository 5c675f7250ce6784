// Node-API at the end of a realm: cleanup hooks, those that take time, and the end of environments.
#include <uv.h>

#include <algorithm>
#include <cstdio>

#include "address_space.h"
#include "lifetime.h"
#include "texts.h"

using namespace naja;

namespace naja {

void AddCleanupHook(Realm* realm, napi_cleanup_hook hook, void* arg) {
  realm->cleanup_hooks.push_back({hook, arg, realm->cleanup_order++});
}

void RemoveCleanupHook(Realm* realm, napi_cleanup_hook hook, void* arg) {
  auto& hooks = realm->cleanup_hooks;
  auto found = std::find_if(hooks.rbegin(), hooks.rend(),
                            [=](const Realm::CleanupHook& h) { return h.hook == hook && h.arg == arg; });
  if (found != hooks.rend()) hooks.erase(std::next(found).base());
}

void Unref(napi_env env) {
  if (--env->refs > 0) return;
  CloseEnv(env);
  auto& addons = env->realm->addons;
  addons.erase(std::remove(addons.begin(), addons.end(), env), addons.end());
  delete env;
}

namespace {

// All hooks of now, the last added first; those that are added meanwhile are the next round's.
void RunHooks(Realm* realm) {
  auto round = realm->cleanup_hooks;
  for (auto it = round.rbegin(); it != round.rend(); ++it) {
    auto& hooks = realm->cleanup_hooks;
    auto still = std::find_if(hooks.begin(), hooks.end(),
                              [&](const Realm::CleanupHook& h) { return h.order == it->order; });
    if (still == hooks.end()) continue;  // another hook has removed it
    hooks.erase(still);
    it->hook(it->arg);
  }
}

}  // namespace

void RunCleanup(Realm* realm) {
  do {
    RunHooks(realm);
    while (realm->cleanup_waiting > 0) uv_run(realm->loop, UV_RUN_ONCE);
    DrainFinalizers(realm);
  } while (!realm->cleanup_hooks.empty() || !realm->draining.empty());
  fflush(nullptr);  // what addons have printed
}

}  // namespace naja

napi_env naja_addon_env_new(napi_env root, const char* filename, int32_t module_api_version) {
  LeaveFirstHeap();
  auto* env = new napi_env__;
  env->realm = root->realm;
  env->isolate = root->isolate;
  env->filename = filename;
  env->api_version = module_api_version;
  root->realm->addons.push_back(env);
  if (!root->realm->texts) root->realm->texts = new TextCache;
  AddCleanupHook(root->realm, [](void* raw) { Unref(static_cast<napi_env>(raw)); }, env);
  return env;
}

napi_status napi_add_env_cleanup_hook(napi_env env, napi_cleanup_hook fun, void* arg) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, fun);
  AddCleanupHook(env->realm, fun, arg);
  return napi_ok;
}

napi_status napi_remove_env_cleanup_hook(napi_env env, napi_cleanup_hook fun, void* arg) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, fun);
  RemoveCleanupHook(env->realm, fun, arg);
  return napi_ok;
}

// --- hooks that take time: the end waits until each has removed itself

struct napi_async_cleanup_hook_handle__ {
  napi_env env;
  napi_async_cleanup_hook hook;
  void* data;
  bool started = false;
};

namespace {
void RunAsyncHook(void* raw) {
  auto* handle = static_cast<napi_async_cleanup_hook_handle>(raw);
  handle->started = true;
  handle->env->realm->cleanup_waiting++;
  handle->hook(handle, handle->data);
}
}  // namespace

napi_status napi_add_async_cleanup_hook(napi_env env, napi_async_cleanup_hook hook, void* arg,
                                        napi_async_cleanup_hook_handle* handle) {
  NAJA_CHECK_ENV(env);
  NAJA_CHECK_ARG(env, hook);
  auto* made = new napi_async_cleanup_hook_handle__{env, hook, arg};
  env->refs++;
  AddCleanupHook(env->realm, RunAsyncHook, made);
  if (handle) *handle = made;
  return ClearError(env);
}

napi_status napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle handle) {
  if (!handle) return napi_invalid_arg;
  napi_env env = handle->env;
  Realm* realm = env->realm;
  if (handle->started)
    realm->cleanup_waiting--;
  else
    RemoveCleanupHook(realm, RunAsyncHook, handle);
  delete handle;
  // A call of Node-API must not end the environment that it is called in: DrainFinalizers does it later.
  if (--env->refs == 0 && !env->drains) {
    env->drains = true;
    realm->draining.push_back(env);
  }
  return napi_ok;
}
