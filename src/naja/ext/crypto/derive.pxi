# Bits from keys, passwords and messages.

# bytes: digest, password, salt; numbers: iterations, length
cdef bint run_pbkdf2(Job* j) noexcept nogil:
    cdef EVP_MD* md = fetch_digest(text_of(j, 0))
    cdef bint good
    j.failure.message = b"PBKDF2 failed"
    if md == NULL:
        return fails(j, b"ERR_CRYPTO_INVALID_DIGEST", b"Invalid digest", 1)
    good = room_for(j, <size_t>j.numbers[1]) and (j.size == 0 or PKCS5_PBKDF2_HMAC(
        <char*>data_of(j, 1), <int>j.bytes[1].size, data_of(j, 2), <int>j.bytes[2].size, <int>j.numbers[0], md,
        <int>j.size, j.output) == 1)
    EVP_MD_free(md)
    return good


# bytes: password, salt; numbers: length, N, r, p, maxmem
cdef bint run_scrypt(Job* j) noexcept nogil:
    j.failure.message = b"Scrypt failed"
    return room_for(j, <size_t>j.numbers[0]) and (j.size == 0 or EVP_PBE_scrypt(
        <char*>data_of(j, 0), j.bytes[0].size, data_of(j, 1), j.bytes[1].size, <uint64_t>j.numbers[1],
        <uint64_t>j.numbers[2], <uint64_t>j.numbers[3], <uint64_t>j.numbers[4], j.output, j.size) == 1)


cdef bint derive(Job* j, const char* name, OSSL_PARAM_BLD* builder) noexcept nogil:
    cdef EVP_KDF* kdf = EVP_KDF_fetch(NULL, name, NULL)
    cdef EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf) if kdf != NULL else NULL
    cdef OSSL_PARAM* params = OSSL_PARAM_BLD_to_param(builder)
    cdef bint good = context != NULL and EVP_KDF_derive(context, j.output, j.size, params) == 1
    OSSL_PARAM_free(params)
    OSSL_PARAM_BLD_free(builder)
    EVP_KDF_CTX_free(context)
    EVP_KDF_free(kdf)
    return good


# bytes: digest, key, salt, info; numbers: length
cdef bint run_hkdf(Job* j) noexcept nogil:
    cdef OSSL_PARAM_BLD* builder
    j.failure.message = b"HKDF failed"
    if not room_for(j, <size_t>j.numbers[0]):
        return False
    if j.size == 0:
        return True
    builder = OSSL_PARAM_BLD_new()
    OSSL_PARAM_BLD_push_utf8_string(builder, b"digest", text_of(j, 0), 0)
    OSSL_PARAM_BLD_push_octet_string(builder, b"key", data_of(j, 1), j.bytes[1].size)
    OSSL_PARAM_BLD_push_octet_string(builder, b"salt", data_of(j, 2), j.bytes[2].size)
    OSSL_PARAM_BLD_push_octet_string(builder, b"info", data_of(j, 3), j.bytes[3].size)
    return derive(j, b"HKDF", builder)


# bytes: variant, message, nonce, secret, associated data; numbers: lanes, length, memory, passes
cdef bint run_argon2(Job* j) noexcept nogil:
    cdef OSSL_PARAM_BLD* builder
    j.failure.message = b"Argon2 failed"
    if not room_for(j, <size_t>j.numbers[1]):
        return False
    builder = OSSL_PARAM_BLD_new()
    OSSL_PARAM_BLD_push_octet_string(builder, b"pass", data_of(j, 1), j.bytes[1].size)
    OSSL_PARAM_BLD_push_octet_string(builder, b"salt", data_of(j, 2), j.bytes[2].size)
    OSSL_PARAM_BLD_push_uint32(builder, b"lanes", <uint32_t>j.numbers[0])
    OSSL_PARAM_BLD_push_uint32(builder, b"memcost", <uint32_t>j.numbers[2])
    OSSL_PARAM_BLD_push_uint32(builder, b"iter", <uint32_t>j.numbers[3])
    if j.bytes[3].size > 0:
        OSSL_PARAM_BLD_push_octet_string(builder, b"secret", j.bytes[3].data, j.bytes[3].size)
    if j.bytes[4].size > 0:
        OSSL_PARAM_BLD_push_octet_string(builder, b"ad", j.bytes[4].data, j.bytes[4].size)
    return derive(j, text_of(j, 0), builder)


# bytes: digest, data; numbers: length or -1
cdef bint run_hash(Job* j) noexcept nogil:
    cdef EVP_MD* md = fetch_digest(text_of(j, 0))
    cdef EVP_MD_CTX* context
    cdef bint good
    cdef size_t own
    cdef unsigned int size = 0
    j.failure.message = b"Digest failed"
    if md == NULL:
        return fails(j, b"ERR_CRYPTO_INVALID_DIGEST", b"Invalid digest", 1)
    own = <size_t>EVP_MD_get_size(md)
    context = EVP_MD_CTX_new()
    good = (room_for(j, <size_t>j.numbers[0] if j.numbers[0] >= 0 else own) and EVP_DigestInit_ex(context, md, NULL) == 1
            and EVP_DigestUpdate(context, data_of(j, 1), j.bytes[1].size) == 1)
    if good and j.numbers[0] >= 0:
        good = j.size == 0 or EVP_DigestFinalXOF(context, j.output, j.size) == 1
    elif good:
        good = EVP_DigestFinal_ex(context, j.output, &size) == 1
    EVP_MD_CTX_free(context)
    EVP_MD_free(md)
    return good


cdef bint answer_mac(Job* j, int signature) noexcept nogil:
    if not j.bytes[signature].given:
        return True
    return says(j, j.bytes[signature].size == j.size
                and CRYPTO_memcmp(j.bytes[signature].data, j.output, j.size) == 0)


# bytes: digest, key, data, signature (then the answer is whether it is right)
cdef bint run_hmac(Job* j) noexcept nogil:
    cdef EVP_MD* md = fetch_digest(text_of(j, 0))
    cdef HMAC_CTX* context
    cdef unsigned int size = 0
    cdef bint good
    j.failure.message = b"HMAC failed"
    if md == NULL:
        return fails(j, b"ERR_CRYPTO_INVALID_DIGEST", b"Invalid digest", 1)
    context = HMAC_CTX_new()
    good = (room_for(j, LONGEST) and HMAC_Init_ex(context, data_of(j, 1), <int>j.bytes[1].size, md, NULL) == 1
            and HMAC_Update(context, data_of(j, 2), j.bytes[2].size) == 1
            and HMAC_Final(context, j.output, &size) == 1)
    j.size = size
    HMAC_CTX_free(context)
    EVP_MD_free(md)
    return good and answer_mac(j, 3)


# bytes: name, key, data, signature, customization; numbers: length
cdef bint run_kmac(Job* j) noexcept nogil:
    cdef EVP_MAC* mac = EVP_MAC_fetch(NULL, text_of(j, 0), NULL)
    cdef EVP_MAC_CTX* context
    cdef OSSL_PARAM_BLD* builder
    cdef OSSL_PARAM* params
    cdef size_t written = 0
    cdef bint good
    j.failure.message = b"KMAC failed"
    if mac == NULL or not room_for(j, <size_t>j.numbers[0]):
        return False
    context = EVP_MAC_CTX_new(mac)
    builder = OSSL_PARAM_BLD_new()
    OSSL_PARAM_BLD_push_size_t(builder, b"size", j.size)
    if j.bytes[4].size > 0:
        OSSL_PARAM_BLD_push_octet_string(builder, b"custom", j.bytes[4].data, j.bytes[4].size)
    params = OSSL_PARAM_BLD_to_param(builder)
    good = (EVP_MAC_init(context, data_of(j, 1), j.bytes[1].size, params) == 1
            and EVP_MAC_update(context, data_of(j, 2), j.bytes[2].size) == 1
            and EVP_MAC_final(context, j.output, &written, j.size) == 1)
    OSSL_PARAM_free(params)
    OSSL_PARAM_BLD_free(builder)
    EVP_MAC_CTX_free(context)
    EVP_MAC_free(mac)
    return good and answer_mac(j, 3)


# A shared secret. keys: private, public
cdef bint run_derive(Job* j) noexcept nogil:
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(j.keys[0].pkey, NULL)
    cdef size_t size = 0
    cdef size_t full
    cdef size_t i
    cdef bint good
    j.failure.message = b"diffieHellman failed"
    good = (EVP_PKEY_derive_init(context) > 0 and EVP_PKEY_derive_set_peer(context, j.keys[1].pkey) > 0
            and EVP_PKEY_derive(context, NULL, &size) > 0 and room_for(j, size))
    full = size
    good = good and EVP_PKEY_derive(context, j.output, &size) > 0
    if good and size < full:
        # Of classic Diffie-Hellman: leading zeros belong to it.
        for i in range(size):
            j.output[full - 1 - i] = j.output[size - 1 - i]
        memset(j.output, 0, full - size)
    EVP_PKEY_CTX_free(context)
    return good


cdef bint set_dhkem(EVP_PKEY* key, OSSL_PARAM** params) noexcept nogil:
    cdef OSSL_PARAM_BLD* builder
    cdef int kind = EVP_PKEY_get_base_id(key)
    params[0] = NULL
    if kind != 408 and kind != 1034 and kind != 1035 and kind != 6:
        return True
    builder = OSSL_PARAM_BLD_new()
    OSSL_PARAM_BLD_push_utf8_string(builder, b"operation", pick(kind == 6, b"RSASVE", b"DHKEM"), 0)
    params[0] = OSSL_PARAM_BLD_to_param(builder)
    OSSL_PARAM_BLD_free(builder)
    return True


# key: public; gives the secret and what it is wrapped in
cdef bint run_encapsulate(Job* j) noexcept nogil:
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(j.keys[0].pkey, NULL)
    cdef OSSL_PARAM* params
    cdef bint good
    set_dhkem(j.keys[0].pkey, &params)
    good = (EVP_PKEY_encapsulate_init(context, params) > 0
            and EVP_PKEY_encapsulate(context, NULL, &j.second_size, NULL, &j.size) > 0)
    if good:
        j.output = <uint8_t*>malloc(j.size + 1)
        j.second = <uint8_t*>malloc(j.second_size + 1)
        good = EVP_PKEY_encapsulate(context, j.second, &j.second_size, j.output, &j.size) > 0
    OSSL_PARAM_free(params)
    EVP_PKEY_CTX_free(context)
    return good or fails(j, b"ERR_CRYPTO_OPERATION_FAILED", b"Encapsulation failed", 0)


# key: private; bytes: what the secret is wrapped in
cdef bint run_decapsulate(Job* j) noexcept nogil:
    cdef EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(j.keys[0].pkey, NULL)
    cdef OSSL_PARAM* params
    cdef size_t size = 0
    cdef bint good
    set_dhkem(j.keys[0].pkey, &params)
    good = (EVP_PKEY_decapsulate_init(context, params) > 0
            and EVP_PKEY_decapsulate(context, NULL, &size, data_of(j, 0), j.bytes[0].size) > 0 and room_for(j, size)
            and EVP_PKEY_decapsulate(context, j.output, &size, data_of(j, 0), j.bytes[0].size) > 0)
    j.size = size
    OSSL_PARAM_free(params)
    EVP_PKEY_CTX_free(context)
    return good or fails(j, b"ERR_CRYPTO_OPERATION_FAILED", b"Decapsulation failed", 0)
