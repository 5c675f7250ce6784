# Certificates as the objects that getPeerCertificate() gives.

cdef enum:
    GEN_EMAIL = 1
    GEN_DNS = 2
    GEN_DIRNAME = 4
    GEN_URI = 6
    GEN_IPADD = 7
    GEN_RID = 8
    NID_SUBJECT_ALT_NAME = 85
    NID_EXT_KEY_USAGE = 126
    NID_INFO_ACCESS = 177
    # XN_FLAG_RFC2253 without the escape of multi-byte characters
    NAME_FLAGS = 0x1010313
    EVP_PKEY_RSA = 6
    EVP_PKEY_RSA_PSS = 912
    EVP_PKEY_EC = 408


# { CN: 'x', O: ['several', 'of', 'one'] }, without a prototype.
cdef napi_value name_object(napi_env env, X509_NAME* name) noexcept nogil:
    cdef napi_value result
    cdef napi_value key
    cdef napi_value value
    cdef napi_value known
    cdef napi_value list
    cdef c_bool has = False
    cdef c_bool is_list = False
    cdef uint32_t length
    cdef X509_NAME_ENTRY* entry
    cdef char[128] oid
    cdef unsigned char* utf8
    cdef int nid
    cdef int size
    cdef int i
    result = bare_object(env)
    for i in range(X509_NAME_entry_count(name)):
        entry = X509_NAME_get_entry(name, i)
        nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry))
        if nid != 0:
            key = text(env, OBJ_nid2sn(nid))
        else:
            OBJ_obj2txt(oid, 128, X509_NAME_ENTRY_get_object(entry), 1)
            key = text(env, oid)
        utf8 = NULL
        size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry))
        if size < 0:
            continue
        napi_create_string_utf8(env, <char*>utf8, <size_t>size, &value)
        naja_openssl_free(utf8)
        napi_has_own_property(env, result, key, &has)
        if not has:
            napi_set_property(env, result, key, value)
            continue
        napi_get_property(env, result, key, &known)
        napi_is_array(env, known, &is_list)
        if is_list:
            napi_get_array_length(env, known, &length)
            napi_set_element(env, known, length, value)
        else:
            napi_create_array(env, &list)
            napi_set_element(env, list, 0, known)
            napi_set_element(env, list, 1, value)
            napi_set_property(env, result, key, list)
    return result


# An object without a prototype.
cdef napi_value bare_object(napi_env env) noexcept nogil:
    cdef napi_value result
    cdef napi_value global_object
    cdef napi_value constructor
    cdef napi_value create
    cdef napi_value argument = null(env)
    napi_get_global(env, &global_object)
    napi_get_named_property(env, global_object, "Object", &constructor)
    napi_get_named_property(env, constructor, "create", &create)
    if napi_call_function(env, constructor, create, 1, &argument, &result) != napi_ok:
        napi_create_object(env, &result)
    return result


# Whether a name can stand in a list of names as it is: printable, without a comma or a quote.
cdef bint is_safe(const unsigned char* data, int size) noexcept nogil:
    cdef int i
    for i in range(size):
        if data[i] == c'"' or data[i] == c'\\' or data[i] == c',' or data[i] == c"'" or data[i] < 32 or data[i] > 126:
            return False
    return True


cdef void write_text(BIO* bio, const char* value) noexcept nogil:
    BIO_write(bio, value, <int>strlen(value))


# A name behind its label; where it could be mistaken for several, as a JSON string.
cdef void write_name(BIO* bio, const char* label, ASN1_STRING* value) noexcept nogil:
    cdef const unsigned char* data = ASN1_STRING_get0_data(value)
    cdef int size = ASN1_STRING_length(value)
    cdef char[8] escaped
    cdef int i
    if is_safe(data, size):
        write_text(bio, label)
        BIO_write(bio, data, size)
        return
    write_text(bio, label)
    write_text(bio, '"')
    for i in range(size):
        if data[i] == c'"' or data[i] == c'\\':
            snprintf(escaped, 8, "\\%c", <int>data[i])
            write_text(bio, escaped)
        elif data[i] < 32 or data[i] > 126:
            # Latin-1, as an IA5String of another kind is read.
            snprintf(escaped, 8, "\\u%04x", <int>data[i])
            write_text(bio, escaped)
        else:
            BIO_write(bio, &data[i], 1)
    write_text(bio, '"')


cdef void write_ip(BIO* bio, ASN1_STRING* value) noexcept nogil:
    cdef const unsigned char* data = ASN1_STRING_get0_data(value)
    cdef int size = ASN1_STRING_length(value)
    cdef char[64] out
    cdef int i
    write_text(bio, "IP Address:")
    if size == 4:
        snprintf(out, 64, "%d.%d.%d.%d", <int>data[0], <int>data[1], <int>data[2], <int>data[3])
        write_text(bio, out)
    elif size == 16:
        for i in range(8):
            if i > 0:
                write_text(bio, ":")
            snprintf(out, 64, "%X", (<int>data[2 * i] << 8) | <int>data[2 * i + 1])
            write_text(bio, out)
    else:
        snprintf(out, 64, "<invalid length=%d>", size)
        write_text(bio, out)


cdef void write_general_name(BIO* bio, GENERAL_NAME* name) noexcept nogil:
    cdef char[128] oid
    cdef BIO* inner
    cdef char* data = NULL
    cdef long size
    if name.type == GEN_DNS:
        write_name(bio, "DNS:", naja_general_text(name))
    elif name.type == GEN_URI:
        write_name(bio, "URI:", naja_general_text(name))
    elif name.type == GEN_EMAIL:
        write_name(bio, "email:", naja_general_text(name))
    elif name.type == GEN_IPADD:
        write_ip(bio, naja_general_text(name))
    elif name.type == GEN_RID:
        OBJ_obj2txt(oid, 128, naja_general_rid(name), 1)
        write_text(bio, "Registered ID:")
        write_text(bio, oid)
    elif name.type == GEN_DIRNAME:
        inner = BIO_new(BIO_s_mem())
        X509_NAME_print_ex(inner, naja_general_directory(name), 0, NAME_FLAGS)
        size = naja_bio_data(inner, &data)
        write_text(bio, "DirName:")
        if is_safe(<const unsigned char*>data, <int>size):
            BIO_write(bio, data, <int>size)
        else:
            write_quoted(bio, data, size)
        BIO_free(inner)
    else:
        GENERAL_NAME_print(bio, name)


cdef void write_quoted(BIO* bio, const char* data, long size) noexcept nogil:
    cdef long i
    write_text(bio, '"')
    for i in range(size):
        if data[i] == c'"' or data[i] == c'\\':
            write_text(bio, "\\")
        BIO_write(bio, &data[i], 1)
    write_text(bio, '"')


# subjectaltname: 'DNS:a, IP Address:1.2.3.4', or undefined.
cdef napi_value alt_names(napi_env env, X509* cert) noexcept nogil:
    cdef OPENSSL_STACK* names = <OPENSSL_STACK*>X509_get_ext_d2i(cert, NID_SUBJECT_ALT_NAME, NULL, NULL)
    cdef BIO* bio
    cdef napi_value result
    cdef int i
    if names == NULL:
        return undefined(env)
    bio = BIO_new(BIO_s_mem())
    for i in range(OPENSSL_sk_num(names)):
        if i > 0:
            write_text(bio, ", ")
        write_general_name(bio, <GENERAL_NAME*>OPENSSL_sk_value(names, i))
    result = text_of_bio(env, bio)
    BIO_free(bio)
    GENERAL_NAMES_free(names)
    return result


# infoAccess: lines of 'OCSP - URI:http://...', or undefined. JavaScript makes an object of them.
cdef napi_value info_access(napi_env env, X509* cert) noexcept nogil:
    cdef OPENSSL_STACK* list = <OPENSSL_STACK*>X509_get_ext_d2i(cert, NID_INFO_ACCESS, NULL, NULL)
    cdef ACCESS_DESCRIPTION* one
    cdef char[128] kind
    cdef BIO* bio
    cdef napi_value result
    cdef int i
    if list == NULL:
        return undefined(env)
    bio = BIO_new(BIO_s_mem())
    for i in range(OPENSSL_sk_num(list)):
        one = <ACCESS_DESCRIPTION*>OPENSSL_sk_value(list, i)
        if i > 0:
            write_text(bio, "\n")
        OBJ_obj2txt(kind, 128, one.method, 0)
        write_text(bio, kind)
        write_text(bio, " - ")
        write_general_name(bio, one.location)
    result = text_of_bio(env, bio)
    BIO_free(bio)
    AUTHORITY_INFO_ACCESS_free(list)
    return result


cdef napi_value key_usage(napi_env env, X509* cert) noexcept nogil:
    cdef OPENSSL_STACK* list = <OPENSSL_STACK*>X509_get_ext_d2i(cert, NID_EXT_KEY_USAGE, NULL, NULL)
    cdef char[128] oid
    cdef napi_value result
    cdef int i
    if list == NULL:
        return undefined(env)
    napi_create_array(env, &result)
    for i in range(OPENSSL_sk_num(list)):
        OBJ_obj2txt(oid, 128, <ASN1_OBJECT*>OPENSSL_sk_value(list, i), 1)
        napi_set_element(env, result, <uint32_t>i, text(env, oid))
    OPENSSL_sk_pop_free(list, free_oid)
    return result


cdef void free_oid(void* oid) noexcept nogil:
    ASN1_OBJECT_free(<ASN1_OBJECT*>oid)


# 'AB:CD:...'
cdef napi_value fingerprint(napi_env env, X509* cert, const EVP_MD* digest) noexcept nogil:
    cdef unsigned char[64] md
    cdef unsigned int size = 0
    cdef char[200] out
    cdef unsigned int i
    if X509_digest(cert, digest, md, &size) != 1:
        return undefined(env)
    for i in range(size):
        snprintf(&out[i * 3], 4, "%02X:", <int>md[i])
    out[size * 3 - 1] = 0
    return text(env, out)


cdef napi_value time_text(napi_env env, const ASN1_STRING* time) noexcept nogil:
    cdef BIO* bio = BIO_new(BIO_s_mem())
    cdef napi_value result
    ASN1_TIME_print(bio, time)
    result = text_of_bio(env, bio)
    BIO_free(bio)
    return result


cdef napi_value hex_text(napi_env env, BIGNUM* value) noexcept nogil:
    cdef char* hex = BN_bn2hex(value)
    cdef napi_value result = text(env, hex)
    naja_openssl_free(hex)
    return result


cdef napi_value raw_certificate(napi_env env, X509* cert) noexcept nogil:
    cdef unsigned char* der = NULL
    cdef int size = i2d_X509(cert, &der)
    cdef napi_value result
    if size < 0:
        return undefined(env)
    result = buffer(env, der, <size_t>size)
    naja_openssl_free(der)
    return result


cdef void put_rsa(napi_env env, napi_value object, EVP_PKEY* key) noexcept nogil:
    cdef BIGNUM* n = NULL
    cdef BIGNUM* e = NULL
    cdef char[32] exponent
    cdef unsigned char* der = NULL
    cdef int size
    EVP_PKEY_get_bn_param(key, "n", &n)
    EVP_PKEY_get_bn_param(key, "e", &e)
    if n != NULL and e != NULL:
        put(env, object, "modulus", hex_text(env, n))
        put(env, object, "bits", double_number(env, EVP_PKEY_get_bits(key)))
        snprintf(exponent, 32, "0x%lx", BN_get_word(e))
        put(env, object, "exponent", text(env, exponent))
        size = i2d_PUBKEY(key, &der)
        if size > 0:
            put(env, object, "pubkey", buffer(env, der, <size_t>size))
            naja_openssl_free(der)
    BN_free(n)
    BN_free(e)


cdef void put_ec(napi_env env, napi_value object, EVP_PKEY* key) noexcept nogil:
    cdef unsigned char[512] point
    cdef char[80] group
    cdef size_t size = 0
    cdef int nid
    put(env, object, "bits", double_number(env, EVP_PKEY_get_bits(key)))
    if EVP_PKEY_get_octet_string_param(key, "pub", point, 512, &size) == 1:
        put(env, object, "pubkey", buffer(env, point, size))
    if EVP_PKEY_get_utf8_string_param(key, "group", group, 80, &size) == 1:
        nid = OBJ_sn2nid(group)
        if nid == 0:
            nid = EC_curve_nist2nid(group)
        if nid != 0:
            put(env, object, "asn1Curve", text(env, OBJ_nid2sn(nid)))
            if EC_curve_nid2nist(nid) != NULL:
                put(env, object, "nistCurve", text(env, EC_curve_nid2nist(nid)))


cdef napi_value certificate_object(napi_env env, X509* cert) noexcept nogil:
    cdef napi_value result
    cdef napi_value nothing = undefined(env)
    cdef EVP_PKEY* key = X509_get0_pubkey(cert)
    cdef BIGNUM* serial
    cdef int kind
    ERR_clear_error()
    napi_create_object(env, &result)
    put(env, result, "subject", name_object(env, X509_get_subject_name(cert)))
    put(env, result, "issuer", name_object(env, X509_get_issuer_name(cert)))
    put(env, result, "subjectaltname", alt_names(env, cert))
    put(env, result, "infoAccess", info_access(env, cert))
    put(env, result, "ca", boolean(env, X509_check_ca(cert) == 1))
    put(env, result, "modulus", nothing)
    put(env, result, "exponent", nothing)
    put(env, result, "pubkey", nothing)
    put(env, result, "bits", nothing)
    put(env, result, "valid_from", time_text(env, X509_get0_notBefore(cert)))
    put(env, result, "valid_to", time_text(env, X509_get0_notAfter(cert)))
    put(env, result, "fingerprint", fingerprint(env, cert, EVP_sha1()))
    put(env, result, "fingerprint256", fingerprint(env, cert, EVP_sha256()))
    put(env, result, "fingerprint512", fingerprint(env, cert, EVP_sha512()))
    put(env, result, "ext_key_usage", key_usage(env, cert))
    serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL)
    put(env, result, "serialNumber", hex_text(env, serial))
    BN_free(serial)
    put(env, result, "raw", raw_certificate(env, cert))
    put(env, result, "asn1Curve", nothing)
    put(env, result, "nistCurve", nothing)
    if key != NULL:
        kind = EVP_PKEY_get_base_id(key)
        if kind == EVP_PKEY_RSA or kind == EVP_PKEY_RSA_PSS:
            put_rsa(env, result, key)
        elif kind == EVP_PKEY_EC:
            put_ec(env, result, key)
    ERR_clear_error()
    return result


# describeCertificate(pemOrDer): the same object for a certificate that no connection brought.
cdef napi_value describe_certificate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value source
    cdef napi_value result
    cdef char* memory = NULL
    cdef BIO* bio
    cdef X509* cert
    napi_get_cb_info(env, info, &argc, &source, NULL, NULL)
    bio = bio_of(env, source, &memory)
    if bio == NULL:
        return undefined(env)
    cert = PEM_read_bio_X509(bio, NULL, no_password, NULL)
    if cert == NULL:
        naja_bio_reset(bio)
        cert = d2i_X509_bio(bio, NULL)
    BIO_free(bio)
    free(memory)
    if cert == NULL:
        return throw_openssl(env)
    ERR_clear_error()
    result = certificate_object(env, cert)
    X509_free(cert)
    return result


# The chain that the peer sent as linked objects: issuerCertificate of each is the next one, of the last itself where
# it is self-signed. Where the chain ends early it is completed from the context's store.
cdef napi_value chain_object(napi_env env, SSL* ssl, X509* leaf) noexcept nogil:
    cdef napi_value result = certificate_object(env, leaf)
    cdef napi_value at = result
    cdef napi_value issuer
    cdef OPENSSL_STACK* chain = SSL_get_peer_cert_chain(ssl)
    cdef X509* cert = leaf
    cdef X509* next_cert
    cdef X509* found = NULL
    cdef int depth = 0
    X509_up_ref(cert)
    while depth < 32 and X509_check_issued(cert, cert) != 0:
        next_cert = issuer_in(chain, cert)
        if next_cert != NULL:
            X509_up_ref(next_cert)
        else:
            next_cert = issuer_in_store(SSL_get_SSL_CTX(ssl), cert)
        if next_cert == NULL:
            break
        issuer = certificate_object(env, next_cert)
        put(env, at, "issuerCertificate", issuer)
        at = issuer
        X509_free(cert)
        cert = next_cert
        depth += 1
    if X509_check_issued(cert, cert) == 0:
        put(env, at, "issuerCertificate", at)
    X509_free(cert)
    ERR_clear_error()
    return result


# The certificate of a list that issued `cert`, or NULL.
cdef X509* issuer_in(OPENSSL_STACK* chain, X509* cert) noexcept nogil:
    cdef X509* candidate
    cdef int i
    if chain == NULL:
        return NULL
    for i in range(OPENSSL_sk_num(chain)):
        candidate = <X509*>OPENSSL_sk_value(chain, i)
        if X509_NAME_cmp(X509_get_subject_name(candidate), X509_get_subject_name(cert)) == 0:
            continue
        if X509_check_issued(candidate, cert) == 0:
            return candidate
    return NULL


# The issuer that a context trusts, with a reference of its own, or NULL.
cdef X509* issuer_in_store(SSL_CTX* ctx, X509* cert) noexcept nogil:
    cdef X509_STORE_CTX* store = X509_STORE_CTX_new()
    cdef X509* issuer = NULL
    if X509_STORE_CTX_init(store, SSL_CTX_get_cert_store(ctx), NULL, NULL) == 1:
        if X509_STORE_CTX_get1_issuer(&issuer, store, cert) != 1:
            issuer = NULL
    X509_STORE_CTX_free(store)
    return issuer
