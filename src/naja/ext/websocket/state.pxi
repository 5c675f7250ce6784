# What a connection is, and what the connections of an environment share.

cdef enum:
    OP_CONTINUATION = 0
    OP_TEXT = 1
    OP_BINARY = 2
    OP_CLOSE = 8
    OP_PING = 9
    OP_PONG = 10

# Bits of ws_connection.flags
cdef enum:
    W_SERVER = 1           # frames that come in are masked, those that go out are not
    W_DEFLATE = 2          # permessage-deflate was agreed on
    W_INFLATE_RESET = 4    # the peer compresses each message on its own
    W_DEFLATE_RESET = 8    # so do we
    W_CLOSED = 16          # free it when the run ends
    W_FAILED = 32          # the peer has broken the protocol: nothing is read any more
    W_CORKED = 64          # what is sent waits in the shared cork

cdef enum:
    CORK_SIZE = 65536
    HEAD_ROOM = 14         # the longest head of a frame
    COPY_PAYLOAD = 16384   # a payload up to this long is put behind its head, a longer one written beside it

cdef struct ws_shared
cdef struct ws_deflater

cdef struct ws_connection:
    ws_shared* shared
    napi_value object      # held
    napi_value handle      # held: the stream's JavaScript object, which keeps its memory
    naja_context_frame* frame
    naja_stream* stream
    uint32_t id
    uint32_t flags
    int depth              # runs under way
    uint64_t max_message
    # The frame that comes in
    uint8_t[HEAD_ROOM] head
    int head_length        # bytes of it so far
    bint in_payload
    int opcode
    bint fin
    bint masked
    uint8_t[4] mask
    uint64_t remaining     # bytes of its payload
    uint64_t mask_at
    # The message that it belongs to
    int message_opcode     # 0 between messages
    bint compressed
    char* message
    size_t message_length
    size_t message_room
    uint8_t[125] control
    int control_length
    # permessage-deflate
    int inflate_bits
    int deflate_bits
    ws_deflater* inflater
    ws_deflater* deflater

cdef struct ws_shared:
    napi_env env
    napi_value anchor      # held external whose finalizer frees this
    napi_value on_message
    napi_value on_control
    napi_value on_error
    napi_value on_end
    napi_value on_drain
    ws_connection** table
    uint32_t table_size
    uint32_t* free_ids
    uint32_t free_count
    char* cork
    size_t cork_length
    ws_connection* corked  # whose bytes are in it
    ws_deflater* inflater  # of those that keep no context
    ws_deflater* deflater
    uint8_t[256] random    # for masks
    int random_left


cdef inline ws_connection* connection_of(ws_shared* shared, napi_value id) noexcept nogil:
    cdef uint32_t index = 0
    if napi_get_value_uint32(shared.env, id, &index) != napi_ok or index >= shared.table_size:
        return NULL
    return shared.table[index]


cdef bint take_id(ws_shared* shared, ws_connection* c) noexcept nogil:
    cdef uint32_t size
    cdef uint32_t i
    cdef void* table
    cdef void* ids
    if shared.free_count == 0:
        size = shared.table_size * 2 if shared.table_size else 64
        table = realloc(shared.table, size * sizeof(ws_connection*))
        if table == NULL:
            return False
        shared.table = <ws_connection**>table
        ids = realloc(shared.free_ids, size * sizeof(uint32_t))
        if ids == NULL:
            return False
        shared.free_ids = <uint32_t*>ids
        i = size
        while i > shared.table_size:
            i -= 1
            shared.table[i] = NULL
            shared.free_ids[shared.free_count] = i
            shared.free_count += 1
        shared.table_size = size
    shared.free_count -= 1
    c.id = shared.free_ids[shared.free_count]
    shared.table[c.id] = c
    return True


cdef void give_id(ws_connection* c) noexcept nogil:
    c.shared.table[c.id] = NULL
    c.shared.free_ids[c.shared.free_count] = c.id
    c.shared.free_count += 1
