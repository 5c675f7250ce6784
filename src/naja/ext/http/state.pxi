# What a connection is to the parser, and what the connections of an environment share.

# Bytes that grow.
cdef struct http_text:
    char* data
    size_t length
    size_t room

cdef struct http_shared
cdef struct http_connection

# A text that came before, as a string: clients send the same heads again and again.
cdef struct http_known:
    uint64_t hash          # of the text that came here last
    size_t length
    char* data             # the text of `string`, NULL where there is none
    napi_value string      # held

cdef enum:
    KNOWN_TEXTS = 64       # a power of two
    KNOWN_LONGEST = 2048

# The connections of one server. Kept by its JavaScript object and by each connection.
cdef struct http_list:
    int references
    http_connection* first

# Bits of http_connection.flags
cdef enum:
    C_HEADERS_DONE = 1     # of the message under way
    C_WITHHELD = 2         # the request has no body: JavaScript is called once, when it is complete
    C_NATIVE = 4           # runs from libuv, not from JavaScript
    C_THREW = 8            # a callback threw
    C_NOTIFY = 16          # JavaScript wants to hear how this run ended
    C_CLOSED = 32          # free it when the run ends
    C_EXPIRED = 64         # was reported by listExpired
    C_HOST = 128           # the message has this field
    C_EXPECT = 256
    C_IDLE = 512           # in the list of those that wait for their next request
    C_GATHER = 1024        # its body is put together, see gather.pxi
    C_TEXT = 2048          # of its body nothing has come, and it may be a string

# Where in a header field the parser stands
cdef enum:
    AT_NOTHING = 0
    AT_NAME = 1
    AT_VALUE = 2

# Memory of malloc
cdef struct http_block:
    char* data
    size_t room

cdef enum:
    BLOCKS = 8

# A string of V8's over such memory, see gather.pxi
cdef struct http_lease:
    http_block block       # without data: it was given back already
    http_shared* shared    # NULL when the environment has ended
    http_lease* before
    http_lease* next

# A body that is put together, see gather.pxi
cdef struct http_body:
    char* data             # NULL before a part of it has come
    napi_value bytes       # held: whose memory that is, NULL for text
    size_t total
    size_t length          # of what has come
    size_t room            # of data, where it is text
    bint text

cdef struct http_connection:
    llhttp_t parser        # first: llhttp's callbacks are given its address
    http_shared* shared
    napi_value object      # held: the JavaScript parser
    naja_context_frame* frame
    naja_stream* stream    # what it reads natively, or NULL
    napi_value handle      # held: the stream's JavaScript object, which keeps its memory
    uint32_t id
    uint32_t flags
    int depth              # runs under way
    int at
    uint32_t fields        # of this head or these trailers so far
    uint32_t max_fields
    uint64_t max_header_size
    uint64_t header_size
    uint64_t extensions_size
    uint64_t message_start # loop time in ms at which the message under way began, 0 when idle
    const char* input      # what is parsed now
    size_t input_length
    char* saved            # an incomplete head between two reads: url, name and block
    size_t[3] saved_lengths
    size_t value_at        # where the value under way begins in the block
    http_list* list
    http_connection* list_next
    http_connection* list_prev
    http_body body
    void* sending          # a file on its way, see sendfile.pxi
    uint64_t idle_time     # how long it may wait for the next request, in ms
    uint64_t deadline      # when that is over
    http_connection* idle_next
    http_connection* idle_prev

# Closes on its own when the environment ends, hence apart.
cdef struct http_timer:
    uv_timer_t timer
    http_shared* shared

cdef struct http_shared:
    napi_env env
    uv_loop_t* loop
    napi_value anchor      # held external whose finalizer frees this
    napi_value on_headers
    napi_value on_body
    napi_value on_complete
    napi_value on_execute
    napi_value on_idle
    id_table ids           # connections by their numbers
    http_text url          # the head under construction: url or reason phrase
    http_text name
    http_text block
    http_known[KNOWN_TEXTS] known_urls
    http_known[KNOWN_TEXTS] known_blocks
    char* input            # where reads go
    char* out              # where a response is put together
    http_block[BLOCKS] blocks  # that wait for the next long text
    int blocks_count
    uint32_t connections   # that are open
    size_t blocks_size
    http_lease* leases     # the last one first
    http_timer* timer
    http_connection* idle_first
    http_connection* idle_last


cdef bint text_add(http_text* t, const char* data, size_t length) noexcept nogil:
    cdef size_t room
    cdef char* grown
    if t.length + length > t.room:
        room = t.room * 2 if t.room else 1024
        while room < t.length + length:
            room *= 2
        grown = <char*>realloc(t.data, room)
        if grown == NULL:
            return False
        t.data = grown
        t.room = room
    memcpy(t.data + t.length, data, length)
    t.length += length
    return True


cdef inline uint64_t text_hash(const char* data, size_t length) noexcept nogil:
    cdef uint64_t hash = length * <uint64_t>0x9E3779B97F4A7C15
    cdef uint64_t word
    cdef size_t i = 0
    while i + 8 <= length:
        memcpy(&word, data + i, 8)
        hash = (hash ^ word) * <uint64_t>0x9FB21C651E98DF25
        hash ^= hash >> 32
        i += 8
    word = 0
    memcpy(&word, data + i, length - i)
    hash = (hash ^ word) * <uint64_t>0x9FB21C651E98DF25
    return hash ^ hash >> 29


# A string of Latin-1. One that comes twice with no other in between that falls on the same place of the table is kept.
# The value is good until the next call with this table.
cdef napi_value text_string(napi_env env, http_text* t, http_known* known) noexcept nogil:
    cdef napi_value result = NULL
    cdef uint64_t hash
    if t.length == 0 or t.length > KNOWN_LONGEST:
        napi_create_string_latin1(env, t.data, t.length, &result)
        return result
    hash = text_hash(t.data, t.length)
    known += hash & (KNOWN_TEXTS - 1)
    if known.data != NULL and known.length == t.length and memcmp(known.data, t.data, t.length) == 0:
        known.hash = hash
        return known.string
    napi_create_string_latin1(env, t.data, t.length, &result)
    if known.hash != hash:
        known.hash = hash
        return result
    text_forget(env, known)
    known.data = <char*>malloc(t.length)
    if known.data != NULL:
        memcpy(known.data, t.data, t.length)
        known.length = t.length
        known.string = naja_hold(env, result)
    return result


cdef void text_forget(napi_env env, http_known* known) noexcept nogil:
    if known.data != NULL:
        free(known.data)
        known.data = NULL
        naja_release(env, known.string)


# ---- identities ----

cdef inline http_connection* connection_of(http_shared* shared, napi_value id) noexcept nogil:
    return <http_connection*>id_object(shared.env, &shared.ids, id)


# ---- the connections of a server ----

cdef void list_add(http_list* list, http_connection* c) noexcept nogil:
    c.list = list
    c.list_prev = NULL
    c.list_next = list.first
    if list.first != NULL:
        list.first.list_prev = c
    list.first = c
    list.references += 1


cdef void list_release(http_list* list) noexcept nogil:
    list.references -= 1
    if list.references == 0:
        free(list)


cdef void list_remove(http_connection* c) noexcept nogil:
    cdef http_list* list = c.list
    if list == NULL:
        return
    if c.list_prev != NULL:
        c.list_prev.list_next = c.list_next
    else:
        list.first = c.list_next
    if c.list_next != NULL:
        c.list_next.list_prev = c.list_prev
    c.list = NULL
    list_release(list)


# ---- idle connections, the one that has to go first in front ----

cdef void idle_remove(http_connection* c) noexcept nogil:
    cdef http_shared* shared = c.shared
    if not c.flags & C_IDLE:
        return
    c.flags &= ~<uint32_t>C_IDLE
    if c.idle_prev != NULL:
        c.idle_prev.idle_next = c.idle_next
    else:
        shared.idle_first = c.idle_next
    if c.idle_next != NULL:
        c.idle_next.idle_prev = c.idle_prev
    else:
        shared.idle_last = c.idle_prev


cdef void idle_add(http_connection* c, uint64_t ms) noexcept nogil:
    cdef http_shared* shared = c.shared
    cdef http_connection* before
    idle_remove(c)
    c.flags |= C_IDLE
    c.idle_time = ms
    c.deadline = uv_now(shared.loop) + ms
    # All connections mostly wait equally long: the place is at the end.
    before = shared.idle_last
    while before != NULL and before.deadline > c.deadline:
        before = before.idle_prev
    c.idle_prev = before
    if before != NULL:
        c.idle_next = before.idle_next
        before.idle_next = c
    else:
        c.idle_next = shared.idle_first
        shared.idle_first = c
    if c.idle_next != NULL:
        c.idle_next.idle_prev = c
    else:
        shared.idle_last = c
    # An armed timer that is too early costs one wake-up; one that is too late must be set again.
    if not uv_is_active(<uv_handle_t*>&shared.timer.timer) or (
        shared.idle_first == c and uv_now(shared.loop) + uv_timer_get_due_in(&shared.timer.timer) > c.deadline
    ):
        uv_timer_start(&shared.timer.timer, idle_expired, ms, 0)


cdef void idle_expired(uv_timer_t* timer) noexcept nogil:
    cdef http_shared* shared = (<http_timer*>timer).shared
    cdef http_connection* c
    cdef uint64_t now
    if shared == NULL:
        return
    now = uv_now(shared.loop)
    while shared.idle_first != NULL and shared.idle_first.deadline <= now:
        c = shared.idle_first
        idle_remove(c)
        naja_make_callback(shared.env, c.frame, c.object, shared.on_idle, 0, NULL)
    if shared.idle_first != NULL and not uv_is_active(<uv_handle_t*>timer):
        uv_timer_start(timer, idle_expired, shared.idle_first.deadline - now, 0)
