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
    W_HELD = 128           # too much waits to be written: the stream is not read

cdef enum:
    CORK_SIZE = 65536
    HEAD_ROOM = 14         # the longest head of a frame
    MOST_WAITING = 16777216  # bytes that wait to be written, beyond which a peer that goes on asking is not read
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
    id_table ids           # connections by their numbers
    char* cork
    size_t cork_length
    ws_connection* corked  # whose bytes are in it
    ws_deflater* inflater  # of those that keep no context
    ws_deflater* deflater
    uint8_t[256] random    # for masks
    int random_left


cdef inline ws_connection* connection_of(ws_shared* shared, napi_value id) noexcept nogil:
    return <ws_connection*>id_object(shared.env, &shared.ids, id)
