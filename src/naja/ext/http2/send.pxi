# Frames that go out. They are put together in one buffer, which is written once a turn of the loop, or when all that
# came in one read has been taken.

cdef enum:
    FRAME_MOST = 16384         # bytes of a body in one DATA frame, whatever the other side allows
    OUT_ENOUGH = 131072        # bytes that are written at once
    OUT_MOST = 262144          # while so many wait for a write to end nothing is read
    COPIED = 4096              # pieces of a body up to this long are copied
    MOST_ACKS = 1000           # acknowledgements that may wait to be written


# The session has something to send: it is written before the loop waits, or right after.
cdef void mark_dirty(h2_session* s) noexcept nogil:
    cdef h2_shared* shared = s.shared
    if s.flags & (H_DIRTY | H_CLOSED):
        return
    s.flags |= H_DIRTY
    if shared.dirty == NULL:
        uv_prepare_start(&shared.hooks.prepare, before_poll)
        uv_check_start(&shared.hooks.check, after_poll)
    s.dirty_next = shared.dirty
    shared.dirty = s


cdef void forget_dirty(h2_session* s) noexcept nogil:
    cdef h2_session** place = &s.shared.dirty
    if not s.flags & H_DIRTY:
        return
    s.flags &= ~<uint32_t>H_DIRTY
    while place[0] != s:
        place = &place[0].dirty_next
    place[0] = s.dirty_next


cdef void flush_all(h2_shared* shared) noexcept nogil:
    cdef h2_session* s
    while shared.dirty != NULL:
        s = shared.dirty
        forget_dirty(s)
        s.depth += 1
        flush(s)
        leave(s)
    uv_prepare_stop(&shared.hooks.prepare)
    uv_check_stop(&shared.hooks.check)


cdef void before_poll(uv_prepare_t* handle) noexcept nogil:
    flush_all((<h2_loop_hooks*>handle.data).shared)


cdef void after_poll(uv_check_t* handle) noexcept nogil:
    flush_all((<h2_loop_hooks*>handle.data).shared)


# ---- frames ----

# Room for a frame, whose head is written; where its payload goes. NULL where there is no memory.
cdef char* put_frame(h2_session* s, uint32_t length, int kind, int flags, uint32_t stream) noexcept nogil:
    cdef char* at
    if not reserve(&s.out, 9 + length):
        return NULL
    at = s.out.data + s.out.length
    put_head(at, length, kind, flags, stream)
    s.out.length += 9 + length
    s.frames_sent += 1
    mark_dirty(s)
    return at + 9


cdef inline void put_head(char* at, uint32_t length, int kind, int flags, uint32_t stream) noexcept nogil:
    at[0] = <char>(length >> 16)
    at[1] = <char>(length >> 8)
    at[2] = <char>length
    at[3] = <char>kind
    at[4] = <char>flags
    put32(at + 5, stream)


# Answers that the other side can make us give without limit.
cdef inline void count_ack(h2_session* s) noexcept nogil:
    s.acks += 1
    if s.acks > MOST_ACKS:
        fatal_error(s, ERR_FLOODED)


cdef void put_reset(h2_session* s, uint32_t id, uint32_t code) noexcept nogil:
    cdef char* at = put_frame(s, 4, RST_STREAM, 0, id)
    if at != NULL:
        put32(at, code)
    count_ack(s)


cdef void put_acknowledgement(h2_session* s, int kind, const uint8_t* data) noexcept nogil:
    cdef char* at = put_frame(s, 8 if kind == PING else 0, kind, ACK, 0)
    if at != NULL and kind == PING:
        memcpy(at, data, 8)
    count_ack(s)


cdef void put_window_update(h2_session* s, uint32_t id, uint32_t more) noexcept nogil:
    cdef char* at = put_frame(s, 4, WINDOW_UPDATE, 0, id)
    if at != NULL:
        put32(at, more)


cdef void put_goaway(h2_session* s, uint32_t code, uint32_t last, const char* data, size_t length) noexcept nogil:
    cdef char* at
    if s.flags & H_TERMINATED:
        return
    at = put_frame(s, <uint32_t>(8 + length), GOAWAY, 0, 0)
    if at == NULL:
        return
    put32(at, last)
    put32(at + 4, code)
    if length > 0:
        memcpy(at + 8, data, length)
    s.flags |= H_GOAWAY_SENT


# ---- header blocks ----

# How much padding a frame of so many bytes gets.
cdef uint32_t padding_of(h2_session* s, uint32_t length, uint32_t most) noexcept nogil:
    cdef uint32_t padded = length
    if s.padding == 1:
        padded = length + (8 - (length + 9) % 8) % 8
    elif s.padding == 2:
        padded = most
    if padded > most:
        padded = most
    if padded > length + 256:
        padded = length + 256
    return padded - length if padded > length else 0


# The next field of what JavaScript gives: name, 0, value, 0, flag. False at the end.
cdef bint next_field(h2_reader* r, h2_text* name, h2_text* value, bint* never) noexcept nogil:
    cdef const uint8_t* end
    if r.at >= r.end:
        return False
    end = <const uint8_t*>memchr(r.at, 0, <size_t>(r.end - r.at))
    if end == NULL:
        return False
    name.data = <const char*>r.at
    name.length = <size_t>(end - r.at)
    r.at = end + 1
    end = <const uint8_t*>memchr(r.at, 0, <size_t>(r.end - r.at))
    if end == NULL or end + 1 >= r.end:
        return False
    value.data = <const char*>r.at
    value.length = <size_t>(end - r.at)
    never[0] = end[1] == 1
    r.at = end + 2
    return True


# Writes HEADERS or PUSH_PROMISE with as many CONTINUATIONs as it takes. 0, or an error of nghttp2's.
cdef int put_block(h2_session* s, h2_stream* stream, int kind, int flags, uint32_t promised, const char* fields,
                   size_t length) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef h2_reader reader
    cdef h2_text name
    cdef h2_text value
    cdef bint never = False
    cdef size_t start = s.out.length
    cdef size_t block
    cdef size_t extra = 4 if kind == PUSH_PROMISE else 0
    cdef uint32_t most = s.remote[S_MAX_FRAME_SIZE]
    cdef uint32_t padding
    cdef size_t size
    cdef size_t moved
    cdef size_t frames
    cdef size_t i
    if length > s.max_send_block:
        return ERR_FRAME_SIZE
    # A field is at least three bytes longer here than its texts are.
    if not reserve(&s.out, length * 2 + 512):
        return ERR_NOMEM
    s.out.length += 9 + extra
    put_updates(env, &s.encoder, &s.out)
    reader.at = <const uint8_t*>fields
    reader.end = reader.at + length
    while next_field(&reader, &name, &value, &never):
        encode_field(env, &s.encoder, &s.out, &name, &value, never)
    block = s.out.length - start - 9
    mark_dirty(s)
    s.frames_sent += 1
    if block <= most:
        padding = padding_of(s, <uint32_t>block, most) if s.padding != 0 else 0
        if padding > 0:
            # One byte says how many follow.
            memmove(s.out.data + start + 10, s.out.data + start + 9, block)
            s.out.data[start + 9] = <char>(padding - 1)
            memset(s.out.data + start + 10 + block, 0, padding - 1)
            s.out.length += padding
            if promised != 0:
                put32(s.out.data + start + 10, promised)
            put_head(s.out.data + start, <uint32_t>block + padding, kind, flags | END_HEADERS | PADDED, stream.id)
            return 0
        put_head(s.out.data + start, <uint32_t>block, kind, flags | END_HEADERS, stream.id)
        if promised != 0:
            put32(s.out.data + start + 9, promised)
        return 0
    # Too long for one frame: the rest is moved to make room for further heads.
    frames = (block + most - 1) // most
    if not reserve(&s.out, 9 * (frames - 1)):
        return ERR_NOMEM
    i = frames - 1
    while i > 0:
        moved = i * most
        size = block - moved if i == frames - 1 else most
        memmove(s.out.data + start + 9 + moved + 9 * i, s.out.data + start + 9 + moved, size)
        put_head(s.out.data + start + moved + 9 * i, <uint32_t>size, CONTINUATION,
                 END_HEADERS if i == frames - 1 else 0, stream.id)
        i -= 1
    s.out.length += 9 * (frames - 1)
    put_head(s.out.data + start, most, kind, flags, stream.id)
    if promised != 0:
        put32(s.out.data + start + 9, promised)
    return 0


# ---- bodies ----

cdef inline bint has_to_send(h2_stream* stream) noexcept nogil:
    return stream.flags & (ST_BODY | ST_LOCAL_END | ST_CLOSED | ST_WAITING) == ST_BODY and (
        (stream.queued > 0 and stream.send_window > 0) or (stream.queued == 0 and (
            stream.flags & (ST_END | ST_ASKED) == ST_END or stream.flags & ST_WRITE)))


cdef inline void want_send(h2_session* s, h2_stream* stream) noexcept nogil:
    if has_to_send(stream):
        ring_add(s, stream)
        mark_dirty(s)


# Moves bytes of a stream's body to `at`.
cdef void take_body(h2_session* s, h2_stream* stream, char* at, size_t length) noexcept nogil:
    cdef napi_handle_scope scope
    cdef h2_chunk* chunk
    cdef uint8_t* bytes
    cdef size_t size
    cdef size_t n
    stream.queued -= length
    s.queued -= length
    while length > 0:
        chunk = stream.first
        n = chunk.length - chunk.offset
        if n > length:
            n = length
        if chunk.held != NULL:
            bytes = NULL
            size = 0
            napi_open_handle_scope(s.shared.env, &scope)
            naja_get_bytes(s.shared.env, chunk.held, &bytes, &size)
            napi_close_handle_scope(s.shared.env, scope)
            # A program may have detached its memory meanwhile.
            if size >= chunk.offset + n:
                memcpy(at, bytes + chunk.offset, n)
            else:
                memset(at, 0, n)
        else:
            memcpy(at, <char*>(chunk + 1) + chunk.offset, n)
        chunk.offset += n
        at += n
        length -= n
        if chunk.offset == chunk.length:
            drop_chunk(s, stream)


# What is queued is out: JavaScript is told when it is written.
cdef void body_out(h2_session* s, h2_stream* stream) noexcept nogil:
    if stream.flags & ST_WRITE:
        stream.flags &= ~<uint32_t>ST_WRITE
        ids_add(&s.written, stream.id)


# Puts one DATA frame of the stream out. False where the connection's window is used up.
cdef bint put_data(h2_session* s, h2_stream* stream) noexcept nogil:
    cdef int64_t most = FRAME_MOST
    cdef size_t n
    cdef uint32_t padding = 0
    cdef char* at
    cdef int flags = 0
    if most > s.remote[S_MAX_FRAME_SIZE]:
        most = s.remote[S_MAX_FRAME_SIZE]
    if most > stream.send_window:
        most = stream.send_window
    if most > s.send_window:
        most = s.send_window
    n = stream.queued
    if n > 0:
        if s.send_window <= 0:
            return False
        if <int64_t>n > most:
            n = <size_t>most
    if n == stream.queued and stream.flags & ST_END:
        if stream.flags & ST_TRAILERS:
            if not stream.flags & ST_ASKED:
                stream.flags |= ST_ASKED
                ids_add(&s.asking, stream.id)
        else:
            flags = END_STREAM
    if n > 0 or flags:
        if s.padding != 0 and n > 0:
            padding = padding_of(s, <uint32_t>n, <uint32_t>most)
        at = put_frame(s, <uint32_t>n + padding, DATA, flags | (PADDED if padding > 0 else 0), stream.id)
        if at == NULL:
            return False
        if padding > 0:
            at[0] = <char>(padding - 1)
            memset(at + 1 + n, 0, padding - 1)
            at += 1
        take_body(s, stream, at, n)
        stream.send_window -= <int64_t>(n + padding)
        s.send_window -= <int64_t>(n + padding)
        s.data_sent += n
    if stream.queued == 0:
        body_out(s, stream)
    if flags:
        stream.flags |= ST_LOCAL_END
        close_if_done(s, stream)
    return True


# A frame that could not be put together: JavaScript is told once the present work is done.
cdef void not_sent(h2_session* s, uint32_t id, int kind, int error) noexcept nogil:
    ids_add(&s.unsent, id)
    ids_add(&s.unsent, <uint32_t>(kind | (FRAME_SIZE_ERROR if error == ERR_FRAME_SIZE else INTERNAL_ERROR) << 8))
    mark_dirty(s)


cdef void tell_unsent(h2_session* s) noexcept nogil:
    cdef h2_ids list = s.unsent
    cdef size_t i = 0
    memset(&s.unsent, 0, sizeof(h2_ids))
    while i + 1 < list.count:
        event(s, E_NOT_SENT, list.ids[i], list.ids[i + 1], NULL, 0)
        i += 2
    free(list.ids)


# Sends requests that waited for a place.
cdef void put_waiting(h2_session* s) noexcept nogil:
    cdef h2_stream* stream
    cdef int error
    while s.waiting_first != NULL and s.outgoing < s.remote[S_MAX_CONCURRENT_STREAMS]:
        stream = s.waiting_first
        if s.flags & (H_TERMINATED | H_GOAWAY_RECEIVED):
            close_stream(s, stream, REFUSED_STREAM)
            continue
        s.waiting_first = stream.waiting
        if s.waiting_first == NULL:
            s.waiting_last = NULL
        stream.flags &= ~<uint32_t>ST_WAITING
        s.outgoing += 1
        error = put_block(s, stream, HEADERS, END_STREAM if stream.flags & ST_LOCAL_END else 0, 0, stream.fields,
                          stream.fields_length)
        free(stream.fields)
        stream.fields = NULL
        if error != 0:
            stream.flags |= ST_REFUSED
            not_sent(s, stream.id, HEADERS, error)
            close_stream(s, stream, REFUSED_STREAM)
            continue
        stream.send_window = s.remote[S_INITIAL_WINDOW_SIZE]
        want_send(s, stream)
        close_if_done(s, stream)


cdef void fill(h2_session* s) noexcept nogil:
    cdef h2_stream* stream
    put_waiting(s)
    while s.ring != NULL and s.out.length < OUT_ENOUGH:
        stream = s.ring
        if not put_data(s, stream):
            break
        if has_to_send(stream):
            # The next one's turn; closing took it out of the ring already.
            s.ring = stream.ring_next
        else:
            ring_remove(s, stream)


# ---- writing ----

cdef void tell_written(h2_session* s, h2_ids* list, int status) noexcept nogil:
    cdef size_t i
    for i in range(list.count):
        tell_stream(s, s.shared.on_written, list.ids[i], <uint32_t>status)
    free(list.ids)
    memset(list, 0, sizeof(h2_ids))


# Asks JavaScript for trailers.
cdef void ask(h2_session* s) noexcept nogil:
    cdef h2_ids list = s.asking
    cdef size_t i
    memset(&s.asking, 0, sizeof(h2_ids))
    for i in range(list.count):
        tell_stream(s, s.shared.on_trailers, list.ids[i], 0)
    free(list.ids)


# Whether the other side has anything to say that is of interest: once JavaScript has closed the session and no stream is
# left it has not. What is not read stays with the system, the end of the connection too: streams that have come whole are
# still read by the program.
cdef inline bint wants_input(h2_session* s) noexcept nogil:
    if s.flags & H_SENDING and s.out.length > OUT_MOST:
        return False
    return s.streams > 0 or s.flags & (H_LEAVING | H_TERMINATED) == 0


cdef void stop_or_start(h2_session* s) noexcept nogil:
    cdef bint wanted
    if s.stream == NULL or s.flags & H_CLOSED or s.stream.flags & STREAM_CLOSING:
        return
    wanted = wants_input(s)
    if wanted and s.flags & H_STOPPED:
        s.flags &= ~<uint32_t>H_STOPPED
        stream_read_start(s.stream)
    elif not wanted and not s.flags & H_STOPPED:
        s.flags |= H_STOPPED
        stream_read_stop(s.stream)


# Writes all that can be written now, and tells JavaScript what came of it.
cdef void flush(h2_session* s) noexcept nogil:
    cdef h2_ids written
    cdef int status
    if s.flags & (H_FLUSHING | H_RECEIVING):
        return
    s.flags |= H_FLUSHING
    while not s.flags & (H_SENDING | H_CLOSED):
        fill(s)
        if s.out.length == 0 and s.written.count == 0 and s.closing.count == 0 and \
                s.asking.count == 0 and s.unsent.count == 0:
            break
        status = 1
        if s.out.length > 0 or s.written.count > 0:
            status = write_out(s)
        if status == 1:
            written = s.written
            memset(&s.written, 0, sizeof(h2_ids))
            tell_written(s, &written, 0)
        elif status < 0:
            write_failed(s, status)
        tell_unsent(s)
        ask(s)
        tell_closed(s)
    if s.flags & H_SENDING:
        ask(s)
        tell_closed(s)
    s.flags &= ~<uint32_t>H_FLUSHING
    stop_or_start(s)
    if s.flags & (H_WATCHED | H_SENDING) == H_WATCHED and s.out.length == 0 and s.ring == NULL:
        event(s, E_DRAINED, 0, 0, NULL, 0)
    if s.flags & H_FINISHING:
        s.flags &= ~<uint32_t>H_FINISHING
        event(s, E_FINISHED, 0, 0, NULL, 0)


# 1: all is written; 0: it is on its way; < 0: libuv's error.
cdef int write_out(h2_session* s) noexcept nogil:
    cdef h2_write* w
    cdef uv_buf_t buf
    cdef ssize_t n = 0
    cdef size_t length
    cdef int result
    s.acks = 0
    s.bytes_written += s.out.length
    if s.out.length == 0:
        return 1
    if s.flags & H_THROUGH_JS:
        s.flags |= H_SENDING
        # The bytes are copied before JavaScript runs, which may add more.
        length = s.out.length
        s.out.length = 0
        event(s, E_SEND, 0, 0, s.out.data, length)
        return 0
    if s.stream == NULL or s.stream.flags & STREAM_CLOSING:
        s.out.length = 0
        return UV_EBADF
    buf.base = s.out.data
    buf.len = s.out.length
    n = stream_try_write(s.stream, &buf, 1)
    if n < 0:
        s.out.length = 0
        return <int>n
    if <size_t>n == s.out.length:
        s.out.length = 0
        if s.out.room > OUT_ENOUGH * 2:
            buffer_free(&s.out)
        return 1
    w = <h2_write*>calloc(1, sizeof(h2_write))
    if w == NULL:
        return UV_ENOMEM
    w.session = s
    w.bytes = s.out
    w.written = s.written
    memset(&s.out, 0, sizeof(h2_buffer))
    memset(&s.written, 0, sizeof(h2_ids))
    buf.base = w.bytes.data + n
    buf.len = w.bytes.length - <size_t>n
    s.writing = w
    s.flags |= H_SENDING
    result = stream_write(s.stream, &w.base, &buf, 1, write_ended)
    if result == 0:
        return 0
    s.flags &= ~<uint32_t>H_SENDING
    s.writing = NULL
    s.written = w.written
    buffer_free(&w.bytes)
    free(w)
    return result


# The socket tells of the error when it is read.
cdef void write_failed(h2_session* s, int status) noexcept nogil:
    cdef h2_ids written = s.written
    memset(&s.written, 0, sizeof(h2_ids))
    tell_written(s, &written, status)


cdef void write_ended(naja_write* base, int status) noexcept nogil:
    cdef h2_write* w = <h2_write*>base
    cdef h2_session* s = w.session
    cdef h2_ids written = w.written
    buffer_free(&w.bytes)
    free(w)
    if s == NULL:
        free(written.ids)
        return
    s.writing = NULL
    s.flags &= ~<uint32_t>H_SENDING
    s.depth += 1
    if status < 0:
        s.written = written
        write_failed(s, status)
    else:
        tell_written(s, &written, 0)
    flush(s)
    leave(s)


# ---- reading natively ----

cdef int on_read(naja_stream* stream, ssize_t nread, const uv_buf_t* buf) noexcept nogil:
    cdef h2_session* s = <h2_session*>stream.consumer
    cdef napi_env env = stream.env
    cdef napi_value[2] argv
    cdef napi_handle_scope scope
    if nread < 0:
        # The end, or an error: the socket's own reader is told.
        if stream.onread != NULL:
            napi_open_handle_scope(env, &scope)
            argv[0] = undefined(env)
            argv[1] = number(env, <int>nread)
            naja_make_callback(env, stream.frame, stream.owner, stream.onread, 2, argv)
            napi_close_handle_scope(env, scope)
        return 0
    take_input(s, <const uint8_t*>buf.base, <size_t>nread)
    return 0


cdef void take_input(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef h2_buffer late
    s.bytes_read += length
    if s.flags & H_RECEIVING:
        if not buffer_add(&s.late, data, length):
            fatal_error(s, ERR_NOMEM)
        return
    s.depth += 1
    s.flags |= H_RECEIVING
    receive(s, data, length)
    while s.late.length > 0:
        late = s.late
        memset(&s.late, 0, sizeof(h2_buffer))
        receive(s, <const uint8_t*>late.data, late.length)
        buffer_free(&late)
    s.flags &= ~<uint32_t>H_RECEIVING
    if not s.flags & H_CLOSED:
        forget_dirty(s)
        flush(s)
    leave(s)
