# Reading from and writing to open files, straight into and out of memory that JavaScript owns.

cdef enum:
    FEW_BUFFERS = 16


cdef bint window(Call* call, uv_buf_t* buf) noexcept nogil:
    """Arguments 1 to 3 (bytes, offset, length) as one libuv buffer that the request keeps alive."""
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef int64_t offset = int64_arg(&call.args, 2)
    cdef int64_t length = int64_arg(&call.args, 3)
    if not naja_get_bytes(call.args.env, call.args.values[1], &data, &size):
        return False
    # JavaScript has checked these; memory is not to depend on that.
    if offset < 0 or length < 0 or <size_t>offset > size or <size_t>length > size - <size_t>offset:
        return False
    buf.base = <char*>data + offset
    buf.len = <size_t>length
    if call.done != NULL:
        call.request.keep = naja_hold(call.args.env, call.args.values[1])
    return True


cdef napi_value fs_read(napi_env env, napi_callback_info info) noexcept nogil:
    """read(fd, bytes, offset, length, position, callback) -> count; position -1: where the file is at"""
    cdef Call c
    cdef uv_buf_t buf
    if not begin(&c, env, info, 5, 0, b"read", NUMBER, USES_FD):
        return NULL
    if not window(&c, &buf):
        return abandon(&c, UV_EINVAL)
    return finish(&c, uv_fs_read(c.loop, c.uv, int_arg(&c.args, 0), &buf, 1, int64_arg(&c.args, 4), c.done))


cdef napi_value fs_read_now(napi_env env, napi_callback_info info) noexcept nogil:
    """readNow(fd, bytes, length, position) -> how much the kernel had in memory; -1: read() is to be asked, -2: always"""
    cdef Args args
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef size_t length
    cdef double got = -1
    cdef napi_value value = NULL
    if not args_begin(&args, env, info, 0):
        return NULL
    length = uint_arg(&args, 2)
    if not naja_may_use_fd(env, int_arg(&args, 0)):
        return NULL
    if naja_get_bytes(env, args.values[1], &data, &size) and length <= size:
        got = naja_read_now(int_arg(&args, 0), data, length, int64_arg(&args, 3))
    napi_create_double(env, got, &value)
    return value


cdef napi_value fs_write(napi_env env, napi_callback_info info) noexcept nogil:
    """write(fd, bytes, offset, length, position, callback) -> count; position -1: where the file is at"""
    cdef Call c
    cdef uv_buf_t buf
    if not begin(&c, env, info, 5, 0, b"write", NUMBER, USES_FD):
        return NULL
    if not window(&c, &buf):
        return abandon(&c, UV_EINVAL)
    return finish(&c, uv_fs_write(c.loop, c.uv, int_arg(&c.args, 0), &buf, 1, int64_arg(&c.args, 4), c.done))


cdef napi_value fs_write_string(napi_env env, napi_callback_info info) noexcept nogil:
    """writeString(fd, string, position) -> count: UTF-8, now"""
    cdef Call c
    cdef uv_buf_t buf
    cdef char small[2048]
    cdef char* heap = NULL
    cdef size_t length = 0
    cdef napi_value value
    if not begin(&c, env, info, MAX_ARGS, 0, b"write", NUMBER, USES_FD):
        return NULL
    if napi_get_value_string_utf8(env, c.args.values[1], small, sizeof(small), &length) != napi_ok:
        return abandon(&c, UV_EINVAL)
    buf.base = small
    if length >= sizeof(small) - 4:
        napi_get_value_string_utf8(env, c.args.values[1], NULL, 0, &length)
        heap = <char*>malloc(length + 1)
        if heap == NULL:
            return abandon(&c, UV_ENOMEM)
        napi_get_value_string_utf8(env, c.args.values[1], heap, length + 1, &length)
        buf.base = heap
    buf.len = length
    value = finish(&c, uv_fs_write(c.loop, c.uv, int_arg(&c.args, 0), &buf, 1, int64_arg(&c.args, 2), NULL))
    free(heap)
    return value


cdef napi_value transfer_many(Call* call, bint writing) noexcept nogil:
    """The part that readv and writev share: (fd, array of views, position, callback) -> count."""
    cdef napi_env env = call.args.env
    cdef uint32_t count = 0
    cdef uint32_t i
    cdef uv_buf_t few[FEW_BUFFERS]
    cdef napi_value few_values[FEW_BUFFERS]
    cdef uv_buf_t* bufs = few
    cdef napi_value* values = few_values
    cdef void* heap = NULL
    cdef uint8_t* data
    cdef size_t size
    cdef napi_value list = NULL
    cdef napi_value result
    cdef int error = 0
    napi_get_array_length(env, call.args.values[1], &count)
    if count > FEW_BUFFERS:
        heap = malloc(count * (sizeof(uv_buf_t) + sizeof(napi_value)))
        if heap == NULL:
            return abandon(call, UV_ENOMEM)
        bufs = <uv_buf_t*>heap
        values = <napi_value*>(bufs + count)
    for i in range(count):
        data = NULL
        size = 0
        napi_get_element(env, call.args.values[1], i, &values[i])
        if not naja_get_bytes(env, values[i], &data, &size):
            free(heap)
            return abandon(call, UV_EINVAL)
        bufs[i].base = <char*>data
        bufs[i].len = size
    if call.done != NULL:
        # A list of our own: the caller's may change while the request is under way.
        naja_create_array_from(env, count, values, &list)
        call.request.keep = naja_hold(env, list)
    if writing:
        error = uv_fs_write(call.loop, call.uv, int_arg(&call.args, 0), bufs, count, int64_arg(&call.args, 2), call.done)
    else:
        error = uv_fs_read(call.loop, call.uv, int_arg(&call.args, 0), bufs, count, int64_arg(&call.args, 2), call.done)
    result = finish(call, error)
    free(heap)
    return result


cdef napi_value fs_readv(napi_env env, napi_callback_info info) noexcept nogil:
    """readv(fd, views, position, callback) -> count"""
    cdef Call c
    if not begin(&c, env, info, 3, 0, b"read", NUMBER, USES_FD):
        return NULL
    return transfer_many(&c, False)


cdef napi_value fs_writev(napi_env env, napi_callback_info info) noexcept nogil:
    """writev(fd, views, position, callback) -> count"""
    cdef Call c
    if not begin(&c, env, info, 3, 0, b"write", NUMBER, USES_FD):
        return NULL
    return transfer_many(&c, True)
