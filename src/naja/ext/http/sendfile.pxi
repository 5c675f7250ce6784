# A file as the body of a message, by way of the kernel: sendfile(2) when the socket takes bytes. TCP and Unix sockets only.

cdef extern from "<sys/sendfile.h>" nogil:
    ssize_t c_sendfile "sendfile"(int out, int file, int64_t* offset, size_t count)

cdef extern from "<unistd.h>" nogil:
    int c_dup "dup"(int fd)
    int c_close "close"(int fd)

cdef extern from "<errno.h>" nogil:
    int errno
    int EAGAIN
    int EINTR

cdef enum:
    # So much goes out before others have their turn.
    SEND_PIECE = 1048576

cdef struct file_send:
    uv_poll_t poll         # first: of a duplicate of the socket's descriptor, as the stream has that one polled
    http_connection* connection
    napi_env env
    napi_value callback    # held
    int file
    int socket
    int64_t offset
    int64_t left


cdef void send_closed(uv_handle_t* handle) noexcept nogil:
    c_close((<file_send*>handle).socket)
    free(handle)


# Ends a transfer; the callback is not called.
cdef void stop_sending(http_connection* c) noexcept nogil:
    cdef file_send* q = <file_send*>c.sending
    if q == NULL:
        return
    c.sending = NULL
    q.connection = NULL
    naja_release(q.env, q.callback)
    uv_poll_stop(&q.poll)
    uv_close(<uv_handle_t*>&q.poll, send_closed)


cdef void send_ended(file_send* q, int status) noexcept nogil:
    cdef http_connection* c = q.connection
    cdef napi_env env = q.env
    cdef napi_value callback = q.callback
    cdef napi_value[2] argv
    cdef naja_handles scope
    naja_handles_open(env, &scope)
    napi_create_int32(env, status, &argv[0])
    napi_create_double(env, <double>q.left, &argv[1])
    c.sending = NULL
    uv_poll_stop(&q.poll)
    uv_close(<uv_handle_t*>&q.poll, send_closed)
    naja_make_callback(env, c.frame, NULL, callback, 2, argv)
    naja_release(env, callback)
    naja_handles_close(env, &scope)


cdef void on_writable(uv_poll_t* poll, int status, int events) noexcept nogil:
    cdef file_send* q = <file_send*>poll
    cdef ssize_t n
    if status < 0:
        send_ended(q, status)
        return
    n = c_sendfile(q.socket, q.file, &q.offset, <size_t>q.left if q.left < SEND_PIECE else SEND_PIECE)
    if n > 0:
        q.left -= n
        if q.connection.stream != NULL:
            q.connection.stream.bytes_written += <uint64_t>n
        if q.left == 0:
            send_ended(q, 0)
    elif n == 0:
        send_ended(q, 0)  # the file has become shorter
    elif errno != EAGAIN and errno != EINTR:
        send_ended(q, -errno)


# sendFile(id, file descriptor, offset, length, callback(status, bytes that were not sent)): false where the connection cannot.
cdef napi_value js_send_file(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[5] argv
    cdef napi_value result
    cdef http_shared* shared
    cdef int32_t file = -1
    cdef int socket = -1
    cdef file_send* q = NULL
    cdef http_connection* c = arguments(env, info, 5, argv, &shared)
    cdef bint good = c != NULL and c.stream != NULL and c.stream.ops == NULL and c.sending == NULL
    if good:
        good = not c.stream.flags & STREAM_CLOSING and stream_write_queue_size(c.stream) == 0
    if good:
        napi_get_value_int32(env, argv[1], &file)
        if not naja_may_use_fd(env, file):
            return NULL
        socket = c_dup(stream_fd(c.stream))
        q = <file_send*>calloc(1, sizeof(file_send))
        good = socket >= 0 and q != NULL and uv_poll_init(shared.loop, &q.poll, socket) == 0
        if not good:
            free(q)
            if socket >= 0:
                c_close(socket)
    if good:
        napi_get_value_int64(env, argv[2], &q.offset)
        napi_get_value_int64(env, argv[3], &q.left)
        q.connection = c
        q.env = env
        q.file = file
        q.socket = socket
        q.callback = naja_hold(env, argv[4])
        c.sending = q
        uv_poll_start(&q.poll, UV_WRITABLE, on_writable)
    napi_get_boolean(env, good, &result)
    return result
