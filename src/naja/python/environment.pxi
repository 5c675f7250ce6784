# What Python knows of an environment.

cdef class Environment:
    def __cinit__(self):
        self.released = []
        self.running = {}
        self.jobs = <Jobs*>calloc(1, sizeof(Jobs))

    def __dealloc__(self):
        free(self.jobs)


cdef dict environments = {}  # by address


cdef Environment environment_of(napi_env env):
    cdef Environment found = environments.get(<size_t>env)
    if found is None:
        found = environments[<size_t>env] = Environment()
        found.env = env
        found.thread = PyThread_get_thread_ident()
        naja_at_close(env, environment_ends, env)
    return found


ctypedef void (*forget_fn)(size_t address) noexcept nogil


cdef void environment_ends(void* env) noexcept nogil:
    cdef int entered = python_enter()
    (<forget_fn><void*>forget_environment)(<size_t>env)
    python_leave(entered)


cdef void forget_environment(size_t address) noexcept:
    """On its thread: what other threads have of it is of no more use."""
    cdef Environment found = environments.pop(address, None)
    if found is None:
        return
    found.env = NULL
    end_awaitables(found)


cdef void release_pending(Environment environment):
    while environment.released:
        naja_release(environment.env, <napi_value><size_t>environment.released.pop())
