# Bytes and texts, from JavaScript and back.

# Bytes that a call was given. `given`: not undefined or null. Owned ones have a zero byte after them.
cdef struct Bytes:
    uint8_t* data
    size_t size
    bint given
    bint owned


cdef inline const char* pick(bint first, const char* a, const char* b) noexcept nogil:
    return a if first else b


cdef inline void free_bytes(Bytes* b) noexcept nogil:
    if b.owned and b.data != NULL:
        OPENSSL_cleanse(b.data, b.size)
        free(b.data)
    b.data = NULL
    b.size = 0
    b.owned = False
    b.given = False


cdef bint own_bytes(Bytes* b, const void* data, size_t size) noexcept nogil:
    b.data = <uint8_t*>malloc(size + 1)
    if b.data == NULL:
        return False
    if size > 0:
        memcpy(b.data, data, size)
    b.data[size] = 0
    b.size = size
    b.given = True
    b.owned = True
    return True


# A string (as UTF-8), a view, a buffer or a secret key. Borrowed where `copy` is false and it is a view.
cdef void take_bytes(napi_env env, napi_value value, Bytes* b, bint copy) noexcept nogil:
    cdef napi_valuetype kind = napi_undefined
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef Key* key
    memset(b, 0, sizeof(Bytes))
    napi_typeof(env, value, &kind)
    if kind == napi_string:
        napi_get_value_string_utf8(env, value, NULL, 0, &size)
        b.data = <uint8_t*>malloc(size + 1)
        if b.data == NULL:
            return
        napi_get_value_string_utf8(env, value, <char*>b.data, size + 1, &size)
        b.size = size
        b.given = True
        b.owned = True
    elif kind == napi_object and naja_get_bytes(env, value, &data, &size):
        if copy:
            own_bytes(b, data, size)
        else:
            b.data = data
            b.size = size
            b.given = True
    elif kind == napi_external:
        key = key_of(env, value)
        if key != NULL and key.pkey == NULL:
            own_bytes(b, key.secret, key.size)


cdef inline napi_value text(napi_env env, const char* value) noexcept nogil:
    cdef napi_value result
    if value == NULL:
        return undefined(env)
    napi_create_string_utf8(env, value, strlen(value), &result)
    return result


cdef napi_value new_bytes(napi_env env, const void* data, size_t size) noexcept nogil:
    cdef uint8_t* target = NULL
    cdef napi_value result = NULL
    if naja_create_uint8array(env, size, &target, &result) != napi_ok:
        return undefined(env)
    if size > 0:
        memcpy(target, data, size)
    return result


cdef inline void put(napi_env env, napi_value object, const char* name, napi_value value) noexcept nogil:
    napi_set_named_property(env, object, name, value)


cdef inline bint is_nothing(napi_env env, napi_value value) noexcept nogil:
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    return kind == napi_undefined or kind == napi_null


cdef inline void openssl_free(void* memory) noexcept nogil:
    CRYPTO_free(memory, b"", 0)


# A short ASCII text. False where it does not fit or is none.
cdef bint short_text(napi_env env, napi_value value, char* target, size_t room) noexcept nogil:
    cdef size_t size = 0
    target[0] = 0
    return napi_get_value_string_utf8(env, value, target, room, &size) == napi_ok and size + 1 < room


# A big number as its bytes, big-endian, at least `least` of them.
cdef napi_value number_bytes(napi_env env, const BIGNUM* value, int least) noexcept nogil:
    cdef uint8_t* target = NULL
    cdef napi_value result = NULL
    cdef int size = max(least, (BN_num_bits(value) + 7) // 8)
    if naja_create_uint8array(env, <size_t>size, &target, &result) != napi_ok:
        return undefined(env)
    BN_bn2binpad(value, target, size)
    return result


cdef long bio_data(BIO* bio, char** data) noexcept nogil:
    return BIO_ctrl(bio, 3, 0, data)   # BIO_CTRL_INFO


# What was written to a memory BIO, as text or bytes; frees it.
cdef napi_value end_bio(napi_env env, BIO* bio, bint as_text) noexcept nogil:
    cdef char* data = NULL
    cdef long size = bio_data(bio, &data)
    cdef napi_value result
    if as_text:
        napi_create_string_utf8(env, data, <size_t>size, &result)
    else:
        result = new_bytes(env, data, <size_t>size)
    BIO_free(bio)
    return result
