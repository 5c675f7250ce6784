# What OpenSSL calls, and how JavaScript is told.

cdef enum:
    SSL_CB_HANDSHAKE_START = 0x10
    SSL_CB_HANDSHAKE_DONE = 0x20
    SSL_TLSEXT_ERR_OK = 0
    SSL_TLSEXT_ERR_ALERT_FATAL = 2
    SSL_TLSEXT_ERR_NOACK = 3
    OPENSSL_NPN_NEGOTIATED = 1
    SSL_CLIENT_HELLO_SUCCESS = 1
    SSL_CLIENT_HELLO_RETRY = -1
    EXT_SESSION_TICKET = 35
    STATUS_TYPE_OCSP = 1


cdef inline naja_tls* tls_of(const SSL* ssl) noexcept nogil:
    return <naja_tls*>SSL_get_ex_data(ssl, ssl_index)


# Calls handle[name](...argv) from the loop.
cdef void call_handler(naja_tls* t, const char* name, size_t argc, const napi_value* argv) noexcept nogil:
    cdef napi_env env = t.base.env
    cdef napi_value callback
    cdef napi_valuetype kind = napi_undefined
    if t.base.owner == NULL:
        return
    if napi_get_property(env, t.base.owner, naja_string(env, name), &callback) != napi_ok:
        return
    napi_typeof(env, callback, &kind)
    if kind == napi_function:
        naja_make_callback(env, t.base.frame, t.base.owner, callback, argc, argv)


# Calls handle[name](...argv) for its answer, from within OpenSSL. False where it gave none (it threw, say).
cdef bint ask_handler(naja_tls* t, const char* name, size_t argc, const napi_value* argv,
                      napi_value* answer) noexcept nogil:
    cdef napi_env env = t.base.env
    cdef napi_value callback
    cdef napi_value error
    cdef napi_valuetype kind = napi_undefined
    if t.base.owner == NULL:
        return False
    if napi_get_property(env, t.base.owner, naja_string(env, name), &callback) != napi_ok:
        return False
    napi_typeof(env, callback, &kind)
    if kind != napi_function:
        return False
    if napi_call_function(env, t.base.owner, callback, argc, argv, answer) != napi_ok:
        napi_get_and_clear_last_exception(env, &error)
        return False
    return True


# Tells JavaScript what OpenSSL noted since the last time.
cdef void tell(naja_tls* t) noexcept nogil:
    cdef napi_env env = t.base.env
    cdef napi_value[2] argv
    if t.state & TLS_DID_START:
        t.state &= ~<uint32_t>TLS_DID_START
        argv[0] = double_number(env, <double>(uv_hrtime() // 1000000))
        call_handler(t, "onhandshakestart", 1, argv)
    if t.keylog != NULL and BIO_ctrl_pending(t.keylog) > 0:
        tell_keylog(t)
    if t.state & TLS_DID_FINISH and not t.state & TLS_GONE:
        t.state &= ~<uint32_t>TLS_DID_FINISH
        t.state |= TLS_ESTABLISHED
        tell_ocsp(t)
        call_handler(t, "onhandshakedone", 0, NULL)


# One line a call.
cdef void tell_keylog(naja_tls* t) noexcept nogil:
    cdef napi_value line
    cdef char* data = NULL
    cdef char* copy
    cdef size_t size = <size_t>naja_bio_data(t.keylog, &data)
    cdef size_t start = 0
    cdef size_t i
    copy = <char*>malloc(size)
    if copy == NULL:
        return
    memcpy(copy, data, size)
    naja_bio_reset(t.keylog)
    for i in range(size):
        if copy[i] == c'\n':
            line = buffer(t.base.env, copy + start, i + 1 - start)
            call_handler(t, "onkeylog", 1, &line)
            start = i + 1
    free(copy)


# A client's handshake is over: the response that the server stapled, or null, where one was asked for.
cdef void tell_ocsp(naja_tls* t) noexcept nogil:
    cdef unsigned char* response = NULL
    cdef long size
    cdef napi_value argument
    if t.state & TLS_SERVER or t.ssl == NULL or naja_ssl_status_type(t.ssl) != STATUS_TYPE_OCSP:
        return
    size = naja_ssl_get_ocsp(t.ssl, &response)
    argument = null(t.base.env) if response == NULL or size < 0 else buffer(t.base.env, response, <size_t>size)
    call_handler(t, "onocspresponse", 1, &argument)


# ---- callbacks that note, or tell at once ----

cdef void info_callback(const SSL* ssl, int where, int value) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    if t == NULL:
        return
    if where & SSL_CB_HANDSHAKE_START:
        t.state |= TLS_DID_START
    if where & SSL_CB_HANDSHAKE_DONE and not SSL_renegotiate_pending(ssl):
        t.state |= TLS_DID_FINISH


cdef void keylog_line(const SSL* ssl, const char* line) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    if t == NULL or not t.state & TLS_KEYLOG:
        return
    if t.keylog == NULL:
        t.keylog = BIO_new(BIO_s_mem())
    write_text(t.keylog, line)
    write_text(t.keylog, "\n")


# handle.onnewsession(id, session), at once: the next session may come before OpenSSL returns. A server sends nothing more
# until newSessionDone().
cdef int session_made(SSL* ssl, SSL_SESSION* session) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    cdef napi_value[2] argv
    cdef unsigned char* data = NULL
    cdef const unsigned char* id
    cdef unsigned int id_size = 0
    cdef int size
    if t == NULL or not t.state & TLS_SESSION_EVENTS:
        return 0
    size = i2d_SSL_SESSION(session, &data)
    if size > 0 and size <= MAX_SESSION_SIZE:
        id = SSL_SESSION_get_id(session, &id_size)
        argv[0] = buffer(t.base.env, id, id_size)
        argv[1] = buffer(t.base.env, data, <size_t>size)
        if t.state & TLS_SERVER:
            t.state |= TLS_HELD
        call_handler(t, "onnewsession", 2, argv)
    naja_openssl_free(data)
    return 0


cdef SSL_SESSION* session_wanted(SSL* ssl, const unsigned char* id, int size, int* copy) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    cdef SSL_SESSION* session
    copy[0] = 0
    if t == NULL:
        return NULL
    session = t.resumed
    t.resumed = NULL
    return session


# All certificates are taken; JavaScript asks for the result after the handshake.
cdef int accept_any(int ok, X509_STORE_CTX* ctx) noexcept nogil:
    return 1


# ---- callbacks that wait for an answer ----

# A server may look the session up that a client names: handle.onclienthello({sessionId, tlsTicket}).
cdef int client_hello(SSL* ssl, int* alert, void* arg) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    cdef napi_env env
    cdef napi_value hello
    cdef const unsigned char* data = NULL
    cdef size_t size = 0
    if t == NULL or not t.state & TLS_SESSION_EVENTS or t.state & TLS_HELLO_DONE:
        return SSL_CLIENT_HELLO_SUCCESS
    if t.state & TLS_HELLO_RUNNING:
        return SSL_CLIENT_HELLO_RETRY
    t.state |= TLS_HELLO_RUNNING
    env = t.base.env
    napi_create_object(env, &hello)
    size = SSL_client_hello_get0_session_id(ssl, &data)
    put(env, hello, "sessionId", buffer(env, data, size))
    size = 0
    SSL_client_hello_get0_ext(ssl, EXT_SESSION_TICKET, &data, &size)
    put(env, hello, "tlsTicket", boolean(env, size > 0))
    call_handler(t, "onclienthello", 1, &hello)
    return SSL_CLIENT_HELLO_SUCCESS if t.state & TLS_HELLO_DONE else SSL_CLIENT_HELLO_RETRY


# A server chooses its certificate, or staples an OCSP response: handle.oncertcb({servername, OCSPRequest}).
cdef int choose_certificate(SSL* ssl, void* arg) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    cdef napi_env env
    cdef napi_value info
    cdef const char* name
    if t == NULL or not t.state & TLS_CERT_CALLBACK or t.state & TLS_CERT_DONE:
        return 1
    if t.state & TLS_CERT_RUNNING:
        return -1
    t.state |= TLS_CERT_RUNNING
    env = t.base.env
    napi_create_object(env, &info)
    name = SSL_get_servername(ssl, 0)
    put(env, info, "servername", text(env, name) if name != NULL else text(env, b""))
    put(env, info, "OCSPRequest", boolean(env, naja_ssl_status_type(ssl) == STATUS_TYPE_OCSP))
    call_handler(t, "oncertcb", 1, &info)
    if t.state & TLS_FAILED:
        return 0
    return 1 if t.state & TLS_CERT_DONE else -1


# A server's choice among the protocols that a client offers.
cdef int select_alpn(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                     unsigned int size, void* arg) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    cdef napi_value argument
    cdef napi_value answer
    cdef napi_handle_scope scope
    cdef int32_t at = -1
    cdef unsigned char* chosen = NULL
    if t == NULL:
        return SSL_TLSEXT_ERR_NOACK
    if t.state & TLS_ALPN_CALLBACK:
        napi_open_handle_scope(t.base.env, &scope)
        argument = buffer(t.base.env, offered, size)
        if ask_handler(t, "ALPNCallback", 1, &argument, &answer):
            if napi_get_value_int32(t.base.env, answer, &at) != napi_ok:
                at = -1
        napi_close_handle_scope(t.base.env, scope)
        if at < 0 or <unsigned int>at >= size:
            return SSL_TLSEXT_ERR_ALERT_FATAL
        out[0] = offered + at + 1
        out_size[0] = offered[at]
        return SSL_TLSEXT_ERR_OK
    if t.alpn == NULL or t.alpn_size == 0:
        return SSL_TLSEXT_ERR_NOACK
    if SSL_select_next_proto(&chosen, out_size, <const unsigned char*>t.alpn, <unsigned int>t.alpn_size, offered,
                             size) != OPENSSL_NPN_NEGOTIATED:
        return SSL_TLSEXT_ERR_ALERT_FATAL
    out[0] = chosen
    return SSL_TLSEXT_ERR_OK


# A server staples what setOCSPResponse() gave. (A client's call only says that the response has come.)
cdef int ocsp_status(SSL* ssl, void* arg) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    if t == NULL or not t.state & TLS_SERVER:
        return 1
    if t.ocsp == NULL:
        return SSL_TLSEXT_ERR_NOACK
    naja_ssl_set_ocsp(ssl, t.ocsp, <long>t.ocsp_size)  # which owns it now
    t.ocsp = NULL
    return SSL_TLSEXT_ERR_OK


# handle.onpsk(identity, maxSize) gives the key; 0 where there is none.
cdef unsigned int psk_server(SSL* ssl, const char* identity, unsigned char* psk, unsigned int room) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    cdef napi_value[2] argv
    cdef napi_value answer
    cdef napi_handle_scope scope
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    if t == NULL:
        return 0
    napi_open_handle_scope(t.base.env, &scope)
    argv[0] = text(t.base.env, identity)
    argv[1] = double_number(t.base.env, room)
    if not ask_handler(t, "onpsk", 2, argv, &answer):
        size = 0
    elif naja_get_bytes(t.base.env, answer, &data, &size):
        if size <= room:
            memcpy(psk, data, size)
        else:
            size = 0
    napi_close_handle_scope(t.base.env, scope)
    return <unsigned int>size


# handle.onpsk(hint, maxSize, maxIdentitySize) gives {identity, psk}.
cdef unsigned int psk_client(SSL* ssl, const char* hint, char* identity, unsigned int identity_room,
                             unsigned char* psk, unsigned int room) noexcept nogil:
    cdef naja_tls* t = tls_of(ssl)
    cdef napi_env env
    cdef napi_value[3] argv
    cdef napi_value answer
    cdef napi_value value
    cdef napi_handle_scope scope
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef size_t length = 0
    cdef napi_valuetype kind = napi_undefined
    if t == NULL:
        return 0
    env = t.base.env
    napi_open_handle_scope(env, &scope)
    argv[0] = null(env) if hint == NULL else text(env, hint)
    argv[1] = double_number(env, room)
    argv[2] = double_number(env, identity_room)
    if ask_handler(t, "onpsk", 3, argv, &answer):
        napi_typeof(env, answer, &kind)
    if kind == napi_object:
        if napi_get_named_property(env, answer, "identity", &value) == napi_ok:
            napi_get_value_string_utf8(env, value, identity, identity_room, &length)
        if napi_get_named_property(env, answer, "psk", &value) == napi_ok:
            if naja_get_bytes(env, value, &data, &size) and size <= room:
                memcpy(psk, data, size)
            else:
                size = 0
    napi_close_handle_scope(env, scope)
    return <unsigned int>size
