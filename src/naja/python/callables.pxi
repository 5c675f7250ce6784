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


cdef napi_value run_callable(napi_env env, size_t argc, napi_value* argv, PyObject* callable) noexcept:
    cdef PyObject* few[9]  # FEW and one: the first is the callee's to use
    cdef PyObject** values = few
    cdef size_t i, count = 0
    cdef double number
    function = <object>callable  # kept while it runs
    try:
        if argc > FEW:
            values = <PyObject**>malloc((argc + 1) * sizeof(PyObject*))
            if values == NULL:
                raise MemoryError
        try:
            for i in range(argc):
                if naja_kind_of(env, argv[i], &number) == KIND_NUMBER:
                    each = number_of(number)
                else:
                    each = to_python(env, argv[i])
                Py_INCREF(each)
                values[i + 1] = <PyObject*>each
                count += 1
            given = PyObject_Vectorcall(function, values + 1, argc | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL)
        finally:
            for i in range(count):
                Py_DECREF(<object>values[i + 1])
            if values != few:
                free(values)
        if given is None:
            return NULL
        if naja_is_awaitable(given) and not isinstance(given, JSValue):
            return promise_of(env, given, True)
        return to_javascript(env, given)
    except BaseException as error:
        throw_to_javascript(env, error)
        return NULL


cdef void callable_collected(napi_env env, void* data, void* hint) noexcept nogil:
    cdef int entered = python_enter()
    (<forget_callable_fn><void*>forget_callable)(<PyObject*>data)
    python_leave(entered)


cdef void forget_callable(PyObject* function) noexcept:
    Py_XDECREF(function)
