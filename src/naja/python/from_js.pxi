# JavaScript -> Python, for ops: copies of plain data (values.pxi has the conversion for everybody else).

cdef object from_js(napi_env env, napi_value value, int depth):
    cdef napi_valuetype kind = napi_undefined
    cdef double number
    cdef c_bool flag = False
    cdef uint8_t* data = NULL
    cdef size_t length = 0
    cdef uint32_t count = 0, i
    cdef napi_value item = NULL, keys = NULL, key = NULL
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
    if kind == napi_function or kind == napi_object:
        known = unwrap_proxy(env, value)
        if known is not None:
            return known
    if kind == napi_function:
        return js_function(env, value, None)
    if kind == napi_object:
        if depth > MAX_DEPTH:
            raise JSError("The value is nested too deeply to cross into Python", kind="RangeError")
        if naja_get_bytes(env, value, &data, &length):
            return memory_of(env, value, True)
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
            table[name_of(env, key)] = from_js(env, item, depth + 1)
        return table
    if kind == napi_external:
        return state_of(env, value)
    raise JSError("A symbol cannot cross into Python", kind="TypeError")

