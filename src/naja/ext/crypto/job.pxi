# Jobs: what takes long, at once or on libuv's thread pool.

ctypedef bint (*job_run)(Job* j) noexcept nogil

cdef enum:
    JOB_COUNT = 21

cdef job_run job_named(int which) noexcept nogil:
    # In the order of job.js.
    cdef job_run[JOB_COUNT] runs = [
        run_random, run_pbkdf2, run_scrypt, run_hkdf, run_argon2, run_hash, run_hmac, run_kmac, run_sign, run_verify,
        run_derive, run_encapsulate, run_decapsulate, run_rsa, run_cipher, run_make_prime, run_check_prime,
        run_make_rsa, run_make_dsa, run_make_ec, run_make_named]
    return run_make_dh if which >= JOB_COUNT or which < 0 else runs[which]


cdef void free_job(Job* j) noexcept nogil:
    cdef int i
    for i in range(MOST_BYTES):
        free_bytes(&j.bytes[i])
    for i in range(MOST_KEYS):
        drop_key(j.keys[i])
    if j.output != NULL:
        OPENSSL_cleanse(j.output, j.size)
        free(j.output)
    free(j.second)
    EVP_PKEY_free(j.made)
    free(j)


cdef void work_job(uv_work_t* work) noexcept nogil:
    cdef Job* j = <Job*>work.data
    ERR_clear_error()
    j.good = j.run(j)
    if not j.good and j.failure.code == NULL:
        take_failure(&j.failure)
    ERR_clear_error()


# What a good job gives: true or false, a key, bytes, or two of them.
cdef napi_value job_value(napi_env env, Job* j) noexcept nogil:
    cdef napi_value result
    cdef EVP_PKEY* made
    if j.is_answer:
        return boolean(env, j.answer)
    if j.made != NULL:
        made = j.made
        j.made = NULL
        return wrap_pkey(env, made, PRIVATE)
    if j.second != NULL:
        napi_create_array(env, &result)
        napi_set_element(env, result, 0, new_bytes(env, j.output, j.size))
        napi_set_element(env, result, 1, new_bytes(env, j.second, j.second_size))
        return result
    return new_bytes(env, j.output, j.size)


cdef void job_done(uv_work_t* work, int status) noexcept nogil:
    cdef Job* j = <Job*>work.data
    cdef napi_env env = j.env
    cdef napi_handle_scope scope
    cdef napi_value[2] argv
    napi_open_handle_scope(env, &scope)
    argv[0] = null(env) if j.good else error_of(env, &j.failure)
    argv[1] = job_value(env, j) if j.good else undefined(env)
    naja_make_callback(env, j.frame, undefined(env), j.callback, 2, argv)
    napi_close_handle_scope(env, scope)
    naja_release(env, j.callback)
    if j.frame != NULL:
        naja_context_free(env, j.frame)
    free_job(j)


# job(which, callback, keys, numbers, bytes): the three are arrays. callback(error, value), later; without one, the value.
cdef napi_value js_job(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef napi_value item
    cdef napi_value result = NULL
    cdef uint32_t count = 0, i
    cdef bint later
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Job* j = <Job*>calloc(1, sizeof(Job))
    if j == NULL:
        napi_throw_error(env, NULL, b"no memory")
        return NULL
    j.env = env
    j.work.data = j
    j.run = job_named(integer(env, argv[0]))
    later = not is_nothing(env, argv[1])
    napi_get_array_length(env, argv[2], &count)
    for i in range(min(count, <uint32_t>MOST_KEYS)):
        napi_get_element(env, argv[2], i, &item)
        j.keys[i] = key_of(env, item)
        if j.keys[i] != NULL:
            j.keys[i].refs += 1
    napi_get_array_length(env, argv[3], &count)
    for i in range(min(count, <uint32_t>MOST_NUMBERS)):
        napi_get_element(env, argv[3], i, &item)
        napi_get_value_double(env, item, &j.numbers[i])
    napi_get_array_length(env, argv[4], &count)
    for i in range(min(count, <uint32_t>MOST_BYTES)):
        napi_get_element(env, argv[4], i, &item)
        take_bytes(env, item, &j.bytes[i], later)
    if later:
        j.callback = naja_hold(env, argv[1])
        j.frame = naja_context_capture(env)
        uv_queue_work(naja_env_loop(env), &j.work, work_job, job_done)
        return NULL
    work_job(&j.work)
    if j.good:
        result = job_value(env, j)
    else:
        napi_throw(env, error_of(env, &j.failure))
    free_job(j)
    return result


cdef void add_job(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"job", js_job)
