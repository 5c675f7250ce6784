# Frames that go out.


# Writes the head of a frame so that it ends before `end`; gives its length. A client's mask is its last four bytes.
cdef int put_head(ws_connection* c, uint8_t* end, int first, size_t length) noexcept nogil:
    cdef bint masks = c != NULL and not c.flags & W_SERVER
    cdef int size = 2 + (4 if masks else 0)
    cdef uint8_t* at
    cdef int i
    if length > 65535:
        size += 8
    elif length > 125:
        size += 2
    at = end - size
    at[0] = <uint8_t>first
    at[1] = 128 if masks else 0
    if length > 65535:
        at[1] |= 127
        for i in range(8):
            at[2 + i] = <uint8_t>((<uint64_t>length >> (56 - 8 * i)) & 255)
    elif length > 125:
        at[1] |= 126
        at[2] = <uint8_t>(length >> 8)
        at[3] = <uint8_t>(length & 255)
    else:
        at[1] |= <uint8_t>length
    if masks:
        take_random(c.shared, end - 4)
    return size


cdef void take_random(ws_shared* shared, uint8_t* mask) noexcept nogil:
    if shared.random_left < 4:
        if getrandom(shared.random, 256, 0) != 256:
            memset(shared.random, 0x5A, 256)
        shared.random_left = 256
    shared.random_left -= 4
    memcpy(mask, &shared.random[shared.random_left], 4)


cdef void written(naja_write* w, int status) noexcept nogil:
    # Only what could not be written at once comes here: the connection may be gone, so it is looked up by its number.
    cdef ws_shared* shared
    cdef ws_connection* c
    cdef naja_stream* s = w.stream
    if s.on_read != on_read or s.consumer == NULL:
        return
    c = <ws_connection*>s.consumer
    shared = c.shared
    if c.flags & W_HELD and status == 0 and stream_write_queue_size(s) < MOST_WAITING // 2:
        c.flags &= ~<uint32_t>W_HELD
        stream_read_start(s)
    if status == 0 and stream_write_queue_size(s) == 0:
        naja_make_callback(shared.env, c.frame, c.object, shared.on_drain, 0, NULL)


# Puts bytes out: into the cork, or to the stream. 0, or a libuv error.
cdef int put(ws_connection* c, uv_buf_t* bufs, unsigned int count) noexcept nogil:
    cdef ws_shared* shared = c.shared
    cdef size_t length = 0
    cdef unsigned int i
    cdef int result
    for i in range(count):
        length += bufs[i].len
    if c.flags & W_CORKED and length <= COPY_PAYLOAD:
        if shared.cork == NULL:
            shared.cork = <char*>malloc(CORK_SIZE)
        if shared.corked != c and shared.corked != NULL:
            flush(shared.corked)
        if shared.cork_length + length > CORK_SIZE:
            flush(c)
        if shared.cork != NULL:
            shared.corked = c
            for i in range(count):
                memcpy(shared.cork + shared.cork_length, bufs[i].base, bufs[i].len)
                shared.cork_length += bufs[i].len
            return 0
    flush(c)
    result = stream_write_copy(c.stream, bufs, count, written, NULL)
    return result if result < 0 else 0


# Sends what waits in the cork.
cdef void flush(ws_connection* c) noexcept nogil:
    cdef ws_shared* shared = c.shared
    cdef uv_buf_t buf
    if shared.corked != c or c == NULL:
        return
    shared.corked = NULL
    buf.base = shared.cork
    buf.len = shared.cork_length
    shared.cork_length = 0
    if not c.stream.flags & STREAM_CLOSING:
        stream_write_copy(c.stream, &buf, 1, written, NULL)


# Sends a payload that has HEAD_ROOM bytes before it, which this writes to; a client's is masked where it lies.
cdef int send_in_place(ws_connection* c, char* payload, size_t length, int first) noexcept nogil:
    cdef uv_buf_t buf
    cdef int size = put_head(c, <uint8_t*>payload, first, length)
    if not c.flags & W_SERVER:
        unmask(<uint8_t*>payload, <uint8_t*>payload, length, <uint8_t*>payload - 4, 0)
    buf.base = payload - size
    buf.len = length + <size_t>size
    return put(c, &buf, 1)


cdef int send_bytes(ws_connection* c, const char* data, size_t length, int opcode, bint compress) noexcept nogil:
    cdef uint8_t[HEAD_ROOM] head
    cdef char[HEAD_ROOM + 1024] small
    cdef uv_buf_t[2] bufs
    cdef char* copy
    cdef size_t out_length = 0
    cdef int result
    cdef int size
    if compress and c.flags & W_DEFLATE:
        copy = deflate_message(c, data, length, &out_length)
        if copy == NULL:
            return -1
        result = send_in_place(c, copy + HEAD_ROOM, out_length, opcode | 0xC0)
        free(copy)
        return result
    if length <= 1024:
        memcpy(small + HEAD_ROOM, data, length)
        return send_in_place(c, small + HEAD_ROOM, length, opcode | 0x80)
    if not c.flags & W_SERVER:
        copy = <char*>malloc(HEAD_ROOM + length)
        if copy == NULL:
            return -1
        memcpy(copy + HEAD_ROOM, data, length)
        result = send_in_place(c, copy + HEAD_ROOM, length, opcode | 0x80)
        free(copy)
        return result
    size = put_head(c, head + HEAD_ROOM, opcode | 0x80, length)
    bufs[0].base = <char*>head + HEAD_ROOM - size
    bufs[0].len = <size_t>size
    bufs[1].base = <char*>data
    bufs[1].len = length
    return put(c, bufs, 2)


# The UTF-8 bytes of a string, HEAD_ROOM bytes before them: in `small`, which has `room` bytes, or in memory that *owned
# is then set to.
cdef char* text_bytes(napi_env env, napi_value value, char* small, size_t room, size_t* length, char** owned) noexcept nogil:
    cdef naja_text text
    cdef char* out = small
    cdef size_t size
    owned[0] = NULL
    if not naja_text_open(env, value, &text):
        return NULL
    if text.one_byte and validate_ascii(<const char*>text.data, text.length):
        if text.length > room:
            owned[0] = <char*>malloc(HEAD_ROOM + text.length)
            out = owned[0] + HEAD_ROOM if owned[0] != NULL else NULL
        if out != NULL:
            memcpy(out, text.data, text.length)
        length[0] = text.length
        naja_text_close(&text)
        return out
    size = text.length * 3 + 1
    naja_text_close(&text)
    if size > room:
        owned[0] = <char*>malloc(HEAD_ROOM + size)
        if owned[0] == NULL:
            return NULL
        out = owned[0] + HEAD_ROOM
    napi_get_value_string_utf8(env, value, out, size, length)
    return out


# send(id, data, opcode, compress): a string or Uint8Array (anything with bytes) as one frame. 0 when all of it is with the
# kernel, else how many bytes wait to be written; -1 where the connection is closed, a libuv error where it fails.
cdef napi_value js_send(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef ws_shared* shared
    cdef char[HEAD_ROOM + 4096] small
    cdef char* owned = NULL
    cdef char* text
    cdef uint8_t[64] inlined
    cdef const uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef napi_valuetype kind = napi_undefined
    cdef c_bool compress = False
    cdef int opcode
    cdef int result
    cdef ws_connection* c = arguments(env, info, 4, argv, &shared)
    if c == NULL or c.stream.flags & STREAM_CLOSING:
        return number(env, -1)
    opcode = <int>unsigned_integer(env, argv[2])
    napi_get_value_bool(env, argv[3], &compress)
    napi_typeof(env, argv[1], &kind)
    if kind == napi_string:
        text = text_bytes(env, argv[1], small + HEAD_ROOM, 4096, &length, &owned)
        if text == NULL:
            return number(env, -1)
        if compress and c.flags & W_DEFLATE:
            result = send_bytes(c, text, length, opcode, True)
        else:
            result = send_in_place(c, text, length, opcode | 0x80)
        free(owned)
    elif naja_read_bytes(env, argv[1], inlined, &bytes, &length) or \
            naja_get_bytes(env, argv[1], <uint8_t**>&bytes, &length):
        result = send_bytes(c, <const char*>bytes, length, opcode, compress)
    else:
        return number(env, -1)
    return waiting(env, c, result)


cdef napi_value waiting(napi_env env, ws_connection* c, int result) noexcept nogil:
    cdef napi_value value
    if result < 0:
        return number(env, result)
    napi_create_double(env, <double>stream_write_queue_size(c.stream), &value)
    return value


# makeFrame(data, opcode): a server's frame, uncompressed, as a Uint8Array: for many connections.
cdef napi_value js_make_frame(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value result = NULL
    cdef char[HEAD_ROOM + 4096] small
    cdef uint8_t[HEAD_ROOM] head
    cdef char* owned = NULL
    cdef uint8_t* bytes = NULL
    cdef uint8_t* out = NULL
    cdef size_t length = 0
    cdef napi_valuetype kind = napi_undefined
    cdef int size
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_typeof(env, argv[0], &kind)
    if kind == napi_string:
        bytes = <uint8_t*>text_bytes(env, argv[0], small + HEAD_ROOM, 4096, &length, &owned)
        if bytes == NULL:
            return NULL
    elif not naja_get_bytes(env, argv[0], &bytes, &length):
        return NULL
    size = put_head(NULL, head + HEAD_ROOM, <int>unsigned_integer(env, argv[1]) | 0x80, length)
    if naja_create_uint8array(env, length + <size_t>size, &out, &result) == napi_ok:
        memcpy(out, head + HEAD_ROOM - size, <size_t>size)
        memcpy(out + size, bytes, length)
    free(owned)
    return result


# sendFrame(id, frame): what makeFrame gave. Results as `send`.
cdef napi_value js_send_frame(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef ws_shared* shared
    cdef uint8_t* bytes = NULL
    cdef uv_buf_t buf
    cdef size_t length = 0
    cdef ws_connection* c = arguments(env, info, 2, argv, &shared)
    if c == NULL or c.stream.flags & STREAM_CLOSING or not naja_get_bytes(env, argv[1], &bytes, &length):
        return number(env, -1)
    buf.base = <char*>bytes
    buf.len = length
    return waiting(env, c, put(c, &buf, 1))


# cork(id): what is sent from now on waits (up to CORK_SIZE) for uncork(id). False where it is corked already.
cdef napi_value js_cork(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef napi_value result
    cdef ws_shared* shared
    cdef ws_connection* c = arguments(env, info, 1, argv, &shared)
    cdef bint good = c != NULL and not c.flags & W_CORKED
    if good:
        c.flags |= W_CORKED
    napi_get_boolean(env, good, &result)
    return result


cdef napi_value js_uncork(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef ws_shared* shared
    cdef ws_connection* c = arguments(env, info, 1, argv, &shared)
    if c != NULL:
        c.flags &= ~<uint32_t>W_CORKED
        flush(c)
    return NULL


# buffered(id): bytes that wait to be written.
cdef napi_value js_buffered(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef napi_value result
    cdef ws_shared* shared
    cdef ws_connection* c = arguments(env, info, 1, argv, &shared)
    cdef double size = 0
    if c != NULL:
        size = <double>stream_write_queue_size(c.stream)
        if shared.corked == c:
            size += <double>shared.cork_length
    napi_create_double(env, size, &result)
    return result
