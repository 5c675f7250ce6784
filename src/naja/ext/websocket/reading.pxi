# Frames that come in.

cdef enum:
    CLOSE_PROTOCOL = 1002
    CLOSE_NO_STATUS = 1005
    CLOSE_BAD_DATA = 1007
    CLOSE_TOO_BIG = 1009
    CLOSE_INTERNAL = 1011


# Unmasks into `out` (which may be `data`), the payload's byte number `at` coming first.
cdef void unmask(uint8_t* out, const uint8_t* data, size_t length, const uint8_t* mask, uint64_t at) noexcept nogil:
    cdef uint8_t[8] key
    cdef uint64_t word
    cdef uint64_t[4] words
    cdef uint64_t bits
    cdef size_t i
    for i in range(8):
        key[i] = mask[(at + i) & 3]
    memcpy(&bits, key, 8)
    i = 0
    # In pieces that the compiler makes vectors of.
    while i + 32 <= length:
        memcpy(words, data + i, 32)
        words[0] ^= bits
        words[1] ^= bits
        words[2] ^= bits
        words[3] ^= bits
        memcpy(out + i, words, 32)
        i += 32
    while i + 8 <= length:
        memcpy(&word, data + i, 8)
        word ^= bits
        memcpy(out + i, &word, 8)
        i += 8
    while i < length:
        out[i] = data[i] ^ key[i & 7]
        i += 1


cdef bint message_add(ws_connection* c, const uint8_t* data, size_t length) noexcept nogil:
    cdef size_t room
    cdef char* grown
    if c.message_length + length > c.message_room:
        room = c.message_room * 2 if c.message_room else 1024
        while room < c.message_length + length:
            room *= 2
        grown = <char*>realloc(c.message, room)
        if grown == NULL:
            return False
        c.message = grown
        c.message_room = room
    if c.masked:
        unmask(<uint8_t*>c.message + c.message_length, data, length, c.mask, c.mask_at)
    else:
        memcpy(c.message + c.message_length, data, length)
    c.message_length += length
    return True


cdef void fail(ws_connection* c, int code, const char* text) noexcept nogil:
    cdef napi_env env = c.shared.env
    cdef napi_value[2] argv
    if c.flags & (W_FAILED | W_CLOSED):
        return
    c.flags |= W_FAILED
    napi_create_int32(env, code, &argv[0])
    napi_create_string_latin1(env, text, NAPI_AUTO_LENGTH, &argv[1])
    naja_call(env, c.object, c.shared.on_error, 2, argv, NULL)


# Hands a whole message to JavaScript; `masked`: it still is, which only a binary one of more than STREAM_SMALL bytes may be.
cdef void deliver(ws_connection* c, int opcode, const char* data, size_t length, bint masked) noexcept nogil:
    cdef napi_env env = c.shared.env
    cdef napi_value value = NULL
    cdef uint8_t* bytes = NULL
    cdef naja_handles scope
    naja_handles_open(env, &scope)
    if opcode == OP_TEXT:
        if validate_ascii(data, length):
            napi_create_string_latin1(env, data, length, &value)
        elif not validate_utf8(data, length):
            fail(c, CLOSE_BAD_DATA, "Received invalid UTF-8")
            naja_handles_close(env, &scope)
            return
        elif napi_create_string_utf8(env, data, length, &value) != napi_ok:
            fail(c, CLOSE_TOO_BIG, "Received too big message")
            naja_handles_close(env, &scope)
            return
    elif length <= STREAM_SMALL:
        value = stream_small(c.stream.shared, data, length)
    elif naja_create_arraybuffer(env, length, &bytes, &value) == napi_ok:
        if masked:
            unmask(bytes, <const uint8_t*>data, length, c.mask, c.mask_at)
        else:
            memcpy(bytes, data, length)
    else:
        value = NULL
    if value == NULL:
        fail(c, CLOSE_INTERNAL, "Out of memory")
        naja_handles_close(env, &scope)
        return
    naja_call(env, c.object, c.shared.on_message, 1, &value, NULL)
    naja_handles_close(env, &scope)


cdef void deliver_compressed(ws_connection* c) noexcept nogil:
    cdef char* data = NULL
    cdef size_t length = 0
    cdef int result = inflate_message(c, &data, &length)
    if result == INFLATE_GOOD:
        deliver(c, c.message_opcode, data, length, False)
    elif result == INFLATE_TOO_BIG:
        fail(c, CLOSE_TOO_BIG, "Received too big message")
    else:
        fail(c, CLOSE_BAD_DATA, "Invalid compressed data")
    free(data)


cdef bint good_close_code(int code) noexcept nogil:
    return (1000 <= code <= 1014 and code != 1004 and code != 1005 and code != 1006) or 3000 <= code <= 4999


cdef void deliver_control(ws_connection* c) noexcept nogil:
    cdef napi_env env = c.shared.env
    cdef napi_value[3] argv
    cdef uint8_t* bytes = NULL
    cdef naja_handles scope
    cdef int code = CLOSE_NO_STATUS
    cdef int length = c.control_length
    cdef const char* data = <const char*>c.control
    c.control_length = 0
    naja_handles_open(env, &scope)
    napi_create_int32(env, c.opcode, &argv[0])
    if c.opcode != OP_CLOSE:
        if naja_create_uint8array(env, <size_t>length, &bytes, &argv[1]) == napi_ok:
            memcpy(bytes, data, <size_t>length)
            naja_call(env, c.object, c.shared.on_control, 2, argv, NULL)
    elif length == 1:
        fail(c, CLOSE_PROTOCOL, "Received invalid close payload")
    else:
        if length >= 2:
            code = (c.control[0] << 8) | c.control[1]
        if length >= 2 and not good_close_code(code):
            fail(c, CLOSE_PROTOCOL, "Received invalid close code")
        elif length >= 2 and not validate_utf8(data + 2, <size_t>(length - 2)):
            fail(c, CLOSE_BAD_DATA, "Received invalid UTF-8")
        else:
            # Nothing counts that comes behind it.
            c.flags |= W_FAILED
            if length >= 2:
                data += 2
                length -= 2
            napi_create_string_utf8(env, data, <size_t>length, &argv[1])
            napi_create_int32(env, code, &argv[2])
            naja_call(env, c.object, c.shared.on_control, 3, argv, NULL)
    naja_handles_close(env, &scope)


# How long the head of a frame is, as far as its first bytes tell.
cdef inline int head_size(const uint8_t* head, int have) noexcept nogil:
    cdef int size = 2
    if have < 2:
        return 2
    if head[1] & 127 == 126:
        size += 2
    elif head[1] & 127 == 127:
        size += 8
    return size + (4 if head[1] & 128 else 0)


cdef const char* reserved_bits(int reserved) noexcept nogil:
    return "Received unexpected RSV2 or RSV3 bit" if reserved & 0x30 else "Received unexpected RSV1 bit"


# The head of a frame is there. False where it is none that the protocol allows; then the connection has failed.
cdef bint begin_frame(ws_connection* c) noexcept nogil:
    cdef uint8_t* head = c.head
    cdef uint64_t length = head[1] & 127
    cdef int at = 2
    cdef int i
    cdef int reserved = head[0] & 0x70
    c.fin = head[0] & 128 != 0
    c.opcode = head[0] & 15
    c.masked = head[1] & 128 != 0
    if length == 126:
        length = (<uint64_t>head[2] << 8) | head[3]
        at = 4
    elif length == 127:
        length = 0
        for i in range(8):
            length = (length << 8) | head[2 + i]
        at = 10
    if c.masked:
        memcpy(c.mask, head + at, 4)
    c.mask_at = 0
    c.remaining = length
    if c.masked != (c.flags & W_SERVER != 0):
        fail(c, CLOSE_PROTOCOL, "Received an incorrectly masked frame")
        return False
    if c.opcode & 8:
        if c.opcode > OP_PONG:
            fail(c, CLOSE_PROTOCOL, "Received invalid opcode")
        elif not c.fin:
            fail(c, CLOSE_PROTOCOL, "Received fragmented control frame")
        elif length > 125:
            fail(c, CLOSE_PROTOCOL, "Received too big control frame")
        elif reserved:
            fail(c, CLOSE_PROTOCOL, reserved_bits(reserved))
        else:
            return True
        return False
    if reserved and not (reserved == 0x40 and c.flags & W_DEFLATE and c.opcode != OP_CONTINUATION):
        fail(c, CLOSE_PROTOCOL, reserved_bits(reserved))
        return False
    if c.opcode > OP_BINARY:
        fail(c, CLOSE_PROTOCOL, "Received invalid opcode")
        return False
    if c.opcode == OP_CONTINUATION and c.message_opcode == 0:
        fail(c, CLOSE_PROTOCOL, "Received continuation frame outside a fragmented message")
        return False
    if c.opcode != OP_CONTINUATION and c.message_opcode != 0:
        fail(c, CLOSE_PROTOCOL, "Received new message inside a fragmented message")
        return False
    if c.opcode != OP_CONTINUATION:
        c.message_opcode = c.opcode
        c.compressed = reserved != 0
        c.message_length = 0
    if length > c.max_message or c.message_length + length > c.max_message:
        fail(c, CLOSE_TOO_BIG, "Received too big message")
        return False
    return True


cdef void end_frame(ws_connection* c) noexcept nogil:
    c.in_payload = False
    c.head_length = 0
    if c.opcode & 8:
        deliver_control(c)
        return
    if not c.fin:
        return
    if c.compressed:
        deliver_compressed(c)
    else:
        deliver(c, c.message_opcode, c.message, c.message_length, False)
    c.message_opcode = 0
    c.message_length = 0
    if c.message_room > CORK_SIZE:
        free(c.message)
        c.message = NULL
        c.message_room = 0


# Part of a payload; gives how much of it was taken.
cdef size_t take_payload(ws_connection* c, uint8_t* at, size_t length) noexcept nogil:
    cdef bint later
    if length > c.remaining:
        length = <size_t>c.remaining
    if c.opcode & 8:
        unmask(c.control + c.control_length, at, length, c.mask, c.mask_at)
        if not c.masked:
            memcpy(c.control + c.control_length, at, length)
        c.control_length += <int>length
    elif length == c.remaining and c.fin and c.message_length == 0 and not c.compressed:
        # All of a message is here.
        later = c.message_opcode == OP_BINARY and length > STREAM_SMALL
        if c.masked and not later:
            unmask(at, at, length, c.mask, c.mask_at)
        c.in_payload = False
        c.head_length = 0
        deliver(c, c.message_opcode, <char*>at, length, c.masked and later)
        c.message_opcode = 0
        return length
    elif not message_add(c, at, length):
        fail(c, CLOSE_INTERNAL, "Out of memory")
        return length
    c.mask_at += length
    c.remaining -= length
    if c.remaining == 0:
        end_frame(c)
    return length


cdef void parse(ws_connection* c, uint8_t* at, size_t length) noexcept nogil:
    cdef size_t taken
    cdef int need
    while length > 0 and not c.flags & (W_FAILED | W_CLOSED):
        if not c.in_payload:
            need = head_size(c.head, c.head_length)
            while c.head_length < need and length > 0:
                c.head[c.head_length] = at[0]
                c.head_length += 1
                at += 1
                length -= 1
                need = head_size(c.head, c.head_length)
            if c.head_length < need:
                return
            if not begin_frame(c):
                return
            c.in_payload = True
            if c.remaining == 0:
                end_frame(c)
        else:
            taken = take_payload(c, at, length)
            at += taken
            length -= taken
        if length > 0 and not c.in_payload:
            naja_run_ticks(c.shared.env)


# A frame of 64 KiB comes with one read.
cdef void on_alloc(naja_stream* s, size_t suggested, uv_buf_t* buf) noexcept nogil:
    stream_scratch(s, STREAM_BLOCK, buf)


cdef int on_read(naja_stream* s, ssize_t nread, const uv_buf_t* buf) noexcept nogil:
    cdef ws_connection* c = <ws_connection*>s.consumer
    cdef napi_env env = s.env
    cdef napi_value argument
    cdef naja_callback_scope scope
    cdef bint corks = not c.flags & W_CORKED
    c.depth += 1
    naja_callback_scope_open(env, &scope, c.frame)
    if nread < 0:
        napi_create_int32(env, <int32_t>nread, &argument)
        naja_call(env, c.object, c.shared.on_end, 1, &argument, NULL)
    else:
        # What the program answers goes out with one call.
        c.flags |= W_CORKED
        parse(c, <uint8_t*>buf.base, <size_t>nread)
    naja_callback_scope_close(env, &scope)
    if corks:
        c.flags &= ~<uint32_t>W_CORKED
        flush(c)
    if nread > 0 and not c.flags & W_CLOSED and stream_write_queue_size(s) > MOST_WAITING:
        # It does not take what it has asked for.
        c.flags |= W_HELD
        stream_read_stop(s)
    c.depth -= 1
    if c.flags & W_CLOSED and c.depth == 0:
        free_connection(c)
    return 0
