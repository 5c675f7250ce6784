# Python -> JavaScript, as programs see it.

cdef napi_value to_javascript(napi_env env, object value) except? NULL:
    """A Python value as JavaScript sees it."""
    cdef napi_value result
    if isinstance(value, JSError):
        result = js_error_to_js(env, value)
        return result if result != NULL else error_to_js(env, value)
    if has_memory(value):
        return memory_to_js(env, value)
    if callable(value) and not isinstance(value, JSValue):
        return callable_to_js(env, value)
    return to_js(env, value, 0)


cdef object unwrap_proxy(napi_env env, napi_value value):
    """The Python object behind a proxy; None where it is none."""
    return None


cdef object python_exception_of(napi_env env, napi_value value):
    """The Python exception that an Error was made for; None where there is none."""
    return None
