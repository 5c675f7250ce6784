# What JavaScript asks of a session. Functions that can fail give 0, or an error of nghttp2's.

cdef enum:
    # options of a message
    O_END = 1                  # no body follows
    O_TRAILERS = 2             # JavaScript is asked for trailers when the body is out
    KIND_BYTES = 0
    KIND_LATIN1 = 1
    KIND_UTF8 = 2


# The session that the first argument names, NULL if there is none; up to `argc` arguments.
cdef h2_session* session_of(napi_env env, napi_callback_info info, size_t argc, napi_value* argv) noexcept nogil:
    cdef void* data
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    return <h2_session*>id_object(env, &(<h2_shared*>data).ids, argv[0])


cdef h2_stream* stream_argument(h2_session* s, napi_value id) noexcept nogil:
    return stream_of(s, unsigned_integer(s.shared.env, id))


# A copy of a string's Latin-1 characters, to be freed. NULL where there is no memory.
cdef char* latin1(napi_env env, napi_value string, size_t* length) noexcept nogil:
    cdef naja_text text
    cdef char* copy
    length[0] = 0
    if not naja_text_open(env, string, &text):
        return NULL
    length[0] = text.length
    copy = <char*>malloc(text.length + 1)
    if text.one_byte and copy != NULL:
        memcpy(copy, text.data, text.length)
        naja_text_close(&text)
        return copy
    naja_text_close(&text)
    if copy != NULL:
        napi_get_value_string_latin1(env, string, copy, length[0] + 1, length)
    return copy


# consume(id, handle): from now on the stream's bytes come here, and what is sent goes there. False if `handle` is no
# native stream, or has a native reader already: then `receive` and E_SEND are used.
cdef napi_value js_consume(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef naja_stream* stream
    if s == NULL or s.stream != NULL:
        return boolean(env, False)
    stream = stream_from(env, argv[1])
    if stream == NULL or stream.flags & STREAM_CLOSING or stream.on_read != NULL:
        s.flags |= H_THROUGH_JS
        return boolean(env, False)
    s.stream = stream
    s.handle = naja_hold(env, argv[1])
    stream_consume(stream, NULL, on_read, s)
    mark_dirty(s)
    return boolean(env, True)


# receive(id, bytes)
cdef napi_value js_receive(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef char* copy
    if s == NULL or not naja_get_bytes(env, argv[1], &bytes, &length) or length == 0:
        return NULL
    # What is called may change or detach the bytes.
    copy = <char*>malloc(length)
    if copy != NULL:
        memcpy(copy, bytes, length)
        take_input(s, <const uint8_t*>copy, length)
        free(copy)
    return NULL


# sent(id, status): what E_SEND gave is written.
cdef napi_value js_sent(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef h2_ids written
    cdef int status
    if s == NULL or not s.flags & H_SENDING:
        return NULL
    status = integer(env, argv[1])
    s.depth += 1
    s.flags &= ~<uint32_t>H_SENDING
    if status < 0:
        write_failed(s, status)
    else:
        written = s.written
        memset(&s.written, 0, sizeof(h2_ids))
        tell_written(s, &written, 0)
    if not s.flags & H_CLOSED:
        mark_dirty(s)
    leave(s)
    return NULL


# flush(id): sends what there is to send at once.
cdef napi_value js_flush(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    if s != NULL:
        s.depth += 1
        flush(s)
        leave(s)
    return NULL


# ---- messages ----

# request(id, fields, options): the new stream's number, or an error. `fields` are name, NUL, value, NUL and a flag
# (\x01: never to be indexed) each.
cdef napi_value js_request(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef h2_session* s = session_of(env, info, 4, argv)
    cdef h2_stream* stream
    cdef uint32_t options
    if s == NULL:
        return number(env, ERR_PROTO)
    if s.next_id > 0x7FFFFFFF:
        return number(env, ERR_STREAM_ID_NOT_AVAILABLE)
    stream = new_stream(s, s.next_id)
    if stream == NULL:
        return number(env, ERR_NOMEM)
    stream.fields = latin1(env, argv[1], &stream.fields_length)
    if stream.fields == NULL:
        free_stream(s, stream)
        return number(env, ERR_NOMEM)
    s.next_id += 2
    options = unsigned_integer(env, argv[2])
    stream.flags |= ST_WAITING | ST_BODY
    stream.flags |= unsigned_integer(env, argv[3]) & (ST_HEAD | ST_CONNECT)
    if options & O_END:
        stream.flags |= ST_LOCAL_END
    if options & O_TRAILERS:
        stream.flags |= ST_TRAILERS
    if s.waiting_last != NULL:
        s.waiting_last.waiting = stream
    else:
        s.waiting_first = stream
    s.waiting_last = stream
    stream.frame = naja_context_capture(env)
    mark_dirty(s)
    return real(env, <double>stream.id)


# What respond, info and trailers have in common: 0, 1 where the frame is too long, which JavaScript hears later, or an error.
cdef napi_value headers(napi_env env, h2_session* s, h2_stream* stream, napi_value text, int flags) noexcept nogil:
    cdef size_t length
    cdef char* fields = latin1(env, text, &length)
    cdef int error
    if fields == NULL:
        return number(env, ERR_NOMEM)
    error = put_block(s, stream, HEADERS, flags, 0, fields, length)
    free(fields)
    if error == ERR_FRAME_SIZE:
        not_sent(s, stream.id, HEADERS, error)
        error = 1
    return number(env, error)


# respond(id, stream, fields, options)
cdef napi_value js_respond(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef h2_session* s = session_of(env, info, 4, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    cdef napi_value result
    cdef uint32_t options
    if stream == NULL or stream.flags & (ST_CLOSED | ST_SENT_HEADERS):
        return number(env, ERR_INVALID_STREAM_STATE)
    options = unsigned_integer(env, argv[3])
    if stream.flags & ST_END and stream.queued == 0:
        # The answer to a HEAD request, say.
        options |= O_END
    result = headers(env, s, stream, argv[2], END_STREAM if options & O_END else 0)
    if integer(env, result) != 0:
        return result
    stream.flags |= ST_SENT_HEADERS | ST_BODY
    if stream.flags & ST_RESERVED_LOCAL:
        stream.flags &= ~<uint32_t>ST_RESERVED_LOCAL
        s.outgoing += 1
    if options & O_TRAILERS:
        stream.flags |= ST_TRAILERS
    if options & O_END:
        stream.flags |= ST_LOCAL_END
        close_if_done(s, stream)
    else:
        want_send(s, stream)
    return result


# info(id, stream, fields): informational headers.
cdef napi_value js_info(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef h2_session* s = session_of(env, info, 3, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    if stream == NULL or stream.flags & (ST_CLOSED | ST_SENT_HEADERS):
        return number(env, ERR_INVALID_STREAM_STATE)
    return headers(env, s, stream, argv[2], 0)


# trailers(id, stream, fields): they end the stream; without fields, an empty DATA frame does.
cdef napi_value js_trailers(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef h2_session* s = session_of(env, info, 3, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    cdef napi_value result
    cdef naja_text text
    cdef size_t length = 0
    if stream == NULL or stream.flags & (ST_CLOSED | ST_LOCAL_END):
        return number(env, ERR_INVALID_STREAM_STATE)
    if naja_text_open(env, argv[2], &text):
        length = text.length
        naja_text_close(&text)
    if length == 0:
        put_frame(s, 0, DATA, END_STREAM, stream.id)
        result = number(env, 0)
    else:
        result = headers(env, s, stream, argv[2], END_STREAM)
    if integer(env, result) == 0:
        stream.flags |= ST_LOCAL_END
        ring_remove(s, stream)
        close_if_done(s, stream)
    return result


# push(id, stream, fields, options): the promised stream's number, or an error.
cdef napi_value js_push(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef h2_session* s = session_of(env, info, 4, argv)
    cdef h2_stream* parent = stream_argument(s, argv[1]) if s != NULL else NULL
    cdef h2_stream* stream
    cdef size_t length
    cdef char* fields
    cdef int error
    if parent == NULL or parent.flags & ST_CLOSED:
        return number(env, ERR_INVALID_STREAM_STATE)
    if not s.remote[S_ENABLE_PUSH]:
        return number(env, ERR_PUSH_DISABLED)
    if s.next_id > 0x7FFFFFFF:
        return number(env, ERR_STREAM_ID_NOT_AVAILABLE)
    fields = latin1(env, argv[2], &length)
    stream = new_stream(s, s.next_id) if fields != NULL else NULL
    if stream == NULL:
        free(fields)
        return number(env, ERR_NOMEM)
    error = put_block(s, parent, PUSH_PROMISE, 0, stream.id, fields, length)
    free(fields)
    if error != 0:
        free_stream(s, stream)
        return number(env, error)
    s.next_id += 2
    stream.flags |= ST_RESERVED_LOCAL | ST_REMOTE_END | (unsigned_integer(env, argv[3]) & ST_HEAD)
    stream.parent = parent.id
    stream.frame = naja_context_capture(env)
    return real(env, <double>stream.id)


# ---- bodies ----

cdef h2_chunk* new_chunk(napi_env env, napi_value data, int kind) noexcept nogil:
    cdef h2_chunk* chunk
    cdef uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef naja_text text
    if kind == KIND_BYTES:
        naja_get_bytes(env, data, &bytes, &length)
        chunk = <h2_chunk*>malloc(sizeof(h2_chunk) + (length if length <= COPIED else 0))
        if chunk == NULL:
            return NULL
        chunk.held = NULL
        if length > COPIED:
            chunk.held = naja_hold(env, data)
        elif length > 0:
            memcpy(chunk + 1, bytes, length)
        chunk.length = length
        return chunk
    if not naja_text_open(env, data, &text):
        return NULL
    length = text.length
    if text.one_byte and (kind == KIND_LATIN1 or is_ascii(<const uint8_t*>text.data, length)):
        chunk = <h2_chunk*>malloc(sizeof(h2_chunk) + length)
        if chunk != NULL:
            memcpy(chunk + 1, text.data, length)
        naja_text_close(&text)
    else:
        naja_text_close(&text)
        # A UTF-16 unit becomes up to three bytes; both functions add a terminator.
        chunk = <h2_chunk*>malloc(sizeof(h2_chunk) + length * 3 + 1)
        if chunk != NULL and kind == KIND_LATIN1:
            napi_get_value_string_latin1(env, data, <char*>(chunk + 1), length + 1, &length)
        elif chunk != NULL:
            napi_get_value_string_utf8(env, data, <char*>(chunk + 1), length * 3 + 1, &length)
    if chunk != NULL:
        chunk.held = NULL
        chunk.length = length
    return chunk


cdef bint is_ascii(const uint8_t* at, size_t length) noexcept nogil:
    cdef uint64_t word
    cdef uint64_t all = 0
    cdef size_t i = 0
    while i + 8 <= length:
        memcpy(&word, at + i, 8)
        all |= word
        i += 8
    while i < length:
        all |= at[i]
        i += 1
    return (all & <uint64_t>0x8080808080808080) == 0


# write(id, stream, data, kind, last): queues a piece of the body: how many bytes it has, or an error. onWritten is called
# when all that is queued is written, if `last`. The memory of a Uint8Array is used until then.
cdef napi_value js_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[5] argv
    cdef h2_session* s = session_of(env, info, 5, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    cdef h2_chunk* chunk
    if stream == NULL or stream.flags & (ST_CLOSED | ST_LOCAL_END | ST_END):
        return number(env, ERR_STREAM_CLOSED)
    chunk = new_chunk(env, argv[2], integer(env, argv[3]))
    if chunk == NULL:
        return number(env, ERR_NOMEM)
    chunk.next = NULL
    chunk.offset = 0
    if truth(env, argv[4]):
        stream.flags |= ST_WRITE
    if chunk.length == 0:
        if chunk.held != NULL:
            naja_release(env, chunk.held)
        free(chunk)
        want_send(s, stream)
        return number(env, 0)
    stream.queued += chunk.length
    s.queued += chunk.length
    if stream.last != NULL:
        stream.last.next = chunk
    else:
        stream.first = chunk
    stream.last = chunk
    want_send(s, stream)
    return real(env, <double>chunk.length)


# end(id, stream): the body is complete.
cdef napi_value js_end(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    if stream != NULL and not stream.flags & (ST_CLOSED | ST_END):
        stream.flags |= ST_END
        want_send(s, stream)
    return NULL


# reset(id, stream, code): closes the stream. One that was not sent yet never is.
cdef napi_value js_reset(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef h2_session* s = session_of(env, info, 3, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    cdef char* at
    cdef uint32_t code
    cdef bint quiet
    if stream == NULL or stream.flags & ST_CLOSED:
        return NULL
    code = unsigned_integer(env, argv[2])
    # What may be sent already comes first, unless all of it is to be forgotten.
    if code != CANCEL or not s.flags & H_RECEIVING:
        fill(s)
        stream = stream_argument(s, argv[1])
        if stream == NULL or stream.flags & ST_CLOSED:
            return NULL
    quiet = s.flags & (H_TERMINATED | H_FAILED) != 0 or (
        s.flags & H_ENDING and stream.flags & ST_READING and stream.flags & (ST_END | ST_LOCAL_END))
    if not stream.flags & ST_WAITING and not quiet:
        at = put_frame(s, 4, RST_STREAM, 0, stream.id)
        if at != NULL:
            put32(at, code)
    close_stream(s, stream, code)
    return NULL


# forget(id, stream): JavaScript does not want to hear of it any more, nor to send.
cdef napi_value js_forget(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    if stream != NULL:
        stream.flags |= ST_FORGOTTEN | ST_READING
        drop_body(s, stream)
    return NULL


# reading(id, stream, on): whether JavaScript takes the stream's bytes, and the other side may send more.
cdef napi_value js_reading(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef h2_session* s = session_of(env, info, 3, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    cdef size_t paused
    if stream == NULL:
        return NULL
    if not truth(env, argv[2]):
        stream.flags &= ~<uint32_t>ST_READING
        return NULL
    stream.flags |= ST_READING
    paused = <size_t>stream.paused
    stream.paused = 0
    if paused > 0:
        consume_stream(s, stream, paused)
    return NULL


# ---- the connection ----

# settings(id, [number, value, ...]): sends SETTINGS.
cdef napi_value js_settings(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef h2_inflight* sent
    cdef uint32_t count = 0
    cdef uint32_t i
    cdef char* at
    if s == NULL:
        return NULL
    napi_get_array_length(env, argv[1], &count)
    count //= 2
    if count > 16:
        count = 16
    sent = <h2_inflight*>calloc(1, sizeof(h2_inflight))
    if sent == NULL:
        return NULL
    sent.count = count
    at = put_frame(s, count * 6, SETTINGS, 0, 0)
    for i in range(count):
        sent.ids[i] = <uint32_t>option(env, argv[1], i * 2)
        sent.values[i] = <uint32_t>option(env, argv[1], i * 2 + 1)
        if sent.ids[i] == S_MAX_CONCURRENT_STREAMS:
            s.pending_concurrent = sent.values[i]
        elif sent.ids[i] == S_ENABLE_PUSH:
            s.pending_push = sent.values[i]
        elif sent.ids[i] == S_ENABLE_CONNECT_PROTOCOL and sent.values[i]:
            s.local[S_ENABLE_CONNECT_PROTOCOL] = 1
        elif sent.ids[i] >= S_COUNT:
            keep_extra(s.extra_local_ids, s.extra_local, &s.extra_local_count, sent.ids[i], sent.values[i])
        if at != NULL:
            at[i * 6] = <char>(sent.ids[i] >> 8)
            at[i * 6 + 1] = <char>sent.ids[i]
            put32(at + i * 6 + 2, sent.values[i])
    if s.settings_last != NULL:
        s.settings_last.next = sent
    else:
        s.settings_first = sent
    s.settings_last = sent
    return NULL


# ping(id, bytes): eight of them.
cdef napi_value js_ping(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef char* at
    if s != NULL and naja_get_bytes(env, argv[1], &bytes, &length) and length == 8:
        at = put_frame(s, 8, PING, 0, 0)
        if at != NULL:
            naja_get_bytes(env, argv[1], &bytes, &length)
            memcpy(at, bytes, 8)
    return NULL


# goaway(id, code, lastStream, bytes): lastStream 0 or less is the last that was taken.
cdef napi_value js_goaway(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef h2_session* s = session_of(env, info, 4, argv)
    cdef uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef int last
    if s == NULL:
        return NULL
    naja_get_bytes(env, argv[3], &bytes, &length)
    last = integer(env, argv[2])
    put_goaway(s, unsigned_integer(env, argv[1]), <uint32_t>last if last > 0 else s.last_handled, <const char*>bytes, length)
    return NULL


# terminate(id, code): GOAWAY is the last that is sent; no stream is taken any more.
cdef napi_value js_terminate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    if s != NULL:
        put_goaway(s, unsigned_integer(env, argv[1]), s.last_handled, NULL, 0)
        s.flags |= H_TERMINATED
    return NULL


# watchDrained(id): E_DRAINED is told whenever nothing is left to be sent.
cdef napi_value js_watch_drained(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    if s != NULL:
        s.flags |= H_WATCHED
    return NULL


# leave(id): JavaScript takes no further stream: once there is none, the socket is not read any more.
cdef napi_value js_leave(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    if s != NULL:
        s.flags |= H_LEAVING
    return NULL


# ending(id): streams that only read are not reset any more.
cdef napi_value js_ending(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    if s != NULL:
        s.flags |= H_ENDING
    return NULL


# finish(id): E_FINISHED is told when what there is has been sent, as far as it can be.
cdef napi_value js_finish(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    if s != NULL:
        s.flags |= H_FINISHING
        mark_dirty(s)
    return NULL


# altsvc(id, stream, origin, value)
cdef napi_value js_altsvc(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef h2_session* s = session_of(env, info, 4, argv)
    cdef size_t origin_length
    cdef size_t value_length
    cdef char* origin
    cdef char* value
    cdef char* at
    cdef uint32_t id
    if s == NULL:
        return NULL
    origin = latin1(env, argv[2], &origin_length)
    value = latin1(env, argv[3], &value_length)
    id = unsigned_integer(env, argv[1])
    if origin != NULL and value != NULL and origin_length + value_length <= 16382 and (
            id == 0 or stream_of(s, id) != NULL):
        at = put_frame(s, <uint32_t>(2 + origin_length + value_length), ALTSVC, 0, id)
        if at != NULL:
            at[0] = <char>(origin_length >> 8)
            at[1] = <char>origin_length
            memcpy(at + 2, origin, origin_length)
            memcpy(at + 2 + origin_length, value, value_length)
    free(origin)
    free(value)
    return NULL


# origin(id, bytes): the frame's payload.
cdef napi_value js_origin(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef char* at
    if s != NULL and naja_get_bytes(env, argv[1], &bytes, &length):
        at = put_frame(s, <uint32_t>length, ORIGIN, 0, 0)
        if at != NULL and naja_get_bytes(env, argv[1], &bytes, &length):
            memcpy(at, bytes, length)
    return NULL


# setLocalWindowSize(id, size): how much may come on the connection before an update.
cdef napi_value js_set_window(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef int64_t size
    cdef int64_t more
    if s == NULL:
        return number(env, 0)
    size = integer(env, argv[1])
    more = size - s.window
    s.window = size
    if more < 0:
        # It cannot be taken back: updates come later.
        s.received += more
        s.consumed += more
        return number(env, 0)
    # What was received is due with it.
    if more > 0:
        put_window_update(s, 0, <uint32_t>more)
    return number(env, 0)


# setNextStreamID(id, number): False if that is none of ours, or too low.
cdef napi_value js_set_next(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef uint32_t next
    if s == NULL:
        return boolean(env, False)
    next = unsigned_integer(env, argv[1])
    if next < s.next_id or next > 0x7FFFFFFF or not is_mine(s, next):
        return boolean(env, False)
    s.next_id = next
    return boolean(env, True)


# ---- what it tells ----

cdef void put_number(napi_env env, napi_value list, uint32_t* index, double value) noexcept nogil:
    napi_set_element(env, list, index[0], real(env, value))
    index[0] += 1


# currentSettings(id, remote): a list of [number, value, ...].
cdef napi_value js_current_settings(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef napi_value list
    cdef uint32_t count = 0
    cdef uint32_t i
    cdef bint remote = truth(env, argv[1])
    napi_create_array(env, &list)
    if s == NULL:
        return list
    for i in range(1, S_COUNT):
        if i != 7:
            put_number(env, list, &count, i)
            put_number(env, list, &count, s.remote[i] if remote else s.local[i])
    for i in range(s.extra_remote_count if remote else s.extra_local_count):
        put_number(env, list, &count, s.extra_remote_ids[i] if remote else s.extra_local_ids[i])
        put_number(env, list, &count, s.extra_remote[i] if remote else s.extra_local[i])
    return list


# state(id): effectiveLocalWindowSize, effectiveRecvDataLength, nextStreamID, localWindowSize, lastProcStreamID,
# remoteWindowSize, outboundQueueSize, deflateDynamicTableSize, inflateDynamicTableSize; then what was counted: frames
# received and sent, bytes of bodies received and sent, bytes written, streams, bytes read.
cdef napi_value js_state(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    cdef napi_value list
    cdef uint32_t count = 0
    napi_create_array(env, &list)
    if s == NULL:
        return list
    put_number(env, list, &count, <double>s.window)
    put_number(env, list, &count, <double>s.received)
    put_number(env, list, &count, s.next_id)
    put_number(env, list, &count, <double>(s.window - s.received))
    put_number(env, list, &count, s.last_incoming)
    put_number(env, list, &count, <double>s.send_window)
    put_number(env, list, &count, <double>(s.out.length > 0))
    put_number(env, list, &count, s.encoder.size)
    put_number(env, list, &count, s.decoder.size)
    put_number(env, list, &count, <double>s.frames_received)
    put_number(env, list, &count, <double>s.frames_sent)
    put_number(env, list, &count, <double>s.data_received)
    put_number(env, list, &count, <double>s.data_sent)
    put_number(env, list, &count, <double>s.bytes_written)
    put_number(env, list, &count, s.streams)
    put_number(env, list, &count, <double>s.bytes_read)
    return list


# streamState(id, stream): state, localClose, remoteClose, localWindowSize; undefined where there is none.
cdef napi_value js_stream_state(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef h2_session* s = session_of(env, info, 2, argv)
    cdef h2_stream* stream = stream_argument(s, argv[1]) if s != NULL else NULL
    cdef napi_value list
    cdef uint32_t count = 0
    cdef int state = 2
    if stream == NULL:
        return NULL
    if stream.flags & ST_CLOSED:
        state = 7
    elif stream.flags & ST_WAITING:
        state = 1
    elif stream.flags & ST_RESERVED_LOCAL:
        state = 3
    elif stream.flags & ST_RESERVED_REMOTE:
        state = 4
    elif stream.flags & ST_LOCAL_END:
        state = 5
    elif stream.flags & ST_REMOTE_END:
        state = 6
    napi_create_array(env, &list)
    put_number(env, list, &count, state)
    put_number(env, list, &count, 1 if stream.flags & ST_LOCAL_END else 0)
    put_number(env, list, &count, 1 if stream.flags & ST_REMOTE_END else 0)
    put_number(env, list, &count, <double>(stream.window - stream.received))
    return list


# wants(id): whether anything waits to be sent.
cdef napi_value js_wants(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    return boolean(env, s != NULL and (s.out.length > 0 or s.flags & H_SENDING or s.ring != NULL))


# sendsSoon(id): whether something goes out before the loop waits.
cdef napi_value js_sends_soon(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    return boolean(env, s != NULL and s.flags & (H_DIRTY | H_SENDING) == H_DIRTY)


cdef void add_calls(napi_env env, napi_value exports, h2_shared* shared) noexcept nogil:
    add_function(env, exports, shared, "consume", js_consume)
    add_function(env, exports, shared, "receive", js_receive)
    add_function(env, exports, shared, "sent", js_sent)
    add_function(env, exports, shared, "flush", js_flush)
    add_function(env, exports, shared, "request", js_request)
    add_function(env, exports, shared, "respond", js_respond)
    add_function(env, exports, shared, "info", js_info)
    add_function(env, exports, shared, "trailers", js_trailers)
    add_function(env, exports, shared, "push", js_push)
    add_function(env, exports, shared, "write", js_write)
    add_function(env, exports, shared, "end", js_end)
    add_function(env, exports, shared, "reset", js_reset)
    add_function(env, exports, shared, "forget", js_forget)
    add_function(env, exports, shared, "reading", js_reading)
    add_function(env, exports, shared, "watchDrained", js_watch_drained)
    add_function(env, exports, shared, "settings", js_settings)
    add_function(env, exports, shared, "ping", js_ping)
    add_function(env, exports, shared, "goaway", js_goaway)
    add_function(env, exports, shared, "terminate", js_terminate)
    add_function(env, exports, shared, "leave", js_leave)
    add_function(env, exports, shared, "ending", js_ending)
    add_function(env, exports, shared, "finish", js_finish)
    add_function(env, exports, shared, "altsvc", js_altsvc)
    add_function(env, exports, shared, "origin", js_origin)
    add_function(env, exports, shared, "setLocalWindowSize", js_set_window)
    add_function(env, exports, shared, "setNextStreamID", js_set_next)
    add_function(env, exports, shared, "currentSettings", js_current_settings)
    add_function(env, exports, shared, "state", js_state)
    add_function(env, exports, shared, "streamState", js_stream_state)
    add_function(env, exports, shared, "wants", js_wants)
    add_function(env, exports, shared, "sendsSoon", js_sends_soon)
