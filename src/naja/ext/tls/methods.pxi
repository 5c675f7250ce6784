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
    cdef BIO* bio
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
    bio = bio_for(t)
    SSL_set_bio(t.ssl, bio, bio)
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
        stream_consume(beneath, beneath_alloc, beneath_read, t)
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
        # JavaScript may do what it wants with its memory meanwhile.
        add_bytes(t.base.shared, &t.input, data, size)
        received(t, <ssize_t>size, NULL)
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
