# Functions: calls from Python.

cdef extern from *:
    """
    /* Where a vectorcall pointer lies in an instance, told to Python once the type is ready. */
    static void naja_has_vectorcall(PyTypeObject* type, Py_ssize_t offset) {
        type->tp_vectorcall_offset = offset;
        type->tp_call = PyVectorcall_Call;
        type->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
        PyType_Modified(type);
    }
    """
    void has_vectorcall "naja_has_vectorcall"(void* type, Py_ssize_t offset)

cdef extern from *:
    """
    #include <frameobject.h>
    /* Frames of the bridge are nobody's business: they are taken off the top of the traceback. */
    static void naja_trim_traceback(void) {
        PyObject *type, *value, *trace;
        PyErr_Fetch(&type, &value, &trace);
        PyObject* kept = trace;
        while (kept && PyTraceBack_Check(kept)) {
            PyCodeObject* code = PyFrame_GetCode(((PyTracebackObject*)kept)->tb_frame);
            const char* name = PyUnicode_AsUTF8(code->co_filename);
            int ours = name && !strncmp(name, "src/naja/python/", 16);
            Py_DECREF(code);
            if (!name) PyErr_Clear();
            if (!ours) break;
            kept = (PyObject*)((PyTracebackObject*)kept)->tb_next;
        }
        Py_XINCREF(kept);
        Py_XDECREF(trace);
        PyErr_Restore(type, value, kept);
    }
    typedef PyObject* (*naja_call_t)(PyObject*, PyObject**, size_t, PyObject*);
    static naja_call_t naja_call_within = NULL;
    static void naja_calls_go_to(void* function) { naja_call_within = (naja_call_t)function; }
    static PyObject* naja_call_function(PyObject* self, PyObject** arguments, size_t flags, PyObject* names) {
        PyObject* result = naja_call_within(self, arguments, flags, names);
        if (!result) naja_trim_traceback();
        return result;
    }
    """
    void calls_go_to "naja_calls_go_to"(void* function)
    object naja_call_function(object self, PyObject** arguments, size_t flags, PyObject* names)

cdef extern from "Python.h":
    Py_ssize_t PyVectorcall_NARGS(size_t count)
    bint PyLong_CheckExact(object value)
    bint PyFloat_CheckExact(object value)
    bint PyUnicode_CheckExact(object value)

ctypedef object (*call_fn)(JSFunction self, PyObject** arguments, size_t flags, PyObject* names)

DEF FEW = 8


@cython.no_gc_clear
cdef class JSFunction(JSObject):
    """A JavaScript function in Python. `f(1, 2)` calls it; one that was taken from an object (`obj.method`) has that as
    `this`, any other undefined. Keyword arguments become one plain object, the last argument, as JavaScript passes
    options: `f(path, recursive=True)` is `f(path, { recursive: true })`. `f.new(...)` constructs. JavaScript's own
    `call`, `apply` and `bind` are there as properties. `isinstance(value, f)` is `instanceof`.

    A call runs on the caller's thread, without the GIL. Where it is the outermost one, what it has put off (promises'
    reactions, nextTick) runs before it returns.
    """

    __iter__ = None  # no collection, to those who ask what is one

    @property
    def __name__(self):
        """What JavaScript calls it."""
        name = get_property(self, "name")[0]
        return name if isinstance(name, str) else ""

    @property
    def __qualname__(self):
        """The same."""
        return self.__name__

    def __call__(self, *args, **kwargs):
        raise SystemError("calls go through vectorcall")

    def new(self, *args, **kwargs):
        """Constructs an instance: `new f(...args)`."""
        cdef Turn turn
        cdef napi_value result = NULL
        cdef napi_status status
        cdef size_t count = len(args) + (1 if kwargs else 0), i = 0
        cdef napi_env env = opened(self, &turn)
        cdef napi_value* argv = <napi_value*>malloc((count + 1) * sizeof(napi_value))
        try:
            if argv == NULL:
                raise MemoryError
            for each in args:
                argv[i] = to_javascript(env, each)
                i += 1
            if kwargs:
                argv[i] = options_of(env, kwargs)
            javascript_enter()
            status = napi_new_instance(env, self.held, count, argv, &result)
            javascript_leave()
            if status == napi_invalid_arg:
                raise TypeError("this JavaScript function is no constructor")
            checked(env, status)
            return live_value(env, result)
        finally:
            free(argv)
            environment_leave(self.environment, &turn)

    def __instancecheck__(self, value):
        cdef Turn turn
        cdef c_bool found = False
        cdef napi_env env
        if not isinstance(value, (JSObject, JSError)):
            return False
        env = opened(self, &turn)
        try:
            checked(env, napi_instanceof(env, to_javascript(env, value), self.held, &found))
            return bool(found)
        finally:
            environment_leave(self.environment, &turn)

    def __get__(self, instance, owner):
        """As a member of a Python class it is a method: its instance is the first argument."""
        if instance is None:
            return self
        from types import MethodType

        return MethodType(self, instance)


cdef object call_function(JSFunction self, PyObject** arguments, size_t flags, PyObject* names):
    """Python's call, by the vectorcall protocol."""
    cdef Turn turn
    cdef napi_value[FEW] few
    cdef napi_value* argv = few
    cdef napi_value receiver = NULL, result = NULL
    cdef size_t i, count = <size_t>PyVectorcall_NARGS(flags), total = count
    cdef Environment environment = self.environment
    cdef napi_env env
    if environment.thread != 0 and environment.thread != PyThread_get_thread_ident() and environment.env != NULL:
        return call_from_thread(self, arguments, count, names)
    env = opened(self, &turn)
    try:
        if names != NULL:
            total = count + 1
        if total > FEW:
            argv = <napi_value*>malloc(total * sizeof(napi_value))
            if argv == NULL:
                raise MemoryError
        for i in range(count):
            argv[i] = argument(environment, arguments[i])
        if names != NULL:
            options = {}
            for i, name in enumerate(<tuple>names):
                options[name] = <object>arguments[count + i]
            argv[count] = options_of(env, options)
        if self.receiver is not None:
            receiver = self.receiver.held
        environment_call(environment, receiver, self.held, total, argv, &result)
        value = result_to_python(environment, result)
        if environment.thread != 0 and isinstance(value, JSPromise):
            (<JSPromise>value).handed = True  # as naja_invoke sees it, too
        return value
    finally:
        if argv != few:
            free(argv)
        environment_leave(environment, &turn)


cdef inline object result_to_python(Environment environment, napi_value result):
    """environment_to_python, with a short way for what is given most."""
    cdef double number
    cdef int kind
    if result == NULL:
        return None
    kind = naja_kind_of(environment.env, result, &number)
    if kind == KIND_UNDEFINED:
        return None
    if kind == KIND_NUMBER:
        return number_of(number)
    return environment_to_python(environment, result)


cdef inline napi_value argument(Environment environment, PyObject* value) except NULL:
    """to_javascript, with a short way for what is passed most."""
    global passed_bytes
    cdef napi_env env = environment.env
    cdef napi_value result = NULL
    cdef int overflow = 0
    cdef int64_t number
    if PyLong_CheckExact(<object>value):
        number = PyLong_AsLongLongAndOverflow(<object>value, &overflow)
        if overflow == 0 and -2147483648 <= number <= 2147483647:
            napi_create_int32(env, <int32_t>number, &result)
            return result
    elif PyFloat_CheckExact(<object>value):
        napi_create_double(env, PyFloat_AS_DOUBLE(<object>value), &result)
        return result
    elif PyUnicode_CheckExact(<object>value):
        return to_js(env, <object>value, 0)
    elif PyBytes_CheckExact(<object>value) and references_of(value) == 1:
        passed_bytes = value
        try:
            return environment_to_javascript(environment, <object>value)
        finally:
            passed_bytes = NULL
    return environment_to_javascript(environment, <object>value)


cdef napi_value options_of(napi_env env, dict options) except NULL:
    """A plain object of keyword arguments."""
    cdef napi_value result = NULL, value
    napi_create_object(env, &result)
    for name, each in options.items():
        value = to_javascript(env, each)
        checked(env, napi_set_property(env, result, key_to_js(env, name), value))
    return result


cdef JSFunction js_function(napi_env env, napi_value value, JSObject receiver):
    cdef JSFunction result = JSFunction.__new__(JSFunction)
    hold(result, env, value)
    result.receiver = receiver
    result.vectorcall = <void*>naja_call_function
    return result


cdef object live_value(napi_env env, napi_value value):
    """An object as itself, even where its kind is usually copied; anything else as usual: an error can be raised."""
    cdef double number = 0
    cdef int kind = naja_kind_of(env, value, &number)
    if KIND_PLAIN <= kind <= KIND_DATE:
        return js_value(env, value, KIND_OBJECT)
    return to_python(env, value)


cdef int prepare_functions() except -1:
    cdef JSFunction none = JSFunction.__new__(JSFunction)
    calls_go_to(<void*><call_fn>call_function)
    has_vectorcall(<void*>JSFunction, <char*>&none.vectorcall - <char*><void*>none)
    return 0


prepare_functions()
