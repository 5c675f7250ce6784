# Jobs: operations of several system calls that are one call for JavaScript, done now or as one job of the thread pool.

# What a job says when its error is not the system's.
cdef enum:
    JOB_TOO_LARGE = 1   # a file beyond what a read may return; Job.size tells how large

ctypedef struct Job

ctypedef void (*job_run)(Job* job) noexcept nogil
ctypedef napi_value (*job_result)(napi_env env, Job* job) noexcept nogil

ctypedef struct Job:
    uv_work_t work
    State* state
    napi_value callback
    napi_value keep
    naja_context_frame* frame
    job_run run
    job_result result        # NULL: no value. A job may also ask here to be run again, by setting `again`.
    char* path               # NULL where the job works on an open file
    char* dest               # the second path of those that take two
    Judged* judged           # what they are called, where those are places that were judged
    bint inline_path         # the paths are the caller's, on the stack
    bint synchronous
    bint again
    int fd
    int flags
    int mode
    int option
    int error                # 0, or libuv's negative number, or JOB_TOO_LARGE
    const char* syscall      # the call that failed
    bint show_path           # whether the error names the path
    char* detail             # the path that failed or was made, where that is not `path`
    char* data               # bytes read, or bytes to write
    bint own_data            # `data` came from malloc
    uint8_t* target          # memory of `keep` to read into
    size_t length
    size_t capacity
    int64_t size             # what fstat said; how much was copied
    int64_t source_at        # positions of a copy, -1: where the file is at
    int64_t target_at
    unsigned int retries
    unsigned int delay


cdef void job_fail(Job* job, int error, const char* syscall, bint show_path) noexcept nogil:
    job.error = error
    job.syscall = syscall
    job.show_path = show_path


cdef const char* job_path(Job* job) noexcept nogil:
    """The path that an error names."""
    if not job.show_path:
        return NULL
    return job.judged.shown if job.judged != NULL else job.path


cdef const char* job_dest(Job* job) noexcept nogil:
    return job.judged.shown_dest if job.judged != NULL else job.dest


cdef void job_free(napi_env env, Job* job) noexcept nogil:
    if job.callback != NULL:
        naja_release(env, job.callback)
    if job.keep != NULL:
        naja_release(env, job.keep)
    if job.frame != NULL:
        naja_context_free(env, job.frame)
    if job.own_data:
        free(job.data)
    free(job.detail)
    judged_free(job.judged)
    if not job.inline_path:
        free(job.path)
        free(job.dest)


cdef Job* job_new(Args* args, Job* local, int callback, job_run run, job_result result) noexcept nogil:
    """A job: `local` where it is done now, else one of its own. NULL: an exception is pending."""
    cdef Job* job = local
    cdef napi_env env = args.env
    cdef bint deferred = is_function(args, callback)
    if deferred:
        job = <Job*>malloc(sizeof(Job))
        if job == NULL:
            naja_throw_uv_exception(env, UV_ENOMEM, b"malloc", NULL, NULL)
            return NULL
    memset(job, 0, sizeof(Job))
    job.state = args.state
    job.run = run
    job.result = result
    job.fd = -1
    job.synchronous = not deferred
    job.inline_path = not deferred
    job.path = args.path.data
    job.dest = args.dest.data
    job.judged = args.judged
    args.judged = NULL
    if deferred:
        job.path = strdup(args.path.data) if args.path.data != NULL else NULL
        job.dest = strdup(args.dest.data) if args.dest.data != NULL else NULL
        job.callback = naja_hold(env, args.values[callback])
        job.frame = naja_context_capture(env)
    return job


cdef napi_value job_start(napi_env env, Args* args, Job* job) noexcept nogil:
    """Does the job, or hands it to the thread pool."""
    cdef napi_value value = NULL
    cdef int error
    if job.synchronous:
        job.run(job)
        if job.error < 0:
            naja_throw_uv_exception(env, job.error, job.syscall, job_path(job), job_dest(job))
        elif job.result != NULL:
            value = job.result(env, job)
        job_free(env, job)
    else:
        error = uv_queue_work(job.state.loop, &job.work, job_work, job_done)
        if error != 0:
            naja_throw_uv_exception(env, error, b"uv_queue_work", NULL, NULL)
            job_free(env, job)
            free(job)
    args_free(args)
    return value


cdef void job_work(uv_work_t* work) noexcept nogil:
    cdef Job* job = <Job*>work
    job.run(job)


cdef void job_done(uv_work_t* work, int status) noexcept nogil:
    cdef Job* job = <Job*>work
    cdef napi_env env = job.state.env
    cdef napi_handle_scope scope
    cdef napi_value values[2]
    cdef size_t count = 1
    cdef napi_valuetype kind = napi_object
    napi_open_handle_scope(env, &scope)
    if job.error < 0:
        values[0] = naja_uv_exception(env, job.error, job.syscall, job_path(job), job_dest(job))
    else:
        napi_get_null(env, &values[0])
        if job.result != NULL:
            values[1] = job.result(env, job)
            if job.again:
                job.again = False
                if uv_queue_work(job.state.loop, &job.work, job_work, job_done) == 0:
                    napi_close_handle_scope(env, scope)
                    return
            count = 2
            if values[1] != NULL:
                napi_typeof(env, values[1], &kind)
            if kind == napi_undefined:
                count = 1
    call_back(env, job.frame, job.callback, count, values)
    job_free(env, job)
    free(job)
    napi_close_handle_scope(env, scope)
