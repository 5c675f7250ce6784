# Python -> JavaScript, as programs see it.

cdef napi_value to_javascript(napi_env env, object value) except? NULL:
    """A Python value as JavaScript sees it: primitives and tuples as its own, everything else live. In a guarded
    environment data is copied, and of all else only functions are let in."""
    cdef napi_value result
    if not is_guarded(env):
        return to_user(live_of(env), value)
    if isinstance(value, JSError):
        result = js_error_to_js(env, value)
        return result if result != NULL else error_to_js(env, value)
    if has_memory(value):
        return memory_to_js(env, value)
    if callable(value) and not isinstance(value, JSValue):
        return callable_to_js(env, value)
    return to_js(env, value, 0)


cdef inline bint is_guarded(napi_env env):
    cdef void* found = (<Loop*>naja_env_loop(env).data).python
    return found != NULL and (<Environment>found).guarded
