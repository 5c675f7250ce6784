# What all JavaScript values in Python have in common, and how they are made.
#
# Python's collector must not clear them (no_gc_clear): they need their environment to give their handle back.

@cython.no_gc_clear
cdef class JSValue:
    """A JavaScript value in Python: a handle to what lives in a JavaScript heap, until nothing in Python refers to it.

    Two are equal if they are the same object there. It can be let go of early: `release()`, or `with value: ...`.
    """

    def __init__(self):
        raise TypeError(f"{type(self).__name__} is made by JavaScript only")

    def __dealloc__(self):
        if self.held != NULL and self.environment is not None:
            self.environment.handles -= 1
            environment_release(self.environment, self.held)

    def release(self) -> None:
        """Lets go of the JavaScript value now; any further use raises ReferenceError."""
        cdef napi_value held = self.held
        self.held = NULL
        if held != NULL:
            self.environment.handles -= 1
            environment_release(self.environment, held)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.release()

    def __eq__(self, other):
        cdef c_bool same = False
        cdef Turn turn
        if self is other:
            return True
        if not isinstance(other, JSValue) or (<JSValue>other).environment is not self.environment:
            return NotImplemented
        if self.held == NULL or (<JSValue>other).held == NULL:
            return False
        environment_enter(self.environment, &turn)
        try:
            napi_strict_equals(self.environment.env, self.held, (<JSValue>other).held, &same)
        finally:
            environment_leave(self.environment, &turn)
        return bool(same)

    def __hash__(self):
        cdef Turn turn
        opened(self, &turn)
        try:
            return naja_identity_hash(self.environment.env, self.held)
        finally:
            environment_leave(self.environment, &turn)

    def __bool__(self):
        return True

    def __reduce__(self):
        raise TypeError(f"a {type(self).__name__} lives in a JavaScript heap and cannot be pickled or copied: "
                        "take a copy as Python data with .to_py() first")

    def __copy__(self):
        return self

    def __repr__(self):
        if self.held == NULL or self.environment.env == NULL:
            return f"<{type(self).__name__}: released>"
        try:
            return f"<{type(self).__name__} {inspected(self)}>"
        except RuntimeError:
            return f"<{type(self).__name__} of another thread>"

    def to_py(self, depth=None):
        """A copy as Python data: also of instances of classes (their own enumerable properties), `depth` levels
        deep (None: all of it). What lies deeper, and functions, symbols and promises, stay JavaScript values."""
        cdef Turn turn
        cdef double number = 0
        cdef napi_env env = opened(self, &turn)
        try:
            limit = -1 if depth is None else depth
            if limit == 0:
                return self
            kind = naja_kind_of(env, self.held, &number)
            if kind == KIND_OBJECT or kind == KIND_PROXY:
                kind = KIND_PLAIN if not is_array(env, self.held) else KIND_ARRAY
            if KIND_PLAIN <= kind <= KIND_SET:
                return copy_of(env, self.held, kind, limit, True)
            return to_python(env, self.held) if kind != KIND_ERROR else self
        finally:
            environment_leave(self.environment, &turn)


@cython.no_gc_clear
cdef class JSSymbol(JSValue):
    """A JavaScript symbol; good as a key: `obj[symbol]`."""

    @property
    def description(self):
        """Its description, or None."""
        cdef Turn turn
        cdef napi_value found = NULL
        cdef napi_env env = opened(self, &turn)
        try:
            checked(env, napi_get_named_property(env, self.held, b"description", &found))
            return to_python(env, found)
        finally:
            environment_leave(self.environment, &turn)


cdef napi_env opened(JSValue value, Turn* turn) except NULL:
    """Opens a stay in a value's environment, if it is not released."""
    if value.held == NULL:
        raise ReferenceError(f"this {type(value).__name__} has been released")
    environment_enter(value.environment, turn)
    if value.held == NULL:  # by somebody else's turn
        environment_leave(value.environment, turn)
        raise ReferenceError(f"this {type(value).__name__} has been released")
    return value.environment.env


cdef inline int checked(napi_env env, napi_status status) except -1:
    """Raises what JavaScript has thrown."""
    if status == napi_ok:
        return 0
    return raise_status(env, status)


cdef int raise_status(napi_env env, napi_status status) except -1:
    cdef c_bool pending = False
    napi_is_exception_pending(env, &pending)
    if pending:
        raise pending_error(env)
    raise RuntimeError("JavaScript cannot be run: the runtime is being ended")


cdef inline bint is_array(napi_env env, napi_value value):
    cdef c_bool flag = False
    napi_is_array(env, value, &flag)
    return flag


cdef JSValue js_value(napi_env env, napi_value value, int kind):
    """The handle for an object, a function, a promise or a symbol."""
    cdef JSValue result
    if kind == KIND_FUNCTION:
        return js_function(env, value, None)
    if kind == KIND_PROMISE:
        if not are_coroutines:
            promises_are_coroutines()
        result = JSPromise.__new__(JSPromise)
    elif kind == KIND_SYMBOL:
        result = JSSymbol.__new__(JSSymbol)
    else:
        result = JSObject.__new__(JSObject)
    hold(result, env, value)
    return result


cdef inline void hold(JSValue made, napi_env env, napi_value value):
    cdef Environment environment = environment_of(env)
    made.environment = environment
    made.held = naja_hold(env, value)
    environment.handles += 1
    if environment.handles >= environment.many:
        count_handle(environment)


cdef napi_value js_value_to_js(napi_env env, JSValue value) except NULL:
    """The JavaScript value itself."""
    if value.held == NULL:
        raise ReferenceError(f"this {type(value).__name__} has been released")
    if value.environment.env != env:
        raise ValueError(f"this {type(value).__name__} belongs to another runtime: pass a copy, .to_py()")
    if isinstance(value, JSPromise):
        (<JSPromise>value).seen = True
    return naja_local(env, value.held)  # `value` may be gone before this arrives
