# TLSWrap: what a connection tells of itself: names, protocols, keys, sessions, certificates.

# ---- names and protocols ----

cdef napi_value set_servername(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef size_t size = 0
    cdef char* name
    if t != NULL and not t.state & (TLS_STARTED | TLS_SERVER):
        name = bytes_of(env, argv[0], &size)
        naja_ssl_set_servername(t.ssl, name)
        free(name)
    return NULL


# getServername(): the name, or false.
cdef napi_value get_servername(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef const char* name = NULL
    if t != NULL:
        name = SSL_get_servername(t.ssl, 0)
    return boolean(env, False) if name == NULL else text(env, name)


cdef napi_value set_alpn_protocols(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef size_t size = 0
    cdef char* list
    if t == NULL:
        return NULL
    list = bytes_of(env, argv[0], &size)
    if t.state & TLS_SERVER:
        free(t.alpn)
        t.alpn = list
        t.alpn_size = size
        return NULL
    SSL_set_alpn_protos(t.ssl, <const unsigned char*>list, <unsigned int>size)
    free(list)
    return NULL


# getALPNNegotiatedProtocol(): the name, or false.
cdef napi_value get_alpn(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef const unsigned char* name = NULL
    cdef unsigned int size = 0
    cdef napi_value result
    if t != NULL:
        SSL_get0_alpn_selected(t.ssl, &name, &size)
    if size == 0:
        return boolean(env, False)
    napi_create_string_latin1(env, <const char*>name, size, &result)
    return result


cdef napi_value get_protocol(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    return undefined(env) if t == NULL else text(env, SSL_get_version(t.ssl))


cdef napi_value get_cipher(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef const SSL_CIPHER* cipher = NULL
    cdef napi_value result
    napi_create_object(env, &result)
    if t != NULL:
        cipher = SSL_get_current_cipher(t.ssl)
    if cipher != NULL:
        put(env, result, "name", text(env, SSL_CIPHER_get_name(cipher)))
        put(env, result, "standardName", text(env, SSL_CIPHER_standard_name(cipher)))
        put(env, result, "version", text(env, SSL_CIPHER_get_version(cipher)))
    return result


# getEphemeralKeyInfo(): of a client; {} of a server.
cdef napi_value get_ephemeral_key_info(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef EVP_PKEY* key = NULL
    cdef char[80] group
    cdef size_t size = 0
    cdef int kind
    cdef napi_value result
    if t == NULL:
        return undefined(env)
    if t.state & TLS_SERVER:
        return null(env)
    napi_create_object(env, &result)
    if naja_ssl_get_peer_tmp_key(t.ssl, &key) != 1 or key == NULL:
        # A key of two algorithms together has no description but its group's name.
        if SSL_get0_group_name(t.ssl) != NULL:
            put(env, result, "type", text(env, "TLSGroup"))
            put(env, result, "name", text(env, SSL_get0_group_name(t.ssl)))
        return result
    kind = EVP_PKEY_get_id(key)
    if kind == EVP_PKEY_DH:
        put(env, result, "type", text(env, "DH"))
        put(env, result, "size", double_number(env, EVP_PKEY_get_bits(key)))
    elif kind == EVP_PKEY_EC or kind == NID_X25519 or kind == NID_X448:
        put(env, result, "type", text(env, "ECDH"))
        if kind != EVP_PKEY_EC:
            put(env, result, "name", text(env, OBJ_nid2sn(kind)))
        elif EVP_PKEY_get_utf8_string_param(key, "group", group, 80, &size) == 1:
            put(env, result, "name", text(env, group))
        put(env, result, "size", double_number(env, EVP_PKEY_get_bits(key)))
    EVP_PKEY_free(key)
    return result


cdef const char* signature_name(int nid) noexcept nogil:
    if nid == EVP_PKEY_RSA:
        return b"RSA"
    if nid == EVP_PKEY_RSA_PSS:
        return b"RSA-PSS"
    if nid == EVP_PKEY_DSA:
        return b"DSA"
    if nid == EVP_PKEY_EC:
        return b"ECDSA"
    if nid == NID_ED25519:
        return b"Ed25519"
    if nid == NID_ED448:
        return b"Ed448"
    return name_or_undef(nid)


cdef const char* name_or_undef(int nid) noexcept nogil:
    cdef const char* name = OBJ_nid2sn(nid)
    if nid == 0 or name == NULL:
        name = b"UNDEF"
    return name


cdef napi_value get_shared_sigalgs(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef int count
    cdef int i
    cdef int sign = 0
    cdef int digest = 0
    cdef char[160] name
    cdef napi_value result
    if t == NULL:
        return undefined(env)
    napi_create_array(env, &result)
    count = SSL_get_shared_sigalgs(t.ssl, 0, NULL, NULL, NULL, NULL, NULL)
    for i in range(count):
        SSL_get_shared_sigalgs(t.ssl, i, &sign, &digest, NULL, NULL, NULL)
        snprintf(name, 160, "%s+%s", signature_name(sign), name_or_undef(digest))
        napi_set_element(env, result, <uint32_t>i, text(env, name))
    return result


cdef napi_value get_finished_of(napi_env env, napi_callback_info info, bint peer) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef unsigned char[128] data
    cdef size_t size
    if t == NULL:
        return undefined(env)
    size = SSL_get_peer_finished(t.ssl, data, 128) if peer else SSL_get_finished(t.ssl, data, 128)
    return undefined(env) if size == 0 else buffer(env, data, size)


cdef napi_value get_finished(napi_env env, napi_callback_info info) noexcept nogil:
    return get_finished_of(env, info, False)


cdef napi_value get_peer_finished(napi_env env, napi_callback_info info) noexcept nogil:
    return get_finished_of(env, info, True)


# exportKeyingMaterial(length, label, context)
cdef napi_value export_keying_material(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef size_t length
    cdef size_t label_size = 0
    cdef size_t context_size = 0
    cdef char* label
    cdef char* context
    cdef uint8_t* out = NULL
    cdef napi_value result
    cdef int done
    if t == NULL:
        return undefined(env)
    length = <size_t>integer(env, argv[0])
    if naja_create_uint8array(env, length, &out, &result) != napi_ok:
        return NULL
    ERR_clear_error()
    label = bytes_of(env, argv[1], &label_size)
    context = bytes_of(env, argv[2], &context_size)
    done = SSL_export_keying_material(t.ssl, out, length, label, label_size, <unsigned char*>context, context_size,
                                      context != NULL)
    free(label)
    free(context)
    return throw_openssl(env) if done != 1 else result


cdef napi_value set_max_send_fragment(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    return double_number(env, 0 if t == NULL else naja_ssl_set_max_send_fragment(t.ssl, integer(env, argv[0])))


# ---- sessions ----

cdef napi_value get_session(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef SSL_SESSION* session = NULL if t == NULL else SSL_get_session(t.ssl)
    cdef unsigned char* data = NULL
    cdef int size
    cdef napi_value result
    if session == NULL:
        return undefined(env)
    size = i2d_SSL_SESSION(session, &data)
    if size <= 0:
        return undefined(env)
    result = buffer(env, data, <size_t>size)
    naja_openssl_free(data)
    return result


cdef SSL_SESSION* read_session(napi_env env, napi_value value) noexcept nogil:
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef const unsigned char* at
    if not naja_get_bytes(env, value, &data, &size):
        return NULL
    at = data
    return d2i_SSL_SESSION(NULL, &at, <long>size)


cdef napi_value set_session(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef SSL_SESSION* session
    cdef int done
    if t == NULL:
        return NULL
    ERR_clear_error()
    session = read_session(env, argv[0])
    # What is no session any more is not used.
    done = 1 if session == NULL else SSL_set_session(t.ssl, session)
    SSL_SESSION_free(session)
    ERR_clear_error()
    if done != 1:
        napi_throw_error(env, NULL, "SSL_set_session error")
    return NULL


# loadSession(bytes): the answer to onclienthello, before clientHelloDone().
cdef napi_value load_session(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        SSL_SESSION_free(t.resumed)
        t.resumed = read_session(env, argv[0])
        ERR_clear_error()
    return NULL


cdef napi_value is_session_reused(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    return boolean(env, t != NULL and SSL_session_reused(t.ssl) == 1)


cdef napi_value get_tls_ticket(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef SSL_SESSION* session = NULL if t == NULL else SSL_get_session(t.ssl)
    cdef const unsigned char* ticket = NULL
    cdef size_t size = 0
    if session == NULL:
        return undefined(env)
    SSL_SESSION_get0_ticket(session, &ticket, &size)
    return undefined(env) if ticket == NULL else buffer(env, ticket, size)


# ---- certificates ----

# verifyResult(): null, or [X509_V_ERR number, message].
cdef napi_value verify_result(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef napi_value[2] parts
    cdef naja_tls* t = connection(env, info, argv)
    cdef X509* peer
    cdef const SSL_CIPHER* cipher
    cdef long error = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT
    cdef napi_value result
    if t == NULL:
        return null(env)
    peer = SSL_get1_peer_certificate(t.ssl)
    if peer != NULL:
        X509_free(peer)
        error = SSL_get_verify_result(t.ssl)
    else:
        # With a pre-shared key there is none; in TLS 1.3 resumption is one, too.
        cipher = SSL_get_current_cipher(t.ssl)
        if cipher != NULL and SSL_CIPHER_get_auth_nid(cipher) == NID_AUTH_PSK:
            error = X509_V_OK
        elif SSL_version(t.ssl) == TLS1_3_VERSION and SSL_session_reused(t.ssl) == 1:
            error = X509_V_OK
    if error == X509_V_OK:
        return null(env)
    parts[0] = double_number(env, error)
    parts[1] = text(env, X509_verify_cert_error_string(error))
    naja_create_array_from(env, 2, parts, &result)
    return result


cdef napi_value has_peer_certificate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef X509* peer = NULL if t == NULL else SSL_get1_peer_certificate(t.ssl)
    X509_free(peer)
    return boolean(env, peer != NULL)


# The peer's certificate with a reference of its own. A server's OpenSSL leaves it out of the chain, a client's does not.
cdef X509* peer_of(naja_tls* t) noexcept nogil:
    cdef X509* peer = SSL_get1_peer_certificate(t.ssl)
    cdef OPENSSL_STACK* chain
    if peer == NULL:
        chain = SSL_get_peer_cert_chain(t.ssl)
        if chain != NULL and OPENSSL_sk_num(chain) > 0:
            peer = <X509*>OPENSSL_sk_value(chain, 0)
            X509_up_ref(peer)
    return peer


# getPeerCertificate(detailed): the object, or undefined.
cdef napi_value get_peer_certificate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef X509* peer = NULL if t == NULL else peer_of(t)
    cdef napi_value result
    if peer == NULL:
        return undefined(env)
    result = chain_object(env, t.ssl, peer) if truth(env, argv[0]) else certificate_object(env, peer)
    X509_free(peer)
    return result


cdef napi_value get_certificate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef X509* cert = NULL if t == NULL else SSL_get_certificate(t.ssl)
    return undefined(env) if cert == NULL else certificate_object(env, cert)


# getPeerX509Certificate(): the DER of the certificate and of the others that came with it, or undefined.
cdef napi_value get_peer_raw(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef X509* peer = NULL if t == NULL else peer_of(t)
    cdef OPENSSL_STACK* chain
    cdef X509* cert
    cdef napi_value result
    cdef uint32_t count = 1
    cdef int i
    if peer == NULL:
        return undefined(env)
    napi_create_array(env, &result)
    napi_set_element(env, result, 0, raw_certificate(env, peer))
    chain = SSL_get_peer_cert_chain(t.ssl)
    for i in range(0 if chain == NULL else OPENSSL_sk_num(chain)):
        cert = <X509*>OPENSSL_sk_value(chain, i)
        if cert != peer and not (i == 0 and not t.state & TLS_SERVER):
            napi_set_element(env, result, count, raw_certificate(env, cert))
            count += 1
    X509_free(peer)
    return result


# getX509Certificate(): DER, or undefined.
cdef napi_value get_raw(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef X509* cert = NULL if t == NULL else SSL_get_certificate(t.ssl)
    return undefined(env) if cert == NULL else raw_certificate(env, cert)
