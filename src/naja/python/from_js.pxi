# JavaScript -> Python.

cdef object text_of(napi_env env, napi_value value):
    """A str; lone surrogates stay what they are."""
    cdef char[512] small
    cdef size_t length = 0
    cdef uint16_t* wide
    napi_get_value_string_utf16(env, value, NULL, 0, &length)
    if length < 160:
        # Short text is mostly ASCII: UTF-8 is then the same bytes. A replaced surrogate shows as U+FFFD.
        napi_get_value_string_utf8(env, value, small, sizeof(small), &length)
        text = PyUnicode_DecodeUTF8(small, length, NULL)
        if PyUnicode_IS_COMPACT_ASCII(text) or "\ufffd" not in text:
            return text
        napi_get_value_string_utf16(env, value, NULL, 0, &length)
    wide = <uint16_t*>malloc((length + 1) * 2)
    if wide == NULL:
        raise MemoryError
    try:
        napi_get_value_string_utf16(env, value, wide, length + 1, &length)
        return PyUnicode_DecodeUTF16(<char*>wide, length * 2, b"surrogatepass", NULL)
    finally:
        free(wide)


cdef object from_js(napi_env env, napi_value value, int depth):
    cdef napi_valuetype kind = napi_undefined
    cdef double number
    cdef c_bool flag = False
    cdef uint8_t* data = NULL
    cdef size_t length = 0
    cdef uint32_t count = 0, i
    cdef napi_value item = NULL, keys = NULL, key = NULL
    cdef JSFunction function
    if value == NULL:
        return None
    napi_typeof(env, value, &kind)
    if kind == napi_number:
        napi_get_value_double(env, value, &number)
        if number == floor(number) and -SAFE_INTEGER <= number <= SAFE_INTEGER:
            return <int64_t>number
        return number
    if kind == napi_string:
        return text_of(env, value)
    if kind == napi_undefined or kind == napi_null:
        return None
    if kind == napi_boolean:
        napi_get_value_bool(env, value, &flag)
        return bool(flag)
    if kind == napi_bigint:
        return bigint_of(env, value)
    if kind == napi_function:
        function = JSFunction()
        function.environment = environment_of(env)
        function.held = naja_hold(env, value)
        return function
    if kind == napi_object:
        if depth > MAX_DEPTH:
            raise JSError("The value is nested too deeply to cross into Python", kind="RangeError")
        if naja_get_bytes(env, value, &data, &length):
            return buffer_of(env, value, data, length)
        napi_is_array(env, value, &flag)
        if flag:
            napi_get_array_length(env, value, &count)
            result = []
            for i in range(count):
                napi_get_element(env, value, i, &item)
                result.append(from_js(env, item, depth + 1))
            return result
        if napi_get_property_names(env, value, &keys) != napi_ok:
            raise pending_error(env)
        napi_get_array_length(env, keys, &count)
        table = {}
        for i in range(count):
            napi_get_element(env, keys, i, &key)
            if napi_get_property(env, value, key, &item) != napi_ok:
                raise pending_error(env)
            table[text_of(env, key)] = from_js(env, item, depth + 1)
        return table
    raise JSError("A symbol cannot cross into Python", kind="TypeError")


cdef object bigint_of(napi_env env, napi_value value):
    cdef int sign = 0
    cdef size_t count = 0
    cdef uint64_t* words
    napi_get_value_bigint_words(env, value, NULL, &count, NULL)
    words = <uint64_t*>calloc(count + 1, sizeof(uint64_t))
    try:
        napi_get_value_bigint_words(env, value, &sign, &count, words)
        number = int.from_bytes((<char*>words)[:count * 8], "little")
    finally:
        free(words)
    return -number if sign else number
