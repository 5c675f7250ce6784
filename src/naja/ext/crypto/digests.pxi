# Hashes and HMACs. Small inputs are hashed in one call; the others by a context that is fed.

cdef enum:
    EVP_MD_FLAG_XOF = 2
    NAME_SIZE = 48
    KNOWN = 24
    KNOWN_CIPHERS = 8
    LONGEST = 64

cdef struct Known:
    char[NAME_SIZE] name
    EVP_MD* md
    bint xof

cdef struct KnownCipher:
    char[NAME_SIZE] name
    EVP_CIPHER* cipher

# Of one environment. Fetching a digest costs more than most digests.
cdef struct State:
    Known[KNOWN] known
    int known_count
    Known other            # the last one that had no room
    KnownCipher[KNOWN_CIPHERS] ciphers
    int cipher_count
    EVP_MD_CTX* context
    HMAC_CTX* hmac


cdef void free_state(void* data) noexcept nogil:
    cdef State* state = <State*>data
    cdef int i
    for i in range(state.known_count):
        EVP_MD_free(state.known[i].md)
    EVP_MD_free(state.other.md)
    for i in range(state.cipher_count):
        EVP_CIPHER_free(state.ciphers[i].cipher)
    EVP_MD_CTX_free(state.context)
    HMAC_CTX_free(state.hmac)
    free(state)


# NULL: there is none, and where OpenSSL knows it by name all the same, an error in its queue.
cdef EVP_MD* fetch_digest(const char* name) noexcept nogil:
    cdef EVP_MD* md
    cdef const EVP_MD* legacy
    if strcmp(name, b"DSS1") == 0 or strcmp(name, b"dss1") == 0:
        name = b"SHA1"
    ERR_set_mark()
    md = EVP_MD_fetch(NULL, name, NULL)
    ERR_pop_to_mark()
    if md == NULL:
        legacy = EVP_get_digestbyname(name)   # knows aliases such as RSA-SHA256
        if legacy != NULL:
            md = EVP_MD_fetch(NULL, EVP_MD_get0_name(legacy), NULL)
    return md


cdef Known* digest_named(State* state, const char* name) noexcept nogil:
    cdef int i
    cdef Known* known
    for i in range(state.known_count):
        if strcmp(state.known[i].name, name) == 0:
            return &state.known[i]
    cdef EVP_MD* md = fetch_digest(name)
    if md == NULL:
        return NULL
    if state.known_count < KNOWN:
        known = &state.known[state.known_count]
        state.known_count += 1
    else:
        known = &state.other
        EVP_MD_free(known.md)
    snprintf(known.name, NAME_SIZE, b"%s", name)
    known.md = md
    known.xof = (EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0
    return known


cdef napi_value no_digest(napi_env env) noexcept nogil:
    return throw_openssl(env, b"Digest method not supported")


cdef Known* digest_argument(napi_env env, State* state, napi_value value) noexcept nogil:
    cdef char[NAME_SIZE] name
    ERR_clear_error()
    if not short_text(env, value, name, NAME_SIZE):
        return NULL
    return digest_named(state, name)


cdef bint feed(napi_env env, EVP_MD_CTX* context, napi_value piece) noexcept nogil:
    cdef uint8_t[64] storage
    cdef const uint8_t* data = NULL
    cdef size_t size = 0
    cdef char[2048] small
    cdef char* large
    cdef napi_valuetype kind = napi_undefined
    cdef bint good
    napi_typeof(env, piece, &kind)
    if kind != napi_string:
        return naja_read_bytes(env, piece, storage, &data, &size) and EVP_DigestUpdate(context, data, size) == 1
    napi_get_value_string_utf8(env, piece, NULL, 0, &size)
    if size < 2048:
        napi_get_value_string_utf8(env, piece, small, 2048, &size)
        return EVP_DigestUpdate(context, small, size) == 1
    large = <char*>malloc(size + 1)
    if large == NULL:
        return False
    napi_get_value_string_utf8(env, piece, large, size + 1, &size)
    good = EVP_DigestUpdate(context, large, size) == 1
    free(large)
    return good


cdef bint feed_hmac(napi_env env, HMAC_CTX* context, napi_value piece) noexcept nogil:
    cdef Bytes b
    cdef bint good
    take_bytes(env, piece, &b, False)
    good = HMAC_Update(context, b.data, b.size) == 1
    free_bytes(&b)
    return good


# Bytes, or their hexadecimal text.
cdef napi_value digest_value(napi_env env, const uint8_t* digest, size_t size, bint hex) noexcept nogil:
    cdef char[2 * LONGEST] out
    cdef const char* digits = b"0123456789abcdef"
    cdef napi_value result = NULL
    cdef size_t i
    if not hex or size > LONGEST:
        return new_bytes(env, digest, size)
    for i in range(size):
        out[2 * i] = digits[digest[i] >> 4]
        out[2 * i + 1] = digits[digest[i] & 15]
    napi_create_string_latin1(env, out, size * 2, &result)
    return result


# The end of a context, with as many bytes as asked for (-1: as it has; of an extendable one, `usual`).
cdef napi_value end_digest(napi_env env, EVP_MD_CTX* context, const EVP_MD* md, bint xof, int64_t length,
                           bint hex) noexcept nogil:
    cdef uint8_t[LONGEST] digest
    cdef uint8_t* target = NULL
    cdef unsigned int size = 0
    cdef napi_value result = NULL
    if xof and length == -1:
        length = 16 if EVP_MD_is_128(md) else 32
    if not xof:
        if EVP_DigestFinal_ex(context, digest, &size) != 1:
            return throw_openssl(env, b"Digest failed")
        return digest_value(env, digest, size, hex)
    if naja_create_uint8array(env, <size_t>length, &target, &result) != napi_ok:
        return NULL
    if length > 0 and EVP_DigestFinalXOF(context, target, <size_t>length) != 1:
        return throw_openssl(env, b"Digest failed")
    return result


cdef inline bint EVP_MD_is_128(const EVP_MD* md) noexcept nogil:
    cdef const char* name = EVP_MD_get0_name(md)
    return name != NULL and strcmp(name, b"SHAKE-128") == 0


cdef napi_value not_xof(napi_env env) noexcept nogil:
    cdef Failure f
    memset(&f, 0, sizeof(Failure))
    f.count = 1
    # ERR_PACK(ERR_LIB_EVP, 0, EVP_R_NOT_XOF_OR_INVALID_LENGTH)
    f.errors[0] = (6 << 23) | 178
    napi_throw(env, error_of(env, &f))
    return NULL


# digest(algorithm, piece | pieces[], length, hex)
cdef napi_value js_digest(napi_env env, napi_callback_info info) noexcept nogil:
    cdef void* data
    cdef State* state
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef napi_value item
    cdef c_bool is_array = False
    cdef uint32_t count = 0, i
    cdef int64_t length = -1
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    state = <State*>data
    cdef Known* known = digest_argument(env, state, argv[0])
    if known == NULL:
        return no_digest(env)
    if not is_nothing(env, argv[2]):
        napi_get_value_int64(env, argv[2], &length)
    if not known.xof and length != -1 and length != EVP_MD_get_size(known.md):
        return not_xof(env)
    if state.context == NULL:
        state.context = EVP_MD_CTX_new()
    if EVP_DigestInit_ex(state.context, known.md, NULL) != 1:
        return no_digest(env)
    napi_is_array(env, argv[1], &is_array)
    if is_array:
        napi_get_array_length(env, argv[1], &count)
        for i in range(count):
            napi_get_element(env, argv[1], i, &item)
            if not feed(env, state.context, item):
                return throw_openssl(env, b"Digest failed")
    elif not feed(env, state.context, argv[1]):
        return throw_openssl(env, b"Digest failed")
    return end_digest(env, state.context, known.md, known.xof, length, truth(env, argv[3]))


# hmac(algorithm, key, pieces[], hex)
cdef napi_value js_hmac(napi_env env, napi_callback_info info) noexcept nogil:
    cdef void* data
    cdef State* state
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef napi_value item
    cdef uint32_t count = 0, i
    cdef unsigned int size = 0
    cdef unsigned char[LONGEST] md
    cdef Bytes key
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    state = <State*>data
    cdef Known* known = digest_argument(env, state, argv[0])
    if known == NULL:
        return no_digest(env)
    if state.hmac == NULL:
        state.hmac = HMAC_CTX_new()
    take_bytes(env, argv[1], &key, False)
    good = HMAC_Init_ex(state.hmac, <uint8_t*>pick(key.data != NULL, <char*>key.data, b""), <int>key.size, known.md, NULL) == 1
    free_bytes(&key)
    if good:
        napi_get_array_length(env, argv[2], &count)
        for i in range(count):
            napi_get_element(env, argv[2], i, &item)
            good = good and feed_hmac(env, state.hmac, item)
    if not good or HMAC_Final(state.hmac, md, &size) != 1:
        return throw_openssl(env, b"HMAC failed")
    return digest_value(env, md, size, truth(env, argv[3]))


# ---- fed piece by piece ----

cdef struct Hasher:
    EVP_MD_CTX* context
    HMAC_CTX* hmac
    EVP_MD* md
    bint xof


cdef void free_hasher(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Hasher* h = <Hasher*>data
    EVP_MD_CTX_free(h.context)
    HMAC_CTX_free(h.hmac)
    EVP_MD_free(h.md)
    free(h)


cdef Hasher* hasher_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    napi_get_value_external(env, value, &data)
    return <Hasher*>data


cdef napi_value wrap_hasher(napi_env env, Hasher* h) noexcept nogil:
    cdef napi_value result = NULL
    if napi_create_external(env, h, free_hasher, NULL, &result) != napi_ok:
        free_hasher(env, h, NULL)
        return NULL
    return result


# hashNew(algorithm): the state of a hash.
cdef napi_value js_hash_new(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef char[NAME_SIZE] name
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef EVP_MD* md = fetch_digest(name) if short_text(env, argv[0], name, NAME_SIZE) else NULL
    if md == NULL:
        return no_digest(env)
    cdef Hasher* h = <Hasher*>calloc(1, sizeof(Hasher))
    h.md = md
    h.xof = (EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0
    h.context = EVP_MD_CTX_new()
    if EVP_DigestInit_ex(h.context, md, NULL) != 1:
        free_hasher(env, h, NULL)
        return no_digest(env)
    return wrap_hasher(env, h)


# hashCheck(algorithm, length): throws where there is no such digest, or none of that length.
cdef napi_value js_hash_check(napi_env env, napi_callback_info info) noexcept nogil:
    cdef void* data
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef int64_t length
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    cdef Known* known = digest_argument(env, <State*>data, argv[0])
    if known == NULL:
        return no_digest(env)
    if not is_nothing(env, argv[1]):
        napi_get_value_int64(env, argv[1], &length)
        if not known.xof and length != EVP_MD_get_size(known.md):
            return not_xof(env)
    return real(env, EVP_MD_get_size(known.md))


# hashSize(algorithm): bytes; -1 of an extendable one.
cdef napi_value js_hash_size(napi_env env, napi_callback_info info) noexcept nogil:
    cdef void* data
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    cdef Known* known = digest_argument(env, <State*>data, argv[0])
    return number(env, -1 if known == NULL or known.xof else EVP_MD_get_size(known.md))


# digestName(algorithm): whether there is one.
cdef napi_value js_has_digest(napi_env env, napi_callback_info info) noexcept nogil:
    cdef void* data
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    cdef bint has = digest_argument(env, <State*>data, argv[0]) != NULL
    ERR_clear_error()
    return boolean(env, has)


# hmacNew(algorithm, key)
cdef napi_value js_hmac_new(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef char[NAME_SIZE] name
    cdef Bytes key
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef EVP_MD* md = fetch_digest(name) if short_text(env, argv[0], name, NAME_SIZE) else NULL
    if md == NULL:
        return no_digest(env)
    cdef Hasher* h = <Hasher*>calloc(1, sizeof(Hasher))
    h.md = md
    h.hmac = HMAC_CTX_new()
    take_bytes(env, argv[1], &key, False)
    good = HMAC_Init_ex(h.hmac, <uint8_t*>pick(key.data != NULL, <char*>key.data, b""), <int>key.size, md, NULL) == 1
    free_bytes(&key)
    if not good:
        free_hasher(env, h, NULL)
        return throw_openssl(env, b"HMAC failed")
    return wrap_hasher(env, h)


# hashUpdate(state, bytes | string): whether it went.
cdef napi_value js_hash_update(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Hasher* h = hasher_of(env, argv[0])
    if h.hmac != NULL:
        return boolean(env, feed_hmac(env, h.hmac, argv[1]))
    return boolean(env, feed(env, h.context, argv[1]))


# hashCopy(state): a second one that goes on from here.
cdef napi_value js_hash_copy(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Hasher* h = hasher_of(env, argv[0])
    cdef Hasher* other = <Hasher*>calloc(1, sizeof(Hasher))
    other.xof = h.xof
    other.md = fetch_digest(EVP_MD_get0_name(h.md))
    other.context = EVP_MD_CTX_new()
    if EVP_MD_CTX_copy_ex(other.context, h.context) != 1:
        free_hasher(env, other, NULL)
        return throw_openssl(env, b"Digest copy error")
    return wrap_hasher(env, other)


# hashFinish(state, length, hex)
cdef napi_value js_hash_finish(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef unsigned char[LONGEST] md
    cdef unsigned int size = 0
    cdef int64_t length = -1
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Hasher* h = hasher_of(env, argv[0])
    if h.hmac != NULL:
        if HMAC_Final(h.hmac, md, &size) != 1:
            return throw_openssl(env, b"HMAC failed")
        return digest_value(env, md, size, truth(env, argv[2]))
    if not is_nothing(env, argv[1]):
        napi_get_value_int64(env, argv[1], &length)
    return end_digest(env, h.context, h.md, h.xof, length, truth(env, argv[2]))


# randomFill(bytes)
cdef napi_value js_random_fill(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    naja_get_bytes(env, argv[0], &data, &size)
    if size > 0 and RAND_bytes(data, <int>size) != 1:
        return throw_openssl(env, b"no randomness")
    return NULL


cdef void add_digests(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"digest", js_digest)
    add_function(env, exports, state, b"hmac", js_hmac)
    add_function(env, exports, state, b"hashNew", js_hash_new)
    add_function(env, exports, state, b"hashCheck", js_hash_check)
    add_function(env, exports, state, b"hashSize", js_hash_size)
    add_function(env, exports, state, b"hasDigest", js_has_digest)
    add_function(env, exports, state, b"hmacNew", js_hmac_new)
    add_function(env, exports, state, b"hashUpdate", js_hash_update)
    add_function(env, exports, state, b"hashCopy", js_hash_copy)
    add_function(env, exports, state, b"hashFinish", js_hash_finish)
    add_function(env, exports, state, b"randomFill", js_random_fill)
