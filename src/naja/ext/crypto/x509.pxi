# Certificates, and SPKAC (Certificate).

cdef void free_x509(napi_env env, void* data, void* hint) noexcept nogil:
    X509_free(<X509*>data)


cdef X509* x509_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    napi_get_value_external(env, value, &data)
    return <X509*>data


cdef napi_value wrap_x509(napi_env env, X509* cert) noexcept nogil:
    cdef napi_value result = NULL
    if napi_create_external(env, cert, free_x509, NULL, &result) != napi_ok:
        X509_free(cert)
        return NULL
    return result


cdef int empty_passphrase(char* buf, int size, int writing, void* data) noexcept nogil:
    return 0


# x509Read(PEM or DER)
cdef napi_value js_x509_read(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef Bytes b
    cdef const unsigned char* at
    cdef X509* cert
    cdef BIO* bio
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    ERR_clear_error()
    take_bytes(env, argv[0], &b, False)
    bio = BIO_new_mem_buf(data_or_empty(&b), <int>b.size)
    ERR_set_mark()
    cert = PEM_read_bio_X509(bio, NULL, empty_passphrase, NULL)
    BIO_free(bio)
    if cert == NULL:
        at = b.data
        ERR_pop_to_mark()
        ERR_set_mark()
        cert = d2i_X509(NULL, &at, <long>b.size)
        if cert == NULL:
            # What PEM has to say about it is what Node.js tells.
            ERR_pop_to_mark()
            bio = BIO_new_mem_buf(data_or_empty(&b), <int>b.size)
            PEM_read_bio_X509(bio, NULL, empty_passphrase, NULL)
            BIO_free(bio)
    free_bytes(&b)
    if cert == NULL:
        return throw_openssl(env, b"Failed to parse certificate")
    ERR_clear_error()
    return wrap_x509(env, cert)


cdef inline const void* data_or_empty(Bytes* b) noexcept nogil:
    return pick(b.data != NULL, <char*>b.data, b"")


# x509Raw(handle, pem)
cdef napi_value js_x509_raw(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef unsigned char* der = NULL
    cdef int size
    cdef BIO* bio
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef X509* cert = x509_of(env, argv[0])
    if truth(env, argv[1]):
        bio = BIO_new(BIO_s_mem())
        PEM_write_bio_X509(bio, cert)
        return end_bio(env, bio, True)
    size = i2d_X509(cert, &der)
    if size < 0:
        return throw_openssl(env, b"Failed to encode certificate")
    result = new_bytes(env, der, <size_t>size)
    openssl_free(der)
    return result


# x509Name(handle, issuer): one line each.
cdef napi_value js_x509_name(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef X509* cert = x509_of(env, argv[0])
    cdef BIO* bio = BIO_new(BIO_s_mem())
    # ESC_2253 | ESC_CTRL | UTF8_CONVERT | SEP_MULTILINE | FN_SN
    X509_NAME_print_ex(bio, X509_get_issuer_name(cert) if truth(env, argv[1]) else X509_get_subject_name(cert), 0,
                       1 | 2 | 0x10 | (4 << 16))
    return end_bio(env, bio, True)


# x509Key(handle)
cdef napi_value js_x509_key(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    ERR_clear_error()
    cdef EVP_PKEY* key = X509_get_pubkey(x509_of(env, argv[0]))
    if key == NULL:
        return throw_openssl(env, b"Failed to get public key")
    return wrap_pkey(env, key, PUBLIC)


# x509Time(handle, after): seconds since 1970.
cdef napi_value js_x509_time(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef char[128] fields
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef X509* cert = x509_of(env, argv[0])
    memset(fields, 0, 128)
    ASN1_TIME_to_tm(X509_get0_notAfter(cert) if truth(env, argv[1]) else X509_get0_notBefore(cert), fields)
    return real(env, <double>timegm(fields))


# x509Facts(handle): [is a CA, signature algorithm's name, its OID or undefined]
cdef napi_value js_x509_signature(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef const ASN1_STRING* signature
    cdef const void* algorithm = NULL
    cdef char[128] oid
    cdef napi_value result
    cdef int nid
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef X509* cert = x509_of(env, argv[0])
    nid = X509_get_signature_nid(cert)
    X509_get0_signature(&signature, &algorithm, cert)
    OBJ_obj2txt(oid, 128, naja_algorithm_object(algorithm), 1)
    napi_create_array(env, &result)
    napi_set_element(env, result, 0, boolean(env, X509_check_ca(cert) == 1))
    napi_set_element(env, result, 1, undefined(env) if nid == 0 else text(env, OBJ_nid2ln(nid)))
    napi_set_element(env, result, 2, text(env, oid))
    return result


cdef extern from *:
    """
    int OBJ_obj2txt(char *buf, int size, const ASN1_OBJECT *a, int no_name);
    #define naja_algorithm_object(a) (((const X509_ALGOR *)(a))->algorithm)
    """
    int OBJ_obj2txt(char* buf, int size, const ASN1_OBJECT* a, int no_name) noexcept nogil
    const ASN1_OBJECT* naja_algorithm_object(const void* algorithm) noexcept nogil


# x509Check(handle, kind, text, flags): host (0): the name that matched; email (1), ip (2): the text. undefined: none does.
cdef napi_value js_x509_check(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef Bytes b
    cdef char* peer = NULL
    cdef int kind
    cdef int answer
    cdef unsigned int flags
    cdef napi_value result = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef X509* cert = x509_of(env, argv[0])
    kind = integer(env, argv[1])
    flags = unsigned_integer(env, argv[3])
    take_bytes(env, argv[2], &b, True)
    if kind == 0:
        answer = X509_check_host(cert, <char*>b.data, b.size, flags, &peer)
    elif kind == 1:
        answer = X509_check_email(cert, <char*>b.data, b.size, flags)
    else:
        answer = X509_check_ip_asc(cert, <char*>b.data, flags)
    free_bytes(&b)
    ERR_clear_error()
    if answer == 1:
        result = text(env, peer) if peer != NULL else argv[2]
    elif answer == -2:
        result = throw_code(env, b"ERR_INVALID_ARG_VALUE", b"Invalid name", 1)
    else:
        result = undefined(env)
    openssl_free(peer)
    return result


# x509Issued(handle, issuer), x509Matches(handle, private key), x509Verify(handle, public key)
cdef napi_value js_x509_issued(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    return boolean(env, X509_check_issued(x509_of(env, argv[1]), x509_of(env, argv[0])) == 0)


cdef napi_value js_x509_matches(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef bint same = X509_check_private_key(x509_of(env, argv[0]), key_of(env, argv[1]).pkey) == 1
    ERR_clear_error()
    return boolean(env, same)


cdef napi_value js_x509_verify(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef bint good = X509_verify(x509_of(env, argv[0]), key_of(env, argv[1]).pkey) == 1
    ERR_clear_error()
    return boolean(env, good)


# pkcs12(bytes, passphrase): [key | null, certificate | null, [others]]
cdef napi_value js_pkcs12(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Bytes b
    cdef Bytes secret
    cdef PKCS12* bundle
    cdef EVP_PKEY* key = NULL
    cdef X509* cert = NULL
    cdef OPENSSL_STACK* others = NULL
    cdef napi_value result
    cdef napi_value list
    cdef bint good
    cdef int i
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    ERR_clear_error()
    take_bytes(env, argv[0], &b, False)
    take_bytes(env, argv[1], &secret, True)
    cdef BIO* bio = BIO_new_mem_buf(data_or_empty(&b), <int>b.size)
    bundle = d2i_PKCS12_bio(bio, NULL)
    BIO_free(bio)
    good = bundle != NULL and PKCS12_parse(bundle, pick(secret.given, <char*>secret.data, b""), &key, &cert, &others) == 1
    PKCS12_free(bundle)
    free_bytes(&b)
    free_bytes(&secret)
    if not good:
        return throw_code(env, b"ERR_CRYPTO_OPERATION_FAILED", pick(
            bundle != NULL, b"Failed to parse the PKCS#12 structure", b"Input is not a valid PKCS#12 structure"), 0)
    ERR_clear_error()
    napi_create_array(env, &result)
    napi_create_array(env, &list)
    napi_set_element(env, result, 0, null(env) if key == NULL else wrap_pkey(env, key, PRIVATE))
    napi_set_element(env, result, 1, null(env) if cert == NULL else wrap_x509(env, cert))
    if others != NULL:
        for i in range(OPENSSL_sk_num(others)):
            napi_set_element(env, list, <uint32_t>i, wrap_x509(env, <X509*>OPENSSL_sk_value(others, i)))
        OPENSSL_sk_free(others)
    napi_set_element(env, result, 2, list)
    return result


# spkac(bytes, what): 0 whether it is right, 1 its public key as PEM, 2 its challenge.
cdef napi_value js_spkac(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Bytes b
    cdef NETSCAPE_SPKI* spki
    cdef EVP_PKEY* key
    cdef BIO* bio
    cdef unsigned char* challenge = NULL
    cdef int what
    cdef int size
    cdef napi_value result = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    what = integer(env, argv[1])
    take_bytes(env, argv[0], &b, True)
    # OpenSSL's reader does not like the white space around.
    while b.size > 0 and (b.data[b.size - 1] == c'\n' or b.data[b.size - 1] == c'\r' or b.data[b.size - 1] == c' '):
        b.size -= 1
    b.data[b.size] = 0
    spki = NETSCAPE_SPKI_b64_decode(<char*>b.data, <int>b.size) if b.size > 0 else NULL
    free_bytes(&b)
    if spki == NULL:
        ERR_clear_error()
        return boolean(env, False) if what == 0 else undefined(env)
    if what == 2:
        size = ASN1_STRING_to_UTF8(&challenge, spki.spkac.challenge)
        if size >= 0:
            result = new_bytes(env, challenge, <size_t>size)
            openssl_free(challenge)
    else:
        key = NETSCAPE_SPKI_get_pubkey(spki)
        if what == 0:
            result = boolean(env, key != NULL and NETSCAPE_SPKI_verify(spki, key) > 0)
        elif key != NULL:
            bio = BIO_new(BIO_s_mem())
            PEM_write_bio_PUBKEY(bio, key)
            result = end_bio(env, bio, False)
        EVP_PKEY_free(key)
    NETSCAPE_SPKI_free(spki)
    ERR_clear_error()
    return result if result != NULL else undefined(env)


cdef void add_certificates(napi_env env, napi_value exports, State* state) noexcept nogil:
    add_function(env, exports, state, b"x509Read", js_x509_read)
    add_function(env, exports, state, b"x509Raw", js_x509_raw)
    add_function(env, exports, state, b"x509Name", js_x509_name)
    add_function(env, exports, state, b"x509Key", js_x509_key)
    add_function(env, exports, state, b"x509Time", js_x509_time)
    add_function(env, exports, state, b"x509Facts", js_x509_signature)
    add_function(env, exports, state, b"x509Check", js_x509_check)
    add_function(env, exports, state, b"x509Issued", js_x509_issued)
    add_function(env, exports, state, b"x509Matches", js_x509_matches)
    add_function(env, exports, state, b"x509Verify", js_x509_verify)
    add_function(env, exports, state, b"pkcs12", js_pkcs12)
    add_function(env, exports, state, b"spkac", js_spkac)
