# Deep copies of Python data as plain JavaScript: py.copy(), and what JSON.stringify sees.

cdef struct Copy:
    Live* live
    bint json          # sets as arrays, all keys as text, arrays of numpy as arrays
    PyObject* known    # dict: id of a container that is referred to more than once -> address of its handle

DEF COPIED_AT_ONCE = 16


cdef napi_value live_copy(Live* live, size_t argc, napi_value* argv) noexcept:
    """copy(index, json)"""
    cdef Copy copy
    try:
        self = <object>self_of(live, argv[0])
        known = {}
        copy.live = live
        copy.json = from_user(live, argv[1])
        copy.known = <PyObject*>known
        return copy_of_object(&copy, self)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value copy_of_object(Copy* copy, object value) except NULL:
    cdef PyTypeObject* kind = Py_TYPE(value)
    cdef napi_value result = NULL
    if value is None and copy.json:
        napi_get_null(copy.live.env, &result)
        return result
    if kind == <PyTypeObject*>int or kind == <PyTypeObject*>str or kind == <PyTypeObject*>float or value is None:
        return to_user(copy.live, value)
    if not (PyList_Check(value) or PyDict_Check(value) or PyTuple_Check(value) or PyAnySet_Check(value)):
        if naja_is_array(kind):
            return array_copy(copy, value)
        return to_user(copy.live, value)
    if references_of(<PyObject*>value) > 1:
        address = (<dict>copy.known).get(id(value))
        if address is not None:
            return <napi_value><size_t>address
    if Py_EnterRecursiveCall(" while an object is copied into JavaScript"):
        raise RecursionError
    try:
        if PyDict_Check(value):
            return dict_copy(copy, value)
        return sequence_copy(copy, value)
    finally:
        Py_LeaveRecursiveCall()


cdef napi_value array_copy(Copy* copy, object value) except NULL:
    """Of numpy: a typed array of its own, or arrays in arrays where it has several dimensions."""
    cdef napi_value result = NULL, buffer = NULL
    if copy.json or value.ndim != 1 or value.dtype.kind not in "iuf":
        plain = value.tolist()
        return copy_of_object(copy, plain)
    return memory_to_js(copy.live.env, memoryview(value.copy()).toreadonly())


cdef int remember_copy(Copy* copy, object value, napi_value result) except -1:
    if references_of(<PyObject*>value) > 1:
        (<dict>copy.known)[id(value)] = <size_t>result
    return 0


cdef napi_value sequence_copy(Copy* copy, object value) except NULL:
    cdef napi_env env = copy.live.env
    cdef napi_value result = NULL, item = NULL
    cdef uint32_t i = 0
    napi_create_array_with_length(env, len(value), &result)
    if copy.json or not PyAnySet_Check(value):
        remember_copy(copy, value, result)
    for each in list(value) if PyAnySet_Check(value) else value:
        item = copy_of_object(copy, each)
        napi_set_element(env, result, i, item)
        i += 1
    if PyAnySet_Check(value) and not copy.json:
        return collection(env, b"Set", result)
    return result


cdef napi_value collection(napi_env env, const char* name, napi_value entries) except NULL:
    """A Map or a Set."""
    cdef napi_value world = NULL, constructor = NULL, result = NULL
    napi_get_global(env, &world)
    napi_get_named_property(env, world, name, &constructor)
    checked(env, napi_new_instance(env, constructor, 1, &entries, &result))
    return result


cdef bint all_text(dict table):
    cdef Py_ssize_t place = 0
    cdef PyObject* key
    while PyDict_Next(table, &place, &key, NULL):
        if not PyUnicode_Check(<object>key):
            return False
    return True


cdef napi_value dict_copy(Copy* copy, object value) except NULL:
    """An object, or a Map where not all keys are text."""
    cdef napi_env env = copy.live.env
    cdef napi_value result = NULL, item = NULL, pair = NULL
    cdef Py_ssize_t count
    cdef napi_value* names
    cdef uint32_t i = 0
    if not all_text(value) and not copy.json:
        napi_create_array_with_length(env, len(value), &result)
        for key, each in list((<dict>value).items()):
            napi_create_array_with_length(env, 2, &pair)
            item = copy_of_object(copy, key)
            napi_set_element(env, pair, 0, item)
            item = copy_of_object(copy, each)
            napi_set_element(env, pair, 1, item)
            napi_set_element(env, result, i, pair)
            i += 1
        return collection(env, b"Map", result)
    count = PyDict_Size(value)
    if count <= COPIED_AT_ONCE or references_of(<PyObject*>value) > 2:
        napi_create_object(env, &result)
        remember_copy(copy, value, result)
        if count <= COPIED_AT_ONCE:
            for key, each in list((<dict>value).items()):
                item = copy_of_object(copy, each)
                naja_define_value(env, result, copied_key(env, key), item)
            return result
    names = <napi_value*>malloc(count * 2 * sizeof(napi_value))
    if names == NULL:
        raise MemoryError
    try:
        # A copy of the items: what to_user runs might change the dict.
        for key, each in list((<dict>value).items()):
            if i == count:
                break
            names[i] = copied_key(env, key)
            names[count + i] = copy_of_object(copy, each)
            i += 1
        if result != NULL:
            naja_define_values(env, result, i, names, names + count)
            return result
        return naja_object_of(env, i, names, names + count)
    finally:
        free(names)


cdef inline napi_value copied_key(napi_env env, object key) except NULL:
    cdef napi_value result = NULL
    text = key if PyUnicode_Check(key) else str(key)
    if PyUnicode_KIND(text) == 1:
        node_api_create_property_key_latin1(env, <const char*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), &result)
        return result
    return to_js(env, text, 0)


cdef napi_value live_view(Live* live, size_t argc, napi_value* argv) noexcept:
    """view(index): a TypedArray over the memory of a Python object"""
    try:
        self = <object>self_of(live, argv[0])
        if not has_memory(self):
            raise TypeError(f"a {type(self).__name__} has no memory to show: neither the buffer protocol nor __dlpack__")
        return memory_to_js(live.env, self)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value live_import(Live* live, size_t argc, napi_value* argv) noexcept:
    """importModule(name): the door through which programs get Python's modules"""
    cdef bytes text
    try:
        name = from_user(live, argv[0])
        text = name.encode("utf-8", "surrogatepass")
        if not naja_may(live.env, NAJA_MAY_PYTHON, text):
            return NULL
        from naja.python.imports import import_module

        return proxy_of(live, import_module(name))
    except BaseException as error:
        throw_live(live, error)
        return NULL
