# cython: language_level=3
"""Values between JavaScript and Python, and the trampolines of ops."""
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF, Py_XDECREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.math cimport floor
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset
from naja.loop.core cimport define, python_enter, python_leave
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.uv cimport *

from naja.python.errors import JSError

cdef extern from "Python.h":
    object PyObject_Vectorcall(object callable, PyObject** args, size_t count, PyObject* names)
    object PyObject_CallNoArgs(object callable)
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL
    bint PyUnicode_IS_COMPACT_ASCII(object text)
    object PyUnicode_DecodeUTF16(const char* text, Py_ssize_t size, const char* errors, int* order)
    unsigned long PyThread_get_thread_ident()
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    int PyUnicode_KIND(object text)
    object PyLong_FromDouble(double value)
    int64_t PyLong_AsLongLongAndOverflow(object value, int* overflow) except? -1

DEF MAX_ARGUMENTS = 16
DEF MAX_DEPTH = 200
cdef double SAFE_INTEGER = 9007199254740991.0


# --- bytes of JavaScript, seen from Python

cdef class JSBuffer:
    """The memory of a Uint8Array, as a buffer; it stays, whatever becomes of the array and its thread."""
    cdef naja_store store
    cdef uint8_t* data
    cdef Py_ssize_t length

    def __getbuffer__(self, Py_buffer* view, int flags):
        view.buf = self.data
        view.obj = self
        view.len = self.length
        view.readonly = 0
        view.itemsize = 1
        view.format = "B"
        view.ndim = 1
        view.shape = &self.length
        view.strides = &view.itemsize
        view.suboffsets = NULL
        view.internal = NULL

    def __releasebuffer__(self, Py_buffer* view):
        pass

    def __dealloc__(self):
        naja_store_release(&self.store)


cdef object buffer_of(napi_env env, napi_value value, uint8_t* data, size_t length):
    cdef JSBuffer buffer = JSBuffer()
    naja_store_of(env, value, &buffer.store)
    buffer.data = data
    buffer.length = length
    return memoryview(buffer)


# --- what Python knows of an environment

cdef class Environment:
    cdef napi_env env          # NULL once it has ended
    cdef unsigned long thread
    cdef list released         # held values that another thread let go of: [int, ...]
    # Coroutines finish on asyncio's thread: their jobs wait here for the loop to be woken.
    cdef uv_async_t* wake
    cdef list finished         # of job addresses
    cdef dict running          # job address -> its future

    def __cinit__(self):
        self.released = []
        self.finished = []
        self.running = {}


cdef dict environments = {}  # by address


cdef Environment environment_of(napi_env env):
    cdef Environment found = environments.get(<size_t>env)
    if found is None:
        found = environments[<size_t>env] = Environment()
        found.env = env
        found.thread = PyThread_get_thread_ident()
        naja_at_close(env, environment_ends, env)
    return found


ctypedef void (*forget_fn)(size_t address) noexcept nogil


cdef void environment_ends(void* env) noexcept nogil:
    cdef int entered = python_enter()
    (<forget_fn><void*>forget_environment)(<size_t>env)
    python_leave(entered)


cdef void wake_closed(uv_handle_t* handle) noexcept nogil:
    free(handle)


cdef void forget_environment(size_t address) noexcept:
    """On its thread: what other threads have of it is of no more use."""
    cdef Environment found = environments.pop(address, None)
    if found is None:
        return
    found.env = NULL
    if found.wake != NULL:
        uv_close(<uv_handle_t*>found.wake, wake_closed)
        found.wake = NULL
    for each in found.finished:
        drop_job(<Job*><size_t>each)
    for future in list(found.running.values()):
        future.cancel()


cdef void release_pending(Environment environment):
    while environment.released:
        naja_release(environment.env, <napi_value><size_t>environment.released.pop())


cdef class JSFunction:
    """A JavaScript function in Python. To be called on the thread that runs JavaScript."""
    cdef Environment environment
    cdef napi_value held

    def __call__(self, *args):
        cdef napi_env env = self.environment.env
        cdef napi_value[MAX_ARGUMENTS] argv
        cdef napi_value result = NULL
        cdef naja_handles scope
        cdef size_t i, count = len(args)
        cdef napi_status status
        if PyThread_get_thread_ident() != self.environment.thread or env == NULL:
            raise RuntimeError("a JavaScript function can only be called on the thread that runs JavaScript")
        if count > MAX_ARGUMENTS:
            raise TypeError(f"at most {MAX_ARGUMENTS} arguments can be passed")
        naja_handles_open(env, &scope)
        try:
            for i in range(count):
                argv[i] = to_js(env, args[i], 0)
            with nogil:
                status = napi_call_function(env, NULL, self.held, count, argv, &result)
            if status == napi_pending_exception:
                raise pending_error(env)
            return from_js(env, result, 0)
        finally:
            naja_handles_close(env, &scope)

    def __dealloc__(self):
        if self.held == NULL or self.environment is None or self.environment.env == NULL:
            return
        if PyThread_get_thread_ident() == self.environment.thread:
            naja_release(self.environment.env, self.held)
        else:
            self.environment.released.append(<size_t>self.held)


cdef object pending_error(napi_env env):
    """The pending JavaScript exception as a JSError."""
    cdef napi_value error = NULL, value = NULL
    cdef c_bool is_error = False
    napi_get_and_clear_last_exception(env, &error)
    napi_is_error(env, error, &is_error)
    if not is_error:
        napi_coerce_to_string(env, error, &value)
        return JSError(text_of(env, value))
    parts = {}
    for name in (b"message", b"stack", b"code", b"name"):
        if napi_get_named_property(env, error, name, &value) == napi_ok and is_string(env, value):
            parts[name] = text_of(env, value)
    return JSError(parts.get(b"message", ""), parts.get(b"code"), parts.get(b"name", "Error"), None, parts.get(b"stack"))


cdef bint is_string(napi_env env, napi_value value):
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    return kind == napi_string


# --- JavaScript -> Python

cdef object text_of(napi_env env, napi_value value):
    """A str; lone surrogates stay what they are."""
    cdef char[512] small
    cdef size_t length = 0
    cdef uint16_t* wide
    napi_get_value_string_utf16(env, value, NULL, 0, &length)
    if length < 160:
        # Short text is mostly ASCII: UTF-8 is then the same bytes. A replaced surrogate shows as U+FFFD.
        napi_get_value_string_utf8(env, value, small, sizeof(small), &length)
        text = PyUnicode_DecodeUTF8(small, length, NULL)
        if PyUnicode_IS_COMPACT_ASCII(text) or "\ufffd" not in text:
            return text
        napi_get_value_string_utf16(env, value, NULL, 0, &length)
    wide = <uint16_t*>malloc((length + 1) * 2)
    if wide == NULL:
        raise MemoryError
    try:
        napi_get_value_string_utf16(env, value, wide, length + 1, &length)
        return PyUnicode_DecodeUTF16(<char*>wide, length * 2, b"surrogatepass", NULL)
    finally:
        free(wide)


cdef object from_js(napi_env env, napi_value value, int depth):
    cdef napi_valuetype kind = napi_undefined
    cdef double number
    cdef c_bool flag = False
    cdef uint8_t* data = NULL
    cdef size_t length = 0
    cdef uint32_t count = 0, i
    cdef napi_value item = NULL, keys = NULL, key = NULL
    cdef JSFunction function
    if value == NULL:
        return None
    napi_typeof(env, value, &kind)
    if kind == napi_number:
        napi_get_value_double(env, value, &number)
        if number == floor(number) and -SAFE_INTEGER <= number <= SAFE_INTEGER:
            return <int64_t>number
        return number
    if kind == napi_string:
        return text_of(env, value)
    if kind == napi_undefined or kind == napi_null:
        return None
    if kind == napi_boolean:
        napi_get_value_bool(env, value, &flag)
        return bool(flag)
    if kind == napi_bigint:
        return bigint_of(env, value)
    if kind == napi_function:
        function = JSFunction()
        function.environment = environment_of(env)
        function.held = naja_hold(env, value)
        return function
    if kind == napi_object:
        if depth > MAX_DEPTH:
            raise JSError("The value is nested too deeply to cross into Python", kind="RangeError")
        if naja_get_bytes(env, value, &data, &length):
            return buffer_of(env, value, data, length)
        napi_is_array(env, value, &flag)
        if flag:
            napi_get_array_length(env, value, &count)
            result = []
            for i in range(count):
                napi_get_element(env, value, i, &item)
                result.append(from_js(env, item, depth + 1))
            return result
        if napi_get_property_names(env, value, &keys) != napi_ok:
            raise pending_error(env)
        napi_get_array_length(env, keys, &count)
        table = {}
        for i in range(count):
            napi_get_element(env, keys, i, &key)
            if napi_get_property(env, value, key, &item) != napi_ok:
                raise pending_error(env)
            table[text_of(env, key)] = from_js(env, item, depth + 1)
        return table
    raise JSError("A symbol cannot cross into Python", kind="TypeError")


cdef object bigint_of(napi_env env, napi_value value):
    cdef int sign = 0
    cdef size_t count = 0
    cdef uint64_t* words
    napi_get_value_bigint_words(env, value, NULL, &count, NULL)
    words = <uint64_t*>calloc(count + 1, sizeof(uint64_t))
    try:
        napi_get_value_bigint_words(env, value, &sign, &count, words)
        number = int.from_bytes((<char*>words)[:count * 8], "little")
    finally:
        free(words)
    return -number if sign else number


# --- Python -> JavaScript

cdef napi_value to_js(napi_env env, object value, int depth) except? NULL:
    cdef napi_value result = NULL, item = NULL, key = NULL
    cdef Py_ssize_t size = 0
    cdef const char* text
    cdef int overflow = 0
    cdef int64_t number
    cdef uint8_t* data = NULL
    cdef Py_buffer view
    cdef uint32_t i
    if value is None:
        napi_get_undefined(env, &result)
    elif value is True or value is False:
        napi_get_boolean(env, value is True, &result)
    elif isinstance(value, int):
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow == 0 and -9007199254740991 <= number <= 9007199254740991:
            napi_create_double(env, <double>number, &result)
        else:
            return bigint_from(env, value)
    elif isinstance(value, float):
        napi_create_double(env, value, &result)
    elif isinstance(value, str):
        if PyUnicode_KIND(value) == 1:
            napi_create_string_latin1(env, <char*>PyUnicode_DATA(value), PyUnicode_GET_LENGTH(value), &result)
        else:
            wide = (<str>value).encode("utf-16-le", "surrogatepass")
            napi_create_string_utf16(env, <uint16_t*>PyBytes_AS_STRING(wide), PyBytes_GET_SIZE(wide) // 2, &result)
    elif isinstance(value, (bytes, bytearray, memoryview)):
        PyObject_GetBuffer(value, &view, PyBUF_SIMPLE)
        naja_create_uint8array(env, view.len, &data, &result)
        if view.len:
            memcpy(data, view.buf, view.len)
        PyBuffer_Release(&view)
    elif isinstance(value, (list, tuple)):
        if depth > MAX_DEPTH:
            raise RecursionError("the value is nested too deeply to cross into JavaScript")
        napi_create_array_with_length(env, len(value), &result)
        for i in range(<uint32_t>len(value)):
            item = to_js(env, value[i], depth + 1)
            napi_set_element(env, result, i, item)
    elif isinstance(value, dict):
        if depth > MAX_DEPTH:
            raise RecursionError("the value is nested too deeply to cross into JavaScript")
        napi_create_object(env, &result)
        for name, each in (<dict>value).items():
            key = to_js(env, str(name), 0)
            item = to_js(env, each, depth + 1)
            napi_set_property(env, result, key, item)
    else:
        raise TypeError(f"a Python {type(value).__name__} cannot cross into JavaScript")
    return result


cdef napi_value bigint_from(napi_env env, object value) except? NULL:
    cdef napi_value result = NULL
    magnitude = abs(value)
    words = magnitude.to_bytes((magnitude.bit_length() + 63) // 64 * 8, "little")
    napi_create_bigint_words(env, value < 0, len(words) // 8, <uint64_t*>PyBytes_AS_STRING(words), &result)
    return result


cdef napi_value error_to_js(napi_env env, object error):
    """The JavaScript Error of a Python exception; its `cause` keeps the traceback."""
    cdef napi_value message = NULL, code = NULL, result = NULL, cause = NULL, value = NULL
    cdef napi_env e = env
    is_js = isinstance(error, JSError)
    text = error.message if is_js else str(error)
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


# --- ops

cdef struct Op:
    PyObject* function
    int kind


cdef napi_value run_sync(napi_env env, Op* op, size_t argc, napi_value* argv) noexcept:
    """With the GIL: the call of a sync op."""
    cdef size_t i
    cdef Environment environment
    try:
        if argc == 0:
            result = PyObject_CallNoArgs(<object>op.function)
        else:
            result = (<object>op.function)(*[from_js(env, argv[i], 0) for i in range(argc)])
        environment = environments.get(<size_t>env)
        if environment is not None and environment.released:
            release_pending(environment)
        if result is None:
            return NULL
        return to_js(env, result, 0)
    except BaseException as error:
        throw_error(env, error)
        return NULL


# Called with the GIL held, from code that Cython takes for nogil.
ctypedef napi_value (*run_fn)(napi_env env, Op* op, size_t argc, napi_value* argv) noexcept nogil
cdef run_fn sync_runner = <run_fn><void*>run_sync
cdef run_fn async_runner = <run_fn><void*>run_async


cdef napi_value call_op(napi_env env, napi_callback_info info, run_fn runner) noexcept nogil:
    cdef size_t argc = MAX_ARGUMENTS
    cdef napi_value[MAX_ARGUMENTS] argv
    cdef void* data
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    if argc > MAX_ARGUMENTS:
        argc = MAX_ARGUMENTS
    cdef int entered = python_enter()
    result = runner(env, <Op*>data, argc, argv)
    python_leave(entered)
    return result


cdef napi_value call_sync(napi_env env, napi_callback_info info) noexcept nogil:
    return call_op(env, info, sync_runner)


cdef napi_value call_async(napi_env env, napi_callback_info info) noexcept nogil:
    return call_op(env, info, async_runner)


# --- ops that give a Promise

cdef struct Job:
    uv_work_t work
    napi_env env
    napi_deferred deferred
    naja_context_frame* frame
    PyObject* function
    PyObject* arguments
    PyObject* result
    PyObject* error


cdef napi_value run_async(napi_env env, Op* op, size_t argc, napi_value* argv) noexcept:
    """With the GIL: starts a blocking or an async op; its Promise."""
    cdef napi_value promise = NULL
    cdef Job* job
    cdef size_t i
    try:
        arguments = [from_js(env, argv[i], 0) for i in range(argc)]
        job = <Job*>calloc(1, sizeof(Job))
        job.env = env
        job.work.data = job
        napi_create_promise(env, &job.deferred, &promise)
        job.frame = naja_context_capture(env)
        Py_INCREF(arguments)
        job.arguments = <PyObject*>arguments
        job.function = op.function
        if op.kind == 1:
            uv_queue_work(naja_env_loop(env), &job.work, work_on_pool, work_done)
        else:
            start_coroutine(job, (<object>op.function)(*arguments))
        return promise
    except BaseException as error:
        throw_error(env, error)
        return NULL


cdef void work_on_pool(uv_work_t* work) noexcept with gil:
    cdef Job* job = <Job*>work.data
    try:
        result = (<object>job.function)(*<list>job.arguments)
        Py_INCREF(result)
        job.result = <PyObject*>result
    except BaseException as error:
        Py_INCREF(error)
        job.error = <PyObject*>error


cdef void work_done(uv_work_t* work, int status) noexcept nogil:
    settle(<Job*>work.data)


cdef void settle(Job* job) noexcept nogil:
    """On the loop: resolves or rejects a job's Promise, as a callback of its own."""
    cdef naja_callback_scope scope
    cdef int entered
    naja_callback_scope_open(job.env, &scope, job.frame)
    entered = python_enter()
    (<settle_fn><void*>settle_with_gil)(job)
    python_leave(entered)
    naja_callback_scope_close(job.env, &scope)
    naja_context_free(job.env, job.frame)
    free(job)


ctypedef void (*settle_fn)(Job* job) noexcept nogil


cdef void drop_job(Job* job) noexcept:
    Py_XDECREF(job.arguments)
    Py_XDECREF(job.result)
    Py_XDECREF(job.error)
    free(job)


cdef void settle_with_gil(Job* job) noexcept:
    cdef napi_value value = NULL
    cdef napi_env env = job.env
    cdef Environment environment
    try:
        if naja_is_stopping(env):
            pass  # nobody waits any more
        elif job.error == NULL:
            value = to_js(env, <object>job.result, 0)
            napi_resolve_deferred(env, job.deferred, value)
        else:
            napi_reject_deferred(env, job.deferred, error_to_js(env, <object>job.error))
    except BaseException as error:
        napi_reject_deferred(env, job.deferred, error_to_js(env, error))
    Py_XDECREF(job.arguments)
    Py_XDECREF(job.result)
    Py_XDECREF(job.error)
    environment = environments.get(<size_t>env)
    if environment is not None:
        release_pending(environment)


cdef void woken(uv_async_t* handle) noexcept nogil:
    cdef Job* job
    cdef int entered
    while True:
        entered = python_enter()
        job = (<next_fn><void*>next_finished)(handle.data)
        python_leave(entered)
        if job == NULL:
            return
        settle(job)


ctypedef Job* (*next_fn)(void* env) noexcept nogil


cdef Job* next_finished(void* env) noexcept:
    cdef Environment environment = environments.get(<size_t>env)
    if environment is None or not environment.finished:
        return NULL
    address = environment.finished.pop(0)
    environment.running.pop(address, None)
    if not environment.running:
        uv_unref(<uv_handle_t*>environment.wake)
    return <Job*><size_t>address


cdef int start_coroutine(Job* job, object coroutine) except -1:
    from naja.python import aio

    cdef Environment environment = environment_of(job.env)
    cdef size_t address = <size_t>job
    if environment.wake == NULL:
        environment.wake = <uv_async_t*>calloc(1, sizeof(uv_async_t))
        uv_async_init(naja_env_loop(job.env), environment.wake, woken)
        environment.wake.data = job.env
        uv_unref(<uv_handle_t*>environment.wake)

    def done(result, error):
        cdef Job* finished = <Job*>address
        if environment.env == NULL:
            drop_job(finished)
            return
        if error is None:
            Py_INCREF(result)
            finished.result = <PyObject*>result
        else:
            Py_INCREF(error)
            finished.error = <PyObject*>error
        environment.finished.append(address)
        uv_async_send(environment.wake)

    uv_ref(<uv_handle_t*>environment.wake)
    environment.running[address] = None
    environment.running[address] = aio.start(coroutine, done)
    return 0


cdef dict made = {}  # (target, kind) -> address of its Op, which all environments share


def install(size_t env_address, size_t exports_address, list ops):
    """Adds ops (name, function, kind) to the object that is a binding. Called by the loop."""
    cdef napi_env env = <napi_env>env_address
    cdef napi_value exports = <napi_value>exports_address, function = NULL
    cdef Op* op
    for name, target, kind in ops:
        address = made.get((target, kind))
        if address is None:
            op = <Op*>calloc(1, sizeof(Op))
            Py_INCREF(target)
            op.function = <PyObject*>target
            op.kind = kind
            made[(target, kind)] = <size_t>op
        else:
            op = <Op*><size_t>address
        text = name.encode()
        napi_create_function(env, text, len(text), call_sync if kind == 0 else call_async, op, &function)
        napi_set_named_property(env, exports, text, function)
