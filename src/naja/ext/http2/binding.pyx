# binding('http2'): the engine of HTTP/2 sessions, RFC 9113 and 7541. JavaScript names a session and its streams by
# numbers and holds none of their memory. See ext/http2/engine.js for the other side.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libcpp cimport bool as bool_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcmp, memcpy, memmove, memset, strlen
from naja.ext.net.stream cimport *
from naja.loop.engine cimport *
from naja.loop.ids cimport *
from naja.loop.napi cimport *
from naja.loop.uv_stream cimport uv_buf_t, uv_close, uv_handle_t
from naja.loop.values cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef extern from "uv.h" nogil:
    int UV_EBADF
    int UV_ENOMEM
    int UV_ECANCELED
    ctypedef struct uv_prepare_t:
        void* data
    ctypedef struct uv_check_t:
        void* data
    int uv_prepare_init(uv_loop_t* loop, uv_prepare_t* handle)
    int uv_prepare_start(uv_prepare_t* handle, void (*callback)(uv_prepare_t* handle) noexcept nogil)
    int uv_prepare_stop(uv_prepare_t* handle)
    int uv_check_init(uv_loop_t* loop, uv_check_t* handle)
    int uv_check_start(uv_check_t* handle, void (*callback)(uv_check_t* handle) noexcept nogil)
    int uv_check_stop(uv_check_t* handle)
    uint64_t uv_now(const uv_loop_t* loop)

include "buffers.pxi"
include "huffman.pxi"
include "hpack.pxi"
include "state.pxi"
include "fields.pxi"
include "events.pxi"
include "send.pxi"
include "receive.pxi"
include "calls.pxi"


# ---- life cycle ----

cdef void fill_settings(uint32_t* settings) noexcept nogil:
    settings[S_HEADER_TABLE_SIZE] = 4096
    settings[S_ENABLE_PUSH] = 1
    settings[S_MAX_CONCURRENT_STREAMS] = 0xFFFFFFFF
    settings[S_INITIAL_WINDOW_SIZE] = 65535
    settings[S_MAX_FRAME_SIZE] = 16384
    settings[S_MAX_HEADER_LIST_SIZE] = 0xFFFFFFFF


cdef void set_defaults(h2_session* s) noexcept nogil:
    fill_settings(s.local)
    fill_settings(s.remote)
    s.pending_concurrent = 0xFFFFFFFF
    s.pending_push = 1
    s.send_window = 65535
    s.window = 65535
    s.goaway_last = 0x7FFFFFFF
    s.decoder.limit = 4096
    s.decoder.max_size = 4096
    s.encoder.limit = 4096
    s.encoder.max_size = 4096


cdef double option(napi_env env, napi_value list, uint32_t index) noexcept nogil:
    cdef napi_value value
    cdef double result = 0
    napi_get_element(env, list, index, &value)
    napi_get_value_double(env, value, &result)
    return result


# open(object, server, options): the number of a new session. `object` is the receiver of the callbacks; `options` are
# the numbers that engine.js lists.
cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef void* data
    cdef h2_session* s = <h2_session*>calloc(1, sizeof(h2_session))
    cdef h2_shared* shared
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <h2_shared*>data
    if s == NULL or not id_take(&shared.ids, s, &s.id):
        free(s)
        napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory")
        return NULL
    s.shared = shared
    set_defaults(s)
    if truth(env, argv[1]):
        s.flags |= H_SERVER
        s.at = AT_MAGIC
        s.next_id = 2
    else:
        s.at = AT_FRAME
        s.next_id = 1
        buffer_add(&s.out, <const char*>"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24)
    s.encoder_most = <uint32_t>option(env, argv[2], 0)
    if s.encoder_most < 4096:
        encoder_limit(&s.encoder, s.encoder_most)
    s.max_reserved = <uint32_t>option(env, argv[2], 1)
    s.max_send_block = <size_t>option(env, argv[2], 2)
    s.remote[S_MAX_CONCURRENT_STREAMS] = <uint32_t>option(env, argv[2], 3)
    s.padding = <uint32_t>option(env, argv[2], 4)
    s.max_pairs = <uint32_t>option(env, argv[2], 5)
    s.max_memory = <size_t>option(env, argv[2], 6)
    s.max_settings = <uint32_t>option(env, argv[2], 7)
    s.max_invalid = <uint32_t>option(env, argv[2], 8)
    s.max_rejected = <uint32_t>option(env, argv[2], 9)
    if option(env, argv[2], 10) != 0:
        s.flags |= H_STRICT_SPACES
    s.reset_burst = option(env, argv[2], 11)
    s.reset_rate = option(env, argv[2], 12)
    s.reset_tokens = s.reset_burst
    s.reset_time = uv_now(shared.loop)
    s.object = naja_hold(env, argv[0])
    s.frame = naja_context_capture(env)
    return number(env, <int>s.id)


cdef void give_back(h2_session* s) noexcept nogil:
    if s.stream == NULL:
        return
    if s.stream.consumer == s:
        stream_release(s.stream)
    s.stream = NULL
    naja_release(s.shared.env, s.handle)
    s.handle = NULL


# Frees what a session owns besides JavaScript's values.
cdef void free_memory(h2_session* s) noexcept nogil:
    cdef h2_inflight* sent
    while s.settings_first != NULL:
        sent = s.settings_first
        s.settings_first = sent.next
        free(sent)
    if s.writing != NULL:
        s.writing.session = NULL
    buffer_free(&s.payload)
    buffer_free(&s.block)
    buffer_free(&s.scratch)
    buffer_free(&s.late)
    buffer_free(&s.out)
    free(s.written.ids)
    free(s.closing.ids)
    free(s.asking.ids)
    free(s.unsent.ids)
    free(s.table)
    free(s)


cdef void free_session(h2_session* s) noexcept nogil:
    cdef napi_env env = s.shared.env
    cdef uint32_t i
    for i in range(s.table_size):
        while s.table[i] != NULL:
            free_stream(s, s.table[i])
    table_free(env, &s.encoder)
    table_free(env, &s.decoder)
    naja_release(env, s.object)
    if s.frame != NULL:
        naja_context_free(env, s.frame)
    free_memory(s)


# The end of a piece of work: the session may be gone after it.
cdef void leave(h2_session* s) noexcept nogil:
    s.depth -= 1
    if s.flags & H_CLOSED and s.depth == 0:
        free_session(s)


# close(id): forgets a session and its streams; nothing more is called.
cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef h2_session* s = session_of(env, info, 1, argv)
    if s == NULL:
        return NULL
    forget_dirty(s)
    give_back(s)
    id_give(&s.shared.ids, s.id)
    s.flags |= H_CLOSED
    s.depth += 1
    leave(s)
    return NULL


# ---- set-up ----

# setup(onHeaders, onData, onClose, onWritten, onTrailers, onEvent): functions called with the object given to `open` as
# `this`; see engine.js.
cdef napi_value js_setup(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 6
    cdef napi_value[6] argv
    cdef void* data
    cdef h2_shared* shared
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <h2_shared*>data
    shared.on_headers = naja_hold(env, argv[0])
    shared.on_data = naja_hold(env, argv[1])
    shared.on_close = naja_hold(env, argv[2])
    shared.on_written = naja_hold(env, argv[3])
    shared.on_trailers = naja_hold(env, argv[4])
    shared.on_event = naja_hold(env, argv[5])
    return NULL


cdef void hook_closed(uv_handle_t* handle) noexcept nogil:
    cdef h2_loop_hooks* hooks = <h2_loop_hooks*>(<uv_prepare_t*>handle).data
    hooks.open -= 1
    if hooks.open == 0:
        free(hooks)


# The environment ends, and V8's values with it.
cdef void forget(napi_env env, void* data, void* hint) noexcept nogil:
    cdef h2_shared* shared = <h2_shared*>data
    cdef h2_session* s
    cdef h2_stream* stream
    cdef h2_stream* next
    cdef h2_chunk* chunk
    cdef uint32_t i
    cdef uint32_t k
    for i in range(shared.ids.size):
        s = <h2_session*>shared.ids.objects[i]
        if s == NULL:
            continue
        if s.stream != NULL and s.stream.consumer == s:
            stream_release(s.stream)
        for k in range(s.table_size):
            stream = s.table[k]
            while stream != NULL:
                next = stream.chain
                while stream.first != NULL:
                    chunk = stream.first
                    stream.first = chunk.next
                    free(chunk)
                free(stream.fields)
                free(stream)
                stream = next
        table_forget_strings(&s.encoder)
        table_forget_strings(&s.decoder)
        table_free(env, &s.encoder)
        table_free(env, &s.decoder)
        free_memory(s)
    shared.hooks.shared = NULL
    uv_close(<uv_handle_t*>&shared.hooks.prepare, hook_closed)
    uv_close(<uv_handle_t*>&shared.hooks.check, hook_closed)
    id_table_free(&shared.ids)
    free(shared)


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef h2_shared* shared = <h2_shared*>calloc(1, sizeof(h2_shared))
    cdef napi_value anchor
    if shared == NULL:
        return exports
    shared.hooks = <h2_loop_hooks*>calloc(1, sizeof(h2_loop_hooks))
    if shared.hooks == NULL:
        free(shared)
        return exports
    shared.env = env
    shared.loop = naja_env_loop(env)
    shared.hooks.shared = shared
    shared.hooks.open = 2
    uv_prepare_init(shared.loop, &shared.hooks.prepare)
    uv_check_init(shared.loop, &shared.hooks.check)
    shared.hooks.prepare.data = shared.hooks
    shared.hooks.check.data = shared.hooks
    napi_create_external(env, shared, forget, NULL, &anchor)
    shared.anchor = naja_hold(env, anchor)
    add_function(env, exports, shared, "setup", js_setup)
    add_function(env, exports, shared, "open", js_open)
    add_function(env, exports, shared, "close", js_close)
    add_calls(env, exports, shared)
    return exports


fill_huffman()
fill_static()
fill_characters()
__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
