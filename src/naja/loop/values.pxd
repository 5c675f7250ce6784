# What bindings do with values again and again: small functions, compiled into each of them.
from libc.stdint cimport int32_t, uint32_t
from libc.string cimport memset
from naja.loop.napi cimport *


cdef inline napi_value number(napi_env env, int value) noexcept nogil:
    cdef napi_value result
    napi_create_int32(env, value, &result)
    return result


cdef inline napi_value real(napi_env env, double value) noexcept nogil:
    cdef napi_value result
    napi_create_double(env, value, &result)
    return result


cdef inline napi_value boolean(napi_env env, bint value) noexcept nogil:
    cdef napi_value result
    napi_get_boolean(env, value, &result)
    return result


cdef inline napi_value undefined(napi_env env) noexcept nogil:
    cdef napi_value result
    napi_get_undefined(env, &result)
    return result


cdef inline napi_value null(napi_env env) noexcept nogil:
    cdef napi_value result
    napi_get_null(env, &result)
    return result


# 0 where the value is no number.
cdef inline int integer(napi_env env, napi_value value) noexcept nogil:
    cdef int32_t result = 0
    napi_get_value_int32(env, value, &result)
    return result


cdef inline uint32_t unsigned_integer(napi_env env, napi_value value) noexcept nogil:
    cdef uint32_t result = 0
    napi_get_value_uint32(env, value, &result)
    return result


# False where the value is no boolean.
cdef inline bint truth(napi_env env, napi_value value) noexcept nogil:
    cdef c_bool result = False
    napi_get_value_bool(env, value, &result)
    return result


# Fills in a method for napi_define_class or napi_define_properties.
cdef inline void method(napi_property_descriptor* p, const char* name, napi_callback callback) noexcept nogil:
    memset(p, 0, sizeof(napi_property_descriptor))
    p.utf8name = name
    p.method = callback
    p.attributes = napi_default_method


# Defines exports.name, a function that is called with `data`.
cdef inline void add_function(napi_env env, napi_value exports, void* data, const char* name,
                              napi_callback callback) noexcept nogil:
    cdef napi_value function
    if napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &function) == napi_ok:
        napi_set_named_property(env, exports, name, function)
