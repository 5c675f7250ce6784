# The operations that are one libuv request each. Names and arguments are those of JavaScript's side: paths, then
# numbers, then the callback (left out: done at once).

cdef napi_value fs_access(napi_env env, napi_callback_info info) noexcept nogil:
    """access(path, mode, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"access", NOTHING, READS):
        return NULL
    return finish(&c, uv_fs_access(c.loop, c.uv, c.args.path.data, int_arg(&c.args, 1), c.done))


cdef napi_value fs_open(napi_env env, napi_callback_info info) noexcept nogil:
    """open(path, flags, mode, callback) -> fd"""
    cdef Call c
    if not begin(&c, env, info, 3, 1, b"open", DESCRIPTOR, 0):
        return NULL
    cdef int flags = int_arg(&c.args, 1)
    if naja_env_permissions(env) != NULL and not admit_call(&c, opens(flags), &flags):
        return NULL
    return finish(&c, uv_fs_open(c.loop, c.uv, c.args.path.data, flags, int_arg(&c.args, 2), c.done))


cdef napi_value fs_close(napi_env env, napi_callback_info info) noexcept nogil:
    """close(fd, callback)"""
    cdef Call c
    if not begin(&c, env, info, 1, 0, b"close", NOTHING, USES_FD):
        return NULL
    naja_fd_closed(env, int_arg(&c.args, 0))
    descriptor_closed(env, int_arg(&c.args, 0))
    return finish(&c, uv_fs_close(c.loop, c.uv, int_arg(&c.args, 0), c.done))


cdef napi_value fs_fsync(napi_env env, napi_callback_info info) noexcept nogil:
    """fsync(fd, callback)"""
    cdef Call c
    if not begin(&c, env, info, 1, 0, b"fsync", NOTHING, USES_FD):
        return NULL
    return finish(&c, uv_fs_fsync(c.loop, c.uv, int_arg(&c.args, 0), c.done))


cdef napi_value fs_fdatasync(napi_env env, napi_callback_info info) noexcept nogil:
    """fdatasync(fd, callback)"""
    cdef Call c
    if not begin(&c, env, info, 1, 0, b"fdatasync", NOTHING, USES_FD):
        return NULL
    return finish(&c, uv_fs_fdatasync(c.loop, c.uv, int_arg(&c.args, 0), c.done))


cdef napi_value fs_ftruncate(napi_env env, napi_callback_info info) noexcept nogil:
    """ftruncate(fd, length, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 0, b"ftruncate", NOTHING, USES_FD):
        return NULL
    return finish(&c, uv_fs_ftruncate(c.loop, c.uv, int_arg(&c.args, 0), int64_arg(&c.args, 1), c.done))


cdef napi_value fs_rename(napi_env env, napi_callback_info info) noexcept nogil:
    """rename(from, to, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 2, b"rename", NOTHING, MOVES_TREE | WRITES_ENTRY << DEST):
        return NULL
    return finish(&c, uv_fs_rename(c.loop, c.uv, c.args.path.data, c.args.dest.data, c.done))


cdef napi_value fs_link(napi_env env, napi_callback_info info) noexcept nogil:
    """link(existing, new, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 2, b"link", NOTHING, MOVES_ENTRY | MOVES_ENTRY << DEST):
        return NULL
    return finish(&c, uv_fs_link(c.loop, c.uv, c.args.path.data, c.args.dest.data, c.done))


cdef napi_value fs_symlink(napi_env env, napi_callback_info info) noexcept nogil:
    """symlink(target, path, flags, callback)"""
    cdef Call c
    if not begin(&c, env, info, 3, 2, b"symlink", NOTHING, LINKS_ANYWHERE | WRITES_ENTRY << DEST):
        return NULL
    return finish(&c, uv_fs_symlink(c.loop, c.uv, c.args.path.data, c.args.dest.data, int_arg(&c.args, 2), c.done))


cdef napi_value fs_readlink(napi_env env, napi_callback_info info) noexcept nogil:
    """readlink(path, asBytes, callback) -> string or Uint8Array"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"readlink", POINTED, READS_ENTRY):
        return NULL
    c.request.flags = AS_BYTES if bool_arg(&c.args, 1) else 0
    return finish(&c, uv_fs_readlink(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_realpath(napi_env env, napi_callback_info info) noexcept nogil:
    """realpath(path, asBytes, callback, why) -> string or Uint8Array"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"realpath", POINTED, 0):
        return NULL
    if naja_env_permissions(env) != NULL and not admit_call(&c, READS | loads(&c.args, 3), NULL):
        return NULL
    c.request.flags = AS_BYTES if bool_arg(&c.args, 1) else 0
    return finish(&c, uv_fs_realpath(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_mkdtemp(napi_env env, napi_callback_info info) noexcept nogil:
    """mkdtemp(template, asBytes, callback) -> string or Uint8Array; the template ends in XXXXXX"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"mkdtemp", PATH_BACK, WRITES_ENTRY):
        return NULL
    c.request.flags = AS_BYTES if bool_arg(&c.args, 1) else 0
    return finish(&c, uv_fs_mkdtemp(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_unlink(napi_env env, napi_callback_info info) noexcept nogil:
    """unlink(path, callback)"""
    cdef Call c
    if not begin(&c, env, info, 1, 1, b"unlink", NOTHING, WRITES_ENTRY):
        return NULL
    return finish(&c, uv_fs_unlink(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_rmdir(napi_env env, napi_callback_info info) noexcept nogil:
    """rmdir(path, callback)"""
    cdef Call c
    if not begin(&c, env, info, 1, 1, b"rmdir", NOTHING, WRITES_ENTRY):
        return NULL
    return finish(&c, uv_fs_rmdir(c.loop, c.uv, c.args.path.data, c.done))


cdef napi_value fs_mkdir(napi_env env, napi_callback_info info) noexcept nogil:
    """mkdir(path, mode, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"mkdir", NOTHING, WRITES_ENTRY):
        return NULL
    return finish(&c, uv_fs_mkdir(c.loop, c.uv, c.args.path.data, int_arg(&c.args, 1), c.done))


cdef napi_value fs_chmod(napi_env env, napi_callback_info info) noexcept nogil:
    """chmod(path, mode, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 1, b"chmod", NOTHING, WRITES):
        return NULL
    return finish(&c, uv_fs_chmod(c.loop, c.uv, c.args.path.data, int_arg(&c.args, 1), c.done))


cdef napi_value fs_fchmod(napi_env env, napi_callback_info info) noexcept nogil:
    """fchmod(fd, mode, callback)"""
    cdef Call c
    if not begin(&c, env, info, 2, 0, b"fchmod", NOTHING, CHANGES_FD):
        return NULL
    return finish(&c, uv_fs_fchmod(c.loop, c.uv, int_arg(&c.args, 0), int_arg(&c.args, 1), c.done))


cdef napi_value fs_chown(napi_env env, napi_callback_info info) noexcept nogil:
    """chown(path, uid, gid, callback)"""
    cdef Call c
    if not begin(&c, env, info, 3, 1, b"chown", NOTHING, WRITES):
        return NULL
    return finish(&c, uv_fs_chown(c.loop, c.uv, c.args.path.data, uint_arg(&c.args, 1), uint_arg(&c.args, 2), c.done))


cdef napi_value fs_lchown(napi_env env, napi_callback_info info) noexcept nogil:
    """lchown(path, uid, gid, callback)"""
    cdef Call c
    if not begin(&c, env, info, 3, 1, b"lchown", NOTHING, WRITES_ENTRY):
        return NULL
    return finish(&c, uv_fs_lchown(c.loop, c.uv, c.args.path.data, uint_arg(&c.args, 1), uint_arg(&c.args, 2), c.done))


cdef napi_value fs_fchown(napi_env env, napi_callback_info info) noexcept nogil:
    """fchown(fd, uid, gid, callback)"""
    cdef Call c
    if not begin(&c, env, info, 3, 0, b"fchown", NOTHING, CHANGES_FD):
        return NULL
    return finish(&c, uv_fs_fchown(c.loop, c.uv, int_arg(&c.args, 0), uint_arg(&c.args, 1), uint_arg(&c.args, 2),
                                   c.done))


cdef napi_value fs_utimes(napi_env env, napi_callback_info info) noexcept nogil:
    """utimes(path, atime, mtime, callback), in seconds"""
    cdef Call c
    if not begin(&c, env, info, 3, 1, b"utime", NOTHING, WRITES):
        return NULL
    return finish(&c, uv_fs_utime(c.loop, c.uv, c.args.path.data, double_arg(&c.args, 1), double_arg(&c.args, 2),
                                  c.done))


cdef napi_value fs_lutimes(napi_env env, napi_callback_info info) noexcept nogil:
    """lutimes(path, atime, mtime, callback), in seconds"""
    cdef Call c
    if not begin(&c, env, info, 3, 1, b"lutime", NOTHING, WRITES_ENTRY):
        return NULL
    return finish(&c, uv_fs_lutime(c.loop, c.uv, c.args.path.data, double_arg(&c.args, 1), double_arg(&c.args, 2),
                                   c.done))


cdef napi_value fs_futimes(napi_env env, napi_callback_info info) noexcept nogil:
    """futimes(fd, atime, mtime, callback), in seconds"""
    cdef Call c
    if not begin(&c, env, info, 3, 0, b"futime", NOTHING, CHANGES_FD):
        return NULL
    return finish(&c, uv_fs_futime(c.loop, c.uv, int_arg(&c.args, 0), double_arg(&c.args, 1), double_arg(&c.args, 2),
                                   c.done))
