# Python's exceptions in JavaScript.

cdef bint is_string(napi_env env, napi_value value):
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    return kind == napi_string


cdef napi_value error_to_js(napi_env env, object error):
    """The JavaScript Error of a Python exception; its `cause` keeps the traceback."""
    cdef napi_value message = NULL, code = NULL, result = NULL, cause = NULL, value = NULL
    cdef napi_env e = env
    is_js = isinstance(error, JSError)
    if is_js:
        result = js_error_to_js(env, error)
        if result != NULL:
            return result
    text = error.message if is_js else text_of_error(error)
    message = to_js(env, text, 0)
    kind = error.kind if is_js else "TypeError" if isinstance(error, TypeError) else "Error"
    name = error.code if is_js else errno_name(error)
    if name is not None:
        code = to_js(env, name, 0)
    if kind == "TypeError":
        napi_create_type_error(e, code, message, &result)
    elif kind == "RangeError":
        napi_create_range_error(e, code, message, &result)
    else:
        napi_create_error(e, code, message, &result)
    if is_js:
        for property_name, each in error.properties.items():
            value = to_js(env, each, 0)
            napi_set_named_property(env, result, property_name.encode(), value)
    else:
        import traceback

        if isinstance(error, OSError) and error.errno is not None:
            value = to_js(env, -error.errno, 0)
            napi_set_named_property(env, result, b"errno", value)
        napi_create_error(env, NULL, message, &cause)
        define_hidden(env, cause, b"name", to_js(env, type(error).__name__, 0))
        if is_guarded(env):  # a traceback tells of the host
            define_hidden(env, result, b"name", to_js(env, type(error).__name__, 0))
            define_hidden(env, cause, b"stack", to_js(env, f"{type(error).__name__}: {text}", 0))
            define_hidden(env, result, b"cause", cause)
            return result
        define_hidden(env, cause, b"stack", to_js(env, "".join(traceback.format_exception(error)).rstrip(), 0))
        define_hidden(env, result, b"cause", cause)
    return result


cdef void define_hidden(napi_env env, napi_value target, const char* name, napi_value value):
    cdef napi_property_descriptor descriptor
    memset(&descriptor, 0, sizeof(descriptor))
    descriptor.utf8name = name
    descriptor.value = value
    descriptor.attributes = napi_default_method
    napi_define_properties(env, target, 1, &descriptor)


cdef object errno_name(object error):
    if isinstance(error, OSError) and error.errno is not None:
        import errno

        return errno.errorcode.get(error.errno)
    return None


cdef void throw_error(napi_env env, object error):
    napi_throw(env, error_to_js(env, error))


cdef str text_of_error(object error):
    try:
        return str(error)
    except Exception:
        return f"<{type(error).__name__} whose str() failed>"
