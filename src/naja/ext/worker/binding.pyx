# cython: language_level=3
"""binding('worker'): threads, each with an environment of its own. The JavaScript is in worker.js and child.js."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, int64_t, uint64_t, uintptr_t
from libc.stdio cimport snprintf
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memset
from naja.loop.core cimport (
    Loop, define, environment_close, environment_open, environment_run, environment_stop, set_end_children, thread_begin,
    thread_end,
)
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport NAJA_MAY_WORKER, naja_env_permissions, naja_may, naja_may_use_fd, naja_permissions
from naja.loop.uv cimport *

cdef extern from "uv.h" nogil:
    ctypedef struct uv_thread_t:
        pass
    ctypedef struct uv_cond_t:
        pass
    ctypedef struct uv_thread_options_t:
        unsigned int flags
        size_t stack_size
    unsigned int UV_THREAD_HAS_STACK_SIZE
    int uv_thread_create_ex(uv_thread_t*, const uv_thread_options_t*, void (*entry)(void*) noexcept nogil, void* arg)
    int uv_thread_join(uv_thread_t*)
    int uv_cond_init(uv_cond_t*)
    void uv_cond_destroy(uv_cond_t*)
    void uv_cond_signal(uv_cond_t*)
    int uv_cond_timedwait(uv_cond_t*, uv_mutex_t*, uint64_t nanoseconds)

cdef extern from "<unistd.h>" nogil:
    int c_close "close"(int fd)

cdef extern from * nogil:
    """
    #include <pthread.h>
    #include <stdatomic.h>
    static atomic_int naja_last_thread = 0;
    static int naja_next_thread(void) { return ++naja_last_thread; }
    static void naja_name_thread(const char* name) { pthread_setname_np(pthread_self(), name); }
    """
    int naja_next_thread()
    void naja_name_thread(const char* name)

cdef enum:
    MIB = 1024 * 1024
    DEFAULT_STACK_MB = 4
    DEFAULT_YOUNG_MB = 96  # V8's
    # What native code may use below the stack that JavaScript sees.
    STACK_RESERVE = 192 * 1024
    # How long a request that a thread is stuck in is waited for, once its environment has ended.
    PATIENCE_MS = 5000
    # The same where the whole process ends; the thread itself gets a little longer.
    LAST_PATIENCE_MS = 100
    LAST_WAIT_NS = 1000000000
    NAME_SIZE = 16

cdef struct Worker:
    uv_thread_t thread
    uv_mutex_t lock
    uv_cond_t done        # signalled when `finished` is set
    Loop* loop            # while it runs; guarded by the lock
    bint stop_asked       # guarded by the lock
    bint finished         # guarded by the lock
    bint joined
    bint hurry
    int32_t id
    int exit_code
    bint has_exit_code    # it was stopped, with this one
    const char* error     # an error's code, where it did not end by itself
    char[96] message
    char[NAME_SIZE] name
    double[4] limits      # as V8 has them: young, old generation, code range, stack; in MiB
    size_t stack_size
    naja_env_options options
    naja_message* boot    # the options that bootstrap gets
    naja_message* start   # what the program gets: see child.js
    napi_env parent
    uv_async_t ended      # in the parent's loop; keeps it alive unless unref'ed
    napi_value on_exit
    bint closed           # `ended` is
    int* files            # descriptors that the program has opened; the thread's own
    int file_count
    int file_room
    Worker* next          # of the same parent

# The workers of all parents; each parent touches its own only.
cdef Worker* workers = NULL
cdef uv_mutex_t workers_lock
uv_mutex_init(&workers_lock)


cdef void link_worker(Worker* w) noexcept nogil:
    global workers
    uv_mutex_lock(&workers_lock)
    w.next = workers
    workers = w
    uv_mutex_unlock(&workers_lock)


cdef void unlink_worker(Worker* w) noexcept nogil:
    cdef Worker** at = &workers
    uv_mutex_lock(&workers_lock)
    while at[0] != NULL and at[0] != w:
        at = &at[0].next
    if at[0] == w:
        at[0] = w.next
    uv_mutex_unlock(&workers_lock)


cdef Worker* child_of(napi_env parent) noexcept nogil:
    """One of an environment's workers that has not been joined; NULL if there is none left."""
    uv_mutex_lock(&workers_lock)
    cdef Worker* w = workers
    while w != NULL and (w.parent != parent or w.joined):
        w = w.next
    uv_mutex_unlock(&workers_lock)
    return w


# --- the thread

cdef void heap_full(void* owner) noexcept nogil:
    """On the thread itself, inside V8."""
    cdef Worker* w = <Worker*>owner
    if w.error == NULL:
        w.error = b"ERR_WORKER_OUT_OF_MEMORY"
        snprintf(w.message, sizeof(w.message), b"JS heap out of memory")
    fatal(owner, 1)


cdef void fatal(void* owner, int code) noexcept nogil:
    """On the thread itself: it ends, with this code."""
    cdef Worker* w = <Worker*>owner
    if not w.has_exit_code:
        w.has_exit_code = True
        w.exit_code = code
    if w.loop != NULL:
        naja_stop(w.loop.env)
        uv_stop(&w.loop.uv)


cdef void drop_permissions(naja_permissions* permissions) noexcept nogil:
    if permissions != NULL:
        permissions.release(permissions)


cdef void thread_main(void* arg) noexcept nogil:
    cdef Worker* w = <Worker*>arg
    cdef naja_handles scope
    cdef const char* problem = NULL
    cdef napi_value boot
    cdef naja_heap_statistics heap
    cdef naja_permissions* permissions
    cdef bint stopped
    cdef uint64_t patience
    thread_begin()
    naja_name_thread(w.name)
    w.options.stack_limit = <uintptr_t>&scope - (w.stack_size - STACK_RESERVE)
    w.options.near_heap_limit = heap_full
    w.options.fatal = fatal
    w.options.owner = w
    cdef Loop* loop = environment_open(&w.options, False, &problem)
    if loop == NULL:
        w.error = b"ERR_WORKER_INIT_FAILED"
        w.exit_code = 1
        snprintf(w.message, sizeof(w.message), b"%s", problem)
        drop_permissions(<naja_permissions*>w.options.permissions)
    else:
        naja_handles_open(loop.env, &scope)
        uv_mutex_lock(&w.lock)
        w.loop = loop
        stopped = w.stop_asked or w.has_exit_code
        uv_mutex_unlock(&w.lock)
        if not stopped:
            naja_get_heap_statistics(loop.env, &heap)
            if w.limits[0] <= 0:
                w.limits[0] = DEFAULT_YOUNG_MB
            if w.limits[1] <= 0:
                w.limits[1] = <double>heap.heap_size_limit / MIB - w.limits[0]
            w.limits[2] = max(w.limits[2], 0)
            w.limits[3] = <double>w.stack_size / MIB
            boot = naja_message_read(loop.env, w.boot)
            if boot != NULL:
                environment_run(loop, boot)
        uv_mutex_lock(&w.lock)
        w.loop = NULL
        patience = LAST_PATIENCE_MS if w.hurry else PATIENCE_MS
        if not w.has_exit_code:
            w.exit_code = loop.exit_code
        uv_mutex_unlock(&w.lock)
        naja_handles_close(loop.env, &scope)
        permissions = naja_env_permissions(loop.env)
        if environment_close(loop, patience) == 0:
            drop_permissions(permissions)
    thread_end()
    while w.file_count > 0:
        w.file_count -= 1
        c_close(w.files[w.file_count])
    free(w.files)
    w.files = NULL
    naja_message_free(w.boot)
    naja_message_free(w.start)
    w.boot = w.start = NULL
    uv_mutex_lock(&w.lock)
    w.finished = True
    # The parent joins this thread before it frees what is used here.
    uv_async_send(&w.ended)
    uv_cond_signal(&w.done)
    uv_mutex_unlock(&w.lock)


cdef void stop_worker(Worker* w, bint hurry) noexcept nogil:
    uv_mutex_lock(&w.lock)
    w.stop_asked = True
    if hurry:
        w.hurry = True
    if not w.has_exit_code:
        w.has_exit_code = True
        w.exit_code = 1
    if w.loop != NULL:
        environment_stop(w.loop)
    uv_mutex_unlock(&w.lock)


# --- the parent's side

cdef void worker_closed(uv_handle_t* handle) noexcept nogil:
    cdef Worker* w = <Worker*>handle.data
    w.closed = True
    release_worker(w)


cdef void release_worker(Worker* w) noexcept nogil:
    """Freed when its thread is over, its handle closed and no JavaScript object stands for it."""
    if w.closed and w.joined and w.parent == NULL:
        unlink_worker(w)
        uv_mutex_destroy(&w.lock)
        uv_cond_destroy(&w.done)
        free(w)


cdef void join_worker(Worker* w) noexcept nogil:
    if not w.joined:
        uv_thread_join(&w.thread)
        w.joined = True


cdef void worker_ended(uv_async_t* handle) noexcept nogil:
    """In the parent's loop: the thread is over, or about to be."""
    cdef Worker* w = <Worker*>handle.data
    cdef napi_env env = w.parent
    cdef naja_callback_scope scope
    cdef napi_value[3] argv
    if w.joined:
        return
    join_worker(w)
    naja_callback_scope_open(env, &scope, NULL)
    napi_create_int32(env, w.exit_code, &argv[0])
    napi_get_undefined(env, &argv[1])
    argv[2] = argv[1]
    if w.error != NULL:
        napi_create_string_utf8(env, w.error, NAPI_AUTO_LENGTH, &argv[1])
        napi_create_string_utf8(env, w.message, NAPI_AUTO_LENGTH, &argv[2])
    uv_close(<uv_handle_t*>&w.ended, worker_closed)
    naja_call(env, NULL, w.on_exit, 3, argv, NULL)
    naja_release(env, w.on_exit)
    w.on_exit = NULL
    naja_callback_scope_close(env, &scope)


cdef void worker_gone(napi_env env, void* data, void* hint) noexcept nogil:
    """Its JavaScript object is no more: an ended worker's, or the parent has ended."""
    cdef Worker* w = <Worker*>data
    w.parent = NULL
    release_worker(w)


cdef void end_all(napi_env parent) noexcept nogil:
    """Stops an environment's workers, and waits for them."""
    cdef Worker* w
    cdef bint is_process = (<Loop*>naja_env_loop(parent).data).is_process
    uv_mutex_lock(&workers_lock)
    w = workers
    while w != NULL:
        if w.parent == parent and not w.joined:
            stop_worker(w, is_process)
        w = w.next
    uv_mutex_unlock(&workers_lock)
    while True:
        w = child_of(parent)
        if w == NULL:
            return
        if is_process:
            # The process ends, whatever a thread is stuck in.
            uv_mutex_lock(&w.lock)
            if not w.finished:
                uv_cond_timedwait(&w.done, &w.lock, LAST_WAIT_NS)
            uv_mutex_unlock(&w.lock)
            w.joined = True
        else:
            join_worker(w)
            uv_close(<uv_handle_t*>&w.ended, worker_closed)


cdef napi_value js_create(napi_env env, napi_callback_info info) noexcept nogil:
    """create(worker, boot, start, list, [young, old, code, stack] MiB, name, onExit(code, error, message), id): starts
    the thread; `worker` stands for it from now on. Throws what cannot be cloned."""
    cdef size_t argc = 8, length = 0
    cdef napi_value[8] argv
    cdef napi_value item, undefined
    cdef double number = 0
    cdef int i
    cdef uv_thread_options_t thread_options
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if (<Loop*>naja_env_loop(env).data).limited:
        napi_throw_error(env, b"ERR_WORKER_UNSUPPORTED_OPERATION",
                         b"A naja.Runtime with limits cannot have threads, which would escape them")
        return NULL
    if not naja_may(env, NAJA_MAY_WORKER, NULL):
        return NULL
    cdef Worker* w = <Worker*>calloc(1, sizeof(Worker))
    cdef naja_permissions* permissions = naja_env_permissions(env)
    w.options.domain = naja_env_domain(env)
    if permissions != NULL:
        permissions = permissions.inherit(permissions)
        if permissions == NULL:  # it would be a thread without limits
            free(w)
            napi_throw_error(env, b"ERR_WORKER_INIT_FAILED", b"Worker initialization failure: ENOMEM")
            return NULL
        w.options.permissions = permissions
    napi_get_undefined(env, &undefined)
    w.boot = naja_message_new(env, argv[1], undefined)
    if w.boot != NULL:
        w.start = naja_message_new(env, argv[2], argv[3])
    if w.start == NULL:
        naja_message_free(w.boot)
        drop_permissions(permissions)
        free(w)
        return NULL
    for i in range(4):
        napi_get_element(env, argv[4], i, &item)
        napi_get_value_double(env, item, &number)
        w.limits[i] = number
    if w.limits[0] > 0:
        w.options.max_young_generation_bytes = <size_t>(w.limits[0] * MIB)
    if w.limits[1] > 0:
        w.options.max_old_generation_bytes = <size_t>(w.limits[1] * MIB)
    w.stack_size = <size_t>((w.limits[3] if w.limits[3] > 0 else DEFAULT_STACK_MB) * MIB)
    if w.stack_size < STACK_RESERVE * 2:
        w.stack_size = STACK_RESERVE * 2
    napi_get_value_string_utf8(env, argv[5], w.name, NAME_SIZE, &length)
    napi_get_value_int32(env, argv[7], &w.id)
    w.parent = env
    w.on_exit = naja_hold(env, argv[6])
    uv_mutex_init(&w.lock)
    uv_cond_init(&w.done)
    uv_async_init(naja_env_loop(env), &w.ended, worker_ended)
    w.ended.data = w
    thread_options.flags = UV_THREAD_HAS_STACK_SIZE
    thread_options.stack_size = w.stack_size
    link_worker(w)
    napi_wrap(env, argv[0], w, worker_gone, NULL, NULL)
    if uv_thread_create_ex(&w.thread, &thread_options, thread_main, w) != 0:
        w.error = b"ERR_WORKER_INIT_FAILED"
        w.exit_code = 1
        snprintf(w.message, sizeof(w.message), b"the thread could not be started")
        w.joined = True
        drop_permissions(permissions)
        uv_close(<uv_handle_t*>&w.ended, worker_closed)
        napi_throw_error(env, w.error, b"Worker initialization failure: EAGAIN")
    return NULL


cdef napi_value js_new_id(napi_env env, napi_callback_info info) noexcept nogil:
    """newId(): a number that no thread of the process has had"""
    cdef napi_value result
    napi_create_int32(env, naja_next_thread(), &result)
    return result


cdef Worker* unwrap(napi_env env, napi_callback_info info, napi_value* second) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef void* data = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    second[0] = argv[1]
    if napi_unwrap(env, argv[0], &data) != napi_ok:
        return NULL
    return <Worker*>data


cdef napi_value js_stop(napi_env env, napi_callback_info info) noexcept nogil:
    """stop(worker): it ends as soon as it can; onExit is called then."""
    cdef napi_value second
    cdef Worker* w = unwrap(env, info, &second)
    if w != NULL and not w.joined:
        stop_worker(w, False)
    return NULL


cdef napi_value js_loop_times(napi_env env, napi_callback_info info) noexcept nogil:
    """loopTimes(worker): [idle, total] milliseconds of its loop; undefined if it does not run"""
    cdef napi_value second, result = NULL
    cdef napi_value[2] values
    cdef double idle = 0, total = 0
    cdef bint running = False
    cdef Worker* w = unwrap(env, info, &second)
    if w == NULL or w.joined:
        return NULL
    uv_mutex_lock(&w.lock)
    if w.loop != NULL and w.loop.began != 0:
        running = True
        uv_loop_configure(&w.loop.uv, UV_METRICS_IDLE_TIME)  # one flag, which nobody else sets
        idle = <double>uv_metrics_idle_time(&w.loop.uv) / 1e6
        total = <double>(uv_hrtime() - w.loop.began) / 1e6
    uv_mutex_unlock(&w.lock)
    if not running:
        return NULL
    napi_create_double(env, idle, &values[0])
    napi_create_double(env, total, &values[1])
    naja_create_array_from(env, 2, values, &result)
    return result


cdef napi_value js_ref(napi_env env, napi_callback_info info) noexcept nogil:
    """ref(worker, whether it keeps the parent alive)"""
    cdef napi_value second
    cdef c_bool on = True
    cdef Worker* w = unwrap(env, info, &second)
    if w == NULL or w.joined:
        return NULL
    napi_get_value_bool(env, second, &on)
    if on:
        uv_ref(<uv_handle_t*>&w.ended)
    else:
        uv_unref(<uv_handle_t*>&w.ended)
    return NULL


# --- in the thread

cdef Worker* worker_of(napi_env env) noexcept nogil:
    """NULL in an environment that is no worker's."""
    if (<Loop*>naja_env_loop(env).data).is_embedded:
        return NULL
    return <Worker*>naja_env_owner(env)


cdef napi_value js_take_start(napi_env env, napi_callback_info info) noexcept nogil:
    """takeStart(): what the parent gave create() as `start`; once. Throws where it cannot be read."""
    cdef Worker* w = worker_of(env)
    cdef napi_value result = NULL
    if w == NULL or w.start == NULL:
        return NULL
    result = naja_message_read(env, w.start)
    naja_message_free(w.start)
    w.start = NULL
    if result == NULL:
        napi_throw_error(env, NULL, b"The worker's data could not be read")
    return result


cdef Worker* file_argument(napi_env env, napi_callback_info info, int32_t* fd) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg
    fd[0] = -1
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_int32(env, arg, fd)
    return worker_of(env)


cdef napi_value js_track(napi_env env, napi_callback_info info) noexcept nogil:
    """track(fd): to be closed when the thread ends; false if it was already"""
    cdef int32_t fd
    cdef Worker* w = file_argument(env, info, &fd)
    cdef napi_value result
    cdef int i
    cdef bint known = False
    if w == NULL or not naja_may_use_fd(env, fd):
        return NULL
    for i in range(w.file_count):
        known = known or w.files[i] == fd
    if not known:
        if w.file_count == w.file_room:
            w.file_room = w.file_room * 2 + 16
            w.files = <int*>realloc(w.files, w.file_room * sizeof(int))
        w.files[w.file_count] = fd
        w.file_count += 1
    napi_get_boolean(env, not known, &result)
    return result


cdef napi_value js_untrack(napi_env env, napi_callback_info info) noexcept nogil:
    """untrack(fd): somebody else's now; false if it was not tracked"""
    cdef int32_t fd
    cdef Worker* w = file_argument(env, info, &fd)
    cdef napi_value result
    cdef int i
    cdef bint known = False
    if w == NULL:
        return NULL
    for i in range(w.file_count):
        if w.files[i] == fd:
            w.file_count -= 1
            w.files[i] = w.files[w.file_count]
            known = True
            break
    napi_get_boolean(env, known, &result)
    return result


cdef napi_value js_limits(napi_env env, napi_callback_info info) noexcept nogil:
    """limits(): [young, old, code, stack] in MiB, as they are"""
    cdef Worker* w = worker_of(env)
    cdef napi_value[4] values
    cdef napi_value result = NULL
    cdef int i
    for i in range(4):
        napi_create_double(env, w.limits[i], &values[i])
    naja_create_array_from(env, 4, values, &result)
    return result


cdef napi_value js_thread_id(napi_env env, napi_callback_info info) noexcept nogil:
    """threadId(): 0 in the main thread"""
    cdef Worker* w = worker_of(env)
    cdef napi_value result
    napi_create_int32(env, w.id if w != NULL else 0, &result)
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    set_end_children(end_all)
    define(env, exports, b"newId", js_new_id)
    define(env, exports, b"create", js_create)
    define(env, exports, b"stop", js_stop)
    define(env, exports, b"ref", js_ref)
    define(env, exports, b"loopTimes", js_loop_times)
    define(env, exports, b"takeStart", js_take_start)
    define(env, exports, b"threadId", js_thread_id)
    define(env, exports, b"limits", js_limits)
    define(env, exports, b"track", js_track)
    define(env, exports, b"untrack", js_untrack)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
