# The stream handle: life cycle, reading, writing. See stream.pxd for the promises; methods.pxi for what JavaScript sees.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset
from naja.loop.napi cimport *
from naja.loop.permissions cimport naja_may_use_fd
from naja.loop.values cimport *
from naja.loop.engine cimport *
from naja.loop.uv_stream cimport *

cdef enum:
    MAGIC = 0x6E616A61
    # A read that fills this much of the shared chunk is given away with the memory; a smaller one is copied out.
    GIVE_AWAY = 49152
    STACK_STRING = 16384

cdef uv_mutex_t streams_lock
cdef naja_streams* all_streams = NULL
uv_mutex_init(&streams_lock)


# ---- what the streams of an environment share ----

cdef naja_streams* streams_of(napi_env env) noexcept nogil:
    uv_mutex_lock(&streams_lock)
    cdef naja_streams* shared = all_streams
    while shared != NULL and shared.env != env:
        shared = shared.next
    uv_mutex_unlock(&streams_lock)
    return shared if shared != NULL else new_streams(env)


cdef naja_streams* new_streams(napi_env env) noexcept nogil:
    global all_streams
    cdef naja_streams* shared = <naja_streams*>calloc(1, sizeof(naja_streams))
    shared.env = env
    shared.loop = naja_env_loop(env)
    naja_at_delete(env, forget_streams, shared)
    uv_mutex_lock(&streams_lock)
    shared.next = all_streams
    all_streams = shared
    uv_mutex_unlock(&streams_lock)
    return shared


# The environment has ended, and all of its streams are closed.
cdef void forget_streams(void* data) noexcept nogil:
    cdef naja_streams* shared = <naja_streams*>data
    cdef naja_streams** at = &all_streams
    uv_mutex_lock(&streams_lock)
    while at[0] != NULL and at[0] != shared:
        at = &at[0].next
    if at[0] == shared:
        at[0] = shared.next
    uv_mutex_unlock(&streams_lock)
    free(shared.scratch)
    free(shared.block)
    free(shared)


# ---- life cycle ----

cdef naja_stream* stream_new(napi_env env, int kind, int option, int* error) noexcept nogil:
    cdef naja_stream* s = <naja_stream*>calloc(1, sizeof(naja_stream))
    cdef naja_streams* shared
    if s == NULL:
        error[0] = UV_ENOMEM
        return NULL
    shared = streams_of(env)
    if kind == STREAM_TCP:
        error[0] = uv_tcp_init_ex(shared.loop, &s.uv.tcp, <unsigned int>option)
    elif kind == STREAM_PIPE:
        error[0] = uv_pipe_init(shared.loop, &s.uv.pipe, 1 if option else 0)
        if option:
            s.flags |= STREAM_IPC
    else:
        error[0] = uv_tty_init(shared.loop, &s.uv.tty, option, 0)
    if error[0] != 0:
        free(s)
        return NULL
    s.uv.handle.data = s
    stream_init(s, env, kind, NULL)
    return s


cdef void stream_init(naja_stream* s, napi_env env, int kind, const naja_stream_ops* ops) noexcept nogil:
    s.magic = MAGIC
    s.env = env
    s.shared = streams_of(env)
    s.kind = kind
    s.ops = ops
    s.frame = naja_context_capture(env)
    s.shared.async_id += 1
    s.async_id = s.shared.async_id


cdef naja_stream* stream_accept(naja_stream* server, int* error) noexcept nogil:
    cdef naja_stream* s = stream_new(server.env, server.kind, 0, error)
    if s == NULL:
        return NULL
    error[0] = uv_accept(&server.uv.stream, &s.uv.stream)
    if error[0] != 0:
        stream_close(s, NULL)
        return NULL
    return s


cdef naja_stream* stream_from(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    if napi_unwrap(env, value, &data) != napi_ok or data == NULL or (<naja_stream*>data).magic != MAGIC:
        return NULL
    return <naja_stream*>data


cdef napi_value stream_object(naja_stream* s) noexcept nogil:
    cdef napi_value object = NULL
    if s.owner != NULL:
        return s.owner
    if s.shared.classes[s.kind] == NULL or s.flags & STREAM_CLOSING:
        return NULL
    s.shared.adopt = s
    if napi_new_instance(s.env, s.shared.classes[s.kind], 0, NULL, &object) != napi_ok:
        object = NULL
    s.shared.adopt = NULL
    return object


cdef int stream_attach(naja_stream* s, napi_value object) noexcept nogil:
    if napi_wrap(s.env, object, s, object_gone, NULL, NULL) != napi_ok:
        return UV_EINVAL
    s.flags |= STREAM_HAS_OBJECT
    s.owner = naja_hold(s.env, object)
    return 0


# The JavaScript object was collected: the handle is closed, or the environment ends.
cdef void object_gone(napi_env env, void* data, void* hint) noexcept nogil:
    cdef naja_stream* s = <naja_stream*>data
    if s.flags & STREAM_CLOSED:
        s.magic = 0
        free(s)
        return
    s.flags |= STREAM_OBJECT_GONE
    drop_held(s)
    if s.ops != NULL:
        s.ops.destroy(s)
        stream_closed(s)
    elif not s.flags & STREAM_CLOSING and not uv_is_closing(&s.uv.handle):
        s.flags |= STREAM_CLOSING
        s.on_close = NULL
        uv_close(&s.uv.handle, handle_closed)


cdef void drop_held(naja_stream* s) noexcept nogil:
    if s.owner != NULL:
        naja_release(s.env, s.owner)
        s.owner = NULL
    if s.onread != NULL:
        naja_release(s.env, s.onread)
        s.onread = NULL
    if s.onclose != NULL:
        naja_release(s.env, s.onclose)
        s.onclose = NULL
    if s.user_buffer != NULL:
        naja_release(s.env, s.user_buffer)
        s.user_buffer = NULL
    if s.frame != NULL:
        naja_context_free(s.env, s.frame)
        s.frame = NULL


cdef bint stream_close(naja_stream* s, naja_close_fn on_close) noexcept nogil:
    if s.flags & STREAM_CLOSING:
        return False
    s.flags |= STREAM_CLOSING
    s.on_close = on_close
    if s.ops != NULL:
        s.ops.close(s)
    else:
        uv_close(&s.uv.handle, handle_closed)
    return True


cdef int stream_reset(naja_stream* s, naja_close_fn on_close) noexcept nogil:
    cdef int error
    if s.flags & STREAM_CLOSING:
        return UV_EBADF
    if s.kind != STREAM_TCP:
        return UV_ENOTSUP
    error = uv_tcp_close_reset(&s.uv.tcp, handle_closed)
    if error == 0:
        s.flags |= STREAM_CLOSING
        s.on_close = on_close
    return error


cdef void handle_closed(uv_handle_t* handle) noexcept nogil:
    stream_closed(<naja_stream*>handle.data)


cdef void stream_closed(naja_stream* s) noexcept nogil:
    if not s.flags & STREAM_OBJECT_GONE:
        if s.on_close != NULL:
            s.on_close(s)
        if s.onclose != NULL:
            naja_make_callback(s.env, s.frame, s.owner, s.onclose, 0, NULL)
        drop_held(s)
    s.flags |= STREAM_CLOSED
    if not s.flags & STREAM_HAS_OBJECT or s.flags & STREAM_OBJECT_GONE:
        s.magic = 0
        free(s)


# The libuv stream that a stream is, or is made of at last; NULL where there is none, or it is closing.
cdef naja_stream* bottom(naja_stream* s) noexcept nogil:
    while s != NULL and s.ops != NULL:
        s = s.ops.beneath(s)
    return NULL if s == NULL or s.flags & STREAM_CLOSING else s


cdef void stream_ref(naja_stream* s, bint on) noexcept nogil:
    s = bottom(s)
    if s != NULL and on:
        uv_ref(&s.uv.handle)
    elif s != NULL:
        uv_unref(&s.uv.handle)


cdef bint stream_has_ref(naja_stream* s) noexcept nogil:
    s = bottom(s)
    return s != NULL and uv_has_ref(&s.uv.handle) != 0


cdef int stream_fd(naja_stream* s) noexcept nogil:
    cdef uv_os_fd_t fd = -1
    cdef int error
    s = bottom(s)
    if s == NULL:
        return UV_EBADF
    error = uv_fileno(&s.uv.handle, &fd)
    return fd if error == 0 else error


# ---- reading ----

cdef void stream_consume(naja_stream* s, naja_alloc_fn on_alloc, naja_read_fn on_read, void* consumer) noexcept nogil:
    s.on_alloc = on_alloc
    s.on_read = on_read
    s.consumer = consumer


cdef void stream_release(naja_stream* s) noexcept nogil:
    s.on_alloc = NULL
    s.on_read = NULL
    s.consumer = NULL


cdef int stream_read_start(naja_stream* s) noexcept nogil:
    cdef int error
    if s.ops != NULL:
        return s.ops.read_start(s)
    s.flags &= ~<uint32_t>STREAM_STOPS
    error = uv_read_start(&s.uv.stream, read_alloc, read_done)
    return 0 if error == UV_EALREADY else error


# A reader that asks for one chunk after the other stops and starts with each: the kernel need not hear of that.
cdef int stream_read_stop(naja_stream* s) noexcept nogil:
    if s.ops != NULL:
        return s.ops.read_stop(s)
    if s.flags & STREAM_DELIVERING:
        s.flags |= STREAM_STOPS
        return 0
    return uv_read_stop(&s.uv.stream)


cdef void read_alloc(uv_handle_t* handle, size_t suggested, uv_buf_t* buf) noexcept nogil:
    cdef naja_stream* s = <naja_stream*>handle.data
    if s.flags & STREAM_STOPS:
        # Its reader runs a loop of its own: nothing is read, and read_done hears UV_ENOBUFS.
        buf.base = NULL
        buf.len = 0
    else:
        stream_alloc(s, buf)


cdef void stream_scratch(naja_stream* s, size_t suggested, uv_buf_t* buf) noexcept nogil:
    cdef naja_streams* shared = s.shared
    if shared.scratch == NULL:
        shared.scratch = <char*>malloc(STREAM_BLOCK)
    buf.base = shared.scratch
    buf.len = suggested if shared.scratch != NULL else 0


cdef void stream_alloc(naja_stream* s, uv_buf_t* buf) noexcept nogil:
    cdef naja_streams* shared = s.shared
    cdef napi_handle_scope scope
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    if s.on_alloc != NULL:
        s.on_alloc(s, STREAM_READ_SIZE, buf)
        return
    if s.on_read != NULL:
        stream_scratch(s, STREAM_READ_SIZE, buf)
        return
    if s.user_buffer != NULL:
        napi_open_handle_scope(s.env, &scope)
        if not naja_get_bytes(s.env, s.user_buffer, &data, &size):
            size = 0
        napi_close_handle_scope(s.env, scope)
        buf.base = <char*>data
        buf.len = size
        return
    if shared.chunk == NULL:
        new_chunk(shared)
    buf.base = <char*>shared.chunk_data
    buf.len = STREAM_READ_SIZE if shared.chunk != NULL else 0


cdef napi_value memory(napi_env env, size_t size, uint8_t** data) noexcept nogil:
    cdef napi_value result = NULL
    return result if naja_create_arraybuffer(env, size, data, &result) == napi_ok else NULL


cdef napi_value stream_small(naja_streams* shared, const char* data, size_t length) noexcept nogil:
    cdef napi_value memory
    cdef napi_value view = shared.small[length]
    if view == NULL:
        if shared.small[STREAM_SMALL] == NULL:
            if napi_create_arraybuffer(shared.env, STREAM_SMALL, <void**>&shared.small_data, &memory) != napi_ok:
                return NULL
            napi_create_typedarray(shared.env, napi_uint8_array, STREAM_SMALL, memory, 0, &view)
            shared.small[STREAM_SMALL] = naja_hold(shared.env, view)
        napi_get_typedarray_info(shared.env, shared.small[STREAM_SMALL], NULL, NULL, NULL, &memory, NULL)
        if napi_create_typedarray(shared.env, napi_uint8_array, length, memory, 0, &view) != napi_ok:
            return NULL
        if length != STREAM_SMALL:
            shared.small[length] = naja_hold(shared.env, view)
        view = shared.small[length]
    if length > 0:
        memcpy(shared.small_data, data, length)
    return view


cdef void new_chunk(naja_streams* shared) noexcept nogil:
    cdef napi_handle_scope scope
    cdef napi_value chunk
    napi_open_handle_scope(shared.env, &scope)
    chunk = memory(shared.env, STREAM_READ_SIZE, &shared.chunk_data)
    if chunk != NULL:
        shared.chunk = naja_hold(shared.env, chunk)
    napi_close_handle_scope(shared.env, scope)


cdef napi_value stream_chunk_take(naja_streams* shared, uint8_t** data) noexcept nogil:
    cdef napi_value chunk
    if shared.chunk == NULL:
        new_chunk(shared)
    chunk = shared.chunk
    data[0] = shared.chunk_data
    shared.chunk = NULL
    shared.chunk_data = NULL
    return chunk


cdef void stream_chunk_give(naja_streams* shared, napi_value chunk, uint8_t* data) noexcept nogil:
    if shared.chunk != NULL:
        naja_release(shared.env, shared.chunk)
    shared.chunk = chunk
    shared.chunk_data = data


cdef char* stream_block(naja_streams* shared) noexcept nogil:
    cdef char* block = shared.block
    shared.block = NULL
    return block if block != NULL else <char*>malloc(STREAM_BLOCK)


cdef void stream_block_free(naja_streams* shared, char* block) noexcept nogil:
    if shared.block == NULL:
        shared.block = block
    else:
        free(block)


cdef void read_done(uv_stream_t* stream, ssize_t nread, const uv_buf_t* buf) noexcept nogil:
    cdef naja_stream* s = <naja_stream*>stream.data
    if s.flags & STREAM_STOPS:
        uv_read_stop(stream)
    elif nread != 0:
        stream_deliver(s, nread, buf)


# libuv's streams stay until libuv's loop has closed them, so `s` is there when its reader has returned.
cdef void stream_deliver(naja_stream* s, ssize_t nread, const uv_buf_t* buf) noexcept nogil:
    if s.ops != NULL or s.flags & STREAM_DELIVERING:
        deliver(s, nread, buf)
        return
    s.flags |= STREAM_DELIVERING
    deliver(s, nread, buf)
    if s.flags & STREAM_STOPS and not s.flags & STREAM_CLOSING:
        uv_read_stop(&s.uv.stream)
    s.flags &= ~<uint32_t>(STREAM_DELIVERING | STREAM_STOPS)


cdef void deliver(naja_stream* s, ssize_t nread, const uv_buf_t* buf) noexcept nogil:
    cdef naja_handles scope
    if nread > 0:
        s.bytes_read += <uint64_t>nread
    if s.on_read != NULL:
        s.on_read(s, nread, buf)
    elif s.onread != NULL:
        naja_handles_open(s.env, &scope)
        read_to_js(s, nread, <char*>buf.base)
        naja_handles_close(s.env, &scope)


# Calls handle.onread(memory, nread, pendingHandle): an ArrayBuffer that holds nread bytes from its beginning, a
# Uint8Array to copy from at once where they are few (`new Uint8Array(memory, 0, nread)` does the right thing with
# both), or undefined at the end (nread < 0) and where the bytes went to the user's buffer.
cdef void read_to_js(naja_stream* s, ssize_t nread, char* base) noexcept nogil:
    cdef napi_env env = s.env
    cdef naja_streams* shared = s.shared
    cdef napi_value[3] argv
    cdef uint8_t* data = NULL
    cdef napi_value given = NULL
    napi_get_undefined(env, &argv[0])
    argv[2] = argv[0]
    if nread > 0 and s.user_buffer == NULL:
        if nread >= GIVE_AWAY and base == <char*>shared.chunk_data:
            given = shared.chunk
            argv[0] = given
            shared.chunk = NULL
            shared.chunk_data = NULL
        elif nread <= STREAM_SMALL:
            argv[0] = stream_small(shared, base, <size_t>nread)
            if argv[0] == NULL:
                argv[0] = argv[2]
                nread = UV_ENOBUFS
        else:
            argv[0] = memory(env, <size_t>nread, &data)
            if argv[0] != NULL:
                memcpy(data, base, <size_t>nread)
            else:
                argv[0] = argv[2]
                nread = UV_ENOBUFS
    if s.flags & STREAM_IPC and nread > 0:
        pending_handle(s, &argv[2])
    napi_create_int32(env, <int32_t>nread, &argv[1])
    naja_make_callback(env, s.frame, s.owner, s.onread, 3, argv)
    if given != NULL:
        naja_release(env, given)


cdef void pending_handle(naja_stream* s, napi_value* result) noexcept nogil:
    cdef naja_stream* client
    cdef napi_value object
    cdef int error = 0
    cdef int kind
    if uv_pipe_pending_count(&s.uv.pipe) == 0:
        return
    kind = uv_pipe_pending_type(&s.uv.pipe)
    if kind != UV_TCP and kind != UV_NAMED_PIPE:
        return
    client = stream_new(s.env, STREAM_TCP if kind == UV_TCP else STREAM_PIPE, 0, &error)
    if client == NULL:
        return
    object = stream_object(client) if uv_accept(&s.uv.stream, &client.uv.stream) == 0 else NULL
    if object == NULL:
        stream_close(client, NULL)
    else:
        result[0] = object


# ---- writing ----

cdef extern from *:
    """
    #include <errno.h>
    #include <sys/socket.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    #include <uv.h>

    /* uv_try_write for sockets: send() takes a shorter way through the kernel than write(). Of the kernel itself, since
       libc's is a point where threads may be cancelled, which it pays for at each call. */
    static ssize_t naja_try_send(uv_stream_t* stream, const uv_buf_t* bufs, unsigned int count) {
      if (stream->connect_req != NULL || stream->write_queue_size != 0) return UV_EAGAIN;
      ssize_t n;
      do {
        if (count == 1) {
          n = syscall(SYS_sendto, stream->io_watcher.fd, bufs[0].base, bufs[0].len, MSG_NOSIGNAL | MSG_DONTWAIT,
                      NULL, 0);
        } else {
          struct msghdr message = {0};
          message.msg_iov = (struct iovec*)bufs;
          message.msg_iovlen = count < 1024 ? count : 1024;
          n = sendmsg(stream->io_watcher.fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        }
      } while (n < 0 && errno == EINTR);
      if (n >= 0) return n;
      return errno == EWOULDBLOCK || errno == ENOBUFS ? UV_EAGAIN : -errno;
    }
    """
    ssize_t naja_try_send(uv_stream_t* stream, const uv_buf_t* bufs, unsigned int count) noexcept nogil


cdef ssize_t stream_try_write(naja_stream* s, const uv_buf_t* bufs, unsigned int count) noexcept nogil:
    cdef ssize_t n
    if s.ops != NULL:
        return s.ops.try_write(s, bufs, count)
    if s.kind == STREAM_TCP:
        n = naja_try_send(&s.uv.stream, bufs, count)
    else:
        n = uv_try_write(&s.uv.stream, bufs, count)
    if n == UV_EAGAIN or n == UV_ENOSYS:
        return 0
    if n > 0:
        s.bytes_written += <uint64_t>n
    return n


# Drops what was written from the front of a list of buffers. The first of those that are left may be cut.
cdef unsigned int skip(const uv_buf_t* bufs, unsigned int count, size_t* written) noexcept nogil:
    cdef unsigned int i = 0
    while i < count and bufs[i].len <= written[0]:
        written[0] -= bufs[i].len
        i += 1
    return i


cdef size_t total(const uv_buf_t* bufs, unsigned int count) noexcept nogil:
    cdef size_t sum = 0
    cdef unsigned int i
    for i in range(count):
        sum += bufs[i].len
    return sum


# Queues what is left of `bufs` after `written` bytes.
cdef int queue_rest(naja_stream* s, naja_write* w, const uv_buf_t* bufs, unsigned int count, size_t written,
                    naja_write_fn done, uv_stream_t* send) noexcept nogil:
    cdef unsigned int first = skip(bufs, count, &written)
    cdef unsigned int left = count - first
    cdef uv_buf_t[16] small
    cdef uv_buf_t* rest = small
    cdef size_t sum
    cdef int error
    if left > 16:
        rest = <uv_buf_t*>malloc(left * sizeof(uv_buf_t))
        if rest == NULL:
            return UV_ENOMEM
    memcpy(rest, bufs + first, left * sizeof(uv_buf_t))
    if left > 0:
        rest[0].base += written
        rest[0].len -= written
    w.stream = s
    w.done = done
    w.req.data = w
    sum = total(rest, left)
    if send != NULL:
        error = uv_write2(&w.req, &s.uv.stream, rest, left, send, write_done)
    else:
        error = uv_write(&w.req, &s.uv.stream, rest, left, write_done)
    if error == 0:
        s.bytes_written += sum
    if rest != small:
        free(rest)
    return error


cdef int stream_write(naja_stream* s, naja_write* w, const uv_buf_t* bufs, unsigned int count,
                      naja_write_fn done) noexcept nogil:
    cdef ssize_t n
    cdef size_t left
    if s.ops != NULL:
        w.stream = s
        w.done = done
        return s.ops.write(s, w, bufs, count)
    n = stream_try_write(s, bufs, count)
    left = <size_t>n
    if n < 0:
        return <int>n
    if skip(bufs, count, &left) == count:
        return 1
    return queue_rest(s, w, bufs, count, <size_t>n, done, NULL)


cdef void write_done(uv_write_t* req, int status) noexcept nogil:
    cdef naja_write* w = <naja_write*>req.data
    w.done(w, status)


cdef struct copied_write:
    naja_write base
    naja_write_fn done


cdef int stream_write_copy(naja_stream* s, const uv_buf_t* bufs, unsigned int count, naja_write_fn done,
                           void* data) noexcept nogil:
    cdef ssize_t n = stream_try_write(s, bufs, count) if s.ops == NULL else 0
    cdef size_t skipped
    cdef size_t left
    cdef unsigned int i
    cdef copied_write* w
    cdef uv_buf_t rest
    cdef char* at
    cdef int error
    if n < 0:
        return <int>n
    left = total(bufs, count) - <size_t>n
    if left == 0:
        return 1
    w = <copied_write*>malloc(sizeof(copied_write) + left)
    if w == NULL:
        return UV_ENOMEM
    at = <char*>(w + 1)
    rest = uv_buf_init(at, 0)
    rest.len = left
    skipped = <size_t>n
    for i in range(skip(bufs, count, &skipped), count):
        memcpy(at, bufs[i].base + skipped, bufs[i].len - skipped)
        at += bufs[i].len - skipped
        skipped = 0
    w.done = done
    w.base.data = data
    if s.ops != NULL:
        error = stream_write(s, &w.base, &rest, 1, copied_done)
    else:
        error = queue_rest(s, &w.base, &rest, 1, 0, copied_done, NULL)
    if error != 0:
        free(w)
    return error


cdef void copied_done(naja_write* base, int status) noexcept nogil:
    cdef copied_write* w = <copied_write*>base
    if w.done != NULL:
        w.done(base, status)
    free(w)


cdef size_t stream_write_queue_size(naja_stream* s) noexcept nogil:
    return s.uv.stream.write_queue_size if s.ops == NULL else s.ops.write_queue_size(s)


cdef int stream_shutdown(naja_stream* s, naja_shutdown* q, naja_shutdown_fn done) noexcept nogil:
    q.stream = s
    q.done = done
    q.req.data = q
    if s.ops != NULL:
        return s.ops.shutdown(s, q)
    return uv_shutdown(&q.req, &s.uv.stream, shutdown_done)


cdef void shutdown_done(uv_shutdown_t* req, int status) noexcept nogil:
    cdef naja_shutdown* q = <naja_shutdown*>req.data
    q.done(q, status)


# ---- listening ----

cdef int stream_listen(naja_stream* s, int backlog, naja_connection_fn on_connection) noexcept nogil:
    s.on_connection = on_connection
    return uv_listen(&s.uv.stream, backlog, connection_waits)


cdef void connection_waits(uv_stream_t* server, int status) noexcept nogil:
    cdef naja_stream* s = <naja_stream*>server.data
    if s.on_connection != NULL:
        s.on_connection(s, status)


include "sendfile.pxi"
include "methods.pxi"
