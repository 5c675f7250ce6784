# SecureContext: ciphers, versions, options, and sessions.

cdef napi_value set_ciphers(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef size_t size = 0
    cdef char* names
    cdef int done
    if c == NULL:
        return NULL
    ERR_clear_error()
    names = bytes_of(env, argv[0], &size)
    done = SSL_CTX_set_cipher_list(c.ctx, names)
    free(names)
    # An empty list is not an error: TLS 1.3 has suites of its own.
    if done != 1 and not (size == 0 and (ERR_peek_error() & 0x7FFFFF) == SSL_R_NO_CIPHER_MATCH):
        return throw_openssl(env)
    ERR_clear_error()
    return NULL


cdef napi_value set_cipher_suites(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef size_t size = 0
    cdef char* names
    cdef int done
    if c == NULL:
        return NULL
    ERR_clear_error()
    names = bytes_of(env, argv[0], &size)
    done = SSL_CTX_set_ciphersuites(c.ctx, names)
    free(names)
    return throw_openssl(env) if done != 1 else NULL


cdef napi_value set_sigalgs(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef size_t size = 0
    cdef char* names
    cdef long done
    if c == NULL:
        return NULL
    ERR_clear_error()
    names = bytes_of(env, argv[0], &size)
    done = naja_ctx_set_sigalgs(c.ctx, names)
    free(names)
    return throw_openssl(env) if done != 1 else NULL


cdef napi_value set_ecdh_curve(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef size_t size = 0
    cdef char* names
    cdef long done
    if c == NULL:
        return NULL
    names = bytes_of(env, argv[0], &size)
    done = 1 if strcmp(names, "auto") == 0 else naja_ctx_set_groups(c.ctx, names)
    free(names)
    if done != 1:
        return throw_code(env, "ERR_CRYPTO_OPERATION_FAILED", "Failed to set ECDH curve")
    return NULL


# setDHParam(true|pem): a warning as a string, or undefined.
cdef napi_value set_dh_param(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef char* memory = NULL
    cdef BIO* bio
    cdef EVP_PKEY* params
    cdef int bits
    cdef napi_valuetype kind = napi_undefined
    if c == NULL:
        return NULL
    napi_typeof(env, argv[0], &kind)
    if kind == napi_boolean:
        naja_ctx_set_dh_auto(c.ctx, 1)
        return undefined(env)
    bio = bio_of(env, argv[0], &memory)
    params = PEM_read_bio_Parameters(bio, NULL)
    BIO_free(bio)
    free(memory)
    ERR_clear_error()
    if params == NULL:
        return undefined(env)
    bits = EVP_PKEY_get_bits(params)
    if bits < 1024:
        EVP_PKEY_free(params)
        napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", "DH parameter is less than 1024 bits")
        return NULL
    if SSL_CTX_set0_tmp_dh_pkey(c.ctx, params) != 1:
        EVP_PKEY_free(params)
        return throw_code(env, "ERR_CRYPTO_OPERATION_FAILED", "Error setting temp DH parameter")
    return text(env, "DH parameter is less than 2048 bits") if bits < 2048 else undefined(env)


cdef napi_value set_min_proto(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    return NULL if c == NULL else boolean(env, naja_ctx_set_min_proto(c.ctx, integer(env, argv[0])) == 1)


cdef napi_value set_max_proto(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    return NULL if c == NULL else boolean(env, naja_ctx_set_max_proto(c.ctx, integer(env, argv[0])) == 1)


cdef napi_value get_min_proto(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    return NULL if c == NULL else double_number(env, naja_ctx_get_min_proto(c.ctx))


cdef napi_value get_max_proto(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    return NULL if c == NULL else double_number(env, naja_ctx_get_max_proto(c.ctx))


cdef napi_value set_options(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef double value = 0
    if c == NULL:
        return NULL
    napi_get_value_double(env, argv[0], &value)
    SSL_CTX_set_options(c.ctx, <uint64_t>value)
    return NULL


cdef napi_value set_allow_partial_trust_chain(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    if c != NULL:
        X509_STORE_set_flags(own_store(c), X509_V_FLAG_PARTIAL_CHAIN)
    return NULL


# ---- sessions ----

cdef napi_value set_session_id_context(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef size_t size = 0
    cdef char* name
    cdef int done
    cdef BIO* bio
    cdef napi_value error
    if c == NULL:
        return NULL
    ERR_clear_error()
    name = bytes_of(env, argv[0], &size)
    done = SSL_CTX_set_session_id_context(c.ctx, <const unsigned char*>name, <unsigned int>size)
    free(name)
    if done != 1:
        bio = BIO_new(BIO_s_mem())
        ERR_print_errors(bio)
        napi_create_type_error(env, NULL, text_of_bio(env, bio), &error)
        BIO_free(bio)
        napi_throw(env, error)
    return NULL


# sessionIdContext(text): what tells the sessions of one program from another's, made of a text; 32 characters.
cdef napi_value session_id_context(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value source
    cdef size_t size = 0
    cdef char* data
    cdef unsigned char[64] md
    cdef unsigned int md_size = 0
    cdef char[48] hex
    cdef int i
    napi_get_cb_info(env, info, &argc, &source, NULL, NULL)
    data = bytes_of(env, source, &size)
    EVP_Digest(data, size, md, &md_size, EVP_sha1(), NULL)
    free(data)
    for i in range(16):
        snprintf(&hex[i * 2], 3, "%02x", <int>md[i])
    return text(env, hex)


cdef napi_value set_session_timeout(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    if c != NULL:
        SSL_CTX_set_timeout(c.ctx, integer(env, argv[0]))
    return NULL


cdef napi_value get_ticket_keys(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    return NULL if c == NULL else buffer(env, c.ticket_keys, 48)


cdef napi_value set_ticket_keys(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    if c != NULL and naja_get_bytes(env, argv[0], &data, &size) and size == 48:
        memcpy(c.ticket_keys, data, 48)
    return NULL


cdef int ticket_key(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                    int encrypting) noexcept nogil:
    cdef naja_context* c = <naja_context*>SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), context_index)
    cdef OSSL_PARAM[3] params
    if c == NULL:
        return 0
    if encrypting:
        memcpy(name, c.ticket_keys, 16)
        if RAND_bytes(iv, 16) <= 0:
            return -1
    elif memcmp(name, c.ticket_keys, 16) != 0:
        return 0
    params[0] = OSSL_PARAM_construct_octet_string("key", &c.ticket_keys[16], 16)
    params[1] = OSSL_PARAM_construct_utf8_string("digest", b"SHA256", 0)
    params[2] = OSSL_PARAM_construct_end()
    if EVP_MAC_CTX_set_params(mac, params) != 1:
        return -1
    if encrypting:
        return 1 if EVP_EncryptInit_ex(cipher, EVP_aes_128_cbc(), NULL, &c.ticket_keys[32], iv) == 1 else -1
    return 1 if EVP_DecryptInit_ex(cipher, EVP_aes_128_cbc(), NULL, &c.ticket_keys[32], iv) == 1 else -1
