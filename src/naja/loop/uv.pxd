# libuv's loop, timers, check/idle/prepare/poll/async handles and errors, as Cython sees them. Streams are in uv_stream.pxd,
# files in uv_fs.pxd.
from libc.stdint cimport uint64_t
from naja.loop.engine cimport uv_loop_t

cdef extern from "uv.h" nogil:
    ctypedef struct uv_handle_t:
        void* data
    ctypedef struct uv_timer_t:
        void* data
    ctypedef struct uv_check_t:
        void* data
    ctypedef struct uv_prepare_t:
        void* data
    ctypedef struct uv_idle_t:
        void* data
    ctypedef struct uv_poll_t:
        void* data
    ctypedef struct uv_async_t:
        void* data
    ctypedef struct uv_work_t:
        void* data
    ctypedef void (*uv_timer_cb)(uv_timer_t*) noexcept nogil
    ctypedef void (*uv_check_cb)(uv_check_t*) noexcept nogil
    ctypedef void (*uv_prepare_cb)(uv_prepare_t*) noexcept nogil
    ctypedef void (*uv_idle_cb)(uv_idle_t*) noexcept nogil
    ctypedef void (*uv_poll_cb)(uv_poll_t*, int status, int events) noexcept nogil
    ctypedef void (*uv_async_cb)(uv_async_t*) noexcept nogil
    ctypedef void (*uv_close_cb)(uv_handle_t*) noexcept nogil
    ctypedef void (*uv_work_cb)(uv_work_t*) noexcept nogil
    ctypedef void (*uv_after_work_cb)(uv_work_t*, int status) noexcept nogil
    ctypedef void (*uv_walk_cb)(uv_handle_t*, void*) noexcept nogil
    ctypedef enum uv_run_mode:
        UV_RUN_DEFAULT
        UV_RUN_ONCE
        UV_RUN_NOWAIT
    int uv_loop_init(uv_loop_t*)
    ctypedef enum uv_loop_option:
        UV_METRICS_IDLE_TIME
    int uv_loop_configure(uv_loop_t*, uv_loop_option, ...)
    uint64_t uv_metrics_idle_time(uv_loop_t*)
    ctypedef struct uv_metrics_t:
        uint64_t loop_count
        uint64_t events
        uint64_t events_waiting
    int uv_metrics_info(uv_loop_t*, uv_metrics_t*)
    int uv_loop_close(uv_loop_t*)
    int uv_run(uv_loop_t*, uv_run_mode)
    int uv_loop_alive(const uv_loop_t*)
    void uv_stop(uv_loop_t*)
    uint64_t uv_now(const uv_loop_t*)
    void uv_update_time(uv_loop_t*)
    uint64_t uv_hrtime()
    void uv_walk(uv_loop_t*, uv_walk_cb, void*)
    int uv_is_closing(const uv_handle_t*)
    uv_loop_t* uv_handle_get_loop(const uv_handle_t*)
    void uv_close(uv_handle_t*, uv_close_cb)
    void uv_ref(uv_handle_t*)
    void uv_unref(uv_handle_t*)
    int UV_READABLE
    int UV_WRITABLE
    int UV_DISCONNECT
    int uv_poll_init(uv_loop_t*, uv_poll_t*, int fd)
    int uv_poll_start(uv_poll_t*, int events, uv_poll_cb)
    int uv_poll_stop(uv_poll_t*)
    int uv_timer_init(uv_loop_t*, uv_timer_t*)
    int uv_timer_start(uv_timer_t*, uv_timer_cb, uint64_t timeout, uint64_t repeat)
    int uv_timer_stop(uv_timer_t*)
    int uv_check_init(uv_loop_t*, uv_check_t*)
    int uv_check_start(uv_check_t*, uv_check_cb)
    int uv_prepare_init(uv_loop_t*, uv_prepare_t*)
    int uv_prepare_start(uv_prepare_t*, uv_prepare_cb)
    int uv_idle_init(uv_loop_t*, uv_idle_t*)
    int uv_idle_start(uv_idle_t*, uv_idle_cb)
    int uv_idle_stop(uv_idle_t*)
    int uv_async_init(uv_loop_t*, uv_async_t*, uv_async_cb)
    int uv_async_send(uv_async_t*)
    int uv_queue_work(uv_loop_t*, uv_work_t*, uv_work_cb, uv_after_work_cb)
    const char* uv_version_string()
    ctypedef struct uv_cond_t:
        pass
    int uv_cond_init(uv_cond_t*)
    void uv_cond_signal(uv_cond_t*)
    void uv_cond_broadcast(uv_cond_t*)
    void uv_cond_wait(uv_cond_t*, uv_mutex_t*)
    ctypedef struct uv_mutex_t:
        pass
    int uv_mutex_init(uv_mutex_t*)
    void uv_mutex_destroy(uv_mutex_t*)
    void uv_mutex_lock(uv_mutex_t*)
    void uv_mutex_unlock(uv_mutex_t*)
    char* uv_err_name_r(int err, char* buf, size_t size)
    char* uv_strerror_r(int err, char* buf, size_t size)
    ctypedef struct uv_dir_t:
        pass
