# Whose turn it is in an environment, and what a stay of Python in it stands between.

cdef extern from *:
    """
    /* The environment that this thread has entered last; borrowed. NULL: the thread's own, if it has one. */
    static NAJA_THREAD void* naja_here = NULL;
    static void naja_set_here(void* environment) { naja_here = environment; }
    """
    void* naja_here
    void set_here "naja_set_here"(void* environment)


cdef int environment_enter(Environment environment, Turn* turn) except -1:
    cdef unsigned long me = PyThread_get_thread_ident()
    if environment.thread == 0:
        if environment.forks != naja_forks:
            raise_forked()
        if environment.turn_of != me and environment.turn_of != 0:
            wait_for_turn(environment)
        if environment.env == NULL or environment.no_turns or environment.ended is not None:
            raise_no_turn(environment)
        environment.turn_of = me
        environment.turns += 1
        if environment.turns == 1:
            watch_begin(environment.watch)
        turn.switched = naja_here != <void*>environment
    else:
        if environment.env == NULL or environment.thread != me:
            raise_no_turn(environment)
        turn.switched = naja_here != NULL and naja_here != <void*>environment
    if turn.switched:
        turn.previous = naja_here
        set_here(<void*>environment)
        naja_env_enter(environment.env, &turn.engine)
    naja_handles_open(environment.env, &turn.handles)
    if environment.released:
        release_pending(environment)
    return 0


cdef int environment_leave(Environment environment, Turn* turn) except -1:
    cdef bint stopped = False
    if environment.turns <= 1:  # the loop of an embedded runtime may not turn for long
        if environment.live != NULL:
            drop_now(environment.live)
        if environment.thread == 0:
            naja_run_finalizers(environment.env)
    if environment.turns == 1 and environment.thread == 0 and watch_end(environment.watch):
        stopped = True
        naja_interrupt_end(environment.env)
        forget_queued(environment)
    if environment.is_due and environment.turns == 1 and environment.thread == 0 and not stopped:
        collect_due(environment)
    naja_handles_close(environment.env, &turn.handles)
    if turn.switched:
        naja_env_exit(environment.env, &turn.engine)
        set_here(turn.previous)
    if environment.thread == 0:
        environment.turns -= 1
        if environment.turns == 0:
            environment.turn_of = 0
            if environment.waiters:
                next_turn()
            if environment.driver is not None:
                environment.driver.arm()
            if stopped or environment.uncaught:
                raise_for_stay(environment, stopped)
    return 0


cdef void forget_queued(Environment environment) noexcept:
    cdef napi_value result = NULL
    if environment.forget == NULL or naja_is_stopping(environment.env):
        return
    javascript_enter()
    naja_invoke(environment.env, NULL, environment.forget, 0, NULL, &result)
    javascript_leave()


cdef int raise_for_stay(Environment environment, bint stopped) except -1:
    """What has happened in a stay and nobody has been told."""
    if stopped:
        if environment.told and environment.ended is None:
            environment.told = False
            environment.uncaught.clear()
            return 0
        error = interruption_of(environment)
        environment.uncaught.clear()
        raise error
    error = environment.uncaught.pop(0)
    environment.uncaught.clear()
    raise error


cdef void environment_left(Environment environment, Turn* turn):
    naja_turn_restore(&turn.engine)
    if turn.switched:
        set_here(turn.previous)
    environment.turns -= 1
    environment.turn_of = 0
    if environment.waiters:
        next_turn()


cdef uint64_t turns_ended = 0  # of those that somebody waited for
cdef uv_mutex_t turn_lock
cdef uv_cond_t turn_wake
uv_mutex_init(&turn_lock)
uv_cond_init(&turn_wake)
cdef dict waiting = {}  # thread -> the environment that it waits for


cdef int wait_for_turn(Environment environment) except -1:
    """Waits for another thread to leave. Raises RuntimeError where that one waits for this thread."""
    cdef unsigned long me = PyThread_get_thread_ident()
    cdef Environment wanted = environment
    while wanted is not None:
        if wanted.turn_of == me:
            raise RuntimeError("threads wait for each other: each is in a runtime that another one calls")
        wanted = waiting.get(wanted.turn_of)
    waiting[me] = environment
    environment.waiters += 1
    cdef uint64_t seen
    while environment.turn_of != 0:
        seen = turns_ended
        with nogil:
            uv_mutex_lock(&turn_lock)
            while turns_ended == seen:
                uv_cond_wait(&turn_wake, &turn_lock)
            uv_mutex_unlock(&turn_lock)
    environment.waiters -= 1
    del waiting[me]
    return 0


cdef void next_turn() noexcept:
    """Somebody waits for the turn that has ended. `turns_ended` is written with the GIL and the lock."""
    global turns_ended
    uv_mutex_lock(&turn_lock)
    turns_ended += 1
    uv_cond_broadcast(&turn_wake)
    uv_mutex_unlock(&turn_lock)


cdef int raise_no_turn(Environment environment) except -1:
    if environment.env == NULL:
        raise ClosedError("the runtime is closed")
    if environment.ended is not None:
        raise environment.ended.with_traceback(None)
    if environment.no_turns:
        raise RuntimeError("JavaScript cannot be called by what interrupts it")
    raise RuntimeError(
        "this JavaScript belongs to another thread; its asyncio loop's call_soon_threadsafe() hands calls over to it"
    )


cdef int raise_forked() except -1:
    raise RuntimeError("a naja.Runtime cannot be used by a process that was forked after it was made")


cdef void environment_release(Environment environment, napi_value held):
    cdef unsigned long me = PyThread_get_thread_ident()
    if environment.env == NULL:
        return
    # Where it is nobody's turn, nobody can take it while this has the GIL.
    if environment.thread == me or environment.turn_of == me or \
            environment.thread == 0 and environment.turn_of == 0 and environment.ended is None:
        naja_release(environment.env, held)
    else:
        environment.released.append(<size_t>held)


cdef int environment_call(
    Environment environment, napi_value recv, napi_value function, size_t argc, const napi_value* argv, napi_value* result
) except -1:
    cdef naja_outcome outcome
    javascript_enter()
    outcome = naja_invoke(environment.env, recv, function, argc, argv, result)
    javascript_leave()
    if outcome == naja_returned:
        return 0
    if outcome == naja_threw:
        raise thrown_error(environment.env, result[0])
    environment.told = environment.turns == 1
    raise interruption_of(environment)


# Converting a value can take all the memory that there is left in a heap, as a call can.

cdef struct Conversion:
    napi_env env
    napi_value value
    PyObject* object
    PyObject* error


ctypedef void (*guarded_fn)(void* data) noexcept nogil


cdef void convert_to_python(void* data) noexcept:
    cdef Conversion* conversion = <Conversion*>data
    try:
        result = to_python(conversion.env, conversion.value)
        Py_INCREF(result)
        conversion.object = <PyObject*>result
    except BaseException as error:
        Py_INCREF(error)
        conversion.error = <PyObject*>error


cdef void convert_to_javascript(void* data) noexcept:
    cdef Conversion* conversion = <Conversion*>data
    try:
        conversion.value = to_javascript(conversion.env, <object>conversion.object)
    except BaseException as error:
        Py_INCREF(error)
        conversion.error = <PyObject*>error


cdef int convert(Environment environment, Conversion* conversion, guarded_fn convert) except -1:
    cdef bint whole = naja_guarded(conversion.env, convert, conversion)
    if not whole:
        python_enter()  # whatever held the GIL there is no more
        raise interruption_of(environment)
    if conversion.error != NULL:
        error = <object>conversion.error
        Py_DECREF(error)
        raise error
    return 0


cdef object environment_to_python(Environment environment, napi_value value):
    cdef Conversion conversion
    if environment.thread != 0 or value == NULL or naja_is_light(value):
        return to_python(environment.env, value)
    conversion.env = environment.env
    conversion.value = value
    conversion.object = conversion.error = NULL
    convert(environment, &conversion, <guarded_fn><void*>convert_to_python)
    result = <object>conversion.object
    Py_DECREF(result)
    return result


cdef napi_value environment_to_javascript(Environment environment, object value) except? NULL:
    cdef Conversion conversion
    if environment.thread != 0:
        return to_javascript(environment.env, value)
    conversion.env = environment.env
    conversion.value = NULL
    conversion.object = <PyObject*>value
    conversion.error = NULL
    convert(environment, &conversion, <guarded_fn><void*>convert_to_javascript)
    return conversion.value
