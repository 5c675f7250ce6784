# The callbacks of llhttp: they gather the head of a message into a block of bytes and call JavaScript once the head, or
# the whole message where it has no body, is there.
#
# A header block is what JavaScript makes `headers` and `rawHeaders` from when somebody looks at them. Each field:
#   code (1 byte, see names.pxi) [name length (3 bytes) name, for code 1] value length (3 bytes) value
# with lengths from the low byte up.

cdef enum:
    MAX_EXTENSIONS = 16384
    TEXT_MOST = 8192
    # Bits of what onHeaders is told
    I_KEEP_ALIVE = 1
    I_UPGRADE = 2
    I_COMPLETE = 4         # the message is complete: onComplete is not called
    I_HOST = 8
    I_EXPECT = 16
    I_BODY_FIELDS = 32     # Content-Length or Transfer-Encoding were there
    I_MAJOR = 8            # shift
    I_MINOR = 12           # shift
    # What onHeaders answers
    A_LLHTTP = 3           # 1: skip the body, 2: and what follows is another protocol
    A_NOTIFY = 4           # call onExecute when the run is over
    A_TEXT = 8             # where a short body of ASCII is there, all of it, onBody gets it as a string
    A_IDLE = 4             # shift: the response is out, wait so many ms for the next request

cdef llhttp_settings_t settings


cdef inline http_connection* connection(llhttp_t* p) noexcept nogil:
    return <http_connection*>p


# Calls a method of the JavaScript parser. False if it threw: from libuv the exception has then been reported, else it
# is pending.
cdef bint call(http_connection* c, napi_value function, size_t argc, napi_value* argv, napi_value* result) noexcept nogil:
    cdef bint good
    if c.flags & C_NATIVE:
        good = naja_call(c.shared.env, c.object, function, argc, argv, result) == 0
    else:
        good = napi_call_function(c.shared.env, c.object, function, argc, argv, result) == napi_ok
    if not good:
        c.flags |= C_THREW
    return good


cdef inline int track(http_connection* c, size_t length) noexcept nogil:
    c.header_size += length
    if c.header_size >= c.max_header_size:
        llhttp_set_error_reason(&c.parser, "HPE_HEADER_OVERFLOW:Header overflow")
        return HPE_USER
    return 0


cdef inline int out_of_memory(http_connection* c) noexcept nogil:
    llhttp_set_error_reason(&c.parser, "HPE_INTERNAL:Out of memory")
    return HPE_USER


cdef int on_message_begin(llhttp_t* p) noexcept nogil:
    cdef http_connection* c = connection(p)
    c.flags &= ~<uint32_t>(C_HEADERS_DONE | C_EXPIRED | C_HOST | C_EXPECT | C_WITHHELD | C_TEXT)
    c.at = AT_NOTHING
    c.fields = 0
    c.extensions_size = 0
    c.message_start = uv_now(c.shared.loop) | 1
    c.shared.url.length = 0
    c.shared.name.length = 0
    c.shared.block.length = 0
    return 0


cdef int on_url(llhttp_t* p, const char* at, size_t length) noexcept nogil:
    cdef http_connection* c = connection(p)
    cdef int error = track(c, length)
    if error != 0:
        return error
    return 0 if text_add(&c.shared.url, at, length) else out_of_memory(c)


cdef bint put_length(http_text* block, size_t length) noexcept nogil:
    cdef char[3] bytes
    bytes[0] = <char>(length & 255)
    bytes[1] = <char>((length >> 8) & 255)
    bytes[2] = <char>((length >> 16) & 255)
    return text_add(block, bytes, 3)


# The name is complete: writes it and keeps room for the value's length.
cdef bint begin_value(http_connection* c) noexcept nogil:
    cdef http_text* block = &c.shared.block
    cdef http_text* name = &c.shared.name
    cdef int spelling = 2
    cdef int index = find_name(name.data, name.length, &spelling) if name.length else -1
    cdef char code
    c.fields += 1
    if index == name_host:
        c.flags |= C_HOST
    elif index == name_expect:
        c.flags |= C_EXPECT
    if spelling < 2:
        code = <char>(CODE_FIRST + 2 * index + spelling)
        if not text_add(block, &code, 1):
            return False
    else:
        code = NAME_OTHER
        if not (text_add(block, &code, 1) and put_length(block, name.length)
                and text_add(block, name.data, name.length)):
            return False
    name.length = 0
    c.at = AT_VALUE
    if not put_length(block, 0):
        return False
    c.value_at = block.length
    return True


# The value is complete: drops white space at its end and fills in its length.
cdef void end_value(http_connection* c) noexcept nogil:
    cdef http_text* block = &c.shared.block
    cdef size_t length
    if c.at != AT_VALUE:
        return
    while block.length > c.value_at and (block.data[block.length - 1] == c' ' or block.data[block.length - 1] == c'\t'):
        block.length -= 1
    length = block.length - c.value_at
    block.data[c.value_at - 3] = <char>(length & 255)
    block.data[c.value_at - 2] = <char>((length >> 8) & 255)
    block.data[c.value_at - 1] = <char>((length >> 16) & 255)
    c.at = AT_NOTHING


cdef int on_header_field(llhttp_t* p, const char* at, size_t length) noexcept nogil:
    cdef http_connection* c = connection(p)
    cdef int error = track(c, length)
    if error != 0:
        return error
    if c.at != AT_NAME:
        if c.fields >= c.max_fields:
            llhttp_set_error_reason(p, "HPE_HEADER_OVERFLOW:Header overflow")
            return HPE_USER
        end_value(c)
        c.shared.name.length = 0
        c.at = AT_NAME
    return 0 if text_add(&c.shared.name, at, length) else out_of_memory(c)


cdef int on_header_value(llhttp_t* p, const char* at, size_t length) noexcept nogil:
    cdef http_connection* c = connection(p)
    cdef int error = track(c, length)
    if error != 0:
        return error
    if c.at == AT_NAME and not begin_value(c):
        return out_of_memory(c)
    return 0 if text_add(&c.shared.block, at, length) else out_of_memory(c)


cdef void clear_head(http_shared* shared) noexcept nogil:
    shared.url.length = 0
    shared.name.length = 0
    shared.block.length = 0


# onHeaders(info, method or status, url or reason, block); -1 if it threw, else its answer.
cdef int call_on_headers(http_connection* c, uint32_t info) noexcept nogil:
    cdef http_shared* shared = c.shared
    cdef napi_env env = shared.env
    cdef napi_value[4] argv
    cdef napi_value result = NULL
    cdef int32_t answer = 0
    if llhttp_should_keep_alive(&c.parser):
        info |= I_KEEP_ALIVE
    if c.parser.upgrade:
        info |= I_UPGRADE
    if c.flags & C_HOST:
        info |= I_HOST
    if c.flags & C_EXPECT:
        info |= I_EXPECT
    if c.parser.flags & (F_CONTENT_LENGTH | F_TRANSFER_ENCODING):
        info |= I_BODY_FIELDS
    info |= <uint32_t>c.parser.http_major << I_MAJOR | <uint32_t>c.parser.http_minor << I_MINOR
    napi_create_uint32(env, info, &argv[0])
    napi_create_uint32(env, c.parser.method if c.parser.type == HTTP_REQUEST else c.parser.status_code, &argv[1])
    argv[2] = text_string(env, &shared.url, shared.known_urls)
    argv[3] = text_string(env, &shared.block, shared.known_blocks)
    clear_head(shared)
    idle_remove(c)
    if not call(c, shared.on_headers, 4, argv, &result):
        return -1
    napi_get_value_int32(env, result, &answer)
    if answer & A_NOTIFY:
        c.flags |= C_NOTIFY
    if answer & A_TEXT:
        c.flags |= C_TEXT
    if answer >> A_IDLE and c.flags & C_NATIVE and not c.flags & C_CLOSED:
        idle_add(c, <uint64_t>(answer >> A_IDLE))
    return answer & A_LLHTTP


cdef int on_headers_complete(llhttp_t* p) noexcept nogil:
    cdef http_connection* c = connection(p)
    c.flags |= C_HEADERS_DONE
    c.header_size = 0
    c.fields = 0
    end_value(c)
    c.at = AT_NOTHING
    if c.flags & C_CLOSED:
        return -1
    # A request that ends with its head: llhttp goes on to on_message_complete at once.
    if p.type == HTTP_REQUEST and not p.upgrade and p.content_length == 0 and not p.flags & F_TRANSFER_ENCODING:
        c.flags |= C_WITHHELD
        return 0
    return call_on_headers(c, 0)


cdef int on_body(llhttp_t* p, const char* at, size_t length) noexcept nogil:
    cdef http_connection* c = connection(p)
    cdef napi_env env = c.shared.env
    cdef napi_handle_scope scope
    cdef napi_value[2] argv
    cdef bint good
    cdef bint whole
    cdef uint8_t* data = NULL
    if length == 0:
        return 0
    if c.flags & C_CLOSED:
        llhttp_set_error_reason(p, "HPE_CLOSED_CONNECTION:Parser closed")
        return HPE_USER
    napi_open_handle_scope(env, &scope)
    if c.flags & C_GATHER:
        good = gather_more(c, at, length)
    else:
        whole = c.flags & C_TEXT and p.content_length == 0 and p.flags & F_CONTENT_LENGTH
        c.flags &= ~<uint32_t>C_TEXT
        if whole and length <= TEXT_MOST and validate_ascii(at, length):
            napi_create_string_latin1(env, at, length, &argv[0])
            napi_create_uint32(env, <uint32_t>length, &argv[1])
            good = call(c, c.shared.on_body, 2, argv, NULL)
        else:
            good = naja_create_uint8array(env, length, &data, &argv[0]) == napi_ok
            if good:
                memcpy(data, at, length)
                good = call(c, c.shared.on_body, 1, argv, NULL)
    napi_close_handle_scope(env, scope)
    if not good:
        c.flags |= C_THREW
        llhttp_set_error_reason(p, "HPE_JS_EXCEPTION:JS Exception")
        return HPE_USER
    if c.flags & C_NATIVE:
        naja_run_ticks(env)
    return 0


cdef int on_message_complete(llhttp_t* p) noexcept nogil:
    cdef http_connection* c = connection(p)
    cdef napi_env env = c.shared.env
    cdef napi_handle_scope scope
    cdef napi_value trailers
    cdef bint good
    if c.flags & C_CLOSED:
        return -1
    if c.flags & C_WITHHELD:
        napi_open_handle_scope(env, &scope)
        good = call_on_headers(c, I_COMPLETE) >= 0
        napi_close_handle_scope(env, scope)
        if not good:
            return -1
        c.flags &= ~<uint32_t>C_WITHHELD
        c.message_start = 0
        return 0
    if p.type == HTTP_RESPONSE:
        # A client may use the connection again once all that came is parsed.
        c.flags |= C_NOTIFY
    c.message_start = 0
    end_value(c)
    c.at = AT_NOTHING
    napi_open_handle_scope(env, &scope)
    if c.shared.block.length > 0:
        napi_create_string_latin1(env, c.shared.block.data, c.shared.block.length, &trailers)
    else:
        napi_get_undefined(env, &trailers)
    clear_head(c.shared)
    good = call(c, c.shared.on_complete, 1, &trailers, NULL)
    napi_close_handle_scope(env, scope)
    return 0 if good else -1


cdef int on_chunk_extension(llhttp_t* p, const char* at, size_t length) noexcept nogil:
    cdef http_connection* c = connection(p)
    c.extensions_size += length
    if c.extensions_size > MAX_EXTENSIONS:
        llhttp_set_error_reason(p, "HPE_CHUNK_EXTENSIONS_OVERFLOW:Chunk extensions overflow")
        return HPE_USER
    return 0


cdef int on_chunk_header(llhttp_t* p) noexcept nogil:
    connection(p).header_size = 0
    connection(p).extensions_size = 0
    return 0


cdef int on_chunk_complete(llhttp_t* p) noexcept nogil:
    connection(p).header_size = 0
    return 0


cdef void fill_settings() noexcept nogil:
    llhttp_settings_init(&settings)
    settings.on_message_begin = on_message_begin
    settings.on_url = on_url
    settings.on_status = on_url
    settings.on_header_field = on_header_field
    settings.on_header_value = on_header_value
    settings.on_chunk_extension_name = on_chunk_extension
    settings.on_chunk_extension_value = on_chunk_extension
    settings.on_headers_complete = on_headers_complete
    settings.on_body = on_body
    settings.on_message_complete = on_message_complete
    settings.on_chunk_header = on_chunk_header
    settings.on_chunk_complete = on_chunk_complete


# ---- a run: one piece of input ----

# A text that was never used has no memory.
cdef inline void put_saved(char* at, http_text* t) noexcept nogil:
    if t.length > 0:
        memcpy(at, t.data, t.length)


# An incomplete head must outlive this run, as the texts are shared.
cdef void save_head(http_connection* c) noexcept nogil:
    cdef http_shared* shared = c.shared
    cdef size_t total = shared.url.length + shared.name.length + shared.block.length
    if total == 0 or c.flags & C_CLOSED:
        return
    c.saved = <char*>malloc(total)
    if c.saved != NULL:
        c.saved_lengths[0] = shared.url.length
        c.saved_lengths[1] = shared.name.length
        c.saved_lengths[2] = shared.block.length
        put_saved(c.saved, &shared.url)
        put_saved(c.saved + shared.url.length, &shared.name)
        put_saved(c.saved + shared.url.length + shared.name.length, &shared.block)
    clear_head(shared)


cdef void restore_head(http_connection* c) noexcept nogil:
    cdef http_shared* shared = c.shared
    cdef char* at = c.saved
    clear_head(shared)
    if at == NULL:
        return
    text_add(&shared.url, at, c.saved_lengths[0])
    at += c.saved_lengths[0]
    text_add(&shared.name, at, c.saved_lengths[1])
    at += c.saved_lengths[1]
    text_add(&shared.block, at, c.saved_lengths[2])
    free(c.saved)
    c.saved = NULL


# Parses; `data` NULL means that the input has ended. Gives llhttp's error, HPE_OK where it stopped at another protocol.
# C_THREW says that a callback threw, C_CLOSED that the connection is to be freed with `leave`.
cdef int run(http_connection* c, const char* data, size_t length, size_t* parsed) noexcept nogil:
    cdef int error
    c.flags &= ~<uint32_t>(C_THREW | C_NOTIFY)
    c.depth += 1
    c.input = data
    c.input_length = length
    restore_head(c)
    if data == NULL:
        error = llhttp_finish(&c.parser)
    else:
        error = llhttp_execute(&c.parser, data, length)
    save_head(c)
    parsed[0] = length
    if error != HPE_OK:
        if c.flags & C_WITHHELD and c.flags & C_THREW:
            # It is where the head was announced that JavaScript threw.
            c.parser.error = HPE_CB_HEADERS_COMPLETE
            c.parser.reason = "User callback error"
            c.flags &= ~<uint32_t>C_WITHHELD
        parsed[0] = <size_t>(c.parser.error_pos - data) if data != NULL else 0
        if error == HPE_PAUSED_UPGRADE:
            error = HPE_OK
            llhttp_resume_after_upgrade(&c.parser)
            c.flags |= C_NOTIFY
    c.depth -= 1
    return error


# Ends a run: after this the connection may be gone.
cdef void leave(http_connection* c) noexcept nogil:
    if c.flags & C_CLOSED and c.depth == 0:
        free_connection(c)


# What went wrong, for JavaScript to make an error from: [code, reason, bytes parsed].
cdef napi_value describe_error(http_connection* c, int error, size_t parsed) noexcept nogil:
    cdef napi_env env = c.shared.env
    cdef napi_value[3] parts
    cdef napi_value result
    cdef const char* reason = c.parser.reason
    cdef const char* code
    cdef size_t code_length
    if reason == NULL:
        reason = ""
    if error == HPE_USER and strchr(reason, c':') != NULL:
        code = reason
        code_length = <size_t>(strchr(reason, c':') - reason)
        reason += code_length + 1
    else:
        code = llhttp_errno_name(<llhttp_errno_t>error)
        code_length = strlen(code)
    napi_create_string_latin1(env, code, code_length, &parts[0])
    napi_create_string_latin1(env, reason, strlen(reason), &parts[1])
    napi_create_double(env, <double>parsed, &parts[2])
    naja_create_array_from(env, 3, parts, &result)
    return result


# ---- reading natively ----

cdef int on_read(naja_stream* s, ssize_t nread, const uv_buf_t* buf) noexcept nogil:
    cdef http_connection* c = <http_connection*>s.consumer
    cdef napi_env env = s.env
    cdef napi_value[3] argv
    cdef naja_callback_scope scope
    cdef size_t parsed = 0
    cdef int error
    if nread < 0:
        # The end, or an error: the socket's own reader is told.
        if s.onread != NULL:
            naja_callback_scope_open(env, &scope, s.frame)
            napi_get_undefined(env, &argv[0])
            napi_create_int32(env, <int32_t>nread, &argv[1])
            naja_call(env, s.owner, s.onread, 2, argv, NULL)
            naja_callback_scope_close(env, &scope)
        return 0
    naja_callback_scope_open(env, &scope, c.frame)
    c.flags |= C_NATIVE
    error = run(c, buf.base, <size_t>nread, &parsed)
    if c.flags & C_IDLE and c.message_start != 0:
        # Part of a head has come: the time to wait begins anew.
        idle_add(c, c.idle_time)
    # In most cases JavaScript has heard all that there is to hear.
    if not c.flags & (C_THREW | C_CLOSED) and (
        error != HPE_OK or c.flags & C_NOTIFY or c.parser.upgrade or not c.flags & C_HEADERS_DONE
    ):
        napi_create_double(env, <double>parsed, &argv[0])
        if error != HPE_OK and not c.parser.upgrade:
            argv[1] = describe_error(c, error, parsed)
        else:
            napi_get_undefined(env, &argv[1])
        c.depth += 1
        naja_call(env, c.object, c.shared.on_execute, 2, argv, NULL)
        c.depth -= 1
    c.flags &= ~<uint32_t>C_NATIVE
    c.input = NULL
    c.input_length = 0
    # Ticks and microtasks may free the connection; nothing of it is used after this.
    leave(c)
    naja_callback_scope_close(env, &scope)
    return 0
