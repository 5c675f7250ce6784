# JavaScript functions called on other threads than that of their environment (a process's or a worker's): the call waits,
# without the GIL, until JavaScript's loop has made it. (Threads take turns in an embedded runtime: turns.pxi.)

cdef class Visit:
    """A call that another thread waits for."""
    cdef JSFunction function
    cdef tuple arguments
    cdef dict keywords
    cdef object over     # a lock that is held until the call has ended
    cdef object value
    cdef object error

    def __call__(self, promise):
        """The Promise that the call gave is settled."""
        try:
            self.value = promise.result()
        except BaseException as error:
            self.error = error
        self.over.release()


cdef object call_from_thread(JSFunction function, PyObject** arguments, size_t count, PyObject* names):
    """On a thread of Python's: what the function gives there; the value, where that is a Promise."""
    from _thread import allocate_lock

    cdef Environment environment = function.environment
    cdef Visit visit = Visit()
    cdef size_t i, named = 0 if names == NULL else <size_t>PyTuple_GET_SIZE(<object>names)
    visit.function = function
    visit.arguments = tuple([<object>arguments[i] for i in range(count)])
    visit.keywords = {(<tuple>names)[i]: <object>arguments[count + i] for i in range(named)}
    visit.over = allocate_lock()
    visit.over.acquire()
    environment.visits.append(visit)
    uv_async_send(environment.door)
    before = None
    while not visit.over.acquire(True, 0.25):
        seen = waiting_frame(environment.thread)
        if seen is not None and seen is before and visit in environment.visits:
            environment.visits.remove(visit)
            raise RuntimeError(
                "this JavaScript belongs to another thread; its asyncio loop's call_soon_threadsafe() hands calls over to "
                "it, and so does a call that may wait, but JavaScript waits for a thread itself: it must await that "
                "instead, as in `await py.asyncio.to_thread(thread.join)`"
            )
        before = seen
    if visit.error is not None:
        raise visit.error
    return visit.value


cdef object waiting_frame(unsigned long thread):
    """The frame in which a thread waits for another one; None if it does anything else."""
    import sys

    frame = sys._current_frames().get(thread)
    threading = sys.modules.get("threading")
    if frame is None or threading is None or frame.f_code.co_filename != threading.__file__:
        return None
    return frame


cdef int open_door(Environment environment) except -1:
    """On the environment's own thread."""
    environment.door = <uv_async_t*>calloc(1, sizeof(uv_async_t))
    if environment.door == NULL:
        raise MemoryError
    uv_async_init(naja_env_loop(environment.env), environment.door, visitors_came)
    environment.door.data = <void*>environment
    uv_unref(<uv_handle_t*>environment.door)
    return 0


cdef void close_door(Environment environment) noexcept:
    """JavaScript has ended: who waits is told."""
    cdef Visit visit
    if environment.door != NULL:
        uv_close(<uv_handle_t*>environment.door, wake_closed)
        environment.door = NULL
    while environment.visits:
        visit = environment.visits.pop(0)
        visit.error = RuntimeError("JavaScript has ended before it could make this call")
        visit.over.release()


ctypedef void (*visitors_fn)(void* environment) noexcept nogil


cdef void visitors_came(uv_async_t* handle) noexcept nogil:
    cdef int entered = python_enter()
    (<visitors_fn><void*>receive)(handle.data)
    python_leave(entered)


cdef void receive(void* owner) noexcept:
    cdef Environment environment = <Environment>owner
    cdef Visit visit
    cdef naja_handles scope
    if environment.unseen and environment.env != NULL:
        uv_unref(<uv_handle_t*>environment.door)
        naja_handles_open(environment.env, &scope)
        while environment.unseen:
            disown_promise(environment.env, <napi_value><size_t>environment.unseen.pop())
        naja_handles_close(environment.env, &scope)
    while environment.env != NULL and environment.visits:
        visit = environment.visits.pop(0)
        try:
            value = visit.function(*visit.arguments, **visit.keywords)
            if isinstance(value, JSPromise):
                value.add_done_callback(visit)
                continue
            visit.value = value
        except BaseException as error:
            visit.error = error
        visit.over.release()
    if environment.env != NULL:
        javascript_enter()
        naja_run_ticks(environment.env)
        javascript_leave()
