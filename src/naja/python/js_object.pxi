# Objects: attributes and items are properties.

cdef extern from "Python.h":
    PyObject* _PyType_Lookup(object type, object name)
    object PyObject_GenericGetAttr(object value, object name)


@cython.no_gc_clear
cdef class JSObject(JSValue):
    """A JavaScript object in Python. `obj.name` and `obj["name"]` are its property; a method that is called through one
    has the object as `this`. Names of Python's own (to_py, release) are reached as items: `obj["release"]`.

    `in` asks for a property; `len` is its `length`, its `size`, or the number of its own enumerable properties;
    iterating gives what JavaScript's `for of` gives, or, where the object is not iterable, its own enumerable names,
    as for a dict.
    """

    def __getattribute__(self, str name):
        if _PyType_Lookup(type(self), name) != NULL:
            return PyObject_GenericGetAttr(self, name)
        if is_special(name):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        value, found = get_property(self, name)
        if not found:
            value = generator_method(self, name)
            if value is None:
                value = of_default_export(self, name)
            if value is None:
                raise AttributeError(f"the JavaScript object has no property '{name}'", name=name, obj=self)
        return value

    def __setattr__(self, str name, value):
        set_property(self, name, value)

    def __delattr__(self, str name):
        delete_property(self, name)

    def __getitem__(self, key):
        value, found = get_property(self, key)
        if not found:
            raise (IndexError if type(key) is int else KeyError)(key)
        return value

    def __setitem__(self, key, value):
        set_property(self, key, value)

    def __delitem__(self, key):
        delete_property(self, key)

    def __contains__(self, key):
        cdef Turn turn
        cdef c_bool found = False
        cdef napi_env env = opened(self, &turn)
        try:
            checked(env, napi_has_property(env, self.held, key_to_js(env, key), &found))
            return bool(found)
        finally:
            environment_leave(self.environment, &turn)

    def __len__(self):
        cdef Turn turn
        cdef napi_value found = NULL, keys = NULL
        cdef uint32_t count = 0
        cdef double number = -1
        cdef napi_env env = opened(self, &turn)
        try:
            for name in (b"length", b"size"):
                checked(env, napi_get_named_property(env, self.held, name, &found))
                if napi_get_value_double(env, found, &number) == napi_ok and number >= 0:
                    return <Py_ssize_t>number
            checked(env, naja_own_keys(env, self.held, False, &keys, &count))
            return count
        finally:
            environment_leave(self.environment, &turn)

    def __iter__(self):
        cdef Turn turn
        cdef napi_value found = NULL, keys = NULL
        cdef uint32_t count = 0
        cdef napi_env env = opened(self, &turn)
        try:
            checked(env, napi_get_property(env, self.held, naja_known_symbol(env, b"iterator"), &found))
            if is_callable(env, found):
                return iterator_of(self, found)
            checked(env, naja_own_keys(env, self.held, False, &keys, &count))
            return iter(copy_of(env, keys, KIND_ARRAY, 1, False))
        finally:
            environment_leave(self.environment, &turn)

    def __next__(self):
        """For objects that are iterators themselves: generators, say."""
        return (<JSIterator>iterator_over(self)).advance(None, b"next")

    def __aiter__(self):
        return async_iterator_of(self)

    def __dir__(self):
        cdef Turn turn
        cdef napi_value object = NULL, keys = NULL
        cdef uint32_t count = 0
        cdef int level = 0
        cdef napi_env env = opened(self, &turn)
        names = set(dir(type(self)))
        try:
            object = self.held
            while is_object(env, object) and level < 64:
                checked(env, naja_own_keys(env, object, True, &keys, &count))
                found = copy_of(env, keys, KIND_ARRAY, 1, False)
                checked(env, napi_get_prototype(env, object, &object))
                # What Object.prototype has is everybody's.
                if level == 0 or is_object(env, object):
                    names.update(name for name in found if name.isidentifier())
                level += 1
            return sorted(names)
        finally:
            environment_leave(self.environment, &turn)


cdef object generator_method(JSObject self, str name):
    """What Python's generators have and JavaScript's call otherwise; None for all else."""
    if name not in ("send", "close", "asend", "aclose") or "next" not in self or "return" not in self:
        return None
    if has_known_symbol(self, b"asyncIterator"):
        return getattr(async_iterator_of(self), name) if name[0] == "a" else None
    return getattr(iterator_over(self), name) if name[0] != "a" else None


cdef object of_default_export(JSObject self, str name):
    """Of a module: what its default export has under a name, as that of a CommonJS package is the package. Or None."""
    cdef Turn turn
    cdef napi_value tag = NULL
    cdef napi_env env = opened(self, &turn)
    try:
        checked(env, napi_get_property(env, self.held, naja_known_symbol(env, b"toStringTag"), &tag))
        if not is_string(env, tag) or text_of(env, tag) != "Module":
            return None
        exports = get_property(self, "default")[0]
    finally:
        environment_leave(self.environment, &turn)
    if isinstance(exports, dict):  # a plain object, copied
        return exports.get(name)
    return get_property(exports, name)[0] if isinstance(exports, JSObject) else None


cdef bint has_known_symbol(JSObject self, const char* name) except -1:
    cdef Turn turn
    cdef c_bool found = False
    cdef napi_env env = opened(self, &turn)
    try:
        checked(env, napi_has_property(env, self.held, naja_known_symbol(env, name), &found))
        return found
    finally:
        environment_leave(self.environment, &turn)


cdef inline bint is_special(str name):
    """Names that Python looks up by itself; asking JavaScript would only cost."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__") and name != "__proto__"


cdef bint is_object(napi_env env, napi_value value):
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    return kind == napi_object or kind == napi_function


cdef napi_value key_to_js(napi_env env, object key) except NULL:
    cdef napi_value result = NULL
    if isinstance(key, str):
        if PyUnicode_IS_COMPACT_ASCII(key):
            result = naja_property_key(env, <const char*>PyUnicode_DATA(key), PyUnicode_GET_LENGTH(key))
            if result != NULL:
                return result
        return to_javascript(env, key)
    if isinstance(key, (int, JSSymbol)) and not isinstance(key, bool):
        return to_javascript(env, key)
    raise TypeError(f"a JavaScript property is named by a str, an int or a JSSymbol, not {type(key).__name__}")


cdef tuple get_property(JSObject self, object key):
    """(value, whether there is such a property). A function remembers the object as its `this`."""
    cdef Turn turn
    cdef napi_value value = NULL, name
    cdef c_bool found = True
    cdef double number
    cdef int kind
    cdef napi_env env = opened(self, &turn)
    try:
        name = key_to_js(env, key)
        checked(env, napi_get_property(env, self.held, name, &value))
        kind = naja_kind_of(env, value, &number)
        if kind == KIND_FUNCTION:
            known = unwrap_proxy(env, value)
            return (known, True) if known is not None else (js_function(env, value, self), True)
        if kind == KIND_UNDEFINED:
            checked(env, napi_has_property(env, self.held, name, &found))
            return None, bool(found)
        return to_python(env, value), True
    finally:
        environment_leave(self.environment, &turn)


cdef int set_property(JSObject self, object key, object value) except -1:
    cdef Turn turn
    cdef napi_env env = opened(self, &turn)
    try:
        checked(env, napi_set_property(env, self.held, key_to_js(env, key), to_javascript(env, value)))
    finally:
        environment_leave(self.environment, &turn)
    return 0


cdef int delete_property(JSObject self, object key) except -1:
    """As in JavaScript, what is not there can be deleted; what cannot be deleted raises TypeError."""
    cdef Turn turn
    cdef c_bool done = False
    cdef napi_env env = opened(self, &turn)
    try:
        checked(env, napi_delete_property(env, self.held, key_to_js(env, key), &done))
        if not done:
            raise TypeError(f"the JavaScript property {key!r} cannot be deleted")
    finally:
        environment_leave(self.environment, &turn)
    return 0


cdef str inspected(JSValue value):
    """What util.inspect shows of it."""
    cdef Turn turn
    cdef napi_value process = NULL, found = NULL, name = NULL, inspect = NULL, result = NULL, global_object = NULL
    cdef Environment environment = value.environment
    cdef napi_env env = opened(value, &turn)
    try:
        if environment.inspect == NULL:
            napi_get_global(env, &global_object)
            checked(env, napi_get_named_property(env, global_object, b"process", &process))
            checked(env, napi_get_named_property(env, process, b"getBuiltinModule", &found))
            name = naja_string(env, b"util")
            checked(env, napi_call_function(env, process, found, 1, &name, &result))
            checked(env, napi_get_named_property(env, result, b"inspect", &found))
            environment.inspect = naja_hold(env, found)
        checked(env, napi_call_function(env, NULL, environment.inspect, 1, &value.held, &result))
        return text_of(env, result)
    except (JSError, TypeError):
        clear_pending(env)
        return "that cannot be shown"
    finally:
        environment_leave(environment, &turn)
