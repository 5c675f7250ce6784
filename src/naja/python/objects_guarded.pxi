# What programs in a guarded environment get of Python's values: copies, and functions. No object itself: it would lead
# to its class, to that one's module, and anywhere.

cdef extern from "napi.h" nogil:
    ctypedef struct napi_type_tag:
        uint64_t lower
        uint64_t upper
    napi_status napi_type_tag_object(napi_env env, napi_value value, const napi_type_tag* tag)
    napi_status napi_check_object_type_tag(napi_env env, napi_value value, const napi_type_tag* tag, c_bool* result)

# Of errors that stand for an exception, which they keep.
cdef napi_type_tag exception_tag
exception_tag.lower = 0x6e616a612e707974
exception_tag.upper = 0x686f6e2e65786370


cdef napi_value error_of_exception(napi_env env, object error) except NULL:
    """The Error of an exception, the same one while JavaScript has it; where it comes back it is the exception again."""
    cdef napi_value result = naja_known_object(env, <void*>error)
    if result != NULL:
        return result
    result = error_to_js(env, error)
    if napi_type_tag_object(env, result, &exception_tag) == napi_ok and \
            napi_wrap(env, result, <void*>error, callable_collected, NULL, NULL) == napi_ok:
        Py_INCREF(error)
        naja_remember_object(env, <void*>error, result)
    return result


cdef object exception_behind(napi_env env, napi_value error):
    """The exception whose error_of_exception this is; None if it is none."""
    cdef c_bool ours = False
    cdef void* found = NULL
    if napi_check_object_type_tag(env, error, &exception_tag, &ours) == napi_ok and ours and \
            napi_unwrap(env, error, &found) == napi_ok:
        return <object><PyObject*>found
    return None


cdef napi_value guarded_copy(napi_env env, object value) except NULL:
    """Containers as plain objects, arrays, Maps and Sets, whatever they contain converted; what is shared or refers to
    itself stays so. Raises TypeError for what is neither data nor callable."""
    cdef Copy copy
    known = {}
    copy.env = env
    copy.live = NULL
    copy.json = False
    copy.known = <PyObject*>known
    return copy_of_object(&copy, value)


cdef napi_value guarded_leaf(Copy* copy, object value) except NULL:
    """What is neither a primitive nor a container of Python's own."""
    global plain_of
    cdef napi_env env = copy.env
    cdef napi_value result = NULL
    if isinstance(value, JSValue):
        return js_value_to_js(env, value)
    if type(value) in (bytes, bytearray, memoryview, Array):
        return memory_to_js(env, value)
    if isinstance(value, BaseException):
        return error_to_javascript(env, value)
    if plain_of is None:
        from naja.python.plain import plain_of as found

        plain_of = found
    plain = plain_of(value)
    if plain is not value:
        return copy_of_object(copy, kept(copy, plain))
    if is_date(value):
        result = date_to_js(env, value)
        if result == NULL:
            raise OverflowError(f"{value!r} is in no year that JavaScript could be told of")
        return result
    if callable(value):
        return callable_to_js(env, value)
    if isinstance(value, (int, float, str)):
        return to_js(env, value, 0)
    if has_memory(value):
        return memory_to_js(env, value)
    raise TypeError(
        f"a Python {type(value).__name__} cannot cross into JavaScript, where it would lead to all that Python can do: "
        "a Runtime with permissions='all' takes any object, others data and functions"
    )
