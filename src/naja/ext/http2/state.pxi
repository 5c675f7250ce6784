# What a session and its streams are to the engine, and what the sessions of an environment share.

cdef enum:
    # frame types
    DATA = 0
    HEADERS = 1
    PRIORITY = 2
    RST_STREAM = 3
    SETTINGS = 4
    PUSH_PROMISE = 5
    PING = 6
    GOAWAY = 7
    WINDOW_UPDATE = 8
    CONTINUATION = 9
    ALTSVC = 10
    ORIGIN = 12

cdef enum:
    # frame flags
    END_STREAM = 1
    ACK = 1
    END_HEADERS = 4
    PADDED = 8
    PRIORITY_FLAG = 32

cdef enum:
    # error codes of the protocol
    NO_ERROR = 0
    PROTOCOL_ERROR = 1
    INTERNAL_ERROR = 2
    FLOW_CONTROL_ERROR = 3
    WAS_CLOSED = 5
    FRAME_SIZE_ERROR = 6
    REFUSED_STREAM = 7
    CANCEL = 8
    COMPRESSION_ERROR = 9
    ENHANCE_YOUR_CALM = 11

cdef enum:
    # what JavaScript knows errors by: nghttp2's numbers
    ERR_PROTO = -505
    ERR_STREAM_ID_NOT_AVAILABLE = -509
    ERR_STREAM_CLOSED = -510
    ERR_INVALID_STREAM_STATE = -514
    ERR_FRAME_SIZE = -522
    ERR_HEADER_COMP = -523
    ERR_FLOW_CONTROL = -524
    ERR_PUSH_DISABLED = -528
    ERR_REFUSED_STREAM = -533
    ERR_NOMEM = -901
    ERR_CALLBACK_FAILURE = -902
    ERR_BAD_CLIENT_MAGIC = -903
    ERR_FLOODED = -904
    ERR_TOO_MANY_CONTINUATIONS = -906

cdef enum:
    # settings, by number; 7 is nobody's
    S_HEADER_TABLE_SIZE = 1
    S_ENABLE_PUSH = 2
    S_MAX_CONCURRENT_STREAMS = 3
    S_INITIAL_WINDOW_SIZE = 4
    S_MAX_FRAME_SIZE = 5
    S_MAX_HEADER_LIST_SIZE = 6
    S_ENABLE_CONNECT_PROTOCOL = 8
    S_COUNT = 9

cdef enum:
    # bits of h2_stream.flags
    ST_LOCAL_END = 1           # END_STREAM was put out
    ST_REMOTE_END = 2          # and came in
    ST_CLOSED = 4              # both, or it was reset: JavaScript is to be told
    ST_TOLD = 8
    ST_END = 16                # the body ends with what is queued
    ST_TRAILERS = 32           # then JavaScript wants to be asked for trailers
    ST_ASKED = 64              # and has been
    ST_WAITING = 128           # a request that may not be sent yet
    ST_SENT_HEADERS = 256      # the response was put out
    ST_READING = 512
    ST_SENDABLE = 1024         # in the ring of those with something to send
    ST_GOT_HEADERS = 2048      # the request, or the response that is no informational one
    ST_RESERVED_REMOTE = 4096  # was promised by the other side
    ST_RESERVED_LOCAL = 8192
    ST_BODY = 16384            # a DATA frame may be sent
    ST_WRITE = 32768           # JavaScript waits to hear that what it wrote is out
    ST_HEAD = 65536            # the request's method is HEAD
    ST_CONNECT = 131072        # or CONNECT
    ST_REFUSED = 262144        # nothing that comes for it is of interest any more
    ST_FORGOTTEN = 524288      # JavaScript does not know of it
    ST_BY_PEER = 1048576       # the other side has reset it

# A piece of a body that waits.
cdef struct h2_chunk:
    h2_chunk* next
    napi_value held            # its bytes' object, NULL where they follow this struct
    size_t length
    size_t offset

cdef struct h2_session

cdef struct h2_stream:
    uint32_t id
    uint32_t flags
    uint32_t code              # why it was closed
    h2_stream* chain           # of the table
    h2_stream* ring_next
    h2_stream* ring_before
    h2_stream* waiting         # the next request that waits
    h2_chunk* first
    h2_chunk* last
    size_t queued              # bytes
    int64_t send_window
    int64_t window             # what the other side may send in all before an update
    int64_t received           # of it
    int64_t consumed           # of that, what JavaScript took
    int64_t paused             # what came while it did not read
    int64_t content_length     # -1: not given
    int64_t content_received
    uint32_t parent            # of a pushed one
    uint32_t header_limit      # of the lists that come for it
    char* fields               # of a request that waits
    size_t fields_length
    napi_value fields_flags
    naja_context_frame* frame

cdef enum:
    # bits of h2_session.flags
    H_SERVER = 1
    H_CLOSED = 2               # JavaScript let go of it
    H_RECEIVING = 4
    H_FLUSHING = 8
    H_SENDING = 16             # bytes are on their way
    H_DIRTY = 32               # in the list of those that have something to send
    H_FAILED = 64              # the connection has an error: nothing more is read
    H_GOAWAY_SENT = 128
    H_GOAWAY_RECEIVED = 256
    H_PREFACE = 512            # the client's magic has come
    H_SETTINGS = 1024          # and the other side's first settings
    H_THROUGH_JS = 2048        # what it reads and writes goes through JavaScript
    H_STRICT_SPACES = 4096
    H_TERMINATED = 8192        # GOAWAY is the last frame
    H_ENDING = 65536           # streams that only read are not reset any more
    H_FINISHING = 131072       # JavaScript wants to know when this work is done
    H_STOPPED = 262144         # the socket is not read
    H_LEAVING = 524288         # JavaScript takes no further stream: without one nothing is read
    H_WATCHED = 32768          # JavaScript wants to know when nothing is left to be sent

cdef enum:
    # where a session stands in its input
    AT_MAGIC = 0
    AT_FRAME = 1
    AT_PAYLOAD = 2
    AT_DATA = 3
    AT_SKIP = 4

cdef struct h2_inflight:
    h2_inflight* next
    uint32_t count
    uint32_t[16] ids
    uint32_t[16] values

# Ids of streams.
cdef struct h2_ids:
    uint32_t* ids
    size_t count
    size_t room

cdef struct h2_shared

# A write that may end after its session.
cdef struct h2_write:
    naja_write base
    h2_session* session
    h2_buffer bytes
    h2_ids written

cdef struct h2_session:
    h2_shared* shared
    uint32_t id
    uint32_t flags
    int depth
    napi_value object          # held: what JavaScript is called with
    naja_context_frame* frame
    naja_stream* stream
    napi_value handle          # held: the stream's JavaScript object
    h2_session* dirty_next
    # input
    int at
    uint32_t wanted            # bytes of the frame's payload that have not come
    uint32_t data_wanted       # of those, what is no padding
    uint8_t[24] head
    uint32_t head_length
    uint32_t frame_length
    uint8_t frame_type
    uint8_t frame_flags
    uint32_t frame_stream
    h2_buffer payload
    h2_buffer block            # a header block over several frames
    h2_buffer scratch
    h2_buffer late             # what JavaScript brought while other input was taken
    uint32_t block_stream      # whose block it is, 0: none is open
    uint32_t block_promised
    uint8_t block_flags
    uint8_t block_type
    uint32_t continuations
    h2_table decoder
    # output
    h2_table encoder
    h2_buffer out
    h2_ids written             # streams whose write is out with `out`
    h2_ids closing             # streams to tell JavaScript about
    h2_ids asking              # streams to ask for trailers
    h2_ids unsent              # stream, type << 8 | code: frames that were too long
    h2_write* writing
    h2_stream* ring            # the next of those with something to send
    h2_stream* waiting_first
    h2_stream* waiting_last
    int64_t send_window
    int64_t window
    int64_t received
    int64_t consumed
    # streams
    h2_stream** table
    uint32_t table_size
    uint32_t streams
    uint32_t incoming          # streams of the other side that count
    uint32_t outgoing
    uint32_t reserved
    uint32_t last_incoming
    uint32_t last_handled      # what GOAWAY names
    uint32_t next_id
    uint32_t goaway_last       # streams of ours that the other side takes
    # settings
    uint32_t[9] local
    uint32_t[9] remote
    uint32_t pending_concurrent  # local settings that were sent but not acknowledged
    uint32_t pending_push
    h2_inflight* settings_first
    h2_inflight* settings_last
    uint32_t[16] extra_remote_ids   # settings of other numbers
    uint32_t[16] extra_remote
    uint32_t extra_remote_count
    uint32_t[16] extra_local_ids
    uint32_t[16] extra_local
    uint32_t extra_local_count
    # limits and options
    uint32_t max_pairs
    uint32_t max_settings
    uint32_t padding
    uint32_t max_reserved
    uint32_t encoder_most
    size_t max_memory
    size_t max_send_block
    size_t queued              # bytes of bodies
    size_t acks                # acknowledgements and resets in `out`
    uint32_t invalid           # frames that broke the rules for one stream
    uint32_t max_invalid
    uint32_t rejected
    uint32_t max_rejected
    double reset_tokens
    double reset_burst
    double reset_rate
    uint64_t reset_time
    uint64_t frames_received
    uint64_t frames_sent
    uint64_t data_received
    uint64_t data_sent
    uint64_t bytes_written
    uint64_t bytes_read

cdef struct h2_loop_hooks:
    uv_prepare_t prepare
    uv_check_t check
    h2_shared* shared
    int open

cdef struct h2_shared:
    napi_env env
    uv_loop_t* loop
    napi_value anchor
    napi_value on_headers
    napi_value on_data
    napi_value on_close
    napi_value on_written
    napi_value on_trailers
    napi_value on_event
    id_table ids
    h2_session* dirty
    h2_loop_hooks* hooks
    napi_value[64] names       # held strings of the static table
    napi_value[64] values


cdef bint ids_add(h2_ids* list, uint32_t id) noexcept nogil:
    cdef size_t room
    cdef uint32_t* grown
    if list.count == list.room:
        room = list.room * 2 if list.room else 32
        grown = <uint32_t*>realloc(list.ids, room * sizeof(uint32_t))
        if grown == NULL:
            return False
        list.ids = grown
        list.room = room
    list.ids[list.count] = id
    list.count += 1
    return True


# ---- the streams of a session ----

cdef inline h2_stream* stream_of(h2_session* s, uint32_t id) noexcept nogil:
    cdef h2_stream* stream
    if s.table == NULL:
        return NULL
    stream = s.table[(id >> 1) & (s.table_size - 1)]
    while stream != NULL and stream.id != id:
        stream = stream.chain
    return stream


cdef bint grow_streams(h2_session* s) noexcept nogil:
    cdef uint32_t size = s.table_size * 2 if s.table_size else 32
    cdef h2_stream** grown = <h2_stream**>calloc(size, sizeof(h2_stream*))
    cdef h2_stream* stream
    cdef h2_stream* next
    cdef uint32_t i
    if grown == NULL:
        return False
    for i in range(s.table_size):
        stream = s.table[i]
        while stream != NULL:
            next = stream.chain
            stream.chain = grown[(stream.id >> 1) & (size - 1)]
            grown[(stream.id >> 1) & (size - 1)] = stream
            stream = next
    free(s.table)
    s.table = grown
    s.table_size = size
    return True


cdef h2_stream* new_stream(h2_session* s, uint32_t id) noexcept nogil:
    cdef h2_stream* stream
    cdef h2_stream** place
    if s.streams >= s.table_size and not grow_streams(s):
        return NULL
    stream = <h2_stream*>calloc(1, sizeof(h2_stream))
    if stream == NULL:
        return NULL
    stream.id = id
    stream.send_window = s.remote[S_INITIAL_WINDOW_SIZE]
    stream.window = s.local[S_INITIAL_WINDOW_SIZE]
    stream.content_length = -1
    stream.header_limit = s.local[S_MAX_HEADER_LIST_SIZE]
    place = &s.table[(id >> 1) & (s.table_size - 1)]
    stream.chain = place[0]
    place[0] = stream
    s.streams += 1
    return stream


cdef inline bint is_mine(h2_session* s, uint32_t id) noexcept nogil:
    return (id & 1 == 0) == (s.flags & H_SERVER != 0)


cdef void ring_add(h2_session* s, h2_stream* stream) noexcept nogil:
    if stream.flags & ST_SENDABLE:
        return
    stream.flags |= ST_SENDABLE
    if s.ring == NULL:
        stream.ring_next = stream
        stream.ring_before = stream
        s.ring = stream
        return
    stream.ring_next = s.ring
    stream.ring_before = s.ring.ring_before
    s.ring.ring_before.ring_next = stream
    s.ring.ring_before = stream


cdef void ring_remove(h2_session* s, h2_stream* stream) noexcept nogil:
    if not stream.flags & ST_SENDABLE:
        return
    stream.flags &= ~<uint32_t>ST_SENDABLE
    if stream.ring_next == stream:
        s.ring = NULL
    else:
        stream.ring_before.ring_next = stream.ring_next
        stream.ring_next.ring_before = stream.ring_before
        if s.ring == stream:
            s.ring = stream.ring_next


cdef void drop_chunk(h2_session* s, h2_stream* stream) noexcept nogil:
    cdef h2_chunk* chunk = stream.first
    stream.first = chunk.next
    if stream.first == NULL:
        stream.last = NULL
    if chunk.held != NULL:
        naja_release(s.shared.env, chunk.held)
    free(chunk)


# What was not sent is not sent any more.
cdef void drop_body(h2_session* s, h2_stream* stream) noexcept nogil:
    while stream.first != NULL:
        drop_chunk(s, stream)
    s.queued -= stream.queued
    stream.queued = 0
    ring_remove(s, stream)


cdef void waiting_remove(h2_session* s, h2_stream* stream) noexcept nogil:
    cdef h2_stream* before = NULL
    cdef h2_stream* one = s.waiting_first
    if not stream.flags & ST_WAITING:
        return
    stream.flags &= ~<uint32_t>ST_WAITING
    while one != stream:
        before = one
        one = one.waiting
    if before == NULL:
        s.waiting_first = stream.waiting
    else:
        before.waiting = stream.waiting
    if s.waiting_last == stream:
        s.waiting_last = before
    free(stream.fields)
    stream.fields = NULL


cdef void free_stream(h2_session* s, h2_stream* stream) noexcept nogil:
    cdef h2_stream** place = &s.table[(stream.id >> 1) & (s.table_size - 1)]
    while place[0] != stream:
        place = &place[0].chain
    place[0] = stream.chain
    s.streams -= 1
    drop_body(s, stream)
    waiting_remove(s, stream)
    if stream.frame != NULL:
        naja_context_free(s.shared.env, stream.frame)
    free(stream)


# The stream counts no longer, and JavaScript is told once the present work is done.
cdef void close_stream(h2_session* s, h2_stream* stream, uint32_t code) noexcept nogil:
    if stream.flags & ST_CLOSED:
        return
    stream.code = code
    drop_body(s, stream)
    if stream.flags & ST_RESERVED_REMOTE:
        s.reserved -= 1
    elif not stream.flags & (ST_WAITING | ST_RESERVED_LOCAL):
        if is_mine(s, stream.id):
            s.outgoing -= 1
        else:
            s.incoming -= 1
    waiting_remove(s, stream)
    stream.flags |= ST_CLOSED
    ids_add(&s.closing, stream.id)
    mark_dirty(s)


cdef inline void close_if_done(h2_session* s, h2_stream* stream) noexcept nogil:
    if stream.flags & (ST_LOCAL_END | ST_REMOTE_END) == (ST_LOCAL_END | ST_REMOTE_END):
        close_stream(s, stream, NO_ERROR)
