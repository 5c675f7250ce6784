# What Python knows of an environment.

cdef class Environment:
    def __cinit__(self):
        self.released = []
        self.many = MANY_HANDLES
        self.running = {}
        self.visits = []
        self.unseen = []
        self.jobs = <Jobs*>calloc(1, sizeof(Jobs))

    def __dealloc__(self):
        free(self.jobs)
        free(self.watch)


cdef dict environments = {}  # by address: those of threads; an embedded one belongs to its host


cdef Environment known_environment(napi_env env):
    """None where Python has not yet met it."""
    cdef void* found = (<Loop*>naja_env_loop(env).data).python
    return <Environment>found if found != NULL else None


cdef Environment environment_of(napi_env env):
    cdef Environment found = known_environment(env)
    if found is None:
        found = adopt(env)
        found.thread = PyThread_get_thread_ident()
        open_door(found)
        environments[<size_t>env] = found
    return found


cdef Environment adopt(napi_env env):
    cdef Environment made = Environment()
    made.env = env
    (<Loop*>naja_env_loop(env).data).python = <void*>made
    naja_at_close(env, environment_ends, env)
    return made


cdef Environment environment_adopt(napi_env env, object host):
    cdef Environment made = adopt(env)
    made.host = host
    made.uncaught = []
    made.forks = naja_forks
    return made


ctypedef void (*forget_fn)(size_t address) noexcept nogil


cdef void environment_ends(void* env) noexcept nogil:
    cdef int entered = python_enter()
    (<forget_fn><void*>forget_environment)(<size_t>env)
    python_leave(entered)


cdef void forget_environment(size_t address) noexcept:
    """On its thread: what other threads have of it is of no more use."""
    cdef Environment found = known_environment(<napi_env>address)
    if found is None:
        return
    environments.pop(address, None)
    (<Loop*>naja_env_loop(found.env).data).python = NULL
    found.env = NULL
    close_door(found)
    end_awaitables(found)


cdef void release_pending(Environment environment):
    while environment.released:
        naja_release(environment.env, <napi_value><size_t>environment.released.pop())
