# The authorities that are trusted where a context names none.

cdef object bundle_path():
    """The file of certificate authorities: certifi's (Mozilla's list) where it is installed, else the system's."""
    import importlib.util
    import os

    spec = importlib.util.find_spec("certifi")
    if spec is not None and spec.origin:
        path = os.path.join(os.path.dirname(spec.origin), "cacert.pem")
        if os.path.exists(path):
            return path
    for path in (
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ):
        if os.path.exists(path):
            return path
    return ""


cdef char[1024] bundle_name
cdef bint bundle_known = False


cdef void find_bundle() noexcept with gil:
    global bundle_known
    cdef bytes path
    try:
        path = str(bundle_path()).encode()[:1023]
    except Exception:
        path = b""
    memcpy(bundle_name, <const char*>path, len(path) + 1)
    bundle_known = True


cdef const char* bundle() noexcept nogil:
    if not bundle_known:
        find_bundle()
    return bundle_name


# caBundle(): the path of the bundled authorities, '' where there are none.
cdef napi_value ca_bundle(napi_env env, napi_callback_info info) noexcept nogil:
    return text(env, bundle())


cdef extern from "<stdlib.h>" nogil:
    char* getenv(const char* name)


# What --use-system-ca and --use-openssl-ca add to or put in the place of the bundle.
cdef enum:
    ROOTS_BUNDLED = 0
    ROOTS_AND_SYSTEM = 1
    ROOTS_OPENSSL = 2

cdef int roots_mode = ROOTS_BUNDLED
cdef char[256] extra_error


# The lock is held by the callers that touch root_store.
cdef void load_roots(X509_STORE* store) noexcept nogil:
    cdef const char* path = bundle()
    cdef const char* extra = getenv("NODE_EXTRA_CA_CERTS")
    extra_error[0] = 0
    if roots_mode == ROOTS_OPENSSL or path[0] == 0 or X509_STORE_load_file(store, path) != 1:
        X509_STORE_set_default_paths(store)
    elif roots_mode == ROOTS_AND_SYSTEM:
        X509_STORE_set_default_paths(store)
    ERR_clear_error()
    if extra != NULL and extra[0] != 0 and X509_STORE_load_file(store, extra) != 1:
        ERR_error_string_n(ERR_peek_error(), extra_error, 256)
    ERR_clear_error()


# Those that programs have said to trust instead, each for its own environment; with the lock.
cdef struct OwnRoots:
    napi_env env
    X509_STORE* store
    OwnRoots* next

cdef OwnRoots* own_roots = NULL


cdef X509_STORE* roots_of(napi_env env) noexcept nogil:
    cdef OwnRoots* entry = own_roots
    while entry != NULL and entry.env != env:
        entry = entry.next
    return entry.store if entry != NULL else root_store


cdef void forget_roots(void* env) noexcept nogil:
    cdef OwnRoots** at = &own_roots
    cdef OwnRoots* entry
    naja_lock_roots()
    while at[0] != NULL and at[0].env != <napi_env>env:
        at = &at[0].next
    entry = at[0]
    if entry != NULL:
        at[0] = entry.next
        X509_STORE_free(entry.store)
        free(entry)
    naja_unlock_roots()


# addRootCerts(mode): why NODE_EXTRA_CA_CERTS could not be loaded, the first time; else undefined.
cdef napi_value add_root_certs(napi_env env, napi_callback_info info) noexcept nogil:
    global root_store, roots_mode
    cdef napi_value[3] argv
    cdef naja_context* c = context_this(env, info, argv)
    cdef bint is_first = False
    if c == NULL:
        return NULL
    bundle()
    naja_lock_roots()
    if root_store == NULL:
        is_first = True
        roots_mode = integer(env, argv[0])
        root_store = X509_STORE_new()
        load_roots(root_store)
    SSL_CTX_set1_cert_store(c.ctx, roots_of(env))
    naja_unlock_roots()
    c.shares_roots = True
    return text(env, extra_error) if is_first and extra_error[0] != 0 else undefined(env)


# setRootCertificates([pem, ...]): these, and no others, from now on in this environment.
cdef napi_value set_root_certificates(napi_env env, napi_callback_info info) noexcept nogil:
    global own_roots
    cdef OwnRoots* entry
    cdef size_t argc = 1
    cdef napi_value list
    cdef napi_value pem
    cdef uint32_t length = 0
    cdef uint32_t i
    cdef int found = 0
    cdef X509_STORE* store = X509_STORE_new()
    napi_get_cb_info(env, info, &argc, &list, NULL, NULL)
    napi_get_array_length(env, list, &length)
    for i in range(length):
        napi_get_element(env, list, i, &pem)
        if not add_roots(env, store, pem, &found):
            X509_STORE_free(store)
            return throw_last(env)
    if found == 0 and length > 0:
        X509_STORE_free(store)
        return throw_code(env, "ERR_CRYPTO_OPERATION_FAILED", "No valid certificates found in the provided array")
    forget_roots(env)
    naja_at_delete(env, forget_roots, env)  # a second time does nothing
    entry = <OwnRoots*>malloc(sizeof(OwnRoots))
    entry.env = env
    entry.store = store
    naja_lock_roots()
    entry.next = own_roots
    own_roots = entry
    naja_unlock_roots()
    return NULL


# The certificates of one text. False where one of them is broken; a text without any is none.
cdef bint add_roots(napi_env env, X509_STORE* store, napi_value pem, int* found) noexcept nogil:
    cdef char* memory = NULL
    cdef BIO* bio = bio_of(env, pem, &memory)
    cdef X509* cert
    cdef unsigned long error
    ERR_clear_error()
    while True:
        cert = PEM_read_bio_X509(bio, NULL, no_password, NULL)
        if cert == NULL:
            break
        found[0] += 1
        X509_STORE_add_cert(store, cert)
        X509_free(cert)
    BIO_free(bio)
    free(memory)
    error = ERR_peek_last_error()
    if ((error >> 23) & 0xFF) == 9 and (error & 0x7FFFFF) == PEM_R_NO_START_LINE:
        ERR_clear_error()
        return True
    return error == 0
