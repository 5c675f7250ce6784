# JavaScript values that stay JavaScript values in Python.

cdef class JSFunction:
    """A JavaScript function in Python. To be called on the thread that runs JavaScript."""

    def __call__(self, *args):
        cdef Environment environment = self.environment
        cdef napi_env env = environment.env
        cdef napi_value[MAX_ARGUMENTS] argv
        cdef napi_value result = NULL
        cdef Turn turn
        cdef size_t i, count = len(args)
        if count > MAX_ARGUMENTS:
            raise TypeError(f"at most {MAX_ARGUMENTS} arguments can be passed")
        environment_enter(environment, &turn)
        try:
            for i in range(count):
                argv[i] = to_js(env, args[i], 0)
            environment_call(environment, NULL, self.held, count, argv, &result)
            return from_js(env, result, 0)
        finally:
            environment_leave(environment, &turn)

    def __dealloc__(self):
        if self.held != NULL and self.environment is not None:
            environment_release(self.environment, self.held)
