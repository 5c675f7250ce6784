# Python callables as JavaScript functions.

cdef napi_value callable_to_js(napi_env env, object function) except NULL:
    """A function that calls a Python one with what it is called with; a coroutine that it gives becomes a Promise. The
    same one while JavaScript has it; passed back, it is the Python function."""
    cdef napi_value result = naja_known_object(env, <void*>function)
    if result != NULL:
        return result
    cdef bytes name = (getattr(function, "__name__", None) or "").encode("utf-8", "replace")
    napi_create_function(env, name, len(name), call_callable, <void*>function, &result)
    if result == NULL:
        raise MemoryError
    Py_INCREF(function)
    napi_add_finalizer(env, result, <void*>function, callable_collected, NULL, NULL)
    naja_remember_object(env, <void*>function, result)
    return result


ctypedef napi_value (*callable_fn)(napi_env env, size_t argc, napi_value* argv, PyObject* function) noexcept nogil
ctypedef void (*forget_callable_fn)(PyObject* function) noexcept nogil


cdef napi_value call_callable(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = FEW, room = FEW
    cdef napi_value[FEW] few
    cdef napi_value* argv = few
    cdef void* function = NULL
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, &function)
    if argc > room:
        argv = <napi_value*>malloc(argc * sizeof(napi_value))
        napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef int entered = python_enter()
    result = (<callable_fn><void*>run_callable)(env, argc, argv, <PyObject*>function)
    python_leave(entered)
    if argv != few:
        free(argv)
    return result


cdef napi_value run_callable(napi_env env, size_t argc, napi_value* argv, PyObject* function) noexcept:
    cdef size_t i
    try:
        result = (<object>function)(*[to_python(env, argv[i]) for i in range(argc)])
        if result is None:
            return NULL
        if PyCoro_CheckExact(result):
            return promise_of(env, result, True)
        return to_javascript(env, result)
    except BaseException as error:
        throw_to_javascript(env, error)
        return NULL


cdef void callable_collected(napi_env env, void* data, void* hint) noexcept nogil:
    cdef int entered = python_enter()
    (<forget_callable_fn><void*>forget_callable)(<PyObject*>data)
    python_leave(entered)


cdef void forget_callable(PyObject* function) noexcept:
    Py_XDECREF(function)
