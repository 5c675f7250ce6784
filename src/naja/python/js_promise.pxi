# Promises: awaited from asyncio, or waited for.

@cython.no_gc_clear
cdef class JSPromise(JSObject):
    """A JavaScript Promise in Python: `await promise` on an asyncio loop, `promise.result()` elsewhere. A rejection raises
    JSError (or the Python exception that it was). JavaScript's own `then`, `catch` and `finally` are there as properties.

    To asyncio it is a coroutine, so that an async function of JavaScript can stand where one of Python's does:
    `create_task(f())`, `TaskGroup`, `asyncio.run(f())`.
    """

    def __dealloc__(self):
        cdef Environment environment = self.environment
        if self.handed and not self.seen and self.held != NULL and environment.door != NULL \
                and environment.thread == PyThread_get_thread_ident():
            environment.unseen.append(<size_t>self.held)
            self.held = NULL
            uv_ref(<uv_handle_t*>environment.door)  # the program does not end before that is looked at
            uv_async_send(environment.door)

    def done(self) -> bool:
        """Whether it is settled."""
        cdef Turn turn
        cdef napi_value value
        cdef napi_env env = opened(self, &turn)
        try:
            return naja_promise_state(env, self.held, &value) > 0
        finally:
            environment_leave(self.environment, &turn)

    def result(self, timeout=None):
        """Its value. Where it is pending, JavaScript's loop runs until it is settled, `timeout` seconds at most; then
        TimeoutError is raised. RuntimeError inside of a call from JavaScript, which would wait for itself: await it."""
        settled, value = settled_value(self)
        if settled:
            return value
        host = self.environment.host
        if host is None:
            raise RuntimeError("this Promise is pending, and JavaScript's loop is waiting for this call: "
                               "use `await promise`")
        if not host.run_until(self.done, timeout):
            raise TimeoutError(f"the Promise was not settled within {timeout} seconds")
        return settled_value(self)[1]

    def exception(self, timeout=None):
        """What it was rejected with, or None; as result()."""
        try:
            self.result(timeout)
        except TimeoutError:
            raise
        except Exception as error:
            if not self.done():
                raise
            return error
        return None

    def add_done_callback(self, callback):
        """Calls `callback(promise)` once it is settled, from JavaScript's microtasks; soon, if it is settled already."""
        subscribe(self, DoneCallback(self, callback))

    def __await__(self):
        settled, value = settled_value(self)
        if settled:
            return value
        from naja.python import aio

        host = self.environment.host
        future = aio.future_of(self.then_)
        if host is not None:
            host.attend(future)
        return (yield from future.__await__())

    def send(self, value):
        """As of coroutines."""
        if self.steps is None:
            self.steps = self.__await__()
        return self.steps.send(value)

    def __next__(self):
        """What asyncio's tasks take for send(None)."""
        return self.send(None)

    def throw(self, *error):
        """As of coroutines: cancelling the task that awaits it."""
        if self.steps is None:
            self.steps = self.__await__()
        return self.steps.throw(*error)

    def close(self):
        """As of coroutines: nobody awaits it any more."""
        if self.steps is not None:
            self.steps.close()

    def then_(self, resolved, rejected):
        """Calls one of two Python functions with the value or the exception. For naja.python.aio."""
        subscribe(self, Outcome(resolved, rejected))


cdef bint are_coroutines = False


cdef int promises_are_coroutines() except -1:
    """Said when the first promise comes to Python."""
    global are_coroutines
    are_coroutines = True
    from _collections_abc import Coroutine

    Coroutine.register(JSPromise)
    return 0


cdef class Outcome:
    """What a promise's reactions call: `settled(state, value)`."""
    cdef object resolved
    cdef object rejected

    def __init__(self, resolved, rejected):
        self.resolved = resolved
        self.rejected = rejected

    cdef int settled(self, bint fulfilled, object value) except -1:
        if fulfilled:
            self.resolved(value)
        else:
            self.rejected(value)
        return 0


cdef class DoneCallback(Outcome):
    cdef object promise
    cdef object callback

    def __init__(self, promise, callback):
        self.promise = promise
        self.callback = callback

    cdef int settled(self, bint fulfilled, object value) except -1:
        self.callback(self.promise)
        return 0


cdef tuple settled_value(JSPromise self):
    """(whether it is settled, its value). Raises what it was rejected with."""
    cdef Turn turn
    cdef napi_value value
    cdef int state
    cdef napi_env env = opened(self, &turn)
    try:
        state = naja_promise_state(env, self.held, &value)
        if state == 0:
            return False, None
        self.seen = True
        if state == 1:
            return True, to_python(env, value)
        mark_handled(env, self.held)
        raise thrown_error(env, value)
    finally:
        environment_leave(self.environment, &turn)


cdef object handed_promise(napi_env env, napi_value value):
    """An argument of Python's. Awaiting it may take Python its time, so that no rejection is unhandled until it is let go
    of without that."""
    cdef JSPromise promise = js_value(env, value, KIND_PROMISE)
    mark_handled(env, value)
    promise.handed = True
    return promise


cdef void disown_promise(napi_env env, napi_value held) noexcept:
    """Python let go of it unseen: from now on a rejection is one that nobody handles."""
    cdef napi_value then = NULL, result = NULL
    if napi_get_named_property(env, held, b"then", &then) != napi_ok or \
            napi_call_function(env, held, then, 0, NULL, &result) != napi_ok:
        clear_pending(env)
    naja_release(env, held)


cdef int mark_handled(napi_env env, napi_value promise) except -1:
    """Its rejection has been seen: subscribing says so to whoever looks for unhandled ones."""
    cdef napi_value then = NULL, result = NULL, nothing = NULL
    cdef napi_value[2] argv
    napi_get_undefined(env, &argv[0])
    if napi_create_function(env, b"", 0, ignore_rejection, NULL, &argv[1]) != napi_ok:
        return 0
    checked(env, napi_get_named_property(env, promise, b"then", &then))
    checked(env, napi_call_function(env, promise, then, 2, argv, &result))
    return 0


cdef napi_value ignore_rejection(napi_env env, napi_callback_info info) noexcept nogil:
    return NULL


# The two reactions share one of these; each is gone when its function is.
cdef struct Reactions:
    PyObject* outcome
    int functions


cdef int subscribe(JSPromise self, Outcome outcome) except -1:
    """promise.then(fulfilled, rejected), which call `outcome.settled`."""
    cdef Turn turn
    cdef Reactions* reactions
    cdef napi_value then = NULL, result = NULL
    cdef napi_value[2] argv
    cdef napi_env env = opened(self, &turn)
    self.seen = True
    try:
        reactions = <Reactions*>calloc(1, sizeof(Reactions))
        if reactions == NULL:
            raise MemoryError
        Py_INCREF(outcome)
        reactions.outcome = <PyObject*>outcome
        reactions.functions = 2
        napi_create_function(env, b"", 0, reaction_fulfilled, reactions, &argv[0])
        napi_create_function(env, b"", 0, reaction_rejected, reactions, &argv[1])
        for i in range(2):
            napi_add_finalizer(env, argv[i], reactions, reaction_collected, NULL, NULL)
        checked(env, napi_get_named_property(env, self.held, b"then", &then))
        checked(env, napi_call_function(env, self.held, then, 2, argv, &result))
    finally:
        environment_leave(self.environment, &turn)
    return 0


cdef napi_value reaction_fulfilled(napi_env env, napi_callback_info info) noexcept nogil:
    return reaction(env, info, True)


cdef napi_value reaction_rejected(napi_env env, napi_callback_info info) noexcept nogil:
    return reaction(env, info, False)


ctypedef void (*react_fn)(napi_env env, Reactions* reactions, bint fulfilled, napi_value value) noexcept nogil


cdef napi_value reaction(napi_env env, napi_callback_info info, bint fulfilled) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value = NULL
    cdef void* data = NULL
    cdef int entered
    napi_get_cb_info(env, info, &argc, &value, NULL, &data)
    entered = python_enter()
    (<react_fn><void*>react)(env, <Reactions*>data, fulfilled, value)
    python_leave(entered)
    return NULL


cdef void react(napi_env env, Reactions* reactions, bint fulfilled, napi_value value) noexcept:
    cdef object result
    try:
        if fulfilled:
            try:
                result = to_python(env, value)
            except Exception as error:  # a getter of the value throws
                fulfilled = False
                result = error
        else:
            result = thrown_error(env, value)
        (<Outcome><object>reactions.outcome).settled(fulfilled, result)
    except BaseException as error:
        report_uncaught(env, error)


ctypedef void (*drop_fn)(PyObject* object) noexcept nogil


cdef void reaction_collected(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Reactions* reactions = <Reactions*>data
    cdef int entered
    reactions.functions -= 1
    if reactions.functions:
        return
    entered = python_enter()
    (<drop_fn><void*>drop_object)(reactions.outcome)
    python_leave(entered)
    free(reactions)


cdef void drop_object(PyObject* object) noexcept:
    Py_XDECREF(object)
