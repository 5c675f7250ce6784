# Python objects in JavaScript: the table of an environment, the proxies in it, and values on their way to the user's program.
#
# A proxy is made by python/js/objects.js; engine/foreign.h knows which one stands for which object. All that is
# called from JavaScript begins in enter_live, which takes the GIL; everything else here has it.

# What JavaScript has to know of a type: the numbers are those of python/js/objects.js.
cdef enum:
    IS_CALLABLE = 1
    IS_CLASS = 2
    IS_LIST = 4
    IS_DICT = 8
    HAS_ITEMS = 16
    HAS_LENGTH = 32
    IS_ITERABLE = 64
    IS_ITERATOR = 128
    IS_AWAITABLE = 256
    IS_ASYNC_ITERABLE = 512
    IS_ASYNC_ITERATOR = 1024
    IS_CONTEXT = 2048
    IS_ASYNC_CONTEXT = 4096
    IS_SET = 8192
    IS_EXCEPTION = 16384
    IS_MODULE = 32768
    IS_PLAIN = 65536    # its objects have no attributes of their own: a method of the class is one of theirs
    IS_MAPPING = 131072
    IS_NUMBER = 262144
    HAS_MEMORY = 524288
    IS_EXTENDED = 1048576  # made for a class of JavaScript's: js/extending.js

DEF LIVE_ARGUMENTS = 20
DEF EXTERNAL_STEP = 1 << 20

# What an environment has of Python. Used on its thread only, with the GIL, but for `dropped`.
cdef struct Live:
    napi_env env
    naja_foreign* table
    napi_value exports       # of the binding
    napi_value wrap          # (index, type record) -> proxy; held, as the following
    napi_value make_type     # (flags, name) -> record
    napi_value make_error    # see throw_live
    napi_value missing       # what get() answers where there is nothing
    napi_value method        # ... where it is a method of the object
    napi_value done          # what next() answers at the end
    napi_value keywords      # an object of the class Keywords
    napi_value values_key    # "values", of which keywords has one
    napi_value exception_key  # the symbol under which an error keeps the proxy of its exception
    napi_value bound_key     # the symbol under which a method keeps what it is bound to
    PyObject* types          # dict: type -> address of its record, held
    uint32_t* epoch          # counts the times that Python ran
    uv_async_t* wake         # something is to be dropped
    PyObject** dropped
    size_t dropped_count
    size_t dropped_room
    int64_t external         # bytes that V8 has not been told of
    bint dropping

cdef struct Entrance:
    Live* live
    void* run

ctypedef napi_value (*live_fn)(Live* live, size_t argc, napi_value* argv) noexcept nogil
ctypedef void (*live_void)(Live* live) noexcept nogil

cdef set lives = set()  # their addresses


cdef Live* live_of(napi_env env) except NULL:
    """What the environment has of Python, begun if need be."""
    cdef Live* live = <Live*>naja_foreign_owner(env)
    cdef napi_value ignored = NULL
    if live == NULL or live.wrap == NULL:
        javascript_enter()
        ignored = require_builtin(env, b"python/js/objects")
        javascript_leave()
        live = <Live*>naja_foreign_owner(env)
        if ignored == NULL or live == NULL or live.wrap == NULL:
            raise pending_error(env)
    return live


cdef object unwrap_proxy(napi_env env, napi_value value):
    """The Python object that a JavaScript value is the proxy of; None if it is none."""
    cdef Live* live = <Live*>naja_foreign_owner(env)
    cdef PyObject* found = NULL
    if live != NULL:
        found = <PyObject*>naja_foreign_of(live.table, value)
    return None if found == NULL else <object>found


# --- the end of a proxy

cdef void collected(void* owner, void* pointer, size_t size) noexcept nogil:
    """Within the collector: neither Python nor JavaScript may be called."""
    cdef Live* live = <Live*>owner
    cdef PyObject** room
    if live.dropped_count == live.dropped_room:
        room = <PyObject**>realloc(live.dropped, (live.dropped_room * 2 + 256) * sizeof(PyObject*))
        if room == NULL:
            return  # the object stays: better than the end of the process
        live.dropped = room
        live.dropped_room = live.dropped_room * 2 + 256
    live.dropped[live.dropped_count] = <PyObject*>pointer
    live.dropped_count += 1
    live.external -= <int64_t>size
    if live.dropped_count == 1 and live.wake != NULL:
        uv_async_send(live.wake)


cdef void drop(Live* live) noexcept:
    """Lets go of the objects whose proxies are gone. What their ends run may bring more, which are dropped too."""
    cdef PyObject* each
    if live.dropping:
        return
    live.dropping = True
    while live.dropped_count:
        live.dropped_count -= 1
        each = live.dropped[live.dropped_count]
        Py_DECREF(<object>each)
    live.dropping = False


cdef inline void drop_now(void* live) noexcept:
    """At the end of a stay of Python's."""
    if (<Live*>live).dropped_count:
        drop(<Live*>live)


cdef void woken_to_drop(uv_async_t* handle) noexcept nogil:
    cdef Live* live = <Live*>handle.data
    cdef int entered
    cdef int64_t ignored
    if live.dropped_count:
        entered = python_enter()
        (<live_void><void*>drop)(live)
        python_leave(entered)
    if live.external:
        napi_adjust_external_memory(live.env, live.external, &ignored)
        live.external = 0


cdef void live_ends(void* data) noexcept nogil:
    cdef Live* live = <Live*>data
    cdef int entered = python_enter()
    (<live_void><void*>end_live)(live)
    python_leave(entered)


cdef void end_live(Live* live) noexcept:
    cdef Environment environment = known_environment(live.env)
    lives.discard(<size_t>live)
    if environment is not None:
        environment.live = NULL
    uv_close(<uv_handle_t*>live.wake, wake_closed)
    live.wake = NULL
    naja_foreign_free(live.table)
    live.table = NULL
    drop(live)
    free(live.dropped)
    Py_XDECREF(live.types)
    # The struct itself stays until the loop has come to rest: functions of the environment point to it.


def drop_at_exit() -> None:
    """The process ends without the collector's help: objects have their ends all the same, files are written."""
    cdef Live* live
    for address in list(lives):
        live = <Live*><size_t>address
        if (<Loop*>naja_env_loop(live.env).data).is_process:
            naja_foreign_clear(live.table)
            drop(live)


# --- from JavaScript into Python

cdef napi_value enter_live(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = LIVE_ARGUMENTS
    cdef napi_value[LIVE_ARGUMENTS] few
    cdef napi_value* argv = few
    cdef void* data = NULL
    cdef int64_t ignored
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, few, NULL, &data)
    if argc > LIVE_ARGUMENTS:
        argv = <napi_value*>malloc(argc * sizeof(napi_value))
        napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Live* live = (<Entrance*>data).live
    cdef int entered = python_enter()
    live.epoch[0] += 1
    result = (<live_fn>(<Entrance*>data).run)(live, argc, argv)
    if live.dropped_count:
        (<live_void><void*>drop)(live)
    if collections_due:
        (<live_void><void*>collect_here)(live)
    python_leave(entered)
    if argv != few:
        free(argv)
    if not -EXTERNAL_STEP < live.external < EXTERNAL_STEP:
        napi_adjust_external_memory(env, live.external, &ignored)
        live.external = 0
    return result


cdef void publish(Live* live, napi_value exports, const char* name, void* run):
    cdef Entrance* entrance = <Entrance*>calloc(1, sizeof(Entrance))
    cdef napi_value function = NULL
    naja_at_delete(live.env, free, entrance)
    entrance.live = live
    entrance.run = run
    napi_create_function(live.env, name, NAPI_AUTO_LENGTH, enter_live, entrance, &function)
    napi_set_named_property(live.env, exports, name, function)


cdef inline PyObject* self_of(Live* live, napi_value value) except NULL:
    """The object that the number names; borrowed from the table, which may lose it when V8 is called."""
    cdef double number = -1
    cdef void* found = NULL
    if naja_kind_of(live.env, value, &number) == KIND_NUMBER:
        found = naja_foreign_at(live.table, <int32_t>number)
    if found == NULL:
        raise ReferenceError("this Python object is not there any more")
    return <PyObject*>found


cdef inline object from_user(Live* live, napi_value value):
    """A value of the user's program, for Python: to_python, with a short way for what is passed most."""
    cdef double number
    cdef PyObject* found
    cdef int kind = naja_kind_of(live.env, value, &number)
    if kind == KIND_NUMBER:
        return number_of(number)
    if kind == KIND_PROXY:
        found = <PyObject*>naja_foreign_of(live.table, value)
        if found != NULL:
            return <object>found
    elif kind == KIND_STRING:
        return name_of(live.env, value)
    elif kind == KIND_FUNCTION:
        return function_from_user(live, value)
    elif kind == KIND_PROMISE:
        return handed_promise(live.env, value)
    return to_python(live.env, value)


cdef object function_from_user(Live* live, napi_value value):
    """A JavaScript function; or, for what is a method of a proxy, Python's own."""
    cdef napi_value bound = NULL, proxy = NULL, name = NULL
    cdef PyObject* found
    cdef double number
    if napi_get_property(live.env, value, live.bound_key, &bound) != napi_ok:
        raise pending_error(live.env)
    if naja_kind_of(live.env, bound, &number) != KIND_OBJECT:
        return to_python(live.env, value)
    napi_get_named_property(live.env, bound, b"proxy", &proxy)
    napi_get_named_property(live.env, bound, b"name", &name)
    found = <PyObject*>naja_foreign_of(live.table, proxy)
    if found == NULL:
        return to_python(live.env, value)
    if naja_kind_of(live.env, name, &number) != KIND_STRING:  # a class of JavaScript's that extends one of Python
        return <object>found
    return getattr(<object>found, name_of(live.env, name))


# --- Python objects for JavaScript

cdef uint32_t flags_of(object value) except? 0xffffffff:
    """What JavaScript has to know of the object's type."""
    cdef PyTypeObject* kind = Py_TYPE(value)
    cdef uint32_t flags = 0
    if kind.tp_call != NULL:
        flags |= IS_CALLABLE
    if PyType_Check(value):
        flags |= IS_CLASS
    if PyList_Check(value):
        flags |= IS_LIST
    elif PyDict_Check(value):
        flags |= IS_DICT
    elif PyAnySet_Check(value):
        flags |= IS_SET
    if PyExceptionInstance_Check(value):
        flags |= IS_EXCEPTION
    if PyModule_Check(value):
        flags |= IS_MODULE
    if kind.tp_iter != NULL or PySequence_Check(value):
        flags |= IS_ITERABLE
    if naja_is_iterator(value):
        flags |= IS_ITERATOR
    if naja_has_items(kind):
        flags |= HAS_ITEMS
        if not flags & (IS_DICT | IS_LIST | IS_CLASS) and has_on_type(kind, "keys"):
            flags |= IS_MAPPING
    if naja_has_length(kind):
        flags |= HAS_LENGTH
    if naja_is_awaitable(value):
        flags |= IS_AWAITABLE
    if kind.tp_as_async != NULL:
        if kind.tp_as_async.am_aiter != NULL:
            flags |= IS_ASYNC_ITERABLE
        if kind.tp_as_async.am_anext != NULL:
            flags |= IS_ASYNC_ITERATOR
    if has_on_type(kind, "__exit__"):
        flags |= IS_CONTEXT
    if has_on_type(kind, "__aexit__"):
        flags |= IS_ASYNC_CONTEXT
    if naja_is_plain(kind):
        flags |= IS_PLAIN
    if naja_is_number(kind):
        flags |= IS_NUMBER
    if PyObject_CheckBuffer(value) or has_on_type(kind, "__dlpack__"):
        flags |= HAS_MEMORY
    if has_on_type(kind, "__naja_class__"):
        flags |= IS_EXTENDED
    return flags


cdef inline bint has_on_type(PyTypeObject* kind, str name):
    return type_lookup(kind, name) != NULL


cdef napi_value record_of(Live* live, object value) except NULL:
    """What python/js/objects.js keeps of the object's type, made at first sight."""
    cdef PyObject* found = PyDict_GetItem(<object>live.types, <object>Py_TYPE(value))
    cdef napi_value[2] argv
    cdef napi_value record = NULL
    cdef napi_status status
    cdef uint32_t flags
    if found != NULL:
        return <napi_value><size_t>PyLong_AsSize_t(<object>found)
    if len(<dict>live.types) > 5000:  # types that a program makes again and again are not kept for ever
        for address in (<dict>live.types).values():
            naja_release(live.env, <napi_value><size_t>address)
        (<dict>live.types).clear()
    flags = flags_of(value)
    napi_create_uint32(live.env, flags, &argv[0])
    argv[1] = to_js(live.env, type(value).__naja_class__ if flags & IS_EXTENDED else type(value).__name__, 0)
    status = napi_call_function(live.env, NULL, live.make_type, 2, argv, &record)
    if status != napi_ok:
        raise pending_error(live.env)
    record = naja_hold(live.env, record)
    (<dict>live.types)[type(value)] = <size_t>record
    return record


cdef size_t size_of(object value):
    """Roughly what the object keeps from being freed, in bytes: for the collector to know when it is worth running."""
    cdef PyTypeObject* kind = Py_TYPE(value)
    cdef Py_ssize_t size = kind.tp_basicsize
    cdef Py_buffer view
    if kind.tp_itemsize and not PyType_Check(value) and not PyLong_Check(value):
        size += kind.tp_itemsize * abs(Py_SIZE(value))
    elif PyList_Check(value):
        size += 8 * PyList_GET_SIZE(value)
    elif PyDict_Check(value):
        size += 100 * PyDict_Size(value)
    if PyObject_CheckBuffer(value):
        if naja_buffer_length(value, &view) == 0:
            size += view.len
            PyBuffer_Release(&view)
        else:
            PyErr_Clear()
    return size


cdef napi_value proxy_of(Live* live, object value) except NULL:
    """The proxy of an object, always the same one while it lives."""
    cdef napi_value result = naja_foreign_find(live.table, <PyObject*>value)
    cdef napi_value[2] argv
    cdef int32_t index
    cdef napi_status status
    cdef size_t size
    if result != NULL:
        return result
    # Our own JavaScript, and short: it is called with the GIL.
    argv[1] = record_of(live, value)
    size = size_of(value)
    index = naja_foreign_reserve(live.table, <PyObject*>value, size)
    if index < 0:
        raise MemoryError("too many Python objects in JavaScript")
    napi_create_int32(live.env, index, &argv[0])
    status = napi_call_function(live.env, NULL, live.wrap, 2, argv, &result)
    if status != napi_ok:
        naja_foreign_cancel(live.table, index)
        raise pending_error(live.env)
    if not naja_foreign_bind(live.table, index, result):
        raise SystemError("a proxy of this engine is not laid out as expected")
    Py_INCREF(value)
    live.external += size
    return result


cdef napi_value to_user(Live* live, object value) except NULL:
    """A Python value for the user's program: primitives and tuples as JavaScript's own, everything else live."""
    cdef napi_env env = live.env
    cdef napi_value result = simple_to_js(env, value)
    cdef PyTypeObject* kind = Py_TYPE(value)
    if result != NULL:
        return result
    if kind == <PyTypeObject*>tuple:
        return tuple_to_user(live, value)
    elif kind == <PyTypeObject*>bytes:
        return memory_to_js(env, value)
    elif kind == <PyTypeObject*>bytearray or PyMemoryView_Check(value) or isinstance(value, Array):
        try:
            return memory_to_js(env, value)
        except BufferError:
            return proxy_of(live, value)  # of a format or layout that no typed array has
    elif isinstance(value, JSError) and (<object>value).from_js:
        result = js_error_to_js(env, value)
        return result if result != NULL else proxy_of(live, value)
    elif isinstance(value, JSValue):
        return to_js(env, value, 0)
    else:
        result = special_to_user(live, value)
        if result == NULL:
            return proxy_of(live, value)
    return result


cdef napi_value tuple_to_user(Live* live, tuple value) except NULL:
    cdef napi_value result = NULL
    if Py_EnterRecursiveCall(" while a tuple crosses into JavaScript"):
        raise RecursionError
    try:
        result = array_to_user(live, value)
    finally:
        Py_LeaveRecursiveCall()
    return result


cdef napi_value array_to_user(Live* live, tuple values) except NULL:
    """An array of values, made at once. A tuple: what runs meanwhile cannot change it."""
    cdef Py_ssize_t i, count = PyTuple_GET_SIZE(values)
    cdef napi_value[16] few
    cdef napi_value* items = few
    if count > 16:
        items = <napi_value*>malloc(count * sizeof(napi_value))
        if items == NULL:
            raise MemoryError
    try:
        for i in range(count):
            items[i] = to_user(live, <object>PyTuple_GET_ITEM(values, i))
        return naja_array_of(live.env, count, items)
    finally:
        if items != few:
            free(items)


cdef napi_value special_to_user(Live* live, object value) except? NULL:
    """The few types that have a JavaScript value of their own: numpy's scalars, datetime. NULL for all others."""
    cdef napi_value result = NULL
    cdef PyTypeObject* kind = Py_TYPE(value)
    if kind.tp_as_number != NULL and strncmp(kind.tp_name, b"numpy.", 6) == 0 and naja_is_numpy_scalar(kind):
        plain = value.item()
        if type(plain) is not type(value) and isinstance(plain, (int, float, str, bytes)):
            return to_user(live, plain)
        return NULL
    if kind.tp_name[0] == b"d" and (
            strcmp(kind.tp_name, b"datetime.datetime") == 0 or strcmp(kind.tp_name, b"datetime.date") == 0):
        return date_to_js(live.env, value)
    return result
