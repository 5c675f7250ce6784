# Awaitables as Promises: coroutines, tasks and futures, on the asyncio loop of their environment (naja.python.aio).

cdef class Completion:
    """The callback of a task or future that a Promise waits for. On any thread."""
    cdef Job* job
    cdef Environment environment

    def __call__(self, future):
        cdef Job* job = self.job
        cdef Jobs* jobs = self.environment.jobs
        if job == NULL:
            return
        self.job = NULL
        self.environment.running.pop(self, None)
        try:
            result = future.result()
            Py_INCREF(result)
            job.result = <PyObject*>result
        except BaseException as error:
            Py_INCREF(error)
            job.error = <PyObject*>error
        if self.environment.env == NULL:  # nobody waits any more
            drop_job(job)
            return
        if jobs.first == NULL:
            jobs.first = job
        else:
            jobs.last.next = job
        jobs.last = job
        if not jobs.turning:
            uv_async_send(jobs.wake)


cdef napi_value promise_of(napi_env env, object awaitable, bint live=False) except? NULL:
    """The Promise of an awaitable, which is started where it needs that. Raises TypeError for anything else."""
    cdef Environment environment = environment_of(env)
    cdef Jobs* jobs = environment.jobs
    cdef Completion completion = Completion()
    cdef napi_value promise = NULL
    loop = asyncio_of(environment)
    if jobs.wake == NULL:
        jobs.wake = <uv_async_t*>calloc(1, sizeof(uv_async_t))
        uv_async_init(naja_env_loop(env), jobs.wake, woken)
        jobs.wake.data = jobs
        uv_unref(<uv_handle_t*>jobs.wake)
    future = start_awaitable(loop, awaitable)
    completion.environment = environment
    completion.job = new_job(env, &promise)
    completion.job.live = live
    environment.running[completion] = future
    if jobs.pending == 0:
        uv_ref(<uv_handle_t*>jobs.wake)
    jobs.pending += 1
    future.add_done_callback(completion)
    return promise


cdef object asyncio_of(Environment environment):
    """The event loop for what JavaScript starts: in a host, the one that runs; else its own."""
    if environment.host is not None:
        from asyncio import _get_running_loop

        running = _get_running_loop()
        if running is not None:
            return running
    if environment.aio is None:
        from naja.python import aio

        environment.aio = aio.loop_of(environment)
    return environment.aio


cdef bint cancel_promise(napi_env env, napi_value promise) except -1:
    """Cancels what a Promise of promise_of waits for. False: it is no such Promise, or has ended."""
    cdef Completion completion
    cdef Environment environment = environment_of(env)
    cdef c_bool same = False
    for key, future in environment.running.items():
        completion = key
        # What resolves a promise is, in V8, the promise itself.
        napi_strict_equals(env, <napi_value>completion.job.deferred, promise, &same)
        if same:
            return future.cancel()
    return False


cdef object start_awaitable(object loop, object awaitable):
    if PyCoro_CheckExact(awaitable):
        return loop.create_task(awaitable)
    from asyncio import ensure_future

    return ensure_future(awaitable, loop=loop)


cdef Job* take_finished(Jobs* jobs) noexcept:
    cdef Job* first = jobs.first
    jobs.first = jobs.last = NULL
    return first


cdef void settle_all(Jobs* jobs, Job* first) noexcept nogil:
    cdef Job* job
    while first != NULL:
        job = first
        first = job.next
        jobs.pending -= 1
        if jobs.pending == 0:
            uv_unref(<uv_handle_t*>jobs.wake)
        settle(job)


ctypedef Job* (*take_fn)(Jobs* jobs) noexcept nogil


cdef void woken(uv_async_t* handle) noexcept nogil:
    """Something has ended outside of a turn of the environment's own loop."""
    cdef Jobs* jobs = <Jobs*>handle.data
    cdef int entered = python_enter()
    cdef Job* first = (<take_fn><void*>take_finished)(jobs)
    python_leave(entered)
    settle_all(jobs, first)


cdef void report_uncaught(napi_env env, object error) noexcept:
    """With the GIL: an exception that nobody waits for, as an uncaught one in JavaScript."""
    cdef naja_handles scope
    cdef napi_value value = NULL
    naja_handles_open(env, &scope)
    try:
        value = error_to_js(env, error)
    except BaseException:
        napi_get_undefined(env, &value)
    python_leave(1)
    naja_uncaught(env, value)
    python_enter()
    naja_handles_close(env, &scope)


cdef void wake_closed(uv_handle_t* handle) noexcept nogil:
    free(handle)


cdef void end_awaitables(Environment environment) noexcept:
    """Its thread ends: nobody waits any more, and what still runs is cancelled."""
    cdef Jobs* jobs = environment.jobs
    cdef Job* job = take_finished(jobs)
    cdef Job* next
    while job != NULL:
        next = job.next
        drop_job(job)
        job = next
    try:
        if environment.aio is not None:
            from naja.python import aio

            aio.end(environment.aio, environment.running.values())
        for future in list(environment.running.values()):  # in a host's loop
            if not future.get_loop().is_closed():
                future.get_loop().call_soon_threadsafe(future.cancel)
    finally:
        environment.aio = None
        if jobs.wake != NULL:
            uv_close(<uv_handle_t*>jobs.wake, wake_closed)
            jobs.wake = NULL
