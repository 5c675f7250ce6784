# What every operation shares: arguments in, one request, a value or an exception out.
#
# An operation is two lines: `begin` reads the arguments and decides between "now" (no callback was given) and "on the
# thread pool"; `finish` gives the value back, throws, or leaves the rest to `on_done`.

cdef enum:
    MAX_ARGS = 8
    PATH_INLINE = 1024

# How a finished uv_fs_t becomes a JavaScript value.
cdef enum Kind:
    NOTHING
    NUMBER       # the result itself
    DESCRIPTOR   # an open file
    STATS        # into the shared Float64Array
    STATS_BIG    # into the shared BigInt64Array
    STATFS       # likewise
    STATFS_BIG
    POINTED      # the string that uv.ptr points at
    PATH_BACK    # uv.path, which the request has completed (mkdtemp)
    ENTRIES      # the names of a directory, or names and types alternating
    OPENED       # a directory handle
    BATCH        # some entries of a directory handle, or null at its end

# Bits of Request.flags
cdef enum:
    AS_BYTES = 1
    WITH_TYPES = 2

# One for each environment: what its functions have in common.
ctypedef struct State:
    napi_env env
    uv_loop_t* loop
    double* stats
    int64_t* stats_big

# A path argument as C wants it: short ones stay where they are.
ctypedef struct Path:
    char* data
    char* heap
    char small[PATH_INLINE]

# The paths of a restricted program's call, as they were judged.
ctypedef struct Judged:
    naja_place path
    naja_place dest
    char* shown      # as it was given
    char* shown_dest

# The arguments of one call.
ctypedef struct Args:
    napi_env env
    State* state
    size_t count
    napi_value values[MAX_ARGS]
    Path path
    Path dest
    Judged* judged

ctypedef struct Request:
    uv_fs_t uv
    State* state
    const char* syscall
    char* dest
    Judged* judged
    Directory* directory
    napi_value callback
    napi_value keep
    naja_context_frame* frame
    int kind
    int flags

ctypedef struct Call:
    Args args
    uv_loop_t* loop
    uv_fs_t* uv
    uv_fs_cb done
    Request* request
    Request local


cdef void path_free(Path* path) noexcept nogil:
    if path.heap != NULL:
        free(path.heap)
        path.heap = NULL


cdef void args_free(Args* args) noexcept nogil:
    path_free(&args.path)
    path_free(&args.dest)
    judged_free(args.judged)
    args.judged = NULL


cdef void judged_free(Judged* judged) noexcept nogil:
    if judged != NULL:
        naja_place_free(&judged.path)
        naja_place_free(&judged.dest)
        free(judged.shown)
        free(judged.shown_dest)
        free(judged)


cdef const char* shown_path(Args* args) noexcept nogil:
    return args.judged.shown if args.judged != NULL else args.path.data


cdef const char* shown_dest(Args* args) noexcept nogil:
    return args.judged.shown_dest if args.judged != NULL else args.dest.data


cdef bint read_path(napi_env env, napi_value value, Path* path) noexcept nogil:
    """A string or bytes, as a C string. False, with an exception, where there is no memory or it is neither."""
    cdef size_t length = 0
    cdef uint8_t* data = NULL
    if napi_get_value_string_utf8(env, value, path.small, PATH_INLINE, &length) == napi_ok:
        # A string that was cut off lacks at most the three bytes of a character that did not fit.
        if length < PATH_INLINE - 4:
            path.data = path.small
            return True
        napi_get_value_string_utf8(env, value, NULL, 0, &length)
        path.heap = <char*>malloc(length + 1)
        if path.heap != NULL:
            napi_get_value_string_utf8(env, value, path.heap, length + 1, &length)
    elif naja_get_bytes(env, value, &data, &length):
        if length < PATH_INLINE:
            memcpy(path.small, data, length)
            path.small[length] = 0
            path.data = path.small
            return True
        path.heap = <char*>malloc(length + 1)
        if path.heap != NULL:
            memcpy(path.heap, data, length)
            path.heap[length] = 0
    else:
        napi_throw_type_error(env, b"ERR_INVALID_ARG_TYPE", b"A path must be a string or bytes")
        return False
    path.data = path.heap
    if path.heap == NULL:
        naja_throw_uv_exception(env, UV_ENOMEM, b"malloc", NULL, NULL)
        return False
    return True


cdef bint args_begin(Args* args, napi_env env, napi_callback_info info, int paths) noexcept nogil:
    """Reads the arguments, of which the first `paths` (0 to 2) are paths. False: an exception is pending."""
    args.env = env
    args.count = MAX_ARGS
    args.path.heap = NULL
    args.path.data = NULL
    args.dest.heap = NULL
    args.dest.data = NULL
    args.judged = NULL
    napi_get_cb_info(env, info, &args.count, args.values, NULL, <void**>&args.state)
    if paths > 0 and not read_path(env, args.values[0], &args.path):
        return False
    if paths > 1 and not read_path(env, args.values[1], &args.dest):
        path_free(&args.path)
        return False
    return True


cdef bint is_function(Args* args, size_t index) noexcept nogil:
    cdef napi_valuetype kind = napi_undefined
    if index >= args.count:
        return False
    napi_typeof(args.env, args.values[index], &kind)
    return kind == napi_function


cdef bint is_number(Args* args, size_t index) noexcept nogil:
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(args.env, args.values[index], &kind)
    return kind == napi_number


cdef int int_arg(Args* args, int index) noexcept nogil:
    cdef int32_t value = 0
    napi_get_value_int32(args.env, args.values[index], &value)
    return value


cdef unsigned int uint_arg(Args* args, int index) noexcept nogil:
    cdef uint32_t value = 0
    napi_get_value_uint32(args.env, args.values[index], &value)
    return value


cdef double double_arg(Args* args, int index) noexcept nogil:
    cdef double value = 0
    napi_get_value_double(args.env, args.values[index], &value)
    return value


cdef bint bool_arg(Args* args, int index) noexcept nogil:
    cdef c_bool value = False
    napi_get_value_bool(args.env, args.values[index], &value)
    return value


cdef int64_t int64_arg(Args* args, int index) noexcept nogil:
    """A number or a bigint."""
    cdef int64_t value = 0
    cdef c_bool lossless = False
    if napi_get_value_int64(args.env, args.values[index], &value) != napi_ok:
        napi_get_value_bigint_int64(args.env, args.values[index], &value, &lossless)
    return value


cdef bint begin(Call* call, napi_env env, napi_callback_info info, int callback, int paths, const char* syscall,
                int kind, int wants) noexcept nogil:
    """Sets a call up. `callback` is the index of the argument that, given a function, makes it asynchronous; `wants`: what is
    done to the paths, or to the descriptor (admit.pxi)."""
    cdef Request* request
    cdef Args* args = &call.args
    if not args_begin(args, env, info, paths):
        return False
    call.loop = args.state.loop
    if is_function(args, callback):
        request = <Request*>malloc(sizeof(Request))
        if request == NULL:
            args_free(args)
            naja_throw_uv_exception(env, UV_ENOMEM, syscall, NULL, NULL)
            return False
        request.callback = naja_hold(env, args.values[callback])
        request.frame = naja_context_capture(env)
        # libuv keeps its own copy of the first path, but does not show that of the second.
        request.dest = strdup(args.dest.data) if args.dest.data != NULL else NULL
        call.done = on_done
    else:
        request = &call.local
        request.callback = NULL
        request.frame = NULL
        request.dest = NULL
        call.done = NULL
    call.request = request
    call.uv = &request.uv
    request.state = args.state
    request.syscall = syscall
    request.kind = kind
    request.flags = 0
    request.keep = NULL
    request.directory = NULL
    request.judged = NULL
    return wants == 0 or naja_env_permissions(env) == NULL or admit_call(call, wants, NULL)


cdef void request_free(napi_env env, Request* request) noexcept nogil:
    if request.callback != NULL:
        naja_release(env, request.callback)
    if request.keep != NULL:
        naja_release(env, request.keep)
    if request.frame != NULL:
        naja_context_free(env, request.frame)
    judged_free(request.judged)
    free(request.dest)


cdef napi_value abandon(Call* call, int error) noexcept nogil:
    """Throws in place of starting the request."""
    naja_throw_uv_exception(call.args.env, error, call.request.syscall, shown_path(&call.args), shown_dest(&call.args))
    request_free(call.args.env, call.request)
    if call.request != &call.local:
        free(call.request)
    args_free(&call.args)
    return NULL


cdef napi_value finish(Call* call, int error) noexcept nogil:
    """`error` is what starting the request returned."""
    cdef napi_env env = call.args.env
    cdef napi_value values[1]
    values[0] = NULL
    if call.done != NULL:
        if error < 0:
            return abandon(call, error)
        call.request.judged = call.args.judged
        call.args.judged = NULL
        args_free(&call.args)
        return NULL
    if call.uv.result < 0:
        naja_throw_uv_exception(env, <int>call.uv.result, call.local.syscall, shown_path(&call.args),
                                shown_dest(&call.args))
    else:
        call.local.judged = call.args.judged
        result_of(env, &call.local, values)
    uv_fs_req_cleanup(call.uv)
    if call.local.keep != NULL:
        naja_release(env, call.local.keep)
    args_free(&call.args)
    return values[0]


cdef void on_done(uv_fs_t* uv) noexcept nogil:
    """A request of the thread pool has ended."""
    cdef Request* request = <Request*>uv
    cdef napi_env env = request.state.env
    cdef napi_handle_scope scope
    cdef napi_value values[2]
    cdef size_t count = 1
    napi_open_handle_scope(env, &scope)
    if uv.result < 0:
        values[0] = naja_uv_exception(env, <int>uv.result, request.syscall,
                                      request.judged.shown if request.judged != NULL else uv.path, request.dest)
    else:
        napi_get_null(env, &values[0])
        count += result_of(env, request, &values[1])
    uv_fs_req_cleanup(uv)
    call_back(env, request.frame, request.callback, count, values)
    request_free(env, request)
    free(request)
    napi_close_handle_scope(env, scope)


cdef void call_back(napi_env env, naja_context_frame* frame, napi_value callback, size_t count,
                    napi_value* values) noexcept nogil:
    """`values[0]` is null, an error, or NULL where making the result threw: then that is the error."""
    if values[0] == NULL or (count > 1 and values[1] == NULL):
        count = 1
        if napi_get_and_clear_last_exception(env, &values[0]) != napi_ok:
            return
    naja_make_callback(env, frame, NULL, callback, count, values)


cdef size_t result_of(napi_env env, Request* request, napi_value* value) noexcept nogil:
    """The value of a request that succeeded. Returns how many values there are: 0 or 1."""
    cdef uv_fs_t* uv = &request.uv
    cdef int kind = request.kind
    if kind == NUMBER:
        napi_create_double(env, <double>uv.result, value)
    elif kind == DESCRIPTOR:
        naja_fd_opened(env, <int>uv.result)
        descriptor_opened(env, <int>uv.result)
        napi_create_double(env, <double>uv.result, value)
    elif kind == STATS:
        fill_stats(request.state.stats, &uv.statbuf)
        return 0
    elif kind == STATS_BIG:
        fill_stats_big(request.state.stats_big, &uv.statbuf)
        return 0
    elif kind == STATFS:
        fill_statfs(request.state.stats, <uv_statfs_t*>uv.ptr)
        return 0
    elif kind == STATFS_BIG:
        fill_statfs_big(request.state.stats_big, <uv_statfs_t*>uv.ptr)
        return 0
    elif kind == POINTED:
        value[0] = text(env, <const char*>uv.ptr, request.flags)
    elif kind == PATH_BACK:
        value[0] = given_text(env, request.judged, uv.path, request.flags)
    elif kind == ENTRIES:
        value[0] = entries_of_scan(env, uv, request.flags)
    elif kind == OPENED:
        value[0] = directory_new(env, request.state, <uv_dir_t*>uv.ptr)
    elif kind == BATCH:
        value[0] = entries_of_directory(env, request.directory, <size_t>uv.result, request.flags)
    else:
        return 0
    return 1


cdef bint is_ascii(const char* data, size_t length) noexcept nogil:
    """Whether no byte has its high bit set; 32 bytes a step."""
    cdef uint64_t words[4]
    cdef size_t at = 0
    while at + 32 <= length:
        memcpy(words, data + at, 32)
        if (words[0] | words[1] | words[2] | words[3]) & <uint64_t>0x8080808080808080:
            return False
        at += 32
    while at < length:
        if data[at] & 0x80:
            return False
        at += 1
    return True


cdef napi_value string_of(napi_env env, const char* data, size_t length) noexcept nogil:
    """UTF-8 as a string. NULL where the engine refused: it would be too long."""
    cdef napi_value value = NULL
    if is_ascii(data, length):
        napi_create_string_latin1(env, data, length, &value)
    else:
        napi_create_string_utf8(env, data, length, &value)
    return value


cdef napi_value bytes_of(napi_env env, const char* data, size_t length) noexcept nogil:
    cdef napi_value value = NULL
    cdef uint8_t* target = NULL
    if naja_create_uint8array(env, length, &target, &value) == napi_ok and length > 0:
        memcpy(target, data, length)
    return value


cdef napi_value text(napi_env env, const char* data, int flags) noexcept nogil:
    """A name from the system, as a string or (AS_BYTES) as bytes."""
    cdef size_t length = strlen(data)
    return bytes_of(env, data, length) if flags & AS_BYTES else string_of(env, data, length)
