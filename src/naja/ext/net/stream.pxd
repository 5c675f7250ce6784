# The one stream handle that node:net, node:http, node:tls, node:tty and the other dialects share: a TCP socket, a pipe,
# a terminal, or a TLS connection over one of them. A C module takes it with `from naja.ext.net.stream cimport ...`; nothing here touches Python.
#
# Who owns a stream. stream_new, stream_accept give one that belongs to the caller. It stays until stream_close, whose
# callback is the last moment at which the pointer is good. stream_object makes (once) the JavaScript handle object
# (TCP, Pipe or TTY): from then on the object keeps the memory, so that calls on a closed handle answer EBADF, and the
# open handle keeps the object alive.
#
# Who reads. A stream starts with JavaScript as its reader (`handle.onread(memory, nread)`). stream_consume puts a native
# reader in its place: bytes then go from libuv to `on_read` with no JavaScript in between.
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from naja.loop.napi cimport napi_callback, napi_env, napi_property_descriptor, napi_value
from naja.loop.engine cimport naja_context_frame, uv_loop_t
from naja.loop.uv_stream cimport (
    uv_buf_t,
    uv_handle_t,
    uv_pipe_t,
    uv_shutdown_t,
    uv_stream_t,
    uv_tcp_t,
    uv_tty_t,
    uv_write_t,
)

cdef enum:
    STREAM_TCP = 0
    STREAM_PIPE = 1
    STREAM_TTY = 2
    STREAM_TLS = 3

cdef enum:
    STREAM_CLOSING = 1       # uv_close was called
    STREAM_CLOSED = 2        # and its callback has run
    STREAM_OBJECT_GONE = 4   # the JavaScript object was collected (the environment ends): free when closed
    STREAM_IPC = 8           # a pipe that carries handles
    STREAM_HAS_OBJECT = 16   # there is a JavaScript object, which keeps the memory
    STREAM_DELIVERING = 32   # its reader is being called
    STREAM_STOPS = 64        # and has stopped reading: so libuv is told when the reader has returned, unless it starts again

# How many bytes one read can bring.
cdef enum:
    STREAM_READ_SIZE = 65536
    STREAM_SMALL = 64          # V8's limit for bytes within an object
    STREAM_BLOCK = 73728       # 64 KiB in TLS records, and some room

cdef union naja_uv_stream:
    uv_handle_t handle
    uv_stream_t stream
    uv_tcp_t tcp
    uv_pipe_t pipe
    uv_tty_t tty

cdef struct naja_stream
cdef struct naja_write
cdef struct naja_shutdown
cdef struct naja_stream_ops

# Gives the memory for the next read; not called where `on_alloc` is NULL: then all native readers of an environment
# share one buffer, which is good until on_read returns. TLS does not ask: its bytes come in memory of its own.
ctypedef void (*naja_alloc_fn)(naja_stream* s, size_t suggested, uv_buf_t* buf) noexcept nogil
# nread > 0: that many bytes; < 0: UV_EOF or an error. Never called with 0. It may close or stop the stream, or give
# it back to JavaScript. Runs outside any handle scope: open one, and call through naja_make_callback.
ctypedef int (*naja_read_fn)(naja_stream* s, ssize_t nread, const uv_buf_t* buf) noexcept nogil
# A connection waits (status 0: call stream_accept) or accepting failed (a libuv error).
ctypedef void (*naja_connection_fn)(naja_stream* server, int status) noexcept nogil
ctypedef void (*naja_close_fn)(naja_stream* s) noexcept nogil
ctypedef void (*naja_write_fn)(naja_write* w, int status) noexcept nogil
ctypedef void (*naja_shutdown_fn)(naja_shutdown* q, int status) noexcept nogil

# The libuv handle behind an object that is no stream but that an IPC pipe can carry as well (UDP), or NULL.
ctypedef uv_stream_t* (*naja_sendable_fn)(napi_env env, napi_value value) noexcept nogil

# What the streams of one environment share.
cdef struct naja_streams:
    napi_env env
    uv_loop_t* loop
    naja_streams* next
    napi_value[4] classes      # held constructors of TCP, Pipe, TTY and TLSWrap, by kind; NULL until their binding is loaded
    naja_stream* adopt         # what the constructor that runs now takes over, see stream_object
    char* scratch              # where native readers read
    napi_value chunk           # held ArrayBuffer of STREAM_READ_SIZE bytes: where JavaScript's reads land first
    uint8_t* chunk_data
    napi_value[65] small       # held Uint8Arrays over the first n bytes of small_data, see stream_small
    uint8_t* small_data
    char* block                # the one that is kept, or NULL
    int32_t async_id
    naja_sendable_fn sendable  # set by the binding whose objects those are; NULL until it is loaded

cdef struct naja_stream:
    uint64_t magic
    naja_uv_stream uv          # not used where there are `ops`
    const naja_stream_ops* ops # what a stream that is not libuv's does instead; NULL for those that are
    napi_env env
    naja_streams* shared
    int kind
    uint32_t flags
    napi_value owner           # the JavaScript object, held while the handle is open; NULL where there is none
    napi_value onread          # held function or NULL
    napi_value onclose         # held function or NULL
    napi_value user_buffer     # held Uint8Array that reads go to, or NULL
    naja_context_frame* frame  # async context of the handle
    uint64_t bytes_read
    uint64_t bytes_written
    naja_alloc_fn on_alloc
    naja_read_fn on_read
    naja_connection_fn on_connection
    naja_close_fn on_close
    void* consumer             # whatever the native reader or acceptor needs
    int async_id

# A write in progress: the caller owns the memory, which must stay until `done`.
cdef struct naja_write:
    uv_write_t req
    naja_stream* stream
    naja_write_fn done
    void* data

cdef struct naja_shutdown:
    uv_shutdown_t req
    naja_stream* stream
    naja_shutdown_fn done
    void* data

# A stream that is made of another one. Each member is what the function of its name below does for it.
cdef struct naja_stream_ops:
    int (*read_start)(naja_stream* s) noexcept nogil
    int (*read_stop)(naja_stream* s) noexcept nogil
    ssize_t (*try_write)(naja_stream* s, const uv_buf_t* bufs, unsigned int count) noexcept nogil
    int (*write)(naja_stream* s, naja_write* w, const uv_buf_t* bufs, unsigned int count) noexcept nogil
    int (*shutdown)(naja_stream* s, naja_shutdown* q) noexcept nogil
    size_t (*write_queue_size)(naja_stream* s) noexcept nogil
    # The stream that it is made of, or NULL: descriptor, ref and unref are asked of that one.
    naja_stream* (*beneath)(naja_stream* s) noexcept nogil
    # Begins to close, and calls stream_closed when that is done.
    void (*close)(naja_stream* s) noexcept nogil
    # The environment ends: frees what the stream owns besides itself. stream_closed is called by the caller.
    void (*destroy)(naja_stream* s) noexcept nogil

# Per environment; made at the first call.
cdef naja_streams* streams_of(napi_env env) noexcept nogil

# A new stream (STREAM_TCP: `option` is the address family of the socket to make now, or AF_UNSPEC; STREAM_PIPE: 1 for
# an IPC pipe; STREAM_TTY: the descriptor). NULL and a libuv error in *error if it cannot be made.
cdef naja_stream* stream_new(napi_env env, int kind, int option, int* error) noexcept nogil
# A connection that on_connection announced. NULL and *error (UV_EAGAIN where there is none).
cdef naja_stream* stream_accept(naja_stream* server, int* error) noexcept nogil

# The stream behind a JavaScript handle object (`socket._handle`), or NULL if `value` is none.
cdef naja_stream* stream_from(napi_env env, napi_value value) noexcept nogil
# The JavaScript handle object of a stream; made at the first call. NULL if its class is not loaded or an exception is
# pending. Needs an open handle scope.
cdef napi_value stream_object(naja_stream* s) noexcept nogil
# Makes `object` the stream's JavaScript object (for constructors).
cdef int stream_attach(naja_stream* s, napi_value object) noexcept nogil

# Puts a native reader in the place of JavaScript's. on_alloc may be NULL. stream_release undoes it.
cdef void stream_consume(naja_stream* s, naja_alloc_fn on_alloc, naja_read_fn on_read, void* consumer) noexcept nogil
cdef void stream_release(naja_stream* s) noexcept nogil

# For an on_alloc that wants that buffer, up to STREAM_BLOCK bytes of it.
cdef void stream_scratch(naja_stream* s, size_t suggested, uv_buf_t* buf) noexcept nogil

# A Uint8Array of up to STREAM_SMALL bytes for JavaScript to copy from at once: its memory is used again by the next call.
# V8 keeps a copy of so few bytes within the object, which is several times cheaper than an ArrayBuffer of its own.
# `shared` is what streams_of gives; NULL where there is no memory. Needs an open handle scope.
cdef napi_value stream_small(naja_streams* shared, const char* data, size_t length) noexcept nogil

# A block of STREAM_BLOCK bytes for short use; NULL where there is no memory. One is kept for the next who asks.
cdef char* stream_block(naja_streams* shared) noexcept nogil
cdef void stream_block_free(naja_streams* shared, char* block) noexcept nogil
# Takes the chunk (STREAM_READ_SIZE bytes) that reads for JavaScript land in out of the streams' hands, so that nobody else
# reads into it: held, NULL where there is none. Given back, it can be delivered with stream_deliver.
cdef napi_value stream_chunk_take(naja_streams* shared, uint8_t** data) noexcept nogil
cdef void stream_chunk_give(naja_streams* shared, napi_value chunk, uint8_t* data) noexcept nogil

# These give 0 or a libuv error. Both are idempotent.
cdef int stream_read_start(naja_stream* s) noexcept nogil
cdef int stream_read_stop(naja_stream* s) noexcept nogil

# Writes what the kernel takes at once: the number of bytes (0 where it takes none now) or a libuv error.
cdef ssize_t stream_try_write(naja_stream* s, const uv_buf_t* bufs, unsigned int count) noexcept nogil
# Writes everything: tries at once, then queues the rest. 1: all written, `done` will not be called; 0: `done` comes
# later (and `w` and the bytes must stay until then); < 0: a libuv error, `done` will not be called.
cdef int stream_write(naja_stream* s, naja_write* w, const uv_buf_t* bufs, unsigned int count,
                      naja_write_fn done) noexcept nogil
# The same for bytes that the caller wants to forget: what cannot be written at once is copied. `done` may be NULL; it is
# called with a naja_write whose `data` is the one given here, only where 0 is returned.
cdef int stream_write_copy(naja_stream* s, const uv_buf_t* bufs, unsigned int count, naja_write_fn done,
                           void* data) noexcept nogil
# Sends FIN after what is queued. 0: `done` will be called; else a libuv error.
cdef int stream_shutdown(naja_stream* s, naja_shutdown* q, naja_shutdown_fn done) noexcept nogil
# Bytes that wait to be written.
cdef size_t stream_write_queue_size(naja_stream* s) noexcept nogil

cdef int stream_listen(naja_stream* s, int backlog, naja_connection_fn on_connection) noexcept nogil
# Closes; on_close (or NULL) is called from the loop when it is done. False if it was closing already: then on_close
# will not be called.
cdef bint stream_close(naja_stream* s, naja_close_fn on_close) noexcept nogil
# Closes a TCP connection with RST. 0, or a libuv error: then it is still open.
cdef int stream_reset(naja_stream* s, naja_close_fn on_close) noexcept nogil
cdef void stream_ref(naja_stream* s, bint on) noexcept nogil
cdef bint stream_has_ref(naja_stream* s) noexcept nogil
# The descriptor, or a libuv error.
cdef int stream_fd(naja_stream* s) noexcept nogil

# For streams with `ops`: `s` points to a calloc'ed struct that begins with a naja_stream.
cdef void stream_init(naja_stream* s, napi_env env, int kind, const naja_stream_ops* ops) noexcept nogil
# Where the next bytes for the stream's reader are to be put, and that they are there (or an error, or UV_EOF).
cdef void stream_alloc(naja_stream* s, uv_buf_t* buf) noexcept nogil
cdef void stream_deliver(naja_stream* s, ssize_t nread, const uv_buf_t* buf) noexcept nogil
# It is closed: calls who waits for that, and frees the stream unless JavaScript still has its object.
cdef void stream_closed(naja_stream* s) noexcept nogil

# For the bindings that make classes of streams: a class with the methods that all streams have and `extra`.
cdef napi_value stream_class(napi_env env, const char* name, int kind, napi_callback constructor, size_t count,
                             const napi_property_descriptor* extra) noexcept nogil
# Reads the receiver of a method. NULL where `this` is no stream or a closed one; then the method returns
# stream_bad_handle(env).
cdef naja_stream* stream_this(napi_env env, napi_value this) noexcept nogil
cdef napi_value stream_bad_handle(napi_env env) noexcept nogil
