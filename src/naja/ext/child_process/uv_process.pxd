# libuv's processes, and the pieces of it that waiting for one in a loop of its own takes.
from libc.stdint cimport int64_t, uint64_t
from naja.loop.engine cimport uv_loop_t
from naja.loop.uv_stream cimport uv_buf_t, uv_handle_t, uv_pipe_t, uv_stream_t

cdef extern from "uv.h" nogil:
    ctypedef struct uv_process_t:
        void* data
        int pid
    ctypedef struct uv_timer_t:
        void* data
    ctypedef struct uv_write_t:
        void* data
    ctypedef struct uv_shutdown_t:
        void* data
    ctypedef void (*uv_exit_cb)(uv_process_t*, int64_t status, int signal) noexcept nogil
    ctypedef void (*uv_close_cb)(uv_handle_t*) noexcept nogil
    ctypedef void (*uv_timer_cb)(uv_timer_t*) noexcept nogil
    ctypedef void (*uv_alloc_cb)(uv_handle_t*, size_t, uv_buf_t*) noexcept nogil
    ctypedef void (*uv_read_cb)(uv_stream_t*, ssize_t, const uv_buf_t*) noexcept nogil
    ctypedef void (*uv_write_cb)(uv_write_t*, int) noexcept nogil
    ctypedef void (*uv_shutdown_cb)(uv_shutdown_t*, int) noexcept nogil
    ctypedef union uv_stdio_data:
        uv_stream_t* stream
        int fd
    ctypedef struct uv_stdio_container_t:
        int flags
        uv_stdio_data data
    ctypedef struct uv_process_options_t:
        uv_exit_cb exit_cb
        const char* file
        char** args
        char** env
        const char* cwd
        unsigned int flags
        int stdio_count
        uv_stdio_container_t* stdio
        unsigned int uid
        unsigned int gid
    int UV_IGNORE
    int UV_CREATE_PIPE
    int UV_INHERIT_FD
    int UV_INHERIT_STREAM
    int UV_READABLE_PIPE
    int UV_WRITABLE_PIPE
    unsigned int UV_PROCESS_SETUID
    unsigned int UV_PROCESS_SETGID
    unsigned int UV_PROCESS_DETACHED
    int UV_EOF
    int UV_ETIMEDOUT
    int UV_ENOBUFS
    int UV_EINVAL
    int UV_RUN_DEFAULT
    int uv_spawn(uv_loop_t*, uv_process_t*, const uv_process_options_t*)
    int uv_process_kill(uv_process_t*, int)
    int uv_kill(int, int)
    void uv_close(uv_handle_t*, uv_close_cb)
    int uv_is_closing(const uv_handle_t*)
    void uv_ref(uv_handle_t*)
    void uv_unref(uv_handle_t*)
    int uv_has_ref(const uv_handle_t*)
    int uv_loop_init(uv_loop_t*)
    int uv_loop_close(uv_loop_t*)
    int uv_run(uv_loop_t*, int)
    int uv_timer_init(uv_loop_t*, uv_timer_t*)
    int uv_timer_start(uv_timer_t*, uv_timer_cb, uint64_t, uint64_t)
    int uv_pipe_init(uv_loop_t*, uv_pipe_t*, int)
    int uv_read_start(uv_stream_t*, uv_alloc_cb, uv_read_cb)
    int uv_write(uv_write_t*, uv_stream_t*, const uv_buf_t*, unsigned int, uv_write_cb)
    int uv_shutdown(uv_shutdown_t*, uv_stream_t*, uv_shutdown_cb)
    uv_buf_t uv_buf_init(char*, unsigned int)
