# foreign.h as Cython sees it: proxies that stand for objects of the host. Documented in engine/foreign.h.
from libc.stdint cimport int32_t
from naja.loop.napi cimport napi_env, napi_value

cdef extern from "foreign.h" nogil:
    ctypedef struct naja_foreign:
        pass
    naja_foreign* naja_foreign_new(napi_env env, void (*collected)(void* owner, void* pointer, size_t size) noexcept nogil,
                                   void* owner)
    void* naja_foreign_owner(napi_env env)
    void naja_foreign_clear(naja_foreign* table)
    void naja_foreign_free(naja_foreign* table)
    napi_value naja_foreign_find(naja_foreign* table, const void* pointer)
    int32_t naja_foreign_reserve(naja_foreign* table, void* pointer, size_t size)
    bint naja_foreign_bind(naja_foreign* table, int32_t index, napi_value proxy)
    void naja_foreign_cancel(naja_foreign* table, int32_t index)
    void* naja_foreign_at(naja_foreign* table, int32_t index)
    void* naja_foreign_of(naja_foreign* table, napi_value value)
    int32_t naja_foreign_index(naja_foreign* table, napi_value value)
    void naja_foreign_each(naja_foreign* table, void (*call)(void* data, const void* pointer) noexcept nogil, void* data)
    size_t naja_foreign_count(naja_foreign* table)
    bint naja_same_shape(napi_value a, napi_value b)
    void naja_define_value(napi_env env, napi_value object, napi_value name, napi_value value)
    void naja_define_values(napi_env env, napi_value object, size_t count, const napi_value* names,
                            const napi_value* values)
    napi_value naja_object_of(napi_env env, size_t count, napi_value* names, napi_value* values)
