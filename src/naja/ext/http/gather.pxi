# A body of known length that JavaScript wants as one piece: it is put together here, read to the place where it stays
# once the connection reads nothing else, and handed over as a string or as bytes when all of it is there.

cdef enum:
    GATHER_MOST = 8388608      # a longer body comes in pieces: its memory would be there on the client's word alone
    STAYS = 65536              # text of so many bytes is not copied into V8's heap
    READ_SIZE = 262144         # what one read of a connection may bring
    SHORT_TEXT = 4096
    BLOCKS_SIZE = 8388608      # bytes of memory that wait for the next long text


# ---- memory for long texts: what one leaves the next one takes, since fresh memory costs more than what is read to it ----

cdef char* take_block(http_shared* shared, size_t size, size_t* room) noexcept nogil:
    cdef http_block* block
    cdef char* data
    cdef int i
    room[0] = size
    if size < STAYS:
        return <char*>malloc(size)
    for i in range(shared.blocks_count - 1, -1, -1):
        block = &shared.blocks[i]
        if size <= block.room <= size * 2:
            data = block.data
            room[0] = block.room
            shared.blocks_size -= block.room
            shared.blocks_count -= 1
            block[0] = shared.blocks[shared.blocks_count]
            return data
    # Bodies of about this length have room in it, too.
    room[0] = (size + size // 8 + 4095) & ~<size_t>4095
    return <char*>malloc(room[0])


cdef void give_block(http_shared* shared, char* data, size_t room) noexcept nogil:
    cdef http_block* block
    if room < STAYS or shared.blocks_count == BLOCKS or shared.blocks_size + room > BLOCKS_SIZE:
        free(data)
        return
    block = &shared.blocks[shared.blocks_count]
    block.data = data
    block.room = room
    shared.blocks_count += 1
    shared.blocks_size += room


cdef void free_blocks(http_shared* shared) noexcept nogil:
    while shared.blocks_count > 0:
        shared.blocks_count -= 1
        free(shared.blocks[shared.blocks_count].data)
    shared.blocks_size = 0


cdef void lease_end(http_lease* lease) noexcept nogil:
    if lease.shared == NULL:
        free(lease.block.data)
        return
    give_block(lease.shared, lease.block.data, lease.block.room)
    if lease.next != NULL:
        lease.next.before = lease.before
    if lease.before != NULL:
        lease.before.next = lease.next
    else:
        lease.shared.leases = lease.next


# V8 has done with a string that lies in a block.
cdef void free_text(napi_env env, void* data, void* hint) noexcept nogil:
    cdef http_lease* lease = <http_lease*>hint
    if lease.block.data != NULL:
        lease_end(lease)
    free(lease)


# The environment ends; its strings are freed later.
cdef void forget_leases(http_shared* shared) noexcept nogil:
    cdef http_lease* lease = shared.leases
    while lease != NULL:
        lease.shared = NULL
        lease = lease.next
    shared.leases = NULL
    free_blocks(shared)


# A string that lies in `block`, which is its own from now on. NULL where V8 has no room.
cdef napi_value lease_text(http_shared* shared, http_block block, size_t length) noexcept nogil:
    cdef bool_t copied
    cdef napi_value text = NULL
    cdef http_lease* lease = <http_lease*>malloc(sizeof(http_lease))
    if lease == NULL:
        return NULL
    lease.shared = shared
    lease.block = block
    lease.before = NULL
    lease.next = shared.leases
    if node_api_create_external_string_latin1(shared.env, block.data, length, free_text, lease, &text, &copied):
        free(lease)
        return NULL
    if lease.next != NULL:
        lease.next.before = lease
    shared.leases = lease
    return text


# parseJSON(text): what JSON.parse gives for a text that onBody was called with and that nobody else has seen nor will,
# for its memory is used again at once, although V8 finds out later that the string is garbage. undefined, and nothing
# done, where JSON.parse throws or `text` does not lie in such memory.
cdef napi_value js_parse_json(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef napi_value value
    cdef void* shared
    cdef naja_text text
    cdef http_lease* lease
    cdef int i
    napi_get_cb_info(env, info, &argc, argv, NULL, &shared)
    lease = (<http_shared*>shared).leases
    if lease == NULL or not naja_text_open(env, argv[0], &text):
        return NULL
    # It is one of the last that came.
    for i in range(BLOCKS):
        if lease == NULL or lease.block.data == text.data:
            break
        lease = lease.next
    naja_text_close(&text)
    if lease == NULL or lease.block.data != text.data:
        return NULL
    value = naja_parse_json(env, argv[0], <const uint8_t*>lease.block.data, text.length)
    if value != NULL:
        lease_end(lease)
        lease.block.data = NULL
    return value


# ---- texts ----

# A string of UTF-8. A `block` with a room is where the bytes lie: the string's, or given back when this returns.
cdef napi_value decode_text(http_shared* shared, const char* at, size_t length, http_block block) noexcept nogil:
    cdef napi_env env = shared.env
    cdef napi_value text = NULL
    cdef uint16_t[SHORT_TEXT] few
    cdef uint16_t* units = few
    cdef result latin1
    if validate_ascii(at, length):
        if block.room >= STAYS and length >= STAYS:
            text = lease_text(shared, block, length)
            if text != NULL:
                return text
        napi_create_string_latin1(env, at, length, &text)
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
    if block.room > 0:
        give_block(shared, block.data, block.room)
    return text


cdef void drop_body(http_connection* c) noexcept nogil:
    cdef http_body* body = &c.body
    if not c.flags & C_GATHER:
        return
    c.flags &= ~<uint32_t>C_GATHER
    if body.bytes != NULL:
        naja_release(c.shared.env, body.bytes)
    elif body.data != NULL:
        give_block(c.shared, body.data, body.room)
    body.data = NULL
    body.bytes = NULL


# Memory for the whole body. False where there is none.
cdef bint make_room(http_connection* c) noexcept nogil:
    cdef http_body* body = &c.body
    cdef napi_env env = c.shared.env
    cdef napi_value bytes
    if body.text:
        body.data = take_block(c.shared, body.total, &body.room)
    elif naja_create_uint8array(env, body.total, <uint8_t**>&body.data, &bytes) == napi_ok:
        body.bytes = naja_hold(env, bytes)
    return body.data != NULL


# The body is complete. False if JavaScript threw.
cdef bint hand_over(http_connection* c, const char* at, bint owned) noexcept nogil:
    cdef napi_env env = c.shared.env
    cdef http_body* body = &c.body
    cdef napi_value[2] argv
    cdef uint8_t* data = NULL
    cdef http_block block
    cdef bint good
    if body.text:
        block.data = body.data
        block.room = body.room if owned else 0
        if owned:
            body.data = NULL
        argv[0] = decode_text(c.shared, at, body.total, block)
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
