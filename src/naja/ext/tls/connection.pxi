# A TLS connection: clear bytes on one side, encrypted ones on the other. Encrypted bytes go to and come from the stream
# beneath or, where that is a Duplex of JavaScript's, through handle.onencrypted(chunk) and handle.receive(chunk).
#
# Everything that may get on is tried in one place, cycle(). OpenSSL's callbacks only note what happened; JavaScript is
# told after OpenSSL has returned, except by those callbacks whose answer OpenSSL waits for.

cdef enum:
    TLS_SERVER = 1
    TLS_STARTED = 2            # the handshake may begin
    TLS_ESTABLISHED = 4        # and has succeeded once
    TLS_READING = 8
    TLS_EOF = 16               # the reader was told
    TLS_BENEATH_ENDED = 32     # there will be no more encrypted bytes: beneath_status says why
    TLS_FAILED = 64            # handle.onerror was called
    TLS_GONE = 128             # destroySSL() was called
    TLS_WRITING = 256          # encrypted bytes are on their way
    TLS_HELD = 512             # nothing is sent before newSessionDone()
    TLS_KEYLOG = 1024
    TLS_SESSION_EVENTS = 2048
    TLS_ALPN_CALLBACK = 4096
    TLS_CERT_CALLBACK = 8192
    TLS_CERT_RUNNING = 16384
    TLS_CERT_DONE = 32768
    TLS_HELLO_RUNNING = 65536
    TLS_HELLO_DONE = 131072
    TLS_DID_START = 262144     # to be told: a handshake began
    TLS_DID_FINISH = 524288    # to be told: a handshake ended well
    TLS_NOTIFY = 4194304       # close_notify is to be sent
    TLS_ENDING = 2097152       # JavaScript was asked to end the stream beneath
    TLS_PREVIOUS_OWNER = 1048576   # the stream beneath still writes what it was given before

cdef enum:
    SSL_ERROR_SSL = 1
    SSL_ERROR_SYSCALL = 5
    SSL_ERROR_ZERO_RETURN = 6
    SSL_RECEIVED_SHUTDOWN = 2
    MAX_SESSION_SIZE = 10240
    CLEAR_SIZE = 16384         # the most that a record holds

# A queue of encrypted bytes (bytes.pxi): those from `start` to `end` wait.
cdef struct tls_bytes:
    char* data                 # a block of the streams (room == STREAM_BLOCK), or malloc'ed
    size_t start
    size_t end
    size_t room

# A write that waits: first for the handshake (its bytes are at `bufs`), then for the encrypted bytes to be sent.
cdef struct waiting_write:
    waiting_write* next
    naja_write* w
    unsigned int count
    size_t size

cdef struct write_list:
    waiting_write* first
    waiting_write* last

cdef struct naja_tls

# A write of encrypted bytes on the stream beneath; it may end after the connection was freed.
cdef struct encrypted_write:
    naja_write base
    naja_tls* tls
    tls_bytes bytes

cdef struct beneath_shutdown:
    naja_shutdown base
    naja_tls* tls

cdef struct naja_tls:
    naja_stream base
    uint32_t state
    SSL* ssl
    tls_bytes input            # encrypted bytes that wait for OpenSSL
    const char* lent           # and behind them those that were just read, where they lie
    size_t lent_size
    tls_bytes output           # encrypted bytes to be sent
    naja_stream* beneath
    int beneath_status
    int depth                  # turns of cycle() that are asked for
    bint in_ssl                # OpenSSL is on the stack
    write_list clear           # not encrypted yet
    write_list sent            # encrypted, not sent yet
    size_t clear_size
    size_t carried             # encrypted bytes that JavaScript is writing
    encrypted_write* writing
    naja_shutdown* shutting
    beneath_shutdown* beneath_shutting
    SSL_SESSION* resumed       # what loadSession() gave, until OpenSSL asks for it
    BIO* keylog
    char* alpn                 # a server's protocols, as on the wire
    size_t alpn_size
    unsigned char* ocsp        # a server's response, in OpenSSL's memory
    size_t ocsp_size

# Where clear bytes are put: `chunk` is held while it is taken out of the streams' hands, NULL for a block.
cdef struct clear_memory:
    napi_value chunk
    char* data
    size_t room

cdef int ssl_index = -1


cdef void prepare_indices() noexcept nogil:
    global ssl_index, context_index
    naja_lock_roots()
    if ssl_index < 0:
        ssl_index = naja_ssl_new_index()
        context_index = naja_ctx_new_index()
        prepare_bio()
    naja_unlock_roots()


# ---- lists of writes ----

cdef void append(write_list* list, waiting_write* one) noexcept nogil:
    one.next = NULL
    if list.last != NULL:
        list.last.next = one
    else:
        list.first = one
    list.last = one


cdef waiting_write* take(write_list* list) noexcept nogil:
    cdef waiting_write* one = list.first
    if one != NULL:
        list.first = one.next
        if list.first == NULL:
            list.last = NULL
    return one


# Ends all writes of a list.
cdef void finish_writes(write_list* list, int status) noexcept nogil:
    cdef waiting_write* one
    cdef naja_write* w
    # Those that are added while this runs belong to a later turn.
    cdef write_list mine = list[0]
    list.first = NULL
    list.last = NULL
    while True:
        one = take(&mine)
        if one == NULL:
            break
        w = one.w
        free(one)
        w.done(w, status)


cdef size_t size_of(const uv_buf_t* bufs, unsigned int count) noexcept nogil:
    cdef size_t sum = 0
    cdef unsigned int i
    for i in range(count):
        sum += bufs[i].len
    return sum


# ---- the wheel ----

cdef inline bint usable(naja_tls* t) noexcept nogil:
    return t.ssl != NULL and not t.state & (TLS_GONE | TLS_FAILED)


# Tries everything. Called again from below (a callback of JavaScript's wrote something, say), it only asks for one more
# turn, so that OpenSSL is never entered twice.
cdef void cycle(naja_tls* t) noexcept nogil:
    cdef naja_handles scope
    cdef napi_env env = t.base.env
    cdef int error
    t.depth += 1
    if t.depth > 1:
        return
    naja_handles_open(env, &scope)
    # JavaScript may close it meanwhile: the object, and with it this memory, stays until the wheel stops.
    if t.base.owner != NULL:
        naja_local(env, t.base.owner)
    while t.depth > 0:
        if usable(t):
            shake_hands(t)
        if usable(t):
            encrypt_waiting(t)
        if usable(t):
            read_clear(t)
        close_notify(t)
        error = send_all(t)
        if error != 0:
            shutdown_ended(t, error)
        t.depth -= 1
    keep_lent(t)
    if t.state & TLS_GONE:
        free_ssl(t)
    naja_handles_close(env, &scope)


# What another connection left in OpenSSL's queue of errors is none of the next call's. To look costs less than to clear.
cdef inline void forget_errors() noexcept nogil:
    if ERR_peek_error() != 0:
        ERR_clear_error()


# Whether OpenSSL has failed for good; its error then waits to be taken.
cdef bint has_failed(naja_tls* t, int result) noexcept nogil:
    cdef int error = SSL_get_error(t.ssl, result)
    if error == SSL_ERROR_SSL or (error == SSL_ERROR_SYSCALL and ERR_peek_error() != 0):
        return True
    if error != SSL_ERROR_SYSCALL:
        forget_errors()
    return False


# Tells JavaScript that the connection has failed.
cdef void fail(naja_tls* t, napi_value error) noexcept nogil:
    t.state |= TLS_FAILED
    # The alert that tells the other side goes out first.
    tell(t)
    send_encrypted(t)
    call_handler(t, "onerror", 1, &error)


# What OpenSSL said: true where it failed for good; then JavaScript has been told.
cdef bint check(naja_tls* t, int result) noexcept nogil:
    if not has_failed(t, result):
        return False
    fail(t, take_ssl_error(t.base.env))
    return True


cdef void shake_hands(naja_tls* t) noexcept nogil:
    cdef int result
    # Later handshakes go on when something is read: data may come in between.
    if t.state & TLS_ESTABLISHED or not t.state & TLS_STARTED:
        return
    ERR_clear_error()
    t.in_ssl = True
    result = SSL_do_handshake(t.ssl)
    t.in_ssl = False
    if result <= 0 and check(t, result):
        return
    tell(t)


# Encrypts what waited for the handshake.
cdef void encrypt_waiting(naja_tls* t) noexcept nogil:
    cdef waiting_write* one
    while usable(t) and t.state & TLS_ESTABLISHED and SSL_is_init_finished(t.ssl):
        one = take(&t.clear)
        if one == NULL:
            return
        t.clear_size -= one.size
        append(&t.sent, one)
        if encrypt(t, <uv_buf_t*>(one + 1), one.count, one.size) < 0:
            return
        tell(t)


# One write as few records as may be: several small buffers are put together. 0 or, where OpenSSL failed, UV_EPROTO.
cdef int encrypt(naja_tls* t, const uv_buf_t* bufs, unsigned int count, size_t size) noexcept nogil:
    cdef char[16384] small
    cdef char* data
    cdef char* joined = NULL
    cdef size_t at = 0
    cdef unsigned int i
    cdef int result
    cdef int part
    if size == 0:
        return 0
    if count == 1:
        data = bufs[0].base
    else:
        if size > 16384:
            joined = <char*>malloc(size)
            if joined == NULL:
                return UV_ENOMEM
        data = joined if joined != NULL else small
        for i in range(count):
            memcpy(data + at, bufs[i].base, bufs[i].len)
            at += bufs[i].len
    at = 0
    while at < size:
        part = <int>(size - at) if size - at < 0x40000000 else 0x40000000
        forget_errors()
        t.in_ssl = True
        result = SSL_write(t.ssl, data + at, part)
        t.in_ssl = False
        if result <= 0:
            break
        at += <size_t>result
    free(joined)
    if at < size:
        check(t, result)
        return UV_EPROTO
    return 0


# Decrypts what has come and hands it to the reader, as long as it reads.
cdef void read_clear(naja_tls* t) noexcept nogil:
    cdef uv_buf_t buf
    cdef clear_memory memory
    cdef napi_value failure
    cdef size_t n
    cdef int result
    while usable(t) and t.state & TLS_READING and t.state & TLS_ESTABLISHED and not t.state & TLS_EOF:
        if not take_memory(t, &memory):
            return
        n = decrypt(t, memory.data, memory.room, &result)
        failure = take_ssl_error(t.base.env) if result <= 0 and has_failed(t, result) else NULL
        give_memory(t, &memory)
        if failure == NULL:
            tell(t)
        if n > 0 and usable(t):
            buf.base = memory.data
            buf.len = n
            # Others may have read into the same memory meanwhile: it is asked for only now.
            if memory.chunk == NULL and t.base.on_read == NULL:
                stream_alloc(&t.base, &buf)
                buf.len = n if buf.len > n else buf.len
                memcpy(buf.base, memory.data, buf.len)
            stream_deliver(&t.base, <ssize_t>buf.len, &buf)
        if memory.chunk == NULL:
            stream_block_free(t.base.shared, memory.data)
        if failure != NULL and usable(t):
            fail(t, failure)
        if result <= 0:
            end_reading(t)
            return
        # OpenSSL would take memory for a record and find that there is none.
        if usable(t) and incoming(t) == 0 and SSL_has_pending(t.ssl) == 0 and not has_ended(t):
            return


# What one record holds, and those behind it where they are full, as far as they fit: programs see the pieces that were
# sent, but for the records that OpenSSL cuts a long one into. *result is what the last SSL_read gave.
cdef size_t decrypt(naja_tls* t, char* data, size_t room, int* result) noexcept nogil:
    cdef size_t n = 0
    t.in_ssl = True
    while True:
        forget_errors()
        result[0] = SSL_read(t.ssl, data + n, <int>(room - n))
        if result[0] <= 0:
            break
        n += <size_t>result[0]
        if n == room or result[0] != CLEAR_SIZE or (incoming(t) == 0 and SSL_pending(t.ssl) == 0):
            break
    t.in_ssl = False
    return n


# Memory for clear bytes, which nobody else reads into while OpenSSL writes there: the chunk that JavaScript is given, or a
# block.
cdef bint take_memory(naja_tls* t, clear_memory* m) noexcept nogil:
    cdef uv_buf_t buf
    m.chunk = NULL
    m.room = STREAM_READ_SIZE
    if t.base.on_read == NULL and t.base.user_buffer == NULL:
        m.chunk = stream_chunk_take(t.base.shared, <uint8_t**>&m.data)
        return m.chunk != NULL
    if t.base.on_read == NULL:
        stream_alloc(&t.base, &buf)
        m.room = min(buf.len, <size_t>CLEAR_SIZE)
        if m.room == 0:
            return False
    m.data = stream_block(t.base.shared)
    return m.data != NULL


# The chunk is JavaScript's again; a block remains the caller's.
cdef void give_memory(naja_tls* t, clear_memory* m) noexcept nogil:
    if m.chunk != NULL:
        stream_chunk_give(t.base.shared, m.chunk, <uint8_t*>m.data)


# Everything that came was read: is that the end?
cdef void end_reading(naja_tls* t) noexcept nogil:
    cdef uv_buf_t none
    if not usable(t) or not t.state & TLS_READING or t.state & TLS_EOF:
        return
    if not SSL_get_shutdown(t.ssl) & SSL_RECEIVED_SHUTDOWN and not t.state & TLS_BENEATH_ENDED:
        return
    t.state |= TLS_EOF
    none.base = NULL
    none.len = 0
    if SSL_get_shutdown(t.ssl) & SSL_RECEIVED_SHUTDOWN:
        stream_deliver(&t.base, UV_EOF, &none)
    else:
        stream_deliver(&t.base, t.beneath_status, &none)


# ---- to the stream beneath ----

cdef void send_encrypted(naja_tls* t) noexcept nogil:
    cdef tls_bytes* q = &t.output
    cdef uv_buf_t buf
    cdef ssize_t n
    if t.ssl == NULL or t.state & (TLS_WRITING | TLS_HELD | TLS_PREVIOUS_OWNER):
        return
    if q.end == q.start:
        if t.sent.first != NULL:
            finish_writes(&t.sent, 0)
        return
    if t.beneath == NULL:
        give_to_javascript(t)
        return
    buf.base = q.data + q.start
    buf.len = q.end - q.start
    n = UV_EBADF if t.beneath.flags & STREAM_CLOSING else stream_try_write(t.beneath, &buf, 1)
    if n >= 0 and <size_t>n < buf.len:
        q.start += <size_t>n
        n = write_rest(t)
        if n == 0:
            return
    drop_bytes(t.base.shared, q)
    finish_writes(&t.sent, 0 if n >= 0 else <int>n)


# The bytes that the kernel did not take at once: 0, or a libuv error. The write takes their memory over.
cdef int write_rest(naja_tls* t) noexcept nogil:
    cdef encrypted_write* w = <encrypted_write*>malloc(sizeof(encrypted_write))
    cdef uv_buf_t buf
    cdef int result
    if w == NULL:
        return UV_ENOMEM
    w.bytes = t.output
    memset(&t.output, 0, sizeof(tls_bytes))
    buf.base = w.bytes.data + w.bytes.start
    buf.len = w.bytes.end - w.bytes.start
    w.tls = t
    t.writing = w
    t.state |= TLS_WRITING
    result = stream_write(t.beneath, &w.base, &buf, 1, encrypted_sent)
    if result != 0:
        t.state &= ~<uint32_t>TLS_WRITING
        t.writing = NULL
        drop_bytes(t.base.shared, &w.bytes)
        free(w)
    return result


cdef void encrypted_sent(naja_write* base, int status) noexcept nogil:
    cdef encrypted_write* w = <encrypted_write*>base
    cdef naja_tls* t = w.tls
    drop_bytes(base.stream.shared, &w.bytes)
    free(w)
    if t != NULL:
        t.writing = NULL
        sending_ended(t, status)


# An encrypted write has ended, here or in JavaScript.
cdef void sending_ended(naja_tls* t, int status) noexcept nogil:
    t.state &= ~<uint32_t>TLS_WRITING
    t.carried = 0
    if status < 0:
        finish_writes(&t.sent, status)
    elif t.ssl == NULL or outgoing(t) == 0:
        finish_writes(&t.sent, 0)
    cycle(t)


cdef void give_to_javascript(naja_tls* t) noexcept nogil:
    cdef size_t size = outgoing(t)
    cdef napi_value chunk = buffer(t.base.env, t.output.data + t.output.start, size)
    drop_bytes(t.base.shared, &t.output)
    t.state |= TLS_WRITING
    t.carried = size
    call_handler(t, "onencrypted", 1, &chunk)


# Four full records with their heads come with one read.
cdef void beneath_alloc(naja_stream* beneath, size_t suggested, uv_buf_t* buf) noexcept nogil:
    stream_scratch(beneath, STREAM_BLOCK, buf)


# The stream beneath has read something, or ended.
cdef int beneath_read(naja_stream* beneath, ssize_t nread, const uv_buf_t* buf) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>beneath.consumer
    received(t, nread, buf.base)
    return 0


# `data` may be NULL where the bytes are in `input` already; else it is good until this returns.
cdef void received(naja_tls* t, ssize_t nread, const char* data) noexcept nogil:
    cdef uv_buf_t none
    if t.state & (TLS_EOF | TLS_BENEATH_ENDED):
        return
    if nread > 0 and t.ssl != NULL:
        t.state |= TLS_STARTED
        if data != NULL and t.depth > 0:
            add_bytes(t.base.shared, &t.input, data, <size_t>nread)
        elif data != NULL:
            t.lent = data
            t.lent_size = <size_t>nread
        cycle(t)
        return
    if nread > 0:
        return
    t.state |= TLS_BENEATH_ENDED
    t.beneath_status = <int>nread
    cycle(t)
    # Before the handshake is over there is nothing to read first.
    if not t.state & (TLS_EOF | TLS_FAILED) and (t.ssl == NULL or not t.state & TLS_ESTABLISHED):
        t.state |= TLS_EOF
        none.base = NULL
        none.len = 0
        stream_deliver(&t.base, nread, &none)


# ---- what a stream does ----

cdef int tls_read_start(naja_stream* s) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    cdef int error = 0
    t.state |= TLS_READING
    if t.beneath != NULL:
        if t.beneath.flags & STREAM_CLOSING:
            return UV_EBADF
        if not t.state & TLS_BENEATH_ENDED:
            error = stream_read_start(t.beneath)
    # What came while nobody read.
    if error == 0 and t.ssl != NULL and not t.in_ssl and (incoming(t) > 0 or SSL_pending(t.ssl) > 0 or has_ended(t)):
        cycle(t)
    return error


# Whether the reader is to be told of the end.
cdef bint has_ended(naja_tls* t) noexcept nogil:
    return not t.state & TLS_EOF and t.state & TLS_ESTABLISHED and (
        t.state & TLS_BENEATH_ENDED or SSL_get_shutdown(t.ssl) & SSL_RECEIVED_SHUTDOWN)


cdef int tls_read_stop(naja_stream* s) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    t.state &= ~<uint32_t>TLS_READING
    return 0 if t.beneath == NULL or t.beneath.flags & STREAM_CLOSING else stream_read_stop(t.beneath)


# Whether bytes can be encrypted and sent at once.
cdef bint is_clear(naja_tls* t) noexcept nogil:
    return not t.in_ssl and usable(t) and t.state & TLS_ESTABLISHED and SSL_is_init_finished(t.ssl) and \
        t.clear.first == NULL and not t.state & (TLS_WRITING | TLS_HELD | TLS_PREVIOUS_OWNER)


cdef ssize_t tls_try_write(naja_stream* s, const uv_buf_t* bufs, unsigned int count) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    cdef size_t size = size_of(bufs, count)
    if t.ssl == NULL:
        return UV_EPROTO
    if not is_clear(t):
        return 0
    if encrypt_now(t, bufs, count, size) < 0:
        return UV_EPROTO
    s.bytes_written += size
    return <ssize_t>size


# encrypt() and send, from outside the wheel.
cdef int encrypt_now(naja_tls* t, const uv_buf_t* bufs, unsigned int count, size_t size) noexcept nogil:
    cdef naja_handles scope
    cdef int error
    naja_handles_open(t.base.env, &scope)
    t.depth += 1
    error = encrypt(t, bufs, count, size)
    tell(t)
    send_encrypted(t)
    t.depth -= 1
    if t.depth == 0 and t.state & TLS_GONE:
        free_ssl(t)
    naja_handles_close(t.base.env, &scope)
    return error


cdef int tls_write(naja_stream* s, naja_write* w, const uv_buf_t* bufs, unsigned int count) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    cdef size_t size = size_of(bufs, count)
    cdef waiting_write* one
    cdef int error
    if t.ssl == NULL or t.state & TLS_GONE:
        return UV_EPROTO
    one = <waiting_write*>malloc(sizeof(waiting_write) + count * sizeof(uv_buf_t))
    if one == NULL:
        return UV_ENOMEM
    one.w = w
    one.count = count
    one.size = size
    s.bytes_written += size
    if is_clear(t):
        error = encrypt_now(t, bufs, count, size)
        if error < 0 or not t.state & (TLS_WRITING | TLS_HELD | TLS_GONE):
            free(one)
            return error if error < 0 else 1
        append(&t.sent, one)
        return 0
    t.state |= TLS_STARTED
    memcpy(one + 1, bufs, count * sizeof(uv_buf_t))
    t.clear_size += size
    append(&t.clear, one)
    cycle(t)
    return 0


cdef size_t tls_write_queue_size(naja_stream* s) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    cdef size_t size = t.clear_size + t.carried
    if t.ssl != NULL:
        size += outgoing(t)
    if t.beneath != NULL and not t.beneath.flags & STREAM_CLOSED:
        size += stream_write_queue_size(t.beneath)
    return size


# close_notify, then the end of the stream beneath.
cdef int tls_shutdown(naja_stream* s, naja_shutdown* q) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    cdef napi_handle_scope scope
    cdef int error
    t.shutting = q
    t.state |= TLS_NOTIFY
    if t.in_ssl:
        cycle(t)  # which gets to it
        return 0
    close_notify(t)
    napi_open_handle_scope(s.env, &scope)
    error = send_all(t)
    napi_close_handle_scope(s.env, scope)
    if error != 0:
        t.shutting = NULL
    return error


cdef void close_notify(naja_tls* t) noexcept nogil:
    if not t.state & TLS_NOTIFY or t.ssl == NULL or t.state & TLS_GONE:
        return
    t.state &= ~<uint32_t>TLS_NOTIFY
    ERR_clear_error()
    if SSL_shutdown(t.ssl) == 0:
        SSL_shutdown(t.ssl)
    ERR_clear_error()


# Sends what there is; after the last of it the stream beneath is ended, if that was asked for.
cdef int send_all(naja_tls* t) noexcept nogil:
    cdef beneath_shutdown* b
    cdef int error
    send_encrypted(t)
    if t.shutting == NULL or t.beneath_shutting != NULL or t.state & TLS_WRITING:
        return 0
    if t.ssl != NULL and outgoing(t) > 0:
        return 0
    if t.beneath == NULL:
        if not t.state & TLS_ENDING:
            t.state |= TLS_ENDING
            call_handler(t, "onfinish", 0, NULL)
        return 0
    if t.beneath.flags & STREAM_CLOSING:
        return UV_ENOTCONN
    b = <beneath_shutdown*>malloc(sizeof(beneath_shutdown))
    if b == NULL:
        return UV_ENOMEM
    b.tls = t
    error = stream_shutdown(t.beneath, &b.base, beneath_shut)
    if error != 0:
        free(b)
        return error
    t.beneath_shutting = b
    return 0


cdef void beneath_shut(naja_shutdown* base, int status) noexcept nogil:
    cdef beneath_shutdown* b = <beneath_shutdown*>base
    cdef naja_tls* t = b.tls
    free(b)
    if t != NULL:
        t.beneath_shutting = NULL
        shutdown_ended(t, status)


cdef void shutdown_ended(naja_tls* t, int status) noexcept nogil:
    cdef naja_shutdown* q = t.shutting
    t.shutting = NULL
    if q != NULL:
        q.done(q, status)


cdef naja_stream* tls_beneath(naja_stream* s) noexcept nogil:
    return (<naja_tls*>s).beneath


# A native owner closes: the stream beneath goes with it.
cdef void tls_close(naja_stream* s) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    if t.beneath != NULL and not t.beneath.flags & STREAM_CLOSING:
        stream_close(t.beneath, t.beneath.on_close)
    leave(t)
    stream_closed(s)


cdef void tls_destroy(naja_stream* s) noexcept nogil:
    cdef naja_tls* t = <naja_tls*>s
    # The stream beneath may be freed already.
    t.beneath = NULL
    leave(t)


cdef naja_stream_ops tls_ops
tls_ops.read_start = tls_read_start
tls_ops.read_stop = tls_read_stop
tls_ops.try_write = tls_try_write
tls_ops.write = tls_write
tls_ops.shutdown = tls_shutdown
tls_ops.write_queue_size = tls_write_queue_size
tls_ops.beneath = tls_beneath
tls_ops.close = tls_close
tls_ops.destroy = tls_destroy


# ---- the end ----

# Lets go of the SSL; writes that wait end as canceled.
cdef void free_ssl(naja_tls* t) noexcept nogil:
    if t.ssl == NULL:
        return
    SSL_free(t.ssl)  # and its BIO
    t.ssl = NULL
    drop_bytes(t.base.shared, &t.input)
    drop_bytes(t.base.shared, &t.output)
    SSL_SESSION_free(t.resumed)
    t.resumed = NULL
    BIO_free(t.keylog)
    t.keylog = NULL
    free(t.alpn)
    t.alpn = NULL
    naja_openssl_free(t.ocsp)
    t.ocsp = NULL
    t.clear_size = 0
    finish_writes(&t.clear, UV_ECANCELED)
    finish_writes(&t.sent, UV_ECANCELED)


# Nothing refers to the connection any more when this returns.
cdef void leave(naja_tls* t) noexcept nogil:
    t.state |= TLS_GONE
    if t.depth == 0:
        free_ssl(t)
    if t.writing != NULL:
        t.writing.tls = NULL
        t.writing = NULL
    if t.beneath_shutting != NULL:
        t.beneath_shutting.tls = NULL
        t.beneath_shutting = NULL
    if t.beneath != NULL and t.beneath.consumer == t:
        stream_release(t.beneath)
    shutdown_ended(t, UV_ECANCELED)
