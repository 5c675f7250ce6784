# cython: language_level=3
"""The runtime's core: V8 and libuv together on one thread, the built-in JavaScript, and the bindings by name."""
from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_IsValid
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdio cimport fflush, snprintf
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memset, strcmp
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport naja_may_use_fd
from naja.loop.uv cimport *

cdef extern from "Python.h" nogil:
    ctypedef struct PyThreadState:
        pass
    PyThreadState* PyEval_SaveThread()
    void PyEval_RestoreThread(PyThreadState*)
    ctypedef struct PyInterpreterState:
        pass
    PyInterpreterState* PyInterpreterState_Main()
    PyThreadState* PyThreadState_New(PyInterpreterState*)
    void PyThreadState_Clear(PyThreadState*)
    void PyThreadState_DeleteCurrent()

cdef extern from "<unistd.h>" nogil:
    ssize_t c_read "read"(int fd, void* data, size_t length)

cdef extern from "<poll.h>" nogil:
    struct pollfd:
        int fd
        short events
    int poll(pollfd* fds, unsigned long count, int timeout)
    short POLLOUT

cdef extern from "<errno.h>" nogil:
    int errno
    int EAGAIN
    int EINTR

cdef extern from "<signal.h>" nogil:
    ctypedef void (*sighandler_t)(int) noexcept nogil
    sighandler_t signal(int number, sighandler_t handler)
    sighandler_t SIG_DFL
    int SIGINT

include "builtins.pxi"
include "timers.pxi"
include "uv_binding.pxi"

cdef extern from "engine.h":
    """
    static NAJA_THREAD PyThreadState* naja_saved_thread = NULL;
    /* A thread of ours that has not called Python yet. */
    #define NAJA_NOT_MADE ((PyThreadState*)1)
    """
    PyThreadState* naja_saved_thread
    PyThreadState* NOT_MADE "NAJA_NOT_MADE"


cdef int python_enter() noexcept nogil:
    if naja_saved_thread == NULL:
        return 0
    if naja_saved_thread == NOT_MADE:
        set_saved(PyThreadState_New(PyInterpreterState_Main()))
    PyEval_RestoreThread(naja_saved_thread)
    set_saved(NULL)
    return 1


cdef void python_leave(int entered) noexcept nogil:
    if entered:
        set_saved(PyEval_SaveThread())
    naja_leave_dead()


cdef void javascript_enter() noexcept nogil:
    set_saved(PyEval_SaveThread())


cdef void javascript_leave() noexcept nogil:
    if naja_saved_thread != NULL:  # else a call that never came back has taken it
        PyEval_RestoreThread(naja_saved_thread)
        set_saved(NULL)


cdef extern from *:
    """
    /* The frame of Python that runs on this thread, or has called what runs. */
    static void* naja_python_frame(void) {
      PyThreadState* state = naja_saved_thread ? naja_saved_thread : _PyThreadState_UncheckedGet();
      if (!state || state == NAJA_NOT_MADE) return NULL;
    #if PY_VERSION_HEX < 0x030D0000
      return state->cframe ? (void*)state->cframe->current_frame : NULL;
    #else
      return (void*)state->current_frame;
    #endif
    }
    """
    void* naja_python_frame() nogil


cdef void* python_frame() noexcept nogil:
    return naja_python_frame()


cdef extern from *:
    """
    static void naja_set_saved(PyThreadState* state) { naja_saved_thread = state; }
    """
    void set_saved "naja_set_saved"(PyThreadState* state) nogil


cdef void define(napi_env env, napi_value target, const char* name, napi_callback callback) noexcept nogil:
    cdef napi_value function
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function)
    napi_set_named_property(env, target, name, function)


ctypedef napi_value (*register_fn)(napi_env env, napi_value exports) noexcept nogil


# Bindings without Python, by name: once loaded, another environment takes them without entering Python.
cdef struct Native:
    char[64] name
    register_fn register
    Native* next

cdef Native* natives = NULL
cdef uv_mutex_t natives_lock
uv_mutex_init(&natives_lock)


cdef void know_native(const char* name, register_fn register) noexcept nogil:
    global natives
    cdef Native* entry = <Native*>calloc(1, sizeof(Native))
    snprintf(entry.name, sizeof(entry.name), b"%s", name)
    entry.register = register
    uv_mutex_lock(&natives_lock)
    entry.next = natives
    natives = entry
    uv_mutex_unlock(&natives_lock)


cdef register_fn known_native(const char* name) noexcept nogil:
    cdef register_fn register = NULL
    uv_mutex_lock(&natives_lock)
    cdef Native* entry = natives
    while entry != NULL and register == NULL:
        if strcmp(entry.name, name) == 0:
            register = entry.register
        entry = entry.next
    uv_mutex_unlock(&natives_lock)
    return register


cdef napi_value load_extension(napi_env env, str name) except? NULL:
    """binding(name) of an ext/ folder: a Node-API registration function, or a table of Python ops."""
    cdef napi_value exports = NULL
    cdef register_fn register
    cdef PyThreadState* state
    # Not importlib, which takes a millisecond to import; with a last argument __import__ gives the module itself.
    module = __import__(f"naja.ext.{name}.binding", None, None, ("__naja_init__",))
    napi_create_object(env, &exports)
    capsule = getattr(module, "__naja_init__", None)
    ops = getattr(module, "__naja_ops__", None)
    if capsule is not None:
        register = <register_fn>PyCapsule_GetPointer(capsule, NULL)
        if not ops:
            know_native(name.encode(), register)
        state = PyThreadState_Get_()
        with nogil:
            set_saved(state)
            register(env, exports)
            set_saved(NULL)
    elif ops is None:
        from naja.python.ops import ops_of

        ops = ops_of(module)
    if ops:
        from naja.python.bridge import install

        install(<size_t>env, <size_t>exports, ops)
    return exports


cdef extern from "Python.h" nogil:
    PyThreadState* PyThreadState_Get_ "_PyThreadState_UncheckedGet"()


cdef napi_value js_binding(napi_env env, napi_callback_info info) noexcept nogil:
    """binding(name) of the engine, the loop or an extension; undefined if there is none."""
    cdef size_t argc = 1, length = 0
    cdef napi_value arg, result = NULL
    cdef char[128] name
    cdef int entered
    cdef register_fn register
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_string_utf8(env, arg, name, sizeof(name), &length)
    result = naja_engine_binding(env, name)
    if result != NULL:
        return result
    if length == 6 and memcmp(name, b"timers", 6) == 0:
        napi_create_object(env, &result)
        init_timers(env, result)
        return result
    if length == 2 and memcmp(name, b"uv", 2) == 0:
        napi_create_object(env, &result)
        init_uv(env, result)
        return result
    register = known_native(name)
    if register != NULL:
        napi_create_object(env, &result)
        register(env, result)
        return result
    entered = python_enter()
    result = python_binding(env, name)
    python_leave(entered)
    return result


cdef napi_value python_binding(napi_env env, const char* name) noexcept with gil:
    cdef bytes text
    try:
        return load_extension(env, name.decode())
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.startswith("naja.ext."):
            return NULL
        text = describe_exception(error)
    except BaseException as error:
        text = describe_exception(error)
    napi_throw_error(env, NULL, text)
    return NULL


cdef bytes describe_exception(error):
    import traceback

    return "".join(traceback.format_exception(error)).encode(errors="replace")


# --- options

cdef napi_value options_to_js(napi_env env, object value):
    """A JavaScript value for None, bool, int, float, str, list, tuple or dict."""
    cdef napi_value result = NULL, item
    cdef bytes text
    if value is None:
        napi_get_undefined(env, &result)
    elif value is True or value is False:
        napi_get_boolean(env, value is True, &result)
    elif isinstance(value, (int, float)):
        napi_create_double(env, value, &result)
    elif isinstance(value, str):
        text = value.encode("utf-8", "surrogateescape")
        napi_create_string_utf8(env, text, len(text), &result)
    elif isinstance(value, (list, tuple)):
        napi_create_array(env, &result)
        for i, each in enumerate(value):
            napi_set_element(env, result, i, options_to_js(env, each))
    elif isinstance(value, dict):
        napi_create_object(env, &result)
        for key, each in value.items():
            text = key.encode("utf-8", "surrogateescape")
            item = options_to_js(env, each)
            napi_set_named_property(env, result, text, item)
    else:
        raise TypeError(f"an option cannot be a {type(value).__name__}")
    return result


include "environment.pxi"


# --- the life of a process

cdef void run_exit_functions() noexcept with gil:
    """What Python modules have asked to be done at exit."""
    import sys

    if "atexit" in sys.modules:
        sys.modules["atexit"]._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue  # closed, or nobody reads


cdef void collect_caches(napi_env env, dict caches):
    """Fills `caches` ({id: b""}) with the code caches of built-ins: of those that have run, with what has run in them."""
    cdef napi_value function
    cdef uint8_t* data
    cdef size_t size
    cdef bytes name
    for id in caches:
        name = id.encode()
        function = kept_function(name)
        if function == NULL:
            function = compile_builtin(env, name, len(name), False)
        if function == NULL:
            naja_report_pending(env)
            continue
        data = naja_function_code_cache(env, function, &size)
        if data != NULL:
            caches[id] = (<char*>data)[:size]
            free(data)


cdef bint prepared = False


def prepare(str library_folder, str source, bint from_source, bytes flags) -> None:
    """What a process does once, whatever number of environments it has: the built-in JavaScript and V8 itself.

    library_folder: where V8's data and builtins.bin lie; source: the package's folder; from_source: read built-ins from
    there; flags: V8's. Raises RuntimeError where the engine cannot start.
    """
    global source_folder, prepared, kept_source
    if prepared:
        return
    cdef bytes icu = f"{library_folder}/icudtl.dat".encode()
    cdef bytes builtins_path = f"{library_folder}/builtins.bin".encode()
    if from_source:
        kept_source = source.encode()
        source_folder = kept_source
    elif map_builtins(builtins_path) != 0:
        raise RuntimeError(f"naja cannot read its built-in JavaScript: {library_folder}/builtins.bin")
    cdef const char* problem = naja_engine_init(icu, flags)
    if problem != NULL:
        raise RuntimeError(problem.decode())
    prepared = True


cdef bytes kept_source = None


def run(
    str library_folder, str source, bint from_source, bytes flags, size_t heap_limit, options, dict caches=None,
    size_t permissions=0,
) -> int:
    """Runs a program to its end, on this thread, as the process's own.

    The first four: see prepare(). heap_limit: bytes of the old generation, 0 for V8's default; options: what bootstrap
    gets; caches: for the build, see collect_caches; permissions: a state of ext/permissions. Returns the exit code. Raises RuntimeError where it cannot start.
    """
    global keep_functions
    keep_functions = caches is not None
    prepare(library_folder, source, from_source, flags)
    cdef naja_env_options env_options
    memset(&env_options, 0, sizeof(env_options))
    env_options.max_old_generation_bytes = heap_limit
    env_options.permissions = <void*>permissions
    cdef const char* problem = NULL
    cdef Loop* loop = environment_open(&env_options, True, &problem)
    if loop == NULL:
        raise RuntimeError(problem.decode())
    cdef naja_handles scope
    naja_handles_open(loop.env, &scope)
    cdef napi_value given = options_to_js(loop.env, options)
    cdef int code
    signal(SIGINT, SIG_DFL)
    set_saved(PyEval_SaveThread())
    code = environment_run(loop, given)
    process_end(loop)
    PyEval_RestoreThread(naja_saved_thread)
    set_saved(NULL)
    if caches is not None:
        collect_caches(loop.env, caches)
    return code
