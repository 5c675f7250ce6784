# Attributes, items and iteration of Python objects, for JavaScript.

cdef napi_value live_get(Live* live, size_t argc, napi_value* argv) noexcept:
    """get(index, name): the attribute; `missing` if there is none; `method` if it is a method of the object"""
    cdef PyObject* found = NULL
    try:
        self = <object>self_of(live, argv[0])
        if naja_lookup_attr(self, name_of(live.env, argv[1]), &found) == 0:
            return live.missing
        value = <object>found
        Py_DECREF(value)
        if naja_is_own_method(self, value):
            return live.method
        return to_user(live, value)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_get_value(Live* live, size_t argc, napi_value* argv) noexcept:
    """getValue(index, name): the same, a method being an object of its own"""
    cdef PyObject* found = NULL
    try:
        self = <object>self_of(live, argv[0])
        if naja_lookup_attr(self, name_of(live.env, argv[1]), &found) == 0:
            return live.missing
        value = <object>found
        Py_DECREF(value)
        return to_user(live, value)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_set(Live* live, size_t argc, napi_value* argv) noexcept:
    """set(index, name, value)"""
    try:
        setattr(<object>self_of(live, argv[0]), name_of(live.env, argv[1]), from_user(live, argv[2]))
    except BaseException as error:
        throw_live(live, error)
    return NULL


cdef napi_value live_has(Live* live, size_t argc, napi_value* argv) noexcept:
    """has(index, name)"""
    cdef PyObject* found = NULL
    try:
        self = <object>self_of(live, argv[0])
        if naja_lookup_attr(self, name_of(live.env, argv[1]), &found) == 0:
            return boolean_of(live, False)
        Py_DECREF(<object>found)
        return boolean_of(live, True)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_remove(Live* live, size_t argc, napi_value* argv) noexcept:
    """remove(index, name)"""
    try:
        delattr(<object>self_of(live, argv[0]), name_of(live.env, argv[1]))
    except BaseException as error:
        throw_live(live, error)
    return NULL


cdef napi_value boolean_of(Live* live, bint value):
    cdef napi_value result = NULL
    napi_get_boolean(live.env, value, &result)
    return result


cdef napi_value live_keys(Live* live, size_t argc, napi_value* argv) noexcept:
    """keys(index): the names of the attributes that the object itself has, public or not"""
    try:
        return to_js(live.env, own_names(<object>self_of(live, argv[0])), 0)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_own(Live* live, size_t argc, napi_value* argv) noexcept:
    """own(index, name): whether keys() has the name"""
    try:
        self = <object>self_of(live, argv[0])
        name = name_of(live.env, argv[1])
        table = getattr(self, "__dict__", None)
        return boolean_of(live, table is not None and name in table or
                          name in own_names(self, False))
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef list own_names(object self, bint whole=True):
    """What the object itself has: in slots, in its __dict__ (only if `whole`), as a named tuple."""
    names = {}
    for kind in reversed(type(self).__mro__):
        slots = kind.__dict__.get("__slots__")
        if slots is not None:
            for name in (slots,) if isinstance(slots, str) else slots:
                if not name.startswith("__") and hasattr(self, name):
                    names[name] = None
    table = getattr(self, "__dict__", None) if whole else None
    if table is not None:
        for name in list(table):
            if isinstance(name, str):
                names[name] = None
    fields = getattr(type(self), "_fields", None)
    if isinstance(self, tuple) and isinstance(fields, tuple):
        for name in fields:
            names[name] = None
    return list(names)


# --- items

cdef inline object key_from_user(Live* live, object self, napi_value value):
    """A key. In what finds its keys by their hash, an array can only mean a tuple, and a Uint8Array bytes."""
    key = from_user(live, value)
    if (type(key) is list or PyMemoryView_Check(key)) and (PyDict_Check(self) or PyAnySet_Check(self)):
        return hashable(key)
    return key


cdef object hashable(object value):
    if PyMemoryView_Check(value):
        return bytes(value)
    if type(value) is not list:
        return value
    if Py_EnterRecursiveCall(" while an array becomes a tuple"):
        raise RecursionError
    try:
        return tuple([hashable(each) for each in <list>value])
    finally:
        Py_LeaveRecursiveCall()


cdef napi_value live_item(Live* live, size_t argc, napi_value* argv) noexcept:
    """item(index, key, quiet): self[key]; with `quiet`, `missing` where there is no such item"""
    cdef PyObject* found
    cdef Py_ssize_t place
    try:
        self = <object>self_of(live, argv[0])
        key = key_from_user(live, self, argv[1])
        if PyList_Check(self) and type(key) is int and argc > 2:
            place = key
            if place < 0:
                place += PyList_GET_SIZE(self)
            if not 0 <= place < PyList_GET_SIZE(self):
                return live.missing
            return to_user(live, <object>PyList_GET_ITEM(self, place))
        if argc < 3:
            return to_user(live, self[key])
        if PyDict_Check(self):  # never __missing__, which may add what is asked for
            found = PyDict_GetItemWithError(self, key)
            return live.missing if found == NULL else to_user(live, <object>found)
        try:
            value = self[key]
        except (LookupError, TypeError, ValueError):
            return live.missing
        return to_user(live, value)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_set_item(Live* live, size_t argc, napi_value* argv) noexcept:
    """setItem(index, key, value)"""
    try:
        self = <object>self_of(live, argv[0])
        self[key_from_user(live, self, argv[1])] = from_user(live, argv[2])
    except BaseException as error:
        throw_live(live, error)
    return NULL


cdef napi_value live_remove_item(Live* live, size_t argc, napi_value* argv) noexcept:
    """removeItem(index, key): whether there was one"""
    try:
        self = <object>self_of(live, argv[0])
        try:
            del self[key_from_user(live, self, argv[1])]
        except LookupError:
            return boolean_of(live, False)
        return boolean_of(live, True)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_contains(Live* live, size_t argc, napi_value* argv) noexcept:
    """contains(index, value)"""
    try:
        self = <object>self_of(live, argv[0])
        return boolean_of(live, key_from_user(live, self, argv[1]) in self)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_length(Live* live, size_t argc, napi_value* argv) noexcept:
    """length(index, quiet): len(self); with `quiet`, undefined where it has none, as an array without dimensions"""
    cdef napi_value result = NULL
    try:
        self = <object>self_of(live, argv[0])
        try:
            napi_create_double(live.env, <double>len(self), &result)
        except TypeError:
            if argc < 2:
                raise
        return result
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_elements(Live* live, size_t argc, napi_value* argv) noexcept:
    """elements(index, from, count): an Array of that many elements of a list, fewer where it ends"""
    cdef Py_ssize_t start, end
    try:
        self = <object>self_of(live, argv[0])
        start = from_user(live, argv[1])
        end = PyList_GET_SIZE(self)
        if argc > 2:
            end = min(end, start + <Py_ssize_t>from_user(live, argv[2]))
        if end < start:
            end = start
        return array_to_user(live, PyList_AsTuple(PyList_GetSlice(self, start, end)))
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_entries(Live* live, size_t argc, napi_value* argv) noexcept:
    """entries(index, what): of a dict: 0 keys, 1 values, 2 [key, value]..."""
    try:
        self = <object>self_of(live, argv[0])
        what = from_user(live, argv[1])
        if what == 2:
            return array_to_user(live, tuple(self.items()))
        return array_to_user(live, tuple(self.values() if what == 1 else self.keys()))
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_properties(Live* live, size_t argc, napi_value* argv) noexcept:
    """properties(index): of a mapping [names, values]: the items that are properties of its proxy, those with text or
    an integer as key. In the place of a value that would need a proxy of its own there is `missing`."""
    cdef napi_env env = live.env
    cdef napi_value names = NULL, values = NULL, result = NULL, item = NULL
    cdef uint32_t i = 0
    try:
        self = <object>self_of(live, argv[0])
        if PyDict_Check(self):
            found = self if type(self) is dict else dict(self)  # a subclass may have an order of its own
            items = {key if isinstance(key, str) else str(key): value
                     for key, value in dict.items(found) if isinstance(key, str) or type(key) is int}
        else:
            items = dict.fromkeys([key if isinstance(key, str) else str(key)
                                   for key in self.keys() if isinstance(key, str) or type(key) is int])
        napi_create_array_with_length(env, len(items), &names)
        napi_create_array_with_length(env, len(items), &values)
        for key, value in (<dict>items).items():
            napi_set_element(env, names, i, copied_key(env, key))
            item = simple_to_js(env, value) if PyDict_Check(self) else NULL
            napi_set_element(env, values, i, live.missing if item == NULL else item)
            i += 1
        napi_create_array_with_length(env, 2, &result)
        napi_set_element(env, result, 0, names)
        napi_set_element(env, result, 1, values)
        return result
    except BaseException as error:
        throw_live(live, error)
        return NULL


# --- iteration

cdef napi_value live_iterate(Live* live, size_t argc, napi_value* argv) noexcept:
    """iterate(index): the proxy of iter(self)"""
    try:
        return proxy_of(live, iter(<object>self_of(live, argv[0])))
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_next(Live* live, size_t argc, napi_value* argv) noexcept:
    """next(index): what the iterator gives next; `done` at the end, and what a generator returned is `ended` then"""
    cdef PyObject* found = NULL
    cdef bint goes_on
    try:
        self = <object>self_of(live, argv[0])
        if not naja_is_iterator(self):
            raise TypeError(f"'{type(self).__name__}' object is not an iterator")
        goes_on = PyIter_Send(<PyObject*>self, None, &found)
        value = <object>found
        Py_DECREF(value)
        if goes_on:
            return to_user(live, value)
        if value is not None:
            napi_set_named_property(live.env, live.exports, b"ended", to_user(live, value))
        return live.done
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_promise(Live* live, size_t argc, napi_value* argv) noexcept:
    """promise(index): the Promise of an awaitable"""
    try:
        return promise_of(live.env, <object>self_of(live, argv[0]), True)
    except BaseException as error:
        throw_live(live, error)
        return NULL


# --- what an object is as text

cdef napi_value live_text(Live* live, size_t argc, napi_value* argv) noexcept:
    """text(index, repr): str(self), or repr(self)"""
    try:
        self = <object>self_of(live, argv[0])
        return to_js(live.env, repr(self) if argc > 1 else str(self), 0)
    except BaseException as error:
        throw_live(live, error)
        return NULL


# --- the binding

cdef napi_value live_index(napi_env env, napi_callback_info info) noexcept nogil:
    """index(value): the number of the object that a proxy stands for, -1 for anything else; without Python"""
    cdef size_t argc = 1
    cdef napi_value arg, result = NULL
    cdef Live* live = <Live*>naja_foreign_owner(env)
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_create_int32(env, -1 if live == NULL else naja_foreign_index(live.table, arg), &result)
    return result


cdef napi_value live_setup(Live* live, size_t argc, napi_value* argv) noexcept:
    """setup(wrap, makeType, makeError, missing, method, done, keywords, exceptionKey, boundKey)"""
    live.wrap = naja_hold(live.env, argv[0])
    live.make_type = naja_hold(live.env, argv[1])
    live.make_error = naja_hold(live.env, argv[2])
    live.missing = naja_hold(live.env, argv[3])
    live.method = naja_hold(live.env, argv[4])
    live.done = naja_hold(live.env, argv[5])
    live.keywords = naja_hold(live.env, argv[6])
    live.values_key = naja_string(live.env, b"values")
    live.exception_key = naja_hold(live.env, argv[7])
    live.bound_key = naja_hold(live.env, argv[8])
    return NULL


cdef napi_value live_helpers(Live* live, size_t argc, napi_value* argv) noexcept:
    """helpers(): the module naja.python.live, whose functions need not be fast"""
    try:
        from naja.python import live as helpers

        return proxy_of(live, helpers)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_stale(Live* live, size_t argc, napi_value* argv) noexcept:
    """count(): how many proxies live, for tests"""
    cdef napi_value result = NULL
    napi_create_double(live.env, <double>naja_foreign_count(live.table), &result)
    return result


cdef napi_value open_live(napi_env env, napi_value exports) noexcept:
    cdef Live* live
    cdef napi_value epoch = NULL
    cdef uint8_t* data = NULL
    try:
        if not naja_may_some(env, NAJA_MAY_PYTHON):
            return NULL
        if is_guarded(env):
            raise PermissionError("Python is not for this program: its Runtime was made without permissions='all'")
        live = <Live*>calloc(1, sizeof(Live))
        live.exports = naja_hold(env, exports)
        live.env = env
        live.table = naja_foreign_new(env, collected, live)
        types = {}
        Py_INCREF(types)
        live.types = <PyObject*>types
        live.wake = <uv_async_t*>calloc(1, sizeof(uv_async_t))
        uv_async_init(naja_env_loop(env), live.wake, woken_to_drop)
        live.wake.data = live
        uv_unref(<uv_handle_t*>live.wake)
        naja_create_uint8array(env, 128, &data, &epoch)  # more than V8 would keep within the object
        live.epoch = <uint32_t*>data
        naja_hold(env, epoch)
        napi_set_named_property(env, exports, b"epoch", epoch)
        lives.add(<size_t>live)
        environment_of(env).live = live
        naja_at_close(env, live_ends, live)
        naja_at_delete(env, free, live)
        if (<Loop*>naja_env_loop(env).data).is_process:
            import atexit

            atexit.register(drop_at_exit)
        define(env, exports, b"index", live_index)
        publish(live, exports, b"setup", <void*>live_setup)
        publish(live, exports, b"helpers", <void*>live_helpers)
        publish(live, exports, b"count", <void*>live_stale)
        publish(live, exports, b"call", <void*>live_call)
        publish(live, exports, b"construct", <void*>live_construct)
        publish(live, exports, b"keep", <void*>live_keep)
        publish(live, exports, b"method", <void*>live_method)
        publish(live, exports, b"get", <void*>live_get)
        publish(live, exports, b"getValue", <void*>live_get_value)
        publish(live, exports, b"set", <void*>live_set)
        publish(live, exports, b"has", <void*>live_has)
        publish(live, exports, b"remove", <void*>live_remove)
        publish(live, exports, b"keys", <void*>live_keys)
        publish(live, exports, b"own", <void*>live_own)
        publish(live, exports, b"properties", <void*>live_properties)
        publish(live, exports, b"item", <void*>live_item)
        publish(live, exports, b"setItem", <void*>live_set_item)
        publish(live, exports, b"removeItem", <void*>live_remove_item)
        publish(live, exports, b"contains", <void*>live_contains)
        publish(live, exports, b"length", <void*>live_length)
        publish(live, exports, b"elements", <void*>live_elements)
        publish(live, exports, b"entries", <void*>live_entries)
        publish(live, exports, b"iterate", <void*>live_iterate)
        publish(live, exports, b"next", <void*>live_next)
        publish(live, exports, b"promise", <void*>live_promise)
        publish(live, exports, b"copy", <void*>live_copy)
        publish(live, exports, b"view", <void*>live_view)
        publish(live, exports, b"importModule", <void*>live_import)
        publish(live, exports, b"text", <void*>live_text)
    except BaseException as error:
        throw_error(env, error)
        return NULL
    return exports


cdef napi_value init_live(napi_env env, napi_value exports) noexcept nogil:
    cdef int entered = python_enter()
    exports = (<open_fn><void*>open_live)(env, exports)
    python_leave(entered)
    return exports


ctypedef napi_value (*open_fn)(napi_env env, napi_value exports) noexcept nogil

__naja_init__ = PyCapsule_New(<void*>init_live, NULL, NULL)
