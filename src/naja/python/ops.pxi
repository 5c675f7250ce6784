# Ops: calls of Python functions, at once or with a Promise.

cdef struct Op:
    PyObject* function
    int kind


cdef napi_value run_sync(napi_env env, Op* op, size_t argc, napi_value* argv) noexcept:
    """With the GIL: the call of a sync op."""
    cdef size_t i
    cdef Environment environment
    try:
        if argc == 0:
            result = PyObject_CallNoArgs(<object>op.function)
        else:
            result = (<object>op.function)(*[from_js(env, argv[i], 0) for i in range(argc)])
        environment = known_environment(<napi_env>env)
        if environment is not None and environment.released:
            release_pending(environment)
        if result is None:
            return NULL
        return to_js(env, result, 0)
    except BaseException as error:
        throw_error(env, error)
        return NULL


# Called with the GIL held, from code that Cython takes for nogil.
ctypedef napi_value (*run_fn)(napi_env env, Op* op, size_t argc, napi_value* argv) noexcept nogil
cdef run_fn sync_runner = <run_fn><void*>run_sync
cdef run_fn async_runner = <run_fn><void*>run_async


cdef napi_value call_op(napi_env env, napi_callback_info info, run_fn runner) noexcept nogil:
    cdef size_t argc = MAX_ARGUMENTS
    cdef napi_value[MAX_ARGUMENTS] argv
    cdef void* data
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    if argc > MAX_ARGUMENTS:
        argc = MAX_ARGUMENTS
    cdef int entered = python_enter()
    result = runner(env, <Op*>data, argc, argv)
    python_leave(entered)
    return result


cdef napi_value call_sync(napi_env env, napi_callback_info info) noexcept nogil:
    return call_op(env, info, sync_runner)


cdef napi_value call_async(napi_env env, napi_callback_info info) noexcept nogil:
    return call_op(env, info, async_runner)


# --- what JavaScript holds for ops

cdef class State:
    cdef public object value

    def __init__(self, object value):
        self.value = value


cdef set states = set()  # the addresses of those that JavaScript holds; with the GIL


cdef napi_value state_to_js(napi_env env, State state) except NULL:
    cdef napi_value result = NULL
    if <size_t><void*>state in states:
        raise TypeError("a State crosses into JavaScript once")
    if napi_create_external(env, <void*>state, state_dropped, NULL, &result) != napi_ok:
        raise pending_error(env)
    Py_INCREF(state)
    states.add(<size_t><void*>state)
    return result


cdef object state_of(napi_env env, napi_value value):
    cdef void* found = NULL
    napi_get_value_external(env, value, &found)
    if <size_t>found not in states:
        raise JSError("An external value cannot cross into Python", kind="TypeError")
    return <object>found


cdef void state_dropped(napi_env env, void* data, void* hint) noexcept nogil:
    cdef int entered = python_enter()
    (<drop_state_fn><void*>drop_state)(data)
    python_leave(entered)


ctypedef void (*drop_state_fn)(void* data) noexcept nogil


cdef void drop_state(void* data) noexcept:
    states.discard(<size_t>data)
    Py_DECREF(<object>data)


# --- ops that give a Promise

cdef Job* new_job(napi_env env, napi_value* promise) except NULL:
    """With its Promise, and the async context of this moment."""
    cdef Job* job = <Job*>calloc(1, sizeof(Job))
    if job == NULL:
        raise MemoryError
    job.env = env
    job.work.data = job
    napi_create_promise(env, &job.deferred, promise)
    job.frame = naja_context_capture(env)
    return job


cdef napi_value run_async(napi_env env, Op* op, size_t argc, napi_value* argv) noexcept:
    """With the GIL: starts a blocking or an async op; its Promise."""
    cdef napi_value promise = NULL
    cdef Job* job
    cdef size_t i
    try:
        arguments = [from_js(env, argv[i], 0) for i in range(argc)]
        if op.kind == 2:
            return promise_of(env, (<object>op.function)(*arguments))
        job = new_job(env, &promise)
        Py_INCREF(arguments)
        job.arguments = <PyObject*>arguments
        job.function = op.function
        uv_queue_work(naja_env_loop(env), &job.work, work_on_pool, work_done)
        return promise
    except BaseException as error:
        throw_error(env, error)
        return NULL


cdef void work_on_pool(uv_work_t* work) noexcept with gil:
    cdef Job* job = <Job*>work.data
    try:
        result = (<object>job.function)(*<list>job.arguments)
        Py_INCREF(result)
        job.result = <PyObject*>result
    except BaseException as error:
        Py_INCREF(error)
        job.error = <PyObject*>error


cdef void work_done(uv_work_t* work, int status) noexcept nogil:
    settle(<Job*>work.data)


cdef void settle(Job* job) noexcept nogil:
    """On the loop: resolves or rejects a job's Promise, as a callback of its own."""
    cdef naja_callback_scope scope
    cdef int entered
    naja_callback_scope_open(job.env, &scope, job.frame)
    entered = python_enter()
    (<settle_fn><void*>settle_with_gil)(job)
    python_leave(entered)
    naja_callback_scope_close(job.env, &scope)
    naja_context_free(job.env, job.frame)
    free(job)


ctypedef void (*settle_fn)(Job* job) noexcept nogil


cdef void drop_job(Job* job) noexcept:
    Py_XDECREF(job.arguments)
    Py_XDECREF(job.result)
    Py_XDECREF(job.error)
    free(job)


cdef void settle_with_gil(Job* job) noexcept:
    cdef napi_value value = NULL
    cdef napi_env env = job.env
    cdef Environment environment
    try:
        if naja_is_stopping(env):
            pass  # nobody waits any more
        elif job.error == NULL:
            value = to_javascript(env, <object>job.result) if job.live else to_js(env, <object>job.result, 0)
            napi_resolve_deferred(env, job.deferred, value)
        elif job.live:
            napi_reject_deferred(env, job.deferred, error_to_javascript(env, <object>job.error))
        else:
            napi_reject_deferred(env, job.deferred, error_to_js(env, <object>job.error))
    except BaseException as error:
        napi_reject_deferred(env, job.deferred, error_to_js(env, error))
    Py_XDECREF(job.arguments)
    Py_XDECREF(job.result)
    Py_XDECREF(job.error)
    environment = known_environment(<napi_env>env)
    if environment is not None:
        release_pending(environment)


cdef dict made = {}  # (target, kind) -> address of its Op, which all environments share


def install(size_t env_address, size_t exports_address, list ops):
    """Adds ops (name, function, kind) to the object that is a binding. Called by the loop."""
    cdef napi_env env = <napi_env>env_address
    cdef napi_value exports = <napi_value>exports_address, function = NULL
    cdef Op* op
    for name, target, kind in ops:
        address = made.get((target, kind))
        if address is None:
            op = <Op*>calloc(1, sizeof(Op))
            Py_INCREF(target)
            op.function = <PyObject*>target
            op.kind = kind
            made[(target, kind)] = <size_t>op
        else:
            op = <Op*><size_t>address
        text = name.encode()
        napi_create_function(env, text, len(text), call_sync if kind == 0 else call_async, op, &function)
        napi_set_named_property(env, exports, text, function)
