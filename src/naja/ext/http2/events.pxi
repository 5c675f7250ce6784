# What JavaScript is told. Each call runs the nextTick queue and microtasks where it is the outermost; it may close the
# session, which then stays until `leave`, and any stream.

cdef enum:
    E_ERROR = 0                # nghttp2's number, custom
    E_SETTINGS = 1
    E_SETTINGS_ACK = 2
    E_PING = 3                 # bytes
    E_PING_ACK = 4             # bytes
    E_GOAWAY = 5               # code, last stream, bytes
    E_ALTSVC = 6               # stream, origin, value
    E_ORIGIN = 7               # origins
    E_SEND = 8                 # bytes for a socket that is JavaScript's
    E_NOT_SENT = 10            # stream, code << 8 | type
    E_INVALID_FRAMES = 11
    E_DRAINED = 12
    E_FINISHED = 13

cdef enum:
    # kinds of headers
    CAT_REQUEST = 0
    CAT_RESPONSE = 1
    CAT_PUSH_RESPONSE = 2
    CAT_HEADERS = 3


cdef inline void call(h2_session* s, naja_context_frame* frame, napi_value fn, size_t argc,
                      napi_value* argv) noexcept nogil:
    if not s.flags & H_CLOSED:
        naja_make_callback(s.shared.env, frame if frame != NULL else s.frame, s.object, fn, argc, argv)


cdef napi_value bytes_value(napi_env env, const void* data, size_t length) noexcept nogil:
    cdef uint8_t* at = NULL
    cdef napi_value result = NULL
    if naja_create_uint8array(env, length, &at, &result) != napi_ok:
        return undefined(env)
    if length > 0:
        memcpy(at, data, length)
    return result


cdef napi_value text_value(napi_env env, const void* data, size_t length) noexcept nogil:
    cdef napi_value result = NULL
    napi_create_string_latin1(env, <const char*>data, length, &result)
    return result


cdef void event(h2_session* s, int what, double a, double b, const void* data, size_t length) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_handle_scope scope
    cdef napi_value[4] argv
    napi_open_handle_scope(env, &scope)
    argv[0] = number(env, what)
    argv[1] = real(env, a)
    argv[2] = real(env, b)
    argv[3] = bytes_value(env, data, length) if data != NULL else undefined(env)
    call(s, NULL, s.shared.on_event, 4, argv)
    napi_close_handle_scope(env, scope)


# Bytes of a body, and whether they are its last.
cdef void tell_data(h2_session* s, h2_stream* stream, const uint8_t* data, size_t length, bint last) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_handle_scope scope
    cdef napi_value[3] argv
    if stream.flags & (ST_FORGOTTEN | ST_CLOSED):
        return
    napi_open_handle_scope(env, &scope)
    napi_create_uint32(env, stream.id, &argv[0])
    argv[1] = bytes_value(env, data, length) if length > 0 else undefined(env)
    argv[2] = boolean(env, last)
    call(s, stream.frame, s.shared.on_data, 3, argv)
    napi_close_handle_scope(env, scope)


cdef void tell_stream(h2_session* s, napi_value fn, uint32_t id, uint32_t code) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_handle_scope scope
    cdef napi_value[3] argv
    cdef h2_stream* stream = stream_of(s, id)
    napi_open_handle_scope(env, &scope)
    napi_create_uint32(env, id, &argv[0])
    napi_create_uint32(env, code, &argv[1])
    argv[2] = boolean(env, stream != NULL and stream.flags & ST_BY_PEER != 0)
    call(s, stream.frame if stream != NULL else NULL, fn, 3, argv)
    napi_close_handle_scope(env, scope)


# Tells JavaScript of the streams that are closed, and forgets them.
cdef void tell_closed(h2_session* s) noexcept nogil:
    cdef h2_ids list = s.closing
    cdef h2_stream* stream
    cdef size_t i
    if list.count == 0:
        return
    memset(&s.closing, 0, sizeof(h2_ids))
    for i in range(list.count):
        stream = stream_of(s, list.ids[i])
        if stream == NULL:
            continue
        if not stream.flags & ST_FORGOTTEN:
            stream.flags |= ST_TOLD
            tell_stream(s, s.shared.on_close, stream.id, stream.code)
            stream = stream_of(s, list.ids[i])
        if stream != NULL:
            free_stream(s, stream)
    free(list.ids)


# ---- strings of header fields ----

cdef napi_value static_text(h2_shared* shared, napi_value* texts, int index, const char* data, size_t length) noexcept nogil:
    cdef napi_value text
    if texts[index] == NULL:
        if node_api_create_property_key_latin1(shared.env, data, length, &text) != napi_ok:
            return NULL
        texts[index] = naja_hold(shared.env, text)
    return texts[index]


cdef napi_value name_value(h2_session* s, h2_field* f, int token) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_value text = NULL
    if token > 0:
        return static_text(s.shared, s.shared.names, token, f.name.data, f.name.length)
    if f.entry != NULL and f.entry.name != NULL:
        return naja_local(env, f.entry.name)
    node_api_create_property_key_latin1(env, f.name.data, f.name.length, &text)
    if f.entry != NULL and text != NULL:
        f.entry.name = naja_hold(env, text)
    return text


cdef napi_value value_value(h2_session* s, h2_field* f) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_value text = NULL
    if f.static_index > 0:
        return static_text(s.shared, s.shared.values, f.static_index, f.value.data, f.value.length)
    if f.entry != NULL and f.entry.value != NULL:
        return naja_local(env, f.entry.value)
    napi_create_string_latin1(env, f.value.data, f.value.length, &text)
    if f.entry != NULL and text != NULL:
        f.entry.value = naja_hold(env, text)
    return text
