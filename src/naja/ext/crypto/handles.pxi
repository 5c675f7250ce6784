# Keys: an external over a counted struct, which a job on another thread may hold as well.

cdef enum:
    SECRET = 0
    PUBLIC = 1
    PRIVATE = 2

cdef struct Key:
    long refs        # changed on the environment's thread alone
    int kind
    EVP_PKEY* pkey   # NULL: a secret
    uint8_t* secret
    size_t size


cdef void drop_key(Key* key) noexcept nogil:
    if key == NULL:
        return
    key.refs -= 1
    if key.refs > 0:
        return
    EVP_PKEY_free(key.pkey)
    if key.secret != NULL:
        OPENSSL_cleanse(key.secret, key.size)
        free(key.secret)
    free(key)


cdef void key_collected(napi_env env, void* data, void* hint) noexcept nogil:
    drop_key(<Key*>data)


cdef Key* key_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    if kind != napi_external or napi_get_value_external(env, value, &data) != napi_ok:
        return NULL
    return <Key*>data


# The handle of a key, which it takes over. NULL with an exception where there is no memory.
cdef napi_value wrap_pkey(napi_env env, EVP_PKEY* pkey, int kind) noexcept nogil:
    cdef napi_value result = NULL
    cdef Key* key = <Key*>calloc(1, sizeof(Key))
    if key == NULL:
        EVP_PKEY_free(pkey)
        napi_throw_error(env, NULL, b"no memory")
        return NULL
    key.refs = 1
    key.kind = kind
    key.pkey = pkey
    if napi_create_external(env, key, key_collected, NULL, &result) != napi_ok:
        drop_key(key)
        return NULL
    return result


cdef napi_value wrap_secret(napi_env env, const void* data, size_t size) noexcept nogil:
    cdef napi_value result = NULL
    cdef Key* key = <Key*>calloc(1, sizeof(Key))
    if key != NULL:
        key.secret = <uint8_t*>malloc(size + 1)
    if key == NULL or key.secret == NULL:
        free(key)
        napi_throw_error(env, NULL, b"no memory")
        return NULL
    memcpy(key.secret, data, size)
    key.size = size
    key.refs = 1
    key.kind = SECRET
    if napi_create_external(env, key, key_collected, NULL, &result) != napi_ok:
        drop_key(key)
        return NULL
    return result


cdef enum:
    MOST_BYTES = 8
    MOST_NUMBERS = 8
    MOST_KEYS = 2

# What takes long, on the thread pool or at once. `run` gets its arguments from here and leaves its results here.
cdef struct Job:
    uv_work_t work
    napi_env env
    bint (*run)(Job* j) noexcept nogil
    Bytes[MOST_BYTES] bytes
    double[MOST_NUMBERS] numbers
    Key* keys[MOST_KEYS]
    bint good
    Failure failure
    uint8_t* output          # bytes ...
    size_t size
    uint8_t* second          # ... and more of them
    size_t second_size
    EVP_PKEY* made           # or a key
    bint is_answer           # or yes or no
    bint answer
    napi_value callback      # held
    naja_context_frame* frame


# Memory for a job's result.
cdef bint room_for(Job* j, size_t size) noexcept nogil:
    j.output = <uint8_t*>malloc(size + 1)
    j.size = size
    return j.output != NULL


# A job's argument as a C string; NULL where there is none.
cdef inline const char* text_of(Job* j, int i) noexcept nogil:
    return <const char*>j.bytes[i].data if j.bytes[i].given else NULL


# Data of an argument: never NULL.
cdef inline uint8_t* data_of(Job* j, int i) noexcept nogil:
    return <uint8_t*>pick(j.bytes[i].data != NULL, <char*>j.bytes[i].data, b"")


cdef inline bint fails(Job* j, const char* code, const char* message, int kind) noexcept nogil:
    j.failure.code = code
    j.failure.message = message
    j.failure.kind = kind
    return False


cdef inline bint says(Job* j, bint answer) noexcept nogil:
    j.is_answer = True
    j.answer = answer
    return True
