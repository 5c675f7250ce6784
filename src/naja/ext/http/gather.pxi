# A body of known length that JavaScript wants as one piece: it is put together here, read to the place where it stays
# once the connection reads nothing else, and handed over as a string or as bytes when all of it is there.

cdef enum:
    GATHER_MOST = 8388608      # a longer body comes in pieces: its memory would be there on the client's word alone
    STAYS = 65536              # text of so many bytes is not copied into V8's heap
    READ_SIZE = 262144         # what one read of a connection may bring
    SHORT_TEXT = 4096


cdef void free_text(napi_env env, void* data, void* hint) noexcept nogil:
    free(data)


# A string of UTF-8. With `owned` the bytes are malloc's, and the string's or freed when this returns.
cdef napi_value decode_text(napi_env env, const char* at, size_t length, bint owned) noexcept nogil:
    cdef napi_value text = NULL
    cdef uint16_t[SHORT_TEXT] few
    cdef uint16_t* units = few
    cdef result latin1
    if validate_ascii(at, length):
        if not owned or length < STAYS:
            napi_create_string_latin1(env, at, length, &text)
        elif node_api_create_external_string_latin1(env, <char*>at, length, free_text, NULL, &text, NULL) == napi_ok:
            return text
    else:
        if length > SHORT_TEXT:
            units = <uint16_t*>malloc(length * 2)
        if units != NULL:
            latin1 = convert_utf8_to_latin1_with_errors(at, length, <char*>units)
            if latin1.error == SUCCESS:
                napi_create_string_latin1(env, <const char*>units, latin1.count, &text)
            else:
                napi_create_string_utf16(env, units, utf8_to_utf16(at, length, units), &text)
            if units != few:
                free(units)
    if owned:
        free(<void*>at)
    return text


cdef void drop_body(http_connection* c) noexcept nogil:
    cdef http_body* body = &c.body
    if not c.flags & C_GATHER:
        return
    c.flags &= ~<uint32_t>C_GATHER
    if body.bytes != NULL:
        naja_release(c.shared.env, body.bytes)
    else:
        free(body.data)
    body.data = NULL
    body.bytes = NULL


# Memory for the whole body. False where there is none.
cdef bint make_room(http_connection* c) noexcept nogil:
    cdef http_body* body = &c.body
    cdef napi_env env = c.shared.env
    cdef napi_value bytes
    if body.text:
        body.data = <char*>malloc(body.total)
    elif naja_create_uint8array(env, body.total, <uint8_t**>&body.data, &bytes) == napi_ok:
        body.bytes = naja_hold(env, bytes)
    return body.data != NULL


# The body is complete. False if JavaScript threw.
cdef bint hand_over(http_connection* c, const char* at, bint owned) noexcept nogil:
    cdef napi_env env = c.shared.env
    cdef http_body* body = &c.body
    cdef napi_value[2] argv
    cdef uint8_t* data = NULL
    cdef bint good
    if body.text:
        if owned:
            body.data = NULL
        argv[0] = decode_text(env, at, body.total, owned)
    elif owned:
        argv[0] = body.bytes
    else:
        argv[0] = NULL
        if naja_create_uint8array(env, body.total, &data, &argv[0]) == napi_ok:
            memcpy(data, at, body.total)
    napi_create_double(env, <double>body.total, &argv[1])
    good = argv[0] != NULL and call(c, c.shared.on_body, 2, argv, NULL)
    drop_body(c)
    return good


# Takes the next bytes. False where JavaScript threw, or there is no memory.
cdef bint gather_more(http_connection* c, const char* at, size_t length) noexcept nogil:
    cdef http_body* body = &c.body
    if body.length == 0 and length >= body.total:
        return hand_over(c, at, False)
    if body.data == NULL and not make_room(c):
        return False
    if at != body.data + body.length:
        memcpy(body.data + body.length, at, length)
    body.length += length
    return body.length < body.total or hand_over(c, body.data, True)


# Where the next read goes.
cdef void on_alloc(naja_stream* s, size_t suggested, uv_buf_t* buf) noexcept nogil:
    cdef http_connection* c = <http_connection*>s.consumer
    cdef http_shared* shared = c.shared
    cdef http_body* body = &c.body
    if c.flags & C_GATHER and body.data != NULL:
        buf.base = body.data + body.length
        buf.len = body.total - body.length
        return
    if shared.input == NULL:
        shared.input = <char*>malloc(READ_SIZE)
    buf.base = shared.input
    buf.len = READ_SIZE if shared.input != NULL else 0


# gather(id, text, before, most): the rest of the body under way is given to onBody as one piece, behind the bytes that
# came before (a Uint8Array, or undefined): as a string of its UTF-8, or as a Uint8Array; the second argument of onBody is
# then how many bytes it has. False, and nothing done, where its length is not known, is more than `most`, or it is there.
cdef napi_value js_gather(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef http_shared* shared
    cdef http_connection* c = arguments(env, info, 4, argv, &shared)
    cdef uint8_t* before = NULL
    cdef size_t length = 0
    cdef double most = 0
    cdef http_body* body
    if c == NULL or c.stream == NULL or c.flags & C_GATHER or not c.flags & C_HEADERS_DONE:
        return boolean(env, False)
    if c.parser.upgrade or c.parser.flags & F_TRANSFER_ENCODING or not c.parser.flags & F_CONTENT_LENGTH:
        return boolean(env, False)
    naja_get_bytes(env, argv[2], &before, &length)
    napi_get_value_double(env, argv[3], &most)
    if c.parser.content_length == 0 or c.parser.content_length > GATHER_MOST or (
        <double>(c.parser.content_length + length) > most
    ) or c.parser.content_length + length > GATHER_MOST:
        return boolean(env, False)
    body = &c.body
    body.data = NULL
    body.bytes = NULL
    body.text = truth(env, argv[1])
    body.total = <size_t>c.parser.content_length + length
    body.length = 0
    c.flags |= C_GATHER
    if length > 0:
        if not make_room(c):
            drop_body(c)
            return boolean(env, False)
        memcpy(body.data, before, length)
        body.length = length
    return boolean(env, True)
