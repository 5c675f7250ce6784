# cython: language_level=3
"""The child's end of the channel to its host: frames of a length (32 bits, little-endian) and that many bytes."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.uv cimport *

cdef extern from "<unistd.h>" nogil:
    ssize_t c_read "read"(int fd, void* data, size_t length)
    ssize_t c_write "write"(int fd, const void* data, size_t length)

cdef extern from "<poll.h>" nogil:
    struct pollfd:
        int fd
        short events
        short revents
    int poll(pollfd* fds, unsigned long count, int timeout)
    short POLLIN
    short POLLOUT

cdef extern from "<errno.h>" nogil:
    int errno
    int EAGAIN
    int EINTR

# One channel a process: its descriptor, and who is told that something can be read.
cdef int channel = -1
cdef uv_poll_t watcher
cdef napi_env owner = NULL
cdef napi_value listener = NULL


cdef bint wait_for(short events, int timeout) noexcept nogil:
    """Whether the channel is ready for reading or writing within so many milliseconds (-1: however long it takes)."""
    cdef pollfd one
    one.fd = channel
    one.events = events
    one.revents = 0
    while True:
        if poll(&one, 1, timeout) >= 0:
            return one.revents != 0
        if errno != EINTR:
            return False


cdef bint read_all(uint8_t* data, size_t length) noexcept nogil:
    """False at the end of the channel."""
    cdef ssize_t got
    while length:
        got = c_read(channel, data, length)
        if got > 0:
            data += got
            length -= got
        elif got == 0 or (errno != EAGAIN and errno != EINTR):
            return False
        else:
            wait_for(POLLIN, -1)
    return True


cdef bint write_all(const uint8_t* data, size_t length) noexcept nogil:
    cdef ssize_t done
    while length:
        done = c_write(channel, data, length)
        if done > 0:
            data += done
            length -= done
        elif errno == EAGAIN or errno == EINTR:
            wait_for(POLLOUT, -1)
        else:
            return False
    return True


cdef void readable(uv_poll_t* handle, int status, int events) noexcept nogil:
    naja_make_callback(owner, NULL, NULL, listener, 0, NULL)


cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    """open(fd, callback): callback() whenever there is something to read. The channel keeps the process alive."""
    global channel, owner, listener
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef int32_t fd = -1
    cdef int error
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_int32(env, argv[0], &fd)
    channel = fd
    owner = env
    listener = naja_hold(env, argv[1])
    error = uv_poll_init(naja_env_loop(env), &watcher, fd)
    if error == 0:
        error = uv_poll_start(&watcher, UV_READABLE | UV_DISCONNECT, readable)
    if error:
        naja_throw_uv_exception(env, error, b"uv_poll_start", NULL, NULL)
    return NULL


cdef napi_value js_keep(napi_env env, napi_callback_info info) noexcept nogil:
    """keep(on): whether the channel keeps the event loop alive."""
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef c_bool on = False
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_bool(env, argv[0], &on)
    if on:
        uv_ref(<uv_handle_t*>&watcher)
    else:
        uv_unref(<uv_handle_t*>&watcher)
    return NULL


cdef napi_value js_alive(napi_env env, napi_callback_info info) noexcept nogil:
    """alive(): whether the event loop has something left to do."""
    cdef napi_value result = NULL
    napi_get_boolean(env, uv_loop_alive(naja_env_loop(env)) != 0, &result)
    return result


cdef napi_value js_ready(napi_env env, napi_callback_info info) noexcept nogil:
    """ready(): whether read() would find a frame, or the end, without waiting."""
    cdef napi_value result = NULL
    napi_get_boolean(env, wait_for(POLLIN, 0), &result)
    return result


cdef napi_value js_read(napi_env env, napi_callback_info info) noexcept nogil:
    """read(): the next frame as a Uint8Array, waited for; undefined at the end of the channel."""
    cdef uint8_t[4] head
    cdef uint8_t* data = NULL
    cdef napi_value result = NULL
    cdef size_t length
    if not read_all(head, 4):
        return NULL
    length = head[0] | (<uint32_t>head[1] << 8) | (<uint32_t>head[2] << 16) | (<uint32_t>head[3] << 24)
    if naja_create_uint8array(env, length, &data, &result) != napi_ok:
        return NULL
    return result if read_all(data, length) else NULL


cdef napi_value js_write(napi_env env, napi_callback_info info) noexcept nogil:
    """write(bytes, length): sends the first so many bytes as a frame; whether the host still listens."""
    cdef size_t argc = 2, size = 0
    cdef napi_value[2] argv
    cdef napi_value result = NULL
    cdef uint8_t* data = NULL
    cdef uint8_t[4] head
    cdef uint32_t length = 0
    cdef bint sent = False
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_uint32(env, argv[1], &length)
    if naja_get_bytes(env, argv[0], &data, &size) and length <= size:
        head[0] = length & 255
        head[1] = (length >> 8) & 255
        head[2] = (length >> 16) & 255
        head[3] = length >> 24
        sent = write_all(head, 4) and write_all(data, length)
    napi_get_boolean(env, sent, &result)
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"open", js_open)
    define(env, exports, b"keep", js_keep)
    define(env, exports, b"alive", js_alive)
    define(env, exports, b"ready", js_ready)
    define(env, exports, b"read", js_read)
    define(env, exports, b"write", js_write)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
