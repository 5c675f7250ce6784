# binding('tty'): terminals as streams, and text straight to a descriptor.
from libc.errno cimport EAGAIN, EINTR, errno
from libc.stdint cimport int32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset
from naja.ext.net.stream cimport *
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport naja_may_use_fd
from naja.loop.values cimport *
from naja.loop.uv_stream cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef extern from "<unistd.h>" nogil:
    ssize_t write(int fd, const void* data, size_t size)

cdef extern from "<poll.h>" nogil:
    struct pollfd:
        int fd
        short events
        short revents
    int POLLOUT
    int poll(pollfd* fds, unsigned long count, int timeout)

cdef extern from *:
    """
    #include <signal.h>
    #include <stdlib.h>
    #include <uv.h>
    static void naja_tty_at_exit(void) { uv_tty_reset_mode(); }
    static void naja_tty_on_signal(int signal) {
      uv_tty_reset_mode();  // which is safe in a handler
      raise(signal);        // this time with its default action
    }
    // Signals that would end the process leave the terminal as it was found; those with a handler are left alone.
    static void naja_tty_watch(int signal) {
      struct sigaction now, ours = {0};
      if (sigaction(signal, NULL, &now) != 0 || now.sa_handler != SIG_DFL) return;
      ours.sa_handler = naja_tty_on_signal;
      ours.sa_flags = SA_RESETHAND | SA_NODEFER;
      sigfillset(&ours.sa_mask);
      sigdelset(&ours.sa_mask, signal);
      sigaction(signal, &ours, NULL);
    }
    static void naja_tty_register(void) {
      atexit(naja_tty_at_exit);
      naja_tty_watch(SIGINT);
      naja_tty_watch(SIGTERM);
      naja_tty_watch(SIGHUP);
    }
    """
    void naja_tty_register() noexcept nogil


cdef bint restores = False


def restore():
    """Puts the terminal back into the mode it was found in."""
    uv_tty_reset_mode()


# From the first change of a terminal's mode on: however the program ends, the terminal is put back.
cdef void restore_at_exit() noexcept with gil:
    global restores
    import atexit

    restores = True
    atexit.register(restore)
    naja_tty_register()


cdef naja_stream* arguments(napi_env env, napi_callback_info info, napi_value* first) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value this
    cdef naja_stream* s
    napi_get_cb_info(env, info, &argc, first, &this, NULL)
    s = stream_this(env, this)
    return s if s != NULL and s.kind == STREAM_TTY else NULL


# new TTY(fd, out): where it cannot be opened, out.error is the libuv error and the object is of no use.
cdef napi_value new_tty(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value this
    cdef int error = 0
    cdef naja_stream* s
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    if not naja_may_use_fd(env, integer(env, argv[0])):
        return NULL
    s = stream_new(env, STREAM_TTY, integer(env, argv[0]), &error)
    if s == NULL:
        napi_set_named_property(env, argv[1], "error", number(env, error))
        return this
    stream_attach(s, this)
    return this


# getWindowSize(out): out becomes [columns, rows].
cdef napi_value get_window_size(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value out
    cdef int width = 0
    cdef int height = 0
    cdef int error
    cdef naja_stream* s = arguments(env, info, &out)
    if s == NULL:
        return stream_bad_handle(env)
    error = uv_tty_get_winsize(&s.uv.tty, &width, &height)
    if error == 0:
        napi_set_element(env, out, 0, number(env, width))
        napi_set_element(env, out, 1, number(env, height))
    return number(env, error)


# setRawMode(mode): a uv_tty_mode_t.
cdef napi_value set_raw_mode(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value mode
    cdef naja_stream* s = arguments(env, info, &mode)
    if s == NULL:
        return stream_bad_handle(env)
    if not restores:
        restore_at_exit()
    return number(env, uv_tty_set_mode(&s.uv.tty, <uv_tty_mode_t>integer(env, mode)))


cdef napi_value is_tty(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value fd
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, &fd, NULL, NULL)
    napi_get_boolean(env, uv_guess_handle(integer(env, fd)) == UV_TTY, &result)
    return result


cdef int write_all(int fd, const char* data, size_t size) noexcept nogil:
    cdef ssize_t n
    cdef pollfd waits
    while size > 0:
        n = write(fd, data, size)
        if n >= 0:
            data += n
            size -= <size_t>n
        elif errno == EAGAIN:
            waits.fd = fd
            waits.events = POLLOUT
            poll(&waits, 1, -1)
        elif errno != EINTR:
            return -errno
    return 0


# writeText(fd, text): all of it, as UTF-8, before it returns; 0 or a libuv error.
cdef napi_value write_text(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef char[4096] stack
    cdef char* data = stack
    cdef size_t size = 0
    cdef int error
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if integer(env, argv[0]) > 2 and not naja_may_use_fd(env, integer(env, argv[0])):
        return NULL
    napi_get_value_string_utf8(env, argv[1], stack, 4096, &size)
    if size > 4088:
        napi_get_value_string_utf8(env, argv[1], NULL, 0, &size)
        data = <char*>malloc(size + 1)
        if data == NULL:
            return number(env, UV_ENOMEM)
        napi_get_value_string_utf8(env, argv[1], data, size + 1, &size)
    error = write_all(integer(env, argv[0]), data, size)
    if data != stack:
        free(data)
    return number(env, error)


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_property_descriptor[2] p
    method(&p[0], "getWindowSize", get_window_size)
    method(&p[1], "setRawMode", set_raw_mode)
    napi_set_named_property(env, exports, "TTY", stream_class(env, "TTY", STREAM_TTY, new_tty, 2, p))
    method(&p[0], "isTTY", is_tty)
    method(&p[1], "writeText", write_text)
    napi_define_properties(env, exports, 2, p)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
