# sendFile: bytes of a file go out within the kernel, by a thread of the pool, since a file that is not in memory makes
# whoever sends it wait for the disk. Sockets of the kernel only.

cdef extern from "<sys/sendfile.h>" nogil:
    ssize_t c_sendfile "sendfile"(int out, int file, int64_t* offset, size_t count)

cdef extern from "<fcntl.h>" nogil:
    int F_DUPFD_CLOEXEC
    int c_fcntl "fcntl"(int fd, int command, ...)

cdef extern from "<unistd.h>" nogil:
    int c_close "close"(int fd)

cdef extern from "<signal.h>" nogil:
    ctypedef struct sigset_t:
        pass
    int SIG_BLOCK
    int SIGPIPE
    int sigemptyset(sigset_t* set)
    int sigaddset(sigset_t* set, int signal)
    int pthread_sigmask(int how, const sigset_t* set, sigset_t* old)

cdef extern from "<errno.h>" nogil:
    int errno
    int EAGAIN
    int EINTR

cdef extern from "uv.h" nogil:
    ctypedef struct uv_work_t:
        pass
    int uv_queue_work(uv_loop_t* loop, uv_work_t* req, void (*work)(uv_work_t* req) noexcept nogil,
                      void (*done)(uv_work_t* req, int status) noexcept nogil)

cdef struct file_send:
    uv_work_t work
    naja_stream* stream
    napi_value object          # held: the stream's JavaScript object, which keeps its memory
    napi_value callback        # held
    naja_context_frame* frame
    int socket                 # a duplicate: the stream may be closed meanwhile
    int file
    int64_t position           # -1: where the file is at
    size_t left
    int64_t sent
    bint full                  # the socket took no more
    int error


# On a thread of the pool.
cdef void send_run(uv_work_t* work) noexcept nogil:
    cdef file_send* q = <file_send*>work
    cdef sigset_t signals
    cdef ssize_t n
    # sendfile cannot be told not to raise it where the peer has gone.
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, NULL)
    while q.left > 0:
        n = c_sendfile(q.socket, q.file, &q.position if q.position >= 0 else NULL, q.left)
        if n > 0:
            q.sent += n
            q.left -= <size_t>n
        elif n == 0:
            break
        elif errno == EAGAIN:
            q.full = True
            break
        elif errno != EINTR:
            # What was sent counts; the next call will say what is wrong.
            if q.sent == 0:
                q.error = -errno
            break


cdef void send_done(uv_work_t* work, int status) noexcept nogil:
    cdef file_send* q = <file_send*>work
    cdef napi_env env = q.stream.env
    cdef napi_value[3] argv
    cdef naja_handles scope
    # Here, and not on the thread: where the stream is closed meanwhile, the peer hears of the end when all is counted.
    c_close(q.socket)
    naja_handles_open(env, &scope)
    q.stream.bytes_written += <uint64_t>q.sent
    napi_create_int32(env, q.error, &argv[0])
    napi_create_double(env, <double>q.sent, &argv[1])
    napi_get_boolean(env, q.full, &argv[2])
    naja_make_callback(env, q.frame, NULL, q.callback, 3, argv)
    naja_release(env, q.callback)
    naja_release(env, q.object)
    if q.frame != NULL:
        naja_context_free(env, q.frame)
    free(q)
    naja_handles_close(env, &scope)


# sendFile(callback(status, count, full), fd, position or -1, length): 0, or a libuv error: UV_ENOTSUP where it is no socket
# of the kernel, or bytes wait to be written. Nothing may be written before the callback is called; `full`: the socket takes
# no more now.
cdef napi_value js_send_file(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    cdef file_send* q
    cdef int64_t length = 0
    cdef int error = 0
    if s == NULL:
        return stream_bad_handle(env)
    if s.ops != NULL or s.owner == NULL or (s.kind != STREAM_TCP and s.kind != STREAM_PIPE):
        return number(env, UV_ENOTSUP)
    if s.flags & STREAM_IPC or stream_write_queue_size(s) > 0:
        return number(env, UV_ENOTSUP)
    if not naja_may_use_fd(env, integer(env, argv[1])):
        return NULL
    q = <file_send*>calloc(1, sizeof(file_send))
    if q == NULL:
        return number(env, UV_ENOMEM)
    q.socket = c_fcntl(stream_fd(s), F_DUPFD_CLOEXEC, 0)
    if q.socket < 0:
        error = -errno
        free(q)
        return number(env, error)
    q.file = integer(env, argv[1])
    napi_get_value_int64(env, argv[2], &q.position)
    napi_get_value_int64(env, argv[3], &length)
    q.left = <size_t>length if length > 0 else 0
    q.stream = s
    q.object = naja_hold(env, s.owner)
    q.callback = naja_hold(env, argv[0])
    q.frame = naja_context_capture(env)
    uv_queue_work(s.shared.loop, &q.work, send_run, send_done)
    return number(env, 0)
