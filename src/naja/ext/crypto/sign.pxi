# Signatures: Sign and Verify, which are fed; sign() and verify() of a whole message.

cdef enum:
    NOT_SET = -0x7FFFFFFF
    PADDING_PKCS1 = 1
    PADDING_PSS = 6
    SALT_MAX_SIGN = -2

cdef inline bint is_rsa(EVP_PKEY* key) noexcept nogil:
    return EVP_PKEY_get_base_id(key) == 6 or EVP_PKEY_get_base_id(key) == 912


# Signatures of DSA and ECDSA are two numbers of this many bytes; 0 for other keys.
cdef int half_size(EVP_PKEY* key) noexcept nogil:
    cdef int kind = EVP_PKEY_get_base_id(key)
    cdef BIGNUM* q = NULL
    cdef EC_KEY* ec
    cdef int size = 0
    if kind == 116:
        if EVP_PKEY_get_bn_param(key, b"q", &q) == 1:
            size = (BN_num_bits(q) + 7) // 8
            BN_free(q)
    elif kind == 408:
        ec = EVP_PKEY_get0_EC_KEY(key)
        if ec != NULL:
            size = (EC_GROUP_order_bits(EC_KEY_get0_group(ec)) + 7) // 8
    return size


# DER to the two numbers side by side (IEEE P1363). NULL where it is no such signature; free() it.
cdef uint8_t* to_p1363(const uint8_t* der, size_t size, int half) noexcept nogil:
    cdef const unsigned char* at = der
    cdef ECDSA_SIG* sig = d2i_ECDSA_SIG(NULL, &at, <long>size)
    cdef const BIGNUM* r
    cdef const BIGNUM* s
    cdef uint8_t* result
    cdef bint good
    if sig == NULL:
        return NULL
    result = <uint8_t*>malloc(2 * half + 1)
    ECDSA_SIG_get0(sig, &r, &s)
    good = BN_bn2binpad(r, result, half) >= 0 and BN_bn2binpad(s, result + half, half) >= 0
    ECDSA_SIG_free(sig)
    if not good:
        free(result)
        return NULL
    return result


# The other way round; openssl_free() it. *size: how many bytes.
cdef unsigned char* from_p1363(const uint8_t* data, size_t length, int half, size_t* size) noexcept nogil:
    cdef ECDSA_SIG* sig
    cdef unsigned char* der = NULL
    cdef int written
    if half <= 0 or length != <size_t>(2 * half):
        return NULL
    sig = ECDSA_SIG_new()
    ECDSA_SIG_set0(sig, BN_bin2bn(data, half, NULL), BN_bin2bn(data + half, half, NULL))
    written = i2d_ECDSA_SIG(sig, &der)
    ECDSA_SIG_free(sig)
    if written < 0:
        return NULL
    size[0] = <size_t>written
    return der


cdef bint set_padding(EVP_PKEY_CTX* context, EVP_PKEY* key, int padding, int salt) noexcept nogil:
    if not is_rsa(key):
        return True
    if padding == NOT_SET:
        padding = PADDING_PSS if EVP_PKEY_get_base_id(key) == 912 else PADDING_PKCS1
    if EVP_PKEY_CTX_set_rsa_padding(context, padding) <= 0:
        return False
    return padding != PADDING_PSS or salt == NOT_SET or EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt) > 0


# A digest and padding that an RSA key is too small for gives an error that says nothing; Node.js says this.
cdef bint supports_hash(EVP_PKEY* key) noexcept nogil:
    cdef int kind = EVP_PKEY_get_base_id(key)
    return kind == 6 or kind == 912 or kind == 116 or kind == 408


# ---- fed ----

# signFinish(state, key, padding, salt, p1363): the signature of what a hash was fed.
cdef napi_value js_sign_finish(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef unsigned char[LONGEST] digest
    cdef unsigned int digest_size = 0
    cdef unsigned char* signature
    cdef uint8_t* pair
    cdef size_t size
    cdef int half
    cdef bint good
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Hasher* h = hasher_of(env, argv[0])
    cdef Key* key = key_of(env, argv[1])
    cdef EVP_PKEY_CTX* context
    ERR_clear_error()
    if not supports_hash(key.pkey):
        return throw_code(env, b"ERR_CRYPTO_UNSUPPORTED_OPERATION", b"Unsupported crypto operation", 0)
    if EVP_DigestFinal_ex(h.context, digest, &digest_size) != 1:
        return throw_openssl(env, b"PEM_read_bio_PrivateKey failed")
    context = EVP_PKEY_CTX_new(key.pkey, NULL)
    size = <size_t>EVP_PKEY_get_size(key.pkey)
    signature = <unsigned char*>malloc(size + 1)
    good = (context != NULL and EVP_PKEY_sign_init(context) > 0
            and set_padding(context, key.pkey, integer(env, argv[2]), integer(env, argv[3]))
            and EVP_PKEY_CTX_set_signature_md(context, h.md) > 0
            and EVP_PKEY_sign(context, signature, &size, digest, digest_size) > 0)
    EVP_PKEY_CTX_free(context)
    if not good:
        free(signature)
        return throw_openssl(env, b"PEM_read_bio_PrivateKey failed")
    if truth(env, argv[4]):
        half = half_size(key.pkey)
        if half > 0:
            pair = to_p1363(signature, size, half)
            free(signature)
            if pair == NULL:
                return throw_code(env, b"ERR_CRYPTO_OPERATION_FAILED", b"Malformed signature", 0)
            signature = pair
            size = <size_t>(2 * half)
    result = new_bytes(env, signature, size)
    free(signature)
    return result


# verifyFinish(state, key, signature, padding, salt, p1363): whether it is right.
cdef napi_value js_verify_finish(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 6
    cdef napi_value[6] argv
    cdef unsigned char[LONGEST] digest
    cdef unsigned int digest_size = 0
    cdef uint8_t* data = NULL
    cdef unsigned char* der = NULL
    cdef size_t size = 0
    cdef bint good = False
    cdef bint ready
    cdef int half
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Hasher* h = hasher_of(env, argv[0])
    cdef Key* key = key_of(env, argv[1])
    cdef EVP_PKEY_CTX* context
    ERR_clear_error()
    if not supports_hash(key.pkey):
        return throw_code(env, b"ERR_CRYPTO_UNSUPPORTED_OPERATION", b"Unsupported crypto operation", 0)
    naja_get_bytes(env, argv[2], &data, &size)
    if truth(env, argv[5]):
        half = half_size(key.pkey)
        if half > 0:
            der = from_p1363(data, size, half, &size)
            if der == NULL:
                return throw_code(env, b"ERR_CRYPTO_OPERATION_FAILED", b"Malformed signature", 0)
            data = der
    if EVP_DigestFinal_ex(h.context, digest, &digest_size) != 1:
        openssl_free(der)
        return throw_openssl(env, b"PEM_read_bio_PUBKEY failed")
    context = EVP_PKEY_CTX_new(key.pkey, NULL)
    ready = (context != NULL and EVP_PKEY_verify_init(context) > 0
             and set_padding(context, key.pkey, integer(env, argv[3]), integer(env, argv[4]))
             and EVP_PKEY_CTX_set_signature_md(context, h.md) > 0)
    if ready:
        good = EVP_PKEY_verify(context, data, size, digest, digest_size) == 1
    EVP_PKEY_CTX_free(context)
    openssl_free(der)
    if not ready:
        return throw_openssl(env, b"PEM_read_bio_PUBKEY failed")
    ERR_clear_error()
    return boolean(env, good)


# ---- a whole message ----

cdef bint set_context_string(EVP_PKEY_CTX* context, Bytes* b) noexcept nogil:
    cdef OSSL_PARAM_BLD* builder
    cdef OSSL_PARAM* params
    cdef bint good
    if not b.given:
        return True
    builder = OSSL_PARAM_BLD_new()
    OSSL_PARAM_BLD_push_octet_string(builder, b"context-string", pick(b.data != NULL, <char*>b.data, b""), b.size)
    params = OSSL_PARAM_BLD_to_param(builder)
    good = EVP_PKEY_CTX_set_params(context, params) > 0
    OSSL_PARAM_free(params)
    OSSL_PARAM_BLD_free(builder)
    return good


# Ed448 takes a context in general, Ed25519 only as the instance of RFC 8032 that has one.
cdef bint set_instance(EVP_PKEY_CTX* context, EVP_PKEY* key, Bytes* b) noexcept nogil:
    cdef OSSL_PARAM_BLD* builder
    cdef OSSL_PARAM* params
    cdef bint good
    if not b.given or b.size == 0 or EVP_PKEY_get_base_id(key) != 1087:
        return True
    builder = OSSL_PARAM_BLD_new()
    OSSL_PARAM_BLD_push_utf8_string(builder, b"instance", b"Ed25519ctx", 0)
    params = OSSL_PARAM_BLD_to_param(builder)
    good = EVP_PKEY_CTX_set_params(context, params) > 0
    OSSL_PARAM_free(params)
    OSSL_PARAM_BLD_free(builder)
    return good


# sign: key 0; bytes: digest, data, context; numbers: padding, salt, p1363
cdef bint run_sign(Job* j) noexcept nogil:
    cdef EVP_PKEY* key = j.keys[0].pkey
    cdef EVP_MD* md = NULL
    cdef EVP_MD_CTX* context
    cdef EVP_PKEY_CTX* inner = NULL
    cdef size_t size = 0
    cdef uint8_t* pair
    cdef int half
    cdef bint good
    j.failure.message = b"sign failed"
    if j.bytes[0].given:
        md = fetch_digest(text_of(j, 0))
        if md == NULL:
            return fails(j, b"ERR_CRYPTO_INVALID_DIGEST", b"Invalid digest", 1)
    context = EVP_MD_CTX_new()
    good = (EVP_DigestSignInit(context, &inner, md, NULL, key) > 0
            and set_padding(inner, key, <int>j.numbers[0], <int>j.numbers[1])
            and set_instance(inner, key, &j.bytes[2]) and set_context_string(inner, &j.bytes[2])
            and EVP_DigestSign(context, NULL, &size, data_of(j, 1), j.bytes[1].size) > 0
            and room_for(j, size) and EVP_DigestSign(context, j.output, &size, data_of(j, 1), j.bytes[1].size) > 0)
    EVP_MD_CTX_free(context)
    EVP_MD_free(md)
    if not good:
        return False
    j.size = size
    if j.numbers[2] != 0:
        half = half_size(key)
        if half > 0:
            pair = to_p1363(j.output, size, half)
            if pair == NULL:
                return fails(j, b"ERR_CRYPTO_OPERATION_FAILED", b"Malformed signature", 0)
            free(j.output)
            j.output = pair
            j.size = <size_t>(2 * half)
    return True


# verify: as sign; bytes 3 is the signature
cdef bint run_verify(Job* j) noexcept nogil:
    cdef EVP_PKEY* key = j.keys[0].pkey
    cdef EVP_MD* md = NULL
    cdef EVP_MD_CTX* context
    cdef EVP_PKEY_CTX* inner = NULL
    cdef uint8_t* signature = data_of(j, 3)
    cdef unsigned char* der = NULL
    cdef size_t size = j.bytes[3].size
    cdef int half
    cdef bint ready
    cdef bint good = False
    j.failure.message = b"verify failed"
    if j.bytes[0].given:
        md = fetch_digest(text_of(j, 0))
        if md == NULL:
            return fails(j, b"ERR_CRYPTO_INVALID_DIGEST", b"Invalid digest", 1)
    if j.numbers[2] != 0:
        half = half_size(key)
        if half > 0:
            der = from_p1363(signature, size, half, &size)
            if der == NULL:
                # Not as long as a signature of this key: not one.
                EVP_MD_free(md)
                return says(j, False)
            signature = der
    context = EVP_MD_CTX_new()
    ready = (EVP_DigestVerifyInit(context, &inner, md, NULL, key) > 0
             and set_padding(inner, key, <int>j.numbers[0], <int>j.numbers[1])
             and set_instance(inner, key, &j.bytes[2]) and set_context_string(inner, &j.bytes[2]))
    if ready:
        good = EVP_DigestVerify(context, signature, size, data_of(j, 1), j.bytes[1].size) == 1
        ERR_clear_error()
    EVP_MD_CTX_free(context)
    EVP_MD_free(md)
    openssl_free(der)
    return ready and says(j, good)


cdef void add_signatures(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"signFinish", js_sign_finish)
    add_function(env, exports, state, b"verifyFinish", js_verify_finish)
