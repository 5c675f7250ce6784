// foreign.h: objects of the host (Python's) that JavaScript sees through proxies. The engine knows which
// proxy stands for which pointer, and tells when one is collected; what the pointers are is the bridge's.
//
// A proxy is made by JavaScript: `new Proxy(target, handler)`, whose handler is an ordinary object with two
// own properties, first `index` (a number that the table gave), then `proxy` (itself). Traps name the object
// by its index.
#ifndef NAJA_ENGINE_FOREIGN_H_
#define NAJA_ENGINE_FOREIGN_H_

#include "napi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct naja_foreign naja_foreign;

// The table of one environment. `collected` is called by the collector, for each pointer whose proxy has
// died: it may only take a note of it. `size` is what was given to naja_foreign_bind.
NAPI_EXTERN naja_foreign* naja_foreign_new(napi_env env,
                                           void (*collected)(void* owner, void* pointer, size_t size),
                                           void* owner);
// What was given as `owner` to the table that the environment's realm has; NULL where it has none.
NAPI_EXTERN void* naja_foreign_owner(napi_env env);
// Calls `collected` for all that is in the table: their proxies stand for nothing from now on.
NAPI_EXTERN void naja_foreign_clear(naja_foreign* table);
// The same, and the end of the table.
NAPI_EXTERN void naja_foreign_free(naja_foreign* table);

// The proxy that stands for a pointer, or NULL.
NAPI_EXTERN napi_value naja_foreign_find(naja_foreign* table, const void* pointer);
// A place for a pointer that has no proxy; -1 where there are too many.
NAPI_EXTERN int32_t naja_foreign_reserve(naja_foreign* table, void* pointer, size_t size);
// Binds the proxy that JavaScript has made for that place. False, and the place is free again, where it is
// none.
NAPI_EXTERN bool naja_foreign_bind(naja_foreign* table, int32_t index, napi_value proxy);
// Gives a place back that was never bound.
NAPI_EXTERN void naja_foreign_cancel(naja_foreign* table, int32_t index);
// The pointer at a place; NULL if there is none.
NAPI_EXTERN void* naja_foreign_at(naja_foreign* table, int32_t index);
// The pointer that a value stands for; NULL if it is no proxy of this table.
NAPI_EXTERN void* naja_foreign_of(naja_foreign* table, napi_value value);
// The place of the pointer that a value stands for; -1 if it is no proxy of this table.
NAPI_EXTERN int32_t naja_foreign_index(naja_foreign* table, napi_value value);
// Calls `call` for each pointer that has a proxy.
NAPI_EXTERN void naja_foreign_each(naja_foreign* table, void (*call)(void* data, const void* pointer),
                                   void* data);
// How many proxies live.
NAPI_EXTERN size_t naja_foreign_count(naja_foreign* table);

// Whether two objects have the same hidden class: made by the same constructor and not changed since.
NAPI_EXTERN bool naja_same_shape(napi_value a, napi_value b);

// Own properties of a plain object, whatever its prototype has under their names: one; some; all of a new
// object.
NAPI_EXTERN void naja_define_value(napi_env env, napi_value object, napi_value name, napi_value value);
NAPI_EXTERN void naja_define_values(napi_env env, napi_value object, size_t count, const napi_value* names,
                                    const napi_value* values);
NAPI_EXTERN napi_value naja_object_of(napi_env env, size_t count, napi_value* names, napi_value* values);

#ifdef __cplusplus
}
#endif

#endif  // NAJA_ENGINE_FOREIGN_H_
