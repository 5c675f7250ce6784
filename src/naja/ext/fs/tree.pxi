# Trees of directories: making all that a path names, removing all below one.

cdef int stat_mode(const char* path, bint follow) noexcept nogil:
    """The file's mode, or libuv's negative error."""
    cdef uv_fs_t uv
    cdef int error
    cdef int mode
    if follow:
        error = uv_fs_stat(NULL, &uv, path, NULL)
    else:
        error = uv_fs_lstat(NULL, &uv, path, NULL)
    mode = <int>uv.statbuf.st_mode
    uv_fs_req_cleanup(&uv)
    return error if error < 0 else mode


cdef size_t parent_length(const char* path, size_t length) noexcept nogil:
    """How much of a path its parent is: 0 where it has none that could be made."""
    while length > 1 and path[length - 1] == 47:
        length -= 1
    while length > 0 and path[length - 1] != 47:
        length -= 1
    while length > 1 and path[length - 1] == 47:
        length -= 1
    return length


cdef int make_directory(const char* path, int mode) noexcept nogil:
    cdef uv_fs_t uv
    cdef int error = uv_fs_mkdir(NULL, &uv, path, mode, NULL)
    uv_fs_req_cleanup(&uv)
    return error


cdef void mkdirp_run(Job* job) noexcept nogil:
    """mkdir -p. job.detail becomes the first directory that had to be made."""
    cdef size_t whole = strlen(job.path)
    cdef size_t at = whole
    cdef size_t up
    cdef int error
    cdef int mode
    cdef char* path = strdup(job.path)
    if path == NULL:
        job_fail(job, UV_ENOMEM, b"mkdir", True)
        return
    # Up, to what exists; a zero ends the part of the path that is being tried.
    while True:
        error = make_directory(path, job.mode)
        if error != UV_ENOENT:
            break
        up = parent_length(path, at)
        if up == 0 or up == at:
            break
        at = up
        path[at] = 0
    if error == 0:
        job.detail = strdup(path)
    # And down again, making what is missing.
    while True:
        if error < 0:
            mode = stat_mode(path, True)
            if mode < 0 or (mode & S_IFMT) != S_IFDIR:
                if error == UV_EEXIST and mode >= 0 and at < whole:
                    error = UV_ENOTDIR
                job_fail(job, error, b"mkdir", True)
                break
        if at >= whole:
            break
        path[at] = job.path[at]
        at += 1
        while at < whole and job.path[at] == 47:
            path[at] = 47
            at += 1
        while at < whole and job.path[at] != 47:
            path[at] = job.path[at]
            at += 1
        path[at] = 0
        error = make_directory(path, job.mode)
        if error == 0 and job.detail == NULL:
            job.detail = strdup(path)
    free(path)


cdef void mkdirp_held(Job* job) noexcept nogil:
    """The same for a place that was judged: from its directory on, step by step, so that nobody puts a link in the way."""
    cdef char* path = strdup(job.path)
    cdef char* part
    cdef char* end
    cdef int parent = job.judged.path.pin
    cdef int inner
    cdef int error
    cdef int mode
    cdef bint last
    if path == NULL:
        job_fail(job, UV_ENOMEM, b"mkdir", True)
        return
    part = path + job.judged.path.pinned
    if part[0] == 0:
        mode = stat_mode(path, True)
        if mode < 0 or (mode & S_IFMT) != S_IFDIR:
            job_fail(job, mode if mode < 0 else UV_EEXIST, b"mkdir", True)
    while part[0]:
        end = part
        while end[0] and end[0] != 47:
            end += 1
        if end == part or (part[0] == 46 and end == part + 1):
            part = end + 1 if end[0] else end
            continue
        last = is_last(end)
        end[0] = 0
        error = 0 if mkdirat(parent, part, job.mode) == 0 else errno
        if error == 0 and job.detail == NULL:
            job.detail = strdup(path)
        inner = -1
        if error == 0 or error == EEXIST:
            inner = openat(parent, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_PATH)
            error = 0 if inner >= 0 else ENOTDIR if not last else EEXIST
        if error != 0:
            job_fail(job, uv_translate_sys_error(error), b"mkdir", True)
            break
        if parent != job.judged.path.pin:
            close(parent)
        parent = inner
        if last:
            break
        end[0] = 47
        part = end + 1
    if parent != job.judged.path.pin:
        close(parent)
    free(path)


cdef bint is_last(const char* rest) noexcept nogil:
    """Whether nothing but slashes follows."""
    while rest[0] == 47:
        rest += 1
    return rest[0] == 0


cdef void without_dots(char* path) noexcept nogil:
    """Takes `..` out of what is missing of a path: `there/made/../other` is `there/other`, as nothing there can be a link."""
    cdef size_t at = 0
    cdef size_t start
    cdef size_t write
    cdef size_t tail
    cdef char kept
    # What is there.
    while True:
        while path[at] == 47:
            at += 1
        start = at
        while path[at] and path[at] != 47:
            at += 1
        if at == start:
            return
        kept = path[at]
        path[at] = 0
        if stat_mode(path, True) == UV_ENOENT:
            path[at] = kept
            break
        path[at] = kept
    # What is not.
    write = tail = at = start
    while path[at]:
        start = at
        while path[at] and path[at] != 47:
            at += 1
        if at - start == 2 and path[start] == 46 and path[start + 1] == 46:
            if write == tail:
                # Out of what is missing: there is something again.
                memmove(path + write, path + start, strlen(path + start) + 1)
                without_dots(path)
                return
            write -= 1
            while write > tail and path[write - 1] != 47:
                write -= 1
        elif at > start and not (at - start == 1 and path[start] == 46):
            memmove(path + write, path + start, at - start)
            write += at - start
            if path[at]:
                path[write] = 47
                write += 1
        if path[at]:
            at += 1
    path[write] = 0


cdef napi_value mkdirp_result(napi_env env, Job* job) noexcept nogil:
    cdef napi_value value = NULL
    if job.detail != NULL:
        return given_text(env, job.judged, job.detail, 0)
    napi_get_undefined(env, &value)
    return value


cdef napi_value fs_mkdirp(napi_env env, napi_callback_info info) noexcept nogil:
    """mkdirp(path, mode, callback) -> the first directory made, or undefined"""
    cdef Args args
    cdef bint held
    cdef Job local
    cdef Job* job
    if not args_begin(&args, env, info, 1):
        return NULL
    if naja_env_permissions(env) != NULL:
        without_dots(args.path.data)
    if not admit_job(&args, 2, b"mkdir", WRITES_PARENT, NULL):
        return NULL
    held = args.judged != NULL and args.judged.path.pin >= 0
    job = job_new(&args, &local, 2, mkdirp_held if held else mkdirp_run, mkdirp_result)
    if job == NULL:
        args_free(&args)
        return NULL
    job.mode = int_arg(&args, 1)
    return job_start(env, &args, job)


# A path that grows and shrinks as a tree is walked.
ctypedef struct Trail:
    char* data
    size_t length
    size_t capacity


cdef bint trail_push(Trail* trail, const char* name) noexcept nogil:
    cdef size_t extra = strlen(name)
    cdef char* larger
    if trail.length + extra + 2 > trail.capacity:
        trail.capacity = (trail.length + extra + 2) * 2
        larger = <char*>realloc(trail.data, trail.capacity)
        if larger == NULL:
            return False
        trail.data = larger
    if trail.length > 0 and trail.data[trail.length - 1] != 47:
        trail.data[trail.length] = 47
        trail.length += 1
    memcpy(trail.data + trail.length, name, extra + 1)
    trail.length += extra
    return True


cdef bint worth_retrying(int error) noexcept nogil:
    return error == UV_EBUSY or error == UV_EMFILE or error == UV_ENFILE or error == UV_ENOTEMPTY or error == UV_EPERM


cdef int remove_entry(int parent, const char* name, Trail* trail, int kind, const char** syscall) noexcept nogil:
    """Removes an entry of the open directory `parent`, with all below it. Negative: `trail` is where it failed."""
    cdef size_t length = trail.length
    cdef int error = 0
    cdef int fd
    cdef DIR* directory
    cdef dirent* entry
    cdef bint is_directory = kind == DT_DIR
    cdef struct_stat info
    if not trail_push(trail, name):
        return UV_ENOMEM
    if kind == DT_UNKNOWN:
        if fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) == 0:
            is_directory = (info.st_mode & S_IFMT) == S_IFDIR
    syscall[0] = b"unlink"
    if not is_directory:
        if unlinkat(parent, name, 0) != 0 and errno != ENOENT:
            return uv_translate_sys_error(errno)
        trail.length = length
        trail.data[length] = 0
        return 0
    fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if fd < 0:
        if errno == ENOENT:
            trail.length = length
            trail.data[length] = 0
            return 0
        error = uv_translate_sys_error(errno)
        # An empty directory can be removed without being read.
        if unlinkat(parent, name, AT_REMOVEDIR) != 0:
            syscall[0] = b"scandir"
            return error
        trail.length = length
        trail.data[length] = 0
        return 0
    error = remove_children(fd, trail, syscall)
    if error < 0:
        return error
    if unlinkat(parent, name, AT_REMOVEDIR) != 0 and errno != ENOENT:
        syscall[0] = b"rmdir"
        return uv_translate_sys_error(errno)
    trail.length = length
    trail.data[length] = 0
    return 0


cdef int remove_children(int fd, Trail* trail, const char** syscall) noexcept nogil:
    """Removes what is in an open directory, and closes it."""
    cdef DIR* directory = fdopendir(fd)
    cdef dirent* entry
    cdef int error = 0
    if directory == NULL:
        error = uv_translate_sys_error(errno)
        close(fd)
        syscall[0] = b"scandir"
        return error
    while error == 0:
        entry = readdir(directory)
        if entry == NULL:
            break
        if entry.d_name[0] == 46 and (
            entry.d_name[1] == 0 or (entry.d_name[1] == 46 and entry.d_name[2] == 0)
        ):
            continue
        error = remove_entry(dirfd(directory), entry.d_name, trail, entry.d_type, syscall)
    closedir(directory)
    return error


cdef void remove_run(Job* job) noexcept nogil:
    """rm -r. On failure job.detail is the path that would not go."""
    cdef Trail trail
    cdef const char* syscall = b"unlink"
    cdef int error
    cdef int mode
    cdef unsigned int attempt = 0
    memset(&trail, 0, sizeof(Trail))
    while True:
        trail.length = 0
        mode = stat_mode(job.path, False)
        if mode < 0:
            error = 0 if mode == UV_ENOENT or mode == UV_ENOTDIR else mode
            syscall = b"lstat"
            trail_push(&trail, job.path)
        else:
            error = remove_entry(AT_FDCWD, job.path, &trail, DT_DIR if (mode & S_IFMT) == S_IFDIR else DT_REG, &syscall)
        if error == 0 or attempt >= job.retries or not worth_retrying(error):
            break
        attempt += 1
        uv_sleep(attempt * job.delay)
    if error < 0:
        # Told as a result, not as an exception: what it looks like depends on who asked.
        job.fd = error
        job.syscall = syscall
        job.detail = trail.data
    else:
        free(trail.data)


cdef napi_value remove_result(napi_env env, Job* job) noexcept nogil:
    """undefined, or [error number, syscall, path, the C library's words]"""
    cdef napi_value value = NULL
    cdef napi_value parts[4]
    cdef const char* words
    if job.detail == NULL:
        napi_get_undefined(env, &value)
        return value
    napi_create_int32(env, job.fd, &parts[0])
    parts[1] = naja_string(env, job.syscall)
    parts[2] = given_text(env, job.judged, job.detail, 0)
    words = strerror(-job.fd)
    parts[3] = string_of(env, words, strlen(words))
    naja_create_array_from(env, 4, parts, &value)
    return value


cdef napi_value fs_remove_tree(napi_env env, napi_callback_info info) noexcept nogil:
    """removeTree(path, maxRetries, retryDelay in ms, callback) -> undefined, or what remove_result says"""
    cdef Args args
    cdef Job local
    cdef Job* job
    if not args_begin(&args, env, info, 1):
        return NULL
    if not admit_job(&args, 3, b"rm", WRITES_TREE, NULL):
        return NULL
    job = job_new(&args, &local, 3, remove_run, remove_result)
    if job == NULL:
        args_free(&args)
        return NULL
    job.retries = uint_arg(&args, 1)
    job.delay = uint_arg(&args, 2)
    return job_start(env, &args, job)
