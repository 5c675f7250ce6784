# binding('timers'): one libuv timer for all of JavaScript's timers, a check handle for its immediates.

cdef void run_timers(uv_timer_t* handle) noexcept nogil:
    cdef Loop* loop = <Loop*>handle.data
    cdef napi_env env = loop.env
    cdef naja_callback_scope scope
    cdef napi_value now, result = NULL
    cdef double next_at = 0
    cdef int64_t duration
    naja_callback_scope_open(env, &scope, NULL)
    while True:
        uv_update_time(&loop.uv)
        napi_create_double(env, <double>(uv_now(&loop.uv) - loop.timer_base), &now)
        if naja_call(env, NULL, loop.process_timers, 1, &now, &result) == 0 or naja_is_stopping(env):
            break
        if naja_is_interrupted(env):
            next_at = 1  # the rest, when the host has been told
            break
        # A timer threw and the program handles uncaught exceptions: the rest go on.
    if result != NULL:
        napi_get_value_double(env, result, &next_at)
    if next_at != 0:
        duration = <int64_t>(next_at if next_at > 0 else -next_at) - <int64_t>(uv_now(&loop.uv) - loop.timer_base)
        uv_timer_start(&loop.timer, run_timers, duration if duration > 0 else 1, 0)
        if next_at > 0:
            uv_ref(<uv_handle_t*>&loop.timer)
        else:
            uv_unref(<uv_handle_t*>&loop.timer)
    else:
        uv_unref(<uv_handle_t*>&loop.timer)
    naja_callback_scope_close(env, &scope)


cdef void idle_nothing(uv_idle_t* handle) noexcept nogil:
    pass


cdef void run_immediates(uv_check_t* handle) noexcept nogil:
    cdef Loop* loop = <Loop*>handle.data
    cdef naja_callback_scope scope
    if loop.immediate_info == NULL or (loop.immediate_info[0] == 0):
        return
    # As in Node.js, what a callback that threw left for process.nextTick() waits for the next of the callbacks.
    naja_callback_scope_open(loop.env, &scope, NULL)
    while True:
        naja_call(loop.env, NULL, loop.process_immediate, 0, NULL, NULL)
        if not loop.immediate_info[2] or naja_is_stopping(loop.env) or naja_is_interrupted(loop.env):
            break
    naja_callback_scope_close(loop.env, &scope)
    if loop.immediate_info[1] == 0:
        uv_idle_stop(&loop.immediate_idle)


cdef void pump_again(uv_timer_t* handle) noexcept nogil:
    pass


cdef void pump_engine(uv_prepare_t* handle) noexcept nogil:
    """Each turn of the loop: what the engine has posted; its loop is held while threads of the engine will post more."""
    cdef Loop* loop = <Loop*>handle.data
    if naja_pump(loop.env):
        naja_run_ticks(loop.env)
    cdef bint busy = naja_has_background_work(loop.env)
    if busy:
        uv_timer_start(&loop.pump_timer, pump_again, 100, 0)
        if not loop.pumping:
            uv_ref(<uv_handle_t*>&loop.pump_timer)
    elif loop.pumping:
        uv_timer_stop(&loop.pump_timer)
    loop.pumping = busy


cdef Loop* loop_of(napi_env env) noexcept nogil:
    return <Loop*>naja_env_loop(env).data


cdef napi_value js_setup_timers(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Loop* loop = loop_of(env)
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    loop.process_immediate = naja_hold(env, argv[0])
    loop.process_timers = naja_hold(env, argv[1])
    return NULL


cdef napi_value js_schedule(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg
    cdef int64_t duration = 1
    cdef Loop* loop = loop_of(env)
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_int64(env, arg, &duration)
    uv_timer_start(&loop.timer, run_timers, duration if duration > 0 else 1, 0)
    return NULL


cdef bint bool_argument(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg
    cdef c_bool value = False
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_bool(env, arg, &value)
    return value


cdef napi_value js_toggle_timer_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Loop* loop = loop_of(env)
    if bool_argument(env, info):
        uv_ref(<uv_handle_t*>&loop.timer)
    else:
        uv_unref(<uv_handle_t*>&loop.timer)
    return NULL


cdef napi_value js_toggle_immediate_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef Loop* loop = loop_of(env)
    if bool_argument(env, info):
        uv_idle_start(&loop.immediate_idle, idle_nothing)
    else:
        uv_idle_stop(&loop.immediate_idle)
    return NULL


cdef napi_value js_now(napi_env env, napi_callback_info info) noexcept nogil:
    """Milliseconds of the loop's clock since this loop began."""
    cdef Loop* loop = loop_of(env)
    cdef napi_value result
    uv_update_time(&loop.uv)
    napi_create_double(env, <double>(uv_now(&loop.uv) - loop.timer_base), &result)
    return result


cdef void init_timers(napi_env env, napi_value target) noexcept nogil:
    cdef Loop* loop = loop_of(env)
    cdef napi_value buffer, array
    cdef void* data
    define(env, target, b"setup", js_setup_timers)
    define(env, target, b"schedule", js_schedule)
    define(env, target, b"toggleTimerRef", js_toggle_timer_ref)
    define(env, target, b"toggleImmediateRef", js_toggle_immediate_ref)
    define(env, target, b"now", js_now)
    napi_create_arraybuffer(env, 16, &data, &buffer)
    naja_hold(env, buffer)  # for as long as the loop looks into it
    loop.immediate_info = <uint32_t*>data
    loop.timer_info = <int32_t*>data + 3
    napi_create_typedarray(env, napi_uint32_array, 3, buffer, 0, &array)
    napi_set_named_property(env, target, b"immediateInfo", array)
    napi_create_typedarray(env, napi_int32_array, 1, buffer, 12, &array)
    napi_set_named_property(env, target, b"timerInfo", array)


cdef int open_loop(Loop* loop) noexcept nogil:
    """Opens the handles that every loop has; they do not keep it alive. 0 or a libuv error."""
    cdef int error = uv_loop_init(&loop.uv)
    if error:
        return error
    loop.uv.data = loop
    loop.timer_base = uv_now(&loop.uv)
    uv_timer_init(&loop.uv, &loop.timer)
    uv_check_init(&loop.uv, &loop.immediate_check)
    uv_idle_init(&loop.uv, &loop.immediate_idle)
    uv_prepare_init(&loop.uv, &loop.pump)
    uv_timer_init(&loop.uv, &loop.pump_timer)
    loop.timer.data = loop.immediate_check.data = loop.pump.data = loop.pump_timer.data = loop
    uv_check_start(&loop.immediate_check, run_immediates)
    uv_prepare_start(&loop.pump, pump_engine)
    uv_unref(<uv_handle_t*>&loop.timer)
    uv_unref(<uv_handle_t*>&loop.immediate_check)
    uv_unref(<uv_handle_t*>&loop.pump)
    uv_unref(<uv_handle_t*>&loop.pump_timer)
    return 0
