# distutils: language = c++
# binding('http'): HTTP/1 messages, parsed by llhttp where the bytes arrive. JavaScript names a connection by a number
# and holds none of its memory. See ext/http/parser.js for the other side.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libcpp cimport bool as bool_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memmove, memset, strchr, strlen
from naja.ext.buffer.simdutf cimport (
    SUCCESS,
    convert_utf8_to_latin1_with_errors,
    result,
    utf8_to_utf16,
    validate_ascii,
)
from naja.ext.http.llhttp cimport *
from naja.ext.net.stream cimport *
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport naja_may_use_fd
from naja.loop.ids cimport *
from naja.loop.values cimport *
from naja.loop.uv cimport UV_WRITABLE, uv_poll_init, uv_poll_start, uv_poll_stop, uv_poll_t
from naja.loop.uv_stream cimport uv_buf_t, uv_close, uv_handle_t, uv_is_active

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef extern from "uv.h" nogil:
    ctypedef struct uv_timer_t:
        void* data
    int uv_timer_init(uv_loop_t* loop, uv_timer_t* timer)
    int uv_timer_start(uv_timer_t* timer, void (*callback)(uv_timer_t* timer) noexcept nogil, uint64_t timeout,
                       uint64_t repeat)
    uint64_t uv_timer_get_due_in(const uv_timer_t* timer)
    uint64_t uv_now(const uv_loop_t* loop)
    void uv_unref(uv_handle_t* handle)

cdef extern from "napi.h" nogil:
    napi_status node_api_create_external_string_latin1(napi_env env, char* text, size_t length, napi_finalize finalize,
                                                       void* hint, napi_value* result, bool_t* copied)

include "names.pxi"
include "state.pxi"
include "parser.pxi"
include "output.pxi"
include "sendfile.pxi"
include "gather.pxi"


# The connection that the first argument names (NULL if there is none); up to `argc` arguments.
cdef http_connection* arguments(napi_env env, napi_callback_info info, size_t argc, napi_value* argv,
                                http_shared** shared) noexcept nogil:
    cdef void* data
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared[0] = <http_shared*>data
    return connection_of(shared[0], argv[0])


# ---- life cycle ----

# open(object, type, maxHeaderSize, lenientFlags, maxFields, list): the number of a new connection. `object` is the
# receiver of the callbacks; `list` is what listNew gave, or undefined.
cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 6
    cdef napi_value[6] argv
    cdef void* data
    cdef void* list = NULL
    cdef double size = 0
    cdef napi_valuetype kind = napi_undefined
    cdef http_shared* shared
    cdef http_connection* c = <http_connection*>calloc(1, sizeof(http_connection))
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <http_shared*>data
    if c != NULL:
        c.shared = shared
    if c == NULL or not id_take(&shared.ids, c, &c.id):
        free(c)
        napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory")
        return NULL
    llhttp_init(&c.parser, <llhttp_type_t>unsigned_integer(env, argv[1]), &settings)
    napi_get_value_double(env, argv[2], &size)
    c.max_header_size = <uint64_t>size
    c.parser.lenient_flags = <uint16_t>unsigned_integer(env, argv[3])
    c.max_fields = unsigned_integer(env, argv[4])
    if c.max_fields == 0:
        c.max_fields = 0xFFFFFFFF
    shared.connections += 1
    c.object = naja_hold(env, argv[0])
    c.frame = naja_context_capture(env)
    napi_typeof(env, argv[5], &kind)
    if kind == napi_external and napi_get_value_external(env, argv[5], &list) == napi_ok:
        list_add(<http_list*>list, c)
        # One that never sends anything is to be found, too.
        c.message_start = uv_now(shared.loop) | 1
    return number(env, <int>c.id)


cdef void give_back_stream(http_connection* c) noexcept nogil:
    if c.stream == NULL:
        return
    if c.stream.consumer == c:
        stream_release(c.stream)
    c.stream = NULL
    naja_release(c.shared.env, c.handle)
    c.handle = NULL


cdef void free_connection(http_connection* c) noexcept nogil:
    naja_release(c.shared.env, c.object)
    if c.frame != NULL:
        naja_context_free(c.shared.env, c.frame)
    drop_body(c)
    free(c.saved)
    free(c)


# close(id): forgets a connection. What is being parsed now is not parsed further.
cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef http_shared* shared
    cdef http_connection* c = arguments(env, info, 1, argv, &shared)
    if c == NULL:
        return NULL
    stop_sending(c)
    give_back_stream(c)
    list_remove(c)
    idle_remove(c)
    id_give(&shared.ids, c.id)
    if c.depth > 0:
        c.flags |= C_CLOSED
    else:
        free_connection(c)
    shared.connections -= 1
    if shared.connections == 0:
        free_blocks(shared)
    return NULL


# ---- parsing what JavaScript has read ----

cdef napi_value run_for_js(napi_env env, http_connection* c, const char* data, size_t length) noexcept nogil:
    cdef naja_callback_scope scope
    cdef naja_context_frame* frame = c.frame
    cdef size_t parsed = 0
    cdef napi_value result = NULL
    cdef napi_escapable_handle_scope handles
    # A callback may have come here: then a run is under way already.
    cdef const char* outer = c.input
    cdef size_t outer_length = c.input_length
    cdef int error
    napi_open_escapable_handle_scope(env, &handles)
    if frame != NULL:
        naja_callback_scope_open(env, &scope, frame)
    error = run(c, data, length, &parsed)
    if frame != NULL:
        naja_callback_scope_close(env, &scope)
    if not c.flags & C_THREW:
        if error != HPE_OK and not c.parser.upgrade and not c.flags & C_CLOSED:
            result = describe_error(c, error, parsed)
        elif data != NULL:
            napi_create_double(env, <double>parsed, &result)
    c.input = outer
    c.input_length = outer_length
    leave(c)
    if result != NULL:
        napi_escape_handle(env, handles, result, &result)
    napi_close_escapable_handle_scope(env, handles)
    return result


# execute(id, bytes): how many bytes were parsed, or [code, reason, bytes parsed]. Throws what a callback throws.
cdef napi_value js_execute(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef http_shared* shared
    cdef uint8_t* bytes = NULL
    cdef size_t length = 0
    cdef http_connection* c = arguments(env, info, 2, argv, &shared)
    if c == NULL or not naja_get_bytes(env, argv[1], &bytes, &length):
        return number(env, 0)
    # No bytes is not the end: that is NULL.
    return run_for_js(env, c, <const char*>bytes if bytes != NULL else <const char*>c, length)


# finish(id): the input has ended. undefined, or [code, reason, 0].
cdef napi_value js_finish(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef http_shared* shared
    cdef http_connection* c = arguments(env, info, 1, argv, &shared)
    if c == NULL:
        return NULL
    return run_for_js(env, c, NULL, 0)


cdef napi_value js_pause(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef http_shared* shared
    cdef http_connection* c = arguments(env, info, 1, argv, &shared)
    if c != NULL:
        llhttp_pause(&c.parser)
    return NULL


cdef napi_value js_resume(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef http_shared* shared
    cdef http_connection* c = arguments(env, info, 1, argv, &shared)
    if c != NULL:
        llhttp_resume(&c.parser)
    return NULL


# currentInput(id): a copy of the bytes that are parsed now, as a Uint8Array.
cdef napi_value js_current_input(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef http_shared* shared
    cdef uint8_t* copy = NULL
    cdef napi_value result = NULL
    cdef http_connection* c = arguments(env, info, 1, argv, &shared)
    cdef size_t length = 0 if c == NULL or c.input == NULL else c.input_length
    if naja_create_uint8array(env, length, &copy, &result) == napi_ok and length > 0:
        memcpy(copy, c.input, length)
    return result


# ---- reading natively ----

# consume(id, handle): from now on the stream's bytes come here. False if `handle` is no open native stream, or has a
# native reader already.
cdef napi_value js_consume(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef napi_value result
    cdef http_shared* shared
    cdef naja_stream* s
    cdef bint good = False
    cdef http_connection* c = arguments(env, info, 2, argv, &shared)
    if c != NULL and c.stream == NULL:
        s = stream_from(env, argv[1])
        if s != NULL and not s.flags & STREAM_CLOSING and s.on_read == NULL:
            c.stream = s
            c.handle = naja_hold(env, argv[1])
            stream_consume(s, on_alloc, on_read, c)
            good = True
    napi_get_boolean(env, good, &result)
    return result


cdef napi_value js_unconsume(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef http_shared* shared
    cdef http_connection* c = arguments(env, info, 1, argv, &shared)
    if c != NULL:
        give_back_stream(c)
        idle_remove(c)
    return NULL


# idle(id, ms): onIdle is called unless a request comes within so many ms; 0 calls it off. False if the connection
# does not read natively: then nothing is done.
cdef napi_value js_idle(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef napi_value result
    cdef http_shared* shared
    cdef uint32_t ms
    cdef http_connection* c = arguments(env, info, 2, argv, &shared)
    cdef bint good = c != NULL and c.stream != NULL
    if good:
        ms = unsigned_integer(env, argv[1])
        if ms > 0:
            idle_add(c, ms)
        else:
            idle_remove(c)
    napi_get_boolean(env, good, &result)
    return result


# ---- the connections of a server ----

cdef void drop_list(napi_env env, void* data, void* hint) noexcept nogil:
    list_release(<http_list*>data)


# listNew(): an object to give to `open`.
cdef napi_value js_list_new(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value result = NULL
    cdef http_list* list = <http_list*>calloc(1, sizeof(http_list))
    if list == NULL:
        return NULL
    list.references = 1
    if napi_create_external(env, list, drop_list, NULL, &result) != napi_ok:
        free(list)
        return NULL
    return result


# A subset of a list's connections, as the objects given to `open`. `which` is a function of a connection.
cdef napi_value select(napi_env env, napi_value external, bint (*which)(http_connection* c, uint64_t* limits) noexcept nogil,
                       uint64_t* limits) noexcept nogil:
    cdef napi_value result
    cdef void* list = NULL
    cdef http_connection* c
    cdef uint32_t count = 0
    napi_create_array(env, &result)
    if napi_get_value_external(env, external, &list) != napi_ok or list == NULL:
        return result
    c = (<http_list*>list).first
    while c != NULL:
        if which(c, limits):
            napi_set_element(env, result, count, c.object)
            count += 1
        c = c.list_next
    return result


cdef bint every(http_connection* c, uint64_t* limits) noexcept nogil:
    return True


cdef bint without_message(http_connection* c, uint64_t* limits) noexcept nogil:
    return c.message_start == 0


# Each is reported once for a message.
cdef bint too_slow(http_connection* c, uint64_t* limits) noexcept nogil:
    if c.message_start == 0 or c.flags & C_EXPIRED:
        return False
    if (not c.flags & C_HEADERS_DONE and c.message_start < limits[0]) or c.message_start < limits[1]:
        c.flags |= C_EXPIRED
        return True
    return False


cdef napi_value js_list_all(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    return select(env, argv[0], every, NULL)


# Those between two messages.
cdef napi_value js_list_idle(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    return select(env, argv[0], without_message, NULL)


# listExpired(list, headersTimeout, requestTimeout): those whose head or whole message took longer (ms; 0 is no limit).
cdef napi_value js_list_expired(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef void* data
    cdef uint64_t[2] limits
    cdef uint64_t head
    cdef uint64_t whole
    cdef uint64_t now
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    head = unsigned_integer(env, argv[1])
    whole = unsigned_integer(env, argv[2])
    if whole > 0 and head > whole:
        head, whole = whole, head
    now = uv_now((<http_shared*>data).loop)
    limits[0] = now - head if head > 0 and now > head else 0
    limits[1] = now - whole if whole > 0 and now > whole else 0
    return select(env, argv[0], too_slow, limits)


# ---- set-up ----

# setup(onHeaders, onBody, onComplete, onExecute, onIdle): functions called with the object given to `open` as `this`:
#   onHeaders(info, method or status, url or reason, block), see I_* and A_* above
#   onBody(Uint8Array), onComplete(trailers block or undefined)
#   onExecute(bytes parsed, [code, reason, bytes parsed] or undefined): after native input, where there is more to say
#   onIdle(): see `idle`
cdef napi_value js_setup(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef void* data
    cdef http_shared* shared
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    shared = <http_shared*>data
    shared.on_headers = naja_hold(env, argv[0])
    shared.on_body = naja_hold(env, argv[1])
    shared.on_complete = naja_hold(env, argv[2])
    shared.on_execute = naja_hold(env, argv[3])
    shared.on_idle = naja_hold(env, argv[4])
    return NULL


cdef void timer_closed(uv_handle_t* handle) noexcept nogil:
    free(handle)


# The environment ends.
cdef void forget(napi_env env, void* data, void* hint) noexcept nogil:
    cdef http_shared* shared = <http_shared*>data
    cdef uint32_t i
    cdef http_connection* c
    for i in range(shared.ids.size):
        c = <http_connection*>shared.ids.objects[i]
        if c != NULL:
            stop_sending(c)
            if c.stream != NULL and c.stream.consumer == c:
                stream_release(c.stream)
            list_remove(c)
            if c.flags & C_GATHER and c.body.bytes == NULL:
                free(c.body.data)
            free(c.saved)
            free(c)
    shared.timer.shared = NULL
    uv_close(<uv_handle_t*>&shared.timer.timer, timer_closed)
    id_table_free(&shared.ids)
    free(shared.url.data)
    free(shared.name.data)
    free(shared.block.data)
    for i in range(KNOWN_TEXTS):
        free(shared.known_urls[i].data)
        free(shared.known_blocks[i].data)
    free(shared.input)
    free(shared.out)
    forget_leases(shared)
    free(shared)


cdef void add_names(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_value list
    cdef napi_value text
    cdef int i
    cdef const char* name
    napi_create_array_with_length(env, <size_t>name_count, &list)
    for i in range(name_count):
        napi_create_string_latin1(env, KNOWN[i], name_lengths[i], &text)
        napi_set_element(env, list, <uint32_t>i, text)
    napi_set_named_property(env, exports, "headerNames", list)
    napi_create_array(env, &list)
    for i in range(HTTP_QUERY + 1):
        name = llhttp_method_name(<llhttp_method_t>i)
        napi_create_string_latin1(env, name, strlen(name), &text)
        napi_set_element(env, list, <uint32_t>i, text)
    napi_set_named_property(env, exports, "methods", list)


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef http_shared* shared = <http_shared*>calloc(1, sizeof(http_shared))
    cdef napi_value anchor
    if shared == NULL:
        return exports
    shared.timer = <http_timer*>calloc(1, sizeof(http_timer))
    if shared.timer == NULL:
        free(shared)
        return exports
    shared.env = env
    shared.loop = naja_env_loop(env)
    shared.timer.shared = shared
    uv_timer_init(shared.loop, &shared.timer.timer)
    uv_unref(<uv_handle_t*>&shared.timer.timer)
    napi_create_external(env, shared, forget, NULL, &anchor)
    shared.anchor = naja_hold(env, anchor)
    add_function(env, exports, shared, "setup", js_setup)
    add_function(env, exports, shared, "open", js_open)
    add_function(env, exports, shared, "close", js_close)
    add_function(env, exports, shared, "execute", js_execute)
    add_function(env, exports, shared, "finish", js_finish)
    add_function(env, exports, shared, "pause", js_pause)
    add_function(env, exports, shared, "resume", js_resume)
    add_function(env, exports, shared, "currentInput", js_current_input)
    add_function(env, exports, shared, "consume", js_consume)
    add_function(env, exports, shared, "unconsume", js_unconsume)
    add_function(env, exports, shared, "idle", js_idle)
    add_function(env, exports, shared, "findField", js_find_field)
    add_function(env, exports, shared, "gather", js_gather)
    add_function(env, exports, shared, "parseJSON", js_parse_json)
    add_function(env, exports, shared, "write", js_write)
    add_function(env, exports, shared, "writeChunks", js_write_chunks)
    add_function(env, exports, shared, "sendFile", js_send_file)
    add_function(env, exports, shared, "listNew", js_list_new)
    add_function(env, exports, shared, "listAll", js_list_all)
    add_function(env, exports, shared, "listIdle", js_list_idle)
    add_function(env, exports, shared, "listExpired", js_list_expired)
    add_names(env, exports)
    return exports


fill_names()
fill_settings()
__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
