# stat and its kin. What they learn goes into arrays that native code and JavaScript share: no object is built here.

cdef enum:
    STAT_FIELDS = 18


cdef void fill_stats(double* out, const uv_stat_t* s) noexcept nogil:
    out[0] = <double>s.st_dev
    out[1] = <double>s.st_mode
    out[2] = <double>s.st_nlink
    out[3] = <double>s.st_uid
    out[4] = <double>s.st_gid
    out[5] = <double>s.st_rdev
    out[6] = <double>s.st_blksize
    out[7] = <double>s.st_ino
    out[8] = <double>s.st_size
    out[9] = <double>s.st_blocks
    out[10] = <double>s.st_atim.tv_sec
    out[11] = <double>s.st_atim.tv_nsec
    out[12] = <double>s.st_mtim.tv_sec
    out[13] = <double>s.st_mtim.tv_nsec
    out[14] = <double>s.st_ctim.tv_sec
    out[15] = <double>s.st_ctim.tv_nsec
    out[16] = <double>s.st_birthtim.tv_sec
    out[17] = <double>s.st_birthtim.tv_nsec


cdef void fill_stats_big(int64_t* out, const uv_stat_t* s) noexcept nogil:
    out[0] = <int64_t>s.st_dev
    out[1] = <int64_t>s.st_mode
    out[2] = <int64_t>s.st_nlink
    out[3] = <int64_t>s.st_uid
    out[4] = <int64_t>s.st_gid
    out[5] = <int64_t>s.st_rdev
    out[6] = <int64_t>s.st_blksize
    out[7] = <int64_t>s.st_ino
    out[8] = <int64_t>s.st_size
    out[9] = <int64_t>s.st_blocks
    out[10] = <int64_t>s.st_atim.tv_sec
    out[11] = <int64_t>s.st_atim.tv_nsec
    out[12] = <int64_t>s.st_mtim.tv_sec
    out[13] = <int64_t>s.st_mtim.tv_nsec
    out[14] = <int64_t>s.st_ctim.tv_sec
    out[15] = <int64_t>s.st_ctim.tv_nsec
    out[16] = <int64_t>s.st_birthtim.tv_sec
    out[17] = <int64_t>s.st_birthtim.tv_nsec


cdef void fill_statfs(double* out, const uv_statfs_t* s) noexcept nogil:
    out[0] = <double>s.f_type
    out[1] = <double>s.f_bsize
    out[2] = <double>s.f_blocks
    out[3] = <double>s.f_bfree
    out[4] = <double>s.f_bavail
    out[5] = <double>s.f_files
    out[6] = <double>s.f_ffree
    out[7] = <double>s.f_frsize


cdef void fill_statfs_big(int64_t* out, const uv_statfs_t* s) noexcept nogil:
    out[0] = <int64_t>s.f_type
    out[1] = <int64_t>s.f_bsize
    out[2] = <int64_t>s.f_blocks
    out[3] = <int64_t>s.f_bfree
    out[4] = <int64_t>s.f_bavail
    out[5] = <int64_t>s.f_files
    out[6] = <int64_t>s.f_ffree
    out[7] = <int64_t>s.f_frsize


cdef napi_value finish_quiet(Call* call, int error) noexcept nogil:
    """As finish, but a missing entry is false, not an exception, and success is true."""
    cdef napi_value value = NULL
    cdef int quiet
    if call.done != NULL:
        return finish(call, error)
    if error == 0:
        result_of(call.args.env, &call.local, &value)
    uv_fs_req_cleanup(call.uv)
    quiet = int_arg(&call.args, 3)
    if error == 0 or (quiet > 0 and error == UV_ENOENT) or (quiet > 1 and error == UV_ENOTDIR):
        napi_get_boolean(call.args.env, error == 0, &value)
    else:
        naja_throw_uv_exception(call.args.env, error, call.local.syscall, shown_path(&call.args), NULL)
    args_free(&call.args)
    return value


cdef napi_value fs_stat(napi_env env, napi_callback_info info) noexcept nogil:
    """stat(path, bigint, callback, quiet) -> whether there is such a file. `quiet` 1: false, in place of an exception, where
    nothing is there; 2: also where something on the way is no directory"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"stat", STATS, READS):
        return NULL
    if bool_arg(&c.args, 1):
        c.request.kind = STATS_BIG
    return finish_quiet(&c, uv_fs_stat(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_lstat(napi_env env, napi_callback_info info) noexcept nogil:
    """lstat(path, bigint, callback, quiet), as stat"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"lstat", STATS, READS_ENTRY):
        return NULL
    if bool_arg(&c.args, 1):
        c.request.kind = STATS_BIG
    return finish_quiet(&c, uv_fs_lstat(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_fstat(napi_env env, napi_callback_info info) noexcept nogil:
    """fstat(fd, bigint, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 0, b"fstat", STATS, USES_FD):
        return NULL
    if bool_arg(&c.args, 1):
        c.request.kind = STATS_BIG
    return finish(&c, uv_fs_fstat(c.loop, c.uv, int_arg(&c.args, 0), c.done))


cdef napi_value fs_statfs(napi_env env, napi_callback_info info) noexcept nogil:
    """statfs(path, bigint, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"statfs", STATFS, READS):
        return NULL
    if bool_arg(&c.args, 1):
        c.request.kind = STATFS_BIG
    return finish(&c, uv_fs_statfs(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_exists(napi_env env, napi_callback_info info) noexcept nogil:
    """exists(path) -> boolean"""
    cdef Args args
    cdef uv_fs_t uv
    cdef napi_value value = NULL
    if not args_begin(&args, env, info, 1) or not admit_job(&args, MAX_ARGS, b"access", READS, NULL):
        return NULL
    napi_get_boolean(env, uv_fs_access(args.state.loop, &uv, args.path.data, 0, NULL) == 0, &value)
    uv_fs_req_cleanup(&uv)
    args_free(&args)
    return value


cdef napi_value fs_module_stat(napi_env env, napi_callback_info info) noexcept nogil:
    """internalModuleStat(path) -> 0 a file (or whatever is no directory), 1 a directory, negative: an error, or that the
    program may not know"""
    cdef Args args
    cdef uv_fs_t uv
    cdef napi_value value = NULL
    cdef int answer = 0
    if not args_begin(&args, env, info, 1):
        return NULL
    if naja_env_permissions(env) != NULL and admit_args(&args, READS | NAJA_TO_KNOW | NAJA_TO_LOAD, NULL, &answer) != NULL:
        answer = UV_EACCES
    if answer != 0:
        napi_create_int32(env, answer, &value)
        args_free(&args)
        return value
    answer = uv_fs_stat(args.state.loop, &uv, args.path.data, NULL)
    if answer == 0:
        answer = (uv.statbuf.st_mode & S_IFMT) == S_IFDIR
    uv_fs_req_cleanup(&uv)
    napi_create_int32(env, answer, &value)
    args_free(&args)
    return value
