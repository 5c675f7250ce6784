# From one open file to another, within the kernel.

cdef extern from "<unistd.h>" nogil:
    ssize_t c_copy_file_range "copy_file_range"(int source, int64_t* source_at, int target, int64_t* target_at,
                                                size_t length, unsigned int flags)


cdef void copy_range_run(Job* job) noexcept nogil:
    cdef int64_t source_at = job.source_at
    cdef int64_t target_at = job.target_at
    cdef size_t left = job.length
    cdef ssize_t count
    job.size = 0
    while left > 0:
        count = c_copy_file_range(job.fd, &source_at if job.source_at >= 0 else NULL, job.mode,
                                  &target_at if job.target_at >= 0 else NULL, left, 0)
        if count > 0:
            left -= <size_t>count
            job.size += count
        elif count == 0 or errno != EINTR:
            # What was copied counts; the next call will say what is wrong.
            if count < 0 and job.size == 0:
                job_fail(job, -errno, b"copy_file_range", False)
            return


cdef napi_value copy_range_result(napi_env env, Job* job) noexcept nogil:
    cdef napi_value value = NULL
    napi_create_double(env, <double>job.size, &value)
    return value


cdef napi_value fs_copy_range(napi_env env, napi_callback_info info) noexcept nogil:
    """copyRange(source, position, target, position, length, callback) -> count; positions -1: where the files are at"""
    cdef Args args
    cdef Job local
    cdef Job* job
    if not args_begin(&args, env, info, 0):
        return NULL
    if not naja_may_use_fd(env, int_arg(&args, 2)) or not admit_job(&args, 5, b"copy_file_range", USES_FD, NULL):
        args_free(&args)
        return NULL
    job = job_new(&args, &local, 5, copy_range_run, copy_range_result)
    if job == NULL:
        args_free(&args)
        return NULL
    job.fd = int_arg(&args, 0)
    job.source_at = int64_arg(&args, 1)
    job.mode = int_arg(&args, 2)
    job.target_at = int64_arg(&args, 3)
    job.length = <size_t>int64_arg(&args, 4)
    return job_start(env, &args, job)
