# distutils: language = c++
# binding('websocket'): frames of RFC 6455, with permessage-deflate (RFC 7692), read where the bytes arrive and written in
# one piece. JavaScript names a connection by a number and holds none of its memory. ext/websocket/connection.js is the other side.
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memmove, memset
from naja.ext.net.stream cimport *
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.ids cimport *
from naja.loop.values cimport *
from naja.loop.uv_stream cimport uv_buf_t

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef extern from "simdutf.h" namespace "simdutf" nogil:
    bint validate_ascii(const char* p, size_t n)
    bint validate_utf8(const char* p, size_t n)

cdef extern from "<sys/random.h>" nogil:
    ssize_t getrandom(void* data, size_t size, unsigned int flags)

include "state.pxi"
include "deflate.pxi"
include "reading.pxi"
include "writing.pxi"


# The connection that the first argument names (NULL if there is none); up to `argc` arguments.
cdef ws_connection* arguments(napi_env env, napi_callback_info info, size_t argc, napi_value* argv,
                              ws_shared** shared) noexcept nogil:
    cdef void* data
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared[0] = <ws_shared*>data
    return connection_of(shared[0], argv[0])


# ---- life cycle ----

# open(object, handle, flags, maxMessage, inflateBits, deflateBits): the number of a new connection that reads `handle`
# from now on; -1 where the handle is none that is open. `object` is the receiver of the callbacks. Flags: W_*.
cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 6
    cdef napi_value[6] argv
    cdef void* data
    cdef double limit = 0
    cdef ws_shared* shared
    cdef naja_stream* s
    cdef ws_connection* c
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <ws_shared*>data
    s = stream_from(env, argv[1])
    if s == NULL or s.flags & STREAM_CLOSING or s.on_read != NULL:
        return number(env, -1)
    c = <ws_connection*>calloc(1, sizeof(ws_connection))
    if c == NULL:
        return number(env, -1)
    c.shared = shared
    if not id_take(&shared.ids, c, &c.id):
        free(c)
        return number(env, -1)
    c.flags = unsigned_integer(env, argv[2])
    napi_get_value_double(env, argv[3], &limit)
    c.max_message = <uint64_t>limit
    c.inflate_bits = <int>unsigned_integer(env, argv[4])
    c.deflate_bits = <int>unsigned_integer(env, argv[5])
    c.object = naja_hold(env, argv[0])
    c.handle = naja_hold(env, argv[1])
    c.frame = naja_context_capture(env)
    c.stream = s
    stream_consume(s, on_alloc, on_read, c)
    return number(env, <int>c.id)


cdef void free_connection(ws_connection* c) noexcept nogil:
    naja_release(c.shared.env, c.object)
    naja_release(c.shared.env, c.handle)
    if c.frame != NULL:
        naja_context_free(c.shared.env, c.frame)
    free_memory(c)


# What a connection owns besides values of JavaScript.
cdef void free_memory(ws_connection* c) noexcept nogil:
    end_deflate(c)
    free(c.message)
    free(c)


# close(id): forgets a connection; the handle is the caller's again. What was read already is not parsed further.
cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef ws_shared* shared
    cdef ws_connection* c = arguments(env, info, 1, argv, &shared)
    if c == NULL:
        return NULL
    flush(c)
    if c.stream.consumer == c:
        stream_release(c.stream)
    id_give(&shared.ids, c.id)
    if c.depth > 0:
        c.flags |= W_CLOSED
    else:
        free_connection(c)
    return NULL


# receive(id, bytes): parses what came with the handshake.
cdef napi_value js_receive(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef ws_shared* shared
    cdef uint8_t* bytes = NULL
    cdef char* copy
    cdef size_t length = 0
    cdef uv_buf_t buf
    cdef ws_connection* c = arguments(env, info, 2, argv, &shared)
    if c == NULL or not naja_get_bytes(env, argv[1], &bytes, &length) or length == 0:
        return NULL
    # Payloads are unmasked where they lie.
    copy = <char*>malloc(length)
    if copy == NULL:
        return NULL
    memcpy(copy, bytes, length)
    buf.base = copy
    buf.len = length
    on_read(c.stream, <ssize_t>length, &buf)
    free(copy)
    return NULL


# setup(onMessage, onControl, onError, onEnd, onDrain): functions called with the object given to `open` as `this`:
#   onMessage(string, ArrayBuffer, or a Uint8Array of few bytes to copy at once: its memory is used again)
#   onControl(opcode, bytes): OP_PING, OP_PONG; OP_CLOSE with (opcode, reason, code)
#   onError(code, text): the peer has broken the protocol: `code` is to be sent back
#   onEnd(libuv's error, UV_EOF at the end), onDrain(): nothing waits to be written any more
cdef napi_value js_setup(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef void* data
    cdef ws_shared* shared
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <ws_shared*>data
    shared.on_message = naja_hold(env, argv[0])
    shared.on_control = naja_hold(env, argv[1])
    shared.on_error = naja_hold(env, argv[2])
    shared.on_end = naja_hold(env, argv[3])
    shared.on_drain = naja_hold(env, argv[4])
    return NULL


# The environment ends.
cdef void forget(napi_env env, void* data, void* hint) noexcept nogil:
    cdef ws_shared* shared = <ws_shared*>data
    cdef ws_connection* c
    cdef uint32_t i
    for i in range(shared.ids.size):
        c = <ws_connection*>shared.ids.objects[i]
        if c != NULL:
            if c.stream.consumer == c:
                stream_release(c.stream)
            free_memory(c)
    end_shared_deflate(shared)
    id_table_free(&shared.ids)
    free(shared.cork)
    free(shared)


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef ws_shared* shared = <ws_shared*>calloc(1, sizeof(ws_shared))
    cdef napi_value anchor
    if shared == NULL:
        return exports
    shared.env = env
    napi_create_external(env, shared, forget, NULL, &anchor)
    shared.anchor = naja_hold(env, anchor)
    add_function(env, exports, shared, "setup", js_setup)
    add_function(env, exports, shared, "open", js_open)
    add_function(env, exports, shared, "close", js_close)
    add_function(env, exports, shared, "receive", js_receive)
    add_function(env, exports, shared, "send", js_send)
    add_function(env, exports, shared, "sendFrame", js_send_frame)
    add_function(env, exports, shared, "makeFrame", js_make_frame)
    add_function(env, exports, shared, "cork", js_cork)
    add_function(env, exports, shared, "uncork", js_uncork)
    add_function(env, exports, shared, "buffered", js_buffered)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
