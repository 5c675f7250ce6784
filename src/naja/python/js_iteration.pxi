# JavaScript's iterators and async iterators as Python's.

cdef class JSIterator:
    """Python's view of a JavaScript iterator, as iter(obj) gives it: a generator where JavaScript has one, with send,
    throw and close. What the generator returns is the value of StopIteration."""
    cdef JSObject iterator
    cdef JSFunction next_function
    cdef bint ended
    cdef bint begun
    cdef bint own    # made for this one: no program has it
    cdef object __weakref__

    def __iter__(self):
        return self

    def __next__(self):
        return self.advance(None, b"next")

    def __del__(self):
        """As JavaScript's own loops do when they are left, and Python's generators when nobody has them any more."""
        cdef Environment environment
        cdef unsigned long me
        if not self.own or self.ended or not self.begun or self.iterator.held == NULL:
            return
        environment = self.iterator.environment
        me = PyThread_get_thread_ident()
        if environment.env != NULL and environment.ended is None and not environment.no_turns and \
                (environment.thread == me or environment.thread == 0 and environment.turn_of in (0, me)):
            self.close()

    def send(self, value):
        """Goes on; `value` is what the generator's `yield` gives."""
        return self.advance(value, b"next")

    def throw(self, error):
        """Goes on by throwing in the generator."""
        return self.advance(error, b"throw")

    def close(self):
        """Ends it early: the generator's `finally` blocks run."""
        cdef Turn turn
        cdef napi_value function = NULL, result = NULL
        cdef napi_env env
        if self.ended:
            return
        self.ended = True
        env = opened(self.iterator, &turn)
        try:
            checked(env, napi_get_named_property(env, self.iterator.held, b"return", &function))
            if is_callable(env, function):
                environment_call(self.iterator.environment, self.iterator.held, function, 0, NULL, &result)
        finally:
            environment_leave(self.iterator.environment, &turn)

    cdef object advance(self, object value, const char* method):
        cdef Turn turn
        cdef napi_value function = NULL, result = NULL, done = NULL, given = NULL
        cdef size_t count = 0
        cdef bint ends
        cdef napi_env env
        if self.ended:
            raise StopIteration
        self.begun = True
        env = opened(self.iterator, &turn)
        try:
            if method[0] == c"n":
                function = self.next_function.held
            else:
                checked(env, napi_get_named_property(env, self.iterator.held, method, &function))
                if not is_callable(env, function):
                    self.ended = True
                    raise value
            if value is not None:
                given = error_to_javascript(env, value) if isinstance(value, BaseException) else to_javascript(env, value)
                count = 1
            try:
                environment_call(self.iterator.environment, self.iterator.held, function, count, &given, &result)
            except BaseException:
                self.ended = True
                raise
            if not is_object(env, result):
                raise TypeError("the JavaScript iterator gave something that is no object")
            checked(env, napi_get_property(env, result, naja_property_key(env, b"done", 4), &done))
            ends = is_true(env, done)
            checked(env, napi_get_property(env, result, naja_property_key(env, b"value", 5), &given))
            item = to_python(env, given)
        finally:
            environment_leave(self.iterator.environment, &turn)
        if ends:
            self.ended = True
            raise StopIteration(item)
        return item


cdef bint is_true(napi_env env, napi_value value):
    cdef napi_value flag = NULL
    cdef c_bool result = False
    napi_coerce_to_bool(env, value, &flag)
    napi_get_value_bool(env, flag, &result)
    return result


cdef JSIterator iterator_of(JSObject iterable, napi_value method):
    """Calls obj[Symbol.iterator](). Within a stay in the environment."""
    cdef napi_value found = NULL
    cdef napi_env env = iterable.environment.env
    cdef JSIterator result
    cdef c_bool same = True
    environment_call(iterable.environment, iterable.held, method, 0, NULL, &found)
    napi_strict_equals(env, found, iterable.held, &same)
    result = iterator_over(js_value(env, found, KIND_OBJECT))
    result.own = not same
    return result


cdef JSIterator iterator_over(JSObject iterator):
    cdef Turn turn
    cdef napi_value found = NULL
    cdef JSIterator result
    cdef napi_env env = opened(iterator, &turn)
    try:
        checked(env, napi_get_named_property(env, iterator.held, b"next", &found))
        if not is_callable(env, found):
            raise TypeError("the JavaScript object is no iterator")
        result = JSIterator.__new__(JSIterator)
        result.iterator = iterator
        result.next_function = js_function(env, found, iterator)
        return result
    finally:
        environment_leave(iterator.environment, &turn)


cdef class JSAsyncIterator:
    """Python's view of a JavaScript async iterator, as `async for` uses it."""
    cdef JSObject iterator
    cdef JSFunction next_function
    cdef object __weakref__

    def __aiter__(self):
        return self

    async def __anext__(self):
        step = await self.step(None)
        if not isinstance(step, (dict, JSObject)):
            raise TypeError("the JavaScript async iterator gave something that is no object")
        if step["done"] if "done" in step else False:
            raise StopAsyncIteration
        return step["value"] if "value" in step else None

    async def asend(self, value):
        """As of Python's async generators."""
        step = await self.step(value)
        if step.get("done"):
            raise StopAsyncIteration
        return step.get("value")

    async def aclose(self):
        """Ends it early: the generator's `finally` blocks run."""
        if "return" in self.iterator:
            await awaited(self.iterator["return"]())

    def step(self, value):
        """The Promise of the next step."""
        return awaited(self.next_function() if value is None else self.next_function(value))


async def awaited(value):
    """What `await value` is in JavaScript."""
    return await value if isinstance(value, JSPromise) else value


cdef JSAsyncIterator async_iterator_of(JSObject iterable):
    """Calls obj[Symbol.asyncIterator]()."""
    cdef Turn turn
    cdef napi_value found = NULL, iterator = NULL
    cdef JSAsyncIterator result
    cdef napi_env env = opened(iterable, &turn)
    try:
        checked(env, napi_get_property(env, iterable.held, naja_known_symbol(env, b"asyncIterator"), &found))
        if not is_callable(env, found):
            raise TypeError("the JavaScript object is not async iterable")
        environment_call(iterable.environment, iterable.held, found, 0, NULL, &iterator)
        result = JSAsyncIterator.__new__(JSAsyncIterator)
        result.iterator = js_value(env, iterator, KIND_OBJECT)
        checked(env, napi_get_named_property(env, iterator, b"next", &found))
        result.next_function = js_function(env, found, result.iterator)
        return result
    finally:
        environment_leave(iterable.environment, &turn)
