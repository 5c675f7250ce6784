# Keys as PEM and DER, read and written.

cdef enum:
    FORMAT_PEM = 0
    FORMAT_DER = 1
    TYPE_NONE = 0
    TYPE_PKCS1 = 1
    TYPE_PKCS8 = 2
    TYPE_SPKI = 3
    TYPE_SEC1 = 4
    PEM_R_NO_START_LINE = 108
    PEM_R_BAD_PASSWORD_READ = 104
    ERR_LIB_PEM = 9
    ASN1_SEQUENCE = 0x30

cdef extern from *:
    """
    #include <stdatomic.h>
    static atomic_flag naja_crypto_prepared = ATOMIC_FLAG_INIT;
    #define naja_crypto_first() (!atomic_flag_test_and_set(&naja_crypto_prepared))
    """
    bint naja_crypto_first() noexcept nogil

# ML-DSA's and ML-KEM's private keys are written as their seeds where they have one, as Node.js writes them.
cdef void prepare_provider() noexcept nogil:
    cdef OSSL_PROVIDER* provider
    if not naja_crypto_first():
        return
    provider = OSSL_PROVIDER_try_load(NULL, b"default", 1)
    if provider != NULL:
        OSSL_PROVIDER_add_conf_parameter(provider, b"ml-dsa.output_formats", b"seed-only,priv-only")
        OSSL_PROVIDER_add_conf_parameter(provider, b"ml-kem.output_formats", b"seed-only,priv-only")
    ERR_clear_error()


# A passphrase as OpenSSL asks for it. Without one, and with one that does not fit, the answer is an error.
cdef int passphrase(char* buf, int size, int writing, void* data) noexcept nogil:
    cdef Bytes* b = <Bytes*>data
    if b == NULL or not b.given or <size_t>size < b.size:
        return -1
    if b.size > 0:
        memcpy(buf, b.data, b.size)
    return <int>b.size


# The contents of a DER SEQUENCE: where they begin, or 0; *size receives how many.
cdef size_t sequence(const unsigned char* data, size_t size, size_t* inner) noexcept nogil:
    cdef size_t offset
    cdef size_t bytes
    cdef size_t i
    inner[0] = 0
    if size < 2 or data[0] != ASN1_SEQUENCE:
        return 0
    if data[1] & 0x80:
        bytes = data[1] & 0x7F
        if bytes > sizeof(size_t) or bytes + 2 > size:
            return 0
        for i in range(bytes):
            inner[0] = (inner[0] << 8) | data[i + 2]
        offset = 2 + bytes
    else:
        inner[0] = data[1]
        offset = 2
    if inner[0] > size - offset:
        inner[0] = size - offset
    return offset


# A PKCS#1 private key: SEQUENCE of a version (0 or 1) and numbers.
cdef bint is_rsa_private(const unsigned char* data, size_t size) noexcept nogil:
    cdef size_t inner = 0
    cdef size_t at = sequence(data, size, &inner)
    return at != 0 and inner >= 4 and data[at] == 2 and data[at + 1] == 1 and (data[at + 2] & 0xFE) == 0


# An encrypted PKCS#8 key: a SEQUENCE that begins with one; a plain one begins with its version.
cdef bint is_encrypted(const unsigned char* data, size_t size) noexcept nogil:
    cdef size_t inner = 0
    cdef size_t at = sequence(data, size, &inner)
    return at != 0 and inner >= 1 and data[at] != 2


cdef EVP_PKEY* read_private_der(Bytes* b, int kind, Bytes* secret) noexcept nogil:
    cdef const unsigned char* at = b.data
    cdef BIO* bio
    cdef PKCS8_PRIV_KEY_INFO* info
    cdef EVP_PKEY* key = NULL
    if kind == TYPE_PKCS1:
        return d2i_PrivateKey(6, NULL, &at, <long>b.size)
    if kind == TYPE_SEC1:
        return d2i_PrivateKey(408, NULL, &at, <long>b.size)
    bio = BIO_new_mem_buf(b.data, <int>b.size)
    if bio == NULL:
        return NULL
    if is_encrypted(b.data, b.size):
        key = d2i_PKCS8PrivateKey_bio(bio, NULL, passphrase, secret)
    else:
        info = d2i_PKCS8_PRIV_KEY_INFO_bio(bio, NULL)
        if info != NULL:
            key = EVP_PKCS82PKEY(info)
            PKCS8_PRIV_KEY_INFO_free(info)
    BIO_free(bio)
    return key


# A key of one of the three PEM blocks that a public key may be in. *seen: there was such a block.
cdef EVP_PKEY* read_public_block(Bytes* b, const char* name, bint* seen) noexcept nogil:
    cdef unsigned char* der = NULL
    cdef const unsigned char* at
    cdef long size = 0
    cdef EVP_PKEY* key = NULL
    cdef X509* cert
    cdef BIO* bio = BIO_new_mem_buf(b.data, <int>b.size)
    if bio == NULL:
        return NULL
    ERR_set_mark()
    seen[0] = PEM_bytes_read_bio(&der, &size, NULL, name, bio, NULL, NULL) == 1
    ERR_pop_to_mark()
    BIO_free(bio)
    if not seen[0]:
        return NULL
    at = der
    if strcmp(name, b"PUBLIC KEY") == 0:
        key = d2i_PUBKEY(NULL, &at, size)
    elif strcmp(name, b"RSA PUBLIC KEY") == 0:
        key = d2i_PublicKey(6, NULL, &at, size)
    else:
        cert = d2i_X509(NULL, &at, size)
        if cert != NULL:
            key = X509_get_pubkey(cert)
            X509_free(cert)
    openssl_free(der)
    return key


cdef EVP_PKEY* read_public_pem(Bytes* b, bint* seen) noexcept nogil:
    cdef EVP_PKEY* key
    key = read_public_block(b, b"PUBLIC KEY", seen)
    if not seen[0]:
        key = read_public_block(b, b"RSA PUBLIC KEY", seen)
    if not seen[0]:
        key = read_public_block(b, b"CERTIFICATE", seen)
    return key


cdef EVP_PKEY* read_private_pem(Bytes* b, Bytes* secret) noexcept nogil:
    cdef BIO* bio = BIO_new_mem_buf(b.data, <int>b.size)
    cdef EVP_PKEY* key
    if bio == NULL:
        return NULL
    key = PEM_read_bio_PrivateKey(bio, NULL, passphrase, secret)
    BIO_free(bio)
    # OpenSSL may leave errors of decoders that it tried before the one that worked.
    if key != NULL:
        ERR_clear_error()
    return key


cdef bint needs_passphrase(Bytes* secret) noexcept nogil:
    cdef unsigned long error = ERR_peek_error()
    return not secret.given and ((error >> 23) & 0xFF) == ERR_LIB_PEM and (error & 0x7FFFFF) == PEM_R_BAD_PASSWORD_READ


# keyRead(bytes, format, type, passphrase, private): the handle. `private`: nothing else will do; else a public key, which
# a private one has in it.
cdef napi_value js_key_read(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef Bytes b
    cdef Bytes secret
    cdef int form
    cdef int kind
    cdef bint private
    cdef bint seen = False
    cdef bint missing = False
    cdef const unsigned char* at
    cdef EVP_PKEY* key = NULL
    cdef int made = PRIVATE
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    form = integer(env, argv[1])
    kind = integer(env, argv[2])
    private = truth(env, argv[4])
    ERR_clear_error()
    take_bytes(env, argv[0], &b, False)
    take_bytes(env, argv[3], &secret, True)
    at = b.data
    if form == FORMAT_PEM:
        if not private:
            key = read_public_pem(&b, &seen)
            made = PUBLIC
        if not seen:
            made = PRIVATE
            key = read_private_pem(&b, &secret)
            missing = key == NULL and needs_passphrase(&secret)
    elif not private and (kind == TYPE_SPKI or (kind == TYPE_PKCS1 and not is_rsa_private(b.data, b.size))):
        made = PUBLIC
        key = d2i_PUBKEY(NULL, &at, <long>b.size) if kind == TYPE_SPKI else d2i_PublicKey(6, NULL, &at, <long>b.size)
    else:
        key = read_private_der(&b, kind, &secret)
        missing = key == NULL and needs_passphrase(&secret)
    free_bytes(&b)
    free_bytes(&secret)
    if missing:
        return throw_code(env, b"ERR_MISSING_PASSPHRASE", b"Passphrase required for encrypted key", 1)
    if key == NULL:
        return throw_whole(env, pick(private, b"Failed to read private key", b"Failed to read asymmetric key"),
                           made == PUBLIC and form == FORMAT_DER)
    ERR_clear_error()
    return wrap_pkey(env, key, PRIVATE if private else made)


cdef bint write_public(EVP_PKEY* key, BIO* bio, int form, int kind) noexcept nogil:
    cdef RSA* rsa
    if kind == TYPE_PKCS1:
        rsa = EVP_PKEY_get0_RSA(key)
        if rsa == NULL:
            return False
        return PEM_write_bio_RSAPublicKey(bio, rsa) == 1 if form == FORMAT_PEM else i2d_RSAPublicKey_bio(bio, rsa) == 1
    return PEM_write_bio_PUBKEY(bio, key) == 1 if form == FORMAT_PEM else i2d_PUBKEY_bio(bio, key) == 1


cdef bint write_private(EVP_PKEY* key, BIO* bio, int form, int kind, const EVP_CIPHER* cipher,
                        Bytes* secret) noexcept nogil:
    cdef RSA* rsa
    cdef EC_KEY* ec
    cdef char* word = <char*>secret.data if cipher != NULL else NULL
    cdef int size = <int>secret.size if cipher != NULL else 0
    if cipher != NULL and word == NULL:
        word = b""
    if kind == TYPE_PKCS1:
        rsa = EVP_PKEY_get0_RSA(key)
        if rsa == NULL:
            return False
        if form == FORMAT_PEM:
            return PEM_write_bio_RSAPrivateKey(bio, rsa, cipher, <unsigned char*>word, size, NULL, NULL) == 1
        return i2d_RSAPrivateKey_bio(bio, rsa) == 1
    if kind == TYPE_SEC1:
        ec = EVP_PKEY_get0_EC_KEY(key)
        if ec == NULL:
            return False
        if form == FORMAT_PEM:
            return PEM_write_bio_ECPrivateKey(bio, ec, cipher, <unsigned char*>word, size, NULL, NULL) == 1
        return i2d_ECPrivateKey_bio(bio, ec) == 1
    if form == FORMAT_PEM:
        return PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, word, size, NULL, NULL) == 1
    return i2d_PKCS8PrivateKey_bio(bio, key, cipher, word, size, NULL, NULL) == 1


# keyWrite(handle, format, type, cipher, passphrase): PEM's text or DER's bytes.
cdef napi_value js_key_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef char[64] name
    cdef const EVP_CIPHER* cipher = NULL
    cdef Bytes secret
    cdef BIO* bio
    cdef int form
    cdef int kind
    cdef bint good
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Key* key = key_of(env, argv[0])
    form = integer(env, argv[1])
    kind = integer(env, argv[2])
    if not is_nothing(env, argv[3]):
        if short_text(env, argv[3], name, 64):
            cipher = EVP_get_cipherbyname(name)
        if cipher == NULL:
            return throw_code(env, b"ERR_CRYPTO_UNKNOWN_CIPHER", b"Unknown cipher", 0)
    ERR_clear_error()
    take_bytes(env, argv[4], &secret, True)
    bio = BIO_new(BIO_s_mem())
    if key.kind == PUBLIC:
        good = write_public(key.pkey, bio, form, kind)
    else:
        good = write_private(key.pkey, bio, form, kind, cipher, &secret)
    free_bytes(&secret)
    if not good:
        BIO_free(bio)
        return throw_openssl(env, pick(key.kind == PUBLIC, b"Failed to encode public key",
                                       b"Failed to encode private key"))
    ERR_clear_error()
    return end_bio(env, bio, form == FORMAT_PEM)
