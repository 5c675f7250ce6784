# Frames that come in (RFC 9113, 6).

cdef enum:
    MOST_CONTINUATIONS = 8
    MOST_PAIRS = 65536


# The connection has an error: says so to the other side, and to JavaScript. Nothing more is read.
cdef void connection_error(h2_session* s, uint32_t code, int error, const char* reason) noexcept nogil:
    if s.flags & (H_FAILED | H_CLOSED):
        return
    put_goaway(s, code, s.last_handled, reason, strlen(reason))
    s.flags |= H_FAILED | H_TERMINATED
    event(s, E_ERROR, error, 0, NULL, 0)


# An error that cannot be told to the other side.
cdef void fatal_error(h2_session* s, int error) noexcept nogil:
    if not s.flags & (H_FAILED | H_CLOSED):
        s.flags |= H_FAILED
        event(s, E_ERROR, error, 0, NULL, 0)


# A frame broke a rule for its stream alone.
cdef void invalid_frame(h2_session* s) noexcept nogil:
    cdef bint many = s.invalid > s.max_invalid
    s.invalid += 1
    if many and not s.flags & H_FAILED:
        s.flags |= H_FAILED
        event(s, E_INVALID_FRAMES, 0, 0, NULL, 0)


cdef void stream_error(h2_session* s, h2_stream* stream, uint32_t code) noexcept nogil:
    put_reset(s, stream.id, code)
    close_stream(s, stream, code)


# ---- flow control ----

cdef inline int64_t due(int64_t window, int64_t received, int64_t consumed) noexcept nogil:
    cdef int64_t n = received if received < consumed else consumed
    return n if n > 0 and n >= window // 2 else 0


cdef void consume_connection(h2_session* s, size_t length) noexcept nogil:
    cdef int64_t n
    s.consumed += <int64_t>length
    n = due(s.window, s.received, s.consumed)
    if n > 0:
        s.received -= n
        s.consumed -= n
        put_window_update(s, 0, <uint32_t>n)


cdef void consume_stream(h2_session* s, h2_stream* stream, size_t length) noexcept nogil:
    cdef int64_t n
    stream.consumed += <int64_t>length
    n = due(stream.window, stream.received, stream.consumed)
    if n > 0 and not stream.flags & (ST_REMOTE_END | ST_CLOSED):
        stream.received -= n
        stream.consumed -= n
        put_window_update(s, stream.id, <uint32_t>n)


# ---- DATA ----

# The head of a DATA frame has come: how it is to be read.
cdef void begin_data(h2_session* s) noexcept nogil:
    cdef h2_stream* stream = stream_of(s, s.frame_stream)
    s.at = AT_DATA
    s.data_wanted = s.frame_length
    if s.frame_stream == 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "DATA: stream_id == 0")
        return
    s.received += s.frame_length
    if s.received > s.window:
        connection_error(s, FLOW_CONTROL_ERROR, ERR_FLOW_CONTROL, "")
        return
    if stream == NULL or stream.flags & ST_CLOSED:
        if stream == NULL and is_idle(s, s.frame_stream):
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "DATA: stream in idle")
            return
        consume_connection(s, s.frame_length)
        s.at = AT_SKIP
        return
    if stream.flags & ST_REMOTE_END:
        connection_error(s, WAS_CLOSED, ERR_STREAM_CLOSED, "DATA: stream in half-closed(remote)")
        return
    if stream.flags & (ST_RESERVED_REMOTE | ST_RESERVED_LOCAL) or not stream.flags & ST_GOT_HEADERS:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "DATA: stream not opened")
        return
    stream.received += s.frame_length
    if stream.received > stream.window:
        stream_error(s, stream, FLOW_CONTROL_ERROR)
        consume_connection(s, s.frame_length)
        s.at = AT_SKIP


# Bytes of a DATA frame; the first of a padded one says how many are padding.
cdef void take_data(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef h2_stream* stream
    cdef size_t body
    cdef bint last
    if s.frame_flags & PADDED and s.wanted == s.frame_length and (length > 0 or s.frame_length == 0):
        if s.frame_length == 0 or <uint32_t>data[0] + 1 > s.frame_length:
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "DATA: insufficient padding size")
            return
        s.data_wanted = s.frame_length - 1 - data[0]
        s.wanted -= 1
        data += 1
        length -= 1
        consume_padding(s, s.frame_length - s.data_wanted)
    body = length if length < s.data_wanted else s.data_wanted
    s.wanted -= <uint32_t>length
    s.data_wanted -= <uint32_t>body
    s.data_received += body
    last = s.wanted == 0 and s.frame_flags & END_STREAM
    if s.wanted == 0:
        s.at = AT_FRAME
    if s.frame_length == 0 and not last:
        invalid_frame(s)
        if s.flags & H_FAILED:
            return
    stream = stream_of(s, s.frame_stream)
    if stream == NULL or stream.flags & ST_CLOSED:
        consume_connection(s, body)
        return
    stream.content_received += <int64_t>body
    if stream.content_length >= 0 and stream.content_received > stream.content_length:
        fatal_error(s, ERR_PROTO)
        return
    if last and stream.content_length >= 0 and stream.content_received != stream.content_length:
        consume_connection(s, body)
        stream_error(s, stream, PROTOCOL_ERROR)
        invalid_frame(s)
        return
    if body > 0:
        consume_connection(s, body)
        if stream.flags & ST_READING:
            consume_stream(s, stream, body)
        else:
            stream.paused += <int64_t>body
    if body > 0 or last:
        tell_data(s, stream, data, body, last)
    if last:
        remote_end(s, s.frame_stream)


# The other side's half is over; JavaScript was told.
cdef void remote_end(h2_session* s, uint32_t id) noexcept nogil:
    cdef h2_stream* stream = stream_of(s, id)
    if stream != NULL:
        stream.flags |= ST_REMOTE_END
        close_if_done(s, stream)


cdef void consume_padding(h2_session* s, size_t length) noexcept nogil:
    cdef h2_stream* stream = stream_of(s, s.frame_stream)
    consume_connection(s, length)
    if stream != NULL:
        consume_stream(s, stream, length)


# Whether nobody has opened the stream yet.
cdef bint is_idle(h2_session* s, uint32_t id) noexcept nogil:
    return id >= s.next_id if is_mine(s, id) else id > s.last_incoming


# ---- header blocks ----

# Takes a HEADERS or PUSH_PROMISE frame apart and begins its block.
cdef void begin_block(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef size_t padding = 0
    cdef bint is_push = s.frame_type == PUSH_PROMISE
    cdef const char* what = "PUSH_PROMISE: invalid padding" if is_push else "HEADERS: invalid padding"
    if s.frame_stream == 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "HEADERS: stream_id == 0" if not is_push else
                         "PUSH_PROMISE: stream_id == 0")
        return
    if s.frame_flags & PADDED:
        if length == 0 or data[0] >= length:
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, what)
            return
        padding = data[0]
        data += 1
        length -= 1 + padding
    if not is_push and s.frame_flags & PRIORITY_FLAG:
        if length < 5:
            connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "HEADERS: too short")
            return
        if get32(data) & 0x7FFFFFFF == s.frame_stream:
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "HEADERS: depend on itself")
            return
        data += 5
        length -= 5
    s.block_promised = 0
    if is_push:
        if length < 4:
            connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "PUSH_PROMISE: too short")
            return
        s.block_promised = get32(data) & 0x7FFFFFFF
        data += 4
        length -= 4
    s.block_type = s.frame_type
    s.block_flags = s.frame_flags
    s.block_stream = s.frame_stream
    s.continuations = 0
    if s.flags & H_SERVER and not is_push and not is_mine(s, s.frame_stream) and s.frame_stream > s.last_handled and \
            not s.flags & H_TERMINATED:
        s.last_handled = s.frame_stream
    if s.frame_flags & END_HEADERS:
        end_block(s, data, length)
        return
    s.block.length = 0
    if not buffer_add(&s.block, data, length):
        fatal_error(s, ERR_NOMEM)


cdef void continue_block(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    s.continuations += 1
    if s.continuations > MOST_CONTINUATIONS:
        fatal_error(s, ERR_TOO_MANY_CONTINUATIONS)
        return
    if not buffer_add(&s.block, data, length):
        fatal_error(s, ERR_NOMEM)
        return
    if s.frame_flags & END_HEADERS:
        end_block(s, <const uint8_t*>s.block.data, s.block.length)
        s.block.length = 0
        if s.block.room > 65536:
            buffer_free(&s.block)


# The streams that a block is for. NULL where it is to be read for the table's sake alone.
cdef h2_stream* stream_of_block(h2_session* s, int* category) noexcept nogil:
    cdef uint32_t id = s.block_stream
    cdef h2_stream* stream = stream_of(s, id)
    category[0] = CAT_HEADERS
    if s.block_type == PUSH_PROMISE:
        return stream_of_promise(s, stream, category)
    if stream != NULL and not stream.flags & ST_CLOSED:
        if stream.flags & ST_REMOTE_END:
            connection_error(s, WAS_CLOSED, ERR_STREAM_CLOSED, "HEADERS: stream closed")
            return NULL
        if stream.flags & ST_RESERVED_REMOTE:
            stream.flags &= ~<uint32_t>ST_RESERVED_REMOTE
            s.reserved -= 1
            s.incoming += 1
            category[0] = CAT_PUSH_RESPONSE
        elif stream.flags & (ST_RESERVED_LOCAL | ST_WAITING):
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "HEADERS: stream in reserved")
            return NULL
        elif not stream.flags & ST_GOT_HEADERS and is_mine(s, id):
            category[0] = CAT_RESPONSE
        return stream
    if not s.flags & H_SERVER:
        if is_idle(s, id):
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "response HEADERS: stream in idle")
        return NULL
    if is_mine(s, id) and is_idle(s, id):
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "request HEADERS: invalid stream_id")
        return NULL
    if id <= s.last_incoming or is_mine(s, id):
        return NULL
    s.last_incoming = id
    if s.flags & H_TERMINATED:
        return NULL
    if s.incoming >= s.local[S_MAX_CONCURRENT_STREAMS]:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "request HEADERS: max concurrent streams exceeded")
        return NULL
    if s.incoming >= s.pending_concurrent:
        put_reset(s, id, REFUSED_STREAM)
        invalid_frame(s)
        return NULL
    if s.queued + s.out.length > s.max_memory:
        put_reset(s, id, ENHANCE_YOUR_CALM)
        if s.rejected > s.max_rejected:
            fatal_error(s, ERR_CALLBACK_FAILURE)
        s.rejected += 1
        return NULL
    stream = new_stream(s, id)
    if stream == NULL:
        fatal_error(s, ERR_NOMEM)
        return NULL
    s.incoming += 1
    s.last_handled = id
    category[0] = CAT_REQUEST
    return stream


cdef h2_stream* stream_of_promise(h2_session* s, h2_stream* parent, int* category) noexcept nogil:
    cdef h2_stream* stream
    cdef uint32_t id = s.block_promised
    category[0] = CAT_REQUEST
    if s.flags & H_SERVER or not s.pending_push or not s.local[S_ENABLE_PUSH]:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "PUSH_PROMISE: push disabled")
        return NULL
    if not is_mine(s, s.block_stream) or is_mine(s, id) or not is_idle(s, id) or id == 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "PUSH_PROMISE: invalid promised_stream_id")
        return NULL
    if is_idle(s, s.block_stream):
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "PUSH_PROMISE: stream in idle")
        return NULL
    s.last_incoming = id
    if s.flags & H_TERMINATED:
        return NULL
    if parent == NULL or parent.flags & ST_CLOSED:
        put_reset(s, id, CANCEL)
        return NULL
    if parent.flags & ST_REMOTE_END:
        connection_error(s, WAS_CLOSED, ERR_STREAM_CLOSED, "PUSH_PROMISE: stream closed")
        return NULL
    if s.reserved >= s.max_reserved:
        put_reset(s, id, CANCEL)
        return NULL
    stream = new_stream(s, id)
    if stream == NULL:
        fatal_error(s, ERR_NOMEM)
        return NULL
    stream.flags |= ST_RESERVED_REMOTE | ST_LOCAL_END
    stream.parent = s.block_stream
    s.reserved += 1
    s.last_handled = id
    return stream


cdef void end_block(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_handle_scope scope
    cdef int category = CAT_HEADERS
    cdef h2_stream* stream = stream_of_block(s, &category)
    s.block_stream = 0
    if s.flags & H_FAILED:
        return
    if not reserve_scratch(s, length):
        fatal_error(s, ERR_NOMEM)
        return
    napi_open_handle_scope(env, &scope)
    read_block(s, stream, category, data, length)
    napi_close_handle_scope(env, scope)


cdef bint reserve_scratch(h2_session* s, size_t length) noexcept nogil:
    s.scratch.length = 0
    return reserve(&s.scratch, length * 2 + s.decoder.limit + 64)


cdef void describe(h2_session* s, h2_stream* stream, int category, h2_message* m) noexcept nogil:
    memset(m, 0, sizeof(h2_message))
    m.content_length = -1
    m.is_request = category == CAT_REQUEST
    m.is_trailer = category == CAT_HEADERS and (stream == NULL or stream.flags & ST_GOT_HEADERS)
    m.connect_protocol = s.local[S_ENABLE_CONNECT_PROTOCOL] != 0
    m.strict_spaces = s.flags & H_STRICT_SPACES != 0
    m.connect = stream != NULL and stream.flags & ST_CONNECT


# Reads a block, and tells JavaScript of it.
cdef void read_block(h2_session* s, h2_stream* stream, int category, const uint8_t* data, size_t length) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef h2_reader reader
    cdef h2_field field
    cdef h2_message message
    cdef napi_value[64] few
    cdef napi_value* values = few
    cdef napi_value* grown
    cdef size_t room = 64
    cdef size_t count = 0
    cdef size_t size = 0
    cdef uint64_t secrets = 0
    cdef napi_value[6] argv
    cdef int result
    cdef int verdict
    cdef int token
    cdef bint first = True
    cdef bint wanted = stream != NULL
    cdef bint bad = False
    cdef uint32_t code = PROTOCOL_ERROR
    cdef uint32_t pairs = 0
    cdef size_t i
    cdef bint last = s.block_flags & END_STREAM and s.block_type == HEADERS
    reader.at = data
    reader.end = data + length
    describe(s, stream, category, &message)
    argv[5] = NULL
    while True:
        result = decode_field(env, &s.decoder, &reader, &s.scratch, first, &field)
        first = False
        if result <= 0:
            break
        if not wanted or bad:
            continue
        pairs += 1
        size += field.name.length + field.value.length + ENTRY_OVERHEAD
        if pairs > s.max_pairs or size > stream.header_limit:
            bad = True
            code = ENHANCE_YOUR_CALM
            continue
        token = field.static_index
        if token == 0:
            token = static_index(field.name.data, field.name.length,
                                 text_hash(field.name.data, field.name.length, 2166136261))
        verdict = check_field(&message, &field.name, &field.value, token)
        if verdict == FIELD_IGNORED:
            continue
        if verdict == FIELD_BAD:
            bad = True
            continue
        if count + 2 > room:
            grown = <napi_value*>malloc(room * 2 * sizeof(napi_value))
            if grown == NULL:
                bad = True
                continue
            memcpy(grown, values, count * sizeof(napi_value))
            if values != few:
                free(values)
            values = grown
            room *= 2
        if field.never_indexed:
            if argv[5] == NULL:
                napi_create_array(env, &argv[5])
            napi_set_element(env, argv[5], <uint32_t>secrets, name_value(s, &field, token))
            secrets += 1
        values[count] = name_value(s, &field, token)
        values[count + 1] = value_value(s, &field)
        count += 2
    if result == 0 and wanted and not bad and not check_message(&message, last):
        bad = True
    if result < 0:
        connection_error(s, COMPRESSION_ERROR, ERR_HEADER_COMP, "")
    elif wanted and bad:
        if category == CAT_REQUEST:
            stream.flags |= ST_FORGOTTEN
        stream_error(s, stream, code)
        if code == PROTOCOL_ERROR:
            invalid_frame(s)
    elif wanted and note_message(s, stream, category, &message, last):
        napi_create_uint32(env, stream.id, &argv[0])
        argv[1] = number(env, category)
        argv[2] = number(env, s.block_flags | END_HEADERS)
        naja_create_array_from(env, count, values, &argv[3])
        napi_create_uint32(env, stream.parent, &argv[4])
        if argv[5] == NULL:
            argv[5] = undefined(env)
        token = <int>stream.id
        call(s, stream.frame, s.shared.on_headers, 6, argv)
        if last:
            remote_end(s, <uint32_t>token)
    if values != few:
        free(values)


# Keeps what a head says about the stream. False where it ends a body that is not whole.
cdef bint note_message(h2_session* s, h2_stream* stream, int category, h2_message* m, bint last) noexcept nogil:
    if category == CAT_REQUEST:
        if m.seen & SEEN_HEAD:
            stream.flags |= ST_HEAD
        if m.seen & SEEN_CONNECT:
            stream.flags |= ST_CONNECT
        if not stream.flags & ST_RESERVED_REMOTE:
            stream.flags |= ST_GOT_HEADERS
            stream.content_length = m.content_length
    elif not m.is_trailer and m.status // 100 != 1:
        stream.flags |= ST_GOT_HEADERS
        stream.content_length = m.content_length
        if stream.flags & ST_HEAD or m.status == 304 or m.status == 204:
            stream.content_length = 0
        elif stream.flags & ST_CONNECT:
            stream.content_length = -1
    if last:
        if stream.content_length > 0 and stream.content_received != stream.content_length and \
                not stream.flags & ST_HEAD:
            if category == CAT_REQUEST:
                stream.flags |= ST_FORGOTTEN
            stream_error(s, stream, PROTOCOL_ERROR)
            invalid_frame(s)
            return False
    return True


# ---- the other frames ----

cdef void on_priority(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    if s.frame_stream == 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "PRIORITY: stream_id == 0")
    elif length != 5:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "PRIORITY: wrong length")
    elif get32(data) & 0x7FFFFFFF == s.frame_stream:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "depend on itself")


# Clients that open and reset streams again and again (CVE-2023-44487).
cdef bint may_reset(h2_session* s) noexcept nogil:
    cdef uint64_t now = uv_now(s.shared.loop)
    s.reset_tokens += <double>(now - s.reset_time) * s.reset_rate / 1000
    s.reset_time = now
    if s.reset_tokens > s.reset_burst:
        s.reset_tokens = s.reset_burst
    if s.reset_tokens < 1:
        return False
    s.reset_tokens -= 1
    return True


cdef void on_reset(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef h2_stream* stream
    if length != 4:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "RST_STREAM: wrong length")
    elif s.frame_stream == 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "RST_STREAM: stream_id == 0")
    elif is_idle(s, s.frame_stream):
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "RST_STREAM: stream in idle")
    else:
        stream = stream_of(s, s.frame_stream)
        if stream != NULL:
            stream.flags |= ST_BY_PEER
            close_stream(s, stream, get32(data))
        if s.flags & H_SERVER and not s.flags & H_TERMINATED and not may_reset(s):
            put_goaway(s, INTERNAL_ERROR, s.last_handled, NULL, 0)
            s.flags |= H_TERMINATED


cdef void on_settings(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef size_t i
    if s.frame_stream != 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "SETTINGS: stream_id != 0")
        return
    if s.frame_flags & ACK:
        if length != 0:
            connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "SETTINGS: ACK and payload != 0")
        elif s.settings_first == NULL:
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "SETTINGS: unexpected ACK")
        else:
            apply_local(s)
            event(s, E_SETTINGS_ACK, 0, 0, NULL, 0)
        return
    if length % 6 != 0:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "SETTINGS: wrong length")
        return
    if length // 6 > s.max_settings:
        connection_error(s, ENHANCE_YOUR_CALM, -537, "SETTINGS: too many setting entries")
        return
    put_acknowledgement(s, SETTINGS, NULL)
    if not s.flags & H_SETTINGS:
        # Until its first settings come, a limit is assumed; then there is none but theirs.
        s.remote[S_MAX_CONCURRENT_STREAMS] = 0xFFFFFFFF
    for i in range(length // 6):
        if not apply_remote(s, <uint32_t>data[i * 6] << 8 | data[i * 6 + 1], get32(data + i * 6 + 2)):
            return
    s.flags |= H_SETTINGS
    mark_dirty(s)
    event(s, E_SETTINGS, 0, 0, NULL, 0)


cdef bint apply_remote(h2_session* s, uint32_t id, uint32_t value) noexcept nogil:
    if id == S_HEADER_TABLE_SIZE:
        encoder_limit(&s.encoder, value if value < s.encoder_most else s.encoder_most)
    elif id == S_ENABLE_PUSH:
        if value > 1 or (value == 1 and not s.flags & H_SERVER):
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "SETTINGS: invalid SETTINGS_ENBLE_PUSH")
            return False
    elif id == S_INITIAL_WINDOW_SIZE:
        if value > 0x7FFFFFFF:
            connection_error(s, FLOW_CONTROL_ERROR, ERR_FLOW_CONTROL, "SETTINGS: too large SETTINGS_INITIAL_WINDOW_SIZE")
            return False
        if not widen(s, <int64_t>value - s.remote[S_INITIAL_WINDOW_SIZE]):
            connection_error(s, FLOW_CONTROL_ERROR, ERR_FLOW_CONTROL, "")
            return False
    elif id == S_MAX_FRAME_SIZE:
        if value < 16384 or value > 16777215:
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "SETTINGS: invalid SETTINGS_MAX_FRAME_SIZE")
            return False
    elif id == S_ENABLE_CONNECT_PROTOCOL:
        if value > 1 or (value == 0 and s.remote[S_ENABLE_CONNECT_PROTOCOL]):
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "SETTINGS: invalid SETTINGS_ENABLE_CONNECT_PROTOCOL")
            return False
    if id < S_COUNT and id != 0 and id != 7:
        s.remote[id] = value
        return True
    keep_extra(s.extra_remote_ids, s.extra_remote, &s.extra_remote_count, id, value)
    return True


# Settings of numbers that mean nothing here are for the program.
cdef void keep_extra(uint32_t* ids, uint32_t* values, uint32_t* count, uint32_t id, uint32_t value) noexcept nogil:
    cdef uint32_t i
    for i in range(count[0]):
        if ids[i] == id:
            values[i] = value
            return
    if count[0] < 16:
        ids[count[0]] = id
        values[count[0]] = value
        count[0] += 1


# The other side lets all streams send so much more, or less. False where a window becomes too large.
cdef bint widen(h2_session* s, int64_t difference) noexcept nogil:
    cdef h2_stream* stream
    cdef uint32_t i
    for i in range(s.table_size):
        stream = s.table[i]
        while stream != NULL:
            stream.send_window += difference
            if stream.send_window > 0x7FFFFFFF:
                return False
            if stream.send_window > 0 and (stream.queued > 0):
                want_send(s, stream)
            stream = stream.chain
    return True


# The settings that were sent first hold now.
cdef void apply_local(h2_session* s) noexcept nogil:
    cdef h2_inflight* sent = s.settings_first
    cdef h2_stream* stream
    cdef int64_t difference
    cdef uint32_t i
    cdef uint32_t k
    s.settings_first = sent.next
    if sent.next == NULL:
        s.settings_last = NULL
    for i in range(sent.count):
        if sent.ids[i] == S_HEADER_TABLE_SIZE:
            if sent.values[i] < s.decoder.max_size:
                s.decoder.resized = True
            s.decoder.limit = sent.values[i]
        elif sent.ids[i] == S_INITIAL_WINDOW_SIZE:
            difference = <int64_t>sent.values[i] - s.local[S_INITIAL_WINDOW_SIZE]
            for k in range(s.table_size):
                stream = s.table[k]
                while stream != NULL:
                    stream.window += difference
                    stream = stream.chain
        if sent.ids[i] < S_COUNT:
            s.local[sent.ids[i]] = sent.values[i]
    free(sent)


cdef void on_ping(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    if s.frame_stream != 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "PING: stream_id != 0")
    elif length != 8:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "PING: wrong length")
    elif s.frame_flags & ACK:
        event(s, E_PING_ACK, 0, 0, data, 8)
    else:
        put_acknowledgement(s, PING, data)
        event(s, E_PING, 0, 0, data, 8)


cdef void on_goaway(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef uint32_t last
    cdef h2_stream* stream
    cdef uint32_t i
    if s.frame_stream != 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "GOAWAY: stream_id != 0")
        return
    if length < 8:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "GOAWAY: too short")
        return
    last = get32(data) & 0x7FFFFFFF
    if (last > 0 and not is_mine(s, last)) or last > s.goaway_last:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "GOAWAY: invalid last_stream_id")
        return
    s.flags |= H_GOAWAY_RECEIVED
    s.goaway_last = last
    event(s, E_GOAWAY, get32(data + 4), last, data + 8 if length > 8 else NULL, length - 8)
    if s.flags & H_CLOSED:
        return
    for i in range(s.table_size):
        stream = s.table[i]
        while stream != NULL:
            if is_mine(s, stream.id) and stream.id > last:
                close_stream(s, stream, REFUSED_STREAM)
            stream = stream.chain


cdef void on_window_update(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef h2_stream* stream
    cdef uint32_t more
    if length != 4:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "WINDOW_UPDATE: wrong length")
        return
    more = get32(data) & 0x7FFFFFFF
    if s.frame_stream == 0:
        if more == 0:
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "WINDOW_UPDATE: window_size_increment == 0")
        elif s.send_window + more > 0x7FFFFFFF:
            connection_error(s, FLOW_CONTROL_ERROR, ERR_FLOW_CONTROL, "")
        else:
            s.send_window += more
            mark_dirty(s)
        return
    stream = stream_of(s, s.frame_stream)
    if stream == NULL or stream.flags & ST_CLOSED:
        if stream == NULL and is_idle(s, s.frame_stream):
            connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "WINDOW_UPDATE to idle stream")
        return
    if stream.flags & ST_RESERVED_REMOTE:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "WINDOW_UPADATE to reserved stream")
    elif more == 0:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "WINDOW_UPDATE: window_size_increment == 0")
    elif stream.send_window + more > 0x7FFFFFFF:
        connection_error(s, FLOW_CONTROL_ERROR, ERR_FLOW_CONTROL, "")
    else:
        stream.send_window += more
        if stream.send_window > 0 and stream.queued > 0:
            want_send(s, stream)


cdef void on_altsvc(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_handle_scope scope
    cdef napi_value[4] argv
    cdef size_t origin
    if s.flags & H_SERVER or length < 2:
        return
    origin = <size_t>data[0] << 8 | data[1]
    if origin + 2 > length:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "ALTSVC: wrong length")
        return
    # An origin is named for the connection, and for it alone.
    if (s.frame_stream == 0) != (origin > 0) or origin + 2 == length:
        return
    napi_open_handle_scope(env, &scope)
    argv[0] = number(env, E_ALTSVC)
    napi_create_uint32(env, s.frame_stream, &argv[1])
    argv[2] = text_value(env, data + 2, origin)
    argv[3] = text_value(env, data + 2 + origin, length - 2 - origin)
    call(s, NULL, s.shared.on_event, 4, argv)
    napi_close_handle_scope(env, scope)


cdef void on_origin(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef napi_handle_scope scope
    cdef napi_value[2] argv
    cdef size_t size
    cdef uint32_t count = 0
    if s.flags & H_SERVER or s.frame_stream != 0 or s.frame_flags & 0xF:
        return
    napi_open_handle_scope(env, &scope)
    argv[0] = number(env, E_ORIGIN)
    napi_create_array(env, &argv[1])
    while length >= 2:
        size = <size_t>data[0] << 8 | data[1]
        if size > length - 2:
            break
        if size > 0:
            napi_set_element(env, argv[1], count, text_value(env, data + 2, size))
            count += 1
        data += 2 + size
        length -= 2 + size
    if length > 0:
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "ORIGIN: too short")
    else:
        call(s, NULL, s.shared.on_event, 2, argv)
    napi_close_handle_scope(env, scope)


cdef void on_frame(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef int kind = s.frame_type
    s.frames_received += 1
    if kind == HEADERS:
        begin_block(s, data, length)
    elif kind == CONTINUATION:
        continue_block(s, data, length)
    elif kind == PRIORITY:
        on_priority(s, data, length)
    elif kind == RST_STREAM:
        on_reset(s, data, length)
    elif kind == SETTINGS:
        on_settings(s, data, length)
    elif kind == PUSH_PROMISE:
        begin_block(s, data, length)
    elif kind == PING:
        on_ping(s, data, length)
    elif kind == GOAWAY:
        on_goaway(s, data, length)
    elif kind == WINDOW_UPDATE:
        on_window_update(s, data, length)
    elif kind == ALTSVC:
        on_altsvc(s, data, length)
    elif kind == ORIGIN:
        on_origin(s, data, length)


# The head of a frame is complete.
cdef void begin_frame(h2_session* s) noexcept nogil:
    s.frame_length = <uint32_t>s.head[0] << 16 | <uint32_t>s.head[1] << 8 | s.head[2]
    s.frame_type = s.head[3]
    s.frame_flags = s.head[4]
    s.frame_stream = get32(s.head + 5) & 0x7FFFFFFF
    s.wanted = s.frame_length
    s.head_length = 0
    s.payload.length = 0
    if not s.flags & H_SETTINGS and (s.frame_type != SETTINGS or s.frame_flags & ACK):
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "SETTINGS expected")
    elif s.frame_length > (s.local[S_MAX_FRAME_SIZE] if s.local[S_MAX_FRAME_SIZE] > 16384 else 16384):
        connection_error(s, FRAME_SIZE_ERROR, ERR_FRAME_SIZE, "too large frame size")
    elif s.block_stream != 0 and (s.frame_type != CONTINUATION or s.frame_stream != s.block_stream):
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "unexpected non-CONTINUATION frame or stream_id is invalid")
    elif s.block_stream == 0 and s.frame_type == CONTINUATION:
        connection_error(s, PROTOCOL_ERROR, ERR_PROTO, "CONTINUATION: unexpected")
    elif s.frame_type == DATA:
        s.frames_received += 1
        begin_data(s)
    elif s.frame_type > CONTINUATION and s.frame_type != ALTSVC and s.frame_type != ORIGIN:
        s.at = AT_SKIP
    else:
        s.at = AT_PAYLOAD


# Takes what has come. Stops where the connection has an error or JavaScript closed it.
cdef void receive(h2_session* s, const uint8_t* data, size_t length) noexcept nogil:
    cdef const char* magic = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    cdef size_t n
    while not s.flags & (H_CLOSED | H_FAILED):
        if s.at == AT_MAGIC or s.at == AT_FRAME:
            n = (24 if s.at == AT_MAGIC else 9) - s.head_length
            if n > length:
                n = length
            if n == 0:
                return
            memcpy(s.head + s.head_length, data, n)
            s.head_length += <uint32_t>n
            data += n
            length -= n
            if s.at == AT_MAGIC:
                if memcmp(s.head, magic, s.head_length) != 0:
                    fatal_error(s, ERR_BAD_CLIENT_MAGIC)
                elif s.head_length == 24:
                    s.head_length = 0
                    s.at = AT_FRAME
            elif s.head_length == 9:
                begin_frame(s)
            continue
        n = s.wanted if s.wanted < length else length
        if n == 0 and s.wanted > 0:
            return
        if s.at == AT_DATA:
            take_data(s, data, n)
        elif s.at == AT_SKIP:
            s.wanted -= <uint32_t>n
            if s.wanted == 0:
                s.at = AT_FRAME
        elif n == s.wanted and s.payload.length == 0:
            s.at = AT_FRAME
            s.wanted = 0
            on_frame(s, data, n)
        else:
            if not buffer_add(&s.payload, data, n):
                fatal_error(s, ERR_NOMEM)
                return
            s.wanted -= <uint32_t>n
            if s.wanted == 0:
                s.at = AT_FRAME
                on_frame(s, <const uint8_t*>s.payload.data, s.payload.length)
        data += n
        length -= n
