# Directories: whole listings, and handles that give a few entries at a time.

cdef enum:
    MOST_ENTRIES = 4096

# Owned by the External that JavaScript holds. A request under way keeps that External alive.
ctypedef struct Directory:
    State* state
    uv_dir_t* dir        # NULL once closed
    uv_dirent_t* entries
    size_t capacity


cdef napi_value pairs_new(napi_env env, size_t count, napi_value** values) noexcept nogil:
    """Memory for `count` values; on failure throws and leaves NULL there."""
    values[0] = <napi_value*>malloc((count if count > 0 else 1) * sizeof(napi_value))
    if values[0] == NULL:
        naja_throw_uv_exception(env, UV_ENOMEM, b"malloc", NULL, NULL)
    return NULL


cdef napi_value entries_of_scan(napi_env env, uv_fs_t* uv, int flags) noexcept nogil:
    """What scandir found: [name, ...] or, WITH_TYPES, [name, type, ...]."""
    cdef size_t step = 2 if flags & WITH_TYPES else 1
    cdef size_t count = 0
    cdef napi_value* values = NULL
    cdef napi_value result = NULL
    cdef uv_dirent_t entry
    pairs_new(env, <size_t>uv.result * step, &values)
    if values == NULL:
        return NULL
    while uv_fs_scandir_next(uv, &entry) == 0:
        values[count] = text(env, entry.name, flags)
        if flags & WITH_TYPES:
            napi_create_int32(env, <int>entry.type, &values[count + 1])
        count += step
    naja_create_array_from(env, count, values, &result)
    free(values)
    return result


cdef napi_value fs_readdir(napi_env env, napi_callback_info info) noexcept nogil:
    """readdir(path, flags, callback) -> [name, ...] or [name, type, ...]; flags: 1 names as bytes, 2 with types"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"scandir", ENTRIES, READS):
        return NULL
    c.request.flags = int_arg(&c.args, 1)
    return finish(&c, uv_fs_scandir(c.loop, c.uv, c.args.path.data, 0, c.done))


cdef void directory_finalize(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Directory* directory = <Directory*>data
    cdef uv_fs_t uv
    if directory.dir != NULL:
        uv_fs_closedir(directory.state.loop, &uv, directory.dir, NULL)
        uv_fs_req_cleanup(&uv)
    free(directory.entries)
    free(directory)


cdef napi_value directory_new(napi_env env, State* state, uv_dir_t* dir) noexcept nogil:
    cdef Directory* directory = <Directory*>calloc(1, sizeof(Directory))
    cdef napi_value value = NULL
    cdef uv_fs_t uv
    if directory == NULL:
        uv_fs_closedir(state.loop, &uv, dir, NULL)
        uv_fs_req_cleanup(&uv)
        naja_throw_uv_exception(env, UV_ENOMEM, b"opendir", NULL, NULL)
        return NULL
    directory.state = state
    directory.dir = dir
    if napi_create_external(env, directory, directory_finalize, NULL, &value) != napi_ok:
        directory_finalize(env, directory, NULL)
        return NULL
    return value


cdef napi_value fs_opendir(napi_env env, napi_callback_info info) noexcept nogil:
    """opendir(path, callback) -> handle"""
    cdef Call c
    if not begin(&c, env, info, 1, 1, b"opendir", OPENED, READS):
        return NULL
    return finish(&c, uv_fs_opendir(c.loop, c.uv, c.args.path.data, c.done))


cdef Directory* directory_arg(Call* call) noexcept nogil:
    """The open directory that argument 0 is a handle of, which the request then keeps alive; or NULL."""
    cdef void* data = NULL
    cdef Directory* directory
    if napi_get_value_external(call.args.env, call.args.values[0], &data) != napi_ok:
        return NULL
    directory = <Directory*>data
    if directory.dir == NULL:
        return NULL
    if call.done != NULL:
        call.request.keep = naja_hold(call.args.env, call.args.values[0])
    call.request.directory = directory
    return directory


cdef napi_value fs_read_entries(napi_env env, napi_callback_info info) noexcept nogil:
    """readEntries(handle, count, asBytes, callback) -> [name, type, ...], or null at the end"""
    cdef Call c
    cdef Directory* directory
    cdef size_t count
    cdef void* entries
    if not begin(&c, env, info, 3, 0, b"scandir", BATCH, 0):
        return NULL
    directory = directory_arg(&c)
    if directory == NULL:
        return abandon(&c, UV_EBADF)
    count = uint_arg(&c.args, 1)
    count = 1 if count < 1 else MOST_ENTRIES if count > MOST_ENTRIES else count
    if count > directory.capacity:
        entries = realloc(directory.entries, count * sizeof(uv_dirent_t))
        if entries == NULL:
            return abandon(&c, UV_ENOMEM)
        directory.entries = <uv_dirent_t*>entries
        directory.capacity = count
    directory.dir.dirents = directory.entries
    directory.dir.nentries = count
    c.request.flags = WITH_TYPES | (AS_BYTES if bool_arg(&c.args, 2) else 0)
    return finish(&c, uv_fs_readdir(c.loop, c.uv, directory.dir, c.done))


cdef napi_value entries_of_directory(napi_env env, Directory* directory, size_t count, int flags) noexcept nogil:
    cdef napi_value* values = NULL
    cdef napi_value result = NULL
    cdef size_t i
    if count == 0:
        napi_get_null(env, &result)
        return result
    pairs_new(env, count * 2, &values)
    if values == NULL:
        return NULL
    for i in range(count):
        values[2 * i] = text(env, directory.entries[i].name, flags)
        napi_create_int32(env, <int>directory.entries[i].type, &values[2 * i + 1])
    naja_create_array_from(env, count * 2, values, &result)
    free(values)
    return result


cdef napi_value fs_closedir(napi_env env, napi_callback_info info) noexcept nogil:
    """closedir(handle, callback)"""
    cdef Call c
    cdef Directory* directory
    cdef uv_dir_t* dir
    if not begin(&c, env, info, 1, 0, b"closedir", NOTHING, 0):
        return NULL
    directory = directory_arg(&c)
    if directory == NULL:
        return abandon(&c, UV_EBADF)
    dir = directory.dir
    directory.dir = NULL
    return finish(&c, uv_fs_closedir(c.loop, c.uv, dir, c.done))
