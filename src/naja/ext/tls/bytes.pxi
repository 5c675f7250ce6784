# Encrypted bytes on their way, and the BIO through which OpenSSL reads and writes them. What was just read from the stream
# beneath is lent to OpenSSL where it lies; what OpenSSL writes is gathered in one block, which goes out with one call.

cdef enum:
    BIO_RETRY_READ = 9         # BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY
    BIO_RETRY_FLAGS = 15
    BIO_CTRL_EOF = 2
    BIO_CTRL_PENDING = 10
    BIO_CTRL_FLUSH = 11
    BIO_TYPE_SOURCE_SINK = 0x400

cdef BIO_METHOD* bio_method = NULL


cdef void release_bytes(naja_streams* shared, char* data, size_t room) noexcept nogil:
    if room == STREAM_BLOCK:
        stream_block_free(shared, data)
    else:
        free(data)


cdef void drop_bytes(naja_streams* shared, tls_bytes* q) noexcept nogil:
    if q.data != NULL:
        release_bytes(shared, q.data, q.room)
    memset(q, 0, sizeof(tls_bytes))


# Adds bytes at the end. False where there is no memory.
cdef bint add_bytes(naja_streams* shared, tls_bytes* q, const char* data, size_t size) noexcept nogil:
    cdef size_t room
    cdef size_t have = q.end - q.start
    cdef char* grown
    if q.data == NULL and size <= STREAM_BLOCK:
        q.data = stream_block(shared)
        if q.data == NULL:
            return False
        q.room = STREAM_BLOCK
    elif q.room - q.end < size:
        room = q.room if q.room else STREAM_BLOCK
        while room - have < size or room == STREAM_BLOCK:
            room *= 2
        grown = <char*>malloc(room)
        if grown == NULL:
            return False
        if have > 0:
            memcpy(grown, q.data + q.start, have)
        if q.data != NULL:
            release_bytes(shared, q.data, q.room)
        q.data = grown
        q.room = room
        q.start = 0
        q.end = have
    if size > 0:
        memcpy(q.data + q.end, data, size)
    q.end += size
    return True


# How many encrypted bytes OpenSSL has not read yet.
cdef inline size_t incoming(naja_tls* t) noexcept nogil:
    return t.input.end - t.input.start + t.lent_size


# How many it has written that were not sent yet.
cdef inline size_t outgoing(naja_tls* t) noexcept nogil:
    return t.output.end - t.output.start


# Keeps what was lent and not read: its memory is going to be used for something else.
cdef void keep_lent(naja_tls* t) noexcept nogil:
    if t.lent_size > 0 and t.ssl != NULL:
        add_bytes(t.base.shared, &t.input, t.lent, t.lent_size)
    t.lent_size = 0


cdef int bio_read(BIO* bio, char* target, int size) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>BIO_get_data(bio)
    cdef tls_bytes* q = &t.input
    cdef size_t n
    BIO_clear_flags(bio, BIO_RETRY_FLAGS)
    if size <= 0:
        return 0
    if q.end > q.start:
        n = min(q.end - q.start, <size_t>size)
        memcpy(target, q.data + q.start, n)
        q.start += n
        if q.start == q.end:
            drop_bytes(t.base.shared, q)
    elif t.lent_size > 0:
        n = min(t.lent_size, <size_t>size)
        memcpy(target, t.lent, n)
        t.lent += n
        t.lent_size -= n
    else:
        # "Try again", not the end.
        BIO_set_flags(bio, BIO_RETRY_READ)
        return -1
    return <int>n


cdef int bio_write(BIO* bio, const char* data, int size) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>BIO_get_data(bio)
    BIO_clear_flags(bio, BIO_RETRY_FLAGS)
    if size <= 0:
        return 0
    return size if add_bytes(t.base.shared, &t.output, data, <size_t>size) else -1


cdef long bio_control(BIO* bio, int command, long number, void* pointer) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>BIO_get_data(bio)
    if command == BIO_CTRL_FLUSH:
        return 1
    if command == BIO_CTRL_PENDING:
        return <long>incoming(t)
    return 0


# Called with the lock held.
cdef void prepare_bio() noexcept nogil:
    global bio_method
    if bio_method == NULL:
        bio_method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "naja")
        BIO_meth_set_read(bio_method, bio_read)
        BIO_meth_set_write(bio_method, bio_write)
        BIO_meth_set_ctrl(bio_method, bio_control)


# The BIO of a connection, for both directions.
cdef BIO* bio_for(naja_tls* t) noexcept nogil:
    cdef BIO* bio = BIO_new(bio_method)
    BIO_set_data(bio, t)
    BIO_set_init(bio, 1)
    return bio
