# Python -> JavaScript, as programs see it.

cdef napi_value to_javascript(napi_env env, object value) except? NULL:
    """A Python value as JavaScript sees it: primitives and tuples as its own, everything else live. In a guarded
    environment data is copied, and of all else only functions are let in."""
    cdef napi_value result = simple_to_js(env, value)
    if result != NULL:
        return result
    if PyBytes_CheckExact(value):
        return memory_to_js(env, value)
    if is_guarded(env):
        return guarded_copy(env, value)
    return to_user(live_of(env), value)


cdef inline napi_value simple_to_js(napi_env env, object value) except? NULL:
    """A primitive; NULL for any other value, also for one of a subclass."""
    cdef napi_value result = NULL
    cdef int overflow = 0
    cdef int64_t number
    if PyUnicode_CheckExact(value):
        return text_to_js(env, value)
    if PyLong_CheckExact(value):
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow == 0 and -0x40000000 <= number < 0x40000000:
            napi_create_int32(env, <int32_t>number, &result)
        elif overflow == 0 and -9007199254740991 <= number <= 9007199254740991:
            napi_create_double(env, <double>number, &result)
        else:
            return bigint_from(env, value)
    elif PyFloat_CheckExact(value):
        napi_create_double(env, PyFloat_AS_DOUBLE(value), &result)
    elif value is None:
        napi_get_undefined(env, &result)
    elif value is True or value is False:
        napi_get_boolean(env, value is True, &result)
    return result


cdef inline bint is_guarded(napi_env env):
    cdef void* found = (<Loop*>naja_env_loop(env).data).python
    return found != NULL and (<Environment>found).guarded
