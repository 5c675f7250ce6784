# What other Cython modules may ask of the loop.
from cpython.pystate cimport PyThreadState
from libc.stdint cimport int32_t, uint32_t, uint64_t
from naja.loop.engine cimport naja_env_options
from naja.loop.napi cimport napi_env, napi_callback, napi_value
from naja.loop.uv cimport (
    uv_async_t, uv_check_t, uv_idle_t, uv_loop_t, uv_prepare_t, uv_timer_t,
)

# Enter and leave Python from a callback of JavaScript, on the thread that runs the loop. `python_enter` gives what
# `python_leave` wants back; both may nest. Cheaper than PyGILState_Ensure.
cdef int python_enter() noexcept nogil
cdef void python_leave(int entered) noexcept nogil

# The other way round: a thread with the GIL gives it away while it is in JavaScript. Between the two, python_enter and
# python_leave work as they do on the loop's thread.
cdef void javascript_enter() noexcept nogil
cdef void javascript_leave() noexcept nogil
cdef void* python_frame() noexcept nogil

# A JavaScript value for None, bool, int, float, str, list, tuple or dict: a copy.
cdef napi_value options_to_js(napi_env env, object value)

# Adds a function to an object.
cdef void define(napi_env env, napi_value target, const char* name, napi_callback callback) noexcept nogil

# A file that an embedded program has open. What it is, is remembered: the number alone may be somebody else's later.
cdef struct Opened:
    int fd
    uint64_t device
    uint64_t inode

# One environment and its loop, on one thread (environment.pxi).
cdef struct Loop:
    uv_loop_t uv
    napi_env env
    uv_timer_t timer
    uv_check_t immediate_check
    uv_idle_t immediate_idle
    uv_prepare_t pump
    uv_timer_t pump_timer
    uint64_t timer_base
    napi_value process_immediate
    napi_value process_timers
    uint32_t* immediate_info  # [0] how many, [1] of them ref'ed, [2] some are left from a run that threw
    int32_t* timer_info       # [0] timers that keep the process alive
    bint pumping
    bint is_process   # the process's own environment, not a worker's
    bint is_embedded  # a program's in another language: nobody's thread
    int exit_code
    bint limited      # what it uses is limited, which threads of its own would escape
    bint exited       # process.exit() was called in an embedded one
    void* python      # what Python knows of it (python/environment.pxi); borrowed
    uint64_t began    # the loop's first turn, uv_hrtime(); 0: not yet
    uint64_t ended    # its last
    napi_value hooks  # what bootstrap/main gave, held: see require_builtin
    uv_async_t stop   # another thread wants it to end; not in the process's own
    Opened* opened    # of an embedded one, which has a host: closed with it
    int opened_count
    int opened_room
    uv_timer_t* patience  # see environment_close

# From any place that runs JavaScript: the exports of a built-in; NULL with an exception pending where it cannot be had.
cdef napi_value require_builtin(napi_env env, const char* id) noexcept nogil

cdef Loop* environment_open(naja_env_options* options, bint is_process, const char** problem) noexcept nogil
cdef int environment_run(Loop* loop, napi_value options) noexcept nogil
cdef napi_value environment_begin(Loop* loop, napi_value options) noexcept nogil
cdef void environment_stop(Loop* loop) noexcept nogil
cdef int environment_close(Loop* loop, uint64_t patience_ms) noexcept nogil
cdef int environment_close_again(Loop* loop) noexcept nogil
# Of a file that the program opens and closes itself. One that it leaves open in an embedded environment is closed with it.
cdef void descriptor_opened(napi_env env, int fd) noexcept nogil
cdef void descriptor_closed(napi_env env, int fd) noexcept nogil
cdef void thread_begin() noexcept nogil
cdef void thread_end() noexcept nogil
cdef void set_end_children(void (*function)(napi_env env) noexcept nogil) noexcept nogil
