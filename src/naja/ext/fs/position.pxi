# Where an open file is at, and its lock.

cdef extern from "<unistd.h>" nogil:
    int64_t c_lseek "lseek"(int fd, int64_t offset, int whence)

cdef extern from "<sys/file.h>" nogil:
    int c_flock "flock"(int fd, int operation)


cdef napi_value fs_seek(napi_env env, napi_callback_info info) noexcept nogil:
    """seek(fd, offset, whence 0 start 1 current 2 end) -> the new position; never waits, so there is no callback"""
    cdef Args args
    cdef napi_value value = NULL
    cdef int64_t position
    if not args_begin(&args, env, info, 0):
        return NULL
    if not naja_may_use_fd(env, int_arg(&args, 0)):
        return NULL
    position = c_lseek(int_arg(&args, 0), int64_arg(&args, 1), int_arg(&args, 2))
    if position < 0:
        naja_throw_uv_exception(env, uv_translate_sys_error(errno), b"lseek", NULL, NULL)
        return NULL
    napi_create_int64(env, position, &value)
    return value


cdef void flock_run(Job* job) noexcept nogil:
    while c_flock(job.fd, job.flags) != 0:
        if errno != EINTR:
            job_fail(job, uv_translate_sys_error(errno), b"flock", False)
            return


cdef napi_value fs_flock(napi_env env, napi_callback_info info) noexcept nogil:
    """flock(fd, operation as flock(2) has it, callback): waits for the lock unless the operation says not to"""
    cdef Args args
    cdef Job local
    cdef Job* job
    if not args_begin(&args, env, info, 0):
        return NULL
    if not admit_job(&args, 2, b"flock", USES_FD, NULL):
        return NULL
    job = job_new(&args, &local, 2, flock_run, NULL)
    if job == NULL:
        return NULL
    job.fd = int_arg(&args, 0)
    job.flags = int_arg(&args, 1)
    return job_start(env, &args, job)
