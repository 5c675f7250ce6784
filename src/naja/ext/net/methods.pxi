# What JavaScript sees of every stream: the methods that TCP, Pipe and TTY handles have in common. Those that do
# something give 0 (done), 1 (a write that goes on) or a negative libuv error. The first argument of a write is what is
# called when a write that went on has ended: a function `req` makes it handle.onwrite(status, req), which saves an
# object a write; an object makes it req.oncomplete(status, handle).

cdef enum:
    ENCODING_UTF8 = 0
    ENCODING_LATIN1 = 1
    ENCODING_UTF16 = 2

# A write or a shutdown that JavaScript waits for.
cdef struct js_write:
    naja_write base
    napi_value req             # held
    napi_value keep            # held: what owns the bytes, NULL where `owned` does or they follow the struct
    char* owned
    naja_context_frame* frame

cdef struct js_shutdown:
    naja_shutdown base
    napi_value req
    naja_context_frame* frame


cdef naja_stream* stream_this(napi_env env, napi_value this) noexcept nogil:
    cdef naja_stream* s = stream_from(env, this)
    return NULL if s == NULL or s.flags & STREAM_CLOSING else s


cdef napi_value stream_bad_handle(napi_env env) noexcept nogil:
    return number(env, UV_EBADF)


# The receiver and up to four arguments; those not given are undefined.
cdef naja_stream* arguments(napi_env env, napi_callback_info info, napi_value* argv) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value this
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    return stream_this(env, this)


# The receiver even where it is closed, for getters.
cdef naja_stream* receiver(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 0
    cdef napi_value this
    napi_get_cb_info(env, info, &argc, NULL, &this, NULL)
    return stream_from(env, this)


# ---- reading, closing, the loop ----

cdef napi_value js_read_start(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    return stream_bad_handle(env) if s == NULL else number(env, stream_read_start(s))


cdef napi_value js_read_stop(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    return stream_bad_handle(env) if s == NULL else number(env, stream_read_stop(s))


# useUserBuffer(Uint8Array that reads go to, or null).
cdef napi_value js_use_user_buffer(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef napi_valuetype kind = napi_undefined
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL:
        return stream_bad_handle(env)
    if s.user_buffer != NULL:
        naja_release(env, s.user_buffer)
        s.user_buffer = NULL
    napi_typeof(env, argv[0], &kind)
    if kind == napi_object:
        s.user_buffer = naja_hold(env, argv[0])
    return number(env, 0)


cdef napi_value js_set_onread(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef napi_valuetype kind = napi_undefined
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL:
        return NULL
    if s.onread != NULL:
        naja_release(env, s.onread)
        s.onread = NULL
    napi_typeof(env, argv[0], &kind)
    if kind == napi_function:
        s.onread = naja_hold(env, argv[0])
    return NULL


cdef napi_value js_get_onread(napi_env env, napi_callback_info info) noexcept nogil:
    cdef naja_stream* s = receiver(env, info)
    return NULL if s == NULL or s.onread == NULL else s.onread


cdef void hold_onclose(naja_stream* s, napi_value callback) noexcept nogil:
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(s.env, callback, &kind)
    if kind == napi_function:
        s.onclose = naja_hold(s.env, callback)


cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s != NULL:
        hold_onclose(s, argv[0])
        stream_close(s, s.on_close)
    return NULL


cdef napi_value js_reset(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    cdef int error
    if s == NULL:
        return stream_bad_handle(env)
    error = stream_reset(s, s.on_close)
    if error == 0:
        hold_onclose(s, argv[0])
    return number(env, error)


cdef napi_value js_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s != NULL:
        stream_ref(s, True)
    return NULL


cdef napi_value js_unref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s != NULL:
        stream_ref(s, False)
    return NULL


cdef napi_value js_has_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef napi_value result
    cdef naja_stream* s = arguments(env, info, argv)
    napi_get_boolean(env, s != NULL and stream_has_ref(s), &result)
    return result


cdef napi_value js_get_async_id(napi_env env, napi_callback_info info) noexcept nogil:
    cdef naja_stream* s = receiver(env, info)
    return number(env, -1 if s == NULL else s.async_id)


cdef napi_value js_get_fd(napi_env env, napi_callback_info info) noexcept nogil:
    cdef naja_stream* s = receiver(env, info)
    cdef int fd = -1 if s == NULL or s.flags & STREAM_CLOSING else stream_fd(s)
    return number(env, -1 if fd < 0 else fd)


cdef napi_value js_get_bytes_read(napi_env env, napi_callback_info info) noexcept nogil:
    cdef naja_stream* s = receiver(env, info)
    cdef napi_value result
    napi_create_double(env, 0 if s == NULL else <double>s.bytes_read, &result)
    return result


cdef napi_value js_get_bytes_written(napi_env env, napi_callback_info info) noexcept nogil:
    cdef naja_stream* s = receiver(env, info)
    cdef napi_value result
    napi_create_double(env, 0 if s == NULL else <double>s.bytes_written, &result)
    return result


cdef napi_value js_get_write_queue_size(napi_env env, napi_callback_info info) noexcept nogil:
    cdef naja_stream* s = receiver(env, info)
    cdef napi_value result
    napi_create_double(env, 0 if s == NULL or s.flags & STREAM_CLOSED else <double>stream_write_queue_size(s), &result)
    return result


cdef napi_value js_set_blocking(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef c_bool on = False
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL:
        return stream_bad_handle(env)
    napi_get_value_bool(env, argv[0], &on)
    s = bottom(s)
    return number(env, UV_EBADF if s == NULL else uv_stream_set_blocking(&s.uv.stream, 1 if on else 0))


# ---- writing ----

# Calls req.oncomplete(status, handle, undefined), or handle.onwrite(status, req) where `req` is a function.
cdef void complete(naja_stream* s, napi_value req, naja_context_frame* frame, int status) noexcept nogil:
    cdef napi_env env = s.env
    cdef napi_handle_scope scope
    cdef napi_value[3] argv
    cdef napi_value callback
    cdef napi_valuetype kind = napi_undefined
    napi_open_handle_scope(env, &scope)
    argv[0] = number(env, status)
    argv[2] = undefined(env)
    argv[1] = s.owner if s.owner != NULL else argv[2]
    napi_typeof(env, req, &kind)
    if kind != napi_function:
        if napi_get_property(env, req, naja_string(env, "oncomplete"), &callback) == napi_ok:
            naja_make_callback(env, frame, req, callback, 3, argv)
    elif s.owner != NULL:
        argv[1] = req
        if napi_get_property(env, s.owner, naja_string(env, "onwrite"), &callback) == napi_ok:
            naja_make_callback(env, frame, s.owner, callback, 2, argv)
    napi_close_handle_scope(env, scope)


cdef void js_write_done(naja_write* base, int status) noexcept nogil:
    cdef js_write* w = <js_write*>base
    if not base.stream.flags & STREAM_OBJECT_GONE:
        complete(base.stream, w.req, w.frame, status)
    free_js_write(w)


cdef void free_js_write(js_write* w) noexcept nogil:
    cdef naja_stream* s = w.base.stream
    if not s.flags & STREAM_OBJECT_GONE:
        naja_release(s.env, w.req)
        if w.keep != NULL:
            naja_release(s.env, w.keep)
        if w.frame != NULL:
            naja_context_free(s.env, w.frame)
    free(w.owned)
    free(w)


# Queues what could not be written at once. `keep` owns the bytes, or `owned` (malloc'ed) does, or they are copied.
cdef int queue_js(naja_stream* s, napi_value req, const uv_buf_t* bufs, unsigned int count, size_t written,
                  napi_value keep, char* owned, uv_stream_t* send) noexcept nogil:
    cdef napi_env env = s.env
    cdef bint copy = keep == NULL and owned == NULL
    cdef size_t left = total(bufs, count) - written if copy else 0
    cdef js_write* w = <js_write*>malloc(sizeof(js_write) + left)
    cdef uv_buf_t rest
    cdef int error
    if w == NULL:
        free(owned)
        return UV_ENOMEM
    if copy:
        # Only ever one buffer: a string that was encoded on the stack, or a short Uint8Array.
        memcpy(<char*>(w + 1), bufs[0].base + written, left)
        rest = uv_buf_init(<char*>(w + 1), <unsigned int>left)
        bufs = &rest
        written = 0
    w.owned = owned
    w.req = naja_hold(env, req)
    w.keep = naja_hold(env, keep) if keep != NULL else NULL
    w.frame = naja_context_capture(env)
    if s.ops != NULL:
        error = stream_write(s, &w.base, bufs, count, js_write_done)
    else:
        error = queue_rest(s, &w.base, bufs, count, written, js_write_done, send)
    if error == 0:
        return 1
    w.base.stream = s
    free_js_write(w)
    return 0 if error == 1 else error


# Tries at once, queues the rest.
cdef int write_js(naja_stream* s, napi_value req, const uv_buf_t* bufs, unsigned int count, napi_value keep,
                  char* owned, uv_stream_t* send) noexcept nogil:
    cdef ssize_t n = 0
    cdef size_t left
    if send == NULL and s.ops == NULL:
        n = stream_try_write(s, bufs, count)
        if n < 0:
            free(owned)
            return <int>n
        left = <size_t>n
        if skip(bufs, count, &left) == count:
            free(owned)
            return 0
    return queue_js(s, req, bufs, count, <size_t>n, keep, owned, send)


# The handle that goes with a message of an IPC pipe, or NULL.
cdef uv_stream_t* sendable(naja_stream* s, napi_value value) noexcept nogil:
    cdef naja_stream* other = stream_from(s.env, value)
    if other != NULL:
        return &other.uv.stream
    return s.shared.sendable(s.env, value) if s.shared.sendable != NULL else NULL


cdef napi_value js_write_buffer(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef uint8_t[64] inlined
    cdef const uint8_t* data = NULL
    cdef size_t size = 0
    cdef uv_buf_t buf
    cdef uv_stream_t* send = NULL
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL:
        return stream_bad_handle(env)
    if s.flags & STREAM_IPC:
        send = sendable(s, argv[2])
    if not naja_read_bytes(env, argv[1], inlined, &data, &size) and \
            not naja_get_bytes(env, argv[1], <uint8_t**>&data, &size):
        napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "Second argument must be a buffer")
        return NULL
    buf.base = <char*>data
    buf.len = size
    # What is short is copied where it must wait; so is what lay within the array itself.
    return number(env, write_js(s, argv[0], &buf, 1, argv[1] if size > 256 else NULL, NULL, send))


cdef size_t encoded_size(napi_env env, napi_value string, int encoding) noexcept nogil:
    cdef size_t size = 0
    if encoding == ENCODING_UTF8:
        napi_get_value_string_utf8(env, string, NULL, 0, &size)
        return size
    napi_get_value_string_utf16(env, string, NULL, 0, &size)
    return size if encoding == ENCODING_LATIN1 else size * 2


# Encodes into memory that has room for a terminator; gives the number of bytes without it.
cdef size_t encode(napi_env env, napi_value string, int encoding, char* data, size_t room) noexcept nogil:
    cdef size_t size = 0
    if encoding == ENCODING_UTF8:
        napi_get_value_string_utf8(env, string, data, room, &size)
    elif encoding == ENCODING_LATIN1:
        napi_get_value_string_latin1(env, string, data, room, &size)
    else:
        napi_get_value_string_utf16(env, string, <uint16_t*>data, room // 2, &size)
        size *= 2
    return size


cdef napi_value write_string(napi_env env, napi_callback_info info, int encoding) noexcept nogil:
    cdef napi_value[4] argv
    cdef char[STACK_STRING] stack
    cdef char* owned = NULL
    cdef uv_buf_t buf
    cdef size_t room
    cdef uv_stream_t* send = NULL
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL:
        return stream_bad_handle(env)
    if s.flags & STREAM_IPC:
        send = sendable(s, argv[2])
    buf.base = stack
    buf.len = encode(env, argv[1], encoding, stack, STACK_STRING)
    if buf.len > STACK_STRING - 8:
        room = encoded_size(env, argv[1], encoding) + 4
        owned = <char*>malloc(room)
        if owned == NULL:
            return number(env, UV_ENOMEM)
        buf.base = owned
        buf.len = encode(env, argv[1], encoding, owned, room)
    return number(env, write_js(s, argv[0], &buf, 1, NULL, owned, send))


cdef napi_value js_write_utf8(napi_env env, napi_callback_info info) noexcept nogil:
    return write_string(env, info, ENCODING_UTF8)


cdef napi_value js_write_latin1(napi_env env, napi_callback_info info) noexcept nogil:
    return write_string(env, info, ENCODING_LATIN1)


cdef napi_value js_write_utf16(napi_env env, napi_callback_info info) noexcept nogil:
    return write_string(env, info, ENCODING_UTF16)


# The encodings of writev's [chunk, encoding, chunk, encoding ...]: 'buffer' (a Uint8Array), 'utf8' and 'utf-8',
# 'latin1', 'binary' and 'ascii', 'ucs2' and 'utf16le' in their spellings, told apart by their first letters.
cdef int encoding_of(napi_env env, napi_value name) noexcept nogil:
    cdef char[8] text
    cdef size_t size = 0
    napi_get_value_string_latin1(env, name, text, 8, &size)
    if size > 0 and (text[0] == c'l' or text[0] == c'b' or text[0] == c'a'):
        return ENCODING_LATIN1
    if size > 1 and (text[1] == c'c' or (size > 3 and (text[3] == c'1' or text[4] == c'1'))):
        return ENCODING_UTF16
    return ENCODING_UTF8


# writev(req, chunks, allBuffers): chunks are Uint8Arrays, or pairs of chunk and encoding. Strings are encoded one after
# the other into one block.
cdef napi_value js_writev(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    cdef uv_buf_t[32] small
    cdef uv_buf_t* bufs = small
    cdef uint32_t length = 0
    cdef uint32_t count
    cdef c_bool all_buffers = False
    cdef char* owned = NULL
    cdef int result
    if s == NULL:
        return stream_bad_handle(env)
    napi_get_array_length(env, argv[1], &length)
    napi_get_value_bool(env, argv[2], &all_buffers)
    count = length if all_buffers else length // 2
    if count > 32:
        bufs = <uv_buf_t*>malloc(count * sizeof(uv_buf_t))
        if bufs == NULL:
            return number(env, UV_ENOMEM)
    result = gather(env, argv[1], count, all_buffers, bufs, &owned)
    if result == 0:
        result = write_js(s, argv[0], bufs, count, argv[1], owned, NULL)
    else:
        free(owned)
    if bufs != small:
        free(bufs)
    return number(env, result)


cdef int gather(napi_env env, napi_value chunks, uint32_t count, bint all_buffers, uv_buf_t* bufs,
                char** owned) noexcept nogil:
    cdef uint32_t step = 1 if all_buffers else 2
    cdef uint32_t i
    cdef napi_value chunk
    cdef napi_value name
    cdef napi_handle_scope scope
    cdef napi_valuetype kind
    cdef uint8_t* data
    cdef size_t size
    cdef size_t room = 0
    cdef char* at
    # First the Uint8Arrays, and how much room the strings take (base NULL, len the room with a terminator).
    for i in range(count):
        napi_open_handle_scope(env, &scope)
        napi_get_element(env, chunks, i * step, &chunk)
        data = NULL
        size = 0
        napi_typeof(env, chunk, &kind)
        if kind == napi_string and not all_buffers:
            napi_get_element(env, chunks, i * step + 1, &name)
            bufs[i].base = NULL
            bufs[i].len = encoded_size(env, chunk, encoding_of(env, name)) + 2
            room += bufs[i].len + (bufs[i].len & 1)
        elif naja_get_bytes(env, chunk, &data, &size):
            # An empty array has no address; give it one that is not NULL.
            bufs[i].base = <char*>data if data != NULL else <char*>bufs
            bufs[i].len = size
        else:
            napi_close_handle_scope(env, scope)
            return UV_EINVAL
        napi_close_handle_scope(env, scope)
    if room == 0:
        return 0
    owned[0] = at = <char*>malloc(room)
    if at == NULL:
        return UV_ENOMEM
    for i in range(count):
        if bufs[i].base != NULL:
            continue
        napi_open_handle_scope(env, &scope)
        napi_get_element(env, chunks, i * step, &chunk)
        napi_get_element(env, chunks, i * step + 1, &name)
        size = bufs[i].len
        bufs[i].base = at
        bufs[i].len = encode(env, chunk, encoding_of(env, name), at, size)
        at += size + (size & 1)
        napi_close_handle_scope(env, scope)
    return 0


cdef void js_shutdown_done(naja_shutdown* base, int status) noexcept nogil:
    cdef js_shutdown* q = <js_shutdown*>base
    cdef naja_stream* s = base.stream
    if not s.flags & STREAM_OBJECT_GONE:
        complete(s, q.req, q.frame, status)
        naja_release(s.env, q.req)
        if q.frame != NULL:
            naja_context_free(s.env, q.frame)
    free(q)


cdef napi_value js_shutdown_start(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    cdef js_shutdown* q
    cdef int error
    if s == NULL:
        return stream_bad_handle(env)
    q = <js_shutdown*>malloc(sizeof(js_shutdown))
    if q == NULL:
        return number(env, UV_ENOMEM)
    q.req = naja_hold(env, argv[0])
    q.frame = naja_context_capture(env)
    error = stream_shutdown(s, &q.base, js_shutdown_done)
    if error != 0:
        naja_release(env, q.req)
        if q.frame != NULL:
            naja_context_free(env, q.frame)
        free(q)
    return number(env, error)


# ---- the class ----

cdef void accessor(napi_property_descriptor* p, const char* name, napi_callback getter,
                   napi_callback setter) noexcept nogil:
    memset(p, 0, sizeof(napi_property_descriptor))
    p.utf8name = name
    p.getter = getter
    p.setter = setter
    p.attributes = napi_configurable


cdef napi_value stream_class(napi_env env, const char* name, int kind, napi_callback constructor, size_t count,
                             const napi_property_descriptor* extra) noexcept nogil:
    cdef naja_streams* shared = streams_of(env)
    cdef napi_property_descriptor[80] all  # 23 and the caller's
    cdef napi_value result
    cdef size_t n = 23
    method(&all[0], "readStart", js_read_start)
    method(&all[1], "readStop", js_read_stop)
    method(&all[2], "useUserBuffer", js_use_user_buffer)
    method(&all[3], "close", js_close)
    method(&all[4], "reset", js_reset)
    method(&all[5], "ref", js_ref)
    method(&all[6], "unref", js_unref)
    method(&all[7], "hasRef", js_has_ref)
    method(&all[8], "getAsyncId", js_get_async_id)
    method(&all[9], "setBlocking", js_set_blocking)
    method(&all[10], "shutdown", js_shutdown_start)
    method(&all[11], "writeBuffer", js_write_buffer)
    method(&all[12], "writev", js_writev)
    method(&all[13], "writeUtf8String", js_write_utf8)
    method(&all[14], "writeAsciiString", js_write_latin1)
    method(&all[15], "writeLatin1String", js_write_latin1)
    method(&all[16], "writeUcs2String", js_write_utf16)
    accessor(&all[17], "onread", js_get_onread, js_set_onread)
    accessor(&all[18], "fd", js_get_fd, NULL)
    accessor(&all[19], "bytesRead", js_get_bytes_read, NULL)
    accessor(&all[20], "bytesWritten", js_get_bytes_written, NULL)
    accessor(&all[21], "writeQueueSize", js_get_write_queue_size, NULL)
    method(&all[22], "sendFile", js_send_file)
    memcpy(&all[n], extra, count * sizeof(napi_property_descriptor))
    if napi_define_class(env, name, NAPI_AUTO_LENGTH, constructor, shared, n + count, all, &result) != napi_ok:
        return NULL
    shared.classes[kind] = naja_hold(env, result)
    return result
