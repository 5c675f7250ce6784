# JavaScript values that stay JavaScript values in Python.

cdef class JSFunction:
    """A JavaScript function in Python. To be called on the thread that runs JavaScript."""

    def __call__(self, *args):
        cdef napi_env env = self.environment.env
        cdef napi_value[MAX_ARGUMENTS] argv
        cdef napi_value result = NULL
        cdef naja_handles scope
        cdef size_t i, count = len(args)
        cdef napi_status status
        if PyThread_get_thread_ident() != self.environment.thread or env == NULL:
            raise RuntimeError("a JavaScript function can only be called on the thread that runs JavaScript")
        if count > MAX_ARGUMENTS:
            raise TypeError(f"at most {MAX_ARGUMENTS} arguments can be passed")
        naja_handles_open(env, &scope)
        try:
            for i in range(count):
                argv[i] = to_js(env, args[i], 0)
            python_leave(1)  # not `with nogil`: JavaScript may call Python again
            status = napi_call_function(env, NULL, self.held, count, argv, &result)
            python_enter()
            if status == napi_pending_exception:
                raise pending_error(env)
            return from_js(env, result, 0)
        finally:
            naja_handles_close(env, &scope)

    def __dealloc__(self):
        if self.held == NULL or self.environment is None or self.environment.env == NULL:
            return
        if PyThread_get_thread_ident() == self.environment.thread:
            naja_release(self.environment.env, self.held)
        else:
            self.environment.released.append(<size_t>self.held)
