# SecureContext: the keys, certificates and limits that connections share.

cdef extern from *:
    """
    #include <pthread.h>
    static pthread_mutex_t naja_roots_lock = PTHREAD_MUTEX_INITIALIZER;
    static void naja_lock_roots(void) { pthread_mutex_lock(&naja_roots_lock); }
    static void naja_unlock_roots(void) { pthread_mutex_unlock(&naja_roots_lock); }
    """
    void naja_lock_roots() noexcept nogil
    void naja_unlock_roots() noexcept nogil

cdef enum:
    CONTEXT_MAGIC = 0x54435458
    SSL_SESS_CACHE_BOTH_NO_INTERNAL = 0x0383  # client and server, no internal store, no automatic clearing
    SSL_OP_ALLOW_CLIENT_RENEGOTIATION = 256
    SSL_OP_NO_SSLV3 = 0x02000000
    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER = 2
    SSL_MODE_RELEASE_BUFFERS = 0x10
    X509_V_FLAG_CRL_CHECK_ALL = 0x4 | 0x8
    X509_V_FLAG_PARTIAL_CHAIN = 0x80000
    PEM_R_NO_START_LINE = 108
    SSL_R_NO_CIPHER_MATCH = 185
    ERR_R_UNSUPPORTED = 268 | (2 << 18)

# Ticket keys as Node lays them out: name, HMAC key, AES key, 16 bytes each.
cdef struct naja_context:
    uint64_t magic
    SSL_CTX* ctx
    X509* cert
    X509* issuer
    bint shares_roots
    unsigned char[48] ticket_keys

# The certificate authorities that all contexts without a `ca` share.
cdef X509_STORE* root_store = NULL
cdef int context_index = -1


cdef naja_context* context_of(napi_env env, napi_value object) noexcept nogil:
    cdef void* data = NULL
    if napi_unwrap(env, object, &data) != napi_ok or data == NULL or (<naja_context*>data).magic != CONTEXT_MAGIC:
        return NULL
    return <naja_context*>data


# The receiver of a method and up to three arguments. NULL (and an exception) where it was closed.
cdef naja_context* context_this(napi_env env, napi_callback_info info, napi_value* argv) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value this
    cdef naja_context* c
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    c = context_of(env, this)
    if c == NULL or c.ctx == NULL:
        napi_throw_error(env, "ERR_TLS_INVALID_CONTEXT", "context must be a SecureContext")
        return NULL
    return c


cdef void context_gone(napi_env env, void* data, void* hint) noexcept nogil:
    close_context(<naja_context*>data)
    free(data)


cdef void close_context(naja_context* c) noexcept nogil:
    # Connections may outlive this.
    if c.ctx != NULL:
        SSL_CTX_set_ex_data(c.ctx, context_index, NULL)
    SSL_CTX_free(c.ctx)
    X509_free(c.cert)
    X509_free(c.issuer)
    c.ctx = NULL
    c.cert = NULL
    c.issuer = NULL


cdef napi_value new_context(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 0
    cdef napi_value this
    cdef naja_context* c = <naja_context*>calloc(1, sizeof(naja_context))
    napi_get_cb_info(env, info, &argc, NULL, &this, NULL)
    c.magic = CONTEXT_MAGIC
    napi_wrap(env, this, c, context_gone, NULL, NULL)
    return this


# init(role, min, max): role 0 both, 1 client, 2 server; versions as OpenSSL numbers them, 0 for no limit.
cdef napi_value context_init(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef napi_value this
    cdef naja_context* c
    cdef int role
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    c = context_of(env, this)
    if c == NULL or c.ctx != NULL:
        return NULL
    role = integer(env, argv[0])
    c.ctx = SSL_CTX_new(TLS_client_method() if role == 1 else (TLS_server_method() if role == 2 else TLS_method()))
    if c.ctx == NULL:
        return throw_openssl(env)
    # A connection finds the keys of its tickets through its context, of which OpenSSL knows only this pointer.
    SSL_CTX_set_ex_data(c.ctx, context_index, c)
    SSL_CTX_set_options(c.ctx, SSL_OP_NO_SSLV3 | SSL_OP_ALLOW_CLIENT_RENEGOTIATION)
    naja_ctx_set_mode(c.ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS)
    naja_ctx_set_session_cache(c.ctx, SSL_SESS_CACHE_BOTH_NO_INTERNAL)
    naja_ctx_set_min_proto(c.ctx, integer(env, argv[1]))
    naja_ctx_set_max_proto(c.ctx, integer(env, argv[2]))
    RAND_bytes(c.ticket_keys, 48)
    SSL_CTX_set_tlsext_ticket_key_evp_cb(c.ctx, ticket_key)
    SSL_CTX_sess_set_new_cb(c.ctx, session_made)
    SSL_CTX_sess_set_get_cb(c.ctx, session_wanted)
    SSL_CTX_set_client_hello_cb(c.ctx, client_hello, NULL)
    SSL_CTX_set_alpn_select_cb(c.ctx, select_alpn, NULL)
    naja_ctx_set_status_cb(c.ctx, ocsp_status)
    return NULL


# ---- certificates and keys ----

cdef int no_password(char* target, int size, int writing, void* data) noexcept nogil:
    return 0


cdef int give_password(char* target, int size, int writing, void* data) noexcept nogil:
    cdef const char* password = <const char*>data
    cdef size_t length
    if password == NULL:
        return 0
    length = strlen(password)
    if length > <size_t>size:
        return -1
    memcpy(target, password, length)
    return <int>length


# setKey(pem, passphrase)
cdef napi_value set_key(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef char* memory = NULL
    cdef char* password
    cdef size_t size = 0
    cdef BIO* bio
    cdef EVP_PKEY* key
    cdef int done
    if c == NULL:
        return NULL
    ERR_clear_error()
    bio = bio_of(env, argv[0], &memory)
    password = bytes_of(env, argv[1], &size)
    key = PEM_read_bio_PrivateKey(bio, NULL, give_password, password)
    BIO_free(bio)
    free(memory)
    free(password)
    if key == NULL:
        return throw_openssl(env)
    done = SSL_CTX_use_PrivateKey(c.ctx, key)
    EVP_PKEY_free(key)
    return throw_openssl(env) if done != 1 else NULL


# Makes `cert` the context's own and remembers it and its issuer. 1 or 0 and an error in the queue.
cdef int use_certificate(naja_context* c, X509* cert, X509* issuer) noexcept nogil:
    if SSL_CTX_use_certificate(c.ctx, cert) != 1:
        return 0
    X509_free(c.cert)
    X509_free(c.issuer)
    X509_up_ref(cert)
    c.cert = cert
    if issuer != NULL:
        X509_up_ref(issuer)
        c.issuer = issuer
    else:
        c.issuer = issuer_in_store(c.ctx, cert)
    return 1


# setCert(pem): the certificate, then those of its chain.
cdef napi_value set_cert(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef char* memory = NULL
    cdef BIO* bio
    cdef X509* cert
    cdef X509* extra
    cdef X509* issuer = NULL
    cdef unsigned long error
    cdef int done = 0
    if c == NULL:
        return NULL
    ERR_clear_error()
    bio = bio_of(env, argv[0], &memory)
    cert = PEM_read_bio_X509_AUX(bio, NULL, no_password, NULL)
    if cert != NULL:
        done = SSL_CTX_use_certificate(c.ctx, cert)
        naja_ctx_clear_chain(c.ctx)
        while done == 1:
            extra = PEM_read_bio_X509(bio, NULL, no_password, NULL)
            if extra == NULL:
                break
            if naja_ctx_add0_chain_cert(c.ctx, extra) != 1:
                X509_free(extra)
                done = 0
            elif issuer == NULL and X509_check_issued(extra, cert) == 0:
                issuer = extra
        error = ERR_peek_last_error()
        if done == 1 and ((error >> 23) & 0xFF) == 9 and (error & 0x7FFFFF) == PEM_R_NO_START_LINE:
            ERR_clear_error()
        elif error != 0:
            done = 0
        if done == 1:
            done = use_certificate(c, cert, issuer)
    X509_free(cert)
    BIO_free(bio)
    free(memory)
    return throw_openssl(env) if done != 1 else NULL


# A store of the context's own, in the place of the one that all share.
cdef X509_STORE* own_store(naja_context* c) noexcept nogil:
    cdef X509_STORE* store
    if c.shares_roots:
        store = X509_STORE_new()
        load_roots(store)
        SSL_CTX_set_cert_store(c.ctx, store)
        c.shares_roots = False
    return SSL_CTX_get_cert_store(c.ctx)


# addCACert(pem): all that are in it; text that has none in it adds none.
cdef napi_value add_ca_cert(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef char* memory = NULL
    cdef BIO* bio
    cdef X509* cert
    cdef X509_STORE* store
    if c == NULL:
        return NULL
    bio = bio_of(env, argv[0], &memory)
    store = own_store(c)
    while True:
        cert = PEM_read_bio_X509_AUX(bio, NULL, no_password, NULL)
        if cert == NULL:
            break
        X509_STORE_add_cert(store, cert)
        SSL_CTX_add_client_CA(c.ctx, cert)
        X509_free(cert)
    BIO_free(bio)
    free(memory)
    ERR_clear_error()
    return NULL


# addCRL(pem)
cdef napi_value add_crl(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef char* memory = NULL
    cdef BIO* bio
    cdef X509_CRL* crl
    cdef X509_STORE* store
    if c == NULL:
        return NULL
    bio = bio_of(env, argv[0], &memory)
    crl = PEM_read_bio_X509_CRL(bio, NULL, no_password, NULL)
    BIO_free(bio)
    free(memory)
    if crl == NULL:
        return throw_code(env, "ERR_CRYPTO_OPERATION_FAILED", "Failed to parse CRL")
    store = own_store(c)
    X509_STORE_add_crl(store, crl)
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK_ALL)
    X509_CRL_free(crl)
    return NULL


# loadPKCS12(bytes, passphrase)
cdef napi_value load_pkcs12(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef char* memory = NULL
    cdef char* password
    cdef size_t size = 0
    cdef BIO* bio
    cdef PKCS12* p12
    cdef int done = 0
    cdef EVP_PKEY* key = NULL
    cdef X509* cert = NULL
    cdef X509* issuer = NULL
    cdef OPENSSL_STACK* extra = NULL
    cdef unsigned long error
    if c == NULL:
        return NULL
    ERR_clear_error()
    bio = bio_of(env, argv[0], &memory)
    password = bytes_of(env, argv[1], &size)
    p12 = d2i_PKCS12_bio(bio, NULL)
    if p12 != NULL and PKCS12_parse(p12, password, &key, &cert, &extra) == 1:
        if key == NULL:
            napi_throw_error(env, NULL, "Unable to load private key from PFX data")
            done = -1
        elif cert == NULL:
            napi_throw_error(env, NULL, "Unable to load PFX certificate")
            done = -1
        else:
            # The chain belongs to the certificate that was set last.
            done = SSL_CTX_use_certificate(c.ctx, cert)
            if done == 1:
                issuer = add_extra(c, cert, extra)
                done = use_certificate(c, cert, issuer) and SSL_CTX_use_PrivateKey(c.ctx, key)
    PKCS12_free(p12)
    EVP_PKEY_free(key)
    X509_free(cert)
    OPENSSL_sk_pop_free(extra, free_x509)
    BIO_free(bio)
    free(memory)
    free(password)
    if done == 0:
        error = ERR_get_error()
        # A bare "unsupported" would not say of what.
        if error & 0x7FFFFF == ERR_R_UNSUPPORTED:
            napi_throw_error(env, "ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported PKCS12 PFX data")
        else:
            napi_throw_error(env, NULL, reason_of(error))
    ERR_clear_error()
    return NULL


cdef const char* reason_of(unsigned long error) noexcept nogil:
    cdef const char* reason = ERR_reason_error_string(error)
    if reason == NULL:
        reason = b"Unknown error"
    return reason


cdef void free_x509(void* cert) noexcept nogil:
    X509_free(<X509*>cert)


# The other certificates of a PKCS#12 file: authorities, and the chain of the first one. Gives its issuer.
cdef X509* add_extra(naja_context* c, X509* cert, OPENSSL_STACK* extra) noexcept nogil:
    cdef X509_STORE* store
    cdef X509* issuer = NULL
    cdef X509* one
    cdef int i
    naja_ctx_clear_chain(c.ctx)
    if extra == NULL:
        return NULL
    store = own_store(c)
    for i in range(OPENSSL_sk_num(extra)):
        one = <X509*>OPENSSL_sk_value(extra, i)
        X509_STORE_add_cert(store, one)
        SSL_CTX_add_client_CA(c.ctx, one)
        naja_ctx_add1_chain_cert(c.ctx, one)
        if issuer == NULL and X509_check_issued(one, cert) == 0:
            issuer = one
    return issuer


# ---- the rest ----

cdef napi_value context_certificate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    if c == NULL:
        return NULL
    return null(env) if c.cert == NULL else raw_certificate(env, c.cert)


cdef napi_value context_issuer(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    if c == NULL:
        return NULL
    return null(env) if c.issuer == NULL else raw_certificate(env, c.issuer)


cdef napi_value context_close(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 0
    cdef napi_value this
    cdef naja_context* c
    napi_get_cb_info(env, info, &argc, NULL, &this, NULL)
    c = context_of(env, this)
    if c != NULL:
        close_context(c)
    return NULL


cdef const char* ALL_SUITES = (
    b"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256"
    b":TLS_AES_128_CCM_8_SHA256")


# getCiphers(): the names of all that can be used.
cdef napi_value get_ciphers(napi_env env, napi_callback_info info) noexcept nogil:
    cdef SSL_CTX* ctx = SSL_CTX_new(TLS_method())
    cdef OPENSSL_STACK* list
    cdef SSL* ssl
    cdef const SSL_CIPHER* cipher
    cdef napi_value result
    cdef int i
    # Those of TLS 1.3 that nobody gets by default, too.
    SSL_CTX_set_ciphersuites(ctx, ALL_SUITES)
    ssl = SSL_new(ctx)
    list = SSL_get_ciphers(ssl)
    napi_create_array(env, &result)
    for i in range(OPENSSL_sk_num(list)):
        cipher = <const SSL_CIPHER*>OPENSSL_sk_value(list, i)
        napi_set_element(env, result, <uint32_t>i, text(env, SSL_CIPHER_get_name(cipher)))
    SSL_free(ssl)
    SSL_CTX_free(ctx)
    ERR_clear_error()
    return result


cdef napi_value context_class(napi_env env) noexcept nogil:
    cdef napi_property_descriptor[32] p
    cdef napi_value result
    method(&p[0], "init", context_init)
    method(&p[1], "setKey", set_key)
    method(&p[2], "setCert", set_cert)
    method(&p[3], "addCACert", add_ca_cert)
    method(&p[4], "setAllowPartialTrustChain", set_allow_partial_trust_chain)
    method(&p[5], "addCRL", add_crl)
    method(&p[6], "addRootCerts", add_root_certs)
    method(&p[7], "setCipherSuites", set_cipher_suites)
    method(&p[8], "setCiphers", set_ciphers)
    method(&p[9], "setSigalgs", set_sigalgs)
    method(&p[10], "setECDHCurve", set_ecdh_curve)
    method(&p[11], "setDHParam", set_dh_param)
    method(&p[12], "setMaxProto", set_max_proto)
    method(&p[13], "setMinProto", set_min_proto)
    method(&p[14], "getMaxProto", get_max_proto)
    method(&p[15], "getMinProto", get_min_proto)
    method(&p[16], "setOptions", set_options)
    method(&p[17], "setSessionIdContext", set_session_id_context)
    method(&p[18], "setSessionTimeout", set_session_timeout)
    method(&p[19], "close", context_close)
    method(&p[20], "loadPKCS12", load_pkcs12)
    method(&p[21], "setTicketKeys", set_ticket_keys)
    method(&p[22], "getTicketKeys", get_ticket_keys)
    method(&p[23], "getCertificate", context_certificate)
    method(&p[24], "getIssuer", context_issuer)
    if napi_define_class(env, "SecureContext", NAPI_AUTO_LENGTH, new_context, NULL, 25, p, &result) != napi_ok:
        return undefined(env)
    return result
