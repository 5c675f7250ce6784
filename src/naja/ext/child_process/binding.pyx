# cython: language_level=3
"""Child processes through libuv: started and watched by the loop, or waited for."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset, strdup
from naja.ext.child_process.uv_process cimport *
from naja.ext.net.stream cimport naja_stream, stream_from
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport naja_may_run, naja_may_use_fd
from naja.loop.uv_stream cimport uv_buf_t, uv_handle_t, uv_pipe_t, uv_stream_t

cdef extern from *:
    """
    extern int naja_uv_child_usage(int pid, double* out);  // tools/build/libuv_process.h
    """
    int naja_uv_child_usage(int pid, double* out) nogil


cdef napi_value usage_to_js(napi_env env, int known, const double* usage) noexcept nogil:
    """The 16 numbers of a rusage in their order, times in microseconds; undefined where they are not known."""
    cdef napi_value[16] fields
    cdef napi_value result
    cdef int i
    if not known:
        napi_get_undefined(env, &result)
        return result
    for i in range(16):
        napi_create_double(env, usage[i], &fields[i])
    naja_create_array_from(env, 16, fields, &result)
    return result


include "options.pxi"
include "sync.pxi"


cdef struct Child:
    uv_process_t process
    napi_env env
    napi_value onexit          # held until it was called
    naja_context_frame* frame
    bint closed                # uv_close's callback has run
    bint forgotten             # JavaScript has let go of it
    int measured               # `usage` is known: the child has ended
    double[16] usage


cdef void child_closed(uv_handle_t* handle) noexcept nogil:
    cdef Child* child = <Child*>handle.data
    child.closed = True
    if child.forgotten:
        free(child)


cdef void child_exit(uv_process_t* process, int64_t status, int signal) noexcept nogil:
    cdef Child* child = <Child*>process.data
    cdef napi_env env = child.env
    cdef napi_value[2] argv
    cdef naja_callback_scope scope
    child.measured = naja_uv_child_usage(process.pid, child.usage)
    naja_callback_scope_open(env, &scope, child.frame)
    napi_create_double(env, <double>status, &argv[0])
    napi_create_int32(env, signal, &argv[1])
    naja_call(env, NULL, child.onexit, 2, argv, NULL)
    naja_callback_scope_close(env, &scope)
    naja_release(env, child.onexit)
    child.onexit = NULL
    naja_context_free(env, child.frame)
    child.frame = NULL


cdef void forget(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Child* child = <Child*>data
    child.forgotten = True
    if child.closed:
        free(child)


cdef napi_value js_spawn(napi_env env, napi_callback_info info) noexcept nogil:
    """spawn(file, args, env, cwd, detached, uid, gid, stdio, onexit(status, signal number))
    stdio: [[kind, payload], ...], kinds: 0 ignore, 1 a Pipe handle to make, 2 a descriptor, 3 a stream handle to share.
    Gives [external, pid], or a negative libuv error."""
    cdef size_t argc = 9
    cdef napi_value[9] argv
    cdef napi_value[2] fields
    cdef napi_value entry, item, result = NULL
    cdef Command command
    cdef uint32_t count = 0, i
    cdef int32_t kind, fd
    cdef naja_stream* stream
    cdef int error = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    read_command(env, argv, &command)
    if not may_run(env, &command, argv[7]):
        free_command(&command)
        return NULL
    napi_get_array_length(env, argv[7], &count)
    cdef uv_stdio_container_t* stdio = <uv_stdio_container_t*>calloc(count + 1, sizeof(uv_stdio_container_t))
    for i in range(count):
        kind = fd = 0
        napi_get_element(env, argv[7], i, &entry)
        napi_get_element(env, entry, 0, &item)
        napi_get_value_int32(env, item, &kind)
        napi_get_element(env, entry, 1, &item)
        if kind == 2:
            napi_get_value_int32(env, item, &fd)
            stdio[i].flags = UV_INHERIT_FD
            stdio[i].data.fd = fd
        elif kind == 1 or kind == 3:
            stream = stream_from(env, item)
            if stream == NULL:
                error = UV_EINVAL
                break
            stdio[i].flags = (UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE) if kind == 1 else UV_INHERIT_STREAM
            stdio[i].data.stream = &stream.uv.stream
        else:
            stdio[i].flags = UV_IGNORE
    command.uv.stdio_count = count
    command.uv.stdio = stdio
    command.uv.exit_cb = child_exit
    cdef Child* child
    if not error:
        child = <Child*>calloc(1, sizeof(Child))
        child.env = env
        child.process.data = child
        error = uv_spawn(naja_env_loop(env), &child.process, &command.uv)
        if error:
            child.forgotten = True
            uv_close(<uv_handle_t*>&child.process, child_closed)
    free(stdio)
    free_command(&command)
    if error:
        napi_create_int32(env, error, &result)
        return result
    child.onexit = naja_hold(env, argv[8])
    child.frame = naja_context_capture(env)
    if napi_create_external(env, child, forget, NULL, &fields[0]) != napi_ok:
        forget(env, child, NULL)  # the environment is being stopped
        return NULL
    napi_create_int32(env, child.process.pid, &fields[1])
    naja_create_array_from(env, 2, fields, &result)
    return result


cdef Child* child_argument(napi_env env, napi_callback_info info, int32_t* number) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef void* data = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if number != NULL:
        napi_get_value_int32(env, argv[1], number)
    napi_get_value_external(env, argv[0], &data)
    return <Child*>data


cdef napi_value js_kill(napi_env env, napi_callback_info info) noexcept nogil:
    """kill(child, signal number): 0 or a negative libuv error."""
    cdef int32_t number = 0
    cdef Child* child = child_argument(env, info, &number)
    cdef napi_value result
    cdef int error = UV_EINVAL if child == NULL else uv_process_kill(&child.process, number)
    napi_create_int32(env, error, &result)
    return result


cdef napi_value js_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Child* child = child_argument(env, info, NULL)
    if child != NULL:
        uv_ref(<uv_handle_t*>&child.process)
    return NULL


cdef napi_value js_unref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Child* child = child_argument(env, info, NULL)
    if child != NULL:
        uv_unref(<uv_handle_t*>&child.process)
    return NULL


cdef napi_value js_has_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Child* child = child_argument(env, info, NULL)
    cdef napi_value result
    napi_get_boolean(env, child != NULL and uv_has_ref(<uv_handle_t*>&child.process) != 0, &result)
    return result


cdef napi_value js_usage(napi_env env, napi_callback_info info) noexcept nogil:
    """usage(child): what it has used (usage_to_js), once it has ended."""
    cdef Child* child = child_argument(env, info, NULL)
    return usage_to_js(env, child != NULL and child.measured, child.usage if child != NULL else NULL)


cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    """close(child): after its exit; idempotent."""
    cdef Child* child = child_argument(env, info, NULL)
    if child != NULL and not child.closed and not uv_is_closing(<uv_handle_t*>&child.process):
        uv_close(<uv_handle_t*>&child.process, child_closed)
    return NULL


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"spawn", js_spawn)
    define(env, exports, b"spawnSync", js_spawn_sync)
    define(env, exports, b"kill", js_kill)
    define(env, exports, b"ref", js_ref)
    define(env, exports, b"unref", js_unref)
    define(env, exports, b"hasRef", js_has_ref)
    define(env, exports, b"close", js_close)
    define(env, exports, b"usage", js_usage)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
