# Whole files: open, read or write everything, close, in one call.

cdef enum:
    READ_BYTES = 0
    READ_TEXT = 1            # UTF-8
    READ_LATIN1 = 2

    WHOLE_READ_LIMIT = 0x7fffffff
    LONGEST_STRING = 0x1fffffe8
    # Up to here one job reads into memory of its own, that is then copied: less than another turn of the loop costs.
    COPY_LIMIT = 256 * 1024
    UNKNOWN_SIZE_CHUNK = 64 * 1024


cdef ssize_t read_some(Job* job, char* at, size_t length) noexcept nogil:
    """One read at the file's position. Negative: job.error is set."""
    cdef uv_fs_t uv
    cdef uv_buf_t buf
    cdef ssize_t got
    buf.base = at
    buf.len = length
    got = uv_fs_read(NULL, &uv, job.fd, &buf, 1, -1, NULL)
    uv_fs_req_cleanup(&uv)
    if got < 0:
        job_fail(job, <int>got, b"read", not job.synchronous)
    return got


cdef void read_up_to(Job* job, char* target, size_t size) noexcept nogil:
    """Reads `size` bytes, or as many as there are."""
    cdef ssize_t got
    while job.length < size:
        got = read_some(job, target + job.length, size - job.length)
        if got <= 0:
            return
        job.length += <size_t>got


cdef void read_to_end(Job* job) noexcept nogil:
    """Reads a file whose size is not known (a pipe, /proc)."""
    cdef ssize_t got
    cdef char* larger
    job.own_data = True
    while True:
        if job.capacity - job.length < UNKNOWN_SIZE_CHUNK // 2:
            job.capacity = job.capacity * 2 if job.capacity > 0 else UNKNOWN_SIZE_CHUNK
            larger = <char*>realloc(job.data, job.capacity)
            if larger == NULL:
                job_fail(job, UV_ENOMEM, b"read", False)
                return
            job.data = larger
        got = read_some(job, job.data + job.length, job.capacity - job.length)
        if got <= 0:
            return
        job.length += <size_t>got
        if job.length > WHOLE_READ_LIMIT:
            job.error = JOB_TOO_LARGE
            job.size = <int64_t>job.length
            return


cdef void close_own(Job* job) noexcept nogil:
    """Closes the file if the job opened it."""
    cdef uv_fs_t uv
    if job.path != NULL and job.fd >= 0:
        uv_fs_close(NULL, &uv, job.fd, NULL)
        uv_fs_req_cleanup(&uv)
        job.fd = -1


cdef bint open_own(Job* job) noexcept nogil:
    cdef uv_fs_t uv
    cdef int fd
    if job.path == NULL:
        return True
    fd = uv_fs_open(NULL, &uv, job.path, job.flags, job.mode, NULL)
    uv_fs_req_cleanup(&uv)
    if fd < 0:
        job_fail(job, fd, b"open", True)
        return False
    job.fd = fd
    return True


cdef void read_file_run(Job* job) noexcept nogil:
    cdef uv_fs_t uv
    cdef int error
    cdef bint regular
    cdef int64_t limit = WHOLE_READ_LIMIT
    if job.target != NULL:
        # The second half of a large read: JavaScript's own memory is there now.
        read_up_to(job, <char*>job.target, <size_t>job.size)
        close_own(job)
        return
    if not open_own(job):
        return
    error = uv_fs_fstat(NULL, &uv, job.fd, NULL)
    regular = error == 0 and (uv.statbuf.st_mode & S_IFMT) == S_IFREG
    job.size = <int64_t>uv.statbuf.st_size if regular else 0
    uv_fs_req_cleanup(&uv)
    if job.option == READ_TEXT and job.synchronous:
        limit = 3 * <int64_t>LONGEST_STRING
    if error != 0:
        job_fail(job, error, b"read" if job.option == READ_TEXT and job.synchronous else b"fstat", False)
    elif job.size > limit:
        job.error = JOB_TOO_LARGE
    elif job.size == 0:
        read_to_end(job)
    elif job.option == READ_BYTES and (job.synchronous or job.size > COPY_LIMIT):
        # read_file_result makes the memory, on the thread of JavaScript, and comes back.
        job.again = True
        return
    else:
        job.data = <char*>malloc(<size_t>job.size)
        job.own_data = True
        if job.data == NULL:
            job_fail(job, UV_ENOMEM, b"read", False)
        else:
            read_up_to(job, job.data, <size_t>job.size)
    close_own(job)


cdef napi_value read_file_result(napi_env env, Job* job) noexcept nogil:
    """A string or Uint8Array; a number: the size of a file that is too large; -1: a string would be too long."""
    cdef napi_value value = NULL
    if job.error == JOB_TOO_LARGE:
        job.length = 0
        napi_create_double(env, -1 if job.option == READ_TEXT and job.synchronous else <double>job.size, &value)
        return value
    if job.again:
        if naja_create_uint8array(env, <size_t>job.size, &job.target, &value) != napi_ok:
            job.again = False
            close_own(job)
            return NULL
        if not job.synchronous:
            job.keep = naja_hold(env, value)
            return value
        job.again = False
        read_file_run(job)
        if job.error < 0:
            naja_throw_uv_exception(env, job.error, job.syscall, NULL, NULL)
            return NULL
        return value if job.length == <size_t>job.size else bytes_of(env, <char*>job.target, job.length)
    if job.target != NULL:
        if job.length != <size_t>job.size:
            return bytes_of(env, <char*>job.target, job.length)
        return job.keep
    if job.option == READ_BYTES:
        return bytes_of(env, job.data, job.length)
    if job.option == READ_LATIN1:
        napi_create_string_latin1(env, job.data, job.length, &value)
    else:
        value = string_of(env, job.data, job.length)
    if value == NULL:
        napi_get_and_clear_last_exception(env, &value)
        napi_create_double(env, -1, &value)
    return value


# What Naja reads for its own purposes. The caller's word is not enough: JavaScript of the program can reach what built-ins
# call.
cdef const char* NAJAS = (
    b" /proc/meminfo /proc/self/limits /etc/hosts /etc/resolv.conf /etc/ssl/certs/ca-certificates.crt "
    b"/etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem "
    b"/etc/ssl/cert.pem "
)
cdef const char* CERTIFI = b"/certifi/cacert.pem"


cdef bint is_najas(const char* path) noexcept nogil:
    cdef char[80] padded
    cdef size_t length
    if path == NULL or strchr(path, 32) != NULL:
        return False
    length = strlen(path)
    if length > strlen(CERTIFI) and strcmp(path + length - strlen(CERTIFI), CERTIFI) == 0:
        return True
    if length > sizeof(padded) - 3:
        return False
    padded[0] = padded[length + 1] = 32
    memcpy(padded + 1, path, length)
    padded[length + 2] = 0
    return strstr(NAJAS, padded) != NULL


cdef napi_value fs_read_file(napi_env env, napi_callback_info info) noexcept nogil:
    """readFile(path or fd, flags, as, callback, why) -> Uint8Array (as 0), UTF-8 string (1), Latin-1 string (2), or a
    number: see read_file_result. why: 1 for a module loader; 2 for Naja's own purposes, whatever the program may"""
    cdef Args args
    cdef Job local
    cdef Job* job
    cdef int flags
    if not file_args(&args, env, info):
        return NULL
    flags = int_arg(&args, 1)
    if not (args.count > 4 and int_arg(&args, 4) == 2 and is_najas(args.path.data)) and not admit_job(
        &args, 3, b"open", USES_FD if args.path.data == NULL else opens(flags) | loads(&args, 4), &flags
    ):
        return NULL
    job = job_new(&args, &local, 3, read_file_run, read_file_result)
    if job == NULL:
        args_free(&args)
        return NULL
    if job.path == NULL:
        job.fd = int_arg(&args, 0)
    job.flags = flags
    job.mode = 0o666
    job.option = int_arg(&args, 2)
    return job_start(env, &args, job)


cdef bint file_args(Args* args, napi_env env, napi_callback_info info) noexcept nogil:
    """Arguments of which the first is a path or a file descriptor."""
    if not args_begin(args, env, info, 0):
        return False
    return is_number(args, 0) or read_path(env, args.values[0], &args.path)


cdef void write_file_run(Job* job) noexcept nogil:
    cdef uv_fs_t uv
    cdef uv_buf_t buf
    cdef ssize_t wrote
    cdef size_t at = 0
    cdef int error
    if not open_own(job):
        return
    while at < job.length:
        buf.base = job.data + at
        buf.len = job.length - at
        wrote = uv_fs_write(NULL, &uv, job.fd, &buf, 1, -1, NULL)
        uv_fs_req_cleanup(&uv)
        if wrote < 0:
            job_fail(job, <int>wrote, b"write", False)
            break
        at += <size_t>wrote
    if job.path != NULL:
        error = uv_fs_close(NULL, &uv, job.fd, NULL)
        uv_fs_req_cleanup(&uv)
        if error < 0 and job.error == 0:
            job_fail(job, error, b"close", False)


cdef napi_value fs_write_file(napi_env env, napi_callback_info info) noexcept nogil:
    """writeFile(path or fd, string or bytes, flags, mode, callback); a string is written as UTF-8"""
    cdef Args args
    cdef Job local
    cdef Job* job
    cdef char small[2048]
    cdef uint8_t* data = NULL
    cdef size_t length = 0
    cdef int flags
    if not file_args(&args, env, info):
        return NULL
    flags = int_arg(&args, 2)
    if not admit_job(&args, 4, b"open", USES_FD if args.path.data == NULL else opens(flags) | NAJA_TO_WRITE, &flags):
        return NULL
    job = job_new(&args, &local, 4, write_file_run, NULL)
    if job == NULL:
        args_free(&args)
        return NULL
    if job.path == NULL:
        job.fd = int_arg(&args, 0)
    job.flags = flags
    job.mode = int_arg(&args, 3)
    if naja_get_bytes(env, args.values[1], &data, &length):
        job.data = <char*>data
        if not job.synchronous:
            job.keep = naja_hold(env, args.values[1])
    else:
        napi_get_value_string_utf8(env, args.values[1], small, sizeof(small), &length)
        if job.synchronous and length < sizeof(small) - 4:
            job.data = small
        else:
            napi_get_value_string_utf8(env, args.values[1], NULL, 0, &length)
            job.data = <char*>malloc(length + 1)
            job.own_data = True
            if job.data == NULL:
                naja_throw_uv_exception(env, UV_ENOMEM, b"write", NULL, NULL)
                job_free(env, job)
                if job != &local:
                    free(job)
                args_free(&args)
                return NULL
            napi_get_value_string_utf8(env, args.values[1], job.data, length + 1, &length)
    job.length = length
    return job_start(env, &args, job)


cdef int copy_with(Job* job, int flags) noexcept nogil:
    cdef uv_fs_t uv
    cdef int error = uv_fs_copyfile(NULL, &uv, job.path, job.dest, flags, NULL)
    uv_fs_req_cleanup(&uv)
    return error


cdef void copy_file_run(Job* job) noexcept nogil:
    # As if the destination had to be new, first: libuv truncates one that may be there, and a file system such as ext4
    # takes a truncated file for one that is being replaced, whose data it then writes to the disk at once.
    cdef int error = copy_with(job, job.flags | UV_FS_COPYFILE_EXCL)
    if error == UV_EEXIST and not job.flags & UV_FS_COPYFILE_EXCL:
        error = copy_with(job, job.flags)
    if error < 0:
        job_fail(job, error, b"copyfile", True)


cdef napi_value fs_copy_file(napi_env env, napi_callback_info info) noexcept nogil:
    """copyFile(from, to, flags, callback)"""
    cdef Args args
    cdef int flags = O_WRONLY | O_CREAT
    cdef Job local
    cdef Job* job
    if not args_begin(&args, env, info, 2):
        return NULL
    if not admit_job(&args, 3, b"copyfile", READS | (NAJA_AT_OPEN | NAJA_TO_WRITE) << DEST, &flags):
        return NULL
    job = job_new(&args, &local, 3, copy_file_run, NULL)
    if job == NULL:
        args_free(&args)
        return NULL
    job.flags = int_arg(&args, 2)
    if job.judged != NULL and job.judged.dest.fresh:
        job.flags |= UV_FS_COPYFILE_EXCL  # nothing was there when it was judged
    return job_start(env, &args, job)
