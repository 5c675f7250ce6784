# TLSWrap: the handle of a TLS connection as JavaScript sees it, besides what all streams have.

cdef enum:
    SSL_VERIFY_NONE = 0
    SSL_VERIFY_PEER = 1
    SSL_VERIFY_FAIL_IF_NO_PEER_CERT = 2
    X509_V_OK = 0
    X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT = 2
    TLS1_3_VERSION = 0x0304
    NID_AUTH_PSK = 1048
    EVP_PKEY_DH = 28
    EVP_PKEY_DSA = 116
    NID_ED25519 = 1087
    NID_ED448 = 1088
    NID_X25519 = 1034
    NID_X448 = 1035


# The connection behind `this`, and up to three arguments. NULL where it has no SSL any more.
cdef naja_tls* connection(napi_env env, napi_callback_info info, napi_value* argv) noexcept nogil:
    cdef naja_tls* t = any_connection(env, info, argv)
    return NULL if t == NULL or t.ssl == NULL else t


cdef naja_tls* any_connection(napi_env env, napi_callback_info info, napi_value* argv) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value this
    cdef naja_stream* s
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    s = stream_from(env, this)
    return NULL if s == NULL or s.kind != STREAM_TLS else <naja_tls*>s


# new TLSWrap(handle or null, secureContext, isServer, hasPendingWrites): the handle beneath may still be writing what it
# was given before.
cdef napi_value new_wrap(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef napi_value this
    cdef naja_stream* beneath
    cdef naja_context* c
    cdef naja_tls* t
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    beneath = stream_from(env, argv[0])
    c = context_of(env, argv[1])
    if c == NULL or c.ctx == NULL:
        napi_throw_type_error(env, "ERR_TLS_INVALID_CONTEXT", "context must be a SecureContext")
        return NULL
    ERR_clear_error()
    t = <naja_tls*>calloc(1, sizeof(naja_tls))
    t.ssl = SSL_new(c.ctx)
    if t.ssl == NULL:
        free(t)
        return throw_openssl(env)
    stream_init(&t.base, env, STREAM_TLS, &tls_ops)
    t.enc_in = BIO_new(BIO_s_mem())
    t.enc_out = BIO_new(BIO_s_mem())
    # An empty BIO means "try again", not the end.
    naja_bio_set_eof_return(t.enc_in, -1)
    naja_bio_set_eof_return(t.enc_out, -1)
    SSL_set_bio(t.ssl, t.enc_in, t.enc_out)
    SSL_set_ex_data(t.ssl, ssl_index, t)
    # Whoever makes the stream beneath read wants what comes of it.
    t.state = TLS_READING
    SSL_set_verify(t.ssl, SSL_VERIFY_NONE, accept_any)
    SSL_set_info_callback(t.ssl, info_callback)
    if truth(env, argv[2]):
        t.state |= TLS_SERVER | TLS_STARTED
        SSL_set_accept_state(t.ssl)
        SSL_set_cert_cb(t.ssl, choose_certificate, NULL)
    else:
        SSL_set_connect_state(t.ssl)
    if truth(env, argv[3]):
        t.state |= TLS_PREVIOUS_OWNER
    if beneath != NULL and not beneath.flags & STREAM_CLOSING:
        t.beneath = beneath
        stream_consume(beneath, NULL, beneath_read, t)
    stream_attach(&t.base, this)
    return this


# ---- the handshake ----

cdef napi_value tls_start(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL and not t.state & TLS_STARTED:
        t.state |= TLS_STARTED
        cycle(t)
    return NULL


# receive(chunk or a libuv error): encrypted bytes that JavaScript read, or why there will be no more.
cdef napi_value tls_receive(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = any_connection(env, info, argv)
    cdef napi_valuetype kind = napi_undefined
    cdef char* data
    cdef size_t size = 0
    if t == NULL:
        return NULL
    napi_typeof(env, argv[0], &kind)
    if kind == napi_number:
        received(t, integer(env, argv[0]), NULL)
        return NULL
    data = bytes_of(env, argv[0], &size)
    if data != NULL and size > 0:
        received(t, <ssize_t>size, data)
    free(data)
    return NULL


# sent(status): JavaScript has written what onencrypted gave it.
cdef napi_value tls_sent(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = any_connection(env, info, argv)
    if t != NULL and t.state & TLS_WRITING and t.beneath == NULL:
        sending_ended(t, integer(env, argv[0]))
    return NULL


# finished(status): JavaScript has done what onfinish asked for.
cdef napi_value tls_finished(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = any_connection(env, info, argv)
    if t != NULL:
        shutdown_ended(t, integer(env, argv[0]))
    return NULL


cdef napi_value writes_issued_by_prev_listener_done(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = any_connection(env, info, argv)
    if t != NULL:
        t.state &= ~<uint32_t>TLS_PREVIOUS_OWNER
        cycle(t)
    return NULL


cdef napi_value set_verify_mode(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef int mode = SSL_VERIFY_NONE
    if t == NULL:
        return NULL
    # Clients look at the certificate after the handshake; there always is one.
    if t.state & TLS_SERVER and truth(env, argv[0]):
        mode = SSL_VERIFY_PEER
        if truth(env, argv[1]):
            mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT
    SSL_set_verify(t.ssl, mode, accept_any)
    return NULL


cdef napi_value enable_session_callbacks(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        t.state |= TLS_SESSION_EVENTS
        # A client's hello is not asked about.
        if not t.state & TLS_SERVER:
            t.state |= TLS_HELLO_DONE
    return NULL


cdef napi_value enable_cert_cb(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        t.state |= TLS_CERT_CALLBACK
    return NULL


cdef napi_value enable_alpn_cb(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        t.state |= TLS_ALPN_CALLBACK
    return NULL


cdef napi_value enable_keylog_callback(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        t.state |= TLS_KEYLOG
        SSL_CTX_set_keylog_callback(SSL_get_SSL_CTX(t.ssl), keylog_line)
    return NULL


cdef napi_value enable_psk_callback(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        SSL_set_psk_server_callback(t.ssl, psk_server)
        SSL_set_psk_client_callback(t.ssl, psk_client)
    return NULL


cdef napi_value set_psk_identity_hint(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef size_t size = 0
    cdef char* hint
    if t == NULL:
        return NULL
    hint = bytes_of(env, argv[0], &size)
    if SSL_use_psk_identity_hint(t.ssl, hint) != 1:
        argv[0] = take_error(env)
        put(env, argv[0], "code", text(env, "ERR_TLS_PSK_SET_IDENTITY_HINT_FAILED"))
        call_handler(t, "onerror", 1, argv)
    free(hint)
    return NULL


# clientHelloDone(): the answer to onclienthello.
cdef napi_value client_hello_done(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        t.state |= TLS_HELLO_DONE
        cycle(t)
    return NULL


# Takes certificate, key and authorities from another context.
cdef bint use_context(naja_tls* t, naja_context* c) noexcept nogil:
    if c == NULL or c.ctx == NULL:
        return False
    SSL_set_SSL_CTX(t.ssl, c.ctx)
    naja_ssl_set1_verify_store(t.ssl, SSL_CTX_get_cert_store(c.ctx))
    SSL_set_client_CA_list(t.ssl, SSL_dup_CA_list(SSL_CTX_get_client_CA_list(c.ctx)))
    if t.state & TLS_KEYLOG:
        SSL_CTX_set_keylog_callback(c.ctx, keylog_line)
    return True


# certCbDone(): the answer to oncertcb; the context to use is at handle.sni_context.
cdef napi_value cert_cb_done(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef napi_value context
    cdef napi_valuetype kind = napi_undefined
    cdef naja_tls* t = connection(env, info, argv)
    if t == NULL or not t.state & TLS_CERT_RUNNING:
        return NULL
    napi_get_property(env, t.base.owner, naja_string(env, "sni_context"), &context)
    napi_typeof(env, context, &kind)
    if kind == napi_object and not use_context(t, context_of(env, context)):
        napi_create_type_error(env, NULL, text(env, "Invalid SNI context"), &argv[0])
        t.state |= TLS_FAILED
        call_handler(t, "onerror", 1, argv)
        return NULL
    t.state |= TLS_CERT_DONE
    cycle(t)
    return NULL


cdef napi_value set_key_cert(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL and not use_context(t, context_of(env, argv[0])):
        napi_throw_type_error(env, "ERR_TLS_INVALID_CONTEXT", "context must be a SecureContext")
    return NULL


cdef napi_value new_session_done(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        t.state &= ~<uint32_t>TLS_HELD
        cycle(t)
    return NULL


cdef napi_value renegotiate(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t == NULL:
        return NULL
    ERR_clear_error()
    if SSL_renegotiate(t.ssl) != 1:
        return throw_openssl(env)
    # Sends the hello.
    if not t.in_ssl and SSL_do_handshake(t.ssl) <= 0:
        ERR_clear_error()
    cycle(t)
    return NULL


cdef napi_value request_ocsp(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    if t != NULL:
        naja_ssl_request_ocsp(t.ssl)
    return NULL


cdef napi_value set_ocsp_response(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = connection(env, info, argv)
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    if t == NULL or not naja_get_bytes(env, argv[0], &data, &size):
        return NULL
    naja_openssl_free(t.ocsp)
    t.ocsp = <unsigned char*>naja_openssl_malloc(size)
    t.ocsp_size = size
    memcpy(t.ocsp, data, size)
    return NULL


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
        return result
    kind = EVP_PKEY_get_id(key)
    if kind == EVP_PKEY_DH:
        put(env, result, "type", text(env, "DH"))
        put(env, result, "size", number(env, EVP_PKEY_get_bits(key)))
    elif kind == EVP_PKEY_EC or kind == NID_X25519 or kind == NID_X448:
        put(env, result, "type", text(env, "ECDH"))
        if kind != EVP_PKEY_EC:
            put(env, result, "name", text(env, OBJ_nid2sn(kind)))
        elif EVP_PKEY_get_utf8_string_param(key, "group", group, 80, &size) == 1:
            put(env, result, "name", text(env, group))
        put(env, result, "size", number(env, EVP_PKEY_get_bits(key)))
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
    return number(env, 0 if t == NULL else naja_ssl_set_max_send_fragment(t.ssl, integer(env, argv[0])))


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
    parts[0] = number(env, error)
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


# ---- the end ----

cdef napi_value destroy_ssl(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = any_connection(env, info, argv)
    if t != NULL:
        t.state |= TLS_GONE
        if t.depth == 0:
            free_ssl(t)
    return NULL


# release(): the stream beneath is closed; the handle is, too.
cdef napi_value tls_release(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef naja_tls* t = any_connection(env, info, argv)
    if t == NULL or t.base.flags & STREAM_CLOSING:
        return NULL
    t.base.flags |= STREAM_CLOSING
    leave(t)
    stream_closed(&t.base)
    return NULL


cdef napi_value wrap_class(napi_env env) noexcept nogil:
    cdef napi_property_descriptor[64] p
    method(&p[0], "start", tls_start)
    method(&p[1], "receive", tls_receive)
    method(&p[2], "sent", tls_sent)
    method(&p[3], "finished", tls_finished)
    method(&p[4], "writesIssuedByPrevListenerDone", writes_issued_by_prev_listener_done)
    method(&p[5], "setVerifyMode", set_verify_mode)
    method(&p[6], "enableSessionCallbacks", enable_session_callbacks)
    method(&p[7], "enableCertCb", enable_cert_cb)
    method(&p[8], "enableALPNCb", enable_alpn_cb)
    method(&p[9], "enableKeylogCallback", enable_keylog_callback)
    method(&p[10], "enablePskCallback", enable_psk_callback)
    method(&p[11], "setPskIdentityHint", set_psk_identity_hint)
    method(&p[12], "clientHelloDone", client_hello_done)
    method(&p[13], "certCbDone", cert_cb_done)
    method(&p[14], "setKeyCert", set_key_cert)
    method(&p[15], "newSessionDone", new_session_done)
    method(&p[16], "renegotiate", renegotiate)
    method(&p[17], "requestOCSP", request_ocsp)
    method(&p[18], "setOCSPResponse", set_ocsp_response)
    method(&p[19], "setServername", set_servername)
    method(&p[20], "getServername", get_servername)
    method(&p[21], "setALPNProtocols", set_alpn_protocols)
    method(&p[22], "getALPNNegotiatedProtocol", get_alpn)
    method(&p[23], "getProtocol", get_protocol)
    method(&p[24], "getCipher", get_cipher)
    method(&p[25], "getEphemeralKeyInfo", get_ephemeral_key_info)
    method(&p[26], "getSharedSigalgs", get_shared_sigalgs)
    method(&p[27], "getFinished", get_finished)
    method(&p[28], "getPeerFinished", get_peer_finished)
    method(&p[29], "exportKeyingMaterial", export_keying_material)
    method(&p[30], "setMaxSendFragment", set_max_send_fragment)
    method(&p[31], "getSession", get_session)
    method(&p[32], "setSession", set_session)
    method(&p[33], "loadSession", load_session)
    method(&p[34], "isSessionReused", is_session_reused)
    method(&p[35], "getTLSTicket", get_tls_ticket)
    method(&p[36], "verifyResult", verify_result)
    method(&p[37], "hasPeerCertificate", has_peer_certificate)
    method(&p[38], "getPeerCertificate", get_peer_certificate)
    method(&p[39], "getCertificate", get_certificate)
    method(&p[40], "getPeerX509Certificate", get_peer_raw)
    method(&p[41], "getX509Certificate", get_raw)
    method(&p[42], "destroySSL", destroy_ssl)
    method(&p[43], "release", tls_release)
    return stream_class(env, "TLSWrap", STREAM_TLS, new_wrap, 44, p)
