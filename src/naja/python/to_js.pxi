# Python -> JavaScript.

cdef napi_value to_js(napi_env env, object value, int depth) except? NULL:
    cdef napi_value result = NULL, item = NULL, key = NULL
    cdef Py_ssize_t size = 0
    cdef int overflow = 0
    cdef int64_t number
    cdef uint8_t* data = NULL
    cdef Py_buffer view
    cdef uint32_t i
    if value is None:
        napi_get_undefined(env, &result)
    elif value is True or value is False:
        napi_get_boolean(env, value is True, &result)
    elif isinstance(value, int):
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow == 0 and -9007199254740991 <= number <= 9007199254740991:
            napi_create_double(env, <double>number, &result)
        else:
            return bigint_from(env, value)
    elif isinstance(value, float):
        napi_create_double(env, value, &result)
    elif isinstance(value, str):
        return text_to_js(env, value)
    elif isinstance(value, (bytes, bytearray, memoryview)):
        PyObject_GetBuffer(value, &view, PyBUF_SIMPLE)
        if naja_create_uint8array(env, view.len, &data, &result) == napi_ok and view.len:
            memcpy(data, view.buf, view.len)
        PyBuffer_Release(&view)
        if result == NULL:
            clear_pending(env)
            raise MemoryError(f"JavaScript has no memory for {len(value)} bytes")
    elif isinstance(value, (list, tuple)):
        if depth > MAX_DEPTH:
            raise RecursionError("the value is nested too deeply to cross into JavaScript")
        napi_create_array_with_length(env, len(value), &result)
        for i in range(<uint32_t>len(value)):
            item = to_js(env, value[i], depth + 1)
            napi_set_element(env, result, i, item)
    elif isinstance(value, dict):
        if depth > MAX_DEPTH:
            raise RecursionError("the value is nested too deeply to cross into JavaScript")
        napi_create_object(env, &result)
        for name, each in (<dict>value).items():
            key = to_js(env, str(name), 0)
            item = to_js(env, each, depth + 1)
            napi_set_property(env, result, key, item)
    elif isinstance(value, State):
        return state_to_js(env, value)
    elif isinstance(value, JSValue):
        return js_value_to_js(env, value)
    else:
        raise TypeError(f"a Python {type(value).__name__} cannot cross into JavaScript")
    return result


cdef napi_value bigint_from(napi_env env, object value) except NULL:
    """A BigInt. Raises OverflowError beyond 2^30 bits, which JavaScript does not have."""
    cdef napi_value result = NULL
    magnitude = abs(value)
    bits = magnitude.bit_length()
    words = magnitude.to_bytes((bits + 63) // 64 * 8, "little") if bits <= 1 << 30 else b""
    if words:
        napi_create_bigint_words(env, value < 0, len(words) // 8, <uint64_t*>PyBytes_AS_STRING(words), &result)
    if result == NULL:
        clear_pending(env)
        raise OverflowError(f"JavaScript has no integers of {bits} bits")
    return result
