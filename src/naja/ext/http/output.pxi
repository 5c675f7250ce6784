# Writing a response: head and body as one piece, at once.

cdef enum:
    OUT_SIZE = 131072
    COPY_BODY = 8192       # a body of bytes up to this long is put behind the head, a longer one written beside it
    BODY_BYTES = 0
    BODY_LATIN1 = 1
    BODY_UTF8 = 2
    BODY_NONE = 3
    BODY_KIND = 3          # mask
    BODY_CHUNKED = 4
    BODY_LENGTH = 8        # the head lacks its last field, Content-Length, and the empty line
    CHUNK_HEAD = 18        # room for the length of a chunk and its line end
    CHUNK_TAIL = 4096      # room that is left for what follows a chunk
    CHUNK_BUFS = 64
    MOST_CHUNKS = 1024
    LENGTH_FIELD = 48      # room for that field
    INLINE_BYTES = 64      # NAJA_INLINE_BYTES


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


# Memory to put a message together in. False where there is none.
cdef bint out_memory(http_shared* shared) noexcept nogil:
    if shared.out == NULL:
        shared.out = <char*>malloc(OUT_SIZE)
    return shared.out != NULL


# Writes a length in hexadecimal and a line end so that they end before `end`; gives where they begin.
cdef char* put_chunk_head(char* end, size_t length) noexcept nogil:
    cdef const char* digits = "0123456789abcdef"
    end -= 2
    end[0] = c'\r'
    end[1] = c'\n'
    while True:
        end -= 1
        end[0] = digits[length & 15]
        length >>= 4
        if length == 0:
            return end


# Writes a Content-Length field and the end of the head so that they end before `end`; gives where they begin.
cdef char* put_length_field(char* end, size_t length) noexcept nogil:
    end -= 4
    memcpy(end, "\r\n\r\n", 4)
    while True:
        end -= 1
        end[0] = <char>(c'0' + length % 10)
        length //= 10
        if length == 0:
            break
    end -= 16
    memcpy(end, "content-length: ", 16)
    return end


# Encodes a string: its bytes, or -1 if they could be more than `room`.
cdef ssize_t put_text(napi_env env, napi_value string, bint latin1, char* at, size_t room) noexcept nogil:
    cdef naja_text text
    cdef size_t size = 0
    if not naja_text_open(env, string, &text):
        return -1
    size = text.length
    if text.one_byte and size < room and (latin1 or is_ascii(<const uint8_t*>text.data, size)):
        memcpy(at, text.data, size)
        naja_text_close(&text)
        return <ssize_t>size
    naja_text_close(&text)
    # A UTF-16 unit becomes up to three bytes; both functions add a terminator.
    if size * (1 if latin1 else 3) >= room:
        return -1
    if latin1:
        napi_get_value_string_latin1(env, string, at, room, &size)
    else:
        napi_get_value_string_utf8(env, string, at, room, &size)
    return <ssize_t>size


cdef inline bint is_ascii(const uint8_t* at, size_t length) noexcept nogil:
    cdef uint64_t word
    cdef uint64_t all = 0
    cdef uint8_t rest = 0
    cdef size_t i = 0
    while i + 8 <= length:
        memcpy(&word, at + i, 8)
        all |= word
        i += 8
    while i < length:
        rest |= at[i]
        i += 1
    return (all & <uint64_t>0x8080808080808080) == 0 and rest < 128


# After a write of a head and of a string's own characters: what js_write gives. What is left is copied before the
# string may move.
cdef napi_value finish_text(napi_env env, naja_text* text, const uv_buf_t* bufs, ssize_t written) noexcept nogil:
    cdef size_t left
    cdef char* copy = NULL
    cdef uint8_t* at = NULL
    cdef napi_value result
    if written < 0 or <size_t>written == bufs[0].len + bufs[1].len:
        naja_text_close(text)
        return number(env, -1 if written < 0 else 0)
    left = bufs[0].len + bufs[1].len - <size_t>written
    copy = <char*>malloc(left)
    if copy != NULL:
        if <size_t>written < bufs[0].len:
            memcpy(copy, bufs[0].base + written, bufs[0].len - <size_t>written)
            memcpy(copy + (bufs[0].len - <size_t>written), bufs[1].base, bufs[1].len)
        else:
            memcpy(copy, bufs[1].base + (bufs[1].len - left), left)
    naja_text_close(text)
    if copy == NULL or naja_create_uint8array(env, left, &at, &result) != napi_ok:
        free(copy)
        napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory")
        return NULL
    memcpy(at, copy, left)
    free(copy)
    return result


# write(id, head, body, kind, tail): sends head, body and tail (strings, Latin-1 where `kind` does not say otherwise).
# 0 when all of it is with the kernel; what is left as a Uint8Array; -1 if nothing was done because it is too long,
# something waits to be written, the stream is closing or fails. With BODY_CHUNKED the body is one chunk; with BODY_LENGTH
# the length of the body ends the head.
cdef napi_value js_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef void* data
    cdef http_shared* shared
    cdef http_connection* c
    cdef uint32_t kind = BODY_NONE
    cdef uv_buf_t[3] bufs
    cdef unsigned int count = 1
    cdef uint8_t[INLINE_BYTES] inlined
    cdef const uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef ssize_t size = 0
    cdef ssize_t done
    cdef ssize_t written
    cdef char* start
    cdef char* body
    cdef char* at
    cdef char* end
    cdef bint chunked
    cdef bint length_field
    cdef naja_text text
    cdef bint opened = False
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <http_shared*>data
    c = connection_of(shared, argv[0])
    if c == NULL or c.stream == NULL or c.stream.flags & STREAM_CLOSING or stream_write_queue_size(c.stream) != 0:
        return number(env, -1)
    if not out_memory(shared):
        return number(env, -1)
    napi_get_value_uint32(env, argv[3], &kind)
    chunked = kind & BODY_CHUNKED != 0
    length_field = kind & BODY_LENGTH != 0
    kind &= BODY_KIND
    start = shared.out
    end = shared.out + OUT_SIZE
    # Where Node sends head and body as one string, the head goes out in the encoding of the body.
    done = put_text(env, argv[1], chunked or length_field or kind != BODY_UTF8, start, OUT_SIZE)
    if done < 0 or start + done + LENGTH_FIELD >= end:
        return number(env, -1)
    body = start + done
    if chunked:
        body += CHUNK_HEAD
    elif length_field:
        body += LENGTH_FIELD
    if kind == BODY_LATIN1 or kind == BODY_UTF8:
        size = put_text(env, argv[2], kind == BODY_LATIN1, body, <size_t>(end - body))
        if size < 0:
            # Written from where it lies, if its characters are its bytes.
            if chunked or c.stream.ops != NULL or not naja_text_open(env, argv[2], &text):
                return number(env, -1)
            if not text.one_byte or (kind == BODY_UTF8 and not validate_ascii(<const char*>text.data, text.length)):
                naja_text_close(&text)
                return number(env, -1)
            opened = True
            bytes = <const uint8_t*>text.data
            length = text.length
            size = <ssize_t>length
    elif kind == BODY_BYTES:
        if not naja_read_bytes(env, argv[2], inlined, &bytes, &length):
            return number(env, -1)
        size = <ssize_t>length
        if size <= COPY_BODY and size < end - body:
            memcpy(body, bytes, length)
            bytes = NULL
    if chunked:
        # The length comes right before the body, and the head moves up to it.
        at = put_chunk_head(body, <size_t>size)
        memmove(at - done, start, <size_t>done)
        start = at - done
    elif length_field:
        at = put_length_field(body, <size_t>size)
        memmove(at - done, start, <size_t>done)
        start = at - done
    at = body if bytes != NULL else body + size
    bufs[0].base = start
    if bytes != NULL:
        bufs[0].len = <size_t>(body - start)
        bufs[1].base = <char*>bytes
        bufs[1].len = length
        count = 2
    if chunked:
        done = put_text(env, argv[4], True, at, <size_t>(end - at))
        if done < 0:
            return number(env, -1)
        if bytes != NULL:
            bufs[2].base = at
            bufs[2].len = <size_t>done
            count = 3
        else:
            at += done
    if bytes == NULL:
        bufs[0].len = <size_t>(at - start)
    written = stream_try_write(c.stream, bufs, count)
    if opened:
        return finish_text(env, &text, bufs, written)
    if written < 0:
        return number(env, -1)
    if <size_t>written == bufs[0].len + (bufs[1].len if count > 1 else 0) + (bufs[2].len if count > 2 else 0):
        return number(env, 0)
    return unwritten(env, bufs, count, <size_t>written)


# writeChunks(id, head, chunks, tail): sends a head, one chunk of a chunked body, and what follows it (strings, Latin-1).
# `chunks` is an array of [piece, encoding, callback ...]: strings, which are sent as UTF-8, and Uint8Arrays. Gives what
# `write` gives.
cdef napi_value js_write_chunks(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef void* data
    cdef http_shared* shared
    cdef http_connection* c
    cdef uv_buf_t[CHUNK_BUFS] bufs
    cdef unsigned int count = 0
    cdef uint32_t pieces = 0
    cdef uint32_t i
    cdef napi_value piece
    cdef napi_valuetype kind
    cdef uint8_t[INLINE_BYTES] inlined
    cdef const uint8_t* bytes
    cdef size_t length
    cdef size_t total = 0
    cdef ssize_t head
    cdef ssize_t size
    cdef ssize_t written
    cdef char* run     # where the bytes begin that no buffer names yet
    cdef char* first   # the chunk's first byte
    cdef char* at
    cdef char* end
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <http_shared*>data
    c = connection_of(shared, argv[0])
    if c == NULL or c.stream == NULL or c.stream.flags & STREAM_CLOSING or stream_write_queue_size(c.stream) != 0:
        return number(env, -1)
    napi_get_array_length(env, argv[2], &pieces)
    if pieces > MOST_CHUNKS * 3 or not out_memory(shared):
        return number(env, -1)
    end = shared.out + OUT_SIZE - CHUNK_TAIL
    head = put_text(env, argv[1], True, shared.out, OUT_SIZE // 2)
    if head < 0:
        return number(env, -1)
    first = run = at = shared.out + head + CHUNK_HEAD
    for i in range(0, pieces, 3):
        napi_get_element(env, argv[2], i, &piece)
        napi_typeof(env, piece, &kind)
        if kind == napi_string:
            size = put_text(env, piece, False, at, <size_t>(end - at))
            if size < 0:
                return number(env, -1)
            at += size
            total += <size_t>size
            continue
        if not naja_read_bytes(env, piece, inlined, &bytes, &length):
            return number(env, -1)
        total += length
        if length <= COPY_BODY and at + length <= end:
            memcpy(at, bytes, length)
            at += length
            continue
        if count + 3 > CHUNK_BUFS:
            return number(env, -1)
        # The first buffer gets the head as well, which is not in its place yet.
        if at != run or count == 0:
            bufs[count].base = run
            bufs[count].len = <size_t>(at - run)
            count += 1
        bufs[count].base = <char*>bytes
        bufs[count].len = length
        count += 1
        run = at
    if total == 0:
        return number(env, -1)
    size = put_text(env, argv[3], True, at, <size_t>(shared.out + OUT_SIZE - at))
    if size < 0:
        return number(env, -1)
    bufs[count].base = run
    bufs[count].len = <size_t>(at + size - run)
    count += 1
    at = put_chunk_head(first, total) - head
    memmove(at, shared.out, <size_t>head)
    bufs[0].base = at
    bufs[0].len += <size_t>(first - at)
    written = stream_try_write(c.stream, bufs, count)
    if written < 0:
        return number(env, -1)
    total = 0
    for i in range(count):
        total += bufs[i].len
    return number(env, 0) if <size_t>written == total else unwritten(env, bufs, count, <size_t>written)
