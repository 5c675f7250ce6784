# Calls of Python objects from JavaScript.

cdef struct Arguments:
    PyObject** values     # values[0] is free for the callee, as PY_VECTORCALL_ARGUMENTS_OFFSET has it
    Py_ssize_t count
    PyObject* names       # of the keywords at the end, or NULL
    PyObject* few[21]     # LIVE_ARGUMENTS and one


cdef int read_arguments(Live* live, size_t argc, napi_value* argv, Arguments* out) except -1:
    """The arguments of a call; what is read is given back by free_arguments, whatever comes of it."""
    cdef size_t i
    out.values = out.few
    out.count = 0
    out.names = NULL
    if argc > LIVE_ARGUMENTS:
        out.values = <PyObject**>malloc((argc + 1) * sizeof(PyObject*))
    for i in range(argc):
        if i == argc - 1 and naja_same_shape(argv[i], live.keywords):
            read_keywords(live, argv[i], out)
            break
        each = from_user(live, argv[i])
        Py_INCREF(each)
        out.values[i + 1] = <PyObject*>each
        out.count += 1
    return 0


cdef int read_keywords(Live* live, napi_value keywords, Arguments* out) except -1:
    """py.kw({...}): an object of the class Keywords, which has them in `values`."""
    cdef napi_value values = NULL, keys = NULL, key = NULL, item = NULL
    cdef uint32_t count = 0, i
    cdef PyObject** room
    checked(live.env, napi_get_property(live.env, keywords, live.values_key, &values))
    checked(live.env, naja_own_keys(live.env, values, False, &keys, &count))
    if count == 0:
        return 0
    room = <PyObject**>malloc((out.count + count + 1) * sizeof(PyObject*))
    memcpy(room, out.values, (out.count + 1) * sizeof(PyObject*))
    if out.values != out.few:
        free(out.values)
    out.values = room
    names = ()
    try:
        for i in range(count):
            checked(live.env, naja_entries(live.env, values, keys, i, 1, &key, &item))
            name = name_of(live.env, key)
            each = from_user(live, item)
            names += (name,)
            Py_INCREF(each)
            out.values[out.count + 1] = <PyObject*>each
            out.count += 1
    finally:
        Py_INCREF(names)
        out.names = <PyObject*>names
    return 0


cdef void free_arguments(Arguments* arguments) noexcept:
    cdef Py_ssize_t i
    for i in range(arguments.count):
        Py_DECREF(<object>arguments.values[i + 1])
    Py_XDECREF(arguments.names)
    if arguments.values != arguments.few:
        free(arguments.values)


cdef object vectorcall(object function, Arguments* arguments):
    cdef Py_ssize_t positional = arguments.count
    if arguments.names != NULL:
        positional -= PyTuple_GET_SIZE(<object>arguments.names)
    return PyObject_Vectorcall(
        function, arguments.values + 1, <size_t>positional | PY_VECTORCALL_ARGUMENTS_OFFSET, arguments.names
    )


cdef napi_value bytes_to_user(Live* live, object value) except NULL:
    """A result that nobody else has: JavaScript may have its memory."""
    global passed_bytes
    passed_bytes = <PyObject*>value
    try:
        return memory_to_js(live.env, value)
    finally:
        passed_bytes = NULL


cdef napi_value live_call(Live* live, size_t argc, napi_value* argv) noexcept:
    """call(index, ...arguments)"""
    cdef Arguments arguments
    arguments.count = 0
    arguments.names = NULL
    arguments.values = arguments.few
    try:
        function = <object>self_of(live, argv[0])
        if argc == 1:
            result = PyObject_CallNoArgs(function)
        else:
            try:
                read_arguments(live, argc - 1, argv + 1, &arguments)
                result = vectorcall(function, &arguments)
            finally:
                free_arguments(&arguments)
        if result is None:
            return NULL
        if PyBytes_CheckExact(result) and references_of(<PyObject*>result) == 1:
            return bytes_to_user(live, result)
        return to_user(live, result)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_construct(Live* live, size_t argc, napi_value* argv) noexcept:
    """construct(index, ...arguments): the proxy of what a class gives"""
    cdef Arguments arguments
    arguments.count = 0
    arguments.names = NULL
    arguments.values = arguments.few
    try:
        kind = <object>self_of(live, argv[0])
        try:
            read_arguments(live, argc - 1, argv + 1, &arguments)
            result = vectorcall(kind, &arguments)
        finally:
            free_arguments(&arguments)
        # What stands for a value of JavaScript's is that, and not a proxy of its handle.
        return to_user(live, result) if isinstance(result, (JSValue, JSError)) or result is None else proxy_of(live, result)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_keep(Live* live, size_t argc, napi_value* argv) noexcept:
    """keep(index, proxy): the object keeps its proxy. That is a cycle through both heaps: cycles.pxi"""
    try:
        (<object>self_of(live, argv[0])).__naja_self__ = js_value(live.env, argv[1], KIND_OBJECT)
    except BaseException as error:
        throw_live(live, error)
    return NULL


cdef napi_value live_method(Live* live, size_t argc, napi_value* argv) noexcept:
    """method(index, name, ...arguments): looks the name up as Python does, without a bound method in between"""
    cdef Arguments arguments
    cdef Py_ssize_t positional
    cdef PyObject* found
    arguments.count = 0
    arguments.names = NULL
    arguments.values = arguments.few
    try:
        self = <object>self_of(live, argv[0])
        name = name_of(live.env, argv[1])
        try:
            read_arguments(live, argc - 2, argv + 2, &arguments)
            positional = arguments.count
            if arguments.names != NULL:
                positional -= PyTuple_GET_SIZE(<object>arguments.names)
            arguments.values[0] = <PyObject*>self
            result = naja_call_method(name, arguments.values, <size_t>positional + 1, arguments.names)
        finally:
            free_arguments(&arguments)
        if result is None:
            return NULL
        if PyBytes_CheckExact(result) and references_of(<PyObject*>result) == 1:
            return bytes_to_user(live, result)
        return to_user(live, result)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef extern from *:
    object naja_call_method "PyObject_VectorcallMethod"(object name, PyObject** args, size_t count, PyObject* names)


# --- exceptions

cdef napi_value error_to_javascript(napi_env env, object error) except NULL:
    """What a Python exception is in JavaScript: a PythonError, or the JavaScript error that it began as."""
    cdef Live* live
    cdef napi_value[5] argv
    cdef napi_value result = NULL
    cdef napi_status status
    if isinstance(error, JSError) and error.from_js:
        result = error_to_js(env, error)
        if error.js_stack and not is_guarded(env):
            show_frames(env, result, error)
        return result
    if isinstance(error, JSError) or is_guarded(env):
        return error_of_exception(env, error)
    live = live_of(env)
    from naja.python.live import traceback_of

    argv[0] = proxy_of(live, error)
    argv[1] = to_js(env, type(error).__name__, 0)
    argv[2] = to_js(env, text_of_error(error), 0)
    argv[3] = to_js(env, traceback_of(error), 0)
    argv[4] = to_js(env, errno_name(error), 0)
    javascript_enter()
    status = napi_call_function(env, NULL, live.make_error, 5, argv, &result)
    javascript_leave()
    if status != napi_ok:
        raise pending_error(env)
    return result


cdef void show_frames(napi_env env, napi_value thrown, object error):
    """The stack of an error that came through Python shows by which functions."""
    from naja.python.live import BRIDGE, with_frames

    stack = property_text(env, thrown, b"stack") if is_object(env, thrown) else None
    if stack is not None and BRIDGE in stack:
        define_hidden(env, thrown, b"stack", to_js(env, with_frames(stack, error), 0))
        clear_pending(env)


cdef void throw_to_javascript(napi_env env, object error) noexcept:
    try:
        napi_throw(env, error_to_javascript(env, error))
    except BaseException as second:
        throw_error(env, second)


cdef void throw_live(Live* live, object error) noexcept:
    throw_to_javascript(live.env, error)


cdef object exception_of(napi_env env, napi_value error):
    """The Python exception that a JavaScript error brought along; None if it brought none."""
    cdef Live* live = <Live*>naja_foreign_owner(env)
    cdef napi_value proxy = NULL
    cdef napi_valuetype kind = napi_undefined
    cdef PyObject* found
    known = exception_behind(env, error)
    if known is not None or live == NULL:
        return known
    found = <PyObject*>naja_foreign_of(live.table, error)
    if found == NULL:
        napi_typeof(env, error, &kind)
        if kind != napi_object or napi_get_property(env, error, live.exception_key, &proxy) != napi_ok:
            return None
        found = <PyObject*>naja_foreign_of(live.table, proxy)
    if found == NULL or not PyExceptionInstance_Check(<object>found):
        return None
    return <object>found
