# The life of an environment: one isolate, its loop, this thread. The process has one of its own; each worker thread has one.

cdef extern from "<sys/stat.h>" nogil:
    ctypedef struct c_stat "struct stat":
        uint64_t st_dev
        uint64_t st_ino
    int fstat(int fd, c_stat* found)

cdef extern from "<unistd.h>" nogil:
    int c_close "close"(int fd)

# Set by ext/worker when it is loaded: ends the threads that an environment has started, and waits for them.
cdef void (*end_children)(napi_env env) noexcept nogil
end_children = NULL


cdef void set_end_children(void (*function)(napi_env env) noexcept nogil) noexcept nogil:
    global end_children
    end_children = function


cdef Loop* environment_open(naja_env_options* options, bint is_process, const char** problem) noexcept nogil:
    """A loop with its environment, entered by this thread. NULL and what went wrong. `options.loop` is set here."""
    cdef Loop* loop = <Loop*>calloc(1, sizeof(Loop))
    if open_loop(loop) != 0:
        problem[0] = b"naja cannot open an event loop"
        free(loop)
        return NULL
    if not is_process:
        uv_async_init(&loop.uv, &loop.stop, stop_asked)
        uv_unref(<uv_handle_t*>&loop.stop)
    loop.is_process = is_process
    loop.is_embedded = options.is_embedded
    options.loop = &loop.uv
    options.is_process = is_process
    loop.env = naja_env_new(options)
    if loop.env == NULL:
        problem[0] = b"naja cannot create a JavaScript heap"
        close_own_handles(loop)
        uv_run(&loop.uv, UV_RUN_DEFAULT)
        uv_loop_close(&loop.uv)
        free(loop)
        return NULL
    return loop


cdef int environment_run(Loop* loop, napi_value options) noexcept nogil:
    """bootstrap/main(native, options) gives {start, beforeExit, exit}; then the loop runs. The exit code."""
    cdef napi_value start = NULL, hooks = environment_begin(loop, options)
    if hooks == NULL:
        return loop.exit_code
    napi_get_named_property(loop.env, hooks, b"start", &start)
    spin(loop, start, hooks)
    return loop.exit_code


cdef napi_value environment_begin(Loop* loop, napi_value options) noexcept nogil:
    """What bootstrap/main gives; NULL where it threw, which has been reported."""
    cdef napi_env env = loop.env
    cdef napi_value function, native = NULL, hooks = NULL
    cdef napi_value[4] parameters
    loop.exit_code = 1
    if not loop.is_process:
        loop.began = uv_hrtime()  # a thread begins with a message
    napi_create_object(env, &native)
    define(env, native, b"compile", js_compile)
    define(env, native, b"has", js_has_builtin)
    define(env, native, b"binding", js_binding)
    define(env, native, b"exit", js_exit)
    define(env, native, b"write", js_write)
    function = compile_builtin(env, b"bootstrap/main", 14, True)
    if function == NULL:
        if not naja_report_pending(env) and not naja_is_stopping(env):
            c_write(2, b"naja: bootstrap/main is missing\n", 32)
        return NULL
    # exports, require, module, binding: the first built-in is called with what all others are made from.
    napi_get_undefined(env, &parameters[0])
    parameters[1] = options
    parameters[2] = parameters[0]
    parameters[3] = native
    if naja_call(env, NULL, function, 4, parameters, &hooks) != 0:
        return NULL
    loop.hooks = naja_hold(env, hooks)
    return hooks


cdef napi_value require_builtin(napi_env env, const char* id) noexcept nogil:
    """The exports of a built-in, loaded if need be; NULL, with an exception pending, where that fails."""
    cdef Loop* loop = loop_of(env)
    cdef napi_value function = NULL, name = NULL, result = NULL
    if loop.hooks == NULL:
        napi_throw_error(env, NULL, b"JavaScript is not running yet")
        return NULL
    napi_get_named_property(env, loop.hooks, b"require", &function)
    napi_create_string_utf8(env, id, NAPI_AUTO_LENGTH, &name)
    napi_call_function(env, NULL, function, 1, &name, &result)
    return result


cdef int emit(Loop* loop, const char* name, napi_value hooks, int32_t* code) noexcept nogil:
    """Calls hooks[name]() as a callback from the loop; its number goes to *code."""
    cdef napi_env env = loop.env
    cdef naja_callback_scope scope
    cdef napi_value function = NULL, result = NULL
    cdef int failed = -1
    if naja_is_stopping(env):
        return failed
    naja_callback_scope_open(env, &scope, NULL)
    if napi_get_named_property(env, hooks, name, &function) == napi_ok:
        failed = naja_call(env, hooks, function, 0, NULL, &result)
    if not failed:
        napi_get_value_int32(env, result, code)
    naja_callback_scope_close(env, &scope)
    return failed


cdef void spin(Loop* loop, napi_value start, napi_value hooks) noexcept nogil:
    """Runs the program until nothing is left to do, or it is stopped; its exit code goes to the loop."""
    cdef int32_t code = 0
    naja_make_callback(loop.env, NULL, NULL, start, 0, NULL)
    if loop.is_process:
        loop.began = uv_hrtime()
    while not naja_is_stopping(loop.env):
        uv_run(&loop.uv, UV_RUN_DEFAULT)
        if naja_is_stopping(loop.env):
            return
        if naja_pump(loop.env):
            naja_run_ticks(loop.env)
        if uv_loop_alive(&loop.uv):
            continue
        emit(loop, b"beforeExit", hooks, &code)
        if not uv_loop_alive(&loop.uv):
            break
    loop.ended = uv_hrtime()
    emit(loop, b"exit", hooks, &code)
    if not naja_is_stopping(loop.env):  # then whoever stopped it has said which
        loop.exit_code = code


cdef void stop_asked(uv_async_t* handle) noexcept nogil:
    uv_stop(uv_handle_get_loop(<uv_handle_t*>handle))


cdef void environment_stop(Loop* loop) noexcept nogil:
    """From any thread, while it is known to exist: what runs is interrupted, environment_run returns."""
    naja_stop(loop.env)
    uv_async_send(&loop.stop)


cdef void close_own_handles(Loop* loop) noexcept nogil:
    uv_close(<uv_handle_t*>&loop.timer, NULL)
    uv_close(<uv_handle_t*>&loop.immediate_check, NULL)
    uv_close(<uv_handle_t*>&loop.immediate_idle, NULL)
    uv_close(<uv_handle_t*>&loop.pump, NULL)
    uv_close(<uv_handle_t*>&loop.pump_timer, NULL)
    if not loop.is_process:
        uv_close(<uv_handle_t*>&loop.stop, NULL)


cdef void close_rest(uv_handle_t* handle, void* patience) noexcept nogil:
    """What nobody owns: its memory is with those who opened it."""
    if handle != <uv_handle_t*>patience and not uv_is_closing(handle):
        uv_close(handle, NULL)


cdef void out_of_patience(uv_timer_t* handle) noexcept nogil:
    (<int*>handle.data)[0] = 1
    uv_stop(uv_handle_get_loop(<uv_handle_t*>handle))


cdef int environment_close(Loop* loop, uint64_t patience_ms) noexcept nogil:
    """Ends an environment whose environment_run has returned: everything on its loop is closed, requests are waited for,
    its memory is given back. A request that a thread is stuck in (a read from a pipe that nobody writes to) is waited for
    `patience_ms`; then the environment is left where it is, and -1 returned (environment_close_again); -2 where nothing can
    be done with it any more."""
    cdef uv_timer_t* timer
    cdef int given_up = 0
    if end_children != NULL:
        end_children(loop.env)
    naja_env_close(loop.env)
    if naja_is_broken(loop.env):
        return -2  # neither the loop nor the heap can be touched
    close_own_handles(loop)
    uv_run(&loop.uv, UV_RUN_NOWAIT)
    timer = <uv_timer_t*>calloc(1, sizeof(uv_timer_t))
    uv_timer_init(&loop.uv, timer)
    loop.patience = timer
    timer.data = &given_up
    uv_timer_start(timer, out_of_patience, patience_ms, 0)
    uv_unref(<uv_handle_t*>timer)
    uv_walk(&loop.uv, close_rest, timer)
    while uv_loop_alive(&loop.uv) and not given_up:
        uv_run(&loop.uv, UV_RUN_ONCE)
    return -1 if given_up else environment_close_again(loop)


cdef int environment_close_again(Loop* loop) noexcept nogil:
    """What environment_close has left to do when the loop has come to rest. -1: it has not."""
    if uv_loop_alive(&loop.uv):
        uv_run(&loop.uv, UV_RUN_NOWAIT)
        if uv_loop_alive(&loop.uv):
            return -1
    uv_close(<uv_handle_t*>loop.patience, NULL)
    uv_run(&loop.uv, UV_RUN_NOWAIT)
    free(loop.patience)
    naja_env_delete(loop.env)
    uv_loop_close(&loop.uv)
    close_descriptors(loop)
    free(loop)
    return 0


cdef void descriptor_opened(napi_env env, int fd) noexcept nogil:
    cdef Loop* loop = loop_of(env)
    cdef Opened* room
    cdef c_stat found
    if not loop.is_embedded or fstat(fd, &found) != 0:
        return
    if loop.opened_count == loop.opened_room:
        room = <Opened*>realloc(loop.opened, (loop.opened_room * 2 + 16) * sizeof(Opened))
        if room == NULL:
            return
        loop.opened = room
        loop.opened_room = loop.opened_room * 2 + 16
    loop.opened[loop.opened_count] = Opened(fd, found.st_dev, found.st_ino)
    loop.opened_count += 1


cdef void descriptor_closed(napi_env env, int fd) noexcept nogil:
    cdef Loop* loop = loop_of(env)
    cdef int i
    for i in range(loop.opened_count - 1, -1, -1):
        if loop.opened[i].fd == fd:
            loop.opened_count -= 1
            loop.opened[i] = loop.opened[loop.opened_count]
            return


cdef void close_descriptors(Loop* loop) noexcept nogil:
    cdef Opened* opened
    cdef c_stat found
    while loop.opened_count:
        loop.opened_count -= 1
        opened = &loop.opened[loop.opened_count]
        # A socket that was made of it has closed it already.
        if fstat(opened.fd, &found) == 0 and found.st_dev == opened.device and found.st_ino == opened.inode:
            c_close(opened.fd)
    free(loop.opened)


cdef void thread_begin() noexcept nogil:
    """On a thread that Python has not made, before anything else: its Python state is made when Python is first called."""
    set_saved(NOT_MADE)


cdef void thread_end() noexcept nogil:
    """The last thing such a thread does."""
    if naja_saved_thread == NOT_MADE or naja_saved_thread == NULL:
        return
    cdef PyThreadState* state = naja_saved_thread
    PyEval_RestoreThread(state)
    PyThreadState_Clear(state)
    PyThreadState_DeleteCurrent()
    set_saved(NULL)


cdef void process_end(Loop* loop) noexcept nogil:
    """The main environment's end: what others have asked to be done then. Its memory goes with the process."""
    if end_children != NULL:
        end_children(loop.env)
    if naja_env_has_cleanup(loop.env):
        naja_env_close(loop.env)


cdef napi_value js_exit(napi_env env, napi_callback_info info) noexcept nogil:
    """exit(code): ends the process at once; in a worker, that thread."""
    cdef size_t argc = 1
    cdef napi_value arg
    cdef int32_t code = 0
    cdef Loop* loop = loop_of(env)
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_int32(env, arg, &code)
    if not loop.is_process:
        loop.exit_code = code
        loop.exited = True
        naja_stop(env)
        uv_stop(&loop.uv)
        naja_unwind(env)
        return NULL
    if end_children != NULL:
        end_children(env)
    python_enter()
    run_exit_functions()
    fflush(NULL)  # what addons have printed
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
    if fd > 2 and not naja_may_use_fd(env, fd):
        return NULL
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
