# cython: language_level=3
"""The runtime's core: V8 and libuv together on one thread, the built-in JavaScript, and the bindings by name."""
from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_IsValid
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memset, strcmp
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.uv cimport *

cdef extern from "Python.h" nogil:
    ctypedef struct PyThreadState:
        pass
    PyThreadState* PyEval_SaveThread()
    void PyEval_RestoreThread(PyThreadState*)

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

cdef extern from *:
    """
    static __thread PyThreadState* naja_saved_thread = NULL;
    """
    PyThreadState* naja_saved_thread


cdef int python_enter() noexcept nogil:
    if naja_saved_thread == NULL:
        return 0
    PyEval_RestoreThread(naja_saved_thread)
    set_saved(NULL)
    return 1


cdef void python_leave(int entered) noexcept nogil:
    if entered:
        set_saved(PyEval_SaveThread())


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


cdef napi_value load_extension(napi_env env, str name) except? NULL:
    """binding(name) of an ext/ folder: a Node-API registration function, or a table of Python ops."""
    cdef napi_value exports = NULL
    cdef register_fn register
    # Not importlib, which takes a millisecond to import; with a last argument __import__ gives the module itself.
    module = __import__(f"naja.ext.{name}.binding", None, None, ("__naja_init__",))
    napi_create_object(env, &exports)
    capsule = getattr(module, "__naja_init__", None)
    if capsule is not None:
        register = <register_fn>PyCapsule_GetPointer(capsule, NULL)
        with nogil:
            set_saved(PyThreadState_Get_())
            register(env, exports)
            set_saved(NULL)
    ops = getattr(module, "__naja_ops__", None)
    if ops is None and capsule is None:
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

cdef napi_value to_js(napi_env env, object value):
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
            napi_set_element(env, result, i, to_js(env, each))
    elif isinstance(value, dict):
        napi_create_object(env, &result)
        for key, each in value.items():
            text = key.encode("utf-8", "surrogateescape")
            item = to_js(env, each)
            napi_set_named_property(env, result, text, item)
    else:
        raise TypeError(f"an option cannot be a {type(value).__name__}")
    return result


# --- the life of a process

cdef napi_value js_exit(napi_env env, napi_callback_info info) noexcept nogil:
    """exit(code): ends the process at once."""
    cdef size_t argc = 1
    cdef napi_value arg
    cdef int32_t code = 0
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_int32(env, arg, &code)
    python_enter()
    run_exit_functions()
    c__exit(code)
    return NULL


cdef napi_value js_write(napi_env env, napi_callback_info info) noexcept nogil:
    """write(fd, text): all of it, waiting where the descriptor would block; for the last words of a process."""
    cdef size_t argc = 2, length = 0, done = 0
    cdef napi_value[2] argv
    cdef int32_t fd = 2
    cdef ssize_t n
    cdef pollfd waiter
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_int32(env, argv[0], &fd)
    if napi_get_value_string_utf8(env, argv[1], NULL, 0, &length) != napi_ok:
        return NULL
    cdef char* text = <char*>malloc(length + 1)
    napi_get_value_string_utf8(env, argv[1], text, length + 1, &length)
    while done < length:
        n = c_write(fd, text + done, length - done)
        if n >= 0:
            done += n
        elif errno == EAGAIN:
            waiter.fd = fd
            waiter.events = POLLOUT
            poll(&waiter, 1, -1)
        elif errno != EINTR:
            break
    free(text)
    return NULL


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


cdef int emit(Loop* loop, const char* name, napi_value hooks, int32_t* code) noexcept nogil:
    """Calls hooks[name]() as a callback from the loop; its number goes to *code."""
    cdef napi_env env = loop.env
    cdef naja_callback_scope scope
    cdef napi_value function, result = NULL
    cdef int failed
    naja_callback_scope_open(env, &scope, NULL)
    napi_get_named_property(env, hooks, name, &function)
    failed = naja_call(env, hooks, function, 0, NULL, &result)
    if not failed:
        napi_get_value_int32(env, result, code)
    naja_callback_scope_close(env, &scope)
    return failed


cdef int spin(Loop* loop, napi_value start, napi_value hooks) noexcept nogil:
    """Runs the program until nothing is left to do; its exit code."""
    cdef int32_t code = 0
    naja_make_callback(loop.env, NULL, NULL, start, 0, NULL)
    while True:
        uv_run(&loop.uv, UV_RUN_DEFAULT)
        if naja_pump(loop.env):
            naja_run_ticks(loop.env)
        if uv_loop_alive(&loop.uv):
            continue
        emit(loop, b"beforeExit", hooks, &code)
        if not uv_loop_alive(&loop.uv):
            break
    emit(loop, b"exit", hooks, &code)
    return code


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


def run(
    str library_folder, str source, bint from_source, bytes flags, size_t heap_limit, options, dict caches=None
) -> int:
    """Runs a program to its end.

    library_folder: where V8's data and builtins.bin lie; source: the package's folder; from_source: read built-ins from
    there; flags: V8's; heap_limit: bytes of the old generation, 0 for V8's default; options: what bootstrap gets;
    caches: for the build, see collect_caches.
    Returns the exit code. Raises RuntimeError where the engine cannot start.
    """
    global source_folder, keep_functions
    keep_functions = caches is not None
    cdef bytes icu = f"{library_folder}/icudtl.dat".encode()
    cdef bytes folder = source.encode()
    cdef bytes builtins_path = f"{library_folder}/builtins.bin".encode()
    if from_source:
        source_folder = folder
    elif map_builtins(builtins_path) != 0:
        raise RuntimeError(f"naja cannot read its built-in JavaScript: {library_folder}/builtins.bin")
    cdef const char* problem = naja_engine_init(icu, flags)
    if problem != NULL:
        raise RuntimeError(problem.decode())
    cdef Loop* loop = <Loop*>calloc(1, sizeof(Loop))
    cdef int error = open_loop(loop)
    if error:
        raise RuntimeError(f"naja cannot open an event loop: error {error}")
    cdef naja_env_options env_options
    memset(&env_options, 0, sizeof(env_options))
    env_options.loop = &loop.uv
    env_options.max_old_generation_bytes = heap_limit
    cdef napi_env env = naja_env_new(&env_options)
    if env == NULL:
        raise RuntimeError("naja cannot create a JavaScript heap")
    loop.env = env
    cdef naja_handles scope
    naja_handles_open(env, &scope)
    cdef napi_value native = NULL, function = NULL, start = NULL, hooks = NULL
    cdef napi_value[2] argv
    cdef int code = 1
    napi_create_object(env, &native)
    define(env, native, b"compile", js_compile)
    define(env, native, b"has", js_has_builtin)
    define(env, native, b"binding", js_binding)
    define(env, native, b"exit", js_exit)
    define(env, native, b"write", js_write)
    argv[0] = native
    argv[1] = to_js(env, options)
    signal(SIGINT, SIG_DFL)
    set_saved(PyEval_SaveThread())
    with_engine(loop, argv, &code)
    PyEval_RestoreThread(naja_saved_thread)
    set_saved(NULL)
    if caches is not None:
        collect_caches(env, caches)
    return code


cdef void with_engine(Loop* loop, napi_value* argv, int* code) noexcept nogil:
    """bootstrap/main(native, options) gives {start, beforeExit, exit}; then the loop runs."""
    cdef napi_env env = loop.env
    cdef napi_value function, hooks = NULL, start = NULL
    function = compile_builtin(env, b"bootstrap/main", 14, True)
    if function == NULL:
        if not naja_report_pending(env):
            c_write(2, b"naja: bootstrap/main is missing\n", 32)
        return
    # exports, require, module, binding: the first built-in is called with what all others are made from.
    cdef napi_value[4] parameters
    napi_get_undefined(env, &parameters[0])
    parameters[1] = argv[1]
    parameters[2] = parameters[0]
    parameters[3] = argv[0]
    if naja_call(env, NULL, function, 4, parameters, &hooks) != 0:
        return
    napi_get_named_property(env, hooks, b"start", &start)
    code[0] = spin(loop, start, hooks)
