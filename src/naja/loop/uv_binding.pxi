# binding('uv'): clocks and libuv's error names.

cdef napi_value js_errname(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg, result
    cdef int32_t number = 0
    cdef char[80] text
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_int32(env, arg, &number)
    uv_err_name_r(number, text, sizeof(text))
    napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result)
    return result


cdef napi_value js_strerror(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg, result
    cdef int32_t number = 0
    cdef char[160] text
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    napi_get_value_int32(env, arg, &number)
    uv_strerror_r(number, text, sizeof(text))
    napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result)
    return result


cdef napi_value js_hrtime(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value result
    napi_create_bigint_uint64(env, uv_hrtime(), &result)
    return result


cdef napi_value js_hrtime_into(napi_env env, napi_callback_info info) noexcept nogil:
    """hrtimeInto(Uint32Array(3)): seconds (high, low) and nanoseconds."""
    cdef size_t argc = 1, length = 0
    cdef napi_value arg
    cdef uint8_t* data = NULL
    cdef uint64_t now = uv_hrtime(), seconds = now // 1000000000
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    if naja_get_bytes(env, arg, &data, &length) and length >= 12:
        (<uint32_t*>data)[0] = <uint32_t>(seconds >> 32)
        (<uint32_t*>data)[1] = <uint32_t>seconds
        (<uint32_t*>data)[2] = <uint32_t>(now % 1000000000)
    return NULL


cdef napi_value js_idle_time(napi_env env, napi_callback_info info) noexcept nogil:
    """idleTime(): milliseconds in which this loop waited for events, since it was first asked: to count them costs libuv
    a system call a turn"""
    cdef napi_value result
    uv_loop_configure(&loop_of(env).uv, UV_METRICS_IDLE_TIME)
    napi_create_double(env, <double>uv_metrics_idle_time(&loop_of(env).uv) / 1e6, &result)
    return result


cdef napi_value js_metrics_info(napi_env env, napi_callback_info info) noexcept nogil:
    """metricsInfo(): [turns of the loop, events, events that waited when it looked]"""
    cdef uv_metrics_t metrics
    cdef napi_value result, value
    cdef uint64_t[3] numbers
    cdef uint32_t i
    uv_metrics_info(&loop_of(env).uv, &metrics)
    numbers[0], numbers[1], numbers[2] = metrics.loop_count, metrics.events, metrics.events_waiting
    napi_create_array_with_length(env, 3, &result)
    for i in range(3):
        napi_create_double(env, <double>numbers[i], &value)
        napi_set_element(env, result, i, value)
    return result


cdef napi_value js_milestones(napi_env env, napi_callback_info info) noexcept nogil:
    """milestones(): {loopStart, loopExit} in milliseconds of the monotonic clock; -1: not yet"""
    cdef Loop* loop = loop_of(env)
    cdef napi_value result, value
    napi_create_object(env, &result)
    napi_create_double(env, <double>loop.began / 1e6 if loop.began else -1, &value)
    napi_set_named_property(env, result, b"loopStart", value)
    napi_create_double(env, <double>loop.ended / 1e6 if loop.ended else -1, &value)
    napi_set_named_property(env, result, b"loopExit", value)
    return result


cdef napi_value js_errors(napi_env env, napi_callback_info info) noexcept nogil:
    """Getter of `errors`: [[number, name, message], ...]."""
    cdef napi_value list_, entry, value
    cdef napi_value[3] fields
    cdef int i, n = 0, number
    cdef char[80] name
    cdef char[160] text
    napi_create_array(env, &list_)
    for number in range(-4100, 0):
        if number > -3000 and number < -200:
            continue
        uv_err_name_r(number, name, sizeof(name))
        if memcmp(name, b"Unknown", 7) == 0:
            continue
        uv_strerror_r(number, text, sizeof(text))
        napi_create_int32(env, number, &fields[0])
        napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &fields[1])
        napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &fields[2])
        naja_create_array_from(env, 3, fields, &entry)
        napi_set_element(env, list_, n, entry)
        n += 1
    return list_


cdef void init_uv(napi_env env, napi_value target) noexcept nogil:
    cdef napi_property_descriptor errors
    define(env, target, b"errname", js_errname)
    define(env, target, b"strerror", js_strerror)
    define(env, target, b"hrtime", js_hrtime)
    define(env, target, b"hrtimeInto", js_hrtime_into)
    define(env, target, b"now", js_now)
    define(env, target, b"idleTime", js_idle_time)
    define(env, target, b"metricsInfo", js_metrics_info)
    define(env, target, b"milestones", js_milestones)
    memset(&errors, 0, sizeof(errors))
    errors.utf8name = b"errors"
    errors.getter = js_errors
    errors.attributes = napi_enumerable
    napi_define_properties(env, target, 1, &errors)
    cdef napi_value version
    napi_create_string_utf8(env, uv_version_string(), NAPI_AUTO_LENGTH, &version)
    napi_set_named_property(env, target, b"version", version)
