# Deep copies of Python data as plain JavaScript: py.copy(), and what JSON.stringify sees.

cdef struct Copy:
    napi_env env
    Live* live         # NULL: a guarded environment, see guarded_copy
    bint json          # sets as arrays, all keys as text, arrays of numpy as arrays
    PyObject* known    # dict: id of a container that is referred to more than once -> address of its handle

DEF COPIED_AT_ONCE = 16

cdef object plain_of = None  # of naja.python.plain


cdef napi_value live_copy(Live* live, size_t argc, napi_value* argv) noexcept:
    """copy(index, json)"""
    cdef Copy copy
    try:
        self = <object>self_of(live, argv[0])
        known = {}
        copy.env = live.env
        copy.live = live
        copy.json = from_user(live, argv[1])
        copy.known = <PyObject*>known
        return copy_of_object(&copy, self)
    except BaseException as error:
        throw_live(live, error)
        return NULL


cdef napi_value copy_of_object(Copy* copy, object value) except NULL:
    cdef napi_value result = NULL
    if value is None and copy.json:
        napi_get_null(copy.env, &result)
        return result
    result = simple_to_js(copy.env, value)
    if result != NULL:
        return result
    if not (PyList_Check(value) or PyDict_Check(value) or PyTuple_Check(value) or PyAnySet_Check(value)):
        if copy.live == NULL:
            return guarded_leaf(copy, value)
        return live_leaf(copy, value)
    if references_of(<PyObject*>value) > 1:
        address = (<dict>copy.known).get(id(value))
        if address is not None:
            return <napi_value><size_t>address
    if Py_EnterRecursiveCall(" while an object is copied into JavaScript"):
        raise RecursionError
    try:
        if PyDict_Check(value):
            return dict_copy(copy, value)
        if PyAnySet_Check(value):
            return set_copy(copy, value)
        return sequence_copy(copy, value)
    finally:
        Py_LeaveRecursiveCall()


cdef napi_value live_leaf(Copy* copy, object value) except NULL:
    """What is no container of Python's own: data of other kinds as a guarded Runtime gets it; all else stays live."""
    global plain_of
    if naja_is_array(Py_TYPE(value)):
        return array_copy(copy, value)
    if copy.json or isinstance(value, (type, bytes, bytearray, memoryview, JSValue)):
        return to_user(copy.live, value)
    if plain_of is None:
        from naja.python.plain import plain_of as found

        plain_of = found
    plain = plain_of(value)
    if plain is value and hasattr(value, "dtype" if hasattr(value, "tolist") else "columns"):
        if hasattr(value, "tolist"):  # numpy's other arrays, a column of pandas'
            plain = value.tolist()
        elif hasattr(value, "to_dict"):  # a table of pandas'
            plain = value.to_dict("records")
    return to_user(copy.live, value) if plain is value else copy_of_object(copy, kept(copy, plain))


cdef napi_value array_copy(Copy* copy, object value) except NULL:
    """Of numpy: a typed array of its own, or arrays in arrays where it has several dimensions."""
    kind = value.dtype
    if copy.json or value.ndim != 1 or kind.kind not in "iuf" or kind.itemsize > 8:
        return copy_of_object(copy, kept(copy, value.tolist()))
    return memory_to_js(copy.env, memoryview(value.astype(kind.newbyteorder("="))).toreadonly())


cdef object kept(Copy* copy, object made):
    """Something made for the copy lives as long as that: what is known by its address stays what it is."""
    (<dict>copy.known).setdefault(None, []).append(made)
    return made


cdef int remember_copy(Copy* copy, object value, napi_value result) except -1:
    if references_of(<PyObject*>value) > 1:
        (<dict>copy.known)[id(value)] = <size_t>result
    return 0


cdef napi_value sequence_copy(Copy* copy, object value) except NULL:
    """An Array of a list or a tuple, which what is called meanwhile may change."""
    cdef napi_value result = NULL, item = NULL
    cdef uint32_t i = 0
    napi_create_array_with_length(copy.env, len(value), &result)
    remember_copy(copy, value, result)
    for each in value:
        item = copy_of_object(copy, each)
        checked(copy.env, napi_set_element(copy.env, result, i, item))
        i += 1
    return result


cdef napi_value set_copy(Copy* copy, object value) except NULL:
    cdef napi_value result = NULL
    if copy.json:
        return sequence_copy(copy, kept(copy, list(value)))
    result = naja_collection_new(copy.env, False)
    remember_copy(copy, value, result)
    for each in list(value):
        checked(copy.env, naja_collection_add(copy.env, result, copy_of_object(copy, each), NULL))
    return result


cdef enum:
    NOT_TEXT = 1  # some key is no str
    NOT_FLAT = 2  # some value is no primitive


cdef int contents_of(object table):
    cdef Py_ssize_t place = 0
    cdef PyObject* key
    cdef PyObject* value
    cdef int found = 0
    while PyDict_Next(table, &place, &key, &value):
        if not PyUnicode_Check(<object>key):
            found |= NOT_TEXT
        if not (PyLong_CheckExact(<object>value) or PyUnicode_CheckExact(<object>value) or
                PyFloat_CheckExact(<object>value) or value == <PyObject*>None):
            found |= NOT_FLAT
    return found


cdef napi_value dict_copy(Copy* copy, object value) except NULL:
    """An object, or a Map where not all keys are text."""
    cdef napi_env env = copy.env
    cdef napi_value result = NULL, item = NULL
    cdef Py_ssize_t count, i = 0
    cdef napi_value* names
    cdef int contents
    # A subclass may have an order and items of its own.
    items = value if type(value) is dict else kept(copy, dict(value))
    contents = contents_of(items)
    if contents & NOT_TEXT and not copy.json:
        result = naja_collection_new(env, True)
        remember_copy(copy, value, result)
        for key, each in list((<dict>items).items()):
            item = copy_of_object(copy, key)
            checked(env, naja_collection_add(env, result, item, copy_of_object(copy, each)))
        return result
    count = PyDict_Size(items)
    # Made last, an object is made at once, of all there is in it; but what may refer to it must find it.
    if count <= COPIED_AT_ONCE or contents & NOT_FLAT:
        napi_create_object(env, &result)
        remember_copy(copy, value, result)
        # A copy of the items: what is called meanwhile might change the dict.
        for key, each in list((<dict>items).items()):
            item = copy_of_object(copy, each)
            naja_define_value(env, result, copied_key(env, key), item)
        return result
    names = <napi_value*>malloc(count * 2 * sizeof(napi_value))
    if names == NULL:
        raise MemoryError
    try:
        for key, each in (<dict>items).items():
            if i == count:
                break  # str() of a key has changed the dict
            names[i] = copied_key(env, key)
            names[count + i] = simple_to_js(env, each)
            i += 1
        result = naja_object_of(env, i, names, names + count)
        remember_copy(copy, value, result)
        return result
    finally:
        free(names)


cdef inline napi_value copied_key(napi_env env, object key) except NULL:
    cdef napi_value result = NULL
    text = key if PyUnicode_Check(key) else str(key)
    if PyUnicode_KIND(text) != 1:
        return text_to_js(env, text)
    node_api_create_property_key_latin1(env, <const char*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), &result)
    return result


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
    cdef Environment environment
    try:
        name = from_user(live, argv[0])
        text = name.encode("utf-8", "surrogatepass")
        if not naja_may(live.env, NAJA_MAY_PYTHON, text):
            return NULL
        from naja.python.imports import import_module

        from sys import modules

        module = import_module(name)
        if "asyncio" in modules:  # what asks for a running loop finds one, before anything is awaited
            environment = environment_of(live.env)
            if environment.host is None:
                asyncio_of(environment)
        return proxy_of(live, module)
    except BaseException as error:
        throw_live(live, error)
        return NULL
