# JavaScript's exceptions in Python.

cdef object pending_error(napi_env env):
    """The pending JavaScript exception as a Python exception."""
    cdef napi_value thrown = NULL
    napi_get_and_clear_last_exception(env, &thrown)
    return thrown_error(env, thrown)


cdef void clear_pending(napi_env env):
    cdef napi_value thrown = NULL
    napi_get_and_clear_last_exception(env, &thrown)


cdef object thrown_error(napi_env env, napi_value thrown):
    """What JavaScript has thrown, to be raised: a JSError, or the Python exception that it was."""
    cdef double number
    if is_object(env, thrown):
        known = unwrap_proxy(env, thrown)
        if isinstance(known, BaseException):
            return known
        known = exception_of(env, thrown)
        if known is not None:
            return known
        if naja_kind_of(env, thrown, &number) == KIND_ERROR or property_text(env, thrown, b"stack") is not None:
            return error_value(env, thrown)
    error = JSError(shown(env, thrown))
    error.from_js = True
    error.kind = "Uncaught"
    error.value = to_python(env, thrown)
    return error


cdef object error_value(napi_env env, napi_value thrown, int depth=0):
    """An Error of JavaScript as a JSError."""
    cdef napi_value cause = NULL, place = NULL
    cdef double number
    known = exception_of(env, thrown)
    if known is not None:
        return known
    name = property_text(env, thrown, b"name")
    error = JSError(property_text(env, thrown, b"message") or "", property_text(env, thrown, b"code"),
                    "Error" if name is None else name, None, property_text(env, thrown, b"stack"))
    error.from_js = True
    error.value = js_value(env, thrown, KIND_OBJECT)
    if name == "SyntaxError":
        place = naja_place_of(env, thrown)
        if place != NULL:
            error.add_note(text_of(env, place).rstrip())
    if error.js_stack:
        frames = [line for line in error.js_stack.split("\n") if line.startswith("    at ") and "node:internal/python/js/" not in line]
        if frames:
            error.add_note("\n".join(["JavaScript stack:", *frames]))
    if depth < 8 and napi_get_named_property(env, thrown, b"cause", &cause) == napi_ok and is_object(env, cause) \
            and naja_kind_of(env, cause, &number) == KIND_ERROR:
        error.__cause__ = error_value(env, cause, depth + 1)
    clear_pending(env)
    return error


cdef object property_text(napi_env env, napi_value object, const char* name):
    """A property that is a string; None for any other, and where reading it throws."""
    cdef napi_value value = NULL
    cdef double number
    if napi_get_named_property(env, object, name, &value) != napi_ok:
        clear_pending(env)
        return None
    if naja_kind_of(env, value, &number) != KIND_STRING:
        return None
    return text_of(env, value)


cdef str shown(napi_env env, napi_value value):
    cdef napi_value text = NULL
    if napi_coerce_to_string(env, value, &text) != napi_ok:
        clear_pending(env)
        return "something that cannot be shown"
    return text_of(env, text)


cdef napi_value js_error_to_js(napi_env env, object error):
    """The value that a JSError stands for, or NULL where it was made in Python, or by another runtime."""
    if not error.from_js:
        return NULL
    value = error.value
    if isinstance(value, JSValue):
        if (<JSValue>value).held == NULL or (<JSValue>value).environment.env != env:
            return NULL
        return naja_local(env, (<JSValue>value).held)
    return to_javascript(env, value)
