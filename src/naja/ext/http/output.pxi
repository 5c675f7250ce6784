# Writing a response: head and body as one piece, at once.

cdef enum:
    OUT_SIZE = 131072
    COPY_BODY = 8192       # a body of bytes up to this long is put behind the head, a longer one written beside it
    BODY_BYTES = 0
    BODY_LATIN1 = 1
    BODY_UTF8 = 2
    BODY_NONE = 3


# What the kernel did not take of some buffers, for JavaScript to write later.
cdef napi_value unwritten(napi_env env, const uv_buf_t* bufs, unsigned int count, size_t written) noexcept nogil:
    cdef size_t left = 0
    cdef unsigned int i
    cdef uint8_t* at = NULL
    cdef napi_value result
    for i in range(count):
        left += bufs[i].len
    left -= written
    if naja_create_uint8array(env, left, &at, &result) != napi_ok:
        return NULL
    for i in range(count):
        if written >= bufs[i].len:
            written -= bufs[i].len
            continue
        memcpy(at, bufs[i].base + written, bufs[i].len - written)
        at += bufs[i].len - written
        written = 0
    return result


# write(id, head, body, kind): 0 when all of it is with the kernel; what is left as a Uint8Array; -1 if nothing was
# done because it is too long, something waits to be written, the stream is closing or fails. `head` is Latin-1.
cdef napi_value js_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef void* data
    cdef http_shared* shared
    cdef http_connection* c
    cdef uint32_t kind = BODY_NONE
    cdef uv_buf_t[2] bufs
    cdef unsigned int count = 1
    cdef size_t length = 0
    cdef uint8_t* bytes = NULL
    cdef size_t size = 0
    cdef ssize_t written
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <http_shared*>data
    c = connection_of(shared, argv[0])
    if c == NULL or c.stream == NULL or c.stream.flags & STREAM_CLOSING or stream_write_queue_size(c.stream) != 0:
        return number(env, -1)
    if shared.out == NULL:
        shared.out = <char*>malloc(OUT_SIZE)
        if shared.out == NULL:
            return number(env, -1)
    napi_get_value_string_latin1(env, argv[1], shared.out, OUT_SIZE, &length)
    if length >= OUT_SIZE - 1:
        return number(env, -1)
    napi_get_value_uint32(env, argv[3], &kind)
    if kind == BODY_LATIN1 or kind == BODY_UTF8:
        # The number of UTF-16 units, each of which takes up to three bytes.
        napi_get_value_string_latin1(env, argv[2], NULL, 0, &size)
        if length + size * (1 if kind == BODY_LATIN1 else 3) >= OUT_SIZE:
            return number(env, -1)
        if kind == BODY_LATIN1:
            napi_get_value_string_latin1(env, argv[2], shared.out + length, OUT_SIZE - length, &size)
        else:
            napi_get_value_string_utf8(env, argv[2], shared.out + length, OUT_SIZE - length, &size)
        length += size
    elif kind == BODY_BYTES:
        if not naja_get_bytes(env, argv[2], &bytes, &size):
            return number(env, -1)
        if size <= COPY_BODY and length + size <= OUT_SIZE:
            memcpy(shared.out + length, bytes, size)
            length += size
        else:
            bufs[1].base = <char*>bytes
            bufs[1].len = size
            count = 2
    bufs[0].base = shared.out
    bufs[0].len = length
    written = stream_try_write(c.stream, bufs, count)
    if written < 0:
        return number(env, -1)
    if <size_t>written == length + (size if count == 2 else 0):
        return number(env, 0)
    return unwritten(env, bufs, count, <size_t>written)
