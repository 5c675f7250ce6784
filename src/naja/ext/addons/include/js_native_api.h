/* Node-API's JavaScript half. The stable part is node-api-headers' own file; what Node.js still calls
   experimental, and that package leaves out, is declared below for those who define NAPI_EXPERIMENTAL. */
#ifndef NAJA_JS_NATIVE_API_H_
#define NAJA_JS_NATIVE_API_H_

#if defined(NAPI_EXPERIMENTAL) && !defined(NAPI_VERSION)
#define NAPI_VERSION 2147483647
#endif

#include "js_native_api_stable.h"

#ifdef NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_HAS_POST_FINALIZER
#define NODE_API_EXPERIMENTAL_HAS_SET_PROTOTYPE
#define NODE_API_EXPERIMENTAL_HAS_SHAREDARRAYBUFFER
#define NODE_API_EXPERIMENTAL_HAS_CREATE_EXTERNAL_SHAREDARRAYBUFFER
#define NODE_API_EXPERIMENTAL_HAS_CREATE_OBJECT_WITH_PROPERTIES

EXTERN_C_START

NAPI_EXTERN napi_status NAPI_CDECL node_api_post_finalizer(node_api_basic_env env, napi_finalize finalize,
                                                           void* data, void* hint);
NAPI_EXTERN napi_status NAPI_CDECL node_api_set_prototype(napi_env env, napi_value object,
                                                          napi_value prototype);
NAPI_EXTERN napi_status NAPI_CDECL node_api_is_sharedarraybuffer(napi_env env, napi_value value,
                                                                 bool* result);
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_sharedarraybuffer(napi_env env, size_t byte_length,
                                                                     void** data, napi_value* result);
/* Answers napi_no_external_buffers_allowed: V8's sandbox is on. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_external_sharedarraybuffer(
    napi_env env, void* data, size_t byte_length, void(NAPI_CDECL* finalize)(void* data, void* hint),
    void* hint, napi_value* result);
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_object_with_properties(napi_env env,
                                                                          napi_value prototype_or_null,
                                                                          const napi_value* names,
                                                                          const napi_value* values,
                                                                          size_t count, napi_value* result);

EXTERN_C_END
#endif

#endif
